//! Evidence packs from outside: made of files and of the store, checked, and refused when they were changed.

use serde_json::Value;

use crate::{Folder, HARBOUR, HARBOUR_TOO, variorum};

/// What `verify --format json` says, with its exit code.
fn verify(arguments: &[&str]) -> (i32, Value) {
    let run = variorum(&[&["verify", "--format", "json"], arguments].concat());
    (run.code, run.json())
}

#[test]
fn a_pack_of_files_is_checked_alone_and_against_them() {
    let folder = Folder::new("pack-files");
    let files = [folder.file("a.txt", HARBOUR), folder.file("b.txt", HARBOUR_TOO)];
    let pack = folder.file("pack.html", "");
    let made = variorum(&["pack", &files[0], &files[1], "-o", &pack]);
    assert_eq!((made.code, made.err.as_str()), (0, ""));
    let (code, alone) = verify(&[&pack]);
    assert_eq!((code, &alone["sound"], &alone["passages_held"]), (0, &true.into(), &0.into()));
    let (code, held) = verify(&[&pack, &files[0], &files[1]]);
    assert_eq!(
        (code, &held["passages_held"], &held["passages_open"]),
        (0, &alone["passages_open"], &0.into())
    );
    assert!(held["passages_held"].as_u64().unwrap() > 8, "{held}");
    let again = variorum(&["pack", &files[0], &files[1]]);
    assert_eq!(again.out, std::fs::read_to_string(&pack).unwrap(), "the same story gave other bytes");
    let shown = variorum(&["verify", &pack, &files[0]]);
    assert!(shown.out.contains("sound: ") && shown.out.contains("not held against a text"), "{}", shown.out);
}

#[test]
fn a_changed_pack_is_refused_with_what_differs() {
    let folder = Folder::new("pack-changed");
    let file = folder.file("a.txt", HARBOUR);
    let made = variorum(&["pack", &file, "--full-texts"]).out;
    for (from, to) in [("twenty minutes", "thirty minutes"), ("<h1>", "<h2>"), ("--soft: #", "--soft:  #")] {
        let at = made.find(from).unwrap_or_else(|| panic!("{from}"));
        let changed = format!("{}{to}{}", &made[..at], &made[at + from.len()..]);
        let (code, said) = verify(&[&folder.file("changed.html", changed)]);
        assert_eq!((code, &said["sound"]), (1, &false.into()), "{from}");
        let faults = said["faults"].to_string();
        assert!(faults.contains("last line says") && faults.contains("first at byte"), "{from}: {faults}");
    }
    let shown = variorum(&["verify", &folder.file("none.html", "<p>nothing</p>")]);
    assert!(shown.code == 1 && shown.out.starts_with("NOT SOUND: 2 faults"), "{}", shown.out);
    assert_eq!(variorum(&["verify", "/nothing/here"]).code, 2);
}

#[test]
fn a_pack_of_the_store_says_when_each_article_was_seen_and_what_it_was_read_from() {
    let folder = Folder::new("pack-store");
    let store = folder.0.join("store.sqlite");
    let store = store.to_str().unwrap();
    let page = format!(
        "<html><body><article><h1>Shed burns</h1><p>{}</p></article></body></html>",
        HARBOUR_TOO.replace('\n', "</p><p>")
    );
    let files = [folder.file("a.txt", HARBOUR), folder.file("b.html", page)];
    let imported = variorum(&["import", "--store", store, &files[0], &files[1]]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    let stories = variorum(&["stories", "--store", store, "--format", "json"]);
    let story = stories.lines()[0]["id"].as_str().unwrap().to_owned();
    let pack = folder.file("pack.html", "");
    let made = variorum(&["pack", &story, "--store", store, "-o", &pack]);
    assert_eq!((made.code, made.err.as_str()), (0, ""));
    let held = std::fs::read_to_string(&pack).unwrap();
    let record = held.split("id=\"record\">").nth(1).unwrap().split("</script>").next().unwrap();
    let record: Value = serde_json::from_str(record).unwrap();
    for article in record["articles"].as_array().unwrap() {
        assert!(
            article["seen"].as_str().unwrap().ends_with('Z') && article["key"].as_str().unwrap().len() == 64,
            "{article}"
        );
        assert!(article["text"].is_null());
    }
    let kept = record["articles"].as_array().unwrap().iter().filter(|a| a["raw_sha256"].is_string()).count();
    assert!(kept >= 1, "no original is kept of the page");
    let (code, said) = verify(&[&pack, "--store", store]);
    assert_eq!((code, &said["passages_open"]), (0, &0.into()), "{said}");
    let gone = variorum(&["pack", "no such story", "--store", store]);
    assert!(gone.code == 2 && !gone.err.is_empty());
}
