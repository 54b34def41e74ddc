//! Accuracy on labelled sets that are kept beside the project. A score below its floor fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::project::{Profile, Project, output};

/// The floors of one scorer's task.
#[derive(Debug, Default, PartialEq)]
struct Task {
    name: String,
    /// Files and folders that the scores are measured on, below the data folder.
    data: Vec<String>,
    digest: String,
    bounds: Vec<(String, Bound)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// Measures and holds the scores against the floors; with `record` they are written down for the method page too.
pub(crate) fn run(project: &Project, shared: &Path, record: bool) -> Result<ExitCode> {
    let scorer = shared.join("eval/run.py");
    if !scorer.is_file() {
        println!("eval: skipped, no labelled sets in {}", shared.display());
        return Ok(ExitCode::SUCCESS);
    }
    let floors = std::fs::read_to_string(project.root.join("eval/floors.toml"))?;
    let binary = project.binary(Profile::Release)?;
    let (mut held, mut broken) = (0, 0);
    let mut measured = measured_head(project)?;
    for task in parse(&floors)? {
        let digest = digest(&shared.join("data"), &task.data)?;
        if digest != task.digest {
            println!("{}: the data has digest {digest}, floors.toml has \"{}\"", task.name, task.digest);
            broken += 1;
        }
        let scores = scores(project, &scorer, &binary, &task.name)?;
        writeln!(measured, "\n[{}]\ndigest = \"{digest}\"", task.name)?;
        for (name, bound) in &task.bounds {
            let score = scores.get(name).copied();
            let good = score.is_some_and(|score| within(score, *bound));
            *(if good { &mut held } else { &mut broken }) += 1;
            if let Some(score) = score {
                writeln!(measured, "\"{name}\" = {score}")?;
            }
            let verdict = if good { "ok" } else { "BROKEN" };
            let score = score.map_or_else(|| "none".to_owned(), |score| score.to_string());
            println!("{verdict:6} {} {name} {score} ({bound:?})", task.name);
        }
    }
    if record {
        std::fs::write(project.root.join("eval/measured.toml"), measured)?;
    }
    println!("eval: {held} held, {broken} broken");
    Ok(if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was measured: the commit, and the digests of the models, by which a build knows whether it is the one.
fn measured_head(project: &Project) -> Result<String> {
    let mut head = String::from(
        "# What the build of this commit scores on the labelled sets, each named by the digest of its files.\n\
         # Written by `cargo xtask eval record`, never by hand; the method page shows it.\n",
    );
    let commit = output(project.command("git").args(["rev-parse", "HEAD"]))?;
    writeln!(head, "commit = \"{}\"", commit.trim())?;
    for model in project.files()?.iter().filter(|file| is_model(file)) {
        let name = model.rsplit('/').next().unwrap_or_default();
        let bytes = std::fs::read(project.root.join(model))?;
        let mut hex = String::new();
        Sha256::digest(bytes).iter().try_for_each(|byte| write!(hex, "{byte:02x}"))?;
        writeln!(head, "\"{name}\" = \"{hex}\"")?;
    }
    Ok(head)
}

fn is_model(file: &str) -> bool {
    file.contains("/models/") && [".vam", ".vnm", ".trees"].iter().any(|end| file.ends_with(end))
}

/// Holds the texts of the labelled pages against their bytes.
pub(crate) fn map(project: &Project, shared: &Path) -> Result<ExitCode> {
    let pages = shared.join("data/extraction");
    if !pages.is_dir() {
        println!("eval map: skipped, no labelled sets in {}", shared.display());
        return Ok(ExitCode::SUCCESS);
    }
    let mut check =
        project.cargo(&["run", "--quiet", "--locked", "--release", "-p", "variorum-train", "--", "map"]);
    let good = check.arg(pages).status()?.success();
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn within(score: f64, bound: Bound) -> bool {
    match bound {
        Bound::AtLeast(floor) => score >= floor,
        Bound::AtMost(most) => score <= most,
    }
}

fn scores(project: &Project, scorer: &Path, binary: &Path, task: &str) -> Result<BTreeMap<String, f64>> {
    let mut python = project.command("python3");
    let printed = output(python.arg(scorer).arg(task).arg("--bin").arg(binary))?;
    let mut scores = BTreeMap::new();
    for line in printed.lines().filter(|line| line.starts_with('{')) {
        flatten(&serde_json::from_str(line)?, "", &mut scores);
    }
    Ok(scores)
}

/// Numbers under dotted names; "7/9" counts as a share, a list as its length.
fn flatten(value: &Value, name: &str, scores: &mut BTreeMap<String, f64>) {
    let number = match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                let inner_name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(inner, &inner_name, scores);
            }
            None
        }
        Value::Number(number) => number.as_f64(),
        Value::String(share) => share_of(share),
        Value::Array(items) => u32::try_from(items.len()).ok().map(f64::from),
        Value::Null | Value::Bool(_) => None,
    };
    if let Some(number) = number {
        scores.insert(name.to_owned(), number);
    }
}

fn share_of(text: &str) -> Option<f64> {
    let (part, of) = text.split_once('/')?;
    let (part, of): (f64, f64) = (part.parse().ok()?, of.parse().ok()?);
    Some(if of == 0.0 { 1.0 } else { part / of })
}

/// SHA-256 over the names and contents of the files, in name order.
fn digest(data: &Path, names: &[String]) -> Result<String> {
    let mut files = Vec::new();
    names.iter().try_for_each(|name| files_below(&data.join(name), &mut files))?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let name = file.strip_prefix(data).unwrap_or(&file).to_string_lossy().into_owned();
        let bytes = std::fs::read(&file).with_context(|| name.clone())?;
        hash.update(format!("{name}\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    let mut hex = String::new();
    hash.finalize().iter().try_for_each(|byte| write!(hex, "{byte:02x}"))?;
    Ok(hex)
}

fn files_below(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
        files_below(&entry?.path(), files)?;
    }
    Ok(())
}

/// The few forms of TOML that floors.toml uses: `[task]`, `"name" = number`, `"name" = "<= number"`,
/// `digest = "…"`, `data = ["…", "…"]`, comments.
fn parse(text: &str) -> Result<Vec<Task>> {
    let mut tasks: Vec<Task> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = || format!("eval/floors.toml:{}: {line}", at + 1);
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            tasks.push(Task { name: name.to_owned(), ..Task::default() });
            continue;
        }
        let task = tasks.last_mut().with_context(place)?;
        let (name, value) = line.split_once('=').with_context(place)?;
        set(task, name.trim().trim_matches('"'), value.trim()).with_context(place)?;
    }
    Ok(tasks)
}

fn set(task: &mut Task, name: &str, value: &str) -> Result<()> {
    let text = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match (name, text) {
        ("digest", Some(digest)) => digest.clone_into(&mut task.digest),
        ("data", None) => {
            let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).context("a list")?;
            task.data = list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect();
        }
        (_, Some(most)) => {
            let Some(most) = most.strip_prefix("<=") else { bail!("neither a number nor \"<= number\"") };
            task.bounds.push((name.to_owned(), Bound::AtMost(most.trim().parse()?)));
        }
        (_, None) => task.bounds.push((name.to_owned(), Bound::AtLeast(value.parse()?))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_read() {
        let text = "# why\n[seeds]\ndata = [\"seeds\", \"x\"]\ndigest = \"ab\"\n\"quotes.f1\" = 0.9\n\"leaks\" = \"<= 0\"\n";
        let bounds = vec![("quotes.f1".into(), Bound::AtLeast(0.9)), ("leaks".into(), Bound::AtMost(0.0))];
        let task = Task {
            name: "seeds".into(),
            data: vec!["seeds".into(), "x".into()],
            digest: "ab".into(),
            bounds,
        };
        assert_eq!(parse(text).unwrap(), [task]);
        assert!(parse("\"loose\" = 1").is_err());
        assert!(parse("[a]\n\"b\" = \"c\"").is_err());
    }

    #[test]
    fn scores_are_flattened_and_held_against_bounds() {
        let mut scores = BTreeMap::new();
        flatten(
            &serde_json::json!({"a": {"f1": 0.5}, "must": "7/8", "bad": [1, 2], "t": true}),
            "",
            &mut scores,
        );
        let expect = [("a.f1", 0.5), ("bad", 2.0), ("must", 0.875)];
        assert_eq!(scores, expect.map(|(k, v)| (k.to_owned(), v)).into());
        assert!(within(0.5, Bound::AtLeast(0.5)) && !within(0.4, Bound::AtLeast(0.5)));
        assert!(within(0.0, Bound::AtMost(0.0)) && !within(1.0, Bound::AtMost(0.0)));
    }
}
