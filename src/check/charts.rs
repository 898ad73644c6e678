//! Names of charts where there is no such chart: in book.toml and in annotations. Front matter is looked up when the
//! site is assembled.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::source::{FileId, Span, Spanned, TextRange};

/// Finds the names that settings and annotations give and that no chart has.
pub(super) fn check_charts(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut check = |file: FileId, name: &Spanned<String>| {
        if checked.site.chart_by_id(&name.value).is_none() {
            findings.push(unknown(checked, file, name));
        }
    };
    if let Some(file) = checked.config_file {
        for settings in checked.config.charts.values() {
            check(file, &settings.name);
            settings.depends_on.iter().flatten().for_each(|name| check(file, name));
        }
        checked.config.tiers.iter().flat_map(|tier| &tier.charts).for_each(|name| check(file, name));
    }
    for chart in checked.site.charts.iter() {
        let Some((file, chart_yaml)) = &chart.chart_yaml else { continue };
        for (_, written) in chart_yaml.annotations.iter().filter(|(key, _)| key.value == "docsgen.dev/depends-on") {
            let text = checked.sources.get(*file).text();
            names_in(written, text).for_each(|name| check(*file, &name));
        }
    }
    findings
}

/// The names of an annotation, each at its own place where the value stands in the file as it is.
fn names_in<'a>(written: &'a Spanned<String>, text: &'a str) -> impl Iterator<Item = Spanned<String>> + 'a {
    let value = &*written.value;
    let start = written.range.of(text).find(value).map(|before| written.range.start as usize + before);
    let mut at = 0;
    value.split(',').filter_map(move |part| {
        let before = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        let name = part.trim();
        let range = start.map_or(written.range, |start| TextRange::new(start + before, start + before + name.len()));
        (!name.is_empty()).then(|| Spanned::new(name.to_owned(), range))
    })
}

fn unknown(checked: Checked<'_>, file: FileId, name: &Spanned<String>) -> Diagnostic {
    let span = Span { file, range: name.range };
    let diagnostic = Diagnostic::new(Code::ChartUnknown, span, format!("there is no chart `{}`", name.value));
    // Past so many charts, comparing all with every wrong name would cost more than it helps.
    let known = checked.site.charts.iter().take(1000).map(|chart| &*chart.id);
    match near_match(&name.value, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("name the chart's folder, or say where the chart is: `folder` in `[charts.<id>]`"),
    }
}
