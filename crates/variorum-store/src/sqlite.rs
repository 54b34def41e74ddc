//! One SQLite file: write-ahead log, one writer at a time, readers that never wait.

mod backup;
mod desk;
mod notes;
mod originals;
mod reading;
mod schema;
mod searching;
mod settling;
mod stories;
#[cfg(test)]
mod tests;
mod topics;
mod upkeep;
mod writing;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use variorum_core::Judgement;

use crate::{
    Arrival, ArticleKey, Counts, Derived, Edit, Entry, Error, ErrorKind, Found, Hits, Mode, Move, Ordered,
    Original, Pass, Place, Placement, Receipt, Record, SearchQuery, Settled, Store, StoryQuery, StoryRecord,
    StoryRow, Target, Topic, Watch, Watched,
};

/// A store in one SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    /// Held while this may write; the system frees it when the process ends, however it ends.
    _lock: Option<File>,
}

/// How long a writer waits for another that is about to finish.
const PATIENCE: Duration = Duration::from_secs(5);
/// Pages kept in memory, in KiB, as SQLite counts it.
const CACHE: i64 = -65_536;

impl Sqlite {
    /// Opens the store in the file `path`. A file of an earlier version is brought up to date when it is
    /// opened for writing; one of a newer version is refused.
    pub fn open(path: &Path, mode: Mode) -> Result<Self, Error> {
        match mode {
            Mode::Read => Self::open_to_read(path),
            Mode::Write => Self::open_to_write(path),
        }
    }

    /// A file of an earlier version is brought up to date first, where it may be written and nobody else writes.
    fn open_to_read(path: &Path) -> Result<Self, Error> {
        let (store, version) = Self::open_as_it_is(path)?;
        if version == schema::VERSION {
            return Ok(store);
        }
        drop(store);
        match Self::open_to_write(path) {
            Ok(_) => Ok(Self::open_as_it_is(path)?.0),
            Err(error) => {
                let message = format!(
                    "{} was written by an earlier version and has to be brought up to date once: {error}",
                    path.display()
                );
                Err(Error::new(error.kind(), message))
            }
        }
    }

    /// The store for reading, and the version of its tables.
    fn open_as_it_is(path: &Path) -> Result<(Self, i32), Error> {
        if !path.exists() {
            let message = format!(
                "there is no store at {}: make one with `variorum import`, or name another with --store",
                path.display()
            );
            return Err(Error::new(ErrorKind::Missing, message));
        }
        let open = |address: &str, flags| {
            let connection = Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            prepare(&connection)?;
            // The first read tells whether the log beside the file can be used.
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
            Ok(connection)
        };
        let plain = open(&path.to_string_lossy(), OpenFlags::SQLITE_OPEN_READ_ONLY);
        let connection = match plain {
            // A folder that may not be written has no room for the log's index: a file that nobody
            // writes can be read without.
            Err(_) if !log_of(path).exists() => {
                let address = format!("file:{}?immutable=1", escaped(path));
                open(&address, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
            }
            other => other,
        };
        let connection = connection.map_err(|error| Error::of_database(error, path))?;
        let store = Self { connection, path: path.to_owned(), _lock: None };
        let version = schema::version(&store)?;
        Ok((store, version))
    }

    fn open_to_write(path: &Path) -> Result<Self, Error> {
        let lock = lock(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(path, flags)?;
            prepare(&connection)?;
            Ok(connection)
        };
        let connection = open().map_err(|error| Error::of_database(error, path))?;
        let mut store = Self { connection, path: path.to_owned(), _lock: Some(lock) };
        schema::version(&store)?;
        store.database(|connection| {
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
            connection.pragma_update(None, "synchronous", "FULL")
        })?;
        schema::migrate(&mut store)?;
        Ok(store)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` on the database and puts its failure in words.
    fn database<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        work(&self.connection).map_err(|error| Error::of_database(error, &self.path))
    }

    fn corrupt(&self, what: &str) -> Error {
        Error::corrupt(&self.path, what)
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", CACHE)
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// A path as part of an address.
fn escaped(path: &Path) -> String {
    let mut address = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                address.push(char::from(*byte))
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// Takes the right to write, which one process has at a time. The file beside the store names it.
fn lock(path: &Path) -> Result<File, Error> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| Error::of_file(error, folder, "make the folder"))?;
    }
    let opened = File::options().read(true).write(true).create(true).truncate(false).open(&name);
    let mut file = opened.map_err(|error| Error::of_file(error, &name, "write to"))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Who holds it is a help and no more.
            let _ = file.read_to_string(&mut holder);
            let holder = holder.trim();
            let process = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
            let message = format!(
                "another variorum{process} is writing to {}: wait until it is done, or stop it",
                path.display()
            );
            return Err(Error::new(ErrorKind::Busy, message));
        }
        Err(TryLockError::Error(error)) => return Err(Error::of_file(error, &name, "lock")),
    }
    let written = file.set_len(0).and_then(|()| file.write_all(std::process::id().to_string().as_bytes()));
    written.map_err(|error| Error::of_file(error, &name, "write to"))?;
    Ok(file)
}

impl Store for Sqlite {
    fn notes(&self, kind: &str) -> Result<Vec<(String, String)>, Error> {
        notes::notes(self, kind)
    }

    fn note(&mut self, kind: &str, notes: &[(String, Option<String>)]) -> Result<(), Error> {
        notes::note(self, kind, notes)
    }

    fn known(&self, keys: &[ArticleKey]) -> Result<Vec<bool>, Error> {
        reading::known(self, keys)
    }

    fn add(&mut self, entries: &[Entry]) -> Result<Vec<Receipt>, Error> {
        writing::add(self, entries)
    }

    fn article(&self, key: ArticleKey) -> Result<Option<Record>, Error> {
        reading::article(self, key)
    }

    fn find(&self, name: &str) -> Result<ArticleKey, Error> {
        reading::find(self, name)
    }

    fn size(&self) -> Result<usize, Error> {
        reading::size(self)
    }

    fn waiting(&self, limit: usize) -> Result<Vec<(Ordered, Option<ArticleKey>)>, Error> {
        stories::waiting(self, limit)
    }

    fn latest(&self, limit: usize) -> Result<Vec<(Ordered, Place)>, Error> {
        stories::latest(self, limit)
    }

    fn place(&mut self, placements: &[Placement], now: Timestamp) -> Result<Settled, Error> {
        settling::place(self, placements, now)
    }

    fn order(&self) -> Result<Vec<Ordered>, Error> {
        reading::order(self)
    }

    fn superseded(&self) -> Result<BTreeMap<ArticleKey, ArticleKey>, Error> {
        reading::superseded(self)
    }

    fn settle(&mut self, placements: &[Placement], now: Timestamp) -> Result<Settled, Error> {
        settling::settle(self, placements, now)
    }

    fn placements(&self) -> Result<Vec<Placement>, Error> {
        stories::placements(self)
    }

    fn relate(&mut self, topics: &[Topic]) -> Result<(), Error> {
        topics::relate(self, topics)
    }

    fn related(&self, key: ArticleKey) -> Result<Vec<(ArticleKey, f64)>, Error> {
        topics::related(self, key)
    }

    fn stories(&self, query: &StoryQuery) -> Result<Vec<StoryRow>, Error> {
        stories::stories(self, query)
    }

    fn story(&self, key: ArticleKey) -> Result<Option<StoryRecord>, Error> {
        stories::story(self, key)
    }

    fn search(&self, query: &SearchQuery) -> Result<Hits, Error> {
        searching::search(self, query)
    }

    fn history(&self, key: ArticleKey) -> Result<Vec<Move>, Error> {
        stories::history(self, key)
    }

    fn named(&self, target: &Target) -> Result<Vec<ArticleKey>, Error> {
        upkeep::named(self, target)
    }

    fn forget(&mut self, keys: &[ArticleKey], reason: &str, now: Timestamp) -> Result<usize, Error> {
        upkeep::forget(self, keys, reason, now)
    }

    fn outdated(&self, all: bool) -> Result<Vec<ArticleKey>, Error> {
        upkeep::outdated(self, all)
    }

    fn rewrite(&mut self, made: &[(ArticleKey, Derived)]) -> Result<(), Error> {
        upkeep::rewrite(self, made)
    }

    fn original(&self, key: ArticleKey) -> Result<Option<Original>, Error> {
        originals::original(self, key)
    }

    fn has_original(&self, digest: &[u8; 32], name: &str) -> Result<bool, Error> {
        originals::has(self, digest, name)
    }

    fn unread(&self, all: bool) -> Result<Vec<ArticleKey>, Error> {
        originals::unread(self, all)
    }

    fn renew(&mut self, key: ArticleKey, made: Option<&Entry>) -> Result<bool, Error> {
        originals::renew(self, key, made)
    }

    fn expire(&mut self, before: Timestamp) -> Result<usize, Error> {
        originals::expire(self, before)
    }

    fn found(&self, key: ArticleKey) -> Result<Option<Found>, Error> {
        upkeep::found(self, key)
    }

    fn edit(&mut self, edit: &Edit, now: Timestamp) -> Result<(), Error> {
        upkeep::edit(self, edit, now)
    }

    fn edits(&self) -> Result<Vec<(Timestamp, Edit)>, Error> {
        upkeep::edits(self)
    }

    fn judge(&mut self, judgement: &Judgement) -> Result<u64, Error> {
        desk::judge(self, judgement)
    }

    fn judgements(&self, after: u64, limit: usize) -> Result<Vec<Judgement>, Error> {
        desk::judgements(self, after, limit)
    }

    fn judgements_on(&self, texts: &[[u8; 32]]) -> Result<Vec<Judgement>, Error> {
        desk::judgements_on(self, texts)
    }

    fn watch(&mut self, watched: &Watched, now: Timestamp) -> Result<u64, Error> {
        desk::watch(self, watched, now)
    }

    fn unwatch(&mut self, number: u64) -> Result<bool, Error> {
        desk::unwatch(self, number)
    }

    fn watches(&self) -> Result<Vec<Watch>, Error> {
        desk::watches(self)
    }

    fn grant(&mut self, pass: &Pass) -> Result<u64, Error> {
        desk::grant(self, pass)
    }

    fn revoke(&mut self, number: u64, now: Timestamp) -> Result<bool, Error> {
        desk::revoke(self, number, now)
    }

    fn passes(&self) -> Result<Vec<Pass>, Error> {
        desk::passes(self)
    }

    fn arrivals(&self, story: ArticleKey) -> Result<Vec<Arrival>, Error> {
        desk::arrivals(self, story)
    }

    fn counts(&self) -> Result<Counts, Error> {
        reading::counts(self)
    }

    fn check(&self) -> Result<Vec<String>, Error> {
        backup::check(self)
    }

    fn backup(&self, to: &Path) -> Result<(), Error> {
        backup::backup(self, to)
    }
}
