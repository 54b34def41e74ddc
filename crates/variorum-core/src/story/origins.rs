//! Origins: which articles are copies of which, found as they arrive.
//!
//! Fingerprints name candidates (Broder, "On the resemblance and containment of documents", 1997);
//! alignment decides. What counts is the share of the copy that stands in the original, since a copy
//! that was cut short, or that grew, is still a copy.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::annotated::Annotated;
use crate::article::DocumentDate;
use crate::story::passages::{Shared, shared};
use crate::story::postings::Postings;
use crate::story::words::Words;
use crate::text::Span;

/// A fingerprint that more independent articles have is a formula of the trade.
const FORMULA: usize = 40;
/// Fewest common fingerprints of a candidate.
const FEWEST: usize = 3;
/// Candidates that are aligned, those with the most common fingerprints.
const ALIGNED: usize = 8;
/// Share of an article's words outside quotations and boilerplate that must be copied for it to
/// belong to the lineage of its original: an agency's text under a few paragraphs of one's own is no
/// independent origin. It is that of its main original alone, so that a round-up joins no two.
pub(super) const COPIED: f64 = 0.34;

/// What one article took from another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    /// From which.
    pub(super) from: u32,
    /// Share of its words outside quotations and boilerplate.
    pub(super) share: f64,
    /// The passages, in order.
    pub(super) passages: Vec<Passage>,
}

/// A copied passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// In the copy.
    pub at: Span,
    /// In the original.
    pub from_at: Span,
    /// Whether no word is changed.
    pub verbatim: bool,
}

/// All articles with what they took from one another.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    index: Postings,
    articles: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    words: Arc<Words>,
    published: Option<DocumentDate>,
    key: u64,
    taken: Vec<Taken>,
}

impl Entry {
    /// The copy edge that decides its lineage.
    fn main(&self) -> Option<&Taken> {
        self.taken.first().filter(|taken| taken.share >= COPIED)
    }
}

/// Copies among articles as they come, without their stories.
#[derive(Clone, Debug, Default)]
pub struct Copies(Origins);

impl Copies {
    /// Adds an article and gives the earlier ones that it took passages from, by the order of arrival, the one
    /// that it took the most from first.
    pub fn add(&mut self, annotated: &Annotated) -> Vec<usize> {
        let article = annotated.article();
        let at = self.0.articles.len() as u32;
        self.0.add(Arc::new(Words::of(annotated)), article.published, u64::from(at));
        self.0.taken(at).iter().map(|taken| taken.from as usize).collect()
    }
}

impl Origins {
    /// Adds an article and finds what it took, or what earlier arrivals took from it.
    pub(super) fn add(&mut self, words: Arc<Words>, published: Option<DocumentDate>, key: u64) {
        let article = self.articles.len() as u32;
        let prints = words.fingerprints();
        let candidates = self.candidates(&prints);
        self.articles.push(Entry { words, published, key, taken: Vec::new() });
        for candidate in candidates {
            let (from, by) = self.in_order(candidate, article);
            self.align(by, from);
        }
        let root = self.root(article);
        for print in prints {
            // What a copy shares with its lineage is found through the others of that: else a text that
            // many reprint would soon look like a formula, and its later copies like originals.
            if root == article || !self.holders(print).any(|holder| self.root(holder) == root) {
                self.index.add(print, article);
            }
        }
    }

    /// The latest articles under a fingerprint, one more than tell it from a formula.
    fn holders(&self, print: u64) -> impl Iterator<Item = u32> + '_ {
        self.index.of(print).take(FORMULA + 1)
    }

    /// What `article` took, the most first.
    pub(super) fn taken(&self, article: u32) -> &[Taken] {
        self.articles.get(article as usize).map_or(&[], |entry| &entry.taken)
    }

    /// The article that it was mostly copied from, and how much.
    pub(super) fn original(&self, article: u32) -> Option<&Taken> {
        self.articles.get(article as usize)?.main()
    }

    /// The article at the root of its lineage.
    pub(super) fn root(&self, article: u32) -> u32 {
        self.ancestry(article).last().unwrap_or(article)
    }

    /// The article, its original, the original of that, and so on.
    fn ancestry(&self, article: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(Some(article), |at| self.original(*at).map(|taken| taken.from))
    }

    fn candidates(&self, prints: &[u64]) -> Vec<u32> {
        let mut common: Vec<u32> = Vec::new();
        for print in prints {
            let start = common.len();
            common.extend(self.holders(*print));
            if common.len() - start > FORMULA {
                common.truncate(start);
            }
        }
        common.sort_unstable();
        let often = common.chunk_by(|a, b| a == b).filter(|same| same.len() >= FEWEST);
        let mut candidates: Vec<(u32, usize)> =
            often.filter_map(|same| Some((*same.first()?, same.len()))).collect();
        candidates.sort_by_key(|(candidate, prints)| (std::cmp::Reverse(*prints), *candidate));
        candidates.into_iter().take(ALIGNED).map(|(candidate, _)| candidate).collect()
    }

    /// The earlier of two articles first: by date, then (published at once, so that no order of arrival
    /// may decide) the longer; where a date lacks, by arrival.
    fn in_order(&self, earlier: u32, later: u32) -> (u32, u32) {
        let (Some(a), Some(b)) = (self.articles.get(earlier as usize), self.articles.get(later as usize))
        else {
            return (earlier, later);
        };
        let length = |entry: &Entry| entry.words.hashes.len();
        let order = match (a.published, b.published) {
            (Some(x), Some(y)) => {
                date_order(x, y).then_with(|| length(b).cmp(&length(a))).then_with(|| a.key.cmp(&b.key))
            }
            _ => Ordering::Less,
        };
        if order == Ordering::Greater { (later, earlier) } else { (earlier, later) }
    }

    fn align(&mut self, by: u32, from: u32) {
        let (Some(copy), Some(original)) = (self.articles.get(by as usize), self.articles.get(from as usize))
        else {
            return;
        };
        let found = shared(&copy.words, &original.words);
        let copied: usize = found.iter().map(|passage| copy.words.free(passage.at.clone())).sum();
        if copied == 0 {
            return;
        }
        let share = copied as f64 / copy.words.free(0..copy.words.hashes.len()).max(1) as f64;
        let passages = found.iter().filter_map(|shared| passage(shared, &copy.words, &original.words));
        let taken = Taken { from, share, passages: passages.collect() };
        // Dates that some lack can lead in a circle; an edge that would close one is left out.
        if self.ancestry(from).all(|at| at != by) {
            self.keep(by, taken);
        }
    }

    /// Adds `taken` among what `by` took: the most first, then the earliest original.
    fn keep(&mut self, by: u32, taken: Taken) {
        let rank = |one: &Taken, two: &Taken| {
            let earlier = if self.in_order(one.from.min(two.from), one.from.max(two.from)).0 == one.from {
                Ordering::Less
            } else {
                Ordering::Greater
            };
            two.share.total_cmp(&one.share).then(earlier)
        };
        let held = self.taken(by);
        let place = held.partition_point(|other| rank(other, &taken) == Ordering::Less);
        if let Some(entry) = self.articles.get_mut(by as usize) {
            entry.taken.insert(place.min(entry.taken.len()), taken);
            entry.taken.truncate(ALIGNED);
        }
    }
}

fn passage(shared: &Shared, copy: &Words, original: &Words) -> Option<Passage> {
    let span = |words: &Words, range: &std::ops::Range<usize>| {
        let (first, last) = (words.spans.get(range.start)?, words.spans.get(range.end.checked_sub(1)?)?);
        Some(first.cover(*last))
    };
    Some(Passage {
        at: span(copy, &shared.at)?,
        from_at: span(original, &shared.there)?,
        verbatim: shared.verbatim,
    })
}

/// By instant where both have a time, else by day.
fn date_order(a: DocumentDate, b: DocumentDate) -> Ordering {
    let instant = |date: DocumentDate| -> Option<DateTime> {
        match date {
            DocumentDate::Day(_) => None,
            DocumentDate::Time(time, offset) => {
                let seconds = offset.map_or(0, |offset| i64::from(offset.seconds()));
                time.checked_sub(jiff::Span::new().seconds(seconds)).ok()
            }
        }
    };
    match (instant(a), instant(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.date().cmp(&b.date()),
    }
}
