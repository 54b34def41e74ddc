//! Judgements, watches and passes.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use variorum_core::judgement::{FindingKind, Judgement, Place, Ruling};

use super::Sqlite;
use super::reading::{key_of, moment};
use crate::{Arrival, ArticleKey, Error, ErrorKind, Pass, Scope, Watch, Watched};

/// What is stored of a ruling, and the name that goes with it.
fn number_of(ruling: &Ruling) -> (i64, Option<&str>) {
    match ruling {
        Ruling::Confirmed => (0, None),
        Ruling::Dismissed => (1, None),
        Ruling::SpeakerIs(name) => (2, Some(name)),
        Ruling::Open => (3, None),
    }
}

pub(super) fn judge(store: &mut Sqlite, judgement: &Judgement) -> Result<u64, Error> {
    if judgement.places.is_empty() {
        return Err(Error::new(ErrorKind::Query, "there is no such finding to judge"));
    }
    let judged = add_judgement(&mut store.connection, judgement);
    judged.map_err(|error| Error::of_database(error, &store.path))
}

fn add_judgement(connection: &mut Connection, judgement: &Judgement) -> rusqlite::Result<u64> {
    let transaction = connection.transaction()?;
    let kind = FindingKind::ALL.iter().position(|kind| *kind == judgement.kind).unwrap_or_default() as i64;
    let (ruling, speaker) = number_of(&judgement.ruling);
    transaction.execute(
        "INSERT INTO judgement(at, kind, ruling, speaker, about, note) VALUES (?,?,?,?,?,?)",
        params![judgement.at.as_second(), kind, ruling, speaker, judgement.about, judgement.note],
    )?;
    let number = transaction.last_insert_rowid();
    let mut add = transaction.prepare_cached(
        "INSERT INTO judged(judgement, place, text, start, end, words) VALUES (?,?,?,?,?,?)",
    )?;
    for (at, place) in judgement.places.iter().enumerate() {
        let row = (number, at as i64, place.text, place.start as i64, place.end as i64);
        add.execute(params![row.0, row.1, row.2.as_slice(), row.3, row.4, place.words])?;
    }
    drop(add);
    transaction.commit()?;
    Ok(u64::try_from(number).unwrap_or_default())
}

const JUDGEMENT: &str = "SELECT id, at, kind, ruling, speaker, about, note FROM judgement";

pub(super) fn judgements(store: &Sqlite, after: u64, limit: usize) -> Result<Vec<Judgement>, Error> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let sql = format!("{JUDGEMENT} WHERE id > ?1 ORDER BY id LIMIT ?2");
    let rows = store.database(|connection| {
        connection
            .prepare_cached(&sql)?
            .query_map(params![after, i64::try_from(limit).unwrap_or(i64::MAX)], judgement_row)?
            .collect::<rusqlite::Result<Vec<JudgementRow>>>()
    })?;
    rows.into_iter().map(|row| judgement_of(store, row)).collect()
}

pub(super) fn judgements_on(store: &Sqlite, texts: &[[u8; 32]]) -> Result<Vec<Judgement>, Error> {
    let sql = format!("{JUDGEMENT} WHERE id = ?1");
    let rows = store.database(|connection| {
        let mut numbers = std::collections::BTreeSet::new();
        let mut find = connection.prepare_cached("SELECT DISTINCT judgement FROM judged WHERE text = ?1")?;
        for text in texts {
            let found = find.query_map([text.as_slice()], |row| row.get::<_, i64>(0))?;
            numbers.extend(found.collect::<rusqlite::Result<Vec<i64>>>()?);
        }
        let mut read = connection.prepare_cached(&sql)?;
        let rows = numbers.into_iter().map(|number| read.query_row([number], judgement_row));
        rows.collect::<rusqlite::Result<Vec<JudgementRow>>>()
    })?;
    rows.into_iter().map(|row| judgement_of(store, row)).collect()
}

type JudgementRow = (i64, i64, i64, i64, Option<String>, String, String);

fn judgement_row(row: &Row<'_>) -> rusqlite::Result<JudgementRow> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn judgement_of(store: &Sqlite, row: JudgementRow) -> Result<Judgement, Error> {
    let (number, at, kind, ruling, speaker, about, note) = row;
    let kind = usize::try_from(kind).ok().and_then(|kind| FindingKind::ALL.get(kind).copied());
    let ruling = match (ruling, speaker) {
        (0, _) => Some(Ruling::Confirmed),
        (1, _) => Some(Ruling::Dismissed),
        (2, Some(name)) => Some(Ruling::SpeakerIs(name)),
        (3, _) => Some(Ruling::Open),
        _ => None,
    };
    let (Some(kind), Some(ruling)) = (kind, ruling) else { return Err(store.corrupt("a judgement")) };
    let places = places(store, number)?;
    let at = moment(store, at)?;
    Ok(Judgement { number: u64::try_from(number).unwrap_or_default(), at, kind, ruling, about, note, places })
}

fn places(store: &Sqlite, judgement: i64) -> Result<Vec<Place>, Error> {
    type PlaceRow = (Vec<u8>, i64, i64, String);
    let rows = store.database(|connection| {
        let sql = "SELECT text, start, end, words FROM judged WHERE judgement = ?1 ORDER BY place";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let mut rows = connection.prepare_cached(sql)?;
        rows.query_map([judgement], read)?.collect::<rusqlite::Result<Vec<PlaceRow>>>()
    })?;
    let place = |(text, start, end, words): PlaceRow| {
        let text = text.try_into().ok()?;
        Some(Place { text, start: usize::try_from(start).ok()?, end: usize::try_from(end).ok()?, words })
    };
    let read = rows.into_iter().map(|row| place(row).ok_or_else(|| store.corrupt("a judged place")));
    read.collect()
}

/// Takes the words of judged places away whose text is no longer held, and what the finding was called where nothing
/// of it is.
pub(super) fn forget_judged(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "UPDATE judged SET words = '' WHERE words <> '' AND text NOT IN (SELECT digest FROM text);
         UPDATE judgement SET about = '' WHERE about <> ''
           AND id NOT IN (SELECT judgement FROM judged WHERE words <> '');",
    )
}

pub(super) fn watch(store: &mut Sqlite, watched: &Watched, now: Timestamp) -> Result<u64, Error> {
    let (first, second) = watched.terms();
    let kept = store.database(|connection| {
        let row = params![watched.kind(), first, second];
        let same = "SELECT id FROM watch WHERE kind = ?1 AND first = ?2 AND second = ?3";
        let known: Option<i64> =
            connection.prepare_cached(same)?.query_row(row, |row| row.get(0)).optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        let row = params![now.as_second(), watched.kind(), first, second];
        connection.execute("INSERT INTO watch(made, kind, first, second) VALUES (?,?,?,?)", row)?;
        Ok(connection.last_insert_rowid())
    })?;
    Ok(u64::try_from(kept).unwrap_or_default())
}

pub(super) fn unwatch(store: &mut Sqlite, number: u64) -> Result<bool, Error> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let gone =
        store.database(|connection| connection.execute("DELETE FROM watch WHERE id = ?1", [number]))?;
    Ok(gone > 0)
}

pub(super) fn watches(store: &Sqlite) -> Result<Vec<Watch>, Error> {
    type WatchRow = (i64, i64, String, String, String);
    let rows = store.database(|connection| {
        let sql = "SELECT id, made, kind, first, second FROM watch ORDER BY id";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
        connection.prepare_cached(sql)?.query_map([], read)?.collect::<rusqlite::Result<Vec<WatchRow>>>()
    })?;
    let watch = |(number, made, kind, first, second): WatchRow| {
        let of = Watched::read(&kind, &first, &second).ok_or_else(|| store.corrupt("a watch"))?;
        Ok(Watch { number: u64::try_from(number).unwrap_or_default(), made: moment(store, made)?, of })
    };
    rows.into_iter().map(watch).collect()
}

pub(super) fn grant(store: &mut Sqlite, pass: &Pass) -> Result<u64, Error> {
    let (scope, story) = match pass.scope {
        Scope::Read => (0, None),
        Scope::Write => (1, None),
        Scope::Admin => (2, None),
        Scope::Story(story) => (3, Some(story.as_bytes().to_vec())),
    };
    let (made, until) = (pass.made.as_second(), pass.until.map(Timestamp::as_second));
    let number = store.database(|connection| {
        connection.execute(
            "INSERT INTO pass(made, name, digest, scope, story, until) VALUES (?,?,?,?,?,?)",
            params![made, pass.name, pass.digest.as_slice(), scope, story, until],
        )?;
        Ok(connection.last_insert_rowid())
    })?;
    Ok(u64::try_from(number).unwrap_or_default())
}

pub(super) fn revoke(store: &mut Sqlite, number: u64, now: Timestamp) -> Result<bool, Error> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let sql = "UPDATE pass SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL";
    let revoked = store.database(|connection| connection.execute(sql, params![number, now.as_second()]))?;
    Ok(revoked > 0)
}

pub(super) fn passes(store: &Sqlite) -> Result<Vec<Pass>, Error> {
    type PassRow = (i64, i64, String, Vec<u8>, i64, Option<Vec<u8>>, Option<i64>, Option<i64>);
    let rows = store.database(|connection| {
        let sql = "SELECT id, made, name, digest, scope, story, until, revoked FROM pass ORDER BY id";
        let read = |row: &Row<'_>| {
            let told = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok((told.0, told.1, told.2, told.3, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?))
        };
        connection.prepare_cached(sql)?.query_map([], read)?.collect::<rusqlite::Result<Vec<PassRow>>>()
    })?;
    let pass = |(number, made, name, digest, scope, story, until, revoked): PassRow| {
        let time = |at: Option<i64>| at.map(|at| moment(store, at)).transpose();
        let scope = match (scope, story) {
            (0, _) => Scope::Read,
            (1, _) => Scope::Write,
            (2, _) => Scope::Admin,
            (3, Some(story)) => Scope::Story(key_of(store, &story)?),
            _ => return Err(store.corrupt("a pass")),
        };
        let digest = digest.try_into().map_err(|_| store.corrupt("a pass"))?;
        let number = u64::try_from(number).unwrap_or_default();
        Ok(Pass {
            number,
            made: moment(store, made)?,
            name,
            digest,
            scope,
            until: time(until)?,
            revoked: time(revoked)?,
        })
    };
    rows.into_iter().map(pass).collect()
}

pub(super) fn arrivals(store: &Sqlite, story: ArticleKey) -> Result<Vec<Arrival>, Error> {
    type ArrivalRow = (Vec<u8>, i64, i64);
    let rows = store.database(|connection| {
        let sql = "SELECT a.key, a.seen, coalesce(\
                     (SELECT min(v.seen) FROM article v WHERE v.source = a.source), a.seen) \
                   FROM place p JOIN article a ON a.id = p.article WHERE p.story = \
                     (SELECT p.story FROM place p JOIN article m ON m.id = p.article WHERE m.key = ?1) \
                   ORDER BY a.at, a.key";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let mut rows = connection.prepare_cached(sql)?;
        rows.query_map([story.as_bytes()], read)?.collect::<rusqlite::Result<Vec<ArrivalRow>>>()
    })?;
    let arrival = |(key, seen, first): ArrivalRow| {
        Ok(Arrival { key: key_of(store, &key)?, seen: moment(store, seen)?, first: moment(store, first)? })
    };
    rows.into_iter().map(arrival).collect()
}
