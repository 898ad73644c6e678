//! The grammar of bounds: from the tokens of a phrase to what it means.

use std::time::Duration;

use super::lexer::{Decimal, Kind, Token, slice, tokens};
use super::words::{DAY, HOUR, MINUTE, Term, YEAR};
use super::{Bound, Meaning, Qualifier, Unit};

/// Tokens a label may have: `Tier 1 (critical):`.
const LONGEST_LABEL: usize = 12;

/// A read phrase.
pub(super) struct Read {
    pub(super) meaning: Meaning,
    pub(super) condition: Option<String>,
    pub(super) parts: Vec<Bound>,
}

/// Reads a phrase whose marks are gone; `None` where it can't be told.
pub(super) fn read(text: &str, unit: Option<Unit>) -> Option<Read> {
    let (phrase, comment) = split_comment(text);
    let tokens = tokens(phrase);
    let stated = comment.and_then(unit_of_comment);
    let grammar = Grammar { text: phrase, tokens: &tokens, unit: unit.or(stated) };
    let mut read = match grammar.phrase() {
        Some(read) => read,
        // `1650  # 27.5 minutes`: the unit is the one in which both say the same.
        None if unit.is_none() && stated.is_none() => grammar.in_unit_of(comment?)?,
        None => return None,
    };
    if let Some(comment) = comment.map(str::trim).filter(|comment| !comment.is_empty()) {
        let condition = read.condition.take();
        read.condition =
            Some(condition.map_or_else(|| comment.to_owned(), |condition| format!("{condition}; {comment}")));
    }
    Some(read)
}

/// A phrase and the YAML comment after it.
fn split_comment(text: &str) -> (&str, Option<&str>) {
    let hash = text.match_indices(" #").find(|(at, _)| text[at + 2..].starts_with(char::is_whitespace));
    hash.map_or((text, None), |(at, _)| (&text[..at], Some(&text[at + 2..])))
}

/// `in seconds`, or a unit alone.
fn unit_of_comment(comment: &str) -> Option<Unit> {
    let tokens = tokens(comment);
    let term = |at: usize| match tokens.get(at).map(|token| token.kind) {
        Some(Kind::Term(term)) => Some(term),
        _ => None,
    };
    let unit = |at: usize| match term(at)? {
        Term::Unit(millis) => Unit::of_millis(millis),
        _ => None,
    };
    if tokens.len() == 1 {
        return unit(0);
    }
    (0..tokens.len()).find(|at| term(*at) == Some(Term::In)).and_then(|at| unit(at + 1))
}

/// What separates two bounds, or a bound from what is said of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Comma,
    /// Stands between alternatives: what follows must be one.
    Strict,
    /// A dash, an arrow, a colon: what follows may be one.
    Loose,
}

/// One bound of a phrase.
struct Segment {
    meaning: Meaning,
    label: Option<String>,
    /// The token after it.
    end: usize,
    /// Whether it is a number with one unit and nothing else.
    simple: bool,
}

/// A length of time with how it was said.
#[derive(Clone, Copy)]
struct Quantity {
    qualifier: Option<Qualifier>,
    amount: Amount,
    end: usize,
}

#[derive(Clone, Copy)]
enum Amount {
    /// In milliseconds, and the unit of its first number.
    Time(u64, u64),
    Bare(Decimal),
}

/// How far words that change nothing may stand before a figure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Words,
    Signs,
}

struct Grammar<'a> {
    text: &'a str,
    tokens: &'a [Token],
    unit: Option<Unit>,
}

impl Grammar<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn term(&self, at: usize) -> Option<Term> {
        match self.kind(at)? {
            Kind::Term(term) => Some(term),
            _ => None,
        }
    }

    fn is_glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    fn unit_at(&self, at: usize) -> Option<u64> {
        match self.term(at)? {
            Term::Unit(millis) => Some(millis),
            Term::An => Some(YEAR),
            _ => None,
        }
    }

    fn number_at(&self, at: usize) -> Option<Decimal> {
        match self.kind(at)? {
            Kind::Number(number) => Some(number),
            Kind::Term(Term::Number(number)) => Some(Decimal::whole(number)),
            Kind::Term(Term::An) => Some(Decimal::whole(1)),
            _ => None,
        }
    }

    /// The text from one token up to another, marks at its ends left out.
    fn words(&self, from: usize, to: usize) -> Option<String> {
        let (first, last) = (self.tokens.get(from)?, self.tokens.get(to.checked_sub(1)?)?);
        let words = slice(self.text, first.start, last.end);
        let words = words
            .trim_matches(|char: char| char.is_whitespace() || matches!(char, ',' | ';' | ':' | '.' | '，' | '。'));
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// The whole phrase.
    fn phrase(&self) -> Option<Read> {
        let mut bounds: Vec<Bound> = Vec::new();
        let mut at = 0;
        let mut simple = [false; 2];
        let mut commas = 0;
        loop {
            let start = at;
            let segment = self.segment(at)?;
            simple = [simple[1], segment.simple];
            let (end, condition, next) = self.after(&segment)?;
            let text = self.words(start, end).unwrap_or_default();
            let conditions = [segment.label, condition].into_iter().flatten().collect::<Vec<_>>();
            let condition = (!conditions.is_empty()).then(|| conditions.join("; "));
            bounds.push(Bound { text, meaning: Some(segment.meaning), condition, parts: Vec::new() });
            let Some((next, separator)) = next else { break };
            commas += usize::from(separator == Separator::Comma);
            at = next;
        }
        if bounds.len() == 2
            && commas == 1
            && simple == [true, true]
            && bounds.iter().all(|bound| bound.condition.is_none())
        {
            // `1 hour, 30 minutes` is one time or two bounds.
            if bounds[0].upper() > bounds[1].upper() {
                return None;
            }
        }
        if bounds.len() == 1 {
            let bound = bounds.pop()?;
            return Some(Read { meaning: bound.meaning?, condition: bound.condition, parts: Vec::new() });
        }
        let bounding = |bound: &&Bound| bound.meaning != Some(Meaning::NotApplicable);
        let largest = bounds.iter().filter(bounding).max_by_key(|bound| bound.order()).or(bounds.first())?;
        Some(Read { meaning: largest.meaning?, condition: None, parts: bounds.clone() })
    }

    /// A number without a unit beside a comment that says the same in a unit.
    fn in_unit_of(&self, comment: &str) -> Option<Read> {
        let [Token { kind: Kind::Number(number), .. }] = self.tokens else { return None };
        let said = Bound::read(comment, None).upper()?;
        let units = [Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days];
        let unit =
            units.into_iter().find(|unit| number.times(unit.millis()).map(Duration::from_millis) == Some(said))?;
        Grammar { unit: Some(unit), ..*self }.phrase()
    }

    /// One bound from a token on, with what leads to it.
    fn segment(&self, start: usize) -> Option<Segment> {
        let (mut at, label) = self.label(start)?;
        loop {
            match self.kind(at)? {
                Kind::Term(Term::Key) if matches!(self.kind(at + 1), Some(Kind::Dash)) => return None,
                Kind::Term(Term::Key | Term::Filler) | Kind::Mark | Kind::Equals => at += 1,
                Kind::Pipe if at == start => at += 1,
                _ => break,
            }
        }
        if let Some((meaning, end)) = self.qualitative(at) {
            return Some(Segment { meaning, label, end, simple: false });
        }
        let (meaning, mut end, simple) = self.range(at)?;
        let Meaning::Within { mut qualifier, from, upper } = meaning else {
            return Some(Segment { meaning, label, end, simple: false });
        };
        loop {
            let said = match self.term(end) {
                Some(Term::After(said)) => said,
                Some(Term::Max) => Qualifier::AtMost,
                Some(Term::Before(Qualifier::About)) => Qualifier::About,
                _ => break,
            };
            if self.quantity(end, Lead::Words).is_some() {
                break;
            }
            if matches!(qualifier, Qualifier::Plain | Qualifier::About) {
                qualifier = said;
            }
            end += 1;
        }
        Some(Segment { meaning: Meaning::Within { qualifier, from, upper }, label, end, simple })
    }

    /// A label before a colon and where it ends. `None` where it says that what follows is no bound.
    fn label(&self, start: usize) -> Option<(usize, Option<String>)> {
        let window = start..self.tokens.len().min(start + LONGEST_LABEL);
        let stops = |kind| {
            matches!(kind, Kind::Comma | Kind::Semicolon | Kind::Slash | Kind::Pipe | Kind::Arrow | Kind::Length(_))
        };
        let colon = window.clone().find(|at| self.kind(*at).is_some_and(|kind| kind == Kind::Colon || stops(kind)));
        let Some(colon) = colon.filter(|at| self.kind(*at) == Some(Kind::Colon)) else { return Some((start, None)) };
        let mut means = false;
        for at in start..colon {
            match self.kind(at)? {
                Kind::Term(Term::Other) | Kind::Sign => return None,
                Kind::Term(Term::Key | Term::Filler) | Kind::Open | Kind::Close | Kind::Equals | Kind::Mark => {}
                // A figure before the colon is the bound.
                Kind::Term(Term::Unit(_)) if at > start && self.number_at(at - 1).is_some() => {
                    return Some((start, None));
                }
                Kind::Term(Term::Zero | Term::NearZero | Term::NotApplicable) => return Some((start, None)),
                _ => means = true,
            }
        }
        Some((colon + 1, means.then(|| self.words(start, colon)).flatten()))
    }

    /// Zero, near zero, not applicable.
    fn qualitative(&self, start: usize) -> Option<(Meaning, usize)> {
        let mut at = start;
        let (mut near, mut open) = (false, false);
        loop {
            match self.kind(at)? {
                Kind::Term(Term::Near | Term::Before(Qualifier::About)) | Kind::Tilde => near = true,
                Kind::Term(Term::Before(Qualifier::LessThan)) => open = true,
                Kind::Term(Term::Before(_) | Term::Max | Term::Until | Term::Filler) | Kind::Equals => {}
                _ => break,
            }
            at += 1;
        }
        let meaning = match self.kind(at)? {
            Kind::Term(Term::NotApplicable) => Meaning::NotApplicable,
            Kind::Term(Term::NearZero) => Meaning::NearZero,
            Kind::Term(Term::Zero) if !open => Meaning::Zero,
            Kind::Number(Decimal { mantissa: 0, .. }) if !open => Meaning::Zero,
            _ => return None,
        };
        let bare = self.kind(at).is_some_and(|kind| matches!(kind, Kind::Number(_)));
        at += 1;
        if meaning == Meaning::Zero {
            if self.unit_at(at).is_some() {
                at += 1;
                // `0 h 30 min` is counted as a whole, below.
                if self.number_at(at).is_some() {
                    return None;
                }
            } else if bare && self.is_glued(at) && matches!(self.kind(at), Some(Kind::Word | Kind::Dot | Kind::Colon)) {
                let last = matches!(self.kind(at), Some(Kind::Dot)) && self.kind(at + 1).is_none();
                if !last {
                    return None;
                }
            }
            // `0-15 minutes` is a range.
            if self.separates_range(at) && self.quantity(at + 1, Lead::Signs).is_some() {
                return None;
            }
            if matches!(self.term(at), Some(Term::Counter)) && self.term(at + 1).is_none() {
                return None;
            }
        }
        let meaning = if near && meaning == Meaning::Zero { Meaning::NearZero } else { meaning };
        Some((meaning, at))
    }

    fn separates_range(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Dash | Kind::Tilde | Kind::Term(Term::To | Term::Until | Term::Article)))
    }

    /// A time or a range of times, the token after it, and whether it is one number with one unit.
    fn range(&self, start: usize) -> Option<(Meaning, usize, bool)> {
        let mut at = start;
        let between = self.term(at) == Some(Term::Between);
        at += usize::from(between);
        if let Some(end) = self.vague(at) {
            let upper = self.quantity(end + 1, Lead::Signs).filter(|_| self.separates_range(end))?;
            let millis = self.counted(upper.amount)?;
            let qualifier = upper.qualifier.unwrap_or(Qualifier::Plain);
            return Some((within(qualifier, None, millis), upper.end, false));
        }
        let first = self.quantity(at, Lead::Words)?;
        let joins = self.separates_range(first.end) || (between && self.term(first.end) == Some(Term::And));
        let second = joins.then(|| self.quantity(first.end + 1, Lead::Signs)).flatten();
        let Some(second) = second else {
            let less = first.qualifier == Some(Qualifier::LessThan);
            let millis = self.counted(first.amount).filter(|millis| *millis > 0 || !less)?;
            let plain = first.qualifier.is_none();
            let simple = plain && first.end == at + 2;
            // A bare number is read only where nothing but its condition follows.
            let bare = matches!(first.amount, Amount::Bare(_));
            if bare
                && self.is_glued(first.end)
                && matches!(self.kind(first.end), Some(Kind::Word | Kind::Dash | Kind::Colon))
            {
                return None;
            }
            return Some((within(first.qualifier.unwrap_or(Qualifier::Plain), None, millis), first.end, simple));
        };
        // Dates and identifiers go on.
        if self.separates_range(second.end) && self.quantity(second.end + 1, Lead::Signs).is_some() {
            return None;
        }
        let (low, high) = match (first.amount, second.amount) {
            (Amount::Bare(number), Amount::Time(millis, unit)) => {
                let low = number.times(unit)?;
                // `30 - 1 hour` leaves open what the 30 counts.
                (low <= millis).then_some((low, millis))?
            }
            // `30m-60` too.
            (Amount::Time(..), Amount::Bare(_)) => return None,
            (first, second) => (self.counted(first)?, self.counted(second)?),
        };
        let said = if low > high { first.qualifier } else { second.qualifier.or(first.qualifier) };
        let (from, upper) = (low.min(high), low.max(high));
        let qualifier = said.unwrap_or(Qualifier::Plain);
        Some((within(qualifier, Some(from), upper), second.end, false))
    }

    /// `several minutes`, `minutes` as the lower end of a range, and where it ends.
    fn vague(&self, start: usize) -> Option<usize> {
        let vague = self.term(start) == Some(Term::Vague);
        let at = start + usize::from(vague);
        let at = at + usize::from(vague && self.term(at) == Some(Term::Number(10)));
        match (vague, self.unit_at(at)) {
            (_, Some(_)) => Some(at + 1),
            (true, None) => Some(at),
            (false, None) => None,
        }
        .filter(|end| self.separates_range(*end))
    }

    fn counted(&self, amount: Amount) -> Option<u64> {
        match amount {
            Amount::Time(millis, _) => Some(millis),
            Amount::Bare(number) if number.mantissa == 0 => Some(0),
            Amount::Bare(number) => number.times(self.unit?.millis()),
        }
    }

    /// A length of time with the words before it. `None` for a lower bound.
    fn quantity(&self, start: usize, lead: Lead) -> Option<Quantity> {
        let mut at = start;
        let mut qualifier = None;
        loop {
            let said = match self.kind(at)? {
                Kind::Term(Term::Before(said)) => said,
                Kind::Tilde => Qualifier::About,
                Kind::Term(Term::Max | Term::Until) => Qualifier::AtMost,
                Kind::Equals | Kind::Term(Term::Key) if lead == Lead::Words => {
                    at += 1;
                    continue;
                }
                Kind::Term(Term::Filler | Term::In | Term::Counter) if lead == Lead::Words => {
                    at += 1;
                    continue;
                }
                _ => break,
            };
            if matches!(qualifier, None | Some(Qualifier::About)) {
                qualifier = Some(said);
            }
            at += 1;
        }
        let (amount, end) = self.amount(at)?;
        Some(Quantity { qualifier, amount, end })
    }

    fn amount(&self, start: usize) -> Option<(Amount, usize)> {
        if let Some(Kind::Length(millis)) = self.kind(start) {
            return Some((Amount::Time(millis, millis), start + 1));
        }
        let half_an_hour = |at: usize| match self.term(at) {
            Some(Term::Fixed(millis)) => Some(millis),
            _ => None,
        };
        // `a quarter of an hour`
        let article = matches!(self.term(start), Some(Term::Article | Term::An | Term::Number(1)));
        let fixed = half_an_hour(start).map(|millis| (millis, start + 1));
        let fixed = fixed.or_else(|| half_an_hour(start + 1).filter(|_| article).map(|millis| (millis, start + 2)));
        if let Some((millis, end)) = fixed {
            return Some((Amount::Time(millis, millis), end));
        }
        if let (Some(Term::Sub), Some(unit)) = (self.term(start), self.unit_at(start + 1)) {
            return Some((Amount::Time(unit, unit), start + 2));
        }
        let Some((mut total, first, mut end)) = self.timed(start) else {
            // `zero to 5 minutes`
            if self.term(start) == Some(Term::Zero) && self.separates_range(start + 1) {
                return Some((Amount::Bare(Decimal::whole(0)), start + 1));
            }
            let number = self.number_at(start)?;
            // Words are no bare numbers, nor is what other words go on from: `10s`, `P1`.
            let bare = matches!(self.kind(start), Some(Kind::Number(_)));
            return bare.then_some((Amount::Bare(number), start + 1));
        };
        let mut unit = first;
        loop {
            let joined = end + usize::from(self.term(end) == Some(Term::And));
            if let Some((more, smaller, next)) = self.timed(joined)
                && smaller < unit
                && more < unit
                && !matches!(self.term(joined), Some(Term::Half | Term::Article))
            {
                (total, unit, end) = (total.checked_add(more)?, smaller, next);
                continue;
            }
            // `1h30`
            if unit == HOUR
                && self.is_glued(end)
                && let Some(Kind::Number(Decimal { mantissa: minutes @ 0..60, scale: 0 })) = self.kind(end)
                && self.tokens.get(end).is_some_and(|token| token.end - token.start == 2)
            {
                return Some((Amount::Time(total.checked_add(minutes * MINUTE)?, first), end + 1));
            }
            return Some((Amount::Time(total, first), end));
        }
    }

    /// One number with its unit: milliseconds, the unit, and the token after it.
    fn timed(&self, start: usize) -> Option<(u64, u64, usize)> {
        let mut at = start;
        let number = self.number_at(at);
        at += usize::from(number.is_some() || self.term(at) == Some(Term::Article));
        let some = at > start;
        // Half of the unit alone (`a half hour`), or half of it more (`2 and a half hours`, `一个半小时`).
        let (mut half, mut more, mut counter) = (false, false, false);
        while let Some(term) = self.term(at) {
            match term {
                Term::AndHalf if some && !half => (half, more) = (true, true),
                Term::Half if !half => (half, more) = (true, counter),
                Term::Counter if some || half => counter = true,
                _ => break,
            }
            at += 1;
        }
        // `4-hour`
        if some && !half && self.kind(at) == Some(Kind::Dash) && self.is_glued(at) && self.is_glued(at + 1) {
            at += 1;
        }
        let unit = self.unit_at(at)?;
        at += 1;
        let whole = match number {
            Some(number) => number.times(unit)?,
            None if some => unit,
            None => 0,
        };
        let one = number.is_none() || number == Some(Decimal::whole(1));
        let mut total = match (half, more) {
            // Half of a day may be half of a working day.
            (true, false) if unit > HOUR || !one => return None,
            (true, false) => unit / 2,
            (true, true) => whole.checked_add(unit / 2)?,
            (false, _) if !some => return None,
            (false, _) => whole,
        };
        // `hour(s)`
        if self.kind(at) == Some(Kind::Open) && self.is_glued(at) && self.kind(at + 2) == Some(Kind::Close) {
            let inner = self.tokens.get(at + 1).map(|token| slice(self.text, token.start, token.end));
            if inner.is_some_and(|inner| matches!(inner.to_lowercase().as_str(), "s" | "n" | "en" | "es" | "e" | "i")) {
                at += 3;
            }
        }
        // `hrs. 30`
        if self.kind(at) == Some(Kind::Dot) && self.is_glued(at) && self.number_at(at + 1).is_some() {
            at += 1;
        }
        // `an hour and a half`, `1時間半`
        if !half && (self.term(at) == Some(Term::AndHalf) || (self.term(at) == Some(Term::Half) && self.is_glued(at))) {
            total = total.checked_add(unit / 2).filter(|_| unit <= DAY)?;
            at += 1;
        }
        if matches!(self.term(at), Some(Term::Counter)) && self.unit_at(at + 1).is_some() {
            return None;
        }
        Some((total, unit, at))
    }

    /// What follows a bound: the token its words end before, its condition, and where the next bound starts.
    #[expect(clippy::type_complexity, reason = "one caller takes it apart at once")]
    fn after(&self, segment: &Segment) -> Option<(usize, Option<String>, Option<(usize, Separator)>)> {
        let mut at = segment.end;
        let mut said: Vec<String> = Vec::new();
        let finished = |said: Vec<String>| (!said.is_empty()).then(|| said.join("; "));
        loop {
            let Some(kind) = self.kind(at) else { return Some((at, finished(said), None)) };
            match kind {
                Kind::Mark | Kind::Close | Kind::Equals | Kind::Term(Term::Key) => at += 1,
                Kind::Open => {
                    let close = self.closing(at);
                    said.extend(self.words(at + 1, close));
                    at = (close + 1).min(self.tokens.len());
                }
                Kind::Number(_)
                | Kind::Length(_)
                | Kind::Sign
                | Kind::Plus
                | Kind::Tilde
                | Kind::Term(
                    Term::Lower | Term::Other | Term::Unit(_) | Term::Number(_) | Term::Fixed(_) | Term::Vague,
                ) => {
                    return None;
                }
                Kind::Term(Term::Max | Term::After(_)) => at += 1,
                Kind::Dot => {
                    if self.kind(at + 1).is_none() {
                        at += 1;
                    } else {
                        if self.goes_on(at, self.tokens.len()) {
                            return None;
                        }
                        said.extend(self.words(at + 1, self.tokens.len()));
                        at = self.tokens.len();
                    }
                }
                // `0 (stateless) to 24 hours (by tier)`.
                Kind::Term(Term::To | Term::Until) if self.segment(at + 1).is_some() => {
                    return Some((at, finished(said), Some((at + 1, Separator::Loose))));
                }
                _ => {
                    let separator = self.separator(at);
                    if let Some(separator) = separator {
                        if self.segment(at + 1).is_some() {
                            return Some((at, finished(said), Some((at + 1, separator))));
                        }
                        let next = self.kind(at + 1);
                        let figure = matches!(
                            next,
                            Some(
                                Kind::Number(_)
                                    | Kind::Length(_)
                                    | Kind::Sign
                                    | Kind::Tilde
                                    | Kind::Term(Term::Lower | Term::Before(_))
                            )
                        );
                        if next.is_some() && (separator == Separator::Strict || figure) {
                            return None;
                        }
                    } else if self.is_something_else(at) {
                        return None;
                    }
                    let (end, next) = self.prose(at + usize::from(separator.is_some()));
                    let from = at + usize::from(separator.is_some());
                    if self.goes_on(from, end) {
                        return None;
                    }
                    if !self.changes_nothing(from, end) {
                        said.extend(self.words(from, end));
                    }
                    if next.is_some() || end >= self.tokens.len() {
                        return Some((end, finished(said), next));
                    }
                    at = end.max(at + 1);
                }
            }
        }
    }

    /// Whether the words right after a figure make it something else than a bound.
    fn is_something_else(&self, start: usize) -> bool {
        let mut words = (start..self.tokens.len()).take(3).take_while(|at| !matches!(self.kind(*at), Some(Kind::Open)));
        let rate = self.tokens.get(start).is_some_and(|token| {
            let word = slice(self.text, token.start, token.end).to_lowercase();
            matches!(word.as_str(), "per" | "pro" | "par" | "por" | "a" | "на")
        });
        let per = rate
            && (start + 1..start + 3).any(|at| {
                self.unit_at(at).is_some()
                    || self.term(at) == Some(Term::Other)
                    || matches!(self.kind(at), Some(Kind::Number(_)))
            });
        per || words.any(|at| self.term(at) == Some(Term::Other))
            || self.tokens.get(start).is_some_and(|token| {
                let word = slice(self.text, token.start, token.end);
                word.eq_ignore_ascii_case("between")
                    || word.eq_ignore_ascii_case("of") && self.unit_at(start + 1).is_some()
            })
    }

    /// Whether another sentence follows with a figure of its own: it says something else, or the same otherwise.
    fn goes_on(&self, from: usize, to: usize) -> bool {
        let dot = (from..to).find(|at| self.kind(*at) == Some(Kind::Dot));
        dot.is_some_and(|dot| (dot..to).any(|at| self.timed(at).is_some()))
    }

    fn changes_nothing(&self, from: usize, to: usize) -> bool {
        (from..to).all(|at| {
            matches!(
                self.kind(at),
                Some(Kind::Term(Term::Filler | Term::Key | Term::Max | Term::After(_)) | Kind::Mark | Kind::Dot)
            )
        })
    }

    fn separator(&self, at: usize) -> Option<Separator> {
        match self.kind(at)? {
            Kind::Comma | Kind::Semicolon | Kind::Term(Term::And) => Some(Separator::Comma),
            Kind::Slash | Kind::Pipe | Kind::Term(Term::Or) => Some(Separator::Strict),
            Kind::Arrow | Kind::Dash | Kind::Colon => Some(Separator::Loose),
            _ => None,
        }
    }

    /// Where words that follow a bound end: before the next bound, or at the end of the phrase.
    fn prose(&self, start: usize) -> (usize, Option<(usize, Separator)>) {
        let mut at = start;
        while at < self.tokens.len() {
            if self.kind(at) == Some(Kind::Open) {
                at = self.closing(at);
            } else if let Some(separator) = self.separator(at).filter(|separator| *separator != Separator::Loose)
                && self.segment(at + 1).is_some()
            {
                return (at, Some((at + 1, separator)));
            }
            at += 1;
        }
        (self.tokens.len(), None)
    }

    /// The token that closes a parenthesis; the end of the phrase where none does.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for at in open..self.tokens.len() {
            match self.kind(at) {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.tokens.len()
    }
}

fn within(qualifier: Qualifier, from: Option<u64>, upper: u64) -> Meaning {
    if upper == 0 {
        return Meaning::Zero;
    }
    Meaning::Within { qualifier, from: from.map(Duration::from_millis), upper: Duration::from_millis(upper) }
}
