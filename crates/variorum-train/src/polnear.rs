//! Articles with attributions, and texts with parts of speech.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde_json::Value;
use variorum_core::{Article, Text};
use variorum_language::parts::Part;

/// A text whose words are tagged: where each begins and ends in bytes, and its part of speech.
pub(crate) struct Tagged {
    pub(crate) text: Text,
    pub(crate) words: Vec<(Range<usize>, Part)>,
}

/// An attribution as people marked it, in bytes.
pub(crate) struct Gold {
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) source: Vec<Range<usize>>,
    pub(crate) cue: Vec<Range<usize>>,
}

/// An article with its attributions.
pub(crate) struct Marked {
    pub(crate) article: Article,
    pub(crate) attributions: Vec<Gold>,
}

fn lines(path: &Path) -> Result<impl Iterator<Item = Result<String>>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(BufReader::new(GzDecoder::new(file)).split(b'\n').map(|line| Ok(String::from_utf8(line?)?)))
}

/// The byte at which each character begins, and the end.
fn starts(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect()
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap_or_default() as usize
}

/// The articles of `path`, in the order of the file. Their headlines are the first lines of the texts.
pub(crate) fn articles(path: &Path) -> Result<Vec<Marked>> {
    let mut marked = Vec::new();
    for line in lines(path)? {
        let mut record: Value = serde_json::from_str(&line?)?;
        if let Some(fields) = record.as_object_mut() {
            fields.remove("title");
        }
        let article = variorum_ingest::read_record(record.to_string()).map_err(|e| anyhow::anyhow!("{e}"))?;
        let starts = starts(article.text.as_str());
        let place = |at: &Value| starts.get(number(at)).copied().unwrap_or_default();
        let spans = |list: &Value| -> Vec<Range<usize>> {
            let span = |pair: &Value| Some(place(pair.get(0)?)..place(pair.get(1)?));
            list.as_array().into_iter().flatten().filter_map(span).collect()
        };
        let none = Value::Null;
        let attributions = record.get("attributions").and_then(Value::as_array).into_iter().flatten();
        let field = |a: &Value, name: &str| spans(a.get(name).unwrap_or(&none));
        let gold = |a: &Value| Gold {
            content: field(a, "content"),
            source: field(a, "source"),
            cue: field(a, "cue"),
        };
        let attributions = attributions.map(gold).collect();
        marked.push(Marked { article, attributions });
    }
    Ok(marked)
}

/// The texts of `articles` with the tags of `path`, by article.
pub(crate) fn silver(path: &Path, articles: &[Marked]) -> Result<Vec<Tagged>> {
    let texts: BTreeMap<&str, &Text> =
        articles.iter().map(|m| (m.article.id.as_str(), &m.article.text)).collect();
    let mut tagged = Vec::new();
    for line in lines(path)? {
        let record: Value = serde_json::from_str(&line?)?;
        let Some(text) = record.get("id").and_then(Value::as_str).and_then(|id| texts.get(id)) else {
            continue;
        };
        let starts = starts(text.as_str());
        let mut words = Vec::new();
        for sentence in record.get("sents").and_then(Value::as_array).into_iter().flatten() {
            let list = |name: &str| sentence.get(name).and_then(Value::as_array).into_iter().flatten();
            for ((start, end), tag) in list("s").zip(list("e")).zip(list("pos")) {
                let place = |at: &Value| starts.get(number(at)).copied().unwrap_or_default();
                words.push((place(start)..place(end), Part::named(tag.as_str().unwrap_or_default())));
            }
        }
        tagged.push(Tagged { text: (*text).clone(), words });
    }
    Ok(tagged)
}

/// The documents of a CoNLL-U file, their sentences as lines.
pub(crate) fn treebank(path: &Path) -> Result<Vec<Tagged>> {
    let (mut tagged, mut text, mut words) = (Vec::new(), String::new(), Vec::new());
    let (mut glued, mut whole) = (0, 0..0);
    for line in lines(path)? {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        if line.starts_with("# newdoc") && !words.is_empty() {
            tagged.push(Tagged {
                text: Text::new(std::mem::take(&mut text)),
                words: std::mem::take(&mut words),
            });
        }
        match fields.as_slice() {
            [range, form, .., misc] if range.contains('-') => {
                // "don't" is one word of the text and two of the tree.
                glued = range
                    .split('-')
                    .filter_map(|n| n.parse::<usize>().ok())
                    .reduce(|a, b| b - a)
                    .unwrap_or(0)
                    + 1;
                whole = text.len()..text.len() + form.len();
                text.push_str(form);
                if !misc.contains("SpaceAfter=No") {
                    text.push(' ');
                }
            }
            [number, form, _, _, tag, .., misc] if !number.contains('.') => {
                if glued > 0 {
                    glued -= 1;
                    words.push((whole.clone(), Part::named(tag)));
                    continue;
                }
                let start = text.len();
                text.push_str(form);
                words.push((start..text.len(), Part::named(tag)));
                if !misc.contains("SpaceAfter=No") {
                    text.push(' ');
                }
            }
            [""] => text.push('\n'),
            _ => {}
        }
    }
    tagged.push(Tagged { text: Text::new(text), words });
    Ok(tagged)
}
