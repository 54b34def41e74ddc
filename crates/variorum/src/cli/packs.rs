//! `variorum pack` and `variorum verify`: a story with its evidence in one file, and what became of one.

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;
use sha2::{Digest, Sha256};
use variorum_core::{Apparatus, Text, collate};
use variorum_engine::{Engine, Mode, annotate_all};
use variorum_views::pack::{self, Capture, Checked, Record};
use variorum_views::text::printable;
use variorum_views::words::count;

use crate::cli::Outcome;
use crate::cli::compare::write;
use crate::cli::inputs::{Form, bytes_of, form_of, is_stdin, read_all};
use crate::cli::links::{Links, Reach, is_link};
use crate::cli::store::{At, List};
use crate::config::Config;
use crate::evidence;

/// Write a story with its evidence to one file.
///
/// The file is a page that any browser shows, without network and without this program. It holds the findings, each
/// with the words that prove it and their places, the digests of all texts, where they are from and when they were
/// first seen. `variorum verify` finds any byte of it that was changed later.
#[derive(Args, Debug)]
#[command(after_help = PACK_EXAMPLES)]
pub(crate) struct Pack {
    /// A story of the store, by the key, address or id of any of its articles; or files, folders, addresses, - for
    /// articles as JSON lines.
    #[arg(required = true, value_name = "STORY|FILE|DIR|URL|-")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) at: At,
    #[command(flatten)]
    pub(crate) reach: Reach,
    /// Put the whole texts in, not only the passages that the findings speak of. They belong to their publishers.
    #[arg(long)]
    pub(crate) full_texts: bool,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const PACK_EXAMPLES: &str = "\
Examples:
  variorum pack stories/harbour-fire -o harbour-fire.html
  variorum pack 3f9c12ab04d1 --full-texts -o evidence.html
  variorum verify evidence.html";

/// Check an evidence pack.
///
/// Says whether any byte of it was changed since it was written, and whether each passage stands at its place: in the
/// texts that the pack carries, in the articles that are given, or in those of the store. Exit code 1 means that the
/// pack is not to be trusted.
#[derive(Args, Debug)]
#[command(after_help = VERIFY_EXAMPLES)]
pub(crate) struct Verify {
    /// The pack.
    #[arg(value_name = "PACK")]
    pub(crate) pack: PathBuf,
    /// Articles to hold it against: files, folders, - for articles as JSON lines.
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) articles: Vec<PathBuf>,
    /// Hold it against the articles of the store too.
    #[arg(long)]
    pub(crate) in_store: bool,
    #[command(flatten)]
    pub(crate) at: At,
    /// How to print what was found.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  variorum verify evidence.html
  variorum verify evidence.html stories/harbour-fire
  variorum verify evidence.html --in-store --format json | jq .faults";

/// Writes the pack.
pub(crate) fn pack(arguments: &Pack, config: &Config) -> Result<Outcome> {
    let (apparatus, captures) = match arguments.inputs.as_slice() {
        [name] if !(name.exists() || is_stdin(name) || is_link(name)) => {
            of_store(&arguments.at.open(Mode::Read, config)?, &name.to_string_lossy())?
        }
        _ => of_files(arguments, config)?,
    };
    let record = Record::new(&apparatus, evidence::program(), &captures, arguments.full_texts);
    write(&record.render(), arguments.output.as_deref())?;
    Ok(Outcome::Good)
}

fn of_store(engine: &Engine, name: &str) -> Result<(Apparatus, Vec<Capture>)> {
    let key = engine.find(name)?;
    let Some(story) = engine.story(key)? else {
        bail!("the article {key} is not grouped yet, since an import was cut short: run the import again");
    };
    let captures = evidence::captures(engine, story.members.iter().map(|member| member.key))?;
    Ok((story.apparatus, captures))
}

/// Articles from files: a file that is one article is its original.
fn of_files(arguments: &Pack, config: &Config) -> Result<(Apparatus, Vec<Capture>)> {
    let inputs = read_all(&arguments.inputs, &Links::new(arguments.reach, config))?;
    for problem in &inputs.unreadable {
        eprintln!("variorum: {}", problem.message);
    }
    if inputs.articles.is_empty() {
        bail!("nothing to pack: no article could be read");
    }
    let captures = inputs.articles.iter().map(|article| {
        let file = article.file.as_deref().map(PathBuf::from);
        let bytes = file.filter(|file| form_of(file) != Form::Records).and_then(|file| bytes_of(&file).ok());
        Capture {
            raw_sha256: bytes.map(|bytes| evidence::hex(&Sha256::digest(&bytes))),
            ..Capture::default()
        }
    });
    let captures = captures.collect();
    Ok((collate(annotate_all(inputs.articles, config.threads)), captures))
}

/// Checks a pack and says what became of it.
pub(crate) fn verify(arguments: &Verify, config: &Config) -> Result<Outcome> {
    let bytes = bytes_of(&arguments.pack)?;
    let mut texts = BTreeMap::new();
    let mut add = |text: Text| texts.insert(text.id(), text);
    if !arguments.articles.is_empty() {
        let inputs = read_all(&arguments.articles, &Links::new(Reach::default(), config))?;
        inputs.unreadable.iter().for_each(|problem| eprintln!("variorum: {}", problem.message));
        inputs.articles.into_iter().for_each(|article| drop(add(article.text)));
    }
    if arguments.in_store || arguments.at.store.is_some() {
        let engine = arguments.at.open(Mode::Read, config)?;
        for key in pack::keys(&bytes) {
            // What the store does not have is said of the article below.
            let found = engine.find(&key).and_then(|key| engine.record(key));
            found.ok().flatten().into_iter().for_each(|record| drop(add(record.article.text)));
        }
    }
    let texts: Vec<Text> = texts.into_values().collect();
    let checked = pack::check(&bytes, &texts);
    say(&checked, arguments.format)?;
    Ok(if checked.faults.is_empty() { Outcome::Good } else { Outcome::SomeBad })
}

fn say(checked: &Checked, format: List) -> Result<()> {
    let mut out = stdout().lock();
    let sound = checked.faults.is_empty();
    if format == List::Json {
        let said = json!({"v": 1, "sound": sound, "story": checked.story, "digest": checked.digest,
            "passages_held": checked.passages_held, "passages_open": checked.passages_open,
            "faults": checked.faults, "open": checked.open});
        return Ok(writeln!(out, "{said}")?);
    }
    if !checked.story.is_empty() {
        writeln!(out, "{}", printable(&checked.story))?;
    }
    if !sound {
        writeln!(out, "NOT SOUND: {}", count(checked.faults.len(), "fault", "faults"))?;
        for fault in &checked.faults {
            writeln!(out, "  {}", printable(fault))?;
        }
        return Ok(());
    }
    writeln!(
        out,
        "sound: no byte was changed since the pack was written with the digest\n  {}",
        checked.digest
    )?;
    if checked.passages_held > 0 {
        writeln!(
            out,
            "{} at their places in the texts",
            count(checked.passages_held, "passage stands", "passages stand")
        )?;
    }
    if checked.passages_open > 0 {
        let open = count(checked.passages_open, "passage", "passages");
        writeln!(out, "{open} not held against a text: give the articles, or --in-store")?;
    }
    for open in &checked.open {
        writeln!(out, "  {}", printable(open))?;
    }
    Ok(())
}
