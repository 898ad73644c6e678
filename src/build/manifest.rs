//! The list of what docsgen wrote into an output folder. It stands in that folder, so that a build knows its own files
//! wherever it runs and whatever became of the cache.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::fs::MANIFEST_NAME;
use crate::site::route::route_fault;

/// The file that names the build: commit and date. No two builds of different commits have the same.
pub(super) const BUILD_FACTS: &str = "build.json";

const VERSION: u32 = 1;

/// The files of a published site: digest by route.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<String, Digest>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads the manifest of an output folder; empty where there is none.
    ///
    /// # Errors
    /// Where it can't be read or understood: to take it for empty would make the site's own files look like somebody
    /// else's.
    pub(super) fn read(out: &Path) -> Result<Self> {
        let path = out.join(MANIFEST_NAME);
        #[expect(clippy::disallowed_methods, reason = "the writer's own file")]
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io("read the manifest", &path, error)),
        };
        Self::parse(&text).map_err(|problem| {
            Error::new(format!("the manifest `{}` {problem}", path.display()))
                .help("delete the output folder and build again")
        })
    }

    fn parse(text: &str) -> std::result::Result<Self, &'static str> {
        let written: Written = serde_json::from_str(text).map_err(|_| "is damaged")?;
        if written.version != VERSION {
            return Err("was written by another version of docsgen");
        }
        let mut files = BTreeMap::new();
        for (route, digest) in written.files {
            // A route that docsgen would not have written is nothing it may remove.
            if route_fault(&route).is_none() {
                files.insert(route, digest_from_hex(&digest).ok_or("is damaged")?);
            }
        }
        Ok(Self { files })
    }

    /// The digest of all files but the one that names the build: what readers see.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = Hasher::default();
        for (route, digest) in self.files.iter().filter(|(route, _)| *route != BUILD_FACTS) {
            hasher.text(route).digest(*digest);
        }
        hasher.finish()
    }

    /// The manifest as it is written: the same for the same files, a line for each.
    pub(super) fn to_json(&self) -> String {
        let files = self.files.iter().map(|(route, digest)| (route.clone(), digest.to_string())).collect();
        let mut json = serde_json::to_string_pretty(&Written { version: VERSION, files })
            .expect("strings and numbers always serialise");
        json.push('\n');
        json
    }
}

fn digest_from_hex(hex: &str) -> Option<Digest> {
    let digits: Vec<u8> = hex.chars().map(|digit| digit.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    (digits.len() == 32).then(|| bytes.try_into().ok().map(Digest))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut manifest = Manifest::default();
        manifest.files.insert("index.html".into(), Digest::of(b"a"));
        manifest.files.insert("charts/redis/백업.html".into(), Digest::of(b"b"));
        assert_eq!(Manifest::parse(&manifest.to_json()), Ok(manifest));
    }

    #[test]
    fn the_digest_knows_names_and_bytes_and_not_which_build_it_was() {
        let of = |files: &[(&str, &str)]| {
            let files = files.iter().map(|(route, text)| ((*route).to_owned(), Digest::of(text.as_bytes()))).collect();
            Manifest { files }.digest()
        };
        let site = of(&[("index.html", "a"), (BUILD_FACTS, "monday")]);
        assert_eq!(site, of(&[("index.html", "a"), (BUILD_FACTS, "tuesday")]));
        assert_ne!(site, of(&[("index.html", "b"), (BUILD_FACTS, "monday")]));
        assert_ne!(site, of(&[("home.html", "a"), (BUILD_FACTS, "monday")]));
    }

    #[test]
    fn what_cannot_be_trusted_is_refused() {
        let digest = Digest::of(b"a");
        for (text, expected) in [
            (String::new(), Err("is damaged")),
            ("{}".to_owned(), Err("is damaged")),
            (r#"{"version":2,"files":{}}"#.to_owned(), Err("was written by another version of docsgen")),
            (r#"{"version":1,"files":{"a":"xyz"}}"#.to_owned(), Err("is damaged")),
            (format!(r#"{{"version":1,"files":{{"a":"+{}"}}}}"#, digest.short(31)), Err("is damaged")),
            (format!(r#"{{"version":1,"files":{{"../a":"{digest}","/etc/b":"{digest}","c":"{digest}"}}}}"#), Ok("c")),
        ] {
            let routes =
                Manifest::parse(&text).map(|manifest| manifest.files.into_keys().collect::<Vec<_>>().join(" "));
            assert_eq!(routes.as_deref().map_err(|problem| *problem), expected, "{text}");
        }
    }
}
