//! Runs one page: its commands become one script, so that the shell keeps what a reader's would.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use super::RULES;
use super::page::Page;
use super::rules::{Rule, Rules, Start};
use super::sandbox::{Home, Repositories};

/// What came of a page.
#[derive(Default)]
pub(super) struct Outcome {
    /// What was wrong, for people.
    pub(super) failures: Vec<String>,
    /// The rules that were needed.
    pub(super) used: BTreeSet<usize>,
}

/// Something that is done for a page.
struct Step {
    line: usize,
    text: String,
    deed: Deed,
}

enum Deed {
    /// Runs the text; it has to end with this status.
    Run(i32),
    /// Runs the text until it has printed an address.
    Serve,
    /// Writes the text into this file.
    Write(String),
}

/// The beginning of every page's script.
const HEAD: &str = "\
set -o pipefail
# Ends the page where a command didn't end as it should: what comes after it would fail as well.
ended() {
  echo \"$2\" >\"$STEPS/$1.status\"
  [ \"$2\" = \"$3\" ] || exit 0
}
# Waits for an address and ends the program that printed it.
served() {
  local waited=0
  while ! grep -q http:// \"$STEPS/$1.out\" && kill -0 \"$2\" 2>/dev/null && [ $waited -lt 300 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  kill -TERM \"$2\" 2>/dev/null
  wait \"$2\"
}
";

/// Runs the page's commands in a home of their own.
pub(super) fn run(page: &Page, rules: &Rules, repositories: &Repositories) -> Outcome {
    let mut outcome = Outcome::default();
    let (number, about) = rules.of_page(&page.path).unzip();
    outcome.used.extend(number);
    let home = Home::new(rules.programs());
    let begin = match about.map_or(Start::Charts, |rule| rule.start) {
        Start::Charts => home.with_repository(repositories, about.and_then(|rule| rule.repository.as_deref())),
        Start::Empty => home.path().to_owned(),
    };
    let before = about.and_then(|rule| rule.before.as_ref());
    let before = before.map(|text| Step { line: 1, text: text.clone(), deed: Deed::Run(0) });
    let files = about.is_some_and(|rule| rule.files);
    let steps: Vec<Step> = before.into_iter().chain(steps(page, rules, files, &home, &mut outcome.used)).collect();
    let folder = home.path().join(".steps");
    fs::create_dir_all(&folder).expect("a folder of the sandbox");
    let script = write(&steps, &folder);
    let mut shell = home.shell();
    shell.args(["-c", &script]).env("STEPS", &folder);
    shell.current_dir(begin);
    shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let shell = shell.output().expect("bash is installed");
    outcome.failures.extend(steps.iter().enumerate().find_map(|(index, step)| {
        let read = |kind: &str| fs::read_to_string(folder.join(format!("{index}.{kind}"))).unwrap_or_default();
        let wanted = step.deed.status();
        let ended = read("status").trim().parse::<i32>().ok();
        if ended == Some(wanted) {
            return None;
        }
        let how = ended.map_or("ended the shell".to_owned(), |status| format!("ended with status {status}, not {wanted}"));
        let advice = match &step.deed {
            Deed::Run(_) => format!(
                "Mend the page. Or say in {RULES}, with the reason, which status is right ([[status]]), that the command isn't \
                 run ([[skip]]), or that its program may be (`programs`)."
            ),
            Deed::Serve => "It has to print its address, and to end when it is told to.".to_owned(),
            Deed::Write(_) => format!("The block's title is the path of a file, since {RULES} says so for this page."),
        };
        let said = [read("out"), read("err"), String::from_utf8_lossy(&shell.stderr).into_owned()];
        Some(format!(
            "{}:{}: `{}` {how}:\n{}\n{advice}",
            page.path,
            step.line,
            step.text.trim_end(),
            indented(&said.concat())
        ))
    }));
    outcome
}

impl Deed {
    fn status(&self) -> i32 {
        if let Self::Run(status) = self { *status } else { 0 }
    }
}

fn steps(page: &Page, rules: &Rules, files: bool, home: &Home, used: &mut BTreeSet<usize>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for block in &page.blocks {
        if !block.is_shell() {
            if let (true, Some(path)) = (files, &block.title) {
                steps.push(Step { line: block.line, text: block.text.clone(), deed: Deed::Write(path.clone()) });
            }
            continue;
        }
        for command in block.commands(|text| is_whole(home, text)) {
            let rule = rules.of_command(&page.path, &command.name());
            used.extend(rule.map(|(index, _)| index));
            let time = rule.map_or(0, |(index, _)| {
                let times = times.entry(index).or_default();
                *times += 1;
                *times - 1
            });
            let deed = match rule.map(|(_, rule)| rule) {
                Some(Rule::Skip(skip)) if skip.unless.as_deref().is_none_or(|program| !home.has(program)) => {
                    continue;
                }
                Some(Rule::Serve(_)) => Deed::Serve,
                Some(Rule::Status(rule)) => Deed::Run(rule.status(time)),
                _ => Deed::Run(0),
            };
            steps.push(Step { line: command.line, text: command.text, deed });
        }
    }
    steps
}

/// Whether a shell would run this, or wait for more lines.
fn is_whole(home: &Home, text: &str) -> bool {
    let shell = home.shell().args(["-n", "-c", text]).output().expect("bash is installed");
    shell.status.success() && shell.stderr.is_empty()
}

/// The script of the page's steps; what each of them says goes into files of its own.
fn write(steps: &[Step], folder: &Path) -> String {
    let mut script = HEAD.to_owned();
    for (index, step) in steps.iter().enumerate() {
        let (text, wanted) = (&step.text, step.deed.status());
        let said = format!(">\"$STEPS/{index}.out\" 2>\"$STEPS/{index}.err\"");
        let _ = match &step.deed {
            Deed::Run(_) => writeln!(script, "{{\n{text}\n}} {said}\nended {index} $? {wanted}"),
            Deed::Serve => {
                writeln!(script, "{{\nexec {text}\n}} {said} &\nserved {index} $!\nended {index} $? {wanted}")
            }
            Deed::Write(path) => {
                fs::write(folder.join(format!("{index}.file")), text).expect("a file of the sandbox");
                let quoted = path.replace('\'', "'\\''");
                writeln!(
                    script,
                    "{{\nmkdir -p \"$(dirname '{quoted}')\" && {{ ! [ -e '{quoted}' ] || echo >>'{quoted}'; }} && \
                     cat \"$STEPS/{index}.file\" >>'{quoted}'\n}} {said}\nended {index} $? {wanted}"
                )
            }
        };
    }
    script
}

/// The last lines, where a program says what stopped it.
fn indented(text: &str) -> String {
    const SHOWN: usize = 15;
    let lines: Vec<&str> = text.lines().collect();
    let left_out = lines.len().saturating_sub(SHOWN);
    let shown = lines[left_out..].iter().map(|line| format!("    {line}"));
    let more = (left_out > 0).then(|| format!("    ({left_out} lines)"));
    more.into_iter().chain(shown).collect::<Vec<_>>().join("\n")
}

/// A page with this text, run with these rules.
fn outcome(text: &str, rules: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("rules.toml");
    fs::write(&file, rules).expect("a file of the test");
    run(&Page::of("a.md".to_owned(), text), &Rules::read(&file), &Repositories::default())
}

#[test]
fn a_page_is_run_as_a_reader_would() {
    let files = "[[page]]\npath = \"a.md\"\nstart = \"empty\"\nfiles = true\nreason = \"r\"\n";
    let text = "```bash\nmkdir x\ncd x && A=1\n```\n\n```toml title=\"sub/it's.toml\"\na = 1\n```\n\n\
                ```toml title=\"sub/it's.toml\"\nb = 2\n```\n\n```bash\n[ \"$A$(cat \"sub/it's.toml\")\" = '1a = 1\n\nb = 2' ]\n```\n";
    let right = outcome(text, files);
    assert_eq!((right.failures, right.used), (Vec::new(), BTreeSet::from([0])));
}

#[test]
fn a_page_may_begin_with_another_repository_and_with_something_done() {
    let rule = "[[page]]\npath = \"a.md\"\nrepository = \"tests/sites/mdbook/repository\"\nbefore = \"git switch -q -c change\"\n\
                reason = \"r\"\n";
    let right = outcome(
        "```bash\n[ -e book.toml ] && [ \"$(git branch --show-current)\" = change ]\n```\n",
        &rule_with_git(rule),
    );
    assert_eq!(right.failures, [""; 0]);
    let wrong = outcome("```bash\ntrue\n```\n", &rule_with_git(&rule.replace("-c change", "nowhere")));
    assert!(wrong.failures[0].starts_with("a.md:1: `git switch -q nowhere` ended with status"), "{:?}", wrong.failures);
}

fn rule_with_git(rule: &str) -> String {
    format!("programs = [\"git\"]\n\n{rule}")
}

#[test]
fn what_goes_wrong_is_told_with_its_place() {
    let wrong = outcome("text\n\n```bash\ntrue\necho why; false\ntrue\n```\n", "");
    let [failure] = &wrong.failures[..] else { panic!("{:?}", wrong.failures) };
    assert!(failure.starts_with("a.md:5: `echo why; false` ended with status 1, not 0:\n    why\n"), "{failure}");
    assert!(failure.contains("[[status]]") && failure.contains("[[skip]]"), "{failure}");
    let status = "[[status]]\npage = \"a.md\"\ncommand = \"false\"\nstatus = 1\nreason = \"r\"\n";
    assert!(outcome("```sh\nfalse\n```\n", status).failures.is_empty());
    assert!(
        !outcome("```sh\nexit 0\n```\n", "").failures.is_empty(),
        "a command that ends the shell hides the next ones"
    );
    let unless = |program: &str| {
        format!("programs = [\"sh\"]\n\n[[skip]]\ncommand = \"false\"\nunless = \"{program}\"\nreason = \"r\"\n")
    };
    assert!(outcome("```sh\nfalse\n```\n", &unless("no-such-program")).failures.is_empty());
    assert!(!outcome("```sh\nfalse\n```\n", &unless("sh")).failures.is_empty());
}
