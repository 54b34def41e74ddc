use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::Digest;

use super::*;
use crate::conformance::{self, entry};

/// A folder of its own for one test, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("variorum-store-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary place harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn fire() -> Entry {
    entry("a", None, "2026-02-12", "Shed burns\nFlames took the north shed.", "Dana Okoro")
}

#[test]
fn it_conforms() {
    let folder = Folder::new("conforms");
    let mut number = 0;
    let fresh = || {
        number += 1;
        Sqlite::open(&folder.0.join(format!("{number}.db")), Mode::Write).unwrap()
    };
    conformance::run(fresh, &folder.0);
}

#[track_caller]
fn refused(opened: Result<Sqlite, Error>, kind: ErrorKind, words: &str) {
    let error = opened.map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let folder = Folder::new("refused");
    let at = |name: &str| folder.0.join(name);
    refused(Sqlite::open(&at("none.db"), Mode::Read), ErrorKind::Missing, "variorum import");
    fs::write(at("text.db"), "Rain fell on Ellery. ".repeat(500)).unwrap();
    let before = fs::read(at("text.db")).unwrap();
    refused(Sqlite::open(&at("text.db"), Mode::Read), ErrorKind::NoStore, "is no store");
    refused(Sqlite::open(&at("text.db"), Mode::Write), ErrorKind::NoStore, "is no store");
    assert_eq!(fs::read(at("text.db")).unwrap(), before);
    Connection::open(at("other.db")).unwrap().execute_batch("CREATE TABLE rain(fell)").unwrap();
    refused(Sqlite::open(&at("other.db"), Mode::Write), ErrorKind::NoStore, "no store of variorum");
}

#[test]
fn a_newer_file_is_refused() {
    let folder = Folder::new("newer");
    let file = folder.0.join("store.db");
    drop(Sqlite::open(&file, Mode::Write).unwrap());
    Connection::open(&file).unwrap().pragma_update(None, "user_version", schema::VERSION + 1).unwrap();
    refused(Sqlite::open(&file, Mode::Read), ErrorKind::Newer, "update variorum");
    refused(Sqlite::open(&file, Mode::Write), ErrorKind::Newer, "update variorum");
}

/// The digests of the steps. Files were made by them: a change of the tables is a step of its own at the end, and
/// its digest is added here.
const STEPS: [&str; 6] = [
    "46eb6ccf48c9d744258079b809a8b5694a868e03195ae48c87855733bd2b987d",
    "96097e222483b014d33c618c391246126154b35bd4708e338459f5da6c083590",
    "19b615367c4b9a003199b5e046bb686b75f68233a567be8b0faa6a272016ca62",
    "292510d9257901317bd58e7551b5c1d6f9317cb18de94ae6bfcf5576a0cba73a",
    "2936564eb4694d5860adb109d4073b24aefdc420b945fd728fdedc082afe2ad5",
    "6813b2be26e4ef240d1685eca795110e74176d79a6d67311cf369a30cc9e2274",
];

#[test]
fn a_step_that_made_files_is_never_changed() {
    let digest =
        |step: &&str| sha2::Sha256::digest(step).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(schema::STEPS.iter().map(digest).collect::<Vec<String>>(), STEPS);
}

/// A file as an earlier version left it, with one article.
fn older(file: &Path, version: usize, more: &str) {
    let mut old = Connection::open(file).unwrap();
    let transaction = old.transaction().unwrap();
    schema::STEPS.iter().take(version).for_each(|step| transaction.execute_batch(step).unwrap());
    transaction.execute_batch(more).unwrap();
    let (text, raw) = (fire().article().text.clone(), b"<p>Flames took the north shed.</p>");
    let pack = crate::codec::pack;
    transaction
        .execute(
            "INSERT INTO text VALUES (1, ?1, ?2)",
            (text.id().as_bytes(), pack(text.as_str().as_bytes())),
        )
        .unwrap();
    transaction
        .execute(
            "INSERT INTO raw(id, digest, body) VALUES (1, ?1, ?2)",
            (sha2::Sha256::digest(raw).to_vec(), pack(raw)),
        )
        .unwrap();
    let sql = "INSERT INTO article(key, name, at, seen, current, text, raw, layout, pipeline) VALUES (?1, 'a', 5, 7, 1, 1, 1, ?2, 1)";
    let layout = crate::articles::layout(fire().article(), false);
    transaction.execute(sql, (fire().key().as_bytes(), layout)).unwrap();
    transaction.execute("INSERT INTO words(rowid, headline, body) VALUES (1, 'shed', 'flame')", []).unwrap();
    transaction.pragma_update(None, "application_id", 0x5641_5249).unwrap();
    transaction.pragma_update(None, "user_version", version as i32).unwrap();
    transaction.commit().unwrap();
}

#[test]
fn a_file_of_an_earlier_version_is_brought_up_to_date() {
    let folder = Folder::new("older");
    let noted = "CREATE TABLE note(kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY(kind, name)) \
                 STRICT, WITHOUT ROWID; INSERT INTO note VALUES ('host', 'a.example', 'kept')";
    for (name, version, more) in [("1.db", 1, ""), ("1-noted.db", 1, noted), ("2.db", 2, "")] {
        for mode in [Mode::Read, Mode::Write] {
            let file = folder.0.join(format!("{mode:?}-{name}"));
            older(&file, version, more);
            let store = Sqlite::open(&file, mode).unwrap();
            let key = store.find("a").unwrap();
            assert!(store.article(key).unwrap().unwrap().article.text.as_str().contains("north shed"));
            assert_eq!(store.original(key).unwrap().unwrap().captured, Timestamp::from_second(7).unwrap());
            assert_eq!(
                store.unread(false).unwrap(),
                [key],
                "an original whose reader is unknown is read again"
            );
            assert_eq!(store.check().unwrap(), Vec::<String>::new());
            assert_eq!(store.notes("host").unwrap().len(), usize::from(!more.is_empty()));
            assert_eq!(store.edits().unwrap().len(), 0);
            drop(store);
            let found: i32 = Connection::open(&file)
                .unwrap()
                .pragma_query_value(None, "user_version", |row| row.get(0))
                .unwrap();
            assert_eq!(found, schema::VERSION);
        }
    }
}

#[test]
fn a_file_of_an_earlier_version_that_another_writes_is_refused_for_now() {
    let folder = Folder::new("older-busy");
    let file = folder.0.join("store.db");
    older(&file, 2, "");
    let held = lock(&file).unwrap();
    refused(Sqlite::open(&file, Mode::Read), ErrorKind::Busy, "has to be brought up to date once");
    drop(held);
    assert!(Sqlite::open(&file, Mode::Read).is_ok());
}

#[test]
fn one_process_writes_and_others_read() {
    let folder = Folder::new("writers");
    let file = folder.0.join("store.db");
    let mut writer = Sqlite::open(&file, Mode::Write).unwrap();
    let words = format!("(process {}) is writing", std::process::id());
    refused(Sqlite::open(&file, Mode::Write), ErrorKind::Busy, &words);
    let reader = Sqlite::open(&file, Mode::Read).unwrap();
    writer.add(&[fire()]).unwrap();
    assert_eq!(reader.counts().unwrap().articles, 1);
    drop((reader, writer));
    assert_eq!(Sqlite::open(&file, Mode::Write).unwrap().counts().unwrap().articles, 1);
}

#[test]
fn a_damaged_text_is_found_and_the_others_are_read() {
    let folder = Folder::new("damaged");
    let file = folder.0.join("store.db");
    let mut store = Sqlite::open(&file, Mode::Write).unwrap();
    let vote = entry("b", None, "2026-02-13", "Marsh vote\nThe council chose the sea.", "Clement Rusk");
    store.add(&[fire(), vote]).unwrap();
    let other = crate::codec::pack("Shed burns\nFlames took the south shed.".as_bytes());
    store.connection.execute("UPDATE text SET body = ?1 WHERE id = 1", [other]).unwrap();
    let error = store.article(store.find("a").unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
    assert!(store.article(store.find("b").unwrap()).unwrap().is_some());
    let faults = store.check().unwrap();
    assert!(faults.len() == 1 && faults[0].contains("the article a"), "{faults:?}");
    store.connection.execute("UPDATE quotation SET end = 9999", []).unwrap();
    store.connection.execute("UPDATE article SET layout = x'00'  WHERE id = 2", []).unwrap();
    assert_eq!(store.check().unwrap().len(), 2);
}

#[test]
fn a_page_of_rubbish_is_an_error_that_says_what_to_do() {
    let folder = Folder::new("rubbish");
    let file = folder.0.join("store.db");
    let mut store = Sqlite::open(&file, Mode::Write).unwrap();
    for number in 0..60 {
        let words = format!("Shed {number} burns\n{}", format!("Flames took shed {number}. ").repeat(60));
        store.add(&[entry(&format!("n{number}"), None, "2026-02-12", &words, "Dana Okoro")]).unwrap();
    }
    drop(store);
    let mut bytes = fs::read(&file).unwrap();
    let pages = bytes.len() / 4096;
    for page in 24..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xa5);
    }
    fs::write(&file, bytes).unwrap();
    let told = match Sqlite::open(&file, Mode::Read).and_then(|store| store.check()) {
        Ok(faults) => faults.join("\n"),
        Err(error) => error.to_string(),
    };
    assert!(told.contains("damaged") || told.contains("the file:"), "{told}");
}

#[test]
fn a_restored_backup_is_the_same_store() {
    let folder = Folder::new("restored");
    let at = |name: &str| folder.0.join(name);
    let mut store = Sqlite::open(&at("store.db"), Mode::Write).unwrap();
    store.add(&[fire()]).unwrap();
    store.backup(&at("backup.db")).unwrap();
    let error = Sqlite::restore(&at("backup.db"), &at("store.db")).unwrap_err();
    assert!(error.to_string().contains("exists already"), "{error}");
    fs::write(at("again.db-wal"), "the log of a store that was moved away").unwrap();
    let error = Sqlite::restore(&at("backup.db"), &at("again.db")).unwrap_err();
    assert!(error.to_string().contains("move it away too"), "{error}");
    fs::remove_file(at("again.db-wal")).unwrap();
    Sqlite::restore(&at("backup.db"), &at("again.db")).unwrap();
    let again = Sqlite::open(&at("again.db"), Mode::Read).unwrap();
    assert_eq!(again.counts().unwrap().articles, 1);
    assert_eq!(again.check().unwrap(), Vec::<String>::new());
}

#[test]
fn a_file_that_may_not_be_written_is_read() {
    let folder = Folder::new("readonly");
    let file = folder.0.join("store.db");
    let mut store = Sqlite::open(&file, Mode::Write).unwrap();
    store.add(&[fire()]).unwrap();
    drop(store);
    let address = format!("file:{}?immutable=1", escaped(&file));
    assert!(address.contains("store.db"));
    let reader = Sqlite::open(&file, Mode::Read).unwrap();
    assert_eq!(reader.counts().unwrap().articles, 1);
    assert_eq!(
        Timestamp::UNIX_EPOCH,
        reader.article(reader.find("a").unwrap()).unwrap().unwrap().seen
            - jiff::SignedDuration::from_secs(1_000)
    );
}

#[test]
fn a_store_of_the_first_version_is_brought_up_to_date() {
    let folder = Folder::new("first-version");
    let file = folder.0.join("old.db");
    let old = Connection::open(&file).unwrap();
    old.execute_batch(schema::TABLES).unwrap();
    old.pragma_update(None, "application_id", schema::APPLICATION).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.execute_batch(
        "INSERT INTO story VALUES (zeroblob(32), 'Shed burns', 5, 6, 1, 1, 'Gazette');
         INSERT INTO text VALUES (1, x'00', x'00');
         INSERT INTO article(id, key, name, at, seen, current, text, layout, pipeline)
           VALUES (1, zeroblob(32), 'a', 5, 7000, 1, 1, x'00', 1);
         INSERT INTO place(article, story, root, why) VALUES (1, zeroblob(32), zeroblob(32), 'alone');",
    )
    .unwrap();
    drop(old);
    let mut store = Sqlite::open(&file, Mode::Write).unwrap();
    let rows = store.stories(&StoryQuery { limit: 9, ..StoryQuery::default() }).unwrap();
    assert_eq!(rows[0].changed, Timestamp::from_second(7_000).unwrap(), "when its article was seen");
    assert_eq!(store.watch(&Watched::Words("shed".to_owned()), Timestamp::UNIX_EPOCH).unwrap(), 1);
}
