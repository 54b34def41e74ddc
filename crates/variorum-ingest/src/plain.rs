//! Plain text files.

use std::collections::BTreeMap;

use variorum_core::{Article, SourceMap, Text};

use crate::{Error, ErrorKind};

/// Reads a plain text file as it is: positions in the article are positions in the file. The first
/// line is the headline unless it ends like a sentence.
pub fn read_plain(id: &str, file: Option<&str>, bytes: &[u8]) -> Result<Article, Error> {
    let body = std::str::from_utf8(bytes).map_err(|e| Error::new(ErrorKind::Binary, e.to_string()))?;
    Ok(article(id, file, None, body))
}

/// The article of these characters; a title stands apart from the body.
pub(crate) fn article(id: &str, file: Option<&str>, title: Option<&str>, body: &str) -> Article {
    let text = Text::new(match title {
        Some(title) => format!("{title}\n{body}"),
        None => body.to_owned(),
    });
    let first = title.map(str::len).or_else(|| body.find('\n'));
    let headline = first
        .and_then(|end| text.span(0..end))
        .filter(|h| title.is_some() || !text.slice(*h).trim_end().ends_with(['.', '"', '”']));
    let start = headline.map_or(0, |h| h.end() + 1);
    let body = text.span(start..text.len()).unwrap_or(text.whole());
    Article {
        id: id.to_owned(),
        file: file.map(str::to_owned),
        outlet: None,
        url: None,
        language: None,
        published: None,
        headline,
        body,
        headline_apart: title.is_some(),
        source: SourceMap::identity(&text),
        text,
        block_quotations: Vec::new(),
        boilerplate: Vec::new(),
        evidence: BTreeMap::new(),
        problems: Vec::new(),
    }
}
