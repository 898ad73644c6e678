//! What makes somebody go back.

use super::between;
use super::list::{introduction, items_of};
use super::section::Sections;
use crate::parse::document::{Block, BlockKind};
use crate::site::upgrade::name::{tokens, without_asides};
use crate::site::upgrade::rollback::is_way_back;
use crate::source::{Span, TextRange};

/// How many triggers of a page are kept.
const MOST: usize = 200;

/// What makes somebody go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// In the author's words.
    pub text: String,
    /// Where it is written.
    pub place: Span,
}

/// What makes somebody go back: items and rows below a heading that says so, what a label that says so tells, and the list that a line
/// introduces so. Where a section is about the way back, `Triggers` alone says so.
pub(super) fn triggers(sections: &Sections<'_>) -> Vec<Trigger> {
    let mut reader = Reader { sections, found: Vec::new() };
    let mut covered: Vec<TextRange> = Vec::new();
    let document = sections.document;
    let names: Vec<bool> = (0u32..)
        .zip(&document.headings)
        .map(|(index, heading)| {
            let text = document.plain(heading.text);
            !sections.is_title(index as usize) && names_triggers(text)
                || sections.is_back(Some(index)) && is_reason(text)
        })
        .collect();
    for (index, heading) in document.headings.iter().enumerate().filter(|(index, _)| names[*index]) {
        if covered.last().is_some_and(|range| heading.range.start < range.end) {
            continue;
        }
        let end = document.section_end(index);
        let below = document.headings[index + 1..].iter().take_while(|below| below.range.start < end);
        let range = if tells_how(document.plain(heading.text)) {
            // `Rollback triggers & procedure`: its own words are triggers where no section in it is about them.
            if (index + 1..).zip(below.clone()).any(|(index, _)| names[index]) {
                continue;
            }
            let end = below.map(|below| below.range.start).next().unwrap_or(end);
            TextRange { start: heading.range.start, end }
        } else {
            TextRange { start: heading.range.start, end }
        };
        covered.push(range);
        reader.below(range);
    }
    let is_covered = |place: TextRange| {
        let after = covered.partition_point(|range| range.end <= place.start);
        covered.get(after).is_some_and(|range| range.start <= place.start)
    };
    for label in &document.labels {
        let name = document.plain(label.name);
        let value = document.plain(label.value).trim();
        let is_one = || names_triggers(name) || introduces(name) || sections.is_back(label.section) && is_reason(name);
        if !value.is_empty() && is_one() {
            reader.push(value, label.range);
        }
    }
    for (index, block) in document.blocks.iter().enumerate().filter(|(_, block)| !is_covered(block.range)) {
        let Some(line) = introduction(document, block) else { continue };
        if introduces(line) || sections.is_back(block.section) && is_reason(line) {
            items_of(document, index).for_each(|item| reader.item(item));
        }
    }
    let mut triggers = reader.found;
    triggers.sort_by_key(|trigger| trigger.place.range.start);
    triggers.dedup_by_key(|trigger| trigger.place);
    triggers.truncate(MOST);
    triggers
}

struct Reader<'s> {
    sections: &'s Sections<'s>,
    found: Vec<Trigger>,
}

impl Reader<'_> {
    /// Adds the items and rows of a part of the text.
    fn below(&mut self, range: TextRange) {
        let document = self.sections.document;
        // `When not to roll back:` may stand above items, too.
        let mut negated = false;
        for block in between(&document.blocks, range, |block| block.range) {
            if block.kind != BlockKind::Item {
                negated = tokens(document.plain(block.text)).iter().any(|word| word == "not" || word == "don");
            } else if !negated && block.list_depth <= 1 && block.starts_item {
                self.item(block);
            }
        }
        for table in between(&document.tables, range, |table| table.range) {
            let heads: Vec<&str> = table.header.iter().map(|cell| document.plain(cell.text).trim()).collect();
            // Of a table of limits the one at which somebody goes back counts, and a warning is none.
            let limit = heads.iter().skip(1).position(|head| is_limit_of_way_back(head)).map(|at| at + 1);
            for row in &table.rows {
                let said = row.iter().zip(&heads).enumerate().filter_map(|(at, (cell, head))| {
                    let text = document.plain(cell.text).trim();
                    let counts = !text.is_empty() && limit.is_none_or(|limit| at == 0 || at == limit);
                    let is_named = at > 0 && limit.is_none() && heads.len() > 2 && !head.is_empty();
                    counts.then(|| if is_named { format!("{head}: {text}") } else { text.to_owned() })
                });
                let text = said.collect::<Vec<_>>().join(" · ");
                if let Some(first) = row.first().filter(|_| !text.is_empty()) {
                    self.push(&text, first.range);
                }
            }
        }
    }

    fn item(&mut self, item: &Block) {
        let text = self.sections.document.plain(item.text).trim();
        if !text.is_empty() && !is_refused(text) {
            self.push(text, item.range);
        }
    }

    fn push(&mut self, text: &str, range: TextRange) {
        if !self.sections.document.is_generated(range) {
            let place = Span { file: self.sections.page.file, range };
            self.found.push(Trigger { text: text.to_owned(), place });
        }
    }
}

/// Whether an item says when nobody goes back.
fn is_refused(text: &str) -> bool {
    let words = tokens(text);
    let first = |pattern: &[&str]| words.iter().map(String::as_str).take(pattern.len()).eq(pattern.iter().copied());
    ["never", "nicht", "kein", "keine"].iter().any(|word| first(&[word]))
        || [["do", "not"], ["don", "t"], ["not", "when"], ["not", "if"]].iter().any(|pattern| first(pattern))
}

/// Whether the limit of a column is the one at which somebody goes back.
fn is_limit_of_way_back(head: &str) -> bool {
    let words = tokens(head);
    is_way_back(&words)
        || words.iter().any(|word| matches!(&**word, "abort" | "abbruch" | "trigger" | "critical" | "kritisch"))
}

/// Words for what makes somebody do something.
const REASONS: &[&str] = &[
    "trigger",
    "triggers",
    "criteria",
    "criterion",
    "condition",
    "conditions",
    "조건",
    "기준",
    "트리거",
    "kriterien",
    "auslöser",
];

/// Words of what is told of the way back rather than of when to take it.
const OTHERWISE: &[&str] = &[
    "authority",
    "complete",
    "completed",
    "completion",
    "met",
    "no",
    "not",
    "point",
    "possible",
    "success",
    "successful",
    "time",
    "validation",
    "verification",
    "verify",
];

fn has(words: &[String], names: &[&str]) -> bool {
    words.iter().any(|word| names.contains(&word.as_str()))
}

/// Whether words are about going back, or about giving up.
fn is_about_return(words: &[String]) -> bool {
    is_way_back(words) || has(words, &["abort", "halt", "abbruch", "중단"])
}

/// Whether words are about when to go back: `Rollback triggers`, `When to roll back`, `Abort criteria`, `Halt rules`.
fn names_triggers(text: &str) -> bool {
    let words = tokens(&without_asides(text));
    let german = |word: &String| word.starts_with("abbruchk") || word.starts_with("abbruchbed");
    let is_why = has(&words, REASONS) || has(&words, &["rules"]);
    // `When to stop the service` is an hour.
    let is_return = is_about_return(&words) && (is_why || has(&words, &["when"])) || has(&words, &["stop"]) && is_why;
    is_return && !has(&words, OTHERWISE) || words.iter().any(german)
}

/// Whether the words of a section about the way back say no more than that triggers follow: `Trigger conditions`.
fn is_reason(text: &str) -> bool {
    const BESIDE: &[&str] =
        &["automatic", "automated", "manual", "immediate", "decision", "rollback", "for", "the", "롤백"];
    let words = tokens(&without_asides(text));
    has(&words, &["trigger", "triggers", "conditions", "조건", "트리거", "auslöser"])
        && words.iter().all(|word| REASONS.contains(&word.as_str()) || BESIDE.contains(&word.as_str()))
}

/// Whether a line above a list says that somebody goes back if any of it happens: `Roll back if any of these happen`.
fn introduces(line: &str) -> bool {
    let words = tokens(&without_asides(line));
    // `If rollback:` tells what to do then.
    let is_then = matches!(words.first().map(String::as_str), Some("if" | "after" | "once" | "wenn"));
    let is_when = words.first().is_some_and(|word| word == "when") && words.get(1).is_none_or(|word| word != "to");
    if is_then || is_when || has(&words, OTHERWISE) {
        return false;
    }
    let condition = words.iter().position(|word| matches!(&**word, "if" | "when" | "any" | "wenn"));
    let before = condition.is_some_and(|at| is_about_return(&words[..at]));
    before
        || is_about_return(&words) && (has(&words, REASONS) || words.starts_with(&["when".to_owned(), "to".to_owned()]))
}

/// Whether words are about how to go back as well.
fn tells_how(text: &str) -> bool {
    has(&tokens(text), &["procedure", "procedures", "steps", "plan", "execution", "ablauf", "절차"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triggers_are_about_the_way_back() {
        for text in [
            "Rollback triggers",
            "When to roll back",
            "Abort criteria",
            "Rollback Criteria (automatic)",
            "Automatic halt rules",
            "Stop conditions",
        ] {
            assert!(names_triggers(text), "{text}");
        }
        for text in [
            "When NOT to roll back",
            "Rollback",
            "Trigger a build",
            "When to upgrade",
            "Rollback success criteria",
            "Rollback completion criteria",
            "Rollback trigger point",
            "Rollback verification criteria",
            "When to stop the service",
        ] {
            assert!(!names_triggers(text), "{text}");
        }
    }

    #[test]
    fn a_line_introduces_triggers() {
        for text in [
            "Roll back immediately if any of these happen",
            "Trigger rollback if",
            "Rollback if",
            "Consider rollback if",
            "TRIGGER CRITERIA FOR ROLLBACK",
            "When to roll back",
        ] {
            assert!(introduces(text), "{text}");
        }
        for text in
            ["If ROLLBACK", "When rollback is done", "Rollback steps", "If rollback criteria are met", "Stop if"]
        {
            assert!(!introduces(text), "{text}");
        }
        for (text, expected) in
            [("Trigger Conditions", true), ("Triggers", true), ("Trigger a build", false), ("Criteria", false)]
        {
            assert_eq!(is_reason(text), expected, "{text}");
        }
    }
}
