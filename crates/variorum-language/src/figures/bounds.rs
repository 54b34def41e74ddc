//! Bounds: what values a wording allows. The table is that of the project's method page.

use rust_decimal::Decimal;
use variorum_core::{Bound, Interval};

use crate::numerals::{Scan, numeral};

/// What stands before or after a number and moves its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparator {
    /// "more than".
    Over,
    /// "at least".
    From,
    /// "less than".
    Under,
    /// "up to".
    UpTo,
    /// "about".
    About,
    /// "nearly".
    Nearly,
}

/// Comparators, longer wordings first.
const TABLE: &[(&[&str], Comparator)] = {
    use Comparator::{About, From, Nearly, Over, Under, UpTo};
    &[
        (&["greater", "than", "or", "equal", "to"], From),
        (&["more", "than", "or", "equal", "to"], From),
        (&["equal", "to", "or", "more", "than"], From),
        (&["less", "than", "or", "equal", "to"], UpTo),
        (&["higher", "or", "equal", "than"], From),
        (&["lower", "or", "equal", "than"], UpTo),
        (&["equal", "to", "or", "greater", "than"], From),
        (&["equal", "to", "or", "less", "than"], UpTo),
        (&["equal", "to", "or", "fewer", "than"], UpTo),
        (&["at", "least", "or", "equal", "to"], From),
        (&["no", "fewer", "than"], From),
        (&["no", "less", "than"], From),
        (&["not", "less", "than"], From),
        (&["no", "more", "than"], UpTo),
        (&["not", "more", "than"], UpTo),
        (&["as", "many", "as"], UpTo),
        (&["as", "much", "as"], UpTo),
        (&["more", "than"], Over),
        (&["greater", "than"], Over),
        (&["bigger", "than"], Over),
        (&["larger", "than"], Over),
        (&["higher", "than"], Over),
        (&["in", "excess", "of"], Over),
        (&["upwards", "of"], Over),
        (&["less", "than"], Under),
        (&["fewer", "than"], Under),
        (&["smaller", "than"], Under),
        (&["lower", "than"], Under),
        (&["at", "least"], From),
        (&["a", "minimum", "of"], From),
        (&["at", "most"], UpTo),
        (&["up", "to"], UpTo),
        (&["close", "to"], Nearly),
        (&["just", "over"], Over),
        (&["just", "under"], Under),
        (&["well", "over"], Over),
        (&["a", "maximum", "of"], UpTo),
        (&["north", "of"], Over),
        (&["south", "of"], Under),
        (&["not", "exceeding"], UpTo),
        (&["exceeding"], Over),
        (&[">", "="], From),
        (&["<", "="], UpTo),
        (&["≥"], From),
        (&["≤"], UpTo),
        (&[">"], Over),
        (&["<"], Under),
        (&["over"], Over),
        (&["above"], Over),
        (&["under"], Under),
        (&["below"], Under),
        (&["almost"], Nearly),
        (&["nearly"], Nearly),
        (&["about"], About),
        (&["around"], About),
        (&["roughly"], About),
        (&["approximately"], About),
        (&["some"], About),
        (&["estimated"], About),
        (&["circa"], About),
    ]
};

/// The comparator that ends right before token `at`, with its first token.
pub(super) fn before(scan: &Scan, at: usize) -> Option<(usize, Comparator)> {
    let stands = |words: &[&str]| {
        at >= words.len()
            && words.iter().enumerate().all(|(offset, word)| scan.at(at - words.len() + offset) == *word)
    };
    let (words, comparator) = TABLE.iter().find(|(words, _)| stands(words))?;
    let start = at - words.len();
    // "spread over 16 hectares" covers them.
    let covers = matches!(
        scan.before(start, 1),
        "spread" | "spreads" | "spreading" | "stretched" | "stretches" | "scattered" | "extended" | "extends"
    );
    if words == &["over"] && covers {
        return None;
    }
    // "not more than" and "no more than" turn round; "an estimated" takes its article.
    let article = usize::from(words == &["estimated"] && scan.before(start, 1) == "an");
    Some((start - article, *comparator))
}

/// "or more", "or fewer", "or equal" after a number that `said` holds before: the comparator that both
/// come to, and the token after it.
pub(super) fn after(scan: &Scan, at: usize, said: Option<Comparator>) -> Option<(usize, Comparator)> {
    if !matches!(scan.at(at), "or" | "and") || numeral(scan, at + 2).is_some() {
        return None;
    }
    let comparator = match (scan.at(at + 1), said) {
        ("equal", Some(Comparator::Over)) => Comparator::From,
        ("equal", Some(Comparator::Under)) => Comparator::UpTo,
        (_, Some(comparator)) if comparator != Comparator::About => return None,
        ("more" | "above" | "greater" | "higher" | "over" | "older", _) => Comparator::From,
        ("less" | "fewer" | "below" | "under" | "lower" | "younger", _) => Comparator::UpTo,
        _ => return None,
    };
    let to = usize::from(scan.at(at + 1) == "equal" && scan.at(at + 2) == "to");
    if to == 1 && numeral(scan, at + 3).is_some() {
        return None;
    }
    let than = usize::from(scan.at(at + 2) == "than" && scan.at(at + 3).is_empty());
    (scan.at(at + 2) != "than" || than == 1).then_some((at + 2 + than + to, comparator))
}

/// The interval of `value` under `comparator`.
pub(super) fn interval(value: Decimal, comparator: Option<Comparator>) -> Interval {
    let bound = |value: Decimal, open: bool, soft: bool| Some(Bound { value, open, soft });
    let tenth = value / Decimal::TEN;
    match comparator {
        None => Interval::exactly(value),
        Some(Comparator::Over) => Interval { lo: bound(value, true, false), hi: None },
        Some(Comparator::From) => Interval { lo: bound(value, false, false), hi: None },
        Some(Comparator::Under) => Interval { lo: None, hi: bound(value, true, false) },
        Some(Comparator::UpTo) => Interval { lo: None, hi: bound(value, false, false) },
        Some(Comparator::About) => {
            Interval { lo: bound(value - tenth, false, true), hi: bound(value + tenth, false, true) }
        }
        Some(Comparator::Nearly) => {
            Interval { lo: bound(value - tenth, false, true), hi: bound(value, true, false) }
        }
    }
}

/// "dozens", "hundreds of thousands": from twice the word up to where the next would serve.
pub(super) fn vague(value: Decimal) -> Interval {
    let (least, most) = match value {
        dozen if dozen == Decimal::from(12) => (Decimal::from(24), Decimal::from(99)),
        score if score == Decimal::from(20) => (Decimal::from(40), Decimal::from(199)),
        _ => (value + value, value.saturating_mul(Decimal::TEN) - Decimal::ONE),
    };
    Interval {
        lo: Some(Bound { value: least, open: false, soft: true }),
        hi: Some(Bound { value: most, open: false, soft: true }),
    }
}
