//! A record of addresses that were published: a list, the `facts.json` of a site, or a sitemap.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

use crate::source::TextRange;

/// Addresses that were published, in the order written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The addresses.
    pub urls: Vec<PublishedUrl>,
    /// Why it can't be read, in one clause.
    pub fault: Option<String>,
}

/// An address that was published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedUrl {
    /// As it is written: from the site root, or whole.
    pub address: String,
    /// Where it is written; the start of the file where that says no more.
    pub range: TextRange,
    /// The file that it was made from, where that is known.
    pub source: Option<String>,
    /// Its title, where that is known.
    pub title: Option<String>,
}

#[derive(Deserialize)]
struct Facts {
    pages: Vec<FactsPage>,
    #[serde(default)]
    redirects: Vec<FactsRedirect>,
}

#[derive(Deserialize)]
struct FactsPage {
    route: String,
    source: Option<String>,
    title: Option<String>,
}

#[derive(Deserialize)]
struct FactsRedirect {
    from: String,
}

/// Reads a record, whatever it is: JSON is `facts.json`, XML is a sitemap, and anything else a list with an address on each
/// line, of which those that start with `#` are remarks.
#[must_use]
pub fn parse_published(text: &str) -> Published {
    match text.trim_start_matches('\u{feff}').trim_start().as_bytes().first() {
        Some(b'{') => facts(text),
        Some(b'<') => sitemap(text),
        _ => Published { urls: list(text), fault: None },
    }
}

fn list(text: &str) -> Vec<PublishedUrl> {
    let mut urls = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let address = line.trim_start_matches('\u{feff}').trim();
        if !address.is_empty() && !address.starts_with('#') {
            let at = start + line.find(address).unwrap_or_default();
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let range = TextRange { start: place(at), end: place(at + address.len()) };
            urls.push(PublishedUrl { address: address.to_owned(), range, ..PublishedUrl::default() });
        }
        start += line.len();
    }
    urls
}

fn facts(text: &str) -> Published {
    let facts: Facts = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(facts) => facts,
        Err(error) => {
            return Published { fault: Some(format!("it is no facts.json: {error}")), ..Published::default() };
        }
    };
    let pages = facts.pages.into_iter().map(|page| PublishedUrl {
        address: page.route,
        source: page.source,
        title: page.title,
        ..PublishedUrl::default()
    });
    let redirects =
        facts.redirects.into_iter().map(|redirect| PublishedUrl { address: redirect.from, ..PublishedUrl::default() });
    Published { urls: pages.chain(redirects).collect(), fault: None }
}

fn sitemap(text: &str) -> Published {
    let mut reader = Reader::from_str(text);
    let mut published = Published::default();
    let mut in_address = false;
    let mut address = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "loc" => {
                in_address = true;
                address.clear();
            }
            Ok(Event::Text(part)) if in_address => {
                address.push_str(&part);
            }
            Ok(Event::GeneralRef(reference)) if in_address => match &*reference {
                "amp" => address.push('&'),
                "apos" => address.push('\''),
                "quot" => address.push('"'),
                _ => {}
            },
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "loc" => {
                in_address = false;
                let address = address.trim().to_owned();
                published.urls.push(PublishedUrl { address, ..PublishedUrl::default() });
            }
            Ok(Event::Eof) => return published,
            Ok(_) => {}
            Err(error) => {
                published.fault = Some(format!("it is no sitemap: {error}"));
                return published;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn addresses(text: &str) -> Vec<String> {
        let Published { urls, fault } = parse_published(text);
        assert_eq!(fault, None, "{text}");
        urls.into_iter().map(|url| url.address).collect()
    }

    #[test]
    fn lists_sitemaps_and_facts_are_read() {
        let list = "\u{feff}# Published.\r\n\r\nindex.html\r\n  /docs/a.html#part \nhttps://a.b/c/\n";
        assert_eq!(addresses(list), ["index.html", "/docs/a.html#part", "https://a.b/c/"]);
        for url in parse_published(list).urls {
            assert_eq!(url.range.of(list), url.address);
        }
        let sitemap = "<?xml version=\"1.0\"?>\n<urlset xmlns=\"x\"><url><loc>https://a.b/</loc><lastmod>2026</lastmod></url>\
                       <url>\n<loc> https://a.b/c?d&amp;e </loc></url></urlset>";
        assert_eq!(addresses(sitemap), ["https://a.b/", "https://a.b/c?d&e"]);
        let facts = r#"{"version":1,"pages":[{"route":"a.html","source":"a.md","title":"A"},{"route":"b.html"}],
                        "redirects":[{"from":"old.html","to":"a.html"}],"charts":[]}"#;
        assert_eq!(addresses(facts), ["a.html", "b.html", "old.html"]);
        assert_eq!(parse_published(facts).urls[0].source.as_deref(), Some("a.md"));
        assert_eq!(addresses(""), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_text_has_places_inside_it(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "\"pages\":", "[", "]", "<", ">", "<loc>", "</loc>", "&", "&amp;", "/", "a", "백", " ", "\t", "\n",
                    "\r\n", "#", "\u{feff}", "\u{a0}",
                ]),
                0..40,
            ),
            other in any::<String>(),
        ) {
            let text = pieces.concat() + &other;
            for url in parse_published(&text).urls {
                prop_assert!(text.get(url.range.as_range()).is_some(), "{:?}", url.range);
            }
        }
    }

    #[test]
    fn what_is_neither_is_said() {
        for text in ["{", "{\"pages\": 1}", "<urlset><loc>a</urlset>"] {
            assert!(parse_published(text).fault.is_some(), "{text}");
        }
    }
}
