//! Loose quotations: those that no cue of their sentence credits. Which credit they go on with, whose
//! words they are, or whether they are anybody's, is decided by the trained model.

use super::contents::{Draft, Pattern, one};
use super::lexicon::Class;
use super::marks::Fragment;
use super::model::{Model, Question, Sink, Sum, choose};
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

    /// What is the same for all its fates.
    pub(super) fn scene(&self) -> Scene {
        let r = self.reading;
        let (start, end) = (self.tokens.start, self.tokens.end);
        let fragment = r.quotation_at(start);
        let words = fragment.map_or(0, |f| r.words_inside(f).take(40).count());
        let first = self.sentence().is_some_and(|s| self.last().is_none_or(|l| l.paragraph != s.paragraph));
        let pause = fragment.and_then(|f| r.last_inside(f)).map_or(0, |w| {
            1 + u64::from(w.is_stop()) + 2 * u64::from(w.is_mark(",")) + 4 * u64::from(w.is_dash())
        });
        let capital = (start + 1..end)
            .find_map(|i| r.word(i).filter(|w| w.part != Part::MARK))
            .is_some_and(Word::is_capitalised);
        let title = fragment.is_some_and(|f| r.is_title(f));
        let personal = (start..end).take(40).any(|i| {
            r.word(i).is_some_and(|w| {
                matches!(
                    w.text,
                    "I" | "We"
                        | "we"
                        | "my"
                        | "our"
                        | "you"
                        | "You"
                        | "us"
                        | "me"
                        | "I’m"
                        | "I'm"
                        | "My"
                        | "Our"
                )
            })
        });
        let finite = (start..end).take(60).any(|i| r.word(i).is_some_and(|w| w.part.is_finite()));
        let alone = self.is_alone();
        let key = |at: Option<usize>| {
            let sentence = self.sentence().map_or(0..0, |s| s.tokens.clone());
            at.filter(|i| sentence.contains(i))
                .and_then(|i| r.word(i))
                .map_or((1, 60), |w| (w.key, w.part.number() as u64))
        };
        let announced = self.last().is_some_and(|l| l.announced.is_some());
        let colon = self.last().is_some_and(|l| r.before(l.tokens.end).is_some_and(|w| w.is_mark(":")));
        let distance = self.held.map_or(9, |(_, at)| (self.at - at).min(4)) as u64;
        let same = self.held.is_some_and(|(_, at)| {
            self.sentences.get(at).zip(self.sentence()).is_some_and(|(a, b)| a.paragraph == b.paragraph)
        });
        let resumes = fragment.is_some_and(|f| f.resumes);
        let next = match (self.opens_next(), self.next()) {
            (Some(_), _) => 1,
            (None, Some(s)) if s.alone.is_some() => 2,
            (None, Some(s)) if s.drafts.iter().any(|d| d.speech) => 3,
            _ => 0,
        };
        let ends = self.last().is_some_and(|l| r.quotation_closing(r.trim(l.tokens.clone()).end).is_some());
        let label = self.last().is_some_and(|l| self.is_label(l));
        let long = self.last().map_or(0, |l| match l.tokens.len() {
            0..=6 => 1,
            7..=14 => 2,
            _ => 3,
        });
        let last = self.last().map_or(0, |l| match (&l.alone, l.drafts.as_slice()) {
            (Some(_), _) => 1,
            (None, []) => 2,
            (None, drafts) => 3 + u64::from(drafts.iter().any(|d| d.speech)) + 2 * u64::from(ends),
        });
        Scene {
            place: u64::from(alone)
                | u64::from(first) << 1
                | u64::from(same) << 2
                | u64::from(resumes) << 3
                | distance << 4,
            form: pause
                | u64::from(capital) << 4
                | u64::from(title) << 5
                | u64::from(personal) << 6
                | u64::from(finite) << 7
                | u64::from(fragment.is_some_and(|f| f.double)) << 8,
            words: match words {
                0..=5 => words as u64,
                6..=8 => 6,
                9..=14 => 7,
                _ => 8,
            },
            before: key(start.checked_sub(1)),
            farther: key(start.checked_sub(2)),
            after: key(Some(end)),
            around: u64::from(announced) | u64::from(colon) << 1 | next << 2 | last << 4,
            last: u64::from(label) | long << 1 | last << 4 | u64::from(colon) << 8,
            turn: u64::from(self.asks(self.held_end()))
                | u64::from(self.asks(Some(end))) << 1
                | self.chain() << 2,
            alone: u64::from(alone),
            term: u64::from(fragment.is_some_and(|f| r.is_term(f))),
            headline: u64::from(r.is_headline(start)),
        }
    }

    /// What the decision sees of one fate.
    pub(super) fn look(&self, fate: &Fate, s: &Scene, sink: &mut impl Sink) {
        let held = |index: &usize| {
            self.drafts.get(*index).map_or(0, |d| 1 + d.pattern as u64 * 2 + u64::from(d.speech))
        };
        let (kind, more) = match fate {
            Fate::Nothing => (0, 0),
            Fate::Goes(index, from) => (1 + 8 * u64::from(*from < self.tokens.start), held(index)),
            Fate::Cued(_) => (6, 0),
            Fate::Opens => (2, 0),
            Fate::Own(None, _, _) => (3, 0),
            Fate::Own(Some(_), cue, ways) => (4 + u64::from(!cue.is_empty()), *ways),
        };
        sink.see(0, &[kind, s.alone]);
        sink.see(1, &[kind, more, s.alone]);
        sink.see(2, &[kind, s.place]);
        sink.see(3, &[kind, s.around, s.alone]);
        sink.see(4, &[kind, s.form, s.alone]);
        sink.see(5, &[kind, s.words, s.alone]);
        sink.see(6, &[kind, s.words, s.form, s.alone]);
        sink.see(7, &[kind, s.before.0]);
        sink.see(8, &[kind, s.before.1, s.after.1]);
        sink.see(9, &[kind, s.after.0, s.alone]);
        sink.see(10, &[kind, s.place, s.around]);
        sink.see(11, &[kind, s.term, s.words, s.alone]);
        sink.see(12, &[kind, s.headline, s.alone]);
        sink.see(13, &[kind, s.before.0, s.farther.0]);
        sink.see(14, &[kind, s.farther.1, s.before.1]);
        sink.see(15, &[kind, more, s.place]);
        sink.see(16, &[kind, more, s.around]);
        sink.see(17, &[kind, s.before.1, s.words]);
        sink.see(18, &[kind, s.farther.0, s.alone]);
        sink.see(19, &[kind, s.turn, s.alone]);
        sink.see(20, &[kind, s.turn, s.place]);
        sink.see(21, &[kind, s.last, s.alone]);
        sink.see(22, &[kind, s.last, s.place]);
        if !self.is_alone() {
            self.look_within(fate, s, sink);
        }
        if let Fate::Own(Some(source), _, ways) = fate {
            let head = source.end.checked_sub(1).and_then(|i| self.reading.word(i));
            let part = head.map_or(0, |w| w.part.number() as u64);
            for way in (0..13).filter(|way| ways >> way & 1 == 1) {
                sink.see(30, &[way, s.alone]);
                sink.see(31, &[way, s.place]);
                sink.see(32, &[way, s.around]);
                sink.see(33, &[way, part, s.alone]);
            }
            sink.see(34, &[head.map_or(0, |w| w.key)]);
            sink.see(35, &[part, s.alone, u64::from(self.reading.is(source.start, Class::SUBJECT))]);
        }
    }

    /// What the decision sees of a fate within its sentence.
    fn look_within(&self, fate: &Fate, s: &Scene, sink: &mut impl Sink) {
        let r = self.reading;
        let part = |i: usize| {
            r.word(i).map_or(60, |w| match w.part {
                Part::MARK => match w.text {
                    "," => 50,
                    ":" => 52,
                    _ if w.is_dash() => 56,
                    _ => 58,
                },
                part => part.number() as u64,
            })
        };
        match fate {
            Fate::Goes(index, from) if Some(*index) == self.nearest().map(|(index, _)| index) => {
                let end = self.nearest().map_or(0, |(_, end)| end);
                let gap = end..self.tokens.start;
                let path = gap.clone().take(6).fold(1u64, |path, i| path.wrapping_mul(67) + part(i));
                let verbs = gap.clone().take(40).filter(|i| r.word(*i).is_some_and(|w| w.part.is_finite()));
                let verbs = verbs.take(3).count() as u64;
                let length = match gap.len() {
                    0..=5 => gap.len() as u64,
                    6..=9 => 6,
                    10..=16 => 7,
                    _ => 8,
                };
                let closed = u64::from(r.quotation_closing(end).is_some());
                let way = u64::from(*from == self.tokens.start) | u64::from(*from == end) << 1;
                let first = r.word(end).map_or(0, |w| if w.part == Part::MARK { part(end) } else { w.key });
                sink.see(50, &[way, length, closed]);
                sink.see(51, &[way, path]);
                sink.see(52, &[way, verbs, closed, length]);
                sink.see(53, &[way, first, closed]);
                sink.see(54, &[way, s.before.0, closed]);
                sink.see(55, &[way, s.before.1, s.farther.1, closed]);
                sink.see(56, &[way, s.words, closed]);
                sink.see(57, &[way, verbs, s.before.1]);
                let draft = self.drafts.get(*index);
                sink.see(58, &[way, draft.map_or(0, |d| d.pattern as u64), verbs]);
            }
            Fate::Cued(index) => {
                let Some(draft) = self.doubtful(*index) else { return };
                let chance = match draft.chance.unwrap_or_default() {
                    c if c < 0.01 => 0,
                    c if c < 0.03 => 1,
                    c if c < 0.08 => 2,
                    c if c < 0.16 => 3,
                    _ => 4,
                };
                let exact = u64::from(draft.content.contains(&self.tokens));
                let verb = draft.cue.last().and_then(|c| r.before(c.end));
                let (stem, part) = verb.map_or((0, 0), |w| (w.stem, w.part.number() as u64));
                let source = u64::from(draft.source.is_some());
                let pattern = draft.pattern as u64;
                sink.see(60, &[chance]);
                sink.see(61, &[chance, pattern, exact]);
                sink.see(62, &[stem]);
                sink.see(63, &[stem, exact]);
                sink.see(64, &[part, exact, source, s.words]);
                sink.see(65, &[source, pattern, exact]);
                sink.see(66, &[s.before.0, exact]);
                sink.see(67, &[chance, s.words, source]);
                sink.see(68, &[chance, u64::from(draft.speech)]);
            }
            _ => {}
        }
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

/// What a decision sees whatever the fate.
pub(super) struct Scene {
    place: u64,
    form: u64,
    words: u64,
    before: (u64, u64),
    farther: (u64, u64),
    after: (u64, u64),
    around: u64,
    /// What the sentence before is like.
    last: u64,
    /// Whether the last words and these are a question, and how many quotations alone stand before.
    turn: u64,
    alone: u64,
    term: u64,
    headline: u64,
}
