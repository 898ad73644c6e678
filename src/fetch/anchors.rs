//! Looks for places in a page while it comes in.

use std::collections::BTreeSet;
use std::io::Read;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{IoReader, Span, Tokenizer};
use rapidhash::RapidHashSet;

/// How much of a page is looked at, in bytes after decompression: more than the longest manuals on one page have, and
/// little enough that a page without an end does no harm.
pub(super) const LONGEST_PAGE: u64 = 16 << 20;

/// What GitHub puts before the ids of what its users write.
const USER_CONTENT: &str = "user-content-";

/// What was looked for in a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Looked {
    /// The places it has; all of them where a script makes the page in the browser, so that its HTML says nothing.
    pub(super) found: BTreeSet<String>,
    /// The places it doesn't have. Of a page that wasn't read to its end nobody can say so: a place may be in neither set.
    pub(super) missing: BTreeSet<String>,
}

/// Looks for ids and names in HTML. What is read is forgotten at once, and nothing is read behind the last place wanted.
pub(super) fn look_for(html: impl Read, wanted: &BTreeSet<String>) -> Looked {
    let mut page = Page {
        left: wanted.iter().map(String::as_str).collect(),
        in_script: false,
        is_anchor: false,
        headings: false,
        scripts: false,
    };
    let mut input = Counted { inner: html.take(LONGEST_PAGE), whole: false, broken: false };
    let emitter = {
        let page = &mut page;
        let mut emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, _: Span<()>| page.event(&event));
        emitter.naively_switch_states(true);
        emitter
    };
    // A token comes out when all is found, and else at the end.
    let _ = Tokenizer::new_with_emitter(IoReader::new(&mut input), emitter).next();
    let whole = input.whole && input.inner.limit() > 0;
    if whole && page.scripts && !page.headings {
        return Looked { found: wanted.clone(), missing: BTreeSet::new() };
    }
    let left: BTreeSet<String> = page.left.iter().map(|name| (*name).to_owned()).collect();
    let found = wanted.difference(&left).cloned().collect();
    Looked { found, missing: if whole { left } else { BTreeSet::new() } }
}

/// Knows whether the input came to its end. To the tokenizer a connection that breaks off is an end like any other, so that
/// it looks at all that came before.
struct Counted<R> {
    inner: std::io::Take<R>,
    whole: bool,
    broken: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.broken {
            return Ok(0);
        }
        match self.inner.read(buffer) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Err(error),
            Err(_) => {
                self.broken = true;
                Ok(0)
            }
            Ok(read) => {
                self.whole |= read == 0 && !buffer.is_empty();
                Ok(read)
            }
        }
    }
}

struct Page<'a> {
    left: RapidHashSet<&'a str>,
    /// Whether text is a script's.
    in_script: bool,
    /// Whether the attribute that is being read is one that links can lead to.
    is_anchor: bool,
    headings: bool,
    scripts: bool,
}

impl Page<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>) -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.in_script = *name == b"script";
                self.scripts |= self.in_script;
                self.headings |= matches!(name, [b'h', b'1'..=b'6']);
                None
            }
            CallbackEvent::AttributeName { name } => {
                self.is_anchor = matches!(*name, b"id" | b"name");
                None
            }
            CallbackEvent::AttributeValue { value } if self.is_anchor => self.met(value),
            CallbackEvent::EndTag { .. } => {
                self.in_script = false;
                None
            }
            // Pages that a script completes carry their text as data in it: a name in quotes is taken for a place.
            CallbackEvent::String { value } if self.in_script => {
                value.split(|byte| matches!(byte, b'"' | b'\'' | b'\\' | b'#')).find_map(|word| self.met(word))
            }
            _ => None,
        }
    }

    /// Takes a place off the list; something once the list is empty.
    fn met(&mut self, name: &[u8]) -> Option<()> {
        if let Ok(name) = str::from_utf8(name) {
            self.left.remove(name);
            if let Some(name) = name.strip_prefix(USER_CONTENT) {
                self.left.remove(name);
            }
        }
        self.left.is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(html: impl Read, wanted: &[&str]) -> (Vec<String>, Vec<String>) {
        let looked = look_for(html, &wanted.iter().map(|name| (*name).to_owned()).collect());
        (looked.found.into_iter().collect(), looked.missing.into_iter().collect())
    }

    #[test]
    fn ids_and_names_are_places() {
        for (html, wanted, found, missing) in [
            ("<h1 id=a>A</h1><a name='b'>", &["a", "b", "c"][..], &["a", "b"][..], &["c"][..]),
            ("<h2 ID=\"가 나\">", &["가 나"], &["가 나"], &[]),
            ("<h2><a id=\"user-content-install\">", &["install"], &["install"], &[]),
            ("<!-- <p id=a> --><h1>", &["a"], &[], &["a"]),
            ("<h1>x</h1><p class=a title='id=a'>id=\"a\"", &["a"], &[], &["a"]),
            ("", &["a"], &[], &["a"]),
            // Data for a script, of which the page is made in the browser.
            ("<h1></h1><script>{\"x\":\"<h2 id=\\\"user-content-a\\\">\"}</script>", &["a", "b"], &["a"], &["b"]),
            ("<div id=root></div><script src=app.js></script>", &["a"], &["a"], &[]),
        ] {
            let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            assert_eq!(looked(html.as_bytes(), wanted), (texts(found), texts(missing)), "{html}");
        }
    }

    #[test]
    fn a_page_is_read_as_far_as_it_is_needed() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("the connection broke"))
            }
        }
        let start = &b"<h1 id=a>"[..];
        assert_eq!(looked(start.chain(Broken), &["a", "b"]), (vec!["a".to_owned()], vec![]), "the rest is unknown");
        let endless = start.chain(std::io::repeat(b'x'));
        assert_eq!(looked(endless, &["b"]), (vec![], vec![]), "as is what no end was seen of");
        let tag = (&b"<p id=\""[..]).chain(std::io::repeat(b'x'));
        assert_eq!(looked(tag, &["b"]), (vec![], vec![]));
    }
}
