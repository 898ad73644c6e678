//! What a heading says of a phase: `Phase 2: 10% canary (15 min)`, `T-24 hours: freeze`, `Go live (T+0, 5 min)`.

use std::time::Duration;

use super::moment::{self, Counted, Offset};
use crate::parse::bound::{Bound, Meaning, Qualifier};
use crate::site::upgrade::name::{Numbering, asides, numbering, tokens, without_asides};

/// Words that number the parts of a playbook. What is only a step is a phase where nothing else is one.
const NOUNS: &[(&str, Noun)] = &[
    ("phase", Noun::Phase),
    ("stage", Noun::Phase),
    ("wave", Noun::Phase),
    ("ring", Noun::Phase),
    ("etappe", Noun::Phase),
    ("단계", Noun::Phase),
    ("step", Noun::Step),
    ("schritt", Noun::Step),
];

/// Words before a length of time that only say that it is one.
const LENGTH_WORDS: &[&str] = &[
    "duration",
    "estimated duration",
    "estimated time",
    "estimated",
    "estimate",
    "est.",
    "est",
    "expected",
    "time",
    "takes",
    "dauer",
    "소요 시간",
    "예상",
];

/// As what a heading stands among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::site) enum Noun {
    /// A part that is numbered.
    Phase,
    /// A moment.
    Moment,
    /// A day or a week that is counted.
    Day,
    /// A step of a part.
    Step,
    /// A length of time and no more.
    Timed,
}

/// What a heading says.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::site) struct PhaseHeading {
    pub(in crate::site) noun: Noun,
    /// Which one of those it is: 2 of `Phase 2`.
    pub(in crate::site) number: Option<u32>,
    /// What it is called without its number and times; the number's words where it has no other name.
    pub(in crate::site) title: String,
    /// When it starts.
    pub(in crate::site) offset: Option<Offset>,
    /// How long it takes.
    pub(in crate::site) length: Option<Bound>,
    /// The day or week that `offset` is, where it is one.
    pub(in crate::site) counted: Option<Counted>,
    /// Whether its moment stands at its start rather than in passing: `T-0: go live`, and not `Go live (T-0)`.
    pub(in crate::site) leads: bool,
    /// Whether it says until when as well: `T+0 to T+2h`.
    pub(in crate::site) is_range: bool,
}

impl PhaseHeading {
    /// Whether its length is that of work: not until when something has to be done, and not what an objective or a rule asks for.
    pub(in crate::site) fn is_work(&self) -> bool {
        const UNTIL: &[&str] = &[
            "after",
            "alle",
            "binnen",
            "due",
            "erste",
            "ersten",
            "every",
            "first",
            "grace",
            "innerhalb",
            "last",
            "max",
            "maximum",
            "nächste",
            "nächsten",
            "next",
            "older",
            "over",
            "respond",
            "response",
            "sla",
            "within",
        ];
        const OTHERWISE: &[&str] = &[
            "criteria",
            "downtime",
            "escalation",
            "eskalation",
            "latency",
            "p1",
            "p2",
            "p3",
            "p4",
            "retention",
            "rpo",
            "rto",
            "sev",
            "severity",
            "sla",
            "slo",
            "timeout",
            "total",
            "trigger",
            "triggers",
            "ttl",
            "window",
        ];
        // `Status (every day)` is told, and `check status (5 min)` is done.
        const FIRST: &[&str] = &[
            "alternative",
            "blackout",
            "communication",
            "contact",
            "contacts",
            "daily",
            "issue",
            "issues",
            "known",
            "level",
            "metric",
            "metrics",
            "monthly",
            "response",
            "status",
            "support",
            "troubleshooting",
            "weekly",
        ];
        let Some(length) = &self.length else { return false };
        let is_plain = matches!(
            length.meaning,
            Some(Meaning::Within { qualifier: Qualifier::Plain | Qualifier::About, upper, .. }) if !upper.is_zero()
        );
        let has = |text: &str, names: &[&str]| tokens(text).iter().any(|word| names.contains(&word.as_str()));
        let starts = tokens(&self.title).first().is_some_and(|word| FIRST.contains(&word.as_str()));
        is_plain && !has(&length.text, UNTIL) && !has(&self.title, OTHERWISE) && !starts
    }
}

/// Reads a heading; `None` where it says neither which phase it is nor when or how long.
pub(in crate::site) fn read(heading: &str) -> Option<PhaseHeading> {
    let text = heading.trim_start_matches(|character: char| !character.is_alphanumeric());
    let text = without_number(text);
    let (label, part, rest) = match numbered(text) {
        Some((noun, number, behind)) => (text[..text.len() - behind.len()].trim(), Some((noun, number)), behind),
        None => ("", None, text),
    };
    let mut found = Times::default();
    let mut rest = without_separator(rest);
    if let Some(behind) = found.moment(rest) {
        rest = without_separator(behind);
    } else if let Some((first, behind)) = rest.split_once([':', '–', '—'])
        && found.counted(first)
    {
        rest = behind.trim_start();
    } else if let Some((length, behind)) = moment::range_by_clock(rest) {
        found.length =
            Some(exactly(length, rest[..rest.len() - behind.len()].trim_end_matches([':', ' ', '|', '–', '—', '-'])));
        rest = behind.trim_start();
    }
    let leads = found.offset.is_some();
    if part.is_some() {
        found.before(rest);
    }
    let title = found.asides(rest);
    let title = found.last_part(without_separator(&title).trim_end());
    let (noun, number) = match part {
        Some(part) => part,
        None if found.counted.is_some() => (Noun::Day, None),
        None if found.offset.is_some() => (Noun::Moment, None),
        None if found.length.is_some() => (Noun::Timed, None),
        None => return None,
    };
    let title = without_brackets(title.trim().trim_end_matches([':', '-', '–', '—']).trim());
    let title = match (title, label) {
        ("", "") => heading.trim(),
        ("", label) => label,
        (title, _) => title,
    };
    Some(PhaseHeading {
        noun,
        number,
        title: title.to_owned(),
        offset: found.offset,
        length: found.length,
        counted: found.counted,
        leads,
        is_range: found.is_range,
    })
}

/// A heading without the number of its section, where it names a phase or a moment itself: `4.1 Phase 1: …`, `2. T-24 hours`.
fn without_number(heading: &str) -> &str {
    match numbering(heading) {
        (Numbering::Number | Numbering::Part, rest)
            if heading.starts_with(|character: char| character.is_ascii_digit())
                && (numbered(rest).is_some() || moment::moments(rest).is_some()) =>
        {
            rest
        }
        _ => heading,
    }
}

/// A title that is all in brackets, without them.
fn without_brackets(title: &str) -> &str {
    let inner = title.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.filter(|inner| !inner.contains(['(', ')'])).map_or(title, str::trim)
}

/// Whether a heading numbers a part and then says what it is: `Phase 4.1: stop`, and not `Phase 2 rollback`.
pub(in crate::site) fn is_part(heading: &str) -> bool {
    let text = without_number(heading.trim_start_matches(|character: char| !character.is_alphanumeric()));
    numbered(text).is_some_and(|(_, _, behind)| without_separator(behind).len() < behind.trim_start().len())
}

/// What a word in lower case numbers: `phase`, `step`.
pub(super) fn noun(word: &str) -> Option<Noun> {
    NOUNS.iter().find(|(name, _)| *name == word).map(|(_, noun)| *noun)
}

/// Reads which part it is, at the start of a heading, and gives back the rest.
fn numbered(text: &str) -> Option<(Noun, Option<u32>, &str)> {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let lower = first.to_lowercase();
    // `2단계: …`
    let digits = lower.len() - lower.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0
        && let Some(noun) = noun(lower[digits..].trim_end_matches([':', '.']))
    {
        return Some((noun, lower[..digits].parse().ok(), rest));
    }
    let noun = noun(&lower)?;
    let rest = rest.trim_start();
    let end = rest.find(|character: char| !character.is_alphanumeric()).unwrap_or(rest.len());
    let (number, mut behind) = rest.split_at(end);
    // `Phase 1.1` is a part of it.
    while let Some(more) = behind.strip_prefix('.').filter(|more| more.starts_with(|c: char| c.is_ascii_digit())) {
        behind = more.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let is_letter = number.len() == 1 && number.chars().all(|c| c.is_ascii_uppercase());
    // A number with a point is a part of that part: `Step 2.1`. A letter follows a digit in `Phase 2b`.
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    let is_number = !digits.is_empty() && number.len() <= digits.len() + 1;
    let is_named = roman(number).is_some();
    (is_letter || is_number || is_named).then(|| (noun, digits.parse().ok().or_else(|| roman(number)), behind))
}

/// The value of a Roman number up to twelve.
fn roman(text: &str) -> Option<u32> {
    const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    (1..).zip(ROMAN).find(|(_, roman)| *roman == text).map(|(value, _)| value)
}

fn without_separator(text: &str) -> &str {
    text.trim_start().trim_start_matches([':', '-', '–', '—', '.', '|', '/', ')']).trim_start()
}

/// The parts of what stands in brackets; a comma between digits is part of a number.
fn parts(aside: &str) -> impl Iterator<Item = &str> {
    let bytes = aside.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let splits = aside.char_indices().filter(move |(at, character)| {
        matches!(character, ';' | '·' | '|') || *character == ',' && !(*at > 0 && is_digit(at - 1) && is_digit(at + 1))
    });
    let ends = splits.map(|(at, character)| (at, at + character.len_utf8())).chain([(aside.len(), aside.len())]);
    ends.scan(0, move |from, (end, next)| {
        let part = &aside[*from..end];
        *from = next;
        Some(part)
    })
}

/// When something starts and how long it takes, as far as it is known.
#[derive(Default)]
struct Times {
    offset: Option<Offset>,
    length: Option<Bound>,
    counted: Option<Counted>,
    is_range: bool,
}

impl Times {
    /// Takes note of a moment at the start of a text, and gives back what stands behind it.
    fn moment<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let found = moment::moments(text)?;
        if self.offset.is_none() {
            self.offset = Some(found.start);
            self.is_range = found.is_range;
        }
        if let Some(length) = found.length {
            self.length.get_or_insert_with(|| exactly(length, text[..text.len() - found.behind.len()].trim()));
        }
        Some(found.behind)
    }

    /// Takes note of days or weeks that are all of a text; whether they are.
    fn counted(&mut self, text: &str) -> bool {
        let Some(counted) = moment::counted(text) else { return false };
        if self.offset.is_none() {
            self.offset = Some(counted.start(false));
            self.counted = Some(counted);
        }
        if let Some(length) = counted.length() {
            self.length.get_or_insert_with(|| exactly(length, text.trim()));
        }
        true
    }

    /// Takes note of a moment or a length of time that is all of a text; whether it is one.
    fn all_of(&mut self, text: &str) -> bool {
        let text = text.trim();
        if moment::moments(text).is_some_and(|found| found.behind.trim().is_empty()) {
            return self.moment(text).is_some();
        }
        if self.counted(text) {
            return true;
        }
        match length(text) {
            Some(length) => {
                self.length.get_or_insert(length);
                true
            }
            None => false,
        }
    }

    /// Takes note of how long before the work something starts, where brackets say so: `(1.5 hours before)`.
    fn before(&mut self, text: &str) {
        let before = asides(text).find_map(moment::before);
        self.offset = self.offset.or(before);
    }

    /// Takes note of what stands in brackets, and gives back the text without those brackets.
    fn asides(&mut self, text: &str) -> String {
        let mut title = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find(['(', '[']) {
            let close = if rest[open..].starts_with('(') { ')' } else { ']' };
            let Some(end) = rest[open..].find(close).map(|end| open + end) else { break };
            let aside = &rest[open + 1..end];
            let mut unknown: Vec<&str> = Vec::new();
            let mut known = false;
            for part in parts(aside) {
                if self.all_of(part) {
                    known = true;
                } else {
                    // `(Pilot - 15 minutes)`
                    let part = part.trim();
                    let before = self.last_part(part);
                    known |= before.len() < part.len();
                    unknown.push(before.trim());
                }
            }
            title.push_str(&rest[..open]);
            if !known {
                title.push_str(&rest[open..=end]);
            } else if !unknown.is_empty() {
                title.push('(');
                title.push_str(&unknown.join(", "));
                title.push(')');
            }
            rest = &rest[end + 1..];
        }
        title.push_str(rest);
        title
    }

    /// Takes note of a length of time behind the last dash or colon, and gives back the text before it. What stands in brackets stays
    /// together.
    fn last_part<'t>(&mut self, text: &'t str) -> &'t str {
        let is_open = |text: &str| text.matches(['(', '[']).count() > text.matches([')', ']']).count();
        for dash in [" - ", " – ", " — ", ": ", " | ", " ~ "] {
            if let Some((before, last)) = text.rsplit_once(dash)
                && !is_open(before)
                && self.all_of(last)
            {
                return before;
            }
        }
        text
    }
}

/// Reads a length of time: `15 min`, `~2 hours`, `estimated: 30 min`, `02:00–04:00 UTC`. What might be one and isn't bounded is none.
pub(super) fn length(text: &str) -> Option<Bound> {
    let text = text.trim();
    plain_length(text).or_else(|| {
        // `02:00 - 06:00 UTC (4 hours)`
        let outside = without_asides(text);
        (outside.len() < text.len())
            .then(|| asides(text).find_map(plain_length).or_else(|| plain_length(&outside)))
            .flatten()
    })
}

/// Reads a length of time without anything else beside it.
fn plain_length(text: &str) -> Option<Bound> {
    let text = text.trim();
    if let Some(length) = moment::between(text) {
        return Some(exactly(length, text));
    }
    // `one week before` is a moment.
    const MOMENTS: [&str; 8] = ["before", "after", "earlier", "later", "prior", "vorher", "davor", "danach"];
    if text.to_lowercase().split_whitespace().any(|word| MOMENTS.contains(&word.trim_matches(['(', ')', ',', ':']))) {
        return None;
    }
    let lower = text.to_lowercase();
    let word = LENGTH_WORDS.iter().find(|word| lower.starts_with(**word));
    let bare = word
        .and_then(|word| text.get(word.len()..))
        .map_or(text, |rest| rest.trim_start_matches([':', ' ', '~']).trim());
    let bound = Bound::read(bare, None);
    matches!(bound.meaning, Some(Meaning::Within { .. })).then_some(bound)
}

/// A length of time that is known to the second.
fn exactly(length: Duration, text: &str) -> Bound {
    let meaning = Meaning::Within { qualifier: Qualifier::Plain, from: None, upper: length };
    Bound { text: text.to_owned(), meaning: Some(meaning), condition: None, parts: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_which_phase_it_is_and_when() {
        let minutes = |minutes: u64| Some(Duration::from_mins(minutes));
        for (heading, noun, number, title, offset, length) in [
            ("Phase 2: 10% canary (15 min)", Noun::Phase, Some(2), "10% canary", None, minutes(15)),
            ("Phase 2 – 10% canary – 15 min", Noun::Phase, Some(2), "10% canary", None, minutes(15)),
            ("🚀 Phase 3: Full rollout [~2 hours]", Noun::Phase, Some(3), "Full rollout", None, minutes(120)),
            ("Phase 1 (T-24 hours): Freeze", Noun::Phase, Some(1), "Freeze", Some(-86_400), None),
            ("Phase 4: Watch (T+30 min, 1 hour)", Noun::Phase, Some(4), "Watch", Some(1_800), minutes(60)),
            ("Phase 4: Watch (15 min, on call)", Noun::Phase, Some(4), "Watch (on call)", None, minutes(15)),
            (
                "Phase 1: Documentation review (Day 1-2)",
                Noun::Phase,
                Some(1),
                "Documentation review",
                Some(0),
                minutes(2 * 24 * 60),
            ),
            ("Phase 2b: More", Noun::Phase, Some(2), "More", None, None),
            ("Phase A: Blue", Noun::Phase, None, "Blue", None, None),
            ("Phase IV: Last", Noun::Phase, Some(4), "Last", None, None),
            ("Phase 2: Umschaltung (1,5 Std.)", Noun::Phase, Some(2), "Umschaltung", None, minutes(90)),
            ("Phase 1.1: sub", Noun::Phase, Some(1), "sub", None, None),
            ("Day 2: Closing", Noun::Day, None, "Closing", Some(86_400), minutes(24 * 60)),
            ("T+0 to T+1 hour: X", Noun::Moment, None, "X", Some(0), minutes(60)),
            ("D-7 (One week before)", Noun::Moment, None, "One week before", Some(-604_800), None),
            ("Phase 5", Noun::Phase, Some(5), "Phase 5", None, None),
            ("Stage 1 | Prepare (02:00–02:30 UTC)", Noun::Phase, Some(1), "Prepare", None, minutes(30)),
            ("2단계: 카나리 (15분)", Noun::Phase, Some(2), "카나리", None, minutes(15)),
            ("Friday 20:00 – 22:00: Freeze", Noun::Timed, None, "Freeze", None, minutes(120)),
            ("09:00–09:15 | Kick-off call", Noun::Timed, None, "Kick-off call", None, minutes(15)),
            ("Phase 2: 02:00 - 02:30 UTC - Canary", Noun::Phase, Some(2), "Canary", None, minutes(30)),
            ("22:00 – 01:00", Noun::Timed, None, "22:00 – 01:00", None, minutes(180)),
            ("T-24 hours: announce", Noun::Moment, None, "announce", Some(-86_400), None),
            ("T-24 hours", Noun::Moment, None, "T-24 hours", Some(-86_400), None),
            ("T+15 min to T+45 min: watch", Noun::Moment, None, "watch", Some(900), minutes(30)),
            ("Go live (T+0, 5 min)", Noun::Moment, None, "Go live", Some(0), minutes(5)),
            ("T-0 (Go live)", Noun::Moment, None, "Go live", Some(0), None),
            ("4.1 Phase 1: Parallel run", Noun::Phase, Some(1), "Parallel run", None, None),
            ("2. T\u{2011}60m: gates", Noun::Moment, None, "gates", Some(-3_600), None),
            ("Look (T+5 to T+15 minutes)", Noun::Moment, None, "Look", Some(300), minutes(10)),
            ("Stage 1: 1% (Pilot - 15 minutes)", Noun::Phase, Some(1), "1% (Pilot)", None, minutes(15)),
            ("Phase 2: CDN (Day 0)", Noun::Phase, Some(2), "CDN", Some(0), None),
            ("Phase 1: Core (Day -7)", Noun::Phase, Some(1), "Core", Some(-604_800), None),
            ("Phase 1: Team (1.5 hours before)", Noun::Phase, Some(1), "Team (1.5 hours before)", Some(-5_400), None),
            ("Smoke tests (10 min)", Noun::Timed, None, "Smoke tests", None, minutes(10)),
            ("Canary: 10 min", Noun::Timed, None, "Canary", None, minutes(10)),
            ("Step 3: Restart (estimated: 5 minutes)", Noun::Step, Some(3), "Restart", None, minutes(5)),
        ] {
            let read = read(heading).unwrap_or_else(|| panic!("{heading}"));
            let found = read.length.as_ref().and_then(Bound::upper);
            assert_eq!(
                (read.noun, read.number, read.title.as_str(), read.offset, found),
                (noun, number, title, offset, length),
                "{heading}"
            );
        }
        for heading in [
            "Overview",
            "Phases",
            "Phase out the old one",
            "Step-by-step",
            "Rollback (fast)",
            "Stage the files",
            "",
            "(",
        ] {
            assert_eq!(read(heading), None, "{heading}");
        }
    }

    #[test]
    fn what_has_to_be_done_by_then_is_no_work() {
        for heading in [
            "Smoke tests (10 min)",
            "Hypercare (2 weeks)",
            "Checks (~1 h)",
            "Team A: 20-30 min",
            "Check metrics (5 min)",
        ] {
            assert!(read(heading).is_some_and(|read| read.is_work()), "{heading}");
        }
        for heading in [
            "Immediate (first 15 minutes)",
            "Clean-up (within 1 week)",
            "Follow-up (next 24 hours)",
            "Health (max 5 minutes)",
            "Slow (< 5 min)",
            "Level 2: lead (15 minutes)",
            "P1: Critical (15 min response)",
            "RTO: 4 hours",
            "TTL (300 seconds)",
            "Retention: 7 days",
            "Total (3.5 hours)",
            "Support hours (09:00 - 17:00)",
            "Downtime (0 minutes)",
        ] {
            assert!(read(heading).is_none_or(|read| !read.is_work()), "{heading}");
        }
    }

    #[test]
    fn a_part_says_what_it_is_behind_its_number() {
        for text in ["Phase 4.1: stop", "Step 2 – Restore", "4.2 Step 1: x"] {
            assert!(is_part(text), "{text}");
        }
        for text in ["Phase 2 rollback", "Rollback from phase 2: x", "Option 1: Helm", "Phase 2"] {
            assert!(!is_part(text), "{text}");
        }
    }
}
