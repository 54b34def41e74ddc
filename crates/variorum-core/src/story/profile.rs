//! What grouping needs of an article, and how alike two articles are.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::annotated::Annotated;
use crate::article::DocumentDate;
use crate::story::credits;
use crate::story::event::Event;
use crate::story::linkage::{ONE, Pair};
use crate::story::terms::{self, Laid, Vector};
use crate::story::words::Words;

/// Heaviest terms by which an article is found.
pub(super) const FINDING: usize = 40;
/// Days between two dated articles beyond which they are not compared.
const APART: i64 = 730;
/// Likeness below which two articles are not linked.
const FLOOR: f32 = 0.02;
/// Days over which likeness counts in full, and the part of it that no distance takes.
const WIDTH: (f32, f32) = (7.0, 0.3);
/// From this likeness to its double, dates count less and less: a story told again a year later.
const DATED: f32 = 0.2;

/// What grouping needs of an article. Making it is the costly part and can be done in parallel; its clones share it.
#[derive(Clone, Debug)]
pub struct Profile {
    pub(super) traits: Arc<Traits>,
    /// The larger part, needed for as long as the article can be copied.
    pub(super) words: Arc<Words>,
}

/// What tells how alike articles are, and of an article for how long it is grouped.
#[derive(Debug)]
pub(super) struct Traits {
    pub(super) matter: Vector,
    names: Vector,
    event: Event,
    pub(super) agency: Option<&'static str>,
    pub(super) published: Option<DocumentDate>,
    pub(super) day: Option<i64>,
    pub(super) key: u64,
    pub(super) finding: Vec<u32>,
    pub(super) printed: BTreeMap<u32, Box<str>>,
}

impl Profile {
    /// Of `annotated`.
    pub fn of(annotated: &Annotated) -> Self {
        let article = annotated.article();
        let (matter, printed) = terms::matter(annotated, FINDING);
        let day = |date: DocumentDate| {
            i64::from(jiff::civil::date(1970, 1, 1).until(date.date()).map_or(0, |span| span.get_days()))
        };
        let traits = Traits {
            finding: matter.heaviest(FINDING),
            names: terms::names(annotated),
            event: Event::of(annotated),
            agency: credits::agency(article),
            published: article.published,
            day: article.published.map(day),
            key: terms::fnv(article.text.id().as_bytes().iter().copied().chain(article.id.bytes())),
            matter,
            printed,
        };
        Self { traits: Arc::new(traits), words: Arc::new(Words::of(annotated)) }
    }
}

impl Traits {
    /// What the distance in time leaves of a likeness.
    fn nearness(&self, other: &Self, likeness: f32) -> f32 {
        let (Some(one), Some(two)) = (self.day, other.day) else { return 1.0 };
        let distance = (one - two) as f32 / WIDTH.0;
        let near = WIDTH.1 + (1.0 - WIDTH.1) * (-distance * distance / 2.0).exp();
        let sure = ((likeness - DATED) / DATED).clamp(0.0, 1.0);
        sure + (1.0 - sure) * near
    }
}

/// An article that meets earlier ones.
pub(super) struct Arriving<'a> {
    traits: &'a Traits,
    matter: Laid,
    names: Laid,
}

impl<'a> Arriving<'a> {
    pub(super) fn new(traits: &'a Traits) -> Self {
        Self { traits, matter: Laid::new(&traits.matter), names: Laid::new(&traits.names) }
    }

    /// How alike it and the article `at` are, or `None` where that is too little to count.
    pub(super) fn link(&self, at: u32, other: &Traits) -> Option<Met> {
        let apart = self.traits.day.zip(other.day).is_some_and(|(a, b)| (a - b).abs() > APART);
        let likeness = if apart { 0.0 } else { self.matter.cosine(&other.matter) };
        if likeness < FLOOR {
            return None;
        }
        let near = likeness * self.traits.nearness(other, likeness);
        let likenesses = [near, self.names.cosine(&other.names)];
        let sums = likenesses.map(|likeness| (likeness * ONE) as u32);
        Some(Met { article: at, pair: Pair { sums, events: self.traits.event.compare(&other.event) } })
    }
}

/// An earlier article with how alike it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) article: u32,
    pub(super) pair: Pair,
}
