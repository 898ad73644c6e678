//! An impact as Markdown. Names and messages come from a stranger's pull request: none of them becomes markup, calls somebody
//! by name or leads elsewhere.

use std::fmt::Write as _;

use super::facts::is_web;
use super::report::{Part, Report};
use crate::report::printable;
use crate::site::route::Route;

/// The most bytes of a comment: GitHub takes 65,536 characters, and who posts it may add a line.
const LONGEST: usize = 60_000;

/// The most lines of a section.
const LINES: usize = 40;

/// From how many lines on a section is folded.
const FOLDED: usize = 12;

/// The most characters of a name or value.
const LONGEST_VALUE: usize = 120;

/// The most parts of a line: a chart may have a hundred commands.
const PARTS: usize = 60;

pub(super) fn write(report: &Report, site_url: Option<&str>, preview: Option<&str>) -> String {
    let links = Links { site: site_url, preview };
    let mut out = String::from("### Impact on the documentation\n\n");
    if report.summary.is_empty() && report.sections.is_empty() {
        out.push_str("No change that readers would notice.\n");
    } else {
        let clauses: Vec<String> = report
            .summary
            .iter()
            .map(|clause| if clause.attention { format!("**{}**", clause.text) } else { clause.text.clone() })
            .collect();
        if !clauses.is_empty() {
            let _ = writeln!(out, "{}.", clauses.join(" · "));
        }
    }
    for unknown in &report.unknown {
        let _ = writeln!(out, "\n_{}_", unknown.sentence());
    }
    let mut left_out = Vec::new();
    for section in &report.sections {
        let text = written(section.title, &section.lines, &links);
        if left_out.is_empty() && out.len() + text.len() <= LONGEST {
            out.push_str(&text);
        } else {
            left_out.push(section.title);
        }
    }
    if !left_out.is_empty() {
        let _ = writeln!(out, "\n_Too long for a comment; left out: {}._", left_out.join(", "));
    }
    out
}

fn written(title: &str, lines: &[Vec<Part>], links: &Links<'_>) -> String {
    let mut out = String::new();
    let folded = lines.len() > FOLDED;
    if folded {
        let _ = write!(out, "\n<details><summary><b>{title}</b> ({})</summary>\n\n", lines.len());
    } else {
        let _ = write!(out, "\n#### {title}\n\n");
    }
    for line in lines.iter().take(LINES) {
        out.push_str("- ");
        for part in line.iter().take(PARTS) {
            push(&mut out, part, links);
        }
        if line.len() > PARTS {
            out.push('…');
        }
        out.push('\n');
    }
    if lines.len() > LINES {
        let _ = writeln!(out, "- and {} more", lines.len() - LINES);
    }
    if folded {
        out.push_str("\n</details>\n");
    }
    out
}

struct Links<'a> {
    site: Option<&'a str>,
    preview: Option<&'a str>,
}

impl Links<'_> {
    fn url(&self, route: &str, published: bool) -> Option<String> {
        // What isn't published yet is only where the new site can be looked at.
        let base = self.preview.or(self.site.filter(|_| published)).filter(|url| is_web(url))?;
        let url = Route::new(route).ok()?.permalink(base);
        let mut safe = String::with_capacity(url.len());
        for character in url.chars() {
            if character.is_ascii_alphanumeric() || "-._~:/?#%+=,;@!$&".contains(character) {
                safe.push(character);
            } else {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(safe, "%{byte:02X}");
                }
            }
        }
        (safe.len() <= 1_000).then_some(safe)
    }
}

fn push(out: &mut String, part: &Part, links: &Links<'_>) {
    match part {
        Part::Words(words) => out.push_str(words),
        Part::Strong(words) => {
            let _ = write!(out, "**{words}**");
        }
        Part::Value(text) => code(out, text),
        Part::Prose(text) => prose(out, text),
        Part::Page { title, route, published } => match links.url(route, *published) {
            Some(url) => {
                out.push('[');
                plain(out, &cut(title));
                let _ = write!(out, "]({url})");
            }
            None => plain(out, &cut(title)),
        },
    }
}

/// One line of text, not too long.
fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = printable::line(&line);
    match line.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}

/// Text in a span of code, in which nothing means anything.
fn code(out: &mut String, text: &str) {
    let text = cut(text);
    if text.is_empty() {
        out.push('—');
        return;
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    let _ = write!(out, "{fence}{space}{text}{space}{fence}");
}

/// A sentence with names in backticks.
fn prose(out: &mut String, text: &str) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = printable::line(&line);
    let mut parts = line.split('`').peekable();
    let mut in_code = false;
    while let Some(part) = parts.next() {
        // A backtick that nothing closes is one.
        if in_code && parts.peek().is_none() {
            out.push_str("\\`");
            plain(out, part);
        } else if in_code {
            code(out, part);
        } else {
            plain(out, part);
        }
        in_code = !in_code;
    }
}

/// Text that stands for itself. GitHub makes links of names, numbers and addresses after Markdown was read, where a backslash
/// doesn't help: a space without width keeps them apart.
fn plain(out: &mut String, text: &str) {
    const NO_WIDTH: char = '\u{200b}';
    // At the start of an item it would begin a list or a heading of its own.
    if out.ends_with("- ") && text.starts_with(|first: char| first.is_ascii_digit() || "-+=".contains(first)) {
        out.push(NO_WIDTH);
    }
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let behind = |word: &str| {
            let start = out.len().checked_sub(word.len()).filter(|start| out.is_char_boundary(*start));
            let is_word = |start: usize| !out[..start].ends_with(char::is_alphanumeric);
            start.is_some_and(|start| out[start..].eq_ignore_ascii_case(word) && is_word(start))
        };
        match character {
            '@' => out.extend(['@', NO_WIDTH]),
            '#' => out.extend(['\\', '#', NO_WIDTH]),
            ':' if rest.starts_with("://") => out.extend([':', NO_WIDTH]),
            '.' if behind("www") => out.extend([NO_WIDTH, '.']),
            '-' if behind("gh") => out.extend(['-', NO_WIDTH]),
            '!' if rest.starts_with("![") => out.push_str("\\!"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '$' => {
                out.extend(['\\', character]);
            }
            character => out.push(character),
        }
        rest = &rest[character.len_utf8()..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_repository_becomes_markup() {
        for (text, expected) in [
            ("plain words, 3.5 s", "plain words, 3.5 s"),
            ("*a* _b_ [c](d) ![e](f)!", "\\*a\\* \\_b\\_ \\[c\\](d) \\!\\[e\\](f)!"),
            ("<img src=x> &amp;", "&lt;img src=x&gt; &amp;amp;"),
            ("@team see #12, GH-7", "@\u{200b}team see \\#\u{200b}12, GH-\u{200b}7"),
            ("https://x.example www.x.example a@b.c", "https:\u{200b}//x.example www\u{200b}.x.example a@\u{200b}b.c"),
            ("no file `a|b.md`", "no file `a|b.md`"),
            ("odd ` tick @x", "odd \\` tick @\u{200b}x"),
            ("two\nlines\u{202e}", "two lines\u{fffd}"),
        ] {
            let mut out = String::new();
            prose(&mut out, text);
            assert_eq!(out, expected, "{text}");
        }
    }

    #[test]
    fn a_value_is_code_whatever_it_holds() {
        for (text, expected) in [
            ("< 1h", "`< 1h`"),
            ("a ``b`` c", "```a ``b`` c```"),
            ("`x`", "`` `x` ``"),
            ("  ", "—"),
            ("@team\n# x", "`@team # x`"),
        ] {
            let mut out = String::new();
            code(&mut out, text);
            assert_eq!(out, expected, "{text}");
        }
    }

    #[test]
    fn links_lead_to_the_site_alone() {
        let links = |site, preview| Links { site, preview };
        for (site, preview, route, published, expected) in [
            (Some("https://x.example/"), None, "a b/index.html", true, Some("https://x.example/a%20b/")),
            (Some("https://x.example/"), None, "a.html", false, None),
            (
                Some("https://x.example/"),
                Some("https://p.example/7/"),
                "a.html",
                false,
                Some("https://p.example/7/a.html"),
            ),
            (Some("https://x.example/)<a>"), None, "a.html", true, Some("https://x.example/%29%3Ca%3Ea.html")),
            (Some("javascript:alert(1)//"), None, "a.html", true, None),
            (Some("https://x.example/"), None, "../../a.html", true, None),
            (None, None, "a.html", true, None),
        ] {
            assert_eq!(links(site, preview).url(route, published).as_deref(), expected, "{route}");
        }
    }
}
