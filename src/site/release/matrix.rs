//! Releases as tables.

use super::{Release, ReleaseIndex, VersionChange, Versions};
use crate::parse::changelog::Section;
use crate::site::Site;
use crate::site::link::Target;
use crate::site::table::{Cell, Column, ColumnKind, Mark, Table, Value};

const fn column(name: &'static str, title: &'static str, kind: ColumnKind) -> Column {
    Column { name, title, kind }
}

/// The column that counts the items of a kind of section.
const fn count_column(section: Section) -> Column {
    let name = match section {
        Section::Breaking => "breaking",
        Section::Added => "added",
        Section::Changed => "changed",
        Section::Deprecated => "deprecated",
        Section::Removed => "removed",
        Section::Fixed => "fixed",
        Section::Security => "security",
        Section::Other => "other",
    };
    column(name, section.title(), ColumnKind::Number)
}

impl Site {
    /// One row for each release, in the order of [`Site::releases`]. Columns are `release`, `of` (the chart it is of), `date`, the
    /// number of items in each kind of section of the changelog, and `charts`, those it mentions. A release leads to its page.
    #[must_use]
    pub fn release_matrix(&self) -> Table {
        let mut columns = vec![
            column("release", "Release", ColumnKind::Version),
            column("of", "Chart", ColumnKind::Text),
            column("date", "Date", ColumnKind::Keyed),
        ];
        columns.extend(Section::ALL.map(count_column));
        columns.push(column("charts", "Charts", ColumnKind::Text));
        let mut table = Table::new(columns);
        for (index, release) in self.releases() {
            let counts = release.entry.iter().flat_map(|said| &said.entry.counts);
            let counts =
                counts.map(|(section, count)| (count_column(*section).name, vec![Value::new(count.to_string())]));
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
            column("chart", "Chart", ColumnKind::Text),
            column("from", "Before", ColumnKind::Version),
            column("to", "After", ColumnKind::Version),
            column("app-from", "App before", ColumnKind::Version),
            column("app-to", "App after", ColumnKind::Version),
            column("what", "What", ColumnKind::Text),
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

    fn chart_value(&self, chart: crate::site::chart::ChartIndex) -> Value {
        let of = self.chart(chart);
        Value::new(&*of.title).called(&*of.id).to(Target::Chart(chart))
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
    let key = |date: jiff::civil::Date| {
        let number = i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day());
        u64::try_from(number).ok()
    };
    release.date.map(|date| Value::new(date.to_string()).keyed(key(date))).into_iter().collect()
}
