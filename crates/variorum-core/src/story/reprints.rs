//! Reprints: copied passages between articles, outside quotations.

use std::collections::BTreeMap;

use crate::annotated::Annotated;
use crate::story::Lineage;
use crate::text::TextId;

/// The independent origins among `members` (indices into `articles`): each member in exactly one.
///
/// Only articles of exactly the same text are joined so far.
pub fn lineages(articles: &[Annotated], members: &[usize]) -> Vec<Lineage> {
    let mut same: BTreeMap<TextId, Vec<usize>> = BTreeMap::new();
    for &member in members {
        if let Some(annotated) = articles.get(member) {
            same.entry(annotated.article().text.id()).or_default().push(member);
        }
    }
    let mut lineages: Vec<Lineage> = same.into_values().filter_map(|m| lineage(articles, m)).collect();
    lineages.sort_by_key(|lineage| lineage.members.first().copied());
    lineages
}

/// The earliest dated member is the root, else the first given.
fn lineage(articles: &[Annotated], members: Vec<usize>) -> Option<Lineage> {
    let day = |&m: &usize| articles.get(m).and_then(|a| a.article().published).map(|date| date.date());
    let root = members.iter().copied().min_by_key(|m| (day(m).is_none(), day(m), *m))?;
    let why = if members.len() > 1 { "the same text" } else { "" };
    Some(Lineage { root, members, reuses: Vec::new(), why: why.into() })
}
