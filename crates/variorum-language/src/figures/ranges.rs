//! Ranges: two numbers that are the ends of one stretch.

use rust_decimal::Decimal;
use variorum_core::{FigureKind, Interval};

use super::{Draft, bounds, currencies, single};
use crate::numerals::{Numeral, NumeralKind, Scan, numeral};

/// "$3 to $5 million", "between 3 and 5", "1,000-5,000": the upper end and the lower value.
pub(super) fn range(scan: &Scan, start: usize, first: Numeral) -> Option<(Numeral, Decimal)> {
    let before = |by: usize| matches!(scan.before(start, by), "between");
    let signed = start > 0 && currencies::before(scan, start - 1).is_some();
    let between = before(1) || before(2) && signed;
    let joins = match scan.at(first.end) {
        "to" | "–" | "—" | "~" => true,
        "-" => scan.joined(first.end),
        "and" => between,
        _ => false,
    };
    if !joins || first.kind != NumeralKind::Cardinal {
        return None;
    }
    let next = currencies::before(scan, first.end + 1).map_or(first.end + 1, |(_, next)| next);
    let last = numeral(scan, next).filter(|last| last.kind == NumeralKind::Cardinal)?;
    // "$3 to $5 million": the magnitude is meant for both.
    let scale = [9u32, 6, 3]
        .into_iter()
        .map(|power| Decimal::from(10i64.pow(power)))
        .find(|scale| last.value >= *scale);
    let bare = scan.tokens.get(next).is_some_and(|t| t.kind == variorum_core::TokenKind::Number)
        && last.end > next + 1;
    let low = match scale {
        Some(scale) if bare && first.value < Decimal::ONE_THOUSAND => first.value.checked_mul(scale)?,
        _ => first.value,
    };
    (low < last.value).then_some((last, low))
}

/// Longest comparator in tokens.
const COMPARATOR: usize = 5;

/// `draft` with the other bound that follows it: "more than 10 and less than 20".
pub(super) fn with_other_bound(scan: &Scan, draft: &Draft) -> Option<Draft> {
    let one_sided = draft.interval.lo.is_some() != draft.interval.hi.is_some();
    let comma = draft.end + usize::from(scan.at(draft.end) == ",");
    let next = comma + usize::from(matches!(scan.at(comma), "and" | "but"));
    if !one_sided || next == draft.end {
        return None;
    }
    let at = (next + 1..=next + COMPARATOR)
        .find(|at| bounds::before(scan, *at).is_some_and(|(start, _)| start == next))?;
    let other = single(scan, at)?;
    let alike = draft.unit == other.unit || draft.unit.is_none() || other.unit.is_none();
    let interval = match (draft.interval.lo, draft.interval.hi, other.interval.lo, other.interval.hi) {
        (Some(lo), None, None, Some(hi)) | (None, Some(hi), Some(lo), None) if lo.value < hi.value => {
            Interval { lo: Some(lo), hi: Some(hi) }
        }
        _ => return None,
    };
    let kind = if draft.kind == FigureKind::Number { other.kind } else { draft.kind };
    alike.then(|| Draft {
        start: draft.start,
        number: (draft.number.0, other.number.1),
        end: other.end,
        value: None,
        interval,
        unit: draft.unit.clone().or(other.unit),
        kind,
        of: draft.of.or(other.of),
    })
}
