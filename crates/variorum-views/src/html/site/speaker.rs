//! The speaker page: every quotation, and how its wording moved from printing to printing.

use jiff::civil::{Date, DateTime, Time};
use maud::{Markup, html};

use super::plots::{Axis, short, tenths};
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

/// How the wording moved: a lane for each wording, a dot for each printing. Nothing where there is one wording or
/// one day.
fn moved(said: &Said) -> Markup {
    const LANES: usize = 6;
    const ROW: f64 = 28.0;
    let dated: Vec<(DateTime, &Printing)> =
        said.printings.iter().filter_map(|p| Some((p.date?.to_datetime(Time::midnight()), p))).collect();
    let mut wordings: Vec<&str> = Vec::new();
    for (_, printing) in &dated {
        if !wordings.contains(&printing.words.as_str()) {
            wordings.push(&printing.words);
        }
    }
    let (Some((first, _)), Some((last, _))) = (dated.first(), dated.last()) else { return html! {} };
    if first == last || !(2..=LANES).contains(&wordings.len()) {
        return html! {};
    }
    let across = Axis::of_times(*first, *last, [250.0, 620.0]);
    let lane =
        |words: &str| wordings.iter().position(|known| *known == words).unwrap_or(0) as f64 * ROW + 16.0;
    let height = wordings.len() as f64 * ROW + 24.0;
    html! {
        figure.plot {
            svg viewBox={ "0 0 640 " (height) } role="group" aria-label="Wordings over time; the list below says the same" {
                @for words in &wordings {
                    text x="0" y=(tenths(lane(words) + 5.0)) { (short(words, 34)) }
                    line.axis.faint x1="240" x2="630" y1=(tenths(lane(words))) y2=(tenths(lane(words))) {}
                }
                @for (time, printing) in &dated {
                    a href=(printing.href) aria-label={ (printing.outlet) ", " (day(time.date())) } {
                        circle.dot.copied[printing.copy] cx=(tenths(across.at_time(*time))) cy=(tenths(lane(&printing.words))) r="6" {
                            title { (printing.outlet) ", " (day(time.date())) }
                        }
                    }
                }
                text.tick x="240" y=(tenths(height - 4.0)) { (day(first.date())) }
                text.tick.end x="630" y=(tenths(height - 4.0)) { (day(last.date())) }
            }
        }
    }
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
            (moved(said))
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
