//! Names the code that renders: what is remembered between builds counts only for the code that made it.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for root in ["src", "themes", "docs/codes", "Cargo.toml", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={root}");
        hash(Path::new(root), &mut hasher)?;
    }
    env::var_os("CARGO_PKG_VERSION").hash(&mut hasher);
    println!("cargo:rustc-env=DOCSGEN_CODE={:016x}", hasher.finish());
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a build script reads what it is built from")]
fn hash(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        entries.iter().try_for_each(|entry| hash(&entry.path(), hasher))
    } else if path.exists() {
        path.to_string_lossy().hash(hasher);
        fs::read(path)?.hash(hasher);
        Ok(())
    } else {
        Ok(())
    }
}
