//! The page in a real browser: each link leads to the words that it shows, by mouse and by keyboard, on
//! narrow and wide screens, with no script and nothing loaded from elsewhere.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::check::Outcome;
use crate::project::{Profile, Project, succeed};
use crate::reading_room;
use crate::webdriver::{Browser, ENTER};

/// All its articles are text files, so an address in the page is a byte range of a file.
const STORY: &str = "stories/harbour-fire";
pub(crate) const SIZES: [(u32, u32); 3] = [(360, 800), (768, 1024), (1400, 900)];
const DRIVER: &str = "chromedriver";

/// What the page loads or runs; nothing is allowed.
const FOREIGN: &str = "return [...document.querySelectorAll('script,[src],link[href],object,iframe')]
  .map(e => e.outerHTML.slice(0, 80));";

/// How many pixels wider than the screen the page is, and the widest element.
pub(crate) const OVERFLOW: &str = "const e = document.documentElement; return e.scrollWidth - e.clientWidth;";

/// Links into the page that lead nowhere.
const DEAD: &str =
    "return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))
  .filter(id => id && !document.getElementById(id));";

/// Addresses of words (`A-120-134`) that links lead to, each with the text that lights up.
const TARGETS: &str = "const ids = new Set([...document.querySelectorAll('a[href^=\"#\"]')]
    .map(a => a.getAttribute('href').slice(1)).filter(id => /^[A-Z]+-[0-9]+-[0-9]+$/.test(id)));
  const words = e => { const c = e.cloneNode(true); c.querySelectorAll('.card-link').forEach(x => x.remove()); return c.textContent; };
  return [...ids].filter(id => document.getElementById(id))
    .map(id => [id, [...document.querySelectorAll('#' + id + ', .also-' + id)].map(words).join('')]);";

/// The address that is lit up now.
const LIT: &str = "const e = document.querySelector(':target'); return e && e.id;";

pub(crate) fn run(project: &Project) -> Result<Outcome> {
    if !there(DRIVER) {
        install(&["chromium", "chromium-driver"]);
    }
    if !there(DRIVER) {
        return Ok(Outcome::NotRun("no browser; apt install chromium chromium-driver".to_owned()));
    }
    let binary = project.binary(Profile::Debug)?;
    let page = project.target().join("e2e.html");
    let mut compare = project.command(binary);
    succeed(compare.args(["compare", STORY, "--format", "html", "-o"]).arg(&page))?;
    let browser = Browser::start(DRIVER)?;
    let url = format!("file://{}", page.display());
    browser.open(&url)?;

    let mut faults = Vec::new();
    faults.extend(strings(&browser.evaluate(FOREIGN)?).map(|e| format!("the page loads or runs {e}")));
    faults.extend(strings(&browser.evaluate(DEAD)?).map(|id| format!("#{id} leads nowhere")));
    faults.extend(wrong_words(&browser.evaluate(TARGETS)?, &texts(project)?));
    for (width, height) in SIZES {
        browser.resize(width, height)?;
        let over = browser.evaluate(OVERFLOW)?.as_i64().unwrap_or_default();
        if over > 0 {
            faults.push(format!("at {width} pixels the page is {over} too wide"));
        }
        faults.extend(follow(&browser, &url)?);
    }
    faults.extend(reading_room::faults(project, &browser)?);
    Ok(Outcome::of(faults))
}

/// Follows the first link to words with the mouse, then with the keyboard alone.
fn follow(browser: &Browser, url: &str) -> Result<Vec<String>> {
    let link = "a.words";
    let wanted =
        browser.evaluate("return document.querySelector('a.words')?.getAttribute('href').slice(1)")?;
    if wanted.is_null() {
        return Ok(vec!["no link to words to follow".to_owned()]);
    }
    let mut faults = Vec::new();
    let mut expect_lit = |how: &str| -> Result<()> {
        let lit = browser.evaluate(LIT)?;
        if lit != wanted || lit.is_null() {
            faults.push(format!("{how} lit up {lit}, not {wanted}"));
        }
        browser.open("about:blank")?;
        browser.open(url)
    };
    browser.click(link)?;
    expect_lit("a click")?;
    browser.press(link, ENTER)?;
    expect_lit("the Enter key")?;
    Ok(faults)
}

/// The texts of the story, A first.
fn texts(project: &Project) -> Result<Vec<String>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(project.root.join(STORY))?.filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).context("story")).collect()
}

fn wrong_words(targets: &Value, texts: &[String]) -> Vec<String> {
    let targets = targets.as_array().map(Vec::as_slice).unwrap_or_default();
    if targets.is_empty() {
        return vec!["no link leads to words".to_owned()];
    }
    let pair = |t: &Value| Some((t.get(0)?.as_str()?.to_owned(), t.get(1)?.as_str()?.to_owned()));
    let wrong = targets.iter().filter_map(pair).filter_map(|(address, lit)| {
        let stands = addressed(&address, texts);
        (stands.map(squeeze).as_deref() != Some(&squeeze(&lit)))
            .then(|| format!("{address} lights up {lit:?}, but the article has {stands:?}"))
    });
    wrong.collect()
}

pub(crate) fn addressed<'a>(address: &str, texts: &'a [String]) -> Option<&'a str> {
    let mut parts = address.split('-');
    let siglum = parts.next()?.bytes().next()?;
    let text = texts.get(usize::from(siglum.checked_sub(b'A')?))?;
    let (start, end) = (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse::<usize>().ok()?);
    text.get(start..end)
}

/// White space between paragraphs differs between a file and a page.
pub(crate) fn squeeze(words: &str) -> String {
    words.split_whitespace().collect()
}

pub(crate) fn strings(value: &Value) -> impl Iterator<Item = String> + '_ {
    value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned))
}

fn there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Installs Debian packages where that is allowed: as root, with apt. Whether it worked is seen after.
fn install(packages: &[&str]) {
    let root = std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")));
    if !root || !there("apt-get") || !Path::new("/etc/debian_version").exists() {
        return;
    }
    let quiet = |args: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()).stderr(Stdio::null());
        let _ = apt.args(args).status();
    };
    quiet(&["update"]);
    quiet(&[&["install", "-y", "--no-install-recommends"], packages].concat());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lit_words_are_held_against_the_file() {
        let texts = ["Fire in town\nTwo sheds burned".to_owned()];
        let check = |address: &str, lit: &str, faults: usize| {
            let targets = serde_json::json!([[address, lit]]);
            assert_eq!(wrong_words(&targets, &texts).len(), faults, "{address} {lit}");
        };
        check("A-0-4", "Fire", 0);
        check("A-8-16", "town Two", 0);
        check("A-0-4", "Fires", 1);
        check("A-0-400", "Fire", 1);
        check("B-0-4", "Fire", 1);
        assert_eq!(wrong_words(&serde_json::json!([]), &texts).len(), 1);
    }
}
