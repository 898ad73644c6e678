//! Tables that a page's text asks for: `<!-- docsgen:matrix recovery group=tier -->` up to `<!-- docsgen:end -->`.

use super::Viewer;
use super::matrix::Grouping;
use crate::render::context::TableView;
use crate::site::directive::{MatrixBlock, blocks};
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
        let view = |(number, (block, view)): (usize, (MatrixBlock, View))| {
            let table = view.table();
            let grouping = view.grouped_by().map_or(Grouping::None, |column| Grouping::Column(column.name));
            let mut shown = self.shown(block.matrix, &table, grouping);
            shown.id = format!("site:{}-{}", block.matrix.name(), number + 1);
            shown.url = Overview::of(block.matrix).and_then(|overview| self.overview_url(&page.route, overview));
            self.table(&page.route, shown)
        };
        self.live(page).into_iter().enumerate().map(view).collect()
    }

    /// What the text asks for, as far as it can be answered; where it can't, what stands between the markers stays.
    fn live(&self, page: &Page) -> Vec<(MatrixBlock, View)> {
        if page.document.comments.is_empty() {
            return Vec::new();
        }
        let (blocks, _) = blocks(&page.document, self.addresses.text(page));
        let answered = |block: MatrixBlock| {
            let view = View::new(self.addresses.matrix(block.matrix).clone(), &block.query).ok()?;
            Some((block, view))
        };
        blocks.matrices.into_iter().filter_map(answered).collect()
    }
}
