//! The base reading of a quotation with the other readings set under its words.

use std::mem::discriminant;

use maud::{Markup, html};
use variorum_core::{Passage, Quotation, Span, Text, Variant, VariantClass, WitnessId};

use super::marks::Page;
use crate::rows::{Cell, Row, Rows};
use crate::words;

/// Beyond this many words a place is marked in the running text, its readings set after it.
const STACKED: usize = 5;

/// One stretch of the utterance in which every row stands to the base in the same way.
struct Place<'a> {
    base: Vec<Span>,
    rows: Vec<Stand<'a>>,
}

/// How one row stands to the base at one place, and its words there.
struct Stand<'a> {
    row: &'a Row<'a>,
    cell: Cell<'a>,
    spans: Vec<Span>,
}

/// The words of the base, with what the others print in their place.
pub(super) fn reading(page: &mut Page<'_>, quotation: &Quotation, rows: &Rows<'_>) -> Markup {
    let Some(witness) = page.witness(rows.base) else { return html! {} };
    let text = &witness.annotated.article().text;
    let places = places(rows);
    let mut before: Option<Span> = None;
    let mut parts = Vec::with_capacity(places.len());
    for (at, place) in places.iter().enumerate() {
        let space = space(text, before, place.base.first().copied());
        let (start, end) = (limits(page, &places, at, Edge::Start), limits(page, &places, at, Edge::End));
        let words = set(page, text, quotation, rows.base, place);
        before = place.base.last().copied().or(before);
        parts.push(html! { (space) (start) (words) (end) });
    }
    html! { @for part in parts { (part) } }
}

/// The stretches of `spans` that no word interrupts.
pub(super) fn runs(text: &Text, spans: &[Span]) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for span in spans {
        let joined = runs.last().filter(|run| unbroken(text, **run, *span).is_some());
        match joined.and_then(|run| text.span(run.start()..span.end())) {
            Some(longer) => {
                runs.pop();
                runs.push(longer);
            }
            None => runs.push(*span),
        }
    }
    runs
}

/// What stands between two stretches, when it holds marks and spaces alone: a collation may leave the
/// marks out of its columns.
fn unbroken(text: &Text, left: Span, right: Span) -> Option<&str> {
    let gap = text.slice(left.gap(right)?);
    (!gap.contains(char::is_alphanumeric)).then_some(gap)
}

fn places<'a>(rows: &'a Rows<'a>) -> Vec<Place<'a>> {
    let mut places: Vec<Place> = Vec::new();
    for (at, words) in rows.words.iter().enumerate() {
        let stand = |row: &'a Row<'a>| {
            let cell = row.cells.get(at).cloned().unwrap_or(Cell::Outside);
            let spans =
                if let Cell::Other(words) = &cell { words.span.into_iter().collect() } else { vec![] };
            Stand { row, cell, spans }
        };
        let next =
            Place { base: words.span.into_iter().collect(), rows: rows.others.iter().map(stand).collect() };
        push(&mut places, next);
    }
    paired(places)
}

/// Joins words that only the others have to the words of the base that they stand for: an alignment
/// sets the two sides of a rewording in columns of their own.
fn paired(places: Vec<Place<'_>>) -> Vec<Place<'_>> {
    let mut paired: Vec<Place> = Vec::with_capacity(places.len());
    for next in places {
        match paired.pop() {
            Some(last) if is_rewording(&last, &next) => paired.push(joined(last, next)),
            last => paired.extend(last.into_iter().chain([next])),
        }
    }
    paired
}

fn is_rewording(left: &Place<'_>, right: &Place<'_>) -> bool {
    let is_other = |stand: &Stand| matches!(stand.cell, Cell::Other(_));
    let pairs = |added: &Place, base: &Place| {
        let mut stands = added.rows.iter().zip(&base.rows);
        stands.clone().any(|(a, b)| is_other(a) && b.cell == Cell::Cut)
            && stands.all(|(a, b)| !is_other(a) || b.cell == Cell::Cut || is_other(b))
    };
    match (left.base.is_empty(), right.base.is_empty()) {
        (true, false) => pairs(left, right),
        (false, true) => pairs(right, left),
        _ => false,
    }
}

fn joined<'a>(left: Place<'a>, right: Place<'a>) -> Place<'a> {
    let base_is_left = !left.base.is_empty();
    let stand = |(l, r): (Stand<'a>, Stand<'a>)| {
        let (base, added) = if base_is_left { (&l.cell, &r.cell) } else { (&r.cell, &l.cell) };
        let cell = if matches!(added, Cell::Other(_)) { added.clone() } else { base.clone() };
        Stand { row: l.row, cell, spans: l.spans.into_iter().chain(r.spans).collect() }
    };
    let rows = left.rows.into_iter().zip(right.rows).map(stand).collect();
    Place { base: left.base.into_iter().chain(right.base).collect(), rows }
}

fn push<'a>(places: &mut Vec<Place<'a>>, next: Place<'a>) {
    let joins = |last: &Place| {
        let alike = |(a, b): (&Stand, &Stand)| discriminant(&a.cell) == discriminant(&b.cell);
        last.base.is_empty() == next.base.is_empty() && last.rows.iter().zip(&next.rows).all(alike)
    };
    match places.last_mut().filter(|last| joins(last)) {
        Some(last) => {
            last.base.extend(next.base);
            for (stand, more) in last.rows.iter_mut().zip(next.rows) {
                stand.spans.extend(more.spans);
            }
        }
        None => places.push(next),
    }
}

/// What stands between two places of the base: its marks and spaces, or the sign of an interruption.
fn space(text: &Text, before: Option<Span>, next: Option<Span>) -> Markup {
    match (before, next) {
        (Some(left), Some(right)) => match unbroken(text, left, right) {
            Some(marks) => html! { (marks) },
            None => interruption(),
        },
        _ => html! { " " },
    }
}

pub(super) fn interruption() -> Markup {
    html! { " " span.break title="interrupted here in the article" { "¦" } " " }
}

fn interrupted(parts: &[Markup]) -> Markup {
    html! { @for (at, part) in parts.iter().enumerate() { @if at > 0 { (interruption()) } (part) } }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

/// Where those that print less begin or end.
fn limits(page: &Page<'_>, places: &[Place<'_>], at: usize, edge: Edge) -> Markup {
    let outside = |at: Option<usize>, row: usize| {
        let stand = at.and_then(|at| places.get(at)?.rows.get(row));
        stand.is_some_and(|stand| stand.cell == Cell::Outside)
    };
    let beyond = if edge == Edge::Start { at.checked_sub(1) } else { Some(at + 1) };
    let stands = places.get(at).into_iter().flat_map(|p| p.rows.iter().enumerate());
    let bounded = stands.filter(|(row, _)| outside(beyond, *row) && !outside(Some(at), *row));
    let ids: Vec<_> = bounded.flat_map(|(_, stand)| stand.row.witnesses.iter().copied()).collect();
    if ids.is_empty() {
        return html! {};
    }
    let label = if edge == Edge::Start { "from here" } else { "to here" };
    html! { " " span.limit { @for id in ids { (page.siglum(id)) } " " (label) } " " }
}

/// One place: plain where all agree, else the base words with the other readings under them.
fn set(
    page: &mut Page<'_>,
    text: &Text,
    quotation: &Quotation,
    base: WitnessId,
    place: &Place<'_>,
) -> Markup {
    let base_runs = runs(text, &place.base);
    let under = under(page, quotation, base, place);
    if under.is_empty() {
        let plain: Vec<Markup> = base_runs.into_iter().map(|span| html! { (text.slice(span)) }).collect();
        return html! { bdi { (interrupted(&plain)) } };
    }
    let length: usize = base_runs.iter().map(|span| text.slice(*span).split_whitespace().count()).sum();
    let link = |span| page.passage(Passage { witness: base, span });
    let words: Vec<Markup> = base_runs.into_iter().map(link).collect();
    let worst = under.iter().map(|(tone, _)| *tone).max().map_or("", Tone::name);
    html! {
        span class={ "place " (worst) @if length > STACKED { " long" } } {
            span.over {
                @if words.is_empty() { span.caret { span aria-hidden="true" { "‸" } span.spoken { "nothing" } } }
                (interrupted(&words))
            }
            " "
            span.under { @for (_, line) in under { (line) } }
        }
    }
}

/// The readings that differ at one place, equal ones together.
fn under(
    page: &mut Page<'_>,
    quotation: &Quotation,
    base: WitnessId,
    place: &Place<'_>,
) -> Vec<(Tone, Markup)> {
    let mut groups: Vec<(String, Vec<&Stand>)> = Vec::new();
    for stand in &place.rows {
        if !matches!(stand.cell, Cell::Other(_) | Cell::Cut) {
            continue;
        }
        let words = printed(page, stand);
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, group)) => group.push(stand),
            None => groups.push((words, vec![stand])),
        }
    }
    groups.iter().map(|(_, group)| line(page, quotation, base, place, group)).collect()
}

fn printed(page: &Page<'_>, stand: &Stand<'_>) -> String {
    let Some(witness) = stand.row.witnesses.first() else { return String::new() };
    let words = |span: &Span| page.slice(Passage { witness: *witness, span: *span });
    stand.spans.iter().map(words).collect::<Vec<_>>().join(" ")
}

fn line(
    page: &mut Page<'_>,
    quotation: &Quotation,
    base: WitnessId,
    place: &Place<'_>,
    group: &[&Stand<'_>],
) -> (Tone, Markup) {
    let Some((stand, witness)) = group.first().and_then(|s| Some((s, *s.row.witnesses.first()?))) else {
        return (Tone::Minor, html! {});
    };
    let class = class_at(quotation, base, witness, &place.base, &stand.spans);
    let words = match page.witness(witness) {
        Some(carrier) if !stand.spans.is_empty() => {
            let runs = runs(&carrier.annotated.article().text, &stand.spans);
            runs.into_iter().map(|span| page.passage(Passage { witness, span })).collect()
        }
        _ => vec![gap(page, quotation, base, witness, &place.base, class)],
    };
    let tone = class.map_or(Tone::Minor, tone);
    let shown = html! {
        span class={ "line " (tone.name()) } title=[class.map(words::class)] {
            @for id in group.iter().flat_map(|s| &s.row.witnesses) { (page.siglum(*id)) }
            @for word in words { " " (word) }
        }
    };
    (tone, shown)
}

/// The sign for words that are not there, leading to where they would be.
fn gap(
    page: &mut Page<'_>,
    quotation: &Quotation,
    base: WitnessId,
    id: WitnessId,
    over: &[Span],
    class: Option<VariantClass>,
) -> Markup {
    let sign = match class {
        Some(VariantClass::SilentCut) => "[…]",
        Some(VariantClass::Omission) => "(…)",
        _ => "–",
    };
    let label = html! { span aria-hidden="true" { (sign) } span.spoken { "not printed" } };
    match between(quotation, base, id).find(|(_, a, _)| over.iter().any(|span| a.overlaps(*span))) {
        Some((_, _, b)) => page.link(Passage { witness: id, span: b }, label),
        None => label,
    }
}

fn class_at(
    quotation: &Quotation,
    base: WitnessId,
    id: WitnessId,
    over: &[Span],
    under: &[Span],
) -> Option<VariantClass> {
    let touches = |side: Span, spans: &[Span]| spans.iter().any(|span| side.overlaps(*span));
    let mut all = between(quotation, base, id);
    all.find(|(_, a, b)| touches(*a, over) || touches(*b, under)).map(|(class, _, _)| class)
}

/// The differences between `base` and `id`, read from the base: class, words there, words here.
pub(super) fn between(
    quotation: &Quotation,
    base: WitnessId,
    id: WitnessId,
) -> impl Iterator<Item = (VariantClass, Span, Span)> + '_ {
    let read = move |v: &Variant| match (v.a.witness, v.b.witness) {
        (a, b) if a == base && b == id => Some((v.class, v.a.span, v.b.span)),
        (a, b) if b == base && a == id => Some((turned(v.class), v.b.span, v.a.span)),
        _ => None,
    };
    quotation.variants.iter().filter_map(read)
}

/// The class of the same difference read the other way.
fn turned(class: VariantClass) -> VariantClass {
    match class {
        VariantClass::Insertion => VariantClass::Omission,
        VariantClass::Omission => VariantClass::Insertion,
        other => other,
    }
}

/// The sign of a class; it never stands without its name or a title.
pub(super) fn glyph(class: VariantClass) -> &'static str {
    match class {
        VariantClass::Word => "≠",
        VariantClass::Inflection => "~",
        VariantClass::Contraction => "’",
        VariantClass::Number => "#",
        VariantClass::Negation => "¬",
        VariantClass::Name => "@",
        VariantClass::Punctuation => ";",
        VariantClass::SentenceBreak => "¶",
        VariantClass::Insertion => "+",
        VariantClass::Omission => "(…)",
        VariantClass::SilentCut => "[…]",
        VariantClass::Extent => "↔",
    }
}

/// How much a difference matters to what was said: the tone in which it is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    Minor,
    Plain,
    Grave,
}

impl Tone {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Plain => "plain",
            Self::Grave => "grave",
        }
    }
}

/// The tone of a class.
pub(super) fn tone(class: VariantClass) -> Tone {
    match class {
        VariantClass::Number | VariantClass::Negation | VariantClass::SilentCut => Tone::Grave,
        VariantClass::Word | VariantClass::Name | VariantClass::Insertion | VariantClass::Omission => {
            Tone::Plain
        }
        _ => Tone::Minor,
    }
}
