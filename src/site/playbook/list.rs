//! Lists and tables by what introduces them.

use super::between;
use crate::parse::document::{Block, BlockKind, Document, Label, Table};
use crate::source::TextRange;

/// The items of the list that a block introduces: of the one behind it, or, for an item, of the one in it.
pub(super) fn items_of(document: &Document, index: usize) -> impl Iterator<Item = &Block> {
    let first = &document.blocks[index];
    let depth = if first.kind == BlockKind::Item { first.list_depth + 1 } else { 1 };
    let following = document.blocks[index + 1..].iter();
    let items = following.take_while(move |block| {
        block.kind == BlockKind::Item
            && block.section == first.section
            && block.quote_depth == first.quote_depth
            && block.list_depth >= depth
    });
    items.filter(move |block| block.list_depth == depth && block.starts_item)
}

/// The table right behind a block, which introduces it.
pub(super) fn table_of(document: &Document, index: usize) -> Option<&Table> {
    let first = &document.blocks[index];
    let at = document.tables.partition_point(|table| table.range.start < first.range.end);
    let table = document.tables.get(at).filter(|table| table.section == first.section)?;
    document.blocks.get(index + 1).is_none_or(|next| next.range.start >= table.range.start).then_some(table)
}

/// The block that a label stands in.
pub(super) fn block_of(document: &Document, label: &Label) -> Option<usize> {
    let after = document.blocks.partition_point(|block| block.range.start <= label.range.start);
    after.checked_sub(1).filter(|index| label.range.start <= document.blocks[*index].range.end)
}

/// The words that a block ends with before a colon, as what introduces a list does: those of its last label where nothing else stands behind
/// it, else its last line.
pub(super) fn introduction<'d>(document: &'d Document, block: &Block) -> Option<&'d str> {
    let text = document.plain(block.text).trim_end().strip_suffix([':', '：'])?.trim_end();
    // A label without a value ends where its block does.
    let range = TextRange { end: block.range.end.saturating_add(1), ..block.range };
    let labels = between(&document.labels, range, |label| label.range);
    let label = labels.last().map(|label| document.plain(label.name).trim()).filter(|name| text.ends_with(name));
    label.or_else(|| text.lines().next_back()).map(str::trim)
}

/// Whether a label has nothing behind it but a list.
pub(super) fn introduces_list(document: &Document, label: &Label) -> bool {
    document.plain(label.value).trim().is_empty()
        && block_of(document, label).is_some_and(|index| {
            introduction(document, &document.blocks[index]) == Some(document.plain(label.name).trim())
                && items_of(document, index).next().is_some()
        })
}
