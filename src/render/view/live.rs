//! Tables that a page's text asks for: `<!-- docsgen:matrix recovery group=tier -->` up to `<!-- docsgen:end -->`.

use super::Viewer;
use super::matrix::{Grouping, Shown};
use crate::render::context::TableView;
use crate::site::matrix::Matrix;
use crate::site::overview::Overview;
use crate::site::page::Page;
use crate::site::table::Table;
use crate::source::TextRange;

/// A table that a text asks for.
struct Live<'a> {
    /// From the start of the first marker to the end of the last.
    range: TextRange,
    matrix: Matrix,
    /// Words `name=value` behind its name.
    settings: Vec<(&'a str, &'a str)>,
}

impl Viewer<'_> {
    /// Which parts of a page's text its tables stand in place of, in order.
    #[must_use]
    pub fn live_ranges(&self, page: &Page) -> Vec<TextRange> {
        self.live(page).into_iter().map(|live| live.range).collect()
    }

    /// The tables that a page's text asks for, in order.
    pub(super) fn live_tables(&self, page: &Page) -> Vec<TableView> {
        let view = |(number, live): (usize, Live<'_>)| {
            let mut table = self.addresses.matrix(live.matrix).clone();
            let mut grouping = Grouping::None;
            for (name, wanted) in &live.settings {
                match *name {
                    "group" if *wanted == "category" => grouping = Grouping::Category,
                    "group" => grouping = Grouping::Column(wanted),
                    column => table = only(table, column, wanted),
                }
            }
            let mut shown: Shown<'_> = self.shown(live.matrix, &table, grouping);
            shown.id = format!("site:{}-{}", live.matrix.name(), number + 1);
            shown.url = Overview::of(live.matrix).and_then(|overview| self.overview_url(&page.route, overview));
            self.table(&page.route, shown)
        };
        self.live(page).into_iter().enumerate().map(view).collect()
    }

    /// A marker that is never closed asks for nothing, and so does one that stands in another block: what would be replaced
    /// isn't a run of whole blocks there.
    fn live<'p>(&'p self, page: &'p Page) -> Vec<Live<'p>> {
        let text = self.addresses.text(page);
        let starts_line = |at: u32| at == page.document.body.start || text[..at as usize].ends_with('\n');
        let mut found = Vec::new();
        let mut open: Option<Live<'_>> = None;
        for comment in page.document.comments.iter().filter(|comment| comment.block && starts_line(comment.range.start))
        {
            let Some(written) = comment.content.of(text).strip_prefix("docsgen:") else { continue };
            let mut words = written.split_whitespace();
            match words.next() {
                Some("matrix") => {
                    open = words.next().and_then(Matrix::named).map(|matrix| {
                        let settings = words.filter_map(|word| word.split_once('=')).collect();
                        Live { range: comment.range, matrix, settings }
                    });
                }
                Some("end") => {
                    found.extend(open.take().map(|live| Live {
                        range: TextRange { start: live.range.start, end: comment.range.end },
                        ..live
                    }));
                }
                _ => {}
            }
        }
        found
    }
}

/// The rows that have a value in a column, by its text.
fn only(table: Table, column: &str, wanted: &str) -> Table {
    table.filter(column, |cell| cell.iter().any(|value| value.text.eq_ignore_ascii_case(wanted)))
}
