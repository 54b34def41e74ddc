//! JSON Feed 1.0 and 1.1 (jsonfeed.org) in the names of feedparser.

use serde_json::{Value, json};

use super::{Feed, Object, times};
use crate::{Error, ErrorKind};

/// Fields that only change their name: in JSON Feed, in a feed, in an entry.
const FEED: [(&str, &str); 4] =
    [("title", "title"), ("home_page_url", "link"), ("description", "subtitle"), ("language", "language")];
const ENTRY: [(&str, &str); 6] = [
    ("title", "title"),
    ("url", "link"),
    ("summary", "summary"),
    ("external_url", "source"),
    ("language", "language"),
    ("id", "id"),
];

/// Reads a JSON Feed.
pub(super) fn read(text: &str) -> Result<Feed, Error> {
    let value: Value = serde_json::from_str(text)
        .map_err(|e| Error::new(ErrorKind::Json, format!("not a JSON Feed: {e}")))?;
    let version = value.get("version").and_then(Value::as_str).unwrap_or_default();
    let version = match version.rsplit('/').next().unwrap_or_default() {
        "1.1" => "json11",
        "1" | "1.0" => "json1",
        _ => "json",
    };
    let mut feed = renamed(&value, &FEED);
    authors(&value, &mut feed);
    let items = value.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let entries = items.iter().map(|item| Value::Object(entry(item))).collect();
    Ok(Feed {
        flaw: None,
        encoding: String::new(),
        version: version.to_owned(),
        feed: Value::Object(feed),
        entries,
    })
}

fn renamed(value: &Value, names: &[(&str, &str)]) -> Object {
    let field = |(from, to): &(&str, &str)| Some(((*to).to_owned(), value.get(*from)?.clone()));
    names.iter().filter_map(field).collect()
}

fn entry(item: &Value) -> Object {
    let mut entry = renamed(item, &ENTRY);
    authors(item, &mut entry);
    let contents = [("content_html", "text/html"), ("content_text", "text/plain")];
    let contents: Vec<Value> = contents
        .iter()
        .filter_map(|(name, kind)| Some(json!({"value": item.get(*name)?, "type": kind})))
        .collect();
    if !contents.is_empty() {
        entry.insert("content".to_owned(), contents.into());
    }
    for (from, to) in [("date_published", "published"), ("date_modified", "updated")] {
        if let Some(date) = item.get(from).and_then(Value::as_str) {
            entry.insert(to.to_owned(), date.into());
            entry.insert(format!("{to}_parsed"), json!(times::parsed(date)));
        }
    }
    let list = |name: &str| item.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let tags: Vec<Value> =
        list("tags").into_iter().map(|tag| json!({"term": tag, "scheme": null, "label": null})).collect();
    if !tags.is_empty() {
        entry.insert("tags".to_owned(), tags.into());
    }
    let enclosure = |file: Value| json!({"rel": "enclosure", "href": file.get("url"), "type": file.get("mime_type"), "length": file.get("size_in_bytes").map(Value::to_string)});
    let links: Vec<Value> = list("attachments").into_iter().map(enclosure).collect();
    if !links.is_empty() {
        entry.insert("links".to_owned(), links.into());
    }
    entry
}

fn authors(value: &Value, object: &mut Object) {
    let several = value.get("authors").and_then(Value::as_array).cloned();
    let authors = several.unwrap_or_else(|| value.get("author").cloned().into_iter().collect());
    let details: Vec<Value> =
        authors.iter().map(|author| json!({"name": author.get("name"), "href": author.get("url")})).collect();
    if let Some(first) = details.first() {
        object.insert("author".to_owned(), first.get("name").cloned().unwrap_or_default());
        object.insert("author_detail".to_owned(), first.clone());
        object.insert("authors".to_owned(), details.into());
    }
}
