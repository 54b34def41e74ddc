//! Numerals: numbers in words, digits and both, with their exact values.

mod digits;
mod fractions;
mod words;

use std::borrow::Cow;

use rust_decimal::Decimal;
use variorum_core::lemma::lowered;
use variorum_core::{Text, Token, TokenKind};

/// The tokens of a text in lower case, for scanning.
pub(crate) struct Scan<'a> {
    /// The text.
    pub(crate) text: &'a Text,
    /// Its tokens.
    pub(crate) tokens: &'a [Token],
    lower: Vec<Cow<'a, str>>,
}

impl<'a> Scan<'a> {
    /// Lower-cases the tokens once.
    pub(crate) fn new(text: &'a Text, tokens: &'a [Token]) -> Self {
        let lower = |token: &Token| {
            let word = text.slice(token.span);
            let word = word.get(..word.len() - possessive(word)).unwrap_or(word);
            match lowered(word) {
                Cow::Owned(word) => Cow::Owned(word.replace('’', "'")),
                word => word,
            }
        };
        Self { text, tokens, lower: tokens.iter().map(lower).collect() }
    }

    /// The token at `at` in lower case, without a possessive ending; empty beyond the ends.
    pub(crate) fn at(&self, at: usize) -> &str {
        self.lower.get(at).map_or("", Cow::as_ref)
    }

    /// The token before `at`, or nothing.
    pub(crate) fn before(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.at(at))
    }

    /// As printed.
    pub(crate) fn printed(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| self.text.slice(token.span))
    }

    /// Whether the token is printed with a possessive ending.
    pub(crate) fn is_possessive(&self, at: usize) -> bool {
        possessive(self.printed(at)) > 0
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

    /// Whether a clause ends at `at`: a mark that separates, a line or the text.
    pub(crate) fn ends_clause(&self, at: usize) -> bool {
        let mark = matches!(self.at(at), "" | "." | "," | ";" | ":" | "?" | "!" | ")" | "”" | "\"");
        mark || at > 0 && self.line_ends(at - 1)
    }

    /// The characters between `at` and the token after it.
    pub(crate) fn gap(&self, at: usize) -> &'a str {
        let ends = self.tokens.get(at).zip(self.tokens.get(at + 1));
        ends.and_then(|(a, b)| a.span.gap(b.span)).map_or("", |gap| self.text.slice(gap))
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
    let stem = word.strip_suffix(['s', 'S']).and_then(|word| word.strip_suffix(['\'', '’']));
    stem.filter(|stem| !stem.is_empty()).map_or(0, |stem| word.len() - stem.len())
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

/// The numeral that begins at `at`, the longest; a minus sign or word before it belongs to it.
pub(crate) fn numeral(scan: &Scan, at: usize) -> Option<Numeral> {
    if !may_begin(scan, at) {
        return None;
    }
    match after_sign(scan, at) {
        Some(next) => {
            let found = unsigned(scan, next)?;
            let signed = matches!(found.kind, NumeralKind::Cardinal | NumeralKind::Fraction);
            signed.then(|| Numeral { value: -found.value, ..found })
        }
        None => unsigned(scan, at),
    }
}

/// `base` to the power written after it: "1.1^23", "2500^-1".
fn to_power(scan: &Scan, base: Numeral) -> Option<Numeral> {
    let caret = base.end;
    if scan.at(caret) != "^" || !scan.joined(caret - 1) || base.kind != NumeralKind::Cardinal {
        return None;
    }
    let sign = usize::from(matches!(scan.at(caret + 1), "-" | "+"));
    let power: u32 = scan.at(caret + 1 + sign).parse().ok().filter(|power| *power <= 100)?;
    let mut value = Decimal::ONE;
    for _ in 0..power {
        value = value.checked_mul(base.value)?;
    }
    let value = if scan.at(caret + 1) == "-" { Decimal::ONE.checked_div(value)? } else { value };
    Some(cardinal(value, caret + 2 + sign))
}

/// Whether a numeral in words can begin with `word`, "a" and "half" aside: one look, for scanning.
pub(crate) fn is_number_word(word: &str) -> bool {
    words::small(word).is_some() || words::ordinal(word).is_some()
}

/// Whether a numeral can begin at `at` at all: most tokens begin none, and cost one look.
pub(crate) fn may_begin(scan: &Scan, at: usize) -> bool {
    let Some(token) = scan.tokens.get(at) else { return false };
    match (token.kind, scan.at(at)) {
        (TokenKind::Word, "a" | "an" | "half" | "quarter" | "minus" | "negative") => true,
        (TokenKind::Word, word) => is_number_word(word) || words::is_vague(word),
        _ => true,
    }
}

/// The token after a minus: the word, or a sign that touches the number and nothing before it.
fn after_sign(scan: &Scan, at: usize) -> Option<usize> {
    let stands = match scan.at(at) {
        "minus" | "negative" => !scan.line_ends(at),
        "-" | "−" if scan.gap(at) == " " => stands_alone(scan, at),
        "-" | "−" => {
            let number = scan.tokens.get(at + 1).is_some_and(|token| token.kind == TokenKind::Number);
            number && scan.joined(at) && !(at > 0 && scan.joined(at - 1))
        }
        _ => false,
    };
    stands.then_some(at + 1)
}

/// Whether a minus set off by a space is a sign and no bullet: its number is all that the line holds.
fn stands_alone(scan: &Scan, at: usize) -> bool {
    let first = at == 0 || scan.line_ends(at - 1);
    first && unsigned(scan, at + 1).is_some_and(|number| scan.line_ends(number.end - 1))
}

fn unsigned(scan: &Scan, at: usize) -> Option<Numeral> {
    if let Some(found) = fractions::alone(scan, at) {
        return Some(found);
    }
    let whole = digits::digits(scan, at).or_else(|| words::words(scan, at))?;
    let whole = to_power(scan, whole).unwrap_or(whole);
    Some(fractions::with_fraction(scan, at, whole).unwrap_or(whole))
}

fn cardinal(value: Decimal, end: usize) -> Numeral {
    Numeral { value, end, kind: NumeralKind::Cardinal }
}

/// The scale that a word names. A general table of English, like those of the modules below.
pub(crate) fn magnitude(word: &str) -> Option<Decimal> {
    let power = match word {
        "dozen" => return Some(Decimal::from(12)),
        "hundred" => 2,
        "thousand" => 3,
        "million" | "mln" => 6,
        "billion" | "bln" => 9,
        "trillion" => 12,
        "lakh" | "lakhs" => 5,
        "crore" | "crores" => 7,
        _ => return None,
    };
    Some(Decimal::from(10i64.pow(power)))
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

    #[test]
    fn signs_decimals_and_groups() {
        use NumeralKind::Cardinal;
        check("-7.5", Some(("-7.5", Cardinal, 2)));
        check("minus four", Some(("-4", Cardinal, 2)));
        check(".75", Some(("0.75", Cardinal, 2)));
        check("six point four one", Some(("6.41", Cardinal, 4)));
        check("two point five million", Some(("2500000", Cardinal, 4)));
        check("2 345 678", Some(("2345678", Cardinal, 3)));
        check("12 345", Some(("12", Cardinal, 1)));
        check("8.250.000,50", Some(("8250000.5", Cardinal, 1)));
        check("45,67,890", Some(("4567890", Cardinal, 1)));
        check("4 hundred and 12", Some(("412", Cardinal, 4)));
        check("two lakh crore", Some(("2000000000000", Cardinal, 3)));
        check("2.5 k", Some(("2500", Cardinal, 2)));
    }

    #[test]
    fn fractions_and_scales() {
        use NumeralKind::{Cardinal, Fraction, Ordinal};
        check("3/4 of it", Some(("0.75", Fraction, 3)));
        check("2 1/2 years", Some(("2.5", Cardinal, 4)));
        check("2½ miles", Some(("2.5", Cardinal, 1)));
        check("⅔ of it", Some(("0.666666666667", Fraction, 1)));
        check("one fifth", Some(("0.2", Fraction, 2)));
        check("seven twenty-fifths", Some(("0.28", Fraction, 4)));
        check("half a million", Some(("500000", Cardinal, 3)));
        check("a quarter million", Some(("250000", Cardinal, 3)));
        check("three quarters of a billion", Some(("750000000", Cardinal, 5)));
        check("a million and a half", Some(("1500000", Cardinal, 5)));
        check("two and a half million", Some(("2500000", Cardinal, 5)));
        check("a quarter to five", None);
        check("one hundred twenty-fifth", Some(("125", Ordinal, 5)));
        check("one over twenty", Some(("0.05", Fraction, 3)));
        check("up over twenty", None);
        check("three hundred and two dozens", Some(("324", Cardinal, 5)));
        check("2^10", Some(("1024", Cardinal, 3)));
        check("4^-1", Some(("0.25", Cardinal, 4)));
        check("- 1 4/5", Some(("-1.8", Cardinal, 5)));
        check("- 5 people", None);
        check("12e-1", Some(("1.2", Cardinal, 3)));
        check("9/11", Some(("9", Cardinal, 1)));
    }
}
