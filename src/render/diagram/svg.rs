//! SVG, written element by element. Colours and fonts are the theme's: elements have classes and no style.

use std::fmt::Write;

use super::text::width;
use crate::render::escape::escape_into;

/// The font's size, in pixels.
pub(super) const FONT: i64 = 14;
/// The font's size of what stands beside lines, in pixels.
pub(super) const SMALL: i64 = 13;
/// From one line to the next.
pub(super) const LINE: i64 = 19;

/// A picture that is being drawn.
#[derive(Debug, Default)]
pub(super) struct Svg {
    out: String,
}

/// A rectangle by its corner and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// The size of lines of text, in pixels.
pub(super) fn size_of(lines: &[String], font: i64) -> (i64, i64) {
    let widest = lines.iter().map(|line| width(line, font)).max().unwrap_or(0);
    (widest, i64::try_from(lines.len()).unwrap_or(i64::MAX) * LINE)
}

impl Svg {
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    pub(super) fn open(&mut self, class: &str) {
        let _ = write!(self.out, "<g class=\"{class}\">");
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</g>");
    }

    pub(super) fn rect(&mut self, class: &str, rect: Rect, radius: i64) {
        let Rect { x, y, width, height } = rect;
        let _ = write!(self.out, "<rect{} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"", Class(class));
        if radius > 0 {
            let _ = write!(self.out, " rx=\"{radius}\"");
        }
        self.out.push_str("/>");
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (i64, i64), radius: i64) {
        let _ = write!(self.out, "<circle{} cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>", Class(class));
    }

    pub(super) fn path(&mut self, class: &str, data: &str) {
        let _ = write!(self.out, "<path{} d=\"{data}\"/>", Class(class));
    }

    pub(super) fn polygon(&mut self, class: &str, points: &[(i64, i64)]) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let _ = write!(self.out, "<polygon{} points=\"{}\"/>", Class(class), points.join(" "));
    }

    pub(super) fn line(&mut self, class: &str, from: (i64, i64), to: (i64, i64)) {
        self.path(class, &format!("M{} {}L{} {}", from.0, from.1, to.0, to.1));
    }

    /// Lines of text around a centre.
    pub(super) fn text(&mut self, class: &str, lines: &[String], (x, y): (i64, i64)) {
        let count = i64::try_from(lines.len()).unwrap_or(0);
        self.lines(&Class(class).to_string(), lines, (x, y - (count - 1) * LINE / 2 + 5));
    }

    /// Lines of text that start at a place: the left end of the first one's base.
    pub(super) fn text_from(&mut self, class: &str, lines: &[String], at: (i64, i64)) {
        self.lines(&format!("{} text-anchor=\"start\"", Class(class)), lines, at);
    }

    fn lines(&mut self, attributes: &str, lines: &[String], (x, y): (i64, i64)) {
        let Some((first, others)) = lines.split_first() else { return };
        let _ = write!(self.out, "<text{attributes} x=\"{x}\" y=\"{y}\">");
        if others.is_empty() {
            escape_into(&mut self.out, first);
        } else {
            for (line, step) in lines.iter().zip(std::iter::once(0).chain(std::iter::repeat(LINE))) {
                let _ = write!(self.out, "<tspan x=\"{x}\" dy=\"{step}\">");
                escape_into(&mut self.out, line);
                // The space keeps words apart for those who copy them.
                self.out.push_str(" </tspan>");
            }
        }
        self.out.push_str("</text>");
    }

    /// A filled arrow whose point is at a place and that looks in a direction: one of the four.
    pub(super) fn arrow(&mut self, class: &str, (x, y): (i64, i64), (dx, dy): (i64, i64)) {
        let back = (x - 9 * dx, y - 9 * dy);
        self.polygon(class, &[(x, y), (back.0 - 4 * dy, back.1 + 4 * dx), (back.0 + 4 * dy, back.1 - 4 * dx)]);
    }

    /// A cross at a place.
    pub(super) fn cross(&mut self, class: &str, (x, y): (i64, i64)) {
        self.path(class, &format!("M{} {}l10 10m0 -10l-10 10", x - 5, y - 5));
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// A class attribute, where there is a class.
struct Class<'a>(&'a str);

impl std::fmt::Display for Class<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(formatter, " class=\"{}\"", self.0) }
    }
}
