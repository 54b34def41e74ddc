//! The search page: words found in their sentences, with ways to narrow.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Frame, shell, urls};
use crate::html::heading::day;
use crate::html::marks::{corrected, excerpt};
use crate::words::count;

/// One passage that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// "article", "quotation" or "figure".
    pub kind: &'static str,
    /// The address of the words.
    pub href: String,
    /// The outlet.
    pub outlet: String,
    /// The headline of the article.
    pub title: String,
    /// The words in which the article says that it was corrected.
    pub notice: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// The address and the title of the story.
    pub story: Option<(String, String)>,
    /// Who said it, of a quotation.
    pub speaker: Option<String>,
    /// What stands before the words.
    pub before: String,
    /// The words that were found.
    pub words: String,
    /// What stands after them.
    pub after: String,
}

/// A way to narrow a search: the name of the group, and for each value how often it was found and the
/// address of the narrower search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet {
    /// The name of the group.
    pub name: &'static str,
    /// Value, number of hits, address.
    pub values: Vec<(String, usize, String)>,
}

/// What the search page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The query as typed.
    pub query: String,
    /// How many passages were found in all.
    pub total: usize,
    /// The passages of this part.
    pub hits: Vec<Hit>,
    /// Ways to narrow.
    pub facets: Vec<Facet>,
    /// The address of the next part.
    pub next: Option<String>,
}

/// The whole page.
pub fn search(frame: &Frame, found: &Found) -> String {
    let empty = found.query.trim().is_empty();
    let body = html! {
        header.masthead {
            h1 { "Search" }
            @if !empty {
                p.dates { span { b { (count(found.total, "passage", "passages")) } } " " span { "for " bdi { "“" (excerpt(&found.query)) "”" } } }
            }
        }
        @if empty { (syntax()) }
        @else if found.hits.is_empty() {
            p.none { "Not found in the articles of this library." }
            (syntax())
        }
        @else {
            div.reading-desk {
                ol.hits { @for hit in &found.hits { (hit_of(hit)) } }
                aside.beside-text aria-label="Narrow the search" {
                    @for facet in &found.facets {
                        h2.quiet { (facet.name) }
                        ul.counted { @for (value, times, href) in &facet.values { li { a href=(href) { bdi { (excerpt(value)) } } " " span.n { (times) } } } }
                    }
                }
            }
            @if let Some(next) = &found.next { nav.pager aria-label="Parts of the list" { a rel="next" href=(next) { "Next part →" } } }
        }
    };
    shell(frame, "Search", true, body)
}

fn hit_of(hit: &Hit) -> Markup {
    html! {
        li.hit {
            p.from {
                span.verdict { (hit.kind) } " "
                a href={ "/outlet/" (urls::escape(&hit.outlet)) } { b { bdi { (excerpt(&hit.outlet)) } } } (corrected(hit.notice.as_deref()))
                @if let Some(date) = hit.date { " · " time datetime=(date.to_string()) { (day(date)) } }
                @if let Some((href, title)) = &hit.story { " · " a href=(href) { bdi { (excerpt(title)) } } }
            }
            @if let Some(speaker) = &hit.speaker { p.who { a href={ "/speaker/" (urls::escape(speaker)) } { bdi { (excerpt(speaker)) } } } }
            p.sentence dir="auto" { (hit.before) a.words href=(hit.href) { b { (hit.words) } } (hit.after) }
        }
    }
}

/// How a query is written.
pub(super) fn syntax() -> Markup {
    let rows = [
        ("shed harbour", "articles with both words"),
        ("\"north shed\"", "these words next to one another"),
        ("speaker:okoro", "what this person said; with words, only what has them"),
        ("figure:14", "figures of this value, however they are written"),
        ("outlet:\"Radio Nine\"", "only articles of this outlet"),
        (
            "after:2024-05-01 before:2024-06-01",
            "only articles published in this time; the last day is not in it",
        ),
    ];
    html! {
        section.findings aria-labelledby="syntax" {
            h2 #syntax { "How to search" }
            dl.keys { @for (query, says) in rows { div { dt { code { (query) } } dd { (says) } } } }
        }
    }
}
