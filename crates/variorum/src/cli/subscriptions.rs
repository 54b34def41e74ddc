//! The commands over subscriptions.

mod fetch;

use std::io::{Read, Write, stdin, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use variorum_engine::Mode;
use variorum_fetch::{Discovered, Request, Target, Visitor};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::inputs::{bytes_of, is_stdin};
use crate::cli::links::Reach;
use crate::cli::store::rows::plural;
use crate::cli::store::{At, List};
use crate::config::Config;

use crate::following::{
    Imported, Ledger, Subscribed, now, runtime, shown, subscribe as subscribe_to, visitor,
};

pub(crate) use fetch::run as fetch;

/// Subscribe to feeds, news sitemaps or pages.
///
/// Each address is looked at once: a feed or a sitemap is taken as it is; of a page, the feed that it
/// names is taken, else the page itself is watched. `variorum fetch` then fetches what is new.
#[derive(Args, Debug)]
#[command(after_help = SUBSCRIBE_EXAMPLES)]
pub(crate) struct Subscribe {
    /// Addresses of feeds, sitemaps or pages.
    #[arg(required = true, value_name = "URL")]
    pub(crate) addresses: Vec<String>,
    #[command(flatten)]
    pub(crate) at: At,
    /// Fetch the page behind each entry of a feed; without it, the text that the feed prints is taken.
    #[arg(long)]
    pub(crate) pages: bool,
    /// Watch the page itself for changes, whatever feeds it names.
    #[arg(long)]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

const SUBSCRIBE_EXAMPLES: &str = "\
Examples:
  variorum subscribe https://outlet.example/feed.xml
  variorum subscribe --pages https://outlet.example/
  VARIORUM_CONTACT=desk@newsroom.example variorum subscribe https://outlet.example/news-sitemap.xml";

/// List, remove, import, export or check subscriptions.
#[derive(Args, Debug)]
pub(crate) struct Subscriptions {
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Say what is subscribed to, and how each subscription fares.
    List {
        #[command(flatten)]
        at: At,
        /// How to print them.
        #[arg(long, value_enum, default_value_t)]
        format: List,
    },
    /// End subscriptions. The articles that came of them stay.
    Remove {
        /// Addresses or ids, as they are listed.
        #[arg(required = true, value_name = "URL|ID")]
        names: Vec<String>,
        #[command(flatten)]
        at: At,
    },
    /// Take subscriptions from an OPML file, as other readers of feeds export them.
    Import {
        /// The file, or - for standard input.
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        #[command(flatten)]
        at: At,
        /// Fetch the page behind each entry.
        #[arg(long)]
        pages: bool,
    },
    /// Print all subscriptions as OPML, for other readers of feeds.
    Export {
        #[command(flatten)]
        at: At,
    },
    /// Say which subscriptions fail and why; the exit code is then 1.
    Check {
        #[command(flatten)]
        at: At,
        /// How to print them.
        #[arg(long, value_enum, default_value_t)]
        format: List,
    },
}

/// Fetch what is new of the subscriptions that are due.
///
/// Each is asked as often as it brings something new, and never more often than its publisher allows. What
/// comes is taken into the store and grouped. An end in between loses nothing.
#[derive(Args, Debug)]
#[command(after_help = FETCH_EXAMPLES)]
pub(crate) struct Fetch {
    #[command(flatten)]
    pub(crate) at: At,
    /// Ask those that are due now, and end. This is what is done without --watch too.
    #[arg(long, conflicts_with = "watch")]
    pub(crate) once: bool,
    /// Go on for ever, asking each when it is due.
    #[arg(long)]
    pub(crate) watch: bool,
    /// Write every answer to this archive too (WARC 1.1, packed with gzip); what is in it stays.
    #[arg(long, value_name = "FILE")]
    pub(crate) warc: Option<PathBuf>,
    /// How to print what was done.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

const FETCH_EXAMPLES: &str = "\
Examples:
  variorum fetch
  variorum fetch --watch --store news.db
  variorum fetch --once --warc answers.warc.gz --format json";

/// `variorum subscribe`.
pub(crate) fn subscribe(arguments: &Subscribe, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Write, config)?;
    let ledger = Ledger(&engine);
    let visitor = visitor(config.contact.as_deref(), ledger.hosts()?);
    let runtime = runtime()?;
    let mut outcome = Outcome::Good;
    let mut out = stdout().lock();
    for address in &arguments.addresses {
        let found = runtime.block_on(look(address, arguments, &visitor));
        match found {
            Ok(found) => writeln!(out, "{}", take(found, arguments, &ledger)?)?,
            Err(error) => {
                eprintln!("variorum: {}", printable(&error.to_string()));
                outcome = Outcome::SomeBad;
            }
        }
    }
    ledger.keep_hosts(&visitor.news_of_hosts(now()))?;
    Ok(outcome)
}

async fn look(
    address: &str,
    arguments: &Subscribe,
    visitor: &Visitor,
) -> Result<Discovered, variorum_fetch::Error> {
    let target = Target::parse(address)?;
    let request = if arguments.reach.private { Request::private(target) } else { Request::new(target) };
    variorum_fetch::discover(visitor, &request, arguments.watch, arguments.reach.mining_permitted, now())
        .await
}

/// Subscribes to what was found, and says so.
fn take(found: Discovered, arguments: &Subscribe, ledger: &Ledger<'_>) -> Result<String> {
    let Subscribed { subscription, known, others } = subscribe_to(ledger, found, |subscription| {
        subscription.pages = arguments.pages;
        subscription.private = arguments.reach.private;
        subscription.mining = arguments.reach.mining_permitted;
    })?;
    let word = if known { "subscribed already" } else { "subscribed" };
    let mut told = format!("{word}: {}", shown::name(&subscription));
    for other in others {
        told.push_str(&format!("\n  the page names another feed: {}", printable(other.as_str())));
    }
    Ok(told)
}

/// `variorum subscriptions`.
pub(crate) fn run(arguments: &Subscriptions, config: &Config) -> Result<Outcome> {
    match &arguments.what {
        What::List { at, format } => list(at, *format, config, false),
        What::Check { at, format } => list(at, *format, config, true),
        What::Remove { names, at } => remove(names, at, config),
        What::Import { file, at, pages } => import(file, at, *pages, config),
        What::Export { at } => {
            let engine = at.open(Mode::Read, config)?;
            let list = variorum_fetch::write_opml(&Ledger(&engine).subscriptions()?);
            stdout().write_all(list.as_bytes())?;
            Ok(Outcome::Good)
        }
    }
}

fn list(at: &At, format: List, config: &Config, failing: bool) -> Result<Outcome> {
    let engine = at.open(Mode::Read, config)?;
    let mut all = Ledger(&engine).subscriptions()?;
    let count = all.len();
    if failing {
        all.retain(|subscription| subscription.health.failure.is_some() || subscription.schedule.gone);
    }
    let mut out = stdout().lock();
    for subscription in &all {
        match format {
            List::Text => writeln!(out, "{}", shown::block(subscription, now()))?,
            List::Json => writeln!(out, "{}", shown::json(subscription))?,
        }
    }
    if let List::Text = format {
        match (count, failing) {
            (0, _) => writeln!(out, "no subscriptions: make one with `variorum subscribe URL`")?,
            (_, true) => writeln!(out, "{} of {count} fail", all.len())?,
            _ => {}
        }
    }
    Ok(if failing && !all.is_empty() { Outcome::SomeBad } else { Outcome::Good })
}

fn remove(names: &[String], at: &At, config: &Config) -> Result<Outcome> {
    let engine = at.open(Mode::Write, config)?;
    let ledger = Ledger(&engine);
    let all = ledger.subscriptions()?;
    let mut outcome = Outcome::Good;
    for name in names {
        match all.iter().find(|s| s.id == *name || s.address() == *name) {
            Some(subscription) => {
                ledger.remove(&subscription.id)?;
                writeln!(stdout(), "removed: {}", shown::name(subscription))?;
            }
            None => {
                eprintln!(
                    "variorum: {}: no such subscription; `variorum subscriptions list` shows them",
                    printable(name)
                );
                outcome = Outcome::SomeBad;
            }
        }
    }
    Ok(outcome)
}

fn import(file: &Path, at: &At, pages: bool, config: &Config) -> Result<Outcome> {
    let bytes = if is_stdin(file) {
        let mut bytes = Vec::new();
        stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        bytes
    } else {
        bytes_of(file)?
    };
    let outlines = variorum_fetch::read_opml(&bytes);
    if outlines.is_empty() {
        bail!(
            "{}: no subscriptions in it: it needs <outline xmlUrl=\"…\"> elements, as OPML has them",
            file.display()
        );
    }
    let engine = at.open(Mode::Write, config)?;
    let ledger = Ledger(&engine);
    let Imported { fresh, held, unreadable } = ledger.import(outlines, pages)?;
    unreadable.iter().for_each(|error| eprintln!("variorum: {}", printable(error)));
    writeln!(
        stdout(),
        "{}, {held} held already; `variorum fetch` asks them",
        plural(fresh, "new subscription")
    )?;
    Ok(if unreadable.is_empty() { Outcome::Good } else { Outcome::SomeBad })
}
