//! CODEOWNERS, joined with the files of the repository.

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

use super::chart::{Chart, Stated};
use crate::parse::codeowners::{Codeowners, OwnerRule};
use crate::source::{FileId, RepoPath, Span};

/// The rules of CODEOWNERS, ready to be asked about files.
#[derive(Debug)]
pub struct Owners {
    /// CODEOWNERS.
    pub file: FileId,
    /// Its rules, in the order written.
    pub rules: Vec<OwnerRule>,
    /// Whether the patterns were too many or too long to be compared with files, so that no file has an owner.
    pub too_large: bool,
    globs: GlobSet,
    /// Which rule each glob is of.
    rule_of: Vec<usize>,
}

impl Owners {
    /// Compiles the rules.
    #[must_use]
    pub fn new(file: FileId, codeowners: &Codeowners) -> Self {
        let mut globs = GlobSetBuilder::new();
        let mut rule_of = Vec::new();
        for (index, rule) in codeowners.rules.iter().enumerate() {
            let compile =
                |glob: String| GlobBuilder::new(&glob).literal_separator(true).backslash_escape(false).build().ok();
            for glob in rule.globs().into_iter().filter_map(compile) {
                globs.add(glob);
                rule_of.push(index);
            }
        }
        // What is compiled is bounded, in memory and so in time.
        let (globs, too_large) = match globs.build() {
            Ok(globs) => (globs, false),
            Err(_) => (GlobSet::empty(), true),
        };
        Self { file, rules: codeowners.rules.clone(), too_large, globs, rule_of }
    }

    /// The rule that counts for a file: the last that matches.
    #[must_use]
    pub fn rule(&self, path: &RepoPath) -> Option<&OwnerRule> {
        let last = self.globs.matches(path.as_str()).into_iter().max()?;
        self.rules.get(*self.rule_of.get(last)?)
    }

    /// The rules that match none of the files.
    #[must_use]
    pub fn unmatched<'a>(&self, files: impl Iterator<Item = &'a RepoPath>) -> Vec<&OwnerRule> {
        if self.globs.is_empty() {
            return Vec::new();
        }
        let mut matched = vec![false; self.rules.len()];
        let mut found = Vec::new();
        for path in files {
            self.globs.matches_candidate_into(&Candidate::new(path.as_str()), &mut found);
            for glob in &found {
                matched[self.rule_of[*glob]] = true;
            }
        }
        self.rules.iter().zip(matched).filter(|(_, matched)| !matched).map(|(rule, _)| rule).collect()
    }

    /// Who owns a chart: its Chart.yaml, or, where it has none, what lies in its folder.
    #[must_use]
    pub fn of_chart(&self, chart: &Chart) -> Option<Stated> {
        let rule = self.rule(&chart.folder.join("Chart.yaml")?)?;
        let names: Vec<&str> = rule.owners.iter().map(|owner| &*owner.value).collect();
        let first = rule.owners.first()?;
        Some(Stated { text: names.join(", "), place: Some(Span { file: self.file, range: first.range }) })
    }
}
