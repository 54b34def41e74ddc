//! The reading room in a real browser: the real command serves, and readers' journeys are gone through with
//! the mouse, with keys alone, and without script.

mod following;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browser::{OVERFLOW, SIZES, addressed, squeeze, strings};
use crate::project::{Profile, Project};
use crate::server::Server;
use crate::webdriver::{Browser, ENTER, ESCAPE};

/// The story whose articles are text files, so that an address is a byte range of a file.
const STORY: &str = "Port Ellery";
const TABS: [&str; 6] =
    ["", "?tab=figures", "?tab=left-out", "?tab=copies", "?tab=timeline", "?tab=articles"];

/// Gives each mark that opens words a number, and lists their addresses.
const MARKS: &str = "const marks = [...document.querySelectorAll('.tab a[href*=\"at=\"]')]
    .filter(a => /at=[A-Z]+-[0-9]+-[0-9]+-[0-9a-f]+#/.test(a.getAttribute('href')));
  marks.forEach((a, n) => a.dataset.n = n);
  return marks.map(a => a.getAttribute('href').match(/at=([A-Z]+-[0-9]+-[0-9]+-[0-9a-f]+)#/)[1]);";

/// The words that are lit in the drawer, once it is that of the address.
const LIT: &str = "const at = new URL(location.href).searchParams.get('at') ?? '';
  const marks = [...document.querySelectorAll('#drawer mark.lit')];
  return [at, marks.map(m => m.textContent).join(''), marks.length];";

/// Requests that went to another host, and elements that run or embed.
const FOREIGN: &str = "return performance.getEntriesByType('resource').map(e => e.name)
    .filter(name => new URL(name).host !== location.host)
  .concat([...document.querySelectorAll('script:not([src^=\"/assets/\"], [type=\"application/ld+json\"]), iframe, object, embed, img, style')]
    .map(e => e.outerHTML.slice(0, 80)));";

/// Goes through all journeys and lists what went wrong, each line with its journey.
pub(crate) fn faults(project: &Project, browser: &Browser) -> Result<Vec<String>> {
    let folder = project.target().join("e2e");
    let server =
        Server::fresh(project, &project.binary(Profile::Debug)?, &folder, &["--fetch", "--private"])?;
    let room = Room { browser, base: &server.address, texts: Vec::new(), faults: Vec::new() };
    room.journeys(project)
}

pub(crate) struct Room<'b> {
    pub(crate) browser: &'b Browser,
    base: &'b str,
    texts: Vec<String>,
    faults: Vec<String>,
}

impl Room<'_> {
    fn journeys(mut self, project: &Project) -> Result<Vec<String>> {
        let story = self.story()?;
        self.texts = self.texts_of(project, &story)?;
        self.every_mark(&story)?;
        self.keys_alone(&story)?;
        self.without_script(&story)?;
        self.decides(&story)?;
        self.watches()?;
        self.looks(&story)?;
        let paths = paths(&story);
        self.every_size(&paths)?;
        self.accessible(project, &paths)?;
        // The invented stories go with the first article of one's own.
        self.own_articles()?;
        self.hostile()?;
        let followed = self.follows()?;
        let paths = [followed.clone(), "/subscriptions".to_owned()];
        self.every_size(&paths)?;
        self.accessible(project, &paths)?;
        self.follows_no_more(&followed)?;
        Ok(self.faults)
    }

    pub(crate) fn fault(&mut self, journey: &str, what: impl std::fmt::Display) {
        self.faults.push(format!("{journey}: {what}"));
    }

    pub(crate) fn open(&self, path: &str) -> Result<()> {
        self.browser.open(&format!("{}{path}", self.base))
    }

    pub(crate) fn expect(&mut self, journey: &str, script: &str, wanted: &Value) -> Result<()> {
        let found = self.wait_for(script, wanted)?;
        if found != *wanted {
            self.fault(journey, format!("{script} is {found}, not {wanted}"));
        }
        Ok(())
    }

    /// What `script` returns, once it is `wanted` or two seconds are over.
    pub(crate) fn wait_for(&self, script: &str, wanted: &Value) -> Result<Value> {
        let start = Instant::now();
        loop {
            let found = self.browser.evaluate(script)?;
            if found == *wanted || start.elapsed() > Duration::from_secs(2) {
                return Ok(found);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The path of the story on the front page.
    fn story(&self) -> Result<String> {
        self.open("/")?;
        let find = format!(
            "return [...document.querySelectorAll('.story-row h2 a')].find(a => a.textContent.includes({STORY:?}))?.getAttribute('href')"
        );
        let href = self.browser.evaluate(&find)?;
        href.as_str().map(str::to_owned).context("the story is not on the front page")
    }

    /// The files of the story, in the order of the letters that its JSON twin gives them.
    fn texts_of(&self, project: &Project, story: &str) -> Result<Vec<String>> {
        let ask = format!(
            "const r = new XMLHttpRequest(); r.open('GET', {:?}, false); r.send();
             return JSON.parse(r.responseText).witnesses.map(w => w.file)",
            format!("{story}.json")
        );
        let files: Vec<String> = strings(&self.browser.evaluate(&ask)?).collect();
        let folder = project.root.join("stories/harbour-fire");
        files.iter().map(|file| std::fs::read_to_string(folder.join(file)).context("story")).collect()
    }

    /// Each mark of each tab is clicked; the drawer lights exactly the words of its address.
    fn every_mark(&mut self, story: &str) -> Result<()> {
        let mut clicked = 0;
        for query in TABS.iter().chain(&["?set=side-by-side", "?set=inline", "?single=1"]) {
            self.open(&format!("{story}{query}"))?;
            let marks: Vec<String> = strings(&self.browser.evaluate(MARKS)?).collect();
            for (n, address) in marks.iter().enumerate() {
                self.browser.evaluate(&format!("document.querySelector('[data-n=\"{n}\"]').click()"))?;
                clicked += 1;
                self.lights(query, address)?;
            }
        }
        if clicked < 100 {
            self.fault("marks", format!("only {clicked} marks to click"));
        }
        Ok(())
    }

    fn lights(&mut self, query: &str, address: &str) -> Result<()> {
        let start = Instant::now();
        loop {
            let found = self.browser.evaluate(LIT)?;
            let [at, lit, pieces] = [0, 1, 2].map(|n| found.get(n).cloned().unwrap_or_default());
            let stands = addressed(address, &self.texts).map(squeeze);
            let right = at == *address && lit.as_str().map(squeeze) == stands && pieces != json!(0);
            if right {
                return Ok(());
            }
            if start.elapsed() > Duration::from_secs(2) {
                self.fault(
                    "marks",
                    format!("{query} {address} lights up {lit} at {at}, but the article has {stands:?}"),
                );
                return Ok(());
            }
        }
    }

    /// A reader without a mouse: next mark, open, next article, close, another tab, search.
    fn keys_alone(&mut self, story: &str) -> Result<()> {
        let journey = "keys alone";
        self.open(story)?;
        self.browser.keys("jn")?;
        self.expect(journey, "return document.activeElement.matches('a.words')", &json!(true))?;
        self.browser.keys(ENTER)?;
        self.expect(journey, "return !!document.querySelector('#drawer mark.lit')", &json!(true))?;
        self.expect(journey, "return document.activeElement.id", &json!("drawer"))?;
        let letter = "return document.querySelector('#drawer .siglum').textContent";
        let before = self.browser.evaluate(letter)?;
        self.browser.keys("]")?;
        let after = if before == json!("A") { "B" } else { "the next" };
        if before == json!("A") {
            self.expect(journey, letter, &json!(after))?;
        }
        self.browser.keys(ESCAPE)?;
        self.expect(journey, "return !!document.querySelector('#drawer')", &json!(false))?;
        self.expect(journey, "return document.activeElement.matches('a.words')", &json!(true))?;
        self.browser.keys("2")?;
        self.expect(journey, "return new URL(location.href).searchParams.get('tab')", &json!("figures"))?;
        self.browser.keys("/")?;
        self.expect(journey, "return document.activeElement.id", &json!("q"))?;
        self.browser.keys("speaker:okoro")?;
        self.browser.keys(ENTER)?;
        self.expect(
            journey,
            "return location.pathname + location.search",
            &json!("/search?q=speaker%3Aokoro"),
        )?;
        self.browser.keys("j")?;
        self.expect(journey, "return document.querySelector('.hit.marked') !== null", &json!(true))
    }

    /// The same page without script: a click loads the page with the drawer open at the words.
    fn without_script(&mut self, story: &str) -> Result<()> {
        let journey = "without script";
        self.browser.scripts(false)?;
        self.browser.resize(1400, 900)?;
        self.open(story)?;
        self.browser.click(".tab a.words")?;
        let seen = "const box = document.querySelector('mark#at')?.getBoundingClientRect();
          return !!box && box.top >= 0 && box.bottom <= innerHeight;";
        self.expect(journey, seen, &json!(true))?;
        self.browser.click("#drawer .close")?;
        self.expect(journey, "return !!document.querySelector('#drawer')", &json!(false))?;
        self.browser.click(".rail-side li:last-child input")?;
        // The page that is left has as many ticks: it is marked, to be told from the next.
        self.browser.evaluate("window.left = true")?;
        self.browser.click(".rail-side button")?;
        self.expect(
            journey,
            "return window.left ? 0 : document.querySelectorAll('.rail-side input:checked').length",
            &json!(4),
        )?;
        self.open("/article/a-ellery-courier.txt")?;
        self.browser.click(".layer.figures input")?;
        self.browser.click(".layers button")?;
        self.expect(journey, "return document.querySelectorAll('.source .f').length > 3", &json!(true))?;
        self.browser.scripts(true)
    }

    /// Two pasted texts are compared, kept, and found.
    fn own_articles(&mut self) -> Result<()> {
        let journey = "own articles";
        self.open("/compare")?;
        let said = "“The bridge at Quillmere will stay closed until the spring,” Mayor Odette Varnham said";
        for (field, text) in [
            (
                "#text-1",
                format!(
                    "Bridge at Quillmere stays closed\n{said} on Monday. Eleven boats are stuck in Quillmere."
                ),
            ),
            ("#text-2", format!("Quillmere bridge closed\n{said}. Twelve boats are stuck in Quillmere.")),
        ] {
            self.browser.press(field, &text)?;
        }
        self.browser.click("form.compare button.main")?;
        self.expect(
            journey,
            "return document.querySelector('.masthead .kicker')?.textContent",
            &json!("Your comparison"),
        )?;
        self.expect(journey, "return document.querySelectorAll('.card').length", &json!(1))?;
        self.browser.click(".keep button")?;
        self.expect(journey, "return location.pathname", &json!("/"))?;
        self.open("/search?q=Quillmere")?;
        self.expect(journey, "return document.querySelectorAll('.hit').length", &json!(2))
    }

    /// Articles whose every field is an attack are pushed and looked at.
    fn hostile(&mut self) -> Result<()> {
        let journey = "hostile";
        self.open("/")?;
        let payloads: Vec<String> = serde_json::from_str(PAYLOADS)?;
        for (n, payload) in payloads.iter().enumerate() {
            let text = format!(
                "“{payload} is what we saw in Harrowdyke,” said Ilse Brandvold of {payload}. {payload}"
            );
            let article = json!({"id": format!("{payload}{n}"), "outlet": payload, "title": payload, "text": text,
                "url": payload, "lang": payload, "published": "2024-05-07"});
            let push = format!(
                "const r = new XMLHttpRequest(); r.open('POST', '/api/v1/articles', false);
                 r.setRequestHeader('content-type', 'application/json'); r.send({:?}); return r.status",
                article.to_string()
            );
            if self.browser.evaluate(&push)? != json!(200) {
                self.fault(journey, format!("pushing {payload} failed"));
            }
        }
        let paths = self.browser.evaluate(
            "const paths = new Set(); let next = '';
             do {
                 const r = new XMLHttpRequest(); r.open('GET', '/api/v1/search?limit=100&q=Harrowdyke' + next, false); r.send();
                 const found = JSON.parse(r.responseText);
                 for (const h of found.hits) for (const path of [h.href, h.story, '/outlet/' + encodeURIComponent(h.outlet)]) paths.add(path);
                 next = found.next ? '&cursor=' + found.next : '';
             } while (next);
             return [...paths]",
        )?;
        let mut paths: Vec<String> = strings(&paths).collect();
        if paths.len() < payloads.len() {
            self.fault(journey, format!("only {} pages of hostile articles", paths.len()));
        }
        paths.extend(["/", "/search?q=Harrowdyke", "/speaker/Ilse%20Brandvold"].map(str::to_owned));
        // That no address makes a page more than text is held for each without a browser; here each is opened in one way.
        for (payload, place) in payloads.iter().zip(["/search?q=", "/", "/speaker/"].into_iter().cycle()) {
            let escaped: String = payload.bytes().map(|byte| format!("%{byte:02x}")).collect();
            paths.push(format!("{place}{escaped}"));
        }
        for path in &paths {
            self.open(path)?;
            if !self.browser.evaluate("return window.hit ?? null")?.is_null() {
                self.fault(journey, format!("{path} ran a script"));
            }
            let foreign: Vec<String> = strings(&self.browser.evaluate(FOREIGN)?).collect();
            foreign.iter().for_each(|what| self.fault(journey, format!("{path} has {what}")));
        }
        Ok(())
    }

    fn every_size(&mut self, paths: &[String]) -> Result<()> {
        for (width, height) in SIZES {
            self.browser.resize(width, height)?;
            for path in paths {
                self.open(path)?;
                let over = self.browser.evaluate(OVERFLOW)?.as_i64().unwrap_or_default();
                if over > 0 {
                    self.fault("sizes", format!("at {width} pixels {path} is {over} too wide"));
                }
            }
        }
        Ok(())
    }

    /// No violation of the rules that axe-core can decide, in light and dark.
    fn accessible(&mut self, project: &Project, paths: &[String]) -> Result<()> {
        let Some(axe) = axe(project) else {
            println!("NOT RUN: e2e: accessibility rules; they need npm and its registry for axe-core");
            return Ok(());
        };
        let axe = std::fs::read_to_string(axe)?;
        let run = "const done = arguments[arguments.length - 1];
          axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
            .then(r => done(r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160))), e => done(['axe failed: ' + e]));";
        for dark in [false, true] {
            self.browser.dark(dark)?;
            for path in paths {
                self.open(path)?;
                self.browser.evaluate(&axe)?;
                let broken: Vec<String> = strings(&self.browser.evaluate_later(run)?).collect();
                broken.iter().for_each(|rule| self.fault("accessibility", format!("{path} {rule}")));
            }
        }
        self.browser.dark(false)
    }
}

/// The pages of a story and those beside.
fn paths(story: &str) -> Vec<String> {
    let queries = ["?set=side-by-side", "?set=inline", "?at=A-120-134#at"];
    let own = TABS.iter().chain(&queries).map(|query| format!("{story}{query}"));
    own.chain(PAGES.map(str::to_owned)).collect()
}

/// Pages beside the story's own.
const PAGES: [&str; 14] = [
    "/",
    "/check",
    "/subscriptions",
    "/ask?words=we+lost+the+whole+shed+within+twenty+minutes",
    "/compare",
    "/method",
    "/help",
    "/watches",
    "/watch/1",
    "/settings",
    "/search?q=speaker:okoro",
    "/speaker/Dana%20Okoro",
    "/outlet/Coast%20Daily",
    "/article/a-ellery-courier.txt?layer=quotations&layer=figures&layer=names&at=120-134#at",
];

/// Hostile strings, which the tests of the command line use too.
const PAYLOADS: &str = include_str!("../../variorum/tests/payloads.json");

/// axe-core from npm, kept under `target`; `None` without npm or its registry.
fn axe(project: &Project) -> Option<PathBuf> {
    const NAME: &str = "axe-core@4.10.3";
    let folder = project.target().join("e2e");
    let script = folder.join("package/axe.min.js");
    if script.is_file() {
        return Some(script);
    }
    std::fs::create_dir_all(&folder).ok()?;
    let quiet = |command: &mut Command| {
        command
            .current_dir(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    let packed = quiet(Command::new("npm").args(["pack", NAME]))
        && quiet(Command::new("tar").args(["-xzf", "axe-core-4.10.3.tgz", "package/axe.min.js"]));
    (packed && script.is_file()).then_some(script)
}
