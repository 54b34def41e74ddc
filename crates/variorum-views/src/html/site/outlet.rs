//! The outlet page: its articles, how much of them is copied, and whom it quotes.

use jiff::civil::Date;
use maud::html;

use super::{Frame, shell, urls};
use crate::html::heading::day;
use crate::html::marks::{corrected, excerpt};
use crate::words::count;

/// One article of an outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletArticle {
    /// The address of its page.
    pub href: String,
    /// Its headline.
    pub title: String,
    /// When it was published.
    pub date: Option<Date>,
    /// The address and the title of its story.
    pub story: Option<(String, String)>,
    /// The words in which the article says that it was corrected.
    pub notice: Option<String>,
    /// How much of its text is copied, in percent.
    pub copied: usize,
    /// The outlet of the original, when it counts as a copy.
    pub copy_of: Option<String>,
}

/// What the outlet page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlet {
    /// The name.
    pub name: String,
    /// How many articles there are of it.
    pub total: usize,
    /// The articles that are listed, the latest first.
    pub articles: Vec<OutletArticle>,
    /// Whom it quotes and how often, the most quoted first.
    pub quoted: Vec<(String, usize)>,
}

/// The whole page.
pub fn outlet(frame: &Frame, outlet: &Outlet) -> String {
    let copies = outlet.articles.iter().filter(|article| article.copy_of.is_some()).count();
    let share: usize = outlet.articles.iter().map(|article| article.copied).sum();
    let share = share.checked_div(outlet.articles.len()).unwrap_or(0);
    let body = html! {
        header.masthead {
            p.kicker { "Outlet" }
            h1 { bdi { (excerpt(&outlet.name)) } }
            p.dates {
                span { b { (count(outlet.total, "article", "articles")) } } " "
                span { (count(copies, "copy", "copies")) } " "
                span { (share) " % of the text of an article is copied, on average" }
            }
        }
        @if outlet.articles.is_empty() { p.none { "No article of this outlet is in the library." } }
        @else {
            div.scroll role="group" aria-label="Articles" tabindex="0" {
                table.matrix role="table" {
                    thead role="rowgroup" { tr role="row" {
                        th role="columnheader" scope="col" { "Article" } th role="columnheader" scope="col" { "Published" }
                        th role="columnheader" scope="col" { "Story" } th role="columnheader" scope="col" { "Copied text" }
                    } }
                    tbody role="rowgroup" {
                        @for article in &outlet.articles {
                            tr role="row" {
                                th role="rowheader" scope="row" { a.about href=(article.href) { bdi { (excerpt(&article.title)) } } (corrected(article.notice.as_deref())) }
                                td role="cell" data-of="Published" { @if let Some(date) = article.date { time datetime=(date.to_string()) { (day(date)) } } @else { "no date" } }
                                td role="cell" data-of="Story" { @if let Some((href, title)) = &article.story { a href=(href) { bdi { (excerpt(title)) } } } }
                                td role="cell" data-of="Copied text" { div {
                                    (article.copied) " %"
                                    @if let Some(original) = &article.copy_of { " " span.note { "copy of " bdi { (excerpt(original)) } } }
                                } }
                            }
                        }
                    }
                }
            }
        }
        @if outlet.total > outlet.articles.len() { p.none { "The " (outlet.articles.len()) " latest are listed." } }
        @if !outlet.quoted.is_empty() {
            section.findings aria-labelledby="quoted" {
                h2 #quoted { "Whom it quotes" }
                ul.counted { @for (name, times) in &outlet.quoted { li { a href={ "/speaker/" (urls::escape(name)) } { bdi { (excerpt(name)) } } " " span.n { (times) } } } }
            }
        }
    };
    shell(frame, &excerpt(&outlet.name), false, body)
}
