//! Packed bytes: gzip, deflate, Zstandard and Brotli, with a bound on what comes out.

use std::borrow::Cow;
use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// Longest output in bytes.
const LONGEST: usize = 32 << 20;
/// Highest ratio of output to input that pages reach; more is a bomb.
const RATIO: usize = 100;
/// Output that is always allowed: short repetitive pages can be packed tightly.
const ALLOWED: usize = 1 << 20;
/// Bytes of its own input that Brotli looks at a time.
const ROOM: usize = 16 << 10;
/// How a frame of Zstandard begins (RFC 8878).
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What was in a file that may have been packed.
pub struct Unpacked<'b> {
    /// The bytes.
    pub bytes: Cow<'b, [u8]>,
    /// Whether there was more, or the rest was broken.
    pub cut: bool,
}

/// Unpacks gzip and Zstandard, which say at their start what they are; other bytes are taken over as they
/// are. Output ends at 32 MiB or a hundred times the input, and where the input is broken.
pub fn unpack(bytes: &[u8]) -> Unpacked<'_> {
    let unpacked = coded("gzip", bytes).or_else(|| coded("zstd", bytes));
    unpacked.unwrap_or(Unpacked { bytes: Cow::Borrowed(bytes), cut: false })
}

/// As [`unpack`], of a file whose `name` may say how it is packed: Brotli (`.br`) has no mark of its own.
pub fn unpack_named<'b>(name: &str, bytes: &'b [u8]) -> Unpacked<'b> {
    let brotli = || name.to_ascii_lowercase().ends_with(".br").then(|| coded("br", bytes)).flatten();
    brotli().unwrap_or_else(|| unpack(bytes))
}

/// The name of a file without the ending that says how it is packed.
pub fn name_unpacked(name: &str) -> &str {
    [".gz", ".zst", ".br"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// Bytes without a coding, by its name in HTTP (RFC 9110, 9659); `None` for bytes that are not so coded,
/// whatever is said of them, and for codings that are not known.
pub(crate) fn coded(coding: &str, bytes: &[u8]) -> Option<Unpacked<'static>> {
    let filled = |unpacked: &Unpacked<'_>| !unpacked.bytes.is_empty();
    match coding {
        "gzip" | "x-gzip" if bytes.starts_with(b"\x1f\x8b") => Some(read(MultiGzDecoder::new(bytes), bytes)),
        "deflate" if bytes.first().is_some_and(|byte| byte & 0x0f == 8) => {
            Some(read(ZlibDecoder::new(bytes), bytes))
        }
        "deflate" => Some(read(DeflateDecoder::new(bytes), bytes)).filter(filled),
        "zstd" if bytes.starts_with(&FRAME) => Some(frames(bytes)),
        "br" => Some(read(Decompressor::new(bytes, ROOM), bytes)).filter(filled),
        _ => None,
    }
}

/// The most bytes that may come out of some.
fn most(packed: &[u8]) -> usize {
    packed.len().saturating_mul(RATIO).clamp(ALLOWED, LONGEST)
}

fn read(decoder: impl Read, packed: &[u8]) -> Unpacked<'static> {
    let most = most(packed);
    let mut bytes = Vec::new();
    let broken = decoder.take(most as u64 + 1).read_to_end(&mut bytes).is_err();
    let cut = broken || bytes.len() > most;
    bytes.truncate(most);
    Unpacked { bytes: Cow::Owned(bytes), cut }
}

/// The frames of Zstandard that follow each other.
fn frames(packed: &[u8]) -> Unpacked<'static> {
    let (mut all, mut cut, mut rest) = (Vec::new(), false, packed);
    while !rest.is_empty() && !cut {
        // The window that a frame asks for is bounded by the decoder.
        let Ok(decoder) = StreamingDecoder::new_with_decoder(&mut rest, FrameDecoder::new()) else {
            cut = true;
            break;
        };
        let left = most(packed).saturating_sub(all.len());
        let mut frame = Vec::new();
        cut = decoder.take(left as u64 + 1).read_to_end(&mut frame).is_err() || frame.len() > left;
        frame.truncate(left);
        all.append(&mut frame);
    }
    Unpacked { bytes: Cow::Owned(all), cut }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    /// "Rain fell on Ellery, rain fell on Ossing." in Brotli.
    const BROTLI: &[u8] = include_bytes!("packing/rain.br");
    /// Four million times `x` in Brotli.
    const BROTLI_BOMB: &[u8] = include_bytes!("packing/bomb.br");

    #[track_caller]
    fn check(bytes: &[u8], length: usize, cut: bool) {
        let unpacked = unpack(bytes);
        assert_eq!((unpacked.bytes.len(), unpacked.cut), (length, cut));
    }

    #[test]
    fn what_is_packed_is_unpacked_within_bounds() {
        check(b"rain", 4, false);
        for pack in [packed, zstd] {
            check(&pack(b"rain"), 4, false);
            check(&[pack(b"rain"), pack(b"fall")].concat(), 8, false);
            check(&pack(&vec![b'x'; 2 * ALLOWED]), ALLOWED, true);
            let bomb = pack(&vec![b'x'; 100 << 20]);
            check(&bomb, (bomb.len() * RATIO).clamp(ALLOWED, LONGEST), true);
            check(pack(b"rain").get(..8).unwrap(), 0, true);
        }
    }

    #[test]
    fn brotli_is_known_by_the_name() {
        let unpacked = unpack_named("storm.html.BR", BROTLI);
        assert_eq!(&*unpacked.bytes, b"Rain fell on Ellery, rain fell on Ossing.");
        assert!(!unpacked.cut);
        let cut = unpack_named("storm.html.br", &BROTLI[..BROTLI.len() - 4]);
        assert!(cut.cut);
        let bomb = unpack_named("storm.html.br", BROTLI_BOMB);
        assert_eq!((bomb.bytes.len(), bomb.cut), (ALLOWED, true));
        // A file that is not what its name says is taken as it is.
        assert_eq!(&*unpack_named("storm.html.br", b"<p>Rain").bytes, b"<p>Rain");
    }

    #[test]
    fn a_name_tells_what_is_packed() {
        for (name, expect) in [("a.html.gz", "a.html"), ("a.zst", "a"), ("a.html.br", "a.html"), ("a", "a")] {
            assert_eq!(name_unpacked(name), expect);
        }
    }
}
