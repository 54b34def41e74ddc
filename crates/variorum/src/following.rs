//! Following outlets: what is due is looked at, and what comes is taken into the store. `fetch` and `serve` both do it
//! here.

mod articles;
mod keeper;
mod ledger;
pub(crate) mod shown;
mod subscribing;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use tokio::runtime::{Builder, Runtime};
use variorum_engine::{Engine, Error, Mode};
use variorum_fetch::{Client, Host, Looking, Manners, Pace, Settings, Visitor};

pub(crate) use keeper::{Done, Event, Keeper};
pub(crate) use ledger::Ledger;
pub(crate) use subscribing::{Imported, Subscribed, subscribe};

/// After so long it is looked anew what is due: what was subscribed to meanwhile, a clock that was set, a machine that
/// slept.
pub(crate) const PAUSE: Duration = Duration::from_secs(5);
/// How long a command waits for its turn to write.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A store that several processes write, each in short turns.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    path: PathBuf,
    threads: usize,
}

impl Shared {
    /// The store in the file `path`.
    pub(crate) fn new(path: &Path, threads: usize) -> Self {
        Self { path: path.to_owned(), threads }
    }

    /// The store for writing, once it is our turn; it is the others' again when it is dropped.
    ///
    /// # Errors
    /// Another process that writes for longer than `patience`; whatever keeps a store from being opened.
    pub(crate) fn turn(&self, patience: Duration) -> Result<Engine, Error> {
        Engine::turn(&self.path, self.threads, patience)
    }

    /// The store for reading, and for writing in turns; it is made where it does not exist. Who writes for longer than
    /// `patience` when it is our turn is an error.
    pub(crate) fn engine(&self, patience: Duration) -> Result<Engine, Error> {
        Engine::open_to_share(&self.path, self.threads, patience)
    }

    /// The store for reading; it is made where it does not exist.
    pub(crate) fn reader(&self) -> Result<Engine, Error> {
        if !self.path.exists() {
            drop(self.turn(PATIENCE)?);
        }
        Engine::open(&self.path, Mode::Read, self.threads)
    }
}

/// A visitor who knows what hosts asked of programs before.
pub(crate) fn visitor(contact: Option<&str>, hosts: Vec<Host>) -> Visitor {
    let settings = Settings { contact: contact.map(str::to_owned), ..Settings::default() };
    Visitor::new(Client::new(settings), Manners::default(), hosts)
}

/// Who looks at what is due, at the time of this machine.
pub(crate) fn looking(visitor: &Arc<Visitor>) -> Looking {
    Looking {
        visitor: Arc::clone(visitor),
        pace: Pace::default(),
        clock: Arc::new(now),
        chance: Arc::new(chance),
    }
}

/// Names of hosts that are looked up at the same time, each in a thread that keeps memory.
const LOOKED_UP: usize = 8;

/// What runs fetches: a thread beside, so that they go on while what they brought is taken in.
pub(crate) fn runtime() -> Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).max_blocking_threads(LOOKED_UP).enable_all().build();
    runtime.context("cannot set up the network")
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// A number from 0 up to 1.
fn chance() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    (bits >> 11) as f64 / (1u64 << 53) as f64
}
