//! Reprints: copied passages between articles, outside quotations.

use crate::annotated::Annotated;
use crate::story::Lineage;

/// The independent origins among `members` (indices into `articles`): each member in exactly one.
pub fn lineages(_articles: &[Annotated], members: &[usize]) -> Vec<Lineage> {
    let alone = |&root: &usize| Lineage { root, members: vec![root], reuses: Vec::new(), why: String::new() };
    members.iter().map(alone).collect()
}
