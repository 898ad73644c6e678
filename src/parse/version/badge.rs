//! Badges that show a version: `https://img.shields.io/badge/Version-0.3.0-informational`.
//!
//! The path is `label-message-colour` or `message-colour`. `--` is a hyphen, `__` an underscore, and `_` or `%20` a space
//! (<https://shields.io/badges>). helm-docs writes the same words into the description.

use super::{Requirement, VersionForm, VersionOf, VersionStatement, Versions};
use crate::parse::badge::Badge;
use crate::parse::document::{Document, FoundLink};
use crate::source::TextRange;

/// What is longer is no badge.
const LONGEST: usize = 1_000;

pub(super) fn read_badges(document: &Document, text: &str, versions: &mut Versions) {
    for link in document.links.iter().filter(|link| link.image) {
        let Some(badge) = Badge::parse(&link.destination).filter(|badge| !badge.label.is_empty()) else { continue };
        let description = document.plain(link.text);
        let Some(of) = shown(&badge.label).or_else(|| described(description)) else { continue };
        if !Requirement::parse(&badge.message).is_some_and(|requirement| requirement.is_exact()) {
            continue;
        }
        // Where entities or escapes were resolved, only the whole is a place.
        let literal = link.destination_range.of(text) == &*link.destination;
        let range = if literal {
            TextRange::from(badge.place.clone()).shifted(link.destination_range.start as usize)
        } else {
            link.destination_range
        };
        versions.statements.push(VersionStatement {
            of,
            form: VersionForm::Badge,
            repeated: repeated(&badge.message, link, text),
            version: badge.message.into(),
            range,
            chart: None,
            origin: None,
            group: u32::MAX,
            section: link.section,
        });
    }
}

/// The version in the description, which stands before the destination.
fn repeated(version: &str, link: &FoundLink, text: &str) -> Option<TextRange> {
    let before = TextRange { start: link.range.start, end: link.destination_range.start.max(link.range.start) };
    let description = before.of(text);
    if description.len() > LONGEST {
        return None;
    }
    let at = description.find(version)?;
    let rest = &description[at + version.len()..];
    let whole = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
        && !description[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    (whole && link.range.contains(before.start)).then(|| {
        let start = before.start as usize + at;
        TextRange::new(start, start + version.len())
    })
}

/// What the word on a badge says.
fn shown(label: &str) -> Option<VersionOf> {
    let letters: String = label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    match &*letters {
        "version" | "chart" | "helmchart" | "chartversion" | "helmchartversion" => Some(VersionOf::Chart),
        "app" | "appversion" | "application" | "applicationversion" => Some(VersionOf::App),
        _ => None,
    }
}

/// What the description says: `Chart Version`, `App Version: 1.2`.
fn described(description: &str) -> Option<VersionOf> {
    let name = description.split(':').next().unwrap_or_default();
    shown(name).filter(|_| name.to_ascii_lowercase().contains("version"))
}

/// A version as it is written in the path of a badge of shields.io, or as it is where the badge has another form.
#[must_use]
pub fn badge_text(version: &str, before: &str) -> String {
    let hyphened = before.ends_with('-');
    if hyphened { version.replace('-', "--").replace('_', "__") } else { version.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_are_read_as_shields_shows_them() {
        for (destination, label, message, place) in [
            ("https://img.shields.io/badge/Version-0.3.0-informational?style=flat-square", "Version", "0.3.0", "0.3.0"),
            ("https://img.shields.io/badge/chart-0.1.0-blue.svg", "chart", "0.1.0", "0.1.0"),
            (
                "https://img.shields.io/badge/app-RELEASE.2025--10--15-green.svg",
                "app",
                "RELEASE.2025-10-15",
                "RELEASE.2025--10--15",
            ),
            (
                "https://img.shields.io/badge/App_Version-1.0.0--alpha.66-orange",
                "App Version",
                "1.0.0-alpha.66",
                "1.0.0--alpha.66",
            ),
            ("https://img.shields.io/badge/a__b-1%2E2-red", "a_b", "1.2", "1%2E2"),
            ("https://img.shields.io/static/v1?label=Version&message=0.3.0&color=blue", "Version", "0.3.0", "0.3.0"),
            ("https://badgen.net/badge/chart/0.3.0/blue", "chart", "0.3.0", "0.3.0"),
        ] {
            let badge = Badge::parse(destination).unwrap_or_else(|| panic!("{destination}"));
            assert_eq!((&*badge.label, &*badge.message, &destination[badge.place]), (label, message, place));
        }
        for destination in [
            "https://img.shields.io/badge/a-b-c-d",
            "https://img.shields.io/github/v/release/a/b",
            "https://example.org/badge/Version-0.3.0-blue",
            "badge/Version-0.3.0-blue",
        ] {
            assert!(Badge::parse(destination).is_none(), "{destination}");
        }
        assert_eq!(badge_text("1.0.0-alpha_1", "badge/app-"), "1.0.0--alpha__1");
        assert_eq!(badge_text("1.0.0-rc", "message="), "1.0.0-rc");
    }
}
