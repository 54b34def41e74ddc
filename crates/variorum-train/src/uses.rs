//! How words are used in names, counted over articles without labels that a first model has tagged.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use variorum_core::{EntityKind, tokens};
use variorum_language::recognizer::{Name, Recognizer, USES, names};
use variorum_language::words_of;

/// Words that were seen less often tell nothing.
const FEWEST: u32 = 4;
/// Shares in a hundred from which a use has its first, second and third level.
const LEVELS: [u32; 3] = [5, 30, 80];

/// The table of uses: word, tab, number.
pub(crate) fn table(articles: &Path, model: &Recognizer) -> Result<String> {
    let file = File::open(articles).with_context(|| format!("cannot open {}", articles.display()))?;
    let mut counts = BTreeMap::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let article = variorum_ingest::read_record(&line?).map_err(|error| anyhow::anyhow!("{error}"))?;
        count(&article.text, model, &mut counts);
    }
    let mut table = String::new();
    for (word, counts) in &counts {
        let use_ = levels(counts);
        if use_ > 0 {
            writeln!(table, "{word}\t{use_}")?;
        }
    }
    Ok(table)
}

fn count(text: &variorum_core::Text, model: &Recognizer, counts: &mut BTreeMap<String, [u32; USES]>) {
    let all = tokens(text, text.whole());
    let words = words_of(text, &all);
    let lines: Vec<Range<usize>> = (text.lines(text.whole()).into_iter())
        .map(|line| {
            let at = |byte| words.partition_point(|word| word.start < byte);
            at(line.start())..at(line.end())
        })
        .collect();
    let mut classes = vec![USES - 1; words.len()];
    for name in names(&model.tag(&words, &lines)) {
        let inside = classes.iter_mut().skip(name.words.start).take(name.words.len());
        inside.enumerate().for_each(|(at, slot)| *slot = class(&name, at));
    }
    let mut opens = true;
    for (word, class) in words.iter().zip(classes) {
        // At the head of a sentence a capital says nothing about a word that is no name.
        let tells = word.text.starts_with(char::is_uppercase) && !(opens && class == USES - 1);
        if tells && let Some(slot) = counts.entry(word.text.to_owned()).or_default().get_mut(class) {
            *slot += 1;
        }
        opens = matches!(word.text, "." | "?" | "!" | "\"" | "“" | "”" | ":");
    }
}

fn class(name: &Name, at: usize) -> usize {
    match name.kind {
        EntityKind::Person => usize::from(at > 0 || name.words.len() == 1),
        EntityKind::Organization => 2,
        EntityKind::Place => 3,
        _ => 4,
    }
}

/// Two bits for each class; zero for a word that was seen too seldom.
fn levels(counts: &[u32; USES]) -> u32 {
    let all: u32 = counts.iter().sum();
    if all < FEWEST {
        return 0;
    }
    let level = |count: &u32| LEVELS.iter().filter(|share| count * 100 >= **share * all).count() as u32;
    counts.iter().zip(0..).map(|(count, class)| level(count) << (2 * class)).sum()
}
