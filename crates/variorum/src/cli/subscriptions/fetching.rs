//! `variorum fetch`: what is new of the subscriptions that are due, into the store.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufWriter, Write, stdout};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::json;
use variorum_engine::{Engine, Incoming, Mode};
use variorum_fetch::{Archive, Clock, Pace, Polled, Subscription, round};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::links::{now, runtime};
use crate::cli::store::List;
use crate::cli::store::import::expire;
use crate::cli::store::rows::plural;
use crate::cli::subscriptions::articles::incoming;
use crate::cli::subscriptions::ledger::Ledger;
use crate::cli::subscriptions::{Fetch, shown, visitor};
use crate::config::{Config, Originals};

/// Articles that are taken into the store together: grouping goes over them once.
const TOGETHER: usize = 64;
/// What came is written after this time at the latest, when more comes.
const SOON: Duration = Duration::from_secs(5);
/// The longest sleep of `--watch`: after it a clock that was set is noticed, or a machine that slept.
const SLEEP: Duration = Duration::from_secs(60);

/// What a round did.
#[derive(Default)]
struct Done {
    asked: usize,
    unmodified: usize,
    failed: usize,
    added: usize,
    versions: usize,
}

/// Fetches once, or for ever.
pub(crate) fn run(arguments: &Fetch, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Write, config)?;
    let ledger = Ledger(&engine);
    let visitor = Arc::new(visitor(&ledger, config)?);
    let runtime = runtime()?;
    let mut archive = arguments.warc.as_deref().map(archive_at).transpose()?;
    loop {
        let all = ledger.subscriptions()?;
        let due: Vec<Subscription> = all.iter().filter(|s| s.schedule.is_due(now())).cloned().collect();
        let quiet = due.is_empty();
        let mut keeper = Keeper::new(&engine, arguments.format, archive.as_mut());
        keeper.keep = config.originals != Originals::None;
        let clock: Clock = Arc::new(now);
        runtime.block_on(round(&visitor, due, Pace::default(), &clock, chance, async |polled| {
            keeper.take(polled)
        }));
        let done = keeper.finish()?;
        ledger.keep_hosts(&runtime.block_on(visitor.news_of_hosts(now())))?;
        expire(&engine, config)?;
        if !arguments.watch {
            return told(&done, all.len(), &ledger, arguments.format);
        }
        if !quiet {
            told(&done, all.len(), &ledger, arguments.format)?;
        }
        std::thread::sleep(pause(&ledger.subscriptions()?));
    }
}

/// Until the next subscription is due, but not long.
fn pause(all: &[Subscription]) -> Duration {
    let next = all.iter().filter(|s| !s.schedule.gone).map(|s| s.schedule.next).min();
    let seconds = next.map_or(u64::MAX, |next| u64::try_from(next.saturating_sub(now())).unwrap_or(0));
    Duration::from_secs(seconds.max(1)).min(SLEEP)
}

/// A number from 0 up to 1.
fn chance() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

fn archive_at(path: &std::path::Path) -> Result<Archive<BufWriter<File>>> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    let agent = variorum_fetch::Settings::default().user_agent();
    let archive = Archive::new(BufWriter::new(file), &agent, Timestamp::now());
    archive.with_context(|| format!("cannot write {}", path.display()))
}

/// Takes articles into the store, and then notes what was seen of their subscriptions: an end in between
/// makes that they are seen again, and known.
struct Keeper<'k> {
    engine: &'k Engine,
    format: List,
    archive: Option<&'k mut Archive<BufWriter<File>>>,
    /// Whether the bytes of pages are kept.
    keep: bool,
    articles: Vec<Incoming>,
    subscriptions: BTreeMap<String, Subscription>,
    done: Done,
    written: Instant,
    /// The first failure of the store; after it nothing more is taken.
    broken: Option<anyhow::Error>,
}

impl<'k> Keeper<'k> {
    fn new(engine: &'k Engine, format: List, archive: Option<&'k mut Archive<BufWriter<File>>>) -> Self {
        Self {
            engine,
            format,
            archive,
            keep: true,
            articles: Vec::new(),
            subscriptions: BTreeMap::new(),
            done: Done::default(),
            written: Instant::now(),
            broken: None,
        }
    }

    fn take(&mut self, polled: Polled) {
        if self.broken.is_none()
            && let Err(error) = self.try_take(polled)
        {
            self.broken = Some(error);
        }
    }

    fn try_take(&mut self, polled: Polled) -> Result<()> {
        let Polled { mut subscription, found, answers } = polled;
        if let Some(archive) = &mut self.archive {
            for answer in &answers {
                archive.write(answer, Timestamp::now()).context("cannot write the archive")?;
            }
            archive.flush().context("cannot write the archive")?;
        }
        self.done.asked += 1;
        let status = subscription.health.last.as_ref().map(|last| last.status);
        self.done.unmodified += usize::from(status == Some(304) && subscription.schedule.failures == 0);
        if let Some(failure) = &subscription.health.failure {
            self.done.failed += 1;
            eprintln!("variorum: {}", printable(&failure.words));
        }
        for found in found {
            if let Some((incoming, clean)) = incoming(found, &subscription, self.keep) {
                subscription.health.articles += 1;
                subscription.health.clean += u64::from(clean);
                self.articles.push(incoming);
            }
        }
        self.subscriptions.insert(subscription.id.clone(), subscription);
        if self.articles.len() >= TOGETHER || self.written.elapsed() >= SOON { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        let articles = std::mem::take(&mut self.articles);
        if !articles.is_empty() {
            let report = self.engine.import(articles.into_iter(), Timestamp::now(), &mut |_| ())?;
            self.done.added += report.added;
            self.done.versions += report.versions;
            for unreadable in &report.unreadable {
                eprintln!("variorum: {}: {}", printable(&unreadable.place), printable(&unreadable.message));
            }
        }
        let subscriptions: Vec<Subscription> =
            std::mem::take(&mut self.subscriptions).into_values().collect();
        Ledger(self.engine).keep(&subscriptions)?;
        self.written = Instant::now();
        if let List::Json = self.format {
            let mut out = stdout().lock();
            subscriptions
                .iter()
                .try_for_each(|subscription| writeln!(out, "{}", shown::json(subscription)))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Done> {
        match self.broken.take() {
            Some(error) => Err(error),
            None => {
                self.write()?;
                Ok(self.done)
            }
        }
    }
}

fn told(done: &Done, subscriptions: usize, ledger: &Ledger<'_>, format: List) -> Result<Outcome> {
    let outcome = if done.failed > 0 { Outcome::SomeBad } else { Outcome::Good };
    let next = ledger.subscriptions()?.iter().filter(|s| !s.schedule.gone).map(|s| s.schedule.next).min();
    let mut out = stdout().lock();
    if let List::Json = format {
        let summary = json!({
            "v": 1,
            "subscriptions": subscriptions,
            "asked": done.asked,
            "unmodified": done.unmodified,
            "failed": done.failed,
            "added": done.added,
            "versions": done.versions,
        });
        writeln!(out, "{summary}")?;
        return Ok(outcome);
    }
    if subscriptions == 0 {
        writeln!(out, "no subscriptions: make one with `variorum subscribe URL`")?;
        return Ok(outcome);
    }
    write!(out, "asked {} of {}", done.asked, plural(subscriptions, "subscription"))?;
    if done.asked > 0 {
        write!(out, ": {} not modified, {} failed; ", done.unmodified, done.failed)?;
        write!(out, "{}, {} with a changed text", plural(done.added, "new article"), done.versions)?;
    }
    match next {
        Some(next) => writeln!(out, "; the next is due {}", shown::time(next))?,
        None => writeln!(out)?,
    }
    Ok(outcome)
}
