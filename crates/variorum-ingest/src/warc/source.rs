//! The bytes of an archive, unpacked where they are packed, with their places in the file.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use super::LONGEST_LINE;

/// Bytes that are unpacked at a time.
const ROOM: usize = 16 << 10;

/// An archive that knows where in the file it stands.
pub(super) struct Source<R> {
    state: State<R>,
}

enum State<R> {
    /// Between packed members, or in a plain archive.
    Plain(Counted<R>),
    /// In a packed member that starts at this byte. The flag says whether a record of it was read.
    Packed(Box<BufReader<GzDecoder<Counted<R>>>>, u64, bool),
    /// While one state becomes the other.
    Between,
}

/// Counts the bytes that were taken.
struct Counted<R> {
    input: R,
    at: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        self.input.consume(amount);
    }
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(input: R) -> Self {
        Self { state: State::Plain(Counted { input, at: 0 }) }
    }

    /// Goes to the next record: past line ends, into the next packed member. Its place in the file; `None`
    /// at the end.
    pub(super) fn start_record(&mut self) -> io::Result<Option<u64>> {
        loop {
            let empty = matches!(skip_line_ends(self), Ok(None));
            match &self.state {
                State::Packed(_, start, _) if !empty => return Ok(Some(*start)),
                State::Packed(..) => self.leave_member(),
                State::Plain(input) if !empty => {
                    let at = input.at;
                    if !self.enter_member()? {
                        return Ok(Some(at));
                    }
                }
                _ => return Ok(None),
            }
        }
    }

    /// Ends a record: the end of it in the file, where it is known.
    pub(super) fn end_record(&mut self) -> io::Result<Option<u64>> {
        if let State::Plain(input) = &self.state {
            return Ok(Some(input.at));
        }
        // The first record of a member has it to itself where the member ends with it.
        let ended = skip_line_ends(self)?.is_none();
        let State::Packed(_, _, more) = &mut self.state else { return Ok(None) };
        let alone = ended && !*more;
        *more = true;
        if ended {
            self.leave_member();
        }
        match &self.state {
            State::Plain(input) if alone => Ok(Some(input.at)),
            _ => Ok(None),
        }
    }

    /// Goes on to where a record may begin: the next packed member, or the next line that starts one.
    pub(super) fn find_next(&mut self) -> io::Result<()> {
        let packed = matches!(self.state, State::Packed(..));
        self.leave_member();
        let State::Plain(input) = &mut self.state else { return Ok(()) };
        if packed { next_member(input) } else { next_head(input) }
    }

    fn leave_member(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Between) {
            State::Packed(reader, ..) => State::Plain(reader.into_inner().into_inner()),
            other => other,
        };
    }

    /// Whether a packed member begins here; if so it is entered.
    fn enter_member(&mut self) -> io::Result<bool> {
        let State::Plain(input) = &mut self.state else { return Ok(false) };
        if input.fill_buf()?.first() != Some(&0x1f) {
            return Ok(false);
        }
        let start = input.at;
        self.state = match std::mem::replace(&mut self.state, State::Between) {
            State::Plain(input) => {
                let reader = BufReader::with_capacity(ROOM, GzDecoder::new(input));
                State::Packed(Box::new(reader), start, false)
            }
            other => other,
        };
        Ok(true)
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Plain(input) => input.read(buffer),
            State::Packed(input, ..) => input.read(buffer),
            State::Between => Ok(0),
        }
    }
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match &mut self.state {
            State::Plain(input) => input.fill_buf(),
            State::Packed(input, ..) => input.fill_buf(),
            State::Between => Ok(&[]),
        }
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.state {
            State::Plain(input) => input.consume(amount),
            State::Packed(input, ..) => input.consume(amount),
            State::Between => (),
        }
    }
}

/// Passes line ends; `None` at the end of the input.
fn skip_line_ends(input: &mut impl BufRead) -> io::Result<Option<()>> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        let ends = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let other = ends < buffer.len();
        input.consume(ends);
        if other {
            return Ok(Some(()));
        }
    }
}

/// Goes to the next bytes that begin a packed member, or to the end.
fn next_member(input: &mut impl BufRead) -> io::Result<()> {
    // A member begins with these, by RFC 1952; the fourth byte has no reserved bit.
    const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        if let Some(at) = buffer.windows(MAGIC.len()).position(|bytes| bytes == MAGIC) {
            input.consume(at);
            return Ok(());
        }
        // The first bytes of a member may be the last of this buffer.
        let kept = if buffer.len() >= MAGIC.len() { MAGIC.len() - 1 } else { 0 };
        let tail = buffer.iter().rev().take(kept).position(|byte| *byte == 0x1f);
        let length = buffer.len();
        match tail {
            None => input.consume(length),
            Some(back) => {
                input.consume(length - back - 1);
                return Ok(());
            }
        }
    }
}

/// Goes to the next line that begins a record, or to the end.
fn next_head(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() || buffer.starts_with(b"WARC/") {
            return Ok(());
        }
        let mut line = Vec::new();
        input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    }
}
