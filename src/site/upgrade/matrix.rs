//! Upgrades as a table.

use crate::site::Site;
use crate::site::table::Table;

impl Site {
    /// One row for each chart and strategy.
    #[must_use]
    pub fn upgrade_matrix(&self) -> Table {
        Table::new(Vec::new())
    }
}
