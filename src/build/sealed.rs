//! Small tables on the disk that say whether they are whole.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::digest::Digest;

/// First bytes of each table; the number is raised with the form of any of them.
const MAGIC: &[u8; 8] = b"docsgen1";

/// Replaces the table at `path`, all at once. What stands at the path, were it a link, is not written through.
///
/// # Errors
/// Where it can't be written; what was there before is untouched then.
pub(super) fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let payload = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let temporary = path.with_extension("new");
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::File::create_new(&temporary)?;
    file.write_all(MAGIC)?;
    file.write_all(&Digest::of(&payload).0)?;
    file.write_all(&payload)?;
    drop(file);
    fs::rename(&temporary, path)
}

/// Reads a table; `None` where there is none or it is not as it was written.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    #[expect(clippy::disallowed_methods, reason = "the writer's own tables")]
    let bytes = fs::read(path).ok()?;
    let (digest, payload) = bytes.strip_prefix(MAGIC)?.split_at_checked(16)?;
    if Digest::of(payload).0 != digest {
        return None;
    }
    postcard::from_bytes(payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_table_is_no_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table");
        assert_eq!(read::<Vec<u32>>(&path), None, "there is none");
        write(&path, &vec![1_u32, 2, 300]).unwrap();
        assert_eq!(read::<Vec<u32>>(&path), Some(vec![1, 2, 300]));
        #[expect(clippy::disallowed_methods, reason = "damages the table")]
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            for bytes in [&flipped[..], &whole[..at]] {
                #[expect(clippy::disallowed_methods, reason = "damages the table")]
                fs::write(&path, bytes).unwrap();
                assert_eq!(read::<Vec<u32>>(&path), None, "byte {at}");
            }
        }
    }
}
