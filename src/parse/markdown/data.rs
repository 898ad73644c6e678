//! Tables of a page that are data: `<!-- docsgen:data NAME -->` before them.

use crate::config::{ColumnSettings, DatasetHead, DatasetKind, column_type};
use crate::diagnostic::{Code, Remark};
use crate::node::Sink;
use crate::parse::dataset::MAX_COLUMNS;
use crate::parse::directive::words;
use crate::parse::document::{Comment, DataTable, Table};
use crate::source::{Spanned, TextRange};

/// The tables that comments make data of, in order, and what is wrong with these comments.
pub(super) fn data_tables(comments: &[Comment], tables: &[Table], source: &str) -> (Vec<DataTable>, Vec<Remark>) {
    let mut found = Vec::new();
    let mut sink = Sink::new(Code::DirectiveInvalid, Code::DirectiveInvalid);
    for comment in comments {
        let content = comment.content.of(source);
        let Some(rest) = content.strip_prefix("docsgen:data") else { continue };
        if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            continue;
        }
        let start = comment.content.start as usize + content.len() - rest.len();
        let mut said = words(rest).into_iter().map(|word| word.shifted(start));
        let Some(name) = said.next().filter(|word| !word.of(source).contains('=')) else {
            sink.invalid(comment.range, "a `docsgen:data` comment names no dataset").help =
                Some("write `<!-- docsgen:data NAME -->`, with a name that pages can ask for".to_owned());
            continue;
        };
        let after = tables.partition_point(|table| table.range.start < comment.range.end);
        let between = |table: &Table| source[comment.range.end as usize..table.range.start as usize].trim().is_empty();
        let Some(index) = tables.get(after).filter(|table| between(table)).map(|_| after) else {
            sink.invalid(comment.range, "no table follows a `docsgen:data` comment").help =
                Some("put it on the line before the table".to_owned());
            continue;
        };
        if tables[index].header.len() > MAX_COLUMNS {
            sink.invalid(comment.range, format!("a dataset has at most {MAX_COLUMNS} columns, and this table more"));
            continue;
        }
        let mut head = DatasetHead::default();
        for word in said {
            read_word(word, source, &mut head, &mut sink);
        }
        let name = Spanned::new(name.of(source).to_owned(), name);
        found.push(DataTable { name, head, table: u32::try_from(index).unwrap_or(u32::MAX) });
    }
    (found, sink.remarks)
}

/// The datasets that comments ask for, in order.
pub(super) fn asked_data(comments: &[Comment], source: &str) -> Vec<Box<str>> {
    let name = |comment: &Comment| {
        let rest = comment.content.of(source).strip_prefix("docsgen:table")?;
        let named = rest.strip_prefix(char::is_whitespace)?.split_whitespace().next()?;
        Some(named.into())
    };
    comments.iter().filter_map(name).collect()
}

/// Takes in a word: `title="…"`, `kind=…`, or a column's name with what it holds.
fn read_word(word: TextRange, source: &str, head: &mut DatasetHead, sink: &mut Sink) {
    let Some((name, value)) = word.of(source).split_once('=').filter(|(name, _)| !name.is_empty()) else {
        sink.invalid(word, format!("`{}` says nothing", word.of(source))).help =
            Some("write `title=\"…\"`, `kind=…`, or `COLUMN=TYPE`".to_owned());
        return;
    };
    let start = word.start as usize;
    let written =
        Spanned::new(value.trim_matches('"').to_owned(), TextRange::new(start + name.len() + 1, word.end as usize));
    match name {
        "title" => head.title = Some(written.value),
        "kind" => match DatasetKind::from_name(&written.value) {
            Some(kind) => head.kind = Some(kind),
            None => {
                sink.invalid(written.range, format!("`{}` is no kind of data", written.value));
            }
        },
        column => {
            let column_type = column_type(&written, sink);
            let name = Spanned::new(column.to_owned(), TextRange::new(start, start + column.len()));
            head.columns.push(ColumnSettings { column_type, ..ColumnSettings::named(name) });
        }
    }
}
