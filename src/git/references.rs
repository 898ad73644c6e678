//! Branches and tags, and the commits that they name.

use std::path::Path;
use std::process::Stdio;

use super::{complaint, finish, is_commit, spawn};

/// A branch or a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its short name: `v1.4`.
    pub name: String,
    /// What it is.
    pub kind: ReferenceKind,
    /// The commit that it names, in hexadecimal.
    pub commit: String,
    /// The date of that commit, where its committer was: `2026-10-01`.
    pub date: String,
}

/// What a reference is. Where several have one name, the first in this order is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// A tag.
    Tag,
    /// A branch of this clone.
    Branch,
    /// A branch as `origin` had it last.
    Remote,
}

const FORMAT: &str = "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(committerdate:short)%00\
                      %(*objecttype)%00%(*objectname)%00%(*committerdate:short)";

/// Every branch and tag that names a commit, in order of kind and name. No name is handed to git, so none can be an option to
/// it or mean anything but a branch or a tag of this repository.
///
/// # Errors
/// Says in one clause why git can't list them.
pub fn references(root: &Path) -> Result<Vec<Reference>, String> {
    let arguments = ["for-each-ref", FORMAT, "refs/tags", "refs/heads", "refs/remotes/origin"];
    let output = finish(spawn(root, Stdio::piped(), &arguments)?)?;
    if !output.status.success() {
        return Err(complaint(&output.stderr));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut references: Vec<Reference> = text.lines().filter_map(reference).collect();
    references.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
    Ok(references)
}

fn reference(line: &str) -> Option<Reference> {
    let fields: Vec<&str> = line.split('\0').collect();
    let [full, own_kind, own, own_date, tagged_kind, tagged, tagged_date] = fields[..] else { return None };
    let kinds = [
        ("refs/tags/", ReferenceKind::Tag),
        ("refs/heads/", ReferenceKind::Branch),
        ("refs/remotes/origin/", ReferenceKind::Remote),
    ];
    let (name, kind) = kinds.iter().find_map(|(start, kind)| Some((full.strip_prefix(start)?, *kind)))?;
    let (commit, date) = match (own_kind, tagged_kind) {
        ("commit", _) => (own, own_date),
        ("tag", "commit") => (tagged, tagged_date),
        _ => return None,
    };
    let is_head = kind == ReferenceKind::Remote && name == "HEAD";
    (is_commit(commit) && !is_head).then(|| Reference {
        name: name.to_owned(),
        kind,
        commit: commit.to_owned(),
        date: date.to_owned(),
    })
}
