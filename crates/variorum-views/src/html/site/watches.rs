//! The pages of what a reader keeps an eye on.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Frame, shell, token, urls};
use crate::html::heading::day;
use crate::html::marks::{corrected, excerpt};
use crate::words::count;

/// What can be watched: the name in the address, and in words.
const KINDS: [(&str, &str); 5] = [
    ("words", "words: articles with all of them"),
    ("name", "a name: every passage that has it"),
    ("pair", "two names in one paragraph"),
    ("speaker", "a speaker: what they say"),
    ("figure", "a figure: numbers of what is counted"),
];

/// The list of watches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchList {
    /// The watches, the earliest first.
    pub rows: Vec<Summary>,
    /// Why a new one was not kept.
    pub problem: Option<String>,
    /// What the form holds.
    pub kind: String,
    /// What the form holds.
    pub first: String,
    /// What the form holds.
    pub second: String,
}

/// One watch in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Its number.
    pub number: u64,
    /// The name of its kind.
    pub kind: &'static str,
    /// What is watched.
    pub title: String,
    /// How many passages were seen, copies apart.
    pub seen: usize,
    /// How many of them since the reader last looked.
    pub new: usize,
    /// When the last of them was seen, in words.
    pub latest: Option<String>,
}

/// One watch with what it saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Its number.
    pub number: u64,
    /// The name of its kind.
    pub kind: &'static str,
    /// What is watched.
    pub title: String,
    /// When the reader last looked, in words.
    pub since: Option<String>,
    /// What was seen, the latest first.
    pub seen: Vec<Seen>,
    /// How much was seen in all.
    pub total: usize,
}

/// One passage that a watch saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// When it came, in words.
    pub seen: String,
    /// Whether it came since the reader last looked.
    pub new: bool,
    /// The outlet.
    pub outlet: String,
    /// The words in which the article says that it was corrected.
    pub notice: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// Who is credited with the words.
    pub speaker: Option<String>,
    /// The address and the title of its story.
    pub story: Option<(String, String)>,
    /// The address of the words.
    pub href: String,
    /// What stands before the words.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands after them.
    pub after: String,
    /// How many copies of it the watch saw too.
    pub copies: usize,
}

/// The page with all watches.
pub fn list(frame: &Frame, list: &WatchList) -> String {
    let body = html! {
        header.masthead {
            h1 { "Watches" }
            p.lead { "What you keep an eye on. Each origin counts once: a copy is no news." }
        }
        @if let Some(problem) = &list.problem { aside.problems aria-label="Problem" { p { (problem) } } }
        @if list.rows.is_empty() { p.none { "You watch nothing yet." } }
        @else { ol.stories { @for row in &list.rows { (row_of(frame, row)) } } }
        section.own aria-labelledby="new-watch" {
            h2 #new-watch { "Watch something" }
            (form(frame, list))
        }
    };
    shell(frame, "Watches", false, body)
}

fn row_of(frame: &Frame, row: &Summary) -> Markup {
    html! {
        li.story-row {
            h2 { a href={ "/watch/" (row.number) } { bdi { (excerpt(&row.title)) } } }
            p.dates {
                span { (row.kind) } " " span { (count(row.seen, "passage", "passages")) } " "
                @if let Some(latest) = &row.latest { span { "last seen " (latest) } }
            }
            div.flags {
                @if row.new > 0 { a.verdict.new href={ "/watch/" (row.number) } { (row.new) " new" } }
                form.small method="post" action={ "/watch/" (row.number) "/end" } { (token(frame)) button { "End" span.spoken { " the watch on " (excerpt(&row.title)) } } }
            }
        }
    }
}

fn form(frame: &Frame, list: &WatchList) -> Markup {
    let chosen = |kind: &str| list.kind == kind || (list.kind.is_empty() && kind == "words");
    html! {
        form.judging method="post" action="/watches" {
            (token(frame))
            fieldset {
                legend { "What" }
                @for (kind, label) in KINDS {
                    label.choice { input type="radio" name="kind" value=(kind) checked[chosen(kind)]; " " (label) }
                }
            }
            label for="first" { "The words or the name" }
            input #first name="first" value=(list.first) required maxlength="200" autocomplete="off";
            label for="second" { "The second name, for two" }
            input #second name="second" value=(list.second) maxlength="200" autocomplete="off";
            button.main { "Watch" }
        }
    }
}

/// The page of one watch.
pub fn log(frame: &Frame, log: &Log) -> String {
    let new = log.seen.iter().filter(|seen| seen.new).count();
    let body = html! {
        header.masthead {
            p.kicker { "Watch: " (log.kind) }
            h1 { bdi { (excerpt(&log.title)) } }
            p.dates { span { b { (count(log.total, "passage", "passages")) } } " " span { (new) " new" } }
            div.since {
                p {
                    @match &log.since {
                        Some(since) => { "New is what came since " (since) "." },
                        None => "You have not said yet that you have seen this.",
                    }
                }
                form method="post" action={ "/watch/" (log.number) "/seen" } { (token(frame)) button { "I have seen this" } }
                form method="post" action={ "/watch/" (log.number) "/end" } { (token(frame)) button { "End this watch" } }
            }
        }
        @if log.seen.is_empty() { p.none { "Not seen yet in the articles of this library." } }
        ol.hits { @for seen in &log.seen { (entry(seen)) } }
        @if log.total > log.seen.len() { p.note { "The latest " (log.seen.len()) " of " (log.total) ". The search has all." } }
        p { a href="/watches" { "All watches" } }
    };
    shell(frame, &excerpt(&log.title), false, body)
}

fn entry(seen: &Seen) -> Markup {
    html! {
        li.hit {
            p.from {
                @if seen.new { span.verdict.new { "new" } " " }
                "seen " (seen.seen) " · "
                a href={ "/outlet/" (urls::escape(&seen.outlet)) } { b { bdi { (excerpt(&seen.outlet)) } } } (corrected(seen.notice.as_deref()))
                @if let Some(date) = seen.date { " · " time datetime=(date.to_string()) { (day(date)) } }
                @if seen.copies > 0 { " · " span.note { "and " (count(seen.copies, "copy", "copies")) } }
                @if let Some((href, title)) = &seen.story { " · " a href=(href) { bdi { (excerpt(title)) } } }
            }
            @if let Some(speaker) = &seen.speaker { p.who { a href={ "/speaker/" (urls::escape(speaker)) } { bdi { (excerpt(speaker)) } } } }
            p.sentence dir="auto" { (seen.before) a.words href=(seen.href) { b { (seen.words) } } (seen.after) }
        }
    }
}
