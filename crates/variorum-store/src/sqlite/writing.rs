//! Articles into the tables.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};

use super::Sqlite;
use crate::articles::written;
use crate::entry::{Packed, Rows};
use crate::{ArticleKey, EXTRACTOR, Entry, Error, PIPELINE, Receipt};

pub(super) fn add(store: &mut Sqlite, entries: &[Entry]) -> Result<Vec<Receipt>, Error> {
    let added = add_all(&mut store.connection, entries);
    added.map_err(|error| Error::of_database(error, &store.path))
}

fn add_all(connection: &mut Connection, entries: &[Entry]) -> rusqlite::Result<Vec<Receipt>> {
    let transaction = connection.transaction()?;
    let mut receipts = Vec::with_capacity(entries.len());
    let mut new = Vec::with_capacity(entries.len());
    for entry in entries {
        let (receipt, id) = one(&transaction, entry)?;
        receipts.push(receipt);
        new.extend(id.map(|id| (id, &entry.rows)));
    }
    // The words come last: whatever else changes a row in the same transaction would have the indexes write
    // out what they hold, article by article.
    new.into_iter().try_for_each(|(id, rows)| derived(&transaction, id, rows))?;
    transaction.commit()?;
    Ok(receipts)
}

/// Whether the article was withdrawn, by its key or by its source.
pub(super) fn is_withdrawn(
    connection: &Connection,
    key: &ArticleKey,
    source: Option<&str>,
) -> rusqlite::Result<bool> {
    let source = source.map(|source| Sha256::digest(source.as_bytes()).to_vec());
    let mut known = connection.prepare_cached("SELECT 1 FROM withdrawn WHERE key = ?1 OR source = ?2")?;
    known.exists(params![key.as_bytes(), source])
}

/// Writes the row of an article, and gives its number where it is new.
fn one(transaction: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<(Receipt, Option<i64>)> {
    let (key, source) = (entry.key, entry.source.as_deref());
    if transaction.prepare_cached("SELECT 1 FROM article WHERE key = ?1")?.exists([key.as_bytes()])? {
        return Ok((Receipt::Held(key), None));
    }
    if is_withdrawn(transaction, &key, source)? {
        return Ok((Receipt::Withdrawn(key), None));
    }
    let id = row(transaction, entry, source, entry.seen.as_second())?;
    let before = match source {
        Some(source) => current_of(transaction, source)?,
        None => {
            awaits(transaction, id)?;
            None
        }
    };
    let receipt = match before {
        Some(of) => Receipt::Version { key, of },
        None => Receipt::Added(key),
    };
    Ok((receipt, Some(id)))
}

/// Writes the row of the article with its text and its original, and gives its number. It is current unless it has
/// a `source`, whose versions decide.
pub(super) fn row(
    transaction: &Transaction<'_>,
    entry: &Entry,
    source: Option<&str>,
    seen: i64,
) -> rusqlite::Result<i64> {
    let article = &entry.article;
    let text = stored(transaction, "text", article.text.id().as_bytes(), &entry.text)?;
    let raw = entry.raw.as_ref().map(|raw| original(transaction, raw)).transpose()?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO article(key, name, file, outlet, url, language, published, headline, at, seen, source, \
         current, text, raw, layout, pipeline, extractor) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    )?;
    insert.insert(params![
        entry.key.as_bytes(),
        article.id,
        article.file,
        article.outlet,
        article.url,
        article.language,
        article.published.map(written),
        article.headline.map(|headline| article.text.slice(headline).trim()),
        entry.ordered().at,
        seen,
        source,
        source.is_none(),
        text,
        raw,
        entry.layout,
        PIPELINE,
        entry.raw.as_ref().map_or(0, |_| EXTRACTOR),
    ])
}

/// The row that holds the bytes; where they are held, the earlier capture counts.
fn original(transaction: &Transaction<'_>, raw: &Packed) -> rusqlite::Result<i64> {
    let id = stored(transaction, "raw", &raw.digest, &raw.bytes)?;
    transaction
        .prepare_cached(
            "UPDATE raw SET captured = CASE WHEN captured = 0 THEN ?2 ELSE min(captured, ?2) END, \
             charset = coalesce(charset, ?3) WHERE id = ?1",
        )?
        .execute(params![id, raw.captured.as_second(), raw.charset])?;
    Ok(id)
}

/// The row of `table` that holds the `packed` content, made if there is none.
fn stored(
    transaction: &Transaction<'_>,
    table: &str,
    digest: &[u8; 32],
    packed: &[u8],
) -> rusqlite::Result<i64> {
    let mut held = transaction.prepare_cached(&format!("SELECT id FROM {table} WHERE digest = ?1"))?;
    if let Some(id) = held.query_row([digest], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let insert = format!("INSERT INTO {table}(digest, body) VALUES (?1, ?2)");
    transaction.prepare_cached(&insert)?.insert(params![digest, packed])
}

/// Makes the latest version of `source` its current one, and gives the one that was before. Versions are ordered by
/// their dates, then by when they were seen, so that the order of arrival within one import cannot show; one that a
/// newer reading of the same bytes has replaced is never current.
pub(super) fn current_of(
    transaction: &Transaction<'_>,
    source: &str,
) -> rusqlite::Result<Option<ArticleKey>> {
    let before: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT key FROM article WHERE source = ?1 AND current = 1")?
        .query_row([source], |row| row.get(0))
        .optional()?;
    let latest: i64 = transaction
        .prepare_cached(
            "SELECT id FROM article WHERE source = ?1 ORDER BY replaced, at DESC, seen DESC, key DESC LIMIT 1",
        )?
        .query_row([source], |row| row.get(0))?;
    transaction
        .prepare_cached("UPDATE article SET current = (id = ?2) WHERE source = ?1 AND current <> (id = ?2)")?
        .execute(params![source, latest])?;
    transaction
        .prepare_cached(
            "DELETE FROM waiting WHERE article IN (SELECT id FROM article WHERE source = ?1 AND current = 0)",
        )?
        .execute([source])?;
    awaits(transaction, latest)?;
    Ok(before.and_then(|key| ArticleKey::read(&key)))
}

/// Notes that the current article in row `id` stands nowhere, if that is so.
fn awaits(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO waiting SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM place WHERE article = ?1)",
        )?
        .execute([id])?;
    Ok(())
}

/// Writes the rows that are derived from the layers of the article in row `id`.
pub(super) fn derived(transaction: &Transaction<'_>, id: i64, rows: &Rows) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO words(rowid, headline, body) VALUES (?,?,?)")?
        .execute(params![id, rows.headline, rows.body])?;
    for row in &rows.quotations {
        let said = transaction
            .prepare_cached("INSERT INTO quotation(article, start, end, kind, speaker) VALUES (?,?,?,?,?)")?
            .insert(params![id, row.span.start() as i64, row.span.end() as i64, row.kind, row.speaker])?;
        transaction
            .prepare_cached("INSERT INTO said(rowid, content, speaker) VALUES (?,?,?)")?
            .execute(params![said, row.content, row.credited])?;
    }
    for row in &rows.figures {
        let numbered = transaction
            .prepare_cached(
                "INSERT INTO figure(article, start, end, least, most, value, unit, counted, speaker) \
                 VALUES (?,?,?,?,?,?,?,?,?)",
            )?
            .insert(params![
                id,
                row.span.start() as i64,
                row.span.end() as i64,
                row.least,
                row.most,
                row.value,
                row.unit,
                row.counted,
                row.speaker,
            ])?;
        transaction
            .prepare_cached("INSERT INTO numbered(rowid, expression) VALUES (?,?)")?
            .execute(params![numbered, row.expression])?;
    }
    Ok(())
}
