//! The pages of speakers and outlets.

use std::collections::{BTreeMap, BTreeSet};

use variorum_core::{Passage, Quotation, Span, WitnessId};
use variorum_views::html::site::{self, Frame, Outlet, OutletArticle, Printing, Said, Speaker, urls};

use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::library::{ArticleView, StoryView};
use crate::serve::routes::{Asked, frame};
use crate::serve::stories::{original_of, words_in_story};

/// Everything that somebody of this name said. A name that ends in `.json` asks for the twin.
pub(crate) fn speaker(site: &Site, asked: &Asked<'_>, name: &str) -> Reply {
    let plain = name.strip_suffix(".json").unwrap_or(name);
    let stories = site.library.quoting(plain);
    let mut said: Vec<Said> = stories.iter().flat_map(|story| said_in(story, plain)).collect();
    said.sort_by_key(|said| std::cmp::Reverse(said.printings.iter().filter_map(|p| p.date).max()));
    let roles: BTreeSet<String> = stories.iter().flat_map(|story| roles_in(story, plain)).collect();
    let speaker = Speaker { name: plain.to_owned(), roles: roles.into_iter().take(8).collect(), said };
    if plain != name {
        return Reply::json(speaker_json(&speaker).to_string());
    }
    let twin = Some(format!("/speaker/{}.json", urls::escape(plain)));
    Reply::page(200, site::speaker(&Frame { twin, ..frame(site, asked) }, &speaker))
}

fn said_in(story: &StoryView, name: &str) -> Vec<Said> {
    let quotations = story.apparatus().quotations.iter().enumerate();
    quotations
        .filter(|(_, quotation)| quotation.speaker.as_deref() == Some(name))
        .map(|(at, quotation)| said(story, at, quotation))
        .collect()
}

fn said(story: &StoryView, at: usize, quotation: &Quotation) -> Said {
    let apparatus = story.apparatus();
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
        story: apparatus.title().unwrap_or("(no headline)").to_owned(),
        origins: origins.len(),
        differs: !quotation.variants.is_empty(),
        printings,
    }
}

fn printing(story: &StoryView, id: WitnessId, attribution: usize) -> Option<Printing> {
    let apparatus = story.apparatus();
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
        href: words_in_story(&story.id, &witness.siglum, first.start(), first.end()),
        words: words.join(" … "),
        copy: original_of(apparatus, id.0).is_some(),
    })
}

fn roles_in(story: &StoryView, name: &str) -> Vec<String> {
    let witnesses = story.apparatus().witnesses.iter().map(|witness| &witness.annotated);
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
pub(crate) fn outlet(site: &Site, asked: &Asked<'_>, name: &str) -> Reply {
    let plain = name.strip_suffix(".json").unwrap_or(name);
    let views = site.library.of_outlet(plain);
    let mut articles: Vec<OutletArticle> = views.iter().map(outlet_article).collect();
    articles.sort_by_key(|article| std::cmp::Reverse(article.date));
    let mut quoted: BTreeMap<String, usize> = BTreeMap::new();
    for view in &views {
        let layers = view.annotated.layers();
        for speaker in layers.attributions.iter().filter(|a| a.speech).filter_map(|a| a.speaker) {
            if let Some(entity) = view.annotated.entity(speaker) {
                *quoted.entry(entity.name.clone()).or_default() += 1;
            }
        }
    }
    let mut quoted: Vec<(String, usize)> = quoted.into_iter().collect();
    quoted.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), name.clone()));
    let outlet = Outlet { name: plain.to_owned(), articles, quoted };
    if plain != name {
        return Reply::json(outlet_json(&outlet).to_string());
    }
    let twin = Some(format!("/outlet/{}.json", urls::escape(plain)));
    Reply::page(200, site::outlet(&Frame { twin, ..frame(site, asked) }, &outlet))
}

fn outlet_article(view: &ArticleView) -> OutletArticle {
    let article = view.annotated.article();
    let place = view.story.as_ref().and_then(|story| {
        let names = story.names();
        Some((story, names.iter().position(|name| *name == article.id)?))
    });
    let original = place.and_then(|(story, at)| {
        let root = original_of(story.apparatus(), at)?;
        let root = story.apparatus().witnesses.get(root.0)?.annotated.article();
        Some(root.outlet.clone().unwrap_or_else(|| root.id.clone()))
    });
    OutletArticle {
        href: format!("/article/{}", urls::escape(&article.id)),
        title: article.headline.map_or(article.id.as_str(), |span| article.text.slice(span)).to_owned(),
        date: article.published.map(|published| published.date()),
        story: view
            .story
            .as_ref()
            .map(|story| (format!("/story/{}", urls::escape(&story.id)), story.row().title)),
        copied: place.map_or(0, |(story, at)| copied(story, at)),
        copy_of: original,
    }
}

/// How much of the article `at` of a story is copied from others, in percent of its body.
fn copied(story: &StoryView, at: usize) -> usize {
    let apparatus = story.apparatus();
    let reuses = apparatus.story.lineages.iter().flat_map(|lineage| &lineage.reuses);
    let mut spans: Vec<Span> = reuses.filter(|reuse| reuse.by == at).map(|reuse| reuse.at).collect();
    spans.sort();
    let (mut copied, mut end) = (0, 0);
    for span in spans {
        copied += span.end().saturating_sub(span.start().max(end));
        end = end.max(span.end());
    }
    let length = apparatus.witnesses.get(at).map_or(0, |w| w.annotated.article().body.len());
    (copied * 100).checked_div(length).unwrap_or(0).min(100)
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
    let annotated = &story.apparatus().witnesses.get(id.0)?.annotated;
    let span = *annotated.layers().attributions.get(attribution)?.content.first()?;
    Some(Passage { witness: id, span })
}
