//! What a request asks for beside the file: whether it changed since, and a part of it.

/// What of a file is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// The bytes from the first up to the one after the last.
    Bytes(usize, usize),
    /// None: the range lies outside it.
    Unsatisfiable,
    /// None: who asks has it.
    NotModified,
}

/// The headers that decide.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Conditions<'a> {
    /// `If-None-Match`.
    pub(super) if_none_match: Option<&'a str>,
    /// `Range`.
    pub(super) range: Option<&'a str>,
    /// `If-Range`.
    pub(super) if_range: Option<&'a str>,
}

impl Conditions<'_> {
    /// What to send of a file of so many bytes with this strong entity tag, quotes included.
    pub(super) fn part(&self, etag: &str, length: usize) -> Part {
        if self.if_none_match.is_some_and(|tags| names(tags, etag)) {
            return Part::NotModified;
        }
        // A range of another version would be glued to what is there. A date never fits: no file has one here.
        if self.if_range.is_some_and(|tag| tag.trim() != etag) {
            return Part::Whole;
        }
        self.range.map_or(Part::Whole, |range| bytes(range, length))
    }
}

/// Whether a list of entity tags names one, weakly compared as the header asks.
fn names(tags: &str, etag: &str) -> bool {
    let tags = tags.trim();
    tags == "*" || tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

/// One range of bytes. What isn't one, several at once among it, may be answered by the whole file, and is.
fn bytes(range: &str, length: usize) -> Part {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let number = |text: &str| -> Option<Option<usize>> {
        match text.trim() {
            "" => Some(None),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                // Larger than any file is as good as its end.
                Some(Some(digits.parse().unwrap_or(usize::MAX)))
            }
            _ => None,
        }
    };
    match (number(first), number(last)) {
        (Some(Some(first)), Some(last)) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            if last.is_some_and(|last| last < first) {
                Part::Whole
            } else if first < end {
                Part::Bytes(first, end)
            } else {
                Part::Unsatisfiable
            }
        }
        (Some(None), Some(Some(0))) => Part::Unsatisfiable,
        (Some(None), Some(Some(_))) if length == 0 => Part::Unsatisfiable,
        (Some(None), Some(Some(last))) => Part::Bytes(length.saturating_sub(last), length),
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_standard() {
        for (range, expected) in [
            ("bytes=0-0", Part::Bytes(0, 1)),
            ("bytes=2-4", Part::Bytes(2, 5)),
            ("bytes=2-", Part::Bytes(2, 10)),
            ("bytes=2-99999999999999999999999", Part::Bytes(2, 10)),
            ("bytes=-3", Part::Bytes(7, 10)),
            ("bytes=-30", Part::Bytes(0, 10)),
            ("bytes=-0", Part::Unsatisfiable),
            ("bytes=10-", Part::Unsatisfiable),
            ("bytes=99999999999999999999999-", Part::Unsatisfiable),
            ("bytes=4-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("", Part::Whole),
        ] {
            let conditions = Conditions { range: Some(range), ..Conditions::default() };
            assert_eq!(conditions.part("\"a\"", 10), expected, "{range}");
        }
        let of_nothing = |range| Conditions { range: Some(range), ..Conditions::default() }.part("\"a\"", 0);
        assert_eq!((of_nothing("bytes=0-"), of_nothing("bytes=-1")), (Part::Unsatisfiable, Part::Unsatisfiable));
    }

    #[test]
    fn who_has_the_file_gets_nothing_and_who_has_another_gets_all() {
        let first = Part::Bytes(0, 1);
        for (if_none_match, if_range, expected) in [
            (None, None, &first),
            (Some("\"a\""), None, &Part::NotModified),
            (Some("\"x\", W/\"a\""), None, &Part::NotModified),
            (Some("*"), None, &Part::NotModified),
            (Some("\"x\""), None, &first),
            (None, Some("\"a\""), &first),
            (None, Some("W/\"a\""), &Part::Whole),
            (None, Some("\"x\""), &Part::Whole),
            (None, Some("Wed, 21 Oct 2026 07:28:00 GMT"), &Part::Whole),
        ] {
            let conditions = Conditions { if_none_match, range: Some("bytes=0-0"), if_range };
            assert_eq!(&conditions.part("\"a\"", 10), expected, "{if_none_match:?} {if_range:?}");
        }
    }
}
