//! Pictures that are there and still can't be shown.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Finds the links to Git LFS pointers.
pub(super) fn check_images(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for page in &checked.site.pages {
        for (link, target) in page.document.links.iter().zip(page.links.iter()) {
            let Some(path) = target.asset() else { continue };
            if checked.assets.get(path).is_some_and(|asset| asset.lfs_pointer) {
                let span = Span { file: page.file, range: link.destination_range };
                findings.push(
                    Diagnostic::new(Code::ImageLfsPointer, span, format!("`{path}` is a Git LFS pointer"))
                        .target(&*link.destination)
                        .help("run `git lfs pull` before the build (in GitHub Actions: `lfs: true` for checkout)"),
                );
            }
        }
    }
    findings
}
