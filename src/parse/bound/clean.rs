//! The text of a phrase without the marks of Markdown and HTML.

/// Bytes of a phrase whose marks are looked for.
const LONGEST: usize = 4000;

/// The phrase without tags, emphasis, code ticks and link targets, white space made single and entities resolved.
/// A text too long for a phrase stays as it is.
pub(super) fn text(phrase: &str) -> String {
    if phrase.len() > LONGEST {
        return phrase.trim().to_owned();
    }
    let mut text = String::with_capacity(phrase.len());
    let mut rest = phrase;
    let mut depth = 0_usize;
    while let Some(char) = rest.chars().next() {
        let after = &rest[char.len_utf8()..];
        if char == '<'
            && let Some(length) = tag(rest)
        {
            text.push(' ');
            rest = &rest[length..];
            continue;
        }
        if char == '&'
            && let Some((resolved, length)) = entity(rest)
        {
            text.push_str(resolved);
            rest = &rest[length..];
            continue;
        }
        let (before, next) = (text.chars().next_back(), after.chars().next());
        match char {
            // A link keeps its words.
            ']' if depth > 0 && after.starts_with('(') => match after.find(')') {
                Some(end) => {
                    if let Some(open) = text.rfind('[') {
                        text.remove(open);
                    }
                    depth -= 1;
                    rest = &after[end + 1..];
                    continue;
                }
                None => text.push(char),
            },
            '[' => {
                depth += 1;
                text.push(char);
            }
            '`' => {}
            // Alone between spaces it is a sign of its own: `0 2 * * *`.
            '*' if !(before.is_none_or(char::is_whitespace) && next.is_none_or(char::is_whitespace))
                || text.is_empty() => {}
            '_' if !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)) => {}
            // Stars and bars that Markdown needs escaped.
            '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                text.extend(next);
                rest = &after[1..];
                continue;
            }
            _ if char.is_whitespace() => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            _ => text.push(char),
        }
        rest = after;
    }
    let text = text.trim();
    if text.is_empty() { phrase.trim().to_owned() } else { text.to_owned() }
}

/// The length of the HTML tag or comment at the start; none for `<15 minutes` and `<one hour`.
fn tag(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| end + 3);
    }
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let end = text.find(['>', '\n'])?;
    let letters = name.starts_with(|char: char| char.is_ascii_alphabetic());
    (letters && text[end..].starts_with('>') && !text[1..end].contains('<')).then_some(end + 1)
}

fn entity(text: &str) -> Option<(&'static str, usize)> {
    const ENTITIES: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&le;", "≤"),
        ("&leq;", "≤"),
        ("&ge;", "≥"),
        ("&geq;", "≥"),
        ("&amp;", "&"),
        ("&nbsp;", " "),
        ("&#160;", " "),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&asymp;", "≈"),
        ("&rarr;", "→"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ];
    ENTITIES.iter().find(|(entity, _)| text.starts_with(entity)).map(|(entity, resolved)| (*resolved, entity.len()))
}
