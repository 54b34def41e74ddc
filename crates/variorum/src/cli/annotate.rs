//! `variorum annotate`: the layers of each article, one record a line.

use std::io::{self, BufRead, BufReader, BufWriter, Write, stdout};

use anyhow::{Context, Result};
use variorum_ingest::{Error, read_record};
use variorum_views::{Offsets, json};

use crate::cli::inputs::{Form, form_of, is_stdin, next_line, open, read_file};
use crate::cli::progress::Progress;
use crate::cli::{Annotate, Outcome};
use crate::config::Config;
use variorum_engine::{annotate_one, in_parallel};

/// Reads, annotates and prints, a batch at a time.
pub(crate) fn run(arguments: &Annotate, config: &Config) -> Result<Outcome> {
    let mut output = BufWriter::new(stdout().lock());
    let path = &arguments.input;
    let offsets = arguments.offsets.into();
    let outcome = if is_stdin(path) {
        stream(&mut io::stdin().lock(), &mut output, offsets, config)?
    } else if form_of(path) == Form::Records {
        stream(&mut BufReader::new(open(path)?), &mut output, offsets, config)?
    } else {
        let read = read_file(path, form_of(path))?;
        let id = path.to_string_lossy();
        let (line, outcome) = match read {
            Ok(article) => (json::annotation(&annotate_one(article), offsets), Outcome::Good),
            Err(error) => (error_line(Some(&id), &error), Outcome::SomeBad),
        };
        writeln!(output, "{line}")?;
        outcome
    };
    output.flush()?;
    Ok(outcome)
}

/// Lines that are annotated together: enough to keep all cores busy.
const BATCH_LINES: usize = 64;
/// Bytes after which a batch is full, so that memory stays bounded.
const BATCH_BYTES: usize = 8 << 20;

fn stream(
    input: &mut impl BufRead,
    output: &mut impl Write,
    offsets: Offsets,
    config: &Config,
) -> Result<Outcome> {
    let mut progress = Progress::new("annotated", config.progress);
    let (mut outcome, mut done) = (Outcome::Good, 0);
    loop {
        let batch = next_batch(input)?;
        if batch.is_empty() {
            return Ok(outcome);
        }
        done += batch.len();
        for (line, good) in in_parallel(batch, config.threads, |line| record(&line, offsets)) {
            writeln!(output, "{line}")?;
            outcome = if good { outcome } else { Outcome::SomeBad };
        }
        progress.at(done, None);
    }
}

/// The next lines that hold something, at most a batch of them.
pub(super) fn next_batch(input: &mut impl BufRead) -> Result<Vec<Vec<u8>>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH_LINES && bytes < BATCH_BYTES {
        let Some(line) = next_line(input).context("cannot read the articles")? else { break };
        bytes += line.len();
        if !line.iter().all(u8::is_ascii_whitespace) {
            batch.push(line);
        }
    }
    Ok(batch)
}

/// The line that stands for one record, and whether it could be read.
fn record(line: &[u8], offsets: Offsets) -> (String, bool) {
    match read_record(line) {
        Ok(article) => (json::annotation(&annotate_one(article), offsets), true),
        Err(error) => (error_line(error.id(), &error), false),
    }
}

/// The line that stands for a record that cannot be read.
pub(super) fn error_line(id: Option<&str>, error: &Error) -> String {
    json::error(id, error.kind().name(), &error.to_string())
}
