//! Gzip, with a bound on what comes out.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

/// Longest output in bytes.
const LONGEST: usize = 32 << 20;
/// Highest ratio of output to input that pages reach; more is a bomb.
const RATIO: usize = 100;
/// Output that is always allowed: short repetitive pages can be packed tightly.
const ALLOWED: usize = 1 << 20;

/// What was in a file that may have been packed.
pub struct Unpacked<'b> {
    /// The bytes.
    pub bytes: Cow<'b, [u8]>,
    /// Whether there was more, or the rest was broken.
    pub cut: bool,
}

/// Unpacks gzip; other bytes are taken over as they are. Output ends at 32 MiB or a hundred times the
/// input, and where the input is broken.
pub fn unpack(bytes: &[u8]) -> Unpacked<'_> {
    if !bytes.starts_with(b"\x1f\x8b") {
        return Unpacked { bytes: Cow::Borrowed(bytes), cut: false };
    }
    let most = bytes.len().saturating_mul(RATIO).clamp(ALLOWED, LONGEST);
    let mut output = Vec::new();
    let mut decoder = MultiGzDecoder::new(bytes).take(most as u64 + 1);
    let broken = decoder.read_to_end(&mut output).is_err();
    let cut = broken || output.len() > most;
    output.truncate(most);
    Unpacked { bytes: Cow::Owned(output), cut }
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

    #[track_caller]
    fn check(bytes: &[u8], length: usize, cut: bool) {
        let unpacked = unpack(bytes);
        assert_eq!((unpacked.bytes.len(), unpacked.cut), (length, cut));
    }

    #[test]
    fn what_is_packed_is_unpacked_within_bounds() {
        check(b"rain", 4, false);
        check(&packed(b"rain"), 4, false);
        check(&[packed(b"rain"), packed(b"fall")].concat(), 8, false);
        check(&packed(&vec![b'x'; 2 * ALLOWED]), ALLOWED, true);
        check(
            &packed(&vec![b'x'; 100 << 20]),
            (packed(&vec![b'x'; 100 << 20]).len() * RATIO).min(LONGEST),
            true,
        );
        check(packed(b"rain").get(..8).unwrap(), 0, true);
    }
}
