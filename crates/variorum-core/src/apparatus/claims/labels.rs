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
    let mut labels: BTreeMap<String, (String, Vec<Label>)> = BTreeMap::new();
    for (at, witness) in witnesses.iter().enumerate().filter(|(_, witness)| witness.compared) {
        let persons = witness.annotated.layers().entities.iter().filter(|e| e.kind == EntityKind::Person);
        for person in persons.filter(|person| person.name.contains(' ')) {
            let (_, own) =
                labels.entry(fold(&person.name)).or_insert_with(|| (person.name.clone(), Vec::new()));
            own.extend(of(WitnessId(at), witness, person));
        }
    }
    labels.into_values().filter_map(|(name, labels)| set(name, labels)).collect()
}

fn of(witness: WitnessId, article: &Witness, person: &Entity) -> Vec<Label> {
    let label = |span: &crate::text::Span| {
        let words = article.annotated.slice(*span);
        let claim = Claim { at: Passage { witness, span: *span }, value: words.to_owned() };
        Some(Label { head: head(words)?, claim })
    };
    person.roles.iter().filter_map(label).collect()
}

/// Dictionary form of the noun of a label. A capital marks a form of address or an office ("Sen.",
/// "Secretary"): that outlets choose among those says nothing of how they see the person.
fn head(words: &str) -> Option<String> {
    let last = words.split_whitespace().last()?;
    let plain = last.len() > 3 && last.chars().all(|c| c.is_alphabetic() && !c.is_uppercase());
    plain.then(|| lemma(&fold(last)))
}

/// A set where one witness has no label in common with another.
fn set(name: String, labels: Vec<Label>) -> Option<ClaimSet> {
    let mut by: BTreeMap<WitnessId, Vec<&str>> = BTreeMap::new();
    for label in &labels {
        by.entry(label.claim.at.witness).or_default().push(&label.head);
    }
    let apart = by.values().any(|one| by.values().any(|other| one.iter().all(|head| !other.contains(head))));
    if !apart {
        return None;
    }
    let why = "other words for the same person";
    let claims = labels.into_iter().map(|label| label.claim).collect();
    ClaimSet::new(name, Verdict::Wording, why.to_owned(), 0.6, claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expect: Option<&str>) {
        assert_eq!(head(words).as_deref(), expect);
    }

    #[test]
    fn a_label_is_a_common_noun() {
        check("North Ellerian leader", Some("leader"));
        check("dictator", Some("dictator"));
        check("Sen.", None);
        check("Harbour Secretary", None);
    }
}
