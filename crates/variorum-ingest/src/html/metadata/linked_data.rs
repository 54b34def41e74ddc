//! JSON-LD after schema.org: the article that a page describes for machines.

use std::collections::VecDeque;
use std::ops::Range;

use serde_json::{Map, Value};

use super::single_spaced;
use crate::html::flow;
use crate::html::tag::Tag;
use crate::html::tree::Tree;

/// What the data of a page says of its article.
#[derive(Default)]
pub(super) struct LinkedData {
    pub(super) headline: Option<String>,
    /// The text of the article.
    pub(super) body: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// Whether the page says that it is not free.
    pub(super) paid: bool,
    /// Whether the page says that it is a stream of updates.
    pub(super) live: bool,
    /// The bytes of the page that hold the data.
    pub(super) place: Range<usize>,
}

/// Objects at most that are looked at in one script.
const MOST: usize = 1000;
/// Authors at most.
const MOST_AUTHORS: usize = 20;

impl LinkedData {
    /// Reads the scripts in order; the first with an article decides, and what it leaves open is said
    /// by what describes the page.
    pub(super) fn read(page: &str, tree: &Tree) -> Self {
        let scripts: Vec<(Value, Range<usize>)> = tree
            .elements(Tag::Script)
            .filter(|at| {
                tree.attribute(*at, "type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
            })
            .filter_map(|at| {
                let place = tree.node(tree.inside(at).next()?).place.clone();
                Some((parse(page.get(place.clone())?)?, place))
            })
            .collect();
        let first = |kind: fn(&str) -> bool| {
            scripts.iter().find_map(|(value, place)| Some((find(value, kind)?, place.clone())))
        };
        let named = |reference: &str| scripts.iter().find_map(|(value, _)| find_named(value, reference));
        let mut data =
            first(is_article).map(|(object, place)| Self::of(object, &named, place)).unwrap_or_default();
        if let Some((object, place)) = first(is_page) {
            let page = Self::of(object, &named, place);
            data.published = data.published.or(page.published);
            data.modified = data.modified.or(page.modified);
            if data.authors.is_empty() {
                data.authors = page.authors;
            }
        }
        data
    }

    fn of<'v>(
        article: &'v Map<String, Value>,
        named: &impl Fn(&str) -> Option<&'v Map<String, Value>>,
        place: Range<usize>,
    ) -> Self {
        let field = |name: &str| words(article.get(name)?);
        let authors = article.get("author").or_else(|| article.get("creator"));
        Self {
            headline: field("headline").or_else(|| field("name")),
            body: field("articleBody").or_else(|| field("text")),
            authors: authors.map(|value| names(value, named)).unwrap_or_default(),
            published: field("datePublished").or_else(|| field("dateCreated")),
            modified: field("dateModified"),
            publisher: article.get("publisher").and_then(|value| names(value, named).into_iter().next()),
            url: field("url").or_else(|| words(article.get("mainEntityOfPage")?.get("@id")?)),
            language: field("inLanguage"),
            paid: article.get("isAccessibleForFree").is_some_and(is_no),
            live: kinds(article).any(|kind| kind == "LiveBlogPosting"),
            place,
        }
    }
}

/// `false`, or the word in any case.
fn is_no(value: &Value) -> bool {
    value == &Value::Bool(false) || value.as_str().is_some_and(|word| word.eq_ignore_ascii_case("false"))
}

/// Strings in the wild hold raw line breaks, which JSON forbids; outside strings they mean nothing.
fn parse(script: &str) -> Option<Value> {
    let script: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut script = script.trim().trim_end_matches(';');
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("//<![CDATA[", "//]]>")] {
        script = script.strip_prefix(open).map_or(script, |rest| {
            let rest = rest.trim_end();
            rest.strip_suffix(close).unwrap_or(rest)
        });
    }
    serde_json::from_str(script.trim()).ok()
}

/// All objects that describe the page, from the outside in.
fn objects(value: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let mut queue = VecDeque::from([value]);
    let mut looked = 0;
    std::iter::from_fn(move || {
        while looked < MOST {
            looked += 1;
            match queue.pop_front()? {
                Value::Array(values) => queue.extend(values.iter().take(MOST)),
                Value::Object(object) => {
                    let inner = ["@graph", "mainEntity", "mainEntityOfPage", "author"];
                    queue.extend(inner.iter().filter_map(|name| object.get(*name)));
                    return Some(object);
                }
                _ => (),
            }
        }
        None
    })
}

fn find(value: &Value, kind: fn(&str) -> bool) -> Option<&Map<String, Value>> {
    objects(value).find(|object| kinds(object).any(kind))
}

/// The object that others call by this `@id`, if it has a name.
fn find_named<'v>(value: &'v Value, reference: &str) -> Option<&'v Map<String, Value>> {
    let called = |object: &&Map<String, Value>| {
        object.get("@id").and_then(Value::as_str) == Some(reference) && object.contains_key("name")
    };
    objects(value).find(called)
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report" || kind == "Recipe"
}

fn is_page(kind: &str) -> bool {
    kind.ends_with("WebPage")
}

fn kinds(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let kinds = match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds.iter().filter_map(Value::as_str)
}

/// The names of persons or organisations: objects, strings, references, or a list of them.
fn names<'v>(value: &'v Value, named: &impl Fn(&str) -> Option<&'v Map<String, Value>>) -> Vec<String> {
    let one = |value: &'v Value| -> Vec<String> {
        match value {
            Value::Object(object) => {
                let reference = || named(object.get("@id")?.as_str()?)?.get("name");
                match object.get("name").or_else(reference) {
                    Some(Value::Array(several)) => several.iter().filter_map(words).collect(),
                    Some(name) => words(name).into_iter().collect(),
                    None => Vec::new(),
                }
            }
            other => words(other).into_iter().collect(),
        }
    };
    match value {
        Value::Array(values) => values.iter().take(MOST_AUTHORS).flat_map(one).collect(),
        other => one(other),
    }
}

/// A string with its references decoded: many pages escape it for HTML once more.
fn words(value: &Value) -> Option<String> {
    let string = value.as_str()?;
    single_spaced(&flow::decoded(string, 0..string.len()))
}
