//! Copies: which passages which article took from which, and why we think so.

use maud::{Markup, html};
use variorum_core::{Finding, Lineage, Passage, Reuse, WitnessId};

use super::marks::{Page, outlet};
use crate::words::count;

/// Passages of one copy that are listed at once; the rest stand folded.
const LISTED: usize = 3;

/// The section: one block for each original that was copied.
pub(super) fn section(page: &mut Page<'_>) -> Markup {
    let lineages = page.apparatus.story.lineages.iter();
    let copied = lineages.filter(|l| l.members.len() > 1 || !l.reuses.is_empty());
    let blocks: Vec<Markup> = copied.map(|lineage| block(page, lineage)).collect();
    html! {
        section.findings #copies aria-labelledby="copies-title" {
            h2 #copies-title { "Copies" }
            @if blocks.is_empty() { p.none { "None found." } }
            @for block in blocks { (block) }
        }
    }
}

fn block(page: &mut Page<'_>, lineage: &Lineage) -> Markup {
    let takers: Vec<usize> = takers(lineage);
    let lists: Vec<Markup> = takers.into_iter().map(|by| taken(page, lineage, by)).collect();
    html! {
        div.card.copy {
            h3 { (name(page, lineage.root)) " " span.role { "original" } }
            @if !lineage.why.is_empty() { p.why { bdi { (lineage.why) } } }
            @for list in lists { (list) }
        }
    }
}

/// Who took passages or is counted as a copy, each once.
fn takers(lineage: &Lineage) -> Vec<usize> {
    let copies = lineage.members.iter().copied().filter(|m| *m != lineage.root);
    let mut all: Vec<usize> = copies.chain(lineage.reuses.iter().map(|r| r.by)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn name(page: &Page<'_>, member: usize) -> Markup {
    let id = WitnessId(member);
    html! { (page.siglum(id)) " " @if let Some(witness) = page.witness(id) { bdi { (outlet(witness)) } } }
}

fn taken(page: &mut Page<'_>, lineage: &Lineage, by: usize) -> Markup {
    let reuses: Vec<&Reuse> = lineage.reuses.iter().filter(|r| r.by == by).collect();
    let mut rows: Vec<Markup> = reuses.iter().map(|reuse| passage(page, reuse)).collect();
    let folded = rows.split_off(rows.len().min(LISTED));
    html! {
        h4 { (name(page, by)) " " span.role { (count(reuses.len(), "copied passage", "copied passages")) } }
        (page.judgement(Finding::Copy(WitnessId(by))))
        ul.passages { @for row in rows { li { (row) } } }
        @if !folded.is_empty() {
            details.more {
                summary { (count(folded.len(), "more passage", "more passages")) }
                ul.passages { @for row in &folded { li { (row) } } }
            }
        }
    }
}

fn passage(page: &mut Page<'_>, reuse: &Reuse) -> Markup {
    let at = Passage { witness: WitnessId(reuse.by), span: reuse.at };
    let from = Passage { witness: WitnessId(reuse.from), span: reuse.from_at };
    let n = page.slice(at).split_whitespace().count();
    let words = page.words(at);
    let letters = (page.siglum_at(from), page.siglum_at(at));
    html! {
        span.letters { (letters.0) span aria-hidden="true" { "→" } span.spoken { "copied by" } (letters.1) }
        " " (words) " " span.n { (count(n, "word", "words")) }
    }
}
