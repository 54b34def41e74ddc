//! The search page.

use std::collections::BTreeMap;

use variorum_views::html::site::{self, Facet, Found, Frame, Hit, urls};

use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::library::Passage;
use crate::serve::query::{Query, quoted};
use crate::serve::routes::{Asked, frame};

/// Passages on one part of the list.
pub(crate) const LISTED: usize = 25;
/// Passages that are counted at most.
const COUNTED: usize = 1_000;

/// The passages that were found, with ways to narrow.
pub(crate) fn page(site: &Site, asked: &Asked<'_>) -> Reply {
    let typed = asked.request.param("q").unwrap_or_default();
    let skip: usize = asked.request.param("skip").and_then(|skip| skip.parse().ok()).unwrap_or(0);
    let passages = found(site, &typed);
    let shown = passages.iter().skip(skip).take(LISTED);
    let escaped = urls::escape(&typed);
    let next = skip + LISTED;
    let found = Found {
        total: passages.len(),
        hits: shown.filter_map(|passage| hit(site, passage)).collect(),
        facets: facets(site, &typed, &passages),
        next: (next < passages.len()).then(|| format!("?q={escaped}&skip={next}")),
        query: typed.clone(),
    };
    let twin = Some(format!("/search.json?q={escaped}"));
    let feeds = Some(["atom", "json"].map(|form| format!("/search/feed.{form}?q={escaped}")));
    Reply::page(200, site::search(&Frame { twin, feeds, query: typed, ..frame(site, asked) }, &found))
}

/// All passages that the typed query finds; none for an empty one.
pub(crate) fn found(site: &Site, typed: &str) -> Vec<Passage> {
    let query = Query::parse(typed);
    if query.is_empty() { Vec::new() } else { site.library.search(&query, COUNTED) }
}

/// What is shown of a passage.
pub(crate) fn hit(site: &Site, passage: &Passage) -> Option<Hit> {
    let view = site.library.article(&passage.article)?;
    let article = view.annotated.article();
    let around = view.annotated.sentence_of(passage.span).unwrap_or(passage.span);
    let text = &article.text;
    let side = |range| text.span(range).map_or("", |span| text.slice(span));
    let (start, end) = (passage.span.start(), passage.span.end());
    let digest: String = text.id().to_string().chars().take(12).collect();
    Some(Hit {
        kind: passage.kind,
        href: format!("/article/{}?at={start}-{end}&text={digest}#at", urls::escape(&passage.article)),
        outlet: article.outlet.clone().unwrap_or_else(|| article.id.clone()),
        title: article.headline.map_or("", |span| text.slice(span)).to_owned(),
        date: article.published.map(|published| published.date()),
        story: view.story.map(|story| (format!("/story/{}", urls::escape(&story.id)), story.row().title)),
        speaker: passage.speaker.clone(),
        before: side(around.start().min(start)..start).to_owned(),
        words: text.slice(passage.span).to_owned(),
        after: side(end..around.end().max(end)).to_owned(),
    })
}

/// Outlets and speakers among what was found, the most frequent first.
fn facets(site: &Site, typed: &str, passages: &[Passage]) -> Vec<Facet> {
    const SHOWN: usize = 10;
    let mut outlets: BTreeMap<String, usize> = BTreeMap::new();
    let mut speakers: BTreeMap<String, usize> = BTreeMap::new();
    for passage in passages {
        if let Some(outlet) =
            site.library.article(&passage.article).and_then(|v| v.annotated.article().outlet.clone())
        {
            *outlets.entry(outlet).or_default() += 1;
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
