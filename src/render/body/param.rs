//! Where the parameters of a page stand in its code: `$NAME`, `${NAME}` and `<NAME>`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::mark::{Mark, MarkKind};
use crate::source::Spanned;

/// The parameters of a page: each name with its default.
#[derive(Debug, Default)]
pub(super) struct Params<'a> {
    defaults: BTreeMap<&'a str, &'a str>,
}

impl<'a> Params<'a> {
    pub(super) fn new(stated: &'a [(Spanned<String>, Spanned<String>)]) -> Self {
        // YAML has each key once.
        Self { defaults: stated.iter().map(|(name, default)| (&*name.value, &*default.value)).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.defaults.is_empty()
    }

    /// A reader of one piece of code. In a `script`, a variable that is set to something else than the parameter's default is
    /// the script's own from there on: what a loop or a command put into it must not be replaced.
    pub(super) fn reader(&self, script: bool) -> ParamReader<'a, '_> {
        ParamReader { params: self, script, own: BTreeSet::new() }
    }
}

/// Finds parameters, line by line.
pub(super) struct ParamReader<'a, 'p> {
    params: &'p Params<'a>,
    script: bool,
    /// Names that the script has given values of its own.
    own: BTreeSet<&'a str>,
}

impl<'a> ParamReader<'a, '_> {
    /// The marks in the next line, whose first `skipped` bytes are no part of the command.
    pub(super) fn line(&mut self, line: &str, skipped: usize) -> Vec<Mark<'a>> {
        let mut marks = Vec::new();
        if self.params.is_empty() {
            return marks;
        }
        let bytes = line.as_bytes();
        let mut at = skipped;
        // Whether a command can start here, as far as assignments are concerned.
        let mut start = true;
        while at < bytes.len() {
            let byte = bytes[at];
            let next = match byte {
                b'\\' => at + 2,
                b'$' if bytes.get(at + 1) == Some(&b'$') => at + 2,
                b'$' | b'<' => self.reference(line, at, &mut marks),
                b' ' | b'\t' => {
                    at += 1;
                    continue;
                }
                byte if start && self.script && is_name(byte) => {
                    let (next, again) = self.command_word(line, at, &mut marks);
                    start = again;
                    at = next;
                    continue;
                }
                byte if is_name(byte) => at + name_length(&line[at..]),
                _ => at + 1,
            };
            start = matches!(byte, b';' | b'&' | b'|' | b'(' | b'{');
            at = next;
        }
        marks
    }

    /// Reads what a `$` or `<` may start, and returns where to go on.
    fn reference(&self, line: &str, at: usize, marks: &mut Vec<Mark<'a>>) -> usize {
        let rest = &line[at..];
        let (before, after) = if rest.starts_with("${") {
            (2, "}")
        } else if rest.starts_with('$') {
            (1, "")
        } else {
            (1, ">")
        };
        let length = name_length(&rest[before..]);
        let end = before + length;
        if length == 0 || !rest[end..].starts_with(after) {
            return at + 1;
        }
        let found = self.params.defaults.get_key_value(&rest[before..end]);
        if let Some((name, _)) = found.filter(|(name, _)| after == ">" || !self.own.contains(**name)) {
            marks.push(Mark { range: at..at + end + after.len(), kind: MarkKind::Param(name) });
        }
        at + end + after.len()
    }

    /// Reads the first word of a command: returns where to go on, and whether another first word may follow.
    fn command_word(&mut self, line: &str, at: usize, marks: &mut Vec<Mark<'a>>) -> (usize, bool) {
        let length = name_length(&line[at..]);
        let end = at + length;
        match (&line[at..end], line.as_bytes().get(end)) {
            (name, Some(b'=')) => {
                let name = self.params.defaults.get_key_value(name);
                if let Some((name, default)) = name.map(|(name, default)| (*name, *default)) {
                    self.assigned(line, end + 1, name, default, marks);
                }
                // What stands behind the sign is read like any other text.
                (end + 1, false)
            }
            ("for" | "select", Some(b' ')) => {
                let rest = line[end..].trim_start();
                let name = &rest[..name_length(rest)];
                self.own.extend(self.params.defaults.get_key_value(name).map(|(name, _)| *name));
                (end, false)
            }
            ("read" | "mapfile" | "readarray", Some(b' ')) => {
                let rest = &line[end..];
                let words = rest[..rest.find([';', '|', '&']).unwrap_or(rest.len())].split(' ');
                let names = words.filter_map(|word| self.params.defaults.get_key_value(word));
                self.own.extend(names.map(|(name, _)| *name));
                (end, false)
            }
            ("export" | "local" | "declare" | "readonly" | "typeset" | "do" | "then" | "else" | "while" | "if", _) => {
                (end, true)
            }
            _ => (end, false),
        }
    }

    /// Takes note of what a script sets a parameter's variable to.
    fn assigned(&mut self, line: &str, at: usize, name: &'a str, default: &str, marks: &mut Vec<Mark<'a>>) {
        let end = |text: &str| text.find([' ', '\t', ';', '&', '|', ')']).unwrap_or(text.len());
        let written = &line[at..at + end(&line[at..])];
        let value = written.trim_matches(['"', '\'']);
        let itself = [format!("${name}"), format!("${{{name}}}"), format!("<{name}>")];
        if !default.is_empty() && value == default {
            let from = at + written.find(default).unwrap_or_default();
            let range: Range<usize> = from..from + default.len();
            marks.push(Mark { range, kind: MarkKind::Param(name) });
            self.own.remove(name);
        } else if itself.iter().any(|reference| reference == value) {
            self.own.remove(name);
        } else {
            self.own.insert(name);
        }
    }
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| is_name(*byte)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stated(names: &[(&str, &str)]) -> Vec<(Spanned<String>, Spanned<String>)> {
        let spanned = |text: &str| Spanned::new(text.to_owned(), crate::source::TextRange::new(0, 0));
        names.iter().map(|(name, default)| (spanned(name), spanned(default))).collect()
    }

    /// The code with each parameter in brackets.
    fn shown(code: &str, script: bool) -> String {
        let stated = stated(&[("NS", "parcels"), ("R", ""), ("a_1", "x.y:1")]);
        let params = Params::new(&stated);
        let mut reader = params.reader(script);
        let line = |line: &str| {
            let mut shown = String::new();
            let mut from = 0;
            for Mark { range, kind } in reader.line(line, 0) {
                let MarkKind::Param(name) = kind else { panic!("a parameter") };
                shown.push_str(&format!("{}[{name} {}]", &line[from..range.start], &line[range.clone()]));
                from = range.end;
            }
            shown + &line[from..]
        };
        code.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn whole_names_are_found_in_three_forms() {
        for (code, expected) in [
            ("kubectl -n $NS get", "kubectl -n [NS $NS] get"),
            ("${NS}-${R}.x <NS>/<a_1>", "[NS ${NS}]-[R ${R}].x [NS <NS>]/[a_1 <a_1>]"),
            ("$NSX $N ${NS:-x} ${NSX} <NSX> <ns> < NS>", "$NSX $N ${NS:-x} ${NSX} <NSX> <ns> < NS>"),
            ("\\$NS $$NS '$NS' \"$NS\"", "\\$NS $$NS '[NS $NS]' \"[NS $NS]\""),
            ("$NS$R$NS", "[NS $NS][R $R][NS $NS]"),
            ("가$NS나 ${ $ < $", "가[NS $NS]나 ${ $ < $"),
            ("X=$NS --n=<NS> NS R", "X=[NS $NS] --n=[NS <NS>] NS R"),
            ("a \\", "a \\"),
        ] {
            for script in [false, true] {
                assert_eq!(shown(code, script), expected, "{code}");
            }
        }
    }

    #[test]
    fn a_scripts_own_variables_are_left_alone() {
        for (code, expected) in [
            ("NS=parcels\nx $NS", "NS=[NS parcels]\nx [NS $NS]"),
            ("export NS=\"parcels\" R=1\nx $NS", "export NS=\"[NS parcels]\" R=1\nx [NS $NS]"),
            ("NS=staging\nx $NS <NS>", "NS=staging\nx $NS [NS <NS>]"),
            ("NS=$(pick)\nx ${NS}", "NS=$(pick)\nx ${NS}"),
            ("x; R=$(y $NS); z $R", "x; R=$(y [NS $NS]); z $R"),
            ("NS=$NS x", "NS=[NS $NS] x"),
            ("NS=\"${NS}\"\nx $NS", "NS=\"[NS ${NS}]\"\nx [NS $NS]"),
            ("for NS in a b; do x $NS; done", "for NS in a b; do x $NS; done"),
            ("ls | while read -r R NS; do x $R $NS; done", "ls | while read -r R NS; do x $R $NS; done"),
            ("NS=a\nNS=parcels\nx $NS", "NS=a\nNS=[NS parcels]\nx [NS $NS]"),
            ("make x NS=other R=$R\ny $NS", "make x NS=other R=[R $R]\ny [NS $NS]"),
        ] {
            assert_eq!(shown(code, true), expected, "{code}");
        }
        assert_eq!(shown("NS=staging\nx: $NS", false), "NS=staging\nx: [NS $NS]");
    }

    proptest! {
        #[test]
        fn marks_are_in_order(code in "[ $NSR=<>{};가\\\\\"a-]{0,40}|(NS|=|parcels|\\$| |;|for|read|in|\"){0,20}") {
            let stated = stated(&[("NS", "parcels"), ("R", "")]);
            let params = Params::new(&stated);
            let mut last = 0;
            for mark in params.reader(true).line(&code, 0) {
                prop_assert!(last <= mark.range.start && mark.range.start < mark.range.end);
                prop_assert!(code.get(mark.range.clone()).is_some());
                last = mark.range.end;
            }
        }
    }
}
