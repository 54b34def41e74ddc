//! Confidence: how often credits with the same chance were right.

use variorum_core::AttributionKind;

use super::contents::{Draft, Pattern};
use super::model::Model;

/// How often such a credit was right as a whole (content and source), on texts that the decisions were
/// not trained on.
pub(super) fn confidence(draft: &Draft, kind: AttributionKind, model: Model<'_>) -> f32 {
    match draft.chance {
        Some(chance) => model.confidence(curve(kind), chance),
        None if draft.pattern == Pattern::Block => 0.65,
        None => 0.5,
    }
}

/// The number of the curve for a kind.
fn curve(kind: AttributionKind) -> usize {
    match kind {
        AttributionKind::Direct => 0,
        AttributionKind::Mixed => 1,
        AttributionKind::Indirect => 2,
    }
}
