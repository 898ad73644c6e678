//! What a dead link probably meant, and the edit that mends it where that is certain.

use rapidhash::RapidHashMap;

use super::{Documents, Place};
use crate::check::Checked;
use crate::diagnostic::{Diagnostic, near_match};
use crate::site::link::Destination;
use crate::site::page::is_index_name;
use crate::source::{RepoPath, Span};

/// How many dead links of one text are compared with the names there are: a text of nothing but slips has another trouble
/// than its spelling, and must stay cheap.
const COMPARED: usize = 200;

/// How full a folder or a page may be to be compared with, for the same reason.
const CANDIDATES: usize = 500;

/// How alike an anchor must be to be put right without a person.
const CERTAIN: f64 = 0.93;

/// Knows the files and anchors that a dead link may have meant.
pub(super) struct Repairs<'a> {
    checked: Checked<'a>,
    documents: &'a Documents<'a>,
    folders: RapidHashMap<RepoPath, Vec<&'a RepoPath>>,
    by_name: RapidHashMap<String, Vec<&'a RepoPath>>,
}

impl<'a> Repairs<'a> {
    pub(super) fn new(checked: Checked<'a>, documents: &'a Documents<'a>) -> Self {
        let mut paths: Vec<&RepoPath> = documents.keys().copied().collect();
        paths.sort_unstable();
        let mut repairs =
            Self { checked, documents, folders: RapidHashMap::default(), by_name: RapidHashMap::default() };
        for path in paths {
            repairs.folders.entry(path.parent()).or_default().push(path);
            repairs.by_name.entry(path.file_name().to_lowercase()).or_default().push(path);
        }
        repairs
    }

    /// Completes a finding about a file that isn't there.
    pub(super) fn file(&self, place: &Place<'_>, path: &RepoPath, finding: Diagnostic, slips: usize) -> Diagnostic {
        if let Some(turned) = self.with_slashes(place) {
            let finding =
                finding.help(format!("write `{turned}`: in a link, parts of a path are parted by `/` on every system"));
            return fixed(place, finding, turned);
        }
        if let Some([only]) = self.by_name.get(&path.file_name().to_lowercase()).map(Vec::as_slice) {
            let finding = finding.help(format!("did you mean `{only}`?"));
            // Every folder has its README: that there is one left doesn't make it this one.
            let moved = only.file_name() == path.file_name() && !is_index_name(only.file_stem());
            return if moved { self.path(place, only, finding) } else { finding };
        }
        let siblings = self.folders.get(&path.parent());
        let siblings = siblings.filter(|siblings| siblings.len() <= CANDIDATES && slips <= COMPARED);
        let names = siblings.into_iter().flatten().map(|sibling| sibling.file_name());
        match near_match(path.file_name(), names).and_then(|near| path.parent().join(near)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("correct the path, or remove the link"),
        }
    }

    /// Completes a finding about an anchor that isn't there.
    pub(super) fn anchor(
        &self,
        place: &Place<'_>,
        path: &RepoPath,
        anchor: &str,
        finding: Diagnostic,
        slips: usize,
    ) -> Diagnostic {
        let headings = self.documents.get(path).map_or(&[][..], |document| &document.headings);
        let ids = headings.iter().take(if slips <= COMPARED { CANDIDATES } else { 0 }).map(|heading| &*heading.id);
        let Some(near) = near_match(anchor, ids.clone()) else {
            return finding.help("link to the page alone, or to a heading it has");
        };
        let finding = finding.help(format!("did you mean `#{near}`?"));
        // Among several that are alike only a person can choose.
        let others = near_match(anchor, ids.filter(|id| *id != near));
        let certain = others.is_none() && strsim::jaro_winkler(anchor, near) >= CERTAIN;
        match place.written().split_once('#') {
            Some((before, _)) if certain && place.written() == &*place.link.destination => {
                fixed(place, finding, format!("{before}#{}", escaped(near)))
            }
            _ => finding,
        }
    }

    /// Adds the edit that leads a link to the file at `path`, unless the file hasn't the anchor that the link names.
    pub(super) fn path(&self, place: &Place<'_>, path: &RepoPath, finding: Diagnostic) -> Diagnostic {
        let written = place.written();
        if written != &*place.link.destination {
            return finding;
        }
        let end = written.find(['?', '#']).unwrap_or(written.len());
        let (old, behind) = written.split_at(end);
        let fragment = behind.split_once('#').map(|(_, fragment)| fragment).filter(|fragment| !fragment.is_empty());
        let has_anchor = |fragment: &str| {
            let document = self.documents.get(path);
            document.is_none_or(|document| document.headings.iter().any(|heading| *heading.id == *fragment))
        };
        if !fragment.is_none_or(has_anchor) {
            return finding;
        }
        let slash = if old.ends_with('/') { "/" } else { "" };
        let new = match old.strip_prefix('/') {
            Some(_) => format!("/{}", path.as_str()),
            None => relative(&place.path().parent(), path),
        };
        let prefix = if old.starts_with("./") && !new.starts_with("../") { "./" } else { "" };
        fixed(place, finding, format!("{prefix}{}{slash}{behind}", escaped(&new)))
    }

    /// The destination with `/` for `\`, if that leads to a file.
    fn with_slashes(&self, place: &Place<'_>) -> Option<String> {
        let written = place.written();
        // In Markdown a backslash before punctuation is no part of the destination, so what is written is looked at.
        if !written.contains('\\') || written.len() > 1_000 {
            return None;
        }
        let turned = written.replace('\\', "/");
        let Destination::Path { path, .. } = Destination::parse(&turned) else { return None };
        let path = place.path().parent().join(&path)?;
        let listed = self.checked.listing.files.binary_search_by(|entry| entry.path.cmp(&path)).is_ok();
        (listed && !path.as_str().is_empty()).then_some(turned)
    }
}

/// A path or an anchor as it stands in a destination: letters and digits of any script stay, and what ends a destination or
/// means something in it doesn't.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~' | '@' | '+') {
            written.push(c);
        } else {
            written.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    written
}

/// Adds the edit that puts `destination` in the place of the one there is.
fn fixed(place: &Place<'_>, finding: Diagnostic, destination: String) -> Diagnostic {
    finding.fixed_by(Span { file: place.file, range: place.link.destination_range }, destination)
}

/// The way from a folder to a file or folder.
fn relative(from: &RepoPath, to: &RepoPath) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.parts().collect(), to.parts().collect());
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = from[shared..].iter().map(|_| "..");
    let way: Vec<&str> = up.chain(to[shared..].iter().copied()).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_up_and_down() {
        let at = |path: &str| RepoPath::new(path).expect("inside");
        for (from, to, way) in [
            ("", "docs/a.md", "docs/a.md"),
            ("docs", "docs/a.md", "a.md"),
            ("docs/b", "docs/a.md", "../a.md"),
            ("docs", "charts/x/README.md", "../charts/x/README.md"),
            ("docs", "docs", "."),
        ] {
            assert_eq!(relative(&at(from), &at(to)), way);
        }
        assert_eq!(escaped("../a b/가(1)#.md"), "../a%20b/가%281%29%23.md");
    }
}
