//! Files and folders that commands read, run and make.

use super::code::Code;
use super::script::{Argument, Invocation, UNKNOWN};
use super::{Commands, Request, RequestKind};
use crate::parse::document::{Block, Document};
use crate::source::{Spanned, TextRange};

/// Commands whose words are names of another machine, of a cluster's objects, or plain text.
const ELSEWHERE: &[&str] = &[
    "ssh",
    "scp",
    "rsync",
    "docker",
    "podman",
    "nerdctl",
    "crictl",
    "ctr",
    "echo",
    "printf",
    "git",
    "gh",
    "aws",
    "gcloud",
    "gsutil",
    "az",
    "mc",
    "s3cmd",
    "rclone",
    "velero",
    "psql",
    "mysql",
    "mongosh",
    "redis-cli",
    "sed",
    "awk",
    "grep",
    "egrep",
    "rg",
    "jq",
    "yq",
    "curl",
    "wget",
    "test",
    "[",
    "[[",
    "rm",
    "rmdir",
    "find",
    "chmod",
    "chown",
    "export",
    "alias",
    "make",
    "gmake",
    "npm",
    "pip",
    "apt",
    "brew",
    "argocd",
    "flux",
    "skopeo",
    "crane",
    "cosign",
    "oras",
    "trap",
    "kill",
];

/// Commands that make each file they are given.
const MAKERS: &[&str] =
    &["mkdir", "touch", "tee", "vim", "vi", "nano", "emacs", "code", "truncate", "mktemp", "mkfifo"];

/// Commands whose last word is made or replaced.
const COPIERS: &[&str] = &["cp", "mv", "ln", "install", "gzip", "pg_dump"];

/// Options behind which a file is named that is made.
const OUTPUT_OPTIONS: &[&str] =
    &["-o", "--output", "-O", "--out", "--outfile", "--destination", "-d", "--output-dir", "--log-file"];

/// Options of `kubectl` that name files of this machine.
const KUBECTL_FILES: &[&str] =
    &["-f", "--filename", "-k", "--kustomize", "--patch-file", "--from-file", "--from-env-file"];

/// Takes in what a command reads and makes.
pub(super) fn requests(invocation: &Invocation, commands: &mut Commands) {
    for output in &invocation.outputs {
        create(output, commands);
    }
    if invocation.in_prose || invocation.handed_on {
        return;
    }
    for input in &invocation.inputs {
        read(input, &input.text, invocation, commands);
    }
    let name = invocation.name();
    let Some((first, arguments)) = invocation.words.split_first() else { return };
    // A script that is run by its path.
    read(first, &first.text, invocation, commands);
    if MAKERS.contains(&name) {
        arguments.iter().for_each(|word| create(word, commands));
        return;
    }
    if name == "git" && arguments.first().is_some_and(|verb| verb.text == "clone") {
        arguments.iter().skip(2).for_each(|word| create(word, commands));
    }
    if ELSEWHERE.contains(&name) {
        return;
    }
    if name == "kubectl" || name == "oc" {
        kubectl(arguments, invocation, commands);
        return;
    }
    let copies = COPIERS.contains(&name);
    let tar_makes =
        name == "tar" && arguments.first().is_some_and(|word| word.text.trim_start_matches('-').starts_with('c'));
    let mut words = arguments.iter().enumerate();
    while let Some((at, word)) = words.next() {
        let text = &*word.text;
        if OUTPUT_OPTIONS.contains(&text) {
            words.next().into_iter().for_each(|(_, output)| create(output, commands));
        } else if text.starts_with('-') {
            if let Some((option, value)) = text.split_once('=') {
                let made = OUTPUT_OPTIONS.contains(&option);
                if made {
                    commands.created.push(normal(value).into());
                } else if !option.starts_with("--set") {
                    read(word, value, invocation, commands);
                }
            } else if text.starts_with("--set") || matches!(text, "-n" | "--namespace" | "--version" | "-c" | "-e") {
                words.next();
            }
        } else if (copies && at > 0 && at + 1 == arguments.len()) || (tar_makes && at == 1) {
            create(word, commands);
        } else {
            read(word, text, invocation, commands);
        }
    }
}

fn kubectl(arguments: &[Argument], invocation: &Invocation, commands: &mut Commands) {
    // What stands behind `--` runs in a container, and `-f` of `logs` names none.
    let verb = arguments.iter().find(|word| !word.text.starts_with('-')).map_or("", |word| &*word.text);
    let own = arguments.iter().position(|word| word.text == "--").unwrap_or(arguments.len());
    let mut words = arguments[..own].iter();
    while let Some(word) = words.next() {
        let (option, value) =
            word.text.split_once('=').map_or((&*word.text, None), |(option, value)| (option, Some(value)));
        if !KUBECTL_FILES.contains(&option) || verb == "logs" {
            continue;
        }
        let from = |value: &str| value.rsplit('=').next().unwrap_or_default().to_owned();
        match value {
            Some(value) => read(word, &from(value), invocation, commands),
            None => words.next().into_iter().for_each(|word| read(word, &from(&word.text), invocation, commands)),
        }
    }
}

/// Takes note of a file that is read, if it is named by a path of this machine that is known as a whole.
fn read(word: &Argument, text: &str, invocation: &Invocation, commands: &mut Commands) {
    if !is_path(text) {
        return;
    }
    let kind = RequestKind::Path(Spanned::new(text.into(), word.range));
    commands.requests.push(Request { folder: invocation.folder.clone(), kind });
}

fn create(word: &Argument, commands: &mut Commands) {
    if !word.text.contains(UNKNOWN) && !word.text.starts_with('-') {
        commands.created.push(normal(&word.text).into());
    }
}

/// A path without `./` before and `/` behind it.
fn normal(path: &str) -> &str {
    path.trim_start_matches("./").trim_end_matches('/')
}

/// The longest path that somebody types, in bytes.
pub(super) const LONGEST: usize = 500;

/// Whether a text is a path below the folder it is used in, of several parts, each of which is meant as it stands.
fn is_path(text: &str) -> bool {
    let proper = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | '@');
    let path = normal(text);
    path.contains('/')
        && text.len() <= LONGEST
        && !text.starts_with(['/', '~', '-', '@'])
        && text.chars().all(proper)
        && !path.contains("//")
        && !path.contains("...")
        && !path.split('/').any(is_stand_in)
}

/// Whether a part of a path stands for another name: `CHART_NAME`, `values-SCENARIO.yaml`, `my-app`, `your-chart`.
#[must_use]
pub fn is_stand_in(part: &str) -> bool {
    let (stem, extension) = part.split_once('.').unwrap_or((part, ""));
    // `README.md` and `LICENSE` are names; a part of a name in capitals is none, unless it is the whole.
    let words: Vec<&str> = stem.split(['-', '.']).collect();
    let capitals = |word: &&str| {
        word.len() >= 4
            && word.chars().any(|c| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
    };
    let whole = words.len() == 1 && words.iter().all(capitals);
    let lower = stem.to_lowercase();
    if whole {
        return extension != "md" && ((extension.is_empty() && stem.contains('_')) || STAND_INS.contains(&&*lower));
    }
    (extension != "md" && words.iter().any(capitals))
        || STAND_INS.contains(&&*lower)
        || ["my-", "your-", "some-", "new-", "<", "example-"].iter().any(|start| lower.starts_with(start))
        || ["-name", "xxx"].iter().any(|end| lower.ends_with(end))
}

/// Names that stand for others.
const STAND_INS: &[&str] =
    &["chart-name", "chart", "foo", "bar", "baz", "example", "name", "xxx", "yyyy", "path", "to", "file", "filename"];

/// Takes in inline code that names a file or folder.
pub(super) fn mention(range: TextRange, source: &str, requests: &mut Vec<Request>) {
    let text = range.of(source);
    let Some((folder, file)) = normal(text).rsplit_once('/') else { return };
    // Without an extension, a name with a slash may be anything: an image, a branch, `and/or`.
    let named = file.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && is_extension(extension));
    if is_path(text) && (named || text.ends_with('/')) && !folder.is_empty() {
        requests.push(Request {
            folder: super::Folder::Start,
            kind: RequestKind::Mention(Spanned::new(text.into(), range)),
        });
    }
}

/// Takes in the files that a comment of a script names: `# the migration is in docs/scripts/x.sh`.
pub(super) fn comment(code: &Code, from: usize, to: usize, requests: &mut Vec<Request>) {
    let text = &code.text[from..to];
    if !text.contains('/') || says_made(text) {
        return;
    }
    let mut at = from;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at += word.len();
        let mark = |c: char| matches!(c, '(' | ')' | ',' | ';' | ':' | '`' | '"' | '\'') || c.is_whitespace();
        let name = word.trim_matches(mark).trim_end_matches('.');
        let Some((_, file)) = name.rsplit_once('/') else { continue };
        let named = file.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && is_extension(extension));
        if named && is_path(name) {
            let start = start + word.find(name).unwrap_or_default();
            let range = code.place(start, start + name.len());
            requests.push(Request {
                folder: super::Folder::Start,
                kind: RequestKind::Mention(Spanned::new(name.into(), range)),
            });
        }
    }
}

fn is_extension(text: &str) -> bool {
    (1..=6).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// How many lines of a block may say what file it is.
const TITLE_LINES: usize = 6;

/// Takes note of the file that a block shows, by the comments at its start: `# scripts/x.sh`, `# Usage: ./scripts/x.sh`.
pub(super) fn find_shown_files(text: &str, created: &mut Vec<Box<str>>) {
    for line in text.lines().take(TITLE_LINES) {
        let line = line.trim_start();
        let Some(comment) = ["#", "//", "--", "<!--", ";"].iter().find_map(|mark| line.strip_prefix(mark)) else {
            continue;
        };
        let mut words = comment.split_whitespace().map(|word| word.trim_matches([':', '`', '(', ')', ',']));
        // `# Run scripts/x.sh` names a file that must be there.
        let title = |word: &str| is_path(word);
        let first = words.next().unwrap_or_default();
        let shown = match first.to_lowercase().as_str() {
            "usage" | "file" | "filename" | "script" | "path" | "save" | "create" => words.find(|word| title(word)),
            _ if title(first) => Some(first),
            _ => None,
        };
        created.extend(shown.map(|path| normal(path).into()));
    }
}

/// Takes note of files whose text follows their name: ``Create `scripts/x.sh`:`` and a block, or a name and directly behind it a
/// block that starts with `#!`.
pub(super) fn find_created_by_text(document: &Document, source: &str, commands: &mut Commands) {
    // A block may hold many names, and is looked at once.
    let mut last: Option<(usize, bool)> = None;
    for request in &commands.requests {
        let RequestKind::Mention(path) = &request.kind else { continue };
        let block = document.blocks.partition_point(|block| block.range.start <= path.range.start);
        let Some(index) = block.checked_sub(1) else { continue };
        let block = &document.blocks[index];
        if !block.range.contains(path.range.start) {
            continue;
        }
        let shows = match last {
            Some((last, shows)) if last == index => shows,
            _ => shows_its_file(document, block, source),
        };
        last = Some((index, shows));
        if shows {
            commands.created.push(normal(&path.value).into());
        }
    }
}

/// Whether directly behind a block comes the text of the file that it names.
fn shows_its_file(document: &Document, block: &Block, source: &str) -> bool {
    let next = document.fences.partition_point(|fence| fence.range.start < block.range.end);
    let Some(fence) = document.fences.get(next) else { return false };
    let between = TextRange { start: block.range.end, end: fence.range.start };
    if between.len() > SHOWN_WITHIN || !between.of(source).trim().is_empty() {
        return false;
    }
    let script = fence.code.first().is_some_and(|code| code.of(source).trim_start().starts_with("#!"));
    let text = document.plain(block.text);
    script || (text.trim_end().ends_with(':') && says_made(text))
}

/// The most white space, in bytes, between a name and the block that shows its file.
const SHOWN_WITHIN: usize = 100;

/// Whether a sentence is about making a file, so that it needn't be there.
#[must_use]
pub fn says_made(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| MADE.contains(&word))
}

/// Words of sentences that are about a file that isn't there yet, or no longer.
const MADE: &[&str] = &[
    "create",
    "creates",
    "created",
    "creating",
    "add",
    "adds",
    "added",
    "adding",
    "new",
    "save",
    "saved",
    "write",
    "generate",
    "generates",
    "generated",
    "produces",
    "remove",
    "removed",
    "removes",
    "delete",
    "deleted",
    "rename",
    "renamed",
    "moved",
    "will",
    "planned",
    "todo",
    "future",
    "optional",
    "obsolete",
    "deprecated",
    "replaced",
    "missing",
    "copy",
    "old",
    "former",
    "previously",
    "implement",
];
