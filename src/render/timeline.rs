//! The order of recovery as a picture: one bar for each chart, from when all it needs is back until it is back itself.
//!
//! The picture is SVG that stands in the page. It needs no script and no style: what matters is told by shape and words, so it
//! prints in black and white, and a theme only adds colour by its classes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use super::escape::escape_into;
use super::translation::Translation;
use crate::site::Site;
use crate::site::chart::ChartIndex;
use crate::site::recovery::order::in_words;

/// How many bars are drawn at most: more is no picture any more.
const BARS: usize = 200;

/// How many names of charts that aren't drawn are listed.
const NAMES: usize = 24;

/// Characters of a chart's name that stand beside its bar.
const NAME_LENGTH: usize = 24;

/// Characters of a line of names.
const LINE_LENGTH: usize = 100;

/// Sizes in the picture's own unit, which is a pixel where it isn't scaled.
const LEFT: f64 = 190.0;
const BAR_AREA: f64 = 480.0;
const RIGHT: f64 = 250.0;
const ROW: f64 = 28.0;
const BAR: f64 = 18.0;
const AXIS: f64 = 26.0;
/// The bar of a chart whose RTO nobody knows.
const UNKNOWN_BAR: f64 = 36.0;

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

/// One chart.
#[derive(Clone, Debug)]
struct Bar {
    title: String,
    /// Counted from 0.
    wave: u32,
    start: Duration,
    /// Its own RTO.
    rto: Option<Duration>,
    /// Whether it may be back later than its bar ends.
    at_least: bool,
    critical: bool,
}

/// Everything that is drawn.
#[derive(Clone, Debug, Default)]
struct Drawing {
    /// In order of wave.
    bars: Vec<Bar>,
    /// How many more there are.
    left_out: usize,
    /// Charts in a cycle or behind one.
    stuck: Vec<String>,
    /// Charts of which nobody says what they need.
    not_stated: Vec<String>,
}

/// Draws the order of recovery, for a page that says the same in words; `None` where nobody says what any chart needs.
#[must_use]
pub fn timeline(site: &Site, words: &Translation) -> Option<String> {
    let recovery = &site.recovery;
    let order = &recovery.order;
    if order.waves.is_empty() {
        return None;
    }
    let critical: BTreeSet<ChartIndex> = order.critical_path.iter().copied().collect();
    // The critical path first, then the earliest waves.
    let all = || order.waves.iter().flatten().copied();
    let others = all().filter(|chart| !critical.contains(chart));
    let shown: BTreeSet<ChartIndex> = order.critical_path.iter().copied().chain(others).take(BARS).collect();
    let bar = |chart: ChartIndex| {
        let part = &order.charts[chart.0 as usize];
        let effective = part.effective?;
        let rto = recovery.chart(chart).headline.rto.and_then(|claim| recovery.claim(claim).bound.upper());
        Some(Bar {
            title: printable(&site.chart(chart).title),
            wave: part.wave?,
            start: effective.start,
            rto,
            at_least: effective.at_least,
            critical: critical.contains(&chart),
        })
    };
    let title = |chart: ChartIndex| printable(&site.chart(chart).title);
    let stuck = (0..)
        .map(ChartIndex)
        .zip(&order.charts)
        .filter(|(_, part)| part.wave.is_none() && (part.depends_on.is_some() || !part.dependents.is_empty()));
    let drawing = Drawing {
        bars: all().filter(|chart| shown.contains(chart)).filter_map(bar).collect(),
        left_out: all().count() - shown.len(),
        stuck: stuck.map(|(chart, _)| title(chart)).collect(),
        not_stated: order.not_stated.iter().map(|chart| title(*chart)).collect(),
    };
    Some(draw(&drawing, words))
}

/// A picture as it grows downwards.
struct Canvas<'a> {
    words: &'a Translation,
    body: String,
    y: f64,
    /// Units for each second.
    scale: f64,
}

fn draw(drawing: &Drawing, words: &Translation) -> String {
    let end = |bar: &Bar| bar.start.saturating_add(bar.rto.unwrap_or_default());
    let longest = drawing.bars.iter().map(end).max().unwrap_or_default();
    let scale = if longest.is_zero() { 0.0 } else { BAR_AREA / longest.as_secs_f64() };
    let mut canvas = Canvas { words, body: String::new(), y: AXIS, scale };
    let mut wave = None;
    for bar in &drawing.bars {
        if wave != Some(bar.wave) {
            wave = Some(bar.wave);
            canvas.wave(bar.wave);
        }
        canvas.bar(bar);
    }
    let bottom = canvas.y;
    if drawing.left_out > 0 {
        canvas.note(&words.count(
            "{count} more chart isn't drawn; the table has them all.",
            "{count} more charts aren't drawn; the table has them all.",
            drawing.left_out as u64,
            &[],
        ));
    }
    canvas.names("In a cycle or behind one, so not drawn ({count}):", &drawing.stuck);
    canvas.names("Order not stated ({count}):", &drawing.not_stated);
    let (width, height) = (LEFT + BAR_AREA + RIGHT, canvas.y + 8.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline-picture\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" font-size=\"13\" fill=\"currentColor\">\n<title>"
    );
    escape_into(&mut out, words.t("Order of recovery"));
    out.push_str("</title>\n<desc>");
    escape_into(&mut out, &description(drawing, longest, words));
    out.push_str("</desc>\n");
    axis(&mut out, longest, scale, bottom);
    out.push_str(&canvas.body);
    out.push_str("</svg>\n");
    out
}

/// The picture in words.
fn description(drawing: &Drawing, longest: Duration, words: &Translation) -> String {
    let waves = drawing.bars.iter().map(|bar| bar.wave).collect::<BTreeSet<_>>().len();
    let path: Vec<&str> = drawing.bars.iter().filter(|bar| bar.critical).map(|bar| &*bar.title).collect();
    let mut text = words.fill(
        "{charts} in {waves}: each bar starts when what the chart needs is back, and is as long as its RTO.",
        &[
            ("charts", &words.count("{count} chart", "{count} charts", drawing.bars.len() as u64, &[])),
            ("waves", &words.count("{count} wave", "{count} waves", waves as u64, &[])),
        ],
    );
    if !path.is_empty() && path.len() <= NAMES {
        let path = path.join(" → ");
        text.push(' ');
        text += &words
            .fill("The critical path takes {time}: {charts}.", &[("time", &in_words(longest)), ("charts", &path)]);
    }
    text
}

/// Lines at round times across all bars, each with its time above.
fn axis(out: &mut String, longest: Duration, scale: f64, bottom: f64) {
    let seconds = longest.as_secs();
    if seconds == 0 {
        return;
    }
    let step = tick(seconds);
    out.push_str("<g class=\"timeline-axis\" text-anchor=\"middle\">\n");
    for at in (0..=seconds / step).map(|count| count * step) {
        let time = Duration::from_secs(at);
        let x = LEFT + time.as_secs_f64() * scale;
        let _ = writeln!(
            out,
            "<path d=\"M{x:.1} {AXIS}V{bottom}\" stroke=\"currentColor\" stroke-opacity=\".25\"/><text x=\"{x:.1}\" y=\"16\">{}</text>",
            if at == 0 { "0".to_owned() } else { in_words(time) },
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

impl Canvas<'_> {
    fn wave(&mut self, wave: u32) {
        let width = LEFT + BAR_AREA + RIGHT;
        let (line, text) = (self.y + 3.0, self.y + 19.0);
        let title = self.words.fill("Wave {number}", &[("number", &(u64::from(wave) + 1))]);
        let _ = writeln!(
            self.body,
            "<g class=\"timeline-wave\"><path d=\"M0 {line}H{width}\" stroke=\"currentColor\" stroke-opacity=\".4\"/>\
             <text y=\"{text}\" font-weight=\"bold\">{}</text></g>",
            escaped(&title),
        );
        self.y += ROW;
    }

    fn bar(&mut self, bar: &Bar) {
        let x = LEFT + bar.start.as_secs_f64() * self.scale;
        // What takes no time is still to be seen.
        let width = bar.rto.map_or(UNKNOWN_BAR, |rto| (rto.as_secs_f64() * self.scale).max(2.0));
        let (top, text) = (self.y + (ROW - BAR) / 2.0, self.y + ROW / 2.0 + 4.5);
        let class = match (bar.critical, bar.rto) {
            (true, _) => "timeline-bar is-critical",
            (false, None) => "timeline-bar is-unknown",
            (false, Some(_)) => "timeline-bar",
        };
        let look = match (bar.rto, bar.critical) {
            (None, true) => "fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\" stroke-dasharray=\"5 3\"",
            (None, false) => "fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"5 3\"",
            (Some(_), true) => "fill=\"currentColor\" stroke=\"currentColor\" stroke-width=\"3\"",
            (Some(_), false) => "fill=\"currentColor\" fill-opacity=\".2\" stroke=\"currentColor\"",
        };
        let end = bar.start.saturating_add(bar.rto.unwrap_or_default());
        let mut says = match bar.rto {
            None => self.words.t("RTO unknown").to_owned(),
            Some(_) if bar.at_least => self.words.fill("back after at least {time}", &[("time", &in_words(end))]),
            Some(_) => self.words.fill("back after {time}", &[("time", &in_words(end))]),
        };
        if bar.critical {
            says.push_str(" · ");
            says.push_str(self.words.t("critical path"));
        }
        let out = &mut self.body;
        let _ = write!(out, "<g class=\"{class}\"><title>");
        escape_into(out, &format!("{}: {says}", bar.title));
        let _ = write!(out, "</title><text x=\"{}\" y=\"{text}\" text-anchor=\"end\">", LEFT - 10.0);
        escape_into(out, &shortened(&bar.title));
        let _ = write!(
            out,
            "</text><rect x=\"{x:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\" {look}/>"
        );
        if bar.rto.is_none() {
            let _ = write!(out, "<text x=\"{:.1}\" y=\"{text}\" text-anchor=\"middle\">?</text>", x + width / 2.0);
        }
        let _ = writeln!(out, "<text x=\"{:.1}\" y=\"{text}\">{}</text></g>", x + width + 8.0, escaped(&says));
        self.y += ROW;
    }

    fn note(&mut self, text: &str) {
        let _ = write!(self.body, "<text class=\"timeline-note\" y=\"{}\">", self.y + 19.0);
        escape_into(&mut self.body, text);
        self.body.push_str("</text>\n");
        self.y += ROW;
    }

    /// Charts that have no bar, in lines of their own.
    fn names(&mut self, what: &str, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let mut line = self.words.fill(what, &[("count", &names.len())]);
        let more = names.len().saturating_sub(NAMES);
        let shown = names.iter().take(NAMES).map(|name| shortened(name));
        let rest = (more > 0).then(|| self.words.fill("and {count} more", &[("count", &more)]));
        let mut words: Vec<String> = shown.chain(rest).collect();
        let last = words.len() - 1;
        words.iter_mut().take(last).for_each(|word| word.push(','));
        for word in words {
            if line.chars().count() + word.chars().count() > LINE_LENGTH {
                self.note(&std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        self.note(&line);
    }
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

    fn bar(title: &str, wave: u32, start: u64, rto: Option<u64>, critical: bool) -> Bar {
        let rto = rto.map(Duration::from_secs);
        Bar { title: title.to_owned(), wave, start: Duration::from_secs(start), rto, at_least: rto.is_none(), critical }
    }

    fn example() -> Drawing {
        Drawing {
            bars: vec![
                bar("Object store", 0, 0, Some(2 * HOUR), true),
                bar("Gateway", 0, 0, Some(HOUR / 4), false),
                bar("Cache", 0, 0, Some(0), false),
                bar("Order database", 1, 2 * HOUR, Some(HOUR), true),
                Bar { at_least: true, ..bar("Search <&\"> with a very long name", 1, 2 * HOUR, Some(HOUR / 2), false) },
                bar("Queue", 1, 2 * HOUR, None, false),
            ],
            left_out: 3,
            stuck: vec!["A".to_owned(), "B".to_owned()],
            not_stated: (0..30).map(|number| format!("chart-{number}")).collect(),
        }
    }

    /// The names and the text of all elements; fails where the picture isn't well-formed.
    fn elements(svg: &str) -> Vec<String> {
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
    fn bars_stand_where_their_time_is() {
        let svg = draw(&example(), Translation::english());
        elements(&svg);
        insta::assert_snapshot!(svg);
    }

    #[test]
    fn every_picture_is_well_formed_and_bounded() {
        for bars in [
            vec![],
            vec![bar("a", 0, 0, None, false)],
            vec![bar("a", 0, 0, Some(0), false)],
            vec![bar("a", 0, 0, Some(900 * 365 * 24 * HOUR), true)],
            vec![bar("a", 0, u64::MAX, Some(u64::MAX), true)],
        ] {
            let svg = draw(&Drawing { bars, ..Drawing::default() }, Translation::english());
            assert!(elements(&svg).len() < 60, "{svg}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
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
