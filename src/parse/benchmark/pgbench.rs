//! The report of `pgbench`.

use super::{Measured, figure, leading, lines};

pub(super) fn is_output(output: &str) -> bool {
    let mut lines = lines(output);
    lines.any(|line| line.starts_with("transaction type:") || line.starts_with("latency average ="))
}

/// Reads the report. What it says of single scripts and statements is left aside, and so is the throughput with the time that
/// connecting took, where the one without is there.
pub(super) fn read(output: &str) -> Vec<Measured> {
    let mut measured = Vec::new();
    let mut with_connecting = None;
    for line in lines(output) {
        // `latency average = 11.802 ms`; before PostgreSQL 10 with a colon.
        let Some((name, rest)) = line.split_once('=').or_else(|| line.split_once(':')) else { continue };
        let rest = rest.trim();
        let number = leading(rest).map_or("", |(number, _)| number);
        match name.trim() {
            "latency average" => measured.extend(figure("Latency avg", number, "ms")),
            "latency stddev" => measured.extend(figure("Latency stddev", number, "ms")),
            "tps" if rest.contains("including") => with_connecting = figure("Throughput", number, "TPS"),
            "tps" => measured.extend(figure("Throughput", number, "TPS")),
            "number of failed transactions" => {
                let share = rest.split_once('(').and_then(|(_, share)| share.split_once('%'));
                measured.extend(share.and_then(|(share, _)| figure("Failed transactions", share, "%")));
            }
            "rate limit schedule lag" => measured.extend(lag(rest)),
            _ => {}
        }
    }
    if measured.iter().all(|one| one.metric != "Throughput") {
        measured.extend(with_connecting);
    }
    measured
}

/// `avg 1.203 (max 10.312) ms`
fn lag(text: &str) -> Vec<Measured> {
    let number =
        |word: &str| text.split_once(word).and_then(|(_, rest)| leading(rest)).map_or("", |(number, _)| number);
    let named = [("Schedule lag avg", "avg"), ("Schedule lag max", "max")];
    named.into_iter().filter_map(|(metric, word)| figure(metric, number(word), "ms")).collect()
}
