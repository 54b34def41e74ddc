//! The page for "did they say that?".

use anyhow::Result;
use serde_json::json;
use variorum_core::Article;
use variorum_engine::{Printed, Utterance};
use variorum_views::html::site::{self, Ask, AskedPrinting, AskedStatement, Frame, urls};

use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::routes::{Asked, frame};

/// Longest words that are looked up, in characters.
const LONGEST: usize = 2_000;

/// The form, and what was found.
pub(crate) fn page(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let ask = found(site, asked)?;
    let query = format!("words={}&speaker={}", urls::escape(&ask.words), urls::escape(&ask.speaker));
    let twin = Some(format!("/ask.json?{query}"));
    Ok(Reply::page(200, site::ask(&Frame { twin, ..frame(site, asked) }, &ask)))
}

/// The same as JSON.
pub(crate) fn twin(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let ask = found(site, asked)?;
    let printing = |p: &AskedPrinting| {
        let differences: Vec<_> = p
            .differences
            .iter()
            .map(|(class, asked, printed)| json!({"class": class.name(), "asked": asked, "printed": printed}))
            .collect();
        json!({"href": p.href, "published": p.date.map(|day| day.to_string()), "outlet": p.outlet,
            "words": p.words, "copy": p.copy, "differences": differences})
    };
    let statement = |s: &AskedStatement| {
        json!({"speaker": s.speaker, "origins": s.origins,
            "printings": s.printings.iter().map(printing).collect::<Vec<_>>()})
    };
    let statements: Vec<_> = ask.statements.iter().map(statement).collect();
    Ok(Reply::json(json!({"v": 1, "words": ask.words, "statements": statements}).to_string()))
}

fn found(site: &Site, asked: &Asked<'_>) -> Result<Ask> {
    let param = |name: &str| asked.request.param(name).unwrap_or_default();
    let words: String = param("words").chars().take(LONGEST).collect();
    let speaker = param("speaker");
    if words.trim().is_empty() {
        return Ok(Ask { words, speaker, ..Ask::default() });
    }
    let named = Some(speaker.trim()).filter(|speaker| !speaker.is_empty());
    let found = site.library.ask(&words, named)?;
    let statements = found.utterances.iter().map(statement).collect();
    let near = found.near.iter().map(|hit| {
        let words = hit.article.text.slice(hit.span).to_owned();
        (hit.speaker.clone(), outlet(&hit.article), words, href(&hit.key.to_string(), &hit.article, hit.span))
    });
    Ok(Ask { words, speaker, statements, near: near.collect() })
}

fn statement(utterance: &Utterance) -> AskedStatement {
    let mut printings: Vec<AskedPrinting> = utterance.printings.iter().map(printing).collect();
    printings.sort_by_key(|printing| (printing.date.is_none(), printing.date));
    AskedStatement { speaker: utterance.speaker.clone(), origins: utterance.origins, printings }
}

fn printing(printed: &Printed) -> AskedPrinting {
    let article = &printed.article;
    AskedPrinting {
        href: href(&printed.key.to_string(), article, printed.span),
        date: article.published.map(|published| published.date()),
        outlet: outlet(article),
        notice: site::notice(article).map(str::to_owned),
        words: article.text.slice(printed.span).to_owned(),
        copy: printed.root != printed.key,
        differences: printed
            .differences
            .iter()
            .map(|difference| (difference.class, difference.asked.clone(), difference.printed.clone()))
            .collect(),
    }
}

fn outlet(article: &Article) -> String {
    article.outlet.clone().unwrap_or_else(|| article.id.clone())
}

/// The lasting address of words.
pub(crate) fn href(name: &str, article: &Article, span: variorum_core::Span) -> String {
    let digest: String = article.text.id().to_string().chars().take(12).collect();
    format!("/article/{}?at={}-{}&text={digest}#at", urls::escape(name), span.start(), span.end())
}
