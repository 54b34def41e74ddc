//! Sentences: where each begins and ends, quotation-aware.

use variorum_core::{Article, Layers, Span};

/// The sentences of headline and content, boilerplate left out.
pub(crate) fn find(_article: &Article, _layers: &Layers) -> Vec<Span> {
    Vec::new()
}
