//! Makefiles, as far as their text tells: nothing is run.
//!
//! What follows GNU make's manual: line continuations, conditionals (both branches count), `define`, variables, the
//! functions that only rearrange text, and which targets a rule names. What only a run of make could tell (the shell,
//! wildcards, variables of other files) is kept as unknown and never guessed.

mod expand;
mod line;
mod load;

pub use self::load::{LoadedMakefile, Makefiles, load};

use rapidhash::{RapidHashMap, RapidHashSet};
use serde::{Deserialize, Serialize};

use self::expand::{Origin, UNKNOWN, Variables};
use self::line::{Assignment, Lines, Word, comment_start, rule_colon, semicolon, words};
use crate::diagnostic::{Code, Remark};
use crate::source::{Spanned, TextRange};

/// What a Makefile says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Makefile {
    /// Targets of explicit rules in order, variables in their names resolved where the file gives their value. A target
    /// of several rules stands where the first of them is.
    pub targets: Vec<Target>,
    /// Pattern rules (`backup-%`), and targets whose name holds a variable the file doesn't resolve, `%` in its place.
    /// A `%` alone means that the file has targets whose names its text doesn't tell.
    pub patterns: Vec<Spanned<String>>,
    /// `include`, `-include` and `sinclude`.
    pub includes: Vec<Include>,
    /// Why make would refuse to read it, in order.
    pub faults: Vec<Spanned<Fault>>,
    /// Variables assigned at the top level, name and text, last assignment last.
    pub variables: Vec<(Spanned<String>, String)>,
}

/// What make can't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// A line that is no rule, assignment or directive; make says "missing separator".
    Line,
    /// The same, where it may be a recipe's that spaces were put before.
    SpacesForTab,
    /// A `define` without its `endef`.
    Define,
    /// An `ifeq`, `ifdef` and the like without its `endif`.
    Conditional,
    /// An `else` or `endif` without its `ifeq`.
    Extraneous,
}

impl Fault {
    fn remark(self, range: TextRange) -> Remark {
        let (message, help) = match self {
            Self::Line => {
                ("make can't read this line", "write a rule, an assignment or a directive, or make it a comment")
            }
            Self::SpacesForTab => {
                ("make can't read this line", "if it is a recipe's, start it with a tab instead of spaces")
            }
            Self::Define => ("`define` has no `endef`", "end the text of the variable with a line `endef`"),
            Self::Conditional => ("the condition has no `endif`", "end it with a line `endif`"),
            Self::Extraneous => {
                ("no condition is open here", "take the line out, or write the condition it belongs to")
            }
        };
        Remark::new(Code::MakefileSyntax, range, message).help(help)
    }
}

/// A target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The name and where it stands.
    pub name: Spanned<String>,
    /// What it does: the `## text` behind it, or the `##` comment directly above.
    pub description: Option<String>,
    /// Whether it is listed in `.PHONY`.
    pub phony: bool,
}

/// An include.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Include {
    /// The path, once variables are resolved; text that could not be resolved is left as written. May hold the
    /// wildcards `*`, `?` and `[…]`.
    pub path: String,
    /// The folder it is relative to.
    pub base: IncludeBase,
    /// Where it stands.
    pub range: TextRange,
    /// Whether make goes on without it (`-include`).
    pub optional: bool,
    /// Whether `path` is complete and relative: no variable or function is left in it.
    pub resolved: bool,
}

/// The folder an include's path is relative to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum IncludeBase {
    /// The folder make runs in, as for every plain path.
    #[default]
    WorkingFolder,
    /// The folder of the Makefile itself, as with `$(dir $(lastword $(MAKEFILE_LIST)))` before the path.
    Makefile,
}

/// Special targets of GNU make, which are settings and not something to make (its manual, section 4.9).
const SPECIAL_TARGETS: &[&str] = &[
    ".DEFAULT",
    ".DELETE_ON_ERROR",
    ".EXPORT_ALL_VARIABLES",
    ".IGNORE",
    ".INTERMEDIATE",
    ".LOW_RESOLUTION_TIME",
    ".NOTINTERMEDIATE",
    ".NOTPARALLEL",
    ".ONESHELL",
    ".PHONY",
    ".POSIX",
    ".PRECIOUS",
    ".SECONDARY",
    ".SECONDEXPANSION",
    ".SILENT",
    ".SUFFIXES",
    ".WAIT",
];

/// Reads a Makefile.
#[must_use]
pub fn parse_makefile(text: &str) -> Makefile {
    let mut parser = Parser {
        text,
        makefile: Makefile::default(),
        variables: Variables::default(),
        by_name: RapidHashMap::default(),
        phony: RapidHashSet::default(),
        recipe_prefix: '\t',
        in_rule: false,
        comment: None,
        conditions: Vec::new(),
    };
    let mut lines = Lines::new(text);
    while let Some(line) = lines.next_logical() {
        parser.line(line, &mut lines);
    }
    let Parser { mut makefile, phony, conditions, .. } = parser;
    makefile.faults.extend(conditions.into_iter().map(|range| Spanned::new(Fault::Conditional, range)));
    for target in &mut makefile.targets {
        target.phony = phony.contains(&target.name.value);
    }
    makefile
}

struct Parser<'s> {
    text: &'s str,
    makefile: Makefile,
    variables: Variables,
    /// Index of each target by its name.
    by_name: RapidHashMap<String, usize>,
    phony: RapidHashSet<String>,
    recipe_prefix: char,
    /// Whether lines that start with the recipe prefix belong to a rule.
    in_rule: bool,
    /// The `##` comment directly above.
    comment: Option<String>,
    /// The conditions that are open.
    conditions: Vec<TextRange>,
}

impl Parser<'_> {
    /// Takes in one logical line; `define` takes further ones.
    fn line(&mut self, line: TextRange, lines: &mut Lines<'_>) {
        let written = line.of(self.text);
        if self.in_rule && written.starts_with(self.recipe_prefix) {
            return;
        }
        let above = self.comment.take();
        let hash = comment_start(written);
        let content = written[..hash].trim_end();
        let indent = content.len() - content.trim_start().len();
        let start = line.start as usize + indent;
        let content = content.trim_start();
        if content.is_empty() {
            self.comment = described(&written[hash..]).map(|text| match above {
                Some(mut above) => {
                    above.push(' ');
                    above.push_str(&text);
                    above
                }
                None => text,
            });
            return;
        }
        if let Some(assignment) = Assignment::read(content) {
            self.assign(&assignment, start, lines);
            return;
        }
        let (first, rest) = content.split_at(content.find(char::is_whitespace).unwrap_or(content.len()));
        match first {
            "ifdef" | "ifndef" | "ifeq" | "ifneq" => self.conditions.push(TextRange::new(start, start + content.len())),
            _ if first.starts_with("ifeq(") || first.starts_with("ifneq(") => {
                self.conditions.push(TextRange::new(start, start + content.len()));
            }
            "else" | "endif" => {
                let open = if first == "endif" { self.conditions.pop() } else { self.conditions.last().copied() };
                if open.is_none() {
                    self.fault(Fault::Extraneous, start, content);
                }
            }
            "export" | "unexport" | "undefine" | "vpath" | "load" | "-load" => self.in_rule = false,
            "include" | "-include" | "sinclude" => {
                self.in_rule = false;
                self.include(rest, start + first.len(), first != "include");
            }
            _ => match rule_colon(content) {
                Some(colon) => self.rule(content, start, colon, &written[hash..], above),
                // Rules can be made by `$(eval …)`; their names are not in the text.
                None if content.contains("$(eval") || content.contains("$(call") || content.contains("${call") => {
                    let range = TextRange::new(start, start + content.len());
                    self.makefile.patterns.push(Spanned::new("%".to_owned(), range));
                }
                // An expansion alone (`$(info …)`) may come to nothing.
                None if content.starts_with('$') => {}
                None => {
                    let spaces = self.in_rule && indent > 0 && !written.starts_with('\t');
                    self.fault(if spaces { Fault::SpacesForTab } else { Fault::Line }, start, content);
                }
            },
        }
    }

    fn fault(&mut self, fault: Fault, start: usize, content: &str) {
        let line = content.lines().next().unwrap_or_default().trim_end();
        self.makefile.faults.push(Spanned::new(fault, TextRange::new(start, start + line.len())));
    }

    fn assign(&mut self, assignment: &Assignment<'_>, start: usize, lines: &mut Lines<'_>) {
        self.in_rule = false;
        let range = assignment.name.shifted(start);
        let name = self.variables.expand(range.of(self.text));
        let body = assignment.define.then(|| {
            let (body, closed) = lines.until_endef();
            if !closed {
                self.makefile.faults.push(Spanned::new(Fault::Define, range));
            }
            body
        });
        let value = body.map_or_else(|| line::joined(assignment.value), str::to_owned);
        if name == ".RECIPEPREFIX" {
            self.recipe_prefix = value.chars().next().unwrap_or('\t');
        }
        self.variables.assign(&name, assignment.operator, &value);
        self.makefile.variables.push((Spanned::new(name, range), value));
    }

    fn include(&mut self, paths: &str, start: usize, optional: bool) {
        for word in words(paths) {
            let range = word.range.shifted(start);
            let written = range.of(self.text);
            for path in self.variables.expand(written).split_whitespace() {
                let (path, base, resolved) = match self.variables.origin(path) {
                    Origin::Makefile(rest) => (rest.to_owned(), IncludeBase::Makefile, true),
                    Origin::WorkingFolder => (path.to_owned(), IncludeBase::WorkingFolder, true),
                    Origin::Unknown => (written.to_owned(), IncludeBase::WorkingFolder, false),
                };
                self.makefile.includes.push(Include { path, base, range, optional, resolved });
            }
            self.variables.forget_last_makefile();
        }
    }

    fn rule(&mut self, content: &str, start: usize, colon: usize, comment: &str, above: Option<String>) {
        self.in_rule = true;
        let after = content[colon..].trim_start_matches([':', '&']);
        let prerequisites = &after[..semicolon(after)];
        if Assignment::read(prerequisites.trim_start()).is_some_and(|assignment| !assignment.define) {
            // A variable for a target, which makes it no target.
            return;
        }
        let names: Vec<(String, TextRange)> = words(&content[..colon])
            .flat_map(|Word { range, text }| {
                let range = range.shifted(start);
                let expanded = self.variables.expand(text);
                let names: Vec<_> = expanded.split_whitespace().map(|name| (line::unescaped(name), range)).collect();
                names
            })
            .collect();
        if names.iter().any(|(name, _)| name == ".PHONY") {
            let prerequisites = self.variables.expand(&line::joined(prerequisites));
            self.phony.extend(prerequisites.split_whitespace().map(str::to_owned));
            // The comment above `.PHONY: x` is about x, whose rule comes next.
            self.comment = above;
            return;
        }
        // A recipe on the line itself keeps its `#`, so the description may stand in it.
        let description =
            described(comment).or_else(|| after.rfind("##").and_then(|hash| described(&after[hash..]))).or(above);
        for (name, range) in names {
            if SPECIAL_TARGETS.contains(&&*name) {
                continue;
            }
            if name.contains(['%', UNKNOWN]) {
                let mut pattern = name.replace(UNKNOWN, "%");
                while pattern.contains("%%") {
                    pattern = pattern.replace("%%", "%");
                }
                self.makefile.patterns.push(Spanned::new(pattern, range));
                continue;
            }
            if let Some(known) = self.by_name.get(&name) {
                let target = &mut self.makefile.targets[*known];
                if target.description.is_none() {
                    target.description.clone_from(&description);
                }
                continue;
            }
            self.by_name.insert(name.clone(), self.makefile.targets.len());
            let name = Spanned::new(name, range);
            self.makefile.targets.push(Target { name, description: description.clone(), phony: false });
        }
    }
}

/// The text of a `## text` comment; `##@ text` starts a section of a help screen and describes no target.
fn described(comment: &str) -> Option<String> {
    let text = comment.strip_prefix("##")?;
    let text = text.trim_start_matches('#').trim();
    (!text.is_empty() && !text.starts_with('@')).then(|| line::joined(text))
}

#[cfg(test)]
mod tests;
