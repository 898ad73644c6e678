//! Finds out what kind of repository this is, and the settings that fit it, from its listing and a few reads.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde::Deserialize;

use super::charts::outermost;
use super::guides::{self, ChartNames};
use super::{
    CHART_FILE, ChartFolder, ChartSettings, Charts, Classification, Classifier, Config, Kind, SourceRule, Stated,
};
use crate::fs::{Files, Listing};
use crate::source::{RepoPath, Spanned};

/// Folders whose charts are made for tests and demonstrations.
const NO_CATALOG: &[&str] = &[
    "example",
    "examples",
    "fixtures",
    "node_modules",
    "templates",
    "test",
    "testdata",
    "tests",
    "third_party",
    "vendor",
];

/// Names of folders that say nothing about the chart in them.
const GENERIC_FOLDERS: &[&str] = &["", "chart", "charts", "deploy", "deployment", "helm", "k8s", "kubernetes"];

/// The largest catalog file that is looked into, in bytes, and how many of them.
const METADATA_BYTES: u64 = 4 << 20;
const METADATA_FILES: usize = 16;

/// How many pages of `content/` are looked into for front matter.
const SAMPLES: usize = 5;

/// What detection can't see in the files.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The project root.
    pub project: RepoPath,
    /// Name of the project's folder: the title where nothing else gives one.
    pub name: String,
    /// The repository in the browser, from git's remote.
    pub repository_url: Option<String>,
}

/// What was detected.
#[derive(Clone, Debug)]
pub struct Detected {
    /// The settings: what book.toml states, and else what was found.
    pub config: Config,
    /// What was found, for a table of it.
    pub report: DetectionReport,
}

/// What kind of repository it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepositoryKind {
    /// It holds charts.
    Charts,
    /// An mdBook: SUMMARY.md orders it.
    Book,
    /// `content/` holds pages with front matter.
    Content,
    /// Markdown, and nothing else known about it.
    Docs,
}

/// What was found, counted.
#[derive(Clone, Debug)]
pub struct DetectionReport {
    /// What kind of repository it is.
    pub kind: RepositoryKind,
    /// Folders of charts, by their pattern, and how many each holds.
    pub charts: Vec<(String, usize)>,
    /// How many charts have a Makefile of their own.
    pub commands: usize,
    /// Pages by kind, and how many of them belong to a chart.
    pub kinds: BTreeMap<Kind, (usize, usize)>,
    /// Markdown files that stay off the site.
    pub private: Vec<RepoPath>,
    /// Pages whose name suggests more than could be made of it.
    pub unplaced: Vec<Unplaced>,
}

impl DetectionReport {
    /// Number of pages.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.kinds.values().map(|(pages, _)| pages).sum()
    }
}

/// A page whose name suggests more than could be made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// The page.
    pub path: RepoPath,
    /// The kind its name speaks of.
    pub kind: Option<Kind>,
    /// The chart its name speaks of.
    pub chart: Option<String>,
}

/// Finds the settings that fit a repository. What `stated` says itself stays; reads few files, and one that can't be
/// read counts as absent.
#[must_use]
pub fn detect(listing: &Listing, files: &dyn Files, surroundings: &Surroundings, stated: Option<&Stated>) -> Detected {
    let project = &surroundings.project;
    let mut config = stated.map_or_else(|| Config::new(project), |stated| stated.config.clone());
    let states = |what: fn(&Stated) -> bool| stated.is_some_and(what);
    let tree = Tree::new(listing, files, project, &config);

    let chart_folders = if states(|stated| stated.charts) { Vec::new() } else { tree.chart_folders() };
    let has_charts = !chart_folders.is_empty() || !config.catalog.charts.is_empty();
    config.summary = tree.summary(stated, has_charts);
    let is_book = config.summary.is_some();
    if !is_book && !states(|stated| stated.charts) {
        config.catalog.charts = chart_globs(&chart_folders).into_iter().map(unwritten).collect();
        tree.name_charts(&chart_folders, &mut config.charts);
    }
    let charts = Charts::find(listing, &config.catalog, &config.charts);
    if !is_book {
        config.catalog.commands = config.catalog.commands.take().or_else(|| tree.commands(&charts).map(unwritten));
        config.catalog.metadata = config.catalog.metadata.take().or_else(|| tree.metadata(&charts).map(unwritten));
    }
    let has_content = tree.has_content();
    if !states(|stated| stated.src) {
        config.book.src = tree.src(&config, has_content, &charts);
    }
    if !is_book && !states(|stated| stated.sources) {
        let rules = guides::find_rules(&tree.markdown, &config.book.src, project, &config.catalog, &charts);
        config.sources.extend(rules.into_iter().map(|rule| SourceRule {
            pattern: unwritten(rule.pattern),
            kind: Some(rule.kind),
            historical: None,
            publish: None,
            audience: None,
        }));
    }
    let pages = tree.pages(&config, &charts);
    if !is_book && !states(|stated| stated.sources) {
        drop_idle_rules(&mut config, &pages);
    }
    tree.describe(&mut config, surroundings, stated);

    let kind = match (is_book, charts.is_empty(), has_content) {
        (true, ..) => RepositoryKind::Book,
        (_, false, _) => RepositoryKind::Charts,
        (_, _, true) => RepositoryKind::Content,
        _ => RepositoryKind::Docs,
    };
    let report = report(kind, &config, &charts, &tree, &pages);
    Detected { config, report }
}

/// A value that nobody wrote.
fn unwritten<T>(value: T) -> Spanned<T> {
    Spanned { value, range: crate::source::TextRange::default() }
}

/// The files of a project that count, and a way to read them.
struct Tree<'a> {
    project: &'a RepoPath,
    reader: &'a dyn Files,
    files: Vec<(&'a RepoPath, u64)>,
    markdown: Vec<&'a RepoPath>,
    /// Markdown files that `.docsgenignore` names.
    ignored: Vec<&'a RepoPath>,
}

impl<'a> Tree<'a> {
    fn new(listing: &'a Listing, reader: &'a dyn Files, project: &'a RepoPath, config: &Config) -> Self {
        let output = project.join(&config.build.build_dir).filter(|output| output != project);
        let here = || {
            listing.files.iter().filter(|entry| {
                entry.path.is_within(project) && !output.as_ref().is_some_and(|output| entry.path.is_within(output))
            })
        };
        let files: Vec<_> = here().filter(|entry| !entry.ignored).map(|entry| (&entry.path, entry.bytes)).collect();
        Self {
            project,
            reader,
            markdown: files.iter().map(|(path, _)| *path).filter(|path| path.is_markdown()).collect(),
            ignored: here()
                .filter(|entry| entry.ignored && entry.path.is_markdown())
                .map(|entry| &entry.path)
                .collect(),
            files,
        }
    }

    /// What each Markdown file is.
    fn pages(&self, config: &Config, charts: &Charts) -> Vec<(&'a RepoPath, Classification)> {
        let classifier = Classifier::new(config, charts);
        self.markdown.iter().filter_map(|path| Some((*path, classifier.classify(path)?))).collect()
    }

    fn text(&self, path: &RepoPath) -> Option<String> {
        let bytes = self.reader.read(path).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
    }

    fn below(&self, path: &'a RepoPath) -> &'a str {
        path.relative_to(self.project).unwrap_or(path.as_str())
    }

    /// Folders of catalog entries: the outermost charts, and those made for tests only where there are no others.
    fn chart_folders(&self) -> Vec<RepoPath> {
        let all: Vec<(RepoPath, bool)> = self
            .files
            .iter()
            .filter(|(path, _)| path.file_name() == CHART_FILE && !path.is_hidden())
            .map(|(path, _)| {
                let folder = path.parent();
                let parts = self.below(path).split('/');
                let entry = !parts.into_iter().any(|part| NO_CATALOG.contains(&part));
                (folder, entry)
            })
            .collect();
        let entries: Vec<_> = outermost(all.iter().filter(|(_, entry)| *entry).cloned().collect());
        let chosen = if entries.is_empty() { outermost(all) } else { entries };
        chosen.into_iter().map(|(folder, _)| folder).collect()
    }

    /// Names charts by their Chart.yaml where the folder's name says nothing.
    fn name_charts(&self, folders: &[RepoPath], settings: &mut BTreeMap<String, ChartSettings>) {
        let named: HashSet<RepoPath> =
            settings.values().filter_map(|chart| Some(chart.folder.as_ref()?.value.clone())).collect();
        let mut taken: HashSet<String> = folders.iter().map(|folder| folder.file_name().to_lowercase()).collect();
        taken.extend(settings.keys().map(|id| id.to_lowercase()));
        for folder in
            folders.iter().filter(|folder| GENERIC_FOLDERS.contains(&folder.file_name()) && !named.contains(folder))
        {
            #[derive(Deserialize)]
            struct Named {
                name: String,
            }
            let name = folder
                .join(CHART_FILE)
                .and_then(|path| self.text(&path))
                .and_then(|text| serde_yaml::from_str::<Named>(&text).ok())
                .map(|chart| chart.name)
                .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)))
                .filter(|name| !name.starts_with('.') && taken.insert(name.to_lowercase()));
            if let Some(name) = name {
                let entry = ChartSettings {
                    name: unwritten(name.clone()),
                    folder: Some(unwritten(folder.clone())),
                    ..ChartSettings::default()
                };
                settings.insert(name, entry);
            }
        }
    }

    /// The SUMMARY.md of an mdBook. In a repository of charts it counts only where book.toml makes its folder the
    /// source, as mdBook does by default with `src`.
    fn summary(&self, stated: Option<&Stated>, has_charts: bool) -> Option<RepoPath> {
        let there: HashSet<&RepoPath> = self.markdown.iter().copied().collect();
        let in_folder = |folder: &RepoPath| folder.join("SUMMARY.md").filter(|path| there.contains(path));
        if let Some(stated) = stated.filter(|stated| stated.src) {
            return stated.config.book.src.iter().find_map(in_folder);
        }
        let default = self.project.join("src").and_then(|folder| in_folder(&folder));
        if stated.is_some() && default.is_some() {
            return default;
        }
        if has_charts {
            return None;
        }
        default.or_else(|| ["docs", ""].iter().find_map(|name| in_folder(&self.project.join(name)?)))
    }

    /// The pattern of Makefiles named after charts: the one that most charts follow.
    fn commands(&self, charts: &Charts) -> Option<String> {
        let mut patterns: BTreeMap<String, usize> = BTreeMap::new();
        for (path, _) in &self.files {
            let name = path.file_name();
            if !name.starts_with(['M', 'm', 'G']) && !name.ends_with(".mk") {
                continue;
            }
            let folder = path.parent();
            let is_chart = |text: &str| charts.named_in(path, text).is_some_and(|chart| !chart.id.is_empty());
            let join = |folder: &RepoPath, name: &str| match guides::literal(folder.as_str()) {
                folder if folder.is_empty() => name.to_owned(),
                folder => format!("{folder}/{name}"),
            };
            let pattern = if matches!(name, "Makefile" | "makefile" | "GNUmakefile") {
                is_chart(folder.file_name()).then(|| join(&folder.parent(), &format!("{{chart}}/{name}")))
            } else if let Some(stem) = name.strip_suffix(".mk") {
                is_chart(stem).then(|| join(&folder, "{chart}.mk"))
            } else if let Some(stem) = name.strip_prefix("Makefile.") {
                is_chart(stem).then(|| join(&folder, "Makefile.{chart}"))
            } else {
                None
            };
            if let Some(pattern) = pattern {
                *patterns.entry(pattern).or_default() += 1;
            }
        }
        // Of two that are followed as often, the first by name.
        patterns.into_iter().rev().max_by_key(|(_, count)| *count).map(|(pattern, _)| pattern)
    }

    /// The YAML file beside or above the charts whose `charts:` names most of them.
    fn metadata(&self, charts: &Charts) -> Option<RepoPath> {
        #[derive(Deserialize)]
        struct Metadata {
            charts: BTreeMap<String, serde::de::IgnoredAny>,
        }
        let mut around: HashSet<RepoPath> = HashSet::new();
        for chart in charts.iter() {
            let mut folder = chart.folder.parent();
            while around.insert(folder.clone()) && !folder.as_str().is_empty() {
                folder = folder.parent();
            }
        }
        let candidates = self.files.iter().filter(|(path, bytes)| {
            let is_named = || {
                let stem = path.file_stem().to_lowercase();
                ["catalog", "chart", "metadata"].iter().any(|word| stem.contains(word))
            };
            matches!(path.extension(), Some("yaml" | "yml"))
                && *bytes <= METADATA_BYTES
                && path.file_name() != CHART_FILE
                && is_named()
                && around.contains(&path.parent())
        });
        let mut best: Option<(usize, RepoPath)> = None;
        for (path, _) in candidates.take(METADATA_FILES) {
            let Some(metadata) = self.text(path).and_then(|text| serde_yaml::from_str::<Metadata>(&text).ok()) else {
                continue;
            };
            let known = metadata.charts.keys().filter(|id| charts.get(id).is_some()).count();
            let most = known * 2 > metadata.charts.len();
            if most && best.as_ref().is_none_or(|(before, _)| known > *before) {
                best = Some((known, (*path).clone()));
            }
        }
        best.map(|(_, path)| path)
    }

    /// Whether `content/` holds pages of which most begin with front matter.
    fn has_content(&self) -> bool {
        let Some(content) = self.project.join("content") else { return false };
        let pages = self.markdown.iter().filter(|path| path.is_within(&content)).take(SAMPLES);
        let (mut with, mut all) = (0, 0);
        for path in pages {
            all += 1;
            let first =
                self.text(path).is_some_and(|text| text.lines().next().is_some_and(|line| line.trim_end() == "---"));
            with += usize::from(first);
        }
        with * 2 > all
    }

    /// The source folders.
    fn src(&self, config: &Config, has_content: bool, charts: &Charts) -> Vec<RepoPath> {
        if let Some(summary) = &config.summary {
            return vec![summary.parent()];
        }
        let folder = |name: &str| self.project.join(name).into_iter();
        if has_content {
            let mut src: BTreeSet<RepoPath> = folder("content").collect();
            src.extend(charts.iter().map(|chart| match self.below(&chart.folder).split('/').next() {
                Some(first) if !first.is_empty() => self.project.join(first).unwrap_or_else(|| self.project.clone()),
                _ => self.project.clone(),
            }));
            if !src.contains(self.project) {
                return src.into_iter().collect();
            }
        }
        let at_root = self.markdown.iter().any(|path| path.parent() == *self.project && !path.is_hidden());
        if charts.is_empty() && !at_root {
            let docs: Vec<RepoPath> = ["doc", "docs"]
                .iter()
                .flat_map(|name| folder(name))
                .filter(|folder| self.markdown.iter().any(|path| path.is_within(folder)))
                .collect();
            if !docs.is_empty() {
                return docs;
            }
        }
        vec![self.project.clone()]
    }

    /// Title, language and repository, where book.toml doesn't say.
    fn describe(&self, config: &mut Config, surroundings: &Surroundings, stated: Option<&Stated>) {
        let is_readme = |path: &RepoPath| path.file_stem().eq_ignore_ascii_case("readme");
        let folders = std::iter::once(self.project).chain(&config.book.src);
        let readme = folders
            .filter_map(|folder| self.markdown.iter().find(|path| path.parent() == *folder && is_readme(path)))
            .find_map(|path| self.text(path));
        if !stated.is_some_and(|stated| stated.title) {
            let title = readme.as_deref().and_then(first_heading);
            config.book.title = title.unwrap_or_else(|| surroundings.name.clone());
        }
        if !stated.is_some_and(|stated| stated.language)
            && let Some(language) = readme.as_deref().and_then(language_of)
        {
            language.clone_into(&mut config.book.language);
        }
        if config.html.git_repository_url.is_none() {
            config.html.git_repository_url.clone_from(&surroundings.repository_url);
        }
    }
}

/// Globs that cover the folders of charts, in path order.
fn chart_globs(folders: &[RepoPath]) -> Vec<String> {
    let join = |folder: &RepoPath, rest: &str| match guides::literal(folder.as_str()) {
        folder if folder.is_empty() => rest.to_owned(),
        folder => format!("{folder}/{rest}"),
    };
    if let [folder] = folders {
        let is_catalog = matches!(folder.parent().file_name(), "charts" | "incubator" | "stable" | "library");
        return match folder.as_str() {
            "" => vec![".".to_owned()],
            _ if is_catalog => vec![join(&folder.parent(), "*")],
            path => vec![guides::literal(path)],
        };
    }
    let mut roots: BTreeMap<RepoPath, Vec<&RepoPath>> = BTreeMap::new();
    for folder in folders {
        roots.entry(folder.parent()).or_default().push(folder);
    }
    // `services/*/chart`: one chart each, all of one name.
    let mut twins: HashMap<(RepoPath, &str), usize> = HashMap::new();
    let lone = |(root, charts): (&RepoPath, &Vec<&RepoPath>)| charts.len() == 1 && !root.as_str().is_empty();
    for (root, charts) in roots.iter().filter(|root| lone(*root)) {
        *twins.entry((root.parent(), charts[0].file_name())).or_default() += 1;
    }
    let is_twin = |root: &RepoPath, charts: &Vec<&RepoPath>| {
        lone((root, charts)) && twins.get(&(root.parent(), charts[0].file_name())).is_some_and(|count| *count > 1)
    };
    // `charts/*/*`: many folders of charts in one folder.
    let mut groups: HashMap<RepoPath, usize> = HashMap::new();
    for (root, charts) in &roots {
        if !is_twin(root, charts) && !root.parent().as_str().is_empty() {
            *groups.entry(root.parent()).or_default() += 1;
        }
    }
    let mut globs = BTreeSet::new();
    for (root, charts) in &roots {
        globs.insert(if is_twin(root, charts) {
            join(&root.parent(), &format!("*/{}", guides::literal(charts[0].file_name())))
        } else if groups.get(&root.parent()).is_some_and(|count| *count > 2) {
            join(&root.parent(), "*/*")
        } else {
            join(root, "*")
        });
    }
    globs.into_iter().collect()
}

/// Drops rules that decide about no page: an earlier one always does. What `pages` says of the others stays true but
/// for the numbers of their rules.
fn drop_idle_rules(config: &mut Config, pages: &[(&RepoPath, Classification)]) {
    let used: HashSet<usize> = pages.iter().filter_map(|(_, found)| found.rule).collect();
    let mut index = 0;
    config.sources.retain(|rule| {
        index += 1;
        used.contains(&(index - 1)) || rule.is_about_readers()
    });
}

fn report(
    kind: RepositoryKind,
    config: &Config,
    charts: &Charts,
    tree: &Tree<'_>,
    pages: &[(&RepoPath, Classification)],
) -> DetectionReport {
    let mut folders: Vec<(String, usize)> = config.catalog.charts.iter().map(|glob| (glob.value.clone(), 0)).collect();
    for pattern in charts.iter().filter_map(|chart| chart.pattern) {
        folders[pattern].1 += 1;
    }
    let mut report = DetectionReport {
        kind,
        charts: folders,
        commands: commands_found(config, charts, tree),
        kinds: BTreeMap::new(),
        private: tree.ignored.iter().map(|path| (*path).clone()).collect(),
        unplaced: Vec::new(),
    };
    let names = ChartNames::new(charts);
    for (path, found) in pages {
        if !found.publish {
            report.private.push((*path).clone());
            continue;
        }
        let (count, with_chart) = report.kinds.entry(found.kind).or_default();
        *count += 1;
        *with_chart += usize::from(found.chart.is_some());
        if found.kind == Kind::Guide && found.chart.is_none() && found.rule.is_none() && !charts.is_empty() {
            let (kind, chart) = guides::hints(path, &names);
            if kind.is_some() || chart.is_some() {
                report.unplaced.push(Unplaced { path: (*path).clone(), kind, chart: chart.map(str::to_owned) });
            }
        }
    }
    report.private.sort();
    report
}

/// How many charts have a Makefile where the pattern says.
fn commands_found(config: &Config, charts: &Charts, tree: &Tree<'_>) -> usize {
    let pattern = config.catalog.commands.as_ref().and_then(|written| super::SourcePattern::compile(written).ok());
    let Some(pattern) = pattern else { return 0 };
    let found: HashSet<&str> = tree
        .files
        .iter()
        .filter_map(|(path, _)| match pattern.match_path(path, |text| charts.named_in(path, text)) {
            super::Match::Chart(ChartFolder { id, .. }) => Some(id.as_str()),
            _ => None,
        })
        .collect();
    found.len()
}

/// The text of a page's first heading, without pictures.
fn first_heading(text: &str) -> Option<String> {
    let body = match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")) {
        Some((_, body)) => body,
        None => text,
    };
    let mut heading = String::new();
    let (mut inside, mut pictures) = (false, 0);
    for event in Parser::new(body) {
        match event {
            Event::Start(Tag::Heading { .. }) => inside = true,
            Event::End(TagEnd::Heading(_)) if !heading.trim().is_empty() => break,
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(text) | Event::Code(text) if inside && pictures == 0 => heading += &text,
            Event::SoftBreak | Event::HardBreak if inside => heading.push(' '),
            _ => {}
        }
    }
    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    (!heading.is_empty()).then_some(heading)
}

/// The language a text is obviously written in, by its script.
fn language_of(text: &str) -> Option<&'static str> {
    let (mut hangul, mut kana, mut han, mut letters) = (0_usize, 0_usize, 0_usize, 0_usize);
    for character in text.chars().filter(|character| character.is_alphabetic()) {
        letters += 1;
        match character {
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{4e00}'..='\u{9fff}' => han += 1,
            _ => {}
        }
    }
    // Commands and names stay in Latin letters in any language, and one such letter says less than one of these.
    let much = |count: usize| count * 5 > letters;
    match () {
        () if much(hangul) => Some("ko"),
        () if much(kana + han) && kana * 10 > han => Some("ja"),
        () if much(han) => Some("zh"),
        () => None,
    }
}

#[cfg(test)]
mod tests;
