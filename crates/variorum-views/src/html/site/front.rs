//! The front page: the stories, and the way to compare one's own articles.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Frame, compare, plots, shell, token, urls};
use crate::html::heading::day;
use crate::html::marks::excerpt;
use crate::words::count;

/// One story in a list.
#[derive(Clone, Debug, Default)]
pub struct StoryRow {
    /// Its name in the library.
    pub id: String,
    /// The headline of its earliest original.
    pub title: String,
    /// The first and the last day that its articles were published.
    pub days: Option<(Date, Date)>,
    /// How many articles.
    pub articles: usize,
    /// How many independent origins.
    pub origins: usize,
    /// How many articles each origin has, the original counted; empty until the story was compared.
    pub lineages: Vec<usize>,
    /// Who published them, each once.
    pub outlets: Vec<String>,
    /// Quotations that differ from article to article, once the story was compared.
    pub differing: Option<usize>,
    /// Figures and dates in conflict, once the story was compared.
    pub conflicts: Option<usize>,
    /// Whether it is one of the invented stories that come with the program.
    pub example: bool,
}

/// What comes first in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The last published.
    #[default]
    Newest,
    /// Most independent origins.
    Origins,
    /// Most conflicts, then most differing quotations.
    Conflicts,
}

impl Order {
    /// All of them, in the order in which the page offers them.
    pub const ALL: [Self; 3] = [Self::Newest, Self::Origins, Self::Conflicts];

    /// Its name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Origins => "origins",
            Self::Conflicts => "conflicts",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Newest => "Newest",
            Self::Origins => "Most origins",
            Self::Conflicts => "Most conflicts",
        }
    }
}

/// What the front page shows.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// The stories of this part of the list.
    pub rows: Vec<StoryRow>,
    /// All stories and articles in the library.
    pub totals: (usize, usize),
    /// What comes first.
    pub order: Order,
    /// The address of the next part.
    pub next: Option<String>,
    /// Whether the invented stories are shown.
    pub examples: bool,
}

/// The whole page.
pub fn front(frame: &Frame, front: &Front) -> String {
    let (stories, articles) = front.totals;
    let body = html! {
        header.masthead {
            h1 { "Stories" }
            p.dates {
                span { b { (count(stories, "story", "stories")) } } " "
                span { b { (count(articles, "article", "articles")) } }
            }
        }
        @if front.examples { (examples(frame)) }
        div.choices {
            nav aria-label="Order" {
                @for order in Order::ALL {
                    a href={ "?order=" (order.name()) } aria-current=[(order == front.order).then_some("true")] { (order.label()) }
                }
            }
        }
        @if front.order == Order::Conflicts {
            p.note { "Among the newest stories, as far as they have been compared." }
        }
        @if front.rows.is_empty() { p.none { "No stories yet. Compare two articles of your own below." } }
        ol.stories { @for row in &front.rows { (row_of(row)) } }
        @if let Some(next) = &front.next { nav.pager aria-label="Parts of the list" { a rel="next" href=(next) { "Next part →" } } }
        section.own aria-labelledby="own" {
            h2 #own { "Your own articles" }
            (compare::form(frame, false))
        }
    };
    shell(frame, "Stories", false, body)
}

fn examples(frame: &Frame) -> Markup {
    html! {
        div.banner {
            p { "These stories are invented, outlets and all, so that there is something to look at." }
            form method="post" action="/examples/clear" { (token(frame)) button { "Clear them" } }
        }
    }
}

/// One story of a list.
pub(super) fn row_of(row: &StoryRow) -> Markup {
    const NAMED: usize = 6;
    html! {
        li.story-row {
            h2 { a href={ "/story/" (urls::escape(&row.id)) } { bdi { (excerpt(&row.title)) } } }
            p.dates {
                @if let Some((first, last)) = row.days {
                    span { time datetime=(last.to_string()) { @if first != last { (day(first)) " – " } (day(last)) } } " "
                }
                span { (count(row.articles, "article", "articles")) } " "
                span { (count(row.origins, "origin", "origins")) } " "
                (plots::shape(&row.lineages))
            }
            p.outlets {
                @for (at, outlet) in row.outlets.iter().take(NAMED).enumerate() {
                    @if at > 0 { ", " } a href={ "/outlet/" (urls::escape(outlet)) } { bdi { (excerpt(outlet)) } }
                }
                @if row.outlets.len() > NAMED { " and " (row.outlets.len() - NAMED) " more" }
            }
            p.flags {
                @if let Some(conflicts) = row.conflicts.filter(|n| *n > 0) { a.verdict.conflict href={ "/story/" (urls::escape(&row.id)) "?tab=figures" } { span.glyph aria-hidden="true" { "✗" } " " (count(conflicts, "conflict", "conflicts")) } " " }
                @if let Some(differing) = row.differing.filter(|n| *n > 0) { a.verdict.tension href={ "/story/" (urls::escape(&row.id)) } { span.glyph aria-hidden="true" { "≠" } " " (count(differing, "quotation differs", "quotations differ")) } " " }
                @if row.example { span.verdict { "invented" } }
            }
        }
    }
}
