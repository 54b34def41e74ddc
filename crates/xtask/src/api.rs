//! The interface for programs, asked by `schemathesis` whatever its description allows and forbids, with the invented
//! stories in the store. The seed is fixed, so that a run can be made again.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::check::Outcome;
use crate::project::{Profile, Project, succeed};
use crate::server::Server;

const VERSION: &str = "4.32.5";
const EXAMPLES: &str = "200";
const SEED: &str = "7";
/// Lines of its report that are shown when it finds something.
const SHOWN: usize = 120;

pub(crate) fn run(project: &Project) -> Result<Outcome> {
    let tool = match tool(project) {
        Ok(tool) => tool,
        Err(why) => {
            return Ok(Outcome::NotRun(format!(
                "{why:#}; needs python3 with venv and the package schemathesis"
            )));
        }
    };
    let binary = project.binary(Profile::Debug)?;
    let folder = project.target().join("schemathesis");
    let server = Server::fresh(project, &binary, &folder, &[])?;
    // The stories go into the store itself: what stands in for an empty store would go with the first push.
    let store = folder.join("store.sqlite");
    let mut import = project.command(&binary);
    succeed(
        import
            .args(["import", "--store"])
            .arg(store)
            .arg("stories")
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    )?;
    let mut asking = project.command(tool);
    asking.args(["run", "--seed", SEED, "-n", EXAMPLES, "--no-color", "--suppress-health-check", "all"]);
    // Stale records of what it found before would change what it asks.
    asking.args(["--generation-database", ":memory:"]);
    let done = asking.arg(format!("{}/api/v1/openapi.json", server.address)).current_dir(&folder).output()?;
    if done.status.success() {
        return Ok(Outcome::Passed);
    }
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    Ok(Outcome::Failed(
        said.lines().rev().take(SHOWN).map(str::to_owned).collect::<Vec<_>>().into_iter().rev().collect(),
    ))
}

/// The tool in an environment of its own below the target folder, installed once.
fn tool(project: &Project) -> Result<PathBuf> {
    let environment = project.target().join("schemathesis/venv");
    let tool = environment.join("bin/st");
    let marker = environment.join(VERSION);
    if !marker.exists() {
        succeed(project.command("python3").args(["-m", "venv"]).arg(&environment))
            .context("python3 -m venv")?;
        let mut install = project.command(environment.join("bin/pip"));
        install.args(["install", "--quiet", "--disable-pip-version-check"]);
        succeed(install.arg(format!("schemathesis=={VERSION}")).stdout(Stdio::null()))
            .context("pip install")?;
        std::fs::write(marker, "")?;
    }
    Ok(tool)
}
