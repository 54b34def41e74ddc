//! Method, help, signing in, and the files that pages need.

use sha2::{Digest, Sha256};
use variorum_views::html::site::about::{Build, Score};
use variorum_views::html::site::{self, ICON, SCRIPT, STYLE};
use variorum_views::pack::Program;

use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::routes::{Asked, frame};

/// The scores that a change may not lower, and how findings are made: part of the program, so that the
/// page speaks of the build that runs.
const FLOORS: &str = include_str!("../../../../eval/floors.toml");
const MEASURED: &str = include_str!("../../../../eval/measured.toml");
const METHOD: &str = include_str!("../../../../docs/method.md");

/// Style sheet and script, each at an address that changes with it.
pub(crate) struct Assets {
    pub(crate) style: String,
    pub(crate) script: String,
}

impl Assets {
    pub(crate) fn new() -> Self {
        let named = |content: &str, end: &str| {
            let digest: String =
                Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!("/assets/{digest}.{end}")
        };
        Self { style: named(STYLE, "css"), script: named(SCRIPT, "js") }
    }

    /// The file of this name; it never changes.
    pub(crate) fn get(&self, name: &str) -> Option<Reply> {
        let is = |address: &str| address.strip_prefix("/assets/") == Some(name);
        let (kind, body) = if is(&self.style) {
            ("text/css; charset=utf-8", STYLE)
        } else if is(&self.script) {
            ("text/javascript; charset=utf-8", SCRIPT)
        } else {
            return None;
        };
        Some(Reply::new(200, kind, body).with("cache-control", "public, max-age=31536000, immutable"))
    }
}

pub(crate) fn icon() -> Reply {
    Reply::new(200, "image/svg+xml", ICON).with("cache-control", "public, max-age=86400")
}

pub(crate) fn method(site: &Site, asked: &Asked<'_>) -> Reply {
    let page = site::about::method(
        &frame(site, asked),
        METHOD,
        &scores(FLOORS, MEASURED),
        &build(MEASURED, site.program()),
    );
    Reply::page(200, page)
}

pub(crate) fn help(site: &Site, asked: &Asked<'_>) -> Reply {
    Reply::page(200, site::about::help(&frame(site, asked)))
}

pub(crate) fn login(site: &Site, asked: &Asked<'_>) -> Reply {
    let to = asked.request.param("to").unwrap_or_default();
    Reply::page(200, site::about::login(&frame(site, asked), None, &to))
}

/// Signs in and leads on to the page that was asked for first.
pub(crate) fn sign_in(site: &Site, asked: &Asked<'_>, password: &str, to: &str) -> Reply {
    match site.guard.sign_in(password, asked.request.from) {
        Ok(cookie) => Reply::see_other(local(to)).with("set-cookie", &cookie),
        Err(problem) => Reply::page(403, site::about::login(&frame(site, asked), Some(problem), to)),
    }
}

/// `to` where it is a path of this site, else the front page.
fn local(to: &str) -> &str {
    let path = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
    if path && to.bytes().all(|byte| byte.is_ascii_graphic()) { to } else { "/" }
}

/// The lines of the two files that say scores: a set, a name and its value. What stands above the first set has an
/// empty one.
fn lines(toml: &str) -> Vec<(&str, &str, &str)> {
    let mut task = "";
    let mut lines = Vec::new();
    for line in toml.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            task = name;
        } else if let Some((name, value)) = line.split_once(" = ") {
            lines.push((task, name.trim_matches('"'), value.trim_matches('"')));
        }
    }
    lines
}

/// The bounds of `eval/floors.toml`, each with what was measured.
fn scores(floors: &str, measured: &str) -> Vec<Score> {
    let measured = lines(measured);
    let found = |task: &str, name: &str| {
        let line = measured.iter().find(|(set, known, _)| (*set, *known) == (task, name));
        line.map(|(.., value)| (*value).to_owned())
    };
    let bounds = lines(floors).into_iter().filter(|(_, name, _)| !["data", "digest"].contains(name));
    let score = |(task, measure, bound): (&str, &str, &str)| Score {
        task: task.to_owned(),
        measure: measure.to_owned(),
        bound: bound.strip_prefix("<= ").map_or_else(|| format!("≥ {bound}"), |most| format!("≤ {most}")),
        measured: found(task, measure),
        digest: found(task, "digest"),
    };
    bounds.map(score).collect()
}

/// The build that was measured, and whether its models are those of the running one.
fn build(measured: &str, program: &Program) -> Build {
    let above: Vec<(&str, &str)> = lines(measured)
        .into_iter()
        .filter(|(task, ..)| task.is_empty())
        .map(|(_, name, value)| (name, value))
        .collect();
    let of = |name: &str| above.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let models = program.models.clone();
    Build {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: of("commit").map(str::to_owned),
        own_models: models.iter().all(|(name, digest)| of(name) == Some(digest)),
        models,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_of_the_file_is_shown() {
        let shown = scores(FLOORS, MEASURED);
        let written = FLOORS.lines().filter(|line| line.starts_with('"')).count();
        assert_eq!(shown.len(), written);
        let apparatus =
            shown.iter().find(|s| s.task == "apparatus" && s.measure == "false_conflicts").unwrap();
        assert_eq!(apparatus.bound, "≤ 0");
        assert!(shown.iter().any(|s| s.task == "quotes" && s.bound.starts_with("≥ ")));
    }

    #[test]
    fn what_was_measured_stands_beside_its_bound() {
        let measured =
            "commit = \"ab\"\n\"names.vnm\" = \"00\"\n[seeds]\ndigest = \"cd\"\n\"quotes.f1\" = 0.97\n";
        let shown = scores("[seeds]\ndata = [\"x\"]\n\"quotes.f1\" = 0.9\n\"more\" = \"<= 0\"\n", measured);
        let told: Vec<_> =
            shown.iter().map(|s| (s.bound.as_str(), s.measured.as_deref(), s.digest.as_deref())).collect();
        assert_eq!(told, [("≥ 0.9", Some("0.97"), Some("cd")), ("≤ 0", None, Some("cd"))]);
        let build = build(measured, &crate::evidence::program());
        assert!(!build.own_models && build.commit.as_deref() == Some("ab"), "{build:?}");
    }

    #[test]
    fn after_signing_in_nobody_is_led_elsewhere() {
        for (to, expect) in [
            ("/story/a?tab=figures", "/story/a?tab=figures"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil", "/"),
            ("/a\r\nb", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(to), expect);
        }
    }
}
