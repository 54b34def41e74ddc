//! What the commands print.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{Folder, HARBOUR, HARBOUR_TOO, run, variorum};

#[test]
fn two_articles_become_one_apparatus() {
    let folder = Folder::new("two");
    let (a, b) = (folder.file("a.txt", HARBOUR), folder.file("b.txt", HARBOUR_TOO));
    let run = variorum(&["compare", &a, &b, "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json = run.json();
    assert_eq!(json["v"], 1);
    assert_eq!(json["witnesses"][1]["siglum"], "B");
    assert_eq!(json["witnesses"][1]["file"], b.as_str());
    let quotation = &json["quotations"][0];
    assert_eq!(quotation["speaker"], "Dana Okoro");
    assert_eq!(quotation["readings"].as_array().unwrap().len(), 2);
    let classes: Vec<&str> =
        quotation["variants"].as_array().unwrap().iter().filter_map(|v| v["class"].as_str()).collect();
    assert!(classes.contains(&"number"), "{classes:?}");
}

#[test]
fn the_terminal_shows_who_differs_without_escapes() {
    let folder = Folder::new("terminal");
    let (a, b) = (folder.file("a.txt", HARBOUR), folder.file("b.txt", HARBOUR_TOO));
    let run = variorum(&["compare", &a, &b]);
    assert_eq!(run.code, 0);
    for words in ["Dana Okoro", "2 articles", "thirty"] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    assert!(!run.out.contains('\x1b'));
    let widest = run.out.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?}\n{}", run.out);
}

#[test]
fn a_page_is_written_to_the_file_that_is_named() {
    let folder = Folder::new("page");
    let (a, b, page) =
        (folder.file("a.txt", HARBOUR), folder.file("b.txt", HARBOUR_TOO), folder.file("page.html", ""));
    let run = variorum(&["compare", &a, &b, "--format", "html", "-o", &page]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"), "{}", page.chars().take(80).collect::<String>());
    assert!(
        !page.contains("<script") && !page.contains("http://"),
        "the page needs no script and loads nothing"
    );
}

#[test]
fn a_folder_stands_for_its_articles_in_name_order() {
    let folder = Folder::new("folder");
    folder.file("2.txt", HARBOUR_TOO);
    folder.file("1.txt", HARBOUR);
    folder.file("notes.md", "not an article");
    let run = variorum(&["compare", folder.0.to_str().unwrap(), "--format", "json"]);
    let json = run.json();
    let ids: Vec<&str> =
        json["witnesses"].as_array().unwrap().iter().filter_map(|w| w["id"].as_str()).collect();
    assert_eq!(ids, ["1.txt", "2.txt"]);
}

#[test]
fn a_record_a_line_in_the_order_of_the_input() {
    let records: String = (0..200)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"“We will rebuild,” Mayor Ada Lund said.\"}}\n"))
        .collect();
    let run = run(&["annotate"], records.as_bytes());
    assert_eq!(run.code, 0);
    let lines = run.lines();
    assert_eq!(lines.len(), 200);
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(line["id"], number.to_string());
        assert_eq!(line["attributions"][0]["quoted"], serde_json::json!([[1, 17]]));
    }
}

/// The words at `range` of `text` in `unit`.
fn words(text: &str, range: &Value, unit: &str) -> String {
    let [start, end] = [0, 1].map(|at| range[at].as_u64().unwrap() as usize);
    match unit {
        "bytes" => text[start..end].to_owned(),
        "utf16" => String::from_utf16(&text.encode_utf16().collect::<Vec<u16>>()[start..end]).unwrap(),
        _ => text.chars().skip(start).take(end - start).collect(),
    }
}

#[test]
fn positions_count_in_the_unit_that_is_asked_for() {
    let text = "Émile 🦀 came home. “We will rebuild the quay,” Ada Lund said.";
    let record =
        serde_json::json!({"id": "1", "title": "Ünion 🦀: “We will rebuild,” says Ada Lund", "text": text});
    for unit in ["codepoints", "bytes", "utf16"] {
        let run = run(&["annotate", "-", "--offsets", unit], record.to_string().as_bytes());
        let line = &run.lines()[0];
        let body = line["attributions"].as_array().unwrap().iter().find(|a| a["field"] == "text").unwrap();
        assert_eq!(words(text, &body["quoted"][0], unit), "We will rebuild the quay,", "{unit}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::new("pipe");
    let record = format!("{}\n", serde_json::json!({"id": "1", "text": HARBOUR}));
    let file = folder.file("many.ndjson", record.repeat(2_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["annotate", &file])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 10]).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn completions_and_man_page_name_every_command() {
    let man = variorum(&["man"]);
    let bash = variorum(&["completions", "bash"]);
    assert_eq!((man.code, bash.code), (0, 0));
    for command in ["compare", "annotate", "completions"] {
        assert!(man.out.contains(command) && bash.out.contains(command), "{command}");
    }
    assert!(man.out.contains("offsets"));
}

#[test]
fn the_order_of_the_articles_cannot_show() {
    let folder = Folder::new("order");
    let (a, b) = (folder.file("a.txt", HARBOUR), folder.file("b.txt", HARBOUR_TOO));
    let verdicts = |first: &str, second: &str| {
        let json = variorum(&["compare", first, second, "--format", "json"]).json();
        let mut found: Vec<String> = json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| format!("{} {}", f["verdict"], f["why"]))
            .collect();
        found.sort();
        found
    };
    let one = verdicts(&a, &b);
    assert!(!one.is_empty());
    assert_eq!(one, verdicts(&b, &a));
}
