//! Cues: the verb groups and phrases that credit somebody.

use variorum_core::TokenKind;

use super::lexicon::{Class, Ending, Form};
use super::reading::{Reading, Tokens};

/// A crediting verb with its auxiliaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// The verb group.
    pub(super) tokens: Tokens,
    /// The crediting verb.
    pub(super) verb: Form,
    /// Whether its subject is what is credited or told ("was told").
    pub(super) passive: bool,
    /// Whether it follows "to".
    pub(super) infinitive: bool,
}

impl Reading<'_> {
    /// The cue whose verb is token `at`, if a verb can stand there.
    pub(super) fn cue_at(&self, at: usize, from: usize) -> Option<Cue> {
        let word = self.word(at)?;
        let verb = word.verb?;
        let end = at + 1 + usize::from(word.phrasal);
        let (start, infinitive) = self.group_start(at, from);
        let group = start..at;
        let be = group.clone().any(|i| self.is(i, Class::BE));
        let helped = group.clone().any(|i| self.is(i, Class::AUXILIARY));
        let passive = verb.ending == Ending::Past && be;
        let cue = Cue { tokens: start..end, verb, passive, infinitive };
        (self.stands_as_verb(&cue, from, helped)).then_some(cue)
    }

    /// Walks left over auxiliaries and adverbs.
    pub(super) fn group_start(&self, at: usize, from: usize) -> (usize, bool) {
        let mut start = at;
        while start > from
            && self.is(start - 1, Class::AUXILIARY | Class::ADVERB | Class::NOT)
            && self.quotation_at(start - 1).is_none()
        {
            start -= 1;
        }
        // "Lee, however, said"
        while start < at && self.word(start + 1).is_some_and(|w| w.is_mark(",")) {
            start += 1;
        }
        let infinitive = start > from && self.is(start - 1, Class::TO);
        (start, infinitive)
    }

    fn stands_as_verb(&self, cue: &Cue, from: usize, helped: bool) -> bool {
        let first = cue.tokens.start > from;
        let Some(left) = self.before(cue.tokens.start).filter(|_| first) else {
            return cue.verb.ending == Ending::Ing;
        };
        if left.is(Class::DETERMINER | Class::POSSESSIVE)
            && !left.is(Class::SUBJECT | Class::RELATIVE)
            && !helped
        {
            return false;
        }
        match cue.verb.ending {
            Ending::Base => {
                helped
                    || cue.infinitive
                    || left.is(Class::SUBJECT | Class::RELATIVE)
                    || (!cue.verb.nominal && left.text.ends_with('s'))
            }
            Ending::S if cue.verb.nominal => {
                left.is(Class::SUBJECT | Class::RELATIVE)
                    || left.is_capitalised_name() && !left.text.ends_with('s')
                    || left.kind == TokenKind::Word && self.quotation_opening(cue.tokens.end).is_some()
            }
            Ending::S => !left.is(Class::PREPOSITION),
            Ending::Past => helped || !left.is(Class::PREPOSITION),
            Ending::Ing => !left.is(Class::DETERMINER | Class::POSSESSIVE),
        }
    }

    /// The words after `at` that say when, where and to whom, and no more.
    pub(super) fn skip_adjuncts(&self, at: usize, end: usize) -> usize {
        let mut at = at;
        loop {
            let next = self.skip_adjunct(at, end);
            if next == at {
                return at;
            }
            at = next;
        }
    }

    fn skip_adjunct(&self, at: usize, end: usize) -> usize {
        if at >= end || self.quotation_at(at).is_some() {
            return at;
        }
        if self.is(at, Class::TIME | Class::ADVERB) && self.word(at).is_some_and(|w| w.verb.is_none()) {
            return at + 1;
        }
        if self.is(at, Class::PREPOSITION) || self.is_text(at, "to") && self.is(at + 1, Class::AUDIENCE) {
            let stop = (at + 1..end.min(at + 14)).find(|i| self.ends_adjunct(*i));
            return stop.unwrap_or(at);
        }
        at
    }

    fn ends_adjunct(&self, at: usize) -> bool {
        let Some(word) = self.word(at) else { return true };
        self.quotation_at(at).is_some()
            || word.is(Class::THAT
                | Class::SUBJECT
                | Class::PREPOSITION
                | Class::QUESTION
                | Class::TIME
                | Class::AUXILIARY)
            || matches!(word.text, "," | ":" | ";" | "." | "?" | "!")
            || word.is_dash()
            || word.verb.is_some()
    }
}
