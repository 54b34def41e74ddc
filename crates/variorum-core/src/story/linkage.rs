//! Average-link clustering over a sparse graph of likenesses, with the event-identity veto.
//!
//! Two look-alike events (two harbour fires, two record scorers) are alike in their words of type, so
//! that likeness alone joins them. What tells them apart is that each hangs together much more closely
//! than the two do: groups of several origins are joined only where the likeness between them, and the
//! likeness of their names, comes near to the likeness within.
//!
//! Sums are whole numbers and ties are broken by what the texts say, so that the order of the units
//! cannot show.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A likeness in 1/[`ONE`].
pub(super) const ONE: f32 = 65_536.0;
/// Average likeness from which two groups tell one story.
const SAME: f64 = 0.13;
/// Fewest origins of a group that is known well enough to veto.
const KNOWN: u64 = 3;
/// Share of the likeness within that the likeness between must reach, for all words and for names.
const NEAR: [f64; 2] = [0.72, 0.78];
/// What a group of few origins is supposed to have within, and for how many origins this counts.
const PRIOR: (f64, f64) = (0.3, 3.0);

/// How alike two units are, summed over their pairs of articles, in 1/[`ONE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Link {
    /// All words (less where the dates lie apart), and names.
    pub(super) sums: [u64; 2],
}

impl Link {
    pub(super) fn add(&mut self, other: Link) {
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, more)| *sum += more);
    }
}

/// What is joined: an article, or articles that stay together.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// What breaks ties: the least key of its articles.
    pub(super) key: u64,
    /// Number of origins.
    pub(super) size: u64,
    /// Likeness within, over its pairs.
    pub(super) within: [u64; 2],
    /// Links to other units, by their places; each stands at both.
    pub(super) links: BTreeMap<u32, Link>,
}

impl Unit {
    fn coherence(&self, measure: usize) -> f64 {
        let (size, pairs) = (self.size as f64, (self.size * (self.size - 1) / 2) as f64);
        let sum = self.within.get(measure).map_or(0.0, |sum| *sum as f64 / f64::from(ONE));
        if pairs == 0.0 {
            return PRIOR.0;
        }
        (sum / pairs * size + PRIOR.0 * PRIOR.1) / (size + PRIOR.1)
    }
}

/// The place of the unit that each unit is joined to (its own where it leads a group).
pub(super) fn join(units: Vec<Unit>) -> Vec<u32> {
    let mut groups = Groups { leader: (0..units.len() as u32).collect(), turn: vec![0; units.len()], units };
    let mut heap = BinaryHeap::new();
    for at in 0..groups.units.len() as u32 {
        groups.propose(at, &mut heap, |other| other > at);
    }
    while let Some(Proposal { pair: (a, b), turns, .. }) = heap.pop() {
        if (groups.turn(a), groups.turn(b)) == turns && !groups.vetoed(a, b) {
            let whole = groups.merge(a, b);
            groups.propose(whole, &mut heap, |_| true);
        }
    }
    let find = |mut at: u32| {
        while let Some(up) = groups.leader.get(at as usize).copied().filter(|up| *up != at) {
            at = up;
        }
        at
    };
    (0..groups.leader.len() as u32).map(find).collect()
}

/// Two groups that may be joined, as they stood at their `turns`; the most alike first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Proposal {
    likeness: u64,
    keys: Reverse<(u64, u64)>,
    pair: (u32, u32),
    turns: (u32, u32),
}

struct Groups {
    units: Vec<Unit>,
    leader: Vec<u32>,
    /// How often each was changed; proposals of an earlier turn are void.
    turn: Vec<u32>,
}

impl Groups {
    fn turn(&self, at: u32) -> u32 {
        self.turn.get(at as usize).copied().unwrap_or_default()
    }

    fn unit(&self, at: u32) -> Option<&Unit> {
        self.units.get(at as usize)
    }

    /// Proposes to join the group `at` with each neighbour that is alike enough and passes `only`.
    fn propose(&self, at: u32, heap: &mut BinaryHeap<Proposal>, only: impl Fn(u32) -> bool) {
        let Some(unit) = self.unit(at) else { return };
        for (other, link) in unit.links.iter().filter(|(other, _)| only(**other)) {
            let Some(neighbour) = self.unit(*other) else { continue };
            let pairs = (unit.size * neighbour.size) as f64;
            let [likeness, _] = link.sums;
            if likeness as f64 >= SAME * f64::from(ONE) * pairs {
                let keys = (unit.key.min(neighbour.key), unit.key.max(neighbour.key));
                // Sixteen more bits keep near ties apart; the average of whole numbers is exact enough.
                let likeness = (u128::from(likeness) << 16) / u128::from(unit.size * neighbour.size);
                let pair = (at.min(*other), at.max(*other));
                let turns = (self.turn(pair.0), self.turn(pair.1));
                heap.push(Proposal { likeness: likeness as u64, keys: Reverse(keys), pair, turns });
            }
        }
    }

    /// The event-identity veto.
    fn vetoed(&self, a: u32, b: u32) -> bool {
        let (Some(one), Some(two)) = (self.unit(a), self.unit(b)) else { return true };
        if one.size.min(two.size) < KNOWN {
            return false;
        }
        let Some(link) = one.links.get(&b) else { return true };
        let pairs = (one.size * two.size) as f64 * f64::from(ONE);
        link.sums.iter().zip(NEAR).enumerate().any(|(measure, (sum, near))| {
            (*sum as f64) / pairs < near * one.coherence(measure).min(two.coherence(measure))
        })
    }

    /// Joins the two and gives the place of the whole.
    fn merge(&mut self, a: u32, b: u32) -> u32 {
        let links = |at: u32| self.unit(at).map_or(0, |unit| unit.links.len());
        let (into, from) = if links(a) >= links(b) { (a, b) } else { (b, a) };
        let Some(part) = self.units.get_mut(from as usize) else { return into };
        let moved = std::mem::take(&mut part.links);
        let (key, size, within) = (part.key, part.size, part.within);
        for (other, link) in moved.iter().filter(|(other, _)| **other != into) {
            if let Some(neighbour) = self.units.get_mut(*other as usize) {
                neighbour.links.remove(&from);
                neighbour.links.entry(into).or_default().add(*link);
            }
        }
        if let Some(whole) = self.units.get_mut(into as usize) {
            let between = whole.links.remove(&from).unwrap_or_default();
            for (other, link) in moved.into_iter().filter(|(other, _)| *other != into) {
                whole.links.entry(other).or_default().add(link);
            }
            for ((sum, more), across) in whole.within.iter_mut().zip(within).zip(between.sums) {
                *sum += more + across;
            }
            whole.key = whole.key.min(key);
            whole.size += size;
        }
        self.leader.get_mut(from as usize).into_iter().for_each(|slot| *slot = into);
        for at in [into, from] {
            self.turn.get_mut(at as usize).into_iter().for_each(|turn| *turn += 1);
        }
        into
    }
}
