//! What changes the store besides imports: withdrawals, analysis made again, edits by hand.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

use super::Sqlite;
use super::desk::forget_judged;
use super::reading::{article_of_row, key_of, moment};
use super::settling::list;
use super::writing::derived;
use crate::entry::{Derived, FigureRow, QuotationRow};
use crate::{ArticleKey, Edit, Error, ErrorKind, Found, PIPELINE, Target};

pub(super) fn named(store: &Sqlite, target: &Target) -> Result<Vec<ArticleKey>, Error> {
    let rows = store.database(|connection| {
        let (condition, value) = match target {
            Target::Article(key) => (
                "key = ?1 OR source = (SELECT source FROM article WHERE key = ?1)",
                key.as_bytes().to_vec().into(),
            ),
            Target::Outlet(outlet) => ("outlet = ?1", rusqlite::types::Value::from(outlet.clone())),
        };
        let mut rows =
            connection.prepare(&format!("SELECT key FROM article WHERE {condition} ORDER BY at, key"))?;
        rows.query_map([value], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Vec<u8>>>>()
    })?;
    rows.iter().map(|key| key_of(store, key)).collect()
}

pub(super) fn forget(
    store: &mut Sqlite,
    keys: &[ArticleKey],
    reason: &str,
    now: Timestamp,
) -> Result<usize, Error> {
    let forgotten = forget_all(&mut store.connection, keys, reason, now);
    forgotten.map_err(|error| Error::of_database(error, &store.path))
}

fn forget_all(
    connection: &mut Connection,
    keys: &[ArticleKey],
    reason: &str,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    let transaction = connection.transaction()?;
    let mut touched = BTreeSet::new();
    let mut forgotten = 0;
    for key in keys {
        forgotten += usize::from(forget_one(&transaction, key, reason, now, &mut touched)?);
    }
    transaction.execute("DELETE FROM text WHERE id NOT IN (SELECT text FROM article)", [])?;
    transaction
        .execute("DELETE FROM raw WHERE id NOT IN (SELECT raw FROM article WHERE raw IS NOT NULL)", [])?;
    forget_judged(&transaction)?;
    touched.iter().try_for_each(|story: &Vec<u8>| list(&transaction, story, Some(now.as_second())))?;
    // The index only marks what is deleted until its parts are merged.
    for index in ["words", "said", "numbered"] {
        transaction.execute(&format!("INSERT INTO {index}({index}) VALUES ('optimize')"), [])?;
    }
    transaction.commit()?;
    // Pages keep copies of rows that were moved about in them, and the log keeps whole pages: the file is written
    // anew and the log emptied.
    connection.execute_batch("VACUUM")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(forgotten)
}

fn forget_one(
    transaction: &Transaction<'_>,
    key: &ArticleKey,
    reason: &str,
    now: Timestamp,
    touched: &mut BTreeSet<Vec<u8>>,
) -> rusqlite::Result<bool> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: Option<(i64, Option<String>, Option<Vec<u8>>)> = transaction
        .prepare_cached(
            "SELECT a.id, a.source, p.story FROM article a LEFT JOIN place p ON p.article = a.id WHERE a.key = ?1",
        )?
        .query_row([key.as_bytes()], read)
        .optional()?;
    let Some((id, source, story)) = found else { return Ok(false) };
    touched.extend(story);
    forget_derived(transaction, id)?;
    transaction.prepare_cached("DELETE FROM article WHERE id = ?1")?.execute([id])?;
    // The reasons in the log name words of the article.
    transaction.prepare_cached("DELETE FROM move WHERE article = ?1")?.execute([key.as_bytes()])?;
    let source = source.map(|source| Sha256::digest(source.as_bytes()).to_vec());
    transaction
        .prepare_cached("INSERT OR IGNORE INTO withdrawn(key, source, at, reason) VALUES (?,?,?,?)")?
        .execute(params![key.as_bytes(), source, now.as_second(), reason])?;
    Ok(true)
}

pub(super) fn forget_derived(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM words WHERE rowid = ?1",
        "DELETE FROM said WHERE rowid IN (SELECT id FROM quotation WHERE article = ?1)",
        "DELETE FROM numbered WHERE rowid IN (SELECT id FROM figure WHERE article = ?1)",
        "DELETE FROM quotation WHERE article = ?1",
        "DELETE FROM figure WHERE article = ?1",
    ] {
        transaction.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

pub(super) fn outdated(store: &Sqlite, all: bool) -> Result<Vec<ArticleKey>, Error> {
    let rows = store.database(|connection| {
        let mut rows =
            connection.prepare("SELECT key FROM article WHERE ?1 OR pipeline <> ?2 ORDER BY id")?;
        rows.query_map(params![all, PIPELINE], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Vec<u8>>>>()
    })?;
    rows.iter().map(|key| key_of(store, key)).collect()
}

pub(super) fn rewrite(store: &mut Sqlite, made: &[(ArticleKey, Derived)]) -> Result<(), Error> {
    let rewritten = rewrite_all(&mut store.connection, made);
    rewritten.map_err(|error| Error::of_database(error, &store.path))
}

fn rewrite_all(connection: &mut Connection, made: &[(ArticleKey, Derived)]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for (key, Derived(rows)) in made {
        let mut find = transaction.prepare_cached("SELECT id FROM article WHERE key = ?1")?;
        let Some(id) = find.query_row([key.as_bytes()], |row| row.get(0)).optional()? else { continue };
        forget_derived(&transaction, id)?;
        derived(&transaction, id, rows)?;
        transaction
            .prepare_cached("UPDATE article SET pipeline = ?2 WHERE id = ?1")?
            .execute(params![id, PIPELINE])?;
    }
    transaction.commit()
}

pub(super) fn found(store: &Sqlite, key: ArticleKey) -> Result<Option<Found>, Error> {
    let id = store.database(|connection| {
        let mut find = connection.prepare_cached("SELECT id FROM article WHERE key = ?1")?;
        find.query_row([key.as_bytes()], |row| row.get(0)).optional()
    })?;
    let Some(id) = id else { return Ok(None) };
    let article = article_of_row(store, id)?;
    let span = |start: i64, end: i64| {
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let span = range.and_then(|(start, end)| article.text.span(start..end));
        span.ok_or_else(|| store.corrupt(&format!("a position of the article {}", article.id)))
    };
    let (said, counted) = store.database(|connection| {
        let sql = "SELECT start, end, kind, speaker FROM quotation WHERE article = ?1 ORDER BY start, end, id";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let said: Vec<(i64, i64, i64, Option<String>)> =
            connection.prepare_cached(sql)?.query_map([id], read)?.collect::<rusqlite::Result<_>>()?;
        let sql = "SELECT start, end, least, most, value, unit, counted, speaker FROM figure WHERE article = ?1 \
                   ORDER BY start, end, id";
        let read = |row: &Row<'_>| {
            let row_of = |span| FigureRow {
                span,
                least: None,
                most: None,
                value: None,
                unit: None,
                counted: None,
                speaker: None,
                expression: String::new(),
            };
            let place: (i64, i64) = (row.get(0)?, row.get(1)?);
            let mut figure = row_of(article.text.whole());
            (figure.least, figure.most, figure.value) = (row.get(2)?, row.get(3)?, row.get(4)?);
            (figure.unit, figure.counted, figure.speaker) = (row.get(5)?, row.get(6)?, row.get(7)?);
            Ok((place, figure))
        };
        let counted: Vec<((i64, i64), FigureRow)> =
            connection.prepare_cached(sql)?.query_map([id], read)?.collect::<rusqlite::Result<_>>()?;
        Ok((said, counted))
    })?;
    let quotation = |(start, end, kind, speaker): (i64, i64, i64, Option<String>)| {
        let span = span(start, end)?;
        Ok(QuotationRow { span, kind, speaker, content: String::new(), credited: String::new() })
    };
    let figure =
        |((start, end), row): ((i64, i64), FigureRow)| Ok(FigureRow { span: span(start, end)?, ..row });
    let said: Result<Vec<QuotationRow>, Error> = said.into_iter().map(quotation).collect();
    let counted: Result<Vec<FigureRow>, Error> = counted.into_iter().map(figure).collect();
    let (said, counted) = (said?, counted?);
    Ok(Some((article, said, counted)))
}

pub(super) fn edit(store: &mut Sqlite, edit: &Edit, now: Timestamp) -> Result<(), Error> {
    let (kind, articles, target): (i64, &[ArticleKey], Option<ArticleKey>) = match edit {
        Edit::Join(articles) => (0, articles, None),
        Edit::Apart(articles) => (1, articles, None),
        Edit::Move(articles, to) => (2, articles, Some(*to)),
    };
    if articles.is_empty() {
        return Err(Error::new(ErrorKind::Query, "name the articles"));
    }
    let keys: Vec<u8> = articles.iter().flat_map(|key| key.as_bytes()).copied().collect();
    store.database(|connection| {
        let sql = "INSERT INTO edit(at, kind, articles, target) VALUES (?,?,?,?)";
        connection
            .execute(sql, params![now.as_second(), kind, keys, target.map(|key| key.as_bytes().to_vec())])
    })?;
    Ok(())
}

pub(super) fn edits(store: &Sqlite) -> Result<Vec<(Timestamp, Edit)>, Error> {
    type EditRow = (i64, i64, Vec<u8>, Option<Vec<u8>>);
    let rows = store.database(|connection| {
        let mut rows = connection.prepare("SELECT at, kind, articles, target FROM edit ORDER BY id")?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        rows.query_map([], read)?.collect::<rusqlite::Result<Vec<EditRow>>>()
    })?;
    let edit = |(at, kind, keys, target): EditRow| {
        let articles: Vec<ArticleKey> =
            keys.chunks(32).map(|key| key_of(store, key)).collect::<Result<_, Error>>()?;
        let edit = match (kind, target) {
            (0, _) => Edit::Join(articles),
            (1, _) => Edit::Apart(articles),
            (2, Some(target)) => Edit::Move(articles, key_of(store, &target)?),
            _ => return Err(store.corrupt("an edit")),
        };
        Ok((moment(store, at)?, edit))
    };
    rows.into_iter().map(edit).collect()
}
