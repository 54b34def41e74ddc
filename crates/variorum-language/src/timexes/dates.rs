//! Days by number and month: "March 5, 2003", "the 5th of March", "2024-05-08", "5/8/2024", "June last year".

use rust_decimal::prelude::ToPrimitive;

use super::calendar::{month, weekday};
use super::meaning::{Calendar, Toward, YearOf};
use crate::numerals::{NumeralKind, Scan, numeral};

/// Prepositions and modifiers after which a doubtful word ("may", "sep") is a month.
const LEADS: [&str; 22] = [
    "in", "of", "last", "next", "since", "until", "by", "this", "late", "early", "mid", "from", "for",
    "during", "on", "to", "through", "between", "and", "each", "every", "before",
];

/// The year in four digits at `at`.
pub(super) fn year(scan: &Scan, at: usize) -> Option<i16> {
    let word = scan.at(at);
    let year: i16 = (word.len() == 4).then(|| word.parse().ok())??;
    (1000..2200).contains(&year).then_some(year)
}

/// A year in words: "nineteen ninety-six", "nineteen hundred ninety three", "two thousand and fifteen".
pub(super) fn year_in_words(scan: &Scan, at: usize) -> Option<(usize, i16)> {
    let whole = |at: usize| {
        let number = numeral(scan, at).filter(|n| n.kind == NumeralKind::Cardinal)?;
        let word = scan.at(at).bytes().all(|b| b.is_ascii_lowercase());
        Some((number.value.to_i16().filter(|_| word)?, number.end))
    };
    if scan.at(at) == "two" && scan.at(at + 1) == "thousand" {
        return whole(at).filter(|(year, _)| (2000..2100).contains(year)).map(|(year, end)| (end, year));
    }
    if !matches!(scan.at(at), "sixteen" | "seventeen" | "eighteen" | "nineteen" | "twenty") {
        return None;
    }
    let (first, next) = whole(at)?;
    if (1600..2100).contains(&first) && scan.at(at + 1) == "hundred" {
        return Some((next, first));
    }
    let (last, end) = whole(next).filter(|(last, _)| (10..100).contains(last))?;
    (16..=20).contains(&first).then_some((end, first * 100 + last))
}

/// A year that follows a date: "2003", ", 2003", "of 2003", "in 2003", "of '87", "last year".
pub(super) fn year_after(scan: &Scan, at: usize) -> Option<(usize, YearOf)> {
    if at > 0 && scan.line_ends(at - 1) {
        return None;
    }
    let link = usize::from(matches!(scan.at(at), "," | "of" | "in"));
    let next = at + link;
    if let Some(year) = year(scan, next) {
        return Some((next + 1, YearOf::Number(year)));
    }
    let quoted = usize::from(matches!(scan.at(next), "'" | "’" | "‘"));
    let short = scan.at(next + quoted);
    if (quoted == 1 || scan.at(at) == "of")
        && short.len() == 2
        && let Ok(year) = short.parse::<i16>()
    {
        return Some((next + quoted + 1, YearOf::Number(century_of(year))));
    }
    if let Some((end, year)) = year_in_words(scan, next) {
        return Some((end, YearOf::Number(year)));
    }
    let shift = match (scan.at(next), scan.at(next + 1)) {
        ("last", "year") => -1,
        ("this", "year") => 0,
        ("next", "year") => 1,
        _ => return None,
    };
    (scan.at(at) != ",").then_some((next + 2, YearOf::Shifted(shift)))
}

/// The year that two digits stand for.
pub(super) fn century_of(year: i16) -> i16 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

/// The number of a day of a month at `at`: "5", "5th", "fifth", "twenty-first".
pub(super) fn day_number(scan: &Scan, at: usize) -> Option<(usize, i8)> {
    let word = scan.at(at);
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !digits.is_empty() {
        let day: i8 = digits.parse().ok()?;
        let ending = matches!(word.strip_prefix(digits)?, "" | "st" | "nd" | "rd" | "th");
        return (ending && digits.len() <= 2 && (1..=31).contains(&day)).then_some((at + 1, day));
    }
    let number = numeral(scan, at).filter(|n| n.kind == NumeralKind::Ordinal)?;
    let day = number.value.to_i8().filter(|day| (1..=31).contains(day))?;
    Some((number.end, day))
}

/// Whether the day number at `at` shows by its ending that it is one: "5th", "fifth".
pub(super) fn is_ordinal(scan: &Scan, at: usize) -> bool {
    scan.at(at).ends_with(|c: char| c.is_ascii_alphabetic())
}

/// The month name at `at` with the token after it. "may", "march" and short forms need company.
pub(super) fn month_at(scan: &Scan, at: usize) -> Option<(usize, i8)> {
    let word = scan.at(at);
    let (number, short) = month(word)?;
    let dot = usize::from(short && scan.at(at + 1) == "." && scan.joined(at));
    let end = at + 1 + dot;
    let capital = scan.is_capital(at);
    // "august" in small letters is an adjective.
    let plain = !matches!(word, "may" | "march") && (capital || word != "august");
    if !short && plain {
        return Some((end, number));
    }
    let day_before = at.checked_sub(1).is_some_and(|before| {
        day_number(scan, before).is_some() && !scan.line_ends(before)
            || scan.at(before) == "of" && before > 0 && day_number(scan, before - 1).is_some()
    });
    let beside = day_number(scan, end).is_some()
        || year(scan, end).is_some()
        || day_before
        || year(scan, at.wrapping_sub(1)).is_some()
        || marked(scan, at).is_some()
        || matches!(scan.at(end), "-" | "–") && month(scan.at(end + 1)).is_some();
    let led =
        LEADS.contains(&scan.before(at, 1)) || scan.before(at, 1) == "-" && scan.joined(at.wrapping_sub(1));
    // "in may" is the month, "in march" may be a march, "may" alone is a verb.
    let lower = word == "may" && matches!(scan.before(at, 1), "in" | "of" | "since" | "last" | "next");
    // "Jan Kavan" is a person.
    let person = short && scan.is_capital(end) && dot == 0;
    (beside || led && capital && !person || lower).then_some((end, number))
}

/// A date by month and day, day and month, or in digits.
pub(super) fn date(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    numeric(scan, at)
        .or_else(|| month_first(scan, at))
        .or_else(|| day_first(scan, at))
        .or_else(|| year_first(scan, at))
}

/// "March 5, 2003", "March 2003", "March", "March last year".
fn month_first(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    if let Some(found) = glued(scan, at).or_else(|| marked(scan, at)) {
        return Some(found);
    }
    let (end, month) = month_at(scan, at)?;
    let the = usize::from(scan.at(end) == "the");
    let number = day_number(scan, end + the).filter(|(next, _)| {
        let part = matches!(scan.at(*next), "-" | "/")
            && scan.joined(*next - 1)
            && year(scan, *next + 1).is_none()
            && the == 0
            && day_number(scan, *next + 1).is_none();
        (the == 0 || is_ordinal(scan, end + the)) && !scan.line_ends(end - 1) && !part
    });
    if let Some((end, day)) = number {
        let (end, year) = split(end, dated_year(scan, end));
        return Some((end, Calendar::Day { year, month, day, to: None }));
    }
    let hyphen = usize::from(scan.at(end) == "-" && year(scan, end + 1).is_some() && scan.joined(end - 1));
    let (end, year) = split(end, year_after(scan, end + hyphen));
    Some((end, Calendar::Month { year, month, to: None }))
}

/// "Dec31", "mar4".
fn glued(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let word = scan.at(at);
    let cut = word.find(|c: char| c.is_ascii_digit()).filter(|cut| (3..=9).contains(cut))?;
    let (name, digits) = word.split_at_checked(cut)?;
    let (month, _) = month(name)?;
    let day: i8 = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
    let (end, year) = split(at + 1, year_after(scan, at + 1));
    Some((end, Calendar::Day { year, month, day, to: None }))
}

/// "Oct/2", "Jan/3/2020", "Dec/2018", "Dec-2018".
fn marked(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let (month, _) = month(scan.at(at))?;
    let mark = scan.at(at + 1);
    if !(matches!(mark, "/" | "-") && scan.joined(at) && scan.joined(at + 1)) {
        return None;
    }
    if let Some(year) = year(scan, at + 2) {
        return Some((at + 3, Calendar::Month { year: Some(YearOf::Number(year)), month, to: None }));
    }
    let (end, day) = day_number(scan, at + 2).filter(|_| mark == "/")?;
    let (end, year) =
        if scan.at(end) == mark { split(end, written_year(scan, end + 1)) } else { (end, None) };
    Some((end, Calendar::Day { year, month, day, to: None }))
}

fn split(end: usize, year: Option<(usize, YearOf)>) -> (usize, Option<YearOf>) {
    year.map_or((end, None), |(end, year)| (end, Some(year)))
}

/// The year after a day and month; a small number after an ordinal day is a year too ("January first 12" is not).
fn dated_year(scan: &Scan, at: usize) -> Option<(usize, YearOf)> {
    year_after(scan, at)
}

/// "5 March 2003", "the 5th of March", "fourth of July", "fifteen August".
fn day_first(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    let (next, day) = day_number(scan, at + the).or_else(|| day_in_words(scan, at + the))?;
    let of = usize::from(scan.at(next) == "of" || matches!(scan.at(next), "-" | "/") && scan.joined(next));
    if the == 1 && of == 0 && !is_ordinal(scan, at + the) || scan.line_ends(next - 1) {
        return None;
    }
    let money = at > 0 && matches!(scan.at(at - 1), "$" | "€" | "£");
    let (end, month) = match month(scan.at(next + of)) {
        _ if money => return None,
        // "23/Sep/2020".
        Some((month, _)) if of == 1 && scan.at(next) != "of" => (next + 2, month),
        _ => month_at(scan, next + of)?,
    };
    let (end, year) = if matches!(scan.at(next), "-" | "/") && scan.at(end) == scan.at(next) {
        split(end, written_year(scan, end + 1))
    } else {
        split(end, dated_year(scan, end))
    };
    Some((end, Calendar::Day { year, month, day, to: None }))
}

/// A further day of a list: "April 24 and 25", "the 22nd, 23rd or 31st of March".
pub(super) fn listed(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    let (end, day) = day_number(scan, at + the)?;
    let ordinal = is_ordinal(scan, at + the);
    let day_of = |month, year| Some((end, Calendar::Day { year, month, day, to: None }));
    let link = |at: usize| matches!(scan.at(at), "," | "or" | "and");
    let mut back = at;
    for _ in 0..LIST {
        let links = (1..=2).take_while(|by| back >= *by && link(back - by)).count();
        if links == 0 || back <= links + 1 {
            break;
        }
        back -= links + 1;
        let Some((next, _)) = day_number(scan, back) else { break };
        let dot = usize::from(scan.at(back - 1) == ".");
        let led = back.checked_sub(1 + dot).and_then(|at| month_at(scan, at));
        if let Some((_, month)) = led.filter(|(end, _)| *end == back && next == back + 1) {
            return if ordinal || scan.ends_clause(end) { day_of(month, None) } else { None };
        }
    }
    if !ordinal {
        return None;
    }
    let mut next = end;
    for _ in 0..LIST {
        let links = (0..2).take_while(|by| link(next + by)).count();
        if links == 0 || scan.line_ends(next) {
            break;
        }
        let the = usize::from(scan.at(next + links) == "the");
        if let Some((_, Calendar::Day { year, month, .. })) = day_first(scan, next + links) {
            return day_of(month, year);
        }
        next = day_number(scan, next + links + the)?.0;
    }
    None
}

/// Longest list of days that is read.
const LIST: usize = 6;

/// "fifteen" before a month.
fn day_in_words(scan: &Scan, at: usize) -> Option<(usize, i8)> {
    let number = numeral(scan, at).filter(|n| n.kind == NumeralKind::Cardinal)?;
    let day = number.value.to_i8().filter(|day| (1..=31).contains(day) && number.value == (*day).into())?;
    month(scan.at(number.end)).map(|_| (number.end, day))
}

/// "2017 April", "2019-Aug-1", "2019/Aug/01".
fn year_first(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let number = year(scan, at).filter(|_| !scan.line_ends(at))?;
    let mark = usize::from(matches!(scan.at(at + 1), "-" | "/") && scan.joined(at));
    let (end, month) = match month(scan.at(at + 1 + mark)) {
        Some((month, _)) if mark == 1 => (at + 2 + mark, month),
        _ => month_at(scan, at + 1 + mark)?,
    };
    let year = Some(YearOf::Number(number));
    let day = (mark == 1 && scan.at(end) == scan.at(at + 1)).then(|| day_number(scan, end + 1)).flatten();
    Some(match day {
        Some((end, day)) => (end, Calendar::Day { year, month, day, to: None }),
        None => (end, Calendar::Month { year, month, to: None }),
    })
}

fn written_year(scan: &Scan, at: usize) -> Option<(usize, YearOf)> {
    let short = || scan.at(at).parse().ok().filter(|_| scan.at(at).len() == 2).map(century_of);
    year(scan, at).or_else(short).map(|year| (at + 1, YearOf::Number(year)))
}

/// "2024-05-08", "5/8/2024", "13.11.2016", "2015-12"; "5/8" where the words around it show a date.
fn numeric(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    if let Some((day, month, year)) = dotted(scan.at(at)) {
        return Some((at + 1, Calendar::Day { year: Some(YearOf::Number(year)), month, day, to: None }));
    }
    let part = |offset: usize| {
        let word = scan.at(at + offset);
        word.parse::<i16>().ok().filter(|_| word.len() <= 4)
    };
    let mark = scan.at(at + 1);
    if !(matches!(mark, "-" | "/") && scan.joined(at) && scan.joined(at + 1))
        || at > 0 && scan.joined(at - 1) && matches!(scan.at(at - 1), "/" | "$")
    {
        return None;
    }
    let (a, b) = (part(0)?, part(2)?);
    let third =
        (scan.at(at + 3) == mark && scan.joined(at + 2) && scan.joined(at + 3)).then(|| part(4)).flatten();
    let Some(c) = third else { return two_parts(scan, at, a, b) };
    let (end, written) = (at + 5, scan.at(at + 4));
    let (year, month, day) = match () {
        () if scan.at(at).len() == 4 => (a, b, c),
        // Month first, as American papers write; a first number above twelve is a day.
        () if a > 12 => (c, b, a),
        () => (c, a, b),
    };
    let year = if written.len() == 2 && scan.at(at).len() < 4 { century_of(year) } else { year };
    let (day, month) = valid(day, month)?;
    (1000..2200)
        .contains(&year)
        .then_some((end, Calendar::Day { year: Some(YearOf::Number(year)), month, day, to: None }))
}

fn valid(day: i16, month: i16) -> Option<(i8, i8)> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((day as i8, month as i8))
}

/// "2015-12", "12-2015", and "5/12" or "23/12" after a word that shows a date.
fn two_parts(scan: &Scan, at: usize, a: i16, b: i16) -> Option<(usize, Calendar)> {
    let month = |year: i16, month: i16| {
        let fits = (1..=12).contains(&month) && (1500..2200).contains(&year);
        fits.then_some((
            at + 3,
            Calendar::Month { year: Some(YearOf::Number(year)), month: month as i8, to: None },
        ))
    };
    let (first, second) = (scan.at(at).len(), scan.at(at + 2).len());
    match (first, second) {
        (4, 2) if b != a % 100 + 1 => return month(a, b),
        (4, 1) if scan.at(at + 1) == "-" => return month(a, b),
        (1 | 2, 4) => return month(b, a),
        (1 | 2, 1 | 2) => {}
        _ => return None,
    }
    // A date goes on in "11/20, 11/22 or 11/25", and begins in "10/1-11/7".
    let mut first = at;
    for _ in 0..LIST {
        let goes_on = matches!(scan.before(first, 1), "," | "or" | "and" | "-" | "to");
        if !goes_on || first < 4 || !two_numbers(scan, first - 4) {
            break;
        }
        first -= 4;
    }
    let before = scan.before(first, 1);
    let led =
        matches!(before, "on" | "from" | "until" | "till" | "between" | "since" | "by" | "next" | "this")
            || weekday(before).is_some()
            || scan.before(at, 1) == "-" && first < at
            || scan.at(at + 3) == "-" && two_numbers(scan, at + 4);
    // "22/04" is no fraction.
    let plain = a > 12 && second == 2;
    if scan.at(at + 1) != "/" || !(led || plain) || (a, b) == (9, 11) {
        return None;
    }
    let (day, month) = if a > 12 { valid(a, b)? } else { valid(b, a)? };
    let (end, year) = split(at + 3, year_after(scan, at + 3).filter(|_| scan.at(at + 3) == ","));
    Some((end, Calendar::Day { year, month, day, to: None }))
}

/// Whether "5/12" stands at `at`.
fn two_numbers(scan: &Scan, at: usize) -> bool {
    let number = |at: usize| scan.at(at).parse::<i8>().is_ok();
    number(at) && scan.at(at + 1) == "/" && number(at + 2)
}

/// "13.11.2016", "7.11.16": the day first, as the papers of the continent write.
fn dotted(word: &str) -> Option<(i8, i8, i16)> {
    if !(6..=10).contains(&word.len()) {
        return None;
    }
    let mut parts = word.split('.');
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || a.len() > 2 || b.len() > 2 || !matches!(c.len(), 2 | 4) {
        return None;
    }
    let (day, month) = valid(a.parse().ok()?, b.parse().ok()?)?;
    let year: i16 = c.parse().ok()?;
    let year = if c.len() == 2 { century_of(year) } else { year };
    (1900..2100).contains(&year).then_some((day, month, year))
}

/// The calendar stretch with a direction, where it takes one: "next 6th of April".
pub(super) fn directed(found: Calendar, toward: Toward) -> Option<Calendar> {
    let to = Some(toward);
    match found {
        Calendar::Day { year: None, month, day, .. } => Some(Calendar::Day { year: None, month, day, to }),
        Calendar::Month { year: None, month, .. } => Some(Calendar::Month { year: None, month, to }),
        Calendar::Weekday { day, .. } => Some(Calendar::Weekday { day, to }),
        Calendar::Season { code, first, year: None, .. } => {
            Some(Calendar::Season { code, first, year: None, to })
        }
        Calendar::Festival { rule, year: None, .. } => Some(Calendar::Festival { rule, year: None, to }),
        _ => None,
    }
}
