//! `variorum`: reads the news from many outlets and shows who said what according to whom.

mod cli;
mod config;
mod evidence;
mod following;
mod serve;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::cli::{Cli, Command, Outcome};
use crate::config::Config;

fn main() -> ExitCode {
    // A panic is caught where an article is analysed and becomes a problem of that article; the place
    // goes to standard error so that it can be reported.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        eprintln!("variorum: a failure of ours{place}: please report it with the article");
    }));
    match run(Cli::parse()) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::SomeBad) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("variorum: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The whole program: one match over its commands.
fn run(cli: Cli) -> Result<Outcome> {
    let config = Config::from_environment(cli.verbose)?;
    match cli.command {
        Command::Compare(arguments) => cli::compare::run(&arguments, &config),
        Command::Annotate(arguments) => cli::annotate::run(&arguments, &config),
        Command::Group(arguments) => cli::group::run(&arguments, &config),
        Command::Extract(arguments) => cli::extract::run(&arguments, &config),
        Command::Feed(arguments) => cli::feed::run(&arguments, &config),
        Command::Import(arguments) => cli::store::import::run(&arguments, &config),
        Command::Stories(arguments) => cli::store::stories::run(&arguments, &config),
        Command::Story(arguments) => cli::store::story::run(&arguments, &config),
        Command::Search(arguments) => cli::store::search::run(&arguments, &config),
        Command::AskQuote(arguments) => cli::store::asking::run(&arguments, &config),
        Command::Check(arguments) => cli::store::checking::run(&arguments, &config),
        Command::Export(arguments) => cli::store::export::run(&arguments, &config),
        Command::Sample(arguments) => cli::store::sample::run(&arguments, &config),
        Command::Merge(arguments) => cli::store::editing::merge(&arguments, &config),
        Command::Split(arguments) => cli::store::editing::split(&arguments, &config),
        Command::Move(arguments) => cli::store::editing::move_to(&arguments, &config),
        Command::Forget(arguments) => cli::store::editing::forget(&arguments, &config),
        Command::Rescan(arguments) => cli::store::editing::rescan(&arguments, &config),
        Command::Subscribe(arguments) => cli::subscriptions::subscribe(&arguments, &config),
        Command::Subscriptions(arguments) => cli::subscriptions::run(&arguments, &config),
        Command::Fetch(arguments) => cli::subscriptions::fetch(&arguments, &config),
        Command::Pack(arguments) => cli::packs::pack(&arguments, &config),
        Command::Verify(arguments) => cli::packs::verify(&arguments, &config),
        Command::Watch(arguments) => cli::watch::run(&arguments, &config),
        Command::Doctor(arguments) => cli::store::upkeep::doctor(&arguments, &config),
        Command::Backup(arguments) => cli::store::upkeep::backup(&arguments, &config),
        Command::Restore(arguments) => cli::store::upkeep::restore(&arguments, &config),
        Command::Serve(arguments) => serve::run(&arguments, &config),
        Command::Config { format } => cli::config::run(format, &config),
        Command::HashPassword => serve::hash_password(),
        Command::Completions { shell } => cli::generate::completions(shell),
        Command::Man => cli::generate::man(),
    }
}

/// Whether the reader of our output went away, which is no error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.into_iter().any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
