//! Environment variables that code names: those that it needs from whoever runs it, and those it gives values itself.
//!
//! What counts is what the shell of the reader does. It leaves alone what stands in single quotes and in a here-document with a quoted
//! delimiter: a container or another host may expand it there. Such names are known, and nobody has to bring them.

use std::collections::BTreeMap;

use rapidhash::RapidHashSet;
use serde::{Deserialize, Serialize};

use super::code::Code;
use super::lexer::{Operator, Token, Word, tokens};
use super::script::{KEYWORDS, WRAPPERS, assignment};
use crate::parse::dataset::dotenv;
use crate::source::{Spanned, TextRange};

/// How deep scripts within scripts are read.
const DEEPEST: usize = 4;

/// The longest name that is one, in bytes.
const LONGEST_NAME: usize = 128;

/// A variable that the code of a text names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedVariable {
    /// Its name, where it is needed first; where it isn't, where it is named first.
    pub name: Spanned<Box<str>>,
    /// Whether a command expands it that has no value for it: no code above gives it one, and nothing stands in for it.
    pub needed: bool,
}

/// What every shell has or sets itself (POSIX.1-2024, Shell Command Language, section 2.5.3, and Bash, "Shell Variables"), what logging in
/// sets, and what terminals do.
const OF_SHELLS: &[&str] = &[
    "COLUMNS",
    "DIRSTACK",
    "DISPLAY",
    "EDITOR",
    "ENV",
    "EPOCHREALTIME",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HISTFILE",
    "HISTSIZE",
    "HOME",
    "HOSTNAME",
    "HOSTTYPE",
    "IFS",
    "LANG",
    "LANGUAGE",
    "LINENO",
    "LINES",
    "LOGNAME",
    "MACHTYPE",
    "MAIL",
    "MAPFILE",
    "NF",
    "NR",
    "OLDPWD",
    "OPTARG",
    "OPTERR",
    "OPTIND",
    "OSTYPE",
    "PAGER",
    "PATH",
    "PIPESTATUS",
    "PPID",
    "PROMPT_COMMAND",
    "PS1",
    "PS2",
    "PS3",
    "PS4",
    "PWD",
    "RANDOM",
    "REPLY",
    "SECONDS",
    "SHELL",
    "SHELLOPTS",
    "SHLVL",
    "SRANDOM",
    "SSH_AGENT_PID",
    "SSH_AUTH_SOCK",
    "SUDO_USER",
    "TERM",
    "TIMEFORMAT",
    "TMPDIR",
    "TZ",
    "UID",
    "USER",
    "VISUAL",
];

/// Starts of names that every shell has.
const OF_SHELLS_STARTS: [&str; 3] = ["BASH", "LC_", "XDG_"];

/// Starts of names that pipelines give values (GitHub Actions, "Variables reference"; GitLab, "Predefined CI/CD variables").
const OF_PIPELINES_STARTS: [&str; 3] = ["CI_", "GITHUB_", "RUNNER_"];

/// Whether a variable is one that a pipeline has without anybody giving it a value.
#[must_use]
pub fn is_of_pipelines(name: &str) -> bool {
    OF_PIPELINES_STARTS.iter().any(|start| name.starts_with(start))
}

/// Whether a name can be that of a variable somebody has to give a value: capitals, as names of the environment are by custom
/// (POSIX.1-2024, Base Definitions, 8.1), more than one of them, and not one that every shell has.
#[must_use]
pub fn is_environment_name(name: &str) -> bool {
    (2..=LONGEST_NAME).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && name.bytes().any(|byte| byte.is_ascii_uppercase())
        && OF_SHELLS.binary_search(&name).is_err()
        && !OF_SHELLS_STARTS.iter().any(|start| name.starts_with(start))
}

/// Collects the variables of code, block by block in order.
#[derive(Debug, Default)]
pub struct VariableReader {
    /// Names that code above gives values.
    given: RapidHashSet<Box<str>>,
    /// Whether code above has read a file, which may give any of them a value: whoever follows a page stays in one shell.
    sourced: bool,
    found: BTreeMap<Box<str>, NamedVariable>,
}

/// Where in a command a word stands, which decides what it says of variables.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Where its name can be.
    Start,
    /// Behind a command that runs another, with the options of it that take a word of their own.
    Wrapped(&'static [&'static str]),
    /// The word of such an option.
    Option(&'static [&'static str]),
    /// Behind `export`, which says nothing of a name alone.
    Export,
    /// Behind `declare` and the like, which make a variable.
    Declaration,
    /// Where each name is given a value: `read A B`.
    Names,
    /// The same for one name: `for X in …`.
    Name,
    /// Behind `printf`, whose `-v` is followed by a name.
    Printf,
    /// Behind `[`, `[[` or `test`.
    Test,
    /// Where a test asks whether there is a value: `-n "$X"`.
    Asked,
    /// Behind `source` and `.`.
    Source,
    /// Behind `eval`.
    Eval,
    /// Among its arguments.
    Arguments,
}

/// How a name is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// The shell puts its value there.
    Expanded,
    /// It is named only: elsewhere expanded, or with something that stands in for it.
    Named,
}

impl VariableReader {
    /// The variables, in order of place.
    #[must_use]
    pub fn finish(self) -> Vec<NamedVariable> {
        let mut found: Vec<NamedVariable> = self.found.into_values().collect();
        found.sort_by_key(|variable| variable.name.range);
        found
    }

    /// Takes in a text that gives variables values, as a block of `env` does.
    pub fn assignments(&mut self, text: &str) {
        self.given.extend(dotenv::assigned(text).filter(|name| is_environment_name(name)).map(Box::from));
    }

    /// Takes in a script: the part of some code from `from` to `to`.
    pub fn script(&mut self, code: &Code, from: usize, to: usize) {
        if memchr::memchr2(b'$', b'=', &code.text.as_bytes()[from..to]).is_some() {
            self.part(code, from, to, 0);
        }
    }

    fn part(&mut self, code: &Code, from: usize, to: usize, depth: usize) {
        if depth > DEEPEST || from >= to {
            return;
        }
        let mut position = Position::Start;
        let mut is_file = false;
        for token in tokens(&code.text, from, to) {
            match token {
                Token::Word(word) => {
                    // Who asks whether there is a value does without one.
                    let how = if position == Position::Asked { Use::Named } else { Use::Expanded };
                    self.expansions(code, (word.start, word.end), (&word.scripts, how), depth);
                    if !std::mem::take(&mut is_file) {
                        position = self.word(code, &word, position);
                    }
                }
                Token::Operator(Operator::End | Operator::Open | Operator::Close) => position = Position::Start,
                Token::Redirect { .. } => is_file = true,
                Token::Comment(..) => {}
                Token::HereDocument { start, end, quoted: false } => self.text(code, start, end),
                Token::HereDocument { start, end, quoted: true } => self.names(code, start, end),
            }
        }
    }

    /// Takes in what a word says by where it stands, and says where the next one stands.
    fn word(&mut self, code: &Code, word: &Word, position: Position) -> Position {
        let text = &code.text[word.start..word.end];
        if let Some((name, _)) = assignment(text).or_else(|| element(text)) {
            let place = code.place(word.start, word.start + name.len());
            self.note(name, place, Use::Named);
            // `make X=1` and `docker run -e X=1` give it to these alone.
            if matches!(position, Position::Start | Position::Wrapped(_) | Position::Export | Position::Declaration) {
                self.given.insert(name.into());
            }
            return position;
        }
        // `exec {X}>f` and `((X = 1))`.
        let behind = &code.text[word.end..];
        let opened = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        let opened = opened.filter(|name| is_environment_name(name) && behind.starts_with(['<', '>']));
        let sums = position == Position::Start && is_environment_name(text) && {
            let sum = behind.trim_start_matches([' ', '\t']);
            let sum = sum.trim_start_matches(['+', '-', '*', '/', '%', '|', '&', '^']);
            let before = code.text[..word.start].trim_end_matches([' ', '\t']);
            before.ends_with("((") && sum.starts_with('=') && !sum.starts_with("==")
        };
        if let Some(name) = opened.or(sums.then_some(text)) {
            let start = word.start + usize::from(opened.is_some());
            self.note(name, code.place(start, start + name.len()), Use::Named);
            self.given.insert(name.into());
            return position;
        }
        match position {
            Position::Option(options) => Position::Wrapped(options),
            Position::Wrapped(options) if options.contains(&text) => Position::Option(options),
            // `timeout 30 make …`.
            Position::Wrapped(_) if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => position,
            Position::Start | Position::Wrapped(_) => match text {
                // Behind `&&` in `[[ … ]]`.
                "-n" | "-v" | "-z" => Position::Asked,
                _ if KEYWORDS.contains(&text) || text.starts_with('-') => Position::Start,
                "export" => Position::Export,
                "[" | "[[" | "test" => Position::Test,
                "source" | "." => Position::Source,
                "eval" => Position::Eval,
                "let" | "local" | "declare" | "readonly" | "typeset" => Position::Declaration,
                "for" | "select" | "set" => Position::Name,
                "read" | "mapfile" | "readarray" | "getopts" => Position::Names,
                "printf" => Position::Printf,
                _ => WRAPPERS
                    .iter()
                    .find(|(wrapper, _)| *wrapper == text)
                    .map_or(Position::Arguments, |(_, options)| Position::Wrapped(options)),
            },
            Position::Printf if text == "-v" => Position::Name,
            Position::Export => {
                self.name_alone(code, word, Use::Named);
                position
            }
            Position::Declaration | Position::Name | Position::Names => {
                if self.name_alone(code, word, Use::Named) {
                    self.given.insert(text.into());
                    if position == Position::Name {
                        return Position::Arguments;
                    }
                }
                position
            }
            Position::Test if matches!(text, "-n" | "-v" | "-z") => Position::Asked,
            Position::Asked => {
                self.name_alone(code, word, Use::Named);
                Position::Test
            }
            Position::Test => Position::Test,
            Position::Source => {
                self.sourced = true;
                Position::Arguments
            }
            Position::Eval => {
                self.sourced |= text.contains("$(") || text.contains('`');
                position
            }
            Position::Printf | Position::Arguments => Position::Arguments,
        }
    }

    /// Takes in a word that is nothing but a name; `false` where it is more.
    fn name_alone(&mut self, code: &Code, word: &Word, how: Use) -> bool {
        let text = &code.text[word.start..word.end];
        let is_name = is_environment_name(text);
        if is_name {
            self.note(text, code.place(word.start, word.end), how);
        }
        is_name
    }

    /// Takes in what the shell puts into a word. `scripts` are those within it, `how` says what becomes of it.
    fn expansions(
        &mut self,
        code: &Code,
        (start, end): (usize, usize),
        (scripts, how): (&[(usize, usize)], Use),
        depth: usize,
    ) {
        let bytes = code.text.as_bytes();
        let mut scripts = scripts.iter().copied().peekable();
        let mut at = start;
        let mut quoted = false;
        while at < end {
            // What was stepped over with quotes is none of this word's.
            while scripts.next_if(|(from, _)| *from < at).is_some() {}
            if let Some((from, to)) = scripts.next_if(|(from, _)| *from == at) {
                self.part(code, from, to.min(end), depth + 1);
                at = to.max(at + 1);
                continue;
            }
            match bytes[at] {
                b'\\' => {
                    at += 1;
                    if bytes.get(at) == Some(&b'$') && at < end {
                        at = self.expansion(code, at, end, Use::Named);
                    } else {
                        at += 1;
                    }
                }
                b'"' => {
                    quoted = !quoted;
                    at += 1;
                }
                b'\'' if !quoted => {
                    let length = memchr::memchr(b'\'', &bytes[at + 1..end]).unwrap_or(end - at - 1);
                    self.names(code, at + 1, at + 1 + length);
                    at += length + 2;
                }
                b'$' => at = self.expansion(code, at, end, how),
                _ => at += 1,
            }
        }
    }

    /// Takes in what the shell puts into a text without quotes of its own.
    fn text(&mut self, code: &Code, start: usize, end: usize) {
        let bytes = code.text.as_bytes();
        let mut at = start;
        while let Some(found) = memchr::memchr(b'$', bytes.get(at..end).unwrap_or_default()) {
            let escaped = found > 0 && bytes[at + found - 1] == b'\\';
            at = self.expansion(code, at + found, end, if escaped { Use::Named } else { Use::Expanded });
        }
    }

    /// Takes in the names of a text that this shell leaves alone.
    fn names(&mut self, code: &Code, start: usize, end: usize) {
        let bytes = code.text.as_bytes();
        let mut at = start;
        while let Some(found) = memchr::memchr(b'$', bytes.get(at..end).unwrap_or_default()) {
            at = self.expansion(code, at + found, end, Use::Named);
        }
    }

    /// Takes in `$NAME` or `${NAME…}`, whose `$` stands at `at`, and says where reading goes on: what may stand in for it is read, too.
    fn expansion(&mut self, code: &Code, at: usize, end: usize, how: Use) -> usize {
        let text = &code.text[..end];
        let rest = &text[at + 1..];
        // `$$` is the shell's own number.
        if rest.starts_with('$') {
            return at + 2;
        }
        let braced = rest.starts_with('{');
        let mut from = at + 1 + usize::from(braced);
        if braced && text[from..].starts_with(['#', '!']) {
            from += 1;
        }
        let name = text[from..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(end - from);
        let name = &text[from..from + name];
        let behind = &text[from + name.len()..];
        if name.is_empty() || (braced && behind.is_empty()) {
            return at + 1;
        }
        // `${!PRE_*}` is the names of all that start so.
        if text[at + 1..].starts_with("{!") && (behind.starts_with("*}") || behind.starts_with("@}")) {
            return from + name.len();
        }
        let operator = behind.strip_prefix(':').unwrap_or(behind).chars().next();
        let stands_in = braced && matches!(operator, Some('-' | '=' | '+')) && from == at + 2;
        self.note(name, code.place(from, from + name.len()), if stands_in { Use::Named } else { how });
        if stands_in && operator == Some('=') {
            self.given.insert(name.into());
        }
        from + name.len()
    }

    fn note(&mut self, name: &str, place: TextRange, how: Use) {
        if !is_environment_name(name) {
            return;
        }
        let has_value = self.sourced || self.given.contains(name) || is_of_pipelines(name);
        let needed = how == Use::Expanded && !has_value;
        let new = || NamedVariable { name: Spanned::new(name.into(), place), needed };
        match self.found.get_mut(name) {
            None => {
                self.found.insert(name.into(), new());
            }
            Some(known) if needed && !known.needed => *known = new(),
            Some(_) => {}
        }
    }
}

/// The name and value of `NAME[index]=value`.
fn element(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('[')?;
    let (_, value) = rest.split_once("]=")?;
    is_environment_name(name).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variables of a script, each with `!` where it is needed.
    fn shown(script: &str) -> String {
        let code = Code::of_range(TextRange::new(0, script.len()), script);
        let mut reader = VariableReader::default();
        reader.script(&code, 0, script.len());
        let shown = reader.finish().into_iter().map(|variable| {
            assert_eq!(variable.name.range.of(script), &*variable.name.value, "{script}");
            format!("{}{}", variable.name.value, if variable.needed { "!" } else { "" })
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_the_shell_expands_is_needed() {
        for (script, expected) in [
            ("psql -h $DB_HOST \"${DB_NAME}\"", "DB_HOST! DB_NAME!"),
            ("psql -h '$DB_HOST' \\$DB_NAME", "DB_HOST DB_NAME"),
            ("sh -c \"echo '$DB_HOST'\"", "DB_HOST!"),
            ("echo ${A_A:-x} ${B_B:?no} ${C_C%/*} ${#D_D} ${!E_E} ${F_F[0]}", "A_A B_B! C_C! D_D! E_E! F_F!"),
            ("echo ${A_A:-$B_B}", "A_A B_B!"),
            ("x=$(psql -h $DB_HOST)", "DB_HOST!"),
            ("echo \"$(cat \"$DIR_A\" '$DIR_B')\"", "DIR_A! DIR_B"),
            ("echo `cat $DIR_A`", "DIR_A!"),
            ("diff <(cat $DIR_A) x", "DIR_A!"),
            ("cat <<EOF\n$DB_HOST \\$DB_NAME\nEOF\n", "DB_HOST! DB_NAME"),
            ("cat <<'EOF'\n$DB_HOST\nEOF\n", "DB_HOST"),
            ("ls > $OUT_DIR/x # $NOT_READ", "OUT_DIR!"),
            ("echo $((COUNT_A + $COUNT_B))", "COUNT_B!"),
            ("echo $1 $? $$ $ $lower $Mixed $A $HOME $LC_ALL ${}", ""),
            ("echo $$DB_HOST", ""),
            ("echo \"$DB_HOST:$DB_PORT\"", "DB_HOST! DB_PORT!"),
            ("echo 'it's $DB_HOST", "DB_HOST!"),
            ("echo ${UNCLOSED", ""),
        ] {
            assert_eq!(shown(script), expected, "{script}");
        }
    }

    #[test]
    fn what_code_gives_a_value_it_doesnt_need() {
        for (script, expected) in [
            ("DB_HOST=db\npsql -h $DB_HOST", "DB_HOST"),
            ("psql -h $DB_HOST\nDB_HOST=db", "DB_HOST!"),
            ("export DB_HOST=<your host>\npsql -h $DB_HOST", "DB_HOST"),
            ("export DB_HOST\npsql -h $DB_HOST", "DB_HOST!"),
            ("PGPASSWORD=x psql", "PGPASSWORD"),
            ("PGPASSWORD=$DB_PASSWORD psql", "PGPASSWORD DB_PASSWORD!"),
            ("PATH_A=$PATH_A:x", "PATH_A!"),
            ("sudo -u root env DB_HOST=x y; echo $DB_HOST", "DB_HOST"),
            ("make backup DB_HOST=x; echo $DB_HOST", "DB_HOST!"),
            ("docker run -e DB_HOST=x y", "DB_HOST"),
            ("for POD in a b; do echo $POD; done", "POD"),
            ("while read -r POD NODE; do echo $POD $NODE; done", "POD NODE"),
            ("printf -v STAMP '%s' x; echo $STAMP", "STAMP"),
            ("PODS=($(get)); echo ${PODS[@]}", "PODS"),
            ("f() { local DB_HOST=$1; echo $DB_HOST; }", "DB_HOST"),
            (": ${DB_HOST:=x}; echo $DB_HOST", "DB_HOST"),
            ("set -x DB_HOST x\necho $DB_HOST", "DB_HOST"),
            ("declare -A RESULTS\nRESULTS[$X_X]=y; echo ${RESULTS[$X_X]}", "RESULTS X_X!"),
            ("RESULTS[0]=y; echo ${RESULTS[0]}", "RESULTS"),
            ("if DB_HOST=$(get); then echo $DB_HOST; fi", "DB_HOST"),
            ("set -euo pipefail\necho $DB_HOST", "DB_HOST!"),
            ("DB_HOST+=x; echo $DB_HOST", "DB_HOST"),
            ("echo ${!PRE_*} \"${!EX_@}\" ${!E_E}", "E_E!"),
            ("[ -z \"$DB_HOST\" ] && echo; [[ -n $A_A && -z $B_B ]]; test -n \"$C_C\"", "DB_HOST A_A B_B C_C"),
            ("if [[ -v D_D ]]; then echo $D_D; fi", "D_D!"),
            ("[ \"$DB_HOST\" = x ]", "DB_HOST!"),
            ("source \"$DIR_A\"/x.sh\necho $DB_HOST", "DIR_A! DB_HOST"),
            ("echo $DB_HOST\n. ./x.sh\necho $DB_PORT", "DB_HOST! DB_PORT"),
            ("eval \"$(minikube docker-env)\"; echo $DOCKER_HOST", "DOCKER_HOST"),
            ("eval echo; echo $DOCKER_HOST", "DOCKER_HOST!"),
            ("let COUNT=1; echo $COUNT", "COUNT"),
            ("((COUNT = 1)); (( TOTAL += 2 )); echo $COUNT $TOTAL", "COUNT TOTAL"),
            ("exec {LOCK_FD}>lock; echo $LOCK_FD", "LOCK_FD"),
            ("echo $SSH_AUTH_SOCK $GITHUB_SHA $CI_JOB_ID $RUNNER_OS $CIRCLE", "GITHUB_SHA CI_JOB_ID RUNNER_OS CIRCLE!"),
            ("unset DB_HOST", ""),
        ] {
            assert_eq!(shown(script), expected, "{script}");
        }
    }

    #[test]
    fn names_of_shells_are_in_order() {
        assert!(OF_SHELLS.is_sorted());
    }

    proptest::proptest! {
        #[test]
        fn every_name_stands_in_its_text(script in "(AB|C_D|[$\"'`(){}<>\\[\\]\\\\;|&#\n=:!-]|백| |export |<<X\n|EOF|\\$\\(){0,40}") {
            shown(&script);
        }
    }
}
