//! The words of a diagram: quotes, entities, line breaks and the little markup that Mermaid allows.

/// Words of a diagram, line by line; none where nothing is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label(pub Vec<String>);

/// How many characters of a label are shown.
const LONGEST: usize = 2000;

impl Label {
    /// Reads words as they are written, outer quotes left out: `"first<br/>second"`.
    #[must_use]
    pub fn parse(written: &str) -> Self {
        let written = written.trim();
        let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(written);
        let markdown = inner.trim().strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let mut shown = String::new();
        let mut rest = markdown.unwrap_or(inner);
        while let Some(c) = rest.chars().next() {
            let (text, length) = match c {
                '<' => tag(rest),
                '#' => entity(rest, '#'),
                '&' => entity(rest, '&'),
                // Older versions of Mermaid break a line here.
                '\\' if rest.starts_with("\\n") => ("\n".to_owned(), 2),
                '*' if markdown.is_some() => (String::new(), 1),
                'f' => icon(rest),
                c => (c.to_string(), c.len_utf8()),
            };
            shown.push_str(&text);
            rest = &rest[length..];
        }
        let shown: String = shown.chars().take(LONGEST).collect();
        let mut lines: Vec<String> =
            shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let blank = lines.iter().take_while(|line| line.is_empty()).count();
        Self(lines.split_off(blank))
    }

    /// Whether there are no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of it in one line.
    #[must_use]
    pub fn joined(&self) -> String {
        self.0.join(" ")
    }
}

/// What a tag shows, and its length. A break is one, others only hold words; `<` that starts no tag is text.
fn tag(text: &str) -> (String, usize) {
    let name = text[1..].trim_start_matches('/');
    let word: String = name.chars().take_while(char::is_ascii_alphanumeric).take(12).collect::<String>().to_lowercase();
    let known = matches!(
        &*word,
        "br" | "b"
            | "i"
            | "u"
            | "s"
            | "em"
            | "strong"
            | "code"
            | "sub"
            | "sup"
            | "small"
            | "big"
            | "span"
            | "div"
            | "p"
            | "font"
            | "a"
            | "del"
            | "center"
            | "pre"
    );
    // No tag of a label is longer, so that a row of `<b` takes no longer than it is.
    let window = text.char_indices().nth(200).map_or(text, |(end, _)| &text[..end]);
    match window.find('>').filter(|_| known) {
        Some(end) => (if word == "br" { "\n" } else { "" }.to_owned(), end + 1),
        None => ("<".to_owned(), 1),
    }
}

/// The character that `#35;`, `#quot;` or `&lt;` stands for, and the length of what is written.
fn entity(text: &str, mark: char) -> (String, usize) {
    let itself = (mark.to_string(), 1);
    let name = &text[1..];
    let length = name.bytes().take(12).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    if length == 0 || name.as_bytes().get(length) != Some(&b';') {
        return itself;
    }
    let name = &name[..length];
    let number = name.strip_prefix('#').unwrap_or(if mark == '#' { name } else { "" });
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => number.parse().ok(),
    };
    let c = code.and_then(char::from_u32).filter(|c| !c.is_control()).or(match name {
        "quot" => Some('"'),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "semi" => Some(';'),
        "colon" => Some(':'),
        "num" => Some('#'),
        "infin" => Some('∞'),
        "hearts" => Some('♥'),
        "check" => Some('✓'),
        "copy" => Some('©'),
        "rarr" => Some('→'),
        "larr" => Some('←'),
        "hellip" => Some('…'),
        "mdash" => Some('—'),
        "ndash" => Some('–'),
        _ => None,
    });
    c.map_or(itself, |c| (c.to_string(), length + 2))
}

/// An icon's name (`fa:fa-ban`), which shows nothing here, and its length.
fn icon(text: &str) -> (String, usize) {
    let rest = text.strip_prefix("fa").unwrap_or_default();
    let rest = rest.strip_prefix(['b', 'r', 's', 'l']).unwrap_or(rest);
    let Some(name) = rest.strip_prefix(":fa-") else { return ("f".to_owned(), 1) };
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    (String::new(), text.len() - name.len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_as_mermaid_shows_them() {
        for (written, lines) in [
            ("plain words", &["plain words"][..]),
            (" \"quoted; (text)\" ", &["quoted; (text)"]),
            ("one<br/>two<br>three<BR />four", &["one", "two", "three", "four"]),
            ("one\\ntwo", &["one", "two"]),
            ("one\n   two", &["one", "two"]),
            ("a #quot;b#quot; #35;1 #9829; &lt;x&gt; &amp;", &["a \"b\" #1 ♥ <x> &"]),
            ("issue #12 & more; #nothing;", &["issue #12 & more; #nothing;"]),
            ("<b>bold</b> <i class='x'>words</i> 1 < 2 <script>", &["bold words 1 < 2 <script>"]),
            ("\"`**bold** and *thin*`\"", &["bold and thin"]),
            ("fa:fa-ban forbidden fast fab:fa-github", &["forbidden fast"]),
            ("#0; #x41; #99999999999;", &["#0; A #99999999999;"]),
            ("", &[]),
            ("\"\"", &[]),
            ("<br>", &[]),
        ] {
            assert_eq!(Label::parse(written).0, lines, "{written}");
        }
        assert_eq!(Label::parse(&"가".repeat(9000)).0[0].chars().count(), LONGEST);
    }
}
