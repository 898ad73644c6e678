//! The places that stand for things that aren't there.

use super::Checked;
use crate::site::chart::Chart;
use crate::site::page::Page;
use crate::source::{Span, TextRange};

/// The place that stands for a page: its title, else its start.
pub(super) fn title(page: &Page) -> Span {
    let range = page.document.first_title().map_or_else(TextRange::default, |heading| heading.range);
    Span { file: page.file, range }
}

/// The place that stands for a chart: its name in Chart.yaml, else its README's title, else its table in book.toml.
pub(super) fn chart(checked: Checked<'_>, chart: &Chart) -> Option<Span> {
    let name = || {
        let (file, chart_yaml) = chart.chart_yaml.as_ref()?;
        Some(Span { file: *file, range: chart_yaml.name.as_ref()?.range })
    };
    let readme = || chart.readme.map(|page| title(checked.site.page(page)));
    let settings = || {
        let settings = checked.config.charts.get(&chart.id)?;
        Some(Span { file: checked.config_file?, range: settings.name.range })
    };
    name().or_else(readme).or_else(settings)
}
