//! `variorum serve`: the reading room in the browser.
//!
//! Sockets and time are in [`server`]; everything below it is synchronous and works on a [`Request`] that
//! was read whole. `routes` is one match over paths, with one file for each group of pages.

mod about;
mod api;
mod articles;
mod ask;
mod compare;
mod desk;
mod examples;
mod feeds;
mod guard;
mod http;
mod judging;
mod library;
mod looks;
mod people;
mod query;
mod routes;
mod search;
mod server;
mod settings;
mod stories;
mod watches;

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::cli::{Outcome, Serve};
use crate::config::Config;
use crate::serve::desk::Desk;
use crate::serve::guard::Guard;
use crate::serve::library::Library;

/// What the pages are made from.
pub(crate) struct Site {
    library: Library,
    desk: Desk,
    guard: Guard,
    assets: about::Assets,
    threads: usize,
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
    let host = arguments.host;
    if !host.is_loopback() && password.is_none() && !arguments.no_auth {
        bail!(
            "{host} can be reached from other machines: give a --password-file (`variorum hash-password` makes one), \
             or --no-auth if everyone who reaches it may read and add articles"
        );
    }
    let listener = listen(host, arguments.port)?;
    let address = listener.local_addr()?;
    let site = Site {
        library: Library::open(&arguments.at.path(config)?, config.threads)?,
        desk: Desk::default(),
        guard: Guard::new(password, arguments.allow_host.clone())?,
        assets: about::Assets::new(),
        threads: config.threads,
    };
    eprintln!("variorum: reading room at http://{address}/ (Ctrl-C ends it)");
    let site = Arc::new(site);
    let ahead = Arc::downgrade(&site);
    std::thread::spawn(move || compare_ahead(&ahead));
    server::run(listener, site)?;
    Ok(Outcome::Good)
}

/// Compares the newest stories ahead of their readers, so that lists can say what was found in them. Ends with
/// the site, which it never holds for long.
fn compare_ahead(site: &Weak<Site>) {
    let newest = site.upgrade().map(|site| site.library.not_compared());
    for id in newest.and_then(Result::ok).unwrap_or_default() {
        let Some(site) = site.upgrade() else { return };
        if let Err(error) = site.library.story(&id) {
            eprintln!("variorum: {id}: {error:#}");
        }
        drop(site);
        thread::sleep(Duration::from_millis(20));
    }
}

fn listen(host: IpAddr, port: u16) -> Result<TcpListener> {
    let listener = TcpListener::bind(SocketAddr::new(host, port))
        .with_context(|| format!("cannot listen at {host}:{port}; another --port may be free"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
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
