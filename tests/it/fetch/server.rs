//! A web server that does as it is told, and counts.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// A server on 127.0.0.1, on a port of its own, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    /// Requests as they came: `HEAD /a`.
    asked: Mutex<Vec<String>>,
    now: AtomicUsize,
    most: AtomicUsize,
}

/// A request.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// How often this method and path were asked before.
    pub(crate) before: usize,
    /// The headers, names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// Counts among what runs at the same time until it is dropped.
    running: Mutex<Option<Running>>,
}

/// A request that runs.
struct Running(Arc<Shared>);

impl Running {
    fn new(shared: &Arc<Shared>) -> Self {
        let now = shared.now.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most.fetch_max(now, Ordering::SeqCst);
        Self(Arc::clone(shared))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Asked {
    pub(crate) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }
}

impl Server {
    /// A server that answers each request with what the function writes. The connection is closed behind it.
    pub(crate) fn new(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let (inside, answer) = (Arc::clone(&shared), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if inside.stop.load(Ordering::SeqCst) {
                    return;
                }
                let (shared, answer) = (Arc::clone(&inside), Arc::clone(&answer));
                thread::spawn(move || shared.serve(stream, &*answer));
            }
        });
        Self { address, shared }
    }

    /// A server that answers by path: status line and headers, then the body. What isn't named is 404.
    pub(crate) fn of(answers: &[(&'static str, &str)]) -> Self {
        let answers: BTreeMap<&str, String> =
            answers.iter().map(|(path, answer)| (*path, (*answer).to_owned())).collect();
        Self::new(move |asked, stream| {
            let answer = answers.get(&*asked.path).map_or("404 Not Found", String::as_str);
            let (head, body) = answer.split_once("\n\n").unwrap_or((answer, ""));
            reply(asked, stream, head, body.as_bytes());
        })
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) const fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().expect("not poisoned").clone()
    }

    /// How many requests ran at the same time, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn serve(self: &Arc<Self>, mut stream: TcpStream, answer: &(dyn Fn(&Asked, &mut TcpStream) + Send + Sync)) {
        let Some(mut asked) = read(&stream) else { return };
        {
            let mut log = self.asked.lock().expect("not poisoned");
            let line = format!("{} {}", asked.method, asked.path);
            asked.before = log.iter().filter(|earlier| **earlier == line).count();
            log.push(line);
        }
        *asked.running.lock().expect("not poisoned") = Some(Running::new(self));
        answer(&asked, &mut stream);
        let _ = stream.shutdown(std::net::Shutdown::Both);
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())))
        .collect();
    Some(Asked { method, path, before: 0, headers, running: Mutex::new(None) })
}

/// Writes an answer: `200 OK` and, on lines of their own, headers; then the body, which HEAD doesn't get. HTML unless said
/// otherwise.
pub(crate) fn reply(asked: &Asked, stream: &mut TcpStream, head: &str, body: &[u8]) {
    let mut text = format!("HTTP/1.1 {}\r\n", head.lines().collect::<Vec<_>>().join("\r\n"));
    if !head.to_lowercase().contains("content-type:") {
        text += "Content-Type: text/html; charset=utf-8\r\n";
    }
    text += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // Before the client can know that it is answered, and ask for the next thing.
    drop(asked.running.lock().expect("not poisoned").take());
    // A client that has gone away asked for no more.
    let _ = stream.write_all(text.as_bytes());
    if !asked.is_head() {
        let _ = stream.write_all(body);
    }
}
