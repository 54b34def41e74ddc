//! Quotations that no cue of the tables credits: by another verb, by the subject, after a colon; and
//! quotation marks that credit nobody because they stand around a title or a term.

use variorum_core::TokenKind;

use super::contents::{Draft, LONGEST, Pattern, one};
use super::lexicon::Class;
use super::marks::Fragment;
use super::reading::{Reading, Tokens};
use super::words::Word;

/// Quoted words without a cue are credited to the subject where they are at least this many; shorter
/// ones are mostly names, terms and scare quotes (in the training texts one in twenty was a credit).
const SHORTEST: usize = 4;

impl Reading<'_> {
    /// Credits the quotations of the sentence that no cue of the tables took.
    pub(super) fn credit_the_rest(&self, sentence: &Tokens, drafts: &mut Vec<Draft>) {
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
    pub(super) fn by_any_verb(&self, fragment: &Fragment, sentence: &Tokens) -> Option<Draft> {
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
            chance: None,
        })
    }

    /// Quoted words that belong to a sentence which credits nobody: its subject said them.
    pub(super) fn bare(&self, fragment: &Fragment, sentence: &Tokens) -> Option<Draft> {
        if self.is_term(fragment) || self.words_inside(fragment).take(SHORTEST).count() < SHORTEST {
            return None;
        }
        Some(Draft {
            content: one(fragment.tokens.clone()),
            source: self.subject(sentence, fragment.tokens.start),
            cue: Vec::new(),
            speech: true,
            pattern: Pattern::Bare,
            lemma: "",
            chance: None,
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

    pub(super) fn words_inside(&self, fragment: &Fragment) -> impl Iterator<Item = &Word<'_>> {
        fragment.tokens.clone().filter_map(|i| self.word(i)).filter(|w| w.kind == TokenKind::Word)
    }

    pub(super) fn is_mark_inside(&self, fragment: &Fragment) -> bool {
        self.last_inside(fragment).is_some_and(Word::is_stop)
    }

    /// Title Case, and not much of it.
    pub(super) fn is_title(&self, fragment: &Fragment) -> bool {
        let small = Class::PREPOSITION | Class::DETERMINER | Class::COORDINATOR | Class::TO;
        let short = fragment.tokens.len() <= 14;
        let mut words = self.words_inside(fragment).take(14);
        let first = words.next().is_some_and(Word::is_capitalised);
        let ends = self.word(fragment.tokens.end).is_some_and(|w| w.verb.is_some() || w.is(Class::SUBJECT));
        let paused = self.last_inside(fragment).is_some_and(|w| matches!(w.text, "?" | "!"));
        short && first && !paused && !ends && words.all(|w| w.is_capitalised() || w.is(small))
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

    /// NAME: “…”; the plan is clear: “…” credits nobody new.
    pub(super) fn after_colon(&self, at: usize, sentence: &Tokens, drafts: &[Draft]) -> Option<Draft> {
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
            chance: None,
        })
    }
}
