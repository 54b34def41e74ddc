//! Stories and searches as Atom (RFC 4287) and JSON Feed 1.1.

use std::time::Instant;

use anyhow::Result;
use variorum_core::{Apparatus, ClaimSet, Finding, Passage, WitnessId};
use variorum_engine::StoryQuery;
use variorum_views::feed::{Entry, Feed};
use variorum_views::html::Judged;
use variorum_views::html::site::{Order, Said, urls};
use variorum_views::words;

use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::library::StoryView;
use crate::serve::people::{first_words, said_by};
use crate::serve::routes::Asked;
use crate::serve::search;
use crate::serve::stories::words_in_story;

/// Stories that the feed of conflicts follows.
const FOLLOWED: usize = 60;

/// Which kind of feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Atom,
    Json,
}

/// What a story has: quotations that differ, figures in conflict or updated, articles.
pub(crate) fn story(site: &Site, asked: &Asked<'_>, id: &str, form: Form) -> Result<Option<Reply>> {
    let Some(view) = site.library.story(id)? else { return Ok(None) };
    let judged = site.library.judged(&view, false)?;
    let mut entries: Vec<Entry> = quotations(&view, &judged)
        .chain(claims(&view, &["conflict", "updated"], &judged))
        .chain(articles(&view))
        .collect();
    entries.sort_by(|a, b| b.day.cmp(&a.day));
    let page = format!("/story/{}", urls::escape(id));
    let own = format!("{page}/feed.{}", form.name());
    let feed = Feed { title: view.title().to_owned(), page, own, entries };
    Ok(Some(reply(&feed, asked, form)))
}

/// The conflicts of the newest stories that were compared; what readers dismissed is not among them.
pub(crate) fn conflicts(site: &Site, asked: &Asked<'_>, form: Form) -> Result<Reply> {
    let mut entries = Vec::new();
    let start = Instant::now();
    for row in site.library.stories(Order::Conflicts, &StoryQuery::default(), 0, FOLLOWED)? {
        if row.conflicts.is_none_or(|conflicts| conflicts == 0) {
            continue;
        }
        if let Some(view) = site.library.story_soon(&row.id, start)? {
            let judged = site.library.judged(&view, false)?;
            entries.extend(claims(&view, &["conflict"], &judged));
        }
    }
    entries.sort_by(|a, b| b.day.cmp(&a.day));
    let own = format!("/conflicts/feed.{}", form.name());
    let feed = Feed { title: "Conflicts".to_owned(), page: "/?order=conflicts".to_owned(), own, entries };
    Ok(reply(&feed, asked, form))
}

/// What somebody says: one entry a statement, its copies in it.
pub(crate) fn speaker(site: &Site, asked: &Asked<'_>, name: &str, form: Form) -> Result<Reply> {
    let (said, _) = said_by(site, name)?;
    let entry = |said: &Said| {
        let first = said.printings.first()?;
        let outlets = words::count(said.printings.len(), "article", "articles");
        Some(Entry {
            key: format!("said:{}", first.href),
            title: format!("{}: {outlets}", said.story),
            href: first.href.clone(),
            text: first.words.clone(),
            day: first.date.map(|day| day.to_string()),
            moment: None,
        })
    };
    let mut entries: Vec<Entry> = said.iter().filter_map(entry).collect();
    entries.sort_by(|a, b| b.day.cmp(&a.day));
    let page = format!("/speaker/{}", urls::escape(name));
    let own = format!("{page}/feed.{}", form.name());
    Ok(reply(&Feed { title: name.to_owned(), page, own, entries }, asked, form))
}

/// What a search finds.
pub(crate) fn search(site: &Site, asked: &Asked<'_>, form: Form) -> Result<Reply> {
    const MOST: usize = 50;
    let typed = asked.request.param("q").unwrap_or_default();
    let mut entries = Vec::with_capacity(MOST);
    for passage in &search::found(site, &typed, 0, MOST)?.passages {
        let hit = search::hit(site, passage)?;
        entries.push(Entry {
            key: hit.href.clone(),
            title: hit.speaker.map_or(hit.title.clone(), |speaker| format!("{speaker}, {}", hit.outlet)),
            href: hit.href,
            text: format!("{}{}{}", hit.before, hit.words, hit.after),
            day: hit.date.map(|day| day.to_string()),
            moment: None,
        });
    }
    let page = format!("/search?q={}", urls::escape(&typed));
    let own = format!("/search/feed.{}?q={}", form.name(), urls::escape(&typed));
    Ok(reply(&Feed { title: format!("Search: {typed}"), page, own, entries }, asked, form))
}

impl Form {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }
}

fn day_of(apparatus: &Apparatus, id: WitnessId) -> Option<String> {
    let article = apparatus.witnesses.get(id.0)?.annotated.article();
    article.published.map(|published| published.date().to_string())
}

fn slice(apparatus: &Apparatus, passage: Passage) -> &str {
    apparatus.witnesses.get(passage.witness.0).map_or("", |w| w.annotated.slice(passage.span))
}

fn href(view: &StoryView, passage: Passage) -> String {
    let witness = view.apparatus.witnesses.get(passage.witness.0);
    witness.map_or_else(String::new, |witness| words_in_story(&view.id, witness, passage.span))
}

/// Where a passage stands, whatever the letters become.
fn key(apparatus: &Apparatus, passage: Passage) -> String {
    let text =
        apparatus.witnesses.get(passage.witness.0).map(|w| w.annotated.article().text.id().to_string());
    format!("{}:{}-{}", text.unwrap_or_default(), passage.span.start(), passage.span.end())
}

fn quotations<'v>(view: &'v StoryView, judged: &'v Judged) -> impl Iterator<Item = Entry> + 'v {
    let apparatus = &view.apparatus;
    let open = |at| !judged.is_dismissed(Finding::Quotation(at));
    let all = apparatus.quotations.iter().enumerate();
    all.filter(move |(at, q)| !q.variants.is_empty() && open(*at)).filter_map(move |(_, quotation)| {
        let passage = first_words(view, quotation)?;
        let speaker = quotation.speaker.as_deref().unwrap_or("Speaker not named");
        let printed = words::count(quotation.readings.len(), "article", "articles");
        Some(Entry {
            key: format!("quotation:{}", key(apparatus, passage)),
            title: format!("≠ {speaker}: {printed}"),
            href: href(view, passage),
            text: slice(apparatus, passage).to_owned(),
            day: quotation.readings.iter().filter_map(|(id, _)| day_of(apparatus, *id)).max(),
            moment: None,
        })
    })
}

fn claims<'v>(
    view: &'v StoryView,
    verdicts: &'v [&str],
    judged: &'v Judged,
) -> impl Iterator<Item = Entry> + 'v {
    let apparatus = &view.apparatus;
    let open = |at| !judged.is_dismissed(Finding::Claim(at));
    let all = apparatus.claims.iter().enumerate();
    let telling = move |(at, set): &(usize, &ClaimSet)| verdicts.contains(&set.verdict.name()) && open(*at);
    all.filter(telling).filter_map(move |(_, set)| {
        let first = set.claims().first()?.at;
        let values = set.claims().iter().map(|claim| {
            let letter = apparatus.witnesses.get(claim.at.witness.0).map_or("", |w| w.siglum.as_str());
            format!("{letter} {}", slice(apparatus, claim.at))
        });
        Some(Entry {
            key: format!("claim:{}", key(apparatus, first)),
            title: format!("{} {}: {}", words::glyph(set.verdict), words::verdict(set.verdict), set.about),
            href: href(view, first),
            text: values.collect::<Vec<_>>().join(" · "),
            day: set.claims().iter().filter_map(|claim| day_of(apparatus, claim.at.witness)).max(),
            moment: None,
        })
    })
}

fn articles(view: &StoryView) -> impl Iterator<Item = Entry> + '_ {
    let (apparatus, names) = (&view.apparatus, view.names());
    apparatus.witnesses.iter().zip(names).map(|(witness, name)| {
        let article = witness.annotated.article();
        Entry {
            key: format!("article:{}", article.text.id()),
            title: article.headline.map_or(article.id.as_str(), |span| article.text.slice(span)).to_owned(),
            href: format!("/article/{}", urls::escape(&name)),
            text: article.outlet.clone().unwrap_or_default(),
            day: article.published.map(|published| published.date().to_string()),
            moment: None,
        }
    })
}

pub(crate) fn reply(feed: &Feed, asked: &Asked<'_>, form: Form) -> Reply {
    let base = asked.request.base();
    match form {
        Form::Atom => Reply::new(200, "application/atom+xml; charset=utf-8", feed.atom(&base)),
        Form::Json => Reply::new(200, "application/feed+json", feed.json(&base)),
    }
}
