//! Every claim as one row of CSV (RFC 4180), for spreadsheets.

use rapidhash::RapidHashSet;

use super::objectives::{counting, tier_of};
use super::{Place, Seconds, indices};
use crate::render::table::csv_line;
use crate::site::Site;
use crate::site::recovery::claim::{Claim, ClaimIndex, Subject};
use crate::source::Sources;

/// The columns.
const COLUMNS: [&str; 12] =
    ["chart", "tier", "scenario", "field", "text", "seconds", "form", "living", "counts", "path", "line", "column"];

/// Every claim of a site, one a row: those of the charts in order of id, then those of the tiers and of the platform, whose
/// column `chart` is empty.
#[must_use]
pub fn claims_csv(site: &Site, sources: &Sources) -> String {
    let mut csv = String::new();
    csv_line(&mut csv, COLUMNS);
    for index in indices(site.charts.len()) {
        let counting: RapidHashSet<ClaimIndex> = counting(site.recovery.chart(index)).collect();
        for (claim_index, claim) in site.recovery.claims_of(index) {
            let tier = tier_of(site, index).unwrap_or_default();
            claim_row(&mut csv, [&site.chart(index).id, tier], claim, counting.contains(&claim_index), sources);
        }
    }
    let rest = |tier: bool| {
        let claims = site.recovery.claims.iter();
        claims.filter_map(move |claim| match claim.subject {
            Subject::Tier(index) if tier => Some((site.recovery.tier(index).id.as_str(), claim)),
            Subject::Platform if !tier => Some(("", claim)),
            _ => None,
        })
    };
    for (tier, claim) in rest(true).chain(rest(false)) {
        claim_row(&mut csv, ["", tier], claim, false, sources);
    }
    csv
}

fn claim_row(csv: &mut String, [chart, tier]: [&str; 2], claim: &Claim, counts: bool, sources: &Sources) {
    let yes_no = |yes| if yes { "yes" } else { "no" };
    let place = Place::of(claim.place, sources);
    let seconds = claim.bound.upper().map(|upper| Seconds(upper).to_string()).unwrap_or_default();
    let (line, column) = (place.line.to_string(), place.column.to_string());
    csv_line(
        csv,
        [
            chart,
            tier,
            &claim.scenario.name,
            claim.field.name(),
            &claim.bound.text,
            &seconds,
            claim.form.name(),
            yes_no(claim.living),
            yes_no(counts),
            place.path,
            &line,
            &column,
        ],
    );
}
