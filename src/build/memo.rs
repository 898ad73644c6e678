//! What a run has worked out, kept on disk for the next: tables from the digest of all that went into a value to the
//! value's bytes.
//!
//! A table is two files. The pack holds the values, one after the other; it is only ever appended to, and read one
//! value at a time. The index says where each is and what its checksum must be; it is replaced as a whole, after the
//! pack has been written. So nothing that goes wrong, from a full disk to a flipped bit, does more than lose values:
//! what can't be trusted isn't there.
//!
//! Two processes must not save the same table at the same time; the caller locks the folder.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rapidhash::RapidHashMap;
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};

/// The first bytes of an index; the last is the version of this format.
const MAGIC: [u8; 8] = *b"docsmem\x01";

/// New values are held until they come to this many bytes, then written, so that a cold build of a large site doesn't
/// keep them all.
const BUFFER_LIMIT: usize = 4 << 20;

/// A pack smaller than this, in bytes, is not worth rewriting.
const COMPACTION_MINIMUM: u64 = 4 << 20;

/// A table of values by the digest of what they were made from.
#[derive(Debug)]
pub struct Memo {
    dir: PathBuf,
    table: String,
    version: u32,
    old: RapidHashMap<Digest, OldEntry>,
    /// The pack of `old`; none where the table starts empty.
    pack: Option<File>,
    pack_length: u64,
    generation: u64,
    /// Whether nothing is added.
    read_only: bool,
    new: Mutex<New>,
    found: AtomicU64,
    missed: AtomicU64,
}

/// What a run did with a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoStats {
    /// Values that were asked for and there.
    pub found: u64,
    /// Values that were asked for and not there.
    pub missed: u64,
    /// Values that were added.
    pub added: usize,
    /// Values in the table now.
    pub entries: usize,
    /// The size of the pack, in bytes.
    pub bytes: u64,
    /// Whether the pack was rewritten without what this run didn't use.
    pub compacted: bool,
}

/// Where a value is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Entry {
    key: Digest,
    /// From the start of the pack.
    offset: u64,
    length: u32,
    checksum: [u8; 8],
}

impl Entry {
    fn end(&self) -> Option<u64> {
        self.offset.checked_add(u64::from(self.length))
    }
}

/// An entry an earlier run has left.
#[derive(Debug)]
struct OldEntry {
    entry: Entry,
    /// [`UNUSED`], [`USED`] or [`GONE`].
    state: AtomicU8,
}

const UNUSED: u8 = 0;
const USED: u8 = 1;
/// Damaged, or replaced by this run.
const GONE: u8 = 2;

/// What this run adds.
#[derive(Debug)]
struct New {
    entries: RapidHashMap<Digest, Entry>,
    /// The end of the pack, as far as it has been written.
    written: u64,
    /// What comes behind.
    buffer: Vec<u8>,
    /// Opened by the first write.
    pack: Option<File>,
    /// Why nothing more is written; reported by [`Memo::save`].
    failed: Option<Error>,
}

/// The index as it stands on disk, behind its header.
#[derive(Serialize, Deserialize)]
struct Index {
    /// Which pack it is about: each compaction makes a new one.
    generation: u64,
    /// The end of the last value. What is behind it was never finished.
    end: u64,
    entries: Vec<Entry>,
}

impl Memo {
    /// Opens a table, or an empty one where there is none that can be trusted: it is missing or damaged, or `version`,
    /// that of the code that makes the values, is another. Touches nothing on disk.
    #[must_use]
    pub fn open(dir: &Path, table: &str, version: u32) -> Self {
        let opened = read_index(&index_path(dir, table), version).and_then(|index| {
            let pack = File::open(pack_path(dir, table, index.generation)).ok()?;
            let length = pack.metadata().ok()?.len();
            Some((index, pack, length))
        });
        let (index, pack, pack_length) = match opened {
            Some((index, pack, length)) => (index, Some(pack), length),
            None => (Index { generation: 1, end: 0, entries: Vec::new() }, None, 0),
        };
        let new =
            New { entries: RapidHashMap::default(), written: index.end, buffer: Vec::new(), pack: None, failed: None };
        Self {
            dir: dir.to_owned(),
            table: table.to_owned(),
            version,
            old: index
                .entries
                .into_iter()
                .map(|entry| (entry.key, OldEntry { entry, state: AtomicU8::new(UNUSED) }))
                .collect(),
            pack,
            pack_length,
            generation: index.generation,
            read_only: false,
            new: Mutex::new(new),
            found: AtomicU64::new(0),
            missed: AtomicU64::new(0),
        }
    }

    /// Opens a table to read from alone, beside a run that may be saving it: what is added to it is dropped.
    #[must_use]
    pub fn open_read_only(dir: &Path, table: &str, version: u32) -> Self {
        Self { read_only: true, ..Self::open(dir, table, version) }
    }

    /// Whether values can be added.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The value under this key: exactly the bytes that were inserted, or none.
    #[must_use]
    pub fn get(&self, key: Digest) -> Option<Vec<u8>> {
        let value = self.get_old(key).or_else(|| self.get_new(key));
        let counter = if value.is_some() { &self.found } else { &self.missed };
        counter.fetch_add(1, Ordering::Relaxed);
        value
    }

    fn get_old(&self, key: Digest) -> Option<Vec<u8>> {
        let old = self.old.get(&key)?;
        if old.state.load(Ordering::Relaxed) == GONE {
            return None;
        }
        let value = self.read_old(&old.entry);
        old.state.store(if value.is_some() { USED } else { GONE }, Ordering::Relaxed);
        value
    }

    fn read_old(&self, entry: &Entry) -> Option<Vec<u8>> {
        // Before memory is taken for it.
        if entry.end()? > self.pack_length {
            return None;
        }
        read_entry(self.pack.as_ref()?, entry)
    }

    fn get_new(&self, key: Digest) -> Option<Vec<u8>> {
        let new = self.lock();
        let entry = new.entries.get(&key)?;
        match entry.offset.checked_sub(new.written) {
            Some(start) => {
                let start = usize::try_from(start).ok()?;
                new.buffer.get(start..start + entry.length as usize).map(<[u8]>::to_vec)
            }
            None => read_entry(new.pack.as_ref()?, entry),
        }
    }

    /// Adds a value; one that is there already stays. Values may be lost: where the disk doesn't take them, none are
    /// kept, and [`Memo::save`] says why.
    pub fn insert(&self, key: Digest, value: &[u8]) {
        if let Some(old) = self.old.get(&key)
            && old.state.load(Ordering::Relaxed) != GONE
        {
            old.state.store(USED, Ordering::Relaxed);
            return;
        }
        let mut new = self.lock();
        if !new.entries.contains_key(&key) {
            self.add(&mut new, key, value);
        }
    }

    /// Puts a value in the place of the one that is there: for keys that are names, and not digests of all that went
    /// into the value. Values may be lost as with [`Memo::insert`].
    pub fn replace(&self, key: Digest, value: &[u8]) {
        if self.get_old(key).as_deref() == Some(value) {
            return;
        }
        if let Some(old) = self.old.get(&key) {
            old.state.store(GONE, Ordering::Relaxed);
        }
        let mut new = self.lock();
        new.entries.remove(&key);
        self.add(&mut new, key, value);
    }

    fn add(&self, new: &mut New, key: Digest, value: &[u8]) {
        if self.read_only {
            return;
        }
        let Ok(length) = u32::try_from(value.len()) else { return };
        if new.failed.is_some() {
            return;
        }
        let entry =
            Entry { key, offset: new.written + new.buffer.len() as u64, length, checksum: checksum(key, value) };
        new.buffer.extend_from_slice(value);
        new.entries.insert(key, entry);
        if new.buffer.len() >= BUFFER_LIMIT
            && let Err(error) = self.write_through(new)
        {
            new.fail(error);
        }
    }

    /// Writes what is buffered behind the pack's end.
    fn write_through(&self, new: &mut New) -> Result<()> {
        let path = pack_path(&self.dir, &self.table, self.generation);
        let failed = |error| Error::io("write", &path, error);
        if new.pack.is_none() {
            std::fs::create_dir_all(&self.dir).map_err(|error| Error::io("create", &self.dir, error))?;
            let file = File::options()
                .read(true)
                .write(true)
                .create(true)
                // A pack without an index holds nothing of use.
                .truncate(self.pack.is_none())
                .open(&path)
                .map_err(failed)?;
            new.pack = Some(file);
        }
        if let Some(pack) = &new.pack {
            write_all_at(pack, &new.buffer, new.written).map_err(failed)?;
        }
        new.written += new.buffer.len() as u64;
        new.buffer.clear();
        Ok(())
    }

    /// Keeps what was added. The pack is rewritten where more than half of it is of no use to this run.
    ///
    /// # Errors
    /// Where the disk doesn't take it. The table is then as it was before this run.
    pub fn save(self) -> Result<MemoStats> {
        self.save_and(true)
    }

    /// Keeps what was added and all that was there, for a run that needn't ask for everything that is of use.
    ///
    /// # Errors
    /// As [`Memo::save`].
    pub fn save_with_unused(self) -> Result<MemoStats> {
        self.save_and(false)
    }

    fn save_and(self, may_compact: bool) -> Result<MemoStats> {
        let mut new = self.lock();
        if let Some(error) = new.failed.take() {
            return Err(error);
        }
        let mut stats = MemoStats {
            found: self.found.load(Ordering::Relaxed),
            missed: self.missed.load(Ordering::Relaxed),
            added: new.entries.len(),
            ..MemoStats::default()
        };
        let end = new.written + new.buffer.len() as u64;
        let in_use: u64 = self
            .old
            .values()
            .filter(|old| old.state.load(Ordering::Relaxed) == USED)
            .map(|old| &old.entry)
            .chain(new.entries.values())
            .map(|entry| u64::from(entry.length))
            .sum();
        stats.compacted = may_compact && end > COMPACTION_MINIMUM && in_use < end / 2;
        if !stats.compacted && new.entries.is_empty() {
            (stats.entries, stats.bytes) = (self.old.len(), end);
            return Ok(stats);
        }

        let keeps = |old: &&OldEntry| match old.state.load(Ordering::Relaxed) {
            USED => true,
            UNUSED => !stats.compacted,
            _ => false,
        };
        let mut entries: Vec<Entry> = self.old.values().filter(keeps).map(|old| old.entry).collect();
        entries.extend(new.entries.values().copied());
        entries.sort_unstable_by_key(|entry| entry.offset);
        let index = if stats.compacted {
            self.compact(&new, &entries)?
        } else {
            self.write_through(&mut new)?;
            Index { generation: self.generation, end, entries }
        };
        (stats.entries, stats.bytes) = (index.entries.len(), index.end);
        write_index(&self.dir, &self.table, self.version, &index)?;
        if stats.compacted || self.pack.is_none() {
            drop(new);
            let (dir, table) = (self.dir.clone(), self.table.clone());
            // Not every system removes a file that is open.
            drop(self);
            remove_other_packs(&dir, &table, index.generation);
        }
        Ok(stats)
    }

    /// Writes a pack of these values alone, under the next generation's name.
    fn compact(&self, new: &New, entries: &[Entry]) -> Result<Index> {
        let generation = self.generation + 1;
        let path = pack_path(&self.dir, &self.table, generation);
        let failed = |error| Error::io("write", &path, error);
        std::fs::create_dir_all(&self.dir).map_err(|error| Error::io("create", &self.dir, error))?;
        let mut pack = io::BufWriter::new(File::create(&path).map_err(failed)?);
        let mut index = Index { generation, end: 0, entries: Vec::with_capacity(entries.len()) };
        for entry in entries {
            let value = match entry.offset.checked_sub(new.written) {
                _ if !new.entries.contains_key(&entry.key) => self.read_old(entry),
                Some(start) => usize::try_from(start)
                    .ok()
                    .and_then(|start| new.buffer.get(start..start + entry.length as usize))
                    .map(<[u8]>::to_vec),
                None => new.pack.as_ref().and_then(|pack| read_entry(pack, entry)),
            };
            // Damaged since it was used.
            let Some(value) = value else { continue };
            pack.write_all(&value).map_err(failed)?;
            index.entries.push(Entry { offset: index.end, ..*entry });
            index.end += value.len() as u64;
        }
        pack.flush().map_err(failed)?;
        Ok(index)
    }

    fn lock(&self) -> MutexGuard<'_, New> {
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl New {
    fn fail(&mut self, error: Error) {
        self.failed = Some(error);
        self.entries.clear();
        self.buffer = Vec::new();
    }
}

fn index_path(dir: &Path, table: &str) -> PathBuf {
    dir.join(format!("{table}.index"))
}

fn pack_path(dir: &Path, table: &str, generation: u64) -> PathBuf {
    dir.join(format!("{table}.{generation}.pack"))
}

/// Removes the packs no index names any more. Where that fails they only take room.
fn remove_other_packs(dir: &Path, table: &str, generation: u64) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_prefix(table)?.strip_prefix('.')?.strip_suffix(".pack")?.parse::<u64>().ok());
        if number.is_some_and(|number| number != generation) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn header(version: u32, payload: &[u8]) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&version.to_le_bytes());
    header.extend_from_slice(&Digest::of(payload).0);
    header
}

fn read_index(path: &Path, version: u32) -> Option<Index> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    let (found, payload) = bytes.split_at_checked(MAGIC.len() + size_of::<u32>() + size_of::<Digest>())?;
    if found != header(version, payload) {
        return None;
    }
    postcard::from_bytes(payload).ok()
}

fn write_index(dir: &Path, table: &str, version: u32, index: &Index) -> Result<()> {
    let path = index_path(dir, table);
    let failed = |error| Error::io("write", &path, error);
    let payload = postcard::to_stdvec(index).map_err(|error| failed(io::Error::other(error)))?;
    let mut file = tempfile::Builder::new().prefix(table).suffix(".new").tempfile_in(dir).map_err(failed)?;
    file.write_all(&header(version, &payload)).map_err(failed)?;
    file.write_all(&payload).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is its owner's alone; others may build here too.
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644)).map_err(failed)?;
    }
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Of the key as well, so that no entry passes for another.
fn checksum(key: Digest, value: &[u8]) -> [u8; 8] {
    let digest = Hasher::default().digest(key).bytes(value).finish();
    let mut checksum = [0; 8];
    checksum.copy_from_slice(&digest.0[..8]);
    checksum
}

fn read_entry(pack: &File, entry: &Entry) -> Option<Vec<u8>> {
    let mut value = vec![0; entry.length as usize];
    read_exact_at(pack, &mut value, entry.offset).ok()?;
    (checksum(entry.key, &value) == entry.checksum).then_some(value)
}

#[cfg(unix)]
fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(unix)]
fn write_all_at(file: &File, buffer: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                buffer = &mut buffer[count..];
                offset += count as u64;
            }
        }
    }
    Ok(())
}

#[cfg(windows)]
fn write_all_at(file: &File, mut buffer: &[u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, buffer, offset)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            count => {
                buffer = &buffer[count..];
                offset += count as u64;
            }
        }
    }
    Ok(())
}
