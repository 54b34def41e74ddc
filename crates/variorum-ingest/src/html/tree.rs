//! A page as a flat tree: its elements and characters in the order of the page.
//!
//! The tokens come from html5gum, which follows the HTML standard; the tree is simpler than the
//! standard's: no foster parents, no reconstructed formatting. Depth is bounded, so that a look up
//! the tree is too; no step recurses.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::tag::Tag;

/// Deepest element that is kept as one; what is deeper belongs to it. Browsers stop at 512.
const MAX_DEPTH: usize = 512;

/// Nodes that are kept at most, so that memory stays bounded; the largest articles have a tenth of them.
const MAX_NODES: usize = 400_000;

/// A page: elements and characters in order; the descendants of a node follow it up to its end.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Whether the page has more nodes than are kept.
    pub(super) cut: bool,
    attributes: Vec<Attribute>,
}

/// An element or a run of characters.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) tag: Tag,
    /// The number of the nearest element around it that is laid out as a block.
    pub(super) block: usize,
    /// The number of the first node after its last descendant.
    pub(super) end: usize,
    /// Where the characters or the start tag stand in the page.
    pub(super) place: Range<usize>,
    attributes: Range<usize>,
}

/// An attribute that some reader asks for.
#[derive(Debug)]
struct Attribute {
    name: &'static str,
    value: String,
}

/// Attributes that are kept.
const KEPT: [&str; 19] = [
    "class",
    "id",
    "role",
    "itemprop",
    "property",
    "name",
    "content",
    "rel",
    "href",
    "datetime",
    "hidden",
    "aria-hidden",
    "style",
    "lang",
    "type",
    "pubdate",
    "title",
    "http-equiv",
    "xml:lang",
];

/// Longest attribute value that is kept, in bytes; longer ones are data, not words.
const LONGEST_VALUE: usize = 10_000;

impl Tree {
    /// Reads a page.
    pub(super) fn read(page: &str) -> Self {
        let mut builder = Builder::new();
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
            builder.event(event, span.start..span.end.max(span.start));
            None::<Infallible>
        });
        emitter.naively_switch_states(true);
        // Reading from memory cannot fail.
        let Ok(()) = Tokenizer::new_with_emitter(page, emitter).finish();
        builder.finish()
    }

    /// The node of this number; the root for one beyond the tree.
    pub(super) fn node(&self, at: usize) -> &Node {
        const NONE: &Node =
            &Node { tag: Tag::Void, block: 0, end: usize::MAX, place: 0..0, attributes: 0..0 };
        self.nodes.get(at).unwrap_or(NONE)
    }

    /// The value of an attribute, if the element has it.
    pub(super) fn attribute(&self, at: usize, name: &str) -> Option<&str> {
        let attributes = self.attributes.get(self.node(at).attributes.clone())?;
        attributes.iter().find(|a| a.name == name).map(|a| a.value.as_str())
    }

    /// The numbers of the elements of one kind.
    pub(super) fn elements(&self, tag: Tag) -> impl Iterator<Item = usize> {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.tag == tag).map(|(at, _)| at)
    }

    /// The numbers of the nodes inside.
    pub(super) fn inside(&self, at: usize) -> Range<usize> {
        at + 1..self.node(at).end.min(self.nodes.len()).max(at + 1)
    }
}

struct Builder {
    tree: Tree,
    /// Numbers of the open elements, outermost first.
    open: Vec<usize>,
    /// Start tags beyond the depth limit whose end tags are to come.
    too_deep: usize,
    /// The element whose attributes are being read.
    reading: Option<Reading>,
}

struct Reading {
    tag: Tag,
    start: usize,
    first_attribute: usize,
    /// The kept attribute whose value comes next.
    name: Option<&'static str>,
    /// Whether the name of the element is none that we know.
    unknown: bool,
}

impl Builder {
    fn new() -> Self {
        let root = Node { tag: Tag::Html, block: 0, end: 0, place: 0..0, attributes: 0..0 };
        let tree = Tree { nodes: vec![root], cut: false, attributes: Vec::new() };
        Self { tree, open: vec![0], too_deep: 0, reading: None }
    }

    fn event(&mut self, event: CallbackEvent<'_>, place: Range<usize>) {
        if self.tree.nodes.len() >= MAX_NODES {
            self.tree.cut = true;
            return;
        }
        match event {
            CallbackEvent::OpenStartTag { name } => self.start(name, place.start),
            CallbackEvent::AttributeName { name } => self.attribute_name(name),
            CallbackEvent::AttributeValue { value } => self.attribute_value(value),
            CallbackEvent::CloseStartTag { self_closing } => self.started(self_closing, place.end),
            CallbackEvent::EndTag { name } => self.end(Tag::of(name)),
            CallbackEvent::String { .. } => {
                self.add(Tag::Text, place, 0..0);
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => (),
        }
    }

    fn start(&mut self, name: &[u8], start: usize) {
        let tag = Tag::of(name);
        let unknown = matches!(tag, Tag::Inline | Tag::Graphic) || name.contains(&b'-');
        let first_attribute = self.tree.attributes.len();
        self.reading = Some(Reading { tag, start, first_attribute, name: None, unknown });
    }

    fn attribute_name(&mut self, name: &[u8]) {
        let Some(reading) = &mut self.reading else { return };
        reading.name = KEPT.iter().find(|kept| kept.as_bytes() == name).copied();
        if let Some(name) = reading.name {
            self.tree.attributes.push(Attribute { name, value: String::new() });
        }
    }

    fn attribute_value(&mut self, value: &[u8]) {
        let wanted = self.reading.as_ref().is_some_and(|reading| reading.name.is_some());
        if let Some(last) = self.tree.attributes.last_mut().filter(|_| wanted && value.len() <= LONGEST_VALUE)
        {
            last.value = String::from_utf8_lossy(value).into_owned();
        }
    }

    fn started(&mut self, self_closing: bool, end: usize) {
        let Some(reading) = self.reading.take() else { return };
        let attributes = reading.first_attribute..self.tree.attributes.len();
        let tag = if reading.tag == Tag::PageTitle && self.in_graphic() { Tag::Inline } else { reading.tag };
        self.close_implied(tag);
        let at = self.add(tag, reading.start..end.max(reading.start), attributes);
        if tag.is_void() || (self_closing && reading.unknown) {
            return;
        }
        if self.open.len() < MAX_DEPTH {
            self.open.push(at);
        } else {
            self.too_deep += 1;
        }
    }

    fn add(&mut self, tag: Tag, place: Range<usize>, attributes: Range<usize>) -> usize {
        let at = self.tree.nodes.len();
        let parent = self.open.last().copied().unwrap_or_default();
        let around = self.tree.node(parent);
        let block = if around.tag.is_inline() { around.block } else { parent };
        self.tree.nodes.push(Node { tag, block, end: at + 1, place, attributes });
        at
    }

    fn in_graphic(&self) -> bool {
        self.open.iter().any(|at| self.tree.node(*at).tag == Tag::Graphic)
    }

    /// Ends the elements that the start of another one ends: a paragraph, an item, a row, the head.
    fn close_implied(&mut self, tag: Tag) {
        match tag {
            Tag::Body => self.close_to(Tag::Head, |_| false),
            Tag::Item => self.close_to(Tag::Item, |t| t == Tag::List || t.is_wall()),
            Tag::Definition => self.close_to(Tag::Definition, |t| t == Tag::List || t.is_wall()),
            Tag::Cell => self.close_to(Tag::Cell, |t| matches!(t, Tag::Row | Tag::Table)),
            Tag::Row => self.close_to(Tag::Row, |t| t == Tag::Table),
            Tag::Anchor => self.close_to(Tag::Anchor, |t| !t.is_inline()),
            _ => (),
        }
        if !tag.is_inline() && tag != Tag::Dropped {
            self.close_to(Tag::Paragraph, |t| !t.is_inline());
        }
        if matches!(tag, Tag::Title | Tag::Heading) {
            self.close_to(Tag::Title, |t| !t.is_inline());
            self.close_to(Tag::Heading, |t| !t.is_inline());
        }
    }

    fn end(&mut self, tag: Tag) {
        self.reading = None;
        if self.too_deep > 0 && !tag.is_void() {
            self.too_deep -= 1;
        } else if tag.is_inline() {
            self.close_to(tag, |t| !t.is_inline());
        } else if !matches!(tag, Tag::Body | Tag::Html) {
            let table = matches!(tag, Tag::Table | Tag::Row | Tag::Cell);
            self.close_to(tag, |t| !table && t.is_wall());
        }
    }

    /// Closes the innermost open element of this kind, unless a wall stands before it.
    fn close_to(&mut self, tag: Tag, wall: impl Fn(Tag) -> bool) {
        let inward =
            self.open.iter().enumerate().skip(1).rev().map(|(depth, at)| (depth, self.tree.node(*at).tag));
        let found = inward.take_while(|(_, t)| *t == tag || !wall(*t)).find(|(_, t)| *t == tag);
        if let Some((depth, _)) = found {
            self.close_from(depth);
        }
    }

    fn close_from(&mut self, depth: usize) {
        let end = self.tree.nodes.len();
        for at in self.open.drain(depth..) {
            if let Some(node) = self.tree.nodes.get_mut(at) {
                node.end = end;
            }
        }
    }

    fn finish(mut self) -> Tree {
        self.close_from(0);
        self.tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as nested brackets.
    fn shown(page: &str) -> String {
        let tree = Tree::read(page);
        let mut shown = String::new();
        let mut ends: Vec<usize> = Vec::new();
        for (at, node) in tree.nodes.iter().enumerate().skip(1) {
            while ends.last().is_some_and(|end| *end <= at) {
                ends.pop();
                shown.push(']');
            }
            match node.tag {
                Tag::Text => shown.push_str(page.get(node.place.clone()).unwrap()),
                tag if tag.is_void() => shown.push_str(&format!("{tag:?}")),
                tag => {
                    shown.push_str(&format!("{tag:?}["));
                    ends.push(node.end);
                }
            }
        }
        shown + &"]".repeat(ends.len())
    }

    #[track_caller]
    fn check(page: &str, expect: &str) {
        assert_eq!(shown(page), expect, "{page}");
    }

    #[test]
    fn elements_end_where_the_standard_ends_them() {
        check("<p>a<p>b</p>c", "Paragraph[a]Paragraph[b]c");
        check("<ul><li>a<li>b<ul><li>c</ul></ul>d", "List[Item[a]Item[bList[Item[c]]]]d");
        check("<div><p>a<div>b</div></div>c", "Division[Paragraph[a]Division[b]]c");
        check("<p>a<b>b</p>c", "Paragraph[aInline[b]]c");
        check("<table><tr><td>a<td>b<tr><td>c</table>d", "Table[Row[Cell[a]Cell[b]]Row[Cell[c]]]d");
        check("a</div></p>b", "ab");
        check("<a>x<a>y</a>z", "Anchor[x]Anchor[y]z");
        check("a<br>b<br/>c<img src=x>d", "aBreakbBreakcVoidd");
        check("<svg><path/><title>t</title></svg>a", "Graphic[Inline[]Inline[t]]a");
        check("<script>a<b</script>c", "Script[a<b]c");
        check("<!-- x --><p hidden class=a>y", "Paragraph[y]");
    }

    #[test]
    fn attributes_are_decoded() {
        let tree = Tree::read("<meta property=og:title content='A &amp; B'><p hidden>");
        let meta = tree.elements(Tag::Meta).next().unwrap();
        assert_eq!(tree.attribute(meta, "content"), Some("A & B"));
        assert_eq!(tree.attribute(meta + 1, "hidden"), Some(""));
        assert_eq!(tree.attribute(meta + 1, "class"), None);
    }

    #[test]
    fn what_is_too_much_is_cut() {
        let tree = Tree::read(&"<p>x".repeat(MAX_NODES));
        assert_eq!((tree.nodes.len(), tree.cut), (MAX_NODES, true));
        assert!(!Tree::read("<p>x").cut);
    }

    #[test]
    fn what_is_too_deep_belongs_to_the_deepest() {
        let deep = 100_000;
        let page = format!("{}x{}y", "<div>".repeat(deep), "</div>".repeat(deep));
        let tree = Tree::read(&page);
        assert_eq!(tree.nodes.len(), deep + 3);
        assert_eq!(tree.node(deep + 2).block, 0);
    }
}
