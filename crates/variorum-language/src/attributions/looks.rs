//! Looks: what the decisions see of their candidates.

use super::lexicon::Class;
use super::model::Sink;
use super::reading::{Reading, Tokens, bucket};
use super::seen::OUTSIDE;
use super::spots::Spot;
use crate::parts::Part;

/// What is the same for all candidates of a spot.
pub(super) struct Scene<'r, 't> {
    pub(super) reading: &'r Reading<'t>,
    pub(super) sentence: Tokens,
    pub(super) spot: &'r Spot,
    stem: u64,
    key: u64,
    part: u64,
    /// How quotations stand to the spot.
    marks: u64,
    /// What the rules made of it.
    ruled: u64,
    /// The quotations set off by a comma or colon, each with which mark it is: nearest before and after.
    set_off: [Option<(usize, u64)>; 2],
}

/// What a decision knows of those before it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sides {
    pub(super) before: Option<(usize, usize)>,
    pub(super) after: Option<(usize, usize)>,
}

impl<'r, 't> Scene<'r, 't> {
    pub(super) fn new(reading: &'r Reading<'t>, sentence: &Tokens, spot: &'r Spot) -> Self {
        let word = reading.word(spot.head);
        let (z, g) = (spot.group.end, spot.group.start);
        let closes = |at: usize| at > sentence.start && reading.quotation_closing(at).is_some();
        let opens = |at: usize| at < sentence.end && reading.quotation_opening(at).is_some();
        let front = spot.subject.as_ref().map_or(g, |s| s.start);
        let marks = u64::from(closes(g))
            | u64::from(closes(front)) << 1
            | u64::from(opens(z)) << 2
            | u64::from(opens(z + 1)) << 3
            | u64::from((z + 2..sentence.end.min(z + 12)).any(opens)) << 4
            | u64::from((z..sentence.end.min(z + 12)).find(|at| opens(*at)).is_some_and(|at| {
                reading.word(at + 1).is_some_and(|w| {
                    w.is_capitalised() && !w.is_capitalised_name()
                        || w.is_capitalised() && w.part != Part::NAME
                })
            })) << 5;
        let ruled = spot.ruled.as_ref().map_or(0, |d| {
            let before = d.content.iter().any(|c| c.start < spot.head);
            let after = d.content.iter().any(|c| c.start > spot.head);
            1 + d.pattern as u64 * 8
                + u64::from(before) * 4
                + u64::from(after) * 2
                + u64::from(d.source.is_some())
        });
        Self {
            reading,
            sentence: sentence.clone(),
            spot,
            stem: word.map_or(0, |w| w.stem),
            key: word.map_or(0, |w| w.key),
            part: word.map_or(0, |w| w.part.number() as u64),
            marks,
            ruled,
            set_off: [
                (sentence.start..g).rev().find_map(|at| reading.set_off(at)),
                (z..sentence.end).find_map(|at| reading.set_off(at)),
            ],
        }
    }

    /// How content that begins at `start` and ends at `end` stands to the quotations set off before (0) or
    /// after (1) the spot.
    fn stands(&self, side: usize, start: Option<usize>, end: Option<usize>) -> u64 {
        let Some((at, mark)) = self.set_off.get(side).copied().flatten() else { return 0 };
        let order = match start {
            None => 0,
            Some(start) if start == at => 1,
            Some(start) if start < at => 2,
            Some(_) => 3,
        };
        let ends = end.map_or(0, |end| 1 + u64::from(end > at));
        1 + mark + 4 * order + 16 * ends
    }

    fn inside(&self, at: usize) -> bool {
        self.sentence.contains(&at)
    }

    fn k(&self, at: usize) -> u64 {
        let seen = self.reading.seen(at).filter(|_| self.inside(at));
        seen.map_or(OUTSIDE, |seen| seen.key)
    }

    fn p(&self, at: usize) -> u64 {
        let seen = self.reading.seen(at).filter(|_| self.inside(at));
        seen.map_or(OUTSIDE, |seen| seen.part)
    }

    /// A word that is common enough to matter by itself, or its part of speech.
    fn small(&self, at: usize) -> u64 {
        let small = self.inside(at)
            && self.reading.quotation_at(at).is_none()
            && self.reading.word(at).is_some_and(|w| {
                !w.part.is_verb()
                    && !matches!(
                        w.part,
                        Part::NOUN | Part::PLURAL | Part::NAME | Part::ADJECTIVE | Part::NUMBER
                    )
            });
        if small { self.k(at) } else { self.p(at) }
    }

    fn verbs(&self, from: usize, to: usize) -> usize {
        self.reading.between(from, to, |seen| seen.finite).min(4)
    }

    fn commas(&self, from: usize, to: usize) -> usize {
        self.reading.between(from, to, |seen| seen.commas).min(4)
    }

    fn subject(&self) -> (u64, u64) {
        match &self.spot.subject {
            None => (0, 0),
            Some(s) => (1 + self.p(s.end.saturating_sub(1)), self.k(s.end.saturating_sub(1))),
        }
    }

    /// Whether the spot credits somebody.
    pub(super) fn cue(&self, sink: &mut impl Sink) {
        let (g, z, h) = (self.spot.group.start, self.spot.group.end, self.spot.head);
        let (stem, key, part, aux) = (self.stem, self.key, self.part, self.spot.helpers);
        let (marks, ruled, covered) = (self.marks, self.ruled, self.spot.covered);
        let (subject, noun) = self.subject();
        let that = (z..self.sentence.end.min(z + 7))
            .take_while(|i| self.reading.word(*i).is_none_or(|w| w.part != Part::MARK))
            .find(|i| self.reading.is(*i, Class::THAT))
            .map_or(0, |i| 1 + bucket(i - z));
        let first = self.reading.is_headline(h);
        let length = bucket(self.sentence.end - h);
        sink.see(0, &[]);
        sink.see(1, &[stem]);
        sink.see(2, &[key]);
        sink.see(3, &[key, part]);
        sink.see(4, &[part, aux]);
        sink.see(5, &[stem, aux]);
        sink.see(6, &[stem, self.p(z)]);
        sink.see(7, &[stem, self.k(z)]);
        sink.see(8, &[part, self.p(g.wrapping_sub(1))]);
        sink.see(9, &[self.k(g.wrapping_sub(1))]);
        sink.see(10, &[part, self.k(z)]);
        sink.see(11, &[self.p(g.wrapping_sub(1)), part, self.p(z)]);
        sink.see(12, &[part, self.p(z), self.p(z + 1)]);
        sink.see(13, &[stem, self.p(z), self.p(z + 1)]);
        sink.see(14, &[part, marks]);
        sink.see(15, &[stem, marks]);
        sink.see(16, &[ruled]);
        sink.see(17, &[stem, ruled]);
        sink.see(18, &[ruled, marks]);
        sink.see(19, &[stem, that]);
        sink.see(20, &[part, that]);
        sink.see(21, &[part, subject]);
        sink.see(22, &[noun]);
        sink.see(23, &[noun, stem]);
        sink.see(24, &[covered]);
        sink.see(25, &[covered, stem]);
        sink.see(26, &[covered, ruled]);
        sink.see(27, &[u64::from(first), part]);
        sink.see(28, &[length, part]);
        sink.see(29, &[self.k(z), self.k(z + 1)]);
        sink.see(30, &[self.p(g.wrapping_sub(2)), self.p(g.wrapping_sub(1)), part]);
        sink.see(31, &[stem, subject]);
        sink.see(32, &[stem, self.k(z + 1)]);
        sink.see(33, &[subject, self.p(z), aux, part]);
        sink.see(34, &[stem, self.p(g.wrapping_sub(1))]);
        sink.see(35, &[ruled, self.p(z), subject]);
        sink.see(36, &[bucket(g - self.sentence.start), part, self.p(z)]);
        let set_off = self.stands(0, None, None) * 8 + self.stands(1, None, None);
        sink.see(37, &[set_off, part]);
        sink.see(38, &[set_off, stem]);
    }

    /// Content before the spot that ends at `end`; `None`: there is none.
    pub(super) fn before_end(&self, end: Option<usize>, sink: &mut impl Sink) {
        let (g, z) = (self.spot.group.start, self.spot.group.end);
        let (stem, part, aux, marks, ruled) =
            (self.stem, self.part, self.spot.helpers, self.marks, self.ruled);
        let front = self.spot.subject.as_ref().map(|s| s.start);
        let (subject, _) = self.subject();
        let kind = match end {
            None => 0,
            Some(e) => {
                let closes = self.reading.quotation_closing(e);
                let pause = closes.is_some_and(|f| {
                    self.reading.last_inside(f).is_some_and(|w| w.is_mark(",") || w.is_stop())
                });
                let at_front = front.is_some_and(|f| self.reading.trim(self.sentence.start..f).end == e);
                let own = self.spot.ruled.as_ref().is_some_and(|d| d.content.iter().any(|c| c.end == e));
                1 + u64::from(closes.is_some())
                    + u64::from(pause) * 2
                    + u64::from(at_front) * 4
                    + u64::from(e == g) * 8
                    + u64::from(own) * 16
            }
        };
        let mark = end.map_or(0, |e| 1 + self.p(e));
        let gap = end.map_or(0, |e| 1 + bucket(g - e));
        sink.see(0, &[kind]);
        sink.see(1, &[kind, stem]);
        sink.see(2, &[kind, marks]);
        sink.see(3, &[kind, ruled]);
        sink.see(4, &[kind, part, aux]);
        sink.see(5, &[kind, self.p(z)]);
        sink.see(6, &[kind, self.k(z)]);
        sink.see(7, &[kind, mark, self.p(z)]);
        sink.see(8, &[kind, mark, subject]);
        sink.see(9, &[kind, gap]);
        sink.see(10, &[kind, mark, gap]);
        sink.see(11, &[kind, stem, self.p(z)]);
        sink.see(12, &[kind, self.p(z), self.p(z + 1)]);
        sink.see(13, &[kind, mark, ruled]);
        sink.see(14, &[kind, bucket(g - self.sentence.start)]);
        sink.see(15, &[kind, self.k(self.sentence.start)]);
        sink.see(16, &[kind, stem, aux]);
        sink.see(20, &[kind, self.stands(0, None, end), self.stands(1, None, None)]);
        if let Some(e) = end {
            sink.see(17, &[self.p(e.wrapping_sub(1)), mark]);
            sink.see(18, &[u64::from(self.verbs(self.sentence.start, e) as u32), kind]);
            sink.see(19, &[self.small(e + 1), mark, kind]);
        }
    }

    /// Content before the spot from `start` to `end`.
    pub(super) fn before_start(&self, start: usize, end: usize, sink: &mut impl Sink) {
        let fragment = self.reading.quotation_opening(start);
        let own = self.spot.ruled.as_ref().and_then(|d| d.content.first()).is_some_and(|c| c.start == start);
        let phrase = self.spot.subject.as_ref().is_some_and(|s| s.start == start);
        let kind = u64::from(start == self.sentence.start)
            | u64::from(fragment.is_some()) << 1
            | u64::from(fragment.is_some_and(|f| f.tokens.end == end)) << 2
            | u64::from(own) << 3
            | u64::from(phrase) << 4
            | u64::from(self.reading.quotation_closing(end).is_some()) << 5
            | u64::from(end == self.spot.group.start) << 6;
        let last = self.p(start.wrapping_sub(1));
        sink.see(0, &[kind]);
        sink.see(1, &[kind, last]);
        sink.see(2, &[kind, self.ruled]);
        sink.see(3, &[last, self.p(start)]);
        sink.see(4, &[self.k(start.wrapping_sub(1))]);
        sink.see(5, &[self.small(start), last]);
        sink.see(6, &[self.p(start), self.p(start + 1), last]);
        sink.see(7, &[kind, bucket(end - start)]);
        sink.see(8, &[kind, self.commas(start, end) as u64]);
        sink.see(9, &[kind, self.verbs(start, end) as u64]);
        sink.see(10, &[kind, self.verbs(self.sentence.start, start) as u64, last]);
        sink.see(11, &[kind, self.stem]);
        sink.see(12, &[self.k(self.sentence.start), bucket(start - self.sentence.start), last]);
        sink.see(13, &[self.p(self.sentence.start), kind]);
        sink.see(14, &[kind, self.spot.helpers]);
        sink.see(15, &[kind, self.stands(0, Some(start), None)]);
    }

    /// Content after the spot that begins at `start`; `None`: there is none.
    pub(super) fn after_start(&self, start: Option<usize>, sides: Sides, sink: &mut impl Sink) {
        let z = self.spot.group.end;
        let (stem, part, aux, marks, ruled) =
            (self.stem, self.part, self.spot.helpers, self.marks, self.ruled);
        let before = u64::from(sides.before.is_some())
            + u64::from(sides.before.is_some_and(|(_, e)| self.reading.quotation_closing(e).is_some()));
        let own = start.is_some()
            && self.spot.ruled.as_ref().and_then(|d| d.content.last()).map(|c| c.start) == start;
        let kind = start.map_or(0, |s| {
            1 + u64::from(self.reading.quotation_opening(s).is_some())
                + u64::from(s == z) * 2
                + u64::from(own) * 4
        }) | before << 4;
        let (subject, _) = self.subject();
        sink.see(0, &[kind]);
        sink.see(1, &[kind, stem]);
        sink.see(2, &[kind, marks]);
        sink.see(3, &[kind, ruled]);
        sink.see(4, &[kind, part, aux]);
        sink.see(5, &[kind, subject, part]);
        sink.see(6, &[kind, self.p(z), self.p(z + 1)]);
        sink.see(7, &[kind, stem, self.p(z)]);
        sink.see(8, &[kind, stem, aux]);
        let set_off = self.stands(1, start, None);
        sink.see(30, &[set_off, before, kind]);
        sink.see(31, &[set_off, stem]);
        sink.see(32, &[set_off, self.p(z), before]);
        let Some(s) = start else {
            sink.see(9, &[before, self.k(z)]);
            sink.see(10, &[before, stem, self.k(z)]);
            sink.see(11, &[before, part, self.p(z), self.p(z + 1)]);
            return;
        };
        let gap = bucket(s - z.min(s));
        let (last, here) = (self.p(s.wrapping_sub(1)), self.p(s));
        let path = (z..s).take(5).fold(7u64, |path, i| path * 64 + self.p(i));
        sink.see(12, &[here, last, before]);
        sink.see(13, &[gap, before]);
        sink.see(14, &[self.small(s)]);
        sink.see(15, &[stem, self.small(s)]);
        sink.see(16, &[stem, here]);
        sink.see(17, &[self.k(s.wrapping_sub(1))]);
        sink.see(18, &[self.k(s.wrapping_sub(1)), here]);
        sink.see(19, &[stem, self.small(s.wrapping_sub(1)), gap]);
        sink.see(20, &[path, here]);
        sink.see(21, &[gap, here, last]);
        sink.see(22, &[here, self.p(s + 1), last]);
        sink.see(23, &[stem, gap]);
        sink.see(24, &[kind, gap]);
        sink.see(25, &[stem, path]);
        sink.see(26, &[self.small(s), last, part]);
        sink.see(27, &[kind, self.commas(z, s) as u64, here]);
        sink.see(28, &[stem, self.k(s.wrapping_sub(1)), here]);
        sink.see(29, &[self.k(s), self.k(s + 1)]);
        sink.see(33, &[set_off, here, last]);
    }

    /// Content after the spot from `start` to `end`.
    pub(super) fn after_end(&self, start: usize, end: usize, sides: Sides, sink: &mut impl Sink) {
        let r = self.reading;
        let opens = r.quotation_opening(start);
        let whole = opens.is_some_and(|f| f.tokens.end == end);
        let closing = r.quotation_closing(end);
        let pause = closing.is_some_and(|f| r.last_inside(f).is_some_and(|w| w.is_mark(",") || w.is_stop()));
        let finish = r.trim(start..self.sentence.end).end == end;
        let own = self.spot.ruled.as_ref().and_then(|d| d.content.last()).is_some_and(|c| c.end == end);
        let kind = u64::from(opens.is_some())
            | u64::from(whole) << 1
            | u64::from(closing.is_some()) << 2
            | u64::from(pause) << 3
            | u64::from(finish) << 4
            | u64::from(own) << 5
            | u64::from(sides.before.is_some()) << 6;
        let (last, next, second) = (self.p(end.wrapping_sub(1)), self.p(end), self.p(end + 1));
        let brackets = |at: usize| r.seen(at).map_or(0, |seen| seen.brackets);
        let balance = u64::from(start < end && brackets(end) > brackets(start));
        let verbs = self.verbs(start, end) as u64;
        let anew = u64::from(!finish && r.credits_anew(end + 1, self.sentence.end));
        let speech = r
            .word(end + 1)
            .or(r.word(end))
            .and_then(|w| w.verb)
            .map_or(0, |v| 1 + u64::from(v.verb().speech));
        let strong = (end..self.sentence.end.min(end + 8))
            .find(|i| {
                r.word(*i).is_some_and(|w| w.verb.is_some_and(|v| v.verb().speech) && w.part.is_finite())
            })
            .map_or(0, |i| 1 + bucket(i - end));
        let held = r.between(start, end, |seen| seen.speech) > 0;
        let quoted = r.seen(end).map(|seen| seen.opening).filter(|at| *at < self.sentence.end.min(end + 30));
        let leaves = quoted.map_or(0, |q| {
            1 + self.verbs(end, q).min(2) as u64 * 2 + u64::from(r.quotation_opening(start).is_some())
        });
        let commas = self.commas(start, end) as u64;
        let length = bucket(end - start);
        let began = self.small(start);
        sink.see(0, &[kind]);
        sink.see(1, &[kind, self.stem]);
        sink.see(2, &[kind, self.ruled]);
        sink.see(3, &[next, second]);
        sink.see(4, &[self.k(end)]);
        sink.see(5, &[self.k(end), second]);
        sink.see(6, &[self.k(end), self.k(end + 1)]);
        sink.see(7, &[last, next]);
        sink.see(8, &[kind, length]);
        sink.see(9, &[next, length]);
        sink.see(10, &[balance, next]);
        sink.see(11, &[verbs, self.small(end), began]);
        sink.see(12, &[verbs, next, kind]);
        sink.see(13, &[anew, self.small(end)]);
        sink.see(14, &[speech, self.small(end)]);
        sink.see(15, &[strong, next]);
        sink.see(16, &[u64::from(held), strong, kind]);
        sink.see(17, &[began, self.small(end)]);
        sink.see(18, &[self.p(start), next, verbs]);
        sink.see(19, &[self.stem, self.small(end)]);
        sink.see(20, &[self.stem, u64::from(finish), self.p(start)]);
        sink.see(21, &[commas, next, kind]);
        sink.see(22, &[kind, next]);
        sink.see(23, &[kind, self.small(end), second]);
        sink.see(24, &[next, second, self.p(end + 2)]);
        sink.see(25, &[self.k(end.wrapping_sub(1)), next]);
        sink.see(26, &[began, u64::from(finish), verbs]);
        sink.see(27, &[self.part, self.spot.helpers, self.small(end)]);
        sink.see(28, &[u64::from(finish), commas, verbs]);
        sink.see(29, &[self.p(start.wrapping_sub(1)), self.p(start), self.small(end)]);
        sink.see(30, &[leaves, kind]);
        sink.see(31, &[leaves, self.small(end)]);
    }

    /// Somebody credited: a phrase found in some `ways`; `None`: nobody.
    pub(super) fn source(&self, source: Option<(&Tokens, u64)>, sides: Sides, sink: &mut impl Sink) {
        let (g, z) = (self.spot.group.start, self.spot.group.end);
        let (stem, part, aux) = (self.stem, self.part, self.spot.helpers);
        let frame = u64::from(sides.before.is_some()) | u64::from(sides.after.is_some()) << 1;
        let Some((tokens, ways)) = source else {
            sink.see(0, &[stem]);
            sink.see(1, &[part, aux]);
            sink.see(2, &[stem, aux]);
            sink.see(3, &[frame, part, self.ruled]);
            sink.see(4, &[self.ruled]);
            sink.see(5, &[self.p(g.wrapping_sub(1)), part, frame]);
            sink.see(6, &[self.k(g.wrapping_sub(1))]);
            sink.see(7, &[self.p(z), part, frame]);
            sink.see(8, &[bucket(g - self.sentence.start), part]);
            return;
        };
        let within =
            |side: Option<(usize, usize)>| side.is_some_and(|(s, e)| tokens.start < e && s < tokens.end);
        let touches = |side: Option<(usize, usize)>| {
            side.is_some_and(|(s, e)| tokens.start == e || s == tokens.end || tokens.start == e + 1)
        };
        let order = u64::from(tokens.start < g)
            | u64::from(within(sides.before)) << 1
            | u64::from(within(sides.after)) << 2
            | u64::from(touches(sides.before)) << 3
            | frame << 4;
        let (from, to) =
            if tokens.start < g { (tokens.end.min(g), g) } else { (z.min(tokens.start), tokens.start) };
        let gap = bucket(to - from);
        let verbs = self.verbs(from, to) as u64;
        let commas = self.commas(from, to) as u64;
        let (first, head) = (self.p(tokens.start), self.p(tokens.end - 1));
        let noun = self.k(tokens.end - 1);
        sink.see(20, &[ways]);
        sink.see(21, &[ways, order]);
        for way in (0..16).filter(|way| ways >> way & 1 == 1) {
            sink.see(22, &[way, stem]);
            sink.see(23, &[way, order, part]);
            sink.see(24, &[way, self.ruled]);
            sink.see(25, &[way, self.p(z), part]);
        }
        sink.see(26, &[order, gap]);
        sink.see(27, &[order, head, part]);
        sink.see(28, &[noun]);
        sink.see(29, &[noun, order]);
        sink.see(30, &[first, head, gap]);
        sink.see(31, &[verbs, order, part]);
        sink.see(32, &[commas, order, verbs]);
        sink.see(33, &[order, part, aux]);
        sink.see(34, &[order, stem]);
        sink.see(35, &[self.small(tokens.start.wrapping_sub(1)), order]);
        sink.see(36, &[self.small(tokens.start.wrapping_sub(1)), stem]);
        sink.see(37, &[self.small(tokens.end), order]);
        sink.see(38, &[self.p(g.wrapping_sub(1)), order, part, gap]);
        sink.see(39, &[head, order, self.p(z)]);
        sink.see(40, &[bucket(tokens.len()), order]);
    }
}
