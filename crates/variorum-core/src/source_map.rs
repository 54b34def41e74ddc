//! `SourceMap`: clean text to the bytes of the original.

use std::ops::Range;

use crate::text::{Span, Text};

/// A stretch of the original document, `[start, end)` in its raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawSpan {
    start: u32,
    end: u32,
}

impl RawSpan {
    /// `None` when the range is reversed or beyond `u32`.
    pub fn new(range: Range<usize>) -> Option<Self> {
        let span = Self { start: u32::try_from(range.start).ok()?, end: u32::try_from(range.end).ok()? };
        (span.start <= span.end).then_some(span)
    }

    /// The byte range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// How the characters of a segment came from its raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The raw bytes are the UTF-8 of the characters.
    Verbatim,
    /// Decoded from a charset, an entity or a normalised space.
    Decoded,
    /// Made by the reader (a line break between blocks); the raw span says where.
    Inserted,
}

/// One stretch of a text and the raw bytes it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The stretch of clean text.
    pub text: Span,
    /// The stretch of the original.
    pub raw: RawSpan,
    /// How the one came from the other.
    pub origin: Origin,
}

/// Segments that tile a text from its first to its last byte; each [`Origin::Verbatim`] segment
/// equals the raw bytes that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceMap(Vec<Segment>);

impl SourceMap {
    /// Checks that `segments` tile `text`, that raw spans lie in `raw`, and that verbatim segments
    /// equal their bytes; `None` otherwise.
    pub fn new(text: &Text, raw: &[u8], segments: Vec<Segment>) -> Option<Self> {
        let mut next = 0;
        for segment in &segments {
            let bytes = raw.get(segment.raw.range())?;
            let words = text.get(segment.text)?;
            let honest = segment.origin != Origin::Verbatim || words.as_bytes() == bytes;
            if segment.text.start() != next || !honest {
                return None;
            }
            next = segment.text.end();
        }
        (next == text.len()).then_some(Self(segments))
    }

    /// The map of a text that is its own original.
    pub fn identity(text: &Text) -> Self {
        let raw = RawSpan { start: 0, end: text.len() as u32 };
        Self(vec![Segment { text: text.whole(), raw, origin: Origin::Verbatim }])
    }

    /// All segments in the order of the text.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The raw bytes that `span` came from: exact inside a verbatim segment, the whole segment
    /// where it was decoded. `None` for an empty map or a span beyond it.
    pub fn raw(&self, span: Span) -> Option<RawSpan> {
        let first = self.segment_at(span.start())?;
        let last = self.segment_at(span.end().saturating_sub(1).max(span.start()))?;
        let start = match first.origin {
            Origin::Verbatim => first.raw.start + (span.start() - first.text.start()) as u32,
            _ => first.raw.start,
        };
        let end = match last.origin {
            Origin::Verbatim => last.raw.end - (last.text.end() - span.end()) as u32,
            _ => last.raw.end,
        };
        RawSpan::new(start as usize..(end as usize).max(start as usize))
    }

    fn segment_at(&self, at: usize) -> Option<&Segment> {
        let after = self.0.partition_point(|segment| segment.text.start() <= at);
        self.0.get(after.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_gap_or_a_lie_is_refused() {
        let text = Text::new("ab");
        let segment = |range: Range<usize>, raw: Range<usize>| Segment {
            text: text.span(range).unwrap(),
            raw: RawSpan::new(raw).unwrap(),
            origin: Origin::Verbatim,
        };
        assert!(SourceMap::new(&text, b"ab", vec![segment(0..2, 0..2)]).is_some());
        assert!(SourceMap::new(&text, b"ab", vec![segment(0..1, 0..1)]).is_none());
        assert!(SourceMap::new(&text, b"xb", vec![segment(0..2, 0..2)]).is_none());
    }

    proptest! {
        #[test]
        fn verbatim_spans_lead_to_equal_bytes(left in "[a-zé]{0,8}", gap in "[ ]{1,5}", right in "[a-zé]{1,8}") {
            // The reader normalised the spaces in the middle to one.
            let raw = format!("{left}{gap}{right}");
            let text = Text::new(format!("{left} {right}"));
            let segment = |t: Range<usize>, r: Range<usize>, origin| Segment {
                text: text.span(t).unwrap(), raw: RawSpan::new(r).unwrap(), origin,
            };
            let (l, g) = (left.len(), gap.len());
            let map = SourceMap::new(&text, raw.as_bytes(), vec![
                segment(0..l, 0..l, Origin::Verbatim),
                segment(l..l + 1, l..l + g, Origin::Decoded),
                segment(l + 1..text.len(), l + g..raw.len(), Origin::Verbatim),
            ]).unwrap();
            let span = text.span(l + 1..text.len()).unwrap();
            let bytes = map.raw(span).unwrap().range();
            prop_assert_eq!(&raw.as_bytes()[bytes], text.slice(span).as_bytes());
        }
    }
}
