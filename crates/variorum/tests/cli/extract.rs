//! `extract` and the files that hold pages and drafts.

use crate::{Folder, run, variorum};

const PAGE: &str = "<title>Storm</title><h1>Storm hits Ellery</h1><article>\
    <p>Heavy rain fell on Ellery for three days, and the river rose by two metres in one night.</p>\
    <p>The town hall was closed on Monday, the mayor said, and nobody could say when it would open.</p></article>";

fn record(url: &str, media_type: &str, body: &str) -> String {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n{body}");
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-05-06T07:00:00Z\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

#[test]
fn an_archive_is_read_record_by_record() {
    let folder = Folder::new("warc");
    let first = record("https://ellery.example/1", "text/html; charset=utf-8", PAGE);
    let picture = record("https://ellery.example/2", "image/png", "none");
    let last = record("https://ellery.example/3", "text/html", &PAGE.replace("Storm hits", "Flood hits"));
    let archive = folder.file("crawl.warc", format!("{first}{picture}nothing\r\n{last}"));
    let page = folder.file("page.html", PAGE);
    let run = variorum(&["extract", &page, &archive, &page]);
    assert_eq!(run.code, 1, "a broken stretch is said: {}", run.err);
    let lines = run.lines();
    let of = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(
        of("id"),
        ["page.html", "https://ellery.example/1", "crawl.warc", "https://ellery.example/3", "page.html"]
    );
    assert_eq!(lines[2]["error"]["kind"], "broken-record");
    assert_eq!(lines[3]["title"], "Flood hits Ellery");
    assert_eq!(lines[1]["text"], lines[0]["text"]);
    let bytes = std::fs::read_to_string(&archive).unwrap();
    let place = |name: &str| lines[3]["record"][name].as_u64().unwrap() as usize;
    let stretch = &bytes[place("offset")..place("offset") + place("length")];
    assert!(stretch.starts_with("WARC/1.1") && stretch.ends_with("</article>"), "{stretch}");
    assert_eq!(lines[3]["record"]["date"], "2031-05-06T07:00:00Z");
}

#[test]
fn an_archive_comes_on_standard_input_as_a_page_does() {
    let archive = record("https://ellery.example/1", "text/html; charset=utf-8", PAGE);
    let piped = run(&["extract", "-"], archive.as_bytes());
    assert_eq!((piped.code, piped.lines().len()), (0, 1), "{}", piped.err);
    assert_eq!(piped.lines()[0]["id"], "https://ellery.example/1");
    let page = run(&["extract", "-"], PAGE.as_bytes());
    assert_eq!(page.lines()[0]["id"], "-");
    assert_eq!(page.lines()[0]["text"], piped.lines()[0]["text"]);
}

#[test]
fn a_page_is_unpacked_by_its_name() {
    let folder = Folder::new("packed-pages");
    let packed = include_bytes!("../../../variorum-ingest/src/packing/rain.br");
    let run = variorum(&["extract", &folder.file("page.html.br", packed)]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.lines()[0]["text"], "Rain fell on Ellery, rain fell on Ossing.");
}

#[test]
fn a_saved_page_is_read_as_the_page_in_it() {
    let folder = Folder::new("saved");
    let head = "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n";
    let quoted = PAGE.replace('=', "=3D").replace("three days", "three =\r\ndays");
    let part = format!(
        "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
         Content-Location: https://ellery.example/storm\r\n\r\n{quoted}\r\n--b--\r\n"
    );
    let (saved, page) = (folder.file("a.mhtml", format!("{head}{part}")), folder.file("b.html", PAGE));
    let run = variorum(&["extract", &saved, &page]);
    let lines = run.lines();
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(lines[0]["text"], lines[1]["text"]);
    assert_eq!(lines[0]["canonical_url"], "https://ellery.example/storm");
}

#[test]
fn a_pdf_is_refused_with_advice() {
    let folder = Folder::new("pdf");
    let pdf = folder.file("story.pdf", "%PDF-1.7\n1 0 obj\n");
    let run = variorum(&["extract", &pdf]);
    assert_eq!(run.code, 1);
    let message = run.lines()[0]["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("PDF") && message.contains("save"), "{message}");
}
