//! The web as it is: servers that are slow, busy, wrong or hostile, played by one on this machine.

mod bodies;
pub(crate) mod server;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use docsgen::fetch::{Alive, Answer, Observer, Options, Pace, Request, WebUrl, Why, fetch, is_public};

use self::server::{Server, reply};

/// Counts answers.
#[derive(Default)]
struct Count(Mutex<Vec<usize>>);

impl Observer for Count {
    fn answered(&self, index: usize, _: &Answer) {
        self.0.lock().expect("not poisoned").push(index);
    }
}

/// Asks without waiting between requests. The timeout is one that no test reaches unless it wants to.
fn options() -> Options {
    Options {
        timeout: Duration::from_secs(60),
        pace: Pace { gap: Duration::ZERO, backoff: Duration::from_millis(1), ..Pace::default() },
        reachable: |_| true,
        ..Options::default()
    }
}

/// One request after the other, so that their order is known.
fn one_by_one() -> Options {
    let options = options();
    Options { pace: Pace { at_once_per_host: 1, ..options.pace }, ..options }
}

fn request(url: &str) -> Request {
    let (url, fragment) = WebUrl::parse(url).expect("an address");
    Request { url, fragments: fragment.into_iter().collect() }
}

fn ask_all(urls: &[String], options: &Options) -> Vec<Answer> {
    let requests: Vec<Request> = urls.iter().map(|url| request(url)).collect();
    let count = Count::default();
    let answers = fetch(&requests, options, &count);
    let mut told = count.0.into_inner().expect("not poisoned");
    told.sort_unstable();
    assert_eq!(told, (0..urls.len()).collect::<Vec<_>>(), "each answer is told once");
    answers
}

fn ask(url: &str, options: &Options) -> Answer {
    ask_all(&[url.to_owned()], options).remove(0)
}

fn alive() -> Answer {
    Answer::Alive(Alive { status: 200, ..Alive::default() })
}

fn unreachable(why: Why) -> Answer {
    Answer::Unreachable { why, at: None }
}

fn refused(status: u16) -> Why {
    Why::Refused { status, wait: None }
}

#[test]
fn the_head_of_a_page_is_enough() {
    let server = Server::of(&[("/", "200 OK")]);
    assert_eq!(ask(&server.url("/"), &options()), alive());
    assert_eq!(server.asked(), ["HEAD /"]);
    assert_eq!(ask_all(&[], &options()), []);
}

#[test]
fn what_head_is_refused_is_asked_with_get() {
    for status in ["405 Method Not Allowed", "403 Forbidden", "501 Not Implemented", "404 Not Found", "500 No"] {
        let server = Server::new(move |asked, stream| {
            reply(asked, stream, if asked.is_head() { status } else { "200 OK" }, b"<h1>there</h1>");
        });
        assert_eq!(ask(&server.url("/a"), &options()), alive(), "{status}");
        assert_eq!(server.asked(), ["HEAD /a", "GET /a"]);
    }
    let server = Server::new(|asked, stream| {
        if !asked.is_head() {
            reply(asked, stream, "200 OK", b"");
        }
    });
    assert_eq!(ask(&server.url("/a"), &options()), alive(), "silence is a refusal");
    assert_eq!(server.asked(), ["HEAD /a", "GET /a"]);
}

#[test]
fn only_what_is_certainly_gone_is_gone() {
    let server = Server::of(&[
        ("/404", "404 Not Found"),
        ("/410", "410 Gone"),
        ("/401", "401 Unauthorized"),
        ("/403", "403 Forbidden"),
        ("/500", "500 Internal Server Error"),
        ("/204", "204 No Content"),
        ("/300", "300 Multiple Choices"),
    ]);
    let paths = ["/404", "/410", "/401", "/403", "/500", "/204", "/300"];
    let urls = paths.map(|path| server.url(path));
    let gone = |status| Answer::Gone { status, at: None };
    let no_content = Answer::Alive(Alive { status: 204, ..Alive::default() });
    let rest = [401, 403, 500].map(|status| unreachable(refused(status)));
    let [unauthorized, forbidden, fault] = rest;
    let expected = [gone(404), gone(410), unauthorized, forbidden, fault, no_content, unreachable(refused(300))];
    assert_eq!(ask_all(&urls, &options()), expected);

    let accepting = Options { accept: BTreeSet::from([403]), ..options() };
    assert_eq!(ask(&urls[3], &accepting), Answer::Alive(Alive { status: 403, ..Alive::default() }));
}

/// A server that is busy at first: it answers so, with these headers, once for each path.
fn busy(status: &'static str) -> Server {
    Server::new(move |asked, stream| {
        // What comes after may be another method.
        let first = asked.before == 0 && asked.is_head();
        reply(asked, stream, if first { status } else { "200 OK" }, b"");
    })
}

#[test]
fn a_busy_server_is_asked_again_when_it_says_so() {
    // Whoever doesn't listen to `Retry-After` waits for longer than is ever waited, and gives up.
    let deaf = Options { pace: Pace { backoff: Duration::from_secs(1_000), ..one_by_one().pace }, ..one_by_one() };
    for head in [
        "429 Too Many Requests\nRetry-After: 0",
        "503 Service Unavailable\nRetry-After: 0",
        "429 Slow down\nDate: Fri, 20 Nov 2026 10:00:00 GMT\nRetry-After: Fri, 20 Nov 2026 10:00:00 GMT",
        "429 Slow down\nDate: Fri, 20 Nov 2026 10:00:00 GMT\nRetry-After: Fri, 20 Nov 2026 09:00:00 GMT",
    ] {
        let server = Server::new(move |asked, stream| {
            let busy = asked.path == "/a" && asked.before == 0;
            reply(asked, stream, if busy { head } else { "200 OK" }, b"");
        });
        let urls = ["/a", "/b"].map(|path| server.url(path));
        assert_eq!(ask_all(&urls, &deaf), [alive(), alive()], "{head}");
        assert_eq!(server.asked(), ["HEAD /a", "HEAD /a", "HEAD /b"], "the host is left alone until then");
    }
    let server = busy("429 Too Many Requests");
    assert_eq!(ask(&server.url("/"), &options()), alive(), "without a word a moment is enough");
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_server_that_asks_for_too_long_is_left_alone_for_good() {
    for head in [
        "429 Too Many Requests\nRetry-After: 3600",
        "503 Busy\nDate: Fri, 20 Nov 2026 10:00:00 GMT\nRetry-After: Fri, 20 Nov 2026 11:00:00 GMT",
    ] {
        let server = Server::new(move |asked, stream| reply(asked, stream, head, b""));
        let other = Server::of(&[("/c", "200 OK")]);
        let urls = [server.url("/a"), server.url("/b"), other.url("/c")];
        let answers = ask_all(&urls, &one_by_one());
        for answer in &answers[..2] {
            let Answer::Unreachable { why: Why::Refused { wait, .. }, at: None } = answer else { panic!("{answer:?}") };
            assert_eq!(*wait, Some(Duration::from_secs(3600)));
        }
        assert_eq!((&answers[2], server.asked().len()), (&alive(), 1), "others aren't concerned, and nobody insists");
    }
}

#[test]
fn a_server_that_stays_busy_is_asked_a_few_times() {
    let server = Server::new(|asked, stream| reply(asked, stream, "503 Service Unavailable", b""));
    assert_eq!(ask(&server.url("/"), &options()), unreachable(refused(503)));
    assert_eq!(server.asked().len(), 3, "once and two retries");
    let server = Server::new(|asked, stream| reply(asked, stream, "504 Gateway Timeout", b""));
    assert_eq!(ask(&server.url("/"), &Options { retries: 0, ..options() }), unreachable(refused(504)));
    assert_eq!(server.asked(), ["HEAD /", "GET /"]);
}

#[test]
fn redirects_are_followed_and_permanent_ones_remembered() {
    let server = Server::of(&[
        ("/a", "301 Moved Permanently\nLocation: /b"),
        ("/b", "308 Permanent Redirect\nLocation: c?x=1"),
        ("/c?x=1", "200 OK"),
        ("/perm-temp", "301 Moved Permanently\nLocation: /temp"),
        ("/temp", "302 Found\nLocation: /c?x=1"),
        ("/see", "303 See Other\nLocation: /c?x=1"),
        ("/temp-perm", "307 Temporary Redirect\nLocation: /b"),
        ("/gone", "301 Moved Permanently\nLocation: /nothing"),
        ("/nowhere", "302 Found"),
        ("/mail", "302 Found\nLocation: mailto:a@example.org"),
    ]);
    let moved = |path: &str| {
        let moved_to = Some(request(&server.url(path)).url);
        Answer::Alive(Alive { status: 200, moved_to, ..Alive::default() })
    };
    for (path, expected) in [
        ("/a", moved("/c?x=1")),
        ("/perm-temp", moved("/temp")),
        ("/temp", alive()),
        ("/see", alive()),
        ("/temp-perm", alive()),
        ("/gone", Answer::Gone { status: 404, at: Some(request(&server.url("/nothing")).url) }),
        ("/nowhere", unreachable(refused(302))),
        ("/mail", unreachable(Why::BadRedirect("mailto:a@example.org".to_owned()))),
    ] {
        assert_eq!(ask(&server.url(path), &options()), expected, "{path}");
    }
}

#[test]
fn redirects_that_go_on_and_on_are_left() {
    let server = Server::new(|asked, stream| {
        let location = match &*asked.path {
            "/loop" => "/loop2".to_owned(),
            "/loop2" => "/loop".to_owned(),
            "/self" => "/self#x".to_owned(),
            path => {
                let number: u32 = path.trim_start_matches('/').parse().expect("a number");
                if number == 10 {
                    return reply(asked, stream, "200 OK", b"");
                }
                format!("/{}", number + 1)
            }
        };
        reply(asked, stream, &format!("302 Found\nLocation: {location}"), b"");
    });
    let at = |path: &str| Some(request(&server.url(path)).url);
    for (path, expected) in [
        ("/loop", Answer::Unreachable { why: Why::RedirectLoop, at: at("/loop2") }),
        ("/self", unreachable(Why::RedirectLoop)),
        ("/0", alive()),
        ("/11", Answer::Unreachable { why: Why::TooManyRedirects, at: at("/21") }),
    ] {
        let before = server.asked().len();
        assert_eq!(ask(&server.url(path), &options()), expected, "{path}");
        assert!(server.asked().len() - before <= 11, "{path}");
    }
}

#[test]
fn a_redirect_waits_for_its_turn_at_the_host_it_leads_to() {
    let target = Server::new(|asked, stream| reply(asked, stream, "200 OK", b""));
    let to = target.url("");
    let source = Server::new(move |asked, stream| {
        reply(asked, stream, &format!("302 Found\nLocation: {to}{}", asked.path), b"");
    });
    let urls: Vec<String> = (0..20).map(|number| source.url(&format!("/{number}"))).collect();
    assert!(ask_all(&urls, &one_by_one()).iter().all(|answer| *answer == alive()));
    assert_eq!((source.most_at_once(), target.most_at_once()), (1, 1));
    assert_eq!((source.asked().len(), target.asked().len()), (20, 20));
}

#[test]
fn silence_noise_and_broken_connections_are_told_apart() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        format!("http://{}/", listener.local_addr().expect("an address"))
    };
    let refused = Why::Connection("the connection was refused".to_owned());
    assert_eq!(ask(&closed, &options()), unreachable(refused));

    let reset = Server::new(|_, _| {});
    let broken = Why::Connection("the connection was broken off".to_owned());
    assert_eq!(ask(&reset.url("/"), &options()), unreachable(broken));
    assert_eq!(reset.asked(), ["HEAD /", "GET /", "GET /"], "it may be better the next time");

    for noise in [&b"SSH-2.0-OpenSSH_9.6\r\n\r\n"[..], b"HTTP/1.1 abc\r\n\r\n", b"\0\xff\0\xff\r\n\r\n"] {
        let server = Server::new(move |_, stream| drop(stream.write_all(noise)));
        assert_eq!(ask(&server.url("/"), &options()), unreachable(Why::NotHttp), "{noise:?}");
    }
    let headers = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let answer = ask(&headers.url("/"), &Options { retries: 0, ..options() });
    assert!(matches!(answer, Answer::Unreachable { .. }), "headers without an end: {answer:?}");
}

#[test]
fn an_answer_that_does_not_come_is_not_waited_for() {
    let silent = Server::new(|_, stream| {
        // Until the client goes away.
        let _ = std::io::Read::read(stream, &mut [0]);
    });
    let dripping = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"X-More: x\r\n").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let hasty = Options { timeout: Duration::from_secs(1), retries: 1, ..options() };
    for server in [silent, dripping] {
        assert_eq!(ask(&server.url("/"), &hasty), unreachable(Why::TimedOut));
        assert_eq!(server.asked(), ["HEAD /", "GET /"]);
    }
}

#[test]
fn a_host_that_never_answers_is_given_up() {
    let dead = Server::new(|_, _| {});
    let good = Server::new(|asked, stream| reply(asked, stream, "200 OK", b""));
    let mut urls: Vec<String> = (0..50).map(|number| dead.url(&format!("/{number}"))).collect();
    urls.push(good.url("/"));
    let answers = ask_all(&urls, &options());
    assert!(answers[..50].iter().all(|answer| matches!(answer, Answer::Unreachable { why: Why::Connection(_), .. })));
    assert_eq!(answers[50], alive());
    let asked = dead.asked().len();
    assert!((6..=8).contains(&asked), "six in a row, and what ran beside them: {asked}");
}

#[test]
fn a_host_is_asked_by_two_at_once() {
    let slow = || {
        Server::new(|asked, stream| {
            std::thread::sleep(Duration::from_millis(5));
            reply(asked, stream, "200 OK", b"");
        })
    };
    let servers = [slow(), slow(), slow()];
    let urls: Vec<String> = (0..90).map(|number| servers[number % 3].url(&format!("/{number}"))).collect();
    assert!(ask_all(&urls, &options()).iter().all(|answer| *answer == alive()));
    for server in &servers {
        assert!(server.most_at_once() <= 2, "{}", server.most_at_once());
        assert_eq!(server.asked().len(), 30);
    }
}

#[test]
fn private_addresses_are_not_asked() {
    let server = Server::of(&[("/", "200 OK")]);
    let public = Options { reachable: is_public, ..options() };
    let port = server.port();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.0.0.1", "2130706433"] {
        assert_eq!(ask(&format!("http://{host}:{port}/"), &public), Answer::Private, "{host}");
    }
    assert_eq!(server.asked(), Vec::<String>::new());
    assert_eq!(ask(&server.url("/"), &options()), alive(), "unless that is wanted");
}

#[test]
fn each_hop_is_looked_up_before_it_is_asked() {
    let server = Server::new(|asked, stream| {
        let location = match &*asked.path {
            "/name" => "//inside.docsgen-test.dev/x",
            "/number" => "http://10.0.0.1/x",
            "/metadata" => "http://[::ffff:169.254.169.254]/x",
            "/fine" => "//outside.docsgen-test.dev/there",
            _ => return reply(asked, stream, "200 OK", b""),
        };
        reply(asked, stream, &format!("302 Found\nLocation: {location}"), b"");
    });
    let here = SocketAddr::from(([127, 0, 0, 1], server.port()));
    let inside = SocketAddr::from(([10, 1, 2, 3], server.port()));
    let options = Options {
        // In this test 127.0.0.1 is the internet.
        reachable: |address| address == IpAddr::V4(Ipv4Addr::LOCALHOST) || is_public(address),
        lookup: Some(Arc::new(move |host, _| {
            Ok(match host {
                "outside.docsgen-test.dev" => vec![here],
                "both.docsgen-test.dev" => vec![inside, here],
                "inside.docsgen-test.dev" => vec![inside],
                "numbers.docsgen-test.dev" => vec![],
                _ => return Err(std::io::Error::other("failed to lookup address information: unknown")),
            })
        })),
        ..options()
    };
    let outside = "http://outside.docsgen-test.dev";
    let hop = |to: &str| Answer::Unreachable { why: Why::Private, at: Some(request(to).url) };
    for (url, expected) in [
        (format!("{outside}/name"), hop("http://inside.docsgen-test.dev/x")),
        (format!("{outside}/number"), hop("http://10.0.0.1/x")),
        (format!("{outside}/metadata"), hop("http://[::ffff:169.254.169.254]/x")),
        (format!("{outside}/fine"), alive()),
        ("http://both.docsgen-test.dev/there".to_owned(), alive()),
        ("http://inside.docsgen-test.dev/".to_owned(), Answer::Private),
        ("http://numbers.docsgen-test.dev/".to_owned(), unreachable(Why::NoSuchHost)),
        ("http://unknown.docsgen-test.dev/".to_owned(), unreachable(Why::NoSuchHost)),
    ] {
        assert_eq!(ask(&url, &options), expected, "{url}");
    }
}

#[test]
fn a_certificate_that_nobody_signed_is_no_proof() {
    let key = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let chain = vec![key.cert.der().clone()];
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .expect("a certificate and its key");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}/", listener.local_addr().expect("an address"));
    let shaken = Arc::new(Mutex::new(0));
    let count = Arc::clone(&shaken);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).expect("a connection");
            *count.lock().expect("not poisoned") += 1;
            // The client breaks it off.
            while connection.is_handshaking() && connection.complete_io(&mut stream).is_ok() {}
        }
    });
    let answer = ask(&url, &options());
    let Answer::Unreachable { why: Why::Certificate(reason), at: None } = answer else { panic!("{answer:?}") };
    assert_eq!(reason, "its certificate is signed by nobody who is known");
    assert_eq!(*shaken.lock().expect("not poisoned"), 1, "it gets no better by asking again");
}

#[test]
fn docsgen_says_who_it_is_and_carries_no_secrets() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let server = Server::new(move |asked, stream| {
        log.lock().expect("not poisoned").push(asked.headers.clone());
        let first = "302 Found\nLocation: /b\nSet-Cookie: a=b";
        reply(asked, stream, if asked.path == "/a" { first } else { "200 OK" }, b"");
    });
    let named = Options { user_agent: "somebody/1".to_owned(), ..options() };
    assert_eq!(ask(&server.url("/a"), &named), alive());
    for headers in &*seen.lock().expect("not poisoned") {
        assert_eq!(headers.get("user-agent").map(String::as_str), Some("somebody/1"));
        assert!(["cookie", "authorization", "referer"].iter().all(|name| !headers.contains_key(*name)), "{headers:?}");
    }
}
