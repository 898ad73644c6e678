//! The reports of `redis-benchmark`: in full, `-q` and `--csv`, before and since Redis 6.2.

use super::{Measured, figure, leading, lines, name};

/// The columns of `--csv` with what they hold.
const COLUMNS: [(&str, &str, &str); 7] = [
    ("rps", "throughput", "req/s"),
    ("avg_latency_ms", "latency avg", "ms"),
    ("min_latency_ms", "latency min", "ms"),
    ("p50_latency_ms", "latency p50", "ms"),
    ("p95_latency_ms", "latency p95", "ms"),
    ("p99_latency_ms", "latency p99", "ms"),
    ("max_latency_ms", "latency max", "ms"),
];

pub(super) fn is_output(output: &str) -> bool {
    lines(output).any(|line| title(line).is_some() || line.starts_with("\"test\",\"rps\"") || quiet(line).is_some())
        || lines(output).next().is_some_and(|line| is_old_csv(&fields(line)))
}

/// `====== SET ======`
fn title(line: &str) -> Option<&str> {
    line.strip_prefix("======")?.strip_suffix("======").map(str::trim).filter(|title| !title.is_empty())
}

/// `SET: 78125.00 requests per second, p50=0.319 msec`
fn quiet(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once(" requests per second")?;
    let (test, number) = before.rsplit_once(": ")?;
    Some((test, number, rest))
}

/// Whether a test is only run so that another has something to read: `LPUSH (needed to benchmark LRANGE)`. `LPUSH` itself is run before.
fn is_preparation(test: &str) -> bool {
    test.contains("(needed to ")
}

/// The name of a test without what is explained in it: `LPUSH (needed to benchmark LRANGE)`.
fn test_name(text: &str) -> String {
    name(text.split_once(" (").map_or(text, |(name, _)| name))
}

fn metric(test: &str, what: &str) -> String {
    format!("{} {what}", test_name(test))
}

pub(super) fn read(output: &str) -> Vec<Measured> {
    let mut measured = Vec::new();
    let mut test: Option<&str> = None;
    let mut columns: Vec<String> = Vec::new();
    let mut heads: Vec<&str> = Vec::new();
    let mut explained = false;
    for line in lines(output) {
        if let Some(title) = title(line) {
            (test, explained, heads) = (Some(title), false, Vec::new());
        } else if line.starts_with('"') {
            let fields = fields(line);
            if fields.first().is_some_and(|test| is_preparation(test)) {
                continue;
            }
            if fields.first().is_some_and(|first| first == "test") {
                columns = fields;
            } else if !columns.is_empty() {
                measured.extend(csv_row(&columns, &fields));
            } else if is_old_csv(&fields) {
                measured.extend(figure(metric(&fields[0], "throughput"), &fields[1], "req/s"));
            }
        } else if test.is_some_and(is_preparation) {
            continue;
        } else if let Some(test) = test {
            measured.extend(report_line(test, line, &mut explained, &mut heads));
        } else if let Some((test, number, rest)) = quiet(line).filter(|(test, ..)| !is_preparation(test)) {
            measured.extend(figure(metric(test, "throughput"), number, "req/s"));
            let median = rest.split_once("p50=").and_then(|(_, rest)| leading(rest));
            measured.extend(median.and_then(|(number, _)| figure(metric(test, "latency p50"), number, "ms")));
        }
    }
    measured
}

/// A line below the title of a test.
fn report_line<'o>(test: &str, line: &'o str, explained: &mut bool, heads: &mut Vec<&'o str>) -> Vec<Measured> {
    if let Some(rest) = line.strip_prefix("throughput summary:") {
        let number = leading(rest).map_or("", |(number, _)| number);
        return figure(metric(test, "throughput"), number, "req/s").into_iter().collect();
    }
    if line.starts_with("latency summary (msec)") {
        *explained = true;
        return Vec::new();
    }
    if *explained && heads.is_empty() {
        *heads = line.split_whitespace().collect();
        return Vec::new();
    }
    if *explained {
        *explained = false;
        let named = heads.iter().zip(line.split_whitespace());
        return named
            .filter_map(|(head, number)| figure(metric(test, &format!("latency {head}")), number, "ms"))
            .collect();
    }
    // Before Redis 6.2 the last line is `79302.14 requests per second`.
    let number = line.strip_suffix(" requests per second").filter(|number| !number.contains(' '));
    number.and_then(|number| figure(metric(test, "throughput"), number, "req/s")).into_iter().collect()
}

fn csv_row(columns: &[String], fields: &[String]) -> Vec<Measured> {
    let Some(test) = fields.first() else { return Vec::new() };
    let one = |(column, number): (&String, &String)| {
        let (_, what, unit) = COLUMNS.iter().find(|(name, ..)| name == column)?;
        figure(metric(test, what), number, unit)
    };
    columns.iter().zip(fields).filter_map(one).collect()
}

/// Before Redis 6.2, `--csv` has a name and a number, and no head.
fn is_old_csv(fields: &[String]) -> bool {
    matches!(fields, [test, number] if !test.is_empty() && number.parse::<f64>().is_ok())
}

/// The fields of a line of which each is quoted.
fn fields(line: &str) -> Vec<String> {
    let Some(inner) = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')) else { return Vec::new() };
    inner.split("\",\"").map(str::to_owned).collect()
}
