//! What came of looks, taken into the store in short turns.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result};
use jiff::Timestamp;
use variorum_engine::{Engine, Incoming};
use variorum_fetch::{Archive, Failure, Follower, Polled, Subscription, Visitor};

use crate::cli::store::import::expire;
use crate::config::Originals;
use crate::following::articles::incoming;
use crate::following::{Ledger, Shared, now};

/// Articles that are written together.
const TOGETHER: usize = 256;
/// What came is written after this time at the latest.
const SOON: Duration = Duration::from_secs(5);
/// Settling where articles stand takes at most one part in so many of the time, however large the store is.
const SHARE: u32 = 4;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) asked: usize,
    pub(crate) unmodified: usize,
    pub(crate) failed: usize,
    pub(crate) added: usize,
    pub(crate) versions: usize,
}

/// What may be told while it goes on.
pub(crate) enum Event<'e> {
    /// A look failed, or a page behind it.
    Failed(&'e Failure),
    /// What came cannot be read as an article: where it stands and why.
    Unreadable(&'e str, &'e str),
    /// This is kept now.
    Kept(&'e Subscription),
}

/// Takes articles into the store, and then notes what was seen of their subscriptions: an end in between makes that
/// they are seen again, and known. The store is ours only while it is written.
pub(crate) struct Keeper<'k> {
    shared: &'k Shared,
    engine: Engine,
    /// How long the bytes of pages are kept.
    originals: Originals,
    visitor: Arc<Visitor>,
    /// How long it waits for its turn.
    patience: Duration,
    archive: Option<Archive<BufWriter<File>>>,
    tell: Box<dyn FnMut(Event<'_>) + Send + 'k>,
    articles: Vec<Incoming>,
    subscriptions: BTreeMap<String, Subscription>,
    written: Instant,
    /// Whether articles were added since places were settled.
    unsettled: bool,
    settled: Instant,
    settling: Duration,
    done: Done,
    /// The first failure of the store; after it nothing more is taken.
    broken: Option<Error>,
}

impl<'k> Keeper<'k> {
    pub(crate) fn new(
        shared: &'k Shared,
        originals: Originals,
        visitor: &Arc<Visitor>,
        patience: Duration,
        archive: Option<Archive<BufWriter<File>>>,
        tell: impl FnMut(Event<'_>) + Send + 'k,
    ) -> Result<Self> {
        Ok(Self {
            shared,
            engine: shared.engine(patience)?,
            originals,
            visitor: Arc::clone(visitor),
            patience,
            archive,
            tell: Box::new(tell),
            articles: Vec::new(),
            subscriptions: BTreeMap::new(),
            written: Instant::now(),
            unsettled: false,
            settled: Instant::now(),
            settling: Duration::ZERO,
            done: Done::default(),
            broken: None,
        })
    }

    /// All subscriptions as they are kept.
    pub(crate) fn subscriptions(&self) -> Result<Vec<Subscription>> {
        Ledger(&self.engine).subscriptions()
    }

    /// What was done since it was asked last.
    pub(crate) fn news(&mut self) -> Done {
        std::mem::take(&mut self.done)
    }

    /// Writes what is left and settles where articles stand: all of them, where that is not dear.
    ///
    /// # Errors
    /// The first failure of the store.
    pub(crate) fn finish(&mut self) -> Result<()> {
        match self.broken.take() {
            Some(error) => Err(error),
            None => self.write(true),
        }
    }

    fn take(&mut self, polled: Polled) -> Result<()> {
        let Polled { mut subscription, found, answers } = polled;
        if let Some(archive) = &mut self.archive {
            for answer in &answers {
                archive.write(answer, Timestamp::now()).context("cannot write the archive")?;
            }
            archive.flush().context("cannot write the archive")?;
        }
        drop(answers);
        self.done.asked += 1;
        let status = subscription.health.last.as_ref().map(|last| last.status);
        self.done.unmodified += usize::from(status == Some(304) && subscription.schedule.failures == 0);
        if let Some(failure) = &subscription.health.failure {
            self.done.failed += 1;
            (self.tell)(Event::Failed(failure));
        }
        for found in found {
            if let Some((incoming, clean)) = incoming(found, &subscription, self.originals != Originals::None)
            {
                subscription.health.articles += 1;
                subscription.health.clean += u64::from(clean);
                self.articles.push(incoming);
            }
        }
        self.subscriptions.insert(subscription.id.clone(), subscription);
        let soon = self.articles.len() >= TOGETHER || self.written.elapsed() >= SOON;
        if soon { self.write(false) } else { Ok(()) }
    }

    /// Writes what came, and settles where articles stand if that is worth its time or is `wanted`.
    fn write(&mut self, wanted: bool) -> Result<()> {
        let hosts = self.visitor.news_of_hosts(now());
        let settles = (self.unsettled || !self.articles.is_empty())
            && (wanted || self.settled.elapsed() >= self.settling * SHARE);
        if self.articles.is_empty() && self.subscriptions.is_empty() && hosts.is_empty() && !settles {
            return Ok(());
        }
        let engine = &self.engine;
        let writing = engine.begin();
        let articles = std::mem::take(&mut self.articles);
        if !articles.is_empty() {
            let report = engine.add(articles.into_iter(), Timestamp::now(), &mut |_| ())?;
            self.unsettled |= report.added + report.versions > 0;
            self.done.added += report.added;
            self.done.versions += report.versions;
            for unreadable in &report.unreadable {
                (self.tell)(Event::Unreadable(&unreadable.place, &unreadable.message));
            }
        }
        let subscriptions: Vec<Subscription> =
            std::mem::take(&mut self.subscriptions).into_values().collect();
        let ledger = Ledger(engine);
        ledger.keep_looked_at(&subscriptions)?;
        ledger.keep_hosts(&hosts)?;
        let start = Instant::now();
        if settles && self.unsettled {
            expire(engine, self.originals)?;
            // Where nobody waits for the next look, there is time for more than what is new.
            if wanted {
                drop(writing);
                self.shared.turn(self.patience)?.settle(Timestamp::now(), &mut |_| ())?;
            } else {
                engine.settle(Timestamp::now(), &mut |_| ())?;
            }
            (self.unsettled, self.settled, self.settling) = (false, Instant::now(), start.elapsed());
        }
        self.written = Instant::now();
        subscriptions.iter().for_each(|subscription| (self.tell)(Event::Kept(subscription)));
        Ok(())
    }
}

impl Follower for Keeper<'_> {
    fn due(&mut self, open: &BTreeSet<String>) -> Option<Vec<Subscription>> {
        let due = (|| {
            if self.written.elapsed() >= SOON {
                self.write(false)?;
            }
            // What is not written yet stands in the store as it was before.
            let mut due = Ledger(&self.engine).due(now())?;
            due.retain(|s| !open.contains(&s.id) && !self.subscriptions.contains_key(&s.id));
            Ok(due)
        })();
        match due {
            Ok(due) if self.broken.is_none() => Some(due),
            Ok(_) => None,
            Err(error) => {
                self.broken = self.broken.take().or(Some(error));
                None
            }
        }
    }

    fn done(&mut self, polled: Polled) {
        if self.broken.is_none()
            && let Err(error) = self.take(polled)
        {
            self.broken = Some(error);
        }
    }
}
