//! The developer's commands. `cargo xtask check` is the gate.

mod bench;
mod browser;
mod check;
mod claims;
mod docs;
mod eval;
mod languages;
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
cargo xtask eval claims      conflicts on the pairs of invented articles in eval/claims.jsonl
cargo xtask eval languages   quotations in other languages, on the invented cases of eval/languages
cargo xtask fuzz annotate --minutes N   annotates broken texts; one that fails is kept in fuzz/annotate
cargo xtask bench            how long and how much memory comparing takes";

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
        ["eval", "claims"] => claims::run(&project),
        ["eval", "languages"] => languages::run(&project),
        ["eval", dir] => eval::run(&project, dir.as_ref()),
        ["fuzz", "annotate", "--minutes", minutes] => fuzz(&project, minutes),
        ["bench"] => bench::run(&project),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("no command {other:?}\n{HELP}"),
    }
}

/// Broken texts are made from the stories and from what is kept in `fuzz/annotate`.
fn fuzz(project: &Project, minutes: &str) -> Result<ExitCode> {
    let mut command = project.command("cargo");
    command.args(["run", "--quiet", "--release", "-p", "variorum-train", "--", "fuzz"]);
    command.args(["fuzz/annotate", minutes, "eval/languages"]);
    for entry in std::fs::read_dir(project.root.join("stories"))? {
        let folder = entry?.path();
        if folder.is_dir() {
            command.arg(folder);
        }
    }
    let good = command.current_dir(&project.root).status()?.success();
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
