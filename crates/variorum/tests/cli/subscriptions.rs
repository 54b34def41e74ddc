//! Subscriptions, against a server on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use flate2::read::MultiGzDecoder;

use crate::links::serve;
use crate::{Folder, HARBOUR, variorum};

fn feed(title: &str, entries: &[(&str, &str)]) -> String {
    let entry = |(id, words): &(&str, &str)| {
        format!(
            "<item><guid isPermaLink='false'>{id}</guid><title>{id}</title><pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate>\
             <description>{words}</description></item>"
        )
    };
    let entries: String = entries.iter().map(entry).collect();
    format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title><link>https://{title}.example/</link>{entries}</channel></rss>"
    )
}

const WORDS: &str = "A fire destroyed the north shed of the old harbour in Port Ellery on Monday evening.";
const OTHER: &str = "The council of Marsh End voted on Tuesday to close the town's only library.";

fn outlet() -> String {
    serve(|path| match path {
        "/" => (
            200,
            "",
            "<html><head><link rel=alternate type=application/rss+xml href=/feed></head>".to_owned(),
        ),
        "/feed" => (200, "etag: \"1\"\r\n", feed("coast", &[("fire", WORDS), ("vote", OTHER)])),
        "/page" => (
            200,
            "",
            format!(
                "<html><body><article><h1>Fire</h1><p>{}</p></article>",
                HARBOUR.replace('\n', "</p><p>")
            ),
        ),
        _ => (404, "", String::new()),
    })
}

#[test]
fn what_a_feed_brings_stands_in_the_store() {
    let (outlet, folder) = (outlet(), Folder::new("subscriptions"));
    let store = folder.file("unused", "").replace("unused", "store.db");
    let at = ["--store", &store];
    let run = variorum(&[&["subscribe", "--private", &format!("{outlet}/")], &at[..]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("subscribed: ") && run.out.contains("coast (feed)"), "{}", run.out);
    let run = variorum(&[&["subscribe", "--private", &format!("{outlet}/feed")], &at[..]].concat());
    assert!(run.out.starts_with("subscribed already: "), "{}", run.out);
    let archive = store.replace("store.db", "answers.warc.gz");
    let run = variorum(&[&["fetch", "--warc", &archive], &at[..]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.contains("asked 1 of 1 subscription: 0 not modified, 0 failed; 2 new articles"),
        "{}",
        run.out
    );
    let mut records = String::new();
    MultiGzDecoder::new(std::fs::File::open(&archive).unwrap()).read_to_string(&mut records).unwrap();
    assert!(records.contains("WARC-Type: response") && records.contains("Marsh End"), "{records}");
    // Nobody is asked before it is due.
    let run = variorum(&[&["fetch"], &at[..]].concat());
    assert!(run.out.contains("asked 0 of 1 subscription; the next is due 20"), "{}", run.out);
    let run = variorum(&[&["search", "council"], &at[..]].concat());
    assert!(run.out.contains("library") || run.out.contains("council"), "{}", run.out);
    let run = variorum(&[&["subscriptions", "list", "--format", "json"], &at[..]].concat());
    let row = run.json();
    assert_eq!(
        (row["articles"].as_u64(), row["clean"].as_u64(), row["requests"].as_u64()),
        (Some(2), Some(2), Some(1))
    );
    assert_eq!(row["last"]["status"], 200);
    assert_eq!(row["title"], "coast");
    let run = variorum(&[&["subscriptions", "list"], &at[..]].concat());
    assert!(run.out.contains("2 articles, 100 % read cleanly"), "{}", run.out);
}

#[test]
fn a_page_is_watched_and_pages_behind_entries_are_never_of_the_own_network() {
    let folder = Folder::new("watched");
    let store = folder.file("unused", "").replace("unused", "store.db");
    let outlet = outlet();
    let linked = serve(move |path| match path {
        "/feed" => {
            let item = format!(
                "<item><link>{outlet}/page</link><title>Fire</title><description>{WORDS}</description></item>"
            );
            (200, "", format!("<rss version='2.0'><channel><title>bay</title>{item}</channel></rss>"))
        }
        "/watched" => (200, "", format!("<html><body><article><h1>Watched</h1><p>{OTHER}</p></article>")),
        _ => (404, "", String::new()),
    });
    let at = ["--store", &store, "--private"];
    let run = variorum(&[&["subscribe", "--pages", &format!("{linked}/feed")], &at[..]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    let run = variorum(&[&["subscribe", "--watch", &format!("{linked}/watched")], &at[..]].concat());
    assert!(run.out.contains("(page)"), "{}", run.out);
    let run = variorum(&["fetch", "--store", &store]);
    assert_eq!(run.code, 1, "the page behind the entry failed");
    assert!(run.err.contains("an address of this machine"), "{}", run.err);
    assert!(run.out.contains("2 new articles"), "the feed's own words are taken: {}", run.out);
    let run = variorum(&["subscriptions", "check", "--store", &store]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("an address of this machine") && run.out.contains("1 of 2 fail"), "{}", run.out);
}

#[test]
fn what_cannot_be_subscribed_to_is_said() {
    let (outlet, folder) = (outlet(), Folder::new("unsubscribable"));
    let store = folder.file("unused", "").replace("unused", "store.db");
    for (address, private, words) in [
        (format!("{outlet}/none"), true, "no page at this address"),
        (format!("{outlet}/feed"), false, "an address of this machine"),
        ("ftp://outlet.example/feed".to_owned(), true, "only http and https"),
    ] {
        let mut arguments = vec!["subscribe", "--store", &store, &address];
        arguments.extend(private.then_some("--private"));
        let run = variorum(&arguments);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{address}");
        assert!(run.err.contains(words), "{address}: {}", run.err);
    }
    let run = variorum(&["subscriptions", "list", "--store", &store]);
    assert!(run.out.contains("no subscriptions"), "{}", run.out);
    let run = variorum(&["subscriptions", "remove", "--store", &store, "https://none.example/"]);
    assert!(run.code == 1 && run.err.contains("no such subscription"), "{}", run.err);
}

#[test]
fn lists_go_out_and_come_in() {
    let folder = Folder::new("opml");
    let list = folder.file(
        "list.opml",
        "<opml><body><outline text='News'><outline text='Coast &amp; Bay' xmlUrl='https://a.localhost/feed?a=1&amp;b=2'/>\
         <outline xmlUrl='https://ann:secret@b.localhost/feed'/><outline xmlUrl='gopher://c.localhost/'/></outline></body></opml>",
    );
    let store = list.replace("list.opml", "store.db");
    let run = variorum(&["subscriptions", "import", &list, "--store", &store]);
    assert_eq!(run.code, 1, "one of them is no address of the web");
    assert!(run.out.contains("2 new subscriptions, 0 held already"), "{}", run.out);
    let run = variorum(&["subscriptions", "import", &list, "--store", &store]);
    assert!(run.out.contains("0 new subscriptions, 2 held already"), "{}", run.out);
    let run = variorum(&["subscriptions", "export", "--store", &store]);
    assert!(run.out.contains("text=\"Coast &amp; Bay\"") && run.out.contains("a=1&amp;b=2"), "{}", run.out);
    assert!(!run.out.contains("secret"), "{}", run.out);
    let run = variorum(&["fetch", "--store", &store]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("an address of this machine") && !run.err.contains("secret"), "{}", run.err);
    let run = variorum(&["subscriptions", "remove", "--store", &store, "https://b.localhost/feed"]);
    assert!(run.out.contains("removed: "), "{}", run.err);
    let run = variorum(&["subscriptions", "list", "--store", &store]);
    assert_eq!(run.out.matches("(feed)").count(), 1, "{}", run.out);
    let empty = folder.file("empty.opml", "<html>");
    let run = variorum(&["subscriptions", "import", &empty, "--store", &store]);
    assert!(run.code == 2 && run.err.contains("xmlUrl"), "{}", run.err);
}

/// The same entry with other words is the same article, in a later version; an entry of the same id elsewhere is another.
#[test]
fn an_entry_whose_words_change_is_a_later_version() {
    let (folder, asked) = (Folder::new("fetch-versions"), std::sync::atomic::AtomicUsize::new(0));
    let store = folder.file("unused", "").replace("unused", "store.db");
    let outlet = serve(move |path| match path {
        "/feed" => {
            let times = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            // Subscribing looks at it too: the third look is the first after that which sees other words.
            (
                200,
                "",
                feed(
                    "coast",
                    &[("1", &if times < 2 { WORDS.to_owned() } else { WORDS.replace("Monday", "Sunday") })],
                ),
            )
        }
        "/other" => (200, "", feed("bay", &[("1", OTHER)])),
        _ => (404, "", String::new()),
    });
    let follow = |path: &str| {
        let address = format!("{outlet}{path}");
        variorum(&["subscriptions", "remove", "--store", &store, &address]);
        let run = variorum(&["subscribe", "--private", "--store", &store, &address]);
        assert_eq!(run.code, 0, "{}", run.err);
        let run = variorum(&["fetch", "--store", &store, "--format", "json"]);
        run.lines().pop().unwrap()
    };
    let rows = [follow("/feed"), follow("/feed"), follow("/other")];
    let counts = rows.map(|row| (row["added"].as_u64().unwrap(), row["versions"].as_u64().unwrap()));
    assert_eq!(counts, [(1, 0), (0, 1), (1, 0)]);
}

/// Kill -9 while one of two feeds is being asked: what came is asked for again, and stands there once.
#[test]
fn a_kill_in_between_loses_nothing() {
    let folder = Folder::new("fetch-killed");
    let store = folder.file("unused", "").replace("unused", "store.db");
    let (asked, waiting) = channel();
    let quick = serve(|path| match path {
        "/feed" => (200, "", feed("quick", &[("fire", WORDS)])),
        _ => (404, "", String::new()),
    });
    let slow = slow_once(asked);
    for outlet in [&quick, &slow] {
        let run = variorum(&["subscribe", "--private", "--store", &store, &format!("{outlet}/feed")]);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["fetch", "--store", &store])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    waiting.recv_timeout(Duration::from_secs(60)).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let found = |words: &str| {
        let run = variorum(&["search", words, "--store", &store, "--format", "json"]);
        run.out.lines().filter(|line| line.contains(words)).count()
    };
    let run = variorum(&["fetch", "--store", &store]);
    assert_eq!(run.code, 0, "{}", run.err);
    let run = variorum(&["doctor", "--store", &store, "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert_eq!((found("shed"), found("library")), (1, 1), "{}", run.out);
}

/// A server that says when its feed is asked for the second time, and does not answer that time.
fn slow_once(asked: Sender<()>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut times, mut held) = (0, Vec::new());
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let line = lines.next().unwrap_or_default();
            lines.find(String::is_empty);
            let is_feed = line.starts_with("GET /feed ");
            times += usize::from(is_feed);
            if is_feed && times == 2 {
                held.push(stream);
                // The test may have given up.
                let _ = asked.send(());
                continue;
            }
            let (status, body) =
                if is_feed { (200, feed("slow", &[("vote", OTHER)])) } else { (404, String::new()) };
            let length = body.len();
            // A client that was killed takes nothing.
            let _ = write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{body}");
        }
    });
    address
}
