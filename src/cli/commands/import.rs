//! `docsgen import`.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::replace::write_whole;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::{Error, Result};
use crate::parse::benchmark::{MAX_BENCHMARK_BYTES, Refused, Tool, parse_benchmark};
use crate::parse::dataset::{Format, RawDataset, parse_dataset};
use crate::render::measurements::{MEASUREMENT_COLUMNS, Run, csv_lines};

/// Take in as data what other programs have printed
#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Baseline(BaselineArgs),
}

/// What a benchmark has printed, as measurements to hold against baselines
#[derive(Debug, clap::Args)]
struct BaselineArgs {
    /// What the tool has printed; `-` for standard input
    file: PathBuf,
    /// The tool [default: the one that its output is of]
    #[arg(long, value_enum, value_name = "TOOL")]
    from: Option<From>,
    /// The chart that was measured, by its id
    #[arg(long, value_name = "CHART")]
    chart: String,
    /// When it was measured, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// What to write before the name of each metric
    #[arg(long, value_name = "WORDS")]
    prefix: Option<String>,
    /// Append to this file of measurements, such as `data/history/redis.csv`; it is made where it isn't there
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
}

/// Values of `--from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum From {
    Pgbench,
    Sysbench,
    RedisBenchmark,
    /// Also wrk2
    Wrk,
    /// The summary in text or JSON
    K6,
}

impl std::convert::From<From> for Tool {
    fn from(from: From) -> Self {
        match from {
            From::Pgbench => Self::Pgbench,
            From::Sysbench => Self::Sysbench,
            From::RedisBenchmark => Self::RedisBenchmark,
            From::Wrk => Self::Wrk,
            From::K6 => Self::K6,
        }
    }
}

pub(crate) fn run(args: &ImportArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    match &args.what {
        What::Baseline(args) => baseline(args, global, ui),
    }
}

fn baseline(args: &BaselineArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let is_id = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '/');
    // What begins with a sign is a formula to a spreadsheet.
    if !args.chart.starts_with(char::is_alphanumeric) || !args.chart.chars().all(is_id) {
        return Err(
            Error::new(format!("`--chart {}` is no id of a chart", args.chart)).help("write the name of its folder")
        );
    }
    let date = date(args.date.as_deref())?;
    let prefix = args.prefix.as_deref().unwrap_or_default().trim();
    if prefix.contains(char::is_control) {
        return Err(Error::new("`--prefix` is more than one line").help("write a word or two"));
    }
    if !prefix.is_empty() && !prefix.starts_with(char::is_alphanumeric) {
        let message = format!("`--prefix {prefix}` begins with a sign, which a spreadsheet may take for a formula");
        return Err(Error::new(message).help("begin it with a letter or a digit"));
    }
    let output = output(&args.file, global)?;
    let (tool, measured) =
        parse_benchmark(&output, args.from.map(Tool::from)).map_err(|refused| refusal(&refused, &args.file))?;
    let run = Run { chart: &args.chart, prefix, date, tool, measured: &measured };
    let Some(into) = &args.into else {
        let head = MEASUREMENT_COLUMNS.map(str::to_owned).to_vec();
        let text = csv_lines([head].into_iter().chain(run.rows(&MEASUREMENT_COLUMNS)), "\n");
        ui.out().write_all(text.as_bytes()).map_err(output_failed)?;
        return Ok(Status::Clean);
    };
    let into = global.resolve(into);
    let count = match measured.len() {
        1 => "1 measurement".to_owned(),
        count => format!("{count} measurements"),
    };
    match append(&into, run)? {
        Appended::Written => ui.status(&format!("{count} of {} appended to {}", tool.name(), into.display())),
        Appended::Known => ui.status(&format!("{} holds this run already: nothing was written", into.display())),
    }
    Ok(Status::Clean)
}

fn date(stated: Option<&str>) -> Result<Date> {
    let Some(stated) = stated else { return build_date(None) };
    let date = crate::parse::dataset::cell::date(stated);
    date.ok_or_else(|| Error::new(format!("`--date {stated}` is no date")).help("write it as 2026-10-01"))
}

/// What the tool has printed.
fn output(file: &Path, global: &GlobalArgs) -> Result<String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(MAX_BENCHMARK_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(global.resolve(file))
            .and_then(|open| open.take(MAX_BENCHMARK_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|source| Error::io("read", file, source))?;
    if bytes.len() as u64 > MAX_BENCHMARK_BYTES {
        let message = format!("`{}` is larger than {} MiB", file.display(), MAX_BENCHMARK_BYTES >> 20);
        return Err(Error::new(message).help("keep what the tool says of the whole run"));
    }
    Ok(decoded(&bytes))
}

/// The text of an output: in UTF-8, or in UTF-16 with a mark that says so, as PowerShell writes what is sent to a file.
fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Why an output isn't taken, for people.
fn refusal(refused: &Refused, file: &Path) -> Error {
    let file = file.display();
    let tools = || Tool::ALL.map(|tool| format!("`{}`", tool.name())).join(", ");
    match refused {
        Refused::Unknown => Error::new(format!("`{file}` is no output of a tool that docsgen knows")).help(format!(
            "it reads what {} print, in UTF-8 and without the time stamps that a log puts before each line; `--from` \
                 says which one it is",
            tools()
        )),
        Refused::Comma(tool, number) => Error::new(format!(
            "`{file}` writes `{number}` with a comma, which may stand before thousands or before a fraction"
        ))
        .help(format!("run `{}` with `LC_ALL=C`, so that it writes a point before the fraction", tool.name())),
        Refused::Empty(tool) => Error::new(format!("`{file}` holds no figures of `{}`", tool.name()))
            .help("keep what the tool prints when a run is over"),
        Refused::Several(tool, metric) => Error::new(format!(
            "`{file}` holds several runs of `{}`: `{metric}` is there twice",
            tool.name()
        ))
        .help(
            "import them one by one, each with its `--date`, or with a `--prefix` where they measure different things",
        ),
        Refused::TooMany(tool) => {
            Error::new(format!("`{file}` holds more figures of `{}` than anybody looks at", tool.name()))
                .help("let the tool summarise less")
        }
    }
}

/// What came of a run that was to be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Appended {
    /// It stands in the file.
    Written,
    /// It stood there before.
    Known,
}

/// Appends a run to a file of measurements, whole or not at all.
#[expect(clippy::disallowed_methods, reason = "the file was named on the command line")]
fn append(file: &Path, run: Run<'_>) -> Result<Appended> {
    if file.extension().is_none_or(|extension| extension != "csv") {
        let message = format!("`--into {}` is no file of comma-separated values", file.display());
        return Err(Error::new(message).help("give it a name that ends in `.csv`"));
    }
    let before = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::io("read", file, error)),
    };
    let Some(text) = appended(&before, run, file)? else { return Ok(Appended::Known) };
    let (target, permissions) = match std::fs::canonicalize(file) {
        Ok(target) => {
            let permissions =
                std::fs::metadata(&target).map_err(|source| Error::io("read", &target, source))?.permissions();
            (target, Some(permissions))
        }
        Err(_) => {
            if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|source| Error::io("create", folder, source))?;
            }
            (file.to_owned(), None)
        }
    };
    write_whole(&target, text.as_bytes(), permissions)?;
    Ok(Appended::Written)
}

/// The text of a file with a run behind what it holds; `None` where it holds that run already.
fn appended(before: &str, run: Run<'_>, file: &Path) -> Result<Option<String>> {
    let line_end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = before.to_owned();
    if before.trim_start_matches('\u{feff}').trim().is_empty() {
        text = csv_lines([MEASUREMENT_COLUMNS.map(str::to_owned).to_vec()], line_end);
    } else if !before.ends_with('\n') {
        text.push_str(line_end);
    }
    let dataset = readable(&text, file)?;
    let columns: Vec<&str> = dataset.head.columns.iter().map(|column| &*column.name.value).collect();
    for needed in &MEASUREMENT_COLUMNS[..5] {
        if !columns.contains(needed) {
            let message = format!("`{}` has no column `{needed}`", file.display());
            let help = format!(
                "its first line has to name {}",
                MEASUREMENT_COLUMNS.map(|name| format!("`{name}`")).join(", ")
            );
            return Err(Error::new(message).help(help));
        }
    }
    // What only people write beside a run doesn't tell it from another.
    let compared: Vec<usize> =
        columns.iter().enumerate().filter(|(_, name)| MEASUREMENT_COLUMNS.contains(name)).map(|(at, _)| at).collect();
    let known: BTreeSet<Vec<&str>> = dataset
        .rows
        .iter()
        .map(|row| {
            let cell = |at: &usize| row.cells.get(*at).and_then(|texts| texts.first()).map_or("", |text| &*text.value);
            compared.iter().map(cell).collect()
        })
        .collect();
    let rows = run.rows(&columns);
    let is_known = |row: &Vec<String>| known.contains(&compared.iter().map(|at| row[*at].trim()).collect::<Vec<_>>());
    if rows.iter().all(is_known) {
        return Ok(None);
    }
    text.push_str(&csv_lines(rows, line_end));
    readable(&text, file)?;
    Ok(Some(text))
}

/// The rows of a file, where nothing is wrong with it.
fn readable(text: &str, file: &Path) -> Result<RawDataset> {
    let (dataset, remarks) = parse_dataset(text, Format::Csv);
    match (dataset, remarks.first()) {
        (Some(dataset), None) => Ok(dataset),
        (_, remark) => {
            let why = remark.map_or_else(String::new, |remark| format!(": {}", remark.message));
            let help = remark.and_then(|remark| remark.help.clone()).unwrap_or_else(|| "correct it first".to_owned());
            Err(Error::new(format!("`{}` can't be appended to{why}", file.display())).help(help))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::benchmark::Measured;

    fn after(before: &str, figures: &[(&str, &str, &'static str)]) -> String {
        let one = |(metric, value, unit): &(&str, &str, &'static str)| Measured {
            metric: (*metric).to_owned(),
            value: (*value).to_owned(),
            unit,
        };
        let measured: Vec<Measured> = figures.iter().map(one).collect();
        let date = jiff::civil::date(2026, 11, 2);
        let run = Run { chart: "redis", prefix: "", date, tool: Tool::RedisBenchmark, measured: &measured };
        match appended(before, run, Path::new("h.csv")) {
            Ok(Some(text)) => text,
            Ok(None) => "known".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_run_is_appended_in_the_columns_and_lines_that_are_there() {
        let set = &[("SET throughput", "78125", "req/s")];
        let head = "chart,metric,measured,unit,date,tool\n";
        let whole = format!("{head}redis,SET throughput,78125,req/s,2026-11-02,redis-benchmark\n");
        for (before, expected) in [
            ("", &*whole),
            (head, &whole),
            (head.trim_end(), &whole),
            (&*whole, "known"),
            (
                "Date,Unit,Measured,Metric,Chart,Note\r\n2026-10-02,req/s,1,SET throughput,redis,\"slow, why?\"\r\n",
                "Date,Unit,Measured,Metric,Chart,Note\r\n2026-10-02,req/s,1,SET throughput,redis,\"slow, why?\"\r\n\
                 2026-11-02,req/s,78125,SET throughput,redis,\r\n",
            ),
            (
                "Date,Unit,Measured,Metric,Chart,Note\n2026-11-02,req/s,78125,SET throughput,redis,as it should be\n",
                "known",
            ),
            ("chart,metric,value,unit,date\n", "`h.csv` has no column `measured`"),
            (
                "chart,metric,measured,unit,date\na,b,1,ms,2026-01-01,too,many\n",
                "`h.csv` can't be appended to: a row has more cells than the 5 columns of the first line",
            ),
        ] {
            assert_eq!(after(before, set), expected, "{before:?}");
        }
    }

    #[test]
    fn what_a_windows_shell_has_written_is_decoded() {
        let text = "tps = 847.301 µ";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&[&[0xff, 0xfe], &*little].concat()), text);
        assert_eq!(decoded(&[&[0xfe, 0xff], &*big, &[7]].concat()), text);
        assert_eq!(decoded(text.as_bytes()), text);
        assert_eq!(decoded(&[0xff, 0xfe]), "");
    }

    #[test]
    fn a_run_of_which_one_figure_is_new_is_another() {
        let first = after("", &[("SET throughput", "1", ""), ("GET throughput", "2", "")]);
        let second = after(&first, &[("SET throughput", "1", ""), ("GET throughput", "3", "")]);
        assert_eq!(second.lines().count(), 5);
        let quoted = after("", &[("a, \"b\"", "1", "")]);
        assert!(quoted.contains("\"a, \"\"b\"\"\""), "{quoted}");
        assert_eq!(after(&quoted, &[("a, \"b\"", "1", "")]), "known");
    }
}
