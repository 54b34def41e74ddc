//! Stretches longer than a day by name or number: quarters, seasons, weeks, years, decades, festivals.

use jiff::civil::Weekday;
use rust_decimal::prelude::ToPrimitive;

use super::calendar::{FESTIVALS, Unit, season, tens, unit, weekday};
use super::dates::{century_of, year, year_after, year_in_words};
use super::days::{calendar, is_day, that};
use super::meaning::{Calendar, YearOf};
use crate::numerals::{NumeralKind, Scan, numeral};

/// "the third quarter of 2010", "first-half", "Q3 2019", "2019 H2", "the last half of 1989".
pub(super) fn share(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    if let Some(found) = coded_share(scan, at) {
        return Some(found);
    }
    let the = usize::from(scan.at(at) == "the");
    let of = |year: Option<YearOf>, number, unit, end| Some((end, Calendar::Share { unit, number, year }));
    // "the 1988 third quarter".
    let led = year(scan, at + the).filter(|_| the == 1);
    let start = at
        + the
        + usize::from(led.is_some())
        + usize::from(scan.at(at + the) == "fiscal") * (1 + usize::from(scan.at(at + the + 1) == "-"));
    let (number, next) = match scan.at(start) {
        "last" | "final" | "latter" => (-1, start + 1),
        _ => {
            let number = numeral(scan, start).filter(|n| n.kind == NumeralKind::Ordinal)?;
            (number.value.to_i8()?, number.end)
        }
    };
    let hyphen = usize::from(scan.at(next) == "-");
    // "the third-quarter earnings": the article is that of the noun.
    if hyphen == 1 && the == 1 && led.is_none() {
        return None;
    }
    let fiscal = usize::from(scan.at(next + hyphen) == "fiscal");
    let end = next + hyphen + fiscal;
    let (unit, most) = match scan.at(end) {
        "quarter" => (Unit::Quarter, 4),
        "half" => (Unit::Half, 2),
        _ => return None,
    };
    let number = if number < 0 { most } else { number };
    if !(1..=most).contains(&number) || scan.line_ends(start) {
        return None;
    }
    if led.is_some() {
        return of(led.map(YearOf::Number), number, unit, end + 1);
    }
    let the_year =
        usize::from(scan.at(end + 1) == "of" && scan.at(end + 2) == "the" && scan.at(end + 3) == "year");
    if the_year == 1 {
        return of(Some(YearOf::Shifted(0)), number, unit, end + 4);
    }
    match year_after(scan, end + 1) {
        Some((end, year)) => of(Some(year), number, unit, end),
        // "the second half" of a match is no half of a year.
        None if unit == Unit::Half => None,
        None => of(None, number, unit, end + 1),
    }
}

/// "Q3 2019", "2019 Q3", "2019-H2", "Q3".
fn coded_share(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let code = |at: usize| {
        let word = scan.at(at);
        let (unit, most) = match word.as_bytes().first()? {
            b'q' => (Unit::Quarter, 4),
            b'h' => (Unit::Half, 2),
            _ => return None,
        };
        let number: i8 = (word.len() == 2).then(|| word.get(1..)?.parse().ok())??;
        (1..=most).contains(&number).then_some((unit, number))
    };
    let mark = |at: usize| usize::from(scan.at(at) == "-");
    if let Some((unit, number)) = code(at) {
        let (end, year) = match year(scan, at + 1 + mark(at + 1)) {
            Some(year) => (at + 2 + mark(at + 1), Some(YearOf::Number(year))),
            None => year_after(scan, at + 1).map_or((at + 1, None), |(end, year)| (end, Some(year))),
        };
        return (year.is_some() || unit == Unit::Quarter && scan.is_capital(at))
            .then_some((end, Calendar::Share { unit, number, year }));
    }
    let number = year(scan, at)?;
    let (unit, share) = code(at + 1 + mark(at + 1))?;
    Some((at + 2 + mark(at + 1), Calendar::Share { unit, number: share, year: Some(YearOf::Number(number)) }))
}

/// "the first week of 2015", "the third month of 2021", "the last 3 weeks of this year", "the 21st century".
pub(super) fn nth(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    let (number, next) = match scan.at(at + the) {
        "last" | "final" => (-1, at + the + 1),
        _ => {
            let number = numeral(scan, at + the).filter(|n| n.kind == NumeralKind::Ordinal)?;
            (number.value.to_i64()?, number.end)
        }
    };
    if let Some((day, false)) = weekday(scan.at(next)).filter(|_| number.abs() <= 5 && scan.is_capital(next))
    {
        return nth_weekday(scan, next + 1, number as i8, day);
    }
    let hyphen = usize::from(scan.at(next) == "-");
    if scan.at(next + hyphen) == "century" {
        return (1..=30).contains(&number).then(|| (next + hyphen + 1, Calendar::Century(number as i16 - 1)));
    }
    let counted = numeral(scan, next).filter(|n| n.kind == NumeralKind::Cardinal);
    let (count, noun) = match counted {
        Some(n) => (n.value.to_i64().filter(|count| (1..=60).contains(count))?, n.end),
        None => (1, next),
    };
    let (unit, plural) = unit(scan.at(noun))
        .filter(|(unit, _)| matches!(unit, Unit::Day | Unit::Week | Unit::Weekend | Unit::Month))?;
    let fits = scan.at(noun + 1) == "of"
        && plural == (count > 1)
        && number.abs() <= 60
        && !(count > 1 && (number.abs() > 1 || unit == Unit::Month));
    if !fits {
        return None;
    }
    let the = usize::from(scan.at(noun + 2) == "the" && year(scan, noun + 3).is_some());
    let (end, of) = calendar(scan, noun + 2 + the).filter(|(_, of)| !is_day(of))?;
    Some((end, Calendar::Nth { number, count, unit, of: Box::new(of) }))
}

/// "the first Monday of next month", "the second Tuesday in November".
fn nth_weekday(scan: &Scan, end: usize, number: i8, day: Weekday) -> Option<(usize, Calendar)> {
    matches!(scan.at(end), "of" | "in").then_some(())?;
    let (end, of) = calendar(scan, end + 1).or_else(|| that(scan, end + 1))?;
    let month = match &of {
        Calendar::Month { .. } => true,
        Calendar::Shift { unit, .. } | Calendar::That { unit } => *unit == Unit::Month,
        _ => false,
    };
    month.then(|| (end, Calendar::NthWeekday { number, day, of: Box::new(of) }))
}

/// "the year-ago quarter", "the latest period", "the 1988 period", "the same period last year".
pub(super) fn compared(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    let the = the + usize::from(the == 1 && scan.at(at + 1) == "comparable" && scan.at(at + 2) == "year");
    let word = scan.at(at + the);
    let is_period = |at: usize| matches!(scan.at(at), "period" | "quarter");
    let of = |end: usize, year: YearOf| Some((end, Calendar::Compared { year }));
    let year_before =
        (word == "year" || word == "prior") && scan.at(at + the + 1) == "-" && scan.joined(at + the);
    if year_before && matches!(scan.at(at + the + 2), "ago" | "earlier" | "year") {
        let end = at + the + 3;
        if let Some((end, Calendar::Share { unit, number, year: None })) = share(scan, end) {
            return Some((end, Calendar::Share { unit, number, year: Some(YearOf::Shifted(-1)) }));
        }
        return match is_period(end) {
            true => of(end + 1, YearOf::Shifted(-1)),
            false => (the == 0).then(|| of(end, YearOf::Shifted(-1)))?,
        };
    }
    if the == 1 && word == "latest" && is_period(at + 2) {
        return of(at + 3, YearOf::Shifted(0));
    }
    if the == 1
        && is_period(at + 2)
        && let Some(year) = year(scan, at + 1)
    {
        return of(at + 3, YearOf::Number(year));
    }
    if the == 1
        && matches!(word, "same" | "corresponding" | "comparable")
        && (is_period(at + 2) || scan.at(at + 2) == "time")
    {
        let link = usize::from(matches!(scan.at(at + 3), "of" | "in"));
        let next = at + 3 + link;
        return match (scan.at(next), scan.at(next + 1), scan.at(next + 2)) {
            ("last", "year", _) => of(next + 2, YearOf::Shifted(-1)),
            ("a", "year", "ago" | "earlier" | "before") => of(next + 3, YearOf::Shifted(-1)),
            _ => year(scan, next).map(|year| (next + 1, Calendar::Compared { year: YearOf::Number(year) })),
        };
    }
    None
}

/// "summer 2010", "the winter of 1994", "summer", with a preposition before it.
pub(super) fn season_of(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    let (code, first) = season(scan.at(at + the))?;
    let of = |end, year| Some((end, Calendar::Season { code, first, year, to: None }));
    if let Some((end, year)) =
        year_after(scan, at + the + 1).filter(|_| scan.at(at + the + 1) != "in" || the == 1)
    {
        return of(end, Some(year));
    }
    // "fall" and "spring" are verbs and things, "summer" stands in names.
    let led = the == 1
        || matches!(scan.before(at, 1), "in" | "by" | "until" | "since" | "during" | "this" | "last");
    let named = scan.is_capital(at + the) && the == 0 && scan.before(at, 1).is_empty()
        || scan.is_capital(at + the + 1) && scan.is_capital(at + the);
    let doubtful = matches!(code, "FA" | "SP") && the == 0 && scan.before(at, 1) != "in";
    (led && !named && !doubtful && scan.at(at + the + 1) != "of").then_some(())?;
    of(at + the + 1, None)
}

/// "week 10", "the week 27 of last year", "the year 2000", "fiscal 1989", "calendar year 2008".
pub(super) fn numbered(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    match scan.at(at + the) {
        "week" => {
            let word = scan.at(at + the + 1);
            let number: i8 = word.parse().ok().filter(|week| (1..=53).contains(week))?;
            let (end, year) =
                year_after(scan, at + the + 2).map_or((at + the + 2, None), |(end, year)| (end, Some(year)));
            Some((end, Calendar::Week { number, year }))
        }
        "year" => {
            let next = at + the + 1 + usize::from(scan.at(at + the + 1) == "of");
            year(scan, next).map(|year| (next + 1, Calendar::Year(year))).or_else(|| {
                let (end, year) = year_in_words(scan, next)?;
                Some((end, Calendar::Year(year)))
            })
        }
        "fiscal" => {
            let named = usize::from(scan.at(at + the + 1) == "year");
            let year = year(scan, at + the + 1 + named)?;
            let found = if named == 1 { Calendar::FiscalYear(year) } else { Calendar::Year(year) };
            Some((at + the + 2 + named, found))
        }
        "calendar" if scan.at(at + the + 1) == "year" => {
            let year = year(scan, at + the + 2)?;
            Some((at + the + 3, Calendar::Year(year)))
        }
        _ => None,
    }
}

/// "the 1990s", "1990s", "the nineties", "the '80s", "90s".
pub(super) fn decade(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    if the == 1
        && let Some(ten) = tens(scan.at(at + 1))
    {
        return Some((at + 2, Calendar::Decade(190 + ten)));
    }
    let quoted = usize::from(matches!(scan.at(at + the), "'" | "’" | "‘") && scan.joined(at + the));
    let start = at + the + quoted;
    let (digits, end) = match scan.at(start).strip_suffix('s') {
        Some(digits) => (digits.trim_end_matches(['\'', '’']), start + 1),
        None if scan.at(start + 1) == "s" => (scan.at(start), start + 2),
        None => return None,
    };
    let number: i16 = matches!(digits.len(), 2 | 4).then(|| digits.parse().ok())??;
    let number = match digits.len() {
        2 if the + quoted > 0 || scan.before(at, 1) == "and" || scan.before(at, 1) == "in" => {
            century_of(number.max(20))
        }
        2 => return None,
        _ => number,
    };
    (number % 10 == 0 && (1000..2200).contains(&number)).then_some((end, Calendar::Decade(number / 10)))
}

/// A festival by its name, with a year after it: "Christmas Eve", "Labor Day 2021".
pub(super) fn festival(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    if !scan
        .at(at)
        .starts_with(['c', 'b', 'n', 'h', 'v', 's', 'i', 'j', 'a', 'm', 'e', 'g', 't', 'l', 'f', 'p'])
    {
        return None;
    }
    let is_named =
        |name: &&(&[&str], _)| name.0.iter().enumerate().all(|(by, word)| scan.at(at + by) == *word);
    let (name, rule) = FESTIVALS.iter().find(is_named)?;
    // A lower-case "easter" or "may day" is still the day; "mother day" without its ending is none.
    let fits = scan.is_capital(at)
        || name.len() > 1
            && !matches!(scan.at(at), "new" | "may" | "mother" | "father" | "good" | "election")
        || matches!(scan.at(at), "christmas" | "easter" | "halloween" | "thanksgiving");
    if !fits {
        return None;
    }
    let end = at + name.len();
    let (end, year) = year_after(scan, end).map_or((end, None), |(end, year)| (end, Some(year)));
    let found = Calendar::Festival { rule: *rule, year, to: None };
    let weekend = scan.at(end) == "weekend" || scan.at(end) == "week" && scan.at(at) == "easter";
    if weekend {
        let unit = if scan.at(end) == "week" { Unit::Week } else { Unit::Weekend };
        return Some((end + 1, Calendar::Around { unit, day: Box::new(found) }));
    }
    Some((end, found))
}

/// A year by itself, where the words around it show that it is one.
pub(super) fn lone_year(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    if let Some((end, year)) = year_in_words(scan, at) {
        let led = matches!(scan.before(at, 1), "in" | "since" | "by" | "until" | "of" | "year");
        return led.then_some((end, Calendar::Year(year)));
    }
    let number = year(scan, at)?;
    let before = scan.before(at, 1);
    let led = matches!(
        before,
        "in" | "since"
            | "of"
            | "by"
            | "from"
            | "until"
            | "till"
            | "during"
            | "early"
            | "late"
            | "mid"
            | "before"
            | "after"
            | "the"
            | "its"
            | "fiscal"
            | "for"
            | "to"
            | "and"
            | "("
            | "election"
            | "through"
            | "between"
            | "than"
            | "not"
            | "or"
            | "his"
            | "her"
            | "our"
            | "my"
            | "whose"
    ) || at > 0 && scan.is_possessive(at - 1) && (1900..2050).contains(&number);
    let after = scan.at(at + 1);
    // "the first U.S. 2020 presidential debate".
    let contest =
        matches!(after, "presidential" | "election" | "elections" | "campaign" | "midterms" | "primary");
    let led = led || contest && (1900..2050).contains(&number);
    let counted = matches!(after, "people" | "percent" | "%" | "per" | "of")
        || unit(after).is_some_and(|(unit, plural)| plural || unit < Unit::Quarter);
    let glued = matches!(before, "$" | "€" | "£" | "#" | "-" | "/" | ".")
        && scan.joined(at.wrapping_sub(1))
        && !(before == "-"
            && matches!(
                scan.before(at, 2),
                "mid" | "post" | "pre" | "early" | "late" | "summer" | "fall" | "spring"
            ))
        || after == "-" && scan.joined(at) && scan.at(at + 2).parse::<i32>().is_err();
    let plausible =
        (1500..2100).contains(&number) || led && (2100..2200).contains(&number) && scan.ends_clause(at + 1);
    (plausible && !counted && !glued && (led || (1900..2050).contains(&number) && scan.is_plain_year(at)))
        .then_some((at + 1, Calendar::Year(number)))
}

impl Scan<'_> {
    /// Whether the four digits at `at` are neither counted things nor part of a name.
    fn is_plain_year(&self, at: usize) -> bool {
        let after = self.at(at + 1);
        let noun = after.chars().next().is_some_and(|c| c.is_lowercase())
            && !matches!(
                after,
                "and"
                    | "to"
                    | "when"
                    | "but"
                    | "the"
                    | "or"
                    | "as"
                    | "after"
                    | "in"
                    | "presidential"
                    | "election"
                    | "campaign"
            );
        !noun && !self.is_capital(at.wrapping_sub(1))
    }
}
