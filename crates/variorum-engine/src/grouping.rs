//! Which articles tell one story, settled by what is stored and not by how it came.
//!
//! Articles are grouped in one order, by their times and then by their keys. Those of the last days
//! stay outside the settled part, so that a late arrival seldom has to undo anything; one that comes
//! later than that makes grouping begin again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use variorum_core::story::{Grouper, Profile};
use variorum_store::{ArticleKey, Error, ErrorKind, Ordered, Place, Placement, Settled, Store};

use crate::Engine;
use crate::analysis::{annotate_one, blank, in_parallel, profile_of};
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
    /// Whether the store holds nothing that is neither in `grouper` nor waiting, so that articles can be
    /// grouped as they come.
    whole: bool,
}

impl Grouping {
    /// Prepares for arrivals in a store that holds `articles`.
    pub(crate) fn begin(&mut self, articles: usize) {
        self.whole = articles == self.settled.len() + self.waiting.len();
    }

    /// Notes an article that was just stored.
    pub(crate) fn arrived(&mut self, ordered: Ordered, profile: Profile) {
        // One that comes later than can be waited for: settling begins again.
        self.whole &= self.settled.last().is_none_or(|last| *last < ordered);
        self.waiting.insert(ordered, profile);
    }

    /// Groups what arrived and can hardly be preceded by anything still to come. Where something is, settling
    /// begins again.
    pub(crate) fn advance(&mut self) {
        if let Some((last, _)) = self.waiting.last_key_value().filter(|_| self.whole) {
            let (frontier, last) = (last.at - LATE, *last);
            self.group_until(frontier, last);
        }
    }

    /// Groups what waits up to the article `last`, as far as it is older than `frontier`.
    fn group_until(&mut self, frontier: i64, last: Ordered) {
        while let Some(first) = self.waiting.first_entry()
            && first.key().at < frontier
            && *first.key() <= last
        {
            let (ordered, profile) = first.remove_entry();
            self.grouper.add(profile);
            self.settled.push(ordered);
        }
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
        self.waiting.retain(|ordered, _| order.binary_search(ordered).is_ok());
        let (total, frontier) = (order.len(), order.last().map_or(i64::MIN, |last| last.at - LATE));
        for part in order.get(self.settled.len()..).unwrap_or_default().chunks(RECALLED) {
            self.recall(engine, part)?;
            part.last().into_iter().for_each(|last| self.group_until(frontier, *last));
            progress(Progress {
                stage: Stage::Group,
                done: self.settled.len(),
                total: Some(total),
                words: 0,
            });
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
            let article = match engine.read(|store| store.article(ordered.key)) {
                Ok(record) => record.map_or_else(blank, |record| record.article),
                // A damaged text must not keep the others from being grouped; `doctor` names it.
                Err(error) if error.kind() == ErrorKind::Corrupt => blank(),
                Err(error) => return Err(error),
            };
            articles.push((ordered, article));
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
