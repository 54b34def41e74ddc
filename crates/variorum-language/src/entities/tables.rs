//! The name tables, parsed once per process.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use variorum_core::CountryCode;

use crate::parts::key;

/// What a table says of a word or of several words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    Country(CountryCode),
    City(CountryCode),
    Demonym(CountryCode),
    Place,
    Organization,
    Female,
    Male,
    Title,
    OrganizationHead,
    PlaceHead,
    Function,
    Break,
}

/// What the tables say of `words`, exactly as written.
pub(super) fn look_up(words: &str) -> Option<Listed> {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::of(load())).get(words)
}

/// The table by hashes: it is asked for every word with a capital, most of which it lacks.
struct Table {
    /// The place of an entry plus one; zero where the slot is free. At least half of the slots are free.
    slots: Vec<u32>,
    entries: Vec<(&'static str, Listed)>,
}

impl Table {
    fn of(listed: BTreeMap<&'static str, Listed>) -> Self {
        let slots = vec![0; (listed.len() * 4).next_power_of_two()];
        let mut table = Self { slots, entries: Vec::with_capacity(listed.len()) };
        for (words, listed) in listed {
            let slot = table.slot(words);
            table.entries.push((words, listed));
            table.slots.get_mut(slot).into_iter().for_each(|slot| *slot = table.entries.len() as u32);
        }
        table
    }

    fn get(&self, words: &str) -> Option<Listed> {
        self.entry(self.slot(words)).map(|(_, listed)| *listed)
    }

    fn entry(&self, slot: usize) -> Option<&(&'static str, Listed)> {
        self.entries.get(self.slots.get(slot)?.checked_sub(1)? as usize)
    }

    /// The slot of `words`, or the free one where they belong.
    fn slot(&self, words: &str) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let hash = key(words);
        let mut at = (hash ^ hash >> 32) as usize & mask;
        while self.entry(at).is_some_and(|(held, _)| *held != words) {
            at = (at + 1) & mask;
        }
        at
    }
}

fn load() -> BTreeMap<&'static str, Listed> {
    let mut table = BTreeMap::new();
    for (class, forms) in rows(include_str!("../../lexicon/names.tsv")).filter_map(|row| row.split_once('\t'))
    {
        let listed = class_of(class);
        forms.split(',').for_each(|form| _ = table.entry(form).or_insert(listed));
    }
    for row in rows(include_str!("../../lexicon/countries.tsv")) {
        let mut fields = row.split('\t');
        let Some(&[a, b]) = fields.next().map(str::as_bytes) else { continue };
        let code = CountryCode([a, b]);
        for (listed, forms) in
            [Listed::Country(code), Listed::Demonym(code), Listed::City(code)].into_iter().zip(fields)
        {
            forms
                .split(',')
                .filter(|f| !f.is_empty())
                .for_each(|form| _ = table.entry(form).or_insert(listed));
        }
    }
    table
}

/// Whether `short` is a usual short form of the given name `full`.
pub(super) fn is_short_form(short: &str, full: &str) -> bool {
    let forms = rows(include_str!("../../lexicon/short_names.tsv")).filter_map(|row| row.split_once('\t'));
    forms.filter(|(name, _)| *name == full).any(|(_, forms)| forms.split(',').any(|form| form == short))
}

fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

fn class_of(class: &str) -> Listed {
    match class {
        "place" => Listed::Place,
        "org" => Listed::Organization,
        "female" => Listed::Female,
        "male" => Listed::Male,
        "title" => Listed::Title,
        "orghead" => Listed::OrganizationHead,
        "placehead" => Listed::PlaceHead,
        "stop" => Listed::Function,
        _ => Listed::Break,
    }
}
