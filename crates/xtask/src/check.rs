//! The gate: its parts in order, and one line that counts them.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::project::{Project, succeed};
use crate::{api, browser, docs, tidy};

/// How a part came out.
pub(crate) enum Outcome {
    Passed,
    /// What is wrong, one line each.
    Failed(Vec<String>),
    /// What was missing, and what to install.
    NotRun(String),
}

impl Outcome {
    pub(crate) fn of(faults: Vec<String>) -> Self {
        if faults.is_empty() { Self::Passed } else { Self::Failed(faults) }
    }
}

/// A named part of the gate.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    name: &'static str,
    run: fn(&Project) -> Result<Outcome>,
}

pub(crate) const ALL: &[Part] = &[
    Part { name: "format", run: |p| cargo(p, &["fmt", "--all", "--check"]) },
    Part { name: "lints", run: |p| cargo(p, LINTS) },
    Part { name: "tests", run: |p| cargo(p, &["test", "--quiet", "--locked", "--workspace"]) },
    Part { name: "tidy", run: tidy::run },
    Part { name: "docs", run: docs::run },
    Part { name: "e2e", run: browser::run },
    Part { name: "api", run: api::run },
];

const LINTS: &[&str] =
    &["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];

pub(crate) fn named(name: &str) -> Vec<Part> {
    ALL.iter().filter(|part| part.name == name).copied().collect()
}

/// Runs the parts, all of them even when one fails. The last line counts them.
pub(crate) fn run(project: &Project, parts: &[Part]) -> Result<ExitCode> {
    let (mut passed, mut failed, mut not_run) = (0, 0, 0);
    for part in parts {
        let start = Instant::now();
        let outcome = (part.run)(project).unwrap_or_else(|e| Outcome::Failed(vec![format!("{e:#}")]));
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Outcome::Passed => {
                passed += 1;
                println!("{}: passed in {seconds:.1} s", part.name);
            }
            Outcome::Failed(faults) => {
                failed += 1;
                faults.iter().for_each(|fault| println!("{}: {fault}", part.name));
                println!("{}: FAILED in {seconds:.1} s", part.name);
            }
            Outcome::NotRun(why) => {
                not_run += 1;
                println!("NOT RUN: {}: {why}", part.name);
            }
        }
    }
    println!("check: {passed} passed, {failed} failed, {not_run} not run");
    let bad = failed > 0 || (not_run > 0 && on_ci());
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn on_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

fn cargo(project: &Project, args: &[&str]) -> Result<Outcome> {
    // Snapshots are changed by review, never by the gate.
    succeed(project.cargo(args).env("INSTA_UPDATE", "no"))?;
    Ok(Outcome::Passed)
}
