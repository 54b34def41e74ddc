//! Looking at what is due, several hosts at a time: once, or for ever.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::poll::{Polled, poll};
use crate::schedule::Pace;
use crate::{Subscription, Visitor};

/// Gives seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Gives numbers from 0 up to 1, which spread requests.
pub type Chance = Arc<dyn Fn() -> f64 + Send + Sync>;

/// Subscriptions that are looked at at the same time: most of a look is waiting for the turn of its host. Each may
/// hold what one look takes in, about 32 MiB at worst.
const AT_ONCE: usize = 64;

/// Who looks, when, and how often.
#[derive(Clone)]
pub struct Looking {
    /// Who asks.
    pub visitor: Arc<Visitor>,
    /// How often at most and at least.
    pub pace: Pace,
    /// The time.
    pub clock: Clock,
    /// What spreads requests.
    pub chance: Chance,
}

/// What becomes of looks, and which are due.
pub trait Follower {
    /// What is due now, but for those with the ids `open`, which are being looked at. [`Looking::for_ever`] asks again
    /// and again, until there is no answer.
    fn due(&mut self, open: &BTreeSet<String>) -> Option<Vec<Subscription>>;

    /// Takes over what came of a look.
    fn done(&mut self, polled: Polled);
}

impl Looking {
    /// Looks at what is due now, and ends.
    pub async fn once(&self, follower: &mut impl Follower) {
        let mut looks = Looks::new(self.clone());
        looks.waiting = apart(follower.due(&BTreeSet::new()).unwrap_or_default());
        while let Some(polled) = looks.next().await {
            polled.into_iter().for_each(|polled| follower.done(polled));
        }
    }

    /// Looks at what is due, and asks for it anew after each `pause`. A slow host delays no other. Ends when the
    /// follower says so; what is open then, or when this is dropped, was not looked at.
    pub async fn for_ever(&self, follower: &mut impl Follower, pause: Duration) {
        let mut looks = Looks::new(self.clone());
        while let Some(due) = follower.due(&looks.open) {
            looks.waiting = apart(due);
            let until = sleep(pause);
            tokio::pin!(until);
            loop {
                tokio::select! {
                    Some(polled) = looks.next() => polled.into_iter().for_each(|polled| follower.done(polled)),
                    () = &mut until => break,
                }
            }
        }
    }
}

/// Looks that are open, and subscriptions that wait for a place.
struct Looks {
    looking: Looking,
    waiting: VecDeque<Subscription>,
    open: BTreeSet<String>,
    tasks: JoinSet<Polled>,
    /// The subscription of each task.
    ids: BTreeMap<tokio::task::Id, String>,
}

impl Looks {
    fn new(looking: Looking) -> Self {
        Self {
            looking,
            waiting: VecDeque::new(),
            open: BTreeSet::new(),
            tasks: JoinSet::new(),
            ids: BTreeMap::new(),
        }
    }

    /// The next look that ends: what came of it, or nothing where it failed in us, which leaves its subscription as it
    /// was: due. `None` when none is open and none waits. May be dropped and called again.
    async fn next(&mut self) -> Option<Option<Polled>> {
        while self.tasks.len() < AT_ONCE
            && let Some(subscription) = self.waiting.pop_front()
        {
            self.begin(subscription);
        }
        let (id, polled) = match self.tasks.join_next_with_id().await? {
            Ok((id, polled)) => (id, Some(polled)),
            Err(error) => (error.id(), None),
        };
        if let Some(id) = self.ids.remove(&id) {
            self.open.remove(&id);
        }
        Some(polled)
    }

    fn begin(&mut self, subscription: Subscription) {
        let Looking { visitor, pace, clock, chance } = self.looking.clone();
        let id = subscription.id.clone();
        let look = async move { poll(&visitor, &subscription, &pace, &*clock, chance()).await };
        self.ids.insert(self.tasks.spawn(look).id(), id.clone());
        self.open.insert(id);
    }
}

/// The subscriptions in an order in which those of one host are far apart.
fn apart(due: Vec<Subscription>) -> VecDeque<Subscription> {
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
