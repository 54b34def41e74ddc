//! What a reader keeps, for programs: judgements, watches, and what changed since.

use anyhow::Result;
use jiff::Timestamp;
use serde_json::{Value, json};
use variorum_core::{Judgement, Ruling};
use variorum_engine::{Sighting, StoryQuery, Watch};
use variorum_views::html::site::Order;

use super::{JSON, absent, cursor, missing, no_cursor, story_row, window};
use crate::serve::http::Reply;
use crate::serve::judging::{self, Refused};
use crate::serve::routes::Asked;
use crate::serve::{Site, ask, looks, watches as watching};

/// Characters at most of what is watched.
const LONGEST: usize = 200;

/// Stories that an article came to, changed in or left after `changed_after`, those that changed first at the top. A
/// cursor is the last story that was read, so that nothing is missed while the list grows.
pub(super) fn changed(site: &Site, asked: &Asked<'_>, limit: usize) -> Result<Reply> {
    let bad = |says: &str| Ok(Reply::json_error(400, "bad-request", says));
    let after = match asked.request.param("changed_after").map(|time| looks::time(&time)) {
        None => None,
        Some(Some(time)) => Some(time),
        Some(None) => return bad("changed_after is a day or a time: 2026-02-12T06:00:00Z"),
    };
    let mut query = StoryQuery { changed_after: after, ..StoryQuery::default() };
    if let Some(place) = asked.request.param("cursor") {
        let Some((time, name)) = place.split_once('~') else {
            return Ok(no_cursor());
        };
        let Ok(time) = time.parse::<Timestamp>() else { return Ok(no_cursor()) };
        match site.library.key(name)? {
            Some(key) => query.after = Some((time, key)),
            // The story has another name now: what changed in the same second comes once more.
            None => query.changed_after = time.checked_sub(jiff::SignedDuration::from_secs(1)).ok(),
        }
    }
    let mut rows = site.library.stories(Order::Changed, &query, 0, limit + 1)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| format!("{}~{}", row.changed, row.id));
    let rows: Vec<Value> = rows.iter().map(story_row).collect();
    Ok(Reply::json(json!({"v": 1, "stories": rows, "next": next}).to_string()))
}

/// The log of judgements, the earliest first.
pub(crate) fn judgements(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    // Judgements are numbered from one on, and none goes.
    let (after, limit) = match window(asked) {
        Ok(window) => window,
        Err(reply) => return Ok(reply),
    };
    let mut found = site.library.judgements(after as u64, limit + 1)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| cursor(last.number as usize));
    let found: Vec<Value> = found.iter().map(form).collect();
    Ok(Reply::json(json!({"v": 1, "judgements": found, "next": next}).to_string()))
}

/// One judgement with the places that it was made on, in UTF-8 bytes of their texts.
pub(crate) fn form(judgement: &Judgement) -> Value {
    let places = judgement.places.iter().map(|place| {
        let text: String = place.text.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({"sha256": text, "bytes": [place.start, place.end], "words": place.words})
    });
    json!({
        "number": judgement.number,
        "at": judgement.at.to_string(),
        "kind": judgement.kind.name(),
        "ruling": judgement.ruling.name(),
        "speaker": match &judgement.ruling {
            Ruling::SpeakerIs(name) => Some(name.as_str()),
            _ => None,
        },
        "about": judgement.about,
        "note": judgement.note,
        "places": places.collect::<Vec<_>>(),
    })
}

/// Decides about a finding: `{"story", "mark", "ruling", "speaker"?, "note"?}`.
pub(crate) fn judge(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let sent = match sent(asked) {
        Ok(sent) => sent,
        Err(reply) => return Ok(reply),
    };
    let field = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some(view) = site.library.story(field("story"))? else {
        return missing(site, field("story"), "story");
    };
    let (mark, note) = (field("mark"), field("note"));
    let decided = match field("ruling") {
        "speaker-is" => judging::give_speaker(site, &view, mark, field("speaker"), note)?,
        ruling => judging::judge(site, &view, mark, ruling, note)?,
    };
    Ok(match decided {
        Ok((number, _)) => Reply::new(201, JSON, json!({"v": 1, "number": number}).to_string()),
        Err(Refused::Missing) => absent("story"),
        Err(Refused::Changed) => {
            Reply::json_error(409, "changed", "no finding of this story has this mark: read the story again")
        }
        Err(Refused::Unreadable(says)) => Reply::json_error(422, "unreadable", says),
    })
}

/// The JSON object that was sent.
fn sent(asked: &Asked<'_>) -> Result<Value, Reply> {
    let kind = asked.request.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // A form of another site cannot send this type without being asked for leave first.
    if kind != JSON {
        return Err(Reply::json_error(415, "unsupported-media-type", "send application/json"));
    }
    match serde_json::from_slice::<Value>(&asked.request.body) {
        Ok(sent) if sent.is_object() => Ok(sent),
        _ => Err(Reply::json_error(422, "unreadable", "send a JSON object")),
    }
}

/// The watches.
pub(crate) fn watches(site: &Site) -> Result<Reply> {
    let watches = site.library.store().watches()?;
    let watches: Vec<Value> = watches.iter().map(watch_form).collect();
    Ok(Reply::json(json!({"v": 1, "watches": watches}).to_string()))
}

fn watch_form(watch: &Watch) -> Value {
    let (first, second) = watch.of.terms();
    let second = (!second.is_empty()).then_some(second);
    json!({
        "number": watch.number, "kind": watch.of.kind(), "first": first, "second": second,
        "made": watch.made.to_string(), "href": format!("/watch/{}", watch.number),
    })
}

/// One watch with what it saw.
pub(crate) fn watch(site: &Site, asked: &Asked<'_>, number: &str) -> Result<Reply> {
    let (skip, limit) = match window(asked) {
        Ok(window) => window,
        Err(reply) => return Ok(reply),
    };
    let Some(watch) = watching::find(site, number)? else { return Ok(absent("watch")) };
    let sightings = site.library.sightings(&watch.of)?;
    let part: Vec<Value> = sightings.iter().skip(skip).take(limit).map(sighting_form).collect();
    let next = (sightings.len() > skip.saturating_add(limit)).then(|| cursor(skip + limit));
    let answer = json!({"v": 1, "watch": watch_form(&watch), "seen": part, "next": next});
    Ok(Reply::json(answer.to_string()))
}

fn sighting_form(sighting: &Sighting) -> Value {
    let article = &sighting.article;
    let name = sighting.key.to_string();
    let copies: Vec<String> = sighting.copies.iter().map(ToString::to_string).collect();
    json!({
        "seen": sighting.seen.to_string(), "article": name, "outlet": article.outlet,
        "published": article.published.map(variorum_views::json::date), "speaker": sighting.speaker,
        "story": sighting.story.map(|story| format!("/story/{story}")),
        "href": ask::href(&name, article, sighting.span), "words": article.text.slice(sighting.span),
        "copies": copies,
    })
}

/// Keeps a watch: `{"kind", "first", "second"?}`.
pub(crate) fn add_watch(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let sent = match sent(asked) {
        Ok(sent) => sent,
        Err(reply) => return Ok(reply),
    };
    let wrong = |name: &&&str| {
        let value = sent.get(**name).filter(|value| !value.is_null());
        value.is_some_and(|value| value.as_str().is_none_or(|words| words.chars().count() > LONGEST))
    };
    if let Some(name) = ["first", "second"].iter().find(|name| wrong(name)) {
        return Ok(Reply::json_error(
            422,
            "unreadable",
            &format!("{name} is no text of up to {LONGEST} characters"),
        ));
    }
    let field = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    Ok(match watching::keep(site, field("kind"), field("first"), field("second"))? {
        Ok(number) => Reply::new(201, JSON, json!({"v": 1, "number": number}).to_string()),
        Err((status, says)) => Reply::json_error(status, "unreadable", says),
    })
}

/// Ends a watch.
pub(crate) fn unwatch(site: &Site, number: &str) -> Result<Reply> {
    let ended = match number.parse() {
        Ok(number) => site.library.store().unwatch(number)?,
        Err(_) => false,
    };
    Ok(if ended { Reply::new(204, JSON, "") } else { absent("watch") })
}
