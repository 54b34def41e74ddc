//! Trains and scores the models of `variorum-language` and `variorum-ingest`.
//!
//! `variorum-train names DATA MODELS` reads the sets of `DATA` (the folder `nlp`), writes the weights
//! and clusters to `MODELS`, and prints the score on each development set. The same data give the
//! same bytes. With `--open`, only sets whose labels and texts are openly licensed are trained on.
//!
//! `variorum-train attributions DATA MODELS [ERRORS]` reads the sets of `DATA` (the folder that holds `nlp`
//! and `quotes`), writes the model of attributions to `MODELS`, and prints scores and how sure it is
//! against how often it is right. What models that were trained without an article find in it goes to
//! `ERRORS`, for the analysis of errors on the training set.
//!
//! `variorum-train apply ARTICLES MODELS FOUND` writes what the model of attributions in `MODELS` finds in a
//! file of articles, for scoring.
//!
//! `variorum-train terms STREAM TABLE` counts in how many articles of `STREAM` each term stands, and
//! writes the table by which grouping weighs terms (`variorum-core/src/story/terms.bin`).
//!
//! `variorum-train blocks PAGES MODEL` reads the sets of `PAGES` (the folder `extraction`), prints how well
//! a scorer of blocks does on pages of outlets that it was not trained on, and writes the one that is
//! trained on all (`variorum-ingest/models/blocks.trees`).
//!
//! `variorum-train speed ARTICLES ROUNDS` times each annotator over a file of articles.
//!
//! `variorum-train map PAGES` reads the pages of `PAGES` in every charset and holds each text against its bytes.

mod attributions;
mod blocks;
mod calibration;
mod choices;
mod corpus;
mod crf;
mod map;
mod names;
mod polnear;
mod speed;
mod tagging;
mod terms;
mod trees;
mod uses;

use std::path::PathBuf;
use std::process::ExitCode;

use names::Sets;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["names", data, models] => names::train(&PathBuf::from(data), &PathBuf::from(models), Sets::All),
        ["names", "--open", data, models] => {
            names::train(&PathBuf::from(data), &PathBuf::from(models), Sets::Open)
        }
        ["attributions", data, models] => {
            attributions::train(&PathBuf::from(data), &PathBuf::from(models), None)
        }
        ["attributions", data, models, errors] => {
            attributions::train(&PathBuf::from(data), &PathBuf::from(models), Some(&PathBuf::from(errors)))
        }
        ["apply", set, models, found] => {
            attributions::apply(&PathBuf::from(set), &PathBuf::from(models), &PathBuf::from(found))
        }
        ["terms", stream, table] => terms::count(&PathBuf::from(stream), &PathBuf::from(table)),
        ["speed", articles, rounds] => rounds
            .parse()
            .map_err(|_| anyhow::anyhow!("{rounds} is no number of rounds"))
            .and_then(|rounds| speed::run(&PathBuf::from(articles), rounds)),
        ["blocks", data, model] => blocks::train(&PathBuf::from(data), &PathBuf::from(model)),
        ["map", data] => map::check(&PathBuf::from(data)),
        _ => Err(anyhow::anyhow!(
            "usage: variorum-train names [--open] DATA MODELS | attributions DATA MODELS [ERRORS] | \
             apply ARTICLES MODELS FOUND | terms STREAM TABLE | \
             blocks PAGES MODEL | speed ARTICLES ROUNDS | map PAGES"
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("variorum-train: {error:#}");
            ExitCode::from(2)
        }
    }
}
