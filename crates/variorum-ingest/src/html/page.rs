//! What a page holds, block by block: the material from which the main text is chosen.

use super::flow;
use super::tag::Tag;
use super::tree::Tree;

/// A paragraph, heading, item or other line of a page.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The element that lays it out.
    pub(super) owner: usize,
    /// Its text nodes and line breaks, by number.
    pub(super) parts: Vec<usize>,
    /// Visible characters.
    pub(super) chars: usize,
    /// Those of them in links.
    pub(super) linked: usize,
    /// Whether it ends as a sentence does.
    pub(super) sentence: bool,
    /// Whether it ends in a colon.
    pub(super) colon: bool,
}

impl Block {
    /// The number of its first node: where it stands in the page.
    pub(super) fn at(&self) -> usize {
        self.parts.first().copied().unwrap_or_default()
    }

    /// Share of the characters that are in links.
    pub(super) fn link_density(&self) -> f64 {
        self.linked as f64 / self.chars.max(1) as f64
    }
}

/// The blocks of a page in order, without those in elements that are never text and in the ones
/// that `is_noise` rejects.
pub(super) fn blocks(page: &str, tree: &Tree, is_noise: impl Fn(usize) -> bool) -> Vec<Block> {
    let mut reader = Reader { page, tree, blocks: Vec::new(), current: None, links_until: 0, breaks: 0 };
    let mut at = 0;
    while let Some(node) = tree.nodes.get(at) {
        if node.tag.is_dropped() || (node.tag != Tag::Text && is_noise(at)) {
            if !node.tag.is_inline() {
                reader.flush();
            }
            at = node.end.max(at + 1);
        } else {
            reader.node(at);
            at += 1;
        }
    }
    reader.flush();
    reader.blocks
}

struct Reader<'p> {
    page: &'p str,
    tree: &'p Tree,
    blocks: Vec<Block>,
    current: Option<Block>,
    links_until: usize,
    /// Line breaks since the last characters.
    breaks: usize,
}

impl Reader<'_> {
    fn node(&mut self, at: usize) {
        match self.tree.node(at).tag {
            Tag::Text => self.text(at),
            Tag::Break => self.line_break(at),
            Tag::Anchor => self.links_until = self.links_until.max(self.tree.node(at).end),
            tag if !tag.is_inline() => self.flush(),
            _ => (),
        }
    }

    fn text(&mut self, at: usize) {
        let node = self.tree.node(at);
        let raw = self.page.get(node.place.clone()).unwrap_or_default();
        let chars = visible(raw);
        if chars == 0 && self.current.is_none() {
            return;
        }
        let owner = node.block;
        if self.current.as_ref().is_some_and(|block| block.owner != owner) {
            self.flush();
        }
        let empty = Block { owner, parts: Vec::new(), chars: 0, linked: 0, sentence: false, colon: false };
        let block = self.current.get_or_insert(empty);
        block.parts.push(at);
        block.chars += chars;
        if at < self.links_until {
            block.linked += chars;
        }
        if chars > 0 {
            self.breaks = 0;
            let last = last_character(self.page, node.place.clone());
            block.colon = last == Some(':');
            block.sentence =
                last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | ':' | '。' | '！' | '？'));
        }
    }

    /// Two breaks, or one after a sentence, end a paragraph.
    fn line_break(&mut self, at: usize) {
        self.breaks += 1;
        match &mut self.current {
            Some(block) if self.breaks > 1 || block.sentence => self.flush(),
            Some(block) => block.parts.push(at),
            None => (),
        }
    }

    fn flush(&mut self) {
        self.breaks = 0;
        self.blocks.extend(self.current.take().filter(|block| block.chars > 0));
    }
}

/// Characters that are no white space, in the page's own writing.
fn visible(raw: &str) -> usize {
    raw.split_whitespace().map(|word| if word == "&nbsp;" { 0 } else { word.chars().count() + 1 }).sum()
}

/// The last character, closing quotation marks and brackets aside.
fn last_character(page: &str, place: std::ops::Range<usize>) -> Option<char> {
    let raw = page.get(place.clone()).unwrap_or_default();
    let tail = place.start + raw.floor_char_boundary(raw.len().saturating_sub(40));
    let tail = flow::decoded(page, tail..place.end);
    tail.trim_end().trim_end_matches(['"', '”', '’', '\'', '»', '“', ')', ']']).chars().next_back()
}
