//! Sources: the noun phrase beside a cue that names who is credited.

use variorum_core::TokenKind;

use super::lexicon::{Class, Ending};
use super::reading::{Reading, Tokens};
use super::words::Word;

/// No source is longer, in tokens.
const LONGEST: usize = 40;

impl Reading<'_> {
    /// The noun phrase that ends before `at` and does not reach before `from`: the subject of a verb
    /// that begins at `at`.
    pub(super) fn source_before(&self, at: usize, from: usize) -> Option<Tokens> {
        let (mut end, mut walk) = (at, at);
        if self.before(at)?.is(Class::COORDINATOR) {
            return None;
        }
        if self.before(at)?.is_mark(",") {
            let comma = self.comma_before(at - 1, from)?;
            walk = comma;
            if !self.begins_apposition(comma + 1) {
                end = comma;
            }
        }
        let trimmed = self.without_time(walk, from);
        if trimmed < walk {
            (walk, end) = (trimmed, trimmed);
        }
        if walk == from {
            return None;
        }
        let start = self.phrase_start(walk, from)?;
        let start = self.skip_openers(self.past_label(start, walk, from), end);
        (start < end).then_some(start..end)
    }

    /// Where the name begins before a label between commas: "Lee, 35," and "Lee, D-Ohio,".
    fn past_label(&self, start: usize, end: usize, from: usize) -> usize {
        let label = (start..end).len() <= 2 && self.word(start).is_some_and(|w| w.kind == TokenKind::Number)
            || (start..end).len() <= 5 && self.word(start + 1).is_some_and(|w| w.is_mark("-"));
        let name = start
            .checked_sub(2)
            .filter(|i| *i >= from && self.word(start - 1).is_some_and(|w| w.is_mark(",")));
        match name.filter(|i| label && self.word(*i).is_some_and(Word::is_capitalised)) {
            Some(_) => self.phrase_start(start - 1, from).unwrap_or(start),
            None => start,
        }
    }

    /// The comma that opens the insertion which ends at the comma `close`.
    fn comma_before(&self, close: usize, from: usize) -> Option<usize> {
        let lowest = from.max(close.saturating_sub(LONGEST));
        let comma = (lowest..close)
            .rev()
            .take_while(|i| self.quotation_at(*i).is_none())
            .find(|i| self.word(*i).is_some_and(|w| w.is_mark(",")))?;
        // "Lee, a nurse from York, England, said"
        let short = close - comma <= 3 && self.word(comma + 1).is_some_and(Word::is_capitalised);
        let wider = short.then(|| self.comma_before(comma, from)).flatten();
        wider.filter(|w| self.begins_apposition(w + 1)).or(Some(comma)).filter(|c| *c > from)
    }

    fn begins_apposition(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| {
            w.is(Class::DETERMINER | Class::POSSESSIVE | Class::RELATIVE)
                || (w.is_capitalised() && !w.is(Class::PREPOSITION | Class::TIME | Class::ADVERB))
                || w.kind == TokenKind::Number
                || !(w.is(Class::PREPOSITION
                    | Class::TIME
                    | Class::ADVERB
                    | Class::SUBORDINATOR
                    | Class::COORDINATOR)
                    || w.verb.is_some())
        })
    }

    /// Where the phrase that ends at `end` ends without "on Tuesday", "last week", "also".
    fn without_time(&self, end: usize, from: usize) -> usize {
        let mut at = end;
        while at > from
            && self.before(at).is_some_and(|w| w.is(Class::TIME | Class::ADVERB) && w.verb.is_none())
        {
            at -= 1;
        }
        if at < end
            && self.before(at).is_some_and(|w| w.text == "on" || w.text == "in" || w.text == "this")
            && at > from
        {
            at -= 1;
        }
        at
    }

    /// Walks left from `end` to where the noun phrase begins.
    fn phrase_start(&self, end: usize, from: usize) -> Option<usize> {
        let lowest = from.max(end.saturating_sub(LONGEST));
        let mut at = end.checked_sub(1)?;
        let first = self.word(at)?;
        if first.is(Class::SUBJECT | Class::RELATIVE) && !first.is(Class::DETERMINER) {
            return Some(at);
        }
        if self.stops_phrase(at) {
            return None;
        }
        while at > lowest && self.goes_on_left(at) {
            at -= 1;
        }
        Some(at)
    }

    /// Whether the phrase that begins at `at` takes in the word before it.
    fn goes_on_left(&self, at: usize) -> bool {
        let (Some(this), Some(left)) = (self.word(at), self.before(at)) else { return false };
        let farther = at.checked_sub(2).and_then(|i| self.word(i));
        if left.is(Class::COORDINATOR) {
            let names = |w: &Word| w.is_capitalised() || w.is(Class::DETERMINER);
            return left.text != "but"
                && names(this)
                && farther
                    .is_some_and(|w| names(w) && !w.is(Class::PREPOSITION) && !self.stops_phrase(at - 2));
        }
        if self.stops_phrase(at - 1) {
            return is_relative_verb(left, farther);
        }
        if left.is(Class::RELATIVE) {
            return this.verb.is_some() || this.is(Class::AUXILIARY | Class::COMMON_VERB);
        }
        if this.is(Class::DETERMINER | Class::POSSESSIVE) {
            return left.is(Class::PREPOSITION) || left.is(Class::DETERMINER);
        }
        true
    }

    /// Whether no noun phrase that is a source holds this word.
    fn stops_phrase(&self, at: usize) -> bool {
        let Some(word) = self.word(at) else { return true };
        if self.quotation_at(at).is_some()
            || word.is_stop() && !self.is_abbreviation_dot(at)
            || word.is_dash()
        {
            return true;
        }
        if word.kind == TokenKind::Mark {
            return matches!(word.text, "," | ";" | ":");
        }
        let clause =
            Class::SUBORDINATOR | Class::THAT | Class::AUXILIARY | Class::COMMON_VERB | Class::SUBJECT;
        word.is(clause) && !word.is_capitalised_name()
            || word.verb.is_some_and(|v| !v.nominal && v.ending != Ending::Ing) && !word.is_capitalised_name()
    }

    fn is_abbreviation_dot(&self, at: usize) -> bool {
        let glued = |w: &Word| self.word(at).is_some_and(|dot| dot.span.start() == w.span.end());
        self.before(at)
            .is_some_and(|w| glued(w) && (w.is(Class::ABBREVIATION) || w.text.chars().count() == 1))
    }

    /// Steps over "But", "And", "Meanwhile" and prepositions at the front of a phrase.
    fn skip_openers(&self, start: usize, end: usize) -> usize {
        let openers = Class::COORDINATOR | Class::PREPOSITION | Class::ADVERB | Class::SUBORDINATOR;
        let mut at = start;
        while at < end && self.word(at).is_some_and(|w| w.is(openers) && !w.is(Class::DETERMINER)) {
            at += 1;
        }
        at
    }

    /// The noun phrase that begins at `at`: who, in "said Lee, a nurse".
    pub(super) fn source_after(&self, at: usize, limit: usize) -> Option<Tokens> {
        self.phrase_after(at, limit, false)
    }

    /// The same; a `wide` phrase takes in every preposition.
    pub(super) fn phrase_after(&self, at: usize, limit: usize, wide: bool) -> Option<Tokens> {
        let first = self.word(at).filter(|_| at < limit && self.quotation_at(at).is_none())?;
        if first.is(Class::SUBJECT) {
            return Some(at..at + 1);
        }
        let noun = first.is_capitalised()
            || first.is(Class::DETERMINER | Class::POSSESSIVE)
            || !(first.is(Class::PREPOSITION
                | Class::TIME
                | Class::ADVERB
                | Class::THAT
                | Class::QUESTION
                | Class::TO
                | Class::AUXILIARY
                | Class::SUBORDINATOR
                | Class::COORDINATOR
                | Class::OBJECT)
                || first.kind != TokenKind::Word);
        if !noun || first.is(Class::TIME | Class::QUESTION) {
            return None;
        }
        let limit = limit.min(at + LONGEST);
        let mut end = at + 1;
        let mut wide = wide;
        while end < limit && self.goes_on_right(end, wide) {
            // What modifies a noun after "who" or a participle runs to the comma.
            wide |= self.is(end, Class::RELATIVE)
                || self.word(end).is_some_and(|w| w.text.ends_with("ed") && !w.is_capitalised());
            wide &= !self.word(end).is_some_and(|w| w.is_mark(","));
            end += 1;
        }
        while end > at + 1 && self.before(end).is_some_and(|w| w.is_mark(",") || w.is(Class::PREPOSITION)) {
            end -= 1;
        }
        Some(at..end)
    }

    /// Whether a phrase takes in the word at `at`, right of it.
    fn goes_on_right(&self, at: usize, wide: bool) -> bool {
        let Some(word) = self.word(at) else { return false };
        if self.quotation_at(at).is_some() || word.is_dash() {
            return false;
        }
        if word.is_stop() {
            return self.is_abbreviation_dot(at);
        }
        if word.is_mark(",") {
            return self.begins_apposition(at + 1)
                && self.quotation_at(at + 1).is_none()
                && !self.starts_clause(at + 1);
        }
        if matches!(word.text, ";" | ":") {
            return false;
        }
        if word.is(Class::PREPOSITION) {
            return matches!(word.text, "of" | "for" | "from" | "at" | "with")
                && !self.is(at + 1, Class::TIME);
        }
        if wide && word.is(Class::TO | Class::AUXILIARY) {
            return true;
        }
        let clause = Class::SUBORDINATOR | Class::THAT | Class::TO | Class::AUXILIARY;
        let joins_more =
            word.is(Class::COORDINATOR) && self.word(at + 1).is_some_and(|w| !w.is_capitalised());
        !word.is(Class::TIME) && !joins_more && (word.is_capitalised_name() || !word.is(clause))
    }

    /// Whether "…, NAME said" begins at `at` rather than an apposition.
    fn starts_clause(&self, at: usize) -> bool {
        (at..at + 8).take_while(|i| self.word(*i).is_some_and(|w| !w.is_mark(",") && !w.is_stop())).any(|i| {
            self.is(i, Class::AUXILIARY)
                || self
                    .word(i)
                    .is_some_and(|w| w.verb.is_some_and(|v| !v.nominal && v.ending == Ending::Past))
        }) && !self.is(at, Class::RELATIVE)
    }
}

/// Whether `verb` belongs to a relative clause inside the phrase ("people who know him").
fn is_relative_verb(verb: &Word, before: Option<&Word>) -> bool {
    let relative = |w: &Word| w.is(Class::RELATIVE);
    relative(verb) && verb.text != "that" && before.is_some_and(|w| !w.is_mark(","))
        || before.is_some_and(relative)
            && (verb.verb.is_some() || verb.is(Class::AUXILIARY | Class::COMMON_VERB))
}

impl Word<'_> {
    /// Capitalised as names are, not a small word at the head of a sentence.
    pub(super) fn is_capitalised_name(&self) -> bool {
        self.is_capitalised()
            && !self.is(Class::SUBJECT
                | Class::SUBORDINATOR
                | Class::THAT
                | Class::AUXILIARY
                | Class::PREPOSITION
                | Class::ADVERB
                | Class::COORDINATOR)
    }
}
