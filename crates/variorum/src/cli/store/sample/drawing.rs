//! Drawing by lot. Every finding of the store has the same chance; each stratum is drawn from by its share.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use variorum_engine::{ArticleKey, Engine, StoryOrder, StoryQuery, StoryView, in_parallel};

use super::finding::{self, Row};
use crate::cli::progress::Progress;
use crate::cli::store::Sampled;
use crate::config::Config;

/// Stories that are compared together.
const BATCH: usize = 64;

/// What was drawn.
pub(super) struct Drawn {
    /// Rows in the order of their lots.
    pub(super) findings: Vec<Row>,
    /// How many findings there were to draw from.
    pub(super) of: usize,
}

/// The findings of one stratum, of which the first lots are kept.
#[derive(Default)]
struct Stratum {
    found: usize,
    /// The lot, the story, and the place of the finding in its comparison.
    kept: BTreeSet<([u8; 32], ArticleKey, usize)>,
}

/// Draws `number` findings of `kind`, or all where there are no more.
pub(super) fn draw(
    engine: &Engine,
    kind: Sampled,
    number: usize,
    seed: u64,
    config: &Config,
) -> Result<Drawn> {
    let stories = stories(engine, kind)?;
    let mut progress = Progress::new("compared", config.progress);
    let mut strata: BTreeMap<String, Stratum> = BTreeMap::new();
    for (at, batch) in stories.chunks(BATCH).enumerate() {
        let lots = |story: ArticleKey| -> Result<Vec<(String, [u8; 32], usize)>> {
            let Some(view) = engine.story(story)? else { return Ok(Vec::new()) };
            let findings = finding::all(&view, kind).into_iter().enumerate();
            Ok(findings
                .map(|(at, finding)| (finding.stratum.clone(), finding.lot(&view, seed), at))
                .collect())
        };
        for (story, lots) in batch.iter().zip(in_parallel(batch.to_vec(), config.threads, lots)) {
            for (stratum, lot, at) in lots? {
                let stratum = strata.entry(stratum).or_default();
                stratum.found += 1;
                stratum.kept.insert((lot, *story, at));
                if stratum.kept.len() > number {
                    stratum.kept.pop_last();
                }
            }
        }
        progress.at(at * BATCH + batch.len(), Some(stories.len()));
    }
    let found: Vec<usize> = strata.values().map(|stratum| stratum.found).collect();
    let mut chosen = BTreeSet::new();
    for (stratum, share) in strata.values().zip(shares(&found, number)) {
        chosen.extend(stratum.kept.iter().take(share).copied());
    }
    Ok(Drawn { findings: rows(engine, kind, chosen)?, of: found.iter().sum() })
}

/// The stories that can hold such findings: one article contradicts nobody and leaves nothing out.
fn stories(engine: &Engine, kind: Sampled) -> Result<Vec<ArticleKey>> {
    let query = StoryQuery { order: StoryOrder::Newest, limit: usize::MAX >> 1, ..StoryQuery::default() };
    let stories = engine.stories(&query)?.into_iter();
    Ok(stories.filter(|row| kind == Sampled::Quotations || row.articles > 1).map(|row| row.id).collect())
}

/// How many of `number` fall to strata of these sizes: by their shares, rounded so that the sum holds (largest
/// remainders; Hare and Niemeyer).
fn shares(found: &[usize], number: usize) -> Vec<usize> {
    let all: usize = found.iter().sum();
    let number = number.min(all);
    let mut shares: Vec<usize> = found.iter().map(|size| size * number / all.max(1)).collect();
    let mut rest: Vec<(usize, usize)> =
        found.iter().enumerate().map(|(at, size)| (size * number % all.max(1), at)).collect();
    rest.sort_by_key(|(rest, at)| (std::cmp::Reverse(*rest), *at));
    let left = number - shares.iter().sum::<usize>();
    for (_, at) in rest.into_iter().take(left) {
        shares.get_mut(at).into_iter().for_each(|share| *share += 1);
    }
    shares
}

/// The chosen findings as rows, in the order of their lots, so that any beginning of the sheet is a sample too.
fn rows(engine: &Engine, kind: Sampled, chosen: BTreeSet<([u8; 32], ArticleKey, usize)>) -> Result<Vec<Row>> {
    let mut of_story: BTreeMap<ArticleKey, Vec<([u8; 32], usize)>> = BTreeMap::new();
    for (lot, story, at) in chosen {
        of_story.entry(story).or_default().push((lot, at));
    }
    let mut rows: BTreeMap<[u8; 32], Row> = BTreeMap::new();
    for (story, places) in of_story {
        let Some(view) = engine.story(story)? else { continue };
        let findings = finding::all(&view, kind);
        let row = |(lot, at): ([u8; 32], usize), view: &StoryView| Some((lot, findings.get(at)?.row(view)));
        rows.extend(places.into_iter().filter_map(|place| row(place, &view)));
    }
    Ok(rows.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn strata_are_drawn_from_by_their_share() {
        assert_eq!(shares(&[60, 30, 10], 10), [6, 3, 1]);
        assert_eq!(shares(&[2, 1], 100), [2, 1]);
        assert_eq!(shares(&[5, 5, 5], 4), [2, 1, 1]);
        assert_eq!(shares(&[], 4), Vec::<usize>::new());
    }
}
