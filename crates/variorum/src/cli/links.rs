//! Addresses of the web as inputs: fetched politely, one after the other.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use clap::Args;
use tokio::runtime::{Builder, Runtime};
use variorum_fetch::{Client, Manners, Request, Response, Settings, Target, Visitor};

use crate::config::Config;

/// How addresses are fetched.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Reach {
    /// Let the addresses that are given lead to this machine and the own network.
    #[arg(long)]
    pub(crate) private: bool,
    /// Read what its publisher reserves from text and data mining: you hold a licence, or the law permits it.
    #[arg(long)]
    pub(crate) mining_permitted: bool,
}

/// Fetches addresses. Nothing is set up before the first one.
pub(super) struct Links {
    reach: Reach,
    contact: Option<String>,
    network: OnceLock<(Runtime, Visitor)>,
}

/// Whether an input is an address of the web and no file.
pub(super) fn is_link(path: &Path) -> bool {
    let text = path.to_str().unwrap_or_default();
    text.starts_with("http://") || text.starts_with("https://")
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// What runs fetches: a thread beside, so that they go on while what they brought is taken in.
pub(super) fn runtime() -> Result<Runtime> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.context("cannot set up the network")
}

impl Links {
    pub(super) fn new(reach: Reach, config: &Config) -> Self {
        Self { reach, contact: config.contact.clone(), network: OnceLock::new() }
    }

    /// What stands at an address.
    ///
    /// # Errors
    /// Why it could not be fetched or may not be read, in words; the address stands first.
    pub(super) fn fetch(&self, path: &Path) -> Result<Response> {
        let address = path.to_str().context("an address that is no text")?;
        let (runtime, visitor) = self.network()?;
        let target = Target::parse(address)?;
        let request = if self.reach.private { Request::private(target) } else { Request::new(target) };
        let visit = runtime.block_on(visitor.visit(&request, now()))?;
        if let Some(reservation) = visit.reservation.filter(|_| !self.reach.mining_permitted) {
            let policy = reservation.policy.map(|policy| format!(", terms at {policy}")).unwrap_or_default();
            bail!(
                "{}: its publisher reserves text and data mining ({}{policy}): with a licence, or where the \
                 law permits it, add --mining-permitted",
                visit.response.target,
                reservation.place.words(),
            );
        }
        Ok(visit.response.success()?)
    }

    fn network(&self) -> Result<&(Runtime, Visitor)> {
        if self.network.get().is_none() {
            let runtime = runtime()?;
            let settings = Settings { contact: self.contact.clone(), ..Settings::default() };
            let visitor = Visitor::new(Client::new(settings), Manners::default(), Vec::new());
            // Another thread that was quicker has set up the same.
            let _ = self.network.set((runtime, visitor));
        }
        self.network.get().context("cannot set up the network")
    }
}
