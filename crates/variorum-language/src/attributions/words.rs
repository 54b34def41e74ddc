//! A first look at each token: its class, where the paragraphs and sentences lie.

use std::ops::Range;

use variorum_core::{Article, Layers, Span, Text, Token, TokenKind};

use super::lexicon::{self, Class, Form};
use super::marks::Fragment;
use crate::parts::{self, Known, Part, Tagger};

/// One token with what the tables say of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    pub(super) kind: TokenKind,
    pub(super) class: Class,
    pub(super) verb: Option<Form>,
    /// A hyphen between spaces, which is a dash.
    pub(super) spaced: bool,
    /// Whether the verb takes in the next word.
    pub(super) phrasal: bool,
    /// The hash of its characters in lower case, and of what is left of them without an ending.
    pub(super) key: u64,
    pub(super) stem: u64,
    pub(super) part: Part,
    /// What the table of the tagger knows of it.
    pub(super) known: Known,
}

impl Word<'_> {
    pub(super) fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    pub(super) fn is(&self, class: Class) -> bool {
        self.class.intersects(class)
    }

    pub(super) fn is_mark(&self, mark: &str) -> bool {
        self.kind == TokenKind::Mark && self.text == mark
    }

    /// Whether it ends a sentence when it stands outside quotation marks.
    pub(super) fn is_stop(&self) -> bool {
        self.kind == TokenKind::Mark && matches!(self.text, "." | "?" | "!" | "…" | "..." | "....")
    }

    pub(super) fn is_dash(&self) -> bool {
        self.spaced || self.kind == TokenKind::Mark && matches!(self.text, "—" | "–" | "―" | "--" | "---")
    }
}

/// The words of the tokens, tagged where there is a tagger.
pub(super) fn words<'t>(text: &'t Text, tokens: &[Token], tagger: Option<Tagger<'_>>) -> Vec<Word<'t>> {
    let form = |token: &Token| {
        let word = text.slice(token.span);
        parts::Form { text: word, key: parts::key(word), kind: token.kind }
    };
    let forms: Vec<parts::Form<'t>> = tokens.iter().map(form).collect();
    let (tags, known) = tagger.map(|tagger| tagger.tag(&forms)).unwrap_or_default();
    let mut found = Vec::with_capacity(tokens.len());
    for (at, (token, form)) in tokens.iter().zip(&forms).enumerate() {
        let entry = match token.kind {
            TokenKind::Word => lexicon::look_up(form.text, form.key),
            _ => lexicon::Entry::NONE,
        };
        let next = forms.get(at + 1).map(|form| form.text).filter(|_| !entry.phrasal.is_empty());
        let phrasal = next.and_then(|next| entry.phrasal.iter().find(|(particle, _)| *particle == next));
        let part = tags.get(at).copied().unwrap_or_default();
        found.push(Word {
            text: form.text,
            span: token.span,
            kind: token.kind,
            class: entry.class,
            verb: phrasal.map(|(_, form)| *form).or(entry.verb),
            spaced: form.text == "-" && is_spaced(tokens, at),
            phrasal: phrasal.is_some(),
            key: form.key,
            stem: if part.is_verb() { stem(form.text) } else { form.key },
            part,
            known: known.get(at).copied().unwrap_or_default(),
        });
    }
    found
}

fn is_spaced(tokens: &[Token], at: usize) -> bool {
    let apart = |i: usize| match (tokens.get(i), tokens.get(i + 1)) {
        (Some(first), Some(second)) => first.span.end() < second.span.start(),
        _ => true,
    };
    at.checked_sub(1).is_none_or(apart) && apart(at)
}

/// The hash of a verb without its ending, so that its forms meet: "argued", "argues", "arguing".
fn stem(word: &str) -> u64 {
    const ENDINGS: [&str; 4] = ["ing", "ed", "es", "s"];
    let ending = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).filter(|stem| stem.len() > 2);
    let stem = ending.unwrap_or(word);
    let stem = stem.strip_suffix('e').unwrap_or(stem);
    let mut last = stem.bytes().rev();
    let doubled = stem.len() > 3 && last.next() == last.next();
    parts::key(stem.get(..stem.len() - usize::from(doubled)).unwrap_or(stem))
}

/// The paragraphs: lines of the text without boilerplate, as ranges of tokens.
pub(super) fn paragraphs(article: &Article, layers: &Layers) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut boilerplate: Vec<Span> = article.boilerplate.iter().map(|b| b.span).collect();
    boilerplate.sort();
    let mut ahead = boilerplate.into_iter().peekable();
    let mut found: Vec<Range<usize>> = Vec::new();
    for line in article.text.lines(article.text.whole()) {
        let start = at;
        while layers.tokens.get(at).is_some_and(|t| t.span.start() < line.end()) {
            at += 1;
        }
        while ahead.peek().is_some_and(|b| b.end() <= line.start()) {
            ahead.next();
        }
        if start < at && !ahead.peek().is_some_and(|b| b.overlaps(line)) {
            match found.last_mut() {
                Some(last) if last.end == start && breaks_off(article, layers, start) => last.end = at,
                _ => found.push(start..at),
            }
        }
    }
    found
}

/// Whether the line before token `at` breaks off after “…,” so that the next line goes on with it.
fn breaks_off(article: &Article, layers: &Layers, at: usize) -> bool {
    let word = |back: usize| {
        let token = at.checked_sub(back).and_then(|i| layers.tokens.get(i));
        token.map(|t| article.text.slice(t.span)).unwrap_or_default()
    };
    matches!(word(1), "”" | "\"") && word(2) == ","
}

/// The sentences of one paragraph, where a quotation belongs whole to the sentence that quotes it.
pub(super) fn sentences(
    words: &[Word],
    fragments: &[Fragment],
    paragraph: Range<usize>,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut outer = fragments.iter().filter(|f| f.depth == 0).peekable();
    let (mut start, mut at) = (paragraph.start, paragraph.start);
    while at < paragraph.end {
        while outer.peek().is_some_and(|f| f.tokens.start < at) {
            outer.next();
        }
        let ends = match outer.peek() {
            Some(fragment) if fragment.tokens.start == at => {
                at = fragment.tokens.end.max(at + 1);
                let next = fragments.partition_point(|f| f.tokens.start < at);
                let opens = fragments.get(next).map(|f| f.tokens.start);
                ends_after(words, at, fragment, opens, &paragraph)
            }
            _ => {
                at += 1;
                let opens = outer.peek().is_some_and(|f| f.tokens.start == at);
                ends_at(words, at - 1, opens, &paragraph)
            }
        };
        if ends {
            // Closing brackets belong to the sentence before them.
            while at < paragraph.end
                && words.get(at).is_some_and(|w| matches!(w.text, ")" | "]" | "." | "!" | "?"))
            {
                at += 1;
            }
            found.push(start..at);
            start = at;
        }
    }
    if start < paragraph.end {
        found.push(start..paragraph.end);
    }
    found
}

/// Whether the sentence ends with the mark at `at`.
fn ends_at(words: &[Word], at: usize, opens: bool, paragraph: &Range<usize>) -> bool {
    let Some(word) = words.get(at).filter(|w| w.is_stop()) else { return false };
    let Some(next) = words.get(at + 1).filter(|_| at + 1 < paragraph.end) else { return true };
    if word.text != "." {
        return !next.text.starts_with(char::is_lowercase) && next.text != ",";
    }
    let glued = next.span.start() == word.span.end();
    if opens {
        return !glued;
    }
    if next.kind == TokenKind::Mark {
        let bracketed = next.text == ")" && !words.get(at + 2).is_none_or(|w| w.is_capitalised());
        return !(matches!(next.text, "," | ";" | ":" | "-" | "'" | "’")
            || bracketed
            || glued && next.text == ".");
    }
    let last = at.checked_sub(1).and_then(|i| words.get(i));
    let abbreviation = last.is_some_and(|w| {
        w.span.end() == word.span.start() && (w.is(Class::ABBREVIATION) || is_initial(w.text))
    });
    !glued && !abbreviation && !next.text.starts_with(char::is_lowercase)
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none() && word != "I"
}

/// Whether the sentence ends with the quotation that ends before `at`.
fn ends_after(
    words: &[Word],
    at: usize,
    fragment: &Fragment,
    opens: Option<usize>,
    paragraph: &Range<usize>,
) -> bool {
    let Some(next) = words.get(at).filter(|_| at < paragraph.end) else { return true };
    let last = fragment
        .tokens
        .clone()
        .rev()
        .filter_map(|i| words.get(i))
        .find(|w| w.span.end() <= fragment.inner.end());
    let stop = last.is_some_and(Word::is_stop);
    if !stop || next.text.starts_with(char::is_lowercase) {
        return false;
    }
    if next.part == Part::PRONOUN && next.text != "I"
        || last.is_some_and(|w| w.text == ".") && opens.is_some_and(|open| introduces(words, at, open))
    {
        return true;
    }
    // "Is it over?" Smith asked.
    next.kind == TokenKind::Mark && !matches!(next.text, "," | ";" | ":" | ".") && !next.is_dash()
        || next.kind != TokenKind::Mark && !credits(words, at, paragraph.end)
}

/// Whether the words from `at` to the next quotation, which begins at `open`, credit that one: after
/// “It holds.” Moss added, “It always did.” is a sentence of its own.
fn introduces(words: &[Word], at: usize, open: usize) -> bool {
    let between = words.get(at..open).unwrap_or_default();
    let pause = between.last().is_some_and(|w| matches!(w.text, "," | ":"));
    pause && between.len() <= 12 && between.iter().filter(|w| w.kind == TokenKind::Mark).count() == 1
}

/// Whether the words from `at` read as "Smith asked" or "said Smith".
fn credits(words: &[Word], at: usize, end: usize) -> bool {
    let ahead = || (at..end.min(at + 9)).filter_map(|i| words.get(i));
    let verb = ahead().position(|w| w.verb.is_some_and(|v| v.verb().parenthetical));
    let broken = ahead()
        .position(|w| w.kind == TokenKind::Mark && !matches!(w.text, "." | "-" | "'" | "’" | "@" | ","));
    let Some(verb) = verb.filter(|v| broken.is_none_or(|b| *v < b)) else { return false };
    let stray = ahead().take(verb).any(|w| {
        w.is(Class::COMMON_VERB | Class::BE | Class::SUBORDINATOR)
            || matches!(w.part, Part::PAST | Part::PRESENT_S)
    }) || ahead().nth(verb).is_some_and(|w| w.part == Part::PARTICIPLE);
    let after = words.get(at + verb + 1).filter(|_| at + verb + 1 < end);
    !stray
        && after.is_none_or(|w| {
            let to_whom = Class::AUDIENCE | Class::OBJECT;
            w.is_stop() || w.is_mark(",") || w.is(Class::PREPOSITION | Class::TIME | Class::ADVERB | to_whom)
        })
}
