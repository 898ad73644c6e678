//! A table as comma-separated values (RFC 4180).

use crate::site::table::{Value, View};

/// Writes the rows in order, under the names of the columns. Values of one cell are parted by a semicolon; a cell of which
/// nothing is known is empty. What a spreadsheet would take for a formula is kept from it by an apostrophe.
#[must_use]
pub fn csv(view: &View) -> String {
    let mut text = String::new();
    line(&mut text, view.columns().map(|column| column.name().to_owned()));
    for row in view.groups().into_iter().flat_map(|group| group.rows) {
        line(&mut text, view.cells(row).map(cell));
    }
    text
}

fn cell(values: &[Value]) -> String {
    let texts: Vec<&str> = values.iter().map(|value| &*value.text).collect();
    texts.join("; ")
}

/// Writes a line of fields.
pub(in crate::render) fn line(text: &mut String, fields: impl IntoIterator<Item = impl AsRef<str>>) {
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_field(text, field.as_ref());
    }
    text.push_str("\r\n");
}

fn write_field(text: &mut String, field: &str) {
    // OWASP, "CSV Injection": these begin a formula, also behind white space.
    let formula = field.trim_start().starts_with(['=', '+', '-', '@']) || field.starts_with(['\t', '\r', '\n']);
    let guard = if formula { "'" } else { "" };
    write_quoted(text, guard, field);
}

/// Writes a field as it is behind a guard, in quotes where it needs them.
pub(in crate::render) fn write_quoted(text: &mut String, guard: &str, field: &str) {
    if field.contains([',', '"', '\r', '\n']) {
        text.push('"');
        text.push_str(guard);
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(guard);
        text.push_str(field);
    }
}
