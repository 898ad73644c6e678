//! What a regular expression's match can start with, so that most of a grammar's hundred patterns need not be tried at
//! most places of a line.
//!
//! The answer may name too much, never too little: what this reader doesn't know counts as "anything".

/// The characters that may stand where a match starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct First {
    /// A bit for each ASCII character.
    ascii: u128,
    /// Any character beyond ASCII.
    other: bool,
    /// The end of the text.
    end: bool,
    /// Whether a match can only start where a line does.
    pub(super) line_start: bool,
}

impl First {
    /// Anything.
    pub(super) const ANY: Self = Self { ascii: u128::MAX, other: true, end: true, line_start: false };
    const NONE: Self = Self { ascii: 0, other: false, end: false, line_start: false };

    /// What a match of `pattern` can start with, in Oniguruma's syntax.
    pub(super) fn of(pattern: &str) -> Self {
        let mut reader = Reader { rest: pattern, depth: 0 };
        match reader.alternatives(Flags::default()) {
            Some(node) if reader.rest.is_empty() => {
                let mut first = node.consuming.or(node.empty.unwrap_or(Self::NONE));
                first.line_start = node.line_start;
                first
            }
            _ => Self::ANY,
        }
    }

    /// Whether a match can start with this byte, the first of a character.
    pub(super) fn allows(self, byte: u8) -> bool {
        if byte < 128 { self.ascii >> byte & 1 == 1 } else { self.other }
    }

    /// Whether a match can start at the end of the text.
    pub(super) fn allows_end(self) -> bool {
        self.end
    }

    fn or(self, other: Self) -> Self {
        Self {
            ascii: self.ascii | other.ascii,
            other: self.other | other.other,
            end: self.end | other.end,
            line_start: false,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            ascii: self.ascii & other.ascii,
            other: self.other & other.other,
            end: self.end & other.end,
            line_start: false,
        }
    }

    fn chars(ascii: u128, other: bool) -> Self {
        Self { ascii, other, end: false, line_start: false }
    }

    fn char(char: char, flags: Flags) -> Self {
        match char {
            _ if !char.is_ascii() && flags.ignore_case => Self::chars(LETTERS, true),
            _ if !char.is_ascii() => Self::chars(0, true),
            // Beyond ASCII are characters that fold to these: `ſ`, `K`.
            'a'..='z' | 'A'..='Z' if flags.ignore_case => {
                Self::chars(bit(char.to_ascii_lowercase()) | bit(char.to_ascii_uppercase()), true)
            }
            _ => Self::chars(bit(char), false),
        }
    }
}

const fn bit(char: char) -> u128 {
    1 << (char as u32)
}

const fn range(low: char, high: char) -> u128 {
    let mut bits = 0;
    let mut char = low as u32;
    while char <= high as u32 {
        bits |= 1 << char;
        char += 1;
    }
    bits
}

const DIGITS: u128 = range('0', '9');
const LETTERS: u128 = range('a', 'z') | range('A', 'Z');
const WORD: u128 = DIGITS | LETTERS | bit('_');
const SPACE: u128 = range('\t', '\r') | bit(' ');
const HEX: u128 = DIGITS | range('a', 'f') | range('A', 'F');

#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    extended: bool,
}

/// A part of the expression.
#[derive(Clone, Copy)]
struct Node {
    /// What it starts with where it takes at least one character.
    consuming: First,
    /// What may follow where it takes none; `None` where it always takes one.
    empty: Option<First>,
    /// Whether it can only match where a line starts.
    line_start: bool,
}

impl Node {
    const EMPTY: Self = Self { consuming: First::NONE, empty: Some(First::ANY), line_start: false };
    const UNKNOWN: Self = Self { consuming: First::ANY, empty: Some(First::ANY), line_start: false };

    fn one(first: First) -> Self {
        Self { consuming: first, empty: None, line_start: false }
    }

    fn then(self, next: Self) -> Self {
        let Some(empty) = self.empty else { return self };
        Self {
            consuming: self.consuming.or(empty.and(next.consuming)),
            empty: next.empty.map(|after| empty.and(after)),
            line_start: self.line_start || (self.consuming == First::NONE && next.line_start),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            consuming: self.consuming.or(other.consuming),
            empty: match (self.empty, other.empty) {
                (Some(left), Some(right)) => Some(left.or(right)),
                (left, right) => left.or(right),
            },
            line_start: self.line_start && other.line_start,
        }
    }

    fn optional(self) -> Self {
        Self { consuming: self.consuming, empty: Some(First::ANY), line_start: false }
    }
}

/// Groups in groups beyond this are not read; no grammar comes near.
const DEPTH_LIMIT: usize = 64;

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn eat(&mut self, prefix: &str) -> bool {
        self.rest.strip_prefix(prefix).map(|rest| self.rest = rest).is_some()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.rest.chars().next()?;
        self.rest = &self.rest[char.len_utf8()..];
        Some(char)
    }

    fn skip_past(&mut self, end: char) -> Option<()> {
        self.rest = &self.rest[self.rest.find(end)? + end.len_utf8()..];
        Some(())
    }

    /// Up to the closing parenthesis, which stays, or the end. `None` for what can't be read.
    fn alternatives(&mut self, flags: Flags) -> Option<Node> {
        let mut whole: Option<Node> = None;
        let mut branch = Node::EMPTY;
        loop {
            match self.rest.as_bytes().first() {
                None | Some(b')') => break,
                Some(b'|') => {
                    self.next();
                    whole = Some(whole.map_or(branch, |node| node.or(branch)));
                    branch = Node::EMPTY;
                }
                _ => {
                    if let Some(part) = self.part(flags)? {
                        branch = branch.then(part);
                    }
                }
            }
        }
        Some(whole.map_or(branch, |node| node.or(branch)))
    }

    /// One atom and its quantifiers; `Some(None)` for what matches nothing, like a comment.
    fn part(&mut self, flags: Flags) -> Option<Option<Node>> {
        let atom = match self.next()? {
            '(' => match self.group(flags)? {
                Some(node) => node,
                None => return Some(None),
            },
            '[' => Node::one(self.class(flags)?.0),
            '\\' => self.escape(flags)?,
            '.' => Node::one(First::chars(u128::MAX, true)),
            '^' => Node { line_start: true, ..Node::EMPTY },
            '$' => Node { empty: Some(First { end: true, ..First::chars(bit('\n'), false) }), ..Node::EMPTY },
            '#' if flags.extended => {
                let end = self.rest.find('\n').map_or(self.rest.len(), |end| end + 1);
                self.rest = &self.rest[end..];
                return Some(None);
            }
            char if flags.extended && char.is_ascii_whitespace() => return Some(None),
            char => Node::one(First::char(char, flags)),
        };
        Some(Some(self.quantified(atom)))
    }

    fn quantified(&mut self, mut node: Node) -> Node {
        loop {
            if self.eat("*") || self.eat("?") {
                node = node.optional();
            } else if self.eat("+") {
                // At least once, or possessive: neither changes how it starts.
            } else if let Some(least) = self.interval() {
                if least == 0 {
                    node = node.optional();
                }
            } else {
                return node;
            }
        }
    }

    /// The least number of `{n}`, `{n,}`, `{n,m}` or `{,m}`. Anything else in braces is text.
    fn interval(&mut self) -> Option<u32> {
        let inner = self.rest.strip_prefix('{')?;
        let (inner, rest) = inner.split_once('}')?;
        let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if inner.is_empty() || inner == "," || !digits(least) || !digits(most) {
            return None;
        }
        self.rest = rest;
        // With `{3,1}` Oniguruma swaps the two.
        let number = |text: &str| text.parse().unwrap_or(0);
        Some(if most.is_empty() { number(least) } else { number(least).min(number(most)) })
    }

    /// After `(`.
    fn group(&mut self, flags: Flags) -> Option<Option<Node>> {
        enum Sort {
            Plain,
            Ahead,
            Aside,
        }
        let mut inner = flags;
        let mut sort = Sort::Plain;
        if self.eat("?") {
            if self.eat("#") {
                self.skip_past(')')?;
                return Some(None);
            } else if self.eat("=") {
                sort = Sort::Ahead;
            } else if self.eat("!") || self.eat("<=") || self.eat("<!") {
                sort = Sort::Aside;
            } else if self.eat(">") || self.eat(":") {
            } else if self.eat("<") || self.eat("P<") {
                self.skip_past('>')?;
            } else if self.eat("'") {
                self.skip_past('\'')?;
            } else {
                let mut on = true;
                loop {
                    match self.next()? {
                        '-' => on = false,
                        'i' => inner.ignore_case = on,
                        'x' => inner.extended = on,
                        'm' | 's' => {}
                        ':' => break,
                        ')' => {
                            // What follows in this group is inside, alternatives included.
                            return self.nested(inner).map(Some);
                        }
                        _ => return None,
                    }
                }
            }
        }
        let node = self.nested(inner)?;
        if !self.eat(")") {
            return None;
        }
        Some(Some(match sort {
            Sort::Plain => node,
            Sort::Ahead => Node {
                consuming: First::NONE,
                empty: Some(node.consuming.or(node.empty.unwrap_or(First::NONE))),
                line_start: node.line_start,
            },
            Sort::Aside => Node::EMPTY,
        }))
    }

    fn nested(&mut self, flags: Flags) -> Option<Node> {
        if self.depth == DEPTH_LIMIT {
            return None;
        }
        self.depth += 1;
        let node = self.alternatives(flags);
        self.depth -= 1;
        node
    }

    /// After `\`, outside a class.
    fn escape(&mut self, flags: Flags) -> Option<Node> {
        if let Some((first, _)) = Self::shorthand(self.rest.chars().next()?) {
            self.next();
            return Some(Node::one(first));
        }
        Some(match self.next()? {
            'b' | 'B' | 'G' | 'K' | 'y' | 'Y' => Node::EMPTY,
            'A' => Node { line_start: true, ..Node::EMPTY },
            'z' => Node { empty: Some(First { end: true, ..First::NONE }), ..Node::EMPTY },
            'Z' => Node { empty: Some(First { end: true, ..First::chars(bit('\n'), false) }), ..Node::EMPTY },
            'p' | 'P' => {
                self.skip_past('}')?;
                Node::one(First::chars(u128::MAX, true))
            }
            'R' => Node::one(First::chars(range('\n', '\r'), true)),
            '1'..='9' => {
                while self.rest.starts_with(|char: char| char.is_ascii_digit()) {
                    self.next();
                }
                Node::UNKNOWN
            }
            'k' | 'g' if self.eat("<") => {
                self.skip_past('>')?;
                Node::UNKNOWN
            }
            letter => Node::one(First::char(self.escaped_char(letter)?, flags)),
        })
    }

    /// The class behind a letter after `\`, and whether its ASCII part is exact.
    fn shorthand(letter: char) -> Option<(First, bool)> {
        Some((
            match letter {
                'w' => First::chars(WORD, true),
                'W' => First::chars(!WORD, true),
                'd' => First::chars(DIGITS, true),
                'D' => First::chars(!DIGITS, true),
                's' => First::chars(SPACE, true),
                'S' => First::chars(!SPACE, true),
                'h' => First::chars(HEX, false),
                'H' => First::chars(!HEX, true),
                _ => return None,
            },
            true,
        ))
    }

    /// A single character written as an escape whose first letter has been read.
    fn escaped_char(&mut self, letter: char) -> Option<char> {
        Some(match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\x0c',
            'v' => '\x0b',
            'a' => '\x07',
            'e' => '\x1b',
            'x' if self.eat("{") => {
                let (digits, rest) = self.rest.split_once('}')?;
                self.rest = rest;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            _ if letter.is_ascii_alphanumeric() => return None,
            _ => letter,
        })
    }

    fn hex(&mut self, most: usize) -> Option<char> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
        let code = u32::from_str_radix(&self.rest[..digits], 16).ok()?;
        self.rest = &self.rest[digits..];
        char::from_u32(code)
    }

    /// After `[`: the set, and whether its ASCII part is exact.
    fn class(&mut self, flags: Flags) -> Option<(First, bool)> {
        if self.depth == DEPTH_LIMIT {
            return None;
        }
        let negated = self.eat("^");
        let mut set = First::NONE;
        let mut exact = true;
        // A range is only formed from two single characters.
        let mut low: Option<char> = None;
        let mut is_first = true;
        loop {
            let char = self.next()?;
            let literal = match char {
                ']' if !is_first => break,
                '[' if self.rest.starts_with(':') => {
                    let (name, rest) = self.rest[1..].split_once(":]")?;
                    let (posix, posix_exact) = posix_class(name);
                    self.rest = rest;
                    set = set.or(posix);
                    exact &= posix_exact;
                    None
                }
                '[' => {
                    self.depth += 1;
                    let (inner, inner_exact) = self.class(flags)?;
                    self.depth -= 1;
                    set = set.or(inner);
                    exact &= inner_exact;
                    None
                }
                '&' if self.rest.starts_with('&') => {
                    // An intersection is a part of what stands before it; of which part, nothing is said.
                    exact = false;
                    set = First::chars(u128::MAX, true);
                    None
                }
                '\\' => {
                    let letter = self.next()?;
                    if let Some((shorthand, shorthand_exact)) = Self::shorthand(letter) {
                        set = set.or(shorthand);
                        exact &= shorthand_exact;
                        None
                    } else if matches!(letter, 'p' | 'P') {
                        self.skip_past('}')?;
                        set = First::chars(u128::MAX, true);
                        exact = false;
                        None
                    } else {
                        // In a class, `\b` is a backspace.
                        let char = if letter == 'b' { '\x08' } else { self.escaped_char(letter)? };
                        set = set.or(First::char(char, flags));
                        Some(char)
                    }
                }
                '-' if low.is_some() && !self.rest.starts_with(']') => {
                    let start = low.take()?;
                    if self.rest.starts_with('[') {
                        return None;
                    }
                    let end = match self.next()? {
                        '\\' => {
                            let letter = self.next()?;
                            if Self::shorthand(letter).is_some() || matches!(letter, 'p' | 'P') {
                                return None;
                            }
                            self.escaped_char(letter)?
                        }
                        char => char,
                    };
                    let ascii = if start.is_ascii() { range(start, end.min('\x7f')) } else { 0 };
                    set = set.or(Self::folded(First::chars(ascii, !end.is_ascii()), flags));
                    None
                }
                char => {
                    set = set.or(First::char(char, flags));
                    Some(char)
                }
            };
            is_first = false;
            low = literal;
        }
        if flags.ignore_case && set.other {
            // Some fold into ASCII.
            exact = false;
            set.ascii |= LETTERS;
        }
        Some(match (negated, exact) {
            (false, _) => (set, exact),
            (true, true) => (First::chars(!set.ascii, true), true),
            (true, false) => (First::chars(u128::MAX, true), false),
        })
    }

    /// A set with the other case of its letters, where case is ignored.
    fn folded(set: First, flags: Flags) -> First {
        if !flags.ignore_case {
            return set;
        }
        let upper = set.ascii & range('A', 'Z');
        let lower = set.ascii & range('a', 'z');
        First::chars(set.ascii | upper << 32 | lower >> 32, set.other)
    }
}

fn posix_class(name: &str) -> (First, bool) {
    let (negated, name) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
    let ascii = match name {
        "alnum" => DIGITS | LETTERS,
        "alpha" => LETTERS,
        "digit" => DIGITS,
        "lower" => range('a', 'z'),
        "upper" => range('A', 'Z'),
        "space" => SPACE,
        "blank" => bit(' ') | bit('\t'),
        "word" => WORD,
        "xdigit" => HEX,
        _ => return (First::chars(u128::MAX, true), false),
    };
    (First::chars(if negated { !ascii } else { ascii }, true), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_a_match_can_start_with() {
        // The characters that can start one among `aA1-_# \t\n"é`, and `$` for the end.
        for (pattern, expected) in [
            ("a", "a"),
            ("ab|1", "a1"),
            ("a?1", "a1"),
            ("a*", "aA1-_# \t\n\"é$"),
            ("a{0}1|-", "a1-"),
            ("a{2,3}", "a"),
            ("a{,3}1", "a1"),
            ("(?=a)", "a"),
            ("(?=[a1])\\w", "a1"),
            ("(?!a)1", "1"),
            ("(?<=a)-", "-"),
            ("(?<!\\\\)#", "#"),
            ("\\b-", "-"),
            ("(?i)a", "aAé"),
            ("(?i:a)|1", "aA1é"),
            ("(?x) a # b\n | 1", "a1"),
            ("(?:(?i)a|1)", "aA1é"),
            ("a(?#comment)", "a"),
            ("(?<name>-)", "-"),
            ("(?>a|-)", "a-"),
            ("[^a-z\\s]", "A1-_#\"é"),
            ("[a-f\\d_-]", "a1-_é"),
            ("[]a]", "a"),
            ("[[:alpha:]]", "aAé"),
            ("[^[:alpha:]]", "1-_# \t\n\"é"),
            ("[a&&b]", "aA1-_# \t\n\"é"),
            ("[a[1-3]]", "a1"),
            ("\\x61|\\x{31}", "a1"),
            ("\\h", "aA1"),
            ("\\p{Alpha}", "aA1-_# \t\n\"é"),
            ("\\1a", "aA1-_# \t\n\"é$"),
            ("\\$|\\-", "-"),
            ("$", "\n$"),
            ("$\\n?", "\n$"),
            (" *$", " \n$"),
            ("\\z", "$"),
            ("^a", "a"),
            ("é", "é"),
            ("(", "aA1-_# \t\n\"é$"),
            ("{{", ""),
        ] {
            let first = First::of(pattern);
            let mut allowed: String =
                "aA1-_# \t\n\"é".chars().filter(|char| first.allows(char.to_string().as_bytes()[0])).collect();
            if first.allows_end() {
                allowed.push('$');
            }
            assert_eq!(allowed, expected, "{pattern}");
        }
    }

    #[test]
    fn knows_what_starts_with_the_line() {
        for (pattern, expected) in [
            ("^a", true),
            ("\\A", true),
            ("(?=^a)", true),
            ("\\b^a|^b", true),
            ("(?:^|a)", false),
            ("^|a", false),
            ("a^", false),
            ("(?:^a)?b", false),
            ("(?!^)a", false),
            ("(?<=^)a", false),
        ] {
            assert_eq!(First::of(pattern).line_start, expected, "{pattern}");
        }
    }

    #[test]
    fn never_says_too_little() {
        // Each engine's match, at each place, of patterns put together from all that the reader knows.
        let atoms = [
            "a", "b", "\\w", "\\s", "[^a]", "(?=b)", "(?!a)", "(?<=a)", "^", "$", "\\b", "(?i)B", "(?:a|)", "[a-c-]",
            ".",
        ];
        let suffixes = ["", "?", "*", "+?", "{0,2}", "{2}", "|b"];
        let text = "ab aB\n";
        for first in atoms {
            for suffix in suffixes {
                for second in atoms {
                    let pattern = format!("{first}{suffix}{second}");
                    let Ok(regex) = onig::Regex::new(&pattern) else { continue };
                    let said = First::of(&pattern);
                    for place in 0..=text.len() {
                        let options = onig::SearchOptions::SEARCH_OPTION_NONE;
                        if regex.match_with_options(text, place, options, None).is_none() {
                            continue;
                        }
                        let allowed = text.as_bytes().get(place).map_or(said.allows_end(), |byte| said.allows(*byte));
                        assert!(allowed && (place == 0 || !said.line_start), "{pattern} at {place}");
                    }
                }
            }
        }
    }
}
