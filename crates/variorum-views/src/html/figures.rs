//! Figures and dates: what several articles say about one thing, side by side.

use maud::{Markup, html};
use variorum_core::{Claim, ClaimSet, Finding, WitnessId};

use super::marks::{Column, Page, excerpt, outlet};
use crate::words;

/// More origins than this stand in the cells themselves, not in columns: nobody reads a table so wide.
pub(super) const WIDEST: usize = 9;

/// The section: a row for each thing, a column for each origin, conflicts first.
pub(super) fn section(page: &mut Page<'_>) -> Markup {
    let sets = in_order(page);
    let table = table(page, &sets);
    html! {
        section.findings #figures aria-labelledby="figures-title" {
            h2 #figures-title { "Figures and dates" }
            @if sets.is_empty() { p.none { "None found." } }
            @else { (table) }
        }
    }
}

/// The claim sets with their numbers: conflicts first, then what differs, then what agrees.
pub(super) fn in_order<'a>(page: &Page<'a>) -> Vec<(usize, &'a ClaimSet)> {
    let mut sets: Vec<(usize, &ClaimSet)> = page.apparatus.claims.iter().enumerate().collect();
    sets.sort_by_key(|(_, set)| match set.verdict.kind() {
        "conflict" => 0,
        "tension" => 1,
        _ => 2,
    });
    sets
}

/// A table of some claim sets.
pub(super) fn table(page: &mut Page<'_>, sets: &[(usize, &ClaimSet)]) -> Markup {
    let columns = page.columns();
    let wide = columns.len() > WIDEST;
    let rows: Vec<Markup> = sets.iter().map(|(at, set)| row(page, *at, set, &columns)).collect();
    html! {
        div.scroll role="group" aria-label="Figures and dates" tabindex="0" {
            table.matrix.gathered[wide] role="table" {
                (head(page, &columns, "What"))
                tbody role="rowgroup" { @for row in rows { (row) } }
            }
        }
    }
}

/// The head of a table with a column for each origin, or one for all where there are many.
pub(super) fn head(page: &Page<'_>, columns: &[Column<'_>], what: &str) -> Markup {
    html! {
        thead role="rowgroup" {
            tr role="row" {
                th scope="col" role="columnheader" { (what) }
                @if columns.len() > WIDEST { th scope="col" role="columnheader" { "Where" } }
                @else {
                    @for column in columns {
                        th scope="col" role="columnheader" {
                            @for id in &column.members { (page.siglum(*id)) " " }
                            span.outlet { bdi { (excerpt(outlet(column.witness))) } }
                        }
                    }
                }
            }
        }
    }
}

fn row(page: &mut Page<'_>, at: usize, set: &ClaimSet, columns: &[Column<'_>]) -> Markup {
    let id = format!("g{}", at + 1);
    let cells = if columns.len() > WIDEST {
        let values = values(page, set.claims(), None);
        html! { td role="cell" data-of="Where" { div { (values) } } }
    } else {
        let cells: Vec<Markup> = columns.iter().map(|column| cell(page, set, column)).collect();
        html! { @for cell in cells { (cell) } }
    };
    html! {
        tr #(id) class=(set.verdict.kind()) role="row" {
            th scope="row" role="rowheader" {
                span.about { bdi { (set.about) } }
                span class={ "verdict " (set.verdict.kind()) } title=(sureness(set.confidence)) {
                    span.glyph aria-hidden="true" { (words::glyph(set.verdict)) } " " (words::verdict(set.verdict))
                }
                span.why { bdi { (set.why) } }
                (page.judgement(Finding::Claim(at)))
            }
            (cells)
        }
    }
}

fn cell(page: &mut Page<'_>, set: &ClaimSet, column: &Column<'_>) -> Markup {
    let of = |id| set.claims().iter().filter(move |claim| claim.at.witness == id);
    let claims: Vec<Claim> = column.members.iter().flat_map(|id| of(*id)).cloned().collect();
    let shown = values(page, &claims, column.members.first().copied());
    html! {
        td role="cell" .empty[claims.is_empty()] data-of=(column.name()) {
            @if claims.is_empty() { span aria-hidden="true" { "·" } span.spoken { "nothing" } }
            @else { div { (shown) } }
        }
    }
}

/// Each value once, with the letters of those that print it, unless that is the one original `of` which the
/// column has its name.
fn values(page: &mut Page<'_>, claims: &[Claim], of: Option<WitnessId>) -> Markup {
    let mut groups: Vec<(&str, Vec<&Claim>)> = Vec::new();
    for claim in claims {
        let shown = if claim.value.trim().is_empty() { page.slice(claim.at) } else { claim.value.as_str() };
        match groups.iter_mut().find(|(known, _)| *known == shown) {
            Some((_, group)) => group.push(claim),
            None => groups.push((shown, vec![claim])),
        }
    }
    let lines: Vec<Markup> = groups.iter().map(|(shown, group)| value(page, shown, group, of)).collect();
    html! { @for line in lines { div.value { (line) } } }
}

fn value(page: &mut Page<'_>, shown: &str, group: &[&Claim], of: Option<WitnessId>) -> Markup {
    let Some((first, _)) = group.split_first() else { return html! {} };
    let words = page.link(first.at, html! { bdi { (excerpt(shown)) } });
    let alone = group.iter().all(|claim| Some(claim.at.witness) == of);
    let letters: Vec<Markup> =
        group.iter().filter(|_| !alone).map(|claim| page.siglum_at(claim.at)).collect();
    html! { (words) @if !alone { " " span.letters { @for letter in letters { (letter) } } } }
}

/// How sure a finding is, as its hover text.
pub(super) fn sureness(confidence: f32) -> String {
    format!("confidence {:.0} %", confidence * 100.0)
}
