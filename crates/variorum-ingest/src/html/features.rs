//! What a block looks like, in numbers: its words, its element, its place, its neighbours.
//!
//! These are the inputs of the learned scorer. After the shallow text features of Kohlschütter, Fankhauser
//! and Nejdl (2010), "Boilerplate detection using shallow text features", with what the tree and the
//! data of the page add.

use std::collections::BTreeMap;

use super::flow;
use super::main_text::{LINKS, Noise, Sums, is_paragraph};
use super::page::Block;
use super::tag::Tag;
use super::tree::Tree;

/// Levels of containers that are described.
const LEVELS: usize = 4;
/// Blocks before and after that are described.
const NEIGHBOURS: [isize; 4] = [-2, -1, 1, 2];
/// A distance that stands for none.
const FAR: f32 = 99.0;

/// The features of one block.
pub(super) type Row = Vec<f32>;

/// What stands around a node, handed down from element to element.
#[derive(Clone, Copy)]
struct Place {
    depth: f32,
    beside: f32,
    beside_share: f32,
    content: f32,
    comments: bool,
    hidden: bool,
    form: bool,
    header: bool,
    list: bool,
    table: bool,
    quotation: bool,
    main: bool,
    body: bool,
    article: usize,
    articles: f32,
}

/// What the features of all blocks of a page are made from.
pub(super) struct Scene<'p> {
    pub(super) page: &'p str,
    pub(super) tree: &'p Tree,
    pub(super) blocks: &'p [Block],
    pub(super) noise: &'p Noise,
    /// The element that the measure of worth chose.
    pub(super) main: usize,
    /// Which blocks the measure of worth would keep.
    pub(super) kept: &'p [bool],
    /// What the data of the page give as the text, as sorted hashes of word triples.
    pub(super) told: Option<&'p [u64]>,
    /// The headline as it is known.
    pub(super) headline: &'p str,
}

/// The words of a block and what is made of them.
struct Words {
    text: String,
    hash: u64,
    shape: Vec<f32>,
    heading: bool,
    signature: u64,
}

fn ln(n: f32) -> f32 {
    (1.0 + n.max(0.0)).ln()
}

fn yes(b: bool) -> f32 {
    f32::from(u8::from(b))
}

/// FNV-1a, which is the same everywhere.
pub(super) fn hash(bytes: &[u8], seed: u64) -> u64 {
    bytes.iter().fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// Hashes of all runs of three words.
pub(super) fn triples(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| hash(w.to_lowercase().as_bytes(), 0))
        .collect();
    let joined = |w: &[u64]| w.iter().fold(7, |h: u64, x| h.rotate_left(21).wrapping_mul(31) ^ x);
    if words.len() < 3 { vec![joined(&words)] } else { words.windows(3).map(joined).collect() }
}

/// The words of a block in single spaces.
pub(super) fn text_of(page: &str, tree: &Tree, block: &Block) -> String {
    let mut text = String::new();
    for at in &block.parts {
        let node = tree.node(*at);
        if node.tag == Tag::Text {
            text.push_str(&flow::decoded(page, node.place.clone()));
        } else {
            text.push(' ');
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Scene<'_> {
    /// The features of all blocks, in order.
    pub(super) fn rows(&self) -> Vec<Row> {
        let words: Vec<Words> = self.blocks.iter().map(|block| self.words(block)).collect();
        let places = self.places();
        let measures = Measures::of(self);
        let groups = Groups::of(self.blocks, &words);
        let mut walk = Walk::of(self, &words);
        let mut rows = Vec::with_capacity(words.len());
        for (at, block) in self.blocks.iter().enumerate() {
            let mut row = Vec::with_capacity(140);
            let (Some(word), Some(place)) = (words.get(at), places.get(at)) else { continue };
            row.extend(&word.shape);
            self.tags(block, &mut row);
            groups.describe(word, &mut row);
            walk.describe(self, at, block, word, &mut row);
            self.containers(block, &measures, &mut row);
            self.around(block, place, &mut row);
            self.neighbours(at, block, &words, &mut row);
            self.data(word, &mut row);
            row.extend([ln(self.blocks.len() as f32), ln(measures.all), measures.main_share]);
            row.push(yes(self.kept.get(at).copied().unwrap_or_default()));
            rows.push(row);
        }
        rows
    }

    fn words(&self, block: &Block) -> Words {
        let text = text_of(self.page, self.tree, block);
        let owner = self.tree.node(block.owner);
        let class = |at: usize| self.tree.attribute(at, "class").unwrap_or_default().as_bytes();
        let parent = owner.block;
        let signature = hash(
            class(block.owner),
            hash(class(parent), (owner.tag as u64) << 8 | self.tree.node(parent).tag as u64),
        );
        let shape = shape(&text, block);
        let heading = matches!(owner.tag, Tag::Heading | Tag::Title);
        Words { hash: hash(text.as_bytes(), 0), text, shape, heading, signature }
    }

    fn tags(&self, block: &Block, row: &mut Row) {
        let tag = self.tree.node(block.owner).tag;
        let kinds: [&[Tag]; 7] = [
            &[Tag::Paragraph],
            &[Tag::Heading],
            &[Tag::Title],
            &[Tag::Item, Tag::Definition],
            &[Tag::Cell],
            &[Tag::Quotation, Tag::Preformatted],
            &[Tag::Division, Tag::Article, Tag::Main, Tag::Body],
        ];
        row.extend(kinds.iter().map(|kind| yes(kind.contains(&tag))));
    }

    fn containers(&self, block: &Block, measures: &Measures, row: &mut Row) {
        let mut at = block.owner;
        for level in 0..LEVELS {
            if level > 0 {
                at = self.tree.node(at).block;
            }
            measures.describe(self.tree, at, row);
        }
    }

    fn around(&self, block: &Block, place: &Place, row: &mut Row) {
        let main = self.tree.node(self.main);
        let inside = self.main <= block.at() && block.at() < main.end;
        row.extend([place.depth, place.beside, place.beside_share, place.content]);
        row.extend(
            [
                place.comments,
                place.hidden,
                place.form,
                place.header,
                place.list,
                place.table,
                place.quotation,
                place.main,
                place.body,
                inside,
                place.article > 0,
                place.article > 0 && place.article <= self.main,
                place.article > self.main && inside,
            ]
            .map(yes),
        );
        row.push(ln(place.articles));
    }

    fn neighbours(&self, at: usize, block: &Block, words: &[Words], row: &mut Row) {
        let parent = |block: &Block| self.tree.node(block.owner).block;
        for step in NEIGHBOURS {
            let other = at.checked_add_signed(step);
            let found = other.and_then(|other| Some((self.blocks.get(other)?, words.get(other)?)));
            let Some((near, word)) = found else {
                row.extend([-1.0; 6]);
                continue;
            };
            row.extend([
                ln(near.chars as f32),
                near.link_density() as f32,
                yes(near.sentence),
                yes(word.heading),
                yes(parent(near) == parent(block)),
                yes(words.get(at).is_some_and(|w| w.signature == word.signature)),
            ]);
        }
    }

    fn data(&self, word: &Words, row: &mut Row) {
        let Some(told) = self.told else {
            row.extend([-1.0, -1.0]);
            return;
        };
        let triples = triples(&word.text);
        let found = triples.iter().filter(|t| told.binary_search(t).is_ok()).count();
        row.extend([found as f32 / triples.len().max(1) as f32, ln(told.len() as f32)]);
    }

    /// The place of each block.
    fn places(&self) -> Vec<Place> {
        let none = Place {
            depth: 0.0,
            beside: FAR,
            beside_share: 0.0,
            content: FAR,
            comments: false,
            hidden: false,
            form: false,
            header: false,
            list: false,
            table: false,
            quotation: false,
            main: false,
            body: false,
            article: 0,
            articles: self.tree.elements(Tag::Article).count() as f32,
        };
        let mut open: Vec<(usize, Place)> = vec![(usize::MAX, none)];
        let mut places = Vec::with_capacity(self.blocks.len());
        let mut blocks = self.blocks.iter().peekable();
        for (at, node) in self.tree.nodes.iter().enumerate() {
            while open.len() > 1 && open.last().is_some_and(|(end, _)| *end <= at) {
                open.pop();
            }
            let around = open.last().map_or(none, |(_, place)| *place);
            if blocks.next_if(|block| block.at() == at).is_some() {
                places.push(around);
            }
            if node.tag != Tag::Text && node.end > at + 1 {
                open.push((node.end, self.within(at, node.tag, around)));
            }
        }
        places
    }

    fn within(&self, at: usize, tag: Tag, around: Place) -> Place {
        let mut place = around;
        let level = f32::from(u8::from(!tag.is_inline()));
        place.depth += level;
        place.beside = (place.beside + level).min(FAR);
        place.content = (place.content + level).min(FAR);
        let names = self.noise.names(at);
        if names.beside {
            (place.beside, place.beside_share) = (0.0, self.noise.share(self.tree, at) as f32);
        }
        if names.content {
            place.content = 0.0;
        }
        place.comments |= names.comments;
        place.hidden |= names.hidden;
        match tag {
            Tag::Form => place.form = true,
            Tag::Header => place.header = true,
            Tag::List => place.list = true,
            Tag::Table => place.table = true,
            Tag::Quotation => place.quotation = true,
            Tag::Main => place.main = true,
            Tag::Article => place.article = at,
            _ => (),
        }
        let property = self.tree.attribute(at, "itemprop");
        place.body |= property.is_some_and(|p| p.eq_ignore_ascii_case("articleBody"));
        place
    }
}

/// What the words of a block look like.
fn shape(text: &str, block: &Block) -> Vec<f32> {
    let words: Vec<&str> = text.split(' ').filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    let count = words.len().max(1) as f32;
    let share = |holds: &dyn Fn(&str) -> bool| words.iter().filter(|w| holds(w)).count() as f32 / count;
    let letters = |w: &str| w.chars().filter(|c| c.is_alphabetic()).count();
    let upper = |w: &str| letters(w) > 1 && w.chars().all(|c| !c.is_lowercase());
    let marks = text.chars().filter(|c| matches!(c, ',' | ';' | '.' | '“' | '”' | '"' | '’')).count() as f32;
    let odd = text
        .chars()
        .filter(|c| matches!(c, '|' | '·' | '»' | '«' | '•' | '›' | '/' | '>' | '+' | '#'))
        .count() as f32;
    let ends = text.match_indices(". ").count() as f32;
    let year = words.iter().any(|w| {
        w.trim_matches(|c: char| !c.is_ascii_digit())
            .parse()
            .is_ok_and(|year: u32| (1990..2040).contains(&year))
    });
    let first = text.chars().next().unwrap_or(' ');
    vec![
        ln(block.chars as f32),
        block.link_density() as f32,
        ln(count),
        letters(text) as f32 / count,
        share(&|w| w.starts_with(char::is_uppercase)),
        share(&|w| w.contains(|c: char| c.is_ascii_digit())),
        share(&upper),
        share(&|w| w.chars().count() <= 3 && w.chars().all(char::is_lowercase)),
        marks / count,
        odd / count,
        ln(ends),
        yes(block.sentence),
        yes(block.colon),
        yes(text.ends_with('…') || text.ends_with("...")),
        yes(text.ends_with('?')),
        yes(text.ends_with('!')),
        yes(text.contains('@') || text.contains("http") || text.contains("www.")),
        yes(text.contains('©')),
        yes(year),
        yes(first.is_uppercase()),
        yes(first.is_ascii_digit()),
        yes(matches!(first, '"' | '“' | '„' | '«')),
        yes(matches!(first, '(' | '[' | '*' | '–' | '—' | '-' | '•')),
        ln(block.parts.len() as f32),
    ]
}

/// Sums over a page that describe its elements.
struct Measures {
    chars: Sums,
    linked: Sums,
    paragraphs: Sums,
    count: Sums,
    all: f32,
    main_share: f32,
}

impl Measures {
    fn of(scene: &Scene<'_>) -> Self {
        let (tree, blocks) = (scene.tree, scene.blocks);
        let paragraphs = Sums::of(tree, blocks, |b| if is_paragraph(b) { b.chars as f64 } else { 0.0 });
        let all = paragraphs.within(tree, 0) as f32;
        let main_share = paragraphs.within(tree, scene.main) as f32 / all.max(1.0);
        Self {
            chars: Sums::of(tree, blocks, |b| b.chars as f64),
            linked: Sums::of(tree, blocks, |b| b.linked as f64),
            count: Sums::of(tree, blocks, |_| 1.0),
            paragraphs,
            all,
            main_share,
        }
    }

    fn describe(&self, tree: &Tree, at: usize, row: &mut Row) {
        let chars = self.chars.within(tree, at) as f32;
        let paragraphs = self.paragraphs.within(tree, at) as f32;
        row.extend([
            paragraphs / self.all.max(1.0),
            self.linked.within(tree, at) as f32 / chars.max(1.0),
            ln(self.count.within(tree, at) as f32),
            paragraphs / chars.max(1.0),
            ln(chars),
        ]);
    }
}

/// Blocks that are laid out alike, and texts that are printed more than once.
struct Groups {
    alike: BTreeMap<u64, [f32; 4]>,
    repeated: BTreeMap<u64, f32>,
    all: f32,
}

impl Groups {
    fn of(blocks: &[Block], words: &[Words]) -> Self {
        let mut groups = Self { alike: BTreeMap::new(), repeated: BTreeMap::new(), all: 0.0 };
        for (block, words) in blocks.iter().zip(words) {
            let [count, chars, linked, paragraphs] = groups.alike.entry(words.signature).or_default();
            *count += 1.0;
            *chars += block.chars as f32;
            *linked += block.linked as f32;
            if is_paragraph(block) {
                *paragraphs += block.chars as f32;
                groups.all += block.chars as f32;
            }
            *groups.repeated.entry(words.hash).or_default() += 1.0;
        }
        groups
    }

    fn describe(&self, words: &Words, row: &mut Row) {
        let [count, chars, linked, paragraphs] =
            self.alike.get(&words.signature).copied().unwrap_or_default();
        row.extend([
            ln(count),
            ln(chars / count.max(1.0)),
            linked / chars.max(1.0),
            paragraphs / chars.max(1.0),
            paragraphs / self.all.max(1.0),
            self.repeated.get(&words.hash).copied().unwrap_or_default().min(5.0),
        ]);
    }
}

/// What was passed on the way through the page.
struct Walk {
    written: f32,
    all: f32,
    since_heading: f32,
    since_title: f32,
    since_paragraph: f32,
    title_passed: bool,
    /// Blocks to the next paragraph, for each block.
    to_paragraph: Vec<f32>,
    heading: Option<(f32, f32)>,
    first_inside: f32,
    last_inside: f32,
}

impl Walk {
    fn of(scene: &Scene<'_>, words: &[Words]) -> Self {
        let mut to_paragraph = vec![FAR; words.len()];
        let mut steps = FAR;
        for (slot, block) in to_paragraph.iter_mut().zip(scene.blocks).rev() {
            *slot = steps;
            steps = if is_paragraph(block) { 1.0 } else { (steps + 1.0).min(FAR) };
        }
        let inside = |b: &Block| scene.main <= b.at() && b.at() < scene.tree.node(scene.main).end;
        let first = scene.blocks.iter().position(inside).unwrap_or_default() as f32;
        let last = scene.blocks.iter().rposition(inside).unwrap_or_default() as f32;
        let all = scene.blocks.iter().filter(|b| is_paragraph(b)).map(|b| b.chars as f32).sum();
        Self {
            written: 0.0,
            all,
            since_heading: FAR,
            since_title: FAR,
            since_paragraph: FAR,
            title_passed: false,
            to_paragraph,
            heading: None,
            first_inside: first,
            last_inside: last,
        }
    }

    fn describe(&mut self, scene: &Scene<'_>, at: usize, block: &Block, words: &Words, row: &mut Row) {
        let tag = scene.tree.node(block.owner).tag;
        let place = at as f32;
        let same = !scene.headline.is_empty() && words.text == scene.headline;
        let (heading_links, heading_depth) = self.heading.unwrap_or((-1.0, -1.0));
        row.extend([
            place / scene.blocks.len().max(1) as f32,
            self.written / self.all.max(1.0),
            self.since_heading,
            self.since_title,
            self.since_paragraph,
            self.to_paragraph.get(at).copied().unwrap_or(FAR),
            yes(self.title_passed),
            yes(same),
            heading_links,
            heading_depth,
            (self.first_inside - place).clamp(-FAR, FAR),
            (place - self.last_inside).clamp(-FAR, FAR),
        ]);
        let step = |n: &mut f32, reset: bool| *n = if reset { 1.0 } else { (*n + 1.0).min(FAR) };
        step(&mut self.since_heading, words.heading);
        step(&mut self.since_title, tag == Tag::Title || same);
        step(&mut self.since_paragraph, is_paragraph(block));
        self.title_passed |= tag == Tag::Title || same;
        if words.heading {
            self.heading = Some((block.link_density() as f32, yes(block.link_density() >= LINKS)));
        }
        if is_paragraph(block) {
            self.written += block.chars as f32;
        }
    }
}
