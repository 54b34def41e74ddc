//! What the model sees of a word: itself, its form, its neighbours, the run of capitals around it,
//! and how it stands elsewhere in the article.

use std::collections::BTreeMap;
use std::ops::Range;

use variorum_core::lemma::lowered;

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

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it has a capital anywhere.
    fn is_bearing(&self) -> bool {
        if self.text.is_ascii() {
            self.text.bytes().any(|b| b.is_ascii_uppercase())
        } else {
            self.text.chars().any(char::is_uppercase)
        }
    }
}

/// What is known of the words of an article before their places in a sentence count.
pub struct Features {
    words: Vec<Known>,
    /// What is known of the words of the segments alone, by their number in [`Known::apart`].
    apart: Vec<Apart>,
    /// Words that may be part of a name, in runs that no name reaches beyond.
    segments: Vec<Segment>,
}

/// A stretch of a sentence that names lie in.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its words.
    pub words: Range<usize>,
    sentence: Range<usize>,
    written: Written,
}

/// How a sentence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Plain,
    /// Nearly every long word has a capital, as in headlines.
    Titled,
    Upper,
}

#[derive(Clone, Copy, Default)]
struct Known {
    form: u64,
    lower: u64,
    shape: u64,
    clusters: [u16; 3],
    /// How the form is used in names: see [`USES`].
    used: u16,
    /// The lists that the form stands in: see [`LISTS`].
    lists: u16,
    capital: bool,
    bearing: bool,
    /// One more than the place of the rest; zero where the word is in no segment.
    apart: u32,
}

/// What only a word that may be part of a name is asked for.
#[derive(Clone, Copy, Default)]
struct Apart {
    affixes: [u64; 8],
    /// Hashes of what stands around the same form elsewhere, and of how it is written there.
    elsewhere: [u64; 6],
}

/// Beyond the edge of a sentence.
static EDGE: Known = Known {
    form: 1,
    lower: 1,
    shape: 1,
    clusters: [0; 3],
    used: 0,
    lists: 0,
    capital: false,
    bearing: false,
    apart: 0,
};

/// Classes of uses: first and later word of a person's name, then organization, place, other, no name.
/// A use has two bits for each: how great its share is.
pub const USES: usize = 6;
/// Lists that a form may stand in, a bit for each above its uses: places, later words of places, family
/// names, given names.
pub const LISTS: usize = 4;
/// Other places of the same form that are looked at.
const PLACES: usize = 2;
/// Small words and marks that a name may hold in a row: "Council of the North".
const BRIDGE: usize = 2;
/// Words around a candidate that are looked at.
const NEAR: usize = 2;
/// Words of a run of capitals that are looked at from each of its words.
const RUN: usize = 8;

impl Features {
    /// Looks at all words of an article; `sentences` are ranges of `words`.
    pub fn new(words: &[Word<'_>], sentences: &[Range<usize>], clusters: &Clusters) -> Self {
        let bearing: Vec<bool> = words.iter().map(Word::is_bearing).collect();
        let mut segments = Vec::new();
        for sentence in sentences {
            segments_of(words, &bearing, sentence, &mut segments);
        }
        let mut known: Vec<Known> = words.iter().zip(&bearing).map(|(w, b)| Known::plain(w, *b)).collect();
        let mut apart = Vec::new();
        for segment in &segments {
            let near = segment.words.start.saturating_sub(NEAR)..(segment.words.end + NEAR).min(words.len());
            for at in near {
                if let (Some(word), Some(known)) = (words.get(at), known.get_mut(at)) {
                    known.look(word.text, clusters);
                    if segment.words.contains(&at) {
                        let affixes = affixes(&lowered(word.text));
                        apart.push(Apart { affixes, elsewhere: [0; 6] });
                        known.apart = apart.len() as u32;
                    }
                }
            }
        }
        look_elsewhere(&known, &mut apart);
        Self { words: known, apart, segments }
    }

    /// The stretches that names lie in, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The rows of the word `at`, which stands in `segment`.
    pub fn rows(&self, at: usize, segment: &Segment, rows: &mut Vec<u32>) {
        rows.clear();
        let inside = |at: Option<usize>| {
            at.filter(|at| segment.sentence.contains(at)).and_then(|at| self.words.get(at))
        };
        let near = |offset: isize| inside(at.checked_add_signed(offset)).unwrap_or(&EDGE);
        let [b2, b1, w, a1, a2] = [-2, -1, 0, 1, 2].map(near);
        let apart = w.apart.checked_sub(1).and_then(|at| self.apart.get(at as usize));
        let Apart { affixes, elsewhere } = apart.copied().unwrap_or_default();
        let first = u64::from(at == segment.sentence.start) + 2 * segment.written as u64;
        let mut template = 0u64;
        let mut push = |parts: &[u64]| {
            template += 1;
            rows.push(row(template, parts));
        };
        push(&[w.form]);
        push(&[w.lower, first]);
        push(&[w.shape, first]);
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
        for affix in affixes {
            push(&[affix]);
        }
        for (size, cluster) in w.clusters.into_iter().enumerate() {
            push(&[u64::from(cluster), size as u64, w.shape]);
        }
        for neighbour in [b1, a1] {
            for cluster in neighbour.clusters {
                push(&[u64::from(cluster), w.shape]);
            }
        }
        for neighbour in [b2, a2] {
            push(&[u64::from(neighbour.clusters[1]), w.shape]);
        }
        push(&[u64::from(b1.clusters[1]), u64::from(w.clusters[1])]);
        push(&[u64::from(w.clusters[1]), u64::from(a1.clusters[1])]);
        push(&[]);
        // The run of capitals around the word: its ends and what stands beside them.
        let bearing = |at: Option<usize>| inside(at).is_some_and(|k| k.bearing);
        let back = (1..RUN).take_while(|back| bearing(at.checked_sub(*back))).count();
        let on = (1..RUN).take_while(|on| bearing(Some(at + on))).count();
        let [head, last, before, after] =
            [-(back as isize), on as isize, -(back as isize) - 1, on as isize + 1].map(near);
        let place = (back.min(3) * 4 + on.min(3)) as u64;
        push(&[place, w.shape]);
        push(&[last.lower, place]);
        push(&[last.lower]);
        push(&[u64::from(last.clusters[1]), place]);
        push(&[head.lower, place]);
        push(&[u64::from(head.clusters[1]), place]);
        push(&[before.lower, place]);
        push(&[after.lower, place]);
        push(&[u64::from(before.clusters[1]), place]);
        push(&[u64::from(after.clusters[1]), place]);
        push(&[u64::from(w.used)]);
        push(&[u64::from(b1.used), u64::from(w.used)]);
        push(&[u64::from(w.used), u64::from(a1.used)]);
        push(&[u64::from(last.used), place]);
        push(&[u64::from(w.lists), w.shape]);
        push(&[u64::from(b1.lists), u64::from(w.lists)]);
        push(&[u64::from(w.lists), u64::from(a1.lists)]);
        push(&[u64::from(last.lists), place]);
        for class in 0..USES {
            push(&[u64::from(w.used >> (2 * class) & 3), u64::from(w.used != 0), w.shape]);
        }
        if w.capital {
            for hash in elsewhere {
                push(&[hash]);
            }
            push(&[elsewhere[4], first, w.shape]);
            push(&[elsewhere[5], elsewhere[4], first]);
        }
    }
}

/// Runs of words with capitals, few small words between them, and the dot of an abbreviation.
fn segments_of(words: &[Word<'_>], bearing: &[bool], sentence: &Range<usize>, found: &mut Vec<Segment>) {
    let mut long = (0, 0, 0);
    let mut open: Option<Range<usize>> = None;
    let mut runs = Vec::new();
    for at in sentence.clone() {
        let (Some(word), Some(bearing)) = (words.get(at), bearing.get(at)) else { break };
        if word.text.len() > 3 && word.text.starts_with(char::is_alphabetic) {
            let upper = !word.text.chars().any(char::is_lowercase);
            long = (long.0 + 1, long.1 + usize::from(*bearing), long.2 + usize::from(upper));
        }
        match open.as_mut() {
            Some(run) if *bearing && at <= run.end + BRIDGE => run.end = at + 1,
            Some(run) if at == run.end && is_abbreviation_dot(words, at) => run.end = at + 1,
            _ if *bearing => runs.extend(open.replace(at..at + 1)),
            _ => {}
        }
    }
    runs.extend(open);
    let written = match long {
        (all, _, upper) if all > 1 && upper * 5 >= all * 4 => Written::Upper,
        (all, capital, _) if all > 3 && capital * 5 >= all * 4 => Written::Titled,
        _ => Written::Plain,
    };
    found.extend(runs.into_iter().map(|words| Segment { words, sentence: sentence.clone(), written }));
}

fn is_abbreviation_dot(words: &[Word<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    let touches = |dot: &Word<'_>| before.is_some_and(|b| b.end() == dot.start && b.text.len() <= 4);
    words.get(at).is_some_and(|word| word.text == "." && touches(word))
}

/// Tells each capitalised word how its form stands at other places.
fn look_elsewhere(known: &[Known], apart: &mut [Apart]) {
    let contexts = contexts(known);
    // Few of the small words are written with a capital anywhere: bits tell most of the others.
    let mut bits = [0u64; 64];
    let bit = |hash: u64| ((hash >> 6) as usize % 64, 1 << (hash % 64));
    for (word, bit) in known.iter().filter(|k| k.capital).map(|k| bit(k.lower)) {
        bits.get_mut(word).into_iter().for_each(|word| *word |= bit);
    }
    let capital = |hash: &u64| {
        let (word, bit) = bit(*hash);
        bits.get(word).is_some_and(|word| word & bit != 0)
    };
    let mut lowers: Vec<u64> = known.iter().filter(|k| !k.capital).map(|k| k.lower).filter(capital).collect();
    lowers.sort_unstable();
    for (at, word) in known.iter().enumerate().filter(|(_, word)| word.capital) {
        let own = word.apart.checked_sub(1).and_then(|place| apart.get_mut(place as usize));
        let Some(Apart { elsewhere, .. }) = own else { continue };
        let places = contexts.get(&word.form).map_or(&[][..], Vec::as_slice);
        let others = places.iter().filter(|(place, _, _)| *place != at);
        let around = others.take(PLACES).flat_map(|(_, before, after)| [*before, *after]);
        elsewhere.iter_mut().zip(around).for_each(|(slot, hash)| *slot = hash);
        elsewhere[4] = u64::from(lowers.binary_search(&word.lower).is_ok()) + 1;
        elsewhere[5] = places.len().min(4) as u64;
    }
}

impl Known {
    /// What every word tells.
    fn plain(word: &Word<'_>, bearing: bool) -> Self {
        let form = hash(word.text.as_bytes());
        let lower = match bearing {
            true if word.text.is_ascii() => hash_of(word.text.bytes().map(|byte| byte.to_ascii_lowercase())),
            true => hash(word.text.to_lowercase().as_bytes()),
            false => form,
        };
        let capital = bearing && word.text.starts_with(char::is_uppercase);
        Self { form, lower, capital, bearing, ..Self::default() }
    }

    /// What only words at or near names are asked for.
    fn look(&mut self, text: &str, clusters: &Clusters) {
        if self.shape == 0 {
            self.shape = shape(text);
            let [a, b, c, used] = clusters.of(self.form);
            self.clusters = [a, b, c];
            (self.used, self.lists) = (used & ((1 << (2 * USES)) - 1), used >> (2 * USES));
            if self.clusters == [0; 3] {
                let [a, b, c, _] = clusters.of(self.lower);
                self.clusters = [a, b, c];
            }
        }
    }
}

/// Hashes of the first and last one to four letters; the whole word where it is shorter.
fn affixes(lower: &str) -> [u64; 8] {
    let mut affixes = [0; 8];
    let ends = lower.char_indices().skip(1).map(|(at, _)| at).chain(std::iter::repeat(lower.len()));
    let starts = lower.char_indices().rev().map(|(at, _)| at).chain(std::iter::repeat(0));
    let parts = ends.take(4).map(|end| lower.get(..end)).chain(starts.take(4).map(|at| lower.get(at..)));
    for (slot, part) in affixes.iter_mut().zip(parts) {
        *slot = hash(part.unwrap_or_default().as_bytes());
    }
    affixes
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

/// Capitals as X, small letters as x, digits as d, runs of more than two cut short; hashed, never zero.
fn shape(text: &str) -> u64 {
    let mut shape = SEED;
    let mut run = (' ', 0);
    for c in text.chars() {
        let class = match c {
            'a'..='z' => 'x',
            'A'..='Z' => 'X',
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if run.0 == class { (class, run.1 + 1) } else { (class, 1) };
        if run.1 <= 2 {
            shape = (shape ^ u64::from(class)).wrapping_mul(PRIME);
        }
    }
    shape.max(1)
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x100_0000_01b3;

/// FNV-1a, 64 bits.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    hash_of(bytes.iter().copied())
}

fn hash_of(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(SEED, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

fn row(template: u64, parts: &[u64]) -> u32 {
    let mix = |hash: u64, part: &u64| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let mixed = parts.iter().fold(template.wrapping_mul(0xff51_afd7_ed55_8ccd), mix);
    ((mixed ^ (mixed >> 32)) % ROWS as u64) as u32
}
