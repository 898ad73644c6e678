//! A stable hash of values, for keys that outlive the process and for names of published assets.
//!
//! Rules, so that equal digests mean equal values: every variable-length part is preceded by its length, every
//! unordered collection is fed in sorted order, and a key that is kept on disk starts with the version of the code
//! that made the value.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The first 128 bits of a BLAKE3 hash.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(pub [u8; 16]);

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::first_half(&blake3::hash(bytes))
    }

    /// The digest of a value by its serialised form, which must hold no unordered collection.
    ///
    /// # Panics
    /// Where the value's own `Serialize` fails, which derived ones don't.
    #[must_use]
    pub fn of_value(value: &impl Serialize) -> Self {
        let mut hasher = Hasher::default();
        hasher.value(value);
        hasher.finish()
    }

    /// The digest in hexadecimal, cut to `digits`.
    #[must_use]
    pub fn short(self, digits: usize) -> String {
        let mut hex = self.to_string();
        hex.truncate(digits);
        hex
    }

    fn first_half(hash: &blake3::Hash) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Self(half)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Takes a digest of several parts.
#[derive(Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// Adds bytes, preceded by their number.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds the digest of another part.
    pub fn digest(&mut self, digest: Digest) -> &mut Self {
        self.0.update(&digest.0);
        self
    }

    /// Adds a value by its serialised form.
    ///
    /// # Panics
    /// Where the value's own `Serialize` fails, which derived ones don't.
    pub fn value(&mut self, value: &impl Serialize) -> &mut Self {
        let bytes = postcard::to_stdvec(value).expect("a derived Serialize doesn't fail, and memory is the only sink");
        self.bytes(&bytes)
    }

    /// The digest of all that was added.
    #[must_use]
    pub fn finish(&self) -> Digest {
        Digest::first_half(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let digest = |parts: &[&str]| {
            let mut hasher = Hasher::default();
            for part in parts {
                hasher.text(part);
            }
            hasher.finish()
        };
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(digest(&["ab", "c"]), digest(&["ab", "c"]));
    }
}
