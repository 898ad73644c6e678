//! `helm` on the command line (Helm 3's `helm install --help` and `helm upgrade --help`).

use super::script::{Argument, Invocation, UNKNOWN};
use super::{Request, RequestKind};
use crate::source::{Spanned, TextRange};

/// Options that take no word of their own; all others do.
const SWITCHES: &[&str] = &[
    "--atomic",
    "--create-namespace",
    "--debug",
    "--dependency-update",
    "--devel",
    "--disable-openapi-validation",
    "--dry-run",
    "--force",
    "--generate-name",
    "-g",
    "--hide-notes",
    "--hide-secret",
    "--include-crds",
    "--insecure-skip-tls-verify",
    "--install",
    "-i",
    "--is-upgrade",
    "--no-hooks",
    "--pass-credentials",
    "--plain-http",
    "--prov",
    "--untar",
    "--force-update",
    "--render-subchart-notes",
    "--replace",
    "--reset-values",
    "--reset-then-reuse-values",
    "--reuse-values",
    "--skip-crds",
    "--skip-tests",
    "--strict",
    "--take-ownership",
    "--validate",
    "--verify",
    "--wait",
    "--wait-for-jobs",
    "--quiet",
    "--with-subcharts",
    "--cleanup-on-fail",
    "--allow-unreleased",
    "--detailed-exitcode",
    "-h",
    "--help",
    "-q",
    "--no-color",
    "--color",
    "--show-secrets",
    "--enable-dns",
    "--labels-only",
    "--short",
    "--rollback-on-failure",
];

/// Whether an option of helm takes no word of its own.
pub(in crate::parse) fn is_switch(option: &str) -> bool {
    SWITCHES.contains(&option)
}

/// What a call of `helm` sets, if it sets anything.
pub(super) fn request(invocation: &Invocation, source: &str) -> Option<Request> {
    let mut call = Call::default();
    call.read(&invocation.words[1..]);
    let verb = call.positional.first().map_or("", |word| &*word.text);
    let first = match verb {
        "diff" if call.positional.get(1).is_some_and(|word| word.text == "upgrade") => 2,
        "install" | "upgrade" | "template" | "lint" => 1,
        _ => return None,
    };
    // `install NAME CHART`, `install CHART --generate-name`, `lint CHART`.
    let chart = match &call.positional[first..] {
        [chart] => chart,
        [_, chart, ..] if verb != "lint" => chart,
        [chart, ..] => chart,
        [] => return None,
    };
    let chart = chart.known()?;
    let keys: Vec<_> = call.sets.iter().flat_map(|word| keys(word, source)).collect();
    let has_keys = !keys.is_empty();
    let kind = RequestKind::Set { chart, keys };
    has_keys.then(|| Request { folder: invocation.folder.clone(), kind })
}

/// The words of a call, apart.
#[derive(Default)]
struct Call<'w> {
    /// Words that are no options.
    positional: Vec<&'w Argument>,
    /// What `--set` and its like are given.
    sets: Vec<&'w Argument>,
}

impl<'w> Call<'w> {
    fn read(&mut self, words: &'w [Argument]) {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let text = &*word.text;
            if !text.starts_with('-') {
                self.positional.push(word);
                continue;
            }
            let (name, value) = match text.split_once('=') {
                Some((name, _)) => (name, Some(word)),
                None if is_switch(text) => continue,
                None => (text, words.next()),
            };
            if matches!(name, "--set" | "--set-string" | "--set-file" | "--set-json" | "--set-literal") {
                self.sets.extend(value);
            }
        }
    }
}

/// The keys of `a.b=1,c=2`, each with its place.
fn keys(word: &Argument, source: &str) -> Vec<Spanned<Box<str>>> {
    let option = word.text.starts_with("--set");
    let text = if option { word.text.split_once('=').map_or("", |(_, rest)| rest) } else { &*word.text };
    let json = word.text.starts_with("--set-json") || text.contains("=[") || text.contains("={\"");
    let mut found = Vec::new();
    let written = word.range.of(source);
    let mut searched = if option { written.find('=').map_or(0, |at| at + 1) } else { 0 };
    for part in parts(text) {
        let Some((key, _)) = part.split_once('=') else { continue };
        if is_key(key) {
            let at = written[searched..].find(key).map(|at| searched + at);
            let range = match at {
                Some(at) => {
                    searched = at + key.len();
                    let start = word.range.start as usize + at;
                    TextRange::new(start, start + key.len())
                }
                None => word.range,
            };
            found.push(Spanned::new(key.into(), range));
        }
        // What follows a comma may be a part of the value.
        if json {
            break;
        }
    }
    found
}

/// The settings of a `--set`: commas between them, unless escaped or within `{}`.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut escaped) = (0, 0_u32, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Whether a text is a path of keys, and none that stands for one (`KEY`, `key`, `...`).
fn is_key(key: &str) -> bool {
    let proper = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | '\\' | '/' | '"');
    !key.contains(UNKNOWN)
        && key.chars().all(proper)
        && key.starts_with(|c: char| c.is_alphabetic())
        && key.chars().any(char::is_lowercase)
        && !key.contains("..")
        && !matches!(key, "key" | "name" | "foo" | "param" | "parameter" | "some.key" | "key1" | "key2")
}
