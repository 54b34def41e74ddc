//! Numerals: numbers in words, digits and both, with their exact values.

use rust_decimal::Decimal;
use variorum_core::{Text, Token, TokenKind};

/// The tokens of a text in lower case, for scanning.
pub(crate) struct Scan<'a> {
    /// The text.
    pub(crate) text: &'a Text,
    /// Its tokens.
    pub(crate) tokens: &'a [Token],
    lower: Vec<String>,
}

impl<'a> Scan<'a> {
    /// Lower-cases the tokens once.
    pub(crate) fn new(text: &'a Text, tokens: &'a [Token]) -> Self {
        let lower = |token: &Token| {
            let word = text.slice(token.span);
            let word = word.get(..word.len() - possessive(word)).unwrap_or(word);
            word.replace('’', "'").to_lowercase()
        };
        Self { text, tokens, lower: tokens.iter().map(lower).collect() }
    }

    /// The token at `at` in lower case, without a possessive ending; empty beyond the ends.
    pub(crate) fn at(&self, at: usize) -> &str {
        self.lower.get(at).map_or("", String::as_str)
    }

    /// The token before `at`, or nothing.
    pub(crate) fn before(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.at(at))
    }

    /// As printed.
    pub(crate) fn printed(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| self.text.slice(token.span))
    }

    /// Whether the token begins with a capital.
    pub(crate) fn is_capital(&self, at: usize) -> bool {
        self.printed(at).starts_with(char::is_uppercase)
    }

    /// Whether no space stands between `at` and the token after it.
    pub(crate) fn joined(&self, at: usize) -> bool {
        let ends = (self.tokens.get(at), self.tokens.get(at + 1));
        matches!(ends, (Some(a), Some(b)) if a.span.end() == b.span.start())
    }

    /// Whether a line ends between `at` and the token after it.
    pub(crate) fn line_ends(&self, at: usize) -> bool {
        let (Some(a), Some(b)) = (self.tokens.get(at), self.tokens.get(at + 1)) else { return true };
        a.span.gap(b.span).is_some_and(|gap| self.text.slice(gap).contains('\n'))
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The span from token `start` to the token before `end`, without a possessive ending.
    pub(crate) fn span(&self, start: usize, end: usize) -> Option<variorum_core::Span> {
        let (first, last) = (self.tokens.get(start)?, self.tokens.get(end.checked_sub(1)?)?);
        let whole = first.span.cover(last.span);
        self.text.span(whole.start()..whole.end() - possessive(self.text.slice(last.span)))
    }
}

/// Length of the possessive ending of `word` in bytes.
fn possessive(word: &str) -> usize {
    let endings = ["'s", "’s", "'S", "’S"].into_iter();
    endings
        .filter(|ending| word.len() > ending.len() && word.ends_with(ending))
        .map(str::len)
        .next()
        .unwrap_or(0)
}

/// A numeral in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numeral {
    /// Its value.
    pub(crate) value: Decimal,
    /// The token after its last.
    pub(crate) end: usize,
    /// What kind.
    pub(crate) kind: NumeralKind,
}

/// What kind of numeral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumeralKind {
    /// "three", "11,000", "1.2 million".
    Cardinal,
    /// "third", "24th".
    Ordinal,
    /// "half", "two-thirds".
    Fraction,
    /// "dozens", "hundreds": from the value up.
    Vague,
}

/// The numeral that begins at `at`, the longest.
pub(crate) fn numeral(scan: &Scan, at: usize) -> Option<Numeral> {
    let digits = digits(scan, at);
    let found = digits.or_else(|| words(scan, at))?;
    Some(fraction(scan, at, found).unwrap_or(found))
}

fn cardinal(value: Decimal, end: usize) -> Numeral {
    Numeral { value, end, kind: NumeralKind::Cardinal }
}

/// "11,000", "1.2 million", "3bn", "24th".
fn digits(scan: &Scan, at: usize) -> Option<Numeral> {
    let token = scan.tokens.get(at).filter(|token| token.kind == TokenKind::Number)?;
    let word = scan.at(at);
    let length = word.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let (number, ending) = word.split_at_checked(length)?;
    if number.is_empty() || token.span.len() > 24 || !is_grouped(number) {
        return None;
    }
    let value: Decimal = number.replace(',', "").parse().ok()?;
    match ending {
        "" => {}
        "st" | "nd" | "rd" | "th" => return Some(Numeral { value, end: at + 1, kind: NumeralKind::Ordinal }),
        _ => {
            let scale = magnitude(ending).or_else(|| short_magnitude(ending))?;
            return Some(cardinal(value.checked_mul(scale)?, at + 1));
        }
    }
    let mut numeral = cardinal(value, at + 1);
    let hyphen =
        usize::from(scan.at(at + 1) == "-" && scan.joined(at) && magnitude(scan.at(at + 2)).is_some());
    if let Some(scale) = magnitude(scan.at(at + 1 + hyphen)) {
        numeral = cardinal(value.checked_mul(scale)?, at + 2 + hyphen);
        // "2 hundred thousand"
        if let Some(more) = magnitude(scan.at(numeral.end)) {
            numeral = cardinal(numeral.value.checked_mul(more)?, numeral.end + 1);
        }
    }
    Some(numeral)
}

/// Whether commas stand before each third digit, as in "11,000", or there are none.
fn is_grouped(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = groups.clone().next().is_none() || (1..=3).contains(&first.len());
    grouped && groups.all(|group| group.len() == 3) && number.matches('.').count() < 2
}

fn magnitude(word: &str) -> Option<Decimal> {
    let power = match word {
        "dozen" => return Some(Decimal::from(12)),
        "hundred" => 2,
        "thousand" => 3,
        "million" | "mln" => 6,
        "billion" => 9,
        "trillion" => 12,
        "lakh" => 5,
        "crore" => 7,
        _ => return None,
    };
    Some(Decimal::from(10i64.pow(power)))
}

fn short_magnitude(ending: &str) -> Option<Decimal> {
    let power = match ending {
        "k" => 3,
        "m" | "mn" | "mm" => 6,
        "b" | "bn" => 9,
        "t" | "tn" | "trn" => 12,
        _ => return None,
    };
    Some(Decimal::from(10i64.pow(power)))
}

/// "two hundred and fifty-six thousand", "a dozen", "dozens", "third", "half".
fn words(scan: &Scan, at: usize) -> Option<Numeral> {
    match scan.at(at) {
        "dozens" | "hundreds" | "thousands" | "millions" | "billions" | "scores" | "tens" => {
            return vague(scan, at);
        }
        "half" if scan.at(at + 1) != "-" => {
            return Some(Numeral { value: Decimal::new(5, 1), end: at + 1, kind: NumeralKind::Fraction });
        }
        "a" | "an" | "one" => {
            if let Some(scale) = magnitude(scan.at(at + 1)) {
                return after_scale(scan, at + 2, scale);
            }
        }
        _ => {}
    }
    let (mut total, mut group, mut end) = (Decimal::ZERO, None::<Decimal>, at);
    loop {
        let word = scan.at(end);
        if let Some(small) = small(word) {
            let fits = group.is_none_or(|g| fits(g, small));
            if !fits {
                break;
            }
            group = Some(group.unwrap_or_default() + Decimal::from(small));
            end += 1;
        } else if let (Some(scale), Some(held)) = (magnitude(word), group) {
            if scale == Decimal::ONE_HUNDRED {
                group = Some(held.checked_mul(scale)?);
            } else {
                total = total.checked_add(held.checked_mul(scale)?)?;
                group = None;
            }
            end += 1;
        } else if let (Some(ordinal), true) =
            (ordinal(word), end == at || group.is_some() || total > Decimal::ZERO)
        {
            let value = total + group.unwrap_or_default() + Decimal::from(ordinal);
            return Some(Numeral { value, end: end + 1, kind: NumeralKind::Ordinal });
        } else if end > at
            && word == "-"
            && scan.joined(end)
            && small(scan.at(end + 1)).is_some_and(|s| s < 10)
            && group.is_some()
        {
            end += 1;
        } else if end > at
            && word == "-"
            && scan.joined(end)
            && ordinal(scan.at(end + 1)).is_some_and(|o| o < 10)
            && group.is_some()
        {
            end += 1;
        } else if end > at
            && word == "and"
            && group.is_none_or(|g| g >= Decimal::ONE_HUNDRED)
            && small(scan.at(end + 1)).is_some()
        {
            end += 1;
        } else {
            break;
        }
    }
    (end > at && (group.is_some() || total > Decimal::ZERO))
        .then(|| cardinal(total + group.unwrap_or_default(), end))
}

/// "a hundred and twenty", "a million".
fn after_scale(scan: &Scan, at: usize, scale: Decimal) -> Option<Numeral> {
    if let Some(more) = magnitude(scan.at(at)) {
        return Some(cardinal(scale.checked_mul(more)?, at + 1));
    }
    if scan.at(at) == "and"
        && let Some(rest) =
            words(scan, at + 1).filter(|rest| rest.value < scale && rest.kind == NumeralKind::Cardinal)
    {
        return Some(cardinal(scale + rest.value, rest.end));
    }
    Some(cardinal(scale, at))
}

fn vague(scan: &Scan, at: usize) -> Option<Numeral> {
    let scale = |word: &str| match word {
        "tens" => Some(Decimal::from(10)),
        "dozens" => Some(Decimal::from(12)),
        "scores" => Some(Decimal::from(20)),
        _ => magnitude(word.strip_suffix('s')?),
    };
    let of = scan.at(at + 1) == "of";
    let more = of.then(|| scale(scan.at(at + 2))).flatten().filter(|more| *more >= Decimal::ONE_HUNDRED);
    if scan.at(at) == "scores" && !of || scan.at(at) == "tens" && more.is_none() {
        return None;
    }
    let value = scale(scan.at(at))?;
    match more {
        Some(more) => {
            Some(Numeral { value: value.checked_mul(more)?, end: at + 3, kind: NumeralKind::Vague })
        }
        None => Some(Numeral { value, end: at + 1, kind: NumeralKind::Vague }),
    }
}

/// "two-thirds", "a quarter", "two and a half", "3 1/2".
fn fraction(scan: &Scan, at: usize, whole: Numeral) -> Option<Numeral> {
    if whole.kind == NumeralKind::Cardinal
        && scan.at(whole.end) == "and"
        && matches!(scan.at(whole.end + 1), "a" | "one")
        && scan.at(whole.end + 2) == "half"
    {
        return Some(cardinal(whole.value + Decimal::new(5, 1), whole.end + 3));
    }
    let small =
        whole.kind == NumeralKind::Cardinal && whole.value >= Decimal::ONE && whole.value < Decimal::TEN;
    let hyphen = usize::from(scan.at(whole.end) == "-");
    let parts = match scan.at(whole.end + hyphen) {
        "half" | "halves" => 2,
        "third" | "thirds" => 3,
        "quarter" | "quarters" => 4,
        "fifth" | "fifths" => 5,
        "sixth" | "sixths" => 6,
        "tenth" | "tenths" => 10,
        _ => return None,
    };
    let plural = scan.at(whole.end + hyphen).ends_with('s');
    let one = whole.value == Decimal::ONE;
    if !small || plural == one || scan.tokens.get(at)?.kind == TokenKind::Number {
        return None;
    }
    let value = (whole.value / Decimal::from(parts)).round_dp(12);
    Some(Numeral { value, end: whole.end + hyphen + 1, kind: NumeralKind::Fraction })
}

/// Whether a small number can stand after `group`: "twenty" "six", "two hundred" "six".
fn fits(group: Decimal, small: u32) -> bool {
    let rest = group % Decimal::ONE_HUNDRED;
    let tens = rest >= Decimal::from(20) && rest % Decimal::TEN == Decimal::ZERO && small < 10;
    tens || (rest == Decimal::ZERO && group > Decimal::ZERO)
}

/// Cardinal words below a hundred. A general table of English, like those around it.
fn small(word: &str) -> Option<u32> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let place = |table: &[&str]| table.iter().position(|entry| *entry == word).map(|at| at as u32);
    place(&UNITS).or_else(|| place(&TENS).map(|at| (at + 2) * 10))
}

fn ordinal(word: &str) -> Option<u32> {
    const ORDINALS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let tens = ["thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"];
    let place = |table: &[&str]| table.iter().position(|entry| *entry == word).map(|at| at as u32);
    place(&ORDINALS)
        .map(|at| at + 1)
        .or_else(|| place(&tens).map(|at| (at + 3) * 10))
        .or((word == "hundredth").then_some(100))
}

#[cfg(test)]
mod tests {
    use variorum_core::tokens;

    use super::*;

    #[track_caller]
    fn check(body: &str, expect: Option<(&str, NumeralKind, usize)>) {
        let text = Text::new(body);
        let all = tokens(&text, text.whole());
        let found = numeral(&Scan::new(&text, &all), 0);
        let expected = expect.map(|(value, kind, end)| Numeral { value: value.parse().unwrap(), kind, end });
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn numbers_in_words_and_digits() {
        use NumeralKind::{Cardinal, Fraction, Ordinal, Vague};
        check("11,000 boxes", Some(("11000", Cardinal, 1)));
        check("1.2 million people", Some(("1200000", Cardinal, 2)));
        check("3bn", Some(("3000000000", Cardinal, 1)));
        check("two hundred and fifty-six thousand", Some(("256000", Cardinal, 7)));
        check("twenty-four hours", Some(("24", Cardinal, 3)));
        check("a dozen eggs", Some(("12", Cardinal, 2)));
        check("a hundred and twenty", Some(("120", Cardinal, 4)));
        check("twenty-first", Some(("21", Ordinal, 3)));
        check("24th", Some(("24", Ordinal, 1)));
        check("two-thirds", Some(("0.666666666667", Fraction, 3)));
        check("two and a half years", Some(("2.5", Cardinal, 4)));
        check("dozens of", Some(("12", Vague, 1)));
        check("tens of thousands", Some(("10000", Vague, 3)));
        check("1,50", None);
        check("harbour", None);
    }
}
