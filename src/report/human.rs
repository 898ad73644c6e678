//! The text at fault with what is wrong below it, in rustc's look.

use std::borrow::Cow;
use std::io;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::alike::{Alike, gather};
use super::{Options, by_code, file_of, in_words, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Position, Sources, Span, TextRange};

/// How many other files with the same finding are named, and how many places of each.
const NAMED_FILES: usize = 4;
const NAMED_PLACES: usize = 6;

/// The most bytes that are shown before and after the text at fault, and of it.
const CONTEXT_BYTES: usize = 300;

/// The most lines that are shown of a text at fault; of a longer one only the first line is.
const LONGEST_SPAN_LINES: usize = 5;

pub(super) fn write(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() }.term_width(options.width.max(40));
    let gathered = gather(findings);
    let (shown, hidden) = gathered.split_at(options.limit.map_or(gathered.len(), |limit| limit.min(gathered.len())));
    for alike in shown {
        writeln!(out, "{}\n", render(alike, sources, &renderer, options))?;
    }
    let hidden: usize = hidden.iter().map(Alike::len).sum();
    if hidden > 0 {
        writeln!(out, "{hidden} more {} not shown\n", if hidden == 1 { "finding is" } else { "findings are" })?;
    }
    if options.table { summary(out, findings, options) } else { writeln!(out, "{}", in_words(findings)) }
}

/// Writes how many findings there are of each code, and of all.
///
/// # Errors
/// Where `out` can't be written to.
pub fn summary(out: &mut dyn io::Write, findings: &[Diagnostic], options: &Options) -> io::Result<()> {
    let counts = by_code(findings);
    let widest = counts.iter().map(|(_, code, _)| code.name().len()).max().unwrap_or_default();
    for (severity, code, count) in &counts {
        let name = severity.name();
        let (start, end) = match (options.color, severity) {
            (false, _) => ("", ""),
            (true, Severity::Error) => ("\u{1b}[1;31m", "\u{1b}[0m"),
            (true, Severity::Warning) => ("\u{1b}[1;33m", "\u{1b}[0m"),
            (true, Severity::Note) => ("\u{1b}[1;32m", "\u{1b}[0m"),
        };
        let line = format!("{count:>6} {start}{name:7}{end} {:widest$}  ", code.name());
        // A title that doesn't fit would begin a line that looks like another row.
        let fits = 17 + widest + code.title().len() <= options.width;
        writeln!(out, "{}", if fits { line + code.title() } else { line.trim_end().to_owned() })?;
    }
    let hint = if counts.len() > 1 { "; `docsgen explain <code>` says more about one" } else { "" };
    writeln!(out, "{}{hint}", in_words(findings))
}

/// A finding with the text at fault, its labels and what to do.
fn render(alike: &Alike<'_>, sources: &Sources, renderer: &Renderer, options: &Options) -> String {
    let finding = alike.finding;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(printable::line(&finding.message)).id(finding.code.name());
    let marked = finding.span.map(|span| (AnnotationKind::Primary, span, None)).into_iter();
    let labels = finding.labels.iter().map(|label| (AnnotationKind::Context, label.span, Some(&*label.message)));
    let excerpts: Vec<_> = marked.chain(labels).map(|place| (place, Excerpt::of(place.1, sources))).collect();

    let mut elements: Vec<Element<'_>> = Vec::new();
    for ((kind, _, label), excerpt) in &excerpts {
        elements.push(excerpt.snippet(*kind, *label).into());
    }
    if let Some(help) = &finding.help {
        elements.push(Level::HELP.message(printable::line(help)).into());
    }
    if let Some(others) = others(alike, sources, options) {
        elements.push(Level::NOTE.message(others).into());
    }
    let group = if elements.is_empty() { Group::with_title(title) } else { title.elements(elements) };
    let mut rendered = renderer.render(&[group]);
    for (_, excerpt) in &excerpts {
        excerpt.correct_column(&mut rendered);
    }
    rendered
}

/// Where else the same was found: `3 more: a.md:3:1, 7:2, 9:2`, or a line for each file.
fn others(alike: &Alike<'_>, sources: &Sources, options: &Options) -> Option<String> {
    let places = alike.places(sources);
    let listed = |(path, positions): &(&str, Vec<Position>)| {
        let named = if options.every_place { positions.len() } else { positions.len().min(NAMED_PLACES) };
        let named_places: Vec<String> =
            positions[..named].iter().map(|at| format!("{}:{}", at.line, at.column)).collect();
        let more = positions.len() - named;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}:{}{more}", printable::line(path), named_places.join(", "))
    };
    let count = alike.others.len();
    match &places[..] {
        // Of the whole site, and said twice.
        [] => (count > 0).then(|| format!("said {} times", count + 1)),
        [only] => Some(format!("{count} more at {}", listed(only))),
        places => {
            let named = if options.every_place || places.len() == NAMED_FILES + 1 { places.len() } else { NAMED_FILES };
            let mut text = format!("{count} more in {} files:", places.len());
            for place in places.iter().take(named) {
                text += &format!("\n{}", listed(place));
            }
            if places.len() > named {
                text += &format!("\n… and {} more files (-v names them all)", places.len() - named);
            }
            Some(text)
        }
    }
}

/// The lines around a text at fault, cut where they are very long and fit to be printed.
struct Excerpt<'a> {
    path: Cow<'a, str>,
    /// Where the text at fault starts in its file.
    at: Position,
    /// The lines, from line `at.line` on.
    text: String,
    /// The text at fault in `text`.
    range: TextRange,
}

impl<'a> Excerpt<'a> {
    /// Looks at no more than a bounded number of bytes, however long the line and the range are.
    fn of(span: Span, sources: &'a Sources) -> Self {
        let (file, path) = file_of(sources, span);
        let text = file.shown();
        let start = span.range.start as usize;
        let end = clipped_end(text, span.range);
        let from = text.ceil_char_boundary(start.saturating_sub(CONTEXT_BYTES));
        let to = text.floor_char_boundary((end + CONTEXT_BYTES).min(text.len()));
        let line_start = text[from..start].rfind('\n').map(|newline| from + newline + 1);
        let line_end = text[end..to].find('\n').map(|newline| end + newline);

        let mut excerpt = Self {
            path: printable::line(path.as_str()),
            at: file.position(span.range.start),
            text: String::new(),
            range: TextRange::default(),
        };
        if line_start.is_none() && from > 0 {
            excerpt.text.push('…');
        }
        excerpt.push(&text[line_start.unwrap_or(from)..start]);
        let marked = excerpt.text.len();
        excerpt.push(&text[start..end]);
        excerpt.range = TextRange::new(marked, excerpt.text.len());
        excerpt.push(&text[end..line_end.unwrap_or(to)]);
        if line_end.is_none() && to < text.len() {
            excerpt.text.push('…');
        }
        excerpt
    }

    fn snippet<'s>(&'s self, kind: AnnotationKind, label: Option<&'s str>) -> Snippet<'s, Annotation<'s>> {
        let annotation = kind.span(self.range.as_range()).label(label.map(printable::line));
        Snippet::source(&*self.text).path(&*self.path).line_start(self.at.line as usize).annotation(annotation)
    }

    /// Puts the true column into a rendered report: the renderer counts it from where the excerpt starts, which is not
    /// where a line starts that was cut.
    fn correct_column(&self, rendered: &mut String) {
        let counted = self.text[..self.range.start as usize].chars().count() + 1;
        if counted == self.at.column as usize {
            return;
        }
        let line = format!("{}:{}:", self.path, self.at.line);
        let title = rendered.find('\n').unwrap_or_default();
        let wrong = format!("{line}{counted}");
        if let Some(found) = rendered[title..].find(&wrong) {
            let start = title + found;
            rendered.replace_range(start..start + wrong.len(), &format!("{line}{}", self.at.column));
        }
    }

    fn push(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                // The renderer sets tabs itself, and the carriage return of a line end is no text.
                '\n' | '\t' => self.text.push(character),
                '\r' | '\u{feff}' => {}
                character => self.text.push(printable::replacement(character).unwrap_or(character)),
            }
        }
    }
}

/// The end of what is marked of a range: all of it, or its first line where it is long.
fn clipped_end(text: &str, range: TextRange) -> usize {
    let start = range.start as usize;
    let end = text.floor_char_boundary((range.end as usize).min(start + CONTEXT_BYTES)).max(start);
    let whole = end == range.end as usize;
    let marked = &text[start..end];
    if whole && marked.matches('\n').count() < LONGEST_SPAN_LINES {
        return end;
    }
    marked.find('\n').map_or(end, |newline| start + newline)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{many, report, written};
    use super::super::{Format, Options};
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{FileId, RepoPath, SourceFile};

    #[test]
    fn the_fixture_for_people() {
        insta::assert_snapshot!(report(Format::Human, &Options::default()));
    }

    #[test]
    fn nothing_found_says_nothing() {
        assert_eq!(written(Format::Human, &[], &Sources::default(), &Options::default()), "");
    }

    #[test]
    fn only_our_own_escapes_reach_a_terminal() {
        let plain = report(Format::Human, &Options::default());
        let unsafe_characters = |text: &str| {
            text.chars()
                .filter(|character| *character != '\n' && printable::replacement(*character).is_some())
                .collect::<String>()
        };
        assert_eq!(unsafe_characters(&plain), "");
        let colored = report(Format::Human, &Options { color: true, ..Options::default() });
        assert!(colored.contains("\u{1b}["));
        assert!(!colored.contains("\u{1b}[2J") && !colored.contains("\u{1b}[31mred"));
        assert_eq!(unsafe_characters(&colored).trim_matches('␛').replace('\u{1b}', ""), "");
    }

    #[test]
    fn a_limit_counts_what_it_hides() {
        let report = report(Format::Human, &Options { limit: Some(1), ..Options::default() });
        assert!(report.contains("11 more findings are not shown\n"), "{report}");
        assert_eq!(report.matches(" --> ").count() + report.matches("note[").count(), 1, "{report}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_text_at_fault() {
        let text = format!("{}백업{}", "x".repeat(500_000), "y".repeat(500_000));
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new(RepoPath::new("long.md").expect("inside"), text));
        let span = Span { file, range: TextRange::new(500_000, 500_006) };
        let finding = Diagnostic::new(Code::HtmlRemoved, span, "x".repeat(1_000_000));
        let report = written(Format::Human, &[finding], &sources, &Options::default());
        assert!(report.len() < 2_000, "{} bytes", report.len());
        assert!(report.contains("long.md:1:500001") && report.contains("x백업y"), "{report}");
    }

    #[test]
    fn a_long_span_is_shown_by_its_first_line() {
        let text = "# Title\n".to_owned() + &"line\n".repeat(100_000);
        let mut sources = Sources::default();
        let length = text.len();
        sources.add(SourceFile::new(RepoPath::new("a.md").expect("inside"), text));
        let span = Span { file: FileId(0), range: TextRange::new(0, length) };
        let report =
            written(Format::Human, &[Diagnostic::new(Code::FileTooLarge, span, "x")], &sources, &Options::default());
        assert_eq!(report.matches("line").count(), 0, "{report}");
        assert!(report.contains("# Title"), "{report}");
    }

    #[test]
    fn places_at_the_very_end_and_empty_ones_are_shown() {
        for text in ["", "abc", "abc\n", "백\r\n"] {
            let mut sources = Sources::default();
            sources.add(SourceFile::new(RepoPath::new("a.md").expect("inside"), text));
            let end = text.len();
            let span = Span { file: FileId(0), range: TextRange::new(end, end) };
            let finding = Diagnostic::new(Code::FrontMatterSyntax, span, "x").label(span, "here");
            let report = written(Format::Human, &[finding], &sources, &Options::default());
            assert!(report.contains("a.md:"), "{text:?}: {report}");
        }
    }

    #[test]
    fn every_finding_of_a_long_line_has_its_own_column() {
        let (sources, findings) = many("x".repeat(1_000_000), 100);
        for format in [Format::Human, Format::Short, Format::Json] {
            let report = written(format, &findings, &sources, &Options::default());
            assert!(report.contains("999901"), "{format:?}");
        }
    }
}
