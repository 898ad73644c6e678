use super::*;

fn table(kind: ColumnKind, values: &[&str]) -> Table {
    let mut table =
        Table::new(vec![Column::new("value", "Value", kind), Column::new("number", "Number", ColumnKind::Number)]);
    for (number, text) in values.iter().enumerate() {
        let cell = |text: &str| vec![Value::new(text)];
        let value = if text.is_empty() { Cell::new() } else { cell(text) };
        table.push([("value", value), ("number", cell(&number.to_string())), ("nothing", cell("x"))]);
    }
    table
}

fn texts(table: &Table) -> Vec<&str> {
    let text = |row| table.cell(row, "value").first().map_or("?", |value| &*value.text);
    table.rows().iter().map(text).collect()
}

#[test]
fn rows_are_sorted_by_what_their_cells_mean() {
    use ColumnKind::{Number, Text, Version};
    for (kind, written, ascending, descending) in [
        (Text, "node-10 Alpha node-9 beta", "Alpha beta node-9 node-10", "node-10 node-9 beta Alpha"),
        (Number, "10 9 -1 1.5 many", "-1 1.5 9 10 many", "many 10 9 1.5 -1"),
        (
            Version,
            "1.10.0 v1.9.0 1.10.0-rc.10 1.10.0-rc.2 2 1.10 latest",
            "v1.9.0 1.10.0-rc.2 1.10.0-rc.10 1.10 1.10.0 2 latest",
            "latest 2 1.10.0 1.10 1.10.0-rc.10 1.10.0-rc.2 v1.9.0",
        ),
    ] {
        let table = table(kind, &written.split(' ').collect::<Vec<_>>());
        assert_eq!(texts(&table.clone().sort("value", Direction::Ascending)).join(" "), ascending);
        assert_eq!(texts(&table.sort("value", Direction::Descending)).join(" "), descending);
    }
}

#[test]
fn what_is_unknown_comes_last_and_is_no_zero() {
    let table = table(ColumnKind::Number, &["", "3", "0", ""]);
    assert_eq!(texts(&table.clone().sort("value", Direction::Ascending)), ["0", "3", "?", "?"]);
    assert_eq!(texts(&table.clone().sort("value", Direction::Descending)), ["3", "0", "?", "?"]);
    assert_eq!(texts(&table.filter("value", <[Value]>::is_empty)), ["?", "?"]);
}

#[test]
fn ranks_are_equal_where_rows_are_and_missing_where_nothing_is_known() {
    let table = table(ColumnKind::Number, &["10", "", "9", "10", "9.0", "many"]);
    assert_eq!(table.ranks("value"), [Some(1), None, Some(0), Some(1), Some(0), Some(2)]);
    let mut keyed = Table::new(vec![Column::new("rto", "RTO", ColumnKind::Keyed)]);
    for (text, key) in [("2 h", Some(7200)), ("best effort", None), ("15 min", Some(900))] {
        keyed.push([("rto", vec![Value::new(text).keyed(key)])]);
    }
    assert_eq!(keyed.ranks("rto"), [Some(1), None, Some(0)]);
}

#[test]
fn rows_of_a_group_keep_their_order() {
    let table = table(ColumnKind::Text, &["b", "a", "", "b"]);
    let numbers =
        |rows: &[&Row]| -> Vec<String> { rows.iter().map(|row| table.cell(row, "number")[0].text.clone()).collect() };
    let groups = table.group("value");
    let groups: Vec<_> = groups.iter().map(|(key, rows)| (*key, numbers(rows).join(" "))).collect();
    assert_eq!(groups, [(Some("a"), "1".into()), (Some("b"), "0 3".into()), (None, "2".into())]);
    assert_eq!(table.group("nothing").len(), 1, "where there is no such column, nothing is known of any row");
    assert!(table.cell(&table.rows()[0], "nothing").is_empty());
}
