use super::*;
use crate::parse::dataset::{Format, parse_dataset};

/// The rows of a file in short: `name|category|required|default|example|secret|source|description`, and what is wrong with it.
fn shown(text: &str) -> (Vec<String>, Vec<String>) {
    let (dataset, remarks) = parse_dataset(text, Format::Dotenv);
    let cell = |cell: &Vec<Spanned<String>>| {
        let values = cell.iter().map(|value| {
            let written = value.range.of(text);
            // What is found out stands at the name, and a description without marks and line ends.
            let found_out = value.value == "yes" || value.value == "no";
            let first = value.value.split(' ').next().unwrap_or_default();
            assert!(found_out || written.contains(first), "{written:?} {value:?}");
            value.value.as_str()
        });
        values.collect::<Vec<_>>().join("+")
    };
    let rows = dataset.unwrap_or_default().rows;
    let rows = rows
        .iter()
        .map(|row| row.cells.iter().map(cell).collect::<Vec<_>>().join("|").trim_end_matches('|').to_owned());
    let remarks = remarks.iter().map(|remark| format!("{} `{}`", remark.message, remark.range.of(text)));
    (rows.collect(), remarks.collect())
}

#[test]
fn assignments_are_read_as_programs_read_them() {
    for (text, expected) in [
        ("DB_HOST=db", "DB_HOST||||db"),
        ("  export\tDB_HOST = db  ", "DB_HOST||||db"),
        ("DB_HOST: db", "DB_HOST||||db"),
        ("DB_HOST=", "DB_HOST"),
        ("DB_HOST=\"\"", "DB_HOST"),
        ("DB_HOST", "DB_HOST"),
        ("DB_HOST='a # b'", "DB_HOST||||a # b"),
        ("DB_HOST=\"a \\\" b\" # where", "DB_HOST||||a \\\" b|||where"),
        ("DB_HOST=`a`", "DB_HOST||||a"),
        ("DB_HOST=a#b # where", "DB_HOST||||a#b|||where"),
        ("DB_HOST= # where", "DB_HOST|||||||where"),
        ("DB_HOST=a\r", "DB_HOST||||a"),
        ("\u{feff}DB_HOST=a", "DB_HOST||||a"),
        ("lower=a", "lower||||a"),
        ("DB-HOST=a", "DB-HOST||||a"),
        ("DB_PASSWORD=", "DB_PASSWORD|||||yes"),
        ("# DB_HOST=db", "DB_HOST||no|db"),
        ("# APP_URL=https://app.example.com", "APP_URL||no||https://app.example.com"),
        ("#export DB_HOST='db' # where", "DB_HOST||no|db||||where"),
        ("# DB_HOST=", "DB_HOST||no"),
    ] {
        assert_eq!(shown(text), (vec![expected.to_owned()], Vec::new()), "{text:?}");
    }
    let several = "KEY_A=\"-----BEGIN\na=b\nAb3/==\n-----END\" # a file\nB_B='x\ny'\nC_C=1\n";
    assert_eq!(shown(several).0, ["KEY_A||||-----BEGIN\na=b\nAb3/==\n-----END|||a file", "B_B||||x\ny", "C_C||||1"]);
}

#[test]
fn a_quote_that_nothing_closes_takes_no_other_variable_in() {
    for (text, rows) in [
        ("A_A=\"never ends", &["A_A||||\"never ends"][..]),
        ("A_A=\"x\nB_B=\nC_C=\"y\"\n", &["A_A||||\"x", "B_B", "C_C||||y"]),
        ("A_A='x\nB_B='y'\n", &["A_A||||'x", "B_B||||y"]),
        ("A_A=\"x\nexport B_B=\"\n", &["A_A||||\"x", "B_B||||\""]),
        ("A_A='it\n# what's this\n", &["A_A||||'it"]),
    ] {
        let (found, remarks) = shown(text);
        assert_eq!(found, rows, "{text:?}");
        assert!(remarks[0].starts_with("nothing closes this quote `"), "{remarks:?}");
    }
    assert_eq!(shown("A_A=\"x\"y\n"), (vec!["A_A||||\"x\"y".to_owned()], Vec::new()), "a shell joins the two");
}

#[test]
fn all_values_of_secrets_are_found() {
    let text = "# Or\n#DB_PASSWORD=one\nDB_PASSWORD=changeme\n# export API_KEY2 = \"two\" # x\nDB_HOST=db\r\nA_TOKEN: three\r\n";
    let found: Vec<&str> = secret_values(text).iter().map(|range| range.of(text)).collect();
    assert_eq!(found, ["one", "two", "three"]);
    for (text, secret) in [
        ("A_KEY_FILE=x\nGOOGLE_CREDENTIALS='{\n \"key\": \"a1\"\n}'\n", "{\n \"key\": \"a1\"\n}"),
        ("export\tDB_PASSWORD=hunter2\n", "hunter2"),
        ("declare -x DB_PASSWORD=hunter2\n", "hunter2"),
        ("setenv DB_PASSWORD hunter2\n", "hunter2"),
        ("# spring.datasource.password=hunter2\n", "hunter2"),
        ("DB-PASSWORD: hunter2\n", "hunter2"),
        ("CACHE_URL=redis://:parcel77@redis:6379/1\n", "parcel77"),
        ("# Example: smtp://u:mail77@h\n", "mail77"),
        ("# Password: ask the team\nX=guest:guest@h amqp://guest:guest@mq mq://app:<password>@mq\n", ""),
    ] {
        let found: Vec<&str> = secret_values(text).iter().map(|range| range.of(text)).collect();
        assert_eq!(found.join("|"), secret, "{text}");
    }
}

#[test]
fn comments_say_what_variables_are() {
    for (comments, expected) in [
        ("# The host.\n", "X_X||||a|||The host."),
        ("# The host,\n# of the database.\n", "X_X||||a|||The host, of the database."),
        ("# Of the file\n\n", "X_X||||a"),
        ("# required\n", "X_X||yes||a"),
        ("# Required. The host.\n", "X_X||yes||a|||The host."),
        ("# The host (required)\n", "X_X||yes||a|||The host"),
        ("# [optional] The host\n", "X_X||no||a|||The host"),
        ("# (mandatory) The host\n", "X_X||yes||a|||The host"),
        ("# This is optional and only read at start.\n", "X_X||no||a|||This is optional and only read at start."),
        ("# It isn't optional here.\n", "X_X||||a|||It isn't optional here."),
        ("# --- Storage (optional) ---\n", "X_X|Storage (optional)|no||a"),
        ("# --- OPTIONAL: MISC ---\n# required\n", "X_X|OPTIONAL: MISC|yes||a"),
        ("# What is required here\n", "X_X||||a|||What is required here"),
        ("# Source: https://vault.example/db\n# The host\n", "X_X||||a||https://vault.example/db|The host"),
        ("# see lower=case\n", "X_X||||a|||see lower=case"),
        ("# - an item\n", "X_X||||a|||- an item"),
        ("# --- Database ---\n", "X_X|Database|||a"),
        ("# ==== Database\n", "X_X|Database|||a"),
        ("# -- Database --\n", "X_X|Database|||a"),
        ("## Database\n\n", "X_X|Database|||a"),
        ("## Database\n# The host\n", "X_X|Database|||a|||The host"),
        ("## The host of the database.\n", "X_X||||a|||The host of the database."),
        ("## The host\n## of the database\n", "X_X||||a|||The host of the database"),
        ("# ----\n# Database\n# Where orders are.\n# ----\n# The host\n", "X_X|Database|||a|||The host"),
        ("# Database\n# ----\n# Where orders are\n# ----\n# The host\n", "X_X|Database|||a|||The host"),
        ("#########\n#  BASICS  #\n#########\n", "X_X|BASICS|||a"),
        ("# ----\n# [AUTH]\n# ----\n", "X_X|AUTH|||a"),
        ("#----Backend Config----#\n", "X_X|Backend Config|||a"),
        ("# ----\n# Read me first, all of it.\n# ----\n", "X_X||||a"),
        ("### Database ###\nY_Y=b\n### END Database ###\n", "Y_Y|Database|||b\nX_X||||a"),
        ("# --- End-to-end encryption ---\n", "X_X|End-to-end encryption|||a"),
        ("# --- Required ---\n# LOG_COLOR=auto\n", "LOG_COLOR|Required|no|auto\nX_X|Required|yes||a"),
        ("## DB_PASSWORD=x\n", "DB_PASSWORD||no||x|yes\nX_X||||a"),
        ("### Database ###\n# The host\n", "X_X|Database|||a|||The host"),
        ("# [Database]\n\n", "X_X|Database|||a"),
        ("#########\n# Database\n#########\n", "X_X|Database|||a"),
        ("# Database\n# --------\n\n# The host\n", "X_X|Database|||a|||The host"),
        ("# One\n# two\n# --------\n", "X_X||||a"),
        ("# --- A ---\n# --- B ---\n", "X_X|B|||a"),
        ("# --option\n", "X_X||||a|||--option"),
    ] {
        assert_eq!(shown(&format!("{comments}X_X=a\n")).0.join("\n"), expected, "{comments:?}");
    }
}

#[test]
fn a_variable_that_is_commented_out_as_well_is_one() {
    for (text, expected) in [
        ("X_X=a\n# Or\n# X_X=b\n# X_X=c\n", &["X_X||||a"][..]),
        ("# The one\n# X_X=b\nX_X=a\nY_Y=\n", &["X_X||||a|||The one", "Y_Y"]),
        ("# X_X=b\n# X_X=c\n", &["X_X||no|b"]),
        ("X_X=a\nX_X=b\n", &["X_X||||a", "X_X||||b"]),
    ] {
        assert_eq!(shown(text), (expected.iter().map(ToString::to_string).collect(), Vec::new()), "{text:?}");
    }
}

#[test]
fn what_is_no_assignment_is_found() {
    let (rows, remarks) = shown("A_A=1\njust words\n=x\nB_B=2\n");
    assert_eq!(rows, ["A_A||||1", "B_B||||2"]);
    assert_eq!(remarks, ["a line gives no variable a value `just words`", "a line gives no variable a value `=x`"]);
    let many = "A_A=1\n".repeat(10_002);
    let (rows, remarks) = shown(&many);
    assert_eq!((rows.len(), remarks.len()), (10_000, 1));
}

#[test]
fn only_examples_are_read() {
    for (name, example, values, dataset) in [
        (".env.example", true, false, "env"),
        (".env.sample", true, false, "env"),
        (".env.production.template", true, false, "env-production"),
        ("worker.env.dist", true, false, "worker-env"),
        ("example.env", true, false, "env"),
        (".env-example", true, false, "env"),
        (".env", false, true, "env"),
        (".env.local", false, true, "env-local"),
        ("worker.env", false, true, "worker-env"),
        ("environment.example", false, false, "environment"),
        ("env.example.md", false, false, "env-md"),
        ("example", false, false, ""),
    ] {
        assert_eq!((is_example(name), holds_values(name)), (example, values), "{name}");
        assert_eq!(dataset_name(name), dataset, "{name}");
    }
}

proptest::proptest! {
    #[test]
    fn every_cell_stands_in_its_text(text in "(A_B|x|[=:#\"'`\\\\ \n\t()-]|백| # |\r\n|export |\\[|\\]|required|source:|---){0,40}") {
        let (dataset, remarks) = parse_dataset(&text, Format::Dotenv);
        let dataset = dataset.expect("any text is an example of an environment");
        let cells = dataset.rows.iter().flat_map(|row| row.cells.iter().flatten().map(|cell| cell.range).chain([row.range]));
        for range in cells.chain(remarks.iter().map(|remark| remark.range)) {
            proptest::prop_assert!(text.get(range.as_range()).is_some(), "{range:?}");
        }
    }
}
