//! NDJSON article records.

use std::borrow::Cow;

use serde_json::{Map, Value};
use variorum_core::{Article, Problem, ProblemKind};

use crate::{Error, ErrorKind, dates, plain};

/// Reads one NDJSON line: `{"id","text","title"?,"published"?,"outlet"?,"url"?,"lang"?}`.
///
/// Other fields are ignored and nulls count as absent. An `id` may be a number; without one it stays
/// empty, for the caller to give. A `published` that is no date is a problem, not an error. An error
/// carries the id that the record gives. Bytes that are not UTF-8 are replaced, and that is a problem.
pub fn read_record(line: impl AsRef<[u8]>) -> Result<Article, Error> {
    let line = line.as_ref();
    let characters = String::from_utf8_lossy(line);
    let value: Value = serde_json::from_str(characters.trim_start_matches('\u{feff}'))
        .map_err(|e| Error::new(ErrorKind::Json, format!("not a JSON record: {e}")))?;
    let record =
        value.as_object().ok_or_else(|| Error::new(ErrorKind::Json, "the record is no JSON object"))?;
    let id = id(record);
    let body = body(record).map_err(|e| e.with_id(id.clone()))?;
    let title = string(record, "title").filter(|t| !t.trim().is_empty());
    let mut article = plain::article(&id.unwrap_or_default(), None, title, body);
    article.outlet = string(record, "outlet").map(str::to_owned);
    article.url = string(record, "url").map(str::to_owned);
    article.language = string(record, "lang").map(str::to_owned);
    read_date(record, &mut article);
    if let Cow::Owned(_) = characters {
        article.problems.extend(broken(line, &article));
    }
    Ok(article)
}

/// Says that bytes of the line were replaced, and where if that is in the text.
fn broken(line: &[u8], article: &Article) -> Option<Problem> {
    let count = line.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let at = article.text.as_str().find(char::REPLACEMENT_CHARACTER);
    let span = at.and_then(|at| article.text.span(at..at + char::REPLACEMENT_CHARACTER.len_utf8()));
    (count > 0).then(|| plain::broken_encoding("UTF-8", count, span))
}

fn string<'r>(record: &'r Map<String, Value>, name: &str) -> Option<&'r str> {
    record.get(name).and_then(Value::as_str)
}

fn id(record: &Map<String, Value>) -> Option<String> {
    match record.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn body(record: &Map<String, Value>) -> Result<&str, Error> {
    match record.get("text") {
        Some(Value::String(body)) => Ok(body),
        None | Some(Value::Null) => Err(Error::new(ErrorKind::MissingField, "the record has no text")),
        Some(_) => Err(Error::new(ErrorKind::MissingField, "the text of the record is no string")),
    }
}

fn read_date(record: &Map<String, Value>, article: &mut Article) {
    let written = match record.get("published") {
        None | Some(Value::Null) => return,
        Some(Value::String(written)) => written.clone(),
        Some(other) => other.to_string(),
    };
    article.published = dates::document_date(&written);
    if article.published.is_none() {
        let shown: String = written.chars().take(60).collect();
        let message = format!("published is no date and was ignored: {shown:?}");
        article.problems.push(Problem { kind: ProblemKind::BadDate, message, span: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: &str) {
        let found = match read_record(line) {
            Ok(a) => format!("{} {} {}", a.id, a.text.slice(a.body), a.problems.len()),
            Err(e) => format!("{} {}", e.kind().name(), e.id().unwrap_or("-")),
        };
        assert_eq!(found, expect, "{line}");
    }

    #[test]
    fn records_and_their_flaws() {
        check(r#"{"id":"a","text":" Rain fell. "}"#, "a  Rain fell.  0");
        check(r#"{"id":7,"text":"Rain fell.","title":null,"more":[1]}"#, "7 Rain fell. 0");
        check(r#"{"id":"a","text":"Rain fell.","title":"Storm"}"#, "a Rain fell. 0");
        check(r#"{"id":"a","text":"Rain fell.","published":"soon"}"#, "a Rain fell. 1");
        check(r#"{"id":"a","text":"Rain fell.","published":5}"#, "a Rain fell. 1");
        check(r#"{"id":"a","text":"Rain fell.","published":null}"#, "a Rain fell. 0");
        check(r#"{"id":"a","text":"x\u0000y."}"#, "a x\0y. 0");
        check(r#"{"text":"Rain fell."}"#, " Rain fell. 0");
        check(r#"{"id":"a","text":3}"#, "missing-field a");
        check(r#"{"id":4}"#, "missing-field 4");
        check("[]", "json -");
        check("{", "json -");
    }

    #[test]
    fn broken_bytes_are_said_with_their_place() {
        let article = read_record(b"{\"id\":\"a\",\"text\":\"Caf\xe9 \xff.\"}").unwrap();
        let problem = &article.problems[0];
        assert_eq!((article.problems.len(), problem.kind), (1, ProblemKind::BrokenEncoding));
        assert_eq!(problem.span.unwrap().range(), 3..6);
        let elsewhere = read_record(b"{\"id\":\"a\",\"text\":\"Rain.\",\"outlet\":\"\xe9\"}").unwrap();
        assert_eq!(elsewhere.problems[0].span, None);
    }
}
