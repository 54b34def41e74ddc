//! The main text of a page: candidates, and one measure that decides between them.
//!
//! Every block is worth its characters when it reads like a paragraph and costs something when it
//! reads like a menu. The main text is the element with the greatest worth in it, where elements that
//! the page itself marks as the article count for more. The idea of the greatest sum over tags and
//! words is that of body text extraction (Finn, Kushmerick and Smyth 2001).

use super::noise;
use super::page::{Block, blocks};
use super::tag::Tag;
use super::tree::Tree;

/// A paragraph has at least so many characters, one that ends as a sentence so many.
const LONG: usize = 80;
const LONG_SENTENCE: usize = 40;
/// What a line that is no paragraph costs, in characters.
const COST: f64 = 20.0;
/// Share of linked characters above which a block is a list of links.
const LINKS: f64 = 0.5;
/// An element named as standing beside the text is believed when it holds less than this share of
/// the paragraphs of the page.
const BESIDE: f64 = 0.3;
/// A hidden element is believed to be hidden for good when it holds no more than this share.
const HIDDEN: f64 = 0.5;
/// Characters of paragraphs outside the comments at least, for comments to be believed.
const WRITTEN: f64 = 500.0;
/// Names are not believed when they leave less than this share of the paragraphs.
const BELIEVED: f64 = 0.4;

/// The blocks of the main text, in order. Empty when the page has none.
pub(super) fn main_text(page: &str, tree: &Tree) -> Vec<Block> {
    let noise = Noise::of(page, tree);
    let all = blocks(page, tree, |at| noise.rejects(at));
    let main = arbiter(tree, &all);
    let inside = tree.node(main).end;
    let within: Vec<Block> = all.iter().filter(|b| main <= b.at() && b.at() < inside).cloned().collect();
    let kept = prune(page, tree, within);
    // A page of short lines has no paragraph to go by: all but its links is better than nothing.
    if kept.is_empty() { all.into_iter().filter(|b| b.link_density() < LINKS).collect() } else { kept }
}

/// The elements that hold no text, for each node.
struct Noise(Vec<bool>);

impl Noise {
    fn of(page: &str, tree: &Tree) -> Self {
        let chars = |block: &Block| if is_paragraph(block) { block.chars as f64 } else { 0.0 };
        let paragraphs = Sums::of(tree, &blocks(page, tree, |_| false), chars);
        let all = paragraphs.within(tree, 0);
        let small = |at: usize, share: f64| paragraphs.within(tree, at) <= share * all;
        // Pages that are put together by scripts hide their text at first.
        let hidden = |at: usize| noise::is_hidden(tree, at) && small(at, HIDDEN);
        let form = |at: usize| tree.node(at).tag == Tag::Form && small(at, BESIDE);
        let named = |at: usize| noise::is_named_beside(tree, at) && small(at, BESIDE);
        // Readers may write more than the author did.
        let written = |at: usize| all - paragraphs.within(tree, at) >= WRITTEN;
        let comments = |at: usize| noise::is_comments(tree, at) && written(at);
        let sure = Self::where_so(tree, |at| hidden(at) || form(at) || comments(at));
        let told = Self::where_so(tree, |at| sure.rejects(at) || named(at));
        let left =
            |noise: &Self| Sums::of(tree, &blocks(page, tree, |at| noise.rejects(at)), chars).within(tree, 0);
        if left(&told) < BELIEVED * left(&sure) { sure } else { told }
    }

    fn where_so(tree: &Tree, holds: impl Fn(usize) -> bool) -> Self {
        Self(tree.nodes.iter().enumerate().map(|(at, node)| node.tag != Tag::Text && holds(at)).collect())
    }

    fn rejects(&self, at: usize) -> bool {
        self.0.get(at).copied().unwrap_or_default()
    }
}

/// Sums over the nodes before each node.
struct Sums(Vec<f64>);

impl Sums {
    fn of(tree: &Tree, blocks: &[Block], worth: impl Fn(&Block) -> f64) -> Self {
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

    fn within(&self, tree: &Tree, at: usize) -> f64 {
        self.before(tree.node(at).end) - self.before(at)
    }
}

fn is_paragraph(block: &Block) -> bool {
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
