//! `variorum config`: the settings as they stand, and where each comes from.

use std::io::{Write, stdout};

use anyhow::Result;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::store::List;
use crate::config::{Config, From};

/// Prints the settings.
pub(crate) fn run(format: List, config: &Config) -> Result<Outcome> {
    let mut out = stdout().lock();
    let file = config.file.as_ref().map(|path| path.display().to_string());
    let exists = config.file.as_ref().is_some_and(|path| path.exists());
    if format == List::Text {
        match &file {
            Some(file) if exists => writeln!(out, "{file}")?,
            Some(file) => writeln!(out, "{file} (does not exist: everything is as it comes)")?,
            None => writeln!(out, "no configuration folder is known (HOME is not set)")?,
        }
    }
    for setting in &config.settings {
        let from = match setting.from {
            From::Default => "default".to_owned(),
            From::Line(line) => format!("line {line}"),
            From::Variable => "environment".to_owned(),
        };
        match format {
            List::Text => {
                writeln!(
                    out,
                    "{:<10} {:<11} {}",
                    setting.name,
                    from,
                    setting.value.as_deref().unwrap_or("–")
                )?;
            }
            List::Json => {
                let row = json!({"v": 1, "name": setting.name, "value": setting.value, "from": from});
                writeln!(out, "{row}")?;
            }
        }
    }
    Ok(Outcome::Good)
}
