//! `variorum extract`: the article of each page, one record a line.

use std::borrow::Cow;
use std::fs;
use std::io::{BufWriter, Read, Write, stdin, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use variorum_core::PageFlag;
use variorum_ingest::{read_page, unpack};
use variorum_views::json;

use crate::cli::batch::in_parallel;
use crate::cli::inputs::{LONGEST, bytes_of, is_stdin};
use crate::cli::links::{Links, is_link};
use crate::cli::progress::Progress;
use crate::cli::{Extract, Outcome};
use crate::config::Config;

/// Pages that are read together: enough to keep all cores busy.
const BATCH: usize = 32;

/// Reads the pages and prints them, a batch at a time.
pub(crate) fn run(arguments: &Extract, config: &Config) -> Result<Outcome> {
    let mut output = BufWriter::new(stdout().lock());
    let mut progress = Progress::new("extracted", config.progress);
    let files = files_of(&arguments.inputs)?;
    let links = Links::new(arguments.reach, config);
    let (mut outcome, mut done) = (Outcome::Good, 0);
    for batch in files.chunks(BATCH) {
        for (line, good) in
            in_parallel(batch.to_vec(), config.threads, |file| record(&file, &links, arguments))
        {
            writeln!(output, "{line}")?;
            outcome = if good { outcome } else { Outcome::SomeBad };
        }
        done += batch.len();
        progress.at(done, Some(files.len()));
    }
    output.flush()?;
    Ok(outcome)
}

/// The files that the arguments name; a folder stands for its pages in name order.
pub(super) fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !is_stdin(path) && !is_link(path) && !path.exists() {
            bail!("cannot open {}: there is no such file", path.display());
        }
        if path.is_dir() {
            files.extend(pages_in(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn pages_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut pages: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && is_page(path))
        .collect();
    if pages.is_empty() {
        bail!(
            "no pages in {}: it needs .html, .htm or .xhtml files, packed with gzip or not",
            folder.display()
        );
    }
    pages.sort();
    Ok(pages)
}

fn is_page(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    !name.starts_with('.') && [".html", ".htm", ".xhtml"].iter().any(|end| name.ends_with(end))
}

/// The bytes that a path or an address names, standard input included.
pub(super) fn read(path: &Path, links: &Links) -> Result<Vec<u8>> {
    if is_link(path) {
        return Ok(links.fetch(path)?.body);
    }
    if !is_stdin(path) {
        return bytes_of(path);
    }
    let mut bytes = Vec::new();
    stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(bytes)
}

/// The line that stands for one page, and whether it could be read.
fn record(path: &Path, links: &Links, arguments: &Extract) -> (String, bool) {
    let name = if is_link(path) { None } else { path.file_name() };
    let id = name.unwrap_or(path.as_os_str()).to_string_lossy();
    let done = catch_unwind(AssertUnwindSafe(|| extracted(path, &id, links, arguments)));
    done.unwrap_or_else(|_| (json::error(Some(&id), "internal", "the page could not be analysed"), false))
}

fn extracted(path: &Path, id: &str, links: &Links, arguments: &Extract) -> (String, bool) {
    let bytes = match read(path, links) {
        Ok(bytes) => bytes,
        Err(error) => return (json::error(Some(id), "unreadable", &format!("{error:#}")), false),
    };
    let unpacked = unpack(&bytes);
    let file: Cow<'_, str> = path.to_string_lossy();
    match read_page(id, Some(&file), &unpacked.bytes) {
        Ok(mut page) => {
            page.flags.extend(unpacked.cut.then_some(PageFlag::Cut));
            (json::extraction(&page, arguments.offsets.into(), arguments.map), true)
        }
        Err(error) => (json::error(Some(id), error.kind().name(), &error.to_string()), false),
    }
}
