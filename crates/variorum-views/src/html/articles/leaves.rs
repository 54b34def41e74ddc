//! Overlapping marks as a tree: where two marks cross, one of them goes on in a second piece.

use std::cmp::Reverse;

use variorum_core::{Span, Text};

/// Marks are nested no deeper than this: a browser stops at a few hundred elements.
const DEEPEST: usize = 40;

/// One marked stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::html) struct Mark {
    pub(in crate::html) span: Span,
    /// The layers that it belongs to.
    pub(in crate::html) classes: Vec<&'static str>,
    /// Whether the page links to it.
    pub(in crate::html) asked: bool,
    /// The quotation cards to lead to from its end.
    pub(in crate::html) cards: Vec<usize>,
}

/// A stretch of text, marked or not.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leaf<'a> {
    /// Words in no further mark.
    Words(Span),
    /// A piece of a mark with what it holds.
    Marked(Piece<'a>),
}

/// A mark, or a part of it where another mark or the end of a line cuts it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) mark: &'a Mark,
    /// Whether no piece of it stands before.
    pub(super) begins: bool,
    /// Whether no piece of it follows.
    pub(super) ends: bool,
    pub(super) inner: Vec<Leaf<'a>>,
}

/// A line of a text and where the next one starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(in crate::html) span: Span,
    pub(super) next: usize,
}

/// The lines of `text` that hold words; one empty line where none does, so that marks find a place.
pub(super) fn lines(text: &Text) -> Vec<Line> {
    let mut spans = text.lines(text.whole());
    if spans.is_empty() {
        spans.push(text.trim(text.whole()));
    }
    let starts = spans.iter().skip(1).map(|s| s.start()).chain([usize::MAX]);
    spans.iter().zip(starts).map(|(span, next)| Line { span: *span, next }).collect()
}

/// Sorts `marks`, longer before shorter where they start together, and makes one of those that cover
/// the same stretch.
pub(in crate::html) fn merged(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_by_key(|mark| (mark.span.start(), Reverse(mark.span.end())));
    let mut merged: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match merged.last_mut().filter(|last| last.span == mark.span) {
            Some(last) => {
                last.asked |= mark.asked;
                last.classes.extend(mark.classes);
                last.cards.extend(mark.cards);
            }
            None => merged.push(mark),
        }
    }
    for mark in &mut merged {
        mark.classes.dedup();
        mark.cards.dedup();
    }
    merged
}

/// For each line its words and marks. Every mark begins exactly once.
pub(super) fn set<'a>(text: &Text, lines: &[Line], marks: &'a [Mark]) -> Vec<Vec<Leaf<'a>>> {
    let mut marks = marks.iter().peekable();
    let mut open: Vec<(&Mark, bool)> = Vec::new();
    let mut shown = Vec::with_capacity(lines.len());
    for line in lines {
        let mut here = std::mem::take(&mut open);
        while let Some(mark) = marks.next_if(|m| m.span.start() < line.next) {
            here.push((mark, true));
        }
        // A mark that starts in the white space after a line begins with the next one.
        let later = |m: &Mark| m.span.start() >= line.span.end() && m.span.end() > line.next;
        let (later, here): (Vec<_>, Vec<_>) = here.into_iter().partition(|(mark, _)| later(mark));
        open.extend(here.iter().filter(|(m, _)| m.span.end() > line.next).map(|(m, _)| (*m, false)));
        open.extend(later);
        shown.push(set_line(text, *line, here));
    }
    shown
}

fn set_line<'a>(text: &Text, line: Line, marks: Vec<(&'a Mark, bool)>) -> Vec<Leaf<'a>> {
    let clip = |at: usize| at.clamp(line.span.start(), line.span.end());
    let clipped = |(mark, begins): (&'a Mark, bool)| Clipped {
        mark,
        begins,
        ends: mark.span.end() <= line.next,
        start: clip(mark.span.start()),
        end: clip(mark.span.end()),
    };
    let mut marks: Vec<Clipped> = marks.into_iter().map(clipped).collect();
    marks.sort_by_key(|c| (c.start, c.start < c.end, Reverse(c.end)));
    let mut setter = Setter { text, at: line.span.start(), open: Vec::new(), done: Vec::new() };
    for mark in marks {
        setter.advance(mark.start);
        setter.open(mark);
    }
    setter.advance(line.span.end());
    setter.close_from(0);
    setter.done
}

/// A mark within the limits of one line.
#[derive(Clone, Copy)]
struct Clipped<'a> {
    mark: &'a Mark,
    begins: bool,
    ends: bool,
    start: usize,
    end: usize,
}

/// Builds the tree of one line from left to right.
struct Setter<'t, 'a> {
    text: &'t Text,
    at: usize,
    open: Vec<(Clipped<'a>, Vec<Leaf<'a>>)>,
    done: Vec<Leaf<'a>>,
}

impl<'a> Setter<'_, 'a> {
    fn open(&mut self, mark: Clipped<'a>) {
        if mark.start == mark.end || self.open.len() >= DEEPEST {
            let Clipped { mark, begins, ends, .. } = mark;
            self.push(Leaf::Marked(Piece { mark, begins, ends, inner: Vec::new() }));
        } else {
            self.open.push((mark, Vec::new()));
        }
    }

    /// Takes the words up to `to`, closing what ends on the way.
    fn advance(&mut self, to: usize) {
        while let Some(end) = self.open.iter().map(|(mark, _)| mark.end).min().filter(|end| *end <= to) {
            self.words(end);
            let first = self.open.iter().position(|(mark, _)| mark.end == end).unwrap_or(0);
            for mark in self.close_from(first).into_iter().filter(|mark| mark.end > end) {
                self.open.push((Clipped { begins: false, ..mark }, Vec::new()));
            }
        }
        self.words(to);
    }

    fn words(&mut self, to: usize) {
        if let Some(span) = self.text.span(self.at..to).filter(|span| !span.is_empty()) {
            self.push(Leaf::Words(span));
        }
        self.at = self.at.max(to);
    }

    /// Closes the open marks from the one at `depth` inwards; they come back outermost first.
    fn close_from(&mut self, depth: usize) -> Vec<Clipped<'a>> {
        let mut closed = Vec::new();
        while self.open.len() > depth {
            let Some((clipped, inner)) = self.open.pop() else { break };
            let Clipped { mark, begins, ends, end, .. } = clipped;
            let ends = ends && end <= self.at;
            self.push(Leaf::Marked(Piece { mark, begins, ends, inner }));
            closed.push(clipped);
        }
        closed.reverse();
        closed
    }

    fn push(&mut self, leaf: Leaf<'a>) {
        match self.open.last_mut() {
            Some((_, inner)) => inner.push(leaf),
            None => self.done.push(leaf),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(text: &Text, (start, len): (usize, usize)) -> Option<Mark> {
        let end = (start + len).min(text.len());
        let span = text.span(start.min(end)..end)?;
        Some(Mark { span, classes: vec![], asked: true, cards: vec![] })
    }

    /// What a walk over the leaves finds.
    #[derive(Default)]
    struct Found {
        words: Vec<(Span, Vec<Span>)>,
        begun: Vec<Span>,
    }

    fn collect(leaves: &[Leaf], within: &mut Vec<Span>, found: &mut Found) {
        for leaf in leaves {
            match leaf {
                Leaf::Words(span) => found.words.push((*span, within.clone())),
                Leaf::Marked(piece) => {
                    within.push(piece.mark.span);
                    found.begun.extend(piece.begins.then_some(piece.mark.span));
                    collect(&piece.inner, within, found);
                    within.pop();
                }
            }
        }
    }

    proptest! {
        #[test]
        fn pieces_cover_exactly_their_marks(
            body in "[ab\n ]{0,60}",
            ranges in prop::collection::vec((0usize..60, 0usize..20), 0..12),
        ) {
            let text = Text::new(body.as_str());
            let marks = merged(ranges.into_iter().filter_map(|range| mark(&text, range)).collect());
            let lines = lines(&text);
            let mut found = Found::default();
            for leaves in set(&text, &lines, &marks) {
                collect(&leaves, &mut Vec::new(), &mut found);
            }
            let joined: String = found.words.iter().map(|(span, _)| text.slice(*span)).collect();
            let expected: String = lines.iter().map(|line| text.slice(line.span)).collect();
            prop_assert_eq!(joined, expected);
            for (span, mut within) in found.words {
                let over = |at| marks.iter().map(|m| m.span).filter(move |s| s.start() <= at && at < s.end());
                within.sort();
                for at in span.start()..span.end() {
                    let mut over: Vec<Span> = over(at).collect();
                    over.sort();
                    prop_assert_eq!(&within, &over);
                }
            }
            found.begun.sort();
            let mut all: Vec<Span> = marks.iter().map(|m| m.span).collect();
            all.sort();
            prop_assert_eq!(found.begun, all);
        }
    }
}
