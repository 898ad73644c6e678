//! The program serving a repository, and somebody who looks at it: raw HTTP, so that nothing is hidden.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::Project;

/// How long is waited for what must come. Nothing is asserted of how long it took.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `docsgen serve`.
pub(super) struct Served {
    child: Child,
    port: u16,
    /// The address that was printed.
    pub(super) url: String,
    said: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl Served {
    /// Starts the program, and waits until it says where it serves.
    pub(super) fn start(project: &Project, args: &[&str]) -> Self {
        let mut served = Self::begin(project, args);
        let mut line = String::new();
        let out = served.child.stdout.take().expect("standard output is piped");
        let mut out = BufReader::new(out);
        out.read_line(&mut line).expect("a line is printed");
        served.url = line.trim().to_owned();
        let port = served.url.split(':').nth(2).and_then(|rest| rest.split('/').next()?.parse().ok());
        served.port = port.unwrap_or_else(|| panic!("no address in `{line}`: {}", served.said()));
        served
    }

    /// Starts the program, and waits for nothing.
    pub(super) fn begin(project: &Project, args: &[&str]) -> Self {
        let mut command = project.command(&[&["serve"], args].concat());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (err, heard) = (child.stderr.take().expect("standard error is piped"), Arc::clone(&said));
        std::thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                let mut heard = heard.lock().expect("not poisoned");
                heard.push_str(&line);
                heard.push('\n');
            }
        });
        Self { child, port: 0, url: String::new(), said }
    }

    /// The same program on a port that was chosen beforehand.
    pub(super) fn on_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    pub(super) fn said(&self) -> String {
        self.said.lock().expect("not poisoned").clone()
    }

    /// Waits until standard error holds a text.
    #[track_caller]
    pub(super) fn says(&self, text: &str) {
        eventually(|| self.said().contains(text), || format!("no `{text}` in:\n{}", self.said()));
    }

    pub(super) fn connect(&self) -> TcpStream {
        let connection = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        connection.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        connection
    }

    pub(super) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut connection = self.connect();
        let host = format!("localhost:{}", self.port);
        let mut all = vec![("Connection", "close")];
        if !headers.iter().any(|(name, _)| *name == "Host") {
            all.push(("Host", &host));
        }
        all.extend(headers.iter().filter(|(_, value)| !value.is_empty()));
        let lines: String = all.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        write!(connection, "{method} {path} HTTP/1.1\r\n{lines}\r\n").expect("the request is taken");
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).expect("an answer");
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("heads are text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Answer { status, headers, body: bytes.split_off(end + 4) }
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[])
    }

    /// Waits until a page holds a text.
    #[track_caller]
    pub(super) fn shows(&self, path: &str, text: &str) {
        eventually(
            || self.get(path).text().contains(text),
            || format!("no `{text}` in {path}; standard error:\n{}", self.said()),
        );
    }

    /// Opens a stream of events as a tab on this path does.
    pub(super) fn tab(&self, path: &str) -> Tab {
        let mut connection = self.connect();
        let path = path.replace('%', "%25");
        write!(connection, "GET /_docsgen/events?path={path} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request");
        Tab { lines: BufReader::new(connection).lines(), news: BTreeMap::new() }
    }

    /// Tells the program to end as Ctrl-C does, and waits until it has.
    #[cfg(unix)]
    pub(super) fn interrupt(mut self) -> (ExitStatus, String) {
        self.signal("INT");
        let status = self.wait();
        (status, self.said())
    }

    #[cfg(unix)]
    pub(super) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([&format!("-{name}"), &id]).status().expect("kill runs");
        assert!(status.success());
    }

    /// Waits until the program has ended.
    pub(super) fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it doesn't end: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A tab's stream of events, and the last that it said of each thing.
pub(super) struct Tab {
    lines: std::io::Lines<BufReader<TcpStream>>,
    news: BTreeMap<String, serde_json::Value>,
}

impl Tab {
    /// What was said last of a thing.
    pub(super) fn last(&self, name: &str) -> serde_json::Value {
        self.news.get(name).cloned().unwrap_or_default()
    }

    /// Reads the next event, and says which things it is about.
    pub(super) fn next(&mut self) -> Vec<String> {
        loop {
            let line = self.lines.next().expect("the stream goes on").expect("it can be read");
            let Some(data) = line.strip_prefix("data: ") else { continue };
            let event: BTreeMap<String, serde_json::Value> = serde_json::from_str(data).expect("events are JSON");
            let names = event.keys().cloned().collect();
            self.news.extend(event);
            return names;
        }
    }

    /// Reads events until what was said of a thing is as wanted.
    #[track_caller]
    pub(super) fn until(&mut self, name: &str, wanted: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        while !self.news.get(name).is_some_and(&wanted) {
            self.next();
        }
        self.last(name)
    }
}

/// Waits until something is so.
#[track_caller]
pub(super) fn eventually(so: impl Fn() -> bool, otherwise: impl Fn() -> String) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < PATIENCE, "{}", otherwise());
        std::thread::sleep(Duration::from_millis(10));
    }
}
