//! Web archives: WARC 1.0 and 1.1 (ISO 28500), plain or packed with gzip a record at a time or as a whole.
//!
//! The archive is read as a stream: no more than one record is held, and of that no more than a page may
//! have. A broken record is told with its place and the next one is found.

mod http;
mod source;

use std::io::{self, BufRead, Read};

use flate2::read::MultiGzDecoder;

use crate::{Error, ErrorKind};
pub use http::HttpPage;
use source::Source;

/// Longest head of a record in bytes.
const LONGEST_HEAD: u64 = 64 << 10;
/// Longest block of a record that is kept, in bytes: a page and its head.
const LONGEST_BLOCK: u64 = (32 << 20) + (64 << 10);
/// Longest line of an archive that is looked at for the start of a record.
const LONGEST_LINE: u64 = 64 << 10;

/// A record of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarcRecord {
    /// First byte of the record in the file; of a packed archive, of the packed member that holds it.
    pub offset: u64,
    /// Bytes of the record in the file, packed as they are. 0 for records that share a packed member.
    pub length: u64,
    /// `response`, `request`, `warcinfo` …
    pub kind: String,
    /// The address that was asked for.
    pub url: Option<String>,
    /// When, as the record writes it.
    pub date: Option<String>,
    /// What the block is, as the record writes it.
    pub content_type: Option<String>,
    /// What the record holds.
    pub block: Vec<u8>,
    /// Whether the block is longer than what is kept, or ends before its time.
    pub cut: bool,
}

/// What was read so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WarcCounts {
    /// Whole records.
    pub records: u64,
    /// Stretches that were no record.
    pub broken: u64,
}

/// The records of an archive, in order.
pub struct Warc<R> {
    source: Source<R>,
    counts: WarcCounts,
    ended: bool,
}

impl<R: BufRead> Warc<R> {
    /// Reads an archive from its start.
    pub fn new(input: R) -> Self {
        Self { source: Source::new(input), counts: WarcCounts::default(), ended: false }
    }

    /// Whether a file that starts with these bytes is an archive, packed with gzip or not.
    pub fn begins(bytes: &[u8]) -> bool {
        let mut start = Vec::new();
        // The start of a member that is cut still holds its first bytes.
        let _ = MultiGzDecoder::new(bytes).take(5).read_to_end(&mut start);
        bytes.starts_with(b"WARC/") || start == b"WARC/"
    }

    /// What was read so far.
    pub fn counts(&self) -> WarcCounts {
        self.counts
    }

    /// The next record, `None` at the end of the archive.
    fn record(&mut self) -> io::Result<Option<Result<WarcRecord, Error>>> {
        let Some(offset) = self.source.start_record()? else { return Ok(None) };
        let read = self.read_record(offset);
        Ok(Some(match read {
            Ok(Some(record)) => Ok(record),
            Ok(None) => self.lost(offset, "no record begins here")?,
            // What cannot be unpacked is broken; what cannot be read at all ends the archive.
            Err(error) if is_broken(&error) => self.lost(offset, &error.to_string())?,
            Err(error) => return Err(error),
        }))
    }

    /// Goes on to where the next record may begin.
    fn lost(&mut self, offset: u64, why: &str) -> io::Result<Result<WarcRecord, Error>> {
        self.source.find_next()?;
        let message = format!("the record at byte {offset} is broken: {why}");
        Ok(Err(Error::new(ErrorKind::BrokenRecord, message)))
    }

    fn read_record(&mut self, offset: u64) -> io::Result<Option<WarcRecord>> {
        let Some(head) = self.head()? else { return Ok(None) };
        let field = |name: &str| field(&head, name).map(str::to_owned);
        let Some(length) = field("content-length").and_then(|length| length.parse::<u64>().ok()) else {
            return Ok(None);
        };
        let mut block = Vec::new();
        let kept = length.min(LONGEST_BLOCK);
        self.source.by_ref().take(kept).read_to_end(&mut block)?;
        let whole = block.len() as u64 == kept;
        let passed =
            if whole { io::copy(&mut self.source.by_ref().take(length - kept), &mut io::sink())? } else { 0 };
        let record = WarcRecord {
            offset,
            kind: field("warc-type").unwrap_or_default().to_ascii_lowercase(),
            url: field("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned()),
            date: field("warc-date"),
            content_type: field("content-type"),
            cut: length > kept || !whole || passed < length - kept,
            block,
            length: self.source.end_record()?.map_or(0, |end| end - offset),
        };
        Ok(Some(record))
    }

    /// The lines of a head; `None` where none begins.
    fn head(&mut self) -> io::Result<Option<Vec<String>>> {
        let mut lines: Vec<String> = Vec::new();
        let mut left = LONGEST_HEAD;
        loop {
            let mut line = Vec::new();
            let read = self.source.by_ref().take(left).read_until(b'\n', &mut line)?;
            left -= read as u64;
            if read == 0 || (lines.is_empty() && !line.starts_with(b"WARC/")) {
                return Ok(None);
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            match lines.last_mut() {
                _ if line.is_empty() => return Ok(Some(lines)),
                // A line that begins with white space goes on with the one before.
                Some(last) if line.starts_with([' ', '\t']) => {
                    last.push(' ');
                    last.push_str(line.trim_start());
                }
                _ => lines.push(line),
            }
        }
    }
}

impl<R: BufRead> Iterator for Warc<R> {
    /// A record, or what is broken. A failure of the input itself is the last item.
    type Item = Result<WarcRecord, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = match self.record() {
            Ok(item) => item,
            Err(error) => {
                self.ended = true;
                Some(Err(Error::new(ErrorKind::BrokenRecord, format!("the archive ends early: {error}"))))
            }
        };
        match &item {
            Some(Ok(_)) => self.counts.records += 1,
            Some(Err(_)) => self.counts.broken += 1,
            None => self.ended = true,
        }
        item
    }
}

fn is_broken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof
    )
}

/// The value of a field of a head, by its name in lower case.
fn field<'h>(head: &'h [String], name: &str) -> Option<&'h str> {
    head.iter().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests;
