//! The model of attributions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use variorum_core::{Attribution, Layers, Span, tokens};
use variorum_language::attributions::{
    CURVES, Lesson as Decision, Model, STEPS, WEIGHTS, crediting_words, find_with, lessons, loose_lessons,
};

use crate::calibration::{self, Outcomes};
use crate::choices::Choices;
use crate::names::shuffle;
use crate::polnear::{Marked, articles, silver, treebank};
use crate::tagging::{self, Lesson};

/// Passes over the decisions.
const EPOCHS: usize = 9;
/// Parts of the training set, each read by a model that was trained on the others.
const FOLDS: usize = 5;
/// The share in a thousand from which a word of the training set counts as one that credits.
const CREDITS: usize = 15;

/// Trains on the sets in `data`, writes `attributions.vam` to `models`, prints scores.
/// With `errors`, what models that were trained without an article find in it is written there.
pub(crate) fn train(data: &Path, models: &Path, errors: Option<&Path>) -> Result<()> {
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
    let blank = Model::of(&blank).context("the file has another length than it should")?;
    let decisions: Vec<Vec<Decision>> = marked.iter().map(|m| decisions_of(m, blank)).collect();
    count(&decisions);
    // Loose quotations are decided after the cues, so the cues that they are learned with must come
    // from models that were not trained on the same article.
    let mut loose: Vec<Vec<Decision>> = vec![Vec::new(); marked.len()];
    let mut cued = Vec::new();
    for fold in 0..FOLDS {
        let mut weights = Choices::default();
        learn(&mut weights, apart(&decisions, fold));
        let file = Model::file(&tagger, &weights.quantised(), &[128; CURVES * STEPS]);
        let model = Model::of(&file).context("the file has another length than it should")?;
        for (marked, loose) in held(&marked, &mut loose, fold) {
            *loose = loose_lessons(&marked.article, &layers(marked), &gold(marked), model);
        }
        cued.push(weights);
    }
    count(&loose);
    let mut outcomes = Outcomes::default();
    let mut held_out = Vec::new();
    for (fold, mut weights) in cued.into_iter().enumerate() {
        learn(&mut weights, apart(&loose, fold));
        let file = Model::file(&tagger, &weights.quantised(), &calibration::steps());
        let model = Model::of(&file).context("the file has another length than it should")?;
        for (marked, _) in held(&marked, &mut loose, fold) {
            let found = find_with(&marked.article, &layers(marked), model).0;
            outcomes.note(marked, &found);
            held_out.push(record(marked, &found));
        }
    }
    let curves = outcomes.curves();
    let mut weights = Choices::default();
    learn(&mut weights, decisions.iter().flatten());
    learn(&mut weights, loose.iter().flatten());
    let file = Model::file(&tagger, &weights.quantised(), &curves);
    let model = Model::of(&file).context("the file has another length than it should")?;
    calibration::report(&dev, model, &layers);
    std::fs::create_dir_all(models)?;
    std::fs::write(models.join("attributions.vam"), &file).context("cannot write the model")?;
    if let Some(path) = errors {
        std::fs::write(path, held_out.concat()).context("cannot write what was held out")?;
    }
    Ok(())
}

/// Writes to `found` what the model in `models` finds in the articles of `articles`.
pub(crate) fn apply(set: &Path, models: &Path, found: &Path) -> Result<()> {
    let file = std::fs::read(models.join("attributions.vam")).context("cannot read the model")?;
    let model = Model::of(&file).context("the file is no model of attributions")?;
    let lines = articles(set)?
        .iter()
        .map(|m| record(m, &find_with(&m.article, &layers(m), model).0))
        .collect::<String>();
    std::fs::write(found, lines).context("cannot write what was found")
}

/// The decisions of the articles that are not of a fold.
fn apart(decisions: &[Vec<Decision>], fold: usize) -> impl Iterator<Item = &Decision> {
    decisions.iter().enumerate().filter(move |(at, _)| at % FOLDS != fold).flat_map(|(_, list)| list)
}

/// The articles of a fold with their decisions.
fn held<'a>(
    marked: &'a [Marked],
    decisions: &'a mut [Vec<Decision>],
    fold: usize,
) -> impl Iterator<Item = (&'a Marked, &'a mut Vec<Decision>)> {
    marked.iter().zip(decisions).enumerate().filter(move |(at, _)| at % FOLDS == fold).map(|(_, pair)| pair)
}

/// What was found in an article, as a line of JSON with positions in characters.
fn record(marked: &Marked, found: &[Attribution]) -> String {
    let text = marked.article.text.as_str();
    let starts: BTreeMap<usize, usize> =
        text.char_indices().map(|(at, _)| at).chain([text.len()]).zip(0..).collect();
    let place = |at: usize| starts.get(&at).copied().unwrap_or_default();
    let spans = |list: &[Span]| -> Vec<[usize; 2]> {
        list.iter().map(|s| [place(s.start()), place(s.end())]).collect()
    };
    let one = |a: &Attribution| {
        let source: Vec<Span> = a.source.into_iter().collect();
        serde_json::json!({"content": spans(&a.content), "source": spans(&source), "cue": spans(&a.cue), "confidence": a.confidence})
    };
    let list: Vec<serde_json::Value> = found.iter().map(one).collect();
    format!("{}\n", serde_json::json!({"id": marked.article.id, "attributions": list}))
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
    let often =
        counts.into_iter().filter(|(_, (credits, all))| *credits > 1 && credits * 1000 >= CREDITS * all);
    often.map(|(key, _)| key).collect()
}

fn decisions_of(marked: &Marked, model: Model<'_>) -> Vec<Decision> {
    lessons(&marked.article, &layers(marked), &gold(marked), model)
}

/// Prints how many decisions of each kind there are.
fn count(decisions: &[Vec<Decision>]) {
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for decision in decisions.iter().flatten() {
        let [all, out, candidates] = counts.entry(format!("{:?}", decision.question)).or_default();
        *all += 1;
        *out += usize::from(decision.right.is_none());
        *candidates += decision.candidates.len();
    }
    for (question, [all, out, candidates]) in counts {
        println!("{question}: {all} decisions, {out} without the right candidate, {candidates} candidates");
    }
}

/// Learns the decisions on top of those that `choices` learned before.
fn learn<'d>(choices: &mut Choices, decisions: impl Iterator<Item = &'d Decision>) {
    let decisions: Vec<&Decision> = decisions.collect();
    choices.count(decisions.iter().copied());
    let mut order: Vec<usize> = (0..decisions.len()).collect();
    let mut seed = 1;
    for epoch in 0..EPOCHS {
        shuffle(&mut order, &mut seed);
        let rate = 1.0 - epoch as f32 / EPOCHS as f32;
        for decision in order.iter().filter_map(|at| decisions.get(*at)) {
            choices.learn(decision, rate);
        }
    }
}
