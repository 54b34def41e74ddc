//! Spots: the words that may credit somebody, and what may be their content and source.

use super::contents::{Draft, LONGEST};
use super::lexicon::Class;
use super::reading::{Reading, Tokens};
use super::words::Word;
use crate::parts::Part;

/// A word that may credit somebody, with what stands around it.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// The crediting word.
    pub(super) head: usize,
    /// It and its auxiliaries.
    pub(super) group: Tokens,
    /// Which auxiliaries stand before it, as bits.
    pub(super) helpers: u64,
    /// The noun phrase before it.
    pub(super) subject: Option<Tokens>,
    /// What the rules make of it.
    pub(super) ruled: Option<Draft>,
    /// Whether the rules put it into the content of another credit, and of what kind that is.
    pub(super) covered: u64,
}

/// No more candidates than this are weighed for one end.
const MOST: usize = 24;

impl Reading<'_> {
    /// The spots of a sentence; `ruled` are the credits that the rules found, by the word they found
    /// them at.
    pub(super) fn spots(&self, sentence: &Tokens, ruled: &[(usize, Draft)]) -> Vec<Spot> {
        let mut spots = Vec::new();
        let quoting = self.quotations_in(sentence).next().is_some();
        let mut at = sentence.start;
        while at < sentence.end {
            if self.quotation_at(at).is_some() {
                at = self.skip_quotation(at);
                continue;
            }
            let own = ruled.iter().find(|(head, _)| *head == at).map(|(_, draft)| draft);
            let quoting =
                quoting && self.word(at).is_some_and(|w| w.part.is_verb() && !w.is(Class::AUXILIARY));
            if own.is_some() || quoting || self.may_credit(at) {
                spots.push(self.spot(at, sentence, own, ruled));
            }
            at += 1;
        }
        spots
    }

    fn may_credit(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| {
            w.known.is_cue() || w.part.is_verb() && !w.known.is_listed() || w.verb.is_some_and(|v| !v.nominal)
        })
    }

    fn spot(&self, head: usize, sentence: &Tokens, own: Option<&Draft>, ruled: &[(usize, Draft)]) -> Spot {
        let (start, infinitive) = self.group_start(head, sentence.start);
        let end = head + 1 + usize::from(self.word(head).is_some_and(|w| w.phrasal));
        let bit = |class: Class| u64::from((start..head).any(|i| self.is(i, class)));
        let helpers = bit(Class::BE)
            | bit(Class::HAVE) << 1
            | bit(Class::DO) << 2
            | bit(Class::MODAL) << 3
            | bit(Class::NOT) << 4
            | u64::from(infinitive) << 5;
        let covers = |d: &Draft| d.content.iter().any(|c| c.contains(&head));
        let covered = ruled.iter().filter(|(at, _)| *at != head).find(|(_, d)| covers(d));
        Spot {
            head,
            group: start..end,
            helpers,
            subject: self.source_before(start, sentence.start),
            ruled: own.cloned(),
            covered: covered.map_or(0, |(_, d)| 1 + d.pattern as u64 * 2 + u64::from(d.speech)),
        }
    }

    /// Whether a quotation that begins like a sentence opens at `at` after a comma or colon: 1, 2, or 3 when
    /// the sentence ends with it.
    pub(super) fn set_off(&self, at: usize) -> Option<(usize, u64)> {
        let fragment = self.quotation_opening(at)?;
        let colon = self.before(at).filter(|w| w.is_mark(",") || w.is_mark(":"))?.is_mark(":");
        let mut words = self.words_inside(fragment).take(3);
        let capital = words.next().is_some_and(Word::is_capitalised);
        (capital && words.count() == 2)
            .then(|| (at, u64::from(colon) + 2 * u64::from(self.is_mark_inside(fragment))))
    }

    /// Where content before a spot may end, the nearest first.
    pub(super) fn ends_before(&self, spot: &Spot, sentence: &Tokens) -> Vec<usize> {
        let mut ends = Vec::new();
        let add = |ends: &mut Vec<usize>, at: usize| {
            let end = self.trim(sentence.start..at).end;
            if end > sentence.start && end <= spot.group.start && !ends.contains(&end) {
                ends.push(end);
            }
        };
        add(&mut ends, spot.group.start);
        if let Some(subject) = &spot.subject {
            add(&mut ends, subject.start);
        }
        if let Some(content) = spot.ruled.as_ref().and_then(|d| d.content.first()) {
            add(&mut ends, content.end);
        }
        let lowest = sentence.start.max(spot.group.start.saturating_sub(40));
        let mut at = spot.group.start;
        while at > lowest && ends.len() < 7 {
            if let Some(fragment) = self.quotation_closing(at) {
                add(&mut ends, at);
                at = fragment.tokens.start;
                continue;
            }
            if self.word(at).is_some_and(|w| w.is_mark(",") || w.is_dash() || w.is_mark(":")) {
                add(&mut ends, at);
            }
            at -= 1;
        }
        ends
    }

    /// Where content that ends at `end` may begin, the farthest first.
    pub(super) fn starts_before(&self, spot: &Spot, end: usize, sentence: &Tokens) -> Vec<usize> {
        let mut starts = vec![sentence.start];
        let ruled = spot.ruled.as_ref().and_then(|d| d.content.first()).map(|c| c.start);
        let phrase = (end == spot.group.start).then(|| spot.subject.as_ref().map(|s| s.start)).flatten();
        let lowest = sentence.start.max(end.saturating_sub(LONGEST));
        let mut nearest = Vec::new();
        let mut at = end;
        while at > lowest && nearest.len() < MOST / 2 {
            if let Some(fragment) = self.quotation_closing(at) {
                nearest.push(fragment.tokens.start);
                at = fragment.tokens.start;
                continue;
            }
            at -= 1;
            let opens = self
                .before(at)
                .is_some_and(|w| w.part == Part::MARK || w.part == Part::CONJUNCTION || w.is(Class::THAT))
                || self.is(at, Class::THAT | Class::QUESTION);
            if opens && self.word(at).is_some_and(|w| w.part != Part::MARK) {
                nearest.push(at);
            }
        }
        starts.extend(ruled.filter(|r| *r >= sentence.start));
        starts.extend(phrase);
        starts.extend(nearest);
        starts.retain(|s| *s < end);
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// Where content after a spot may begin, the nearest first.
    pub(super) fn starts_after(&self, spot: &Spot, sentence: &Tokens) -> Vec<usize> {
        let mut starts = Vec::new();
        let ruled = spot.ruled.as_ref().and_then(|d| d.content.last()).map(|c| c.start);
        let mut at = spot.head + 1;
        let limit = sentence.end.min(at + 32);
        while at < limit && starts.len() < 14 {
            if self.quotation_at(at).is_some() {
                starts.push(at);
                at = self.skip_quotation(at);
                continue;
            }
            if at == spot.group.end || Some(at) == ruled || self.may_begin(at) {
                starts.push(at);
            }
            at += 1;
        }
        if let Some(ruled) = ruled.filter(|r| *r >= limit && *r < sentence.end) {
            starts.push(ruled);
        }
        starts
    }

    fn may_begin(&self, at: usize) -> bool {
        let (Some(word), Some(before)) = (self.word(at), self.before(at)) else { return false };
        if word.part == Part::MARK {
            return matches!(word.text, "$" | "#" | "@" | "[" | "(");
        }
        before.part == Part::MARK
            || matches!(
                word.part,
                Part::PREPOSITION
                    | Part::TO
                    | Part::DETERMINER
                    | Part::RELATIVE
                    | Part::WHO
                    | Part::WHEN
                    | Part::PRONOUN
                    | Part::POSSESSIVE
                    | Part::THERE
                    | Part::PARTICIPLE
                    | Part::NUMBER
            )
            || word.part.is_nominal() && !before.part.is_nominal()
    }

    /// Where content that begins at `start` may end, the nearest first.
    pub(super) fn ends_after(&self, spot: &Spot, start: usize, sentence: &Tokens) -> Vec<usize> {
        let mut ends = Vec::new();
        let last = self.trim(start..sentence.end).end;
        let ruled = spot.ruled.as_ref().and_then(|d| d.content.last()).map(|c| c.end);
        let limit = last.min(start + LONGEST);
        let mut at = start;
        while at < limit && ends.len() < MOST {
            if self.quotation_at(at).is_some() {
                at = self.skip_quotation(at);
                ends.push(at);
                continue;
            }
            at += 1;
            if at < last && (self.may_end(at) || Some(at) == ruled) {
                ends.push(at);
            }
        }
        ends.extend(ruled);
        ends.push(last);
        ends.retain(|e| *e > start && *e <= sentence.end);
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// Whether what stands at `at` may be outside a content that ends before it.
    fn may_end(&self, at: usize) -> bool {
        let (Some(word), Some(before)) = (self.word(at), self.before(at)) else { return true };
        if before.part == Part::MARK && !matches!(before.text, ")" | "%" | "]") {
            return false;
        }
        match word.part {
            Part::MARK => !matches!(word.text, "-" | "%" | "$" | "'" | "’" | "/" | "&"),
            Part::PREPOSITION
            | Part::TO
            | Part::CONJUNCTION
            | Part::RELATIVE
            | Part::WHO
            | Part::WHEN
            | Part::PARTICIPLE => true,
            part => {
                (part.is_finite() || part == Part::ADVERB) && !before.part.is_finite()
                    || matches!(part, Part::PRONOUN) && before.part.is_nominal()
                    || word.is(Class::TIME)
            }
        }
    }

    /// Who may be credited: phrases with the ways in which they were found, as bits.
    pub(super) fn sources(&self, spot: &Spot, sentence: &Tokens) -> Vec<(Tokens, u64)> {
        let mut found: Vec<(Tokens, u64)> = Vec::new();
        let mut add = |tokens: Option<Tokens>, way: u64| {
            let Some(tokens) = tokens.filter(|t| t.start < t.end && !self.is_date(t)) else { return };
            match found.iter_mut().find(|(held, _)| *held == tokens) {
                Some((_, ways)) => *ways |= 1 << way,
                None => found.push((tokens, 1 << way)),
            }
        };
        add(spot.ruled.as_ref().and_then(|d| d.source.clone()), 0);
        add(spot.subject.clone(), 1);
        add(self.source_after(spot.group.end, sentence.end), 2);
        let by = (spot.group.end..sentence.end.min(spot.group.end + 8)).find(|i| self.is_text(*i, "by"));
        add(by.and_then(|by| self.source_after(by + 1, sentence.end)), 3);
        let joined = (spot.group.end..sentence.end.min(spot.group.end + 2))
            .find(|i| self.word(*i).is_some_and(|w| w.part == Part::PREPOSITION || w.part == Part::TO));
        add(joined.and_then(|at| self.phrase_after(at + 1, sentence.end, true)), 4);
        let mut verbs = 0;
        for at in (sentence.start + 1..spot.group.start).rev().take(60) {
            let verb = self.quotation_at(at).is_none()
                && self.word(at).is_some_and(|w| w.part.is_finite())
                && !self.word(at - 1).is_some_and(|w| w.part.is_finite());
            if verb && verbs < 4 {
                verbs += 1;
                add(self.source_before(at, sentence.start), 4 + verbs);
            }
        }
        let mut phrases = 0;
        let mut at = spot.group.start;
        let lowest = sentence.start.max(at.saturating_sub(40));
        while at > lowest && phrases < 3 {
            if let Some(phrase) = self.chunk_before(at, lowest) {
                phrases += 1;
                at = phrase.start;
                add(Some(phrase), 8 + phrases);
            } else {
                at -= 1;
            }
        }
        let mut at = spot.group.end;
        let highest = sentence.end.min(at + 40);
        let mut phrases = 0;
        while at < highest && phrases < 2 {
            match self.chunk_after(at, highest) {
                Some(phrase) => {
                    phrases += 1;
                    at = phrase.end;
                    add(Some(phrase), 11 + phrases);
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether a phrase is no more than a time: "April 6, 2007,".
    fn is_date(&self, tokens: &Tokens) -> bool {
        let timely = |w: &Word| w.is(Class::TIME) || matches!(w.part, Part::NUMBER | Part::MARK);
        self.is(tokens.start, Class::TIME) && tokens.clone().filter_map(|i| self.word(i)).all(timely)
    }

    fn is_phrase(&self, at: usize) -> bool {
        self.quotation_at(at).is_none()
            && self.word(at).is_some_and(|w| w.part.is_nominal() && !w.is_mark("%"))
    }

    /// The run of nominal words that ends at `end`, or the pronoun there.
    fn chunk_before(&self, end: usize, from: usize) -> Option<Tokens> {
        let last = end.checked_sub(1)?;
        if matches!(self.word(last)?.part, Part::PRONOUN | Part::WHO | Part::RELATIVE)
            && self.quotation_at(last).is_none()
        {
            return Some(last..end);
        }
        let mut start = end;
        while start > from && self.is_phrase(start - 1) {
            start -= 1;
        }
        (start < end).then_some(start..end)
    }

    fn chunk_after(&self, start: usize, limit: usize) -> Option<Tokens> {
        if self.word(start)?.part == Part::PRONOUN && self.quotation_at(start).is_none() {
            return Some(start..start + 1);
        }
        let mut end = start;
        while end < limit && self.is_phrase(end) {
            end += 1;
        }
        (start < end).then_some(start..end)
    }
}
