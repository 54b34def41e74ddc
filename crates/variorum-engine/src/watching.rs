//! Watches: what is new of what a reader keeps an eye on, each origin once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use variorum_core::{Article, Span};
use variorum_store::{ArticleKey, Error, Hit, Matter, SearchQuery, Watched};

use crate::Engine;

/// Passages that are looked through for one watch, the latest first.
const LOOKED_THROUGH: usize = 300;

/// One passage that a watch found, with those who copied it.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// The article: the original, or the earliest copy where the original is not held or says it otherwise.
    pub key: ArticleKey,
    /// The article at the root of its lineage.
    pub root: ArticleKey,
    /// The story that it stands in.
    pub story: Option<ArticleKey>,
    /// When it was first seen.
    pub seen: Timestamp,
    /// The article.
    pub article: Article,
    /// The words.
    pub span: Span,
    /// Who is credited with them.
    pub speaker: Option<String>,
    /// Articles of the same origin that the watch found too: copies, which are no news.
    pub copies: Vec<ArticleKey>,
}

impl Engine {
    /// What was seen of `watched`, the latest first. A copy of an article that is listed adds nothing but its name.
    pub fn sightings(&self, watched: &Watched) -> Result<Vec<Sighting>, Error> {
        let hits = self.search(&query(watched))?.hits;
        let hits = hits.into_iter().filter_map(|hit| Some(Hit { span: passage(watched, &hit)?, ..hit }));
        Ok(by_origin(hits.collect()))
    }
}

fn query(watched: &Watched) -> SearchQuery {
    let phrase = |name: &str| format!("\"{}\"", name.replace('"', " "));
    let (matter, words, speaker) = match watched {
        Watched::Words(words) => (Matter::Articles, words.clone(), None),
        Watched::Name(name) => (Matter::Articles, phrase(name), None),
        Watched::Pair(one, other) => (Matter::Articles, format!("{} {}", phrase(one), phrase(other)), None),
        Watched::Speaker(name) => (Matter::Quotations, String::new(), Some(name.clone())),
        Watched::Figure(words) => (Matter::Figures, words.clone(), None),
    };
    SearchQuery { matter, words, speaker, latest: true, limit: LOOKED_THROUGH, ..SearchQuery::default() }
}

/// The words that are shown of a hit; `None` where it does not count: an article that names both of a pair, but in
/// no paragraph together.
fn passage(watched: &Watched, hit: &Hit) -> Option<Span> {
    let Watched::Pair(one, other) = watched else { return Some(hit.span) };
    let text = &hit.article.text;
    let mut start = 0;
    for line in text.as_str().split('\n') {
        if let (Some(a), Some(b)) = (place(line, one), place(line, other)) {
            return text.span(start + a.0.min(b.0)..start + a.1.max(b.1));
        }
        start += line.len() + 1;
    }
    None
}

/// Where `name` stands in `line`, capitals aside, as whole words.
fn place(line: &str, name: &str) -> Option<(usize, usize)> {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let starts = line.char_indices().map(|(at, _)| at);
    starts.into_iter().find_map(|at| {
        let rest = line.get(at..)?;
        let end = at + begins(rest, name)?;
        let whole =
            !is_word(line.get(..at)?.chars().next_back()) && !is_word(line.get(end..)?.chars().next());
        whole.then_some((at, end))
    })
}

/// How many bytes at the beginning of `text` are `name`, capitals aside.
fn begins(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for wanted in name.chars() {
        let (_, c) = rest.next()?;
        if !c.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(rest.next().map_or(text.len(), |(at, _)| at))
}

/// Each origin once: its copies are named beside it.
fn by_origin(hits: Vec<Hit>) -> Vec<Sighting> {
    let mut of_root: BTreeMap<ArticleKey, Vec<Hit>> = BTreeMap::new();
    for hit in hits {
        of_root.entry(hit.root.unwrap_or(hit.key)).or_default().push(hit);
    }
    let mut sightings = Vec::new();
    for (root, hits) in of_root {
        let earliest =
            hits.iter().min_by_key(|hit| (hit.seen, hit.article.published.map(|p| p.date()), hit.key));
        let original = hits.iter().any(|hit| hit.key == root).then_some(root);
        let Some(shown) = original.or(earliest.map(|hit| hit.key)) else { continue };
        let copies: BTreeSet<ArticleKey> =
            hits.iter().map(|hit| hit.key).filter(|key| *key != shown).collect();
        let copies: Vec<ArticleKey> = copies.into_iter().collect();
        for hit in hits.into_iter().filter(|hit| hit.key == shown) {
            sightings.push(Sighting {
                key: hit.key,
                root,
                story: hit.story,
                seen: hit.seen,
                article: hit.article,
                span: hit.span,
                speaker: hit.speaker,
                copies: copies.clone(),
            });
        }
    }
    let published = |sighting: &Sighting| sighting.article.published.map(|published| published.date());
    sightings.sort_by_key(|s| (std::cmp::Reverse((s.seen, published(s))), s.key, s.span));
    sightings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_whole_words_and_capitals_aside() {
        #[track_caller]
        fn check(line: &str, name: &str, expect: Option<&str>) {
            assert_eq!(place(line, name).map(|(start, end)| line.get(start..end).unwrap()), expect);
        }
        check("In North Reach today", "north reach", Some("North Reach"));
        check("Northern Reach", "north", None);
        check("the É-pact, Émile", "émile", Some("Émile"));
        check("Reach", "Reaches", None);
        check("", "a", None);
    }
}
