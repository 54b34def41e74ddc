//! The page of an article.

use anyhow::Result;
use variorum_core::Annotated;
use variorum_views::html::site::article::{ArticlePage, LAYERS, Version};
use variorum_views::html::site::{self, Frame, urls};
use variorum_views::{Offsets, json};

use crate::serve::Site;
use crate::serve::http::{Reply, Request};
use crate::serve::library::ArticleView;
use crate::serve::routes::{Asked, frame};

/// The page of an article of the library, or its JSON twin.
pub(crate) fn article(site: &Site, asked: &Asked<'_>, id: &str) -> Result<Option<Reply>> {
    let Some(view) = site.library.article(id)? else {
        let Some(name) = id.strip_suffix(".json") else { return Ok(None) };
        return Ok(site.library.article(name)?.map(|view| twin(&view.annotated)));
    };
    let story = view.story.clone().map(|(id, title)| (format!("/story/{}", urls::escape(&id)), title));
    let page = ArticlePage {
        story,
        versions: versions(&view),
        why: view.record.place.as_ref().map(|place| place.why.clone()),
        ..asked_of(asked.request, &view.annotated, format!("/article/{}", urls::escape(&view.name)))
    };
    Ok(Some(shown(site, asked, &page)))
}

fn versions(view: &ArticleView) -> Vec<Version> {
    let version = |version: &variorum_engine::Version| Version {
        href: format!("/article/{}", version.key),
        seen: version.seen.strftime("%-d %B %Y, %H:%M UTC").to_string(),
        current: version.current,
        shown: version.key == view.record.key,
    };
    view.record.versions.iter().map(version).collect()
}

/// The page of an article of a comparison that was made on the page.
pub(crate) fn of_comparison(site: &Site, asked: &Asked<'_>, id: &str, siglum: &str) -> Option<Reply> {
    let apparatus = site.desk.get(id)?;
    let letter = siglum.strip_suffix(".json").unwrap_or(siglum);
    let witness = apparatus.witnesses.iter().find(|witness| witness.siglum == letter)?;
    if letter != siglum {
        return Some(twin(&witness.annotated));
    }
    let story = format!("/comparison/{}", urls::escape(id));
    let address = format!("{story}/{letter}");
    let title = apparatus.title().unwrap_or("your comparison").to_owned();
    let page =
        ArticlePage { story: Some((story, title)), ..asked_of(asked.request, &witness.annotated, address) };
    Some(shown(site, asked, &page))
}

/// The JSON of an article.
pub(crate) fn twin(annotated: &Annotated) -> Reply {
    Reply::json(json::annotation(annotated, Offsets::Codepoints))
}

/// What the address says of the page of an article.
fn asked_of<'a>(request: &Request, annotated: &'a Annotated, address: String) -> ArticlePage<'a> {
    let lit = request.param("at").and_then(|at| {
        let (start, end) = at.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    });
    let digest = annotated.article().text.id().to_string();
    let stale = request.param("text").is_some_and(|text| !digest.starts_with(&text));
    let layers = layers(request);
    ArticlePage { annotated, address, story: None, layers, lit, stale, versions: Vec::new(), why: None }
}

fn shown(site: &Site, asked: &Asked<'_>, page: &ArticlePage<'_>) -> Reply {
    let twin = Some(format!("{}.json", page.address));
    Reply::page(200, site::article::article(&Frame { twin, ..frame(site, asked) }, page))
}

/// The layers that the address names; quotations alone where it names none.
fn layers(request: &Request) -> Vec<String> {
    let pairs = request.pairs();
    let named: Vec<&str> =
        pairs.iter().filter(|(name, _)| name == "layer").map(|(_, value)| value.as_str()).collect();
    if named.is_empty() {
        return vec!["quotations".to_owned()];
    }
    let known = LAYERS.iter().filter(|(name, _)| named.contains(name));
    known.map(|(name, _)| (*name).to_owned()).collect()
}
