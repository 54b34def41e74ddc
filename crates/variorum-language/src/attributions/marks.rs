//! Quotation marks: which marks open and close which quotation.
//!
//! Exact but for the straight marks, whose direction is read off their neighbours. A paragraph ends
//! every quotation; one that the next paragraph re-opens goes on there.

use std::ops::Range;

use variorum_core::{Problem, ProblemKind, Span, Text, Token, TokenKind};

/// Deeper nesting than this is not read.
const MAX_DEPTH: usize = 6;

/// A stretch between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fragment {
    /// Its tokens, marks included.
    pub(super) tokens: Range<usize>,
    /// Its characters, marks included.
    pub(super) outer: Span,
    /// Its characters without the marks and white space.
    pub(super) inner: Span,
    /// How many quotations it stands in.
    pub(super) depth: usize,
    /// Whether the marks are double ones, which alone make a quotation direct.
    pub(super) double: bool,
    /// How it ends.
    pub(super) end: End,
    /// Whether it goes on with the quotation that the paragraph before left open.
    pub(super) resumes: bool,
}

/// How a quotation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At its closing mark.
    Closed,
    /// At the end of the paragraph; the next one opens it again.
    Continued,
    /// Without a closing mark.
    Unclosed,
}

/// The quotations of the paragraphs (ranges of tokens), sorted by where they open, and the flaws.
pub(super) fn find(
    text: &Text,
    tokens: &[Token],
    paragraphs: &[Range<usize>],
) -> (Vec<Fragment>, Vec<Problem>) {
    let mut scan = Scan { text, tokens, fragments: Vec::new(), problems: Vec::new(), deep: false };
    let mut left_open = None;
    for paragraph in paragraphs {
        left_open = scan.paragraph(paragraph.clone(), left_open);
    }
    if let Some(open) = left_open {
        scan.give_up(open);
    }
    nest(&mut scan.fragments);
    (scan.fragments, scan.problems)
}

struct Scan<'t> {
    text: &'t Text,
    tokens: &'t [Token],
    fragments: Vec<Fragment>,
    problems: Vec<Problem>,
    deep: bool,
}

/// Sorts by opening mark and counts how many quotations each stands in.
fn nest(fragments: &mut [Fragment]) {
    fragments.sort_by_key(|f| (f.tokens.start, usize::MAX - f.tokens.end));
    let mut ends: Vec<usize> = Vec::new();
    for fragment in fragments {
        while ends.last().is_some_and(|end| *end <= fragment.tokens.start) {
            ends.pop();
        }
        fragment.depth = ends.len();
        ends.push(fragment.tokens.end);
    }
}

/// An opened quotation.
struct Opened {
    at: usize,
    after: usize,
    family: Family,
    angular: bool,
    resumes: bool,
    /// Whether another mark of its family opens right after it, as where one is printed twice.
    doubled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
}

/// A mark by its shape alone.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    family: Family,
    shape: Shape,
    len: usize,
    /// « or ‹, which hold other marks of their family.
    angular: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Opens,
    Closes,
    Either,
}

impl Scan<'_> {
    /// Reads one paragraph; returns the fragment that it leaves open.
    fn paragraph(&mut self, range: Range<usize>, left_open: Option<usize>) -> Option<usize> {
        let resumes = left_open.is_some() && self.mark(range.start, &range).is_some_and(opens_double);
        if let (Some(open), false) = (left_open, resumes) {
            self.give_up(open);
        }
        let possessives = self.possessives(&range);
        let mut stack: Vec<Opened> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let Some(mark) = self.mark(at, &range) else {
                at += 1;
                continue;
            };
            let first = resumes && at == range.start;
            self.step(&mut stack, at, mark, &range, first, &possessives);
            at += mark.len;
        }
        self.end_of_paragraph(stack, range.end)
    }

    fn step(
        &mut self,
        stack: &mut Vec<Opened>,
        at: usize,
        mark: Mark,
        range: &Range<usize>,
        resumes: bool,
        possessives: &[bool],
    ) {
        let after = at + mark.len;
        let possessive = possessives.get(at - range.start).copied().unwrap_or_default();
        // A single mark closes nothing across a double one that is still open.
        let open = match mark.family {
            Family::Double => {
                let double = |o: &Opened| o.family == Family::Double;
                let same = stack.iter().rposition(|o| double(o) && o.angular == mark.angular);
                same.or_else(|| stack.iter().rposition(double))
            }
            Family::Single => stack
                .len()
                .checked_sub(1)
                .filter(|_| stack.last().is_some_and(|o| o.family == Family::Single)),
        };
        match self.turn(at, mark, range, open.is_some()) {
            Shape::Closes if mark.family == Family::Single && (possessive || open.is_none()) => {}
            Shape::Closes => {
                let Some(index) = open else { return };
                // A single mark left open inside was an apostrophe.
                stack.truncate(index + 1);
                if let Some(opened) = stack.pop() {
                    self.close(&opened, after, mark.len, End::Closed);
                }
            }
            _ => {
                let reopened = stack
                    .last()
                    .is_some_and(|o| o.family == mark.family && o.angular == mark.angular && o.after < at);
                if reopened && let Some(opened) = stack.pop().filter(|o| !o.doubled) {
                    self.close(&opened, at, 0, End::Unclosed);
                }
                if stack.len() >= MAX_DEPTH {
                    return self.too_deep(at);
                }
                if let Some(last) = stack.last_mut() {
                    last.doubled = last.family == mark.family && last.after == at;
                }
                stack.push(Opened {
                    at,
                    after,
                    family: mark.family,
                    angular: mark.angular,
                    resumes,
                    doubled: false,
                });
            }
        }
    }

    /// What the mark does here, by shape and by neighbours.
    fn turn(&self, at: usize, mark: Mark, range: &Range<usize>, open: bool) -> Shape {
        let (before, after) = (self.spaced_before(at, range), self.spaced_after(at + mark.len, range));
        match (mark.shape, before, after) {
            (Shape::Opens, false, true) if open => Shape::Closes,
            (Shape::Closes, true, false) if !open && (mark.family == Family::Double || mark.angular) => {
                Shape::Opens
            }
            (Shape::Either, true, false) => Shape::Opens,
            (Shape::Either, false, true) => Shape::Closes,
            (Shape::Either, ..) if open => Shape::Closes,
            (Shape::Either, true, true) => Shape::Opens,
            (Shape::Either, false, false) if mark.family == Family::Single => Shape::Closes,
            (Shape::Either, ..) => Shape::Opens,
            (shape, ..) => shape,
        }
    }

    /// Which marks of the paragraph are more likely a plural possessive ("the players’ coach") than
    /// a closing mark: an s before, a lower-case word after, and a surer closing mark still to come.
    fn possessives(&self, range: &Range<usize>) -> Vec<bool> {
        let mut surer_ahead = false;
        let mut found = vec![false; range.len()];
        for at in range.clone().rev() {
            match self.mark(at, range) {
                Some(mark) if mark.family == Family::Single && mark.shape != Shape::Opens => {
                    let like = self.like_possessive(at, range);
                    if let Some(slot) = found.get_mut(at - range.start) {
                        *slot = like && surer_ahead;
                    }
                    surer_ahead |= !like && !self.spaced_before(at, range);
                }
                Some(mark) if mark.family == Family::Single => surer_ahead = false,
                _ => {}
            }
        }
        found
    }

    fn like_possessive(&self, at: usize, range: &Range<usize>) -> bool {
        let word = |i: usize| self.tokens.get(i).map(|t| self.text.slice(t.span)).unwrap_or_default();
        at > range.start
            && word(at - 1).ends_with('s')
            && self.spaced_after(at + 1, range)
            && at + 1 < range.end
            && word(at + 1).starts_with(char::is_lowercase)
    }

    fn mark(&self, at: usize, range: &Range<usize>) -> Option<Mark> {
        let token = self.tokens.get(at).filter(|t| t.kind == TokenKind::Mark && at < range.end)?;
        let twin = self
            .tokens
            .get(at + 1)
            .filter(|next| at + 1 < range.end && next.span.start() == token.span.end())
            .is_some_and(|next| self.text.slice(next.span) == self.text.slice(token.span));
        let (family, shape, len) = match self.text.slice(token.span) {
            "“" | "«" | "„" | "「" | "『" | "‟" => (Family::Double, Shape::Opens, 1),
            "”" | "»" | "」" | "』" => (Family::Double, Shape::Closes, 1),
            "\"" | "＂" => (Family::Double, Shape::Either, 1),
            "`" if twin => (Family::Double, Shape::Opens, 2),
            "'" if twin => (Family::Double, Shape::Either, 2),
            "‘" | "‹" | "‚" | "`" => (Family::Single, Shape::Opens, 1),
            "’" | "›" => (Family::Single, Shape::Closes, 1),
            "'" => (Family::Single, Shape::Either, 1),
            _ => return None,
        };
        let angular = matches!(self.text.slice(token.span), "«" | "»" | "‹" | "›");
        Some(Mark { family, shape, len, angular })
    }

    /// Whether an opening mark may stand before token `at`: white space, a bracket, a dash.
    fn spaced_before(&self, at: usize, range: &Range<usize>) -> bool {
        let (Some(this), true) = (self.tokens.get(at), at > range.start) else { return true };
        let Some(last) = self.tokens.get(at - 1) else { return true };
        last.span.end() < this.span.start()
            || matches!(
                self.text.slice(last.span),
                "(" | "[" | "—" | "–" | "―" | "--" | "-" | "/" | "“" | "‘" | "``" | "`" | "„" | "«" | "…"
            )
            || (is_straight(self.text.slice(last.span)) && self.spaced_before_once(at - 1, range))
    }

    fn spaced_before_once(&self, at: usize, range: &Range<usize>) -> bool {
        match (at.checked_sub(1).and_then(|i| self.tokens.get(i)), self.tokens.get(at)) {
            (Some(last), Some(this)) if at > range.start => last.span.end() < this.span.start(),
            _ => true,
        }
    }

    /// Whether a closing mark may stand before token `after`: white space or a mark.
    fn spaced_after(&self, after: usize, range: &Range<usize>) -> bool {
        match (after.checked_sub(1).and_then(|i| self.tokens.get(i)), self.tokens.get(after)) {
            (Some(this), Some(next)) if after < range.end => {
                this.span.end() < next.span.start()
                    || (next.kind == TokenKind::Mark
                        && !matches!(self.text.slice(next.span), "(" | "[" | "$" | "“" | "‘" | "#" | "@"))
            }
            _ => true,
        }
    }

    fn close(&mut self, opened: &Opened, end: usize, mark_len: usize, how: End) -> Option<usize> {
        let span = |range: Range<usize>| {
            let (first, last) = (self.tokens.get(range.start)?, self.tokens.get(range.end.checked_sub(1)?)?);
            Some(first.span.cover(last.span))
        };
        if end <= opened.after + mark_len {
            return None;
        }
        let outer = span(opened.at..end)?;
        let inner = span(opened.after..end - mark_len)?;
        self.fragments.push(Fragment {
            tokens: opened.at..end,
            outer,
            inner,
            depth: 0,
            double: opened.family == Family::Double,
            end: how,
            resumes: opened.resumes,
        });
        Some(self.fragments.len() - 1)
    }

    /// Ends what is still open. Only double marks run to the end of the paragraph: a single one that
    /// nothing closes was an apostrophe, and one of two double ones a slip.
    fn end_of_paragraph(&mut self, mut stack: Vec<Opened>, end: usize) -> Option<usize> {
        let first = stack.iter().position(|o| o.family == Family::Double && !o.doubled)?;
        let opened = stack.swap_remove(first);
        self.close(&opened, end, 0, End::Continued)
    }

    fn give_up(&mut self, fragment: usize) {
        let Some(fragment) = self.fragments.get_mut(fragment) else { return };
        fragment.end = End::Unclosed;
        self.problems.push(Problem {
            kind: ProblemKind::UnclosedQuotation,
            message: "a quotation mark is never closed; the quotation was taken to the end of its paragraph"
                .to_owned(),
            span: Some(fragment.outer),
        });
    }

    fn too_deep(&mut self, at: usize) {
        if std::mem::replace(&mut self.deep, true) {
            return;
        }
        self.problems.push(Problem {
            kind: ProblemKind::TooDeep,
            message: format!(
                "quotations are nested more than {MAX_DEPTH} deep; the inner ones were not read"
            ),
            span: self.tokens.get(at).map(|t| t.span),
        });
    }
}

fn opens_double(mark: Mark) -> bool {
    mark.family == Family::Double && mark.shape != Shape::Closes
}

fn is_straight(word: &str) -> bool {
    matches!(word, "\"" | "'")
}
