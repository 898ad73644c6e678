//! Severities as configured: by code, by path, and for the command that asks.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobMatcher;

use super::{Code, Diagnostic, Scope, Severity};
use crate::source::{FileId, RepoPath, Sources};

/// The configured severities. A code that isn't named keeps its own severity.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Severity by code for every file; `None` is off.
    pub everywhere: BTreeMap<Code, Option<Severity>>,
    /// Codes that came after the version that the repository was written for: off where nothing here names them.
    pub later: BTreeSet<Code>,
    /// Files that tell of the past: codes that aren't named have their severity of the past there.
    pub historical: BTreeSet<FileId>,
    /// Severities for the pages of a kind; win over those for every file.
    pub kinds: Vec<FileLevels>,
    /// Severities for some files; the last entry that matches the path and names the code wins over all before it.
    pub paths: Vec<PathLevels>,
}

/// The severities for some files.
#[derive(Clone, Debug)]
pub struct FileLevels {
    /// Which files.
    pub files: BTreeSet<FileId>,
    /// Severity by code; `None` is off.
    pub levels: BTreeMap<Code, Option<Severity>>,
}

/// The severities for the files of one glob.
#[derive(Clone, Debug)]
pub struct PathLevels {
    /// Which files, by path from the repository root.
    pub files: GlobMatcher,
    /// Severity by code; `None` is off.
    pub levels: BTreeMap<Code, Option<Severity>>,
}

impl Levels {
    /// The rules for a file.
    fn rules_for<'l>(&'l self, file: FileId, path: &RepoPath) -> FileRules<'l> {
        let paths = self.paths.iter().rev().filter(|rule| rule.files.is_match(path.as_str())).map(|rule| &rule.levels);
        let kinds = self.kinds.iter().filter(|rule| rule.files.contains(&file)).map(|rule| &rule.levels);
        FileRules { levels: paths.chain(kinds).collect(), historical: self.historical.contains(&file) }
    }

    /// Whether some rule is about a code.
    pub(super) fn names(&self, code: Code) -> bool {
        let kinds = self.kinds.iter().map(|rule| &rule.levels);
        let paths = self.paths.iter().map(|rule| &rule.levels);
        kinds.chain(paths).chain([&self.everywhere]).any(|levels| levels.contains_key(&code))
    }

    fn severity_by(&self, code: Code, rules: &FileRules<'_>) -> Option<Severity> {
        let configured =
            rules.levels.iter().find_map(|levels| levels.get(&code)).or_else(|| self.everywhere.get(&code));
        let own = if rules.historical { code.severity_in_history() } else { code.severity() };
        configured.copied().unwrap_or_else(|| Some(own).filter(|_| !self.later.contains(&code)))
    }
}

/// The rules for one file.
#[derive(Default)]
struct FileRules<'l> {
    /// The strongest first.
    levels: Vec<&'l BTreeMap<Code, Option<Severity>>>,
    historical: bool,
}

/// Gives every finding its configured severity, leaves out what is off and what was found twice, and puts the rest in
/// the order of every report. `sources` must hold the files that the findings name.
#[must_use]
pub fn apply(mut findings: Vec<Diagnostic>, levels: &Levels, sources: &Sources) -> Vec<Diagnostic> {
    // By file first, so that each file's globs are tried once however many findings it has.
    findings.sort_unstable();
    let mut current = None;
    let mut rules = FileRules::default();
    findings.retain_mut(|finding| {
        let file = finding.span.map(|span| span.file);
        if file != current {
            current = file;
            rules = file.map(|file| levels.rules_for(file, sources.get(file).path())).unwrap_or_default();
        }
        match levels.severity_by(finding.code, &rules) {
            Some(severity) => {
                finding.severity = severity;
                true
            }
            None => false,
        }
    });
    findings.sort_unstable();
    findings.dedup();
    findings
}

/// Turns errors about what the source says into warnings, as `build` counts them: the site is right where it shows
/// faithfully what was written. Keeps the order of every report.
#[must_use]
pub fn demote_content(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for finding in &mut findings {
        if finding.severity == Severity::Error && finding.code.scope() == Scope::Content {
            finding.severity = Severity::Warning;
        }
    }
    findings.sort_unstable();
    findings
}

/// The severity from which on findings make a command fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Nothing.
    Never,
}

impl FailOn {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Error, Self::Warning, Self::Never];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Never => "never",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.name() == name)
    }
}

/// Whether a command that found this fails. Notes never fail anything.
#[must_use]
pub fn fails(findings: &[Diagnostic], fail_on: FailOn) -> bool {
    let least = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Never => return false,
    };
    findings.iter().any(|finding| finding.severity >= least)
}

#[cfg(test)]
mod tests {
    use globset::GlobBuilder;

    use super::*;
    use crate::source::{FileId, SourceFile, Span, TextRange};

    fn sources(paths: &[&str]) -> Sources {
        let mut sources = Sources::default();
        for path in paths {
            sources.add(SourceFile::new(RepoPath::new(path).expect("inside"), "one two three"));
        }
        sources
    }

    fn finding(code: Code, file: u32, start: usize) -> Diagnostic {
        Diagnostic::new(code, Span { file: FileId(file), range: TextRange::new(start, start + 1) }, "x")
    }

    fn rule(glob: &str, levels: &[(Code, Option<Severity>)]) -> PathLevels {
        let files = GlobBuilder::new(glob).literal_separator(true).build().expect("a glob").compile_matcher();
        PathLevels { files, levels: levels.iter().copied().collect() }
    }

    #[test]
    fn the_last_matching_path_wins_over_the_code_and_the_code_over_its_default() {
        let levels = Levels {
            everywhere: [(Code::LinkMissingFile, Some(Severity::Warning)), (Code::HtmlRemoved, None)].into(),
            paths: vec![
                rule("docs/**", &[(Code::LinkMissingFile, None), (Code::HtmlRemoved, Some(Severity::Error))]),
                rule("docs/old/*.md", &[(Code::LinkMissingFile, Some(Severity::Note))]),
            ],
            later: [Code::FootnoteUnused, Code::HtmlRemoved].into(),
            historical: [FileId(7), FileId(8)].into(),
            kinds: vec![FileLevels {
                files: [FileId(8)].into(),
                levels: [(Code::LinkMissingFile, Some(Severity::Error)), (Code::CommandMissingTarget, None)].into(),
            }],
        };
        for (code, path, expected) in [
            (Code::ImageMissing, Some((0, "a.md")), Some(Severity::Error)),
            (Code::FootnoteUnused, Some((0, "a.md")), None),
            (Code::FootnoteUnused, Some((7, "a.md")), None),
            (Code::CommandMissingTarget, Some((0, "a.md")), Some(Severity::Error)),
            (Code::CommandMissingTarget, Some((7, "a.md")), Some(Severity::Note)),
            (Code::CommandMissingTarget, Some((8, "a.md")), None),
            (Code::LinkMissingFile, Some((8, "a.md")), Some(Severity::Error)),
            (Code::LinkMissingFile, Some((8, "docs/a.md")), None),
            (Code::LinkMissingFile, Some((0, "a.md")), Some(Severity::Warning)),
            (Code::LinkMissingFile, Some((0, "docs/a.md")), None),
            (Code::LinkMissingFile, Some((0, "docs/old/a.md")), Some(Severity::Note)),
            (Code::HtmlRemoved, Some((0, "docs/old/a.md")), Some(Severity::Error)),
            (Code::HtmlRemoved, Some((0, "a.md")), None),
            (Code::SiteUrlMissing, None, Some(Severity::Note)),
            (Code::LinkMissingFile, None, Some(Severity::Warning)),
        ] {
            let path = path.and_then(|(file, path)| Some((FileId(file), RepoPath::new(path)?)));
            let rules = path.as_ref().map(|(file, path)| levels.rules_for(*file, path)).unwrap_or_default();
            assert_eq!(levels.severity_by(code, &rules), expected, "{code} in {path:?}");
        }
    }

    #[test]
    fn findings_come_out_once_in_order_and_without_those_that_are_off() {
        let sources = sources(&["a.md", "docs/b.md"]);
        let levels = Levels {
            everywhere: [(Code::FenceUnknownLanguage, None)].into(),
            later: BTreeSet::new(),
            historical: BTreeSet::new(),
            kinds: Vec::new(),
            paths: vec![rule("docs/*", &[(Code::LinkWrongCase, Some(Severity::Note))])],
        };
        let found = vec![
            finding(Code::LinkWrongCase, 1, 4),
            finding(Code::FenceUnknownLanguage, 0, 1),
            finding(Code::LinkMissingFile, 1, 4),
            finding(Code::LinkMissingFile, 0, 8),
            finding(Code::LinkMissingFile, 1, 4),
            Diagnostic::new(Code::SiteUrlMissing, None, "x"),
        ];
        let order: Vec<_> = apply(found, &levels, &sources)
            .into_iter()
            .map(|finding| (finding.span.map(|span| (span.file.0, span.range.start)), finding.code, finding.severity))
            .collect();
        assert_eq!(
            order,
            [
                (None, Code::SiteUrlMissing, Severity::Note),
                (Some((0, 8)), Code::LinkMissingFile, Severity::Error),
                (Some((1, 4)), Code::LinkMissingFile, Severity::Error),
                (Some((1, 4)), Code::LinkWrongCase, Severity::Note),
            ]
        );
    }

    #[test]
    fn the_site_that_shows_what_was_written_does_not_fail() {
        let broken_link = vec![finding(Code::LinkMissingFile, 0, 0)];
        let two_routes = vec![finding(Code::RouteConflict, 0, 0)];
        let note = vec![finding(Code::SiteUrlMissing, 0, 0)];
        for (findings, fail_on, check, build) in [
            (&broken_link, FailOn::Error, true, false),
            (&broken_link, FailOn::Warning, true, true),
            (&broken_link, FailOn::Never, false, false),
            (&two_routes, FailOn::Error, true, true),
            (&two_routes, FailOn::Never, false, false),
            (&note, FailOn::Warning, false, false),
        ] {
            assert_eq!(fails(findings, fail_on), check, "check, {fail_on:?}: {findings:?}");
            assert_eq!(fails(&demote_content(findings.clone()), fail_on), build, "build, {fail_on:?}: {findings:?}");
        }
    }

    #[test]
    fn every_level_is_found_by_its_name() {
        for level in FailOn::ALL {
            assert_eq!(FailOn::from_name(level.name()), Some(*level));
        }
        assert_eq!(FailOn::from_name("errors"), None);
    }
}
