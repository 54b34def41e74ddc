//! The judge: what the trained decisions make of the spots of a sentence.

use super::contents::{Draft, Pattern};
use super::looks::{Scene, Sides};
use super::model::{Model, Question, Sum, choose};
use super::reading::{Reading, Tokens};
use super::spots::Spot;

/// Decides for the spots of a sentence.
pub(super) struct Judge<'r, 't, 'm> {
    pub(super) reading: &'r Reading<'t>,
    pub(super) sentence: &'r Tokens,
    pub(super) model: Model<'m>,
}

/// A source and the cue that credits it.
pub(super) type Announced = (Option<Tokens>, Vec<Tokens>);

/// From this chance on a credit is taken.
const LEAST: f32 = 0.36;

/// From this chance on a credit is taken when nothing else explains a quotation of its sentence.
const SLIGHT: f32 = 0.01;

/// Tokens of a quotation that is surely speech.
const LONG: usize = 6;

/// What the cues of a sentence credit.
#[derive(Default)]
pub(super) struct Verdict {
    /// The credits, in the order of the sentence.
    pub(super) drafts: Vec<Draft>,
    /// The source and cue that announce what comes after the sentence.
    pub(super) announced: Option<Announced>,
    /// Credits that are not likely by themselves, of quotations that nothing else credits.
    pub(super) doubtful: Vec<Draft>,
}

impl Judge<'_, '_, '_> {
    /// What the cues of the sentence credit; `ruled` is what the rules make of them.
    pub(super) fn credits(&self, ruled: &[(usize, Draft)]) -> Verdict {
        let spots = self.reading.spots(self.sentence, ruled);
        let rated: Vec<(f32, &Spot)> = spots.iter().map(|spot| (self.chance(spot), spot)).collect();
        let mut drafts: Vec<(usize, Draft)> = rated
            .iter()
            .filter(|(chance, _)| *chance >= LEAST)
            .filter_map(|(chance, spot)| Some((spot.head, self.draft(spot, *chance)?)))
            .collect();
        // Who stands beside a quotation said it, whoever reports it: “…,” Moss said, according to a
        // paper.
        let rank = |draft: &Draft| (self.is_direct(draft), draft.chance.unwrap_or_default());
        drafts.sort_by(|(x, a), (y, b)| {
            let ((a, p), (b, q)) = (rank(a), rank(b));
            b.cmp(&a).then(q.total_cmp(&p)).then(x.cmp(y))
        });
        let mut announced = None;
        let mut taken: Vec<(usize, Draft)> = Vec::new();
        for (head, draft) in drafts {
            if draft.content.is_empty() {
                announced = announced.or(Some((draft.source, draft.cue)));
                continue;
            }
            let inside = |(_, d): &(usize, Draft)| d.content.iter().any(|c| c.contains(&head));
            let clash = |held: &(usize, Draft)| {
                draft.content.iter().any(|c| {
                    c.contains(&held.0) || held.1.content.iter().any(|h| c.start < h.end && h.start < c.end)
                })
            };
            if !taken.iter().any(|held| inside(held) || clash(held)) {
                taken.push((head, draft));
            }
        }
        taken.sort_by_key(|(head, _)| *head);
        let drafts: Vec<Draft> = taken.into_iter().map(|(_, draft)| draft).collect();
        if announced.is_none() && self.reading.before(self.sentence.end).is_some_and(|w| w.is_mark(":")) {
            announced = Some(self.reading.announcement(self.sentence, &drafts));
        }
        let slight = rated.iter().filter(|(chance, _)| (SLIGHT..LEAST).contains(chance));
        let doubtful = self.doubtful(slight, &drafts);
        Verdict { drafts, announced, doubtful }
    }

    /// What unlikely cues credit of the quotations that lie in no content of `drafts`.
    fn doubtful<'s>(
        &self,
        slight: impl Iterator<Item = &'s (f32, &'s Spot)>,
        drafts: &[Draft],
    ) -> Vec<Draft> {
        let left = self.reading.uncovered(self.sentence, drafts);
        if left.is_empty() {
            return Vec::new();
        }
        let held = || drafts.iter().flat_map(|d| &d.content);
        let fits = |d: &Draft| {
            d.content.iter().any(|c| left.iter().any(|l| c.start <= l.start && l.end <= c.end))
                && !d.content.iter().any(|c| held().any(|h| c.start < h.end && h.start < c.end))
        };
        slight
            .filter(|(_, spot)| !held().any(|c| c.contains(&spot.head)))
            .filter_map(|(chance, spot)| self.draft(spot, *chance))
            .filter(fits)
            .collect()
    }

    /// Whether all that it credits are quotations, one at least of more than a word or two.
    fn is_direct(&self, draft: &Draft) -> bool {
        let whole = |c: &Tokens| {
            self.reading.quotation_opening(c.start).is_some()
                && self.reading.quotation_closing(c.end).is_some()
        };
        draft.speech
            && matches!(draft.pattern, Pattern::After | Pattern::Inverted)
            && draft.content.iter().all(whole)
            && draft.content.iter().any(|c| c.len() > LONG)
    }

    fn scene<'s>(&'s self, spot: &'s Spot) -> Scene<'s, 's> {
        Scene::new(self.reading, self.sentence, spot)
    }

    fn chance(&self, spot: &Spot) -> f32 {
        let mut sum = Sum::new(self.model, Question::Cue);
        self.scene(spot).cue(&mut sum);
        let (best, chance) = choose(&[0, sum.sum]).unwrap_or_default();
        if best == 1 { chance } else { 1.0 - chance }
    }

    fn best<C>(
        &self,
        question: Question,
        candidates: &[C],
        mut look: impl FnMut(&C, &mut Sum<'_>),
    ) -> Option<(usize, f32)> {
        let score = |candidate: &C| {
            let mut sum = Sum::new(self.model, question);
            look(candidate, &mut sum);
            sum.sum
        };
        let scores: Vec<i32> = candidates.iter().map(score).collect();
        choose(&scores)
    }

    fn draft(&self, spot: &Spot, chance: f32) -> Option<Draft> {
        let (reading, scene) = (self.reading, self.scene(spot));
        let (mut sides, mut chance) = (Sides::default(), chance);
        let ends: Vec<Option<usize>> = std::iter::once(None)
            .chain(reading.ends_before(spot, self.sentence).into_iter().map(Some))
            .collect();
        let (at, sure) = self.best(Question::BeforeEnd, &ends, |end, sum| scene.before_end(*end, sum))?;
        chance *= sure;
        if let Some(end) = ends.get(at).copied().flatten() {
            let starts = reading.starts_before(spot, end, self.sentence);
            let (at, sure) =
                self.best(Question::BeforeStart, &starts, |start, sum| scene.before_start(*start, end, sum))?;
            chance *= sure;
            sides.before = Some((*starts.get(at)?, end));
        }
        let starts: Vec<Option<usize>> = std::iter::once(None)
            .chain(reading.starts_after(spot, self.sentence).into_iter().map(Some))
            .collect();
        let (at, sure) =
            self.best(Question::AfterStart, &starts, |start, sum| scene.after_start(*start, sides, sum))?;
        chance *= sure;
        if let Some(start) = starts.get(at).copied().flatten() {
            let ends = reading.ends_after(spot, start, self.sentence);
            let (at, sure) =
                self.best(Question::AfterEnd, &ends, |end, sum| scene.after_end(start, *end, sides, sum))?;
            chance *= sure;
            sides.after = Some((start, *ends.get(at)?));
        }
        let sources = reading.sources(spot, self.sentence);
        let listed: Vec<Option<&(Tokens, u64)>> =
            std::iter::once(None).chain(sources.iter().map(Some)).collect();
        let (at, sure) = self.best(Question::Source, &listed, |s, sum| {
            scene.source(s.map(|(t, w)| (t, *w)), sides, sum);
        })?;
        chance *= sure;
        let source = listed.get(at).copied().flatten().map(|(tokens, _)| tokens.clone());
        Some(self.made(spot, sides, source, chance))
    }

    fn made(&self, spot: &Spot, sides: Sides, source: Option<Tokens>, chance: f32) -> Draft {
        let content: Vec<Tokens> =
            sides.before.into_iter().chain(sides.after).map(|(start, end)| start..end).collect();
        let verb = self.reading.word(spot.head).and_then(|w| w.verb).map(|v| v.verb());
        let quoting = content.iter().any(|c| self.reading.quotations_in(c).next().is_some());
        let pattern = match (&spot.ruled, sides.before, &source) {
            (Some(ruled), ..) => ruled.pattern,
            (None, Some(_), Some(s)) if s.start > spot.head => Pattern::Inverted,
            (None, Some(_), _) => Pattern::After,
            (None, None, Some(_)) => Pattern::Before,
            (None, None, None) => Pattern::Participle,
        };
        let cue = spot.ruled.as_ref().map_or_else(|| vec![spot.group.clone()], |d| d.cue.clone());
        Draft {
            content,
            source,
            cue,
            speech: spot
                .ruled
                .as_ref()
                .map_or_else(|| verb.is_some_and(|v| v.speech) || quoting, |d| d.speech),
            pattern,
            lemma: verb.map_or("", |v| v.lemma),
            chance: Some(chance),
        }
    }
}
