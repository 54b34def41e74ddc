//! Speakers across articles: whether two credits can be the same one.

use std::collections::BTreeMap;

use crate::annotated::EntityKind;
use crate::apparatus::Witness;
use crate::apparatus::printing::Credit;

/// The persons of a story by last name, with how often each is named: what decides whether a bare
/// surname names one of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Persons(BTreeMap<String, BTreeMap<Vec<String>, usize>>);

/// How many times as often as the next bearer of a surname its likely bearer is named.
const FAR_MORE: usize = 4;

/// How two credits stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// One and the same.
    Same,
    /// One of them is not known, or one is a body and the other a person who may speak for it.
    Open,
    /// Two.
    Different,
}

impl Persons {
    /// The persons named in the compared witnesses.
    pub(super) fn of(witnesses: &[Witness]) -> Self {
        let mut persons = Self::default();
        let entities = witnesses.iter().filter(|w| w.compared).flat_map(|w| &w.annotated.layers().entities);
        for entity in entities.filter(|entity| entity.kind == EntityKind::Person) {
            let name = words(&entity.name);
            if let Some(last) = name.last() {
                *persons.0.entry(last.clone()).or_default().entry(name).or_default() += entity.mentions.len();
            }
        }
        persons
    }

    /// Whether `a` and `b` credit the same. Persons need the same last name and no given name that
    /// differs; a bare surname is a person's only when the story knows no other of that surname.
    pub(super) fn relation(&self, a: Option<&Credit>, b: Option<&Credit>) -> Relation {
        let (Some(a), Some(b)) = (a, b) else { return Relation::Open };
        let (left, right) = (words(&a.name), words(&b.name));
        if left == right {
            return Relation::Same;
        }
        match (a.kind, b.kind) {
            (EntityKind::Person, EntityKind::Person) => self.persons(&left, &right),
            (EntityKind::Person, _) | (_, EntityKind::Person) => Relation::Different,
            _ if is_within(&left, &right) || is_within(&right, &left) => Relation::Same,
            _ if is_acronym(&a.name, &right) || is_acronym(&b.name, &left) => Relation::Same,
            _ => Relation::Different,
        }
    }

    fn persons(&self, left: &[String], right: &[String]) -> Relation {
        let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
        let (Some(last), [only]) = (long.last(), short) else {
            let ends = left.first() == right.first() && left.last() == right.last();
            return if ends { Relation::Same } else { Relation::Different };
        };
        if only == last && self.bearer(last).is_some_and(|bearer| bearer == long) {
            Relation::Same
        } else {
            Relation::Different
        }
    }

    /// The one person whom a bare surname names: the only one of that surname, or one who is named
    /// far more often than any other.
    fn bearer(&self, last: &str) -> Option<&[String]> {
        let mut full: Vec<(usize, &Vec<String>)> = self
            .0
            .get(last)?
            .iter()
            .filter(|(name, _)| name.len() > 1)
            .map(|(name, times)| (*times, name))
            .collect();
        full.sort();
        let (most, name) = full.pop()?;
        full.last().is_none_or(|(next, _)| most > next * FAR_MORE).then_some(name)
    }
}

/// The words of a name: lower case, without initials, suffixes and marks.
fn words(name: &str) -> Vec<String> {
    let all: Vec<String> = name
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let kept: Vec<String> = all
        .iter()
        .filter(|word| {
            word.chars().count() > 1
                && !matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | "the" | "of")
        })
        .cloned()
        .collect();
    if kept.is_empty() { all } else { kept }
}

/// Whether `part` stands in `whole` as a run of words.
fn is_within(part: &[String], whole: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|run| run == part)
}

fn is_acronym(short: &str, long: &[String]) -> bool {
    let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
    let letters: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
    initials.chars().count() > 1 && letters.to_lowercase() == initials
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: (&str, EntityKind), b: (&str, EntityKind), expect: Relation) {
        let credit = |(name, kind): (&str, EntityKind)| Credit { name: name.to_owned(), kind };
        let mut persons = Persons::default();
        for name in ["Ada Voss", "Bo Voss", "Ivo Brandt"] {
            let name = words(name);
            persons.0.entry(name.last().unwrap().clone()).or_default().insert(name, 1);
        }
        assert_eq!(persons.relation(Some(&credit(a)), Some(&credit(b))), expect);
    }

    #[test]
    fn persons_are_one_by_full_name_or_a_surname_of_one_bearer() {
        use EntityKind::{Organization, Person};
        check(("Ivo Brandt", Person), ("Brandt", Person), Relation::Same);
        check(("Ivo J. Brandt", Person), ("Ivo Brandt", Person), Relation::Same);
        check(("Ada Voss", Person), ("Voss", Person), Relation::Different);
        check(("Ada Voss", Person), ("Bo Voss", Person), Relation::Different);
        check(("Ryo Sen Ka", Person), ("Ryo Sen Ki", Person), Relation::Different);
        check(("Ada Voss", Person), ("Voss Shipping", Organization), Relation::Different);
        check(("Port Ellery Council", Organization), ("council", Organization), Relation::Same);
        check(("Sorrel Valley Water Board", Organization), ("SVWB", Organization), Relation::Same);
    }
}
