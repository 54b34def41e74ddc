//! NDJSON article records.

use jiff::civil::Date;
use serde_json::Value;
use variorum_core::{Article, DocumentDate};

use crate::{Error, ErrorKind, plain};

/// Reads one NDJSON line: `{"id","text","title"?,"published"?,"outlet"?,"url"?,"lang"?}`.
pub fn read_record(line: &str) -> Result<Article, Error> {
    let value: Value = serde_json::from_str(line).map_err(|e| Error::new(ErrorKind::Json, e.to_string()))?;
    let field = |name: &str| value.get(name).and_then(Value::as_str);
    let body = field("text").ok_or_else(|| Error::new(ErrorKind::MissingField, "the record has no text"))?;
    let mut article = plain::article(field("id").unwrap_or_default(), None, field("title"), body);
    article.outlet = field("outlet").map(str::to_owned);
    article.url = field("url").map(str::to_owned);
    article.language = field("lang").map(str::to_owned);
    article.published = field("published")
        .and_then(|p| p.get(..10))
        .and_then(|p| p.parse::<Date>().ok())
        .map(DocumentDate::Day);
    Ok(article)
}
