//! Claims: figures, dates and events set side by side, with the gate against false conflicts.

use crate::apparatus::{ClaimSet, Quotation, Witness};

/// What the compared witnesses say about the same things, conflicts first.
pub fn compare(_witnesses: &[Witness], _quotations: &[Quotation]) -> Vec<ClaimSet> {
    Vec::new()
}
