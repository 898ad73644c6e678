//! `cargo xtask bench`: how long docsgen takes, beside other generators on the same files.
//!
//! Nothing here asserts a time: a test that measures fails on a busy machine. The figures are written down instead,
//! in `docs/benchmarks.md`, with all that is needed to measure them again.

mod check;
mod input;
mod lighthouse;
mod measure;
mod peers;
mod search;
mod serve;
mod write;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use self::input::Input;
use self::measure::Run;
use self::peers::Generator;

const USAGE: &str =
    "usage: cargo xtask bench [--check | --search | --serve | --lighthouse] [--peers] [--scale PAGES] [--rounds N]
                          [--date DATE] [--write FILE]

  --check         times `docsgen check` instead of builds, beside lychee with --peers
  --search        asks the search of the built site questions and weighs what it loads, beside
                   Pagefind with --peers
  --serve         times `docsgen serve`: from a save to the page that shows it, beside `hugo server` with --peers
  --lighthouse    asks Lighthouse about pages of the built site, and writes its marks down
  --peers         runs Hugo and mdBook on the same files, in turn with docsgen, and writes the figures down;
                  installs what is missing into the target folder
  --scale PAGES   takes this many generated pages instead of the repository in DOCSGEN_CORPUS
  --rounds N      how often everything is run (default 5; medians are shown)
  --date DATE     the date written into the report (default: today)
  --write FILE    where the report goes (default with --peers: docs/benchmarks.md)
";

type Outcome<T> = Result<T, String>;

/// Runs the chore; prints usage for arguments it doesn't know.
pub fn run(args: &[String]) -> ExitCode {
    let options = match Options::read(args) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("error: {message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match bench(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    check: bool,
    search: bool,
    serve: bool,
    lighthouse: bool,
    peers: bool,
    scale: Option<usize>,
    rounds: usize,
    date: Option<String>,
    write: Option<PathBuf>,
}

impl Options {
    fn read(args: &[String]) -> Outcome<Self> {
        let mut options = Self {
            check: false,
            search: false,
            serve: false,
            lighthouse: false,
            peers: false,
            scale: None,
            rounds: 5,
            date: None,
            write: None,
        };
        let mut args = args.iter();
        while let Some(argument) = args.next() {
            let mut value = || args.next().cloned().ok_or_else(|| format!("`{argument}` needs a value"));
            match argument.as_str() {
                "--check" => options.check = true,
                "--search" => options.search = true,
                "--serve" => options.serve = true,
                "--lighthouse" => options.lighthouse = true,
                "--peers" => options.peers = true,
                "--scale" => options.scale = Some(number(&value()?)?),
                "--rounds" => options.rounds = number(&value()?)?,
                "--date" => options.date = Some(value()?),
                "--write" => options.write = Some(value()?.into()),
                _ => return Err(format!("unknown argument `{argument}`")),
            }
        }
        Ok(options)
    }
}

fn number(text: &str) -> Outcome<usize> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("`{text}` is no number above 0"))
}

/// What has happened since the last build.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Everything is new: neither output nor cache is there.
    Cold,
    /// Nothing has changed.
    Warm,
    /// One page has got a paragraph more.
    Changed,
}

impl State {
    const ALL: [Self; 3] = [Self::Cold, Self::Warm, Self::Changed];

    const fn label(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "nothing changed",
            Self::Changed => "one file changed",
        }
    }
}

/// The largest input that mdBook takes part in: each of its pages is rendered with the navigation of all.
const MDBOOK_PAGES: usize = 2_000;

/// What is said where it doesn't.
const MDBOOK_LEFT_OUT: &str = "- mdBook: left out at this size. In a trial, 10,000 pages weren't done after six minutes, with 2.9 GB of memory held.\n";

/// All runs of one generator in one state.
struct Series {
    generator: String,
    state: State,
    runs: Vec<Run>,
    /// HTML files in the output after the last run.
    html_files: usize,
}

fn bench(options: &Options) -> Outcome<()> {
    let repository = repository()?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository.join("target"), PathBuf::from);
    let docsgen = build_docsgen(&repository, &target)?;

    let scratch = Scratch::new()?;
    if options.check {
        return bench_checks(options, &repository, &target, &docsgen, &scratch.path);
    }
    let input = Input::prepare(&repository, &scratch.path.join("input"), options.scale)?;
    if options.search {
        return bench_search(options, &repository, &docsgen, &input, &scratch.path);
    }
    if options.serve {
        return bench_servers(options, &repository, &target, &docsgen, &input, &scratch.path);
    }
    if options.lighthouse {
        return bench_pages(options, &repository, &docsgen, &input, &scratch.path);
    }
    let mut generators = vec![Generator::docsgen(&docsgen, &input, &scratch.path)];
    if options.peers {
        generators.push(peers::hugo(&target, &input, &scratch.path)?);
        if input.pages.len() <= MDBOOK_PAGES {
            generators.push(peers::mdbook(&target, &input, &scratch.path)?);
        }
    }
    eprintln!("{}: {} Markdown files, {} rounds", input.name, input.pages.len(), options.rounds);

    // The generators take turns, so that whatever else the machine does falls on all of them alike.
    let mut all: Vec<Series> = Vec::new();
    for round in 0..options.rounds {
        for state in State::ALL {
            for generator in generators.iter().filter(|generator| generator.takes_part(state, options.scale.is_some()))
            {
                let run = generator.run(state, round, &input)?;
                eprintln!("  {:<18} {:<17} {:>9.1} ms", generator.name, state.label(), run.milliseconds());
                match all.iter_mut().find(|series| series.generator == generator.name && series.state == state) {
                    Some(series) => series.runs.push(run),
                    None => all.push(Series {
                        generator: generator.name.clone(),
                        state,
                        runs: vec![run],
                        html_files: generator.html_files(),
                    }),
                }
            }
        }
    }

    let matrix = Matrix::measure(&docsgen, &input, &scratch.path, options.rounds)?;
    let date = options.date.clone().map_or_else(today, Ok)?;
    let mut section = write::section(&input, &generators, &all, options.rounds, &date, &repository);
    if options.peers && input.pages.len() > MDBOOK_PAGES {
        section.push_str(MDBOOK_LEFT_OUT);
    }
    section.push_str(&write::matrix(&matrix));
    println!("{section}");
    let file = options.write.clone().or_else(|| options.peers.then(|| repository.join("docs/benchmarks.md")));
    if let Some(file) = file {
        write::replace_section(&file, &input.id, &section)?;
        eprintln!("wrote {}", file.display());
    }
    Ok(())
}

/// Measures the search of an input's site.
fn bench_search(options: &Options, repository: &Path, docsgen: &Path, input: &Input, scratch: &Path) -> Outcome<()> {
    let date = options.date.clone().map_or_else(today, Ok)?;
    let measured = search::measured(docsgen, input, scratch, options.rounds, options.peers)?;
    let section = search::section(&input.name, &write::head(input, options.rounds, &date, repository), &measured);
    println!("{section}");
    let file = options.write.clone().or_else(|| options.peers.then(|| repository.join("docs/benchmarks.md")));
    if let Some(file) = file {
        write::replace_section(&file, &format!("search-{}", input.id), &section)?;
        eprintln!("wrote {}", file.display());
    }
    Ok(())
}

/// How many edits are timed, whatever the number of rounds.
const EDITS: usize = 20;

/// Times what a writer waits for.
fn bench_servers(
    options: &Options,
    repository: &Path,
    target: &Path,
    docsgen: &Path,
    input: &Input,
    scratch: &Path,
) -> Outcome<()> {
    let hugo = options.peers.then(|| peers::hugo(target, input, scratch)).transpose()?;
    let servers = std::iter::once(serve::Server::docsgen(docsgen, input, scratch));
    let servers = servers.chain(hugo.as_ref().map(serve::Server::hugo));
    let all = servers.map(|server| server.measured(input, scratch, EDITS)).collect::<Outcome<Vec<_>>>()?;
    let date = options.date.clone().map_or_else(today, Ok)?;
    let head = write::head(input, EDITS, &date, repository);
    let section = serve::section(&input.name, &head, &all, options.scale.is_some());
    println!("{section}");
    let file = options.write.clone().or_else(|| options.peers.then(|| repository.join("docs/benchmarks.md")));
    if let Some(file) = file {
        write::replace_section(&file, &format!("serve-{}", input.id), &section)?;
        eprintln!("wrote {}", file.display());
    }
    Ok(())
}

/// Times checks: of the repository, and of a hundred thousand links.
fn bench_checks(options: &Options, repository: &Path, target: &Path, docsgen: &Path, scratch: &Path) -> Outcome<()> {
    let lychee = options.peers.then(|| check::lychee(target)).transpose()?;
    let date = options.date.clone().map_or_else(today, Ok)?;
    let inputs = [
        (Input::prepare(repository, &scratch.join("input"), None)?, check::REPOSITORY),
        (check::linked_pages(&scratch.join("linked"))?, check::MANY_LINKS),
    ];
    for (input, targets) in &inputs {
        let checks = check::measured(docsgen, lychee.as_deref(), input, scratch, options.rounds)?;
        let head = write::head(input, options.rounds, &date, repository);
        let peer = lychee.as_deref().and_then(|lychee| measure::first_line(lychee, &["--version"]));
        let mut section = check::section(&input.name, &head, &checks, targets);
        if let Some(peer) = peer {
            section.push_str(&format!(
                "\n- {peer}: `--offline --include-fragments`, links and fragments of Markdown alone.\n"
            ));
        }
        println!("{section}");
        let file = options.write.clone().or_else(|| options.peers.then(|| repository.join("docs/benchmarks.md")));
        if let Some(file) = file {
            write::replace_section(&file, &format!("check-{}", input.id), &section)?;
            eprintln!("wrote {}", file.display());
        }
    }
    Ok(())
}

/// Asks Lighthouse about pages of the built site.
fn bench_pages(options: &Options, repository: &Path, docsgen: &Path, input: &Input, scratch: &Path) -> Outcome<()> {
    let date = options.date.clone().map_or_else(today, Ok)?;
    let site = scratch.join("site");
    lighthouse::build(docsgen, &input.root, &site, scratch)?;
    let head = write::head(input, options.rounds, &date, repository);
    let section = lighthouse::section(&input.root, &site, &head, &input.name, options.rounds)?;
    println!("{section}");
    let file = options.write.clone().unwrap_or_else(|| repository.join("docs/benchmarks.md"));
    write::replace_section(&file, &format!("lighthouse-{}", input.id), &section)?;
    eprintln!("wrote {}", file.display());
    Ok(())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Runs of `docsgen matrix`, which no other generator has anything like.
struct Matrix {
    /// Without anything remembered.
    cold: Vec<Run>,
    /// After a build.
    warm: Vec<Run>,
}

impl Matrix {
    fn measure(docsgen: &Path, input: &Input, scratch: &Path, rounds: usize) -> Outcome<Self> {
        let asked = [text(docsgen), "-C".to_owned(), text(&input.root), "matrix".to_owned()];
        let runs = || (0..rounds).map(|_| measure::run(&asked, scratch, scratch, 0)).collect::<Outcome<Vec<Run>>>();
        let cold = runs()?;
        let out = scratch.join("matrix-site");
        let build = [text(docsgen), "build".to_owned(), text(&input.root), "--out".to_owned(), text(&out)];
        measure::run(&build, scratch, scratch, 1)?;
        Ok(Self { cold, warm: runs()? })
    }
}

fn repository() -> Outcome<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().map(Path::to_path_buf).ok_or_else(|| format!("{} has no folder above it", own.display()))
}

fn build_docsgen(repository: &Path, target: &Path) -> Outcome<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--package", "docsgen"]).current_dir(repository);
    measure::succeed(&mut cargo)?;
    Ok(target.join("release").join(format!("docsgen{}", env::consts::EXE_SUFFIX)))
}

fn today() -> Outcome<String> {
    let output = Command::new("date").arg("+%F").output().map_err(|error| format!("`date`: {error}; use --date"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A folder of our own outside the repository (whose .gitignore would hide it), removed at the end.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn new() -> Outcome<Self> {
        let path = env::temp_dir().join(format!("docsgen-bench-{}", std::process::id()));
        fs::create_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("warning: {}: {error}", self.path.display());
        }
    }
}
