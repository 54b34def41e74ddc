//! `variorum extract`: the article of each page, one record a line.

use std::borrow::Cow;
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Cursor, Read, Write, stdin, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use variorum_core::PageFlag;
use variorum_ingest::{
    Error, HttpPage, Warc, WarcCounts, WarcRecord, name_unpacked, read_fetched_page, read_page, unpack_named,
};
use variorum_views::json;

use crate::cli::inputs::{LONGEST, bytes_of, is_stdin, open};
use crate::cli::links::{Links, is_link};
use crate::cli::progress::Progress;
use crate::cli::{Extract, Outcome};
use crate::config::Config;
use variorum_engine::in_parallel;

/// Pages that are read together: enough to keep all cores busy.
const BATCH: usize = 32;

/// Bytes of archived pages that are read together at most.
const BATCH_BYTES: usize = 32 << 20;

/// Reads the pages and prints them, a batch at a time. Archives are read record by record.
pub(crate) fn run(arguments: &Extract, config: &Config) -> Result<Outcome> {
    let mut output = BufWriter::new(stdout().lock());
    let mut progress = Progress::new("extracted", config.progress);
    let files = files_of(&arguments.inputs)?;
    let links = Links::new(arguments.reach, config);
    let total = (!files.iter().any(|file| is_archive(file))).then_some(files.len());
    let alone = |file: &Path| is_archive(file) || is_stdin(file);
    let (mut outcome, mut done) = (Outcome::Good, 0);
    for files in files.chunk_by(|one, other| !alone(one) && !alone(other)) {
        match files {
            [file] if alone(file) => {
                let input = if is_stdin(file) { piped()? } else { opened(file)? };
                let input = match input {
                    Input::Archive(input) => input,
                    Input::Page(bytes) => {
                        outcome = print(&mut output, vec![page(file, "-", &bytes, arguments)], outcome)?;
                        done += 1;
                        continue;
                    }
                };
                let mut warc = Warc::new(input);
                loop {
                    let batch = next_records(&mut warc);
                    if batch.is_empty() {
                        break;
                    }
                    done += batch.len();
                    let lines = in_parallel(batch, config.threads, |item| archived(file, item, arguments));
                    outcome = print(&mut output, lines, outcome)?;
                    progress.at(done, total);
                }
                say_counts(file, &warc, config);
            }
            files => {
                for batch in files.chunks(BATCH) {
                    let lines =
                        in_parallel(batch.to_vec(), config.threads, |file| record(&file, &links, arguments));
                    outcome = print(&mut output, lines, outcome)?;
                    done += batch.len();
                    progress.at(done, total);
                }
            }
        }
    }
    output.flush()?;
    Ok(outcome)
}

fn print(output: &mut impl Write, lines: Vec<(String, bool)>, outcome: Outcome) -> Result<Outcome> {
    let mut outcome = outcome;
    for (line, good) in lines {
        writeln!(output, "{line}")?;
        outcome = if good { outcome } else { Outcome::SomeBad };
    }
    Ok(outcome)
}

/// Bytes of an archive that are read at a time.
const ROOM: usize = 256 << 10;

/// Bytes of standard input by which an archive is told from a page.
const START: u64 = 4 << 10;

/// An archive that is read as it comes, or a page that is read whole.
enum Input {
    Archive(Box<dyn BufRead>),
    Page(Vec<u8>),
}

fn opened(file: &Path) -> Result<Input> {
    Ok(Input::Archive(Box::new(BufReader::with_capacity(ROOM, open(file)?))))
}

/// What comes on standard input.
fn piped() -> Result<Input> {
    let unreadable = "cannot read standard input";
    let mut bytes = Vec::new();
    stdin().lock().take(START).read_to_end(&mut bytes).context(unreadable)?;
    if Warc::<&[u8]>::begins(&bytes) {
        let input = Cursor::new(bytes).chain(stdin());
        return Ok(Input::Archive(Box::new(BufReader::with_capacity(ROOM, input))));
    }
    stdin().lock().take(LONGEST + 1 - START).read_to_end(&mut bytes).context(unreadable)?;
    Ok(Input::Page(bytes))
}

/// Whether the name is that of a web archive.
fn is_archive(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    !is_link(path) && name_unpacked(&name).ends_with(".warc")
}

/// A page of an archive, or what is broken there.
type Archived = std::result::Result<(WarcRecord, HttpPage), Error>;

/// The next pages of an archive, at most a batch of them; what is no page of markup is passed over.
fn next_records(warc: &mut Warc<impl BufRead>) -> Vec<Archived> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH && bytes < BATCH_BYTES {
        let Some(item) = warc.next() else { break };
        match item.map(|record| HttpPage::of(&record).map(|page| (record, page))) {
            Ok(Some((mut record, page))) if page.is_html() && (200..300).contains(&page.status) => {
                record.block = Vec::new();
                bytes += page.body.len();
                batch.push(Ok((record, page)));
            }
            Ok(_) => (),
            Err(error) => batch.push(Err(error)),
        }
    }
    batch
}

/// The line that stands for one page of an archive, and whether it could be read.
fn archived(file: &Path, item: Archived, arguments: &Extract) -> (String, bool) {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let (record, fetched) = match item {
        Ok(found) => found,
        Err(error) => return (json::error(Some(&name), error.kind().name(), &error.to_string()), false),
    };
    let id = record.url.clone().unwrap_or_else(|| format!("{name}@{}", record.offset));
    let file = file.to_string_lossy();
    let read = || match read_fetched_page(&id, Some(&file), &fetched.body, fetched.charset.as_deref()) {
        Ok(mut page) => {
            page.flags.extend((fetched.cut || record.cut).then_some(PageFlag::Cut));
            page.article.url = page.article.url.or_else(|| record.url.clone());
            let place = json::RecordPlace {
                file: &file,
                offset: record.offset,
                length: record.length,
                date: record.date.as_deref(),
            };
            (json::archived_extraction(&page, arguments.offsets.into(), arguments.map, place), true)
        }
        Err(error) => (json::error(Some(&id), error.kind().name(), &error.to_string()), false),
    };
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| (json::error(Some(&id), "internal", "the page could not be analysed"), false))
}

/// Says on a terminal what an archive held.
fn say_counts(file: &Path, warc: &Warc<impl BufRead>, config: &Config) {
    let WarcCounts { records, broken } = warc.counts();
    if config.progress {
        eprintln!("{}: {records} records, {broken} broken", file.display());
    }
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
            "no pages in {}: it needs .html, .htm, .xhtml, .mhtml or .warc files, packed (.gz, .zst, .br) or not",
            folder.display()
        );
    }
    pages.sort();
    Ok(pages)
}

fn is_page(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name_unpacked(&name);
    !name.starts_with('.')
        && [".html", ".htm", ".xhtml", ".mhtml", ".mht", ".warc"].iter().any(|end| name.ends_with(end))
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
    match read(path, links) {
        Ok(bytes) => page(path, &id, &bytes, arguments),
        Err(error) => (json::error(Some(&id), "unreadable", &format!("{error:#}")), false),
    }
}

fn page(path: &Path, id: &str, bytes: &[u8], arguments: &Extract) -> (String, bool) {
    let done = catch_unwind(AssertUnwindSafe(|| extracted(path, id, bytes, arguments)));
    done.unwrap_or_else(|_| (json::error(Some(id), "internal", "the page could not be analysed"), false))
}

fn extracted(path: &Path, id: &str, bytes: &[u8], arguments: &Extract) -> (String, bool) {
    let unpacked = unpack_named(&path.to_string_lossy(), bytes);
    let file: Cow<'_, str> = path.to_string_lossy();
    match read_page(id, Some(&file), &unpacked.bytes) {
        Ok(mut page) => {
            page.flags.extend(unpacked.cut.then_some(PageFlag::Cut));
            (json::extraction(&page, arguments.offsets.into(), arguments.map), true)
        }
        Err(error) => (json::error(Some(id), error.kind().name(), &error.to_string()), false),
    }
}
