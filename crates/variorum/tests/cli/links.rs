//! Addresses as inputs, against a server on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use crate::{HARBOUR, HARBOUR_TOO, variorum};

/// A server that gives a page for each path; the address that it is reached at. It ends with the test.
pub(crate) fn serve(page: impl Fn(&str) -> (u16, &'static str, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let asked = lines.next().unwrap_or_default();
            lines.find(String::is_empty);
            let (status, headers, body) = page(asked.split(' ').nth(1).unwrap_or_default());
            let length = body.len();
            // A client that went away takes nothing.
            let _ = write!(stream, "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}");
        }
    });
    address
}

fn page(article: &str) -> String {
    let (headline, body) = article.split_once('\n').unwrap();
    let paragraphs: String = body.lines().map(|line| format!("<p>{line}</p>")).collect();
    format!(
        "<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )
}

/// An outlet with two articles, a page that is reserved, one that is forbidden, and none else.
fn outlet() -> String {
    serve(|path| match path {
        "/robots.txt" => (200, "", "user-agent: *\ndisallow: /private\n".to_owned()),
        "/one" => (200, "content-type: text/html; charset=utf-8\r\n", page(HARBOUR)),
        "/two.txt" => (200, "content-type: text/plain; charset=utf-8\r\n", HARBOUR_TOO.to_owned()),
        "/moved" => (301, "location: /one\r\n", String::new()),
        "/reserved" => (200, "tdm-reservation: 1\r\n", page(HARBOUR)),
        _ => (404, "", String::new()),
    })
}

#[test]
fn pages_are_compared_by_their_addresses() {
    let outlet = outlet();
    let (one, two) = (format!("{outlet}/one"), format!("{outlet}/two.txt"));
    let run = variorum(&["compare", "--private", "--format", "json", &one, &two]);
    assert_eq!(run.code, 0, "{}", run.err);
    let json = run.json();
    assert_eq!(json["witnesses"].as_array().unwrap().len(), 2);
    assert_eq!(json["witnesses"][0]["id"], one.as_str());
    assert_eq!(json["quotations"].as_array().unwrap().len(), 1);
}

#[test]
fn an_address_that_cannot_be_read_leaves_the_others() {
    let outlet = outlet();
    for (path, words) in [
        ("/three", "there is no page at this address (status 404)"),
        ("/private/page", "robots.txt"),
        ("/reserved", "add --mining-permitted"),
    ] {
        let (one, other) = (format!("{outlet}/one"), format!("{outlet}{path}"));
        let run = variorum(&["compare", "--private", &one, &other]);
        assert_eq!(run.code, 1, "{path}");
        assert!(run.err.contains(words) && run.err.contains(&other), "{path}: {}", run.err);
        assert!(run.out.contains("Fire destroys shed"), "{path}: {}", run.out);
    }
    let reserved = format!("{outlet}/reserved");
    assert_eq!(variorum(&["extract", "--private", "--mining-permitted", &reserved]).code, 0);
}

#[test]
fn the_own_network_is_asked_only_when_that_is_said() {
    let outlet = outlet();
    let one = format!("{outlet}/one");
    let run = variorum(&["extract", &one]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("an address of this machine"), "{}", run.out);
    let run = variorum(&["extract", "--private", &format!("{outlet}/moved")]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert_eq!(run.json()["title"], "Fire destroys shed in the old harbour");
}
