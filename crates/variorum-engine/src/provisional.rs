//! Places for new articles in a large store, without grouping all of it again.
//!
//! They are grouped with the latest articles and, where they are few, with those that are most like each; what stood
//! before stays where it stood. Such places are provisional: the next whole settling decides by all articles.

use std::collections::{BTreeMap, BTreeSet};

use variorum_core::story::{Grouper, Profile, Why};
use variorum_store::{ArticleKey, Edit, Error, Matter, Ordered, Place, Placement, SearchQuery, Store};

use crate::Engine;
use crate::asking::lead;
use crate::grouping::by_hand;

/// Latest articles that new ones are grouped with, at least.
const RECENT: usize = 768;
/// The same at most: as many as are at hand.
const WINDOW: usize = 2_048;
/// Articles that each new one is grouped with for their words.
const LIKE: usize = 12;
/// New articles up to which each is searched for what is like it. Of a stream of more, most have their like among the
/// latest and each other.
const SEARCHED: usize = 64;
/// New articles that are placed at a time; those beyond come next.
pub(crate) const TOGETHER: usize = 4_096;
/// The same beside readers: what a program that runs for weeks once held it hardly gives back.
const TOGETHER_SHARED: usize = 1_024;

/// Articles that wait for a place, among those that they are to be grouped with.
pub(crate) struct Around {
    /// All of them, in the order of grouping.
    pub(crate) context: Vec<Ordered>,
    /// What waits, and the earlier version that stands in its place.
    new: Vec<(Ordered, Option<ArticleKey>)>,
    placed: BTreeMap<ArticleKey, Place>,
    /// Articles that stand otherwise since a later version stands for their article.
    changed: BTreeSet<ArticleKey>,
}

impl Around {
    /// The next articles that wait, or `None`. Of them and the latest articles `at_hand` are at hand.
    pub(crate) fn next(engine: &Engine, at_hand: usize) -> Result<Option<Self>, Error> {
        let together = if engine.shared { TOGETHER_SHARED } else { TOGETHER };
        let (new, latest) = engine.read(|store| {
            let new = store.waiting(together)?;
            let latest = at_hand.saturating_sub(new.len()).clamp(RECENT, WINDOW);
            let latest = if new.is_empty() { 0 } else { latest };
            Ok((new, store.latest(latest)?))
        })?;
        if new.is_empty() {
            return Ok(None);
        }
        let mut context: BTreeSet<Ordered> = new.iter().map(|(ordered, _)| *ordered).collect();
        context.extend(latest.iter().map(|(ordered, _)| *ordered));
        let placed = latest.into_iter().map(|(ordered, place)| (ordered.key, place)).collect();
        let mut around = Self { context: Vec::new(), new, placed, changed: BTreeSet::new() };
        around.search(engine, &mut context)?;
        around.inherit(engine, &mut context)?;
        around.context = context.into_iter().collect();
        Ok(Some(around))
    }

    /// Adds to `context` what is like the new articles, where they are few.
    fn search(&mut self, engine: &Engine, context: &mut BTreeSet<Ordered>) -> Result<(), Error> {
        let searched = if self.new.len() > SEARCHED { &[] } else { self.new.as_slice() };
        for (new, _) in searched {
            for key in like(engine, new.key)? {
                let Some(record) = engine.read(|store| store.article(key))? else { continue };
                let ordered = record.ordered();
                if let Some(place) = record.place {
                    context.insert(ordered);
                    self.placed.insert(key, place);
                }
            }
        }
        Ok(())
    }

    /// Has each later version stand where the earlier one stood.
    fn inherit(&mut self, engine: &Engine, context: &mut BTreeSet<Ordered>) -> Result<(), Error> {
        for (new, old) in self.new.iter().filter_map(|(new, old)| Some((*new, (*old)?))) {
            let Some(story) = engine.read(|store| store.story(old))? else { continue };
            let current = |key: ArticleKey| if key == old { new.key } else { key };
            for Placement { key, place } in story.members {
                let (key, place) = (current(key), self.placed.remove(&key).unwrap_or(place));
                let copied = place.copied.map(|(from, share)| (current(from), share));
                let (story, root) = (current(place.story), current(place.root));
                let renewed = Place { story, root, copied, ..place.clone() };
                if renewed != place || key == new.key {
                    self.changed.insert(key);
                }
                self.placed.insert(key, renewed);
            }
            context.retain(|ordered| ordered.key != old);
        }
        Ok(())
    }

    /// Places what waits; `context` is that of this with its profiles.
    pub(crate) fn place(mut self, context: Vec<(Ordered, Profile)>) -> Vec<Placement> {
        place_among(context, &mut self.placed);
        let new = self.new.iter().map(|(ordered, _)| ordered.key);
        let keys: BTreeSet<ArticleKey> = new.chain(self.changed).collect();
        let placement = |key| Some(Placement { key, place: self.placed.remove(&key)? });
        keys.into_iter().filter_map(placement).collect()
    }
}

/// Articles that are most like the article `key` by its first words.
fn like(engine: &Engine, key: ArticleKey) -> Result<Vec<ArticleKey>, Error> {
    let Some(record) = engine.read(|store| store.article(key))? else { return Ok(Vec::new()) };
    let query = SearchQuery {
        matter: Matter::Articles,
        words: lead(&record.article),
        any: true,
        limit: LIKE,
        ..SearchQuery::default()
    };
    Ok(engine.search(&query)?.hits.into_iter().map(|hit| hit.key).collect())
}

/// Places the articles of `context` that are not among `placed`, by the profiles of all of them. What is placed stays
/// together, and what is new joins it where it is like it on average.
fn place_among(context: Vec<(Ordered, Profile)>, placed: &mut BTreeMap<ArticleKey, Place>) {
    let (standing, new): (Vec<_>, Vec<_>) =
        context.into_iter().partition(|(ordered, _)| placed.contains_key(&ordered.key));
    let keys: Vec<ArticleKey> = standing.iter().chain(&new).map(|(ordered, _)| ordered.key).collect();
    let mut numbers: BTreeMap<ArticleKey, u32> = BTreeMap::new();
    let mut stories: BTreeMap<u32, ArticleKey> = BTreeMap::new();
    let mut number = |key: ArticleKey| {
        let story = placed.get(&key).map_or(key, |place| place.story);
        let next = numbers.len() as u32 + 1;
        let number = *numbers.entry(story).or_insert(next);
        stories.insert(number, story);
        number
    };
    let first = standing.len();
    let standing: Vec<(Profile, u32)> =
        standing.into_iter().map(|(ordered, profile)| (profile, number(ordered.key))).collect();
    let mut grouper = Grouper::among(standing);
    new.into_iter().for_each(|(_, profile)| drop(grouper.add(profile)));
    grouper.settle();
    let key = |at: usize| keys.get(at).copied();
    for (at, new) in keys.iter().enumerate().skip(first) {
        let found = grouper.place(at);
        let root = key(found.root).unwrap_or(*new);
        let copied = match &found.why {
            Why::Copy { of, share } => key(*of).zip(Some(*share)),
            _ => None,
        };
        let name = |at: usize| key(at).map(|key| key.to_string()).unwrap_or_default();
        let place = Place {
            // A new story is named by its earliest article: the first that is met.
            story: *stories.entry(found.story).or_insert(*new),
            // What stood before has an original of its own.
            root: placed.get(&root).map_or(root, |place| place.root),
            copied,
            agency: found.agency.map(str::to_owned),
            why: found.why.words(name),
        };
        placed.insert(*new, place);
    }
}

/// The articles of a store as they stand.
pub(crate) struct Standing<'a> {
    order: &'a [Ordered],
    superseded: &'a BTreeMap<ArticleKey, ArticleKey>,
    placed: BTreeMap<ArticleKey, Place>,
}

impl<'a> Standing<'a> {
    /// Of the store. A later version stands where the earlier one stood.
    pub(crate) fn of(
        engine: &Engine,
        order: &'a [Ordered],
        superseded: &'a BTreeMap<ArticleKey, ArticleKey>,
    ) -> Result<Self, Error> {
        let current = |key: ArticleKey| superseded.get(&key).copied().unwrap_or(key);
        let mut placed: BTreeMap<ArticleKey, Place> = BTreeMap::new();
        for Placement { key, place } in engine.read(|store| store.placements())? {
            let copied = place.copied.map(|(from, share)| (current(from), share));
            let place = Place { story: current(place.story), root: current(place.root), copied, ..place };
            // Where both stand somewhere, the later version's own place counts.
            if !superseded.contains_key(&key) || !placed.contains_key(&current(key)) {
                placed.insert(current(key), place);
            }
        }
        Ok(Self { order, superseded, placed })
    }

    /// Where all articles stand after the decision `edit`; stories and lineages that lost their first article are
    /// named by the next.
    pub(crate) fn placements(self, edit: Option<&Edit>) -> Vec<Placement> {
        let held: Vec<Ordered> =
            self.order.iter().filter(|ordered| self.placed.contains_key(&ordered.key)).copied().collect();
        let mut numbers: BTreeMap<ArticleKey, u64> = BTreeMap::new();
        let mut stories: Vec<u64> = Vec::with_capacity(held.len());
        for place in held.iter().filter_map(|ordered| self.placed.get(&ordered.key)) {
            let fresh = numbers.len() as u64;
            stories.push(*numbers.entry(place.story).or_insert(fresh));
        }
        let edits: Vec<Edit> = edit.cloned().into_iter().collect();
        by_hand(&mut stories, &held, self.superseded, &edits);
        let mut named: BTreeMap<u64, ArticleKey> = BTreeMap::new();
        let mut roots: BTreeMap<ArticleKey, ArticleKey> = BTreeMap::new();
        let mut placements = Vec::with_capacity(held.len());
        for (ordered, number) in held.iter().zip(stories) {
            let Some(place) = self.placed.get(&ordered.key) else { continue };
            let story = *named.entry(number).or_insert(ordered.key);
            let lost = !self.placed.contains_key(&place.root);
            let root = if lost { *roots.entry(place.root).or_insert(ordered.key) } else { place.root };
            let copied = place.copied.filter(|(from, _)| self.placed.contains_key(from));
            let why = edit.and_then(|edit| crate::grouping::decided(edit, ordered.key, self.superseded));
            let why = why.unwrap_or_else(|| place.why.clone());
            let agency = place.agency.clone();
            placements
                .push(Placement { key: ordered.key, place: Place { story, root, copied, agency, why } });
        }
        placements
    }
}
