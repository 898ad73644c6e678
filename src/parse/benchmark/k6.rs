//! The summaries of `k6`: in text, as `--summary-export` and `handleSummary` write them, and in the form for machines since k6 1.5.

use serde_json::Value;

use super::{Measured, figure, leading, lines, name};

pub(super) fn is_output(output: &str) -> bool {
    if output.trim_start().starts_with('{') {
        return metrics(output).is_some();
    }
    lines(output).any(|line| {
        let named = metric_line(line);
        named.is_some_and(|(name, rest)| rest.starts_with("avg=") || matches!(name, "http_reqs" | "iterations"))
    })
}

pub(super) fn read(output: &str) -> Vec<Measured> {
    match metrics(output) {
        Some(metrics) => metrics.iter().flat_map(|(name, metric)| of_json(name, metric)).collect(),
        None => {
            // What is said of groups and scenarios comes behind what is said of the whole.
            let whole =
                lines(output).take_while(|line| !line.starts_with("█ GROUP") && !line.starts_with("█ SCENARIO"));
            whole.filter_map(metric_line).flat_map(|(name, rest)| of_text(name, rest)).collect()
        }
    }
}

/// The metrics of a summary in JSON, by name: a mapping, or in the form for machines a list below `results`.
fn metrics(output: &str) -> Option<Vec<(String, Value)>> {
    let Value::Object(mut summary) = serde_json::from_str(output.trim()).ok()? else { return None };
    if let Some(Value::Object(metrics)) = summary.remove("metrics") {
        return Some(metrics.into_iter().collect());
    }
    let Some(Value::Object(mut results)) = summary.remove("results") else { return None };
    let Some(Value::Array(metrics)) = results.remove("metrics") else { return None };
    let named = |metric: Value| Some((metric.get("name")?.as_str()?.to_owned(), metric));
    Some(metrics.into_iter().filter_map(named).collect())
}

/// `http_req_duration....: avg=117.55ms min=…`
fn metric_line(line: &str) -> Option<(&str, &str)> {
    // A threshold that was met or missed has a sign before it.
    let line = line.trim_start_matches(['✓', '✗']).trim_start();
    let (name, rest) = line.split_once(':')?;
    let bare = name.trim_end_matches('.');
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    (bare.len() < name.len() && !bare.is_empty() && bare.chars().all(is_name)).then(|| (bare, rest.trim()))
}

/// The words that stand for a statistic, as metrics name it.
fn statistic(word: &str) -> Option<String> {
    match word {
        "avg" | "min" | "max" => Some(word.to_owned()),
        "med" => Some("p50".to_owned()),
        _ => {
            let percent = word.strip_prefix("p(")?.strip_suffix(')')?;
            percent.parse::<f64>().is_ok().then(|| format!("p{percent}"))
        }
    }
}

fn of_text(metric: &str, rest: &str) -> Vec<Measured> {
    if rest.contains('=') && !rest.starts_with(|character: char| character.is_ascii_digit()) {
        let values = rest.split_whitespace().filter_map(|word| word.split_once('='));
        let one = |(word, value): (&str, &str)| {
            let metric = format!("{} {}", name(metric), statistic(word)?);
            let (number, unit) = time(value)?;
            figure(metric, &number, unit)
        };
        return values.filter_map(one).collect();
    }
    let Some(first) = rest.split_whitespace().next() else { return Vec::new() };
    if let Some(share) = first.strip_suffix('%') {
        return figure(name(metric), share, "%").into_iter().collect();
    }
    let rate = rest.split_whitespace().nth(1).and_then(|word| word.strip_suffix("/s"));
    rate.and_then(|rate| per_second(metric, rate)).into_iter().collect()
}

/// A counter by its rate, where that says how much was done.
fn per_second(metric: &str, rate: &str) -> Option<Measured> {
    match metric {
        "http_reqs" => figure("http_reqs", rate, "req/s"),
        "iterations" => figure("iterations", rate, "iterations/s"),
        _ => None,
    }
}

/// A time as Go prints it, in one unit: `117.55ms`, `1m2.5s`. A number alone has no unit.
fn time(text: &str) -> Option<(String, &'static str)> {
    let (number, unit) = leading(text)?;
    match unit {
        "" => return Some((number.to_owned(), "")),
        "ns" => return Some((number.to_owned(), "ns")),
        "µs" | "us" | "μs" => return Some((number.to_owned(), "us")),
        "ms" => return Some((number.to_owned(), "ms")),
        "s" => return Some((number.to_owned(), "s")),
        _ => {}
    }
    let mut seconds = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        let unit = rest[end..].chars().next()?;
        seconds += number
            * match unit {
                'h' => 3_600.0,
                'm' => 60.0,
                's' => 1.0,
                _ => return None,
            };
        rest = &rest[end + unit.len_utf8()..];
    }
    Some((seconds.to_string(), "s"))
}

/// Ends of names of times that k6 measures itself.
const TIMES: [&str; 8] = [
    "_duration",
    "_waiting",
    "_blocked",
    "_connecting",
    "_sending",
    "_receiving",
    "_tls_handshaking",
    "_connecting_time",
];

/// A number in six digits that say something, as k6 prints it; of more before the point none is lost.
fn rounded(number: f64) -> String {
    let places = (0..6).find(|places| number.abs() < 10f64.powi(places + 1)).unwrap_or(6);
    let leading_zeros = (1..=9).find(|zeros| number.abs() >= 10f64.powi(-zeros)).unwrap_or(9);
    let decimals = if places == 0 && number.abs() < 1.0 { 5 + leading_zeros } else { 5 - places.min(5) };
    let decimals = usize::try_from(decimals).unwrap_or_default();
    let text = format!("{number:.decimals$}");
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

fn of_json(metric: &str, value: &Value) -> Vec<Measured> {
    // What is measured under some tag is a part of the whole.
    let Some(entries) = value.as_object().filter(|_| !metric.contains('{')) else { return Vec::new() };
    let contains = entries.get("contains").and_then(Value::as_str);
    let is_time = contains.map_or_else(|| TIMES.iter().any(|end| metric.ends_with(end)), |contains| contains == "time");
    let values = entries.get("values").and_then(Value::as_object).unwrap_or(entries);
    let number = |key: &str| values.get(key).and_then(Value::as_f64);
    if values.contains_key("avg") {
        let unit = if is_time { "ms" } else { "" };
        let one = |(word, value): (&String, &Value)| {
            figure(format!("{} {}", name(metric), statistic(word)?), &rounded(value.as_f64()?), unit)
        };
        return values.iter().filter_map(one).collect();
    }
    // A share is called `value` by one form and `rate` by the others.
    let is_share = values.contains_key("passes") || entries.get("type").and_then(Value::as_str) == Some("rate");
    if is_share {
        let share = number("value").or_else(|| number("rate")).map(|share| share * 100.0);
        return share.and_then(|share| figure(name(metric), &rounded(share), "%")).into_iter().collect();
    }
    number("rate").and_then(|rate| per_second(metric, &rounded(rate))).into_iter().collect()
}
