//! Charsets: byte order marks, declared and detected encodings.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use crate::{Error, ErrorKind};

/// Longest input in bytes.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// What the bytes say.
pub(crate) struct Decoded {
    /// The characters, without a byte order mark unless they are UTF-8.
    pub(crate) text: String,
    /// Whether the characters are the bytes, unchanged.
    pub(crate) verbatim: bool,
    /// The charset, when bytes were none of its characters and were replaced.
    pub(crate) broken: Option<&'static str>,
}

/// Decodes by byte order mark, else as UTF-8 where that is valid, else by the likeliest charset.
/// UTF-8 stays as it is, mark included, so that its positions are positions in the file.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::new(ErrorKind::TooLong, "longer than 64 MiB; split it into articles"));
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if marked.is_none_or(|encoding| encoding == UTF_8) {
        refuse_binary(bytes)?;
        if let Ok(text) = std::str::from_utf8(bytes) {
            return filled(Decoded { text: text.to_owned(), verbatim: true, broken: None });
        }
    }
    let encoding = marked.unwrap_or_else(|| detected(bytes));
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    let broken = broken.then_some(encoding.name());
    filled(Decoded { text: text.into_owned(), verbatim: false, broken })
}

fn filled(decoded: Decoded) -> Result<Decoded, Error> {
    if decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Error::new(ErrorKind::Empty, "there are no words in it"));
    }
    Ok(decoded)
}

fn refuse_binary(bytes: &[u8]) -> Result<(), Error> {
    let magic: [&[u8]; 5] = [b"%PDF-", b"\x89PNG", b"PK\x03\x04", b"\xff\xd8\xff", b"\x1f\x8b"];
    if magic.iter().any(|m| bytes.starts_with(m)) || bytes.contains(&0) {
        return Err(Error::new(ErrorKind::Binary, "this is no text; save the article as text or HTML first"));
    }
    Ok(())
}

/// Valid UTF-8 with a few broken bytes is still UTF-8: other charsets seldom form its sequences.
fn detected(bytes: &[u8]) -> &'static Encoding {
    let (good, bad) = bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let wide = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + wide, bad + usize::from(!chunk.invalid().is_empty()))
    });
    if good > 4 * bad {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &str) {
        match decode(bytes) {
            Ok(decoded) => assert_eq!(decoded.text, expect),
            Err(error) => assert_eq!(error.kind().name(), expect),
        }
    }

    #[test]
    fn the_same_words_in_several_charsets() {
        let words = "Le préfet de Vallorne a été réélu à l’été, dit-elle.";
        let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(words.encode_utf16().flat_map(bytes)).collect()
        };
        check(words.as_bytes(), words);
        check(&utf16([0xff, 0xfe], u16::to_le_bytes), words);
        check(&utf16([0xfe, 0xff], u16::to_be_bytes), words);
        check(&encoding_rs::WINDOWS_1252.encode(words).0, words);
    }

    #[test]
    fn no_text_is_refused() {
        check(b"%PDF-1.7 abc", "binary");
        check(b"ab\0cd", "binary");
        check(b" \n\t ", "empty");
        check(b"", "empty");
        check("\u{feff}\n".as_bytes(), "empty");
    }

    #[test]
    fn a_broken_byte_is_replaced_and_said() {
        let decoded = decode("é à ü ö ï ç\u{e8}".as_bytes().split_last().unwrap().1).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.broken), ("é à ü ö ï ç\u{fffd}", Some("UTF-8")));
    }
}
