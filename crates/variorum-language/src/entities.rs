//! Entities: who and what is named, with aliases, roles and countries.

mod mentions;
mod tables;

use std::collections::BTreeMap;

use mentions::Mention;
use variorum_core::{Article, CountryCode, Entity, EntityKind, Layers};

/// The entities of the article, in the order of their first mention.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Entity> {
    let mut mentions = mentions::find(article, layers);
    let mut joining = Joining::default();
    // Full names first, so that a surname in the headline finds the person named below it.
    mentions.sort_by_key(|m| (!article.text.slice(m.span).contains(' '), m.span));
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
    by_name: BTreeMap<String, usize>,
    by_country: BTreeMap<CountryCode, usize>,
    /// Surnames and single given names of persons named in full: the last person of that name.
    by_part: BTreeMap<String, usize>,
}

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
        self.by_name.entry(name.to_owned()).or_insert(at);
    }

    fn known(&self, name: &str, mention: &Mention) -> Option<usize> {
        if let Some(country) = mention.country.filter(|_| mention.adjectival || is_country(name)) {
            return self.by_country.get(&country).copied();
        }
        if let Some(at) = self.by_name.get(name) {
            return Some(*at);
        }
        let may_be_person = !mention.firm || mention.kind == EntityKind::Person;
        if name.contains(' ') {
            return None;
        }
        self.by_part.get(name).copied().filter(|_| may_be_person)
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
        if mention.kind == EntityKind::Person {
            for part in [name.split(' ').next_back(), name.split(' ').next()].into_iter().flatten() {
                self.by_part.entry(part.to_owned()).or_insert(at);
            }
        }
        if mention.kind == EntityKind::Organization && name.contains(' ') {
            let acronym: String =
                name.split(' ').filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect();
            self.by_name.entry(acronym).or_insert(at);
        }
        at
    }
}

fn is_country(name: &str) -> bool {
    matches!(tables::look_up(name), Some(tables::Listed::Country(_)))
}
