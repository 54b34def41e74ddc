//! Completions and the man page, from the definition of the command line.

use std::io::{Write, stdout};

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Cli, Outcome};

/// Prints the completion script for `shell`.
pub(crate) fn completions(shell: Shell) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "variorum", &mut script);
    stdout().write_all(&script)?;
    Ok(Outcome::Good)
}

/// Prints the man page with a section for each command.
pub(crate) fn man() -> Result<Outcome> {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let section = clap_mangen::Man::new(sub.clone());
        section.render_name_section(&mut page)?;
        section.render_synopsis_section(&mut page)?;
        section.render_description_section(&mut page)?;
        section.render_options_section(&mut page)?;
        section.render_extra_section(&mut page)?;
    }
    stdout().write_all(&page)?;
    Ok(Outcome::Good)
}
