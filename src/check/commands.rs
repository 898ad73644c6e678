//! Commands that guides tell the reader to run: whether make has what they ask it for.

use std::collections::BTreeMap;

use rapidhash::{RapidHashMap, RapidHashSet};
use rayon::prelude::*;

use super::Checked;
use super::makefiles::{Repository, check_makefiles};
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::command::{Folder, Request, RequestKind};
use crate::parse::makefile::{LoadedMakefile, load};
use crate::site::link::{Place, Tree};
use crate::source::{FileId, RepoPath, Span, Spanned, TextRange};

/// How many different names are compared with those that are there, for a help that says "did you mean": each comparison
/// looks at every target.
const COMPARED: usize = 500;

/// Finds commands that make can't carry out, and Makefiles that keep it from carrying out any.
pub(super) fn check_commands(checked: Checked<'_>) -> Vec<Diagnostic> {
    let texts: Vec<_> = checked.site.texts().collect();
    let uses: Vec<Use<'_>> = {
        let tree = &checked.site.tree;
        let by_name = by_name(checked);
        let has_files = by_name.keys().any(|name| name.ends_with(".mk"));
        texts
            .par_iter()
            .flat_map_iter(|(file, document, _)| {
                let path = checked.sources.get(*file).path();
                let reader = Reader::new(tree, path, document);
                let by_name = &by_name;
                let uses = document.commands.requests.iter();
                uses.flat_map(move |request| used(&reader, *file, request, (by_name, has_files))).collect::<Vec<_>>()
            })
            .collect()
    };
    let repository = Repository::new(checked);
    let mut counts: BTreeMap<&RepoPath, usize> = BTreeMap::new();
    for found in &uses {
        if let Makefile::There(paths) = &found.makefile {
            for (index, path) in paths.iter().enumerate() {
                *counts.entry(path).or_default() += usize::from(index == 0);
            }
        }
    }
    let loaded: RapidHashMap<&RepoPath, Known> = counts
        .par_iter()
        .filter(|(path, _)| checked.makefiles.contains_key(**path))
        .filter_map(|(path, _)| Some((*path, Known::new(load(path, &repository)?))))
        .collect();
    let mut helps = Helps::default();
    let mut findings = check_makefiles(checked, &repository, &counts);
    for found in &uses {
        findings.extend(found.finding(&loaded, &checked.site.tree, &mut helps));
    }
    findings
}

/// Something that make is asked for.
struct Use<'a> {
    file: FileId,
    /// The folder make runs in, where it is known.
    folder: Option<RepoPath>,
    makefile: Makefile,
    /// The Makefile as it is named, if it is.
    named: Option<&'a str>,
    target: Option<(&'a str, TextRange)>,
    /// Where the Makefile is named.
    place: TextRange,
    /// `x.mk:target`.
    pair: bool,
}

/// The Makefile that a command names.
#[derive(Clone)]
enum Makefile {
    /// It is there: of those that may be meant, the likeliest first.
    There(Vec<RepoPath>),
    Missing,
}

/// The Makefiles of each file name, for those that are named without their folder.
fn by_name<'a>(checked: Checked<'a>) -> BTreeMap<&'a str, Vec<&'a RepoPath>> {
    let mut names: BTreeMap<&str, Vec<&RepoPath>> = BTreeMap::new();
    for path in checked.makefiles.keys() {
        names.entry(path.file_name()).or_default().push(path);
    }
    names
}

/// What a command asks of make: once for each target. `has_files` says whether any Makefile is called `….mk`.
fn used<'a>(
    reader: &Reader<'_>,
    file: FileId,
    request: &'a Request,
    (by_name, has_files): (&BTreeMap<&str, Vec<&RepoPath>>, bool),
) -> Vec<Use<'a>> {
    match &request.kind {
        RequestKind::Make { makefile, targets } => {
            let Some((folder, found)) = (match makefile {
                Some(named) => named_makefile(reader, &request.folder, named),
                None => own_makefile(reader, &request.folder),
            }) else {
                return Vec::new();
            };
            let of = |target: Option<&'a Spanned<Box<str>>>| Use {
                file,
                folder: folder.clone(),
                makefile: found.clone(),
                named: makefile.as_ref().map(|named| &*named.value),
                target: target.map(|target| (&*target.value, target.range)),
                place: makefile.as_ref().map_or_else(|| request.place(), |named| named.range),
                pair: false,
            };
            // A Makefile that isn't there is missed once.
            if targets.is_empty() || matches!(found, Makefile::Missing) {
                return vec![of(targets.first())];
            }
            targets.iter().map(|target| of(Some(target))).collect()
        }
        RequestKind::Pair { makefile, target, range } => {
            let path = reader.existing(&Folder::Start, makefile).or_else(|| {
                match by_name.get(&**makefile).map(Vec::as_slice) {
                    Some([only]) => Some((*only).clone()),
                    _ => None,
                }
            });
            let makefile_found = match path {
                Some(path) => Makefile::There(vec![path]),
                // Another repository's, unless its like are here.
                None if has_files => Makefile::Missing,
                None => return Vec::new(),
            };
            vec![Use {
                file,
                folder: Some(RepoPath::root()),
                makefile: makefile_found,
                named: Some(makefile),
                target: Some((target, *range)),
                place: *range,
                pair: true,
            }]
        }
        _ => Vec::new(),
    }
}

/// The folder and the Makefile of `-f`; `None` where it can't be told.
fn named_makefile(
    reader: &Reader<'_>,
    folder: &Folder,
    named: &Spanned<Box<str>>,
) -> Option<(Option<RepoPath>, Makefile)> {
    let name = &*named.value;
    if let Some(path) = reader.existing(folder, name) {
        return Some((reader.folder(folder), Makefile::There(vec![path])));
    }
    // `/path/to/make/ops/x.mk`, `~/charts/make/ops/x.mk`: this repository, wherever it was cloned to.
    if let Some(path) = reader.below_a_clone(name) {
        return Some((Some(RepoPath::root()), Makefile::There(vec![path])));
    }
    let elsewhere = name.starts_with(['/', '~']) || *folder == Folder::Unknown || reader.folder(folder).is_none();
    (!elsewhere && !reader.is_created(name) && !reader.is_stand_in(name))
        .then_some((Some(RepoPath::root()), Makefile::Missing))
}

/// The folder and the Makefile that make finds by itself (GNU make's manual, section 3.2), in each folder that the reader may
/// stand in.
fn own_makefile(reader: &Reader<'_>, folder: &Folder) -> Option<(Option<RepoPath>, Makefile)> {
    let folders = reader.folders(folder);
    let own = |folder: &RepoPath| {
        let names = ["GNUmakefile", "makefile", "Makefile"].iter();
        names.filter_map(|name| folder.join(name)).find(|path| reader.tree.place(path) == Some(Place::File))
    };
    let makefiles: Vec<RepoPath> = folders.iter().filter_map(own).collect();
    (!makefiles.is_empty()).then(|| (folders.into_iter().next(), Makefile::There(makefiles)))
}

/// A Makefile, and its targets by name.
struct Known {
    loaded: LoadedMakefile,
    targets: RapidHashSet<String>,
}

impl Known {
    fn new(loaded: LoadedMakefile) -> Self {
        let targets = loaded.targets.iter().map(|(_, target)| target.name.value.clone()).collect();
        Self { loaded, targets }
    }

    /// Whether make can make it, as far as the Makefile tells.
    fn makes(&self, target: &str) -> bool {
        self.targets.contains(target) || self.loaded.matches_pattern(target) || !self.loaded.unresolved.is_empty()
    }
}

/// How alike two words of a name must be to count as the same: `stats` and `status`.
const SAME_WORD: f64 = 0.88;

/// The target that was probably meant: the one that shares most of its words, in whatever order. The first word is
/// left out, where it is that of every target of the file (`redis-backup`, `redis-restore`).
fn near_target<'a>(written: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let first = |name: &str| name.split('-').next().unwrap_or_default().to_owned();
    let own = first(written);
    let shared = known.clone().filter(|name| first(name) == own).count() > 1;
    let words = |name: &'a str| -> Vec<&'a str> { name.split(['-', '_', '.']).collect() };
    let wanted: Vec<&str> = written.split(['-', '_', '.']).skip(usize::from(shared)).collect();
    let likeness = |name: &'a str| {
        let mut left: Vec<&str> = words(name);
        if shared {
            if left.first() != Some(&&*own) {
                return 0.0;
            }
            left.remove(0);
        }
        let all = wanted.len() + left.len();
        let mut same = 0;
        for word in &wanted {
            if let Some(at) = left.iter().position(|other| is_same_word(word, other)) {
                left.swap_remove(at);
                same += 1;
            }
        }
        if all == 0 { 0.0 } else { f64::from(2 * same) / all as f64 }
    };
    let mut best: Vec<&str> = Vec::new();
    let mut most = 0.6;
    for name in known {
        let likeness = likeness(name);
        if likeness > most {
            best.clear();
        }
        if likeness >= most {
            most = likeness;
            best.push(name);
        }
    }
    near_match(written, best.iter().copied()).or(best.first().copied())
}

/// Whether two words of names are one, but for a slip.
fn is_same_word(left: &str, right: &str) -> bool {
    // Comparing letter by letter is what costs: of words that start alike only.
    left == right
        || (left.as_bytes().first() == right.as_bytes().first() && strsim::jaro_winkler(left, right) >= SAME_WORD)
}

/// What was probably meant, worked out once for each wrong name.
#[derive(Default)]
struct Helps {
    known: RapidHashMap<(RepoPath, String), Option<String>>,
}

impl Helps {
    fn near(&mut self, makefile: &RepoPath, target: &str, known: &Known) -> Option<String> {
        let key = (makefile.clone(), target.to_owned());
        if let Some(help) = self.known.get(&key) {
            return help.clone();
        }
        if self.known.len() >= COMPARED {
            return None;
        }
        let names = known.loaded.targets.iter().map(|(_, target)| &*target.name.value);
        let near = near_target(target, names.take(COMPARED)).map(str::to_owned);
        self.known.insert(key, near.clone());
        near
    }
}

impl Use<'_> {
    fn finding(&self, loaded: &RapidHashMap<&RepoPath, Known>, tree: &Tree, helps: &mut Helps) -> Option<Diagnostic> {
        let at = |range| Span { file: self.file, range };
        let paths = match &self.makefile {
            Makefile::Missing => {
                let named = self.named.unwrap_or("Makefile");
                let target = self.target.map_or_else(|| named.to_owned(), |(target, _)| format!("{named}:{target}"));
                return Some(
                    Diagnostic::new(
                        Code::CommandMissingMakefile,
                        at(self.place),
                        format!("there is no Makefile `{named}`"),
                    )
                    .target(target)
                    .help("name the Makefile that has this command now, or take the command out"),
                );
            }
            Makefile::There(paths) => paths,
        };
        let (target, range) = self.target?;
        let file = self.folder.as_ref().and_then(|folder| folder.join(target));
        let made = |path: &RepoPath| loaded.get(path).is_none_or(|known| known.makes(target));
        if paths.iter().any(made) || file.is_some_and(|file| tree.place(&file).is_some()) {
            return None;
        }
        let path = paths.first()?;
        let shown = if self.pair { self.named.unwrap_or(path.as_str()) } else { path.as_str() };
        let finding =
            Diagnostic::new(Code::CommandMissingTarget, at(range), format!("`{path}` has no target `{target}`"))
                .target(format!("{shown}:{target}"));
        Some(match loaded.get(path).and_then(|known| helps.near(path, target, known)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("name a target it has, or take the command out"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_target_shares_the_words() {
        let redis = ["redis-backup", "redis-restore", "redis-full-backup", "redis-stats", "help"];
        let grafana = ["grafana-backup-db", "grafana-check", "grafana-restore-dashboards"];
        for (written, known, expected) in [
            ("redis-status", &redis[..], Some("redis-stats")),
            ("redis-backup-full", &redis, Some("redis-full-backup")),
            ("redis-backup-all", &redis, Some("redis-backup")),
            ("redis-query", &redis, None),
            ("grafana-db-backup", &grafana, Some("grafana-backup-db")),
            ("grafana-restore-dashboard", &grafana, Some("grafana-restore-dashboards")),
            ("grafana-db-query", &grafana, None),
            ("hepl", &redis, Some("help")),
            ("x", &[], None),
        ] {
            assert_eq!(near_target(written, known.iter().copied()), expected, "{written}");
        }
    }
}
