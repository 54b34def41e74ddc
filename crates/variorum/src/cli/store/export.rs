//! `variorum export`: what the store holds as tables.

use std::fs::File;
use std::io::{BufWriter, Write, stdout};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use variorum_core::{Judgement, Ruling, Span};
use variorum_engine::{ArticleKey, Edit, Engine, Mode, Place, Record, StoryOrder, StoryQuery};
use variorum_views::positions::Positions;

use crate::cli::Outcome;
use crate::cli::store::rows::{date, title};
use crate::cli::store::{Export, Kind, Table};
use crate::config::Config;

/// Writes the table that is asked for, one row after the other.
pub(crate) fn run(arguments: &Export, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Read, config)?;
    let out: Box<dyn Write> = match &arguments.output {
        Some(path) => {
            Box::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)
        }
        None => Box::new(stdout().lock()),
    };
    let mut rows = Rows { out: BufWriter::new(out), table: arguments.format, begun: false };
    match arguments.kind {
        Kind::Articles => articles(&engine, &mut rows, arguments.texts)?,
        Kind::Quotations | Kind::Figures => passages(&engine, &mut rows, arguments)?,
        Kind::Stories => stories(&engine, &mut rows)?,
        Kind::Lineages => lineages(&engine, &mut rows)?,
        Kind::Judgements => judgements(&engine, &mut rows)?,
    }
    rows.out.flush().context("cannot write the table")?;
    Ok(Outcome::Good)
}

/// A table as it grows.
struct Rows {
    out: BufWriter<Box<dyn Write>>,
    table: Table,
    begun: bool,
}

impl Rows {
    fn row(&mut self, row: Value) -> Result<()> {
        let Value::Object(fields) = row else { return Ok(()) };
        match self.table {
            Table::Ndjson => writeln!(self.out, "{}", Value::Object(fields))?,
            Table::Csv => {
                if !self.begun {
                    let names: Vec<String> =
                        fields.keys().map(|name| cell(&Value::from(name.as_str()))).collect();
                    write!(self.out, "{}\r\n", names.join(","))?;
                    self.begun = true;
                }
                write!(self.out, "{}\r\n", line(&fields))?;
            }
        }
        Ok(())
    }
}

fn line(fields: &Map<String, Value>) -> String {
    fields.values().map(cell).collect::<Vec<_>>().join(",")
}

/// A value as a cell (RFC 4180). Words that a spreadsheet would take for a formula get an apostrophe in front
/// (OWASP, "CSV Injection"); numbers of ours do not.
fn cell(value: &Value) -> String {
    let words = match value {
        Value::Null => return String::new(),
        Value::String(words) => words.clone(),
        Value::Array(items) => {
            items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join("; ")
        }
        other => return other.to_string(),
    };
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠']);
    let words = if formula { format!("'{words}") } else { words };
    if words.contains(['"', ',', '\n', '\r', ';', '\'']) || words.starts_with(' ') || words.ends_with(' ') {
        return format!("\"{}\"", words.replace('"', "\"\""));
    }
    words
}

/// The columns that tell which article a row belongs to.
fn article_columns(record: &Record) -> Map<String, Value> {
    let article = &record.article;
    let place = record.place.as_ref();
    let key = |of: fn(&Place) -> ArticleKey| place.map(|place| of(place).to_string());
    let columns = json!({
        "key": record.key.to_string(),
        "id": article.id,
        "outlet": article.outlet,
        "published": article.published.map(date),
        "story": key(|place| place.story),
        "origin": key(|place| place.root),
    });
    if let Value::Object(columns) = columns { columns } else { Map::new() }
}

fn with(mut columns: Map<String, Value>, more: Value) -> Value {
    if let Value::Object(more) = more {
        columns.extend(more);
    }
    Value::Object(columns)
}

fn articles(engine: &Engine, rows: &mut Rows, texts: bool) -> Result<()> {
    for key in engine.keys()? {
        let Some(record) = engine.record(key)? else { continue };
        let (article, place) = (&record.article, record.place.as_ref());
        let mut more = json!({
            "title": title(article),
            "url": article.url,
            "language": article.language,
            "words": article.text.as_str().split_whitespace().count(),
            "versions": record.versions.len(),
            "copied_from": place.and_then(|place| place.copied).map(|(from, _)| from.to_string()),
            "copied_share": place.and_then(|place| place.copied).map(|(_, share)| (share * 1000.0).floor() / 1000.0),
            "agency": place.and_then(|place| place.agency.clone()),
            "why": place.map(|place| place.why.clone()),
            "sha256": article.text.id().to_string(),
            "seen": record.seen.to_string(),
        });
        if let (true, Value::Object(fields)) = (texts, &mut more) {
            fields.insert("text".to_owned(), article.text.slice(article.body).into());
        }
        rows.row(with(article_columns(&record), more))?;
    }
    Ok(())
}

fn passages(engine: &Engine, rows: &mut Rows, arguments: &Export) -> Result<()> {
    for key in engine.keys()? {
        let (Some(record), Some((article, said, counted))) = (engine.record(key)?, engine.found(key)?) else {
            continue;
        };
        let positions = Positions::new(&article, arguments.offsets.into());
        let place = |span: Span| {
            let (field, [start, end]) = positions.of(span);
            let field = if field == variorum_views::positions::Field::Title { "title" } else { "text" };
            json!({"field": field, "start": start, "end": end, "words": article.text.slice(span)})
        };
        let columns = || article_columns(&record);
        if arguments.kind == Kind::Quotations {
            for row in &said {
                let more = json!({"kind": row.kind(), "speaker": row.speaker});
                rows.row(with(
                    columns(),
                    with(place(row.span).as_object().cloned().unwrap_or_default(), more),
                ))?;
            }
        } else {
            for row in &counted {
                let more = json!({
                    "value": row.value, "least": row.least, "most": row.most, "unit": row.unit,
                    "counted": row.counted, "speaker": row.speaker,
                });
                rows.row(with(
                    columns(),
                    with(place(row.span).as_object().cloned().unwrap_or_default(), more),
                ))?;
            }
        }
    }
    Ok(())
}

/// Stories that are read at a time.
const PAGE: usize = 1_000;

fn stories(engine: &Engine, rows: &mut Rows) -> Result<()> {
    let mut query = StoryQuery { order: StoryOrder::Newest, limit: PAGE, ..StoryQuery::default() };
    loop {
        let page = engine.stories(&query)?;
        for story in &page {
            rows.row(json!({
                "story": story.id.to_string(),
                "title": story.title,
                "first": story.first,
                "last": story.last,
                "articles": story.articles,
                "origins": story.origins,
                "outlets": story.outlets,
            }))?;
        }
        if page.len() < PAGE {
            return Ok(());
        }
        query.skip += PAGE;
    }
}

fn lineages(engine: &Engine, rows: &mut Rows) -> Result<()> {
    for key in engine.keys()? {
        let Some(record) = engine.record(key)? else { continue };
        let Some(place) = &record.place else { continue };
        if let Some((from, share)) = place.copied {
            let more = json!({
                "copied_from": from.to_string(),
                "copied_share": (share * 1000.0).floor() / 1000.0,
                "why": place.why,
            });
            rows.row(with(article_columns(&record), more))?;
        }
    }
    Ok(())
}

/// One row for each place of each judgement; decisions about stories have one each.
fn judgements(engine: &Engine, rows: &mut Rows) -> Result<()> {
    const PAGE: usize = 1_000;
    let mut after = 0;
    loop {
        let page = engine.judgements(after, PAGE)?;
        for judgement in &page {
            after = judgement.number;
            for place in &judgement.places {
                rows.row(judged(judgement, place))?;
            }
        }
        if page.len() < PAGE {
            break;
        }
    }
    for (at, edit) in engine.edits()? {
        let (ruling, articles, target) = match edit {
            Edit::Join(articles) => ("joined", articles, None),
            Edit::Apart(articles) => ("set-apart", articles, None),
            Edit::Move(articles, to) => ("moved", articles, Some(to.to_string())),
        };
        let about: Vec<String> = articles.iter().map(ToString::to_string).collect();
        rows.row(json!({
            "number": Value::Null, "at": at.to_string(), "kind": "story", "ruling": ruling, "speaker": Value::Null,
            "about": about.join(" "), "note": "", "sha256": Value::Null, "start": Value::Null, "end": Value::Null,
            "words": Value::Null, "target": target,
        }))?;
    }
    Ok(())
}

fn judged(judgement: &Judgement, place: &variorum_core::judgement::Place) -> Value {
    let speaker = match &judgement.ruling {
        Ruling::SpeakerIs(name) => Some(name.as_str()),
        _ => None,
    };
    let sha256: String = place.text.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "number": judgement.number, "at": judgement.at.to_string(), "kind": judgement.kind.name(),
        "ruling": judgement.ruling.name(), "speaker": speaker, "about": judgement.about, "note": judgement.note,
        "sha256": sha256, "start": place.start, "end": place.end, "words": place.words, "target": Value::Null,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expect: &str) {
        assert_eq!(cell(&words.into()), expect);
    }

    #[test]
    fn no_cell_is_a_formula() {
        check("Rain fell", "Rain fell");
        check("Rain, \"heavy\"", "\"Rain, \"\"heavy\"\"\"");
        check("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"");
        check("-2+3", "\"'-2+3\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("\tcmd", "\"'\tcmd\"");
        check("two\nlines", "\"two\nlines\"");
        assert_eq!(cell(&json!(-2.5)), "-2.5");
        assert_eq!(cell(&json!(["a", "b"])), "\"a; b\"");
        assert_eq!(cell(&Value::Null), "");
    }
}
