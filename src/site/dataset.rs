//! Teams' own data, joined with what the repository knows: columns that hold something, cells that mean it, charts that are there.

pub(super) mod env;
mod rows;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rapidhash::{RapidHashMap, RapidHashSet};

use super::chart::{Chart, ChartIndex};
use super::link::Target;
use super::page::Page;
use super::resolve::Resolver;
use super::{Input, start_of};
use crate::config::{ColumnSettings, ColumnType, DatasetHead, DatasetKind};
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::dataset::cell::{self, CellValue};
use crate::parse::dataset::{DATA_FOLDER, Format, HISTORY_FOLDER, RawDataset, dataset_name, dotenv};
use crate::parse::secret::CONCEALED;
use crate::source::{RepoPath, Span, Spanned};

/// A dataset.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The name it is asked for by.
    pub name: String,
    /// The name for readers.
    pub title: String,
    /// One sentence about it.
    pub description: Option<String>,
    /// What its rows are about.
    pub kind: DatasetKind,
    /// Its columns, in order.
    pub columns: Vec<DataColumn>,
    /// Its rows, in order.
    pub rows: Vec<DataRow>,
    /// Where it is: its file, or the name in the comment of a page.
    pub place: Span,
}

/// A column of data.
#[derive(Clone, Debug)]
pub struct DataColumn {
    /// What is said of it.
    pub settings: ColumnSettings,
    /// What its cells hold.
    pub holds: ColumnType,
}

/// A row of data.
#[derive(Clone, Debug)]
pub struct DataRow {
    /// Where it stands.
    pub place: Span,
    /// Its cells, one for each column.
    pub cells: Vec<Vec<DataCell>>,
}

/// A text in a cell of data.
#[derive(Clone, Debug)]
pub struct DataCell {
    /// The text as written.
    pub text: String,
    /// Where it stands.
    pub place: Span,
    /// What it means; `None` where it can't be what its column holds.
    pub value: Option<CellValue>,
    /// Where it leads: to a chart, or to what a link names.
    pub target: Option<Target>,
    /// Why nobody is shown what is written there: its text is another.
    pub concealed: Option<Concealed>,
}

/// Why a cell is shown to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concealed {
    /// It is the value of a secret.
    Value,
    /// It says the value of another cell once more.
    Repeated,
}

impl Dataset {
    /// The place of a column among its columns.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.settings.name.value == name)
    }

    /// The places of the values that nobody is shown.
    pub fn concealed(&self) -> impl Iterator<Item = Span> {
        let cells = self.rows.iter().flat_map(|row| row.cells.iter().flatten());
        cells.filter(|cell| cell.concealed == Some(Concealed::Value)).map(|cell| cell.place)
    }

    /// The column that names a row's chart: the first one that holds charts.
    fn chart_column(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.holds == ColumnType::Chart)
    }
}

impl DataCell {
    /// A value that nobody is shown.
    fn concealed(place: Span, why: Concealed) -> Self {
        let text = CONCEALED.to_owned();
        Self { text, place, value: Some(CellValue::Text), target: None, concealed: Some(why) }
    }
}

/// From how many bytes on a name may be written with two slips of the pen, in bytes.
const LONG_NAME: usize = 6;

/// The shortest start of a column's name that is taken for all of it, in bytes: `req`.
const SHORTEST_PREFIX: usize = 3;

/// Where the rows of a dataset were found.
struct Found<'a> {
    name: String,
    place: Span,
    /// What lies behind the paths of its links.
    path: &'a RepoPath,
    raw: Cow<'a, RawDataset>,
    /// What is said of it beside its rows.
    said: DatasetHead,
    /// The page whose table it is.
    page: Option<&'a Page>,
}

/// Joins the files and tables of data, in order of name; those of other readers are left out.
pub(super) fn datasets(
    input: &Input<'_>,
    (pages, charts, for_others): (&[Page], &[Chart], &RapidHashSet<RepoPath>),
    resolver: &Resolver<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Dataset> {
    let mut datasets: BTreeMap<String, Dataset> = BTreeMap::new();
    let names = chart_names(charts);
    for found in found(input, pages, findings).into_iter().filter(|found| !for_others.contains(found.path)) {
        if let Some(first) = datasets.get(&found.name) {
            let message = format!("there are two datasets `{}`", found.name);
            let help = format!("rename one of them, or say which one is meant with `file` in `[data.{}]`", found.name);
            let conflict = Diagnostic::new(Code::DataConflict, found.place, message);
            findings.push(conflict.label(first.place, "the first one, which is used").help(help));
            continue;
        }
        let mut joiner = Joiner { charts, names: &names, resolver, path: found.path, page: found.page, findings };
        datasets.insert(found.name.clone(), joiner.join(found));
    }
    datasets.into_values().collect()
}

/// Files first, in order of path; then the tables of pages.
fn found<'a>(input: &'a Input<'_>, pages: &'a [Page], findings: &mut Vec<Diagnostic>) -> Vec<Found<'a>> {
    let settings = &input.config.data;
    let mut found = Vec::new();
    for parsed in &input.data {
        let of_path =
            |file: &&crate::config::DatasetSettings| file.file.as_ref().is_some_and(|file| file.value == parsed.path);
        let own_name = dataset_name(&parsed.path);
        // What is measured of something is often called as what it is.
        let in_history = is_history(&parsed.path);
        let own_name = if in_history { format!("{HISTORY_FOLDER}/{own_name}") } else { own_name };
        // A name that has a file of its own doesn't mean the one that is called alike.
        let of_stem = |other: &&crate::config::DatasetSettings| other.file.is_none() && other.name.value == own_name;
        let stated = settings.iter().find(of_path).or_else(|| settings.iter().find(of_stem));
        let place = start_of(parsed.file);
        let Some(raw) = &parsed.dataset else {
            if stated.is_some() {
                let message = format!("`{}` holds no rows", parsed.path);
                let help = "write a list of tables, or a table with `rows`";
                findings.push(Diagnostic::new(Code::DataSyntax, place, message).help(help));
            }
            continue;
        };
        let mut said = stated.map(|stated| stated.head.clone()).unwrap_or_default();
        if Format::of(&parsed.path) == Some(Format::Dotenv) {
            said.title.get_or_insert_with(|| parsed.path.file_name().to_owned());
        }
        if in_history {
            said.kind = said.kind.or(Some(DatasetKind::Measurement));
        }
        let name = stated.map_or(own_name, |stated| stated.name.value.clone());
        found.push(Found { name, place, path: &parsed.path, raw: Cow::Borrowed(raw), said, page: None });
    }
    for page in pages {
        for table in &page.document.data {
            let raw = RawDataset::of_table(&page.document, &page.document.tables[table.table as usize]);
            let name = table.name.value.clone();
            let stated = settings.iter().find(|settings| settings.name.value == name);
            let said = table.head.clone();
            let said = stated.map_or_else(|| said.clone(), |stated| said.clone().or(&stated.head));
            let place = Span { file: page.file, range: table.name.range };
            found.push(Found { name, place, path: &page.path, raw: Cow::Owned(raw), said, page: Some(page) });
        }
    }
    let config_file = input.config_file;
    for stated in settings.iter().filter(|stated| stated.file.is_some()) {
        if !found.iter().any(|found| found.name == stated.name.value)
            && let (Some(file), Some(path)) = (config_file, &stated.file)
            && !input.data.iter().any(|data| data.path == path.value)
        {
            let place = Span { file, range: path.range };
            let (message, help) = if dotenv::holds_values(path.value.file_name()) {
                let message = format!("`{}` holds the values of variables themselves, and isn't read", path.value);
                (message, "name an example of it, such as `.env.example`")
            } else {
                let message = format!("there is no file of data `{}`", path.value);
                (message, "name a file of YAML, JSON, TOML or CSV, or a `.env.example`, from the folder of book.toml")
            };
            findings.push(Diagnostic::new(Code::DataSyntax, place, message).help(help));
        }
    }
    found
}

/// Whether a file of data lies where those of measurements do.
fn is_history(path: &RepoPath) -> bool {
    let folder = path.parent();
    folder.file_name() == HISTORY_FOLDER && folder.parent().file_name() == DATA_FOLDER
}

/// Charts by their ids and titles in lower case. An id goes before a title, and of two alike the first.
fn chart_names(charts: &[Chart]) -> RapidHashMap<String, ChartIndex> {
    let mut names = RapidHashMap::default();
    let called: [fn(&Chart) -> &str; 2] = [|chart| chart.id.as_str(), |chart| &chart.title];
    for called in called {
        for (chart, index) in charts.iter().zip(0..) {
            names.entry(called(chart).to_ascii_lowercase()).or_insert(ChartIndex(index));
        }
    }
    names
}

struct Joiner<'a, 'r> {
    charts: &'a [Chart],
    /// Charts by what cells call them.
    names: &'a RapidHashMap<String, ChartIndex>,
    resolver: &'a Resolver<'r>,
    path: &'a RepoPath,
    page: Option<&'a Page>,
    findings: &'a mut Vec<Diagnostic>,
}

impl Joiner<'_, '_> {
    fn join(&mut self, found: Found<'_>) -> Dataset {
        let Found { name, place, raw, said, .. } = found;
        let file = place.file;
        let written = raw.head.columns.len();
        let mut head = raw.head.clone();
        // What its own file says goes before what others say; a head of a table only names columns.
        head = head.or(&said);
        for column in &head.columns[written..] {
            self.unknown_column(column, &raw, place);
        }
        head.columns.truncate(written);
        let kind = head.kind.unwrap_or_default();
        if kind == DatasetKind::Env {
            env::name_columns(&mut head.columns);
        }
        let columns: Vec<DataColumn> = head
            .columns
            .into_iter()
            .enumerate()
            .map(|(index, settings)| {
                let cells = raw.rows.iter().filter_map(|row| row.cells.get(index)).flatten();
                let of_kind = kind.column_type(&settings.name.value);
                let settings = ColumnSettings { column_type: settings.column_type.or(of_kind), ..settings };
                let holds = settings.column_type.unwrap_or_else(|| match &*settings.name.value {
                    "chart" | "charts" => self.infer_charts(cells.clone().map(|cell| cell.value.as_str())),
                    _ => cell::infer(&cells.clone().map(|cell| cell.value.as_str())),
                });
                DataColumn { settings, holds }
            })
            .collect();
        self.misspelt_columns(kind, &columns, place);
        let variables = (kind == DatasetKind::Env).then(|| env::Columns::of(&columns));
        let hidden = variables.as_ref().map(|columns| columns.hidden(&raw.rows)).unwrap_or_default();
        let rows = raw.rows.iter().map(|row| {
            let variable = variables.as_ref().map(|columns| columns.variable(row));
            let cell = |(index, column): (usize, &DataColumn)| {
                let texts = row.cells.get(index).map_or(&[][..], Vec::as_slice);
                let cell = |text: &Spanned<String>| {
                    let place = Span { file, range: text.range };
                    match &variable {
                        Some(variable) if variable.hides(index, &text.value) => {
                            DataCell::concealed(place, Concealed::Value)
                        }
                        Some(variable) if !variable.is_fact(index) && hidden.are_in(&text.value) => {
                            DataCell::concealed(place, Concealed::Repeated)
                        }
                        Some(variable) if variable.says_where(index) => self.whereabouts(&text.value, place, column),
                        _ => self.cell(&text.value, place, column),
                    }
                };
                texts.iter().map(cell).collect()
            };
            DataRow { place: Span { file, range: row.range }, cells: columns.iter().enumerate().map(cell).collect() }
        });
        let rows = rows.collect();
        let title = head.title.unwrap_or_else(|| super::page::words(&name));
        let dataset = Dataset { title, description: head.description, kind, columns, rows, place, name };
        if kind == DatasetKind::Env {
            env::review(&dataset, self.findings);
        }
        dataset
    }

    /// A column that is spoken of and that no row has.
    fn unknown_column(&mut self, column: &ColumnSettings, raw: &RawDataset, place: Span) {
        // In a data file of its own and in a comment the name has a place in this file; book.toml's hasn't.
        let names = || raw.head.columns.iter().map(|column| column.name.value.as_str());
        let name = &column.name.value;
        let help = near_match(name, names()).map_or_else(
            || format!("its columns are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let in_comment = self.page.is_some_and(|page| {
            page.document.data.iter().any(|table| table.head.columns.iter().any(|said| said.name == column.name))
        });
        let range = if in_comment { column.name.range } else { place.range };
        let place = Span { file: place.file, range };
        self.findings
            .push(Diagnostic::new(Code::DataUnknownColumn, place, format!("there is no column `{name}`")).help(help));
    }

    /// Columns that are nearly called as one of their kind that isn't there: nobody would look into them.
    fn misspelt_columns(&mut self, kind: DatasetKind, columns: &[DataColumn], place: Span) {
        let is_there = |name: &str| columns.iter().any(|column| column.settings.name.value == name);
        let absent: Vec<&str> = kind.columns().iter().copied().filter(|name| !is_there(name)).collect();
        for name in columns.iter().map(|column| &column.settings.name) {
            let written = name.value.as_str();
            if kind.column_type(written).is_some() {
                continue;
            }
            let slips = if written.len() < LONG_NAME { 1 } else { 2 };
            let is_meant = |known: &&str| {
                let shortened = written.len() >= SHORTEST_PREFIX && known.starts_with(written);
                shortened || (written.len() > SHORTEST_PREFIX && strsim::osa_distance(written, known) <= slips)
            };
            if let Some(known) = absent.iter().copied().find(is_meant) {
                let place = Span { file: place.file, range: name.range };
                let message = format!("data of kind `{}` has no column `{written}`", kind.name());
                let finding = Diagnostic::new(Code::DataUnknownColumn, place, message);
                self.findings.push(finding.help(format!("did you mean `{known}`?")));
            }
        }
    }

    /// A column called `chart` holds charts where any of its cells is one.
    fn infer_charts<'t>(&self, mut texts: impl Iterator<Item = &'t str>) -> ColumnType {
        if texts.any(|text| self.chart(text).is_some()) { ColumnType::Chart } else { ColumnType::Text }
    }

    fn cell(&mut self, text: &str, place: Span, column: &DataColumn) -> DataCell {
        let value = cell::read(text, &column.settings, column.holds);
        let stated = column.settings.column_type.is_some();
        if value.is_none() && stated {
            let (expected, help) = cell::expected(column.holds);
            let message = format!("`{}` must be {expected}, and is `{text}`", column.settings.name.value);
            self.findings.push(Diagnostic::new(Code::DataInvalidValue, place, message).help(help));
        }
        let target = match column.holds {
            ColumnType::Chart => {
                let chart = self.chart(text);
                if chart.is_none() && stated {
                    self.unknown_chart(text, place);
                }
                chart.map(Target::Chart)
            }
            ColumnType::Link => self.link(text, place, column),
            _ => self.linked(place),
        };
        DataCell { text: text.to_owned(), place, value, target, concealed: None }
    }

    /// A cell that says where something is to be had, in words or by an address or path, which then leads there.
    fn whereabouts(&mut self, text: &str, place: Span, column: &DataColumn) -> DataCell {
        let mut cell = self.cell(text, place, column);
        let is_web = text.starts_with("https://") || text.starts_with("http://");
        let may_lead =
            !text.contains(char::is_whitespace) && (is_web || (text.contains(['/', '.']) && !text.contains(':')));
        if cell.target.is_none() && may_lead {
            cell.target =
                Some(self.resolver.evidence(self.path, text)).filter(|target| !matches!(target, Target::Broken(_)));
        }
        cell.target = cell.target.take().filter(|target| self.may_lead_to(target, text, place));
        cell
    }

    /// The chart that a cell names, by its id or title.
    fn chart(&self, text: &str) -> Option<ChartIndex> {
        // Ids may differ in case alone.
        let by_id = self.charts.binary_search_by(|chart| chart.id.as_str().cmp(text)).ok();
        let by_id = by_id.and_then(|index| u32::try_from(index).ok()).map(ChartIndex);
        by_id.or_else(|| self.names.get(&text.to_ascii_lowercase()).copied())
    }

    fn unknown_chart(&mut self, text: &str, place: Span) {
        let help = match near_match(text, self.charts.iter().map(|chart| chart.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a chart by the name of its folder".to_owned(),
        };
        self.findings
            .push(Diagnostic::new(Code::ChartUnknown, place, format!("there is no chart `{text}`")).help(help));
    }

    /// Where a cell of links leads. One in a page's table that is a Markdown link leads where that does.
    fn link(&mut self, text: &str, place: Span, column: &DataColumn) -> Option<Target> {
        if let Some(target) = self.linked(place) {
            return Some(target);
        }
        match self.resolver.evidence(self.path, text) {
            Target::Broken(_) => {
                if column.settings.column_type.is_some() {
                    let message = format!("`{text}` leads to no file of the repository");
                    let help =
                        "write a path from this file's folder or the repository's root, or an address on the web";
                    self.findings.push(Diagnostic::new(Code::LinkMissingFile, place, message).help(help));
                }
                None
            }
            target => Some(target).filter(|target| self.may_lead_to(target, text, place)),
        }
    }

    /// Whether data may lead to a target. A file that holds the values of variables is told at the cell; what leads there is nothing.
    fn may_lead_to(&mut self, target: &Target, text: &str, place: Span) -> bool {
        let Some(path) = target.file().filter(|path| dotenv::holds_values(path.file_name())) else { return true };
        if !self.resolver.keeps_back(path) {
            return true;
        }
        // A link of a page is told where links are.
        if self.page.is_none() {
            let message = format!("`{text}` holds the values of variables themselves, and is shown to nobody");
            let finding = Diagnostic::new(Code::LinkUnpublishedPage, place, message);
            self.findings
                .push(finding.help("say where the value is to be had in words, or name an example of the file"));
        }
        false
    }

    /// Where the first link of a page's cell leads.
    fn linked(&self, place: Span) -> Option<Target> {
        let page = self.page?;
        let links = &page.document.links;
        let first = links.partition_point(|link| link.range.start < place.range.start);
        links.get(first).filter(|link| link.range.end <= place.range.end && !link.image)?;
        match &page.links[first] {
            Target::Broken(_) => None,
            target => Some(target.clone()),
        }
    }
}
