//! What docsgen writes into texts, tables and parts of other files: what each should be now, and what is wrong with those that
//! can't be written.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Rewrite, near_match};
use crate::error::Result;
use crate::fs::{Files, Listing};
use crate::parse::dataset::dotenv;
use crate::parse::document::Document;
use crate::parse::secret::{Kind, Secret, concealed, find_secrets, repeated};
use crate::render::table::{Places, markdown};
use crate::site::Site;
use crate::site::directive::{Blocks, IncludeBlock, TableBlock, blocks};
use crate::site::matrix::{Asked, Matrix};
use crate::site::page::Page;
use crate::site::table::{Table, View};
use crate::source::{FileId, RepoPath, Sources, Span, TextRange};

/// The largest file of which a part can stand in a text, in bytes.
const MAX_INCLUDED_BYTES: u64 = 1 << 20;

/// How many files may take parts of one another, one after the other.
const MAX_DEPTH: usize = 16;

/// The generated parts of a site's texts.
#[derive(Debug, Default)]
pub struct Generated {
    /// The files to rewrite, in order of path.
    pub rewrites: Vec<Rewrite>,
    /// What is wrong with markers, in order of file.
    pub faults: Vec<Diagnostic>,
    /// The tables and texts that aren't what they should be.
    pub stale: Vec<Diagnostic>,
}

/// Compares what docsgen writes into texts with what it should be now: tables in pages, parts of other files in all of them.
///
/// # Errors
/// Where a file can't be read of which a part stands in a text.
pub fn generated(site: &Site, sources: &Sources, listing: &Listing, files: &dyn Files) -> Result<Generated> {
    let mut found = Generated::default();
    let mut writer = TableWriter { site, places: None, sources, datasets: None, tables: BTreeMap::new() };
    let mut includer =
        Includer { site, sources, listing, files, documents: None, known: BTreeMap::new(), open: Vec::new() };
    let pages = site.pages.iter().map(|page| (page.file, &*page.document, Some(page)));
    let others = site.unpublished.iter().map(|text| (text.file, &*text.document, None));
    let mut texts: Vec<_> = pages.chain(others).filter(|(_, document, _)| !document.comments.is_empty()).collect();
    texts.sort_by_key(|(file, ..)| *file);
    for (file, document, page) in texts {
        let source = sources.get(file);
        let text = source.text();
        let (Blocks { tables, includes }, remarks) = blocks(document, text);
        let mut edits = Vec::new();
        let mut compare = |open: TextRange, between: TextRange, new: String, what: String| {
            if *between.of(text) == *new {
                return;
            }
            let place = Span { file, range: open };
            found.stale.push(
                Diagnostic::new(Code::GeneratedBlockStale, place, format!("{what} isn't what it would be now"))
                    .help("run `docsgen sync`, and commit what it writes"),
            );
            edits.push((between, new));
        };
        if let Some(page) = page {
            found.faults.extend(remarks.iter().map(|remark| remark.at(file)));
            for block in &tables {
                match writer.write(page, block) {
                    Ok(new) => {
                        let new = with_line_ends_of(text, block.between, &new);
                        compare(block.open, block.between, new, format!("the {} table", block.asked.value));
                    }
                    Err(fault) => found.faults.push(*fault),
                }
            }
        }
        for block in &includes {
            includer.open = vec![source.path().clone()];
            match includer.write(source.path(), text, block)? {
                Ok(new) => {
                    compare(block.open, block.between, new, format!("the text of `{}`", block.include.path.value));
                }
                Err(fault) => found.faults.push(fault.at(file, block)),
            }
        }
        if !edits.is_empty() {
            edits.sort_by_key(|(range, _)| *range);
            found.rewrites.push(Rewrite { path: source.path().clone(), file, edits });
        }
    }
    Ok(found)
}

/// Why a part of another file can't stand in a text.
struct IncludeFault {
    message: String,
    help: &'static str,
    /// Whether the text would hold itself.
    endless: bool,
}

impl IncludeFault {
    fn at(self, file: FileId, block: &IncludeBlock) -> Diagnostic {
        let place = Span { file, range: block.include.path.range };
        Diagnostic::new(Code::DirectiveInvalid, place, self.message).help(self.help)
    }
}

/// Writes parts of other files. Texts that take parts of others themselves are taken as they should be, not as they are, so that
/// one run is enough.
struct Includer<'a> {
    site: &'a Site,
    sources: &'a Sources,
    listing: &'a Listing,
    files: &'a dyn Files,
    /// Every Markdown file by its path, once one is asked for.
    documents: Option<BTreeMap<&'a RepoPath, (FileId, &'a Document)>>,
    /// Files as they would be after a run.
    known: BTreeMap<RepoPath, String>,
    /// The files that are being written, each a part of the one before.
    open: Vec<RepoPath>,
}

impl Includer<'_> {
    fn write(
        &mut self,
        from: &RepoPath,
        text: &str,
        block: &IncludeBlock,
    ) -> Result<std::result::Result<String, IncludeFault>> {
        let fault = |message: String, help| Ok(Err(IncludeFault { message, help, endless: false }));
        let endless = || {
            let message = format!("the text of `{path}` would hold itself", path = block.include.path.value);
            IncludeFault { message, help: "take one of the includes out", endless: true }
        };
        let written = &block.include.path.value;
        let Some(path) = block.include.file(&from.parent()) else {
            return fault(format!("`{written}` lies outside of the repository"), "name a file of the repository");
        };
        let listed = &self.listing.files;
        let Ok(index) = listed.binary_search_by(|entry| entry.path.cmp(&path)) else {
            return fault(
                format!("there is no file `{path}`"),
                "write its path from this file's folder, or with `/` before it from the repository's root",
            );
        };
        if listed[index].bytes > MAX_INCLUDED_BYTES {
            return fault(format!("`{path}` is larger than 1 MiB"), "name a smaller file, or link to this one");
        }
        if dotenv::holds_values(path.file_name()) {
            return fault(
                format!("`{path}` holds the values of variables themselves, and stands in no text"),
                "name an example of it, such as `.env.example`",
            );
        }
        // The text would be on a site whose readers may not see where it comes from.
        if self.site.for_others.contains(&path) && self.site.page_at(&self.open[0]).is_some() {
            return fault(
                format!("`{path}` is for other readers than this page"),
                "give both the same `audience`, or write here what everybody may read",
            );
        }
        if self.open.contains(&path) || self.open.len() > MAX_DEPTH {
            return Ok(Err(endless()));
        }
        let current = match self.current(&path)? {
            Ok(current) => current,
            Err(fault) if fault.endless => return Ok(Err(endless())),
            Err(fault) => return Ok(Err(fault)),
        };
        Ok(match block.include.between(&path, &current) {
            Ok(new) => Ok(with_line_ends_of(text, block.between, &prefixed(&new, &block.prefix))),
            Err(message) => Err(IncludeFault { message, help: "name a part that the file has", endless: false }),
        })
    }

    /// What a file would say after a run.
    fn current(&mut self, path: &RepoPath) -> Result<std::result::Result<String, IncludeFault>> {
        if let Some(known) = self.known.get(path) {
            return Ok(Ok(known.clone()));
        }
        let (site, sources) = (self.site, self.sources);
        let documents = self.documents.get_or_insert_with(|| {
            site.texts().map(|(file, document, _)| (sources.get(file).path(), (file, document))).collect()
        });
        let Some((file, document)) = documents.get(path).copied() else {
            // What was read is known with its secrets covered.
            let shown = sources.find(path).map(|file| sources.get(file)).filter(|file| file.shown() != &**file.text());
            if let Some(file) = shown {
                return Ok(Ok(file.shown().to_owned()));
            }
            return Ok(match String::from_utf8(self.files.read(path)?) {
                Ok(text) if dotenv::is_example(path.file_name()) => Ok(without_secrets(&text)),
                Ok(text) => Ok(text),
                Err(_) => Err(IncludeFault {
                    message: format!("`{path}` is no text"),
                    help: "name a file of text in UTF-8",
                    endless: false,
                }),
            });
        };
        let text = sources.get(file).text();
        let mut edits = Vec::new();
        self.open.push(path.clone());
        for block in blocks(document, text).0.includes {
            match self.write(path, text, &block)? {
                Ok(new) => edits.push((block.between, new)),
                Err(fault) if fault.endless => return Ok(Err(fault)),
                // It is told where it stands.
                Err(_) => {}
            }
        }
        self.open.pop();
        let current = Rewrite { path: path.clone(), file, edits }.apply(text);
        if current.len() as u64 > MAX_INCLUDED_BYTES {
            let message = format!("`{path}` is larger than 1 MiB with all that it takes from others");
            return Ok(Err(IncludeFault { message, help: "link to the file", endless: false }));
        }
        self.known.insert(path.clone(), current.clone());
        Ok(Ok(current))
    }
}

/// An example of an environment file that isn't read as data, with its secrets covered.
fn without_secrets(text: &str) -> String {
    let values = dotenv::secret_values(text);
    let again = repeated(text, &values);
    let values = values.into_iter().chain(again).map(|range| Secret { range, kind: Kind::Variable });
    let mut secrets: Vec<Secret> = find_secrets(text, None).into_iter().chain(values).collect();
    secrets.sort_by_key(|secret| (secret.range.start, Reverse(secret.range.end)));
    concealed(text, &secrets)
}

/// Puts what stands before a marker before each line.
fn prefixed(text: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return text.to_owned();
    }
    let line = |line: &str| format!("{prefix}{line}").trim_end_matches(' ').to_owned() + "\n";
    text.lines().map(line).collect()
}

/// Writes tables, each matrix made once.
struct TableWriter<'a> {
    site: &'a Site,
    sources: &'a Sources,
    places: Option<Places<'a>>,
    /// The table of each dataset, made together: what is known of charts is asked for once.
    datasets: Option<Vec<Table>>,
    tables: BTreeMap<Asked, Table>,
}

impl TableWriter<'_> {
    fn write(&mut self, page: &Page, block: &TableBlock) -> std::result::Result<String, Box<Diagnostic>> {
        let site = self.site;
        let asked = &block.asked.value;
        if !self.tables.contains_key(asked) {
            let table = match asked {
                // What data says comes from a file or two, and a file of text would lead there from each cell.
                Asked::Matrix(matrix @ (Matrix::Environment | Matrix::Baselines)) => {
                    site.matrix(*matrix).without_sources()
                }
                Asked::Matrix(matrix) => site.matrix(*matrix),
                Asked::Dataset(name) => {
                    let index = site.dataset_index(name).ok_or_else(|| Box::new(unknown(site, page, block)))?;
                    let datasets = self.datasets.get_or_insert_with(|| site.dataset_tables(&|_| true));
                    // All of a dataset's cells come from one file, and a file of text would lead there from each.
                    datasets[index].clone().without_sources()
                }
            };
            self.tables.insert(asked.clone(), table.undated());
        }
        let table = &self.tables[asked];
        let query = asked.in_text(&block.query);
        let view = View::new(table.clone(), &query).map_err(|fault| {
            let range = fault.range.shifted(block.query_start as usize);
            let place = Span { file: page.file, range };
            Box::new(Diagnostic::new(Code::DirectiveInvalid, place, fault.message).help(fault.help))
        })?;
        let places = self.places.get_or_insert_with(|| Places::new(site, self.sources));
        // Named columns stay, also where nothing is known in them.
        let view = if block.query.columns.is_empty() { view.without_unknown() } else { view };
        Ok(format!("\n{}\n", markdown(&view, places, &page.path)))
    }
}

/// A name that is no dataset's.
fn unknown(site: &Site, page: &Page, block: &TableBlock) -> Diagnostic {
    let name = block.asked.value.name();
    let names = || site.datasets.iter().map(|dataset| dataset.name.as_str());
    let help = match near_match(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if site.datasets.is_empty() => format!("write its rows into `data/{name}.yaml`"),
        None => format!("there are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    let place = Span { file: page.file, range: block.asked.range };
    Diagnostic::new(Code::DirectiveInvalid, place, format!("there is no dataset `{name}`")).help(help)
}

/// Gives new lines the end that the line of the first marker has.
fn with_line_ends_of(text: &str, between: TextRange, new: &str) -> String {
    if text[..between.start as usize].ends_with("\r\n") { new.replace('\n', "\r\n") } else { new.to_owned() }
}
