//! The names model: a structured averaged perceptron.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use variorum_language::recognizer::{
    Clusters, Features, LANES, Recognizer, TAGS, Tag, Transitions, Weights, names, viterbi,
};

use crate::corpus::{Case, Document, read};

/// Passes over the training set.
const EPOCHS: usize = 8;
/// One article in so many is also read with headline capitals, one in twice as many all in capitals.
const RECASED: usize = 8;
/// Weights in units of which the perceptron counts: a step is one.
const STEP: i64 = 1;
/// A row whose weights all lie under this share of the greatest is dropped.
const SMALLEST: f64 = 0.0;

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

/// Trains on the sets in `data`, writes `names.vnm` and `clusters.tsv` to `models`, prints scores.
pub(crate) fn train(data: &Path, models: &Path) -> Result<()> {
    let table = unzipped(&data.join("clusters.tsv.gz"))?;
    let clusters = Clusters::read(&table);
    let mut documents = read(&data.join("worldwide-ner9.train.tsv.gz"), 1, kind)?;
    documents.extend(read(&data.join("wikigold.tsv.gz"), 1, kind)?);
    documents.extend(read(&data.join("polnear-corenlp-silver.train.tsv.gz"), 2, kind)?);
    let titled = documents.iter().step_by(RECASED).map(|d| d.recased(Case::Title));
    let upper = documents.iter().skip(1).step_by(2 * RECASED).map(|d| d.recased(Case::Upper));
    let recased: Vec<Document> = titled.chain(upper).collect();
    documents.extend(recased);
    println!("training documents {}", documents.len());
    let weights = perceptron(&documents, &clusters);
    fs::create_dir_all(models)?;
    fs::write(models.join("names.vnm"), weights.write()).context("cannot write the model")?;
    fs::write(models.join("clusters.tsv"), &table).context("cannot write the clusters")?;
    let model = Recognizer::new(weights, clusters);
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

fn unzipped(path: &Path) -> Result<String> {
    let mut table = String::new();
    let file = fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    GzDecoder::new(file).read_to_string(&mut table)?;
    Ok(table)
}

/// Sums of weights as they are and as they were weighted by time, for the average.
struct Table {
    now: Vec<[i32; LANES]>,
    late: Vec<[i64; LANES]>,
    steps: [[i32; TAGS]; TAGS],
    late_steps: [[i64; TAGS]; TAGS],
    time: i64,
}

impl Table {
    fn new() -> Self {
        let rows = variorum_language::recognizer::ROWS;
        Self {
            now: vec![[0; LANES]; rows],
            late: vec![[0; LANES]; rows],
            steps: [[0; TAGS]; TAGS],
            late_steps: [[0; TAGS]; TAGS],
            time: 1,
        }
    }

    fn score(&self, rows: &[u32]) -> [i32; LANES] {
        let mut sum = [0; LANES];
        for row in rows.iter().filter_map(|row| self.now.get(*row as usize)) {
            sum.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
        }
        sum
    }

    fn reward(&mut self, rows: &[u32], tag: Tag, by: i64) {
        for row in rows {
            let lanes = (self.now.get_mut(*row as usize), self.late.get_mut(*row as usize));
            if let (Some(now), Some(late)) = lanes
                && let (Some(now), Some(late)) = (now.get_mut(tag.number()), late.get_mut(tag.number()))
            {
                *now += by as i32;
                *late += by * self.time;
            }
        }
    }

    fn reward_step(&mut self, from: Tag, to: Tag, by: i64) {
        let lanes = (self.steps.get_mut(from.number()), self.late_steps.get_mut(from.number()));
        if let (Some(now), Some(late)) = lanes
            && let (Some(now), Some(late)) = (now.get_mut(to.number()), late.get_mut(to.number()))
        {
            *now += by as i32;
            *late += by * self.time;
        }
    }

    /// The average over time, quantised so that the greatest weight is 127.
    fn averaged(&self) -> Weights {
        let time = self.time as f64;
        let mean = |now: i32, late: i64| f64::from(now) - late as f64 / time;
        let means: Vec<[f64; LANES]> = self
            .now
            .iter()
            .zip(&self.late)
            .map(|(now, late)| {
                std::array::from_fn(|lane| {
                    mean(now.get(lane).copied().unwrap_or(0), late.get(lane).copied().unwrap_or(0))
                })
            })
            .collect();
        // A few great weights may be cut so that the many small ones keep their differences.
        let mut sizes: Vec<f64> = means.iter().flatten().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
        sizes.sort_by(f64::total_cmp);
        let greatest = sizes.get(sizes.len() - 1).copied().unwrap_or(1.0);
        let scale = 2047.0 / greatest;
        let row = |means: &[f64; LANES]| {
            let kept = means.iter().any(|w| w.abs() >= SMALLEST * greatest);
            std::array::from_fn(|lane| {
                let weight = means.get(lane).copied().unwrap_or(0.0);
                if kept { (weight * scale).round().clamp(-2047.0, 2047.0) as i16 } else { 0 }
            })
        };
        let mut transitions: Transitions = [[0; TAGS]; TAGS];
        for (to, (now, late)) in transitions
            .iter_mut()
            .flatten()
            .zip(self.steps.iter().flatten().zip(self.late_steps.iter().flatten()))
        {
            *to = (mean(*now, *late) * scale).round() as i32;
        }
        Weights::new(means.iter().map(row).collect(), transitions)
    }
}

fn perceptron(documents: &[Document], clusters: &Clusters) -> Weights {
    let mut table = Table::new();
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let mut seed = 1;
    for epoch in 0..EPOCHS {
        shuffle(&mut order, &mut seed);
        let mut wrong = 0;
        for document in order.iter().filter_map(|at| documents.get(*at)) {
            let words = document.words();
            let features = Features::new(&words, clusters);
            for sentence in &document.sentences {
                let mut rows: Vec<Vec<u32>> = Vec::with_capacity(sentence.len());
                for at in sentence.clone() {
                    let mut here = Vec::with_capacity(48);
                    features.rows(at, sentence, &mut here);
                    rows.push(here);
                }
                let gold = document.tags.get(sentence.clone()).unwrap_or_default();
                wrong += learn(&mut table, &rows, gold);
            }
        }
        println!("epoch {} words wrong {wrong}", epoch + 1);
    }
    table.averaged()
}

/// One step of the perceptron; says how many tags were wrong.
fn learn(table: &mut Table, rows: &[Vec<u32>], gold: &[Tag]) -> usize {
    let scores: Vec<[i32; LANES]> = rows.iter().map(|rows| table.score(rows)).collect();
    let found = viterbi(&scores, &table.steps);
    table.time += 1;
    let mut wrong = 0;
    let mut before = (Tag::OUTSIDE, Tag::OUTSIDE);
    for (at, ((rows, gold), found)) in rows.iter().zip(gold).zip(&found).enumerate() {
        if gold != found {
            wrong += 1;
            table.reward(rows, *gold, STEP);
            table.reward(rows, *found, -STEP);
        }
        if at > 0 && (before.0, *gold) != (before.1, *found) {
            table.reward_step(before.0, *gold, STEP);
            table.reward_step(before.1, *found, -STEP);
        }
        before = (*gold, *found);
    }
    wrong
}

/// Fisher-Yates with a multiplicative congruential generator: the same order on every machine.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for at in (1..order.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (*seed >> 33) as usize % (at + 1));
    }
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
