//! Extents: where the content of a cue begins and ends.

use variorum_core::TokenKind;

use super::contents::LONGEST;
use super::cues::Cue;
use super::lexicon::{Class, Ending};
use super::reading::{Reading, Tokens};

impl Reading<'_> {
    /// Steps over whom it is said to.
    pub(super) fn skip_addressee(&self, at: usize, end: usize, addressed: bool) -> usize {
        if !addressed || at >= end {
            return at;
        }
        if let Some(fragment) = self.quotation_at(at) {
            return if self.is_title(fragment) { fragment.tokens.end } else { at };
        }
        let stops = Class::THAT
            | Class::SUBJECT
            | Class::QUESTION
            | Class::TO
            | Class::AUXILIARY
            | Class::PREPOSITION
            | Class::TIME;
        if self.is(at, Class::OBJECT | Class::AUDIENCE) {
            return at + 1;
        }
        let stop = (at + 1..end.min(at + 12)).find(|i| {
            self.quotation_opening(*i).is_some()
                || self.is(*i, stops)
                || self.word(*i).is_some_and(|w| {
                    matches!(w.text, "," | ":" | "." | ";")
                        || (self.before(*i).is_some_and(|p| p.is_capitalised())
                            && !w.is_capitalised()
                            && w.kind == TokenKind::Word)
                })
        });
        let named =
            self.word(at).is_some_and(|w| w.is_capitalised() || w.is(Class::DETERMINER | Class::POSSESSIVE));
        stop.filter(|_| named).unwrap_or(at)
    }

    /// Steps over listeners who are named by several words: "White House reporters", "city hall journalists".
    pub(super) fn skip_listeners(&self, at: usize, end: usize) -> usize {
        let other = Class::THAT
            | Class::SUBJECT
            | Class::QUESTION
            | Class::TO
            | Class::AUXILIARY
            | Class::PREPOSITION
            | Class::TIME
            | Class::AUDIENCE
            | Class::DETERMINER
            | Class::COORDINATOR;
        let noun = |i: &usize| {
            self.quotation_at(*i).is_none()
                && !self.is(*i, other)
                && self.word(*i).is_some_and(|w| w.kind == TokenKind::Word && w.verb.is_none())
        };
        let nouns = (at..end.min(at + 3)).take_while(noun).count();
        if at + nouns < end && self.is(at + nouns, Class::AUDIENCE) { at + nouns + 1 } else { at }
    }

    /// Where the content of a cue begins, after whom it was said to and when.
    pub(super) fn content_start(&self, cue: &Cue, end: usize) -> Option<usize> {
        let verb = cue.verb.verb();
        let after = self.skip_addressee(cue.tokens.end, end, verb.addressee);
        let adjuncts = self.skip_adjuncts(after, end);
        let opens = |at: usize| self.quotation_at(at).is_some() || self.is(at, Class::THAT);
        let marks = usize::from(self.word(adjuncts).is_some_and(|w| matches!(w.text, "," | ":")));
        if verb.clause
            && adjuncts > after
            && (opens(adjuncts)
                || marks == 1 && opens(adjuncts + 1)
                || self.is(after, Class::TIME | Class::ADVERB))
            || marks == 1 && self.quotation_opening(adjuncts + 1).is_some()
        {
            return Some(adjuncts + marks).filter(|s| *s < end);
        }
        let marks = usize::from(
            self.word(after).is_some_and(|w| w.text == ":")
                || self.word(after).is_some_and(|w| w.text == ",") && opens(after + 1),
        );
        let start = after + marks;
        let word = self.word(start).filter(|_| start < end)?;
        (word.kind != TokenKind::Mark
            || self.quotation_at(start).is_some()
            || matches!(word.text, "$" | "#" | "@" | "[" | "("))
        .then_some(start)
    }

    /// Where content that begins at `start` ends, `limit` at the latest.
    pub(super) fn content_end(&self, start: usize, limit: usize) -> usize {
        let mut at = start;
        for _ in 0..LONGEST {
            if at >= limit {
                break;
            }
            if self.quotation_at(at).is_some() {
                at = self.skip_quotation(at);
                if self.quotation_ends_content(at, limit) {
                    break;
                }
                continue;
            }
            if self.ends_content(at, limit) {
                break;
            }
            at += 1;
        }
        self.trim(start..at).end.max(start)
    }

    pub(super) fn quotation_ends_content(&self, at: usize, limit: usize) -> bool {
        let Some(fragment) = self.quotation_closing(at).filter(|_| at < limit) else { return false };
        let pause = self.last_inside(fragment).is_some_and(|w| w.is_stop() || w.is_mark(","));
        let goes_on = self.quotation_opening(at + 1).is_some() || self.is(at + 1, Class::THAT);
        let next = self.word(at);
        pause
            && !goes_on
            && next.is_some_and(|w| {
                w.is(Class::SUBORDINATOR | Class::COORDINATOR)
                    || w.verb.is_some_and(|v| v.ending == Ending::Ing)
            })
    }

    pub(super) fn ends_content(&self, at: usize, limit: usize) -> bool {
        let Some(word) = self.word(at) else { return true };
        if word.is_mark(";") || word.is_dash() {
            return true;
        }
        if word.is_mark(",") {
            let next = self.word(at + 1).filter(|_| at + 1 < limit);
            return next.is_none_or(|w| {
                w.verb.is_some_and(|v| v.verb().speech && matches!(v.ending, Ending::Ing | Ending::Past))
                    || matches!(
                        w.text,
                        "according" | "but" | "which" | "while" | "although" | "though" | "compared"
                    )
                    || w.is(Class::COORDINATOR) && self.credits_anew(at + 2, limit)
            });
        }
        if word.is(Class::COORDINATOR) {
            let next = self.word(at + 1).and_then(|w| w.verb);
            return next.is_some_and(|v| {
                !v.nominal && v.verb().speech && matches!(v.ending, Ending::Past | Ending::S)
            });
        }
        self.is_text(at, "according") && self.is_text(at + 1, "to")
    }

    /// Whether "NAME said" begins at `at`.
    pub(super) fn credits_anew(&self, at: usize, limit: usize) -> bool {
        let broken = |i: usize| {
            self.quotation_at(i).is_some()
                || self.is(i, Class::COMMON_VERB | Class::THAT | Class::SUBORDINATOR)
                || self.word(i).is_some_and(|w| w.is_mark(","))
        };
        (at..limit.min(at + 8))
            .take_while(|i| !broken(*i))
            .find(|i| self.is(*i, Class::AUXILIARY) || self.word(*i).is_some_and(|w| w.verb.is_some()))
            .and_then(|i| self.cue_at(i, at))
            .is_some_and(|cue| cue.verb.verb().speech)
    }

    /// `tokens` without the stop, comma or dash at its end and the conjunction before a quotation.
    pub(super) fn trim(&self, tokens: Tokens) -> Tokens {
        let Tokens { mut start, mut end } = tokens;
        while end > start
            && self.quotation_at(end - 1).is_none()
            && self.before(end).is_some_and(|w| {
                w.is_dash()
                    || w.kind == TokenKind::Mark && matches!(w.text, "." | "," | ";" | ":" | "?" | "!")
            })
        {
            end -= 1;
        }
        if start < end && self.is(start, Class::COORDINATOR) && self.quotation_opening(start + 1).is_some() {
            start += 1;
        }
        start..end
    }

    /// Where the clause of a cue ends: at the next comma when it stands in a clause before the main one
    /// ("Asked about it, Lee …") or in a relative clause between commas.
    pub(super) fn clause_limit(
        &self,
        cue: &Cue,
        source: Option<&Tokens>,
        start: usize,
        sentence: &Tokens,
    ) -> usize {
        let comma = |from: usize, to: usize| {
            (from..to)
                .take(LONGEST)
                .find(|i| self.quotation_at(*i).is_none() && self.word(*i).is_some_and(|w| w.is_mark(",")))
        };
        let first = self.word(sentence.start);
        let fronted = first
            .is_some_and(|w| w.is(Class::SUBORDINATOR | Class::PREPOSITION) || w.verb.is_some())
            && cue.tokens.start < sentence.start + 16
            && comma(sentence.start, cue.tokens.start).is_none();
        let subject = source.filter(|s| s.end <= cue.tokens.start).map_or(cue.tokens.start, |s| s.start);
        let relative = self.is(subject, Class::RELATIVE)
            && self.before(subject).is_some_and(|w| w.is_mark(","))
            || self.before(subject).is_some_and(|w| matches!(w.text, "which" | "whom"));
        if fronted || relative { comma(start, sentence.end).unwrap_or(sentence.end) } else { sentence.end }
    }

    /// Whether what stands at `at`, after a cue, is what that cue credits.
    pub(super) fn has_complement(&self, at: usize, end: usize, closed: bool) -> bool {
        let Some(word) = self.word(at).filter(|_| at < end) else { return false };
        if self.quotation_at(at).is_some() {
            return !closed;
        }
        if word.kind == TokenKind::Mark {
            return word.text == ":" && !closed;
        }
        if closed {
            return word.is(Class::THAT);
        }
        !word.is(Class::PREPOSITION | Class::SUBORDINATOR | Class::COORDINATOR | Class::TO | Class::TIME)
            && !word.verb.is_some_and(|v| v.ending == Ending::Ing)
    }

    /// The content that goes on after an inserted credit: "A," she said, "B."
    pub(super) fn resumed(&self, at: usize, end: usize) -> Option<Tokens> {
        let mut at = at;
        // "she said of the plan, “…”": up to the next mark.
        let end = end.min(at + LONGEST / 4);
        while at < end
            && self.quotation_at(at).is_none()
            && !self.word(at).is_some_and(|w| matches!(w.text, "," | ":" | ";") || w.is_stop() || w.is_dash())
        {
            at += 1;
        }
        let after = at + 1;
        if after >= end {
            return None;
        }
        if let Some(fragment) = self.quotation_opening(after).or_else(|| self.quotation_opening(at)) {
            return Some(fragment.tokens.start..self.content_end(fragment.tokens.start, end));
        }
        let word = self.word(after)?;
        let aside = Class::RELATIVE | Class::SUBORDINATOR | Class::PREPOSITION | Class::TIME;
        let goes_on =
            word.text == "so" || !(word.is(aside) || word.text.ends_with("ing") || word.text == "but");
        (goes_on && self.word(at)?.is_mark(",") && word.kind == TokenKind::Word)
            .then(|| after..self.content_end(after, end))
    }
}
