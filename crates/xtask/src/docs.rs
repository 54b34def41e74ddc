//! The documents say what the program does: README commands print what README shows, and each command,
//! flag and JSON field stands in the reference.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::check::Outcome;
use crate::project::{Profile, Project, output};

/// Objects whose keys are names from the input, not fields.
const KEYED_BY_NAME: [&str; 1] = ["annotations"];

pub(crate) fn run(project: &Project) -> Result<Outcome> {
    let binary = project.binary(Profile::Debug)?;
    let mut faults = Vec::new();
    for file in project.files()?.iter().filter(|file| holds_examples(file)) {
        faults.extend(examples(project, &binary, file)?);
    }
    faults.extend(flags(project, &binary)?);
    faults.extend(fields(project, &binary)?);
    let lines = |file: &str| std::fs::read_to_string(project.root.join(file)).map(|t| t.lines().count());
    for (file, most) in [("README.md", 100), ("ARCHITECTURE.md", 250)] {
        if lines(file).context(file)? > most {
            faults.push(format!("{file}: more than {most} lines"));
        }
    }
    Ok(Outcome::of(faults))
}

/// Writes what the commands print now into the examples. One that ends in `…` keeps its length.
pub(crate) fn write_examples(project: &Project) -> Result<()> {
    let binary = project.binary(Profile::Debug)?;
    for file in project.files()?.iter().filter(|file| holds_examples(file)) {
        let path = project.root.join(file);
        let text = std::fs::read_to_string(&path)?;
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for example in examples_in(&text).into_iter().rev().filter(|e| !needs_a_build(&e.command)) {
            let printed = print(project, &binary, &example.command)?;
            let place = example.line..example.line + example.shown.len();
            lines.splice(place, renewed(&example.shown, &printed));
        }
        std::fs::write(path, lines.join("\n") + "\n")?;
    }
    Ok(())
}

fn renewed(shown: &[String], printed: &str) -> Vec<String> {
    let mut lines: Vec<String> = printed.trim_end().lines().map(|line| line.trim_end().to_owned()).collect();
    if let Some((last, before)) = shown.split_last()
        && last.trim() == "…"
        && before.len() < lines.len()
    {
        lines.truncate(before.len());
        lines.push(last.clone());
    }
    lines
}

fn holds_examples(file: &str) -> bool {
    file == "README.md" || (file.starts_with("docs/") && file.ends_with(".md"))
}

/// A command in a ```` ```console ```` block and the lines shown under it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Example {
    line: usize,
    command: String,
    shown: Vec<String>,
}

fn examples(project: &Project, binary: &Path, file: &str) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(project.root.join(file))?;
    let mut faults = Vec::new();
    for example in examples_in(&text).into_iter().filter(|example| !needs_a_build(&example.command)) {
        let printed = print(project, binary, &example.command)?;
        if let Some(fault) = difference(&example.shown, &printed) {
            faults.push(format!("{file}:{}: `{}` {fault}", example.line, example.command));
        }
    }
    Ok(faults)
}

/// Commands that build or check the project itself are not run again from here.
fn needs_a_build(command: &str) -> bool {
    ["cargo xtask", "cargo install", "cargo build", "git "].iter().any(|start| command.starts_with(start))
}

fn examples_in(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside && let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example { line: at + 1, command: command.to_owned(), shown: Vec::new() });
        } else if inside && let Some(example) = examples.last_mut() {
            example.shown.push(line.to_owned());
        }
    }
    for example in &mut examples {
        while example.shown.last().is_some_and(String::is_empty) {
            example.shown.pop();
        }
    }
    examples
}

/// What the command prints, at 80 columns and without colour.
fn print(project: &Project, binary: &Path, command: &str) -> Result<String> {
    let folder = binary.parent().context("the binary stands in a folder")?;
    let path = std::env::var("PATH").unwrap_or_default();
    let command = command.replace("cargo run --release -- ", "variorum ");
    let mut shell = project.command("bash");
    shell.args(["-o", "pipefail", "-c", &command]).env("PATH", format!("{}:{path}", folder.display()));
    let done = shell.env("COLUMNS", "80").env("NO_COLOR", "1").output()?;
    if !done.status.success() {
        bail!("`{command}`: {}: {}", done.status, String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8(done.stdout)?)
}

/// How the lines shown differ from those printed. A shown line `…` stands for any lines.
fn difference(shown: &[String], printed: &str) -> Option<String> {
    let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
    let mut rest = printed.as_slice();
    let mut parts = shown.split(|line| line.trim() == "…").peekable();
    let mut anywhere = false;
    while let Some(part) = parts.next() {
        let part: Vec<&str> = part.iter().map(|line| line.trim_end()).collect();
        let last = parts.peek().is_none();
        let at = match (anywhere, last) {
            (false, _) => rest.starts_with(&part).then_some(0),
            (true, true) => rest.ends_with(&part).then(|| rest.len() - part.len()),
            (true, false) => {
                (0..=rest.len()).find(|at| rest.get(*at..).is_some_and(|r| r.starts_with(&part)))
            }
        };
        let Some(at) = at else { return Some(first_difference(&part, rest)) };
        rest = rest.get(at + part.len()..).unwrap_or_default();
        anywhere = true;
    }
    (!rest.is_empty()).then(|| format!("prints more than is shown: {:?}", rest.first()))
}

fn first_difference(shown: &[&str], printed: &[&str]) -> String {
    let differs = shown.iter().enumerate().find(|(at, line)| printed.get(*at) != Some(line));
    let (at, line) = differs.map_or((0, ""), |(at, line)| (at, *line));
    format!("shows {line:?} where it prints {:?}", printed.get(at).copied().unwrap_or("nothing"))
}

fn flags(project: &Project, binary: &Path) -> Result<Vec<String>> {
    let reference = "docs/reference/cli.md";
    let text = std::fs::read_to_string(project.root.join(reference)).context(reference)?;
    let help = output(project.command(binary).arg("help"))?;
    let mut wanted: BTreeSet<String> = flags_in(&help).collect();
    for command in commands_in(&help) {
        wanted.extend(flags_in(&output(project.command(binary).args(["help", &command]))?));
        wanted.insert(format!("variorum {command}"));
    }
    let missing = wanted.into_iter().filter(|word| !stands_in(&text, word));
    Ok(missing.map(|word| format!("{reference}: {word} is missing")).collect())
}

fn flags_in(help: &str) -> impl Iterator<Item = String> + '_ {
    let options = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    options.flat_map(|line| {
        line.split_whitespace()
            .take_while(|word| word.starts_with(['-', '<', '[']))
            .map(|word| word.trim_end_matches(','))
            .filter(|word| word.starts_with('-'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    })
}

fn commands_in(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|l| !l.is_empty());
    listed.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Whether the word stands in the text and not only as part of a longer one.
fn stands_in(text: &str, word: &str) -> bool {
    let ends = |after: &str| !after.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
    text.match_indices(word).any(|(at, _)| text.get(at + word.len()..).is_some_and(ends))
}

fn fields(project: &Project, binary: &Path) -> Result<Vec<String>> {
    let reference = "docs/reference/json.md";
    let text = std::fs::read_to_string(project.root.join(reference)).context(reference)?;
    let mut keys = BTreeSet::new();
    let stories = std::fs::read_dir(project.root.join("stories"))?;
    for story in stories.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()) {
        let mut compare: Command = project.command(binary);
        let printed = output(compare.args(["compare", "--format", "json"]).arg(story))?;
        collect_keys(&serde_json::from_str(&printed)?, &mut keys);
    }
    let missing = keys.into_iter().filter(|key| !text.contains(&format!("`{key}`")));
    Ok(missing.map(|key| format!("{reference}: `{key}` is missing")).collect())
}

fn collect_keys(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                keys.insert(key.clone());
                match inner {
                    Value::Object(named) if KEYED_BY_NAME.contains(&key.as_str()) => {
                        named.values().for_each(|inner| collect_keys(inner, keys));
                    }
                    inner => collect_keys(inner, keys),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_keys(inner, keys)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_block_is_read_as_commands_with_their_output() {
        let text = "```console\n$ one\na\n\n$ two\nb\n```\n$ three\n```sh\n$ four\n```\n";
        let read: Vec<_> = examples_in(text).into_iter().map(|e| (e.line, e.command, e.shown)).collect();
        assert_eq!(read, [(2, "one".into(), vec!["a".into()]), (5, "two".into(), vec!["b".into()])]);
    }

    #[test]
    fn shown_lines_are_held_against_printed_ones() {
        #[track_caller]
        fn check(shown: &str, printed: &str, same: bool) {
            let shown: Vec<String> = shown.lines().map(str::to_owned).collect();
            assert_eq!(difference(&shown, printed).is_none(), same, "{shown:?} {printed:?}");
        }
        check("a\nb", "a\nb\n", true);
        check("a", "a\nb\n", false);
        check("a\n…", "a\nb\nc\n", true);
        check("a\n…\nc", "a\nb\nc\n", true);
        check("a\n…\nb", "a\nb\nc\n", false);
        check("…\nb\n…", "a\nb\nc\n", true);
        check("…\nx\n…", "a\nb\nc\n", false);
        check("b\n…", "a\nb\n", false);
        check("", "a\n", false);
    }

    #[test]
    fn renewed_examples_keep_their_length() {
        #[track_caller]
        fn check(shown: &[&str], printed: &str, expect: &[&str]) {
            let shown: Vec<String> = shown.iter().map(|line| (*line).to_owned()).collect();
            let new = renewed(&shown, printed);
            assert_eq!(new, expect);
            assert_eq!(difference(&new, printed), None);
        }
        check(&["old"], "a\nb \n", &["a", "b"]);
        check(&["old", "…"], "a\nb\nc\n", &["a", "…"]);
        check(&["old", "old", "…"], "a\n", &["a"]);
        check(&[], "a\n", &["a"]);
    }

    #[test]
    fn flags_and_commands_are_read_from_help() {
        let help = "Commands:\n  one  Does\n  two  Does\n\nOptions:\n  -o, --out <FILE>  Not --this\n      --all  X\n";
        assert_eq!(commands_in(help), ["one", "two"]);
        assert_eq!(flags_in(help).collect::<Vec<_>>(), ["-o", "--out", "--all"]);
        assert!(stands_in("the `--all` flag", "--all"));
        assert!(!stands_in("the `--all-of` flag", "--all"));
    }
}
