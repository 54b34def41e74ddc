//! Numerals that begin with digits.

use rust_decimal::Decimal;
use variorum_core::TokenKind;

use super::{Numeral, NumeralKind, Scan, cardinal, fractions, magnitude, words};

/// "11,000", "1.2 million", "3bn", "24th", "3 hundred and 21", "1 234 567", ".75", "2½".
pub(super) fn digits(scan: &Scan, at: usize) -> Option<Numeral> {
    let point = usize::from(scan.at(at) == "." && scan.joined(at) && !(at > 0 && scan.joined(at - 1)));
    let token = scan.tokens.get(at + point).filter(|token| token.kind == TokenKind::Number)?;
    if token.span.len() > LONGEST {
        return None;
    }
    let word = scan.at(at + point);
    let length = word.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let (number, ending) = word.split_at_checked(length)?;
    let end = at + point + 1;
    if point == 1 {
        let plain = ending.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        return plain.then(|| format!("0.{number}").parse().ok()).flatten().map(|value| cardinal(value, end));
    }
    if let Some(part) = fractions::vulgar(ending) {
        let whole = if number.is_empty() { Decimal::ZERO } else { plain(number)? };
        let kind = if number.is_empty() { NumeralKind::Fraction } else { NumeralKind::Cardinal };
        return Some(Numeral { value: whole + part, end, kind });
    }
    let value = plain(number)?;
    match ending {
        "" => Some(scaled(scan, grouped(scan, at, value).unwrap_or(cardinal(value, end)))),
        "st" | "nd" | "rd" | "th" => Some(Numeral { value, end, kind: NumeralKind::Ordinal }),
        _ => match glued_scale(ending) {
            Some(scale) => Some(cardinal(value.checked_mul(scale)?, end)),
            None => scientific(scan, word, value, end),
        },
    }
}

/// "1.3e6", "6.2x10^-4".
fn scientific(scan: &Scan, word: &str, value: Decimal, end: usize) -> Option<Numeral> {
    if word.ends_with("x10") && scan.at(end) == "^" {
        let minus = usize::from(scan.at(end + 1) == "-");
        let power = scan.at(end + 1 + minus).parse::<u32>().ok().filter(|power| *power < 20)?;
        let scale = Decimal::from(10u64.checked_pow(power)?);
        let scaled = if minus == 1 { value.checked_div(scale) } else { value.checked_mul(scale) };
        return Some(cardinal(scaled?, end + 2 + minus));
    }
    // "12e-1": the tokens part at the sign.
    if let Some(whole) = word.strip_suffix('e')
        && scan.at(end) == "-"
        && scan.joined(end - 1)
        && scan.joined(end)
    {
        let power: u32 = scan.at(end + 1).parse().ok().filter(|power| *power < 20)?;
        let whole: Decimal = whole.parse().ok()?;
        return Some(cardinal(whole.checked_div(Decimal::from(10u64.checked_pow(power)?))?, end + 2));
    }
    // Without a point it is as likely a name ("5e3").
    word.contains('.').then(|| Decimal::from_scientific(word).ok()).flatten().map(|v| cardinal(v, end))
}

/// Longest token that is read as a number.
const LONGEST: usize = 24;

/// The value of digits with separators: English ("11,000.5"), continental where it cannot be English
/// ("1.111,5"), Indian ("12,34,567").
fn plain(number: &str) -> Option<Decimal> {
    let (last_comma, last_point) = (number.rfind(','), number.rfind('.'));
    let continental = number.matches(',').count() == 1 && last_point < last_comma && last_point.is_some();
    let (group, mark) = if continental { ('.', ',') } else { (',', '.') };
    let (whole, rest) = number.split_once(mark).unwrap_or((number, ""));
    let mut groups = whole.rsplit(group);
    let last = groups.next().unwrap_or_default();
    let rest_is_plain = rest.bytes().all(|b| b.is_ascii_digit());
    let lengths: Vec<usize> = groups.map(str::len).collect();
    let regular = match lengths.split_last() {
        None => !last.is_empty(),
        Some((first, middle)) => {
            let by = |step: usize| (1..=step).contains(first) && middle.iter().all(|len| *len == step);
            last.len() == 3 && (by(3) || by(2))
        }
    };
    if !regular || !rest_is_plain {
        return None;
    }
    format!("{}.{rest}", whole.replace(group, "")).trim_end_matches('.').parse().ok()
}

/// Groups of three set off by spaces, as "1 234 567": with plain spaces from two groups on, so that two
/// numbers beside each other stay two.
fn grouped(scan: &Scan, at: usize, first: Decimal) -> Option<Numeral> {
    let short = |at: usize| scan.at(at).len() <= 3 && scan.at(at).bytes().all(|b| b.is_ascii_digit());
    if !short(at) || scan.at(at).starts_with('0') {
        return None;
    }
    let (mut end, mut value, mut narrow) = (at + 1, first, true);
    loop {
        let gap = scan.gap(end - 1);
        let last = scan.at(end).split('.').next().unwrap_or_default();
        let group = last.len() == 3 && last.bytes().all(|b| b.is_ascii_digit());
        if !group || !matches!(gap, " " | "\u{a0}" | "\u{2009}" | "\u{202f}") {
            break;
        }
        narrow &= gap != " ";
        let shift = Decimal::ONE_THOUSAND;
        value = value.checked_mul(shift)?.checked_add(scan.at(end).parse().ok()?)?;
        end += 1;
        if scan.at(end - 1).len() > 3 {
            break;
        }
    }
    let groups = end - at - 1;
    let zeros = scan.at(end - 1) == "000";
    (groups > 1 || groups == 1 && (narrow || zeros)).then(|| cardinal(value, end))
}

/// The number with the scales after it: "1.2 million", "2 hundred thousand", "300-million", "5 k".
fn scaled(scan: &Scan, number: Numeral) -> Numeral {
    let hyphen = usize::from(scan.at(number.end) == "-" && scan.joined(number.end));
    let spaced = if hyphen == 0 { spaced_scale(scan.at(number.end)) } else { None };
    let dozens = (scan.at(number.end) == "dozens").then(|| Decimal::from(12));
    let Some(scale) = magnitude(scan.at(number.end + hyphen)).or(spaced).or(dozens) else { return number };
    let times = |n: Numeral, scale: Decimal, end: usize| n.value.checked_mul(scale).map(|v| cardinal(v, end));
    let Some(mut found) = times(number, scale, number.end + hyphen + 1) else { return number };
    if let Some(more) = magnitude(scan.at(found.end)).and_then(|more| times(found, more, found.end + 1)) {
        found = more;
    }
    let rest = (scale == Decimal::ONE_HUNDRED && scan.at(found.end) == "and")
        .then(|| digits(scan, found.end + 1).or_else(|| words::words(scan, found.end + 1)))
        .flatten();
    match rest.filter(|r| r.kind == NumeralKind::Cardinal && r.value < scale) {
        Some(rest) => cardinal(found.value + rest.value, rest.end),
        None => found,
    }
}

/// Scales cut short that may stand apart from their digits; "m", "b" and "t" are units then.
fn spaced_scale(word: &str) -> Option<Decimal> {
    matches!(word, "k" | "bn" | "mn" | "tn" | "trn").then(|| glued_scale(word)).flatten()
}

fn glued_scale(ending: &str) -> Option<Decimal> {
    let power = match ending {
        "k" => 3,
        "m" | "mn" | "mm" | "mln" => 6,
        "b" | "bn" | "bln" => 9,
        "t" | "tn" | "trn" => 12,
        _ => return magnitude(ending),
    };
    Some(Decimal::from(10i64.pow(power)))
}
