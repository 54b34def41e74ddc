//! Grouping: which articles tell of one event.
//!
//! Sparse terms, weighted by how rare they are among the given articles and by where they stand, and
//! their cosine (Salton and Buckley, 1988); a long common run of words decides by itself. Users hand
//! over articles that they believe to tell one story, so the threshold is low: it keeps apart what
//! has nothing in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotated::Annotated;
use crate::apparatus::{fold_word, is_content_word};
use crate::lemma::lemma;
use crate::story::{Story, lineages};
use crate::token::TokenKind;

/// Cosine from which two articles tell one story.
const SAME: f64 = 0.16;
/// Words in a row that by themselves show a common story.
const RUN: usize = 9;
/// How much more a term of headline or lead counts.
const LEAD: f64 = 2.0;
/// Sentences of a lead.
const LEAD_SENTENCES: usize = 4;

/// The stories of `articles`: each article is in exactly one, alone if need be; the largest first.
pub fn group(articles: &[Annotated]) -> Vec<Story> {
    let terms: Vec<BTreeMap<String, f64>> = articles.iter().map(terms).collect();
    let mut holders: BTreeMap<&str, usize> = BTreeMap::new();
    for term in terms.iter().flat_map(|t| t.keys()) {
        *holders.entry(term).or_default() += 1;
    }
    let numbered: BTreeMap<&str, (usize, usize)> =
        holders.iter().enumerate().map(|(number, (term, with))| (*term, (number, *with))).collect();
    let vectors: Vec<Vec<(usize, f64)>> =
        terms.iter().map(|t| vector(t, &numbered, articles.len())).collect();
    let runs: Vec<BTreeSet<u64>> = articles.iter().map(runs).collect();
    let mut root_of: Vec<usize> = (0..articles.len()).collect();
    for (a, one) in vectors.iter().enumerate() {
        for (b, two) in vectors.iter().enumerate().skip(a + 1) {
            let (x, y) = (find(&root_of, a), find(&root_of, b));
            let common_run = || runs.get(a).zip(runs.get(b)).is_some_and(|(r, s)| !r.is_disjoint(s));
            if x != y
                && (cosine(one, two) >= SAME || common_run())
                && let Some(slot) = root_of.get_mut(x.max(y))
            {
                *slot = x.min(y);
            }
        }
    }
    stories(articles, &root_of)
}

fn stories(articles: &[Annotated], root_of: &[usize]) -> Vec<Story> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..articles.len() {
        groups.entry(find(root_of, at)).or_default().push(at);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    let story = |(at, members): (usize, Vec<usize>)| {
        let lineages = lineages::lineages(articles, &members);
        Story { id: format!("s{}", at + 1), members, lineages }
    };
    groups.into_iter().enumerate().map(story).collect()
}

fn find(roots: &[usize], at: usize) -> usize {
    let mut at = at;
    while let Some(up) = roots.get(at).copied().filter(|up| *up != at) {
        at = up;
    }
    at
}

/// The terms of an article with how much they count: dictionary forms of words of matter; names and
/// the lead count more.
fn terms(annotated: &Annotated) -> BTreeMap<String, f64> {
    let (article, layers) = (annotated.article(), annotated.layers());
    let lead = layers.sentences.get(LEAD_SENTENCES - 1).or(layers.sentences.last());
    let lead_end = lead.map_or(0, |sentence| sentence.end());
    let mut terms: BTreeMap<String, f64> = BTreeMap::new();
    for token in layers
        .tokens
        .iter()
        .filter(|token| token.kind != TokenKind::Mark && !article.is_boilerplate(token.span))
    {
        let printed = annotated.slice(token.span);
        let folded = fold_word(printed);
        let stem = folded.strip_suffix("'s").unwrap_or(&folded);
        if !is_content_word(stem) || stem.chars().count() < 3 || NEWS.binary_search(&stem).is_ok() {
            continue;
        }
        let name = printed.starts_with(char::is_uppercase);
        let weight = if token.span.start() < lead_end { LEAD } else { 1.0 };
        *terms.entry(lemma(stem)).or_default() += weight * if name { 1.5 } else { 1.0 };
    }
    terms
}

/// The weights of the terms of an article by the number of each, which `numbered` tells with how many articles hold it;
/// sorted, of length one.
fn vector(
    terms: &BTreeMap<String, f64>,
    numbered: &BTreeMap<&str, (usize, usize)>,
    articles: usize,
) -> Vec<(usize, f64)> {
    let weigh = |(term, times): (&String, &f64)| {
        let (number, with) = *numbered.get(term.as_str())?;
        // With few articles rarity tells little, so that it never takes a term's weight away.
        let rarity = 1.0 + (articles as f64 / with as f64).ln() * 0.5;
        Some((number, (1.0 + times.ln().max(0.0)) * rarity))
    };
    let mut vector: Vec<(usize, f64)> = terms.iter().filter_map(weigh).collect();
    let norm = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    vector.iter_mut().for_each(|(_, w)| *w /= norm);
    vector
}

fn cosine(a: &[(usize, f64)], b: &[(usize, f64)]) -> f64 {
    let mut sum = 0.0;
    let mut rest = b.iter().peekable();
    for (term, weight) in a {
        while rest.next_if(|(other, _)| other < term).is_some() {}
        if let Some((_, other)) = rest.next_if(|(other, _)| other == term) {
            sum += weight * other;
        }
    }
    sum
}

/// Hashes of all runs of [`RUN`] words.
fn runs(annotated: &Annotated) -> BTreeSet<u64> {
    let tokens = annotated.layers().tokens.iter();
    let content = tokens.filter(|t| t.kind != TokenKind::Mark && !annotated.article().is_boilerplate(t.span));
    let words: Vec<String> = content.map(|token| fold_word(annotated.slice(token.span))).collect();
    let hash = |window: &[String]| {
        let bytes = window.iter().flat_map(|word| word.bytes().chain([0]));
        bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        })
    };
    words.windows(RUN).map(hash).collect()
}

/// Words that news of every kind is full of, sorted; compiled by hand for this project.
const NEWS: &[&str] = &[
    "according",
    "ago",
    "asked",
    "called",
    "came",
    "come",
    "day",
    "days",
    "early",
    "first",
    "former",
    "friday",
    "last",
    "late",
    "made",
    "make",
    "many",
    "monday",
    "month",
    "news",
    "next",
    "part",
    "people",
    "president",
    "reporters",
    "said",
    "saturday",
    "say",
    "saying",
    "says",
    "second",
    "since",
    "spokesman",
    "spokeswoman",
    "statement",
    "still",
    "sunday",
    "take",
    "thursday",
    "time",
    "today",
    "told",
    "tuesday",
    "two",
    "wednesday",
    "week",
    "year",
    "years",
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_sorted() {
        assert!(super::NEWS.is_sorted());
    }
}
