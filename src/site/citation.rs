//! The places that figures of the site lead back to.

use std::collections::BTreeMap;

use super::Site;
use super::table::{Row, Table};
use crate::source::{FileId, Span};

/// The id of a line of a page's source on the page. No heading's id has a colon in it, so none can be the same.
#[must_use]
pub fn line_anchor(line: u32) -> String {
    format!("site:line-{line}")
}

/// Places in sources that something on the site leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citations {
    /// By file: the offsets at which the places start, in order, each once.
    offsets: BTreeMap<FileId, Vec<u32>>,
}

impl Citations {
    fn new(places: impl Iterator<Item = Span>) -> Self {
        let mut offsets: BTreeMap<FileId, Vec<u32>> = BTreeMap::new();
        for place in places {
            offsets.entry(place.file).or_default().push(place.range.start);
        }
        for offsets in offsets.values_mut() {
            offsets.sort_unstable();
            offsets.dedup();
        }
        Self { offsets }
    }

    /// The offsets in a file that are cited, in order, each once.
    #[must_use]
    pub fn of(&self, file: FileId) -> &[u32] {
        self.offsets.get(&file).map_or(&[], Vec::as_slice)
    }

    /// The files in which something is cited, in order.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.offsets.keys().copied()
    }
}

impl Site {
    /// Every place that a cell of `tables` comes from or a chart's page names.
    #[must_use]
    pub fn citations(&self, tables: &[Table]) -> Citations {
        let recovery = &self.recovery;
        let claims = recovery.claims.iter().map(|claim| claim.place);
        let stated = recovery.claims.iter().flat_map(|claim| claim.method.iter().chain(&claim.frequency));
        let policies =
            recovery.tiers.iter().flat_map(|tier| tier.rto.iter().chain(&tier.rpo)).map(|policy| policy.place);
        let tiers = recovery.tiers.iter().filter_map(|tier| tier.place);
        let drills = recovery.charts.iter().flat_map(|chart| &chart.drills);
        let drills = drills.flat_map(|drill| {
            let measured = drill.rto.iter().chain(&drill.rpo).map(|measured| measured.place);
            measured.chain([drill.place]).collect::<Vec<_>>()
        });
        let needed = recovery.order.charts.iter().flat_map(|chart| chart.depends_on.iter().flatten());
        let needed = needed.filter_map(|dependency| dependency.place);
        let strategies = self.upgrades.iter().flatten().map(|strategy| strategy.place);
        let cells = tables.iter().flat_map(|table| table.rows().iter().flat_map(Row::values));
        let cells = cells.filter_map(|value| value.source);
        Citations::new(
            claims
                .chain(stated.filter_map(|stated| stated.place))
                .chain(policies)
                .chain(tiers)
                .chain(drills)
                .chain(needed)
                .chain(strategies)
                .chain(cells),
        )
    }
}
