//! `variorum fetch`: what is new of the subscriptions that are due, into the store.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write, stdout};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::json;
use variorum_fetch::{Archive, Subscription};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::store::List;
use crate::cli::store::rows::plural;
use crate::cli::subscriptions::Fetch;
use crate::config::Config;
use crate::following::{
    Done, Event, Keeper, Ledger, PATIENCE, PAUSE, Shared, looking, runtime, shown, visitor,
};

/// Fetches once, or for ever.
pub(crate) fn run(arguments: &Fetch, config: &Config) -> Result<Outcome> {
    let shared = Shared::new(&arguments.at.path(config)?, config.threads);
    let hosts = Ledger(&shared.reader()?).hosts()?;
    let visitor = Arc::new(visitor(config.contact.as_deref(), hosts));
    let archive = arguments.warc.as_deref().map(archive_at).transpose()?;
    // Who goes on for ever has the time to wait for another who writes.
    let patience = if arguments.watch { Duration::MAX } else { PATIENCE };
    let format = arguments.format;
    let tell = move |event: Event<'_>| tell(&event, format);
    let mut keeper = Keeper::new(&shared, config.originals, &visitor, patience, archive, tell)?;
    let (runtime, looking) = (runtime()?, looking(&visitor));
    if arguments.watch {
        runtime.block_on(looking.for_ever(&mut keeper, PAUSE));
    } else {
        runtime.block_on(looking.once(&mut keeper));
    }
    keeper.finish()?;
    told(&keeper.news(), &keeper.subscriptions()?, format)
}

fn tell(event: &Event<'_>, format: List) {
    match event {
        Event::Failed(failure) => eprintln!("variorum: {}", printable(&failure.words)),
        Event::Unreadable(place, why) => eprintln!("variorum: {}: {}", printable(place), printable(why)),
        Event::Kept(subscription) if format == List::Json => {
            // Who does not read on wants the articles to be kept all the same.
            let _ = writeln!(stdout(), "{}", shown::json(subscription));
        }
        Event::Kept(_) => {}
    }
}

fn archive_at(path: &Path) -> Result<Archive<BufWriter<File>>> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    let agent = variorum_fetch::Settings::default().user_agent();
    let archive = Archive::new(BufWriter::new(file), &agent, Timestamp::now());
    archive.with_context(|| format!("cannot write {}", path.display()))
}

fn told(done: &Done, subscriptions: &[Subscription], format: List) -> Result<Outcome> {
    let outcome = if done.failed > 0 { Outcome::SomeBad } else { Outcome::Good };
    let next = subscriptions.iter().filter(|s| !s.schedule.gone).map(|s| s.schedule.next).min();
    let count = subscriptions.len();
    let mut out = stdout().lock();
    if let List::Json = format {
        let summary = json!({
            "v": 1,
            "subscriptions": count,
            "asked": done.asked,
            "unmodified": done.unmodified,
            "failed": done.failed,
            "added": done.added,
            "versions": done.versions,
        });
        writeln!(out, "{summary}")?;
        return Ok(outcome);
    }
    if count == 0 {
        writeln!(out, "no subscriptions: make one with `variorum subscribe URL`")?;
        return Ok(outcome);
    }
    write!(out, "asked {} of {}", done.asked, plural(count, "subscription"))?;
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
