//! Trains and scores the models of `variorum-language`.
//!
//! `variorum-train names DATA MODELS` reads the sets of `DATA` (the folder `nlp`), writes the weights
//! and clusters to `MODELS`, and prints the score on each development set. The same data give the
//! same bytes.
//!
//! `variorum-train terms STREAM TABLE` counts in how many articles of `STREAM` each term stands, and
//! writes the table by which grouping weighs terms (`variorum-core/src/story/terms.bin`).

mod attributions;
mod calibration;
mod choices;
mod corpus;
mod crf;
mod names;
mod polnear;
mod tagging;
mod terms;
mod uses;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["names", data, models] => names::train(&PathBuf::from(data), &PathBuf::from(models)),
        ["attributions", data, models] => {
            attributions::train(&PathBuf::from(data), &PathBuf::from(models), None)
        }
        ["attributions", data, models, errors] => {
            attributions::train(&PathBuf::from(data), &PathBuf::from(models), Some(&PathBuf::from(errors)))
        }
        ["terms", stream, table] => terms::count(&PathBuf::from(stream), &PathBuf::from(table)),
        _ => Err(anyhow::anyhow!(
            "usage: variorum-train names DATA MODELS | attributions DATA MODELS [ERRORS] | terms STREAM TABLE"
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
