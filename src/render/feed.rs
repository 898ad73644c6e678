//! `releases/feed.xml`: the releases as an Atom feed (RFC 4287).
//!
//! Nothing in it depends on the day of the build. A release without a day is left out, since an entry has to say when it was
//! updated. Ids are the version behind the URL of the list, so that they stay when release notes are written later.

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::translation::Translation;
use crate::config::Config;
use crate::site::Site;
use crate::site::release::Release;
use crate::site::route::{Route, encode_fragment};

/// Where it is published, from the site root.
pub const ROUTE: &str = "releases/feed.xml";

/// How many releases it has: readers fetch it every hour.
const ENTRIES: usize = 50;

/// How many charts a summary names.
const CHARTS: usize = 20;

/// The releases that are in the feed, the newest first.
fn listed(site: &Site) -> Vec<(&Release, Date)> {
    let released = site.releases.iter().filter(|release| !release.unreleased);
    let mut dated: Vec<(&Release, Date)> = released.filter_map(|release| Some((release, release.date?))).collect();
    // Of one day, the order of the list.
    dated.sort_by_key(|(_, date)| std::cmp::Reverse(*date));
    dated.truncate(ENTRIES);
    dated
}

/// Whether there is anything to tell.
#[must_use]
pub fn has_feed(site: &Site) -> bool {
    site.releases.iter().any(|release| !release.unreleased && release.date.is_some())
}

/// The feed of a site that is published at `site_url`, in its words.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn feed(site: &Site, config: &Config, site_url: &str, words: &Translation) -> Vec<u8> {
    const WRITTEN: &str = "writing to memory doesn't fail";
    let releases = listed(site);
    let list = Route::new("releases/index.html").expect("a fixed word is a route").permalink(site_url);
    let own = format!("{site_url}{ROUTE}");
    let author = if config.book.authors.is_empty() { site.title.clone() } else { config.book.authors.join(", ") };
    let title = format!("{}: {}", site.title, words.t("Releases"));
    let updated = releases.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |(_, date)| midnight(*date));
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).expect(WRITTEN);
    let text = |writer: &mut Writer<Vec<u8>>, name: &str, text: &str| {
        writer.create_element(name).write_text_content(BytesText::new(&printable(text))).map(drop)
    };
    writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", config.book.language.as_str()))
        .write_inner_content(|writer| {
            text(writer, "id", &own)?;
            text(writer, "title", &title)?;
            text(writer, "updated", &updated)?;
            let links = [("self", own.as_str(), "application/atom+xml"), ("alternate", list.as_str(), "text/html")];
            for (rel, href, kind) in links {
                writer
                    .create_element("link")
                    .with_attributes([("rel", rel), ("type", kind), ("href", href)])
                    .write_empty()?;
            }
            writer.create_element("author").write_inner_content(|writer| text(writer, "name", &author))?;
            for (release, date) in &releases {
                writer.create_element("entry").write_inner_content(|writer| {
                    let chart = release.chart.map(|chart| site.chart(chart));
                    let anchor = match chart {
                        Some(chart) => format!("{}-{}", chart.id, release.version),
                        None => release.version.clone(),
                    };
                    let title = match chart {
                        Some(chart) => format!("{} {}", chart.title, release.version),
                        None => format!("{} {}", site.title, release.version),
                    };
                    let link = release.route.permalink(site_url);
                    text(writer, "id", &format!("{list}#{}", encode_fragment(&anchor)))?;
                    text(writer, "title", &title)?;
                    text(writer, "updated", &midnight(*date))?;
                    let link = [("rel", "alternate"), ("type", "text/html"), ("href", link.as_str())];
                    writer.create_element("link").with_attributes(link).write_empty()?;
                    let summary = summary(site, release, words);
                    if summary.is_empty() { Ok(()) } else { text(writer, "summary", &summary) }
                })?;
            }
            Ok(())
        })
        .expect(WRITTEN);
    let mut xml = writer.into_inner();
    xml.push(b'\n');
    xml
}

fn midnight(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// `Added: 3, Fixed: 1. Redis 0.3.3, Kafka.`
fn summary(site: &Site, release: &Release, words: &Translation) -> String {
    let mut sentences = Vec::new();
    if release.yanked {
        sentences.push(words.t("withdrawn").to_owned());
    }
    let counts = release.entry.iter().flat_map(|said| &said.entry.counts);
    let counts: Vec<String> = counts.map(|(section, count)| format!("{}: {count}", words.t(section.title()))).collect();
    let charts = release.mentions.iter().take(CHARTS).map(|mention| {
        let title = &site.chart(mention.chart).title;
        mention.version.as_ref().map_or_else(|| title.clone(), |version| format!("{title} {version}"))
    });
    let mut charts: Vec<String> = charts.collect();
    if release.mentions.len() > CHARTS {
        charts.push("…".to_owned());
    }
    sentences.extend([counts.join(", "), charts.join(", ")].into_iter().filter(|sentence| !sentence.is_empty()));
    if sentences.is_empty() { String::new() } else { format!("{}.", sentences.join(". ")) }
}

/// Without the characters that XML can't hold.
fn printable(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(allowed).collect()
}
