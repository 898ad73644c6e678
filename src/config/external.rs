//! `[check.external]`: how links to the web are checked, where that is asked for.

use std::collections::BTreeSet;

use crate::node::{Reader, Sink};
use crate::source::{RepoPath, Spanned};

/// `[check.external]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    /// `skip`: addresses that nobody is asked about, besides those of [`BADGES`].
    pub skip: Vec<UrlPattern>,
    /// `accept`: statuses that are good answers, besides 200 to 299.
    pub accept: BTreeSet<u16>,
    /// `timeout`, in seconds; 20 by default.
    pub timeout: u32,
    /// `retries`: how often to ask again where no answer came; 2 by default.
    pub retries: u32,
    /// `keep`: for how many days a good answer counts; 7 by default.
    pub keep: u32,
    /// `user-agent`: what docsgen calls itself.
    pub user_agent: Option<String>,
    /// `cache`: the file of good answers, in the cache folder by default.
    pub cache: Option<RepoPath>,
}

impl Default for External {
    fn default() -> Self {
        Self {
            skip: Vec::new(),
            accept: BTreeSet::new(),
            timeout: 20,
            retries: 2,
            keep: 7,
            user_agent: None,
            cache: None,
        }
    }
}

/// Hosts of badges: pictures made on request, of which a dead one says nothing about the text.
pub const BADGES: &[&str] = &[
    "img.shields.io",
    "badge.fury.io",
    "badgen.net",
    "*.badgen.net",
    "badges.gitter.im",
    "https://artifacthub.io/badge/*",
    "https://codecov.io/*/badge.svg*",
    "https://goreportcard.com/badge/*",
    "https://github.com/*/badge.svg*",
];

/// The longest time to wait for one answer, in seconds.
const LONGEST_TIMEOUT: u32 = 600;

/// The most that is asked again for one address.
const MOST_RETRIES: i64 = 10;

/// A pattern of addresses. `*` is any run of characters. With `://` it is about the whole address without its `#`, else
/// about the host alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlPattern {
    /// The texts between the stars.
    parts: Vec<Box<str>>,
    whole: bool,
}

impl UrlPattern {
    /// Reads a pattern; any text is one.
    #[must_use]
    pub fn new(written: &str) -> Self {
        Self { whole: written.contains("://"), parts: written.split('*').map(Into::into).collect() }
    }

    /// Whether an address matches, which is given whole and by its host.
    #[must_use]
    pub fn matches(&self, url: &str, host: &str) -> bool {
        let text = if self.whole { url } else { host };
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|only| **only == *text);
        };
        // The first place where each part fits is the best one: it leaves most for the rest.
        let Some(mut rest) = text.strip_prefix(&**first) else { return false };
        for part in middle {
            match rest.find(&**part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(&**last)
    }
}

/// Reads `[check.external]`.
pub(super) fn read(mut table: Reader<'_>, sink: &mut Sink) -> External {
    let mut external = External::default();
    for pattern in table.texts("skip", sink).unwrap_or_default() {
        if pattern.value.trim_matches('*').is_empty() {
            sink.invalid(pattern.range, format!("`{}` would skip every link", pattern.value)).help =
                Some("name a host, `*.example.org`, or an address, `https://example.org/private/*`".to_owned());
        } else {
            external.skip.push(UrlPattern::new(&pattern.value));
        }
    }
    for status in table.texts("accept", sink).unwrap_or_default() {
        match status.value.parse::<u16>().ok().filter(|status| (200..600).contains(status)) {
            Some(code) => {
                external.accept.insert(code);
            }
            None => {
                sink.invalid(status.range, format!("`{}` is no status of an answer", status.value)).help =
                    Some("write numbers from 200 to 599, as `accept = [403]`".to_owned());
            }
        }
    }
    if let Some(timeout) = table.text("timeout", sink)
        && let Some(seconds) = seconds(&timeout, sink)
    {
        external.timeout = seconds;
    }
    if let Some(keep) = table.text("keep", sink)
        && let Some(days) = super::read::days("keep", &keep, sink)
    {
        external.keep = days.value;
    }
    if let Some(retries) = table.integer("retries", sink) {
        match u32::try_from(retries.value).ok().filter(|_| retries.value <= MOST_RETRIES) {
            Some(number) => external.retries = number,
            None => {
                let message = format!("`retries` must lie between 0 and {MOST_RETRIES}, and is {}", retries.value);
                sink.invalid(retries.range, message);
            }
        }
    }
    if let Some(agent) = table.text("user-agent", sink) {
        if !agent.value.is_empty() && agent.value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            external.user_agent = Some(agent.value);
        } else {
            sink.invalid(agent.range, "`user-agent` must be a line of ASCII text");
        }
    }
    external.cache = table.text("cache", sink).and_then(|file| cache_file(&file, sink));
    table.finish(sink);
    external
}

/// Reads a length of time in whole seconds.
fn seconds(written: &Spanned<String>, sink: &mut Sink) -> Option<u32> {
    let seconds = written.value.parse::<jiff::SignedDuration>().ok().map(|duration| duration.as_secs());
    let seconds = seconds
        .and_then(|seconds| u32::try_from(seconds).ok())
        .filter(|seconds| (1..=LONGEST_TIMEOUT).contains(seconds));
    if seconds.is_none() {
        let message = format!(
            "`timeout` must be a length of time between 1 and {LONGEST_TIMEOUT} seconds, and is `{}`",
            written.value
        );
        sink.invalid(written.range, message).help = Some("write a number and a unit: `20s`, `1 minute`".to_owned());
    }
    seconds
}

/// The place of the cache file. It is written without asking, so that only a file that can be nothing else will do.
fn cache_file(written: &Spanned<String>, sink: &mut Sink) -> Option<RepoPath> {
    let path = super::read::path_in(&RepoPath::root(), written, sink)?.value;
    if path.extension() == Some("json") && path.parts().all(|part| !part.eq_ignore_ascii_case(".git")) {
        return Some(path);
    }
    sink.invalid(written.range, format!("`{path}` is no place for the cache of links")).help =
        Some("name a file that ends with `.json`, such as `.cache/links.json`".to_owned());
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn patterns_are_about_hosts_or_whole_addresses() {
        for (pattern, url, host, matches) in [
            ("example.org", "https://example.org/a", "example.org", true),
            ("example.org", "https://www.example.org/a", "www.example.org", false),
            ("*.example.org", "https://www.example.org/a", "www.example.org", true),
            ("*.example.org", "https://example.org/a", "example.org", false),
            ("https://example.org/a", "https://example.org/a", "example.org", true),
            ("https://example.org/a", "https://example.org/ab", "example.org", false),
            ("https://example.org/a*", "https://example.org/ab/c", "example.org", true),
            ("*://example.org/*.png", "http://example.org/x/y.png", "example.org", true),
            ("*://example.org/*.png", "http://example.org/x.png?y", "example.org", false),
            ("https://*ab*ab", "https://abab", "abab", true),
            ("https://*ab*ab", "https://ab", "ab", false),
        ] {
            assert_eq!(UrlPattern::new(pattern).matches(url, host), matches, "{pattern} on {url}");
        }
        let pattern = UrlPattern::new(&format!("https://{}", "*a".repeat(1_000)));
        assert!(!pattern.matches(&format!("https://{}b", "a".repeat(100_000)), "x"), "in no time");
    }

    fn read(text: &str) -> (External, Vec<String>) {
        let root = RepoPath::root();
        let file = RepoPath::new("book.toml").expect("inside");
        let (config, remarks) = Config::read(text, &file, &root).expect("TOML");
        let shown = |range: crate::source::TextRange, message: &str| format!("{}: {message}", range.of(text));
        (config.check.external, remarks.iter().map(|remark| shown(remark.range, &remark.message)).collect())
    }

    #[test]
    fn every_key_is_read() {
        let (external, remarks) = read(
            "[check.external]\nskip = [\"*.example.org\"]\naccept = [403, 429]\ntimeout = \"5s\"\nkeep = \"2 weeks\"\n\
             retries = 0\nuser-agent = \"us\"\ncache = \".cache/links.json\"\n",
        );
        let expected = External {
            skip: vec![UrlPattern::new("*.example.org")],
            accept: BTreeSet::from([403, 429]),
            timeout: 5,
            retries: 0,
            keep: 14,
            user_agent: Some("us".to_owned()),
            cache: RepoPath::new(".cache/links.json"),
        };
        assert_eq!((external, remarks), (expected, vec![]));
        assert_eq!(read("").0, External::default());
    }

    #[test]
    fn what_cannot_be_is_said_and_left_at_its_default() {
        for (line, message) in [
            ("skip = \"*\"", "\"*\": `*` would skip every link"),
            ("accept = [99]", "99: `99` is no status of an answer"),
            ("timeout = \"0s\"", "\"0s\": `timeout` must be a length of time between 1 and 600 seconds, and is `0s`"),
            (
                "timeout = \"soon\"",
                "\"soon\": `timeout` must be a length of time between 1 and 600 seconds, and is `soon`",
            ),
            ("keep = \"1h\"", "\"1h\": `keep` must be a length of time of at least a day, and is `1h`"),
            ("retries = 11", "11: `retries` must lie between 0 and 10, and is 11"),
            ("retries = -1", "-1: `retries` must lie between 0 and 10, and is -1"),
            ("user-agent = \"\"", "\"\": `user-agent` must be a line of ASCII text"),
            ("cache = \".git/x.json\"", "\".git/x.json\": `.git/x.json` is no place for the cache of links"),
            ("cache = \"README.md\"", "\"README.md\": `README.md` is no place for the cache of links"),
            ("cache = \"../x.json\"", "\"../x.json\": `../x.json` is no path inside the repository"),
            ("skips = []", "skips: unknown key `check.external.skips`"),
        ] {
            let (external, remarks) = read(&format!("[check.external]\n{line}\n"));
            assert_eq!((external, remarks), (External::default(), vec![message.to_owned()]), "{line}");
        }
    }
}
