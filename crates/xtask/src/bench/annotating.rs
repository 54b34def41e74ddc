//! Plain text to annotations, and copies: one thread, each beside what a user would else take.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::material::{self, Material};
use super::process;
use crate::project::{Project, output, succeed};

/// Articles that our annotators read, and that each of the others reads: they are slower.
const OURS: usize = 1_000;
const QUOTATIONS: usize = 200;
const QUANTITIES: usize = 5;
const COPIES: usize = 400;
const ROUNDS: &str = "3";

/// Named numbers, as the timed programs print them.
type Numbers = BTreeMap<String, f64>;

pub(crate) fn run(project: &Project, binary: &Path, material: &Material) -> Result<()> {
    let file = material::first(material, OURS)?;
    let ours = shares(project, &file)?;
    let number = |name: &str| ours.get(name).copied().unwrap_or_default();
    let layers =
        ["tokens", "sentences", "names", "attributions", "speakers", "times", "figures", "statements"];
    let seconds: f64 = layers.iter().map(|layer| number(layer)).sum();
    let words = number("words");
    println!("plain text to annotations, one thread: {} words/s", thousands(words / seconds));
    for layer in layers {
        println!("    {layer:12} {:5.1} %", 100.0 * number(layer) / seconds);
    }
    let whole = process::run(annotate(binary, &file).stdout(Stdio::null()))?;
    println!(
        "annotate, JSON to JSON, one thread where it can be held to one: {} words a processor second, peak {} MB",
        thousands(words / whole.seconds.max(0.01)),
        whole.peak / 1024
    );
    let python = python(project);
    let beside = |task: &str, most: usize| -> Option<Numbers> {
        let mut script = Command::new(python.as_ref()?);
        script.arg(project.root.join("bench/peers.py")).arg(task).arg(&file).arg(most.to_string());
        output(&mut script).ok().map(|printed| numbers(&printed))
    };
    let rate = |numbers: &Numbers, of: &str| {
        numbers.get(of).copied().unwrap_or_default() / numbers.get("seconds").copied().unwrap_or(f64::NAN)
    };
    let quantities = number("tokens") + number("times") + number("figures");
    row("words to quotations", "spaCy blank, sentencizer, pattern", "words/s", words / seconds, || {
        Some(rate(&beside("quotations", QUOTATIONS)?, "words"))
    });
    row("times and figures", "recognizers-text-suite", "bytes/s", number("bytes") / quantities, || {
        Some(rate(&beside("quantities", QUANTITIES)?, "bytes"))
    });
    row("fingerprints, candidates, alignment", "datasketch", "words/s", words / number("copies"), || {
        Some(rate(&beside("copies", COPIES)?, "words"))
    });
    Ok(())
}

/// One rate beside another of the same run.
fn row(what: &str, beside: &str, unit: &str, ours: f64, theirs: impl FnOnce() -> Option<f64>) {
    match theirs().filter(|rate| rate.is_finite() && *rate > 0.0) {
        Some(theirs) => println!(
            "{what}: {} {unit}; {beside}: {} {unit}; {:.0} times",
            thousands(ours),
            thousands(theirs),
            ours / theirs
        ),
        None => println!("{what}: {} {unit}; {beside}: not measured, no Python that has it", thousands(ours)),
    }
}

/// Seconds of each annotator.
fn shares(project: &Project, articles: &Path) -> Result<Numbers> {
    let mut speed = project.cargo(&["run", "--quiet", "--locked", "--release", "-p", "variorum-train", "--"]);
    Ok(numbers(&output(speed.arg("speed").arg(articles).arg(ROUNDS))?))
}

/// On one thread where the system can hold it to one processor.
fn annotate(binary: &Path, articles: &Path) -> Command {
    let held = Command::new("taskset").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let mut command = match held.is_ok_and(|status| status.success()) {
        true => {
            let mut held = Command::new("taskset");
            held.args(["-c", "0"]).arg(binary);
            held
        }
        false => Command::new(binary),
    };
    command.arg("annotate").arg(articles);
    command
}

/// A Python with the others in it, made in the folder of builds.
fn python(project: &Project) -> Option<PathBuf> {
    let folder = project.target().join("bench/venv");
    let python = folder.join("bin/python");
    if !folder.join("ready").is_file() {
        let mut make = project.command("python3");
        succeed(make.args(["-m", "venv"]).arg(&folder)).ok()?;
        let mut install = project.command(&python);
        install.args(["-m", "pip", "install", "--quiet", "spacy", "datasketch"]);
        // The suite was last made for an `emoji` of before 2.0.
        install.args(["recognizers-text-suite", "emoji<2"]);
        succeed(&mut install).ok()?;
        std::fs::write(folder.join("ready"), "").ok()?;
    }
    Some(python)
}

fn numbers(printed: &str) -> Numbers {
    let lines = printed.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(name, number)| Some((name.to_owned(), number.trim().parse().ok()?))).collect()
}

/// "612,000": three digits are as much as a run can tell.
pub(crate) fn thousands(number: f64) -> String {
    let step = 10f64.powi((number.max(1.0).log10().floor() as i32 - 2).max(0));
    let digits = ((number / step).round() * step).round().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_printed_with_three_digits() {
        assert_eq!(thousands(612_345.0), "612,000");
        assert_eq!(thousands(17.4), "17");
        assert_eq!(thousands(1_999_999.0), "2,000,000");
    }
}
