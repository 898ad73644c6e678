//! A page's blocks of code.

use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Languages of blocks that are typed into a shell.
const SHELLS: &[&str] = &["bash", "sh", "shell", "console"];

/// A page of Markdown, with what it shows as code.
pub(super) struct Page {
    /// Its path in the checkout.
    pub(super) path: String,
    /// Its fenced blocks, in order.
    pub(super) blocks: Vec<Block>,
    /// Its inline code, with the line of each.
    pub(super) inline: Vec<(usize, String)>,
}

/// A fenced block.
pub(super) struct Block {
    /// The line of the fence, from 1; the block's first line is the next.
    pub(super) line: usize,
    pub(super) language: String,
    pub(super) title: Option<String>,
    pub(super) text: String,
}

/// One command of a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) line: usize,
    pub(super) text: String,
}

impl Page {
    pub(super) fn read(root: &Path, path: String) -> Self {
        let text = std::fs::read_to_string(root.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self::of(path, &text)
    }

    pub(super) fn of(path: String, text: &str) -> Self {
        let mut page = Self { path, blocks: Vec::new(), inline: Vec::new() };
        let mut open: Option<Block> = None;
        for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            let line = || 1 + text[..range.start].matches('\n').count();
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let language = info.split_whitespace().next().unwrap_or_default().to_owned();
                    let title = info.split_once("title=\"").and_then(|(_, rest)| rest.split('"').next());
                    let title = title.map(str::to_owned);
                    open = Some(Block { line: line(), language, title, text: String::new() });
                }
                Event::Text(part) => {
                    if let Some(block) = &mut open {
                        block.text.push_str(&part);
                    }
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(open.take()),
                Event::Code(code) => page.inline.push((line(), code.into_string())),
                _ => {}
            }
        }
        page
    }

    pub(super) fn has_commands(&self) -> bool {
        self.blocks.iter().any(Block::is_shell)
    }

    /// The blocks that are settings of docsgen.
    pub(super) fn settings(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.language == "toml" && block.title.as_deref() == Some("book.toml"))
    }
}

impl Block {
    pub(super) fn is_shell(&self) -> bool {
        SHELLS.contains(&self.language.as_str())
    }

    /// What is typed, command by command: the fewest lines that a shell takes as a whole, as `whole` says. Of a block with
    /// prompts, what stands behind them.
    pub(super) fn commands(&self, whole: impl Fn(&str) -> bool) -> Vec<Command> {
        let prompts = self.text.lines().any(|line| line.starts_with("$ "));
        let mut commands = Vec::new();
        let mut open: Option<Command> = None;
        for (index, line) in self.text.lines().enumerate() {
            let typed = match (&mut open, line.strip_prefix("$ ")) {
                (Some(command), _) => {
                    command.text.push('\n');
                    command.text.push_str(line);
                    continue_or_close(&mut open, &mut commands, &whole);
                    continue;
                }
                (None, Some(typed)) if prompts => typed,
                (None, _) if prompts => continue,
                (None, _) => line,
            };
            if !typed.trim().is_empty() && !typed.trim_start().starts_with('#') {
                open = Some(Command { line: self.line + index + 1, text: typed.to_owned() });
                continue_or_close(&mut open, &mut commands, &whole);
            }
        }
        // What never became whole is a mistake of the page, which the shell will name.
        commands.extend(open);
        commands
    }
}

fn continue_or_close(open: &mut Option<Command>, commands: &mut Vec<Command>, whole: impl Fn(&str) -> bool) {
    if open.as_ref().is_some_and(|command| !command.text.ends_with('\\') && whole(&command.text)) {
        commands.extend(open.take());
    }
}

impl Command {
    /// The command as rules name it: on one line, with one space between words, without the comment behind it.
    pub(super) fn name(&self) -> String {
        let first = self.text.split("\\\n").collect::<Vec<_>>().join(" ");
        let mut quote = None;
        let mut end = first.len();
        for (at, char) in first.char_indices() {
            match (quote, char) {
                (None, '\'' | '"') => quote = Some(char),
                (Some(open), _) if open == char => quote = None,
                (None, '#') if first[..at].ends_with(char::is_whitespace) => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        first[..end].split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn commands_are_told_apart() {
    let text = "\
# one\n\n```bash\ndocsgen build   # the site\n# a remark\ncat <<EOF\n# two\nEOF\ndocsgen check \\\n  --fix\n```\n\n\
- in a list\n\n  ```console title=\"x\"\n  $ ls \\\n  -l\n  total 0\n  $ pwd\n  ```\n\n```text\nls\n```\n";
    let page = Page::of("a.md".to_owned(), text);
    // A shell that only knows here-documents.
    let whole = |text: &str| !text.contains("<<EOF") || text.ends_with("\nEOF");
    let commands = |block: &Block| -> Vec<(usize, String)> {
        block.commands(whole).iter().map(|command| (command.line, command.name())).collect()
    };
    let shells: Vec<&Block> = page.blocks.iter().filter(|block| block.is_shell()).collect();
    let expected = [
        (4, "docsgen build".to_owned()),
        (6, "cat <<EOF".to_owned() + " # two EOF"),
        (9, "docsgen check --fix".to_owned()),
    ];
    let found = commands(shells[0]);
    assert_eq!((found[0].clone(), found[2].clone()), (expected[0].clone(), expected[2].clone()));
    assert_eq!(found[1].0, 6);
    assert_eq!(commands(shells[1]), [(16, "ls -l".to_owned()), (19, "pwd".to_owned())]);
    assert_eq!(shells.len(), 2);
    let quoted = Command { line: 1, text: "git commit -m \"a # b\"  # c".to_owned() };
    assert_eq!(quoted.name(), "git commit -m \"a # b\"");
}
