//! The terms under which words are indexed and looked for: made here, so that every backend finds the
//! same.

use std::borrow::Cow;

use variorum_core::lemma::{base, lowered};
use variorum_core::token::is_apostrophe;
use variorum_core::{Span, Text, Token, TokenKind, tokens};

/// The term of a printed word: its dictionary form, letters and digits alone. `None` where nothing is left.
pub(crate) fn term(printed: &str) -> Option<Cow<'_, str>> {
    if printed.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return (!printed.is_empty()).then(|| base(printed));
    }
    let lower = lowered(printed);
    let stem = lower.strip_suffix('s').and_then(|stem| stem.strip_suffix(is_apostrophe)).unwrap_or(&lower);
    let bare: String = stem.chars().filter(|c| c.is_alphanumeric()).collect();
    (!bare.is_empty()).then(|| Cow::Owned(base(&bare).into_owned()))
}

/// The terms of the words of `tokens` that lie in `within`, each with its place.
pub(crate) fn terms<'a>(
    text: &'a Text,
    tokens: &'a [Token],
    within: Span,
) -> impl Iterator<Item = (Span, Cow<'a, str>)> + 'a {
    let start = tokens.partition_point(|token| token.span.start() < within.start());
    let inside = tokens.get(start..).unwrap_or_default().iter();
    let inside = inside.take_while(move |token| token.span.end() <= within.end());
    let words = inside.filter(|token| token.kind != TokenKind::Mark);
    words.filter_map(|token| Some((token.span, term(text.slice(token.span))?)))
}

/// The terms of words that stand in no article, one space between them.
pub(crate) fn of_words(words: &str) -> String {
    let text = Text::new(words);
    let tokens = tokens(&text, text.whole());
    terms(&text, &tokens, text.whole()).map(|(_, term)| term).collect::<Vec<_>>().join(" ")
}

/// What a user looks for: single words and phrases, as terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted(pub(crate) Vec<Vec<String>>);

impl Wanted {
    /// Reads `words`: what stands between quotation marks is one phrase.
    pub(crate) fn read(words: &str) -> Self {
        let mut wanted = Vec::new();
        for (at, part) in words.split(['"', '“', '”']).enumerate() {
            let text = Text::new(part);
            let tokens = tokens(&text, text.whole());
            let terms = terms(&text, &tokens, text.whole());
            let terms: Vec<String> = terms.map(|(_, term)| term.into_owned()).collect();
            if at % 2 == 1 {
                wanted.push(terms);
            } else {
                wanted.extend(terms.into_iter().map(|term| vec![term]));
            }
        }
        wanted.retain(|phrase| !phrase.is_empty());
        Self(wanted)
    }

    /// The query of the full-text index, over `column` where one is named.
    pub(crate) fn matching(&self, any: bool, column: Option<&str>) -> String {
        let phrases: Vec<String> = self.0.iter().map(|phrase| format!("\"{}\"", phrase.join(" "))).collect();
        let joined = phrases.join(if any { " OR " } else { " AND " });
        match column {
            Some(column) => format!("{column} : ({joined})"),
            None => joined,
        }
    }

    /// Whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expect: &str) {
        assert_eq!(Wanted::read(words).matching(false, None), expect, "{words}");
    }

    #[test]
    fn words_and_phrases_become_terms() {
        check("Ferries", "\"ferry\"");
        check("the “north shed” burned", "\"the\" AND \"north shed\" AND \"burn\"");
        check("U.S. 11,200", "\"us\" AND \"11200\"");
        check("Okoro’s don’t", "\"okoro\" AND \"dont\"");
        check("\" -- \" !", "");
        check("NEAR(a OR b) *", "\"near\" AND \"a\" AND \"or\" AND \"b\"");
    }
}
