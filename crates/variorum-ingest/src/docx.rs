//! Drafts in Word's format (ECMA-376): the paragraphs of `word/document.xml` in a ZIP archive.

use std::io::Read;

use flate2::read::DeflateDecoder;
use variorum_core::Article;

use crate::feed::{Markup, Token};
use crate::{Error, ErrorKind, plain};

/// The part of the archive that holds the text.
const PART: &[u8] = b"word/document.xml";
/// Longest part in bytes.
const LONGEST: usize = 32 << 20;
/// Bytes at the end of an archive in which its directory is found: the record of its end and a comment.
const TAIL: usize = (64 << 10) + 22;

/// Whether the bytes are a ZIP archive.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads a draft: a paragraph a line; one in the style of a title is the headline, else the first one as
/// of a plain text. Positions are of the text, not of the packed file.
pub(crate) fn read(id: &str, file: Option<&str>, bytes: &[u8]) -> Result<Article, Error> {
    let part = part(bytes).ok_or_else(|| {
        Error::new(
            ErrorKind::Binary,
            "this is an archive without a Word document; save the article as text first",
        )
    })?;
    let xml = String::from_utf8_lossy(&part);
    let mut paragraphs = paragraphs(&xml);
    let title = paragraphs.iter().position(|(style, _)| style == "title").map(|at| paragraphs.remove(at).1);
    let body: Vec<String> = paragraphs.into_iter().map(|(_, text)| text).collect();
    let body = body.join("\n");
    if body.trim().is_empty() && title.is_none() {
        return Err(Error::new(ErrorKind::Empty, "there are no words in it"));
    }
    Ok(plain::article(id, file, title.as_deref(), &body))
}

/// The paragraphs with the names of their styles in lower case, empty ones left out. Text that was struck
/// out while changes were tracked is in elements of its own and is not read.
fn paragraphs(xml: &str) -> Vec<(String, String)> {
    let mut paragraphs = Vec::new();
    let (mut style, mut text, mut inside) = (String::new(), String::new(), false);
    for token in Markup::new(xml) {
        match token {
            Token::Start { name, attributes, empty } => match local(&name) {
                "t" => inside = !empty,
                "tab" | "br" | "cr" => text.push(' '),
                "pStyle" => {
                    let value = attributes.iter().find(|(name, _)| local(name) == "val");
                    style = value.map(|(_, value)| value.to_lowercase()).unwrap_or_default();
                }
                _ => (),
            },
            Token::End { name } => match local(&name) {
                "t" => inside = false,
                "p" => {
                    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    if !line.is_empty() {
                        paragraphs.push((std::mem::take(&mut style), line));
                    }
                    (style, text) = (String::new(), String::new());
                }
                _ => (),
            },
            Token::Text(characters) if inside => text.push_str(&characters),
            Token::Text(_) => (),
        }
    }
    paragraphs
}

/// A name without the prefix of its namespace.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, name)| name)
}

/// The part of the archive that holds the text, found by the directory at the end (APPNOTE.TXT 4.3).
fn part(bytes: &[u8]) -> Option<Vec<u8>> {
    let tail = bytes.len().saturating_sub(TAIL);
    let end = tail + bytes.get(tail..)?.windows(4).rposition(|mark| mark == b"PK\x05\x06")?;
    let entries = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    for _ in 0..entries {
        bytes.get(at..)?.starts_with(b"PK\x01\x02").then_some(())?;
        let lengths = [number(bytes, at + 28, 2)?, number(bytes, at + 30, 2)?, number(bytes, at + 32, 2)?];
        if bytes.get(at + 46..at + 46 + lengths[0])? == PART {
            return unpacked(
                bytes,
                number(bytes, at + 42, 4)?,
                number(bytes, at + 10, 2)?,
                number(bytes, at + 20, 4)?,
            );
        }
        at += 46 + lengths.iter().sum::<usize>();
    }
    None
}

/// What the entry at `at` holds: stored or deflated, at most [`LONGEST`] bytes of it.
fn unpacked(bytes: &[u8], at: usize, method: usize, length: usize) -> Option<Vec<u8>> {
    let start = at + 30 + number(bytes, at + 26, 2)? + number(bytes, at + 28, 2)?;
    let packed = bytes.get(start..start.checked_add(length)?)?;
    let mut part = Vec::new();
    match method {
        0 => part.extend_from_slice(packed.get(..packed.len().min(LONGEST))?),
        // A broken end leaves what came before it.
        8 => drop(DeflateDecoder::new(packed).take(LONGEST as u64).read_to_end(&mut part)),
        _ => return None,
    }
    Some(part)
}

/// A little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::*;

    fn little(number: usize, width: usize) -> Vec<u8> {
        number.to_le_bytes()[..width].to_vec()
    }

    /// An archive of one part.
    fn archive(name: &str, content: &str, packed: bool) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content.as_bytes()).unwrap();
        let data = if packed { encoder.finish().unwrap() } else { content.as_bytes().to_vec() };
        let method = if packed { 8 } else { 0 };
        let common = [
            little(method, 2),
            little(0, 8),
            little(data.len(), 4),
            little(content.len(), 4),
            little(name.len(), 2),
            little(0, 2),
        ]
        .concat();
        let local =
            [b"PK\x03\x04".to_vec(), little(20, 2), little(0, 2), common.clone(), name.into(), data].concat();
        let central = [
            b"PK\x01\x02".to_vec(),
            little(20, 4),
            little(0, 2),
            common,
            little(0, 8),
            little(0, 6),
            name.into(),
        ]
        .concat();
        let end = [
            b"PK\x05\x06".to_vec(),
            little(0, 4),
            little(1, 2),
            little(1, 2),
            little(central.len(), 4),
            little(local.len(), 4),
            little(0, 2),
        ]
        .concat();
        [local, central, end].concat()
    }

    const DRAFT: &str = "<?xml version='1.0'?><w:document xmlns:w='x'><w:body><w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr>\
        <w:r><w:t>Storm hits Ellery</w:t></w:r></w:p><w:p/><w:p><w:r><w:t xml:space='preserve'>Rain &amp; </w:t></w:r>\
        <w:del><w:r><w:delText>snow </w:delText></w:r></w:del><w:r><w:t>hail</w:t><w:tab/><w:t>fell.</w:t></w:r></w:p></w:body></w:document>";

    #[test]
    fn drafts_are_read() {
        for packed in [true, false] {
            let article = read("a", None, &archive("word/document.xml", DRAFT, packed)).unwrap();
            assert_eq!(article.text.as_str(), "Storm hits Ellery\nRain & hail fell.");
            assert_eq!(article.headline.map(|h| article.text.slice(h)), Some("Storm hits Ellery"));
        }
    }

    #[test]
    fn other_archives_are_refused() {
        for bytes in [archive("x.txt", "rain", true), b"PK\x03\x04".to_vec()] {
            assert_eq!(read("a", None, &bytes).unwrap_err().kind(), ErrorKind::Binary);
        }
        let whole = archive("word/document.xml", DRAFT, true);
        // Without the record of its end an archive has no directory.
        for length in 0..=whole.len() - 22 {
            assert!(read("a", None, &whole[..length]).is_err());
        }
    }
}
