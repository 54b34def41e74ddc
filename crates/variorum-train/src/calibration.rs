//! Confidence held against correctness.

use std::collections::BTreeSet;
use std::ops::Range;

use variorum_core::{Attribution, AttributionKind, Layers, Text};
use variorum_language::attributions::{CURVES, Model, STEPS, find_with};

use crate::polnear::{Gold, Marked};

/// Curves that give back the number of the step, so that it can be counted.
pub(crate) fn steps() -> Vec<u8> {
    (0..CURVES * STEPS).map(|at| (at % STEPS) as u8).collect()
}

/// How many attributions of each kind and step there were, and how many were right.
#[derive(Default)]
pub(crate) struct Outcomes {
    counts: [[(u32, u32); STEPS]; CURVES],
}

fn curve(kind: AttributionKind) -> usize {
    match kind {
        AttributionKind::Direct => 0,
        AttributionKind::Mixed => 1,
        AttributionKind::Indirect => 2,
    }
}

impl Outcomes {
    /// Counts what a model with the curves of [`steps`] found in an article.
    pub(crate) fn note(&mut self, marked: &Marked, found: &[Attribution]) {
        let right = right(marked, found);
        for (attribution, right) in found.iter().zip(right) {
            let step = (attribution.confidence * 255.0).round() as usize;
            let slot = self.counts.get_mut(curve(attribution.kind)).and_then(|steps| steps.get_mut(step));
            if let Some((all, good)) = slot {
                (*all, *good) = (*all + 1, *good + u32::from(right));
            }
        }
    }

    /// The share that was right at each step, made to rise with the chance (pool adjacent violators), in
    /// parts of 255.
    pub(crate) fn curves(&self) -> Vec<u8> {
        let mut curves = Vec::with_capacity(CURVES * STEPS);
        for steps in &self.counts {
            let mut pools: Vec<(f64, f64, usize)> = Vec::new();
            for (all, good) in steps {
                // A step without examples leans on its neighbours.
                pools.push((f64::from(*good) + 0.01, f64::from(*all) + 0.02, 1));
                while let [.., (g, a, n), (good, all, more)] = pools.as_mut_slice() {
                    if *g / *a < *good / *all {
                        break;
                    }
                    (*g, *a, *n) = (*g + *good, *a + *all, *n + *more);
                    pools.pop();
                }
            }
            for (good, all, length) in pools {
                curves.extend(std::iter::repeat_n((lower(good, all) * 255.0).round() as u8, length));
            }
        }
        curves
    }
}

/// A careful estimate of a share: one and a half standard errors below what was seen, since what is
/// shown as sure must be.
fn lower(good: f64, all: f64) -> f64 {
    let share = good / all;
    (share - 1.5 * (share * (1.0 - share) / all.max(1.0)).sqrt()).clamp(0.0, 1.0)
}

/// Prints, for a set that was not trained on, how sure the model was and how often it was right.
pub(crate) fn report(set: &[Marked], model: Model<'_>, layers: &dyn Fn(&Marked) -> Layers) {
    let (mut table, mut gold, mut both) = ([[0u32; 2]; 10], 0, 0);
    let mut sure = [[0u32; 2]; 4];
    for marked in set {
        let found = find_with(&marked.article, &layers(marked), model).0;
        let right = right(marked, &found);
        gold += marked.attributions.len();
        both += right.iter().filter(|right| **right).count();
        for (attribution, right) in found.iter().zip(right) {
            let at = ((attribution.confidence * 10.0) as usize).min(9);
            for [all, good] in table.iter_mut().skip(at).take(1) {
                (*all, *good) = (*all + 1, *good + u32::from(right));
            }
            if attribution.confidence >= 0.9 {
                for [all, good] in sure
                    .iter_mut()
                    .enumerate()
                    .filter(|(at, _)| *at == 3 || *at == curve(attribution.kind))
                    .map(|(_, slot)| slot)
                {
                    (*all, *good) = (*all + 1, *good + u32::from(right));
                }
            }
        }
    }
    let found: u32 = table.iter().map(|[all, _]| all).sum();
    println!("dev, joint: {:.2}", 200.0 * both as f64 / (gold + found as usize).max(1) as f64);
    for (name, [all, good]) in ["direct", "mixed", "indirect", "all"].iter().zip(sure) {
        println!(
            "at .9 and more, {name}: {:.1} % of {all} right",
            100.0 * f64::from(good) / f64::from(all.max(1))
        );
    }
    println!("confidence, attributions, of them right:");
    for (at, [all, good]) in table.iter().enumerate() {
        println!(
            "  .{at} to .{}  {all:5}  {:.1} %",
            at + 1,
            100.0 * f64::from(*good) / f64::from((*all).max(1))
        );
    }
}

/// For each attribution, whether content and source are right: one to one with those that people
/// marked, at least half of the characters shared, and a word of the source.
fn right(marked: &Marked, found: &[Attribution]) -> Vec<bool> {
    let text = &marked.article.text;
    let contents = |a: &Attribution| a.content.iter().map(|s| s.range()).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    for (f, attribution) in found.iter().enumerate() {
        let content = contents(attribution);
        for (g, gold) in marked.attributions.iter().enumerate() {
            let both = shared(&content, &gold.content);
            let all = total(&content) + total(&gold.content) - both;
            if both * 2 >= all && both > 0 {
                pairs.push((both as f64 / all as f64, f, g));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut right, mut used, mut given) = (vec![false; found.len()], BTreeSet::new(), BTreeSet::new());
    for (_, f, g) in pairs {
        if used.contains(&f) || given.contains(&g) {
            continue;
        }
        used.insert(f);
        given.insert(g);
        if let (Some(slot), Some(found), Some(gold)) =
            (right.get_mut(f), found.get(f), marked.attributions.get(g))
        {
            *slot = same_source(text, found, gold);
        }
    }
    right
}

fn total(spans: &[Range<usize>]) -> usize {
    spans.iter().map(ExactSizeIterator::len).sum()
}

fn shared(a: &[Range<usize>], b: &[Range<usize>]) -> usize {
    a.iter().flat_map(|a| b.iter().map(move |b| a.end.min(b.end).saturating_sub(a.start.max(b.start)))).sum()
}

/// Whether the sources share a word, or there are none.
fn same_source(text: &Text, found: &Attribution, gold: &Gold) -> bool {
    let mut gold = gold.source.iter().filter_map(|g| text.span(g.clone())).peekable();
    let Some(source) = found.source else { return gold.peek().is_none() };
    gold.any(|gold| {
        gold.intersection(source).is_some_and(|both| text.slice(both).contains(char::is_alphanumeric))
    })
}
