//! The story page: head with the bar of origins, rail, six tabs, drawer.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use variorum_core::{Apparatus, Lineage, Witness, WitnessId};

use super::drawer::drawer;
use super::state::{Setting, State, Tab};
use super::{Frame, shell, token, urls};
use super::{findings, linked};
use crate::html::heading::{bar, dates, headline, problems, published, root_first, title};
use crate::html::marks::{Page, excerpt, outlet};
use crate::words::count;

/// Where a story stands, which decides the addresses in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the library, under this name; its articles have names of their own, in the order of their letters.
    Library(String, Vec<String>),
    /// Compared on the page and kept for a while, under this name.
    Desk(String),
}

impl Home {
    /// The address of the story.
    pub fn address(&self) -> String {
        match self {
            Self::Library(id, _) => format!("/story/{}", urls::escape(id)),
            Self::Desk(id) => format!("/comparison/{}", urls::escape(id)),
        }
    }

    /// The address of the page of its article `at`, which has the letter `siglum`.
    pub fn article(&self, at: WitnessId, siglum: &str) -> String {
        match self {
            Self::Library(_, names) => {
                format!("/article/{}", urls::escape(names.get(at.0).map_or("", String::as_str)))
            }
            Self::Desk(_) => format!("{}/{siglum}", self.address()),
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
}

/// The whole page.
pub fn story(frame: &Frame, story: &Story<'_>) -> String {
    let mut page = Page::served(story.shown, story.state);
    let whole = Page::served(story.whole, story.state);
    let tab = findings::tab(&mut page, story);
    let body = html! {
        (head(frame, &whole, story))
        (tabs(story))
        div.desk.open[story.state.opened.is_some()] {
            (rail(&whole, story.state))
            div.tab #tab { (tab) }
            (drawer(&whole, story.state, story.home))
        }
        (linked::story(story.whole, story.home))
    };
    shell(frame, &title(story.whole), true, body)
}

/// The drawer alone, for the script that opens it without loading the page again.
pub fn drawer_part(story: &Story<'_>) -> String {
    let whole = Page::served(story.whole, story.state);
    drawer(&whole, story.state, story.home).into_string()
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
            @for tab in Tab::ALL {
                a href=(state.on(tab).href()) aria-current=[(tab == state.tab).then_some("page")] {
                    (tab.label()) " " span.n { (number(story.shown, tab)) }
                    @if let Some(alarm) = alarm(story.shown, tab) { " " span.note { (alarm) } }
                }
            }
        }
    }
}

fn number(apparatus: &Apparatus, tab: Tab) -> usize {
    match tab {
        Tab::Quotations => apparatus.quotations.len(),
        Tab::Figures => apparatus.claims.len(),
        Tab::LeftOut => apparatus.omissions.len(),
        Tab::Copies => copies(&apparatus.story.lineages),
        Tab::Timeline => apparatus.timeline.len(),
        Tab::Articles => apparatus.witnesses.len(),
    }
}

fn copies(lineages: &[Lineage]) -> usize {
    lineages.iter().map(|lineage| lineage.members.len().saturating_sub(1)).sum()
}

fn alarm(apparatus: &Apparatus, tab: Tab) -> Option<String> {
    let differ = apparatus.quotations.iter().filter(|q| !q.variants.is_empty()).count();
    let conflicts = apparatus.claims.iter().filter(|c| c.verdict.kind() == "conflict").count();
    match tab {
        Tab::Quotations => (differ > 0).then(|| count(differ, "differs", "differ")),
        Tab::Figures => (conflicts > 0).then(|| count(conflicts, "conflict", "conflicts")),
        _ => None,
    }
}

/// The outlets by origin, each with a tick box: what is not ticked is not compared.
fn rail(page: &Page<'_>, state: &State) -> Markup {
    let ticked = |witness: &Witness| state.only.is_empty() || state.only.contains(&witness.siglum);
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
        input type="checkbox" name="only" value=(witness.siglum) id=(id) checked[ticked];
        label for=(id) {
            b { (witness.siglum) } " " bdi { (excerpt(outlet(witness))) }
        }
        a.read href=(page.article_href(&witness.siglum)) aria-current=[open.then_some("true")]
            title={ "Read " (excerpt(&headline(witness))) } {
            @if let Some(date) = published(witness) { (date.strftime("%-d %b").to_string()) } @else { "read" }
        }
    }
}
