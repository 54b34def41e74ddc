//! The settings: tokens, links for others, and what was decided by hand.

use maud::{Markup, html};

use super::{Frame, shell, token};
use crate::html::marks::excerpt;

/// What the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Tokens and links, the earliest first.
    pub passes: Vec<PassRow>,
    /// What was decided by hand, the latest first.
    pub decisions: Vec<Decision>,
    /// What was just made, whose secret is shown this once.
    pub granted: Option<Granted>,
}

/// A token or a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassRow {
    /// Its number.
    pub number: u64,
    /// What its owner called it.
    pub name: String,
    /// What it allows.
    pub scope: &'static str,
    /// The address and the title of the story that a link shows.
    pub story: Option<(String, String)>,
    /// When it was made, in words.
    pub made: String,
    /// Until when it lets in, in words.
    pub until: Option<String>,
    /// Whether it lets anybody in.
    pub open: bool,
}

/// One decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// When, in words.
    pub at: String,
    /// What kind of thing it is about.
    pub what: &'static str,
    /// What was decided.
    pub ruling: String,
    /// What the thing was called.
    pub about: String,
    /// Why.
    pub note: String,
}

/// A secret that is shown once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// The secret.
    pub secret: String,
    /// The address that holds it, of a link.
    pub link: Option<String>,
}

/// The whole page.
pub fn page(frame: &Frame, settings: &Settings) -> String {
    let body = html! {
        header.masthead { h1 { "Settings" } p.lead { "What lets others in, and what you decided." } }
        @if let Some(granted) = &settings.granted { (shown_once(granted)) }
        section.findings #passes aria-labelledby="passes-title" {
            h2 #passes-title { "Tokens and links" }
            p.note { "A token lets a program in by the header " code { "Authorization: Bearer …" } ". A link shows the findings of one story and the words that they stand on, never whole articles." }
            (passes(frame, &settings.passes))
            div.pastes { (token_form(frame)) (link_form(frame)) }
        }
        section.findings aria-labelledby="decisions" {
            h2 #decisions { "Decided by hand" }
            (decisions(&settings.decisions))
        }
    };
    shell(frame, "Settings", false, body)
}

fn shown_once(granted: &Granted) -> Markup {
    html! {
        aside.problems aria-label="New" {
            p { "This is shown once and kept nowhere; copy it now:" }
            p { code.secret { (granted.link.as_ref().unwrap_or(&granted.secret)) } }
        }
    }
}

fn passes(frame: &Frame, passes: &[PassRow]) -> Markup {
    if passes.is_empty() {
        return html! { p.none { "None yet." } };
    }
    html! {
        div.scroll role="group" aria-label="Tokens and links" tabindex="0" {
            table.fields {
                thead { tr { th scope="col" { "Name" } th scope="col" { "Allows" } th scope="col" { "Made" } th scope="col" { "Until" } th scope="col" { "Now" } } }
                tbody {
                    @for pass in passes {
                        tr {
                            th scope="row" { bdi { (excerpt(if pass.name.is_empty() { "(no name)" } else { &pass.name })) } }
                            td {
                                @match &pass.story {
                                    Some((href, title)) => { "findings of " a href=(href) { bdi { (excerpt(title)) } } },
                                    None => (pass.scope),
                                }
                            }
                            td { (pass.made) }
                            td { (pass.until.as_deref().unwrap_or("no end")) }
                            td {
                                @if pass.open { form.small method="post" action={ "/settings/pass/" (pass.number) "/end" } { (token(frame)) button { "Take back" span.spoken { " number " (pass.number) } } } }
                                @else { "lets nobody in" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn token_form(frame: &Frame) -> Markup {
    html! {
        form.judging method="post" action="/settings/token" {
            h3 { "New token" }
            (token(frame))
            label for="token-name" { "What it is for" }
            input #token-name name="name" required maxlength="100" autocomplete="off";
            fieldset {
                legend { "It may" }
                label.choice { input type="radio" name="scope" value="read" checked; " read" }
                label.choice { input type="radio" name="scope" value="write"; " read, add articles, decide, watch" }
                label.choice { input type="radio" name="scope" value="admin"; " do everything" }
            }
            button { "Make the token" }
        }
    }
}

fn link_form(frame: &Frame) -> Markup {
    html! {
        form.judging method="post" action="/settings/share" {
            h3 { "New link to a story" }
            (token(frame))
            label for="share-story" { "Address of the story" }
            input #share-story name="story" required maxlength="500" placeholder="/story/…" autocomplete="off";
            label for="share-name" { "For whom" }
            input #share-name name="name" maxlength="100" autocomplete="off";
            label for="share-days" { "Good for days" }
            input #share-days type="number" name="days" min="1" max="3650" value="30";
            button { "Make the link" }
        }
    }
}

fn decisions(decisions: &[Decision]) -> Markup {
    if decisions.is_empty() {
        return html! { p.none { "Nothing yet." } };
    }
    html! {
        p.note { "The latest. " code { "variorum export judgements" } " writes all of them, with their words." }
        div.scroll role="group" aria-label="Decided by hand" tabindex="0" {
            table.fields {
                thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "Decided" } th scope="col" { "About" } th scope="col" { "Why" } } }
                tbody {
                    @for decision in decisions {
                        tr {
                            td { (decision.at) } td { (decision.what) } td { bdi { (excerpt(&decision.ruling)) } }
                            td { bdi { (excerpt(&decision.about)) } } td { bdi { (excerpt(&decision.note)) } }
                        }
                    }
                }
            }
        }
    }
}
