//! The reading room under load: a large store of invented articles, an import that goes on, and `wrk` that asks for
//! pages at a steady rate. Prints; judges nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::{Profile, Project, output, succeed};
use crate::server::Server;

mod articles;

/// Articles of the store, where the command does not say.
pub(crate) const USUAL: usize = 100_000;
/// Articles that are taken in while pages are asked for.
const ARRIVING: usize = 2_000;
/// Requests a second, connections, and how long they are kept up.
const RATE: usize = 200;
const CONNECTIONS: usize = 16;
const SECONDS: usize = 20;
/// Stories and searches that are asked for in turn.
const PATHS: usize = 200;

pub(crate) fn run(project: &Project, count: usize) -> Result<ExitCode> {
    if Command::new("wrk").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        println!("NOT RUN: wrk is missing, apt install wrk");
        return Ok(ExitCode::FAILURE);
    }
    let binary = project.binary(Profile::Release)?;
    let folder = project.target().join("load");
    fs::create_dir_all(&folder)?;
    let store = store(project, &binary, &folder, count)?;
    let server = Server::start(project, &binary, &store, &[])?;
    let bench = Bench { folder: &folder, server: &server };
    let largest = bench.ids("/api/v1/stories?order=origins&limit=1")?;
    let stories = bench.story_paths()?;
    let searches = articles::searches(count, PATHS);
    bench.at_rest(&stories, &searches, &largest)?;
    let mut import = import(project, &binary, &folder, &store, count)?;
    bench.load("stories, import running", &stories)?;
    bench.load("searches, import running", &searches)?;
    let still = import.try_wait()?.is_none();
    println!("the import was {} when the load ended", if still { "still running" } else { "over" });
    import.kill().ok();
    import.wait()?;
    bench.load("stories, nothing else", &stories)?;
    println!("memory of the server: {}", bench.memory());
    Ok(ExitCode::SUCCESS)
}

/// Prints the articles of a store of `count`.
pub(crate) fn print(count: usize) -> Result<ExitCode> {
    std::io::Write::write_all(&mut std::io::stdout().lock(), articles::stream(0..count).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The store of `count` articles, made once.
fn store(project: &Project, binary: &Path, folder: &Path, count: usize) -> Result<PathBuf> {
    let store = folder.join(format!("{count}.sqlite"));
    let done = folder.join(format!("{count}.done"));
    if !done.exists() {
        let start = Instant::now();
        let file = folder.join(format!("{count}.ndjson"));
        fs::write(&file, articles::stream(0..count))?;
        let mut import = project.command(binary);
        succeed(import.arg("import").arg("--store").arg(&store).arg(&file).stdout(Stdio::null()))?;
        fs::write(&done, "")?;
        println!("{count} articles imported in {:.0?}", start.elapsed());
    }
    Ok(store)
}

/// An import that goes on beside the server.
fn import(project: &Project, binary: &Path, folder: &Path, store: &Path, count: usize) -> Result<Child> {
    // Other articles each time: what is held already is no work.
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let from = count + usize::try_from(seconds % 100_000_000)? * ARRIVING;
    let file = folder.join("arriving.ndjson");
    fs::write(&file, articles::stream(from..from + ARRIVING))?;
    let mut import = project.command(binary);
    import.arg("import").arg("--store").arg(store).arg(file).stdout(Stdio::null()).stderr(Stdio::null());
    import.spawn().context("import")
}

struct Bench<'a> {
    folder: &'a Path,
    server: &'a Server,
}

impl Bench<'_> {
    fn ids(&self, path: &str) -> Result<Vec<String>> {
        let json: Value = serde_json::from_str(&self.server.get(path)?)?;
        let rows = rows(&json)?;
        Ok(rows.filter_map(address).collect())
    }

    /// The newest stories of several articles.
    fn story_paths(&self) -> Result<Vec<String>> {
        let (mut paths, mut cursor) = (Vec::new(), String::new());
        while paths.len() < PATHS {
            let json: Value =
                serde_json::from_str(&self.server.get(&format!("/api/v1/stories?limit=100{cursor}"))?)?;
            let several = rows(&json)?.filter(|row| row.get("articles").and_then(Value::as_u64) > Some(1));
            paths.extend(several.filter_map(address));
            match json.get("next").and_then(Value::as_str) {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        paths.truncate(PATHS);
        if paths.is_empty() {
            bail!("no story has several articles");
        }
        Ok(paths)
    }

    /// First and second opening of single pages, and their size.
    fn at_rest(&self, stories: &[String], searches: &[String], largest: &[String]) -> Result<()> {
        let start = Instant::now();
        // What is compared ahead is compared first.
        while start.elapsed() < Duration::from_secs(120) && self.server.busy(Duration::from_secs(1))? > 0.2 {}
        for (name, path) in [
            ("front page", "/"),
            ("a story", stories.last().map_or("/", String::as_str)),
            ("the largest story", largest.first().map_or("/", String::as_str)),
            ("a search", searches.first().map_or("/", String::as_str)),
            ("the method page", "/method"),
        ] {
            let mut times = Vec::new();
            let mut size = 0;
            for _ in 0..12 {
                let start = Instant::now();
                size = self.server.get(path)?.len();
                times.push(start.elapsed());
            }
            let first = times.first().copied().unwrap_or_default();
            times.sort();
            let least = times.first().copied().unwrap_or_default();
            println!("{name}: first {first:.1?}, then {least:.1?} at least, {} kB", size / 1_000);
        }
        Ok(())
    }

    /// Asks for `paths` in turn at the rate, and says how long answers took.
    fn load(&self, name: &str, paths: &[String]) -> Result<()> {
        let script = self.folder.join("paths.lua");
        let listed: Vec<String> = paths.iter().map(|path| format!("{path:?}")).collect();
        // wrk asks as fast as it is answered, unless each connection waits before it asks.
        let wait = 1_000 * CONNECTIONS / RATE;
        let lua = format!(
            "local paths = {{{}}}\nlocal at = 0\n\
             function delay() return {wait} end\n\
             function request() at = at + 1; return wrk.format('GET', paths[at % #paths + 1]) end\n",
            listed.join(", ")
        );
        fs::write(&script, lua)?;
        let before = self.server.cpu()?;
        let mut wrk = Command::new("wrk");
        wrk.args([
            "--latency",
            "-t",
            "1",
            "-c",
            &CONNECTIONS.to_string(),
            "-d",
            &format!("{SECONDS}s"),
            "-s",
        ]);
        let said = output(wrk.arg(&script).arg(&self.server.address))?;
        let cpu = self.server.cpu()? - before;
        let word = |line: &str| {
            let found = said.lines().find_map(|found| found.trim().strip_prefix(line));
            found.map_or("none", str::trim).to_owned()
        };
        let requests = said.lines().find_map(|line| line.trim().split_once(" requests in ")).map(|(n, _)| n);
        let requests: f64 = requests.and_then(|n| n.trim().parse().ok()).unwrap_or(0.0);
        println!(
            "{name}: {} requests/s, p50 {}, p99 {}, {:.1} ms of processor each, errors: {}",
            word("Requests/sec:"),
            word("50%"),
            word("99%"),
            cpu * 1_000.0 / requests.max(1.0),
            word("Non-2xx or 3xx responses:") + " / " + &word("Socket errors:"),
        );
        Ok(())
    }

    fn memory(&self) -> String {
        let page = self.server.get("/metrics").unwrap_or_default();
        let line = page.lines().find_map(|line| line.strip_prefix("process_resident_memory_bytes "));
        line.and_then(|bytes| bytes.parse::<u64>().ok())
            .map_or_else(|| "not told".to_owned(), |bytes| format!("{} MB", bytes >> 20))
    }
}

/// The stories of one part of a list.
fn rows(json: &Value) -> Result<std::slice::Iter<'_, Value>> {
    Ok(json.get("stories").and_then(Value::as_array).context("stories")?.iter())
}

fn address(row: &Value) -> Option<String> {
    Some(format!("/story/{}", row.get("id")?.as_str()?))
}
