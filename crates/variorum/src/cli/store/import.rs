//! `variorum import`: articles into the store.

use std::io::{Write, stderr, stdout};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use variorum_engine::{Engine, Mode, Progress, Report, Stage};
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::inputs::is_stdin;
use crate::cli::store::material::{Consumed, Materials};
use crate::cli::store::{Import, List};
use crate::config::{Config, Originals};

/// Unreadable pieces that are told one by one.
const TOLD: usize = 20;

/// Imports and says what was done.
pub(crate) fn run(arguments: &Import, config: &Config) -> Result<Outcome> {
    let keep = !arguments.text_only && config.originals != Originals::None;
    let mut materials = Materials::new(&arguments.inputs, keep)?;
    let engine = arguments.at.open(Mode::Write, config)?;
    let mut rate = Rate { consumed: Some(Arc::clone(&materials.consumed)), ..Rate::new(config.progress) };
    let begun = Begun::at(&engine, &arguments.inputs, Timestamp::now())?;
    let report = engine.import(&mut materials, begun.when, &mut |progress| rate.at(progress))?;
    begun.end(&engine)?;
    rate.done();
    expire(&engine, config.originals)?;
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
        List::Text => write!(out, "{}", told(&report, &materials, &store))?,
        List::Json => writeln!(out, "{}", as_json(&report, &materials, &store))?,
    }
    Ok(outcome)
}

/// When an import began. One that was cut short and is taken up again counts as one, so that which of two texts of one
/// date is the later cannot depend on where it was cut.
struct Begun {
    /// The inputs by their places; `None` for standard input, which cannot be taken up again.
    name: Option<String>,
    when: Timestamp,
}

/// The notes on imports that have not ended.
const BEGUN: &str = "import";
/// Hours after which the same command is another import.
const TAKEN_UP: i64 = 24;

impl Begun {
    /// The import of `inputs`: at its first beginning if it was cut short, else `now`.
    fn at(engine: &Engine, inputs: &[PathBuf], now: Timestamp) -> Result<Self> {
        if inputs.iter().any(|input| is_stdin(input)) {
            return Ok(Self { name: None, when: now });
        }
        let place =
            |input: &PathBuf| input.canonicalize().unwrap_or_else(|_| input.clone()).display().to_string();
        let name = inputs.iter().map(place).collect::<Vec<String>>().join("\n");
        let cut = engine.notes(BEGUN)?.into_iter().find(|(noted, _)| *noted == name);
        let first = cut.and_then(|(_, when)| when.parse::<Timestamp>().ok());
        let soon = |first: &Timestamp| now.duration_since(*first) < SignedDuration::from_hours(TAKEN_UP);
        let when = first.filter(soon).unwrap_or(now);
        engine.note(BEGUN, &[(name.clone(), Some(when.to_string()))])?;
        Ok(Self { name: Some(name), when })
    }

    fn end(self, engine: &Engine) -> Result<()> {
        if let Some(name) = self.name {
            engine.note(BEGUN, &[(name, None)])?;
        }
        Ok(())
    }
}

/// Lets go of the originals that are kept no longer.
pub(crate) fn expire(engine: &Engine, originals: Originals) -> Result<()> {
    if let Originals::Days(days) = originals {
        let before = Timestamp::now().checked_sub(SignedDuration::from_hours(24 * i64::from(days)))?;
        engine.expire(before)?;
    }
    Ok(())
}

fn told(report: &Report, materials: &Materials, store: &str) -> String {
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
    line(report.without_article, "pages of archives hold no article: passed over");
    line(materials.no_pages, "records of archives are no pages: passed over");
    line(materials.passed_over, "files in folders of forms that are not read: passed over");
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

fn as_json(report: &Report, materials: &Materials, store: &str) -> String {
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
        "passed_over": materials.passed_over,
        "without_article": report.without_article,
        "no_pages": materials.no_pages,
        "unreadable": unreadable,
        "stories": report.settled.stories,
        "moved": report.settled.moved,
    })
    .to_string()
}

/// Says on standard error how far an import is, how fast it goes and how long it will take still, at most twice a
/// second, once it has taken two seconds.
pub(super) struct Rate {
    wanted: bool,
    begun: Instant,
    next: Instant,
    shown: bool,
    /// What is being done, and since when.
    stage: (Stage, Instant),
    /// How much of the material was read.
    consumed: Option<Arc<Consumed>>,
}

/// How long work will take still, of which `part` (0 to 1) took `gone`; `None` while that is a guess.
fn left(gone: Duration, part: f64) -> Option<String> {
    if !(0.01..=1.0).contains(&part) {
        return None;
    }
    let seconds = (gone.as_secs_f64() * (1.0 - part) / part).round() as u64;
    Some(match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!(", {seconds} s left"),
        (0, minutes, seconds) => format!(", {minutes} min {seconds:02} s left"),
        (hours, minutes, _) => format!(", {hours} h {minutes:02} min left"),
    })
}

const PATIENCE: Duration = Duration::from_secs(2);
const PACE: Duration = Duration::from_millis(500);

impl Rate {
    pub(super) fn new(wanted: bool) -> Self {
        let begun = Instant::now();
        let stage = (Stage::Import, begun);
        Self { wanted, begun, next: begun + PATIENCE, shown: false, stage, consumed: None }
    }

    pub(super) fn at(&mut self, progress: Progress) {
        let now = Instant::now();
        if progress.stage != self.stage.0 {
            self.stage = (progress.stage, now);
        }
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
            Stage::Read => format!("read {done} again"),
            Stage::Group => format!("grouped {done}"),
        };
        let part = match progress.total {
            Some(total) => Some(progress.done as f64 / total.max(1) as f64),
            None => self.consumed.as_ref().and_then(|consumed| consumed.part()),
        };
        let left = part.and_then(|part| left(now.duration_since(self.stage.1), part));
        let line = line + &left.unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(gone: u64, part: f64, expect: Option<&str>) {
        assert_eq!(left(Duration::from_secs(gone), part).as_deref(), expect);
    }

    #[test]
    fn the_time_that_is_left_is_told_by_what_is_done() {
        check(10, 0.5, Some(", 10 s left"));
        check(30, 0.25, Some(", 1 min 30 s left"));
        check(3600, 0.4, Some(", 1 h 30 min left"));
        check(2, 0.001, None);
        check(2, 1.2, None);
    }
}
