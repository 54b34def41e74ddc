//! The project's folder, and running programs in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub(crate) struct Project {
    pub(crate) root: PathBuf,
    metadata: Value,
}

/// Which build of the main command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Project {
    pub(crate) fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2).context("xtask stands two folders below the root")?;
        let mut cargo = Command::new(cargo());
        cargo.current_dir(root).args(["metadata", "--format-version", "1", "--locked"]);
        let metadata = serde_json::from_str(&output(&mut cargo)?).context("cargo metadata")?;
        Ok(Self { root: root.to_owned(), metadata })
    }

    /// What `cargo metadata` says.
    pub(crate) fn metadata(&self) -> &Value {
        &self.metadata
    }

    pub(crate) fn target(&self) -> PathBuf {
        let named = self.metadata.get("target_directory").and_then(Value::as_str);
        named.map_or_else(|| self.root.join("target"), PathBuf::from)
    }

    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command(cargo());
        command.args(args);
        command
    }

    /// Builds the main command and says where it is.
    pub(crate) fn binary(&self, profile: Profile) -> Result<PathBuf> {
        let (folder, args): (&str, &[&str]) = match profile {
            Profile::Debug => ("debug", &["build", "--quiet", "--locked", "-p", "variorum"]),
            Profile::Release => ("release", &["build", "--quiet", "--locked", "--release", "-p", "variorum"]),
        };
        succeed(&mut self.cargo(args))?;
        Ok(self.target().join(folder).join("variorum"))
    }

    /// The files under version control and those not yet added, without ignored ones.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let mut git = self.command("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
        let listed = output(&mut git)?;
        Ok(listed.lines().filter(|file| self.root.join(file).is_file()).map(str::to_owned).collect())
    }
}

fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// Runs it with its output shown; an error when it fails.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?}"))?;
    if !status.success() {
        bail!("{command:?}: {status}");
    }
    Ok(())
}

/// Runs it and gives back its standard output; an error when it fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let done = command.stderr(Stdio::inherit()).output().with_context(|| format!("{command:?}"))?;
    if !done.status.success() {
        bail!("{command:?}: {}", done.status);
    }
    Ok(String::from_utf8(done.stdout)?)
}
