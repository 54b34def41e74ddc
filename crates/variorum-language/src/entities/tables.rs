//! The name tables, parsed once per process.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use variorum_core::CountryCode;

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
    static TABLE: OnceLock<BTreeMap<&'static str, Listed>> = OnceLock::new();
    TABLE.get_or_init(load).get(words).copied()
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
