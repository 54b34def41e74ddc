//! The drawer: the article at the words that a mark leads to, and what is needed to cite them.

use maud::{Markup, html};
use variorum_core::{Article, DocumentDate, Passage, Span, Witness, WitnessId};

use super::state::{Named, Opened, State};
use super::story::Home;
use super::urls;
use super::{Frame, judging, nearest};
use crate::html::articles::leaves::{Mark, merged};
use crate::html::articles::{Naming, set_text};
use crate::html::heading::{day, headline, headline_of, published};
use crate::html::judged::Judged;
use crate::html::marks::{Page, excerpt, name_of, noticed, outlet};

/// What was found to show.
struct Shown<'a> {
    id: WitnessId,
    witness: &'a Witness,
    lit: Option<Span>,
    note: Option<&'static str>,
}

/// The drawer that `state` opens; empty when it opens none.
pub(super) fn drawer(page: &Page<'_>, frame: &Frame, state: &State, home: &Home) -> Markup {
    let Some(opened) = &state.opened else { return html! {} };
    let may = page.judged.is_some_and(Judged::may);
    match opened {
        Opened::Judging(mark) if may => return judging::finding(page, frame, state, home, mark),
        Opened::Placing(letter) if may => return judging::placing(page, frame, state, home, letter),
        _ => {}
    }
    match resolve(page, opened) {
        Some(shown) if matches!(home, Home::Shared(_)) => passage(page, state, &shown),
        Some(shown) => panel(page, state, home, &shown),
        None => html! {
            aside.drawer #drawer aria-label="Article" {
                div.drawer-head #at { p { b { "Stale" } } (close(state)) }
                p.none { "This address names words that no article of this story has. The articles may have changed since it was made. Nothing is shown in their place." }
            }
        },
    }
}

fn resolve<'a>(page: &Page<'a>, opened: &Opened) -> Option<Shown<'a>> {
    let witnesses = &page.apparatus.witnesses;
    let at = match opened {
        Opened::Article(named) | Opened::Words(named, ..) | Opened::Searched(_, named) => {
            named.among(witnesses)?
        }
        Opened::Judging(_) | Opened::Placing(_) => return None,
    };
    let (id, witness) = (WitnessId(at), page.witness(WitnessId(at))?);
    let text = &witness.annotated.article().text;
    let (lit, note) = match opened {
        Opened::Article(_) | Opened::Judging(_) | Opened::Placing(_) => (None, None),
        Opened::Words(_, start, end) => (Some(text.span(*start..*end)?), None),
        Opened::Searched(number, _) => match nearest_sentence(page, *number, witness) {
            Some(span) => (Some(span), Some("Searched and not found here. The nearest sentence is marked.")),
            None => (None, Some("Searched and not found here. No sentence comes near.")),
        },
    };
    Some(Shown { id, witness, lit, note })
}

fn nearest_sentence(page: &Page<'_>, number: usize, searched: &Witness) -> Option<Span> {
    let at = number.checked_sub(page.apparatus.claims.len() + 1)?;
    let omission = page.apparatus.omissions.get(at)?;
    let passage = *omission.carried().first()?;
    nearest::sentence(&page.witness(passage.witness)?.annotated, passage.span, &searched.annotated)
}

fn close(state: &State) -> Markup {
    html! { a.close href=(state.opening(None).href()) title="Close (Esc)" { span aria-hidden="true" { "×" } span.spoken { "Close the article" } } }
}

fn panel(page: &Page<'_>, state: &State, home: &Home, shown: &Shown<'_>) -> Markup {
    let (witness, article) = (shown.witness, shown.witness.annotated.article());
    let marks = marks(shown);
    let text = set_text(&witness.annotated, &marks, Naming::Lit, &mut Vec::new());
    let whole = home.article(shown.id, &witness.siglum);
    html! {
        aside.drawer #drawer aria-label={ "Article " (witness.siglum) ", " (outlet(witness)) } {
            div.drawer-head {
                p.from id=[shown.lit.is_none().then_some("at")] {
                    span.siglum { (witness.siglum) } " " b { bdi { (excerpt(outlet(witness))) } } (noticed(article))
                    @if let Some(date) = published(witness) { " · " time datetime=(date.to_string()) { (day(date)) } }
                    @if let Some(root) = page.original_of(shown.id).and_then(|id| page.witness(id)) {
                        " · " span.note { "copy of " (root.siglum) }
                    }
                }
                p.ways {
                    a.whole href=(whole) { "Whole article" }
                    @if let Some(url) = original(witness, shown.lit) {
                        " · " a.out.original href=(url) rel="noopener nofollow noreferrer" { "Original" }
                    }
                    @for (label, step) in neighbours(page, state, shown.id) {
                        " · " a.step href=(step) { (label) }
                    }
                }
                (close(state))
                @if let Some(note) = shown.note { p.stale { (note) } }
            }
            @if let Some(lit) = shown.lit { (citation(article, lit, &whole)) }
            div.source {
                @if article.headline.is_none() { h3.spoken { (headline(witness)) } }
                (text)
                p.digest { "SHA-256 " code { (article.text.id()) } }
            }
        }
    }
}

/// The words alone, with those around them in their sentence: what a link for others shows of an article.
fn passage(page: &Page<'_>, state: &State, shown: &Shown<'_>) -> Markup {
    let (witness, article) = (shown.witness, shown.witness.annotated.article());
    let text = &article.text;
    let around = shown.lit.filter(|lit| stands_on(page, shown, *lit)).and_then(|lit| {
        if lit.len() > LONGEST_SHARED {
            return None;
        }
        let sentence = witness.annotated.sentence_of(lit).unwrap_or(lit).cover(lit);
        Some((text.span(sentence.start()..lit.start())?, lit, text.span(lit.end()..sentence.end())?))
    });
    html! {
        aside.drawer #drawer aria-label={ "Words of " (witness.siglum) ", " (outlet(witness)) } {
            div.drawer-head {
                p.from #at {
                    span.siglum { (witness.siglum) } " " b { bdi { (excerpt(outlet(witness))) } } (noticed(article))
                    @if let Some(date) = published(witness) { " · " time datetime=(date.to_string()) { (day(date)) } }
                    @if let Some(root) = page.original_of(shown.id).and_then(|id| page.witness(id)) {
                        " · " span.note { "copy of " (root.siglum) }
                    }
                }
                @if let Some(url) = original(witness, shown.lit) {
                    p.ways { a.out.original href=(url) rel="noopener nofollow noreferrer" { "Original" } }
                }
                (close(state))
                @if let Some(note) = shown.note { p.stale { (note) } }
            }
            div.source {
                p { b { bdi { (headline(witness)) } } }
                @match around {
                    Some((before, lit, after)) => p dir="auto" {
                        (text.slice(before)) mark.lit { (text.slice(lit)) } (text.slice(after))
                    },
                    None => {
                        @if let Some(lit) = shown.lit.filter(|lit| stands_on(page, shown, *lit)) { p dir="auto" { mark.lit { (excerpt(text.slice(lit))) } } }
                        p.none { "Only words that a finding stands on are shared, not whole articles." }
                    },
                }
                p.digest { "SHA-256 of the whole text " code { (text.id()) } }
            }
        }
    }
}

/// Bytes of a passage up to which a link for others shows it whole; of a longer one the two ends.
const LONGEST_SHARED: usize = 1_200;

/// Whether a finding stands on exactly these words, or quotes them: whoever has a link can ask for any.
fn stands_on(page: &Page<'_>, shown: &Shown<'_>, lit: Span) -> bool {
    let apparatus = page.apparatus;
    let is = |passage: Passage| passage.witness == shown.id && passage.span == lit;
    let quoted = || {
        let readings = apparatus.quotations.iter().flat_map(|quotation| &quotation.readings);
        let mut said = readings.filter(|reading| reading.0 == shown.id).filter_map(|r| page.attribution(*r));
        said.any(|attribution| attribution.spans().any(|span| span.contains(lit)))
    };
    let claims = || apparatus.claims.iter().flat_map(|set| set.claims()).any(|claim| is(claim.at));
    let carried = || apparatus.omissions.iter().flat_map(|o| o.carried()).any(|passage| is(*passage));
    let timed = || apparatus.timeline.iter().flat_map(|moment| &moment.at).any(|passage| is(*passage));
    let copied = || {
        let mut reuses = apparatus.story.lineages.iter().flat_map(|lineage| &lineage.reuses);
        reuses.any(|r| (r.by == shown.id.0 && r.at == lit) || (r.from == shown.id.0 && r.from_at == lit))
    };
    shown.note.is_some() || quoted() || claims() || carried() || timed() || copied()
}

fn marks(shown: &Shown<'_>) -> Vec<Mark> {
    let layers = shown.witness.annotated.layers();
    let plain = |span: Span, class| Mark { span, classes: vec![class], asked: false, cards: Vec::new() };
    let mut marks: Vec<Mark> =
        layers.attributions.iter().flat_map(|a| &a.quoted).map(|span| plain(*span, "q")).collect();
    marks.extend(layers.figures.iter().map(|figure| plain(figure.span, "f")));
    marks.extend(layers.timexes.iter().map(|timex| plain(timex.span, "t")));
    marks.extend(shown.lit.map(|span| Mark { span, classes: vec![], asked: true, cards: vec![] }));
    merged(marks)
}

/// The page of the publisher, at the words where there are some.
fn original(witness: &Witness, lit: Option<Span>) -> Option<String> {
    let url = witness.annotated.article().url.as_deref()?;
    let words = lit.filter(|span| !span.is_empty()).map(|span| witness.annotated.slice(span));
    words.and_then(|words| urls::at_words(url, words)).or_else(|| urls::web(url).map(str::to_owned))
}

/// The drawer with the article before and the one after.
fn neighbours(page: &Page<'_>, state: &State, id: WitnessId) -> Vec<(String, String)> {
    let to = |at: Option<usize>, arrow: &str| {
        let witness = page.witness(WitnessId(at?))?;
        let href = state.opening(Some(Opened::Article(Named::of(witness)))).href();
        Some((format!("{arrow} {}", witness.siglum), href))
    };
    [to(id.0.checked_sub(1), "←"), to(Some(id.0 + 1), "→")].into_iter().flatten().collect()
}

/// The words with outlet, date, address and digest: what a reader copies to cite them.
pub(super) fn citation(article: &Article, lit: Span, whole: &str) -> Markup {
    let words = article.text.slice(lit);
    let digest = article.text.id().to_string();
    let permalink = permalink(whole, lit, &digest);
    let date = article.published.as_ref().map(DocumentDate::date);
    let raw = article.source.raw(lit).map(variorum_core::RawSpan::range);
    html! {
        details.cite {
            summary { "Cite these words" }
            div.citation {
                p.cited dir="auto" { "“" (words) "”" }
                p {
                    bdi { (name_of(article)) } ", “" bdi { (headline_of(article)) } "”"
                    @if let Some(date) = date { ", " (day(date)) }
                    @if let Some(url) = article.url.as_deref().and_then(urls::web) { ", " (url) }
                }
                p { "Bytes " (lit.start()) "–" (lit.end()) " of the text with SHA-256 " (digest) }
                @if let Some(raw) = raw { p { "Bytes " (raw.start) "–" (raw.end) " of the file as it was read" } }
                p { "Address here: " a.permalink href=(permalink) { (permalink) } }
            }
        }
    }
}

/// The lasting address of words: the article, the place, and the digest that tells a changed text.
pub(super) fn permalink(whole: &str, lit: Span, digest: &str) -> String {
    let digest: String = digest.chars().take(12).collect();
    format!("{whole}?at={}-{}&text={digest}#at", lit.start(), lit.end())
}
