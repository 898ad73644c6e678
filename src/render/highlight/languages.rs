//! What the word behind a fence's backticks stands for.

use syntect::parsing::SyntaxSet;

/// How to highlight a language.
#[derive(Clone, Copy, Debug)]
pub(super) enum Language {
    /// Not at all: it is known to be text.
    Plain,
    /// Not at all: nobody knows it.
    Unknown,
    /// By a grammar: its number in the set.
    Grammar(usize),
    /// Commands behind prompts, and what they print.
    Console,
    /// A query language of the Grafana family.
    Query,
}

/// Names people write that the grammars don't have, or have for something else, and the grammar's name. `Plain Text`
/// is for what should stay as it is.
const ALIASES: &[(&str, &str)] = &[
    ("ascii", "Plain Text"),
    ("cfg", "INI"),
    ("conf", "INI"),
    ("config", "INI"),
    ("containerfile", "Dockerfile (with bash)"),
    ("csharp", "C#"),
    ("docker", "Dockerfile (with bash)"),
    ("dockerfile", "Dockerfile (with bash)"),
    ("dockerignore", "Git Ignore"),
    ("dotenv", "DotENV"),
    ("env", "DotENV"),
    ("gitignore", "Git Ignore"),
    ("golang", "Go"),
    ("gomod", "Gomod"),
    ("gotmpl", "YAML"),
    ("gotemplate", "YAML"),
    ("go-template", "YAML"),
    ("helm", "YAML"),
    ("json5", "JSON"),
    ("jsonc", "JSON"),
    ("jsonl", "JSON"),
    ("jsonlines", "JSON"),
    ("ksh", "Bourne Again Shell (bash)"),
    ("logs", "log"),
    ("make", "Makefile"),
    ("mermaid", "Plain Text"),
    ("mysql", "SQL"),
    ("ndjson", "JSON"),
    ("none", "Plain Text"),
    ("objectivec", "Objective-C"),
    ("output", "Plain Text"),
    ("patch", "Diff"),
    ("pgsql", "SQL"),
    ("plain", "Plain Text"),
    ("plaintext", "Plain Text"),
    ("plpgsql", "SQL"),
    ("postgres", "SQL"),
    ("postgresql", "SQL"),
    ("pwsh", "PowerShell"),
    ("python3", "Python"),
    ("shell", "Bourne Again Shell (bash)"),
    ("systemd", "INI"),
    ("terraform", "Terraform"),
    ("text", "Plain Text"),
    ("txt", "Plain Text"),
    ("vim", "VimL"),
];

impl Language {
    /// The language with this name, in lower case. Looks through all names of all grammars.
    pub(super) fn named(name: &str, set: &SyntaxSet) -> Self {
        match name {
            "" => return Self::Plain,
            "console" | "shell-session" | "shellsession" | "sh-session" | "bash-session" | "terminal" => {
                return Self::Console;
            }
            "promql" | "logql" | "traceql" | "metricsql" => return Self::Query,
            _ => {}
        }
        let alias = ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, grammar)| *grammar);
        let grammar = match alias {
            Some("Plain Text") => return Self::Plain,
            Some(grammar) => set.find_syntax_by_name(grammar),
            None => set.find_syntax_by_token(name),
        };
        grammar
            .filter(|grammar| !grammar.hidden)
            .and_then(|grammar| set.syntaxes().iter().position(|candidate| std::ptr::eq(candidate, grammar)))
            .map_or(Self::Unknown, Self::Grammar)
    }
}
