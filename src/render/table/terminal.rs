//! A table for a terminal: as wide as the window, figures never broken.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Places, notes};
use crate::report::printable;
use crate::site::table::{ColumnKind, Mark, Value, View};

/// Columns between two cells.
const GAP: usize = 2;

/// The longest word that is never broken, in columns.
const LONGEST_WORD: usize = 18;

/// What a table is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Width, in columns.
    pub width: usize,
    /// Whether escape sequences colour it.
    pub color: bool,
}

/// Lays a table out: where it is too wide, columns are narrowed and wrapped, the widest first. No figure is broken and no
/// column is narrower than its words, long ones left aside, so that a very narrow window may be overrun. Below it stand what
/// its signs mean and why what is wrong is so.
#[must_use]
pub fn terminal(view: &View, places: &Places<'_>, screen: Screen) -> String {
    if view.rows().is_empty() {
        return "no rows\n".to_owned();
    }
    let columns: Vec<ColumnKind> = view.columns().map(|column| column.kind).collect();
    let header: Vec<Vec<String>> = view.columns().map(|column| words(column.title())).collect();
    let groups: Vec<(Option<String>, Vec<Vec<Laid>>)> = view
        .groups()
        .into_iter()
        .map(|group| {
            let row = |row| view.cells(row).zip(&columns).map(|(cell, kind)| Laid::new(cell, *kind)).collect();
            (group.title, group.rows.into_iter().map(row).collect())
        })
        .collect();
    let cells = || groups.iter().flat_map(|(_, rows)| rows);
    let widths: Vec<Widths> = (0..columns.len())
        .map(|index| {
            let laid = || cells().map(|row| &row[index]);
            let title = header[index].iter().map(|word| width(word)).max().unwrap_or_default();
            let whole = width(&header[index].join(" "));
            Widths {
                natural: laid().map(Laid::widest).chain([whole]).max().unwrap_or_default(),
                least: {
                    let longest = laid().map(Laid::least).max().unwrap_or_default();
                    let longest = if columns[index] == ColumnKind::Text { longest.min(LONGEST_WORD) } else { longest };
                    longest.max(title)
                },
            }
        })
        .collect();
    let widths = fit(&widths, screen.width);
    let mut printer = Printer { text: String::new(), widths, color: screen.color };
    let header: Vec<Laid> =
        header.into_iter().map(|words| Laid { values: vec![(None, Pieces { pieces: words, words: true })] }).collect();
    printer.row(&header, Some(BOLD));
    for (index, (title, rows)) in groups.iter().enumerate() {
        if let Some(title) = title {
            if index > 0 {
                printer.text.push('\n');
            }
            printer.line(&printable::line(title), BOLD);
        }
        for row in rows {
            printer.row(row, None);
        }
    }
    printer.legend(view, places);
    printer.text
}

const BOLD: &str = "1";

const fn style(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "32",
        Mark::Attention => "33",
        Mark::Bad => "31",
    }
}

/// What can stand on one line, piece by piece; words are put together with spaces.
struct Pieces {
    pieces: Vec<String>,
    /// Whether a piece that is too long may be broken anywhere.
    words: bool,
}

impl Pieces {
    fn lines(&self, limit: usize) -> Vec<String> {
        let mut lines = vec![String::new()];
        for piece in &self.pieces {
            let last = lines.last_mut().expect("never empty");
            if last.is_empty() {
                last.push_str(piece);
            } else if width(last) + 1 + width(piece) <= limit {
                last.push(' ');
                last.push_str(piece);
            } else {
                lines.push(piece.clone());
            }
            while self.words && width(lines.last().expect("never empty")) > limit.max(2) {
                let long = lines.pop().expect("never empty");
                let (first, rest) = cut(&long, limit.max(2));
                if rest.is_empty() {
                    lines.push(first.to_owned());
                    break;
                }
                lines.extend([first.to_owned(), rest.to_owned()]);
            }
        }
        lines
    }
}

/// A cell's values, each with its sign.
struct Laid {
    values: Vec<(Option<Mark>, Pieces)>,
}

impl Laid {
    fn new(cell: &[Value], kind: ColumnKind) -> Self {
        let words_only = kind == ColumnKind::Text;
        let values = cell.iter().map(|value| {
            let text = printable::line(&value.text);
            let pieces = if words_only { words(&text) } else { figures(&text) };
            (value.mark, Pieces { pieces, words: words_only })
        });
        Self { values: values.collect() }
    }

    /// The width it has with each value on one line.
    fn widest(&self) -> usize {
        self.values
            .iter()
            .map(|(mark, pieces)| indent(*mark) + width(&pieces.pieces.join(" ")))
            .max()
            .unwrap_or_default()
    }

    /// The width of its longest piece.
    fn least(&self) -> usize {
        let longest = |pieces: &Pieces| pieces.pieces.iter().map(|piece| width(piece)).max().unwrap_or_default();
        self.values.iter().map(|(mark, pieces)| indent(*mark) + longest(pieces)).max().unwrap_or_default()
    }

    /// Its lines, each with the mark that its sign shows.
    fn lines(&self, limit: usize) -> Vec<(Option<Mark>, String)> {
        let mut lines = Vec::new();
        for (mark, pieces) in &self.values {
            for (index, line) in pieces.lines(limit.saturating_sub(indent(*mark))).into_iter().enumerate() {
                let line = match mark {
                    Some(mark) if index == 0 => format!("{} {line}", mark.sign()),
                    Some(_) => format!("  {line}"),
                    None => line,
                };
                lines.push((*mark, line));
            }
        }
        lines
    }
}

const fn indent(mark: Option<Mark>) -> usize {
    if mark.is_some() { 2 } else { 0 }
}

struct Widths {
    natural: usize,
    least: usize,
}

/// The width of each column: the widest gives way first.
fn fit(columns: &[Widths], screen: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = columns.iter().map(|column| column.natural).collect();
    let room = screen.saturating_sub(GAP * columns.len().saturating_sub(1));
    let mut excess = widths.iter().sum::<usize>().saturating_sub(room);
    while excess > 0 {
        let shrinks = |index: &usize| widths[*index] > columns[*index].least;
        let Some(widest) = (0..columns.len()).filter(shrinks).max_by_key(|index| widths[*index]) else { break };
        // Down to the next widest at once, and by one at least.
        let next = widths.iter().copied().filter(|other| *other < widths[widest]).max().unwrap_or_default();
        let floor = next.max(columns[widest].least).min(widths[widest] - 1);
        let step = excess.min(widths[widest] - floor);
        widths[widest] -= step;
        excess -= step;
    }
    widths
}

struct Printer {
    text: String,
    widths: Vec<usize>,
    color: bool,
}

impl Printer {
    fn row(&mut self, cells: &[Laid], whole: Option<&str>) {
        let cells: Vec<_> = cells.iter().zip(&self.widths).map(|(cell, width)| cell.lines(*width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or_default().max(1);
        for number in 0..height {
            let mut gap = 0;
            for (cell, limit) in cells.iter().zip(self.widths.clone()) {
                if let Some((mark, line)) = cell.get(number).filter(|(_, line)| !line.is_empty()) {
                    self.text.extend(std::iter::repeat_n(' ', gap));
                    self.styled(line, whole.or(mark.map(style)));
                    gap = limit.saturating_sub(width(line)) + GAP;
                } else {
                    gap += limit + GAP;
                }
            }
            self.text.push('\n');
        }
    }

    fn line(&mut self, text: &str, style: &str) {
        self.styled(text, Some(style));
        self.text.push('\n');
    }

    fn styled(&mut self, text: &str, style: Option<&str>) {
        match style {
            Some(style) if self.color => self.text.push_str(&format!("\u{1b}[{style}m{text}\u{1b}[0m")),
            _ => self.text.push_str(text),
        }
    }

    /// What the signs mean that were used, and the reasons of what is wrong.
    fn legend(&mut self, view: &View, places: &Places<'_>) {
        let rows: Vec<_> = view.groups().into_iter().flat_map(|group| group.rows).collect();
        let marks = |mark| rows.iter().any(|row| view.cells(row).flatten().any(|value| value.mark == Some(mark)));
        let meaning = [(Mark::Good, "as it should be"), (Mark::Attention, "to be looked at"), (Mark::Bad, "wrong")];
        let used: Vec<String> = meaning
            .into_iter()
            .filter(|(mark, _)| marks(*mark))
            .map(|(mark, words)| format!("{} {words}", mark.sign()))
            .collect();
        if used.is_empty() {
            return;
        }
        self.text.push_str(&format!("\n{}\n", used.join("   ")));
        for row in rows {
            // A row is called by its chart, wherever that stands.
            let chart = view.columns().zip(view.cells(row)).find(|(column, _)| column.name() == "chart");
            let name = chart.and_then(|(_, cell)| cell.first()).or_else(|| view.cells(row).flatten().next());
            let name = name.map(|value| printable::line(&value.text).into_owned());
            for (column, cell) in view.columns().zip(view.cells(row)) {
                for value in cell.iter().filter(|value| value.mark == Some(Mark::Bad)) {
                    let reason = notes(value, places);
                    if !reason.is_empty() {
                        let name = name.as_deref().unwrap_or_default();
                        let line = format!("{} {name}, {}: ", Mark::Bad.sign(), column.title());
                        self.styled(&line, Some(style(Mark::Bad)));
                        self.text.push_str(&printable::line(&reason));
                        self.text.push('\n');
                    }
                }
            }
        }
    }
}

fn width(text: &str) -> usize {
    text.width()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Figures and the words around them: `15 - 30 minutes (small), < 4 hours (full)` may be broken between words, but not between
/// the parts of one figure.
fn figures(text: &str) -> Vec<String> {
    let range = |word: &str| matches!(word, "-" | "–" | "—" | "to");
    let qualifies = |word: &str| matches!(word, "<" | "<=" | "≤" | ">" | ">=" | "≥" | "~" | "≈" | "±") || range(word);
    let number = |word: &str| word.ends_with(|end: char| end.is_ascii_digit()) && !word.contains(char::is_alphabetic);
    let mut pieces = vec![String::new()];
    let mut before = "";
    for word in text.split_whitespace() {
        let last = pieces.last_mut().expect("never empty");
        if before.is_empty() {
            last.push_str(word);
        } else if qualifies(before) || number(before) || range(word) {
            last.push(' ');
            last.push_str(word);
        } else {
            pieces.push(word.to_owned());
        }
        before = word;
    }
    pieces
}

/// As much of a text as fits into `limit` columns, one character at least, and the rest.
fn cut(text: &str, limit: usize) -> (&str, &str) {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.width().unwrap_or_default();
        if used > limit && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
}
