//! `variorum search`: articles, quotations and figures of the store.

use std::io::{Write, stdout};

use anyhow::{Context, Result, bail};
use variorum_core::Span;
use variorum_engine::{FigureQuery, Hit, Hits, Mode, SearchMatter, SearchQuery};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::store::rows::{self, byline, fitted, wrapped};
use crate::cli::store::{List, Search};
use crate::config::Config;

/// Characters that are shown around what was found in an article.
const AROUND: usize = 90;

/// Looks for what is asked and lists it.
pub(crate) fn run(arguments: &Search, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Read, config)?;
    let figure = arguments.figure.as_deref().map(figure).transpose()?;
    let matter = match figure {
        Some(_) => SearchMatter::Figures,
        None if arguments.quotations || arguments.speaker.is_some() => SearchMatter::Quotations,
        None => SearchMatter::Articles,
    };
    let query = SearchQuery {
        matter,
        words: arguments.words.join(" "),
        any: false,
        speaker: arguments.speaker.clone(),
        figure,
        outlet: arguments.within.outlet.clone(),
        since: arguments.within.since,
        until: arguments.within.until,
        story: arguments.story.as_deref().map(|name| engine.find(name)).transpose()?,
        skip: 0,
        limit: arguments.limit,
        ..SearchQuery::default()
    };
    if query.words.trim().is_empty() && matter == SearchMatter::Articles && query.outlet.is_none() {
        bail!("say what to look for: words, --speaker, --figure or --outlet");
    }
    let found = engine.search(&query)?;
    let mut out = stdout().lock();
    for hit in &found.hits {
        match arguments.format {
            List::Text => write!(out, "{}", told(hit, matter, config.width))?,
            List::Json => writeln!(out, "{}", rows::hit(hit, arguments.offsets.into()))?,
        }
    }
    if arguments.format == List::Text {
        writeln!(out, "{}", counted(&found))?;
    }
    Ok(Outcome::Good)
}

/// "14", "10..20".
fn figure(asked: &str) -> Result<FigureQuery> {
    let number = |written: &str| -> Result<f64> {
        let bare: String = written.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
        bare.parse().with_context(|| format!("“{written}” is no number: give it in digits, as 14 or 10..20"))
    };
    match asked.split_once("..") {
        Some((least, most)) => Ok(FigureQuery { least: number(least)?, most: number(most)? }),
        None => number(asked).map(|value| FigureQuery { least: value, most: value }),
    }
}

fn counted(found: &Hits) -> String {
    match (found.total, found.hits.len()) {
        (0, _) => "nothing in the store matches".to_owned(),
        (total, shown) if total > shown => {
            let more = if total >= Hits::COUNTED { " or more" } else { "" };
            format!("{shown} of {total}{more}; --limit shows more")
        }
        (1, _) => "1 found".to_owned(),
        (total, _) => format!("{total} found"),
    }
}

fn told(hit: &Hit, matter: SearchMatter, width: usize) -> String {
    let room = width.saturating_sub(14).max(20);
    let title = rows::title(&hit.article).unwrap_or("(no headline)");
    let words = match matter {
        SearchMatter::Quotations => {
            let speaker = hit.speaker.as_deref().map(|speaker| format!("{}: ", printable(speaker)));
            format!("{}{}", speaker.unwrap_or_default(), printable(hit.article.text.slice(hit.span)))
        }
        SearchMatter::Articles | SearchMatter::Figures => around(hit),
    };
    let mut told =
        format!("{}  {}\n{:14}{}\n", hit.key, fitted(&byline(&hit.article), room), "", fitted(title, room));
    for line in wrapped(&words, room) {
        told.push_str(&format!("{:14}{line}\n", ""));
    }
    told
}

/// What was found with some characters before and after it, within its paragraph.
fn around(hit: &Hit) -> String {
    let text = &hit.article.text;
    let line = text.lines(text.whole()).into_iter().find(|line| line.contains(hit.span.at_start()));
    let end = line.map_or(hit.span, |line: Span| line.cover(hit.span));
    let before = text.as_str().get(end.start()..hit.span.start()).unwrap_or_default();
    let after = text.as_str().get(hit.span.end()..end.end()).unwrap_or_default();
    let skipped = before.chars().count().saturating_sub(AROUND);
    let mut lead: String = before.chars().skip(skipped).collect();
    if skipped > 0 {
        lead = format!("…{}", lead.split_once(' ').map_or("", |(_, rest)| rest));
    }
    let mut tail: String = after.chars().take(AROUND).collect();
    if tail.len() < after.len() {
        tail = format!("{}…", tail.rsplit_once(' ').map_or("", |(rest, _)| rest));
    }
    printable(&format!("{lead}{}{tail}", text.slice(hit.span)))
}
