//! The recognizer: a linear model that marks names in tokens.
//!
//! A linear-chain conditional random field over BILOU tags with hashed features, after Lafferty,
//! McCallum and Pereira, "Conditional Random Fields" (ICML 2001), and Ratinov and Roth, "Design
//! Challenges and Misconceptions in Named Entity Recognition" (CoNLL 2009). The weights are trained by
//! `variorum-train` and described in `models/MODEL_CARD.md`.

mod clusters;
mod features;
mod weights;

use std::ops::Range;
use std::sync::OnceLock;

use variorum_core::EntityKind;

pub use clusters::Clusters;
pub use features::{Features, LISTS, Segment, USES, Word};
pub use weights::{LANES, ROWS, Transitions, Weights};

/// What a model says of a token: nothing, or its place in a name of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag(u8);

/// Kinds of names in the order of the tags.
pub const KINDS: [EntityKind; 4] =
    [EntityKind::Person, EntityKind::Organization, EntityKind::Place, EntityKind::Other];

/// The tags: outside, then begin, inside, last and unit for each kind.
pub const TAGS: usize = 1 + 4 * KINDS.len();

impl Tag {
    /// Part of no name.
    pub const OUTSIDE: Self = Self(0);

    /// The tag with this number, below [`TAGS`].
    pub fn new(number: usize) -> Self {
        Self(number.min(TAGS - 1) as u8)
    }

    /// The tag at `place` (0 begin, 1 inside, 2 last, 3 unit) of a name of the `kind`th kind.
    pub fn of(kind: usize, place: usize) -> Self {
        Self::new(1 + kind * 4 + place)
    }

    /// Its number.
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    fn kind(self) -> Option<usize> {
        self.number().checked_sub(1).map(|n| n / 4)
    }

    fn place(self) -> Option<usize> {
        self.number().checked_sub(1).map(|n| n % 4)
    }

    /// Whether a name that is open here goes on in the next token.
    fn is_open(self) -> bool {
        matches!(self.place(), Some(0 | 1))
    }

    /// Whether `next` can follow.
    pub fn allows(self, next: Self) -> bool {
        let goes_on = matches!(next.place(), Some(1 | 2));
        if self.is_open() { goes_on && self.kind() == next.kind() } else { !goes_on }
    }
}

/// A name in a list of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Which words.
    pub words: Range<usize>,
    /// What kind of name.
    pub kind: EntityKind,
}

/// The names that well-formed `tags` mark.
pub fn names(tags: &[Tag]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut start = 0;
    for (at, tag) in tags.iter().enumerate() {
        let (Some(kind), Some(place)) = (tag.kind(), tag.place()) else { continue };
        if matches!(place, 0 | 3) {
            start = at;
        }
        if let (2 | 3, Some(kind)) = (place, KINDS.get(kind)) {
            names.push(Name { words: start..at + 1, kind: *kind });
        }
    }
    names
}

/// Names the form of the file.
const MAGIC: &[u8] = b"VNM2";

/// The file of the model that is built in.
pub(crate) static BUILT_IN: &[u8] = include_bytes!("../models/names.vnm");

/// A trained model.
#[derive(Clone, Debug)]
pub struct Recognizer {
    weights: Weights,
    clusters: Clusters,
}

impl Recognizer {
    /// The model that is built in.
    pub fn built_in() -> &'static Self {
        static MODEL: OnceLock<Recognizer> = OnceLock::new();
        MODEL.get_or_init(|| {
            Self::read(BUILT_IN).unwrap_or_else(|| {
                Self::new(Weights::new(Vec::new(), Transitions::default()), Clusters::new("", ""))
            })
        })
    }

    /// A model of these weights.
    pub fn new(weights: Weights, clusters: Clusters) -> Self {
        Self { weights, clusters }
    }

    /// The file: magic, the weights, the table of words.
    pub fn write(&self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        self.weights.write(&mut file);
        self.clusters.write(&mut file);
        file
    }

    /// The model in a file that [`Recognizer::write`] made, used in place; `None` where it is something
    /// else.
    pub fn read(file: &'static [u8]) -> Option<Self> {
        let (weights, rest) = Weights::read(file.strip_prefix(MAGIC)?)?;
        Some(Self { weights, clusters: Clusters::read(rest)? })
    }

    /// The best tags for `words`; `sentences` are ranges of `words`. Only words in or between words
    /// with a capital can be part of a name.
    pub fn tag(&self, words: &[Word<'_>], sentences: &[Range<usize>]) -> Vec<Tag> {
        let features = Features::new(words, sentences, &self.clusters);
        let mut tags = vec![Tag::OUTSIDE; words.len()];
        let mut rows = Vec::new();
        for segment in features.segments() {
            let scores: Vec<[i32; LANES]> = (segment.words.clone())
                .map(|at| {
                    features.rows(at, segment, &mut rows);
                    self.weights.score(&rows)
                })
                .collect();
            let best = viterbi(&scores, self.weights.transitions());
            for (slot, tag) in tags.iter_mut().skip(segment.words.start).zip(best) {
                *slot = tag;
            }
        }
        tags
    }
}

/// The tags that the tag with the number `to` can follow, ascending.
fn priors(to: usize) -> impl Iterator<Item = usize> {
    let kind = to.wrapping_sub(1) / 4;
    let inside = to > 0 && matches!((to - 1) % 4, 1 | 2);
    // Inside a name: its beginning or inside. Else: outside, and the last and the only word of each kind.
    let within = (0..2).map(move |place| 1 + kind * 4 + place).filter(move |_| inside);
    let ended = (0..KINDS.len() * 2).map(|at| 3 + at / 2 * 4 + at % 2);
    within.chain(std::iter::once(0).chain(ended).filter(move |_| !inside))
}

/// The best well-formed sequence of tags under `scores` and `transitions`.
pub fn viterbi(scores: &[[i32; LANES]], transitions: &Transitions) -> Vec<Tag> {
    let mut best = [i64::MIN / 2; TAGS];
    let mut back: Vec<[u8; TAGS]> = Vec::with_capacity(scores.len());
    for (at, row) in scores.iter().enumerate() {
        let mut next = [i64::MIN / 2; TAGS];
        let mut from = [0u8; TAGS];
        for (to, ((slot, came), score)) in next.iter_mut().zip(&mut from).zip(row).enumerate() {
            let here = i64::from(*score);
            if at == 0 {
                let starts = Tag::OUTSIDE.allows(Tag::new(to));
                *slot = if starts { here } else { i64::MIN / 2 };
                continue;
            }
            for prior in priors(to) {
                let step = transitions.get(prior).and_then(|steps| steps.get(to)).copied();
                let before = best.get(prior).copied().unwrap_or(i64::MIN / 2);
                let total = before + i64::from(step.unwrap_or_default()) + here;
                if total > *slot {
                    (*slot, *came) = (total, prior as u8);
                }
            }
        }
        best = next;
        back.push(from);
    }
    // A name must not stay open at the end.
    let closed = best.iter().enumerate().filter(|(tag, _)| !Tag::new(*tag).is_open());
    let mut tag =
        closed.max_by_key(|(tag, score)| (**score, std::cmp::Reverse(*tag))).map_or(0, |(tag, _)| tag);
    let mut tags: Vec<Tag> = Vec::with_capacity(scores.len());
    for from in back.iter().rev() {
        tags.push(Tag::new(tag));
        tag = from.get(tag).copied().map_or(0, usize::from);
    }
    tags.reverse();
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_that_is_built_in_can_be_read_and_is_written_as_it_was() {
        let file = BUILT_IN;
        assert!(Recognizer::read(file).is_some_and(|model| model.write() == file));
        assert!(Recognizer::read(file.get(..file.len() - 1).unwrap()).is_none());
        assert!(Recognizer::read(b"VNM2").is_none());
    }

    #[test]
    fn priors_are_the_tags_that_allow_what_follows() {
        for to in 0..TAGS {
            let allowed = (0..TAGS).filter(|prior| Tag::new(*prior).allows(Tag::new(to)));
            assert!(priors(to).eq(allowed), "{to}");
        }
    }

    #[test]
    fn a_name_is_closed_before_another_begins() {
        let (begin, unit) = (Tag::of(0, 0), Tag::of(1, 3));
        assert!(Tag::OUTSIDE.allows(begin) && Tag::OUTSIDE.allows(unit) && !begin.allows(unit));
        let mut scores = [[0; LANES]; 2];
        // The best tags one by one would open a person and close an organization.
        (scores[0][begin.number()], scores[1][Tag::of(1, 2).number()]) = (9, 9);
        let best = viterbi(&scores, &Transitions::default());
        assert!(best.windows(2).all(|pair| pair[0].allows(pair[1])));
        assert!(best.last().is_some_and(|tag| !tag.is_open()));
    }
}
