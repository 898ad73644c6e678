//! Checklists in the text, and how much of them is done.

use super::Site;
use super::link::Target;
use super::page::Page;
use super::table::{Column, ColumnKind, Direction, Mark, Measure, Table, Value};
use crate::config::Kind;
use crate::parse::document::{BlockKind, Document, SectionIndex, Task};
use crate::source::{Span, TextRange};

/// How many open items a cell names.
const NAMED: usize = 3;

/// The columns of the matrix of progress.
const PROGRESS: [Column; 6] = [
    Column::new("page", "Page", ColumnKind::Text),
    Column::new("kind", "Kind", ColumnKind::Text),
    Column::new("done", "Done", ColumnKind::Keyed),
    Column::new("percent", "Percent", ColumnKind::Keyed).measured(Some(Measure::Number)),
    Column::new("open", "Open", ColumnKind::Number),
    Column::new("next", "Open items", ColumnKind::Text),
];

/// The columns of the matrix of checklists.
const CHECKLISTS: [Column; 7] = [
    Column::new("page", "Page", ColumnKind::Text),
    Column::new("section", "Section", ColumnKind::Text),
    Column::new("kind", "Kind", ColumnKind::Text),
    Column::new("done", "Done", ColumnKind::Keyed),
    Column::new("percent", "Percent", ColumnKind::Keyed).measured(Some(Measure::Number)),
    Column::new("open", "Open", ColumnKind::Number),
    Column::new("next", "Open items", ColumnKind::Text),
];

/// Items of a page that are ticked off, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist<'a> {
    /// The section they stand in; `None` before the first heading, and where they are those of the whole page.
    pub section: SectionIndex,
    /// The items, in order.
    pub items: Vec<&'a Task>,
}

impl Checklist<'_> {
    /// How many are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.items.iter().filter(|item| item.checked).count()
    }

    /// The items that aren't done.
    pub fn open(&self) -> impl Iterator<Item = &Task> {
        self.items.iter().copied().filter(|item| !item.checked)
    }
}

/// All items of a page; what docsgen wrote itself is nobody's list.
#[must_use]
pub fn checklist(document: &Document) -> Checklist<'_> {
    let items = document.tasks.iter().filter(|task| !document.is_generated(task.range));
    Checklist { section: None, items: items.collect() }
}

/// The items of a page by the section they stand in, in order of place.
#[must_use]
pub fn checklists(document: &Document) -> Vec<Checklist<'_>> {
    let mut lists: Vec<Checklist<'_>> = Vec::new();
    for task in checklist(document).items {
        let after = document.headings.partition_point(|heading| heading.range.start <= task.range.start);
        let section = after.checked_sub(1).and_then(|index| u32::try_from(index).ok());
        match lists.last_mut() {
            Some(list) if list.section == section => list.items.push(task),
            _ => lists.push(Checklist { section, items: vec![task] }),
        }
    }
    lists
}

/// Whether a page's list tells how far something has come: plans and releases do, and where a box is ticked in the text itself,
/// somebody keeps it. Other lists are for readers to follow, and begin anew each time.
#[must_use]
pub fn is_tracked(page: &Page) -> bool {
    let mut items = checklist(&page.document).items.into_iter().peekable();
    items.peek().is_some() && (matches!(page.kind, Kind::Roadmap | Kind::Release) || items.any(|item| item.checked))
}

/// What an item says.
#[must_use]
pub fn item_text<'a>(document: &'a Document, item: &Task) -> &'a str {
    // The item's own text starts at its box or right behind it.
    let after = document.blocks.partition_point(|block| block.range.start < item.range.start);
    let near = document.blocks.get(after.saturating_sub(1)..).unwrap_or_default().iter().take(2);
    let is_its = |range: TextRange| range.contains(item.range.start) || item.range.end.abs_diff(range.start) <= 4;
    let block = near.filter(|block| block.kind == BlockKind::Item).find(|block| is_its(block.range));
    let text = block.map_or("", |block| document.plain(block.text).trim());
    // The box of one that is begun is text to Markdown.
    text.strip_prefix("[~]").or_else(|| text.strip_prefix("[/]")).unwrap_or(text).trim_start()
}

impl Site {
    /// One row for each page whose list tells how far something has come, the least done first: columns `page`, `kind`, `done`,
    /// `percent`, `open` and `next`.
    #[must_use]
    pub fn progress_matrix(&self) -> Table {
        let mut table = Table::new(PROGRESS.to_vec());
        for page in self.pages.iter().filter(|page| is_tracked(page)) {
            let list = checklist(&page.document);
            table.push([("page", vec![page.value()])].into_iter().chain(row(page, &list)));
        }
        table.sort("percent", Direction::Ascending)
    }

    /// One row for each section with a list, in order of page and place: columns `page`, `section`, `kind`, `done`, `percent`,
    /// `open` and `next`.
    #[must_use]
    pub fn checklist_matrix(&self) -> Table {
        let mut table = Table::new(CHECKLISTS.to_vec());
        for page in &self.pages {
            for list in checklists(&page.document) {
                let heading = list.section.and_then(|index| page.document.headings.get(index as usize));
                let section = heading.map(|heading| {
                    let target = Target::Page { page: page.id, anchor: Some(heading.id.to_string()) };
                    let place = Span { file: page.file, range: heading.range };
                    Value::new(page.document.plain(heading.text).trim()).from(place).to(target)
                });
                let own = [("page", vec![page.value()]), ("section", section.into_iter().collect())];
                table.push(own.into_iter().chain(row(page, &list)));
            }
        }
        table
    }
}

fn row(page: &Page, list: &Checklist<'_>) -> [(&'static str, Vec<Value>); 5] {
    let (done, all) = (list.done(), list.items.len());
    // Down, so that only what is done is 100 percent.
    let percent = u32::try_from(done * 100 / all.max(1)).unwrap_or_default();
    let counted = Value::new(format!("{done}/{all}")).keyed(u64::from(percent));
    let counted = if done == all { counted.seen(Mark::Good) } else { counted };
    let open = list.open().map(|item| {
        let text = item_text(&page.document, item);
        let shown: String = text.chars().take(80).collect();
        let shown = if shown.len() < text.len() { format!("{}…", shown.trim_end()) } else { shown };
        Value::new(shown).from(Span { file: page.file, range: item.range })
    });
    [
        ("kind", vec![Value::new(page.kind.name())]),
        ("done", vec![counted]),
        ("percent", vec![Value::new(format!("{percent}%")).keyed(Measure::number(f64::from(percent)))]),
        ("open", vec![Value::new((all - done).to_string())]),
        ("next", open.take(NAMED).collect()),
    ]
}
