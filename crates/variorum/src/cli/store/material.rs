//! What an import is given: files and folders, one piece of material after the other.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use variorum_engine::{Archived, Incoming, Matter, RawPage};
use variorum_ingest::{FeedArticle, HttpPage, Table, Warc, WarcRecord, read_feed};

use crate::cli::inputs::{LONGEST, is_stdin, next_line};

/// Gives the material of files and folders in name order, reading as it goes.
pub(super) struct Materials {
    paths: VecDeque<PathBuf>,
    records: Option<Records>,
    table: Option<(String, Table<Box<dyn BufRead>>)>,
    /// The entries of a feed, the last first.
    entries: Vec<Incoming>,
    archive: Option<(String, Warc<BufReader<Counted>>)>,
    /// Whether the bytes of pages are kept.
    keep: bool,
    /// Files in folders whose names tell no form that is read.
    pub(super) passed_over: usize,
    /// Records of archives that hold no page: requests, images, answers other than of success.
    pub(super) no_pages: usize,
    /// How much of the files was read.
    pub(super) consumed: Arc<Consumed>,
}

/// How many bytes of the files were read, of how many.
#[derive(Debug, Default)]
pub(super) struct Consumed {
    read: AtomicU64,
    /// 0 where that is not known.
    total: u64,
}

impl Consumed {
    /// The part of the material that is read, 0 to 1, where that is known.
    pub(super) fn part(&self) -> Option<f64> {
        (self.total > 0).then(|| self.read.load(Ordering::Relaxed) as f64 / self.total as f64)
    }
}

/// A file that tells how much of it was read.
struct Counted {
    file: File,
    consumed: Arc<Consumed>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.consumed.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A file that holds one record a line.
struct Records {
    name: String,
    input: Box<dyn BufRead>,
    line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Page,
    Records,
    Table,
    Feed,
    Archive,
}

/// The form that a name tells, packed or not.
fn form_of(path: &Path) -> Option<Form> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "txt" | "docx" => Some(Form::Plain),
        "html" | "htm" | "xhtml" | "mhtml" | "mht" => Some(Form::Page),
        "warc" => Some(Form::Archive),
        "ndjson" | "jsonl" => Some(Form::Records),
        "csv" | "tsv" => Some(Form::Table),
        "xml" | "rss" | "atom" | "rdf" => Some(Form::Feed),
        _ => None,
    }
}

impl Materials {
    /// Of `paths`, each of which must exist.
    pub(super) fn new(paths: &[PathBuf], keep: bool) -> Result<Self> {
        for path in paths.iter().filter(|path| !is_stdin(path)) {
            fs::metadata(path).with_context(|| format!("cannot open {}", path.display()))?;
        }
        let known = !paths.iter().any(|path| is_stdin(path));
        let total = if known { paths.iter().map(|path| bytes_in(path)).sum() } else { 0 };
        Ok(Self {
            paths: paths.iter().cloned().collect(),
            records: None,
            table: None,
            entries: Vec::new(),
            archive: None,
            keep,
            passed_over: 0,
            no_pages: 0,
            consumed: Arc::new(Consumed { read: AtomicU64::new(0), total }),
        })
    }

    /// The next piece of the file or folder `path`, if it is one piece.
    fn open(&mut self, path: &Path) -> Option<Incoming> {
        let place = path.display().to_string();
        if is_stdin(path) {
            let input = Box::new(BufReader::new(io::stdin()));
            self.records = Some(Records { name: "-".to_owned(), input, line: 0 });
            return None;
        }
        if path.is_dir() {
            return self.folder(path).err().map(|error| broken(place, &error));
        }
        if form_of(path) == Some(Form::Archive) {
            return match self.counted(path) {
                Ok(file) => {
                    self.archive = Some((place, Warc::new(BufReader::with_capacity(ROOM, file))));
                    None
                }
                Err(error) => Some(broken(place, &error)),
            };
        }
        let opened = self.unpacked(path);
        match (form_of(path), opened) {
            (_, Err(error)) => Some(broken(place, &error)),
            (Some(Form::Records), Ok(input)) => {
                self.records = Some(Records { name: place, input, line: 0 });
                None
            }
            (Some(Form::Table), Ok(input)) => match Table::new(input) {
                Ok(Ok(table)) => {
                    self.table = Some((place, table));
                    None
                }
                Ok(Err(error)) => Some(Incoming { place, matter: Matter::Broken(error.to_string()) }),
                Err(error) => Some(broken(place, &error)),
            },
            (Some(Form::Feed), Ok(input)) => match whole(input) {
                Ok(bytes) => self.feed(place, &bytes),
                Err(error) => Some(broken(place, &error)),
            },
            (form, Ok(input)) => Some(match whole(input) {
                Ok(bytes) => {
                    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                    let matter = match form {
                        Some(Form::Page) => {
                            Matter::Page(Box::new(RawPage { name, bytes, keep: self.keep, archived: None }))
                        }
                        _ => Matter::Plain(name, bytes),
                    };
                    Incoming { place, matter }
                }
                Err(error) => broken(place, &error),
            }),
        }
    }

    fn counted(&self, path: &Path) -> io::Result<Counted> {
        Ok(Counted { file: File::open(path)?, consumed: Arc::clone(&self.consumed) })
    }

    /// The bytes of a file as they come, unpacked if its name ends in `.gz`.
    fn unpacked(&self, path: &Path) -> io::Result<Box<dyn BufRead>> {
        let file = BufReader::new(self.counted(path)?);
        let packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        Ok(if packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) })
    }

    /// Takes up the entries of a feed.
    fn feed(&mut self, place: String, bytes: &[u8]) -> Option<Incoming> {
        let feed = match read_feed(bytes) {
            Ok(feed) => feed,
            Err(error) => return Some(Incoming { place, matter: Matter::Broken(error.to_string()) }),
        };
        let entry = |(at, entry): (usize, std::result::Result<FeedArticle, variorum_ingest::Error>)| {
            let place = format!("{place}, entry {}", at + 1);
            let matter = match entry {
                Ok(FeedArticle { article, entry }) => Matter::Article(Box::new(article), entry),
                Err(error) => Matter::Broken(error.to_string()),
            };
            Incoming { place, matter }
        };
        self.entries = feed.articles().into_iter().enumerate().map(entry).collect();
        self.entries.reverse();
        None
    }

    /// The next page of an archive, or what is broken there.
    fn page(&mut self) -> Option<Incoming> {
        loop {
            let (name, warc) = self.archive.as_mut()?;
            match warc.next() {
                None => self.archive = None,
                Some(Err(error)) => {
                    return Some(Incoming { place: name.clone(), matter: Matter::Broken(error.to_string()) });
                }
                Some(Ok(record)) => match HttpPage::of(&record) {
                    Some(page) if page.is_html() && (200..300).contains(&page.status) => {
                        return Some(archived(name, record, page, self.keep));
                    }
                    _ => self.no_pages += usize::from(record.kind != "warcinfo" && record.kind != "request"),
                },
            }
        }
    }

    /// The next row of a table.
    fn row(&mut self) -> Option<Incoming> {
        let (name, table) = self.table.as_mut()?;
        match table.record() {
            Ok(Some((line, record))) => {
                Some(Incoming { place: format!("{name}:{line}"), matter: Matter::Record(record) })
            }
            Ok(None) => {
                self.table = None;
                None
            }
            Err(error) => {
                let place = name.clone();
                self.table = None;
                Some(broken(place, &error))
            }
        }
    }

    /// Puts what is in `folder` in front, in name order; hidden files are left out.
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut inside: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        inside.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
        let found = inside.len();
        inside.retain(|path| path.is_dir() || form_of(path).is_some());
        self.passed_over += found - inside.len();
        inside.sort();
        inside.into_iter().rev().for_each(|path| self.paths.push_front(path));
        Ok(())
    }

    /// The next line that holds something.
    fn record(&mut self) -> Option<Incoming> {
        let records = self.records.as_mut()?;
        loop {
            let line = next_line(&mut records.input);
            records.line += 1;
            let place = format!("{}:{}", records.name, records.line);
            match line {
                Ok(Some(line)) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(line)) => return Some(Incoming { place, matter: Matter::Record(line) }),
                Ok(None) => {
                    self.records = None;
                    return None;
                }
                Err(error) => {
                    self.records = None;
                    return Some(broken(place, &error));
                }
            }
        }
    }
}

impl Iterator for Materials {
    type Item = Incoming;

    fn next(&mut self) -> Option<Incoming> {
        loop {
            let begun =
                self.record().or_else(|| self.row()).or_else(|| self.page()).or_else(|| self.entries.pop());
            if begun.is_some() {
                return begun;
            }
            let path = self.paths.pop_front()?;
            if let Some(incoming) = self.open(&path) {
                return Some(incoming);
            }
        }
    }
}

fn broken(place: String, error: &io::Error) -> Incoming {
    Incoming { place, matter: Matter::Broken(format!("it cannot be read: {error}")) }
}

/// Bytes of an archive that are read at a time.
const ROOM: usize = 256 << 10;

/// A page of an archive, called by its address.
fn archived(name: &str, record: WarcRecord, page: HttpPage, keep: bool) -> Incoming {
    let place = format!("{name}, record at byte {}", record.offset);
    let captured = record.date.as_deref().and_then(|date| date.parse().ok());
    let raw = RawPage {
        name: record.url.clone().unwrap_or_else(|| place.clone()),
        bytes: page.body,
        keep,
        archived: Some(Archived { url: record.url, charset: page.charset, captured }),
    };
    Incoming { place, matter: Matter::Page(Box::new(raw)) }
}

/// Bytes of the files that `path` stands for, as far as they can be looked at.
fn bytes_in(path: &Path) -> u64 {
    match fs::read_dir(path) {
        Ok(inside) => {
            let inside = inside.filter_map(|entry| Some(entry.ok()?.path()));
            inside.filter(|path| path.is_dir() || form_of(path).is_some()).map(|path| bytes_in(&path)).sum()
        }
        Err(_) => fs::metadata(path).map_or(0, |file| file.len()),
    }
}

/// The whole of a file, if it is not too long.
fn whole(input: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        let message = format!("it is longer than {} MiB: no article is", LONGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(bytes)
}
