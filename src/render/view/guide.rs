//! What a guide says about itself, as templates see it: the versions it covers, its review, its parameters.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Viewer;
use crate::config::{Kind, whole_days};
use crate::parse::front_matter::FrontMatter;
use crate::parse::version::VersionOf;
use crate::render::context::ParamView;
use crate::site::page::Page;

/// How many versions a guide's card names.
const COVERED_SHOWN: usize = 4;

/// The day until which a page's review is good, where the page says how long that is.
pub(super) fn review_due(front_matter: &FrontMatter) -> Option<String> {
    let reviewed: Date = front_matter.reviewed.as_ref()?.value.parse().ok()?;
    let days = whole_days(&front_matter.review_every.as_ref()?.value)?;
    Some(reviewed.checked_add(i64::from(days).days()).ok()?.to_string())
}

/// A page's parameters.
pub(super) fn params(front_matter: &FrontMatter) -> Vec<ParamView> {
    let params = front_matter.params.iter();
    params.map(|(name, default)| ParamView { name: name.value.clone(), default: default.value.clone() }).collect()
}

impl Viewer<'_> {
    /// The versions of its chart's software that a guide covers: the ways that an upgrade guide tells, or the version that
    /// another guide states. Empty where nothing is said.
    pub(super) fn covers(&self, page: &Page) -> Vec<String> {
        let Some(chart) = page.chart.filter(|_| page.kind.is_chart_guide()) else { return Vec::new() };
        let mut covered: Vec<String> = Vec::new();
        let mut add = |text: String| {
            if covered.len() < COVERED_SHOWN && !text.is_empty() && !covered.contains(&text) {
                covered.push(text);
            }
        };
        if page.kind == Kind::Upgrade {
            let ways = self.site.upgrades[chart.0 as usize].iter().filter(|way| way.place.file == page.file);
            for way in ways {
                let word =
                    |stated: Option<&crate::site::chart::Stated>| stated.map(|stated| stated.text.trim().to_owned());
                match (word(way.from.as_ref()), word(way.to.as_ref())) {
                    (Some(from), Some(to)) => add(format!("{from} → {to}")),
                    (Some(from), None) => add(self.translation.fill("from {version}", &[("version", &from)])),
                    (None, Some(to)) => add(self.translation.fill("to {version}", &[("version", &to)])),
                    (None, None) => {}
                }
            }
            return covered;
        }
        let chart = self.site.chart(chart);
        let document = &page.document;
        for statement in document.versions.iter().filter(|statement| statement.of == VersionOf::App) {
            let named = statement
                .chart
                .as_deref()
                .is_none_or(|name| name.eq_ignore_ascii_case(&chart.title) || name.eq_ignore_ascii_case(&chart.id));
            if named && !document.is_generated(statement.range) {
                add(statement.version.trim().to_owned());
            }
        }
        covered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::front_matter::{parse_front_matter, split};

    #[test]
    fn a_review_is_good_for_as_long_as_the_page_says() {
        for (text, due) in [
            ("reviewed: 2026-10-01\nreview_every: 90d", Some("2026-12-30")),
            ("reviewed: 2026-10-01\nreview_every: 6 months", Some("2027-03-30")),
            ("reviewed: 2026-10-01", None),
            ("review_every: 90d", None),
            ("reviewed: 9999-12-31\nreview_every: 90d", None),
        ] {
            let text = format!("---\n{text}\n---\n");
            let (front_matter, _) = parse_front_matter(&text, &split(&text));
            assert_eq!(review_due(&front_matter).as_deref(), due, "{text}");
        }
    }
}
