//! What the decisions about loose quotations see of their candidates.

use super::{Fate, Loose};
use crate::attributions::lexicon::Class;
use crate::attributions::model::Sink;
use crate::attributions::reading::Tokens;
use crate::attributions::words::Word;
use crate::parts::Part;

/// What a decision sees whatever the fate.
pub(in crate::attributions) struct Scene {
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

impl Loose<'_, '_> {
    /// What is the same for all its fates.
    pub(in crate::attributions) fn scene(&self) -> Scene {
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
    pub(in crate::attributions) fn look(&self, fate: &Fate, s: &Scene, sink: &mut impl Sink) {
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
            let pronoun = u64::from(self.reading.is(source.start, Class::SUBJECT));
            sink.see(35, &[part, s.alone, pronoun]);
            let far = self.how_far(source);
            sink.see(36, &[far, pronoun, s.alone]);
            sink.see(37, &[far, s.place]);
            sink.see(38, &[far, pronoun, s.last, s.alone]);
        }
    }

    /// How far before it a source stands: in sentences, in paragraphs, and whether the sentence right before it has a
    /// subject of its own.
    fn how_far(&self, source: &Tokens) -> u64 {
        let from = self.sentences.partition_point(|s| s.tokens.start <= source.start).saturating_sub(1);
        let (Some(sentence), Some(holder)) = (self.sentence(), self.sentences.get(from)) else { return 0 };
        let sentences = self.at.saturating_sub(from).min(3);
        let paragraphs = sentence.paragraph.saturating_sub(holder.paragraph).min(3);
        let passed = self.last().filter(|last| last.alone.is_none() && sentences > 1);
        let passed = passed.and_then(|last| self.reading.subject(&last.tokens, last.tokens.end));
        (1 + sentences + 4 * paragraphs + 16 * usize::from(passed.is_some())) as u64
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
}
