//! Gates, where somebody decides whether to go on.

use super::list::{block_of, introduction, items_of, table_of};
use super::{Phase, between};
use crate::parse::document::{Block, BlockKind, Table};
use crate::site::page::Page;
use crate::site::upgrade::name::tokens;
use crate::source::{Span, TextRange};

/// How many gates of a page are kept, and how many criteria of each.
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
        let whole = range;
        // What stands below a phase that is called so is its own work, save what comes first, or is all that decides.
        if phases.binary_search_by_key(&index, |phase| phase.heading as usize).is_ok()
            && let Some(below) = headings.get(index + 1)
        {
            range.end = range.end.min(below.range.start);
        }
        covered.push(range);
        let title = document.plain(heading.text).trim().to_owned();
        let mut criteria = criteria_in(page, range);
        if criteria.is_empty() {
            criteria = criteria_in(page, whole);
        }
        gates.push(gate(page, phases, title, heading.range, criteria));
    }
    let is_covered = |place: TextRange| {
        let after = covered.partition_point(|range| range.end <= place.start);
        covered.get(after).is_some_and(|range| range.start <= place.start)
    };
    for (index, block) in document.blocks.iter().enumerate() {
        if is_covered(block.range) || document.is_generated(block.range) {
            continue;
        }
        let text = document.plain(block.text).trim();
        let is_said = block.quote_depth > 0 && block.kind == BlockKind::Paragraph || block.label.is_some();
        if is_said && begins_with_gate(text) {
            gates.extend(said_gate(page, phases, index, title_of(text)));
        } else if block.label.is_some() {
            // Below what has to be so: `**Completion criteria:** …`, and then `**Go/no-go decision:** GO / NO-GO`.
            let labels = between(&document.labels, block.range, |label| label.range).iter();
            let mut labels =
                labels.map(|label| (document.plain(label.name).trim(), document.plain(label.value).trim()));
            let label = labels.find(|(name, _)| begins_with_gate(name));
            gates.extend(label.and_then(|(name, value)| said_gate(page, phases, index, (name.to_owned(), value))));
        }
    }
    gates.sort_by_key(|gate| gate.place.range.start);
    gates.truncate(MOST);
    gates
}

/// The gate that a block's words are; `None` where they only offer the choice, or are something to do.
fn said_gate(page: &Page, phases: &[Phase], index: usize, (title, said): (String, &str)) -> Option<Gate> {
    let block = &page.document.blocks[index];
    let mut criteria = items_after(page, index);
    if criteria.is_empty() && is_choice(said) {
        criteria = criteria_before(page, block);
    } else if criteria.is_empty() {
        criteria.push(criterion(page, said, block.range));
    }
    // `- [ ] Go/no-go meeting held` is something to do, and `Consensus: GO / NO-GO` is answered at a gate.
    let is_none = criteria.is_empty() && (block.kind == BlockKind::Item || !names_gate(&title));
    (!is_none).then(|| gate(page, phases, title, block.range, criteria))
}

/// What a label above a gate says in the same section has to be so: `**Completion criteria:** …`.
fn criteria_before(page: &Page, gate: &Block) -> Vec<Criterion> {
    let document = &*page.document;
    let labels = document.labels_in(gate.section);
    let above = labels.partition_point(|label| label.range.start < gate.range.end);
    // Further up they belong to something else.
    let labels = labels[..above].iter().rev().take(20);
    let mut named = labels.filter(|label| {
        let words = tokens(document.plain(label.name));
        words.iter().any(|word| matches!(&**word, "criteria" | "criterion" | "kriterien" | "기준"))
            && !says_no_go(&words.join(" "))
    });
    let Some(label) = named.next() else { return Vec::new() };
    match document.plain(label.value).trim() {
        "" => block_of(document, label).map(|block| criteria(page, items_of(document, block))).unwrap_or_default(),
        value => vec![criterion(page, value, label.range)],
    }
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

/// The items right behind a block: in its quote, in the list that follows, or nested in it; else the rows of the table that follows.
fn items_after(page: &Page, index: usize) -> Vec<Criterion> {
    let document = &*page.document;
    let first = &document.blocks[index];
    if first.kind == BlockKind::Item {
        return criteria(page, items_of(document, index));
    }
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
    let items =
        criteria(page, items.take_while(|item| Some(item.quote_depth) == depth).filter(|item| item.list_depth <= 1));
    if items.is_empty() {
        return table_of(document, index).map(|table| rows(page, [table].into_iter())).unwrap_or_default();
    }
    items
}

/// The items of a section, else the first cells of its tables' rows, else its paragraphs.
fn criteria_in(page: &Page, range: TextRange) -> Vec<Criterion> {
    let document = &*page.document;
    let blocks = between(&document.blocks, range, |block| block.range);
    // `NO-GO if:` stands above what stops.
    let mut stops = false;
    let items = blocks.iter().filter(|block| {
        if block.kind == BlockKind::Item {
            return !stops && block.list_depth <= 1;
        }
        stops = introduction(document, block).is_some_and(says_no_go);
        false
    });
    let items = criteria(page, items);
    if !items.is_empty() {
        return items;
    }
    let rows = rows(page, between(&document.tables, range, |table| table.range).iter());
    if !rows.is_empty() {
        return rows;
    }
    let words = blocks.iter().filter(|block| tokens(document.plain(block.text)).len() > 3);
    words.take(MOST).map(|block| criterion(page, document.plain(block.text), block.range)).collect()
}

/// The first cells of the rows of tables as criteria.
fn rows<'t>(page: &Page, tables: impl Iterator<Item = &'t Table>) -> Vec<Criterion> {
    let document = &*page.document;
    let cells = tables.flat_map(|table| &table.rows).filter_map(|row| row.first());
    let cells = cells.map(|cell| (document.plain(cell.text), cell.range)).filter(|(text, _)| !text.trim().is_empty());
    cells.take(MOST).map(|(text, range)| criterion(page, text, range)).collect()
}

/// Items as criteria: what they say of the decision itself is none, and neither is what happens without it.
fn criteria<'b>(page: &Page, items: impl Iterator<Item = &'b Block>) -> Vec<Criterion> {
    let document = &*page.document;
    let texts = items.filter(|item| item.starts_item).map(|item| (document.plain(item.text), item.range));
    let own = texts.filter(|(text, range)| {
        !text.trim().is_empty() && !document.is_generated(*range) && !is_field(text) && !says_no_go(text)
    });
    own.take(MOST).map(|(text, range)| criterion(page, text, range)).collect()
}

/// Whether a line tells who decides, when, and what came of it, rather than by what: `Decision maker: CTO`.
fn is_field(text: &str) -> bool {
    const FIELDS: &[&str] = &[
        "approval required",
        "approver",
        "current status",
        "date",
        "decided by",
        "decider",
        "decision",
        "decision maker",
        "decision time",
        "owner",
        "signed",
        "status",
        "time",
        "timestamp",
    ];
    let name = text.split_once([':', '：']).map(|(name, _)| tokens(name).join(" "));
    name.is_some_and(|name| FIELDS.contains(&name.as_str()))
}

/// Whether a line is about not going on: `NO-GO if`, `If no-go`.
fn says_no_go(text: &str) -> bool {
    let words = tokens(text);
    let words = words.strip_prefix(["if".to_owned()].as_slice()).unwrap_or(&words);
    matches!(words, [no, go, ..] if no == "no" && go == "go") || words.first().is_some_and(|word| word == "nogo")
}

/// Whether words only offer the choice, or say nothing: `GO / NO-GO`.
fn is_choice(text: &str) -> bool {
    tokens(text).iter().all(|word| matches!(&**word, "go" | "no" | "nogo" | "x" | "delay" | "or" | "hold" | "abort"))
}

fn criterion(page: &Page, text: &str, range: TextRange) -> Criterion {
    Criterion { text: text.trim().to_owned(), place: Span { file: page.file, range } }
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
}
