//! Claims: figures, dates and events set side by side, with the gate against false conflicts.
//!
//! Two passages are set side by side only when the words around them speak of the same matter. Then a
//! rule decides how their values stand; the gate lets nothing be a conflict that an update, a plan, a
//! hedge, another party, another time or rounding can explain.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotated::{Annotated, Commitment, EntityId, Statement};
use crate::apparatus::matter::{Matter, Profile, Shared};
use crate::apparatus::{Claim, ClaimSet, Passage, Quotation, Verdict, Witness, WitnessId};
use crate::text::Span;

mod dates;
mod events;
mod figures;
mod labels;
mod linking;
mod units;

use linking::{Ends, Link, links, mutual, nearest};

/// Passages of one kind and witness that are compared; what follows is left out.
const MOST: usize = 80;

/// How many times as like what lies apart must be than what agrees, to be shown beside it.
const MUCH_LIKER: f32 = 1.6;

/// What the compared witnesses say about the same things, conflicts first.
pub(super) fn compare(witnesses: &[Witness], quotations: &[Quotation], matter: &Matter) -> Vec<ClaimSet> {
    let mut sets = figures::compare(witnesses, matter);
    sets.extend(dates::compare(witnesses, matter));
    sets.extend(events::compare(witnesses, quotations, matter));
    sets.extend(labels::compare(witnesses));
    let rank = |set: &ClaimSet| match set.verdict.kind() {
        "conflict" => 0,
        "tension" => 1,
        "agree" => 2,
        _ => 3,
    };
    let origins = |set: &ClaimSet| {
        let mut holders: Vec<WitnessId> = set.claims().iter().map(|claim| claim.at.witness).collect();
        holders.dedup();
        holders.len()
    };
    let first = |set: &ClaimSet| set.claims().iter().map(|c| c.at.span.start()).min();
    sets.sort_by_cached_key(|set| {
        (rank(set), std::cmp::Reverse(origins(set)), first(set), set.about.clone())
    });
    sets
}

/// A passage with a value, and what is said around it.
struct Item<V> {
    at: Passage,
    /// The clause that it stands in.
    clause: Span,
    said: Said<V>,
}

/// What a passage says, wherever it stands: all that decides how it stands to another.
#[derive(PartialEq)]
struct Said<V> {
    value: V,
    /// The words around it, its own left out.
    profile: Profile,
    commitment: Commitment,
    /// Who says it, when not the article itself.
    by: Option<String>,
    /// The key of the name nearest to it in its sentence.
    nearest: Option<usize>,
    /// Whether its witness names such a value but once, and not by the way.
    distinct: bool,
}

/// How two values stand, and how like their surroundings must be for that to count.
#[derive(Clone, Copy)]
struct Standing {
    verdict: Verdict,
    why: &'static str,
    confidence: f32,
    /// Least likeness of the surroundings.
    needs: f32,
}

impl Standing {
    fn new(verdict: Verdict, confidence: f32, needs: f32, why: &'static str) -> Self {
        Self { verdict, why, confidence, needs }
    }

    fn agrees(&self) -> bool {
        self.verdict.kind() == "agree"
    }
}

/// Sets the items of different witnesses side by side: of those that are `comparable`, `standing` tells
/// how two of them stand, `None` when they cannot be of one thing; what would `clash` never comes into
/// one set.
fn sets<V: PartialEq>(
    witnesses: &[Witness],
    items: &[Item<V>],
    comparable: impl Fn(&V, &V) -> bool,
    standing: impl Fn(&Said<V>, &Said<V>, &Shared) -> Option<Standing>,
    clash: impl Fn(&V, &V) -> bool,
) -> Vec<ClaimSet> {
    settle(witnesses, items, &links(items, comparable, standing), clash)
}

/// Gathers links into sets: what agrees is joined, the likest first, unless two of one set would
/// `clash`; what lies apart is shown pair by pair, where nothing in the other witness agrees.
fn settle<V>(
    witnesses: &[Witness],
    items: &[Item<V>],
    links: &[Link],
    clash: impl Fn(&V, &V) -> bool,
) -> Vec<ClaimSet> {
    let (agree, other): (Vec<&Link>, Vec<&Link>) = links.iter().partition(|link| link.standing.agrees());
    let mut agree = nearest(items, agree);
    agree.sort_by(|l, m| m.likeness.total_cmp(&l.likeness));
    let mut clusters = Clusters::new(items.len());
    agree.retain(|link| {
        let value = |at: &usize| items.get(*at).map(|item| &item.said.value);
        clusters.join(
            link.a,
            link.b,
            |a, b| matches!((value(a), value(b)), (Some(a), Some(b)) if clash(a, b)),
        )
    });
    let mut found = Vec::new();
    let mut weakest: BTreeMap<usize, &Link> = BTreeMap::new();
    for link in &agree {
        let held = weakest.entry(clusters.of(link.a)).or_insert(link);
        if link.standing.verdict >= held.standing.verdict {
            *held = link;
        }
    }
    for (cluster, link) in weakest {
        found.extend(set(witnesses, items, clusters.members(cluster), &link.standing, link.likeness));
    }
    let witness = |at: usize| items.get(at).map(|item| item.at.witness);
    let agreeing = Ends::of_links(items.len(), &agree);
    // Whether `a` agrees with `other`, unless what lies apart from it there is much liker: then the other
    // place only names the same value ("on Monday") of something else.
    let agrees = |a: usize, other: Option<WitnessId>, likeness: f32| {
        let own = clusters.members(clusters.of(a)).iter().any(|at| witness(*at) == other);
        let direct = agreeing.of(a).filter(|(_, end)| witness(*end) == other).map(|(l, _)| l);
        let best =
            direct.map(|l| l.likeness).fold(None, |best: Option<f32>, l| Some(best.map_or(l, |b| b.max(l))));
        own && best.is_none_or(|best| likeness < best * MUCH_LIKER)
    };
    let apart = |link: &&Link| {
        link.standing.verdict == Verdict::Updated
            || !(agrees(link.a, witness(link.b), link.likeness)
                || agrees(link.b, witness(link.a), link.likeness))
    };
    let all: Vec<&Link> = other.into_iter().filter(apart).collect();
    let lying_apart = Ends::of_links(items.len(), &all);
    let other = mutual(items, all.clone());
    let mut pairs: Vec<(usize, usize, &Link)> = other
        .into_iter()
        .map(|link| {
            let (x, y) = (clusters.of(link.a), clusters.of(link.b));
            (x.min(y), x.max(y), link)
        })
        .collect();
    pairs.sort_by(|(a, b, l), (c, d, m)| {
        (a, b)
            .cmp(&(c, d))
            .then(m.standing.verdict.cmp(&l.standing.verdict))
            .then(m.likeness.total_cmp(&l.likeness))
    });
    pairs.dedup_by_key(|(a, b, _)| (*a, *b));
    for (a, b, link) in pairs {
        let mut both = [clusters.members(a), clusters.members(b)].concat();
        both.extend(repeated(items, &lying_apart, link, &clash));
        both.sort();
        both.dedup();
        found.extend(set(witnesses, items, &both, &link.standing, link.likeness));
    }
    found
}

/// The other places where the witnesses of `link` say again what lies apart in it, as the links in `apart` tell.
fn repeated<V>(
    items: &[Item<V>],
    apart: &Ends<'_>,
    link: &Link,
    clash: &impl Fn(&V, &V) -> bool,
) -> Vec<usize> {
    let again = |from: usize, to: usize| {
        let others = apart.of(from).map(|(_, other)| other);
        others.filter(move |other| {
            let ends = (items.get(*other), items.get(to));
            matches!(ends, (Some(x), Some(y)) if x.at.witness == y.at.witness && !clash(&x.said.value, &y.said.value))
        })
    };
    again(link.a, link.b).chain(again(link.b, link.a)).collect()
}

/// Items joined step by step; a cluster is named by its first member.
struct Clusters {
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
    /// Pairs of clusters that clash: they do for ever, since clusters only grow.
    apart: BTreeSet<(usize, usize)>,
}

impl Clusters {
    /// Each item alone.
    fn new(items: usize) -> Self {
        let members = (0..items).map(|at| vec![at]).collect();
        Self { of: (0..items).collect(), members, apart: BTreeSet::new() }
    }

    fn of(&self, item: usize) -> usize {
        self.of.get(item).copied().unwrap_or(item)
    }

    fn members(&self, cluster: usize) -> &[usize] {
        self.members.get(cluster).map(Vec::as_slice).unwrap_or_default()
    }

    /// Joins the clusters of `a` and `b` unless a member of one would clash with one of the other; tells
    /// whether they are one now.
    fn join(&mut self, a: usize, b: usize, clash: impl Fn(&usize, &usize) -> bool) -> bool {
        let (x, y) = (self.of(a).min(self.of(b)), self.of(a).max(self.of(b)));
        if x == y {
            return true;
        }
        if self.apart.contains(&(x, y)) {
            return false;
        }
        if self.members(x).iter().any(|one| self.members(y).iter().any(|other| clash(one, other))) {
            self.apart.insert((x, y));
            return false;
        }
        let moved = self.members.get_mut(y).map(std::mem::take).unwrap_or_default();
        for item in &moved {
            if let Some(slot) = self.of.get_mut(*item) {
                *slot = x;
            }
        }
        if let Some(members) = self.members.get_mut(x) {
            members.extend(moved);
        }
        true
    }
}

fn set<V>(
    witnesses: &[Witness],
    items: &[Item<V>],
    members: &[usize],
    standing: &Standing,
    likeness: f32,
) -> Option<ClaimSet> {
    let members: Vec<&Item<V>> = members.iter().filter_map(|at| items.get(*at)).collect();
    let words = |passage: Passage| witnesses.get(passage.witness.0).map(|w| w.annotated.slice(passage.span));
    let claims =
        members.iter().filter_map(|item| Some(Claim { at: item.at, value: words(item.at)?.to_owned() }));
    let clauses = members.iter().filter_map(|i| words(Passage { witness: i.at.witness, span: i.clause }));
    let about = clauses.min_by_key(|clause| (clause.chars().count(), *clause))?;
    let confidence = standing.confidence * (0.7 + 0.3 * likeness.min(1.0));
    ClaimSet::new(about.to_owned(), standing.verdict, standing.why.to_owned(), confidence, claims.collect())
}

/// The shortest statement that holds `span`, and the clause to show for it.
fn statement(annotated: &Annotated, span: Span) -> Option<&Statement> {
    let statements = &annotated.layers().statements;
    let after = statements.partition_point(|s| s.span.start() <= span.start());
    let before = statements.get(..after)?.iter().rev().take(8);
    before.filter(|s| s.span.overlaps(span)).min_by_key(|s| s.span.len())
}

/// An item at `span`: what is said around it, and how firmly.
fn item<V>(
    matter: &Matter,
    witness: WitnessId,
    annotated: &Annotated,
    span: Span,
    value: V,
    said: Option<(Commitment, Option<EntityId>)>,
) -> Item<V> {
    let statement = statement(annotated, span);
    let clause = statement.map(|s| s.span).or_else(|| annotated.sentence_of(span)).unwrap_or(span);
    let (commitment, by) =
        said.unwrap_or_else(|| statement.map_or((Commitment::default(), None), |s| (s.commitment, s.by)));
    let by = by.and_then(|id| annotated.entity(id)).map(|entity| entity.name.clone());
    let profile = matter.profile(witness, clause, span);
    let nearest = matter.nearest_name(witness, span);
    let said = Said { value, profile, commitment, by, nearest, distinct: true };
    Item { at: Passage { witness, span }, clause, said }
}

/// Marks the items whose witness has another that is `alike`.
fn distinguish<V>(items: &mut [Item<V>], alike: impl Fn(&V, &V) -> bool) {
    // The items of a witness stand together.
    let distinct: Vec<bool> = items
        .chunk_by(|one, other| one.at.witness == other.at.witness)
        .flat_map(|own| {
            own.iter().enumerate().map(|(at, item)| {
                let mut others = own.iter().enumerate().filter(|(other, _)| *other != at);
                !others.any(|(_, other)| alike(&item.said.value, &other.said.value))
            })
        })
        .collect();
    for (item, distinct) in items.iter_mut().zip(distinct) {
        item.said.distinct = distinct;
    }
}

/// Whether the words of an item say that it is to come, or may.
fn is_planned(commitment: Commitment) -> bool {
    matches!(commitment, Commitment::Planned | Commitment::Intended | Commitment::Possible)
}

/// Whether two items are credited to two who are both known.
fn two_parties<V>(a: &Said<V>, b: &Said<V>) -> bool {
    let last = |by: &Option<String>| {
        by.as_deref().and_then(|name| name.split_whitespace().last().map(str::to_lowercase))
    };
    matches!((last(&a.by), last(&b.by)), (Some(a), Some(b)) if a != b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clashes_is_not_joined_through_a_third() {
        let apart = |a: &usize, b: &usize| (*a, *b) == (0, 2);
        let mut clusters = Clusters::new(4);
        assert!(clusters.join(1, 0, apart));
        assert!(!clusters.join(1, 2, apart));
        assert!(clusters.join(3, 2, apart));
        assert_eq!((clusters.members(0), clusters.members(2)), ([0, 1].as_slice(), [2, 3].as_slice()));
    }
}
