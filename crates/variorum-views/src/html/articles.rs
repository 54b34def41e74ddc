//! The articles in full, with the words that the page links to marked in them.

use maud::{Markup, html};
use variorum_core::{Annotated, Passage, Problem, Span, Witness, WitnessId};

use super::heading::{day, headline, published};
use super::marks::{Page, address, outlet};
use leaves::{Leaf, Mark, Piece};

pub(super) mod leaves;

/// The pane beside the comparison, and its last section where there is no room beside it.
pub(super) fn pane(page: &mut Page<'_>) -> Markup {
    let witnesses = page.apparatus.witnesses.iter().enumerate();
    let articles: Vec<Markup> = witnesses.map(|(at, w)| article(page, WitnessId(at), w)).collect();
    let letters = page.apparatus.witnesses.iter().map(|w| (w.siglum.as_str(), outlet(w)));
    html! {
        aside.articles #articles tabindex="0" aria-labelledby="articles-title" {
            header.pane {
                h2 #articles-title { "Articles" }
                nav aria-label="Articles" {
                    @for (siglum, name) in letters { a.siglum href={ "#article-" (siglum) } title=(name) { (siglum) } }
                }
                p.key aria-label="Key" {
                    span.q { "quotation" } " " span.f { "figure" } " " span.t { "time" } " " span.b { "not content" }
                }
            }
            @for article in articles { (article) }
        }
    }
}

fn article(page: &mut Page<'_>, id: WitnessId, witness: &Witness) -> Markup {
    let flaws = flaws(page, id, witness);
    let text = text(page, id, witness);
    let article = witness.annotated.article();
    let original = page.original_of(id).map(|root| page.siglum(root));
    html! {
        article.source id={ "article-" (witness.siglum) } aria-label={ (witness.siglum) " " (outlet(witness)) } {
            p.from {
                span.siglum { (witness.siglum) } " "
                b { bdi { (outlet(witness)) } }
                @if let Some(date) = published(witness) { " · " time datetime=(date.to_string()) { (day(date)) } }
                @if let Some(original) = original { " · " span.note { "copy of " (original) } }
                @if !witness.compared { " · " span.note { "not compared" } }
                @if let Some(url) = article.url.as_deref().and_then(web_address) {
                    " · " a.out href=(url) rel="noopener nofollow noreferrer" { "source" }
                }
            }
            @if !flaws.is_empty() { ul.flaws { @for flaw in flaws { li { (flaw) } } } }
            @if article.headline.is_none() { h3.spoken { (headline(witness)) } }
            (text)
            p.digest { "SHA-256 " code { (article.text.id()) } }
        }
    }
}

/// What is amiss with the material of one article, with the words where it has a place.
fn flaws(page: &mut Page<'_>, id: WitnessId, witness: &Witness) -> Vec<Markup> {
    let own = witness.annotated.article().problems.iter();
    let all: Vec<&Problem> = own.chain(&witness.annotated.layers().problems).collect();
    let flaw = |problem: &&Problem| {
        let place = problem.span.filter(|span| !span.is_empty());
        let words = place.map(|span| page.words(Passage { witness: id, span }));
        html! { bdi { (problem.message) } @if let Some(words) = words { " “" (words) "”" } }
    };
    all.iter().map(flaw).collect()
}

/// `url` when it leads to the web; any other scheme is not shown as a link.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = |name: &str| url.get(..name.len()).is_some_and(|s| s.eq_ignore_ascii_case(name));
    (scheme("https://") || scheme("http://")).then_some(url)
}

fn text(page: &mut Page<'_>, id: WitnessId, witness: &Witness) -> Markup {
    let marks = marks(page, id, witness);
    let mut continued = Vec::new();
    let shown = set_text(&witness.annotated, &marks, Naming::Addressed(&witness.siglum), &mut continued);
    continued.iter().for_each(|address| page.continues(address));
    shown
}

/// How the words that links lead to are named.
#[derive(Clone, Copy)]
pub(super) enum Naming<'a> {
    /// By their address, which begins with the letter of the article.
    Addressed(&'a str),
    /// All of them are lit; the first has the name `at`.
    Lit,
}

/// The text of an article in paragraphs, with `marks` (merged) in it. Addresses whose words stand in
/// several pieces are added to `continued`.
pub(super) fn set_text(
    annotated: &Annotated,
    marks: &[Mark],
    naming: Naming<'_>,
    continued: &mut Vec<String>,
) -> Markup {
    let text = &annotated.article().text;
    let lines = leaves::lines(text);
    let set = leaves::set(text, &lines, marks);
    let mut aside: Vec<Span> = annotated.article().boilerplate.iter().map(|b| b.span).collect();
    aside.sort();
    let mut shown = Vec::with_capacity(lines.len());
    for (line, leaves) in lines.iter().zip(&set) {
        let inner: Vec<Markup> =
            leaves.iter().map(|leaf| leaf_of(annotated, leaf, naming, continued)).collect();
        shown.push(paragraph(annotated, line.span, &aside, &inner));
    }
    html! { @for line in shown { (line) } }
}

fn paragraph(annotated: &Annotated, line: Span, aside: &[Span], shown: &[Markup]) -> Markup {
    let inner = html! { @for piece in shown { (piece) } };
    match annotated.article().headline {
        Some(headline) if headline.contains(line) => html! { h3 dir="auto" { (inner) } },
        _ if touches(aside, line) => html! { p.boilerplate dir="auto" { (inner) } },
        _ => html! { p dir="auto" { (inner) } },
    }
}

/// Whether `line` touches one of `spans`, which are sorted and apart.
fn touches(spans: &[Span], line: Span) -> bool {
    let after = spans.partition_point(|span| span.start() < line.end());
    spans.get(..after).and_then(<[Span]>::last).is_some_and(|span| span.overlaps(line))
}

/// What is marked in one article, longer before shorter where they start together.
fn marks(page: &Page<'_>, id: WitnessId, witness: &Witness) -> Vec<Mark> {
    let layers = witness.annotated.layers();
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |span: Span, classes: &[&'static str], asked: bool, cards: &[usize]| {
        marks.push(Mark { span, classes: classes.to_vec(), asked, cards: cards.to_vec() });
    };
    for attribution in &layers.attributions {
        attribution.quoted.iter().for_each(|span| add(*span, &["q"], false, &[]));
    }
    layers.figures.iter().for_each(|figure| add(figure.span, &["f"], false, &[]));
    layers.timexes.iter().for_each(|timex| add(timex.span, &["t"], false, &[]));
    page.asked_of(id).into_iter().for_each(|span| add(span, &[], true, &[]));
    cards(page, id).into_iter().for_each(|(card, span)| add(span, &[], false, &[card]));
    leaves::merged(marks)
}

/// The quotations in this article with the number of their card.
fn cards(page: &Page<'_>, id: WitnessId) -> Vec<(usize, Span)> {
    let mut cards = Vec::new();
    for (card, quotation) in page.apparatus.quotations.iter().enumerate() {
        for reading in quotation.readings.iter().filter(|(witness, _)| *witness == id) {
            let last = page.attribution(*reading).and_then(|a| a.content.last());
            cards.extend(last.map(|span| (card, *span)));
        }
    }
    cards
}

fn leaf_of(
    annotated: &Annotated,
    leaf: &Leaf<'_>,
    naming: Naming<'_>,
    continued: &mut Vec<String>,
) -> Markup {
    match leaf {
        Leaf::Words(span) => html! { (annotated.slice(*span)) },
        Leaf::Marked(piece) => piece_of(annotated, piece, naming, continued),
    }
}

fn piece_of(
    annotated: &Annotated,
    piece: &Piece<'_>,
    naming: Naming<'_>,
    continued: &mut Vec<String>,
) -> Markup {
    let mark = piece.mark;
    let inner: Vec<Markup> =
        piece.inner.iter().map(|leaf| leaf_of(annotated, leaf, naming, continued)).collect();
    let mut class = mark.classes.join(" ");
    let id = match naming {
        Naming::Addressed(siglum) => {
            let address = address(siglum, mark.span);
            if mark.asked && !piece.begins {
                class = format!("{class} also-{address}");
                continued.push(address.clone());
            }
            address
        }
        Naming::Lit => {
            class = if mark.asked { format!("{class} lit") } else { class };
            "at".to_owned()
        }
    };
    let class = Some(class.trim()).filter(|class| !class.is_empty());
    html! {
        @if mark.asked { mark id=[piece.begins.then_some(&id)] class=[class] { @for leaf in inner { (leaf) } } }
        @else if class.is_some() { span class=[class] { @for leaf in inner { (leaf) } } }
        @else { @for leaf in inner { (leaf) } }
        @if piece.ends { @for card in &mark.cards { (card_link(*card)) } }
    }
}

fn card_link(card: usize) -> Markup {
    html! {
        a.card-link href={ "#u" (card + 1) } title="Compare this quotation" {
            span.spoken { "Compare quotation " } (card + 1)
        }
    }
}
