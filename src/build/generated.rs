//! Tables in the text that docsgen writes: what each should be now, and what is wrong with those that can't be written.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Rewrite, near_match};
use crate::render::table::{Places, markdown};
use crate::site::Site;
use crate::site::directive::{TableBlock, table_blocks};
use crate::site::matrix::Asked;
use crate::site::page::Page;
use crate::site::table::{Table, View};
use crate::source::{Sources, Span};

/// The generated tables of a site.
#[derive(Debug, Default)]
pub struct Generated {
    /// The files to rewrite, in order of path.
    pub rewrites: Vec<Rewrite>,
    /// What is wrong with markers, in order of file.
    pub faults: Vec<Diagnostic>,
    /// The tables that aren't what they should be.
    pub stale: Vec<Diagnostic>,
}

/// Compares every generated table in the text of pages with what it should be now.
#[must_use]
pub fn generated(site: &Site, sources: &Sources) -> Generated {
    let mut found = Generated::default();
    let mut writer = TableWriter { site, places: None, sources, tables: BTreeMap::new() };
    for page in &site.pages {
        let text = sources.get(page.file).text();
        if page.document.comments.is_empty() {
            continue;
        }
        let (blocks, remarks) = table_blocks(&page.document, text);
        found.faults.extend(remarks.iter().map(|remark| remark.at(page.file)));
        let mut edits = Vec::new();
        for block in &blocks {
            let new = match writer.write(page, block) {
                Ok(new) => with_line_ends_of(text, block, &new),
                Err(fault) => {
                    found.faults.push(*fault);
                    continue;
                }
            };
            if block.between.of(text) != new {
                let place = Span { file: page.file, range: block.open };
                let message = format!("the {} table isn't what it would be now", block.asked.value);
                found.stale.push(
                    Diagnostic::new(Code::GeneratedBlockStale, place, message)
                        .help("run `docsgen sync`, and commit what it writes"),
                );
                edits.push((block.between, new));
            }
        }
        if !edits.is_empty() {
            found.rewrites.push(Rewrite { path: page.path.clone(), file: page.file, edits });
        }
    }
    found
}

/// Writes tables, each matrix made once.
struct TableWriter<'a> {
    site: &'a Site,
    sources: &'a Sources,
    places: Option<Places<'a>>,
    tables: BTreeMap<Asked, Table>,
}

impl TableWriter<'_> {
    fn write(&mut self, page: &Page, block: &TableBlock) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let asked = &block.asked.value;
        if !self.tables.contains_key(asked) {
            let table = site.asked(asked).ok_or_else(|| Box::new(unknown(site, page, block)))?;
            // All of a dataset's cells come from one file, and a file of text would lead there from each.
            let table = if matches!(asked, Asked::Dataset(_)) { table.without_sources() } else { table };
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
fn with_line_ends_of(text: &str, block: &TableBlock, new: &str) -> String {
    if text[..block.between.start as usize].ends_with("\r\n") { new.replace('\n', "\r\n") } else { new.to_owned() }
}
