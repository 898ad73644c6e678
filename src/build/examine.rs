//! From a repository to what is known of it and what is wrong with it: `load` → `parse` → `assemble` → `check`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use rayon::prelude::*;

use super::external::{ExternalOptions, ExternalTally, Place, check_external};
use super::generated::generated;
use super::load::{Loaded, Parsed, Wants, decode, load, load_with, parse};
use super::lock::Lock;
use super::memo::Memo;
use super::{MEMO_VERSION, Overrides, Progress, surroundings, with_lf};
use crate::check::{self, Checked};
use crate::config::{Config, RawHtml, Summary, Surroundings, parse_summary};
use crate::diagnostic::{Code, Diagnostic, Topic, Topics, apply};
use crate::error::{Error, Result};
use crate::fs::{DiskFiles, Files};
use crate::git::{History, read_tags};
use crate::parse::alert_rules::AlertRules;
use crate::parse::dataset::dotenv;
use crate::parse::makefile::Makefile;
use crate::parse::program::Program;
use crate::parse::published::{Published, parse_published};
use crate::parse::secret::{CONCEALED, Kind, Secret, concealed, find_secrets, repeated, told};
use crate::parse::template::{ValuesRead, parse_template};
use crate::render::highlight::Syntaxes;
use crate::site::asset::{Asset, Assets};
use crate::site::chart::ChartIndex;
use crate::site::dataset::Dataset;
use crate::site::link::{LineCounts, Target, lines_of};
use crate::site::page::Page;
use crate::site::{Site, assemble};
use crate::source::{FileId, RepoPath, SourceFile, TextRange};

/// Everything that is known of a repository before anything is rendered.
#[derive(Debug)]
pub struct Examined {
    /// What was read.
    pub loaded: Loaded,
    /// Every Makefile that was read, by path.
    pub makefiles: BTreeMap<RepoPath, (FileId, Arc<Makefile>)>,
    /// The secrets in each text that has some.
    pub secrets: BTreeMap<FileId, Vec<Secret>>,
    /// What it makes.
    pub site: Site,
    /// The files that pages embed.
    pub assets: Assets,
    /// Whether links that lead elsewhere were asked about.
    pub external: bool,
    /// The alerting rules of each file that has some; `None` where nobody has looked for them.
    pub alerts: Option<Vec<(FileId, AlertRules)>>,
    /// The files that `[check.env] sources` names; `None` where nobody has read them.
    pub programs: Option<Vec<(FileId, Program)>>,
    /// Records of addresses that were published, each with its file where it is one of the repository.
    pub published: Vec<(Option<FileId>, Published)>,
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
    /// What is asked for instead of what book.toml says.
    pub overrides: Overrides,
    /// What is checked.
    pub topics: Topics,
    /// How links to the web are checked; `None` asks nobody.
    pub external: Option<ExternalOptions>,
    /// Whether the repository is a stranger's, whose settings may not weaken the sanitiser.
    pub untrusted: bool,
    /// A record of addresses that were published, beside that of settings: a list, a facts.json, a sitemap, or the folder of
    /// a site.
    pub published: Option<PathBuf>,
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
    /// How many links to the web were checked, where that was asked for.
    pub external: Option<ExternalTally>,
}

/// Finds everything that is wrong with a repository on the disk. What earlier runs remember is used, and what this one finds
/// out is remembered, unless another run holds the folder.
///
/// # Errors
/// Where the repository can't be read, book.toml is no TOML, or what was seen of links to the web can't be kept.
pub fn check_repository(options: &CheckOptions, progress: &dyn Progress) -> Result<CheckedRepository> {
    let files = DiskFiles::open(&options.root, options.cache.as_slice())?;
    let surroundings = surroundings(files.root());
    // What is remembered is for every kind of run, so where something is, everything is read.
    let links_only = options.topics == Topics::only([Topic::Links])
        && options.cache.is_none()
        // Pages that docsgen makes of charts are published as well.
        && options.published.is_none();
    let wants = Wants {
        charts: !links_only,
        alerts: options.topics.contains(Topic::Coverage),
        programs: options.topics.contains(Topic::Commands),
    };
    // Runbooks may lead to the repository, whose address git knows.
    let dated = [Topic::Freshness, Topic::Coverage].iter().any(|topic| options.topics.contains(*topic));
    let (loaded, history) = rayon::join(
        || load_with(&files, &surroundings, wants, None),
        || if dated { History::read(files.root()) } else { History::none("nothing that was asked for needs it") },
    );
    let mut loaded = loaded?;
    options.overrides.apply(&mut loaded.config, &history)?;
    if options.untrusted && loaded.config.html.raw_html == RawHtml::Allow {
        loaded.config.html.raw_html = RawHtml::Sanitize;
    }
    let lock = options.cache.as_deref().and_then(|cache| Lock::take_cache(cache, files.root()));
    let memo = options.cache.as_deref().map(|cache| match &lock {
        Some(_) => Memo::open(cache, "parsed", MEMO_VERSION),
        None => Memo::open_read_only(cache, "parsed", MEMO_VERSION),
    });
    let parsed = parse(&loaded, memo.as_ref());
    let mut examined = join(loaded, parsed, &files, &history, options.today, &|_| None)?;
    if let Some(record) = &options.published {
        examined.published.push((None, read_record(record)?));
    }
    // Reading the grammars takes longer than checking all links, and one check alone asks for them.
    let syntaxes = OnceLock::new();
    let known_language = |language: &str| syntaxes.get_or_init(Syntaxes::default).knows(language);
    let circumstances =
        Circumstances { files: &files, known_language: &known_language, history: &history, today: options.today };
    examined.check(&circumstances, &options.topics)?;
    if let (Some(memo), Some(_)) = (memo, &lock) {
        // A check of some topics asks for all that a build asks for, so what it doesn't ask for is of no use.
        memo.save()?;
    }
    let external = match options.external {
        Some(external) if !options.untrusted => {
            let cache = options.cache.as_deref().filter(|_| lock.is_some());
            let place = Place { root: files.root(), cache, today: options.today };
            examined.external = true;
            Some(check_external(&mut examined, external, &place, progress)?)
        }
        _ => None,
    };
    let findings = examined.reported(&options.topics);
    Ok(CheckedRepository { findings, examined, history, external })
}

/// Finds everything that is wrong with a repository, without rendering or writing anything.
///
/// # Errors
/// Where the repository can't be read or book.toml is no TOML.
pub fn examine(files: &dyn Files, surroundings: &Surroundings, history: &History, today: Date) -> Result<Examined> {
    let loaded = load_with(files, surroundings, Wants { alerts: true, programs: true, ..Wants::default() }, None)?;
    let parsed = parse(&loaded, None);
    let mut examined = join(loaded, parsed, files, history, today, &|_| None)?;
    let syntaxes = Syntaxes::default();
    let known_language = |language: &str| syntaxes.knows(language);
    examined.check(&Circumstances { files, known_language: &known_language, history, today }, &Topics::all())?;
    Ok(examined)
}

/// What checks look at beside the repository's own texts.
#[derive(Clone, Copy)]
pub(super) struct Circumstances<'a> {
    pub(super) files: &'a dyn Files,
    /// Whether code in a language can be highlighted.
    pub(super) known_language: &'a (dyn Fn(&str) -> bool + Sync),
    pub(super) history: &'a History,
    pub(super) today: Date,
}

impl Examined {
    /// Adds what is wrong with what was joined.
    ///
    /// # Errors
    /// Where a file can't be read that links or commands name.
    pub(super) fn check(&mut self, circumstances: &Circumstances<'_>, topics: &Topics) -> Result<()> {
        let found = self.found(circumstances, topics)?;
        self.findings.extend(found);
        Ok(())
    }

    /// What is wrong with what was joined.
    ///
    /// # Errors
    /// As [`Examined::check`].
    pub(super) fn found(&self, circumstances: &Circumstances<'_>, topics: &Topics) -> Result<Vec<Diagnostic>> {
        let Self { loaded, site, .. } = self;
        let Circumstances { files, known_language, history, today } = *circumstances;
        let templates =
            if topics.contains(Topic::Commands) { load_templates(site, loaded, files)? } else { BTreeMap::new() };
        let lines = count_lines(site, loaded, files)?;
        let mut found = check::run(Checked {
            config: &loaded.config,
            config_file: loaded.config_file,
            charts: &loaded.charts,
            listing: &loaded.listing,
            makefiles: &self.makefiles,
            site,
            assets: &self.assets,
            lines: &lines,
            secrets: &self.secrets,
            sources: &loaded.sources,
            templates: &templates,
            known_language,
            alerts: self.alerts.as_deref(),
            programs: self.programs.as_deref(),
            published: &self.published,
            history,
            today,
            topics,
        });
        if topics.contains(Topic::Objectives) {
            let generated = generated(site, &loaded.sources, &loaded.listing, files)?;
            // What stands in the text is for the readers that book.toml names.
            let stale = (!loaded.config.audiences.is_asked_for()).then_some(generated.stale);
            found.extend(generated.faults.into_iter().chain(stale.into_iter().flatten()));
        }
        Ok(found)
    }

    /// The findings of some topics at the configured severities, in the order of every report. What the text asks to be left
    /// out is left out.
    #[must_use]
    pub fn reported(&self, topics: &Topics) -> Vec<Diagnostic> {
        self.as_reported(self.findings.clone(), topics)
    }

    /// The text of a file with secrets that holds data about variables, without these; `None` for any other file.
    pub(super) fn concealed(&self, path: &RepoPath) -> Option<&str> {
        let file = self.loaded.sources.find(path)?;
        let secrets = self.secrets.get(&file)?;
        let is_env = || self.site.environments().any(|dataset| dataset.place.file == file);
        let has_some = secrets.iter().any(|secret| secret.kind.is_written_value()) || (!secrets.is_empty() && is_env());
        has_some.then(|| self.loaded.sources.get(file).shown())
    }

    /// Takes secrets out of what findings say of the files that they stand in.
    fn conceal(&self, findings: &mut [Diagnostic]) {
        if self.secrets.is_empty() {
            return;
        }
        let mut concealers: BTreeMap<FileId, Concealer> = BTreeMap::new();
        for finding in findings {
            // These tell no more of a secret than may be told.
            if matches!(finding.code, Code::SecretPublished | Code::SecretSuspected) {
                continue;
            }
            let secrets = finding.span.and_then(|span| Some((span.file, self.secrets.get(&span.file)?)));
            let Some((file, secrets)) = secrets else { continue };
            let text = || self.loaded.sources.get(file).text();
            let concealer = concealers.entry(file).or_insert_with(|| Concealer::new(text(), secrets));
            let said = [Some(&mut finding.message), finding.help.as_mut(), finding.target.as_mut()];
            said.into_iter().flatten().for_each(|said| concealer.conceal(said));
        }
    }

    /// Findings as they are reported: see [`Examined::reported`].
    pub(super) fn as_reported(&self, findings: Vec<Diagnostic>, topics: &Topics) -> Vec<Diagnostic> {
        let mut findings = check::apply_ignores(findings, &self.site, topics, self.external);
        self.conceal(&mut findings);
        let findings = findings.into_iter().filter(|finding| topics.contains(finding.code.topic())).collect();
        let pages = self.site.pages.iter().map(|page| (page.file, page.kind, page.historical));
        apply(findings, &self.loaded.config.severities(pages), &self.loaded.sources)
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

/// Joins what was read. `kept` gives files that pages embed, as far as they are known already.
pub(super) fn join(
    mut loaded: Loaded,
    mut parsed: Parsed,
    files: &dyn Files,
    history: &History,
    today: Date,
    kept: &(dyn Fn(&RepoPath) -> Option<Asset> + Sync),
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
    let published = parsed.published.take().into_iter().map(|(file, record)| (Some(file), record)).collect();
    let alerts = loaded.wants.alerts.then(|| std::mem::take(&mut parsed.alerts));
    let programs = loaded.wants.programs.then(|| std::mem::take(&mut parsed.programs));
    let mut secrets = std::mem::take(&mut parsed.secrets);
    let (summary, remarks) = read_summary(&loaded);
    findings.extend(remarks);
    let (site, joined) = assemble(&parsed.into_input(&loaded, summary, history, today));
    findings.extend(joined);
    let assets = load_assets(&site, &loaded.config, files, kept)?;
    find_in_variables(&loaded, &site, &mut secrets);
    find_in_copies(&mut loaded, &site, files, &mut secrets)?;
    for (file, secrets) in &secrets {
        let source = loaded.sources.get(*file);
        let shown = source.shown_as(concealed(source.text(), secrets));
        loaded.sources.replace(*file, shown);
    }
    Ok(Examined { loaded, makefiles, secrets, site, assets, alerts, programs, external: false, published, findings })
}

/// The shortest value of a secret variable that is taken out of messages, in bytes.
const SHORTEST_TOLD: usize = 8;

/// Takes the secrets of a file out of messages, all of them in one pass.
struct Concealer {
    /// `None` where so many can't be looked for at once.
    secrets: Option<AhoCorasick>,
    told: Vec<String>,
}

impl Concealer {
    fn new(text: &str, secrets: &[Secret]) -> Self {
        // A short word would be taken out of other words, and no message tells the value of a variable.
        let told_of = |secret: &&Secret| !secret.kind.is_written_value() || secret.range.len() >= SHORTEST_TOLD;
        let secrets = || secrets.iter().filter(told_of).filter(|secret| !secret.range.is_empty());
        let told = secrets().map(|secret| told(secret.range.of(text), secret.kind)).collect();
        let mut builder = AhoCorasick::builder();
        let builder = builder.match_kind(MatchKind::LeftmostLongest);
        Self { secrets: builder.build(secrets().map(|secret| secret.range.of(text))).ok(), told }
    }

    fn conceal(&self, said: &mut String) {
        match &self.secrets {
            Some(secrets) if secrets.is_match(said.as_str()) => *said = secrets.replace_all(said, &self.told),
            Some(_) => {}
            None => CONCEALED.clone_into(said),
        }
    }
}

/// Adds the values of secret variables to the secrets of their files, unless all of a value is known as more than that.
fn find_in_variables(loaded: &Loaded, site: &Site, secrets: &mut BTreeMap<FileId, Vec<Secret>>) {
    let mut found: BTreeMap<FileId, Vec<TextRange>> = BTreeMap::new();
    for place in site.datasets.iter().flat_map(Dataset::concealed) {
        found.entry(place.file).or_default().push(place.range);
    }
    // Of several values that are commented out, one is data.
    for file in site.environments().map(|dataset| dataset.place.file) {
        let source = loaded.sources.get(file);
        if dotenv::is_example(source.path().file_name()) {
            let known = found.entry(file).or_default();
            known.sort_unstable();
            let all = known.len();
            for range in dotenv::secret_values(source.text()) {
                let after = known[..all].partition_point(|cell| cell.end <= range.start);
                if known[..all].get(after).is_none_or(|cell| cell.start >= range.end) {
                    known.push(range);
                }
            }
        }
    }
    found.retain(|_, ranges| !ranges.is_empty());
    for (file, mut ranges) in found {
        let known = secrets.entry(file).or_default();
        let before = known.len();
        ranges.sort_unstable();
        ranges.dedup_by(|next, first| next.end <= first.end);
        // What is covered in one place isn't shown in another.
        let again = repeated(loaded.sources.get(file).text(), &ranges);
        let again = again.into_iter().map(|range| (range, Kind::Repeated));
        for (range, kind) in ranges.into_iter().map(|range| (range, Kind::Variable)).chain(again) {
            let after = known[..before].partition_point(|secret| secret.range.end <= range.start);
            let covers = |secret: &Secret| secret.range.start <= range.start && secret.range.end >= range.end;
            if !known[..before].get(after).is_some_and(covers) {
                known.push(Secret { range, kind });
            }
        }
        // A value goes before what is known of a part of it.
        known.sort_by_key(|secret| (secret.range.start, Reverse(secret.range.end)));
    }
}

/// The largest file of those that are only copied that is searched for secrets, in bytes.
const MAX_SEARCHED_BYTES: u64 = 4 << 20;

/// Looks for secrets in the files that the site has copies of since nobody knows where else they could be seen. A file with one
/// becomes a source, so that its place can be told.
fn find_in_copies(
    loaded: &mut Loaded,
    site: &Site,
    files: &dyn Files,
    secrets: &mut BTreeMap<FileId, Vec<Secret>>,
) -> Result<()> {
    loaded.sources.drop_late();
    if loaded.config.html.git_repository_url.is_some() {
        return Ok(());
    }
    let targets = site.pages.iter().flat_map(Page::targets).filter_map(Target::file);
    let mut paths: Vec<&RepoPath> = targets.chain(site.charts.iter().flat_map(|chart| &chart.profiles)).collect();
    paths.sort_unstable();
    paths.dedup();
    let listed = &loaded.listing.files;
    let is_searched = |path: &&RepoPath| {
        let index = listed.binary_search_by(|entry| entry.path.cmp(path));
        !site.for_others.contains(path)
            && loaded.sources.find(path).is_none()
            && index.is_ok_and(|index| listed[index].bytes <= MAX_SEARCHED_BYTES)
    };
    paths.retain(is_searched);
    let search = |path: &RepoPath| {
        let bytes = files.read(path)?;
        // What holds NUL is no text.
        if memchr::memchr(0, &bytes).is_some() {
            return Ok(None);
        }
        let text = decode(bytes).text;
        let found = find_secrets(&text, None);
        Ok((!found.is_empty()).then(|| (SourceFile::new(path.clone(), text), found)))
    };
    for found in paths.par_iter().map(|path| search(path)).collect::<Result<Vec<_>>>()? {
        let Some((source, found)) = found else { continue };
        secrets.insert(loaded.sources.add_late(source), found);
    }
    Ok(())
}

/// What a published site says of its addresses, the fuller file first.
const RECORDS: &[&str] = &["facts.json", "sitemap.xml"];

/// Reads a record of published addresses that isn't one of the repository.
fn read_record(path: &Path) -> Result<Published> {
    let (folder, names) = if path.is_dir() {
        (path, RECORDS.to_vec())
    } else {
        let name = path.file_name().and_then(|name| name.to_str());
        (path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")), Vec::from_iter(name))
    };
    let files = DiskFiles::open(folder, &[])?;
    let found = names.iter().filter_map(|name| RepoPath::new(name)).find(|name| files.locate(name).is_file());
    let Some(name) = found else {
        return Err(Error::new(format!("`{}` has no record of published addresses", path.display()))
            .help("name a list of addresses, a facts.json, a sitemap.xml, or a folder that holds one of the latter"));
    };
    let published = parse_published(&decode(files.read(&name)?).text);
    match &published.fault {
        Some(fault) => Err(Error::new(format!("`{}` can't be read: {fault}", files.locate(&name).display()))),
        None => Ok(published),
    }
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

/// Reads the templates of the charts of which commands set a value that their values.yaml doesn't have.
fn load_templates(site: &Site, loaded: &Loaded, files: &dyn Files) -> Result<BTreeMap<ChartIndex, ValuesRead>> {
    let doubtful: Vec<ChartIndex> = check::charts_in_doubt(site, &loaded.config, &loaded.sources).into_iter().collect();
    let read = |index: &ChartIndex| {
        let Some(folder) = site.chart(*index).folder.join("templates") else {
            return Ok((*index, ValuesRead::default()));
        };
        let paths = &loaded.listing.files;
        let first = paths.partition_point(|entry| entry.path < folder);
        let below = paths[first..].iter().take_while(|entry| entry.path.as_str().starts_with(folder.as_str()));
        let mut values = ValuesRead::default();
        for entry in below.filter(|entry| entry.path.is_within(&folder) && entry.bytes <= LARGEST_TEMPLATE) {
            values.extend(parse_template(&String::from_utf8_lossy(&files.read(&entry.path)?)));
        }
        Ok((*index, values))
    };
    doubtful.par_iter().map(read).collect()
}

/// Larger files are no templates, in bytes: Helm refuses charts of more than 5 MiB.
const LARGEST_TEMPLATE: u64 = 5 << 20;

/// Reads the files that pages embed and those that settings add to every page.
fn load_assets(
    site: &Site,
    config: &Config,
    files: &dyn Files,
    kept: &(dyn Fn(&RepoPath) -> Option<Asset> + Sync),
) -> Result<Assets> {
    let embedded = site.pages.iter().flat_map(|page| page.links.iter()).filter_map(Target::asset);
    let added = config.html.additional_css.iter().chain(&config.html.additional_js);
    let mut paths: Vec<&RepoPath> = embedded.chain(added).collect();
    paths.sort_unstable();
    paths.dedup();
    let read = |path: &&RepoPath| {
        let asset = match kept(path) {
            Some(asset) => asset,
            None => Asset::read(path, &with_lf(files.read(path)?)),
        };
        Ok(((*path).clone(), asset))
    };
    paths.par_iter().map(read).collect::<Result<Vec<_>>>().map(|assets| assets.into_iter().collect())
}

/// The history with the tags, and the charts as they were at these.
pub(super) fn with_tags(mut history: History, root: &Path, loaded: &Loaded) -> History {
    if history.head.is_some() {
        let folders = loaded.charts.iter().map(|chart| chart.folder.parent()).collect();
        history.tags = read_tags(root, &folders);
    }
    history
}
