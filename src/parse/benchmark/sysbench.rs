//! The report of `sysbench`.

use super::{Measured, figure, leading, lines};

pub(super) fn is_output(output: &str) -> bool {
    let mut lines = lines(output);
    lines.any(|line| line.starts_with("sysbench ") || matches!(line, "SQL statistics:" | "Latency (ms):"))
}

/// Reads the report: of a database test its transactions and queries, of files and memory what was moved, of any other its events.
pub(super) fn read(output: &str) -> Vec<Measured> {
    let mut measured = Vec::new();
    let mut section = "";
    // Tests of threads and mutexes print no rate.
    let (mut events, mut seconds) = (None, None);
    for line in lines(output) {
        // `15502.99 MiB transferred (5165.51 MiB/sec)`
        if let Some((_, rate)) = line.split_once(" MiB transferred (") {
            measured.extend(figure("Transfer", leading(rate).map_or("", |(number, _)| number), "MiB/s"));
        }
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
            "Total operations" => measured.extend(figure("Operation throughput", per_second(), "ops/s")),
            "total time" => seconds = number.parse::<f64>().ok(),
            "total number of events" => events = number.parse::<f64>().ok(),
            "reads/s" | "writes/s" | "fsyncs/s" if section == "File operations" => {
                let what = name.trim_end_matches("s/s");
                let metric = format!("File {what} throughput");
                measured.extend(figure(metric, number, "ops/s"));
            }
            "read, MiB/s" if section == "Throughput" => measured.extend(figure("Read transfer", number, "MiB/s")),
            "written, MiB/s" if section == "Throughput" => measured.extend(figure("Write transfer", number, "MiB/s")),
            // Since 1.1: `read: IOPS=3543.35 55.36 MiB/s (58.05 MB/s)`
            "read" | "write" | "fsync" if section == "Throughput" && rest.starts_with("IOPS=") => {
                let mut words = rest["IOPS=".len()..].split_whitespace();
                measured
                    .extend(words.next().and_then(|number| figure(format!("File {name} throughput"), number, "ops/s")));
                let what = if name == "read" { "Read transfer" } else { "Write transfer" };
                measured.extend(words.next().and_then(|number| figure(what, number, "MiB/s")));
            }
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
    let has_rate = measured.iter().any(|figure| figure.unit.ends_with("/s") || matches!(figure.unit, "TPS" | "QPS"));
    if let (false, Some(events), Some(seconds)) = (has_rate, events, seconds.filter(|seconds| *seconds > 0.0)) {
        measured.extend(figure("Event throughput", &format!("{:.2}", events / seconds), "events/s"));
    }
    measured
}
