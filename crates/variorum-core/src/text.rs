//! `Text`, `Span` and `Anchor`: the only file that makes a `Span`.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// The SHA-256 of a text's UTF-8 bytes: the address of exactly these characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId([u8; 32]);

impl TextId {
    /// The digest as bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TextId {
    /// Sixty-four lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextId({self})")
    }
}

/// The immutable text of an article: headline, newline, body.
///
/// Cloning is cheap; nothing edits a text after extraction.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    id: TextId,
    body: Arc<str>,
}

impl Text {
    /// Longest text in bytes, so that positions fit `u32`; readers cap their input far below it.
    pub const MAX_LEN: usize = u32::MAX as usize;

    /// Takes the characters as they are. A text longer than [`Text::MAX_LEN`] bytes is cut at the
    /// last character boundary before it.
    pub fn new(body: impl Into<Arc<str>>) -> Self {
        let mut body: Arc<str> = body.into();
        if body.len() > Self::MAX_LEN {
            let end = body.floor_char_boundary(Self::MAX_LEN);
            body = body.get(..end).unwrap_or_default().into();
        }
        let id = TextId(Sha256::digest(body.as_bytes()).into());
        Self { id, body }
    }

    /// The digest of the characters.
    pub fn id(&self) -> TextId {
        self.id
    }

    /// All characters.
    pub fn as_str(&self) -> &str {
        &self.body
    }

    /// Length in UTF-8 bytes.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Whether the text holds no character.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// The span of `range` (UTF-8 bytes), or `None` when it is reversed, out of range, or off a
    /// character boundary.
    #[inline]
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        self.body.get(range.clone())?;
        Some(Span { start: u32::try_from(range.start).ok()?, end: u32::try_from(range.end).ok()? })
    }

    /// The span of the whole text.
    pub fn whole(&self) -> Span {
        Span { start: 0, end: self.body.len() as u32 }
    }

    /// The characters of `span`, or `None` when it is not a span of this text.
    #[inline]
    pub fn get(&self, span: Span) -> Option<&str> {
        self.body.get(span.range())
    }

    /// The characters of `span`; empty when it is not a span of this text.
    #[inline]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span).unwrap_or_default()
    }

    /// `span` without the white space at its two ends.
    pub fn trim(&self, span: Span) -> Span {
        let words = self.slice(span);
        let start = span.start + (words.len() - words.trim_start().len()) as u32;
        let end = start + words.trim().len() as u32;
        Span { start, end }
    }

    /// The address of `span`, which may leave this text.
    pub fn anchor(&self, span: Span) -> Anchor {
        Anchor { text: self.id, span }
    }

    /// The characters that `anchor` names, or `None` when it names another text.
    pub fn resolve(&self, anchor: Anchor) -> Option<&str> {
        if anchor.text == self.id { self.get(anchor.span) } else { None }
    }

    /// The non-empty lines of `within`, trimmed, in order: the paragraphs of an article.
    pub fn lines(&self, within: Span) -> Vec<Span> {
        let mut start = within.start;
        let mut lines = Vec::new();
        for line in self.slice(within).split_inclusive('\n') {
            let end = start + line.len() as u32;
            let trimmed = self.trim(Span { start, end });
            if !trimmed.is_empty() {
                lines.push(trimmed);
            }
            start = end;
        }
        lines
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes, {})", self.len(), self.id)
    }
}

/// A stretch of one text, `[start, end)` in UTF-8 bytes. Only [`Text::span`] makes one, so both ends
/// lie on character boundaries of the text that it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no character: a place between two.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The byte range.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a character.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both. Both must be of one text.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// What both hold, or `None` when they share no character. Both must be of one text.
    pub fn intersection(self, other: Span) -> Option<Span> {
        self.overlaps(other)
            .then(|| Span { start: self.start.max(other.start), end: self.end.min(other.end) })
    }

    /// The empty span at the start.
    pub fn at_start(self) -> Span {
        Span { start: self.start, end: self.start }
    }

    /// The empty span at the end.
    pub fn at_end(self) -> Span {
        Span { start: self.end, end: self.end }
    }

    /// What lies between the end of this span and the start of `later`, or `None` when they overlap
    /// or stand the other way round. Both must be of one text.
    pub fn gap(self, later: Span) -> Option<Span> {
        (self.end <= later.start).then_some(Span { start: self.end, end: later.start })
    }
}

/// The address of a span that may leave its article: it names the text by its digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    text: TextId,
    span: Span,
}

impl Anchor {
    /// The text that the address is good for.
    pub fn text(&self) -> TextId {
        self.text
    }

    /// The stretch of that text.
    pub fn span(&self) -> Span {
        self.span
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_span_exists_exactly_on_character_boundaries(body in ".{0,40}", a in 0usize..60, b in 0usize..60) {
            let text = Text::new(body.as_str());
            match text.span(a..b) {
                Some(span) => prop_assert_eq!(text.get(span), body.get(a..b)),
                None => prop_assert_eq!(body.get(a..b), None),
            }
        }

        #[test]
        fn an_anchor_resolves_on_its_own_text_alone(one in ".{1,20}", other in ".{1,20}") {
            prop_assume!(one != other);
            let (text, foreign) = (Text::new(one.as_str()), Text::new(other.as_str()));
            let anchor = text.anchor(text.whole());
            prop_assert_eq!(text.resolve(anchor), Some(one.as_str()));
            prop_assert_eq!(foreign.resolve(anchor), None);
        }

        #[test]
        fn lines_are_the_trimmed_lines(body in "[ a\n\u{e9}\t]{0,40}") {
            let text = Text::new(body.as_str());
            let found: Vec<&str> = text.lines(text.whole()).into_iter().map(|s| text.slice(s)).collect();
            let expected: Vec<&str> = body.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_id_is_the_sha_256_of_the_bytes() {
        assert_eq!(
            Text::new("abc").id().to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
