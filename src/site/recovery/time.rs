//! Times in words.

use std::time::Duration;

/// A time in words: `45 s`, `2 h 30 min`, `3 d`.
#[must_use]
pub fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    // A day is said as 24 hours, as nearly everybody writes it.
    let days = if seconds < 2 * 86_400 { 0 } else { seconds / 86_400 };
    let parts =
        [("d", days), ("h", (seconds - days * 86_400) / 3_600), ("min", seconds / 60 % 60), ("s", seconds % 60)];
    let words: Vec<String> =
        parts.into_iter().filter(|(_, count)| *count > 0).map(|(unit, count)| format!("{count} {unit}")).collect();
    if words.is_empty() { "0".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_largest_units() {
        for (seconds, words) in [
            (0, "0"),
            (45, "45 s"),
            (900, "15 min"),
            (9_000, "2 h 30 min"),
            (86_400, "24 h"),
            (90_061, "25 h 1 min 1 s"),
            (172_800, "2 d"),
            (176_461, "2 d 1 h 1 min 1 s"),
        ] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
