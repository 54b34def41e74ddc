//! Numerals in words.

use rust_decimal::Decimal;

use super::fractions::denominator;
use super::{Numeral, NumeralKind, Scan, cardinal, magnitude};

/// "two hundred and fifty-six thousand", "a dozen", "dozens", "third", "six point five".
pub(super) fn words(scan: &Scan, at: usize) -> Option<Numeral> {
    if let Some(vague) = vague(scan, at) {
        return Some(vague);
    }
    let mut number = Sum::default();
    let mut end = at;
    if matches!(scan.at(at), "a" | "an") && magnitude(scan.at(at + 1)).is_some() {
        number.group = Some(Decimal::ONE);
        end += 1;
    }
    loop {
        let word = scan.at(end);
        if let Some(ordinal) = ordinal(word)
            && let Some(value) = number.ordinal(&ordinal, scan.at(end + 1))
        {
            return Some(Numeral { value, end: end + 1, kind: NumeralKind::Ordinal });
        }
        let taken = match small(word) {
            // "one hundred thirty-fifths": hundred parts of thirty-five.
            Some(20..) if end > at && scan.at(end - 1) != "and" && parts_of(scan, end) => false,
            Some(small) => number.add(small),
            None if scan.is_joint(end, &number) => true,
            None => number.scale(word),
        };
        if !taken {
            break;
        }
        end += 1;
    }
    let value = number.value()?;
    Some(decimals(scan, end, value).unwrap_or(cardinal(value, end)))
}

/// Whether a denominator of tens and a unit begins at `at`: "thirty-fifths".
fn parts_of(scan: &Scan, at: usize) -> bool {
    denominator(scan, at, true).is_some_and(|(_, end)| end > at + 1)
}

/// A number in words as far as it is read: the sum of closed groups and the group below a thousand.
#[derive(Default)]
struct Sum {
    total: Decimal,
    group: Option<Decimal>,
    after_scale: bool,
}

impl Sum {
    fn value(&self) -> Option<Decimal> {
        let some = self.group.is_some() || self.total > Decimal::ZERO;
        some.then(|| self.total.saturating_add(self.group.unwrap_or_default()))
    }

    /// Takes a word below a hundred where it can stand: "twenty" "six", "two hundred" "six".
    fn add(&mut self, small: u32) -> bool {
        let fits = self.group.is_none_or(|group| fits(group, small));
        if fits {
            self.group = Some(self.group.unwrap_or_default() + Decimal::from(small));
            self.after_scale = false;
        }
        fits
    }

    /// Takes a scale: "hundred" within a group, "million" to close it, "lakh crore" as a product.
    fn scale(&mut self, word: &str) -> bool {
        let plural = (word == "dozens" && self.group.is_some()).then(|| Decimal::from(12));
        let Some(scale) = magnitude(word).or(plural) else { return false };
        let taken = match self.group {
            Some(group) if scale == Decimal::ONE_HUNDRED => {
                self.group = group.checked_mul(scale);
                self.group.is_some()
            }
            // "three hundred and two dozens": the dozens are two.
            Some(group) if word == "dozens" && group > Decimal::ONE_HUNDRED => {
                let last = group % Decimal::ONE_HUNDRED;
                self.group = Some(group - last + last * scale);
                true
            }
            Some(group) => {
                let sum = group.checked_mul(scale).and_then(|held| self.total.checked_add(held));
                self.total = sum.unwrap_or(self.total);
                self.group = None;
                sum.is_some()
            }
            None if self.after_scale && self.total > Decimal::ZERO => {
                let product = self.total.checked_mul(scale);
                self.total = product.unwrap_or(self.total);
                product.is_some()
            }
            None => false,
        };
        self.after_scale = taken;
        taken
    }

    /// The ordinal that `last` closes; "one fifth" is a part.
    fn ordinal(&self, last: &Ordinal, after: &str) -> Option<Decimal> {
        match (self.value(), self.group) {
            (None, _) => Some(last.value),
            (Some(value), Some(_)) if last.scale => {
                (value != Decimal::ONE || after != "of").then(|| value.checked_mul(last.value)).flatten()
            }
            (Some(_), None) if last.scale => None,
            (Some(value), Some(group)) => {
                let small = last.value.try_into().ok()?;
                fits(group, small).then(|| value + last.value)
            }
            (Some(value), None) => Some(value + last.value),
        }
    }
}

impl Scan<'_> {
    /// Whether the word at `at` joins two parts of a number in words: a hyphen or "and".
    fn is_joint(&self, at: usize, number: &Sum) -> bool {
        let next = self.at(at + 1);
        match (self.at(at), number.group) {
            ("-", Some(group)) => {
                let even = at > 0 && self.joined(at - 1) == self.joined(at);
                let below = |value: u32| value > 0 && value < 10 && fits(group, value);
                let ordinal = ordinal(next).and_then(|o| o.value.try_into().ok());
                even && (small(next).is_some_and(below) || ordinal.is_some_and(below))
            }
            ("and", group) => {
                let open = number.value().is_some() && group.is_none_or(|g| g >= Decimal::ONE_HUNDRED);
                let small = small(next);
                let part =
                    small.is_some_and(|s| s < 20) && denominator(self, at + 2, small != Some(1)).is_some();
                open && small.is_some() && !part
            }
            _ => false,
        }
    }
}

/// "point five", "point nought three", with a scale after it.
fn decimals(scan: &Scan, at: usize, whole: Decimal) -> Option<Numeral> {
    if scan.at(at) != "point" {
        return None;
    }
    let (mut part, mut places, mut end) = (0i64, 0u32, at + 1);
    while let Some(word) = small(scan.at(end)).filter(|_| places < 12) {
        let tens = word >= 20 && word % 10 == 0;
        let next = end + 1 + usize::from(tens && scan.at(end + 1) == "-");
        let unit = small(scan.at(next)).filter(|unit| tens && (1..10).contains(unit));
        let width = if word < 10 { 1 } else { 2 };
        part = part * 10i64.pow(width) + i64::from(word + unit.unwrap_or_default());
        places += width;
        end = if unit.is_some() { next + 1 } else { end + 1 };
    }
    if places == 0 {
        return None;
    }
    let value = whole + Decimal::new(part, places);
    let scaled = magnitude(scan.at(end)).and_then(|scale| value.checked_mul(scale));
    Some(scaled.map_or(cardinal(value, end), |value| cardinal(value, end + 1)))
}

/// "dozens", "hundreds", "tens of thousands": from the value up.
fn vague(scan: &Scan, at: usize) -> Option<Numeral> {
    let value = vague_scale(scan.at(at))?;
    let of = scan.at(at + 1) == "of";
    let more =
        of.then(|| vague_scale(scan.at(at + 2))).flatten().filter(|more| *more >= Decimal::ONE_HUNDRED);
    if scan.at(at) == "scores" && !of || scan.at(at) == "tens" && more.is_none() {
        return None;
    }
    match more {
        Some(more) => {
            Some(Numeral { value: value.checked_mul(more)?, end: at + 3, kind: NumeralKind::Vague })
        }
        None => Some(Numeral { value, end: at + 1, kind: NumeralKind::Vague }),
    }
}

fn vague_scale(word: &str) -> Option<Decimal> {
    match word {
        "tens" => Some(Decimal::from(10)),
        "dozens" => Some(Decimal::from(12)),
        "scores" => Some(Decimal::from(20)),
        "hundreds" | "thousands" | "millions" | "billions" | "trillions" => {
            magnitude(word.strip_suffix('s')?)
        }
        _ => None,
    }
}

/// Whether `word` is "dozens", "hundreds" and the like.
pub(super) fn is_vague(word: &str) -> bool {
    word.ends_with('s') && vague_scale(word).is_some()
}

/// Whether a small number can stand after `group`.
fn fits(group: Decimal, small: u32) -> bool {
    let rest = group % Decimal::ONE_HUNDRED;
    let tens = rest >= Decimal::from(20) && rest % Decimal::TEN == Decimal::ZERO && small < 10;
    tens || (rest == Decimal::ZERO && group > Decimal::ZERO)
}

/// Cardinal words below a hundred. A general table of English, like those around it.
pub(super) fn small(word: &str) -> Option<u32> {
    // Most words that are asked for are none of these, and one look at the first letter tells.
    if !word.starts_with(['z', 'n', 'o', 't', 'f', 's', 'e']) {
        return None;
    }
    Some(match word {
        "zero" | "nought" | "naught" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// An ordinal word: its value, and whether it is a scale ("millionth").
pub(super) struct Ordinal {
    pub(super) value: Decimal,
    scale: bool,
}

pub(super) fn ordinal(word: &str) -> Option<Ordinal> {
    let value = match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fifth" => 5,
        "eighth" => 8,
        "ninth" => 9,
        "twelfth" => 12,
        _ => {
            let stem = word.strip_suffix("th")?;
            let tens = stem.strip_suffix("ie").and_then(|ty| small(&format!("{ty}y")));
            match small(stem).filter(|_| !matches!(stem, "one" | "two" | "zero")).or(tens) {
                Some(value) => value,
                None => return magnitude(stem).map(|value| Ordinal { value, scale: true }),
            }
        }
    };
    Some(Ordinal { value: value.into(), scale: false })
}
