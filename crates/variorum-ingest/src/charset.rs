//! Charsets: byte order marks, declared and detected encodings, and the way back to the bytes.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{Error, ErrorKind};

/// Longest input in bytes.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// Bytes at the start of a page in which a charset can be declared.
const PRESCAN: usize = 4096;

/// Null bytes are strays in a page when only one byte in so many is null.
const STRAY: usize = 50;

/// What the bytes say.
pub(crate) struct Decoded {
    /// The characters; of a byte order mark only that of UTF-8 is kept.
    pub(crate) text: String,
    /// Tiles `text`: where each stretch came from.
    pub(crate) runs: Vec<Run>,
    /// Set when bytes were no characters of the charset and were replaced.
    pub(crate) broken: Option<Broken>,
    /// Name of the charset.
    pub(crate) charset: &'static str,
}

/// A stretch of decoded text and the raw bytes that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Bytes of the decoded text.
    pub(crate) text: Range<usize>,
    /// Bytes of the input.
    pub(crate) raw: Range<usize>,
    /// Whether the two are equal byte for byte.
    pub(crate) verbatim: bool,
}

/// Bytes that were none of the charset's characters.
pub(crate) struct Broken {
    /// Name of the charset.
    pub(crate) charset: &'static str,
    /// The first replacement character in the decoded text.
    pub(crate) first: Range<usize>,
    /// How many stretches were replaced.
    pub(crate) count: usize,
}

/// Decodes by byte order mark, else as UTF-8 where that is valid, else by the likeliest charset.
/// UTF-8 stays as it is, mark included, so that its positions are positions in the file.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Error> {
    decode_declared(bytes, None, Form::Plain)
}

/// As [`decode_page`], with the charset that a server names going before the one that the page declares.
pub(crate) fn decode_fetched(bytes: &[u8], served: Option<&str>) -> Result<Decoded, Error> {
    let served = served.and_then(|label| Encoding::for_label(label.as_bytes()));
    decode_declared(bytes, served.or_else(|| declared(bytes)), Form::Page)
}

/// As [`decode`], with the charset that a page declares going before the likeliest one. Valid UTF-8
/// with characters beyond ASCII is UTF-8 all the same: saved pages are often converted and keep
/// their old declaration, and another charset hardly ever forms such sequences by chance.
pub(crate) fn decode_page(bytes: &[u8]) -> Result<Decoded, Error> {
    decode_declared(bytes, declared(bytes), Form::Page)
}

/// What bytes are known to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// Markup, in which the standard passes over null bytes.
    Page,
}

fn decode_declared(bytes: &[u8], declared: Option<&'static Encoding>, form: Form) -> Result<Decoded, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::new(ErrorKind::TooLong, "longer than 64 MiB; split it into articles"));
    }
    refuse_utf_32(bytes)?;
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding != UTF_8 => decode_as(encoding, bytes, mark),
        mark => match unmarked_wide(bytes).filter(|_| mark.is_none()) {
            Some(big) => decode_wide(bytes, big),
            None => {
                refuse_binary(bytes, form)?;
                decode_unmarked(bytes, declared.filter(|_| mark.is_none()))
            }
        },
    };
    refuse_empty(decoded, form)
}

/// UTF-16 without a mark, as some editors save it: every second byte of mostly Latin text is zero.
/// Whether the high byte comes first; `None` for other bytes.
fn unmarked_wide(bytes: &[u8]) -> Option<bool> {
    let head = bytes.get(..bytes.len().min(PRESCAN) & !1).filter(|head| head.len() >= 4)?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    let mostly = |many: usize, few: usize| 10 * many > 7 * half && 20 * few < half;
    let letters = |big: bool| {
        let units = head.chunks_exact(2).filter_map(|unit| <[u8; 2]>::try_from(unit).ok());
        let read = |unit| if big { u16::from_be_bytes(unit) } else { u16::from_le_bytes(unit) };
        let units: Vec<u16> = units.map(read).collect();
        !units.contains(&0) && units.iter().filter(|unit| **unit < 0x20).all(|c| matches!(*c, 9 | 10 | 13))
    };
    [(mostly(even, odd), true), (mostly(odd, even), false)]
        .into_iter()
        .find_map(|(holds, big)| (holds && letters(big)).then_some(big))
}

fn decode_unmarked(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    let valid = std::str::from_utf8(bytes).is_ok();
    let stateful = declared.filter(|e| !e.is_ascii_compatible());
    let encoding = match (stateful, valid) {
        (Some(encoding), _) => encoding,
        (None, true) => UTF_8,
        (None, false) => declared.filter(|e| *e != UTF_8).unwrap_or_else(|| detected(bytes)),
    };
    if encoding == UTF_8 { decode_utf_8(bytes) } else { decode_as(encoding, bytes, 0) }
}

fn refuse_empty(decoded: Decoded, form: Form) -> Result<Decoded, Error> {
    if form == Form::Plain && decoded.text.contains('\0') {
        return Err(binary());
    }
    if decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Error::new(ErrorKind::Empty, "there are no words in it"));
    }
    Ok(decoded)
}

fn refuse_utf_32(bytes: &[u8]) -> Result<(), Error> {
    let marks: [&[u8]; 2] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff"];
    if marks.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Error::new(
            ErrorKind::Binary,
            "this is UTF-32, which is not read; save it as UTF-8 first",
        ));
    }
    Ok(())
}

fn refuse_binary(bytes: &[u8], form: Form) -> Result<(), Error> {
    let magic: [&[u8]; 4] = [b"\x89PNG", b"PK\x03\x04", b"\xff\xd8\xff", b"\x1f\x8b"];
    if bytes.starts_with(b"%PDF-") {
        let advice = "this is a PDF, which is not read: its lines have no order to go by; save the article's \
                      page from the browser, or its text";
        return Err(Error::new(ErrorKind::Binary, advice));
    }
    let nulls = bytes.iter().filter(|byte| **byte == 0).count();
    let markup = || bytes.windows(2).any(|two| matches!(two, [b'<', c] if c.is_ascii_alphabetic()));
    let stray = form == Form::Page && nulls * STRAY <= bytes.len() && markup();
    if magic.iter().any(|m| bytes.starts_with(m)) || (nulls > 0 && !stray) { Err(binary()) } else { Ok(()) }
}

fn binary() -> Error {
    Error::new(ErrorKind::Binary, "this is no text; save the article as text or HTML first")
}

/// Valid UTF-8 with a few broken bytes is still UTF-8: other charsets seldom form its sequences, and
/// the longer a sequence the more seldom, so that it counts by the square of the bytes that follow.
fn detected(bytes: &[u8]) -> &'static Encoding {
    let (good, bad) = bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let wide: usize = chunk.valid().chars().map(|c| (c.len_utf8() - 1).pow(2)).sum();
        (good + wide, bad + usize::from(!chunk.invalid().is_empty()))
    });
    if good > 2 * bad {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes UTF-16 without or with a mark.
pub(crate) fn decode_wide(bytes: &[u8], big: bool) -> Decoded {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    decode_as(if big { UTF_16BE } else { UTF_16LE }, bytes, if marked { 2 } else { 0 })
}

/// The charset that a `<meta>` or an XML declaration names. A page that can be read far enough to
/// find the name is not in UTF-16, whatever it says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(declared_label(bytes)?.as_bytes())?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The name of the charset as the document declares it, in lower case.
pub(crate) fn declared_label(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(PRESCAN).map(|b| char::from(b.to_ascii_lowercase())).collect();
    let head = head.trim_start();
    let xml = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(inside, _)| inside);
    let metas = head.split("<meta").skip(1).filter_map(|rest| rest.split_once('>').map(|(inside, _)| inside));
    let label = xml
        .and_then(|inside| value_after(inside, "encoding"))
        .or_else(|| metas.filter_map(|inside| value_after(inside, "charset")).next())?;
    Some(label.to_owned())
}

/// The word after `name=`, quotation marks aside.
fn value_after<'h>(inside: &'h str, name: &str) -> Option<&'h str> {
    let rest = inside.split(name).skip(1).find_map(|rest| rest.trim_start().strip_prefix('='))?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'']);
    rest.split(['"', '\'', ';', ' ', '/']).next().filter(|label| !label.is_empty())
}

/// Collects decoded characters with their bytes.
struct Collector {
    decoded: Decoded,
}

impl Collector {
    fn new(charset: &'static str, room: usize) -> Self {
        let text = String::with_capacity(room);
        let decoded = Decoded { text, runs: Vec::new(), broken: None, charset };
        Self { decoded }
    }

    fn push(&mut self, characters: &str, raw: Range<usize>, verbatim: bool) {
        let start = self.decoded.text.len();
        self.decoded.text.push_str(characters);
        let end = self.decoded.text.len();
        if let Some(last) = self.decoded.runs.last_mut().filter(|last| last.verbatim && verbatim) {
            // Verbatim runs are contiguous: every byte belongs to some run.
            (last.text.end, last.raw.end) = (end, raw.end);
        } else if start < end {
            self.decoded.runs.push(Run { text: start..end, raw, verbatim });
        }
    }

    fn replace(&mut self, raw: Range<usize>) {
        let start = self.decoded.text.len();
        self.push("\u{fffd}", raw, false);
        let first = start..self.decoded.text.len();
        let charset = self.decoded.charset;
        self.decoded.broken.get_or_insert(Broken { charset, first, count: 0 }).count += 1;
    }
}

fn decode_utf_8(bytes: &[u8]) -> Decoded {
    let mut collector = Collector::new(UTF_8.name(), bytes.len());
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        let (valid, invalid) = (chunk.valid().len(), chunk.invalid().len());
        if valid > 0 {
            collector.push(chunk.valid(), at..at + valid, true);
        }
        if invalid > 0 {
            collector.replace(at + valid..at + valid + invalid);
        }
        at += valid + invalid;
    }
    collector.decoded
}

/// Feeds the decoder byte for byte, so that each character is known with its bytes.
fn decode_as(encoding: &'static Encoding, bytes: &[u8], mark: usize) -> Decoded {
    let mut collector = Collector::new(encoding.name(), bytes.len());
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut start, mut output) = (mark, String::with_capacity(16));
    for (at, byte) in bytes.iter().enumerate().skip(mark) {
        let mut input = std::slice::from_ref(byte);
        let last = at + 1 == bytes.len();
        loop {
            let (result, read) = decoder.decode_to_string_without_replacement(input, &mut output, last);
            input = input.get(read..).unwrap_or_default();
            if !output.is_empty() {
                let verbatim = output.as_bytes() == [*byte] && start == at;
                collector.push(&output, start..at + 1, verbatim);
                start = at + 1;
                output.clear();
            }
            match result {
                // The bytes after the bad ones belong to the next character.
                DecoderResult::Malformed(_, after) => {
                    let end = (at + 1).saturating_sub(input.len() + usize::from(after)).max(start);
                    collector.replace(start..end);
                    start = end;
                }
                DecoderResult::InputEmpty | DecoderResult::OutputFull => break,
            }
        }
    }
    collector.decoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &str) {
        match decode(bytes) {
            Ok(decoded) => assert_eq!(decoded.text, expect),
            Err(error) => assert_eq!(error.kind().name(), expect),
        }
    }

    fn utf_16(words: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(words.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn the_same_words_in_several_charsets() {
        let words = "Le préfet de Vallorne a été réélu à l’été, dit-elle.";
        check(words.as_bytes(), words);
        check(&utf_16(words, [0xff, 0xfe], u16::to_le_bytes), words);
        check(&utf_16(words, [0xfe, 0xff], u16::to_be_bytes), words);
        check(&encoding_rs::WINDOWS_1252.encode(words).0, words);
        let unmarked = |bytes: Vec<u8>| bytes.get(2..).unwrap().to_vec();
        check(&unmarked(utf_16(words, [0xff, 0xfe], u16::to_le_bytes)), words);
        check(&unmarked(utf_16(words, [0xfe, 0xff], u16::to_be_bytes)), words);
    }

    #[test]
    fn no_text_is_refused() {
        check(b"%PDF-1.7 abc", "binary");
        check(b"\x7fELF\x01\0\x02\0\x03\0\0\0", "binary");
        check(b"ab\0cd", "binary");
        check(b"\xff\xfea\0\0\0b\0", "binary");
        check(b"\xff\xfe\0\0a\0\0\0", "binary");
        check(b" \n\t ", "empty");
        check(b"", "empty");
        check("\u{feff}\n".as_bytes(), "empty");
    }

    #[test]
    fn a_broken_byte_is_replaced_and_said() {
        let decoded = decode(b"\xc3\xa9 \xc3\xa0 \xc3\xbc \xc3\xb6 \xc3\xaf \xe8 ok").unwrap();
        let broken = decoded.broken.unwrap();
        assert_eq!(
            (decoded.text.as_str(), broken.charset, broken.count),
            ("é à ü ö ï \u{fffd} ok", "UTF-8", 1)
        );
        assert_eq!(decoded.text.get(broken.first).unwrap(), "\u{fffd}");
        assert_eq!(decoded.runs[1].raw, 15..16);
    }

    #[test]
    fn the_server_goes_before_the_page() {
        let page = b"<meta charset=\"windows-1252\">\xc4\xee\xe6\xe4\xfc";
        assert!(decode_fetched(page, Some("windows-1251")).unwrap().text.ends_with("Дождь"));
        assert!(decode_fetched(page, Some("no such")).unwrap().text.ends_with("Äîæäü"));
        assert!(decode_fetched("<p>été".as_bytes(), Some("windows-1252")).unwrap().text.ends_with("été"));
    }

    #[track_caller]
    fn check_page(bytes: &[u8], expect: &str) {
        assert!(decode_page(bytes).unwrap().text.ends_with(expect));
    }

    #[test]
    fn pages_declare_their_charset() {
        check_page(b"<meta charset=\"windows-1251\">\xc4\xee\xe6\xe4\xfc", "Дождь");
        check_page(b"<META http-equiv=Content-Type content='text/html; charset=KOI8-R'>\xe4\xcf", "До");
        check_page(b"<?xml version='1.0' encoding='shift_jis'?>\x89\x4a", "雨");
        check_page("<meta charset=iso-8859-1>été".as_bytes(), "été");
        check_page("<meta charset=utf-16>été".as_bytes(), "été");
        check_page(format!("<p>{}\0é</p>", "x".repeat(60)).as_bytes(), "\0é</p>");
    }

    fn tiles(decoded: &Decoded, bytes: &[u8]) -> bool {
        let mut next = (0, 0);
        for run in &decoded.runs {
            let same = decoded.text.as_bytes()[run.text.clone()] == bytes[run.raw.clone()];
            if run.text.start != next.0 || run.raw.start < next.1 || (run.verbatim && !same) {
                return false;
            }
            next = (run.text.end, run.raw.end);
        }
        next.0 == decoded.text.len()
    }

    proptest! {
        #[test]
        fn runs_tile_the_text_and_verbatim_ones_are_the_bytes(
            bytes in prop::collection::vec(1u8..=255, 1..60),
            label in prop::sample::select(vec!["utf-8", "windows-1252", "shift_jis", "gb18030", "big5", "euc-kr", "iso-2022-jp", "utf-16le"]),
        ) {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let decoded = if encoding == UTF_8 { decode_utf_8(&bytes) } else { decode_as(encoding, &bytes, 0) };
            prop_assert!(tiles(&decoded, &bytes));
            let (expect, broken) = encoding.decode_without_bom_handling(&bytes);
            prop_assert_eq!(&decoded.text, &expect);
            prop_assert_eq!(decoded.broken.is_some(), broken);
        }
    }
}
