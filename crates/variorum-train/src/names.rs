//! The names model.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use variorum_core::EntityKind;
use variorum_language::recognizer::{Clusters, Features, LISTS, Name, Recognizer, USES, Weights, names};

use crate::corpus::{Case, Document, read};
use crate::crf::{Example, Field};

/// Passes over the training set.
const EPOCHS: usize = 7;
/// One article in so many is also read with headline capitals, one in twice as many all in capitals.
const RECASED: usize = 8;
/// How much a label made by a program counts beside one made by people.
const SILVER: f32 = 0.3;
/// Steps of a weight in one.
const SCALE: f32 = 16.0;

/// Classes of the sets as numbers of [`variorum_language::recognizer::KINDS`].
fn kind(class: &str) -> Option<usize> {
    match class {
        "Person" | "PER" | "PERSON" => Some(0),
        "Organization" | "ORG" | "ORGANIZATION" => Some(1),
        "Location" | "Facility" | "LOC" | "LOCATION" => Some(2),
        "NORP" | "Misc" | "Product" | "MISC" => Some(3),
        _ => None,
    }
}

/// Which sets are trained on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sets {
    /// All of them.
    All,
    /// Those alone whose labels and texts are openly licensed.
    Open,
}

/// Trains on the sets in `data`, writes `names.vnm` to `models`, prints scores.
pub(crate) fn train(data: &Path, models: &Path, sets: Sets) -> Result<()> {
    let table = unzipped(&data.join("clusters.tsv.gz"))?;
    let lists = lists(&unzipped(&data.join("gaz.tsv.gz"))?);
    let clusters = Clusters::new(&table, &written(&lists));
    let mut documents = read(&data.join("wikigold.tsv.gz"), 1, kind)?;
    if sets == Sets::All {
        let gold = read(&data.join("worldwide-ner9.train.tsv.gz"), 1, kind)?;
        documents.splice(0..0, gold);
        let mut silver = read(&data.join("polnear-corenlp-silver.train.tsv.gz"), 2, kind)?;
        silver.iter_mut().for_each(|document| document.silver = true);
        documents.extend(silver);
    }
    let titled = documents.iter().step_by(RECASED).map(|d| d.recased(Case::Title));
    let upper = documents.iter().skip(1).step_by(2 * RECASED).map(|d| d.recased(Case::Upper));
    let recased: Vec<Document> = titled.chain(upper).collect();
    documents.extend(recased);
    println!("training documents {}", documents.len());
    let first = Recognizer::new(field(&documents, &clusters), clusters);
    let uses = crate::uses::table(&data.join("../stream/articles.jsonl.gz"), &first)?;
    let mut known = lists;
    for (word, number) in uses.lines().filter_map(|line| line.split_once('\t')) {
        *known.entry(word.to_owned()).or_default() |= number.parse::<u16>()?;
    }
    let clusters = Clusters::new(&table, &written(&known));
    let model = Recognizer::new(field(&documents, &clusters), clusters);
    fs::create_dir_all(models)?;
    fs::write(models.join("names.vnm"), model.write()).context("cannot write the model")?;
    for (set, column) in [
        ("worldwide-ner9.dev.tsv.gz", 1),
        ("uner-ewt.dev.tsv.gz", 1),
        ("polnear-corenlp-silver.dev.tsv.gz", 2),
    ] {
        let documents = read(&data.join(set), column, kind)?;
        score(set, &documents, &model);
        let titled: Vec<Document> = documents.iter().map(|d| d.recased(Case::Title)).collect();
        score(&format!("{set} in headline capitals"), &titled, &model);
    }
    Ok(())
}

/// The words of the lists of places and of persons' names as they are printed, each with its bits above those
/// of uses.
fn lists(table: &str) -> BTreeMap<String, u16> {
    // Countries, capitals, states, large and smaller cities; parts of the names of cities; family names;
    // given names of men and of women.
    const BITS: [u16; LISTS] = [0b1_1111, 1 << 5, 1 << 6, 0b11 << 7];
    let mut lists = BTreeMap::new();
    for (word, bits) in table.lines().filter_map(|line| line.split_once('\t')) {
        let Ok(bits) = bits.parse::<u16>() else { continue };
        let packed = BITS.iter().zip(0..).map(|(list, at)| u16::from(bits & list != 0) << at).sum::<u16>();
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        if packed > 0 && first.starts_with(char::is_uppercase) {
            lists.insert(first + letters.as_str(), packed << (2 * USES));
        }
    }
    lists
}

fn written(known: &BTreeMap<String, u16>) -> String {
    known.iter().map(|(word, number)| format!("{word}\t{number}\n")).collect()
}

fn unzipped(path: &Path) -> Result<String> {
    let mut table = String::new();
    let file = fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    GzDecoder::new(file).read_to_string(&mut table)?;
    Ok(table)
}

/// Looks at every stretch that may hold names.
fn examples(documents: &[Document], clusters: &Clusters) -> Vec<Example> {
    let mut examples = Vec::new();
    for document in documents {
        let features = Features::new(&document.words(), &document.sentences, clusters);
        for segment in features.segments() {
            let look = |at| {
                let mut rows = Vec::with_capacity(64);
                features.rows(at, segment, &mut rows);
                rows
            };
            examples.push(Example {
                rows: segment.words.clone().map(look).collect(),
                gold: document.tags.get(segment.words.clone()).unwrap_or_default().to_vec(),
                weight: if document.silver { SILVER } else { 1.0 },
            });
        }
    }
    examples
}

fn field(documents: &[Document], clusters: &Clusters) -> Weights {
    let examples = examples(documents, clusters);
    let mut field = Field::new(&examples);
    let mut seed = 1;
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for epoch in 0..EPOCHS {
        shuffle(&mut order, &mut seed);
        let pick = order.iter().filter_map(|at| examples.get(*at));
        let rate = 1.0 - epoch as f32 / EPOCHS as f32;
        let loss = field.pass(pick, rate);
        println!("epoch {} chance of being wrong {loss:.4}", epoch + 1);
    }
    field.quantised(SCALE)
}

/// Fisher-Yates with a multiplicative congruential generator: the same order on every machine.
pub(crate) fn shuffle(order: &mut [usize], seed: &mut u64) {
    for at in (1..order.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (*seed >> 33) as usize % (at + 1));
    }
}

/// Whether a name touches one of another kind than those that are scored: neither right nor wrong.
fn beside(name: &Name, gold: &[Name]) -> bool {
    let touches = |g: &Name| g.words.start < name.words.end && name.words.start < g.words.end;
    gold.iter().any(|g| g.kind == EntityKind::Other && touches(g))
}

/// Exact spans and kinds, over the three kinds that users see.
fn score(set: &str, documents: &[Document], model: &Recognizer) {
    let mut counts: BTreeMap<usize, [usize; 3]> = BTreeMap::new();
    for document in documents {
        let found = names(&model.tag(&document.words(), &document.sentences));
        let gold = names(&document.tags);
        for (list, slot) in [(&gold, 0), (&found, 1)] {
            for name in list {
                let entry = counts.entry(name.kind as usize).or_default();
                entry.iter_mut().skip(slot).take(1).for_each(|count| *count += 1);
                if slot == 1 && name.kind != EntityKind::Other && beside(name, &gold) {
                    entry.iter_mut().skip(1).take(1).for_each(|count| *count -= 1);
                }
                if slot == 1 && gold.contains(name) {
                    entry.iter_mut().skip(2).for_each(|count| *count += 1);
                }
            }
        }
    }
    let f1 = |[gold, found, both]: [usize; 3]| 200.0 * both as f64 / (gold + found).max(1) as f64;
    let shown: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind} {:.1}", f1(*count))).collect();
    let all = counts.iter().filter(|(kind, _)| **kind < 3).fold([0; 3], |sum: [usize; 3], (_, count)| {
        std::array::from_fn(|at| sum.get(at).unwrap_or(&0) + count.get(at).unwrap_or(&0))
    });
    println!("{set}: f1 {:.2} ({})", f1(all), shown.join(", "));
}
