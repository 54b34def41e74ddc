//! Links: which passages of different witnesses speak of one thing.

use std::collections::BTreeMap;

use crate::apparatus::WitnessId;
use crate::apparatus::claims::{Item, Said, Standing};
use crate::apparatus::matter::Shared;

/// Two passages that speak of one thing.
#[derive(Clone, Copy)]
pub(super) struct Link {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) likeness: f32,
    pub(super) standing: Standing,
}

/// Links by their ends.
pub(super) struct Ends<'a>(Vec<Vec<(&'a Link, usize)>>);

impl<'a> Ends<'a> {
    /// Of `links` between so many items.
    pub(super) fn of_links(items: usize, links: &[&'a Link]) -> Self {
        let mut ends = vec![Vec::new(); items];
        for link in links {
            for (from, to) in [(link.a, link.b), (link.b, link.a)] {
                if let Some(of) = ends.get_mut(from) {
                    of.push((*link, to));
                }
            }
        }
        Self(ends)
    }

    /// The links of an item, each with its other end.
    pub(super) fn of(&self, item: usize) -> impl Iterator<Item = (&'a Link, usize)> + '_ {
        self.0.get(item).into_iter().flatten().copied()
    }
}

/// The links between items of different witnesses that are `comparable`, as `standing` tells; by their places, sorted.
pub(super) fn links<V: PartialEq>(
    items: &[Item<V>],
    comparable: impl Fn(&V, &V) -> bool,
    standing: impl Fn(&Said<V>, &Said<V>, &Shared) -> Option<Standing>,
) -> Vec<Link> {
    let meet = |one: &Said<V>, other: &Said<V>| {
        if !comparable(&one.value, &other.value) {
            return None;
        }
        let shared = one.profile.shared(&other.profile);
        let standing = standing(one, other, &shared).filter(|standing| shared.likeness >= standing.needs);
        standing.map(|standing| (shared.likeness, standing))
    };
    let kinds = kinds(items);
    let said = |kind: usize| Some(&items.get(*kinds.get(kind)?.first()?)?.said);
    let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, said) in (0..kinds.len()).filter_map(|at| Some((at, said(at)?))) {
        said.profile.ids().for_each(|key| holders.entry(key).or_default().push(at));
    }
    let mut links = Vec::new();
    let mut near: Vec<usize> = Vec::new();
    for (x, one) in (0..kinds.len()).filter_map(|at| Some((at, said(at)?))) {
        // Without a word in common nothing stands side by side.
        near.clear();
        for holders in one.profile.ids().filter_map(|key| holders.get(&key)) {
            near.extend(holders.get(holders.partition_point(|y| *y < x)..).unwrap_or_default());
        }
        near.sort_unstable();
        near.dedup();
        for (y, other) in near.iter().filter_map(|y| Some((*y, said(*y)?))) {
            let (forward, backward) = (meet(one, other), meet(other, one));
            if forward.is_none() && backward.is_none() {
                continue;
            }
            let (left, right) = (kinds.get(x).into_iter().flatten(), kinds.get(y).into_iter().flatten());
            for (a, b) in left.flat_map(|a| right.clone().map(move |b| (*a, *b))) {
                let found = if a < b { forward } else { backward };
                // Of one kind each pair comes twice.
                if witness(items, a) != witness(items, b) && (x != y || a < b) {
                    let link = |(likeness, standing)| Link { a: a.min(b), b: a.max(b), likeness, standing };
                    links.extend(found.map(link));
                }
            }
        }
    }
    links.sort_unstable_by_key(|link| (link.a, link.b));
    links
}

/// The items that say the same, by their places: of copies one stands for all when two are held against each other.
fn kinds<V: PartialEq>(items: &[Item<V>]) -> Vec<Vec<usize>> {
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    let mut with_keys: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        let alike = with_keys.entry(item.said.profile.ids().collect()).or_default();
        let first = |kind: &usize| items.get(*kinds.get(*kind)?.first()?);
        let known = alike.iter().copied().find(|kind| first(kind).is_some_and(|one| one.said == item.said));
        match known.and_then(|kind| kinds.get_mut(kind)) {
            Some(kind) => kind.push(at),
            None => {
                alike.push(kinds.len());
                kinds.push(vec![at]);
            }
        }
    }
    kinds
}

fn witness<V>(items: &[Item<V>], at: usize) -> Option<WitnessId> {
    items.get(at).map(|item| item.at.witness)
}

/// The links that are the likest of one of their ends in the witness of the other.
pub(super) fn nearest<'a, V>(items: &[Item<V>], links: Vec<&'a Link>) -> Vec<&'a Link> {
    let best = best(items, &links);
    links
        .into_iter()
        .filter(|link| best(link.a, link.b) <= link.likeness || best(link.b, link.a) <= link.likeness)
        .collect()
}

/// The links that are the likest of both their ends.
pub(super) fn mutual<'a, V>(items: &[Item<V>], links: Vec<&'a Link>) -> Vec<&'a Link> {
    let best = best(items, &links);
    links
        .into_iter()
        .filter(|link| best(link.a, link.b) <= link.likeness && best(link.b, link.a) <= link.likeness)
        .collect()
}

/// The greatest likeness of an item to any in the witness of another.
fn best<V>(items: &[Item<V>], links: &[&Link]) -> impl Fn(usize, usize) -> f32 + use<V> {
    let mut best: BTreeMap<(usize, WitnessId), f32> = BTreeMap::new();
    let witnesses: Vec<WitnessId> = items.iter().map(|item| item.at.witness).collect();
    for link in links {
        for (from, to) in [(link.a, link.b), (link.b, link.a)] {
            if let Some(witness) = witnesses.get(to) {
                let slot = best.entry((from, *witness)).or_default();
                *slot = slot.max(link.likeness);
            }
        }
    }
    move |from, to| {
        witnesses.get(to).and_then(|witness| best.get(&(from, *witness))).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotated::Commitment;
    use crate::apparatus::matter::Profile;
    use crate::apparatus::{Passage, Verdict};
    use crate::text::Text;

    fn item((witness, value, words): (usize, u8, Vec<usize>)) -> Item<u8> {
        let span = Text::new("x").whole();
        let (profile, commitment) = (Profile::of_words(words), Commitment::Asserted);
        let said = Said { value, profile, commitment, by: None, nearest: None, distinct: true };
        Item { at: Passage { witness: WitnessId(witness), span }, clause: span, said }
    }

    proptest! {
        #[test]
        fn links_are_those_of_all_pairs(
            items in prop::collection::vec((0usize..4, 0u8..4, prop::collection::vec(0usize..5, 0..3)), 0..14)
        ) {
            let items: Vec<Item<u8>> = items.into_iter().map(item).collect();
            let comparable = |a: &u8, b: &u8| (a + b) % 3 != 1;
            // What it says depends on which comes first.
            let standing = |a: &Said<u8>, b: &Said<u8>, shared: &Shared| {
                let verdict = if a.value < b.value { Verdict::Conflict } else { Verdict::Same };
                (shared.all() > 0).then(|| Standing::new(verdict, 0.5, 0.4, "of the test"))
            };
            let mut all = Vec::new();
            for (a, one) in items.iter().enumerate() {
                for (b, other) in items.iter().enumerate().skip(a + 1) {
                    let shared = one.said.profile.shared(&other.said.profile);
                    let found = standing(&one.said, &other.said, &shared);
                    let apart = one.at.witness != other.at.witness && comparable(&one.said.value, &other.said.value);
                    let link = found.filter(|found| apart && shared.likeness >= found.needs);
                    all.extend(link.map(|found| (a, b, shared.likeness, found.verdict)));
                }
            }
            let found = links(&items, comparable, standing);
            let found: Vec<_> =
                found.iter().map(|link| (link.a, link.b, link.likeness, link.standing.verdict)).collect();
            prop_assert_eq!(found, all);
        }
    }
}
