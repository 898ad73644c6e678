//! What a dead link probably meant, and the edit that mends it where that is certain.

use rapidhash::RapidHashMap;

use super::{Documents, Place};
use crate::check::Checked;
use crate::diagnostic::Diagnostic;
use crate::site::link::{Broken, Destination, Target};
use crate::site::page::is_index_name;
use crate::source::{RepoPath, Span};

/// How many comparisons of names one check makes: ten thousand dead links have another cause than spelling, and must stay
/// cheap. They go to the first dead links, in order of file and place.
const COMPARISONS: usize = 300_000;

/// How full a folder or a page may be to be compared with, for the same reason.
const CANDIDATES: usize = 500;

/// How long a name may be to be compared.
const LONGEST: usize = 200;

/// How alike two names are that may be one, at least.
const ALIKE: f64 = 0.8;

/// How alike an anchor must be to be put right without a person.
const CERTAIN: f64 = 0.93;

/// Knows the files and anchors that dead links may have meant.
pub(super) struct Repairs<'a> {
    checked: Checked<'a>,
    documents: &'a Documents<'a>,
    by_name: RapidHashMap<String, Vec<&'a RepoPath>>,
    /// What is nearest to each file that isn't there, in its folder.
    files: RapidHashMap<&'a RepoPath, Near<'a>>,
    /// What is nearest to each anchor that isn't there, on its page.
    anchors: RapidHashMap<(&'a RepoPath, &'a str), Near<'a>>,
}

/// The name that is nearest to another.
#[derive(Clone, Copy)]
struct Near<'a> {
    name: &'a str,
    /// Whether it is the only one that is alike, and so much that it must have been meant.
    certain: bool,
}

impl<'a> Near<'a> {
    fn of(written: &str, names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let lower = written.to_lowercase();
        let mut best: Option<(f64, &str)> = None;
        let mut alike = 0;
        for name in names {
            let similarity = strsim::jaro_winkler(&lower, &name.to_lowercase());
            if similarity <= ALIKE {
                continue;
            }
            alike += 1;
            if best.is_none_or(|(most, first)| similarity > most || (similarity >= most && name < first)) {
                best = Some((similarity, name));
            }
        }
        let (_, name) = best?;
        Some(Self { name, certain: alike == 1 && strsim::jaro_winkler(written, name) >= CERTAIN })
    }
}

impl<'a> Repairs<'a> {
    pub(super) fn new(checked: Checked<'a>, documents: &'a Documents<'a>) -> Self {
        let mut paths: Vec<&RepoPath> = documents.keys().copied().collect();
        paths.sort_unstable();
        let mut folders: RapidHashMap<RepoPath, Vec<&'a str>> = RapidHashMap::default();
        let mut by_name: RapidHashMap<String, Vec<&'a RepoPath>> = RapidHashMap::default();
        for path in paths {
            folders.entry(path.parent()).or_default().push(path.file_name());
            by_name.entry(path.file_name().to_lowercase()).or_default().push(path);
        }
        let mut texts: Vec<_> = checked.site.texts().collect();
        texts.sort_unstable_by_key(|(file, ..)| *file);
        let mut left = COMPARISONS;
        let mut affords = |candidates: usize| {
            let affordable = candidates <= CANDIDATES && candidates <= left;
            left -= if affordable { candidates } else { 0 };
            affordable
        };
        let (mut files, mut anchors) = (RapidHashMap::default(), RapidHashMap::default());
        for target in texts.into_iter().flat_map(|(_, _, targets)| targets) {
            match target {
                Target::Broken(Broken::MissingFile { path }) if path.file_name().len() <= LONGEST => {
                    let siblings = folders.get(&path.parent()).map_or(&[][..], Vec::as_slice);
                    if !files.contains_key(path) && affords(siblings.len()) {
                        files.insert(path, Near::of(path.file_name(), siblings.iter().copied()));
                    }
                }
                Target::Broken(Broken::MissingAnchor { path, anchor, .. }) if anchor.len() <= LONGEST => {
                    let headings = documents.get(path).map_or(&[][..], |document| &document.headings);
                    let headings = &headings[..headings.len().min(CANDIDATES)];
                    if !anchors.contains_key(&(path, &**anchor)) && affords(headings.len()) {
                        let near = Near::of(anchor, headings.iter().map(|heading| &*heading.id));
                        anchors.insert((path, &**anchor), near);
                    }
                }
                _ => {}
            }
        }
        let files = files.into_iter().filter_map(|(path, near)| Some((path, near?))).collect();
        let anchors = anchors.into_iter().filter_map(|(place, near)| Some((place, near?))).collect();
        Self { checked, documents, by_name, files, anchors }
    }

    /// Completes a finding about a file that isn't there.
    pub(super) fn file(&self, place: &Place<'_>, path: &RepoPath, finding: Diagnostic) -> Diagnostic {
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
        match self.files.get(path).and_then(|near| path.parent().join(near.name)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("correct the path, or remove the link"),
        }
    }

    /// Completes a finding about an anchor that isn't there.
    pub(super) fn anchor(&self, place: &Place<'_>, path: &RepoPath, anchor: &str, finding: Diagnostic) -> Diagnostic {
        let Some(near) = self.anchors.get(&(path, anchor)) else {
            return finding.help("link to the page alone, or to a heading it has");
        };
        let finding = finding.help(format!("did you mean `#{}`?", near.name));
        match place.written().split_once('#') {
            Some((before, _)) if near.certain && place.written() == &*place.link.destination => {
                fixed(place, finding, format!("{before}#{}", escaped(near.name)))
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
