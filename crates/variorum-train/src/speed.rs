//! How fast plain text becomes annotations, on one thread, with the share of each annotator.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use variorum_core::story::Copies;
use variorum_ingest::read_record;
use variorum_language::{annotate, annotate_watched};

/// Times the annotators over the records of `articles`, one on each line, `rounds` times, and prints the
/// words and bytes of text, then the seconds of each annotator in the quickest round, and those of finding the
/// copies among the articles.
///
/// # Errors
/// The file cannot be read, or holds no article.
pub(crate) fn run(articles: &Path, rounds: usize) -> Result<()> {
    let file = fs::read(articles)?;
    let lines = file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let articles: Vec<_> = lines.filter_map(|line| read_record(line).ok()).collect();
    ensure!(!articles.is_empty(), "there is no article in it");
    let texts = || articles.iter().map(|article| article.text.as_str());
    let words: usize = texts().map(|text| text.split_ascii_whitespace().count()).sum();
    let bytes: usize = texts().map(str::len).sum();
    println!("words\t{words}\nbytes\t{bytes}");
    let clock = Clock(Instant::now());
    let mut quickest: BTreeMap<&'static str, Duration> = BTreeMap::new();
    for _ in 0..rounds.max(1) {
        let mut round: BTreeMap<&'static str, Duration> = BTreeMap::new();
        for article in articles.iter().cloned() {
            let mut since = clock.now();
            annotate_watched(article, &mut |annotator| {
                let now = clock.now();
                *round.entry(annotator).or_default() += now.saturating_sub(since);
                since = now;
            });
        }
        let total = |round: &BTreeMap<_, Duration>| round.values().sum::<Duration>();
        if quickest.is_empty() || total(&round) < total(&quickest) {
            quickest = round;
        }
    }
    let annotated: Vec<_> = articles.into_iter().map(annotate).collect();
    let begun = clock.now();
    let mut copies = Copies::default();
    annotated.iter().for_each(|article| drop(copies.add(article)));
    quickest.insert("copies", clock.now().saturating_sub(begun));
    for (annotator, took) in quickest {
        println!("{annotator}\t{:.6}", took.as_secs_f64());
    }
    Ok(())
}

/// Processor time of this thread where the system tells it, else time since the clock was made.
struct Clock(Instant);

impl Clock {
    fn now(&self) -> Duration {
        // The first number is nanoseconds on a processor; it moves in steps of a few milliseconds at most,
        // which even out over many articles.
        let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
        let spent = told.and_then(|told| told.split(' ').next()?.parse().ok());
        spent.map_or_else(|| self.0.elapsed(), Duration::from_nanos)
    }
}
