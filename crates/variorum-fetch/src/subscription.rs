//! A subscription: what is asked, when, what was seen of it, and how it fares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::listing::{Item, Kind, mark};
use crate::schedule::Schedule;
use crate::{Error, Request, Response, Target, Validators};

/// What is polled, and what is known of it; kept between runs as JSON. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its name, which stays when its address changes.
    pub id: String,
    /// Its address, with user name and password where they were given.
    address: String,
    /// What is polled.
    pub kind: Kind,
    /// The name that it gives itself.
    pub title: Option<String>,
    /// When it was subscribed to.
    pub since: i64,
    /// Whether the page behind each entry is fetched.
    pub pages: bool,
    /// Whether its address may lead into the own network.
    pub private: bool,
    /// Whether reserved pages may be read.
    pub mining: bool,
    /// When it is asked next.
    pub schedule: Schedule,
    /// `ETag` and `Last-Modified` of the last answer.
    pub(crate) validators: (Option<String>, Option<String>),
    /// What was seen, by the mark of its id.
    pub(crate) seen: BTreeMap<u64, Seen>,
    /// How it fares.
    pub health: Health,
}

/// What was seen of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// The mark of what was taken in; `None` while that did not succeed.
    pub(crate) mark: Option<u64>,
    /// When it was last listed.
    pub(crate) listed: i64,
    /// How often its page could not be fetched.
    pub(crate) failed: u8,
}

/// How a subscription fares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Requests for the list.
    pub polls: u64,
    /// Of them, those that were answered with “not modified”.
    pub unmodified: u64,
    /// Requests for pages behind entries.
    pub pages: u64,
    /// Articles that came of it, new and changed.
    pub articles: u64,
    /// Of them, those that could be read without a flag or problem.
    pub clean: u64,
    /// Pages that were left unread since mining is reserved.
    pub reserved: u64,
    /// The last failure, of the list or of a page behind it; `None` when all went well since.
    pub failure: Option<Failure>,
    /// The last request for the list, and its answer.
    pub last: Option<Exchange>,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// When.
    pub at: i64,
    /// The kind, as in [`crate::ErrorKind::name`].
    pub kind: String,
    /// In words, with the address.
    pub words: String,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// When.
    pub at: i64,
    /// The address that answered, after redirects.
    pub address: String,
    /// The header lines of the request; a password stands in none of them.
    #[serde(default)]
    pub asked: Vec<(String, String)>,
    /// Whether it was asked only for what had changed.
    pub conditional: bool,
    /// The status.
    pub status: u16,
    /// Bytes of the body as they came.
    pub received: usize,
    /// The header lines of the answer.
    pub headers: Vec<(String, String)>,
}

/// Items that are remembered after they are listed no more.
const REMEMBERED: usize = 300;
/// Header lines of an answer that are kept.
const LINES: usize = 40;

impl Subscription {
    /// A subscription that is due at once.
    pub fn new(target: &Target, kind: Kind, now: i64) -> Self {
        Self {
            id: format!("{:08x}", mark(&[Some(target.as_str())]) >> 32),
            address: target.with_credentials(),
            kind,
            title: None,
            since: now,
            pages: false,
            private: false,
            mining: false,
            schedule: Schedule::new(now),
            validators: (None, None),
            seen: BTreeMap::new(),
            health: Health::default(),
        }
    }

    /// Its address.
    ///
    /// # Errors
    /// One that can be read no more, which was so when it was kept.
    pub fn target(&self) -> Result<Target, Error> {
        Target::parse(&self.address)
    }

    /// Its address, without user name and password.
    pub fn address(&self) -> String {
        self.target().map_or_else(|_| "an address that cannot be read".to_owned(), |t| t.to_string())
    }

    /// The question for its list.
    pub(crate) fn request(&self) -> Result<Request, Error> {
        let target = self.target()?;
        let request = if self.private { Request::private(target) } else { Request::new(target) };
        let (etag, last_modified) = self.validators.clone();
        Ok(Request { validators: Validators { etag, last_modified }, ..request })
    }

    /// Moves to another address. What was allowed for the origin that was typed is not for another.
    pub(crate) fn move_to(&mut self, target: &Target) {
        let same = self.target().is_ok_and(|before| before.origin() == target.origin());
        self.private &= same;
        self.address = target.with_credentials();
    }

    /// Notes a failure.
    pub(crate) fn failed(&mut self, error: &Error, now: i64) {
        let kind = error.kind().name().to_owned();
        self.health.failure = Some(Failure { at: now, kind, words: error.to_string() });
    }

    /// Notes a request for the list and its answer.
    pub(crate) fn answered(
        &mut self,
        response: &Response,
        asked: Vec<(String, String)>,
        conditional: bool,
        now: i64,
    ) {
        self.health.unmodified += u64::from(response.status == 304);
        self.health.last = Some(Exchange {
            at: now,
            address: response.target.to_string(),
            asked,
            conditional,
            status: response.status,
            received: response.received,
            headers: response.headers.iter().take(LINES).cloned().collect(),
        });
    }

    /// What is known of an item.
    pub(crate) fn seen(&self, item: &Item) -> Option<Seen> {
        self.seen.get(&mark(&[Some(&item.id)])).copied()
    }

    /// Notes what is known of an item.
    pub(crate) fn see(&mut self, item: &Item, seen: Seen) {
        self.seen.insert(mark(&[Some(&item.id)]), seen);
    }

    /// Forgets what has long been listed no more: all that is listed now and some hundreds besides stay.
    pub(crate) fn forget(&mut self, now: i64) {
        let mut gone: Vec<(i64, u64)> =
            self.seen.iter().filter(|(_, s)| s.listed < now).map(|(id, s)| (s.listed, *id)).collect();
        let many = gone.len().saturating_sub(REMEMBERED);
        gone.sort_unstable();
        for (_, id) in gone.iter().take(many) {
            self.seen.remove(id);
        }
    }

    /// The subscription as JSON, to be kept.
    pub fn to_json(&self) -> String {
        // Maps with numbers as keys and values without failures of their own can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// When the subscription that was kept as JSON is asked next, without what was seen of it; `None` for anything
    /// else.
    pub fn schedule_from_json(text: &str) -> Option<Schedule> {
        #[derive(Deserialize)]
        struct Kept {
            schedule: Schedule,
        }
        serde_json::from_str(text).ok().map(|kept: Kept| kept.schedule)
    }

    /// The subscription that was kept as JSON; `None` for anything else.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
