//! Sentences: where each begins and ends, quotation-aware.

use variorum_core::{Article, Layers, Span, Text, Token, TokenKind};

/// Abbreviations after which a name or number follows, so that a stop ends no sentence. Compiled by
/// hand for this project from general knowledge; lower case, sorted.
const BEFORE_NAME: &[&str] = &[
    "adm", "atty", "brig", "capt", "cmdr", "col", "cpl", "dr", "fr", "ft", "gen", "gov", "hon", "lt", "maj",
    "messrs", "mr", "mrs", "ms", "mt", "mx", "no", "nos", "pfc", "pres", "prof", "pvt", "rep", "reps", "rev",
    "sen", "sens", "sgt", "spc", "st", "supt", "vs",
];

/// Abbreviations that end a sentence only before a word that cannot go on: sorted, lower case.
const ANYWHERE: &[&str] = &[
    "apr", "ariz", "aug", "ave", "blvd", "calif", "co", "colo", "conn", "corp", "dec", "dept", "est", "etc",
    "feb", "fla", "inc", "jan", "jr", "ltd", "mass", "mich", "minn", "nov", "oct", "okla", "ore", "penn",
    "sept", "sr", "tenn", "univ", "wash", "wis",
];

/// Words that begin a new sentence after an abbreviation rather than going on: sorted.
const OPENERS: &[&str] = &[
    "A", "After", "An", "And", "As", "At", "But", "He", "His", "I", "If", "In", "It", "Its", "On", "She",
    "That", "The", "Their", "There", "They", "This", "We", "When", "While",
];

/// The sentences of headline and content, boilerplate left out. A line break always ends one.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Span> {
    let text = &article.text;
    let mut boilerplate = article.boilerplate.iter().map(|b| b.span).collect::<Vec<_>>();
    boilerplate.sort();
    let mut skip = boilerplate.into_iter().peekable();
    let mut found = Vec::new();
    for line in text.lines(text.whole()) {
        while skip.next_if(|b| b.end() <= line.start()).is_some() {}
        if skip.peek().is_none_or(|b| !b.overlaps(line)) {
            split_line(text, layers.tokens_in(line), &mut found);
        }
    }
    found
}

fn split_line(text: &Text, tokens: &[Token], found: &mut Vec<Span>) {
    let mut rest = tokens;
    while let Some((first, _)) = rest.split_first() {
        let len = sentence_len(text, rest);
        let (sentence, tail) = rest.split_at(len.clamp(1, rest.len()));
        found.push(sentence.last().map_or(first.span, |last| first.span.cover(last.span)));
        rest = tail;
    }
}

/// How many tokens the first sentence takes, closing marks included.
fn sentence_len(text: &Text, tokens: &[Token]) -> usize {
    for (at, token) in tokens.iter().enumerate() {
        let mark = text.slice(token.span);
        if token.kind == TokenKind::Word && !mark.ends_with('.') || !is_stop(mark) && !mark.ends_with('.') {
            continue;
        }
        let closing = closing_len(text, tokens, at + 1);
        let Some(next) = tokens.get(at + 1 + closing) else { break };
        let before = at.checked_sub(1).and_then(|i| tokens.get(i));
        if ends(text, before, *token, closing > 0, *next) {
            return at + 1 + closing;
        }
    }
    tokens.len()
}

fn is_stop(mark: &str) -> bool {
    matches!(mark, "." | "!" | "?" | "…" | "..." | "。" | "！" | "？")
}

/// Most closing marks that are read after one stop, so that a long run of them stays linear.
const MOST_CLOSING: usize = 8;

/// How many closing marks stand right after a stop, without white space.
fn closing_len(text: &Text, tokens: &[Token], from: usize) -> usize {
    let after = tokens.get(from..).unwrap_or_default();
    let mut end = from.checked_sub(1).and_then(|i| tokens.get(i)).map_or(0, |t| t.span.end());
    let mut len = 0;
    for token in after.iter().take(MOST_CLOSING) {
        let closes = matches!(text.slice(token.span), "\"" | "”" | "’" | "'" | "»" | ")" | "]" | "!" | "?");
        if !closes || token.span.start() != end {
            break;
        }
        end = token.span.end();
        len += 1;
    }
    len
}

fn ends(text: &Text, before: Option<&Token>, stop: Token, closed: bool, next: Token) -> bool {
    let next_word = text.slice(next.span);
    let begins = next_word.chars().next().is_some_and(|c| {
        !c.is_lowercase() && !matches!(c, ',' | ';' | ':' | ')' | '.' | '-' | '–' | '—' | '\'' | '’')
    });
    if !begins || !closed && stop.span.end() == next.span.start() {
        return false;
    }
    let mark = text.slice(stop.span);
    if mark.len() > 1 && mark.ends_with('.') && stop.kind == TokenKind::Word {
        return closed || opens(next_word);
    }
    if mark != "." || closed {
        return true;
    }
    before.is_none_or(|word| ends_after(text, *word, stop, next_word))
}

fn ends_after(text: &Text, word: Token, stop: Token, next: &str) -> bool {
    if word.kind != TokenKind::Word || word.span.end() != stop.span.start() {
        return true;
    }
    let word = text.slice(word.span);
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    if word.len() > 6 {
        return true;
    }
    let low = word.to_lowercase();
    let capital = word.starts_with(char::is_uppercase);
    if initial || capital && BEFORE_NAME.binary_search(&low.as_str()).is_ok() {
        return false;
    }
    low == "no" && !next.starts_with(char::is_numeric)
        || ANYWHERE.binary_search(&low.as_str()).is_err()
        || !capital
        || opens(next)
}

fn opens(word: &str) -> bool {
    OPENERS.binary_search(&word).is_ok() || word.starts_with(['"', '“', '‘'])
}

#[cfg(test)]
pub(crate) fn tables_are_sorted() -> bool {
    [BEFORE_NAME, ANYWHERE, OPENERS].iter().all(|words| words.is_sorted())
}
