//! What a dead link probably meant, for the help of its finding.

use rapidhash::RapidHashMap;

use super::{Documents, Place};
use crate::check::Checked;
use crate::diagnostic::{Diagnostic, near_match};
use crate::site::link::{Broken, Destination, Target};
use crate::source::{RepoPath, Span};

/// How many comparisons of names one check makes: ten thousand dead links have another cause than spelling, and must stay
/// cheap. They go to the first dead links, in order of file and place.
const COMPARISONS: usize = 300_000;

/// How full a folder or a page may be to be compared with, for the same reason.
const CANDIDATES: usize = 500;

/// How long a name may be to be compared.
const LONGEST: usize = 200;

/// Knows the files and anchors that dead links may have meant.
pub(super) struct Repairs<'a> {
    checked: Checked<'a>,
    by_name: RapidHashMap<String, Vec<&'a RepoPath>>,
    /// What is nearest to each file that isn't there, in its folder.
    files: RapidHashMap<&'a RepoPath, &'a str>,
    /// What is nearest to each anchor that isn't there, on its page.
    anchors: RapidHashMap<(&'a RepoPath, &'a str), &'a str>,
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
                        files.insert(path, near_match(path.file_name(), siblings.iter().copied()));
                    }
                }
                Target::Broken(Broken::MissingAnchor { path, anchor, .. }) if anchor.len() <= LONGEST => {
                    let headings = documents.get(path).map_or(&[][..], |document| &document.headings);
                    let headings = &headings[..headings.len().min(CANDIDATES)];
                    if !anchors.contains_key(&(path, &**anchor)) && affords(headings.len()) {
                        let near = near_match(anchor, headings.iter().map(|heading| &*heading.id));
                        anchors.insert((path, &**anchor), near);
                    }
                }
                _ => {}
            }
        }
        let files = files.into_iter().filter_map(|(path, near)| Some((path, near?))).collect();
        let anchors = anchors.into_iter().filter_map(|(place, near)| Some((place, near?))).collect();
        Self { checked, by_name, files, anchors }
    }

    /// Completes a finding about a file that isn't there.
    pub(super) fn file(&self, place: &Place<'_>, path: &RepoPath, finding: Diagnostic) -> Diagnostic {
        if let Some(turned) = self.with_slashes(place) {
            let finding =
                finding.help(format!("write `{turned}`: in a link, parts of a path are parted by `/` on every system"));
            return finding.fixed_by(Span { file: place.file, range: place.link.destination_range }, turned);
        }
        if let Some([only]) = self.by_name.get(&path.file_name().to_lowercase()).map(Vec::as_slice) {
            return finding.help(format!("did you mean `{only}`?"));
        }
        match self.files.get(path).and_then(|near| path.parent().join(near)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("correct the path, or remove the link"),
        }
    }

    /// Completes a finding about an anchor that isn't there.
    pub(super) fn anchor(&self, path: &RepoPath, anchor: &str, finding: Diagnostic) -> Diagnostic {
        match self.anchors.get(&(path, anchor)) {
            Some(near) => finding.help(format!("did you mean `#{near}`?")),
            None => finding.help("link to the page alone, or to a heading it has"),
        }
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
