//! The words of an article as numbers, with what must not count as copying masked.

use crate::annotated::Annotated;
use crate::apparatus::fold_word;
use crate::story::terms::fnv;
use crate::text::Span;
use crate::token::TokenKind;

/// Words of a fingerprint.
const GRAM: usize = 5;
/// One fingerprint in so many is kept: enough to find candidates, which are then aligned exactly.
const SAMPLE: u64 = 4;

/// The words of headline-less content, quotations and boilerplate included but masked.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// Each word's hash.
    pub(super) hashes: Vec<u32>,
    /// Each word's place.
    pub(super) spans: Vec<Span>,
    /// Whether it stands in a quotation or in boilerplate: what several print without copying.
    pub(super) masked: Vec<bool>,
    /// The places of the words that begin a sentence.
    pub(super) starts: Vec<u32>,
}

impl Words {
    /// Of the body of `annotated`.
    pub(super) fn of(annotated: &Annotated) -> Self {
        let (article, layers) = (annotated.article(), annotated.layers());
        let mut masks: Vec<Span> = layers.attributions.iter().flat_map(|a| &a.quoted).copied().collect();
        masks.extend(&article.block_quotations);
        masks.extend(article.boilerplate.iter().map(|b| b.span));
        masks.sort();
        let mut masks = masks.into_iter().peekable();
        let mut masked_until = 0;
        let mut sentences = layers.sentences.iter().map(|s| s.start()).peekable();
        let mut quotation = Quotation::default();
        let mut words = Self::default();
        let body = layers.tokens.iter().filter(|token| token.span.start() >= article.body.start());
        for token in body {
            let (printed, start) = (annotated.slice(token.span), token.span.start());
            quotation.pass(article.text.as_str().get(quotation.seen..start).unwrap_or_default());
            quotation.seen = start;
            if token.kind == TokenKind::Mark {
                continue;
            }
            while let Some(mask) = masks.next_if(|mask| mask.start() <= start) {
                masked_until = masked_until.max(mask.end());
            }
            if sentences.next_if(|sentence| *sentence <= start).is_some() {
                while sentences.next_if(|sentence| *sentence <= start).is_some() {}
                words.starts.push(words.hashes.len() as u32);
            }
            let hash = if printed.is_ascii() {
                fnv(printed.bytes().map(|byte| byte.to_ascii_lowercase()))
            } else {
                fnv(fold_word(printed).bytes())
            };
            words.hashes.push((hash ^ (hash >> 32)) as u32);
            words.spans.push(token.span);
            words.masked.push(start < masked_until || quotation.open);
        }
        // They are kept for as long as the article can be copied.
        words.hashes.shrink_to_fit();
        words.spans.shrink_to_fit();
        words.masked.shrink_to_fit();
        words.starts.shrink_to_fit();
        words
    }

    /// Sampled hashes of the runs of five words outside the masks, sorted.
    pub(super) fn fingerprints(&self) -> Vec<u64> {
        let runs = self.hashes.windows(GRAM).zip(self.masked.windows(GRAM));
        let free = runs.filter(|(_, masked)| !masked.contains(&true));
        let mut prints: Vec<u64> = free.map(|(run, _)| gram(run)).filter(|hash| hash % SAMPLE == 0).collect();
        prints.sort_unstable();
        prints.dedup();
        prints
    }

    /// How many words are not masked among those of `range`.
    pub(super) fn free(&self, range: std::ops::Range<usize>) -> usize {
        self.masked.get(range).unwrap_or_default().iter().filter(|masked| !**masked).count()
    }
}

/// The hash of a run of words (a finalizer of murmur's kind over each word in turn).
pub(super) fn gram(run: &[u32]) -> u64 {
    run.iter().fold(0x9e37_79b9_7f4a_7c15, |hash, word| {
        let mixed = (hash ^ u64::from(*word)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 32)
    })
}

/// Whether a place stands between quotation marks, credited or not; a paragraph ends every quotation.
#[derive(Default)]
struct Quotation {
    open: bool,
    seen: usize,
}

impl Quotation {
    fn pass(&mut self, passed: &str) {
        for c in passed.chars() {
            match c {
                '“' | '«' | '„' => self.open = true,
                '”' | '»' | '\n' => self.open = false,
                '"' => self.open = !self.open,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_open_and_close_within_a_paragraph() {
        let mut quotation = Quotation::default();
        let mut open = |passed: &str| {
            quotation.pass(passed);
            quotation.open
        };
        assert!(open("she said “we"));
        assert!(!open(" will” and"));
        assert!(open(" \"never"));
        assert!(!open(" closed\nnext"));
    }
}
