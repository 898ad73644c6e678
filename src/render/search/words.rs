//! A text as the words by which it is found. The search of the theme (`js/search-index.js`) takes a question apart by the same
//! rules: what one of them changes, the other must.
//!
//! - Upper case is lower case, accents of European letters are left out, full-width letters are ASCII.
//! - What is written with `-`, `_` or `.` inside is found whole and by its parts: `kc-backup-all-realms`, `pg_dump`, `1.2.3`.
//!   Dashes before a flag belong to it: `--set` is found as that and as `set`. `existingSecret` is found by `secret` too.
//! - Chinese, Japanese and Korean aren't written in words that a program could tell apart without a dictionary: each two
//!   neighbouring characters are a word, so that any part of two or more is found.
//! - The commonest English words say nothing and are left out, unless they are part of a longer one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many characters of a word count. Nobody types more, and a megabyte without a space must not become a word.
pub const LONGEST: usize = 40;

/// Words that say nothing by themselves.
pub const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "did", "do", "does", "for", "from", "get", "got", "has",
    "have", "how", "i", "if", "in", "into", "is", "it", "its", "just", "long", "me", "my", "need", "of", "on", "or",
    "our", "should", "so", "take", "takes", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "to", "too", "us", "very", "want", "was", "we", "what", "when", "where", "which", "who", "why", "will", "with",
    "would", "you", "your",
];

/// Calls `each` for every word of a text, in order, as often as it stands there.
pub fn words(text: &str, mut each: impl FnMut(&str)) {
    // Letters may be written in pieces, of which each would be taken for a word's end.
    if !text.is_ascii() && text.chars().any(|c| matches!(c, '\u{300}'..='\u{36f}' | '\u{1100}'..='\u{11ff}')) {
        let composed: String = text.nfc().collect();
        return chunks(&composed, &mut each);
    }
    chunks(text, &mut each);
}

/// Characters of scripts without spaces between words, and of Korean, whose words change their ends.
const CJK: &[(char, char)] = &[
    ('\u{1100}', '\u{11ff}'),
    ('\u{3005}', '\u{3007}'),
    ('\u{3040}', '\u{30ff}'),
    ('\u{3130}', '\u{318f}'),
    ('\u{31f0}', '\u{31ff}'),
    ('\u{3400}', '\u{4dbf}'),
    ('\u{4e00}', '\u{9fff}'),
    ('\u{a960}', '\u{a97f}'),
    ('\u{ac00}', '\u{d7ff}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{ff66}', '\u{ff9f}'),
    ('\u{20000}', '\u{3134f}'),
];

/// Whether a character is one of [`CJK`].
#[must_use]
pub fn is_cjk(c: char) -> bool {
    c >= CJK[0].0 && CJK.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// [`CJK`] as it stands between the brackets of a regular expression.
#[must_use]
pub fn cjk_class() -> String {
    CJK.iter().map(|(first, last)| format!("{first}-{last}")).collect()
}

/// Whether a word is of letters alone and of a script in which one can be mistyped.
#[must_use]
pub fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() && !is_cjk(c))
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '_' | '.')
}

/// Finds the runs of letters, digits and joiners.
fn chunks(text: &str, each: &mut impl FnMut(&str)) {
    let mut word = Word::default();
    let mut start = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || is_joiner(c) {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            word.chunk(&text[from..at], each);
        }
    }
    if let Some(from) = start {
        word.chunk(&text[from..], each);
    }
}

/// Room for a word that is put together, used again for the next.
#[derive(Default)]
struct Word(String);

impl Word {
    fn chunk(&mut self, chunk: &str, each: &mut impl FnMut(&str)) {
        let chunk = chunk.trim_end_matches(is_joiner);
        let bare = chunk.trim_start_matches(is_joiner);
        if bare.is_empty() {
            return;
        }
        let dashes = chunk.len() - bare.len();
        let is_flag = dashes <= 2 && chunk[..dashes].bytes().all(|byte| byte == b'-') && dashes > 0;
        let is_flag = is_flag && bare.starts_with(char::is_alphabetic);
        let joined = bare.contains(is_joiner);
        if (joined || is_flag) && !bare.chars().any(is_cjk) {
            self.emit(if is_flag { chunk } else { bare }, each);
        }
        if joined && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return;
        }
        for part in bare.split(is_joiner).filter(|part| !part.is_empty()) {
            self.part(part, joined || is_flag, each);
        }
    }

    /// A run of letters and digits. What is part of something longer is a word even where it says little.
    fn part(&mut self, part: &str, in_chunk: bool, each: &mut impl FnMut(&str)) {
        if part.is_ascii() {
            return self.latin(part, in_chunk, each);
        }
        let mut from = 0;
        let mut before = None;
        for (at, c) in part.char_indices() {
            let cjk = is_cjk(c);
            if before.is_some_and(|before| before != cjk) {
                self.run(&part[from..at], !cjk, in_chunk, each);
                from = at;
            }
            before = Some(cjk);
        }
        self.run(&part[from..], before == Some(true), in_chunk, each);
    }

    fn run(&mut self, run: &str, cjk: bool, in_chunk: bool, each: &mut impl FnMut(&str)) {
        if !cjk {
            return self.latin(run, in_chunk, each);
        }
        let mut ends = run.char_indices().map(|(at, _)| at).skip(2).chain([run.len()]);
        let mut starts = run.char_indices().map(|(at, _)| at);
        // A run of one character is a word, too.
        while let (Some(start), Some(end)) = (starts.next(), ends.next()) {
            each(&run[start..end]);
        }
    }

    fn latin(&mut self, run: &str, in_chunk: bool, each: &mut impl FnMut(&str)) {
        let alone = run.len() == 1 && (in_chunk || !run.as_bytes()[0].is_ascii_digit());
        if alone {
            return;
        }
        self.fold(run);
        if in_chunk || STOP.binary_search(&&*self.0).is_err() {
            each(&self.0);
        }
        // `existingSecret`: a part starts where a capital follows a small letter.
        let mut from = 0;
        let mut small = false;
        let mut split = false;
        for (at, c) in run.char_indices() {
            if small && c.is_uppercase() {
                self.camel(&run[from..at], each);
                from = at;
                split = true;
            }
            small = c.is_lowercase() || c.is_ascii_digit();
        }
        if split {
            self.camel(&run[from..], each);
        }
    }

    fn camel(&mut self, part: &str, each: &mut impl FnMut(&str)) {
        if part.len() > 2 {
            self.emit(part, each);
        }
    }

    fn emit(&mut self, word: &str, each: &mut impl FnMut(&str)) {
        self.fold(word);
        each(&self.0);
    }

    /// The word as it is looked for: lower case, without accents, not too long.
    fn fold(&mut self, word: &str) {
        self.0.clear();
        if word.is_ascii() {
            self.0.push_str(&word[..word.len().min(LONGEST)]);
            self.0.make_ascii_lowercase();
            return;
        }
        let start = word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end]);
        for c in start.to_lowercase().chars() {
            match c {
                // European letters, and full-width forms of ASCII.
                '\u{c0}'..='\u{58f}' | '\u{1e00}'..='\u{1fff}' | '\u{ff01}'..='\u{ff5e}' => {
                    self.0.extend(std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)));
                }
                c => self.0.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(text, |word| found.push(word.to_owned()));
        found
    }

    #[test]
    fn words_are_what_somebody_would_type() {
        for (text, expected) in [
            ("How to restore the Database", &["restore", "database"][..]),
            ("Café Größe ÉTÉ Ελλάδα", &["cafe", "große", "ete", "ελλαδα"]),
            ("cafe\u{301}", &["cafe"]),
            ("Ｒｅｄｉｓ ７", &["redis", "7"]),
            ("pg_dump", &["pg_dump", "pg", "dump"]),
            ("helm upgrade --set a=b -f x.yaml", &["helm", "upgrade", "--set", "set", "-f", "x.yaml", "yaml"]),
            ("kc-backup-all-realms", &["kc-backup-all-realms", "kc", "backup", "all", "realms"]),
            ("redis 1.2.3, v7.4", &["redis", "1.2.3", "v7.4", "v7"]),
            (
                "existingSecret maxRAM HTTPRoute",
                &["existingsecret", "existing", "secret", "maxram", "max", "ram", "httproute"],
            ),
            ("docs/backup-guide.md#restore", &["docs", "backup-guide.md", "backup", "guide", "md", "restore"]),
            ("-- --- ... - _", &[]),
            ("5 minutes, tier 1", &["5", "minutes", "tier", "1"]),
            ("$NAMESPACE ${POD_NAME}", &["namespace", "pod_name", "pod", "name"]),
            ("state-of-the-art", &["state-of-the-art", "state", "of", "the", "art"]),
            ("don't", &["don"]),
            ("데이터베이스 복구", &["데이", "이터", "터베", "베이", "이스", "복구"]),
            ("PostgreSQL을 복구", &["postgresql", "을", "복구"]),
            ("データの復元", &["デー", "ータ", "タの", "の復", "復元"]),
            ("恢复 Redis 数据库", &["恢复", "redis", "数据", "据库"]),
            ("한", &["한"]),
            ("\u{1112}\u{1161}\u{11ab}글", &["한글"]),
            ("𠀀𠀁x", &["𠀀𠀁"]),
        ] {
            let mut found = all(text);
            // `PostgreSQL` is a word with a capital inside, too.
            found.retain(|word| !["postgre", "sql"].contains(&&**word));
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(all("PostgreSQL"), ["postgresql", "postgre", "sql"]);
    }

    #[test]
    fn nothing_is_longer_than_anybody_types() {
        for text in
            ["x".repeat(1 << 20), "é".repeat(1 << 20), "a-".repeat(1 << 19), "가".repeat(1 << 18), "aB".repeat(1 << 19)]
        {
            let mut longest = 0;
            words(&text, |word| longest = longest.max(word.chars().count()));
            assert!(longest <= LONGEST, "{longest}");
        }
    }

    #[test]
    fn the_words_that_say_nothing_are_sorted() {
        assert!(STOP.is_sorted(), "they are searched by halves");
    }
}
