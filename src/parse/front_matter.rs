//! Front matter: cut off, decoded, every value with its place.

pub mod keys;
mod split;
mod value;

pub use self::split::{Split, split};
pub use self::value::is_param_value;

use serde::{Deserialize, Serialize};

use crate::config::{Audience, Kind, may_name_audience, read_audience};
use crate::diagnostic::{Code, Remark, near_match};
use crate::node::{Node, Reader, Sink, Value, parse_yaml_part};
use crate::source::{Spanned, TextRange};

/// The largest front matter that is read, in bytes.
pub const MAX_FRONT_MATTER_BYTES: usize = 1 << 20;

/// How many lines of front matter that isn't closed are looked at.
const UNCLOSED_LINES: usize = 50;

/// What the front matter of a page may say. Every key is optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// The block with its delimiters; `None` where the file has none.
    pub range: Option<TextRange>,
    /// `title`.
    pub title: Option<Spanned<String>>,
    /// `description`.
    pub description: Option<Spanned<String>>,
    /// `chart`: an id, checked when the site is assembled.
    pub chart: Option<Spanned<String>>,
    /// `kind`.
    pub kind: Option<Spanned<Kind>>,
    /// `tier`.
    pub tier: Option<Spanned<String>>,
    /// `owner`.
    pub owner: Option<Spanned<String>>,
    /// `depends_on`; `Some([])` says that there is none.
    pub depends_on: Option<Vec<Spanned<String>>>,
    /// `objectives`.
    pub objectives: Vec<StatedObjective>,
    /// `drills`.
    pub drills: Vec<StatedDrill>,
    /// `strategies`.
    pub strategies: Vec<StatedStrategy>,
    /// `window`: how long the work of a playbook may take, as written.
    pub window: Option<Spanned<String>>,
    /// `reviewed`: an ISO date.
    pub reviewed: Option<Spanned<String>>,
    /// `review_every`: a duration such as `90d`, as written.
    pub review_every: Option<Spanned<String>>,
    /// `params`: name and default, in the order written. An empty default is none. Both are fit for a shell: see
    /// [`is_param_value`].
    pub params: Vec<(Spanned<String>, Spanned<String>)>,
    /// `slug`: the last part of the route.
    pub slug: Option<Spanned<String>>,
    /// `aliases`: former routes.
    pub aliases: Vec<Spanned<String>>,
    /// `weight`: order among siblings, smaller first.
    pub weight: Option<Spanned<i64>>,
    /// `draft`: only shown by `serve`.
    pub draft: bool,
    /// `publish: false` keeps the page off the site.
    pub publish: Option<bool>,
    /// `audience`: whom the page is for, where not for everybody. Empty, which is nobody, also where it can't be read.
    pub audience: Option<Audience>,
    /// `tags`.
    pub tags: Vec<Spanned<String>>,
    /// `language`: BCP 47.
    pub language: Option<Spanned<String>>,
}

/// One of `objectives`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedObjective {
    /// `scenario`.
    pub scenario: Option<Spanned<String>>,
    /// `headline: true`.
    pub headline: bool,
    /// `rto`, as written.
    pub rto: Option<Spanned<String>>,
    /// `rpo`, as written.
    pub rpo: Option<Spanned<String>>,
    /// `method`.
    pub method: Option<Spanned<String>>,
    /// `frequency`.
    pub frequency: Option<Spanned<String>>,
}

/// One of `drills`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedDrill {
    /// `date`, ISO.
    pub date: Option<Spanned<String>>,
    /// `scenario`.
    pub scenario: Option<Spanned<String>>,
    /// `rto`, measured, as written.
    pub rto: Option<Spanned<String>>,
    /// `rpo`, measured, as written.
    pub rpo: Option<Spanned<String>>,
    /// `result`.
    pub result: Option<Spanned<String>>,
    /// `evidence`: a path or URL.
    pub evidence: Option<Spanned<String>>,
}

/// One of `strategies`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedStrategy {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `downtime`, as written.
    pub downtime: Option<Spanned<String>>,
    /// `risk`.
    pub risk: Option<Spanned<String>>,
    /// `from`: a version pattern.
    pub from: Option<Spanned<String>>,
    /// `to`: a version pattern.
    pub to: Option<Spanned<String>>,
}

/// Keys of other generators whose meaning docsgen has under another name, and what to do about them.
const FOREIGN_KEYS: &[(&str, &str)] = &[
    ("categories", "use `tags`"),
    ("keywords", "use `tags`"),
    ("lang", "use `language`"),
    ("nav_order", "use `weight`"),
    ("permalink", "use `slug` or `aliases`"),
    ("published", "use `publish`"),
    ("redirect_from", "use `aliases`"),
    ("sidebar_position", "use `weight`"),
    ("summary", "use `description`"),
    ("url", "use `slug` or `aliases`"),
];

/// Reads the front matter that [`split`] cut off `text`. All places are those in `text`.
///
/// What can't be read is left out and reported; the rest counts. A value that a route or a date could not be made of
/// is left out too, so that no later stage has to look again.
#[must_use]
pub fn parse_front_matter(text: &str, split: &Split) -> (FrontMatter, Vec<Remark>) {
    let mut front_matter = FrontMatter { range: split.range, ..FrontMatter::default() };
    if let Some(opening) = split.unclosed {
        let rest = text.get(opening.end as usize..).unwrap_or_default();
        front_matter.audience = rest.lines().take(UNCLOSED_LINES).any(may_name_audience).then(Vec::new);
        let remark = Remark::new(Code::FrontMatterSyntax, opening, "front matter is never closed").help(
            "add a line `---` after it, or a blank line before this one if it is meant as a line across the page",
        );
        return (front_matter, vec![remark]);
    }
    let Some(block) = split.range else { return (front_matter, Vec::new()) };
    let opening = TextRange::new(block.start as usize, block.start as usize + 3);
    let unreadable = may_name_audience(block.of(text)).then(Vec::new);
    if split.yaml.len() > MAX_FRONT_MATTER_BYTES {
        let message =
            format!("front matter of {} bytes is too large; {MAX_FRONT_MATTER_BYTES} can be read", split.yaml.len());
        front_matter.audience = unreadable;
        return (front_matter, vec![Remark::new(Code::FrontMatterSyntax, opening, message)]);
    }
    let document = match parse_yaml_part(text, split.yaml) {
        Ok(document) => document,
        Err(error) => {
            front_matter.audience = unreadable;
            return (front_matter, vec![error.remark(Code::FrontMatterSyntax)]);
        }
    };
    if !matches!(document.root.value, Value::Map(_) | Value::Null) {
        let message = format!("front matter must be lines of `key: value`, and is {}", document.root.describe());
        let remark = Remark::new(Code::FrontMatterSyntax, opening, message)
            .help("add a blank line before this one if it is meant as a line across the page");
        front_matter.audience = unreadable;
        return (front_matter, vec![remark]);
    }
    let mut sink = Sink::new(Code::FrontMatterUnknownKey, Code::FrontMatterInvalidValue);
    front_matter.read(&document.root, text, &mut sink);
    let mut remarks = sink.remarks;
    for remark in &mut remarks {
        if remark.code == Code::FrontMatterUnknownKey
            && let Some((_, help)) = FOREIGN_KEYS.iter().find(|(key, _)| *key == remark.range.of(text))
        {
            remark.help = Some((*help).to_owned());
        }
        if remark.code == Code::FrontMatterUnknownKey && near_match(remark.range.of(text), ["audience"]).is_some() {
            remark.help = Some("did you mean `audience`? As long as that is open, the page is for nobody".to_owned());
        }
    }
    remarks.extend(document.problems.iter().map(|problem| problem.remark(Code::FrontMatterSyntax)));
    remarks.sort_by_key(|remark| remark.range);
    (front_matter, remarks)
}

impl FrontMatter {
    fn read(&mut self, root: &Node, text: &str, sink: &mut Sink) {
        let mut reader = Reader::new(root, text, "", sink);
        self.title = reader.scalar("title", sink);
        self.description = reader.scalar("description", sink);
        self.chart = reader.scalar("chart", sink);
        self.kind = reader.scalar("kind", sink).and_then(|kind| value::kind(&kind, sink));
        self.tier = reader.scalar("tier", sink);
        self.owner = reader.scalar("owner", sink);
        self.depends_on = reader.texts("depends_on", sink);
        self.read_objectives(&mut reader, sink);
        for mut drill in reader.tables("drills", sink) {
            let date = drill.scalar("date", sink);
            let absent = drill.node("date").is_none_or(|node| node.value == Value::Null);
            if let Some(first) = drill.first_key().filter(|_| absent) {
                sink.invalid(first, "a drill has no `date`").help =
                    Some("write the day it was held: `date: 2026-10-01`".to_owned());
            }
            self.drills.push(StatedDrill {
                date: date.filter(|date| value::is_date(&drill.name("date"), date, sink)),
                scenario: drill.scalar("scenario", sink),
                rto: drill.scalar("rto", sink),
                rpo: drill.scalar("rpo", sink),
                result: drill.scalar("result", sink),
                evidence: drill.scalar("evidence", sink),
            });
            drill.finish(sink);
        }
        for mut strategy in reader.tables("strategies", sink) {
            self.strategies.push(StatedStrategy {
                name: strategy.scalar("name", sink),
                downtime: strategy.scalar("downtime", sink),
                risk: strategy.scalar("risk", sink),
                from: strategy.scalar("from", sink),
                to: strategy.scalar("to", sink),
            });
            strategy.finish(sink);
        }
        self.window = reader.scalar("window", sink);
        self.reviewed = reader.scalar("reviewed", sink).filter(|date| value::is_date("reviewed", date, sink));
        self.review_every = reader.scalar("review_every", sink).filter(|span| value::is_duration(span, sink));
        if let Some(mut params) = reader.table("params", sink) {
            for (name, node) in params.rest() {
                let name = Spanned::new(name.value.to_string(), name.range);
                let default = if node.value == Value::Null { Some(String::new()) } else { node.scalar(text) };
                let Some(default) = default.map(|default| Spanned::new(default, node.range)) else {
                    let message = format!("`params.{}` must be text, and is {}", name.value, node.describe());
                    sink.invalid(node.range, message);
                    continue;
                };
                if value::is_param_name(&name, sink) && value::is_param_default(&name.value, &default, sink) {
                    self.params.push((name, default));
                }
            }
        }
        self.slug = reader.scalar("slug", sink).filter(|slug| value::is_slug(slug, sink));
        let aliases = reader.texts("aliases", sink).unwrap_or_default();
        self.aliases = aliases.into_iter().filter(|alias| value::is_alias(alias, sink)).collect();
        self.weight = reader.integer("weight", sink);
        self.draft = reader.truth("draft", sink).is_some_and(|draft| draft.value);
        self.publish = reader.truth("publish", sink).map(|publish| publish.value);
        self.tags = reader.texts("tags", sink).unwrap_or_default();
        self.language = reader.scalar("language", sink).filter(|language| value::is_language(language, sink));
        self.audience = read_audience(&mut reader, sink);
        reader.finish(sink);
    }

    fn read_objectives(&mut self, reader: &mut Reader<'_>, sink: &mut Sink) {
        let mut headline: Option<TextRange> = None;
        for mut objective in reader.tables("objectives", sink) {
            let marked = objective.truth("headline", sink).filter(|marked| marked.value);
            match (marked.as_ref(), headline) {
                (Some(marked), Some(first)) => {
                    let remark = sink.invalid(marked.range, "a page has one headline objective");
                    remark.labels.push((first, "the headline is here".to_owned()));
                    remark.help = Some("remove this `headline: true`".to_owned());
                }
                (Some(marked), None) => headline = Some(marked.range),
                (None, _) => {}
            }
            self.objectives.push(StatedObjective {
                scenario: objective.scalar("scenario", sink),
                headline: marked.is_some_and(|marked| headline == Some(marked.range)),
                rto: objective.scalar("rto", sink),
                rpo: objective.scalar("rpo", sink),
                method: objective.scalar("method", sink),
                frequency: objective.scalar("frequency", sink),
            });
            objective.finish(sink);
        }
    }
}

#[cfg(test)]
mod tests;
