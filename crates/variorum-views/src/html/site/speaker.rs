//! The speaker page: every quotation, and how its wording moved from printing to printing.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Frame, shell, urls};
use crate::html::heading::day;
use crate::html::marks::{corrected, excerpt};
use crate::words::count;

/// One printing of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printing {
    /// When it was printed.
    pub date: Option<Date>,
    /// By whom.
    pub outlet: String,
    /// The words in which the article says that it was corrected.
    pub notice: Option<String>,
    /// The letter of the article in its story.
    pub siglum: String,
    /// The address of the words.
    pub href: String,
    /// The words.
    pub words: String,
    /// Whether the article is a copy of another.
    pub copy: bool,
}

/// One quotation of the speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The address of its card.
    pub href: String,
    /// The title of its story.
    pub story: String,
    /// How many independent origins print it.
    pub origins: usize,
    /// Whether the printings differ.
    pub differs: bool,
    /// The printings, the earliest first.
    pub printings: Vec<Printing>,
}

/// What the speaker page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The name.
    pub name: String,
    /// Titles and roles, as articles give them.
    pub roles: Vec<String>,
    /// The quotations, the latest first.
    pub said: Vec<Said>,
}

/// The whole page.
pub fn speaker(frame: &Frame, speaker: &Speaker) -> String {
    let printed: usize = speaker.said.iter().map(|said| said.printings.len()).sum();
    let differing = speaker.said.iter().filter(|said| said.differs).count();
    let body = html! {
        header.masthead {
            p.kicker { "Speaker" }
            h1 { bdi { (excerpt(&speaker.name)) } }
            @if !speaker.roles.is_empty() {
                p.lead { @for (at, role) in speaker.roles.iter().enumerate() { @if at > 0 { " · " } bdi { (excerpt(role)) } } }
            }
            p.dates {
                span { b { (count(speaker.said.len(), "quotation", "quotations")) } } " "
                span { (count(printed, "printing", "printings")) } " "
                @if differing > 0 { span { (count(differing, "differs", "differ")) " from article to article" } }
            }
        }
        @if speaker.said.is_empty() { p.none { "No quotation of this speaker is in the library." } }
        @for said in &speaker.said { (card(said)) }
    };
    shell(frame, &excerpt(&speaker.name), false, body)
}

fn card(said: &Said) -> Markup {
    let mut before: Option<&str> = None;
    let changed: Vec<bool> = said
        .printings
        .iter()
        .map(|printing| {
            let moved = before.is_some_and(|words| words != printing.words);
            before = Some(&printing.words);
            moved
        })
        .collect();
    html! {
        article.card {
            header {
                h2 { a href=(said.href) { bdi { (excerpt(&said.story)) } } }
                p.summary {
                    (count(said.printings.len(), "article", "articles")) ", " (count(said.origins, "origin", "origins"))
                    @if said.differs { " · " b { "wordings differ" } }
                }
            }
            ol.printings {
                @for (printing, moved) in said.printings.iter().zip(changed) {
                    li {
                        p.from {
                            @if let Some(date) = printing.date { time datetime=(date.to_string()) { (day(date)) } " · " }
                            @if !printing.siglum.is_empty() { span.letters { span.siglum { (printing.siglum) } } " " }
                            a href={ "/outlet/" (urls::escape(&printing.outlet)) } { bdi { (excerpt(&printing.outlet)) } } (corrected(printing.notice.as_deref()))
                            @if printing.copy { " · " span.note { "copy" } }
                            @if moved { " · " span.class.plain { "≠ other wording than above" } }
                        }
                        blockquote dir="auto" { a.words href=(printing.href) { (excerpt(&printing.words)) } }
                    }
                }
            }
        }
    }
}
