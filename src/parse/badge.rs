//! Static badges: those whose address says all that they show.
//!
//! The path is `label-message-colour` or `message-colour`. `--` is a hyphen, `__` an underscore, and `_` or `%20` a space
//! (<https://shields.io/badges>).

use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::tone::Tone;

/// What is longer is no badge.
const LONGEST: usize = 1_000;

/// A static badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// What it says on the left; may be empty.
    pub label: String,
    /// What it says on the right.
    pub message: String,
    /// Where the message stands in the address.
    pub place: Range<usize>,
    /// The colour of its message.
    pub tone: Tone,
}

impl Badge {
    /// Reads the address of an image, if it is one of a static badge of shields.io or badgen.net.
    #[must_use]
    pub fn parse(address: &str) -> Option<Self> {
        if address.len() > LONGEST {
            return None;
        }
        let (scheme, path) = address.split_once("://")?;
        if !matches!(scheme, "https" | "http") {
            return None;
        }
        let (host, path) = path.split_once('/')?;
        let start = address.len() - path.len();
        match host {
            "img.shields.io" | "shields.io" => match path.strip_prefix("badge/") {
                Some(rest) => Self::hyphened(rest, start + "badge/".len()),
                None => Self::queried(path.strip_prefix("static/v1?")?, start + "static/v1?".len()),
            },
            "badgen.net" | "flat.badgen.net" => Self::slashed(path.strip_prefix("badge/")?, start + "badge/".len()),
            _ => None,
        }
    }

    fn hyphened(written: &str, start: usize) -> Option<Self> {
        let written = written.split('#').next().unwrap_or_default();
        let (path, query) = written.split_once('?').unwrap_or((written, ""));
        let path = path.strip_suffix(".svg").or_else(|| path.strip_suffix(".png")).unwrap_or(path);
        let mut cuts = Vec::new();
        let mut bytes = path.bytes().enumerate().peekable();
        while let Some((at, byte)) = bytes.next() {
            if byte == b'-' && bytes.next_if(|(_, next)| *next == b'-').is_none() {
                cuts.push(at);
            }
        }
        let (label, place, colour) = match cuts.as_slice() {
            [colour] => ("", 0..*colour, *colour),
            [label, colour] => (&path[..*label], label + 1..*colour, *colour),
            _ => return None,
        };
        let mut badge = Self {
            label: unescaped(label),
            message: unescaped(&path[place.clone()]),
            place: start + place.start..start + place.end,
            tone: Tone::of(&decoded(&path[colour + 1..])),
        };
        for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
            match name {
                "label" => badge.label = spaced(value),
                "color" => badge.tone = Tone::of(&decoded(value)),
                _ => {}
            }
        }
        (!badge.message.is_empty()).then_some(badge)
    }

    fn queried(query: &str, start: usize) -> Option<Self> {
        let mut label = String::new();
        let mut message = None;
        let mut tone = Tone::Neutral;
        let mut at = 0;
        for part in query.split('&') {
            if let Some(value) = part.strip_prefix("label=") {
                label = spaced(value);
            } else if let Some(value) = part.strip_prefix("color=") {
                tone = Tone::of(&decoded(value));
            } else if let Some(value) = part.strip_prefix("message=") {
                let place = start + at + part.len() - value.len()..start + at + part.len();
                message = Some((spaced(value), place));
            }
            at += part.len() + 1;
        }
        let (message, place) = message.filter(|(message, _)| !message.is_empty())?;
        Some(Self { label, message, place, tone })
    }

    fn slashed(path: &str, start: usize) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let (label, rest) = path.split_once('/')?;
        let (message, colour) = rest.split_once('/').unwrap_or((rest, "blue"));
        let at = start + label.len() + 1;
        let place = at..at + message.len();
        let badge = Self { label: decoded(label), message: decoded(message), place, tone: Tone::of(&decoded(colour)) };
        (!badge.message.is_empty()).then_some(badge)
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A value of a query, in which `+` is a space.
fn spaced(value: &str) -> String {
    decoded(&value.replace('+', " "))
}

/// A part of a badge's path as it is shown.
fn unescaped(part: &str) -> String {
    let decoded = decoded(part);
    let mut shown = String::with_capacity(decoded.len());
    let mut characters = decoded.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '-' | '_' if characters.next_if_eq(&c).is_some() => shown.push(c),
            '_' => shown.push(' '),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_badges_are_read() {
        for (address, label, message, tone) in [
            ("https://img.shields.io/badge/chart-0.3.0-blue.svg", "chart", "0.3.0", Tone::Blue),
            ("https://img.shields.io/badge/license-BSD--3--Clause-orange", "license", "BSD-3-Clause", Tone::Amber),
            (
                "https://img.shields.io/badge/App_Version-a__b%20c-4c1?style=flat&logo=x",
                "App Version",
                "a_b c",
                Tone::Green,
            ),
            ("https://img.shields.io/badge/deprecated-critical", "", "deprecated", Tone::Red),
            ("https://img.shields.io/badge/a-b-red?label=c+d&color=green", "c d", "b", Tone::Green),
            ("https://img.shields.io/static/v1?label=a%20b&message=c+d&color=ff0000", "a b", "c d", Tone::Red),
            ("https://img.shields.io/static/v1?message=alone", "", "alone", Tone::Neutral),
            ("https://badgen.net/badge/chart/0.3.0/green", "chart", "0.3.0", Tone::Green),
            ("http://img.shields.io/badge/%EA%B0%80-%EB%82%98-9cf", "가", "나", Tone::Blue),
        ] {
            let badge = Badge::parse(address).expect(address);
            assert_eq!((&*badge.label, &*badge.message, badge.tone), (label, message, tone), "{address}");
        }
        for address in [
            "https://img.shields.io/github/v/release/a/b",
            "https://img.shields.io/badge/a-b-c-d",
            "https://img.shields.io/badge/nothing",
            "https://img.shields.io/badge/-red",
            "https://img.shields.io/static/v1?label=a",
            "https://example.com/badge/a-b-blue",
            "javascript://img.shields.io/badge/a-b-blue",
            "badge/a-b-blue",
            "",
        ] {
            assert_eq!(Badge::parse(address), None, "{address}");
        }
        assert_eq!(Badge::parse(&format!("https://img.shields.io/badge/a-{}-blue", "b".repeat(2000))), None);
    }
}
