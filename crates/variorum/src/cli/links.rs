//! Addresses of the web as inputs: fetched politely, one after the other.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use clap::Args;
use tokio::runtime::Runtime;
use variorum_fetch::{Request, Response, Target, Visitor};

use crate::config::Config;
use crate::following::{now, runtime, visitor};

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
        Ok(visit.readable(self.reach.mining_permitted)?)
    }

    fn network(&self) -> Result<&(Runtime, Visitor)> {
        if self.network.get().is_none() {
            let (runtime, visitor) = (runtime()?, visitor(self.contact.as_deref(), Vec::new()));
            // Another thread that was quicker has set up the same.
            let _ = self.network.set((runtime, visitor));
        }
        self.network.get().context("cannot set up the network")
    }
}
