//! Quotations that no cue of the tables credits: by another verb, by the subject, after a colon; and
//! quotation marks that credit nobody because they stand around a title or a term.

use variorum_core::TokenKind;

use super::contents::{Draft, LONGEST, Pattern, one};
use super::lexicon::Class;
use super::marks::Fragment;
use super::reading::{Reading, Tokens};
use super::words::Word;

impl Reading<'_> {
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
