//! Lineages: the independent origins among the articles of one story.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::annotated::Annotated;
use crate::story::origins::{COPIED, Origins};
use crate::story::words::Words;
use crate::story::{Lineage, Reuse};
use crate::text::TextId;

/// The independent origins among `members` (indices into `articles`), whatever their order: each member
/// in exactly one.
///
/// An article that was copied to [`COPIED`] or more belongs to the lineage of the article that it has
/// most from. The earlier by publication is the original; where a date lacks, the longer. Equal texts
/// are copies however short they are.
pub(super) fn lineages(articles: &[Annotated], members: &[usize]) -> Vec<Lineage> {
    let texts = texts(articles, members);
    let mut origins = Origins::default();
    for text in &texts {
        let article = text.annotated.article();
        origins.add(text.words.clone(), article.published, text.key);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        let root = texts.get(origins.root(at as u32) as usize).map_or(text.article(), Printed::article);
        groups.entry(root).or_default().push(at);
    }
    let mut lineages: Vec<Lineage> =
        groups.into_iter().map(|(root, group)| lineage(&texts, &origins, root, &group)).collect();
    lineages.sort_by_key(|lineage| lineage.members.first().copied());
    lineages
}

/// One text, and the articles that print it.
struct Printed<'a> {
    /// Indices of its articles, the earliest published first.
    articles: Vec<usize>,
    annotated: &'a Annotated,
    words: Arc<Words>,
    /// Tells texts apart when nothing else does.
    key: u64,
}

impl Printed<'_> {
    /// The article that stands for the text.
    fn article(&self) -> usize {
        self.articles.first().copied().unwrap_or_default()
    }
}

/// The texts of `members`, in an order that is theirs alone: the longest first.
fn texts<'a>(articles: &'a [Annotated], members: &[usize]) -> Vec<Printed<'a>> {
    let mut printed: BTreeMap<TextId, Vec<usize>> = BTreeMap::new();
    for at in members {
        if let Some(article) = articles.get(*at).map(Annotated::article) {
            printed.entry(article.text.id()).or_default().push(*at);
        }
    }
    let article = |at: &usize| articles.get(*at).map(Annotated::article);
    let date = |at: &usize| article(at)?.published.map(|published| published.date());
    let text = |(id, mut printings): (TextId, Vec<usize>)| {
        let dated = printings.iter().all(|at| date(at).is_some());
        printings.sort_by_key(|at| (date(at).filter(|_| dated), article(at).map(|article| &article.id)));
        let annotated = articles.get(*printings.first()?)?;
        let key = crate::story::terms::fnv(id.as_bytes().iter().copied());
        Some(Printed { articles: printings, annotated, words: Arc::new(Words::of(annotated)), key })
    };
    let mut texts: Vec<Printed<'_>> = printed.into_iter().filter_map(text).collect();
    texts.sort_by_key(|text| (Reverse(text.words.hashes.len()), text.key));
    texts
}

/// The lineage of the texts in `group`.
fn lineage(texts: &[Printed<'_>], origins: &Origins, root: usize, group: &[usize]) -> Lineage {
    let (mut members, mut reuses, mut least) = (Vec::new(), Vec::new(), 1.0f64);
    for (at, text) in group.iter().filter_map(|at| Some((*at, texts.get(*at)?))) {
        members.extend(&text.articles);
        for by in text.articles.iter().skip(1) {
            let body = text.annotated.article().body;
            reuses.push(Reuse { by: *by, at: body, from: text.article(), from_at: body });
        }
        if let Some(taken) = origins.original(at as u32) {
            least = least.min(taken.share);
            let from = texts.get(taken.from as usize).map_or(root, Printed::article);
            let reuse = |by: &usize, passage: &crate::story::Passage| Reuse {
                by: *by,
                at: passage.at,
                from,
                from_at: passage.from_at,
            };
            let by = text.articles.iter().take(1);
            reuses.extend(by.flat_map(|by| taken.passages.iter().map(move |passage| reuse(by, passage))));
        }
    }
    members.sort();
    reuses.sort_by_key(|reuse| (reuse.by, reuse.at, reuse.from));
    let percent = |share: f64| (share * 100.0).floor();
    let why = if members.len() > 1 {
        format!("{:.0} % or more of a copy's words outside quotations stand in its original", percent(least))
    } else {
        format!("no other article holds {:.0} % of it", percent(COPIED))
    };
    Lineage { root, members, reuses, why }
}
