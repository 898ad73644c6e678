//! Tables that a page's text asks for: `<!-- docsgen:matrix recovery group=tier -->` or `<!-- docsgen:table limits -->` up to
//! `<!-- docsgen:end -->`.

use super::Viewer;
use super::matrix::{Grouping, Shown};
use crate::render::context::TableView;
use crate::site::directive::{TableBlock, blocks};
use crate::site::matrix::Asked;
use crate::site::overview::Overview;
use crate::site::page::Page;
use crate::site::table::View;
use crate::source::TextRange;

impl Viewer<'_> {
    /// Which parts of a page's text its tables stand in place of, in order.
    #[must_use]
    pub fn live_ranges(&self, page: &Page) -> Vec<TextRange> {
        self.live(page).into_iter().map(|(block, _)| block.range()).collect()
    }

    /// The tables that a page's text asks for, in order.
    pub(super) fn live_tables(&self, page: &Page) -> Vec<TableView> {
        let view = |(number, (block, view)): (usize, (TableBlock, View))| {
            let table = view.table();
            let grouping = view.grouped_by().map_or(Grouping::None, |column| Grouping::Column(column.name()));
            let asked = &block.asked.value;
            let mut shown = match asked {
                Asked::Matrix(matrix) => Shown {
                    url: Overview::of(*matrix).and_then(|overview| self.overview_url(&page.route, overview)),
                    ..self.shown(*matrix, &table, grouping)
                },
                Asked::Dataset(name) => self.shown_data(name, &table, grouping),
            };
            shown.id = format!("site:{}-{}", asked.name(), number + 1);
            self.table(&page.route, shown)
        };
        self.live(page).into_iter().enumerate().map(view).collect()
    }

    /// What the text asks for, as far as it can be answered; where it can't, what stands between the markers stays.
    fn live(&self, page: &Page) -> Vec<(TableBlock, View)> {
        if page.document.comments.is_empty() {
            return Vec::new();
        }
        let (blocks, _) = blocks(&page.document, self.addresses.text(page));
        let answered = |block: TableBlock| {
            let view = View::new(self.addresses.asked(&block.asked.value)?.clone(), &block.query).ok()?;
            Some((block, view))
        };
        blocks.tables.into_iter().filter_map(answered).collect()
    }
}
