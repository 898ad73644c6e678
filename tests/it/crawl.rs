//! Every link of a built site, followed: what is broken in the source is broken on the site, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use html5gum::{Token, Tokenizer};

use docsgen::build::examine;
use docsgen::fs::DiskFiles;
use docsgen::git::History;
use docsgen::site::link::Target;

use crate::support::{Project, TODAY, corpus};

/// Where a site may stand: the path of its root in the URL.
const BASES: &[&str] = &["/", "/sub/path/", "file:///tmp/some/folder/"];

/// What a page says to a crawler.
#[derive(Default)]
struct Crawled {
    links: Vec<String>,
    anchors: BTreeSet<String>,
    /// Links that are marked as broken and have no address.
    nowhere: usize,
}

fn crawl(html: &str) -> Crawled {
    let mut page = Crawled::default();
    for token in Tokenizer::new(html) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let attribute = |wanted: &[u8]| tag.attributes.iter().find(|(name, _)| &name[..] == wanted);
        // What leads nowhere at all has no address, and is marked.
        if attribute(b"class").is_some_and(|(_, class)| &class[..] == b"broken")
            && attribute(b"href").or_else(|| attribute(b"src")).is_none()
        {
            page.nowhere += 1;
        }
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(value).into_owned();
            match &name[..] {
                b"id" => {
                    assert!(page.anchors.insert(value.clone()), "the id `{value}` stands twice");
                }
                b"name" if &tag.name[..] == b"a" => {
                    page.anchors.insert(value);
                }
                b"href" | b"src" => page.links.push(value),
                _ => {}
            }
        }
    }
    page
}

/// The path a link leads to, from the site's root, and its anchor; `None` where it leaves the site.
fn follow(base: &str, page: &str, link: &str) -> Option<(String, String)> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    let target = if path.is_empty() { page.to_owned() } else { decode(path) };
    let from = format!("{base}{page}");
    let mut parts: Vec<&str> = match () {
        () if path.is_empty() => return Some((target, decode(anchor))),
        () if target.starts_with('/') => vec![],
        () => from.rsplit_once('/').map_or(vec![], |(folder, _)| folder.split('/').collect()),
    };
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    Some((path.strip_prefix(base)?.to_owned(), decode(anchor)))
}

fn is_external(link: &str) -> bool {
    link.starts_with("//")
        || link.split_once(':').is_some_and(|(scheme, _)| {
            scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

/// Dead links by page, in order.
pub(crate) fn dead_links(site: &Path, base: &str) -> BTreeMap<String, Vec<String>> {
    let files = crate::support::tree(site);
    let pages: BTreeMap<&String, Crawled> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html") && !path.starts_with("files/"))
        .map(|(path, bytes)| (path, crawl(&String::from_utf8_lossy(bytes))))
        .collect();
    let mut dead: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (page, crawled) in &pages {
        for _ in 0..crawled.nowhere {
            dead.entry((*page).clone()).or_default().push("no address".to_owned());
        }
        for link in &crawled.links {
            if is_external(link) {
                continue;
            }
            let alive = follow(base, page, link).is_some_and(|(path, anchor)| {
                let anchored = anchor.is_empty()
                    || anchor == "top"
                    || !path.ends_with(".html")
                    || pages.get(&path).is_some_and(|page| page.anchors.contains(&anchor));
                files.contains_key(&path) && anchored
            });
            if !alive {
                dead.entry((*page).clone()).or_default().push(link.clone());
            }
        }
    }
    dead
}

/// The dead links of the source by the route of their page: how many.
fn dead_in_source(root: &Path) -> BTreeMap<String, usize> {
    let files = DiskFiles::open(root, &[]).expect("the folder is there");
    let surroundings = docsgen::build::surroundings(files.root());
    let examined = examine(&files, &surroundings, &History::none("not asked for"), TODAY).expect("readable");
    let mut dead = BTreeMap::new();
    for page in &examined.site.pages {
        let count = page.links.iter().filter(|target| matches!(target, Target::Broken(_))).count();
        if count > 0 {
            dead.insert(page.route.as_str().to_owned(), count);
        }
    }
    dead
}

fn compare(root: &Path, site: &Path) {
    let expected = dead_in_source(root);
    for base in BASES {
        let found = dead_links(site, base);
        let counts: BTreeMap<String, usize> = found.iter().map(|(page, links)| (page.clone(), links.len())).collect();
        assert_eq!(counts, expected, "under {base}: {found:#?}");
    }
}

#[test]
fn a_site_has_the_dead_links_of_its_source_and_no_others() {
    let project = Project::of(&[
        (
            "README.md",
            "# Home\n\n[a](docs/a.md) [b](docs/a.md#section) [dead](gone.md) [folder](docs/) [root](/docs/a%20b.md)\n",
        ),
        (
            "docs/a.md",
            "# A\n\n## Section\n\n[up](../README.md) [dead anchor](#nothing) [chart](../charts/redis) [out](../../../x.md)\n\n\
             [values](../charts/redis/values.yaml#L1) ![d](d.png) ![gone](gone.png) <a href=\"b.md\">dead</a>\n\n[ref]\n\n[ref]: a%20b.md\n",
        ),
        ("docs/a b.md", "# A b\n\n한국어 [이동](#한국어)\n\n## 한국어\n"),
        ("docs/d.png", "no picture"),
        ("charts/redis/Chart.yaml", "name: redis\nversion: 1.0.0\n"),
        ("charts/redis/values.yaml", "a: 1\n"),
        ("charts/redis/values-prod.yaml", "a: 2\n"),
    ]);
    let _ = project.build().expect(0);
    assert_eq!(dead_in_source(project.path()).values().sum::<usize>(), 5);
    compare(project.path(), &project.path().join("site"));
}

#[test]
fn the_corpus_has_the_dead_links_of_its_source_and_no_others() {
    let Some(corpus) = corpus() else { return };
    let project = Project::new();
    let (site, cache) = (project.path().join("site"), project.path().join("cache"));
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let run = project.run(&["build", &path(&corpus), "--out", &path(&site), "--cache-dir", &path(&cache)]);
    let _ = run.expect(0);
    let pages = fs::read_dir(site.join("docs")).expect("built").count();
    assert!(pages > 50, "{pages} files in docs");
    compare(&corpus, &site);
}

#[test]
fn the_page_for_missing_urls_works_at_any_depth() {
    for site_url in ["https://example.org/docs/", "/docs/"] {
        let project = Project::of(&[
            ("book.toml", &format!("[book]\ntitle = \"Charts\"\n[output.html]\nsite-url = \"{site_url}\"\n")),
            ("README.md", "# Charts\n"),
            ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
            ("charts/redis/README.md", "# Redis\n"),
            ("docs/redis-backup-guide.md", "# Redis backup\n"),
        ]);
        let _ = project.build().expect(0);
        let links = crawl(&project.site_file("404.html")).links;
        let (inside, relative): (Vec<&String>, Vec<&String>) =
            links.iter().filter(|link| !link.starts_with('#')).partition(|link| link.starts_with(site_url));
        assert_eq!(relative, Vec::<&String>::new(), "{site_url}");
        for page in ["index.html", "catalog/index.html"] {
            assert!(inside.iter().any(|link| link[site_url.len()..] == *page), "no way to {page}: {inside:?}");
        }
        for link in inside {
            assert!(project.path().join("site").join(&link[site_url.len()..]).is_file(), "{link}");
        }
    }
}
