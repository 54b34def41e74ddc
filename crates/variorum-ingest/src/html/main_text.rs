//! The main text of a page: which of its blocks are the article.
//!
//! A learned scorer decides block by block ([`super::forest`]); what it knows of a block is in
//! [`super::features`]. A measure of worth goes before it, tells it which element it would take, and
//! stands in for it on pages too large or too bare for it.
//!
//! By that measure every block is worth its characters when it reads like a paragraph and costs something when it
//! reads like a menu. The main text is the element with the greatest worth in it, where elements that
//! the page itself marks as the article count for more. The idea of the greatest sum over tags and
//! words is that of body text extraction (Finn, Kushmerick and Smyth 2001).

use super::features::{self, Row, Scene};
use super::forest::Forest;
use super::noise::{self, Names};
use super::page::{Block, blocks};
use super::tag::Tag;
use super::tree::Tree;

/// A paragraph has at least so many characters, one that ends as a sentence so many.
const LONG: usize = 80;
const LONG_SENTENCE: usize = 40;
/// What a line that is no paragraph costs, in characters.
const COST: f64 = 20.0;
/// Share of linked characters above which a block is a list of links.
pub(super) const LINKS: f64 = 0.5;
/// An element named as standing beside the text is believed when it holds less than this share of
/// the paragraphs of the page.
const BESIDE: f64 = 0.3;
/// A hidden element is believed to be hidden for good when it holds no more than this share.
const HIDDEN: f64 = 0.5;
/// Characters of paragraphs outside the comments at least, for comments to be believed.
const WRITTEN: f64 = 500.0;
/// Names are not believed when they leave less than this share of the paragraphs.
const BELIEVED: f64 = 0.4;

/// Blocks at most that the scorer looks at: no article has more, and memory stays bounded.
const MOST_SCORED: usize = 20_000;
/// Blocks at least: the scorer learned from whole pages, and knows little of bare ones.
const FEWEST_SCORED: usize = 12;
/// Score from which a block is kept: log odds. Below even odds, since a paragraph lost costs more than
/// a line too many.
const KEPT: f32 = -0.35;

/// Hundredths of the text by worth under which the scorer has not understood the page.
const LEAST: usize = 10;

/// What is known of the page besides its blocks.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    /// The headline.
    pub(super) headline: &'k str,
    /// The text as the data of the page give it.
    pub(super) told: Option<&'k str>,
}

/// The blocks of the main text, in order. Empty when the page has none.
pub(super) fn main_text(page: &str, tree: &Tree, known: Known<'_>) -> Vec<Block> {
    let noise = Noise::of(page, tree);
    let (main, worthy) = by_worth(page, tree, &noise);
    let all = blocks(page, tree, |_| false);
    if !(FEWEST_SCORED..=MOST_SCORED).contains(&all.len()) {
        return worthy;
    }
    let rows = rows(page, tree, known, &Measured { noise: &noise, main, worthy: &worthy, all: &all });
    let forest = Forest::trained();
    let kept = |row: &Row| forest.score(row) > KEPT;
    let chosen: Vec<Block> =
        all.into_iter().zip(&rows).filter(|(_, row)| kept(row)).map(|(block, _)| block).collect();
    let size = |blocks: &[Block]| blocks.iter().map(|block| block.chars).sum::<usize>();
    if size(&chosen) < LEAST * size(&worthy) / 100 { worthy } else { chosen }
}

/// The words and features of each block, for training.
pub(super) fn described(page: &str, tree: &Tree, known: Known<'_>) -> Vec<(String, Row)> {
    let noise = Noise::of(page, tree);
    let (main, worthy) = by_worth(page, tree, &noise);
    let all = blocks(page, tree, |_| false);
    let rows = rows(page, tree, known, &Measured { noise: &noise, main, worthy: &worthy, all: &all });
    all.iter().map(|block| features::text_of(page, tree, block)).zip(rows).collect()
}

/// What the measure of worth found.
struct Measured<'m> {
    noise: &'m Noise,
    main: usize,
    worthy: &'m [Block],
    all: &'m [Block],
}

fn rows(page: &str, tree: &Tree, known: Known<'_>, measured: &Measured<'_>) -> Vec<Row> {
    let mut told = known.told.map(features::triples);
    if let Some(told) = &mut told {
        told.sort_unstable();
    }
    let mut worthy = measured.worthy.iter().flat_map(|block| block.parts.iter()).copied().peekable();
    let mut kept = Vec::with_capacity(measured.all.len());
    for block in measured.all {
        let (first, last) = (block.at(), block.parts.last().copied().unwrap_or_default());
        while worthy.next_if(|part| *part < first).is_some() {}
        kept.push(worthy.peek().is_some_and(|part| *part <= last));
    }
    let scene = Scene {
        page,
        tree,
        blocks: measured.all,
        noise: measured.noise,
        main: measured.main,
        kept: &kept,
        told: told.as_deref(),
        headline: known.headline,
    };
    scene.rows()
}

/// The element and the blocks that the measure of worth chooses.
fn by_worth(page: &str, tree: &Tree, noise: &Noise) -> (usize, Vec<Block>) {
    let all = blocks(page, tree, |at| noise.rejects(at));
    let main = arbiter(tree, &all);
    let inside = tree.node(main).end;
    let within: Vec<Block> = all.iter().filter(|b| main <= b.at() && b.at() < inside).cloned().collect();
    let kept = prune(page, tree, within);
    // A page of short lines has no paragraph to go by: all but its links is better than nothing.
    let kept =
        if kept.is_empty() { all.into_iter().filter(|b| b.link_density() < LINKS).collect() } else { kept };
    (main, kept)
}

/// The elements that hold no text, for each node.
pub(super) struct Noise {
    rejected: Vec<bool>,
    paragraphs: Sums,
    names: Vec<Names>,
}

impl Noise {
    fn of(page: &str, tree: &Tree) -> Self {
        let chars = |block: &Block| if is_paragraph(block) { block.chars as f64 } else { 0.0 };
        let paragraphs = Sums::of(tree, &blocks(page, tree, |_| false), chars);
        let all = paragraphs.within(tree, 0);
        let names = noise::names(tree);
        let named_as = |at: usize| names.get(at).copied().unwrap_or_default();
        let small = |at: usize, share: f64| paragraphs.within(tree, at) <= share * all;
        // Pages that are put together by scripts hide their text at first.
        let hidden = |at: usize| named_as(at).hidden && small(at, HIDDEN);
        let form = |at: usize| tree.node(at).tag == Tag::Form && small(at, BESIDE);
        let named = |at: usize| named_as(at).beside && small(at, BESIDE);
        // Readers may write more than the author did.
        let written = |at: usize| all - paragraphs.within(tree, at) >= WRITTEN;
        let comments = |at: usize| named_as(at).comments && written(at);
        let sure: Vec<bool> = Self::where_so(tree, |at| hidden(at) || form(at) || comments(at));
        let told = Self::where_so(tree, |at| rejects(&sure, at) || named(at));
        let left = |noise: &[bool]| {
            Sums::of(tree, &blocks(page, tree, |at| rejects(noise, at)), chars).within(tree, 0)
        };
        let rejected = if left(&told) < BELIEVED * left(&sure) { sure } else { told };
        Self { rejected, paragraphs, names }
    }

    fn where_so(tree: &Tree, holds: impl Fn(usize) -> bool) -> Vec<bool> {
        tree.nodes.iter().enumerate().map(|(at, node)| node.tag != Tag::Text && holds(at)).collect()
    }

    fn rejects(&self, at: usize) -> bool {
        rejects(&self.rejected, at)
    }

    /// What the page calls an element.
    pub(super) fn names(&self, at: usize) -> Names {
        self.names.get(at).copied().unwrap_or_default()
    }

    /// The share of the paragraphs of the page that an element holds.
    pub(super) fn share(&self, tree: &Tree, at: usize) -> f64 {
        self.paragraphs.within(tree, at) / self.paragraphs.within(tree, 0).max(1.0)
    }
}

fn rejects(noise: &[bool], at: usize) -> bool {
    noise.get(at).copied().unwrap_or_default()
}

/// Sums over the nodes before each node.
pub(super) struct Sums(Vec<f64>);

impl Sums {
    pub(super) fn of(tree: &Tree, blocks: &[Block], worth: impl Fn(&Block) -> f64) -> Self {
        let mut sums = vec![0.0; tree.nodes.len() + 1];
        for block in blocks {
            if let Some(place) = sums.get_mut(block.at() + 1) {
                *place += worth(block);
            }
        }
        let mut sum = 0.0;
        for place in &mut sums {
            sum += *place;
            *place = sum;
        }
        Self(sums)
    }

    fn before(&self, at: usize) -> f64 {
        self.0.get(at.min(self.0.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    pub(super) fn within(&self, tree: &Tree, at: usize) -> f64 {
        self.before(tree.node(at).end) - self.before(at)
    }
}

pub(super) fn is_paragraph(block: &Block) -> bool {
    let long = if block.sentence { LONG_SENTENCE } else { LONG };
    block.chars >= long && block.link_density() < LINKS
}

fn worth(tree: &Tree, block: &Block) -> f64 {
    let free = block.chars.saturating_sub(block.linked) as f64;
    if is_paragraph(block) {
        return free;
    }
    match tree.node(block.owner).tag {
        Tag::Paragraph
        | Tag::Title
        | Tag::Heading
        | Tag::Quotation
        | Tag::Item
        | Tag::Cell
        | Tag::Definition
            if block.link_density() < LINKS =>
        {
            0.0
        }
        _ => -COST,
    }
}

/// The number of the element with the greatest worth; the innermost of equals.
fn arbiter(tree: &Tree, blocks: &[Block]) -> usize {
    let sums = Sums::of(tree, blocks, |block| worth(tree, block));
    let mut best = (0, f64::MIN);
    for (at, node) in tree.nodes.iter().enumerate().filter(|(_, n)| !n.tag.is_inline()) {
        let value = sums.within(tree, at) * trust(tree, at, node.tag);
        if value > 0.0 && value >= best.1 {
            best = (at, value);
        }
    }
    best.0
}

/// How much the page's own word for the element adds.
fn trust(tree: &Tree, at: usize, tag: Tag) -> f64 {
    if tree.attribute(at, "itemprop").is_some_and(|p| p.eq_ignore_ascii_case("articleBody")) {
        return 1.5;
    }
    match tag {
        Tag::Article => 1.25,
        Tag::Main => 1.1,
        _ if tree.attribute(at, "role").is_some_and(|r| matches!(r, "main" | "article")) => 1.1,
        _ => 1.0,
    }
}

/// Leaves out what is no text within the main element: links and their labels, headings over
/// nothing, dates and names before the first paragraph and calls after the last.
fn prune(page: &str, tree: &Tree, blocks: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::new();
    let mut pending: Vec<Block> = Vec::new();
    for block in blocks {
        match tree.node(block.owner).tag {
            // Headings wait for a paragraph; a heading before a heading is a label of its own.
            Tag::Heading if block.link_density() < LINKS => pending.push(block),
            tag if is_text(tag, &block) => {
                kept.append(&mut pending);
                kept.push(block);
            }
            Tag::Heading | Tag::Title => (),
            _ if block.link_density() >= LINKS => {
                pending.clear();
                kept.pop_if(|label| block.at() > label.at() && is_label(tree, label));
            }
            _ => (),
        }
    }
    while kept.pop_if(|last| is_label(tree, last) || tree.node(last.owner).tag == Tag::Heading).is_some() {}
    let first = kept.iter().position(|b| !is_label(tree, b) || is_signed(page, tree, b)).unwrap_or_default();
    kept.split_off(first)
}

/// A short line that says nothing by itself.
fn is_label(tree: &Tree, block: &Block) -> bool {
    let tag = tree.node(block.owner).tag;
    let within = tree.node(tree.node(block.owner).block).tag;
    tag != Tag::Heading
        && !matches!(
            (tag, within),
            (Tag::Item | Tag::Definition | Tag::Quotation, _) | (_, Tag::Quotation | Tag::Item)
        )
        && block.chars < LONG_SENTENCE
        && (block.colon || !block.sentence)
}

/// "By NAME": who wrote it is said in the text.
fn is_signed(page: &str, tree: &Tree, block: &Block) -> bool {
    let place = tree.node(block.at()).place.clone();
    let words = page.get(place).unwrap_or_default().trim_start();
    ["By ", "BY ", "by "].iter().any(|by| words.starts_with(by)) || words == "By"
}

fn is_text(tag: Tag, block: &Block) -> bool {
    match tag {
        Tag::Title => false,
        Tag::Paragraph | Tag::Quotation | Tag::Preformatted => block.link_density() < 0.8,
        Tag::Item | Tag::Definition | Tag::Cell => block.link_density() < LINKS,
        _ => is_paragraph(block) || (block.sentence && block.link_density() < 0.2),
    }
}
