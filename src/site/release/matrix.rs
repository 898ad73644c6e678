//! Releases as tables.

use super::{Release, ReleaseIndex, VersionChange, Versions};
use crate::parse::changelog::Section;
use crate::site::Site;
use crate::site::link::Target;
use crate::site::table::{Cell, Column, ColumnKind, Mark, Measure, Table, Value};

/// The name of the column that counts the items of a kind of section.
const fn count_name(section: Section) -> &'static str {
    match section {
        Section::Breaking => "breaking",
        Section::Added => "added",
        Section::Changed => "changed",
        Section::Deprecated => "deprecated",
        Section::Removed => "removed",
        Section::Fixed => "fixed",
        Section::Security => "security",
        Section::Other => "other",
    }
}

impl Site {
    /// One row for each release, in the order of [`Site::releases`]. Columns are `release`, `of` (the chart it is of), `date`, the
    /// number of items in each kind of section of the changelog, and `charts`, those it mentions. A release leads to its page.
    #[must_use]
    pub fn release_matrix(&self) -> Table {
        let mut columns = vec![
            Column::new("release", "Release", ColumnKind::Version),
            Column::new("of", "Chart", ColumnKind::Text),
            Column::new("date", "Date", ColumnKind::Keyed).measured(Some(Measure::Date)),
        ];
        let count = |section: Section| Column::new(count_name(section), section.title(), ColumnKind::Number);
        columns.extend(Section::ALL.map(count));
        columns.push(Column::new("charts", "Charts", ColumnKind::Text));
        let mut table = Table::new(columns);
        for (index, release) in self.releases() {
            let counts = release.entry.iter().flat_map(|said| &said.entry.counts);
            let counts = counts.map(|(section, count)| (count_name(*section), vec![Value::new(count.to_string())]));
            let own = [
                ("release", vec![release_value(release).to(Target::Release(index))]),
                ("of", release.chart.map(|chart| self.chart_value(chart)).into_iter().collect()),
                ("date", date_cell(release)),
                ("charts", release.mentions.iter().map(|mention| self.chart_value(mention.chart)).collect()),
            ];
            table.push(own.into_iter().chain(counts));
        }
        table
    }

    /// What became of the charts' versions with a release: columns `chart`, `from`, `to`, `app-from`, `app-to` and `what`. Empty
    /// where that isn't known.
    #[must_use]
    pub fn release_versions(&self, release: ReleaseIndex) -> Table {
        let mut table = Table::new(vec![
            Column::new("chart", "Chart", ColumnKind::Text),
            Column::new("from", "Before", ColumnKind::Version),
            Column::new("to", "After", ColumnKind::Version),
            Column::new("app-from", "App before", ColumnKind::Version),
            Column::new("app-to", "App after", ColumnKind::Version),
            Column::new("what", "What", ColumnKind::Text),
        ]);
        let Versions::Known { since, changes, .. } = &self.release(release).versions else { return table };
        for VersionChange { name, chart, before, after } in changes {
            let name = chart.map_or_else(|| Value::new(&**name), |chart| self.chart_value(chart));
            let stated = |text: Option<&String>| text.map(|text| Value::new(&**text)).into_iter().collect::<Cell>();
            let what = match (before, after) {
                (None, _) if since.is_some() => vec![Value::new("New").seen(Mark::Good)],
                (_, None) => vec![Value::new("Gone").seen(Mark::Attention)],
                _ => Vec::new(),
            };
            table.push([
                ("chart", vec![name]),
                ("from", stated(before.as_ref().and_then(|before| before.version.as_ref()))),
                ("to", stated(after.as_ref().and_then(|after| after.version.as_ref()))),
                ("app-from", stated(before.as_ref().and_then(|before| before.app_version.as_ref()))),
                ("app-to", stated(after.as_ref().and_then(|after| after.app_version.as_ref()))),
                ("what", what),
            ]);
        }
        table
    }
}

fn release_value(release: &Release) -> Value {
    let value = Value::new(if release.version.is_empty() { "Unreleased" } else { &release.version });
    match () {
        () if release.yanked => value.marked(Mark::Bad, "withdrawn"),
        () if release.unreleased && !release.version.is_empty() => value.marked(Mark::Attention, "unreleased"),
        () => value,
    }
}

fn date_cell(release: &Release) -> Cell {
    let value = |date: jiff::civil::Date| Value::new(date.to_string()).keyed(Measure::date(date));
    release.date.map(value).into_iter().collect()
}
