//! Broken input for the readers: mutations of a small corpus, the same for the same seed.
//!
//! `cargo xtask fuzz TARGET --minutes N` runs it; `cargo test` replays the corpus. An input after which a
//! target behaves in a new way joins the pool that mutations are made of, so runs go deeper with time.

mod clock;
mod corpus;
mod mutations;
mod targets;

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::mutations::Mutator;
use crate::targets::{TARGETS, Target};

/// Inputs at most in the pool.
const POOL: usize = 4000;
/// CPU time that any one input may take. Inputs are short, so only work that grows with the square of
/// the length takes longer.
const SLOWEST: Duration = Duration::from_secs(3);
/// Findings after which a run ends.
const MOST_FINDINGS: usize = 10;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuzz: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs as told; the number of findings.
fn run(args: &[&str]) -> Result<usize> {
    let [name, options @ ..] = args else { bail!("name a target: {}", names()) };
    let target = TARGETS.iter().find(|target| target.name == *name);
    let target = target.with_context(|| format!("no target {name:?}; there are: {}", names()))?;
    let (mut minutes, mut seed) = (1.0, 1);
    for option in options.chunks(2) {
        match option {
            ["--minutes", value] => minutes = value.parse().context("--minutes takes a number")?,
            ["--seed", value] => seed = value.parse().context("--seed takes a number")?,
            other => bail!("no option {other:?}; there are --minutes N and --seed N"),
        }
    }
    let findings = Path::new("target/fuzz").join(target.name);
    fuzz(target, Duration::from_secs_f64(minutes * 60.0), seed, &findings)
}

fn names() -> String {
    TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ")
}

/// Tries mutations for so long in CPU time, writes what breaks into the folder `findings`.
fn fuzz(target: &Target, time: Duration, seed: u64, findings: &Path) -> Result<usize> {
    let mut pool: Vec<Vec<u8>> = corpus::read(target.name)?.into_iter().map(|(_, bytes)| bytes).collect();
    if pool.is_empty() {
        bail!("the corpus of {} is empty", target.name);
    }
    let mut mutator = Mutator::new(seed, target.words);
    let mut seen = BTreeSet::new();
    let (mut runs, mut found, mut slowest) = (0_u64, 0, Duration::ZERO);
    let start = clock::cpu_time();
    // What a target says of broken input is told once, by the finding.
    panic::set_hook(Box::new(|_| ()));
    while clock::cpu_time() - start < time && found < MOST_FINDINGS {
        let input = mutator.next(&pool);
        runs += 1;
        match attempt(target, &input) {
            Ok((shape, took)) => {
                slowest = slowest.max(took);
                if seen.insert(shape) && pool.len() < POOL {
                    pool.push(input);
                }
            }
            Err(why) => {
                found += 1;
                let shorter = mutations::shorten(input, |input| attempt(target, input).is_err());
                let file = findings.join(format!("{seed}-{runs}"));
                std::fs::create_dir_all(findings).context("cannot make the folder of findings")?;
                std::fs::write(&file, shorter).context("cannot write a finding")?;
                println!("{}: {why}: {}", target.name, file.display());
            }
        }
    }
    let _ = panic::take_hook();
    println!(
        "{}: {runs} inputs, {} ways to behave, slowest {slowest:.1?}, {found} findings",
        target.name,
        seen.len()
    );
    Ok(found)
}

/// Runs a target once: how it behaved and how long it took, or what is wrong.
fn attempt(target: &Target, input: &[u8]) -> Result<(u64, Duration), String> {
    let start = clock::cpu_time();
    let shape = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(input))).map_err(|cause| {
        let words = cause.downcast_ref::<String>().map(String::as_str);
        words.or_else(|| cause.downcast_ref().copied()).unwrap_or("a panic").to_owned()
    })?;
    let took = clock::cpu_time() - start;
    if took > SLOWEST { Err(format!("{took:.1?} for {} bytes", input.len())) } else { Ok((shape, took)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corpus with some mutations of each target: what was found broken stays mended.
    #[test]
    fn the_corpus_and_its_mutations_are_read() {
        for target in TARGETS {
            let files = corpus::read(target.name).unwrap();
            assert!(!files.is_empty(), "{} has a corpus", target.name);
            for (file, bytes) in &files {
                attempt(target, bytes).unwrap_or_else(|why| panic!("{file}: {why}"));
            }
            let pool: Vec<Vec<u8>> = files.into_iter().map(|(_, bytes)| bytes).collect();
            let mut mutator = Mutator::new(7, target.words);
            for number in 0..200 {
                let input = mutator.next(&pool);
                attempt(target, &input).unwrap_or_else(|why| panic!("{} {number}: {why}", target.name));
            }
        }
    }

    #[test]
    fn what_breaks_is_found_and_shortened() {
        let fragile = |input: &[u8]| {
            assert!(!input.windows(2).any(|two| two == b"!!"), "two marks");
            0
        };
        let target = Target { name: "date", run: fragile, words: &["!"] };
        let folder = std::env::temp_dir().join(format!("variorum-fuzz-{}", std::process::id()));
        let found = fuzz(&target, Duration::from_secs(60), 1, &folder).unwrap();
        assert_eq!(found, MOST_FINDINGS);
        for file in std::fs::read_dir(&folder).unwrap() {
            assert_eq!(std::fs::read(file.unwrap().path()).unwrap(), b"!!");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn wrong_arguments_are_told() {
        for args in [&[][..], &["nothing"], &["date", "--minutes"], &["date", "--minutes", "x"]] {
            assert!(run(args).is_err(), "{args:?}");
        }
    }
}
