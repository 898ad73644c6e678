//! Whether a value could have come out of a generator, or was made up by somebody who writes an example.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Parts of values that are meant to be replaced, or were never used.
const EXAMPLES: &[&str] = &[
    "example",
    "xxxx",
    "your",
    "placeholder",
    "change",
    "redacted",
    "dummy",
    "sample",
    "fake",
    "insert",
    "replace",
    "secret",
    "passw",
    "token",
    "apikey",
    "mykey",
    "123456",
    "234567",
    "abcdef",
    "qwerty",
    "0000",
    "aaaa",
    "foobar",
    "deadbeef",
    "removed",
    "hidden",
    "value",
    "string",
    "random",
];

/// Whether a value is a writer's: it says that it is an example, counts up, or has too few different letters.
pub(super) fn is_made_up(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    EXAMPLES.iter().any(|word| lower.contains(word)) || is_monotonous(value)
}

/// Whether letters repeat or follow one another more often than by chance.
pub(super) fn is_monotonous(value: &str) -> bool {
    let bytes = value.as_bytes();
    let mut seen = [false; 256];
    bytes.iter().for_each(|byte| seen[*byte as usize] = true);
    let different = seen.iter().filter(|seen| **seen).count();
    let near = |pair: &[u8]| pair[0].abs_diff(pair[1]) <= 1;
    let steps = bytes.windows(2).filter(|pair| near(pair)).count();
    different < bytes.len().min(24) / 3 + 1 || steps * 3 > bytes.len()
}

/// Bits of information in a letter, by how often each occurs in the value itself.
pub(super) fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    value.bytes().for_each(|byte| counts[byte as usize] += 1);
    let length = value.len().max(1) as f64;
    let share = |count: u32| f64::from(count) / length;
    counts.iter().filter(|count| **count > 0).map(|count| -share(*count) * share(*count).log2()).sum()
}

/// Whether a value was generated beyond reasonable doubt: long, of letters and digits in no order, and no text in disguise.
#[must_use]
pub fn is_generated(value: &str) -> bool {
    if !(16..=512).contains(&value.len()) || is_made_up(value) || is_disguised(value) {
        return false;
    }
    // Names of things are words between dashes and dots; what is random is one long run.
    let run = value.split(['-', '.', '/', ':', '_']).max_by_key(|run| run.len()).unwrap_or_default();
    let count = |is: fn(&u8) -> bool| run.bytes().filter(&is).count();
    let (digits, lower, upper) =
        (count(u8::is_ascii_digit), count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase));
    let hexadecimal = run.bytes().all(|byte| byte.is_ascii_hexdigit());
    run.len() >= 16
        && digits >= 2
        && lower + upper >= 4
        && changes(run) * 4 >= run.len()
        && entropy(run) >= if hexadecimal { 3.2 } else { 3.7 }
}

/// How often the kind of letter changes: in words it rarely does.
fn changes(run: &str) -> usize {
    let kind = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase(), byte.is_ascii_lowercase());
    run.as_bytes().windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count()
}

/// Whether a value is base64 of a text that says what it is: `c3VwZXJzZWNyZXQ=`.
fn is_disguised(value: &str) -> bool {
    let Ok(bytes) = STANDARD_NO_PAD.decode(value.trim_end_matches('=')) else { return false };
    bytes.iter().all(|byte| (b' '..=b'~').contains(byte) || matches!(byte, b'\n' | b'\r' | b'\t'))
        && String::from_utf8(bytes).is_ok_and(|text| !is_generated(text.trim()))
}

/// Whether a password in an address is one that somebody uses: long enough, of several kinds of letters, no word.
pub(super) fn is_password(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "pass", "pwd", "admin", "user", "root", "test", "demo", "guest", "redis", "postgres", "mysql", "mongo",
        "rabbit", "my", "foo", "bar", "1234", "s3cr", "p@ss", "p4ss", "pw",
    ];
    let lower = value.to_ascii_lowercase();
    let kinds = [
        value.bytes().any(|byte| byte.is_ascii_lowercase()),
        value.bytes().any(|byte| byte.is_ascii_uppercase()),
        value.bytes().any(|byte| byte.is_ascii_digit()),
        value.bytes().any(|byte| byte.is_ascii_punctuation()),
    ];
    let kinds = kinds.iter().filter(|kind| **kind).count();
    value.len() >= 10
        && kinds >= 3
        && entropy(value) >= 3.0
        && !is_made_up(value)
        && !WORDS.iter().any(|word| lower.contains(word))
}
