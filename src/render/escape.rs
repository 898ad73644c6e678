//! Text as HTML.

/// Writes text so that it stands for itself, in an element or in a quoted attribute. NUL, which HTML can't hold, becomes
/// U+FFFD as CommonMark wants it.
pub fn escape_into(out: &mut String, text: &str) {
    replace_bytes(out, text, |byte| match byte {
        b'"' => Some("&quot;"),
        0 => Some("\u{fffd}"),
        byte => markup(byte),
    });
}

/// The shortest word that is told where it may be broken, in bytes: shorter ones fit.
const LONG_WORD: usize = 14;

/// Appends text to HTML, with a place to break behind each `_` and `/` of a long word: a browser knows none in `DATABASE_PASSWORD`.
pub fn escape_breakable_into(out: &mut String, text: &str) {
    for word in text.split_inclusive(char::is_whitespace) {
        if word.len() < LONG_WORD {
            escape_into(out, word);
            continue;
        }
        let mut parts = word.split_inclusive(['_', '/']).peekable();
        while let Some(part) = parts.next() {
            escape_into(out, part);
            // Nobody looks for a break between `https:/` and `/`.
            if parts.peek().is_some_and(|next| !next.starts_with(['_', '/'])) {
                out.push_str("<wbr>");
            }
        }
    }
}

/// Writes text so that it stands for itself in an element, quotes as they are: code is full of them.
pub fn escape_code_into(out: &mut String, code: &str) {
    replace_bytes(out, code, markup);
}

/// What stands for a byte that HTML would read as markup.
const fn markup(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    }
}

fn replace_bytes(out: &mut String, text: &str, replacement: impl Fn(u8) -> Option<&'static str>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(entity) = replacement(byte) else { continue };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Writes a URL for a quoted attribute: what a URL can't hold is percent-encoded, what is encoded stays so.
pub fn escape_url_into(out: &mut String, url: &str) {
    let mut from = 0;
    for (at, byte) in url.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || b"-_.+!*(),%#@?=;:/$~".contains(&byte) {
            continue;
        }
        if from < at {
            out.push_str(&url[from..at]);
        }
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            byte => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
                }
            }
        }
        from = at + 1;
    }
    if from < url.len() {
        out.push_str(&url[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_may_break_between_their_parts() {
        for (text, expected) in [
            ("DB_HOST <b>", "DB_HOST &lt;b&gt;"),
            ("the DATABASE_PASSWORD & co", "the DATABASE_<wbr>PASSWORD &amp; co"),
            ("https://vault.example/db/", "https://<wbr>vault.example/<wbr>db/"),
            ("______________", "______________"),
        ] {
            let mut out = String::new();
            escape_breakable_into(&mut out, text);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn text_and_urls() {
        let mut out = String::new();
        escape_into(&mut out, "a<b> & \"c\" 'd' 가");
        assert_eq!(out, "a&lt;b&gt; &amp; &quot;c&quot; 'd' 가");
        for (url, expected) in [
            ("a.md#b", "a.md#b"),
            ("a b\\[가]", "a%20b%5C%5B%EA%B0%80%5D"),
            ("?a=1&b='2%20", "?a=1&amp;b=&#x27;2%20"),
            ("\"><x", "%22%3E%3Cx"),
            ("", ""),
        ] {
            let mut out = String::new();
            escape_url_into(&mut out, url);
            assert_eq!(out, expected);
        }
    }
}
