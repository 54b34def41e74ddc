//! Stories out of the tables.

use jiff::civil::Date;
use jiff::tz::Offset;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use super::Sqlite;
use super::reading::{PLACE, PlaceRow, key_of, moment, place_of, place_row};
use crate::terms::Wanted;
use crate::{
    ArticleKey, Error, Move, Ordered, Place, Placement, StoryOrder, StoryQuery, StoryRecord, StoryRow,
};

/// Conditions of a query with their values.
#[derive(Default)]
pub(super) struct Conditions {
    conditions: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Conditions {
    pub(super) fn add(&mut self, condition: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.into());
        self.values.extend(values);
    }

    /// The condition of the whole query.
    pub(super) fn all(&self) -> String {
        if self.conditions.is_empty() { "1".to_owned() } else { self.conditions.join(" AND ") }
    }
}

/// The first second of a day, in UTC.
pub(super) fn midnight(day: Date) -> i64 {
    Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, |moment| moment.as_second())
}

/// The first second after a day, in UTC.
pub(super) fn end_of(day: Date) -> i64 {
    day.tomorrow().map_or(i64::MAX, midnight)
}

const ROW: &str = "s.key, s.title, s.first_at, s.last_at, s.articles, s.origins, s.outlets, s.changed";

type Listed = (Vec<u8>, Option<String>, i64, i64, i64, i64, String, i64);

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let named = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    Ok((named.0, named.1, named.2, named.3, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?))
}

fn row_of(store: &Sqlite, listed: Listed) -> Result<StoryRow, Error> {
    let (key, title, first, last, articles, origins, outlets, changed) = listed;
    let day = |at: i64| Ok(Offset::UTC.to_datetime(moment(store, at)?).date().to_string());
    Ok(StoryRow {
        id: key_of(store, &key)?,
        title,
        first: day(first)?,
        last: day(last)?,
        articles: usize::try_from(articles).unwrap_or_default(),
        origins: usize::try_from(origins).unwrap_or_default(),
        outlets: outlets.lines().map(str::to_owned).collect(),
        changed: moment(store, changed)?,
    })
}

pub(super) fn stories(store: &Sqlite, query: &StoryQuery) -> Result<Vec<StoryRow>, Error> {
    let mut conditions = Conditions::default();
    let members = "s.key IN (SELECT p.story FROM place p JOIN article a ON a.id = p.article WHERE";
    let wanted = Wanted::read(query.words.as_deref().unwrap_or_default());
    if !wanted.is_empty() {
        let matching = Value::Text(wanted.matching(false, None));
        conditions
            .add(format!("{members} a.id IN (SELECT rowid FROM words WHERE words MATCH ?))"), [matching]);
    }
    if let Some(outlet) = &query.outlet {
        conditions.add(format!("{members} a.outlet = ?)"), [Value::Text(outlet.clone())]);
    }
    if let Some(since) = query.since {
        conditions.add("s.last_at >= ?", [Value::Integer(midnight(since))]);
    }
    if let Some(until) = query.until {
        conditions.add("s.first_at < ?", [Value::Integer(end_of(until))]);
    }
    if let Some(time) = query.changed_after {
        conditions.add("s.changed > ?", [Value::Integer(time.as_second())]);
    }
    if let Some((time, key)) = query.after {
        let place = [Value::Integer(time.as_second()), Value::Blob(key.as_bytes().to_vec())];
        conditions.add("(s.changed, s.key) > (?, ?)", place);
    }
    if query.origins > 1 {
        conditions.add("s.origins >= ?", [Value::Integer(query.origins as i64)]);
    }
    let order = match query.order {
        StoryOrder::Newest => "s.last_at DESC, s.key",
        StoryOrder::Origins => "s.origins DESC, s.articles DESC, s.last_at DESC, s.key",
        StoryOrder::Changed => "s.changed, s.key",
        StoryOrder::Articles => "s.articles DESC, s.origins DESC, s.last_at DESC, s.key",
    };
    let sql =
        format!("SELECT {ROW} FROM story s WHERE {} ORDER BY {order} LIMIT ? OFFSET ?", conditions.all());
    let page = [query.limit, query.skip].map(|number| Value::Integer(number as i64));
    conditions.values.extend(page);
    let rows = store.database(|connection| {
        let mut rows = connection.prepare_cached(&sql)?;
        rows.query_map(params_from_iter(conditions.values), listed)?
            .collect::<rusqlite::Result<Vec<Listed>>>()
    })?;
    rows.into_iter().map(|row| row_of(store, row)).collect()
}

pub(super) fn story(store: &Sqlite, key: ArticleKey) -> Result<Option<StoryRecord>, Error> {
    let found = store.database(|connection| {
        // An earlier version leads to the story of the current one.
        let sql = format!(
            "SELECT {ROW} FROM story s WHERE s.key = (SELECT p.story FROM article a \
             JOIN article c ON c.id = a.id OR (c.source = a.source AND c.current = 1) \
             JOIN place p ON p.article = c.id WHERE a.key = ?1 LIMIT 1)"
        );
        connection.prepare_cached(&sql)?.query_row([key.as_bytes()], listed).optional()
    })?;
    let Some(row) = found.map(|row| row_of(store, row)).transpose()? else { return Ok(None) };
    let members = placed(store, "p.story = ?1", Some(row.id))?;
    Ok(Some(StoryRecord { row, members }))
}

pub(super) fn placements(store: &Sqlite) -> Result<Vec<Placement>, Error> {
    placed(store, "?1 IS NULL", None)
}

pub(super) fn waiting(store: &Sqlite, limit: usize) -> Result<Vec<(Ordered, Option<ArticleKey>)>, Error> {
    let rows = store.database(|connection| {
        let sql = "SELECT a.at, a.key, (SELECT old.key FROM article old JOIN place p ON p.article = old.id \
                   WHERE old.source = a.source AND old.id <> a.id ORDER BY old.at DESC, old.key DESC LIMIT 1) \
                   FROM waiting w JOIN article a ON a.id = w.article ORDER BY a.at, a.key LIMIT ?1";
        let mut rows = connection.prepare_cached(sql)?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        rows.query_map([limit as i64], read)?
            .collect::<rusqlite::Result<Vec<(i64, Vec<u8>, Option<Vec<u8>>)>>>()
    })?;
    let one = |(at, key, old): (i64, Vec<u8>, Option<Vec<u8>>)| {
        let ordered = Ordered { at, key: key_of(store, &key)? };
        Ok((ordered, old.map(|old| key_of(store, &old)).transpose()?))
    };
    rows.into_iter().map(one).collect()
}

pub(super) fn latest(store: &Sqlite, limit: usize) -> Result<Vec<(Ordered, Place)>, Error> {
    let rows = store.database(|connection| {
        let sql = format!(
            "SELECT a.at, a.key, {PLACE} FROM article a JOIN place p ON p.article = a.id \
             ORDER BY a.at DESC, a.key DESC LIMIT ?1"
        );
        let mut rows = connection.prepare_cached(&sql)?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, place_row(row, 2)?));
        rows.query_map([limit as i64], read)?.collect::<rusqlite::Result<Vec<(i64, Vec<u8>, PlaceRow)>>>()
    })?;
    let one = |(at, key, place): (i64, Vec<u8>, PlaceRow)| {
        Ok((Ordered { at, key: key_of(store, &key)? }, place_of(store, place)?))
    };
    rows.into_iter().rev().map(one).collect()
}

/// The places that meet `condition`, by the time and key of their articles.
fn placed(store: &Sqlite, condition: &str, value: Option<ArticleKey>) -> Result<Vec<Placement>, Error> {
    let rows = store.database(|connection| {
        let sql = format!(
            "SELECT a.key, {PLACE} FROM place p JOIN article a ON a.id = p.article \
             WHERE {condition} ORDER BY a.at, a.key"
        );
        let mut rows = connection.prepare_cached(&sql)?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, place_row(row, 1)?));
        let value = value.map(|key| key.as_bytes().to_vec());
        rows.query_map([value], read)?.collect::<rusqlite::Result<Vec<(Vec<u8>, PlaceRow)>>>()
    })?;
    let member = |(key, place): (Vec<u8>, PlaceRow)| {
        Ok(Placement { key: key_of(store, &key)?, place: place_of(store, place)? })
    };
    rows.into_iter().map(member).collect()
}

pub(super) fn history(store: &Sqlite, key: ArticleKey) -> Result<Vec<Move>, Error> {
    type Logged = (i64, Option<Vec<u8>>, Option<Vec<u8>>, String);
    let rows = store.database(|connection| {
        let mut rows = connection
            .prepare_cached("SELECT at, before, after, why FROM move WHERE article = ?1 ORDER BY id")?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        rows.query_map([key.as_bytes()], read)?.collect::<rusqlite::Result<Vec<Logged>>>()
    })?;
    let story = |key: Option<Vec<u8>>| key.map(|key| key_of(store, &key)).transpose();
    let decision = |(at, before, after, why): Logged| {
        Ok(Move { at: moment(store, at)?, from: story(before)?, to: story(after)?, why })
    };
    rows.into_iter().map(decision).collect()
}
