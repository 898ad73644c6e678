//! The index of a chart repository that is served from the same place as the site.

use std::path::Path;
use std::sync::Arc;

use super::memo::Memo;
use super::{CODE, load};
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Hasher;
use crate::error::{Error, Result};
use crate::parse::repository_index::{MAX_INDEX_BYTES, RepositoryIndex, parse_repository_index};
use crate::site::publication::FoundIndex;
use crate::source::LineIndex;

/// Its name, in the root of what is published.
pub(super) const NAME: &str = "index.yaml";

/// Reads the index in an output folder. Nothing where there is none; a finding where it can't be read as one.
///
/// # Errors
/// Where the disk refuses.
pub(super) fn read(out: &Path, memo: &Memo) -> Result<(Option<FoundIndex>, Option<Diagnostic>)> {
    let path = out.join(NAME);
    // A link could lead anywhere, and what it leads to isn't what is published.
    let Some(metadata) = path.symlink_metadata().ok().filter(std::fs::Metadata::is_file) else {
        return Ok((None, None));
    };
    if metadata.len() > MAX_INDEX_BYTES {
        return Ok((None, Some(too_large(&path.display().to_string()))));
    }
    #[expect(clippy::disallowed_methods, reason = "it lies in the output folder, which is no part of the repository")]
    let bytes = std::fs::read(&path).map_err(|source| Error::io("read", &path, source))?;
    let mut key = Hasher::default();
    let key = key.text(CODE).text(NAME).bytes(&bytes).finish();
    if let Some(index) = memo.get(key).and_then(|bytes| postcard::from_bytes::<RepositoryIndex>(&bytes).ok()) {
        return Ok((Some(FoundIndex { index: Arc::new(index), beside_site: true }), None));
    }
    let text = load::decode(bytes).text;
    let (index, remarks) = parse_repository_index(&text);
    if let Some(remark) = remarks.into_iter().next() {
        let at = LineIndex::new(&text).position(&text, remark.range.start);
        let message = format!("`{}:{}:{}`: {}", path.display(), at.line, at.column, remark.message);
        let finding = Diagnostic::new(Code::CatalogIndexInvalid, None, message);
        return Ok((None, Some(finding.help("write it anew with `helm repo index`"))));
    }
    memo.insert(key, &postcard::to_stdvec(&index).expect("what was parsed is plain values"));
    Ok((Some(FoundIndex { index: Arc::new(index), beside_site: true }), None))
}

/// The finding of an index that is larger than any should be.
pub(super) fn too_large(path: &str) -> Diagnostic {
    let message = format!("the index `{path}` is larger than {} MiB, and isn't read", MAX_INDEX_BYTES >> 20);
    Diagnostic::new(Code::CatalogIndexInvalid, None, message).help("leave old versions out of it")
}
