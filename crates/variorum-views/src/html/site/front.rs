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
    /// When an article last came to it, changed or left (RFC 3339).
    pub changed: String,
    /// Articles that came since the reader last looked.
    pub new: usize,
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
    /// Those in which something watched was seen, the last seen first.
    Watched,
    /// Those that changed first, for programs that read on; no order for people.
    Changed,
}

impl Order {
    /// All of them, in the order in which the page offers them.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Origins, Self::Conflicts, Self::Watched];

    /// Its name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Origins => "origins",
            Self::Conflicts => "conflicts",
            Self::Watched => "watched",
            Self::Changed => "changed",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Newest => "Newest",
            Self::Origins => "Most origins",
            Self::Conflicts => "Most conflicts",
            Self::Watched => "Watched",
            Self::Changed => "Changed",
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
    /// What narrows the list.
    pub narrowed: Narrowed,
    /// When the reader last said to have seen everything, in words; empty before the first time.
    pub seen: String,
}

/// What narrows the list of stories, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Only stories with an article that holds these words.
    pub words: String,
    /// Only stories with an article of this outlet.
    pub outlet: String,
    /// Only stories with an article of this day or later.
    pub from: String,
    /// Only stories with an article of this day or earlier.
    pub to: String,
    /// Only stories of so many independent origins or more.
    pub origins: String,
    /// Only stories that changed since the reader last looked.
    pub new: bool,
}

impl Narrowed {
    /// The pairs of the query, each with `&` before it.
    pub fn query(&self) -> String {
        let new = if self.new { "1" } else { "" };
        let pairs = [
            ("words", self.words.as_str()),
            ("outlet", &self.outlet),
            ("from", &self.from),
            ("to", &self.to),
            ("origins", &self.origins),
            ("new", new),
        ];
        let given = pairs.iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| format!("&{name}={}", urls::escape(value))).collect()
    }

    /// Whether it narrows anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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
        (seen(frame, front))
        div.choices {
            nav aria-label="Order" {
                @for order in Order::ALL {
                    a href={ "?order=" (order.name()) (front.narrowed.query()) } aria-current=[(order == front.order).then_some("true")] { (order.label()) }
                }
            }
        }
        @if front.order == Order::Conflicts {
            p.note { "Among the newest stories, as far as they have been compared." }
        }
        @if front.order != Order::Watched { (narrowing(front)) }
        @else { p.note { a href="/watches" { "What you watch" } ": words, names, pairs, speakers, figures." } }
        @if front.rows.is_empty() { p.none { (nothing(front)) } }
        ol.stories { @for row in &front.rows { (row_of(row)) } }
        @if let Some(next) = &front.next { nav.pager aria-label="Parts of the list" { a rel="next" href=(next) { "Next part →" } } }
        section.own aria-labelledby="own" {
            h2 #own { "Your own articles" }
            (compare::form(frame, false))
        }
    };
    shell(frame, "Stories", false, body)
}

fn nothing(front: &Front) -> &'static str {
    match (front.order, front.narrowed.is_empty()) {
        (Order::Watched, _) => "Nothing that you watch was seen in a story.",
        (_, false) => "No story is like this.",
        (_, true) => "No stories yet. Compare two articles of your own below.",
    }
}

/// Since when what comes is new.
fn seen(frame: &Frame, front: &Front) -> Markup {
    let only = Narrowed { new: true, ..Narrowed::default() };
    html! {
        div.since {
            p {
                @if front.seen.is_empty() { "Say that you have seen these stories, and the page will show what comes after." }
                @else if front.narrowed.new { "Only what is new since " (front.seen) ". " a href="/" { "All stories" } }
                @else { a href={ "?" (only.query().trim_start_matches('&')) } { "Only what is new" } " since " (front.seen) "." }
            }
            form method="post" action="/seen" { (token(frame)) button { "I have seen everything" } }
        }
    }
}

/// The form that narrows the list.
fn narrowing(front: &Front) -> Markup {
    let narrowed = &front.narrowed;
    let fields = [
        ("words", "Words", "search", &narrowed.words),
        ("outlet", "Outlet", "search", &narrowed.outlet),
        ("from", "From", "date", &narrowed.from),
        ("to", "To", "date", &narrowed.to),
        ("origins", "Origins, at least", "number", &narrowed.origins),
    ];
    html! {
        details.narrow open[!narrowed.is_empty()] {
            summary { "Narrow the list" }
            form.narrowing {
                input type="hidden" name="order" value=(front.order.name());
                @if narrowed.new { input type="hidden" name="new" value="1"; }
                @for (name, label, kind, value) in fields {
                    label { span { (label) } input type=(kind) name=(name) value=(value) min=[(kind == "number").then_some("1")]; }
                }
                button { "Show" }
                @if !narrowed.is_empty() { a href={ "?order=" (front.order.name()) } { "All" } }
            }
        }
    }
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
                @if row.new > 0 { a.verdict.new href={ "/story/" (urls::escape(&row.id)) "?tab=new" } { (row.new) " new" } " " }
                @if row.example { span.verdict { "invented" } }
            }
        }
    }
}
