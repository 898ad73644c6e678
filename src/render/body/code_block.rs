//! Code blocks.

use super::Body;
use crate::parse::diagram::LANGUAGE;
use crate::parse::event::CodeBlock;
use crate::parse::info_string::{InfoString, parse_info_string};
use crate::render::escape::escape_into;

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
        self.start_figure(info);
        self.code(info, code);
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

    fn start_figure(&mut self, info: &InfoString) {
        self.out.push_str("<figure class=\"code");
        if info.line_numbers {
            self.out.push_str(" linenos");
        }
        if info.danger {
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
            self.out.push_str("<figcaption>");
            escape_into(&mut self.out, &caption);
            self.out.push_str("</figcaption>");
        }
    }

    fn code(&mut self, info: &InfoString, code: &str) {
        if !info.diff {
            let html = self.highlighter.highlight(&info.language, code).html;
            if info.line_numbers || !info.marked.is_empty() {
                for (number, line) in (1..).zip(html.lines()) {
                    self.code_line(info, number, "", line);
                }
            } else {
                self.out.push_str(&html);
            }
            return;
        }
        // The marks aren't part of the language.
        let bare: String =
            code.split_inclusive('\n').map(|line| line.strip_prefix(['+', '-', ' ']).unwrap_or(line)).collect();
        let html = self.highlighter.highlight(&info.language, &bare).html;
        for ((number, line), written) in (1..).zip(html.lines()).zip(code.lines()) {
            let mark = written.get(..1).filter(|mark| matches!(*mark, "+" | "-" | " ")).unwrap_or_default();
            self.code_line(info, number, mark, line);
        }
    }

    /// A line that can be marked. Its line end lies within, so that it copies right and shows right as a block.
    fn code_line(&mut self, info: &InfoString, number: u32, mark: &str, html: &str) {
        self.out.push_str("<span class=\"line");
        if info.is_marked(number) {
            self.out.push_str(" marked");
        }
        match mark {
            "+" => self.out.push_str(" added"),
            "-" => self.out.push_str(" removed"),
            _ => {}
        }
        self.out.push_str(&format!("\" data-line=\"{number}\">{mark}{html}\n</span>"));
    }
}
