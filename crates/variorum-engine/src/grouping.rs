//! Which articles tell one story, settled by what is stored and not by how it came.
//!
//! Articles are grouped in one order, by their times and then by their keys. Those of the last days
//! stay outside the settled part, so that a late arrival seldom has to undo anything; one that comes
//! later than that makes grouping begin again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use variorum_core::story::{Grouper, Profile, Why};
use variorum_store::{ArticleKey, Edit, Error, ErrorKind, Ordered, Place, Placement, Settled, Store, Topic};

use crate::analysis::{annotate_one, blank, in_parallel, profile_of};
use crate::import::{Progress, Stage};
use crate::provisional::{Around, Standing, TOGETHER};
use crate::{Engine, LARGE};

/// Seconds for which an article may come late: two days.
const LATE: i64 = 2 * 86_400;
/// Articles that are recalled at a time.
const RECALLED: usize = 256;

/// Notes in the store on how it was grouped.
const NOTES: &str = "grouping";
/// How many articles, all versions, had come when all were grouped.
const SETTLED: &str = "settled";
/// That articles are being taken out, until the others are settled.
const LEFT: &str = "left";
/// Articles from which on what is new is always placed provisionally: grouping all again would take gigabytes. `rescan`
/// does it where it is wanted.
const HUGE: usize = 16_384;
/// One new article in so many is few.
const FEW: usize = 16;

/// What is to be settled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extent<'a> {
    /// What is new; all where that costs little more.
    New,
    /// The same after something that stood was taken out, or was decided by hand.
    Changed(Option<&'a Edit>),
    /// Everything.
    Whole,
}

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
    /// Prepares for arrivals.
    pub(crate) fn begin(&mut self, engine: &Engine) -> Result<(), Error> {
        // In a huge store they are placed among the latest.
        let size = engine.read(|store| store.size())?;
        let at_hand = self.settled.len() + self.waiting.len();
        self.whole = match size {
            _ if engine.shared && size >= LARGE => false,
            _ if size == at_hand => true,
            _ if size >= HUGE => false,
            _ => {
                let held = engine.counts()?;
                held.articles + held.versions == at_hand
            }
        };
        Ok(())
    }

    /// Notes an article that was just stored.
    pub(crate) fn arrived(&mut self, ordered: Ordered, profile: Profile) {
        // One that comes later than can be waited for: settling begins again.
        self.whole &= self.settled.last().is_none_or(|last| *last < ordered);
        self.waiting.insert(ordered, profile);
    }

    /// Groups what arrived and can hardly be preceded by anything still to come. Where something is, settling
    /// begins again. In a huge store what arrived is placed once it is much.
    pub(crate) fn advance(&mut self, engine: &Engine, now: Timestamp) -> Result<Settled, Error> {
        if !self.whole {
            let much = self.waiting.len() >= 3 * TOGETHER && engine.read(|store| store.size())? >= HUGE;
            return if much { self.settle_new(engine, now) } else { Ok(Settled::default()) };
        }
        if let Some((last, _)) = self.waiting.last_key_value() {
            let (frontier, last) = (last.at - LATE, *last);
            self.group_until(frontier, last);
        }
        Ok(Settled::default())
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

    /// Notes that articles are about to be taken out, so that what names them is mended even after an interruption.
    pub(crate) fn leaving(engine: &Engine) -> Result<(), Error> {
        engine.write(|store| store.note(NOTES, &[(LEFT.to_owned(), Some(String::new()))]))
    }

    /// Brings the places of all articles up to date.
    pub(crate) fn settle(
        &mut self,
        engine: &Engine,
        extent: Extent<'_>,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Settled, Error> {
        let size = engine.read(|store| store.size())?;
        let dear = !matches!(extent, Extent::Whole) && self.is_dear(engine, size)?;
        let left = engine.read(|store| store.notes(NOTES))?.iter().any(|(name, _)| name == LEFT);
        if dear && !left && matches!(extent, Extent::New) {
            return self.settle_new(engine, now);
        }
        let placed = if dear { self.settle_new(engine, now)? } else { Settled::default() };
        let (order, superseded) = engine.read(|store| Ok((store.order()?, store.superseded()?)))?;
        if dear {
            let edit = if let Extent::Changed(edit) = extent { edit } else { None };
            let placements = Standing::of(engine, &order, &superseded)?.placements(edit);
            return engine.write(|store| {
                let settled = store.settle(&placements, now)?;
                store.note(NOTES, &[(LEFT.to_owned(), None)])?;
                Ok(placed.and(settled))
            });
        }
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
        let edits: Vec<Edit> =
            engine.read(|store| store.edits())?.into_iter().map(|(_, edit)| edit).collect();
        let (placements, topics) = self.placements(&order, &superseded, &edits);
        engine.write(|store| {
            let settled = store.settle(&placements, now)?;
            store.relate(&topics)?;
            store.note(NOTES, &[(SETTLED.to_owned(), Some(size.to_string())), (LEFT.to_owned(), None)])?;
            Ok(settled)
        })
    }

    /// Whether grouping all of so many articles is not worth it for what is new. Where somebody waits for it, when much
    /// is not at hand or there are many; else when nothing is, the store is large, and little of it came since all were
    /// grouped.
    fn is_dear(&self, engine: &Engine, size: usize) -> Result<bool, Error> {
        if size < engine.large {
            return Ok(false);
        }
        if engine.shared {
            if size >= LARGE {
                return Ok(true);
            }
            let order = engine.read(|store| store.order())?;
            let grouped = if order.starts_with(&self.settled) { self.settled.len() } else { 0 };
            return Ok(order.len().saturating_sub(grouped + self.waiting.len()) >= engine.large);
        }
        if !self.settled.is_empty() {
            return Ok(false);
        }
        if size >= HUGE {
            return Ok(true);
        }
        let notes = engine.read(|store| store.notes(NOTES))?;
        let settled =
            notes.iter().find(|(name, _)| name == SETTLED).and_then(|(_, count)| count.parse().ok());
        let since = size.abs_diff(settled.unwrap_or(0usize));
        Ok(since * FEW <= size)
    }

    /// Places what waits among what stands already, which costs what is new and not what is held. What was grouped from
    /// the beginning is let go.
    fn settle_new(&mut self, engine: &Engine, now: Timestamp) -> Result<Settled, Error> {
        (self.grouper, self.settled, self.whole) = (Grouper::default(), Vec::new(), false);
        let mut settled = Settled::default();
        while let Some(around) = Around::next(engine, self.waiting.len())? {
            self.recall(engine, &around.context)?;
            self.waiting.retain(|ordered, _| around.context.binary_search(ordered).is_ok());
            let context = around.context.iter();
            let context = context.filter_map(|at| Some((*at, self.waiting.get(at)?.clone()))).collect();
            let placed = around.place(context);
            let part = engine.write(|store| store.place(&placed, now))?;
            settled = settled.and(part);
            if part.placed + part.moved == 0 {
                break;
            }
        }
        if settled.stories == 0 {
            settled = engine.write(|store| store.place(&[], now))?;
        }
        Ok(settled)
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

    /// Where every current article stands once the open ones are settled too, and users' decisions are heeded; and
    /// which stories tell of one affair.
    ///
    /// Earlier versions are grouped as well, so that a changed text undoes nothing; the current version stands
    /// for them.
    fn placements(
        &self,
        order: &[Ordered],
        superseded: &BTreeMap<ArticleKey, ArticleKey>,
        edits: &[Edit],
    ) -> (Vec<Placement>, Vec<Topic>) {
        let mut grouper = self.grouper.clone();
        let open = order.get(self.settled.len()..).unwrap_or_default();
        for profile in open.iter().filter_map(|ordered| self.waiting.get(ordered)) {
            grouper.add(profile.clone());
        }
        grouper.settle();
        let settled = Settling { grouper, order, superseded };
        let mut stories: Vec<u64> =
            (0..order.len()).map(|at| u64::from(settled.grouper.place(at).story)).collect();
        by_hand(&mut stories, order, superseded, edits);
        // A story is named by its earliest article: the first that is met.
        let mut named: BTreeMap<u64, ArticleKey> = BTreeMap::new();
        let mut placements = Vec::with_capacity(order.len());
        for ((at, ordered), story) in order.iter().enumerate().zip(&stories) {
            let story = *named.entry(*story).or_insert_with(|| settled.current(ordered.key));
            if !superseded.contains_key(&ordered.key) {
                let place = settled.place(at, story, edits);
                placements.push(Placement { key: ordered.key, place });
            }
        }
        let topic = |(one, two, likeness): (u32, u32, f64)| {
            let (one, two) = (*named.get(&u64::from(one))?, *named.get(&u64::from(two))?);
            Some(Topic { one, two, likeness })
        };
        let topics = settled.grouper.related().into_iter().filter_map(topic).collect();
        (placements, topics)
    }
}

/// Settled groups with what their articles are called.
struct Settling<'a> {
    grouper: Grouper,
    order: &'a [Ordered],
    superseded: &'a BTreeMap<ArticleKey, ArticleKey>,
}

impl Settling<'_> {
    /// The current version of the article `key`.
    fn current(&self, key: ArticleKey) -> ArticleKey {
        self.superseded.get(&key).copied().unwrap_or(key)
    }

    fn key(&self, at: usize) -> Option<ArticleKey> {
        self.order.get(at).map(|ordered| self.current(ordered.key))
    }

    fn place(&self, at: usize, story: ArticleKey, edits: &[Edit]) -> Place {
        let key = self.key(at);
        let mut place = self.grouper.place(at);
        let agency = place.agency.map(str::to_owned);
        // A version is a copy of the one before: the reason is that of the first.
        while let Why::Copy { of, .. } = &place.why
            && self.key(*of) == key
        {
            place = self.grouper.place(*of);
        }
        let copied = match &place.why {
            Why::Copy { of, share } => self.key(*of).zip(Some(*share)),
            _ => None,
        };
        let name = |at: usize| self.key(at).map(|key| key.to_string()).unwrap_or_default();
        let by_hand = edits.iter().rev().find_map(|edit| decided(edit, key?, self.superseded));
        let why = by_hand.unwrap_or_else(|| place.why.words(name));
        let root = self.key(place.root).or(key).unwrap_or(story);
        Place { story, root, copied, agency, why }
    }
}

/// What `edit` decided on the article `key`, in words.
pub(crate) fn decided(
    edit: &Edit,
    key: ArticleKey,
    superseded: &BTreeMap<ArticleKey, ArticleKey>,
) -> Option<String> {
    let current = |key: &ArticleKey| superseded.get(key).copied().unwrap_or(*key);
    let (Edit::Join(articles) | Edit::Apart(articles) | Edit::Move(articles, _)) = edit;
    if !articles.iter().any(|article| current(article) == key) {
        return None;
    }
    Some(match edit {
        Edit::Join(_) => "its story was joined with another by hand".to_owned(),
        Edit::Apart(_) => "set apart by hand".to_owned(),
        Edit::Move(_, to) => format!("moved by hand to the story of {}", current(to)),
    })
}

/// Changes `stories`, the story of each article of `order`, by what users decided. An article stands for all its
/// versions; one that is no longer held decides nothing.
pub(crate) fn by_hand(
    stories: &mut [u64],
    order: &[Ordered],
    superseded: &BTreeMap<ArticleKey, ArticleKey>,
    edits: &[Edit],
) {
    if edits.is_empty() {
        return;
    }
    let current = |key: &ArticleKey| superseded.get(key).copied().unwrap_or(*key);
    let mut places: BTreeMap<ArticleKey, Vec<usize>> = BTreeMap::new();
    for (at, ordered) in order.iter().enumerate() {
        places.entry(current(&ordered.key)).or_default().push(at);
    }
    let all = |articles: &[ArticleKey]| -> Vec<usize> {
        articles.iter().filter_map(|key| places.get(&current(key))).flatten().copied().collect()
    };
    for (number, edit) in edits.iter().enumerate() {
        match edit {
            Edit::Join(articles) => {
                let joined: BTreeSet<u64> =
                    all(articles).iter().filter_map(|at| stories.get(*at).copied()).collect();
                let Some(first) = joined.first().copied() else { continue };
                stories.iter_mut().filter(|story| joined.contains(story)).for_each(|story| *story = first);
            }
            Edit::Apart(articles) => {
                // Beyond the numbers that grouping gives.
                let fresh = u64::from(u32::MAX) + 1 + number as u64;
                for at in all(articles) {
                    stories.get_mut(at).into_iter().for_each(|story| *story = fresh);
                }
            }
            Edit::Move(articles, to) => {
                let target = all(std::slice::from_ref(to)).first().and_then(|at| stories.get(*at).copied());
                let Some(target) = target else { continue };
                for at in all(articles) {
                    stories.get_mut(at).into_iter().for_each(|story| *story = target);
                }
            }
        }
    }
}
