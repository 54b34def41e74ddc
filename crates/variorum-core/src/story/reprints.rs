//! Reprints: copied passages between articles, outside quotations.
//!
//! Containment of word five-grams (Broder, "On the resemblance and containment of documents", 1997):
//! a copy that was cut short is contained in its original, however little the two are alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotated::Annotated;
use crate::apparatus::fold_word;
use crate::story::{Lineage, Reuse};
use crate::text::{Span, TextId};
use crate::token::TokenKind;

/// Words of a gram.
const GRAM: usize = 5;
/// Share of the grams of an article that must stand in another for the article to be its copy.
const COPIED: f64 = 0.5;
/// Fewest grams that must be common, so that short texts do not join by chance.
const FEWEST: usize = 12;
/// A gram that more articles than this share is a formula of the trade.
const FORMULA: usize = 40;
/// Most changed words between two copied runs that belong to one passage.
const GAP: usize = 10;

/// The independent origins among `members` (indices into `articles`): each member in exactly one.
///
/// An article of which at least half is copied belongs to the lineage of the article that it has most
/// from. The root is the earliest by publication date where dates tell, else the longest.
pub fn lineages(articles: &[Annotated], members: &[usize]) -> Vec<Lineage> {
    let texts: Vec<Words> =
        members.iter().filter_map(|at| Some(Words::of(*at, articles.get(*at)?))).collect();
    let copies = copies(&texts);
    let mut root_of: Vec<usize> = (0..texts.len()).collect();
    for copy in &copies {
        let (x, y) = (find(&root_of, copy.by), find(&root_of, copy.from));
        if let Some(slot) = root_of.get_mut(x.max(y)) {
            *slot = x.min(y);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..texts.len() {
        groups.entry(find(&root_of, at)).or_default().push(at);
    }
    groups.values().map(|group| lineage(articles, &texts, &copies, group)).collect()
}

fn find(roots: &[usize], at: usize) -> usize {
    let mut at = at;
    while let Some(up) = roots.get(at).copied().filter(|up| *up != at) {
        at = up;
    }
    at
}

/// The words of an article outside quotations and boilerplate, with their grams.
struct Words {
    article: usize,
    id: TextId,
    words: Vec<(Span, String)>,
    /// Each gram with the place of its first word; a gap in the words ends a gram.
    grams: BTreeMap<u64, usize>,
}

impl Words {
    fn of(article: usize, annotated: &Annotated) -> Self {
        let layers = annotated.layers();
        let mut masked: Vec<Span> = layers.attributions.iter().flat_map(|a| &a.quoted).copied().collect();
        masked.extend(annotated.article().boilerplate.iter().map(|b| b.span));
        masked.extend(annotated.article().headline);
        masked.sort();
        let mut masked = masked.into_iter().peekable();
        let mut words: Vec<(Span, String)> = Vec::new();
        let mut breaks = BTreeSet::new();
        for token in layers.tokens.iter().filter(|token| token.kind != TokenKind::Mark) {
            while masked.next_if(|span| span.end() <= token.span.start()).is_some() {
                breaks.insert(words.len());
            }
            if !masked.peek().is_some_and(|span| span.overlaps(token.span)) {
                words.push((token.span, fold_word(annotated.slice(token.span))));
            }
        }
        let grams = grams(&words, &breaks);
        Self { article, id: annotated.article().text.id(), words, grams }
    }
}

fn grams(words: &[(Span, String)], breaks: &BTreeSet<usize>) -> BTreeMap<u64, usize> {
    let mut grams = BTreeMap::new();
    for (at, window) in words.windows(GRAM).enumerate() {
        if breaks.range(at + 1..at + GRAM).next().is_none() {
            grams.entry(hash(window)).or_insert(at);
        }
    }
    grams
}

/// FNV-1a, 64 bits, over the words with a mark between them.
fn hash(words: &[(Span, String)]) -> u64 {
    let bytes = words.iter().flat_map(|(_, word)| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// One article that is mostly a copy of another, by their places in the list.
struct Copy {
    by: usize,
    from: usize,
    share: f64,
}

/// For each article the one that it has most from, where that is at least half of it.
fn copies(texts: &[Words]) -> Vec<Copy> {
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut same: BTreeMap<TextId, usize> = BTreeMap::new();
    let mut copies = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match same.get(&text.id) {
            Some(first) => copies.push(Copy { by: at, from: *first, share: 1.0 }),
            None => {
                same.insert(text.id, at);
            }
        }
        for gram in text.grams.keys() {
            holders.entry(*gram).or_default().push(at);
        }
    }
    let telling = |gram: &u64| holders.get(gram).filter(|with| with.len() > 1 && with.len() <= FORMULA);
    for (by, text) in texts.iter().enumerate() {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for other in text.grams.keys().filter_map(telling).flatten().filter(|other| **other != by) {
            *common.entry(*other).or_default() += 1;
        }
        let most = common.into_iter().max_by_key(|(other, grams)| (*grams, std::cmp::Reverse(*other)));
        if let Some((from, grams)) = most {
            let share = grams as f64 / text.grams.len().max(1) as f64;
            if share >= COPIED && grams >= FEWEST {
                copies.push(Copy { by, from, share });
            }
        }
    }
    copies
}

fn lineage(articles: &[Annotated], texts: &[Words], copies: &[Copy], group: &[usize]) -> Lineage {
    let date = |at: usize| {
        let article = texts.get(at).and_then(|text| articles.get(text.article));
        article.and_then(|article| article.article().published).map(|published| published.date())
    };
    let dated = group.iter().all(|at| date(*at).is_some());
    let length = |at: usize| texts.get(at).map_or(0, |text| text.grams.len());
    let root = group
        .iter()
        .copied()
        .min_by_key(|at| (date(*at).filter(|_| dated), std::cmp::Reverse(length(*at)), *at))
        .unwrap_or_default();
    let inside = copies.iter().filter(|copy| group.contains(&copy.by));
    let share = inside.map(|copy| copy.share).fold(1.0, f64::min);
    let why = if group.len() > 1 {
        format!(
            "at least {:.0} % of a copy's five-word sequences outside quotations stand in the other",
            (share * 100.0).floor()
        )
    } else {
        "no other article holds half of it".to_owned()
    };
    let article = |at: usize| texts.get(at).map_or(0, |text| text.article);
    let copied =
        group.iter().filter(|at| **at != root).filter_map(|at| Some((texts.get(*at)?, texts.get(root)?)));
    Lineage {
        root: article(root),
        members: group.iter().map(|at| article(*at)).collect(),
        reuses: copied.flat_map(|(by, from)| passages(by, from)).collect(),
        why,
    }
}

/// The passages of `by` that stand in `from`: runs of common grams, up to ten changed words inside.
fn passages(by: &Words, from: &Words) -> Vec<Reuse> {
    let mut runs: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut places: Vec<(usize, usize)> =
        by.grams.iter().filter_map(|(gram, at)| Some((*at, *from.grams.get(gram)?))).collect();
    places.sort();
    for (at, there) in places {
        match runs.last_mut() {
            Some((_, end, _, there_end))
                if at <= *end + GAP && there + GRAM > *there_end && there <= *there_end + GAP =>
            {
                (*end, *there_end) = (at + GRAM, there + GRAM);
            }
            _ => runs.push((at, at + GRAM, there, there + GRAM)),
        }
    }
    let span = |words: &Words, start: usize, end: usize| {
        Some(words.words.get(start)?.0.cover(words.words.get(end.checked_sub(1)?)?.0))
    };
    let reuse = |(start, end, there, there_end): (usize, usize, usize, usize)| {
        Some(Reuse {
            by: by.article,
            at: span(by, start, end)?,
            from: from.article,
            from_at: span(from, there, there_end)?,
        })
    };
    runs.into_iter().filter_map(reuse).collect()
}
