//! Commands that code blocks and inline code show: what `make` is asked for, which files are read, which values `helm`
//! sets.
//!
//! Each is kept with its place and as far as its text tells; whether it is right is a question of the whole repository. A part
//! that only a run, or the reader, could fill in (`$X`, `<FILE>`, `{chart}`) is never kept, so nothing has to be guessed later.

pub mod code;
mod danger;
mod helm;
mod lexer;
mod make;
mod path;
mod script;
mod session;
pub mod variable;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use self::code::Code;
use self::script::{Found, Invocation, Reading, command_starts, invocations};
use self::session::{prompted, session_lines};
use self::variable::{NamedVariable, VariableReader};
use super::document::{Document, Fence};
use crate::source::{Spanned, TextRange};

pub use self::danger::{Danger, find_dangers, is_dangerous_target};
pub(super) use self::helm::is_switch as is_helm_switch;
pub use self::make::is_target_name;
pub use self::path::{is_stand_in, says_made};
pub use self::session::{SessionLine, read_session};

/// The commands of a Markdown file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commands {
    /// What they ask for, in order of place.
    pub requests: Vec<Request>,
    /// Paths of files and folders that they, or the text around them, make; in order, each once.
    pub created: Vec<Box<str>>,
    /// The variables that they name, in order of place, each once; those that the page fills in itself (`params`) left out.
    pub variables: Vec<NamedVariable>,
}

/// The folder a command runs in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Folder {
    /// Where the reader stands: as a rule the repository's root, or the text's own folder.
    #[default]
    Start,
    /// This folder from there, by the `cd` commands before.
    Moved(Box<str>),
    /// Somewhere else.
    Unknown,
}

impl Folder {
    /// The folder that a path of this folder leads to.
    fn then(&self, path: &str) -> Self {
        match self {
            _ if path.starts_with(['/', '~']) || path.len() > path::LONGEST => Self::Unknown,
            Self::Start => Self::Moved(path.into()),
            // A script that only ever goes deeper is a mistake, and its paths must not grow with it.
            Self::Moved(before) if before.len() + path.len() > path::LONGEST => Self::Unknown,
            Self::Moved(before) => Self::Moved(format!("{before}/{path}").into()),
            Self::Unknown => Self::Unknown,
        }
    }
}

/// Something that a command asks of the repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The folder it runs in.
    pub folder: Folder,
    /// What it asks for.
    pub kind: RequestKind,
}

/// What a command asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestKind {
    /// `make [-f FILE] TARGET…`.
    Make {
        /// The Makefile that is named; `None` for the folder's own.
        makefile: Option<Spanned<Box<str>>>,
        /// The targets.
        targets: Vec<Spanned<Box<str>>>,
    },
    /// `x.mk:target`, as shell arrays name what a loop will make.
    Pair {
        /// The Makefile, as a rule without its folder.
        makefile: Box<str>,
        /// The target.
        target: Box<str>,
        /// Where both are written.
        range: TextRange,
    },
    /// `helm … CHART --set KEY=VALUE`.
    Set {
        /// The chart: a path, or a repository's name and the chart's.
        chart: Spanned<Box<str>>,
        /// The keys that are set.
        keys: Vec<Spanned<Box<str>>>,
    },
    /// A file or folder that a command reads or runs.
    Path(Spanned<Box<str>>),
    /// A file or folder that inline code names.
    Mention(Spanned<Box<str>>),
}

/// Languages of code blocks that are shell scripts.
const SHELLS: &[&str] = &["bash", "sh", "shell", "zsh", "ksh", "fish", "shellscript"];

/// Languages of code blocks that show a terminal: commands behind a prompt, and what they print.
const TERMINALS: &[&str] = &["console", "terminal", "shell-session", "shellsession", "sh-session", "bash-session"];

/// Languages of code blocks that give variables values.
const ASSIGNMENTS: &[&str] = &["env", "dotenv", "ini", "properties"];

/// Whether code in a language of that name (in lower case; empty where none is named) is read as a shell's script, or as what a
/// terminal shows.
#[must_use]
pub fn is_script(language: &str) -> bool {
    language.is_empty() || SHELLS.contains(&language) || TERMINALS.contains(&language)
}

/// Finds the commands of a document whose text is `source`.
pub(super) fn find_commands(document: &Document, source: &str) -> Commands {
    let mut finder = Finder::default();
    for fence in &document.fences {
        finder.fence(fence, source);
    }
    for span in &document.code_spans {
        let written = span.range.of(source);
        let inner = written.trim_matches('`');
        let start = span.range.start as usize + (written.len() - written.trim_start_matches('`').len());
        if inner.len() <= LONGEST_INLINE {
            finder.inline(TextRange::new(start, start + inner.len()), source);
        }
    }
    finder.commands.requests.sort_by_key(|request| request.place().start);
    path::find_created_by_text(document, source, &mut finder.commands);
    finder.commands.created.sort_unstable();
    finder.commands.created.dedup();
    let is_param = |name: &str| document.front_matter.params.iter().any(|(param, _)| param.value == name);
    finder.commands.variables = finder.variables.finish();
    finder.commands.variables.retain(|variable| !is_param(&variable.name.value));
    finder.commands
}

/// The longest inline code that is read, in bytes: longer is no command that somebody types.
const LONGEST_INLINE: usize = 1_000;

impl Request {
    /// Where it is written.
    #[must_use]
    pub fn place(&self) -> TextRange {
        match &self.kind {
            RequestKind::Make { makefile, targets } => {
                makefile.as_ref().or(targets.first()).map(|word| word.range).unwrap_or_default()
            }
            RequestKind::Pair { range, .. } => *range,
            RequestKind::Set { chart, .. } => chart.range,
            RequestKind::Path(path) | RequestKind::Mention(path) => path.range,
        }
    }
}

#[derive(Default)]
struct Finder {
    commands: Commands,
    variables: VariableReader,
}

impl Finder {
    fn fence(&mut self, fence: &Fence, source: &str) {
        let code = Code::of_fence(fence, source);
        let scripts = scripts(&fence.language, &code.text);
        if ASSIGNMENTS.contains(&&*fence.language) {
            self.variables.assignments(&code.text);
        }
        for (from, to) in scripts.iter().flatten() {
            self.variables.script(&code, *from, *to);
        }
        if !may_hold_commands(&code.text) {
            return;
        }
        let mut found = Found::default();
        if let Some(scripts) = scripts {
            for (from, to) in scripts {
                invocations(&code, from, to, Reading::default(), &mut found);
            }
        } else {
            // Commands in another language (`run: make -f …`, a crontab, a table of commands), each from its name on.
            let mut line_start = 0;
            for line in code.text.split_inclusive('\n') {
                let starts: Vec<usize> = command_starts(line).collect();
                for (index, start) in starts.iter().enumerate() {
                    let end = starts.get(index + 1).copied().unwrap_or(line.trim_end().len());
                    let reading = Reading::in_sentence();
                    invocations(&code, line_start + start, line_start + end, reading, &mut found);
                }
                line_start += line.len();
            }
        }
        for invocation in &found.invocations {
            self.invocation(invocation, source);
        }
        for (from, to) in &found.comments {
            path::comment(&code, *from, *to, &mut self.commands.requests);
        }
        make::find_pairs(&code, &mut self.commands.requests);
        path::find_shown_files(&code.text, &mut self.commands.created);
    }

    fn inline(&mut self, range: TextRange, source: &str) {
        let written = range.of(source);
        if !may_hold_commands(written) {
            return;
        }
        let text = written.trim();
        if text.contains(char::is_whitespace) {
            if starts_with_command(text) {
                let code = Code::of_range(range, source);
                let mut found = Found::default();
                invocations(&code, 0, code.text.len(), Reading::default(), &mut found);
                for invocation in &found.invocations {
                    self.invocation(invocation, source);
                }
            }
            return;
        }
        let code = Code::of_range(range, source);
        let before = self.commands.requests.len();
        make::find_pairs(&code, &mut self.commands.requests);
        if self.commands.requests.len() == before {
            path::mention(range, source, &mut self.commands.requests);
        }
    }

    fn invocation(&mut self, invocation: &Invocation, source: &str) {
        match invocation.name() {
            "make" | "gmake" => self.commands.requests.extend(make::request(invocation, source)),
            "helm" => self.commands.requests.extend(helm::request(invocation, source)),
            _ => {}
        }
        path::requests(invocation, &mut self.commands);
    }
}

/// The parts of a block of code that are a shell's script: all of it, or of a terminal's text what was typed. `None` where it is in
/// another language.
fn scripts(language: &str, text: &str) -> Option<Vec<(usize, usize)>> {
    if TERMINALS.contains(&language) || prompted(text) {
        Some(typed(text))
    } else if SHELLS.contains(&language) || (language.is_empty() && starts_with_command(text)) {
        Some(vec![(0, text.len())])
    } else {
        None
    }
}

/// Whether a text can hold anything that is looked for: most code doesn't, and needn't be taken apart.
fn may_hold_commands(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr(b'/', bytes).is_some()
        || [&b"make"[..], b"helm", b".mk:"].iter().any(|word| memchr::memmem::find(bytes, word).is_some())
}

/// Whether a block without a language starts as a script does.
fn starts_with_command(text: &str) -> bool {
    let first = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with('#'));
    let word = first.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    let known = ["make", "gmake", "helm", "kubectl", "bash", "sh", "source", "cd", "git", "sudo", "export"];
    known.contains(&word) || word.starts_with("./") || text.starts_with("#!/")
}

/// The parts of a terminal's text that somebody typed: what stands behind a prompt, continued lines included.
fn typed(text: &str) -> Vec<(usize, usize)> {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for (line, kind) in text.split_inclusive('\n').zip(session_lines(text)) {
        let end = at + line.len();
        match (kind, parts.last_mut()) {
            (SessionLine::Typed { continues: true, .. }, Some((_, last))) => *last = end,
            (SessionLine::Typed { prompt, .. }, _) => parts.push((at + prompt, end)),
            (SessionLine::Output, _) => {}
        }
        at = end;
    }
    parts
}
