//! The addresses for programs, version 1.

use anyhow::Result;
use serde_json::{Map, Value, json};
use variorum_core::Article;
use variorum_engine::{ArticleKey, StoryQuery, give_id, source_of};
use variorum_views::html::site::{Home, StoryRow, urls};
use variorum_views::json as json_views;

use crate::serve::http::{JSON, Reply};
use crate::serve::routes::Asked;
use crate::serve::{Site, articles, search, stories, watches};

pub(crate) mod desk;
mod document;

/// Most entries of one answer.
const MOST: usize = 100;
/// Most articles that are taken in at once.
const PUSHED: usize = 10_000;
/// Entries of an answer where the request does not say.
const USUAL: usize = 30;

/// The description of this interface.
pub(crate) fn openapi() -> Reply {
    Reply::json(document::document().to_string())
}

/// The stories as a list, a part at a time.
pub(crate) fn stories(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let limit = match limit(asked) {
        Ok(limit) => limit,
        Err(reply) => return Ok(reply),
    };
    let order = asked.request.param("order").unwrap_or_else(|| "newest".into());
    if order == "changed" || asked.request.param("changed_after").is_some() {
        return desk::changed(site, asked, limit);
    }
    let (skip, _) = match window(asked) {
        Ok(window) => window,
        Err(reply) => return Ok(reply),
    };
    if !["newest", "origins", "conflicts", "watched"].contains(&order.as_str()) {
        let says = "order is newest, origins, conflicts, watched or changed";
        return Ok(Reply::json_error(400, "bad-request", says));
    }
    let mut rows = match order.as_str() {
        "watched" => watches::stories(site, skip, limit + 1)?,
        _ => site.library.stories(stories::order(asked), &StoryQuery::default(), skip, limit + 1)?,
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    let rows: Vec<Value> = rows.iter().map(story_row).collect();
    Ok(Reply::json(json!({"v": 1, "stories": rows, "next": more.then(|| cursor(skip + limit))}).to_string()))
}

fn story_row(row: &StoryRow) -> Value {
    json!({
        "id": row.id,
        "title": row.title,
        "href": format!("/story/{}", urls::escape(&row.id)),
        "published": row.days.map(|(first, last)| [first.to_string(), last.to_string()]),
        "articles": row.articles,
        "origins": row.origins,
        "outlets": row.outlets,
        "differing_quotations": row.differing,
        "conflicts": row.conflicts,
        "changed": row.changed,
    })
}

/// One story as `compare --format json` prints it.
pub(crate) fn story(site: &Site, id: &str) -> Result<Reply> {
    match site.library.story(id)? {
        Some(view) => stories::twin(site, &view),
        None => missing(site, id, "story"),
    }
}

/// The findings of a story as Web Annotations, each at the words that prove it.
pub(crate) fn annotations(site: &Site, id: &str) -> Result<Reply> {
    let Some(view) = site.library.story(id)? else { return missing(site, id, "story") };
    let page = format!("/api/v1/stories/{}/annotations", urls::escape(&view.id));
    let home = Home::Library(view.id.clone(), view.names());
    Ok(Reply::json(json_views::web_annotations(&view.apparatus, &page, &home)))
}

/// One article as `annotate` prints it.
pub(crate) fn article(site: &Site, id: &str) -> Result<Reply> {
    match site.library.article(id)? {
        Some(view) => Ok(articles::twin(&view.annotated)),
        None => missing(site, id, "article"),
    }
}

/// Passages that match a query.
pub(crate) fn search(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let (skip, limit) = match window(asked) {
        Ok(window) => window,
        Err(reply) => return Ok(reply),
    };
    let Some(typed) = asked.request.param("q") else {
        return Ok(Reply::json_error(400, "bad-request", "q is missing: what to search for"));
    };
    let found = search::found(site, &typed, skip, limit)?;
    let mut hits = Vec::with_capacity(found.passages.len());
    for passage in &found.passages {
        let hit = search::hit(site, passage)?;
        hits.push(json!({
            "kind": hit.kind, "article": passage.name, "outlet": hit.outlet, "title": hit.title,
            "published": hit.date.map(|day| day.to_string()), "speaker": hit.speaker,
            "story": hit.story.map(|(href, _)| href), "href": hit.href, "words": hit.words,
            "prefix": hit.before, "suffix": hit.after,
            "selectors": json_views::selectors(&passage.article, passage.span),
        }));
    }
    let next = (found.total > skip + limit).then(|| cursor(skip + limit));
    Ok(Reply::json(json!({"v": 1, "total": found.total, "hits": hits, "next": next}).to_string()))
}

/// Takes articles in: one record, or one a line.
pub(crate) fn push(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let kind = asked.request.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // A form of another site can send neither of these types without being asked for leave first.
    if kind != JSON && kind != "application/x-ndjson" {
        return Ok(Reply::json_error(
            415,
            "unsupported-media-type",
            "send application/json or application/x-ndjson",
        ));
    }
    let body = &asked.request.body;
    let lines: Vec<&[u8]> = match kind == JSON {
        true => vec![body.as_slice()],
        false => body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect(),
    };
    if lines.len() > PUSHED {
        return Ok(Reply::json_error(413, "too-long", "send fewer articles at once"));
    }
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        if let Some(message) = wrong_field(line) {
            errors.push(json!({"line": at + 1, "id": null, "kind": "field", "message": message}));
            continue;
        }
        match variorum_ingest::read_record(line) {
            Ok(article) if article.text.slice(article.body).trim().is_empty() => errors.push(json!({
                "line": at + 1, "id": article.id, "kind": "empty", "message": "the text is empty"
            })),
            Ok(mut article) => {
                // As the store will call it: its key depends on its id.
                give_id(&mut article);
                articles.push(article);
            }
            Err(error) => errors.push(json!({
                "line": at + 1, "id": error.id(), "kind": error.kind().name(), "message": error.to_string()
            })),
        }
    }
    let read = articles.len();
    // An article that is held already under another id is asked for by its key, so all of them are told.
    let key = |article: &Article| ArticleKey::of(article, source_of(article, None).as_deref());
    let taken: Vec<Value> =
        articles.iter().map(|article| json!({"id": key(article).to_string(), "given": article.id})).collect();
    let added = if read == 0 { 0 } else { site.library.import(articles)?.added };
    let status = if read == 0 { 422 } else { 200 };
    let answer = json!({"v": 1, "read": read, "added": added, "articles": taken, "errors": errors});
    Ok(Reply::new(status, JSON, answer.to_string()))
}

/// What is wrong with a record whose fields are not of the kinds that the description names. What is no record at all
/// is left to its reader.
fn wrong_field(line: &[u8]) -> Option<String> {
    let record: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let texts = ["title", "published", "outlet", "url", "lang"];
    let bad = |name: &&str| record.get(*name).is_some_and(|value| !(value.is_string() || value.is_null()));
    if let Some(name) = texts.iter().find(|name| bad(name)) {
        return Some(format!("{name} is neither text nor null"));
    }
    // As far as whole numbers have but one way to be written (RFC 8259, section 6).
    let whole =
        |id: &Value| id.as_f64().is_some_and(|id| id.fract() == 0.0 && id.abs() < 9_007_199_254_740_992.0);
    let named = |id: &Value| id.as_str().is_some_and(|id| !id.is_empty()) || whole(id);
    let id = record.get("id").is_none_or(named);
    (!id).then(|| "id is neither text nor a whole number".to_owned())
}

/// Nothing has this name, or several articles have it.
fn missing(site: &Site, name: &str, what: &str) -> Result<Reply> {
    if let Some(several) = site.library.ambiguous(name)? {
        return Ok(Reply::json_error(409, "ambiguous", &several));
    }
    Ok(absent(what))
}

fn absent(what: &str) -> Reply {
    Reply::json_error(404, "not-found", &format!("no {what} of this name"))
}

/// How many entries are asked for.
fn limit(asked: &Asked<'_>) -> Result<usize, Reply> {
    match asked.request.param("limit").map(|limit| limit.parse::<usize>()) {
        None => Ok(USUAL),
        Some(Ok(limit)) if (1..=MOST).contains(&limit) => Ok(limit),
        Some(_) => Err(Reply::json_error(400, "bad-request", "limit is a number from 1 to 100")),
    }
}

/// Where to start and how many, from `cursor` and `limit`.
fn window(asked: &Asked<'_>) -> Result<(usize, usize), Reply> {
    let limit = limit(asked)?;
    let skip = match asked.request.param("cursor") {
        None => 0,
        Some(cursor) => {
            let place = cursor.strip_prefix('c').and_then(|digits| usize::from_str_radix(digits, 36).ok());
            place.ok_or_else(no_cursor)?
        }
    };
    Ok((skip.min(usize::MAX / 2), limit))
}

/// A cursor names a place in its own list and in no other.
fn no_cursor() -> Reply {
    Reply::json_error(404, "not-found", "cursor is not one that `next` of this list gave")
}

/// Where the next part starts. What it says is nobody's business, so that it can become something else.
fn cursor(skip: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let (mut rest, mut digits) = (skip, Vec::new());
    loop {
        digits.extend(DIGITS.get(rest % 36).copied().map(char::from));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    std::iter::once('c').chain(digits.into_iter().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_must_be_of_their_kinds() {
        for (line, expect) in [
            (r#"{"id": 7, "text": "a", "title": null}"#, None),
            (r#"{"text": "a", "title": false}"#, Some("title is neither text nor null")),
            (r#"{"text": "a", "outlet": 7}"#, Some("outlet is neither text nor null")),
            (r#"{"id": "", "text": "a"}"#, Some("id is neither text nor a whole number")),
            (r#"{"id": 1e16, "text": "a"}"#, Some("id is neither text nor a whole number")),
            (r#"{"id": 1.5, "text": "a"}"#, Some("id is neither text nor a whole number")),
            ("no record", None),
        ] {
            assert_eq!(wrong_field(line.as_bytes()).as_deref(), expect, "{line}");
        }
    }

    #[test]
    fn a_cursor_leads_on() {
        for skip in [0, 1, 35, 36, 12_345] {
            let cursor = cursor(skip);
            assert_eq!(usize::from_str_radix(cursor.strip_prefix('c').unwrap(), 36).unwrap(), skip);
        }
    }
}
