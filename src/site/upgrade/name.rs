//! Names of strategies as words, so that those of one strategy can be told from those of another.

/// Words that any name may have, and that say nothing of which strategy it is.
const PLAIN: &[&str] = &[
    "a",
    "an",
    "and",
    "approach",
    "deployment",
    "for",
    "method",
    "migration",
    "of",
    "option",
    "or",
    "procedure",
    "process",
    "strategy",
    "the",
    "to",
    "update",
    "updates",
    "upgrade",
    "upgrades",
    "upgrading",
    "using",
    "via",
    "way",
    "with",
    "업그레이드",
    "배포",
    "방식",
    "전략",
];

/// Words that number a strategy: `Strategy 2: Blue-green`.
const COUNTED: &[&str] = &["approach", "method", "option", "strategy", "variant", "way", "방법", "방식", "전략"];

/// The words of a text in lower case.
pub(in crate::site) fn tokens(text: &str) -> Vec<String> {
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// A text without what stands in brackets; the whole text where nothing else is left.
pub(in crate::site) fn without_asides(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            character if depth == 0 => outside.push(character),
            _ => {}
        }
    }
    if outside.trim().is_empty() { text.trim().to_owned() } else { outside.trim().to_owned() }
}

/// What stands in the brackets of a text, one after the other.
pub(in crate::site) fn asides(text: &str) -> impl Iterator<Item = &str> {
    text.split(['(', '（']).skip(1).filter_map(|rest| rest.split([')', '）']).next()).map(str::trim)
}

/// The words that tell a strategy from another, each once, in order of the alphabet.
pub(in crate::site) fn key(name: &str) -> Vec<String> {
    let words = tokens(&without_asides(name));
    let mut key: Vec<String> = words.iter().filter(|word| !PLAIN.contains(&word.as_str())).cloned().collect();
    if key.is_empty() {
        key = words;
    }
    key.sort_unstable();
    key.dedup();
    key
}

/// How a heading is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::site) enum Numbering {
    /// `Strategy 2: …`, `Option B: …`.
    Strategy,
    /// `2. …`.
    Number,
    /// `Procedure 2: …`, `Step 2: …`, `2.1 …`: a part of something.
    Part,
    /// Not at all.
    None,
}

/// Cuts a number off a heading.
pub(in crate::site) fn numbering(heading: &str) -> (Numbering, &str) {
    let heading = heading.trim();
    let (first, rest) = heading.split_once(char::is_whitespace).unwrap_or((heading, ""));
    if first.starts_with(|character: char| character.is_ascii_digit()) {
        let number = first.trim_end_matches(['.', ')', ':']);
        return match number.bytes().all(|byte| byte.is_ascii_digit()) {
            true if number.len() < first.len() => (Numbering::Number, rest.trim()),
            // `16.x to 17.x` is no number of a heading.
            false if number.split('.').all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) => {
                (Numbering::Part, rest.trim())
            }
            _ => (Numbering::None, heading),
        };
    }
    let rest = rest.trim_start();
    // The point of `4.1` stands within the number.
    let is_end = |(at, character): (usize, char)| match character {
        ':' | ')' | '-' | '–' | '—' => true,
        '.' => !rest[at + 1..].starts_with(|next: char| next.is_ascii_digit()),
        _ => false,
    };
    let end = rest.char_indices().find(|found| is_end(*found));
    let (number, rest) = match end {
        Some((at, character)) => (rest[..at].trim(), &rest[at + character.len_utf8()..]),
        None => (rest.trim(), ""),
    };
    let short = number.starts_with(|character: char| character.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        || number.len() == 1 && number.is_ascii();
    if !short || rest.trim().is_empty() {
        return (Numbering::None, heading);
    }
    let word = first.to_lowercase();
    let numbering = if COUNTED.contains(&word.as_str()) { Numbering::Strategy } else { Numbering::Part };
    (numbering, rest.trim())
}

/// A name without the remark that it is recommended, and whether it has that remark. A remark that says more stays.
pub(super) fn recommended(name: &str) -> (String, bool) {
    let is_remark = |aside: &&str| {
        let words = tokens(aside);
        words.iter().any(|word| word == "recommended" || word == "권장") && !words.iter().any(|word| word == "not")
    };
    let whole = || (name.trim().to_owned(), false);
    let Some(aside) = asides(name).find(is_remark) else { return whole() };
    if tokens(aside).first().is_none_or(|word| word != "recommended" && word != "권장") {
        return (whole().0, true);
    }
    // A slice of the name, behind its bracket.
    let start = aside.as_ptr() as usize - name.as_ptr() as usize;
    let before = name[..start].trim_end().trim_end_matches(['(', '（']).trim_end();
    let after = name[start + aside.len()..].trim_start().trim_start_matches([')', '）']);
    (format!("{before}{after}").trim().to_owned(), true)
}

/// A key of a values file as words: `blue_green`, `blueGreen` → `Blue green`.
pub(super) fn spoken(key: &str) -> String {
    let mut text = String::with_capacity(key.len());
    let mut lower = false;
    for character in key.chars() {
        if lower && character.is_uppercase() {
            text.push(' ');
        }
        text.push(character);
        lower = character.is_lowercase();
    }
    let text = tokens(&text).join(" ");
    let mut characters = text.chars();
    characters.next().map_or_else(|| key.to_owned(), |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_strategy_have_one_key() {
        for (names, expected) in [
            (&["Rolling Upgrade", "Rolling (HA only)", "the rolling update"][..], "rolling"),
            (&["Dump/Restore", "Dump and Restore (clean state)", "dump_restore"], "dump restore"),
            (&["Upgrade"], "upgrade"),
            (&["(only this)"], "only this"),
            (&["pg_upgrade", "pg_upgrade (link mode)"], "pg"),
            (&["DaemonSet upgrade", "daemonset"], "daemonset"),
        ] {
            for name in names {
                assert_eq!(key(name).join(" "), expected, "{name}");
            }
        }
    }

    #[test]
    fn numbers_are_cut_off() {
        for (heading, numbering_expected, name) in [
            ("Strategy 1: Rolling", Numbering::Strategy, "Rolling"),
            ("Option B – Blue-green", Numbering::Strategy, "Blue-green"),
            ("방법 2: 롤링", Numbering::Strategy, "롤링"),
            ("3. In-place", Numbering::Number, "In-place"),
            ("3) In-place", Numbering::Number, "In-place"),
            ("3.1 Prepare", Numbering::Part, "Prepare"),
            ("Step 8: Plan", Numbering::Part, "Plan"),
            ("Phase 4.1: Stop", Numbering::Part, "Stop"),
            ("Procedure 2: Minor", Numbering::Part, "Minor"),
            ("16.x to 17.x", Numbering::None, "16.x to 17.x"),
            ("Method", Numbering::None, "Method"),
            ("Method to choose: ask", Numbering::None, "Method to choose: ask"),
            ("2 nodes", Numbering::None, "2 nodes"),
            ("", Numbering::None, ""),
        ] {
            assert_eq!(numbering(heading), (numbering_expected, name), "{heading}");
        }
    }

    #[test]
    fn recommendations_are_no_part_of_a_name() {
        for (name, expected) in [
            ("Rolling (Recommended)", ("Rolling", true)),
            ("Rolling (recommended for production) (HA)", ("Rolling (HA)", true)),
            ("Rolling (HA)", ("Rolling (HA)", false)),
            ("Rolling (replicas - recommended)", ("Rolling (replicas - recommended)", true)),
            ("All at once (not recommended)", ("All at once (not recommended)", false)),
            ("Recommended path", ("Recommended path", false)),
        ] {
            let (shown, found) = recommended(name);
            assert_eq!((shown.as_str(), found), expected, "{name}");
        }
        assert_eq!(spoken("blueGreen_deployment"), "Blue green deployment");
        assert_eq!(without_asides("a (b (c)) d"), "a  d");
    }
}
