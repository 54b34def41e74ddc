//! `variorum compare`: the apparatus of the articles that are given.

use std::fs;
use std::io::{Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use variorum_core::{Apparatus, collate};
use variorum_views::text::Style;
use variorum_views::{html, json, text};

use crate::cli::batch::annotate_all;
use crate::cli::inputs::{Inputs, read_all};
use crate::cli::links::Links;
use crate::cli::progress::Progress;
use crate::cli::{Compare, Format, Outcome};
use crate::config::Config;

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
    write(&rendered(&apparatus, arguments, config), arguments.output.as_deref())?;
    Ok(outcome)
}

fn rendered(apparatus: &Apparatus, arguments: &Compare, config: &Config) -> String {
    let color = config.color && arguments.output.is_none();
    match arguments.format {
        Format::Text => text::render(apparatus, Style { width: config.width, color, all: arguments.all }),
        Format::Json => json::comparison(apparatus, arguments.offsets.into()) + "\n",
        Format::Html => html::page(apparatus),
    }
}

fn write(rendered: &str, output: Option<&Path>) -> Result<()> {
    match output {
        Some(path) => fs::write(path, rendered).with_context(|| format!("cannot write {}", path.display())),
        None => Ok(stdout().write_all(rendered.as_bytes())?),
    }
}
