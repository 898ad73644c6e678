//! What Lighthouse says of a built site: its marks of a chart's page, a matrix and the largest guide, and their weights.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Outcome, measure, text};
use crate::browser;
use crate::node::Package;

/// Lighthouse and what serves the site to it.
const PACKAGE: Package = Package { folder: "lighthouse", copy: "lighthouse" };

/// A page that is looked at.
struct Looked {
    /// Its name for readers.
    name: &'static str,
    /// Its file below the site.
    file: String,
}

/// The section on a site that lies in `site`, made from the repository in `root`.
pub(super) fn section(root: &Path, site: &Path, head: &str, name: &str, rounds: usize) -> Outcome<String> {
    PACKAGE.install()?;
    let looked = looked(root, site)?;
    let mut node = Command::new("node");
    node.arg(PACKAGE.copy()?.join("run.mjs")).arg("--site").arg(site).arg("--rounds").arg(rounds.to_string());
    node.args(looked.iter().map(|page| format!("{}={}", page.name, page.file)));
    if let Some(browser) = browser::browser() {
        node.env("CHROMIUM", browser);
    }
    node.stderr(std::process::Stdio::inherit());
    let output = node.output().map_err(|error| format!("node: {error}"))?;
    if !output.status.success() {
        return Err(format!("Lighthouse failed: {}", output.status));
    }
    let rows = String::from_utf8_lossy(&output.stdout);
    let version = fs::read_to_string(PACKAGE.copy()?.join("node_modules/lighthouse/package.json"))
        .ok()
        .and_then(|package| Some(package.split("\"version\": \"").nth(1)?.split('"').next()?.to_owned()))
        .unwrap_or_default();
    let mut section = format!(
        "## Lighthouse on {name}\n\n{head}\n\nLighthouse {version}: a phone on a slow network, simulated. Served as GitHub Pages does, compressed. To be \
         reached: 100 for accessibility, best practices and SEO, at least 95 for performance, nothing that moves (CLS 0), less than 15 kB of CSS and \
         of JavaScript.\n\n\
         | page | performance | accessibility | best practices | SEO | CLS | largest paint | blocked | HTML | CSS | JavaScript |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n{rows}\n"
    );
    for page in &looked {
        section.push_str(&format!("- {}: {}\n", page.name, page.file));
    }
    Ok(section)
}

/// Builds the site that is looked at.
pub(super) fn build(docsgen: &Path, root: &Path, site: &Path, scratch: &Path) -> Outcome<()> {
    let command = [text(docsgen), "build".to_owned(), text(root), "--out".to_owned(), text(site)];
    // Findings of a repository that isn't ours don't matter here.
    measure::run(&command, scratch, scratch, 1).map(drop)
}

/// The first chart's page with a recovery objective, the matrix of recovery, and the guide whose source has the most lines.
fn looked(root: &Path, site: &Path) -> Outcome<Vec<Looked>> {
    let mut pages = Vec::new();
    html_files(site, "", &mut pages)?;
    pages.sort();
    let read = |file: &str| fs::read_to_string(site.join(file)).unwrap_or_default();
    let layout = |file: &&String, wanted: &str| read(file).contains(&format!("<body class=\"layout-{wanted}"));
    let chart = pages.iter().find(|file| layout(file, "chart") && read(file).contains("column-rto"));
    let chart = chart.or_else(|| pages.iter().find(|file| layout(file, "chart")));
    let matrix = pages.iter().find(|file| *file == "recovery/index.html" && layout(file, "matrix"));
    let lines = |file: &&String| {
        // A page has its own Markdown beside it.
        let markdown = site.join(file.replace("/index.html", ".md").replace(".html", ".md"));
        fs::read_to_string(markdown).map_or(0, |text| text.lines().count())
    };
    let guide = pages.iter().filter(|file| file.contains("guide") && layout(file, "page")).max_by_key(lines);
    let named = [("chart page", chart), ("recovery matrix", matrix), ("largest guide", guide)];
    named
        .into_iter()
        .map(|(name, file)| match file {
            Some(file) => Ok(Looked { name, file: file.clone() }),
            None => Err(format!("the site of {} has no {name}", root.display())),
        })
        .collect()
}

fn html_files(folder: &Path, below: &str, files: &mut Vec<String>) -> Outcome<()> {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        if entry.path().is_dir() {
            html_files(&entry.path(), &path, files)?;
        } else if name.ends_with(".html") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_found_by_what_stands_in_them() {
        let site = std::env::temp_dir().join(format!("docsgen-lighthouse-{}", std::process::id()));
        let page = |layout: &str, more: &str| format!("<body class=\"layout-{layout}\">{more}");
        for (file, content) in [
            ("a-guide.html", page("page", "")),
            ("a-guide.md", "1\n2\n".to_owned()),
            ("b-guide.html", page("page", "")),
            ("b-guide.md", "1\n2\n3\n".to_owned()),
            ("charts/a/index.html", page("chart", "")),
            ("charts/b/index.html", page("chart has-toc", "column-rto")),
            ("coverage/index.html", page("matrix", "data-matrix")),
            ("recovery/index.html", page("matrix", "data-matrix")),
        ] {
            let path = site.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let found: Vec<String> = looked(&site, &site).unwrap().into_iter().map(|page| page.file).collect();
        assert_eq!(found, ["charts/b/index.html", "recovery/index.html", "b-guide.html"]);
        fs::remove_dir_all(site.join("recovery")).unwrap();
        assert!(looked(&site, &site).is_err());
        fs::remove_dir_all(site).unwrap();
    }
}
