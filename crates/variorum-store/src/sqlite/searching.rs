//! Search: the full-text index names rows, the text proves them.

use std::borrow::Cow;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use variorum_core::{Span, tokens};

use super::Sqlite;
use super::reading::{article_of_row, key_of, moment};
use super::stories::{Conditions, end_of, midnight};
use crate::terms::{Wanted, terms};
use crate::{Error, ErrorKind, Hit, Hits, Matter, SearchQuery};

/// Words of a passage that is shown for an article.
const PASSAGE: usize = 24;

pub(super) fn search(store: &Sqlite, query: &SearchQuery) -> Result<Hits, Error> {
    let wanted = Wanted::read(&query.words);
    let speaker = query.speaker.as_deref().map(Wanted::read).unwrap_or_default();
    let (from, rank, mut conditions) = asked(query, &wanted, &speaker)?;
    conditions.add("a.current = 1", []);
    if let Some(outlet) = &query.outlet {
        conditions.add("a.outlet = ?", [Value::Text(outlet.clone())]);
    }
    if let Some(since) = query.since {
        conditions.add("a.at >= ?", [Value::Integer(midnight(since))]);
    }
    if let Some(until) = query.until {
        conditions.add("a.at < ?", [Value::Integer(end_of(until))]);
    }
    if let Some(story) = query.story {
        let story = Value::Blob(story.as_bytes().to_vec());
        let places = "SELECT p.story FROM place p JOIN article m ON m.id = p.article WHERE m.key = ?";
        conditions.add(format!("p.story = ({places})"), [story]);
    }
    let from = format!("{from} LEFT JOIN place p ON p.article = a.id WHERE {}", conditions.all());
    let total = count(store, &from, &conditions)?;
    let rank = if query.latest { "a.seen DESC, a.at DESC, a.key, start" } else { rank };
    let found = rows(store, &from, rank, conditions, query)?;
    let mut hits = Vec::with_capacity(found.len());
    for row in found {
        hits.push(hit(store, row, &wanted)?);
    }
    Ok(Hits { total, hits })
}

/// The tables of what is asked, the order of the hits, and the conditions on the index.
fn asked(
    query: &SearchQuery,
    wanted: &Wanted,
    speaker: &Wanted,
) -> Result<(&'static str, &'static str, Conditions), Error> {
    let mut conditions = Conditions::default();
    let matching = |column| Value::Text(wanted.matching(query.any, column));
    let by_date = "a.at DESC, a.key";
    Ok(match query.matter {
        Matter::Articles if wanted.is_empty() => {
            ("NULL AS start, NULL AS end, NULL AS speaker FROM article a", by_date, conditions)
        }
        Matter::Articles => {
            conditions.add("words MATCH ?", [matching(None)]);
            let from =
                "NULL AS start, NULL AS end, NULL AS speaker FROM words JOIN article a ON a.id = words.rowid";
            (from, "bm25(words, 4.0, 1.0), a.at DESC, a.key", conditions)
        }
        Matter::Quotations => {
            let mut asked: Vec<String> = Vec::new();
            if !wanted.is_empty() {
                asked.push(wanted.matching(query.any, Some("content")));
            }
            if !speaker.is_empty() {
                asked.push(speaker.matching(false, Some("speaker")));
            }
            if asked.is_empty() {
                let from = "q.start, q.end, q.speaker FROM quotation q JOIN article a ON a.id = q.article";
                return Ok((from, "a.at DESC, a.key, q.start", conditions));
            }
            conditions.add("said MATCH ?", [Value::Text(asked.join(" AND "))]);
            let from = "q.start, q.end, q.speaker FROM said JOIN quotation q ON q.id = said.rowid \
                        JOIN article a ON a.id = q.article";
            (from, "bm25(said, 1.0, 0.2), a.at, a.key, q.start", conditions)
        }
        Matter::Figures => {
            if let Some(figure) = query.figure {
                let (least, most) = (Value::Real(figure.least), Value::Real(figure.most));
                let vague = "f.value IS NULL AND f.least <= ? AND f.most >= ?";
                let values = [least.clone(), most.clone(), most, least];
                conditions.add(format!("(f.value BETWEEN ? AND ? OR {vague})"), values);
            }
            if wanted.is_empty() && query.figure.is_none() {
                let message = "say which figure: a number, or words of what is counted";
                return Err(Error::new(ErrorKind::Query, message));
            }
            if wanted.is_empty() {
                let from = "f.start, f.end, f.speaker FROM figure f JOIN article a ON a.id = f.article";
                return Ok((from, "a.at DESC, a.key, f.start", conditions));
            }
            conditions.add("numbered MATCH ?", [matching(None)]);
            let from = "f.start, f.end, f.speaker FROM numbered JOIN figure f ON f.id = numbered.rowid \
                        JOIN article a ON a.id = f.article";
            (from, "bm25(numbered), a.at DESC, a.key, f.start", conditions)
        }
    })
}

/// How many rows match, counted up to [`Hits::COUNTED`].
fn count(store: &Sqlite, from: &str, conditions: &Conditions) -> Result<usize, Error> {
    let sql = format!("SELECT count(*) FROM (SELECT a.id, {from} LIMIT {})", Hits::COUNTED);
    let count: i64 = store.database(|connection| {
        connection.prepare_cached(&sql)?.query_row(params_from_iter(&conditions.values), |row| row.get(0))
    })?;
    Ok(usize::try_from(count).unwrap_or_default())
}

struct Found {
    id: i64,
    key: Vec<u8>,
    seen: i64,
    story: Option<Vec<u8>>,
    root: Option<Vec<u8>>,
    place: Option<(i64, i64)>,
    speaker: Option<String>,
}

fn rows(
    store: &Sqlite,
    from: &str,
    rank: &str,
    mut conditions: Conditions,
    query: &SearchQuery,
) -> Result<Vec<Found>, Error> {
    let sql = format!("SELECT a.id, a.key, p.story, p.root, a.seen, {from} ORDER BY {rank} LIMIT ? OFFSET ?");
    conditions.values.extend([query.limit, query.skip].map(|number| Value::Integer(number as i64)));
    let read = |row: &Row<'_>| {
        Ok(Found {
            id: row.get(0)?,
            key: row.get(1)?,
            story: row.get(2)?,
            root: row.get(3)?,
            seen: row.get(4)?,
            place: Option::zip(row.get(5)?, row.get(6)?),
            speaker: row.get(7)?,
        })
    };
    store.database(|connection| {
        connection.prepare_cached(&sql)?.query_map(params_from_iter(conditions.values), read)?.collect()
    })
}

fn hit(store: &Sqlite, found: Found, wanted: &Wanted) -> Result<Hit, Error> {
    let article = article_of_row(store, found.id)?;
    let span = match found.place {
        Some((start, end)) => {
            let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
            let span = range.and_then(|(start, end)| article.text.span(start..end));
            span.ok_or_else(|| store.corrupt(&format!("a position of the article {}", article.id)))?
        }
        None => passage(&article, wanted),
    };
    let key = |bytes: Option<Vec<u8>>| bytes.map(|bytes| key_of(store, &bytes)).transpose();
    Ok(Hit {
        key: key_of(store, &found.key)?,
        story: key(found.story)?,
        root: key(found.root)?,
        seen: moment(store, found.seen)?,
        article,
        span,
        speaker: found.speaker,
    })
}

/// The shortest passage that holds the most of what is looked for within [`PASSAGE`] words. The headline where
/// nothing is looked for.
fn passage(article: &variorum_core::Article, wanted: &Wanted) -> Span {
    let text = &article.text;
    let tokens = tokens(text, text.whole());
    let looked_for: Vec<&str> = wanted.0.iter().flatten().map(String::as_str).collect();
    let places: Vec<(usize, Span, Cow<'_, str>)> = terms(text, &tokens, text.whole())
        .enumerate()
        .filter(|(_, (_, term))| looked_for.contains(&term.as_ref()))
        .map(|(at, (span, term))| (at, span, term))
        .collect();
    let window = |from: usize| {
        let first = places.get(from)?;
        let mut seen: Vec<&str> = Vec::new();
        let mut end = first;
        for place in places.iter().skip(from).take_while(|place| place.0 < first.0 + PASSAGE) {
            if !seen.contains(&place.2.as_ref()) {
                seen.push(place.2.as_ref());
                end = place;
            }
        }
        let most_and_closest = (seen.len(), std::cmp::Reverse(end.0 - first.0), std::cmp::Reverse(from));
        Some((most_and_closest, first.1.cover(end.1)))
    };
    let best = (0..places.len()).filter_map(window).max_by_key(|(rank, _)| *rank).map(|(_, span)| span);
    best.unwrap_or_else(|| article.headline.unwrap_or(text.whole().at_start()))
}
