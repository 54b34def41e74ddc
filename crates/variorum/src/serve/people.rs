//! The pages of speakers and outlets.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use anyhow::Result;
use variorum_core::{Passage, Quotation, WitnessId};
use variorum_engine::SearchMatter;
use variorum_views::html::site::{self, Frame, Outlet, OutletArticle, Printing, Said, Speaker, urls};

use crate::serve::http::Reply;
use crate::serve::library::{self, StoryView};
use crate::serve::query::Query;
use crate::serve::routes::{Asked, frame};
use crate::serve::stories::{original_of, words_in_story};
use crate::serve::{Site, ask};

/// Cards and articles on one page, and quotations that are looked at, at most.
const SHOWN: usize = 40;
const ARTICLES: usize = 100;
const QUOTED: usize = 200;

/// Everything that somebody of this name said. A name that ends in `.json` asks for the twin.
pub(crate) fn speaker(site: &Site, asked: &Asked<'_>, name: &str) -> Result<Reply> {
    let plain = name.strip_suffix(".json").unwrap_or(name);
    let (said, roles) = said_by(site, plain)?;
    let speaker = Speaker { name: plain.to_owned(), roles: roles.into_iter().take(8).collect(), said };
    if plain != name {
        return Ok(Reply::json(speaker_json(&speaker).to_string()));
    }
    let address = format!("/speaker/{}", urls::escape(plain));
    let feeds = Some(["atom", "json"].map(|form| format!("{address}/feed.{form}")));
    let frame = Frame { twin: Some(format!("{address}.json")), feeds, ..frame(site, asked) };
    Ok(Reply::page(200, site::speaker(&frame, &speaker)))
}

/// What somebody of this name said: by story where it was compared lately or there is time to, else passage by
/// passage. Roles come from the stories.
pub(crate) fn said_by(site: &Site, name: &str) -> Result<(Vec<Said>, BTreeSet<String>)> {
    let query = Query { speaker: Some(name.to_owned()), ..Query::default() };
    let found = site.library.listed(SearchMatter::Quotations, &query, 0, QUOTED)?;
    let mut stories: BTreeMap<String, Vec<library::Passage>> = BTreeMap::new();
    for passage in found.passages.into_iter().filter(|passage| passage.speaker.as_deref() == Some(name)) {
        stories.entry(passage.story.clone().unwrap_or_default()).or_default().push(passage);
    }
    let (mut said, mut roles) = (Vec::new(), BTreeSet::new());
    let start = Instant::now();
    for (id, passages) in stories {
        match site.library.story_soon(&id, start)? {
            Some(story) => {
                said.extend(said_in(&story, name));
                roles.extend(roles_in(&story, name));
            }
            None => {
                let title = site.library.title(&id)?.unwrap_or_else(|| "(no headline)".to_owned());
                said.extend(passages.iter().map(|passage| said_once(&id, &title, passage)));
            }
        }
    }
    said.sort_by_key(|said| std::cmp::Reverse(said.printings.iter().filter_map(|p| p.date).max()));
    said.truncate(SHOWN);
    Ok((said, roles))
}

/// A passage whose story was not compared.
fn said_once(story: &str, title: &str, passage: &library::Passage) -> Said {
    let article = &passage.article;
    let printing = Printing {
        date: article.published.map(|published| published.date()),
        outlet: article.outlet.clone().unwrap_or_else(|| article.id.clone()),
        siglum: String::new(),
        notice: site::notice(article).map(str::to_owned),
        href: ask::href(&passage.name, article, passage.span),
        words: article.text.slice(passage.span).to_owned(),
        copy: false,
    };
    Said {
        href: format!("/story/{}", urls::escape(story)),
        story: title.to_owned(),
        origins: 1,
        differs: false,
        printings: vec![printing],
    }
}

fn said_in(story: &StoryView, name: &str) -> Vec<Said> {
    let quotations = story.apparatus.quotations.iter().enumerate();
    quotations
        .filter(|(_, quotation)| quotation.speaker.as_deref() == Some(name))
        .map(|(at, quotation)| said(story, at, quotation))
        .collect()
}

fn said(story: &StoryView, at: usize, quotation: &Quotation) -> Said {
    let apparatus = &story.apparatus;
    let mut printings: Vec<Printing> = quotation
        .readings
        .iter()
        .filter_map(|(id, attribution)| printing(story, *id, *attribution))
        .collect();
    printings.sort_by_key(|printing| (printing.date.is_none(), printing.date, printing.siglum.clone()));
    let origins: BTreeSet<usize> =
        quotation.readings.iter().map(|(id, _)| original_of(apparatus, id.0).unwrap_or(*id).0).collect();
    let single = if printings.len() < 2 { "?single=1" } else { "" };
    Said {
        href: format!("/story/{}{single}#u{}", urls::escape(&story.id), at + 1),
        story: story.title().to_owned(),
        origins: origins.len(),
        differs: !quotation.variants.is_empty(),
        printings,
    }
}

fn printing(story: &StoryView, id: WitnessId, attribution: usize) -> Option<Printing> {
    let apparatus = &story.apparatus;
    let witness = apparatus.witnesses.get(id.0)?;
    let article = witness.annotated.article();
    let attribution = witness.annotated.layers().attributions.get(attribution)?;
    let spans = if attribution.quoted.is_empty() { &attribution.content } else { &attribution.quoted };
    let words: Vec<&str> = spans.iter().map(|span| witness.annotated.slice(*span)).collect();
    let first = *spans.first()?;
    Some(Printing {
        date: article.published.map(|published| published.date()),
        outlet: article.outlet.clone().unwrap_or_else(|| article.id.clone()),
        siglum: witness.siglum.clone(),
        href: words_in_story(&story.id, witness, first),
        notice: site::notice(article).map(str::to_owned),
        words: words.join(" ¦ "),
        copy: original_of(apparatus, id.0).is_some(),
    })
}

fn roles_in(story: &StoryView, name: &str) -> Vec<String> {
    let witnesses = story.apparatus.witnesses.iter().map(|witness| &witness.annotated);
    let roles = witnesses.flat_map(|annotated| {
        let named = annotated.layers().entities.iter().filter(|entity| entity.name == name);
        named.flat_map(|entity| &entity.roles).map(|span| annotated.slice(*span).trim().to_owned())
    });
    roles.collect()
}

fn speaker_json(speaker: &Speaker) -> serde_json::Value {
    let printing = |p: &Printing| {
        serde_json::json!({"published": p.date.map(|d| d.to_string()), "outlet": p.outlet, "witness": p.siglum,
            "href": p.href, "words": p.words, "copy": p.copy})
    };
    let said = |s: &Said| {
        serde_json::json!({"href": s.href, "story": s.story, "origins": s.origins, "differs": s.differs,
            "printings": s.printings.iter().map(printing).collect::<Vec<_>>()})
    };
    serde_json::json!({"v": 1, "name": speaker.name, "roles": speaker.roles,
        "quotations": speaker.said.iter().map(said).collect::<Vec<_>>()})
}

/// The articles of an outlet. A name that ends in `.json` asks for the twin.
pub(crate) fn outlet(site: &Site, asked: &Asked<'_>, name: &str) -> Result<Reply> {
    let plain = name.strip_suffix(".json").unwrap_or(name);
    let query = Query { outlet: Some(plain.to_owned()), ..Query::default() };
    let found = site.library.listed(SearchMatter::Articles, &query, 0, ARTICLES)?;
    let mut articles = Vec::with_capacity(found.passages.len());
    for passage in &found.passages {
        articles.push(outlet_article(site, passage)?);
    }
    let said = site.library.listed(SearchMatter::Quotations, &query, 0, QUOTED)?;
    let mut quoted: BTreeMap<String, usize> = BTreeMap::new();
    for speaker in said.passages.into_iter().filter_map(|passage| passage.speaker) {
        *quoted.entry(speaker).or_default() += 1;
    }
    let mut quoted: Vec<(String, usize)> = quoted.into_iter().collect();
    quoted.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), name.clone()));
    let outlet = Outlet { name: plain.to_owned(), total: found.total, articles, quoted };
    if plain != name {
        return Ok(Reply::json(outlet_json(&outlet).to_string()));
    }
    let twin = Some(format!("/outlet/{}.json", urls::escape(plain)));
    Ok(Reply::page(200, site::outlet(&Frame { twin, ..frame(site, asked) }, &outlet)))
}

fn outlet_article(site: &Site, passage: &library::Passage) -> Result<OutletArticle> {
    let article = &passage.article;
    let story = match &passage.story {
        Some(id) => site.library.title(id)?.map(|title| (format!("/story/{}", urls::escape(id)), title)),
        None => None,
    };
    let (copied, copy_of) = site.library.copied(passage)?;
    Ok(OutletArticle {
        href: format!("/article/{}", urls::escape(&passage.name)),
        title: article.headline.map_or(article.id.as_str(), |span| article.text.slice(span)).to_owned(),
        date: article.published.map(|published| published.date()),
        story,
        notice: site::notice(article).map(str::to_owned),
        copied,
        copy_of,
    })
}

fn outlet_json(outlet: &Outlet) -> serde_json::Value {
    let article = |a: &OutletArticle| {
        serde_json::json!({"href": a.href, "title": a.title, "published": a.date.map(|d| d.to_string()),
            "story": a.story.as_ref().map(|(href, _)| href), "copied_percent": a.copied, "copy_of": a.copy_of})
    };
    let quoted = |(name, times): &(String, usize)| serde_json::json!({"name": name, "times": times});
    serde_json::json!({"v": 1, "name": outlet.name,
        "articles": outlet.articles.iter().map(article).collect::<Vec<_>>(),
        "quoted": outlet.quoted.iter().map(quoted).collect::<Vec<_>>()})
}

/// Where a quotation stands in an article of a story: its first words.
pub(crate) fn first_words(story: &StoryView, quotation: &Quotation) -> Option<Passage> {
    let (id, attribution) = *quotation.readings.first()?;
    let annotated = &story.apparatus.witnesses.get(id.0)?.annotated;
    let span = *annotated.layers().attributions.get(attribution)?.content.first()?;
    Some(Passage { witness: id, span })
}
