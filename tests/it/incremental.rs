//! A build that remembers gives what a build from nothing gives, and renders no more than what changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use docsgen::build::{self, Built, Options};

use crate::support::{Project, Silent, TODAY, tree};

/// Number of edits after each of which the two builds are compared.
const STEPS: usize = 40;

fn build(root: &Path, out: &Path, cache: &Path) -> Built {
    let options =
        Options { root: root.to_owned(), out: Some(out.to_owned()), cache: Some(cache.to_owned()), today: TODAY };
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
            ("repo/docs/two.md", "# Two\n\nFirst.\n\n## Part\n"),
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

    /// Fails where the remembered site isn't the one that a build from nothing gives.
    fn compare(&self, after: &str) {
        let (out, cache) = (self.path("cold-site"), self.path("cold-cache"));
        for folder in [&out, &cache] {
            if folder.exists() {
                fs::remove_dir_all(folder).expect("a folder of the last comparison");
            }
        }
        build(&self.path("repo"), &out, &cache);
        let (warm, cold) = (tree(&self.path("site")), tree(&out));
        let names = |site: &std::collections::BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(&warm), names(&cold), "after {after}");
        for (path, bytes) in &warm {
            let (warm, cold) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&cold[path]));
            assert!(warm == cold, "`{path}` differs after {after}\n--- remembered\n{warm}\n--- from nothing\n{cold}");
        }
    }
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// Makes one edit and says which.
fn edit(edited: &Edited, numbers: &mut Numbers, step: usize) -> String {
    let repo = edited.path("repo");
    let mut pages: Vec<String> =
        tree(&repo).into_keys().filter(|path| path.ends_with(".md") && path != "README.md").collect();
    pages.sort();
    let page = pages[numbers.below(pages.len())].clone();
    let text = fs::read_to_string(repo.join(&page)).expect("a page");
    match numbers.below(9) {
        0 => {
            edited
                .write(&format!("docs/new-{step}.md"), &format!("# New {step}\n\n[one](one.md) and [it]({step}.md)\n"));
            format!("step {step}: add docs/new-{step}.md")
        }
        1 => {
            fs::rename(repo.join(&page), repo.join(format!("docs/renamed-{step}.md"))).expect("renamed");
            format!("step {step}: rename {page}")
        }
        2 if pages.len() > 3 => {
            fs::remove_file(repo.join(&page)).expect("removed");
            format!("step {step}: delete {page}")
        }
        3 => {
            edited.write(&page, &format!("{text}\nMore at step {step}.\n"));
            format!("step {step}: edit the body of {page}")
        }
        4 => {
            edited.write(&page, &text.replacen("# ", &format!("# Step {step}, "), 1));
            format!("step {step}: edit the title of {page}")
        }
        5 => {
            edited.write(&page, &format!("---\nweight: {step}\nslug: s{}\n---\n# Weighed {step}\n", step % 3));
            format!("step {step}: give {page} front matter")
        }
        6 => {
            edited.write("charts/redis/Chart.yaml", &format!("apiVersion: v2\nname: redis\nversion: 1.0.{step}\n"));
            format!("step {step}: edit Chart.yaml")
        }
        7 => {
            let template = format!("<title>{{{{ page.title }}}}</title>\n{{{{ body }}}}\n<p>{}</p>\n", step % 2);
            edited.write("themes/default/templates/page.html", &template);
            format!("step {step}: edit a template")
        }
        _ => {
            let title = format!("[book]\ntitle = \"Title {}\"\n", step % 4);
            edited.write("book.toml", &title);
            format!("step {step}: edit book.toml")
        }
    }
}

#[test]
fn what_is_remembered_never_shows() {
    let edited = Edited::new();
    edited.warm();
    edited.compare("the first build");
    let mut numbers = Numbers(7);
    let mut kinds = BTreeSet::new();
    for step in 0..STEPS {
        let made = edit(&edited, &mut numbers, step);
        kinds.insert(made.split(' ').nth(2).unwrap_or_default().to_owned());
        edited.warm();
        edited.compare(&made);
    }
    assert_eq!(kinds.len(), 5, "add, rename, delete, edit and give: {kinds:?}");
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
