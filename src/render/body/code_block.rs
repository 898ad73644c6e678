//! Code blocks.

use super::Body;
use super::drawing::{cells, is_drawing};
use super::mark::{Mark, MarkKind, text_of, write_marked};
use crate::parse::command::{Danger, SessionLine, find_dangers, is_script, read_session};
use crate::parse::diagram::LANGUAGE;
use crate::parse::event::CodeBlock;
use crate::parse::info_string::{InfoString, parse_info_string};
use crate::render::escape::escape_into;

/// How many dangerous commands the warning above a block names.
const DANGERS_NAMED: usize = 4;

/// What is known of a block's lines.
struct Lines {
    info: InfoString,
    /// What each is of a terminal's text, where it is one.
    session: Option<Vec<SessionLine>>,
    dangers: Vec<Danger>,
    /// Whether something is drawn in it.
    drawing: bool,
}

impl Lines {
    fn new(info: InfoString, code: &str) -> Self {
        // In a diff, neither prompts nor commands are what they seem.
        let session = if info.diff { None } else { read_session(&info.language, code) };
        let dangers =
            if info.diff || info.danger == Some(false) { Vec::new() } else { find_dangers(&info.language, code) };
        Self { info, session, dangers, drawing: is_drawing(code) }
    }

    fn is_dangerous(&self) -> bool {
        self.info.danger == Some(true) || !self.dangers.is_empty()
    }

    /// Whether any line differs from others.
    fn differ(&self) -> bool {
        self.info.line_numbers || !self.info.marked.is_empty() || self.session.is_some() || !self.dangers.is_empty()
    }

    fn session(&self, number: u32) -> Option<SessionLine> {
        self.session.as_ref()?.get(number as usize - 1).copied()
    }

    fn prompt(&self, number: u32) -> usize {
        match self.session(number) {
            Some(SessionLine::Typed { prompt, .. }) => prompt,
            _ => 0,
        }
    }
}

impl Body<'_> {
    /// Renders a code block; neighbouring ones with a `tab` stand in one group.
    pub(super) fn code_block(&mut self, block: &CodeBlock<'_>) {
        if !self.site {
            self.line_start();
            self.specified_code_block(block);
            return;
        }
        let info = parse_info_string(block.info.as_deref().unwrap_or_default());
        if info.tab.is_none() {
            self.close_tabs();
        } else if !self.tabs {
            self.line_start();
            self.out.push_str("<div class=\"tabs\">\n");
            self.tabs = true;
        }
        self.line_start();
        if info.language == LANGUAGE && self.diagram(&info, block) {
            return;
        }
        self.whole_figure(&info, &block.code);
    }

    /// A code block as it is written.
    pub(super) fn whole_figure(&mut self, info: &InfoString, code: &str) {
        let lines = Lines::new(info.clone(), code);
        self.start_figure(&lines);
        self.code(&lines, code);
        self.out.push_str("</code></pre></figure>\n");
    }

    /// A code block as CommonMark prints it.
    fn specified_code_block(&mut self, block: &CodeBlock<'_>) {
        let language = block.info.as_deref().and_then(|info| info.split_whitespace().next());
        self.out.push_str("<pre><code");
        if let Some(language) = language {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.push('>');
        escape_into(&mut self.out, &block.code);
        self.out.push_str("</code></pre>\n");
    }

    fn start_figure(&mut self, lines: &Lines) {
        let info = &lines.info;
        self.out.push_str("<figure class=\"code");
        if info.line_numbers {
            self.out.push_str(" linenos");
        }
        if lines.drawing {
            self.out.push_str(" drawing");
        }
        if lines.session.is_some() {
            self.out.push_str(" session");
        }
        if lines.is_dangerous() {
            self.out.push_str(" danger");
        }
        self.out.push('"');
        if !info.language.is_empty() {
            self.attribute("data-lang", &info.language);
        }
        if let Some(tab) = &info.tab {
            self.attribute("data-tab", tab);
        }
        self.out.push('>');
        self.caption(info);
        if lines.is_dangerous() {
            self.warning(&lines.dangers);
        }
        self.out.push_str("<pre tabindex=\"0\"><code");
        if !info.language.is_empty() {
            self.attribute("class", &format!("language-{}", info.language));
        }
        self.out.push('>');
    }

    pub(super) fn caption(&mut self, info: &InfoString) {
        let caption = match (&info.tab, &info.title) {
            (Some(tab), Some(title)) => Some(format!("{tab}: {title}")),
            (tab, title) => tab.as_ref().or(title.as_ref()).cloned(),
        };
        if let Some(caption) = caption {
            // What the theme's script shows as the name of a tab need not be said twice.
            let is_name = info.tab.is_some() && info.title.is_none();
            self.out.push_str(if is_name { "<figcaption class=\"tab-name\">" } else { "<figcaption>" });
            escape_into(&mut self.out, &caption);
            self.out.push_str("</figcaption>");
        }
    }

    /// What stands above a dangerous block: which lines, and why.
    fn warning(&mut self, dangers: &[Danger]) {
        let words = self.input.words;
        self.out.push_str("<p class=\"danger-note\"><strong>");
        escape_into(&mut self.out, words.t("Can lose data."));
        self.out.push_str("</strong>");
        for danger in dangers.iter().take(DANGERS_NAMED) {
            let lines = match (danger.first, danger.last) {
                (first, last) if first == last => words.fill("Line {line}", &[("line", &first)]),
                (first, last) => words.fill("Lines {first}–{last}", &[("first", &first), ("last", &last)]),
            };
            self.out.push_str(" <span>");
            escape_into(&mut self.out, &lines);
            self.out.push_str(": <code>");
            escape_into(&mut self.out, &danger.what);
            self.out.push_str("</code></span>");
        }
        let more = dangers.len().saturating_sub(DANGERS_NAMED);
        if more > 0 {
            self.out.push_str(" <span>");
            escape_into(&mut self.out, &words.fill("and {count} more", &[("count", &more)]));
            self.out.push_str("</span>");
        }
        if dangers.is_empty() {
            self.out.push_str(" <span>");
            escape_into(&mut self.out, words.t("Read it before you run it."));
            self.out.push_str("</span>");
        }
        self.out.push_str("</p>");
    }

    fn code(&mut self, lines: &Lines, code: &str) {
        let info = &lines.info;
        // Lent out, so that lines can be written meanwhile.
        let params = std::mem::take(&mut self.params);
        let mut reader = params.reader(is_script(&info.language));
        // The marks of a diff aren't part of the language.
        let bare = info.diff.then(|| -> String {
            code.split_inclusive('\n').map(|line| line.strip_prefix(['+', '-', ' ']).unwrap_or(line)).collect()
        });
        let html = self.highlighter.highlight(&info.language, bare.as_deref().unwrap_or(code)).html;
        let differ = lines.differ() || info.diff;
        if !differ && !lines.drawing && params.is_empty() {
            self.out.push_str(&html);
            self.params = params;
            return;
        }
        let mut written = code.lines();
        let mut dangers = lines.dangers.iter().peekable();
        let mut dangerous_to = 0;
        for (number, line) in (1..).zip(html.lines()) {
            let sign = written.next().filter(|_| info.diff).and_then(|line| line.get(..1));
            let sign = sign.filter(|sign| matches!(*sign, "+" | "-" | " ")).unwrap_or_default();
            while let Some(danger) = dangers.next_if(|danger| danger.first <= number) {
                dangerous_to = dangerous_to.max(danger.last);
            }
            if differ {
                self.start_line(lines, number, sign, number <= dangerous_to);
            }
            let prompt = lines.prompt(number);
            if prompt == 0 && !lines.drawing && params.is_empty() {
                self.out.push_str(line);
            } else {
                let prompt = (prompt > 0).then_some(Mark { range: 0..prompt, kind: MarkKind::Prompt });
                let text = text_of(line);
                let found = reader.line(&text, prompt.as_ref().map_or(0, |prompt| prompt.range.end));
                let drawn = if lines.drawing { cells(&text) } else { Vec::new() };
                let mut marks: Vec<Mark<'_>> = prompt.into_iter().chain(found).chain(drawn).collect();
                marks.sort_by_key(|mark| mark.range.start);
                // A host's name in a prompt may be of any letters.
                marks.dedup_by(|later, earlier| later.range.start < earlier.range.end);
                write_marked(&mut self.out, line, &marks);
            }
            self.out.push_str(if differ { "\n</span>" } else { "\n" });
        }
        self.params = params;
    }

    /// Starts a line that can be marked. Its line end lies within, so that it copies right and shows right as a block.
    fn start_line(&mut self, lines: &Lines, number: u32, sign: &str, dangerous: bool) {
        self.out.push_str("<span class=\"line");
        if lines.info.is_marked(number) {
            self.out.push_str(" marked");
        }
        if dangerous {
            self.out.push_str(" dangerous");
        }
        if lines.session(number) == Some(SessionLine::Output) {
            self.out.push_str(" output");
        }
        match sign {
            "+" => self.out.push_str(" added"),
            "-" => self.out.push_str(" removed"),
            _ => {}
        }
        self.out.push_str(&format!("\" data-line=\"{number}\">{sign}"));
    }
}
