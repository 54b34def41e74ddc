//! The terms of an article, weighted by a shipped table of how common they are in the news.
//!
//! Weights of one run never depend on what was read before it: a running count would make the answer
//! depend on the order of arrival.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::annotated::Annotated;
use crate::lemma::{base, lowered};
use crate::token::TokenKind;

/// Made by `variorum-train terms`: the number of articles and of terms, then the hashes of the terms
/// in order, then one byte a term: its rarity in steps of 1/[`STEPS`].
static TABLE: &[u8] = include_bytes!("terms.bin");
/// Steps of rarity (natural logarithm) in one unit.
pub const STEPS: f64 = 24.0;
/// Bytes of the table before the hashes.
pub const HEADER: usize = 8;

/// How much more a word of headline or lead counts: the event is told there.
const LEAD: f32 = 2.0;
/// Bytes of body that are its lead.
const LEAD_BYTES: usize = 400;

/// FNV-1a, 64 bits.
pub(super) fn fnv(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The number that stands for a printed word: the hash of its dictionary form without possessive.
pub fn term(printed: &str) -> u32 {
    let mut lower = lowered(printed);
    if lower.contains('’') {
        lower = Cow::Owned(lower.replace('’', "'"));
    }
    let hash = fnv(base(lower.strip_suffix("'s").unwrap_or(&lower)).bytes());
    (hash ^ (hash >> 32)) as u32
}

/// How rare `term` is in the news: the logarithm of articles per article that has it.
fn rarity(term: u32) -> f32 {
    let number = |at: usize| {
        let bytes = TABLE.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
        u32::from_le_bytes(bytes)
    };
    let (articles, terms) = (number(0), number(4) as usize);
    let (mut low, mut high) = (0, terms);
    while low < high {
        let middle = low.midpoint(high);
        if number(HEADER + 4 * middle) < term { low = middle + 1 } else { high = middle }
    }
    if low < terms && number(HEADER + 4 * low) == term {
        let steps = TABLE.get(HEADER + 4 * terms + low).copied().unwrap_or_default();
        return (f64::from(steps) / STEPS) as f32;
    }
    f64::from(articles + 1).ln() as f32
}

/// Weights of terms, sorted by term; the sum of their squares is one, unless there are none.
///
/// Terms and weights lie apart: most terms of two articles are not common to both, and only those that
/// are need their weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Vector {
    terms: Box<[u32]>,
    weights: Box<[f32]>,
}

impl Vector {
    /// Of the counts of terms, sorted by term.
    fn weighted(counts: impl Iterator<Item = (u32, f32)>) -> Self {
        let weigh = |(term, count): (u32, f32)| (term, (1.0 + count.max(1.0).ln()) * rarity(term));
        let (terms, mut weights): (Vec<u32>, Vec<f32>) = counts.map(weigh).unzip();
        let norm = weights.iter().map(|weight| weight * weight).sum::<f32>().sqrt();
        weights.iter_mut().for_each(|weight| *weight /= norm.max(f32::MIN_POSITIVE));
        Self { terms: terms.into(), weights: weights.into() }
    }

    fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.terms.iter().copied().zip(self.weights.iter().copied())
    }

    /// The `most` terms of greatest weight.
    pub(super) fn heaviest(&self, most: usize) -> Vec<u32> {
        heaviest(self.iter().collect(), most)
    }

    /// The heaviest terms of both together.
    pub(super) fn common(&self, other: &Self, most: usize) -> Vec<u32> {
        let theirs = |term: u32| other.weights.get(other.terms.binary_search(&term).ok()?).copied();
        heaviest(
            self.iter().filter_map(|(term, weight)| Some((term, weight * theirs(term)?))).collect(),
            most,
        )
    }
}

fn heaviest(mut terms: Vec<(u32, f32)>, most: usize) -> Vec<u32> {
    let by_weight = |(a, x): &(u32, f32), (b, y): &(u32, f32)| y.total_cmp(x).then(a.cmp(b));
    if most < terms.len() {
        terms.select_nth_unstable_by(most, by_weight);
        terms.truncate(most);
    }
    terms.sort_unstable_by(by_weight);
    terms.into_iter().map(|(term, _)| term).collect()
}

/// Bits by which most terms that a vector lacks are told, and their number.
const BITS: usize = 1 << 14;

/// A vector laid out to be compared with many others.
pub(super) struct Laid {
    bits: Box<[u64]>,
    /// Open addressing; at least half of the slots are free, whose weight is zero.
    slots: Box<[(u32, f32)]>,
}

impl Laid {
    pub(super) fn new(vector: &Vector) -> Self {
        let size = (vector.terms.len() * 2 + 1).next_power_of_two();
        let mut laid =
            Self { bits: vec![0; BITS / 64].into(), slots: vec![(0, 0.0); size].into_boxed_slice() };
        for (term, weight) in vector.iter().filter(|(_, weight)| *weight != 0.0) {
            let (word, bit) = bit(term);
            laid.bits.get_mut(word).into_iter().for_each(|word| *word |= bit);
            let slot = laid.slot(term);
            laid.slots.get_mut(slot).into_iter().for_each(|slot| *slot = (term, weight));
        }
        laid
    }

    /// The cosine, for vectors of length one (Salton and Buckley, 1988).
    pub(super) fn cosine(&self, other: &Vector) -> f32 {
        let mut sum = 0.0;
        for (term, weight) in other.terms.iter().zip(&other.weights) {
            let (word, bit) = bit(*term);
            if self.bits.get(word).is_some_and(|word| word & bit != 0)
                && let Some((held, own)) = self.slots.get(self.slot(*term))
                && held == term
            {
                sum += own * weight;
            }
        }
        sum
    }

    /// The slot of `term`, or the free one where it belongs.
    fn slot(&self, term: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (term >> 7) as usize & mask;
        while self.slots.get(at).is_some_and(|(held, weight)| *weight != 0.0 && *held != term) {
            at = (at + 1) & mask;
        }
        at
    }
}

fn bit(term: u32) -> (usize, u64) {
    let at = term as usize % BITS;
    (at / 64, 1 << (at % 64))
}

/// The terms of the whole article, those of headline and lead counting more, and how the `named`
/// heaviest are printed.
pub(super) fn matter(annotated: &Annotated, named: usize) -> (Vector, BTreeMap<u32, Box<str>>) {
    let lead_end = annotated.article().body.start() + LEAD_BYTES;
    let mut counts: Vec<(u32, f32, &str)> = Vec::with_capacity(annotated.layers().tokens.len());
    for (start, printed) in content(annotated) {
        if printed.chars().nth(1).is_some() || printed.starts_with(|c: char| c.is_ascii_digit()) {
            counts.push((term(printed), if start < lead_end { LEAD } else { 1.0 }, printed));
        }
    }
    // In the order of the text among equals: a term is printed as it stands first.
    counts.sort_by_key(|(term, ..)| *term);
    counts.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        kept.1 += if same { later.1 } else { 0.0 };
        same
    });
    let matter = Vector::weighted(counts.iter().map(|(term, count, _)| (*term, *count)));
    let printed = |term: u32| {
        let at = counts.binary_search_by_key(&term, |(term, ..)| *term).ok()?;
        Some((term, Box::from(counts.get(at)?.2)))
    };
    let printed = matter.heaviest(named).into_iter().filter_map(printed).collect();
    (matter, printed)
}

/// The words of the article's names, by how often each is named.
pub(super) fn names(annotated: &Annotated) -> Vector {
    let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
    for entity in &annotated.layers().entities {
        let words = entity.name.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '.'));
        for word in words.filter(|word| word.starts_with(char::is_uppercase)) {
            *counts.entry(term(word)).or_default() += entity.mentions.len() as f32;
        }
    }
    Vector::weighted(counts.into_iter())
}

/// The words and numbers of the content, each with where it starts.
fn content(annotated: &Annotated) -> impl Iterator<Item = (usize, &str)> {
    let mut boilerplate = annotated.article().boilerplate.iter().map(|b| b.span).collect::<Vec<_>>();
    boilerplate.sort();
    let mut boilerplate = boilerplate.into_iter().peekable();
    annotated.layers().tokens.iter().filter(|token| token.kind != TokenKind::Mark).filter_map(move |token| {
        while boilerplate.next_if(|span| span.end() <= token.span.start()).is_some() {}
        let inside = boilerplate.peek().is_some_and(|span| span.overlaps(token.span));
        (!inside).then(|| (token.span.start(), annotated.slice(token.span)))
    })
}

/// The distinct terms of an article, for whoever counts them over many.
pub fn distinct_terms(annotated: &Annotated) -> Vec<u32> {
    matter(annotated, 0).0.terms.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one_term_and_rare_words_weigh_more() {
        assert_eq!(term("Ferries"), term("ferry"));
        assert_eq!(term("harbour’s"), term("harbour"));
        assert_ne!(term("harbour"), term("ferry"));
        assert!(rarity(term("the")) < rarity(term("ferry")));
        assert!(rarity(term("ferry")) < rarity(term("quxalorn")));
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        let number = |at: usize| u32::from_le_bytes(TABLE[at..at + 4].try_into().unwrap());
        let terms = number(4) as usize;
        assert_eq!(TABLE.len(), HEADER + 5 * terms);
        assert!((1..terms).all(|at| number(HEADER + 4 * at - 4) < number(HEADER + 4 * at)));
    }
}
