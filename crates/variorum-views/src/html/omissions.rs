//! Not found in: what some articles carry and others, searched, do not.

use maud::{Markup, html};
use variorum_core::{Omission, Passage, Witness, WitnessId};

use super::figures::{head, sureness};
use super::marks::{Page, outlet};

/// The section: a row for each matter, a column for each article.
pub(super) fn section(page: &mut Page<'_>) -> Markup {
    let columns = page.compared();
    // Numbers run on from the claims, as in the JSON form.
    let first = page.apparatus.claims.len();
    let all = page.apparatus.omissions.iter().enumerate();
    let rows: Vec<Markup> = all.map(|(at, omission)| row(page, first + at, omission, &columns)).collect();
    html! {
        section.findings #not-found-in aria-labelledby="not-found-title" {
            h2 #not-found-title { "Not found in" }
            @if rows.is_empty() { p.none { "Nothing to show." } }
            @else {
                p.legend {
                    span { span.glyph aria-hidden="true" { "●" } " found, opens the words" }
                    span { span.glyph aria-hidden="true" { "○" } " searched, not found" }
                    span { span.glyph aria-hidden="true" { "·" } " not decided" }
                }
                div.scroll role="group" aria-label="Not found in" tabindex="0" {
                    table.matrix.omissions role="table" {
                        (head(page, &columns, "Matter"))
                        tbody role="rowgroup" { @for row in rows { (row) } }
                    }
                }
            }
        }
    }
}

fn row(page: &mut Page<'_>, at: usize, omission: &Omission, columns: &[(WitnessId, &Witness)]) -> Markup {
    let id = format!("g{}", at + 1);
    let cells: Vec<Markup> = columns.iter().map(|(id, witness)| cell(page, omission, *id, witness)).collect();
    let words = omission.carried().first().map(|passage| page.words(*passage));
    let is_about = omission.carried().first().is_some_and(|p| page.slice(*p).trim() == omission.about.trim());
    html! {
        tr #(id) role="row" {
            th scope="row" role="rowheader" {
                @if !is_about { span.about { bdi { (omission.about) } } }
                @if let Some(words) = words { span.proof { (words) } }
                span.why title=(sureness(omission.confidence)) { bdi { (omission.why) } }
            }
            @for cell in cells { (cell) }
        }
    }
}

fn cell(page: &mut Page<'_>, omission: &Omission, id: WitnessId, witness: &Witness) -> Markup {
    let carried = omission.carried().iter().filter(|passage| passage.witness == id);
    let found: Vec<Markup> = carried.map(|passage| found(page, *passage)).collect();
    let missing = omission.not_in().contains(&id);
    let state = if missing {
        "missing"
    } else if found.is_empty() {
        "open"
    } else {
        "found"
    };
    html! {
        td role="cell" class=(state) data-of={ (witness.siglum) " " (outlet(witness)) } {
            div {
                @if missing { span aria-hidden="true" { "○" } span.word { " not found" } }
                @else if found.is_empty() { span aria-hidden="true" { "·" } span.spoken { "not decided" } }
                @for link in found { (link) " " }
            }
        }
    }
}

fn found(page: &mut Page<'_>, passage: Passage) -> Markup {
    page.link(passage, html! { span aria-hidden="true" { "●" } span.word { " found" } })
}
