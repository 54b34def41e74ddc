//! The article page: its text with layers to switch on, what was found in it, and where each field came from.

use maud::{Markup, html};
use variorum_core::{Annotated, Article, AttributionKind, DocumentDate, EntityKind, Problem, Span};

use super::drawer::citation;
use super::{Frame, shell, urls};
use crate::html::articles::leaves::{Mark, merged};
use crate::html::articles::{Naming, set_text};
use crate::html::heading::{day, headline_of};
use crate::html::marks::{excerpt, name_of, noticed};
use crate::words::count;

/// The layers that can be switched on, with their names in the address and on the page.
pub const LAYERS: [(&str, &str); 5] = [
    ("quotations", "Quotations"),
    ("sources", "Who is credited"),
    ("figures", "Figures"),
    ("times", "Times"),
    ("names", "Names"),
];

/// What the article page shows.
pub struct ArticlePage<'a> {
    /// The article with its layers.
    pub annotated: &'a Annotated,
    /// Its own address, without a query.
    pub address: String,
    /// The story that it tells: its address and its title.
    pub story: Option<(String, String)>,
    /// The layers that are on, by their names in the address.
    pub layers: Vec<String>,
    /// The words to light up, as bytes of the text, and the beginning of the digest that they were made for.
    pub lit: Option<(usize, usize)>,
    /// Whether the text has changed since the address was made.
    pub stale: bool,
    /// All texts that the article had, the earliest first; none where it had one alone.
    pub versions: Vec<Version>,
    /// Why it stands in its story, in words.
    pub why: Option<String>,
}

/// One of the texts that an article had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The address of its page.
    pub href: String,
    /// When it was first seen.
    pub seen: String,
    /// Whether it is the latest.
    pub current: bool,
    /// Whether it is the one that is shown.
    pub shown: bool,
}

/// The whole page.
pub fn article(frame: &Frame, page: &ArticlePage<'_>) -> String {
    let article = page.annotated.article();
    let lit = page.lit.filter(|_| !page.stale).and_then(|(start, end)| article.text.span(start..end));
    let text = set_text(page.annotated, &marks(page, lit), Naming::Lit, &mut Vec::new());
    let stale = page.stale || (page.lit.is_some() && lit.is_none());
    let body = html! {
        header.masthead {
            p.kicker { "Article" }
            h1 { bdi { (excerpt(&headline_of(article))) } }
            p.dates {
                span { a href={ "/outlet/" (urls::escape(name_of(article))) } { b { bdi { (excerpt(name_of(article))) } } } (noticed(article)) } " "
                @if let Some(date) = article.published.as_ref().map(DocumentDate::date) { span { time datetime=(date.to_string()) { (day(date)) } } " " }
                @if let Some(url) = article.url.as_deref().and_then(urls::web) { span { a.original href=(url) rel="noopener nofollow noreferrer" { "original" } } " " }
                @if let Some((address, title)) = &page.story { span { "tells of " a href=(address) { bdi { (excerpt(title)) } } } }
            }
            @if page.versions.iter().any(|version| version.shown && !version.current) {
                p.stale { "This is not the latest text of the article: it was edited since. All its texts are listed below." }
            }
            @if stale {
                aside.problems #at aria-label="Stale" {
                    h2 { span.glyph aria-hidden="true" { "!" } " Stale" }
                    p { "The address names words of another state of this article. They are not shown, because their place may have moved." }
                }
            }
            (flaws(page.annotated))
        }
        div.reading-desk {
            section.source aria-labelledby="text" {
                h2.spoken #text { "Text" }
                (layers(page))
                @if let Some(lit) = lit { (citation(article, lit, &page.address)) }
                (text)
                p.digest { "SHA-256 " code { (article.text.id()) } }
            }
            aside.beside-text aria-label="Found in this article" {
                (quotations(page))
                (speakers(page.annotated))
                (fields(article))
                (place(page))
            }
        }
    };
    shell(frame, &excerpt(&headline_of(article)), true, body)
}

fn marks(page: &ArticlePage<'_>, lit: Option<Span>) -> Vec<Mark> {
    let layers = page.annotated.layers();
    let on = |name: &str| page.layers.iter().any(|layer| layer == name);
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |spans: &mut dyn Iterator<Item = Span>, class: &'static str| {
        marks.extend(spans.map(|span| Mark { span, classes: vec![class], asked: false, cards: vec![] }));
    };
    if on("quotations") {
        add(&mut layers.attributions.iter().flat_map(|a| a.content.iter().copied()), "q");
    }
    if on("sources") {
        add(&mut layers.attributions.iter().flat_map(|a| a.source.into_iter()), "s");
        add(&mut layers.attributions.iter().flat_map(|a| a.cue.iter().copied()), "c");
    }
    if on("figures") {
        add(&mut layers.figures.iter().map(|figure| figure.span), "f");
    }
    if on("times") {
        add(&mut layers.timexes.iter().map(|timex| timex.span), "t");
    }
    if on("names") {
        add(&mut layers.entities.iter().flat_map(|entity| entity.mentions.iter().copied()), "e");
    }
    marks.extend(lit.map(|span| Mark { span, classes: vec![], asked: true, cards: vec![] }));
    merged(marks)
}

fn layers(page: &ArticlePage<'_>) -> Markup {
    html! {
        form.layers aria-label="Layers" {
            @if let Some((start, end)) = page.lit { input type="hidden" name="at" value={ (start) "-" (end) }; }
            @for (name, label) in LAYERS {
                label class={ "layer " (name) } {
                    input type="checkbox" name="layer" value=(name) checked[page.layers.iter().any(|l| l == name)];
                    " " span { (label) }
                }
            }
            // Without it, a form with nothing ticked would mean the usual layers.
            input type="hidden" name="layer" value="none";
            button { "Show" }
        }
    }
}

fn flaws(annotated: &Annotated) -> Markup {
    let all: Vec<&Problem> =
        annotated.article().problems.iter().chain(&annotated.layers().problems).collect();
    html! {
        @if !all.is_empty() {
            aside.problems aria-label="Problems" {
                h2 { span.glyph aria-hidden="true" { "!" } " Flaws of the material" }
                ul { @for problem in all { li { bdi { (problem.message) } } } }
            }
        }
    }
}

fn to(page: &ArticlePage<'_>, span: Span) -> String {
    let layers: String = page.layers.iter().map(|layer| format!("&layer={}", urls::escape(layer))).collect();
    format!("?at={}-{}{layers}#at", span.start(), span.end())
}

fn quotations(page: &ArticlePage<'_>) -> Markup {
    let all = &page.annotated.layers().attributions;
    html! {
        details open[true] {
            summary { h2 { (count(all.len(), "attribution", "attributions")) } }
            ol.attributions {
                @for attribution in all {
                    @if let Some(first) = attribution.content.first() {
                        li {
                            @match attribution.speaker.and_then(|id| page.annotated.entity(id)) {
                                Some(entity) => a.who href={ "/speaker/" (urls::escape(&entity.name)) } { bdi { (entity.name) } },
                                None => span.who { "not named" },
                            }
                            " " span.n { (kind(attribution.kind)) ", " (percent(attribution.confidence)) }
                            a.words href=(to(page, *first)) { bdi { (excerpt(page.annotated.slice(*first))) } }
                        }
                    }
                }
            }
        }
    }
}

fn kind(kind: AttributionKind) -> &'static str {
    match kind {
        AttributionKind::Direct => "direct",
        AttributionKind::Mixed => "partly direct",
        AttributionKind::Indirect => "indirect",
    }
}

fn percent(confidence: f32) -> String {
    format!("{:.0} % sure", confidence * 100.0)
}

fn speakers(annotated: &Annotated) -> Markup {
    let people =
        annotated.layers().entities.iter().filter(|e| e.kind == EntityKind::Person && !e.mentions.is_empty());
    let people: Vec<_> = people.collect();
    html! {
        @if !people.is_empty() {
            details open[true] {
                summary { h2 { (count(people.len(), "person", "people")) " named" } }
                ul.named {
                    @for entity in people {
                        li {
                            a href={ "/speaker/" (urls::escape(&entity.name)) } { bdi { (entity.name) } }
                            @for role in entity.roles.iter().take(2) { " " span.role { bdi { (annotated.slice(*role)) } } }
                            " " span.n { "×" (entity.mentions.len()) }
                        }
                    }
                }
            }
        }
    }
}

/// Why it stands in its story, and the texts that it had.
fn place(page: &ArticlePage<'_>) -> Markup {
    html! {
        @if let Some(why) = &page.why {
            details open[true] { summary { h2 { "Why it stands in its story" } } p.why { bdi { (why) } } }
        }
        @if page.versions.len() > 1 {
            details open[true] {
                summary { h2 { (count(page.versions.len(), "version", "versions")) } }
                ol.named {
                    @for version in &page.versions {
                        li {
                            a href=(version.href) aria-current=[version.shown.then_some("true")] { "seen " (version.seen) }
                            @if version.current { " " span.n { "latest" } }
                            @if version.shown { " " span.n { "shown here" } }
                        }
                    }
                }
            }
        }
    }
}

/// What the material says of the article, and which rule found it.
fn fields(article: &Article) -> Markup {
    let values = [
        ("title", article.headline.map(|span| article.text.slice(span).trim().to_owned())),
        ("outlet", article.outlet.clone()),
        ("published", article.published.map(crate::json::date)),
        ("url", article.url.clone()),
        ("language", article.language.clone()),
        ("file", article.file.clone()),
    ];
    let known = values.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
    html! {
        details open[true] {
            summary { h2 { "Where it comes from" } }
            table.fields {
                thead { tr { th scope="col" { "Field" } th scope="col" { "Value" } th scope="col" { "Found by" } } }
                tbody {
                    @for (name, value) in known {
                        tr {
                            th scope="row" { (name) }
                            td { bdi { (excerpt(value)) } }
                            td { (article.evidence.get(name).map_or("", String::as_str)) }
                        }
                    }
                }
            }
        }
    }
}
