//! The articles that are measured: a stream beside the project, or the project's own stories.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::project::Project;

/// Where a stream of real articles lies beside the project.
const STREAM: &str = "../shared/data/stream/articles.jsonl.gz";
const STORY: &str = "stories/harbour-fire";
/// Articles that are made of the story where there is no stream.
const MADE: usize = 400;

/// Articles in a file, one record on each line.
pub(crate) struct Material {
    pub(crate) file: PathBuf,
    pub(crate) articles: usize,
    /// What they are, for the row.
    pub(crate) name: String,
}

/// The whole stream, or articles made of a story of the project.
pub(crate) fn all(project: &Project, folder: &Path) -> Result<Material> {
    fs::create_dir_all(folder)?;
    let file = folder.join("articles.ndjson");
    let stream = project.root.join(STREAM);
    if !stream.is_file() {
        let texts = long_articles(project)?;
        let mut out = BufWriter::new(File::create(&file)?);
        for (at, text) in texts.iter().cycle().take(MADE).enumerate() {
            writeln!(out, "{}", json!({"id": at.to_string(), "text": text}))?;
        }
        out.flush()?;
        return Ok(Material { file, articles: MADE, name: format!("{MADE} articles made of {STORY}") });
    }
    let unpacked = Command::new("gzip").arg("-dc").arg(&stream).stdout(File::create(&file)?).status()?;
    anyhow::ensure!(unpacked.success(), "{} cannot be unpacked", stream.display());
    let articles = BufReader::new(File::open(&file)?).lines().count();
    Ok(Material { file, articles, name: format!("{articles} articles of a stream of news") })
}

/// The first `most` articles of `material` in a file of their own.
pub(crate) fn first(material: &Material, most: usize) -> Result<PathBuf> {
    let file = material.file.with_file_name(format!("first-{most}.ndjson"));
    let mut out = BufWriter::new(File::create(&file)?);
    for line in BufReader::new(File::open(&material.file)?).lines().take(most) {
        writeln!(out, "{}", line?)?;
    }
    out.flush()?;
    Ok(file)
}

/// Words of an article that is made.
pub(crate) const WORDS: usize = 600;

/// Articles of about [`WORDS`] words, made of the story's paragraphs.
pub(crate) fn long_articles(project: &Project) -> Result<Vec<String>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(project.root.join(STORY))?.filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    let texts = files.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let long = |start: usize| {
        let mut article = String::new();
        for text in texts.iter().cycle().skip(start).take(texts.len()) {
            if article.split_whitespace().count() < WORDS {
                article.push_str(text);
                article.push('\n');
            }
        }
        article
    };
    Ok((0..texts.len()).map(long).collect())
}

/// Writes `material` to `out` again and again until `most` articles are written, each pass with other names
/// and later dates, so that the passes are other stories.
pub(crate) fn repeat(material: &Material, most: usize, out: &mut impl Write) -> Result<()> {
    let mut written = 0;
    for pass in 0.. {
        for line in BufReader::new(File::open(&material.file)?).lines() {
            if written == most {
                return Ok(());
            }
            let record: Value = serde_json::from_str(&line?).context("a record of the material")?;
            writeln!(out, "{}", changed(record, pass))?;
            written += 1;
        }
    }
    Ok(())
}

/// Years by which each pass comes later.
const LATER: i64 = 4;

fn changed(mut record: Value, pass: usize) -> Value {
    if pass == 0 {
        return record;
    }
    for field in ["text", "title"] {
        if let Some(Value::String(text)) = record.get(field) {
            let other = renamed(text, pass);
            *record.get_mut(field).unwrap_or(&mut Value::Null) = Value::String(other);
        }
    }
    for (field, value) in record.as_object_mut().into_iter().flatten() {
        match (field.as_str(), &value) {
            ("id", id) => *value = json!(format!("{pass}:{id}")),
            ("url", Value::String(url)) => *value = json!(format!("{url}?pass={pass}")),
            ("published", Value::String(date)) => *value = json!(redated(date, pass)),
            _ => {}
        }
    }
    record
}

/// A date some years later; the last days of February are moved off the leap day.
fn redated(date: &str, pass: usize) -> String {
    let year = date.get(..4).and_then(|year| year.parse::<i64>().ok());
    match (year, date.get(4..)) {
        (Some(year), Some(rest)) => {
            let rest =
                if rest.starts_with("-02-29") { rest.replacen("29", "28", 1) } else { rest.to_owned() };
            format!("{:04}{rest}", year + LATER * pass as i64)
        }
        _ => date.to_owned(),
    }
}

/// Words with a capital that name nobody.
#[rustfmt::skip]
const CALENDAR: [&str; 19] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
];

/// `text` with other names: a word with a capital that the text does not have in small letters changes its
/// consonants, the same word always in the same way within a pass.
fn renamed(text: &str, pass: usize) -> String {
    const CONSONANTS: &[u8] = b"bcdfghklmnprstvz";
    let is_word = |c: char| c.is_ascii_alphabetic();
    let small: std::collections::BTreeSet<&str> = text
        .split(|c| !is_word(c))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    let shift = |letter: char| {
        let lower = letter.to_ascii_lowercase() as u8;
        let Some(at) = CONSONANTS.iter().position(|consonant| *consonant == lower) else { return letter };
        let other = CONSONANTS.get((at + pass) % CONSONANTS.len()).copied().map_or(letter, char::from);
        if letter.is_ascii_uppercase() { other.to_ascii_uppercase() } else { other }
    };
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (head, tail) = rest.split_at_checked(word).unwrap_or((rest, ""));
        let name = head.len() > 3
            && head.starts_with(|c: char| c.is_ascii_uppercase())
            && !CALENDAR.contains(&head)
            && !small.contains(head.to_ascii_lowercase().as_str());
        if name {
            changed.extend(head.chars().map(shift))
        } else {
            changed.push_str(head)
        }
        let gap = tail.find(is_word).unwrap_or(tail.len());
        let (between, next) = tail.split_at_checked(gap).unwrap_or((tail, ""));
        changed.push_str(between);
        rest = next;
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_changes_names_and_dates_and_nothing_else() {
        let text = "The ferry sank, Moss said. Ferry owners met Moss on Sunday.";
        let other = renamed(text, 1);
        assert_eq!(other.split(' ').count(), text.split(' ').count());
        assert!(!other.contains("Moss") && other.contains("Nott said"), "{other}");
        assert!(other.starts_with("The ferry sank, ") && other.contains("Ferry owners met Nott on Sunday"));
        assert_eq!(redated("2016-02-29T10:00:00Z", 1), "2020-02-28T10:00:00Z");
        assert_eq!(redated("2016-03-01", 2), "2024-03-01");
    }
}
