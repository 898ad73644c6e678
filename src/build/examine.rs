//! From a repository to what is known of it and what is wrong with it: `load` → `parse` → `assemble` → `check`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

use super::generated::generated;
use super::load::{Loaded, Parsed, load, parse};
use super::lock::Lock;
use super::memo::Memo;
use super::{MEMO_VERSION, surroundings, with_lf};
use crate::check::{self, Checked};
use crate::config::{Config, Summary, Surroundings, parse_summary};
use crate::diagnostic::{Code, Diagnostic, Topic, Topics, apply};
use crate::error::Result;
use crate::fs::{DiskFiles, Files};
use crate::git::History;
use crate::parse::makefile::Makefile;
use crate::render::highlight::Syntaxes;
use crate::site::asset::{Asset, Assets};
use crate::site::link::{LineCounts, Target, lines_of};
use crate::site::{Site, assemble};
use crate::source::{FileId, RepoPath};

/// Everything that is known of a repository before anything is rendered.
#[derive(Debug)]
pub struct Examined {
    /// What was read.
    pub loaded: Loaded,
    /// Every Makefile that was read, by path.
    pub makefiles: BTreeMap<RepoPath, (FileId, Arc<Makefile>)>,
    /// What it makes.
    pub site: Site,
    /// The files that pages embed.
    pub assets: Assets,
    /// How many lines the files have that links name lines of.
    pub lines: LineCounts,
    /// What was found, in no particular order, at default severity.
    pub findings: Vec<Diagnostic>,
}

/// What to check and what for.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The project root: the repository root as well.
    pub root: PathBuf,
    /// Folder of what is remembered; `None` remembers nothing.
    pub cache: Option<PathBuf>,
    /// The day to check for.
    pub today: Date,
    /// What is checked.
    pub topics: Topics,
}

/// What a check found.
#[derive(Debug)]
pub struct CheckedRepository {
    /// What was found of the topics that were asked for, at the configured severities and in the order of every report.
    pub findings: Vec<Diagnostic>,
    /// What is known of the repository.
    pub examined: Examined,
    /// When its files last changed, where a topic needs to know.
    pub history: History,
}

/// Finds everything that is wrong with a repository on the disk. What earlier runs remember is used, and what this one finds
/// out is remembered, unless another run holds the folder.
///
/// # Errors
/// Where the repository can't be read or book.toml is no TOML.
pub fn check_repository(options: &CheckOptions) -> Result<CheckedRepository> {
    let files = DiskFiles::open(&options.root, options.cache.as_slice())?;
    let surroundings = surroundings(files.root());
    let dated = options.topics.contains(Topic::Freshness);
    let (loaded, history) = rayon::join(
        || load(&files, &surroundings),
        || if dated { History::read(files.root()) } else { History::none("nothing that was asked for needs it") },
    );
    let mut loaded = loaded?;
    use_remote(&mut loaded.config, &history);
    let lock = options.cache.as_deref().and_then(|cache| Lock::take_cache(cache, files.root()));
    let memo = options.cache.as_deref().map(|cache| match &lock {
        Some(_) => Memo::open(cache, "parsed", MEMO_VERSION),
        None => Memo::open_read_only(cache, "parsed", MEMO_VERSION),
    });
    let parsed = parse(&loaded, memo.as_ref());
    let mut examined = join(loaded, parsed, &files, &history, options.today)?;
    // Reading the grammars takes longer than checking all links, and one check alone asks for them.
    let syntaxes = OnceLock::new();
    examined.check_with(&|language| syntaxes.get_or_init(Syntaxes::default).knows(language), &options.topics);
    if let (Some(memo), Some(_)) = (memo, lock) {
        // A check of some topics asks for all that a build asks for, so what it doesn't ask for is of no use.
        memo.save()?;
    }
    let findings = examined.reported(&options.topics);
    Ok(CheckedRepository { findings, examined, history })
}

/// Finds everything that is wrong with a repository, without rendering or writing anything.
///
/// # Errors
/// Where the repository can't be read or book.toml is no TOML.
pub fn examine(files: &dyn Files, surroundings: &Surroundings, history: &History, today: Date) -> Result<Examined> {
    let loaded = load(files, surroundings)?;
    let parsed = parse(&loaded, None);
    let mut examined = join(loaded, parsed, files, history, today)?;
    examined.check(&Syntaxes::default(), &Topics::all());
    Ok(examined)
}

impl Examined {
    /// Adds what is wrong with what was joined.
    pub(super) fn check(&mut self, syntaxes: &Syntaxes, topics: &Topics) {
        self.check_with(&|language| syntaxes.knows(language), topics);
    }

    fn check_with(&mut self, known_language: &(dyn Fn(&str) -> bool + Sync), topics: &Topics) {
        let found = check::run(Checked {
            config: &self.loaded.config,
            config_file: self.loaded.config_file,
            charts: &self.loaded.charts,
            listing: &self.loaded.listing,
            makefiles: &self.makefiles,
            site: &self.site,
            assets: &self.assets,
            lines: &self.lines,
            sources: &self.loaded.sources,
            known_language,
            topics,
        });
        self.findings.extend(found);
        if topics.contains(Topic::Objectives) {
            let generated = generated(&self.site, &self.loaded.sources);
            self.findings.extend(generated.faults.into_iter().chain(generated.stale));
        }
    }

    /// The findings of some topics at the configured severities, in the order of every report.
    #[must_use]
    pub fn reported(&self, topics: &Topics) -> Vec<Diagnostic> {
        let mut findings = self.findings.clone();
        findings.retain(|finding| topics.contains(finding.code.topic()));
        apply(findings, &self.loaded.config.check.severities(), &self.loaded.sources)
    }
}

/// What a repository says, without a look at what is wrong with it.
#[derive(Debug)]
pub struct Surveyed {
    /// What was read.
    pub loaded: Loaded,
    /// What it makes.
    pub site: Site,
}

/// Reads a repository for its facts alone: no history, no pictures, no checks. What an earlier build remembers in `cache`
/// is used, and nothing is written.
///
/// # Errors
/// Where the repository can't be read or book.toml is no TOML.
pub fn survey(files: &dyn Files, surroundings: &Surroundings, cache: &Path, today: Date) -> Result<Surveyed> {
    let loaded = load(files, surroundings)?;
    let texts = Memo::open_read_only(cache, "parsed", MEMO_VERSION);
    let parsed = parse(&loaded, Some(&texts));
    let history = History::none("facts have no history");
    let (site, _) = assemble(&parsed.into_input(&loaded, read_summary(&loaded).0, &history, today));
    Ok(Surveyed { loaded, site })
}

/// An mdBook's summary, and what is wrong with it.
fn read_summary(loaded: &Loaded) -> (Option<(FileId, Summary)>, Vec<Diagnostic>) {
    let path = loaded.config.summary.as_ref();
    let Some((path, file)) = path.and_then(|path| Some((path, loaded.sources.find(path)?))) else {
        return (None, Vec::new());
    };
    let (summary, remarks) = parse_summary(loaded.sources.get(file).text(), path);
    (Some((file, summary)), remarks.iter().map(|remark| remark.at(file)).collect())
}

pub(super) fn join(
    loaded: Loaded,
    mut parsed: Parsed,
    files: &dyn Files,
    history: &History,
    today: Date,
) -> Result<Examined> {
    let mut findings = loaded.findings.clone();
    findings.append(&mut parsed.findings);
    if history.shallow {
        let message = "the clone is shallow, so that the dates of last changes are unknown";
        findings.push(
            Diagnostic::new(Code::GitShallow, None, message)
                .help("fetch the whole history (in GitHub Actions: `fetch-depth: 0`)"),
        );
    }
    let makefiles = parsed.makefiles.clone();
    let (summary, remarks) = read_summary(&loaded);
    findings.extend(remarks);
    let (site, joined) = assemble(&parsed.into_input(&loaded, summary, history, today));
    findings.extend(joined);
    let assets = load_assets(&site, &loaded.config, files)?;
    let lines = count_lines(&site, &loaded, files)?;
    Ok(Examined { loaded, makefiles, site, assets, lines, findings })
}

/// The largest file whose lines are counted, in bytes: hosts show no larger one.
const MAX_SHOWN_BYTES: u64 = 64 << 20;

/// Counts the lines of the files that links name lines of.
fn count_lines(site: &Site, loaded: &Loaded, files: &dyn Files) -> Result<LineCounts> {
    let named = site.texts().flat_map(|(_, _, targets)| targets).filter_map(|target| match target {
        Target::File { path, fragment: Some(fragment) } => lines_of(fragment).map(|_| path),
        _ => None,
    });
    let mut paths: Vec<&RepoPath> = named.collect();
    paths.sort_unstable();
    paths.dedup();
    let listed = &loaded.listing.files;
    let is_shown = |path: &&&RepoPath| {
        let index = listed.binary_search_by(|entry| entry.path.cmp(path));
        index.is_ok_and(|index| listed[index].bytes <= MAX_SHOWN_BYTES)
    };
    let count = |path: &&RepoPath| {
        let bytes = match loaded.sources.find(path) {
            Some(file) => line_count(loaded.sources.get(file).text().as_bytes()),
            None => line_count(&files.read(path)?),
        };
        Ok(((*path).clone(), bytes))
    };
    paths.par_iter().filter(is_shown).map(count).collect::<Result<Vec<_>>>().map(|lines| lines.into_iter().collect())
}

/// How many lines a text has; what stands behind the last line end is one only if it isn't empty.
fn line_count(bytes: &[u8]) -> u32 {
    let ended = memchr::memchr_iter(b'\n', bytes).count();
    let open = usize::from(bytes.last().is_some_and(|last| *last != b'\n'));
    u32::try_from(ended + open).unwrap_or(u32::MAX)
}

/// Reads the files that pages embed and those that settings add to every page.
fn load_assets(site: &Site, config: &Config, files: &dyn Files) -> Result<Assets> {
    let embedded = site.pages.iter().flat_map(|page| &page.links).filter_map(Target::asset);
    let added = config.html.additional_css.iter().chain(&config.html.additional_js);
    let mut paths: Vec<&RepoPath> = embedded.chain(added).collect();
    paths.sort_unstable();
    paths.dedup();
    let read = |path: &&RepoPath| Ok(((*path).clone(), Asset::read(path, &with_lf(files.read(path)?))));
    paths.par_iter().map(read).collect::<Result<Vec<_>>>().map(|assets| assets.into_iter().collect())
}

/// Settings that the repository's remote gives where book.toml doesn't.
pub(super) fn use_remote(config: &mut Config, history: &History) {
    if config.html.git_repository_url.is_none() {
        config.html.git_repository_url.clone_from(&history.remote_url);
    }
    if config.html.git_branch.is_none() {
        config.html.git_branch.clone_from(&history.default_branch);
    }
}
