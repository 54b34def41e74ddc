//! What a reader keeps an eye on, with a dated log of what was seen, each origin once.

use anyhow::Result;
use jiff::Timestamp;
use variorum_engine::{ArticleKey, Sighting, Watch, Watched};
use variorum_views::feed::{Entry, Feed};
use variorum_views::html::site::watches::{Log, Seen, Summary, WatchList};
use variorum_views::html::site::{self, Frame, StoryRow};

use crate::serve::feeds::{self, Form};
use crate::serve::http::Reply;
use crate::serve::looks::{self, Looks};
use crate::serve::routes::{Asked, frame};
use crate::serve::search::around;
use crate::serve::{Site, ask};

/// Sightings on a page and in a feed.
const SHOWN: usize = 60;
/// Watches of one reader: each costs a search on the list.
const MOST: usize = 100;

/// The list of watches.
pub(crate) fn page(site: &Site, asked: &Asked<'_>, problem: Option<&str>) -> Result<Reply> {
    let looks = Looks::of(site)?;
    let mut rows = Vec::new();
    for watch in site.library.store().watches()? {
        let sightings = site.library.sightings(&watch.of)?;
        let since = looks.watch(watch.number);
        rows.push(Summary {
            number: watch.number,
            kind: watch.of.kind(),
            title: title(&watch.of),
            seen: sightings.len(),
            new: sightings.iter().filter(|s| since.is_none_or(|since| s.seen > since)).count(),
            latest: sightings.first().map(|sighting| looks::in_words(sighting.seen)),
        });
    }
    let asked_for = |name: &str| asked.request.param(name).unwrap_or_default();
    let list = WatchList {
        rows,
        problem: problem.map(str::to_owned),
        kind: asked_for("kind"),
        first: asked_for("first"),
        second: asked_for("second"),
    };
    let frame = Frame { twin: Some("/api/v1/watches".into()), ..frame(site, asked) };
    let status = if problem.is_some() { 422 } else { 200 };
    Ok(Reply::page(status, site::watches::list(&frame, &list)))
}

/// One watch with its log.
pub(crate) fn log(site: &Site, asked: &Asked<'_>, number: &str) -> Result<Option<Reply>> {
    let Some(watch) = find(site, number)? else { return Ok(None) };
    let since = Looks::of(site)?.watch(watch.number);
    let sightings = site.library.sightings(&watch.of)?;
    let total = sightings.len();
    let mut seen = Vec::new();
    for sighting in sightings.iter().take(SHOWN) {
        seen.push(seen_of(site, sighting, since)?);
    }
    let address = format!("/watch/{}", watch.number);
    let log = Log {
        number: watch.number,
        kind: watch.of.kind(),
        title: title(&watch.of),
        since: since.map(looks::in_words),
        seen,
        total,
    };
    let feeds = Some(["atom", "json"].map(|form| format!("{address}/feed.{form}")));
    let twin = Some(format!("/api/v1/watches/{}", watch.number));
    let frame = Frame { twin, feeds, ..frame(site, asked) };
    Ok(Some(Reply::page(200, site::watches::log(&frame, &log))))
}

/// The watch of this number.
pub(crate) fn find(site: &Site, number: &str) -> Result<Option<Watch>> {
    let Ok(number) = number.parse::<u64>() else { return Ok(None) };
    Ok(site.library.store().watches()?.into_iter().find(|watch| watch.number == number))
}

/// What is watched, as a title.
pub(crate) fn title(watched: &Watched) -> String {
    match watched {
        Watched::Pair(one, other) => format!("{one} and {other}"),
        Watched::Speaker(name) => format!("{name} says"),
        Watched::Words(words) | Watched::Name(words) | Watched::Figure(words) => words.clone(),
    }
}

fn seen_of(site: &Site, sighting: &Sighting, since: Option<Timestamp>) -> Result<Seen> {
    let article = &sighting.article;
    let name = sighting.key.to_string();
    let text = article.text.as_str();
    let (before, after) = around(text, sighting.span.start(), sighting.span.end());
    let story = match sighting.story {
        Some(story) => {
            let name = story.to_string();
            site.library.title(&name)?.map(|title| (format!("/story/{name}"), title))
        }
        None => None,
    };
    Ok(Seen {
        seen: looks::in_words(sighting.seen),
        new: since.is_none_or(|since| sighting.seen > since),
        outlet: article.outlet.clone().unwrap_or_else(|| article.id.clone()),
        notice: site::notice(article).map(str::to_owned),
        date: article.published.map(|published| published.date()),
        speaker: sighting.speaker.clone(),
        story,
        href: ask::href(&name, article, sighting.span),
        before,
        words: article.text.slice(sighting.span).to_owned(),
        after,
        copies: sighting.copies.len(),
    })
}

/// Adds a watch from its form, or says what is missing.
pub(crate) fn add(site: &Site, asked: &Asked<'_>, kind: &str, first: &str, second: &str) -> Result<Reply> {
    match keep(site, kind, first, second)? {
        Ok(number) => Ok(Reply::see_other(&format!("/watch/{number}"))),
        Err((_, problem)) => page(site, asked, Some(problem)),
    }
}

/// Keeps a watch and gives its number, or what is wrong with it.
pub(crate) fn keep(
    site: &Site,
    kind: &str,
    first: &str,
    second: &str,
) -> Result<Result<u64, (u16, &'static str)>> {
    let Some(watched) = Watched::read(kind, first, second) else {
        let says = "Say what to watch: some words, a name, two names, a speaker or what is counted.";
        return Ok(Err((422, says)));
    };
    let store = site.library.store();
    let watches = store.watches()?;
    if watches.len() >= MOST && !watches.iter().any(|watch| watch.of == watched) {
        return Ok(Err((409, "There are a hundred watches already. End one first.")));
    }
    Ok(Ok(store.watch(&watched, Timestamp::now())?))
}

/// What a watch saw, for readers of feeds.
pub(crate) fn feed(site: &Site, asked: &Asked<'_>, number: &str, form: Form) -> Result<Option<Reply>> {
    let Some(watch) = find(site, number)? else { return Ok(None) };
    let sightings = site.library.sightings(&watch.of)?;
    let entry = |sighting: &Sighting| {
        let article = &sighting.article;
        let outlet = article.outlet.as_deref().unwrap_or(&article.id);
        let (before, after) = around(article.text.as_str(), sighting.span.start(), sighting.span.end());
        let words = article.text.slice(sighting.span);
        Entry {
            key: format!("{}:{}-{}", article.text.id(), sighting.span.start(), sighting.span.end()),
            title: sighting.speaker.as_ref().map_or(outlet.to_owned(), |who| format!("{who}, {outlet}")),
            href: ask::href(&sighting.key.to_string(), article, sighting.span),
            text: format!("{before}{words}{after}"),
            day: None,
            moment: Some(sighting.seen.to_string()),
        }
    };
    let page = format!("/watch/{}", watch.number);
    let own = format!("{page}/feed.{}", form.name());
    let entries = sightings.iter().take(SHOWN).map(entry).collect();
    Ok(Some(feeds::reply(
        &Feed { title: format!("Watch: {}", title(&watch.of)), page, own, entries },
        asked,
        form,
    )))
}

/// The stories in which something watched was seen, the last seen first.
pub(crate) fn stories(site: &Site, skip: usize, limit: usize) -> Result<Vec<StoryRow>> {
    let mut seen: Vec<(Timestamp, ArticleKey)> = Vec::new();
    for watch in site.library.store().watches()? {
        let sightings = site.library.sightings(&watch.of)?;
        seen.extend(sightings.iter().filter_map(|sighting| Some((sighting.seen, sighting.story?))));
    }
    seen.sort_by_key(|(at, story)| (std::cmp::Reverse(*at), *story));
    let mut met = std::collections::BTreeSet::new();
    let stories: Vec<ArticleKey> =
        seen.into_iter().map(|(_, story)| story).filter(|story| met.insert(*story)).collect();
    site.library.listed_stories(
        stories
            .get(skip.min(stories.len())..)
            .unwrap_or_default()
            .get(..limit.min(stories.len().saturating_sub(skip)))
            .unwrap_or_default(),
    )
}
