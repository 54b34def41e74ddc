//! Hostile strings in every field, file name and address, and every page, feed and export that shows them. Nothing of
//! them may become markup, a header, an instruction to a terminal or a formula; nothing may break what it stands in.
//!
//! The strings are in `tests/payloads.json`; the browser journeys use the same.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};
use serde_json::{Value, json};

use crate::serve::{Answer, Server};
use crate::{Folder, variorum};

fn payloads() -> Vec<String> {
    serde_json::from_str(include_str!("../payloads.json")).unwrap()
}

/// Fields of a record that a hostile string can stand in.
const FIELDS: [&str; 6] = ["id", "outlet", "title", "url", "published", "lang"];
/// Addresses that are made of a hostile string.
const ADDRESSES: [&str; 13] = [
    "/PAYLOAD",
    "/story/PAYLOAD",
    "/article/PAYLOAD",
    "/speaker/PAYLOAD",
    "/outlet/PAYLOAD",
    "/search?q=PAYLOAD",
    "/search?q=speaker:PAYLOAD&skip=PAYLOAD",
    "/ask?words=PAYLOAD&speaker=PAYLOAD",
    "/login?to=PAYLOAD",
    "/?order=PAYLOAD&skip=PAYLOAD",
    "/search.json?q=PAYLOAD",
    "/search/feed.atom?q=PAYLOAD",
    "/api/v1/search?q=PAYLOAD&cursor=PAYLOAD",
];

fn record(payload: &str, n: usize) -> Value {
    let text = format!(
        "Eleven boats burned in Harrowdyke, and {payload} was seen on the quay.\n“We saw {payload} with our own eyes in Harrowdyke,” said Ilse {payload} Brandvold.\nThe damage was 14 {payload} and 3 boats, {payload} said."
    );
    let mut record = json!({"text": text, "published": "2024-05-07"});
    for field in FIELDS {
        // A date that is none is a flaw of the material; every other article keeps a good one.
        if field != "published" || n.is_multiple_of(2) {
            record[field] = payload.into();
        }
    }
    record["id"] = format!("{payload}{n}").into();
    record
}

fn escaped(payload: &str) -> String {
    payload.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

#[test]
fn nothing_that_an_article_or_an_address_holds_becomes_more_than_text() {
    let payloads = payloads();
    assert!(payloads.len() >= 200, "only {} payloads", payloads.len());
    let server = Server::start("payloads", &[]);
    let lines: Vec<String> = payloads.iter().enumerate().map(|(n, p)| record(p, n).to_string()).collect();
    let pushed = server
        .ask("POST /api/v1/articles", "Content-Type: application/x-ndjson\r\n", &lines.join("\n"))
        .json();
    assert_eq!(pushed["read"], payloads.len(), "{pushed}");
    let mut paths: BTreeSet<String> =
        ["/", "/index.json", "/method", "/help", "/metrics"].map(str::to_owned).into();
    for payload in &payloads {
        paths.extend(ADDRESSES.map(|address| address.replace("PAYLOAD", &escaped(payload))));
    }
    paths.extend(pages_of_articles(&server));
    let mut seen = BTreeSet::new();
    for path in paths {
        let answer = server.get(&path);
        assert!(answer.status < 500 && answer.status != 0, "{path}: {}", answer.status);
        seen.insert(held(&path, &answer));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["atom", "html", "json", "text"]);
}

/// Stories with their tabs, articles, outlets, packs, feeds and twins.
fn pages_of_articles(server: &Server) -> Vec<String> {
    let mut paths = vec!["/speaker/Ilse%20Brandvold".to_owned()];
    let mut query = String::new();
    loop {
        let list = server.get(&format!("/api/v1/search?q=Harrowdyke&limit=100{query}")).json();
        for hit in list["hits"].as_array().unwrap() {
            let article = hit["article"].as_str().unwrap();
            paths.extend([hit["href"].as_str().unwrap().split('#').next().unwrap().to_owned()]);
            paths.extend([format!("/article/{article}.json"), format!("/api/v1/articles/{article}")]);
            paths.push(format!("/outlet/{}", escaped(hit["outlet"].as_str().unwrap())));
        }
        match list["next"].as_str() {
            Some(next) => query = format!("&cursor={next}"),
            None => break,
        }
    }
    let stories = server.get("/api/v1/stories?limit=100").json();
    for story in stories["stories"].as_array().unwrap() {
        let story = story["id"].as_str().unwrap();
        let ends = ["", ".json", "/feed.atom", "/feed.json", "/pack.html", "/pack.html?texts=whole"];
        paths.extend(ends.map(|end| format!("/story/{story}{end}")));
        let tabs =
            ["figures", "left-out", "copies", "timeline", "articles", "quotations&single=1&set=inline"];
        paths.extend(tabs.map(|tab| format!("/story/{story}?tab={tab}&at=A")));
        paths.push(format!("/api/v1/stories/{story}/annotations"));
    }
    paths
}

/// Checks an answer by its type, which it gives back.
#[track_caller]
fn held(path: &str, answer: &Answer) -> &'static str {
    assert!(
        !answer.head.lines().any(|line| line.starts_with("set-cookie: hit")),
        "{path} has a header of an article"
    );
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
    let kind = answer.header("content-type").unwrap_or_default().to_owned();
    match kind.split(';').next().unwrap_or_default() {
        "text/html" => {
            page(path, &answer.body);
            "html"
        }
        "application/json" | "application/feed+json" => {
            serde_json::from_str::<Value>(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}"));
            "json"
        }
        "application/atom+xml" => {
            well_formed(path, &answer.body);
            "atom"
        }
        "text/plain" => "text",
        other => panic!("{path} is {other}"),
    }
}

/// Elements that no page has.
const FOREIGN: [&str; 12] = [
    "iframe", "object", "embed", "img", "video", "audio", "base", "frame", "applet", "math", "noscript",
    "marquee",
];

/// A page is whole, and holds no markup but ours.
#[track_caller]
fn page(path: &str, body: &str) {
    let (mut ends, mut main, mut data) = (0, 0, None);
    let pack = path.contains("/pack.html");
    for Ok(token) in Tokenizer::new(body) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let get = |name: &str| {
                    tag.attributes.get(name.as_bytes()).map(|v| String::from_utf8_lossy(v).into_owned())
                };
                assert!(!FOREIGN.contains(&name.as_str()), "{path}: <{name}>");
                assert!(name != "style" || pack, "{path} has a style");
                assert!(
                    name != "meta"
                        || get("http-equiv").is_none_or(|v| pack && v == "Content-Security-Policy"),
                    "{path}"
                );
                for attribute in tag.attributes.keys().map(|key| String::from_utf8_lossy(key).into_owned()) {
                    assert!(
                        !attribute.starts_with("on") && attribute != "style" && attribute != "srcdoc",
                        "{path}: {name} {attribute}"
                    );
                }
                for value in ["href", "action", "formaction"].iter().filter_map(|name| get(name)) {
                    assert!(leads_somewhere(&value), "{path}: {value}");
                }
                main += usize::from(name == "main");
                if name == "script" {
                    let is_data = get("type").is_some_and(|kind| {
                        ["application/ld+json", "application/json"].contains(&kind.as_str())
                    });
                    assert!(
                        is_data || get("src").is_some_and(|src| src.starts_with("/assets/")),
                        "{path} has a script"
                    );
                    data = is_data.then(String::new);
                }
            }
            Token::String(text) => {
                if let Some(data) = &mut data {
                    data.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Token::EndTag(tag) => {
                if *tag.name == b"script"[..]
                    && let Some(data) = data.take()
                {
                    serde_json::from_str::<Value>(&data)
                        .unwrap_or_else(|error| panic!("{path}: {error} in {} bytes", data.len()));
                }
                ends += usize::from(*tag.name == b"html"[..]);
            }
            _ => {}
        }
    }
    assert_eq!((main, ends), (1, 1), "{path} is broken");
}

/// On this site, or on the web by an address that runs nothing.
fn leads_somewhere(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let inside = value.starts_with(['?', '#']) || (value.starts_with('/') && !value.starts_with("//"));
    inside || lower.starts_with("https://") || lower.starts_with("http://")
}

/// XML 1.0 as far as our feeds use it: elements that close, quoted attributes, five entities, no control character.
#[track_caller]
fn well_formed(path: &str, body: &str) {
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(body.chars().all(legal), "{path} has a character that XML has not");
    let text = |text: &str| {
        for after in text.split('&').skip(1) {
            let name = after.split(';').next().unwrap();
            assert!(
                ["amp", "lt", "gt", "quot", "apos"].contains(&name) || name.starts_with('#'),
                "{path}: &{name}"
            );
        }
    };
    let mut open: Vec<&str> = Vec::new();
    let mut parts = body.split('<');
    assert_eq!(parts.next().unwrap().trim(), "", "{path}");
    for part in parts {
        let (tag, after) = part.split_once('>').unwrap_or_else(|| panic!("{path}: <{part}"));
        text(after);
        if tag.starts_with('?') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{path}");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap();
        assert!(
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == ':'),
            "{path}: <{tag}>"
        );
        assert_eq!(tag.matches('"').count() % 2, 0, "{path}: <{tag}>");
        tag.split('"').for_each(text);
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{path} leaves {open:?} open");
}

#[test]
fn tables_hold_no_formula_and_the_terminal_gets_no_instruction() {
    let folder = Folder::new("payload-tables");
    let store = folder.0.join("store.sqlite");
    let store = store.to_str().unwrap();
    let lines: Vec<String> = payloads().iter().enumerate().map(|(n, p)| record(p, n).to_string()).collect();
    let mut files = vec![folder.file("articles.ndjson", lines.join("\n"))];
    // Names of files, where the system has them.
    for (n, payload) in payloads().iter().enumerate() {
        let name: String = payload.chars().filter(|c| !['/', '\0'].contains(c)).take(60).collect();
        let path = folder.0.join(format!("{name}{n}.txt"));
        if std::fs::write(
            &path,
            format!("Boats burn\nEleven boats {payload} burned in Harrowdyke on Monday.\n"),
        )
        .is_ok()
        {
            files.push(path.to_str().unwrap().to_owned());
        }
    }
    assert!(files.len() > 60, "only {} files", files.len());
    let mut import = vec!["import", "--store", store];
    import.extend(files.iter().map(String::as_str).filter(|file| !file.starts_with('-')));
    let imported = variorum(&import);
    assert!(imported.code < 2, "{}", imported.err);
    let mut cells = 0;
    for table in ["articles", "quotations", "figures", "stories", "lineages"] {
        let export = variorum(&["export", table, "--store", store, "--format", "csv"]);
        assert_eq!(export.code, 0, "{}", export.err);
        for cell in cells_of(&export.out) {
            cells += 1;
            assert!(!cell.starts_with(['=', '+', '@', '\t', '\r', '＝']), "{table}: {cell}");
            assert!(!cell.starts_with('-') || cell.parse::<f64>().is_ok(), "{table}: {cell}");
        }
    }
    assert!(cells > 500, "{cells}");
    let stories = variorum(&["stories", "--store", store, "--format", "json"]);
    let story = stories.lines()[0]["id"].as_str().unwrap().to_owned();
    for arguments in [
        &["stories", "--store", store][..],
        &["story", &story, "--store", store, "--all"],
        &["story", &story, "--store", store, "--why"],
        &["search", "Harrowdyke", "--store", store],
    ] {
        let run = variorum(arguments);
        let control =
            run.out.chars().find(|c| c.is_control() && *c != '\n' || matches!(c, '\u{202e}' | '\u{2066}'));
        assert_eq!((run.code, control), (0, None), "{arguments:?}");
    }
}

/// The cells of a table (RFC 4180).
fn cells_of(table: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = table.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' | '\n' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            _ => cell.push(c),
        }
    }
    assert!(!quoted, "a cell is never closed");
    cells
}
