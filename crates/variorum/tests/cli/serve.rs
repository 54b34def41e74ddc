//! `variorum serve` over a real socket: what it answers, what it refuses, how it ends.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::Folder;

/// A server on a store of its own; ended when dropped.
pub(crate) struct Server {
    process: Child,
    address: String,
    /// What it said on standard error after its address.
    said: Arc<Mutex<Vec<String>>>,
    folder: Folder,
}

impl Server {
    pub(crate) fn start(name: &str, flags: &[&str]) -> Self {
        let folder = Folder::new(name);
        let store = folder.0.join("store.sqlite");
        let mut command = Command::new(env!("CARGO_BIN_EXE_variorum"));
        command.args(["serve", "--port", "0", "--store"]).arg(store).args(flags);
        let mut process = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.contains("http://"))).unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| heard.lock().unwrap().push(line))
        });
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { process, address, said, folder }
    }

    /// The file of its store.
    pub(crate) fn store(&self) -> String {
        self.folder.0.join("store.sqlite").to_string_lossy().into_owned()
    }

    pub(crate) fn ask(&self, request: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let host =
            if headers.contains("Host:") { String::new() } else { format!("Host: {}\r\n", self.address) };
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\n{host}{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        // A refusal may come before the body was read, which breaks the connection.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), "", "")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(Some(_))) {
            return;
        }
        // Asked first, so that it can clear up what it keeps while it runs.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

#[test]
fn every_answer_says_what_a_browser_may_do() {
    let server = Server::start("serve-headers", &[]);
    for path in ["/", "/index.json", "/nothing", "/help", "/api/v1/openapi.json", "/search/feed.atom?q=shed"]
    {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
    }
    assert_eq!(server.get("/healthz").body, "ok\n");
    assert_eq!(server.get("/readyz").status, 200);
    let front = server.get("/");
    assert!(front.header("set-cookie").unwrap().contains("httponly; samesite=lax"));
    let style = front.body.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(server.get(&format!("/assets/{style}")).header("cache-control").unwrap().contains("immutable"));
}

#[test]
fn what_is_not_meant_for_it_is_refused() {
    let server = Server::start("serve-refused", &[]);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let json = "Content-Type: application/json\r\n";
    #[track_caller]
    fn check(server: &Server, request: &str, headers: &str, body: &str, status: u16) {
        assert_eq!(server.ask(request, headers, body).status, status, "{request} {headers}");
    }
    check(&server, "GET /", "Host: evil.example\r\n", "", 421);
    check(&server, "DELETE /", "", "", 405);
    check(&server, "POST /examples/clear", form, "token=00", 403);
    check(&server, "POST /examples/clear", "Origin: http://evil.example\r\n", "", 403);
    check(&server, "POST /api/v1/articles", form, "{}", 415);
    check(&server, "POST /api/v1/articles", json, "{}", 422);
    check(&server, "POST /api/v1/articles", json, &"x".repeat((32 << 20) + 1), 413);
    check(&server, "POST /api/v1/articles", json, r#"{"text": ""}"#, 422);
    check(&server, "POST /api/v1/articles", json, r#"{"text": "a", "outlet": 7}"#, 422);
    check(&server, "GET /api/v1/articles", "", "", 405);
    check(&server, "POST /api/v1/stories", json, "{}", 405);
    check(&server, "OPTIONS /api/v1/search", "", "", 405);
    check(&server, "GET /api/v1/stories?limit=0", "", "", 400);
    check(&server, "GET /api/v1/stories?cursor=x", "", "", 404);
    check(&server, "GET /api/v1/search", "", "", 400);
    check(&server, "GET /api/v1/stories/none", "", "", 404);
    check(&server, "GET /../../etc/passwd", "", "", 404);
    assert!(server.get("/").body.contains("invented"), "the examples were cleared without a token");
}

#[test]
fn programs_push_search_and_page() {
    let server = Server::start("serve-api", &[]);
    let lines: Vec<String> = (1..=3)
        .map(|n| {
            let text = format!("“The bridge at Quillmere stays closed,” Mayor Odette Varnham said. Boat {n} waits.");
            serde_json::json!({"id": n, "text": text, "outlet": format!("Paper {n}"), "published": "2024-05-07"}).to_string()
        })
        .collect();
    let body = format!("{}\nnot a record\n", lines.join("\n"));
    let pushed = server.ask("POST /api/v1/articles", "Content-Type: application/x-ndjson\r\n", &body).json();
    assert_eq!((&pushed["read"], &pushed["added"]), (&3.into(), &3.into()));
    assert_eq!(pushed["errors"][0]["line"], 4);
    assert_eq!(
        (&pushed["articles"][1]["given"], pushed["articles"].as_array().unwrap().len()),
        (&"2".into(), 3)
    );
    let first = server.get("/api/v1/search?q=speaker:varnham&limit=2").json();
    assert_eq!((first["total"].as_u64(), first["hits"].as_array().unwrap().len()), (Some(3), 2));
    let cursor = first["next"].as_str().unwrap();
    let rest = server.get(&format!("/api/v1/search?q=speaker:varnham&limit=2&cursor={cursor}")).json();
    assert_eq!((rest["hits"].as_array().unwrap().len(), rest["next"].is_null()), (1, true));
    let stories = server.get("/api/v1/stories").json();
    let id = stories["stories"][0]["id"].as_str().unwrap();
    let story = server.get(&format!("/api/v1/stories/{id}"));
    assert_eq!(story.json()["witnesses"].as_array().unwrap().len(), 3);
    let tag = format!("If-None-Match: {}\r\n", story.header("etag").unwrap().replace("w/", "W/"));
    assert_eq!(server.ask(&format!("GET /api/v1/stories/{id}"), &tag, "").status, 304);
    // Held already, under another id: its key leads to it.
    let article =
        |id: &str| serde_json::json!({"id": id, "url": "https://a.example/1", "text": "Rain."}).to_string();
    let push = |id: &str| {
        server.ask("POST /api/v1/articles", "Content-Type: application/json\r\n", &article(id)).json()
    };
    let (first, again) = (push("one"), push("other"));
    assert_eq!(
        (&first["added"], &again["added"], &first["articles"][0]["id"]),
        (&1.into(), &0.into(), &again["articles"][0]["id"])
    );
    let key = again["articles"][0]["id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v1/articles/{key}")).json()["id"], "one");
    // And one that was given no id.
    let nameless = server
        .ask("POST /api/v1/articles", "Content-Type: application/json\r\n", r#"{"text": "Snow."}"#)
        .json();
    let key = nameless["articles"][0]["id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/api/v1/articles/{key}")).json()["id"], nameless["articles"][0]["given"]);
    let blank = server.ask(
        "POST /api/v1/articles",
        "Content-Type: application/json\r\n",
        r#"{"id": "1", "text": " "}"#,
    );
    assert_eq!((blank.status, blank.json()["articles"].as_array().unwrap().len()), (422, 0));
}

#[test]
fn an_address_that_others_reach_needs_a_password_or_a_word() {
    let folder = Folder::new("serve-open");
    let plain = folder.file("password.txt", "correct horse");
    let run = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_variorum")).args(args).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (code, said) = run(&["serve", "--host", "0.0.0.0", "--port", "0"]);
    assert!(code == Some(2) && said.contains("--password-file"), "{said}");
    let (code, said) = run(&["serve", "--port", "0", "--password-file", &plain]);
    assert!(code == Some(2) && said.contains("hash-password"), "{said}");
}

#[test]
fn a_password_is_asked_for_once() {
    let folder = Folder::new("serve-password");
    let mut hash = Command::new(env!("CARGO_BIN_EXE_variorum"));
    hash.arg("hash-password").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut hash = hash.spawn().unwrap();
    hash.stdin.take().unwrap().write_all(b"correct horse\n").unwrap();
    let printed = hash.wait_with_output().unwrap().stdout;
    assert!(printed.starts_with(b"$argon2id$"));
    let file = folder.file("password.txt", printed);
    let server = Server::start("serve-signed", &["--password-file", &file]);
    assert_eq!(server.get("/").header("location"), Some("/login?to=%2f%3f"));
    let page = server.get("/login");
    let visitor = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let token =
        page.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sign_in = |password: &str| {
        let headers = format!("Cookie: {visitor}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        server.ask("POST /login", &headers, &format!("token={token}&password={password}&to=%2Fhelp"))
    };
    assert_eq!(sign_in("wrong").status, 403);
    let signed = sign_in("correct+horse");
    assert_eq!((signed.status, signed.header("location")), (303, Some("/help")));
    let cookie = signed.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(server.ask("GET /", &format!("Cookie: {cookie}\r\n"), "").status, 200);
}

#[test]
fn it_counts_what_it_answers_and_logs_it_without_what_was_searched_for() {
    let server = Server::start("serve-metrics", &["--log", "json"]);
    for path in ["/", "/nothing", "/search?q=secretword"] {
        server.get(path);
    }
    let page = server.get("/metrics");
    assert_eq!(page.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let has = |line: &str| page.body.lines().any(|found| found == line);
    assert!(has("variorum_http_requests_total{status=\"2xx\"} 2"), "{}", page.body);
    assert!(has("variorum_http_requests_total{status=\"4xx\"} 1"), "{}", page.body);
    assert!(has("variorum_http_request_duration_seconds_count 3"), "{}", page.body);
    // A connection may still be ending when the next one asks.
    let alone = || server.get("/metrics").body.lines().any(|line| line == "variorum_http_connections 1");
    assert!((0..100).any(|_| alone()), "connections do not end");
    let said = server.said.lock().unwrap().clone();
    let lines: Vec<serde_json::Value> =
        said.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(lines.iter().any(|line| line["path"] == "/search" && line["status"] == 200), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("secretword")), "{said:?}");
}

#[test]
fn a_story_is_had_as_a_pack_and_as_annotations_whose_words_stand_where_they_say() {
    let server = Server::start("serve-packs", &[]);
    let id = server.get("/api/v1/stories").json()["stories"][0]["id"].as_str().unwrap().to_owned();
    let pack = server.get(&format!("/story/{id}/pack.html"));
    let name = format!("attachment; filename=\"evidence-{id}.html\"");
    assert_eq!((pack.status, pack.header("content-disposition")), (200, Some(name.as_str())));
    let whole = server.get(&format!("/story/{id}/pack.html?texts=whole"));
    assert!(whole.body.len() > pack.body.len());
    let annotations = server.get(&format!("/api/v1/stories/{id}/annotations")).json();
    let record = whole.body.split("id=\"record\">").nth(1).unwrap().split("</script>").next().unwrap();
    let record: serde_json::Value = serde_json::from_str(record).unwrap();
    let texts: Vec<Vec<char>> = record["articles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["text"].as_str().unwrap().chars().collect())
        .collect();
    let mut held = 0;
    for target in
        annotations["items"].as_array().unwrap().iter().flat_map(|item| item["target"].as_array().unwrap())
    {
        let [quote, position] = [0, 1].map(|at| &target["selector"][at]);
        let [start, end] = ["start", "end"].map(|end| position[end].as_u64().unwrap() as usize);
        let said = |name: &str| quote[name].as_str().unwrap().to_owned();
        let stands = |text: &&Vec<char>| {
            let slice =
                |from: usize, to: usize| text.get(from..to).map(|chars| chars.iter().collect::<String>());
            slice(start, end) == Some(said("exact"))
                && slice(start - said("prefix").chars().count(), start) == Some(said("prefix"))
                && slice(end, end + said("suffix").chars().count()) == Some(said("suffix"))
        };
        assert!(texts.iter().any(|text| stands(&text)), "{target}");
        held += 1;
    }
    assert!(held > 20, "{held}");
    let story = server.get(&format!("/story/{id}"));
    let data = story
        .body
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["hasPart"].as_array().unwrap().len(), texts.len());
    assert!(
        data["mentions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|said| said["@type"] == "Quotation" && said["text"].is_string())
    );
}

#[test]
fn a_story_of_25_articles_is_had_in_100_kilobytes_with_everything() {
    let said = [
        "The ferry Halvorsen struck the pier at Quillmere on Tuesday morning",
        "Some 140 people were on board when the ferry struck the pier",
        "Nine of them were taken to the hospital of Harrowdyke",
        "The harbour master, Ilse Brandvold, closed the eastern basin",
        "The damage to the pier is put at 2.4 million crowns",
        "Divers looked for leaks below the waterline until noon",
        "The company that runs the ferry has two more of its kind",
        "A commission of the ministry begins its work on Thursday",
    ];
    let quoted = [
        "We saw the pier coming and nobody on the bridge did anything about it",
        "The wind was not what threw her against the pier this morning",
        "Every passenger was counted twice before we let the boats go",
        "It is far too early to say who gave which order and when",
    ];
    let record = |n: usize| {
        let sentences = said.iter().cycle().skip(n).step_by(1 + n % 3).take(8);
        let quotes = quoted.iter().zip(["Ilse Brandvold", "Odd Kvarme", "Petra Lund", "Jonas Vik"]);
        let quotes = quotes.map(|(words, who)| format!("“{words}, and report {n} says so,” {who} said.\n"));
        let text: String =
            sentences.map(|said| format!("{said}, Paper {n} learned.\n")).chain(quotes).collect();
        let outlet = format!("Paper {n}");
        serde_json::json!({"id": n, "title": "Ferry Halvorsen strikes pier at Quillmere", "text": text, "outlet": outlet, "published": "2024-05-07"})
            .to_string()
    };
    let server = Server::start("weight", &[]);
    let lines: Vec<String> = (1..=25).map(record).collect();
    server.ask("POST /api/v1/articles", "Content-Type: application/x-ndjson\r\n", &lines.join("\n"));
    let stories = server.get("/api/v1/stories").json();
    assert_eq!(stories["stories"][0]["articles"], 25, "{stories}");
    let path = format!("/story/{}", stories["stories"][0]["id"].as_str().unwrap());
    let page = server.get(&path).body;
    let assets = page.split('"').filter(|value| value.starts_with("/assets/")).map(str::to_owned);
    let paths: BTreeSet<String> = assets.chain([path]).collect();
    assert!(paths.len() >= 3, "a page with style and script: {paths:?}");
    let mut sum = 0;
    for path in &paths {
        let answer = server.ask(&format!("GET {path}"), "Accept-Encoding: gzip\r\n", "");
        assert_eq!((answer.status, answer.header("content-encoding")), (200, Some("gzip")), "{path}");
        sum += answer.header("content-length").unwrap().parse::<usize>().unwrap();
    }
    assert!(sum <= 100_000, "{sum} bytes in {paths:?}");
}

#[test]
fn groups_of_outlets_come_from_a_file_that_must_be_whole() {
    let folder = Folder::new("serve-groups");
    let bad = folder.file("bad.csv", "Radio Nine,public\nno group here\n");
    let run = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["serve", "--port", "0", "--outlet-groups", &bad])
        .args(["--store", folder.0.join("s.sqlite").to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.code() == Some(2) && said.contains("line 2"), "{said}");
    let good = folder.file("good.csv", "# ours\nRadio Nine,public\nEllery Courier\tlocal\n");
    let server = Server::start("serve-grouped", &["--outlet-groups", &good]);
    let stories = server.get("/api/v1/stories").json();
    let of = |row: &&serde_json::Value| row["outlets"].to_string().contains("Radio Nine");
    let id =
        stories["stories"].as_array().unwrap().iter().find(of).unwrap()["id"].as_str().unwrap().to_owned();
    let page = server.get(&format!("/story/{id}?tab=articles")).body;
    for group in ["public", "local", "in no group"] {
        assert!(page.contains(&format!("<bdi>{group}</bdi>")), "{group}");
    }
}

#[test]
#[cfg(unix)]
fn a_running_answer_is_given_before_the_end() {
    let mut server = Server::start("serve-end", &[]);
    // A connection that waits for nothing is no reason to wait.
    let _idle = TcpStream::connect(&server.address).unwrap();
    assert_eq!(server.get("/").status, 200);
    let told = Command::new("kill").args(["-TERM", &server.process.id().to_string()]).status().unwrap();
    assert!(told.success());
    let start = Instant::now();
    let ended = server.process.wait().unwrap();
    assert!(ended.success(), "{ended}");
    assert!(start.elapsed() < Duration::from_secs(15));
}
