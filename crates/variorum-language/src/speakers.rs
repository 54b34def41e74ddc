//! Speakers: which entity a source names, pronouns and roles included.

use variorum_core::{Article, Entity, EntityId, EntityKind, Gender, Layers, Span, Text};

/// Gives each attribution its speaker, and each entity the pronouns that were resolved to it.
pub(crate) fn resolve(article: &Article, layers: &mut Layers) {
    let text = &article.text;
    let mut namings = namings(&layers.entities);
    namings.sort();
    let mut last = None;
    for attribution in &mut layers.attributions {
        let Some(source) = attribution.source else { continue };
        let words = text.slice(source);
        let speaker = match pronoun(words) {
            Some(wanted) => antecedent(&layers.entities, &namings, source, wanted, last),
            None => named(text, &layers.entities, &namings, source),
        };
        attribution.speaker = speaker;
        let Some(entity) = speaker.and_then(|id| layers.entities.get_mut(id.0 as usize)) else { continue };
        if pronoun(words).is_some() {
            entity.pronouns.push(source);
        }
        if entity.kind == EntityKind::Person {
            last = speaker.map(|id| (source, id));
        }
    }
}

fn namings(entities: &[Entity]) -> Vec<(Span, EntityId)> {
    let all = entities.iter().zip(0..);
    all.flat_map(|(e, id)| e.mentions.iter().map(move |m| (*m, EntityId(id)))).collect()
}

/// The gender that a third-person singular pronoun asks for.
fn pronoun(words: &str) -> Option<Gender> {
    match words {
        "he" | "He" | "him" | "himself" | "his" | "His" => Some(Gender::Male),
        "she" | "She" | "her" | "herself" | "Her" => Some(Gender::Female),
        _ => None,
    }
}

/// The person that a source names as its head: the last one before the first comma and before "for"
/// or "of"; after an opening indefinite article, only an apposition counts.
fn named(text: &Text, entities: &[Entity], namings: &[(Span, EntityId)], source: Span) -> Option<EntityId> {
    let start = namings.partition_point(|(span, _)| span.start() < source.start());
    let inside = namings.get(start..)?.iter().take_while(|(span, _)| source.contains(*span));
    let words = text.slice(source);
    let low = words.to_lowercase();
    let comma = words.find(',').map_or(source.end(), |at| source.start() + at);
    let unnamed = ["a ", "an ", "one ", "some ", "several "].iter().any(|a| low.starts_with(a))
        || ["officials", "aides", "sources", "people", "aide", "analysts", "experts", "official"]
            .iter()
            .any(|w| low.split(',').next().is_some_and(|s| s.ends_with(w)));
    let depends = |span: &Span| {
        let before = words.get(..span.start() - source.start()).unwrap_or_default();
        let after = text.as_str().get(span.end()..).unwrap_or_default();
        [" for ", " of ", " to ", " from ", " in ", " by ", " with "]
            .iter()
            .any(|p| before.ends_with(p) || before.ends_with(&format!("{p}the ")))
            || after.starts_with("'s")
            || after.starts_with("’s")
    };
    let is_person = |id: &EntityId| entities.get(id.0 as usize).is_some_and(|e| e.kind == EntityKind::Person);
    let (mut head, mut apposed, mut body) = (None, None, None);
    for (span, id) in inside {
        if is_person(id) && !depends(span) {
            if span.end() <= comma { head = Some(*id) } else { apposed = apposed.or(Some(*id)) }
        } else if !is_person(id) && span.end() <= comma && !depends(span) {
            body = body.or(Some(*id));
        }
    }
    if unnamed { apposed } else { head.or(apposed).or(body) }
}

/// The person that a pronoun stands for: the nearest one before it of that gender, the speaker before
/// it when nobody else was named since.
fn antecedent(
    entities: &[Entity],
    namings: &[(Span, EntityId)],
    source: Span,
    wanted: Gender,
    last: Option<(Span, EntityId)>,
) -> Option<EntityId> {
    let fits = |id: &EntityId| {
        entities
            .get(id.0 as usize)
            .is_some_and(|e| e.kind == EntityKind::Person && e.gender.is_none_or(|g| g == wanted))
    };
    let end = namings.partition_point(|(span, _)| span.start() < source.start());
    let nearest = namings.get(..end)?.iter().rev().take(40).find(|(_, id)| fits(id)).copied();
    let last = last.filter(|(span, id)| fits(id) && span.start() < source.start());
    match (nearest, last) {
        (Some((_, id)), Some((_, speaker))) if id == speaker => Some(id),
        (Some((near, _)), Some((said, speaker))) if near < said => Some(speaker),
        (nearest, last) => nearest.or(last).map(|(_, id)| id),
    }
}
