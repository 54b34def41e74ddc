//! The developer's commands. `cargo xtask check` is the gate.

mod bench;
mod bench_pages;
mod browser;
mod check;
mod claims;
mod docs;
mod eval;
mod fuzz;
mod project;
mod reading_room;
mod tidy;
mod webdriver;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::project::Project;

const HELP: &str = "\
cargo xtask check            the gate: format, lints, tests, tidy, docs, browser
cargo xtask tidy|docs|e2e    one part of it
cargo xtask examples         writes the present output into the examples of README and docs/
cargo xtask eval [DIR]       accuracy against eval/floors.toml; DIR holds the labelled sets (default ../shared)
cargo xtask eval map [DIR]   whether texts lead back to their bytes, for the labelled pages in every charset
cargo xtask eval claims      conflicts on the pairs of invented articles in eval/claims.jsonl
cargo xtask bench            how long and how much memory comparing takes
cargo xtask bench pages [DIR]  pages and an archive per second, beside other readers, on the labelled sets in DIR
cargo xtask fuzz TARGET [--minutes N] [--seed N]  broken input for html, feed, warc or date, in CPU minutes";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let project = Project::find()?;
    match args.as_slice() {
        ["check"] => check::run(&project, check::ALL),
        [part @ ("tidy" | "docs" | "e2e")] => check::run(&project, &check::named(part)),
        ["examples"] => docs::write_examples(&project).map(|()| ExitCode::SUCCESS),
        ["eval"] => eval::run(&project, &project.root.join("../shared")),
        ["eval", "map"] => eval::map(&project, &project.root.join("../shared")),
        ["eval", "map", dir] => eval::map(&project, dir.as_ref()),
        ["eval", "claims"] => claims::run(&project),
        ["eval", dir] => eval::run(&project, dir.as_ref()),
        ["bench"] => bench::run(&project),
        ["bench", "pages"] => bench_pages::run(&project, &project.root.join("../shared")),
        ["bench", "pages", dir] => bench_pages::run(&project, dir.as_ref()),
        ["fuzz", args @ ..] => fuzz::run(&project, args),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("no command {other:?}\n{HELP}"),
    }
}
