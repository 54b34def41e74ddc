//! Outlets that are followed from the reading room, and addresses that are typed there.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::links::serve;
use crate::serve::{Answer, Server};
use crate::{HARBOUR, HARBOUR_TOO, variorum};

const JSON: &str = "Content-Type: application/json\r\n";

fn page(article: &str) -> String {
    let (headline, body) = article.split_once('\n').unwrap();
    let paragraphs: String = body.lines().map(|line| format!("<p>{line}</p>")).collect();
    format!("<html><body><article><h1>{headline}</h1>{paragraphs}</article></body></html>")
}

/// An outlet with a feed of one article and two pages.
fn outlet() -> String {
    serve(|path| match path {
        "/" => (200, "", "<link rel=alternate type=application/rss+xml href=/feed>".to_owned()),
        "/feed" => {
            let words = HARBOUR.split_once('\n').unwrap().1.replace('\n', " ");
            let item = format!(
                "<item><guid isPermaLink='false'>1</guid><title>Harbour</title><description>{words}</description></item>"
            );
            let head = "etag: \"1\"\r\ntdm-policy: none\r\n";
            (200, head, format!("<rss version='2.0'><channel><title>Coast</title>{item}</channel></rss>"))
        }
        "/one" => (200, "content-type: text/html; charset=utf-8\r\n", page(HARBOUR)),
        "/two" => (200, "content-type: text/html; charset=utf-8\r\n", page(HARBOUR_TOO)),
        _ => (404, "", String::new()),
    })
}

/// What a visitor sends with forms: the cookie and the token of a page.
fn visitor(server: &Server) -> (String, String) {
    let page = server.get("/subscriptions");
    let cookie = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let token = page.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    (format!("Cookie: {cookie}\r\n"), token.to_owned())
}

fn form(server: &Server, path: &str, fields: &str) -> Answer {
    let (cookie, token) = visitor(server);
    let headers = format!("{cookie}Content-Type: application/x-www-form-urlencoded\r\n");
    server.ask(&format!("POST {path}"), &headers, &format!("token={token}&{fields}"))
}

fn sent(server: &Server, path: &str, parts: &[(&str, &str)]) -> Answer {
    let (cookie, token) = visitor(server);
    let headers = format!("{cookie}Content-Type: multipart/form-data; boundary=xx\r\n");
    let part = |(name, value): &(&str, &str)| {
        let file = if *name == "list" { "; filename=\"a.opml\"" } else { "" };
        format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
    };
    let parts: String = parts.iter().chain(&[("token", token.as_str())]).map(part).collect();
    server.ask(&format!("POST {path}"), &headers, &format!("{parts}--xx--\r\n"))
}

#[test]
fn an_outlet_is_followed_from_a_form_and_its_articles_come_by_themselves() {
    let (outlet, server) = (outlet(), Server::start("serve-follows", &["--fetch", "--private"]));
    let subscribed = form(&server, "/subscriptions", &format!("address={outlet}/"));
    let place = subscribed.header("location").unwrap().to_owned();
    assert!(place.starts_with("/subscription/"), "{place}");
    let start = Instant::now();
    let row = loop {
        let row = server.get(&format!("{place}.json")).json();
        if row["articles"] == 1 || start.elapsed() > Duration::from_secs(60) {
            break row;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    assert_eq!(
        (&row["articles"], &row["title"], &row["last"]["status"]),
        (&json!(1), &json!("Coast"), &json!(200))
    );
    let shown = server.get(&place).body;
    for words in ["user-agent: Variorum/", "etag: &quot;1&quot;", "100 %", "this address may be fetched"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    while !server.get("/").body.contains("Harbour") {
        assert!(start.elapsed() < Duration::from_secs(90), "the article is in no story");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(server.get("/subscriptions").body.contains("Coast"));
    let id = row["id"].as_str().unwrap();
    assert_eq!(server.get("/api/v1/subscriptions").json()["subscriptions"][0]["id"], id);
    assert_eq!(server.get(&format!("/api/v1/subscriptions/{id}")).json()["id"], id);
    assert!(server.get("/subscriptions.opml").body.contains(&format!("{outlet}/feed")));
    assert_eq!(form(&server, &format!("{place}/remove"), "").header("location"), Some("/subscriptions"));
    assert_eq!((server.get(&place).status, server.get(&format!("{place}.json")).status), (404, 404));
}

#[test]
fn lists_and_programs_subscribe_and_end() {
    let (outlet, server) = (outlet(), Server::start("serve-lists", &["--fetch", "--private"]));
    let list = "<opml><body><outline text='Bay' xmlUrl='http://bay.localhost:8089/feed'/><outline xmlUrl='gopher://x/'/></body></opml>";
    let taken = sent(&server, "/subscriptions/import", &[("list", list)]);
    assert!(
        taken.status == 200 && taken.body.contains("1 taken over, 0 held already, 1 not"),
        "{}",
        taken.body
    );
    let none = sent(&server, "/subscriptions/import", &[("list", "<html>")]);
    assert_eq!(none.status, 422);
    let wanted = json!({"address": format!("{outlet}/feed"), "pages": true}).to_string();
    let made = server.ask("POST /api/v1/subscriptions", JSON, &wanted);
    assert_eq!((made.status, &made.json()["pages"]), (200, &json!(true)), "{}", made.body);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(server.get("/subscriptions.json").json()["subscriptions"].as_array().unwrap().len(), 2);
    let removed = server.ask(&format!("POST /api/v1/subscriptions/{id}/remove"), JSON, "{}");
    assert_eq!((removed.status, &removed.json()["removed"]), (200, &json!(id)));
    for (path, headers, body, status) in [
        ("/api/v1/subscriptions", "", wanted.as_str(), 415),
        ("/api/v1/subscriptions", JSON, "{}", 422),
        ("/api/v1/subscriptions", JSON, "{\"address\":\"ftp://a.example/\"}", 422),
        (&format!("/api/v1/subscriptions/{id}/remove"), JSON, "{}", 404),
        (&format!("/api/v1/subscriptions/{id}/remove"), "", "", 415),
        ("/subscriptions", "Content-Type: application/x-www-form-urlencoded\r\n", "address=x&token=0", 403),
    ] {
        assert_eq!(server.ask(&format!("POST {path}"), headers, body).status, status, "{path} {body}");
    }
    assert_eq!(form(&server, "/subscription/none/remove", "").status, 404);
}

#[test]
fn a_reading_room_that_may_not_ask_asks_nobody() {
    let (outlet, closed) = (outlet(), Server::start("serve-closed", &[]));
    let refused = form(&closed, "/subscriptions", &format!("address={outlet}/"));
    assert!(refused.status == 422 && refused.body.contains("--fetch"), "{}", refused.body);
    assert!(!closed.get("/compare").body.contains("addresses"));
    let sent_to_closed = sent(&closed, "/compare", &[("addresses", &format!("{outlet}/one"))]);
    assert_eq!(sent_to_closed.status, 422, "an address is no article where none is fetched");
    let public = Server::start("serve-public", &["--fetch"]);
    for path in ["/subscriptions", "/compare"] {
        let refused = match path {
            "/compare" => sent(&public, path, &[("addresses", &format!("{outlet}/one"))]),
            path => form(&public, path, &format!("address={outlet}/feed")),
        };
        assert!(
            refused.status == 422 && refused.body.contains("an address of this machine"),
            "{}",
            refused.body
        );
    }
}

#[test]
fn addresses_are_compared_and_a_draft_is_checked() {
    let (outlet, server) = (outlet(), Server::start("serve-addresses", &["--fetch", "--private"]));
    let compared = sent(
        &server,
        "/compare",
        &[("addresses", &format!("{outlet}/one\r\n{outlet}/two\r\n{outlet}/none"))],
    );
    let place = compared.header("location").unwrap();
    assert_eq!(server.get(&format!("{place}.json")).json()["witnesses"].as_array().unwrap().len(), 2);
    let draft = HARBOUR.replace(' ', "+").replace('\n', "%0A");
    let other = HARBOUR_TOO.replace(' ', "+").replace('\n', "%0A");
    let checked = form(&server, "/check", &format!("draft={draft}&other={other}"));
    assert!(checked.status == 200 && checked.body.contains("class=\"checked\""), "{}", checked.body);
    let missing = form(&server, "/check", &format!("draft={draft}&against=nothing-of-this-name"));
    assert!(
        missing.status == 422 && missing.body.contains("no story or article of this name"),
        "{}",
        missing.body
    );
}

/// Two commands that write at once: the second waits for its turn.
#[test]
fn a_second_writer_waits_its_turn() {
    let server = Server::start("serve-turns", &["--fetch", "--private"]);
    let store = server.store();
    let article = json!({"id": "1", "text": HARBOUR}).to_string();
    for n in 0..5 {
        let pushed =
            server.ask("POST /api/v1/articles", JSON, &article.replace("\"1\"", &format!("\"{n}\"")));
        assert_eq!(pushed.status, 200, "{}", pushed.body);
        let run = variorum(&["subscriptions", "remove", "--store", &store, "https://none.example/"]);
        assert!(run.err.contains("no such subscription"), "{}", run.err);
    }
}
