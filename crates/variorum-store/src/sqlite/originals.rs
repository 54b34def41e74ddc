//! The bytes that articles were read from: kept, read again, let go.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use super::Sqlite;
use super::reading::{key_of, moment};
use super::upkeep::forget_derived;
use super::writing::{current_of, derived, row};
use crate::articles::written;
use crate::codec::unpack;
use crate::{ArticleKey, BY_BYTES, EXTRACTOR, Entry, Error, Original, PIPELINE};

/// How many articles have kept originals that an earlier version read.
pub(super) fn count_unread(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT count(*) FROM article WHERE raw IS NOT NULL AND replaced = 0 AND extractor <> ?1";
    connection.query_row(sql, [EXTRACTOR], |row| row.get(0))
}

/// Digest, packed bytes, charset, seconds of the capture.
type Stored = (Vec<u8>, Vec<u8>, Option<String>, i64);

pub(super) fn original(store: &Sqlite, key: ArticleKey) -> Result<Option<Original>, Error> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let found: Option<Stored> = store.database(|connection| {
        let sql = "SELECT r.digest, r.body, r.charset, r.captured FROM article a JOIN raw r ON r.id = a.raw WHERE a.key = ?1";
        connection.prepare_cached(sql)?.query_row([key.as_bytes()], read).optional()
    })?;
    let Some((digest, packed, charset, captured)) = found else { return Ok(None) };
    let bytes = checked(&digest, &packed).ok_or_else(|| store.corrupt(&format!("the original of {key}")))?;
    Ok(Some(Original { bytes, charset, captured: moment(store, captured)? }))
}

/// The bytes, if they are those of the digest.
pub(super) fn checked(digest: &[u8], packed: &[u8]) -> Option<Vec<u8>> {
    unpack(packed).ok().filter(|bytes| Sha256::digest(bytes).as_slice() == digest)
}

pub(super) fn has(store: &Sqlite, digest: &[u8; 32], name: &str) -> Result<bool, Error> {
    store.database(|connection| {
        let sql = "SELECT 1 FROM raw r JOIN article a ON a.raw = r.id WHERE r.digest = ?1 AND a.name = ?2";
        connection.prepare_cached(sql)?.exists(params![digest, name])
    })
}

pub(super) fn unread(store: &Sqlite, all: bool) -> Result<Vec<ArticleKey>, Error> {
    let rows = store.database(|connection| {
        let sql = "SELECT key FROM article WHERE raw IS NOT NULL AND replaced = 0 AND (?1 OR extractor <> ?2) ORDER BY id";
        let mut rows = connection.prepare(sql)?;
        rows.query_map(params![all, EXTRACTOR], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Vec<u8>>>>()
    })?;
    rows.iter().map(|key| key_of(store, key)).collect()
}

pub(super) fn renew(store: &mut Sqlite, key: ArticleKey, made: Option<&Entry>) -> Result<bool, Error> {
    let renewed = (|| {
        let transaction = store.connection.transaction()?;
        let other = renew_one(&transaction, key, made)?;
        transaction.commit()?;
        Ok(other)
    })();
    renewed.map_err(|error| Error::of_database(error, &store.path))
}

/// What is known of the article that is read again.
type Before = (i64, Option<String>, i64, Vec<u8>);

fn renew_one(transaction: &Transaction<'_>, key: ArticleKey, made: Option<&Entry>) -> rusqlite::Result<bool> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let sql =
        "SELECT a.id, a.source, a.seen, r.digest FROM article a JOIN raw r ON r.id = a.raw WHERE a.key = ?1";
    let found: Option<Before> =
        transaction.prepare_cached(sql)?.query_row([key.as_bytes()], read).optional()?;
    let Some((id, source, seen, digest)) = found else { return Ok(false) };
    transaction
        .prepare_cached("UPDATE article SET extractor = ?2 WHERE id = ?1")?
        .execute(params![id, EXTRACTOR])?;
    let Some(made) = made else { return Ok(false) };
    if made.key == key {
        update(transaction, id, made)?;
        if let Some(source) = &source {
            current_of(transaction, source)?;
        }
        return Ok(false);
    }
    if transaction.prepare_cached("SELECT 1 FROM article WHERE key = ?1")?.exists([made.key.as_bytes()])? {
        return Ok(false);
    }
    // What has no address is bound to its later readings by its bytes.
    let source = source.unwrap_or_else(|| {
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{BY_BYTES}{digits}")
    });
    transaction
        .prepare_cached("UPDATE article SET source = ?2, replaced = 1 WHERE id = ?1")?
        .execute(params![id, source])?;
    let new = row(transaction, made, Some(&source), seen)?;
    derived(transaction, new, &made.rows)?;
    current_of(transaction, &source)?;
    Ok(true)
}

/// Renews what stands beside an unchanged text.
fn update(transaction: &Transaction<'_>, id: i64, made: &Entry) -> rusqlite::Result<()> {
    let article = &made.article;
    transaction
        .prepare_cached(
            "UPDATE article SET outlet = ?2, url = ?3, language = ?4, published = ?5, headline = ?6, at = ?7, \
             layout = ?8, pipeline = ?9 WHERE id = ?1",
        )?
        .execute(params![
            id,
            article.outlet,
            article.url,
            article.language,
            article.published.map(written),
            article.headline.map(|headline| article.text.slice(headline).trim()),
            made.ordered().at,
            made.layout,
            PIPELINE,
        ])?;
    forget_derived(transaction, id)?;
    derived(transaction, id, &made.rows)
}

pub(super) fn expire(store: &mut Sqlite, before: Timestamp) -> Result<usize, Error> {
    let expired = (|| {
        let transaction = store.connection.transaction()?;
        let old = "SELECT id FROM raw WHERE captured < ?1";
        transaction
            .execute(&format!("UPDATE article SET raw = NULL WHERE raw IN ({old})"), [before.as_second()])?;
        let gone = transaction.execute("DELETE FROM raw WHERE captured < ?1", [before.as_second()])?;
        transaction.commit()?;
        Ok(gone)
    })();
    expired.map_err(|error| Error::of_database(error, &store.path))
}
