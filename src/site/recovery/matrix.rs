//! Recovery as tables.

use crate::site::Site;
use crate::site::table::{Column, ColumnKind, Table};

/// The columns of the recovery matrix.
const RECOVERY: [Column; 14] = [
    Column { name: "chart", title: "Chart", kind: ColumnKind::Text },
    Column { name: "tier", title: "Tier", kind: ColumnKind::Keyed },
    Column { name: "category", title: "Category", kind: ColumnKind::Text },
    Column { name: "rto", title: "RTO", kind: ColumnKind::Keyed },
    Column { name: "rpo", title: "RPO", kind: ColumnKind::Keyed },
    Column { name: "effective", title: "Effective RTO", kind: ColumnKind::Keyed },
    Column { name: "measured", title: "Measured", kind: ColumnKind::Keyed },
    Column { name: "drill", title: "Last drill", kind: ColumnKind::Keyed },
    Column { name: "frequency", title: "Backup frequency", kind: ColumnKind::Text },
    Column { name: "method", title: "Method", kind: ColumnKind::Text },
    Column { name: "owner", title: "Owner", kind: ColumnKind::Text },
    Column { name: "backup", title: "Backup guide", kind: ColumnKind::Text },
    Column { name: "upgrade", title: "Upgrade guide", kind: ColumnKind::Text },
    Column { name: "conflicts", title: "Conflicts", kind: ColumnKind::Number },
];

/// The columns of the matrix of scenarios.
const SCENARIOS: [Column; 7] = [
    Column { name: "chart", title: "Chart", kind: ColumnKind::Text },
    Column { name: "tier", title: "Tier", kind: ColumnKind::Keyed },
    Column { name: "scenario", title: "Scenario", kind: ColumnKind::Text },
    Column { name: "rto", title: "RTO", kind: ColumnKind::Keyed },
    Column { name: "rpo", title: "RPO", kind: ColumnKind::Keyed },
    Column { name: "frequency", title: "Backup frequency", kind: ColumnKind::Text },
    Column { name: "method", title: "Method", kind: ColumnKind::Text },
];

/// The columns of the matrix of tiers.
const TIERS: [Column; 8] = [
    Column { name: "tier", title: "Tier", kind: ColumnKind::Keyed },
    Column { name: "charts", title: "Charts", kind: ColumnKind::Number },
    Column { name: "policy-rto", title: "RTO allowed", kind: ColumnKind::Keyed },
    Column { name: "rto", title: "RTO promised", kind: ColumnKind::Keyed },
    Column { name: "policy-rpo", title: "RPO allowed", kind: ColumnKind::Keyed },
    Column { name: "rpo", title: "RPO promised", kind: ColumnKind::Keyed },
    Column { name: "beyond", title: "Beyond policy", kind: ColumnKind::Number },
    Column { name: "drilled", title: "Proved by drills", kind: ColumnKind::Number },
];

/// The columns of the order of recovery.
const ORDER: [Column; 7] = [
    Column { name: "wave", title: "Wave", kind: ColumnKind::Keyed },
    Column { name: "chart", title: "Chart", kind: ColumnKind::Text },
    Column { name: "tier", title: "Tier", kind: ColumnKind::Keyed },
    Column { name: "depends-on", title: "Depends on", kind: ColumnKind::Text },
    Column { name: "dependents", title: "Needed by", kind: ColumnKind::Text },
    Column { name: "rto", title: "RTO", kind: ColumnKind::Keyed },
    Column { name: "effective", title: "Effective RTO", kind: ColumnKind::Keyed },
];

/// The columns of the matrix of drills.
const DRILLS: [Column; 9] = [
    Column { name: "date", title: "Date", kind: ColumnKind::Keyed },
    Column { name: "chart", title: "Chart", kind: ColumnKind::Text },
    Column { name: "scenario", title: "Scenario", kind: ColumnKind::Text },
    Column { name: "measured-rto", title: "Measured RTO", kind: ColumnKind::Keyed },
    Column { name: "target-rto", title: "Target RTO", kind: ColumnKind::Keyed },
    Column { name: "measured-rpo", title: "Measured RPO", kind: ColumnKind::Keyed },
    Column { name: "target-rpo", title: "Target RPO", kind: ColumnKind::Keyed },
    Column { name: "result", title: "Result", kind: ColumnKind::Text },
    Column { name: "evidence", title: "Evidence", kind: ColumnKind::Text },
];

impl Site {
    /// One row for each chart of which something is promised, tried or written, in order of tier, then of title: columns
    /// `chart`, `tier`, `category`, `rto`, `rpo`, `effective`, `measured`, `drill`, `frequency`, `method`, `owner`, `backup`,
    /// `upgrade` and `conflicts`. Others, such as libraries, have nothing to recover.
    #[must_use]
    pub fn recovery_matrix(&self) -> Table {
        Table::new(RECOVERY.to_vec()).expecting(&["rto", "rpo"])
    }

    /// One row for each chart and scenario, the headline first: columns `chart`, `tier`, `scenario`, `rto`, `rpo`,
    /// `frequency` and `method`.
    #[must_use]
    pub fn scenario_matrix(&self) -> Table {
        Table::new(SCENARIOS.to_vec())
    }

    /// One row for each tier, in order: columns `tier`, `charts`, `policy-rto`, `rto`, `policy-rpo`, `rpo`, `beyond` and
    /// `drilled`.
    #[must_use]
    pub fn tier_matrix(&self) -> Table {
        Table::new(TIERS.to_vec())
    }

    /// One row for each chart, in the order in which they come back: columns `wave`, `chart`, `tier`, `depends-on`,
    /// `dependents`, `rto` and `effective`. Last those whose order isn't stated.
    #[must_use]
    pub fn order_matrix(&self) -> Table {
        Table::new(ORDER.to_vec())
    }

    /// One row for each drill, newest first: columns `date`, `chart`, `scenario`, `measured-rto`, `target-rto`,
    /// `measured-rpo`, `target-rpo`, `result` and `evidence`.
    #[must_use]
    pub fn drill_matrix(&self) -> Table {
        Table::new(DRILLS.to_vec())
    }
}
