//! Other hosts, where the reading room may ask them: a follower of subscriptions that runs beside the pages, and
//! addresses that are typed on a page.

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use variorum_core::Article;
use variorum_fetch::{Discovered, Request, Response, Target, Visitor};
use variorum_views::text::printable;

use crate::cli::inputs::read_fetched;
use crate::config::{Config, Originals};
use crate::following::{Event, Keeper, Ledger, PAUSE, Shared, looking, now, runtime, visitor};

/// Between a failure of the store and the next try to follow.
const RECOVERY: Duration = Duration::from_secs(60);

/// Who asks other hosts, for pages and for subscriptions alike, so that both take turns.
pub(crate) struct Links {
    visitor: Arc<Visitor>,
    /// Whether addresses that are typed may lead to this machine and the own network.
    pub(crate) private: bool,
}

impl Links {
    pub(crate) fn new(shared: &Shared, private: bool, config: &Config) -> Result<Self> {
        let hosts = Ledger(&shared.reader()?).hosts()?;
        Ok(Self { visitor: Arc::new(visitor(config.contact.as_deref(), hosts)), private })
    }

    /// The article at an address that was typed. To be called off the threads that wait.
    ///
    /// # Errors
    /// In words, with the address: it cannot be had, may not be read, or holds no article.
    pub(crate) fn article(&self, address: &str) -> Result<Article, String> {
        let response = self.fetched(address).map_err(|error| error.to_string())?;
        read_fetched(&response).map_err(|error| format!("{}: {error}", response.target))
    }

    fn fetched(&self, address: &str) -> Result<Response, variorum_fetch::Error> {
        let request = self.request(address)?;
        self.visitor.ask_again(&request.target);
        let visit = Handle::current().block_on(self.visitor.visit(&request, now()))?;
        visit.readable(false)
    }

    /// What can be subscribed to at an address that was typed. To be called off the threads that wait.
    pub(crate) fn discover(
        &self,
        address: &str,
        watch: bool,
        mining: bool,
    ) -> Result<Discovered, variorum_fetch::Error> {
        let request = self.request(address)?;
        Handle::current().block_on(variorum_fetch::discover(&self.visitor, &request, watch, mining, now()))
    }

    fn request(&self, address: &str) -> Result<Request, variorum_fetch::Error> {
        let target = Target::parse(address)?;
        Ok(if self.private { Request::private(target) } else { Request::new(target) })
    }
}

/// The follower; it ends when it is told to, or with the process, and loses nothing either way.
pub(crate) struct Follower {
    end: Arc<Notify>,
    thread: JoinHandle<()>,
}

impl Follower {
    pub(crate) fn start(store: &Path, links: &Links, config: &Config) -> Result<Self> {
        let end = Arc::new(Notify::new());
        let (shared, visitor, told) =
            (Shared::new(store, config.threads), Arc::clone(&links.visitor), Arc::clone(&end));
        let originals = config.originals;
        let named = std::thread::Builder::new().name("follower".to_owned());
        let thread = named
            .spawn(move || follow(&shared, originals, &visitor, &told))
            .context("cannot start the follower")?;
        Ok(Self { end, thread })
    }

    /// Keeps what has come, and ends.
    pub(crate) fn stop(self) -> Result<()> {
        self.end.notify_one();
        self.thread.join().map_err(|_| anyhow!("the follower of subscriptions broke down"))
    }
}

fn follow(shared: &Shared, originals: Originals, visitor: &Arc<Visitor>, end: &Notify) {
    let Ok(runtime) = runtime() else { return eprintln!("variorum: cannot set up the network") };
    loop {
        let followed = runtime.block_on(async {
            let mut keeper = Keeper::new(shared, originals, visitor, Duration::MAX, None, tell)?;
            let looking = looking(visitor);
            let ended = tokio::select! {
                () = looking.for_ever(&mut keeper, PAUSE) => false,
                () = end.notified() => true,
            };
            keeper.finish().map(|()| ended)
        });
        match followed {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => eprintln!("variorum: subscriptions: {error:#}"),
        }
        // The disk may have room again, or the store be whole.
        let wait = async { tokio::time::timeout(RECOVERY, end.notified()).await.is_ok() };
        if runtime.block_on(wait) {
            return;
        }
    }
}

fn tell(event: Event<'_>) {
    match event {
        Event::Failed(failure) => eprintln!("variorum: {}", printable(&failure.words)),
        Event::Unreadable(place, why) => eprintln!("variorum: {}: {}", printable(place), printable(why)),
        Event::Kept(_) => {}
    }
}
