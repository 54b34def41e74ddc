//! The tables of crediting verbs and of the small words that say how a clause is built.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::parts::key;

static CUES: &str = include_str!("../../lexicon/cues.tsv");
static SMALL_WORDS: &str = include_str!("../../lexicon/small_words.tsv");

/// A crediting verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verb {
    /// Dictionary form.
    pub(super) lemma: &'static str,
    /// Speech or writing; else stance or evidence.
    pub(super) speech: bool,
    /// May stand after or inside its content ("…, she said").
    pub(super) parenthetical: bool,
    /// Takes a clause, with or without "that".
    pub(super) clause: bool,
    /// Takes an object that is its content ("criticized the plan").
    pub(super) object: bool,
    /// Takes an infinitive ("vowed to fight").
    pub(super) infinitive: bool,
    /// Names first whom it is addressed to ("told reporters").
    pub(super) addressee: bool,
    /// Makes its subject part of its content ("the plan seems dead").
    pub(super) raising: bool,
}

/// One form of a crediting verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    verb: &'static Verb,
    /// Its ending.
    pub(super) ending: Ending,
    /// As often a noun as a verb.
    pub(super) nominal: bool,
}

impl Form {
    pub(super) fn verb(&self) -> &'static Verb {
        self.verb
    }
}

/// How a verb form ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// "say"
    Base,
    /// "says"
    S,
    /// "said"
    Past,
    /// "saying"
    Ing,
}

/// A set of word classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class(u32);

#[rustfmt::skip]
impl Class {
    pub(super) const NONE: Class = Class(0);
    pub(super) const DETERMINER: Class = Class(1);
    pub(super) const POSSESSIVE: Class = Class(1 << 1);
    pub(super) const SUBJECT: Class = Class(1 << 2);
    pub(super) const OBJECT: Class = Class(1 << 3);
    pub(super) const BE: Class = Class(1 << 4);
    pub(super) const HAVE: Class = Class(1 << 5);
    pub(super) const DO: Class = Class(1 << 6);
    pub(super) const MODAL: Class = Class(1 << 7);
    pub(super) const ADVERB: Class = Class(1 << 8);
    pub(super) const PREPOSITION: Class = Class(1 << 9);
    pub(super) const SUBORDINATOR: Class = Class(1 << 10);
    pub(super) const COORDINATOR: Class = Class(1 << 11);
    pub(super) const THAT: Class = Class(1 << 12);
    pub(super) const TIME: Class = Class(1 << 13);
    pub(super) const QUESTION: Class = Class(1 << 14);
    pub(super) const TO: Class = Class(1 << 15);
    pub(super) const COMMON_VERB: Class = Class(1 << 16);
    pub(super) const ABBREVIATION: Class = Class(1 << 17);
    pub(super) const NOT: Class = Class(1 << 18);
    pub(super) const AUDIENCE: Class = Class(1 << 19);
    pub(super) const RELATIVE: Class = Class(1 << 20);
    pub(super) const CUE_NOUN: Class = Class(1 << 21);
    pub(super) const AUXILIARY: Class = Class(0b1111 << 4);

    fn named(name: &str) -> Class {
        match name {
            "determiner" => Self::DETERMINER, "possessive" => Self::POSSESSIVE, "subject" => Self::SUBJECT,
            "object" => Self::OBJECT, "be" => Self::BE, "have" => Self::HAVE, "do" => Self::DO,
            "modal" => Self::MODAL, "adverb" => Self::ADVERB, "preposition" => Self::PREPOSITION,
            "subordinator" => Self::SUBORDINATOR, "coordinator" => Self::COORDINATOR, "that" => Self::THAT,
            "time" => Self::TIME, "question" => Self::QUESTION, "to" => Self::TO, "verb" => Self::COMMON_VERB,
            "abbreviation" => Self::ABBREVIATION, "not" => Self::NOT, "audience" => Self::AUDIENCE,
            "relative" => Self::RELATIVE, "cue-noun" => Self::CUE_NOUN,
            _ => Self::NONE,
        }
    }

    pub(super) fn intersects(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitOr for Class {
    type Output = Class;

    fn bitor(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

/// What the tables say of one word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) class: Class,
    pub(super) verb: Option<Form>,
    /// The verbs that it makes with the word after it ("pointed out").
    pub(super) phrasal: &'static [(&'static str, Form)],
}

impl Entry {
    pub(super) const NONE: Entry = Entry { class: Class::NONE, verb: None, phrasal: &[] };
}

/// What the tables say of a word, whatever its case; `key` is its hash.
pub(super) fn look_up(word: &str, key: u64) -> Entry {
    let found = TABLE.get(key).unwrap_or(Entry::NONE);
    if found.class == Class::NONE && found.verb.is_none() {
        return Entry { class: by_ending(word), ..found };
    }
    found
}

/// Contractions and adverbs, which no table can list.
fn by_ending(word: &str) -> Class {
    let ends = |ending: &str| {
        let bytes = word.as_bytes().last_chunk::<3>().map_or(word.as_bytes(), |last| last.as_slice());
        let start = bytes.len().checked_sub(ending.len());
        start
            .and_then(|start| bytes.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending.as_bytes()))
    };
    match word {
        _ if word.len() > 4 && ends("ly") => Class::ADVERB,
        _ if ends("n't") => Class::MODAL | Class::NOT,
        _ => Class::NONE,
    }
}

static VERBS: LazyLock<Vec<(Verb, &'static str)>> =
    LazyLock::new(|| CUES.lines().filter_map(verb_line).collect());

static PHRASAL: LazyLock<BTreeMap<&'static str, Vec<(&'static str, Form)>>> = LazyLock::new(|| {
    let mut phrasal: BTreeMap<&'static str, Vec<(&'static str, Form)>> = BTreeMap::new();
    for (verb, forms) in VERBS.iter() {
        for (word, particle) in forms.split(' ').filter_map(|form| form.split_once('_')) {
            let form = Form { verb, ending: ending(word), nominal: false };
            phrasal.entry(word).or_default().push((particle, form));
        }
    }
    phrasal
});

/// The words of the tables by their hashes: a word is looked up for each token of each article, and
/// one probe is much cheaper than the string comparisons of an ordered map.
struct Table {
    /// The place of an entry plus one; zero where the slot is free. Most words are in no table, and most of
    /// those are told without touching an entry.
    slots: Vec<u16>,
    entries: Vec<(u64, Entry)>,
}

/// Slots of the table: a few times the words in it.
const SLOTS: usize = 1 << 13;

impl Table {
    fn get(&self, key: u64) -> Option<Entry> {
        let mut at = key as usize % SLOTS;
        loop {
            let (held, entry) = self.entry(at)?;
            if *held == key {
                return Some(*entry);
            }
            at = (at + 1) % SLOTS;
        }
    }

    fn entry(&self, slot: usize) -> Option<&(u64, Entry)> {
        self.entries.get(usize::from(*self.slots.get(slot)?).checked_sub(1)?)
    }

    fn insert(&mut self, key: u64, entry: Entry) {
        let mut at = key as usize % SLOTS;
        while self.entry(at).is_some_and(|(held, _)| *held != key) {
            at = (at + 1) % SLOTS;
        }
        if let Some(slot) = self.slots.get_mut(at) {
            self.entries.push((key, entry));
            *slot = self.entries.len() as u16;
        }
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table: BTreeMap<&'static str, Entry> = BTreeMap::new();
    for (class, word) in SMALL_WORDS.lines().flat_map(small_words) {
        let slot = table.entry(word).or_insert(Entry::NONE);
        slot.class = slot.class | class;
    }
    for (verb, forms) in VERBS.iter() {
        for form in forms.split(' ').filter(|form| !form.contains('_')) {
            let word = form.trim_start_matches('~');
            let found = Form { verb, ending: ending(word), nominal: word.len() < form.len() };
            table.entry(word).or_insert(Entry::NONE).verb = Some(found);
        }
    }
    for (word, phrasal) in PHRASAL.iter() {
        table.entry(word).or_insert(Entry::NONE).phrasal = phrasal;
    }
    let mut hashed = Table { slots: vec![0; SLOTS], entries: Vec::with_capacity(table.len()) };
    for (word, entry) in table {
        hashed.insert(key(word), entry);
    }
    hashed
});

fn verb_line(line: &'static str) -> Option<(Verb, &'static str)> {
    let mut fields = line.split('\t');
    let (lemma, frames, forms) = (fields.next()?, fields.next()?, fields.next()?);
    let has = |letter: char| frames.contains(letter);
    let verb = Verb {
        lemma,
        speech: has('s'),
        parenthetical: has('q'),
        clause: has('t'),
        object: has('o'),
        infinitive: has('i'),
        addressee: has('d'),
        raising: has('r'),
    };
    Some((verb, forms))
}

fn small_words(line: &'static str) -> impl Iterator<Item = (Class, &'static str)> {
    let (class, words) = line.split_once('\t').unwrap_or_default();
    let class = Class::named(class);
    words.split(' ').filter(|w| !w.is_empty()).map(move |word| (class, word))
}

fn ending(form: &str) -> Ending {
    const IRREGULAR_PAST: &[&str] = &[
        "said",
        "told",
        "wrote",
        "written",
        "thought",
        "knew",
        "felt",
        "found",
        "shown",
        "sought",
        "saw",
        "foresaw",
        "spoke",
        "forecast",
        "understood",
    ];
    if form.ends_with("ing") {
        Ending::Ing
    } else if form.ends_with("ed") || IRREGULAR_PAST.contains(&form) {
        Ending::Past
    } else if form.ends_with('s')
        && !matches!(form, "express" | "stress" | "press" | "discuss" | "guess" | "confess")
    {
        Ending::S
    } else {
        Ending::Base
    }
}
