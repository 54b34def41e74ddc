//! Method, help, signing in, and what is shown when something is not there.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Frame, markdown, search, shell};

/// A figure of the accuracy page: the set, the measure, what was measured, and the bound that builds are held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The labelled set.
    pub task: String,
    /// What is measured.
    pub measure: String,
    /// The bound: "≥ 94" or "≤ 0".
    pub bound: String,
    /// What was measured.
    pub measured: Option<String>,
    /// The SHA-256 of the set that it was measured on.
    pub digest: Option<String>,
}

/// Which build the scores are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The version that runs.
    pub version: String,
    /// The commit that was measured.
    pub commit: Option<String>,
    /// Whether what was measured has the models of what runs.
    pub own_models: bool,
    /// The SHA-256 of each model that runs, by name.
    pub models: BTreeMap<String, String>,
}

/// How each kind of finding is decided (`method`, Markdown of our own), and the scores of this build.
pub fn method(frame: &Frame, method: &str, scores: &[Score], build: &Build) -> String {
    let digits = |digest: &str| digest.get(..12).unwrap_or(digest).to_owned();
    let body = html! {
        header.masthead { h1 { "Method" } p.lead { "How each kind of finding is decided, and how often that is right." } }
        div.prose {
            (markdown::render(method))
            h2 #accuracy { "How often it is right" }
            p {
                "Version " (build.version) ". Every change is measured on labelled sets of articles that no one tuned on, and must reach the bounds. "
                "A score is the share that was right, out of 1 or of 100; where less is better, the bound says ≤ and counts what was wrong."
            }
            p {
                @if let Some(commit) = &build.commit { "Measured at commit " code { (digits(commit)) } ", " }
                @if build.own_models { "with the models that run here: " } @else { b { "with other models than those that run here" } ", which are: " }
                @for (at, (name, digest)) in build.models.iter().enumerate() { @if at > 0 { ", " } (name) " " code { (digits(digest)) } }
                "."
            }
            div.scroll role="group" aria-label="Scores" tabindex="0" {
                table.fields {
                    thead { tr { th scope="col" { "Set" } th scope="col" { "Measure" } th scope="col" { "Measured" } th scope="col" { "Bound" } th scope="col" { "Digest of the set" } } }
                    tbody {
                        @for score in scores {
                            tr {
                                td { (score.task) } td { (score.measure) }
                                td { @match &score.measured { Some(value) => b { (value) }, None => "not measured" } }
                                td { (score.bound) }
                                td { @if let Some(digest) = &score.digest { code { (digits(digest)) } } }
                            }
                        }
                    }
                }
            }
        }
    };
    shell(frame, "Method", false, body)
}

/// Keys, signs, search, and the addresses for programs.
pub fn help(frame: &Frame) -> String {
    let keys = [
        ("j  k", "next, previous card or row"),
        ("n  p", "next, previous mark: a difference, a value, a passage"),
        ("o  Enter", "open the words of the mark in their article"),
        ("v", "the original page, at the words where the browser can"),
        ("c", "copy a citation of the open words"),
        ("[  ]", "previous, next article in the drawer"),
        ("x", "tick or untick the article of the drawer"),
        ("1 … 6", "Quotations, Figures & dates, Left out, Copies, Timeline, Articles"),
        ("/", "search"),
        ("Esc", "close the drawer"),
        ("?", "this page"),
    ];
    let signs = [
        ("✓", "the same, units and spelling aside"),
        ("≈", "both can be true: one is rounded, hedged or a bound"),
        ("↗", "an update: they belong to different times"),
        ("≠", "they differ, and the words do not make it a conflict"),
        ("✗", "conflict: both are stated as exact, of the same time, and cannot both be true"),
        ("?", "the words do not decide it"),
        ("[…]", "words are cut and nothing shows it"),
        ("(…)", "words are cut and the article shows it"),
        ("¦", "the article interrupts the quotation here"),
        ("● ○ ·", "found; searched and not found; not decided"),
        ("≋", "the same words from two speakers"),
    ];
    let body = html! {
        header.masthead { h1 { "Help" } }
        section.findings aria-labelledby="keys" { h2 #keys { "Keys" } (pairs(&keys)) }
        section.findings aria-labelledby="signs" { h2 #signs { "Signs" } (pairs(&signs)) }
        (search::syntax())
        section.findings aria-labelledby="addresses" {
            h2 #addresses { "Addresses" }
            p { "The address of a page holds all that is open on it: keep it, send it, and the same comes up. Every page is there for programs too: put " code { ".json" } " behind its path. Stories and searches can be followed as Atom and JSON Feed." }
            p { "A lasting address of words names the article, their place, and the beginning of the digest of its text. When the text is another by then, the page says " i { "stale" } " and shows nothing in its place." }
        }
    };
    shell(frame, "Help", false, body)
}

fn pairs(rows: &[(&str, &str)]) -> Markup {
    html! { dl.keys { @for (key, says) in rows { div { dt { kbd { (key) } } dd { (says) } } } } }
}

/// A page that says that something did not work, and what to do.
pub fn message(frame: &Frame, title: &str, says: &str) -> String {
    let body = html! {
        header.masthead { h1 { (title) } p.lead { bdi { (says) } } }
        p { a href="/" { "All stories" } }
    };
    shell(frame, title, false, body)
}

/// The form for the password.
pub fn login(frame: &Frame, problem: Option<&str>, to: &str) -> String {
    let body = html! {
        header.masthead { h1 { "Sign in" } }
        @if let Some(problem) = problem { aside.problems aria-label="Problem" { p { (problem) } } }
        form.login method="post" action="/login" {
            input type="hidden" name="token" value=(frame.token);
            input type="hidden" name="to" value=(to);
            label for="password" { "Password" }
            input #password type="password" name="password" autocomplete="current-password" required autofocus;
            button.main { "Sign in" }
        }
    };
    shell(frame, "Sign in", false, body)
}
