//! Articles out of the tables, checked on the way.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use variorum_core::{Article, Text};

use super::Sqlite;
use super::originals::{checked as checked_bytes, count_unread};
use super::writing::is_withdrawn;
use crate::articles::{Columns, article as article_of};
use crate::codec::unpack;
use crate::{ArticleKey, Counts, Error, ErrorKind, Ordered, PIPELINE, Place, Record, Version};

/// Fewest characters of a key that name an article.
const FEWEST: usize = 4;

pub(super) fn known(store: &Sqlite, keys: &[ArticleKey]) -> Result<Vec<bool>, Error> {
    store.database(|connection| {
        let mut held = connection.prepare_cached("SELECT 1 FROM article WHERE key = ?1")?;
        let mut known =
            |key: &ArticleKey| Ok(held.exists([key.as_bytes()])? || is_withdrawn(connection, key, None)?);
        keys.iter().map(&mut known).collect()
    })
}

/// What a row of `article` holds, before it is checked.
struct Stored {
    id: i64,
    columns: Columns,
    seen: i64,
    source: Option<String>,
    current: bool,
    text: Vec<u8>,
    body: Vec<u8>,
    raw: Option<(Vec<u8>, Vec<u8>)>,
    layout: Vec<u8>,
}

const COLUMNS: &str = "a.id, a.name, a.file, a.outlet, a.url, a.language, a.published, a.seen, \
                       a.source, a.current, a.layout, t.digest, t.body";

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let columns = Columns {
        id: row.get(1)?,
        file: row.get(2)?,
        outlet: row.get(3)?,
        url: row.get(4)?,
        language: row.get(5)?,
        published: row.get(6)?,
    };
    Ok(Stored {
        id: row.get(0)?,
        columns,
        seen: row.get(7)?,
        source: row.get(8)?,
        current: row.get(9)?,
        layout: row.get(10)?,
        text: row.get(11)?,
        body: row.get(12)?,
        raw: None,
    })
}

/// The article of a row; an error where its text is not what its digest says, or where a span is none.
fn checked(store: &Sqlite, stored: Stored) -> Result<(Article, Option<[u8; 32]>), Error> {
    let name = stored.columns.id.clone();
    let damaged = |what: &str| store.corrupt(&format!("{what} of the article {name}"));
    let body = unpack(&stored.body).ok().and_then(|body| String::from_utf8(body).ok());
    let text = Text::new(body.ok_or_else(|| damaged("the text"))?);
    if text.id().as_bytes().as_slice() != stored.text {
        return Err(damaged("the text"));
    }
    let raw = match stored.raw {
        None => None,
        Some((digest, packed)) => {
            let bytes = checked_bytes(&digest, &packed).ok_or_else(|| damaged("the original"))?;
            Some((digest.try_into().map_err(|_| damaged("the original"))?, bytes))
        }
    };
    let bytes = raw.as_ref().map(|(_, bytes)| bytes.as_slice());
    let article =
        article_of(stored.columns, &stored.layout, text, bytes).ok_or_else(|| damaged("a position"))?;
    Ok((article, raw.map(|(digest, _)| digest)))
}

/// The article of row `id`, without its original.
pub(super) fn article_of_row(store: &Sqlite, id: i64) -> Result<Article, Error> {
    let sql = format!("SELECT {COLUMNS} FROM article a JOIN text t ON t.id = a.text WHERE a.id = ?1");
    let stored = store.database(|connection| connection.prepare_cached(&sql)?.query_row([id], stored))?;
    Ok(checked(store, stored)?.0)
}

pub(super) fn article(store: &Sqlite, key: ArticleKey) -> Result<Option<Record>, Error> {
    let sql = format!(
        "SELECT {COLUMNS}, r.digest, r.body FROM article a JOIN text t ON t.id = a.text \
         LEFT JOIN raw r ON r.id = a.raw WHERE a.key = ?1"
    );
    let found = store.database(|connection| {
        let with_raw = |row: &Row<'_>| {
            let raw = Option::zip(row.get(13)?, row.get(14)?);
            Ok(Stored { raw, ..stored(row)? })
        };
        connection.prepare_cached(&sql)?.query_row([key.as_bytes()], with_raw).optional()
    })?;
    let Some(stored) = found else { return Ok(None) };
    let (id, seen, source, current) = (stored.id, stored.seen, stored.source.clone(), stored.current);
    let seen = moment(store, seen)?;
    let (article, raw) = checked(store, stored)?;
    let versions = match &source {
        Some(source) => versions(store, source)?,
        None => vec![Version { key, seen, current: true }],
    };
    let place = place(store, id)?;
    Ok(Some(Record { key, article, seen, source, current, versions, place, raw }))
}

fn versions(store: &Sqlite, source: &str) -> Result<Vec<Version>, Error> {
    let rows = store.database(|connection| {
        let sql =
            "SELECT key, seen, current FROM article WHERE source = ?1 ORDER BY at, seen, replaced DESC, key";
        let mut rows = connection.prepare_cached(sql)?;
        let rows = rows.query_map([source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<rusqlite::Result<Vec<(Vec<u8>, i64, bool)>>>()
    })?;
    let version = |(key, seen, current): (Vec<u8>, i64, bool)| {
        Ok(Version { key: key_of(store, &key)?, seen: moment(store, seen)?, current })
    };
    rows.into_iter().map(version).collect()
}

fn place(store: &Sqlite, id: i64) -> Result<Option<Place>, Error> {
    let row = store.database(|connection| {
        let sql = format!("SELECT {PLACE} FROM place p WHERE p.article = ?1");
        connection.prepare_cached(&sql)?.query_row([id], |row| place_row(row, 0)).optional()
    })?;
    row.map(|row| place_of(store, row)).transpose()
}

/// The columns of a place, as [`place_row`] reads them.
pub(super) const PLACE: &str = "p.story, p.root, p.copied_from, p.share, p.agency, p.why";

/// The columns of a place before they are checked.
pub(super) type PlaceRow = (Vec<u8>, Vec<u8>, Option<Vec<u8>>, Option<f64>, Option<String>, String);

/// Reads the columns of [`PLACE`] from the column `from` on.
pub(super) fn place_row(row: &Row<'_>, from: usize) -> rusqlite::Result<PlaceRow> {
    Ok((
        row.get(from)?,
        row.get(from + 1)?,
        row.get(from + 2)?,
        row.get(from + 3)?,
        row.get(from + 4)?,
        row.get(from + 5)?,
    ))
}

pub(super) fn place_of(store: &Sqlite, row: PlaceRow) -> Result<Place, Error> {
    let (story, root, copied, share, agency, why) = row;
    let copied = match copied.zip(share) {
        Some((from, share)) => Some((key_of(store, &from)?, share)),
        None => None,
    };
    Ok(Place { story: key_of(store, &story)?, root: key_of(store, &root)?, copied, agency, why })
}

pub(super) fn key_of(store: &Sqlite, bytes: &[u8]) -> Result<ArticleKey, Error> {
    ArticleKey::read(bytes).ok_or_else(|| store.corrupt("a key"))
}

pub(super) fn moment(store: &Sqlite, seconds: i64) -> Result<Timestamp, Error> {
    Timestamp::from_second(seconds).map_err(|_| store.corrupt("a time"))
}

pub(super) fn find(store: &Sqlite, name: &str) -> Result<ArticleKey, Error> {
    let name = name.trim();
    let address = name.split('#').next().unwrap_or(name);
    let mut found = keys(store, "source = ?1 AND current = 1", address)?;
    if found.is_empty() {
        found = keys(store, "name = ?1 AND current = 1", name)?;
    }
    // A later version may have come under another id.
    if found.is_empty() {
        found = keys(store, "name = ?1", name)?;
    }
    if let Some((least, most)) = bounds(name).filter(|_| found.is_empty()) {
        found = store.database(|connection| {
            let mut rows =
                connection.prepare_cached("SELECT key FROM article WHERE key BETWEEN ?1 AND ?2 LIMIT 4")?;
            rows.query_map(params![least, most], |row| row.get(0))?.collect()
        })?;
    }
    match found.as_slice() {
        [key] => key_of(store, key),
        [] => Err(Error::new(ErrorKind::NotFound, absent(store, name)?)),
        several => {
            let mut message = format!("“{name}” names several articles:");
            for key in several.iter().filter_map(|key| ArticleKey::read(key)) {
                // Writing to a string cannot fail.
                let _ = write!(message, " {key}");
            }
            message.push_str(": give more of the key");
            Err(Error::new(ErrorKind::Ambiguous, message))
        }
    }
}

fn keys(store: &Sqlite, condition: &str, value: &str) -> Result<Vec<Vec<u8>>, Error> {
    store.database(|connection| {
        let sql = format!("SELECT key FROM article WHERE {condition} ORDER BY key LIMIT 4");
        let mut rows = connection.prepare_cached(&sql)?;
        rows.query_map([value], |row| row.get(0))?.collect()
    })
}

/// The least and the greatest key that begin with these hexadecimal digits.
fn bounds(digits: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    if !(FEWEST..=64).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let bytes = |filled: String| -> Option<Vec<u8>> {
        let pairs = filled.as_bytes().chunks(2);
        pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
    };
    Some((bytes(format!("{digits:0<64}"))?, bytes(format!("{digits:f<64}"))?))
}

/// Says that nothing bears `name`, and whether something did.
fn absent(store: &Sqlite, name: &str) -> Result<String, Error> {
    let source: Vec<u8> = Sha256::digest(name.split('#').next().unwrap_or(name).as_bytes()).to_vec();
    let (least, most) = bounds(name).unwrap_or_default();
    let withdrawn: Option<(i64, String)> = store.database(|connection| {
        let sql = "SELECT at, reason FROM withdrawn WHERE source = ?1 OR key BETWEEN ?2 AND ?3 LIMIT 1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        connection.prepare_cached(sql)?.query_row(params![source, least, most], read).optional()
    })?;
    Ok(match withdrawn {
        Some((at, reason)) => {
            let day = moment(store, at)?;
            let day = jiff::tz::Offset::UTC.to_datetime(day).date();
            let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            format!("“{name}” was withdrawn on {day}{reason}")
        }
        None => format!(
            "no article is called “{name}”: give the beginning of a key, an address or an id; `variorum search` \
             finds articles"
        ),
    })
}

pub(super) fn size(store: &Sqlite) -> Result<usize, Error> {
    store.database(|connection| {
        let latest: Option<i64> =
            connection.query_row("SELECT max(id) FROM article", [], |row| row.get(0))?;
        Ok(usize::try_from(latest.unwrap_or_default()).unwrap_or_default())
    })
}

pub(super) fn order(store: &Sqlite) -> Result<Vec<Ordered>, Error> {
    let rows = store.database(|connection| {
        let sql = "SELECT at, key FROM article ORDER BY at, key";
        let mut rows = connection.prepare_cached(sql)?;
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(i64, Vec<u8>)>>>()
    })?;
    rows.into_iter().map(|(at, key)| Ok(Ordered { at, key: key_of(store, &key)? })).collect()
}

pub(super) fn superseded(store: &Sqlite) -> Result<BTreeMap<ArticleKey, ArticleKey>, Error> {
    let rows = store.database(|connection| {
        let sql = "SELECT old.key, new.key FROM article old JOIN article new ON new.source = old.source \
                   WHERE old.current = 0 AND new.current = 1";
        let mut rows = connection.prepare_cached(sql)?;
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(Vec<u8>, Vec<u8>)>>>()
    })?;
    rows.into_iter().map(|(old, new)| Ok((key_of(store, &old)?, key_of(store, &new)?))).collect()
}

pub(super) fn counts(store: &Sqlite) -> Result<Counts, Error> {
    store.database(|connection| {
        let count = |sql: &str| {
            let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
            Ok::<usize, rusqlite::Error>(usize::try_from(count).unwrap_or_default())
        };
        let pages = count("SELECT page_count FROM pragma_page_count")?;
        let page = count("SELECT page_size FROM pragma_page_size")?;
        Ok(Counts {
            articles: count("SELECT count(*) FROM article WHERE current = 1")?,
            versions: count("SELECT count(*) FROM article WHERE current = 0")?,
            waiting: count("SELECT count(*) FROM waiting")?,
            stories: count("SELECT count(*) FROM story")?,
            quotations: count("SELECT count(*) FROM quotation")?,
            figures: count("SELECT count(*) FROM figure")?,
            withdrawn: count("SELECT count(*) FROM withdrawn")?,
            outdated: count(&format!("SELECT count(*) FROM article WHERE pipeline <> {PIPELINE}"))?,
            originals: count("SELECT count(*) FROM raw")?,
            unread: usize::try_from(count_unread(connection)?).unwrap_or_default(),
            bytes: (pages * page) as u64,
        })
    })
}
