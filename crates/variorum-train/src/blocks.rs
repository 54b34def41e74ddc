//! The scorer of blocks: which blocks of a page are its article.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use variorum_ingest::{Forest, described_blocks, unpack};

use crate::trees::{Example, Growth, boost};

/// How the trees grow. Few leaves and one feature in two for each tree keep single pages from
/// deciding.
const GROWTH: Growth =
    Growth { trees: 200, leaves: 12, depth: 5, rate: 0.08, rows: 40, penalty: 5.0, one_in: 2 };
/// Parts into which outlets are dealt: each part is scored by trees that saw none of its outlets.
const PARTS: u64 = 5;
/// A block belongs to the text when so many of its runs of words do.
const SHARED: f64 = 0.6;
/// Words in a run.
const RUN: usize = 4;
/// A page counts by the shares of its words; of one with fewer words than these not all.
const WORDS: f64 = 60.0;
/// How much a page of which only some lines are labelled counts beside one whose text is known.
const PARTLY: f64 = 0.5;
/// Scores at which the choice is printed: log odds.
const CUTS: [f32; 4] = [-0.6, -0.35, -0.2, 0.0];

/// A page with its labelled blocks.
struct Page {
    /// The part of its outlet.
    part: u64,
    blocks: Vec<Block>,
    gold: Gold,
}

struct Block {
    words: String,
    row: Vec<f32>,
    yes: bool,
    weight: f64,
}

/// What is known of a page.
enum Gold {
    /// The runs of words of the whole text.
    Text(BTreeMap<Vec<String>, u32>),
    /// Lines that must and must not be in the text.
    Lines { with: Vec<String>, without: Vec<String> },
}

/// Trains on the sets in `data`, prints scores, writes the trees to `model`.
pub(crate) fn train(data: &Path, model: &Path) -> Result<()> {
    let mut pages = Vec::new();
    for set in ["wcxb-articles-dev", "trafilatura"] {
        pages.extend(read(&data.join(set))?);
    }
    println!("pages {}, blocks {}", pages.len(), pages.iter().map(|page| page.blocks.len()).sum::<usize>());
    let scored: Vec<Forest> = (0..PARTS)
        .map(|part| forest(&trees(pages.iter().filter(|page| page.part != part))))
        .collect::<Result<_>>()?;
    for cut in CUTS {
        print_scores(&pages, &scored, cut);
    }
    let file = format!(
        "# Which blocks of a page are its article. Made by `variorum-train blocks`; see MODEL_CARD.md.\n{}",
        trees(pages.iter())
    );
    fs::write(model, file).context("cannot write the trees")
}

fn forest(file: &str) -> Result<Forest> {
    Forest::read(file).context("the trees cannot be read back")
}

fn trees<'p>(pages: impl Iterator<Item = &'p Page>) -> String {
    let blocks: Vec<&Block> = pages.flat_map(|page| &page.blocks).filter(|b| b.weight > 0.0).collect();
    let mean = blocks.iter().map(|b| b.weight).sum::<f64>() / blocks.len().max(1) as f64;
    let example = |b: &Block| Example { row: b.row.clone(), yes: b.yes, weight: b.weight / mean };
    boost(&blocks.into_iter().map(example).collect::<Vec<_>>(), GROWTH)
}

fn read(set: &Path) -> Result<Vec<Page>> {
    let gold = fs::read_to_string(set.join("gold.jsonl")).context("cannot read the gold file")?;
    gold.split('\n')
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let gold: Value = serde_json::from_str(line)?;
            let file = gold.get("file").and_then(Value::as_str).context("a page without file")?;
            let bytes = fs::read(set.join("html").join(file))?;
            // A page that cannot be read has no blocks to learn from.
            let blocks = described_blocks(&unpack(&bytes).bytes).unwrap_or_default();
            let outlet = gold.get("url").and_then(Value::as_str).map_or(file, host);
            Ok(page(&gold, fnv(outlet) % PARTS, blocks))
        })
        .collect()
}

fn page(gold: &Value, part: u64, blocks: Vec<(String, Vec<f32>)>) -> Page {
    let lines = |name: &str| -> Vec<String> {
        let lines = gold.get(name).and_then(Value::as_array).into_iter().flatten();
        lines.filter_map(Value::as_str).map(single_spaced).collect()
    };
    match gold.get("text").and_then(Value::as_str) {
        Some(text) => {
            let blocks = by_text(text, blocks);
            Page { part, blocks, gold: Gold::Text(runs(&words(text), RUN)) }
        }
        None => {
            let (with, without) = (lines("with"), lines("without"));
            let blocks = by_lines(&with, &without, blocks);
            Page { part, blocks, gold: Gold::Lines { with, without } }
        }
    }
}

/// Labels blocks by the whole text. Blocks of a word or two must be lines of it.
fn by_text(text: &str, blocks: Vec<(String, Vec<f32>)>) -> Vec<Block> {
    let all = lowered(text);
    let known: Vec<BTreeSet<&[String]>> = (1..=RUN).map(|length| all.windows(length).collect()).collect();
    let lines: BTreeSet<Vec<String>> = text.split('\n').map(lowered).collect();
    let labelled = |(words, row): (String, Vec<f32>)| {
        let own = lowered(&words);
        let length = own.len().min(RUN);
        let runs = own.windows(length.max(1)).count();
        let known = known.get(length.max(1) - 1);
        let shared = own.windows(length.max(1)).filter(|run| known.is_some_and(|k| k.contains(run))).count();
        let yes = match own.len() {
            0..3 => lines.contains(&own),
            3 => lines.contains(&own) || shared == runs,
            _ => shared as f64 >= SHARED * runs as f64,
        };
        let weight =
            if own.is_empty() { 0.0 } else { (own.len() as f64 + 0.5) / WORDS.max(all.len() as f64) };
        Block { words, row, yes, weight }
    };
    blocks.into_iter().map(labelled).collect()
}

/// Labels blocks by lines that must and must not be in the text; other blocks count nothing.
fn by_lines(with: &[String], without: &[String], blocks: Vec<(String, Vec<f32>)>) -> Vec<Block> {
    let all = (with.len() + without.len()).max(1) as f64;
    let labelled = |(words, row): (String, Vec<f32>)| {
        let count = |lines: &[String]| lines.iter().filter(|line| words.contains(line.as_str())).count();
        let (yes, no) = (count(with), count(without));
        let weight = if yes == no { 0.0 } else { PARTLY * yes.max(no) as f64 / all };
        Block { words, row, yes: yes > no, weight }
    };
    blocks.into_iter().map(labelled).collect()
}

/// Prints the scores of pages on outlets unseen, as the sets score them: runs of words for whole texts
/// (the mean over pages), lines found for the others.
fn print_scores(pages: &[Page], scored: &[Forest], cut: f32) {
    let (mut precision, mut recall, mut texts) = (0.0, 0.0, 0.0);
    let (mut right, mut wrong, mut missed) = (0.0, 0.0, 0.0);
    for page in pages {
        let Some(forest) = scored.get(page.part as usize) else { continue };
        let chosen: Vec<&str> = page
            .blocks
            .iter()
            .filter(|block| forest.score(&block.row) > cut)
            .map(|block| block.words.as_str())
            .collect();
        match &page.gold {
            Gold::Text(gold) => {
                let found = runs(&words(&chosen.join("\n")), RUN);
                let shared: u32 =
                    gold.iter().map(|(run, n)| (*n).min(found.get(run).copied().unwrap_or(0))).sum();
                let count = |runs: &BTreeMap<Vec<String>, u32>| f64::from(runs.values().sum::<u32>().max(1));
                precision += f64::from(shared) / count(&found);
                recall += f64::from(shared) / count(gold);
                texts += 1.0;
            }
            Gold::Lines { with, without } => {
                let text = single_spaced(&chosen.join("\n"));
                let count =
                    |lines: &[String]| lines.iter().filter(|l| text.contains(l.as_str())).count() as f64;
                right += count(with);
                wrong += count(without);
                missed += with.len() as f64 - count(with);
            }
        }
    }
    let (precision, recall) = (precision / f64::max(texts, 1.0), recall / f64::max(texts, 1.0));
    println!(
        "cut {cut}: whole texts f1 {:.4} (precision {precision:.4}, recall {recall:.4}); lines f1 {:.4}",
        2.0 * precision * recall / (precision + recall),
        2.0 * right / (2.0 * right + wrong + missed)
    );
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn lowered(text: &str) -> Vec<String> {
    words(&text.to_lowercase())
}

fn runs(words: &[String], length: usize) -> BTreeMap<Vec<String>, u32> {
    let mut runs = BTreeMap::new();
    for run in words.windows(length.min(words.len()).max(1)) {
        *runs.entry(run.to_vec()).or_default() += 1;
    }
    runs
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The host of an address, the same for all its pages.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// FNV-1a.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
