//! What book.toml says of the chart repository.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Finds an index of the chart repository that isn't there.
pub(super) fn check_repository(checked: Checked<'_>) -> Vec<Diagnostic> {
    let index = checked.config.catalog.repository.index.as_ref();
    let Some((file, index)) = checked.config_file.zip(index) else { return Vec::new() };
    let is_there = checked.listing.files.binary_search_by(|entry| entry.path.cmp(&index.value)).is_ok();
    if is_there {
        return Vec::new();
    }
    let message = format!("the index `{}` isn't there, so that nobody knows which versions are published", index.value);
    let span = Span { file, range: index.range };
    let finding = Diagnostic::new(Code::CatalogIndexInvalid, span, message);
    vec![finding.help("name a file of the repository; one beside the published site is found with `--merge-into`")]
}
