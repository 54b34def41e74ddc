//! Copied passages between two articles: exact alignment.
//!
//! Runs of three words that stand once in each text are anchors; the longest chain of anchors in the
//! order of both (patience diff, Cohen) is extended word by word, and runs with few changed words
//! between them are one passage. What was cut from the original does not end a passage of the copy.

use std::ops::Range;

use crate::story::words::{Words, gram};

/// Words of an anchor.
const ANCHOR: usize = 3;
/// Most changed words between two copied runs that belong to one passage.
const GAP: usize = 10;
/// Fewest equal words outside quotations in a passage: less is chance, or the language of the trade.
const FEWEST: usize = 12;
/// Least share of a passage's words that stand in the original in a row of three or more.
const DENSE: f64 = 0.4;
/// Chains that are looked for, so that passages put in another order are found.
const CHAINS: usize = 3;

/// A passage of one article that stands in another, by their words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    /// The words of the one.
    pub(super) at: Range<usize>,
    /// The words of the other.
    pub(super) there: Range<usize>,
    /// Whether no word is changed, added or cut.
    pub(super) verbatim: bool,
}

/// Two equal stretches: the first word of each, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    at: usize,
    there: usize,
    len: usize,
}

/// What of `one` stands in `other`, in the order of `one`.
pub(super) fn shared(one: &Words, other: &Words) -> Vec<Shared> {
    let mut anchors = anchors(one, other);
    let mut passages: Vec<Shared> = Vec::new();
    for _ in 0..CHAINS {
        let runs = extended(one, other, &chain(&anchors));
        let found = joined(one, other, &runs);
        if found.is_empty() {
            break;
        }
        anchors.retain(|(at, _)| !found.iter().any(|passage| passage.at.contains(at)));
        passages.extend(found);
    }
    passages.sort_by_key(|passage| (passage.at.start, passage.at.end));
    // Passages of later chains may reach into those of earlier ones by their widened ends.
    let mut end = 0;
    for passage in &mut passages {
        passage.at.start = passage.at.start.max(end).min(passage.at.end);
        end = end.max(passage.at.end);
    }
    passages.retain(|passage| !passage.at.is_empty());
    passages
}

fn anchors(one: &Words, other: &Words) -> Vec<(usize, usize)> {
    let (ours, theirs) = (unique_runs(&one.hashes), unique_runs(&other.hashes));
    let mut theirs = theirs.into_iter().peekable();
    let mut anchors = Vec::new();
    for (hash, at) in ours {
        while theirs.next_if(|(other, _)| *other < hash).is_some() {}
        if let Some((_, there)) = theirs.next_if(|(other, _)| *other == hash) {
            anchors.push((at, there));
        }
    }
    anchors.sort_unstable();
    anchors
}

/// Runs that stand once, sorted by hash.
fn unique_runs(hashes: &[u32]) -> Vec<(u64, usize)> {
    let mut runs: Vec<(u64, usize)> =
        hashes.windows(ANCHOR).enumerate().map(|(at, run)| (gram(run), at)).collect();
    runs.sort_unstable();
    let once: Vec<(u64, usize)> = runs
        .chunk_by(|(a, _), (b, _)| a == b)
        .filter_map(|same| same.first().copied().filter(|_| same.len() == 1))
        .collect();
    once
}

/// The longest chain of anchors that ascends in both texts (patience sorting, `n log n`).
fn chain(anchors: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let there = |anchor: usize| anchors.get(anchor).map_or(0, |(_, there)| *there);
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(anchors.len());
    for anchor in 0..anchors.len() {
        let length = tails.partition_point(|tail| there(*tail) < there(anchor));
        before.push(length.checked_sub(1).and_then(|last| tails.get(last).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = anchor,
            None => tails.push(anchor),
        }
    }
    let mut chain = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(anchor) = at {
        chain.extend(anchors.get(anchor));
        at = before.get(anchor).copied().flatten();
    }
    chain.reverse();
    chain
}

/// The anchors, grown to both sides as far as the words are equal; runs do not overlap.
fn extended(one: &Words, other: &Words, chain: &[(usize, usize)]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, there) in chain {
        let (at_end, there_end) = runs.last().map_or((0, 0), |run| (run.at + run.len, run.there + run.len));
        if *at < at_end {
            continue;
        }
        let room = (at - at_end).min(there.saturating_sub(there_end));
        let (ours, theirs) = (one.hashes.get(..*at), other.hashes.get(..*there));
        let pairs = ours.unwrap_or_default().iter().rev().zip(theirs.unwrap_or_default().iter().rev());
        let back = pairs.take(room).take_while(|(a, b)| a == b).count();
        let (ours, theirs) = (one.hashes.get(*at..), other.hashes.get(*there..));
        let pairs = ours.unwrap_or_default().iter().zip(theirs.unwrap_or_default());
        let ahead = pairs.take_while(|(a, b)| a == b).count();
        runs.push(Run { at: at - back, there: there - back, len: back + ahead });
    }
    runs
}

/// Runs with few changed words between them as one passage; what is too little is left out.
fn joined(one: &Words, other: &Words, runs: &[Run]) -> Vec<Shared> {
    let near = |a: &Run, b: &Run| b.at <= a.at + a.len + GAP;
    let mut passages = Vec::new();
    for runs in runs.chunk_by(near) {
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { continue };
        let (at, there) = (first.at..last.at + last.len, first.there..last.there + last.len);
        let equal: usize = runs.iter().map(|run| run.len).sum();
        let free: usize = runs.iter().map(|run| one.free(run.at..run.at + run.len)).sum();
        if free >= FEWEST && equal as f64 >= DENSE * at.len() as f64 {
            let verbatim = equal == at.len() && equal == there.len();
            let (wide_at, wide_there) = (widened(one, &at), widened(other, &there));
            let verbatim = verbatim && wide_at == at && wide_there == there;
            passages.push(Shared { at: wide_at, there: wide_there, verbatim });
        }
    }
    passages
}

/// `passage` up to the ends of its sentences, where only a few words are changed there.
fn widened(words: &Words, passage: &Range<usize>) -> Range<usize> {
    let after = words.starts.partition_point(|start| (*start as usize) <= passage.start);
    let start = after.checked_sub(1).and_then(|at| words.starts.get(at)).map_or(0, |start| *start as usize);
    let after = words.starts.partition_point(|start| (*start as usize) < passage.end);
    let end = words.starts.get(after).map_or(words.hashes.len(), |start| *start as usize);
    let start = if passage.start - start <= GAP { start } else { passage.start };
    let end = if end - passage.end <= GAP { end } else { passage.end };
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use crate::token::tokens;

    fn words(body: &str) -> Words {
        let text = Text::new(body);
        let mut words = Words::default();
        for (at, token) in tokens(&text, text.whole()).into_iter().enumerate() {
            let hash = crate::story::terms::fnv(text.slice(token.span).bytes());
            words.hashes.push(hash as u32);
            words.spans.push(token.span);
            words.masked.push(false);
            if at == 0 {
                words.starts.push(0);
            }
        }
        words
    }

    /// Passages as "first word-last word" of the one.
    #[track_caller]
    fn check(one: &str, other: &str, expect: &[(usize, usize, bool)]) {
        let found: Vec<(usize, usize, bool)> = shared(&words(one), &words(other))
            .into_iter()
            .map(|passage| (passage.at.start, passage.at.end, passage.verbatim))
            .collect();
        assert_eq!(found, expect);
    }

    const WIRE: &str = "the ferry that sank off Quell Point on Sunday carried more people than its owner \
        had told the harbour office which opened an inquiry into the line";

    #[test]
    fn verbatim_edited_cut_and_unlike() {
        check(WIRE, WIRE, &[(0, 27, true)]);
        check(&WIRE.replace("Sunday carried", "Monday held"), WIRE, &[(0, 27, false)]);
        check(&WIRE.replace("that sank off Quell Point on Sunday ", ""), WIRE, &[(0, 20, false)]);
        check("a wholly other text of which no three words in a row are the same at all", WIRE, &[]);
    }
}
