//! The reports of `wrk` and `wrk2`.

use super::{Measured, figure, leading, lines};

pub(super) fn is_output(output: &str) -> bool {
    lines(output)
        .any(|line| line.starts_with("Thread Stats") || (line.starts_with("Running ") && line.contains(" test @ ")))
}

/// Reads the report. Times keep the unit they are printed in.
pub(super) fn read(output: &str) -> Vec<Measured> {
    let mut measured = Vec::new();
    let (mut distribution, mut in_stats) = (false, false);
    let mut failed: Option<u64> = None;
    for line in lines(output) {
        let mut words = line.split_whitespace();
        if line.starts_with("Thread Stats") {
            in_stats = true;
        } else if line.starts_with("Latency Distribution") && line.contains("Uncorrected") {
            // Without the time that requests had to wait (`wrk2 -U`): not what users saw.
            (distribution, in_stats) = (false, false);
        } else if line.starts_with("Latency Distribution") {
            // What follows it in wrk2 is the same in more detail.
            (distribution, in_stats) = (true, false);
        } else if line.starts_with("Detailed Percentile spectrum") {
            distribution = false;
        } else if let Some(rest) = line.strip_prefix("Latency").filter(|_| in_stats) {
            // Average, standard deviation, maximum, and how many lie within one standard deviation.
            let words: Vec<&str> = rest.split_whitespace().collect();
            for (metric, at) in [("Latency avg", 0), ("Latency stddev", 1), ("Latency max", 2)] {
                measured.extend(words.get(at).and_then(|word| time(metric, word)));
            }
        } else if let Some(rest) = line.strip_prefix("Requests/sec:") {
            measured.extend(figure("Throughput", rest, "req/s"));
        } else if let Some(rest) = line.strip_prefix("Transfer/sec:") {
            measured.extend(transfer(rest));
        } else if let Some(rest) = line.strip_prefix("Non-2xx or 3xx responses:") {
            failed = Some(failed.unwrap_or_default().saturating_add(rest.trim().parse().unwrap_or_default()));
        } else if let Some(rest) = line.strip_prefix("Socket errors:") {
            let counts = rest.split(|character: char| !character.is_ascii_digit());
            let errors = counts.filter_map(|count| count.parse::<u64>().ok());
            failed = Some(errors.fold(failed.unwrap_or_default(), u64::saturating_add));
        } else if distribution && let (Some(percent), Some(value)) = (words.next(), words.next()) {
            let percent = percent.strip_suffix('%').and_then(|percent| percent.parse::<f64>().ok());
            if let Some(percent) = percent.filter(|percent| *percent < 100.0) {
                measured.extend(time(&format!("Latency p{percent}"), value));
            }
        }
    }
    // Of a run in which nothing failed wrk says nothing, and what failed in an earlier one must not stand for it.
    let failed = failed.or_else(|| measured.iter().any(|one| one.metric == "Throughput").then_some(0));
    measured.extend(failed.and_then(|failed| figure("Failed requests", &failed.to_string(), "")));
    measured
}

/// `635.91us`
fn time(metric: &str, text: &str) -> Option<Measured> {
    let (number, unit) = leading(text)?;
    let unit = match unit {
        "us" => "us",
        "ms" => "ms",
        "s" => "s",
        "m" => "min",
        "h" => "h",
        _ => return None,
    };
    figure(metric, number, unit)
}

/// `606.33MB`, by which wrk means MiB.
fn transfer(text: &str) -> Option<Measured> {
    let (number, unit) = leading(text)?;
    let unit = match unit {
        "B" => "B/s",
        "KB" => "KiB/s",
        "MB" => "MiB/s",
        "GB" => "GiB/s",
        "TB" => "TiB/s",
        _ => return None,
    };
    figure("Transfer", number, unit)
}
