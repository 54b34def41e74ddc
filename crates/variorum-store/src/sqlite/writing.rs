//! Articles into the tables.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use rust_decimal::prelude::ToPrimitive;
use sha2::{Digest, Sha256};
use variorum_core::{Annotated, Attribution, AttributionKind, EntityId, Figure, Span};

use super::Sqlite;
use crate::articles::{layout, seconds, written};
use crate::codec::pack;
use crate::terms::{line, terms};
use crate::{ArticleKey, Entry, Error, PIPELINE, Receipt};

pub(super) fn add(store: &mut Sqlite, entries: &[Entry]) -> Result<Vec<Receipt>, Error> {
    let added = add_all(&mut store.connection, entries);
    added.map_err(|error| Error::of_database(error, &store.path))
}

fn add_all(connection: &mut Connection, entries: &[Entry]) -> rusqlite::Result<Vec<Receipt>> {
    let transaction = connection.transaction()?;
    let receipts: rusqlite::Result<Vec<Receipt>> =
        entries.iter().map(|entry| one(&transaction, entry)).collect();
    let receipts = receipts?;
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

fn one(transaction: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<Receipt> {
    let article = entry.annotated.article();
    let source = entry.source.as_deref();
    let key = ArticleKey::of(article, source);
    if transaction.prepare_cached("SELECT 1 FROM article WHERE key = ?1")?.exists([key.as_bytes()])? {
        return Ok(Receipt::Held(key));
    }
    if is_withdrawn(transaction, &key, source)? {
        return Ok(Receipt::Withdrawn(key));
    }
    let text = stored(transaction, "text", article.text.id().as_bytes(), article.text.as_str().as_bytes())?;
    let raw = match &entry.raw {
        Some(bytes) => Some(stored(transaction, "raw", &Sha256::digest(bytes).into(), bytes)?),
        None => None,
    };
    let seen = entry.seen.as_second();
    let mut insert = transaction.prepare_cached(
        "INSERT INTO article(key, name, file, outlet, url, language, published, headline, at, seen, source, \
         current, text, raw, layout, pipeline) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    )?;
    let id = insert.insert(params![
        key.as_bytes(),
        article.id,
        article.file,
        article.outlet,
        article.url,
        article.language,
        article.published.map(written),
        article.headline.map(|headline| article.text.slice(headline).trim()),
        article.published.map_or(seen, seconds),
        seen,
        source,
        source.is_none(),
        text,
        raw,
        layout(article, raw.is_some()),
        PIPELINE,
    ])?;
    derived(transaction, id, &entry.annotated)?;
    let before = match source {
        Some(source) => current_of(transaction, source)?,
        None => None,
    };
    Ok(match before {
        Some(of) => Receipt::Version { key, of },
        None => Receipt::Added(key),
    })
}

/// The row of `table` that holds these bytes, made if there is none.
fn stored(
    transaction: &Transaction<'_>,
    table: &str,
    digest: &[u8; 32],
    bytes: &[u8],
) -> rusqlite::Result<i64> {
    let mut held = transaction.prepare_cached(&format!("SELECT id FROM {table} WHERE digest = ?1"))?;
    if let Some(id) = held.query_row([digest], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let packed = pack(bytes).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    transaction
        .prepare_cached(&format!("INSERT INTO {table}(digest, body) VALUES (?1, ?2)"))?
        .insert(params![digest, packed])
}

/// Makes the latest version of `source` its current one, and gives the one that was before. Versions are ordered by
/// their dates, then by when they were seen, so that the order of arrival within one import cannot show.
fn current_of(transaction: &Transaction<'_>, source: &str) -> rusqlite::Result<Option<ArticleKey>> {
    let before: Option<Vec<u8>> = transaction
        .prepare_cached("SELECT key FROM article WHERE source = ?1 AND current = 1")?
        .query_row([source], |row| row.get(0))
        .optional()?;
    let latest: i64 = transaction
        .prepare_cached(
            "SELECT id FROM article WHERE source = ?1 ORDER BY at DESC, seen DESC, key DESC LIMIT 1",
        )?
        .query_row([source], |row| row.get(0))?;
    transaction
        .prepare_cached("UPDATE article SET current = (id = ?2) WHERE source = ?1 AND current <> (id = ?2)")?
        .execute(params![source, latest])?;
    Ok(before.and_then(|key| ArticleKey::read(&key)))
}

/// The rows that are made from the layers of an article.
fn derived(transaction: &Transaction<'_>, id: i64, annotated: &Annotated) -> rusqlite::Result<()> {
    let (article, layers) = (annotated.article(), annotated.layers());
    let line_of = |span: Span| line(terms(&article.text, &layers.tokens, span));
    let headline = article.headline.map(line_of);
    transaction
        .prepare_cached("INSERT INTO words(rowid, headline, body) VALUES (?,?,?)")?
        .execute(params![id, headline, line_of(article.body)])?;
    for attribution in &layers.attributions {
        quotation(transaction, id, annotated, attribution, line_of)?;
    }
    for figure in &layers.figures {
        self::figure(transaction, id, annotated, figure, line_of)?;
    }
    Ok(())
}

fn name_of(annotated: &Annotated, entity: Option<EntityId>) -> Option<&str> {
    annotated.entity(entity?).map(|entity| entity.name.as_str())
}

fn quotation(
    transaction: &Transaction<'_>,
    article: i64,
    annotated: &Annotated,
    attribution: &Attribution,
    line_of: impl Fn(Span) -> String,
) -> rusqlite::Result<()> {
    let Some(cover) = attribution.content.iter().copied().reduce(Span::cover) else { return Ok(()) };
    let named = attribution.source.map(|source| annotated.slice(source));
    let speaker = name_of(annotated, attribution.speaker).or(named);
    let kind = match attribution.kind {
        AttributionKind::Direct => 0,
        AttributionKind::Mixed => 1,
        AttributionKind::Indirect => 2,
    };
    let id = transaction
        .prepare_cached("INSERT INTO quotation(article, start, end, kind, speaker) VALUES (?,?,?,?,?)")?
        .insert(params![article, cover.start() as i64, cover.end() as i64, kind, speaker])?;
    let content: Vec<String> = attribution.content.iter().map(|span| line_of(*span)).collect();
    // The whole source is indexed beside the name, so that "the mayor" is found too.
    let credited = attribution.source.map(line_of).unwrap_or_default();
    let speaker = crate::terms::of_words(speaker.unwrap_or_default());
    transaction
        .prepare_cached("INSERT INTO said(rowid, content, speaker) VALUES (?,?,?)")?
        .execute(params![id, content.join(" "), format!("{speaker} {credited}")])?;
    Ok(())
}

fn figure(
    transaction: &Transaction<'_>,
    article: i64,
    annotated: &Annotated,
    figure: &Figure,
    line_of: impl Fn(Span) -> String,
) -> rusqlite::Result<()> {
    let bound = |bound: Option<variorum_core::Bound>| bound.and_then(|bound| bound.value.to_f64());
    let id = transaction
        .prepare_cached(
            "INSERT INTO figure(article, start, end, least, most, value, unit, counted, speaker) \
             VALUES (?,?,?,?,?,?,?,?,?)",
        )?
        .insert(params![
            article,
            figure.span.start() as i64,
            figure.span.end() as i64,
            bound(figure.interval.lo),
            bound(figure.interval.hi),
            figure.value.and_then(|value| value.to_f64()),
            figure.unit,
            figure.of.map(|of| annotated.slice(of)),
            name_of(annotated, figure.by),
        ])?;
    let counted = figure.of.filter(|of| !figure.span.contains(*of)).map(&line_of).unwrap_or_default();
    let unit = crate::terms::of_words(figure.unit.as_deref().unwrap_or_default());
    transaction
        .prepare_cached("INSERT INTO numbered(rowid, expression) VALUES (?,?)")?
        .execute(params![id, format!("{} {unit} {counted}", line_of(figure.span))])?;
    Ok(())
}
