//! Fetching, seen from outside: where connections go, and what hostile servers can do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod addresses;
mod asking;
mod hostile;
mod manners;
mod month;
mod polling;
mod world;
