//! Feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF and JSON Feed, sitemaps and OPML, in the names of feedparser, which
//! are the field's (after its documentation, "Reference").

mod address;
mod articles;
mod fields;
mod json;
mod lists;
mod markup;
mod reader;
mod times;

pub(crate) use markup::{Markup, Token};
use serde_json::{Map, Value, json};

pub use articles::FeedArticle;

use crate::charset::{self, Decoded};
use crate::{Error, ErrorKind};

/// An object as it is printed.
type Object = Map<String, Value>;

/// What a feed says.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// The first flaw of the document, if it is not well-formed.
    pub flaw: Option<&'static str>,
    /// The charset.
    pub encoding: String,
    /// The format: `rss20`, `atom10`, `sitemap`, … Empty when unknown.
    pub version: String,
    /// The feed's own fields.
    pub feed: Value,
    /// The entries in order.
    pub entries: Vec<Value>,
}

/// Longest feed in bytes.
const LONGEST: usize = 100 << 20;

/// Reads a feed. Whatever can be read is read; entities that the document declares are not expanded.
pub fn read_feed(bytes: &[u8]) -> Result<Feed, Error> {
    if bytes.len() > LONGEST {
        return Err(Error::new(ErrorKind::TooLong, "longer than 100 MiB"));
    }
    let (decoded, encoding, flaw) = decode(bytes)?;
    let text = decoded.text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let mut feed = if text.starts_with('{') {
        json::read(text)?
    } else {
        lists::read(text).unwrap_or_else(|| reader::read(text))
    };
    feed.flaw = feed.flaw.or(flaw).or(decoded.broken.as_ref().map(|_| "bytes are none of the charset's"));
    feed.encoding = encoding;
    if feed.version.is_empty() && feed.entries.is_empty() && feed.feed.as_object().is_none_or(Map::is_empty) {
        return Err(Error::new(ErrorKind::Empty, "this is no feed"));
    }
    Ok(feed)
}

/// The characters, the name of the charset, and whether the name that the feed gives is none.
fn decode(bytes: &[u8]) -> Result<(Decoded, String, Option<&'static str>), Error> {
    let wide = match bytes {
        [b'<', 0, ..] | [0xff, 0xfe, ..] => Some("utf-16le"),
        [0, b'<', ..] | [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => None,
    };
    if let Some(name) = wide {
        return Ok((charset::decode_wide(bytes, name == "utf-16be"), name.to_owned(), None));
    }
    let decoded = charset::decode_page(bytes)?;
    let declared = charset::declared_label(bytes);
    let flaw = match &declared {
        Some(label) if encoding_rs::Encoding::for_label(label.as_bytes()).is_none() => {
            Some("the charset is unknown")
        }
        None if decoded.charset != "UTF-8" => Some("the charset had to be guessed"),
        _ => None,
    };
    let name = declared.filter(|_| flaw.is_none()).unwrap_or_else(|| decoded.charset.to_owned());
    Ok((decoded, name, flaw))
}

impl Feed {
    /// The feed as one record.
    pub fn record(self, id: &str) -> Value {
        let mut record = json!({"v": 1, "id": id, "bozo": self.flaw.is_some()});
        if let Value::Object(fields) = &mut record {
            if let Some(flaw) = self.flaw {
                fields.insert("bozo_exception".to_owned(), flaw.into());
            }
            fields.insert("encoding".to_owned(), self.encoding.into());
            fields.insert("version".to_owned(), self.version.into());
            fields.insert("feed".to_owned(), self.feed);
            fields.insert("entries".to_owned(), self.entries.into());
        }
        record
    }
}

#[cfg(test)]
mod tests;
