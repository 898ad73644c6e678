//! The versions of a site: other states of the repository, each a site of its own in a folder beside the tree's.
//!
//! A version is made from its commit, read from git's objects, with today's theme and settings of the site. All that it is made
//! from is in one digest: where that is as it was and the published files are as they were written, the version is kept
//! without being read. Its day is the day of its commit, so that nothing in it depends on when it is built again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::destination::Destination;
use super::examine::{Circumstances, join};
use super::folder;
use super::load::{BOOK_TOML, Loaded, load, parse};
use super::write::Output;
use super::{CODE, Memory, Options, Progress, Stager, Stages, sealed};
use crate::config::{Config, ListedVersion, PublishedVersion, Surroundings};
use crate::diagnostic::{Topics, near_match};
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::fs::{DiskFiles, Files, Listing, TreeEntry, TreeFiles, TreeKind};
use crate::git::{self, History, Objects, Reference, ReferenceKind};
use crate::render::highlight::Syntaxes;
use crate::render::theme::Theme;
use crate::site::route::{Route, route_fault};
use crate::site::table::compare_versions;
use crate::source::{RepoPath, Spanned};

/// The folder of the cache in which each version has its own.
const FOLDER: &str = "versions";

/// What the version of the tree that is built is called at the root.
const AT_ROOT: &str = "latest";

/// What it is called where another version stands at the root.
const AHEAD: &str = "next";

/// What to do where git doesn't have what versions are made from.
const FETCH: &str = "fetch all of the repository (in GitHub Actions: `fetch-depth: 0`, without `filter`), or leave the \
                     versions out with `--no-versions`";

/// A version that was built beside the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltVersion {
    /// What it is called.
    pub name: String,
    /// Its folder in the output, with a slash at its end; empty for the root.
    pub folder: String,
    /// The commit that it was made from.
    pub commit: String,
    /// Number of its pages.
    pub pages: usize,
    /// Number of findings in it, which are nobody's to mend any more.
    pub findings: usize,
    /// Whether it was published already as it would be made.
    pub kept: bool,
    /// What is said of how it was made, if anything.
    pub remarks: Vec<String>,
    /// The HTML pages that were rendered, and why each.
    pub rendered: Vec<(Route, &'static str)>,
}

/// What versions there are.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The one of the tree that is built; `None` where it is the only one.
    pub(super) tree: Option<PublishedVersion>,
    pub(super) others: Vec<Other>,
}

/// A version that is made from a commit.
#[derive(Debug)]
pub(super) struct Other {
    version: PublishedVersion,
    reference: Reference,
}

/// The folder of a version in the output, with a slash at its end; empty for the root.
pub(super) fn folder_of(version: &PublishedVersion) -> String {
    version.folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default()
}

/// Finds the versions that settings ask for.
///
/// # Errors
/// Where one of them isn't in this clone: to build without it would take it off the site.
pub(super) fn plan(loaded: &Loaded, history: &History, root: &Path, options: &Options) -> Result<Plan> {
    let settings = &loaded.config.versions;
    if !options.versions || settings.is_empty() {
        return Ok(Plan::default());
    }
    if let Some(reason) = &history.unavailable {
        return Err(Error::new(format!("versions are read from git's history, and there is none: {reason}"))
            .help("build in a clone of the repository, or leave the versions out with `--no-versions`"));
    }
    let references = git::references(root).map_err(|reason| {
        Error::new(format!("the branches and tags of the repository can't be listed: {reason}")).help(FETCH)
    })?;
    let place = |written: &Spanned<String>| {
        let file = loaded.sources.get(loaded.config_file?);
        let at = file.position(written.range.start);
        Some(format!("{}:{}:{}", file.path(), at.line, at.column))
    };
    Planner { config: &loaded.config, references: &references, shallow: history.shallow, place: &place }.plan()
}

struct Planner<'a> {
    config: &'a Config,
    /// In order of kind and name.
    references: &'a [Reference],
    shallow: bool,
    /// Where something is written in book.toml.
    place: &'a dyn Fn(&Spanned<String>) -> Option<String>,
}

impl<'a> Planner<'a> {
    fn plan(&self) -> Result<Plan> {
        let settings = &self.config.versions;
        let mut chosen: Vec<&Reference> = Vec::new();
        for name in &settings.refs {
            chosen.push(self.find(name)?);
        }
        let mut tagged = Vec::new();
        for pattern in &settings.tags {
            tagged.extend(self.matching(pattern)?);
        }
        tagged.sort_by(|one, other| compare_versions(&other.name, &one.name));
        tagged.dedup();
        tagged.truncate(settings.newest.unwrap_or(usize::MAX));
        chosen.extend(tagged);
        let latest = match &settings.latest {
            Some(pattern) if pattern.value.contains('*') => self.matching(pattern)?.into_iter().next(),
            Some(name) => Some(self.find(name)?),
            None => None,
        };
        chosen.extend(latest);
        let mut seen = BTreeSet::new();
        chosen.retain(|reference| seen.insert(&reference.name));
        if chosen.is_empty() {
            return Ok(Plan::default());
        }

        let tree_name =
            settings.tree.as_ref().map_or(if latest.is_some() { AHEAD } else { AT_ROOT }, |name| &name.value);
        let mut all = Vec::new();
        if let Some(latest) = latest {
            all.push(ListedVersion { name: self.name(latest), folder: String::new(), date: Some(latest.date.clone()) });
        }
        let tree_folder = latest.is_some().then(|| tree_name.to_owned());
        let tree_shown = tree_folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default();
        all.push(ListedVersion { name: tree_name.to_owned(), folder: tree_shown, date: None });
        let mut folders: BTreeMap<String, &str> = BTreeMap::new();
        folders.extend(tree_folder.as_ref().map(|folder| (folder.to_lowercase(), "the tree that is built")));
        for reference in &chosen {
            let name = self.name(reference);
            if let Some(fault) = route_fault(&format!("{name}/index.html")) {
                return Err(Error::new(format!("version `{name}` can't have a folder of that name, which {fault}"))
                    .help("give it another name in `[versions.names]`"));
            }
            if let Some(other) = folders.insert(name.to_lowercase(), &reference.name) {
                let message = format!("`{}` and {other} would both be published in `{name}/`", reference.name);
                return Err(Error::new(message).help("give one of them another name in `[versions.names]`"));
            }
            // What stands at the root needn't be listed twice.
            if latest.is_none_or(|latest| latest.name != reference.name) {
                all.push(ListedVersion { folder: format!("{name}/"), name, date: Some(reference.date.clone()) });
            }
        }
        let version = |name: String, folder: Option<String>, editable: bool| PublishedVersion {
            all: if folder.is_none() { all.clone() } else { Vec::new() },
            root_url: self.config.html.site_url.clone(),
            name,
            folder,
            editable,
        };
        let other = |reference: &Reference, folder: Option<String>| Other {
            version: version(self.name(reference), folder, reference.kind != ReferenceKind::Tag),
            reference: reference.clone(),
        };
        let at_root = latest.map(|latest| other(latest, None));
        let beside = chosen.iter().map(|reference| other(reference, Some(self.name(reference))));
        Ok(Plan {
            others: at_root.into_iter().chain(beside).collect(),
            tree: Some(version(tree_name.to_owned(), tree_folder, true)),
        })
    }

    /// What the version of a branch or tag is called: a name that can be one folder.
    fn name(&self, reference: &Reference) -> String {
        match self.config.versions.names.get(&reference.name) {
            Some(name) => name.value.clone(),
            None => reference.name.replace('/', "-"),
        }
    }

    fn find(&self, name: &Spanned<String>) -> Result<&'a Reference> {
        if let Some(found) = self.references.iter().find(|reference| reference.name == name.value) {
            return Ok(found);
        }
        let message = format!("there is no branch or tag `{}` in this clone", name.value);
        let near = near_match(&name.value, self.references.iter().map(|reference| &*reference.name));
        let help = match near {
            Some(near) if !self.shallow => format!("did you mean `{near}`? Else {FETCH}"),
            _ => FETCH.to_owned(),
        };
        Err(self.at(name, Error::new(message).help(help)))
    }

    /// The tags that a glob matches, the newest first; those of what comes before a release only if it is all there is.
    fn matching(&self, pattern: &Spanned<String>) -> Result<Vec<&'a Reference>> {
        let glob = globset::Glob::new(&pattern.value)
            .map_err(|error| self.at(pattern, Error::new(format!("`{}` is no pattern", pattern.value)).because(error)))?
            .compile_matcher();
        let tags = self.references.iter().filter(|reference| reference.kind == ReferenceKind::Tag);
        let mut tags: Vec<&Reference> =
            tags.filter(|tag| glob.is_match(&tag.name) && !is_before_release(&tag.name)).collect();
        if tags.is_empty() && self.shallow {
            let message = format!("no tag matches `{}`, in a clone that is shallow", pattern.value);
            return Err(self.at(pattern, Error::new(message).help(FETCH)));
        }
        tags.sort_by(|one, other| compare_versions(&other.name, &one.name));
        Ok(tags)
    }

    fn at(&self, written: &Spanned<String>, error: Error) -> Error {
        match (self.place)(written) {
            Some(place) => error.at(place),
            None => error,
        }
    }
}

/// Whether a version is one before a release: `v1.5.0-rc.1`.
fn is_before_release(tag: &str) -> bool {
    let core = tag.split_once('+').map_or(tag, |(version, _)| version);
    let start = core.find(|letter: char| letter.is_ascii_digit()).unwrap_or(core.len());
    core[start..].trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').starts_with('-')
}

/// Builds versions one after the other.
pub(super) struct Builder<'a> {
    /// The settings of the tree that is built.
    pub(super) today: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) syntaxes: &'a Syntaxes,
    pub(super) files: &'a DiskFiles,
    pub(super) surroundings: &'a Surroundings,
    pub(super) output: &'a Output,
    pub(super) cache: &'a Path,
    /// The day of the build.
    pub(super) date: Date,
    /// Whether the clone is shallow, so that dates of last changes may be unknown.
    pub(super) shallow: bool,
}

/// What is remembered of a version as it was published.
#[derive(Serialize, Deserialize)]
struct Known {
    made_from: Digest,
    /// Digest of its files' routes and digests.
    files: Digest,
    pages: usize,
    findings: usize,
    remarks: Vec<String>,
}

impl Builder<'_> {
    /// Stages every version that isn't published as it would be made.
    ///
    /// # Errors
    /// Where a commit can't be read, or two versions have files in one place.
    pub(super) fn build(&self, plan: &Plan, progress: &dyn Progress) -> Result<Vec<BuiltVersion>> {
        // What is remembered of versions that are gone is of no use.
        let names: Vec<&str> = plan.others.iter().map(|other| cache_name(&other.version)).collect();
        folder::make_own(&self.cache.join(FOLDER))?;
        folder::keep_only(&self.cache.join(FOLDER), &names)?;
        let objects = Objects::open(self.files.root()).map_err(|reason| Error::new(reason).help(FETCH))?;
        let settings = self.settings()?;
        let mut built = Vec::with_capacity(plan.others.len());
        let mut before: Vec<(String, usize)> = Vec::new();
        let tree = plan.tree.as_ref().map(folder_of).filter(|folder| !folder.is_empty());
        before.extend(tree.map(|folder| {
            let files = self.output.produced_below(&folder).len();
            (folder, files)
        }));
        for other in &plan.others {
            let own = folder_of(&other.version);
            if !own.is_empty() && !self.output.produced_below(&own).is_empty() {
                return Err(taken(&own));
            }
            built.push(self.version(other, settings, &objects).map_err(|error| {
                let message = format!("version `{}` can't be built", other.version.name);
                let help = error.help_text().unwrap_or("leave it out of `[versions]`").to_owned();
                Error::new(message).because(error).help(help)
            })?);
            if let Some((folder, _)) =
                before.iter().find(|(folder, files)| self.output.produced_below(folder).len() != *files)
            {
                return Err(taken(folder));
            }
            if !own.is_empty() {
                let files = self.output.produced_below(&own).len();
                before.push((own, files));
            }
            progress.step();
        }
        Ok(built)
    }

    /// Digest of all that decides what versions look like beside their own commits.
    fn settings(&self) -> Result<Digest> {
        let html = crate::config::Html { redirect: Vec::new(), ..self.today.html.clone() };
        let book = crate::config::Book { src: Vec::new(), ..self.today.book.clone() };
        let mut settings = Hasher::default();
        settings.text(CODE).digest(self.theme.digest()).text(&format!("{html:?}{book:?}{}", self.shallow));
        for path in html.additional_css.iter().chain(&html.additional_js) {
            settings.bytes(&self.files.read(path)?);
        }
        Ok(settings.finish())
    }

    fn version(&self, other: &Other, settings: Digest, objects: &Objects) -> Result<BuiltVersion> {
        let Other { version, reference } = other;
        let own = folder_of(version);
        let cache = self.cache.join(FOLDER).join(cache_name(version));
        folder::make_own(&cache)?;
        let known_file = cache.join("published");
        let made_from = {
            let mut made_from = Hasher::default();
            made_from.digest(settings).text(&reference.commit).text(&reference.name).text(&format!("{version:?}"));
            if version.folder.is_none() {
                // The site at the root is today's: what depends on the day follows it.
                made_from.text(&self.date.to_string());
            }
            made_from.finish()
        };
        let mut built = BuiltVersion {
            name: version.name.clone(),
            folder: own.clone(),
            commit: reference.commit.clone(),
            pages: 0,
            findings: 0,
            kept: false,
            remarks: Vec::new(),
            rendered: Vec::new(),
        };
        if !own.is_empty()
            && let Some(known) = sealed::read::<Known>(&known_file).filter(|known| known.made_from == made_from)
            && let Some(files) = self.output.intact_below(&own)?
            && Digest::of_value(&files) == known.files
        {
            for (route, digest) in &files {
                self.output.keep(route, *digest)?;
            }
            let Known { pages, findings, remarks, .. } = known;
            return Ok(BuiltVersion { pages, findings, remarks, kept: true, ..built });
        }

        let today = match version.folder {
            Some(_) => reference.date.parse().unwrap_or(self.date),
            None => self.date,
        };
        let tree = self.tree(&reference.commit, objects)?;
        let html = &self.today.html;
        let of_today = html.additional_css.iter().chain(&html.additional_js).collect();
        let mut files = Older { tree: &tree, of_today, today: self.files, hidden: None };
        let mut loaded = match load(&files, self.surroundings) {
            Err(error) if error.place().is_some() => {
                built.remarks.push(format!("its {BOOK_TOML} can't be read and is left out: {error}"));
                files.hidden = self.surroundings.project.join(BOOK_TOML);
                load(&files, self.surroundings)?
            }
            loaded => loaded?,
        };
        version.clone().apply_to_older(&mut loaded.config, self.today, &reference.name);
        let history = History::read_of(self.files.root(), &reference.commit);
        let memory = Memory::open(&cache);
        let parsed = parse(&loaded, Some(&memory.texts));
        let mut examined = join(loaded, parsed, &files, &history, today, &|_| None)?;
        let known_language = |language: &str| self.syntaxes.knows(language);
        let circumstances = Circumstances { files: &files, known_language: &known_language, history: &history, today };
        examined.check(&circumstances, &Topics::all())?;
        examined.findings = examined.reported(&Topics::all());
        let stager = Stager {
            theme: self.theme,
            syntaxes: self.syntaxes,
            files: &files,
            destination: Destination::new(self.output, &own),
            memory: &memory,
            commit: Some(&reference.commit),
            today,
        };
        let mut stages = Stages { progress: &Nobody, done: Vec::new(), current: None };
        let staged = stager.stage(&examined, &mut stages)?;
        memory.save(staged.all)?;
        built.rendered = staged.rendered;
        built.pages = examined.site.pages.len();
        built.findings = examined.findings.len();
        let known = Known {
            made_from,
            files: Digest::of_value(&self.output.produced_below(&own)),
            pages: built.pages,
            findings: built.findings,
            remarks: built.remarks.clone(),
        };
        // Without it the next build takes longer and makes the same.
        let _ = sealed::write(&known_file, &known);
        Ok(built)
    }

    /// The files of a commit.
    fn tree<'a>(
        &self,
        commit: &str,
        objects: &'a Objects,
    ) -> Result<TreeFiles<impl Fn(&str) -> Result<Vec<u8>> + Sync + use<'a>>> {
        let failed = |reason: String| Error::new(format!("its files can't be read: {reason}")).help(FETCH);
        let (items, unnameable) = git::tree(self.files.root(), commit).map_err(failed)?;
        let entries = items.into_iter().map(|item| TreeEntry {
            path: item.path,
            kind: if item.is_link { TreeKind::Link } else { TreeKind::File },
            bytes: item.bytes,
            object: item.object.into(),
        });
        TreeFiles::new(entries.collect(), unnameable, move |object: &str| objects.read(object).map_err(failed))
    }
}

/// The name of a version's folder in the cache. No version is called so itself.
fn cache_name(version: &PublishedVersion) -> &str {
    version.folder.as_deref().unwrap_or(".root")
}

fn taken(folder: &str) -> Error {
    Error::new(format!("the site has files of its own in `{folder}`, where a version would be published"))
        .help("give the version another name in `[versions.names]`, or move the pages")
}

/// The files of an older tree, with those of today that settings add to every page.
struct Older<'a> {
    tree: &'a dyn Files,
    today: &'a DiskFiles,
    of_today: BTreeSet<&'a RepoPath>,
    /// A file that isn't to be seen.
    hidden: Option<RepoPath>,
}

impl Files for Older<'_> {
    fn list(&self) -> Result<Listing> {
        let mut listing = self.tree.list()?;
        listing.files.retain(|entry| self.hidden.as_ref() != Some(&entry.path));
        Ok(listing)
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        if self.of_today.contains(path) { self.today.read(path) } else { self.tree.read(path) }
    }
}

/// Nobody who waits.
struct Nobody;

impl Progress for Nobody {
    fn stage(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_before_a_release_is_known_by_its_hyphen() {
        for (tag, expected) in [
            ("v1.4", false),
            ("v1.4.0", false),
            ("1.4.0+build-7", false),
            ("release-1.4", false),
            ("v1.5.0-rc.1", true),
            ("1.5.0-alpha", true),
            ("latest", false),
        ] {
            assert_eq!(is_before_release(tag), expected, "{tag}");
        }
    }

    fn reference(name: &str, kind: ReferenceKind) -> Reference {
        let commit = format!("{:0>40}", name.len());
        Reference { name: name.to_owned(), kind, commit, date: "2026-01-02".to_owned() }
    }

    /// The folders and names of the versions that settings ask for, each on a line of book.toml.
    fn planned(settings: &str, shallow: bool) -> std::result::Result<String, String> {
        let file = RepoPath::new("book.toml").unwrap();
        let text = format!("[versions]\n{}\n", settings.replace("; ", "\n"));
        let (config, remarks) = Config::read(&text, &file, &RepoPath::root()).unwrap();
        assert!(remarks.is_empty(), "{remarks:?}");
        let mut references = vec![
            reference("redis-2.0.0", ReferenceKind::Tag),
            reference("v1.10.0", ReferenceKind::Tag),
            reference("v1.2.0", ReferenceKind::Tag),
            reference("v1.9.0", ReferenceKind::Tag),
            reference("v2.0.0-rc.1", ReferenceKind::Tag),
            reference("V1.2.0", ReferenceKind::Branch),
            reference("main", ReferenceKind::Branch),
            reference("release/1.3", ReferenceKind::Branch),
        ];
        references.retain(|reference| !shallow || reference.name == "main");
        let place = |written: &Spanned<String>| Some(format!("book.toml@{}", written.range.start));
        let planner = Planner { config: &config, references: &references, shallow, place: &place };
        let plan = planner.plan().map_err(|error| format!("{error} | {}", error.help_text().unwrap_or_default()))?;
        let Some(tree) = plan.tree else { return Ok("one".to_owned()) };
        let shown = |version: &PublishedVersion| format!("{}={}", folder_of(version), version.name);
        let others = plan.others.iter().map(|other| format!(" {}", shown(&other.version)));
        let listed = [&tree].into_iter().chain(plan.others.iter().map(|other| &other.version));
        let lists: Vec<&PublishedVersion> = listed.filter(|version| !version.all.is_empty()).collect();
        assert_eq!(lists.len(), 1, "one version knows the others");
        assert_eq!(lists[0].folder, None, "and it is the one at the root");
        Ok(shown(&tree) + &others.collect::<String>())
    }

    #[test]
    fn versions_are_found_by_name_and_by_pattern() {
        for (settings, expected) in [
            ("", "one"),
            ("tags = 'w*'", "one"),
            ("refs = ['v1.9.0']", "=latest v1.9.0/=v1.9.0"),
            ("tags = 'v*'", "=latest v1.10.0/=v1.10.0 v1.9.0/=v1.9.0 v1.2.0/=v1.2.0"),
            ("tags = 'v*'; newest = 2", "=latest v1.10.0/=v1.10.0 v1.9.0/=v1.9.0"),
            ("refs = 'v2.0.0-rc.1'", "=latest v2.0.0-rc.1/=v2.0.0-rc.1"),
            ("refs = 'release/1.3'; tree = 'main'", "=main release-1.3/=release-1.3"),
            ("refs = 'release/1.3'; names = { 'release/1.3' = '1.3' }", "=latest 1.3/=1.3"),
            ("tags = 'v1.1*'; latest = 'v*'", "next/=next =v1.10.0 v1.10.0/=v1.10.0"),
            ("latest = 'v1.9.0'; tree = 'dev'", "dev/=dev =v1.9.0 v1.9.0/=v1.9.0"),
        ] {
            assert_eq!(planned(settings, false), Ok(expected.to_owned()), "{settings}");
        }
    }

    #[test]
    fn what_is_missing_is_an_error_that_says_what_to_do() {
        let missing = planned("refs = 'v1.9.1'", false).unwrap_err();
        assert!(missing.starts_with("book.toml@18: there is no branch or tag `v1.9.1` in this clone"), "{missing}");
        assert!(missing.contains("did you mean `v1.9.0`?"), "{missing}");
        for settings in ["refs = 'v1.9.0'", "tags = 'v*'", "latest = 'v*'"] {
            let missing = planned(settings, true).unwrap_err();
            assert!(missing.contains("`fetch-depth: 0`"), "{missing}");
        }
        let both = planned("refs = ['v1.2.0', 'V1.2.0']", false).unwrap_err();
        assert!(both.contains("`V1.2.0` and v1.2.0 would both be published in `V1.2.0/`"), "{both}");
    }
}
