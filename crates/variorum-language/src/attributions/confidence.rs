//! Confidence: how often credits of the same form were right.

use variorum_core::AttributionKind;

use super::contents::{Draft, Pattern};

/// How often such a credit was right as a whole (content and source) on the training texts, for a draft
/// with `words` tokens of content.
pub(super) fn confidence(draft: &Draft, kind: AttributionKind, words: usize) -> f32 {
    let stance = if draft.speech { 1.0 } else { 0.75 };
    match kind {
        AttributionKind::Direct => direct(draft, words),
        AttributionKind::Mixed => stance * mixed(draft.pattern),
        AttributionKind::Indirect => stance * indirect(draft.pattern, words),
    }
}

fn direct(draft: &Draft, words: usize) -> f32 {
    if draft.pattern == Pattern::Block {
        return 0.65;
    }
    let credited = match (draft.source.is_some(), draft.cue.is_empty()) {
        (false, _) => return 0.05,
        (true, true) => 0.3,
        (true, false) => 0.85,
    };
    match draft.pattern {
        Pattern::After | Pattern::Inverted if words >= LONG => 0.96,
        Pattern::After | Pattern::Inverted | Pattern::Before | Pattern::FreeStanding if words >= MIDDLING => {
            credited
        }
        Pattern::Bare | Pattern::FreeStanding if words >= LONG => 0.45,
        Pattern::After | Pattern::Inverted | Pattern::Before | Pattern::Participle => 0.6,
        _ => credited.min(0.45),
    }
}

fn mixed(pattern: Pattern) -> f32 {
    match pattern {
        Pattern::Before => 0.78,
        Pattern::After | Pattern::Inverted => 0.75,
        _ => 0.5,
    }
}

fn indirect(pattern: Pattern, words: usize) -> f32 {
    match pattern {
        Pattern::AccordingTo if words >= LONG => 0.8,
        Pattern::After | Pattern::Inverted | Pattern::Before if words >= LONG => 0.65,
        Pattern::After | Pattern::Inverted | Pattern::Before if words >= MIDDLING => 0.55,
        Pattern::AccordingTo | Pattern::Before => 0.4,
        _ => 0.3,
    }
}

/// Tokens of content, its marks counted.
const LONG: usize = 14;
const MIDDLING: usize = 8;
