//! Places in pages, and pages that are too much.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use docsgen::fetch::{Alive, Answer, Options};

use super::server::{Asked, Server, reply};
use super::{ask, options};

/// The places that were found and those that are missing.
fn places(url: &str) -> (Vec<String>, Vec<String>) {
    match ask(url, &options()) {
        Answer::Alive(Alive { status: 200, fragments, missing, .. }) => {
            (fragments.into_iter().collect(), missing.into_iter().collect())
        }
        other => panic!("{other:?}"),
    }
}

fn found(name: &str) -> (Vec<String>, Vec<String>) {
    (vec![name.to_owned()], vec![])
}

fn missing(name: &str) -> (Vec<String>, Vec<String>) {
    (vec![], vec![name.to_owned()])
}

fn unknown() -> (Vec<String>, Vec<String>) {
    (vec![], vec![])
}

#[test]
fn places_are_looked_for_in_html_alone() {
    let page = "<h1 id=\"start\">A</h1><a name='old'></a><h2 id=user-content-install>";
    let server = Server::of(&[
        ("/page", &format!("200 OK\n\n{page}")),
        ("/moved", "301 Moved Permanently\nLocation: /page"),
        ("/moved-there", "301 Moved Permanently\nLocation: /page#start"),
        ("/text", &format!("200 OK\nContent-Type: text/plain\n\n{page}")),
        ("/app", "200 OK\n\n<div id=root></div><script src=app.js></script>"),
    ]);
    for (path, expected) in [
        ("/page#start", found("start")),
        ("/page#old", found("old")),
        ("/page#install", found("install")),
        ("/page#%73tart", found("start")),
        ("/page#gone", missing("gone")),
        ("/moved#gone", missing("gone")),
        // Of these nobody will ever know more, so that nobody needs to ask again.
        ("/moved-there#gone", found("gone")),
        ("/text#gone", found("gone")),
        ("/app#gone", found("gone")),
    ] {
        assert_eq!(places(&server.url(path)), expected, "{path}");
    }
    assert!(server.asked().iter().all(|asked| asked.starts_with("GET ")), "{:?}", server.asked());
}

/// A page without an end, after what it begins with.
fn endless(start: &'static [u8], head: &'static str, more: &[u8]) -> Server {
    let more = more.to_vec();
    Server::new(move |_: &Asked, stream: &mut TcpStream| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}Connection: close\r\n\r\n");
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(start));
        while stream.write_all(&more).is_ok() {}
    })
}

#[test]
fn a_page_without_an_end_is_read_as_far_as_it_is_needed() {
    let server = endless(b"<h1 id=start>A</h1>", "", &[b'x'; 1 << 16]);
    assert_eq!(places(&server.url("/#start")), found("start"));
    assert_eq!(places(&server.url("/#gone")), unknown());
    assert_eq!(ask(&server.url("/"), &options()), Answer::Alive(Alive { status: 200, ..Alive::default() }));
    let tag = endless(b"<h1 id=\"", "", &[b'x'; 1 << 16]);
    assert_eq!(places(&tag.url("/#gone")), unknown());
    let chunk = [&b"1000\r\n"[..], &b"<p>x".repeat(1024), b"\r\n"].concat();
    let chunks = endless(b"", "Transfer-Encoding: chunked\r\n", &chunk);
    assert_eq!(places(&chunks.url("/#gone")), unknown());
}

/// A gzip of `<`-less text that is 200 times as long as itself: one letter, then copies of 258 letters, in fixed codes.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut byte, mut bit) = (0_u8, 0);
    let mut put = |value: u32, count: u32, packed: &mut Vec<u8>| {
        for at in (0..count).rev() {
            byte |= u8::from(value >> at & 1 == 1) << bit;
            bit += 1;
            if bit == 8 {
                packed.push(byte);
                (byte, bit) = (0, 0);
            }
        }
    };
    // The last block, in fixed codes; the letter x; copies of 258 from one letter back; the end.
    put(0b110, 3, &mut packed);
    put(0x30 + u32::from(b'x'), 8, &mut packed);
    for _ in 0..bytes / 258 {
        put(0b1100_0101, 8, &mut packed);
        put(0, 5, &mut packed);
    }
    put(0, 7, &mut packed);
    put(0, 7, &mut packed);
    packed.extend([0; 8]);
    packed
}

#[test]
fn a_small_file_that_unpacks_to_a_large_one_is_cut() {
    let small = bomb(1 << 20);
    let large = bomb(1 << 26);
    assert!(large.len() < 1 << 20, "{}", large.len());
    let server = Server::new(move |asked, stream| {
        let body = if asked.path == "/small" { &small } else { &large };
        reply(asked, stream, "200 OK\nContent-Encoding: gzip", body);
    });
    assert_eq!(places(&server.url("/large#gone")), unknown());
    // Its checksum is wrong, so that it has no end that can be trusted either.
    assert_eq!(places(&server.url("/small#gone")), unknown());
}

#[test]
fn a_page_that_breaks_off_or_drips_says_nothing_of_what_would_have_come() {
    let broken = Server::new(|_, stream| {
        let _ =
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<h1 id=a>");
    });
    assert_eq!(places(&broken.url("/#a")), found("a"));
    assert_eq!(places(&broken.url("/#b")), unknown());
    let dripping = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1 id=a>");
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let hasty = Options { timeout: Duration::from_secs(2), retries: 0, ..options() };
    let answer = ask(&dripping.url("/#b"), &hasty);
    assert_eq!(answer, Answer::Alive(Alive { status: 200, ..Alive::default() }));
}
