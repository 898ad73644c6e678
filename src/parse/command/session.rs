//! What a terminal shows, line by line: what somebody typed behind a prompt, and what was printed.

use super::{SHELLS, TERMINALS};

/// The longest prompt, in bytes: `[root@node-1 ~]# ` and the like.
const LONGEST_PROMPT: usize = 80;

/// What a line of a terminal's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionLine {
    /// A command, or the line that one continues on.
    Typed {
        /// How many bytes at its start are the prompt, with the white space around it; zero where there is none.
        prompt: usize,
        /// Whether the command began on a line before.
        continues: bool,
    },
    /// What was printed.
    Output,
}

/// Reads a code block as a terminal's text: one answer for each of its lines. `None` where it is none, because its language
/// is that of something else, or because nothing in it has a prompt.
#[must_use]
pub fn read_session(language: &str, code: &str) -> Option<Vec<SessionLine>> {
    let shown = TERMINALS.contains(&language)
        || ((language.is_empty() || language == "text" || SHELLS.contains(&language)) && prompted(code));
    if !shown {
        return None;
    }
    let lines = session_lines(code);
    lines.iter().any(|line| matches!(line, SessionLine::Typed { .. })).then_some(lines)
}

/// Whether the first line of a block starts with a prompt.
pub(super) fn prompted(text: &str) -> bool {
    text.trim_start().starts_with("$ ")
}

/// The lines of a terminal's text.
pub(super) fn session_lines(text: &str) -> Vec<SessionLine> {
    let bare = bare_prompt(text);
    let mut lines = Vec::new();
    let mut continues = false;
    let mut here_document: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let line = line.trim_end();
        if let Some(delimiter) = here_document {
            let prompt = second_prompt(line);
            lines.push(SessionLine::Typed { prompt, continues: true });
            if line[prompt..].trim() == delimiter {
                here_document = None;
            }
            continues = false;
            continue;
        }
        let prompt = if continues { Some(second_prompt(line)) } else { prompt_length(line, bare) };
        lines.push(prompt.map_or(SessionLine::Output, |prompt| SessionLine::Typed { prompt, continues }));
        let command = prompt.map_or("", |prompt| &line[prompt..]);
        continues = command.ends_with('\\');
        here_document = here_delimiter(command);
    }
    lines
}

/// Which mark alone is a prompt. `#` is root's only in a text without any `$`: beside one it starts a comment. Much that
/// programs print starts with `%`, so it counts where the text starts with it.
fn bare_prompt(text: &str) -> char {
    let starts = |mark: &str| text.lines().any(|line| line.trim_start().starts_with(mark));
    if starts("$ ") {
        '$'
    } else if text.trim_start().starts_with("% ") {
        '%'
    } else {
        '#'
    }
}

/// The length of the prompt that a line starts with: `$ `, `user@host:~$ ` or `[root@host ~]# `.
fn prompt_length(line: &str, bare: char) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let content = &line[indent..];
    let is_prompt = |at: usize| content[at + 1..].starts_with(' ').then_some(indent + at + 2);
    if content.starts_with(bare) {
        return is_prompt(0);
    }
    let mut near = content.char_indices().take_while(|(at, _)| *at < LONGEST_PROMPT);
    let (at, _) = near.find(|(_, c)| matches!(c, '$' | '#' | '%'))?;
    let host = &content[..at];
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let named = bracketed.unwrap_or(host).split_once('@').is_some_and(|(user, rest)| {
        let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "-_.~/:".contains(c));
        !user.is_empty() && is_name(user) && rest.split(' ').count() <= 2 && rest.split(' ').all(is_name)
    });
    (named && (bracketed.is_some() || !host.contains(' '))).then(|| is_prompt(at)).flatten()
}

/// The length of the prompt with which a shell asks for more.
fn second_prompt(line: &str) -> usize {
    if line.starts_with("> ") { 2 } else { usize::from(line == ">") }
}

/// What ends the here-document that a command starts.
fn here_delimiter(command: &str) -> Option<&str> {
    let (_, rest) = command.split_once("<<")?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start();
    let word = rest.split(|c: char| c.is_whitespace() || matches!(c, ';' | '|' | '&' | ')' | '>')).next()?;
    let word = word.trim_matches(['\'', '"', '\\']);
    // `<<<` is followed by the text itself.
    word.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter for each line: what was typed, what continues it, what was printed; behind it the prompt's length.
    fn lines(language: &str, code: &str) -> Option<String> {
        let shown = read_session(language, code)?.into_iter().map(|line| match line {
            SessionLine::Typed { prompt, continues: false } => format!("t{prompt}"),
            SessionLine::Typed { prompt, continues: true } => format!("c{prompt}"),
            SessionLine::Output => "o".to_owned(),
        });
        Some(shown.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_was_typed_is_told_from_what_was_printed() {
        for (code, expected) in [
            ("$ ls\na\nb\n", "t2 o o"),
            ("$ kubectl get \\\n    pods\nNAME\n", "t2 c0 o"),
            ("$ a \\\n> b \\\n> c\nd\n", "t2 c2 c2 o"),
            ("# whoami\nroot\n", "t2 o"),
            ("# comes first\n$ whoami\nroot\n", "o t2 o"),
            ("$ cat <<EOF | kubectl apply -f -\nkind: x\nEOF\ncreated\n", "t2 c0 c0 o"),
            ("$ cat <<'EOF'\n> $ x\n> EOF\n$ y\n", "t2 c2 c2 t2"),
            ("$ cat <<< word\nword\n", "t2 o"),
            ("ann@host:~/work$ ls\nfile\n[root@node-1 etc]# ls\n", "t17 o t19"),
            ("  $ ls\n  a\n", "t4 o"),
            ("% ls\n  % Total\n", "t2 t4"),
            ("$ curl -O x\n  % Total\n", "t2 o"),
            ("$ price\n$12\na costs $ 5\nmail ann@host $ 5\n", "t2 o o o"),
            ("$ a\r\nb\r\n", "t2 o"),
            ("", ""),
        ] {
            assert_eq!(lines("console", code), (!expected.is_empty()).then(|| expected.to_owned()), "{code}");
        }
    }

    #[test]
    fn only_a_terminal_has_prompts() {
        for (language, code, session) in [
            ("console", "$ ls\n", true),
            ("console", "kubectl get pods\n", false),
            ("shell-session", "# ls\n", true),
            ("bash", "$ ls\nx\n", true),
            ("bash", "# a comment\nls\n", false),
            ("", "$ ls\n", true),
            ("text", "$ ls\n", true),
            ("text", "# a title\n", false),
            ("yaml", "$ ls\n", false),
        ] {
            assert_eq!(read_session(language, code).is_some(), session, "{language}: {code}");
        }
    }
}
