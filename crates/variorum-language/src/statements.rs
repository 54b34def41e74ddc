//! Statements: clauses read as who did what.
//!
//! A clause is a stretch between the marks and words that part clauses; its predicate is the first
//! word that the table of event classes knows; who takes part is who is named in it. The classes and
//! their words are compiled by hand for this project; labels follow PLOVER where it has one.

mod classes;

use std::borrow::Cow;

use variorum_core::lemma::base;
use variorum_core::{
    Article, Commitment, EntityId, EventClass, Layers, Participant, ParticipantRole, Span, Statement,
    TokenKind,
};

use crate::numerals::Scan;

/// The clauses that say who did what.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Statement> {
    let scan = Scan::new(&article.text, &layers.tokens);
    let namings = namings(layers);
    let speech = speech(layers);
    let mut cues: Vec<Span> =
        layers.attributions.iter().filter(|a| a.speech).flat_map(|a| &a.cue).copied().collect();
    cues.sort();
    let mut statements = Vec::new();
    for sentence in &layers.sentences {
        let (start, end) = tokens_of(&scan, *sentence);
        for (from, to) in clauses(&scan, start, end) {
            statements.extend(statement(&scan, layers, &namings, &speech, &cues, from, to));
        }
    }
    statements
}

fn tokens_of(scan: &Scan, span: Span) -> (usize, usize) {
    let start = scan.tokens.partition_point(|token| token.span.start() < span.start());
    let end = scan.tokens.partition_point(|token| token.span.start() < span.end());
    (start, end)
}

/// Every naming, demonyms included, with what it names, by start.
fn namings(layers: &Layers) -> Vec<(Span, EntityId)> {
    let entities = layers.entities.iter().zip(0..);
    let spans = entities.flat_map(|(entity, id)| {
        let all = entity.mentions.iter().chain(&entity.adjectival).chain(&entity.pronouns);
        all.map(move |span| (*span, EntityId(id)))
    });
    let mut namings: Vec<(Span, EntityId)> = spans.collect();
    namings.sort();
    namings
}

/// Credited contents with who is credited, by start.
fn speech(layers: &Layers) -> Vec<(Span, Option<EntityId>)> {
    let credited = layers.attributions.iter().filter(|a| a.speech);
    let mut contents: Vec<_> =
        credited.flat_map(|a| a.content.iter().map(move |span| (*span, a.speaker))).collect();
    contents.sort();
    contents
}

/// Stretches of tokens between what parts clauses: stops, semicolons, dashes, and conjunctions and
/// relatives after a comma.
fn clauses(scan: &Scan, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut clauses = Vec::new();
    let mut from = start;
    for at in start..end {
        let parts = match scan.at(at) {
            ";" | ":" | "–" | "—" | "--" | "\"" | "“" | "”" | "?" | "!" => true,
            "that" | "because" | "while" | "although" | "who" | "which" | "when" | "but" | "after" => {
                at > from + 2
            }
            "and" => {
                matches!(scan.at(at + 1), "the" | "he" | "she" | "they" | "it" | "we" | "meet" | "is" | "was")
                    || scan.before(at, 1) == ","
            }
            _ => false,
        };
        if parts {
            clauses.push((from, at));
            from = at + 1;
        }
    }
    clauses.push((from, end));
    clauses.retain(|(from, to)| to > &(from + 1));
    clauses
}

fn statement(
    scan: &Scan,
    layers: &Layers,
    namings: &[(Span, EntityId)],
    speech: &[(Span, Option<EntityId>)],
    cues: &[Span],
    from: usize,
    to: usize,
) -> Option<Statement> {
    let to = (from..to).rev().find(|at| scan.tokens.get(*at).is_some_and(|t| t.kind != TokenKind::Mark))? + 1;
    let span = scan.span(from, to)?;
    let (at, class, base) = predicate(scan, layers, cues, from, to)?;
    let predicate = scan.span(at, at + 1)?;
    let within = |spans: &mut dyn Iterator<Item = Span>| {
        spans.filter(|inner| span.contains(*inner)).collect::<Vec<Span>>()
    };
    let near = |start: usize| start + 1;
    let first = namings.partition_point(|(naming, _)| naming.start() < span.start());
    let named = namings.iter().skip(first).take_while(|(naming, _)| near(naming.start()) <= span.end());
    let participants =
        named.filter(|(naming, _)| span.contains(*naming)).map(|(naming, entity)| Participant {
            role: if naming.end() <= predicate.start() {
                ParticipantRole::Agent
            } else {
                ParticipantRole::Oblique
            },
            span: *naming,
            entity: Some(*entity),
            head: scan.text.slice(*naming).to_lowercase(),
        });
    let before = speech.partition_point(|(content, _)| content.start() <= predicate.start());
    let credited = speech
        .iter()
        .take(before)
        .rev()
        .take(6)
        .filter(|(content, _)| content.contains(predicate))
        .min_by_key(|(c, _)| c.len());
    let figures = layers.figures.iter().map(|f| f.span);
    let timexes = layers.timexes.iter().map(|t| t.span);
    let (first_figure, first_timex) = (
        layers.figures.partition_point(|f| f.span.start() < span.start()),
        layers.timexes.partition_point(|t| t.span.start() < span.start()),
    );
    let inside = |inner: &Span| inner.start() < span.end();
    Some(Statement {
        span,
        predicate,
        lemma: base,
        class,
        participants: participants.collect(),
        figures: within(&mut figures.skip(first_figure).take_while(inside)),
        timexes: within(&mut timexes.skip(first_timex).take_while(inside)),
        negated: (from..to)
            .any(|at| matches!(scan.at(at), "not" | "never" | "no") || scan.at(at).ends_with("n't")),
        commitment: commitment(scan, from, to).unwrap_or(if credited.is_some() {
            Commitment::Attributed
        } else {
            Commitment::Asserted
        }),
        by: credited.and_then(|(_, by)| *by),
    })
}

/// The event word of a clause: the first that the table of classes knows, else the first that stands
/// in an inflected form, else the first longer word.
fn predicate(
    scan: &Scan,
    layers: &Layers,
    cues: &[Span],
    from: usize,
    to: usize,
) -> Option<(usize, Option<EventClass>, String)> {
    let mut words: Vec<(usize, Cow<'_, str>)> = (from..to)
        .filter(|at| is_word(scan, *at) && !is_date(scan, layers, *at))
        .map(|at| (at, base(scan.at(at))))
        .collect();
    // "Engineers said the dam overflowed" tells of the dam: what stands up to the crediting word is not it.
    if let Some(cue) = words.iter().rposition(|(at, base)| is_plain_cue(scan, cues, *at, base)) {
        let (before, told) = words.split_at(cue + 1);
        let known = before.iter().any(|(_, base)| classes::class(base).is_some());
        let happens = |(at, base): &(usize, Cow<'_, str>)| {
            !scan.is_capital(*at) && (base != scan.at(*at) || classes::class(base).is_some())
        };
        if !known && told.iter().any(happens) {
            words.drain(..=cue);
        }
    }
    let lower = words.iter().filter(|(at, _)| *at == from || !scan.is_capital(*at));
    let classed = lower.filter_map(|(at, base)| Some((*at, Some(classes::class(base)?), base)));
    // "pay a visit", "give a speech": the noun tells the event.
    let light = |base: &str| matches!(base, "pay" | "give" | "make" | "take" | "hold" | "head" | "start");
    let known = classed.clone().find(|(.., base)| !light(base)).or_else(|| classed.clone().next());
    let inflected = || {
        let plain = |(at, base): &&(usize, Cow<'_, str>)| !scan.is_capital(*at) && base.len() > 2;
        words.iter().filter(plain).find(|(at, base)| base != scan.at(*at))
    };
    let longer = || words.iter().find(|(_, base)| base.len() > 3);
    let unknown = || inflected().or_else(longer).map(|(at, base)| (*at, None, base));
    let (at, class, base) = known.or_else(unknown)?;
    Some((at, class, base.to_string()))
}

/// Whether a word credits what follows and tells of no event itself.
fn is_plain_cue(scan: &Scan, cues: &[Span], at: usize, base: &str) -> bool {
    let Some(token) = scan.tokens.get(at) else { return false };
    let after = cues.partition_point(|cue| cue.start() <= token.span.start());
    let cue = after.checked_sub(1).and_then(|at| cues.get(at));
    cue.is_some_and(|cue| cue.contains(token.span)) && classes::class(base).is_none()
}

/// The firmness that a clause's own words give it.
fn commitment(scan: &Scan, from: usize, to: usize) -> Option<Commitment> {
    (from..to).find_map(|at| match scan.at(at) {
        "reportedly" | "allegedly" | "apparently" | "believed" => Some(Commitment::Hedged),
        "may" | "might" | "could" | "can" => Some(Commitment::Possible),
        "will" | "expected" | "scheduled" | "planned" | "plans" | "due" => Some(Commitment::Planned),
        "vowed" | "pledged" | "wants" | "hopes" => Some(Commitment::Intended),
        "denied" | "denies" => Some(Commitment::Denied),
        _ => None,
    })
}

/// Whether a word stands in a time expression ("March", "May").
fn is_date(scan: &Scan, layers: &Layers, at: usize) -> bool {
    let Some(token) = scan.tokens.get(at) else { return false };
    let after = layers.timexes.partition_point(|timex| timex.span.start() <= token.span.start());
    let timex = after.checked_sub(1).and_then(|at| layers.timexes.get(at));
    timex.is_some_and(|timex| timex.span.contains(token.span))
}

fn is_word(scan: &Scan, at: usize) -> bool {
    scan.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word)
}
