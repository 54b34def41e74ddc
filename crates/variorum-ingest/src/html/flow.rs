//! Characters of a page as clean lines: references decoded, white space collapsed.

use std::ops::Range;

use html5gum::{Token, Tokenizer};

use super::quoted;
use crate::writer::Writer;

/// Characters at most in a character reference, past which no name goes.
const LONGEST_REFERENCE: usize = 40;

/// Bytes at most that a space leads back to, of text that may take twice as many in the page.
const LONGEST_SPACE: usize = 8;

/// Writes lines of clean text.
pub(super) struct Flow<'d> {
    page: &'d str,
    writer: Writer<'d>,
    /// White space that is written once a word follows.
    space: Option<Range<usize>>,
    /// Whether the line has a word.
    begun: bool,
    /// The line break that is written once a word follows.
    line: Option<usize>,
}

impl<'d> Flow<'d> {
    pub(super) fn new(page: &'d str, writer: Writer<'d>) -> Self {
        Self { page, writer, space: None, begun: false, line: None }
    }

    /// Bytes written so far.
    pub(super) fn len(&self) -> usize {
        self.writer.text().len()
    }

    /// Starts a line once a word follows; no line stays empty.
    pub(super) fn line(&mut self, at: usize) {
        if self.begun {
            self.line = Some(at);
        }
        (self.space, self.begun) = (None, false);
    }

    /// Ends the headline: the body starts on the next line even when there is no headline.
    pub(super) fn end_headline(&mut self, at: usize) {
        self.writer.insert("\n", at);
        (self.space, self.begun) = (None, false);
    }

    /// A space that the markup makes.
    pub(super) fn space(&mut self, from: Range<usize>) {
        match &mut self.space {
            Some(space) if space.end <= from.start => space.end = from.end,
            Some(_) => (),
            none => *none = Some(from),
        }
    }

    /// Characters of the page.
    pub(super) fn characters(&mut self, place: Range<usize>) {
        let page = self.page;
        for piece in pieces(page, place) {
            match piece {
                Piece::Plain(place) => self.plain(place),
                Piece::Reference(characters, place) => self.reference(&characters, place),
            }
        }
    }

    /// A line that stands in an attribute or in data within `from`, each word from where it stands there.
    pub(super) fn words(&mut self, words: &str, from: Range<usize>) {
        let found = quoted::find(self.page, from.clone(), words);
        // What is put together from several places leads back to where the first one begins.
        let near = self.page.floor_char_boundary(from.end.min(from.start + quoted::NEAR));
        let pieces = found.unwrap_or_else(|| vec![(words.to_owned(), from.start..near)]);
        for (characters, place) in pieces {
            if self.page.get(place.clone()) == Some(characters.as_str()) {
                self.writer.copy(place);
            } else {
                self.writer.put(&characters, place);
            }
            self.begun = true;
        }
    }

    /// What was written.
    pub(super) fn finish(self) -> Writer<'d> {
        self.writer
    }

    fn plain(&mut self, place: Range<usize>) {
        let mut word = place.start;
        let characters = self.page.get(place.clone()).unwrap_or_default().char_indices();
        for (offset, c) in characters.filter(|(_, c)| is_space(*c) || is_invisible(*c)) {
            let at = place.start + offset;
            self.word(word..at);
            word = at + c.len_utf8();
            if is_space(c) {
                self.space(at..word);
            }
        }
        self.word(word..place.end);
    }

    fn word(&mut self, place: Range<usize>) {
        if !place.is_empty() {
            self.write_space();
            self.writer.copy(place);
        }
    }

    fn reference(&mut self, characters: &str, place: Range<usize>) {
        if characters.chars().all(is_space) {
            self.space(place);
        } else if !characters.chars().all(is_invisible) {
            self.write_space();
            self.writer.put(characters, place);
        }
    }

    fn write_space(&mut self) {
        if let Some(at) = self.line.take() {
            self.writer.insert("\n", at);
        }
        if let Some(space) = self.space.take().filter(|_| self.begun) {
            if self.page.get(space.clone()) == Some(" ") {
                self.writer.copy(space);
            } else {
                // A long run leads back to its beginning: no space stands for half a page.
                let most = self.page.floor_char_boundary(space.start + LONGEST_SPACE);
                self.writer.put(" ", space.start..space.end.min(most));
            }
        }
        self.begun = true;
    }
}

/// Characters of a page or a reference to some.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Plain(Range<usize>),
    Reference(String, Range<usize>),
}

/// The characters at `place` with their references decoded.
pub(super) fn decoded(page: &str, place: Range<usize>) -> String {
    let mut text = String::new();
    for piece in pieces(page, place) {
        match piece {
            Piece::Plain(place) => text.push_str(page.get(place).unwrap_or_default()),
            Piece::Reference(characters, _) => text.push_str(&characters),
        }
    }
    text
}

fn pieces(page: &str, place: Range<usize>) -> impl Iterator<Item = Piece> {
    let mut at = place.start;
    std::iter::from_fn(move || {
        let rest = page.get(at..place.end).filter(|rest| !rest.is_empty())?;
        let start = at;
        let reference = reference_len(rest);
        at += if reference > 0 { reference } else { plain_len(rest) };
        Some(match decode_reference(page.get(start..start + reference).unwrap_or_default()) {
            Some(characters) => Piece::Reference(characters, start..at),
            None => Piece::Plain(start..at),
        })
    })
}

/// Bytes before the next ampersand, one that starts no reference included.
fn plain_len(rest: &str) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    rest.get(first..).and_then(|rest| rest.find('&')).map_or(rest.len(), |at| at + first)
}

/// Bytes of what looks like a character reference at the start, or 0.
pub(super) fn reference_len(rest: &str) -> usize {
    let Some(name) = rest.strip_prefix('&') else { return 0 };
    let hash = usize::from(name.starts_with('#'));
    let letters =
        name.bytes().skip(hash).take(LONGEST_REFERENCE).take_while(u8::is_ascii_alphanumeric).count();
    if letters == 0 {
        return 0;
    }
    let end = 1 + hash + letters;
    end + usize::from(rest.as_bytes().get(end) == Some(&b';'))
}

/// What a reference stands for, after the standard; `None` where it stands for itself.
pub(crate) fn decode_reference(reference: &str) -> Option<String> {
    if reference.is_empty() {
        return None;
    }
    let common = match reference {
        "&amp;" => "&",
        "&quot;" => "\"",
        "&nbsp;" => "\u{a0}",
        "&lt;" => "<",
        "&gt;" => ">",
        "&apos;" => "'",
        "&lsquo;" => "‘",
        "&rsquo;" => "’",
        "&ldquo;" => "“",
        "&rdquo;" => "”",
        "&ndash;" => "–",
        "&mdash;" => "—",
        "&hellip;" => "…",
        _ => "",
    };
    if !common.is_empty() {
        return Some(common.to_owned());
    }
    if let Some(c) = numbered(reference) {
        return Some(c.to_string());
    }
    let mut characters = String::new();
    for Ok(token) in Tokenizer::new(reference) {
        if let Token::String(piece) = token {
            characters.push_str(&String::from_utf8_lossy(&piece));
        }
    }
    (characters != reference).then_some(characters)
}

/// The character of a numeric reference, where the standard gives it no other than that of the number.
fn numbered(reference: &str) -> Option<char> {
    let digits = reference.strip_prefix("&#")?.strip_suffix(';')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(digits) if digits.starts_with(|c: char| c.is_ascii_hexdigit()) => {
            u32::from_str_radix(digits, 16)
        }
        _ if digits.starts_with(|c: char| c.is_ascii_digit()) => digits.parse(),
        _ => return None,
    };
    let number = number.ok().filter(|number| (0x20..0x7f).contains(number) || *number >= 0xa0)?;
    char::from_u32(number)
}

/// No-break and typographic spaces separate words as others do.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Soft hyphens, zero-width spaces, byte order marks and null characters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\0' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset;

    #[track_caller]
    fn check(page: &str, expect: &str) {
        let from = charset::decode(page.as_bytes()).unwrap();
        let mut flow = Flow::new(&from.text, Writer::new(&from));
        flow.characters(0..page.len());
        let (text, _) = flow.finish().finish(page.as_bytes());
        assert_eq!(text.as_str(), expect, "{page}");
    }

    #[test]
    fn references_are_decoded_and_spaces_collapsed() {
        check(" a &amp; b\n\t c ", "a & b c");
        check("&ldquo;Rain&rdquo;&#8217;s", "“Rain”’s");
        check("a&nbsp;b a\u{a0}b", "a b a b");
        check("AT&T & Co &unknown; &", "AT&T & Co &unknown; &");
        check("caf&eacute &notit;", "café ¬it;");
        check("co&shy;operate co\u{ad}operate", "cooperate cooperate");
        check("&#x1F600;&#0;x", "😀\u{fffd}x");
        check("&#8217;&#X2019;&#150;&#xD800;&#x110000;&#32;&#;&#x;&#xg;", "’’–\u{fffd}\u{fffd} &#;&#x;&#xg;");
    }
}
