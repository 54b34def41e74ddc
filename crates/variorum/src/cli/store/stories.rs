//! `variorum stories`: the stories of the store.

use std::io::{Write, stdout};

use anyhow::Result;
use variorum_engine::{Engine, Mode, StoryOrder, StoryQuery, StoryRow};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::store::rows::{self, fitted, plural};
use crate::cli::store::{List, Sort, Stories};
use crate::config::Config;

/// Outlets that are named in a list.
const NAMED: usize = 6;

/// Lists the stories that are asked for.
pub(crate) fn run(arguments: &Stories, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Read, config)?;
    let query = StoryQuery {
        words: (!arguments.words.is_empty()).then(|| arguments.words.join(" ")),
        outlet: arguments.within.outlet.clone(),
        since: arguments.within.since,
        until: arguments.within.until,
        origins: arguments.origins,
        order: match arguments.sort {
            Sort::Newest => StoryOrder::Newest,
            Sort::Origins => StoryOrder::Origins,
            Sort::Articles => StoryOrder::Articles,
        },
        skip: 0,
        limit: arguments.limit,
        ..StoryQuery::default()
    };
    let stories = engine.stories(&query)?;
    let families = config.families()?;
    say_what_waits(&engine)?;
    let mut out = stdout().lock();
    for story in &stories {
        match arguments.format {
            List::Text => write!(out, "{}", told(story, families.count(&story.outlets), config.width))?,
            List::Json => writeln!(out, "{}", rows::story_by(story, families.count(&story.outlets)))?,
        }
    }
    if stories.is_empty() && arguments.format == List::Text {
        writeln!(out, "no story matches; `variorum import` takes articles into the store")?;
    }
    Ok(Outcome::Good)
}

/// Says on standard error when an import was cut short before its articles were grouped.
pub(super) fn say_what_waits(engine: &Engine) -> Result<()> {
    let waiting = engine.counts()?.waiting;
    if waiting > 0 {
        eprintln!(
            "variorum: {waiting} articles are not grouped yet, since an import was cut short: run it again"
        );
    }
    Ok(())
}

fn told(story: &StoryRow, publishers: usize, width: usize) -> String {
    let title = story.title.as_deref().unwrap_or("(no headline)");
    let mut counts = format!("{} · {}", plural(story.articles, "article"), plural(story.origins, "original"));
    if publishers < story.outlets.len() {
        counts.push_str(&format!(" · {}", plural(publishers, "publisher")));
    }
    let days = if story.first == story.last {
        story.first.clone()
    } else {
        format!("{} to {}", story.first, story.last)
    };
    let mut outlets: Vec<String> = story.outlets.iter().take(NAMED).map(|outlet| printable(outlet)).collect();
    let more = story.outlets.len().saturating_sub(NAMED);
    if more > 0 {
        outlets.push(format!("and {more} more"));
    }
    let outlets = if outlets.is_empty() { String::new() } else { format!(" · {}", outlets.join(", ")) };
    let id = story.id.to_string();
    let room = width.saturating_sub(id.len() + 2).max(20);
    format!(
        "{id}  {}\n{:14}{}\n",
        fitted(title, room),
        "",
        fitted(&format!("{days} · {counts}{outlets}"), room)
    )
}
