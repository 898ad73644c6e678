//! Reads a repository and parses each file alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rapidhash::RapidHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::memo::Memo;
use super::program_files::ProgramFiles;
use super::{CODE, chart_index};
use crate::config::{self, CHART_FILE, Charts, Classifier, Config, DetectionReport, Html, Summary, Surroundings};
use crate::diagnostic::{Code, Diagnostic, Remark};
use crate::digest::{Digest, Hasher};
use crate::error::Result;
use crate::fs::{Entry, Files, Listing, RefusedBecause};
use crate::parse::alert_rules::{AlertRules, may_have_alerts, parse_alert_rules};
use crate::parse::catalog_metadata::{CatalogMetadata, parse_catalog_metadata};
use crate::parse::chart_yaml::{ChartYaml, parse_chart_yaml};
use crate::parse::codeowners::{CODEOWNERS_PLACES, Codeowners, parse_codeowners};
use crate::parse::dataset::{DATA_FOLDER, Format, HISTORY_FOLDER, RawDataset, parse_dataset};
use crate::parse::document::Document;
use crate::parse::event::ParseOptions;
use crate::parse::front_matter::{parse_front_matter, split};
use crate::parse::makefile::{Makefile, parse_makefile};
use crate::parse::markdown::parse_document;
use crate::parse::program::{Language, Program, parse_program};
use crate::parse::published::{Published, parse_published};
use crate::parse::repository_index::{MAX_INDEX_BYTES, RepositoryIndex, parse_repository_index};
use crate::parse::secret::{Secret, find_secrets};
use crate::parse::values::{Values, parse_values};
use crate::site::publication::FoundIndex;
use crate::site::{Input, ParsedChart, ParsedData, ParsedDocument};
use crate::source::{FileId, MAX_TEXT_BYTES, RepoPath, SourceFile, Sources, TextRange};

/// The file of settings, in the project root.
pub const BOOK_TOML: &str = "book.toml";

/// The files of a repository that docsgen understands, as text.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Settings, complete.
    pub config: Config,
    /// What was found where book.toml says nothing.
    pub report: DetectionReport,
    /// book.toml, where there is one.
    pub config_file: Option<FileId>,
    /// The charts and where they lie.
    pub charts: Charts,
    /// What the repository holds.
    pub listing: Listing,
    /// The texts, in order of path.
    pub sources: Sources,
    /// What was read.
    pub(super) wants: Wants,
    /// What was found wrong on the way.
    pub findings: Vec<Diagnostic>,
    /// What is wrong with the bytes of files: part of `findings`.
    undecoded: BTreeMap<FileId, Vec<Remark>>,
    /// Files that settings were taken from beside book.toml.
    consulted: BTreeSet<RepoPath>,
    roles: Vec<(FileId, Role)>,
}

impl Loaded {
    /// Whether settings, or which files belong to the repository, may depend on what a file holds.
    pub(super) fn decides_settings(&self, path: &RepoPath) -> bool {
        let is_config = self.config_file.is_some_and(|file| self.sources.get(file).path() == path);
        is_config || self.consulted.contains(path) || matches!(path.file_name(), ".gitignore" | ".docsgenignore")
    }

    /// The same repository with some texts read again, and which of them differ.
    ///
    /// # Errors
    /// Where one can't be read.
    pub(super) fn with_texts(&self, again: &[FileId], files: &dyn Files) -> Result<(Self, Vec<FileId>)> {
        let mut loaded = self.clone();
        let mut differing = Vec::new();
        for file in again {
            let path = self.sources.get(*file).path();
            let bytes = files.read(path)?;
            if let Ok(index) = loaded.listing.files.binary_search_by(|entry| entry.path.cmp(path)) {
                loaded.listing.files[index].bytes = bytes.len() as u64;
            }
            let Decoded { text, remarks } = decode(bytes);
            if *text == **self.sources.get(*file).text() {
                continue;
            }
            differing.push(*file);
            loaded.sources.replace(*file, SourceFile::new(path.clone(), text));
            loaded.findings.retain(|finding| finding.span.is_none_or(|span| span.file != *file));
            loaded.findings.extend(remarks.iter().map(|remark| remark.at(*file)));
            loaded.undecoded.remove(file);
            if !remarks.is_empty() {
                loaded.undecoded.insert(*file, remarks);
            }
        }
        Ok((loaded, differing))
    }
}

/// Files of which it is noted which were read.
struct Noting<'a> {
    files: &'a dyn Files,
    read: Mutex<BTreeSet<RepoPath>>,
}

impl Files for Noting<'_> {
    fn list(&self) -> Result<Listing> {
        self.files.list()
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        self.files.read(path)
    }
}

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum Role {
    Config,
    Markdown { ignored: bool },
    ChartYaml,
    Values,
    Makefile,
    Metadata,
    Codeowners,
    Dataset(Format),
    AlertRules,
    Program(Language),
    Published,
    RepositoryIndex,
}

/// The largest file that is searched for alerting rules: a manifest has to be smaller by far.
const MAX_ALERTS_BYTES: u64 = 4 << 20;

/// A file as it was read.
enum Reading {
    Text(Arc<SourceFile>, Vec<Remark>),
    /// Its ranges would be too wide.
    TooLarge,
    /// It isn't what it could have been.
    Other,
}

/// Lists and reads a repository.
///
/// # Errors
/// Where a file or folder can't be read, or book.toml is no TOML.
pub fn load(files: &dyn Files, surroundings: &Surroundings) -> Result<Loaded> {
    load_with(files, surroundings, Wants::default(), None)
}

/// What an earlier run has read, of which this one takes what is still as it was.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) loaded: &'a Loaded,
    /// Whether a file may have changed since.
    pub(super) stale: &'a (dyn Fn(&RepoPath) -> bool + Sync),
}

impl Before<'_> {
    /// A file as it was read, and what is wrong with its bytes.
    fn text(&self, path: &RepoPath) -> Option<(Arc<SourceFile>, Vec<Remark>)> {
        let file = self.loaded.sources.find(path).filter(|_| !(self.stale)(path))?;
        let remarks = self.loaded.undecoded.get(&file).cloned().unwrap_or_default();
        Some((self.loaded.sources.shared(file), remarks))
    }
}

/// What is read of a repository beside its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wants {
    /// Charts and Makefiles: all needs them but a check of links alone.
    pub(super) charts: bool,
    /// Alerting rules: nobody but a check needs them, and any YAML file could hold some.
    pub(super) alerts: bool,
    /// Programs and manifests that read environment variables: nobody but a check needs them.
    pub(super) programs: bool,
}

impl Default for Wants {
    fn default() -> Self {
        Self { charts: true, alerts: false, programs: false }
    }
}

/// Lists and reads what is wanted of a repository.
///
/// # Errors
/// As [`load`].
pub(super) fn load_with(
    files: &dyn Files,
    surroundings: &Surroundings,
    wants: Wants,
    before: Option<Before<'_>>,
) -> Result<Loaded> {
    let listing = files.list()?;
    let mut findings = refused_links(&listing);
    let book_toml = surroundings.project.join(BOOK_TOML).filter(|path| contains(&listing, path));
    let config_text = match &book_toml {
        Some(path) => Some(decode(files.read(path)?).text),
        None => None,
    };
    let stated = book_toml.as_ref().zip(config_text.as_deref());
    let noting = Noting { files, read: Mutex::default() };
    let config::Loaded { config, remarks, report } = config::load(&listing, &noting, surroundings, stated)?;
    let consulted = noting.read.into_inner().unwrap_or_else(PoisonError::into_inner);
    // Which pages there are beside those of Markdown follows from the charts.
    let wants = Wants { charts: wants.charts || config.check.published.is_some(), ..wants };
    let charts = Charts::find(&listing, &config.catalog, &config.charts);

    let wanted = wanted(&listing, &config, &charts, book_toml.as_ref(), wants);
    let texts: Vec<Reading> = wanted
        .par_iter()
        .map(|(entry, role)| {
            let most = if *role == Role::RepositoryIndex { MAX_INDEX_BYTES } else { MAX_TEXT_BYTES };
            if entry.bytes > most {
                return Ok(Reading::TooLarge);
            }
            let is_of_use = |text: &[u8]| match role {
                Role::AlertRules => may_have_alerts(text),
                // What holds NUL is no text.
                Role::Program(_) => memchr::memchr(0, text).is_none(),
                _ => true,
            };
            if let Some((source, remarks)) = before.and_then(|before| before.text(&entry.path))
                && is_of_use(source.text().as_bytes())
            {
                return Ok(Reading::Text(source, remarks));
            }
            let bytes = files.read(&entry.path)?;
            if !is_of_use(&bytes) {
                return Ok(Reading::Other);
            }
            let Decoded { text, remarks } = decode(bytes);
            Ok(Reading::Text(Arc::new(SourceFile::new(entry.path.clone(), text)), remarks))
        })
        .collect::<Result<_>>()?;
    let mut sources = Sources::default();
    let mut roles = Vec::with_capacity(wanted.len());
    let mut undecoded = BTreeMap::new();
    let mut config_file = None;
    let programs = if wants.programs { ProgramFiles::new(&config) } else { ProgramFiles::default() };
    for ((entry, role), text) in wanted.into_iter().zip(texts) {
        let (source, text_remarks) = match text {
            Reading::Text(source, remarks) => (source, remarks),
            Reading::Other => continue,
            Reading::TooLarge => {
                if role == Role::RepositoryIndex {
                    findings.push(chart_index::too_large(entry.path.as_str()));
                    continue;
                }
                let message = format!("`{}` is larger than {} GiB", entry.path, MAX_TEXT_BYTES >> 30);
                findings.push(
                    Diagnostic::new(Code::FileTooLarge, None, message)
                        .help("split it, or leave it out with `.docsgenignore`"),
                );
                continue;
            }
        };
        // Values and manifests can hold rules as well.
        let may_be_rules = role == Role::Values || (matches!(role, Role::Program(_)) && is_rule_file(entry));
        let alerts_too = wants.alerts && may_be_rules && may_have_alerts(source.text().as_bytes());
        let program_too = programs.language(entry).filter(|_| !matches!(role, Role::Program(_)));
        let file = sources.add(source);
        findings.extend(text_remarks.iter().map(|remark| remark.at(file)));
        if !text_remarks.is_empty() {
            undecoded.insert(file, text_remarks);
        }
        if role == Role::Config {
            config_file = Some(file);
            findings.extend(remarks.iter().map(|remark| remark.at(file)));
        }
        roles.push((file, role));
        roles.extend(alerts_too.then_some((file, Role::AlertRules)));
        roles.extend(program_too.map(|language| (file, Role::Program(language))));
    }
    Ok(Loaded { config, report, config_file, charts, listing, sources, wants, findings, undecoded, consulted, roles })
}

/// How Markdown is read by these settings.
#[must_use]
pub(super) fn parse_options(config: &Config) -> ParseOptions {
    let Html { raw_html, extensions, .. } = config.html;
    ParseOptions { raw_html, extensions, ..ParseOptions::default() }
}

/// Everything that one file alone says.
#[derive(Debug, Default)]
pub struct Parsed {
    documents: Vec<ParsedDocument>,
    charts: BTreeMap<RepoPath, (FileId, Arc<ChartYaml>)>,
    values: BTreeMap<RepoPath, (FileId, Arc<Values>)>,
    pub(super) makefiles: BTreeMap<RepoPath, (FileId, Arc<Makefile>)>,
    metadata: Option<(FileId, CatalogMetadata)>,
    codeowners: Option<(FileId, Codeowners)>,
    data: Vec<ParsedData>,
    pub(super) alerts: Vec<(FileId, AlertRules)>,
    pub(super) programs: Vec<(FileId, Program)>,
    pub(super) published: Option<(FileId, Published)>,
    pub(super) index: Option<FoundIndex>,
    /// The secrets in each file that has some.
    pub(super) secrets: BTreeMap<FileId, Vec<Secret>>,
    /// What was found wrong with each file alone.
    pub findings: Vec<Diagnostic>,
}

/// What one text says, and what is wrong with it. Knows neither its path nor its id, so equal texts say the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ParsedText {
    content: Content,
    remarks: Vec<Remark>,
    secrets: Vec<Secret>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Content {
    Document(Arc<Document>),
    ChartYaml(Arc<ChartYaml>),
    Values(Arc<Values>),
    Makefile(Arc<Makefile>),
    Metadata(CatalogMetadata),
    Codeowners(Codeowners),
    Dataset(Option<Arc<RawDataset>>),
    AlertRules(AlertRules),
    Program(Program),
    Published(Published),
    RepositoryIndex(Arc<RepositoryIndex>),
}

/// What texts say, by all that decides it: kept by a process that reads a repository again and again.
#[derive(Debug, Default)]
pub(super) struct KnownTexts(RapidHashMap<Digest, ParsedText>);

/// Parses every text that `memo` doesn't remember. Never fails.
#[must_use]
pub fn parse(loaded: &Loaded, memo: Option<&Memo>) -> Parsed {
    join_texts(loaded, read_texts(loaded, memo, &KnownTexts::default()))
}

/// Parses a file alone, if it is Markdown that may be a page. After that, its text is known as well.
pub(super) fn parse_document_again(loaded: &Loaded, file: FileId, known: &mut KnownTexts) -> Option<Arc<Document>> {
    let role = loaded.roles.iter().find_map(|(own, role)| (*own == file).then_some(*role))?;
    if role != (Role::Markdown { ignored: false }) {
        return None;
    }
    let (source, options) = (loaded.sources.get(file), text_options(loaded));
    let key = parse_key(source.digest(), role, &options);
    let text = match known.0.get(&key) {
        Some(text) => text.clone(),
        None => parse_text(source.text(), role, &options)?,
    };
    let document = match &text.content {
        Content::Document(document) => Some(Arc::clone(document)),
        _ => None,
    };
    known.0.insert(key, text);
    document
}

/// Parses every text that is neither known nor remembered by `memo`; after that, these texts and no others are known.
pub(super) fn parse_again(loaded: &Loaded, memo: Option<&Memo>, known: &mut KnownTexts) -> Parsed {
    let texts = read_texts(loaded, memo, known);
    let options = text_options(loaded);
    let key = |file: FileId, role| parse_key(loaded.sources.get(file).digest(), role, &options);
    known.0 = texts.iter().map(|(file, role, text)| (key(*file, *role), text.clone())).collect();
    join_texts(loaded, texts)
}

fn text_options(loaded: &Loaded) -> ParseOptions {
    ParseOptions { links_only: !loaded.wants.charts, ..parse_options(&loaded.config) }
}

/// What each file says, alone.
fn read_texts(loaded: &Loaded, memo: Option<&Memo>, known: &KnownTexts) -> Vec<(FileId, Role, ParsedText)> {
    let options = text_options(loaded);
    let read = |(file, role): &(FileId, Role)| {
        let source = loaded.sources.get(*file);
        if memo.is_none() && known.0.is_empty() {
            return Some((*file, *role, parse_text(source.text(), *role, &options)?));
        }
        let key = parse_key(source.digest(), *role, &options);
        let text = match (known.0.get(&key), memo) {
            (Some(text), _) => text.clone(),
            (None, Some(memo)) => remembered(memo, key, source, *role, &options)?,
            (None, None) => parse_text(source.text(), *role, &options)?,
        };
        Some((*file, *role, text))
    };
    loaded.roles.par_iter().filter_map(read).collect()
}

fn join_texts(loaded: &Loaded, files: Vec<(FileId, Role, ParsedText)>) -> Parsed {
    let mut parsed = Parsed::default();
    for (file, role, text) in files {
        let path = loaded.sources.get(file).path().clone();
        parsed.findings.extend(text.remarks.iter().map(|remark| remark.at(file)));
        if !text.secrets.is_empty() {
            parsed.secrets.insert(file, text.secrets);
        }
        match text.content {
            Content::Document(document) => {
                let ignored = role == Role::Markdown { ignored: true };
                parsed.documents.push(ParsedDocument { path, file, ignored, document });
            }
            Content::ChartYaml(chart_yaml) => {
                parsed.charts.insert(path, (file, chart_yaml));
            }
            Content::Values(values) => {
                parsed.values.insert(path, (file, values));
            }
            Content::Makefile(makefile) => {
                parsed.makefiles.insert(path, (file, makefile));
            }
            Content::Metadata(metadata) => parsed.metadata = Some((file, metadata)),
            Content::Codeowners(codeowners) => parsed.codeowners = Some((file, codeowners)),
            Content::Dataset(dataset) => parsed.data.push(ParsedData { path, file, dataset }),
            Content::AlertRules(rules) => parsed.alerts.push((file, rules)),
            Content::Program(program) => parsed.programs.push((file, program)),
            Content::Published(published) => parsed.published = Some((file, published)),
            Content::RepositoryIndex(index) => {
                // One that says nothing because it can't be read must not make every chart look unpublished.
                let readable = !text.remarks.iter().any(|remark| remark.code == Code::CatalogIndexInvalid);
                parsed.index = readable.then_some(FoundIndex { index, beside_site: false });
            }
        }
    }
    parsed
}

/// Parses a text, unless the memo holds what an earlier run has found in an equal one.
fn remembered(memo: &Memo, key: Digest, source: &SourceFile, role: Role, options: &ParseOptions) -> Option<ParsedText> {
    if let Some(text) = memo.get(key).and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
        return Some(text);
    }
    let text = parse_text(source.text(), role, options)?;
    if memo.is_read_only() {
        return Some(text);
    }
    memo.insert(key, &postcard::to_stdvec(&text).expect("what was parsed is plain values"));
    Some(text)
}

/// Names all that decides what parsing a text gives.
fn parse_key(text: Digest, role: Role, options: &ParseOptions) -> Digest {
    let mut key = Hasher::default();
    key.text(CODE).digest(text).value(&role).value(options);
    key.finish()
}

/// What a text says; nothing for settings, which are read before any other file.
fn parse_text(text: &str, role: Role, options: &ParseOptions) -> Option<ParsedText> {
    let (content, remarks) = match role {
        Role::Config => return None,
        Role::Markdown { .. } => {
            let split = split(text);
            let (front_matter, remarks) = parse_front_matter(text, &split);
            let document = parse_document(text, split.body, front_matter, options);
            let remarks = remarks.into_iter().chain(document.remarks.iter().cloned()).collect();
            (Content::Document(Arc::new(document)), remarks)
        }
        Role::ChartYaml => {
            let (chart_yaml, remarks) = parse_chart_yaml(text);
            (Content::ChartYaml(Arc::new(chart_yaml)), remarks)
        }
        Role::Values => {
            let (values, remarks) = parse_values(text);
            (Content::Values(Arc::new(values)), remarks)
        }
        Role::Makefile => (Content::Makefile(Arc::new(parse_makefile(text))), Vec::new()),
        Role::Metadata => {
            let (metadata, remarks) = parse_catalog_metadata(text);
            (Content::Metadata(metadata), remarks)
        }
        Role::Codeowners => {
            let (codeowners, remarks) = parse_codeowners(text);
            (Content::Codeowners(codeowners), remarks)
        }
        Role::Dataset(format) => {
            let (dataset, remarks) = parse_dataset(text, format);
            (Content::Dataset(dataset.map(Arc::new)), remarks)
        }
        Role::AlertRules => (Content::AlertRules(parse_alert_rules(text)), Vec::new()),
        Role::Program(language) => (Content::Program(parse_program(text, language)), Vec::new()),
        Role::Published => (Content::Published(parse_published(text)), Vec::new()),
        Role::RepositoryIndex => {
            let (index, remarks) = parse_repository_index(text);
            (Content::RepositoryIndex(Arc::new(index)), remarks)
        }
    };
    let secrets = match &content {
        Content::Document(document) => {
            let code: Vec<TextRange> = document.fences.iter().flat_map(|fence| fence.code.iter().copied()).collect();
            find_secrets(text, Some(&code))
        }
        // Its text is read for something else, too, or isn't published.
        Content::AlertRules(_) | Content::Program(_) => Vec::new(),
        _ => find_secrets(text, None),
    };
    Some(ParsedText { content, remarks, secrets })
}

impl Parsed {
    /// What the site is assembled from.
    #[must_use]
    pub fn into_input<'a>(
        self,
        loaded: &'a Loaded,
        summary: Option<(FileId, Summary)>,
        history: &'a crate::git::History,
        today: jiff::civil::Date,
    ) -> Input<'a> {
        let mut profiles = profiles(loaded);
        let config = &loaded.config;
        let classifier = Classifier::new(config, &loaded.charts);
        let is_theirs = |path: &RepoPath| {
            let audience = classifier.audience_rule(path).and_then(|rule| config.sources[rule].audience.as_ref());
            audience.is_none_or(|audience| config.audiences.admits(audience))
        };
        let theirs = |folder: &RepoPath, name: &str| folder.join(name).filter(is_theirs);
        let charts = loaded
            .charts
            .iter()
            // A chart of which the readers may not see Chart.yaml is none for them.
            .filter(|chart| theirs(&chart.folder, CHART_FILE).is_some())
            .map(|chart| ParsedChart {
                id: chart.id.clone(),
                chart_yaml: chart.folder.join("Chart.yaml").and_then(|path| self.charts.get(&path).cloned()),
                values: theirs(&chart.folder, "values.yaml").and_then(|path| self.values.get(&path).cloned()),
                profiles: profiles.remove(&chart.folder).into_iter().flatten().filter(is_theirs).collect(),
                makefile: makefile(loaded, &chart.id)
                    .filter(|path| self.makefiles.contains_key(path) && is_theirs(path)),
                folder: chart.folder.clone(),
            })
            .collect();
        Input {
            config: &loaded.config,
            config_file: loaded.config_file,
            listing: &loaded.listing,
            known_charts: &loaded.charts,
            documents: self.documents,
            charts,
            makefiles: self.makefiles,
            metadata: self.metadata,
            codeowners: self.codeowners,
            data: self.data,
            index: self.index,
            summary,
            history,
            today,
            links_only: !loaded.wants.charts,
        }
    }
}

/// A text and what is wrong with its bytes.
pub(super) struct Decoded {
    pub(super) text: String,
    remarks: Vec<Remark>,
}

/// Bytes as text: what isn't UTF-8 is replaced by U+FFFD and reported, and so are NUL bytes (CommonMark 0.31.2, section
/// 2.3).
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let mut remarks = Vec::new();
    let mut text = String::from_utf8(bytes).unwrap_or_else(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let message = format!("byte {at} isn't valid UTF-8");
        let range = TextRange::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        remarks.push(Remark::new(Code::FileInvalidUtf8, range, message).help("save the file as UTF-8"));
        text
    });
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        text = text.replace('\0', "\u{fffd}");
        let range = TextRange::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        let help = "remove the byte: this may be no text file";
        remarks.push(Remark::new(Code::FileNulByte, range, format!("byte {at} is NUL")).help(help));
    }
    Decoded { text, remarks }
}

/// The texts to read, in order of path.
fn wanted<'a>(
    listing: &'a Listing,
    config: &Config,
    charts: &Charts,
    book_toml: Option<&RepoPath>,
    wants: Wants,
) -> Vec<(&'a Entry, Role)> {
    let mut named: BTreeMap<RepoPath, Role> = BTreeMap::new();
    named.extend(book_toml.map(|path| (path.clone(), Role::Config)));
    named.extend(config.check.published.as_ref().map(|path| (path.clone(), Role::Published)));
    let markdown = |entry: &Entry| entry.path.is_markdown().then_some(Role::Markdown { ignored: entry.ignored });
    if !wants.charts {
        let role = |entry: &Entry| named.get(&entry.path).copied().or_else(|| markdown(entry));
        return listing.files.iter().filter_map(|entry| Some((entry, role(entry)?))).collect();
    }
    for chart in charts.iter() {
        named.extend(chart.folder.join("Chart.yaml").map(|path| (path, Role::ChartYaml)));
        named.extend(chart.folder.join("values.yaml").map(|path| (path, Role::Values)));
    }
    named.extend(config.catalog.metadata.as_ref().map(|path| (path.value.clone(), Role::Metadata)));
    let data = config.data.iter().filter_map(|dataset| Some(&dataset.file.as_ref()?.value));
    named.extend(data.filter_map(|path| Some((path.clone(), Role::Dataset(Format::of(path)?)))));
    let roots = config.book.src.iter().chain([&config.project]);
    let data_folders = roots.filter_map(|root| root.join(DATA_FOLDER));
    let data_folders: BTreeSet<RepoPath> =
        data_folders.flat_map(|folder| [folder.join(HISTORY_FOLDER), Some(folder)]).flatten().collect();
    // An example of an environment file lies where the program starts.
    let holds_data = |path: &RepoPath| match Format::of(path) {
        Some(Format::Dotenv) => {
            let folder = path.parent();
            data_folders.contains(&folder) || folder == config.project || folder == RepoPath::root()
        }
        _ => data_folders.contains(&path.parent()),
    };
    let programs = if wants.programs { ProgramFiles::new(config) } else { ProgramFiles::default() };
    named.extend(config.catalog.repository.index.as_ref().map(|path| (path.value.clone(), Role::RepositoryIndex)));
    let codeowners = CODEOWNERS_PLACES.iter().filter_map(|place| RepoPath::new(place));
    named.extend(codeowners.filter(|path| contains(listing, path)).take(1).map(|path| (path, Role::Codeowners)));
    let role = |entry: &Entry| match named.get(&entry.path) {
        Some(role) => Some(*role),
        None if entry.path.is_markdown() => markdown(entry),
        None if is_makefile(&entry.path) => Some(Role::Makefile),
        None if !entry.ignored && holds_data(&entry.path) => Format::of(&entry.path).map(Role::Dataset),
        None => programs.language(entry).map(Role::Program).or_else(|| {
            let may_be_rules = wants.alerts && is_rule_file(entry);
            may_be_rules.then_some(Role::AlertRules)
        }),
    };
    listing.files.iter().filter_map(|entry| Some((entry, role(entry)?))).collect()
}

fn is_makefile(path: &RepoPath) -> bool {
    matches!(path.file_name(), "Makefile" | "makefile" | "GNUmakefile") || path.extension() == Some("mk")
}

fn is_rule_file(entry: &Entry) -> bool {
    matches!(entry.path.extension(), Some("yaml" | "yml" | "rules")) && entry.bytes <= MAX_ALERTS_BYTES
}

/// The Makefile of a chart's commands by `[catalog] commands`.
fn makefile(loaded: &Loaded, id: &str) -> Option<RepoPath> {
    let pattern = loaded.config.catalog.commands.as_ref()?;
    RepoPath::new(&pattern.value.replace("{chart}", id))
}

/// Ready-made values beside each chart's own: `values-prod.yaml`, `values.staging.yml`, `ci/…` left out.
fn profiles(loaded: &Loaded) -> BTreeMap<RepoPath, Vec<RepoPath>> {
    let mut profiles: BTreeMap<RepoPath, Vec<RepoPath>> = BTreeMap::new();
    for entry in &loaded.listing.files {
        let name = entry.path.file_name();
        let yaml = matches!(entry.path.extension(), Some("yaml" | "yml"));
        let profile = name.strip_prefix("values").is_some_and(|rest| rest.starts_with(['-', '_', '.']));
        if yaml && profile && name != "values.yaml" && name != "values.yml" {
            profiles.entry(entry.path.parent()).or_default().push(entry.path.clone());
        }
    }
    profiles
}

fn contains(listing: &Listing, path: &RepoPath) -> bool {
    listing.files.binary_search_by(|entry| entry.path.cmp(path)).is_ok()
}

fn refused_links(listing: &Listing) -> Vec<Diagnostic> {
    let finding = |link: &crate::fs::RefusedLink| {
        let (code, what) = match link.reason {
            RefusedBecause::Loop => (Code::SymlinkLoop, "leads back to itself"),
            RefusedBecause::Outside => (Code::SymlinkOutside, "leads out of the repository"),
            RefusedBecause::Dangling => (Code::SymlinkOutside, "leads to nothing"),
        };
        Diagnostic::new(code, None, format!("the symbolic link `{}` {what}, and isn't followed", link.path))
            .help("copy the file, or leave the link out with `.docsgenignore`")
    };
    listing.refused.iter().map(finding).collect()
}
