//! Quotations in the terminal: a base reading with the variants set under their words.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;
use variorum_core::{Apparatus, Quotation, SharedWording, VariantClass, WitnessId};

use crate::rows::{Cell, Row, Rows, Words, rows};
use crate::text::canvas::{Canvas, Paint, printable};
use crate::text::{sigla, siglum};
use crate::words;

/// The section of quotations: those that several articles print in full, the others in a line.
pub(super) fn render(apparatus: &Apparatus, canvas: &mut Canvas) {
    let (several, single): (Vec<&Quotation>, Vec<&Quotation>) =
        apparatus.quotations.iter().partition(|quotation| witnesses_of(quotation).len() > 1);
    let differing = several.iter().filter(|quotation| !quotation.variants.is_empty()).count();
    canvas.section("QUOTATIONS", &format!("{} in several articles · {differing} differ", several.len()));
    for quotation in several {
        card(apparatus, quotation, canvas);
    }
    for shared in &apparatus.shared_wording {
        shared_wording(apparatus, shared, canvas);
    }
    if !single.is_empty() {
        let line = format!(
            "and {} that one article alone prints",
            words::count(single.len(), "quotation", "quotations")
        );
        canvas.paragraph(2, &[(&line, Paint::Faint)]);
    }
}

fn witnesses_of(quotation: &Quotation) -> Vec<WitnessId> {
    let mut witnesses: Vec<WitnessId> = quotation.readings.iter().map(|(witness, _)| *witness).collect();
    witnesses.sort();
    witnesses.dedup();
    witnesses
}

fn card(apparatus: &Apparatus, quotation: &Quotation, canvas: &mut Canvas) {
    let Some(rows) = rows(apparatus, quotation) else { return };
    canvas.paragraph(2, &[(quotation.speaker.as_deref().unwrap_or("(speaker not named)"), Paint::Heading)]);
    let same: Vec<WitnessId> =
        rows.others.iter().filter(|row| row.is_same()).flat_map(|row| row.witnesses.clone()).collect();
    let mut based = vec![rows.base];
    based.extend(same);
    based.sort();
    let others: Vec<&Row> = rows.others.iter().filter(|row| !row.is_same()).collect();
    let margin = margin(apparatus, &based, &others);
    for line in lines(&rows, canvas.width().saturating_sub(margin + 2)) {
        let label = if line.start == 0 { sigla(apparatus, &based) } else { String::new() };
        canvas.line(&(canvas.painted(&pad(&label, margin), Paint::Siglum) + &line.text(&rows)));
        for row in &others {
            under(apparatus, row, &line, margin, canvas);
        }
    }
    for row in others {
        if row.is_part() {
            part(apparatus, &rows, row, canvas);
        } else {
            summary(apparatus, quotation, rows.base, row, canvas);
        }
    }
}

/// The words of a row that prints a part of the base and nothing else: "E  = A from “we” to “minutes”".
fn part(apparatus: &Apparatus, rows: &Rows, row: &Row, canvas: &mut Canvas) {
    let printed = rows
        .words
        .iter()
        .zip(&row.cells)
        .filter(|(words, cell)| **cell == Cell::Same && words.span.is_some());
    let words: Vec<&str> = printed.map(|(words, _)| words.text).collect();
    let start = words.iter().take(2).copied().collect::<Vec<_>>().join(" ");
    let end = words.last().copied().unwrap_or_default();
    let line = format!(
        "  = {} from “{start}” to “{}”",
        siglum(apparatus, rows.base),
        end.trim_end_matches([',', '.'])
    );
    canvas.paragraph(4, &[(&sigla(apparatus, &row.witnesses), Paint::Siglum), (&line, Paint::Plain)]);
}

/// Columns for the sigla before the words.
fn margin(apparatus: &Apparatus, based: &[WitnessId], others: &[&Row]) -> usize {
    let labels = others.iter().map(|row| sigla(apparatus, &row.witnesses)).chain([sigla(apparatus, based)]);
    labels.map(|label| label.width()).max().unwrap_or(0).clamp(1, 16) + 6
}

fn pad(label: &str, margin: usize) -> String {
    let room = margin.saturating_sub(4 + label.width());
    format!("    {label}{}", " ".repeat(room.max(1)))
}

/// The columns `start..end` of a quotation, which fit one line, and where each begins on it.
struct Line {
    start: usize,
    end: usize,
    at: Vec<usize>,
}

impl Line {
    fn text(&self, rows: &Rows) -> String {
        let mut line = String::new();
        for (words, at) in rows.words.iter().take(self.end).skip(self.start).zip(&self.at) {
            let gap = at.saturating_sub(line.width());
            line += &" ".repeat(gap);
            line += &joined(words);
        }
        line
    }
}

fn lines(rows: &Rows, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut column = 0;
    for (at, words) in rows.words.iter().enumerate() {
        let needed = joined(words).width();
        let start = column + usize::from(words.spaced && column > 0);
        let fresh = lines.is_empty() || (words.spaced && start + needed > width);
        let start = if fresh { 0 } else { start };
        match lines.last_mut().filter(|_| !fresh) {
            Some(line) => {
                line.end = at + 1;
                line.at.push(start);
            }
            None => lines.push(Line { start: at, end: at + 1, at: vec![start] }),
        }
        column = start + needed;
    }
    lines
}

/// The words as they may be printed, on one line; a bar where the quotation was interrupted.
fn joined(words: &Words) -> String {
    if words.broken { format!("¦ {}", printable(words.text)) } else { printable(words.text) }
}

/// One row's differing words, each under the place in the base where they stand; nothing for a line
/// where the row has none.
fn under(apparatus: &Apparatus, row: &Row, line: &Line, margin: usize, canvas: &mut Canvas) {
    let (mut out, mut column, mut cutting) = (String::new(), 0, false);
    for (cell, at) in row.cells.iter().take(line.end).skip(line.start).zip(&line.at) {
        let words = match cell {
            Cell::Other(words) => printable(words.text),
            Cell::Cut if !cutting => "[…]".to_owned(),
            _ => String::new(),
        };
        cutting = *cell == Cell::Cut;
        if !words.is_empty() {
            let gap = at.saturating_sub(column).max(usize::from(column > 0));
            out += &" ".repeat(gap);
            out += &canvas.painted(&words, Paint::Variant);
            column += gap + words.width();
        }
    }
    if !out.is_empty() {
        let label = canvas.painted(&pad(&sigla(apparatus, &row.witnesses), margin), Paint::Siglum);
        canvas.line(&(label + &out));
    }
}

/// What differs between the base and a row, by kind: "C  word ×2 · cut, unmarked: 9 words".
fn summary(apparatus: &Apparatus, quotation: &Quotation, base: WitnessId, row: &Row, canvas: &mut Canvas) {
    let Some(witness) = row.witnesses.first() else { return };
    let mut kinds: BTreeMap<VariantClass, usize> = BTreeMap::new();
    for variant in &quotation.variants {
        let pair = [variant.a.witness, variant.b.witness];
        if pair.contains(&base) && pair.contains(witness) {
            *kinds.entry(variant.class).or_default() += 1;
        }
    }
    let named = |(class, times): (VariantClass, usize)| match times {
        1 => words::class(class).to_owned(),
        times => format!("{} ×{times}", words::class(class)),
    };
    let kinds: Vec<String> = kinds.into_iter().map(named).collect();
    if !kinds.is_empty() {
        let line = format!(" against {}: {}", siglum(apparatus, base), kinds.join(" · "));
        canvas.paragraph(4, &[(&sigla(apparatus, &row.witnesses), Paint::Siglum), (&line, Paint::Faint)]);
    }
}

fn shared_wording(apparatus: &Apparatus, shared: &SharedWording, canvas: &mut Canvas) {
    let named = |(witness, at): (WitnessId, usize)| {
        let annotated = &apparatus.witnesses.get(witness.0)?.annotated;
        let speaker = annotated.entity(annotated.layers().attributions.get(at)?.speaker?)?;
        Some(format!("{} ({})", speaker.name, siglum(apparatus, witness)))
    };
    let name = |reading| {
        named(reading).unwrap_or_else(|| format!("an unnamed source ({})", siglum(apparatus, reading.0)))
    };
    let line =
        format!("{} and {}: {} of {} words alike", name(shared.a), name(shared.b), shared.words, shared.of);
    canvas.paragraph(
        2,
        &[
            ("same words, two speakers  ", Paint::Tension),
            (&line, Paint::Plain),
            ("; not the same statement", Paint::Faint),
        ],
    );
}
