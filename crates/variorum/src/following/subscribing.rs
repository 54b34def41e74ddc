//! New subscriptions: one that was found at an address, or a list of another reader.

use anyhow::Result;
use variorum_fetch::{Discovered, Kind, Outline, Schedule, Subscription, Target};

use crate::following::{Ledger, now};

/// What came of subscribing.
pub(crate) struct Subscribed {
    pub(crate) subscription: Subscription,
    /// Whether it was there already; it took the new settings over.
    pub(crate) known: bool,
    /// Other feeds that the page names.
    pub(crate) others: Vec<Target>,
}

/// What came of a list.
#[derive(Default)]
pub(crate) struct Imported {
    pub(crate) fresh: usize,
    pub(crate) held: usize,
    /// Why the others could not be read.
    pub(crate) unreadable: Vec<String>,
}

/// Subscribes to what was found. One that exists takes over what `set` sets, and is due if it had ended.
pub(crate) fn subscribe(
    ledger: &Ledger<'_>,
    found: Discovered,
    set: impl FnOnce(&mut Subscription),
) -> Result<Subscribed> {
    let fresh = Subscription::new(&found.target, found.kind, now());
    let all = ledger.subscriptions()?;
    let held = all.into_iter().find(|s| s.id == fresh.id || s.address() == fresh.address());
    let known = held.is_some();
    let mut subscription = held.unwrap_or(fresh);
    subscription.kind = found.kind;
    subscription.title = found.title.or(subscription.title);
    set(&mut subscription);
    if subscription.schedule.gone {
        subscription.schedule = Schedule::new(now());
    }
    ledger.keep(std::slice::from_ref(&subscription))?;
    Ok(Subscribed { subscription, known, others: found.others })
}

impl Ledger<'_> {
    /// Takes over the subscriptions of another reader. They are looked at first when they are due: at once.
    pub(crate) fn import(&self, outlines: Vec<Outline>, pages: bool) -> Result<Imported> {
        let mut known: Vec<String> = self.subscriptions()?.into_iter().map(|s| s.id).collect();
        let (mut fresh, mut imported) = (Vec::new(), Imported::default());
        for outline in outlines {
            match outline.target() {
                Ok(target) => {
                    let mut subscription = Subscription::new(&target, Kind::Feed, now());
                    subscription.title = outline.title;
                    subscription.pages = pages;
                    if known.contains(&subscription.id) {
                        imported.held += 1;
                    } else {
                        known.push(subscription.id.clone());
                        fresh.push(subscription);
                    }
                }
                Err(error) => imported.unreadable.push(error.to_string()),
            }
        }
        self.keep(&fresh)?;
        imported.fresh = fresh.len();
        Ok(imported)
    }
}
