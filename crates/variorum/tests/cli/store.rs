//! The commands over a store.

use std::fs;

use serde_json::Value;

use crate::{Folder, run, variorum};

const STORIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../stories");

/// A store with the example stories.
fn examples(name: &str) -> (Folder, String) {
    let folder = Folder::new(name);
    let store = folder.0.join("store.db").to_str().unwrap().to_owned();
    let imported = variorum(&["import", STORIES, "--store", &store, "--format", "json"]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    let report = imported.json();
    assert_eq!((report["added"].as_u64(), report["stories"].as_u64()), (Some(17), Some(4)), "{report}");
    (folder, store)
}

#[test]
fn stories_are_listed_shown_and_explained() {
    let (_folder, store) = examples("listed");
    let listed = variorum(&["stories", "--store", &store, "--format", "json"]).lines();
    assert_eq!(listed.len(), 4);
    let fire = listed.iter().find(|story| story["articles"] == 5).unwrap();
    let id = fire["id"].as_str().unwrap();
    let shown = variorum(&["story", &id[..6], "--store", &store]);
    assert!(shown.out.contains("QUOTATIONS") && shown.out.contains("Dana Okoro"), "{}", shown.out);
    let apart = variorum(&["story", "a-ellery-courier.txt", "--store", &store, "--format", "json"]).json();
    assert_eq!(apart["witnesses"].as_array().unwrap().len(), 5);
    let why = variorum(&["story", id, "--why", "--store", &store, "--format", "json"]).lines();
    assert!(why.iter().any(|line| line["why"].as_str().unwrap().starts_with("copy: ")), "{why:?}");
    let named = variorum(&["stories", "Clement Rusk", "--store", &store]);
    assert!(named.out.lines().count() == 2 && named.out.contains("Salterwick"), "{}", named.out);
}

#[test]
fn words_speakers_and_figures_are_found_with_their_places() {
    let (_folder, store) = examples("found");
    let search = |arguments: &[&str]| {
        let asked = [&["search", "--store", &store, "--format", "json"], arguments].concat();
        let found = variorum(&asked);
        assert_eq!(found.code, 0, "{}", found.err);
        found.lines()
    };
    assert_eq!(search(&["harbour", "\"north shed\""]).len(), 4);
    let said = search(&["--speaker", "okoro", "pump"]);
    assert!(!said.is_empty() && said.iter().all(|hit| hit["speaker"] == "Dana Okoro"), "{said:?}");
    let counted = search(&["--figure", "4000", "people"]);
    assert!(counted.iter().any(|hit| hit["words"].as_str().unwrap().contains("4,000")), "{counted:?}");
    for hit in search(&["--limit", "50", "the"]) {
        let (span, words) = (&hit["span"], hit["words"].as_str().unwrap());
        let length = span[1].as_u64().unwrap() - span[0].as_u64().unwrap();
        assert_eq!(length, words.chars().count() as u64, "{hit}");
    }
    let nothing = variorum(&["search", "--store", &store, "quicksand"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (0, "nothing in the store matches\n"));
}

#[test]
fn an_import_skips_what_is_held_and_what_cannot_be_read() {
    let (folder, store) = examples("skips");
    let records = "{\"id\":\"n1\",\"text\":\"Rain fell on Ellery.\"}\n{\n{\"id\":\"n2\",\"title\":\"No words\",\"text\":\" \"}\n";
    let file = folder.file("more.ndjson", records);
    let imported = variorum(&["import", &file, STORIES, "--store", &store]);
    assert_eq!(imported.code, 1);
    assert!(imported.out.starts_with("1 article imported"), "{}", imported.out);
    assert!(
        imported.out.contains("17 held already: skipped\n2 could not be read: skipped"),
        "{}",
        imported.out
    );
    assert!(imported.err.contains("more.ndjson:2: not a JSON record"), "{}", imported.err);
    assert!(imported.err.contains("more.ndjson:3: there are no words in it"), "{}", imported.err);
    let piped = run(&["import", "-", "--store", &store], records.as_bytes());
    assert!(piped.out.contains("1 held already"), "{}", piped.out);
}

#[test]
fn errors_say_what_to_do_next() {
    let folder = Folder::new("errors");
    let at = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let text = folder.file("text.db", "Rain fell on Ellery. ".repeat(400));
    for (arguments, words) in [
        (vec!["stories", "--store", &at("none.db")], "make one with `variorum import`"),
        (vec!["stories", "--store", &text], "is no store of variorum"),
        (vec!["import", &at("none.ndjson"), "--store", &at("new.db")], "cannot open"),
        (vec!["restore", &at("none.db"), "--store", &at("new.db")], "there is no store at"),
    ] {
        let refused = variorum(&arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.out);
        assert!(refused.err.contains(words), "{arguments:?}: {}", refused.err);
    }
    let (_kept, store) = examples("errors-named");
    let unknown = variorum(&["story", "beef", "--store", &store]);
    assert!(unknown.code == 2 && unknown.err.contains("no article is called “beef”"), "{}", unknown.err);
    let number = variorum(&["search", "--figure", "many", "--store", &store]);
    assert!(number.code == 2 && number.err.contains("is no number"), "{}", number.err);
}

#[test]
fn a_backup_is_restored_and_a_damaged_store_is_told() {
    let (folder, store) = examples("backup");
    let at = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let healthy = variorum(&["doctor", "--store", &store, "--format", "json"]).json();
    assert_eq!((healthy["articles"].as_u64(), &healthy["faults"]), (Some(17), &Value::Array(Vec::new())));
    assert_eq!(variorum(&["backup", &at("backup.db"), "--store", &store]).code, 0);
    let refused = variorum(&["restore", &at("backup.db"), "--store", &store]);
    assert!(refused.code == 2 && refused.err.contains("move it away first"), "{}", refused.err);
    let mut bytes = fs::read(&store).unwrap();
    let pages = bytes.len() / 4096;
    for page in pages / 2..pages {
        bytes[page * 4096..page * 4096 + 100].fill(0xa5);
    }
    fs::write(&store, bytes).unwrap();
    let told = variorum(&["doctor", "--store", &store]);
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    assert!(told.out.contains('✗') && told.out.contains("variorum restore"), "{}", told.out);
    fs::remove_file(&store).unwrap();
    assert_eq!(variorum(&["restore", &at("backup.db"), "--store", &store]).code, 0);
    assert_eq!(variorum(&["doctor", "--store", &store]).code, 0);
}
