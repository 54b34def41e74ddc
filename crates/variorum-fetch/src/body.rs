//! The body of an answer, with bounds on what is taken in while it comes.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use crate::{Error, ErrorKind, Limits};

/// Output that is always allowed: short repetitive pages can be packed tightly.
const ALLOWED: usize = 1 << 20;

/// Takes a body in, unpacking it where it is packed.
pub(crate) struct Intake {
    limits: Limits,
    received: usize,
    sink: Sink,
}

enum Sink {
    Plain(Capped),
    Packed(Box<MultiGzDecoder<Capped>>),
}

/// Bytes up to a length, an error beyond it.
struct Capped {
    bytes: Vec<u8>,
    most: usize,
}

impl Intake {
    /// For a body of this `Content-Encoding`.
    pub(crate) fn new(encoding: Option<&str>, limits: Limits) -> Result<Self, Error> {
        let capped = Capped { bytes: Vec::new(), most: 0 };
        let sink = match encoding.map(|name| name.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => Sink::Plain(capped),
            Some("gzip" | "x-gzip") => Sink::Packed(Box::new(MultiGzDecoder::new(capped))),
            Some(other) => {
                let shown: String = other.chars().take(20).collect();
                let message = format!("the answer is packed as “{shown}”, which was not asked for");
                return Err(Error::new(ErrorKind::Answer, message));
            }
        };
        Ok(Self { limits, received: 0, sink })
    }

    /// Takes the next bytes in.
    ///
    /// # Errors
    /// More than the limits allow; bytes that cannot be unpacked.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.received = self.received.saturating_add(bytes.len());
        let most = self.limits.body;
        if self.received > most {
            return Err(too_long(most));
        }
        let unpacked = self.received.saturating_mul(self.limits.ratio).max(ALLOWED);
        let result = match &mut self.sink {
            Sink::Plain(sink) => {
                sink.most = most;
                sink.write_all(bytes)
            }
            Sink::Packed(decoder) => {
                decoder.get_mut().most = most.min(unpacked);
                decoder.write_all(bytes)
            }
        };
        result.map_err(|error| self.fault(&error))
    }

    /// The whole body, and the bytes that came over the line.
    ///
    /// # Errors
    /// A packed body that is not complete.
    pub(crate) fn finish(mut self) -> Result<(Vec<u8>, usize), Error> {
        let received = self.received;
        if let Sink::Packed(decoder) = &mut self.sink
            && received > 0
        {
            let done = decoder.try_finish();
            done.map_err(|error| self.fault(&error))?;
        }
        Ok(match self.sink {
            Sink::Plain(sink) => (sink.bytes, received),
            Sink::Packed(mut decoder) => (std::mem::take(&mut decoder.get_mut().bytes), received),
        })
    }

    fn fault(&self, error: &io::Error) -> Error {
        if error.kind() != io::ErrorKind::StorageFull {
            return Error::new(ErrorKind::Answer, "the answer is packed with gzip and cannot be unpacked");
        }
        if self.received.saturating_mul(self.limits.ratio) < self.limits.body {
            let ratio = self.limits.ratio;
            let message = format!("the answer grows more than {ratio} times its size when it is unpacked");
            return Error::new(ErrorKind::Size, message);
        }
        too_long(self.limits.body)
    }
}

fn too_long(most: usize) -> Error {
    Error::new(ErrorKind::Size, format!("the answer is longer than {} MiB", most >> 20))
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.most {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const LIMITS: Limits = Limits { body: 4 << 20, ..Limits::DEFAULT };

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn taken(encoding: Option<&str>, chunks: &[&[u8]]) -> Result<usize, Error> {
        let mut intake = Intake::new(encoding, LIMITS)?;
        for chunk in chunks {
            intake.take(chunk)?;
        }
        intake.finish().map(|(bytes, _)| bytes.len())
    }

    #[track_caller]
    fn check(encoding: Option<&str>, chunks: &[&[u8]], expect: Result<usize, ErrorKind>) {
        assert_eq!(taken(encoding, chunks).map_err(|error| error.kind()), expect);
    }

    #[test]
    fn bodies_are_taken_in_within_bounds() {
        check(None, &[b"rain", b"fall"], Ok(8));
        check(Some("Identity"), &[b"rain"], Ok(4));
        check(Some("gzip"), &[&packed(b"rain"), &packed(b"fall")], Ok(8));
        check(Some("gzip"), &[], Ok(0));
        check(Some("gzip"), &[b"rain"], Err(ErrorKind::Answer));
        check(Some("gzip"), &[packed(b"rain").get(..12).unwrap()], Err(ErrorKind::Answer));
        check(Some("br"), &[], Err(ErrorKind::Answer));
        check(None, &[&vec![0; (4 << 20) + 1]], Err(ErrorKind::Size));
        check(None, &[&vec![0; 4 << 20]], Ok(4 << 20));
        // A bomb: two megabytes of one letter in two kilobytes, and one beyond the limit in length.
        check(Some("gzip"), &[&packed(&vec![b'x'; 2 << 20])], Err(ErrorKind::Size));
        check(Some("gzip"), &[&packed(&vec![b'x'; 64 << 20])], Err(ErrorKind::Size));
        check(Some("gzip"), &[&packed(&vec![b'x'; 1 << 20])], Ok(1 << 20));
    }
}
