//! Clauses that say the same: what several witnesses report alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotated::{Annotated, FigureKind, Statement};
use crate::apparatus::claims::{Item, Link, Said, Standing, settle, two_parties};
use crate::apparatus::matter::{KeyKind, Matter};
use crate::apparatus::{ClaimSet, Passage, Quotation, Verdict, Witness, WitnessId};
use crate::text::Span;

/// Least likeness of two clauses that say the same.
const ALIKE: f32 = 0.6;
/// The same where both tell the same kind of event with two names in common.
const SAME_EVENT: f32 = 0.22;
/// Fewest common keys.
const FEWEST: usize = 3;
/// Clauses of one witness that are compared.
const MOST: usize = 240;
/// A key of more clauses than this leads to no pair.
const COMMON: usize = 60;

/// What a clause says, besides its words.
struct Value {
    negated: bool,
    figures: BTreeSet<String>,
    times: usize,
    /// The days that it names, as dates.
    days: BTreeSet<String>,
    quotation: Option<usize>,
}

pub(super) fn compare(witnesses: &[Witness], quotations: &[Quotation], matter: &Matter) -> Vec<ClaimSet> {
    let compared = witnesses.iter().enumerate().filter(|(_, witness)| witness.compared);
    let items: Vec<Item<Value>> = compared
        .flat_map(|(at, witness)| of(WitnessId(at), &witness.annotated, quotations, matter))
        .collect();
    settle(witnesses, &items, &links(&items), counts_apart)
}

fn of(
    witness: WitnessId,
    annotated: &Annotated,
    quotations: &[Quotation],
    matter: &Matter,
) -> Vec<Item<Value>> {
    let quoted = quoted(witness, annotated, quotations);
    let statements = annotated.layers().statements.iter();
    let body = statements.filter(|s| annotated.article().headline.is_none_or(|h| !h.overlaps(s.span)));
    let read = |statement: &Statement| {
        let profile = matter.clause(witness, statement.span);
        let counted = |span: &Span| {
            let figures = &annotated.layers().figures;
            let figure = figures.get(figures.partition_point(|figure| figure.span < *span))?;
            let counts = figure.kind != FigureKind::Ordinal;
            // "twenty" and "20" are one number.
            let written = || annotated.slice(figure.number).to_lowercase();
            counts.then(|| figure.value.map_or_else(written, |value| value.normalize().to_string()))
        };
        let figures = statement.figures.iter().filter_map(counted);
        let value = Value {
            negated: statement.negated,
            figures: figures.collect(),
            times: statement.timexes.len(),
            days: statement.timexes.iter().filter_map(|span| day(annotated, *span)).collect(),
            quotation: quoted.iter().find(|(span, _)| span.overlaps(statement.span)).map(|(_, at)| *at),
        };
        let by = statement.by.and_then(|id| annotated.entity(id)).map(|entity| entity.name.clone());
        let at = Passage { witness, span: statement.span };
        let commitment = statement.commitment;
        let said = Said { value, profile, commitment, by, nearest: None, distinct: false };
        Item { at, clause: statement.span, said }
    };
    body.take(MOST).map(read).filter(|item| item.said.profile.len() >= FEWEST).collect()
}

/// The verbatim words of a witness with the quotation that they are a printing of.
fn quoted(witness: WitnessId, annotated: &Annotated, quotations: &[Quotation]) -> Vec<(Span, usize)> {
    let readings = quotations.iter().enumerate().flat_map(|(at, q)| q.readings.iter().map(move |r| (at, r)));
    let own = readings.filter(|(_, (holder, _))| *holder == witness);
    own.filter_map(|(at, (_, attribution))| Some((at, annotated.layers().attributions.get(*attribution)?)))
        .flat_map(|(at, attribution)| attribution.quoted.iter().map(move |span| (*span, at)))
        .collect()
}

fn links(items: &[Item<Value>]) -> Vec<Link> {
    let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        for key in item.said.profile.ids() {
            holders.entry(key).or_default().push(at);
        }
    }
    let mut links = Vec::new();
    for (a, one) in items.iter().enumerate() {
        let near =
            one.said.profile.ids().filter_map(|key| holders.get(&key)).filter(|with| with.len() <= COMMON);
        let near: BTreeSet<usize> = near.flatten().copied().filter(|b| *b > a).collect();
        for b in near {
            links.extend(items.get(b).and_then(|other| link(a, one, b, other)));
        }
    }
    links
}

fn link(a: usize, one: &Item<Value>, b: usize, other: &Item<Value>) -> Option<Link> {
    if one.at.witness == other.at.witness {
        return None;
    }
    let (one, other) = (&one.said, &other.said);
    let (x, y) = (&one.value, &other.value);
    let same_utterance = x.quotation.is_some() && x.quotation == y.quotation;
    // Two speakers with the same words are shared wording, and other figures are no agreement.
    let split = x.quotation.is_some() && y.quotation.is_some() && !same_utterance;
    if split || counts_apart(x, y) || x.negated != y.negated || two_parties(one, other) {
        return None;
    }
    let shared = one.profile.shared(&other.profile);
    let likeness = shared.likeness;
    let telling = shared.of(KeyKind::Word) > 0;
    let same_event = shared.of(KeyKind::Class) > 0 && shared.of(KeyKind::Name) > 1;
    if likeness < if same_event { SAME_EVENT } else { ALIKE }
        || shared.all() < FEWEST
        || !telling
        || x.times.min(y.times) > 1
    {
        return None;
    }
    let why = match () {
        () if same_utterance => "the same words of the same quotation",
        () if likeness < ALIKE => "the same kind of event, with the same names and a word in common",
        () => "two clauses with most of their telling words and names in common",
    };
    Some(Link { a, b, likeness, standing: Standing::new(Verdict::Same, 0.8, ALIKE, why) })
}

/// Whether two clauses name figures or days, and none in common.
fn counts_apart(a: &Value, b: &Value) -> bool {
    let apart =
        |a: &BTreeSet<String>, b: &BTreeSet<String>| !a.is_empty() && !b.is_empty() && a.is_disjoint(b);
    apart(&a.figures, &b.figures) || apart(&a.days, &b.days)
}

/// The day that the time at `span` names, or falls on; a weekday of an unknown week by its name.
fn day(annotated: &Annotated, span: Span) -> Option<String> {
    let timexes = &annotated.layers().timexes;
    let timex = timexes.get(timexes.partition_point(|timex| timex.span < span))?;
    let period = timex.named().and_then(|period| Some((period.start?.date(), period.end?)));
    match period {
        Some((start, end)) => (end.date() <= start.tomorrow().ok()?).then(|| start.to_string()),
        None => timex.weekday.map(|weekday| format!("{weekday:?}")),
    }
}
