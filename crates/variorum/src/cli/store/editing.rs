//! `variorum forget`, `rescan`, `merge`, `split`, `move`.

use std::io::{Write, stdout};

use anyhow::{Result, bail};
use jiff::Timestamp;
use variorum_engine::{ArticleKey, Edit, Engine, Mode, Settled, Target};

use crate::cli::Outcome;
use crate::cli::store::import::{self, Rate};
use crate::cli::store::rows::plural;
use crate::cli::store::{Forget, Merge, Move, Rescan, Split};
use crate::config::Config;

/// Takes articles out for good.
pub(crate) fn forget(arguments: &Forget, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Write, config)?;
    let target = match (&arguments.name, &arguments.outlet) {
        (_, Some(outlet)) => Target::Outlet(outlet.clone()),
        (Some(name), None) => Target::Article(engine.find(name)?),
        (None, None) => bail!("name an article, or an outlet with --outlet"),
    };
    let keys = engine.named(&target)?;
    if keys.is_empty() {
        bail!(
            "the store holds nothing of that outlet: `variorum stories --format json` shows how outlets are written"
        );
    }
    if !arguments.yes {
        let mut out = stdout().lock();
        writeln!(out, "{} would be taken out for good:", plural(keys.len(), "article"))?;
        for key in keys.iter().take(20) {
            writeln!(out, "  {key}")?;
        }
        writeln!(out, "nothing was changed; run the same command with --yes to do it")?;
        return Ok(Outcome::Good);
    }
    let mut rate = Rate::new(config.progress);
    let reason = arguments.reason.as_deref().unwrap_or_default();
    let forgotten = engine.forget(&keys, reason, Timestamp::now(), &mut |progress| rate.at(progress))?;
    rate.done();
    writeln!(
        stdout(),
        "{} taken out: text, original and index are gone; the key, the date and the reason stay, and it is not taken \
         again. Backups that were made before still hold it.",
        plural(forgotten, "article")
    )?;
    Ok(Outcome::Good)
}

/// Analyses stored articles again.
pub(crate) fn rescan(arguments: &Rescan, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Write, config)?;
    let mut rate = Rate::new(config.progress);
    let done = engine.rescan(arguments.all, Timestamp::now(), &mut |progress| rate.at(progress))?;
    rate.done();
    import::expire(&engine, config.originals)?;
    let mut out = stdout().lock();
    if done.read > 0 {
        let changed = format!("{} gave another text, kept as a later version", done.changed);
        writeln!(out, "{} read again from the kept bytes; {changed}", plural(done.read, "page"))?;
    }
    writeln!(out, "{} analysed again; every article is grouped", plural(done.analysed, "article"))?;
    Ok(Outcome::Good)
}

/// Joins stories.
pub(crate) fn merge(arguments: &Merge, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Write, config)?;
    let stories = keys(&engine, &arguments.names)?;
    if stories.len() < 2 {
        bail!("name two stories or more");
    }
    decide(&engine, &Edit::Join(stories), config)
}

/// Sets articles apart.
pub(crate) fn split(arguments: &Split, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Write, config)?;
    let articles = keys(&engine, &arguments.names)?;
    decide(&engine, &Edit::Apart(articles), config)
}

/// Moves articles to another story.
pub(crate) fn move_to(arguments: &Move, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Write, config)?;
    let (articles, to) = (keys(&engine, &arguments.names)?, engine.find(&arguments.to)?);
    decide(&engine, &Edit::Move(articles, to), config)
}

fn keys(engine: &Engine, names: &[String]) -> Result<Vec<ArticleKey>> {
    Ok(names.iter().map(|name| engine.find(name)).collect::<Result<_, _>>()?)
}

fn decide(engine: &Engine, edit: &Edit, config: &Config) -> Result<Outcome> {
    let mut rate = Rate::new(config.progress);
    let settled: Settled = engine.edit(edit, Timestamp::now(), &mut |progress| rate.at(progress))?;
    rate.done();
    writeln!(
        stdout(),
        "{} moved; {} in the store; kept whatever is imported later",
        plural(settled.moved, "article"),
        if settled.stories == 1 { "1 story".to_owned() } else { format!("{} stories", settled.stories) }
    )?;
    Ok(Outcome::Good)
}
