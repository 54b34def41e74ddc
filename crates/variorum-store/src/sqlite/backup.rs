//! Copies of a store, and the search for damage.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, Row};

use super::Sqlite;
use super::originals::checked;
use super::reading::article_of_row;
use crate::{Error, ErrorKind, Mode};

/// Pages copied at a time, so that a writer is never kept waiting long.
const PAGES: i32 = 4_096;
const PAUSE: Duration = Duration::from_millis(1);
/// Faults that are told one by one.
const TOLD: usize = 100;

pub(super) fn backup(store: &Sqlite, to: &Path) -> Result<(), Error> {
    if to.exists() {
        let message = format!("{} exists already: name a new file for the backup", to.display());
        return Err(Error::new(ErrorKind::Query, message));
    }
    let partial = beside(to);
    // What an earlier attempt left is worth nothing.
    let _ = std::fs::remove_file(&partial);
    let copied = copy(&store.connection, &partial).map_err(|error| Error::of_database(error, &partial));
    let moved = copied.and_then(|()| {
        std::fs::rename(&partial, to).map_err(|error| Error::of_file(error, to, "write the backup"))
    });
    if moved.is_err() {
        // The error says what went wrong; half a backup would only mislead.
        let _ = std::fs::remove_file(&partial);
    }
    moved
}

/// A name in the folder of `to` for a file that is not whole yet.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn copy(from: &Connection, to: &Path) -> rusqlite::Result<()> {
    let mut target = Connection::open(to)?;
    target.pragma_update(None, "synchronous", "FULL")?;
    Backup::new(from, &mut target)?.run_to_completion(PAGES, PAUSE, None)?;
    // The copy is one file: nothing stays in a log beside it.
    target.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    target.close().map_err(|(_, error)| error)
}

impl Sqlite {
    /// Puts the backup `from` in the place of the store `to`, which must not exist. The backup is looked
    /// over for damage first.
    pub fn restore(from: &Path, to: &Path) -> Result<(), Error> {
        if to.exists() {
            let message = format!(
                "{} exists already: move it away first, then run the same command again; nothing was changed",
                to.display()
            );
            return Err(Error::new(ErrorKind::Query, message));
        }
        let log = super::log_of(to);
        // An empty log, which readers leave behind, says nothing.
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            let message = format!(
                "{} of the store that stood here is still there and would be taken for the log of the backup: move it \
                 away too, then run the same command again; nothing was changed",
                log.display()
            );
            return Err(Error::new(ErrorKind::Query, message));
        }
        let backup = Self::open(from, Mode::Read)?;
        let faults = check(&backup)?;
        if let Some(fault) = faults.first() {
            let message = format!("the backup {} is damaged: {fault}: take another backup", from.display());
            return Err(Error::new(ErrorKind::Corrupt, message));
        }
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| Error::of_file(error, folder, "make the folder"))?;
        }
        self::backup(&backup, to)
    }
}

pub(super) fn check(store: &Sqlite) -> Result<Vec<String>, Error> {
    let mut faults = store.database(|connection| {
        let mut faults: Vec<String> = Vec::new();
        let mut rows = connection.prepare(&format!("PRAGMA integrity_check({TOLD})"))?;
        let lines = rows.query_map([], |row| row.get::<_, String>(0))?;
        for line in lines {
            let line = line?;
            if line != "ok" {
                faults.push(format!("the file: {line}"));
            }
        }
        faults.extend(unbound(connection)?);
        Ok(faults)
    })?;
    let ids = store.database(|connection| {
        let mut rows = connection.prepare("SELECT id FROM article ORDER BY id")?;
        rows.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()
    })?;
    for id in ids {
        match article_of_row(store, id).and_then(|article| spans(store, id, &article)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::Corrupt => faults.push(error.to_string()),
            Err(error) => return Err(error),
        }
    }
    faults.extend(store.database(originals)?);
    Ok(faults)
}

/// Originals whose bytes are not what their digests say.
fn originals(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut rows = connection.prepare("SELECT digest, body FROM raw ORDER BY id")?;
    let damaged = rows.query_map([], |row| {
        let (digest, packed): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        Ok(checked(&digest, &packed).is_none())
    })?;
    let damaged = damaged.filter(|damaged| damaged.as_ref().map_or(true, |damaged| *damaged));
    let count = damaged.collect::<rusqlite::Result<Vec<bool>>>()?.len();
    Ok(if count == 0 { Vec::new() } else { vec![format!("{count} originals are not what was captured")] })
}

/// Rows that name others that are not there, and articles that the index does not know.
fn unbound(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut orphans = connection.prepare("PRAGMA foreign_key_check")?;
    let tables = orphans.query_map([], |row| row.get::<_, String>(0))?;
    for table in tables {
        faults.push(format!("a row of {} names what is not there", table?));
    }
    for (what, sql) in [
        (
            "articles stand in no index",
            "SELECT count(*) FROM article WHERE id NOT IN (SELECT id FROM words_docsize)",
        ),
        (
            "quotations stand in no index",
            "SELECT count(*) FROM quotation WHERE id NOT IN (SELECT id FROM said_docsize)",
        ),
        (
            "figures stand in no index",
            "SELECT count(*) FROM figure WHERE id NOT IN (SELECT id FROM numbered_docsize)",
        ),
        (
            "articles are current twice",
            "SELECT count(*) FROM (SELECT 1 FROM article WHERE current = 1 AND source IS NOT NULL \
             GROUP BY source HAVING count(*) > 1)",
        ),
        (
            "stories are listed with other articles than they have",
            "SELECT count(*) FROM story s WHERE s.articles <> (SELECT count(*) FROM place p WHERE p.story = s.key)",
        ),
        (
            "places name no listed story",
            "SELECT count(*) FROM place WHERE story NOT IN (SELECT key FROM story)",
        ),
        (
            "articles stand nowhere and do not wait for a place",
            "SELECT count(*) FROM article WHERE current = 1 AND id NOT IN (SELECT article FROM place) \
             AND id NOT IN (SELECT article FROM waiting)",
        ),
    ] {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            faults.push(format!("{count} {what}"));
        }
    }
    Ok(faults)
}

/// Whether the derived rows of an article point into its text.
fn spans(store: &Sqlite, id: i64, article: &variorum_core::Article) -> Result<(), Error> {
    let places = store.database(|connection| {
        let sql = "SELECT start, end FROM quotation WHERE article = ?1 \
                   UNION ALL SELECT start, end FROM figure WHERE article = ?1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        connection.prepare_cached(sql)?.query_map([id], read)?.collect::<rusqlite::Result<Vec<(i64, i64)>>>()
    })?;
    let holds = |(start, end): &(i64, i64)| {
        let range = usize::try_from(*start).ok().zip(usize::try_from(*end).ok());
        range.is_some_and(|(start, end)| article.text.span(start..end).is_some())
    };
    if places.iter().all(holds) {
        return Ok(());
    }
    Err(store.corrupt(&format!("a position of the article {}", article.id)))
}
