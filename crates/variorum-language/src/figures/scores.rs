//! Scores, ratios and ages: numbers whose kind their wording shows.

use rust_decimal::Decimal;
use variorum_core::{FigureKind, Interval, TokenKind};

use super::Draft;
use super::units::{measure, time_unit};
use crate::numerals::{Numeral, NumeralKind, Scan, numeral};

fn parts(at: usize, end: usize, kind: FigureKind, value: Option<Decimal>) -> Draft {
    Draft {
        start: at,
        number: (at, end),
        end,
        value,
        interval: value.map(Interval::exactly).unwrap_or_default(),
        unit: None,
        kind,
        of: None,
    }
}

/// "5-4" after words of voting and winning.
pub(super) fn score(scan: &Scan, at: usize, first: Numeral) -> Option<Draft> {
    let digits = |at: usize| scan.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Number);
    let dash = matches!(scan.at(first.end), "-" | "–") && first.end == at + 1;
    let led =
        matches!(scan.before(at, 1), "by" | "a" | "voted" | "win" | "won" | "lost" | "beat" | "vote" | "the");
    if !(dash && led && digits(at) && digits(first.end + 1)) {
        return None;
    }
    let most = Decimal::ONE_THOUSAND;
    let second = numeral(scan, first.end + 1)
        .filter(|n| n.value < most && first.value < most && n.end == first.end + 2)?;
    let measured = measure(scan, second.end).is_some() || time_unit(scan.at(second.end)).is_some();
    (!measured).then(|| parts(at, second.end, FigureKind::Score, None))
}

/// "three in ten", "7 out of 10".
pub(super) fn ratio(scan: &Scan, at: usize, first: Numeral) -> Option<Draft> {
    let skip = match (scan.at(first.end), scan.at(first.end + 1)) {
        ("out", "of") => 2,
        ("in", _) if first.value < Decimal::TEN && first.kind == NumeralKind::Cardinal => 1,
        _ => return None,
    };
    let whole = numeral(scan, first.end + skip).filter(|n| {
        n.kind == NumeralKind::Cardinal && n.value > first.value && n.value <= Decimal::from(1_000_000)
    })?;
    let year = whole.value >= Decimal::ONE_THOUSAND && skip == 1;
    let value = (first.value / whole.value).round_dp(12);
    let timed = time_unit(scan.at(whole.end)).is_some();
    (!year && !timed).then(|| parts(at, whole.end, FigureKind::Ratio, Some(value)))
}

/// Makes `draft` an age where it is one: "24-year-old", "24 years old", "3 years of age", ", 52,".
pub(super) fn age(scan: &Scan, at: usize, first: Numeral, draft: &mut Draft) -> bool {
    let hyphen = usize::from(scan.at(first.end) == "-");
    let unit = time_unit(scan.at(first.end + hyphen));
    let next = first.end + hyphen + 1;
    let next = next + usize::from(scan.at(next) == "-");
    let old = unit.and_then(|unit| match (scan.at(next), scan.at(next + 1)) {
        ("old" | "olds", _) => Some((unit, next + 1)),
        ("of", "age") => Some((unit, next + 2)),
        _ => None,
    });
    let short = (scan.at(first.end) == "yo").then_some(("year", first.end + 1));
    let lived = first.value < Decimal::from(120) && first.value >= Decimal::ONE;
    let between_commas = scan.before(at, 1) == ","
        && matches!(scan.at(first.end), "," | ".")
        && first.end == at + 1
        && lived
        && scan.is_capital(at.wrapping_sub(2))
        && !scan.at(first.end + 1).starts_with(|c: char| c.is_ascii_digit());
    let aged = scan.before(at, 1) == "aged" && lived;
    let bare = (between_commas || aged).then_some(("year", first.end));
    let Some((unit, end)) = old.or(short).or(bare) else { return false };
    (draft.kind, draft.unit, draft.end) = (FigureKind::Age, Some(unit.to_owned()), end);
    true
}
