//! The tagger of parts of speech: counts the table of words, trains the averaged perceptron.

use std::collections::BTreeMap;

use variorum_core::{Token, tokens};
use variorum_language::parts::{
    Form, Known, LOOKS, PARTS, Part, ROWS, Tagger, best, key, rows, sure, table, written,
};

use crate::polnear::Tagged;

/// Words that were seen less often do not stand in the table.
const FEWEST: u32 = 3;
/// The share in a thousand from which a word counts as always of one part of speech, and how often it
/// must have been seen.
const ALWAYS: (u32, u32) = (985, 8);
/// Passes over the training set.
const EPOCHS: usize = 5;
/// Weights are cut to whole numbers of this many averaged steps.
const SCALE: i64 = 2;

/// The tokens of a text with the right parts of speech, where they are known.
pub(crate) struct Lesson {
    text: variorum_core::Text,
    tokens: Vec<Token>,
    gold: Vec<Option<Part>>,
}

impl Lesson {
    /// Cuts the text by our own tokenizer: a token has the part of speech of the first word in it.
    pub(crate) fn of(tagged: &Tagged) -> Self {
        let tokens = tokens(&tagged.text, tagged.text.whole());
        let mut words = tagged.words.iter().peekable();
        let mut last: Option<&(std::ops::Range<usize>, Part)> = None;
        let gold = tokens.iter().map(|token| {
            let mut first = None;
            while let Some(word) = words.next_if(|(range, _)| range.start < token.span.end()) {
                if word.0.start >= token.span.start() && first.is_none() {
                    first = Some(word.1);
                }
                last = Some(word);
            }
            first.or_else(|| last.filter(|(range, _)| range.end >= token.span.end()).map(|(_, part)| *part))
        });
        let gold = gold.collect();
        Self { text: tagged.text.clone(), tokens, gold }
    }

    fn forms(&self) -> Vec<Form<'_>> {
        let form = |token: &Token| {
            let text = self.text.slice(token.span);
            Form { text, key: key(text), kind: token.kind }
        };
        self.tokens.iter().map(form).collect()
    }
}

/// The table of words. `cues` are the keys of words that may credit somebody.
pub(crate) fn words(lessons: &[Lesson], cues: &dyn Fn(u64) -> bool) -> Vec<u8> {
    let mut counts: BTreeMap<u64, (u64, [u32; PARTS])> = BTreeMap::new();
    for lesson in lessons {
        for (form, gold) in lesson.forms().iter().zip(&lesson.gold) {
            let (true, Some(part)) =
                (sure(&[*form], &[Known::default()], 0).is_none() || form.text == ":", gold)
            else {
                continue;
            };
            let entry = counts.entry(written(form)).or_insert((form.key, [0; PARTS]));
            entry.1.iter_mut().skip(part.number()).take(1).for_each(|count| *count += 1);
        }
    }
    let known = counts.into_iter().filter_map(|(written, (key, counts))| {
        let all: u32 = counts.iter().sum();
        let part = best(&counts);
        let greatest = counts.iter().copied().max().unwrap_or_default();
        let always = all >= ALWAYS.1 && greatest * 1000 >= ALWAYS.0 * all;
        (all >= FEWEST || cues(key)).then(|| (written, Known::new(part, always, cues(key))))
    });
    table(known)
}

/// The tables of the tagger.
pub(crate) fn train(lessons: &[Lesson], words: Vec<u8>) -> Vec<u8> {
    let mut weights = vec![[0i32; PARTS]; ROWS];
    let mut sums = vec![[0i64; PARTS]; ROWS];
    let mut now: i64 = 0;
    let mut blank = words.clone();
    blank.resize(Tagger::SIZE, 0);
    let Some(tagger) = Tagger::new(&blank) else { return blank };
    for epoch in 0..EPOCHS {
        let (mut right, mut all) = (0u64, 0u64);
        for lesson in lessons {
            let forms = lesson.forms();
            let known = known(&tagger, &forms);
            let mut parts: Vec<Part> = Vec::with_capacity(forms.len());
            for (at, gold) in lesson.gold.iter().enumerate() {
                if let Some(part) = sure(&forms, &known, at) {
                    parts.push(part);
                    continue;
                }
                let rows = rows(&forms, &known, &parts, at);
                let guess = best(&score(&weights, &rows));
                let Some(gold) = gold else {
                    parts.push(guess);
                    continue;
                };
                (right, all, now) = (right + u64::from(guess == *gold), all + 1, now + 1);
                if guess != *gold {
                    for row in rows {
                        step(&mut weights, &mut sums, row, *gold, 1, now);
                        step(&mut weights, &mut sums, row, guess, -1, now);
                    }
                }
                parts.push(guess);
            }
        }
        println!(
            "tagger, pass {}: {:.2} % of the open words right",
            epoch + 1,
            100.0 * right as f64 / all.max(1) as f64
        );
    }
    let mut tables = words;
    for (row, sum) in weights.iter().zip(&sums) {
        for (weight, sum) in row.iter().zip(sum) {
            let mean = (i64::from(*weight) * (now + 1) - sum) * SCALE / (now + 1);
            tables.push((mean.clamp(-127, 127) as i8) as u8);
        }
    }
    tables
}

fn known(tagger: &Tagger<'_>, forms: &[Form<'_>]) -> Vec<Known> {
    forms
        .iter()
        .map(|form| {
            if form.kind == variorum_core::TokenKind::Mark && form.text != ":" {
                Known::default()
            } else {
                tagger.known(form)
            }
        })
        .collect()
}

fn score(weights: &[[i32; PARTS]], rows: &[u32; LOOKS]) -> [i32; PARTS] {
    let mut sum = [0; PARTS];
    for row in rows.iter().filter_map(|row| weights.get(*row as usize)) {
        sum.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
    }
    sum
}

fn step(weights: &mut [[i32; PARTS]], sums: &mut [[i64; PARTS]], row: u32, part: Part, by: i32, now: i64) {
    let weight = weights.get_mut(row as usize).and_then(|row| row.get_mut(part.number()));
    let sum = sums.get_mut(row as usize).and_then(|row| row.get_mut(part.number()));
    if let (Some(weight), Some(sum)) = (weight, sum) {
        *weight += by;
        *sum += i64::from(by) * now;
    }
}

/// The share of tokens (marks and numbers left out) that the tagger gets right, in a hundred.
pub(crate) fn accuracy(lessons: &[Lesson], tables: &[u8]) -> f64 {
    let Some(tagger) = Tagger::new(tables) else { return 0.0 };
    let (mut right, mut all) = (0u64, 0u64);
    for lesson in lessons {
        let (parts, _) = tagger.tag(&lesson.forms());
        for ((part, gold), token) in parts.iter().zip(&lesson.gold).zip(&lesson.tokens) {
            if let (Some(gold), variorum_core::TokenKind::Word) = (gold, token.kind) {
                (right, all) = (right + u64::from(part == gold), all + 1);
            }
        }
    }
    100.0 * right as f64 / all.max(1) as f64
}
