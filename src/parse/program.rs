//! Environment variables that a program or a manifest reads, by the forms that languages have for it.
//!
//! No language is parsed: a name counts where it stands in quotes behind a call or an index whose name has `env` in it
//! (`os.environ["X"]`, `getenv("X")`, `env::var("X")`, `ENV.fetch("X")`), behind `.env.` (`process.env.X`), in the list of a container's
//! variables (`- name: X` with a value below it), in `${X}` of a Compose file, or where a shell's script expands it without having given
//! it a value.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::{Deserialize, Serialize};

use super::command::code::Code;
use super::command::variable::{VariableReader, is_environment_name, is_of_pipelines};
use crate::source::{RepoPath, Spanned, TextRange};

/// How far from `env` a name may stand, in bytes.
const NEAR: usize = 160;

/// In which language a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// A shell's script.
    Shell,
    /// A manifest of Kubernetes, or a template of one.
    Manifest,
    /// A file of Docker Compose.
    Compose,
    /// Anything else: a shell's script if its first line says so.
    Other,
}

impl Language {
    /// The language that a file's name promises.
    #[must_use]
    pub fn of(path: &RepoPath) -> Self {
        match path.extension() {
            Some("sh" | "bash" | "zsh" | "ksh") => Self::Shell,
            Some("yaml" | "yml") if path.file_name().contains("compose") => Self::Compose,
            Some("yaml" | "yml" | "tpl") => Self::Manifest,
            _ => Self::Other,
        }
    }
}

/// What a program or a manifest reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The variables it reads, each where it does so first; in order of place.
    pub reads: Vec<Spanned<Box<str>>>,
}

/// Finds the variables that a text reads.
#[must_use]
pub fn parse_program(text: &str, language: Language) -> Program {
    let mut reads = match language {
        Language::Manifest => containers(text),
        Language::Compose => interpolated(text),
        Language::Shell => script(text),
        Language::Other if text.starts_with("#!") && text.lines().next().is_some_and(|line| line.contains("sh")) => {
            script(text)
        }
        Language::Other => calls(text),
    };
    reads.sort_by(|left, right| (&left.value, left.range).cmp(&(&right.value, right.range)));
    reads.dedup_by(|next, first| next.value == first.value);
    reads.sort_by_key(|read| read.range);
    Program { reads }
}

fn named(text: &str, start: usize, end: usize) -> Option<Spanned<Box<str>>> {
    let name = text.get(start..end)?;
    let is_read = is_environment_name(name) && !is_of_pipelines(name);
    is_read.then(|| Spanned::new(name.into(), TextRange::new(start, end)))
}

fn script(text: &str) -> Vec<Spanned<Box<str>>> {
    let code = Code::of_range(TextRange::new(0, text.len()), text);
    let mut reader = VariableReader::default();
    reader.script(&code, 0, text.len());
    reader.finish().into_iter().filter(|variable| variable.needed).map(|variable| variable.name).collect()
}

/// The names in lists of containers' variables.
fn containers(text: &str) -> Vec<Spanned<Box<str>>> {
    let mut found = Vec::new();
    let mut waiting: Option<Spanned<Box<str>>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if let Some(name) = content.strip_prefix("- name:") {
            let name = name.trim().trim_matches(['"', '\'']);
            let start = at + line.find("- name:").unwrap_or_default() + "- name:".len();
            let start = start + text[start..].find(name).unwrap_or_default();
            waiting = named(text, start, start + name.len());
        } else if content.starts_with("value:") || content.starts_with("valueFrom:") {
            found.extend(waiting.take());
        } else if !content.is_empty() && !content.starts_with("{{") && !content.starts_with('#') {
            waiting = None;
        }
        at += line.len();
    }
    found
}

/// The names of `${NAME}` without anything that stands in for it.
fn interpolated(text: &str) -> Vec<Spanned<Box<str>>> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), "${") {
        let start = at + 2;
        let length = text[start..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let behind = &text[start + length..];
        // `$${NAME}` is the text `${NAME}`.
        let escaped = text[..at].ends_with('$');
        if !escaped && (behind.starts_with('}') || behind.starts_with(":?") || behind.starts_with('?')) {
            found.extend(named(text, start, start + length));
        }
    }
    found
}

static ENV: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(["env"]).expect("a short word is no great machine")
});

/// The names that calls and indices read.
fn calls(text: &str) -> Vec<Spanned<Box<str>>> {
    ENV.find_iter(text).filter_map(|found| call(text, found.start(), found.end())).collect()
}

/// The name that is read where `env` stands.
fn call(text: &str, start: usize, end: usize) -> Option<Spanned<Box<str>>> {
    let limit = text.floor_char_boundary((end + NEAR).min(text.len()));
    let near = &text[end..limit];
    // `setenv("X", …)` gives it a value.
    let word =
        text[..start].bytes().rev().take(8).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let before = text[start - word..start].to_ascii_lowercase();
    if ["set", "put", "set_", "put_"].iter().any(|gives| before.ends_with(gives)) {
        return None;
    }
    // `del os.environ["X"]` takes it away.
    let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let path = text[..start].bytes().rev().take(NEAR).take_while(is_path).count();
    let statement = text[..start - path].trim_end_matches([' ', '\t']);
    let is_taken_away = ["del", "delete"].iter().any(|word| {
        let before = statement.strip_suffix(word).filter(|_| statement.len() < start - path);
        before.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    });
    if is_taken_away {
        return None;
    }
    let identifier = |rest: &str| rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let tail = identifier(near);
    // `environ`, `getEnvOrDefault` and `GetEnvironmentVariable` read; an `Environment` may be anything.
    if near[..tail].starts_with("elop") {
        return None;
    }
    if near[..tail].starts_with("ironment") && !near[..tail].starts_with("ironmentVariable") {
        return None;
    }
    let mut at = end + tail;
    for _ in 0..2 {
        let rest = &text[at..limit];
        let Some(path) = ["?.", ".", "::", "->"].iter().find(|path| rest.starts_with(**path)) else { break };
        let from = at + path.len();
        let length = identifier(&text[from..limit]);
        if matches!(&text[from..from + length], "setdefault" | "pop" | "remove_var" | "set_var") {
            return None;
        }
        let is_member = tail == 0 && &text[start..end] == "env" && text[..start].ends_with('.');
        if let Some(name) = named(text, from, from + length).filter(|_| is_member && path.ends_with('.')) {
            return Some(name);
        }
        at = from + length;
    }
    let rest = text[at..limit].trim_start_matches('!').trim_start();
    let rest = rest.strip_prefix(['(', '['])?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let from = limit - rest.len() + 1;
    let length = identifier(&text[from..limit]);
    let behind = text[from + length..limit].strip_prefix(quote)?;
    // `environ["X"] = …` gives it a value.
    let given = behind.strip_prefix(']').map(str::trim_start);
    let given = given.is_some_and(|rest| rest.starts_with('=') && !rest.starts_with("=="));
    if given { None } else { named(text, from, from + length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, language: Language) -> String {
        let reads = parse_program(text, language).reads;
        assert!(reads.iter().all(|read| read.range.of(text) == &*read.value), "{text}");
        reads.iter().map(|read| &*read.value).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn programs_read_variables_in_many_ways() {
        for (text, expected) in [
            ("os.environ[\"DB_HOST\"]", "DB_HOST"),
            ("os.environ.get('DB_HOST', 'x')", "DB_HOST"),
            ("os.getenv(\"DB_HOST\")", "DB_HOST"),
            ("process.env.DB_HOST || process.env['DB_PORT']", "DB_HOST DB_PORT"),
            ("import.meta.env?.DB_HOST", "DB_HOST"),
            ("std::env::var(\"DB_HOST\")", "DB_HOST"),
            ("env::var_os(\n    \"DB_HOST\",\n)", "DB_HOST"),
            ("option_env!(\"DB_HOST\")", "DB_HOST"),
            ("os.LookupEnv(`DB_HOST`)", "DB_HOST"),
            ("ENV.fetch(\"DB_HOST\") { ENV['DB_PORT'] }", "DB_HOST DB_PORT"),
            ("Environment.GetEnvironmentVariable(\"DB_HOST\")", "DB_HOST"),
            ("$_ENV[\"DB_HOST\"]", "DB_HOST"),
            ("env.str(\"DB_HOST\")", "DB_HOST"),
            ("os.Setenv(\"DB_HOST\", x); os.environ[\"DB_PORT\"] = y", ""),
            ("os.environ.setdefault('DB_HOST', 'x')", ""),
            ("if os.environ[\"DB_HOST\"] == x:", "DB_HOST"),
            ("getenv(name); getenv(\"lower\"); getenv(\"PATH\")", ""),
            ("Environment(\"PROD\"); Env.PROD; inventory(\"x\")", ""),
            ("envelope", ""),
            ("envelope(\"DB_HOST\"); Envelop[\"DB_HOST\"]", ""),
            ("del os.environ[\"DB_HOST\"]; delete process.env.DB_PORT", ""),
            ("model(os.environ[\"DB_HOST\"])", "DB_HOST"),
            ("getenv(\"GITHUB_SHA\")", ""),
            ("getenv(\"DB_HOST\"); getenv(\"DB_HOST\")", "DB_HOST"),
            ("getenv(\"DB_HO", ""),
        ] {
            assert_eq!(shown(text, Language::Other), expected, "{text}");
        }
        assert_eq!(shown("#!/bin/sh\necho $DB_HOST\n", Language::Other), "DB_HOST");
        assert_eq!(shown("DB_HOST=x\necho $DB_HOST $DB_PORT\n", Language::Shell), "DB_PORT");
    }

    #[test]
    fn manifests_name_the_variables_of_containers() {
        let manifest = "env:\n- name: DB_HOST\n  value: x\n- name: \"DB_PORT\"\n  {{- if x }}\n  valueFrom:\n    a: b\nports:\n\
                        - name: HTTP\n  containerPort: 80\n- name: lower\n  value: x\n";
        assert_eq!(shown(manifest, Language::Manifest), "DB_HOST DB_PORT");
        let compose = "a: ${DB_HOST}\nb: ${DB_PORT:-1}\nc: $${NOT_THIS}\nd: ${DB_NAME:?no}\ne: ${lower}\n";
        assert_eq!(shown(compose, Language::Compose), "DB_HOST DB_NAME");
    }

    proptest::proptest! {
        #[test]
        fn every_name_stands_in_its_text(text in "(env|ENV|[sS]et|iron|AB|C_D|::|[\\[\\](){}$\"'`.!\n= 백]|- name:|value:){0,40}") {
            for language in [Language::Shell, Language::Manifest, Language::Compose, Language::Other] {
                shown(&text, language);
            }
        }
    }
}
