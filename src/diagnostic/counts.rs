//! How many findings there are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Code, Diagnostic, Severity};

/// The number of findings by severity and by code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Findings of severity `error`.
    pub error: usize,
    /// Findings of severity `warning`.
    pub warning: usize,
    /// Findings of severity `note`.
    pub note: usize,
    /// Findings by code; codes without one are left out.
    pub by_code: BTreeMap<Code, usize>,
}

impl Counts {
    /// Counts the findings.
    #[must_use]
    pub fn of(findings: &[Diagnostic]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Note => counts.note += 1,
            }
            *counts.by_code.entry(finding.code).or_default() += 1;
        }
        counts
    }

    /// The number of all findings.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.error + self.warning + self.note
    }

    /// The counts in words, gravest first: `2 errors, 1 note`; empty where there is nothing to count.
    #[must_use]
    pub fn in_words(&self) -> String {
        let parts = [(self.error, "error"), (self.warning, "warning"), (self.note, "note")];
        let words: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
            .collect();
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_a_person_would_say_them() {
        let finding = |severity| Diagnostic { severity, ..Diagnostic::new(Code::LinkMissingFile, None, "x") };
        for (severities, words) in [
            (vec![], ""),
            (vec![Severity::Note], "1 note"),
            (vec![Severity::Warning, Severity::Error, Severity::Error], "2 errors, 1 warning"),
        ] {
            let findings: Vec<_> = severities.into_iter().map(finding).collect();
            let counts = Counts::of(&findings);
            assert_eq!(counts.in_words(), words);
            assert_eq!(counts.total(), findings.len());
            assert_eq!(counts.by_code.get(&Code::LinkMissingFile).copied().unwrap_or_default(), findings.len());
        }
    }
}
