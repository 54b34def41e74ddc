//! The model of Variorum and its comparison.
//!
//! Texts and the spans that point into them, the layers that stand off from a text, the stories that
//! group articles, and the apparatus that sets the articles of one story side by side.
//! Everything here is pure: no file, clock, environment or random order, and no serialized form.

pub mod annotated;
pub mod apparatus;
pub mod article;
pub mod judgement;
pub mod language;
pub mod lemma;
pub mod news;
pub mod page;
pub mod period;
pub mod source_map;
pub mod story;
pub mod text;
pub mod token;

pub use annotated::{
    Annotated, Attribution, AttributionKind, Bound, Commitment, CountryCode, Entity, EntityId, EntityKind,
    EventClass, Figure, FigureKind, Gender, Interval, Layers, Participant, ParticipantRole, ReadAgainst,
    Statement, Timex, TimexKind,
};
pub use apparatus::{
    Apparatus, Claim, ClaimSet, Collation, Column, Moment, Omission, Passage, Quotation, Reading, SharedRun,
    SharedWording, Variant, VariantClass, Verdict, Witness, WitnessId, collate,
};
pub use article::{Article, Boilerplate, BoilerplateKind, DocumentDate, Evidence, Problem, ProblemKind};
pub use judgement::{Finding, FindingKind, Judgement, Ruling, Standing};
pub use language::{Language, Level};
pub use lemma::lemma;
pub use news::{Freshness, News};
pub use page::{Credit, Page, PageFlag};
pub use period::Period;
pub use source_map::{Origin, RawSpan, Segment, SourceMap};
pub use story::{Lineage, Reuse, Story, group};
pub use text::{Anchor, Span, Text, TextId};
pub use token::{Token, TokenKind, tokens};
