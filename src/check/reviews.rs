//! Reviews that are overdue, were never made, or are yet to come.

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::freshness::days_between;
use super::{Checked, places};
use crate::config::whole_days;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::page::Page;
use crate::site::recovery::tier::{TierIndex, TierLookup};
use crate::source::{Span, Spanned};

/// How long a review is good for, and where that is said.
#[derive(Clone, Copy)]
struct Every {
    days: u32,
    place: Option<Span>,
    /// Whether the page says it itself.
    own: bool,
}

/// Finds what is wrong with the reviews of all living pages.
pub(super) fn check_reviews(checked: Checked<'_>) -> Vec<Diagnostic> {
    let lookup = TierLookup::new(&checked.site.recovery.tiers);
    let mut of_tier: RapidHashMap<TierIndex, Every> = RapidHashMap::default();
    for settings in &checked.config.tiers {
        if let (Some(tier), Some(every)) = (lookup.get(&settings.id.value), &settings.review_every) {
            of_tier.entry(tier).or_insert_with(|| stated(checked, every));
        }
    }
    let living = checked.site.pages.iter().filter(|page| !page.historical);
    living.filter_map(|page| review(checked, page, &of_tier)).collect()
}

fn stated(checked: Checked<'_>, every: &Spanned<u32>) -> Every {
    let place = checked.config_file.map(|file| Span { file, range: every.range });
    Every { days: every.value, place, own: false }
}

/// How long a review of a page is good for: by its own word, its chart's tier, or its kind.
fn every(checked: Checked<'_>, page: &Page, of_tier: &RapidHashMap<TierIndex, Every>) -> Option<Every> {
    if let Some(own) = &page.document.front_matter.review_every {
        let place = Some(Span { file: page.file, range: own.range });
        return Some(Every { days: whole_days(&own.value)?, place, own: true });
    }
    let tier = || {
        let chart = page.chart.filter(|_| page.kind.is_chart_guide())?;
        of_tier.get(&checked.site.recovery.chart(chart).tier?).copied()
    };
    let kind = || checked.config.check.review_every.get(&page.kind).map(|every| stated(checked, every));
    tier().or_else(kind)
}

fn review(checked: Checked<'_>, page: &Page, of_tier: &RapidHashMap<TierIndex, Every>) -> Option<Diagnostic> {
    let every = every(checked, page, of_tier);
    let reviewed = page.document.front_matter.reviewed.as_ref();
    let Some((written, day)) = reviewed.and_then(|written| Some((written, written.value.parse::<Date>().ok()?))) else {
        return every.map(|every| missing(page, every));
    };
    let place = Span { file: page.file, range: written.range };
    if day > checked.today {
        let message = format!("a review of this page on {day} is yet to come");
        return Some(
            Diagnostic::new(Code::ReviewFuture, place, message).help("write the day on which it was last reviewed"),
        );
    }
    let every = every.filter(|every| days_between(day, checked.today) > i64::from(every.days))?;
    let message = format!("this page was last reviewed on {day}, and has to be every {}", days(every.days));
    let diagnostic = Diagnostic::new(Code::ReviewOverdue, place, message);
    Some(rule(diagnostic, every).help("check whether it still holds, and write today's date"))
}

fn missing(page: &Page, every: Every) -> Diagnostic {
    let place = every.place.filter(|_| every.own).unwrap_or_else(|| places::title(page));
    let message = format!("this page has to be reviewed every {}, and never was", days(every.days));
    let diagnostic = Diagnostic::new(Code::ReviewMissing, place, message);
    let diagnostic = if every.own { diagnostic } else { rule(diagnostic, every) };
    diagnostic.help("check whether it holds, and write `reviewed:` and the day into its front matter")
}

fn rule(diagnostic: Diagnostic, every: Every) -> Diagnostic {
    match every.place {
        Some(place) => diagnostic.label(place, "how often is said here"),
        None => diagnostic,
    }
}

fn days(days: u32) -> String {
    if days == 1 { "day".to_owned() } else { format!("{days} days") }
}
