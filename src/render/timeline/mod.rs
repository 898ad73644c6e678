//! Work over time as a picture: one bar for each chart of a recovery, for each phase of a playbook.
//!
//! Pictures are SVG that stands in the page. They need no script and no style: what matters is told by shape and words, so they
//! print in black and white, and a theme only adds colour by its classes.

mod playbook;
mod recovery;

use std::fmt::Write as _;
use std::time::Duration;

pub use self::playbook::{playbook_timeline, when};
pub use self::recovery::timeline;
use super::escape::escape_into;
use crate::site::recovery::order::in_words;

/// Characters of a name that stand beside its bar.
const NAME_LENGTH: usize = 24;

/// Sizes in the picture's own unit, which is a pixel where it isn't scaled.
const ROW: f64 = 28.0;
const BAR: f64 = 18.0;
const AXIS: f64 = 26.0;

/// Most ticks of the axis.
const TICKS: u64 = 8;

/// Seconds between two ticks, as people count.
const STEPS: [u64; 19] = [
    1,
    5,
    15,
    30,
    60,
    5 * 60,
    10 * 60,
    15 * 60,
    30 * 60,
    3_600,
    2 * 3_600,
    4 * 3_600,
    6 * 3_600,
    12 * 3_600,
    86_400,
    2 * 86_400,
    7 * 86_400,
    30 * 86_400,
    365 * 86_400,
];

/// The bar of something of which nobody knows how long it takes.
const UNKNOWN_BAR: f64 = 36.0;

/// The start of a picture of that size, with what it is called and what it says in words.
fn opened((width, height): (f64, f64), title: &str, description: &str) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline-picture\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" font-size=\"13\" fill=\"currentColor\">\n<title>"
    );
    escape_into(&mut out, title);
    out.push_str("</title>\n<desc>");
    escape_into(&mut out, description);
    out.push_str("</desc>\n");
    out
}

/// Lines at round times across all bars, each with its time above: those between two times, in seconds, of which the first is not after
/// 0 and the second not before it. All of them lie in `width` from `left` on.
fn axis(out: &mut String, (from, to): (i64, i64), (left, width): (f64, f64), bottom: f64) {
    let seconds = from.abs_diff(to);
    if seconds == 0 {
        return;
    }
    let step = tick(seconds);
    let scale = width / seconds as f64;
    let before = from.unsigned_abs() / step;
    out.push_str("<g class=\"timeline-axis\" text-anchor=\"middle\">\n");
    let early = (1..=before).rev().map(|count| (true, count * step));
    let late = (0..=to.unsigned_abs() / step).map(|count| (false, count * step));
    for (is_before, at) in early.chain(late) {
        let distance = if is_before { from.unsigned_abs() - at } else { from.unsigned_abs() + at };
        let x = left + distance as f64 * scale;
        let time = in_words(Duration::from_secs(at));
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {AXIS}V{bottom}\" stroke=\"currentColor\" stroke-opacity=\".25\"/><text x=\"{x:.1}\" y=\"16\">{}</text>",
            match (at, is_before) {
                (0, _) => "0".to_owned(),
                (_, true) => format!("−{time}"),
                // Hours and minutes are as wide as three ticks would be.
                (_, false) if step < 3_600 && at >= 3_600 => format!("{}:{:02}", at / 3_600, at / 60 % 60),
                (_, false) => time,
            },
        );
    }
    out.push_str("</g>\n");
}

/// The seconds between two ticks of an axis of so many seconds.
fn tick(seconds: u64) -> u64 {
    let year = STEPS[STEPS.len() - 1];
    let step = STEPS.into_iter().find(|step| seconds / step <= TICKS);
    let longer = || std::iter::successors(Some(year), |step| step.checked_mul(10)).find(|step| seconds / step <= TICKS);
    step.or_else(longer).unwrap_or(u64::MAX)
}

fn escaped(text: &str) -> String {
    let mut html = String::new();
    escape_into(&mut html, text);
    html
}

/// A name without the characters that XML can't hold.
fn printable(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// A name as long as there is room for.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_LENGTH {
        return name.to_owned();
    }
    name.chars().take(NAME_LENGTH - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600;

    /// The names and the text of all elements; fails where the picture isn't well-formed.
    pub(super) fn elements(svg: &str) -> Vec<String> {
        let mut reader = quick_xml::Reader::from_str(svg);
        let mut names = Vec::new();
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        let attribute = attribute.expect("a well-formed attribute");
                        assert_ne!(attribute.key.as_ref(), "style", "a strict policy allows no inline style");
                    }
                    names.push(tag.name().as_ref().to_owned());
                }
                quick_xml::events::Event::Eof => return names,
                _ => {}
            }
        }
    }

    #[test]
    fn ticks_are_round_and_few() {
        for (seconds, step) in [
            (1, 1),
            (60, 15),
            (HOUR, 10 * 60),
            (3 * HOUR, 30 * 60),
            (4 * HOUR, 30 * 60),
            (24 * HOUR, 4 * HOUR),
            (900 * 365 * 24 * HOUR, 1_000 * 365 * 24 * HOUR),
        ] {
            assert_eq!(tick(seconds), step, "{seconds}");
        }
        assert!(u64::MAX / tick(u64::MAX) <= TICKS);
    }
}
