//! Not found in: what some articles carry and others, searched, do not.

use maud::{Markup, html};
use variorum_core::{Finding, Omission, Passage, WitnessId};

use super::figures::{WIDEST, head, sureness};
use super::marks::{Column, Page};
use super::site::state::{Named, Opened};

/// The section: a row for each matter, a column for each origin.
pub(super) fn section(page: &mut Page<'_>) -> Markup {
    let all: Vec<(usize, &Omission)> = page.apparatus.omissions.iter().enumerate().collect();
    let table = table(page, &all);
    html! {
        section.findings #not-found-in aria-labelledby="not-found-title" {
            h2 #not-found-title { "Not found in" }
            @if all.is_empty() { p.none { "None found." } }
            @else { (table) }
        }
    }
}

/// A table of some omissions with its legend.
pub(super) fn table(page: &mut Page<'_>, omissions: &[(usize, &Omission)]) -> Markup {
    let columns = page.columns();
    let wide = columns.len() > WIDEST;
    // Numbers run on from the claims, as in the JSON form.
    let first = page.apparatus.claims.len();
    let rows: Vec<Markup> =
        omissions.iter().map(|(at, omission)| row(page, first + at, omission, &columns)).collect();
    html! {
        p.legend {
            span { span.glyph aria-hidden="true" { "●" } " found, opens the words" }
            span {
                span.glyph aria-hidden="true" { "○" } " searched, not found"
                @if page.state.is_some() { "; opens the nearest sentence" }
            }
            span { span.glyph aria-hidden="true" { "·" } " not decided" }
        }
        div.scroll role="group" aria-label="Not found in" tabindex="0" {
            table.matrix.omissions.gathered[wide] role="table" {
                (head(page, &columns, "Matter"))
                tbody role="rowgroup" { @for row in rows { (row) } }
            }
        }
    }
}

fn row(page: &mut Page<'_>, at: usize, omission: &Omission, columns: &[Column<'_>]) -> Markup {
    let number = at + 1;
    let cells = if columns.len() > WIDEST {
        gathered(page, number, omission)
    } else {
        let cells: Vec<Markup> = columns.iter().map(|column| cell(page, number, omission, column)).collect();
        html! { @for cell in cells { (cell) } }
    };
    let words = omission.carried().first().map(|passage| page.words(*passage));
    let is_about = omission.carried().first().is_some_and(|p| page.slice(*p).trim() == omission.about.trim());
    html! {
        tr id={ "g" (number) } role="row" {
            th scope="row" role="rowheader" {
                @if !is_about { span.about { bdi { (omission.about) } } }
                @if let Some(words) = words { span.proof { (words) } }
                span.why title=(sureness(omission.confidence)) { bdi { (omission.why) } }
                (page.judgement(Finding::Omission(at - page.apparatus.claims.len())))
            }
            (cells)
        }
    }
}

/// One cell for all articles, where there are too many for columns.
fn gathered(page: &mut Page<'_>, number: usize, omission: &Omission) -> Markup {
    let found: Vec<Markup> = omission.carried().iter().map(|passage| page.siglum_at(*passage)).collect();
    let missing: Vec<Markup> = omission.not_in().iter().map(|id| searched(page, number, *id)).collect();
    html! {
        td role="cell" data-of="Where" {
            div.value { span.word { "found in " } span.letters { @for letter in found { (letter) } } }
            div.value.missing { span.word { "not found in " } span.letters { @for letter in missing { (letter) } } }
        }
    }
}

/// The letter of an article that was searched; on a served page it opens the nearest sentence.
fn searched(page: &Page<'_>, number: usize, id: WitnessId) -> Markup {
    match (page.state, page.witness(id)) {
        (Some(state), Some(witness)) => {
            let href = state.opening(Some(Opened::Searched(number, Named::of(witness)))).href();
            html! { a.siglum href=(href) { (witness.siglum) } }
        }
        _ => page.siglum(id),
    }
}

fn cell(page: &mut Page<'_>, number: usize, omission: &Omission, column: &Column<'_>) -> Markup {
    let of_column = |id: &WitnessId| column.members.contains(id);
    let carried = omission.carried().iter().filter(|passage| of_column(&passage.witness));
    let found: Vec<Markup> = carried.map(|passage| found(page, *passage)).collect();
    let missing = omission.not_in().iter().copied().find(of_column).filter(|_| found.is_empty());
    let state = match (missing, found.is_empty()) {
        (Some(_), _) => "missing",
        (None, true) => "open",
        (None, false) => "found",
    };
    html! {
        td role="cell" class=(state) data-of=(column.name()) {
            div {
                @if let Some(id) = missing { (not_found(page, number, id)) }
                @else if found.is_empty() { span aria-hidden="true" { "·" } span.spoken { "not decided" } }
                @for link in found { (link) " " }
            }
        }
    }
}

fn not_found(page: &Page<'_>, number: usize, id: WitnessId) -> Markup {
    let label = html! { span aria-hidden="true" { "○" } span.word { " not found" } };
    match (page.state, page.witness(id)) {
        (Some(state), Some(witness)) => {
            let href = state.opening(Some(Opened::Searched(number, Named::of(witness)))).href();
            html! { a.nearest href=(href) { (label) } }
        }
        _ => label,
    }
}

fn found(page: &mut Page<'_>, passage: Passage) -> Markup {
    page.link(passage, html! { span aria-hidden="true" { "●" } span.word { " found" } })
}
