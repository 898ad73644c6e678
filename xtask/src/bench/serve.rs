//! How long a writer waits: from the rename that ends a save to the page that shows it, beside `hugo server` on the same files.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::input::{Input, read, write};
use super::measure::median;
use super::peers::Generator;
use super::{Outcome, text};

/// How often a page is asked for while it isn't there yet.
const POLL: Duration = Duration::from_millis(1);

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(180);

/// For how long a server that has nothing to do is watched.
const IDLE: Duration = Duration::from_secs(10);

/// How many more edits show whether memory grows.
const MANY_EDITS: usize = 1_000;

/// What one server took.
pub(super) struct Served {
    name: String,
    /// From its start to its first page, in milliseconds: the first time, and again.
    first: Vec<f64>,
    /// From each save to the page that shows it, in milliseconds.
    edits: Vec<f64>,
    /// Peak memory in bytes up to the first page, and after the edits.
    memory: (u64, u64),
    /// Memory in bytes before and after many more edits.
    growth: Option<(u64, u64)>,
    /// Processor time in seconds while nothing happened.
    idle: f64,
}

/// A program that serves a folder.
pub(super) struct Server<'a> {
    pub(super) name: String,
    pub(super) command: Vec<String>,
    pub(super) folder: &'a Path,
    /// Where its pages are, with their paths in the input.
    pub(super) pages: PathBuf,
    /// The URL's path of a page, by its path in the input.
    pub(super) url: fn(&Path) -> String,
    /// Whether it is asked for many edits.
    pub(super) many: bool,
}

impl<'a> Server<'a> {
    pub(super) fn docsgen(program: &Path, input: &'a Input, scratch: &Path) -> Self {
        let cache = scratch.join("serve-cache");
        let command = ["serve", &text(&input.root), "--cache-dir", &text(&cache)].map(str::to_owned);
        Self {
            name: super::measure::first_line(program, &["--version"]).unwrap_or_else(|| "docsgen".to_owned()),
            command: std::iter::once(text(program)).chain(command).collect(),
            folder: &input.root,
            pages: input.root.clone(),
            url: |page| format!("/{}", page.with_extension("html").display()),
            // Each of so many edits of a large site would be followed by a second of joining.
            many: !input.id.starts_with("generated"),
        }
    }

    pub(super) fn hugo(generator: &'a Generator) -> Self {
        let mut command = generator.command();
        // Without a folder to write to, it keeps the site in memory.
        if let Some(at) = command.iter().position(|argument| argument == "--destination") {
            command.drain(at..at + 2);
        }
        command.insert(1, "server".to_owned());
        Self {
            name: generator.name.clone(),
            command,
            folder: generator.folder(),
            pages: generator.folder().join("content"),
            url: |page| format!("/{}/", page.with_extension("").display().to_string().to_lowercase()),
            many: false,
        }
    }

    /// Starts it twice, and edits a page of the second.
    pub(super) fn measured(&self, input: &Input, scratch: &Path, edits: usize) -> Outcome<Served> {
        let mut first = Vec::new();
        let candidates = std::iter::once(&input.changed)
            .chain(input.pages.iter().filter(|page| page.starts_with("docs") && self.pages.join(page).is_file()));
        let candidates: Vec<&PathBuf> = candidates.take(12).collect();
        let (cold, started, page) = self.start(&candidates)?;
        first.push(started);
        drop(cold);
        let (running, started, _) = self.start(&[&page])?;
        first.push(started);
        let at_first = running.memory("VmHWM")?;
        thread::sleep(Duration::from_secs(2));

        let before = running.processor_time()?;
        thread::sleep(IDLE);
        let idle = running.processor_time()? - before;

        let file = self.pages.join(&page);
        let own = read(&file)?;
        let mut times = Vec::new();
        for edit in 0..edits {
            // Not in step with anything that a server waits for.
            thread::sleep(Duration::from_millis(900 + 37 * (edit as u64 % 17)));
            times.push(running.edit(&file, &own, &format!("changed-{edit}-times"), scratch, &(self.url)(&page))?);
        }
        let after = running.memory("VmHWM")?;
        let growth = match self.many {
            true => {
                for edit in 0..MANY_EDITS / 10 {
                    running.edit(&file, &own, &format!("early-{edit}-edits"), scratch, &(self.url)(&page))?;
                }
                let early = running.memory("VmRSS")?;
                for edit in 0..MANY_EDITS {
                    running.edit(&file, &own, &format!("many-{edit}-edits"), scratch, &(self.url)(&page))?;
                }
                Some((early, running.memory("VmRSS")?))
            }
            false => None,
        };
        write(&file, &own)?;
        Ok(Served { name: self.name.clone(), first, edits: times, memory: (at_first, after), growth, idle })
    }

    /// Starts it, and waits for the first page that it serves of some, which stand in the input at these paths.
    fn start(&self, candidates: &[&PathBuf]) -> Outcome<(Running, f64, PathBuf)> {
        let port = free_port()?;
        let failed = |error: std::io::Error| format!("`{}`: {error}", self.command.join(" "));
        let start = Instant::now();
        let child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .args(["--port", &port.to_string()])
            .current_dir(self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let mut running = Running { child, port };
        while start.elapsed() < PATIENCE {
            if let Some(status) = running.child.try_wait().map_err(failed)? {
                return Err(format!("`{}` ended with {status}", self.command.join(" ")));
            }
            for page in candidates {
                if running.get(&(self.url)(page)).is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                    return Ok((running, start.elapsed().as_secs_f64() * 1e3, (*page).clone()));
                }
            }
            thread::sleep(POLL);
        }
        Err(format!("`{}` served nothing", self.command.join(" ")))
    }
}

/// A server that runs; it is ended with this.
struct Running {
    child: Child,
    port: u16,
}

impl Running {
    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nAccept: text/html\r\nConnection: close\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Saves a page with one more line, as editors do: a new file takes the place of the old one. Returns how many milliseconds
    /// later the line is served.
    fn edit(&self, file: &Path, own: &[u8], mark: &str, scratch: &Path, url: &str) -> Outcome<f64> {
        let fresh = scratch.join("saved");
        write(&fresh, &[own, format!("\nThis page was {mark}.\n").as_bytes()].concat())?;
        fs::rename(&fresh, file).map_err(|error| format!("{}: {error}", file.display()))?;
        let saved = Instant::now();
        while saved.elapsed() < PATIENCE {
            if self.get(url).is_some_and(|answer| answer.contains(mark)) {
                return Ok(saved.elapsed().as_secs_f64() * 1e3);
            }
            thread::sleep(POLL);
        }
        Err(format!("{url} never showed what was saved"))
    }

    /// A figure of /proc/<pid>/status, in bytes.
    fn memory(&self, name: &str) -> Outcome<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        kibibytes.map(|kibibytes| kibibytes * 1024).ok_or_else(|| format!("{path} has no {name}"))
    }

    /// Processor time of all its threads, in seconds.
    fn processor_time(&self) -> Outcome<f64> {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let fields = stat.rsplit_once(')').map(|(_, fields)| fields.split_whitespace().collect::<Vec<_>>());
        // Fields 14 and 15 of proc(5), the third being the first behind the name; a hundredth of a second each.
        let ticks =
            fields.and_then(|fields| Some(fields.get(11)?.parse::<u32>().ok()? + fields.get(12)?.parse::<u32>().ok()?));
        ticks.map(|ticks| f64::from(ticks) / 100.0).ok_or_else(|| format!("can't read {path}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| format!("no port: {error}"))?;
    listener.local_addr().map(|address| address.port()).map_err(|error| format!("no port: {error}"))
}

/// The section of the report.
pub(super) fn section(name: &str, head: &str, all: &[Served], scaled: bool) -> String {
    let mut text = format!("## Serving {name}\n\n{head}\n\n");
    text.push_str("| server | start to first page, cold | again | save to new page | slowest | memory at the first page | after the edits | CPU while idle |\n");
    text.push_str("|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for served in all {
        let slowest = served.edits.iter().copied().fold(0.0, f64::max);
        let edit = median(served.edits.clone()).unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {:.0} ms | {:.0} ms | {edit:.1} ms | {slowest:.1} ms | {:.0} MB | {:.0} MB | {:.2} s |",
            served.name,
            served.first[0],
            served.first[1],
            served.memory.0 as f64 / 1e6,
            served.memory.1 as f64 / 1e6,
            served.idle,
        );
    }
    text.push('\n');
    if let Some((early, late)) = all.iter().find_map(|served| served.growth) {
        let _ = writeln!(
            text,
            "- Memory of docsgen after {} and after {MANY_EDITS} more edits: {:.1} and {:.1} MB.",
            MANY_EDITS / 10,
            early as f64 / 1e6,
            late as f64 / 1e6,
        );
    }
    let limit = if scaled { "60 ms, a first page within 1 s and less than 600 MB" } else { "30 ms" };
    let _ = writeln!(
        text,
        "- What docsgen wants to reach: {limit}; no processor time while nothing happens, and memory that doesn't grow."
    );
    let _ = writeln!(
        text,
        "- A save is a new file that is renamed into the place of the old one. The page is asked for every millisecond until it \
         has the new words; the time to answer is part of the figure. Idle is {} seconds.",
        IDLE.as_secs()
    );
    text
}
