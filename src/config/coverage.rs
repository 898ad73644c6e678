//! `[check.coverage]`: what must be there for each chart, and what somebody has excused.

use jiff::civil::Date;

use super::read::{not_one_of, read_date};
use super::{Kind, SourcePattern};
use crate::node::{Node, Reader, Sink, Value};
use crate::source::{Spanned, TextRange};

/// `[check.coverage]`. Nothing is required unless it says so.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// `[[check.coverage.require]]`.
    pub require: Vec<Requirement>,
    /// `[[check.coverage.waive]]`.
    pub waive: Vec<Waiver>,
    /// `owners`: whether each chart must have an owner, also where no chart has one.
    pub owners: bool,
    /// `runbooks`: whether each alert must name a runbook.
    pub runbooks: bool,
}

/// One `[[check.coverage.require]]`.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// `tier`: it holds for the charts of these; for all where it names none.
    pub tiers: Vec<Spanned<String>>,
    /// `chart`: it holds for these; for all where it names none.
    pub charts: Vec<Spanned<String>>,
    /// `pages`: kinds of pages that each of the charts must have.
    pub pages: Vec<Choice<Kind>>,
    /// `kind`: the pages that must have the sections; those of `pages` where it names none.
    pub kinds: Vec<Kind>,
    /// `sections`: headings that each of these pages must have.
    pub sections: Vec<Choice<String>>,
    /// `complete`: patterns of pages whose checklists must be done.
    pub complete: Vec<Spanned<String>>,
}

/// Several things of which one is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<T> {
    /// The things, at least one.
    pub any: Vec<T>,
    /// Where they are written.
    pub range: TextRange,
}

/// One `[[check.coverage.waive]]`: something that isn't there and need not be.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Where its table begins.
    pub range: TextRange,
    /// `chart`: it is about these; about all where it names none.
    pub charts: Vec<Spanned<String>>,
    /// `path`: it is about findings in the files of this pattern; in all where there is none.
    pub path: Option<Spanned<String>>,
    /// `what`: kinds of pages, sections, `owner`, `runbook`.
    pub what: Vec<Spanned<String>>,
    /// `reason`, for people.
    pub reason: String,
    /// `until`: the last day on which it counts.
    pub until: Option<Spanned<Date>>,
}

impl Coverage {
    /// Reads the table.
    pub(super) fn read(mut table: Reader<'_>, sink: &mut Sink) -> Self {
        let require = table.tables("require", sink).into_iter().filter_map(|rule| Requirement::read(rule, sink));
        let require = require.collect();
        let waive = table.tables("waive", sink).into_iter().filter_map(|rule| Waiver::read(rule, sink)).collect();
        let owners = table.truth("owners", sink).is_some_and(|owners| owners.value);
        let runbooks = table.truth("runbooks", sink).is_some_and(|runbooks| runbooks.value);
        table.finish(sink);
        Self { require, waive, owners, runbooks }
    }
}

impl Requirement {
    fn read(mut rule: Reader<'_>, sink: &mut Sink) -> Option<Self> {
        let start = rule.first_key().unwrap_or_default();
        let tiers = names(&mut rule, "tier", sink);
        let charts = names(&mut rule, "chart", sink);
        let kinds = names(&mut rule, "kind", sink);
        let pages = choices(&mut rule, "pages", sink);
        let sections: Vec<Choice<String>> = choices(&mut rule, "sections", sink).into_iter().map(plain).collect();
        let complete = rule.texts("complete", sink).unwrap_or_default();
        let asks = ["pages", "sections", "complete"].into_iter().any(|key| rule.node(key).is_some());
        let says_kind = rule.node("kind").is_some();
        rule.finish(sink);
        if !asks {
            sink.invalid(start, "a requirement needs `pages`, `sections` or `complete`").help =
                Some("write which kinds of pages each chart must have: `pages = [\"backup\"]`".to_owned());
            return None;
        }
        let kinds: Vec<Kind> = kinds.iter().filter_map(|kind| kind_of(kind, sink)).collect();
        let pages: Vec<Choice<Kind>> = pages
            .into_iter()
            .filter_map(|choice| {
                let any: Vec<Kind> = choice.any.iter().filter_map(|kind| kind_of(kind, sink)).collect();
                (!any.is_empty()).then_some(Choice { any, range: choice.range })
            })
            .collect();
        if let Some(first) = sections.first().filter(|_| pages.is_empty() && !says_kind) {
            sink.invalid(first.range, "nobody says which pages must have these sections").help =
                Some("add `kind = \"backup\"`, or `pages`".to_owned());
            return None;
        }
        let complete = complete.into_iter().filter(|pattern| match SourcePattern::compile(pattern) {
            Ok(_) => true,
            Err(remark) => {
                sink.remarks.push(remark);
                false
            }
        });
        let complete = complete.collect();
        Some(Self { tiers, charts, pages, kinds, sections, complete })
    }

    /// The kinds of pages that must have the sections.
    pub fn section_kinds(&self) -> impl Iterator<Item = Kind> {
        let of_pages = self.pages.iter().filter(|_| self.kinds.is_empty()).flat_map(|choice| &choice.any);
        self.kinds.iter().chain(of_pages).copied()
    }
}

impl Waiver {
    fn read(mut rule: Reader<'_>, sink: &mut Sink) -> Option<Self> {
        let range = rule.first_key().unwrap_or_default();
        let charts = names(&mut rule, "chart", sink);
        let path = rule.text("path", sink);
        let what = names(&mut rule, "what", sink);
        let reason = rule.text("reason", sink).filter(|reason| !reason.value.trim().is_empty());
        let until = rule.text("until", sink);
        let about_nothing = rule.node("chart").is_none() && rule.node("path").is_none();
        let until_name = rule.name("until");
        rule.finish(sink);
        let mut missing = |message: &str, help: &str| sink.invalid(range, message).help = Some(help.to_owned());
        if about_nothing {
            missing("a waiver needs `chart` or `path`", "say what it is about: `chart = \"redis\"`");
            return None;
        }
        if what.is_empty() {
            missing("a waiver needs `what`", "name a kind of page, a section, `owner` or `runbook`");
            return None;
        }
        let Some(reason) = reason else {
            missing("a waiver needs a `reason`", "write why it need not be there: `reason = \"stateless\"`");
            return None;
        };
        let path = match path {
            Some(path) => match SourcePattern::compile(&path) {
                Ok(_) => Some(path),
                Err(remark) => {
                    sink.remarks.push(remark);
                    return None;
                }
            },
            None => None,
        };
        let until = match until {
            // A waiver whose end can't be read has none that anybody meant.
            Some(until) => Some(read_date(&until_name, &until, sink)?),
            None => None,
        };
        Some(Self { range, charts, path, what, reason: reason.value, until })
    }

    /// Whether it has run out by a day.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.until.as_ref().is_some_and(|until| until.value < today)
    }
}

/// One name or a list of them; numbers are names, too (`tier = 1`).
fn names(rule: &mut Reader<'_>, key: &'static str, sink: &mut Sink) -> Vec<Spanned<String>> {
    match rule.node(key) {
        Some(Node { value: Value::List(_), .. }) => rule.texts(key, sink).unwrap_or_default(),
        _ => rule.scalar(key, sink).into_iter().collect(),
    }
}

/// A list whose items are each a name, several with `|` between them, or a list of names.
fn choices(rule: &mut Reader<'_>, key: &'static str, sink: &mut Sink) -> Vec<Choice<Spanned<String>>> {
    let (name, source) = (rule.name(key), rule.source());
    let Some(node) = rule.node(key) else { return Vec::new() };
    let items = if matches!(node.value, Value::List(_)) { node.items() } else { std::slice::from_ref(node) };
    let mut choices = Vec::new();
    for item in items {
        let alternatives = if matches!(item.value, Value::List(_)) { item.items() } else { std::slice::from_ref(item) };
        let mut any = Vec::new();
        for alternative in alternatives {
            let Some(text) = alternative.scalar(source) else {
                let message = format!("`{name}` must be a list of texts, and has {} in it", alternative.describe());
                sink.invalid(alternative.range, message);
                continue;
            };
            let parts = text.split('|').map(str::trim).filter(|part| !part.is_empty());
            any.extend(parts.map(|part| Spanned::new(part.to_owned(), alternative.range)));
        }
        if any.is_empty() {
            sink.invalid(item.range, format!("an entry of `{name}` names nothing"));
        } else {
            choices.push(Choice { any, range: item.range });
        }
    }
    choices
}

fn plain(choice: Choice<Spanned<String>>) -> Choice<String> {
    Choice { any: choice.any.into_iter().map(|text| text.value).collect(), range: choice.range }
}

fn kind_of(written: &Spanned<String>, sink: &mut Sink) -> Option<Kind> {
    let kind = Kind::from_name(&written.value);
    if kind.is_none() {
        let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        not_one_of(&written.value, written.range, &names, sink);
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;
    use crate::source::RepoPath;

    fn read(text: &str) -> (Coverage, Vec<String>) {
        let file = RepoPath::new("book.toml").expect("inside");
        let (config, remarks) = Config::read(text, &file, &RepoPath::root()).expect("TOML");
        let remarks = remarks.iter().map(|remark| format!("{} @ {}", remark.message, remark.range.of(text)));
        (config.check.coverage, remarks.collect())
    }

    fn written<T: ToString>(choices: &[Choice<T>]) -> Vec<String> {
        let any = |choice: &Choice<T>| choice.any.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
        choices.iter().map(any).collect()
    }

    #[test]
    fn requirements_and_waivers_are_read() {
        let (coverage, remarks) = read(
            "[check.coverage]\nowners = true\n\
             [[check.coverage.require]]\ntier = [1, \"gold\"]\npages = [\"backup\", \"recovery | playbook\"]\n\
             [[check.coverage.require]]\nkind = \"backup\"\nsections = [\"Prerequisites\", [\"Restore\", \"Recovery\"]]\n\
             [[check.coverage.waive]]\nchart = \"x\"\nwhat = \"upgrade\"\nreason = \"stateless\"\nuntil = 2027-01-31\n",
        );
        assert_eq!(remarks, Vec::<String>::new());
        assert!(coverage.owners && !coverage.runbooks);
        let [pages, sections] = coverage.require.as_slice() else { panic!("{coverage:?}") };
        assert_eq!(pages.tiers.iter().map(|tier| &*tier.value).collect::<Vec<_>>(), ["1", "gold"]);
        let kinds: Vec<Vec<&str>> =
            pages.pages.iter().map(|choice| choice.any.iter().map(|kind| kind.name()).collect()).collect();
        assert_eq!(kinds, [vec!["backup"], vec!["recovery", "playbook"]]);
        assert_eq!(written(&sections.sections), ["Prerequisites", "Restore or Recovery"]);
        assert_eq!(sections.section_kinds().collect::<Vec<_>>(), [Kind::Backup]);
        let [waiver] = coverage.waive.as_slice() else { panic!("{coverage:?}") };
        assert!(!waiver.is_over(jiff::civil::date(2027, 1, 31)), "the last day counts");
        assert!(waiver.is_over(jiff::civil::date(2027, 2, 1)));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        for (rule, expected) in [
            ("[[check.coverage.require]]\ntier = 1\n", "a requirement needs `pages`, `sections` or `complete` @ tier"),
            ("[[check.coverage.require]]\npages = [\"bakcup\"]\n", "`bakcup` isn't known here @ \"bakcup\""),
            (
                "[[check.coverage.require]]\nsections = [\"Restore\"]\n",
                "nobody says which pages must have these sections @ \"Restore\"",
            ),
            (
                "[[check.coverage.require]]\nkind = \"backup\"\nsections = [\" | \"]\n",
                "an entry of `check.coverage.require.sections` names nothing @ \" | \"",
            ),
            (
                "[[check.coverage.require]]\npages = [{ a = 1 }]\n",
                "`check.coverage.require.pages` must be a list of texts, and has a table of keys in it @ { a = 1 }",
            ),
            ("[[check.coverage.waive]]\nwhat = \"x\"\nreason = \"y\"\n", "a waiver needs `chart` or `path` @ what"),
            ("[[check.coverage.waive]]\nchart = \"x\"\nreason = \"y\"\n", "a waiver needs `what` @ chart"),
            (
                "[[check.coverage.waive]]\nchart = \"x\"\nwhat = \"y\"\nreason = \" \"\n",
                "a waiver needs a `reason` @ chart",
            ),
            (
                "[[check.coverage.waive]]\nchart = \"x\"\nwhat = \"y\"\nreason = \"z\"\nuntil = \"soon\"\n",
                "`check.coverage.waive.until` must be a date, and is `soon` @ \"soon\"",
            ),
            (
                "[[check.coverage.waive]]\npath = \"a/[b]\"\nwhat = \"y\"\nreason = \"z\"\n",
                "`[` is no part of a pattern @ [",
            ),
        ] {
            let (coverage, remarks) = read(rule);
            assert!(remarks.contains(&expected.to_owned()), "{rule}: {remarks:?}");
            assert!(coverage.waive.is_empty(), "a broken waiver excuses nothing: {rule}");
        }
    }
}
