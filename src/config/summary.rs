//! SUMMARY.md of an mdBook: the chapters and their order.
//! Format: <https://rust-lang.github.io/mdBook/format/summary.html>.

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Remark};
use crate::source::{RepoPath, Spanned, TextRange};

/// What a SUMMARY.md says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Titles of parts (`# Part`), in order.
    pub parts: Vec<Spanned<String>>,
    /// Chapters, in reading order.
    pub entries: Vec<SummaryEntry>,
}

/// One chapter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryEntry {
    /// What the navigation shows.
    pub title: String,
    /// The page, from the repository root; `None` for a draft (`[Title]()`) and where the destination is no page.
    pub path: Option<RepoPath>,
    /// The destination; the whole link where it has none.
    pub range: TextRange,
    /// How many chapters it lies in: 0 at the top.
    pub depth: usize,
    /// The part it lies in, by index.
    pub part: Option<usize>,
    /// Before, in or behind the numbered chapters.
    pub place: ChapterPlace,
    /// Whether a line (`---`) stands before it.
    pub separated: bool,
}

/// Where a chapter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChapterPlace {
    /// Before the numbered chapters: an introduction.
    Prefix,
    /// In a list.
    Numbered,
    /// Behind the numbered chapters: appendices.
    Suffix,
}

/// Reads the text of the SUMMARY.md at `path`. Whether its pages are there is not looked at.
#[must_use]
pub fn parse_summary(text: &str, path: &RepoPath) -> (Summary, Vec<Remark>) {
    let mut reading =
        Reading { text, folder: path.parent(), summary: Summary::default(), remarks: Vec::new(), separated: false };
    let (mut lists, mut numbered, mut heading) = (0_usize, false, None::<(HeadingLevel, TextRange, String)>);
    let mut link: Option<Link> = None;
    let mut first = true;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => {
                lists += 1;
                numbered = true;
            }
            Event::End(TagEnd::List(_)) => lists = lists.saturating_sub(1),
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, range.into(), String::new())),
            Event::End(TagEnd::Heading(_)) => {
                // The first heading is the title of the file itself, unless chapters came before it.
                if let Some((HeadingLevel::H1, range, title)) = heading.take()
                    && !first
                {
                    reading.summary.parts.push(Spanned::new(title, range));
                }
                first = false;
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = Some(Link { destination: dest_url.into_string(), title: String::new(), text_end: range.start });
            }
            Event::End(TagEnd::Link) => {
                if let Some(link) = link.take() {
                    let place = match (lists, numbered) {
                        (0, false) => ChapterPlace::Prefix,
                        (0, true) => ChapterPlace::Suffix,
                        _ => ChapterPlace::Numbered,
                    };
                    reading.chapter(link, range.into(), lists.saturating_sub(1), place);
                }
                first = false;
            }
            Event::Rule => reading.separated = true,
            Event::Text(piece) | Event::Code(piece) => {
                if let Some(link) = &mut link {
                    link.title += &piece;
                    link.text_end = range.end;
                } else if let Some((_, _, title)) = &mut heading {
                    *title += &piece;
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(link) = &mut link {
                    link.title.push(' ');
                }
            }
            _ => {}
        }
    }
    (reading.summary, reading.remarks)
}

struct Link {
    destination: String,
    title: String,
    /// Where its text ends, before the destination.
    text_end: usize,
}

struct Reading<'a> {
    text: &'a str,
    folder: RepoPath,
    summary: Summary,
    remarks: Vec<Remark>,
    separated: bool,
}

impl Reading<'_> {
    fn chapter(&mut self, link: Link, whole: TextRange, depth: usize, place: ChapterPlace) {
        let range = self.destination_range(&link, whole);
        let path = self.page(&link.destination, range);
        self.summary.entries.push(SummaryEntry {
            title: link.title,
            path,
            range,
            depth,
            part: self.summary.parts.len().checked_sub(1).filter(|_| place == ChapterPlace::Numbered),
            place,
            separated: std::mem::take(&mut self.separated),
        });
    }

    /// The page a destination names.
    fn page(&mut self, destination: &str, range: TextRange) -> Option<RepoPath> {
        let file = destination.split(['#', '?']).next().unwrap_or_default();
        if file.is_empty() {
            if !destination.is_empty() {
                self.no_page(destination, range);
            }
            return None;
        }
        if destination.contains("://") || destination.starts_with("mailto:") {
            self.no_page(destination, range);
            return None;
        }
        let decoded = percent_decode_str(file).decode_utf8_lossy();
        // mdBook takes `/a.md` as relative to the source folder, too.
        let path = self.folder.join(decoded.trim_start_matches('/'));
        if path.is_none() {
            let message = format!("`{destination}` leads out of the repository");
            self.remarks.push(Remark::new(Code::LinkOutsideRepository, range, message));
        }
        path
    }

    fn no_page(&mut self, destination: &str, range: TextRange) {
        let message = format!("`{destination}` is no page");
        self.remarks.push(
            Remark::new(Code::NavMissingPage, range, message)
                .help("name a Markdown file, or leave the brackets empty for a draft"),
        );
    }

    fn destination_range(&self, link: &Link, whole: TextRange) -> TextRange {
        let rest = self.text.get(link.text_end..whole.end as usize).unwrap_or_default();
        match rest.find(&link.destination) {
            Some(at) if !link.destination.is_empty() => {
                TextRange::new(link.text_end + at, link.text_end + at + link.destination.len())
            }
            _ => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Summary\n\n[Introduction](README.md)\n\n# Operate\n\n- [Backup](ops/backup.md)\n  - [`restore` it](ops/re%20store.md#top)\n    - [Deep](./ops/../deep.md)\n- [Draft]()\n\n---\n\n# Know\n\n1. [Words](<words and more.md>)\n\n[Contributors](misc/contributors.md)\n";

    #[test]
    fn chapters_keep_order_depth_and_place() {
        let (summary, remarks) = parse_summary(TEXT, &RepoPath::new("book/SUMMARY.md").expect("inside"));
        assert_eq!(remarks, []);
        let lines: Vec<String> = summary
            .entries
            .iter()
            .map(|entry| {
                let path = entry.path.as_ref().map_or("draft", RepoPath::as_str);
                let part = entry.part.map_or("", |part| &summary.parts[part].value);
                let line = if entry.separated { "line " } else { "" };
                format!("{line}{:?} {} {part} {} {path}", entry.place, entry.depth, entry.title)
            })
            .collect();
        assert_eq!(
            lines,
            [
                "Prefix 0  Introduction book/README.md",
                "Numbered 0 Operate Backup book/ops/backup.md",
                "Numbered 1 Operate restore it book/ops/re store.md",
                "Numbered 2 Operate Deep book/deep.md",
                "Numbered 0 Operate Draft draft",
                "line Numbered 0 Know Words book/words and more.md",
                "Suffix 0  Contributors book/misc/contributors.md",
            ]
        );
        let at: Vec<&str> = summary.entries.iter().map(|entry| entry.range.of(TEXT)).collect();
        assert_eq!(at[1..5], ["ops/backup.md", "ops/re%20store.md#top", "./ops/../deep.md", "[Draft]()"]);
    }

    #[test]
    fn a_file_without_a_title_begins_with_a_part() {
        let path = RepoPath::new("SUMMARY.md").expect("inside");
        let (summary, _) = parse_summary("- [A](a.md)\n\n# Part\n\n- [B](b.md)\n", &path);
        assert_eq!(summary.entries.iter().map(|entry| entry.part).collect::<Vec<_>>(), [None, Some(0)]);
    }

    #[test]
    fn what_is_no_page_is_found() {
        let text = "- [Out](../../x.md)\n- [Web](https://example.org/a.md)\n- [Anchor](#a)\n";
        let (summary, remarks) = parse_summary(text, &RepoPath::new("src/SUMMARY.md").expect("inside"));
        assert_eq!(summary.entries.len(), 3);
        let found: Vec<_> = remarks.iter().map(|remark| (remark.code, remark.range.of(text))).collect();
        assert_eq!(
            found,
            [
                (Code::LinkOutsideRepository, "../../x.md"),
                (Code::NavMissingPage, "https://example.org/a.md"),
                (Code::NavMissingPage, "#a"),
            ]
        );
    }
}
