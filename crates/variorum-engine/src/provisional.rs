//! Places for a few new articles in a large store, without grouping all of it again.
//!
//! They are grouped with the latest articles and with those that are most like each; what stood before stays
//! where it stood. Such places are provisional: the next whole settling decides by all articles.

use std::collections::{BTreeMap, BTreeSet};

use variorum_core::story::{Grouper, Profile, Why};
use variorum_store::{ArticleKey, Edit, Error, Matter, Ordered, Place, Placement, SearchQuery, Store};

use crate::Engine;
use crate::asking::lead;
use crate::grouping::by_hand;

/// Latest articles that new ones are grouped with.
const RECENT: usize = 768;
/// Articles that each new one is grouped with for their words.
const LIKE: usize = 12;

/// New articles up to which each is searched for what is like it. Of a stream of more, most have their like among the
/// latest and each other.
const SEARCHED: usize = 256;
/// New articles that are placed at a time; those beyond come next.
const TOGETHER: usize = 4_096;

/// The articles of a store as they stand, and those that stand nowhere yet.
pub(crate) struct Standing<'a> {
    order: &'a [Ordered],
    superseded: &'a BTreeMap<ArticleKey, ArticleKey>,
    placed: BTreeMap<ArticleKey, Place>,
    /// In the order of grouping, not all where there are many.
    pub(crate) new: Vec<Ordered>,
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
        let stands =
            |ordered: &&Ordered| !superseded.contains_key(&ordered.key) && !placed.contains_key(&ordered.key);
        let new = order.iter().filter(stands).take(TOGETHER).copied().collect();
        Ok(Self { order, superseded, placed, new })
    }

    /// The articles that the new ones are to be grouped with, the new ones among them, in the order of grouping.
    pub(crate) fn context(&self, engine: &Engine) -> Result<Vec<Ordered>, Error> {
        let mut context: BTreeSet<Ordered> = self.new.iter().copied().collect();
        let placed = |ordered: &&Ordered| self.placed.contains_key(&ordered.key);
        if !self.new.is_empty() {
            context.extend(self.order.iter().rev().filter(placed).take(RECENT));
        }
        let at: BTreeMap<ArticleKey, Ordered> =
            self.order.iter().map(|ordered| (ordered.key, *ordered)).collect();
        let searched = if self.new.len() > SEARCHED { &[] } else { self.new.as_slice() };
        for new in searched {
            let Some(record) = engine.read(|store| store.article(new.key))? else { continue };
            let query = SearchQuery {
                matter: Matter::Articles,
                words: lead(&record.article),
                any: true,
                limit: LIKE,
                ..SearchQuery::default()
            };
            let hits = engine.search(&query)?.hits;
            context.extend(hits.iter().filter_map(|hit| at.get(&hit.key)).filter(|ordered| placed(ordered)));
        }
        Ok(context.into_iter().collect())
    }

    /// Places the new articles among those of `context`, whose profiles are `profiles`.
    pub(crate) fn place(&mut self, context: &[Ordered], profiles: Vec<Profile>) {
        let mut grouper = Grouper::default();
        profiles.into_iter().for_each(|profile| drop(grouper.add(profile)));
        grouper.settle();
        let key = |at: usize| context.get(at).map(|ordered| ordered.key);
        // A group is the story that most of its articles stand in already, else that of its first article.
        let mut votes: BTreeMap<u32, BTreeMap<ArticleKey, usize>> = BTreeMap::new();
        let mut first: BTreeMap<u32, ArticleKey> = BTreeMap::new();
        for (at, ordered) in context.iter().enumerate() {
            let group = grouper.place(at).story;
            first.entry(group).or_insert(ordered.key);
            if let Some(place) = self.placed.get(&ordered.key) {
                *votes.entry(group).or_default().entry(place.story).or_default() += 1;
            }
        }
        let story = |group: u32| {
            let votes = votes.get(&group).into_iter().flatten();
            let most = votes.max_by_key(|(story, votes)| (**votes, std::cmp::Reverse(**story)));
            most.map(|(story, _)| *story).or_else(|| first.get(&group).copied())
        };
        for (at, ordered) in context.iter().enumerate() {
            if self.placed.contains_key(&ordered.key) {
                continue;
            }
            let found = grouper.place(at);
            let root = key(found.root).unwrap_or(ordered.key);
            let copied = match &found.why {
                Why::Copy { of, share } => key(*of).zip(Some(*share)),
                _ => None,
            };
            let name = |at: usize| key(at).map(|key| key.to_string()).unwrap_or_default();
            let place = Place {
                story: story(found.story).unwrap_or(ordered.key),
                // What stood before has an original of its own.
                root: self.placed.get(&root).map_or(root, |place| place.root),
                copied,
                agency: found.agency.map(str::to_owned),
                why: found.why.words(name),
            };
            self.placed.insert(ordered.key, place);
        }
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
