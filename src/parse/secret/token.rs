//! What each kind of secret looks like. A rule is called where the first letters of one stand, and says how far it goes.

use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::LONGEST;
use super::random::{is_generated, is_made_up, is_monotonous, is_password};
use crate::source::TextRange;

/// How many bytes from a place on are of some kind; not more than `most`, so that no text is read again and again.
fn run(text: &str, from: usize, most: usize, is: impl Fn(u8) -> bool) -> usize {
    let bytes = text.as_bytes().get(from..).unwrap_or_default();
    bytes.iter().take(most).take_while(|byte| is(**byte)).count()
}

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn url_safe(byte: u8) -> bool {
    alphanumeric(byte) || matches!(byte, b'-' | b'_')
}

/// Whether nothing stands before a place that a longer word would have.
pub(super) fn starts_word(text: &str, at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| !url_safe(text.as_bytes()[before]))
}

/// A token: its first letters, then between `least` and `most` of its alphabet.
fn plain(
    text: &str,
    start: usize,
    body: usize,
    is: fn(u8) -> bool,
    lengths: RangeInclusive<usize>,
) -> Option<TextRange> {
    let length = run(text, body, lengths.end() + 1, is);
    let value = text.get(body..body + length)?;
    let fits = lengths.contains(&length) && !is_made_up(value);
    fits.then(|| TextRange::new(start, body + length))
}

pub(super) fn aws(text: &str, start: usize, end: usize) -> Option<TextRange> {
    // Ids are written in the letters of base 32.
    let base32 = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
    let range = plain(text, start, end, alphanumeric, 16..=16)?;
    (run(text, end, 16, base32) == 16).then_some(range)
}

/// Letters of numbers to the base of 62.
const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The checksum that stands at the end of a token.
fn checksum(of: &str) -> [u8; 6] {
    let mut rest = crc32fast::hash(of.as_bytes());
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE_62[(rest % 62) as usize];
        rest /= 62;
    }
    digits
}

pub(super) fn github(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let range = plain(text, start, end, alphanumeric, 36..=36)?;
    let (value, sum) = text.get(end..range.end as usize)?.split_at(30);
    // A wrong one was never given out.
    (checksum(value) == sum.as_bytes()).then_some(range)
}

pub(super) fn github_fine(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let range = plain(text, start, end, |byte| alphanumeric(byte) || byte == b'_', 82..=82)?;
    (text.as_bytes().get(end + 22) == Some(&b'_')).then_some(range)
}

pub(super) fn gitlab(text: &str, start: usize, end: usize) -> Option<TextRange> {
    plain(text, start, end, |byte| url_safe(byte) || byte == b'.', 20..=300)
}

pub(super) fn slack(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let range = plain(text, start, end, |byte| alphanumeric(byte) || byte == b'-', 30..=260)?;
    let mut parts = text.get(end..range.end as usize)?.split('-');
    let number = |part: &str| (9..=14).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.next().is_some_and(number) && parts.next_back().is_some_and(|last| last.len() >= 20)).then_some(range)
}

pub(super) fn slack_webhook(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let length = run(text, end, 200, |byte| alphanumeric(byte) || byte == b'/');
    let path = text.get(end..end + length)?;
    let parts: Vec<&str> = path.split('/').collect();
    let [team, hook, secret] = parts.as_slice() else { return None };
    let named = |part: &str, first: char| part.starts_with(first) && part.len() >= 8 && !is_made_up(part);
    let real = named(team, 'T') && named(hook, 'B') && secret.len() >= 20 && !is_made_up(secret);
    real.then(|| TextRange::new(start, end + length))
}

pub(super) fn google(text: &str, start: usize, end: usize) -> Option<TextRange> {
    plain(text, start, end, url_safe, 35..=35)
}

pub(super) fn stripe(text: &str, start: usize, end: usize) -> Option<TextRange> {
    plain(text, start, end, alphanumeric, 24..=128)
}

pub(super) fn npm(text: &str, start: usize, end: usize) -> Option<TextRange> {
    plain(text, start, end, alphanumeric, 36..=36)
}

pub(super) fn pypi(text: &str, start: usize, end: usize) -> Option<TextRange> {
    plain(text, start, end, url_safe, 60..=600)
}

pub(super) fn docker(text: &str, start: usize, end: usize) -> Option<TextRange> {
    plain(text, start, end, url_safe, 24..=40)
}

pub(super) fn vault(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let range = plain(text, start, end, url_safe, 24..=300)?;
    let value = text.get(end..range.end as usize)?;
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    (has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)).then_some(range)
}

pub(super) fn age(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let bech32 = |byte: u8| b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".contains(&byte);
    let length = run(text, end, 59, bech32);
    let value = text.get(end..end + length)?;
    (length == 58 && !is_monotonous(value)).then(|| TextRange::new(start, end + length))
}

/// The least letters of base64 that a private key has: 48 bytes, those of Ed25519.
const SHORTEST_KEY: usize = 64;

pub(super) fn pem(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let label = run(text, end, 40, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ');
    let body = end + label;
    if !text.get(end..body)?.contains("PRIVATE KEY") || !text[body..].starts_with("-----") {
        return None;
    }
    let mut letters = String::new();
    let mut at = body + 5;
    let limit = (start + LONGEST).min(text.len());
    while at < limit {
        let bytes = &text.as_bytes()[at..limit];
        match bytes {
            // The end of a line as a string of JSON or YAML writes it.
            [b'\\', b'n' | b'r', ..] => at += 2,
            [b'-', b'-', ..] => break,
            // Headers of an older form: `Proc-Type: 4,ENCRYPTED`.
            [b'A'..=b'Z', ..] if letters.is_empty() && header(bytes) > 0 => at += header(bytes),
            [byte, ..] if alphanumeric(*byte) || matches!(byte, b'+' | b'/' | b'=') => {
                letters.push(char::from(*byte));
                at += 1;
            }
            // White space, marks of quotes, strings that are put together.
            [b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'|' | b'"' | b'\'' | b',' | b'\\', ..] => at += 1,
            // What was shortened is no key.
            [b'.' | b'<' | 0x80.., ..] => return None,
            // The end of a block of code: nobody wrote the last line.
            _ => break,
        }
    }
    let is_key = letters.len() >= SHORTEST_KEY && !is_monotonous(&letters[..SHORTEST_KEY]) && !is_prose(&letters);
    let close = text.get(at..).and_then(|rest| rest.strip_prefix("-----END ")).and_then(|rest| rest.find("-----"));
    let close = close.map_or(0, |label| "-----END ".len() + label + "-----".len());
    is_key.then(|| TextRange::new(start, (at + close).min(text.len())))
}

/// The length of a line `Name: value`; 0 where it is none.
fn header(bytes: &[u8]) -> usize {
    let name = bytes.iter().take(24).take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'-').count();
    if bytes[name..].starts_with(b": ") { memchr::memchr(b'\n', bytes).unwrap_or(bytes.len()) } else { 0 }
}

/// Whether letters were written by a person: base64 has capitals and digits everywhere.
fn is_prose(letters: &str) -> bool {
    let count = |is: fn(&u8) -> bool| letters.bytes().filter(&is).count();
    let enough = letters.len() / 16;
    count(u8::is_ascii_digit) < enough.min(4) || count(u8::is_ascii_uppercase) < enough
}

/// The longest token that is looked at, in bytes.
const LONGEST_JWT: usize = 8 << 10;

/// The beginning of a signature that the best known example has, which stands in many a text.
const KNOWN_SIGNATURES: &[&str] =
    &["SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"];

pub(super) fn jwt(text: &str, start: usize, _end: usize) -> Option<TextRange> {
    // One that stands behind a dot is the second part of another.
    if text.as_bytes()[..start].last() == Some(&b'.') {
        return None;
    }
    let length = run(text, start, LONGEST_JWT, |byte| url_safe(byte) || byte == b'.');
    let token = text.get(start..start + length)?.trim_end_matches('.');
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { return None };
    let decoded = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let (header, claims) = (decoded(header)?, decoded(payload)?);
    let signed = header.contains("\"alg\"") && !header.contains("\"none\"") && claims.starts_with('{');
    let example = claims.contains("1234567890")
        || claims.contains("example")
        || KNOWN_SIGNATURES.iter().any(|known| signature.starts_with(known));
    let real = signed && !example && signature.len() >= 40 && !is_monotonous(signature);
    real.then(|| TextRange::new(start, start + token.len()))
}

/// The longest password, or value, in bytes.
const LONGEST_VALUE: usize = 513;

pub(super) fn address_password(text: &str, start: usize, end: usize) -> Option<TextRange> {
    let scheme = text.as_bytes()[..start].last().is_some_and(u8::is_ascii_alphanumeric);
    let closes =
        |byte: u8| byte <= b' ' || matches!(byte, b'/' | b'"' | b'\'' | b'`' | b'<' | b'>' | b')' | b']' | b'?');
    let length = run(text, end, LONGEST_VALUE, |byte| !closes(byte) && byte.is_ascii());
    let authority = text.get(end..end + length)?;
    let (user, rest) = authority.split_once(':')?;
    let (password, host) = rest.rsplit_once('@')?;
    // A value that a shell or a template puts there.
    let filled_in = password.contains(['$', '{', '}', '%', '*', '(', '[', '|']) || password == user;
    let real = scheme && !host.is_empty() && !filled_in && (is_password(password) || is_generated(password));
    let at = end + user.len() + 1;
    real.then(|| TextRange::new(at, at + password.len()))
}

/// How far a value may stand from its name.
const LONGEST_GAP: usize = 40;

pub(super) fn assigned(text: &str, _start: usize, end: usize) -> Option<TextRange> {
    let blank = |byte: u8| matches!(byte, b' ' | b'\t');
    let mut at = end + run(text, end, 1, |byte| matches!(byte, b'"' | b'\''));
    at += run(text, at, LONGEST_GAP, blank);
    if !matches!(text.as_bytes().get(at), Some(b':' | b'=')) {
        return None;
    }
    at += 1;
    at += run(text, at, LONGEST_GAP, blank);
    let quote = text.as_bytes().get(at).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    at += usize::from(quote.is_some());
    let ends = |byte: u8| {
        byte <= b' '
            || !byte.is_ascii()
            || matches!(byte, b'"' | b'\'' | b'`' | b',' | b';' | b'&' | b')' | b'}' | b'<')
    };
    let length = run(text, at, LONGEST_VALUE, |byte| !ends(byte));
    let value = text.get(at..at + length)?;
    let filled_in = value.contains(['$', '{', '(', '[', '*', '%', '!', '|', '\\']);
    (!filled_in && is_generated(value)).then(|| TextRange::new(at, at + length))
}
