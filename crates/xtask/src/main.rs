//! The developer's commands. `cargo xtask check` is the gate.

mod api;
mod bench;
mod bench_pages;
mod browser;
mod check;
mod claims;
mod crash;
mod docs;
mod eval;
mod fetch_world;
mod fuzz;
mod invented;
mod languages;
mod load;
mod namespace;
mod project;
mod reading_desk;
mod reading_room;
mod server;
mod soak;
mod stream;
mod tidy;
mod webdriver;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::project::Project;

const HELP: &str = "\
cargo xtask check            the gate: format, lints, tests, tidy, docs, browser, interface
cargo xtask tidy|docs|e2e|api one part of it
cargo xtask examples         writes the present output into the examples of README and docs/
cargo xtask eval [DIR]       accuracy against eval/floors.toml; DIR holds the labelled sets (default ../shared)
cargo xtask eval record [DIR] the same, written down in eval/measured.toml for the method page
cargo xtask eval map [DIR]   whether texts lead back to their bytes, for the labelled pages in every charset
cargo xtask eval claims      conflicts on the pairs of invented articles in eval/claims.jsonl
cargo xtask eval languages   quotations in other languages, on the invented cases of eval/languages
cargo xtask eval stream [FILE]   what is found per 1,000 articles of a stream of records
cargo xtask bench            how long and how much memory the main jobs take, beside others
cargo xtask bench --slow [N] a store that grows to N articles (default 100000): rate, memory, size, search
cargo xtask bench load [N]   the reading room on a store of N articles (default 100000), asked by wrk while an import runs
cargo xtask bench articles N   prints the articles of that store as JSON lines
cargo xtask bench pages [DIR]  pages and an archive per second, beside other readers, on the labelled sets in DIR
cargo xtask crash [KILLS]    kills imports at random moments (200) and fills a disk; nothing may be lost
cargo xtask fuzz TARGET [--minutes N] [--seed N]  broken input for html, feed, warc, date or annotate, in CPU minutes
cargo xtask fetch-world      no packet to a host that may not be asked, counted in a network of its own
cargo xtask soak [--minutes N] [--rate N]  outlets are followed in a network of its own: memory, handles, log of the store";

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
        [part @ ("tidy" | "docs" | "e2e" | "api")] => check::run(&project, &check::named(part)),
        ["examples"] => docs::write_examples(&project).map(|()| ExitCode::SUCCESS),
        ["eval"] => eval::run(&project, &project.root.join("../shared"), false),
        ["eval", "record"] => eval::run(&project, &project.root.join("../shared"), true),
        ["eval", "record", dir] => eval::run(&project, dir.as_ref(), true),
        ["eval", "map"] => eval::map(&project, &project.root.join("../shared")),
        ["eval", "map", dir] => eval::map(&project, dir.as_ref()),
        ["eval", "languages"] => languages::run(&project),
        ["eval", "claims"] => claims::run(&project),
        ["eval", "stream"] => {
            stream::run(&project, &project.root.join("../shared/data/stream/articles.jsonl.gz"))
        }
        ["eval", "stream", file] => stream::run(&project, file.as_ref()),
        ["eval", dir] => eval::run(&project, dir.as_ref(), false),
        ["bench"] => bench::run(&project),
        ["bench", "articles", count] => load::print(count.parse()?),
        ["bench", "load"] => load::run(&project, load::USUAL),
        ["bench", "load", count] => load::run(&project, count.parse()?),
        ["crash"] => crash::run(&project, None),
        ["crash", kills] => crash::run(&project, Some(kills)),
        ["bench", "pages"] => bench_pages::run(&project, &project.root.join("../shared")),
        ["bench", "pages", dir] => bench_pages::run(&project, dir.as_ref()),
        ["fuzz", args @ ..] => fuzz::run(&project, args),
        ["fetch-world"] => fetch_world::run(&project),
        ["soak", options @ ..] => soak::run(&project, options),
        ["bench", "--slow"] => bench::slow(&project, 100_000),
        ["bench", "--slow", articles] => {
            bench::slow(&project, articles.parse().context("a number of articles")?)
        }
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("no command {other:?}\n{HELP}"),
    }
}
