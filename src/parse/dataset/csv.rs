//! Comma-separated values, each with its place.

use csv_core::{ReadFieldResult, Reader};

use super::{MAX_COLUMNS, MAX_ROWS, RawDataset, RawRow, header, is_nothing, make_unique, too_many_rows};
use crate::config::DatasetHead;
use crate::diagnostic::{Code, Remark};
use crate::source::{Spanned, TextRange};

/// Reads a text of comma-separated values. The first line names the columns; cells beyond them are reported and left out.
pub(super) fn read(text: &str, remarks: &mut Vec<Remark>) -> RawDataset {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut dataset = RawDataset::default();
    let mut named = false;
    let mut beyond = None;
    records(&text[start..], start, |fields| {
        if !named {
            named = true;
            dataset.head = DatasetHead {
                columns: fields.iter().map(|field| header(&field.value, field.range)).collect(),
                ..DatasetHead::default()
            };
            make_unique(&mut dataset.head.columns);
            return;
        }
        let range = fields.first().map_or_else(TextRange::default, |field| field.range);
        if dataset.rows.len() == MAX_ROWS {
            beyond.get_or_insert(range);
            return;
        }
        let columns = dataset.head.columns.len();
        if let Some(beyond) = fields.get(columns).filter(|field| !field.value.trim().is_empty()) {
            let message = format!("a row has more cells than the {columns} columns of the first line");
            let help = "put values that hold a comma into double quotes";
            remarks.push(Remark::new(Code::DataInvalidValue, beyond.range, message).help(help));
        }
        let cell = |field: &Spanned<String>| {
            let value = field.value.trim();
            (!is_nothing(value)).then(|| Spanned::new(value.to_owned(), field.range)).into_iter().collect()
        };
        dataset.rows.push(RawRow { range, cells: fields.iter().take(columns.min(MAX_COLUMNS)).map(cell).collect() });
    });
    remarks.extend(beyond.map(too_many_rows));
    dataset
}

/// Hands on the fields of each record that isn't an empty line. Places count from `base`.
fn records(text: &str, base: usize, mut record: impl FnMut(&[Spanned<String>])) {
    let mut reader = Reader::new();
    let mut fields: Vec<Spanned<String>> = Vec::new();
    let mut buffer = vec![0; 256];
    let (mut at, mut length) = (0, 0);
    let mut begins = 0;
    loop {
        let (result, read, written) = reader.read_field(&text.as_bytes()[at..], &mut buffer[length..]);
        at += read;
        length += written;
        match result {
            // What is left is read with an empty input once more, which ends the last field.
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => buffer.resize(buffer.len() * 2, 0),
            ReadFieldResult::Field { record_end } => {
                let value = String::from_utf8_lossy(&buffer[..length]).into_owned();
                let written = &text[begins..at];
                let content = written.trim_end_matches(['\r', '\n']);
                let content =
                    if content.len() == written.len() { content.strip_suffix(',').unwrap_or(content) } else { content };
                let lead = content.len() - content.trim_start().len();
                let from = base + begins + lead;
                fields.push(Spanned::new(value, TextRange::new(from, from + content.trim().len())));
                (begins, length) = (at, 0);
                if record_end {
                    record(&fields);
                    fields.clear();
                }
            }
            ReadFieldResult::End => {
                return;
            }
        }
    }
}
