//! What was seen alive, and when: text that one run leaves for the next.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::web_url::WebUrl;
use super::{Alive, Answer, Request};

/// How the text begins: by this a file is known as one of ours.
pub const FIRST_LINE: &str = "{\"docsgen\":\"external links\",\"version\":1,\"links\":{";

/// Addresses that answered, by day. Failures aren't remembered: the next run asks again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, Entry>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    seen: String,
    #[serde(default = "ok", skip_serializing_if = "is_ok")]
    status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
    /// The places the page was seen to have.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    fragments: BTreeSet<String>,
}

const fn ok() -> u16 {
    200
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_ok(status: &u16) -> bool {
    *status == 200
}

#[derive(Deserialize)]
struct File {
    version: u32,
    links: BTreeMap<String, Entry>,
}

impl Seen {
    /// Reads what [`Seen::text`] wrote. What can't be read is as good as nothing: the addresses are asked again.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let file = serde_json::from_str(text).ok().filter(|file: &File| file.version == 1);
        Self(file.map(|file| file.links).unwrap_or_default())
    }

    /// One line an address, in order; what was seen more than `keep` days before `today` is left out.
    #[must_use]
    pub fn text(&self, today: Date, keep: u32) -> String {
        let mut text = FIRST_LINE.to_owned();
        let kept = self.0.iter().filter(|(_, entry)| age(entry, today).is_some_and(|age| age <= i64::from(keep)));
        for (at, (url, entry)) in kept.enumerate() {
            // Texts and numbers are always JSON, and a `String` takes all that is written to it.
            let (url, entry) = (serde_json::to_string(url), serde_json::to_string(entry));
            let (url, entry) = (url.unwrap_or_default(), entry.unwrap_or_default());
            let _ = write!(text, "{}\n{url}:{entry}", if at == 0 { "" } else { "," });
        }
        text.push_str("\n}}\n");
        text
    }

    /// What is known of a request, where it was seen at most `keep` days before `today` and nothing else is asked now.
    #[must_use]
    pub fn answer(&self, request: &Request, today: Date, keep: u32, accept: &BTreeSet<u16>) -> Option<Answer> {
        let entry = self.0.get(request.url.as_str())?;
        let fresh = (0..=i64::from(keep)).contains(&age(entry, today)?);
        let accepted = (200..300).contains(&entry.status) || accept.contains(&entry.status);
        if !fresh || !accepted || !request.fragments.is_subset(&entry.fragments) {
            return None;
        }
        let moved_to = match &entry.moved_to {
            Some(moved_to) => Some(WebUrl::parse(moved_to).ok()?.0),
            None => None,
        };
        let fragments = request.fragments.clone();
        Some(Answer::Alive(Alive { status: entry.status, moved_to, fragments, missing: BTreeSet::new() }))
    }

    /// Keeps an answer, if it is a good one.
    pub fn keep(&mut self, url: &WebUrl, answer: &Answer, today: Date) {
        let Answer::Alive(alive) = answer else { return };
        let entry = Entry {
            seen: today.to_string(),
            status: alive.status,
            moved_to: alive.moved_to.as_ref().map(ToString::to_string),
            fragments: alive.fragments.clone(),
        };
        self.0.insert(url.to_string(), entry);
    }
}

/// How many days ago it was; less than nothing in the future, and nothing where the day can't be read.
fn age(entry: &Entry, today: Date) -> Option<i64> {
    let seen: Date = entry.seen.parse().ok()?;
    Some(today.duration_since(seen).as_hours() / 24)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn request(url: &str, fragments: &[&str]) -> Request {
        let url = WebUrl::parse(url).expect("an address").0;
        Request { url, fragments: fragments.iter().map(|name| (*name).to_owned()).collect() }
    }

    fn alive(fragments: &[&str]) -> Answer {
        let fragments = fragments.iter().map(|name| (*name).to_owned()).collect();
        Answer::Alive(Alive { status: 200, moved_to: None, fragments, missing: BTreeSet::new() })
    }

    #[test]
    fn what_was_seen_counts_for_some_days_and_for_what_was_seen_alone() {
        let (plain, place) = (request("https://a.example/", &[]), request("https://a.example/", &["x"]));
        let mut seen = Seen::default();
        seen.keep(&plain.url, &alive(&["x"]), date(2026, 11, 20));
        let accept = BTreeSet::new();
        for (request, today, known) in [
            (&plain, date(2026, 11, 20), true),
            (&place, date(2026, 11, 27), true),
            (&plain, date(2026, 11, 28), false),
            (&plain, date(2026, 11, 19), false),
            (&request("https://a.example/", &["x", "y"]), date(2026, 11, 20), false),
            (&request("https://b.example/", &[]), date(2026, 11, 20), false),
        ] {
            assert_eq!(seen.answer(request, today, 7, &accept).is_some(), known, "{request:?} on {today}");
        }
    }

    #[test]
    fn only_what_is_good_is_written_in_order_and_read_again() {
        let today = date(2026, 11, 20);
        let mut seen = Seen::default();
        let moved_to = Some(WebUrl::parse("https://new.example/").expect("an address").0);
        let moved = Alive { status: 403, moved_to, ..Alive::default() };
        for (url, answer, day) in [
            ("https://b.example/\"", Answer::Alive(moved), today),
            ("https://a.example/", alive(&["가"]), today),
            ("https://old.example/", alive(&[]), date(2026, 11, 1)),
            ("https://gone.example/", Answer::Gone { status: 404, at: None }, today),
            ("https://private.example/", Answer::Private, today),
        ] {
            seen.keep(&request(url, &[]).url, &answer, day);
        }
        let text = seen.text(today, 7);
        let expected = "\n\"https://a.example/\":{\"seen\":\"2026-11-20\",\"fragments\":[\"가\"]},\n\
            \"https://b.example/%22\":{\"seen\":\"2026-11-20\",\"status\":403,\"moved_to\":\"https://new.example/\"}\n}}\n";
        assert_eq!(text, format!("{FIRST_LINE}{expected}"));
        let again = Seen::read(&text);
        assert_eq!(again.text(today, 7), text);
        let moved = request("https://b.example/\"", &[]);
        assert_eq!(again.answer(&moved, today, 7, &BTreeSet::new()), None, "a status that is no longer accepted");
        assert!(again.answer(&moved, today, 7, &BTreeSet::from([403])).is_some());
        assert_eq!(Seen::default().text(today, 7), format!("{FIRST_LINE}\n}}}}\n"));
    }

    #[test]
    fn what_is_damaged_is_forgotten() {
        for text in ["", "{", "[]", "{\"version\":2,\"links\":{}}", "\u{0}\u{1}", &FIRST_LINE.replace('1', "9")] {
            assert_eq!(Seen::read(text), Seen::default(), "{text}");
        }
        let odd = format!("{FIRST_LINE}\"https://a.example/\":{{\"seen\":\"yesterday\"}}}}}}");
        let request = request("https://a.example/", &[]);
        assert_eq!(Seen::read(&odd).answer(&request, date(2026, 11, 20), 7, &BTreeSet::new()), None);
    }
}
