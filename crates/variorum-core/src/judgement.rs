//! `Judgement`: what a reader decided about a finding, and whether it still stands.
//!
//! A judgement is keyed on what the finding was: the texts, the places in them and the words that stood there. It
//! depends on no number or letter, so it holds when everything is analysed again. Where other words have come since,
//! it is shown as what it was and decides nothing.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::annotated::{Annotated, Entity, EntityId, EntityKind};
use crate::apparatus::{Apparatus, Passage, WitnessId};
use crate::text::{Span, Text};

/// What a reader decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Its number in the log, from one; later ones stand above earlier ones. Zero until it is kept.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What kind of finding it is about.
    pub kind: FindingKind,
    /// What was decided.
    pub ruling: Ruling,
    /// What the finding was called: a speaker, a thing counted.
    pub about: String,
    /// Why, in the reader's words.
    pub note: String,
    /// The places that the finding stood on.
    pub places: Vec<Place>,
}

/// Kinds of finding that can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// What several print as one utterance, with its differences.
    Quotation,
    /// Figures, dates and labels set side by side.
    Claim,
    /// What one carries and another does not.
    Omission,
    /// That one article is a copy of another.
    Copy,
    /// Who is credited with words.
    Speaker,
}

impl FindingKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Quotation, Self::Claim, Self::Omission, Self::Copy, Self::Speaker];

    /// The name in addresses, JSON and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Claim => "claim",
            Self::Omission => "omission",
            Self::Copy => "copy",
            Self::Speaker => "speaker",
        }
    }
}

/// What can be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It is as the finding says.
    Confirmed,
    /// It is not.
    Dismissed,
    /// The words are this speaker's.
    SpeakerIs(String),
    /// An earlier judgement is taken back.
    Open,
}

impl Ruling {
    /// The name in addresses, JSON and tables.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
            Self::SpeakerIs(_) => "speaker-is",
            Self::Open => "open",
        }
    }
}

/// A place that a judged finding stood on. It outlives the article, so it is no [`crate::Anchor`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// SHA-256 of the text.
    pub text: [u8; 32],
    /// First UTF-8 byte.
    pub start: usize,
    /// The byte after the last; equal to `start` for a text that was searched in vain.
    pub end: usize,
    /// The words that stood there.
    pub words: String,
}

/// One finding of an apparatus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Counts into [`Apparatus::quotations`].
    Quotation(usize),
    /// Counts into [`Apparatus::claims`].
    Claim(usize),
    /// Counts into [`Apparatus::omissions`].
    Omission(usize),
    /// A witness that took words of others.
    Copy(WitnessId),
}

/// How a judgement stands to a finding of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was made on these very words.
    Holds,
    /// Other words have come since.
    Grown,
    /// Words that it was made on are no longer there.
    Stale,
}

impl Standing {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Grown => "grown",
            Self::Stale => "stale",
        }
    }
}

impl Place {
    fn of(text: &Text, span: Span) -> Self {
        let words = text.slice(span).to_owned();
        Self { text: *text.id().as_bytes(), start: span.start(), end: span.end(), words }
    }

    /// That a text was searched.
    fn searched(text: &Text) -> Self {
        Self { text: *text.id().as_bytes(), start: 0, end: 0, words: String::new() }
    }

    fn is_searched(&self) -> bool {
        self.start == self.end
    }

    /// Whether both are about the same characters: those searched, or some that both have.
    fn meets(&self, other: &Self) -> bool {
        let both = self.is_searched() && other.is_searched();
        self.text == other.text && (both || (self.start < other.end && other.start < self.end))
    }

    /// Whether both have the same words, capitals and white space aside.
    fn says_as(&self, other: &Self) -> bool {
        let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        plain(&self.words) == plain(&other.words)
    }
}

impl Finding {
    /// Every finding of `apparatus` that can be judged.
    pub fn all(apparatus: &Apparatus) -> Vec<Self> {
        let quotations = (0..apparatus.quotations.len()).map(Self::Quotation);
        let claims = (0..apparatus.claims.len()).map(Self::Claim);
        let omissions = (0..apparatus.omissions.len()).map(Self::Omission);
        let mut copies: Vec<usize> =
            apparatus.story.lineages.iter().flat_map(|lineage| &lineage.reuses).map(|r| r.by).collect();
        copies.sort_unstable();
        copies.dedup();
        let copies = copies.into_iter().map(|by| Self::Copy(WitnessId(by)));
        quotations.chain(claims).chain(omissions).chain(copies).collect()
    }

    /// Its kind.
    pub fn kind(self) -> FindingKind {
        match self {
            Self::Quotation(_) => FindingKind::Quotation,
            Self::Claim(_) => FindingKind::Claim,
            Self::Omission(_) => FindingKind::Omission,
            Self::Copy(_) => FindingKind::Copy,
        }
    }

    /// What it is told by in addresses: a digest of its kind and the places that it stands on, so that it is the same
    /// whatever its number becomes.
    pub fn mark(self, apparatus: &Apparatus) -> String {
        let mut places = self.places(apparatus);
        places.sort_by_key(|place| (place.text, place.start, place.end));
        let mut digest = Sha256::new_with_prefix(self.kind().name());
        for place in places {
            digest.update(place.text);
            digest.update([place.start as u64, place.end as u64].map(u64::to_le_bytes).concat());
        }
        digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// What it is called; empty when `apparatus` has no such finding.
    pub fn about(self, apparatus: &Apparatus) -> String {
        let name = |at: WitnessId| {
            let article = apparatus.witnesses.get(at.0).map(|witness| witness.annotated.article());
            article.map(|a| a.outlet.clone().unwrap_or_else(|| a.id.clone()))
        };
        let about = match self {
            Self::Quotation(at) => apparatus.quotations.get(at).and_then(|q| q.speaker.clone()),
            Self::Claim(at) => apparatus.claims.get(at).map(|set| set.about.clone()),
            Self::Omission(at) => apparatus.omissions.get(at).map(|omission| omission.about.clone()),
            Self::Copy(by) => name(by),
        };
        about.unwrap_or_default()
    }

    /// The places that it stands on; none when `apparatus` has no such finding.
    pub fn places(self, apparatus: &Apparatus) -> Vec<Place> {
        let text = |at: WitnessId| apparatus.witnesses.get(at.0).map(|w| &w.annotated.article().text);
        let place = |passage: Passage| Some(Place::of(text(passage.witness)?, passage.span));
        match self {
            Self::Quotation(at) => {
                let readings = apparatus.quotations.get(at).map(|q| q.readings.as_slice());
                let readings = readings.unwrap_or_default().iter();
                readings.filter_map(|reading| place(printed(apparatus, *reading)?)).collect()
            }
            Self::Claim(at) => {
                let claims = apparatus.claims.get(at).map(|set| set.claims()).unwrap_or_default();
                claims.iter().filter_map(|claim| place(claim.at)).collect()
            }
            Self::Omission(at) => {
                let Some(omission) = apparatus.omissions.get(at) else { return Vec::new() };
                let carried = omission.carried().iter().filter_map(|passage| place(*passage));
                let searched = omission.not_in().iter().filter_map(|at| Some(Place::searched(text(*at)?)));
                carried.chain(searched).collect()
            }
            Self::Copy(by) => {
                let reuses = apparatus.story.lineages.iter().flat_map(|lineage| &lineage.reuses);
                let taken = reuses.filter(|reuse| reuse.by == by.0);
                let sides = taken.flat_map(|reuse| {
                    let from = Passage { witness: WitnessId(reuse.from), span: reuse.from_at };
                    [Passage { witness: by, span: reuse.at }, from]
                });
                sides.filter_map(place).collect()
            }
        }
    }

    /// The latest of `judgements` about it, with how that stands; `None` where it was never judged or the judgement
    /// was taken back.
    pub fn judged<'j>(
        self,
        apparatus: &Apparatus,
        judgements: &'j [Judgement],
    ) -> Option<(&'j Judgement, Standing)> {
        let mut ours: Vec<&Judgement> = judgements.iter().filter(|j| j.kind == self.kind()).collect();
        if ours.is_empty() {
            return None;
        }
        ours.sort_by_key(|judgement| std::cmp::Reverse(judgement.number));
        let places = self.places(apparatus);
        let found =
            ours.into_iter().find_map(|judgement| Some((judgement, stands(judgement, &places, apparatus)?)));
        found.filter(|(judgement, _)| judgement.ruling != Ruling::Open)
    }
}

/// The latest correction of who is credited with the quotation `at`, if it was not taken back.
pub fn speaker_given<'j>(
    apparatus: &Apparatus,
    at: usize,
    judgements: &'j [Judgement],
) -> Option<&'j Judgement> {
    let spans = Finding::Quotation(at).places(apparatus);
    let near = |judged: &Place| {
        spans.iter().any(|place| place.text == judged.text && is_nearly(judged, place.start, place.end))
    };
    let ours = judgements.iter().filter(|j| j.kind == FindingKind::Speaker && j.places.iter().any(near));
    ours.max_by_key(|judgement| judgement.number).filter(|judgement| judgement.ruling != Ruling::Open)
}

/// The whole of what one printing credits.
pub fn printed(apparatus: &Apparatus, (witness, at): (WitnessId, usize)) -> Option<Passage> {
    let layers = apparatus.witnesses.get(witness.0)?.annotated.layers();
    let content = &layers.attributions.get(at)?.content;
    Some(Passage { witness, span: content.iter().copied().reduce(Span::cover)? })
}

/// How `judgement` stands to a finding on `places`; `None` when it is about another.
fn stands(judgement: &Judgement, places: &[Place], apparatus: &Apparatus) -> Option<Standing> {
    let here = |judged: &&Place| places.iter().any(|place| place.meets(judged));
    let held = |judged: &&Place| {
        apparatus.witnesses.iter().any(|w| *w.annotated.article().text.id().as_bytes() == judged.text)
    };
    let met = judgement.places.iter().filter(here).count();
    if met < judgement.places.len() {
        // What is left of it is here, and something has gone with its text.
        let left = judgement.places.iter().filter(held).count();
        let told = judgement.places.iter().filter(here).any(|judged| !judged.is_searched());
        return (told && met == left).then_some(Standing::Stale);
    }
    let known = |place: &&Place| judgement.places.iter().any(|judged| place.meets(judged));
    let told = |place: &Place| judgement.places.iter().any(|judged| place.says_as(judged));
    let mut fresh = places.iter().filter(|place| !known(place));
    let same = match judgement.kind {
        FindingKind::Omission => fresh.all(|place| !place.is_searched()),
        FindingKind::Copy => true,
        _ => fresh.all(told),
    };
    Some(if same { Standing::Holds } else { Standing::Grown })
}

/// `annotated` with the speakers that readers gave its words.
pub fn corrected(annotated: Annotated, judgements: &[Judgement]) -> Annotated {
    let text = *annotated.article().text.id().as_bytes();
    let mut ours: Vec<&Judgement> = judgements
        .iter()
        .filter(|j| j.kind == FindingKind::Speaker && j.places.iter().any(|place| place.text == text))
        .collect();
    if ours.is_empty() {
        return annotated;
    }
    ours.sort_by_key(|judgement| std::cmp::Reverse(judgement.number));
    let mut layers = annotated.layers().clone();
    for attribution in &mut layers.attributions {
        let Some(span) = attribution.content.iter().copied().reduce(Span::cover) else { continue };
        let about = |judgement: &&&Judgement| {
            judgement
                .places
                .iter()
                .any(|place| place.text == text && is_nearly(place, span.start(), span.end()))
        };
        let Some(judgement) = ours.iter().find(about) else { continue };
        if let Ruling::SpeakerIs(name) = &judgement.ruling {
            attribution.speaker = Some(entity(&mut layers.entities, name));
        }
    }
    Annotated::new(annotated.article().clone(), layers)
}

/// Whether most of both is common: an extent that another analysis draws a little wider is the same.
fn is_nearly(place: &Place, start: usize, end: usize) -> bool {
    let common = place.end.min(end).saturating_sub(place.start.max(start));
    let all = place.end.max(end).saturating_sub(place.start.min(start));
    common * 3 > all * 2
}

/// The person of this name, added where the text names none such.
fn entity(entities: &mut Vec<Entity>, name: &str) -> EntityId {
    let called = |known: &String| known.to_lowercase() == name.to_lowercase();
    let known = entities.iter().position(|e| called(&e.name) || e.aliases.iter().any(called));
    let at = known.unwrap_or(entities.len());
    if known.is_none() {
        entities.push(Entity {
            name: name.to_owned(),
            kind: EntityKind::Person,
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: Vec::new(),
            adjectival: Vec::new(),
            pronouns: Vec::new(),
            country: None,
            gender: None,
        });
    }
    EntityId(u32::try_from(at).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
