//! A stream into a fresh store: rate, memory, and what an article costs early and late.

use std::fs;
use std::io::{BufWriter, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::annotating::thousands;
use super::material::{self, Material};
use super::process::{self, Cost};
use crate::project::Project;

/// Articles and the processor seconds after which they were through.
type Curve = Vec<(usize, f64)>;

/// Articles over which the cost of one is taken.
const WINDOW: usize = 500;
/// Searches that are timed.
const SEARCHES: usize = 200;

/// Imports the material as it is, and writes the curve.
pub(crate) fn run(project: &Project, binary: &Path, material: &Material) -> Result<()> {
    let store = fresh(project, "import")?;
    let words = words(&material.file)?;
    let mut import = Command::new(binary);
    import.args(["import", "-v", "--store"]).arg(&store).arg(&material.file);
    let (cost, curve) = watched(&mut import, |_| Ok(()))?;
    told(&format!("import of {}", material.name), words, cost, &curve, material.articles);
    kept(project, "import", &curve)
}

/// The material again and again with other names and dates, to `most` articles; then searches.
pub(crate) fn slow(project: &Project, binary: &Path, material: &Material, most: usize) -> Result<()> {
    let store = fresh(project, "slow")?;
    let words = words(&material.file)? * most / material.articles.max(1);
    let mut import = Command::new(binary);
    import.args(["import", "-v", "--store"]).arg(&store).arg("-").stdin(Stdio::piped());
    let feed = |child: &mut std::process::Child| {
        let input = child.stdin.take().context("standard input")?;
        let material = Material { file: material.file.clone(), articles: 0, name: String::new() };
        // When the import ends early its standard input closes, and its exit code says why.
        std::thread::spawn(move || material::repeat(&material, most, &mut BufWriter::new(input)));
        Ok(())
    };
    let (cost, curve) = watched(&mut import, feed)?;
    told(&format!("import of {most} articles"), words, cost, &curve, most);
    println!("    store {} MB", fs::metadata(&store)?.len() >> 20);
    kept(project, &format!("import-{most}"), &curve)?;
    searches(binary, &store, material)
}

fn fresh(project: &Project, name: &str) -> Result<std::path::PathBuf> {
    let folder = project.target().join("bench").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder.join("store.db"))
}

fn words(file: &Path) -> Result<usize> {
    let mut words = 0;
    for line in fs::read_to_string(file)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let text = record.get("text").and_then(serde_json::Value::as_str).unwrap_or_default();
        words += text.split_whitespace().count();
    }
    Ok(words)
}

/// Runs an import that says how far it is.
fn watched(
    import: &mut Command,
    begin: impl FnOnce(&mut std::process::Child) -> Result<()>,
) -> Result<(Cost, Curve)> {
    let mut child = import.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    begin(&mut child)?;
    let through = Arc::new(AtomicUsize::new(0));
    let said = child.stderr.take().context("standard error")?;
    let seen = Arc::clone(&through);
    let reader = std::thread::spawn(move || listen(said, &seen));
    let mut curve: Curve = vec![(0, 0.0)];
    let cost = process::wait(child, |seconds| {
        let articles = through.load(Ordering::Relaxed);
        if curve.last().is_some_and(|(last, _)| *last < articles) {
            curve.push((articles, seconds));
        }
    })?;
    // The thread ends with the process; it returns nothing.
    drop(reader.join());
    Ok((cost, curve))
}

/// Takes "imported 1234 articles" out of what an import says.
fn listen(mut said: impl Read, through: &AtomicUsize) {
    let (mut line, mut part) = (String::new(), [0; 256]);
    while let Ok(length @ 1..) = said.read(&mut part) {
        for byte in part.iter().take(length) {
            if *byte != b'\r' && *byte != b'\n' {
                line.push(char::from(*byte));
            }
            if let Some((_, told)) = line.split_once("imported ")
                && let Some((articles, _)) = told.split_once(' ')
            {
                through.store(articles.parse().unwrap_or_default(), Ordering::Relaxed);
                line.clear();
            }
        }
    }
}

fn told(what: &str, words: usize, cost: Cost, curve: &Curve, articles: usize) {
    println!(
        "{what}: {} words a processor second ({} a second on the clock), peak {} MB",
        thousands(words as f64 / cost.seconds.max(0.01)),
        thousands(words as f64 / cost.clock),
        cost.peak / 1024
    );
    let early = spent(curve, WINDOW, WINDOW * 3);
    let last = curve.last().map_or(0, |(articles, _)| *articles).min(articles);
    let late = spent(curve, last.saturating_sub(WINDOW * 2), last);
    println!(
        "    an article costs {:.2} ms at 1000 and {:.2} ms at {last}: {:+.0} %",
        early * 1000.0,
        late * 1000.0,
        (late / early - 1.0) * 100.0
    );
}

/// Processor seconds of an article between two places of the curve.
fn spent(curve: &Curve, from: usize, to: usize) -> f64 {
    let at = |articles: usize| {
        let next = curve.partition_point(|(through, _)| *through < articles).max(1);
        let (Some((a, s)), Some((b, t))) = (curve.get(next - 1), curve.get(next).or(curve.last())) else {
            return 0.0;
        };
        let share = if b > a { (articles as f64 - *a as f64) / (b - a) as f64 } else { 0.0 };
        s + (t - s) * share
    };
    (at(to) - at(from)) / (to.saturating_sub(from)).max(1) as f64
}

/// Writes the curve beside the scripts of the bench.
fn kept(project: &Project, name: &str, curve: &Curve) -> Result<()> {
    let mut table = "articles\tprocessor_seconds\n".to_owned();
    for (articles, seconds) in curve {
        table.push_str(&format!("{articles}\t{seconds:.2}\n"));
    }
    let file = project.root.join("bench").join(format!("{name}.tsv"));
    fs::write(&file, table).with_context(|| file.display().to_string())
}

/// Times searches for pairs of words that stand in the material.
fn searches(binary: &Path, store: &Path, material: &Material) -> Result<()> {
    let text = fs::read_to_string(&material.file)?;
    let words: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 4).collect();
    let mut times = Vec::with_capacity(SEARCHES);
    for at in 0..SEARCHES {
        let place = (at * 7919 * 31) % words.len().max(2);
        let query =
            words.get(place..).unwrap_or_default().iter().take(2).copied().collect::<Vec<_>>().join(" ");
        let begun = Instant::now();
        let mut search = Command::new(binary);
        search.arg("search").arg(query).arg("--store").arg(store);
        search.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        times.push(begun.elapsed());
    }
    times.sort();
    let share = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or(Duration::ZERO);
    println!(
        "    {SEARCHES} searches, whole process: median {:.1?}, 99 % within {:.1?}",
        share(50),
        share(99)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_an_article_is_read_off_the_curve() {
        let curve = vec![(0, 0.0), (1000, 5.0), (2000, 15.0)];
        assert!((spent(&curve, 500, 1000) - 0.005).abs() < 1e-9);
        assert!((spent(&curve, 500, 1500) - 0.0075).abs() < 1e-9);
        assert!((spent(&curve, 1000, 2000) - 0.01).abs() < 1e-9);
    }

    #[test]
    fn progress_is_read_as_it_is_said() {
        let through = AtomicUsize::new(0);
        let said =
            "\r\u{1b}[Kvariorum: imported 512 articles, 3 a second\r\u{1b}[Kvariorum: imported 1024 art";
        listen(said.as_bytes(), &through);
        assert_eq!(through.load(Ordering::Relaxed), 1024);
    }
}
