//! The search page.

use std::collections::BTreeMap;

use anyhow::Result;
use variorum_views::html::site::{self, Facet, Found, Frame, Hit, urls};

use crate::serve::http::Reply;
use crate::serve::library::{Passage, Passages};
use crate::serve::query::{Query, quoted};
use crate::serve::routes::{Asked, frame};
use crate::serve::{Site, ask};

/// Passages on one part of the list.
const LISTED: usize = 25;
/// Passages that the ways to narrow are made from.
const SEEN: usize = 50;

/// The passages that were found, with ways to narrow.
pub(crate) fn page(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let typed = asked.request.param("q").unwrap_or_default();
    let skip: usize = asked.request.param("skip").and_then(|skip| skip.parse().ok()).unwrap_or(0);
    let Passages { total, passages } = found(site, &typed, skip, SEEN)?;
    let mut hits = Vec::with_capacity(LISTED);
    for passage in passages.iter().take(LISTED) {
        hits.push(hit(site, passage)?);
    }
    let escaped = urls::escape(&typed);
    let next = skip.saturating_add(LISTED);
    let found = Found {
        total,
        hits,
        facets: facets(&typed, &passages),
        next: (next < total).then(|| format!("?q={escaped}&skip={next}")),
        query: typed.clone(),
    };
    let twin = Some(format!("/search.json?q={escaped}"));
    let feeds = Some(["atom", "json"].map(|form| format!("/search/feed.{form}?q={escaped}")));
    Ok(Reply::page(200, site::search(&Frame { twin, feeds, query: typed, ..frame(site, asked) }, &found)))
}

/// The passages that the typed query finds, from `skip` on; none for an empty one.
pub(crate) fn found(site: &Site, typed: &str, skip: usize, limit: usize) -> Result<Passages> {
    let query = Query::parse(typed);
    if query.is_empty() { Ok(Passages::default()) } else { site.library.search(&query, skip, limit) }
}

/// What is shown of a passage.
pub(crate) fn hit(site: &Site, passage: &Passage) -> Result<Hit> {
    let article = &passage.article;
    let text = &article.text;
    let (start, end) = (passage.span.start(), passage.span.end());
    let story = match &passage.story {
        Some(id) => site.library.title(id)?.map(|title| (format!("/story/{}", urls::escape(id)), title)),
        None => None,
    };
    let (before, after) = around(text.as_str(), start, end);
    Ok(Hit {
        kind: passage.kind,
        href: ask::href(&passage.name, article, passage.span),
        outlet: article.outlet.clone().unwrap_or_else(|| article.id.clone()),
        title: article.headline.map_or("", |span| text.slice(span)).to_owned(),
        notice: site::notice(article).map(str::to_owned),
        date: article.published.map(|published| published.date()),
        story,
        speaker: passage.speaker.clone(),
        before,
        words: text.slice(passage.span).to_owned(),
        after,
    })
}

/// What stands on both sides in the same line, no more than a line of the page each.
pub(crate) fn around(text: &str, start: usize, end: usize) -> (String, String) {
    const LONGEST: usize = 140;
    let before = text.get(..start).unwrap_or_default();
    let before = before.rsplit_once('\n').map_or(before, |(_, line)| line);
    let after = text.get(end..).unwrap_or_default();
    let after = after.split_once('\n').map_or(after, |(line, _)| line);
    let cut = before.ceil_char_boundary(before.len().saturating_sub(LONGEST));
    let head = before.get(cut..).unwrap_or_default();
    let tail = after.get(..after.floor_char_boundary(LONGEST)).unwrap_or_default();
    let head = match head.split_once(' ') {
        Some((_, whole)) if cut > 0 => format!("… {whole}"),
        _ => head.to_owned(),
    };
    let tail = match tail.rsplit_once(' ') {
        Some((whole, _)) if tail.len() < after.len() => format!("{whole} …"),
        _ => tail.to_owned(),
    };
    (head, tail)
}

/// Outlets and speakers among what was found, the most frequent first.
fn facets(typed: &str, passages: &[Passage]) -> Vec<Facet> {
    const SHOWN: usize = 10;
    let mut outlets: BTreeMap<String, usize> = BTreeMap::new();
    let mut speakers: BTreeMap<String, usize> = BTreeMap::new();
    for passage in passages {
        if let Some(outlet) = &passage.article.outlet {
            *outlets.entry(outlet.clone()).or_default() += 1;
        }
        if let Some(speaker) = &passage.speaker {
            *speakers.entry(speaker.clone()).or_default() += 1;
        }
    }
    let facet = |name, field: &str, counts: BTreeMap<String, usize>| {
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(value, times)| (std::cmp::Reverse(*times), value.clone()));
        let narrowed = |(value, times): (String, usize)| {
            let query = format!("{typed} {field}:{}", quoted(&value));
            (value, times, format!("/search?q={}", urls::escape(query.trim())))
        };
        Facet { name, values: counts.into_iter().take(SHOWN).map(narrowed).collect() }
    };
    let all = [facet("Outlets", "outlet", outlets), facet("Speakers", "speaker", speakers)];
    all.into_iter().filter(|facet| facet.values.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shown_in_their_line() {
        #[track_caller]
        fn check(text: &str, words: &str, expect: (&str, &str)) {
            let start = text.find(words).unwrap();
            let (before, after) = around(text, start, start + words.len());
            assert_eq!((before.as_str(), after.as_str()), expect);
        }
        check("One two three", "two", ("One ", " three"));
        check("Head\nOne two\nthree", "two", ("One ", ""));
        let long = format!("{} two {}", "é ".repeat(200), "ü ".repeat(200));
        let start = long.find("two").unwrap();
        let (before, after) = around(&long, start, start + 3);
        assert!(before.starts_with("… é") && after.ends_with("ü …") && before.len() < 160);
    }
}
