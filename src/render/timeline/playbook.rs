//! A playbook as a picture: one bar for each phase, with gates, and the end of the window.

use std::fmt::Write as _;
use std::time::Duration;

use super::{AXIS, BAR, ROW, UNKNOWN_BAR, axis, escaped, opened, printable, shortened};
use crate::render::escape::escape_into;
use crate::render::translation::Translation;
use crate::site::playbook::{Offset, Playbook};
use crate::site::recovery::order::in_words;

/// How many phases are drawn at most: more is no picture any more.
const BARS: usize = 100;

/// Where bars begin, how wide they all are, and what stands behind them: together no more than the column of a page's text.
const LEFT: f64 = 180.0;
const BAR_AREA: f64 = 390.0;
const RIGHT: f64 = 60.0;

/// From where on what is said of a bar stands before it.
const LATE: f64 = LEFT + BAR_AREA * 0.5;

/// The width of a letter, on the average.
const LETTER: f64 = 6.8;

/// One phase.
#[derive(Clone, Debug)]
struct Bar {
    title: String,
    start: Offset,
    at_least: bool,
    length: Option<Duration>,
    /// How many gates stand in it.
    gates: usize,
    /// Where it starts in words.
    when: String,
}

/// Everything that is drawn.
#[derive(Clone, Debug, Default)]
struct Drawing {
    title: String,
    /// In order.
    bars: Vec<Bar>,
    /// How many more there are.
    left_out: usize,
    /// How long the work may take from its start on.
    window: Option<Duration>,
    is_over: bool,
}

/// Draws the phases of a playbook; `None` where nobody says when any is or how long it takes.
#[must_use]
pub fn playbook_timeline(playbook: &Playbook, title: &str, words: &Translation) -> Option<String> {
    let timed = playbook.plan.iter().any(|slot| slot.length.is_some());
    let moments = playbook.phases.iter().any(|phase| phase.offset.is_some_and(|offset| offset != 0));
    if !timed && !moments {
        return None;
    }
    let bars = playbook.phases.iter().zip(&playbook.plan).enumerate().take(BARS).map(|(index, (phase, slot))| {
        let gates = playbook.gates.iter().filter(|gate| gate.phase == Some(index)).count();
        Bar {
            title: printable(&phase.title),
            start: slot.start,
            at_least: slot.at_least,
            length: slot.length,
            gates,
            when: when(slot.start, slot.at_least),
        }
    });
    let window = playbook.window.as_ref().filter(|window| !window.whole);
    let drawing = Drawing {
        title: title.to_owned(),
        bars: bars.collect(),
        left_out: playbook.phases.len().saturating_sub(BARS),
        window: window.and_then(|window| window.time.bound.upper()),
        is_over: playbook.overrun().is_some(),
    };
    Some(draw(&drawing, words))
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const TWO_DAYS: u64 = 2 * DAY;
const DAY_SECONDS: i64 = DAY.cast_signed();

/// A moment in words: `T−24 h`, `T`, `T+1 h 30 min`.
#[must_use]
pub fn when(offset: Offset, at_least: bool) -> String {
    let at_least = if at_least { "≥ " } else { "" };
    let seconds = offset.unsigned_abs();
    let sign = if offset < 0 { '−' } else { '+' };
    match seconds {
        0 => format!("{at_least}T"),
        // A day before is written as 24 hours, and nobody thinks of half a day as one.
        DAY..TWO_DAYS if seconds.is_multiple_of(HOUR) => format!("{at_least}T{sign}{} h", seconds / HOUR),
        seconds => format!("{at_least}T{sign}{}", in_words(Duration::from_secs(seconds))),
    }
}

/// The seconds of a time, as far as they can be drawn.
fn seconds(time: Option<Duration>) -> i64 {
    time.and_then(|time| i64::try_from(time.as_secs()).ok()).unwrap_or_default()
}

fn draw(drawing: &Drawing, words: &Translation) -> String {
    let end = |bar: &Bar| bar.start.saturating_add(seconds(bar.length));
    let last = drawing.bars.iter().map(end).max().unwrap_or_default();
    // Aftercare of days behind work of hours would leave no room for the work, as a day of notice before it would.
    let work = drawing.bars.iter().map(|bar| seconds(bar.length)).filter(|length| *length < DAY_SECONDS);
    let work: i64 = work.fold(0, i64::saturating_add);
    let is_long =
        |bar: &Bar| work > 0 && seconds(bar.length) > work.saturating_mul(3) && seconds(bar.length) >= DAY_SECONDS;
    let is_far = |bar: &Bar| work > 0 && bar.start > work.saturating_mul(4) && bar.start >= DAY_SECONDS;
    let drawn = |bar: &&Bar| !is_long(bar) && !is_far(bar);
    let last = if drawing.bars.iter().any(|bar| drawn(&bar)) {
        drawing.bars.iter().filter(drawn).map(end).max().unwrap_or_default()
    } else {
        last
    };
    let to = last.max(seconds(drawing.window)).max(0);
    // What is long before the work would leave no room for it: a day of notice before an hour.
    let earliest = -(to / 2);
    let starts = drawing.bars.iter().map(|bar| bar.start);
    let from = match to {
        0 => starts.min().unwrap_or_default(),
        _ => starts.filter(|start| *start >= earliest).min().unwrap_or_default(),
    };
    let from = from.min(0);
    let all = from.abs_diff(to) as f64;
    let scale = if all > 0.0 { BAR_AREA / all } else { 0.0 };
    let place = |offset: Offset| LEFT + (offset.saturating_sub(from)) as f64 * scale;
    let mut body = String::new();
    let mut y = AXIS;
    for bar in &drawing.bars {
        let outside = if bar.start < from {
            Some(Outside::Before)
        } else if bar.start >= to && to > from && end(bar) > to {
            Some(Outside::Behind)
        } else {
            None
        };
        // A bar that goes on beyond the picture ends with it.
        draw_bar(&mut body, bar, y, outside, &|offset| place(offset.min(to)), words);
        y += ROW;
    }
    let bottom = y;
    if drawing.left_out > 0 {
        let more = words.count(
            "{count} more phase isn't drawn.",
            "{count} more phases aren't drawn.",
            drawing.left_out as u64,
            &[],
        );
        let _ = writeln!(body, "<text class=\"timeline-note\" y=\"{}\">{}</text>", y + 19.0, escaped(&more));
        y += ROW;
    }
    if let Some(window) = drawing.window {
        let x = place(seconds(Some(window)));
        let class = if drawing.is_over { "timeline-window is-over" } else { "timeline-window" };
        let label = words.fill("window ends after {time}", &[("time", &in_words(window))]);
        let _ = writeln!(
            body,
            "<g class=\"{class}\"><path d=\"M{x:.1} {AXIS}V{}\" stroke=\"currentColor\" stroke-width=\"2\" stroke-dasharray=\"6 3\"/>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"end\">{}</text></g>",
            bottom + 6.0,
            bottom + 20.0,
            escaped(&label),
        );
        y = bottom.max(y) + ROW;
    }
    let (width, height) = (LEFT + BAR_AREA + RIGHT, y + 8.0);
    let mut out = opened(
        (width, height),
        &words.fill("Phases of {title}", &[("title", &drawing.title)]),
        &description(drawing, words),
    );
    axis(&mut out, (from, to), (LEFT, BAR_AREA), bottom);
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

/// The picture in words.
fn description(drawing: &Drawing, words: &Translation) -> String {
    let phases: Vec<String> = drawing.bars.iter().map(|bar| format!("{}: {}", bar.title, says(bar, words))).collect();
    phases.join("; ")
}

/// When a phase is and how long it takes.
fn says(bar: &Bar, words: &Translation) -> String {
    let mut says = match bar.length {
        Some(length) => format!("{} · {}", bar.when, in_words(length)),
        None => bar.when.clone(),
    };
    if bar.gates > 0 {
        says.push_str(" · ");
        says.push_str(&words.count("{count} gate", "{count} gates", bar.gates as u64, &[]));
    }
    says
}

/// Where a bar is that isn't drawn, because it is too far from the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outside {
    Before,
    Behind,
}

fn draw_bar(
    out: &mut String,
    bar: &Bar,
    y: f64,
    outside: Option<Outside>,
    place: &dyn Fn(Offset) -> f64,
    words: &Translation,
) {
    let (top, text) = (y + (ROW - BAR) / 2.0, y + ROW / 2.0 + 4.5);
    let middle = y + ROW / 2.0;
    let says = says(bar, words);
    let class = if bar.length.is_none() { "timeline-bar is-unknown" } else { "timeline-bar" };
    let _ = write!(out, "<g class=\"{class}\"><title>");
    escape_into(out, &format!("{}: {says}", bar.title));
    let _ = write!(out, "</title><text x=\"{}\" y=\"{text}\" text-anchor=\"end\">", LEFT - 10.0);
    escape_into(out, &shortened(&bar.title));
    out.push_str("</text>");
    let (start, mut end) = match outside {
        Some(Outside::Behind) => {
            let x = LEFT + BAR_AREA - 14.0;
            let _ = write!(
                out,
                "<path d=\"M{:.1} {middle}l-12 -7v14z\" fill=\"currentColor\" fill-opacity=\".5\"/>",
                x + 12.0
            );
            (x, x + 14.0)
        }
        // An arrow to the left: it is before what is drawn.
        Some(Outside::Before) => {
            let x = LEFT;
            let _ = write!(
                out,
                "<path d=\"M{:.1} {middle}l12 -7v14z\" fill=\"currentColor\" fill-opacity=\".5\"/>",
                x + 2.0
            );
            (x, x + 14.0)
        }
        None => {
            let x = place(bar.start);
            // What takes no time is still to be seen.
            let width = match bar.length {
                Some(length) => (place(bar.start.saturating_add(seconds(Some(length)))) - x).max(2.0),
                None => UNKNOWN_BAR,
            };
            let look = if bar.length.is_some() && !bar.at_least {
                "fill=\"currentColor\" fill-opacity=\".2\" stroke=\"currentColor\""
            } else {
                "fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"5 3\""
            };
            let _ =
                write!(out, "<rect x=\"{x:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\" {look}/>");
            if bar.length.is_none() {
                let _ = write!(out, "<text x=\"{:.1}\" y=\"{text}\" text-anchor=\"middle\">?</text>", x + width / 2.0);
            }
            (x, x + width)
        }
    };
    if bar.gates > 0 {
        let _ = write!(
            out,
            "<path class=\"timeline-gate\" d=\"M{:.1} {middle}l8 -8 8 8 -8 8z\" fill=\"currentColor\"/>",
            end - 8.0
        );
        end += 8.0;
    }
    let room = says.chars().count() as f64 * LETTER;
    let has_room_before = start - 8.0 - room > LEFT;
    let has_room_behind = end + 8.0 + room < LEFT + BAR_AREA + RIGHT;
    let (x, anchor) = if end > LATE && has_room_before {
        (start - 8.0, " text-anchor=\"end\"")
    } else if end <= LATE || has_room_behind {
        (end + 8.0, "")
    } else {
        // Neither side has room: it stands in its bar.
        (start.max(LEFT) + 8.0, "")
    };
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{text}\"{anchor}>{}</text></g>", escaped(&says));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::timeline::tests::elements;

    fn bar(title: &str, start: Offset, minutes: Option<u64>, gates: usize) -> Bar {
        let at_least = title.starts_with('≥');
        let length = minutes.map(Duration::from_mins);
        Bar { title: title.to_owned(), start, at_least, length, gates, when: when(start, at_least) }
    }

    fn drawing(bars: Vec<Bar>) -> Drawing {
        Drawing { title: "Release <1>".to_owned(), bars, ..Drawing::default() }
    }

    #[test]
    fn phases_stand_where_their_time_is() {
        let bars = vec![
            bar("Freeze", -86_400, None, 0),
            bar("Last look", -1_800, Some(20), 1),
            bar("Canary <&\"> of a tenth of the traffic", 0, Some(15), 2),
            bar("Unknown", 900, None, 0),
            bar("≥ All", 900, Some(60), 0),
        ];
        let window = Some(Duration::from_hours(1));
        let svg = draw(&Drawing { window, is_over: true, left_out: 2, ..drawing(bars) }, Translation::english());
        elements(&svg);
        insta::assert_snapshot!(svg);
    }

    #[test]
    fn what_is_said_of_a_bar_stands_beside_it_where_there_is_room() {
        // The one in the middle has no room before it.
        let drawing = Drawing {
            window: Some(Duration::from_mins(120)),
            ..drawing(vec![bar("a", -1_800, Some(20), 0), bar("b", 2_400, Some(15), 1)])
        };
        let svg = draw(&drawing, &Translation::default());
        let label = svg.lines().find(|line| line.contains(">b<")).expect("a bar");
        let gate: f64 = label
            .split_once("timeline-gate\" d=\"M")
            .and_then(|(_, rest)| rest.split_once(' '))
            .expect("a gate")
            .0
            .parse()
            .unwrap();
        let x: f64 = label
            .rsplit_once("<text x=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .expect("a text")
            .0
            .parse()
            .unwrap();
        assert!(x > gate + 16.0, "{label}");
    }

    #[test]
    fn every_picture_is_well_formed_and_bounded() {
        for bars in [
            vec![],
            vec![bar("a", 0, None, 0)],
            vec![bar("a", -86_400, None, 0)],
            vec![bar("a", i64::MIN, Some(u64::MAX / 60), 1), bar("b", i64::MAX, Some(1), 0)],
            vec![bar("a", -60, Some(1), 0), bar("b", 0, Some(0), 3)],
        ] {
            let svg = draw(&drawing(bars), Translation::english());
            assert!(elements(&svg).len() < 80, "{svg}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }

    #[test]
    fn moments_are_counted_from_t() {
        let said = [when(0, false), when(-86_400, false), when(-172_800, false), when(5_400, true)];
        assert_eq!(said, ["T", "T−24 h", "T−2 d", "≥ T+1 h 30 min"]);
    }
}
