use super::cell::{CellValue, Standing, infer, limit, number, read};
use super::*;
use crate::config::ColumnType;

fn shown(text: &str, format: Format) -> (String, Vec<String>) {
    let (dataset, remarks) = parse_dataset(text, format);
    let dataset = dataset.unwrap_or_default();
    let names: Vec<&str> = dataset.head.columns.iter().map(|column| column.name.value.as_str()).collect();
    let mut lines = vec![names.join("|")];
    for row in &dataset.rows {
        let cells = row.cells.iter().map(|cell| {
            for value in cell {
                let written = value.range.of(text);
                assert!(
                    written.contains(value.value.trim_matches('"')) || written.contains("\"\""),
                    "{written:?} {value:?}"
                );
            }
            cell.iter().map(|value| value.value.as_str()).collect::<Vec<_>>().join("+")
        });
        lines.push(cells.collect::<Vec<_>>().join("|"));
    }
    let remarks =
        remarks.iter().map(|remark| format!("{} {} `{}`", remark.code, remark.message, remark.range.of(text)));
    (lines.join("\n"), remarks.collect())
}

#[test]
fn rows_are_read_from_every_format() {
    let expected = "chart|p95|note\nredis|12 ms|\nkafka|-3|a, \"b\"";
    for (format, text) in [
        (Format::Yaml, "- {chart: redis, p95: 12 ms}\n- chart: kafka\n  p95: -3\n  note: 'a, \"b\"'\n"),
        (Format::Yaml, "rows:\n- {chart: redis, p95: 12 ms, note: }\n- {chart: kafka, p95: -3, note: 'a, \"b\"'}\n"),
        (
            Format::Yaml,
            "[{\"chart\": \"redis\", \"p95\": \"12 ms\"},\n\t{\"chart\": \"kafka\", \"p95\": -3, \"note\": \"a, \\\"b\\\"\"}]",
        ),
        (
            Format::Toml,
            "[[rows]]\nchart = 'redis'\np95 = '12 ms'\n[[rows]]\nchart = 'kafka'\np95 = -3\nnote = 'a, \"b\"'\n",
        ),
        (Format::Csv, "\u{feff}chart,p95,note\r\nredis, 12 ms ,\r\n\r\nkafka,-3,\"a, \"\"b\"\"\""),
    ] {
        let (table, remarks) = shown(text, format);
        let table: Vec<&str> = table.lines().map(|line| line.trim_end_matches('|')).collect();
        let expected: Vec<&str> = expected.lines().map(|line| line.trim_end_matches('|')).collect();
        assert_eq!((table, remarks), (expected, Vec::<String>::new()), "{text}");
    }
}

#[test]
fn what_is_no_table_is_none() {
    for text in ["", "a: 1\n", "- 1\n- 2\n", "text\n", "site: {rows: []}\n"] {
        let (dataset, remarks) = parse_dataset(text, Format::Yaml);
        // An empty list is a table without rows; an empty file is nothing.
        assert_eq!((dataset, remarks), (None, Vec::new()), "{text:?}");
    }
    assert_eq!(parse_dataset("[]\n", Format::Yaml).0, Some(RawDataset::default()));
}

#[test]
fn mistakes_are_found_at_their_place() {
    for (text, expected) in [
        (
            "columns: {chart: chart}\nrows:\n- {chrat: redis}\n",
            "data-unknown-column there is no column `chrat` `chrat`",
        ),
        ("columns: {p95: time}\nrows: []\n", "data-invalid-value `time` isn't known here `time`"),
        ("rows:\n- 1\n", "data-invalid-value a row must be a table of keys, and is a whole number `1`"),
        ("rows: x\n", "data-invalid-value `rows` must be a list of tables, and is text `x`"),
        (
            "rows:\n- {a: {b: 1}}\n",
            "data-invalid-value a cell holds text, a number or a list of these, and this is a table of keys `{b: 1}`",
        ),
        ("kind: tabel\nrows: []\n", "data-invalid-value `tabel` isn't known here `tabel`"),
    ] {
        assert_eq!(shown(text, Format::Yaml).1, [expected], "{text}");
    }
    let (_, remarks) = shown("a,b\n1,2,3\n", Format::Csv);
    assert_eq!(remarks, ["data-invalid-value a row has more cells than the 2 columns of the first line `3`"]);
    assert_eq!(parse_dataset("rows = [\n", Format::Toml).1[0].code, Code::DataSyntax);
}

#[test]
fn more_than_a_table_can_show_is_left_out_and_said_once() {
    let keys =
        |range: std::ops::Range<usize>, between: &str| range.map(|at| format!("k{at}{between}")).collect::<String>();
    let columns = "data-invalid-value a dataset has at most 200 columns, and this one more";
    let each_its_own = (0..300).map(|at| format!("- k{at}: 1\n")).collect::<String>();
    for (text, format, rows) in [
        (each_its_own, Format::Yaml, 300),
        (format!("columns: {{{}}}\nrows: [{{k250: 1}}, {{k0: 1}}]\n", keys(0..300, ": {}, ")), Format::Yaml, 2),
        (format!("{}\n{}\n", keys(0..300, ","), "1,".repeat(300)), Format::Csv, 1),
    ] {
        let (dataset, remarks) = parse_dataset(&text, format);
        let dataset = dataset.unwrap();
        assert_eq!((dataset.head.columns.len(), dataset.rows.len()), (200, rows), "{format:?}");
        assert!(dataset.rows.iter().all(|row| row.cells.len() <= 200), "{format:?}");
        let remarks: Vec<String> = remarks.iter().map(|remark| format!("{} {}", remark.code, remark.message)).collect();
        assert_eq!(remarks, [columns], "{format:?}");
    }
    let rows = "data-invalid-value a dataset has at most 10000 rows, and this one more";
    for (text, format) in
        [("- a: 1\n".repeat(10_002), Format::Yaml), (format!("a\n{}", "1\n".repeat(10_002)), Format::Csv)]
    {
        let (dataset, remarks) = parse_dataset(&text, format);
        assert_eq!(dataset.unwrap().rows.len(), 10_000, "{format:?}");
        let remarks: Vec<String> = remarks.iter().map(|remark| format!("{} {}", remark.code, remark.message)).collect();
        assert_eq!(remarks, [rows], "{format:?}");
    }
}

#[test]
fn heads_of_tables_become_names() {
    for (text, name, unit) in [
        ("P95 latency (ms)", "p95-latency", Some("ms")),
        ("Chart", "chart", None),
        ("(ms)", "ms", None),
        ("%", "column", None),
        ("지표", "지표", None),
    ] {
        let column = header(text, TextRange::default());
        assert_eq!((&*column.name.value, column.unit.as_deref()), (name, unit), "{text}");
    }
    let (table, _) = shown("note,Note,note\n1,2,3\n", Format::Csv);
    assert_eq!(table, "note|note-2|note-3\n1|2|3");
    let (table, _) = shown("note,note,note-2\n1,2,3\n", Format::Csv);
    assert_eq!(table, "note|note-2|note-2-2\n1|2|3");
    let (table, _) = shown("note-2,note,note\n1,2,3\n", Format::Csv);
    assert_eq!(table, "note-2|note|note-3\n1|2|3");
}

#[test]
fn numbers_are_read_with_their_units() {
    for (text, expected) in [
        ("12", Some((12.0, ""))),
        ("1,200.5 ms", Some((1200.5, "ms"))),
        ("120_000ops/s", Some((120_000.0, "ops/s"))),
        ("1.2k req/s", Some((1200.0, "req/s"))),
        ("3M", Some((3e6, ""))),
        ("5m", Some((5.0, "m"))),
        ("-3.5 %", Some((-3.5, "%"))),
        ("1e3", Some((1000.0, ""))),
        ("1.5e-3 s", Some((0.0015, "s"))),
        ("12,34", None),
        ("1.2.3", None),
        ("5-10", None),
        ("5 - 10", None),
        ("about 5", None),
        ("", None),
        ("ms", None),
        ("1.", None),
        ("1e999", None),
    ] {
        assert_eq!(number(text), expected, "{text}");
    }
}

#[test]
fn limits_have_a_sign_and_a_number() {
    for (text, expected) in [
        ("> 80%", Some((">", 80.0))),
        ("≥ 1,000 req/s", Some((">=", 1000.0))),
        ("<3", Some(("<", 3.0))),
        ("<= 0.5", Some(("<=", 0.5))),
        ("above 5 min", Some((">", 300.0))),
        ("> 200 ms", Some((">", 0.2))),
        ("> 2h", Some((">", 7200.0))),
        ("< 2 GiB", Some(("<", 2_147_483_648.0))),
        ("> 1 MB", Some((">", 1e6))),
        ("> 2 MB/s", Some((">", 2e6))),
        ("> 70% for 10m", Some((">", 70.0))),
        ("at least 3", Some((">=", 3.0))),
        ("> 70% for ever", None),
        ("80%", None),
        ("> a lot", None),
        ("> 80-90%", None),
        ("95%+", Some((">=", 95.0))),
        ("90-80%", None),
        ("1 GiB - 2 ms", None),
    ] {
        assert_eq!(limit(text).map(|limit| (limit.sign.unwrap_or_default(), limit.value)), expected, "{text}");
    }
    for (text, lower, upper) in [
        ("70-85%", 70.0, 85.0),
        ("70% – 85%", 70.0, 85.0),
        ("100 - 500 ms", 0.1, 0.5),
        ("1 to 2 GiB", 1_073_741_824.0, 2_147_483_648.0),
        ("1,000~2,000 req/s", 1_000.0, 2_000.0),
    ] {
        let limit = limit(text).expect(text);
        assert_eq!((limit.sign, limit.value, limit.upper), (None, lower, Some(upper)), "{text}");
    }
    let held = |text: &str| limit(text).and_then(|limit| limit.held).map(|time| time.as_secs());
    assert_eq!([held("> 70% for 10m"), held("> 70%")], [Some(600), None]);
}

#[test]
fn cells_are_what_their_column_holds() {
    let column = ColumnSettings {
        words: [vec!["shipped".to_owned()], Vec::new(), Vec::new()],
        unit: Some("ops/s".to_owned()),
        ..ColumnSettings::default()
    };
    let read = |text: &str, holds| read(text, &column, holds);
    for (text, holds, standing) in [
        ("✅ Passed", ColumnType::Status, Some(Standing::Good)),
        ("Shipped", ColumnType::Status, Some(Standing::Good)),
        ("🔄 In Progress", ColumnType::Status, Some(Standing::Attention)),
        ("⚠️", ColumnType::Status, Some(Standing::Attention)),
        ("❌ no driver", ColumnType::Status, Some(Standing::Bad)),
        ("blocked", ColumnType::Status, Some(Standing::Bad)),
        ("bananas", ColumnType::Status, None),
    ] {
        assert_eq!(read(text, holds), standing.map(CellValue::Status), "{text}");
    }
    for (text, holds, is_read) in [
        ("12 ops/s", ColumnType::Number, true),
        ("12 MB", ColumnType::Number, false),
        ("99.95%", ColumnType::Percent, true),
        ("99 ms", ColumnType::Percent, false),
        ("< 15 min", ColumnType::Duration, true),
        ("soon", ColumnType::Duration, false),
        ("2026-02-29", ColumnType::Date, false),
        ("2028-02-29", ColumnType::Date, true),
        ("1.10.0", ColumnType::Version, true),
        (">= 1.8", ColumnType::Version, true),
        ("newest", ColumnType::Version, false),
        ("Yes", ColumnType::Truth, true),
        ("maybe", ColumnType::Truth, false),
    ] {
        assert_eq!(read(text, holds).is_some(), is_read, "{text}");
    }
}

#[test]
fn what_columns_hold_is_found_out() {
    for (texts, expected) in [
        (&["2026-01-01", "2026-02-01"][..], ColumnType::Date),
        (&["99%", "5 %"], ColumnType::Percent),
        (&["12", "1,000"], ColumnType::Number),
        (&["12 ops/s", "13 ops/s"], ColumnType::Number),
        (&["12 ops/s", "13 MB"], ColumnType::Text),
        (&["15 min", "< 2 hours"], ColumnType::Duration),
        (&["1.2.3", "v1.10.0"], ColumnType::Version),
        (&["redis", "12"], ColumnType::Text),
        (&[], ColumnType::Text),
    ] {
        assert_eq!(infer(&texts.iter().copied()), expected, "{texts:?}");
    }
}
