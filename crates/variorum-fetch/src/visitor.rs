//! A client with manners: it asks a host for its rules first, keeps them, and takes its time.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::client::Chain;
use crate::host::{Host, Rules, questions};
use crate::reservation::{Reservation, reservation};
use crate::{Client, Error, ErrorKind, Request, Response, Target};

/// How much is asked of one host.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Pause between two requests to a host; one that its robots.txt asks for holds if it is longer.
    pub pause: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self { pause: Duration::from_secs(2) }
    }
}

/// Fetches as the hosts ask programs to. To be shared by all who fetch at the same time.
pub struct Visitor {
    client: Client,
    manners: Manners,
    /// When each host was asked last. Who holds the lock has the turn.
    turns: std::sync::Mutex<BTreeMap<String, Turn>>,
    /// What each origin asks of programs.
    hosts: std::sync::Mutex<BTreeMap<String, Known>>,
}

/// Hosts that are remembered without a thought.
const MANY: usize = 1000;
/// As long as the longest pause that a host can ask for.
const RECENT: Duration = Duration::from_secs(600);

type Turn = Arc<Mutex<Option<Instant>>>;
type Known = Arc<Mutex<Standing>>;

/// What is known of an origin, and whether that is news.
#[derive(Default)]
struct Standing {
    host: Option<Host>,
    changed: bool,
}

/// What came of a visit.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The answer; any status.
    pub response: Response,
    /// The reservation of text and data mining that holds for it.
    pub reservation: Option<Reservation>,
}

impl Visit {
    /// The answer, if it is one of success and may be read; `mining` says that reserved ones may be.
    ///
    /// # Errors
    /// What another status means; a reservation of text and data mining.
    pub fn readable(self, mining: bool) -> Result<Response, Error> {
        if let Some(reservation) = self.reservation.filter(|_| !mining) {
            let policy = reservation.policy.map(|policy| format!(", terms at {policy}")).unwrap_or_default();
            let message = format!(
                "its publisher reserves text and data mining ({}{policy}): with a licence, or where the law permits \
                 it, add --mining-permitted",
                reservation.place.words(),
            );
            return Err(Error::new(ErrorKind::Rules, message).at(&self.response.target));
        }
        self.response.success()
    }
}

impl Visitor {
    /// A visitor who knows of `hosts` what was seen before.
    pub fn new(client: Client, manners: Manners, hosts: Vec<Host>) -> Self {
        let known = |host: Host| {
            let origin = host.origin.clone();
            (origin, Arc::new(Mutex::new(Standing { host: Some(host), changed: false })))
        };
        let hosts = hosts.into_iter().map(known).collect();
        Self { client, manners, turns: std::sync::Mutex::default(), hosts: std::sync::Mutex::new(hosts) }
    }

    /// Who fetches.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Fetches an address if its host allows that, when it is the host's turn. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// As [`Client::fetch`]; and [`crate::ErrorKind::Rules`] where the host asks programs not to fetch it.
    pub async fn visit(&self, request: &Request, now: i64) -> Result<Visit, Error> {
        let mut chain = Chain::new(request, self.client.settings().limits);
        loop {
            let host = self.host(request, &chain.asked, now).await?;
            host.allows(&chain.asked)?;
            let asked = chain.asked.clone();
            let step = self.client.step(request, &mut chain);
            if let Some(response) = self.in_turn(&asked, host.pause(), step).await? {
                let reservation = reservation(&response, host.declaration.as_deref());
                return Ok(Visit { response, reservation });
            }
        }
    }

    /// Has a host that did not answer when it was asked for its rules asked again now: a person who types its address
    /// need not wait for an hour.
    pub fn ask_again(&self, target: &Target) {
        let known = self.hosts.lock().unwrap_or_else(PoisonError::into_inner).get(&target.origin()).cloned();
        let Some(known) = known else { return };
        // One that is being asked now needs nothing of this.
        let Ok(mut standing) = known.try_lock() else { return };
        standing.host.take_if(|host| matches!(host.rules, Rules::Unknown(_)));
    }

    /// What the hosts ask of programs, as far as that was seen since the last call, to be kept. Where
    /// very many hosts are known, those that would have to be asked anew are forgotten. One that is being asked now is
    /// left to the next call.
    pub fn news_of_hosts(&self, now: i64) -> Vec<Host> {
        let known: Vec<(String, Known)> = {
            let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.iter().map(|(origin, known)| (origin.clone(), Arc::clone(known))).collect()
        };
        let crowded = known.len() > MANY;
        let (mut news, mut stale) = (Vec::new(), Vec::new());
        for (origin, standing) in known {
            let Ok(mut standing) = standing.try_lock() else { continue };
            if std::mem::take(&mut standing.changed) {
                news.extend(standing.host.clone());
            }
            if crowded && standing.host.as_ref().is_none_or(|host| host.is_stale(now)) {
                stale.push(origin);
            }
        }
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        stale.iter().for_each(|origin| drop(hosts.remove(origin)));
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() > MANY {
            // Who holds or awaits a turn has a share in it; the others were asked long enough ago.
            turns.retain(|_, turn| {
                Arc::strong_count(turn) > 1 || turn.try_lock().is_ok_and(|t| is_recent(*t))
            });
        }
        news
    }

    /// What the host of `target` asks of programs; it is asked where that is not known.
    async fn host(&self, request: &Request, target: &Target, now: i64) -> Result<Host, Error> {
        let origin = target.origin();
        let known = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(origin.clone()).or_default())
        };
        let mut standing = known.lock().await;
        if let Some(host) = standing.host.as_ref().filter(|host| !host.is_stale(now)) {
            return Ok(host.clone());
        }
        let [robots, declaration] = questions(request, target)?;
        let robots = self.in_turn(target, Duration::ZERO, self.client.fetch(&robots)).await;
        let declaration = match robots {
            // A host that does not answer is not asked twice.
            Ok(_) => self.in_turn(target, Duration::ZERO, self.client.fetch(&declaration)).await,
            Err(ref error) => Err(error.clone()),
        };
        // What may not be asked at all is no matter of the host's rules.
        if let Err(error) = &robots
            && error.kind() == ErrorKind::Forbidden
            && error.address().is_some_and(|address| address.starts_with(&origin))
        {
            return Err(error.clone().about(target));
        }
        let host = Host::seen(origin, now, standing.host.as_ref(), robots, declaration);
        *standing = Standing { host: Some(host.clone()), changed: true };
        Ok(host)
    }

    /// Does `work` when it is the host's turn: alone, and a pause after the last.
    async fn in_turn<T>(&self, target: &Target, pause: Duration, work: impl Future<Output = T>) -> T {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(target.host().to_owned()).or_default())
        };
        let mut last = turn.lock().await;
        if let Some(last) = *last {
            sleep_until(last + self.manners.pause.max(pause)).await;
        }
        let done = work.await;
        *last = Some(Instant::now());
        done
    }
}

fn is_recent(last: Option<Instant>) -> bool {
    last.is_some_and(|last| last.elapsed() < RECENT)
}
