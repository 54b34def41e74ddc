//! Average-link clustering over a sparse graph of likenesses, with the event-identity veto.
//!
//! Two look-alike events (two harbour fires, two record scorers) are alike in their words of type, so
//! that likeness alone joins them. What tells them apart is that each hangs together much more closely
//! than the two do: groups of several origins are joined only where the likeness between them, and the
//! likeness of their names, comes near to the likeness within, and where what their leads tell of the event (place,
//! principals, days, figures) does not differ.
//!
//! Sums are whole numbers and ties are broken by what the texts say, so that the order of the units
//! cannot show.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::story::event::{Match, SLOTS};

/// A likeness in 1/[`ONE`].
pub(super) const ONE: f32 = 65_536.0;
/// Average likeness from which two groups tell one story.
const SAME: f64 = 0.13;
/// Fewest origins of a group that is known well enough to veto.
const KNOWN: u64 = 3;
/// Share of the likeness within that the likeness between must reach, for all words and for names.
const NEAR: [f64; 2] = [0.72, 0.78];
/// Slots in which two events must differ to be two, and in how many fewer they may agree: two quakes in one country, a
/// year apart, name one place, and other people and figures.
const DIFFER: usize = 2;
/// Share of the pairs in which both must fill a slot for it to count.
const FILLED: f64 = 0.3;
/// Share of these in which they name nothing in common from which the slot differs, and up to which it agrees.
const APART: f64 = 0.75;
const ALIKE: f64 = 0.5;
/// Average likeness of all words and of names from which two stories tell of one running affair.
const AFFAIR: [f64; 2] = [0.05, 0.2];
/// What a group of few origins is supposed to have within, and for how many origins this counts.
const PRIOR: (f64, f64) = (0.3, 3.0);

/// How alike two units are, summed over their pairs of articles, in 1/[`ONE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Link {
    /// All words (less where the dates lie apart), and names.
    pub(super) sums: [u64; 2],
    /// In how many pairs both name something in a slot of their events.
    known: [u32; SLOTS],
    /// In how many of these they name nothing in common.
    apart: [u32; SLOTS],
    /// Pairs that are linked.
    pairs: u32,
}

/// How alike two articles are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// All words (less where the dates lie apart), and names, in 1/[`ONE`].
    pub(super) sums: [u32; 2],
    /// How what their leads tell of the event agrees.
    pub(super) events: Match,
}

impl Link {
    pub(super) fn join(&mut self, other: Link) {
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, more)| *sum += more);
        self.known.iter_mut().zip(other.known).for_each(|(sum, more)| *sum += more);
        self.apart.iter_mut().zip(other.apart).for_each(|(sum, more)| *sum += more);
        self.pairs += other.pairs;
    }

    /// Of one pair.
    pub(super) fn of(pair: Pair) -> Self {
        let bits = |bits: u8| std::array::from_fn(|slot| u32::from(bits >> slot & 1));
        Self {
            sums: pair.sums.map(u64::from),
            known: bits(pair.events.known),
            apart: bits(pair.events.apart),
            pairs: 1,
        }
    }

    /// In how many slots the events differ, and in how many they agree. A slot that few pairs fill says nothing.
    fn events(&self) -> (usize, usize) {
        let share = |(known, apart): (&u32, &u32)| {
            let told = f64::from(*known) >= FILLED * f64::from(self.pairs) && *known > 0;
            told.then(|| f64::from(*apart) / f64::from(*known))
        };
        let shares: Vec<f64> = self.known.iter().zip(&self.apart).filter_map(share).collect();
        let count = |fits: fn(f64) -> bool| shares.iter().filter(|share| fits(**share)).count();
        (count(|share| share >= APART), count(|share| share <= ALIKE))
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

/// What joining gave.
pub(super) struct Joined {
    /// The place of the unit that each unit is joined to (its own where it leads a group).
    pub(super) leaders: Vec<u32>,
    /// Groups that tell of one running affair, and how alike their names are: leader and leader.
    pub(super) related: Vec<(u32, u32, u64)>,
}

/// Joins what tells of one event, and links what tells of one affair.
pub(super) fn join(units: Vec<Unit>) -> Joined {
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
    let leaders: Vec<u32> = (0..groups.leader.len() as u32).map(find).collect();
    Joined { related: groups.related(), leaders }
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

    /// Whether the group `at` was not joined to another. Links to one that was are left where they stand: taking them
    /// out would cost more than passing them over.
    fn leads(&self, at: u32) -> bool {
        self.leader.get(at as usize) == Some(&at)
    }

    /// Proposes to join the group `at` with each neighbour that is alike enough and passes `only`.
    fn propose(&self, at: u32, heap: &mut BinaryHeap<Proposal>, only: impl Fn(u32) -> bool) {
        let Some(unit) = self.unit(at) else { return };
        for (other, link) in unit.links.iter().filter(|(other, _)| only(**other) && self.leads(**other)) {
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
        if let (DIFFER.., 0..DIFFER) = link.events() {
            return true;
        }
        let pairs = (one.size * two.size) as f64 * f64::from(ONE);
        link.sums.iter().zip(NEAR).enumerate().any(|(measure, (sum, near))| {
            (*sum as f64) / pairs < near * one.coherence(measure).min(two.coherence(measure))
        })
    }

    /// Pairs of groups that are near in what they tell and whom they name, and yet are not one.
    fn related(&self) -> Vec<(u32, u32, u64)> {
        let mut related = Vec::new();
        for (at, unit) in (0..).zip(&self.units).filter(|(at, _)| self.leads(*at)) {
            for (other, link) in unit.links.iter().filter(|(other, _)| **other > at && self.leads(**other)) {
                let pairs = unit.size * self.unit(*other).map_or(1, |other| other.size);
                let average = link.sums.map(|sum| sum as f64 / f64::from(ONE) / pairs as f64);
                if average.iter().zip(AFFAIR).all(|(average, least)| *average >= least) {
                    let [_, names] = link.sums;
                    related.push((at, *other, names / pairs));
                }
            }
        }
        related
    }

    /// Joins the two and gives the place of the whole.
    fn merge(&mut self, a: u32, b: u32) -> u32 {
        let links = |at: u32| self.unit(at).map_or(0, |unit| unit.links.len());
        let (into, from) = if links(a) >= links(b) { (a, b) } else { (b, a) };
        let Some(part) = self.units.get_mut(from as usize) else { return into };
        let moved = std::mem::take(&mut part.links);
        let (key, size, within) = (part.key, part.size, part.within);
        let between = moved.get(&into).copied().unwrap_or_default();
        for (other, link) in moved {
            if other == into || !self.leads(other) {
                continue;
            }
            for (at, to) in [(other, into), (into, other)] {
                if let Some(unit) = self.units.get_mut(at as usize) {
                    unit.links.entry(to).or_default().join(link);
                }
            }
        }
        if let Some(whole) = self.units.get_mut(into as usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Two groups of `size` origins that hang together well, each pair between them with these likenesses and events.
    fn between(size: u64, likenesses: [f32; 2], events: Match) -> Joined {
        let whole = |likeness: f32| (likeness * ONE) as u32;
        let mut link = Link::default();
        for _ in 0..size * size {
            link.join(Link::of(Pair { sums: likenesses.map(whole), events }));
        }
        let unit = |key: u64, other: u32| {
            let within = [u64::from(whole(0.3)) * (size * (size - 1) / 2); 2];
            Unit { key, size, within, links: [(other, link)].into() }
        };
        join(vec![unit(7, 1), unit(9, 0)])
    }

    #[track_caller]
    fn check(joined: Joined, one: bool, related: bool) {
        assert_eq!((joined.leaders[0] == joined.leaders[1], joined.related.len() == 1), (one, related));
    }

    #[test]
    fn likeness_joins_and_a_common_affair_links() {
        let same = Match::default();
        check(between(1, [0.2, 0.2], same), true, false);
        check(between(1, [0.08, 0.3], same), false, true);
        check(between(1, [0.08, 0.1], same), false, false);
    }

    #[test]
    fn look_alike_events_stay_apart() {
        let events = |known, apart| Match { known, apart };
        check(between(3, [0.3, 0.3], events(0b1111, 0b0010)), true, false);
        check(between(3, [0.3, 0.3], events(0b0111, 0b0110)), false, true);
        check(between(3, [0.3, 0.3], events(0b1111, 0b0110)), true, false);
        // A group of two is not known well enough.
        check(between(2, [0.3, 0.3], events(0b0111, 0b0110)), true, false);
    }

    #[test]
    fn groups_that_hang_together_more_than_they_do_stay_apart() {
        check(between(3, [0.18, 0.18], Match::default()), false, false);
        check(between(2, [0.18, 0.18], Match::default()), true, false);
    }
}
