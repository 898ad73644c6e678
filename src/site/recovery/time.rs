//! Times in words.

use std::time::Duration;

/// A time in words: `45 s`, `2 h 30 min`, `3 d`.
#[must_use]
pub fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    let parts = [("d", seconds / 86_400), ("h", seconds / 3_600 % 24), ("min", seconds / 60 % 60), ("s", seconds % 60)];
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
            (86_400, "1 d"),
            (90_061, "1 d 1 h 1 min 1 s"),
        ] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
