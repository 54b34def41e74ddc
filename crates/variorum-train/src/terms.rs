//! How common terms are in the news: the table of `variorum-core/src/story/terms.bin`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use variorum_core::story::terms::{STEPS, distinct_terms};
use variorum_core::{Annotated, Layers, tokens};
use variorum_ingest::read_record;

/// Articles that a term must stand in to be in the table: rarer ones count as if in none.
const FEWEST: u32 = 3;

/// Counts the terms of the articles in `stream` (gzipped records) and writes the table to `output`:
/// hashes and rarities, no words.
pub(crate) fn count(stream: &Path, output: &Path) -> Result<()> {
    let file = File::open(stream).with_context(|| format!("cannot open {}", stream.display()))?;
    let mut holders: BTreeMap<u32, u32> = BTreeMap::new();
    let mut articles = 0u32;
    for line in BufReader::new(GzDecoder::new(file)).split(b'\n') {
        let line = line.with_context(|| format!("cannot read {}", stream.display()))?;
        let Ok(article) = read_record(&line) else { continue };
        let layers = Layers { tokens: tokens(&article.text, article.text.whole()), ..Layers::default() };
        for term in distinct_terms(&Annotated::new(article, layers)) {
            *holders.entry(term).or_default() += 1;
        }
        articles += 1;
    }
    holders.retain(|_, with| *with >= FEWEST);
    let mut bytes = articles.to_le_bytes().to_vec();
    bytes.extend((holders.len() as u32).to_le_bytes());
    bytes.extend(holders.keys().flat_map(|term| term.to_le_bytes()));
    let rarity = |with: &u32| (f64::from(articles + 1) / f64::from(with + 1)).ln() * STEPS;
    bytes.extend(holders.values().map(|with| rarity(with).round() as u8));
    fs::write(output, &bytes).with_context(|| format!("cannot write {}", output.display()))?;
    println!("{articles} articles, {} terms, {} bytes", holders.len(), bytes.len());
    Ok(())
}
