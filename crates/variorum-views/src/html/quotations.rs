//! Quotations: a card for each utterance, with the base reading and what the others print.

use maud::{Markup, html};
use variorum_core::{Finding, Passage, Quotation, VariantClass, WitnessId};

use super::interlinear::{between, glyph, reading, tone};
use super::marks::{Page, excerpt};
use super::site::state::{Named, Setting, State};
use crate::rows::{Row, Rows, rows, rows_on};
use crate::words::{self, count};

mod settings;

/// The section: what differs first, then what agrees, then what one article alone prints.
pub(super) fn section(page: &mut Page<'_>) -> Markup {
    let Order { several, single } = order(page);
    let shown: Vec<Markup> = several.iter().map(|at| card(page, *at, Setting::Apparatus)).collect();
    let alone: Vec<Markup> = single.iter().map(|at| card(page, *at, Setting::Apparatus)).collect();
    let orphans = shared_beside(page);
    html! {
        section.findings #quotations aria-labelledby="quotations-title" {
            h2 #quotations-title { "Quotations" }
            @if shown.is_empty() { p.none { "None found." } }
            @for card in shown { (card) }
            (orphans)
            @if !alone.is_empty() {
                details.more {
                    summary { (count(alone.len(), "quotation", "quotations")) " in one article only" }
                    @for card in &alone { (card) }
                }
            }
        }
    }
}

/// The quotations by their places in the apparatus.
pub(super) struct Order {
    /// What several articles print: what differs, then what agrees.
    pub(super) several: Vec<usize>,
    /// What one article alone prints.
    pub(super) single: Vec<usize>,
}

/// Sorts the quotations into the order in which they are read.
pub(super) fn order(page: &Page<'_>) -> Order {
    let mut kinds: [Vec<usize>; 3] = Default::default();
    for (at, quotation) in page.apparatus.quotations.iter().enumerate() {
        let Some(rows) = rows(page.apparatus, quotation) else { continue };
        let kind = match (rows.others.is_empty(), quotation.variants.is_empty()) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 0,
        };
        if let Some(kind) = kinds.get_mut(kind) {
            kind.push(at);
        }
    }
    let [differing, equal, single] = kinds;
    Order { several: [differing, equal].concat(), single }
}

/// The card of one quotation, on the base that the page's state names for it.
pub(super) fn card(page: &mut Page<'_>, at: usize, setting: Setting) -> Markup {
    let Some(quotation) = page.apparatus.quotations.get(at) else { return html! {} };
    let Some(rows) = rows_on(page.apparatus, quotation, page.base_of(at)) else { return html! {} };
    let id = format!("u{}", at + 1);
    let body = match setting {
        Setting::Apparatus => apparatus_of(page, quotation, &rows),
        Setting::SideBySide => settings::side_by_side(page, quotation, &rows),
        Setting::Inline => settings::inline(page, quotation, &rows),
    };
    let (role, badges) = (role(page, quotation), badges(page, quotation));
    html! {
        article.card #(id) aria-labelledby={ (id) "-who" } {
            header {
                h3 id={ (id) "-who" } {
                    span.number aria-hidden="true" { (at + 1) }
                    bdi { (quotation.speaker.as_deref().unwrap_or("Speaker not named")) }
                    @if let Some(role) = role { " " span.role { (role) } }
                }
                p.summary { (summary(page, &rows)) (bases(page, at, &rows)) }
            }
            (body)
            (badges)
            (page.judgement(Finding::Quotation(at)))
        }
    }
}

/// The base in full with the other readings under its words, and a row for each other reading.
fn apparatus_of(page: &mut Page<'_>, quotation: &Quotation, rows: &Rows<'_>) -> Markup {
    let base = siglum_of(page, quotation, rows.base);
    let reading = reading(page, quotation, rows);
    let others: Vec<Markup> = rows.others.iter().map(|row| row_of(page, quotation, rows.base, row)).collect();
    let beside = pairs_beside(page, quotation, rows);
    html! {
        div.base { (base) blockquote { (reading) } }
        @if !others.is_empty() { ul.rows { @for row in others { (row) } @for row in beside { (row) } } }
    }
}

/// On a served page, the other readings that can be the base.
fn bases(page: &Page<'_>, at: usize, rows: &Rows<'_>) -> Markup {
    let Some(state) = page.state.filter(|_| !rows.others.is_empty()) else { return html! {} };
    let letter = |id: WitnessId| page.witness(id).map_or("", |w| w.siglum.as_str());
    let others = rows.others.iter().filter(|row| !row.is_same()).filter_map(|row| row.witnesses.first());
    let to = |id: WitnessId| {
        let base = page.witness(id).map(|witness| (at + 1, Named::of(witness)));
        format!("{}#u{}", State { base, opened: None, ..state.clone() }.href(), at + 1)
    };
    html! {
        span.bases {
            " · base " b { (letter(rows.base)) }
            @for id in others { " " a.siglum href=(to(*id)) title={ "Make " (letter(*id)) " the base" } { (letter(*id)) } }
        }
    }
}

/// How many print it, how many originals stand behind them, and how many differ from the base.
fn summary(page: &Page<'_>, rows: &Rows<'_>) -> Markup {
    let others = || rows.others.iter().flat_map(|row| row.witnesses.iter().copied());
    let ids: Vec<WitnessId> = std::iter::once(rows.base).chain(others()).collect();
    let originals = page.originals(&ids);
    let differing: usize =
        rows.others.iter().filter(|row| !row.is_same()).map(|row| row.witnesses.len()).sum();
    html! {
        (count(ids.len(), "article", "articles"))
        @if originals < ids.len() { ", " (count(originals, "original", "originals")) }
        @if differing > 0 { " · " b { (count(differing, "differs", "differ")) } }
        @else if ids.len() > 1 { " · " span.agree { "✓ same words" } }
    }
}

/// A title or role by which an article introduces the speaker.
fn role(page: &mut Page<'_>, quotation: &Quotation) -> Option<Markup> {
    let span = |(id, at): &(WitnessId, usize)| {
        let speaker = page.attribution((*id, *at))?.speaker?;
        let entity = page.witness(*id)?.annotated.entity(speaker)?;
        Some(Passage { witness: *id, span: *entity.roles.first()? })
    };
    let passage = quotation.readings.iter().find_map(span)?;
    Some(page.words(passage))
}

/// The letter of an article, leading to its printing of the quotation.
pub(super) fn siglum_of(page: &mut Page<'_>, quotation: &Quotation, id: WitnessId) -> Markup {
    let mine = quotation.readings.iter().find(|(witness, _)| *witness == id);
    match mine.and_then(|reading| content(page, *reading)) {
        Some(passage) => page.siglum_at(passage),
        None => page.siglum(id),
    }
}

/// Where an attribution's words begin: its first unbroken stretch.
fn content(page: &Page<'_>, reading: (WitnessId, usize)) -> Option<Passage> {
    let attribution = page.attribution(reading)?;
    let span = *attribution.content.first()?;
    Some(Passage { witness: reading.0, span })
}

fn row_of(page: &mut Page<'_>, quotation: &Quotation, base: WitnessId, row: &Row<'_>) -> Markup {
    let letters: Vec<Markup> = row.witnesses.iter().map(|id| siglum_of(page, quotation, *id)).collect();
    let Some(first) = row.witnesses.first().copied() else { return html! {} };
    let differences: Vec<_> = between(quotation, base, first).collect();
    let shown: Vec<Markup> = differences
        .iter()
        .map(|(class, a, b)| {
            difference(
                page,
                *class,
                Passage { witness: base, span: *a },
                Passage { witness: first, span: *b },
            )
        })
        .collect();
    html! {
        li {
            span.letters { @for letter in letters { (letter) } }
            @if shown.is_empty() { span.same { "= " (page.siglum(base)) } }
            @else { ul.differences { @for item in shown { li { (item) } } } }
        }
    }
}

/// Differences between two articles of which the base shows at most one side.
fn pairs_beside(page: &mut Page<'_>, quotation: &Quotation, rows: &Rows<'_>) -> Vec<Markup> {
    let firsts: Vec<WitnessId> =
        rows.others.iter().filter_map(|row| row.witnesses.first().copied()).collect();
    let unseen = |id: WitnessId| between(quotation, rows.base, id).next().is_none();
    let mut found = Vec::new();
    for (at, a) in firsts.iter().enumerate() {
        for b in firsts.iter().skip(at + 1).filter(|b| unseen(*a) && unseen(**b)) {
            for (class, left, right) in between(quotation, *a, *b) {
                let (left, right) =
                    (Passage { witness: *a, span: left }, Passage { witness: *b, span: right });
                let item = difference(page, class, left, right);
                let letters = (page.siglum(*a), page.siglum(*b));
                found.push(html! {
                    li { span.letters { (letters.0) (letters.1) } ul.differences { li { (item) } } }
                });
            }
        }
    }
    found
}

fn difference(page: &mut Page<'_>, class: VariantClass, a: Passage, b: Passage) -> Markup {
    let gone = side(page, a);
    let come = side(page, b);
    let letter = |id| page.witness(id).map_or("", |w| w.siglum.as_str());
    html! {
        span class={ "class " (tone(class).name()) } {
            span.glyph aria-hidden="true" { (glyph(class)) } " " (words::class(class)) (cut_words(page, class, a, b))
        }
        " "
        del { span.spoken { (letter(a.witness)) " has " } (gone) }
        span.arrow aria-hidden="true" { " → " }
        ins { span.spoken { (letter(b.witness)) " has " } (come) }
    }
}

fn side(page: &mut Page<'_>, passage: Passage) -> Markup {
    if passage.span.is_empty() {
        return page.link(passage, html! { span aria-hidden="true" { "–" } span.spoken { "nothing" } });
    }
    page.words(passage)
}

/// " in C: 9 words" for a cut, since its length is what a reader asks first.
fn cut_words(page: &Page<'_>, class: VariantClass, a: Passage, b: Passage) -> String {
    if !matches!(class, VariantClass::SilentCut | VariantClass::Omission | VariantClass::Insertion) {
        return String::new();
    }
    let longer = if a.span.is_empty() { b } else { a };
    let n = page.slice(longer).split_whitespace().count();
    let words = count(n, "word", "words");
    // Either side may be the one that cuts.
    let shorter = if a.span.is_empty() { a.witness } else { b.witness };
    match page.witness(shorter) {
        Some(witness) if class == VariantClass::SilentCut => format!(" in {}: {words}", witness.siglum),
        _ => format!(": {words}"),
    }
}

/// The same words by another speaker, for each printing in this quotation.
fn badges(page: &mut Page<'_>, quotation: &Quotation) -> Markup {
    let mut found = Vec::new();
    for shared in &page.apparatus.shared_wording {
        let (mine, other) =
            match (quotation.readings.contains(&shared.a), quotation.readings.contains(&shared.b)) {
                (true, false) => (shared.a, shared.b),
                (false, true) => (shared.b, shared.a),
                _ => continue,
            };
        found.push(badge(page, shared.words, shared.of, mine, other));
    }
    html! { @for badge in found { (badge) } }
}

fn badge(
    page: &mut Page<'_>,
    words: usize,
    of: usize,
    mine: (WitnessId, usize),
    other: (WitnessId, usize),
) -> Markup {
    let mine = content(page, mine).map(|p| page.siglum_at(p));
    let Some(passage) = content(page, other) else { return html! {} };
    let speaker = speaker(page, other).unwrap_or("another speaker");
    let letter = page.siglum_at(passage);
    let said = page.link(passage, html! { bdi { (excerpt(page.slice(passage))) } });
    html! {
        div.shared {
            p {
                span.glyph aria-hidden="true" { "≋" }
                b { " same words from two speakers – not the same statement" }
                " " span.n { (words) " of " (of) " words" }
            }
            p { @if let Some(mine) = mine { (mine) } " and " (letter) " " bdi { (speaker) } ": " (said) }
        }
    }
}

fn speaker<'a>(page: &Page<'a>, reading: (WitnessId, usize)) -> Option<&'a str> {
    let speaker = page.attribution(reading)?.speaker?;
    Some(page.witness(reading.0)?.annotated.entity(speaker)?.name.as_str())
}

/// Shared wording of which neither side stands in a card.
pub(super) fn shared_beside(page: &mut Page<'_>) -> Markup {
    let has = |r| page.apparatus.quotations.iter().any(|q| q.readings.contains(&r));
    let loose: Vec<_> = page.apparatus.shared_wording.iter().filter(|s| !has(s.a) && !has(s.b)).collect();
    let badges: Vec<Markup> = loose.iter().map(|s| badge(page, s.words, s.of, s.a, s.b)).collect();
    html! { @for badge in badges { (badge) } }
}
