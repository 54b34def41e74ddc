//! The page of an article.

use variorum_core::Annotated;
use variorum_views::html::site::article::{ArticlePage, LAYERS};
use variorum_views::html::site::{self, Frame, urls};
use variorum_views::{Offsets, json};

use crate::serve::Site;
use crate::serve::http::{Reply, Request};
use crate::serve::routes::{Asked, frame};

/// The page of an article of the library, or its JSON twin.
pub(crate) fn article(site: &Site, asked: &Asked<'_>, id: &str) -> Option<Reply> {
    let Some(view) = site.library.article(id) else {
        let view = site.library.article(id.strip_suffix(".json")?)?;
        return Some(twin(&view.annotated));
    };
    let story = view.story.map(|story| (format!("/story/{}", urls::escape(&story.id)), story.row().title));
    Some(page(site, asked, &view.annotated, format!("/article/{}", urls::escape(id)), story))
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
    Some(page(site, asked, &witness.annotated, address, Some((story, title))))
}

/// The JSON of an article.
pub(crate) fn twin(annotated: &Annotated) -> Reply {
    Reply::json(json::annotation(annotated, Offsets::Codepoints))
}

fn page(
    site: &Site,
    asked: &Asked<'_>,
    annotated: &Annotated,
    address: String,
    story: Option<(String, String)>,
) -> Reply {
    let lit = asked.request.param("at").and_then(|at| {
        let (start, end) = at.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    });
    let digest = annotated.article().text.id().to_string();
    let stale = asked.request.param("text").is_some_and(|text| !digest.starts_with(&text));
    let twin = Some(format!("{address}.json"));
    let page = ArticlePage { annotated, address, story, layers: layers(asked.request), lit, stale };
    Reply::page(200, site::article::article(&Frame { twin, ..frame(site, asked) }, &page))
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
