//! Where articles stand: the current table, the log beside it, and the list of stories.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::Sqlite;
use super::reading::{PLACE, PlaceRow, place_row};
use crate::{ArticleKey, Error, Placement, Settled};

pub(super) fn settle(store: &mut Sqlite, placements: &[Placement], now: Timestamp) -> Result<Settled, Error> {
    let settled = set(&mut store.connection, placements, now);
    settled.map_err(|error| Error::of_database(error, &store.path))
}

fn set(connection: &mut Connection, placements: &[Placement], now: Timestamp) -> rusqlite::Result<Settled> {
    let transaction = connection.transaction()?;
    let mut held = held(&transaction)?;
    let mut change = Change::new(&transaction, now);
    for placement in placements {
        // An article that was forgotten since the list was made stands nowhere.
        let Some((id, before)) = held.remove(placement.key.as_bytes().as_slice()) else { continue };
        change.set(id, placement, before)?;
    }
    for (key, (id, before)) in held {
        if let Some(before) = before {
            change.take(id, &key, before.0)?;
        }
    }
    let settled = change.finish()?;
    transaction.execute("DELETE FROM waiting WHERE article IN (SELECT article FROM place)", [])?;
    transaction.commit()?;
    Ok(settled)
}

pub(super) fn place(store: &mut Sqlite, placements: &[Placement], now: Timestamp) -> Result<Settled, Error> {
    let placed = put(&mut store.connection, placements, now);
    placed.map_err(|error| Error::of_database(error, &store.path))
}

fn put(connection: &mut Connection, placements: &[Placement], now: Timestamp) -> rusqlite::Result<Settled> {
    let transaction = connection.transaction()?;
    let mut change = Change::new(&transaction, now);
    for placement in placements {
        let key = placement.key.as_bytes();
        let sql = format!(
            "SELECT a.id, p.article IS NOT NULL, {PLACE} FROM article a LEFT JOIN place p ON p.article = a.id \
             WHERE a.key = ?1 AND a.current = 1"
        );
        let read = |row: &Row<'_>| {
            let placed: bool = row.get(1)?;
            Ok((row.get(0)?, if placed { Some(place_row(row, 2)?) } else { None }))
        };
        let found: Option<(i64, Option<PlaceRow>)> =
            transaction.prepare_cached(&sql)?.query_row([key], read).optional()?;
        // One that was forgotten, or replaced by a later version, stands nowhere.
        let Some((id, before)) = found else { continue };
        change.set(id, placement, before)?;
        let sql = "SELECT old.id, old.key, p.story FROM article a JOIN article old ON old.source = a.source \
                   JOIN place p ON p.article = old.id WHERE a.id = ?1 AND old.id <> a.id";
        let earlier: Vec<(i64, Vec<u8>, Vec<u8>)> = transaction
            .prepare_cached(sql)?
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, key, story) in earlier {
            change.take(id, &key, story)?;
        }
        transaction.prepare_cached("DELETE FROM waiting WHERE article = ?1")?.execute([id])?;
    }
    let settled = change.finish()?;
    transaction.commit()?;
    Ok(settled)
}

/// The row of each article with its place, if it has one, by key.
type Held = BTreeMap<Vec<u8>, (i64, Option<PlaceRow>)>;

/// All articles that are current or have a place.
fn held(transaction: &Transaction<'_>) -> rusqlite::Result<Held> {
    let sql = format!(
        "SELECT a.key, a.id, p.article IS NOT NULL, {PLACE} FROM article a \
         LEFT JOIN place p ON p.article = a.id WHERE a.current = 1 OR p.article IS NOT NULL"
    );
    let read = |row: &Row<'_>| {
        let placed: bool = row.get(2)?;
        let place = if placed { Some(place_row(row, 3)?) } else { None };
        Ok((row.get(0)?, (row.get(1)?, place)))
    };
    transaction.prepare(&sql)?.query_map([], read)?.collect()
}

fn row_of(placement: &Placement) -> PlaceRow {
    let place = &placement.place;
    let bytes = |key: ArticleKey| key.as_bytes().to_vec();
    (
        bytes(place.story),
        bytes(place.root),
        place.copied.map(|(from, _)| bytes(from)),
        place.copied.map(|(_, share)| share),
        place.agency.clone(),
        place.why.clone(),
    )
}

struct Change<'t> {
    transaction: &'t Transaction<'t>,
    now: i64,
    settled: Settled,
    /// Stories whose list entry is to be made again, and whether an article came to them or left them.
    touched: BTreeMap<Vec<u8>, bool>,
}

impl<'t> Change<'t> {
    fn new(transaction: &'t Transaction<'t>, now: Timestamp) -> Self {
        Self { transaction, now: now.as_second(), settled: Settled::default(), touched: BTreeMap::new() }
    }

    /// Sets the place of the article in row `id`, which stood as `before` says.
    fn set(&mut self, id: i64, placement: &Placement, before: Option<PlaceRow>) -> rusqlite::Result<()> {
        let row = row_of(placement);
        if before.as_ref() == Some(&row) {
            return Ok(());
        }
        let story = before.map(|before| before.0);
        self.settled.placed += usize::from(story.is_none());
        self.settled.moved += usize::from(story.as_ref().is_some_and(|story| *story != row.0));
        self.put(id, &placement.key, story, row)
    }

    /// Makes the list of stories again where something changed.
    fn finish(self) -> rusqlite::Result<Settled> {
        let Self { transaction, now, mut settled, touched } = self;
        touched.iter().try_for_each(|(story, moved)| list(transaction, story, moved.then_some(now)))?;
        let stories: i64 = transaction.query_row("SELECT count(*) FROM story", [], |row| row.get(0))?;
        settled.stories = usize::try_from(stories).unwrap_or_default();
        Ok(settled)
    }

    fn put(
        &mut self,
        id: i64,
        key: &ArticleKey,
        before: Option<Vec<u8>>,
        row: PlaceRow,
    ) -> rusqlite::Result<()> {
        let (story, root, copied, share, agency, why) = row;
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO place(article, story, root, copied_from, share, agency, why) \
                 VALUES (?,?,?,?,?,?,?)",
            )?
            .execute(params![id, story, root, copied, share, agency, why])?;
        let moved = before.as_ref() != Some(&story);
        if moved {
            self.log(key.as_bytes(), before.as_deref(), Some(&story), &why)?;
        }
        before.into_iter().chain([story]).for_each(|story| *self.touched.entry(story).or_default() |= moved);
        Ok(())
    }

    /// An earlier version stands in no story.
    fn take(&mut self, id: i64, key: &[u8], before: Vec<u8>) -> rusqlite::Result<()> {
        self.transaction.prepare_cached("DELETE FROM place WHERE article = ?1")?.execute([id])?;
        self.log(key, Some(&before), None, "a later version took its place")?;
        self.touched.insert(before, true);
        Ok(())
    }

    fn log(
        &self,
        key: &[u8],
        before: Option<&[u8]>,
        after: Option<&[u8]>,
        why: &str,
    ) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("INSERT INTO move(at, article, before, after, why) VALUES (?,?,?,?,?)")?
            .execute(params![self.now, key, before, after, why])?;
        Ok(())
    }
}

/// Makes the entry of `story` in the list of stories again. `changed` is now when an article came to it or left it.
pub(super) fn list(
    transaction: &Transaction<'_>,
    story: &[u8],
    changed: Option<i64>,
) -> rusqlite::Result<()> {
    let mut known = transaction.prepare_cached("SELECT changed FROM story WHERE key = ?1")?;
    let before: Option<i64> = known.query_row([story], |row| row.get(0)).optional()?;
    transaction.prepare_cached("DELETE FROM story WHERE key = ?1")?.execute([story])?;
    let members = "FROM place p JOIN article a ON a.id = p.article WHERE p.story = ?1";
    let sql = format!("SELECT count(*), count(DISTINCT p.root), min(a.at), max(a.at) {members}");
    let counts: (i64, i64, Option<i64>, Option<i64>) = transaction
        .prepare_cached(&sql)?
        .query_row([story], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let (articles, origins, Some(first), Some(last)) = counts else { return Ok(()) };
    let sql = format!("SELECT a.headline {members} AND a.headline <> '' ORDER BY a.at, a.key LIMIT 1");
    let title: Option<String> =
        transaction.prepare_cached(&sql)?.query_row([story], |row| row.get(0)).optional()?;
    let sql = format!("SELECT DISTINCT a.outlet {members} AND a.outlet IS NOT NULL ORDER BY a.outlet");
    let outlets: Vec<String> = transaction
        .prepare_cached(&sql)?
        .query_map([story], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<_>>()?;
    // A line break cannot stand in the name of an outlet that is shown on one line.
    let outlets: Vec<String> = outlets.iter().map(|outlet| outlet.replace('\n', " ")).collect();
    transaction
        .prepare_cached(
            "INSERT INTO story(key, title, first_at, last_at, articles, origins, outlets, changed) \
             VALUES (?,?,?,?,?,?,?,?)",
        )?
        .execute(params![
            story,
            title,
            first,
            last,
            articles,
            origins,
            outlets.join("\n"),
            changed.or(before).unwrap_or_default()
        ])?;
    Ok(())
}
