//! Rows in bytes: whole numbers of variable length (LEB128), byte strings, spans; packed text.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use variorum_core::{Span, Text};

/// Writes a row.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn number(&mut self, mut number: u64) -> &mut Self {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64).0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn span(&mut self, span: Span) -> &mut Self {
        self.number(span.start() as u64).number(span.len() as u64)
    }

    /// A list, each item by `write`.
    pub(crate) fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) -> &mut Self {
        self.number(items.len() as u64);
        items.iter().for_each(|item| write(self, item));
        self
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Reads a row; each read gives `None` when the row does not hold what is asked.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(row: &'a [u8]) -> Self {
        Self(row)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        str::from_utf8(self.bytes()?).ok()
    }

    /// A span of `text`; `None` where the row's is none.
    pub(crate) fn span(&mut self, text: &Text) -> Option<Span> {
        let start = usize::try_from(self.number()?).ok()?;
        let length = usize::try_from(self.number()?).ok()?;
        text.span(start..start.checked_add(length)?)
    }

    /// A list, each item by `read`.
    pub(crate) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()?;
        (0..length).map(|_| read(self)).collect()
    }
}

/// Level of compression: the least costly that still halves a text.
const LEVEL: u32 = 3;
/// Longest packed content that is unpacked: no text and no page is longer, whatever a row claims.
const LONGEST: u64 = 512 << 20;

/// Packs `bytes` with deflate.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(LEVEL));
    // Writing to memory cannot fail; if it ever did, the digest would tell when the content is read.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Unpacks what [`pack`] made.
pub(crate) fn unpack(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len() * 3);
    DeflateDecoder::new(packed).take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(number in any::<u64>(), words in ".{0,40}", many in prop::collection::vec(any::<u64>(), 0..9)) {
            let mut writer = Writer::default();
            writer.number(number).bytes(words.as_bytes()).list(&many, |w, n| _ = w.number(*n));
            let row = writer.finish();
            let mut reader = Reader::new(&row);
            prop_assert_eq!(reader.number(), Some(number));
            prop_assert_eq!(reader.text(), Some(words.as_str()));
            prop_assert_eq!(reader.list(Reader::number), Some(many));
            prop_assert_eq!(reader.number(), None);
        }

        #[test]
        fn any_row_is_read_without_harm(row in prop::collection::vec(any::<u8>(), 0..40)) {
            let text = Text::new("Rain fell on Ellery.");
            let mut reader = Reader::new(&row);
            if let Some(spans) = reader.list(|r| r.span(&text)) {
                prop_assert!(spans.iter().all(|span| text.get(*span).is_some()));
            }
            // A row that is no packed text is an error, never a panic.
            drop(unpack(&row));
        }

        #[test]
        fn what_is_packed_is_unpacked(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(unpack(&pack(&bytes)).unwrap(), bytes);
        }
    }
}
