//! Links to the web: which addresses to ask about, and what the answers say of the links.

mod own;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use self::own::{Own, Place};
use self::said::{destination, moved, no_page, not_known};
use crate::config::{BADGES, Config, UrlPattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::fetch::{Answer, NotWeb, Request, WebUrl};
use crate::fs::Listing;
use crate::site::Site;
use crate::site::link::Target;
use crate::source::{Sources, Span};

/// What the links of a site are looked up in.
#[derive(Clone, Copy)]
pub struct Linked<'a> {
    /// Settings.
    pub config: &'a Config,
    /// What the repository holds.
    pub listing: &'a Listing,
    /// The site.
    pub site: &'a Site,
    /// The texts it was read from.
    pub sources: &'a Sources,
    /// Whether the repository's root is that of git, so that its own addresses name its files.
    pub at_git_root: bool,
    /// Whether hosts that can't be public are asked as well.
    pub allow_private: bool,
}

/// The links to the web of a site.
#[derive(Debug)]
pub struct ExternalLinks {
    /// What to ask, each address once, in order.
    pub requests: Vec<Request>,
    /// How many links nobody is asked about.
    pub left_out: usize,
    /// What is wrong without asking anybody.
    pub findings: Vec<Diagnostic>,
    links: Vec<AskedLink>,
}

/// A link whose address is asked about.
#[derive(Debug)]
struct AskedLink {
    span: Span,
    /// The destination as the author meant it.
    destination: Box<str>,
    /// Index into the requests.
    request: usize,
    /// The place it names, if that is one of HTML.
    fragment: Option<String>,
    /// What stands behind `#`, as written.
    written_fragment: Option<Box<str>>,
    /// Whether the text at the span is the destination, letter by letter, so that another can stand there.
    literal: bool,
}

/// Names that belong to nobody, for examples (RFC 2606).
const EXAMPLES: &[&str] = &["example.com", "example.net", "example.org", "example", "test", "invalid"];

/// Names that mean something inside a network alone.
const INSIDE: &[&str] =
    &["localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "corp", "svc"];

/// Finds every link to the web. Asks nobody.
#[must_use]
pub fn external_links(linked: Linked<'_>) -> ExternalLinks {
    let own = Own::new(linked.config, linked.listing, linked.at_git_root);
    let badges: Vec<UrlPattern> = BADGES.iter().map(|pattern| UrlPattern::new(pattern)).collect();
    let skipped = |url: &WebUrl| {
        let patterns = linked.config.check.external.skip.iter().chain(&badges);
        patterns.into_iter().any(|pattern| pattern.matches(url.as_str(), url.host()))
    };
    let mut found = ExternalLinks { requests: Vec::new(), left_out: 0, findings: Vec::new(), links: Vec::new() };
    let mut asked: BTreeMap<WebUrl, (Vec<usize>, BTreeSet<String>)> = BTreeMap::new();
    for (file, document, targets) in linked.site.texts() {
        for (link, _) in document.links.iter().zip(targets).filter(|(_, target)| **target == Target::External) {
            let span = Span { file, range: link.destination_range };
            let (url, fragment) = match WebUrl::parse(&link.destination) {
                Ok(read) => read,
                Err(NotWeb::Scheme) => continue,
                Err(NotWeb::Invalid(reason)) if !is_placeholder(&link.destination) => {
                    let message = format!("the address can't be read: {reason}");
                    found.findings.push(
                        Diagnostic::new(Code::LinkExternalBroken, span, message)
                            .target(&*link.destination)
                            .help("correct the address, or take the link out"),
                    );
                    continue;
                }
                Err(NotWeb::Invalid(_) | NotWeb::Credentials) => {
                    found.left_out += 1;
                    continue;
                }
            };
            match own.place(&url) {
                None => {}
                Some(place) => {
                    if let Place::Wrong(code, message, help) = place {
                        let finding = Diagnostic::new(code, span, message).target(&*link.destination).help(help);
                        found.findings.push(finding);
                    }
                    found.left_out += 1;
                    continue;
                }
            }
            let inside = !linked.allow_private && is_inside(&url);
            if inside || is_example(&url) || is_placeholder(&link.destination) || skipped(&url) {
                found.left_out += 1;
                continue;
            }
            let fragment = fragment.filter(|fragment| is_place(&url, fragment));
            let (indices, fragments) = asked.entry(url).or_default();
            indices.push(found.links.len());
            fragments.extend(fragment.clone());
            found.links.push(AskedLink {
                span,
                destination: link.destination.clone(),
                // Known once all addresses are in order.
                request: 0,
                fragment,
                written_fragment: link.destination.split_once('#').map(|(_, fragment)| fragment.into()),
                literal: linked.sources.text(span) == &*link.destination,
            });
        }
    }
    for (url, (indices, fragments)) in asked {
        for index in indices {
            found.links[index].request = found.requests.len();
        }
        found.requests.push(Request { url, fragments });
    }
    found
}

impl ExternalLinks {
    /// What the answers say of the links. An answer belongs to the request of the same index.
    #[must_use]
    pub fn judge(&self, answers: &[Answer]) -> Vec<Diagnostic> {
        let answered = self.links.iter().filter_map(|link| Some((link, answers.get(link.request)?)));
        answered.flat_map(|(link, answer)| link.judge(&self.requests[link.request].url, answer)).collect()
    }
}

impl AskedLink {
    fn judge(&self, url: &WebUrl, answer: &Answer) -> Vec<Diagnostic> {
        let new = |code, message: String, help: &str| {
            Diagnostic::new(code, self.span, message).target(&*self.destination).help(help)
        };
        let alive = match answer {
            Answer::Private => return Vec::new(),
            Answer::Gone { status, at } => {
                let message = no_page(*status, at.as_ref());
                return vec![new(Code::LinkExternalBroken, message, "correct the address, or take the link out")];
            }
            Answer::Unreachable { why, at } => {
                let (message, help) = not_known(why, at.as_ref().unwrap_or(url));
                return vec![new(Code::LinkExternalUnreachable, message, help)];
            }
            Answer::Alive(alive) => alive,
        };
        let mut findings = Vec::new();
        let missing = self.fragment.as_ref().filter(|fragment| alive.missing.contains(*fragment));
        if let Some(fragment) = missing {
            let message = format!("the page has no heading or id `{}`", said::short(fragment));
            let help = "link to the page alone, or to a place it has";
            findings.push(new(Code::LinkExternalMissingAnchor, message, help));
        }
        if let Some(to) = &alive.moved_to {
            let (message, help, certain) = moved(url, to);
            let mut finding = new(Code::LinkExternalRedirect, message, help);
            if certain
                && missing.is_none()
                && self.literal
                && let Some(text) = destination(to, self.written_fragment.as_deref())
            {
                finding = finding.fixed_by(self.span, text);
            }
            findings.push(finding);
        }
        findings
    }
}

/// Whether a host's name is one of these or below one of them.
fn is_below(host: &str, names: &[&str]) -> bool {
    let host = host.trim_end_matches('.');
    names.iter().any(|name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

fn is_example(url: &WebUrl) -> bool {
    is_below(url.host(), EXAMPLES)
}

/// Whether a name can mean something inside a network alone. What names lead to is seen when they are looked up.
fn is_inside(url: &WebUrl) -> bool {
    url.address().is_none() && (!url.host().trim_end_matches('.').contains('.') || is_below(url.host(), INSIDE))
}

/// Whether an address has a part that its reader is to fill in.
fn is_placeholder(destination: &str) -> bool {
    let lower = destination.to_ascii_lowercase();
    destination.contains(['<', '>', '{', '}', '$', '…'])
        || ["%3c", "%7b", "%24", "..."].iter().any(|mark| lower.contains(mark))
}

/// Places of GitHub's pages that a script adds.
const ADDED_BY_GITHUB: &[&str] = &[
    "issuecomment-",
    "discussion_r",
    "discussioncomment-",
    "pullrequestreview-",
    "commitcomment-",
    "event-",
    "issue-",
    "diff-",
    "readme",
];

/// Whether a fragment names a place of the HTML that the server sends. Others are for scripts (`#/route`, `#!x`, lines of a
/// source file, places in GitHub's threads), for viewers (`#page=3`) or for the browser (`#:~:text=`).
fn is_place(url: &WebUrl, fragment: &str) -> bool {
    let line = |text: &str| {
        let text = text.trim_start_matches('L');
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'L' | b'C'))
    };
    let lines = fragment.starts_with('L') && line(fragment) || fragment.starts_with("lines-");
    let github = url.host() == "github.com" && ADDED_BY_GITHUB.iter().any(|start| fragment.starts_with(start));
    !(fragment.is_empty()
        || fragment.eq_ignore_ascii_case("top")
        || fragment.starts_with(['/', '!', '?'])
        || fragment.contains(":~:")
        || fragment.contains('=')
        || lines
        || github)
}
