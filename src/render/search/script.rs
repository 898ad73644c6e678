//! Data as a script that hands it over: `docsgen.search("name", …)`.

use std::fmt::Write as _;

use serde::Serialize;

/// The script that hands over a value under a name.
///
/// # Panics
/// Where the value's own `Serialize` fails, which derived ones don't.
#[must_use]
pub fn script(name: &str, value: &impl Serialize) -> String {
    let name = serde_json::to_string(name).expect("text is JSON");
    let value = serde_json::to_string(value).expect("a derived Serialize doesn't fail");
    let mut out = String::with_capacity(value.len() + name.len() + 24);
    out.push_str("docsgen.search(");
    escape_into(&mut out, &name);
    out.push(',');
    escape_into(&mut out, &value);
    out.push_str(");\n");
    out
}

/// JSON as a script: two characters end a line in older ones, and `<` is written so that the data could stand in a page.
fn escape_into(out: &mut String, json: &str) {
    for c in json.chars() {
        match c {
            '<' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// A word as part of a file's name: small letters, digits, `-`, `_` and `.` stay, of everything else the code points are
/// written. The theme's search does the same.
#[must_use]
pub fn file_part(word: &str) -> String {
    let mut name = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'a'..='z' | '0'..='9' | '-' | '_' | '.' => name.push(c),
            c => {
                let _ = write!(name, "~{:x}", u32::from(c));
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_stays_data() {
        let hostile = "</script><script>alert(1)</script>\u{2028}\u{2029}\"\\\n";
        let text = script("p-1", &hostile);
        assert!(!text.contains('<') && !text.contains('\u{2028}') && !text.contains('\u{2029}'), "{text}");
        let json = text.trim_end().strip_prefix("docsgen.search(\"p-1\",").and_then(|rest| rest.strip_suffix(");"));
        assert_eq!(serde_json::from_str::<String>(json.expect("a call")).expect("JSON"), hostile);
    }

    #[test]
    fn every_word_is_a_name_of_its_own() {
        assert_eq!(file_part("kc-backup_1.2"), "kc-backup_1.2");
        assert_eq!(file_part("복구"), "~bcf5~ad6c");
        assert_eq!(file_part(":k/.."), "~3ak~2f..");
    }
}
