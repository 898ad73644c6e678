//! Every statement about a chart, and why one counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::near_match;
use crate::error::{Error, Result};
use crate::parse::statement::Field;
use crate::render::table::Places;
use crate::report::printable;
use crate::site::Site;
use crate::site::chart::ChartIndex;
use crate::site::recovery::claim::{Claim, Rank};
use crate::site::recovery::verdict::{Judgement, Verdict};

/// The chart of that id or title.
pub(super) fn chart(site: &Site, name: &str) -> Result<ChartIndex> {
    let by_title = || {
        let titles = site.charts.iter().position(|chart| chart.title.eq_ignore_ascii_case(name));
        titles.and_then(|index| u32::try_from(index).ok()).map(ChartIndex)
    };
    site.chart_by_id(name).or_else(by_title).ok_or_else(|| {
        let help = match near_match(name, site.charts.iter().map(|chart| &*chart.id)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`docsgen matrix catalog` lists the charts".to_owned(),
        };
        Error::new(format!("there is no chart `{name}`")).help(help)
    })
}

/// What a statement stands in, in words.
const fn rank_in_words(rank: Rank) -> &'static str {
    match rank {
        Rank::FrontMatter => "front matter of one of its own pages",
        Rank::Config => "its table in book.toml",
        Rank::Annotation => "an annotation of its Chart.yaml",
        Rank::BackupGuide => "its backup or recovery guide",
        Rank::Values => "its values.yaml",
        Rank::Readme => "its README",
        Rank::OwnPage => "another page of its own",
        Rank::Summary => "a page about many charts",
    }
}

const fn verdict_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Headline | Verdict::Scenario => "counts",
        Verdict::Agrees => "agrees",
        Verdict::Differs => "differs",
        Verdict::Unclear => "can't be compared",
        Verdict::Historical => "historical",
    }
}

/// The statements that are about the same thing: those of the headline first, then each scenario, last what is historical.
type Heading = (u8, usize, Field);

/// Lists what is said of a chart: what counts for the headline, for each scenario, and what never counts.
pub(super) fn why(site: &Site, places: &Places<'_>, index: ChartIndex) -> String {
    let chart = site.chart(index);
    let judgements = site.recovery.why(index);
    if judgements.is_empty() {
        return format!("nobody states an objective of {}\n", printable::line(&chart.title));
    }
    let mut groups: BTreeMap<Heading, Vec<&Judgement>> = BTreeMap::new();
    for judgement in &judgements {
        let field = site.recovery.claim(judgement.claim).field;
        let heading = match (judgement.verdict, judgement.scenario) {
            (Verdict::Historical, _) => (2, 0, field),
            (_, None) => (0, 0, field),
            (_, Some(scenario)) => (1, scenario, field),
        };
        groups.entry(heading).or_default().push(judgement);
    }
    let mut text = String::new();
    for ((kind, scenario, field), judgements) in &groups {
        let about = match kind {
            0 => "headline: full disaster recovery".to_owned(),
            1 => site.recovery.chart(index).scenarios.get(*scenario).map_or_else(String::new, |of| of.scenario.clone()),
            _ => "historical documents, which never count".to_owned(),
        };
        if !text.is_empty() {
            text.push('\n');
        }
        // A `String` takes all that is written to it.
        let _ = writeln!(text, "{} {}, {}", printable::line(&chart.title), field.title(), printable::line(&about));
        let claims: Vec<(&Judgement, &Claim)> =
            judgements.iter().map(|judgement| (*judgement, site.recovery.claim(judgement.claim))).collect();
        text.push_str(&list(&claims, places));
        text.push_str(&reason(&claims));
    }
    text
}

fn list(claims: &[(&Judgement, &Claim)], places: &Places<'_>) -> String {
    let rows: Vec<[String; 4]> = claims
        .iter()
        .map(|(judgement, claim)| {
            let scenario = match (&*claim.scenario.name, judgement.verdict) {
                ("", _) => String::new(),
                (name, _) => format!(" ({name})"),
            };
            [
                verdict_in_words(judgement.verdict).to_owned(),
                printable::line(&claim.bound.text).into_owned(),
                places.line(claim.place),
                printable::line(&format!("{}{scenario}", claim.form.name())).into_owned(),
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2)];
    let mut text = String::new();
    for [verdict, figure, place, form] in &rows {
        let [first, second, third] = widths;
        let _ = writeln!(text, "  {verdict:first$}  {figure:second$}  {place:third$}  {form}");
    }
    text
}

/// Why the one that counts does.
fn reason(claims: &[(&Judgement, &Claim)]) -> String {
    let counts = |judgement: &Judgement| matches!(judgement.verdict, Verdict::Headline | Verdict::Scenario);
    let Some((_, winner)) = claims.iter().find(|(judgement, _)| counts(judgement)) else { return String::new() };
    let place = rank_in_words(winner.rank);
    let others = || claims.iter().filter(|(judgement, _)| !counts(judgement)).map(|(_, claim)| *claim);
    let because = match others().map(|claim| claim.rank).min() {
        None => "it is the only statement".to_owned(),
        Some(next) if next > winner.rank => format!("{place} comes before {}", rank_in_words(next)),
        Some(_) if others().any(|claim| claim.rank < winner.rank) => {
            format!("{place} says it of the whole")
        }
        Some(_) => format!("{place} says so first"),
    };
    format!("  because {because}\n")
}
