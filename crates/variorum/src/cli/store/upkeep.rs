//! `variorum doctor`, `backup`, `restore`.

use std::io::{Write, stdout};
use std::path::Path;

use anyhow::Result;
use serde_json::json;
use variorum_engine::{Counts, Engine, ErrorKind, Mode};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::store::{Backup, Doctor, List, Restore};
use crate::config::Config;

/// Looks the store over and says what it holds and what is wrong.
pub(crate) fn doctor(arguments: &Doctor, config: &Config) -> Result<Outcome> {
    let path = arguments.at.path(config)?;
    let looked = Engine::open(&path, Mode::Read, config.threads)
        .and_then(|engine| Ok((engine.counts()?, engine.check()?)));
    let (counts, faults) = match looked {
        Ok(found) => found,
        // What is damaged so far that it cannot be read through is a finding, and no failure of the search.
        Err(error) if error.kind() == ErrorKind::Corrupt => {
            (Counts::default(), vec!["the file cannot be read through".to_owned()])
        }
        Err(error) => return Err(error.into()),
    };
    let mut out = stdout().lock();
    match arguments.format {
        List::Json => writeln!(out, "{}", as_json(&path, &counts, &faults))?,
        List::Text => {
            write!(out, "{}", told(&path, &counts))?;
            for fault in &faults {
                writeln!(out, "✗ {}", printable(fault))?;
            }
            if faults.is_empty() {
                writeln!(out, "✓ every text, every position and every index holds")?;
            } else {
                writeln!(
                    out,
                    "Move the file away and take up the last backup with `variorum restore`; without one, import \
                     the material into a new store."
                )?;
            }
        }
    }
    Ok(if faults.is_empty() { Outcome::Good } else { Outcome::SomeBad })
}

fn told(path: &Path, counts: &Counts) -> String {
    let mut told = format!("{}, {:.1} MB\n", path.display(), counts.bytes as f64 / 1e6);
    told.push_str(&format!(
        "{} articles, {} earlier versions, {} stories, {} quotations, {} figures, {} withdrawn, {} originals kept\n",
        counts.articles,
        counts.versions,
        counts.stories,
        counts.quotations,
        counts.figures,
        counts.withdrawn,
        counts.originals
    ));
    if counts.waiting > 0 {
        told.push_str(&format!(
            "{} articles are not grouped yet, since an import was cut short: run it again\n",
            counts.waiting
        ));
    }
    if counts.outdated > 0 {
        told.push_str(&format!(
            "{} articles were analysed by an earlier version: `variorum rescan` analyses them again\n",
            counts.outdated
        ));
    }
    if counts.unread > 0 {
        told.push_str(&format!(
            "{} pages were read by an earlier version and their bytes are kept: `variorum rescan` reads them again\n",
            counts.unread
        ));
    }
    told
}

fn as_json(path: &Path, counts: &Counts, faults: &[String]) -> String {
    json!({
        "v": 1,
        "store": path.display().to_string(),
        "bytes": counts.bytes,
        "articles": counts.articles,
        "versions": counts.versions,
        "waiting": counts.waiting,
        "stories": counts.stories,
        "quotations": counts.quotations,
        "figures": counts.figures,
        "withdrawn": counts.withdrawn,
        "outdated": counts.outdated,
        "originals": counts.originals,
        "unread": counts.unread,
        "faults": faults,
    })
    .to_string()
}

/// Copies the store.
pub(crate) fn backup(arguments: &Backup, config: &Config) -> Result<Outcome> {
    let engine = arguments.at.open(Mode::Read, config)?;
    engine.backup(&arguments.to)?;
    let bytes = std::fs::metadata(&arguments.to).map_or(0, |meta| meta.len());
    writeln!(stdout(), "{} written, {:.1} MB", arguments.to.display(), bytes as f64 / 1e6)?;
    Ok(Outcome::Good)
}

/// Puts a backup in the place of the store.
pub(crate) fn restore(arguments: &Restore, config: &Config) -> Result<Outcome> {
    let to = arguments.at.path(config)?;
    Engine::restore(&arguments.from, &to)?;
    writeln!(stdout(), "{} restored from {}", to.display(), arguments.from.display())?;
    Ok(Outcome::Good)
}
