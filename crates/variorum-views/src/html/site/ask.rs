//! The page for "did they say that?": every printing of a quotation, what differs from the words asked for.

use jiff::civil::Date;
use maud::{Markup, html};
use variorum_core::VariantClass;

use super::{Frame, shell, urls};
use crate::html::heading::day;
use crate::html::interlinear::{glyph, tone};
use crate::html::marks::{corrected, excerpt};
use crate::words::{class, count};

/// One printing of words that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPrinting {
    /// The address of the words.
    pub href: String,
    /// When it was printed.
    pub date: Option<Date>,
    /// By whom.
    pub outlet: String,
    /// The words in which the article says that it was corrected.
    pub notice: Option<String>,
    /// The words as printed.
    pub words: String,
    /// Whether the article is a copy of another.
    pub copy: bool,
    /// What differs: kind, the words asked for, the words printed.
    pub differences: Vec<(VariantClass, String, String)>,
}

/// The printings of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedStatement {
    /// Who is credited with it.
    pub speaker: Option<String>,
    /// How many independent origins print it.
    pub origins: usize,
    /// The printings, the earliest first.
    pub printings: Vec<AskedPrinting>,
}

/// What the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The words asked for.
    pub words: String,
    /// The speaker asked for.
    pub speaker: String,
    /// What was found.
    pub statements: Vec<AskedStatement>,
    /// Where nothing was found: what comes nearest, as speaker, outlet, words and address.
    pub near: Vec<(Option<String>, String, String, String)>,
}

/// The whole page.
pub fn ask(frame: &Frame, ask: &Ask) -> String {
    let asked = !ask.words.trim().is_empty();
    let body = html! {
        header.masthead {
            h1 { "Did they say that?" }
            p.lead { "Every printing of a quotation in your articles, the earliest first, and what differs from the words you ask for." }
        }
        form.ask action="/ask" {
            label for="words" { b { "Words" } " " span.note { "as you have them, without quotation marks" } }
            textarea #words name="words" rows="3" { (ask.words) }
            div.meta { label { "Speaker " input name="speaker" value=(ask.speaker) autocomplete="off"; } }
            p { button.main { "Look it up" } }
        }
        @for statement in &ask.statements { (statement_of(statement)) }
        @if asked && ask.statements.is_empty() {
            section.findings aria-labelledby="absent" {
                h2 #absent { "Not in your articles" }
                @if ask.near.is_empty() { p.none { "No quotation comes near these words." } }
                @else {
                    p { "The nearest quotations are:" }
                    ul.hits { @for near in &ask.near { (near_of(near)) } }
                }
            }
        }
    };
    shell(frame, "Did they say that?", false, body)
}

fn statement_of(statement: &AskedStatement) -> Markup {
    let same = statement.printings.iter().filter(|printing| printing.differences.is_empty()).count();
    html! {
        article.card {
            header {
                h2 {
                    @match &statement.speaker {
                        Some(name) => a href={ "/speaker/" (urls::escape(name)) } { bdi { (excerpt(name)) } },
                        None => "Speaker not named",
                    }
                }
                p.summary {
                    (count(statement.printings.len(), "article", "articles")) ", " (count(statement.origins, "origin", "origins"))
                    " · " (same) " with these very words"
                }
            }
            ol.printings { @for printing in &statement.printings { (printing_of(printing)) } }
        }
    }
}

fn printing_of(printing: &AskedPrinting) -> Markup {
    html! {
        li {
            p.from {
                @if let Some(date) = printing.date { time datetime=(date.to_string()) { (day(date)) } " · " }
                a href={ "/outlet/" (urls::escape(&printing.outlet)) } { bdi { (excerpt(&printing.outlet)) } } (corrected(printing.notice.as_deref()))
                @if printing.copy { " · " span.note { "copy" } }
                @if printing.differences.is_empty() { " · " span.same { "✓ these very words" } }
            }
            blockquote dir="auto" { a.words href=(printing.href) { (printing.words) } }
            @if !printing.differences.is_empty() {
                ul.differences {
                    @for (kind, asked, printed) in &printing.differences {
                        li {
                            span class={ "class " (tone(*kind).name()) } { span.glyph aria-hidden="true" { (glyph(*kind)) } " " (class(*kind)) } " "
                            del { span.spoken { "asked: " } bdi { (shown(asked)) } }
                            span.arrow aria-hidden="true" { " → " }
                            ins { span.spoken { "printed: " } bdi { (shown(printed)) } }
                        }
                    }
                }
            }
        }
    }
}

fn shown(words: &str) -> String {
    if words.trim().is_empty() { "–".to_owned() } else { excerpt(words.trim()) }
}

fn near_of((speaker, outlet, words, href): &(Option<String>, String, String, String)) -> Markup {
    html! {
        li.hit {
            p.from { @if let Some(speaker) = speaker { b { bdi { (excerpt(speaker)) } } ", " } bdi { (excerpt(outlet)) } }
            p.sentence dir="auto" { a.words href=(href) { (excerpt(words)) } }
        }
    }
}
