//! What is written about each chart, and what isn't.

use super::Site;
use super::table::Table;

impl Site {
    /// One row for each chart, and one column for each thing that should be there.
    #[must_use]
    pub fn coverage_matrix(&self) -> Table {
        Table::new(Vec::new())
    }
}
