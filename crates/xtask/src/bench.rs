//! How long the main jobs take and how much memory, beside what a user would else take. Prints; judges nothing.

mod annotating;
mod importing;
mod material;
mod process;

use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::project::{Profile, Project, succeed};

const RUNS: usize = 21;
const MANY: usize = 100;

pub(crate) fn run(project: &Project) -> Result<ExitCode> {
    let binary = project.binary(Profile::Release)?;
    let folder = project.target().join("bench");
    let (pair, many) = (folder.join("pair"), folder.join("many"));
    let articles = material::long_articles(project)?;
    write_articles(&pair, &articles, 2)?;
    write_articles(&many, &articles, MANY)?;
    for (name, folder, runs) in [("2 articles", &pair, RUNS), ("100 articles", &many, 5)] {
        let times = times(&binary, folder, runs)?;
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        let (least, most) =
            (times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        let memory = peak_memory(&binary, folder)?;
        let memory = memory
            .map_or_else(|| "peak memory not measured".to_owned(), |kb| format!("peak {} MB", kb / 1024));
        println!(
            "compare {name} of about {} words: median {median:.1?} of {runs} ({least:.1?} to {most:.1?}), {memory}",
            material::WORDS
        );
    }
    let material = material::all(project, &folder)?;
    annotating::run(project, &binary, &material)?;
    importing::run(project, &binary, &material)?;
    println!("clean release build: {:.0?}", clean_build(project)?);
    Ok(ExitCode::SUCCESS)
}

/// The stream again and again with other names and dates, to `articles` articles in one store.
pub(crate) fn slow(project: &Project, articles: usize) -> Result<ExitCode> {
    let binary = project.binary(Profile::Release)?;
    let material = material::all(project, &project.target().join("bench"))?;
    importing::slow(project, &binary, &material, articles)?;
    Ok(ExitCode::SUCCESS)
}

fn write_articles(folder: &Path, articles: &[String], count: usize) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for (at, article) in articles.iter().cycle().take(count).enumerate() {
        std::fs::write(folder.join(format!("{at:03}.txt")), article)?;
    }
    Ok(())
}

/// Wall times of the whole process, sorted.
fn times(binary: &Path, folder: &Path, runs: usize) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        succeed(compare(binary, folder).stdout(Stdio::null()).stderr(Stdio::null()))?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times)
}

/// The high-water mark of resident memory in kB, where the system tells. The process is held at its
/// last step: its output is longer than a pipe holds and is not read until the mark has been.
fn peak_memory(binary: &Path, folder: &Path) -> Result<Option<u64>> {
    let mut child = compare(binary, folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    sleep(Duration::from_secs(3));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let mark = mark.and_then(|rest| rest.split_whitespace().next()).and_then(|kb| kb.parse().ok());
    let mut out = child.stdout.take().context("output")?;
    out.read_to_end(&mut Vec::new())?;
    child.wait()?;
    Ok(mark)
}

fn compare(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command.args(["compare", "--format", "json"]).arg(folder);
    command
}

/// Seconds for the main command and all it needs, built into an empty folder.
fn clean_build(project: &Project) -> Result<Duration> {
    let folder = project.target().join("bench/clean");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut build = project.cargo(&["build", "--quiet", "--locked", "--release", "-p", "variorum"]);
    let start = Instant::now();
    succeed(build.arg("--target-dir").arg(&folder))?;
    let took = start.elapsed();
    std::fs::remove_dir_all(&folder)?;
    Ok(took)
}
