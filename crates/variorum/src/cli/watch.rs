//! `variorum watch`: what a reader keeps an eye on, and what of it was seen.

use std::io::{Write, stdout};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::json;
use variorum_engine::{Engine, Mode, Sighting, Watched};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::store::{At, List};
use crate::config::Config;

/// Keep an eye on words, names, speakers or figures.
///
/// What is seen is logged by the time it came, each origin once: a copy is no news. The reading room shows the same
/// watches, with feeds to follow.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Watch {
    #[command(subcommand)]
    what: What,
}

const EXAMPLES: &str = "\
Examples:
  variorum watch add pair \"North Reach\" Dorn
  variorum watch add speaker \"Dana Okoro\"
  variorum watch log 1 --since 2026-02-12T06:00:00Z";

#[derive(Debug, Subcommand)]
enum What {
    /// Watch words, a name, a pair of names, a speaker, or what is counted.
    Add {
        /// words, name, pair, speaker or figure.
        kind: String,
        /// What to look for.
        first: String,
        /// The second name of a pair.
        #[arg(default_value = "")]
        second: String,
        #[command(flatten)]
        at: At,
    },
    /// List the watches.
    List {
        #[command(flatten)]
        at: At,
        /// How to print them.
        #[arg(long, value_enum, default_value_t)]
        format: List,
    },
    /// End a watch.
    Remove {
        /// Its number.
        number: u64,
        #[command(flatten)]
        at: At,
    },
    /// Print what was seen, the latest first.
    Log {
        /// Its number.
        number: u64,
        /// Only what came after this time.
        #[arg(long, value_name = "TIME")]
        since: Option<Timestamp>,
        #[command(flatten)]
        at: At,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: List,
    },
}

/// One match over what can be done with watches.
pub(crate) fn run(arguments: &Watch, config: &Config) -> Result<Outcome> {
    let open = |at: &At, mode| at.open(mode, config);
    match &arguments.what {
        What::Add { kind, first, second, at } => {
            let watched = Watched::read(kind, first, second).with_context(|| {
                format!(
                    "cannot watch {kind}: say words, name, speaker or figure and what; or pair and two names"
                )
            })?;
            let number = open(at, Mode::Write)?.watch(&watched, Timestamp::now())?;
            writeln!(stdout(), "watch {number}: `variorum watch log {number}` prints what was seen")?;
        }
        What::List { at, format } => list(&open(at, Mode::Read)?, *format == List::Json)?,
        What::Remove { number, at } => {
            if !open(at, Mode::Write)?.unwatch(*number)? {
                bail!("there is no watch {number}: `variorum watch list` names them");
            }
            writeln!(stdout(), "watch {number} has ended")?;
        }
        What::Log { number, since, at, format } => {
            log(&open(at, Mode::Read)?, *number, *since, *format == List::Json)?;
        }
    }
    Ok(Outcome::Good)
}

fn list(engine: &Engine, json: bool) -> Result<()> {
    let mut out = stdout().lock();
    for watch in engine.watches()? {
        let (first, second) = watch.of.terms();
        if json {
            let second = (!second.is_empty()).then_some(second);
            let made = watch.made.to_string();
            let row = json!({"v": 1, "number": watch.number, "kind": watch.of.kind(), "first": first, "second": second, "made": made});
            writeln!(out, "{row}")?;
        } else {
            let and = if second.is_empty() { String::new() } else { format!(" and {second}") };
            let title = printable(&format!("{first}{and}"));
            writeln!(out, "{:>4}  {:<8} {title}", watch.number, watch.of.kind())?;
        }
    }
    Ok(())
}

fn log(engine: &Engine, number: u64, since: Option<Timestamp>, json: bool) -> Result<()> {
    let watch = engine.watches()?.into_iter().find(|watch| watch.number == number);
    let Some(watch) = watch else { bail!("there is no watch {number}: `variorum watch list` names them") };
    let sightings = engine.sightings(&watch.of)?;
    let mut out = stdout().lock();
    for sighting in sightings.iter().filter(|sighting| since.is_none_or(|since| sighting.seen > since)) {
        if json { writeln!(out, "{}", row(sighting))? } else { entry(&mut out, sighting)? }
    }
    Ok(())
}

fn row(sighting: &Sighting) -> serde_json::Value {
    let article = &sighting.article;
    let copies: Vec<String> = sighting.copies.iter().map(ToString::to_string).collect();
    json!({
        "v": 1, "seen": sighting.seen.to_string(), "key": sighting.key.to_string(), "id": article.id,
        "outlet": article.outlet, "published": article.published.map(variorum_views::json::date),
        "story": sighting.story.map(|story| story.to_string()), "speaker": sighting.speaker,
        "words": article.text.slice(sighting.span), "copies": copies,
    })
}

fn entry(out: &mut impl Write, sighting: &Sighting) -> Result<()> {
    let article = &sighting.article;
    let seen = Offset::UTC.to_datetime(sighting.seen).strftime("%Y-%m-%d %H:%M").to_string();
    let outlet = article.outlet.as_deref().unwrap_or(&article.id);
    let copies = match sighting.copies.len() {
        0 => String::new(),
        1 => ", and a copy".to_owned(),
        more => format!(", and {more} copies"),
    };
    let speaker = sighting.speaker.as_ref().map(|speaker| format!("{speaker}: ")).unwrap_or_default();
    let words: String = article.text.slice(sighting.span).split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(out, "{seen}  {}{copies}  ({})", printable(outlet), sighting.key)?;
    writeln!(out, "  {}", printable(&format!("{speaker}{words}")))?;
    Ok(())
}
