//! Loose quotations: those that no cue of their sentence credits. Which credit they go on with, whose
//! words they are, or whether they are anybody's, is decided by the trained model.

mod looks;

use super::contents::{Draft, Pattern, one};
use super::marks::Fragment;
use super::model::{Model, Question, Sum, choose};
use super::reading::{Reading, Tokens};
use super::words::Word;
use crate::parts::Part;

/// Quoted words that are more than these are always what somebody said or wrote.
const LONGEST_TERM: usize = 5;
/// The same for words inside a sentence that is not all quotation.
const LONGEST_BARE: usize = 12;

/// Fewest words that, quoted again at greater length, are no term.
const FEWEST_AGAIN: usize = 3;

/// What speaks against a credit beforehand, in steps of a weight: the chance that the words are
/// somebody's is spread over several sources.
const DOUBT: i32 = 24;

/// A sentence with what its own cues credit.
pub(super) struct Read {
    pub(super) tokens: Tokens,
    pub(super) paragraph: usize,
    pub(super) drafts: Vec<Draft>,
    /// A cue without content, which announces what comes after the sentence.
    pub(super) announced: Option<(Option<Tokens>, Vec<Tokens>)>,
    /// Unlikely credits of its quotations that nothing else credits.
    pub(super) doubtful: Vec<Draft>,
    /// The sentence, trimmed, if it is nothing but quotations.
    pub(super) alone: Option<Tokens>,
}

/// What a loose quotation may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// No quotation of anybody: a title, a term.
    Nothing,
    /// More of what the draft with this number says, from this token on.
    Goes(usize, usize),
    /// What the doubtful credit of its sentence with this number says.
    Cued(usize),
    /// The beginning of what the next credit says.
    Opens,
    /// Somebody's words: by whom, the cue that announced them, the ways in which they were found as
    /// bits.
    Own(Option<Tokens>, Vec<Tokens>, u64),
}

/// A quotation without a cue in its sentence, and what stands around it.
pub(super) struct Loose<'a, 't> {
    pub(super) reading: &'a Reading<'t>,
    pub(super) sentences: &'a [Read],
    /// The number of its sentence.
    pub(super) at: usize,
    /// The quotation, or the sentence of quotations.
    pub(super) tokens: Tokens,
    /// The credits before it, all articles' order.
    pub(super) drafts: &'a [Draft],
    /// The draft that spoke last, and the number of the sentence that it or its last content stands in.
    pub(super) held: Option<(usize, usize)>,
}

impl Loose<'_, '_> {
    fn sentence(&self) -> Option<&Read> {
        self.sentences.get(self.at)
    }

    /// The doubtful credit of its sentence with this number.
    pub(super) fn doubtful(&self, index: usize) -> Option<&Draft> {
        self.sentence()?.doubtful.get(index)
    }

    fn last(&self) -> Option<&Read> {
        self.sentences.get(self.at.checked_sub(1)?)
    }

    /// The next sentence, when it credits what it begins with, or is itself a quotation alone.
    fn next(&self) -> Option<&Read> {
        self.sentences.get(self.at + 1)
    }

    fn is_alone(&self) -> bool {
        self.sentence().is_some_and(|s| s.alone.is_some())
    }

    /// Whether it is so short that it may be a title or a term.
    fn is_short(&self) -> bool {
        let words = self.tokens.clone().filter_map(|i| self.reading.word(i)).filter(|w| w.part != Part::MARK);
        let longest = if self.is_alone() { LONGEST_TERM } else { LONGEST_BARE };
        words.take(longest + 1).count() <= longest
            || self
                .reading
                .quotation_at(self.tokens.start)
                .is_some_and(|f| f.tokens == self.tokens && self.reading.is_term(f))
    }

    /// Whether nothing stands between it and what was said last but the end of a paragraph: after a
    /// paragraph of narration somebody speaks anew.
    fn follows(&self) -> bool {
        let (Some(sentence), Some(last)) = (self.sentence(), self.last()) else { return false };
        let quotes =
            |d: &Draft| d.speech && d.content.iter().any(|c| self.reading.quotations_in(c).next().is_some());
        let resumes = self.reading.quotation_opening(self.tokens.start).is_some_and(|f| f.resumes);
        last.paragraph == sentence.paragraph
            || last.alone.is_some()
            || last.drafts.iter().any(quotes)
            || resumes
    }

    /// Whether its sentence begins with it. Words quoted further on in a sentence are not what the
    /// sentence before said more.
    fn opens_sentence(&self) -> bool {
        self.sentence().is_some_and(|s| s.tokens.start == self.tokens.start)
    }

    /// What it may be.
    pub(super) fn fates(&self) -> Vec<Fate> {
        let mut fates = Vec::new();
        let resumes = self.reading.quotation_opening(self.tokens.start).is_some_and(|f| f.resumes);
        if self.is_short() && !resumes {
            fates.push(Fate::Nothing);
        }
        if let Some((draft, _)) =
            self.held.filter(|_| self.follows() && (self.is_alone() || self.opens_sentence()))
        {
            fates.push(Fate::Goes(draft, self.tokens.start));
        }
        if !self.is_alone() {
            self.within(&mut fates);
        }
        if self.is_alone() && self.opens_next().is_some() {
            fates.push(Fate::Opens);
        }
        for (source, cue, ways) in self.owners() {
            fates.push(Fate::Own(source, cue, ways));
        }
        fates
    }

    /// What it may be as a part of its sentence: more of the credit before it, or credited by a cue that
    /// is not likely by itself.
    fn within(&self, fates: &mut Vec<Fate>) {
        let Some(sentence) = self.sentence() else { return };
        if let Some((index, end)) = self.nearest() {
            let mut add = |from: usize| {
                let fate = Fate::Goes(index, from);
                if from <= self.tokens.start && !fates.contains(&fate) {
                    fates.push(fate);
                }
            };
            add(self.tokens.start);
            let between = |t: &Tokens| end <= t.start && t.end <= self.tokens.start;
            let draft = self.drafts.get(index);
            let credit = draft.iter().flat_map(|d| d.cue.iter().chain(&d.source)).filter(|t| between(t));
            match credit.map(|t| t.end).max() {
                None => add(end),
                Some(end) => {
                    let comma = (end..self.tokens.start)
                        .take(20)
                        .find(|i| self.reading.word(*i).is_some_and(|w| w.is_mark(",")));
                    add(comma.map_or(self.tokens.start, |c| c + 1));
                }
            }
        }
        let covers =
            |d: &Draft| d.content.iter().any(|c| c.start <= self.tokens.start && self.tokens.end <= c.end);
        let cued = sentence.doubtful.iter().enumerate().filter(|(_, d)| covers(d));
        fates.extend(cued.map(|(index, _)| Fate::Cued(index)));
    }

    /// The credit of its sentence whose content ends nearest before it, and where.
    fn nearest(&self) -> Option<(usize, usize)> {
        let sentence = self.sentence()?;
        let ends = self.drafts.iter().enumerate().rev().take(12).filter_map(|(index, draft)| {
            let end = draft.content.last()?.end;
            (sentence.tokens.start < end && end <= self.tokens.start).then_some((index, end))
        });
        ends.max_by_key(|(index, end)| (*end, *index))
    }

    /// The credit that the sentence after this quotation, and after others alone, begins with.
    pub(super) fn opens_next(&self) -> Option<&Draft> {
        let ahead = self.sentences.get(self.at + 1..)?.iter().take(4);
        let next = ahead.into_iter().find(|s| s.alone.is_none())?;
        let first = next.drafts.iter().find(|d| d.speech)?;
        let begins = first.content.first().is_some_and(|c| c.start <= next.tokens.start + 1);
        (begins && self.reading.quotation_at(next.tokens.start).is_some()).then_some(first)
    }

    fn owners(&self) -> Vec<(Option<Tokens>, Vec<Tokens>, u64)> {
        let mut found: Vec<(Option<Tokens>, Vec<Tokens>, u64)> = vec![(None, Vec::new(), 0)];
        let mut add = |source: Option<Tokens>, cue: Vec<Tokens>, way: u64| {
            if source.is_none() && cue.is_empty() {
                return;
            }
            match found.iter_mut().find(|(held, _, _)| *held == source) {
                Some((_, _, ways)) => *ways |= 1 << way,
                None => found.push((source, cue, 1 << way)),
            }
        };
        let Some(sentence) = self.sentence() else { return found };
        if let Some((source, cue)) = self.last().filter(|_| self.is_alone()).and_then(|s| s.announced.clone())
        {
            add(source, cue, 0);
        }
        let speaks = |index: usize| self.drafts.get(index).and_then(|d| d.source.clone());
        add(self.held.and_then(|(draft, _)| speaks(draft)), Vec::new(), 1);
        add(self.drafts.last().and_then(|d| d.source.clone()), Vec::new(), 2);
        if self.is_alone() {
            add(self.opens_next().and_then(|d| d.source.clone()), Vec::new(), 6);
        } else {
            add(sentence.drafts.iter().find(|d| d.speech).and_then(|d| d.source.clone()), Vec::new(), 3);
            add(self.reading.subject(&sentence.tokens, self.tokens.start), Vec::new(), 4);
            add(self.nearest_subject(sentence.tokens.start, self.tokens.start), Vec::new(), 5);
        }
        if let Some(last) = self.last() {
            add(self.reading.subject(&last.tokens, last.tokens.end), Vec::new(), 7);
            add(self.nearest_subject(last.tokens.start, last.tokens.end), Vec::new(), 8);
        }
        let colon = self.tokens.start.checked_sub(1).filter(|i| self.reading.is_text(*i, ":"));
        // A colon before the sentence is that of another.
        let near = |c: &usize| c.checked_sub(sentence.tokens.start).is_some_and(|words| words <= 8);
        let label = colon.filter(near).map(|c| sentence.tokens.start..c);
        add(label.filter(|l| l.start < l.end), Vec::new(), 9);
        let signed = self.signature(self.tokens.end).filter(|s| s.end <= sentence.tokens.end);
        add(signed, one(self.tokens.end..self.tokens.end + 1), 10);
        if let Some(last) = self.last().filter(|last| self.is_alone() && self.is_label(last)) {
            add(Some(self.reading.trim(last.tokens.clone())), Vec::new(), 12);
        }
        let below = self
            .next()
            .filter(|_| self.is_alone())
            .and_then(|next| Some((next, self.signature(next.tokens.start)?)));
        if let Some((next, name)) = below.filter(|(next, name)| name.end + 1 >= next.tokens.end) {
            add(Some(name), one(next.tokens.start..next.tokens.start + 1), 11);
        }
        found
    }

    /// Whether a sentence is no more than a few words without a verb: the name of who speaks next.
    fn is_label(&self, sentence: &Read) -> bool {
        let words = || sentence.tokens.clone().filter_map(|i| self.reading.word(i));
        sentence.tokens.len() <= 10
            && words().next().is_some_and(Word::is_capitalised)
            && !words().any(|w| w.part.is_finite())
    }

    /// The name after a dash at `at`: "— Ada Moss".
    fn signature(&self, at: usize) -> Option<Tokens> {
        self.reading.word(at).filter(|w| w.is_dash() || w.is_mark("-"))?;
        let start = at + 1;
        let named = |i: &usize| self.reading.word(*i).is_some_and(|w| w.part != Part::MARK || w.is_mark(","));
        let end = (start..start + 16).take_while(named).last()? + 1;
        self.reading.word(start).filter(|w| w.is_capitalised() || w.is_mark("@")).map(|_| start..end)
    }

    /// The subject of the last verb with tense in a range.
    fn nearest_subject(&self, from: usize, to: usize) -> Option<Tokens> {
        let finite = |i: &usize| {
            self.reading.quotation_at(*i).is_none()
                && self.reading.word(*i).is_some_and(|w| w.part.is_finite())
        };
        let verb = (from..to).rev().take(40).find(finite)?;
        self.reading.source_before(verb, from)
    }

    /// What is most likely, and its chance.
    pub(super) fn decide(&self, model: Model<'_>) -> Option<(Fate, f32)> {
        let mut fates = self.fates();
        if self.recurs() {
            fates.retain(|fate| *fate != Fate::Nothing);
        } else if self.is_mere_term() {
            fates.retain(|fate| !matches!(fate, Fate::Own(source, cue, _) if cue.is_empty() && !self.can_speak(source.as_ref())));
        }
        let scene = self.scene();
        let score = |fate: &Fate| {
            let mut sum = Sum::new(model, Question::Carry);
            self.look(fate, &scene, &mut sum);
            sum.sum + if *fate == Fate::Nothing { DOUBT } else { 0 }
        };
        let scores: Vec<i32> = fates.iter().map(score).collect();
        let (best, chance) = choose(&scores)?;
        fates.into_iter().nth(best).map(|fate| (fate, chance))
    }

    /// Whether a word or two in quotation marks, which are nobody's unless somebody is credited.
    fn is_mere_term(&self) -> bool {
        let fragment = self.reading.quotation_at(self.tokens.start);
        !self.is_alone() && fragment.is_some_and(|f| self.reading.words_inside(f).count() < FEWEST_AGAIN)
    }

    /// Whether `source` is somebody or something that can be named: "which" takes up the word before it.
    fn can_speak(&self, source: Option<&Tokens>) -> bool {
        source.is_some_and(|s| {
            s.len() > 1 || !["which", "that"].iter().any(|word| self.reading.is_text(s.start, word))
        })
    }

    /// Whether its words stand in a longer quotation of the article: a headline quotes what the text does.
    fn recurs(&self) -> bool {
        let keys = |f: &Fragment| self.reading.words_inside(f).map(|w| w.key).collect::<Vec<u64>>();
        let Some(fragment) = self.reading.quotation_at(self.tokens.start) else { return false };
        let own = keys(fragment);
        let longer = |f: &&Fragment| f.depth == 0 && f.tokens.len() > fragment.tokens.len();
        own.len() >= FEWEST_AGAIN
            && own.len() <= LONGEST_BARE
            && self
                .reading
                .fragments
                .iter()
                .filter(longer)
                .any(|f| keys(f).windows(own.len()).any(|words| words == own))
    }

    /// Where the words of the draft that spoke last end.
    fn held_end(&self) -> Option<usize> {
        let (draft, _) = self.held?;
        self.drafts.get(draft)?.content.last().map(|c| c.end)
    }

    /// Whether a quotation that ends at `end` is a question.
    fn asks(&self, end: Option<usize>) -> bool {
        let fragment = end.and_then(|end| self.reading.quotation_closing(end));
        fragment.and_then(|f| self.reading.last_inside(f)).is_some_and(|w| w.is_mark("?"))
    }

    /// How many paragraphs before this one are nothing but a quotation, three at most.
    fn chain(&self) -> u64 {
        let before = self.sentences.get(..self.at).unwrap_or_default().iter().rev();
        let mut paragraphs = before.take_while(|s| s.alone.is_some()).map(|s| s.paragraph);
        let mut last = self.sentence().map_or(0, |s| s.paragraph);
        let mut chain = 0;
        while let Some(paragraph) = paragraphs.next().filter(|_| chain < 3) {
            chain += u64::from(paragraph != last);
            last = paragraph;
        }
        chain
    }

    /// A draft of its own.
    pub(super) fn draft(&self, source: Option<Tokens>, cue: Vec<Tokens>, chance: f32) -> Draft {
        Draft {
            content: one(self.tokens.clone()),
            source,
            cue,
            speech: true,
            pattern: if self.is_alone() { Pattern::FreeStanding } else { Pattern::Bare },
            lemma: "",
            chance: Some(chance),
        }
    }
}
