//! Lines of bounded width, with or without colour.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text::Style;

/// Lines of text as they grow.
pub(super) struct Canvas {
    style: Style,
    out: String,
}

/// What a piece of a line is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Heading,
    Siglum,
    Faint,
    Variant,
    Agree,
    Tension,
    Conflict,
    Warning,
}

const NARROWEST: usize = 40;

impl Canvas {
    pub(super) fn new(style: Style) -> Self {
        Self { style: Style { width: style.width.max(NARROWEST), ..style }, out: String::new() }
    }

    /// Columns of a line.
    pub(super) fn width(&self) -> usize {
        self.style.width
    }

    /// How many of `of` findings to show where the first `few` are enough at a glance.
    pub(super) fn shown(&self, of: usize, few: usize) -> usize {
        if self.style.all { of } else { of.min(few) }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A heading with `right` at the right margin, or under it where both do not fit.
    pub(super) fn heading(&mut self, left: &str, right: &str) {
        let (left, right) = (printable(left), printable(right));
        let room = self.style.width.saturating_sub(left.width() + right.width());
        if room >= 2 {
            let line =
                self.painted(&left, Paint::Heading) + &" ".repeat(room) + &self.painted(&right, Paint::Faint);
            self.line(&line);
        } else {
            self.paragraph(0, &[(&left, Paint::Heading)]);
            self.paragraph(0, &[(&right, Paint::Faint)]);
        }
    }

    /// A section title after a blank line.
    pub(super) fn section(&mut self, title: &str, right: &str) {
        self.blank();
        self.heading(title, right);
    }

    /// `pieces` wrapped at words, each line indented by `indent` columns, those after the first by
    /// two more.
    pub(super) fn paragraph(&mut self, indent: usize, pieces: &[(&str, Paint)]) {
        let mut line = " ".repeat(indent);
        let (mut column, mut fresh) = (indent, true);
        for (text, paint) in pieces {
            let text = printable(text);
            for word in text.split_inclusive(' ') {
                let needed = word.trim_end().width();
                if !fresh && column + needed > self.style.width {
                    self.line(&line);
                    line = " ".repeat(indent + 2);
                    column = indent + 2;
                }
                line += &self.painted(word, *paint);
                column += word.width();
                fresh = false;
            }
        }
        self.line(&line);
    }

    /// A line as it is, without the spaces at its end.
    pub(super) fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// `text` in the colour of `paint`, where colour is wanted.
    pub(super) fn painted(&self, text: &str, paint: Paint) -> String {
        match code(paint).filter(|_| self.style.color && !text.trim().is_empty()) {
            Some(code) => format!("\x1b[{code}m{text}\x1b[0m"),
            None => text.to_owned(),
        }
    }
}

/// ANSI SGR parameters (ECMA-48).
fn code(paint: Paint) -> Option<&'static str> {
    match paint {
        Paint::Plain => None,
        Paint::Heading => Some("1"),
        Paint::Siglum => Some("1;36"),
        Paint::Faint => Some("2"),
        Paint::Variant => Some("1;33"),
        Paint::Agree => Some("32"),
        Paint::Tension => Some("33"),
        Paint::Conflict | Paint::Warning => Some("1;31"),
    }
}

/// `text` with each run of white space as one space and without control characters, so that an
/// article cannot drive the terminal.
pub fn printable(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if !is_control(c) {
            clean.push(c);
        }
    }
    clean
}

fn is_control(c: char) -> bool {
    // Bidirectional controls would reorder what stands around them.
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The first `width` columns of `text`, with an ellipsis where it is cut.
pub(super) fn cut(text: &str, width: usize) -> String {
    let text = printable(text);
    let text = text.trim();
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= width
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(width: usize, indent: usize, text: &str, expect: &str) {
        let mut canvas = Canvas::new(Style { width, color: false, all: false });
        canvas.paragraph(indent, &[(text, Paint::Plain)]);
        assert_eq!(canvas.finish(), expect);
    }

    #[test]
    fn paragraphs_wrap_at_words() {
        check(40, 2, "a short line", "  a short line\n");
        let long = "one two three four five six seven eight nine ten";
        check(40, 2, long, "  one two three four five six seven\n    eight nine ten\n");
        check(40, 0, "\x1b[31mred\u{202e}\ttext", "[31mred text\n");
    }

    #[test]
    fn cuts_end_with_an_ellipsis() {
        assert_eq!(cut("one two three", 8), "one two…");
        assert_eq!(cut("one two", 8), "one two");
    }

    proptest! {
        #[test]
        fn no_line_of_short_words_is_wider_than_the_terminal(words in proptest::collection::vec("[a-zé]{1,12}", 0..40), width in 40usize..120) {
            let mut canvas = Canvas::new(Style { width, color: false, all: false });
            canvas.paragraph(4, &[(&words.join(" "), Paint::Plain)]);
            prop_assert!(canvas.finish().lines().all(|line| line.width() <= width));
        }
    }
}
