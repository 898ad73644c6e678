//! Environment variables: what data says of them, who uses them, and that nobody is shown a secret.

use std::path::Path;

use crate::support::{Project, TODAY};
use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::site::link::Target;
use docsgen::site::matrix::{Asked, Matrix};
use docsgen::site::table::View;
use docsgen::site::table::query::Query;
use docsgen::source::RepoPath;

const VARIABLES: &str = "kind: env
rows:
- { name: DB_HOST, category: Database, chart: db, required: yes, source: docs/a.md, description: The primary. }
- { name: DB_PASSWORD, category: Database, chart: db, source: 'vault, path db', example: <password> }
- { name: LOG_LEVEL, default: info, source: https://example.org/levels }
";

const EXAMPLE: &str = "# Source: https://other.example/
# DB_HOST=localhost
# LOG_LEVEL=warn
";

fn examined(files: &[(&str, &str)]) -> Examined {
    let chart = (RepoPath::new("charts/db/Chart.yaml").expect("inside"), "name: db\nversion: 1.0.0\n");
    let given = files.iter().map(|(path, text)| (RepoPath::new(path).expect("inside"), *text));
    let files: MemoryFiles = given.chain([chart]).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable")
}

/// The texts of the matrix, cells between bars.
fn shown(examined: &Examined, query: &str) -> Vec<String> {
    let table = examined.site.asked(&Asked::Matrix(Matrix::Environment)).expect("a matrix");
    let view = View::new(table, &Query::parse(query).expect("a query")).expect("known columns");
    let cell = |cell: &[docsgen::site::table::Value]| {
        cell.iter().map(|value| value.text.as_str()).collect::<Vec<_>>().join("+")
    };
    view.rows().iter().map(|row| view.cells(row).map(cell).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn a_variable_of_a_chart_is_one_row_whoever_tells_of_it() {
    let guide = "# A\n\n```bash\npsql -h $DB_HOST\n```\n\n## Then\n\n```bash\nPGPASSWORD=$DB_PASSWORD psql\n```\n";
    let past = "---\nkind: release\n---\n# Old\n\n```bash\npsql -h $DB_HOST\n```\n";
    let mut files = vec![("data/variables.yaml", VARIABLES), (".env.example", EXAMPLE), ("docs/a.md", guide)];
    files.push(("docs/old.md", past));
    let examined = examined(&files);
    assert_eq!(
        shown(&examined, "columns=name,category,chart,description,required,default,example,secret,source,used"),
        [
            // The dataset of the example is called `env`, and comes first.
            "DB_HOST||||no|localhost|||https://other.example/|A",
            "LOG_LEVEL||||no|warn|||https://example.org/levels|",
            "DB_HOST|Database|db|The primary.|yes||||docs/a.md|A",
            "DB_PASSWORD|Database|db||||<password>|yes|vault, path db|A",
        ]
    );
    let table = examined.site.matrix(Matrix::Environment);
    let rows = table.rows();
    let default = &table.cell(&rows[1], "default")[0];
    let others: Vec<&str> = default.others.iter().map(|other| other.text.as_str()).collect();
    assert_eq!(others, ["info"], "what another dataset says of a fact stands beside it");
    let anchor = |row: usize| match &table.cell(&rows[row], "used")[0].target {
        Some(Target::Page { anchor, .. }) => anchor.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((anchor(2), anchor(3)), (None, Some("then".to_owned())));
    let leads = |row: usize| table.cell(&rows[row], "source")[0].target.is_some();
    assert!(leads(0) && leads(2) && !leads(3), "words lead nowhere");
}

#[test]
fn a_page_of_all_variables_is_there_once_one_is() {
    for (data, is_there) in [(VARIABLES, true), ("kind: env\nrows: []\n", false), ("rows:\n- { name: A_A }\n", false)] {
        let examined = examined(&[("data/variables.yaml", data), ("docs/a.md", "# A\n")]);
        let has = examined.site.generated().any(|route| route.as_str() == "environment/index.html");
        assert_eq!(has, is_there, "{data}");
    }
}

#[test]
fn many_pages_that_use_a_variable_are_counted() {
    let pages: Vec<(String, String)> =
        (0..9).map(|page| (format!("docs/{page}.md"), format!("# P{page}\n\n```bash\necho $DB_HOST\n```\n"))).collect();
    let mut files = vec![("data/variables.yaml", VARIABLES)];
    files.extend(pages.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let examined = examined(&files);
    assert_eq!(shown(&examined, "columns=used name=DB_HOST"), ["P0+P1+P2+P3+P4++4"]);
}

/// The files below a folder that hold a text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if memchr::memmem::find(&std::fs::read(&path).expect("a readable file"), text.as_bytes()).is_some() {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn the_value_of_a_secret_is_shown_to_nobody() {
    const VALUE: &str = "hunter2-and-more";
    let data =
        format!("kind: env\nrows:\n- {{ name: DB_PASSWORD, example: {VALUE}, default: '{VALUE}', required: so }}\n");
    // Also where another value or a comment says it once more, and where its variable isn't called a secret.
    let example = format!(
        "# What to use\nADMIN_TOKEN={VALUE}\n# OTHER_SECRET={VALUE}\nCACHE_URL=redis://:{VALUE}@cache:6379\nMAIL=smtp://u:mail77@h\n\
         # As in x://u:mail77@h, or {VALUE}.\nGREETING=hello-{VALUE}\n"
    );
    let page = "# A\n\n<!-- docsgen:table variables -->\n<!-- docsgen:end -->\n\n<!-- docsgen:matrix environment columns=name,default,example -->\n\
                <!-- docsgen:end -->\n";
    let project = Project::of(&[
        ("data/variables.yaml", &data),
        (".env.example", &example),
        ("docs/a.md", page),
        ("book.toml", "[book]\ntitle = \"S\"\nsrc = \"docs\"\n"),
    ]);
    let mut said = Vec::new();
    for args in [
        &["sync"][..],
        &["build"],
        &["check"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github"],
        &["check", "--format", "short"],
        &["matrix", "environment", "--format", "json"],
        &["matrix", "environment"],
        &["matrix", "variables", "--format", "csv"],
        &["export", "data", "env"],
        &["export", "data", "variables", "--format", "csv"],
    ] {
        let run = project.run(args);
        assert!(!run.out.contains(VALUE) && !run.err.contains(VALUE), "{args:?}:\n{}\n{}", run.out, run.err);
        said.push(run.out);
    }
    assert!(said[2].contains("secret-suspected"), "{}", said[2]);
    assert!(said[7].contains("••••") && said[10].contains("••••"), "{}\n{}", said[7], said[10]);
    assert_eq!(holding(&project.path().join("site"), VALUE), Vec::<String>::new());
    assert_eq!(holding(&project.path().join("site"), "mail77"), Vec::<String>::new());
    let copy = project.site_file("files/.env.example");
    assert!(copy.contains("ADMIN_TOKEN=****"), "what a figure leads to is there, without the value: {copy}");
    let synced = std::fs::read_to_string(project.path().join("docs/a.md")).expect("a readable file");
    assert!(!synced.contains(VALUE) && synced.contains("••••"), "{synced}");
}

#[test]
fn no_part_of_a_secret_is_shown() {
    // Made for this test; nothing takes it.
    const ADDRESS: &str = "postgres://app:Vq7!xk2Lw9z@db/app?key=hunter2";
    const GENERATED: &str = "2zuJDMB0LO5UHWfCFWn05Gq59Pb2P1JJ";
    let data = format!(
        "kind: env\nrows:\n- {{ name: A_A, secret: sure, example: hunter2 }}\n- {{ name: B_PASSWORD, note: hunter2 }}\n\
         - {{ name: C_C, description: 'token={GENERATED}', owner: web team }}\n- {{ name: D_DSN, default: '{ADDRESS}' }}\n\
         - {{ name: E_E, default: {GENERATED} }}\n"
    );
    let nameless = "kind: env\nrows:\n- { called: A_A, example: hunter2 }\n";
    let example = format!("F_DSN={ADDRESS}\nG_TOKEN=changeme\n# G_TOKEN=hunter2\nH_H=token={GENERATED}\n");
    let project = Project::of(&[
        ("data/variables.yaml", &data),
        ("data/nameless.yaml", nameless),
        (".env.example", &example),
        (
            "docs/a.md",
            "# A\n\n[a](../.env.example) [b](../data/variables.yaml) [c](../data/nameless.yaml)\n\n\
             <!-- docsgen:table variables -->\n<!-- docsgen:end -->\n\n\
             <!-- docsgen:include ../.env.example -->\n<!-- docsgen:end -->\n\n\
             <!-- docsgen:include sub/.env.example -->\n<!-- docsgen:end -->\n",
        ),
        ("docs/sub/.env.example", &example),
        ("book.toml", "[book]\ntitle = \"S\"\nsrc = \"docs\"\n"),
    ]);
    let checked = project.run(&["check", "--format", "short"]);
    let _ = project.run(&["sync"]);
    let _ = project.build();
    let site = project.path().join("site");
    let synced = std::fs::read_to_string(project.path().join("docs/a.md")).expect("a readable file");
    for value in ["hunter2", GENERATED, "Vq7!xk2Lw9z"] {
        assert_eq!(holding(&site, value), Vec::<String>::new(), "{value}");
        assert!(!synced.contains(value) && !checked.out.contains(value), "{synced}\n{}", checked.out);
    }
    assert!(synced.contains("web team") && synced.contains("G_TOKEN=changeme"), "{synced}");
}

#[test]
fn what_is_covered_once_is_covered_everywhere_and_is_one_finding() {
    let example = "# Demo: parcel77x\n\nDB_DSN=postgres://app:parcel77x@db/o\nDB_USER=parcel_app\nDB_PASSWORD=parcel_app\nDB_NAME=parcel_app\n\
                   PARCEL_LABEL=on\n";
    let project = Project::of(&[
        ("data/by-stage.csv", "env,variable,default\nproduction,DB_PASSWORD,hunter99x\n"),
        (".env.example", example),
        (
            "docs/a.md",
            "# A\n\n[a](../.env.example)\n\n<!-- docsgen:include ../.env.example -->\n<!-- docsgen:end -->\n",
        ),
        ("book.toml", "[book]\ntitle = \"S\"\nsrc = \"docs\"\n\n[data.by-stage]\nkind = \"env\"\n"),
    ]);
    let _ = project.run(&["sync"]).expect(0);
    let synced = std::fs::read_to_string(project.path().join("docs/a.md")).expect("a readable file");
    assert!(!synced.contains("parcel77x") && synced.contains("PARCEL_LABEL=on"), "{synced}");
    let check = project.run(&["check", "--format", "short"]);
    let suspected =
        check.out.lines().filter(|line| line.starts_with(".env.example") && line.contains("secret-suspected"));
    assert_eq!(suspected.count(), 2, "one for each value, and none for where it is said again:\n{}", check.out);
    assert!(!check.out.contains("generated-block-stale"), "{}", check.out);
    let _ = project.run(&["build"]);
    for value in ["parcel77x", "parcel_app", "hunter99x"] {
        assert_eq!(holding(&project.path().join("site"), value), Vec::<String>::new(), "{value}");
    }
    let matrix = project.run(&["matrix", "environment", "--columns", "name,default,example"]);
    assert!(matrix.out.contains("PARCEL_LABEL") && matrix.out.contains("DB_NAME"), "{}", matrix.out);
}

#[test]
fn a_file_with_values_becomes_no_file_of_the_site() {
    let project = Project::of(&[
        ("data/variables.yaml", "kind: env\nrows:\n- { name: A_A, source: .env }\n"),
        ("data/owners.yaml", "columns: { where: { type: link } }\nrows:\n- { where: .env }\n"),
        (".env", "A_A=hunter2\n"),
        ("docs/worker.env", "A_A=hunter2\n"),
        (
            "docs/a.md",
            "# A\n\n[a](../.env) ![b](worker.env) `worker.env` [c](../.ENV)\n\n<!-- docsgen:table owners -->\n<!-- docsgen:end -->\n\n\
             <!-- docsgen:include ../.env -->\n<!-- docsgen:end -->\n",
        ),
        ("book.toml", "[book]\ntitle = \"S\"\nsrc = \"docs\"\n"),
    ]);
    let checked = project.run(&["check", "--format", "short"]).out;
    let _ = project.run(&["sync"]);
    let _ = project.build();
    assert_eq!(holding(&project.path().join("site"), "hunter2"), Vec::<String>::new());
    let text = std::fs::read_to_string(project.path().join("docs/a.md")).expect("a readable file");
    assert!(!text.contains("hunter2"), "{text}");
    for place in
        ["data/variables.yaml:3:24", "data/owners.yaml:3:12", "docs/a.md:3:5", "docs/a.md:3:19", "docs/a.md:8:"]
    {
        assert!(checked.lines().any(|line| line.starts_with(place) && line.contains("hold")), "{place}\n{checked}");
    }
}

#[test]
fn many_secrets_are_taken_out_of_many_messages() {
    let rows: String = (0..4000)
        .map(|row| format!("- {{ name: 'A-{row}', secret: yes, example: hunter2-{row}-and-more }}\n"))
        .collect();
    let data = format!("kind: env\nrows:\n{rows}");
    let started = std::time::Instant::now();
    let examined = examined(&[("data/variables.yaml", &data), ("docs/a.md", "# A\n")]);
    let findings = examined.reported(&docsgen::diagnostic::Topics::all());
    assert!(findings.len() >= 8000, "{}", findings.len());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_file_with_values_is_never_read() {
    let project = Project::of(&[
        ("data/variables.yaml", VARIABLES),
        (".env", "SECRET_THING=x\n"),
        ("src/.env.production", "x = getenv('OTHER_THING')\n"),
        ("docs/a.md", "# A\n"),
        (
            "book.toml",
            "[book]\ntitle = \"S\"\nsrc = \"docs\"\n[data.secrets]\nfile = \".env\"\n[check.env]\nsources = [\"**\"]\n",
        ),
    ]);
    let run = project.run(&["check", "--format", "short"]);
    assert!(run.out.contains("`.env` holds the values of variables themselves, and isn't read"), "{}", run.out);
    assert!(!run.out.contains("THING"), "{}", run.out);
    let unknown = project.run(&["matrix", "secrets"]).expect(2);
    assert!(unknown.err.contains("no dataset `secrets`"), "{}", unknown.err);
}

#[test]
fn manifests_are_read_whatever_else_they_may_be() {
    let manifest = "spec:\n  env:\n  - name: DB_NAME\n    value: x\n";
    let project = Project::of(&[
        ("data/variables.yaml", "kind: env\nrows:\n- { name: DB_HOST }\n"),
        ("docs/a.md", "# A\n"),
        ("deploy/app.yaml", manifest),
        ("deploy/rules.yaml", &format!("groups:\n- name: a\n  rules:\n  - alert: Down\n    expr: up == 0\n{manifest}")),
        ("book.toml", "[book]\ntitle = \"S\"\nsrc = \"docs\"\n[check.env]\nsources = [\"deploy/**\"]\n"),
    ]);
    let checked = project.run(&["check", "--format", "short"]).out;
    assert!(checked.contains("deploy/app.yaml:3:11: warning[env-undocumented]"), "{checked}");
    assert!(checked.contains("data/variables.yaml:3:11: warning[env-unknown]"), "{checked}");
}

#[test]
fn programs_are_read_for_a_check_alone_and_only_where_commands_are_checked() {
    let project = Project::of(&[
        ("data/variables.yaml", "kind: env\nrows:\n- { name: DB_HOST }\n- { name: DB_PORT }\n"),
        ("docs/a.md", "# A\n"),
        ("src/main.rs", "fn main() { std::env::var(\"DB_HOST\"); std::env::var(\"DB_NAME\"); }\n"),
        ("src/large.py", &format!("os.environ['TOO_FAR']\n{}", "#\n".repeat(1 << 20))),
        ("src/picture.bin", "\0getenv('NO_TEXT')"),
        ("book.toml", "[book]\ntitle = \"S\"\nsrc = \"docs\"\n[check.env]\nsources = [\"src/**\"]\n"),
    ]);
    let checked = project.run(&["check", "--only", "commands", "--format", "short"]).out;
    assert_eq!(
        checked.lines().collect::<Vec<_>>(),
        [
            "data/variables.yaml:4:11: warning[env-unknown]: no guide and no program uses `DB_PORT`",
            "src/main.rs:1:54: warning[env-undocumented]: a program reads the variable `DB_NAME`, which is documented nowhere",
        ]
    );
    assert!(!project.run(&["check", "--only", "links", "--format", "short"]).out.contains("env-"));
    assert!(!project.build().err.contains("env-"));
}
