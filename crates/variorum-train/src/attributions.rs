//! The model of attributions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use variorum_core::{Layers, tokens};
use variorum_language::attributions::{
    CURVES, Lesson as Decision, Model, STEPS, WEIGHTS, crediting_words, lessons,
};

use crate::choices::Choices;
use crate::names::shuffle;
use crate::polnear::{Marked, articles, silver, treebank};
use crate::tagging::{self, Lesson};

/// Passes over the decisions.
const EPOCHS: usize = 8;
/// The share in a thousand from which a word of the training set counts as one that credits.
const CREDITS: usize = 15;

/// Trains on the sets in `data`, writes `attributions.vam` to `models`, prints scores.
pub(crate) fn train(data: &Path, models: &Path) -> Result<()> {
    let polnear = data.join("quotes/polnear");
    let marked = articles(&polnear.join("train.jsonl.gz"))?;
    let mut lessons: Vec<Lesson> =
        silver(&polnear.join("annot_train.jsonl.gz"), &marked)?.iter().map(Lesson::of).collect();
    for set in ["ewt", "gum-open"] {
        lessons.extend(treebank(&data.join(format!("nlp/{set}.train.conllu.gz")))?.iter().map(Lesson::of));
    }
    let cues = cues(&marked);
    let words = tagging::words(&lessons, &|key| cues.contains(&key));
    let tagger = tagging::train(&lessons, words);
    for set in ["ewt", "gum-open"] {
        let dev: Vec<Lesson> =
            treebank(&data.join(format!("nlp/{set}.dev.conllu.gz")))?.iter().map(Lesson::of).collect();
        println!("tagger, {set} dev: {:.2}", tagging::accuracy(&dev, &tagger));
    }
    let dev = articles(&polnear.join("dev.jsonl.gz"))?;
    let silver: Vec<Lesson> =
        silver(&polnear.join("annot_dev.jsonl.gz"), &dev)?.iter().map(Lesson::of).collect();
    println!("tagger, PolNeAR dev (agreement with CoreNLP): {:.2}", tagging::accuracy(&silver, &tagger));
    let blank = Model::file(&tagger, &vec![0; WEIGHTS], &[128; CURVES * STEPS]);
    let model = Model::of(&blank).context("the file has another length than it should")?;
    let decisions = decisions(&marked, model);
    let dev = decisions_of(&dev, model);
    let choices = learn(&decisions);
    let weights = choices.quantised();
    report(&dev, &weights);
    let file = Model::file(&tagger, &weights, &[128; CURVES * STEPS]);
    std::fs::create_dir_all(models)?;
    std::fs::write(models.join("attributions.vam"), file).context("cannot write the model")?;
    Ok(())
}

fn layers(marked: &Marked) -> Layers {
    let text = &marked.article.text;
    Layers { tokens: tokens(text, text.whole()), ..Layers::default() }
}

fn gold(marked: &Marked) -> Vec<variorum_language::attributions::Marked> {
    let all = marked.attributions.iter();
    all.map(|gold| variorum_language::attributions::Marked {
        content: gold.content.clone(),
        source: gold.source.clone(),
        cue: gold.cue.clone(),
    })
    .collect()
}

/// The keys of the words that credit somebody often enough.
fn cues(marked: &[Marked]) -> BTreeSet<u64> {
    let mut counts: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    for article in marked {
        let (crediting, all) = crediting_words(&article.article, &layers(article), &gold(article));
        crediting.into_iter().for_each(|key| counts.entry(key).or_default().0 += 1);
        all.into_iter().for_each(|key| counts.entry(key).or_default().1 += 1);
    }
    let often = counts.into_iter().filter(|(_, (credits, all))| *credits > 1 && credits * 1000 >= CREDITS * all);
    often.map(|(key, _)| key).collect()
}

fn decisions_of(marked: &[Marked], model: Model<'_>) -> Vec<Decision> {
    marked.iter().flat_map(|m| lessons(&m.article, &layers(m), &gold(m), model)).collect()
}

fn decisions(marked: &[Marked], model: Model<'_>) -> Vec<Decision> {
    let decisions = decisions_of(marked, model);
    let mut counts: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    for decision in &decisions {
        let entry = counts.entry(format!("{:?}", decision.question)).or_default();
        *entry = (entry.0 + 1, entry.1 + usize::from(decision.right.is_none()), entry.2 + decision.candidates.len());
    }
    for (question, (all, out, candidates)) in counts {
        println!("{question}: {all} decisions, {out} without the right candidate, {candidates} candidates");
    }
    decisions
}

fn learn(decisions: &[Decision]) -> Choices {
    let mut choices = Choices::new(decisions.iter());
    let mut order: Vec<usize> = (0..decisions.len()).collect();
    let mut seed = 1;
    for epoch in 0..EPOCHS {
        shuffle(&mut order, &mut seed);
        let (mut right, mut all) = (0usize, 0usize);
        for decision in order.iter().filter_map(|at| decisions.get(*at)) {
            let rate = 1.0 - epoch as f32 / EPOCHS as f32;
            if let Some(found) = choices.learn(decision, rate) {
                (right, all) = (right + usize::from(found), all + 1);
            }
        }
        println!("pass {}: {:.2} % right", epoch + 1, 100.0 * right as f64 / all.max(1) as f64);
    }
    choices
}

/// Prints how many decisions of each kind the weights get right.
fn report(decisions: &[Decision], weights: &[i8]) {
    let mut counts: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    for decision in decisions {
        let entry = counts.entry(format!("{:?}", decision.question)).or_default();
        let score = |rows: &Vec<u32>| -> i32 {
            rows.iter().filter_map(|row| weights.get(*row as usize)).map(|w| i32::from(*w)).sum()
        };
        let scores: Vec<i32> = decision.candidates.iter().map(score).collect();
        let best = scores.iter().enumerate().max_by_key(|(at, s)| (**s, std::cmp::Reverse(*at))).map(|(at, _)| at);
        let [all, right, gold, found, both] = entry;
        *all += 1;
        *right += usize::from(best.is_some() && best == decision.right);
        *gold += usize::from(decision.right != Some(0));
        *found += usize::from(best.is_some_and(|b| b > 0));
        *both += usize::from(best.is_some_and(|b| b > 0) && best == decision.right);
    }
    for (question, [all, right, gold, found, both]) in counts {
        println!(
            "{question}: {:.2} % of {all} right; not the first: precision {:.2} recall {:.2}",
            100.0 * right as f64 / all.max(1) as f64,
            100.0 * both as f64 / found.max(1) as f64,
            100.0 * both as f64 / gold.max(1) as f64
        );
    }
}
