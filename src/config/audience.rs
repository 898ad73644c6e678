//! `[audiences]`: the readers that pages can be kept for, and those that a site is built for.
//!
//! What isn't understood is for nobody: a page that was meant for a few must not reach all because of a slip of the pen.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::near_match;
use crate::error::{Error, Result};
use crate::node::{Reader, Sink};
use crate::source::Spanned;

/// The audience that everybody is part of. It needs no entry in `[audiences]`.
pub const PUBLIC: &str = "public";

/// The key that says whom something is for.
const KEY: &str = "audience";

/// Whom something is for: any of these. An empty list is nobody.
pub type Audience = Vec<Spanned<String>>;

/// The audiences there are, and those that the site is built for.
#[derive(Clone, Debug, Default)]
pub struct Audiences {
    /// Who each is, in words.
    declared: BTreeMap<String, Option<String>>,
    /// `[build] audience`, or what a command asked for instead.
    readers: BTreeSet<String>,
    /// Whether a command asked for it.
    asked_for: bool,
}

impl Audiences {
    /// Whether there is an audience of that name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        name == PUBLIC || self.declared.contains_key(name)
    }

    /// The names there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.declared.keys().map(String::as_str).chain((!self.declared.contains_key(PUBLIC)).then_some(PUBLIC))
    }

    /// Whether the readers of this site may see what is for `audience`.
    #[must_use]
    pub fn admits(&self, audience: &[Spanned<String>]) -> bool {
        audience.iter().any(|name| name.value == PUBLIC || self.readers.contains(&name.value))
    }

    /// Whether the site is built for other readers than book.toml says.
    #[must_use]
    pub const fn is_asked_for(&self) -> bool {
        self.asked_for
    }

    /// Builds for these readers, whatever book.toml says.
    ///
    /// # Errors
    /// Where there is no audience of such a name.
    pub fn build_for(&mut self, names: &[String]) -> Result<()> {
        for name in names {
            if !self.knows(name) {
                return Err(Error::new(format!("there is no audience `{name}`")).help(self.help(name)));
            }
        }
        self.readers = names.iter().cloned().collect();
        self.asked_for = true;
        Ok(())
    }

    /// What to do about a name that isn't declared.
    #[must_use]
    pub fn help(&self, name: &str) -> String {
        match near_match(name, self.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add `{name} = \"who that is\"` to `[audiences]` of book.toml"),
        }
    }

    /// Reads `[audiences]`.
    pub(super) fn declare(&mut self, mut table: Reader<'_>, sink: &mut Sink) {
        for (name, node) in table.rest() {
            // Also where it isn't said who that is: else each page for it would be wrong.
            self.declared.insert(name.value.to_string(), node.as_text().map(str::to_owned));
            if node.as_text().is_none() {
                let message = format!("`audiences.{}` must be text, and is {}", name.value, node.describe());
                sink.invalid(node.range, message).help = Some("say in a few words who that is".to_owned());
            }
        }
    }

    /// Reads `[build] audience`.
    pub(super) fn choose(&mut self, names: Audience, sink: &mut Sink) {
        for name in self.known(names, sink) {
            self.readers.insert(name.value);
        }
    }

    /// Reports the names that nobody declared. They stay, since a list without them may mean nobody.
    pub(super) fn review(&self, audience: &[Spanned<String>], sink: &mut Sink) {
        for name in audience.iter().filter(|name| !self.knows(&name.value)) {
            let message = format!("there is no audience `{}`", name.value);
            sink.invalid(name.range, message).help = Some(self.help(&name.value));
        }
    }

    fn known(&self, mut audience: Audience, sink: &mut Sink) -> Audience {
        self.review(&audience, sink);
        audience.retain(|name| self.knows(&name.value));
        audience
    }
}

/// Reads `audience` of a page or a rule; `None` where it says nothing of it. Call this last: what was meant to be this key and
/// is misspelt says that it is for somebody, and not for whom.
pub fn read_audience(table: &mut Reader<'_>, sink: &mut Sink) -> Option<Audience> {
    let Some(node) = table.node(KEY) else {
        let misspelt = table.unasked().any(|key| near_match(key, [KEY]).is_some());
        return misspelt.then(Vec::new);
    };
    let before = sink.remarks.len();
    let names = table.texts(KEY, sink).unwrap_or_default();
    if names.is_empty() && sink.remarks.len() == before {
        sink.invalid(node.range, format!("`{}` names nobody", table.name(KEY))).help =
            Some("name one of `[audiences]`, or remove the key: what has none is for everybody".to_owned());
    }
    Some(names)
}

/// Whether a text that can't be read as front matter seems to say whom the page is for.
#[must_use]
pub fn may_name_audience(unreadable: &str) -> bool {
    let key = |line: &str| near_match(line.split([':', '=']).next().unwrap_or_default().trim(), [KEY]).is_some();
    unreadable.lines().any(|line| line.contains([':', '=']) && key(line))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::source::RepoPath;

    fn read(text: &str) -> (Config, Vec<String>) {
        let root = RepoPath::root();
        let (config, remarks) =
            Config::read(text, &RepoPath::new("book.toml").expect("inside"), &root).expect("valid TOML");
        let shown = remarks.iter().map(|remark| format!("{}: {}", remark.range.of(text), remark.message));
        (config, shown.collect())
    }

    const DECLARED: &str = "[audiences]\ninternal = \"on-call\"\npartner = \"operators elsewhere\"\n";

    #[test]
    fn a_site_is_for_those_that_it_names() {
        let (mut config, remarks) = read(&format!("[build]\naudience = [\"partner\"]\n{DECLARED}"));
        assert_eq!(remarks, Vec::<String>::new());
        let named = |names: &[&str]| -> super::Audience {
            names.iter().map(|name| crate::source::Spanned::new((*name).to_owned(), Default::default())).collect()
        };
        let admits = |config: &Config, names: &[&str]| config.audiences.admits(&named(names));
        for (names, expected) in [
            (&["partner"][..], true),
            (&["internal"], false),
            (&["internal", "partner"], true),
            (&["public"], true),
            (&["partnr"], false),
            (&[], false),
        ] {
            assert_eq!(admits(&config, names), expected, "{names:?}");
        }
        config.audiences.build_for(&["internal".to_owned()]).expect("declared");
        assert!(admits(&config, &["internal"]) && !admits(&config, &["partner"]));
        let error = config.audiences.build_for(&["intern".to_owned()]).expect_err("nobody declared it");
        assert_eq!(error.to_string(), "there is no audience `intern`");
    }

    #[test]
    fn what_nobody_declared_is_reported_and_for_nobody() {
        for (text, message) in [
            ("[build]\naudience = \"intrenal\"\n", "\"intrenal\": there is no audience `intrenal`"),
            ("[[sources]]\nmatch = \"a/**\"\naudience = \"internl\"\n", "\"internl\": there is no audience `internl`"),
            ("[[sources]]\nmatch = \"a/**\"\naudience = []\n", "[]: `sources.audience` names nobody"),
            (
                "[[sources]]\nmatch = \"a/**\"\naudience = 3\n",
                "3: `sources.audience` must be a list of texts, and is a whole number",
            ),
            (
                "[[sources]]\nmatch = \"a/**\"\nkind = \"guide\"\naudiense = \"internal\"\n",
                "audiense: unknown key `sources.audiense`",
            ),
        ] {
            let (config, remarks) = read(&format!("{text}{DECLARED}"));
            assert_eq!(remarks, [message], "{text}");
            for rule in &config.sources {
                assert!(!config.audiences.admits(rule.audience.as_ref().expect("said")), "{text}");
            }
        }
        let (config, remarks) = read("[audiences]\ninternal = true\n");
        assert_eq!(remarks, ["true: `audiences.internal` must be text, and is a truth value"]);
        assert!(config.audiences.knows("internal"));
    }
}
