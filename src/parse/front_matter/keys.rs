//! Every key of front matter, described once: see [`crate::node::key`].

use crate::config::keys::kinds;
use crate::node::key::{Form, Key, Shape};

const TEXT: Shape = Shape::Scalar(Form::Any);
/// A route, with a place on it where a section is meant.
const ROUTE: &str = "^(?=[^\\\\?#]*[^/\\s])[^\\\\?#\\u0000-\\u001f]*(#[^#\\s]+)?$";

/// Every key of front matter, in the order of the manual.
pub const KEYS: &[Key] = &[
    Key::new("title", TEXT, "The page's title.").without("the first heading of level 1, else the file's name in words"),
    Key::new("description", TEXT, "One sentence about the page."),
    Key::new("chart", Shape::Scalar(Form::CHART), "The chart it is about, by its id.")
        .without("the chart that a [pattern](sources.md) or the folder says"),
    Key::new("kind", Shape::Scalar(Form::OneOf(kinds)), "What the page is: see [below](#kinds).")
        .without("the kind that a pattern says, else `guide`"),
    Key::new(
        "language",
        Shape::Scalar(Form::like_text("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "language tag", "en")),
        "The language it is written in, such as `ko` or `pt-BR`.",
    )
    .without("the site's"),
    Key::new("tags", Shape::Texts(Form::Any), "What it is about, in words of your own.").default("[]"),
    Key::new("owner", TEXT, "A team or person who answers for it."),
    Key::new("tier", TEXT, "The chart's tier, as in [`[tiers]`](book-toml.md#tiersid)."),
    Key::new(
        "depends_on",
        Shape::Texts(Form::CHART),
        "Charts that have to be there first; `[]` says that there are none.",
    ),
    Key::new("reviewed", Shape::Scalar(Form::DATE), "The day somebody last checked the page."),
    Key::new(
        "review_every",
        Shape::Scalar(Form::DAYS),
        "How long that is good for: `90d`, `6 months`; see [what has to be reviewed](coverage.md#what-has-to-be-reviewed).",
    ),
    Key::new("objectives", Shape::Tables, "What is promised: how long a recovery may take, and how much may be lost."),
    Key::new("objectives.scenario", TEXT, "What has happened.").without("all is lost"),
    Key::new("objectives.headline", Shape::Truth, "Whether it is the chart's headline.").without("the first one is"),
    Key::new("objectives.rto", TEXT, "How long the recovery may take: `< 1h`, `4 hours`, `N/A (stateless)`."),
    Key::new("objectives.rpo", TEXT, "How much may be lost, as a time: `15m`, `0`."),
    Key::new("objectives.method", TEXT, "How it is kept."),
    Key::new("objectives.frequency", TEXT, "How often a backup is made: `continuous`, `every 6 hours`."),
    Key::new("drills", Shape::Tables, "What was measured, drill by drill."),
    Key::new("drills.date", Shape::Scalar(Form::DATE), "The day it was held.").needed(),
    Key::new("drills.scenario", TEXT, "What was exercised."),
    Key::new("drills.rto", TEXT, "How long the recovery took."),
    Key::new("drills.rpo", TEXT, "How much was lost, as a time."),
    Key::new("drills.result", TEXT, "How it went."),
    Key::new("drills.evidence", TEXT, "A path from the repository's root, or a URL."),
    Key::new("strategies", Shape::Tables, "On upgrade guides: which ways there are."),
    Key::new("strategies.name", TEXT, "What it is called."),
    Key::new("strategies.downtime", TEXT, "How long the service is away: `none`, `5-10 minutes`."),
    Key::new("strategies.risk", TEXT, "How risky it is: `low`, `high`."),
    Key::new("strategies.from", TEXT, "The versions it leads from: `16.x`."),
    Key::new("strategies.to", TEXT, "The versions it leads to."),
    Key::new(
        "window",
        TEXT,
        "On playbooks: how long the work may take: `2h`, `02:00–04:00 UTC`; see [Playbooks](playbooks.md#how-long-it-takes).",
    ),
    Key::new("params", Shape::Table, "The variables of the page's code, each with its default."),
    Key::new(
        "params.<NAME>",
        Shape::Scalar(Form::like("^([A-Za-z0-9_./:@][A-Za-z0-9_./:@-]*)?$", "text", "parcels")),
        "Its default: letters, digits and `-_./:@`.",
    )
    .named(Form::like("^[A-Za-z_][A-Za-z0-9_]*$", "name", "NAMESPACE")),
    Key::new(
        "slug",
        Shape::Scalar(Form::like("^(?=.*\\S)[^\\\\?#/\\u0000-\\u001f]*$", "text", "fills-up")),
        "The last part of the route: `slug: fills-up` makes `charts/queue/fills-up.html` of `charts/queue/playbook.html`.",
    ),
    Key::new(
        "aliases",
        Shape::Texts(Form::like(ROUTE, "route", "old/folder/")),
        "Former routes; each becomes a redirect: `[pager.html, old/folder/]`, or `[\"old.html#section\"]` for a section that became this page: see [Moves](moves.md).",
    )
    .default("[]"),
    Key::new("weight", Shape::Integer(i64::MIN, i64::MAX), "The order among its neighbours, smaller first.")
        .default("0"),
    Key::new("draft", Shape::Truth, "`true` keeps the page off the built site; `docsgen serve` shows it.")
        .default("false"),
    Key::new("publish", Shape::Truth, "`false` keeps the page off the site; links to it lead to the repository.")
        .without("published, unless a pattern says otherwise"),
    Key::new(
        "audience",
        Shape::Texts(Form::named("audience", "internal")),
        "Whom the page is for: names of [`[audiences]`](who-sees-what.md#audiences).",
    )
    .without("everybody"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::key::held::{differences, example};
    use crate::node::record;
    use crate::parse::front_matter::{parse_front_matter, split};

    #[test]
    fn what_is_read_is_described() {
        let (document, paths) = example(KEYS);
        // JSON is YAML.
        let text = format!("---\n{document}\n---\n");
        let ((_, remarks), asked) = record(|| parse_front_matter(&text, &split(&text)));
        let said: Vec<String> =
            remarks.iter().map(|remark| format!("{} at `{}`", remark.message, remark.range.of(&text))).collect();
        assert_eq!(said, Vec::<String>::new(), "the examples of front_matter/keys.rs are taken as they are:\n{text}");
        let differences = differences(KEYS, &paths, &asked);
        assert_eq!(
            differences,
            Vec::<String>::new(),
            "front_matter/keys.rs isn't what src/parse/front_matter.rs reads"
        );
    }
}
