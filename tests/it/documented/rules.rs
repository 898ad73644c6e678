//! What the test has to know beside the pages: `tests/documented_commands.toml`.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::Deserialize;

/// Everything the file says, in its order.
pub(super) struct Rules {
    programs: Vec<String>,
    rules: Vec<Rule>,
}

/// One entry. Its number in the file is how a run says that it was needed.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// A command that isn't run.
    Skip(Skip),
    /// A command that is ended once it has printed its address.
    Serve(Serve),
    /// A command that ends with another status than 0.
    Status(Status),
    /// A page that is begun elsewhere, or whose blocks are files.
    Page(PageRule),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Skip {
    /// The words the command begins with.
    command: String,
    /// The only page it is about; without it all.
    page: Option<String>,
    /// A program: where it is installed, the command is run.
    pub(super) unless: Option<String>,
    reason: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Serve {
    /// The words the command begins with.
    command: String,
    reason: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    page: String,
    /// The whole command, without the comment behind it.
    command: String,
    /// One for each time the page has the command; the last one counts for all that follow.
    status: Statuses,
    reason: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Statuses {
    One(i32),
    Many(Vec<i32>),
}

impl Status {
    /// The right status for the command's `count`th time on the page, from 0.
    pub(super) fn status(&self, count: usize) -> i32 {
        match &self.status {
            Statuses::One(status) => *status,
            Statuses::Many(statuses) => statuses.get(count).or(statuses.last()).copied().unwrap_or_default(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageRule {
    path: String,
    #[serde(default)]
    pub(super) start: Start,
    /// A folder of the checkout whose files are in `~/charts`, for a page about another sort of repository.
    pub(super) repository: Option<String>,
    /// What a reader has done before, as a shell script that is run where the page begins.
    pub(super) before: Option<String>,
    /// Whether blocks with a title are the files they name, or for a file that an earlier block wrote, more of it.
    #[serde(default)]
    pub(super) files: bool,
    reason: String,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Start {
    /// In `~/charts`.
    #[default]
    Charts,
    /// In a home without anything in it.
    Empty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    programs: Vec<String>,
    #[serde(default)]
    skip: Vec<Skip>,
    #[serde(default)]
    serve: Vec<Serve>,
    #[serde(default)]
    status: Vec<Status>,
    #[serde(default)]
    page: Vec<PageRule>,
}

impl Rules {
    pub(super) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::of(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn of(text: &str) -> Result<Self, toml::de::Error> {
        let File { programs, skip, serve, status, page } = toml::from_str(text)?;
        let rules = skip.into_iter().map(Rule::Skip).chain(serve.into_iter().map(Rule::Serve));
        let rules: Vec<Rule> =
            rules.chain(status.into_iter().map(Rule::Status)).chain(page.into_iter().map(Rule::Page)).collect();
        for rule in &rules {
            assert!(!rule.reason().trim().is_empty(), "{rule} needs a reason");
        }
        Ok(Self { programs, rules })
    }

    /// The programs that pages may run, where they are installed.
    pub(super) fn programs(&self) -> &[String] {
        &self.programs
    }

    /// The first rule about a command of a page.
    pub(super) fn of_command(&self, page: &str, command: &str) -> Option<(usize, &Rule)> {
        let begins =
            |words: &str| command.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        self.rules.iter().enumerate().find(|(_, rule)| match rule {
            Rule::Skip(skip) => skip.page.as_deref().is_none_or(|only| only == page) && begins(&skip.command),
            Rule::Serve(serve) => begins(&serve.command),
            Rule::Status(status) => status.page == page && status.command == command,
            Rule::Page(_) => false,
        })
    }

    /// What is said of a page.
    pub(super) fn of_page(&self, page: &str) -> Option<(usize, &PageRule)> {
        self.rules.iter().enumerate().find_map(|(index, rule)| match rule {
            Rule::Page(rule) if rule.path == page => Some((index, rule)),
            _ => None,
        })
    }

    pub(super) fn unused<'r>(&'r self, used: &'r BTreeSet<usize>) -> impl Iterator<Item = &'r Rule> {
        self.rules.iter().enumerate().filter(|(index, _)| !used.contains(index)).map(|(_, rule)| rule)
    }
}

impl Rule {
    fn reason(&self) -> &str {
        match self {
            Self::Skip(rule) => &rule.reason,
            Self::Serve(rule) => &rule.reason,
            Self::Status(rule) => &rule.reason,
            Self::Page(rule) => &rule.reason,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skip(rule) => write!(f, "[[skip]] `{}`", rule.command),
            Self::Serve(rule) => write!(f, "[[serve]] `{}`", rule.command),
            Self::Status(rule) => write!(f, "[[status]] `{}` of {}", rule.command, rule.page),
            Self::Page(rule) => write!(f, "[[page]] {}", rule.path),
        }
    }
}

#[test]
fn rules_are_about_whole_words_and_the_first_counts() {
    let rules = Rules::of(
        "[[skip]]\ncommand = \"git push\"\nreason = \"r\"\n\n[[skip]]\ncommand = \"cat\"\npage = \"a.md\"\nreason = \"r\"\n\n\
         [[status]]\npage = \"a.md\"\ncommand = \"docsgen check\"\nstatus = 1\nreason = \"r\"\n",
    )
    .unwrap();
    let found = |page: &str, command: &str| rules.of_command(page, command).map(|(index, _)| index);
    assert_eq!(found("b.md", "git push origin main"), Some(0));
    assert_eq!(found("b.md", "git pushed"), None);
    assert_eq!((found("a.md", "cat x"), found("b.md", "cat x")), (Some(1), None));
    assert_eq!((found("a.md", "docsgen check"), found("a.md", "docsgen check --fix")), (Some(2), None));
    let unused: Vec<String> = rules.unused(&BTreeSet::from([0, 1])).map(ToString::to_string).collect();
    assert_eq!(unused, ["[[status]] `docsgen check` of a.md"]);
    assert!(Rules::of("[[skip]]\ncommand = \"x\"\n").is_err(), "a reason has to be given");
}
