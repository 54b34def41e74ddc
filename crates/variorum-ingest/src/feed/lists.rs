//! Lists of addresses in the form of feeds: sitemaps with their news (sitemaps.org; Google's news
//! extension), indexes of sitemaps, and OPML.

use serde_json::{Value, json};

use super::markup::{Markup, Token};
use super::{Feed, Object, times};

/// Entries at most: a sitemap may have 50,000.
const MOST: usize = 100_000;
/// Bytes of a text at most.
const LONGEST: usize = 10_000;

/// Elements whose text is a field of an entry, by their names without prefix.
const FIELDS: [(&str, &str); 6] = [
    ("loc", "link"),
    ("lastmod", "updated"),
    ("publication_date", "published"),
    ("title", "title"),
    ("language", "language"),
    ("name", "publisher"),
];

/// Reads a list; `None` where the first element is that of no list. An index of sitemaps has an entry for
/// each sitemap, which is to be fetched in turn: `version` tells the two apart.
pub(super) fn read(text: &str) -> Option<Feed> {
    let mut markup = Markup::new(text);
    let root = markup.find_map(|token| match token {
        Token::Start { name, .. } => Some(local(&name).to_ascii_lowercase()),
        _ => None,
    })?;
    let (version, entries) = match root.as_str() {
        "urlset" => ("sitemap", addresses(&mut markup, "url")),
        "sitemapindex" => ("sitemapindex", addresses(&mut markup, "sitemap")),
        "opml" => ("opml", outlines(&mut markup)),
        _ => return None,
    };
    let feed = Value::Object(Object::new());
    Some(Feed { flaw: markup.fault, encoding: String::new(), version: version.to_owned(), feed, entries })
}

/// The entries of a sitemap: each in an element of this name.
fn addresses(markup: &mut Markup<'_>, each: &str) -> Vec<Value> {
    let mut entries = Vec::new();
    let (mut entry, mut text, mut inside) = (Object::new(), String::new(), false);
    for token in markup.by_ref() {
        match token {
            Token::Start { name, .. } => {
                if local(&name) == each {
                    (entry, inside) = (Object::new(), true);
                }
                text.clear();
            }
            Token::Text(characters) if text.len() < LONGEST => text.push_str(&characters),
            Token::Text(_) => (),
            Token::End { name } if local(&name) == each => {
                inside = false;
                if let Some(link) = entry.get("link").cloned().filter(|_| entries.len() < MOST) {
                    entry.insert("id".to_owned(), link);
                    entries.push(Value::Object(std::mem::take(&mut entry)));
                }
            }
            Token::End { name } => {
                // Pictures and videos have places and titles of their own.
                let media = name.starts_with("image:") || name.starts_with("video:");
                if inside && !media {
                    field(&mut entry, local(&name), text.trim());
                }
                text.clear();
            }
        }
    }
    entries
}

fn field(entry: &mut Object, name: &str, value: &str) {
    let known = FIELDS.iter().find(|(element, _)| *element == name).filter(|_| !value.is_empty());
    let Some((_, field)) = known else { return };
    entry.insert((*field).to_owned(), value.into());
    if matches!(*field, "updated" | "published") {
        entry.insert(format!("{field}_parsed"), json!(times::parsed(value)));
    }
}

/// The feeds of an OPML file, with the folders that they stand in as tags.
fn outlines(markup: &mut Markup<'_>) -> Vec<Value> {
    let mut entries = Vec::new();
    let mut folders: Vec<Option<String>> = Vec::new();
    for token in markup.by_ref() {
        match token {
            Token::Start { name, attributes, empty } if name.eq_ignore_ascii_case("outline") => {
                let attribute = |name: &str| {
                    let found = attributes.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
                    found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
                };
                let title = attribute("title").or_else(|| attribute("text"));
                let feed = attribute("xmlUrl").filter(|_| entries.len() < MOST);
                if let Some(feed) = &feed {
                    let site = attribute("htmlUrl").map(|href| json!({"rel": "alternate", "href": href}));
                    let tags: Vec<Value> = folders.iter().flatten().map(|f| json!({"term": f})).collect();
                    entries.push(json!({"title": title, "link": feed, "id": feed, "links": site.into_iter().collect::<Vec<_>>(), "tags": tags}));
                }
                if !empty {
                    folders.push(title.filter(|_| feed.is_none()));
                }
            }
            Token::End { name } if name.eq_ignore_ascii_case("outline") => drop(folders.pop()),
            _ => (),
        }
    }
    entries
}

/// A name without the prefix of its namespace.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, name)| name)
}
