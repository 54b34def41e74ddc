//! `variorum feed`: what feeds hold, one record a line.

use std::io::{BufWriter, Write, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::{Result, bail};
use variorum_ingest::{read_feed, unpack_named};
use variorum_views::json;

use crate::cli::extract::read;
use crate::cli::inputs::is_stdin;
use crate::cli::links::{Links, is_link};
use crate::cli::{Feed, Outcome};
use crate::config::Config;
use variorum_engine::in_parallel;

/// Feeds that are read together.
const BATCH: usize = 32;

/// Reads the feeds and prints them, a batch at a time.
pub(crate) fn run(arguments: &Feed, config: &Config) -> Result<Outcome> {
    let missing = arguments.inputs.iter().find(|path| !is_stdin(path) && !is_link(path) && !path.exists());
    if let Some(path) = missing {
        bail!("cannot open {}: there is no such file", path.display());
    }
    let links = Links::new(arguments.reach, config);
    let mut output = BufWriter::new(stdout().lock());
    let mut outcome = Outcome::Good;
    for batch in arguments.inputs.chunks(BATCH) {
        for (line, good) in in_parallel(batch.to_vec(), config.threads, |path| record(&path, &links)) {
            writeln!(output, "{line}")?;
            outcome = if good { outcome } else { Outcome::SomeBad };
        }
    }
    output.flush()?;
    Ok(outcome)
}

/// The line that stands for one feed, and whether it could be read.
fn record(path: &Path, links: &Links) -> (String, bool) {
    let id = path.to_string_lossy();
    catch_unwind(AssertUnwindSafe(|| feed(path, &id, links)))
        .unwrap_or_else(|_| (json::error(Some(&id), "internal", "the feed could not be read"), false))
}

fn feed(path: &Path, id: &str, links: &Links) -> (String, bool) {
    let bytes = match read(path, links) {
        Ok(bytes) => bytes,
        Err(error) => return (json::error(Some(id), "unreadable", &format!("{error:#}")), false),
    };
    match read_feed(&unpack_named(id, &bytes).bytes) {
        Ok(feed) => (feed.record(id).to_string(), true),
        Err(error) => (json::error(Some(id), error.kind().name(), &error.to_string()), false),
    }
}
