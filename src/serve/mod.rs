//! The site while it is written: served from memory, built again when something changes, shown in open pages at once.
//!
//! Three threads share one state. The one that builds ([`worker`]) waits for changes ([`watch`], which [`burst`] knows how
//! to wait for), makes the next edition of the site, and puts it into the state. The one that checks ([`checker`]) follows
//! behind it. The one that serves answers requests from the state ([`server`]) and tells each tab what is new of the page it
//! shows ([`live`]). None waits for another: who asks during a build gets the last site that could be made.
//!
//! What keeps a page up to date is put into it as it is sent ([`inject`]) and runs in the browser (`client/`).

mod address;
mod burst;
mod checker;
mod condition;
mod editor;
mod fault;
mod inject;
mod live;
mod origin;
mod server;
mod watch;
mod worker;

use std::future::IntoFuture as _;
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::serve::ListenerExt as _;
use tokio::sync::{mpsc, watch as shared};

pub use self::editor::Editor;
use self::live::{Common, State};
use self::origin::Allowed;
use self::server::Server;
use self::worker::Worker;
use crate::build;
use crate::error::{Error, Result};

/// The port that is tried first, and how many after it.
const FIRST_PORT: u16 = 3000;
const PORTS: u16 = 100;

/// How many requests may be rendered at once.
const RENDERERS: usize = 4;

/// What to serve, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The repository and how it is built.
    pub workspace: build::Options,
    /// The address to listen on.
    pub host: String,
    /// The port; without one 3000, or the next that is free.
    pub port: Option<u16>,
    /// Serve below the path of the site's address, as it will be published.
    pub below_base: bool,
    /// Names, beside this machine's own, under which the server may be asked.
    pub allowed_hosts: Vec<String>,
    /// Look for changes instead of being told: for disks that tell nothing.
    pub poll: bool,
    /// Lead open tabs to the page that is edited.
    pub open_changed: bool,
    /// Who opens places in source files.
    pub editor: Option<Editor>,
}

/// What is told while the site is served.
#[derive(Debug)]
pub enum Message {
    /// The first site is there.
    Serving {
        /// Where a browser finds it.
        url: String,
        /// How many pages it has, and charts.
        counts: (usize, usize),
        /// How long it took.
        time: Duration,
        /// Whether settings name versions, which aren't served.
        versions: bool,
    },
    /// The site was made anew.
    Rebuilt(Rebuilt),
    /// It could not be made; the last one goes on being served.
    Failed(Error),
    /// Something isn't as it was asked for.
    Warning(String),
}

/// What came of a change.
#[derive(Debug)]
pub struct Rebuilt {
    /// The paths that changed, from the repository's root; none where it was everything.
    pub changed: Vec<String>,
    /// The pages that were rendered because somebody has them open, and why.
    pub pages: Vec<(String, &'static str)>,
    /// From the end of the save until the new site was there.
    pub time: Duration,
    /// Findings that are new, and that are gone; unknown where the next change came before they were looked for.
    pub findings: Option<(usize, usize)>,
}

/// Serves a repository until the process is told to end.
///
/// # Errors
/// Where the port is taken or the repository can't be read at all. What can be mended by editing it is told, shown in
/// the browser, and waited for.
pub fn serve(options: Options, tell: &mut dyn FnMut(Message)) -> Result<()> {
    let start = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(RENDERERS)
        .build()
        .map_err(|error| Error::new("could not start the server").because(error))?;
    // Heard from the first moment on: who is told to end before there is anything to end must end cleanly, too.
    let mut stop = {
        let _inside = runtime.enter();
        Stop::new()?
    };
    let listener = listen(&options.host, options.port)?;
    let port = listener.local_addr().map_err(|error| cannot_listen(&options.host, error))?.port();
    let root = options.workspace.root.canonicalize().unwrap_or_else(|_| options.workspace.root.clone());
    let common = Arc::new(Common {
        root,
        editor: options.editor.clone(),
        open_changed: options.open_changed,
        program: server::program(),
        open: std::sync::Mutex::default(),
    });
    let (publish, state) = shared::channel(State::default());
    let (messages, mut told) = mpsc::unbounded_channel();
    let server = Server {
        allowed: Allowed::new(options.allowed_hosts.iter().map(String::as_str).chain([&*options.host])),
        below_base: options.below_base,
        state,
        common: Arc::clone(&common),
    };
    let base = url_base(&options.host, port);
    let worker = Worker { options, common, publish: Arc::new(publish), messages };
    // Not waited for at the end: it may be in the middle of a build, which writes nothing but what it remembers.
    std::thread::Builder::new()
        .name("build".to_owned())
        .spawn(move || worker.run())
        .map_err(|error| Error::new("could not start a thread").because(error))?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)
            .map_err(|error| Error::new("could not start the server").because(error))?
            // An event is a few bytes, and isn't to wait for more.
            .tap_io(|connection| drop(connection.set_nodelay(true)));
        let server = Arc::new(server);
        let mut serving = std::pin::pin!(axum::serve(listener, server::router(Arc::clone(&server))).into_future());
        loop {
            tokio::select! {
                ended = &mut serving => return ended.map_err(|error| Error::new("the server ended").because(error)),
                () = stop.asked() => return Ok(()),
                message = told.recv() => match message {
                    Some(worker::Told::First(edition)) => tell(Message::Serving {
                        url: format!("{base}{}", server.base(Some(&edition))),
                        counts: edition.counts(),
                        time: start.elapsed(),
                        versions: edition.has_versions(),
                    }),
                    Some(worker::Told::Message(message)) => tell(message),
                    Some(worker::Told::Fatal(error)) => return Err(error),
                    None => return Err(Error::new("docsgen failed while it built the site")
                        .help("that is a mistake of docsgen's own: please report it")),
                },
            }
        }
    });
    // Nobody waits for what is still being rendered.
    runtime.shutdown_background();
    ended
}

/// Opens the port that was asked for, or the first that is free.
fn listen(host: &str, port: Option<u16>) -> Result<TcpListener> {
    let open = |port| -> std::io::Result<TcpListener> {
        let listener = TcpListener::bind((host, port))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    if let Some(port) = port {
        return open(port).map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Error::new(format!("port {port} of {host} is taken"))
                .help("end what listens there, or leave `--port` out to get a free one"),
            _ => cannot_listen(host, error),
        });
    }
    for port in FIRST_PORT..FIRST_PORT + PORTS {
        match open(port) {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            opened => return opened.map_err(|error| cannot_listen(host, error)),
        }
    }
    open(0).map_err(|error| cannot_listen(host, error))
}

fn cannot_listen(host: &str, error: std::io::Error) -> Error {
    Error::new(format!("could not listen on `{host}`")).because(error)
}

/// What comes before the path in addresses of this server. A browser can't go to `0.0.0.0`.
fn url_base(host: &str, port: u16) -> String {
    match host.parse::<IpAddr>() {
        Ok(address) if address.is_unspecified() => format!("http://localhost:{port}"),
        Ok(IpAddr::V6(address)) => format!("http://[{address}]:{port}"),
        _ => format!("http://{host}:{port}"),
    }
}

/// Hears that the process is told to end: by Ctrl-C, or by whoever started it.
struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
    #[cfg(windows)]
    signals: tokio::signal::windows::CtrlC,
}

impl Stop {
    fn new() -> Result<Self> {
        let failed = |error| Error::new("could not listen for Ctrl-C").because(error);
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
            let [interrupt, terminate] = signals;
            Ok(Self { signals: [interrupt.map_err(failed)?, terminate.map_err(failed)?] })
        }
        #[cfg(windows)]
        Ok(Self { signals: tokio::signal::windows::ctrl_c().map_err(failed)? })
    }

    async fn asked(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        #[cfg(windows)]
        drop(self.signals.recv().await);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_named_and_without_one_the_next_is_used() {
        let taken = listen("127.0.0.1", Some(0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = listen("127.0.0.1", Some(port)).expect_err("taken");
        assert!(error.to_string().contains(&port.to_string()), "{error}");
        let first = listen("127.0.0.1", None).unwrap();
        let second = listen("127.0.0.1", None).unwrap();
        assert_ne!(first.local_addr().unwrap().port(), second.local_addr().unwrap().port());
    }

    #[test]
    fn addresses_can_be_opened_in_a_browser() {
        for (host, expected) in [
            ("127.0.0.1", "http://127.0.0.1:80"),
            ("0.0.0.0", "http://localhost:80"),
            ("::", "http://localhost:80"),
            ("::1", "http://[::1]:80"),
            ("docs.test", "http://docs.test:80"),
        ] {
            assert_eq!(url_base(host, 80), expected, "{host}");
        }
    }
}
