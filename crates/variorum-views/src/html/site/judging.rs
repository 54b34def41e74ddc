//! The drawer in which a reader decides: about a finding, or where an article belongs. Plain forms, which work
//! without script.

use maud::{Markup, html};
use variorum_core::{Finding, FindingKind, Ruling, WitnessId};

use super::state::{Named, State};
use super::story::Home;
use super::{Frame, token, urls};
use crate::html::judged::told;
use crate::html::marks::{Page, excerpt, outlet};

/// The form for the finding that `mark` tells.
pub(super) fn finding(page: &Page<'_>, frame: &Frame, state: &State, home: &Home, mark: &str) -> Markup {
    let found = Finding::all(page.apparatus).into_iter().find(|finding| finding.mark(page.apparatus) == mark);
    let Some(finding) = found else {
        return panel(
            state,
            "Stale",
            html! {
                p.none { "No finding of this story stands on the words of this address any more. It may have changed since; look for it in the tabs." }
            },
        );
    };
    let decided = page.judged.and_then(|judged| judged.on(finding));
    let is = |ruling: &Ruling| decided.is_some_and(|(judgement, _)| judgement.ruling == *ruling);
    let note = decided.map_or("", |(judgement, _)| judgement.note.as_str());
    let body = html! {
        (subject(page, finding))
        @if let Some((judgement, standing)) = decided { (told(judgement, *standing)) }
        form.judging method="post" action={ (home.address()) "/judge" } {
            (token(frame)) (hidden(state, mark))
            fieldset {
                legend { "This finding" }
                (radio("confirmed", "is right", is(&Ruling::Confirmed)))
                (radio("dismissed", "is wrong: fold it away", is(&Ruling::Dismissed)))
                (radio("open", "is undecided", decided.is_none()))
            }
            label for="note" { "Why (kept with your decision, and exported)" }
            textarea #note name="note" rows="3" maxlength="2000" { (note) }
            button.main { "Keep" }
        }
        @if let Finding::Quotation(at) = finding { (speaker(page, frame, state, home, mark, at)) }
    };
    panel(state, title(finding.kind()), body)
}

fn title(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Quotation | FindingKind::Speaker => "Decide about a quotation",
        FindingKind::Claim => "Decide about figures and dates",
        FindingKind::Omission => "Decide about what was left out",
        FindingKind::Copy => "Decide about a copy",
    }
}

/// What the finding is, and the words that it stands on.
fn subject(page: &Page<'_>, finding: Finding) -> Markup {
    const SHOWN: usize = 8;
    let about = finding.about(page.apparatus);
    let places = finding.places(page.apparatus);
    let letter = |text: [u8; 32]| {
        let of = |w: &&variorum_core::Witness| *w.annotated.article().text.id().as_bytes() == text;
        page.apparatus.witnesses.iter().find(of).map_or("", |w| w.siglum.as_str())
    };
    html! {
        @if !about.is_empty() { p { b { bdi { (excerpt(&about)) } } } }
        ul.judged-words {
            @for place in places.iter().take(SHOWN) {
                li {
                    span.siglum { (letter(place.text)) } " "
                    @if place.words.is_empty() { "searched, not found" } @else { span.cited dir="auto" { (excerpt(&place.words)) } }
                }
            }
            @if places.len() > SHOWN { li { "and " (places.len() - SHOWN) " more" } }
        }
    }
}

fn hidden(state: &State, mark: &str) -> Markup {
    html! {
        input type="hidden" name="mark" value=(mark);
        input type="hidden" name="back" value=(state.opening(None).href());
    }
}

fn radio(value: &str, label: &str, checked: bool) -> Markup {
    html! {
        label.choice { input type="radio" name="ruling" value=(value) checked[checked] required; " " (label) }
    }
}

/// Another name for who is credited.
fn speaker(page: &Page<'_>, frame: &Frame, state: &State, home: &Home, mark: &str, at: usize) -> Markup {
    let given = page.judged.and_then(|judged| judged.speaker(at));
    let name = page.apparatus.quotations.get(at).and_then(|q| q.speaker.as_deref()).unwrap_or_default();
    html! {
        form.judging method="post" action={ (home.address()) "/speaker" } {
            (token(frame)) (hidden(state, mark))
            label for="speaker" { "Who said it" }
            input #speaker name="speaker" value=(name) maxlength="200" autocomplete="off";
            label for="why" { "Why" }
            input #why name="note" maxlength="2000" autocomplete="off";
            p.buttons {
                button name="how" value="give" { "Correct the speaker" }
                @if given.is_some() { " " button name="how" value="take-back" { "Take the correction back" } }
            }
        }
    }
}

/// The form that says where the article that is `named` belongs.
pub(super) fn placing(page: &Page<'_>, frame: &Frame, state: &State, home: &Home, named: &Named) -> Markup {
    let at = named.among(&page.apparatus.witnesses);
    let Some((at, witness)) = at.and_then(|at| Some((at, page.witness(WitnessId(at))?))) else {
        return panel(
            state,
            "No such article",
            html! { p.none { "This story has no article of this letter any more." } },
        );
    };
    let Home::Library(_, names) = home else { return html! {} };
    let name = names.get(at).map_or("", String::as_str);
    let body = html! {
        p { span.siglum { (witness.siglum) } " " b { bdi { (excerpt(outlet(witness))) } } }
        form.judging method="post" action={ "/article/" (urls::escape(name)) "/place" } {
            (token(frame))
            p { "It does not belong to this story:" }
            button name="how" value="apart" { "Make it a story of its own" }
        }
        form.judging method="post" action={ "/article/" (urls::escape(name)) "/place" } {
            (token(frame))
            label for="to" { "It belongs to the story at this address" }
            input #to name="to" required placeholder="/story/…" maxlength="500" autocomplete="off";
            p.buttons {
                button name="how" value="move" { "Move the article there" } " "
                button name="how" value="join" { "Both stories are one" }
            }
        }
        p.note { "Kept whatever comes later, and when everything is grouped again. The log stands in " a href="/settings" { "Settings" } "." }
    };
    panel(state, "Where an article belongs", body)
}

fn panel(state: &State, title: &str, body: Markup) -> Markup {
    html! {
        aside.drawer #drawer aria-label=(title) {
            div.drawer-head #at {
                h2 { (title) }
                a.close href=(state.opening(None).href()) title="Close (Esc)" { span aria-hidden="true" { "×" } span.spoken { "Close" } }
            }
            div.decide { (body) }
        }
    }
}
