//! Files and folders of the repository that code names: scripts that are run, values that are read, manifests that are applied.

use rayon::prelude::*;

use super::Checked;
use super::reader::Reader;
use crate::config::Kind;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::command::{Folder, RequestKind, says_made};
use crate::parse::document::Document;
use crate::site::link::Place;
use crate::source::{RepoPath, Span, TextRange};

/// Finds paths that lead to nothing. Only those that start in a folder that is there: any other may be meant of another
/// machine.
pub(super) fn check_paths(checked: Checked<'_>) -> Vec<Diagnostic> {
    let texts: Vec<_> = checked.site.texts().collect();
    texts
        .par_iter()
        .flat_map_iter(|(file, document, _)| {
            let path = checked.sources.get(*file).path();
            let reader = Reader::new(&checked.site.tree, path, document);
            // Plans name what isn't there yet.
            let page = checked.site.page_at(path).map(|page| checked.site.page(page));
            let plans = page.is_some_and(|page| page.kind == Kind::Roadmap);
            let mut found = Vec::new();
            let mut sentences = Sentences { document, last: None };
            for request in &document.commands.requests {
                let (named, mentioned) = match &request.kind {
                    RequestKind::Path(named) => (named, false),
                    RequestKind::Mention(named) if !plans => (named, true),
                    _ => continue,
                };
                if let Some(missing) = missing(&reader, &request.folder, &named.value)
                    && !(mentioned && sentences.are_about_making(named.range))
                {
                    let span = Span { file: *file, range: named.range };
                    let finding = Diagnostic::new(Code::PathMissing, span, format!("there is no `{missing}`"));
                    found.push(finding.target(missing.as_str()).help(help(&reader, &missing)));
                }
            }
            found
        })
        .collect()
}

/// The path that a name leads to, if nothing is there and something should be.
fn missing(reader: &Reader<'_>, folder: &Folder, name: &str) -> Option<RepoPath> {
    if reader.existing(folder, name).is_some() || reader.existing(&Folder::Start, name).is_some() {
        return None;
    }
    if reader.is_created(name) || is_made_by_tools(name) {
        return None;
    }
    let first = name.trim_start_matches("./").split('/').find(|part| *part != "..")?;
    let starts_here = |base: &RepoPath| {
        let path = base.join(name)?;
        let above = name.matches("../").count();
        let top = (0..above).fold(base.clone(), |folder, _| folder.parent()).join(first)?;
        (reader.tree.place(&top) == Some(Place::Folder) && !path.as_str().is_empty()).then_some(path)
    };
    reader.folders(folder).iter().find_map(starts_here)
}

/// What Helm makes beside a chart.
fn is_made_by_tools(path: &str) -> bool {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    matches!(name, "Chart.lock" | "charts" | "node_modules" | "target" | "dist" | "tmp") || name.ends_with(".tgz")
}

/// The sentences that names stand in.
struct Sentences<'a> {
    document: &'a Document,
    /// The block that was looked at last, and the answer: a block may hold many names.
    last: Option<(usize, bool)>,
}

impl Sentences<'_> {
    /// Whether a place stands among sentences about making, moving or removing files.
    fn are_about_making(&mut self, place: TextRange) -> bool {
        let blocks = &self.document.blocks;
        let after = blocks.partition_point(|block| block.range.start <= place.start);
        let Some(index) = after.checked_sub(1).filter(|index| blocks[*index].range.contains(place.start)) else {
            return false;
        };
        match self.last {
            Some((last, answer)) if last == index => answer,
            _ => {
                let answer = says_made(self.document.plain(blocks[index].text));
                self.last = Some((index, answer));
                answer
            }
        }
    }
}

fn help(reader: &Reader<'_>, missing: &RepoPath) -> String {
    match reader.tree.other_case(missing) {
        Some(actual) => format!("it is called `{actual}`"),
        None => "name a file that is there, or take the command out".to_owned(),
    }
}
