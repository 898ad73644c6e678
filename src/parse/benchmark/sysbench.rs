//! The report of `sysbench`.

use super::{Measured, figure, leading, lines};

pub(super) fn is_output(output: &str) -> bool {
    let mut lines = lines(output);
    lines.any(|line| line.starts_with("sysbench ") || matches!(line, "SQL statistics:" | "Latency (ms):"))
}

/// Reads the report: of a database test its transactions and queries, of any other its events.
pub(super) fn read(output: &str) -> Vec<Measured> {
    let mut measured = Vec::new();
    let mut section = "";
    for line in lines(output) {
        let Some((name, rest)) = line.split_once(':') else { continue };
        let (name, rest) = (name.trim(), rest.trim());
        if rest.is_empty() {
            section = name;
            continue;
        }
        // `37470  (624.40 per sec.)`
        let per_second = || rest.split_once('(').and_then(|(_, rate)| leading(rate)).map_or("", |(number, _)| number);
        let number = leading(rest).map_or("", |(number, _)| number);
        match name {
            "transactions" => measured.extend(figure("Throughput", per_second(), "TPS")),
            "queries" => measured.extend(figure("Query throughput", per_second(), "QPS")),
            "ignored errors" => measured.extend(figure("Ignored errors", per_second(), "errors/s")),
            "events per second" | "events/s (eps)" => measured.extend(figure("Event throughput", number, "events/s")),
            "min" | "avg" | "max" if section == "Latency (ms)" => {
                measured.extend(figure(format!("Latency {name}"), number, "ms"));
            }
            _ if section == "Latency (ms)" => {
                let percentile = name.strip_suffix(" percentile").and_then(|name| name.strip_suffix("th"));
                measured.extend(percentile.and_then(|percent| figure(format!("Latency p{percent}"), number, "ms")));
            }
            _ => {}
        }
    }
    measured
}
