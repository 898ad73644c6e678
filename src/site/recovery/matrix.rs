//! Recovery as tables.

use crate::site::Site;
use crate::site::table::Table;

impl Site {
    /// One row for each chart: `chart`, `tier`, `rto`, `rpo`, `measured`, `drill`, `frequency`, `method`, `owner`, `guides` …
    #[must_use]
    pub fn recovery_matrix(&self) -> Table {
        Table::new(Vec::new())
    }

    /// One row for each chart and scenario.
    #[must_use]
    pub fn scenario_matrix(&self) -> Table {
        Table::new(Vec::new())
    }

    /// One row for each tier.
    #[must_use]
    pub fn tier_matrix(&self) -> Table {
        Table::new(Vec::new())
    }

    /// One row for each chart, in the order in which they come back.
    #[must_use]
    pub fn order_matrix(&self) -> Table {
        Table::new(Vec::new())
    }

    /// One row for each drill, newest first.
    #[must_use]
    pub fn drill_matrix(&self) -> Table {
        Table::new(Vec::new())
    }
}
