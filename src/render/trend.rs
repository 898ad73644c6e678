//! Figures over time as pictures: a line beside a figure, and a chart with what is expected and promised.
//!
//! Both are SVG that stands in the page. They need no script and no style: what matters is told by shape and words, so they print
//! in black and white, and a theme only adds colour by its classes.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::escape::escape_into;
use super::translation::Translation;
use crate::site::series::{Level, Series, range, short};

/// The most measurements that are drawn: of more, the newest.
const POINTS: usize = 200;

/// The most that the line beside a figure has room for.
const SMALL_POINTS: usize = 40;

/// Draws a line beside a figure, for a series of at least two measurements; else empty.
#[must_use]
pub fn sparkline(series: &Series, words: &Translation) -> String {
    let points = newest(series, SMALL_POINTS);
    if points.len() < 2 {
        return String::new();
    }
    let frame = Frame { left: 3.0, top: 4.0, width: 90.0, height: 16.0 };
    let values = points.iter().map(|(_, value)| *value).chain(value(series.baseline.as_ref()));
    let scale = Scale::new(points, values, frame);
    let mut out = String::from(
        "<svg class=\"trend\" viewBox=\"0 0 96 24\" width=\"96\" height=\"24\" role=\"img\" fill=\"none\" stroke=\"currentColor\"><title>",
    );
    escape_into(&mut out, &in_words(points, series, words));
    out.push_str("</title>");
    if let Some(baseline) = &series.baseline {
        let y = scale.y(baseline.value);
        let _ = write!(
            out,
            "<path class=\"trend-baseline\" d=\"M0 {y:.1}H96\" stroke-dasharray=\"2 3\" stroke-opacity=\".6\"/>"
        );
    }
    line(&mut out, &scale, points, 1.5);
    let (x, y) = scale.last(points);
    let _ = write!(
        out,
        "<circle class=\"trend-last\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"currentColor\" stroke=\"none\"/></svg>"
    );
    out
}

/// Sizes of a chart in its own unit, which is a pixel where it isn't scaled.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 190.0;
const PLOT: Frame = Frame { left: 54.0, top: 16.0, width: 242.0, height: 136.0 };

/// How wide a digit is, and the most that figures beside the axis may have of the picture.
const DIGIT: f64 = 7.4;
const WIDEST_AXIS: f64 = 130.0;

/// Draws the measurements of a metric over time, with what is expected and what is promised as lines; `None` for fewer than two.
#[must_use]
pub fn trend(metric: &str, series: &Series, words: &Translation) -> Option<String> {
    let points = newest(series, POINTS);
    if points.len() < 2 {
        return None;
    }
    let levels = value(series.baseline.as_ref()).chain(value(series.target.as_ref()));
    let mut scale = Scale::new(points, points.iter().map(|(_, value)| *value).chain(levels), PLOT);
    let ticks = scale.ticks();
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).next().unwrap_or_default();
    let ticks: Vec<(f64, String)> = ticks.into_iter().map(|tick| (tick, short(tick, step / 1_000.0))).collect();
    scale.make_room(ticks.iter().map(|(_, text)| text.len()).max().unwrap_or_default());
    let (left, right) = (scale.frame.left, scale.frame.right());
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"trend-picture\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" role=\"img\" font-size=\"13\" fill=\"currentColor\">\n<title>"
    );
    escape_into(&mut out, &printable(metric));
    out.push_str("</title>\n<desc>");
    escape_into(&mut out, &in_words(points, series, words));
    out.push_str("</desc>\n<g class=\"trend-axis\">\n");
    for (tick, text) in ticks {
        let y = scale.y(tick);
        let _ = writeln!(
            out,
            "<path d=\"M{} {y:.1}H{right}\" stroke=\"currentColor\" stroke-opacity=\".2\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left,
            left - 8.0,
            y + 4.0,
            text
        );
    }
    let dates = [points.first(), points.last()].map(|point| point.and_then(|(date, _)| *date));
    let anchors = [(scale.first(points).0, "start"), (scale.last(points).0, "end")];
    for (date, (x, anchor)) in dates.into_iter().zip(anchors) {
        if let Some(date) = date {
            let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{date}</text>", HEIGHT - 10.0);
        }
    }
    out.push_str("</g>\n");
    labels(&mut out, &scale, series, words);
    line(&mut out, &scale, points, 2.0);
    out.push_str("<g class=\"trend-points\">\n");
    for (index, (date, value)) in points.iter().enumerate() {
        let (x, y) = (scale.x(index, *date), scale.y(*value));
        let radius = if index + 1 == points.len() { 4.5 } else { 3.0 };
        let _ = write!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"><title>");
        escape_into(&mut out, &with_date(*date, &figure(*value, points, series)));
        out.push_str("</title></circle>\n");
    }
    out.push_str("</g>\n</svg>\n");
    Some(out)
}

/// The height of a line's name and figure.
const NAME: f64 = 30.0;

/// The lines of what is expected and promised, each with its name and figure beside it; names don't lie on one another.
fn labels(out: &mut String, scale: &Scale, series: &Series, words: &Translation) {
    let (left, right) = (scale.frame.left, scale.frame.right());
    let baseline = series.baseline.as_ref().map(|level| ("trend-baseline", words.t("Baseline"), level, "6 4"));
    let target = series.target.as_ref().map(|level| ("trend-target", words.t("Target"), level, "1 4"));
    let mut lines: Vec<_> = baseline.into_iter().chain(target).map(|line| (scale.y(line.2.value), line)).collect();
    lines.sort_by(|left, right| left.0.total_cmp(&right.0));
    // Names give way downwards, and at the end of the picture upwards.
    let mut places: Vec<f64> = Vec::new();
    for (y, _) in &lines {
        places.push(places.last().map_or(*y, |above| y.max(above + NAME)));
    }
    let mut lowest = PLOT.top + PLOT.height + 6.0;
    for place in places.iter_mut().rev() {
        *place = place.min(lowest);
        lowest = *place - NAME;
    }
    for ((y, (class, name, level, dashes)), at) in lines.into_iter().zip(places) {
        let _ = write!(
            out,
            "<g class=\"{class}\"><path d=\"M{left} {y:.1}H{right}\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linecap=\"round\" stroke-dasharray=\"{dashes}\"/>"
        );
        for (line, text) in [name.to_owned(), printable(&level.text)].into_iter().enumerate() {
            let y = at + if line == 0 { -2.0 } else { 12.0 };
            let weight = if line == 0 { " font-weight=\"bold\"" } else { "" };
            let _ = write!(out, "<text x=\"{}\" y=\"{y:.1}\"{weight}>", right + 10.0);
            escape_into(out, &shortened(&text));
            out.push_str("</text>");
        }
        out.push_str("</g>\n");
    }
}

/// A text as long as there is room for beside a line.
fn shortened(text: &str) -> String {
    const ROOM: usize = 13;
    if text.chars().count() <= ROOM {
        return text.to_owned();
    }
    text.chars().take(ROOM - 1).chain(['…']).collect()
}

fn newest(series: &Series, most: usize) -> &[(Option<Date>, f64)] {
    &series.points[series.points.len().saturating_sub(most)..]
}

/// The line through the measurements.
fn line(out: &mut String, scale: &Scale, points: &[(Option<Date>, f64)], width: f64) {
    out.push_str("<path class=\"trend-line\" d=\"");
    for (index, (date, value)) in points.iter().enumerate() {
        let _ =
            write!(out, "{}{:.1} {:.1}", if index == 0 { 'M' } else { 'L' }, scale.x(index, *date), scale.y(*value));
    }
    let _ = write!(
        out,
        "\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>"
    );
}

/// What a level is, in the unit of its series.
fn value(level: Option<&Level>) -> impl Iterator<Item = f64> {
    level.map(|level| level.value).into_iter()
}

/// A measurement with its unit, told apart from those beside it.
fn figure(value: f64, points: &[(Option<Date>, f64)], series: &Series) -> String {
    let (least, most) = range(points.iter().map(|(_, value)| *value));
    // No more than can be seen in the picture.
    let number = short(value, (most - least) / 200.0);
    match printable(&series.unit).trim() {
        "" => number,
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

fn with_date(date: Option<Date>, figure: &str) -> String {
    date.map_or_else(|| figure.to_owned(), |date| format!("{date}: {figure}"))
}

/// A series in words, for who doesn't see it.
fn in_words(points: &[(Option<Date>, f64)], series: &Series, words: &Translation) -> String {
    let ends = [points.first(), points.last()]
        .map(|point| point.map_or_else(String::new, |(date, value)| with_date(*date, &figure(*value, points, series))));
    let count = points.len() as u64;
    let mut text = words.count(
        "{count} measurement, from {first} to {last}",
        "{count} measurements, from {first} to {last}",
        count,
        &[("first", &ends[0]), ("last", &ends[1])],
    );
    for (name, level) in [("Baseline", &series.baseline), ("Target", &series.target)] {
        if let Some(level) = level {
            let _ = write!(text, "; {} {}", words.t(name), printable(&level.text));
        }
    }
    text
}

/// A name without the characters that XML can't hold.
fn printable(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Where something is drawn.
#[derive(Clone, Copy)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Frame {
    fn right(self) -> f64 {
        self.left + self.width
    }
}

/// The way from figures and days to places.
struct Scale {
    frame: Frame,
    /// The first day and how many follow, where every measurement has one and they aren't all of one day.
    days: Option<(Date, f64)>,
    /// How many steps there are between measurements.
    steps: f64,
    least: f64,
    most: f64,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "there are few measurements")]
    fn new(points: &[(Option<Date>, f64)], values: impl Iterator<Item = f64>, frame: Frame) -> Self {
        let (mut least, mut most) = range(values);
        if least >= most {
            // A line that never changes stands in the middle.
            (least, most) = (least - 1.0, most + 1.0);
        }
        let dates: Option<Vec<Date>> = points.iter().map(|(date, _)| *date).collect();
        let days = dates.and_then(|dates| {
            let (first, last) = (*dates.first()?, *dates.last()?);
            Some((first, days_between(first, last))).filter(|(_, days)| *days > 0.0)
        });
        Self { frame, days, steps: points.len().saturating_sub(1).max(1) as f64, least, most }
    }

    /// Makes room beside the axis for figures of so many signs.
    #[expect(clippy::cast_precision_loss, reason = "figures are short")]
    fn make_room(&mut self, signs: usize) {
        let right = self.frame.right();
        self.frame.left = (signs as f64 * DIGIT + 8.0).clamp(self.frame.left, WIDEST_AXIS);
        self.frame.width = right - self.frame.left;
    }

    #[expect(clippy::cast_precision_loss, reason = "there are few measurements")]
    fn x(&self, index: usize, date: Option<Date>) -> f64 {
        let part = match (self.days, date) {
            (Some((first, days)), Some(date)) => days_between(first, date) / days,
            _ => index as f64 / self.steps,
        };
        self.frame.left + part.clamp(0.0, 1.0) * self.frame.width
    }

    fn y(&self, value: f64) -> f64 {
        // The width of a range may be more than a number can say.
        let part = (value / 2.0 - self.least / 2.0) / (self.most / 2.0 - self.least / 2.0);
        self.frame.top + (1.0 - part.clamp(0.0, 1.0)) * self.frame.height
    }

    fn first(&self, points: &[(Option<Date>, f64)]) -> (f64, f64) {
        points.first().map_or((0.0, 0.0), |(date, value)| (self.x(0, *date), self.y(*value)))
    }

    fn last(&self, points: &[(Option<Date>, f64)]) -> (f64, f64) {
        let last = points.len().saturating_sub(1);
        points.last().map_or((0.0, 0.0), |(date, value)| (self.x(last, *date), self.y(*value)))
    }

    /// Round figures between the smallest and the largest, three to six where there are any.
    fn ticks(&self) -> Vec<f64> {
        let width = self.most - self.least;
        let power = 10f64.powf((width / 5.0).log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| width / step <= 5.0);
        let Some(step) = step.filter(|step| step.is_finite() && *step > 0.0) else {
            return vec![self.least, self.most];
        };
        let first = (self.least / step).ceil();
        let ticks = (0..7_u32).map(|count| (first + f64::from(count)) * step);
        ticks.take_while(|tick| *tick <= self.most + step * 1e-9).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are few days")]
fn days_between(first: Date, last: Date) -> f64 {
    (last.duration_since(first).as_hours() / 24) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64], dated: bool) -> Series {
        let date =
            |index: usize| jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(index as i64 * 30));
        let points = values.iter().enumerate().map(|(index, value)| (dated.then(|| date(index)), *value)).collect();
        Series { points, unit: "ms".to_owned(), ..Series::default() }
    }

    fn level(value: f64) -> Level {
        Level { value, text: format!("{value} ms") }
    }

    #[test]
    fn figures_in_a_picture_are_those_that_were_measured() {
        let baseline = Some(Level { value: 99.995, text: "99.995%".to_owned() });
        let series = Series { baseline, unit: "%".to_owned(), ..series(&[99.99, 99.999], true) };
        let picture = trend("Availability", &series, Translation::english()).expect("two at least");
        for expected in [": 99.99%</title>", ": 99.999%</title>", ">99.995%</text>", ">99.998</text>"] {
            assert!(picture.contains(expected), "{expected}: {picture}");
        }
        assert!(!picture.contains(">100"), "{picture}");
    }

    /// The numbers of all attributes that are places.
    fn places(svg: &str) -> Vec<f64> {
        let mut reader = quick_xml::Reader::from_str(svg);
        let mut found = Vec::new();
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => return found,
                quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element) => {
                    for attribute in element.attributes() {
                        let attribute = attribute.expect("well-formed");
                        assert_ne!(attribute.key.as_ref(), "style");
                        let value = attribute.value.into_owned();
                        if matches!(attribute.key.as_ref(), "x" | "y" | "cx" | "cy" | "d") {
                            let numbers = value.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-'));
                            found.extend(
                                numbers.filter(|text| !text.is_empty()).map(|text| text.parse::<f64>().expect(text)),
                            );
                        }
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_picture_is_well_formed_and_stays_in_its_frame() {
        let words = Translation::english();
        let odd: [&[f64]; 6] =
            [&[1.0, 2.0], &[5.0; 3], &[0.0, -1e300, 1e300], &[f64::MIN, f64::MAX], &[1e-300, 2e-300], &[0.1; 900]];
        for values in odd {
            for dated in [true, false] {
                for (baseline, target) in [(None, None), (Some(3.0), Some(3.1)), (Some(f64::MAX), Some(-5.0))] {
                    let [baseline, target] = [baseline, target].map(|value| value.map(level));
                    let series = Series { baseline, target, ..series(values, dated) };
                    let picture = trend("<&\u{1}>", &series, words).expect("two at least");
                    let small = sparkline(&series, words);
                    for place in places(&picture).into_iter().chain(places(&small)) {
                        assert!((0.0..=WIDTH).contains(&place), "{place}: {picture} {small}");
                    }
                    assert!(!small.contains("NaN") && !picture.contains("NaN") && picture.contains("&lt;&amp; &gt;"));
                }
            }
        }
        assert_eq!(trend("x", &series(&[1.0], true), words), None);
        assert_eq!(sparkline(&series(&[1.0], true), words), "");
    }

    #[test]
    fn who_cannot_see_a_picture_hears_it() {
        let series =
            Series { baseline: Some(level(12.5)), target: Some(level(20.0)), ..series(&[11.0, 12.25, 13.0], true) };
        let expected = "<title>3 measurements, from 2026-01-01: 11 ms to 2026-03-02: 13 ms; Baseline 12.5 ms; Target 20 ms</title>";
        assert!(sparkline(&series, Translation::english()).contains(expected));
    }

    #[test]
    fn names_of_lines_do_not_lie_on_one_another() {
        for (baseline, target) in [(12.0, 12.1), (1.0, 1.1), (20.0, 20.0)] {
            let (baseline, target) = (Some(level(baseline)), Some(level(target)));
            let series = Series { baseline, target, ..series(&[1.0, 20.0], true) };
            let picture = trend("x", &series, Translation::english()).expect("two at least");
            let bold = picture.split("<text ").filter(|text| text.contains("font-weight"));
            let heights: Vec<f64> = bold
                .map(|text| {
                    text.split_once("y=\"").and_then(|(_, y)| y.split_once('"')?.0.parse().ok()).expect("a place")
                })
                .collect();
            assert!(heights.len() == 2 && (heights[0] - heights[1]).abs() >= 28.0, "{heights:?}");
            assert!(heights.iter().all(|height| (8.0..HEIGHT - 16.0).contains(height)), "{heights:?}");
        }
    }

    #[test]
    fn ticks_are_round_and_few() {
        for (least, most, expected) in [
            (838.0, 871.0, &[840.0, 850.0, 860.0, 870.0][..]),
            (0.0, 1.0, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
            (-5.0, 5.0, &[-4.0, -2.0, 0.0, 2.0, 4.0]),
        ] {
            let points = [(None, least), (None, most)];
            let scale = Scale::new(&points, points.iter().map(|(_, value)| *value), PLOT);
            let ticks = scale.ticks();
            let is_like = |(left, right): (&f64, &f64)| (left - right).abs() < 1e-9;
            assert!(ticks.len() == expected.len() && ticks.iter().zip(expected).all(is_like), "{ticks:?}");
        }
    }
}
