//! Requests and answers.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Shared};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use axum::response::IntoResponse as _;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_core::Stream;
use tokio::sync::{mpsc, watch};

use super::address::{self, Answer, NOT_FOUND, answer, base_of, content_type};
use super::condition::{Conditions, Part};
use super::inject::inject;
use super::live::{Common, NO_PAGE, State, Tab};
use super::origin::{Allowed, Asked};
use crate::build::{Edition, SiteFile};
use crate::digest::{Digest, Hasher};
use crate::error::Error;

/// The folder of what is served beside the site.
const OWN: &str = "_docsgen/";

/// What is in it.
const CLIENT: &[(&str, &str)] = &[
    ("live.js", include_str!("client/live.js")),
    ("document.js", include_str!("client/document.js")),
    ("panel.js", include_str!("client/panel.js")),
    ("live.css", include_str!("client/live.css")),
];

/// How often a tab hears that the server is there: else neither would know that the other is gone.
const STILL_THERE: Duration = Duration::from_secs(15);

/// The digest of what runs in tabs: one that runs another loads its page again.
pub(super) fn program() -> Digest {
    let mut hasher = Hasher::default();
    for (_, text) in CLIENT {
        hasher.text(text);
    }
    hasher.finish()
}

/// What requests are answered from.
pub(super) struct Server {
    /// Which hosts are answered.
    pub(super) allowed: Allowed,
    /// Whether the site is served below the path of its address.
    pub(super) below_base: bool,
    /// What there is.
    pub(super) state: watch::Receiver<State>,
    /// What all tabs have in common.
    pub(super) common: Arc<Common>,
}

impl Server {
    /// The path that the site is served below, with a slash at both ends.
    pub(super) fn base(&self, edition: Option<&Edition>) -> String {
        match edition.and_then(Edition::site_url).filter(|_| self.below_base) {
            Some(site_url) => base_of(site_url),
            None => "/".to_owned(),
        }
    }
}

/// What answers requests.
pub(super) fn router(server: Arc<Server>) -> Router {
    Router::new().fallback(respond).with_state(server)
}

/// An answer of a few words, for what is no page of the site.
fn words(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = (status, format!("{text}\n")).into_response();
    guard(response.headers_mut());
    response
}

/// What every answer says: what it holds is no other site's business, is what it is said to be, and may be older than what
/// would be answered now.
fn guard(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
}

fn text_of(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

async fn respond(Shared(server): Shared<Arc<Server>>, request: Request) -> Response<Body> {
    let headers = request.headers();
    // HTTP/2 names the host in the address; this server has none, but a proxy may write it so.
    let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let asked = Asked {
        host: text_of(headers, header::HOST).or(authority),
        origin: text_of(headers, header::ORIGIN),
        fetch_site: text_of(headers, "sec-fetch-site"),
        fetch_mode: text_of(headers, "sec-fetch-mode"),
    };
    if let Err(reason) = server.allowed.check(asked) {
        return words(StatusCode::MISDIRECTED_REQUEST, &reason);
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut response = words(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    // Who comes before the first site is there waits for it, unless it can't be made.
    let mut state = server.state.clone();
    let waited = state.wait_for(|state| state.edition.is_some() || !state.faults.is_empty()).await;
    let edition = waited.ok().and_then(|state| state.edition.clone());
    let base = server.base(edition.as_deref());
    let path = request.uri().path();
    // Below the root as well: there it is found while nobody knows where the site will be.
    if let Some(name) = path.strip_prefix(&*base).or(path.strip_prefix('/')).and_then(|path| path.strip_prefix(OWN)) {
        return own_file(&server, headers, name, request.uri().query().unwrap_or_default(), base);
    }
    let Some(edition) = edition else {
        return own_page(headers, StatusCode::SERVICE_UNAVAILABLE, "Not built yet", "The site can't be built.", &base);
    };
    let Some(below) = path.strip_prefix(&*base) else {
        if path == "/" || format!("{path}/") == base {
            return redirect(&base);
        }
        return words(StatusCode::NOT_FOUND, &format!("the site is below {base}"));
    };
    let (route, status) = match answer(below, |route| edition.has(route)) {
        Answer::File(route) => (route, StatusCode::OK),
        Answer::Folder => {
            let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            return redirect(&format!("{path}/{query}"));
        }
        Answer::Nothing => (NOT_FOUND.to_owned(), StatusCode::NOT_FOUND),
    };
    let asked_of = Arc::clone(&edition);
    let exact = address::exact(below);
    // Rendering a page takes its time, and other requests needn't wait for it.
    let found = tokio::task::spawn_blocking(move || {
        // The files of the search index are known when they are asked for.
        if let (StatusCode::NOT_FOUND, Some(exact)) = (status, exact)
            && let Some(file) = asked_of.file(&exact)?
        {
            return Ok(Some((StatusCode::OK, exact, file)));
        }
        Ok::<_, Error>(asked_of.file(&route)?.map(|file| (status, route, file)))
    });
    match found.await {
        Ok(Ok(Some((status, route, file)))) => page_or_file(headers, status, &route, &file, &edition, &server, &base),
        Ok(Ok(None)) => {
            own_page(headers, StatusCode::NOT_FOUND, "Not found", "There is nothing at this address.", &base)
        }
        Ok(Err(error)) => {
            own_page(headers, StatusCode::INTERNAL_SERVER_ERROR, "Not rendered", &error.to_string(), &base)
        }
        Err(_) => own_page(
            headers,
            StatusCode::INTERNAL_SERVER_ERROR,
            "Not rendered",
            "docsgen failed on this page. That is a mistake of docsgen's own: please report it.",
            &base,
        ),
    }
}

/// What is served beside the site.
fn own_file(server: &Arc<Server>, headers: &HeaderMap, name: &str, query: &str, base: String) -> Response<Body> {
    if name == "events" {
        return events(server, query, base);
    }
    match CLIENT.iter().find(|(own, _)| *own == name) {
        Some((name, text)) => {
            let digest = Digest::of(text.as_bytes());
            send(headers, StatusCode::OK, content_type(name), digest, Bytes::from_static(text.as_bytes()))
        }
        None => words(StatusCode::NOT_FOUND, "docsgen serves no such file"),
    }
}

fn redirect(location: &str) -> Response<Body> {
    // A path that starts with two slashes would lead to another host.
    let location = format!("/{}", location.trim_start_matches('/'));
    let mut response = words(StatusCode::MOVED_PERMANENTLY, &location);
    match HeaderValue::from_str(&location) {
        // Remembered for ever by browsers otherwise, and folders come and go while they are written.
        Ok(location) => {
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert(header::LOCATION, location);
            response
        }
        Err(_) => words(StatusCode::NOT_FOUND, "there is no such address"),
    }
}

fn page_or_file(
    headers: &HeaderMap,
    status: StatusCode,
    route: &str,
    file: &SiteFile,
    edition: &Edition,
    server: &Server,
    base: &str,
) -> Response<Body> {
    let kind = content_type(route);
    if !kind.starts_with("text/html") {
        return send(headers, status, kind, file.digest, Bytes::from_owner(Arc::clone(&file.bytes)));
    }
    let html = String::from_utf8_lossy(&file.bytes);
    let mut page = inject(&html, &format!("{base}{OWN}live.js"), &file.digest.to_string());
    if status == StatusCode::NOT_FOUND
        && let Some(site_url) = edition.site_url()
    {
        // It names files from the site's own address, since nobody knows how deep below it a missing page would be.
        page = page.replace(&format!("\"{site_url}"), &format!("\"{base}"));
    }
    let mut digest = Hasher::default();
    digest.digest(file.digest).digest(server.common.program).text(base);
    send(headers, status, kind, digest.finish(), Bytes::from(page))
}

/// A page of this server's own, with the live script: it is left for the site's as soon as there is one.
fn own_page(headers: &HeaderMap, status: StatusCode, title: &str, text: &str, base: &str) -> Response<Body> {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n\
         <p><a href=\"{base}\">The site</a></p>\n</body>\n</html>\n",
        escape(text)
    );
    let digest = Digest::of(html.as_bytes());
    let page = inject(&html, &format!("{base}{OWN}live.js"), NO_PAGE);
    send(headers, status, "text/html; charset=utf-8", digest, Bytes::from(page))
}

/// Sends a file, or the part of it that was asked for. HEAD is cut by the layer below.
fn send(headers: &HeaderMap, status: StatusCode, kind: &str, digest: Digest, bytes: Bytes) -> Response<Body> {
    let etag = format!("\"{digest}\"");
    let conditions = Conditions {
        if_none_match: text_of(headers, header::IF_NONE_MATCH),
        range: text_of(headers, header::RANGE),
        if_range: text_of(headers, header::IF_RANGE),
    };
    // Conditions are about what is there.
    let part = if status == StatusCode::OK { conditions.part(&etag, bytes.len()) } else { Part::Whole };
    let length = bytes.len();
    let (status, range, body) = match part {
        Part::Whole => (status, None, bytes),
        Part::Bytes(start, end) => {
            (StatusCode::PARTIAL_CONTENT, Some(format!("bytes {start}-{}/{length}", end - 1)), bytes.slice(start..end))
        }
        Part::Unsatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, Some(format!("bytes */{length}")), Bytes::new()),
        Part::NotModified => (StatusCode::NOT_MODIFIED, None, Bytes::new()),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    guard(headers);
    for (name, value) in [
        (header::ETAG, Some(etag.as_str())),
        (header::CONTENT_TYPE, Some(kind)),
        (header::CONTENT_RANGE, range.as_deref()),
    ] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// The stream of what is new for a tab.
fn events(server: &Arc<Server>, query: &str, base: String) -> Response<Body> {
    let path = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "path");
    let path = path.map(|(_, path)| path.into_owned()).unwrap_or_default();
    let below = path.strip_prefix(&*base).unwrap_or(path.trim_start_matches('/')).to_owned();
    let (told, waiting) = mpsc::channel(1);
    let mut state = server.state.clone();
    let common = Arc::clone(&server.common);
    tokio::spawn(async move {
        let first = state.borrow_and_update().clone();
        let mut tab = Tab::new(below, &first, common);
        let mut now = first;
        loop {
            let base = base.clone();
            let looked = tokio::task::spawn_blocking(move || {
                let news = tab.news(&now, &base);
                (tab, news)
            });
            let Ok((looked, news)) = looked.await else { break };
            tab = looked;
            if let Some(news) = news {
                let Ok(json) = serde_json::to_string(&news) else { break };
                let event = Event::default().data(json);
                // Waits for a tab that doesn't read, and ends with one that is gone.
                if told.send(event).await.is_err() {
                    break;
                }
            }
            tokio::select! {
                () = told.closed() => break,
                changed = state.changed() => if changed.is_err() { break },
            }
            now = state.borrow_and_update().clone();
        }
    });
    let mut response = Sse::new(Events(waiting)).keep_alive(KeepAlive::new().interval(STILL_THERE)).into_response();
    guard(response.headers_mut());
    // Proxies that gather answers before they pass them on would never pass on this one.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// Events as axum takes them.
struct Events(mpsc::Receiver<Event>);

impl Stream for Events {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}
