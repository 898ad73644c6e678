//! Addresses on the web, taken apart as browsers do.

use std::fmt;

use percent_encoding::percent_decode_str;
use url::Url;

/// An `http` or `https` address without fragment, user name and password.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebUrl(Url);

/// Why an address isn't asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotWeb {
    /// Its scheme is another one, such as `mailto:`.
    Scheme,
    /// It carries a user name or password, which isn't sent to anybody.
    Credentials,
    /// It can't be read; the reason is one short clause.
    Invalid(String),
}

impl WebUrl {
    /// Reads an address and what stands behind its `#`, decoded. `//host/path` is read as `https`.
    ///
    /// # Errors
    /// Where it isn't an address that can be asked for.
    pub fn parse(written: &str) -> Result<(Self, Option<String>), NotWeb> {
        let written = written.trim();
        let read = match written.strip_prefix("//") {
            Some(rest) => Url::parse(&format!("https://{rest}")),
            None => Url::parse(written),
        };
        Self::of(read)
    }

    /// Where a redirect from here leads, and whether it names a fragment itself.
    ///
    /// # Errors
    /// Where it leads to nothing that can be asked for.
    pub fn join(&self, location: &str) -> Result<(Self, bool), NotWeb> {
        Self::of(self.0.join(location.trim())).map(|(url, fragment)| (url, fragment.is_some()))
    }

    fn of(read: Result<Url, url::ParseError>) -> Result<(Self, Option<String>), NotWeb> {
        let mut url = read.map_err(|error| NotWeb::Invalid(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NotWeb::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotWeb::Credentials);
        }
        let fragment = url.fragment().map(|fragment| percent_decode_str(fragment).decode_utf8_lossy().into_owned());
        url.set_fragment(None);
        Ok((Self(url), fragment))
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host's name or address; an IPv6 address stands in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Host and port: what shares one queue.
    #[must_use]
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host(), self.0.port_or_known_default().unwrap_or_default())
    }

    /// The path, with its leading slash.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// Whether what is said there can't be read or changed on the way.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether the host is written as a number.
    #[must_use]
    pub fn address(&self) -> Option<std::net::IpAddr> {
        match self.0.host()? {
            url::Host::Domain(_) => None,
            url::Host::Ipv4(address) => Some(address.into()),
            url::Host::Ipv6(address) => Some(address.into()),
        }
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        for (written, url, fragment) in [
            ("https://Example.org", "https://example.org/", None),
            ("https://example.org/a b?x=1#%EA%B0%80", "https://example.org/a%20b?x=1", Some("가")),
            ("//cdn.example.org/x.png", "https://cdn.example.org/x.png", None),
            ("http://bücher.example/#", "http://xn--bcher-kva.example/", Some("")),
            ("http://0x7f.1/", "http://127.0.0.1/", None),
        ] {
            let (read, found) = WebUrl::parse(written).expect("an address");
            assert_eq!((read.as_str(), found.as_deref()), (url, fragment), "{written}");
        }
        for (written, expected) in [
            ("mailto:a@example.org", Some(NotWeb::Scheme)),
            ("ftp://example.org", Some(NotWeb::Scheme)),
            ("https://me:secret@example.org/", Some(NotWeb::Credentials)),
            ("https://", None),
            ("https://a b.example/", None),
        ] {
            let error = WebUrl::parse(written).expect_err(written);
            match expected {
                Some(expected) => assert_eq!(error, expected),
                None => assert!(matches!(error, NotWeb::Invalid(_)), "{written}: {error:?}"),
            }
        }
    }

    #[test]
    fn redirects_lead_on_from_where_they_were_met() {
        let (from, _) = WebUrl::parse("https://example.org/a/b?c").expect("an address");
        for (location, expected) in [
            ("d", Ok(("https://example.org/a/d", false))),
            ("/d#e", Ok(("https://example.org/d", true))),
            ("//other.example/", Ok(("https://other.example/", false))),
            ("file:///etc/passwd", Err(NotWeb::Scheme)),
        ] {
            let found = from.join(location);
            let found = found.as_ref().map(|(url, fragment)| (url.as_str(), *fragment)).map_err(Clone::clone);
            assert_eq!(found, expected, "{location}");
        }
    }
}
