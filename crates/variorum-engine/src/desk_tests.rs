//! What readers keep: corrections are made wherever words are shown, copies are no news, and others write in between.

use std::time::Duration;

use variorum_core::judgement::Place;
use variorum_core::{FindingKind, Judgement, Ruling};

use super::*;
use crate::tests::{Folder, now, records};

fn record(id: &str, text: &str) -> Incoming {
    let line = format!(
        "{{\"id\":\"{id}\",\"text\":\"{text}\",\"outlet\":\"{id} News\",\"published\":\"2026-02-12\"}}"
    );
    Incoming { place: id.to_owned(), matter: Matter::Record(line.into_bytes()) }
}

const SAID: &str =
    "“The lock at Marrow stays shut until the ice is gone,” Captain Ilse Brandvold said on Monday. ";

fn import(engine: &Engine, records: Vec<Incoming>) -> Report {
    engine.import(records.into_iter(), now(), &mut |_| {}).unwrap()
}

#[test]
fn one_who_shares_lets_others_write_in_between() {
    let folder = Folder::new("shared");
    let file = folder.0.join("store.db");
    let room = Engine::open_to_share(&file, 2, Duration::from_secs(10)).unwrap();
    import(&room, records().into_iter().take(3).collect());
    let other = Engine::open(&file, Mode::Write, 2).unwrap();
    import(&other, records().into_iter().take(5).collect());
    drop(other);
    room.watch(&Watched::Name("Ellery".to_owned()), now()).unwrap();
    import(&room, records());
    assert_eq!((room.counts().unwrap().articles, room.counts().unwrap().waiting), (24, 0));
    drop(Engine::open(&file, Mode::Write, 2).unwrap());
}

#[test]
fn where_somebody_waits_what_is_far_from_the_new_is_left_alone() {
    let folder = Folder::new("shared-large");
    let file = folder.0.join("store.db");
    import(&Engine::open(&file, Mode::Write, 2).unwrap(), records().into_iter().take(20).collect());
    let mut room = Engine::open_to_share(&file, 2, Duration::from_secs(10)).unwrap();
    room.large = 8;
    let stood = room.stories(&StoryQuery { limit: 99, ..StoryQuery::default() }).unwrap();
    let report = import(&room, records());
    assert_eq!((report.added, report.settled.placed, report.settled.moved), (4, 4, 0));
    let stands = room.stories(&StoryQuery { limit: 99, ..StoryQuery::default() }).unwrap();
    assert!(stood.iter().all(|row| stands.iter().any(|now| now.id == row.id)), "what stood keeps its name");
    assert_eq!(room.counts().unwrap().waiting, 0);
}

#[test]
fn a_corrected_speaker_is_shown_found_and_kept() {
    let folder = Folder::new("corrected");
    let engine = folder.engine("store.db");
    import(&engine, vec![record("a", &format!("{SAID}Ice came early."))]);
    let key = engine.find("a").unwrap();
    let article = engine.article(key).unwrap().unwrap();
    let span = article.annotated.layers().attributions[0].content[0];
    let text = &article.record.article.text;
    let words = text.slice(span).to_owned();
    let place = Place { text: *text.id().as_bytes(), start: span.start(), end: span.end(), words };
    let judgement = |ruling| Judgement {
        number: 0,
        at: now(),
        kind: FindingKind::Speaker,
        ruling,
        about: String::new(),
        note: String::new(),
        places: vec![place.clone()],
    };
    let speaker =
        |engine: &Engine| engine.story(key).unwrap().unwrap().apparatus.quotations[0].speaker.clone();
    let said_by = |engine: &Engine, name: &str| {
        let matter = SearchMatter::Quotations;
        let query =
            SearchQuery { matter, speaker: Some(name.to_owned()), limit: 9, ..SearchQuery::default() };
        engine.search(&query).unwrap().total
    };
    assert_eq!(speaker(&engine).as_deref(), Some("Ilse Brandvold"));
    engine.judge(&judgement(Ruling::SpeakerIs("Anna Roth".to_owned())), &[key]).unwrap();
    assert_eq!(speaker(&engine).as_deref(), Some("Anna Roth"));
    assert_eq!(said_by(&engine, "Roth"), 1);
    engine.rescan(true, now(), &mut |_| {}).unwrap();
    assert_eq!((said_by(&engine, "Roth"), speaker(&engine).as_deref()), (1, Some("Anna Roth")));
    engine.judge(&judgement(Ruling::Open), &[key]).unwrap();
    assert_eq!((said_by(&engine, "Roth"), speaker(&engine).as_deref()), (0, Some("Ilse Brandvold")));
}

#[test]
fn a_copy_is_named_beside_what_it_copied_and_is_no_news() {
    let folder = Folder::new("sightings");
    let engine = folder.engine("store.db");
    let story = format!(
        "{SAID}The harbour office of Marrow counted 31 barges that wait above the lock, more than in any winter since \
         the canal was dug. Bakers in the lower town say flour will last nine days."
    );
    let later = "Snow fell on Marrow.\\nCaptain Ilse Brandvold skated to work; nobody asked why.".to_owned();
    import(&engine, vec![record("a", &story), record("b", &story), record("c", &later)]);
    let seen = |watched: Watched| engine.sightings(&watched).unwrap();
    let speaker = seen(Watched::Speaker("Brandvold".to_owned()));
    assert_eq!((speaker.len(), speaker[0].copies.len()), (1, 1));
    assert!(speaker[0].article.text.slice(speaker[0].span).contains("until the ice is gone"));
    let figures = seen(Watched::Figure("barges".to_owned()));
    assert_eq!((figures.len(), figures[0].copies.len()), (1, 1));
    assert_eq!(seen(Watched::Name("Ilse Brandvold".to_owned())).len(), 2);
    let pair = seen(Watched::Pair("Marrow".to_owned(), "brandvold".to_owned()));
    assert_eq!(pair.len(), 1, "in c they stand in two paragraphs");
    let words = pair[0].article.text.slice(pair[0].span);
    assert!(words.starts_with("Marrow") && words.ends_with("Brandvold"), "{words}");
    assert_eq!(seen(Watched::Words("flour \"lower town\"".to_owned())).len(), 1);
    assert!(seen(Watched::Words("OR AND (".to_owned())).is_empty());
}
