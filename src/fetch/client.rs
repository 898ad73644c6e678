//! One request and its answer.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use ureq::http::{HeaderMap, header};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, BodyReader};

use super::address::{Guard, Private};
use super::retry_after;
use super::web_url::WebUrl;
use super::{Options, Why};

/// Makes requests, and keeps connections that can be used again.
pub(super) struct Client {
    agent: Agent,
    reachable: fn(IpAddr) -> bool,
}

/// How a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Whether it is there.
    Head,
    /// The page itself.
    Get,
}

/// What a server answers.
pub(super) struct Reply {
    pub(super) status: u16,
    /// Where a redirect leads.
    pub(super) location: Option<String>,
    /// How long the server asks to be left alone.
    pub(super) retry_after: Option<Duration>,
    /// Whether what comes is HTML.
    pub(super) html: bool,
    /// The page, decompressed while it is read. A reader that stops early ends the connection.
    pub(super) body: BodyReader<'static>,
}

/// Why no answer came.
pub(super) enum Failure {
    /// The host is none that may be asked.
    Private,
    /// Anything else; asking again may help.
    Other(Why),
}

impl Client {
    pub(super) fn new(options: &Options) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Each hop is a request of its own, looked at and queued like any other.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A proxy would resolve names itself, out of reach of the check of addresses.
            .proxy(None)
            .user_agent(&*options.user_agent)
            .accept("text/html, */*;q=0.8")
            .timeout_global(Some(options.timeout))
            .timeout_connect(Some(options.timeout.div_f32(2.0)))
            .max_idle_connections(options.pace.at_once)
            .max_idle_connections_per_host(options.pace.at_once_per_host)
            .build();
        let guard =
            Guard { reachable: options.reachable, lookup: options.lookup.clone(), system: DefaultResolver::default() };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), guard), reachable: options.reachable }
    }

    /// Asks once.
    pub(super) fn ask(&self, url: &WebUrl, method: Method) -> Result<Reply, Failure> {
        if url.address().is_some_and(|address| !(self.reachable)(address)) {
            return Err(Failure::Private);
        }
        let asked = match method {
            Method::Head => self.agent.head(url.as_str()).call(),
            Method::Get => self.agent.get(url.as_str()).call(),
        };
        let (head, body) = asked.map_err(failure)?.into_parts();
        let text = |name| header_text(&head.headers, name);
        Ok(Reply {
            status: head.status.as_u16(),
            location: head.headers.get(header::LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into()),
            retry_after: text(header::RETRY_AFTER).and_then(|wait| retry_after::wait(wait, text(header::DATE))),
            html: matches!(body.mime_type(), None | Some("text/html" | "application/xhtml+xml")),
            body: body.into_reader(),
        })
    }
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Says what went wrong in words of our own: the library's are for programmers.
fn failure(error: ureq::Error) -> Failure {
    Failure::Other(match error {
        ureq::Error::Timeout(_) => Why::TimedOut,
        ureq::Error::HostNotFound => Why::NoSuchHost,
        ureq::Error::Other(error) if error.is::<Private>() => return Failure::Private,
        ureq::Error::Io(error) => io_failure(&error),
        ureq::Error::Rustls(error) => certificate(&error.to_string()),
        ureq::Error::Tls(text) => certificate(text),
        ureq::Error::Protocol(_) | ureq::Error::Http(_) | ureq::Error::LargeResponseHeader(..) => Why::NotHttp,
        other => Why::Connection(other.to_string()),
    })
}

fn io_failure(error: &io::Error) -> Why {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Why::TimedOut,
        io::ErrorKind::ConnectionRefused => Why::Connection("the connection was refused".to_owned()),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Why::Connection("the connection was broken off".to_owned()),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            Why::Connection("no way leads to the host".to_owned())
        }
        io::ErrorKind::InvalidData => certificate(&error.to_string()),
        _ => {
            let text = error.to_string();
            // The system's resolver has no kind of its own for what it can't find.
            if text.contains("lookup address") || text.contains("address information") {
                Why::NoSuchHost
            } else {
                Why::Connection(text)
            }
        }
    }
}

/// What is wrong with an encrypted connection.
fn certificate(text: &str) -> Why {
    match text.split_once("certificate: ") {
        Some((_, reason)) => Why::Certificate(match reason {
            "UnknownIssuer" => "its certificate is signed by nobody who is known".to_owned(),
            reason if reason.starts_with("certificate expired") => "its certificate has expired".to_owned(),
            reason if reason.starts_with("certificate not valid for name") => {
                "its certificate is for another name".to_owned()
            }
            reason => format!("its certificate isn't valid: {reason}"),
        }),
        None => Why::Connection(format!("no encrypted connection came about: {text}")),
    }
}
