//! Statements in items, paragraphs and headings.

use std::collections::BTreeMap;
use std::ops::Range;

use super::key::{Key, keys, may_hold_key};
use super::line::{Found, read_line};
use super::phrase::{End, is_bound, phrase, starts_bound};
use super::scan::{Draft, Scan, has_version, is_about_key, names_case};
use super::words::{is_advice, is_picture, trim, without_generic_ends, words};
use super::{Field, Form};
use crate::parse::document::{Block, BlockKind, SectionIndex};

/// Longest text that is looked at as a label, in bytes.
const LONGEST_LABEL: usize = 160;

/// Most words of a label that names a case.
const MOST_CASE_WORDS: usize = 8;

/// Most items above an item that are asked for its case.
const MOST_PARENTS: usize = 6;

/// What a block says to the blocks below it.
#[derive(Clone, Debug)]
struct Head {
    name: Range<usize>,
    case: Case,
    /// The objective that it announces for the blocks below: `**Recovery Time Objective (RTO):**`.
    carries: Option<Key>,
}

/// What a label says of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// It names one.
    Named,
    /// It names a product, about which everything below is said as a whole.
    Whole,
    /// Ask further up.
    Unsaid,
}

/// Reads all blocks and headings.
pub(super) fn read_blocks(scan: &mut Scan<'_>) {
    read_headings(scan);
    let document = scan.document;
    let mut reader = Reader {
        heads: Vec::with_capacity(document.blocks.len()),
        run: Run::default(),
        groups: BTreeMap::new(),
        paragraphs: None,
        obstacle: 0,
        obstacles: obstacles(scan),
    };
    for (index, block) in document.blocks.iter().enumerate() {
        reader.enter(scan, index, block);
        let generated = scan.is_generated(block.range);
        if !generated && !scan.is_report(block.section) && !is_task(scan, block) {
            reader.read(scan, block);
        }
    }
}

/// The name that a block gives to what stands below it.
pub(super) fn label_of(scan: &Scan<'_>, block: &Block) -> Range<usize> {
    head(scan, block).name
}

/// Headings that give a figure themselves: `### RTO: < 1 hour`.
fn read_headings(scan: &mut Scan<'_>) {
    let document = scan.document;
    for (index, heading) in document.headings.iter().enumerate() {
        let base = heading.text.0.start as usize;
        let text = document.plain(heading.text);
        if !may_hold_key(text) {
            continue;
        }
        let section = u32::try_from(index).ok();
        let group = scan.new_group();
        for found in read_line(text, None) {
            if is_bound(&text[found.value.clone()]) && !scan.is_generated(heading.range) && !scan.is_report(section) {
                let scenario = found.case.map(|case| shifted(&case, base));
                scan.add(Draft {
                    field: found.field,
                    form: Form::Paragraph,
                    value: shifted(&found.value, base),
                    unit: None,
                    scenario,
                    names: Vec::new(),
                    section: heading.parent,
                    group,
                    method: None,
                    frequency: None,
                });
            }
        }
    }
}

/// Ends of what separates a label from a list below it, in order.
fn obstacles(scan: &Scan<'_>) -> Vec<u32> {
    let document = scan.document;
    let tables = document.tables.iter().map(|table| table.range.start);
    let mut starts: Vec<_> = tables.chain(document.fences.iter().map(|fence| fence.range.start)).collect();
    starts.sort_unstable();
    starts
}

fn is_task(scan: &Scan<'_>, block: &Block) -> bool {
    let tasks = &scan.document.tasks;
    let index = tasks.partition_point(|task| task.range.start < block.range.start);
    tasks.get(index).is_some_and(|task| block.range.contains(task.range.start))
}

/// The list, or the paragraphs, that are being read.
#[derive(Default)]
struct Run {
    /// The paragraph right above the list.
    label: Option<usize>,
    id: u32,
    is_list: bool,
    section: SectionIndex,
}

struct Reader {
    heads: Vec<Head>,
    run: Run,
    /// Groups of items by list and parent.
    groups: BTreeMap<(u32, Option<u32>), u32>,
    /// The last group of paragraphs: its section, its case and its number.
    paragraphs: Option<(SectionIndex, Option<usize>, u32)>,
    obstacle: usize,
    obstacles: Vec<u32>,
}

impl Reader {
    /// Takes note of a block before it is read.
    fn enter(&mut self, scan: &Scan<'_>, index: usize, block: &Block) {
        self.heads.push(head(scan, block));
        let mut separated = false;
        while self.obstacles.get(self.obstacle).is_some_and(|start| *start < block.range.start) {
            self.obstacle += 1;
            separated = true;
        }
        let is_list = block.kind == BlockKind::Item;
        if is_list && self.run.is_list && self.run.section == block.section {
            return;
        }
        let above = index.checked_sub(1).filter(|above| {
            let above = &scan.document.blocks[*above];
            is_list && !separated && above.kind == BlockKind::Paragraph && above.section == block.section
        });
        self.run = Run { label: above, id: self.run.id + 1, is_list, section: block.section };
        self.groups.clear();
    }

    fn read(&mut self, scan: &mut Scan<'_>, block: &Block) {
        let text = scan.document.plain(block.text);
        let base = block.text.0.start as usize;
        let keyed = may_hold_key(text);
        if !keyed {
            self.read_carried(scan, block);
            return;
        }
        let mut any = false;
        let mut above: Option<Range<usize>> = None;
        for (number, line) in lines(scan, block).into_iter().enumerate() {
            let written = &text[line.clone()];
            let label = block
                .label
                .filter(|_| number == 0)
                .map(|label| label.0.start as usize - base..label.0.end as usize - base)
                .filter(|label| label.end <= line.end);
            let found = read_line(written, label);
            any |= !found.is_empty() || !keys(written, false).is_empty();
            if found.is_empty() {
                // `**Standalone:**` on a line of its own above its figures.
                let name = trim(written, 0..written.len());
                let is_label = written.trim_end().ends_with([':', '：']) && names_case(&written[name.clone()]);
                above = is_label.then(|| shifted(&name, base + line.start)).or(above);
                continue;
            }
            self.add_line(scan, block, base + line.start, &found, above.as_ref());
        }
        if !any {
            self.read_carried(scan, block);
        }
    }

    fn add_line(
        &mut self,
        scan: &mut Scan<'_>,
        block: &Block,
        base: usize,
        found: &[Found],
        above: Option<&Range<usize>>,
    ) {
        let context = above.cloned().or_else(|| self.case_of(scan, block));
        let mut sets: BTreeMap<(u32, Option<usize>), u32> = BTreeMap::new();
        for found in found {
            let own = found.case.as_ref().map(|case| shifted(case, base));
            let group = if own.is_some() || found.set > 0 {
                *sets.entry((found.set, own.as_ref().map(|case| case.start))).or_insert_with(|| scan.new_group())
            } else {
                self.context_group(scan, block, context.as_ref())
            };
            let mut names: Vec<_> = own.iter().cloned().collect();
            self.add_names(scan, block, &mut names);
            let scenario = own.or_else(|| context.clone()).filter(|_| !found.overall || found.case.is_some());
            scan.add(Draft {
                field: found.field,
                form: form(block),
                value: shifted(&found.value, base),
                unit: found.unit,
                scenario,
                names,
                section: block.section,
                group,
                method: None,
                frequency: None,
            });
        }
    }

    /// An item whose key stands in the label or heading above it: `- **Database**: < 1 hour` below `RTO`.
    fn read_carried(&mut self, scan: &mut Scan<'_>, block: &Block) {
        let Some(key) = self.carrier(scan, block) else { return };
        let text = scan.document.plain(block.text);
        let base = block.text.0.start as usize;
        if text.len() > 2 * LONGEST_LABEL || is_advice(text) {
            return;
        }
        let (label, start) = if starts_bound(text) {
            (0..0, 0)
        } else {
            let colon = text.find([':', '：']).map(|at| (at, at + 1));
            let Some((end, start)) = colon.or_else(|| text.find(" - ").map(|at| (at, at + 3))) else { return };
            (trim(text, 0..end), text.ceil_char_boundary(start))
        };
        let value = phrase(text, start..text.len(), End::Sentence);
        if !is_bound(&text[value.clone()]) {
            return;
        }
        let field = match key.second {
            None => key.field,
            // Below a label that names both, what is called a recovery is a time.
            Some(_) if tells_recovery(&text[label.clone()]) => Field::Rto,
            Some(_) => return,
        };
        let case = without_generic_ends(text, label);
        let own = (!case.is_empty()).then(|| shifted(&case, base));
        let context = self.case_of(scan, block);
        let group = match own {
            Some(_) => scan.new_group(),
            None => self.context_group(scan, block, context.as_ref()),
        };
        let mut names: Vec<_> = own.iter().cloned().collect();
        self.add_names(scan, block, &mut names);
        scan.add(Draft {
            field,
            form: form(block),
            value: shifted(&value, base),
            unit: None,
            scenario: own.or(context),
            names,
            section: block.section,
            group,
            method: None,
            frequency: None,
        });
    }

    /// The objective that the label or heading above a block announces.
    fn carrier(&self, scan: &Scan<'_>, block: &Block) -> Option<Key> {
        if let Some(parent) = block.parent {
            return self.heads[parent as usize].carries;
        }
        match self.run.label {
            Some(label) if block.kind == BlockKind::Item => {
                let head = &self.heads[label];
                head.carries.or_else(|| (head.case == Case::Unsaid).then(|| scan.section_key(block.section)).flatten())
            }
            _ => scan.section_key(block.section).filter(|key| key.second.is_none()),
        }
    }

    /// The number of the items or paragraphs that a block stands among.
    fn context_group(&mut self, scan: &mut Scan<'_>, block: &Block, case: Option<&Range<usize>>) -> u32 {
        if self.run.is_list {
            return *self.groups.entry((self.run.id, block.parent)).or_insert_with(|| scan.new_group());
        }
        let case = case.map(|case| case.start);
        match self.paragraphs {
            Some((section, known, group)) if section == block.section && known == case => group,
            _ => {
                let group = scan.new_group();
                self.paragraphs = Some((block.section, case, group));
                group
            }
        }
    }

    /// The case that the blocks and the heading above name.
    fn case_of(&self, scan: &Scan<'_>, block: &Block) -> Option<Range<usize>> {
        for above in self.above(scan, block) {
            let head = &self.heads[above];
            match head.case {
                Case::Named => return Some(head.name.clone()),
                Case::Whole => return None,
                Case::Unsaid => {}
            }
        }
        scan.section_case(block.section)
    }

    fn add_names(&self, scan: &Scan<'_>, block: &Block, names: &mut Vec<Range<usize>>) {
        for above in self.above(scan, block) {
            let head = &self.heads[above];
            if !head.name.is_empty() && head.carries.is_none() {
                names.push(head.name.clone());
            }
        }
    }

    /// The items that a block is nested in, the nearest first, and the label of the list.
    fn above(&self, scan: &Scan<'_>, block: &Block) -> Vec<usize> {
        let mut above = Vec::new();
        let mut parent = block.parent;
        while let Some(index) = parent
            && above.len() < MOST_PARENTS
        {
            above.push(index as usize);
            parent = scan.document.blocks[index as usize].parent;
        }
        above.extend(self.run.label);
        above
    }
}

const fn form(block: &Block) -> Form {
    match block.kind {
        BlockKind::Item => Form::Bullet,
        BlockKind::Paragraph | BlockKind::Definition => Form::Paragraph,
    }
}

/// Whether a label speaks of recovering something.
fn tells_recovery(label: &str) -> bool {
    words(label).any(|(_, word)| {
        matches!(
            word.to_lowercase().as_str(),
            "recovery" | "restore" | "restoration" | "failover" | "rebuild" | "redeployment" | "rollback"
        )
    })
}

fn head(scan: &Scan<'_>, block: &Block) -> Head {
    let plain = &*scan.document.text;
    let range = block.text.0.as_range();
    let text = &plain[range.clone()];
    let short = &text[..text.floor_char_boundary(LONGEST_LABEL)];
    let end = match block.label {
        Some(label) => label.0.end as usize - range.start,
        None => short
            .char_indices()
            .find(|(at, c)| match c {
                '\n' => true,
                '(' | ':' | '：' => true,
                '-' | '–' | '—' => short[..*at].ends_with(' ') && short[at + c.len_utf8()..].starts_with(' '),
                _ => false,
            })
            .map_or(short.len(), |(at, _)| at),
    };
    let end = end.min(text.floor_char_boundary(LONGEST_LABEL));
    let name = trim(plain, range.start..range.start + text.floor_char_boundary(end));
    let written = &plain[name.clone()];
    let found = if text.len() <= LONGEST_LABEL && may_hold_key(text) { keys(text, false) } else { Vec::new() };
    let carries = match &found[..] {
        [key] if is_about_key(text, *key) => Some(*key),
        _ => None,
    };
    let is_label = block.label.is_some() || text.ends_with([':', '：']) || block.kind == BlockKind::Item;
    // A sentence above a list is no name, and neither is a label that only says what is listed.
    let is_name = found.is_empty() && is_label && words(written).count() <= MOST_CASE_WORDS;
    let name = if is_name { name } else { name.start..name.start };
    let case = if has_version(short) {
        Case::Whole
    } else if is_name && names_case(written) {
        Case::Named
    } else {
        Case::Unsaid
    };
    Head { name, case, carries }
}

/// The lines of a block that stand for themselves, as places in its text: a line that only goes on belongs to the one before.
fn lines(scan: &Scan<'_>, block: &Block) -> Vec<Range<usize>> {
    let text = scan.document.plain(block.text);
    let base = block.text.0.start as usize;
    let mut lines = Vec::new();
    let mut start = 0;
    for at in scan.places.breaks(block.text) {
        let at = *at as usize - base;
        let next = text[at..].trim_start();
        let bounded = &next[..next.floor_char_boundary(LONGEST_LABEL)];
        let label = bounded.find([':', '：']).map(|colon| &bounded[..colon]);
        let before = text[start..at].trim_end();
        let goes_on = before.ends_with([',', '/']) || before.ends_with(" and");
        let begins = label.is_some_and(|label| words(label).count() <= MOST_CASE_WORDS)
            || keys(bounded, false).first().is_some_and(|key| key.start == 0)
            || text[at..].starts_with('\n')
            || next.starts_with(is_picture)
            || scan.is_bold_from(base + text.len() - next.len())
            || before.ends_with([':', '：']);
        if begins && !goes_on {
            lines.push(start..at);
            start = at + 1;
        }
    }
    lines.push(start..text.len());
    lines
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}
