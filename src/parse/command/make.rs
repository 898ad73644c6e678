//! `make` on the command line (GNU make's manual, section 9.8).

use super::code::Code;
use super::path::LONGEST;
use super::script::{Invocation, UNKNOWN};
use super::{Folder, Request, RequestKind};
use crate::source::{Spanned, TextRange};

/// Options that take a word of their own.
const WITH_VALUE: &[&str] = &["-I", "--include-dir", "-o", "--old-file", "-W", "--what-if", "--eval", "-E"];

/// What a call of `make` asks for. `None` where a part that decides it is unknown.
pub(super) fn request(invocation: &Invocation, source: &str) -> Option<Request> {
    let mut makefile = None;
    let mut targets = Vec::new();
    let mut folder = invocation.folder.clone();
    let mut words = invocation.words.iter().skip(1);
    while let Some(word) = words.next() {
        let text = &*word.text;
        if let Some(option) = text.strip_prefix('-') {
            let (name, value) = match text.split_once('=') {
                Some((name, value)) if text.starts_with("--") => (name, Some(value.to_owned())),
                _ => (text, None),
            };
            // `-sf FILE`: the last of several letters takes the value.
            let short = !option.starts_with('-');
            let letter = option.chars().next_back().filter(|_| short && option.len() <= 4);
            if matches!(name, "--file" | "--makefile") || letter == Some('f') {
                let value = match value {
                    Some(value) => Spanned::new(value.into(), word.range),
                    None => words.next()?.known()?,
                };
                if value.value.contains(UNKNOWN) || value.value.len() > LONGEST {
                    return None;
                }
                makefile = Some(value);
            } else if name == "--directory" || letter == Some('C') {
                let value: Box<str> = match value {
                    Some(value) => value.into(),
                    None => words.next()?.known()?.value,
                };
                if value.contains(UNKNOWN) || value.len() > LONGEST {
                    return None;
                }
                folder = folder.then(&value);
            } else if WITH_VALUE.contains(&name) && value.is_none() {
                words.next();
            }
            continue;
        }
        if text.contains('=') {
            continue;
        }
        let Some(target) = word.known() else {
            // In a sentence what follows is no target any more.
            if invocation.in_prose {
                break;
            }
            continue;
        };
        if target.value.bytes().all(|byte| byte.is_ascii_digit()) && targets.is_empty() {
            // `-j 4`.
            continue;
        }
        let Some(target) = trimmed(target, source) else { break };
        targets.push(target);
        if invocation.in_prose {
            break;
        }
    }
    let named = makefile.is_some() || folder != invocation.folder;
    if folder == Folder::Unknown && makefile.is_none() {
        return None;
    }
    // A call that names neither has nothing that could be missing, and `make sure` is no call.
    if targets.is_empty() && !named {
        return None;
    }
    if !named && targets.iter().any(|target| ENGLISH.contains(&&*target.value)) {
        return None;
    }
    Some(Request { folder, kind: RequestKind::Make { makefile, targets } })
}

/// What follows `make` in a sentence.
const ENGLISH: &[&str] = &["sure", "it", "a", "an", "the", "this", "that", "changes", "your", "them", "any", "use"];

/// A target without what a sentence puts behind it; `None` where it is no name of a target.
fn trimmed(target: Spanned<Box<str>>, source: &str) -> Option<Spanned<Box<str>>> {
    let name = target.value.trim_end_matches([',', '.', ';', ':', '!', ')', '`', '\'', '"']);
    if !is_target_name(name) {
        return None;
    }
    if name.len() == target.value.len() {
        return Some(target);
    }
    let start = target.range.start as usize;
    let written = target.range.of(source);
    let end = written.find(name).map_or(target.range.end as usize, |at| start + at + name.len());
    Some(Spanned::new(name.into(), TextRange::new(start, end)))
}

/// Whether a text can be the name of a target that a guide asks for. One in capitals stands for a name.
#[must_use]
pub fn is_target_name(name: &str) -> bool {
    let proper = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '+' | '@' | '%');
    name.chars().all(proper)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        && name.chars().any(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        && !name.contains("..")
}

/// Finds `x.mk:target` in any code.
pub(super) fn find_pairs(code: &Code, requests: &mut Vec<Request>) {
    let text = &*code.text;
    for found in memchr::memmem::find_iter(text.as_bytes(), ".mk:") {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let start = text[..found]
            .rfind(|c: char| !part(c))
            .map_or(0, |before| before + text[before..].chars().next().map_or(0, char::len_utf8));
        let target_start = found + ".mk:".len();
        let length = text[target_start..].find(|c: char| !part(c)).unwrap_or(text.len() - target_start);
        let (makefile, target) = (&text[start..found + 3], &text[target_start..target_start + length]);
        let next = text[target_start + length..].chars().next();
        // `x.mk:12` is a line, `x.mk: …` the end of a sentence, and `$X.mk:y` unknown.
        let variable = text[..start].ends_with(['$', '}', '>', '*']);
        let goes_on = next.is_some_and(|c| matches!(c, '$' | '{' | '<' | '*' | ':'));
        let line = target.bytes().all(|byte| byte.is_ascii_digit());
        let short = target_start + length - start <= LONGEST;
        if found > start && short && !variable && !goes_on && !line && is_target_name(target) {
            let range = code.place(start, target_start + length);
            let kind = RequestKind::Pair { makefile: makefile.into(), target: target.into(), range };
            requests.push(Request { folder: Folder::Start, kind });
        }
    }
}
