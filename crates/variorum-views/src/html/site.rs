//! The pages of the reading room, as `variorum serve` shows them.
//!
//! Each is whole without script, keeps its state in its address and asks no other host for anything.
//! They share the style of the page that `compare --format html` writes.

use maud::{DOCTYPE, Markup, html};

pub mod about;
pub mod article;
mod ask;
pub mod check;
pub mod compare;
mod course;
mod drawer;
mod findings;
mod front;
mod judging;
mod linked;
mod markdown;
mod nearest;
mod outlet;
mod plots;
mod search;
pub mod settings;
mod speaker;
pub mod state;
mod story;
pub mod subscriptions;
pub mod urls;
pub mod watches;

pub use crate::html::marks::{notice, opened};
pub use ask::{Ask, AskedPrinting, AskedStatement, ask};
pub use front::{Front, Narrowed, Order, StoryRow, front};
pub use outlet::{Outlet, OutletArticle, outlet};
pub use search::{Facet, Found, Hit, search};
pub use speaker::{Printing, Said, Speaker, speaker};
pub use story::{Home, Since, Story, drawer_part, story};

/// The style sheet of all pages.
pub const STYLE: &str = concat!(include_str!("base.css"), include_str!("site/site.css"));
/// The script, which only adds comfort.
pub const SCRIPT: &str = include_str!("site/site.js");
/// The icon: two readings under a base line.
pub const ICON: &str = include_str!("site/icon.svg");

/// What stands around every page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Where the style sheet is.
    pub style: String,
    /// Where the script is.
    pub script: String,
    /// The place in the navigation: the path of the page.
    pub path: String,
    /// What every form that changes something has to send along.
    pub token: String,
    /// Whether a password was given, so that there is something to sign out of.
    pub signed_in: bool,
    /// The words in the search box.
    pub query: String,
    /// The same page as JSON.
    pub twin: Option<String>,
    /// The page as an Atom feed and as a JSON Feed.
    pub feeds: Option<[String; 2]>,
}

/// The frame with `body` in it. `wide` pages use the whole width.
fn shell(frame: &Frame, title: &str, wide: bool, body: Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Variorum" }
                link rel="stylesheet" href=(frame.style);
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                @if let Some(twin) = &frame.twin { link rel="alternate" type="application/json" href=(twin); }
                @if let Some([atom, json]) = &frame.feeds {
                    link rel="alternate" type="application/atom+xml" href=(atom);
                    link rel="alternate" type="application/feed+json" href=(json);
                }
                script src=(frame.script) defer {}
            }
            body.site {
                a.skip href="#main" { "Skip to the page" }
                (top(frame))
                main #main tabindex="-1" .wide[wide] { (body) }
                (foot(frame))
            }
        }
    };
    page.into_string()
}

/// A page for whoever has its link: it leads nowhere else in the reading room, and no search engine is to list it.
fn shared_shell(frame: &Frame, title: &str, body: Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                title { (title) " · Variorum" }
                link rel="stylesheet" href=(frame.style);
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                script src=(frame.script) defer {}
            }
            body.site {
                a.skip href="#main" { "Skip to the page" }
                header.top { span.brand { "Variorum" } }
                main #main tabindex="-1" .wide { (body) }
                footer.foot { p { "Every mark opens the words that prove it. Whole articles are not shared. No sentence on this page is written by a machine." } }
            }
        }
    };
    page.into_string()
}

fn top(frame: &Frame) -> Markup {
    let links = [
        ("/", "Stories"),
        ("/compare", "Compare"),
        ("/ask", "Ask"),
        ("/check", "Check"),
        ("/subscriptions", "Subscriptions"),
        ("/watches", "Watches"),
        ("/method", "Method"),
        ("/help", "Help"),
        ("/settings", "Settings"),
    ];
    html! {
        header.top {
            a.brand href="/" { "Variorum" }
            nav aria-label="Site" {
                @for (path, name) in links {
                    a href=(path) aria-current=[(frame.path == path).then_some("page")] { (name) }
                }
            }
            form.find role="search" action="/search" {
                label.spoken for="q" { "Search" }
                input #q name="q" type="search" value=(frame.query) placeholder="Words, speaker:name, figure:14" autocomplete="off";
                button { "Search" }
            }
            @if frame.signed_in {
                form.out method="post" action="/logout" { (token(frame)) button { "Sign out" } }
            }
        }
    }
}

fn foot(frame: &Frame) -> Markup {
    html! {
        footer.foot {
            p { "Every mark opens the words that prove it. No sentence on these pages is written by a machine." }
            p {
                @if let Some(twin) = &frame.twin { a href=(twin) { "This page as JSON" } " · " }
                @if let Some([atom, json]) = &frame.feeds { a href=(atom) { "Atom" } " · " a href=(json) { "JSON Feed" } " · " }
                a href="/api/v1/openapi.json" { "API" } " · " a href="/method" { "How findings are made" }
            }
        }
    }
}

/// The hidden field that shows that a form came from this site.
fn token(frame: &Frame) -> Markup {
    html! { input type="hidden" name="token" value=(frame.token); }
}

/// Links to the parts of a long list. `href` makes the address of a part, counted from one.
fn pager(page: usize, pages: usize, href: impl Fn(usize) -> String) -> Markup {
    if pages < 2 {
        return html! {};
    }
    html! {
        nav.pager aria-label="Parts of the list" {
            @if page > 1 { a rel="prev" href=(href(page - 1)) { "← Earlier part" } }
            span { "part " (page) " of " (pages) }
            @if page < pages { a rel="next" href=(href(page + 1)) { "Next part →" } }
        }
    }
}

#[cfg(test)]
mod tests;
