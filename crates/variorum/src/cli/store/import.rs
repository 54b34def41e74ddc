//! `variorum import`: articles into the store.

use std::io::{Write, stderr, stdout};
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::Timestamp;
use serde_json::json;
use variorum_engine::{Mode, Progress, Report, Stage};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::store::material::Materials;
use crate::cli::store::{Import, List};
use crate::config::Config;

/// Unreadable pieces that are told one by one.
const TOLD: usize = 20;

/// Imports and says what was done.
pub(crate) fn run(arguments: &Import, config: &Config) -> Result<Outcome> {
    let mut materials = Materials::new(&arguments.inputs, !arguments.text_only)?;
    let engine = arguments.at.open(Mode::Write, config)?;
    let mut rate = Rate::new(config.progress);
    let report = engine.import(&mut materials, Timestamp::now(), &mut |progress| rate.at(progress))?;
    rate.done();
    for unreadable in report.unreadable.iter().take(TOLD) {
        eprintln!("variorum: {}: {}", printable(&unreadable.place), printable(&unreadable.message));
    }
    let more = report.unreadable.len().saturating_sub(TOLD);
    if more > 0 {
        eprintln!("variorum: and {more} more that could not be read");
    }
    let outcome = if report.unreadable.is_empty() { Outcome::Good } else { Outcome::SomeBad };
    let store = engine.path().display().to_string();
    let mut out = stdout().lock();
    match arguments.format {
        List::Text => write!(out, "{}", told(&report, materials.passed_over, &store))?,
        List::Json => writeln!(out, "{}", as_json(&report, materials.passed_over, &store))?,
    }
    Ok(outcome)
}

fn told(report: &Report, passed_over: usize, store: &str) -> String {
    let mut told = format!("{} imported into {store}\n", articles(report.added));
    let mut line = |count: usize, words: &str| {
        if count > 0 {
            told.push_str(&format!("{count} {words}\n"));
        }
    };
    line(report.versions, "with a changed text: kept as later versions");
    line(report.held, "held already: skipped");
    line(report.withdrawn, "withdrawn before: not taken again");
    line(report.unreadable.len(), "could not be read: skipped");
    line(passed_over, "files in folders of forms that are not read: passed over");
    let settled = report.settled;
    told.push_str(&format!(
        "{} in the store",
        if settled.stories == 1 { "1 story".to_owned() } else { format!("{} stories", settled.stories) }
    ));
    if settled.moved > 0 {
        told.push_str(&format!("; {} moved to another story", articles(settled.moved)));
    }
    told.push('\n');
    told
}

fn articles(count: usize) -> String {
    if count == 1 { "1 article".to_owned() } else { format!("{count} articles") }
}

fn as_json(report: &Report, passed_over: usize, store: &str) -> String {
    let unreadable: Vec<_> =
        report.unreadable.iter().map(|u| json!({"place": u.place, "message": u.message})).collect();
    json!({
        "v": 1,
        "store": store,
        "added": report.added,
        "versions": report.versions,
        "held": report.held,
        "withdrawn": report.withdrawn,
        "words": report.words,
        "passed_over": passed_over,
        "unreadable": unreadable,
        "stories": report.settled.stories,
        "moved": report.settled.moved,
    })
    .to_string()
}

/// Says on standard error how far an import is and how fast it goes, at most twice a second, once it
/// has taken two seconds.
pub(super) struct Rate {
    wanted: bool,
    begun: Instant,
    next: Instant,
    shown: bool,
}

const PATIENCE: Duration = Duration::from_secs(2);
const PACE: Duration = Duration::from_millis(500);

impl Rate {
    pub(super) fn new(wanted: bool) -> Self {
        let begun = Instant::now();
        Self { wanted, begun, next: begun + PATIENCE, shown: false }
    }

    pub(super) fn at(&mut self, progress: Progress) {
        let now = Instant::now();
        if !self.wanted || now < self.next {
            return;
        }
        let done = match progress.total {
            Some(total) => format!("{} of {total}", progress.done),
            None => articles(progress.done),
        };
        let line = match progress.stage {
            Stage::Import => {
                let seconds = now.duration_since(self.begun).as_secs_f64();
                let rate = progress.done as f64 / seconds;
                let words = progress.words as f64 / seconds / 1000.0;
                format!("imported {done}, {rate:.0} a second, {words:.0} thousand words a second")
            }
            Stage::Group => format!("grouped {done}"),
        };
        // Progress that cannot be written is no reason to stop the work.
        let _ = write!(stderr(), "\r\u{1b}[Kvariorum: {line}");
        (self.shown, self.next) = (true, now + PACE);
    }

    pub(super) fn done(&mut self) {
        if self.shown {
            let _ = writeln!(stderr());
        }
    }
}
