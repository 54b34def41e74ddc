//! Contents: the words that a cue credits, after it, before it or on both sides.

use variorum_core::TokenKind;

use super::cues::Cue;
use super::lexicon::{Class, Ending};
use super::reading::{Reading, Tokens};

/// One credit as it was read in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) content: Vec<Tokens>,
    pub(super) source: Option<Tokens>,
    pub(super) cue: Vec<Tokens>,
    pub(super) speech: bool,
    pub(super) pattern: Pattern,
    /// The dictionary form of the crediting verb.
    pub(super) lemma: &'static str,
}

/// How a credit was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pattern {
    /// "…," she said.
    After,
    /// …, said Lee.
    Inverted,
    /// She said: …
    Before,
    /// Adding that …
    Participle,
    /// It was announced that …; was praised by …
    Passive,
    /// According to …
    AccordingTo,
    /// NAME: …
    Colon,
    /// A quotation by itself.
    FreeStanding,
    /// A block quotation and the line that names its speaker.
    Block,
}

/// A list of one range.
pub(super) fn one(tokens: Tokens) -> Vec<Tokens> {
    std::iter::once(tokens).collect()
}

impl Pattern {
    /// How often such a credit was right as a whole (content and source) on the training texts.
    pub(super) fn precision(self, speech: bool) -> f32 {
        let measured = match self {
            Self::After | Self::Inverted => 0.85,
            Self::Block => 0.9,
            Self::AccordingTo | Self::Colon => 0.7,
            Self::Before => 0.6,
            Self::FreeStanding => 0.6,
            Self::Participle | Self::Passive => 0.45,
        };
        if speech { measured } else { measured * 0.6 }
    }
}

/// Content is sought over no more words and quotations than this.
const LONGEST: usize = 250;

impl Reading<'_> {
    /// What the cues of one sentence credit, in the order of the cues.
    pub(super) fn credits(&self, sentence: &Tokens) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            if self.quotation_at(at).is_some() {
                at = self.skip_quotation(at);
                continue;
            }
            if let Some(draft) = self.credit_at(at, sentence, &drafts) {
                drafts.push(draft);
            }
            at += 1;
        }
        drafts
    }

    fn credit_at(&self, at: usize, sentence: &Tokens, drafts: &[Draft]) -> Option<Draft> {
        if self.is_text(at, "according") && self.is_text(at + 1, "to") {
            return self.according_to(at, sentence);
        }
        if self.word(at)?.is_mark(":") {
            return self.after_colon(at, sentence, drafts);
        }
        let cue = self.cue_at(at, sentence.start)?;
        let last = drafts.last();
        self.content_before(&cue, sentence, last).or_else(|| self.content_after(&cue, sentence, last))
    }

    /// "…," she said; …, said Lee, a nurse; "…," she said, "…"
    fn content_before(&self, cue: &Cue, sentence: &Tokens, last: Option<&Draft>) -> Option<Draft> {
        let verb = cue.verb.verb();
        let from = last.filter(|d| matches!(d.pattern, Pattern::After | Pattern::Inverted)).map_or(
            sentence.start,
            |d| {
                let cue = d.cue.last().map_or(0, |c| c.end);
                let end = cue.max(d.source.as_ref().map_or(0, |s| s.end));
                (end..sentence.end)
                    .take(LONGEST)
                    .find(|i| self.quotation_opening(*i).is_some())
                    .unwrap_or(end)
            },
        );
        if !verb.parenthetical || cue.passive || cue.infinitive || cue.verb.ending == Ending::Ing {
            return None;
        }
        let start = cue.tokens.start;
        let (source, pattern, front, back) = self
            .inverted(cue, sentence)
            .map(|source| (source.clone(), Pattern::Inverted, start, source.end))
            .or_else(|| {
                let source = self.source_before(start, sentence.start)?;
                let front = source.start;
                Some((source, Pattern::After, front, cue.tokens.end))
            })?;
        let closed = self.quotation_closing(front).is_some();
        if !closed && !self.before(front).is_some_and(|w| w.is_mark(",") || w.is_dash())
            || front <= sentence.start
        {
            return None;
        }
        let back = if pattern == Pattern::After {
            self.skip_addressee(back, sentence.end, verb.addressee)
        } else {
            back
        };
        let tail = self.skip_adjuncts(back, sentence.end);
        if self.has_complement(tail, sentence.end, closed) {
            return None;
        }
        let before = self.trim(from.min(front)..front);
        let mut content = vec![before];
        content.extend(self.resumed(tail, sentence.end));
        content.retain(|c| c.start < c.end);
        Some(Draft {
            content,
            source: Some(source),
            cue: vec![cue.tokens.clone()],
            speech: verb.speech,
            pattern,
            lemma: verb.lemma,
        })
    }

    /// Who, in "…," said Lee.
    fn inverted(&self, cue: &Cue, sentence: &Tokens) -> Option<Tokens> {
        let start = cue.tokens.start;
        let closed = self.quotation_closing(start).is_some();
        let comma = self.before(start).is_some_and(|w| w.is_mark(",") || w.is_dash());
        if !(closed || comma) || start <= sentence.start || cue.tokens.len() > 1 {
            return None;
        }
        let source = self.source_after(cue.tokens.end, sentence.end)?;
        let tail = self.skip_adjuncts(source.end, sentence.end);
        (closed || !self.has_complement(tail, sentence.end, false)).then_some(source)
    }

    /// Whether what stands at `at`, after a cue, is what that cue credits.
    fn has_complement(&self, at: usize, end: usize, closed: bool) -> bool {
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
    fn resumed(&self, at: usize, end: usize) -> Option<Tokens> {
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
        let verbal = self.is(after, Class::AUXILIARY | Class::COMMON_VERB);
        (verbal && self.word(at)?.is_mark(",")).then(|| after..self.content_end(after, end))
    }

    /// She said that …; she called the plan …; saying …
    fn content_after(&self, cue: &Cue, sentence: &Tokens, last: Option<&Draft>) -> Option<Draft> {
        let verb = cue.verb.verb();
        if cue.passive {
            return self.passive(cue, sentence);
        }
        let own = match cue.verb.ending {
            Ending::Ing if cue.tokens.len() == 1 => None,
            _ if cue.infinitive => None,
            _ => self.source_before(cue.tokens.start, sentence.start),
        };
        let pattern = if own.is_some() { Pattern::Before } else { Pattern::Participle };
        let source = own
            .or_else(|| last.and_then(|d| d.source.clone()))
            .or_else(|| self.subject(sentence, cue.tokens.start));
        let start = self.content_start(cue, sentence.end)?;
        let end = self.content_end(start, sentence.end);
        let quoted = self.quotation_at(start).is_some();
        if start >= end || !(verb.clause || verb.object || verb.infinitive || quoted) {
            return None;
        }
        Some(Draft {
            content: one(start..end),
            source,
            cue: vec![cue.tokens.clone()],
            speech: verb.speech,
            pattern,
            lemma: verb.lemma,
        })
    }

    /// It was announced that …; he was praised by …
    fn passive(&self, cue: &Cue, sentence: &Tokens) -> Option<Draft> {
        let verb = cue.verb.verb();
        let after = cue.tokens.end;
        let subject = self.source_before(cue.tokens.start, sentence.start);
        let by = self.is_text(after, "by").then(|| self.source_after(after + 1, sentence.end)).flatten();
        let mut content: Vec<Tokens> = Vec::new();
        if verb.addressee || self.is(after, Class::THAT) {
            content.push(after..self.content_end(after, sentence.end));
        } else if by.is_some() {
            content.extend(subject);
        } else {
            content.extend(subject);
            content.push(after..self.content_end(after, sentence.end));
        }
        content.retain(|c| c.start < c.end);
        (!content.is_empty()).then(|| Draft {
            content,
            source: by,
            cue: vec![cue.tokens.clone()],
            speech: verb.speech,
            pattern: Pattern::Passive,
            lemma: verb.lemma,
        })
    }

    /// The subject of the sentence, for a participle that has none.
    fn subject(&self, sentence: &Tokens, before: usize) -> Option<Tokens> {
        let verbal = |i: &usize| {
            self.quotation_at(*i).is_none()
                && (self.is(*i, Class::AUXILIARY | Class::COMMON_VERB)
                    || self.word(*i).is_some_and(|w| {
                        w.verb.is_some_and(|v| !v.nominal && v.ending != Ending::Ing)
                            || (w.text.len() > 4 && w.text.ends_with("ed") && !w.is_capitalised())
                    }))
        };
        let verb = (sentence.start + 1..before.min(sentence.start + LONGEST / 4)).find(verbal)?;
        self.source_before(verb, sentence.start)
    }

    /// Steps over whom it is said to.
    fn skip_addressee(&self, at: usize, end: usize, addressed: bool) -> usize {
        if !addressed || at >= end || self.quotation_at(at).is_some() {
            return at;
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

    /// Where the content of a cue begins, after whom it was said to and when.
    fn content_start(&self, cue: &Cue, end: usize) -> Option<usize> {
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

    fn quotation_ends_content(&self, at: usize, limit: usize) -> bool {
        let Some(fragment) = self.quotation_closing(at) else { return false };
        at < limit
            && self.last_inside(fragment).is_some_and(|w| w.is_stop() || w.is_mark(","))
            && !self.before(at).is_some_and(|w| w.is_mark(","))
            && self.word(at).is_some_and(|w| {
                w.is(Class::SUBORDINATOR | Class::COORDINATOR)
                    || w.verb.is_some_and(|v| v.ending == Ending::Ing)
            })
    }

    fn ends_content(&self, at: usize, limit: usize) -> bool {
        let Some(word) = self.word(at) else { return true };
        if word.is_mark(";") || word.is_dash() {
            return true;
        }
        if word.is_mark(",") {
            let next = self.word(at + 1).filter(|_| at + 1 < limit);
            return next.is_none_or(|w| {
                w.verb.is_some_and(|v| v.ending == Ending::Ing && v.verb().speech)
                    || matches!(w.text, "according" | "but" | "which" | "while" | "although" | "though")
            });
        }
        self.is_text(at, "according") && self.is_text(at + 1, "to")
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

    /// According to Lee, …; …, according to Lee.
    fn according_to(&self, at: usize, sentence: &Tokens) -> Option<Draft> {
        let source = self.source_after(at + 2, sentence.end)?;
        let front = at == sentence.start || at == sentence.start + 1;
        let content = if front {
            let comma = source.end + usize::from(self.word(source.end)?.is_mark(","));
            comma..self.content_end(comma, sentence.end)
        } else {
            let from = (sentence.start..at)
                .rev()
                .take(LONGEST)
                .find(|i| self.quotation_at(*i).is_none() && self.word(*i).is_some_and(|w| w.is_mark(";")))
                .map_or(sentence.start, |i| i + 1);
            self.trim(from..at)
        };
        (content.start < content.end).then(|| Draft {
            content: vec![content],
            source: Some(source),
            cue: one(at..at + 2),
            speech: true,
            pattern: Pattern::AccordingTo,
            lemma: "according to",
        })
    }

    /// NAME: “…”; the plan is clear: “…” credits nobody new.
    fn after_colon(&self, at: usize, sentence: &Tokens, drafts: &[Draft]) -> Option<Draft> {
        self.quotation_opening(at + 1).filter(|_| at + 1 < sentence.end)?;
        if drafts.last().is_some_and(|d| d.content.iter().any(|c| c.contains(&(at + 1)))) {
            return None;
        }
        let short = at - sentence.start <= 6
            && (sentence.start..at)
                .all(|i| self.word(i).is_some_and(|w| w.is_capitalised() || w.kind == TokenKind::Mark));
        let source = if short {
            Some(sentence.start..at)
        } else {
            drafts.last().and_then(|d| d.source.clone()).or_else(|| self.subject(sentence, at))
        };
        Some(Draft {
            content: one(at + 1..self.content_end(at + 1, sentence.end)),
            source,
            cue: one(at..at + 1),
            speech: true,
            pattern: Pattern::Colon,
            lemma: ":",
        })
    }
}
