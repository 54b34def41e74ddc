//! Contents: the words that a cue credits, after it, before it or on both sides.

use variorum_core::TokenKind;

use super::cues::Cue;
use super::lexicon::{Class, Ending};
use super::marks::Fragment;
use super::reading::{Reading, Tokens};
use super::words::Word;

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

impl Pattern {
    /// How often such a credit was right as a whole (content and source) on the training texts.
    pub(super) fn precision(self, speech: bool) -> f32 {
        let measured = match self {
            Self::After | Self::Inverted => 0.85,
            Self::Block => 0.9,
            Self::AccordingTo | Self::Colon => 0.7,
            Self::Before => 0.6,
            Self::FreeStanding => 0.6,
            Self::Participle | Self::Passive | Self::Bare | Self::Noun => 0.45,
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
                self.cut_before(&mut drafts, &draft);
                drafts.push(draft);
            }
            at += 1;
        }
        self.credit_the_rest(sentence, &mut drafts);
        drafts
    }

    /// Credits the quotations of the sentence that no cue of the tables took.
    fn credit_the_rest(&self, sentence: &Tokens, drafts: &mut Vec<Draft>) {
        let mut covered: Vec<Tokens> = drafts.iter().flat_map(|d| d.content.iter().cloned()).collect();
        covered.sort_by_key(|c| (c.start, c.end));
        let (mut reach, mut ahead) = (0, covered.into_iter().peekable());
        for index in self.quotations_in(sentence) {
            let Some(fragment) = self.fragments.get(index) else { continue };
            while let Some(content) = ahead.next_if(|c| c.start <= fragment.tokens.start) {
                reach = reach.max(content.end);
            }
            let alone = fragment.tokens == *sentence;
            if reach < fragment.tokens.end && !alone {
                drafts.extend(self.by_any_verb(fragment, sentence).or_else(|| self.bare(fragment, sentence)));
            }
        }
    }

    /// "…," Lee shot across the room: any verb after a quotation that ends in a comma.
    fn by_any_verb(&self, fragment: &Fragment, sentence: &Tokens) -> Option<Draft> {
        let at = fragment.tokens.end;
        let paused = self.last_inside(fragment).is_some_and(|w| w.is_mark(",") || w.is_stop() || w.is_dash());
        if !paused || at >= sentence.end {
            return None;
        }
        let verbal = |i: &usize| {
            self.is(*i, Class::AUXILIARY | Class::COMMON_VERB)
                || self
                    .word(*i)
                    .is_some_and(|w| w.verb.is_some() || w.text.len() > 4 && w.text.ends_with("ed"))
        };
        let verb =
            (at..sentence.end.min(at + 12)).take_while(|i| self.quotation_at(*i).is_none()).find(verbal)?;
        let source =
            if verb == at { self.source_after(at + 1, sentence.end) } else { self.source_before(verb, at) }?;
        let resumed = self.resumed(verb + 1, sentence.end).filter(|c| self.quotation_at(c.start).is_some());
        Some(Draft {
            content: std::iter::once(fragment.tokens.clone()).chain(resumed).collect(),
            source: Some(source),
            cue: one(verb..verb + 1),
            speech: true,
            pattern: Pattern::After,
            lemma: "",
        })
    }

    /// Quoted words that belong to a sentence which credits nobody: its subject said them.
    fn bare(&self, fragment: &Fragment, sentence: &Tokens) -> Option<Draft> {
        if self.is_term(fragment) || fragment.tokens.len() < 4 {
            return None;
        }
        Some(Draft {
            content: one(fragment.tokens.clone()),
            source: self.subject(sentence, fragment.tokens.start),
            cue: Vec::new(),
            speech: true,
            pattern: Pattern::Bare,
            lemma: "",
        })
    }

    /// Whether quotation marks stand around a title, a name or a term rather than around what somebody
    /// said.
    pub(super) fn is_term(&self, fragment: &Fragment) -> bool {
        const NAMING: &[&str] = &[
            "called",
            "dubbed",
            "nicknamed",
            "titled",
            "entitled",
            "labeled",
            "labelled",
            "known",
            "named",
            "termed",
            "so-called",
            "term",
            "word",
            "words",
            "phrase",
            "nickname",
            "title",
            "headlined",
            "song",
            "book",
            "film",
            "show",
        ];
        let start = fragment.tokens.start;
        let before = self.before(start).map_or("", |w| w.text);
        let named = NAMING.contains(&before) && !self.is_mark_inside(fragment)
            || before == "as"
                && start
                    .checked_sub(2)
                    .and_then(|i| self.word(i))
                    .is_some_and(|w| matches!(w.text, "known" | "to"))
            || before == "called" && self.before(start - 1).is_some_and(|w| w.text == "so");
        let introduced = matches!(before, "," | ":")
            && start.checked_sub(2).and_then(|i| self.word(i)).is_some_and(|w| w.verb.is_some());
        named && self.words_inside(fragment).count() <= 6 || !introduced && self.is_title(fragment)
    }

    fn words_inside(&self, fragment: &Fragment) -> impl Iterator<Item = &Word<'_>> {
        fragment.tokens.clone().filter_map(|i| self.word(i)).filter(|w| w.kind == TokenKind::Word)
    }

    fn is_mark_inside(&self, fragment: &Fragment) -> bool {
        self.last_inside(fragment).is_some_and(Word::is_stop)
    }

    /// Title Case, and not much of it.
    fn is_title(&self, fragment: &Fragment) -> bool {
        let small = Class::PREPOSITION | Class::DETERMINER | Class::COORDINATOR | Class::TO;
        let short = fragment.tokens.len() <= 14;
        let mut words = self.words_inside(fragment).take(14);
        let first = words.next().is_some_and(Word::is_capitalised);
        let ends = self.word(fragment.tokens.end).is_some_and(|w| w.verb.is_some() || w.is(Class::SUBJECT));
        let paused = self.last_inside(fragment).is_some_and(|w| matches!(w.text, "?" | "!"));
        short && first && !paused && !ends && words.all(|w| w.is_capitalised() || w.is(small))
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
            self.skip_addressee(back, sentence.end, verb.addressee)
        } else {
            back
        };
        let tail = self.skip_adjuncts(back, sentence.end);
        // "…," he said in an interview that aired on Monday
        let modified = closed && (tail > back || pattern == Pattern::Inverted);
        if !modified && self.has_complement(tail, sentence.end, closed) {
            return None;
        }
        let mut content = vec![self.trim(from.min(front)..front)];
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
        let word = self.word(after)?;
        let aside = Class::RELATIVE | Class::SUBORDINATOR | Class::PREPOSITION | Class::TIME;
        let goes_on =
            word.text == "so" || !(word.is(aside) || word.text.ends_with("ing") || word.text == "but");
        (goes_on && self.word(at)?.is_mark(",") && word.kind == TokenKind::Word)
            .then(|| after..self.content_end(after, end))
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

    /// Where the clause of a cue ends: at the next comma when it stands in a clause before the main one
    /// ("Asked about it, Lee …") or in a relative clause between commas.
    fn clause_limit(&self, cue: &Cue, source: Option<&Tokens>, start: usize, sentence: &Tokens) -> usize {
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

    /// The "that" after an insertion: "reported on May 3, 2008, that …".
    fn that_ahead(&self, at: usize, end: usize) -> Option<usize> {
        let inserted =
            self.is(at, Class::PREPOSITION | Class::TIME | Class::ADVERB) || self.word(at)?.is_mark(",");
        let stops = Class::SUBJECT | Class::AUXILIARY | Class::COMMON_VERB;
        (at..end.min(at + LONGEST / 10))
            .take_while(|i| inserted && self.quotation_at(*i).is_none() && !self.is(*i, stops))
            .find(|i| self.is(*i, Class::THAT))
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

    fn ends_content(&self, at: usize, limit: usize) -> bool {
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
    fn credits_anew(&self, at: usize, limit: usize) -> bool {
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
        })
    }

    /// The source and cue of a sentence that announces the quotation after it: "Lee declared:".
    pub(super) fn announcement(&self, sentence: &Tokens, own: &[Draft]) -> (Option<Tokens>, Vec<Tokens>) {
        let colon = sentence.end.saturating_sub(1);
        let near = sentence.start.max(colon.saturating_sub(LONGEST));
        let last = (near..colon)
            .rev()
            .filter_map(|at| self.cue_at(at, sentence.start))
            .find(|c| c.verb.verb().speech);
        let Some(cue) = last else {
            let source = own.last().and_then(|d| d.source.clone());
            return (source.or_else(|| self.subject(sentence, colon)), one(colon..colon + 1));
        };
        let source = self
            .source_before(cue.tokens.start, sentence.start)
            .or_else(|| self.source_after(cue.tokens.end, colon))
            .or_else(|| own.last().and_then(|d| d.source.clone()))
            .or_else(|| self.subject(sentence, cue.tokens.start));
        (source, one(cue.tokens))
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
