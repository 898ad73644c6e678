//! What is asked of a table in words: `group=tier tier=1 where=rto>1h columns=chart,rto sort=-rto attention`.

use std::cmp::Ordering;

use super::Direction;
use crate::parse::directive::words;
use crate::source::{Spanned, TextRange};

/// What is asked of a table. Names are those of columns; whether a table has them is found when it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The columns to show, in order; all where none is named.
    pub columns: Vec<Spanned<String>>,
    /// Rows that pass every filter are shown.
    pub filters: Vec<Filter>,
    /// What to sort by.
    pub sort: Option<(Spanned<String>, Direction)>,
    /// What to group by.
    pub group: Option<Spanned<String>>,
    /// Whether only rows are shown that somebody should look at.
    pub attention: bool,
}

/// Which rows are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The column.
    pub column: Spanned<String>,
    /// What its cells are asked.
    pub test: Test,
}

/// What the cells of a column are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Whether a value has one of these texts or ids; an empty one asks for cells of which nothing is known.
    OneOf(Vec<String>),
    /// Whether no value has this text or id.
    Not(String),
    /// Whether a value's text holds this one, without regard to case.
    Contains(String),
    /// How the first value compares with this one, by what the column means. What is unknown compares with nothing.
    Compared(Comparison, Spanned<String>),
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Whether an order is as asked.
    #[must_use]
    pub const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// Why a query can't be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFault {
    /// What is wrong, as one clause in lower case.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where in the query.
    pub range: TextRange,
}

/// What a query can say.
const WORDS: &str = "write `columns=a,b`, `sort=a`, `sort=-a`, `group=a`, `a=value`, `where=a>value` with names of columns, or `attention`";

impl Query {
    /// Reads a query: words between white space. A value in double quotes may hold white space and commas.
    ///
    /// # Errors
    /// Where a word is none of a query.
    pub fn parse(text: &str) -> Result<Self, QueryFault> {
        let mut query = Self::default();
        for range in words(text) {
            query.read(range.of(text), range)?;
        }
        Ok(query)
    }

    /// Takes in one more word, whose place in the query is `range`.
    ///
    /// # Errors
    /// Where it is no word of a query.
    pub fn read(&mut self, word: &str, range: TextRange) -> Result<(), QueryFault> {
        let fault = |message: String| QueryFault { message, help: WORDS.to_owned(), range };
        let Some((name, value)) = word.split_once('=') else {
            if word == "attention" {
                self.attention = true;
                return Ok(());
            }
            return Err(fault(format!("`{word}` asks for nothing")));
        };
        if name.is_empty() {
            return Err(fault(format!("`{word}` names no column")));
        }
        let start = range.start as usize;
        let from = start + name.len() + 1;
        match name {
            "columns" | "sort" | "group" => {
                let named = names(value, from);
                if named.is_empty() {
                    return Err(fault(format!("`{word}` names no column")));
                }
                match (name, &*named) {
                    ("columns", _) => self.columns.extend(named),
                    (_, [_, second, ..]) => {
                        let message = format!("`{name}` takes one column");
                        return Err(QueryFault { message, help: WORDS.to_owned(), range: second.range });
                    }
                    ("sort", [column]) => self.sort = Some(directed(column)),
                    (_, [column]) => self.group = Some(column.clone()),
                    _ => {}
                }
            }
            "where" => self.filters.extend(conditions(value, from)?),
            _ => {
                let column = Spanned::new(name.to_owned(), TextRange::new(start, start + name.len()));
                self.filters.push(Filter { column, test: Test::OneOf(values(value)) });
            }
        }
        Ok(())
    }

    /// Reads what to sort by: a column's name, with `-` before it for the largest first.
    #[must_use]
    pub fn sorted_by(name: &str) -> (Spanned<String>, Direction) {
        directed(&Spanned::new(name.to_owned(), TextRange::default()))
    }
}

fn directed(column: &Spanned<String>) -> (Spanned<String>, Direction) {
    match column.value.strip_prefix('-') {
        Some(name) => {
            let range = TextRange { start: column.range.start + 1, end: column.range.end.max(column.range.start + 1) };
            (Spanned::new(name.to_owned(), range), Direction::Descending)
        }
        None => (column.clone(), Direction::Ascending),
    }
}

/// Names between commas, with their places.
fn names(value: &str, from: usize) -> Vec<Spanned<String>> {
    let mut at = from;
    let mut found = Vec::new();
    for name in value.split(',') {
        if !name.is_empty() {
            found.push(Spanned::new(name.to_owned(), TextRange::new(at, at + name.len())));
        }
        at += name.len() + 1;
    }
    found
}

/// The conditions of `where`, between commas: a column, a sign and a value. `from` is where they start in the query.
fn conditions(written: &str, from: usize) -> Result<Vec<Filter>, QueryFault> {
    let help =
        "write a column, one of `=`, `!=`, `<`, `<=`, `>`, `>=` or `~` (holds the text), and a value: `where=rto>1h`";
    let mut found = Vec::new();
    let (mut quoted, mut start) = (false, 0);
    let ends = written.char_indices().filter(|(_, character)| {
        quoted ^= *character == '"';
        *character == ',' && !quoted
    });
    let ends: Vec<usize> = ends.map(|(at, _)| at).chain([written.len()]).collect();
    for end in ends {
        let part = &written[start..end];
        let bare = part.trim_start_matches(['"', ' ']);
        let at = from + start + part.len() - bare.len();
        let bare = bare.trim_end_matches(['"', ' ']);
        start = end + 1;
        let range = TextRange::new(at, at + bare.len());
        let fault = || QueryFault { message: format!("`{bare}` is no condition"), help: help.to_owned(), range };
        let name = bare.find(['=', '!', '<', '>', '~']).filter(|length| *length > 0).ok_or_else(fault)?;
        let (column, rest) = bare.split_at(name);
        let signs = ["!=", "<=", ">=", "=", "<", ">", "~"];
        let sign = signs.into_iter().find(|sign| rest.starts_with(sign)).ok_or_else(fault)?;
        let value = rest[sign.len()..].trim_start();
        let place = TextRange::new(at + bare.len() - value.len(), at + bare.len());
        let value = value.trim_matches('"').to_owned();
        let compared = |comparison| Test::Compared(comparison, Spanned::new(value.clone(), place));
        let test = match sign {
            "=" => Test::OneOf(vec![value]),
            "!=" => Test::Not(value),
            "~" => Test::Contains(value),
            "<" => compared(Comparison::Below),
            "<=" => compared(Comparison::AtMost),
            ">" => compared(Comparison::Above),
            _ => compared(Comparison::AtLeast),
        };
        let column = column.trim_end();
        found.push(Filter { column: Spanned::new(column.to_owned(), TextRange::new(at, at + column.len())), test });
    }
    Ok(found)
}

/// Values between commas; commas in double quotes are text.
fn values(value: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for character in value.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(String::new()),
            _ => found.last_mut().expect("never empty").push(character),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_query() {
        let text =
            "group=tier  tier=1,2 category=\"Data stores, large\" columns=chart,rto sort=-rto\n owner= attention";
        let query = Query::parse(text).expect("a query");
        let at = |spanned: &Spanned<String>| (spanned.value.clone(), spanned.range.of(text).to_owned());
        let both = |word: &str| (word.to_owned(), word.to_owned());
        assert_eq!(query.group.as_ref().map(at), Some(both("tier")));
        assert_eq!(query.columns.iter().map(at).collect::<Vec<_>>(), [both("chart"), both("rto")]);
        let (column, direction) = query.sort.expect("sorted");
        assert_eq!((at(&column), direction), (both("rto"), Direction::Descending));
        let filters: Vec<_> = query.filters.iter().map(|filter| (at(&filter.column).1, filter.test.clone())).collect();
        let filter = |column: &str, values: &[&str]| {
            (column.to_owned(), Test::OneOf(values.iter().map(ToString::to_string).collect()))
        };
        let expected =
            [filter("tier", &["1", "2"]), filter("category", &["Data stores, large"]), filter("owner", &[""])];
        assert_eq!(filters, expected);
        assert!(query.attention);
        assert_eq!(Query::parse(" \n").expect("empty"), Query::default());
    }

    #[test]
    fn conditions_have_a_column_a_sign_and_a_value() {
        let text = "where=\"rto > 1 hour\",state!=done,owner=,p95<=200 where=name~\"a, b\"";
        let query = Query::parse(text).expect("a query");
        let shown = query.filters.iter().map(|filter| match &filter.test {
            Test::OneOf(values) => format!("{} = {}", filter.column.range.of(text), values.join("|")),
            Test::Not(value) => format!("{} != {value}", filter.column.range.of(text)),
            Test::Contains(value) => format!("{} ~ {value}", filter.column.range.of(text)),
            Test::Compared(comparison, value) => {
                assert_eq!(value.range.of(text).trim_matches('"'), value.value);
                format!("{} {comparison:?} {}", filter.column.range.of(text), value.value)
            }
        });
        let expected = ["rto Above 1 hour", "state != done", "owner = ", "p95 AtMost 200", "name ~ a, b"];
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_of_no_query_are_named() {
        for (text, message, at) in [
            ("tier=1 grouped", "`grouped` asks for nothing", "grouped"),
            ("=1", "`=1` names no column", "=1"),
            ("sort=", "`sort=` names no column", "sort="),
            ("group=tier,chart", "`group` takes one column", "chart"),
            ("columns=,", "`columns=,` names no column", "columns=,"),
            ("where=rto>1h,tier", "`tier` is no condition", "tier"),
            ("where=>1", "`>1` is no condition", ">1"),
            ("where=", "`` is no condition", ""),
        ] {
            let fault = Query::parse(text).expect_err(text);
            assert_eq!((&*fault.message, fault.range.of(text)), (message, at));
        }
    }
}
