use super::*;

use std::fs;

/// A project with an output and a cache folder.
struct Project(tempfile::TempDir);

type Site<'a> = &'a [(&'a str, &'a str)];

impl Project {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn open(&self) -> Result<Output> {
        Output::open(&self.path("site"), &self.path(".docsgen"), &[self.0.path().join("docs")])
    }

    fn build(&self, site: Site<'_>) -> Result<Written> {
        self.build_until(site, None)
    }

    fn build_until(&self, site: Site<'_>, killed_before: Option<usize>) -> Result<Written> {
        let mut output = self.open()?;
        output.killed_before = killed_before;
        for (route, text) in site {
            output.stage(route, text.as_bytes())?;
        }
        output.commit()
    }

    #[expect(clippy::disallowed_methods, reason = "plays the part of somebody else")]
    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// All files below the output folder but the manifest, and what is in them.
    fn site(&self) -> Vec<(String, String)> {
        let mut files = self.everything_in("site");
        files.retain(|(path, _)| path != MANIFEST_NAME);
        files
    }

    /// All files below a folder; empty folders with a slash.
    #[expect(clippy::disallowed_methods, reason = "looks at what was written")]
    fn everything_in(&self, folder: &str) -> Vec<(String, String)> {
        let folder = self.path(folder);
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&folder).min_depth(1).sort_by_file_name() {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
            if entry.file_type().is_file() {
                files.push((path, String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned()));
            } else if entry.file_type().is_dir() && fs::read_dir(entry.path()).unwrap().next().is_none() {
                files.push((path + "/", String::new()));
            }
        }
        files.sort();
        files
    }
}

fn owned(site: Site<'_>) -> Vec<(String, String)> {
    let mut site: Vec<_> = site.iter().map(|(route, text)| ((*route).to_owned(), (*text).to_owned())).collect();
    site.sort();
    site
}

const OLD: Site<'_> = &[
    ("index.html", "old home"),
    ("same.html", "same"),
    ("gone/deep/page.html", "gone"),
    ("file-then-folder", "file"),
    ("folder-then-file/page.html", "page"),
    ("Case.html", "case"),
];
const NEW: Site<'_> = &[
    ("index.html", "new home"),
    ("same.html", "same"),
    ("charts/redis/index.html", "redis"),
    ("charts/redis/backup.html", "backup"),
    ("file-then-folder/page.html", "page"),
    ("folder-then-file", "file"),
    ("case.html", "new case"),
];

#[test]
fn publishes_what_changed_and_removes_what_is_no_longer_produced() {
    let project = Project::new();
    let first = project.build(OLD).unwrap();
    assert_eq!((first.written.len(), first.unchanged, first.removed.len()), (OLD.len(), 0, 0));
    assert_eq!(project.site(), owned(OLD));

    let modified = |path: &str| fs::metadata(project.path(path)).unwrap().modified().unwrap();
    let before = modified("site/same.html");
    let second = project.build(NEW).unwrap();
    assert_eq!(project.site(), owned(NEW));
    assert_eq!(modified("site/same.html"), before);
    assert_eq!(second.unchanged, 1);
    assert_eq!(second.removed, ["Case.html", "file-then-folder", "folder-then-file/page.html", "gone/deep/page.html"]);

    let manifest = (modified("site/.docsgen-manifest.json"), project.everything_in("site"));
    let third = project.build(NEW).unwrap();
    assert_eq!(third, Written { unchanged: NEW.len(), digest: second.digest, ..Written::default() });
    assert_ne!(first.digest, second.digest);
    assert_eq!((modified("site/.docsgen-manifest.json"), project.everything_in("site")), manifest);
    let cache: Vec<String> = project.everything_in(".docsgen").into_iter().map(|(path, _)| path).collect();
    assert_eq!(cache.len(), 3, "ignore file, lock and stamps: {cache:?}");
}

#[test]
fn two_first_builds_are_equal() {
    let (one, other) = (Project::new(), Project::new());
    one.build(NEW).unwrap();
    other.build(OLD).unwrap();
    other.build(NEW).unwrap();
    assert_eq!(one.everything_in("site"), other.everything_in("site"));
}

#[test]
fn a_killed_run_is_completed_by_the_next_wherever_it_stopped() {
    let steps = {
        let project = Project::new();
        project.build(OLD).unwrap();
        let output = project.open().unwrap();
        for (route, text) in NEW {
            output.stage(route, text.as_bytes()).unwrap();
        }
        let produced = std::mem::take(&mut *output.produced.lock().unwrap());
        output.plan(&produced).unwrap().steps.len()
    };
    assert!(steps >= NEW.len() + 4, "moves, removals and manifests: {steps}");
    // What a site holds is the same whatever was there before.
    let digest = Project::new().build(NEW).unwrap().digest;
    for killed_before in 0..=steps {
        let project = Project::new();
        project.build(OLD).unwrap();
        project.build_until(NEW, Some(killed_before)).unwrap_err();
        drop(project.open().unwrap());
        assert_eq!(project.site(), owned(NEW), "killed before step {killed_before}");
        let unchanged = Written { unchanged: NEW.len(), digest, ..Written::default() };
        assert_eq!(project.build(NEW).unwrap(), unchanged, "killed before step {killed_before}");
    }
}

#[test]
fn a_killed_run_whose_cache_is_gone_leaves_nothing_that_is_in_the_way() {
    for killed_before in 0..16 {
        let project = Project::new();
        project.build(OLD).unwrap();
        let _ = project.build_until(NEW, Some(killed_before));
        fs::remove_dir_all(project.path(".docsgen")).unwrap();
        let other: Site<'_> = &[("index.html", "third"), ("charts/redis/index.html", "third")];
        let written = project.build(other).unwrap();
        assert_eq!(project.site(), owned(other), "killed before step {killed_before}");
        assert!(written.kept_foreign.is_empty(), "killed before step {killed_before}: {written:?}");
    }
}

#[test]
fn a_journal_publishes_only_what_was_staged() {
    let project = Project::new();
    project.build(OLD).unwrap();
    project.build_until(NEW, Some(0)).unwrap_err();
    let stage = fs::read_dir(project.path(".docsgen"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("stage-"))
        .unwrap();
    let staged = format!(".docsgen/{}/0", stage.file_name().unwrap().to_str().unwrap());
    project.put(&staged, "torn");
    drop(project.open().unwrap());
    assert_eq!(project.site().iter().find(|(path, _)| path == "index.html").unwrap().1, "old home");
    project.build(NEW).unwrap();
    assert_eq!(project.site(), owned(NEW), "what was lost is written again");
}

#[test]
fn a_hostile_journal_reaches_nothing_outside_and_nobody_elses_files() {
    let project = Project::new();
    project.build(OLD).unwrap();
    let stage = project.open().unwrap().staging.folder.clone();
    project.put("site/theirs.html", "theirs");
    project.put("victim", "victim");
    fs::create_dir(&stage).unwrap();
    let name = stage.file_name().unwrap().to_str().unwrap();
    for number in 0..4 {
        project.put(&format!(".docsgen/{name}/{number}"), "evil");
    }
    let digest = Digest::of(b"evil");
    let mut steps: Vec<Step> = ["../victim", "/victim", "theirs.html", ".git/config"]
        .into_iter()
        .zip(0..)
        .map(|(route, staged)| Step::Move { staged, route: route.to_owned(), digest })
        .collect();
    for (route, text) in [("../victim", "victim"), ("theirs.html", "theirs"), (MANIFEST_NAME, "")] {
        steps.push(Step::Remove { route: route.to_owned(), digest: Digest::of(text.as_bytes()) });
    }
    sealed::write(&stage.join("journal"), &steps).unwrap();
    drop(project.open().unwrap());
    let mut expected = owned(OLD);
    expected.push(("theirs.html".to_owned(), "theirs".to_owned()));
    expected.sort();
    assert_eq!(project.site(), expected);
    assert!(project.everything_in("").contains(&("victim".to_owned(), "victim".to_owned())));
}

#[test]
fn a_step_that_fails_takes_back_those_before_it() {
    let project = Project::new();
    project.build(OLD).unwrap();
    let before = project.everything_in("site");
    let output = project.open().unwrap();
    for (route, text) in NEW {
        output.stage(route, text.as_bytes()).unwrap();
    }
    // The last file to be replaced, after everything new has its place.
    fs::remove_file(project.path("site/index.html")).unwrap();
    project.put("site/index.html/in-the-way", "");
    let error = output.commit().unwrap_err();
    assert!(error.to_string().contains("index.html"), "{error}");
    assert_eq!(error.help_text(), Some("nothing was published; the site is as it was before"));
    fs::remove_dir_all(project.path("site/index.html")).unwrap();
    project.put("site/index.html", "old home");
    assert_eq!(project.everything_in("site"), before);
    project.build(NEW).unwrap();
    assert_eq!(project.site(), owned(NEW));
}

#[test]
fn a_run_that_is_not_committed_changes_nothing() {
    let project = Project::new();
    let output = project.open().unwrap();
    output.stage("index.html", b"x").unwrap();
    drop(output);
    assert!(!project.path("site").exists(), "not even an empty folder is left");

    project.build(OLD).unwrap();
    let before = project.everything_in("");
    let output = project.open().unwrap();
    output.stage("index.html", b"x").unwrap();
    drop(output);
    assert_eq!(project.everything_in(""), before);
}

#[test]
fn what_somebody_else_wrote_stays() {
    let project = Project::new();
    project.put("site/CNAME", "docs.example.com");
    project.put("site/equal.html", "equal");
    project.put("site/notes/x.txt", "x");
    let written = project.build(&[("index.html", "home"), ("equal.html", "equal")]).unwrap();
    assert_eq!((written.written.as_slice(), written.unchanged), (&["index.html".to_owned()][..], 1));

    let before = project.everything_in("site");
    for (site, blamed) in [
        (&[("index.html", "2"), ("CNAME", "evil")][..], "CNAME"),
        (&[("index.html", "2"), ("CNAME/x", "evil")], "CNAME"),
        (&[("index.html", "2"), ("notes", "evil")], "notes/x.txt"),
    ] {
        let error = project.build(site).unwrap_err().to_string();
        let path = project.path("site").canonicalize().unwrap().join(blamed);
        assert_eq!(error, format!("`{}` is in the way and was not written by docsgen", path.display()));
        assert_eq!(project.everything_in("site"), before);
    }
}

#[test]
fn what_somebody_edited_is_replaced_or_kept_but_not_removed() {
    let project = Project::new();
    project.build(OLD).unwrap();
    project.put("site/index.html", "edited");
    project.put("site/gone/deep/page.html", "edited");
    fs::remove_file(project.path("site/same.html")).unwrap();
    let written = project.build(NEW).unwrap();
    assert_eq!(written.kept_foreign, ["gone/deep/page.html"]);
    let mut expected = owned(NEW);
    expected.push(("gone/deep/page.html".to_owned(), "edited".to_owned()));
    expected.sort();
    assert_eq!(project.site(), expected);
    assert!(project.build(NEW).unwrap().kept_foreign.is_empty(), "it is reported once");
}

#[test]
fn without_a_manifest_nothing_is_removed_and_without_a_cache_everything_is_known() {
    let project = Project::new();
    project.build(OLD).unwrap();
    fs::remove_dir_all(project.path(".docsgen")).unwrap();
    let written = project.build(&OLD[..2]).unwrap();
    assert_eq!((written.unchanged, written.removed.len()), (2, OLD.len() - 2));

    project.build(OLD).unwrap();
    fs::remove_file(project.path("site").join(MANIFEST_NAME)).unwrap();
    let written = project.build(&OLD[..2]).unwrap();
    assert_eq!((written.unchanged, written.removed.len()), (2, 0));
    assert_eq!(project.site(), owned(OLD));

    project.put("site/.docsgen-manifest.json", "{\"version\":1,");
    let error = project.build(OLD).unwrap_err();
    assert!(error.to_string().ends_with(".docsgen-manifest.json` is damaged"), "{error}");
    assert_eq!(project.site(), owned(OLD));
}

#[test]
fn a_published_file_is_kept_while_it_is_intact() {
    let project = Project::new();
    project.build(OLD).unwrap();
    let output = project.open().unwrap();
    let digest = Digest::of(b"same");
    assert_eq!(output.current("same.html").unwrap(), Some(digest));
    assert_eq!(output.current("missing.html").unwrap(), None);
    assert!(output.keep("same.html", digest).unwrap());
    assert!(!output.keep("index.html", digest).unwrap());
    assert!(!output.keep("missing.html", digest).unwrap());
    assert_eq!(output.stage("same.html", b"same").unwrap(), Staged::Unchanged);
    let written = output.commit().unwrap();
    assert_eq!((written.unchanged, written.removed.len()), (1, OLD.len() - 1));

    project.put("site/same.html", "SAME");
    let output = project.open().unwrap();
    assert!(!output.keep("same.html", digest).unwrap(), "somebody changed it");
}

#[test]
fn one_route_has_one_content() {
    let project = Project::new();
    let output = project.open().unwrap();
    assert_eq!(output.stage("a.png", b"1").unwrap(), Staged::Changed);
    assert_eq!(output.stage("a.png", b"1").unwrap(), Staged::Changed, "the same again is fine");
    let error = output.stage("a.png", b"2").unwrap_err().to_string();
    assert_eq!(error, "two different files would be written to `a.png`");
    output.stage("a.png/b", b"").unwrap();
    let error = output.commit().unwrap_err().to_string();
    assert_eq!(error, "`a.png` would be a file and, for `a.png/b`, a folder");
    assert!(!project.path("site").exists());
}

#[test]
fn hostile_routes_are_refused() {
    let project = Project::new();
    let output = project.open().unwrap();
    for route in ["../x", "/x", "", "a/../../x", "a\\..\\x", "C:x", ".git/config", MANIFEST_NAME] {
        let error = output.stage(route, b"evil").unwrap_err().to_string();
        assert!(error.starts_with("nothing can be written to the route `"), "{error}");
        assert!(output.current(route).is_err() && output.keep(route, Digest::default()).is_err(), "{route}");
    }
}

#[test]
fn one_run_at_a_time() {
    let project = Project::new();
    let output = project.open().unwrap();
    assert!(project.open().unwrap_err().to_string().starts_with("another docsgen is using"));
    if cfg!(unix) {
        let error = Output::open(&project.path("site"), &project.path("other-cache"), &[]).unwrap_err().to_string();
        assert!(error.starts_with("another docsgen is using") && error.ends_with("site`"), "{error}");
    }
    drop(output);
    project.open().unwrap();
}

#[test]
fn folders_that_would_endanger_sources_are_refused() {
    let project = Project::new();
    project.put("docs/README.md", "source");
    project.put("file", "");
    fs::create_dir_all(project.path(".git")).unwrap();
    let sources = [project.path("docs"), project.path("")];
    for (out, cache, problem) in [
        ("docs", ".docsgen", "holds the sources"),
        ("", ".docsgen", "holds the sources"),
        ("docs/..", ".docsgen", "holds the sources"),
        ("site", "docs", "holds the sources"),
        ("site", "site/cache", "would be published"),
        ("site", "site", "would be published"),
        ("file", ".docsgen", "is a file"),
        (".git/site", ".docsgen", "lies in git's own folder"),
    ] {
        let error = Output::open(&project.path(out), &project.path(cache), &sources).unwrap_err().to_string();
        assert!(error.contains(problem), "{out}, {cache}: {error}");
    }
    assert_eq!(project.everything_in("docs").len(), 1);
    Output::open(&project.path("docs/site"), &project.path(".docsgen"), &sources).unwrap();
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn nothing_is_written_or_removed_through_a_link() {
        let project = Project::new();
        project.build(OLD).unwrap();
        project.put("outside/deep/page.html", "gone");
        fs::remove_dir_all(project.path("site/gone")).unwrap();
        symlink(project.path("outside"), project.path("site/gone")).unwrap();
        let error = project.build(&[("gone/deep/page.html", "evil")]).unwrap_err().to_string();
        assert!(error.contains("site/gone` is a symbolic link"), "{error}");
        let written = project.build(&[("index.html", "x")]).unwrap();
        assert_eq!(written.kept_foreign, ["gone/deep/page.html"]);
        assert_eq!(project.everything_in("outside"), owned(&[("deep/page.html", "gone")]));

        let project = Project::new();
        project.build(OLD).unwrap();
        project.put("victim", "victim");
        fs::remove_file(project.path("site/index.html")).unwrap();
        symlink(project.path("victim"), project.path("site/index.html")).unwrap();
        project.build(&[("index.html", "new")]).unwrap();
        assert_eq!(project.site(), owned(&[("index.html", "new")]), "the link itself is replaced");
        symlink(project.path("victim"), project.path("site/theirs.html")).unwrap();
        assert!(project.build(&[("theirs.html", "victim")]).is_err(), "a link is not the file it leads to");
        assert!(project.everything_in("").contains(&("victim".to_owned(), "victim".to_owned())));
    }

    #[test]
    fn folders_that_lead_out_of_the_sources_through_a_link_are_refused() {
        let project = Project::new();
        let elsewhere = tempfile::tempdir().unwrap();
        let sources = [project.path("")];
        for link in ["site", ".docsgen"] {
            symlink(elsewhere.path(), project.path(link)).unwrap();
            let error = Output::open(&project.path("site"), &project.path(".docsgen"), &sources).unwrap_err();
            assert!(error.to_string().contains("through a link"), "{error}");
            fs::remove_file(project.path(link)).unwrap();
        }
        symlink(elsewhere.path().join("missing"), project.path("site")).unwrap();
        Output::open(&project.path("site"), &project.path(".docsgen"), &sources).unwrap_err();
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

        fs::remove_file(project.path("site")).unwrap();
        fs::create_dir(project.path(".docsgen")).unwrap();
        symlink(elsewhere.path().join("lock"), project.path(".docsgen/lock")).unwrap();
        Output::open(&project.path("site"), &project.path(".docsgen"), &sources).unwrap_err();
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }

    #[test]
    fn files_can_be_read_by_whom_the_umask_allows() {
        let project = Project::new();
        project.put("reference/x", "");
        project.build(&[("a/x", "")]).unwrap();
        for (ours, usual) in
            [("site/a/x", "reference/x"), ("site/a", "reference"), ("site/.docsgen-manifest.json", "reference/x")]
        {
            let mode = |path: &str| fs::metadata(project.path(path)).unwrap().permissions().mode();
            assert_eq!(mode(ours), mode(usual), "{ours}");
        }
    }

    #[test]
    fn another_disk_is_staged_on_itself() {
        let shared_memory = Path::new("/dev/shm");
        let project = Project::new();
        let Ok(other_disk) = tempfile::tempdir_in(shared_memory) else { return };
        if fs::metadata(other_disk.path()).unwrap().dev() == fs::metadata(project.path("")).unwrap().dev() {
            return;
        }
        let site = other_disk.path().join("site");
        let output = Output::open(&site, &project.path(".docsgen"), &[]).unwrap();
        output.stage("index.html", b"home").unwrap();
        output.commit().unwrap();
        let mut names: Vec<_> = fs::read_dir(&site).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [MANIFEST_NAME, "index.html"]);
    }
}

/// A folder that was somebody's before: what a chart repository's branch holds.
fn branch(project: &Project) {
    project.put("site/index.yaml", "entries: {}\n");
    project.put("site/redis-1.0.0.tgz", "package");
    project.put("site/README.md", "# Charts\n");
    project.put("site/.git/HEAD", "ref: refs/heads/gh-pages\n");
    project.put("site/.nojekyll", "\n");
}

fn merging(project: &Project, sharing: Sharing, site: Site<'_>, killed_before: Option<usize>) -> Result<Written> {
    let mut output = project.open()?.shared(sharing);
    output.killed_before = killed_before;
    for (route, text) in site {
        output.stage(route, text.as_bytes())?;
    }
    output.commit()
}

fn into_branch() -> Sharing {
    Sharing { merging: true, ..Sharing::default() }
}

#[test]
fn a_site_is_merged_into_a_branch_and_taken_out_of_it_again() {
    let project = Project::new();
    branch(&project);
    let before = project.site();
    let with_jekyll: Site<'_> = &[("index.html", "home"), (".nojekyll", ""), ("old.html", "old"), ("README.html", "r")];
    merging(&project, into_branch(), with_jekyll, None).unwrap();
    let mut expected = before.clone();
    expected.extend(owned(&[("index.html", "home"), ("old.html", "old"), ("README.html", "r")]));
    expected.sort();
    assert_eq!(project.site(), expected);

    // On another machine there is no cache; what docsgen wrote is known from the folder.
    fs::remove_dir_all(project.path(".docsgen")).unwrap();
    let written = merging(&project, into_branch(), &[("index.html", "new home")], None).unwrap();
    assert_eq!(written.removed, ["README.html", "old.html"]);
    assert_eq!(written.kept_foreign, Vec::<String>::new());
    merging(&project, into_branch(), &[], None).unwrap();
    assert_eq!(project.site(), before, "what was there is as it was");
}

#[test]
fn what_is_in_the_way_is_named_and_nothing_is_touched() {
    let project = Project::new();
    branch(&project);
    project.put("site/index.html", "made by hand");
    let before = project.everything_in("site");
    let error = merging(&project, into_branch(), &[("index.html", "home"), ("a.html", "a")], None).unwrap_err();
    let shown = error.help_text().unwrap_or_default().to_owned();
    assert!(error.to_string().contains("was not written by docsgen"), "{error}");
    assert!(shown.contains("--replace index.html") && shown.contains("keep = "), "{shown}");
    assert_eq!(project.everything_in("site"), before);

    let replace = crate::config::Kept::new(["index.html"]).unwrap();
    let sharing = Sharing { replace, ..into_branch() };
    merging(&project, sharing, &[("index.html", "home"), ("a.html", "a")], None).unwrap();
    assert!(project.site().contains(&("index.html".to_owned(), "home".to_owned())));
    // From then on it is docsgen's.
    merging(&project, into_branch(), &[("index.html", "newer"), ("a.html", "a")], None).unwrap();
    assert!(project.site().contains(&("index.html".to_owned(), "newer".to_owned())));
}

#[test]
fn an_equal_file_of_somebody_else_stays_theirs() {
    let project = Project::new();
    project.put("site/CNAME", "docs.example.org\n");
    merging(&project, into_branch(), &[("CNAME", "docs.example.org\n"), ("a.html", "a")], None).unwrap();
    merging(&project, into_branch(), &[("a.html", "a")], None).unwrap();
    assert_eq!(project.site(), owned(&[("CNAME", "docs.example.org\n"), ("a.html", "a")]));
}

#[test]
fn what_is_kept_is_never_written_nor_removed_nor_spoken_of() {
    let project = Project::new();
    project.build(&[("index.html", "home"), ("robots.txt", "docsgen's"), ("archive/a.html", "a")]).unwrap();
    project.put("site/robots.txt", "by hand");
    project.put("site/redis-1.0.0.tgz", "package");
    let keep = crate::config::Kept::new(["robots.txt", "*.tgz", "archive"]).unwrap();
    let sharing = Sharing { keep, ..Sharing::default() };
    let site: Site<'_> = &[("index.html", "home"), ("robots.txt", "docsgen's new"), ("redis-1.0.0.tgz", "other")];
    let written = merging(&project, sharing.clone(), site, None).unwrap();
    assert_eq!((written.removed.len(), written.kept_foreign.len(), written.written.len()), (0, 0, 0));
    let expected: Site<'_> =
        &[("index.html", "home"), ("robots.txt", "by hand"), ("redis-1.0.0.tgz", "package"), ("archive/a.html", "a")];
    assert_eq!(project.site(), owned(expected));
    let output = project.open().unwrap().shared(sharing);
    assert_eq!(output.stage("robots.txt", b"by hand").unwrap(), Staged::Left);
    assert!(!output.keep("robots.txt", Digest::of(b"by hand")).unwrap());
}

#[test]
fn a_checkout_with_other_line_ends_is_still_docsgens() {
    let project = Project::new();
    merging(&project, into_branch(), &[("a.html", "a\nb\n"), ("b.html", "b\n")], None).unwrap();
    project.put("site/a.html", "a\r\nb\r\n");
    let written = merging(&project, into_branch(), &[("b.html", "b\n")], None).unwrap();
    assert_eq!((written.removed, written.kept_foreign), (vec!["a.html".to_owned()], Vec::new()));
}

#[test]
fn a_merge_that_is_killed_is_completed_or_leaves_the_last_good_state() {
    let theirs = |project: &Project| {
        let files = project.site();
        files.into_iter().filter(|(path, _)| !path.ends_with(".html")).collect::<Vec<_>>()
    };
    for killed_before in 0..12 {
        let project = Project::new();
        branch(&project);
        let before = theirs(&project);
        merging(&project, into_branch(), &[("index.html", "old"), ("gone.html", "gone"), ("same.html", "s")], None)
            .unwrap();
        let new: Site<'_> = &[("index.html", "new"), ("same.html", "s"), ("more.html", "more")];
        let killed = merging(&project, into_branch(), new, Some(killed_before)).is_err();
        merging(&project, into_branch(), new, None).unwrap();
        let mut expected = before.clone();
        expected.extend(owned(new));
        expected.sort();
        assert_eq!(project.site(), expected, "killed before step {killed_before}: {killed}");
    }
}
