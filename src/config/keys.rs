//! Every key of book.toml, described once: see [`crate::node::key`].

use super::{ColumnType, DatasetKind, Kind, mdbook};
use crate::diagnostic::Code;
use crate::node::key::{Form, Key, Shape, Word};

/// Every key of book.toml, table by table, in the order of the manual; those of mdBook that docsgen only notes come last.
#[must_use]
pub fn keys() -> Vec<Key> {
    KEYS.iter().copied().chain(mdbook::keys()).collect()
}

/// The kinds of pages, as words of a value.
#[must_use]
pub fn kinds() -> Vec<Word> {
    Kind::ALL.iter().map(|kind| Word { name: kind.name(), about: kind.about() }).collect()
}

fn codes() -> Vec<Word> {
    Code::ALL.iter().map(|code| Word { name: code.name(), about: code.title() }).collect()
}

fn levels() -> Vec<Word> {
    plain(&["error", "warning", "note", "off"])
}

fn plain(names: &[&'static str]) -> Vec<Word> {
    names.iter().map(|name| Word { name, about: "" }).collect()
}

fn column_types() -> Vec<Word> {
    ColumnType::ALL.iter().map(|known| Word { name: known.name(), about: known.about() }).collect()
}

fn dataset_kinds() -> Vec<Word> {
    DatasetKind::ALL.iter().map(|kind| Word { name: kind.name(), about: kind.about() }).collect()
}

const KIND: Form = Form::OneOf(kinds);
const CODE: Form = Form::OneOf(codes);
const COLUMN_TYPE: Form = Form::OneOf(column_types);
const LEVEL: Form = Form::OneOf(levels);
const TEXT: Shape = Shape::Text(Form::Any);

const KEYS: &[Key] = &[
    Key::new("book", Shape::Table, "What the site says of itself."),
    Key::new("book.title", TEXT, "The site's name.")
        .without("the first heading of the root README, else the folder's name"),
    Key::new("book.authors", Shape::Texts(Form::Any), "Who wrote it.").default("[]"),
    Key::new("book.description", TEXT, "One sentence about the site."),
    Key::new(
        "book.language",
        Shape::Text(Form::like("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", "language tag", "en")),
        "The language of the pages, such as `en` or `pt-BR`.",
    )
    .default("\"en\""),
    Key::new(
        "book.src",
        Shape::Texts(Form::PATH),
        "The folders whose Markdown files are pages, from the folder of book.toml.",
    )
    .without("what was [detected](sources.md#detection)"),
    Key::new(
        "book.docsgen",
        Shape::Text(Form::like_text("^[0-9]+\\.[0-9]+(\\.[0-9]+)?$", "version", "0.1")),
        "The version of docsgen that the repository was written for: a later one keeps checks off that came after it. See \
         [When a newer docsgen comes](install.md#when-a-newer-docsgen-comes).",
    )
    .without("all checks are on"),
    Key::new("build", Shape::Table, "How the site is built."),
    Key::new(
        "build.build-dir",
        Shape::Text(Form::PATH),
        "The output folder, from the folder of book.toml. One outside the project only with `--out`.",
    )
    .default("\"site\"")
    .example("\"site\""),
    Key::new(
        "build.audience",
        Shape::Texts(Form::named("audience", "internal")),
        "Whom the site is built for: names of [`[audiences]`](#audiences); `--audience` overrides it.",
    )
    .without("everybody"),
    Key::new("output", Shape::Table, "What is written."),
    Key::new("output.html", Shape::Table, "The site as HTML."),
    Key::new(
        "output.html.site-url",
        Shape::Text(Form::like("^(https?://\\S+|/.*)$", "URL or path", "https://docs.example.org/")),
        "The URL the site is published at, or only its path.",
    )
    .without("no sitemap, no canonical links, no 404 page"),
    Key::new("output.html.git-repository-url", Shape::Text(Form::WEB), "The repository in the browser.")
        .without("files that links lead to are copied into the site"),
    Key::new(
        "output.html.git-branch",
        Shape::Text(Form::like("^\\S+$", "text", "main")),
        "The branch that links into the repository use.",
    )
    .without("git's default branch of the remote, else `main`"),
    Key::new(
        "output.html.edit-url-template",
        Shape::Text(Form::like("^https?://\\S*\\{path\\}\\S*$", "URL with `{path}`", "https://example.org/edit/{path}")),
        "The page to edit a file.",
    )
    .without("made from `git-repository-url` where its host is known"),
    Key::new("output.html.theme", Shape::Text(Form::Any), "The name of a [theme](themes.md): a folder in `themes/`.")
        .default("\"default\"")
        .example("\"default\""),
    Key::new(
        "output.html.raw-html",
        Shape::Text(Form::OneOf(|| {
            vec![
                Word { name: "sanitize", about: "What GitHub allows stays; each removal is a finding." },
                Word { name: "allow", about: "Everything stays as written." },
                Word { name: "escape", about: "Everything is shown as text." },
            ]
        })),
        "What becomes of [raw HTML](markdown.md#raw-html).",
    )
    .default("\"sanitize\""),
    Key::new(
        "output.html.remote-images",
        Shape::Text(Form::OneOf(|| {
            vec![
                Word { name: "keep", about: "They are shown, fetched once a reader is near them." },
                Word { name: "drop", about: "Their description stands in their place, and leads to them." },
            ]
        })),
        "`keep` shows images of other sites, fetched once a reader is near them; `drop` puts their description in their place, as a \
         link to them, and pages ask no other site for anything: see [Images and badges](markdown.md#images-and-badges).",
    )
    .default("\"keep\""),
    Key::new(
        "output.html.extensions",
        Shape::Texts(Form::OneOf(|| {
            vec![
                Word { name: "definition-lists", about: "Terms, each with `: what it means` below it." },
                Word { name: "heading-attributes", about: "`## Title {#id .class}`." },
                Word { name: "superscript", about: "`^2^` and `~2~`." },
                Word { name: "subscript", about: "`^2^` and `~2~`." },
                Word { name: "math", about: "`$x$` and `$$x$$`." },
            ]
        })),
        "Markdown that GitHub doesn't know: see [More than GitHub](markdown.md#more-than-github).",
    )
    .default("[]"),
    Key::new(
        "output.html.publish-facts",
        Shape::Truth,
        "`false` keeps [`facts.json`](exports.md#factsjson) and the schemas off the site.",
    )
    .default("true"),
    Key::new(
        "output.html.cname",
        Shape::Text(Form::like("^[^\\s/.]+(\\.[^\\s/.]+)*$", "domain name", "docs.example.org")),
        "A domain name, for a file `CNAME`.",
    ),
    Key::new(
        "output.html.keep",
        Shape::Texts(Form::GLOB),
        "Files of the output folder that are somebody else's, as patterns from its root: see [Into an artifact](helm-repository.md#into-an-artifact).",
    )
    .default("[]"),
    Key::new(
        "output.html.additional-css",
        Shape::Texts(Form::PATH),
        "Style sheets added to each page, from the folder of book.toml.",
    )
    .default("[]"),
    Key::new(
        "output.html.additional-js",
        Shape::Texts(Form::PATH),
        "Scripts added to each page, from the folder of book.toml.",
    )
    .default("[]"),
    Key::new("output.html.redirect", Shape::Table, "Redirects: a former route to a route or a URL."),
    Key::new("output.html.redirect.<route>", TEXT, "Where it leads: a route or a URL.")
        .named(Form::named("route", "/old/"))
        .example("\"new.html\""),
    Key::new("output.html.search", Shape::Table, "[Search](search.md#settings)."),
    Key::new("output.html.search.enable", Shape::Truth, "Whether readers can search.").default("true"),
    Key::new("catalog", Shape::Table, "Where the [charts](sources.md#charts) are."),
    Key::new("catalog.charts", Shape::Texts(Form::GLOB), "Folders that hold a `Chart.yaml`, as patterns.")
        .without("what was [detected](sources.md#detection)")
        .example("[\"charts/*\"]"),
    Key::new(
        "catalog.commands",
        Shape::Text(Form::like("\\{chart\\}", "pattern with `{chart}`", "make/ops/{chart}.mk")),
        "Where a chart's Makefile is.",
    )
    .without("what was [detected](sources.md#detection)"),
    Key::new(
        "catalog.metadata",
        Shape::Text(Form::PATH),
        "A YAML file that says names, categories and tags by chart.",
    )
    .without("what was [detected](sources.md#detection)")
    .example("\"charts/charts-metadata.yaml\""),
    Key::new(
        "catalog.repository",
        Shape::Text(Form::like("^(https?|oci)://\\S+$", "URL", "https://example.github.io/charts")),
        "The address of the [chart repository](helm-repository.md#what-readers-see), `https://…` or `oci://…`.",
    )
    .without("`site-url`, where `index.yaml` lies in the root of the site"),
    Key::new(
        "catalog.repository-name",
        Shape::Text(Form::named("name", "example")),
        "What readers call it in `helm repo add`.",
    )
    .without("made from the host"),
    Key::new("catalog.index", Shape::Text(Form::PATH), "A copy of the repository's `index.yaml`, from the root of this repository.")
        .without("the `index.yaml` of the folder that is merged into, or that `keep` names")
        .example("\"published/index.yaml\""),
    Key::new(
        "sources",
        Shape::Tables,
        "What files are: rules by [pattern](sources.md#patterns), of which the first that matches counts.",
    ),
    Key::new("sources.match", Shape::Text(Form::GLOB), "The pattern, from the root of the repository.").needed(),
    Key::new(
        "sources.kind",
        Shape::Text(KIND),
        "What these pages are: see [kinds](front-matter.md#kinds). Needed unless `publish = false`.",
    ),
    Key::new(
        "sources.status",
        Shape::Text(Form::OneOf(|| {
            vec![
                Word { name: "historical", about: "It tells of the past, and is never held to what is true today." },
                Word { name: "living", about: "It has to be true today." },
            ]
        })),
        "`historical` for what tells of the past, `living` for what has to be true today.",
    )
    .without("it follows from the kind"),
    Key::new("sources.publish", Shape::Truth, "`false` keeps these files off the site, `true` publishes files that aren't by themselves.")
        .without("published, but for files that are nobody's pages"),
    Key::new(
        "sources.audience",
        Shape::Texts(Form::named("audience", "internal")),
        "Whom these files are for; a rule that says nothing else leaves the rest to the next that matches: see [Who sees what](who-sees-what.md#in-patterns).",
    )
    .without("everybody"),
    Key::new("audiences", Shape::Table, "Groups of readers: see [Who sees what](who-sees-what.md#audiences)."),
    Key::new("audiences.<name>", TEXT, "Who that is, in a few words.").named(Form::named("name", "internal")),
    Key::new("charts", Shape::Table, "Settings of charts, by id."),
    Key::new(
        "charts.<id>",
        Shape::Table,
        "What neither `Chart.yaml` nor front matter says of a chart, without editing either.",
    )
    .named(Form::CHART),
    Key::new("charts.<id>.title", TEXT, "The chart's name for readers."),
    Key::new("charts.<id>.category", TEXT, "Its category in the catalog."),
    Key::new("charts.<id>.folder", Shape::Text(Form::PATH), "Its folder, for an entry that has no `Chart.yaml`.")
        .example("\"charts/redis\""),
    Key::new("charts.<id>.tier", Shape::Scalar(Form::Any), "Its tier, as in [`[tiers]`](book-toml.md#tiersid)."),
    Key::new("charts.<id>.owner", TEXT, "A team or person who answers for it."),
    Key::new(
        "charts.<id>.depends_on",
        Shape::Texts(Form::CHART),
        "Charts that have to be there first; `[]` says that there are none.",
    ),
    Key::new("charts.<id>.rto", TEXT, "Its headline objective: how long its recovery may take."),
    Key::new("charts.<id>.rpo", TEXT, "Its headline objective: how much may be lost, as a time."),
    Key::new("tiers", Shape::Table, "Tiers, by id, in the order of their importance."),
    Key::new("tiers.<id>", Shape::Table, "What a tier promises, and what it asks for.")
        .named(Form::named("id", "1")),
    Key::new("tiers.<id>.name", TEXT, "Its name for readers."),
    Key::new("tiers.<id>.rto", TEXT, "How long a recovery of its charts may take."),
    Key::new("tiers.<id>.rpo", TEXT, "How much of them may be lost, as a time."),
    Key::new(
        "tiers.<id>.drill_every",
        Shape::Text(Form::DAYS),
        "How long after a drill its charts have to be drilled again: `90d`, `6 months`; a month counts as 30 days.",
    ),
    Key::new(
        "tiers.<id>.review_every",
        Shape::Text(Form::DAYS),
        "How long a [review](coverage.md#what-has-to-be-reviewed) of a guide of one of its charts is good for.",
    ),
    Key::new("tiers.<id>.charts", Shape::Texts(Form::CHART), "Its charts."),
    Key::new("data", Shape::Table, "[Data of your own](data.md), by name. A file in `data/` needs no entry; one says what a CSV can't."),
    Key::new("data.<name>", Shape::Table, "What is said of a dataset.").named(Form::named("name", "limits")),
    Key::new("data.<name>.file", Shape::Text(Form::PATH), "The file, from the folder of book.toml.")
        .without("the file of that name in `data/`")
        .example("\"limits.csv\""),
    Key::new("data.<name>.title", TEXT, "Its name for readers."),
    Key::new("data.<name>.description", TEXT, "One sentence about it."),
    Key::new("data.<name>.kind", Shape::Text(Form::OneOf(dataset_kinds)), "What its rows are about.").default("\"table\""),
    Key::new("data.<name>.columns", Shape::Table, "What each column holds, by its name."),
    Key::new(
        "data.<name>.columns.<column>",
        Shape::TextOrTable(COLUMN_TYPE),
        "What the column [holds](data.md#what-a-column-holds).",
    )
    .named(Form::named("column", "rate")),
    Key::new("data.<name>.columns.<column>.type", Shape::Text(COLUMN_TYPE), "What it holds.")
        .without("what all of its cells are"),
    Key::new("data.<name>.columns.<column>.title", TEXT, "Its name for readers."),
    Key::new("data.<name>.columns.<column>.unit", TEXT, "The unit of its numbers."),
    Key::new("data.<name>.columns.<column>.good", Shape::Texts(Form::Any), "Words of a status that say that all is well."),
    Key::new("data.<name>.columns.<column>.attention", Shape::Texts(Form::Any), "Words that somebody should look at."),
    Key::new("data.<name>.columns.<column>.bad", Shape::Texts(Form::Any), "Words that say that something is wrong."),
    Key::new("versions", Shape::Table, "Which states of the repository are [published](site-versions.md) beside the one that is built."),
    Key::new("versions.refs", Shape::Texts(Form::named("branch or tag", "v1.4")), "Branches and tags by name.").default("[]"),
    Key::new("versions.tags", Shape::Texts(Form::named("pattern", "v*")), "Patterns of tags.").default("[]"),
    Key::new("versions.newest", Shape::Integer(1, i64::MAX), "How many of the tags that `tags` matches, from the newest.")
        .without("all of them"),
    Key::new(
        "versions.latest",
        Shape::Text(Form::named("branch, tag or pattern", "v1.4")),
        "The version that stands at the root of the site.",
    )
    .without("the tree that is built"),
    Key::new(
        "versions.tree",
        Shape::Text(Form::named("name", "next")),
        "What the version made of the tree that is built is called.",
    ),
    Key::new("versions.names", Shape::Table, "What versions are called, where that isn't the name of their branch or tag."),
    Key::new("versions.names.<ref>", Shape::Text(Form::named("name", "1.4")), "What the version is called.")
        .named(Form::named("branch or tag", "stable")),
    Key::new("check", Shape::Table, "How findings are judged, and what must be there."),
    Key::new("check.levels", Shape::Table, "Code to level: see [Set a level](findings.md#set-a-level)."),
    Key::new("check.levels.<code>", Shape::Text(LEVEL), "How grave it is.").named(CODE),
    Key::new("check.kinds", Shape::Table, "The same by kind of page: `release = { \"link-missing-file\" = \"note\" }`."),
    Key::new("check.kinds.<kind>", Shape::Table, "Levels on pages of this kind.").named(KIND),
    Key::new("check.kinds.<kind>.<code>", Shape::Text(LEVEL), "How grave it is there.").named(CODE),
    Key::new("check.paths", Shape::Tables, "The same for the files of a pattern; the last that matches wins."),
    Key::new("check.paths.path", Shape::Text(Form::GLOB), "The pattern, from the root of the repository.").needed(),
    Key::new("check.paths.levels", Shape::Table, "Code to level."),
    Key::new("check.paths.levels.<code>", Shape::Text(LEVEL), "How grave it is there.").named(CODE),
    Key::new("check.baseline", Shape::Text(Form::PATH), "The file of [known findings](check.md), from the root of the repository.")
        .without("`docsgen-baseline.json`")
        .example("\"docsgen-baseline.json\""),
    Key::new(
        "check.published",
        Shape::Text(Form::PATH),
        "The list of [published addresses](moves.md#nothing-that-was-published-disappears), none of which may disappear.",
    )
    .example("\"docs/published.txt\""),
    Key::new(
        "check.stale_after",
        Shape::Text(Form::DAYS),
        "How much older than its chart a guide may be: `90d`.",
    )
    .without("30 days"),
    Key::new(
        "check.review_every",
        Shape::Table,
        "Kind of page to how long a [review](coverage.md#what-has-to-be-reviewed) is good for: `{ backup = \"180d\" }`.",
    ),
    Key::new("check.review_every.<kind>", Shape::Text(Form::DAYS), "How long a review of such a page is good for.")
        .named(KIND),
    Key::new(
        "check.regression_tolerance",
        Shape::Text(Form::like_text("^[0-9]+(\\.[0-9]+)? ?%$", "share", "10%")),
        "By how much a figure may be worse than its [baseline](baselines.md): `5%`.",
    )
    .without("10%"),
    Key::new(
        "check.runbook_base",
        Shape::Texts(Form::WEB),
        "Addresses besides `site-url` at which [alerts](coverage.md#where-alerts-lead) find this site.",
    )
    .default("[]"),
    Key::new("check.coverage", Shape::Table, "[What must be there](coverage.md#what-must-be-there)."),
    Key::new("check.coverage.owners", Shape::Truth, "Whether each chart must have an owner, also where no chart has one.")
        .default("false"),
    Key::new("check.coverage.runbooks", Shape::Truth, "Whether each alert must name a runbook.").default("false"),
    Key::new("check.coverage.require", Shape::Tables, "What each chart or page must have."),
    Key::new("check.coverage.require.tier", Shape::Names(Form::Any), "It holds for the charts of these tiers.")
        .without("all charts"),
    Key::new("check.coverage.require.chart", Shape::Names(Form::CHART), "It holds for these charts.").without("all charts"),
    Key::new(
        "check.coverage.require.pages",
        Shape::Choices,
        "[Kinds](front-matter.md#kinds) of pages that each of these charts must have; `chart` is its README.",
    )
    .example("[\"backup | recovery\", [\"upgrade\", \"migration\"]]"),
    Key::new(
        "check.coverage.require.kind",
        Shape::Names(KIND),
        "The kinds of pages that must have the sections.",
    )
    .without("those of `pages`"),
    Key::new("check.coverage.require.sections", Shape::Choices, "Sections that each of these pages must have.")
        .example("[\"Restore\"]"),
    Key::new(
        "check.coverage.require.complete",
        Shape::Texts(Form::GLOB),
        "[Patterns](sources.md#patterns) of pages whose [checklists](progress.md) must be done.",
    ),
    Key::new("check.coverage.waive", Shape::Tables, "What need not be there."),
    Key::new("check.coverage.waive.chart", Shape::Names(Form::CHART), "The charts it is about."),
    Key::new(
        "check.coverage.waive.path",
        Shape::Text(Form::GLOB),
        "A [pattern](sources.md#patterns) of the files it is about: those that the findings point into.",
    ),
    Key::new(
        "check.coverage.waive.what",
        Shape::Names(Form::Any),
        "What is excused: a kind of page, a section as the requirement has it, `owner`, `runbook`; or a list of these.",
    )
    .needed(),
    Key::new("check.coverage.waive.reason", Shape::Text(Form::like("\\S", "text", "stateless")), "Why; for the reader of `book.toml`.")
        .needed(),
    Key::new("check.coverage.waive.until", Shape::Text(Form::DATE), "The last day on which it counts.")
        .without("it has no end"),
    Key::new("check.env", Shape::Table, "How [environment variables](environment.md) are checked."),
    Key::new(
        "check.env.sources",
        Shape::Texts(Form::GLOB),
        "[Patterns](sources.md#patterns) of the files of programs and manifests that [read variables](environment.md#programs-that-read-them).",
    )
    .without("only guides are looked at, and a variable that none of them uses is no finding"),
    Key::new(
        "check.external",
        Shape::Table,
        "How [links to the web](external-links.md) are checked by `docsgen check --external`; nothing else reads it.",
    ),
    Key::new(
        "check.external.skip",
        Shape::Texts(Form::like("[^*]", "host or URL", "*.corp.example.com")),
        "Addresses that nobody is asked about: see [Leave out](external-links.md#leave-out).",
    )
    .default("[]"),
    Key::new(
        "check.external.accept",
        Shape::Texts(Form::like("^[2-5][0-9][0-9]$", "status", "403")),
        "Statuses that are good answers, besides 200 to 299.",
    )
    .default("[]")
    .example("[403]"),
    Key::new(
        "check.external.timeout",
        Shape::Text(Form::SECONDS),
        "How long an answer may take: `20s`, `1 minute`; 10 minutes at most.",
    )
    .default("\"20s\""),
    Key::new(
        "check.external.retries",
        Shape::Integer(0, 10),
        "How often to ask again where no answer came or a server is busy, 10 at most.",
    )
    .default("2"),
    Key::new("check.external.keep", Shape::Text(Form::DAYS), "For how long a good answer counts: `7d`, `2 weeks`.")
        .default("\"7d\""),
    Key::new(
        "check.external.cache",
        Shape::Text(Form::like("\\.json$", "path", "links.json")),
        "The file of good answers, from the root of the repository; its name ends with `.json`.",
    )
    .without("`external-links.json` in the cache folder"),
    Key::new(
        "check.external.user-agent",
        Shape::Text(Form::like("^[ -~]+$", "text", "docs-check")),
        "What docsgen calls itself.",
    )
    .without("`docsgen/<version> (link check)`"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::node::key::held::{differences, example};
    use crate::node::record;
    use crate::source::RepoPath;

    #[test]
    fn what_is_read_is_described() {
        let (document, paths) = example(KEYS);
        let text = toml::to_string(&document).expect("an example is TOML");
        let file = RepoPath::new("book.toml").expect("inside");
        let (read, asked) = record(|| Config::read(&text, &file, &RepoPath::root()));
        let (_, remarks) = read.expect("TOML");
        let said: Vec<String> =
            remarks.iter().map(|remark| format!("{} at `{}`", remark.message, remark.range.of(&text))).collect();
        assert_eq!(said, Vec::<String>::new(), "the examples of src/config/keys.rs are taken as they are:\n{text}");
        let differences = differences(&keys(), &paths, &asked);
        assert_eq!(differences, Vec::<String>::new(), "src/config/keys.rs isn't what the readers in src/config read");
    }
}
