//! Contents: the words that a cue credits, after it, before it or on both sides.

use variorum_core::TokenKind;

use super::cues::Cue;
use super::lexicon::{Class, Ending};
use super::reading::{Reading, Tokens};
use super::words::Word;

/// One credit as it was read in one sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) content: Vec<Tokens>,
    pub(super) source: Option<Tokens>,
    pub(super) cue: Vec<Tokens>,
    pub(super) speech: bool,
    pub(super) pattern: Pattern,
    /// The dictionary form of the crediting verb.
    pub(super) lemma: &'static str,
    /// The chance that the trained decisions gave it; `None` where rules alone made it.
    pub(super) chance: Option<f32>,
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
    /// Quoted words in a sentence that credits nobody.
    Bare,
    /// Lee's claim that …; concerns about …
    Noun,
    /// A block quotation and the line that names its speaker.
    Block,
}

/// A list of one range.
pub(super) fn one(tokens: Tokens) -> Vec<Tokens> {
    std::iter::once(tokens).collect()
}

/// Content is sought over no more words and quotations than this.
pub(super) const LONGEST: usize = 250;

impl Reading<'_> {
    /// What the rules make of the cues of one sentence, in their order, each with the word that it was
    /// found at.
    pub(super) fn rule_credits(&self, sentence: &Tokens) -> Vec<(usize, Draft)> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut heads = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            if self.quotation_at(at).is_some() {
                at = self.skip_quotation(at);
                continue;
            }
            if let Some(draft) = self.credit_at(at, sentence, &drafts) {
                self.cut_before(&mut drafts, &draft);
                drafts.push(draft);
                heads.push(at);
            }
            at += 1;
        }
        heads.into_iter().zip(drafts).collect()
    }

    /// Earlier content ends where a credit that stands after its content begins.
    fn cut_before(&self, drafts: &mut [Draft], later: &Draft) {
        if !matches!(later.pattern, Pattern::After | Pattern::Inverted) {
            return;
        }
        let Some(end) = later.content.first().map(|c| c.end) else { return };
        for content in drafts.iter_mut().rev().take(LONGEST / 10).flat_map(|d| d.content.last_mut()) {
            if content.start < end && content.end > end {
                content.end = end;
            }
        }
    }

    fn credit_at(&self, at: usize, sentence: &Tokens, drafts: &[Draft]) -> Option<Draft> {
        if self.is_text(at, "according") && self.is_text(at + 1, "to") {
            return self.according_to(at, sentence);
        }
        if self.word(at)?.is_mark(":") {
            return self.after_colon(at, sentence, drafts);
        }
        if let Some(draft) = self.noun_cue(at, sentence) {
            return Some(draft);
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
        let apposed = self.source_before(start, sentence.start).filter(|s| {
            self.before(start).is_some_and(|w| w.is_mark(",")) && self.quotation_closing(s.start).is_some()
        });
        let (source, pattern, front, back) = apposed
            .map(|source| (source.clone(), Pattern::After, source.start, cue.tokens.end))
            .or_else(|| {
                self.inverted(cue, sentence)
                    .map(|source| (source.clone(), Pattern::Inverted, start, source.end))
            })
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
            let listeners = if verb.addressee { self.skip_listeners(back, sentence.end) } else { back };
            if listeners > back { listeners } else { self.skip_addressee(back, sentence.end, verb.addressee) }
        } else {
            back
        };
        let tail = self.skip_adjuncts(back, sentence.end);
        // "…," he said in an interview that aired on Monday
        let modified = closed && (tail > back || pattern == Pattern::Inverted);
        if !modified && self.has_complement(tail, sentence.end, closed) {
            return None;
        }
        let resumed = self.resumed(tail, sentence.end);
        let aside = !closed && resumed.as_ref().is_some_and(|c| self.begins_sentence(c));
        let mut content = if aside { Vec::new() } else { vec![self.trim(from.min(front)..front)] };
        // After a quotation, words without marks say more of its speaker.
        content.extend(resumed.filter(|c| !closed || !self.describes(c.start)));
        content.retain(|c| c.start < c.end);
        Some(Draft {
            content,
            source: Some(source),
            cue: vec![cue.tokens.clone()],
            speech: verb.speech,
            pattern,
            lemma: verb.lemma,
            chance: None,
        })
    }

    /// Whether words about the speaker begin at `at`: "…," said Lee, a nurse who saw it.
    fn describes(&self, at: usize) -> bool {
        self.quotation_at(at).is_none()
            && self.word(at).is_some_and(|w| w.is(Class::DETERMINER) || w.text.ends_with("ed"))
    }

    /// Whether `content` is a quotation that begins a sentence of its own: "As they left, she said, “We
    /// won.”" credits nothing before the cue; "The plan, she said, “is dead.”" does.
    fn begins_sentence(&self, content: &Tokens) -> bool {
        let first = content.clone().find_map(|i| self.word(i).filter(|w| w.kind != TokenKind::Mark));
        self.quotation_opening(content.start).is_some() && first.is_some_and(Word::is_capitalised)
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

    /// She said that …; she called the plan …; saying …
    fn content_after(&self, cue: &Cue, sentence: &Tokens, last: Option<&Draft>) -> Option<Draft> {
        let verb = cue.verb.verb();
        if cue.passive || verb.raising {
            return self.passive(cue, sentence);
        }
        let own = match cue.verb.ending {
            Ending::Ing if cue.tokens.len() == 1 && !self.follows_noun(cue.tokens.start) => None,
            _ if cue.infinitive => None,
            _ => self.source_before(cue.tokens.start, sentence.start),
        };
        let pattern = if own.is_some() { Pattern::Before } else { Pattern::Participle };
        let source = own
            .or_else(|| last.and_then(|d| d.source.clone()))
            .or_else(|| self.subject(sentence, cue.tokens.start));
        let start = self.content_start(cue, sentence.end)?;
        let limit = self.clause_limit(cue, source.as_ref(), start, sentence);
        let end = self.content_end(start, limit);
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
            chance: None,
        })
    }

    /// Whether a participle at `at` stands right after the noun that it belongs to ("a poll showing").
    fn follows_noun(&self, at: usize) -> bool {
        let small = Class::COORDINATOR
            | Class::PREPOSITION
            | Class::ADVERB
            | Class::TIME
            | Class::SUBORDINATOR
            | Class::AUXILIARY;
        self.before(at).is_some_and(|w| w.kind == TokenKind::Word && !w.is(small) && w.verb.is_none())
    }

    /// It was announced that …; he was praised by …
    fn passive(&self, cue: &Cue, sentence: &Tokens) -> Option<Draft> {
        let verb = cue.verb.verb();
        let after = cue.tokens.end;
        let subject = self.source_before(cue.tokens.start, sentence.start);
        let by = (cue.passive && self.is_text(after, "by"))
            .then(|| self.source_after(after + 1, sentence.end))
            .flatten();
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
            chance: None,
        })
    }

    /// The subject of the sentence, for a participle that has none.
    pub(super) fn subject(&self, sentence: &Tokens, before: usize) -> Option<Tokens> {
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

    /// According to Lee, …; …, according to Lee.
    fn according_to(&self, at: usize, sentence: &Tokens) -> Option<Draft> {
        let source = self.phrase_after(at + 2, sentence.end, true)?;
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
            chance: None,
        })
    }

    /// Lee's claim that …; White House concerns about …
    fn noun_cue(&self, at: usize, sentence: &Tokens) -> Option<Draft> {
        if !self.is(at, Class::CUE_NOUN) || at == sentence.start {
            return None;
        }
        let owner = self.word(at - 1).filter(|_| self.quotation_at(at - 1).is_none())?;
        let owned = owner.is(Class::POSSESSIVE) || owner.text.ends_with("’s") || owner.text.ends_with("'s");
        let compound = owner.is_capitalised_name() && at - sentence.start <= 3;
        let that = self.is(at + 1, Class::THAT);
        let about = self
            .word(at + 1)
            .is_some_and(|w| matches!(w.text, "about" | "over" | "of" | "for" | "against" | "on"));
        if !(owned || compound) || !(that || about) {
            return None;
        }
        let source = if owner.is(Class::POSSESSIVE) {
            Some(at - 1..at)
        } else {
            self.source_before(at, sentence.start)
        };
        let start = at + 1 + usize::from(about);
        let content = start..self.content_end(start, sentence.end);
        (content.start < content.end && source.is_some()).then(|| Draft {
            content: one(content),
            source,
            cue: one(at..start),
            speech: true,
            pattern: Pattern::Noun,
            lemma: "noun",
            chance: None,
        })
    }
}
