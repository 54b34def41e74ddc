//! The only code that opens sockets outwards: polite fetching of addresses that lead to public hosts.
//!
//! Every connection goes to a [`Permitted`] address, and only [`address::permit`] makes one: the check
//! stands between the resolution of a name and the connection, on each hop, so that no spelling of an
//! address, no redirect and no changed answer of a name server gets past it.

mod address;
mod body;
mod client;
mod discovery;
mod error;
mod hints;
mod host;
mod listing;
mod network;
mod opml;
mod poll;
mod reservation;
mod robots;
mod round;
mod schedule;
mod subscription;
mod target;
mod tls;
mod visitor;
mod warc;

pub use address::{Permitted, Reach};
pub use client::{Client, Limits, Request, Response, Settings, Validators, status_words};
pub use discovery::{Discovered, discover};
pub use error::{Error, ErrorKind};
pub use hints::Hints;
pub use host::{Host, Rules};
pub use listing::{Item, Kind};
pub use network::{Network, Pending, Stream, System};
pub use opml::{Outline, read_opml, write_opml};
pub use poll::{Found, Polled, poll};
pub use reservation::{Place, Reservation};
pub use robots::{Robots, Rule};
pub use round::{Chance, Clock, Follower, Looking};
pub use schedule::{Outcome, Pace, Schedule};
pub use subscription::{Exchange, Failure, Health, Subscription};
pub use target::Target;
pub use visitor::{Manners, Visit, Visitor};
pub use warc::Archive;
