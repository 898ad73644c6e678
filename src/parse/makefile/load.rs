//! Makefiles joined by their includes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Fault, Include, IncludeBase, Makefile, Target};
use crate::diagnostic::{Code, Remark, near_match};
use crate::source::{RepoPath, Spanned};

/// Where Makefiles are found.
pub trait Makefiles {
    /// The Makefile at a path, if there is such a file.
    fn read(&self, path: &RepoPath) -> Option<Arc<Makefile>>;

    /// The files that lie directly in a folder, in path order.
    fn list(&self, folder: &RepoPath) -> Vec<RepoPath>;
}

impl Makefiles for BTreeMap<RepoPath, Arc<Makefile>> {
    fn read(&self, path: &RepoPath) -> Option<Arc<Makefile>> {
        self.get(path).cloned()
    }

    fn list(&self, folder: &RepoPath) -> Vec<RepoPath> {
        self.keys().filter(|path| path.parent() == *folder).cloned().collect()
    }
}

/// A Makefile with all that it includes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadedMakefile {
    /// The files that were read, the Makefile itself first, each once.
    pub files: Vec<RepoPath>,
    /// Targets of explicit rules with the file they stand in, in the order make reads them.
    pub targets: Vec<(RepoPath, Target)>,
    /// Pattern rules and half-known names ([`Makefile::patterns`]) with their files.
    pub patterns: Vec<(RepoPath, Spanned<String>)>,
    /// Includes of files that aren't there and that nothing makes, with the file that includes them. Without those
    /// that make may do without.
    pub missing: Vec<(RepoPath, Include)>,
    /// Includes whose path the text doesn't tell, or that lead out of the repository: they may bring further targets.
    pub unresolved: Vec<(RepoPath, Include)>,
}

/// Reads a Makefile and follows its includes; `None` where there is no such file.
///
/// A plain path is looked for in the folder make runs in, as make does: the repository root (`make -f make/ops/x.mk`),
/// or else the folder of the Makefile itself (`make -C folder`). A file is read once, however often it is included.
/// Variables are those of each file alone.
#[must_use]
pub fn load(path: &RepoPath, makefiles: &dyn Makefiles) -> Option<LoadedMakefile> {
    let mut loading = Loading {
        makefiles,
        working_folders: [RepoPath::root(), path.parent()],
        seen: BTreeSet::from([path.clone()]),
        loaded: LoadedMakefile::default(),
    };
    let mut stack = vec![(path.clone(), makefiles.read(path)?)];
    while let Some((path, makefile)) = stack.pop() {
        let loaded = &mut loading.loaded;
        loaded.targets.extend(makefile.targets.iter().map(|target| (path.clone(), target.clone())));
        loaded.patterns.extend(makefile.patterns.iter().map(|pattern| (path.clone(), pattern.clone())));
        loaded.files.push(path.clone());
        let mut found = Vec::new();
        for include in &makefile.includes {
            loading.follow(&path, include, &mut found);
        }
        // What is included first is read first.
        stack.extend(found.into_iter().rev());
    }
    let mut loaded = loading.loaded;
    let missing = std::mem::take(&mut loaded.missing);
    loaded.missing = missing.into_iter().filter(|(_, include)| !loaded.makes(&include.path)).collect();
    Some(loaded)
}

impl LoadedMakefile {
    /// The target of that name and the file it stands in: the first one, by linear order.
    #[must_use]
    pub fn target(&self, name: &str) -> Option<(&RepoPath, &Target)> {
        self.targets.iter().find(|(_, target)| target.name.value == name).map(|(path, target)| (path, target))
    }

    /// Whether a pattern rule, or a name that is only half known, may stand for `name`.
    #[must_use]
    pub fn matches_pattern(&self, name: &str) -> bool {
        self.patterns.iter().any(|(_, pattern)| matches(&pattern.value, name))
    }

    /// The findings about missing includes, each with the file it is in. Files that several Makefiles include give the
    /// same finding each time.
    #[must_use]
    pub fn missing_remarks(&self, makefiles: &dyn Makefiles) -> Vec<(RepoPath, Remark)> {
        let remark = |(from, include): &(RepoPath, Include)| {
            let remark =
                Remark::new(Code::MakefileMissingInclude, include.range, format!("`{}` isn't there", include.path));
            let help = nearest(from, include, makefiles).map_or_else(
                || "correct the path, or write `-include` if make can do without the file".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            (from.clone(), remark.help(help))
        };
        self.missing.iter().map(remark).collect()
    }

    /// The findings about what make can't read, each with the file it is in.
    #[must_use]
    pub fn syntax_remarks(&self, makefiles: &dyn Makefiles) -> Vec<(RepoPath, Remark)> {
        let read = |path: &RepoPath| Some((path.clone(), makefiles.read(path)?));
        let remarks = self.files.iter().filter_map(read).flat_map(|(path, makefile)| {
            let remark = |fault: &Spanned<Fault>| (path.clone(), fault.value.remark(fault.range));
            makefile.faults.iter().map(remark).collect::<Vec<_>>()
        });
        remarks.collect()
    }

    /// Whether a rule makes the file: make does so before it includes it.
    fn makes(&self, path: &str) -> bool {
        self.target(path).is_some() || self.matches_pattern(path)
    }
}

struct Loading<'m> {
    makefiles: &'m dyn Makefiles,
    working_folders: [RepoPath; 2],
    seen: BTreeSet<RepoPath>,
    loaded: LoadedMakefile,
}

impl Loading<'_> {
    /// Looks for the files an include names and adds those not read yet to `found`.
    fn follow(&mut self, from: &RepoPath, include: &Include, found: &mut Vec<(RepoPath, Arc<Makefile>)>) {
        let own_folder = [from.parent()];
        let folders: &[RepoPath] = match include.base {
            IncludeBase::Makefile => &own_folder,
            IncludeBase::WorkingFolder => &self.working_folders,
        };
        let candidates: Option<Vec<Vec<RepoPath>>> = if include.resolved {
            folders.iter().map(|folder| self.candidates(folder, &include.path)).collect()
        } else {
            None
        };
        let Some(candidates) = candidates else {
            self.loaded.unresolved.push((from.clone(), include.clone()));
            return;
        };
        for paths in candidates {
            let mut there = false;
            for path in paths {
                if self.seen.contains(&path) {
                    there = true;
                } else if let Some(makefile) = self.makefiles.read(&path) {
                    there = true;
                    self.seen.insert(path.clone());
                    found.push((path, makefile));
                }
            }
            if there {
                return;
            }
        }
        if !include.optional {
            self.loaded.missing.push((from.clone(), include.clone()));
        }
    }

    /// The paths that an include may mean in a folder; `None` where it leaves the repository or can't be listed.
    fn candidates(&self, folder: &RepoPath, path: &str) -> Option<Vec<RepoPath>> {
        if !path.contains(['*', '?', '[']) {
            return Some(vec![folder.join(path)?]);
        }
        let (parent, pattern) = path.rsplit_once('/').unwrap_or(("", path));
        if parent.contains(['*', '?', '[']) {
            return None;
        }
        let pattern = globset::Glob::new(pattern).ok()?.compile_matcher();
        let listed = self.makefiles.list(&folder.join(parent)?);
        Some(listed.into_iter().filter(|path| pattern.is_match(path.file_name())).collect())
    }
}

/// The file that an include probably means, as it would be written there.
fn nearest(from: &RepoPath, include: &Include, makefiles: &dyn Makefiles) -> Option<String> {
    let base = match include.base {
        IncludeBase::Makefile => from.parent(),
        IncludeBase::WorkingFolder => RepoPath::root(),
    };
    let (folder, name) = include.path.rsplit_once('/').map_or(("", &*include.path), |(folder, name)| (folder, name));
    let listed = makefiles.list(&base.join(folder)?);
    // `Makefile` is no other way to write `Makefile.common.mk`.
    let extension = |name: &str| name.rsplit_once('.').map(|(_, extension)| extension.to_owned());
    let alike = listed.iter().map(RepoPath::file_name).filter(|listed| extension(listed) == extension(name));
    let near = near_match(name, alike)?;
    Some(if folder.is_empty() { near.to_owned() } else { format!("{folder}/{near}") })
}

/// Whether a name fits a pattern, each `%` of which stands for at least one character.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('%');
    let Some(mut rest) = parts.next().and_then(|prefix| name.strip_prefix(prefix)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let Some(first) = rest.chars().next() else { return false };
        let stem = first.len_utf8();
        if parts.peek().is_none() {
            return rest[stem..].ends_with(part);
        }
        let Some(at) = rest[stem..].find(part) else { return false };
        rest = &rest[stem + at + part.len()..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::parse_makefile;
    use super::*;

    fn repository(files: &[(&str, &str)]) -> BTreeMap<RepoPath, Arc<Makefile>> {
        files.iter().map(|(path, text)| (at(path), Arc::new(parse_makefile(text)))).collect()
    }

    fn at(path: &str) -> RepoPath {
        RepoPath::new(path).expect("inside")
    }

    /// Files, targets, and paths of missing and of unresolved includes.
    fn shown(loaded: &LoadedMakefile) -> [String; 4] {
        let files: Vec<_> = loaded.files.iter().map(RepoPath::as_str).collect();
        let targets: Vec<_> = loaded.targets.iter().map(|(_, target)| &*target.name.value).collect();
        let includes = |list: &[(RepoPath, Include)]| {
            list.iter().map(|(from, include)| format!("{from}: {}", include.path)).collect::<Vec<_>>().join(", ")
        };
        [files.join(" "), targets.join(" "), includes(&loaded.missing), includes(&loaded.unresolved)]
    }

    #[test]
    fn includes_are_followed_as_make_would() {
        for (name, files, path, expected) in [
            (
                "beside the Makefile, wherever make runs",
                &[
                    ("make/ops/redis.mk", "include $(dir $(lastword $(MAKEFILE_LIST)))../common.mk\nredis-cli:\n"),
                    ("make/common.mk", "help:\n"),
                ][..],
                "make/ops/redis.mk",
                ["make/ops/redis.mk make/common.mk", "redis-cli help", "", ""],
            ),
            (
                "from the root, or else from the folder of the Makefile",
                &[
                    ("x/Makefile", "include make/a.mk b.mk\nx:\n"),
                    ("make/a.mk", "a:\n"),
                    ("x/b.mk", "include b2.mk\nb:\n"),
                    ("x/b2.mk", "b2:\n"),
                ],
                "x/Makefile",
                ["x/Makefile make/a.mk x/b.mk x/b2.mk", "x a b b2", "", ""],
            ),
            (
                "in a circle",
                &[("a.mk", "include b.mk a.mk\na:\n"), ("b.mk", "include a.mk\nb:\n")],
                "a.mk",
                ["a.mk b.mk", "a b", "", ""],
            ),
            (
                "what isn't there",
                &[(
                    "m.mk",
                    "include no.mk\n-include maybe.mk\nsinclude .env\ninclude $(X).mk ../out.mk\ninclude made.mk dep.d\nmade.mk:\n%.d:\n",
                )],
                "m.mk",
                ["m.mk", "made.mk", "m.mk: no.mk", "m.mk: $(X).mk, m.mk: ../out.mk"],
            ),
            (
                "wildcards",
                &[
                    ("Makefile", "include ops/*.mk none/?.mk\n"),
                    ("ops/a.mk", "a:\n"),
                    ("ops/b.mk", "b:\n"),
                    ("ops/c.txt", "c:\n"),
                ],
                "Makefile",
                ["Makefile ops/a.mk ops/b.mk", "a b", "Makefile: none/?.mk", ""],
            ),
        ] {
            let loaded = load(&at(path), &repository(files)).expect(name);
            assert_eq!(shown(&loaded), expected, "{name}");
        }
        assert_eq!(load(&at("none.mk"), &repository(&[])), None);
    }

    #[test]
    fn a_missing_include_is_a_finding_in_the_file_that_names_it() {
        let text = "# ops\ninclude make/comon.mk\n";
        let files = repository(&[("ops/a.mk", text), ("make/common.mk", ""), ("b.mk", "include nowhere/x.mk\n")]);
        let remarks = load(&at("ops/a.mk"), &files).expect("there").missing_remarks(&files);
        assert_eq!(remarks.len(), 1);
        let (path, remark) = &remarks[0];
        assert_eq!((path.as_str(), remark.range.of(text)), ("ops/a.mk", "make/comon.mk"));
        assert_eq!(remark.message, "`make/comon.mk` isn't there");
        assert_eq!(remark.help.as_deref(), Some("did you mean `make/common.mk`?"));
        let remarks = load(&at("b.mk"), &files).expect("there").missing_remarks(&files);
        assert!(remarks[0].1.help.as_deref().is_some_and(|help| help.contains("-include")));
    }

    #[test]
    fn patterns_stand_for_names() {
        for (pattern, name, expected) in [
            ("backup-%", "backup-redis", true),
            ("backup-%", "backup-", false),
            ("%.d", "a.d", true),
            ("%.d", ".d", false),
            ("%", "anything", true),
            ("a-%-b-%", "a-x-b-y", true),
            ("a-%-b-%", "a-x-c-y", false),
            ("a", "a", true),
            ("a", "ab", false),
            ("백%", "백업", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
