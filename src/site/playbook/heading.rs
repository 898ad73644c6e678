//! What a heading says of a phase: `Phase 2: 10% canary (15 min)`, `T-24 hours: freeze`, `Go live (T+0, 5 min)`.

use std::time::Duration;

use super::moment::{self, Offset};
use crate::parse::bound::{Bound, Meaning};
use crate::site::upgrade::name::{asides, without_asides};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::site) enum Noun {
    /// A part that is numbered, or a moment.
    Phase,
    /// A step of one.
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
}

/// Reads a heading; `None` where it says neither which phase it is nor when or how long.
pub(in crate::site) fn read(heading: &str) -> Option<PhaseHeading> {
    let text = heading.trim_start_matches(|character: char| !character.is_alphanumeric());
    let (label, noun, number, rest) = match numbered(text) {
        Some((noun, number, behind)) => (text[..text.len() - behind.len()].trim(), Some(noun), number, behind),
        None => ("", None, None, text),
    };
    let mut found = Times::default();
    let mut rest = without_separator(rest);
    if let Some(behind) = found.moment(rest) {
        rest = without_separator(behind);
    } else if let Some((first, behind)) = rest.split_once([':', '–', '—'])
        && found.counted(first)
    {
        rest = behind.trim_start();
    }
    let title = found.asides(rest);
    let title = found.last_part(without_separator(&title).trim_end());
    let noun = match noun {
        Some(noun) => noun,
        None if found.offset.is_some() => Noun::Phase,
        None if found.length.is_some() => Noun::Timed,
        None => return None,
    };
    let title = title.trim().trim_end_matches([':', '-', '–', '—']).trim();
    let title = match (title, label) {
        ("", "") => heading.trim(),
        ("", label) => label,
        (title, _) => title,
    };
    Some(PhaseHeading { noun, number, title: title.to_owned(), offset: found.offset, length: found.length })
}

/// Reads which part it is, at the start of a heading, and gives back the rest.
fn numbered(text: &str) -> Option<(Noun, Option<u32>, &str)> {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let lower = first.to_lowercase();
    let noun = |word: &str| NOUNS.iter().find(|(name, _)| *name == word).map(|(_, noun)| *noun);
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
}

impl Times {
    /// Takes note of a moment at the start of a text, and gives back what stands behind it.
    fn moment<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (offset, length, behind) = moment::moments(text)?;
        self.offset.get_or_insert(offset);
        if let Some(length) = length {
            self.length.get_or_insert_with(|| exactly(length, text[..text.len() - behind.len()].trim()));
        }
        Some(behind)
    }

    /// Takes note of days or weeks that are all of a text; whether they are.
    fn counted(&mut self, text: &str) -> bool {
        let counted = moment::counted(text);
        if let Some((offset, length)) = counted {
            self.offset.get_or_insert(offset);
            self.length.get_or_insert_with(|| exactly(length, text.trim()));
        }
        counted.is_some()
    }

    /// Takes note of a moment or a length of time that is all of a text; whether it is one.
    fn all_of(&mut self, text: &str) -> bool {
        let text = text.trim();
        if let Some((_, _, behind)) = moment::moments(text)
            && behind.trim().is_empty()
        {
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
                    unknown.push(part.trim());
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

    /// Takes note of a length of time behind the last dash or colon, and gives back the text before it.
    fn last_part<'t>(&mut self, text: &'t str) -> &'t str {
        for dash in [" - ", " – ", " — ", ": ", " | ", " ~ "] {
            if let Some((before, last)) = text.rsplit_once(dash)
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
    let meaning = Meaning::Within { qualifier: crate::parse::bound::Qualifier::Plain, from: None, upper: length };
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
            ("Day 2: Closing", Noun::Phase, None, "Closing", Some(86_400), minutes(24 * 60)),
            ("T+0 to T+1 hour: X", Noun::Phase, None, "X", Some(0), minutes(60)),
            ("D-7 (One week before)", Noun::Phase, None, "(One week before)", Some(-604_800), None),
            ("Phase 5", Noun::Phase, Some(5), "Phase 5", None, None),
            ("Stage 1 | Prepare (02:00–02:30 UTC)", Noun::Phase, Some(1), "Prepare", None, minutes(30)),
            ("2단계: 카나리 (15분)", Noun::Phase, Some(2), "카나리", None, minutes(15)),
            ("T-24 hours: announce", Noun::Phase, None, "announce", Some(-86_400), None),
            ("T-24 hours", Noun::Phase, None, "T-24 hours", Some(-86_400), None),
            ("T+15 min to T+45 min: watch", Noun::Phase, None, "watch", Some(900), minutes(30)),
            ("Go live (T+0, 5 min)", Noun::Phase, None, "Go live", Some(0), minutes(5)),
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
}
