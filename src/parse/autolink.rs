//! Bare URLs and e-mail addresses in text, by the rules of GitHub Flavored Markdown's extended autolinks.

use std::ops::Range;

/// A URL or address found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Autolink {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// What has to be put before it to make a URL: `http://`, `mailto:` or nothing.
    pub prefix: &'static str,
}

const SCHEMES: [&str; 3] = ["http://", "https://", "ftp://"];

/// Finds the autolinks of `text`, a run of plain text, in order. `before` is the character in front of the run.
///
/// Takes time in proportion to the text: no byte is looked at again but for a bounded number of times.
#[must_use]
pub fn autolinks(text: &str, before: Option<char>) -> Vec<Autolink> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    // What a found link has taken, and what can't belong to another one.
    let mut taken = 0;
    for at in memchr::memchr3_iter(b':', b'@', b'w', bytes) {
        if at < taken {
            continue;
        }
        let link = match bytes[at] {
            b':' => url(text, at, taken),
            b'@' => address(text, at, taken),
            _ => {
                let previous = text[..at].chars().next_back().or(before);
                www(text, at, previous)
            }
        };
        if let Some(link) = link {
            taken = link.range.end;
            found.push(link);
        }
    }
    found
}

fn www(text: &str, start: usize, before: Option<char>) -> Option<Autolink> {
    let rest = &text[start..];
    if !rest.starts_with("www.") || before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '*' | '_' | '~' | '(')) {
        return None;
    }
    let domain = domain_end(rest)?;
    if domain.dots == 0 {
        return None;
    }
    let end = start + trimmed_end(rest, domain.end);
    Some(Autolink { range: start..end, prefix: "http://" })
}

fn url(text: &str, colon: usize, taken: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    if !text[colon..].starts_with("://") {
        return None;
    }
    let letters = bytes[taken..colon].iter().rev().take(6).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let start = colon - letters;
    let scheme = &text[start..colon + 3];
    if !SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return None;
    }
    let rest = &text[colon + 3..];
    rest.chars().next().filter(|c| is_host_char(*c))?;
    let domain = domain_end(rest)?;
    let end = colon + 3 + trimmed_end(rest, domain.end);
    (end > colon + 3).then_some(Autolink { range: start..end, prefix: "" })
}

fn address(text: &str, at: usize, taken: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_');
    let mut start = at - bytes[taken..at].iter().rev().take_while(|byte| is_local(byte)).count();
    if start == at {
        return None;
    }
    let host = &bytes[at + 1..];
    let mut dots = 0;
    let mut length = 0;
    for (index, byte) in host.iter().enumerate() {
        match byte {
            b'.' if host.get(index + 1).is_some_and(u8::is_ascii_alphanumeric) => dots += 1,
            b'-' | b'_' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            // A second `@` makes it no address.
            b'@' => return None,
            _ => break,
        }
        length = index + 1;
    }
    if dots == 0 || !host[length - 1].is_ascii_alphabetic() {
        return None;
    }
    let mut prefix = "mailto:";
    if let Some(before) = start.checked_sub(7)
        && before >= taken
        && bytes[before..start].eq_ignore_ascii_case(b"mailto:")
    {
        start = before;
        prefix = "";
    }
    Some(Autolink { range: start..at + 1 + length, prefix })
}

struct Domain {
    end: usize,
    dots: usize,
}

/// The end of the domain `text` starts with; `None` where an underscore stands in one of its last two parts.
fn domain_end(text: &str) -> Option<Domain> {
    let (mut dots, mut last_but_one, mut last) = (0, 0, 0);
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        match c {
            '_' => last += 1,
            // A full stop at the end is the sentence's.
            '.' if !text[at + 1..].starts_with(|next| is_host_char(next) || matches!(next, '.' | '-' | '_')) => {
                end = at;
                break;
            }
            '.' => {
                last_but_one = last;
                last = 0;
                dots += 1;
            }
            '-' => {}
            c if is_host_char(c) => {}
            _ => {
                end = at;
                break;
            }
        }
    }
    // A host of more than ten parts is accepted as it is, so that a text of underscores isn't read again and again.
    if last_but_one + last > 0 && dots <= 10 {
        return None;
    }
    (end > 0).then_some(Domain { end, dots })
}

fn is_host_char(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { !c.is_whitespace() && !is_wide_punctuation(c) }
}

/// Punctuation outside ASCII that ends a host name in running text: General Punctuation, CJK Symbols and Punctuation,
/// and the full-width forms.
fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
        | '\u{3014}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff3d}'
        | '\u{ff5b}'..='\u{ff65}')
}

/// Where a link whose domain ends at `domain` really ends: at white space or `<`, and before closing punctuation.
fn trimmed_end(text: &str, domain: usize) -> usize {
    let rest = &text[domain..];
    let mut end = domain + rest.find(|c: char| c.is_ascii_whitespace() || c == '<').unwrap_or(rest.len());
    let bytes = text.as_bytes();
    let mut unopened = {
        let count = |wanted| memchr::memchr_iter(wanted, &bytes[..end]).count();
        count(b')').saturating_sub(count(b'('))
    };
    while end > 0 {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if unopened > 0 => {
                unopened -= 1;
                end -= 1;
            }
            b';' => {
                // What looks like an entity at the end (`&hl;`) isn't part of the link.
                let letters = bytes[..end - 1].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
                let start = end - 1 - letters;
                end = if letters > 0 && start > 0 && bytes[start - 1] == b'&' { start - 1 } else { end - 1 };
            }
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        autolinks(text, None).into_iter().map(|link| format!("{}{}", link.prefix, &text[link.range])).collect()
    }

    #[test]
    fn finds_what_github_finds() {
        for (text, expected) in [
            ("see https://example.com/a_b, and", &["https://example.com/a_b"][..]),
            ("(http://example.com/a_(b))", &["http://example.com/a_(b)"]),
            ("http://localhost:8080/x.", &["http://localhost:8080/x"]),
            ("HTTPS://EXAMPLE.COM", &["HTTPS://EXAMPLE.COM"]),
            ("www.example.com/?q=a&hl;", &["http://www.example.com/?q=a"]),
            ("ftp://a.b and www.c.d", &["ftp://a.b", "http://www.c.d"]),
            ("awww.example.com www www.", &[]),
            ("http://", &[]),
            ("http://{{ .Release.Name }}-x", &[]),
            ("xhttp://a.b ssh://a.b git@github.com:x/y", &["mailto:git@github.com"]),
            ("a.w+x@b.c. foo@bar", &["mailto:a.w+x@b.c"]),
            ("a@b@c.de", &["mailto:b@c.de"]),
            ("write mailto:a@b.cd now", &["mailto:a@b.cd"]),
            ("http://a_b.c www.a_b.cd", &[]),
            ("https://a.b/c</x> https://한글.kr/가。", &["https://a.b/c", "https://한글.kr/가。"]),
            ("http://a.b/;; http://a.b/&amp;", &["http://a.b/", "http://a.b/"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn the_character_before_the_run_counts() {
        assert_eq!(autolinks("www.a.b", Some('x')), []);
        assert_eq!(autolinks("www.a.b", Some('(')).len(), 1);
    }

    #[test]
    fn long_texts_are_read_once() {
        assert_eq!(autolinks(&"a@".repeat(200_000), None), []);
        assert_eq!(autolinks(&"_www.x".repeat(100_000), None).len(), 1);
        assert_eq!(autolinks(&"http://a_".repeat(100_000), None), []);
        assert_eq!(found(&format!("http://a.b/{}", ")".repeat(100_000))), ["http://a.b/"]);
        assert_eq!(found(&format!("http://a.b/{}", "&a;".repeat(100_000))), ["http://a.b/"]);
    }
}
