//! Finds the rules that a repository's file names follow: which pages are backup guides, whose, and so on.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::classify::{is_private, is_readme_of};
use super::{Catalog, ChartFolder, Charts, Kind};
use crate::source::RepoPath;

/// Words that say what a page is for.
const KIND_WORDS: &[(&str, Kind)] = &[
    ("backup", Kind::Backup),
    ("backups", Kind::Backup),
    ("restore", Kind::Backup),
    ("restoring", Kind::Backup),
    ("upgrade", Kind::Upgrade),
    ("upgrades", Kind::Upgrade),
    ("upgrading", Kind::Upgrade),
    ("rollback", Kind::Upgrade),
    ("disaster", Kind::Recovery),
    ("dr", Kind::Recovery),
    ("recover", Kind::Recovery),
    ("recovery", Kind::Recovery),
    ("migrate", Kind::Migration),
    ("migrating", Kind::Migration),
    ("migration", Kind::Migration),
    ("migrations", Kind::Migration),
    ("playbook", Kind::Playbook),
    ("playbooks", Kind::Playbook),
    ("runbook", Kind::Playbook),
    ("runbooks", Kind::Playbook),
    ("troubleshooting", Kind::Playbook),
];

/// Folder names that say what every page below is.
const KIND_FOLDERS: &[(&str, Kind)] = &[
    ("changelog", Kind::Release),
    ("changelogs", Kind::Release),
    ("release-notes", Kind::Release),
    ("releases", Kind::Release),
    ("roadmap", Kind::Roadmap),
    ("roadmaps", Kind::Roadmap),
    ("reference", Kind::Reference),
];

/// Words that say nothing about what a page is for.
const FILLER: &[&str] = &[
    "a",
    "and",
    "doc",
    "docs",
    "for",
    "guide",
    "guides",
    "how",
    "howto",
    "manual",
    "of",
    "plan",
    "plans",
    "procedure",
    "procedures",
    "process",
    "the",
    "to",
];

/// Folders of worked examples.
const EXAMPLE_FOLDERS: &[&str] = &["example", "examples", "sample", "samples"];

/// How the names of release notes and roadmaps begin; the last says whether more may follow.
const PREFIXES: &[(&str, Kind, bool)] = &[
    ("release_notes", Kind::Release, true),
    ("releasenotes", Kind::Release, true),
    ("changelog", Kind::Release, true),
    ("changes", Kind::Release, false),
    ("history", Kind::Release, false),
    ("releases", Kind::Release, false),
    ("roadmap", Kind::Roadmap, true),
];

/// A rule found: a pattern of `[[sources]]` and what its pages are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rule {
    /// The group it stands in: narrow rules come before wide ones.
    rank: Rank,
    /// What matching pages are.
    pub(super) kind: Kind,
    /// The pattern.
    pub(super) pattern: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The name says chart and kind.
    ChartFile,
    /// Release notes and roadmaps.
    Prefix,
    /// The name alone says the kind.
    File,
    Examples,
    /// The name says the chart, a folder the kind.
    ChartInFolder,
    /// A folder says the kind.
    Folder,
    /// A folder says the chart, nothing the kind.
    ChartFolder,
}

/// Which charts follow a pattern, and whether one is enough to believe it.
#[derive(Default)]
struct Evidence {
    charts: BTreeSet<String>,
    obvious: bool,
}

/// Finds the rules for pages, narrow ones first. Takes time in proportion to the text of the paths.
pub(super) fn find_rules(
    paths: &[&RepoPath],
    src: &[RepoPath],
    project: &RepoPath,
    catalog: &Catalog,
    charts: &Charts,
) -> Vec<Rule> {
    let names = ChartNames::new(charts);
    let mut found: BTreeMap<Rule, Evidence> = BTreeMap::new();
    let mut prefixes: BTreeMap<(Kind, String), Vec<&RepoPath>> = BTreeMap::new();
    let mut files: BTreeMap<(Kind, String), Vec<&RepoPath>> = BTreeMap::new();
    for path in paths {
        if !src.iter().any(|src| path.is_within(src) && !is_private(path, src)) {
            continue;
        }
        let around = charts.containing(path);
        if around.is_some_and(|chart| is_readme_of(path, chart)) {
            continue;
        }
        let place = Place::new(path, project, around, catalog);
        if let Some(index) = place.folders.iter().position(|part| EXAMPLE_FOLDERS.contains(&&*part.to_lowercase())) {
            add(&mut found, Rank::Examples, Kind::Example, place.below(index), None, true);
        } else if let Some((prefix, kind)) = prefix_of(path.file_stem()) {
            prefixes.entry((kind, prefix.to_owned())).or_default().push(path);
        } else if let Some(name) = names.named(&place) {
            place.chart_rule(&name, &mut found);
        } else if let Some((kind, true)) = kind_of(path.file_stem()) {
            files.entry((kind, path.file_name().to_owned())).or_default().push(path);
        } else if let Some((index, kind)) = place.kind_folder() {
            add(&mut found, Rank::Folder, kind, place.below(index), None, true);
        }
    }
    for ((kind, prefix), paths) in prefixes {
        let folder = paths[0].parent();
        let pattern = match paths.as_slice() {
            [path] => literal(path.as_str()),
            _ if paths.iter().all(|path| path.parent() == folder) => {
                join(&literal(folder.as_str()), &format!("{}*.md", literal(&prefix)))
            }
            _ => join(project.as_str(), &format!("**/{}*.md", literal(&prefix))),
        };
        add(&mut found, Rank::Prefix, kind, pattern, None, true);
    }
    for ((kind, name), paths) in files {
        let pattern = match paths.as_slice() {
            [path] => literal(path.as_str()),
            _ => join(project.as_str(), &format!("**/{}", literal(&name))),
        };
        add(&mut found, Rank::File, kind, pattern, None, true);
    }
    found
        .into_iter()
        .filter(|(_, evidence)| evidence.obvious || evidence.charts.len() > 1)
        .map(|(rule, _)| rule)
        .collect()
}

/// What a file name alone suggests, for a page that no rule places: the kind it speaks of, and the chart.
pub(super) fn hints<'a>(path: &RepoPath, charts: &'a ChartNames<'_>) -> (Option<Kind>, Option<&'a str>) {
    let stem = path.file_stem();
    (kind_of(stem).map(|(kind, _)| kind), charts.first_in(&stem.to_lowercase()).map(|(_, id)| id))
}

fn add(
    found: &mut BTreeMap<Rule, Evidence>,
    rank: Rank,
    kind: Kind,
    pattern: String,
    chart: Option<&str>,
    obvious: bool,
) {
    let evidence = found.entry(Rule { rank, kind, pattern }).or_default();
    evidence.obvious |= obvious;
    if let Some(chart) = chart {
        evidence.charts.insert(chart.to_owned());
    }
}

/// A path taken apart: what stands before it in patterns, the folders that count, and the file.
struct Place<'a> {
    path: &'a RepoPath,
    /// Pattern of what lies above `folders`: the project, or the folder of the chart around, with `{chart}` in it.
    above: String,
    folders: Vec<&'a str>,
    around: Option<&'a ChartFolder>,
}

impl<'a> Place<'a> {
    fn new(path: &'a RepoPath, project: &RepoPath, around: Option<&'a ChartFolder>, catalog: &Catalog) -> Self {
        let base = around.map_or(project, |chart| &chart.folder);
        let above = match around {
            None => literal(project.as_str()),
            Some(chart) => match chart.pattern.map(|index| catalog.charts[index].value.trim_matches(['.', '/'])) {
                Some("*") => "{chart}".to_owned(),
                Some("") => String::new(),
                Some(glob) => match glob.strip_suffix("/*") {
                    // In `charts/*/*` only the last part is the chart's.
                    Some(root) => format!("{root}/{{chart}}"),
                    None => glob.to_owned(),
                },
                None => literal(chart.folder.as_str()),
            },
        };
        let below = path.relative_to(base).unwrap_or(path.as_str());
        let mut folders: Vec<&str> = below.split('/').collect();
        folders.pop();
        Self { path, above, folders, around }
    }

    /// The pattern of everything below the folder of that index.
    fn below(&self, index: usize) -> String {
        join(&self.above, &format!("{}/**", literal(&self.folders[..=index].join("/"))))
    }

    /// The innermost folder whose name says what its pages are.
    fn kind_folder(&self) -> Option<(usize, Kind)> {
        self.folders.iter().enumerate().rev().find_map(|(index, folder)| Some((index, kind_of_folder(folder)?)))
    }

    /// Records the rule of a path that names a chart.
    fn chart_rule(&self, name: &Name<'_>, found: &mut BTreeMap<Rule, Evidence>) {
        let stem = self.path.file_stem();
        let rest =
            name.in_stem.map_or_else(|| stem.to_owned(), |(start, end)| format!("{} {}", &stem[..start], &stem[end..]));
        let replace = |text: &str| match name.text {
            Some(text_of_name) => replace_parts(text, text_of_name),
            None => literal(text),
        };
        let folders =
            |up_to: usize| self.folders[..up_to].iter().map(|part| replace(part)).collect::<Vec<_>>().join("/");
        let within = |pattern: String| join(&self.above, &pattern);
        if let Some((kind, obvious)) = kind_of(&rest) {
            let pattern = within(join(&folders(self.folders.len()), &replace(self.path.file_name())));
            add(found, Rank::ChartFile, kind, pattern, Some(name.id), obvious);
            if obvious {
                return;
            }
        }
        // A folder of a page inside a chart names that chart already.
        let named_folder = match name.text {
            Some(text) if self.around.is_none() => {
                self.folders.iter().rposition(|part| part.eq_ignore_ascii_case(text))
            }
            _ => None,
        };
        match (self.kind_folder(), name.in_stem) {
            (Some((_, kind)), Some((0, end))) => {
                let follows = match stem[end..].chars().next() {
                    Some(delimiter) => format!("{delimiter}*"),
                    None => String::new(),
                };
                let extension = self.path.extension().unwrap_or("md");
                let file = format!("{{chart}}{follows}.{extension}");
                let pattern = within(join(&folders(self.folders.len()), &file));
                add(found, Rank::ChartInFolder, kind, pattern, Some(name.id), true);
            }
            (Some((index, kind)), _) => {
                let last = named_folder.map_or(index, |named| named.max(index));
                let rank =
                    if named_folder.is_some() || self.around.is_some() { Rank::ChartInFolder } else { Rank::Folder };
                let pattern =
                    if rank == Rank::Folder { self.below(index) } else { within(format!("{}/**", folders(last + 1))) };
                add(found, rank, kind, pattern, Some(name.id), true);
            }
            (None, _) => {
                if let Some(named) = named_folder {
                    let pattern = within(format!("{}/**", folders(named + 1)));
                    add(found, Rank::ChartFolder, Kind::Guide, pattern, Some(name.id), false);
                }
            }
        }
    }
}

/// The chart that a path names.
struct Name<'a> {
    id: &'a str,
    /// How it is written in the path; `None` where only the folder of the chart around says it.
    text: Option<&'a str>,
    /// Where it stands in the file's stem.
    in_stem: Option<(usize, usize)>,
}

/// Finds ids of charts in names, in time proportional to the name.
pub(super) struct ChartNames<'a> {
    charts: &'a Charts,
    first_words: HashSet<String>,
    most_words: usize,
}

impl<'a> ChartNames<'a> {
    pub(super) fn new(charts: &'a Charts) -> Self {
        let ids = || charts.iter().map(|chart| chart.id.to_lowercase());
        Self {
            charts,
            first_words: ids().filter_map(|id| id.split(is_delimiter).next().map(str::to_owned)).collect(),
            most_words: ids().map(|id| id.split(is_delimiter).count()).max().unwrap_or_default(),
        }
    }

    fn named<'b>(&'b self, place: &'b Place<'_>) -> Option<Name<'b>> {
        let stem = place.path.file_stem();
        if let Some(around) = place.around {
            // The folder's name, or the id where that is another.
            let found = [around.folder.file_name(), around.id.as_str()]
                .into_iter()
                .find_map(|text| Some((text, parts_equal(stem, text).next()?)));
            let (text, in_stem) = found.unzip();
            return Some(Name { id: &around.id, text, in_stem });
        }
        if let Some(((start, end), id)) = self.first_in_ascii(stem) {
            return Some(Name { id, text: Some(&stem[start..end]), in_stem: Some((start, end)) });
        }
        place.folders.iter().rev().find_map(|folder| {
            let chart = self.charts.get(folder)?;
            Some(Name { id: &chart.id, text: Some(folder), in_stem: None })
        })
    }

    /// The first and, of those, longest id that is a whole part of a text, regardless of the case of ASCII letters.
    fn first_in_ascii(&self, text: &str) -> Option<((usize, usize), &str)> {
        self.first_in(&text.to_ascii_lowercase())
    }

    /// The first and, of those, longest id that is a whole part of a text in lower case.
    fn first_in(&self, text: &str) -> Option<((usize, usize), &str)> {
        let words = word_ranges(text);
        words.iter().enumerate().find_map(|(index, (start, first_end))| {
            if !self.first_words.contains(&text[*start..*first_end]) {
                return None;
            }
            let last = words.len().min(index + self.most_words);
            words[index..last].iter().rev().find_map(|(_, end)| {
                let chart = self.charts.get(&text[*start..*end])?;
                Some(((*start, *end), chart.id.as_str()))
            })
        })
    }
}

const fn is_delimiter(character: char) -> bool {
    matches!(character, '-' | '_' | '.' | ' ')
}

/// The places of the parts of a name, without empty ones.
fn word_ranges(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = 0;
    for part in text.split(is_delimiter) {
        if !part.is_empty() {
            words.push((start, start + part.len()));
        }
        start += part.len() + 1;
    }
    words
}

/// Where `name` is a whole part of `text`, regardless of the case of ASCII letters.
fn parts_equal<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let words = word_ranges(text);
    let ends: HashSet<usize> = words.iter().map(|(_, end)| *end).collect();
    words.into_iter().filter_map(move |(start, _)| {
        let end = start + name.len();
        let same = !name.is_empty() && text.get(start..end).is_some_and(|part| part.eq_ignore_ascii_case(name));
        (same && ends.contains(&end)).then_some((start, end))
    })
}

/// A name as a pattern, with `{chart}` for every whole part that is `name`.
fn replace_parts(text: &str, name: &str) -> String {
    let mut pattern = String::new();
    let mut done = 0;
    for (start, end) in parts_equal(text, name) {
        if start >= done {
            pattern += &literal(&text[done..start]);
            pattern += "{chart}";
            done = end;
        }
    }
    pattern + &literal(&text[done..])
}

/// What a file's stem says it is for, and whether it says nothing else.
fn kind_of(stem: &str) -> Option<(Kind, bool)> {
    let stem = stem.to_lowercase();
    let mut kind = None;
    let mut obvious = true;
    for word in stem.split(is_delimiter).filter(|word| !word.is_empty()) {
        if let Some((_, found)) = KIND_WORDS.iter().find(|(name, _)| *name == word) {
            kind = kind.or(Some(*found));
        } else {
            obvious &= FILLER.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
        }
    }
    Some((kind?, obvious))
}

/// What a folder's name says its pages are.
fn kind_of_folder(folder: &str) -> Option<Kind> {
    let name = folder.to_lowercase().replace(['_', ' '], "-");
    let listed = KIND_FOLDERS.iter().find(|(folder, _)| *folder == name).map(|(_, kind)| *kind);
    listed.or_else(|| kind_of(&name).filter(|(_, obvious)| *obvious).map(|(kind, _)| kind))
}

/// How the name of release notes, of a roadmap or of a text about one version begins, as written.
fn prefix_of(stem: &str) -> Option<(&str, Kind)> {
    let name = stem.to_ascii_lowercase().replace(['-', ' '], "_");
    let named = PREFIXES.iter().find_map(|(prefix, kind, open)| {
        let rest = name.strip_prefix(prefix)?;
        let whole = if *open { !rest.starts_with(char::is_alphabetic) } else { rest.is_empty() };
        whole.then(|| (&stem[..prefix.len()], *kind))
    });
    named.or_else(|| version_of(stem).map(|version| (version, Kind::Release)))
}

/// The version that a stem begins with: what is written about one version stays as it was (`v1.4.0-final-summary`). A bare
/// number at the start is the place in a list more often than a version, so it needs three parts.
fn version_of(stem: &str) -> Option<&str> {
    let (mark, needed) = if stem.starts_with(['v', 'V']) { (1, 2) } else { (0, 3) };
    let rest = &stem[mark..];
    let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(rest.len());
    let version = rest[..end].trim_end_matches('.');
    let parts = version.split('.');
    let whole = parts.clone().all(|part| !part.is_empty()) && (needed..=3).contains(&parts.count());
    (whole && !rest[end..].starts_with(char::is_alphanumeric)).then(|| &stem[..mark + version.len()])
}

/// A path as a pattern that matches it: what has a meaning in patterns becomes "any one character".
pub(super) fn literal(path: &str) -> String {
    path.chars().map(|character| if "{}[]*\\!".contains(character) { '?' } else { character }).collect()
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_with_a_version_tell_of_it() {
        for (stem, expected) in [
            ("v1.4.0-final-summary", Some("v1.4.0")),
            ("V2.0_notes", Some("V2.0")),
            ("v1.4.0", Some("v1.4.0")),
            ("1.4.0-upgrade-report", Some("1.4.0")),
            ("01-install", None),
            ("2026.10-plan", None),
            ("v2-api", None),
            ("v1.4.0rc", None),
            ("10.0.0.1-hosts", None),
            ("vault", None),
            ("v", None),
            ("", None),
        ] {
            assert_eq!(version_of(stem), expected, "{stem}");
        }
    }
}
