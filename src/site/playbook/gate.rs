//! Gates, where somebody decides whether to go on, and what makes somebody go back.

use super::{Phase, between};
use crate::parse::document::{Block, BlockKind, Document};
use crate::site::page::Page;
use crate::site::upgrade::name::{tokens, without_asides};
use crate::site::upgrade::rollback::is_way_back;
use crate::source::{Span, TextRange};

/// How many gates of a page are kept, how many criteria of each, and how many triggers.
const MOST: usize = 200;

/// How many characters of a gate's own words are its title.
const TITLE_LENGTH: usize = 100;

/// A place where somebody decides whether to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// What it is called.
    pub title: String,
    /// The phase it stands in, by its index.
    pub phase: Option<usize>,
    /// What must be so to go on, in order.
    pub criteria: Vec<Criterion>,
    /// The id of the section it stands in; empty before the first heading.
    pub anchor: String,
    /// Where it is written.
    pub place: Span,
}

/// What must be so to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// In the author's words.
    pub text: String,
    /// Where it is written.
    pub place: Span,
}

/// What makes somebody go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// In the author's words.
    pub text: String,
    /// Where it is written.
    pub place: Span,
}

/// What gates are called.
const NAMES: &[&[&str]] =
    &[&["go", "no", "go"], &["go", "nogo"], &["decision", "gate"], &["decision", "point"], &["quality", "gate"]];

/// How many words stand before the name of a gate; `None` where there is none: `GO/NO-GO`, `Gate 2`, `Decision point`.
fn words_before_gate(text: &str) -> Option<usize> {
    let words = tokens(text);
    let is_number = |word: &String| word.len() <= 2 && word.chars().any(|c| c.is_ascii_alphanumeric());
    let is_here = |at: usize| {
        let named = |name: &&[&str]| words[at..].iter().map(String::as_str).take(name.len()).eq(name.iter().copied());
        let numbered = || at == 0 && words[0] == "gate" && words.get(1).is_some_and(is_number);
        NAMES.iter().any(named) || words[at].starts_with("entscheidungspunkt") || numbered()
    };
    (0..words.len()).find(|at| is_here(*at))
}

/// Whether words name a gate.
fn names_gate(text: &str) -> bool {
    words_before_gate(text).is_some()
}

/// Whether words begin with the name of a gate, one word aside: `Checkpoint: GO/NO-GO`. What is said of one in passing is none.
fn begins_with_gate(text: &str) -> bool {
    let start: String = text.chars().take(40).collect();
    words_before_gate(&start).is_some_and(|before| before <= 1)
}

/// The gates of a page, in order of place.
pub(super) fn gates(page: &Page, phases: &[Phase]) -> Vec<Gate> {
    let document = &*page.document;
    let mut gates = Vec::new();
    // Headings first: what stands below one is its own.
    let mut covered: Vec<TextRange> = Vec::new();
    let headings = &document.headings;
    let named: Vec<bool> = headings.iter().map(|heading| names_gate(document.plain(heading.text))).collect();
    let mut holds = vec![false; headings.len()];
    for index in (0..headings.len()).filter(|index| named[*index]) {
        let parent = |index: usize| headings[index].parent.map(|parent| parent as usize);
        std::iter::successors(parent(index), |index| parent(*index)).for_each(|above| holds[above] = true);
    }
    for (index, heading) in headings.iter().enumerate() {
        if !named[index] || holds[index] || heading.level == 1 || document.is_generated(heading.range) {
            continue;
        }
        let mut range = TextRange { start: heading.range.start, end: document.section_end(index) };
        // What stands below a phase that is called so is its own work, save what comes first.
        if phases.binary_search_by_key(&index, |phase| phase.heading as usize).is_ok()
            && let Some(below) = headings.get(index + 1)
        {
            range.end = range.end.min(below.range.start);
        }
        covered.push(range);
        let title = document.plain(heading.text).trim().to_owned();
        gates.push(gate(page, phases, title, heading.range, criteria_in(page, range)));
    }
    let is_covered = |place: TextRange| {
        let after = covered.partition_point(|range| range.end <= place.start);
        covered.get(after).is_some_and(|range| range.start <= place.start)
    };
    for (index, block) in document.blocks.iter().enumerate() {
        let text = document.plain(block.text).trim();
        let is_said = block.quote_depth > 0 && block.kind == BlockKind::Paragraph || block.label.is_some();
        if !is_said || !begins_with_gate(text) || is_covered(block.range) || document.is_generated(block.range) {
            continue;
        }
        let (title, said) = title_of(text);
        let mut criteria = items_after(page, index);
        if criteria.is_empty() && !said.is_empty() {
            let place = Span { file: page.file, range: block.range };
            criteria.push(Criterion { text: said.to_owned(), place });
        }
        gates.push(gate(page, phases, title, block.range, criteria));
    }
    gates.sort_by_key(|gate| gate.place.range.start);
    gates.truncate(MOST);
    gates
}

fn gate(page: &Page, phases: &[Phase], title: String, range: TextRange, criteria: Vec<Criterion>) -> Gate {
    let document = &*page.document;
    let after = phases.partition_point(|phase| phase.range.start <= range.start);
    let phase = after.checked_sub(1).filter(|index| range.start < phases[*index].range.end);
    let heading = document.headings.partition_point(|heading| heading.range.start <= range.start).checked_sub(1);
    let anchor = heading.map(|heading| document.headings[heading].id.to_string()).unwrap_or_default();
    Gate { title, phase, criteria, anchor, place: Span { file: page.file, range } }
}

/// A gate's own words: what it is called, and what is said behind the colon.
fn title_of(text: &str) -> (String, &str) {
    let line = text.lines().next().unwrap_or_default();
    let (title, said) = match line.split_once([':', '—', '：']) {
        Some((title, _)) if title.chars().count() <= TITLE_LENGTH => {
            (title.trim(), text[title.len()..].trim_start_matches([':', '—', '：']).trim())
        }
        // Words without a colon are the criterion as well: `GO/NO-GO if p95 stays below 200 ms`.
        _ if tokens(line).len() > 5 => (line, text),
        _ => (line, text[line.len()..].trim()),
    };
    let short: String = title.chars().take(TITLE_LENGTH).collect();
    let title = if short.len() < title.len() { format!("{}…", short.trim_end()) } else { short };
    (title, said)
}

/// The items right behind a block: in its quote, or in the list that follows.
fn items_after(page: &Page, index: usize) -> Vec<Criterion> {
    let document = &*page.document;
    let first = &document.blocks[index];
    let following = document.blocks[index + 1..].iter().take_while(|block| block.section == first.section);
    // More words of the same quote may stand before its list.
    let skipped = following.skip_while(|block| {
        block.kind == BlockKind::Paragraph
            && block.quote_depth > 0
            && first.quote_depth > 0
            && !begins_with_gate(document.plain(block.text).trim())
    });
    let mut items = skipped.take_while(|block| block.kind == BlockKind::Item).peekable();
    // A list behind the quote goes on with something else than the one in it.
    let depth = items.peek().map(|item| item.quote_depth);
    criteria(page, items.take_while(|item| Some(item.quote_depth) == depth))
}

/// The items of a section, else the first cells of its tables' rows, else its paragraphs.
fn criteria_in(page: &Page, range: TextRange) -> Vec<Criterion> {
    let document = &*page.document;
    let blocks = between(&document.blocks, range, |block| block.range);
    let items = criteria(page, blocks.iter().filter(|block| block.kind == BlockKind::Item));
    if !items.is_empty() {
        return items;
    }
    let rows = between(&document.tables, range, |table| table.range).iter().flat_map(|table| &table.rows);
    let cells = rows.filter_map(|row| row.first()).map(|cell| (document.plain(cell.text), cell.range));
    let rows = cells.filter(|(text, _)| !text.trim().is_empty()).take(MOST);
    let rows: Vec<Criterion> = rows.map(|(text, range)| criterion(page, text, range)).collect();
    if !rows.is_empty() {
        return rows;
    }
    let words = blocks.iter().filter(|block| tokens(document.plain(block.text)).len() > 3);
    words.take(MOST).map(|block| criterion(page, document.plain(block.text), block.range)).collect()
}

/// Items as criteria; those nested in others tell more of them.
fn criteria<'b>(page: &Page, items: impl Iterator<Item = &'b Block>) -> Vec<Criterion> {
    let document = &*page.document;
    let outer = items.filter(|item| item.list_depth <= 1 && item.starts_item);
    let texts = outer.map(|item| (document.plain(item.text), item.range));
    let own = texts.filter(|(text, range)| !text.trim().is_empty() && !document.is_generated(*range));
    own.take(MOST).map(|(text, range)| criterion(page, text, range)).collect()
}

fn criterion(page: &Page, text: &str, range: TextRange) -> Criterion {
    Criterion { text: text.trim().to_owned(), place: Span { file: page.file, range } }
}

/// What makes somebody go back: items and rows below a heading, or words behind a label, that say so.
pub(super) fn triggers(page: &Page) -> Vec<Trigger> {
    let document = &*page.document;
    let mut triggers = Vec::new();
    let mut until = 0;
    for (index, heading) in document.headings.iter().enumerate() {
        if heading.range.start < until || !names_triggers(document.plain(heading.text)) {
            continue;
        }
        until = document.section_end(index);
        below(page, TextRange { start: heading.range.start, end: until }, &mut triggers);
    }
    for label in &document.labels {
        let value = document.plain(label.value).trim();
        if !value.is_empty() && names_triggers(document.plain(label.name)) && !document.is_generated(label.range) {
            triggers.push(trigger(page, value, label.range));
        }
    }
    triggers.sort_by_key(|trigger| trigger.place.range.start);
    triggers.dedup_by_key(|trigger| trigger.place);
    triggers.truncate(MOST);
    triggers
}

fn below(page: &Page, range: TextRange, triggers: &mut Vec<Trigger>) {
    let document: &Document = &page.document;
    // `When not to roll back:` may stand above items, too.
    let mut negated = false;
    for block in between(&document.blocks, range, |block| block.range) {
        let text = document.plain(block.text).trim();
        if block.kind != BlockKind::Item {
            negated = tokens(text).iter().any(|word| word == "not" || word == "don");
        } else if !negated
            && block.list_depth <= 1
            && block.starts_item
            && !text.is_empty()
            && !is_refused(text)
            && !document.is_generated(block.range)
        {
            triggers.push(trigger(page, text, block.range));
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
            if let Some(first) = row.first().filter(|first| !text.is_empty() && !document.is_generated(first.range)) {
                triggers.push(trigger(page, &text, first.range));
            }
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

fn trigger(page: &Page, text: &str, range: TextRange) -> Trigger {
    Trigger { text: text.to_owned(), place: Span { file: page.file, range } }
}

/// Whether words are about when to go back: `Rollback triggers`, `When to roll back`, `Abort criteria`.
fn names_triggers(text: &str) -> bool {
    const WHEN: &[&str] = &[
        "trigger",
        "triggers",
        "criteria",
        "criterion",
        "condition",
        "conditions",
        "when",
        "조건",
        "기준",
        "kriterien",
    ];
    let words = tokens(&without_asides(text));
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let german = |word: &String| word.starts_with("abbruchk") || word.starts_with("abbruchbed");
    (is_way_back(&words) || has(&["abort", "abbruch", "중단"])) && has(WHEN) && !has(&["not", "no"])
        || words.iter().any(german)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_named_in_many_ways() {
        for text in [
            "Go/No-Go",
            "GO / NO-GO: before 50%",
            "Phase 2 go-no-go",
            "Gate 2: canary",
            "Decision point",
            "Quality gate (QA)",
        ] {
            assert!(names_gate(text), "{text}");
        }
        for text in ["Gateway", "Gate keepers", "Go live", "Let it go", "No go area", "Going"] {
            assert!(!names_gate(text), "{text}");
        }
        assert!(begins_with_gate("GO/NO-GO before the canary"));
        assert!(!begins_with_gate("Before the go/no-go meeting"));
    }

    #[test]
    fn a_gates_words_are_its_title_or_its_criterion() {
        for (text, title, said) in [
            ("GO/NO-GO: p95 < 200 ms", "GO/NO-GO", "p95 < 200 ms"),
            ("GO/NO-GO before 50%", "GO/NO-GO before 50%", ""),
            ("GO/NO-GO if all of it is green", "GO/NO-GO if all of it is green", "GO/NO-GO if all of it is green"),
        ] {
            assert_eq!(title_of(text), (title.to_owned(), said), "{text}");
        }
    }

    #[test]
    fn triggers_are_about_the_way_back() {
        for text in ["Rollback triggers", "When to roll back", "Abort criteria", "Rollback Criteria (automatic)"] {
            assert!(names_triggers(text), "{text}");
        }
        for text in ["When NOT to roll back", "Rollback", "Trigger a build", "When to upgrade"] {
            assert!(!names_triggers(text), "{text}");
        }
    }
}
