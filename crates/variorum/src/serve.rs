//! `variorum serve`: the reading room in the browser.
//!
//! Sockets and time are in [`server`]; everything below it is synchronous and works on a [`Request`] that
//! was read whole. `routes` is one match over paths, with one file for each group of pages.

mod about;
mod api;
mod articles;
mod ask;
mod attempts;
mod checking;
mod compare;
mod desk;
mod examples;
mod feeds;
mod guard;
mod http;
mod judging;
mod library;
mod links;
mod log;
mod looks;
mod metrics;
mod packs;
mod people;
mod query;
mod routes;
mod search;
mod server;
mod settings;
mod stories;
mod subscriptions;
mod watches;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, IsTerminal, Read};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use variorum_views::pack::Program;

use crate::cli::{Outcome, Serve};
use crate::config::Config;
use crate::evidence;
use crate::following::Shared;
use crate::serve::desk::Desk;
use crate::serve::guard::Guard;
use crate::serve::library::Library;
use crate::serve::links::{Follower, Links};
pub(crate) use crate::serve::log::Log;

/// What the pages are made from.
pub(crate) struct Site {
    library: Library,
    desk: Desk,
    guard: Guard,
    /// Other hosts, where they may be asked.
    links: Option<Links>,
    assets: about::Assets,
    metrics: metrics::Metrics,
    log: Log,
    /// Whether a proxy before this server says who asks, and by which scheme.
    behind_proxy: bool,
    /// The group of each outlet, by its name in lower case.
    groups: BTreeMap<String, String>,
    /// What evidence packs say of the program; made when it is first asked for, since models are long.
    program: OnceLock<Program>,
    threads: usize,
}

impl Site {
    fn program(&self) -> &Program {
        self.program.get_or_init(evidence::program)
    }
}

/// Opens the library and serves until it is told to stop.
pub(crate) fn run(arguments: &Serve, config: &Config) -> Result<Outcome> {
    let password = match (&arguments.password_file, &config.password_hash) {
        (Some(file), _) => {
            let held = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            Some(password_hash(&held, &file.display().to_string())?)
        }
        (None, Some(hash)) if !arguments.no_auth => Some(password_hash(hash, "VARIORUM_PASSWORD_HASH")?),
        _ => None,
    };
    let host = arguments.host.unwrap_or(config.host);
    if !host.is_loopback() && password.is_none() && !arguments.no_auth {
        bail!(
            "{host} can be reached from other machines: give a --password-file (`variorum hash-password` makes one), \
             or --no-auth if everyone who reaches it may read and add articles"
        );
    }
    let listener = listen(host, arguments.port.unwrap_or(config.port))?;
    let address = listener.local_addr()?;
    let store = arguments.at.path(config)?;
    let library = Library::open(&store, config.threads)?;
    let shared = Shared::new(&store, config.threads);
    let links = arguments.fetch.then(|| Links::new(&shared, arguments.private, config)).transpose()?;
    let follower = links.as_ref().map(|links| Follower::start(&store, links, config)).transpose()?;
    let site = Site {
        library,
        links,
        desk: Desk::default(),
        guard: Guard::new(password, arguments.allow_host.clone())?,
        assets: about::Assets::new(),
        metrics: metrics::Metrics::new(),
        log: arguments.log,
        behind_proxy: arguments.behind_proxy,
        groups: arguments.outlet_groups.as_deref().map(outlet_groups).transpose()?.unwrap_or_default(),
        program: OnceLock::new(),
        threads: config.threads,
    };
    eprintln!("variorum: reading room at http://{address}/ (Ctrl-C ends it)");
    let site = Arc::new(site);
    let ahead = Arc::downgrade(&site);
    std::thread::spawn(move || compare_ahead(&ahead));
    server::run(listener, site)?;
    follower.map(Follower::stop).transpose()?;
    Ok(Outcome::Good)
}

/// Compares the newest stories ahead of their readers, and again when they have grown, so that a page need not wait
/// for its comparison. Takes a third of a processor at most, and ends with the site, which it never holds for long.
fn compare_ahead(site: &Weak<Site>) {
    const LOOK: Duration = Duration::from_secs(2);
    // What failed once is not tried again until it has changed.
    let mut tried = BTreeSet::new();
    loop {
        let newest = site.upgrade().map(|site| site.library.not_compared());
        for (id, state) in newest.and_then(Result::ok).unwrap_or_default() {
            let Some(site) = site.upgrade() else { return };
            let start = Instant::now();
            if tried.insert((id.clone(), state))
                && let Err(error) = site.library.story(&id)
            {
                eprintln!("variorum: {id}: {error:#}");
            }
            drop(site);
            thread::sleep(start.elapsed() * 2 + Duration::from_millis(5));
        }
        thread::sleep(LOOK);
        if site.strong_count() == 0 {
            return;
        }
    }
}

fn listen(host: IpAddr, port: u16) -> Result<TcpListener> {
    let listener = TcpListener::bind(SocketAddr::new(host, port))
        .with_context(|| format!("cannot listen at {host}:{port}; another --port may be free"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// The groups that a file names: a line for each outlet, its name and its group, with a tab or else a comma between.
/// Lines that start with # say something to people.
fn outlet_groups(path: &Path) -> Result<BTreeMap<String, String>> {
    let held = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines =
        held.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let pair = |(at, line): (usize, &str)| {
        let pair = line.split_once('\t').or_else(|| line.rsplit_once(',')).map(|(o, g)| (o.trim(), g.trim()));
        let pair = pair.filter(|(outlet, group)| !outlet.is_empty() && !group.is_empty());
        let (outlet, group) = pair.with_context(|| {
            format!("{}, line {}: write an outlet, a comma or a tab, and its group", path.display(), at + 1)
        })?;
        Ok((outlet.to_lowercase(), group.to_owned()))
    };
    lines.map(pair).collect()
}

/// The argon2id hash that stands at `place`.
fn password_hash(held: &str, place: &str) -> Result<String> {
    let hash = held.trim();
    if !guard::is_hash(hash) {
        bail!("{place} holds no argon2id hash: write one with `variorum hash-password`");
    }
    Ok(hash.to_owned())
}

/// Reads a password from standard input and prints its hash, for a password file.
pub(crate) fn hash_password() -> Result<Outcome> {
    const SHORTEST: usize = 8;
    if io::stdin().is_terminal() {
        eprintln!("variorum: type the password and end with Enter and Ctrl-D");
    }
    let mut typed = String::new();
    io::stdin().take(4096).read_to_string(&mut typed).context("cannot read the password")?;
    let password = typed.trim_end_matches(['\r', '\n']);
    if password.chars().count() < SHORTEST {
        bail!("the password is shorter than {SHORTEST} characters");
    }
    println!("{}", guard::hash(password)?);
    Ok(Outcome::Good)
}
