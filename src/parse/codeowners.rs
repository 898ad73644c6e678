//! CODEOWNERS: who answers for which files.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Remark};
use crate::source::{Spanned, TextRange};

/// Where hosts look for the file, in the order in which they do; only the first that is there counts. The last is GitLab's.
pub const CODEOWNERS_PLACES: &[&str] = &[".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// How many rules are read: far more than any file people keep by hand.
const MAX_RULES: usize = 5_000;

/// What a CODEOWNERS file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codeowners {
    /// Its rules, in the order written: of those that match a file the last counts.
    pub rules: Vec<OwnerRule>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerRule {
    /// The pattern, escapes resolved.
    pub pattern: Spanned<String>,
    /// The owners, those of its section where it names none; may be empty, and then nobody owns what it matches.
    pub owners: Vec<Spanned<String>>,
}

/// Reads a CODEOWNERS file by GitHub's rules. GitLab's sections are understood, each with its default owners; how many of
/// them have to approve isn't. A line with something in it that can't be read is reported and counts for nothing, as on
/// GitHub.
#[must_use]
pub fn parse_codeowners(text: &str) -> (Codeowners, Vec<Remark>) {
    let mut codeowners = Codeowners::default();
    let mut remarks = Vec::new();
    let mut defaults: Vec<Spanned<String>> = Vec::new();
    let mut at = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    for line in text[at..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = words(line, start);
        let Some((first, rest)) = words.split_first() else { continue };
        if let Some(owners) = section(line, start, &words) {
            let (owners, wrong) = read_owners(owners);
            remarks.extend(wrong);
            defaults = owners;
            continue;
        }
        if let Some((what, help)) = unsupported(&first.value) {
            let message = format!("`{}` {what}", first.value);
            remarks.push(Remark::new(Code::CodeownersInvalid, first.range, message).help(help));
            continue;
        }
        let (owners, wrong) = read_owners(rest);
        let skipped = !wrong.is_empty();
        remarks.extend(wrong);
        if skipped {
            continue;
        }
        if codeowners.rules.len() == MAX_RULES {
            let message = format!("only the first {MAX_RULES} rules are read");
            remarks.push(
                Remark::new(Code::CodeownersInvalid, first.range, message)
                    .help("write rules for folders rather than for files"),
            );
            break;
        }
        let owners = if rest.is_empty() { defaults.clone() } else { owners };
        codeowners.rules.push(OwnerRule { pattern: first.clone(), owners });
    }
    (codeowners, remarks)
}

/// The words of a line up to a comment. A backslash makes the next character part of the word.
fn words(line: &str, start: usize) -> Vec<Spanned<String>> {
    let mut words = Vec::new();
    let mut word: Option<(usize, String)> = None;
    let mut characters = line.char_indices();
    let mut end = line.len();
    while let Some((at, character)) = characters.next() {
        if character.is_whitespace() {
            if let Some((from, text)) = word.take() {
                words.push(Spanned::new(text, TextRange::new(start + from, start + at)));
            }
            continue;
        }
        if character == '#' && word.is_none() {
            end = at;
            break;
        }
        let (_, text) = word.get_or_insert_with(|| (at, String::new()));
        // A backslash at the very end stands for itself.
        let next = if character == '\\' { characters.clone().next().filter(|(_, next)| *next != '\n') } else { None };
        match next {
            Some((_, escaped)) => {
                characters.next();
                text.push(escaped);
            }
            None => text.push(character),
        }
    }
    if let Some((from, text)) = word {
        words.push(Spanned::new(text, TextRange::new(start + from, start + end)));
    }
    words
}

/// The default owners of GitLab's `[Section]`, `^[Section]` or `[Section][2]`, if the line starts one. The name may have
/// spaces.
fn section<'a>(line: &str, start: usize, words: &'a [Spanned<String>]) -> Option<&'a [Spanned<String>]> {
    let header = line.trim_start();
    let indented = line.len() - header.len();
    let name = header.strip_prefix('^').unwrap_or(header).strip_prefix('[')?;
    let (_, mut rest) = name.split_once(']')?;
    if let Some((count, after)) = rest.strip_prefix('[').and_then(|count| count.split_once(']'))
        && count.bytes().all(|byte| byte.is_ascii_digit())
    {
        rest = after;
    }
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let end = start + indented + header.len() - rest.len();
    let first = words.partition_point(|word| (word.range.start as usize) < end);
    words.get(first..)
}

/// What GitHub doesn't know in a pattern, and what to do about it.
fn unsupported(pattern: &str) -> Option<(&'static str, &'static str)> {
    if pattern.starts_with('!') {
        return Some(("leaves something out, which CODEOWNERS can't", "write a rule without owners below the others"));
    }
    if pattern.contains(['[', ']']) {
        return Some(("has a range of characters in it, which CODEOWNERS can't", "write one rule for each"));
    }
    None
}

/// The owners among some words, and a remark for each word that is none.
fn read_owners(words: &[Spanned<String>]) -> (Vec<Spanned<String>>, Vec<Remark>) {
    let (owners, others): (Vec<_>, Vec<_>) = words.iter().cloned().partition(|word| is_owner(&word.value));
    let remark = |word: Spanned<String>| {
        let message = format!("`{}` is no owner, so that the line counts for nothing", word.value);
        Remark::new(Code::CodeownersInvalid, word.range, message)
            .help("write `@user`, `@organisation/team` or a mail address")
    };
    (owners, others.into_iter().map(remark).collect())
}

/// Whether a word is `@user`, `@organisation/team`, GitLab's `@group/sub/group` or `@@role`, or a mail address.
fn is_owner(word: &str) -> bool {
    let name = |text: &str| {
        !text.is_empty() && text.chars().all(|character| character.is_alphanumeric() || "-_.".contains(character))
    };
    if let Some(user) = word.strip_prefix("@@").or_else(|| word.strip_prefix('@')) {
        return user.split('/').all(name);
    }
    word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.split('.').all(name))
}

/// What a rule is about, of what its pattern names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The file of that name alone.
    File,
    /// What lies below a folder of that name.
    Below,
    /// Either.
    Both,
}

impl OwnerRule {
    /// The parts of the pattern from the repository root, and what it is about. `**` is any number of folders; in the other parts
    /// `*` is any run of characters and `?` one of them.
    ///
    /// A pattern with a slash before its end starts at the root, another one anywhere. What it names may be a folder, and
    /// then stands for everything below; `docs/*` doesn't reach below the files of `docs`.
    #[must_use]
    pub fn parts(&self) -> (Vec<&str>, Reach) {
        let pattern = &*self.pattern.value;
        let anchored = pattern.trim_end_matches('/').contains('/');
        let mut parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
        if !anchored && parts.first().is_some_and(|first| *first != "**") {
            parts.insert(0, "**");
        }
        let mut reach = match parts.last() {
            _ if pattern.ends_with('/') => Reach::Below,
            Some(&"*") => Reach::File,
            _ => Reach::Both,
        };
        while parts.pop_if(|last| *last == "**").is_some() {
            reach = Reach::Below;
        }
        (parts, reach)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn owners(text: &str) -> Vec<String> {
        let (codeowners, _) = parse_codeowners(text);
        let line = |rule: &OwnerRule| {
            let owners: Vec<&str> = rule.owners.iter().map(|owner| &*owner.value).collect();
            format!("{}: {}", rule.pattern.value, owners.join(" "))
        };
        codeowners.rules.iter().map(line).collect()
    }

    #[test]
    fn rules_have_a_pattern_and_owners() {
        assert_eq!(
            owners(
                "# all\n* @org/all\n\n/docs/  docs@example.org # why\n/a\\ b @ann\\-x\r\n  /indented @a\n/nobody\n\
                 \\#x @a"
            ),
            ["*: @org/all", "/docs/: docs@example.org", "/a b: @ann-x", "/indented: @a", "/nobody: ", "#x: @a"],
        );
    }

    #[test]
    fn sections_give_their_owners_to_lines_that_name_none() {
        assert_eq!(
            owners(
                "[Data and more] @data @group/sub/team\n/pg\n/redis @ann\n^[Docs][2]\n/docs\n[Roles] @@maintainer\n/x\n"
            ),
            ["/pg: @data @group/sub/team", "/redis: @ann", "/docs: ", "/x: @@maintainer"],
        );
    }

    #[test]
    fn lines_that_cannot_be_read_are_reported_and_skipped() {
        for (text, at_fault) in [
            ("/docs team-data\n", "team-data"),
            ("/docs @ann @\n", "@"),
            ("/docs @a//b\n", "@a//b"),
            ("/docs ann@\n", "ann@"),
            ("!/docs @ann\n", "!/docs"),
            ("/[ab]/x @ann\n", "/[ab]/x"),
            ("[Data] team\n", "team"),
        ] {
            let (codeowners, remarks) = parse_codeowners(text);
            let places: Vec<&str> = remarks.iter().map(|remark| remark.range.of(text)).collect();
            assert_eq!(places, [at_fault], "{text:?}");
            assert!(codeowners.rules.is_empty(), "{text:?}");
        }
        let many = "/a @ann\n".repeat(MAX_RULES + 3);
        let (codeowners, remarks) = parse_codeowners(&many);
        assert_eq!((codeowners.rules.len(), remarks.len()), (MAX_RULES, 1));
    }

    proptest! {
        #[test]
        fn any_text_has_places_inside_it(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "*", "**", "/", "a", "백", " ", "\t", "\\", "\n", "\r\n", "#", "@", "@a", "a@b.c", "[", "]", "^", "!", "?",
                    "{", "}", ",", "-", "[2]", "\u{feff}",
                ]),
                0..40,
            ),
            other in any::<String>(),
        ) {
            let text = pieces.concat() + &other;
            let (codeowners, remarks) = parse_codeowners(&text);
            let inside = |range: TextRange| text.get(range.as_range()).is_some();
            for rule in &codeowners.rules {
                prop_assert!(inside(rule.pattern.range) && rule.owners.iter().all(|owner| inside(owner.range)));
            }
            for remark in &remarks {
                prop_assert!(inside(remark.range), "{:?}", remark.range);
            }
        }
    }
}
