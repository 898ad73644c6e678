//! Who signs a playbook.

use super::list::{block_of, introduces_list, items_of};
use super::section::Sections;
use super::{Signoff, between};
use crate::parse::document::{Block, BlockKind, Label, Table};
use crate::site::upgrade::name::{tokens, without_asides};
use crate::source::{Span, TextRange};

/// How many people who sign are kept.
const MOST: usize = 500;

impl Sections<'_> {
    /// Who signs: below a heading that says so, by label, by the rows of a table, or as an item to be ticked; elsewhere behind a label that
    /// says so, or in the list behind it.
    pub(super) fn signoffs(&self) -> Vec<Signoff> {
        let document = self.document;
        let mut signoffs = Vec::new();
        let mut until = 0;
        let mut covered: Vec<TextRange> = Vec::new();
        for (index, heading) in document.headings.iter().enumerate() {
            if heading.range.start < until || self.is_title(index) || !is_signoff(document.plain(heading.text)) {
                continue;
            }
            until = document.section_end(index);
            let range = TextRange { start: heading.range.start, end: until };
            covered.push(range);
            let before = signoffs.len();
            let labels = between(&document.labels, range, |label| label.range);
            // `**Created:** 2026-12-01` at a document's end signs nothing, and what has a list behind it is no role.
            let signs = labels
                .iter()
                .filter(|label| is_left_open(document.plain(label.value)) && !introduces_list(document, label));
            let roles = signs.map(|label| (document.plain(label.name), label.range));
            signoffs.extend(roles.filter_map(|(role, range)| self.signoff(role, range)));
            let tables = between(&document.tables, range, |table| table.range).iter();
            let cells = tables.flat_map(|table| {
                let column = self.column_of_roles(table);
                table.rows.iter().filter_map(move |row| row.get(column))
            });
            signoffs.extend(cells.filter_map(|cell| self.signoff(document.plain(cell.text), cell.range)));
            if signoffs.len() == before {
                let items = between(&document.blocks, range, |block| block.range);
                let items = items.iter().filter(|block| block.kind == BlockKind::Item && self.is_to_sign(block));
                signoffs.extend(items.filter_map(|item| self.signoff(document.plain(item.text), item.range)));
            }
        }
        let is_covered = |place: TextRange| {
            let after = covered.partition_point(|range| range.end <= place.start);
            covered.get(after).is_some_and(|range| range.start <= place.start)
        };
        let elsewhere = document.labels.iter().filter(|label| !is_covered(label.range));
        for label in elsewhere.filter(|label| is_signoff(document.plain(label.name))) {
            self.signoffs_of_label(label, &mut signoffs);
        }
        signoffs.sort_by_key(|signoff| signoff.place.range.start);
        signoffs.truncate(MOST);
        signoffs
    }

    /// Who signs behind a label outside of sections about that: `**Sign-off:** Test lead ______`, or the items of its list.
    fn signoffs_of_label(&self, label: &Label, signoffs: &mut Vec<Signoff>) {
        let document = self.document;
        let value = document.plain(label.value);
        if let Some((role, _)) = value.split_once("__") {
            // Without a role in front of the line to fill in, the label may name one: `**QA sign-off:** ______`.
            let role = if role.trim().is_empty() { document.plain(label.name) } else { role };
            if !is_only_signoff(role) {
                signoffs.extend(self.signoff(role, label.range));
            }
        } else if introduces_list(document, label)
            && let Some(block) = block_of(document, label)
        {
            let items = items_of(document, block).filter(|item| document.plain(item.text).contains("__"));
            signoffs.extend(items.filter_map(|item| self.signoff(document.plain(item.text), item.range)));
        }
    }

    /// The first column that is neither a number nor a date.
    fn column_of_roles(&self, table: &Table) -> usize {
        const OTHERWISE: &[&str] = &["", "#", "id", "no", "nr", "number", "date", "datum", "time", "날짜", "번호"];
        let is_role = |name: &str| !OTHERWISE.contains(&name.trim().trim_end_matches('.').to_lowercase().as_str());
        table.header.iter().position(|cell| is_role(self.document.plain(cell.text))).unwrap_or(0)
    }

    /// Whether an item is to be ticked or filled in.
    fn is_to_sign(&self, item: &Block) -> bool {
        self.document.plain(item.text).contains("__")
            || !between(&self.document.tasks, item.range, |task| task.range).is_empty()
    }

    fn signoff(&self, role: &str, range: TextRange) -> Option<Signoff> {
        const FIELDS: &[&str] = &["date", "name", "signature", "signed", "time", "status", "notes", "comments", ""];
        // What is left to be filled in is no part of the role.
        let role = role.split(['_', ':']).next().unwrap_or_default().trim();
        let is_field = FIELDS.contains(&role.to_lowercase().as_str());
        let place = Span { file: self.page.file, range };
        let is_own = !self.document.is_generated(range);
        (is_own && !is_field && role.chars().count() <= 80).then(|| Signoff { role: role.to_owned(), place })
    }
}
/// Whether there is a place for a name or day behind a label, filled in or not.
fn is_left_open(value: &str) -> bool {
    value.trim().is_empty()
        || value.contains("__")
        || tokens(value).iter().any(|word| matches!(&**word, "date" | "signed" | "signature" | "datum" | "서명"))
}

fn is_signoff(heading: &str) -> bool {
    // What has to be so before somebody signs names nobody.
    const OTHERWISE: &[&str] = &["process", "criteria", "policy", "how", "requirements", "workflow", "rules"];
    const WORDS: &[&str] =
        &["signoff", "signoffs", "approval", "approvals", "approvers", "signatures", "승인", "freigabe"];
    let words = tokens(&without_asides(heading));
    if words.iter().any(|word| OTHERWISE.contains(&word.as_str())) {
        return false;
    }
    words.iter().any(|word| WORDS.contains(&word.as_str()))
        || words.windows(2).any(|pair| pair[0] == "sign" && (pair[1] == "off" || pair[1] == "offs"))
}

/// Whether words say that something is signed and not by whom: `Final sign-off`.
fn is_only_signoff(role: &str) -> bool {
    const WORDS: &[&str] = &[
        "sign",
        "off",
        "signoff",
        "signed",
        "by",
        "approval",
        "approvals",
        "approved",
        "final",
        "formal",
        "승인",
        "최종",
    ];
    tokens(&without_asides(role)).iter().all(|word| WORDS.contains(&word.as_str()))
}
