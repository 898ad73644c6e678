//! The order of recovery as a picture: one bar for each chart, from when all it needs is back until it is back itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use super::{AXIS, BAR, ROW, UNKNOWN_BAR, axis, escaped, opened, printable, shortened};
use crate::render::escape::escape_into;
use crate::render::translation::Translation;
use crate::site::Site;
use crate::site::chart::ChartIndex;
use crate::site::recovery::order::in_words;

/// How many bars are drawn at most: more is no picture any more.
const BARS: usize = 200;

/// How many names of charts that aren't drawn are listed.
const NAMES: usize = 24;

/// Characters of a line of names.
const LINE_LENGTH: usize = 100;

/// Where bars begin, how wide they all are, and what stands behind them.
const LEFT: f64 = 190.0;
const BAR_AREA: f64 = 480.0;
const RIGHT: f64 = 250.0;

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
    let mut out = opened((width, height), words.t("Order of recovery"), &description(drawing, longest, words));
    axis(&mut out, (0, i64::try_from(longest.as_secs()).unwrap_or(i64::MAX)), (LEFT, BAR_AREA), bottom);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::timeline::tests::elements;

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
}
