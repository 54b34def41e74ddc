//! HTML pages.

mod features;
mod flags;
mod flow;
mod forest;
mod main_text;
mod metadata;
mod noise;
mod page;
mod quoted;
mod tag;
mod tree;

use std::collections::BTreeMap;
use std::ops::Range;

use variorum_core::{Article, Page, PageFlag, Problem, Span, Text};

use crate::charset::{self, Decoded};
use crate::writer::Writer;
use crate::{Error, ErrorKind, boilerplate, mhtml, plain};
use flow::Flow;
use main_text::{Known, described, main_text};
use metadata::{Headline, Metadata};
use page::Block;
use tag::Tag;
use tree::Tree;

pub(crate) use flow::decode_reference as reference;
pub use forest::{BLOCKS, Forest};

/// The article of a page, as [`read_page`] reads it.
pub fn read_html(id: &str, file: Option<&str>, bytes: &[u8]) -> Result<Article, Error> {
    read_page(id, file, bytes).map(|page| page.article)
}

/// Reads a page: its headline, main text and metadata. `id` and `file` are taken over as they are.
///
/// The text is the headline, a newline and one paragraph a line. Menus, shares, related stories and
/// what else a page shows beside its article are left out; what stands in the article without being
/// content is labelled. Each character leads back to the bytes it came from. Of a page that a browser
/// saved as one file (MHTML) these are the bytes of the page in it.
pub fn read_page(id: &str, file: Option<&str>, bytes: &[u8]) -> Result<Page, Error> {
    read_fetched_page(id, file, bytes, None)
}

/// As [`read_page`], of a page that a server sent with the name of a `charset`: it goes before the one that
/// the page declares, and after a byte order mark.
pub fn read_fetched_page(
    id: &str,
    file: Option<&str>,
    bytes: &[u8],
    charset: Option<&str>,
) -> Result<Page, Error> {
    // A page in a saved page is none: nothing here nests.
    if let Some(saved) = mhtml::saved_page(bytes) {
        let mut page = read_markup(id, file, &saved.page, saved.charset.as_deref())?;
        page.article.url = page.article.url.or(saved.url);
        return Ok(page);
    }
    read_markup(id, file, bytes, charset)
}

fn read_markup(id: &str, file: Option<&str>, bytes: &[u8], charset: Option<&str>) -> Result<Page, Error> {
    let decoded = charset::decode_fetched(bytes, charset)?;
    let tree = Tree::read(&decoded.text);
    let metadata = metadata::read(&decoded.text, &tree);
    let blocks = body_blocks(&decoded.text, &tree, &metadata);
    let written = write(&decoded, &tree, &metadata, &blocks);
    let (text, source) = written.writer.finish(bytes);
    if text.as_str().trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "there are no words in the page"));
    }
    let span = |range: Range<usize>| text.span(range).filter(|span| !span.is_empty());
    let mut article = Article {
        id: id.to_owned(),
        file: file.map(str::to_owned),
        outlet: metadata.outlet,
        url: metadata.url,
        language: metadata.language,
        published: metadata.published,
        headline: span(0..written.headline),
        body: body_span(&text, written.body),
        headline_apart: true,
        source,
        block_quotations: written
            .quotations
            .into_iter()
            .filter_map(span)
            .map(|span| text.trim(span))
            .collect(),
        boilerplate: Vec::new(),
        evidence: metadata.evidence,
        problems: metadata.problems,
        text,
    };
    article.boilerplate = boilerplate::label(&article);
    article.problems.extend(broken(&article, &decoded));
    let mut flags = flags::flags(&article, metadata.paid, metadata.live);
    flags.extend(tree.cut.then_some(PageFlag::Cut));
    let credit = boilerplate::credit(&article);
    Ok(Page { article, authors: metadata.authors, modified: metadata.modified, credit, flags })
}

/// The blocks of a page with their words and the features that the scorer of blocks reads, in order;
/// for training.
pub fn described_blocks(bytes: &[u8]) -> Result<Vec<(String, Vec<f32>)>, Error> {
    let decoded = charset::decode_page(bytes)?;
    let tree = Tree::read(&decoded.text);
    let metadata = metadata::read(&decoded.text, &tree);
    Ok(described(&decoded.text, &tree, metadata.known()))
}

impl Metadata {
    fn known(&self) -> Known<'_> {
        let headline = self.headline.as_ref().map_or("", |headline| headline.words.as_str());
        Known { headline, told: self.told.as_deref() }
    }
}

fn body_span(text: &Text, start: usize) -> Span {
    text.span(start..text.len()).unwrap_or(text.whole().at_end())
}

/// The main text without the headline, which stands apart.
fn body_blocks(page: &str, tree: &Tree, metadata: &Metadata) -> Vec<Block> {
    let mut blocks = main_text(page, tree, metadata.known());
    let headline = metadata.headline.as_ref().map(|h| h.words.as_str());
    let same = |block: &Block| Some(words_of(page, tree, block).as_str()) == headline;
    if blocks.first().is_some_and(same) {
        blocks.remove(0);
    }
    blocks
}

fn words_of(page: &str, tree: &Tree, block: &Block) -> String {
    let texts = block.parts.iter().map(|at| flow::decoded(page, tree.node(*at).place.clone()));
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Clean text and its parts, in bytes of it.
struct Written<'d> {
    writer: Writer<'d>,
    headline: usize,
    body: usize,
    quotations: Vec<Range<usize>>,
}

fn write<'d>(decoded: &'d Decoded, tree: &Tree, metadata: &Metadata, blocks: &[Block]) -> Written<'d> {
    let mut flow = Flow::new(&decoded.text, Writer::new(decoded));
    match &metadata.headline {
        Some(Headline { node: Some(node), .. }) => {
            for at in tree.inside(*node) {
                write_part(&mut flow, tree, at);
            }
        }
        Some(headline) => flow.words(&headline.words, headline.place.clone()),
        None => (),
    }
    let headline = flow.len();
    let first = blocks.first().map_or(decoded.text.len(), |block| tree.node(block.at()).place.start);
    if metadata.headline.is_some() {
        flow.end_headline(first);
    }
    let body = flow.len();
    let quotations = write_body(&mut flow, tree, blocks);
    Written { writer: flow.finish(), headline, body, quotations }
}

fn write_body(flow: &mut Flow<'_>, tree: &Tree, blocks: &[Block]) -> Vec<Range<usize>> {
    let mut quotations: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    for block in blocks {
        flow.line(tree.node(block.at()).place.start);
        let start = flow.len();
        for at in &block.parts {
            write_part(flow, tree, *at);
        }
        if let Some(quotation) = quotation_around(tree, block.at()) {
            quotations.entry(quotation).or_insert(start..start).end = flow.len();
        }
    }
    quotations.into_values().collect()
}

fn write_part(flow: &mut Flow<'_>, tree: &Tree, at: usize) {
    let node = tree.node(at);
    match node.tag {
        Tag::Text => flow.characters(node.place.clone()),
        Tag::Break => flow.space(node.place.clone()),
        _ => (),
    }
}

/// The outermost block quotation that a node stands in.
fn quotation_around(tree: &Tree, at: usize) -> Option<usize> {
    let mut found = None;
    let mut at = tree.node(at).block;
    while at > 0 {
        if tree.node(at).tag == Tag::Quotation {
            found = Some(at);
        }
        at = tree.node(at).block;
    }
    found
}

/// Says that bytes of the page were replaced, and where if that is in the text.
fn broken(article: &Article, decoded: &Decoded) -> Option<Problem> {
    let broken = decoded.broken.as_ref()?;
    let mark = article.text.as_str().find('\u{fffd}').map(|at| at..at + '\u{fffd}'.len_utf8());
    let span = mark.and_then(|range| article.text.span(range));
    Some(plain::broken_encoding(broken.charset, broken.count, span))
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
