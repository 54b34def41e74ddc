//! Shared wording: the same words from two speakers, which is never one statement.

use std::collections::BTreeSet;

use crate::apparatus::printing::Printing;
use crate::apparatus::quotations::{Common, Likeness};
use crate::apparatus::speakers::Relation;
use crate::apparatus::{SharedRun, SharedWording};
use crate::text::Span;

/// Words of matter that must be common.
const CONTENT: usize = 6;
/// Words in a row that must be common.
const RUN: usize = 4;
/// Share of the shorter printing that must be common.
const SHARE: f64 = 0.35;

/// The wording that different speakers share: once for each two speakers, the longest, so that
/// several printings of one statement are not several findings. `apart` are the likenesses of
/// printings that are no one utterance.
pub(super) fn find(printings: &[Printing], apart: &[&Likeness]) -> Vec<SharedWording> {
    let mut strongest: Vec<&Likeness> =
        apart.iter().copied().filter(|likeness| likeness.common.is_shared(likeness.relation)).collect();
    strongest.sort_by_key(|l| (std::cmp::Reverse(l.equal.len()), l.a, l.b));
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut found = Vec::new();
    for likeness in strongest {
        let (Some(a), Some(b)) = (printings.get(likeness.a), printings.get(likeness.b)) else { continue };
        let name = |printing: &Printing| {
            printing.speaker.as_ref().map(|credit| credit.name.clone()).unwrap_or_default()
        };
        let (one, two) = (name(a), name(b));
        let pair = if one < two { (one, two) } else { (two, one) };
        if seen.insert(pair) {
            let swapped: Vec<_> = likeness.equal.iter().map(|(i, j)| (*j, *i)).collect();
            found.push(if a.key < b.key { shared(a, b, &likeness.equal) } else { shared(b, a, &swapped) });
        }
    }
    found.sort_by_key(|shared| (shared.a, shared.b));
    found
}

impl Common {
    /// Whether so much in common is worth showing of two speakers.
    pub(super) fn is_shared(&self, relation: Relation) -> bool {
        matches!(relation, Relation::Different | Relation::Spokesperson)
            && self.content >= CONTENT
            && self.run >= RUN
            && self.share() >= SHARE
    }
}

fn shared(a: &Printing, b: &Printing, equal: &[(usize, usize)]) -> SharedWording {
    let span = |printing: &Printing, unit: usize| -> Option<Span> {
        Some(printing.tokens.get(printing.units.get(unit)?.token)?.span)
    };
    let mut runs: Vec<SharedRun> = Vec::new();
    let mut last = None;
    for (i, j) in equal.iter().copied() {
        let (Some(at_a), Some(at_b)) = (span(a, i), span(b, j)) else { continue };
        match runs.last_mut() {
            Some(run) if last == Some((i, j)) => {
                (run.a, run.b) = (run.a.cover(at_a), run.b.cover(at_b));
            }
            _ => runs.push(SharedRun { a: at_a, b: at_b }),
        }
        last = Some((i + 1, j + 1));
    }
    SharedWording { a: a.key, b: b.key, words: equal.len(), of: a.units.len().min(b.units.len()), runs }
}
