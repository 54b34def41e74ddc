//! What each tab of a story page shows.

use maud::{Markup, html};
use variorum_core::{Finding, News, ProblemKind, Witness, WitnessId};

use super::state::{Named, Opened, Setting, State, Tab};
use super::story::{Home, Since, Story};
use super::{course, pager, plots};
use crate::html::heading::{day, headline, published};
use crate::html::judged::Judged;
use crate::html::marks::{Page, excerpt, noticed, outlet};
use crate::html::{copies, figures, omissions, quotations, timeline};
use crate::words::count;

/// Cards and rows on one part of a list, so that no page grows without bound.
const CARDS: usize = 16;
const ROWS: usize = 16;
const MOMENTS: usize = 20;
const ARTICLES: usize = 60;

/// The open tab.
pub(super) fn tab(page: &mut Page<'_>, story: &Story<'_>) -> Markup {
    let (state, home) = (story.state, story.home);
    match state.tab {
        Tab::Quotations => quotations_tab(page, state),
        Tab::Figures => figures_tab(page, state),
        Tab::LeftOut => left_out_tab(page, state),
        Tab::Copies => html! { (plots::lineages(page)) (copies::section(page)) },
        Tab::Timeline => timeline_tab(page, state),
        Tab::Articles => html! { (plots::coverage(page, story.groups)) (articles_tab(page, state, home)) },
        Tab::New => new_tab(page, state, home, story.since),
    }
}

/// What readers dismissed: folded away, and there to be seen.
fn dismissed(number: usize, what: Markup) -> Markup {
    html! {
        @if number > 0 { details.more.dismissed { summary { (number) " dismissed by hand" } (what) } }
    }
}

/// How many things are new.
pub(super) fn new_ones(news: &News) -> usize {
    news.articles.len() + news.edited.len() + news.quotations.len() + news.claims.len()
}

/// What is new, in numbers.
pub(super) fn news_in_words(news: &News) -> String {
    let parts = [
        (news.articles.len(), "article", "articles"),
        (news.copies.len(), "copy", "copies"),
        (news.edited.len(), "edited article", "edited articles"),
        (news.outlets.len(), "new outlet", "new outlets"),
        (news.quotations.len(), "quotation", "quotations"),
        (news.claims.len(), "figure or date", "figures or dates"),
    ];
    let told = parts.iter().filter(|(number, ..)| *number > 0).map(|(n, one, more)| count(*n, one, more));
    told.collect::<Vec<_>>().join(", ")
}

/// Only what came since the time: articles, new outlets, quotations, figures.
fn new_tab(page: &mut Page<'_>, state: &State, home: &Home, since: Option<&Since>) -> Markup {
    let Some(since) = since.filter(|since| !since.news.is_empty()) else {
        return html! { h2.spoken { "New" } p.none { "Nothing new." } };
    };
    let news = &since.news;
    let all: Vec<usize> =
        news.quotations.iter().copied().filter(|at| !page.is_dismissed(Finding::Quotation(*at))).collect();
    let (here, pager) = part(&all, state, CARDS);
    let cards: Vec<Markup> = here.iter().map(|at| quotations::card(page, *at, state.setting)).collect();
    let open = |at: &usize| !page.is_dismissed(Finding::Claim(*at));
    let sets: Vec<_> = news
        .claims
        .iter()
        .filter(|at| open(at))
        .filter_map(|at| Some((*at, page.apparatus.claims.get(*at)?)))
        .collect();
    let table = figures::table(page, sets.get(..ROWS.min(sets.len())).unwrap_or_default());
    html! {
        h2.spoken { "New" }
        p.note { "Since " (since.time) ". Copies of what was there are named and nothing more." }
        (new_articles(page, home, "New articles", &news.articles))
        (new_articles(page, home, "Copies", &news.copies))
        (new_articles(page, home, "Edited since", &news.edited))
        @if !sets.is_empty() { section.findings { h3 { "New values of figures and dates" } (table) } }
        @if !cards.is_empty() { h3 { "New quotations" } @for card in cards { (card) } (pager) }
    }
}

fn new_articles(page: &Page<'_>, home: &Home, title: &str, all: &[WitnessId]) -> Markup {
    html! {
        @if !all.is_empty() {
            section {
                h3 { (title) }
                ul.named {
                    @for id in all.iter().take(ARTICLES) {
                        @if let Some(witness) = page.witness(*id) {
                            li {
                                (page.siglum(*id)) " " bdi { (excerpt(outlet(witness))) } (noticed(witness.annotated.article())) " · "
                                a href=(home.article(*id, &witness.siglum)) { bdi { (excerpt(&headline(witness))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One part of a list, with the links to the others.
fn part<'t, T>(all: &'t [T], state: &State, size: usize) -> (&'t [T], Markup) {
    let pages = all.len().div_ceil(size).max(1);
    let page = state.page.clamp(1, pages);
    let start = (page - 1) * size;
    let here = all.get(start..(start + size).min(all.len())).unwrap_or_default();
    (here, pager(page, pages, |page| state.paged(page).opening(None).href()))
}

fn quotations_tab(page: &mut Page<'_>, state: &State) -> Markup {
    let order = quotations::order(page);
    let all = if state.single { &order.single } else { &order.several };
    let (folded, all): (Vec<usize>, Vec<usize>) =
        all.iter().partition(|at| page.is_dismissed(Finding::Quotation(**at)));
    let (here, pager) = part(&all, state, CARDS);
    let folded: Vec<Markup> =
        folded.iter().take(CARDS).map(|at| quotations::card(page, *at, state.setting)).collect();
    let cards: Vec<Markup> = here.iter().map(|at| quotations::card(page, *at, state.setting)).collect();
    let orphans = if state.single {
        html! {}
    } else {
        quotations::shared_beside(page)
    };
    html! {
        h2.spoken { "Quotations" }
        (choices(state, order.several.len(), order.single.len()))
        @if cards.is_empty() { p.none { (if state.single { "No quotation stands in one article alone." } else { "No quotation stands in several articles." }) } }
        @for card in cards { (card) }
        (orphans)
        (pager)
        (dismissed(folded.len(), html! { @for card in folded { (card) } }))
    }
}

/// Which quotations, and how they are set.
fn choices(state: &State, several: usize, single: usize) -> Markup {
    let which = |alone: bool| State { single: alone, page: 0, ..state.clone() }.href();
    let set = |setting: Setting| State { setting, ..state.clone() }.href();
    html! {
        div.choices {
            nav aria-label="Which quotations" {
                a href=(which(false)) aria-current=[(!state.single).then_some("true")] { "In several articles " span.n { (several) } }
                a href=(which(true)) aria-current=[state.single.then_some("true")] { "In one only " span.n { (single) } }
            }
            @if !state.single {
                nav aria-label="How they are set" {
                    @for setting in Setting::ALL {
                        a href=(set(setting)) aria-current=[(setting == state.setting).then_some("true")] { (setting.label()) }
                    }
                }
            }
        }
    }
}

fn figures_tab(page: &mut Page<'_>, state: &State) -> Markup {
    let (folded, sets): (Vec<_>, Vec<_>) =
        figures::in_order(page).into_iter().partition(|(at, _)| page.is_dismissed(Finding::Claim(*at)));
    let (here, pager) = part(&sets, state, ROWS);
    let table = figures::table(page, here);
    let few = folded.get(..ROWS.min(folded.len())).unwrap_or_default();
    let away = figures::table(page, few);
    let courses = course::courses(page, here);
    html! {
        h2.spoken { "Figures and dates" }
        @if sets.is_empty() { p.none { (if folded.is_empty() { "No figure or date is told by several articles." } else { "All were dismissed." }) } }
        @else {
            p.legend {
                span { "✓ same" } span { "≈ both can be true" } span { "↗ updated" } span { "≠ differs" } span { "✗ conflict" } span { "· nothing" }
            }
            (table) (courses) (pager)
        }
        (dismissed(folded.len(), away))
    }
}

fn left_out_tab(page: &mut Page<'_>, state: &State) -> Markup {
    let (folded, all): (Vec<_>, Vec<_>) = page
        .apparatus
        .omissions
        .iter()
        .enumerate()
        .partition(|(at, _)| page.is_dismissed(Finding::Omission(*at)));
    let (here, pager) = part(&all, state, ROWS);
    let table = omissions::table(page, here);
    let few = folded.get(..ROWS.min(folded.len())).unwrap_or_default();
    let away = if few.is_empty() {
        html! {}
    } else {
        omissions::table(page, few)
    };
    html! {
        h2.spoken { "Left out" }
        @if all.is_empty() { p.none { "Nothing was found in one article and searched in vain in another." } }
        @else { (table) (pager) }
        (dismissed(folded.len(), away))
    }
}

fn timeline_tab(page: &mut Page<'_>, state: &State) -> Markup {
    let all: Vec<_> = page.apparatus.timeline.iter().enumerate().collect();
    let (here, pager) = part(&all, state, MOMENTS);
    let list = timeline::part(page, here);
    html! { (plots::timeline(page, here)) (list) (pager) }
}

fn articles_tab(page: &Page<'_>, state: &State, home: &Home) -> Markup {
    let all: Vec<(usize, &Witness)> = page.apparatus.witnesses.iter().enumerate().collect();
    let (here, pager) = part(&all, state, ARTICLES);
    html! {
        h2.spoken { "Articles" }
        div.scroll role="group" aria-label="Articles" tabindex="0" {
            table.matrix.articles-table role="table" {
                thead role="rowgroup" { tr role="row" {
                    th role="columnheader" scope="col" { "Article" }
                    th role="columnheader" scope="col" { "Published" }
                    th role="columnheader" scope="col" { "Words" }
                    th role="columnheader" scope="col" { "Origin" }
                } }
                tbody role="rowgroup" { @for (at, witness) in here { (article_row(page, WitnessId(*at), witness, home)) } }
            }
        }
        (pager)
    }
}

fn article_row(page: &Page<'_>, id: WitnessId, witness: &Witness, home: &Home) -> Markup {
    let article = witness.annotated.article();
    let words = article.text.slice(article.body).split_whitespace().count();
    let flaws = article.problems.iter().filter(|p| p.kind != ProblemKind::SameText).count();
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                (page.siglum(id)) " " span.outlet { bdi { (excerpt(outlet(witness))) } } (noticed(article))
                a.about href=(home.article(id, &witness.siglum)) { bdi { (excerpt(&headline(witness))) } }
                (misplaced(page, witness))
                @if flaws > 0 { span.why { (count(flaws, "problem", "problems")) " in the material" } }
            }
            td role="cell" data-of="Published" { @if let Some(date) = published(witness) { time datetime=(date.to_string()) { (day(date)) } } @else { "no date" } }
            td role="cell" data-of="Words" { (words) }
            td role="cell" data-of="Origin" { (origin(page, id, witness)) }
        }
    }
}

/// The way to say that an article belongs elsewhere.
fn misplaced(page: &Page<'_>, witness: &Witness) -> Markup {
    let (Some(state), true) = (page.state, page.judged.is_some_and(Judged::may)) else { return html! {} };
    let href = state.opening(Some(Opened::Placing(Named::of(witness)))).href();
    html! { p.judge { a href=(href) { "Belongs elsewhere?" } } }
}

fn origin(page: &Page<'_>, id: WitnessId, witness: &Witness) -> Markup {
    if !witness.compared {
        return html! { "another story" };
    }
    let root = page.original_of(id);
    let share = page.copied_share(id);
    html! {
        div {
            @if let Some(root) = root { "copy of " (page.siglum(root)) } @else { "own" }
            @if share > 0 { " " span.n { (share) " % copied" } }
        }
    }
}
