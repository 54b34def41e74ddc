//! The story page: head with the bar of origins, rail, six tabs, drawer.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use variorum_core::{Apparatus, Finding, Lineage, News, Witness, WitnessId};

use super::drawer::drawer;
use super::state::{Named, Setting, State, Tab};
use super::{Frame, shared_shell, shell, token, urls};
use super::{findings, linked};
use crate::html::Judged;
use crate::html::heading::{bar, dates, headline, problems, published, root_first, title};
use crate::html::marks::{Page, excerpt, noticed, outlet};
use crate::words::count;

/// Where a story stands, which decides the addresses in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the library, under this name; its articles have names of their own, in the order of their letters.
    Library(String, Vec<String>),
    /// Compared on the page and kept for a while, under this name.
    Desk(String),
    /// Shown to whoever has this link, without the articles.
    Shared(String),
}

impl Home {
    /// The address of the story.
    pub fn address(&self) -> String {
        match self {
            Self::Library(id, _) => format!("/story/{}", urls::escape(id)),
            Self::Desk(id) => format!("/comparison/{}", urls::escape(id)),
            Self::Shared(secret) => format!("/shared/{}", urls::escape(secret)),
        }
    }

    /// The address of the page of its article `at`, which has the letter `siglum`.
    pub fn article(&self, at: WitnessId, siglum: &str) -> String {
        match self {
            Self::Library(_, names) => {
                format!("/article/{}", urls::escape(names.get(at.0).map_or("", String::as_str)))
            }
            Self::Desk(_) => format!("{}/{siglum}", self.address()),
            Self::Shared(_) => format!("?at={siglum}#at"),
        }
    }
}

/// What the story page shows.
pub struct Story<'a> {
    /// The whole story: head, rail and drawer.
    pub whole: &'a Apparatus,
    /// What is compared in the tabs: the whole story or some of its articles, with the same letters.
    pub shown: &'a Apparatus,
    /// What is open.
    pub state: &'a State,
    /// Where it stands.
    pub home: &'a Home,
    /// The invented stories that come with the program say so.
    pub example: bool,
    /// The group of each outlet, by its name in lower case, as the user's file has them.
    pub groups: &'a BTreeMap<String, String>,
    /// What readers decided about its findings, where that is kept.
    pub judged: Option<&'a Judged>,
    /// What came since a time, where that is asked for.
    pub since: Option<&'a Since>,
}

/// What came to a story since a time.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// The time, in words; empty where the reader never said to have seen it.
    pub time: String,
    /// What came; nothing before a first look.
    pub news: News,
}

/// The whole page.
pub fn story(frame: &Frame, story: &Story<'_>) -> String {
    let news = story.state.tab == Tab::New;
    // What is new is told of the whole story, whatever is ticked.
    let shown = if news { story.whole } else { story.shown };
    // Judgements were made on findings among all articles.
    let judged = story.judged.filter(|_| news || story.state.only.is_empty());
    let mut page = Page::served(shown, story.state, judged);
    let whole = Page::served(story.whole, story.state, story.judged);
    let tab = findings::tab(&mut page, story);
    let body = html! {
        (head(frame, &whole, story))
        (tabs(story))
        div.desk.open[story.state.opened.is_some()] {
            (rail(&whole, story.state))
            div.tab #tab { (tab) }
            (drawer(&whole, frame, story.state, story.home))
        }
        (linked::story(story.whole, story.home))
    };
    match story.home {
        Home::Shared(_) => shared_shell(frame, &title(story.whole), body),
        _ => shell(frame, &title(story.whole), true, body),
    }
}

/// The drawer alone, for the script that opens it without loading the page again.
pub fn drawer_part(frame: &Frame, story: &Story<'_>) -> String {
    let whole = Page::served(story.whole, story.state, story.judged);
    drawer(&whole, frame, story.state, story.home).into_string()
}

fn head(frame: &Frame, page: &Page<'_>, story: &Story<'_>) -> Markup {
    let apparatus = story.whole;
    let outlets: BTreeSet<&str> = apparatus.witnesses.iter().filter(|w| w.compared).map(outlet).collect();
    let to = |tab| story.state.on(tab).opening(None).href();
    html! {
        header.masthead {
            p.kicker {
                @if story.example { "Invented example" }
                @else if matches!(story.home, Home::Desk(_)) { "Your comparison" }
                @else if matches!(story.home, Home::Shared(_)) { "Shared with you: findings and the words that they stand on" }
                @else { "Story" }
            }
            h1 { bdi { (title(apparatus)) } }
            p.dates {
                @if let Some(dates) = dates(apparatus) { span { (dates) } " " }
                span { a href=(to(Tab::Articles)) { b { (count(apparatus.story.members.len(), "article", "articles")) } } } " "
                span { a href=(to(Tab::Copies)) { b { (count(apparatus.story.lineages.len(), "origin", "origins")) } } } " "
                span { a href=(to(Tab::Articles)) { b { (count(outlets.len(), "outlet", "outlets")) } } }
            }
            (bar(page))
            (problems(page))
            p.note {
                "Evidence pack: " a href={ (story.home.address()) "/pack.html" } { "with the passages" } " or "
                a href={ (story.home.address()) "/pack.html?texts=whole" } { "with whole texts" }
            }
            (since(frame, story))
            @if matches!(story.home, Home::Desk(_)) {
                form.keep method="post" action={ (story.home.address()) "/keep" } {
                    (token(frame))
                    button { "Keep these articles in the library" }
                    " " span.note { "else they are forgotten when the program ends" }
                }
            }
        }
    }
}

fn tabs(story: &Story<'_>) -> Markup {
    let state = story.state;
    html! {
        nav.tabs aria-label="Findings" {
            @for tab in Tab::ALL.into_iter().filter(|tab| *tab != Tab::New || has_news(story)) {
                a href=(state.on(tab).href()) aria-current=[(tab == state.tab).then_some("page")] {
                    (tab.label()) " " span.n { (number(story, tab)) }
                    @if let Some(alarm) = alarm(story, tab) { " " span.note { (alarm) } }
                }
            }
        }
    }
}

fn number(story: &Story<'_>, tab: Tab) -> usize {
    let apparatus = story.shown;
    match tab {
        Tab::Quotations => apparatus.quotations.len(),
        Tab::Figures => apparatus.claims.len(),
        Tab::LeftOut => apparatus.omissions.len(),
        Tab::Copies => copies(&apparatus.story.lineages),
        Tab::Timeline => apparatus.timeline.len(),
        Tab::Articles => apparatus.witnesses.len(),
        Tab::New => story.since.map_or(0, |since| findings::new_ones(&since.news)),
    }
}

fn copies(lineages: &[Lineage]) -> usize {
    lineages.iter().map(|lineage| lineage.members.len().saturating_sub(1)).sum()
}

fn alarm(story: &Story<'_>, tab: Tab) -> Option<String> {
    let apparatus = story.shown;
    let open = |finding| story.judged.is_none_or(|judged| !judged.is_dismissed(finding));
    let quotations = apparatus.quotations.iter().enumerate();
    let differ = quotations.filter(|(at, q)| !q.variants.is_empty() && open(Finding::Quotation(*at))).count();
    let claims = apparatus.claims.iter().enumerate();
    let conflicts =
        claims.filter(|(at, c)| c.verdict.kind() == "conflict" && open(Finding::Claim(*at))).count();
    match tab {
        Tab::Quotations => (differ > 0).then(|| count(differ, "differs", "differ")),
        Tab::Figures => (conflicts > 0).then(|| count(conflicts, "conflict", "conflicts")),
        _ => None,
    }
}

/// Whether something came since the time, or its tab is open.
fn has_news(story: &Story<'_>) -> bool {
    story.state.tab == Tab::New || story.since.is_some_and(|since| !since.news.is_empty())
}

/// What came since the reader last looked, and the way to say that it was seen.
fn since(frame: &Frame, story: &Story<'_>) -> Markup {
    let (Some(since), Home::Library(..)) = (story.since, story.home) else { return html! {} };
    let to = story.state.on(Tab::New).opening(None).href();
    html! {
        div.since {
            p {
                @if since.time.is_empty() { "You have not said yet that you have seen this story. Say it, and the page will show what comes after." }
                @else if since.news.is_empty() { "Nothing new since " (since.time) "." }
                @else { a href=(to) { b { "New" } } " since " (since.time) ": " (findings::news_in_words(&since.news)) }
            }
            form method="post" action={ (story.home.address()) "/seen" } { (token(frame)) button { "I have seen this" } }
        }
    }
}

/// The outlets by origin, each with a tick box: what is not ticked is not compared.
fn rail(page: &Page<'_>, state: &State) -> Markup {
    let ticked = |witness: &Witness| state.only.is_empty() || state.only.contains(&Named::of(witness));
    html! {
        aside.rail-side aria-label="Origins" {
            form #rail {
                @if state.tab != Tab::default() { input type="hidden" name="tab" value=(state.tab.name()); }
                @if state.setting != Setting::default() {
                    input type="hidden" name="set" value=(state.setting.name());
                }
                h2.quiet { "Origins" }
                ol {
                    @for lineage in &page.apparatus.story.lineages {
                        li { ul {
                            @for member in root_first(lineage) {
                                @if let Some(witness) = page.witness(WitnessId(member)) {
                                    li.copied[member != lineage.root] {
                                        (tick(page, witness, state, ticked(witness)))
                                    }
                                }
                            }
                        } }
                    }
                }
                p.legend aria-hidden="true" { span { i.swatch {} " own" } span { i.swatch.copied {} " copy" } }
                @if state.stale { p.stale { "The address of this page names articles whose text is no longer here (stale). They are left out." } }
                p.tools {
                    button { "Compare ticked" }
                    @if !state.only.is_empty() {
                        " " a href=(State { only: Vec::new(), base: None, page: 0, ..state.clone() }.href()) { "All" }
                    }
                }
            }
        }
    }
}

fn tick(page: &Page<'_>, witness: &Witness, state: &State, ticked: bool) -> Markup {
    let id = format!("only-{}", witness.siglum);
    let open = state.opened.as_ref().is_some_and(|opened| opened.letter() == witness.siglum);
    html! {
        input type="checkbox" name="only" value=(Named::of(witness)) id=(id) checked[ticked];
        label for=(id) {
            b { (witness.siglum) } " " bdi { (excerpt(outlet(witness))) } (noticed(witness.annotated.article()))
        }
        a.read href=(page.article_href(&witness.siglum)) aria-current=[open.then_some("true")]
            title={ "Read " (excerpt(&headline(witness))) } {
            @if let Some(date) = published(witness) { (date.strftime("%-d %b").to_string()) } @else { "read" }
        }
    }
}
