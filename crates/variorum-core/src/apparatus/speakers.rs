//! Speakers across articles: whether two credits can be the same one.

use std::collections::{BTreeMap, BTreeSet};

use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::annotated::EntityKind;
use crate::apparatus::Witness;
use crate::apparatus::printing::{Credit, Printing};

/// The persons of a story by the sound of their last names, with how often each is named: what decides whether a bare
/// surname names one of them.
#[derive(Clone, Debug, Default)]
struct Persons(BTreeMap<String, BTreeMap<Vec<String>, usize>>);

/// How many times as often as the next bearer of a surname its likely bearer is named.
const FAR_MORE: usize = 4;

/// How two credits stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// One and the same.
    Same,
    /// One of them is not known, or a bare surname that several persons bear.
    Open,
    /// A body, and a person who may speak for it.
    Spokesperson,
    /// Two.
    Different,
}

/// Whom the printings of a story credit: each distinct credit once.
#[derive(Clone, Debug)]
pub(super) struct Speakers {
    of: Vec<Option<usize>>,
    credits: Vec<Name>,
    persons: Persons,
}

/// A credit made ready to be compared.
#[derive(Clone, Debug)]
struct Name {
    kind: EntityKind,
    full: String,
    words: Vec<String>,
    /// The words however they are spelled.
    sounds: Vec<String>,
}

impl From<&Credit> for Name {
    fn from(credit: &Credit) -> Self {
        let words = words(&credit.name);
        let sounds = words.iter().map(|word| sound(word)).collect();
        Self { kind: credit.kind, full: credit.name.clone(), words, sounds }
    }
}

impl Speakers {
    /// The speakers of `printings`, which are of `witnesses`.
    pub(super) fn of(witnesses: &[Witness], printings: &[Printing]) -> Self {
        let distinct: BTreeSet<&Credit> = printings.iter().filter_map(|p| p.speaker.as_ref()).collect();
        let distinct: Vec<&Credit> = distinct.into_iter().collect();
        let number = |printing: &Printing| distinct.binary_search(&printing.speaker.as_ref()?).ok();
        Self {
            of: printings.iter().map(number).collect(),
            credits: distinct.iter().map(|credit| Name::from(*credit)).collect(),
            persons: Persons::of(witnesses),
        }
    }

    /// The number of the credit of printing `at`, where it has one.
    pub(super) fn credit(&self, at: usize) -> Option<usize> {
        self.of.get(at).copied().flatten()
    }

    /// How the speakers of printings `a` and `b` stand to one another.
    pub(super) fn relation(&self, a: usize, b: usize) -> Relation {
        match (self.credit(a), self.credit(b)) {
            (Some(a), Some(b)) => self.between(a, b),
            _ => Relation::Open,
        }
    }

    /// Whether a credit of the one differs from one of the other.
    pub(super) fn differ(&self, one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> bool {
        one.iter().any(|a| other.iter().any(|b| self.between(*a, *b) == Relation::Different))
    }

    fn between(&self, a: usize, b: usize) -> Relation {
        match (self.credits.get(a), self.credits.get(b)) {
            _ if a == b => Relation::Same,
            (Some(a), Some(b)) => self.persons.relation(a, b),
            _ => Relation::Open,
        }
    }
}

impl Persons {
    /// The persons named in the compared witnesses.
    fn of(witnesses: &[Witness]) -> Self {
        let mut persons = Self::default();
        let entities = witnesses.iter().filter(|w| w.compared).flat_map(|w| &w.annotated.layers().entities);
        for entity in entities.filter(|entity| entity.kind == EntityKind::Person) {
            let name: Vec<String> = words(&entity.name).iter().map(|word| sound(word)).collect();
            if let Some(last) = name.last() {
                *persons.0.entry(last.clone()).or_default().entry(name).or_default() += entity.mentions.len();
            }
        }
        persons
    }

    /// How `a` and `b` stand to one another. Persons need the same last name and no given name that
    /// differs; a bare surname is a person's only when the story knows no other of that surname. Given names may be
    /// spelled in several ways ("Teodor", "Theodor"); where surnames are ("Zelensky", "Zelenskyy"), the wording must
    /// show that both are one.
    fn relation(&self, a: &Name, b: &Name) -> Relation {
        let (left, right) = (&a.words, &b.words);
        if left == right {
            return Relation::Same;
        }
        match (a.kind, b.kind) {
            (EntityKind::Person, EntityKind::Person) => match self.persons(&a.sounds, &b.sounds) {
                Relation::Same if left.last() != right.last() => Relation::Open,
                relation => relation,
            },
            (EntityKind::Person, EntityKind::Organization)
            | (EntityKind::Organization, EntityKind::Person) => Relation::Spokesperson,
            (EntityKind::Person, _) | (_, EntityKind::Person) => Relation::Different,
            _ if is_within(left, right) || is_within(right, left) => Relation::Same,
            _ if is_acronym(&a.full, right) || is_acronym(&b.full, left) => Relation::Same,
            _ => Relation::Different,
        }
    }

    fn persons(&self, left: &[String], right: &[String]) -> Relation {
        let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
        match short {
            // Two bare surnames that differ.
            [_] if long.len() == 1 => Relation::Different,
            [only] if long.last() != Some(only) => Relation::Different,
            [only] => match self.bearer(only) {
                Some(bearer) if bearer == long => Relation::Same,
                Some(_) => Relation::Different,
                None => Relation::Open,
            },
            // A title can stand before the name ("Harbour Master Ivo Brandt").
            _ if long.ends_with(short) => Relation::Same,
            _ if short.first() == long.first() && short.last() == long.last() => Relation::Same,
            _ => Relation::Different,
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

/// A word of a name however it is spelled: without accents, with one letter for those that languages of Latin script
/// and transcriptions into it write in several ways, nothing double. Compiled by hand for this project.
fn sound(word: &str) -> String {
    let plain = DecomposingNormalizerBorrowed::new_nfd().normalize(word);
    let plain: String = plain.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    let mut sound = String::with_capacity(plain.len());
    let mut letters = plain.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut skip = |follows: &str| letters.next_if(|next| follows.contains(*next));
        let one = match letter {
            't' | 'd' => {
                skip("h");
                letter
            }
            'p' if skip("h").is_some() => 'f',
            'c' if skip("k").is_some() => 'k',
            'a' | 'o' | 'u' => {
                // "Müller", "Mueller"; but "Joe" is not "Jo".
                let mut ahead = letters.clone();
                if ahead.next() == Some('e') && ahead.next().is_some() {
                    letters.next();
                }
                letter
            }
            'y' => 'i',
            'j' if letters.peek().is_none() => 'i',
            'æ' => 'a',
            'ø' | 'œ' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            'ı' => 'i',
            letter => letter,
        };
        if !sound.ends_with(one) {
            sound.push(one);
        }
    }
    sound
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
        let name = |(name, kind): (&str, EntityKind)| Name::from(&Credit { name: name.to_owned(), kind });
        let mut persons = Persons::default();
        for name in ["Ada Voss", "Bo Voss", "Ivo Brandt", "Teodor Vasik", "Theodor Vasik"] {
            let name: Vec<String> = words(name).iter().map(|word| sound(word)).collect();
            persons.0.entry(name.last().unwrap().clone()).or_default().insert(name, 1);
        }
        assert_eq!(persons.relation(&name(a), &name(b)), expect);
    }

    #[test]
    fn persons_are_one_by_full_name_or_a_surname_of_one_bearer() {
        use EntityKind::{Organization, Person};
        check(("Ivo Brandt", Person), ("Brandt", Person), Relation::Same);
        check(("Ivo J. Brandt", Person), ("Ivo Brandt", Person), Relation::Same);
        check(("Harbour Master Ivo Brandt", Person), ("Ivo Brandt", Person), Relation::Same);
        check(("Ada Voss", Person), ("Voss", Person), Relation::Open);
        check(("Teodor Vasik", Person), ("Theodor Vasik", Person), Relation::Same);
        check(("Vasik", Person), ("Theodor Vasik", Person), Relation::Same);
        check(("Olena Horska", Person), ("Olena Horskaya", Person), Relation::Different);
        check(("Olena Bilskyy", Person), ("Olena Bilsky", Person), Relation::Open);
        check(("Jo Bilsky", Person), ("Joe Bilsky", Person), Relation::Different);
        check(("Bilskiy", Person), ("Olena Bilsky", Person), Relation::Open);
        check(("Jörg Müller", Person), ("Jorg Mueller", Person), Relation::Open);
        check(("Andrej Ožbolt", Person), ("Andrei Ožbolt", Person), Relation::Same);
        check(("Ada Brandt", Person), ("Brandt", Person), Relation::Different);
        check(("Ada Voss", Person), ("Bo Voss", Person), Relation::Different);
        check(("Ryo Sen Ka", Person), ("Ryo Sen Ki", Person), Relation::Different);
        check(("Ada Voss", Person), ("Voss Shipping", Organization), Relation::Spokesperson);
        check(("Port Ellery Council", Organization), ("council", Organization), Relation::Same);
        check(("Sorrel Valley Water Board", Organization), ("SVWB", Organization), Relation::Same);
    }
}
