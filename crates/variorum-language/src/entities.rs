//! Entities: who and what is named, with aliases, roles and countries.

mod mentions;
mod tables;

use std::collections::BTreeMap;

use mentions::Mention;
use variorum_core::{Article, CountryCode, Entity, EntityKind, Layers};

/// The entities of the article, in the order of their first mention.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Entity> {
    let mut mentions = mentions::find(article, layers);
    // Full names first, so that a surname in the headline finds the person named below it.
    mentions.sort_by_key(|m| (!article.text.slice(m.span).contains(' '), m.span));
    let mut joining = Joining::default();
    for mention in &mentions {
        joining.add(article.text.slice(mention.span), mention);
    }
    let mut entities = joining.entities;
    entities.retain(|e| !e.mentions.is_empty());
    for entity in &mut entities {
        entity.mentions.sort();
    }
    entities.sort_by_key(|e| e.mentions.first().copied());
    entities
}

#[derive(Default)]
struct Joining {
    entities: Vec<Entity>,
    by_name: BTreeMap<(EntityKind, String), usize>,
    by_country: BTreeMap<CountryCode, usize>,
    /// Persons by each ending of their names, and by the first word.
    by_part: BTreeMap<String, Vec<usize>>,
    by_first: BTreeMap<String, Vec<usize>>,
}

/// Persons of one surname that are told apart in one article.
const NAMESAKES: usize = 8;

impl Joining {
    fn add(&mut self, name: &str, mention: &Mention) {
        let at = self.known(name, mention).unwrap_or_else(|| self.open(name, mention));
        let Some(entity) = self.entities.get_mut(at) else { return };
        if mention.adjectival {
            entity.adjectival.push(mention.span);
            return;
        }
        if entity.mentions.is_empty() {
            name.clone_into(&mut entity.name);
        } else if entity.name != name && !entity.aliases.iter().any(|a| a == name) {
            entity.aliases.push(name.to_owned());
        }
        entity.mentions.push(mention.span);
        entity.roles.extend(mention.role);
        entity.gender = entity.gender.or(mention.gender);
    }

    fn known(&self, name: &str, mention: &Mention) -> Option<usize> {
        if let Some(country) = mention.country.filter(|_| mention.adjectival || is_country(name)) {
            return self.by_country.get(&country).copied();
        }
        if mention.kind == EntityKind::Person {
            return self.person(name, mention);
        }
        self.by_name.get(&(mention.kind, name.to_owned())).copied()
    }

    /// The person of this name: of the namesakes that its title allows, the one named in full last
    /// before it, else the first.
    fn person(&self, name: &str, mention: &Mention) -> Option<usize> {
        let words = parts(name);
        let fits = |at: &&usize| {
            self.entities.get(**at).is_some_and(|e| {
                let gender = e.gender.is_none() || mention.gender.is_none() || e.gender == mention.gender;
                gender && (words.len() < 2 || is_younger(name) == is_younger(&e.name))
            })
        };
        if let [first, .., last] = words.as_slice() {
            let whole = self.by_part.get(*last).into_iter().flatten().find(|at| {
                self.entities.get(**at).is_some_and(|e| {
                    let other = parts(&e.name);
                    let given = other.first().copied().unwrap_or_default();
                    other.len() > 1 && same_given(first, given) && is_younger(name) == is_younger(&e.name)
                })
            });
            if whole.is_some() {
                return whole.copied();
            }
        }
        let form = words.join(" ");
        let by_ending = self.by_part.get(&form).filter(|holders| holders.iter().any(|at| fits(&at)));
        let candidates = by_ending.or_else(|| self.by_first.get(&form))?;
        let before = |at: &&usize| {
            let entity = self.entities.get(**at);
            entity.and_then(|e| e.mentions.iter().rfind(|m| m.start() < mention.span.start())).copied()
        };
        let preceding = candidates.iter().filter(fits).filter(|at| before(at).is_some());
        preceding.max_by_key(before).or_else(|| candidates.iter().find(fits)).copied()
    }

    fn open(&mut self, name: &str, mention: &Mention) -> usize {
        let at = self.entities.len();
        self.entities.push(Entity {
            name: name.to_owned(),
            kind: mention.kind,
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: Vec::new(),
            adjectival: Vec::new(),
            pronouns: Vec::new(),
            country: mention.country,
            gender: mention.gender,
        });
        if let Some(country) = mention.country.filter(|_| mention.adjectival || is_country(name)) {
            self.by_country.insert(country, at);
        }
        self.by_name.entry((mention.kind, name.to_owned())).or_insert(at);
        match mention.kind {
            EntityKind::Person => self.note_parts(name, at),
            EntityKind::Organization if name.contains(' ') => {
                let capitals = name.split(' ').filter_map(|word| word.chars().next());
                let acronym: String = capitals.filter(|c| c.is_uppercase()).collect();
                self.by_name.entry((mention.kind, acronym)).or_insert(at);
            }
            _ => {}
        }
        at
    }

    fn note_parts(&mut self, name: &str, at: usize) {
        let words = parts(name);
        let endings = (0..words.len().min(4)).filter_map(|from| words.get(words.len() - 1 - from..));
        for ending in endings {
            note(&mut self.by_part, ending.join(" "), at);
        }
        if let [first, _, ..] = words.as_slice() {
            note(&mut self.by_first, (*first).to_owned(), at);
        }
    }
}

fn note(holders: &mut BTreeMap<String, Vec<usize>>, part: String, at: usize) {
    let holders = holders.entry(part).or_default();
    if holders.len() < NAMESAKES {
        holders.push(at);
    }
}

/// The words of a person's name, "Jr." and the like left out.
fn parts(name: &str) -> Vec<&str> {
    let words = name.split(' ').map(|word| word.trim_end_matches([',', '.']));
    words.filter(|word| !matches!(*word, "Jr" | "Sr" | "II" | "III" | "IV" | "")).collect()
}

/// Whether a name tells the son from the father.
fn is_younger(name: &str) -> bool {
    name.trim_end_matches('.').ends_with(" Jr")
}

/// Whether two given names can be one person's: alike, an initial, or a short form.
fn same_given(a: &str, b: &str) -> bool {
    let short = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    a == b || short(a, b) || short(b, a) || tables::is_short_form(a, b) || tables::is_short_form(b, a)
}

fn is_country(name: &str) -> bool {
    matches!(tables::look_up(name), Some(tables::Listed::Country(_)))
}
