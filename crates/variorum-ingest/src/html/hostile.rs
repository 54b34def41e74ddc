//! Pages made to be slow or to break a reader: their cost is held against that of a plain page as long.

#![expect(clippy::disallowed_types, reason = "the reader has no clock, its tests measure it")]

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::read_page;

/// Bytes of each page.
const LENGTH: usize = 512 << 10;
/// How many times as long as a plain page a hostile one may take: work that grows with the square of the
/// length takes thousands of times as long.
const TIMES: u32 = 40;

const WORDS: &str =
    "Heavy rain fell on Ellery for three days, and the river rose by two metres in one night. ";

fn filled(start: &str, piece: impl Fn(usize) -> String, end: &str) -> String {
    let mut page = start.to_owned();
    let mut number = 0;
    while page.len() < LENGTH {
        page.push_str(&piece(number));
        number += 1;
    }
    page + end
}

fn plain() -> String {
    filled(
        "<title>Storm</title><h1>Storm hits Ellery</h1><article>",
        |_| format!("<p>{WORDS}</p>\n"),
        "</article>",
    )
}

/// How long reading takes, whatever comes of it.
fn cost(page: &[u8]) -> Duration {
    let start = Instant::now();
    let read = read_page("page", None, page);
    let took = start.elapsed();
    if let Ok(page) = read {
        assert!(page.article.text.len() <= 2 * LENGTH, "no more text than page");
    }
    took
}

#[track_caller]
fn check(page: impl AsRef<[u8]>) {
    let page = page.as_ref();
    // The least of several: other work on the machine only ever adds.
    let least = |page: &[u8]| (0..2).map(|_| cost(page)).min().unwrap_or_default();
    static BENIGN: OnceLock<Duration> = OnceLock::new();
    let benign = *BENIGN.get_or_init(|| least(plain().as_bytes()));
    let hostile = least(page);
    let most = benign * TIMES + Duration::from_millis(200);
    assert!(hostile <= most, "{hostile:?} for a page whose like takes {benign:?}");
}

#[test]
fn one_line() {
    check(filled("<p>", |_| WORDS.to_owned(), "</p>"));
}

#[test]
fn nested_elements() {
    check(filled("", |_| "<div>".to_owned(), "x"));
    check(filled("", |_| "<b>".to_owned(), "x"));
    check(filled("", |_| "<a href=x>y".to_owned(), ""));
    check(filled("", |_| "<table><tr><td>".to_owned(), "x"));
    check(filled("", |_| "<ul><li>".to_owned(), "x"));
    check(filled("", |_| "<blockquote><p>x".to_owned(), ""));
}

#[test]
fn attributes() {
    check(filled("<p", |number| format!(" a{number}=1"), ">x"));
    check(filled("<p class='", |number| format!("c{number} "), "'>x"));
    check(filled("", |number| format!("<p class=c{number}>x"), ""));
}

#[test]
fn siblings() {
    check(filled("", |_| "<i>x</i>".to_owned(), ""));
    check(filled("", |_| "<p>x".to_owned(), ""));
    check(filled("", |_| "<br>x".to_owned(), ""));
    check(filled("", |_| "<h1>Storm hits".to_owned(), ""));
}

#[test]
fn dates_and_bylines() {
    check(filled("", |_| "<time class=date>May".to_owned(), ""));
    check(filled("", |_| "<div class=comment><span class=author>by".to_owned(), ""));
    check(filled("<h1>x</h1>", |_| "<p class=byline>By 1".to_owned(), ""));
    check(filled("<meta name=date content=2031-05-06T07:00:00Z>", |_| ":00:00".to_owned(), ""));
    check(filled("", |_| "<meta name=author content=x>".to_owned(), ""));
}

#[test]
fn what_never_ends() {
    check(filled("<plaintext>", |_| "<p>x</p>".to_owned(), ""));
    check(filled("<script>", |_| "<p>x</p>".to_owned(), ""));
    check(filled("<!--", |_| "<p>x</p>".to_owned(), ""));
    check(filled("<title>", |_| "x ".to_owned(), ""));
    check(filled("<p title='", |_| "x ".to_owned(), ""));
}

#[test]
fn references_and_data() {
    check(filled("<p>", |_| "&amp;&#0;&notin;&x".to_owned(), ""));
    check(filled("<script type=application/ld+json>", |_| "[".to_owned(), "</script><p>x"));
    check(filled(
        "<script type=application/ld+json>[",
        |_| "{\"@type\":\"NewsArticle\"},".to_owned(),
        "1]</script><p>x",
    ));
}

#[test]
fn bytes_of_no_charset() {
    check(filled("<p>", |_| "x\0y".to_owned(), ""));
    let wide: Vec<u8> = plain().encode_utf16().flat_map(u16::to_le_bytes).take(LENGTH).collect();
    check(wide);
    let odd: Vec<u8> = (0..LENGTH).map(|at| (at * 7919 % 251) as u8 | 1).collect();
    check(odd);
}
