//! Method, help, signing in, and the files that pages need.

use sha2::{Digest, Sha256};
use variorum_views::html::site::about::Floor;
use variorum_views::html::site::{self, ICON, SCRIPT, STYLE};

use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::routes::{Asked, frame};

/// The scores that a change may not lower, and how findings are made: part of the program, so that the
/// page speaks of the build that runs.
const FLOORS: &str = include_str!("../../../../eval/floors.toml");
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
    let floors = floors(FLOORS);
    Reply::page(200, site::about::method(&frame(site, asked), METHOD, &floors, env!("CARGO_PKG_VERSION")))
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
    match site.guard.sign_in(password) {
        Ok(cookie) => Reply::see_other(local(to)).with("set-cookie", &cookie),
        Err(problem) => Reply::page(403, site::about::login(&frame(site, asked), Some(problem), to)),
    }
}

/// `to` where it is a path of this site, else the front page.
fn local(to: &str) -> &str {
    let path = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
    if path && to.bytes().all(|byte| byte.is_ascii_graphic()) { to } else { "/" }
}

/// The bounds of `eval/floors.toml`: `[set]`, then `"measure" = bound`.
fn floors(toml: &str) -> Vec<Floor> {
    let mut task = String::new();
    let mut floors = Vec::new();
    for line in toml.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            task = name.to_owned();
        } else if let Some((measure, bound)) =
            line.strip_prefix('"').and_then(|line| line.split_once("\" = "))
        {
            let bound = bound.trim_matches('"');
            let bound =
                bound.strip_prefix("<= ").map_or_else(|| format!("≥ {bound}"), |most| format!("≤ {most}"));
            floors.push(Floor { task: task.clone(), measure: measure.to_owned(), bound });
        }
    }
    floors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_of_the_file_is_shown() {
        let shown = floors(FLOORS);
        let written = FLOORS.lines().filter(|line| line.starts_with('"')).count();
        assert_eq!(shown.len(), written);
        assert!(
            shown.iter().any(|f| f.task == "apparatus" && f.measure == "false_conflicts" && f.bound == "≤ 0")
        );
        assert!(shown.iter().any(|f| f.task == "quotes" && f.bound.starts_with("≥ ")));
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
