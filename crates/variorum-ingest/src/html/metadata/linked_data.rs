//! JSON-LD after schema.org: the article that a page describes for machines.

use std::collections::VecDeque;
use std::ops::Range;

use serde_json::{Map, Value};

use super::single_spaced;
use crate::html::flow;
use crate::html::tag::Tag;
use crate::html::tree::Tree;

/// What the first article in the data of a page says of itself.
#[derive(Default)]
pub(super) struct LinkedData {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// The bytes of the page that hold the data.
    pub(super) place: Range<usize>,
}

/// Objects at most that are looked at in one script.
const MOST: usize = 1000;

impl LinkedData {
    /// Reads the scripts in order; the first with an article decides.
    pub(super) fn read(page: &str, tree: &Tree) -> Self {
        let scripts = tree.elements(Tag::Script).filter(|at| {
            tree.attribute(*at, "type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
        });
        scripts
            .filter_map(|at| {
                let place = tree.node(tree.inside(at).next()?).place.clone();
                let value = parse(page.get(place.clone())?)?;
                Some(Self::of(find_article(&value)?, place))
            })
            .next()
            .unwrap_or_default()
    }

    fn of(article: &Map<String, Value>, place: Range<usize>) -> Self {
        let field = |name: &str| words(article.get(name)?);
        Self {
            headline: field("headline").or_else(|| field("name")),
            published: field("datePublished").or_else(|| field("dateCreated")),
            publisher: article.get("publisher").and_then(name),
            url: field("url").or_else(|| words(article.get("mainEntityOfPage")?.get("@id")?)),
            language: field("inLanguage"),
            place,
        }
    }
}

/// Strings in the wild hold raw line breaks, which JSON forbids; outside strings they mean nothing.
fn parse(script: &str) -> Option<Value> {
    let script: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let script = script.trim().trim_end_matches(';');
    let bare = script.strip_prefix("<!--").and_then(|s| s.strip_suffix("-->")).unwrap_or(script);
    serde_json::from_str(bare).ok()
}

/// The first article, searched from the outside in.
fn find_article(value: &Value) -> Option<&Map<String, Value>> {
    let mut queue = VecDeque::from([value]);
    for _ in 0..MOST {
        match queue.pop_front()? {
            Value::Array(values) => queue.extend(values.iter().take(MOST)),
            Value::Object(object) if is_article(object) => return Some(object),
            Value::Object(object) => {
                queue.extend(
                    ["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|n| object.get(*n)),
                );
            }
            _ => (),
        }
    }
    None
}

fn is_article(object: &Map<String, Value>) -> bool {
    let article =
        |kind: &Value| kind.as_str().is_some_and(|k| k.ends_with("Article") || k.ends_with("BlogPosting"));
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(article),
        Some(kind) => article(kind),
        None => false,
    }
}

/// The name of an organisation, given as an object, a list of them or a string.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.first().and_then(|first| words(first.get("name").unwrap_or(first))),
        other => words(other.get("name").unwrap_or(other)),
    }
}

/// A string with its references decoded: many pages escape it for HTML once more.
fn words(value: &Value) -> Option<String> {
    let string = value.as_str()?;
    single_spaced(&flow::decoded(string, 0..string.len()))
}
