//! Findings that are new, and those that were mended.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{Facts, Finding};
use super::pages::PageChanges;

/// A finding that something is told of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct FindingRef {
    pub(super) code: String,
    pub(super) severity: String,
    pub(super) path: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) message: String,
}

impl FindingRef {
    fn of(finding: &Finding) -> Self {
        let Finding { code, severity, path, line, message, fingerprint: _ } = finding;
        Self {
            code: code.clone(),
            severity: severity.clone(),
            path: path.clone(),
            line: *line,
            message: message.clone(),
        }
    }

    fn rank(&self) -> u8 {
        match self.severity.as_str() {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        }
    }
}

/// Findings that are new and those that are gone, the worst first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct FindingChanges {
    pub(super) new: Vec<FindingRef>,
    pub(super) fixed: Vec<FindingRef>,
}

impl FindingChanges {
    pub(super) const fn is_empty(&self) -> bool {
        self.new.is_empty() && self.fixed.is_empty()
    }
}

/// Findings are the same by fingerprint where all have one. What is left is the same by file and message, where the file was
/// only renamed, or as often as before.
pub(super) fn compare(before: &Facts, after: &Facts, pages: &PageChanges) -> FindingChanges {
    let mut was: Vec<&Finding> = before.findings.iter().collect();
    let mut is: Vec<&Finding> = after.findings.iter().collect();
    let exact = before.has_fingerprints() && after.has_fingerprints();
    if exact {
        cancel(&mut was, &mut is, |finding, _| finding.fingerprint.clone().unwrap_or_default());
    }
    let renamed = pages.renamed();
    let by_message = |finding: &Finding, old: bool| {
        let path = finding.path.as_deref();
        let path = path.map(|path| renamed.get(path).filter(|_| old).copied().unwrap_or(path).to_owned());
        (finding.code.clone(), path, finding.message.clone())
    };
    if exact {
        // Of a file with another name every fingerprint is another.
        let moved =
            |finding: &&Finding, paths: &[&str]| finding.path.as_deref().is_some_and(|path| paths.contains(&path));
        let (from, to): (Vec<&str>, Vec<&str>) = renamed.iter().map(|(from, to)| (*from, *to)).unzip();
        let (mut of_old, other_old): (Vec<_>, Vec<_>) = was.into_iter().partition(|finding| moved(finding, &from));
        let (mut of_new, other_new): (Vec<_>, Vec<_>) = is.into_iter().partition(|finding| moved(finding, &to));
        cancel(&mut of_old, &mut of_new, by_message);
        (was, is) = (other_old, other_new);
        was.append(&mut of_old);
        is.append(&mut of_new);
    } else {
        cancel(&mut was, &mut is, by_message);
    }
    let told = |findings: Vec<&Finding>| {
        let mut told: Vec<FindingRef> = findings.into_iter().map(FindingRef::of).collect();
        told.sort_by(|left, right| {
            (left.rank(), &left.path, left.line, &left.code, &left.message).cmp(&(
                right.rank(),
                &right.path,
                right.line,
                &right.code,
                &right.message,
            ))
        });
        told
    };
    FindingChanges { new: told(is), fixed: told(was) }
}

/// Takes out of both what is the same by some key, as often as both have it.
fn cancel<K: Ord>(was: &mut Vec<&Finding>, is: &mut Vec<&Finding>, key: impl Fn(&Finding, bool) -> K) {
    let mut known: BTreeMap<K, usize> = BTreeMap::new();
    for finding in was.iter() {
        *known.entry(key(finding, true)).or_default() += 1;
    }
    let mut same: BTreeMap<K, usize> = BTreeMap::new();
    is.retain(|finding| {
        let key = key(finding, false);
        match known.get_mut(&key) {
            Some(count) if *count > 0 => {
                *count -= 1;
                *same.entry(key).or_default() += 1;
                false
            }
            _ => true,
        }
    });
    was.retain(|finding| match same.get_mut(&key(finding, true)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
}
