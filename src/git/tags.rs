//! The tags of a repository, and the charts as they were at those of its releases.
//!
//! All objects are asked of one process. Trees that are the same in two releases are read once. What a clone doesn't have is
//! never fetched: of a partial clone it is unknown.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::Arc;

use super::{finish, is_commit, spawn, spawn_asking, stop};
use crate::source::RepoPath;

/// At how many tags charts are looked at, the newest first.
const MOST_TAGS: usize = 200;

/// The largest Chart.yaml that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// The largest object that is kept in memory, in bytes: a tree of a hundred thousand files.
const LARGEST_OBJECT: usize = 16 << 20;

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// The day it was made, or that of its commit.
    pub date: String,
    /// The charts as they were; `None` where nobody looked.
    pub charts: Option<Vec<TaggedChart>>,
}

/// A chart at a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaggedChart {
    /// Its folder.
    pub folder: RepoPath,
    /// Its Chart.yaml; `None` where the clone doesn't have it.
    pub chart_yaml: Option<Arc<str>>,
}

/// The tags of the repository that the folder `root` lies in, the newest first. Charts are looked for right below `folders`, and
/// at `root` itself where it is one of them; only tags that begin with a version, as those of whole repositories do, are looked at.
#[must_use]
pub fn read_tags(root: &Path, folders: &BTreeSet<RepoPath>) -> Vec<Tag> {
    let format = "--format=%(refname:strip=2)%09%(objectname)%09%(*objectname)%09%(creatordate:short)";
    let arguments = ["for-each-ref", "--sort=-creatordate", format, "refs/tags"];
    let output = spawn(root, Stdio::null(), &arguments).and_then(finish);
    let Ok(output) = output else { return Vec::new() };
    let mut objects: Option<Objects> = None;
    let mut looked = 0;
    let mut tags = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut fields = line.split('\t');
        let (Some(name), Some(object), Some(peeled), Some(date)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let commit = if peeled.is_empty() { object } else { peeled };
        let mut charts = None;
        if is_of_repository(name) && is_commit(commit) && looked < MOST_TAGS && !folders.is_empty() {
            looked += 1;
            if objects.is_none() {
                objects = Objects::open(root);
            }
            charts = objects.as_mut().and_then(|objects| objects.charts(commit, folders));
        }
        tags.push(Tag { name: name.to_owned(), date: date.to_owned(), charts });
    }
    if let Some(objects) = objects {
        objects.close();
    }
    tags
}

/// Whether a tag names a version of the whole repository: `v1.2.0`, `1.2`, `release-1.2.0`.
fn is_of_repository(name: &str) -> bool {
    let bare = ["release-", "release/"].iter().find_map(|start| name.strip_prefix(start)).unwrap_or(name);
    let bare = bare.strip_prefix(['v', 'V']).unwrap_or(bare);
    bare.split_once('.').is_some_and(|(major, _)| !major.is_empty() && major.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A process that gives out objects.
struct Objects {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// For each tree of a chart, its Chart.yaml: no chart, not in this clone, or the text.
    known: HashMap<Vec<u8>, Option<Option<Arc<str>>>>,
    /// Texts by object.
    texts: HashMap<Vec<u8>, Option<Arc<str>>>,
}

/// An entry of a tree.
struct TreeEntry {
    is_tree: bool,
    name: String,
    object: Vec<u8>,
}

impl Objects {
    fn open(root: &Path) -> Option<Self> {
        let mut child = spawn_asking(root, &["cat-file", "--batch"]).ok()?;
        let (questions, answers) = child.stdin.take().zip(child.stdout.take())?;
        let answers = BufReader::new(answers);
        Some(Self { child, questions, answers, known: HashMap::new(), texts: HashMap::new() })
    }

    /// Must be called at the end: a child that nobody waits for stays.
    fn close(self) {
        let Self { child, questions, .. } = self;
        drop(questions);
        stop(child);
    }

    /// The charts of a commit; `None` where a folder of charts can't be read.
    fn charts(&mut self, commit: &str, folders: &BTreeSet<RepoPath>) -> Option<Vec<TaggedChart>> {
        let mut charts = Vec::new();
        for folder in folders {
            let tree = match folder.as_str() {
                "" => self.object(&format!("{commit}:./"))?,
                path => self.object(&format!("{commit}:./{path}"))?,
            };
            // A folder that wasn't there had no charts.
            let Some((kind, tree)) = tree else { continue };
            if kind != "tree" {
                continue;
            }
            let width = commit.len() / 2;
            let entries = entries(&tree, width);
            if folder.as_str().is_empty()
                && let Some(own) = entries.iter().find(|entry| !entry.is_tree && entry.name == "Chart.yaml")
            {
                let chart_yaml = self.text(&own.object)?;
                charts.push(TaggedChart { folder: folder.clone(), chart_yaml });
            }
            for entry in entries.into_iter().filter(|entry| entry.is_tree) {
                if let Some(chart_yaml) = self.chart_yaml(entry.object, width)?
                    && let Some(folder) = folder.join(&entry.name)
                {
                    charts.push(TaggedChart { folder, chart_yaml });
                }
            }
        }
        Some(charts)
    }

    /// The Chart.yaml in a tree: the outer `None` where git has gone, then where there is no chart, then where the clone doesn't
    /// have the file.
    fn chart_yaml(&mut self, tree: Vec<u8>, width: usize) -> Option<Option<Option<Arc<str>>>> {
        if let Some(known) = self.known.get(&tree) {
            return Some(known.clone());
        }
        let found = match self.object(&hexadecimal(&tree))? {
            Some((_, bytes)) => match entries(&bytes, width).into_iter().find(|entry| entry.name == "Chart.yaml") {
                Some(entry) if !entry.is_tree => Some(self.text(&entry.object)?),
                _ => None,
            },
            None => None,
        };
        self.known.insert(tree, found.clone());
        Some(found)
    }

    fn text(&mut self, object: &[u8]) -> Option<Option<Arc<str>>> {
        if let Some(known) = self.texts.get(object) {
            return Some(known.clone());
        }
        let text = self.object(&hexadecimal(object))?;
        let text = text.filter(|(kind, bytes)| kind == "blob" && bytes.len() <= LARGEST);
        let text = text.map(|(_, bytes)| Arc::from(String::from_utf8_lossy(&bytes).as_ref()));
        self.texts.insert(object.to_vec(), text.clone());
        Some(text)
    }

    /// An object's kind and bytes; the inner `None` where the clone doesn't have it.
    fn object(&mut self, name: &str) -> Option<Option<(String, Vec<u8>)>> {
        // A line end would be another question.
        if name.contains('\n') {
            return Some(None);
        }
        writeln!(self.questions, "{name}").ok()?;
        self.questions.flush().ok()?;
        let mut header = String::new();
        if self.answers.read_line(&mut header).ok()? == 0 {
            return None;
        }
        let words: Vec<&str> = header.split_whitespace().collect();
        let [object, kind, size] = words.as_slice() else { return Some(None) };
        let Some(size) = size.parse::<usize>().ok().filter(|_| is_commit(object)) else { return Some(None) };
        let length = u64::try_from(size).ok()?.checked_add(1)?;
        if size > LARGEST_OBJECT {
            let passed = io::copy(&mut self.answers.by_ref().take(length), &mut io::sink()).ok()?;
            return (passed == length).then_some(None);
        }
        let mut bytes = Vec::new();
        let read = self.answers.by_ref().take(length).read_to_end(&mut bytes).ok()?;
        (read == size + 1).then_some(())?;
        bytes.truncate(size);
        Some(Some(((*kind).to_owned(), bytes)))
    }
}

/// The entries of a tree: mode, name and object each. Names that aren't UTF-8 are passed over.
fn entries(tree: &[u8], width: usize) -> Vec<TreeEntry> {
    let mut entries = Vec::new();
    let mut rest = tree;
    while let Some(space) = memchr::memchr(b' ', rest)
        && let Some(end) = memchr::memchr(0, rest)
        && space < end
        && let Some(object) = rest.get(end + 1..end + 1 + width)
    {
        if let Ok(name) = std::str::from_utf8(&rest[space + 1..end]) {
            let is_tree = rest[..space] == *b"40000";
            entries.push(TreeEntry { is_tree, name: name.to_owned(), object: object.to_vec() });
        }
        rest = &rest[end + 1 + width..];
    }
    entries
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_the_whole_repository_begin_with_a_version() {
        for (name, expected) in [
            ("v1.2.0", true),
            ("1.2", true),
            ("release-1.2.0", true),
            ("release/v1.2.0", true),
            ("redis-1.2.0", false),
            ("nightly", false),
            ("v", false),
            (".5", false),
            ("vx.1", false),
        ] {
            assert_eq!(is_of_repository(name), expected, "{name}");
        }
    }

    #[test]
    fn trees_are_read_as_far_as_they_are_whole() {
        let object = [7_u8; 20];
        let mut tree = b"100644 Chart.yaml\0".to_vec();
        tree.extend(object);
        tree.extend(b"40000 templates\0");
        tree.extend(object);
        tree.extend(b"100644 \xff\0");
        tree.extend(object);
        tree.extend(b"100644 cut\0short");
        let read: Vec<(bool, String)> =
            entries(&tree, 20).into_iter().map(|entry| (entry.is_tree, entry.name)).collect();
        assert_eq!(read, [(false, "Chart.yaml".to_owned()), (true, "templates".to_owned())]);
        assert_eq!(hexadecimal(&[0x0f, 0xa0]), "0fa0");
        assert!(entries(b"no tree at all", 20).is_empty() && entries(b"\0 ", 20).is_empty());
    }
}
