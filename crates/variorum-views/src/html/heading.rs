//! The head of the page: which story, whose articles, how many originals, what is amiss.

use jiff::civil::Date;
use maud::{Markup, html};
use variorum_core::{Apparatus, Article, DocumentDate, Lineage, Witness, WitnessId};

use super::marks::{Page, excerpt, outlet};
use crate::words::count;

/// Beyond this many originals their list stands folded under the bar.
const LISTED: usize = 12;

/// The headline of the earliest original; else of the first article.
pub(super) fn title(apparatus: &Apparatus) -> String {
    let roots = apparatus.story.lineages.iter().filter_map(|l| apparatus.witnesses.get(l.root));
    let dated = |w: &&Witness| (published(w).is_none(), published(w));
    let first = roots.min_by_key(dated).or(apparatus.witnesses.first());
    first.map_or_else(|| "No articles".to_owned(), |witness| excerpt(&headline(witness)))
}

/// What an article calls itself.
pub(super) fn headline(witness: &Witness) -> String {
    headline_of(witness.annotated.article())
}

/// What an article calls itself, else the name that the user gave it.
pub(super) fn headline_of(article: &Article) -> String {
    let words = article.headline.map_or("", |span| article.text.slice(span)).trim();
    if words.is_empty() { article.id.clone() } else { words.to_owned() }
}

/// The day an article was published, as the material says.
pub(super) fn published(witness: &Witness) -> Option<Date> {
    witness.annotated.article().published.as_ref().map(DocumentDate::date)
}

/// A day as people write it.
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// Title, dates, counts, origins, problems and the way to each section.
pub(super) fn heading(page: &Page<'_>) -> Markup {
    let apparatus = page.apparatus;
    html! {
        header.masthead {
            p.kicker { "Variorum · comparison" }
            h1 { bdi { (title(apparatus)) } }
            p.dates {
                @if let Some(dates) = dates(apparatus) { span { (dates) } " " }
                b { (count(apparatus.story.members.len(), "article", "articles")) }
                " "
                b { (count(apparatus.story.lineages.len(), "independent original", "independent originals")) }
            }
            (problems(page))
            (origins(page))
            (contents(apparatus))
        }
    }
}

pub(super) fn dates(apparatus: &Apparatus) -> Option<String> {
    let days = || apparatus.witnesses.iter().filter(|w| w.compared).filter_map(published);
    let (first, last) = (days().min()?, days().max()?);
    Some(if first == last { day(first) } else { format!("{} – {}", day(first), day(last)) })
}

pub(super) fn problems(page: &Page<'_>) -> Markup {
    let others = page.apparatus.witnesses.iter().enumerate().filter(|(_, w)| !w.compared);
    let others: Vec<_> = others.map(|(at, w)| (WitnessId(at), w)).collect();
    let problems = &page.apparatus.problems;
    if others.is_empty() && problems.is_empty() {
        return html! {};
    }
    html! {
        aside.problems aria-label="Problems" {
            h2 { span.glyph aria-hidden="true" { "!" } " Before you read" }
            ul {
                @for problem in problems { li { bdi { (problem.message) } } }
                @if !others.is_empty() {
                    li {
                        "Not compared:"
                        @for (id, witness) in &others {
                            " " span.article { (page.siglum(*id)) " " bdi { (excerpt(outlet(witness))) } }
                        }
                    }
                }
            }
        }
    }
}

fn origins(page: &Page<'_>) -> Markup {
    let lineages = &page.apparatus.story.lineages;
    html! {
        section.origins aria-labelledby="origins" {
            h2 #origins.quiet { "Originals and their copies" }
            (bar(page))
            p.legend aria-hidden="true" {
                span { i.swatch {} " own reporting" }
                span { i.swatch.copied {} " copy" }
            }
            details open[lineages.len() <= LISTED] {
                summary { "Who published what" }
                ol.rail { @for lineage in lineages { li { (origin(page, lineage)) } } }
            }
        }
    }
}

/// The bar of origins: solid for own reporting, hatched for copies.
pub(super) fn bar(page: &Page<'_>) -> Markup {
    html! {
        div.bar aria-hidden="true" {
            @for lineage in &page.apparatus.story.lineages {
                span.origin {
                    @for member in root_first(lineage) {
                        span.part.copied[member != lineage.root] { (letter(page, member)) }
                    }
                }
            }
        }
    }
}

fn letter<'a>(page: &Page<'a>, member: usize) -> &'a str {
    page.witness(WitnessId(member)).map_or("", |w| w.siglum.as_str())
}

/// The members of a lineage, the original before its copies.
pub(super) fn root_first(lineage: &Lineage) -> Vec<usize> {
    let copies = lineage.members.iter().copied().filter(|m| *m != lineage.root);
    std::iter::once(lineage.root).chain(copies).collect()
}

fn origin(page: &Page<'_>, lineage: &Lineage) -> Markup {
    html! {
        ul {
            @for member in root_first(lineage) {
                @if let Some(witness) = page.witness(WitnessId(member)) {
                    li.copied[member != lineage.root] {
                        (page.siglum(WitnessId(member)))
                        span.outlet { bdi { (excerpt(outlet(witness))) } }
                        @if let Some(date) = published(witness) {
                            time datetime=(date.to_string()) { (day(date)) }
                        }
                        @if member != lineage.root { span.note { "copy of " (letter(page, lineage.root)) } }
                    }
                }
            }
        }
    }
}

fn contents(apparatus: &Apparatus) -> Markup {
    let printed_twice = apparatus.quotations.iter().filter(|q| !q.variants.is_empty()).count();
    let conflicts = apparatus.claims.iter().filter(|c| c.verdict.kind() == "conflict").count();
    let copies: usize = apparatus.story.lineages.iter().map(|l| l.members.len().saturating_sub(1)).sum();
    let rows = [
        (
            "quotations",
            "Quotations",
            apparatus.quotations.len(),
            (printed_twice > 0).then(|| format!("{printed_twice} differ")),
        ),
        (
            "figures",
            "Figures and dates",
            apparatus.claims.len(),
            (conflicts > 0).then(|| count(conflicts, "conflict", "conflicts")),
        ),
        ("not-found-in", "Not found in", apparatus.omissions.len(), None),
        ("copies", "Copies", copies, None),
        ("timeline", "Timeline", apparatus.timeline.len(), None),
        ("articles", "Articles", apparatus.witnesses.len(), None),
    ];
    html! {
        nav.contents aria-label="Sections" {
            ul {
                @for (id, name, n, note) in rows {
                    li { a href={ "#" (id) } {
                        (name) " " span.n { (n) }
                        @if let Some(note) = note { " " span.note { (note) } }
                    } }
                }
            }
        }
    }
}
