//! Labels: the words that witnesses use for the same person, where they differ.

use std::collections::BTreeMap;

use crate::annotated::{Entity, EntityKind};
use crate::apparatus::printing::fold;
use crate::apparatus::{Claim, ClaimSet, Passage, Verdict, Witness, WitnessId};
use crate::lemma::lemma;

/// One label of a person in one witness.
struct Label {
    head: String,
    claim: Claim,
}

/// Persons whom witnesses label in different words, by full name.
pub(super) fn compare(witnesses: &[Witness]) -> Vec<ClaimSet> {
    let mut labels: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for (at, witness) in witnesses.iter().enumerate().filter(|(_, witness)| witness.compared) {
        let persons = witness.annotated.layers().entities.iter().filter(|e| e.kind == EntityKind::Person);
        for person in persons.filter(|person| person.name.contains(' ')) {
            labels.entry(fold(&person.name)).or_default().extend(of(WitnessId(at), witness, person));
        }
    }
    labels.into_values().filter_map(set).collect()
}

fn of(witness: WitnessId, article: &Witness, person: &Entity) -> Vec<Label> {
    let label = |span: &crate::text::Span| {
        let words = article.annotated.slice(*span);
        let last = words.split_whitespace().last()?;
        // An abbreviated title ("Sen.", "Maj. Gen.") is a form of address, not a label.
        let plain = last.len() > 3 && last.chars().all(char::is_alphabetic);
        let claim = Claim { at: Passage { witness, span: *span }, value: words.to_owned() };
        plain.then(|| Label { head: lemma(&fold(last)), claim })
    };
    person.roles.iter().filter_map(label).collect()
}

/// A set where one witness has no label in common with another.
fn set(labels: Vec<Label>) -> Option<ClaimSet> {
    let mut by: BTreeMap<WitnessId, Vec<&str>> = BTreeMap::new();
    for label in &labels {
        by.entry(label.claim.at.witness).or_default().push(&label.head);
    }
    let apart = by.values().any(|one| by.values().any(|other| one.iter().all(|head| !other.contains(head))));
    if !apart {
        return None;
    }
    let about = labels.iter().map(|label| label.claim.value.as_str()).min()?.to_owned();
    let why = "other words for the same person";
    let claims = labels.into_iter().map(|label| label.claim).collect();
    ClaimSet::new(about, Verdict::Wording, why.to_owned(), 0.6, claims)
}
