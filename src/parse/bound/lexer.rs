//! Cuts a phrase into tokens.

use super::Qualifier;
use super::words::{DAY, HOUR, LONGEST, MINUTE, MONTH, SECOND, Term, WEEK, YEAR, term};

/// Bytes of a unit that a dot may shorten: `hrs.`
const LONGEST_ABBREVIATION: usize = 4;

/// A decimal number as written: `mantissa / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: u64,
    pub(super) scale: u32,
}

impl Decimal {
    pub(super) const fn whole(mantissa: u64) -> Self {
        Self { mantissa, scale: 0 }
    }

    /// So many units, in milliseconds; `None` past what can be counted.
    pub(super) fn times(self, unit: u64) -> Option<u64> {
        let product = u128::from(self.mantissa) * u128::from(unit);
        u64::try_from(product / 10_u128.pow(self.scale)).ok()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number(Decimal),
    /// A length of time in a notation of its own (`PT1H`, `01:30:00`), in milliseconds.
    Length(u64),
    Term(Term),
    /// An unknown word.
    Word,
    Open,
    Close,
    Comma,
    Semicolon,
    Slash,
    Pipe,
    Dash,
    Tilde,
    Arrow,
    Colon,
    Dot,
    Equals,
    Plus,
    /// Decoration: emoji, check marks, exclamation marks.
    Mark,
    /// A sign that has no place in a bound.
    Sign,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Byte offsets into the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether nothing stands between it and the token before.
    pub(super) glued: bool,
}

/// Whether words of the script are written without spaces between them.
pub(super) const fn is_unspaced(char: char) -> bool {
    matches!(char, '\u{0e00}'..='\u{0e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

fn is_letter(char: char) -> bool {
    char.is_alphabetic() && !is_unspaced(char)
}

/// The tokens of a text. Linear: each looks ahead a bounded number of characters or words.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { chars: text.char_indices().collect(), length: text.len(), at: 0, tokens: Vec::new() };
    while lexer.at < lexer.chars.len() {
        let (start, char) = lexer.chars[lexer.at];
        let last = lexer.tokens.last().map(|token| token.kind);
        let apostrophe = matches!(char, '\'' | '’') && lexer.char(lexer.at + 1).is_some_and(is_letter);
        // `near-zero`, `approx.`
        let joint = match last {
            Some(Kind::Term(Term::Near | Term::Sub)) => char == '-',
            Some(Kind::Term(Term::Before(_) | Term::Max)) => char == '.',
            Some(Kind::Term(Term::Unit(_))) => {
                let length = lexer.tokens.last().map_or(0, |token| token.end - token.start);
                char == '.' && length <= LONGEST_ABBREVIATION && lexer.digit(lexer.at + 1).is_none()
            }
            _ => false,
        };
        if apostrophe || joint || char.is_whitespace() || matches!(char, '\u{200b}' | '\u{fe0f}' | '\u{feff}') {
            lexer.at += 1;
            continue;
        }
        let kind = lexer.next(char);
        let end = lexer.offset(lexer.at);
        let glued = lexer.tokens.last().is_some_and(|last| last.end == start);
        lexer.tokens.push(Token { kind, start, end, glued });
    }
    lexer.tokens
}

struct Lexer {
    chars: Vec<(usize, char)>,
    length: usize,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer {
    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(_, char)| *char)
    }

    fn offset(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.length, |(offset, _)| *offset)
    }

    fn digit(&self, at: usize) -> Option<u64> {
        let char = self.char(at)?;
        let ascii = match char {
            '\u{ff10}'..='\u{ff19}' => u32::from(char) - 0xff10,
            _ => char.to_digit(10)?,
        };
        Some(u64::from(ascii))
    }

    /// Reads the token that starts with `char`, and moves past it.
    fn next(&mut self, char: char) -> Kind {
        if self.digit(self.at).is_some() || fraction(char).is_some() {
            return self.number();
        }
        if is_unspaced(char) {
            return self.unspaced();
        }
        if is_letter(char) {
            return self.word();
        }
        self.at += 1;
        let following = self.char(self.at);
        let two = |lexer: &mut Self, kind| {
            lexer.at += 1;
            kind
        };
        match (char, following) {
            ('<', Some('=')) => two(self, Kind::Term(Term::Before(Qualifier::AtMost))),
            ('=', Some('<')) => two(self, Kind::Term(Term::Before(Qualifier::AtMost))),
            ('>', Some('=')) => two(self, Kind::Term(Term::Lower)),
            ('-' | '=', Some('>')) => two(self, Kind::Arrow),
            ('=', Some('=')) => two(self, Kind::Equals),
            ('-', Some('-')) => two(self, Kind::Dash),
            ('<' | '\u{ff1c}' | '\u{226e}', _) => Kind::Term(Term::Before(Qualifier::LessThan)),
            ('≤' | '≦' | '⩽' | '≲', _) => Kind::Term(Term::Before(Qualifier::AtMost)),
            ('>' | '\u{ff1e}' | '≥' | '≧' | '⩾' | '≳', _) => Kind::Term(Term::Lower),
            ('≈' | '≃' | '≅' | '∼', _) => Kind::Term(Term::Before(Qualifier::About)),
            ('~' | '〜' | '～', _) => Kind::Tilde,
            ('-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－', _) => Kind::Dash,
            ('(' | '[' | '（' | '【' | '［', _) => Kind::Open,
            (')' | ']' | '）' | '】' | '］', _) => Kind::Close,
            (',' | '，' | '、', _) => Kind::Comma,
            (';' | '；', _) => Kind::Semicolon,
            ('/' | '／', _) => Kind::Slash,
            ('|' | '｜', _) => Kind::Pipe,
            ('→' | '⇒' | '➜' | '➔' | '⟶', _) => Kind::Arrow,
            (':' | '：', _) => Kind::Colon,
            ('.' | '。' | '．', _) => Kind::Dot,
            ('=' | '＝', _) => Kind::Equals,
            ('+' | '＋', _) => Kind::Plus,
            ('%' | '％' | '$' | '#' | '@' | '^' | '{' | '}' | '\\' | '&' | '?' | '±' | '\u{fffd}', _) => Kind::Sign,
            _ => Kind::Mark,
        }
    }

    fn number(&mut self) -> Kind {
        let first = self.at;
        if let Some(length) = self.clock() {
            return length;
        }
        let Some((mut value, mut sound)) = self.digits() else {
            let fraction = self.char(self.at).and_then(fraction);
            self.at += 1;
            return fraction.map_or(Kind::Sign, Kind::Number);
        };
        let separator = self.char(self.at);
        if let Some(fraction) = separator.and_then(fraction) {
            self.at += 1;
            let scaled = value.checked_mul(100).and_then(|value| value.checked_add(fraction.mantissa));
            return scaled.map_or(Kind::Sign, |mantissa| Kind::Number(Decimal { mantissa, scale: 2 }));
        }
        let mut scale = 0;
        if matches!(separator, Some('.' | ',')) && self.digit(self.at + 1).is_some() {
            let thousands = separator == Some(',') && value != 0 && self.at - first <= 3;
            let start = self.at;
            self.at += 1;
            let (digits, readable) = self.digits().unwrap_or((0, false));
            let count = self.at - start - 1;
            sound &= readable && count <= 9;
            // `1,500` is one and a half thousand in English; `1.500` may be either.
            sound &= count != 3 || thousands || value == 0;
            scale = if thousands && count == 3 { 0 } else { u32::try_from(count).unwrap_or(u32::MAX).min(9) };
            let shift = 10_u64.pow(u32::try_from(count).unwrap_or(u32::MAX).min(9));
            match value.checked_mul(shift).and_then(|value| value.checked_add(digits)) {
                Some(joined) => value = joined,
                None => sound = false,
            }
        }
        // Versions, dates, times of day, addresses: `1.2.3`, `12:30`.
        if matches!(self.char(self.at), Some('.' | ',' | ':')) && self.digit(self.at + 1).is_some() {
            while self.digit(self.at).is_some() || matches!(self.char(self.at), Some('.' | ',' | ':')) {
                self.at += 1;
            }
            sound = false;
        }
        let padded = self.digit(first) == Some(0) && self.digit(first + 1).is_some() && self.digit(first + 2).is_some();
        if sound && !padded { Kind::Number(Decimal { mantissa: value, scale }) } else { Kind::Sign }
    }

    /// Digits, and whether their number can be counted with.
    fn digits(&mut self) -> Option<(u64, bool)> {
        self.digit(self.at)?;
        let (mut value, mut sound) = (0_u64, true);
        while let Some(digit) = self.digit(self.at) {
            match value.checked_mul(10).and_then(|value| value.checked_add(digit)) {
                Some(longer) if longer < 1_000_000_000_000_000 => value = longer,
                _ => sound = false,
            }
            self.at += 1;
        }
        Some((value, sound))
    }

    /// `H:MM:SS`.
    fn clock(&mut self) -> Option<Kind> {
        let start = self.at;
        let read = |lexer: &mut Self| -> Option<u64> {
            let (hours, sound) = lexer.digits()?;
            let mut total = hours.checked_mul(HOUR).filter(|_| sound)?;
            for unit in [MINUTE, SECOND] {
                let pair = (lexer.char(lexer.at)? == ':').then_some(lexer.at + 1)?;
                let (tens, ones) = (lexer.digit(pair)?, lexer.digit(pair + 1)?);
                total = total.checked_add((tens * 10 + ones) * unit).filter(|_| tens < 6)?;
                lexer.at = pair + 2;
            }
            let ends = lexer.digit(lexer.at).is_none() && lexer.char(lexer.at) != Some(':');
            ends.then_some(total)
        };
        let total = read(self);
        if total.is_none() {
            self.at = start;
        }
        total.map(Kind::Length)
    }

    /// A word of a script with spaces, or the longest key that starts with it.
    fn word(&mut self) -> Kind {
        if let Some(length) = self.iso() {
            return length;
        }
        let start = self.at;
        let (mut key, mut end, mut found) = (String::new(), start, None);
        let mut first = start;
        for word in 0..LONGEST.0 {
            while let Some(char) = self.char(end).filter(|char| is_letter(*char)) {
                key.extend(char.to_lowercase());
                end += 1;
            }
            if word == 0 {
                first = end;
            }
            if let Some(term) = term(&key) {
                found = Some((term, end));
            }
            let joint = self.char(end);
            let spaced = joint.is_some_and(char::is_whitespace);
            let joined = spaced || matches!(joint, Some('-' | '‐' | '‑' | '\'' | '’'));
            if !joined || !self.char(end + 1).is_some_and(is_letter) {
                break;
            }
            key.push(' ');
            end += 1;
        }
        for abbreviation in ["n/a", "n.a.", "n.a", "n.v.t.", "s/o"] {
            let length = abbreviation.chars().count();
            let matches = abbreviation
                .chars()
                .enumerate()
                .all(|(index, char)| self.char(start + index).is_some_and(|found| found.eq_ignore_ascii_case(&char)));
            if matches && !self.char(start + length).is_some_and(char::is_alphanumeric) {
                self.at = start + length;
                return Kind::Term(Term::NotApplicable);
            }
        }
        // `5M` is five months, five million or five minutes.
        let big = first == start + 1 && self.char(start) == Some('M');
        let (kind, end) = match found {
            Some((Term::Unit(MINUTE), end)) if big && end == first => (Kind::Word, end),
            Some((term, end)) => (Kind::Term(term), end),
            None => (Kind::Word, first),
        };
        self.at = end;
        kind
    }

    /// ISO 8601: `PT1H30M`, `P1D`.
    fn iso(&mut self) -> Option<Kind> {
        if !matches!(self.char(self.at), Some('P' | 'p')) {
            return None;
        }
        let start = self.at;
        let read = |lexer: &mut Self| -> Option<u64> {
            lexer.at += 1;
            let (mut total, mut times, mut parts) = (0_u64, false, 0);
            while let Some(char) = lexer.char(lexer.at).filter(|char| char.is_alphanumeric()) {
                if matches!(char, 'T' | 't') && !times {
                    times = true;
                    lexer.at += 1;
                    continue;
                }
                let Kind::Number(number) = lexer.number() else { return None };
                let unit = match (lexer.char(lexer.at)?.to_ascii_uppercase(), times) {
                    ('Y', false) => YEAR,
                    ('M', false) => MONTH,
                    ('W', false) => WEEK,
                    ('D', false) => DAY,
                    ('H', true) => HOUR,
                    ('M', true) => MINUTE,
                    ('S', true) => SECOND,
                    _ => return None,
                };
                lexer.at += 1;
                parts += 1;
                total = total.checked_add(number.times(unit)?)?;
            }
            (parts > 0).then_some(total)
        };
        let total = read(self);
        if total.is_none() {
            self.at = start;
        }
        total.map(Kind::Length)
    }

    /// The longest key of a script without spaces at this place; else a number, else a character that means nothing here.
    fn unspaced(&mut self) -> Kind {
        let start = self.at;
        let (mut key, mut end, mut found) = (String::new(), start, None);
        let mut read = 0;
        while read < LONGEST.1 {
            match self.char(end) {
                Some(char) if is_unspaced(char) => {
                    key.push(char);
                    read += 1;
                    end += 1;
                    if let Some(term) = term(&key) {
                        found = Some((term, end));
                    }
                }
                // A key may be written with spaces: `데이터 손실 없음`.
                Some(' ') if read > 0 && self.char(end + 1).is_some_and(is_unspaced) => end += 1,
                _ => break,
            }
        }
        let numeral = self.numeral(start);
        if let Some((term, end)) = found
            && numeral.is_none_or(|(_, last)| last < end)
        {
            self.at = end;
            return Kind::Term(term);
        }
        if let Some((value, end)) = numeral {
            self.at = end;
            return Kind::Number(Decimal::whole(value));
        }
        self.at = start + 1;
        Kind::Word
    }

    /// A Chinese numeral below a hundred: `三十`, `十五`, `两`.
    fn numeral(&self, start: usize) -> Option<(u64, usize)> {
        let digit = |at| {
            let position = "一二三四五六七八九".chars().position(|char| self.char(at) == Some(char));
            match (position, self.char(at)) {
                (Some(position), _) => u64::try_from(position + 1).ok(),
                (None, Some('两' | '兩')) => Some(2),
                _ => None,
            }
        };
        let mut at = start;
        let tens = digit(at);
        if tens.is_some() {
            at += 1;
        }
        if self.char(at) != Some('十') {
            return tens.map(|value| (value, at));
        }
        at += 1;
        let ones = digit(at);
        if ones.is_some() {
            at += 1;
        }
        Some((tens.unwrap_or(1) * 10 + ones.unwrap_or(0), at))
    }
}

/// The text between two tokens' ends.
pub(super) fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

const fn fraction(char: char) -> Option<Decimal> {
    match char {
        '½' => Some(Decimal { mantissa: 50, scale: 2 }),
        '¼' => Some(Decimal { mantissa: 25, scale: 2 }),
        '¾' => Some(Decimal { mantissa: 75, scale: 2 }),
        _ => None,
    }
}
