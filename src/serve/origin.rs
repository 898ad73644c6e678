//! Who may ask.
//!
//! A page of any site on the web can have the browser send requests to this machine, and can give its own name this
//! machine's address (DNS rebinding) to read the answers. So the name that was asked for must be one of this machine's, or
//! one that whoever started the server allowed; an address in numbers can't be rebound and is always good.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The headers of a request that say where it comes from and whom it asks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    /// `Host`.
    pub(super) host: Option<&'a str>,
    /// `Origin`.
    pub(super) origin: Option<&'a str>,
    /// `Sec-Fetch-Site`.
    pub(super) fetch_site: Option<&'a str>,
    /// `Sec-Fetch-Mode`.
    pub(super) fetch_mode: Option<&'a str>,
}

/// The names that are answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowed {
    names: Vec<String>,
}

impl Allowed {
    /// This machine's names and these: `docs.test`, or `.docs.test` for all names below it as well.
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { names: names.into_iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase()).collect() }
    }

    /// Whether a request is answered; the reason if it isn't.
    pub(super) fn check(&self, asked: Asked<'_>) -> Result<(), String> {
        let Some(host) = asked.host else { return Err("the request names no host".to_owned()) };
        if !self.allows(host_name(host)) {
            return Err(format!("`{host}` is none of this server's names; `--allow-host` allows one"));
        }
        if let Some(origin) = asked.origin {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            if !authority.is_some_and(|authority| self.allows(host_name(authority))) {
                return Err(format!("pages of `{origin}` may not ask this server"));
            }
        }
        // A script or picture in another site's page has no `Origin`. A link there, which is followed, is fine.
        if asked.fetch_site == Some("cross-site") && asked.fetch_mode.is_some_and(|mode| mode != "navigate") {
            return Err("pages of other sites may not take files of this one".to_owned());
        }
        Ok(())
    }

    fn allows(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let in_brackets = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        if in_brackets.is_some_and(|name| name.parse::<Ipv6Addr>().is_ok()) || name.parse::<Ipv4Addr>().is_ok() {
            return true;
        }
        name == "localhost"
            || name.ends_with(".localhost")
            || self.names.iter().any(|allowed| match allowed.strip_prefix('.') {
                Some(parent) => name == parent || name.ends_with(allowed),
                None => name == *allowed,
            })
    }
}

/// The name in `name:port`.
fn host_name(authority: &str) -> &str {
    if authority.starts_with('[') {
        return authority.find(']').map_or(authority, |end| &authority[..=end]);
    }
    authority.split_once(':').map_or(authority, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_and_allowed_ones_are_answered() {
        let allowed = Allowed::new(["docs.test", ".dev.example.com"]);
        for (host, answered) in [
            ("localhost", true),
            ("localhost:3000", true),
            ("LOCALHOST.:3000", true),
            ("docs.localhost:3000", true),
            ("127.0.0.1:3000", true),
            ("192.168.0.7:3000", true),
            ("[::1]:3000", true),
            ("[::1]", true),
            ("docs.test:80", true),
            ("Docs.Test", true),
            ("a.docs.test", false),
            ("dev.example.com", true),
            ("a.b.dev.example.com:1", true),
            ("evildev.example.com", false),
            ("example.com", false),
            ("localhost.example.com", false),
            ("notlocalhost", false),
            ("127.0.0.1.example.com", false),
            ("", false),
            ("[::1", false),
        ] {
            let asked = Asked { host: Some(host), ..Asked::default() };
            assert_eq!(allowed.check(asked).is_ok(), answered, "{host}");
        }
        assert!(allowed.check(Asked::default()).is_err(), "a request without a host");
    }

    #[test]
    fn pages_of_other_sites_get_nothing() {
        let allowed = Allowed::default();
        for (origin, fetch_site, fetch_mode, answered) in [
            (None, None, None, true),
            (Some("http://localhost:3000"), Some("same-origin"), Some("cors"), true),
            (Some("http://127.0.0.1:8080"), None, None, true),
            (Some("https://example.com"), None, None, false),
            (Some("null"), None, None, false),
            (None, Some("cross-site"), Some("no-cors"), false),
            (None, Some("cross-site"), Some("navigate"), true),
            (None, Some("none"), Some("navigate"), true),
        ] {
            let asked = Asked { host: Some("localhost"), origin, fetch_site, fetch_mode };
            assert_eq!(allowed.check(asked).is_ok(), answered, "{asked:?}");
        }
    }
}
