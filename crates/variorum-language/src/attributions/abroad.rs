//! Quotations in other languages than English: by their typography and by cues from tables. Whom they are
//! credited to is said only where a cue stands beside a phrase for somebody.

mod tables;

use std::ops::Range;

use variorum_core::{
    Article, Attribution, AttributionKind, Language, Layers, Problem, Span, Text, Token, TokenKind,
};

use super::marks::{self, Fragment};
use super::words;
use tables::{Table, table};

/// Quoted words without a cue are somebody's from this many on.
const LONG: usize = 3;
/// Tokens of a phrase for somebody, at most.
const PHRASE: usize = 9;
/// How sure we are with a source beside its cue, with a cue alone, with neither.
const SURE: [f32; 3] = [0.8, 0.6, 0.4];

/// Who is credited with which quotations in a text of `language`, and the flaws of its marks.
pub(super) fn find(
    article: &Article,
    layers: &Layers,
    language: Language,
) -> (Vec<Attribution>, Vec<Problem>) {
    let Some(table) = table(language) else { return (Vec::new(), Vec::new()) };
    let paragraphs = words::paragraphs(article, layers);
    let (fragments, problems) = marks::find(&article.text, &layers.tokens, &paragraphs);
    let lower = layers.tokens.iter().map(|t| article.text.slice(t.span).to_lowercase()).collect();
    let mut abroad = Abroad { text: &article.text, tokens: &layers.tokens, lower, table, found: Vec::new() };
    let mut ahead = fragments.into_iter().filter(|f| f.depth == 0).peekable();
    for paragraph in &paragraphs {
        let mut quotations = Vec::new();
        while let Some(fragment) = ahead.next_if(|f| f.tokens.start < paragraph.end) {
            quotations.extend(abroad.pieces(&fragment));
        }
        quotations.extend(abroad.after_dash(paragraph, &quotations));
        abroad.paragraph(paragraph, &quotations);
    }
    (abroad.found, problems)
}

type Tokens = Range<usize>;

/// Quoted words with their marks, and without.
#[derive(Clone, Debug)]
struct Quotation {
    outer: Tokens,
    inner: Span,
    double: bool,
}

/// A cue with whom it credits.
struct Credit {
    cue: Tokens,
    source: Option<Tokens>,
}

struct Abroad<'t> {
    text: &'t Text,
    tokens: &'t [Token],
    lower: Vec<String>,
    table: &'static Table,
    found: Vec<Attribution>,
}

impl Abroad<'_> {
    fn word(&self, at: usize) -> &str {
        self.lower.get(at).map_or("", String::as_str)
    }

    fn printed(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| self.text.slice(t.span))
    }

    fn is_capitalised(&self, at: usize) -> bool {
        self.printed(at).starts_with(char::is_uppercase)
    }

    fn is_dash(&self, at: usize) -> bool {
        matches!(self.word(at), "—" | "–" | "--" | "―")
            || self.word(at) == "-" && self.gap(at) && (at == 0 || self.gap(at - 1))
    }

    /// Whether white space follows token `at`.
    fn gap(&self, at: usize) -> bool {
        match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(this), Some(next)) => this.span.end() < next.span.start(),
            _ => true,
        }
    }

    fn is_pause(&self, at: usize) -> bool {
        matches!(self.word(at), "," | ":" | ";" | "(" | ")") || self.is_stop(at) || self.is_dash(at)
    }

    fn is_stop(&self, at: usize) -> bool {
        matches!(self.word(at), "." | "!" | "?" | "…" | "...")
    }

    fn span(&self, tokens: &Tokens) -> Option<Span> {
        let (first, last) = (self.tokens.get(tokens.start)?, self.tokens.get(tokens.end.checked_sub(1)?)?);
        (tokens.start < tokens.end).then(|| first.span.cover(last.span))
    }

    /// A quotation, cut where the credit stands inside its marks: « Non, a-t-il dit, jamais. »
    fn pieces(&self, fragment: &Fragment) -> Vec<Quotation> {
        let double = fragment.double;
        let place = |byte: usize| self.tokens.partition_point(|t| t.span.start() < byte);
        let inner = place(fragment.inner.start())..place(fragment.inner.end());
        let whole = |inner| vec![Quotation { outer: fragment.tokens.clone(), inner, double }];
        let opens = |at: &usize| self.word(*at) == "," || self.is_dash(*at);
        let aside = (inner.start + 1..inner.end).filter(opens).find_map(|at| {
            let cue = self.cue_at(at + 1).filter(|c| c.end <= inner.end)?;
            let end = (cue.end..inner.end.min(cue.end + PHRASE))
                .find(|i| self.word(*i) == "," || self.is_dash(*i))?;
            let plain = (cue.end..end).all(|i| !self.is_pause(i));
            plain.then_some((at, end))
        });
        let Some((from, to)) = aside else { return whole(fragment.inner) };
        let after = to + 1 + usize::from(self.word(to + 1) == ",");
        let parts = [
            (fragment.tokens.start..from, inner.start..from),
            (after..fragment.tokens.end, after..inner.end),
        ];
        let cut = parts
            .into_iter()
            .filter_map(|(outer, inner)| Some(Quotation { outer, inner: self.span(&inner)?, double }));
        cut.collect()
    }

    /// What is said after the dash that opens a paragraph: — Où est-il ? demanda Anne.
    fn after_dash(&self, paragraph: &Tokens, others: &[Quotation]) -> Option<Quotation> {
        if !self.is_dash(paragraph.start) || !others.is_empty() {
            return None;
        }
        let first = paragraph.start + 1;
        let ends = |at: &usize| self.word(*at) == "," || self.is_stop(*at) || self.is_dash(*at);
        let end = (first + 1..paragraph.end).filter(ends).find(|at| {
            let next = if self.is_stop(*at) && self.word(at + 1) == "," { at + 2 } else { at + 1 };
            let next = if self.is_dash(next) { next + 1 } else { next };
            self.cue_at(next).is_some_and(|cue| cue.end <= paragraph.end)
        })?;
        let end = if self.is_stop(end) { end + 1 } else { end };
        Some(Quotation { outer: first..end, inner: self.span(&(first..end))?, double: true })
    }

    /// The verb group that begins at `at` and credits somebody.
    fn cue_at(&self, at: usize) -> Option<Tokens> {
        let word = self.word(at);
        if self.table.helpers.contains(&word) {
            // "a déclaré", "a-t-il lâché", "ha soltanto detto"
            let skips = |i: &usize| {
                matches!(self.word(*i), "-" | "t" | "il" | "elle" | "on" | "’" | "'")
                    || self.table.adverbs.contains(&self.word(*i))
            };
            let next = (at + 1..at + 6).find(|i| !skips(i))?;
            if self.table.participles.contains(&self.word(next)) {
                return Some(at..next + 1);
            }
        }
        self.table.verbs.contains(&word).then_some(at..at + 1)
    }

    /// The quotations of a paragraph, sentence by sentence.
    fn paragraph(&mut self, paragraph: &Tokens, quotations: &[Quotation]) {
        let mut last = None;
        for sentence in self.sentences(paragraph, quotations) {
            let held: Vec<&Quotation> =
                quotations.iter().filter(|q| sentence.contains(&q.outer.start)).collect();
            let [first, ..] = held.as_slice() else {
                last = None;
                continue;
            };
            let credit = self.credit(&sentence, &held);
            let outside = sentence.clone().any(|i| {
                !held.iter().any(|q| q.outer.contains(&i))
                    && self.tokens.get(i).is_some_and(|t| t.kind != TokenKind::Mark)
            });
            match (credit, last) {
                (Some(credit), _) => last = self.add(&held, Some(credit), &sentence),
                (None, Some(index)) if !outside => self.go_on(index, &held),
                (None, _) if !outside && self.words(first) >= LONG => last = self.add(&held, None, &sentence),
                _ => last = None,
            }
        }
    }

    fn words(&self, quotation: &Quotation) -> usize {
        let tokens = self.tokens.get(quotation.outer.clone()).unwrap_or_default();
        tokens.iter().filter(|t| t.kind == TokenKind::Word).count()
    }

    fn sentences(&self, paragraph: &Tokens, quotations: &[Quotation]) -> Vec<Tokens> {
        let mut found = Vec::new();
        let (mut start, mut at) = (paragraph.start, paragraph.start);
        while at < paragraph.end {
            let quoted = quotations.iter().find(|q| q.outer.start == at);
            let next = quoted.map_or(at + 1, |q| q.outer.end.max(at + 1));
            let ends = match quoted {
                // A stop inside the marks ends a sentence when the next one begins.
                Some(q) => {
                    let last = self.tokens.partition_point(|t| t.span.end() <= q.inner.end());
                    last.checked_sub(1).is_some_and(|i| self.is_stop(i))
                        && (self.is_capitalised(next) || quotations.iter().any(|o| o.outer.start == next))
                }
                None if self.word(at) == ";" => true,
                None => {
                    let short = at.checked_sub(1).is_some_and(|i| self.printed(i).chars().count() <= 3);
                    let abbreviated = self.word(at) == "." && short && !self.gap(at.saturating_sub(1));
                    let abbreviated = abbreviated
                        && at > 0
                        && self.is_capitalised(at - 1)
                        && !quotations.iter().any(|q| q.outer.end == at);
                    self.is_stop(at) && !abbreviated && self.gap(at)
                }
            };
            at = next;
            if ends {
                found.push(start..at);
                start = at;
            }
        }
        if start < paragraph.end {
            found.push(start..paragraph.end);
        }
        found
    }

    /// The cue of a sentence that credits its quotations: right after one, before one, or a phrase like
    /// "according to".
    fn credit(&self, sentence: &Tokens, held: &[&Quotation]) -> Option<Credit> {
        let free = |i: &usize| !held.iter().any(|q| q.outer.contains(i));
        let according = sentence.clone().filter(free).find_map(|at| self.according(at, sentence, held));
        let after = held.iter().find_map(|q| {
            let mut at = q.outer.end;
            while at < sentence.end && (self.word(at) == "," || self.is_dash(at)) {
                at += 1;
            }
            let cue = self.cue_at(at).filter(|c| c.end <= sentence.end)?;
            let inner = self.inverted(&cue);
            Some(Credit { source: inner.or_else(|| self.phrase_after(cue.end, sentence, held)), cue })
        });
        let before = || {
            let at = sentence.clone().filter(free).find(|at| self.cue_at(*at).is_some())?;
            let cue = self.cue_at(at)?;
            let source = self.subject(sentence.start, at, held);
            let source = source.or_else(|| self.phrase_after(cue.end, sentence, held));
            Some(Credit { cue, source })
        };
        after.or(according).or_else(before)
    }

    /// "a-t-il dit": who stands inside the cue.
    fn inverted(&self, cue: &Tokens) -> Option<Tokens> {
        cue.clone().find(|i| matches!(self.word(*i), "il" | "elle" | "on")).map(|i| i..i + 1)
    }

    fn according(&self, at: usize, sentence: &Tokens, held: &[&Quotation]) -> Option<Credit> {
        let fits = |phrase: &&&[&str]| phrase.iter().enumerate().all(|(i, word)| self.word(at + i) == *word);
        let phrase = self.table.according.iter().find(fits)?;
        let end = at + phrase.len();
        let source = self.phrase_after(end, sentence, held);
        // "Para" and "pour" credit somebody only at the head of a sentence.
        let weak = matches!(*phrase, ["pour"] | ["para"] | ["per"] | ["so"]);
        if weak && (at != sentence.start || source.is_none()) {
            return None;
        }
        Some(Credit { cue: at..end, source })
    }

    /// The phrase for somebody that begins at `at`.
    fn phrase_after(&self, at: usize, sentence: &Tokens, held: &[&Quotation]) -> Option<Tokens> {
        let start = (at..sentence.end.min(at + 3))
            .find(|i| !self.table.adverbs.contains(&self.word(*i)) && self.word(*i) != "-")?;
        let quoted = |i: usize| held.iter().any(|q| q.outer.contains(&i));
        let limit = sentence.end.min(start + PHRASE);
        let ends = |i: &usize| {
            quoted(*i)
                || self.is_pause(*i)
                || *i > start && self.table.stops.contains(&self.word(*i)) && !self.is_capitalised(*i)
        };
        let mut end = (start..limit).find(ends).unwrap_or(limit);
        if !self.opens_phrase(start) || start == end || quoted(start) {
            return None;
        }
        // "la maire, Anne Morel"
        let bare = !(start..end).skip(1).any(|i| self.is_capitalised(i));
        if bare && self.word(end) == "," && self.is_capitalised(end + 1) && !quoted(end + 1) {
            let more = end + 1..sentence.end.min(end + 1 + PHRASE);
            end = more.clone().find(ends).unwrap_or(more.end);
        }
        Some(start..end)
    }

    /// Whether a phrase for somebody may begin at `at`: with a capital, an article or a pronoun.
    fn opens_phrase(&self, at: usize) -> bool {
        let word = self.word(at);
        let elided = ["l’", "l'", "un’", "un'"].iter().any(|article| word.starts_with(article));
        elided || self.is_capitalised(at) || self.table.openers.contains(&word)
    }

    /// The phrase before the cue at `at`: from the head of the sentence, or from the comma before it.
    fn subject(&self, from: usize, at: usize, held: &[&Quotation]) -> Option<Tokens> {
        let from = held.iter().map(|q| q.outer.end).filter(|end| *end <= at).max().unwrap_or(from);
        let comma = (from..at).rev().find(|i| self.is_pause(*i));
        let near = comma.map_or(from, |c| c + 1)..at;
        let first = from..(from..at).find(|i| self.is_pause(*i)).unwrap_or(at);
        let fits = |t: &Tokens| {
            !t.is_empty()
                && t.len() <= PHRASE
                && self.opens_phrase(t.start)
                && (self.table.openers.contains(&self.word(t.start))
                    || !self.table.stops.contains(&self.word(t.start)))
        };
        let trimmed = |t: Tokens| {
            let end = t
                .clone()
                .rev()
                .find(|i| !self.table.adverbs.contains(&self.word(*i)))
                .map_or(t.start, |i| i + 1);
            t.start..end
        };
        [near, first].into_iter().map(trimmed).find(fits)
    }

    fn add(&mut self, held: &[&Quotation], credit: Option<Credit>, sentence: &Tokens) -> Option<usize> {
        let content: Vec<Span> = held.iter().filter_map(|q| self.span(&q.outer)).collect();
        let (cue, source) = credit.map_or((None, None), |c| (Some(c.cue), c.source));
        let sure = match (&cue, &source) {
            (Some(_), Some(_)) => SURE[0],
            (Some(_), None) => SURE[1],
            _ => SURE[2],
        };
        let alone = held.first().is_some_and(|q| {
            q.outer.start == sentence.start || q.outer.start.checked_sub(1).is_some_and(|i| self.is_pause(i))
        });
        let direct = alone && held.iter().all(|q| q.double);
        self.found.push(Attribution {
            content,
            quoted: held.iter().map(|q| q.inner).collect(),
            source: source.as_ref().and_then(|s| self.span(s)),
            cue: cue.iter().filter_map(|c| self.span(c)).collect(),
            kind: if direct { AttributionKind::Direct } else { AttributionKind::Mixed },
            speech: true,
            speaker: None,
            confidence: sure,
        });
        Some(self.found.len() - 1)
    }

    /// More of what was said last.
    fn go_on(&mut self, index: usize, held: &[&Quotation]) {
        let content: Vec<Span> = held.iter().filter_map(|q| self.span(&q.outer)).collect();
        if let Some(attribution) = self.found.get_mut(index) {
            attribution.content.extend(content);
            attribution.quoted.extend(held.iter().map(|q| q.inner));
        }
    }
}
