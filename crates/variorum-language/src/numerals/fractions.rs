//! Fractions in words, digits and signs, and what they are a part of.

use rust_decimal::Decimal;
use variorum_core::TokenKind;

use super::words::{ordinal, small};
use super::{Numeral, NumeralKind, Scan, cardinal, digits, magnitude, words};

/// A fraction without a whole number before it whose numerator is no number word: "half",
/// "a quarter of", "half a million".
pub(super) fn alone(scan: &Scan, at: usize) -> Option<Numeral> {
    let article = usize::from(matches!(scan.at(at), "a" | "an"));
    let (value, end) = match scan.at(at + article) {
        "half" => (Decimal::new(5, 1), at + article + 1),
        "quarter" => (Decimal::new(25, 2), at + article + 1),
        "third" | "fifth" | "tenth" if article == 1 => {
            denominator(scan, at + 1, false).map(|(parts, end)| (share(Decimal::ONE, parts), end))?
        }
        _ => return None,
    };
    let fraction = Numeral { value, end, kind: NumeralKind::Fraction };
    if let Some(scaled) = of_scale(scan, fraction) {
        return Some(scaled);
    }
    let half = scan.at(end - 1) == "half" && article == 0 && scan.at(end) != "-";
    (half || article == 1 && scan.at(end) == "of").then_some(fraction)
}

/// `whole` with the fraction that belongs to it: "two-thirds", "two and a half", "3 1/2", "3/4".
pub(super) fn with_fraction(scan: &Scan, at: usize, whole: Numeral) -> Option<Numeral> {
    if whole.kind != NumeralKind::Cardinal {
        return None;
    }
    if let Some(part) = slashed(scan, at).filter(|_| whole.end == at + 1) {
        return Some(part);
    }
    let beside = || slashed(scan, whole.end).or_else(|| sign_alone(scan, whole.end));
    if let Some(part) = beside().filter(|_| is_digits(scan, at) && whole.end == at + 1) {
        return Some(cardinal(whole.value + part.value, part.end));
    }
    if scan.at(whole.end) == "and"
        && let Some(part) = after_and(scan, whole.end + 1)
    {
        return Some(joined(scan, whole, part));
    }
    if let Some(share) = over(scan, whole).filter(|_| !is_digits(scan, at)) {
        return Some(share);
    }
    let one = whole.value == Decimal::ONE;
    if is_digits(scan, at) || whole.value == Decimal::ZERO {
        return None;
    }
    let hyphen = usize::from(scan.at(whole.end) == "-");
    let (parts, end) = denominator(scan, whole.end + hyphen, !one)?;
    let fraction = Numeral { value: share(whole.value, parts), end, kind: NumeralKind::Fraction };
    Some(of_scale(scan, fraction).unwrap_or(fraction))
}

/// The value of a fraction sign.
pub(super) fn vulgar(sign: &str) -> Option<Decimal> {
    let (part, of) = match sign {
        "½" => (1, 2),
        "⅓" => (1, 3),
        "⅔" => (2, 3),
        "¼" => (1, 4),
        "¾" => (3, 4),
        "⅕" => (1, 5),
        "⅖" => (2, 5),
        "⅗" => (3, 5),
        "⅘" => (4, 5),
        "⅙" => (1, 6),
        "⅛" => (1, 8),
        "⅜" => (3, 8),
        "⅝" => (5, 8),
        "⅞" => (7, 8),
        _ => return None,
    };
    Some(share(Decimal::from(part), Decimal::from(of)))
}

/// The denominator at `at` with the token after it: "thirds", "hundredths", "twenty-fifths".
pub(super) fn denominator(scan: &Scan, at: usize, plural: bool) -> Option<(Decimal, usize)> {
    let tens = small(scan.at(at)).filter(|tens| *tens >= 20).unwrap_or_default();
    let hyphen = usize::from(tens > 0 && scan.at(at + 1) == "-");
    let last = at + usize::from(tens > 0) + hyphen;
    let word = scan.at(last);
    let stem = if plural { word.strip_suffix('s')? } else { word };
    let parts = match stem {
        "half" | "halve" if tens == 0 => Decimal::TWO,
        "quarter" if tens == 0 => Decimal::from(4),
        "first" | "second" if tens == 0 => return None,
        _ => ordinal(stem)?.value + Decimal::from(tens),
    };
    Some((parts, last + 1))
}

fn share(part: Decimal, of: Decimal) -> Decimal {
    (part / of).round_dp(12)
}

/// "one over twenty": a small number in words over a greater one.
fn over(scan: &Scan, part: Numeral) -> Option<Numeral> {
    let of = (scan.at(part.end) == "over").then(|| digits::digits(scan, part.end + 1))?;
    let of = of.or_else(|| words::words(scan, part.end + 1)).filter(|of| of.kind == NumeralKind::Cardinal)?;
    let fits = part.value == Decimal::ONE && of.value > part.value;
    fits.then(|| Numeral { value: share(part.value, of.value), end: of.end, kind: NumeralKind::Fraction })
}

fn is_digits(scan: &Scan, at: usize) -> bool {
    scan.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
}

/// "3/4": less than one, with a denominator that people count in, so that "9/11" is none.
fn slashed(scan: &Scan, at: usize) -> Option<Numeral> {
    if !(is_digits(scan, at) && scan.at(at + 1) == "/" && scan.joined(at) && scan.joined(at + 1)) {
        return None;
    }
    let part: u32 = scan.at(at).parse().ok()?;
    let of: u32 = scan.at(at + 2).parse().ok()?;
    let usual = matches!(of, 2..=10 | 12 | 16 | 20 | 32 | 64 | 100);
    let goes_on = scan.at(at + 3) == "/";
    (usual && part > 0 && part < of && !goes_on).then(|| Numeral {
        value: share(part.into(), of.into()),
        end: at + 3,
        kind: NumeralKind::Fraction,
    })
}

fn sign_alone(scan: &Scan, at: usize) -> Option<Numeral> {
    let value = vulgar(scan.at(at))?;
    Some(Numeral { value, end: at + 1, kind: NumeralKind::Fraction })
}

/// The fraction after "and": "a half", "two thirds", "one fifth".
fn after_and(scan: &Scan, at: usize) -> Option<Numeral> {
    let (part, next) = match scan.at(at) {
        "a" | "an" => (Decimal::ONE, at + 1),
        _ => {
            let part = digits::digits(scan, at).or_else(|| words::words(scan, at))?;
            (part.value, part.end)
        }
    };
    let hyphen = usize::from(scan.at(next) == "-");
    let (parts, end) = denominator(scan, next + hyphen, part != Decimal::ONE)?;
    Some(Numeral { value: share(part, parts), end, kind: NumeralKind::Fraction })
}

/// "two and a half million", "a million and a half", "a billion and three quarters million".
fn joined(scan: &Scan, whole: Numeral, part: Numeral) -> Numeral {
    let before = whole.end.checked_sub(1).and_then(|last| magnitude(scan.at(last)));
    let after = magnitude(scan.at(part.end)).filter(|scale| *scale != Decimal::from(12));
    let end = part.end + usize::from(after.is_some());
    let scaled = |value: Decimal, scale: Option<Decimal>| value.saturating_mul(scale.unwrap_or(Decimal::ONE));
    match (before, after) {
        (Some(_), Some(_)) => cardinal(whole.value + scaled(part.value, after), end),
        (Some(_), None) => cardinal(whole.value + scaled(part.value, before).round_dp(8), end),
        (None, _) => cardinal(scaled(whole.value + part.value, after), end),
    }
}

/// A fraction of a scale: "half a million", "two thirds of a million", "quarter million".
fn of_scale(scan: &Scan, fraction: Numeral) -> Option<Numeral> {
    let of = fraction.end + usize::from(scan.at(fraction.end) == "of");
    let article = of + usize::from(matches!(scan.at(of), "a" | "an"));
    if of > fraction.end && article == of {
        return None;
    }
    let scale = magnitude(scan.at(article))?;
    Some(cardinal(fraction.value.checked_mul(scale)?.round_dp(6), article + 1))
}
