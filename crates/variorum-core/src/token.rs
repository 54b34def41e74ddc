//! Tokens: the words, numbers and marks of a text, with their exact positions.

use crate::text::{Span, Text};

/// One word, number or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with apostrophes between them ("it’s", "O'Brien") and dotted capitals ("U.N.", "a.m.").
    Word,
    /// Digits, with separators between them ("11,200.5"), and letters right after ("24th", "5pm").
    Number,
    /// One mark; a run of one dot or dash is one mark ("...", "--").
    Mark,
}

/// The tokens of `within`, in order. White space is no token; every other character is in exactly one.
pub fn tokens(text: &Text, within: Span) -> Vec<Token> {
    let words = text.slice(within);
    let mut tokens = Vec::with_capacity(words.len() / 5);
    let mut at = 0;
    while let Some(c) = words.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_whitespace() || is_invisible(c) {
            at += c.len_utf8();
            continue;
        }
        let (len, kind) = token_at(words, at, c);
        let start = within.start() + at;
        if let Some(span) = text.span(start..start + len) {
            tokens.push(Token { span, kind });
        }
        at += len;
    }
    tokens
}

/// Whether `c` is an apostrophe, typed or typeset.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{2bc}' | '＇')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn token_at(words: &str, at: usize, first: char) -> (usize, TokenKind) {
    let rest = words.get(at..).unwrap_or_default();
    if first.is_alphabetic() {
        (dotted_len(rest).unwrap_or_else(|| word_len(rest)), TokenKind::Word)
    } else if first.is_numeric() {
        (number_len(rest), TokenKind::Number)
    } else if matches!(first, '.' | '-' | '–' | '—') {
        let run = rest.chars().take_while(|c| *c == first).count();
        (run * first.len_utf8(), TokenKind::Mark)
    } else {
        (first.len_utf8(), TokenKind::Mark)
    }
}

/// Length of "U.N.", "a.m.", "J.R.R.": two or more single letters, each followed by a dot.
fn dotted_len(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let (mut len, mut letters) = (0, 0);
    while let (Some(letter), Some('.')) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() {
            break;
        }
        len += letter.len_utf8() + 1;
        letters += 1;
    }
    let next = rest.get(len..).and_then(|tail| tail.chars().next());
    (letters > 1 && !next.is_some_and(char::is_alphanumeric)).then_some(len)
}

fn word_len(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !(c.is_alphanumeric() || is_combining(c) || (joins && at > 0)) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}')
}

fn number_len(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let separates =
            matches!(c, ',' | '.' | ':') && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !(c.is_alphanumeric() || separates) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(body: &str, expect: &[&str]) {
        let text = Text::new(body);
        let found: Vec<&str> = tokens(&text, text.whole()).iter().map(|t| text.slice(t.span)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn words_numbers_and_marks() {
        check("It’s O'Brien's, isn't it?", &["It’s", "O'Brien's", ",", "isn't", "it", "?"]);
        check("the U.N. said 11,200.5 at 5 p.m.", &["the", "U.N.", "said", "11,200.5", "at", "5", "p.m."]);
        check("“Well... no,” he", &["“", "Well", "...", "no", ",", "”", "he"]);
        check("two-day 24th $3bn 6:30", &["two", "-", "day", "24th", "$", "3bn", "6:30"]);
        check("the players' end.", &["the", "players", "'", "end", "."]);
    }

    proptest! {
        #[test]
        fn tokens_cover_everything_but_white_space(body in "[a-zA-Zé0-9 .,'’“”\n-]{0,60}") {
            let text = Text::new(body.as_str());
            let found = tokens(&text, text.whole());
            prop_assert!(found.windows(2).all(|w| w[0].span.end() <= w[1].span.start()));
            let joined: String = found.iter().map(|t| text.slice(t.span)).collect();
            let expected: String = body.split_whitespace().collect();
            prop_assert_eq!(joined, expected);
        }
    }
}
