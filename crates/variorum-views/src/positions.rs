//! Positions for readers: byte spans of the core text as `[start, end)` in a field, in the unit asked for.

use variorum_core::{Article, Span};

/// The unit of the positions that are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// Unicode code points.
    #[default]
    Codepoints,
    /// UTF-8 bytes.
    Bytes,
    /// UTF-16 code units, as in JavaScript and Java.
    Utf16,
}

/// The part of an article that a position counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The text; the whole of it unless the headline stands apart.
    Text,
    /// A headline that came apart from the text.
    Title,
}

/// Converts the spans of one article.
#[derive(Clone, Debug)]
pub struct Positions<'a> {
    article: &'a Article,
    offsets: Offsets,
    /// Units before every [`STRIDE`]th byte of the core text; empty when unit and byte are the same.
    marks: Vec<u32>,
}

/// Distance of the marks in bytes: a conversion counts at most this far.
const STRIDE: usize = 128;

impl<'a> Positions<'a> {
    /// Prepares the conversion for `article`: one pass over its text.
    pub fn new(article: &'a Article, offsets: Offsets) -> Self {
        let body = article.text.as_str();
        let marks =
            if offsets == Offsets::Bytes || body.is_ascii() { Vec::new() } else { marks(body, offsets) };
        Self { article, offsets, marks }
    }

    /// The field that `span` starts in, with its start and end counted in that field.
    pub fn of(&self, span: Span) -> (Field, [usize; 2]) {
        let field = self.field(span);
        let from = match field {
            Field::Title => self.article.headline.map_or(0, Span::start),
            Field::Text if self.article.headline_apart => self.article.body.start(),
            Field::Text => 0,
        };
        let from = self.units(from);
        (field, [self.units(span.start()).saturating_sub(from), self.units(span.end()).saturating_sub(from)])
    }

    /// Start and end of `span` counted in the whole text: headline, line break, body.
    pub fn whole(&self, span: Span) -> [usize; 2] {
        [self.units(span.start()), self.units(span.end())]
    }

    /// The characters of `field`.
    pub fn text(&self, field: Field) -> &'a str {
        let article = self.article;
        match field {
            Field::Title => article.headline.map_or("", |headline| article.text.slice(headline)),
            Field::Text if article.headline_apart => article.text.slice(article.body),
            Field::Text => article.text.as_str(),
        }
    }

    fn field(&self, span: Span) -> Field {
        let in_title =
            |headline: Span| span.start() < headline.end() || span.is_empty() && span.end() == headline.end();
        let apart = self.article.headline.filter(|_| self.article.headline_apart);
        if apart.is_some_and(in_title) { Field::Title } else { Field::Text }
    }

    fn units(&self, at: usize) -> usize {
        if self.marks.is_empty() {
            return at;
        }
        let mark = at / STRIDE;
        let before = self.marks.get(mark).copied().unwrap_or_default() as usize;
        let body = self.article.text.as_str().as_bytes();
        let rest = body.get(mark * STRIDE..at).unwrap_or_default();
        before + rest.iter().map(|byte| units_of(*byte, self.offsets)).sum::<usize>()
    }
}

fn marks(body: &str, offsets: Offsets) -> Vec<u32> {
    let mut units = 0;
    let mut marks = Vec::with_capacity(body.len() / STRIDE + 1);
    for (at, byte) in body.bytes().enumerate() {
        if at % STRIDE == 0 {
            marks.push(units);
        }
        units += units_of(byte, offsets) as u32;
    }
    // The end of a text whose length is a multiple of the stride has a mark of its own.
    marks.push(units);
    marks
}

/// What a byte of UTF-8 adds: a character counts at its first byte.
fn units_of(byte: u8, offsets: Offsets) -> usize {
    match (offsets, byte) {
        (Offsets::Bytes, _) => 1,
        (_, 0x80..=0xbf) => 0,
        (Offsets::Utf16, 0xf0..) => 2,
        _ => 1,
    }
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use proptest::prelude::*;
    use variorum_ingest::read_record;

    use super::*;

    fn article(title: Option<&str>, text: &str) -> Article {
        let record = serde_json::json!({"id": "x", "title": title, "text": text});
        read_record(record.to_string()).unwrap()
    }

    proptest! {
        #[test]
        fn positions_lead_back_to_the_characters(
            title in proptest::option::of("[a-zé😀]{1,9}"), text in "[a-z é😀“”]{1,400}", a in 0usize..400, b in 0usize..400,
        ) {
            let article = article(title.as_deref(), &text);
            let at = article.text.as_str().floor_char_boundary(a.min(b));
            let end = article.text.as_str().floor_char_boundary(a.max(b));
            let Some(span) = article.text.span(at..end).filter(|s| !s.is_empty() && (s.start() >= article.body.start() || article.headline.is_some_and(|h| h.contains(*s)))) else {
                return Ok(());
            };
            let words = article.text.slice(span);
            let (field, [s, e]) = Positions::new(&article, Offsets::Codepoints).of(span);
            let positions = Positions::new(&article, Offsets::Codepoints);
            let found: String = positions.text(field).chars().skip(s).take(e - s).collect();
            prop_assert_eq!(&found, words);
            let (field, [s, e]) = Positions::new(&article, Offsets::Bytes).of(span);
            prop_assert_eq!(&positions.text(field)[s..e], words);
            let (field, [s, e]) = Positions::new(&article, Offsets::Utf16).of(span);
            let units: Vec<u16> = positions.text(field).encode_utf16().collect();
            prop_assert_eq!(String::from_utf16(&units[s..e]).unwrap(), words);
        }
    }
}
