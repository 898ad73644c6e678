//! Names that a text defines and refers to: reference definitions and footnotes that nobody uses, that are there twice, or
//! that aren't there.

use rapidhash::{RapidHashMap, RapidHashSet};

use crate::diagnostic::{Code, Remark, near_match};
use crate::parse::document::{Definition, Document, Footnote};
use crate::source::TextRange;

/// How long a footnote's label may be to be taken for one where it has no definition.
const LONGEST_LABEL: usize = 40;

/// How many slips of one text are compared with the names there are, so that a text of nothing but slips stays linear.
const COMPARED: usize = 100;

/// Lines that look like a definition of a name that another line defines first. They are definitions unless they turn out
/// to be text or code.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// Where they start, in order, and the definition each repeats.
    candidates: Vec<(u32, usize)>,
    /// The first of them that isn't settled.
    next: usize,
    settled: Vec<(u32, usize)>,
}

impl Repeated {
    /// Finds the candidates in the body of a text.
    pub(super) fn find(source: &str, body: TextRange, definitions: &[Definition]) -> Self {
        if definitions.is_empty() {
            return Self::default();
        }
        let names: RapidHashMap<&str, usize> =
            definitions.iter().enumerate().map(|(at, definition)| (&*definition.name, at)).collect();
        let starts: RapidHashSet<u32> = definitions.iter().map(|definition| definition.range.start).collect();
        let mut repeated = Self::default();
        let mut at = 0;
        for line in body.of(source).split_inclusive('\n') {
            let start = at;
            at += line.len();
            let bare = line.trim_start_matches([' ', '>']);
            let Some(rest) = bare.strip_prefix('[') else { continue };
            let Some(name) = rest.find(']').map(|close| &rest[..close]) else { continue };
            if name.contains('[') || !rest[name.len()..].starts_with("]:") {
                continue;
            }
            let open = start + line.len() - bare.len();
            let start = body.start + u32::try_from(open).unwrap_or(u32::MAX);
            let folded = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            if let Some(first) = names.get(&*folded)
                && !starts.contains(&start)
            {
                repeated.candidates.push((start, *first));
            }
        }
        repeated
    }

    /// What stands at `range` is text, code or HTML. Ranges come in order of their start.
    pub(super) fn is_text(&mut self, range: TextRange) {
        while let Some((start, first)) = self.candidates.get(self.next).copied() {
            if start >= range.end {
                break;
            }
            if start < range.start {
                self.settled.push((start, first));
            }
            self.next += 1;
        }
    }

    fn finish(mut self) -> Vec<(u32, usize)> {
        self.settled.extend(self.candidates.drain(self.next..));
        self.settled
    }
}

/// Whether a definition is a way to write a comment: `[//]: # (text)`, `[comment]: <> (text)`.
fn is_comment(name: &str, destination: &str) -> bool {
    matches!(destination, "" | "#" | "<>") || !name.contains(char::is_alphanumeric)
}

/// Adds what is wrong with reference definitions.
pub(super) fn definitions(source: &str, document: &mut Document, repeated: Repeated) {
    for definition in document.definitions.iter().filter(|definition| !definition.used) {
        if is_comment(&definition.name, &definition.destination) {
            continue;
        }
        let message = format!("no link refers to `{}`", definition.name);
        let help = "remove the definition, or link to it with `[text][name]`";
        document.remarks.push(Remark::new(Code::LinkUnusedDefinition, definition.range, message).help(help));
    }
    for (start, first) in repeated.finish() {
        let Some(first) = document.definitions.get(first) else { continue };
        let rest = &source[start as usize..document.body.end as usize];
        let line = rest.lines().next().unwrap_or_default().trim_end();
        let destination = line.split_once("]:").map_or("", |(_, behind)| behind).split_whitespace().next();
        if is_comment(&first.name, destination.unwrap_or_default()) {
            continue;
        }
        let place = TextRange::new(start as usize, start as usize + line.len());
        let message = format!("`{}` has a definition already", first.name);
        document.remarks.push(
            Remark::new(Code::LinkDuplicateDefinition, place, message)
                .label(first.range, "this one counts")
                .help("remove one of the two, or give it another name"),
        );
    }
}

/// A reference to a footnote, or what looks like one.
#[derive(Debug)]
pub(super) struct FootnoteReference {
    pub(super) label: String,
    pub(super) range: TextRange,
}

/// References to footnotes that aren't defined, which are text: `[^1]` at `range` of `source`, text as it is written.
pub(super) fn undefined_footnotes(source: &str, range: TextRange, found: &mut Vec<FootnoteReference>) {
    let text = range.of(source);
    // Few texts hold one, and this is asked of every piece of text.
    if memchr::memchr(b'^', text.as_bytes()).is_none() {
        return;
    }
    for at in memchr::memmem::find_iter(text.as_bytes(), b"[^") {
        let start = range.start as usize + at;
        let rest = &text[at + 2..];
        let Some(close) = rest.bytes().take(LONGEST_LABEL + 1).position(|byte| byte == b']') else { continue };
        let label = &rest[..close];
        let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        // Characters left out by a regular expression: `[^a-z]*`.
        let class = label.len() == 3 && label.as_bytes()[1] == b'-'
            || rest[close + 1..].starts_with(['*', '+', '?', '{', '$', '/', '|', '('])
            || source[..start].ends_with(['\\', '(', '/', '*']);
        if !label.is_empty() && label.chars().all(word) && !class {
            let range = TextRange::new(start, start + close + 3);
            found.push(FootnoteReference { label: label.to_owned(), range });
        }
    }
}

/// Adds what is wrong with footnotes, and says of each definition whether it is used.
pub(super) fn footnotes(document: &mut Document, references: &[FootnoteReference], undefined: Vec<FootnoteReference>) {
    let used: RapidHashSet<String> = references.iter().map(|reference| reference.label.to_lowercase()).collect();
    let mut first: RapidHashMap<String, TextRange> = RapidHashMap::default();
    let Document { footnotes, remarks, .. } = document;
    for Footnote { range, label, used: is_used } in footnotes.iter_mut() {
        let folded = label.to_lowercase();
        *is_used = used.contains(&folded);
        let place = TextRange::new(range.start as usize, range.start as usize + (label.len() + 3).min(range.len()));
        if let Some(first) = first.get(&folded) {
            remarks.push(
                Remark::new(Code::FootnoteDuplicate, place, format!("footnote `{label}` is there already"))
                    .label(*first, "this one is shown")
                    .help("give one of the two another label"),
            );
            continue;
        }
        if !*is_used {
            let message = format!("no text refers to footnote `{label}`, so that it isn't shown");
            let help = format!("write `[^{label}]` where it belongs, or remove it");
            remarks.push(Remark::new(Code::FootnoteUnused, place, message).help(help));
        }
        first.insert(folded, place);
    }
    // Where a text has no footnote, only a number is surely meant for one.
    let meant = |label: &str| !first.is_empty() || label.bytes().all(|byte| byte.is_ascii_digit());
    for (count, reference) in undefined.into_iter().filter(|reference| meant(&reference.label)).enumerate() {
        let label = &reference.label;
        let mut labels: Vec<&str> = Vec::new();
        if count < COMPARED {
            labels.extend(first.keys().map(String::as_str).take(COMPARED));
            labels.sort_unstable();
        }
        let help = match near_match(label, labels).filter(|_| !label.bytes().all(|byte| byte.is_ascii_digit())) {
            Some(near) => format!("did you mean `[^{near}]`?"),
            None => format!("add `[^{label}]: text`"),
        };
        let message = format!("footnote `{label}` has no definition");
        remarks.push(Remark::new(Code::FootnoteUndefined, reference.range, message).help(help));
    }
}
