//! Ids of headings, as GitHub makes them.

use rapidhash::RapidHashMap;

/// Gives out ids that are unique within one document.
#[derive(Debug, Default)]
pub struct HeadingIds {
    /// Ids that are taken, and how many repeats of each were given out.
    taken: RapidHashMap<String, u32>,
}

impl HeadingIds {
    /// The id for a heading whose plain text is `text`; repeats get `-1`, `-2` … behind them.
    pub fn give(&mut self, text: &str) -> Box<str> {
        self.reserve(heading_id(text))
    }

    /// Takes an id as it is, made unique the same way.
    pub fn reserve(&mut self, id: String) -> Box<str> {
        let Some(repeats) = self.taken.get(&id).copied() else {
            self.taken.insert(id.clone(), 0);
            return id.into();
        };
        let mut count = repeats;
        let unique = loop {
            count += 1;
            let candidate = format!("{id}-{count}");
            if !self.taken.contains_key(&candidate) {
                break candidate;
            }
        };
        // The next repeat goes on from here, so that a thousand equal headings are not a thousand searches.
        self.taken.insert(id, count);
        self.taken.insert(unique.clone(), 0);
        unique.into()
    }
}

/// GitHub's id for a heading's text, before it is made unique: lower case, each space a hyphen, everything dropped but
/// word characters, hyphens and spaces.
#[must_use]
pub fn heading_id(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => id.push('-'),
            '-' | '_' => id.push(c),
            c if c.is_ascii_alphanumeric() => id.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => {}
            c if is_word(c) => id.extend(c.to_lowercase()),
            _ => {}
        }
    }
    id
}

/// Whether a character beyond ASCII is a letter, a mark, a decimal digit or connecting punctuation (`\p{Word}`), so
/// that Hangul and the variation selector of `⚠️` stay and the emoji themselves go.
fn is_word(c: char) -> bool {
    // Unicode's identifier characters are those, but for a few it adds for compatibility and the enclosing marks.
    let added = matches!(
        c,
        '\u{b7}' | '\u{387}' | '\u{1369}'
            ..='\u{1371}' | '\u{19da}' | '\u{200c}' | '\u{2118}' | '\u{212e}' | '\u{200d}' | '\u{30fb}' | '\u{ff65}'
    );
    let enclosing = matches!(c, '\u{488}' | '\u{489}' | '\u{1abe}' | '\u{20dd}'..='\u{20e0}' | '\u{20e2}'..='\u{20e4}' | '\u{a670}'..='\u{a672}');
    c.is_alphabetic() || enclosing || (unicode_ident::is_xid_continue(c) && !added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_github() {
        let mut ids = HeadingIds::default();
        for (text, expected) in [
            ("Backup & Restore", "backup--restore"),
            ("백업 및 복구 가이드", "백업-및-복구-가이드"),
            ("🚀 Launch", "-launch"),
            ("⚠\u{fe0f} Warning", "\u{fe0f}-warning"),
            (":rocket: Launch!", "rocket-launch"),
            ("RTO/RPO (targets)", "rtorpo-targets"),
            ("Step 1.2_b — x²", "step-12_b--x"),
            ("Überblick", "überblick"),
            ("Same", "same"),
            ("Same", "same-1"),
            ("same", "same-2"),
            ("Same-1", "same-1-1"),
            ("🚀", ""),
            ("✨", "-1"),
        ] {
            assert_eq!(&*ids.give(text), expected, "{text}");
        }
    }

    #[test]
    fn many_repeats_take_one_step_each() {
        let mut ids = HeadingIds::default();
        for index in 1..50_000 {
            ids.reserve(format!("x-{index}"));
        }
        assert_eq!(&*ids.give("x"), "x");
        assert_eq!(&*ids.give("x"), "x-50000");
        assert_eq!(&*ids.give("x"), "x-50001");
    }
}
