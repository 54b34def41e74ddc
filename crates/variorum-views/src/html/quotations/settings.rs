//! The readings of a quotation side by side, or each in one line with the base.

use maud::{Markup, html};
use variorum_core::{Passage, Quotation, Span, WitnessId};

use super::siglum_of;
use crate::html::interlinear::{interruption, runs};
use crate::html::marks::Page;
use crate::rows::{Cell, Row, Rows, Words, row_words};

/// Each reading in full, the words that the base has not marked.
pub(super) fn side_by_side(page: &mut Page<'_>, quotation: &Quotation, rows: &Rows<'_>) -> Markup {
    let alike = with_base(rows);
    let mut readings = vec![full(page, quotation, &alike, &rows.words, None)];
    for row in rows.others.iter().filter(|row| !row.is_same()) {
        let Some(first) = row.witnesses.first() else { continue };
        let words = row_words(page.apparatus, quotation, *first);
        readings.push(full(page, quotation, &row.witnesses, &words, Some(row)));
    }
    html! { div.beside { @for reading in readings { (reading) } } }
}

/// The base and those that print exactly its words.
fn with_base(rows: &Rows<'_>) -> Vec<WitnessId> {
    let same = rows.others.iter().filter(|row| row.is_same()).flat_map(|row| row.witnesses.iter().copied());
    std::iter::once(rows.base).chain(same).collect()
}

fn full(
    page: &mut Page<'_>,
    quotation: &Quotation,
    witnesses: &[WitnessId],
    words: &[Words<'_>],
    row: Option<&Row<'_>>,
) -> Markup {
    let letters: Vec<Markup> = witnesses.iter().map(|id| siglum_of(page, quotation, *id)).collect();
    let Some(id) = witnesses.first().copied() else { return html! {} };
    let kind = |at: usize| row.and_then(|row| row.cells.get(at)).map_or(Kind::Same, Kind::of);
    let stretches = stretches(words, kind);
    let parts: Vec<Markup> = stretches.iter().map(|stretch| part(page, id, stretch)).collect();
    html! {
        div.reading {
            span.letters { @for letter in letters { (letter) } }
            blockquote { @for part in parts { (part) } }
        }
    }
}

fn part(page: &mut Page<'_>, id: WitnessId, stretch: &Stretch) -> Markup {
    match stretch.kind {
        Kind::Same => plain(page, id, &stretch.spans),
        Kind::Other => html! { ins { (linked(page, id, &stretch.spans)) } " " },
        Kind::Cut => {
            html! { span.gone { span aria-hidden="true" { "[…]" } span.spoken { "not printed" } } " " }
        }
        Kind::Outside => html! {},
    }
}

/// Each reading as the base with words struck and words added.
pub(super) fn inline(page: &mut Page<'_>, quotation: &Quotation, rows: &Rows<'_>) -> Markup {
    let base: Vec<Markup> = with_base(rows).iter().map(|id| siglum_of(page, quotation, *id)).collect();
    let whole: Vec<Span> = rows.words.iter().filter_map(|words| words.span).collect();
    let plain = plain(page, rows.base, &whole);
    let differing = rows.others.iter().filter(|row| !row.is_same());
    let lines: Vec<Markup> = differing.map(|row| line(page, quotation, rows, row)).collect();
    html! {
        div.base { span.letters { @for letter in base { (letter) } } blockquote { (plain) } }
        @for line in lines { (line) }
    }
}

fn line(page: &mut Page<'_>, quotation: &Quotation, rows: &Rows<'_>, row: &Row<'_>) -> Markup {
    let letters: Vec<Markup> = row.witnesses.iter().map(|id| siglum_of(page, quotation, *id)).collect();
    let Some(id) = row.witnesses.first().copied() else { return html! {} };
    let theirs = row_words(page.apparatus, quotation, id);
    let kind = |at: usize| row.cells.get(at).map_or(Kind::Same, Kind::of);
    let base = stretches(&rows.words, kind);
    let own = stretches(&theirs, kind);
    let mut parts = Vec::new();
    for (struck, added) in base.iter().zip(&own) {
        parts.push(match struck.kind {
            Kind::Same => plain(page, id, &added.spans),
            Kind::Outside => html! { span.outside { (plain(page, rows.base, &struck.spans)) } },
            Kind::Cut | Kind::Other => {
                let (gone, come) = (linked(page, rows.base, &struck.spans), linked(page, id, &added.spans));
                html! {
                    @if !struck.spans.is_empty() { del { span.spoken { "instead of " } (gone) } " " }
                    @if !added.spans.is_empty() { ins { span.spoken { "prints " } (come) } " " }
                }
            }
        });
    }
    html! {
        div.base.inline {
            span.letters { @for letter in letters { (letter) } }
            blockquote { @for part in parts { (part) } }
        }
    }
}

/// Columns in a row that stand to the base in the same way, with one side's words.
struct Stretch {
    kind: Kind,
    spans: Vec<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Other,
    Cut,
    Outside,
}

impl Kind {
    fn of(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Same => Self::Same,
            Cell::Other(_) => Self::Other,
            Cell::Cut => Self::Cut,
            Cell::Outside => Self::Outside,
        }
    }
}

/// Divides columns into stretches of one kind; both sides of a reading fall into the same ones.
fn stretches(words: &[Words<'_>], kind: impl Fn(usize) -> Kind) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let kind = kind(at);
        match all.last_mut().filter(|last| last.kind == kind) {
            Some(last) => last.spans.extend(word.span),
            None => all.push(Stretch { kind, spans: word.span.into_iter().collect() }),
        }
    }
    all
}

fn plain(page: &Page<'_>, id: WitnessId, spans: &[Span]) -> Markup {
    let Some(witness) = page.witness(id) else { return html! {} };
    let text = &witness.annotated.article().text;
    let runs = runs(text, spans);
    html! { bdi { @for (at, span) in runs.iter().enumerate() { @if at > 0 { (interruption()) } (text.slice(*span)) } } " " }
}

fn linked(page: &mut Page<'_>, id: WitnessId, spans: &[Span]) -> Markup {
    let Some(witness) = page.witness(id) else { return html! {} };
    let runs = runs(&witness.annotated.article().text, spans);
    let words: Vec<Markup> =
        runs.into_iter().map(|span| page.passage(Passage { witness: id, span })).collect();
    html! { @for (at, word) in words.iter().enumerate() { @if at > 0 { (interruption()) } (word) } }
}
