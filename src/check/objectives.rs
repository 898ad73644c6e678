//! Recovery objectives that contradict each other, that nobody can read, or that are missing.

use std::time::Duration;

use rapidhash::RapidHashSet;

use super::{Checked, places};
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::bound::Meaning;
use crate::parse::statement::{Field, Form};
use crate::site::Site;
use crate::site::chart::{Chart, ChartIndex};
use crate::site::recovery::claim::{Claim, ClaimIndex, Rank, chart_column};
use crate::site::recovery::names::ChartLookup;
use crate::site::recovery::objective::{ChartRecovery, Conflict};
use crate::site::recovery::scenario::{Extent, Scenario};
use crate::source::Span;

/// A longer time is a slip: nobody waits so long for a recovery.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// How many unknown names are compared with all charts to say which was meant: a file of nothing but slips stays linear.
const COMPARED_NAMES: usize = 200;

/// Finds what is wrong with the objectives of all charts.
pub(super) fn check_objectives(checked: Checked<'_>) -> Vec<Diagnostic> {
    let site = checked.site;
    let mut findings = Vec::new();
    let recovery = &site.recovery;
    for ((index, chart), found) in (0_u32..).map(ChartIndex).zip(site.charts.iter()).zip(&recovery.charts) {
        findings.extend(found.conflicts.iter().map(|conflict| contradicts(checked, chart, conflict)));
        findings.extend(missing(site, index, found));
    }
    findings.extend(unreadable(site));
    findings.extend(unknown_charts(site));
    findings
}

/// One finding for each contradiction, at the claim of the highest rank that doesn't count.
fn contradicts(checked: Checked<'_>, chart: &Chart, conflict: &Conflict) -> Diagnostic {
    let recovery = &checked.site.recovery;
    let winner = recovery.claim(conflict.winner);
    let mut others = conflict.others.iter().map(|other| recovery.claim(*other));
    let first = others.next().unwrap_or(winner);
    let scenario = if conflict.headline { String::new() } else { format!(" for `{}`", written(&conflict.scenario)) };
    let message = format!(
        "`{}` has an {} of `{}`{scenario} here and `{}` in `{}`",
        chart.id,
        conflict.field.title(),
        written(&first.bound.text),
        written(&winner.bound.text),
        checked.sources.get(winner.place.file).path(),
    );
    let counts = if winner.rank == first.rank && winner.place.file == first.place.file {
        "it comes first".to_owned()
    } else {
        format!("it stands in {}", stands_in(winner.rank))
    };
    let mut diagnostic = Diagnostic::new(Code::ObjectiveConflict, first.place, message)
        .label(winner.place, format!("`{}` counts: {counts}", written(&winner.bound.text)))
        .help("state it once in front matter; `docsgen sync` will keep the rest");
    for other in others {
        diagnostic = diagnostic.label(other.place, format!("`{}` here", written(&other.bound.text)));
    }
    diagnostic
}

const fn stands_in(rank: Rank) -> &'static str {
    match rank {
        Rank::FrontMatter => "front matter",
        Rank::Config => "book.toml",
        Rank::Annotation => "an annotation",
        Rank::BackupGuide => "the backup or recovery guide",
        Rank::Values => "values.yaml",
        Rank::Readme => "the README",
        Rank::OwnPage => "a page of the chart",
        Rank::Summary => "a document about many charts",
    }
}

/// A text of the author's as one line of a message.
fn written(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'")
}

/// A chart whose guide or tier calls for an objective that nobody states.
fn missing(site: &Site, index: ChartIndex, found: &ChartRecovery) -> Option<Diagnostic> {
    let chart = site.chart(index);
    let tier = found.tier.map(|tier| site.recovery.tier(tier));
    let guide = chart.own_pages().map(|id| site.page(id)).find(|page| {
        let about_recovery = matches!(page.kind, crate::config::Kind::Backup | crate::config::Kind::Recovery);
        about_recovery && !page.historical
    });
    // In a repository that states no objective at all nobody has asked for one.
    let usual = site.recovery.charts.iter().any(|other| other.headline.rto.is_some() || other.headline.rpo.is_some());
    let asked = |field: Field| {
        let policy = tier.is_some_and(|tier| match field {
            Field::Rto => tier.rto.is_some(),
            Field::Rpo => tier.rpo.is_some(),
        });
        policy || (guide.is_some() && usual)
    };
    let fields: Vec<Field> = [Field::Rto, Field::Rpo]
        .into_iter()
        .filter(|field| found.headline.get(*field).is_none() && asked(*field))
        .collect();
    let what = match fields.as_slice() {
        [] => return None,
        [one] => one.title(),
        _ => "RTO or RPO",
    };
    let place = guide.map(places::title).or_else(|| {
        let (file, chart_yaml) = chart.chart_yaml.as_ref()?;
        Some(Span { file: *file, range: chart_yaml.name.as_ref()?.range })
    });
    let place = place.or_else(|| chart.tier.as_ref()?.place)?;
    let message = format!("nobody states an {what} for a full recovery of `{}`", chart.id);
    let help = if guide.is_some() {
        "add `objectives` to the guide's front matter".to_owned()
    } else {
        format!("add `rto` and `rpo` to `[charts.{}]` in book.toml, or to the front matter of a backup guide", chart.id)
    };
    Some(Diagnostic::new(Code::ObjectiveMissing, place, message).help(help))
}

/// Figures that can't be read or meant, where somebody wrote them for docsgen to read, and where they count.
fn unreadable(site: &Site) -> Vec<Diagnostic> {
    let recovery = &site.recovery;
    let counting: RapidHashSet<ClaimIndex> =
        recovery.charts.iter().flat_map(|chart| [chart.headline.rto, chart.headline.rpo]).flatten().collect();
    let claims = (0_u32..).map(ClaimIndex).zip(&recovery.claims);
    let asked = claims.filter(|(index, claim)| {
        let for_docsgen = matches!(claim.form, Form::FrontMatter | Form::Config | Form::Annotation);
        claim.living && (for_docsgen || counting.contains(index))
    });
    asked.filter_map(|(_, claim)| unreadable_claim(claim)).collect()
}

fn unreadable_claim(claim: &Claim) -> Option<Diagnostic> {
    let (field, text) = (claim.field.title(), written(&claim.bound.text));
    let new = |message: String| Diagnostic::new(Code::ObjectiveUnreadable, claim.place, message);
    match claim.bound.meaning {
        None => Some(
            new(format!("the {field} `{text}` can't be read as a time"))
                .help("write a time such as `< 4h`, `15-30 minutes`, `0` or `N/A`; until then it is shown as written"),
        ),
        Some(Meaning::Within { upper, .. }) if upper > LONGEST => Some(
            new(format!("the {field} `{text}` is longer than any recovery")).help("correct the number or its unit"),
        ),
        Some(_) => None,
    }
}

/// Rows of tables of many charts that name none, where most rows do.
fn unknown_charts(site: &Site) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let lookup = ChartLookup::new(&site.charts);
    for page in site.pages.iter().filter(|page| !page.historical && !page.document.statements.is_empty()) {
        let document = &*page.document;
        for table in &document.tables {
            let Some(column) = chart_column(document, table) else { continue };
            let within = |start: u32| table.range.start <= start && start < table.range.end;
            let at = document.statements.partition_point(|statement| statement.range.start < table.range.start);
            if !document.statements.get(at).is_some_and(|statement| within(statement.range.start)) {
                continue;
            }
            let cells = || table.rows.iter().filter_map(|row| row.get(column));
            let unknown: Vec<_> = cells().filter(|cell| lookup.get(document.plain(cell.text)).is_none()).collect();
            if unknown.len() * 2 >= table.rows.len() {
                continue;
            }
            for cell in unknown {
                let name = document.plain(cell.text).trim();
                // A sum of all charts isn't one of them.
                if name.is_empty() || Scenario::of(Some(name), &[]).extent != Extent::Part {
                    continue;
                }
                let message = format!("there is no chart `{}`", written(name));
                let place = Span { file: page.file, range: cell.range };
                let diagnostic = Diagnostic::new(Code::ObjectiveUnknownChart, place, message);
                let known = || site.charts.iter().map(|chart| &*chart.id);
                let near = (findings.len() < COMPARED_NAMES).then(|| near_match(name, known())).flatten();
                findings.push(match near {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help("name the chart as its folder or its title does, or remove the row"),
                });
            }
        }
    }
    findings
}
