//! Attributions: quotation marks, block quotations, cues and sources.

use variorum_core::{Article, Attribution, Layers};

/// Who is credited with which words; the speakers are resolved later.
pub(crate) fn find(_article: &Article, _layers: &Layers) -> Vec<Attribution> {
    Vec::new()
}
