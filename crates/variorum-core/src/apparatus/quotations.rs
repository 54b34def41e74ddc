//! Quotations: which printings are of one utterance, and where they differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::apparatus::alignment::align;
use crate::apparatus::printing::Printing;
use crate::apparatus::speakers::{Persons, Relation};
use crate::apparatus::table::table;
use crate::apparatus::{
    Passage, Quotation, SharedWording, Variant, VariantClass, Witness, WitnessId, shared_wording, variants,
};

/// The utterances of the compared witnesses, and the wording that different speakers share.
pub fn collate(witnesses: &[Witness]) -> (Vec<Quotation>, Vec<SharedWording>) {
    let compared = witnesses.iter().enumerate().filter(|(_, witness)| witness.compared);
    let printings: Vec<Printing> =
        compared.flat_map(|(at, witness)| Printing::of(WitnessId(at), witness)).collect();
    let persons = Persons::of(witnesses);
    let likenesses = likenesses(&printings, &persons);
    let groups = utterances(&printings, &persons, &likenesses);
    let mut quotations: Vec<Quotation> =
        groups.iter().filter_map(|group| quotation(&printings, group)).collect();
    quotations.sort_by(|a, b| a.readings.cmp(&b.readings));
    (quotations, shared_wording::find(&printings, &likenesses))
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
    /// Words of matter among them.
    pub(super) content: usize,
    /// Most equal words in a row.
    pub(super) run: usize,
}

/// A word that more printings than this have tells nothing of which two belong together.
const COMMON: usize = 60;
/// Most partners of one printing that are aligned with it: those with most words in common.
const PARTNERS: usize = 120;

fn likenesses(printings: &[Printing], persons: &Persons) -> Vec<Likeness> {
    let mut found = Vec::new();
    for (a, b) in candidates(printings) {
        if let (Some(one), Some(two)) = (printings.get(a), printings.get(b)) {
            let relation = persons.relation(one.speaker.as_ref(), two.speaker.as_ref());
            found.extend(likeness((a, one), (b, two), relation));
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
        pairs.extend(ranked.into_iter().take(PARTNERS).map(|(_, other)| (other, at)));
    }
    // Equal printings are chained, so that a thousand of them are no million pairs.
    for alike in with_form.values() {
        pairs.extend(alike.iter().zip(alike.iter().skip(1)).map(|(a, b)| (*a, *b)));
    }
    pairs
}

fn likeness(
    (a, one): (usize, &Printing),
    (b, two): (usize, &Printing),
    relation: Relation,
) -> Option<Likeness> {
    let forms = |(i, j): &(usize, usize)| Some((one.units.get(*i)?, two.units.get(*j)?));
    let mut equal = align(&one.units, &two.units);
    equal.retain(|pair| forms(pair).is_some_and(|(x, y)| x.form == y.form));
    let content = equal.iter().filter_map(forms).filter(|(x, _)| x.content).count();
    let mut run = 0;
    let mut here = 0;
    for (at, pair) in equal.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| equal.get(at));
        here = if before.is_some_and(|(i, j)| (i + 1, j + 1) == *pair) { here + 1 } else { 1 };
        run = run.max(here);
    }
    (!equal.is_empty()).then_some(Likeness { a, b, relation, equal, content, run })
}

impl Likeness {
    /// Whether the wording shows one utterance, given that the speaker can be the same.
    fn is_same(&self, one: &Printing, two: &Printing) -> bool {
        let shorter = one.units.len().min(two.units.len());
        let share = self.equal.len() as f64 / shorter.max(1) as f64;
        let alike = share >= 1.0 && one.units.len() == two.units.len();
        let whole = share >= 1.0 && self.run == shorter;
        match self.relation {
            Relation::Different => false,
            // Without a name on both sides the wording alone must decide.
            Relation::Open if alike => shorter >= 5 && self.content >= 2,
            Relation::Open => self.run >= 6 && self.content >= 4 && share >= 0.6,
            Relation::Same if shorter <= 2 => whole && (self.content >= 1 || alike),
            // Short phrases recur: "went too far" is not yet "went way too far".
            Relation::Same if shorter <= 4 => whole && self.content >= 2,
            Relation::Same if shorter <= 7 => self.content >= 2 && share >= 0.7 && self.run >= 3,
            Relation::Same => {
                whole
                    || self.run >= 6 && self.content >= 3
                    || self.content >= 4 && share >= 0.5 && self.run >= 3
            }
        }
    }
}

/// The printings of each utterance, connected by their wording. Two named speakers that differ are
/// never in one, whatever lies between them.
fn utterances(printings: &[Printing], persons: &Persons, likenesses: &[Likeness]) -> Vec<Vec<usize>> {
    let mut strongest: Vec<&Likeness> = likenesses.iter().collect();
    strongest.sort_by_key(|l| (std::cmp::Reverse((l.relation == Relation::Same, l.equal.len())), l.a, l.b));
    let mut group_of: Vec<usize> = (0..printings.len()).collect();
    let mut groups: Vec<Vec<usize>> = group_of.iter().map(|at| vec![*at]).collect();
    for likeness in strongest {
        let (Some(one), Some(two)) = (printings.get(likeness.a), printings.get(likeness.b)) else { continue };
        let (Some(x), Some(y)) = (group_of.get(likeness.a).copied(), group_of.get(likeness.b).copied())
        else {
            continue;
        };
        if x == y
            || !likeness.is_same(one, two)
            || !compatible(printings, persons, groups.get(x), groups.get(y))
        {
            continue;
        }
        let moved = groups.get_mut(y).map(std::mem::take).unwrap_or_default();
        for at in &moved {
            group_of.iter_mut().skip(*at).take(1).for_each(|slot| *slot = x);
        }
        groups.iter_mut().skip(x).take(1).for_each(|group| group.extend(&moved));
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Whether no speaker of one group differs from one of the other. Groups are mostly of one speaker,
/// so distinct names are compared, not printings.
fn compatible(
    printings: &[Printing],
    persons: &Persons,
    x: Option<&Vec<usize>>,
    y: Option<&Vec<usize>>,
) -> bool {
    let credits = |group: Option<&Vec<usize>>| {
        let mut credits = Vec::new();
        for credit in group.into_iter().flatten().filter_map(|at| printings.get(*at)?.speaker.clone()) {
            if !credits.contains(&credit) {
                credits.push(credit);
            }
        }
        credits
    };
    let (left, right) = (credits(x), credits(y));
    let differ = |a, b| persons.relation(Some(a), Some(b)) == Relation::Different;
    !left.iter().any(|a| right.iter().any(|b| differ(a, b)))
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
    let mut ordered = members.to_vec();
    ordered.sort_by_key(|p| p.key);
    ordered.truncate(COMPARED);
    for (at, a) in ordered.iter().enumerate() {
        for b in ordered.iter().skip(at + 1).filter(|b| a.key.0 != b.key.0) {
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
