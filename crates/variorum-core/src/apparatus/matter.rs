//! Matter: what the sentences of a story speak of, as weighted keys, so that passages of several
//! witnesses can be set side by side.
//!
//! A key is a word stem, a person, a country, a class of event, a figure or a day. Its weight is its
//! inverse sentence frequency within the story (Spärck Jones, "A statistical interpretation of term
//! specificity", 1972): what every sentence of the story names tells nothing apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotated::{Annotated, Entity, EntityKind, Statement};
use crate::apparatus::printing::{fold, is_content};
use crate::apparatus::{Passage, Witness, WitnessId};
use crate::lemma::lemma;
use crate::period::Period;
use crate::text::Span;
use crate::token::{Token, TokenKind};

/// A key that more sentences hold is not followed: it is in every witness and tells nothing.
const COMMON: usize = 400;
/// Letters of a stem: enough to keep words apart, few enough to join a verb and its noun.
const STEM: usize = 6;
/// How much a key of the sentence counts that stands outside the clause.
const BESIDE: f32 = 0.5;
/// How many words away a key counts half.
const NEAR: f32 = 12.0;
/// How many sentences after a passage may go on about it.
const TOLD: usize = 4;
/// Bytes of a word and its space.
const WORD: usize = 6;

/// What the compared witnesses speak of.
#[derive(Debug, Default)]
pub(super) struct Matter {
    sentences: Vec<Sentence>,
    /// By witness: its sentences, `[start, end)`.
    of_witness: Vec<(usize, usize)>,
    weights: Vec<f32>,
    holders: Vec<Vec<usize>>,
    /// Length of the vector of all that the story speaks of.
    norm: f32,
}

/// A sentence and its keys in the order of the text.
#[derive(Debug)]
struct Sentence {
    at: Passage,
    keys: Vec<Key>,
}

/// One key where it stands.
#[derive(Clone, Copy, Debug)]
struct Key {
    id: usize,
    at: Span,
    kind: KeyKind,
}

/// What a key is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    Word,
    Name,
    Class,
    Figure,
    Day,
}

impl KeyKind {
    /// How many kinds there are.
    const ALL: usize = Self::Day as usize + 1;
}

/// The keys of a passage, each once with its weight, sorted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Profile {
    keys: Vec<(usize, f32, KeyKind)>,
    /// Length of the vector of weights.
    norm: f32,
}

/// Where a passage is best matched in another witness.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// Share of the weight of the passage that is found there, 0 to 1.
    pub(super) share: f32,
    /// The sentence.
    pub(super) at: Passage,
    /// Whether a figure, or a name that few sentences hold, is among what is found.
    pub(super) telling: bool,
}

impl Matter {
    /// Reads the keys of all compared witnesses.
    pub(super) fn of(witnesses: &[Witness]) -> Self {
        let mut matter = Self::default();
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        for (at, witness) in witnesses.iter().enumerate() {
            let start = matter.sentences.len();
            if witness.compared {
                matter.read(WitnessId(at), &witness.annotated, &mut ids);
            }
            matter.of_witness.push((start, matter.sentences.len()));
        }
        matter.weigh(ids.len());
        matter
    }

    fn read(&mut self, witness: WitnessId, annotated: &Annotated, ids: &mut BTreeMap<String, usize>) {
        let mut found = keys(annotated);
        found.sort_by_key(|(span, ..)| *span);
        let mut found = found.into_iter().peekable();
        for sentence in &annotated.layers().sentences {
            let mut keys = Vec::new();
            while let Some((at, kind, key)) = found.next_if(|(at, ..)| at.start() < sentence.end()) {
                if at.start() >= sentence.start() {
                    let next = ids.len();
                    keys.push(Key { id: *ids.entry(key).or_insert(next), at, kind });
                }
            }
            self.sentences.push(Sentence { at: Passage { witness, span: *sentence }, keys });
        }
    }

    fn weigh(&mut self, keys: usize) {
        self.holders = vec![Vec::new(); keys];
        for (at, sentence) in self.sentences.iter().enumerate() {
            for key in &sentence.keys {
                if let Some(holders) = self.holders.get_mut(key.id)
                    && holders.last() != Some(&at)
                {
                    holders.push(at);
                }
            }
        }
        let all = self.sentences.len() as f32;
        let weight = |holders: &Vec<usize>| ((all + 1.0) / (holders.len() as f32 + 0.5)).ln().max(0.1);
        self.weights = self.holders.iter().map(weight).collect();
        let spoken = self.weights.iter().zip(&self.holders).map(|(weight, with)| weight * with.len() as f32);
        self.norm = spoken.map(|weight| weight * weight).sum::<f32>().sqrt();
    }

    /// How near a passage lies to all that the story speaks of, 0 to 1: its cosine with the sum of all
    /// sentences (the centroid of Radev et al., "Centroid-based summarization of multiple documents", 2004).
    pub(super) fn centrality(&self, profile: &Profile) -> f32 {
        let spoken = |id: &usize| {
            let weight = self.weights.get(*id).copied().unwrap_or_default();
            weight * self.holders.get(*id).map_or(0, Vec::len) as f32
        };
        let dot: f32 = profile.keys.iter().map(|(id, weight, _)| weight * spoken(id)).sum();
        let norms = profile.norm * self.norm;
        if norms > 0.0 { dot / norms } else { 0.0 }
    }

    /// How many of the next sentences of its article go on about the passage `at`: share two keys or more
    /// with it that tell, names of the whole story left out.
    pub(super) fn told_on(&self, at: Passage) -> usize {
        let Some(own) = self.sentence_at(at.witness, at.span) else { return 0 };
        let end = self.of_witness.get(at.witness.0).map_or(own, |(_, end)| *end);
        let sentences = self.sentences.get(own..(own + 1 + TOLD).min(end)).unwrap_or_default();
        let Some((first, after)) = sentences.split_first() else { return 0 };
        let rare =
            |id: usize| self.holders.get(id).is_some_and(|with| with.len() * 20 <= self.sentences.len());
        let tells = |key: &&Key| match key.kind {
            KeyKind::Class => false,
            KeyKind::Name => rare(key.id),
            _ => true,
        };
        let of = |sentence: &Sentence, within: Option<Span>| -> BTreeSet<usize> {
            let keys = sentence.keys.iter().filter(tells);
            keys.filter(|key| within.is_none_or(|span| span.contains(key.at))).map(|key| key.id).collect()
        };
        let told = of(first, Some(at.span));
        after.iter().filter(|sentence| of(sentence, None).intersection(&told).count() >= 2).count()
    }

    /// The keys of the sentence around `focus`, its own left out: the nearer, the more they count, and
    /// those outside `clause` in part.
    pub(super) fn profile(&self, witness: WitnessId, clause: Span, focus: Span) -> Profile {
        let Some(sentence) = self.sentence_at(witness, focus).and_then(|at| self.sentences.get(at)) else {
            return Profile::default();
        };
        let counted = sentence.keys.iter().filter(|key| !focus.overlaps(key.at));
        self.gather(counted.map(|key| {
            let words = key.at.gap(focus).or_else(|| focus.gap(key.at)).map_or(0, Span::len) / WORD;
            let near = 1.0 / (1.0 + words as f32 / NEAR);
            (key, near * if clause.overlaps(key.at) { 1.0 } else { BESIDE })
        }))
    }

    /// The key of the name that stands nearest before `focus` in its sentence, else nearest after it.
    pub(super) fn nearest_name(&self, witness: WitnessId, focus: Span) -> Option<usize> {
        let sentence = self.sentences.get(self.sentence_at(witness, focus)?)?;
        let names = || sentence.keys.iter().filter(|key| key.kind == KeyKind::Name);
        let before = names().rev().find(|key| key.at.end() <= focus.start());
        before.or_else(|| names().find(|key| key.at.start() >= focus.end())).map(|key| key.id)
    }

    /// The keys of `clause` alone.
    pub(super) fn clause(&self, witness: WitnessId, clause: Span) -> Profile {
        let sentence = self.sentence_at(witness, clause).and_then(|at| self.sentences.get(at));
        let keys = sentence.into_iter().flat_map(|sentence| &sentence.keys);
        self.gather(keys.filter(|key| clause.overlaps(key.at)).map(|key| (key, 1.0)))
    }

    fn gather<'a>(&self, keys: impl Iterator<Item = (&'a Key, f32)>) -> Profile {
        let mut profile: BTreeMap<usize, (f32, KeyKind)> = BTreeMap::new();
        for (key, factor) in keys {
            let weight = factor * self.weights.get(key.id).copied().unwrap_or_default();
            let slot = profile.entry(key.id).or_insert((0.0, key.kind));
            slot.0 = slot.0.max(weight);
        }
        let keys: Vec<_> = profile.into_iter().map(|(id, (weight, kind))| (id, weight, kind)).collect();
        let norm = keys.iter().map(|(_, weight, _)| weight * weight).sum::<f32>().sqrt();
        Profile { keys, norm }
    }

    fn sentence_at(&self, witness: WitnessId, span: Span) -> Option<usize> {
        let (start, end) = *self.of_witness.get(witness.0)?;
        let own = self.sentences.get(start..end)?;
        let after = own.partition_point(|sentence| sentence.at.span.start() <= span.start());
        Some(start + after.checked_sub(1)?)
    }

    /// How many names of `profile` stand nowhere in any of `witnesses`.
    pub(super) fn new_names(&self, profile: &Profile, witnesses: &[WitnessId]) -> usize {
        let stands = |id: usize, witness: &WitnessId| {
            let (start, end) = self.of_witness.get(witness.0).copied().unwrap_or_default();
            let holders = self.holders.get(id).map(Vec::as_slice).unwrap_or_default();
            holders.get(holders.partition_point(|at| *at < start)).is_some_and(|at| *at < end)
        };
        let names = profile.keys.iter().filter(|(.., kind)| *kind == KeyKind::Name);
        names.filter(|(id, ..)| !witnesses.iter().any(|witness| stands(*id, witness))).count()
    }

    /// For each witness, where `profile` is best found in it: the neighbours of a sentence count in part,
    /// since another article may tell the same in two sentences.
    pub(super) fn matches(&self, profile: &Profile) -> Vec<Option<Match>> {
        let mut shares = vec![(0.0, false); self.sentences.len()];
        for (id, weight, kind) in &profile.keys {
            let holders = self.holders.get(*id).filter(|holders| holders.len() <= COMMON);
            let holders = holders.map(Vec::as_slice).unwrap_or_default();
            let telling = match kind {
                KeyKind::Figure => true,
                KeyKind::Name => holders.len() * 20 <= self.sentences.len(),
                _ => false,
            };
            self.spread(holders, |at, share| {
                if let Some(slot) = shares.get_mut(at) {
                    slot.0 += weight * share;
                    slot.1 |= telling && share == 1.0;
                }
            });
        }
        let all = profile.weight().max(f32::MIN_POSITIVE);
        let best = |(start, end): &(usize, usize)| {
            let own = shares.get(*start..*end)?.iter().enumerate();
            // The first of the best: the order of the text decides.
            let best = own.rev().max_by(|(_, (x, _)), (_, (y, _))| x.total_cmp(y));
            let (at, (weight, telling)) = best.filter(|(_, (weight, _))| *weight > 0.0)?;
            let at = self.sentences.get(start + at)?.at;
            Some(Match { share: weight / all, at, telling: *telling })
        };
        self.of_witness.iter().map(best).collect()
    }

    /// Calls `add` once for each sentence in `holders`, which are sorted, and once, with a part, for each
    /// other that stands beside one of them in its article.
    fn spread(&self, holders: &[usize], mut add: impl FnMut(usize, f32)) {
        let witness = |at: usize| self.sentences.get(at).map(|sentence| sentence.at.witness);
        let mut done = None;
        for (at, next) in holders.iter().zip(holders.iter().skip(1).map(Some).chain([None])) {
            let before = at.checked_sub(1).filter(|before| done < Some(*before));
            if let Some(before) = before.filter(|before| witness(*before) == witness(*at)) {
                add(before, BESIDE);
            }
            add(*at, 1.0);
            done = Some(*at);
            let after = at + 1;
            if next != Some(&after) && witness(after) == witness(*at) {
                add(after, BESIDE);
                done = Some(after);
            }
        }
    }
}

impl Profile {
    /// Of such words, all of one weight.
    #[cfg(test)]
    pub(super) fn of_words(words: impl IntoIterator<Item = usize>) -> Self {
        let words: BTreeSet<usize> = words.into_iter().collect();
        let norm = (words.len() as f32).sqrt();
        Self { keys: words.into_iter().map(|id| (id, 1.0, KeyKind::Word)).collect(), norm }
    }

    /// The sum of the weights.
    pub(super) fn weight(&self) -> f32 {
        self.keys.iter().map(|(_, weight, _)| weight).sum()
    }

    /// Its keys, sorted.
    pub(super) fn ids(&self) -> impl Iterator<Item = usize> + '_ {
        self.keys.iter().map(|(id, ..)| *id)
    }

    /// How many keys it has.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// What both hold.
    pub(super) fn shared(&self, other: &Self) -> Shared {
        let (mut dot, mut keys) = (0.0, [0; KeyKind::ALL]);
        let mut rest = other.keys.iter().peekable();
        for (id, weight, kind) in &self.keys {
            while rest.next_if(|(other, ..)| other < id).is_some() {}
            if let Some((_, other, _)) = rest.next_if(|(other, ..)| other == id) {
                dot += weight * other;
                if let Some(slot) = keys.get_mut(*kind as usize) {
                    *slot += 1;
                }
            }
        }
        let norms = self.norm * other.norm;
        Shared { likeness: if norms > 0.0 { dot / norms } else { 0.0 }, keys }
    }
}

/// The keys that two profiles share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shared {
    /// Cosine of the weights, 0 to 1.
    pub(super) likeness: f32,
    /// By kind of key, how many.
    keys: [usize; KeyKind::ALL],
}

impl Shared {
    /// How many keys.
    pub(super) fn all(&self) -> usize {
        self.keys.iter().sum()
    }

    /// How many of one kind.
    pub(super) fn of(&self, kind: KeyKind) -> usize {
        self.keys.get(kind as usize).copied().unwrap_or_default()
    }
}

/// The keys of an article: where, what kind, and the form that is compared.
fn keys(annotated: &Annotated) -> Vec<(Span, KeyKind, String)> {
    let layers = annotated.layers();
    let mut keys = Vec::new();
    for entity in &layers.entities {
        let spans = || entity.mentions.iter().chain(&entity.adjectival).chain(&entity.pronouns);
        if let Some(key) = name(entity) {
            keys.extend(spans().map(|span| (*span, KeyKind::Name, key.clone())));
        }
    }
    keys.extend(layers.figures.iter().filter_map(|figure| {
        let value = figure.value?.normalize();
        let unit = figure.unit.as_deref().unwrap_or_default();
        Some((figure.number, KeyKind::Figure, format!("={value} {unit}")))
    }));
    for timex in &layers.timexes {
        if let Some(day) = timex.named().as_ref().and_then(day) {
            keys.push((timex.span, KeyKind::Day, day));
        }
    }
    let classes = |s: &Statement| Some((s.predicate, KeyKind::Class, format!("#{:?}", s.class?)));
    let taken: Vec<Span> = taken(&keys);
    keys.extend(layers.statements.iter().filter_map(classes));
    let names: Vec<Span> =
        merged(layers.entities.iter().flat_map(|entity| &entity.mentions).copied().collect());
    let free = |token: &&Token| token.kind != TokenKind::Mark && !covered(&taken, token.span);
    keys.extend(layers.tokens.iter().filter(free).filter_map(|token| {
        let kind = if covered(&names, token.span) { KeyKind::Name } else { KeyKind::Word };
        Some((token.span, kind, stem(annotated.slice(token.span))?))
    }));
    keys
}

fn taken(keys: &[(Span, KeyKind, String)]) -> Vec<Span> {
    merged(keys.iter().map(|(span, ..)| *span).collect())
}

/// Sorted, without those inside another.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.start(), std::cmp::Reverse(span.end())));
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        if !kept.last().is_some_and(|last| last.contains(span)) {
            kept.push(span);
        }
    }
    kept
}

fn covered(spans: &[Span], span: Span) -> bool {
    let after = spans.partition_point(|other| other.start() <= span.start());
    after.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|other| other.overlaps(span))
}

/// The key of a person (the last name) or of a country; any other name counts by its words.
fn name(entity: &Entity) -> Option<String> {
    if let Some(country) = entity.country.filter(|_| entity.kind == EntityKind::Place) {
        return Some(format!("@{}", String::from_utf8_lossy(&country.0)));
    }
    let suffix = |word: &&str| !matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
    let last = entity.name.split_whitespace().rev().find(suffix)?;
    (entity.kind == EntityKind::Person).then(|| fold(last))
}

/// The calendar time that a period covers, as a key.
/// The key of a stretch; a time of day has that of its day, so that "Tuesday" and "Tuesday at 3 p.m." meet.
fn day(period: &Period) -> Option<String> {
    let (start, end) = (period.start?.date(), period.end?.date());
    let end = if start == end { start.tomorrow().ok()? } else { end };
    Some(format!("~{start}/{end}"))
}

/// The stem of a word that carries matter: its dictionary form, cut.
fn stem(word: &str) -> Option<String> {
    let folded = fold(word);
    let bare = folded.strip_suffix("'s").unwrap_or(&folded);
    let base = if is_content(bare) { lemma(bare) } else { return None };
    Some(base.chars().take(STEM).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expect: Option<&str>) {
        assert_eq!(stem(word).as_deref(), expect);
    }

    #[test]
    fn stems_join_a_verb_and_its_noun() {
        check("apologized", Some("apolog"));
        check("apology", Some("apolog"));
        check("Harbour’s", Some("harbou"));
        check("the", None);
        check("…", None);
    }

    #[test]
    fn spans_inside_another_are_dropped() {
        let text = crate::text::Text::new("one two three");
        let span = |range: std::ops::Range<usize>| text.span(range).unwrap();
        assert_eq!(merged(vec![span(4..7), span(0..7), span(8..13)]), [span(0..7), span(8..13)]);
        assert!(covered(&[span(0..7)], span(4..7)));
        assert!(!covered(&[span(0..7)], span(8..13)));
    }
}
