//! Tagged corpora, rebuilt as running text and cut again by our own tokenizer.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use variorum_core::{Text, tokens};
use variorum_language::recognizer::{Tag, Word};
use variorum_language::words_of;

/// An article with its names.
pub(crate) struct Document {
    text: Text,
    spans: Vec<(usize, usize)>,
    /// Ranges of the words.
    pub(crate) sentences: Vec<Range<usize>>,
    /// One for each word.
    pub(crate) tags: Vec<Tag>,
    /// Marked by a program, not by people.
    pub(crate) silver: bool,
}

impl Document {
    /// The words with their places.
    pub(crate) fn words(&self) -> Vec<Word<'_>> {
        let word = |(start, end): &(usize, usize)| Word {
            text: self.text.as_str().get(*start..*end).unwrap_or_default(),
            start: *start,
        };
        self.spans.iter().map(word).collect()
    }
}

/// How a copy of an article is written, so that headlines and leads in capitals are read too.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    /// Each word with a capital, as in headlines.
    Title,
    /// All in capitals.
    Upper,
}

impl Document {
    /// The same words and names, written in another case.
    pub(crate) fn recased(&self, case: Case) -> Self {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for word in self.words() {
            let start = text.len();
            match case {
                Case::Upper => text.push_str(&word.text.to_uppercase()),
                Case::Title => {
                    let mut letters = word.text.chars();
                    text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                    text.push_str(letters.as_str());
                }
            }
            spans.push((start, text.len()));
            text.push(' ');
        }
        Self {
            text: Text::new(text),
            spans,
            sentences: self.sentences.clone(),
            tags: self.tags.clone(),
            silver: self.silver,
        }
    }
}

/// A text under construction.
#[derive(Default)]
struct Draft {
    text: String,
    names: Vec<(usize, usize, usize)>,
    lines: usize,
}

/// Sentences that make an article where the corpus marks none.
const ARTICLE: usize = 40;

/// Reads lines of token and tag (BIO or IO), sentences set apart by empty lines. `column` holds the
/// tag, `kind` maps its class.
pub(crate) fn read(path: &Path, column: usize, kind: fn(&str) -> Option<usize>) -> Result<Vec<Document>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let (mut documents, mut draft) = (Vec::new(), Draft::default());
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line = line.with_context(|| format!("cannot read {}", path.display()))?;
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            [token, ..] if fields.len() > column => {
                let tag = fields.get(column).copied().unwrap_or("O");
                rows.push(((*token).to_owned(), tag.to_owned()));
            }
            _ => {
                draft.sentence(&std::mem::take(&mut rows), kind);
                if line.starts_with("# doc")
                    || (draft.lines >= ARTICLE && !path.to_string_lossy().contains("worldwide"))
                {
                    documents.extend(std::mem::take(&mut draft).finish());
                }
            }
        }
    }
    draft.sentence(&rows, kind);
    documents.extend(draft.finish());
    Ok(documents)
}

impl Draft {
    fn sentence(&mut self, rows: &[(String, String)], kind: fn(&str) -> Option<usize>) {
        let mut open: Option<(usize, usize, usize)> = None;
        let mut quoted = false;
        let mut glue = true;
        for (token, tag) in rows {
            let mark = matches!(token.as_str(), "\"" | "``" | "''");
            let closes = mark && quoted;
            quoted ^= mark;
            if !glue && !closes && !leans_left(token) {
                self.text.push(' ');
            }
            glue = leans_right(token) || (mark && !closes);
            let start = self.text.len();
            self.text.push_str(if mark { "\"" } else { token });
            let (place, class) = tag.split_once('-').unwrap_or((tag, tag));
            let here = kind(class);
            let goes_on = place != "B" && open.is_some_and(|(_, _, k)| Some(k) == here);
            match (open.as_mut(), here) {
                (Some(name), Some(_)) if goes_on => name.1 = self.text.len(),
                (_, here) => {
                    self.names.extend(open.take());
                    open = here.map(|kind| (start, self.text.len(), kind));
                }
            }
        }
        self.names.extend(open);
        if !rows.is_empty() {
            self.text.push('\n');
            self.lines += 1;
        }
    }

    fn finish(self) -> Option<Document> {
        let text = Text::new(self.text);
        let all = tokens(&text, text.whole());
        let words = words_of(&text, &all);
        let spans: Vec<(usize, usize)> = words.iter().map(|w| (w.start, w.start + w.text.len())).collect();
        let tags = tags(&spans, &self.names);
        let mut sentences: Vec<Range<usize>> = Vec::new();
        for line in text.lines(text.whole()) {
            let start = spans.partition_point(|(start, _)| *start < line.start());
            let end = spans.partition_point(|(start, _)| *start < line.end());
            sentences.push(start..end);
        }
        (!spans.is_empty()).then_some(Document { text, spans, sentences, tags, silver: false })
    }
}

/// BILOU tags of words for names in bytes; a name that cuts a word has it whole.
fn tags(words: &[(usize, usize)], names: &[(usize, usize, usize)]) -> Vec<Tag> {
    let mut tags = vec![Tag::OUTSIDE; words.len()];
    for (start, end, kind) in names {
        let first = words.partition_point(|(_, word_end)| word_end <= start);
        let last = words.partition_point(|(word_start, _)| word_start < end);
        let length = last.saturating_sub(first);
        for (at, slot) in tags.iter_mut().skip(first).take(length).enumerate() {
            let place = match (at, length) {
                (_, 1) => 3,
                (0, _) => 0,
                _ if at + 1 == length => 2,
                _ => 1,
            };
            *slot = Tag::of(*kind, place);
        }
    }
    tags
}

fn leans_left(token: &str) -> bool {
    let contracted = token.starts_with(['\'', '’']) && token.chars().count() > 1;
    contracted
        || matches!(
            token,
            "." | ","
                | ":"
                | ";"
                | "!"
                | "?"
                | "%"
                | ")"
                | "]"
                | "}"
                | "”"
                | "’"
                | "n't"
                | "n’t"
                | "..."
                | "'"
        )
}

fn leans_right(token: &str) -> bool {
    matches!(token, "(" | "[" | "{" | "“" | "‘" | "$" | "£" | "€" | "#")
}
