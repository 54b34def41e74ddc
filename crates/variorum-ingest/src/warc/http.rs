//! What a server answered: the head and the body of an HTTP response as an archive keeps it.

use super::{WarcRecord, field};
use crate::packing;

/// Codings at most that are undone, one within the other.
const MOST_CODINGS: usize = 4;

/// A page as it was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpPage {
    /// The status code; 200 for a page that is archived without its head.
    pub status: u16,
    /// The media type in lower case, without parameters.
    pub media_type: String,
    /// The charset that the server names.
    pub charset: Option<String>,
    /// The body, without the codings of transfer and content.
    pub body: Vec<u8>,
    /// Whether the body was cut: too long, broken, or a bomb.
    pub cut: bool,
}

impl HttpPage {
    /// The page that a record holds: of a response its body, of a resource the whole. `None` for records
    /// of other kinds and for responses without a head.
    pub fn of(record: &WarcRecord) -> Option<Self> {
        let kind = record.content_type.clone().unwrap_or_default();
        match record.kind.as_str() {
            "response" if kind.is_empty() || kind.to_ascii_lowercase().contains("application/http") => {
                Self::of_response(&record.block, record.cut)
            }
            "response" | "resource" => {
                let (media_type, charset) = media_type(&kind);
                let body = record.block.clone();
                Some(Self { status: 200, media_type, charset, body, cut: record.cut })
            }
            _ => None,
        }
    }

    fn of_response(block: &[u8], cut: bool) -> Option<Self> {
        let (head, body) = split_head(block)?;
        let head: Vec<String> = String::from_utf8_lossy(head).lines().map(str::to_owned).collect();
        let status = head.first()?.strip_prefix("HTTP/")?.split_whitespace().nth(1)?.parse().ok()?;
        let (media_type, charset) = media_type(field(&head, "content-type").unwrap_or_default());
        let mut page = Self { status, media_type, charset, body: body.to_vec(), cut };
        let is_chunked =
            field(&head, "transfer-encoding").is_some_and(|c| c.to_ascii_lowercase().contains("chunked"));
        // Crawlers often keep the head and undo the codings: what does not look chunked is taken as it is.
        if let Some((whole, ended)) = is_chunked.then(|| unchunked(&page.body)).flatten() {
            page.cut |= !ended;
            page.body = whole;
        }
        let codings = field(&head, "content-encoding").unwrap_or_default().to_ascii_lowercase();
        for coding in codings.split(',').rev().map(str::trim).take(MOST_CODINGS) {
            if let Some(unpacked) = packing::coded(coding, &page.body) {
                page.cut |= unpacked.cut;
                page.body = unpacked.bytes.into_owned();
            }
        }
        Some(page)
    }

    /// Whether the page is one of text with markup.
    pub fn is_html(&self) -> bool {
        matches!(self.media_type.as_str(), "text/html" | "application/xhtml+xml")
    }
}

fn media_type(written: &str) -> (String, Option<String>) {
    let mut parts = written.split(';');
    let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (media_type, charset)
}

/// The head and the body, parted by an empty line.
fn split_head(block: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = |mark: &[u8]| {
        block.windows(mark.len()).position(|bytes| bytes == mark).map(|at| (at, at + mark.len()))
    };
    let (at, body) = match (end(b"\r\n\r\n"), end(b"\n\n")) {
        (Some(crlf), Some(lf)) => crlf.min(lf),
        (crlf, lf) => crlf.or(lf)?,
    };
    Some((block.get(..at)?, block.get(body..)?))
}

/// The chunks of a body put together, and whether the last one was there; `None` where it is not in chunks.
fn unchunked(body: &[u8]) -> Option<(Vec<u8>, bool)> {
    let (mut whole, mut rest) = (Vec::new(), body);
    loop {
        let end = rest.iter().take(64).position(|byte| *byte == b'\n');
        let size = end.and_then(|end| {
            let line = std::str::from_utf8(rest.get(..end)?).ok()?;
            usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()
        });
        let (Some(end), Some(size)) = (end, size) else {
            return (!whole.is_empty()).then_some((whole, false));
        };
        if size == 0 {
            return Some((whole, true));
        }
        rest = rest.get(end + 1..)?;
        let chunk = rest.get(..size.min(rest.len()))?;
        whole.extend_from_slice(chunk);
        if chunk.len() < size {
            return Some((whole, false));
        }
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
}
