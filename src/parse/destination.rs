//! Where link destinations are written, and what scheme they have.

use percent_encoding::percent_decode_str;

use crate::source::TextRange;

/// The scheme of a URL in lower case, read as a browser reads it: white space and control characters before it and
/// line ends and tabs within it count for nothing. `None` for a relative URL.
#[must_use]
pub fn scheme(url: &str) -> Option<String> {
    let mut scheme = String::new();
    for c in url.trim_start_matches(|c: char| c <= ' ').chars() {
        match c {
            '\t' | '\n' | '\r' => {}
            ':' => return (!scheme.is_empty()).then_some(scheme),
            c if c.is_ascii_alphabetic() => scheme.push(c.to_ascii_lowercase()),
            c if !scheme.is_empty() && (c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => scheme.push(c),
            _ => return None,
        }
    }
    None
}

/// Whether a URL would run code or carry its own content.
#[must_use]
pub fn is_unsafe_url(url: &str) -> bool {
    matches!(scheme(url).as_deref(), Some("javascript" | "data" | "vbscript"))
}

/// What is wrong with the addresses of a `mailto:` URL (RFC 6068), if anything: what stands before and behind the `@` can
/// be no mailbox. Placeholders (`<you>`, `{mail}`) are left alone. `None` for any other URL.
#[must_use]
pub fn mail_fault(url: &str) -> Option<String> {
    let url = url.trim();
    let addresses = url.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).map(|_| &url[7..])?;
    let (addresses, fields) = addresses.split_once('?').unwrap_or((addresses, ""));
    if addresses.contains(['<', '{', '$']) {
        return None;
    }
    if addresses.trim().is_empty() {
        // Whom to write to may stand in a field instead, or be left to the reader.
        return fields.is_empty().then(|| "the link names no address".to_owned());
    }
    addresses.split(',').find_map(|address| {
        let decoded = percent_decode_str(address).decode_utf8_lossy();
        address_fault(&decoded).map(|fault| format!("`{decoded}` is no address: {fault}"))
    })
}

fn address_fault(address: &str) -> Option<&'static str> {
    let Some((mailbox, domain)) = address.rsplit_once('@') else { return Some("it has no `@`") };
    if address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some("it holds white space");
    }
    let quoted = mailbox.len() > 1 && mailbox.starts_with('"') && mailbox.ends_with('"');
    if mailbox.is_empty() || (!quoted && mailbox.contains(['@', '/', '"', '(', ')', ':', ';', '\\', '[', ']'])) {
        return Some("what stands before the `@` is no mailbox");
    }
    let label = |label: &str| {
        let allowed = label.chars().all(|c| c.is_alphanumeric() || c == '-' || !c.is_ascii());
        !label.is_empty() && label.len() <= 63 && allowed && !label.starts_with('-') && !label.ends_with('-')
    };
    let literal = domain.starts_with('[') && domain.ends_with(']');
    (!literal && !domain.split('.').all(label)).then_some("what stands behind the `@` is no domain")
}

/// The destination in `[text](destination "title")`, between angle brackets where it has them. `link` is the whole link
/// and `text_end` where its last child ends. `None` where it can't be told from the text.
pub(super) fn inline_destination(text: &str, link: TextRange, text_end: u32, destination: &str) -> Option<TextRange> {
    let rest = TextRange { start: text_end.max(link.start), end: link.end }.of(text);
    let open = rest.find("](")? + 2;
    destination_at(text, link.end as usize - rest.len() + open, link.end as usize, destination)
}

/// The destination in `[name]: destination "title"`.
pub(super) fn definition_destination(text: &str, definition: TextRange, destination: &str) -> Option<TextRange> {
    let written = definition.of(text);
    let mut escaped = false;
    let close = written.bytes().position(|byte| {
        let closes = byte == b']' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    let start = definition.start as usize + close + 1;
    text[start..].starts_with(':').then_some(())?;
    destination_at(text, start + 1, definition.end as usize, destination)
}

fn destination_at(text: &str, start: usize, end: usize, destination: &str) -> Option<TextRange> {
    let space = |at: usize, extra: &[char]| {
        let rest = &text[at..end];
        at + rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || extra.contains(&c)).len()
    };
    let first = space(start, &[]);
    let found = written_destination(text, first, end);
    if is_written(found.of(text), destination) {
        return Some(found);
    }
    // On a new line of a block quote, its marks stand in between.
    let found = written_destination(text, space(first, &['>']), end);
    is_written(found.of(text), destination).then_some(found)
}

fn written_destination(text: &str, start: usize, end: usize) -> TextRange {
    let bytes = &text.as_bytes()[start..end];
    let angle = bytes.first() == Some(&b'<');
    let mut depth = 0u32;
    let mut escaped = false;
    let mut length = bytes.len();
    for (at, byte) in bytes.iter().enumerate().skip(usize::from(angle)) {
        match byte {
            _ if escaped => {
                escaped = false;
                continue;
            }
            b'\\' => escaped = true,
            b'>' if angle => {
                length = at;
                break;
            }
            b'(' if !angle => depth += 1,
            b')' if !angle && depth > 0 => depth -= 1,
            b')' if !angle => {
                length = at;
                break;
            }
            byte if !angle && byte.is_ascii_whitespace() => {
                length = at;
                break;
            }
            _ => {}
        }
    }
    TextRange::new(start + usize::from(angle).min(length), start + length)
}

/// Whether `written` can be what `destination` came from. Escapes and entities are resolved by the parser alone, so
/// where there are any only the rest is compared.
fn is_written(written: &str, destination: &str) -> bool {
    if !written.contains(['\\', '&']) {
        return written == destination;
    }
    let plain = |text: &str| text.find(['\\', '&']).unwrap_or(text.len());
    let head = plain(written);
    destination.as_bytes().get(..head) == Some(&written.as_bytes()[..head]) && !destination.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_read_as_browsers_read_them() {
        for (url, expected) in [
            ("https://a.b", Some("https")),
            ("  JavaScript:alert(1)", Some("javascript")),
            ("java\nscript:x", Some("javascript")),
            ("\u{1}data:text/html,x", Some("data")),
            ("docs/a.md", None),
            ("#a:b", None),
            ("a/b:c", None),
            (":x", None),
            ("1a:x", None),
            ("mailto:a@b", Some("mailto")),
        ] {
            assert_eq!(scheme(url).as_deref(), expected, "{url:?}");
        }
    }

    #[test]
    fn addresses_that_can_be_none_are_told() {
        for url in [
            "mailto:ops@example.org",
            "MAILTO:a.b+c@sub.example.org?subject=x%20y",
            "mailto:a@b.org,c%40d.org",
            "mailto:admin@localhost",
            "mailto:%22a%20b%22@example.org".replace("%20", "").as_str(),
            "mailto:누구@예시.한국",
            "mailto:?to=a@b.org",
            "mailto:<you>@example.org",
            "mailto:{{ .Values.mail }}",
            "https://example.org/@x",
        ] {
            assert_eq!(mail_fault(url), None, "{url}");
        }
        for (url, part) in [
            ("mailto:", "names no address"),
            ("mailto:ops", "has no `@`"),
            ("mailto:@example.org", "no mailbox"),
            ("mailto:a@b@example.org", "no mailbox"),
            ("mailto:ops@", "no domain"),
            ("mailto:ops@example..org", "no domain"),
            ("mailto:ops@-example.org", "no domain"),
            ("mailto:ops@exam_ple.org", "no domain"),
            ("mailto:ops%20team@example.org", "white space"),
            ("mailto:a@b.org,c", "`c` is no address"),
            ("mailto://ops@example.org", "`//ops@example.org`"),
        ] {
            let fault = mail_fault(url).unwrap_or_default();
            assert!(fault.contains(part), "{url}: {fault}");
        }
    }

    #[test]
    fn destinations_are_found_to_the_byte() {
        for (text, destination, expected) in [
            ("[a](b.md)", "b.md", Some("b.md")),
            ("[a]( <b c.md> 'T')", "b c.md", Some("b c.md")),
            ("[a](b_(c).md \"T\")", "b_(c).md", Some("b_(c).md")),
            ("[a](b\\_c.md)", "b_c.md", Some("b\\_c.md")),
            ("[a](\n> b.md)", "b.md", Some("b.md")),
            ("[a](>b)", ">b", Some(">b")),
            ("[a]()", "", Some("")),
            ("[a](<>)", "", Some("")),
            ("[a](x&amp;y)", "x&y", Some("x&amp;y")),
            ("[a](other)", "x", None),
        ] {
            let link = TextRange::new(0, text.len());
            let found = inline_destination(text, link, 2, destination);
            assert_eq!(found.map(|range| range.of(text)), expected, "{text}");
        }
        for (text, destination, expected) in [
            ("[a\\]b]: x.md 'T'", "x.md", Some("x.md")),
            ("[a]:\n  <x y>", "x y", Some("x y")),
            ("[a]: (x", "(x", Some("(x")),
        ] {
            let found = definition_destination(text, TextRange::new(0, text.len()), destination);
            assert_eq!(found.map(|range| range.of(text)), expected, "{text}");
        }
    }
}
