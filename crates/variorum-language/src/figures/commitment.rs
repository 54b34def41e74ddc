//! Commitment: how firmly a figure is said, and by whom.

use variorum_core::{Article, Commitment, Figure, Layers, Span};

use crate::numerals::Scan;

/// Gives each figure its asserter, from the attribution around it, and its firmness, from the hedges
/// before it in its sentence.
pub(super) fn assign(_article: &Article, layers: &Layers, scan: &Scan, figures: &mut [Figure]) {
    let mut contents: Vec<(Span, usize)> = Vec::new();
    for (at, attribution) in layers.attributions.iter().enumerate().filter(|(_, a)| a.speech) {
        contents.extend(attribution.content.iter().map(|span| (*span, at)));
    }
    contents.sort();
    for figure in figures {
        // The last content that starts before a figure is the innermost that can hold it.
        let before = contents.partition_point(|(span, _)| span.start() <= figure.span.start());
        let near = contents.iter().take(before).rev().take(NEAR);
        let around = near.filter(|(span, _)| span.contains(figure.span)).min_by_key(|(span, _)| span.len());
        let attribution = around.and_then(|(_, at)| layers.attributions.get(*at));
        figure.by = attribution.and_then(|a| a.speaker);
        let hedge = hedge(scan, figure.span).or_else(|| after(scan, figure.span));
        figure.commitment = hedge.unwrap_or(if attribution.is_some() {
            Commitment::Attributed
        } else {
            Commitment::Asserted
        });
    }
}

/// Contents that are looked at back from a figure.
const NEAR: usize = 8;
/// Tokens before a figure that are searched for a hedge.
const REACH: usize = 12;

/// What the verb right after a figure that is its subject tells: "200 prisoners will be freed".
fn after(scan: &Scan, figure: Span) -> Option<Commitment> {
    let next = scan.tokens.partition_point(|token| token.span.start() < figure.end());
    match scan.at(next) {
        "will" | "would" | "shall" => Some(Commitment::Planned),
        "may" | "might" | "could" | "can" => Some(Commitment::Possible),
        "were" | "are" | "was" | "is"
            if matches!(scan.at(next + 1), "expected" | "planned" | "due" | "to") =>
        {
            Some(Commitment::Planned)
        }
        "reportedly" | "allegedly" => Some(Commitment::Hedged),
        _ => None,
    }
}

fn hedge(scan: &Scan, figure: Span) -> Option<Commitment> {
    let first = scan.tokens.partition_point(|token| token.span.start() < figure.start());
    for back in 1..=REACH.min(first) {
        let at = first - back;
        match scan.at(at) {
            "." | "?" | "!" | ";" => return None,
            "reportedly" | "allegedly" | "apparently" | "believed" | "thought" | "likely" | "possibly"
            | "estimated" => {
                return Some(Commitment::Hedged);
            }
            "may" | "might" | "could" | "can" => return Some(Commitment::Possible),
            "will" | "expected" | "expects" | "plans" | "planned" | "scheduled" => {
                return Some(Commitment::Planned);
            }
            "vowed" | "pledged" | "promised" | "wants" | "hopes" => return Some(Commitment::Intended),
            "denied" | "denies" => return Some(Commitment::Denied),
            _ if scan.line_ends(at) => return None,
            _ => {}
        }
    }
    None
}
