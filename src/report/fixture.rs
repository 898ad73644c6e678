//! The findings that every format is tested with.

use super::{Format, Options, write};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, RepoPath, SourceFile, Sources, Span, TextRange};

/// Files with one difficulty each.
const FILES: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitel = \"Charts\"\n"),
    (
        "docs/a.md",
        "# A\n\nSee [the guide](missing.md) and\tthen [it](#nowhere).\r\n\r\n백업 [절차](backup.md#복구) 참고\n",
    ),
    ("docs/b.md", "[g](missing.md)\n\n[g](missing.md)\n\n[g](missing.md)\n\n[g](missing.md)\n\n[g](missing.md)\n"),
    ("docs/c.md", "\u{feff}<div onclick=\"x()\">\n\u{1b}[31mred\u{1b}[0m \u{202e}txt\n</div>\n"),
];

/// Finds the `occurrence`th `needle` (from 0) in a file.
pub(super) fn span(sources: &Sources, path: &str, needle: &str, occurrence: usize) -> Span {
    let file = sources.find(&RepoPath::new(path).expect("inside")).expect("a file of the fixture");
    let (start, found) = sources.get(file).text().match_indices(needle).nth(occurrence).expect("text of the fixture");
    Span { file, range: TextRange::new(start, start + found.len()) }
}

/// The sources and findings, in the order of every report.
pub(super) fn findings() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    for (path, text) in FILES {
        sources.add(SourceFile::new(RepoPath::new(path).expect("inside"), *text));
    }
    let at = |path, needle, occurrence| span(&sources, path, needle, occurrence);
    let missing = |span| {
        Diagnostic::new(Code::LinkMissingFile, span, "there is no `docs/missing.md`")
            .target("docs/missing.md")
            .help("correct the path, or write the guide")
    };
    let mut findings = vec![
        Diagnostic::new(Code::SiteUrlMissing, None, "the sitemap, canonical links and the 404 page were left out")
            .help("set `site-url` in `[output.html]` of book.toml"),
        Diagnostic::new(Code::ConfigUnknownKey, at("book.toml", "titel", 0), "unknown key `book.titel`")
            .help("did you mean `title`?"),
        missing(at("docs/a.md", "missing.md", 0)),
        Diagnostic::new(Code::LinkMissingAnchor, at("docs/a.md", "#nowhere", 0), "this page has no `#nowhere`")
            .target("docs/a.md#nowhere")
            .label(at("docs/a.md", "# A", 0), "its only heading is `#a`")
            .fixed_by(at("docs/a.md", "#nowhere", 0), "#a"),
        Diagnostic::new(Code::LinkMissingFile, at("docs/a.md", "backup.md#복구", 0), "there is no `docs/backup.md`")
            .target("docs/backup.md")
            .label(at("docs/b.md", "missing.md", 0), "another page misses it too"),
        Diagnostic::new(Code::HtmlRemoved, at("docs/c.md", "onclick=\"x()\"", 0), "`onclick` was removed"),
        Diagnostic::new(
            Code::FileInvalidUtf8,
            at("docs/c.md", "<div onclick=\"x()\">\n\u{1b}[31mred\u{1b}[0m \u{202e}txt\n</div>", 0),
            "a message with \u{1b}[2J an escape",
        ),
    ];
    findings.extend((0..5).map(|occurrence| missing(at("docs/b.md", "missing.md", occurrence))));
    findings.sort_unstable();
    (sources, findings)
}

/// The fixture's report.
pub(super) fn report(format: Format, options: &Options) -> String {
    let (sources, findings) = findings();
    written(format, &findings, &sources, options)
}

/// A report as text.
pub(super) fn written(format: Format, findings: &[Diagnostic], sources: &Sources, options: &Options) -> String {
    let mut out = Vec::new();
    write(format, &mut out, findings, sources, options).expect("memory takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// One file with a finding at every `step`th byte, 4 bytes long.
pub(super) fn many(text: String, step: usize) -> (Sources, Vec<Diagnostic>) {
    let ranges = (0..text.len() - 4).step_by(step).map(|start| TextRange::new(start, start + 4));
    let findings = ranges.map(|range| {
        let span = Span { file: FileId(0), range };
        Diagnostic::new(Code::LinkMissingFile, span, format!("there is no `{}`", range.start))
    });
    let findings = findings.collect();
    let mut sources = Sources::default();
    sources.add(SourceFile::new(RepoPath::new("long.md").expect("inside"), text));
    (sources, findings)
}
