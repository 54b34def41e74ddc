//! The public JSON forms, version 1. This module owns them: the core types can change, the forms only
//! gain fields.

mod annotation;
mod comparison;
mod extraction;
mod placement;
mod web_annotation;

use serde::Serialize;
use variorum_core::story::Place;
use variorum_core::{Annotated, Apparatus, Article, DocumentDate, Page, Span};

use crate::Offsets;
use crate::html::Judged;
use crate::html::site::Home;
use crate::positions::Positions;
pub(crate) use annotation::attribution_kind;
pub use extraction::RecordPlace;

/// One line of `annotate`: the layers of one article, without a line break.
pub fn annotation(annotated: &Annotated, offsets: Offsets) -> String {
    line(&annotation::Annotation::new(annotated, offsets))
}

/// The apparatus as `compare --format json` prints it.
pub fn comparison(apparatus: &Apparatus, offsets: Offsets) -> String {
    line(&comparison::Comparison::new(apparatus, offsets))
}

/// The same with the marks of all findings, and what readers decided about them.
pub fn judged_comparison(apparatus: &Apparatus, offsets: Offsets, judged: &Judged) -> String {
    line(&comparison::Comparison::judged(apparatus, offsets, judged))
}

/// One line of `group`: where the article `at` of `articles` stands, without a line break.
pub fn placement(articles: &[Article], at: usize, place: &Place, offsets: Offsets) -> String {
    placement::Placement::new(articles, at, place, offsets)
        .map(|placement| line(&placement))
        .unwrap_or_default()
}

/// One line of `extract`: a page, and with `map` the way from its text to its bytes.
pub fn extraction(page: &Page, offsets: Offsets, map: bool) -> String {
    line(&extraction::Extraction::new(page, offsets, map, None))
}

/// As [`extraction`], of a page that stands in an archive; raw positions are bytes of its body.
pub fn archived_extraction(page: &Page, offsets: Offsets, map: bool, record: RecordPlace<'_>) -> String {
    line(&extraction::Extraction::new(page, offsets, map, Some(record)))
}

/// The findings of a story as one page of Web Annotations, whose address is `page`; `home` tells where its articles
/// are shown.
pub fn web_annotations(apparatus: &Apparatus, page: &str, home: &Home) -> String {
    line(&web_annotation::page(apparatus, page, home))
}

/// The selectors of the Web Annotation model for words of an article.
pub fn selectors(article: &Article, span: Span) -> serde_json::Value {
    web_annotation::selectors(article, &Positions::new(article, Offsets::Codepoints), span)
}

/// The record that stands for an article that could not be read.
pub fn error(id: Option<&str>, kind: &str, message: &str) -> String {
    line(&serde_json::json!({"v": VERSION, "id": id, "error": {"kind": kind, "message": message}}))
}

/// A publication date: a day, or a moment as RFC 3339, without offset where the material gives none.
pub fn date(date: DocumentDate) -> String {
    comparison::published(date)
}

const VERSION: u8 = 1;

fn line(value: &impl Serialize) -> String {
    // Our own forms hold nothing that JSON cannot: no map with other keys than strings.
    serde_json::to_string(value).unwrap_or_default()
}
