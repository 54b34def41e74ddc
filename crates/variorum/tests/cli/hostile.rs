//! Bad input gives a clear message or a flagged result, never a panic.

use serde_json::json;

use crate::{Folder, HARBOUR, HARBOUR_TOO, Run, run, variorum};

/// The command could not run: exit 2, nothing on standard output, a message that holds `words`.
#[track_caller]
fn refused(run: &Run, words: &str) {
    assert_eq!(run.code, 2, "{}", run.err);
    assert_eq!(run.out, "");
    assert!(run.err.starts_with("variorum: ") && run.err.contains(words), "{}", run.err);
}

/// The comparison has a problem of `kind`.
#[track_caller]
fn flagged(run: &Run, kind: &str) {
    let json = run.json();
    let annotations = json["annotations"].as_object().unwrap().values().map(|a| &a["problems"]);
    let problems: Vec<&serde_json::Value> =
        annotations.chain([&json["problems"]]).flat_map(|p| p.as_array().unwrap()).collect();
    assert!(problems.iter().any(|p| p["kind"] == kind), "no {kind} in {problems:?}");
}

#[test]
fn no_file() {
    refused(&variorum(&["compare", "/nowhere/at/all.txt"]), "cannot open /nowhere/at/all.txt");
    refused(&variorum(&["annotate", "/nowhere/at/all.ndjson"]), "cannot open");
}

#[test]
fn no_argument_at_all() {
    let run = variorum(&["compare"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("Usage"), "{}", run.err);
}

#[test]
fn an_empty_file() {
    let folder = Folder::new("empty");
    let (empty, full) = (folder.file("empty.txt", ""), folder.file("full.txt", HARBOUR));
    refused(&variorum(&["compare", &empty]), "nothing to compare");
    let run = variorum(&["compare", &empty, &full, "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("empty.txt"), "{}", run.err);
    flagged(&run, "unreadable");
}

#[test]
fn a_folder_without_articles() {
    let folder = Folder::new("bare");
    folder.file("notes.md", "nothing to read");
    refused(&variorum(&["compare", folder.0.to_str().unwrap()]), "no articles in");
}

#[test]
fn a_binary() {
    let folder = Folder::new("binary");
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend((0..4000u32).map(|n| (n * 7919 % 251) as u8));
    let (picture, full) = (folder.file("picture.txt", bytes), folder.file("full.txt", HARBOUR));
    let run = variorum(&["compare", &picture, &full, "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("picture.txt"), "{}", run.err);
    flagged(&run, "unreadable");
}

#[test]
fn invalid_utf_8_is_read_and_flagged() {
    let folder = Folder::new("utf8");
    let mut broken = HARBOUR.as_bytes().to_vec();
    broken.splice(60..60, [0xff, 0xfe, 0xc3]);
    let (broken, full) = (folder.file("broken.txt", broken), folder.file("full.txt", HARBOUR_TOO));
    let run = variorum(&["compare", &broken, &full, "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    flagged(&run, "broken-encoding");
}

#[test]
fn a_line_of_ten_megabytes() {
    let folder = Folder::new("long");
    let sentence =
        "“We lost the shed,” fire chief Dana Okoro said on Monday after 14 people were hurt in Port Ellery. ";
    let file = folder.file("long.txt", sentence.repeat(10_000_000 / sentence.len()));
    let run = variorum(&["annotate", &file]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.lines()[0]["attributions"].as_array().unwrap().len() > 1000);
    let words = folder.file("word.txt", "x".repeat(10_000_000));
    assert_eq!(variorum(&["annotate", &words]).code, 0);
}

#[test]
fn a_hundred_thousand_nested_marks() {
    let folder = Folder::new("nested");
    for (name, open, close) in [
        ("round", "(", ")"),
        ("curly", "“", "”"),
        ("single", "‘", "’"),
        ("straight", "\"", "\""),
        ("guillemets", "«", "»"),
    ] {
        let text = format!(
            "Headline\nThe mayor said {}deep{} on Monday.",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        let file = folder.file(&format!("{name}.txt"), text);
        let other = folder.file("other.txt", HARBOUR);
        assert_eq!(variorum(&["annotate", &file]).code, 0, "{name}");
        let run = variorum(&["compare", &file, &other]);
        assert_eq!(run.code, 0, "{name}: {}", run.err);
    }
    let page =
        format!("<html><body>{}deep{}</body></html>", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(variorum(&["annotate", &folder.file("deep.html", page)]).code, 0);
}

#[test]
fn records_that_are_none() {
    let good = json!({"id": "good", "text": HARBOUR}).to_string();
    let input = format!(
        "{good}\nnot json\n[1]\n{}\n{}\n\n{good}\n",
        json!({"id": "bare"}),
        json!({"id": 7, "text": 8})
    );
    let run = run(&["annotate"], input.as_bytes());
    assert_eq!(run.code, 1);
    let lines = run.lines();
    assert_eq!(lines.len(), 6, "one line for each record");
    assert_eq!((&lines[0]["id"], &lines[5]["id"]), (&json!("good"), &json!("good")));
    assert_eq!(lines[1]["error"]["kind"], "json");
    assert_eq!((&lines[3]["id"], &lines[3]["error"]["kind"]), (&json!("bare"), &json!("missing-field")));
    assert!(lines[4]["error"]["message"].as_str().unwrap().contains("text"));
}

#[test]
fn a_date_that_is_none_is_a_problem_of_the_article() {
    let record = json!({"id": "1", "published": "the day before", "text": HARBOUR}).to_string();
    let run = run(&["annotate"], record.as_bytes());
    assert_eq!(run.code, 0);
    assert_eq!(run.lines()[0]["problems"][0]["kind"], "bad-date");
}

#[test]
fn two_articles_with_one_id() {
    let input =
        format!("{}\n{}\n", json!({"id": "x", "text": HARBOUR}), json!({"id": "x", "text": HARBOUR_TOO}));
    let run = run(&["compare", "-", "--format", "json"], input.as_bytes());
    assert_eq!(run.code, 0);
    let json = run.json();
    assert_eq!((&json["witnesses"][0]["id"], &json["witnesses"][1]["id"]), (&json!("x"), &json!("x~2")));
    flagged(&run, "duplicate-id");
}

#[test]
fn the_same_file_twice_is_one_origin() {
    let folder = Folder::new("twice");
    let file = folder.file("a.txt", HARBOUR);
    let run = variorum(&["compare", &file, &file, "--format", "json"]);
    assert_eq!(run.code, 0);
    flagged(&run, "same-text");
    assert_eq!(run.json()["lineages"].as_array().unwrap().len(), 1);
}

#[test]
fn one_article_alone() {
    let folder = Folder::new("alone");
    let file = folder.file("a.txt", HARBOUR);
    let run = variorum(&["compare", &file, "--format", "json"]);
    assert_eq!(run.code, 0);
    flagged(&run, "nothing-to-compare");
}

#[test]
fn articles_without_a_common_story_are_said_to_first() {
    let folder = Folder::new("apart");
    let other = "Orchestra of Velden plans a tour of the north\nThe chamber orchestra of Velden will play eleven concerts in small churches next spring.\nConductor Imre Sand said the programme holds three new works.\n";
    let (a, b, c) =
        (folder.file("a.txt", HARBOUR), folder.file("b.txt", HARBOUR_TOO), folder.file("c.txt", other));
    let run = variorum(&["compare", &a, &b, &c, "--format", "json"]);
    assert_eq!(run.json()["problems"][0]["kind"], "other-story");
    assert_eq!(run.json()["witnesses"][2]["compared"], false);
    let text = variorum(&["compare", &a, &c]).out;
    assert!(text.contains("! "), "{text}");
    assert!(!text.contains("QUOTATIONS"), "nothing is compared further:\n{text}");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let folder = Folder::new("escape");
    let wild = HARBOUR.replacen("Fire", "\x1b]0;owned\x07Fire\u{202e}", 1);
    let (a, b) = (folder.file("a.txt", wild), folder.file("b.txt", HARBOUR_TOO));
    let run = variorum(&["compare", &a, &b]);
    assert!(!run.out.contains('\x1b') && !run.out.contains('\u{202e}'), "{}", run.out);
}
