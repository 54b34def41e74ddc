//! Rules on the source that no compiler holds: edges between crates, licences, long files, stray text.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::check::Outcome;
use crate::project::Project;

/// Who may depend on whom, outside tests. A crate that is not listed fails.
const EDGES: &[(&str, &[&str])] = &[
    ("variorum-core", &[]),
    ("variorum-ingest", &["variorum-core"]),
    ("variorum-language", &["variorum-core"]),
    ("variorum-views", &["variorum-core"]),
    ("variorum-store", &["variorum-core"]),
    ("variorum-engine", &["variorum-core", "variorum-ingest", "variorum-language", "variorum-store"]),
    ("variorum-fetch", &["variorum-ingest"]),
    (
        "variorum",
        &[
            "variorum-core",
            "variorum-engine",
            "variorum-fetch",
            "variorum-ingest",
            "variorum-language",
            "variorum-views",
        ],
    ),
    ("variorum-train", &["variorum-core", "variorum-ingest", "variorum-language"]),
    ("variorum-fuzz", &["variorum-core", "variorum-ingest", "variorum-language"]),
    ("xtask", &[]),
];

const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

const MAX_PACKAGES: usize = 320;
const MAX_LINES: usize = 500;
/// A long file says why in this many lines from its top.
const REASON_WITHIN: usize = 20;
const REASON: &str = "Long because";

pub(crate) fn run(project: &Project) -> Result<Outcome> {
    let packages = project.metadata().get("packages").and_then(Value::as_array);
    let packages = packages.context("cargo metadata lists no packages")?;
    let mut faults = edges(packages);
    faults.extend(licences(packages));
    let lock = std::fs::read_to_string(project.root.join("Cargo.lock"))?;
    let locked = lock.lines().filter(|line| *line == "[[package]]").count();
    if locked > MAX_PACKAGES {
        faults.push(format!("Cargo.lock holds {locked} packages, more than {MAX_PACKAGES}"));
    }
    for file in project.files()? {
        let Ok(text) = std::fs::read_to_string(project.root.join(&file)) else { continue };
        faults.extend(text_faults(&file, &text));
    }
    Ok(Outcome::of(faults))
}

fn edges(packages: &[Value]) -> Vec<String> {
    let own = |p: &&Value| p.get("source").is_none_or(Value::is_null);
    let names: Vec<&str> = packages.iter().filter(own).map(|p| text(p, "name")).collect();
    let mut faults = Vec::new();
    for package in packages.iter().filter(own) {
        let name = text(package, "name");
        let Some((_, allowed)) = EDGES.iter().find(|(from, _)| *from == name) else {
            faults.push(format!("{name} stands in no row of the allowed edges"));
            continue;
        };
        let dependencies = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        let shipped = dependencies.filter(|d| text(d, "kind") != "dev").map(|d| text(d, "name"));
        let wrong = shipped.filter(|to| names.contains(to) && !allowed.contains(to));
        faults.extend(wrong.map(|to| format!("{name} may not depend on {to}")));
    }
    faults
}

fn licences(packages: &[Value]) -> Vec<String> {
    let refused = packages.iter().filter(|p| !may_use(text(p, "license")));
    refused.map(|p| format!("licence of {}: \"{}\"", text(p, "name"), text(p, "license"))).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Whether an SPDX expression (or the older `A/B`) leaves a choice that is on the list.
fn may_use(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let allowed = any_of(&mut rest);
    allowed && rest.is_empty()
}

fn any_of(rest: &mut &[&str]) -> bool {
    let mut allowed = all_of(rest);
    while take(rest, "OR") {
        allowed |= all_of(rest);
    }
    allowed
}

fn all_of(rest: &mut &[&str]) -> bool {
    let mut allowed = one(rest);
    while take(rest, "AND") {
        allowed &= one(rest);
    }
    allowed
}

fn one(rest: &mut &[&str]) -> bool {
    if take(rest, "(") {
        let allowed = any_of(rest);
        return take(rest, ")") && allowed;
    }
    let Some((name, after)) = rest.split_first() else { return false };
    *rest = after;
    let mut name = (*name).to_owned();
    if let ["WITH", exception, after @ ..] = *rest {
        name = format!("{name} WITH {exception}");
        *rest = after;
    }
    LICENCES.contains(&name.as_str())
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    let found = rest.first() == Some(&word);
    if found {
        *rest = rest.get(1..).unwrap_or_default();
    }
    found
}

fn text_faults(file: &str, text: &str) -> Vec<String> {
    // Written in two halves, so that this file does not hold what it looks for.
    let homes = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/Us", "ers/")];
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let place = format!("{file}:{}", at + 1);
        // A snapshot shows output as it is; in a table a last tab is an empty column.
        if line.ends_with([' ', '\t']) && ![".snap", ".tsv"].iter().any(|end| file.ends_with(end)) {
            faults.push(format!("{place}: white space at the end of the line"));
        }
        if homes.iter().any(|home| names_folder(line, home)) {
            faults.push(format!("{place}: names a folder of one machine"));
        }
    }
    let lines = text.lines().count();
    let says_why = text.lines().take(REASON_WITHIN).any(|line| line.contains(REASON));
    if file.ends_with(".rs") && lines > MAX_LINES && !says_why {
        faults.push(format!("{file}: {lines} lines and no line near the top with \"{REASON}\""));
    }
    faults
}

/// Whether an absolute path into `home` stands in the line; `src/home/x` is none.
fn names_folder(line: &str, home: &str) -> bool {
    let starts = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || "./-_}".contains(c));
    line.match_indices(home).any(|(at, _)| line.get(..at).is_some_and(starts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_passes_when_one_choice_is_on_the_list() {
        let check = |expression: &str, expect: bool| assert_eq!(may_use(expression), expect, "{expression}");
        check("MIT", true);
        check("MIT OR GPL-3.0", true);
        check("MIT/Apache-2.0", true);
        check("GPL-3.0", false);
        check("MIT AND GPL-3.0", false);
        check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
        check("(MIT OR Apache-2.0) AND LGPL-2.1", false);
        check("Apache-2.0 WITH LLVM-exception OR GPL-2.0", true);
        check("GPL-2.0 WITH Classpath-exception-2.0", false);
        check("", false);
        check("MIT MIT", false);
    }

    #[test]
    fn stray_text_is_found() {
        let check = |text: &str, expect: usize| assert_eq!(text_faults("a.md", text).len(), expect, "{text}");
        assert!(text_faults("a.tsv", "a\t\n").is_empty());
        check("good\n", 0);
        check("bad \n", 1);
        check("bad\t\nworse \n", 2);
        check(concat!("in /wo", "rk/tree\n"), 1);
        check(concat!("https://host.example/wo", "rk/tree\n"), 0);
    }

    #[test]
    fn a_long_file_needs_a_reason() {
        let long = "x\n".repeat(MAX_LINES + 1);
        assert_eq!(text_faults("a.rs", &long).len(), 1);
        assert_eq!(text_faults("a.rs", &format!("// {REASON} it is one table.\n{long}")).len(), 0);
        assert_eq!(text_faults("a.md", &long).len(), 0);
    }

    #[test]
    fn an_edge_that_is_not_allowed_is_named() {
        let package = |name: &str, to: &str, kind: Option<&str>| serde_json::json!({"name": name, "dependencies": [{"name": to, "kind": kind}]});
        let check = |from: &str, to: &str, kind: Option<&str>, expect: usize| {
            let packages = [package(from, to, kind), serde_json::json!({"name": to, "source": null})];
            let wrong = edges(&packages).iter().filter(|fault| fault.contains("may not")).count();
            assert_eq!(wrong, expect, "{from} -> {to}");
        };
        check("variorum-core", "variorum-views", None, 1);
        check("variorum-views", "variorum-core", None, 0);
        check("variorum-ingest", "variorum-language", None, 1);
        check("variorum-views", "variorum-ingest", Some("dev"), 0);
    }
}
