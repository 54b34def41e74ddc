//! Statements: clauses read as who did what.

use variorum_core::{Article, Layers, Statement};

/// The clauses that say who did what.
pub(crate) fn find(_article: &Article, _layers: &Layers) -> Vec<Statement> {
    Vec::new()
}
