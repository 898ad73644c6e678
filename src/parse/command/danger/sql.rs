//! Statements of SQL that can lose data.

/// Objects whose removal loses nothing that can't be made again.
const REBUILT: &[&str] = &["INDEX", "VIEW", "MATERIALIZED", "FUNCTION", "PROCEDURE", "TRIGGER", "RULE", "POLICY"];

/// The statements of `text` that can lose data: where each starts and ends, and what it does.
pub(super) fn find_statements(text: &str) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    for (start, end) in statements(text) {
        let words = words(&text[start..end]);
        if let Some(what) = danger(&words) {
            found.push((start, end, what));
        }
    }
    found
}

fn danger(words: &[String]) -> Option<String> {
    let word = |at: usize| words.get(at).map_or("", |word| &**word);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    match word(0) {
        "DROP" if !word(1).is_empty() && !REBUILT.contains(&word(1)) => Some(format!("DROP {}", word(1))),
        "TRUNCATE" if !word(1).is_empty() => Some("TRUNCATE".to_owned()),
        "DELETE" if word(1) == "FROM" => Some("DELETE FROM".to_owned()),
        "UPDATE" if has("SET") && !has("WHERE") => Some("UPDATE without WHERE".to_owned()),
        "ALTER" if word(1) == "TABLE" => {
            let drop = words.iter().position(|word| word == "DROP")?;
            let what = word(drop + 1);
            matches!(what, "COLUMN" | "PARTITION").then(|| format!("DROP {what}"))
        }
        "PURGE" if word(1) == "BINARY" => Some("PURGE BINARY LOGS".to_owned()),
        "RESET" if word(1) == "MASTER" => Some("RESET MASTER".to_owned()),
        _ => None,
    }
}

/// Where statements start, white space and comments before them left out, and where they end. Strings and comments are
/// passed over.
fn statements(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let length = match bytes[at] {
            b';' => {
                found.extend(start.take().map(|start| (start, at)));
                1
            }
            // MySQL's comments; elsewhere the sign is an operator.
            b'#' if start.is_none() => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'-' if rest.starts_with(b"--") => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'/' if rest.starts_with(b"/*") => {
                memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |length| length + 4)
            }
            byte if byte.is_ascii_whitespace() => 1,
            byte => {
                start.get_or_insert(at);
                if matches!(byte, b'\'' | b'"' | b'`') {
                    memchr::memchr(byte, &rest[1..]).map_or(rest.len(), |length| length + 2)
                } else {
                    1
                }
            }
        };
        at += length;
    }
    // Cut where the last word ends, so that no line behind it counts.
    found.extend(start.map(|start| (start, start + text[start..].trim_end().len())));
    found
}

/// The words of a statement in capitals; strings are none.
fn words(statement: &str) -> Vec<String> {
    /// Enough to see a `WHERE`, and little enough for a dump of a million rows.
    const MOST: usize = 400;
    let mut words = Vec::new();
    let mut rest = statement;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => rest[1..].find(first).map_or(rest.len(), |length| length + 2),
            c if c.is_alphanumeric() || c == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                words.push(rest[..length].to_uppercase());
                if words.len() == MOST {
                    break;
                }
                length
            }
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        rest = &rest[length..];
    }
    words
}
