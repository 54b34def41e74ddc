//! `variorum story`: one story of the store, as `compare` shows it.

use std::io::{Write, stdout};

use anyhow::{Result, bail};
use variorum_engine::{Mode, StoryRow, StoryView};
use variorum_views::text::printable;

use crate::cli::compare::{rendered, write};
use crate::cli::store::Story;
use crate::cli::store::rows::{self, byline};
use crate::cli::{Format, Outcome};
use crate::config::Config;

/// Shows the story.
pub(crate) fn run(arguments: &Story, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Read, config)?;
    let key = engine.find(&arguments.name)?;
    let Some(story) = engine.story(key)? else {
        bail!("the article {key} is not grouped yet, since an import was cut short: run the import again");
    };
    if arguments.why {
        return why(&story, &engine.related(story.row.id)?, arguments.shown.format);
    }
    write(&rendered(&story.apparatus, &arguments.shown, config), arguments.shown.output.as_deref())?;
    Ok(Outcome::Good)
}

/// Why each article stands in the story, and which stories tell of the same affair.
fn why(story: &StoryView, related: &[StoryRow], format: Format) -> Result<Outcome> {
    let mut out = stdout().lock();
    for (member, witness) in story.members.iter().zip(&story.apparatus.witnesses) {
        let article = witness.annotated.article();
        match format {
            Format::Json => writeln!(out, "{}", rows::placement(member, article))?,
            _ => {
                writeln!(out, "{}  {}", member.key, byline(article))?;
                writeln!(out, "{:14}{}", "", printable(rows::title(article).unwrap_or("(no headline)")))?;
                writeln!(out, "{:14}{}", "", printable(&member.place.why))?;
            }
        }
    }
    if !related.is_empty() && !matches!(format, Format::Json) {
        writeln!(out, "Other stories of the same affair:")?;
        for row in related {
            writeln!(out, "{}  {}", row.id, printable(row.title.as_deref().unwrap_or("(no headline)")))?;
        }
    }
    Ok(Outcome::Good)
}
