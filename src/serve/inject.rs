//! The live script in a page, put there as the page is sent and nowhere else.

use memchr::memmem;

/// A page with the script that keeps it up to date. `script` is its address, `digest` that of the page as it was made.
///
/// The script stands first in the page's head. It is a module, which runs in its turn among the deferred scripts: before
/// all others, while the document is still as it was sent. The page's own policy is told to let it in.
pub(super) fn inject(html: &str, script: &str, digest: &str) -> String {
    let element = format!("<script type=\"module\" src=\"{script}\" data-docsgen-digest=\"{digest}\"></script>");
    let scanned = scan(html);
    let mut page = String::with_capacity(html.len() + element.len() + 100);
    let mut from = 0;
    let mut inserted = false;
    for policy in &scanned.policies {
        if scanned.head <= policy.start && !inserted {
            page.push_str(&html[from..scanned.head]);
            page.push_str(&element);
            (from, inserted) = (scanned.head, true);
        }
        page.push_str(&html[from..policy.start]);
        page.push_str(&extended(&html[policy.clone()]));
        from = policy.end;
    }
    if !inserted {
        page.push_str(&html[from..scanned.head.max(from)]);
        page.push_str(&element);
        from = scanned.head.max(from);
    }
    page.push_str(&html[from..]);
    page
}

/// What matters of a page's beginning.
struct Scanned {
    /// Where the head's content starts.
    head: usize,
    /// Values of `content` of the policies in the head.
    policies: Vec<std::ops::Range<usize>>,
}

/// Goes through the tags up to the page's body.
fn scan(html: &str) -> Scanned {
    let bytes = html.as_bytes();
    let mut scanned = Scanned { head: 0, policies: Vec::new() };
    let mut head_open = false;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = start + memmem::find(rest.as_bytes(), b"-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let end = start + tag_length(rest);
        let name: String = rest[1..]
            .chars()
            .take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '!' | '/'))
            .collect::<String>()
            .to_ascii_lowercase();
        match name.as_str() {
            "!doctype" | "html" => scanned.head = end,
            "head" => {
                (scanned.head, head_open) = (end, true);
            }
            "/head" | "body" => break,
            "script" | "style" | "title" if head_open => {
                // What stands in them is text, whatever it looks like.
                at = end + end_tag(&html[end..], &name);
                continue;
            }
            "meta" => {
                let tag = &html[start..end];
                let is_policy = attribute(tag, "http-equiv")
                    .is_some_and(|value| tag[value].eq_ignore_ascii_case("content-security-policy"));
                if let Some(value) = attribute(tag, "content").filter(|_| is_policy) {
                    scanned.policies.push(start + value.start..start + value.end);
                }
            }
            _ if head_open => {}
            // A page without a head's tag: whatever comes first is its content.
            _ => break,
        }
        at = end;
    }
    scanned
}

/// Where the end tag of that name starts, in letters of any case; the end of the text where there is none.
fn end_tag(text: &str, name: &str) -> usize {
    let is_name = |at: &usize| {
        let written = text.as_bytes().get(at + 2..at + 2 + name.len());
        written.is_some_and(|written| written.eq_ignore_ascii_case(name.as_bytes()))
    };
    memmem::find_iter(text.as_bytes(), b"</").find(is_name).unwrap_or(text.len())
}

/// The length of the tag that a text starts with; a `>` in quotes doesn't end it.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Where in a tag the value of an attribute stands, if it is in quotes.
fn attribute(tag: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find(name) {
        let start = from + found;
        from = start + name.len();
        let before = lower[..start].bytes().next_back();
        if !before.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'/')) {
            continue;
        }
        let after = lower[from..].trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else { continue };
        let open = lower.len() - value.len();
        let quote = value.bytes().next().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let close = lower[open + 1..].find(char::from(quote))?;
        return Some(open + 1..open + 1 + close);
    }
    None
}

/// A policy that lets in the live script, its style sheet and its stream of events, and nothing else that it didn't.
fn extended(policy: &str) -> String {
    // In an attribute `'` may be written as an entity; such a policy is written anew with plain quotes.
    let policy = policy.replace("&#39;", "'").replace("&#x27;", "'").replace("&apos;", "'");
    let mut directives: Vec<Vec<&str>> = policy
        .split(';')
        .map(|part| part.split_ascii_whitespace().collect())
        .filter(|part: &Vec<_>| !part.is_empty())
        .collect();
    let fallback: Option<Vec<&str>> =
        directives.iter().find(|part| part[0].eq_ignore_ascii_case("default-src")).map(|part| part[1..].to_vec());
    for name in ["script-src", "style-src", "connect-src"] {
        let element = format!("{name}-elem");
        let mut found = false;
        for part in &mut directives {
            if part[0].eq_ignore_ascii_case(name) || part[0].eq_ignore_ascii_case(&element) {
                found |= part[0].eq_ignore_ascii_case(name);
                allow_self(part);
            }
        }
        if let (false, Some(fallback)) = (found, &fallback) {
            let mut part = vec![name];
            part.extend(fallback);
            allow_self(&mut part);
            directives.push(part);
        }
    }
    directives.iter().map(|part| part.join(" ")).collect::<Vec<_>>().join("; ")
}

fn allow_self(directive: &mut Vec<&str>) {
    if directive.iter().any(|source| matches!(*source, "'self'" | "*")) {
        return;
    }
    directive.retain(|source| *source != "'none'");
    directive.push("'self'");
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "<script type=\"module\" src=\"/_docsgen/live.js\" data-docsgen-digest=\"d\"></script>";

    fn injected(html: &str) -> String {
        inject(html, "/_docsgen/live.js", "d")
    }

    #[test]
    fn the_script_is_the_first_thing_in_the_head() {
        for (before, after) in [
            ("<!doctype html>\n<html lang=\"en\">\n<head>\n<title>", "x</title></head><body></body>"),
            ("<!doctype html><html><HEAD data-a=\">\">", "<script src=a></script></HEAD>"),
            ("<!-- <head> --><!doctype html><html><head>", "</head>"),
            ("<!doctype html>", "<p>no head</p><head>"),
            ("<html>", "<body><head></body>"),
            ("", "text only"),
            ("", ""),
            ("<!doctype html>", "<title>a</title>"),
            ("<head>", "<title></head></title><meta name=\"a\"></head>"),
        ] {
            // In the first case there is content between the tag and where it was cut, so that one isn't compared by its place.
            let html = format!("{before}{after}");
            let page = injected(&html);
            assert_eq!(page.replacen(SCRIPT, "", 1), html, "nothing else changes");
            let at = page.find(SCRIPT).unwrap_or_else(|| panic!("no script in {page}"));
            let expected = before.trim_end_matches("\n<title>").len();
            assert_eq!(at, expected, "{page}");
        }
    }

    #[test]
    fn the_policy_lets_the_script_in_and_nothing_else() {
        for (policy, expected) in [
            (
                "script-src 'self'; style-src 'self'; connect-src 'self'",
                "script-src 'self'; style-src 'self'; connect-src 'self'",
            ),
            (
                "default-src 'none'; script-src 'sha256-x'",
                "default-src 'none'; script-src 'sha256-x' 'self'; style-src 'self'; connect-src 'self'",
            ),
            (
                "default-src https:",
                "default-src https:; script-src https: 'self'; style-src https: 'self'; connect-src https: 'self'",
            ),
            ("img-src 'none'", "img-src 'none'"),
            ("default-src *", "default-src *; script-src *; style-src *; connect-src *"),
            (
                "default-src 'self'; script-src-elem 'none'",
                "default-src 'self'; script-src-elem 'self'; script-src 'self'; style-src 'self'; connect-src 'self'",
            ),
        ] {
            let page = |policy: &str| {
                format!(
                    "<head><meta charset=utf-8><meta content=\"{policy}\" http-equiv='Content-Security-Policy'></head>"
                )
            };
            let expected = page(expected).replacen("<head>", &format!("<head>{SCRIPT}"), 1);
            assert_eq!(injected(&page(policy)), expected, "{policy}");
        }
    }

    #[test]
    fn a_policy_in_the_text_is_no_policy() {
        let html = "<head></head><body><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">";
        assert_eq!(injected(html), html.replacen("<head>", &format!("<head>{SCRIPT}"), 1));
    }
}
