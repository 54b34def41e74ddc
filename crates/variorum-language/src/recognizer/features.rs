//! What the model sees of a word: itself, its form, its neighbours, and how it stands elsewhere in
//! the article.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::recognizer::Clusters;
use crate::recognizer::weights::ROWS;

/// A word, number or mark; possessive endings apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// As printed.
    pub text: &'a str,
    /// Its first byte in the article.
    pub start: usize,
}

/// What is known of each word before its place in a sentence counts.
pub struct Features {
    words: Vec<Known>,
}

#[derive(Clone, Copy, Default)]
struct Known {
    form: u64,
    lower: u64,
    shape: u64,
    affixes: [u64; 8],
    clusters: [u16; 3],
    capital: bool,
    /// Hashes of what stands around the same form elsewhere, and of how it is written there.
    elsewhere: [u64; 6],
}

/// Other places of the same form that are looked at.
const PLACES: usize = 2;

impl Features {
    /// Looks at all words of an article.
    pub fn new(words: &[Word<'_>], clusters: &Clusters) -> Self {
        let mut known: Vec<Known> = words.iter().map(|word| Known::new(word.text, clusters)).collect();
        let contexts = contexts(&known);
        let lowers: std::collections::BTreeSet<u64> =
            known.iter().filter(|k| !k.capital).map(|k| k.lower).collect();
        for at in 0..known.len() {
            let Some(word) = known.get(at).filter(|word| word.capital) else { continue };
            let mut elsewhere = [0; 6];
            let others = contexts.get(&word.form).into_iter().flatten().filter(|(place, _, _)| *place != at);
            for (slot, (_, before, after)) in others.take(PLACES).enumerate() {
                elsewhere.iter_mut().skip(slot * 2).zip([*before, *after]).for_each(|(e, hash)| *e = hash);
            }
            elsewhere[4] = u64::from(lowers.contains(&word.lower)) + 1;
            elsewhere[5] = contexts.get(&word.form).map_or(0, |places| places.len().min(4) as u64);
            if let Some(word) = known.get_mut(at) {
                word.elsewhere = elsewhere;
            }
        }
        Self { words: known }
    }

    /// The rows of the word `at`, which stands in `sentence`.
    pub fn rows(&self, at: usize, sentence: &Range<usize>, rows: &mut Vec<u32>) {
        rows.clear();
        let inside =
            |at: Option<usize>| at.filter(|at| sentence.contains(at)).and_then(|at| self.words.get(at));
        let edge = Known { form: 1, lower: 1, shape: 1, ..Known::default() };
        let near = |offset: isize| inside(at.checked_add_signed(offset)).copied().unwrap_or(edge);
        let [b2, b1, w, a1, a2] = [-2, -1, 0, 1, 2].map(near);
        let first = at == sentence.start;
        let mut template = 0u64;
        let mut push = |parts: &[u64]| {
            template += 1;
            rows.push(row(template, parts));
        };
        push(&[w.form]);
        push(&[w.lower, u64::from(first)]);
        push(&[w.shape, u64::from(first)]);
        push(&[b1.lower]);
        push(&[a1.lower]);
        push(&[b2.lower]);
        push(&[a2.lower]);
        push(&[b1.lower, w.lower]);
        push(&[w.lower, a1.lower]);
        push(&[b1.shape, w.shape, a1.shape]);
        push(&[b2.shape, b1.shape, w.shape]);
        push(&[w.shape, a1.shape, a2.shape]);
        push(&[b1.lower, w.shape]);
        push(&[w.shape, a1.lower]);
        push(&[b2.lower, b1.lower, w.shape]);
        push(&[w.shape, a1.lower, a2.lower]);
        for affix in w.affixes {
            push(&[affix]);
        }
        for (size, cluster) in w.clusters.into_iter().enumerate() {
            push(&[u64::from(cluster), size as u64, w.shape]);
        }
        for neighbour in [b1, a1] {
            push(&[u64::from(neighbour.clusters[0]), w.shape]);
            push(&[u64::from(neighbour.clusters[1]), w.shape]);
            push(&[u64::from(neighbour.clusters[2]), w.shape]);
        }
        for neighbour in [b2, a2] {
            push(&[u64::from(neighbour.clusters[1]), w.shape]);
        }
        push(&[u64::from(b1.clusters[1]), u64::from(w.clusters[1])]);
        push(&[u64::from(w.clusters[1]), u64::from(a1.clusters[1])]);
        if w.capital {
            for hash in w.elsewhere {
                push(&[hash]);
            }
            push(&[w.elsewhere[4], u64::from(first), w.shape]);
            push(&[w.elsewhere[5], w.elsewhere[4], u64::from(first)]);
        }
        push(&[]);
    }
}

impl Known {
    fn new(text: &str, clusters: &Clusters) -> Self {
        let lower = text.to_lowercase();
        let chars: Vec<char> = lower.chars().collect();
        let affix = |from_end: bool, length: usize| {
            let part: String = if from_end {
                chars.iter().skip(chars.len().saturating_sub(length)).collect()
            } else {
                chars.iter().take(length).collect()
            };
            hash(part.as_bytes())
        };
        let found = clusters.of(text);
        Self {
            form: hash(text.as_bytes()),
            lower: hash(lower.as_bytes()),
            shape: hash(shape(text).as_bytes()),
            affixes: std::array::from_fn(|at| affix(at >= 4, at % 4 + 1)),
            clusters: if found == [0; 3] { clusters.of(&lower) } else { found },
            capital: text.chars().next().is_some_and(char::is_uppercase),
            elsewhere: [0; 6],
        }
    }
}

/// For each capitalised form: its places, with the words before and after.
fn contexts(words: &[Known]) -> BTreeMap<u64, Vec<(usize, u64, u64)>> {
    let mut contexts: BTreeMap<u64, Vec<(usize, u64, u64)>> = BTreeMap::new();
    let lower = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or(1, |word| word.lower);
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.capital) {
        let places = contexts.entry(word.form).or_default();
        // The first few places are enough, and keep an article of one repeated word linear.
        if places.len() <= PLACES {
            places.push((at, lower(at.checked_sub(1)), lower(Some(at + 1))));
        }
    }
    contexts
}

/// Capitals as X, small letters as x, digits as d, runs of more than two cut short.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut run = (' ', 0);
    for c in text.chars() {
        let class = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if run.0 == class { (class, run.1 + 1) } else { (class, 1) };
        if run.1 <= 2 {
            shape.push(class);
        }
    }
    shape
}

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

fn row(template: u64, parts: &[u64]) -> u32 {
    let mix = |hash: u64, part: &u64| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let mixed = parts.iter().fold(template.wrapping_mul(0xff51_afd7_ed55_8ccd), mix);
    ((mixed ^ (mixed >> 32)) % ROWS as u64) as u32
}
