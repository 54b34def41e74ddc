//! `variorum ask-quote`: did they say that, and who printed it how?

use std::collections::BTreeSet;
use std::io::{Write, stdout};

use anyhow::{Result, bail};
use serde_json::json;
use variorum_core::{DocumentDate, VariantClass};
use variorum_engine::{Asked, Difference, Mode, Printed, Utterance};
use variorum_views::positions::{Field, Positions};
use variorum_views::text::printable;
use variorum_views::{Offsets, words};

use crate::cli::Outcome;
use crate::cli::store::rows::{self, byline, fitted, plural, wrapped};
use crate::cli::store::{AskQuote, List};
use crate::config::Config;

/// Characters of what one printing has more that are shown.
const EXTENT: usize = 60;

/// Looks the quotation up and says who prints it how.
pub(crate) fn run(arguments: &AskQuote, config: &Config) -> Result<Outcome> {
    if arguments.words.trim().is_empty() {
        bail!("give the words of the quotation");
    }
    let engine = arguments.at.open(Mode::Read, config)?;
    let asked = engine.ask(&arguments.words, arguments.speaker.as_deref())?;
    let mut out = stdout().lock();
    match arguments.format {
        List::Json => {
            for utterance in &asked.utterances {
                writeln!(out, "{}", as_json(utterance, arguments.offsets.into()))?;
            }
        }
        List::Text => write!(out, "{}", told(&asked, config.width))?,
    }
    Ok(Outcome::Good)
}

fn told(asked: &Asked, width: usize) -> String {
    let room = width.saturating_sub(14).max(20);
    let mut told = String::new();
    for utterance in &asked.utterances {
        let speaker = utterance.speaker.as_deref().unwrap_or("no named speaker");
        let counts = format!(
            "{} · {}",
            plural(utterance.printings.len(), "printing"),
            plural(utterance.origins, "independent original")
        );
        told.push_str(&format!("{}: {counts}\n", printable(speaker)));
        for wording in wordings(utterance) {
            told.push_str(&wording_told(&wording, room));
        }
        told.push('\n');
    }
    if asked.utterances.is_empty() {
        told.push_str("not in your articles: no stored quotation prints these words\n");
        if !asked.near.is_empty() {
            told.push_str("the nearest quotations are\n");
        }
        for hit in &asked.near {
            let speaker = printable(hit.speaker.as_deref().unwrap_or("no named speaker"));
            told.push_str(&format!("{}  {speaker}, in {}\n", hit.key, byline(&hit.article)));
            let words = fitted(hit.article.text.slice(hit.span), 2 * room);
            wrapped(&words, room).iter().for_each(|line| told.push_str(&format!("{:14}{line}\n", "")));
        }
    }
    told
}

/// Printings of the same words.
struct Wording<'a> {
    printings: Vec<&'a Printed>,
    origins: usize,
}

/// The wordings of an utterance: those of the most independent originals first, then the earliest.
fn wordings(utterance: &Utterance) -> Vec<Wording<'_>> {
    let mut wordings: Vec<Wording> = Vec::new();
    for printed in &utterance.printings {
        match wordings.iter_mut().find(|w| w.printings.iter().all(|p| p.differences == printed.differences)) {
            Some(wording) => wording.printings.push(printed),
            None => wordings.push(Wording { printings: vec![printed], origins: 0 }),
        }
    }
    for wording in &mut wordings {
        wording.origins = wording.printings.iter().map(|printed| printed.root).collect::<BTreeSet<_>>().len();
    }
    wordings.sort_by_key(|wording| std::cmp::Reverse(wording.origins));
    wordings
}

fn wording_told(wording: &Wording<'_>, room: usize) -> String {
    let mut told = String::new();
    let Some(first) = wording.printings.first() else { return told };
    let fragments: Vec<&str> = first.fragments.iter().map(|span| first.article.text.slice(*span)).collect();
    let words = fitted(&fragments.join(" … "), 3 * room);
    let mark = if first.differences.is_empty() { "=" } else { "≠" };
    told.push_str(&format!("  {mark} {}\n", plural(wording.origins, "original")));
    wrapped(&words, room + 8).iter().for_each(|line| told.push_str(&format!("      {line}\n")));
    for difference in &first.differences {
        let line = difference_told(difference);
        wrapped(&line, room + 8).iter().for_each(|line| told.push_str(&format!("      {line}\n")));
    }
    for printed in &wording.printings {
        let copy =
            if printed.root == printed.key { String::new() } else { format!(" (copy of {})", printed.root) };
        told.push_str(&format!("      {}  {}{copy}\n", printed.key, fitted(&byline(&printed.article), room)));
    }
    told
}

/// One difference in words.
pub(super) fn difference_told(difference: &Difference) -> String {
    let quoted = |words: &str| format!("“{}”", printable(words).trim());
    let (asked, printed) = (quoted(&difference.asked), quoted(&difference.printed));
    let class = words::class(difference.class);
    match (difference.asked.trim().is_empty(), difference.printed.trim().is_empty()) {
        (true, true) => class.to_owned(),
        (true, false) if difference.class == VariantClass::Extent => {
            format!("prints more: {}", fitted(&printed, EXTENT))
        }
        (false, true) if difference.class == VariantClass::Extent => {
            format!("prints less: {asked} is not in it")
        }
        (true, false) => format!("{class}: has {printed} besides"),
        (false, true) => format!("{class}: without {asked}"),
        (false, false) if difference.class == VariantClass::Extent => {
            format!("begins or ends otherwise: {} for {}", fitted(&printed, EXTENT), fitted(&asked, EXTENT))
        }
        (false, false) => format!("{class}: {printed} for {asked}"),
    }
}

fn as_json(utterance: &Utterance, offsets: Offsets) -> String {
    let printings: Vec<_> = utterance.printings.iter().map(|printed| printing(printed, offsets)).collect();
    json!({"v": 1, "speaker": utterance.speaker, "origins": utterance.origins, "printings": printings})
        .to_string()
}

fn printing(printed: &Printed, offsets: Offsets) -> serde_json::Value {
    let article = &printed.article;
    let (field, span) = Positions::new(article, offsets).of(printed.span);
    let differences: Vec<_> = printed
        .differences
        .iter()
        .map(|d| json!({"class": d.class.name(), "asked": d.asked, "printed": d.printed}))
        .collect();
    let mut object = json!({
        "key": printed.key.to_string(),
        "root": printed.root.to_string(),
        "id": article.id,
        "outlet": article.outlet,
        "published": article.published.map(|date: DocumentDate| rows::date(date)),
        "url": article.url,
        "title": rows::title(article),
        "span": span,
        "words": article.text.slice(printed.span),
        "differences": differences,
    });
    if let (Field::Title, Some(fields)) = (field, object.as_object_mut()) {
        fields.insert("field".to_owned(), "title".into());
    }
    object
}
