//! `Story` and `Lineage`: which articles tell of one event, and which are copies of one another.

use crate::text::Span;

mod credits;
mod event;
pub mod grouping;
mod lineages;
mod linkage;
mod origins;
mod passages;
mod postings;
mod profile;
mod recent;
mod stream;
pub mod terms;
#[cfg(test)]
mod tests;
mod words;

pub use grouping::group;
pub use origins::{Copies, Passage};
pub use profile::Profile;
pub use stream::{Grouper, Place, Why};

/// Articles on one event. Members are indices into the slice that was grouped, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Stable name within a run ("s1").
    pub id: String,
    /// The articles.
    pub members: Vec<usize>,
    /// The independent origins among them: each member is in exactly one.
    pub lineages: Vec<Lineage>,
}

/// One independent origin: an original with its reprints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The original, or the member that stands nearest to it.
    pub root: usize,
    /// All members, the root included, in order.
    pub members: Vec<usize>,
    /// The copied passages that prove it.
    pub reuses: Vec<Reuse>,
    /// The rule that joined them, in words.
    pub why: String,
}

/// A passage that one article took from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// The article that took it.
    pub by: usize,
    /// The passage there.
    pub at: Span,
    /// The article that it came from.
    pub from: usize,
    /// The passage there.
    pub from_at: Span,
}
