//! Findings that say the same of several places.

use rapidhash::RapidHashMap;

use super::file_of;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Position, Sources};

/// A finding, and those that say the same of other places.
pub(super) struct Alike<'a> {
    pub(super) finding: &'a Diagnostic,
    pub(super) others: Vec<&'a Diagnostic>,
}

impl Alike<'_> {
    /// How many findings that is.
    pub(super) const fn len(&self) -> usize {
        1 + self.others.len()
    }

    /// The places of the others by file, in order: the path, and where in it.
    pub(super) fn places<'s>(&self, sources: &'s Sources) -> Vec<(&'s str, Vec<Position>)> {
        let mut places: Vec<(&str, Vec<Position>)> = Vec::new();
        for span in self.others.iter().filter_map(|finding| finding.span) {
            let (file, path) = file_of(sources, span);
            let at = file.position(span.range.start);
            match places.last_mut() {
                Some((last, positions)) if *last == path.as_str() => positions.push(at),
                _ => places.push((path.as_str(), vec![at])),
            }
        }
        places
    }
}

/// Puts findings of one code that say the same together, in the order of the first of each.
///
/// They are told by their message, which names in backticks what they are about; `#kafka` as it is written in two files are two
/// targets. A message that names nothing is of its target.
pub(super) fn gather(findings: &[Diagnostic]) -> Vec<Alike<'_>> {
    let mut gathered: Vec<Alike<'_>> = Vec::new();
    let mut seen: RapidHashMap<(Code, Severity, &str, Option<&str>), usize> = RapidHashMap::default();
    for finding in findings {
        let next = gathered.len();
        let target = finding.target.as_deref().filter(|_| !finding.message.contains('`'));
        let at = *seen.entry((finding.code, finding.severity, &finding.message, target)).or_insert(next);
        match gathered.get_mut(at) {
            Some(alike) => alike.others.push(finding),
            None => gathered.push(Alike { finding, others: Vec::new() }),
        }
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_one_thing_is_together() {
        let finding =
            |message: &str, target: &str| Diagnostic::new(Code::LinkMissingFile, None, message).target(target);
        let findings = [
            finding("there is no `a.md`", "a.md"),
            finding("there is no `b/a.md`", "a.md"),
            finding("there is no `a.md`", "../a.md"),
            finding("the link leaves the repository", "../x.md"),
            finding("the link leaves the repository", "../y.md"),
            finding("the link leaves the repository", "../x.md"),
        ];
        let lengths: Vec<usize> = gather(&findings).iter().map(Alike::len).collect();
        assert_eq!(lengths, [2, 1, 2, 1]);
    }
}
