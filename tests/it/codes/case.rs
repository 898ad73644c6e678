//! Reads a case file and compares what it expects with what was found.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use docsgen::diagnostic::{Code, Diagnostic, Severity};
use docsgen::error::{Error, Result};
use docsgen::fs::{Entry, Files, Listing, RefusedBecause, RefusedLink};
use docsgen::source::{RepoPath, SourceFile, Sources, Span, TextRange};

/// The two repositories of a code.
pub(crate) struct Case {
    pub(crate) code: Code,
    pub(crate) triggers: Section,
    pub(crate) silent: Section,
}

/// A little repository and what must be found in it.
#[derive(Default)]
pub(crate) struct Section {
    pub(crate) files: Vec<CaseFile>,
    links: Vec<(RepoPath, RefusedBecause)>,
    pub(crate) expected: Vec<Expected>,
    /// Where the lines between the fences of `findings` stand in the case file.
    findings: Option<std::ops::Range<usize>>,
}

/// A file of the repository.
pub(crate) struct CaseFile {
    path: RepoPath,
    pub(crate) bytes: Vec<u8>,
    /// The size that the listing claims.
    size: u64,
}

/// A finding as the case file writes it.
pub(crate) struct Expected {
    pub(crate) code: Code,
    severity: Severity,
    place: Option<Place>,
    line: String,
}

struct Place {
    path: RepoPath,
    start: (usize, usize),
    end: (usize, usize),
}

impl Case {
    /// Reads `<name>.md`; panics with the reason where it can't be.
    pub(crate) fn read(folder: &Path, name: &str) -> Self {
        let path = folder.join(format!("{name}.md"));
        let bytes = std::fs::File::open(&path).and_then(std::io::read_to_string);
        let text = bytes.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(name, &text).unwrap_or_else(|error| panic!("tests/codes/{name}.md: {error}"))
    }

    /// Reads the text of a case file.
    pub(crate) fn parse(name: &str, text: &str) -> std::result::Result<Self, String> {
        let code = Code::from_name(name).ok_or("there is no code of that name")?;
        let mut case = Self { code, triggers: Section::default(), silent: Section::default() };
        let mut current = None;
        for block in blocks(text)? {
            match block {
                Block::Section("triggers") => current = Some(&mut case.triggers),
                Block::Section("silent") => current = Some(&mut case.silent),
                Block::Section(other) => return Err(format!("there is no section `{other}`")),
                Block::Fence { info, content, range } => {
                    current.as_mut().ok_or("a block stands before the first section")?.add(info, content, range)?;
                }
            }
        }
        for section in [&case.triggers, &case.silent] {
            if section.files.is_empty() {
                return Err("a section has no file".to_owned());
            }
        }
        Ok(case)
    }
}

enum Block<'a> {
    Section(&'a str),
    Fence { info: &'a str, content: &'a str, range: std::ops::Range<usize> },
}

/// The sections and fences of a text; prose is passed over.
fn blocks(text: &str) -> std::result::Result<Vec<Block<'_>>, String> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, &str, usize)> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let (start, trimmed) = (offset, line.trim_end());
        offset += line.len();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        match open {
            Some((fence, info, from)) if ticks >= fence.len() && ticks == trimmed.len() => {
                blocks.push(Block::Fence { info, content: &text[from..start], range: from..start });
                open = None;
            }
            Some(_) => {}
            None if ticks >= 3 => open = Some((&trimmed[..ticks], &trimmed[ticks..], offset)),
            None => blocks.extend(trimmed.strip_prefix("## ").map(Block::Section)),
        }
    }
    match open {
        Some((_, info, _)) => Err(format!("the block `{info}` is never closed")),
        None => Ok(blocks),
    }
}

impl Section {
    fn add(&mut self, info: &str, content: &str, range: std::ops::Range<usize>) -> std::result::Result<(), String> {
        if info == "findings" {
            self.expected = content.lines().map(Expected::parse).collect::<std::result::Result<_, _>>()?;
            self.findings = Some(range);
            return Ok(());
        }
        let attribute = |name: &str| info.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        let path = attribute("path").ok_or_else(|| format!("the block `{info}` has no `path=`"))?;
        let path = RepoPath::new(&path.replace("%20", " ")).ok_or("a path leaves the repository")?;
        if let Some(reason) = attribute("link") {
            let reason = match reason {
                "loop" => RefusedBecause::Loop,
                "outside" => RefusedBecause::Outside,
                "dangling" => RefusedBecause::Dangling,
                other => return Err(format!("there is no link `{other}`")),
            };
            self.links.push((path, reason));
            return Ok(());
        }
        let escapes = info.split(' ').any(|word| word == "escapes");
        let bytes = if escapes { unescape(content) } else { content.as_bytes().to_vec() };
        let size = match attribute("bytes") {
            Some(bytes) => bytes.parse().map_err(|error| format!("`bytes={bytes}`: {error}"))?,
            None => bytes.len() as u64,
        };
        self.files.push(CaseFile { path, bytes, size });
        Ok(())
    }

    /// What differs between the findings and those expected, one line each; nothing where they are the same.
    pub(crate) fn differences(&self, found: &[Diagnostic], sources: &Sources) -> Vec<String> {
        let found = self.as_lines(found, sources);
        let expected: Vec<_> = self.expected.iter().map(|expected| expected.line.clone()).collect();
        if found == expected {
            return Vec::new();
        }
        let missing = expected.iter().filter(|line| !found.contains(line)).map(|line| format!("not found: {line}"));
        let surplus = found.iter().filter(|line| !expected.contains(line)).map(|line| format!("found: {line}"));
        let mut differences: Vec<_> = missing.chain(surplus).collect();
        if differences.is_empty() {
            differences.push(format!("another order or number: {}", found.join(" / ")));
        }
        differences
    }

    /// The findings as a case file writes them, without notes about the whole site that it doesn't expect.
    pub(crate) fn as_lines(&self, found: &[Diagnostic], sources: &Sources) -> Vec<String> {
        let wanted = |finding: &&Diagnostic| {
            finding.span.is_some()
                || finding.severity > Severity::Note
                || self.expected.iter().any(|expected| expected.code == finding.code)
        };
        found.iter().filter(wanted).map(|finding| as_line(finding, sources)).collect()
    }

    /// The case file with other findings in this section, which must have a block of them.
    pub(crate) fn with_findings(&self, text: &str, lines: &[String]) -> Option<String> {
        let range = self.findings.clone()?;
        let mut findings = String::new();
        for line in lines {
            // A `String` takes all that is written to it.
            let _ = writeln!(findings, "{line}");
        }
        Some(format!("{}{findings}{}", &text[..range.start], &text[range.end..]))
    }

    /// The expected findings whose place isn't in the section's files.
    pub(crate) fn places_out_of_bounds(&self) -> impl Iterator<Item = &str> {
        let outside = |expected: &&Expected| {
            expected.place.as_ref().is_some_and(|place| self.span(place, &self.sources()).is_none())
        };
        self.expected.iter().filter(outside).map(|expected| expected.line.as_str())
    }

    /// The expected findings as if they had been found.
    pub(crate) fn as_findings(&self) -> (Sources, Vec<Diagnostic>) {
        let sources = self.sources();
        let findings = self.expected.iter().map(|expected| {
            let span = expected.place.as_ref().map(|place| self.span(place, &sources).expect("inside the file"));
            let words: Vec<_> = expected.line.splitn(3, ' ').collect();
            Diagnostic { severity: expected.severity, ..Diagnostic::new(expected.code, span, words[2]) }
        });
        let findings = findings.collect();
        (sources, findings)
    }

    fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        let files: BTreeMap<_, _> = self.files.iter().map(|file| (&file.path, &file.bytes)).collect();
        for (path, bytes) in files {
            sources.add(SourceFile::new(path.clone(), String::from_utf8_lossy(bytes)));
        }
        sources
    }

    fn span(&self, place: &Place, sources: &Sources) -> Option<Span> {
        let file = sources.find(&place.path)?;
        let text = sources.get(file).text();
        let offset = |(line, column): (usize, usize)| {
            let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
            let rest = text[start..].split('\n').next()?;
            let before: usize = rest.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
            (rest.chars().count() + 1 >= column && text.split('\n').count() >= line).then_some(start + before)
        };
        let (start, end) = (offset(place.start)?, offset(place.end)?);
        (start <= end).then(|| Span { file, range: TextRange::new(start, end) })
    }
}

impl Files for Section {
    fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        for file in &self.files {
            listing.files.push(Entry { path: file.path.clone(), bytes: file.size, ignored: false });
        }
        for (path, reason) in &self.links {
            listing.refused.push(RefusedLink { path: path.clone(), reason: *reason });
        }
        listing.files.sort_by(|left, right| left.path.cmp(&right.path));
        listing.refused.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(listing)
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        let file = self.files.iter().find(|file| file.path == *path);
        file.map(|file| file.bytes.clone()).ok_or_else(|| Error::new(format!("could not read `{path}`")))
    }
}

impl Expected {
    /// Reads `error[code] path:line:col-line:col message`.
    fn parse(line: &str) -> std::result::Result<Self, String> {
        let wrong = || format!("no finding: {line}");
        let mut words = line.splitn(3, ' ');
        let (Some(kind), Some(place), Some(_)) = (words.next(), words.next(), words.next()) else {
            return Err(wrong());
        };
        let (severity, code) = kind.strip_suffix(']').and_then(|kind| kind.split_once('[')).ok_or_else(wrong)?;
        let severity = [Severity::Note, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|known| known.name() == severity)
            .ok_or_else(wrong)?;
        let code = Code::from_name(code).ok_or_else(wrong)?;
        let place = if place == "-" { None } else { Some(Place::parse(place).ok_or_else(wrong)?) };
        Ok(Self { code, severity, place, line: line.to_owned() })
    }
}

impl Place {
    /// Reads `path:line:col-line:col`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.rsplitn(4, ':');
        let (end_column, middle, start_line, path) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let (start_column, end_line) = middle.split_once('-')?;
        let start = (start_line.parse().ok()?, start_column.parse().ok()?);
        let end = (end_line.parse().ok()?, end_column.parse().ok()?);
        Some(Self { path: RepoPath::new(&path.replace("%20", " "))?, start, end })
    }
}

fn as_line(finding: &Diagnostic, sources: &Sources) -> String {
    let place = finding.span.map_or_else(
        || "-".to_owned(),
        |span| {
            let file = sources.get(span.file);
            let (start, end) = (file.position(span.range.start), file.position(span.range.end));
            let path = file.path().as_str().replace(' ', "%20");
            format!("{path}:{}:{}-{}:{}", start.line, start.column, end.line, end.column)
        },
    );
    format!("{}[{}] {place} {}", finding.severity.name(), finding.code, finding.message)
}

/// The bytes that a block with `escapes` stands for.
fn unescape(content: &str) -> Vec<u8> {
    let content = content.strip_suffix('\n').unwrap_or(content);
    let mut bytes = Vec::new();
    let mut rest = content;
    while let Some(backslash) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..backslash]);
        let escape = &rest[backslash + 1..];
        let hexadecimal = escape.strip_prefix('x').and_then(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok());
        let (byte, length) = match (escape.as_bytes().first(), hexadecimal) {
            (_, Some(byte)) => (byte, 3),
            (Some(b'r'), _) => (b'\r', 1),
            (Some(b'n'), _) => (b'\n', 1),
            (Some(b't'), _) => (b'\t', 1),
            _ => (b'\\', 0),
        };
        bytes.push(byte);
        rest = &escape[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
