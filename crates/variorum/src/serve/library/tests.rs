//! What the library shows as articles come.

use std::path::PathBuf;

use variorum_ingest::read_record;

use super::*;

/// A library over a new store in a folder of its own.
fn library(name: &str) -> (Library, PathBuf) {
    let folder = std::env::temp_dir().join(format!("variorum-test-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    (Library::open(&folder.join("store.sqlite"), 2).unwrap(), folder)
}

fn article(id: &str, text: &str) -> Article {
    let record = serde_json::json!({"id": id, "text": text, "outlet": "Gazette", "published": "2024-05-07"});
    read_record(record.to_string()).unwrap()
}

#[test]
fn invented_stories_stand_in_until_something_is_imported() {
    let (library, folder) = library("examples");
    let rows = library.stories(Order::Newest, &StoryQuery::default(), 0, 9).unwrap();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.example && row.articles >= 4), "{rows:?}");
    let story = library.story(&rows[0].id).unwrap().unwrap();
    assert!(Arc::ptr_eq(&story, &library.story(&rows[0].id).unwrap().unwrap()), "compared twice");
    assert_eq!(story.names().len(), story.apparatus.witnesses.len());
    let report = library.import(vec![article("a", "Rain fell on Quillmere.")]).unwrap();
    assert_eq!(report.added, 1);
    assert_eq!(library.totals().unwrap(), (1, 1));
    assert!(library.story(&rows[0].id).unwrap().is_none() && !library.has_examples().unwrap());
    drop(library);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_story_that_grew_is_compared_again() {
    let (library, folder) = library("grown");
    let said = "“The bridge at Quillmere stays closed until the spring,” Mayor Odette Varnham said.";
    library.import(vec![article("a", said)]).unwrap();
    let before = library.story("a").unwrap().unwrap();
    library.import(vec![article("b", &format!("{said} Eleven boats are stuck."))]).unwrap();
    let after = library.story("a").unwrap().unwrap();
    assert_eq!((before.names().len(), after.names().len()), (1, 2));
    let query = Query::parse("speaker:varnham");
    assert_eq!(library.search(&query, 0, 9).unwrap().total, 2);
    assert!(library.article("nothing of this name").unwrap().is_none());
    drop(library);
    std::fs::remove_dir_all(folder).unwrap();
}
