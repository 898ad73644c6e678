//! One run of one program: wall-clock time, processor time, peak memory.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Outcome;

/// GNU time: the kernel's own figures for a finished process, which the standard library doesn't hand out.
const GNU_TIME: &str = "/usr/bin/time";

/// What one run took.
pub(super) struct Run {
    /// From start to end.
    pub(super) wall: Duration,
    /// User and system time of all threads, to 10 ms; unknown without GNU time.
    pub(super) cpu: Option<Duration>,
    /// Peak resident memory in bytes; unknown where neither GNU time nor /proc is there.
    pub(super) peak: Option<u64>,
    /// What it printed.
    pub(super) stdout: String,
}

impl Run {
    /// Wall-clock time in milliseconds.
    pub(super) fn milliseconds(&self) -> f64 {
        self.wall.as_secs_f64() * 1e3
    }
}

/// Runs `program` and measures it; its output goes to files in `scratch`. An exit status above `highest_status` is an
/// error that shows what the program wrote.
pub(super) fn run(program: &[String], folder: &Path, scratch: &Path, highest_status: i32) -> Outcome<Run> {
    let (stdout, stderr, figures) = (scratch.join("stdout"), scratch.join("stderr"), scratch.join("figures"));
    let with_time = Path::new(GNU_TIME).exists();
    let mut line: Vec<&str> = Vec::new();
    let figures_text = figures.to_string_lossy().into_owned();
    if with_time {
        line.extend([GNU_TIME, "-o", &figures_text, "-f", "%U %S %M"]);
    }
    line.extend(program.iter().map(String::as_str));
    let failed = |error: std::io::Error| format!("`{}`: {error}", program.join(" "));
    let mut command = Command::new(line[0]);
    command.args(&line[1..]).current_dir(folder).stdin(Stdio::null());
    command.stdout(File::create(&stdout).map_err(failed)?).stderr(File::create(&stderr).map_err(failed)?);

    let start = Instant::now();
    let mut child = command.spawn().map_err(failed)?;
    let mut peak = None;
    let status = if with_time {
        child.wait().map_err(failed)?
    } else {
        let status_file = format!("/proc/{}/status", child.id());
        loop {
            if let Some(status) = child.try_wait().map_err(failed)? {
                break status;
            }
            peak = fs::read_to_string(&status_file).ok().and_then(|text| high_water_mark(&text)).max(peak);
            thread::sleep(Duration::from_millis(1));
        }
    };
    let wall = start.elapsed();

    if status.code().is_none_or(|code| code > highest_status) {
        let [printed, complained] = [&stdout, &stderr].map(|file| fs::read_to_string(file).unwrap_or_default());
        return Err(format!("`{}` failed ({status}):\n{printed}{complained}", program.join(" ")));
    }
    let mut cpu = None;
    if with_time {
        let text = fs::read_to_string(&figures).map_err(failed)?;
        (cpu, peak) = time_figures(&text).ok_or_else(|| format!("can't read what {GNU_TIME} says: {text}"))?;
    }
    Ok(Run { wall, cpu, peak, stdout: fs::read_to_string(&stdout).map_err(failed)? })
}

/// The last line that GNU time wrote: a line about the exit status may stand before it.
fn time_figures(text: &str) -> Option<(Option<Duration>, Option<u64>)> {
    let mut words = text.lines().last()?.split(' ');
    let user: f64 = words.next()?.parse().ok()?;
    let system: f64 = words.next()?.parse().ok()?;
    let kibibytes: u64 = words.next()?.parse().ok()?;
    Some((Some(Duration::from_secs_f64(user + system)), Some(kibibytes * 1024)))
}

/// Peak memory in bytes by /proc/<pid>/status.
fn high_water_mark(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Runs a command that has to succeed, its output shown.
pub(super) fn succeed(command: &mut Command) -> Outcome<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("`{name}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}

/// The first line a command prints.
pub(super) fn first_line(program: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned())
}

/// The middle of some values, the mean of the middle two where their number is even.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(values[half - 1], upper) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        for (values, expected) in
            [(vec![], None), (vec![3.0], Some(3.0)), (vec![5.0, 1.0, 2.0], Some(2.0)), (vec![4.0, 1.0], Some(2.5))]
        {
            assert_eq!(median(values.clone()), expected, "{values:?}");
        }
    }

    #[test]
    fn figures_of_gnu_time() {
        let expected = (Some(Duration::from_millis(1_500)), Some(2048 * 1024));
        assert_eq!(time_figures("1.25 0.25 2048\n"), Some(expected));
        assert_eq!(time_figures("Command exited with non-zero status 1\n1.25 0.25 2048\n"), Some(expected));
        assert_eq!(time_figures(""), None);
    }

    #[test]
    fn peak_memory_of_proc() {
        assert_eq!(high_water_mark("Name:\tx\nVmHWM:\t    1234 kB\n"), Some(1234 * 1024));
        assert_eq!(high_water_mark("Name:\tx\n"), None);
    }
}
