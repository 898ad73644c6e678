//! Lists of a tier's charts in a document: `**Tier 1 - Critical infrastructure (6 charts):**` with items or a table below, a
//! heading instead of the label, or a table with a column for the tier and one for its charts.

use crate::parse::document::{Block, BlockKind, Document, Table};
use crate::site::chart::ChartIndex;
use crate::site::recovery::names::ChartLookup;
use crate::source::TextRange;

/// Words that head the column of a table that names charts.
const CHART_COLUMNS: &[&str] = &["chart", "charts", "component", "components", "service", "services", "application"];

/// A tier as a document names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Its id: `1`.
    pub(super) id: String,
    /// What it is called; empty where nothing is said.
    pub(super) name: String,
}

/// A tier and the charts that a document lists under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TierList {
    /// The tier.
    pub(super) label: Label,
    /// Where it is named.
    pub(super) range: TextRange,
    /// The charts, each with the place of the line, item or cell that names it.
    pub(super) charts: Vec<(ChartIndex, TextRange)>,
}

/// The tier lists of a document, in order of place.
pub(super) fn tier_lists(document: &Document, lookup: &ChartLookup) -> Vec<TierList> {
    let mut reader = Reader { document, lookup, open: None, found: Vec::new() };
    let mut headings = document.headings.iter().peekable();
    let mut blocks = document.blocks.iter().peekable();
    let mut tables = document.tables.iter().peekable();
    loop {
        let starts = [
            headings.peek().map(|heading| heading.range.start),
            blocks.peek().map(|block| block.range.start),
            tables.peek().map(|table| table.range.start),
        ];
        let Some(first) = starts.iter().flatten().min().copied() else { break };
        if starts[0] == Some(first) {
            let heading = headings.next().expect("it was peeked at");
            reader.close();
            if let Some(label) = Label::read(document.plain(heading.text)) {
                reader.open(label, heading.range, Opened::Heading);
            }
        } else if starts[1] == Some(first) {
            reader.block(blocks.next().expect("it was peeked at"));
        } else {
            reader.table(tables.next().expect("it was peeked at"));
        }
    }
    reader.close();
    reader.found
}

/// What opened a list, which decides what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    /// A heading: the next one.
    Heading,
    /// A paragraph: the next label as well.
    Paragraph,
    /// An item so deep in lists: the next one that is as deep, too.
    Item(u8),
}

struct Reader<'a> {
    document: &'a Document,
    lookup: &'a ChartLookup,
    open: Option<Open>,
    found: Vec<TierList>,
}

struct Open {
    list: TierList,
    by: Opened,
    /// How many names were read, of charts and of others.
    names: usize,
}

impl Reader<'_> {
    fn open(&mut self, label: Label, range: TextRange, by: Opened) {
        self.close();
        self.open = Some(Open { list: TierList { label, range, charts: Vec::new() }, by, names: 0 });
    }

    /// Keeps a list that is one of charts: at least half of what stands in it are names of them.
    fn close(&mut self) {
        if let Some(open) = self.open.take()
            && !open.list.charts.is_empty()
            && open.list.charts.len() * 2 >= open.names
        {
            self.found.push(open.list);
        }
    }

    fn block(&mut self, block: &Block) {
        let text = self.document.plain(block.text);
        let label = block.label.map(|label| self.document.plain(label));
        let item = block.kind == BlockKind::Item;
        let by = if item { Opened::Item(block.list_depth) } else { Opened::Paragraph };
        // A label without bold type announces a list, and so ends with a colon.
        let tier = label.or_else(|| text.trim_end().ends_with([':', '：']).then_some(text)).and_then(Label::read);
        if let Some(tier) = tier {
            self.open(tier, block.range, by);
            let rest = block.label.map_or("", |label| text.get(label.0.len()..).unwrap_or_default());
            self.names(rest, block.range);
            return;
        }
        match self.open.as_ref().map(|open| open.by) {
            Some(Opened::Item(depth)) if !item || block.list_depth <= depth => self.close(),
            Some(Opened::Paragraph) if !item && label.is_some() => self.close(),
            Some(_) if item => self.name(label.unwrap_or(text), block.range),
            _ => {}
        }
    }

    /// Names behind a label in the same paragraph. A list whose first number isn't 1 doesn't end a paragraph
    /// (CommonMark 0.31, section 5.2), so that its items stand there too, each behind its number.
    fn names(&mut self, text: &str, range: TextRange) {
        let text = text.trim_start_matches([':', '：', ' ', '\n', '-', '–', '—']);
        let mut start = 0;
        let mut from = 0;
        while let Some(number) = next_number(&text[from..]) {
            self.name(&text[start..from + number.start], range);
            (start, from) = (from + number.end, from + number.end);
        }
        self.name(&text[start..], range);
    }

    /// A name, or several in one item.
    fn name(&mut self, text: &str, range: TextRange) {
        let text = text.trim();
        let Some(open) = &mut self.open else { return };
        if text.is_empty() {
            return;
        }
        let one = [
            Some(text),
            [": ", " - ", " – ", " — "].iter().filter_map(|dash| text.find(dash)).min().map(|at| &text[..at]),
        ];
        if let Some(chart) = one.into_iter().flatten().find_map(|name| self.lookup.get(name)) {
            open.names += 1;
            open.list.charts.push((chart, range));
            return;
        }
        let text = text.find(" (").filter(|_| text.ends_with(')')).map_or(text, |at| &text[..at]);
        for name in text.split([',', ';', '、', '，']).map(str::trim).filter(|name| !name.is_empty()) {
            open.names += 1;
            let name = name.strip_prefix("and ").unwrap_or(name);
            open.list.charts.extend(self.lookup.get(name).map(|chart| (chart, range)));
        }
    }

    fn table(&mut self, table: &Table) {
        let plain = |text| self.document.plain(text).trim();
        let header: Vec<String> = table.header.iter().map(|cell| plain(cell.text).to_lowercase()).collect();
        let charts = header.iter().position(|title| CHART_COLUMNS.contains(&&**title));
        let tiers = header.iter().position(|title| title == "tier");
        if self.open.is_none() {
            let (Some(charts), Some(tiers)) = (charts, tiers) else { return };
            for row in &table.rows {
                let (Some(tier), Some(names)) = (row.get(tiers), row.get(charts)) else { continue };
                if let Some(label) = Label::of_cell(plain(tier.text)) {
                    self.open(label, tier.range, Opened::Heading);
                    self.name(plain(names.text), names.range);
                    self.close();
                }
            }
            return;
        }
        for cell in table.rows.iter().filter_map(|row| row.get(charts.unwrap_or(0))) {
            self.name(plain(cell.text), cell.range);
        }
    }
}

/// The next number of a list, `12. `, that stands behind white space or at the start.
fn next_number(text: &str) -> Option<std::ops::Range<usize>> {
    let mut from = 0;
    while let Some(dot) = text[from..].find(". ").map(|at| from + at) {
        let before = text[..dot].trim_end_matches(|character: char| character.is_ascii_digit());
        if before.len() < dot && (before.is_empty() || before.ends_with(char::is_whitespace)) {
            return Some(before.len()..dot + 2);
        }
        from = dot + 2;
    }
    None
}

impl Label {
    /// Reads `Tier 1 - Critical infrastructure (6 charts):`, `Critical infrastructure (tier 1)`; `None` for any other text.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = without_remarks(text);
        if let Some((id, rest)) = after_tier(text) {
            let numbered = id.bytes().all(|byte| byte.is_ascii_digit());
            let parted = rest.is_empty() || rest.starts_with([':', '：', '-', '–', '—', '.', ',', '(', '|', '/', '\n']);
            let name = trimmed(rest);
            // `Tier 1-3` are several.
            let range =
                rest.starts_with(['-', '–', '/', '.']) && name.starts_with(|first: char| first.is_ascii_digit());
            return ((numbered || parted) && !range).then(|| Self { id: id.to_owned(), name: name.to_owned() });
        }
        // At its end, in brackets or behind a dash.
        let at = text.rfind(['(', '-', '–', '—', ','])?;
        let (before, bracket) = text.split_at(at);
        let inner = bracket.trim_start_matches(|character: char| !character.is_alphanumeric()).trim_end_matches(')');
        let (id, rest) = after_tier(inner)?;
        (trimmed(rest).is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| Self { id: id.to_owned(), name: trimmed(before).to_owned() })
    }

    /// Reads a cell of a column called `Tier`, where a bare id is enough.
    fn of_cell(text: &str) -> Option<Self> {
        let bare = !text.is_empty() && text.chars().all(char::is_alphanumeric);
        Self::read(text).or_else(|| bare.then(|| Self { id: text.to_owned(), name: String::new() }))
    }
}

/// The id behind the word `tier`, and what follows.
fn after_tier(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|character: char| !character.is_alphanumeric());
    let (word, rest) = text.split_at_checked("tier".len())?;
    let rest = rest.strip_prefix([' ', '-', '_', '\u{a0}'])?.trim_start();
    let end = rest.find(|character: char| !character.is_alphanumeric()).unwrap_or(rest.len());
    (word.eq_ignore_ascii_case("tier") && end > 0).then(|| (&rest[..end], rest[end..].trim()))
}

/// A label without its colon and without the remarks in brackets behind it, except `(tier 1)`.
fn without_remarks(text: &str) -> &str {
    let mut text = text.trim().trim_end_matches([':', '：']).trim_end();
    while let Some(open) = text.strip_suffix(')').and_then(|text| text.rfind('(')) {
        if open == 0 || after_tier(&text[open + 1..]).is_some() {
            break;
        }
        text = text[..open].trim_end().trim_end_matches([':', '：']).trim_end();
    }
    text
}

fn trimmed(text: &str) -> &str {
    let name = text.trim_matches(|character: char| !character.is_alphanumeric() && !"()".contains(character));
    if name.eq_ignore_ascii_case("charts") { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::event::ParseOptions;
    use crate::parse::front_matter::{FrontMatter, split};
    use crate::parse::markdown::parse_document;
    use crate::site::recovery::fixture::chart;

    #[test]
    fn labels_are_those_of_tiers() {
        for (text, expected) in [
            ("Tier 1 - Critical infrastructure (6 charts):", Some(("1", "Critical infrastructure"))),
            ("Tier 2: Important", Some(("2", "Important"))),
            ("🔴 Tier 1 — Critical", Some(("1", "Critical"))),
            ("TIER-3", Some(("3", ""))),
            ("Tier 1 charts:", Some(("1", ""))),
            ("Tier 1 (RTO < 1h): Databases (2)", Some(("1", "(RTO < 1h): Databases"))),
            ("Tier gold: the best", Some(("gold", "the best"))),
            ("Critical infrastructure (Tier 1)", Some(("1", "Critical infrastructure"))),
            ("Databases - Tier 2:", Some(("2", "Databases"))),
            ("Tier lists explained", None),
            ("Tier 1-3 matrices", None),
            ("Tiered storage", None),
            ("Three-tier strategy", None),
            ("", None),
            ("Tier", None),
            ("()", None),
        ] {
            let label = Label::read(text);
            let label = label.as_ref().map(|label| (&*label.id, &*label.name));
            assert_eq!(label, expected, "{text}");
        }
    }

    #[test]
    fn numbers_inside_a_paragraph_part_its_items() {
        for (text, expected) in
            [("a (b) 8. c", Some(6..9)), ("7. c", Some(0..3)), ("v1.2. x", None), ("no. 1", None), ("", None)]
        {
            assert_eq!(next_number(text), expected, "{text}");
        }
    }

    fn lists(text: &str) -> Vec<String> {
        let charts: Vec<_> = ["cache", "orderdb", "queue", "search-engine"].into_iter().map(chart).collect();
        let document = parse_document(text, split(text).body, FrontMatter::default(), &ParseOptions::default());
        let lists = tier_lists(&document, &ChartLookup::new(&charts));
        let names = |list: &TierList| -> Vec<String> {
            list.charts.iter().map(|(index, _)| charts[index.0 as usize].id.clone()).collect()
        };
        lists.iter().map(|list| format!("{} {}: {}", list.label.id, list.label.name, names(list).join(" "))).collect()
    }

    #[test]
    fn lists_are_read_under_labels_headings_and_in_tables() {
        for (text, expected) in [
            (
                "**Tier 1 - Vital (2 charts):**\n1. Orderdb (orders)\n2. Queue (events)\n\n\
                 **Tier 2 - Useful:**\n3. Cache (quotes & sessions)\n4. Search engine (parcels)\n",
                &["1 Vital: orderdb queue", "2 Useful: cache search-engine"][..],
            ),
            (
                "**Tier 1:**\n\nThese come first.\n\n- Orderdb, Queue (events)\n- **Cache**: sessions\n",
                &["1 : orderdb queue cache"],
            ),
            (
                "## Tier 1: Vital\n\n| Name | Chart |\n|--|--|\n| x | Orderdb |\n| y | Queue |\n",
                &["1 Vital: orderdb queue"],
            ),
            ("## Tier 1\n\n| What | Owner |\n|--|--|\n| Orderdb | a |\n\n## Other\n\n- Queue\n", &["1 : orderdb"]),
            (
                "- **Tier 1**: orderdb, queue\n- **Tier 2**: cache\n- search-engine\n",
                &["1 : orderdb queue", "2 : cache"],
            ),
            ("- Tier 1:\n  - orderdb\n  - queue\n- cache\n", &["1 : orderdb queue"]),
            ("**Tier 1:**\n- orderdb\n\n**Order:**\n- queue\n", &["1 : orderdb"]),
            (
                "| Tier | Charts |\n|--|--|\n| 1 | orderdb, queue |\n| Tier 2 | cache |\n| Tier 3 | 8 |\n",
                &["1 : orderdb queue", "2 : cache"],
            ),
            ("## Tier 1: Backups\n\n- take one daily\n- test it\n- keep three\n- Cache\n", &[]),
            ("## Tier 1\n\nOrderdb and queue.\n", &[]),
            ("```\n# Tier 1\n- orderdb\n```\n", &[]),
        ] {
            assert_eq!(lists(text), expected, "{text}");
        }
    }
}
