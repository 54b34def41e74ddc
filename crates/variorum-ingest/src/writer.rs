//! Clean text written piece by piece, each with the place that it came from.

use std::ops::Range;

use variorum_core::{Origin, RawSpan, Segment, SourceMap, Text};

use crate::charset::{Decoded, Run};

/// Writes clean text out of decoded text and keeps where each stretch came from. All ranges are
/// bytes of the decoded text.
pub(crate) struct Writer<'d> {
    decoded: &'d Decoded,
    text: String,
    pieces: Vec<Piece>,
}

/// A stretch of clean text, by its end, and the decoded text that it came from.
struct Piece {
    end: usize,
    from: Range<usize>,
    origin: Origin,
}

impl<'d> Writer<'d> {
    pub(crate) fn new(decoded: &'d Decoded) -> Self {
        Self { decoded, text: String::new(), pieces: Vec::new() }
    }

    /// What is written so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Copies decoded text as it is.
    pub(crate) fn copy(&mut self, from: Range<usize>) {
        self.text.push_str(self.decoded.text.get(from.clone()).unwrap_or_default());
        let end = self.text.len();
        match self.pieces.last_mut() {
            Some(last) if last.origin == Origin::Verbatim && last.from.end == from.start => {
                (last.end, last.from.end) = (end, from.end);
            }
            _ => self.pieces.push(Piece { end, from, origin: Origin::Verbatim }),
        }
    }

    /// Writes characters that stand for `from`, as an entity or a stretch of white space does.
    pub(crate) fn put(&mut self, characters: &str, from: Range<usize>) {
        self.write(characters, from, Origin::Decoded);
    }

    /// Writes characters that are not in the decoded text; `at` says where they would be.
    pub(crate) fn insert(&mut self, characters: &str, at: usize) {
        self.write(characters, at..at, Origin::Inserted);
    }

    fn write(&mut self, characters: &str, from: Range<usize>, origin: Origin) {
        self.text.push_str(characters);
        if !characters.is_empty() {
            self.pieces.push(Piece { end: self.text.len(), from, origin });
        }
    }

    /// The text, and its map to the raw `bytes` that the decoded text came from.
    pub(crate) fn finish(self, bytes: &[u8]) -> (Text, SourceMap) {
        let text = Text::new(self.text);
        let mut segments = Vec::new();
        let mut start = 0;
        for piece in self.pieces {
            match piece.origin {
                Origin::Verbatim => copied(&text, start, &piece, &self.decoded.runs, &mut segments),
                origin => {
                    let raw = raw_range(&self.decoded.runs, &piece.from);
                    segments.extend(segment(&text, start..piece.end, raw, origin));
                }
            }
            start = piece.end;
        }
        let map = SourceMap::new(&text, bytes, segments);
        debug_assert!(map.is_some(), "pieces tile the text and copies are honest");
        let map = map.unwrap_or_else(|| decoded_whole(&text, bytes));
        (text, map)
    }
}

/// The map of decoded text that is taken over as it is.
pub(crate) fn source_of(decoded: &Decoded, bytes: &[u8]) -> (Text, SourceMap) {
    let mut writer = Writer::new(decoded);
    writer.copy(0..decoded.text.len());
    writer.finish(bytes)
}

/// A copied piece crosses runs; each part is verbatim or decoded as its run is.
fn copied(text: &Text, start: usize, piece: &Piece, runs: &[Run], segments: &mut Vec<Segment>) {
    for run in runs_in(runs, &piece.from) {
        let from = piece.from.start.max(run.text.start)..piece.from.end.min(run.text.end);
        let into = start + (from.start - piece.from.start)..start + (from.end - piece.from.start);
        let (raw, origin) = if run.verbatim {
            let shift = |at: usize| run.raw.start + (at - run.text.start);
            (shift(from.start)..shift(from.end), Origin::Verbatim)
        } else {
            (run.raw.clone(), Origin::Decoded)
        };
        segments.extend(segment(text, into, raw, origin));
    }
}

fn segment(text: &Text, into: Range<usize>, raw: Range<usize>, origin: Origin) -> Option<Segment> {
    Some(Segment { text: text.span(into)?, raw: RawSpan::new(raw)?, origin })
}

/// The runs that share a byte with `from`.
fn runs_in<'r>(runs: &'r [Run], from: &Range<usize>) -> impl Iterator<Item = &'r Run> {
    let (start, end) = (from.start, from.end);
    let first = runs.partition_point(|run| run.text.end <= start);
    runs.iter().skip(first).take_while(move |run| run.text.start < end)
}

/// The raw bytes of `from`; an empty range is a place.
fn raw_range(runs: &[Run], from: &Range<usize>) -> Range<usize> {
    let first = runs.partition_point(|run| run.text.end <= from.start);
    let place = |run: &Run, at: usize, edge: usize| {
        if run.verbatim { run.raw.start + (at - run.text.start) } else { edge }
    };
    let Some(run) = runs.get(first) else {
        let end = runs.last().map_or(0, |run| run.raw.end);
        return end..end;
    };
    let start = place(run, from.start.max(run.text.start), run.raw.start);
    let end =
        runs_in(runs, from).last().map_or(start, |run| place(run, from.end.min(run.text.end), run.raw.end));
    start..end.max(start)
}

/// One segment that says no more than that the text was decoded from these bytes.
fn decoded_whole(text: &Text, bytes: &[u8]) -> SourceMap {
    let whole = segment(text, 0..text.len(), 0..bytes.len(), Origin::Decoded);
    SourceMap::new(text, bytes, whole.into_iter().collect()).unwrap_or_else(|| SourceMap::identity(text))
}
