//! Subscriptions and how they fare: the list, and one of them with the last request and its answer.

use maud::{Markup, html};

use super::{Frame, shell, token, urls};
use crate::html::marks::excerpt;
use crate::words::count;

/// One subscription, in words and numbers that are ready to be shown. Times are in UTC ("2031-01-06 08:00 UTC").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubscriptionRow {
    /// Its name in addresses.
    pub id: String,
    /// The name that it gives itself.
    pub title: Option<String>,
    /// Its address, without user name and password.
    pub address: String,
    /// "feed", "sitemap" or "page".
    pub kind: &'static str,
    /// Whether the page behind each entry is fetched.
    pub pages: bool,
    /// When it last answered well.
    pub answered: Option<String>,
    /// When it last failed, and why.
    pub failure: Option<(String, String)>,
    /// New articles a day, once that is known.
    pub daily: Option<f64>,
    /// Articles that came of it.
    pub articles: u64,
    /// Of them, those that were read without a flag or problem, in percent.
    pub clean: Option<u64>,
    /// Pages that were left unread since mining is reserved.
    pub reserved: u64,
    /// When it is asked next, in words.
    pub next: String,
    /// Whether its publisher ended it.
    pub gone: bool,
}

/// The page of all subscriptions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subscriptions {
    /// All of them, those that fail first.
    pub rows: Vec<SubscriptionRow>,
    /// Whether this reading room asks other hosts: looks at what is due, and at addresses that are typed.
    pub fetches: bool,
    /// What came of the last form, and whether that is a failure.
    pub told: Option<(bool, String)>,
}

/// A request for a subscription and its answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchanged {
    /// When.
    pub at: String,
    /// The address that answered.
    pub address: String,
    /// The header lines that were sent.
    pub asked: Vec<(String, String)>,
    /// The status, in words.
    pub status: String,
    /// Bytes of the body as they came over the line.
    pub received: usize,
    /// The header lines that came.
    pub headers: Vec<(String, String)>,
}

/// What the host of a subscription asks of programs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostRules {
    /// When it was asked.
    pub checked: String,
    /// What its robots.txt says of the address, in words.
    pub robots: String,
    /// Seconds between two requests.
    pub pause: u64,
    /// Its declaration on text and data mining, as it is written.
    pub declaration: Option<String>,
}

/// The page of one subscription.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubscriptionPage {
    /// How it fares.
    pub row: SubscriptionRow,
    /// Since when there is one.
    pub since: String,
    /// Requests for its list, and how many of them were answered with “not modified”.
    pub requests: (u64, u64),
    /// Requests for pages behind its entries.
    pub page_requests: u64,
    /// Whether its address may lead into the own network.
    pub private: bool,
    /// Whether reserved pages may be read.
    pub mining: bool,
    /// The last request for the list.
    pub last: Option<Exchanged>,
    /// What its host asks of programs, where it was asked.
    pub host: Option<HostRules>,
}

/// The list, with the forms to subscribe and to move lists in and out.
pub fn subscriptions(frame: &Frame, page: &Subscriptions) -> String {
    let failing = page.rows.iter().filter(|row| row.failure.is_some() || row.gone).count();
    let body = html! {
        header.masthead {
            h1 { "Subscriptions" }
            p.lead { "Feeds, news sitemaps and pages that are asked for what is new, each as often as it brings something and its publisher allows." }
            @if !page.rows.is_empty() {
                p.dates { span { b { (count(page.rows.len(), "subscription", "subscriptions")) } } " " span { (failing) " in trouble" } }
            }
        }
        @if let Some((failed, told)) = &page.told {
            @if *failed {
                aside.problems role="alert" aria-label="Problems" { h2 { span.glyph aria-hidden="true" { "!" } " Not done" } p { bdi { (told) } } }
            } @else { p.banner role="status" { bdi { (told) } } }
        }
        @if page.rows.is_empty() { p.none { "There are none yet." } } @else { (table(&page.rows)) }
        section.own aria-labelledby="subscribe" {
            h2 #subscribe { "Subscribe" }
            @if page.fetches { (subscribe_form(frame)) } @else {
                p.note { "This reading room asks no other host for anything. Start it with " code { "--fetch" } ", or use " code { "variorum subscribe URL" } " and " code { "variorum fetch" } "." }
            }
        }
        section.own aria-labelledby="lists" {
            h2 #lists { "Lists from other readers" }
            form.compare method="post" action="/subscriptions/import" enctype="multipart/form-data" {
                (token(frame))
                div.drop {
                    label for="list" { b { "An OPML file" } " " span.note { "as readers of feeds export them" } }
                    input #list type="file" name="list" accept=".opml,.xml,text/x-opml,text/xml";
                }
                p { label { input type="checkbox" name="pages" value="1"; " fetch the page behind each entry" } }
                p { button { "Take over" } " " a href="/subscriptions.opml" { "Save these subscriptions as OPML" } }
            }
        }
    };
    shell(frame, "Subscriptions", false, body)
}

fn subscribe_form(frame: &Frame) -> Markup {
    html! {
        form.ask method="post" action="/subscriptions" {
            (token(frame))
            label for="address" { b { "Address" } " " span.note { "of a feed, a news sitemap, or a page that names its feed" } }
            input #address name="address" type="text" inputmode="url" autocomplete="off" required;
            label { input type="checkbox" name="pages" value="1"; " fetch the page behind each entry, since many feeds print a summary alone" }
            label { input type="checkbox" name="watch" value="1"; " watch this very page for changes, whatever feed it names" }
            label { input type="checkbox" name="mining" value="1"; " read what its publisher reserves from text and data mining: I hold a licence, or the law permits it" }
            p { button.main { "Subscribe" } }
        }
    }
}

fn table(rows: &[SubscriptionRow]) -> Markup {
    html! {
        div.scroll role="group" aria-label="All subscriptions" tabindex="0" {
            table.matrix role="table" {
                thead role="rowgroup" { tr role="row" {
                    @for head in ["Outlet", "Last answer", "New", "Read cleanly", "Next"] { th role="columnheader" scope="col" { (head) } }
                } }
                tbody role="rowgroup" { @for row in rows { (line(row)) } }
            }
        }
    }
}

fn line(row: &SubscriptionRow) -> Markup {
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                a.about href={ "/subscription/" (urls::escape(&row.id)) } { bdi { (name(row)) } }
                div.note { (kind(row)) }
                @if let Some((at, why)) = &row.failure { div.trouble { b { "Failed" } " " (at) ": " bdi { (excerpt(why)) } } }
            }
            td role="cell" data-of="Last answer" { (row.answered.as_deref().unwrap_or("none yet")) }
            td role="cell" data-of="New" { (new(row)) }
            td role="cell" data-of="Read cleanly" { (clean(row)) }
            td role="cell" data-of="Next" { (row.next) }
        }
    }
}

fn name(row: &SubscriptionRow) -> String {
    excerpt(row.title.as_deref().unwrap_or(&row.address))
}

fn kind(row: &SubscriptionRow) -> String {
    format!("{}{}", row.kind, if row.pages { ", with the pages behind it" } else { "" })
}

fn new(row: &SubscriptionRow) -> String {
    let daily = row.daily.map(|daily| format!(", about {daily} a day")).unwrap_or_default();
    format!("{} in all{daily}", row.articles)
}

fn clean(row: &SubscriptionRow) -> String {
    row.clean.map_or_else(|| "nothing read yet".to_owned(), |clean| format!("{clean} %"))
}

/// One subscription with what was asked and answered last.
pub fn subscription(frame: &Frame, page: &SubscriptionPage) -> String {
    let row = &page.row;
    let facts: Vec<(&str, String)> =
        [
            ("Address", row.address.clone()),
            ("What it is", kind(row)),
            ("Subscribed", page.since.clone()),
            ("Last answered well", row.answered.clone().unwrap_or_else(|| "never yet".to_owned())),
            ("Asked next", row.next.clone()),
            ("New articles", new(row)),
            ("Read without a flaw", clean(row)),
            (
                "Requests",
                format!(
                    "{} for the list, {} of them answered “not modified”; {} for pages",
                    page.requests.0, page.requests.1, page.page_requests
                ),
            ),
        ]
        .into_iter()
        .chain((row.reserved > 0).then(|| {
            ("Left unread", format!("{} whose publisher reserves text and data mining", row.reserved))
        }))
        .chain(page.mining.then(|| ("Reserved pages", "are read: you said that you may".to_owned())))
        .chain(page.private.then(|| ("Own network", "its address may lead there: you said so".to_owned())))
        .collect();
    let body = html! {
        header.masthead { p.kicker { a href="/subscriptions" { "Subscription" } } h1 { bdi { (name(row)) } } }
        @if let Some((at, why)) = &row.failure {
            aside.problems aria-label="Problems" { h2 { span.glyph aria-hidden="true" { "!" } " Failed " (at) } p { bdi { (why) } } }
        }
        (list(&facts))
        section.own aria-labelledby="host" {
            h2 #host { "What its host asks of programs" }
            @if let Some(host) = &page.host { (rules(host)) } @else { p.none { "It was not asked yet." } }
        }
        section.own aria-labelledby="last" {
            h2 #last { "The last request" }
            @if let Some(last) = &page.last { (exchanged(last)) } @else { p.none { "There was none yet." } }
        }
        section.own aria-labelledby="end" {
            h2 #end { "End it" }
            form method="post" action={ "/subscription/" (urls::escape(&row.id)) "/remove" } {
                (token(frame))
                p.note { "The articles that came of it stay." }
                p { button { "Unsubscribe" } }
            }
        }
    };
    shell(frame, &name(row), false, body)
}

fn list(facts: &[(&str, String)]) -> Markup {
    html! { dl.facts { @for (what, value) in facts { dt { (what) } dd { bdi { (value) } } } } }
}

fn rules(host: &HostRules) -> Markup {
    let declaration = host.declaration.as_deref();
    html! {
        dl.facts {
            dt { "Asked" } dd { (host.checked) }
            dt { "robots.txt" } dd { bdi { (host.robots) } }
            dt { "Pause" } dd { (host.pause) " seconds between two requests" }
            dt { "Text and data mining" } dd { (if declaration.is_some() { "the host declares:" } else { "the host declares nothing" }) }
        }
        @if let Some(declaration) = declaration { pre.lines tabindex="0" aria-label="Declaration on text and data mining" { (declaration) } }
    }
}

fn exchanged(last: &Exchanged) -> Markup {
    let lines = |lines: &[(String, String)]| -> String {
        lines.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
    };
    html! {
        p { (last.at) ", answered by " bdi { (last.address) } ": " b { (last.status) } ", " (last.received) " bytes" }
        h3 { "Asked" }
        pre.lines tabindex="0" aria-label="Lines of the request" { (lines(&last.asked)) }
        h3 { "Answered" }
        pre.lines tabindex="0" aria-label="Lines of the answer" { (lines(&last.headers)) }
    }
}
