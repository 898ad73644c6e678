//! A build that remembers gives what a build from nothing gives, and so does a site that is kept while its repository is edited.
//! Neither renders more than what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use docsgen::build::{self, Built, Changes, Edition, Options, Workspace};
use docsgen::fs::MANIFEST_NAME;
use docsgen::source::RepoPath;

use crate::support::{Project, Silent, TODAY, tree};

/// Number of edits after each of which the two builds are compared.
const STEPS: usize = 50;

fn build(root: &Path, out: &Path, cache: &Path) -> Built {
    let options = Options {
        root: root.to_owned(),
        out: Some(out.to_owned()),
        cache: Some(cache.to_owned()),
        today: TODAY,
        audience: None,
    };
    build::build(&options, &Silent).unwrap_or_else(|error| panic!("{error}"))
}

/// A repository, and beside it the site that is built again and again.
struct Edited {
    project: Project,
}

impl Edited {
    fn new() -> Self {
        let project = Project::of(&[
            ("repo/README.md", "# Home\n\n[one](docs/one.md)\n"),
            ("repo/CHANGELOG.md", "# Changelog\n\nAll that changed.\n"),
            ("repo/docs/one.md", "# One\n\nFirst.\n\n```bash\nls -l\n```\n\n[two](two.md#part)\n"),
            ("repo/docs/two.md", "# Two\n\nFirst.\n\n## Part\n\n![A](a.svg)\n\n[It](../ops/run.sh)\n"),
            ("repo/docs/a.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"),
            ("repo/ops/run.sh", "ls\n"),
            ("repo/docs/redis-backup-guide.md", "# Redis backup\n\nFirst.\n"),
            ("repo/charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
            ("repo/charts/redis/README.md", "# Redis\n\nFirst.\n"),
        ]);
        Self { project }
    }

    fn write(&self, path: &str, text: &str) {
        self.project.file(&format!("repo/{path}"), text);
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.project.path().join(name)
    }

    fn warm(&self) -> Built {
        build(&self.path("repo"), &self.path("site"), &self.path("cache"))
    }

    /// The routes that a build renders again.
    fn rendered(&self) -> Vec<String> {
        self.warm().rendered.into_iter().map(|(route, _)| route.to_string()).collect()
    }

    /// The repository, kept.
    fn workspace(&self) -> Workspace {
        let options = Options {
            root: self.path("repo"),
            out: None,
            cache: Some(self.path("workspace-cache")),
            today: TODAY,
            audience: None,
        };
        Workspace::open(&options).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Fails where the remembered site isn't the one that a build from nothing gives, which is returned.
    fn compare(&self, after: &str) -> Tree {
        let (out, cache) = (self.path("cold-site"), self.path("cold-cache"));
        for folder in [&out, &cache] {
            if folder.exists() {
                fs::remove_dir_all(folder).expect("a folder of the last comparison");
            }
        }
        build(&self.path("repo"), &out, &cache);
        let (mut warm, mut cold) = (tree(&self.path("site")), tree(&out));
        for site in [&mut warm, &mut cold] {
            assert!(site.remove(MANIFEST_NAME).is_some(), "a build lists what it wrote");
        }
        same(&warm, &cold, after);
        cold
    }
}

/// The files of a site.
type Tree = BTreeMap<String, Vec<u8>>;

fn same(kept: &Tree, cold: &Tree, after: &str) {
    let names = |site: &Tree| site.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(kept), names(cold), "after {after}");
    for (path, bytes) in kept {
        let (kept, cold) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&cold[path]));
        assert!(kept == cold, "`{path}` differs after {after}\n--- kept\n{kept}\n--- from nothing\n{cold}");
    }
}

/// All files of an edition.
fn served(edition: &Edition) -> Tree {
    let search = edition.search_routes();
    let routes = edition.routes().map(str::to_owned).chain(search);
    let file = |route: String| {
        let file = edition.file(&route).unwrap_or_else(|error| panic!("{error}"));
        let bytes = file.unwrap_or_else(|| panic!("`{route}` is listed")).bytes.to_vec();
        (route, bytes)
    };
    routes.map(file).collect()
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// Makes one edit and says which, and which paths a watcher would name.
fn edit(edited: &Edited, numbers: &mut Numbers, step: usize) -> (String, Vec<String>) {
    let repo = edited.path("repo");
    let mut pages: Vec<String> =
        tree(&repo).into_keys().filter(|path| path.ends_with(".md") && path != "README.md").collect();
    pages.sort();
    let page = pages[numbers.below(pages.len())].clone();
    let text = fs::read_to_string(repo.join(&page)).expect("a page");
    let write = |path: &str, text: &str| {
        edited.write(path, text);
        vec![path.to_owned()]
    };
    let (what, changed) = match numbers.below(11) {
        0 => {
            let text = format!("# New {step}\n\n[one](one.md) and [it]({step}.md)\n");
            ("add a page".to_owned(), write(&format!("docs/new-{step}.md"), &text))
        }
        1 => {
            let to = format!("docs/renamed-{step}.md");
            fs::rename(repo.join(&page), repo.join(&to)).expect("renamed");
            (format!("rename {page}"), vec![page, to])
        }
        2 if pages.len() > 3 => {
            fs::remove_file(repo.join(&page)).expect("removed");
            (format!("delete {page}"), vec![page])
        }
        3 => (format!("edit the body of {page}"), write(&page, &format!("{text}\nMore at step {step}.\n"))),
        4 => {
            let text = text.replacen("# ", &format!("# Step {step}, "), 1);
            (format!("edit the title of {page}"), write(&page, &text))
        }
        5 => {
            let text = format!("---\nweight: {step}\nslug: s{}\n---\n# Weighed {step}\n", step % 3);
            (format!("give {page} front matter"), write(&page, &text))
        }
        6 => {
            let text = format!("apiVersion: v2\nname: redis\nversion: 1.0.{step}\n");
            ("edit Chart.yaml".to_owned(), write("charts/redis/Chart.yaml", &text))
        }
        7 => {
            let template = format!("<title>{{{{ page.title }}}}</title>\n{{{{ body }}}}\n<p>{}</p>\n", step % 2);
            ("edit a template".to_owned(), write("themes/default/templates/page.html", &template))
        }
        8 => {
            let picture = format!("<svg xmlns='http://www.w3.org/2000/svg' width='{step}' height='1'/>");
            ("edit a picture".to_owned(), write("docs/a.svg", &picture))
        }
        9 => ("edit a script".to_owned(), write("ops/run.sh", &format!("ls {step}\n"))),
        _ => {
            let title = format!("[book]\ntitle = \"Title {}\"\n", step % 4);
            ("edit book.toml".to_owned(), write("book.toml", &title))
        }
    };
    (format!("step {step}: {what}"), changed)
}

#[test]
fn what_is_remembered_never_shows() {
    let edited = Edited::new();
    edited.warm();
    let mut workspace = edited.workspace();
    let cold = edited.compare("the first build");
    same(&served(&workspace.edition()), &cold, "the first edition");
    let mut numbers = Numbers(5);
    let (mut kinds, mut provisional) = (BTreeSet::new(), 0);
    let repo = edited.path("repo").canonicalize().expect("a folder");
    for step in 0..STEPS {
        let (made, changed) = edit(&edited, &mut numbers, step);
        let words: Vec<&str> = made.split(' ').skip(2).collect();
        let what = if words.first() == Some(&"edit") { words.get(1) } else { words.first() };
        kinds.insert(what.copied().unwrap_or_default().to_owned());
        edited.warm();
        let cold = edited.compare(&made);
        let changes = match numbers.below(8) {
            0 => Changes::Everything,
            _ => Changes::Paths(changed.iter().map(|path| repo.join(path)).collect()),
        };
        let edition = workspace.update(&changes).unwrap_or_else(|error| panic!("{made}: {error}"));
        if edition.is_provisional() {
            provisional += 1;
            // The page that was edited is as it will be.
            for path in &changed {
                let route = edition.route_of(&RepoPath::new(path).expect("inside")).expect("a page").as_str();
                let file = edition.file(route).expect("rendered").expect("there");
                assert!(*file.bytes == *cold[route], "`{route}` of a provisional edition differs after {made}");
            }
        }
        let edition = workspace.settle().unwrap_or_else(|error| panic!("{made}: {error}"));
        edition.complete();
        same(&served(&edition), &cold, &format!("{made}, with {changes:?}"));
    }
    assert!(provisional > 2, "an edit of a body alone gives a provisional edition");
    assert_eq!(kinds.len(), 8, "add, rename, delete, give; the, Chart.yaml, a, book.toml: {kinds:?}");
}

#[test]
fn an_edition_is_provisional_only_if_words_alone_are_other() {
    let edited = Edited::new();
    let guide = "# Redis backup\n\nRTO: 1 hour\n\n## Part\n\n[part](#part)\n\nLast.\n";
    edited.write("docs/redis-backup-guide.md", guide);
    let mut workspace = edited.workspace();
    let path = edited.path("repo").canonicalize().expect("a folder").join("docs/redis-backup-guide.md");
    for (what, text, expected) in [
        ("other words", guide.replace("Last.", "First of all, other words."), true),
        ("more words above a figure", guide.replace("RTO", "More words.\n\nRTO"), true),
        ("another figure", guide.replace("1 hour", "2 hours"), false),
        ("an id that a link leads to", guide.replace("## Part", "## Other"), false),
        ("another link", guide.replace("(#part)", "(two.md)"), false),
        ("another title", guide.replace("# Redis", "# Our Redis"), false),
        ("code that may lead somewhere", guide.replace("Last.", "`docs/two.md`"), false),
        ("front matter", format!("---\ntier: 1\n---\n{guide}"), false),
    ] {
        edited.write("docs/redis-backup-guide.md", &text);
        let edition =
            workspace.update(&Changes::Paths([path.clone()].into())).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(edition.is_provisional(), expected, "{what}");
        edited.write("docs/redis-backup-guide.md", guide);
        workspace.update(&Changes::Everything).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn two_builds_are_equal_to_the_byte() {
    let edited = Edited::new();
    let first = edited.warm();
    assert!(first.rendered.len() > 7 && first.written > first.rendered.len());
    let second = edited.warm();
    assert_eq!((second.rendered.len(), second.written, second.removed), (0, 0, 0));
    edited.compare("a second build");
}

#[test]
fn an_edit_renders_the_pages_that_show_it() {
    let edited = Edited::new();
    edited.warm();
    let one = "# One\n\nFirst.\n\n```bash\nls -la\n```\n\n[two](two.md#part)\n";
    let beside: &[&str] = &["docs/one.html", "docs/two.html", "guides/index.html", "index.html"];
    let chart: &[&str] = &["catalog/index.html", "charts/redis/backup.html", "charts/redis/index.html", "index.html"];
    for (what, path, text, expected) in [
        ("a command in a page", "docs/one.md", one.to_owned(), &["docs/one.html"][..]),
        ("the same text again", "docs/one.md", one.to_owned(), &[]),
        ("its title, which lists and neighbours show", "docs/one.md", one.replace("# One", "# The first"), beside),
        (
            "a heading that a link names",
            "docs/two.md",
            "# Two\n\nFirst.\n\n## Other\n".to_owned(),
            &["docs/one.html", "docs/two.html"],
        ),
        (
            "a chart's version",
            "charts/redis/Chart.yaml",
            "apiVersion: v2\nname: redis\nversion: 1.1.0\n".to_owned(),
            chart,
        ),
        ("what the coverage looks into", "charts/redis/values.yaml", "a: 1\n".to_owned(), &["coverage/index.html"]),
        ("what no page shows", "charts/redis/templates/service.yaml", "kind: Service\n".to_owned(), &[]),
    ] {
        edited.write(path, &text);
        assert_eq!(edited.rendered(), expected, "{what}");
        assert_eq!(edited.rendered(), Vec::<String>::new(), "{what}, once more");
    }
}
