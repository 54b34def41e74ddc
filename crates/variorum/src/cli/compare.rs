//! `variorum compare`: the apparatus of the articles that are given.

use std::fs;
use std::io::{Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use variorum_core::{Apparatus, collate};
use variorum_views::text::Style;
use variorum_views::{html, json, text};

use crate::cli::inputs::{Inputs, read_all};
use crate::cli::links::Links;
use crate::cli::progress::Progress;
use crate::cli::{Compare, Format, Outcome, Shown};
use crate::config::Config;
use variorum_engine::annotate_all;

/// Reads, annotates, collates and prints.
pub(crate) fn run(arguments: &Compare, config: &Config) -> Result<Outcome> {
    let mut progress = Progress::new("compared", config.progress);
    let Inputs { articles, unreadable } = read_all(&arguments.inputs, &Links::new(arguments.reach, config))?;
    for problem in &unreadable {
        eprintln!("variorum: {}", problem.message);
    }
    if articles.is_empty() {
        bail!("nothing to compare: no article could be read");
    }
    let total = articles.len();
    progress.at(0, Some(total));
    let outcome = if unreadable.is_empty() { Outcome::Good } else { Outcome::SomeBad };
    let mut apparatus = collate(annotate_all(articles, config.threads));
    apparatus.problems.extend(unreadable);
    progress.at(total, Some(total));
    write(&rendered(&apparatus, &arguments.shown, config), arguments.shown.output.as_deref())?;
    Ok(outcome)
}

/// The comparison in the form that `shown` asks for.
pub(super) fn rendered(apparatus: &Apparatus, shown: &Shown, config: &Config) -> String {
    let color = config.color && shown.output.is_none();
    match shown.format {
        Format::Text => text::render(apparatus, Style { width: config.width, color, all: shown.all }),
        Format::Json => json::comparison(apparatus, shown.offsets.into()) + "\n",
        Format::Html => html::page(apparatus),
    }
}

/// Writes to the file `output`, else to standard output.
pub(super) fn write(rendered: &str, output: Option<&Path>) -> Result<()> {
    match output {
        Some(path) => fs::write(path, rendered).with_context(|| format!("cannot write {}", path.display())),
        None => Ok(stdout().write_all(rendered.as_bytes())?),
    }
}
