//! Figures and dates: what several articles say about one thing, side by side.

use maud::{Markup, html};
use variorum_core::{Claim, ClaimSet, Witness, WitnessId};

use super::marks::{Page, excerpt, outlet};
use crate::words;

/// The section: a row for each thing, a column for each article, conflicts first.
pub(super) fn section(page: &mut Page<'_>) -> Markup {
    let columns = page.compared();
    let mut sets: Vec<(usize, &ClaimSet)> = page.apparatus.claims.iter().enumerate().collect();
    sets.sort_by_key(|(_, set)| set.verdict.kind() != "conflict");
    let rows: Vec<Markup> = sets.into_iter().map(|(at, set)| row(page, at, set, &columns)).collect();
    html! {
        section.findings #figures aria-labelledby="figures-title" {
            h2 #figures-title { "Figures and dates" }
            @if rows.is_empty() { p.none { "No figure or date stands in more than one article." } }
            @else {
                div.scroll role="group" aria-label="Figures and dates" tabindex="0" {
                    table.matrix role="table" {
                        (head(page, &columns, "What"))
                        tbody role="rowgroup" { @for row in rows { (row) } }
                    }
                }
            }
        }
    }
}

/// The head of a table with a column for each article.
pub(super) fn head(page: &Page<'_>, columns: &[(WitnessId, &Witness)], what: &str) -> Markup {
    html! {
        thead role="rowgroup" {
            tr role="row" {
                th scope="col" role="columnheader" { (what) }
                @for (id, witness) in columns {
                    th scope="col" role="columnheader" {
                        a.siglum href={ "#article-" (witness.siglum) } { (witness.siglum) }
                        " " span.outlet { bdi { (outlet(witness)) } }
                        @if let Some(root) = page.original_of(*id).and_then(|id| page.witness(id)) {
                            " " span.note { "copy of " (root.siglum) }
                        }
                    }
                }
            }
        }
    }
}

fn row(page: &mut Page<'_>, at: usize, set: &ClaimSet, columns: &[(WitnessId, &Witness)]) -> Markup {
    let id = format!("g{}", at + 1);
    let cells: Vec<Markup> = columns.iter().map(|(id, witness)| cell(page, set, *id, witness)).collect();
    html! {
        tr #(id) class=(set.verdict.kind()) role="row" {
            th scope="row" role="rowheader" {
                span.about { bdi { (set.about) } }
                span class={ "verdict " (set.verdict.kind()) } title=(sureness(set.confidence)) {
                    span.glyph aria-hidden="true" { (words::glyph(set.verdict)) } " " (words::verdict(set.verdict))
                }
                span.why { bdi { (set.why) } }
            }
            @for cell in cells { (cell) }
        }
    }
}

fn cell(page: &mut Page<'_>, set: &ClaimSet, id: WitnessId, witness: &Witness) -> Markup {
    let claims = set.claims().iter().filter(|claim| claim.at.witness == id);
    let values: Vec<Markup> = claims.map(|claim| value(page, claim)).collect();
    html! {
        td role="cell" .empty[values.is_empty()] data-of={ (witness.siglum) " " (outlet(witness)) } {
            @if values.is_empty() { span aria-hidden="true" { "·" } span.spoken { "nothing" } }
            @else { div { @for value in values { div { (value) } } } }
        }
    }
}

fn value(page: &mut Page<'_>, claim: &Claim) -> Markup {
    let shown = if claim.value.trim().is_empty() { page.slice(claim.at) } else { claim.value.as_str() };
    page.link(claim.at, html! { bdi { (excerpt(shown)) } })
}

/// How sure a finding is, as its hover text.
pub(super) fn sureness(confidence: f32) -> String {
    format!("confidence {:.0} %", confidence * 100.0)
}
