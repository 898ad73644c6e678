//! Writing the site, so that the last good one survives whatever happens to the next.
//!
//! [`Output::open`] takes an output folder, [`Output::stage`] and [`Output::keep`] gather what the site consists of,
//! and [`Output::commit`] publishes all of it. Until then no published file changes. What is guaranteed:
//!
//! * A file that is published with the same bytes already is not touched.
//! * New files are written to a staging folder on the same disk first, so that a full disk is met there. They get their
//!   places by renaming. Where that fails half-way, what was done is taken back.
//! * A process killed while it renames leaves a journal, and the next [`Output::open`] on the same folders completes
//!   what it finds there, after comparing each staged file with its digest. If the cache folder is gone by then, the
//!   manifest still claims every file that may have been published, so the next build replaces or removes them.
//! * A manifest in the output folder lists what docsgen wrote. Only what it lists is ever removed, and only if it is
//!   still as it was written. A file that it doesn't list is replaced by none that differs.
//! * Files that are named as somebody else's ([`Sharing`]) are left alone, listed or not.
//! * Nothing is written outside the output and the cache folder: routes that could lead out are refused
//!   ([`route_fault`]), and no symbolic link in the output folder is followed.
//!
//! Files are not forced to the disk one by one, which would cost more than building them. After a power failure recent
//! ones may therefore be empty or torn, as with any program that doesn't. The next build sees that by their size and
//! date or, failing that, their digest, and writes them again; a torn manifest is refused with an error.
//!
//! A published file counts as intact while size, modification time and, on Unix, inode are those remembered in the cache
//! folder; else it is read and compared by its digest.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rapidhash::{RapidHashMap, RapidHashSet};

use super::folder;
use super::journal::{self, Journal, Step};
use super::lock::Lock;
use super::manifest::Manifest;
use super::published::{Place, Published, Shape, Stamp, folders_above};
use super::sealed;
use super::sharing::Sharing;
use super::staging::{STAGING_IN_OUTPUT, Staging};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::fs::MANIFEST_NAME;
use crate::site::route::route_fault;

/// An output folder that is being written to by this run alone.
///
/// Dropped without [`Output::commit`], it leaves the published site as it was.
#[derive(Debug)]
pub struct Output {
    published: Published,
    manifest: Manifest,
    sharing: Sharing,
    produced: Mutex<BTreeMap<String, Produced>>,
    stamps_file: PathBuf,
    /// Before the lock, so that the folder is gone before another run may have it.
    staging: Staging,
    _lock: Lock,
    #[cfg(test)]
    killed_before: Option<usize>,
}

/// What became of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staged {
    /// It is published with these bytes already.
    Unchanged,
    /// It will be published by [`Output::commit`].
    Changed,
    /// Its place is somebody else's, and nothing will be published there.
    Left,
}

/// What [`Output::commit`] did. Routes are in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Routes of files that are new or have changed.
    pub written: Vec<String>,
    /// Number of files that were published with the same bytes already.
    pub unchanged: usize,
    /// Routes of files that are no longer produced and were removed.
    pub removed: Vec<String>,
    /// Routes of files that are no longer produced and were kept, because somebody changed them since they were
    /// written. They are no longer docsgen's.
    pub kept_foreign: Vec<String>,
    /// What the site holds, whatever was there before: equal for equal files, the one that names the build left out.
    pub digest: Digest,
}

#[derive(Debug)]
struct Produced {
    digest: Digest,
    shape: Option<Shape>,
    staged: Option<NewFile>,
}

#[derive(Debug)]
struct NewFile {
    number: u32,
    instead_of: Instead,
}

/// What stands where a new file goes.
#[derive(Debug)]
enum Instead {
    Nothing,
    /// A file that the manifest lists, or that may be replaced.
    Ours,
    /// Something that it doesn't list.
    Foreign,
    /// A folder, which may hold only what is removed.
    Folder,
    /// A file above it, which must be one that is removed: its route.
    Obstruction(String),
}

impl Output {
    /// Opens the folder `out` for writing, making it where it isn't there; `cache` is the folder for what docsgen keeps
    /// between runs. First completes what an interrupted run began. `protected` are folders with sources: they must
    /// not lie in either folder, and what is written below one of them must not lead elsewhere through a link.
    ///
    /// # Errors
    /// Where another run uses one of the folders, where either would endanger sources, where the manifest can't be
    /// read, or where nothing can be written.
    pub fn open(out: &Path, cache: &Path, protected: &[PathBuf]) -> Result<Self> {
        let out_folder = folder::checked("output", out, protected)?;
        let cache_folder = folder::checked("cache", cache, protected)?;
        if cache_folder.starts_with(&out_folder) {
            return Err(Error::new(format!("the cache folder `{}` would be published", cache.display()))
                .help("choose one outside the output folder with `--cache-dir`"));
        }
        let made = !out_folder.exists();
        folder::make(&out_folder)?;
        folder::make(&cache_folder)?;
        folder::ignore_in_git(&cache_folder)?;
        let lock = Lock::take(&out_folder, &cache_folder)?;

        let id = Digest::of(out_folder.as_os_str().as_encoded_bytes()).short(12);
        let in_cache = cache_folder.join(format!("stage-{id}"));
        let in_output = out_folder.join(STAGING_IN_OUTPUT);
        for staging in [&in_cache, &in_output] {
            journal::complete(&out_folder, staging)?;
            folder::remove(staging)?;
        }
        let manifest = Manifest::read(&out_folder)?;
        let staging = Staging::make(&out_folder, made, in_cache, in_output)?;
        let stamps_file = cache_folder.join(format!("published-{id}"));
        let stamps: Vec<(String, Stamp)> = sealed::read(&stamps_file).unwrap_or_default();
        Ok(Self {
            published: Published::new(out_folder, stamps),
            manifest,
            sharing: Sharing::default(),
            produced: Mutex::default(),
            stamps_file,
            staging,
            _lock: lock,
            #[cfg(test)]
            killed_before: None,
        })
    }

    /// Shares the folder with others.
    #[must_use]
    pub fn shared(mut self, sharing: Sharing) -> Self {
        self.sharing = sharing;
        self
    }

    /// The digest of the file that is published at a route, whoever wrote it; `None` where there is none.
    ///
    /// # Errors
    /// Where it can't be looked at or read, or a folder above it is a symbolic link.
    pub fn current(&self, route: &str) -> Result<Option<Digest>> {
        check_route(route)?;
        match self.published.look(route)? {
            Place::File(metadata) => self.published.digest(route, &metadata).map(Some),
            _ => Ok(None),
        }
    }

    /// Makes the published file at a route part of this site if it is intact and has this digest; says whether it is.
    /// With it, what is known to be unchanged needn't be made again.
    ///
    /// # Errors
    /// As [`Output::current`], and where another file was given for the route.
    pub fn keep(&self, route: &str, digest: Digest) -> Result<bool> {
        check_route(route)?;
        let Place::File(metadata) = self.published.look(route)? else { return Ok(false) };
        if self.sharing.keep.covers(route) || self.published.digest(route, &metadata)? != digest {
            return Ok(false);
        }
        if self.sharing.leaves_equal(route) && !self.owns(route) {
            return Ok(true);
        }
        self.produce(route, Produced { digest, shape: Shape::of(&metadata), staged: None })?;
        Ok(true)
    }

    /// Makes `bytes` part of this site, at a route. They are written to the staging folder, unless the published file
    /// has them already. Can be called from many threads; the same bytes may be given for a route again.
    ///
    /// # Errors
    /// Where the route has a [`route_fault`], where other bytes were given for it, where a folder above it is a symbolic
    /// link, or where the file can't be written.
    pub fn stage(&self, route: &str, bytes: &[u8]) -> Result<Staged> {
        check_route(route)?;
        if self.sharing.keep.covers(route) {
            return Ok(Staged::Left);
        }
        let digest = Digest::of(bytes);
        if let Some(known) = self.produced.lock().unwrap_or_else(PoisonError::into_inner).get(route)
            && known.digest == digest
        {
            return Ok(known.outcome());
        }
        let place = self.published.look(route)?;
        if let Place::File(metadata) = &place
            && metadata.len() == bytes.len() as u64
            && self.published.digest(route, metadata)? == digest
        {
            if self.sharing.leaves_equal(route) && !self.owns(route) {
                return Ok(Staged::Left);
            }
            return self.produce(route, Produced { digest, shape: Shape::of(metadata), staged: None });
        }
        let instead_of = match place {
            Place::Nothing => Instead::Nothing,
            Place::File(_) | Place::Other if self.owns(route) => Instead::Ours,
            Place::File(_) if self.sharing.leaves_any(route) => return Ok(Staged::Left),
            Place::File(_) if self.sharing.replace.covers(route) => Instead::Ours,
            Place::File(_) | Place::Other => Instead::Foreign,
            Place::Folder => Instead::Folder,
            Place::Obstructed(by) => Instead::Obstruction(by),
        };
        let (number, shape) = self.staging.write(route, bytes)?;
        self.produce(route, Produced { digest, shape, staged: Some(NewFile { number, instead_of }) })
    }

    /// What the manifest lists below a folder (`v1.4/`), each with its digest; `None` where any of it is no longer as it was
    /// written.
    ///
    /// # Errors
    /// As [`Output::current`].
    pub(super) fn intact_below(&self, folder: &str) -> Result<Option<Vec<(String, Digest)>>> {
        let mut files = Vec::new();
        for (route, digest) in below(&self.manifest.files, folder) {
            match self.published.look(route)? {
                Place::File(metadata) if self.published.digest(route, &metadata)? == *digest => {
                    files.push((route.clone(), *digest));
                }
                _ => return Ok(None),
            }
        }
        Ok(Some(files))
    }

    /// What is part of this site below a folder so far, each with its digest.
    pub(super) fn produced_below(&self, folder: &str) -> Vec<(String, Digest)> {
        let produced = self.produced.lock().unwrap_or_else(PoisonError::into_inner);
        below(&produced, folder).map(|(route, file)| (route.clone(), file.digest)).collect()
    }

    /// Publishes the site: new and changed files take their places, and files that are listed in the manifest and were
    /// neither staged nor kept are removed, with the folders that this empties.
    ///
    /// # Errors
    /// Where somebody else's file stands where one of the site would go, where a route is both a file and a folder, or
    /// where the disk refuses. The published site is as it was then.
    pub fn commit(mut self) -> Result<Written> {
        let produced = std::mem::take(&mut self.produced).into_inner().unwrap_or_else(PoisonError::into_inner);
        let plan = self.plan(&produced)?;
        if !plan.steps.is_empty() {
            let journal = Journal {
                out: &self.staging.out,
                staging: &self.staging.folder,
                steps: plan.steps,
                #[cfg(test)]
                killed_before: self.killed_before,
            };
            let committed = journal.commit();
            // What could not be taken back is for the next run to complete.
            self.staging.left_behind = committed.is_err() && journal::is_pending(&self.staging.folder);
            committed?;
        }
        self.staging.published = true;
        self.remember(&produced);
        Ok(plan.written)
    }

    fn owns(&self, route: &str) -> bool {
        self.manifest.files.contains_key(route) || self.listed_with_other_case(route)
    }

    /// Whether the file at a route is one that the manifest lists with letters of another case, which is the same file
    /// on some systems.
    fn listed_with_other_case(&self, route: &str) -> bool {
        let path = self.published.locate(route);
        let Some(real) = path.canonicalize().ok() else { return false };
        let real = real.strip_prefix(&self.staging.out).ok().and_then(|route| Some(route.to_str()?.replace('\\', "/")));
        real.is_some_and(|real| {
            real != route && self.manifest.files.contains_key(&real) && folded(&real) == folded(route)
        })
    }

    fn produce(&self, route: &str, file: Produced) -> Result<Staged> {
        let outcome = file.outcome();
        let mut produced = self.produced.lock().unwrap_or_else(PoisonError::into_inner);
        match produced.get(route) {
            Some(known) if known.digest != file.digest => {
                Err(Error::new(format!("two different files would be written to `{route}`")))
            }
            Some(known) => Ok(known.outcome()),
            None => {
                produced.insert(route.to_owned(), file);
                Ok(outcome)
            }
        }
    }

    /// Decides what is to be done, and refuses what would harm.
    fn plan(&self, produced: &BTreeMap<String, Produced>) -> Result<Plan> {
        let mut written = Written::default();
        let removals = self.removals(produced, &mut written)?;
        self.check_places(produced, &removals)?;

        let mut steps = Vec::new();
        let staged = |wanted: fn(&Instead) -> bool| {
            produced.iter().filter_map(move |(route, file)| {
                let new = file.staged.as_ref().filter(|new| wanted(&new.instead_of))?;
                Some(Step::Move { staged: new.number, route: route.clone(), digest: file.digest })
            })
        };
        let replacing = staged(|instead| matches!(instead, Instead::Ours));
        let new = staged(|instead| !matches!(instead, Instead::Ours));
        let in_the_way = First::new(produced);
        let (first, last): (Vec<_>, Vec<_>) = removals.iter().partition(|(route, _)| in_the_way.includes(route));
        let remove = |(route, digest): (&String, &Digest)| Step::Remove { route: route.clone(), digest: *digest };
        steps.extend(first.into_iter().map(remove));
        // What is new may need room on the disk, so it comes before what replaces and what goes.
        steps.extend(new);
        steps.extend(replacing);
        steps.extend(last.into_iter().map(remove));

        let manifest = Manifest { files: produced.iter().map(|(route, file)| (route.clone(), file.digest)).collect() };
        written.digest = manifest.digest();
        let last = manifest.to_json();
        // Before a new file is published, the manifest must claim it.
        let mut claims = self.manifest.clone();
        claims.files.extend(
            manifest
                .files
                .iter()
                .filter(|(route, _)| !self.manifest.files.contains_key(*route))
                .map(|(route, digest)| (route.clone(), *digest)),
        );
        let first = claims.to_json();
        let published = self.published.look(MANIFEST_NAME)?;
        let is_published = |json: &str| match &published {
            Place::File(metadata) if metadata.len() == json.len() as u64 => {
                self.published.digest(MANIFEST_NAME, metadata).map(|digest| digest == Digest::of(json.as_bytes()))
            }
            _ => Ok(false),
        };
        let claimed_first = !steps.is_empty() && !is_published(&first)?;
        if claimed_first {
            steps.insert(0, self.manifest_step(&first)?);
        }
        if (claimed_first && first != last) || (!claimed_first && !is_published(&last)?) {
            steps.push(self.manifest_step(&last)?);
        }
        for (route, file) in produced {
            match file.staged {
                Some(_) => written.written.push(route.clone()),
                None => written.unchanged += 1,
            }
        }
        written.removed = removals.into_keys().collect();
        Ok(Plan { steps, written })
    }

    fn manifest_step(&self, json: &str) -> Result<Step> {
        let (staged, _) = self.staging.write(MANIFEST_NAME, json.as_bytes())?;
        Ok(Step::Move { staged, route: MANIFEST_NAME.to_owned(), digest: Digest::of(json.as_bytes()) })
    }

    /// Listed files that are no longer produced and are as they were written.
    fn removals(
        &self,
        produced: &BTreeMap<String, Produced>,
        written: &mut Written,
    ) -> Result<BTreeMap<String, Digest>> {
        let mut removals = BTreeMap::new();
        for (route, digest) in &self.manifest.files {
            if produced.contains_key(route) || self.sharing.keep.covers(route) {
                continue;
            }
            match self.published.look(route) {
                Ok(Place::File(metadata)) if self.is_as_written(route, &metadata, *digest)? => {
                    removals.insert(route.clone(), self.published.digest(route, &metadata)?);
                }
                Ok(Place::Nothing | Place::Folder | Place::Obstructed(_)) => {}
                // Behind a link nothing is docsgen's.
                Ok(Place::File(_) | Place::Other) | Err(_) => written.kept_foreign.push(route.clone()),
            }
        }
        if !removals.is_empty() {
            self.spare_unchanged(produced, &mut removals);
        }
        Ok(removals)
    }

    /// Whether a file is as it was written; in a checkout, line ends may have become those of the system.
    fn is_as_written(&self, route: &str, metadata: &std::fs::Metadata, digest: Digest) -> Result<bool> {
        if self.published.digest(route, metadata)? == digest {
            return Ok(true);
        }
        Ok(self.sharing.merging && self.published.digest_with_lf(route)? == digest)
    }

    /// Keeps files whose routes changed in case only, where case doesn't matter: they are the unchanged new files.
    fn spare_unchanged(&self, produced: &BTreeMap<String, Produced>, removals: &mut BTreeMap<String, Digest>) {
        let unchanged: RapidHashMap<String, &String> = produced
            .iter()
            .filter(|(_, file)| file.staged.is_none())
            .map(|(route, _)| (folded(route), route))
            .collect();
        let real = |route: &str| self.published.locate(route).canonicalize().ok();
        removals.retain(|route, _| match unchanged.get(&folded(route)) {
            Some(new) => real(route).is_none_or(|old| real(new) != Some(old)),
            None => true,
        });
    }

    /// Refuses a site that needs a place which somebody else's file has, or one route as file and folder.
    fn check_places(&self, produced: &BTreeMap<String, Produced>, removals: &BTreeMap<String, Digest>) -> Result<()> {
        let mut foreign = Vec::new();
        for (route, file) in produced {
            if let Some(folder) = folders_above(route).find(|folder| produced.contains_key(*folder)) {
                return Err(Error::new(format!("`{folder}` would be a file and, for `{route}`, a folder")));
            }
            match file.staged.as_ref().map(|new| &new.instead_of) {
                None | Some(Instead::Nothing | Instead::Ours) => {}
                Some(Instead::Foreign) => foreign.push(route.clone()),
                Some(Instead::Obstruction(by)) if removals.contains_key(by) => {}
                Some(Instead::Obstruction(by)) => foreign.push(by.clone()),
                Some(Instead::Folder) => foreign.extend(self.strangers_in(route, removals)?),
            }
        }
        foreign.sort_unstable();
        foreign.dedup();
        let Some(first) = foreign.first() else { return Ok(()) };
        let path = self.published.locate(first);
        let message = match foreign.len() {
            1 => format!("`{}` is in the way and was not written by docsgen", path.display()),
            more => {
                format!("`{}` and {} more are in the way and were not written by docsgen", path.display(), more - 1)
            }
        };
        Err(Error::new(message).help(self.sharing.help(first, foreign.len(), &self.staging.out)))
    }

    /// What lies in a folder and isn't removed.
    fn strangers_in(&self, folder: &str, removals: &BTreeMap<String, Digest>) -> Result<Vec<String>> {
        let path = self.published.locate(folder);
        let mut strangers = Vec::new();
        for entry in walkdir::WalkDir::new(&path).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::io("look into", &path, error.into()))?;
            if entry.file_type().is_dir() {
                continue;
            }
            let below = entry.path().strip_prefix(&path).unwrap_or_else(|_| entry.path());
            let below: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            let route = format!("{folder}/{}", below.join("/"));
            if !removals.contains_key(&route) {
                strangers.push(route);
            }
        }
        Ok(strangers)
    }

    /// Keeps what published files look like, so that the next run needn't read them.
    fn remember(&self, produced: &BTreeMap<String, Produced>) {
        let stamps: Vec<(&String, Stamp)> = produced
            .iter()
            .filter_map(|(route, file)| Some((route, Stamp { shape: file.shape?, digest: file.digest })))
            .collect();
        let known = stamps.len() == self.published.stamps()
            && stamps.iter().all(|(route, stamp)| self.published.stamp(route) == Some(*stamp));
        if !known {
            // Without it the next run takes longer and does the same.
            let _ = sealed::write(&self.stamps_file, &stamps);
        }
    }
}

/// The entries whose route lies in a folder, which is given with a slash at its end.
fn below<'a, T>(files: &'a BTreeMap<String, T>, folder: &'a str) -> impl Iterator<Item = (&'a String, &'a T)> {
    files
        .range::<str, _>((Bound::Included(folder), Bound::Unbounded))
        .take_while(move |(route, _)| route.starts_with(folder))
}

struct Plan {
    steps: Vec<Step>,
    written: Written,
}

/// What must be removed before new files can take their places.
struct First<'a> {
    produced: &'a BTreeMap<String, Produced>,
    obstructions: RapidHashSet<&'a str>,
    folded: RapidHashSet<String>,
}

impl<'a> First<'a> {
    fn new(produced: &'a BTreeMap<String, Produced>) -> Self {
        let new = || produced.iter().filter_map(|(route, file)| Some((route, file.staged.as_ref()?)));
        let obstruction = |instead_of: &'a Instead| match instead_of {
            Instead::Obstruction(by) => Some(by.as_str()),
            _ => None,
        };
        Self {
            produced,
            obstructions: new().filter_map(|(_, file)| obstruction(&file.instead_of)).collect(),
            folded: new().map(|(route, _)| folded(route)).collect(),
        }
    }

    /// Whether the file of a route stands where a folder has to be, lies where a file has to be, or has a new file's
    /// name in letters of another case, which would be the same file on some systems.
    fn includes(&self, route: &str) -> bool {
        self.obstructions.contains(route)
            || folders_above(route).any(|folder| self.produced.contains_key(folder))
            || self.folded.contains(&folded(route))
    }
}

impl Produced {
    const fn outcome(&self) -> Staged {
        if self.staged.is_some() { Staged::Changed } else { Staged::Unchanged }
    }
}

fn folded(route: &str) -> String {
    route.to_lowercase()
}

fn check_route(route: &str) -> Result<()> {
    match route_fault(route) {
        Some(fault) => {
            Err(Error::new(format!("nothing can be written to the route `{}`, which {fault}", route.escape_debug())))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
