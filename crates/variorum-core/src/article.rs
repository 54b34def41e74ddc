//! `Article`: what a reader made of the bytes.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::source_map::SourceMap;
use crate::text::{Span, Text};

/// One article as it was read.
#[derive(Clone, Debug)]
pub struct Article {
    /// The name that the user or the record gave it; unique in one run.
    pub id: String,
    /// The file that it was read from, as given.
    pub file: Option<String>,
    /// Who published it, as the material says.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Language tag as the material says ("en").
    pub language: Option<String>,
    /// When it was published: the document date that time expressions are read against.
    pub published: Option<DocumentDate>,
    /// Headline, newline, body.
    pub text: Text,
    /// The headline in `text`, when there is one.
    pub headline: Option<Span>,
    /// The body in `text`.
    pub body: Span,
    /// Whether the headline came apart from the body, as a record's title does. Positions shown to
    /// users are then counted in the body and in the headline, each from zero.
    pub headline_apart: bool,
    /// Clean text to the bytes it came from.
    pub source: SourceMap,
    /// Block quotations by layout (`<blockquote>`), in the order of the text.
    pub block_quotations: Vec<Span>,
    /// What is no content: bylines, bios, credits. Kept, never analysed.
    pub boilerplate: Vec<Boilerplate>,
    /// The rule that found each field, by field name.
    pub evidence: BTreeMap<&'static str, Evidence>,
    /// Flaws in the material.
    pub problems: Vec<Problem>,
}

impl Article {
    /// Whether `span` touches boilerplate.
    pub fn is_boilerplate(&self, span: Span) -> bool {
        self.boilerplate.iter().any(|b| b.span.overlaps(span))
    }
}

/// Where a metadata field was found.
pub type Evidence = String;

/// The instant or day that an article was published. A day stays a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentDate {
    /// A day and no more.
    Day(Date),
    /// A day and a time of day, with the zone offset where the material gives one.
    Time(DateTime, Option<Offset>),
}

impl DocumentDate {
    /// The day, in the zone that the material gives.
    pub fn date(&self) -> Date {
        match self {
            Self::Day(date) => *date,
            Self::Time(time, _) => time.date(),
        }
    }
}

/// A stretch that is no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boilerplate {
    /// Where.
    pub span: Span,
    /// What it is.
    pub kind: BoilerplateKind,
}

/// What a piece of boilerplate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoilerplateKind {
    /// Who wrote it ("By …").
    Byline,
    /// Who the author is.
    Bio,
    /// Whose rights it is.
    Copyright,
    /// The agency or the editors ("Reporting by …").
    Credit,
    /// Newsletters, related links, calls to share.
    Promo,
    /// A correction notice.
    Correction,
}

/// A flaw in the material, said and survived. A failure of ours is an error instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which flaw.
    pub kind: ProblemKind,
    /// What is wrong and what was done about it, in words.
    pub message: String,
    /// Where, when it has a place.
    pub span: Option<Span>,
}

/// The flaws that readers and annotators report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// No words to analyse.
    Empty,
    /// Bytes that are not of the charset; replaced.
    BrokenEncoding,
    /// A publication date that is none; ignored.
    BadDate,
    /// Another article has the same id; renamed.
    DuplicateId,
    /// The same text was given before.
    SameText,
    /// A quotation mark without its partner.
    UnclosedQuotation,
    /// Nesting beyond what is read.
    TooDeep,
    /// The language is not read as fully as English.
    Language,
    /// The article shares no story with the others.
    OtherStory,
    /// Only one article: nothing to compare.
    NothingToCompare,
    /// A file or record that could not be read as an article; left out.
    Unreadable,
    /// A panic caught while analysing; the layers are empty.
    Internal,
}

impl ProblemKind {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::BrokenEncoding => "broken-encoding",
            Self::BadDate => "bad-date",
            Self::DuplicateId => "duplicate-id",
            Self::SameText => "same-text",
            Self::UnclosedQuotation => "unclosed-quotation",
            Self::TooDeep => "too-deep",
            Self::Language => "language",
            Self::OtherStory => "other-story",
            Self::NothingToCompare => "nothing-to-compare",
            Self::Unreadable => "unreadable",
            Self::Internal => "internal",
        }
    }
}
