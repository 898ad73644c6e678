//! Words and operators of a shell script, as far as reading it needs them (POSIX.1-2024, Shell Command Language, section
//! 2.3, and what Bash adds). Total: every text has tokens.

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text that stands for itself.
    Literal(String),
    /// `$NAME`, `${NAME}`.
    Variable(String),
    /// What only a run, or the reader, can tell: other expansions, globs, `<name>`, `{name}`, `…`.
    Unknown,
}

/// A word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// What it is made of; literals that follow one another are one.
    pub(super) parts: Vec<Part>,
    /// Where it starts in the script.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// The text within its quotes, where it is quoted as a whole: an argument that may be a script itself.
    pub(super) quoted: Option<(usize, usize)>,
    /// Scripts within it: `$(…)`, back-ticks, `<(…)`.
    pub(super) scripts: Vec<(usize, usize)>,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word.
    Word(Word),
    /// What ends a command, or groups commands: `;`, `&&`, `(`, a line end.
    Operator(Operator),
    /// `>`, `>>`, `<` and the like; the word behind it is a file.
    Redirect {
        /// Whether the file is written.
        writes: bool,
    },
    /// A comment without its `#`.
    Comment(usize, usize),
    /// The body of a here-document.
    HereDocument {
        /// Where it starts.
        start: usize,
        /// Where it ends.
        end: usize,
        /// Whether its delimiter is quoted, so that the shell leaves `$` in it alone.
        quoted: bool,
    },
}

/// An operator between commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `;`, `&`, `&&`, `||`, `|`, a line end.
    End,
    /// `(`.
    Open,
    /// `)`.
    Close,
}

/// How deep quotes, expansions and groups are followed into one another. Deeper ones are read as text.
const DEEPEST: usize = 32;

/// The longest `<name>`, `{name}` and the like, in bytes.
const LONGEST_PLACEHOLDER: usize = 200;

/// The tokens of a script. `from` and `to` bound it within `text`.
pub(super) fn tokens(text: &str, from: usize, to: usize) -> Vec<Token> {
    let mut lexer = Lexer { text: &text[..to], at: from, tokens: Vec::new(), here_documents: Vec::new() };
    while lexer.at < to {
        lexer.token();
    }
    lexer.tokens
}

/// A here-document whose body is still to come.
struct HereDocument {
    delimiter: String,
    /// `<<-`: tabs may stand before the delimiter.
    indented: bool,
    /// See [`Token::HereDocument`].
    quoted: bool,
}

struct Lexer<'s> {
    text: &'s str,
    at: usize,
    tokens: Vec<Token>,
    here_documents: Vec<HereDocument>,
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn operator(&mut self, length: usize, operator: Operator) {
        self.at += length;
        self.tokens.push(Token::Operator(operator));
    }

    fn token(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        match first {
            '\n' => {
                self.operator(1, Operator::End);
                self.bodies();
            }
            '\\' if rest.starts_with("\\\n") => self.at += 2,
            '\\' if rest.starts_with("\\\r\n") => self.at += 3,
            c if c.is_whitespace() => self.at += c.len_utf8(),
            '#' => {
                let end = rest.find('\n').unwrap_or(rest.len());
                self.tokens.push(Token::Comment(self.at + 1, self.at + end));
                self.at += end;
            }
            ';' | '|' => self.operator(1, Operator::End),
            '&' if rest.starts_with("&>") => {
                self.at += if rest.starts_with("&>>") { 3 } else { 2 };
                self.tokens.push(Token::Redirect { writes: true });
            }
            '&' => self.operator(1, Operator::End),
            '(' => self.operator(1, Operator::Open),
            ')' => self.operator(1, Operator::Close),
            '<' if rest.starts_with("<<<") => {
                self.at += 3;
                // A word, and no file.
                self.skip_blanks();
                let word = self.word();
                self.tokens.push(Token::Word(word));
            }
            '<' if rest.starts_with("<<") => self.here_document(),
            '<' | '>' if !is_placeholder(rest) && !rest.starts_with("<(") && !rest.starts_with(">(") => {
                self.redirect(first);
            }
            _ => {
                let word = self.word();
                self.tokens.push(Token::Word(word));
            }
        }
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    fn redirect(&mut self, first: char) {
        let rest = self.rest();
        // The number before it (`2>`) was read as a word.
        let descriptor = rest[1..].starts_with('&');
        if let Some(Token::Word(word)) = self.tokens.last()
            && word.end == self.at
            && self.text[word.start..word.end].bytes().all(|byte| byte.is_ascii_digit())
        {
            self.tokens.pop();
        }
        let length = rest.chars().take_while(|c| matches!(c, '<' | '>' | '|')).count().min(2);
        self.at += length;
        if descriptor {
            // `>&2` and `2>&1` name no file.
            self.at += 1;
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').len();
            return;
        }
        self.tokens.push(Token::Redirect { writes: first == '>' || rest.starts_with("<>") });
    }

    fn here_document(&mut self) {
        self.at += 2;
        let indented = self.rest().starts_with('-');
        self.at += usize::from(indented);
        self.skip_blanks();
        let rest = self.rest();
        let length =
            rest.find(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '&' | ')' | '>')).unwrap_or(rest.len());
        let delimiter: String = rest[..length].chars().filter(|c| !matches!(c, '\'' | '"' | '\\')).collect();
        self.at += length;
        if !delimiter.is_empty() {
            let quoted = delimiter.len() < length;
            self.here_documents.push(HereDocument { delimiter, indented, quoted });
        }
    }

    /// Reads the bodies of the here-documents that the line before began.
    fn bodies(&mut self) {
        for HereDocument { delimiter, indented, quoted } in std::mem::take(&mut self.here_documents) {
            let start = self.at;
            let mut end = self.text.len();
            let mut next = self.text.len();
            let mut line_start = start;
            for line in self.text[start..].split_inclusive('\n') {
                let written = line.trim_end();
                // In Markdown the delimiter is often indented with its block.
                let written = if indented { written.trim_start() } else { written };
                if written == delimiter || written.trim_start() == delimiter {
                    (end, next) = (line_start, line_start + line.len());
                    break;
                }
                line_start += line.len();
            }
            self.tokens.push(Token::HereDocument { start, end, quoted });
            self.tokens.push(Token::Operator(Operator::End));
            self.at = next;
        }
    }

    fn word(&mut self) -> Word {
        let start = self.at;
        let mut word = Word { start, ..Word::default() };
        while let Some(c) = self.next() {
            let rest = self.rest();
            match c {
                '\\' => {
                    if rest.starts_with("\\\n") {
                        self.at += 2;
                        continue;
                    }
                    let escaped = rest[1..].chars().next();
                    self.at += 1 + escaped.map_or(0, char::len_utf8);
                    escaped.into_iter().for_each(|escaped| word.push(escaped));
                }
                '\'' => {
                    let length = rest[1..].find('\'').unwrap_or(rest.len() - 1);
                    let (from, to) = (self.at + 1, self.at + 1 + length);
                    word.push_str(&self.text[from..to]);
                    self.at = (to + 1).min(self.text.len());
                    self.note_quotes(&mut word, start, from, to);
                }
                '"' => {
                    let from = self.at + 1;
                    self.double_quoted(&mut word);
                    let to = if self.text[..self.at].ends_with('"') && self.at > from { self.at - 1 } else { self.at };
                    self.note_quotes(&mut word, start, from, to);
                }
                '$' | '`' => self.expansion(&mut word),
                '<' | '>' if rest[1..].starts_with('(') => {
                    self.at += 1;
                    self.parenthesised(&mut word);
                }
                '<' if is_placeholder(rest) => {
                    self.at += rest.find('>').map_or(rest.len(), |close| close + 1);
                    word.unknown();
                }
                '{' if rest.starts_with("{{") => {
                    self.at += nearby(rest).find("}}").map_or(2, |close| close + 2);
                    word.unknown();
                }
                '{' if is_braced_name(rest) => {
                    self.at += rest.find('}').map_or(1, |close| close + 1);
                    word.unknown();
                }
                '*' | '?' | '…' => {
                    self.at += c.len_utf8();
                    word.unknown();
                }
                '[' if rest[1..].starts_with(|c: char| c.is_alphanumeric()) && nearby(rest).contains(']') => {
                    // `[name]`, or a set of characters; within `--set a[0]=` an index stands for itself.
                    let index = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
                    if index > 0 && rest[1 + index..].starts_with(']') {
                        word.push_str(&rest[..index + 2]);
                        self.at += index + 2;
                    } else {
                        self.at += 1;
                        word.unknown();
                    }
                }
                c if c.is_whitespace() || matches!(c, ';' | '|' | '&' | '(' | ')' | '<' | '>') => break,
                c => {
                    // Most of a word is a run of letters and the like.
                    let run = rest.bytes().skip(c.len_utf8()).take_while(|byte| is_ordinary(*byte)).count();
                    let length = c.len_utf8() + run;
                    word.push_str(&rest[..length]);
                    self.at += length;
                }
            }
        }
        if self.at == start {
            // What no word can start with stands for itself, so that reading goes on.
            self.at += self.next().map_or(0, char::len_utf8);
            word.unknown();
        }
        word.end = self.at;
        word
    }

    /// Takes note of the text within quotes where they are all of the word.
    fn note_quotes(&self, word: &mut Word, start: usize, from: usize, to: usize) {
        let whole =
            from == start + 1 && self.next().is_none_or(|c| c.is_whitespace() || matches!(c, ';' | '|' | '&' | ')'));
        word.quoted = whole.then_some((from, to));
    }

    /// Reads `"…"`, of which this is the start.
    fn double_quoted(&mut self, word: &mut Word) {
        self.at += 1;
        while let Some(c) = self.next() {
            match c {
                '"' => {
                    self.at += 1;
                    return;
                }
                '\\' => {
                    let escaped = self.rest()[1..].chars().next();
                    self.at += 1 + escaped.map_or(0, char::len_utf8);
                    match escaped {
                        Some('\n') | None => {}
                        Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                        Some(other) => {
                            word.push('\\');
                            word.push(other);
                        }
                    }
                }
                '$' | '`' => self.expansion(word),
                '<' if is_placeholder(self.rest()) => {
                    self.at += self.rest().find('>').map_or(1, |close| close + 1);
                    word.unknown();
                }
                c => {
                    let run = self.rest().bytes().skip(c.len_utf8());
                    let run =
                        run.take_while(|byte| is_ordinary(*byte) || matches!(byte, b' ' | b'(' | b')' | b';')).count();
                    let length = c.len_utf8() + run;
                    word.push_str(&self.rest()[..length]);
                    self.at += length;
                }
            }
        }
    }

    /// Reads `$…` or a script in back-ticks, of which this is the start.
    fn expansion(&mut self, word: &mut Word) {
        let rest = self.rest();
        if let Some(script) = rest.strip_prefix('`') {
            let length = script.find('`').unwrap_or(script.len());
            word.scripts.push((self.at + 1, self.at + 1 + length));
            word.unknown();
            self.at = (self.at + length + 2).min(self.text.len());
            return;
        }
        let Some(next) = rest[1..].chars().next() else {
            self.at += 1;
            word.push('$');
            return;
        };
        match next {
            '(' => {
                self.at += 1;
                self.parenthesised(word);
            }
            '{' => {
                let close = closing(rest, 1, ('{', '}'));
                let name = &rest[2..close.unwrap_or(rest.len()).max(2)];
                self.at += close.map_or(rest.len(), |close| close + 1);
                if is_name(name) { word.variable(name) } else { word.unknown() }
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len() - 1);
                word.variable(&rest[1..=length]);
                self.at += 1 + length;
            }
            '\'' | '"' => self.at += 1,
            c if c.is_ascii_digit() || matches!(c, '?' | '#' | '@' | '*' | '!' | '$' | '-') => {
                self.at += 2;
                word.unknown();
            }
            _ => {
                self.at += 1;
                word.push('$');
            }
        }
    }

    /// Reads `(…)`, of which this is the start, as a script within the word.
    fn parenthesised(&mut self, word: &mut Word) {
        let rest = self.rest();
        let close = closing(rest, 0, ('(', ')')).unwrap_or(rest.len());
        if !rest.starts_with("((") {
            word.scripts.push((self.at + 1, self.at + close.max(1)));
        }
        word.unknown();
        self.at += (close + 1).min(rest.len());
    }
}

impl Word {
    fn push(&mut self, c: char) {
        match self.parts.last_mut() {
            Some(Part::Literal(text)) => text.push(c),
            _ => self.parts.push(Part::Literal(c.to_string())),
        }
    }

    fn push_str(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Literal(literal)) => literal.push_str(text),
            _ => self.parts.push(Part::Literal(text.to_owned())),
        }
    }

    fn variable(&mut self, name: &str) {
        self.parts.push(Part::Variable(name.to_owned()));
    }

    fn unknown(&mut self) {
        self.parts.push(Part::Unknown);
    }
}

/// Whether a byte stands for itself wherever it stands in a word.
const fn is_ordinary(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'=' | b':' | b',' | b'@' | b'%' | b'+')
}

/// The text in which a bracket of a placeholder must close: all of a hostile one isn't searched again and again.
fn nearby(rest: &str) -> &str {
    &rest[..rest.floor_char_boundary(LONGEST_PLACEHOLDER)]
}

/// Whether `<` starts a place that the reader fills in (`<FILE>`, `<your name>`), and no redirection.
fn is_placeholder(rest: &str) -> bool {
    let Some(inner) = nearby(rest).strip_prefix('<') else { return false };
    let Some(length) = inner.find(['>', '\n', '<', '|', ';', '&', '$', '\'', '"']) else { return false };
    let name = &inner[..length];
    // `< file > other` has blanks beside its marks.
    inner[length..].starts_with('>')
        && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && !name.ends_with(char::is_whitespace)
}

/// Whether `{` starts a name to be filled in or a list of alternatives.
fn is_braced_name(rest: &str) -> bool {
    let Some(length) = nearby(rest).find('}') else { return false };
    length > 1 && !rest[..length].contains(char::is_whitespace)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Where the bracket closes that opens at `from`: quotes within are stepped over, and so are brackets of the same kind.
fn closing(text: &str, from: usize, (open, close): (char, char)) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < from) {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some('\''), '\'') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => escaped = true,
            (Some(_), '"') => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, c) if c == open => depth += 1,
            (None, c) if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        if depth > DEEPEST {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens in short: words with `$x` for variables and `?` for what is unknown, operators, files.
    fn shown(script: &str) -> String {
        let word = |word: &Word| {
            let part = |part: &Part| match part {
                Part::Literal(text) => text.clone(),
                Part::Variable(name) => format!("${name}"),
                Part::Unknown => "?".to_owned(),
            };
            let scripts: String = word.scripts.iter().map(|(from, to)| format!("⟨{}⟩", &script[*from..*to])).collect();
            let text: String = word.parts.iter().map(part).collect();
            format!("[{text}{scripts}]")
        };
        let token = |token: &Token| match token {
            Token::Word(it) => word(it),
            Token::Operator(Operator::End) => ";".to_owned(),
            Token::Operator(Operator::Open) => "(".to_owned(),
            Token::Operator(Operator::Close) => ")".to_owned(),
            Token::Redirect { writes } => if *writes { ">" } else { "<" }.to_owned(),
            Token::Comment(from, to) => format!("#{}", &script[*from..*to]),
            Token::HereDocument { start, end, quoted } => {
                format!("{}«{}»", if *quoted { "'" } else { "" }, &script[*start..*end])
            }
        };
        tokens(script, 0, script.len()).iter().map(token).collect()
    }

    #[test]
    fn scripts_come_apart_as_in_a_shell() {
        for (script, expected) in [
            ("make -f a.mk b", "[make][-f][a.mk][b]"),
            ("make \\\n  -f a.mk", "[make][-f][a.mk]"),
            ("a && b || c; d | e & f", "[a];;[b];;[c];[d];[e];[f]"),
            ("a # b", "[a]# b"),
            ("a#b", "[a#b]"),
            ("'a b' \"c $D\" e\\ f", "[a b][c $D][e f]"),
            ("x=$(make -f a.mk \"b\")", "[x=?⟨make -f a.mk \"b\"⟩]"),
            ("`make x`", "[?⟨make x⟩]"),
            ("\"$(a \")\")\"", "[?⟨a \")\"⟩]"),
            ("${A} ${A:-b} $1 $A/b", "[$A][?][?][$A/b]"),
            ("a > b 2>&1", "[a]>[b]"),
            ("a 2> b >> c < d", "[a]>[b]>[c]<[d]"),
            ("a &> b", "[a]>[b]"),
            ("make -f a.mk x FILE=<file name>", "[make][-f][a.mk][x][FILE=?]"),
            ("psql < dump.sql > out.txt", "[psql]<[dump.sql]>[out.txt]"),
            ("make -f make/{chart}.mk {a,b} *.md", "[make][-f][make/?.mk][?][?.md]"),
            ("cat <<EOF\nmake x\nEOF\nls", "[cat];«make x\n»;[ls]"),
            ("cat > f <<-'EOF' && b\n  x\n  EOF\nls", "[cat]>[f];;[b];'«  x\n»;[ls]"),
            ("cat <<EOF\nnever ends", "[cat];«never ends»;"),
            ("(cd a; b)", "([cd][a];[b])"),
            ("read x <<< \"$y z\"", "[read][x][$y z]"),
            ("--set a[0].b={x,y}", "[--set][a[0].b=?]"),
            ("make [target]", "[make][?target]]"),
            ("{{ .Values.x }}/a", "[?/a]"),
            ("diff <(a b) c", "[diff][?⟨a b⟩][c]"),
            ("$((1 + 2)) $", "[?][$]"),
            ("if [ -f x ]; then", "[if][[][-f][x][]];[then]"),
            ("arr=(\"a b\" c)", "[arr=]([a b][c])"),
            ("echo \"unclosed", "[echo][unclosed]"),
        ] {
            assert_eq!(shown(script), expected, "{script}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_has_tokens_inside_it(script in "[a-c \"'`$(){}<>\\[\\]\\\\;|&#\n백*=-]{0,60}") {
            for token in tokens(&script, 0, script.len()) {
                let (start, end) = match &token {
                    Token::Word(word) => {
                        for (from, to) in word.scripts.iter().chain(&word.quoted) {
                            proptest::prop_assert!(script.get(*from..*to).is_some(), "{token:?}");
                        }
                        (word.start, word.end)
                    }
                    Token::Comment(start, end) | Token::HereDocument { start, end, .. } => (*start, *end),
                    Token::Operator(_) | Token::Redirect { .. } => continue,
                };
                proptest::prop_assert!(script.get(start..end).is_some(), "{token:?}");
            }
        }
    }
}
