//! What a reader keeps in the reading room: decisions, watches, looks, tokens and links.

use std::process::Command;

use serde_json::{Value, json};

use crate::serve::{Answer, Server};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const JSON: &str = "Content-Type: application/json\r\n";

/// A reader with a browser: it keeps its cookie and sends the token of its forms.
struct Reader<'s> {
    server: &'s Server,
    cookie: String,
    token: String,
}

impl<'s> Reader<'s> {
    fn new(server: &'s Server) -> Self {
        let page = server.get("/help");
        let cookie = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let front = server.ask("GET /settings", &format!("Cookie: {cookie}\r\n"), "");
        let token =
            front.body.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        Self { server, cookie, token }
    }

    fn get(&self, path: &str) -> Answer {
        self.server.ask(&format!("GET {path}"), &format!("Cookie: {}\r\n", self.cookie), "")
    }

    fn post(&self, path: &str, fields: &str) -> Answer {
        let headers = format!("Cookie: {}\r\n{FORM}", self.cookie);
        self.server.ask(&format!("POST {path}"), &headers, &format!("token={}&{fields}", self.token))
    }
}

const SAID: &str =
    "“The lock at Marrow stays shut until the ice is gone,” Captain Ilse Brandvold said on Monday.";

/// Pushes articles of the outlets: each quotes the captain and counts barges.
fn push(server: &Server, articles: &[(&str, usize)]) {
    for (outlet, barges) in articles {
        let text = format!(
            "{SAID} In all {barges} barges wait above the lock at Marrow, the harbour office said. {outlet} was there."
        );
        let article = json!({"id": outlet, "title": format!("Ice shuts the lock at Marrow, {outlet}"), "text": text,
            "outlet": outlet, "published": "2026-02-09"});
        let pushed = server.ask("POST /api/v1/articles", JSON, &article.to_string());
        assert_eq!(pushed.json()["added"], 1, "{}", pushed.body);
    }
}

fn only_story(server: &Server) -> (String, Value) {
    let list = server.get("/api/v1/stories").json();
    let id = list["stories"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(list["stories"].as_array().unwrap().len(), 1, "{list}");
    let story = server.get(&format!("/api/v1/stories/{id}")).json();
    (id, story)
}

/// The mark of the finding about barges.
fn barges(story: &Value) -> String {
    let findings = story["findings"].as_array().unwrap();
    let finding = findings
        .iter()
        .find(|finding| finding["at"].as_array().unwrap().len() > 1 && finding["kind"] == "conflict");
    let id = finding.unwrap_or_else(|| panic!("{findings:?}"))["id"].as_str().unwrap();
    story["marks"][id].as_str().unwrap().to_owned()
}

#[test]
fn a_finding_is_dismissed_folds_away_and_stays_so() {
    let server = Server::start("desk-judge", &[]);
    push(&server, &[("Courier", 31), ("Daily", 57)]);
    let (id, story) = only_story(&server);
    let mark = barges(&story);
    let reader = Reader::new(&server);
    let form = reader.get(&format!("/story/{id}?tab=figures&judge={mark}"));
    assert!(form.body.contains("name=\"ruling\"") && form.body.contains("31 barges"), "{}", form.body);
    let without =
        server.ask(&format!("POST /story/{id}/judge"), FORM, &format!("mark={mark}&ruling=dismissed"));
    assert_eq!(without.status, 403, "a form without its token");
    let fields = format!("mark={mark}&ruling=dismissed&note=%3Dtypo+in+%3Cb%3Eone&back=%3Ftab%3Dfigures");
    let kept = reader.post(&format!("/story/{id}/judge"), &fields);
    assert!(
        kept.status == 303 && kept.header("location").unwrap().contains("?tab=figures#g"),
        "{}",
        kept.body
    );
    let page = reader.get(&format!("/story/{id}?tab=figures")).body;
    let (open, folded) = page.split_once("dismissed by hand").unwrap();
    assert!(!open.contains("1 conflict") && folded.contains("=typo in &lt;b&gt;one"), "{page}");
    assert_eq!(server.get("/api/v1/stories").json()["stories"][0]["conflicts"], 0);
    assert_eq!(
        reader.post(&format!("/story/{id}/judge"), "mark=0000000000000000&ruling=confirmed").status,
        409
    );
    assert_eq!(reader.post(&format!("/story/{id}/judge"), &format!("mark={mark}&ruling=maybe")).status, 422);
    // A copy of the same count changes nothing; another count makes conflicts that nobody dismissed.
    push(&server, &[("Evening", 31)]);
    let (_, story) = only_story(&server);
    assert_eq!(story["judgements"][0]["standing"], "holds", "{}", story["judgements"]);
    push(&server, &[("Night", 74)]);
    let (_, story) = only_story(&server);
    assert_eq!(story["judgements"][0]["standing"], "holds", "{}", story["judgements"]);
    let conflicts = story["findings"].as_array().unwrap().iter().filter(|f| f["kind"] == "conflict").count();
    assert!(conflicts > 1, "{}", story["findings"]);
    assert_eq!(server.get("/api/v1/stories").json()["stories"][0]["conflicts"], conflicts - 1);
    let log = server.get("/api/v1/judgements").json();
    assert_eq!((log["judgements"][0]["ruling"].as_str(), &log["next"]), (Some("dismissed"), &Value::Null));
    let exported = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["export", "judgements", "--format", "csv", "--store", &server.store()])
        .output()
        .unwrap();
    let table = String::from_utf8(exported.stdout).unwrap();
    assert!(table.starts_with("number,at,kind,ruling,") && table.contains("\"'=typo in"), "{table}");
}

#[test]
fn a_speaker_and_a_merge_are_corrected() {
    let server = Server::start("desk-correct", &[]);
    push(&server, &[("Courier", 31), ("Daily", 31)]);
    let (id, story) = only_story(&server);
    let mark = story["marks"]["u1"].as_str().unwrap().to_owned();
    let sent = json!({"story": id, "mark": mark, "ruling": "speaker-is", "speaker": "Anna Roth", "note": "heard it"});
    assert_eq!(server.ask("POST /api/v1/judgements", JSON, &sent.to_string()).status, 201);
    assert_eq!(server.ask("POST /api/v1/judgements", FORM, &sent.to_string()).status, 415);
    let (_, story) = only_story(&server);
    assert_eq!(story["quotations"][0]["speaker"], "Anna Roth");
    assert_eq!(server.get("/api/v1/search?q=speaker:roth").json()["total"], 2);
    assert!(server.get("/speaker/Anna%20Roth").body.contains("until the ice is gone"));
    let reader = Reader::new(&server);
    let page = reader.get(&format!("/story/{id}")).body;
    assert!(page.contains("Speaker given as Anna Roth"), "{page}");
    let name =
        server.get("/api/v1/search?q=outlet:Daily").json()["hits"][0]["article"].as_str().unwrap().to_owned();
    let apart = reader.post(&format!("/article/{name}/place"), "how=apart");
    assert_eq!(apart.status, 303, "{}", apart.body);
    assert_eq!(server.get("/api/v1/stories").json()["stories"].as_array().unwrap().len(), 2);
    assert_eq!(reader.post(&format!("/article/{name}/place"), "how=move&to=%2Fstory%2Fnowhere").status, 422);
    let back = reader.post(
        &format!("/article/{name}/place"),
        &format!("how=move&to=http%3A%2F%2Fx%2Fstory%2F{id}%3Ftab%3Da"),
    );
    assert_eq!(back.status, 303, "{}", back.body);
    only_story(&server);
    let log = reader.get("/settings").body;
    assert!(log.contains("a story of its own") && log.contains("heard it"), "{log}");
}

#[test]
fn what_is_watched_is_logged_by_origin_and_followed() {
    let server = Server::start("desk-watch", &[]);
    push(&server, &[("Courier", 31)]);
    let reader = Reader::new(&server);
    let made = reader.post("/watches", "kind=pair&first=Marrow&second=Ilse+Brandvold");
    assert_eq!(made.header("location"), Some("/watch/1"), "{}", made.body);
    assert_eq!(reader.post("/watches", "kind=pair&first=Marrow").status, 422);
    let page = reader.get("/watch/1").body;
    assert!(page.contains("1 new") && page.contains("<b>Marrow stays shut"), "{page}");
    assert!(server.get("/?order=watched").body.contains("Ice shuts the lock"));
    let atom = server.get("/watch/1/feed.atom");
    assert!(atom.header("content-type").unwrap().contains("atom") && atom.body.contains("<entry>"));
    assert_eq!(server.get("/watch/1/feed.json").json()["items"].as_array().unwrap().len(), 1);
    for feed in ["/conflicts/feed.json", "/speaker/Ilse%20Brandvold/feed.json"] {
        assert!(server.get(feed).json()["items"].is_array(), "{feed}");
    }
    let sent = json!({"kind": "figure", "first": "barges"});
    assert_eq!(server.ask("POST /api/v1/watches", JSON, &sent.to_string()).json()["number"], 2);
    assert_eq!(server.get("/api/v1/watches/2").json()["seen"][0]["words"], "31 barges");
    let log = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["watch", "log", "2", "--store", &server.store()])
        .output()
        .unwrap();
    assert!(String::from_utf8(log.stdout).unwrap().contains("31 barges"));
    assert_eq!(server.ask("DELETE /api/v1/watches/2", "", "").status, 204);
    assert_eq!(server.ask("DELETE /api/v1/watches/2", "", "").status, 404);
    assert_eq!(reader.post("/watch/1/end", "").status, 303);
    assert_eq!(server.get("/api/v1/watches").json()["watches"], json!([]));
}

#[test]
fn what_came_since_the_last_look_is_told() {
    let server = Server::start("desk-new", &[]);
    push(&server, &[("Courier", 31)]);
    let (id, _) = only_story(&server);
    let reader = Reader::new(&server);
    assert!(!reader.get(&format!("/story/{id}")).body.contains("?tab=new"), "nobody has looked yet");
    assert_eq!(reader.post(&format!("/story/{id}/seen"), "").status, 303);
    // Times are kept by the second.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    push(&server, &[("Daily", 57)]);
    let page = reader.get(&format!("/story/{id}")).body;
    assert!(page.contains("1 article, 1 new outlet, 1 figure or date"), "{page}");
    let page = reader.get(&format!("/story/{id}?tab=new")).body;
    let tab = page.split_once("id=\"tab\"").unwrap().1;
    assert!(tab.contains("Daily") && tab.contains("57 barges"), "{tab}");
    assert!(reader.get("/").body.contains(">1 new<"));
    assert!(
        reader
            .get(&format!("/story/{id}?since=2030-01-01"))
            .body
            .contains("Nothing new since 1 January 2030")
    );
    assert_eq!(reader.post("/seen", "").status, 303);
    assert!(!reader.get("/").body.contains(">1 new<"));
    assert!(reader.get("/?new=1").body.contains("No story is like this"));
}

#[test]
fn programs_read_on_from_what_changed() {
    let server = Server::start("desk-changed", &[]);
    push(&server, &[("Courier", 31)]);
    let other = json!({"id": "x", "title": "Bakers of Tarrow strike", "text": "Bakers in Tarrow put down their peels.", "published": "2026-02-10"});
    server.ask("POST /api/v1/articles", JSON, &other.to_string());
    let first = server.get("/api/v1/stories?order=changed&limit=1").json();
    let next = first["next"].as_str().unwrap().replace(':', "%3A");
    let second = server.get(&format!("/api/v1/stories?order=changed&limit=1&cursor={next}")).json();
    let id = |list: &Value| list["stories"][0]["id"].as_str().unwrap().to_owned();
    assert!(id(&first) != id(&second) && second["next"].is_null(), "{first} {second}");
    let changed = second["stories"][0]["changed"].as_str().unwrap();
    let after = server.get(&format!("/api/v1/stories?changed_after={changed}")).json();
    assert_eq!(after["stories"], json!([]));
    assert_eq!(server.get("/api/v1/stories?changed_after=soon").status, 400);
    assert_eq!(server.get("/api/v1/stories?order=changed&cursor=c1").status, 404);
}

#[test]
fn a_token_lets_a_program_in_and_a_link_shows_no_article() {
    let server = Server::start("desk-pass", &[]);
    push(&server, &[("Courier", 31), ("Daily", 57)]);
    let (id, _) = only_story(&server);
    let reader = Reader::new(&server);
    let secret = |page: &str| {
        let shown = page.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
        shown.rsplit('/').next().unwrap().to_owned()
    };
    let made = reader.post("/settings/token", "name=archive&scope=read");
    let token = secret(&made.body);
    assert!(made.header("cache-control").unwrap().contains("no-store") && token.starts_with("vrm_"));
    assert!(!reader.get("/settings").body.contains(&token), "a secret is shown once");
    let bearer = |token: &str| format!("Authorization: Bearer {token}\r\n");
    assert_eq!(server.ask("GET /api/v1/stories", &bearer(&token), "").status, 200);
    assert_eq!(server.ask("GET /api/v1/stories", &bearer("vrm_00"), "").status, 401);
    assert_eq!(server.ask("POST /api/v1/articles", &format!("{}{JSON}", bearer(&token)), "{}").status, 403);
    assert_eq!(server.ask("GET /settings", &bearer(&token), "").status, 403);
    let made =
        reader.post("/settings/share", &format!("story=http%3A%2F%2Fx%2Fstory%2F{id}&name=Ada&days=3"));
    let link = secret(&made.body);
    let shared = server.get(&format!("/shared/{link}"));
    assert!(shared.status == 200 && shared.body.contains("until the ice is gone"), "{}", shared.body);
    assert!(shared.header("x-robots-tag").unwrap().contains("noindex"));
    for path in ["?tab=figures", "?at=A#at", "?at=A-0-500#at", "?tab=articles"] {
        let page = server.get(&format!("/shared/{link}{path}")).body;
        assert!(!page.contains("was there") && !page.contains("method=\"post\""), "{path} {page}");
    }
    assert_eq!(server.ask("GET /api/v1/stories", &bearer(&link), "").status, 401, "a link is no token");
    for number in [1, 2] {
        assert_eq!(reader.post(&format!("/settings/pass/{number}/end"), "").status, 303);
    }
    assert_eq!(server.get(&format!("/shared/{link}")).status, 404);
    assert_eq!(server.ask("GET /api/v1/stories", &bearer(&token), "").status, 401);
}
