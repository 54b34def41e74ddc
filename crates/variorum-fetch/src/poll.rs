//! One look at a subscription: its list, and the pages behind what is new in it.

use std::sync::Arc;

use crate::hints::hints;
use crate::listing::{Item, Kind, Listing, kind_of, listing, mark};
use crate::schedule::{LONGEST_WAIT, Outcome, Pace};
use crate::subscription::{Seen, Subscription};
use crate::{Error, ErrorKind, Request, Response, Target, Visit, Visitor};

/// What came of a look at a subscription. The articles are to be kept before the subscription is: then
/// nothing is lost by an end in between, and what comes again is known by its content.
#[derive(Clone, Debug)]
pub struct Polled {
    /// The subscription as it stands after it.
    pub subscription: Subscription,
    /// What is new or changed, the oldest first.
    pub found: Vec<Found>,
    /// Every answer with a body, to be written to an archive.
    pub answers: Vec<Arc<Response>>,
}

/// One article that is new or changed.
#[derive(Clone, Debug)]
pub struct Found {
    /// What the list says of it.
    pub item: Item,
    /// Its page, where it was fetched.
    pub page: Option<Arc<Response>>,
}

/// Pages that are fetched in one look; the others come with the next.
const PAGES: usize = 100;
/// Bytes that are taken in in one look, about: the pages beyond come with the next.
const BYTES: usize = 32 << 20;
/// Sitemaps that are read of an index, the latest.
const SITEMAPS: usize = 5;
/// After so many failures a page is given up.
const TRIES: u8 = 3;

/// Looks at a subscription. `clock` gives seconds since 1970; `chance` is a number from 0 up to 1 that
/// spreads requests.
pub async fn poll(
    visitor: &Visitor,
    subscription: &Subscription,
    pace: &Pace,
    clock: &(dyn Fn() -> i64 + Send + Sync),
    chance: f64,
) -> Polled {
    let polled = Polled { subscription: subscription.clone(), found: Vec::new(), answers: Vec::new() };
    let mut look = Look { visitor, clock, polled, pending: false, fresh: 0 };
    let outcome = look.look().await;
    let mut polled = look.polled;
    let now = clock();
    polled.subscription.schedule = polled.subscription.schedule.after(outcome, now, pace, chance);
    polled.subscription.forget(now);
    polled
}

struct Look<'v> {
    visitor: &'v Visitor,
    clock: &'v (dyn Fn() -> i64 + Send + Sync),
    polled: Polled,
    /// Whether something that is listed could not be taken in yet.
    pending: bool,
    /// Items that were never seen before.
    fresh: usize,
}

impl Look<'_> {
    fn now(&self) -> i64 {
        (self.clock)()
    }

    async fn look(&mut self) -> Outcome {
        let visit = match self.ask().await {
            Ok(visit) => visit,
            Err(error) => return self.failure(&error, None),
        };
        let response = visit.response;
        if response.status == 304 {
            self.polled.subscription.health.failure = None;
            return Outcome::Answered { new: 0, hints: None };
        }
        if response.status == 410 {
            let error =
                Error::new(ErrorKind::Status(410), crate::client::status_words(410)).at(&response.target);
            self.failure(&error, None);
            return Outcome::Gone;
        }
        let wait = wait(&response, self.now());
        let taken = match response.clone().success() {
            Ok(response) => self.take(Arc::new(response), visit.reservation.is_some()).await,
            Err(error) => Err(error),
        };
        match taken {
            Ok(()) => Outcome::Answered { new: self.fresh, hints: Some(hints(&response)) },
            Err(error) => self.failure(&error, wait),
        }
    }

    /// Asks for the list.
    async fn ask(&mut self) -> Result<Visit, Error> {
        let request = self.polled.subscription.request()?;
        let conditional = request.validators != crate::Validators::default();
        self.polled.subscription.health.polls += 1;
        let asked = self.visitor.client().asks(&request);
        let visit = self.visitor.visit(&request, self.now()).await?;
        let now = self.now();
        self.polled.subscription.answered(&visit.response, asked, conditional, now);
        Ok(visit)
    }

    fn failure(&mut self, error: &Error, wait: Option<u32>) -> Outcome {
        let now = self.now();
        self.polled.subscription.failed(error, now);
        Outcome::Failed { wait }
    }

    /// Takes a list in, with the pages behind it.
    async fn take(&mut self, response: Arc<Response>, reserved: bool) -> Result<(), Error> {
        if reserved && !self.polled.subscription.mining {
            self.polled.subscription.health.reserved += 1;
            let message = "its publisher reserves text and data mining: it is not read";
            return Err(Error::new(ErrorKind::Rules, message).at(&response.target));
        }
        // A list of addresses does not tell sitemaps from feeds; the first answer does.
        let first = self.polled.subscription.schedule.answered.is_none();
        if first && self.polled.subscription.kind == Kind::Feed && kind_of(&response) == Kind::Sitemap {
            self.polled.subscription.kind = Kind::Sitemap;
        }
        let kind = self.polled.subscription.kind;
        let Listing { title, items, further } = listing(kind, &response)?;
        self.polled.subscription.health.failure = None;
        if let Some(moved) = &response.moved {
            self.polled.subscription.move_to(moved);
        }
        let subscription = &mut self.polled.subscription;
        subscription.title = title.or(subscription.title.take());
        if kind == Kind::Page {
            self.watched(&response);
        }
        // Lists have the latest first.
        for item in items.into_iter().rev() {
            self.item(item).await;
        }
        for address in further.iter().take(SITEMAPS) {
            self.further(&response.target, address).await;
        }
        let validators = response.validators();
        // Who has not taken all in asks for all again.
        let known = if self.pending { (None, None) } else { (validators.etag, validators.last_modified) };
        self.polled.subscription.validators = known;
        self.polled.answers.push(response);
        Ok(())
    }

    /// A page that is watched is one item.
    fn watched(&mut self, response: &Arc<Response>) {
        let text = String::from_utf8_lossy(&response.body);
        let address = response.target.to_string();
        let item = Item {
            id: address.clone(),
            address: Some(address),
            title: None,
            published: None,
            entry: None,
            mark: mark(&[Some(&text)]),
        };
        let known = self.polled.subscription.seen(&item);
        if known.and_then(|seen| seen.mark) != Some(item.mark) {
            self.fresh += 1;
            self.keep(item, Some(Arc::clone(response)));
        }
    }

    /// A sitemap that an index names. That it cannot be had leaves the others.
    async fn further(&mut self, index: &Target, address: &str) {
        match self.sitemap(index, address).await {
            Ok(listing) => {
                for item in listing.items.into_iter().rev() {
                    self.item(item).await;
                }
            }
            Err(error) => {
                self.pending = true;
                self.failure(&error, None);
            }
        }
    }

    async fn sitemap(&mut self, index: &Target, address: &str) -> Result<Listing, Error> {
        let request = Request::new(index.join(address)?);
        self.polled.subscription.health.pages += 1;
        let response = self.visitor.visit(&request, self.now()).await?.response.success()?;
        let listing = listing(Kind::Sitemap, &response)?;
        self.polled.answers.push(Arc::new(response));
        Ok(listing)
    }

    async fn item(&mut self, item: Item) {
        let now = self.now();
        let known = self.polled.subscription.seen(&item);
        let failed = known.map_or(0, |seen| seen.failed);
        if known.and_then(|seen| seen.mark) == Some(item.mark) {
            self.polled.subscription.see(&item, Seen { mark: Some(item.mark), listed: now, failed });
            return;
        }
        let subscription = &self.polled.subscription;
        let wanted = subscription.pages || subscription.kind == Kind::Sitemap;
        let address = item.address.clone().filter(|_| wanted);
        if address.is_some() && self.is_full() {
            self.pending = true;
            return;
        }
        self.fresh += usize::from(known.is_none());
        let Some(address) = address else { return self.keep(item, None) };
        match self.page(&address).await {
            Ok(Some(page)) => self.keep(item, Some(page)),
            Ok(None) => {
                self.polled.subscription.health.reserved += 1;
                self.polled.subscription.see(&item, Seen { mark: Some(item.mark), listed: now, failed: 0 });
            }
            Err(error) => {
                self.failure(&error, None);
                if is_final(&error) || failed + 1 >= TRIES {
                    self.keep(item, None);
                } else {
                    self.pending = true;
                    let seen = Seen { mark: None, listed: now, failed: failed + 1 };
                    self.polled.subscription.see(&item, seen);
                }
            }
        }
    }

    fn is_full(&self) -> bool {
        let answers = &self.polled.answers;
        answers.len() >= PAGES || answers.iter().map(|answer| answer.body.len()).sum::<usize>() >= BYTES
    }

    /// The page behind an entry; `None` if mining is reserved. It was found and not typed: public hosts alone.
    async fn page(&mut self, address: &str) -> Result<Option<Arc<Response>>, Error> {
        let request = Request::new(Target::parse(address)?);
        self.polled.subscription.health.pages += 1;
        let visit = self.visitor.visit(&request, self.now()).await?;
        let response = visit.response.success()?;
        if visit.reservation.is_some() && !self.polled.subscription.mining {
            return Ok(None);
        }
        let response = Arc::new(response);
        self.polled.answers.push(Arc::clone(&response));
        Ok(Some(response))
    }

    /// Takes an item in. One that has neither page nor text is noted and no more.
    fn keep(&mut self, item: Item, page: Option<Arc<Response>>) {
        let now = self.now();
        self.polled.subscription.see(&item, Seen { mark: Some(item.mark), listed: now, failed: 0 });
        if page.is_some() || item.entry.is_some() {
            self.polled.found.push(Found { item, page });
        }
    }
}

/// Whether asking again is of no use.
fn is_final(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Status(status) => (400..500).contains(&status) && !matches!(status, 408 | 425 | 429),
        ErrorKind::Address
        | ErrorKind::Forbidden
        | ErrorKind::Rules
        | ErrorKind::Size
        | ErrorKind::Redirect => true,
        _ => false,
    }
}

/// Seconds for which an answer asks to wait: a number, or a time.
fn wait(response: &Response, now: i64) -> Option<u32> {
    let value = response.header("retry-after")?.trim();
    let seconds = value.parse::<u64>().ok().or_else(|| {
        let time = jiff::fmt::rfc2822::parse(value).ok()?.timestamp().as_second();
        u64::try_from(time.saturating_sub(now)).ok()
    });
    seconds.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX).min(LONGEST_WAIT))
}
