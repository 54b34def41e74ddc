//! `variorum sample`: findings drawn by lot, to be judged by hand, and what the judgements come to.

mod drawing;
mod finding;
mod score;

use std::fs::File;
use std::io::{BufWriter, Write, stdout};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use variorum_engine::Mode;

use crate::cli::Outcome;
use crate::cli::store::csv::cell;
use crate::cli::store::{Sample, Sampled};
use crate::config::Config;

/// The columns of a sheet. `right` and `note` are for whoever judges.
const COLUMNS: [&str; 13] = [
    "number",
    "kind",
    "stratum",
    "story",
    "finding",
    "rule",
    "passages",
    "anchors",
    "searched",
    "searched_text",
    "question",
    "right",
    "note",
];

/// Draws a sheet, or scores one that was filled in.
pub(crate) fn run(arguments: &Sample, config: &Config) -> Result<Outcome> {
    if let Some(file) = &arguments.score {
        return score::run(file, arguments.format);
    }
    let kind = arguments.kind.context("say what to draw: --kind quotations, conflicts or omissions")?;
    if arguments.number == 0 {
        bail!("-n 0 draws nothing: give the number of findings");
    }
    let engine = arguments.at.open(Mode::Read, config)?;
    let drawn = drawing::draw(&engine, kind, arguments.number, arguments.seed, config)?;
    if drawn.findings.is_empty() {
        eprintln!("variorum: the store holds no {}: nothing to draw from", kind.name());
    }
    let out: Box<dyn Write> = match &arguments.output {
        Some(path) => {
            Box::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)
        }
        None => Box::new(stdout().lock()),
    };
    let mut out = BufWriter::new(out);
    write!(out, "{}\r\n", COLUMNS.join(","))?;
    for (at, finding) in drawn.findings.iter().enumerate() {
        let number = (at + 1).to_string();
        let cells = [
            number.as_str(),
            kind.name(),
            &finding.stratum,
            &finding.story,
            &finding.finding,
            &finding.rule,
            &finding.passages,
            &finding.anchors,
            &finding.searched,
            &finding.searched_text,
            kind.question(),
            "",
            "",
        ];
        let line: Vec<String> = cells.iter().map(|words| cell(&Value::from(*words))).collect();
        write!(out, "{}\r\n", line.join(","))?;
    }
    out.flush().context("cannot write the sheet")?;
    if config.progress || arguments.output.is_some() {
        eprintln!(
            "variorum: {} of {} {} drawn; write 1 (right), 0 (wrong) or ? (cannot tell) under “right”, then \
             `variorum sample --score FILE`",
            drawn.findings.len(),
            drawn.of,
            kind.name()
        );
    }
    Ok(Outcome::Good)
}

impl Sampled {
    /// As in the sheet.
    fn name(self) -> &'static str {
        match self {
            Self::Quotations => "quotations",
            Self::Conflicts => "conflicts",
            Self::Omissions => "omissions",
        }
    }

    /// What whoever judges is asked.
    fn question(self) -> &'static str {
        match self {
            Self::Quotations => {
                "Does each article credit the marked words to this speaker, and do they all report one utterance? \
                 1 yes, 0 no, ? cannot tell"
            }
            Self::Conflicts => {
                "Do the marked words speak of the same thing, and can they not all be true? 1 yes, 0 no, ? cannot tell"
            }
            Self::Omissions => {
                "Is what the marked words say missing from the text searched, in any wording? 1 yes, 0 no, ? cannot tell"
            }
        }
    }
}
