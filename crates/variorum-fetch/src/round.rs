//! A round: all subscriptions that are due, several hosts at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::poll::{Polled, poll};
use crate::schedule::Pace;
use crate::{Subscription, Visitor};

/// Gives seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Subscriptions that are looked at at the same time.
const AT_ONCE: usize = 16;

/// Looks at each of `due` and hands over what came of it, one after the other, as it comes. `chance`
/// gives numbers from 0 up to 1.
pub async fn round(
    visitor: &Arc<Visitor>,
    due: Vec<Subscription>,
    pace: Pace,
    clock: &Clock,
    mut chance: impl FnMut() -> f64,
    mut done: impl AsyncFnMut(Polled),
) {
    let mut waiting = apart(due).into_iter();
    let mut open = JoinSet::new();
    loop {
        while open.len() < AT_ONCE
            && let Some(subscription) = waiting.next()
        {
            let (visitor, clock, chance) = (Arc::clone(visitor), Arc::clone(clock), chance());
            open.spawn(async move { poll(&visitor, &subscription, &pace, &*clock, chance).await });
        }
        match open.join_next().await {
            Some(Ok(polled)) => done(polled).await,
            // A look that failed in us leaves its subscription as it was: due.
            Some(Err(_)) => (),
            None => return,
        }
    }
}

/// The subscriptions in an order in which those of one host are far apart.
fn apart(due: Vec<Subscription>) -> Vec<Subscription> {
    let mut of_host: BTreeMap<String, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, Subscription)> = Vec::with_capacity(due.len());
    for subscription in due {
        let host = subscription.target().map(|target| target.host().to_owned()).unwrap_or_default();
        let rank = of_host.entry(host).or_default();
        ranked.push((*rank, subscription));
        *rank += 1;
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, subscription)| subscription).collect()
}
