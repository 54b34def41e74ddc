//! Mentions: the names that the recognizer marks, with the title before each and what the tables know.

use std::collections::{BTreeMap, BTreeSet};

use variorum_core::{Article, CountryCode, EntityKind, Gender, Layers, Span, Text};

use super::tables::{Listed, look_up};
use crate::recognizer::{Name, Recognizer, Word, names};

/// One naming, before namings of one thing are joined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub span: Span,
    pub kind: EntityKind,
    pub role: Option<Span>,
    pub gender: Option<Gender>,
    pub country: Option<CountryCode>,
    pub adjectival: bool,
}

/// Words of a title before a name that are read: "Deputy Assistant Secretary of".
const LONGEST_TITLE: usize = 6;

/// The namings of the article in order.
pub(super) fn find(article: &Article, layers: &Layers) -> Vec<Mention> {
    let words = crate::words_of(&article.text, &layers.tokens);
    let sentences: Vec<_> = (layers.sentences.iter())
        .map(|sentence| {
            let at = |byte| words.partition_point(|word| word.start < byte);
            at(sentence.start())..at(sentence.end())
        })
        .collect();
    let mut marked = names(&Recognizer::built_in().tag(&words, &sentences));
    let reader = Reader { text: &article.text, words: &words };
    reader.settle_countries(&mut marked);
    reader.agree(&mut marked);
    reader.add_last_names(&mut marked);
    let mut found: Vec<Mention> = marked.iter().filter_map(|name| reader.mention(name)).collect();
    reader.add_listed(&marked, &mut found);
    found
}

struct Reader<'a> {
    text: &'a Text,
    words: &'a [Word<'a>],
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text)
    }

    fn span(&self, from: usize, to: usize) -> Option<Span> {
        let (first, last) = (self.words.get(from)?, self.words.get(to.checked_sub(1)?)?);
        self.text.span(first.start..last.start + last.text.len())
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.span(from, to).map_or("", |span| self.text.slice(span))
    }

    /// Lets the table of countries decide where the model marked one, or the end of one, as a body or
    /// other thing: "Democratic People's Republic of Korea" ends in the name of another country.
    fn settle_countries(&self, marked: &mut Vec<Name>) {
        for name in marked.iter_mut().filter(|name| name.kind != EntityKind::Person) {
            let to = name.words.end;
            let listed = |start: &usize| {
                let form = self.slice(*start, to).replace('’', "'");
                matches!(look_up(&form), Some(Listed::Country(_)))
            };
            if let Some(from) = (name.words.start.saturating_sub(3)..=name.words.start).find(listed) {
                *name = Name { words: from..to, kind: EntityKind::Place };
            }
        }
        let mut kept: Vec<Name> = Vec::with_capacity(marked.len());
        for name in marked.drain(..).rev() {
            if kept.last().is_none_or(|later| name.words.end <= later.words.start) {
                kept.push(name);
            }
        }
        kept.reverse();
        *marked = kept;
    }

    /// Gives namings of one form the kind that most of them have, and the last name of a person named
    /// in full the kind of a person where nothing else speaks for another.
    fn agree(&self, marked: &mut [Name]) {
        let mut counts: BTreeMap<&str, BTreeMap<EntityKind, usize>> = BTreeMap::new();
        for name in marked.iter() {
            let form = self.slice(name.words.start, name.words.end);
            *counts.entry(form).or_default().entry(name.kind).or_default() += 1;
            if name.kind == EntityKind::Person && name.words.len() > 1 {
                let last = self.word(name.words.end - 1);
                *counts.entry(last).or_default().entry(name.kind).or_default() += 1;
            }
        }
        for name in marked {
            let form = self.slice(name.words.start, name.words.end);
            let most = counts.get(form).and_then(|kinds| kinds.iter().max_by_key(|(_, count)| **count));
            let own = counts.get(form).and_then(|kinds| kinds.get(&name.kind)).copied().unwrap_or_default();
            // A last name whose person the article names in full is that person's, unless a table lists it.
            let persons = counts.get(form).and_then(|kinds| kinds.get(&EntityKind::Person)).copied();
            if persons.is_some_and(|persons| persons >= own) && look_up(form).is_none() {
                name.kind = EntityKind::Person;
            } else if let Some((kind, count)) = most
                && own < *count
            {
                name.kind = *kind;
            }
        }
    }

    fn mention(&self, name: &Name) -> Option<Mention> {
        let (mut from, mut to) = (name.words.start, name.words.end);
        let person = name.kind == EntityKind::Person;
        if person && matches!(self.word(to), "Jr" | "Sr" | "Jr." | "Sr.") {
            to += 1 + usize::from(self.word(to + 1) == "." && !self.word(to).ends_with('.'));
        }
        while person && from + 1 < to && look_up(self.word(from)) == Some(Listed::Title) {
            from += if self.word(from + 1) == "." && from + 2 < to { 2 } else { 1 };
        }
        let span = self.span(from, to)?;
        let article = from.checked_sub(1).is_some_and(|at| matches!(self.word(at), "the" | "The"));
        let called = matches!(name.kind, EntityKind::Person | EntityKind::Organization);
        if called && article && matches!(self.word(to), "administration" | "campaign") {
            return self.body(from, to + 1);
        }
        let title = self.title_before(from).filter(|_| person);
        let listed = look_up(&self.text.slice(span).replace('’', "'"));
        let (adjectival, country) = match listed {
            Some(Listed::Demonym(code)) => (name.kind == EntityKind::Other, Some(code)),
            Some(Listed::Country(code) | Listed::City(code)) => (false, Some(code)),
            _ => (false, None),
        };
        Some(Mention {
            span,
            kind: if adjectival { EntityKind::Place } else { name.kind },
            role: title.and_then(|start| self.role(start, from)),
            gender: self.gender(from, title).filter(|_| person),
            country: country.filter(|_| adjectival || name.kind == EntityKind::Place),
            adjectival,
        })
    }

    /// A body that is called by a person's name.
    fn body(&self, from: usize, to: usize) -> Option<Mention> {
        let (role, gender, country) = (None, None, None);
        let span = self.span(from, to)?;
        Some(Mention { span, kind: EntityKind::Organization, role, gender, country, adjectival: false })
    }

    /// Where the title begins that ends right before `at`.
    fn title_before(&self, at: usize) -> Option<usize> {
        let lowest = at.saturating_sub(LONGEST_TITLE);
        let mut start = at;
        while start > lowest {
            let dot = usize::from(self.word(start - 1) == "." && start > lowest + 1);
            if look_up(&capitalised(self.word(start - 1 - dot))) != Some(Listed::Title) {
                break;
            }
            start -= 1 + dot;
        }
        (start < at).then_some(start)
    }

    fn role(&self, start: usize, end: usize) -> Option<Span> {
        self.span(start, end - usize::from(self.word(end - 1) == "."))
    }

    fn gender(&self, from: usize, title: Option<usize>) -> Option<Gender> {
        let by_title =
            (title.unwrap_or(from)..from).find_map(|at| match capitalised(self.word(at)).as_str() {
                "Mr" | "Sir" | "Lord" | "King" | "Prince" | "Spokesman" | "Congressman" | "Chairman"
                | "Father" => Some(Gender::Male),
                "Mrs" | "Ms" | "Miss" | "Dame" | "Lady" | "Queen" | "Princess" | "Spokeswoman"
                | "Congresswoman" | "Chairwoman" | "Sister" => Some(Gender::Female),
                _ => None,
            });
        by_title.or_else(|| match look_up(self.word(from)) {
            Some(Listed::Female) => Some(Gender::Female),
            Some(Listed::Male) => Some(Gender::Male),
            _ => None,
        })
    }

    /// Adds the last names of persons named in full where the recognizer saw none.
    fn add_last_names(&self, marked: &mut Vec<Name>) {
        let full = marked.iter().filter(|name| name.kind == EntityKind::Person && name.words.len() > 1);
        let last: BTreeSet<&str> = full.map(|name| self.word(name.words.end - 1)).collect();
        let mut taken = marked.iter().peekable();
        let mut added = Vec::new();
        for at in 0..self.words.len() {
            while taken.next_if(|name| name.words.end <= at).is_some() {}
            let free = taken.peek().is_none_or(|name| !name.words.contains(&at));
            let word = self.word(at);
            let plain = word.len() > 2 && word.starts_with(char::is_uppercase);
            if free && plain && last.contains(word) && look_up(word).is_none() {
                added.push(Name { words: at..at + 1, kind: EntityKind::Person });
            }
        }
        marked.extend(added);
        marked.sort_by_key(|name| name.words.start);
    }

    /// Adds the demonyms and countries of the tables that no marked name holds.
    fn add_listed(&self, marked: &[Name], found: &mut Vec<Mention>) {
        let mut taken = marked.iter().peekable();
        let mut at = 0;
        while at < self.words.len() {
            while taken.next_if(|name| name.words.end <= at).is_some() {}
            let free = taken.peek().is_none_or(|name| !name.words.contains(&at));
            let known = if free { self.listed(at) } else { None };
            let Some((mention, len)) = known else {
                at += 1;
                continue;
            };
            found.push(mention);
            at += len;
        }
    }

    fn listed(&self, at: usize) -> Option<(Mention, usize)> {
        self.word(at).starts_with(|c: char| c.is_ascii_uppercase()).then_some(())?;
        [2, 1].into_iter().find_map(|len| {
            let span = self.span(at, at + len)?;
            let (code, adjectival) = match look_up(self.text.slice(span)) {
                Some(Listed::Demonym(code)) => (code, true),
                Some(Listed::Country(code)) => (code, false),
                _ => return None,
            };
            let (kind, country) = (EntityKind::Place, Some(code));
            Some((Mention { span, kind, role: None, gender: None, country, adjectival }, len))
        })
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
