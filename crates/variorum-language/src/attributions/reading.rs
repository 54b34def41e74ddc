//! What the annotators of this folder read: the words, the quotations among them, the sentences.

use std::ops::Range;

use variorum_core::Span;

use super::lexicon::Class;
use super::marks::Fragment;
use super::seen::{self, Seen};
use super::words::Word;

/// A range of tokens.
pub(super) type Tokens = Range<usize>;

/// A number of words in steps that grow with it.
pub(super) fn bucket(n: usize) -> u64 {
    match n {
        0..=4 => n as u64,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        23..=40 => 9,
        _ => 10,
    }
}

/// The text as words, with its quotations.
pub(super) struct Reading<'t> {
    pub(super) words: Vec<Word<'t>>,
    pub(super) fragments: Vec<Fragment>,
    /// For each token, the outermost quotation that it stands in.
    inside: Vec<Option<usize>>,
    /// What the decisions see of each token and of the end.
    seen: Vec<Seen>,
    /// Where the first line ends, which is mostly the headline.
    first_line: usize,
}

impl<'t> Reading<'t> {
    pub(super) fn new(words: Vec<Word<'t>>, fragments: Vec<Fragment>, first_line: usize) -> Self {
        let mut inside = vec![None; words.len()];
        for (index, fragment) in fragments.iter().enumerate().filter(|(_, f)| f.depth == 0) {
            for slot in inside.get_mut(fragment.tokens.clone()).unwrap_or_default() {
                *slot = Some(index);
            }
        }
        let seen = seen::see(&words, &fragments, &inside);
        Self { words, fragments, inside, seen, first_line }
    }

    /// What the decisions see of token `at`; of the end beyond it.
    pub(super) fn seen(&self, at: usize) -> Option<&Seen> {
        self.seen.get(at.min(self.words.len()))
    }

    /// How many more the later of two tokens has before it of what `count` counts.
    pub(super) fn between(&self, from: usize, to: usize, count: impl Fn(&Seen) -> u32) -> usize {
        let counted = |at: usize| self.seen(at).map_or(0, &count);
        counted(to).saturating_sub(counted(from)) as usize
    }

    pub(super) fn is_headline(&self, at: usize) -> bool {
        at < self.first_line
    }

    /// The word at `at`, where there is one.
    pub(super) fn word(&self, at: usize) -> Option<&Word<'t>> {
        self.words.get(at)
    }

    pub(super) fn before(&self, at: usize) -> Option<&Word<'t>> {
        self.words.get(at.checked_sub(1)?)
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.word(at).is_some_and(|w| w.is(class))
    }

    pub(super) fn is_text(&self, at: usize, text: &str) -> bool {
        self.word(at).is_some_and(|w| w.text.eq_ignore_ascii_case(text))
    }

    /// The outermost quotation that holds token `at`.
    pub(super) fn quotation_at(&self, at: usize) -> Option<&Fragment> {
        self.fragments.get((*self.inside.get(at)?)?)
    }

    /// The outermost quotation that opens at token `at`.
    pub(super) fn quotation_opening(&self, at: usize) -> Option<&Fragment> {
        self.quotation_at(at).filter(|f| f.tokens.start == at)
    }

    /// The outermost quotation that ends right before token `at`.
    pub(super) fn quotation_closing(&self, at: usize) -> Option<&Fragment> {
        self.quotation_at(at.checked_sub(1)?).filter(|f| f.tokens.end == at)
    }

    /// The characters of a range of tokens.
    pub(super) fn span(&self, tokens: &Tokens) -> Option<Span> {
        let (first, last) = (self.word(tokens.start)?, self.before(tokens.end)?);
        (tokens.start < tokens.end).then(|| first.span.cover(last.span))
    }

    /// The outermost quotations that lie wholly inside `tokens`, as indices.
    pub(super) fn quotations_in(&self, tokens: &Tokens) -> impl Iterator<Item = usize> + '_ {
        let first = self.fragments.partition_point(|f| f.tokens.start < tokens.start);
        let end = tokens.end;
        let ahead = self.fragments.iter().enumerate().skip(first);
        ahead
            .take_while(move |(_, f)| f.tokens.end <= end)
            .filter(|(_, f)| f.depth == 0)
            .map(|(index, _)| index)
    }

    /// The next token at or after `at` that is the first of its kind outside quotations.
    pub(super) fn skip_quotation(&self, at: usize) -> usize {
        self.quotation_at(at).map_or(at, |f| f.tokens.end.max(at + 1))
    }

    /// The tokens of a quotation without its marks.
    pub(super) fn within(&self, fragment: &Fragment) -> Tokens {
        let words = self.words.get(fragment.tokens.clone()).unwrap_or_default();
        let first = words.partition_point(|w| w.span.start() < fragment.inner.start());
        let last = words.partition_point(|w| w.span.start() < fragment.inner.end());
        fragment.tokens.start + first..fragment.tokens.start + last
    }

    /// The last word of a quotation, its closing mark left out.
    pub(super) fn last_inside(&self, fragment: &Fragment) -> Option<&Word<'t>> {
        let mut tokens = fragment.tokens.clone().rev();
        tokens.find_map(|i| self.word(i).filter(|w| w.span.end() <= fragment.inner.end()))
    }
}
