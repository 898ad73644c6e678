//! How long all of a playbook may take.

use super::heading;
use super::section::Sections;
use super::{Phase, Window};
use crate::parse::bound::Bound;
use crate::site::timed::Timed;
use crate::site::upgrade::name::{tokens, without_asides};
use crate::source::{Span, TextRange};

/// Labels that say how long all of it takes.
const TOTAL_LABELS: &[&str] = &[
    "total duration",
    "total time",
    "total estimated time",
    "total estimated duration",
    "estimated total time",
    "estimated total duration",
    "overall duration",
    "gesamtdauer",
    "총 소요 시간",
    "전체 소요 시간",
];

/// Words that a label of a window has beside `window`.
const WINDOW_WORDS: &[&str] = &[
    "maintenance",
    "change",
    "upgrade",
    "release",
    "deployment",
    "rollout",
    "migration",
    "planned",
    "cutover",
    "downtime",
    "outage",
    "launch",
    "go",
    "live",
    "window",
    "total",
];

/// Labels at the top of a page that say how long the work takes. Anywhere else they speak of a part.
const TOP_LABELS: &[&str] = &[
    "duration",
    "estimated duration",
    "expected duration",
    "planned duration",
    "estimated time",
    "dauer",
    "geschätzte dauer",
    "소요 시간",
    "예상 소요 시간",
];

impl Sections<'_> {
    /// How long all of it may take: front matter, else the first place outside of the phases that says so.
    pub(super) fn window(&self, phases: &[Phase]) -> Option<Window> {
        let document = self.document;
        let file = self.page.file;
        if let Some(stated) = &document.front_matter.window {
            let bound = heading::length(&stated.value).unwrap_or_else(|| Bound::read(&stated.value, None));
            let time = Timed { bound, place: Span { file, range: stated.range } };
            return Some(Window { time, whole: false });
        }
        let is_outside = |place: TextRange| {
            let after = phases.partition_point(|phase| phase.range.end <= place.start);
            phases.get(after).is_none_or(|phase| place.start < phase.range.start) && !document.is_generated(place)
        };
        let is_deep = |place: TextRange| {
            let before = document.headings.partition_point(|heading| heading.range.start <= place.start);
            before.checked_sub(1).is_some_and(|index| document.headings[index].level > 2)
        };
        let first = phases.first().map_or(0, |phase| phase.range.start);
        let is_at_top = |place: TextRange| {
            let before = document.headings.partition_point(|heading| heading.range.start <= place.start);
            place.start < first && before.checked_sub(1).is_none_or(|index| document.headings[index].level == 1)
        };
        let window = |name: &str, value: &str, range: TextRange| {
            let about = about(name)?;
            // What a part of the work takes altogether is no time for all of it.
            if about == About::Total && is_deep(range) || about == About::Estimate && !is_at_top(range) {
                return None;
            }
            let bound = heading::length(value)?;
            let window = Window { time: Timed { bound, place: Span { file, range } }, whole: about == About::Total };
            is_outside(range).then_some((about, window))
        };
        let of_labels = document
            .labels
            .iter()
            .filter(|label| !self.is_back(label.section))
            .filter_map(|label| window(document.plain(label.name), document.plain(label.value), label.range));
        let of_rows = document.tables.iter().filter(|table| !self.is_back(table.section)).flat_map(|table| {
            // A table without a head of its own has its first pair there.
            [&table.header].into_iter().chain(&table.rows)
        });
        let of_rows = of_rows.filter_map(|row| match row.as_slice() {
            [name, value, ..] => window(document.plain(name.text), document.plain(value.text), value.range),
            _ => None,
        });
        let plain = document.blocks.iter().filter(|block| block.label.is_none() && !self.is_back(block.section));
        let of_blocks = plain.filter_map(|block| {
            let (name, value) = document.plain(block.text).split_once([':', '：'])?;
            window(name, value, block.range)
        });
        // A window binds more than what somebody thinks all of it takes.
        let found = of_labels.chain(of_rows).chain(of_blocks).min_by_key(|(about, _)| *about);
        found.map(|(_, window)| window)
    }
}

/// What a label says of how long all of it may take. What binds more comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    /// How long there is for the work.
    Window,
    /// How long all phases take.
    Total,
    /// How long the work takes, at the top of a page.
    Estimate,
}

/// What a label is about, if that is how long all of it may take.
fn about(name: &str) -> Option<About> {
    let words = tokens(&without_asides(name));
    let line = words.join(" ");
    let is_window =
        words.iter().any(|word| word == "window") && words.iter().all(|word| WINDOW_WORDS.contains(&word.as_str()));
    if is_window || ["wartungsfenster", "유지보수 시간", "점검 시간"].contains(&line.as_str()) {
        return Some(About::Window);
    }
    let is = |labels: &[&str]| labels.contains(&line.as_str());
    is(TOTAL_LABELS).then_some(About::Total).or_else(|| is(TOP_LABELS).then_some(About::Estimate))
}
