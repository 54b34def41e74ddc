//! `variorum export`: what the store holds as tables.

mod columns;
mod parquet;

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write, stdout};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use variorum_core::{Judgement, Ruling, Span};
use variorum_engine::{ArticleKey, Edit, Engine, Mode, Place, Record, StoryOrder, StoryQuery};
use variorum_views::positions::Positions;

use crate::cli::Outcome;
use crate::cli::store::csv::cell;
use crate::cli::store::rows::{date, title};
use crate::cli::store::{Export, Kind, Table};
use crate::config::{Config, Families};

use columns::columns;
use parquet::Column;

/// Writes the table that is asked for, one row after the other.
pub(crate) fn run(arguments: &Export, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Read, config)?;
    let out: Box<dyn Write> = match &arguments.output {
        Some(path) => {
            Box::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)
        }
        None => Box::new(stdout().lock()),
    };
    if arguments.format == Table::Parquet && arguments.output.is_none() && stdout().is_terminal() {
        bail!("a Parquet file is no text for a terminal: name the file with -o FILE");
    }
    let columns = columns(arguments.kind, arguments.texts);
    let mut rows =
        Rows::new(BufWriter::new(out), arguments.format, &columns).context("cannot write the table")?;
    match arguments.kind {
        Kind::Articles => articles(&engine, &mut rows, arguments.texts)?,
        Kind::Quotations | Kind::Figures => passages(&engine, &mut rows, arguments)?,
        Kind::Stories => stories(&engine, &mut rows, &config.families()?)?,
        Kind::Lineages => lineages(&engine, &mut rows)?,
        Kind::Judgements => judgements(&engine, &mut rows)?,
    }
    rows.finish().context("cannot write the table")?;
    Ok(Outcome::Good)
}

/// A table as it grows.
enum Rows {
    Ndjson(Out),
    Csv(Out),
    Parquet(parquet::Writer<Out>),
}

type Out = BufWriter<Box<dyn Write>>;

impl Rows {
    fn new(mut out: Out, table: Table, columns: &[Column]) -> std::io::Result<Self> {
        Ok(match table {
            Table::Ndjson => Self::Ndjson(out),
            Table::Csv => {
                let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                write!(out, "{}\r\n", names.join(","))?;
                Self::Csv(out)
            }
            Table::Parquet => Self::Parquet(parquet::Writer::new(out, columns)?),
        })
    }

    /// Adds a row, whose fields are the columns in their order.
    fn row(&mut self, row: Value) -> Result<()> {
        let Value::Object(fields) = row else { return Ok(()) };
        match self {
            Self::Ndjson(out) => writeln!(out, "{}", Value::Object(fields))?,
            Self::Csv(out) => write!(out, "{}\r\n", line(&fields))?,
            Self::Parquet(writer) => writer.row(&fields)?,
        }
        Ok(())
    }

    fn finish(self) -> std::io::Result<()> {
        match self {
            Self::Ndjson(mut out) | Self::Csv(mut out) => out.flush(),
            Self::Parquet(writer) => writer.finish()?.flush(),
        }
    }
}

fn line(fields: &Map<String, Value>) -> String {
    fields.values().map(cell).collect::<Vec<_>>().join(",")
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

fn stories(engine: &Engine, rows: &mut Rows, families: &Families) -> Result<()> {
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
                "publishers": families.count(&story.outlets),
                "related": engine.related(story.id)?.iter().map(|row| row.id.to_string()).collect::<Vec<_>>(),
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
