use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use proptest::prelude::*;
use variorum_core::{Origin, RawSpan, Segment, SourceMap};
use variorum_store::Mode;

use super::*;

/// A folder of its own for one test, removed afterwards.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("variorum-engine-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn engine(&self, name: &str) -> Engine {
        self.engine_on(name, 2)
    }

    fn engine_on(&self, name: &str, threads: usize) -> Engine {
        Engine::open(&self.0.join(name), Mode::Write, threads).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary place harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

const PLACES: [&str; 4] = ["Ellery", "Tarrow", "Salterwick", "Brindlewater"];
const EVENTS: [(&str, &str); 3] = [
    (
        "Ferry {p} runs aground",
        "The ferry Halcyon ran aground on a sandbank off {p} with ninety passengers. Captain Ines Marlow said the \
         rudder had failed. Lifeboats from {p} took the passengers of the Halcyon ashore, and divers of the coast \
         guard looked at the rudder.",
    ),
    (
        "{p} council votes on marsh",
        "The council of {p} voted by nine to four to flood the east marsh. Mayor Teodor Vasik called the vote on \
         the marsh a great day. Farmers in {p}, led by Clement Rusk, said that no price for the marsh was named.",
    ),
    (
        "Strike shuts {p} foundry",
        "Workers at the {p} foundry walked out over wages. The union of founders wants eleven percent. Owner Greta \
         Holm said that the {p} foundry would stay closed until the union came back to the table.",
    ),
];

/// Two reports of each event in each place, a week between the places.
pub(crate) fn records() -> Vec<Incoming> {
    let mut records = Vec::new();
    for (week, place) in PLACES.iter().enumerate() {
        for (event, (title, body)) in EVENTS.iter().enumerate() {
            for (report, lead) in ["", "Reporters were there. "].iter().enumerate() {
                let (title, body) = (title.replace("{p}", place), body.replace("{p}", place));
                let day = 1 + 7 * week + report;
                let id = format!("{event}-{place}-{report}");
                let line = format!(
                    "{{\"id\":\"{id}\",\"title\":\"{title}\",\"text\":\"{lead}{body}\",\"published\":\"2026-02-{day:02}\"}}"
                );
                records.push(Incoming { place: id, matter: Matter::Record(line.into_bytes()) });
            }
        }
    }
    records
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_770_000_000).unwrap()
}

/// Where every article stands, without what tells the time of the import.
fn settled(engine: &Engine) -> Vec<String> {
    let query = StoryQuery { limit: 1_000, ..StoryQuery::default() };
    let mut lines = Vec::new();
    for row in engine.stories(&query).unwrap() {
        lines.extend(
            engine.story(row.id).unwrap().unwrap().members.iter().map(|member| format!("{member:?}")),
        );
    }
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Whatever the order of arrival, the parts in which articles come and the threads: what is settled is the same.
    #[test]
    fn what_is_settled_depends_on_the_articles_alone(
        order in Just((0..24).collect::<Vec<usize>>()).prop_shuffle(),
        parts in prop::collection::vec(1usize..9, 24),
        threads in 1usize..5,
    ) {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        let folder = Folder::new(&format!("settled-{}", RUNS.fetch_add(1, Ordering::Relaxed)));
        let whole = folder.engine("whole.db");
        whole.import(records().into_iter(), now(), &mut |_| {}).unwrap();
        let engine = folder.engine_on("parts.db", threads);
        let (mut records, mut rest): (Vec<Option<Incoming>>, &[usize]) = (records().into_iter().map(Some).collect(), &order);
        for size in parts {
            let (part, later) = rest.split_at(size.min(rest.len()));
            let part: Vec<Incoming> = part.iter().filter_map(|at| records[*at].take()).collect();
            engine.import(part.into_iter(), now(), &mut |_| {}).unwrap();
            rest = later;
        }
        prop_assert_eq!(settled(&engine), settled(&whole));
        prop_assert_eq!(engine.check().unwrap(), Vec::<String>::new());
    }
}

#[test]
fn the_order_and_the_size_of_batches_do_not_show() {
    let folder = Folder::new("order");
    let whole = folder.engine("whole.db");
    let report = whole.import(records().into_iter(), now(), &mut |_| {}).unwrap();
    assert_eq!((report.added, report.settled.placed), (24, 24));
    let expect = settled(&whole);
    assert_eq!(expect.len(), 24);
    for (name, size, step) in [("one.db", 1, 7), ("five.db", 5, 11), ("back.db", 24, 23)] {
        let mut shuffled: Vec<Option<Incoming>> = records().into_iter().map(Some).collect();
        let order: Vec<usize> = (0..24).map(|at| (at * step + 3) % 24).collect();
        let engine = folder.engine(name);
        for part in order.chunks(size) {
            let part: Vec<Incoming> = part.iter().map(|at| shuffled[*at].take().unwrap()).collect();
            engine.import(part.into_iter(), now(), &mut |_| {}).unwrap();
        }
        assert_eq!(settled(&engine), expect, "{name}");
    }
}

#[test]
fn an_import_that_is_run_again_changes_nothing() {
    let folder = Folder::new("again");
    let engine = folder.engine("store.db");
    engine.import(records().into_iter().take(10), now(), &mut |_| {}).unwrap();
    drop(engine);
    let engine = folder.engine("store.db");
    let report = engine.import(records().into_iter(), now(), &mut |_| {}).unwrap();
    assert_eq!((report.added, report.held), (14, 10));
    let whole = folder.engine("whole.db");
    whole.import(records().into_iter(), now(), &mut |_| {}).unwrap();
    assert_eq!(settled(&engine), settled(&whole));
    assert_eq!(engine.check().unwrap(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_read_is_reported_and_the_rest_goes_on() {
    let folder = Folder::new("unreadable");
    let engine = folder.engine("store.db");
    let bad = ["{", "{\"id\":\"x\"}", "{\"id\":\"x\",\"text\":\" \"}"];
    let bad = bad
        .iter()
        .map(|line| Incoming { place: (*line).to_owned(), matter: Matter::Record(line.as_bytes().to_vec()) });
    let report = engine.import(bad.chain(records()), now(), &mut |_| {}).unwrap();
    assert_eq!((report.added, report.unreadable.len()), (24, 3));
    assert_eq!(report.unreadable[0].place, "{");
}

#[test]
fn a_story_is_compared_as_its_articles_are() {
    let folder = Folder::new("story");
    let engine = folder.engine("store.db");
    engine.import(records().into_iter(), now(), &mut |_| {}).unwrap();
    let key = engine.find("0-Ellery-0").unwrap();
    let story = engine.story(key).unwrap().unwrap();
    let texts = |text: variorum_core::TextId| {
        story.apparatus.witnesses.iter().filter(|w| w.annotated.article().text.id() == text).count()
    };
    let shown: Vec<ArticleKey> = story.members.iter().map(|member| member.key).collect();
    assert!(shown.contains(&key) && shown.len() == story.apparatus.witnesses.len());
    for (member, witness) in story.members.iter().zip(&story.apparatus.witnesses) {
        let article = witness.annotated.article();
        assert_eq!((ArticleKey::of(article, None), texts(article.text.id())), (member.key, 1));
    }
    let article = engine.article(key).unwrap().unwrap();
    let here = story.members.iter().find(|member| member.key == key).unwrap();
    assert_eq!(article.record.place.as_ref(), Some(&here.place));
    let query = SearchQuery {
        matter: SearchMatter::Quotations,
        speaker: Some("Marlow".to_owned()),
        words: "rudder".to_owned(),
        limit: 20,
        ..SearchQuery::default()
    };
    assert_eq!(engine.search(&query).unwrap().total, 8);
}

#[test]
fn a_store_that_is_read_alone_is_not_written() {
    let folder = Folder::new("alone");
    drop(folder.engine("store.db"));
    let engine = Engine::open(&folder.0.join("store.db"), Mode::Read, 2).unwrap();
    let error = engine.import(records().into_iter(), now(), &mut |_| {}).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
}

#[test]
fn a_few_new_articles_are_placed_beside_their_like_and_settled_later() {
    let folder = Folder::new("provisional");
    let whole = folder.engine("whole.db");
    whole.import(records().into_iter(), now(), &mut |_| {}).unwrap();
    let engine = folder.engine("store.db");
    engine.import(records().into_iter().take(23), now(), &mut |_| {}).unwrap();
    let stood = settled(&engine);
    drop(engine);
    let mut engine = folder.engine("store.db");
    engine.large = 0;
    let report = engine.import(records().into_iter(), now(), &mut |_| {}).unwrap();
    assert_eq!((report.added, report.settled.placed, report.settled.moved), (1, 1, 0));
    let stands = settled(&engine);
    assert!(stood.iter().all(|line| stands.contains(line)), "what stood before stays");
    let key = report.keys[0];
    let place = engine.article(key).unwrap().unwrap().record.place.unwrap();
    let twin = engine.find("2-Brindlewater-0").unwrap();
    assert_eq!(place.story, engine.article(twin).unwrap().unwrap().record.place.unwrap().story);
    let apart = Edit::Apart(vec![key]);
    engine.edit(&apart, now(), &mut |_| {}).unwrap();
    assert_eq!(engine.article(key).unwrap().unwrap().record.place.unwrap().story, key);
    engine.edit(&Edit::Move(vec![key], twin), now(), &mut |_| {}).unwrap();
    assert_eq!(engine.article(key).unwrap().unwrap().record.place.unwrap().story, place.story);
    engine.forget(&[place.root], "a test", now(), &mut |_| {}).unwrap();
    assert_eq!(engine.check().unwrap(), Vec::<String>::new());
    engine.rescan(false, now(), &mut |_| {}).unwrap();
    assert_eq!(engine.counts().unwrap().articles, 23);
}

#[test]
fn a_later_version_stands_where_the_earlier_one_stood() {
    let folder = Folder::new("inherits");
    let record = |name: &str, day: u32, end: &str| {
        let text = format!(
            "Flames took the north shed of the harbour in Ellery on Monday night. Crews came from Tarrow, \
             said Dana Okoro. {end}"
        );
        let url = format!("https://{name}.example/shed");
        let line = format!(
            r#"{{"id":"{name}","url":"{url}","title":"Shed burns in Ellery","published":"2026-02-{day}","text":"{text}"}}"#
        );
        Incoming { place: name.to_owned(), matter: Matter::Record(line.into_bytes()) }
    };
    let mut engine = Engine::open_to_share(&folder.0.join("store.db"), 2, Duration::ZERO).unwrap();
    engine.large = 0;
    let first = [record("gull", 12, "Nobody was hurt."), record("courier", 13, "Two boats sank, too.")];
    engine.import(first.into_iter(), now(), &mut |_| {}).unwrap();
    let gull = engine.find("https://gull.example/shed").unwrap();
    let courier = engine.find("https://courier.example/shed").unwrap();
    let story = |key| engine.members(key).unwrap().unwrap().row;
    assert_eq!((story(courier).id, story(courier).articles), (gull, 2));
    let changed = [record("gull", 14, "Three people were hurt.")];
    let report = engine.import(changed.into_iter(), now(), &mut |_| {}).unwrap();
    assert_eq!((report.versions, report.settled.placed), (1, 1));
    // The article names the story still, by its later text, and what was copied is from that.
    let later = engine.find("https://gull.example/shed").unwrap();
    assert_ne!(later, gull);
    assert_eq!((story(later).id, story(later).articles), (later, 2));
    let members = engine.members(later).unwrap().unwrap().members;
    assert!(members.iter().all(|member| member.place.root != gull), "{members:?}");
    assert_eq!(engine.check().unwrap(), Vec::<String>::new());
    assert_eq!(engine.counts().unwrap().waiting, 0);
}

#[test]
fn what_names_an_article_that_was_taken_out_is_mended_after_an_interruption() {
    let folder = Folder::new("left");
    folder.engine("store.db").import(records().into_iter(), now(), &mut |_| {}).unwrap();
    let mut engine = folder.engine("store.db");
    engine.large = 0;
    let twin = engine.find("2-Brindlewater-0").unwrap();
    let story = engine.members(twin).unwrap().unwrap().row.id;
    Grouping::leaving(&engine).unwrap();
    engine.write(|store| store.forget(&[story], "a test", now())).unwrap();
    engine.settle(now(), &mut |_| {}).unwrap();
    let keys = engine.keys().unwrap();
    for key in &keys {
        let place = engine.article(*key).unwrap().unwrap().record.place.unwrap();
        assert!(keys.contains(&place.story) && keys.contains(&place.root), "{place:?}");
    }
    assert!(engine.notes("grouping").unwrap().iter().all(|(name, _)| name != "left"));
}

/// A page whose article stands under the headline `Shed burns`.
fn page(words: &str) -> Vec<u8> {
    let body = format!(
        "{words} Flames took the north shed of the harbour in Ellery, and crews were called from Tarrow. "
    );
    let html = format!(
        "<html><head><title>Shed burns</title></head><body><article><h1>Shed burns</h1><p>{body}</p><p>{body}</p></article></body></html>"
    );
    html.into_bytes()
}

#[test]
fn a_kept_original_is_read_again_and_the_text_before_stays_readable() {
    let folder = Folder::new("originals");
    let engine = folder.engine("store.db");
    let bytes = page("Nobody was hurt.");
    // As an earlier version read it: half of the words.
    let mut earlier =
        variorum_ingest::read_plain("shed.html", None, b"Shed burns\n\nNobody was hurt.").unwrap();
    let nowhere =
        Segment { text: earlier.text.whole(), raw: RawSpan::new(0..0).unwrap(), origin: Origin::Inserted };
    earlier.source = SourceMap::new(&earlier.text, &bytes, vec![nowhere]).unwrap();
    let given = Incoming {
        place: "shed.html".to_owned(),
        matter: Matter::Fetched(Box::new(earlier), None, bytes.clone()),
    };
    let report = engine.import([given].into_iter(), now(), &mut |_| {}).unwrap();
    assert_eq!(engine.rescan(false, now(), &mut |_| {}).unwrap(), Rescanned::default());
    let done = engine.rescan(true, now(), &mut |_| {}).unwrap();
    assert_eq!((done.read, done.changed), (1, 1));
    let before = engine.record(report.keys[0]).unwrap().unwrap();
    assert!(!before.current && before.article.text.as_str().ends_with("Nobody was hurt."));
    let key = engine.keys().unwrap()[0];
    let record = engine.record(key).unwrap().unwrap();
    assert!(record.article.text.as_str().contains("crews were called from Tarrow"));
    assert_eq!((record.versions.len(), record.current, record.place.is_some()), (2, true, true));
    // The same reading again changes nothing, and the same page is not taken twice.
    assert_eq!(engine.rescan(true, now(), &mut |_| {}).unwrap().changed, 0);
    let raw = RawPage { name: "shed.html".to_owned(), bytes, keep: true, archived: None };
    let again = Incoming { place: "shed.html".to_owned(), matter: Matter::Page(Box::new(raw)) };
    let report = engine.import([again].into_iter(), now(), &mut |_| {}).unwrap();
    assert_eq!((report.held, engine.keys().unwrap(), engine.check().unwrap()), (1, vec![key], Vec::new()));
    assert_eq!(engine.expire(now()).unwrap(), 0);
    assert_eq!(engine.expire(Timestamp::MAX).unwrap(), 1);
    assert!(engine.record(key).unwrap().unwrap().raw.is_none());
}
