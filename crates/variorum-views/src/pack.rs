//! The evidence pack: one page in one file that shows a comparison and carries its record, so that somebody
//! without the program can read it, and somebody with it can check it.
//!
//! The page is made from the [`Record`] alone, and the record stands in the page as data. So a reader of the
//! file can make the page again and find any byte of it that was changed afterwards.

mod check;
mod maker;
mod page;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use check::{Checked, check, keys};

/// The version of the form.
const VERSION: u8 = 1;
/// What the form is called in the file.
const KIND: &str = "variorum evidence pack";

/// What a pack says. Words stand once, in the passages of their article; everything else names them by [`At`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    v: u8,
    kind: String,
    program: Program,
    story: String,
    /// "utf-8 bytes": what positions count.
    positions: String,
    articles: Vec<Article>,
    quotations: Vec<Quotation>,
    shared_wording: Vec<Shared>,
    findings: Vec<Finding>,
    origins: Vec<Origin>,
    problems: Vec<String>,
}

/// What made the pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of each model that it holds, by name.
    pub models: BTreeMap<String, String>,
}

/// What a store knows of an article beside its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Capture {
    /// What it is called in every store.
    pub key: Option<String>,
    /// When it was first seen, as RFC 3339.
    pub seen: Option<String>,
    /// The SHA-256 of the bytes that it was read from.
    pub raw_sha256: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Article {
    letter: String,
    id: String,
    key: Option<String>,
    outlet: Option<String>,
    title: Option<String>,
    url: Option<String>,
    published: Option<String>,
    language: Option<String>,
    /// The rule that found each of these.
    evidence: BTreeMap<String, String>,
    seen: Option<String>,
    text_sha256: String,
    bytes: usize,
    raw_sha256: Option<String>,
    passages: Vec<Words>,
    /// The whole text, where its owner's leave or the law lets the maker of the pack pass it on.
    text: Option<String>,
}

/// A passage with what stands around it, as a W3C text quote and text position selector in one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    start: usize,
    end: usize,
    exact: String,
    prefix: String,
    suffix: String,
}

/// The address of a passage: the letter of its article and its bytes there. An empty one is a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct At {
    article: String,
    start: usize,
    end: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quotation {
    speaker: Option<String>,
    readings: Vec<Reading>,
    variants: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    article: String,
    kind: String,
    source: Option<At>,
    words: Vec<At>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    class: String,
    a: At,
    b: At,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shared {
    a: Option<String>,
    b: Option<String>,
    words: usize,
    of: usize,
    runs: Vec<(At, At)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    verdict: String,
    /// Whole percent.
    confidence: u8,
    about: String,
    why: String,
    at: Vec<At>,
    not_in: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Origin {
    root: String,
    members: Vec<String>,
    why: String,
    /// Where copies have the words of another: there, and in the other.
    copied: Vec<(At, At)>,
}

impl Record {
    /// The pack: one page, from the document type to the line of its digest. The same record gives the same bytes.
    pub fn render(&self) -> String {
        page::render(self)
    }
}

#[cfg(test)]
mod tests;
