//! Broken input for the readers, for as long as asked.

use std::process::ExitCode;

use anyhow::Result;

use crate::project::Project;

/// Hands the arguments on to the fuzzer: a target, then `--minutes N` and `--seed N`. It is the build for
/// development, in which an overflow is found too.
pub(crate) fn run(project: &Project, args: &[&str]) -> Result<ExitCode> {
    let mut cargo = project.cargo(&["run", "--quiet", "--locked", "-p", "variorum-fuzz", "--"]);
    let status = cargo.args(args).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
