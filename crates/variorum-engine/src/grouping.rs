//! Which articles tell one story, settled by what is stored and not by how it came.
//!
//! Articles are grouped in one order, by their times and then by their keys. Those of the last days
//! stay outside the settled part, so that a late arrival seldom has to undo anything; one that comes
//! later than that makes grouping begin again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use variorum_core::story::{Grouper, Profile};
use variorum_store::{ArticleKey, Entry, Error, Ordered, Place, Placement, Settled, Store};

use crate::Engine;
use crate::analysis::{annotate_one, in_parallel, profile_of};
use crate::import::{Progress, Stage};

/// Seconds for which an article may come late: two days.
const LATE: i64 = 2 * 86_400;
/// Articles that are recalled at a time.
const RECALLED: usize = 256;

/// The state of grouping, which is a cache: everything in it can be made again from the store.
#[derive(Debug, Default)]
pub(crate) struct Grouping {
    grouper: Grouper,
    /// The articles in `grouper`, in order.
    settled: Vec<Ordered>,
    /// Profiles of articles that are not in `grouper`.
    waiting: BTreeMap<Ordered, Profile>,
}

impl Grouping {
    /// Notes an article that was just stored.
    pub(crate) fn arrived(&mut self, entry: &Entry, key: ArticleKey, profile: Profile) {
        self.waiting.insert(entry.ordered(key), profile);
    }

    /// Brings the places of all articles up to date.
    pub(crate) fn settle(
        &mut self,
        engine: &Engine,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Settled, Error> {
        let order = engine.read(|store| store.order())?;
        if !order.starts_with(&self.settled) {
            (self.grouper, self.settled) = (Grouper::default(), Vec::new());
        }
        let frontier = order.last().map_or(i64::MIN, |last| last.at - LATE);
        let firm = order.partition_point(|ordered| ordered.at < frontier);
        let from = self.settled.len();
        let total = order.len() - from.min(order.len());
        let mut done = 0;
        for part in order.get(from..).unwrap_or_default().chunks(RECALLED) {
            self.recall(engine, part)?;
            for ordered in part {
                let Some(profile) = self.waiting.get(ordered) else { continue };
                if self.settled.len() < firm {
                    self.grouper.add(profile.clone());
                    self.settled.push(*ordered);
                    self.waiting.remove(ordered);
                }
                done += 1;
            }
            progress(Progress { stage: Stage::Group, done, total: Some(total), words: 0 });
        }
        let placements = self.placements(&order);
        engine.write(|store| store.settle(&placements, now))
    }

    /// Analyses again what is not at hand.
    fn recall(&mut self, engine: &Engine, part: &[Ordered]) -> Result<(), Error> {
        let lacking: Vec<Ordered> =
            part.iter().filter(|ordered| !self.waiting.contains_key(ordered)).copied().collect();
        let mut articles = Vec::with_capacity(lacking.len());
        for ordered in lacking {
            if let Some(record) = engine.read(|store| store.article(ordered.key))? {
                articles.push((ordered, record.article));
            }
        }
        let profile = |(ordered, article)| (ordered, profile_of(&annotate_one(article)));
        self.waiting.extend(in_parallel(articles, engine.threads, profile));
        Ok(())
    }

    /// Where every article stands once the open ones are settled too.
    fn placements(&self, order: &[Ordered]) -> Vec<Placement> {
        let mut grouper = self.grouper.clone();
        for profile in
            order.get(self.settled.len()..).unwrap_or_default().iter().filter_map(|o| self.waiting.get(o))
        {
            grouper.add(profile.clone());
        }
        grouper.settle();
        let mut placements = Vec::with_capacity(order.len());
        // A story is named by its earliest article: the first that is met.
        let mut named: BTreeMap<u32, ArticleKey> = BTreeMap::new();
        let key_of = |at: usize| order.get(at).map(|ordered| ordered.key);
        for (at, ordered) in order.iter().enumerate() {
            let place = grouper.place(at);
            let copied = match &place.why {
                variorum_core::story::Why::Copy { of, share } => key_of(*of).zip(Some(*share)),
                _ => None,
            };
            let name = |at: usize| key_of(at).map(|key| key.to_string()).unwrap_or_default();
            placements.push(Placement {
                key: ordered.key,
                place: Place {
                    story: *named.entry(place.story).or_insert(ordered.key),
                    root: key_of(place.root).unwrap_or(ordered.key),
                    copied,
                    agency: place.agency.map(str::to_owned),
                    why: place.why.words(name),
                },
            });
        }
        placements
    }
}
