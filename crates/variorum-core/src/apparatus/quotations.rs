//! Quotations: which printings are of one utterance, and where they differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::apparatus::alignment::align;
use crate::apparatus::printing::{Forms, Printing};
use crate::apparatus::speakers::{Relation, Speakers};
use crate::apparatus::table::table;
use crate::apparatus::{
    Passage, Quotation, SharedWording, Variant, VariantClass, Witness, WitnessId, shared_wording, variants,
};

/// The utterances of the compared witnesses, and the wording that different speakers share.
pub fn collate(witnesses: &[Witness]) -> (Vec<Quotation>, Vec<SharedWording>) {
    let printings = printings(witnesses);
    let speakers = Speakers::of(witnesses, &printings);
    let likenesses = likenesses(&printings, &speakers);
    let groups = utterances(&printings, &speakers, &likenesses);
    let mut quotations: Vec<Quotation> =
        groups.members.iter().filter_map(|group| quotation(&printings, group)).collect();
    quotations.sort_by(|a, b| a.readings.cmp(&b.readings));
    let apart: Vec<&Likeness> = likenesses.iter().filter(|l| !groups.joins(l)).collect();
    (quotations, shared_wording::find(&printings, &apart))
}

/// The printings of the compared witnesses, in an order that their texts decide: where everything
/// else is equal this order does, so that the order of arrival cannot.
fn printings(witnesses: &[Witness]) -> Vec<Printing> {
    let mut compared: Vec<(usize, &Witness)> =
        witnesses.iter().enumerate().filter(|(_, witness)| witness.compared).collect();
    compared.sort_by_key(|(_, witness)| {
        let article = witness.annotated.article();
        (article.text.id(), article.id.as_str())
    });
    let mut forms = Forms::default();
    compared.into_iter().flat_map(|(at, witness)| Printing::of(WitnessId(at), witness, &mut forms)).collect()
}

/// Two printings with words in common, by their places in the list.
#[derive(Clone, Debug)]
pub(super) struct Likeness {
    /// The one, the smaller.
    pub(super) a: usize,
    /// The other.
    pub(super) b: usize,
    /// How their speakers stand to one another.
    pub(super) relation: Relation,
    /// The units that stand for one another and are equal.
    pub(super) equal: Vec<(usize, usize)>,
    /// How much that is.
    pub(super) common: Common,
}

/// How much two printings have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Common {
    /// Words that stand for one another and are equal.
    pub(super) equal: usize,
    /// Words of matter among them.
    pub(super) content: usize,
    /// Most of them in a row.
    pub(super) run: usize,
    /// Words of each printing.
    of: (usize, usize),
}

/// A word that more printings than this have tells nothing of which two belong together.
const COMMON: usize = 60;
/// Most partners of one printing that are aligned with it: those with most words in common.
const PARTNERS: usize = 120;

/// Most words of partners that one printing is aligned with, so that the work is linear in the text.
const PARTNER_WORDS: usize = 8_000;

fn likenesses(printings: &[Printing], speakers: &Speakers) -> Vec<Likeness> {
    let mut found = Vec::new();
    for (a, b) in candidates(printings) {
        if let (Some(one), Some(two)) = (printings.get(a), printings.get(b)) {
            found.extend(likeness((a, one), (b, two), speakers.relation(a, b)));
        }
    }
    found
}

/// Pairs of printings that share a word of matter, or are alike altogether.
fn candidates(printings: &[Printing]) -> BTreeSet<(usize, usize)> {
    let mut with_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut with_form: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, printing) in printings.iter().enumerate() {
        for word in printing.content() {
            with_word.entry(word).or_default().push(at);
        }
        with_form.entry(printing.form()).or_default().push(at);
    }
    let mut pairs = BTreeSet::new();
    for (at, printing) in printings.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let telling = printing
            .content()
            .into_iter()
            .filter_map(|word| with_word.get(word))
            .filter(|with| with.len() <= COMMON);
        for other in telling.flatten().filter(|other| **other < at) {
            *shared.entry(*other).or_default() += 1;
        }
        let mut ranked: Vec<(usize, usize)> =
            shared.into_iter().map(|(other, words)| (words, other)).collect();
        ranked.sort_by_key(|(words, other)| (std::cmp::Reverse(*words), *other));
        let mut words = 0;
        let partners = ranked.into_iter().take(PARTNERS).take_while(|(_, other)| {
            let before = words;
            words += printings.get(*other).map_or(0, |printing| printing.units.len());
            before <= PARTNER_WORDS
        });
        pairs.extend(partners.map(|(_, other)| (other, at)));
    }
    // Equal printings are chained, so that a thousand of them are no million pairs.
    for alike in with_form.values() {
        pairs.extend(alike.iter().zip(alike.iter().skip(1)).map(|(a, b)| (*a, *b)));
    }
    pairs
}

/// How `one` and `two` are alike; `None` where they are so little that nothing can come of it.
fn likeness(
    (a, one): (usize, &Printing),
    (b, two): (usize, &Printing),
    relation: Relation,
) -> Option<Likeness> {
    let of = (one.units.len(), two.units.len());
    // Most pairs have too few words in common, in whatever order: there is no need to align them.
    let (most, content) = one.common(two);
    let most = Common { equal: most, content, run: most, of };
    if !most.is_same(relation) && !most.is_shared(relation) {
        return None;
    }
    let forms = |(i, j): &(usize, usize)| Some((one.units.get(*i)?, two.units.get(*j)?));
    let mut equal = align(&one.units, &two.units);
    equal.retain(|pair| forms(pair).is_some_and(|(x, y)| x.number == y.number));
    let content = equal.iter().filter_map(forms).filter(|(x, _)| x.content).count();
    let mut run = 0;
    let mut here = 0;
    for (at, pair) in equal.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| equal.get(at));
        here = if before.is_some_and(|(i, j)| (i + 1, j + 1) == *pair) { here + 1 } else { 1 };
        run = run.max(here);
    }
    let common = Common { equal: equal.len(), content, run, of };
    (!equal.is_empty()).then_some(Likeness { a, b, relation, equal, common })
}

impl Common {
    /// Words of the shorter printing.
    fn shorter(&self) -> usize {
        self.of.0.min(self.of.1)
    }

    /// Which share of the shorter printing.
    pub(super) fn share(&self) -> f64 {
        self.equal as f64 / self.shorter().max(1) as f64
    }

    /// Whether the wording shows one utterance, given that the speaker can be the same. Where more is in common, it
    /// never shows less.
    fn is_same(&self, relation: Relation) -> bool {
        let (shorter, share) = (self.shorter(), self.share());
        let alike = share >= 1.0 && self.of.0 == self.of.1;
        let whole = share >= 1.0 && self.run == shorter;
        match relation {
            Relation::Different => false,
            // A body and a person: only a long verbatim identity shows that one speaks for the other.
            Relation::Spokesperson => self.run >= 8 && self.content >= 4 && share >= 0.8,
            // Without a name on both sides the wording alone must decide.
            Relation::Open if alike => shorter >= 5 && self.content >= 2,
            Relation::Open => self.run >= 6 && (self.content >= 4 && share >= 0.6 || self.is_long()),
            Relation::Same if shorter <= 2 => whole && (self.content >= 1 || alike),
            // Short phrases recur: "went too far" is not yet "went way too far".
            Relation::Same if shorter <= 4 => whole && self.content >= 2,
            Relation::Same if shorter <= 7 => self.content >= 2 && share >= 0.7 && self.run >= 3,
            Relation::Same => {
                whole
                    || self.run >= 6 && self.content >= 3
                    || self.content >= 4 && share >= 0.5 && self.run >= 3
                    || self.content >= 2 && share >= 0.8 && self.run >= 4
            }
        }
    }

    /// Nearly all of ten words or more are common, though few of them carry matter.
    fn is_long(&self) -> bool {
        self.equal >= 10 && self.content >= 3 && self.share() >= 0.75
    }
}

/// The printings of each utterance.
#[derive(Clone, Debug)]
struct Groups {
    /// Of each printing, its group.
    of: Vec<usize>,
    /// Of each group, its printings; empty when it has gone into another.
    members: Vec<Vec<usize>>,
    /// Of each group, whom it credits.
    credits: Vec<BTreeSet<usize>>,
}

/// The printings of each utterance, connected by their wording, the surest first. Two speakers that
/// differ are never in one, whatever lies between them; a printing that credits nobody and could be
/// of either is with none.
fn utterances(printings: &[Printing], speakers: &Speakers, likenesses: &[Likeness]) -> Groups {
    let mut strongest: Vec<&Likeness> =
        likenesses.iter().filter(|likeness| likeness.common.is_same(likeness.relation)).collect();
    strongest.sort_by_key(|l| (l.relation, std::cmp::Reverse(l.equal.len()), l.a, l.b));
    let ambiguous = ambiguous(printings.len(), speakers, &strongest);
    let mut groups = Groups::alone(printings.len(), speakers);
    for likeness in strongest {
        let open = likeness.relation != Relation::Same;
        if !(open && (ambiguous.contains(&likeness.a) || ambiguous.contains(&likeness.b))) {
            groups.join(likeness, speakers);
        }
    }
    groups.members.retain(|group| !group.is_empty());
    groups.members.iter_mut().for_each(|group| group.sort());
    groups
}

/// The printings whose words two different speakers said, so far as the wording tells.
fn ambiguous(printings: usize, speakers: &Speakers, same: &[&Likeness]) -> BTreeSet<usize> {
    let mut partners: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); printings];
    for likeness in same.iter().filter(|l| l.relation != Relation::Same) {
        for (at, other) in [(likeness.a, likeness.b), (likeness.b, likeness.a)] {
            if let (Some(of), Some(credit)) = (partners.get_mut(at), speakers.credit(other)) {
                of.insert(credit);
            }
        }
    }
    let differ = |credits: &BTreeSet<usize>| speakers.differ(credits, credits);
    partners.iter().enumerate().filter(|(_, credits)| differ(credits)).map(|(at, _)| at).collect()
}

impl Groups {
    /// Each printing in a group of its own.
    fn alone(printings: usize, speakers: &Speakers) -> Self {
        Self {
            of: (0..printings).collect(),
            members: (0..printings).map(|at| vec![at]).collect(),
            credits: (0..printings).map(|at| speakers.credit(at).into_iter().collect()).collect(),
        }
    }

    /// Whether both printings are in one group.
    fn joins(&self, likeness: &Likeness) -> bool {
        self.of.get(likeness.a) == self.of.get(likeness.b)
    }

    /// Puts both printings in one group unless its speakers would differ. The smaller group moves, so
    /// that a printing moves seldom.
    fn join(&mut self, likeness: &Likeness, speakers: &Speakers) {
        let (Some(x), Some(y)) = (self.of.get(likeness.a).copied(), self.of.get(likeness.b).copied()) else {
            return;
        };
        let size = |at: usize| self.members.get(at).map_or(0, Vec::len);
        let (from, to) = if size(x) < size(y) { (x, y) } else { (y, x) };
        let (Some(left), Some(right)) = (self.credits.get(from), self.credits.get(to)) else { return };
        if x == y || speakers.differ(left, right) {
            return;
        }
        let credits = self.credits.get_mut(from).map(std::mem::take).unwrap_or_default();
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        for at in &moved {
            if let Some(of) = self.of.get_mut(*at) {
                *of = to;
            }
        }
        if let (Some(members), Some(held)) = (self.members.get_mut(to), self.credits.get_mut(to)) {
            members.extend(moved);
            held.extend(credits);
        }
    }
}

fn quotation(printings: &[Printing], group: &[usize]) -> Option<Quotation> {
    let members: Vec<&Printing> = group.iter().filter_map(|at| printings.get(*at)).collect();
    let credits = members.iter().filter_map(|p| p.speaker.as_ref());
    let fullest = credits
        .max_by_key(|credit| (credit.name.split_whitespace().count(), std::cmp::Reverse(&credit.name)));
    let mut readings: Vec<(WitnessId, usize)> = members.iter().map(|p| p.key).collect();
    readings.sort();
    Some(Quotation {
        speaker: fullest.map(|credit| credit.name.clone()),
        readings,
        collation: table(&members)?,
        variants: differences(&members),
    })
}

/// Most printings of one utterance that are each held against each.
const COMPARED: usize = 60;

/// The differences between printings of different witnesses, each once. Where a witness prints the
/// words twice, only its longest printing shows how far it goes.
fn differences(members: &[&Printing]) -> Vec<Variant> {
    let mut longest: BTreeMap<WitnessId, &Printing> = BTreeMap::new();
    for printing in members {
        let held = longest.entry(printing.key.0).or_insert(printing);
        if held.units.len() < printing.units.len() {
            *held = printing;
        }
    }
    let is_main = |p: &Printing| longest.get(&p.key.0).is_some_and(|main| main.key == p.key);
    let mut found: BTreeMap<(Passage, Passage), Variant> = BTreeMap::new();
    let held = members.get(..COMPARED).unwrap_or(members);
    for (at, one) in held.iter().enumerate() {
        for two in held.iter().skip(at + 1).filter(|two| one.key.0 != two.key.0) {
            let (a, b) = if one.key < two.key { (one, two) } else { (two, one) };
            let both_main = is_main(a) && is_main(b);
            let kept =
                variants::between(a, b).into_iter().filter(|v| both_main || v.class != VariantClass::Extent);
            for variant in kept {
                found.entry((variant.a, variant.b)).or_insert(variant);
            }
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn more_in_common_never_shows_less(
            lengths in (1usize..30, 1usize..30),
            (equal, content, run) in (0usize..30, 0usize..30, 0usize..30),
            more in (0usize..30, 0usize..30),
        ) {
            let shorter = lengths.0.min(lengths.1);
            let equal = equal.min(shorter);
            let common = Common { equal, content: content.min(equal), run: run.min(equal), of: lengths };
            // What the words in whatever order allow.
            let most = (equal + more.0).min(shorter);
            let most = Common { equal: most, content: (common.content + more.1).min(most), run: most, of: lengths };
            for relation in [Relation::Same, Relation::Open, Relation::Spokesperson, Relation::Different] {
                prop_assert!(!common.is_same(relation) || most.is_same(relation), "{relation:?}");
                prop_assert!(!common.is_shared(relation) || most.is_shared(relation), "{relation:?}");
            }
        }
    }
}
