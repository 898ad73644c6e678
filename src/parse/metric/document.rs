//! Figures of one Markdown file that can't be so: in its tables, row by row, and in examples of YAML and JSON.

use std::collections::BTreeMap;

use super::contradiction::{CONTRADICTION_HELP, contradiction_in_words};
use super::{Better, MetricName, Quantity, Statistic, contradictions, is_ordered};
use crate::diagnostic::{Code, Remark};
use crate::node::{Node, Value, parse_yaml_part};
use crate::parse::command::code::Code as CodeText;
use crate::parse::document::{Document, Fence, Table};
use crate::source::TextRange;

/// The longest block of code that is read for figures, in bytes: examples are shorter by far.
const MAX_CODE_BYTES: usize = 256 << 10;

/// A figure of a document.
struct Figure<'d> {
    /// The name it stands under, as written.
    name: &'d str,
    statistic: Statistic,
    text: &'d str,
    quantity: Quantity,
    place: TextRange,
}

/// Finds figures that can't be so. `text` is the whole file.
pub(in crate::parse) fn contradictions_in(document: &Document, text: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for table in document.tables.iter().filter(|table| !document.is_generated(table.range)) {
        read_table(document, table, &mut remarks);
    }
    for fence in &document.fences {
        if matches!(&*fence.language, "yaml" | "yml" | "json" | "jsonc" | "json5") && may_contradict(fence, text) {
            read_code(fence, text, &mut remarks);
        }
    }
    remarks
}

/// Whether figures tell something of measured values, which minimum and maximum alone don't: those are as often what somebody
/// may set.
const fn is_measured(statistic: Statistic) -> bool {
    matches!(statistic, Statistic::Percentile(_) | Statistic::Average)
}

/// Whether a figure that stands under a name, in something that is called `context`, can contradict others.
fn may_contradict_others(statistic: Statistic, context: &str, name: &str, text: &str, quantity: &Quantity) -> bool {
    let better = Better::of(&format!("{context} {name}"), Some(&quantity.unit));
    is_ordered(statistic, &[context, name], text, quantity, better)
}

/// A column of a table whose head names a statistic.
struct StatisticColumn<'d> {
    column: usize,
    name: &'d str,
    statistic: Statistic,
    /// The unit that the head names.
    unit: Option<&'static str>,
}

fn read_table(document: &Document, table: &Table, remarks: &mut Vec<Remark>) {
    let mut groups: BTreeMap<String, Vec<StatisticColumn<'_>>> = BTreeMap::new();
    for (column, cell) in table.header.iter().enumerate() {
        let name = document.plain(cell.text).trim();
        let MetricName { subject, statistic, unit } = MetricName::read(name);
        if let Some(statistic) = statistic {
            groups.entry(subject).or_default().push(StatisticColumn { column, name, statistic, unit });
        }
    }
    groups.retain(|_, columns| columns.len() > 1 && columns.iter().any(|column| is_measured(column.statistic)));
    if groups.is_empty() {
        return;
    }
    for row in &table.rows {
        // What a row is about stands in its first cell.
        let about = row.first().map_or("", |cell| document.plain(cell.text).trim());
        for columns in groups.values() {
            let figures = columns.iter().filter_map(|StatisticColumn { column, name, statistic, unit }| {
                let cell = row.get(*column)?;
                let text = document.plain(cell.text).trim();
                let quantity = Quantity::read(text, *unit)?;
                may_contradict_others(*statistic, about, name, text, &quantity).then_some(())?;
                Some(Figure { name, statistic: *statistic, text, quantity, place: cell.range })
            });
            report(&figures.collect::<Vec<_>>(), remarks);
        }
    }
}

/// Whether code can name two statistics: one pass over its bytes.
fn may_contradict(fence: &Fence, text: &str) -> bool {
    const SIGNS: [&[u8]; 8] = [b"p5", b"p9", b"p(", b"avg", b"Avg", b"mean", b"average", b"med"];
    let length: usize = fence.code.iter().map(|piece| piece.len()).sum();
    let has = |needle: &[u8]| {
        fence.code.iter().any(|piece| memchr::memmem::find(piece.of(text).as_bytes(), needle).is_some())
    };
    length <= MAX_CODE_BYTES && SIGNS.into_iter().any(has)
}

fn read_code(fence: &Fence, text: &str, remarks: &mut Vec<Remark>) {
    let code = CodeText::of_fence(fence, text);
    let mut start = 0;
    let mut at = 0;
    let mut parts = Vec::new();
    for line in code.text.split_inclusive('\n') {
        if line.trim_end() == "---" {
            parts.push(TextRange::new(start, at));
            start = at + line.len();
        }
        at += line.len();
    }
    parts.push(TextRange::new(start, at));
    for part in parts {
        // Examples may be cut short, or no YAML at all: then nobody can say what belongs together.
        let Ok(document) = parse_yaml_part(&code.text, part) else { continue };
        let mut open = vec![("", &document.root)];
        while let Some((key, node)) = open.pop() {
            read_mapping(node, key, &code, remarks);
            open.extend(node.items().iter().map(|node| (key, node)));
            open.extend(node.entries().iter().map(|(key, node)| (&*key.value, node)));
        }
    }
}

/// Compares the figures of one mapping, which stands under a key.
fn read_mapping(node: &Node, above: &str, code: &CodeText, remarks: &mut Vec<Remark>) {
    let mut groups: BTreeMap<String, Vec<Figure<'_>>> = BTreeMap::new();
    for (key, value) in node.entries() {
        let is_figure = matches!(value.value, Value::Integer(_) | Value::Float(_) | Value::Text(_));
        let MetricName { subject, statistic, unit } = MetricName::read(&key.value);
        let Some(statistic) = statistic.filter(|_| is_figure) else { continue };
        let text = value.range.of(&code.text).trim().trim_matches(['"', '\'']);
        let Some(quantity) = Quantity::read(text, unit) else { continue };
        if !may_contradict_others(statistic, above, &key.value, text, &quantity) {
            continue;
        }
        let place = code.place(value.range.start as usize, value.range.end as usize);
        groups.entry(subject).or_default().push(Figure { name: &key.value, statistic, text, quantity, place });
    }
    for figures in groups.values().filter(|figures| figures.iter().any(|figure| is_measured(figure.statistic))) {
        report(figures, remarks);
    }
}

/// Reports what can't be so among figures of one thing, those in one unit each.
fn report(figures: &[Figure<'_>], remarks: &mut Vec<Remark>) {
    let mut by_unit: BTreeMap<&str, Vec<&Figure<'_>>> = BTreeMap::new();
    for figure in figures {
        by_unit.entry(&figure.quantity.unit).or_default().push(figure);
    }
    for figures in by_unit.values().filter(|figures| figures.len() > 1) {
        let values: Vec<(Statistic, f64)> =
            figures.iter().map(|figure| (figure.statistic, figure.quantity.value)).collect();
        for found in contradictions(&values) {
            let (low, high) = (figures[found.low], figures[found.high]);
            let message =
                contradiction_in_words((low.name, low.text, low.statistic), (high.name, high.text, high.statistic));
            remarks.push(
                Remark::new(Code::BaselineImpossible, low.place, message)
                    .label(high.place, "the figure that is above it")
                    .help(CONTRADICTION_HELP),
            );
        }
    }
}
