// Long because each form of expression is one function and they call one another.

//! The forms of time expressions.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::numerals::{Numeral, NumeralKind, Scan, numeral};
use crate::timexes::calendar::{Unit, month, part_of_day, season, unit, weekday};
use jiff::civil::Weekday;

/// An expression: its tokens and what it means before it is read against anything.
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) reading: Reading,
}

/// What an expression means by itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// A day of a month, in a year or in the nearest one.
    Day { year: Option<i16>, month: i8, day: i8 },
    /// A month, in a year, in the nearest one, or by direction.
    Month { year: Option<i16>, month: i8, to: Option<Toward> },
    /// A year.
    Year(i16),
    /// "the 1990s": the first three digits.
    Decade(i16),
    /// A weekday, with a part of the day.
    Weekday { day: Weekday, to: Option<Toward>, part: Option<&'static str> },
    /// So many units from now: yesterday is one day back.
    Offset { unit: Unit, by: i64, part: Option<&'static str> },
    /// So many units before or after now, or before or after another time.
    Distance { unit: Unit, by: Option<i64>, back: bool, elsewhere: bool },
    /// A season.
    Season { code: &'static str, year: Option<i16>, to: Option<Toward> },
    /// A quarter of a year.
    Quarter { number: i64, year: Option<i16> },
    /// A time of day, on a day or on the document's.
    Clock { hour: i8, minute: i8, day: Option<Box<Reading>> },
    /// The day of a festival, as month and day.
    Festival { month: i8, day: i8 },
    /// A duration by its TIMEX3 value.
    Duration(String),
    /// A set by its TIMEX3 value.
    Set(String),
    /// PAST_REF, PRESENT_REF, FUTURE_REF.
    Reference(&'static str),
}

/// "last", "this", "next".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toward {
    Last,
    This,
    Next,
}

/// Reads one form at a token: the token after it and what it means.
type Form = fn(&Scan, usize) -> Option<(usize, Reading)>;

/// The expression that begins at `at`, the longest form.
pub(crate) fn expression(scan: &Scan, at: usize) -> Option<Found> {
    let forms: [Form; 12] = [
        clock,
        absolute,
        set,
        directed,
        named_day,
        deictic,
        distance_or_duration,
        hyphenated,
        quarter,
        decade,
        lone_year,
        festival,
    ];
    let (end, reading) = forms.iter().find_map(|form| form(scan, at))?;
    Some(Found { start: at, end, reading })
}

/// The year at `at`, four digits of our age or "'98".
fn year(scan: &Scan, at: usize) -> Option<i16> {
    let word = scan.at(at);
    let year: i16 = (word.len() == 4).then(|| word.parse().ok())??;
    (1000..2200).contains(&year).then_some(year)
}

/// The day of a month at `at`: "5", "5th".
fn day_of_month(scan: &Scan, at: usize) -> Option<i8> {
    let word = scan.at(at);
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.strip_prefix(digits)?;
    let day: i8 = digits.parse().ok()?;
    ((1..=31).contains(&day) && matches!(ending, "" | "st" | "nd" | "rd" | "th")).then_some(day)
}

/// A month name at `at` with the token after it; "may" and "march" need a capital and company.
fn month_at(scan: &Scan, at: usize) -> Option<(i8, usize)> {
    let (number, short) = month(scan.at(at))?;
    if !scan.is_capital(at) {
        return None;
    }
    let dot = usize::from(short && scan.at(at + 1) == "." && scan.joined(at));
    let end = at + 1 + dot;
    let doubtful = matches!(scan.at(at), "may" | "march") || short;
    let company = day_of_month(scan, end).is_some()
        || year(scan, end).is_some()
        || day_of_month(scan, at.wrapping_sub(1)).is_some()
        || matches!(
            scan.before(at, 1),
            "in" | "of"
                | "last"
                | "next"
                | "since"
                | "until"
                | "by"
                | "this"
                | "late"
                | "early"
                | "mid"
                | "from"
                | "for"
                | "during"
        );
    (!doubtful || company).then_some((number, end))
}

/// "March 5, 2003", "5 March", "March 2003", "March", "2024-05-08", "5/8/2024".
fn absolute(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    if let Some(found) = numeric_date(scan, at) {
        return Some(found);
    }
    let modified = at + usize::from(matches!(scan.at(at), "early" | "late" | "mid"));
    let modified = modified + usize::from(modified > at && scan.at(modified) == "-");
    if let Some((number, end)) = month_at(scan, modified) {
        return Some(after_month(scan, number, end));
    }
    let the = usize::from(scan.at(at) == "the");
    let day = day_of_month(scan, at + the)?;
    let of = usize::from(scan.at(at + the + 1) == "of");
    if the == 1 && of == 0 {
        return None;
    }
    let (number, end) = month_at(scan, at + the + 1 + of)?;
    let comma = usize::from(scan.at(end) == ",");
    match year(scan, end + comma) {
        Some(year) => Some((end + comma + 1, Reading::Day { year: Some(year), month: number, day })),
        None => Some((end, Reading::Day { year: None, month: number, day })),
    }
}

/// What follows a month name: a day, a year, both or neither.
fn after_month(scan: &Scan, month: i8, end: usize) -> (usize, Reading) {
    if let Some(day) = day_of_month(scan, end) {
        let comma = usize::from(scan.at(end + 1) == ",");
        return match year(scan, end + 1 + comma) {
            Some(year) => (end + 2 + comma, Reading::Day { year: Some(year), month, day }),
            None => (end + 1, Reading::Day { year: None, month, day }),
        };
    }
    let between = usize::from(matches!(scan.at(end), "," | "of"));
    match year(scan, end + between) {
        Some(year) => (end + between + 1, Reading::Month { year: Some(year), month, to: None }),
        None => (end, Reading::Month { year: None, month, to: None }),
    }
}

fn numeric_date(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let part = |offset: usize| scan.at(at + offset).parse::<i16>().ok();
    let separator = scan.at(at + 1);
    if !matches!(separator, "-" | "/")
        || scan.at(at + 3) != separator
        || !(scan.joined(at) && scan.joined(at + 1) && scan.joined(at + 2))
    {
        return None;
    }
    let (a, b, c) = (part(0)?, part(2)?, part(4)?);
    let (year, month, day) = match separator {
        "-" if scan.at(at).len() == 4 => (a, b, c),
        // Month first, as American papers write; a first number above twelve is a day.
        "/" if a > 12 => (c, b, a),
        "/" => (c, a, b),
        _ => return None,
    };
    let year = if scan.at(at + 4).len() == 2 && year < 100 {
        if year < 50 { 2000 + year } else { 1900 + year }
    } else {
        year
    };
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && (1000..2200).contains(&year);
    valid.then_some((at + 5, Reading::Day { year: Some(year), month: month as i8, day: day as i8 }))
}

/// "3 p.m.", "6:30 a.m. Tuesday", "15:00 GMT", "noon".
fn clock(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let word = scan.at(at);
    let (number, glued) = match word.find(['a', 'p']) {
        Some(cut) => word.split_at_checked(cut)?,
        None => (word, ""),
    };
    let mut parts = number.split(':');
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute: Option<i8> = parts.next().and_then(|minute| minute.parse().ok());
    let half = if glued.is_empty() { scan.at(at + 1) } else { glued };
    let afternoon = match half {
        "p.m." | "pm" | "p.m" => Some(true),
        "a.m." | "am" | "a.m" => Some(false),
        _ => None,
    };
    let mut end = at + 1 + usize::from(afternoon.is_some() && glued.is_empty());
    let zone = |at: usize| {
        matches!(
            scan.printed(at),
            "GMT" | "UTC" | "EDT" | "EST" | "ET" | "PT" | "PST" | "PDT" | "CET" | "CEST" | "BST"
        )
    };
    let o_clock = scan.at(at + 1) == "o'clock";
    if afternoon.is_none() && !o_clock && !(minute.is_some() && word.contains(':')) {
        return None;
    }
    end += usize::from(o_clock);
    end += usize::from(zone(end));
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    let minute = minute.unwrap_or(0);
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let day_at = end + usize::from(matches!(scan.at(end), "on" | ","));
    let day = named_day(scan, day_at)
        .or_else(|| deictic_day(scan, day_at))
        .or_else(|| absolute(scan, day_at).filter(|(_, r)| matches!(r, Reading::Day { .. })));
    let (end, day) = day.map_or((end, None), |(end, day)| (end, Some(Box::new(day))));
    Some((end, Reading::Clock { hour, minute, day }))
}

fn deictic_day(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    matches!(scan.at(at), "today" | "yesterday" | "tomorrow").then(|| deictic(scan, at)).flatten()
}

/// "Tuesday", "early Tuesday", "Tuesday night", "Tuesdays".
fn named_day(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let start = at + usize::from(matches!(scan.at(at), "early" | "late"));
    let (day, plural) = weekday(scan.at(start)).filter(|_| scan.is_capital(start))?;
    if plural {
        return Some((start + 1, Reading::Set(format!("XXXX-WXX-{}", day.to_monday_one_offset()))));
    }
    let part = part_of_day(scan.at(start + 1));
    let end = start + 1 + usize::from(part.is_some());
    // "Tuesday, May 7" is the date.
    let comma = end + usize::from(scan.at(end) == ",");
    if let Some((end, Reading::Day { year, month, day })) = absolute(scan, comma) {
        return Some((end, Reading::Day { year, month, day }));
    }
    Some((end, Reading::Weekday { day, to: None, part: part.map(|(code, _, _)| code) }))
}

/// "last Monday", "next month", "this summer", "the past few months", "the next day".
fn directed(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let the = usize::from(scan.at(at) == "the");
    let word = scan.at(at + the);
    let to = match word {
        "last" | "past" | "previous" | "latest" => Toward::Last,
        "next" | "coming" | "following" => Toward::Next,
        "this" | "current" => Toward::This,
        _ => return None,
    };
    let noun = at + the + 1;
    if let Some((end, value)) = amount(scan, noun) {
        return (the == 1 || to != Toward::This).then_some((end, Reading::Duration(value)));
    }
    if let Some((day, false)) = weekday(scan.at(noun)) {
        let part = part_of_day(scan.at(noun + 1));
        let end = noun + 1 + usize::from(part.is_some());
        return Some((end, Reading::Weekday { day, to: Some(to), part: part.map(|(code, _, _)| code) }));
    }
    if let Some((month, _)) = month(scan.at(noun)).filter(|_| scan.is_capital(noun)) {
        return Some((noun + 1, Reading::Month { year: None, month, to: Some(to) }));
    }
    if let Some((code, _)) = season(scan.at(noun)) {
        return Some((noun + 1, Reading::Season { code, year: None, to: Some(to) }));
    }
    if let Some((code, _, _)) = part_of_day(scan.at(noun)).filter(|_| the == 0) {
        let by = if to == Toward::Last { -1 } else { 0 };
        return Some((noun + 1, Reading::Offset { unit: Unit::Day, by, part: Some(code) }));
    }
    let (unit, plural) = unit(scan.at(noun)).filter(|(u, _)| *u > Unit::Minute)?;
    let by = match to {
        Toward::Last => -1,
        Toward::This => 0,
        Toward::Next => 1,
    };
    // "the next day", "the following week" are counted from the time before, not from now.
    let elsewhere = the == 1 && matches!(word, "next" | "following" | "previous");
    match (plural, elsewhere) {
        (true, _) => None,
        (false, true) => Some((
            noun + 1,
            Reading::Distance { unit, by: Some(1), back: to == Toward::Last, elsewhere: true },
        )),
        (false, false) => Some((noun + 1, Reading::Offset { unit, by, part: None })),
    }
}

/// "yesterday", "tonight", "now".
fn deictic(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let day = |by: i64, part: Option<&'static str>| Reading::Offset { unit: Unit::Day, by, part };
    let part = part_of_day(scan.at(at + 1)).map(|(code, _, _)| code);
    let end = at + 1 + usize::from(part.is_some());
    Some(match scan.at(at) {
        "today" => (at + 1, day(0, None)),
        "yesterday" => (end, day(-1, part)),
        "tomorrow" => (end, day(1, part)),
        "tonight" => (at + 1, day(0, Some("TNI"))),
        "overnight" => (at + 1, day(-1, Some("TNI"))),
        "now" | "currently" | "nowadays" => (at + 1, Reading::Reference("PRESENT_REF")),
        "recently" | "lately" | "formerly" => (at + 1, Reading::Reference("PAST_REF")),
        "soon" => (at + 1, Reading::Reference("FUTURE_REF")),
        "previously" => (at + 1, Reading::Reference("PAST_REF")),
        "the" if scan.at(at + 1) == "future" => (at + 2, Reading::Reference("FUTURE_REF")),
        "the" if scan.at(at + 1) == "past" && scan.ends_clause(at + 2) => {
            (at + 2, Reading::Reference("PAST_REF"))
        }
        "recent" => {
            let (unit, _) = unit(scan.at(at + 1)).filter(|(unit, plural)| *plural && *unit >= Unit::Day)?;
            (at + 2, Reading::Duration(duration(None, unit)))
        }
        // "late last week", "earlier today": the modifier belongs to the day or stretch.
        "early" | "late" | "earlier" | "later"
            if matches!(scan.at(at + 1), "this" | "last" | "next" | "today" | "yesterday" | "tomorrow") =>
        {
            deictic_day(scan, at + 1).or_else(|| directed(scan, at + 1))?
        }
        _ => return None,
    })
}

/// An amount of time: "three days", "a few weeks", "several months", "a year", as TIMEX3 writes it.
fn amount(scan: &Scan, at: usize) -> Option<(usize, String)> {
    let (count, next) = count(scan, at)?;
    let (unit, _) = unit(scan.at(next))?;
    Some((next + 1, duration(count, unit)))
}

/// How many: a number, or `None` for "a few", "several".
fn count(scan: &Scan, at: usize) -> Option<(Option<Decimal>, usize)> {
    let at = at
        + usize::from(
            matches!(scan.at(at), "about" | "around" | "nearly" | "almost" | "roughly" | "some" | "over")
                && numeral(scan, at + 1).is_some(),
        );
    let vague = |words: usize| Some((None, at + words));
    match (scan.at(at), scan.at(at + 1)) {
        ("a" | "the", "few") => return vague(2),
        ("a", "couple") => return Some((Some(Decimal::TWO), at + 2 + usize::from(scan.at(at + 2) == "of"))),
        ("few" | "several" | "many" | "some", _) => return vague(1),
        ("a" | "an", half) if half != "half" && unit(half).is_some() => {
            return Some((Some(Decimal::ONE), at + 1));
        }
        ("half", "a" | "an") => return Some((Some(Decimal::new(5, 1)), at + 2)),
        _ => {}
    }
    let Numeral { value, end, kind } = numeral(scan, at)?;
    match kind {
        NumeralKind::Cardinal | NumeralKind::Fraction => Some((Some(value), end)),
        NumeralKind::Vague => Some((None, end + usize::from(scan.at(end) == "of"))),
        NumeralKind::Ordinal => None,
    }
}

fn duration(count: Option<Decimal>, unit: Unit) -> String {
    let (code, time) = unit.code();
    let number = count.map_or("X".to_owned(), |count| count.normalize().to_string());
    format!("P{}{number}{code}", if time { "T" } else { "" })
}

/// "three days ago", "two years later", "24 years".
fn distance_or_duration(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let (number, next) = count(scan, at)?;
    let (unit, plural) = unit(scan.at(next))?;
    // "a second", "a quarter", "one day" are mostly no measures of time.
    let one = number == Some(Decimal::ONE);
    if !plural && matches!(unit, Unit::Second | Unit::Quarter) {
        return None;
    }
    let end = next + 1;
    let by = number.and_then(|n| n.to_i64()).filter(|n| number == Some(Decimal::from(*n)));
    let distance = |back, elsewhere| Some((end + 1, Reading::Distance { unit, by, back, elsewhere }));
    match scan.at(end) {
        "ago" => distance(true, false),
        "earlier" | "before" if scan.at(end + 1) != "the" => distance(true, true),
        "later" | "after" if scan.at(end) == "later" => distance(false, true),
        "from" if scan.at(end + 1) == "now" => {
            Some((end + 2, Reading::Distance { unit, by, back: false, elsewhere: false }))
        }
        "old" => None,
        _ if one && unit == Unit::Night => None,
        _ => Some((end, Reading::Duration(duration(number, unit)))),
    }
}

/// "two-day", "10-year"; an age ("24-year-old") is a duration too.
fn hyphenated(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let found = numeral(scan, at).filter(|n| n.kind == NumeralKind::Cardinal)?;
    let (unit, plural) =
        (scan.at(found.end) == "-" && scan.joined(found.end)).then(|| unit(scan.at(found.end + 1)))??;
    // An age is one expression: "8-month-old".
    let old = scan.at(found.end + 2) == "-" && scan.at(found.end + 3) == "old";
    let end = found.end + 2 + 2 * usize::from(old);
    (!plural || scan.at(found.end + 2) == "-")
        .then_some((end, Reading::Duration(duration(Some(found.value), unit))))
}

/// "every day", "daily", "each year".
fn set(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let value = |code: &str| Reading::Set(code.to_owned());
    match scan.at(at) {
        "daily" => return Some((at + 1, value("P1D"))),
        "weekly" => return Some((at + 1, value("P1W"))),
        "monthly" => return Some((at + 1, value("P1M"))),
        "quarterly" => return Some((at + 1, value("P1Q"))),
        "annual" | "annually" | "yearly" => return Some((at + 1, value("P1Y"))),
        "every" | "each" => {}
        _ => return None,
    }
    if let Some((day, _)) = weekday(scan.at(at + 1)) {
        return Some((at + 2, Reading::Set(format!("XXXX-WXX-{}", day.to_monday_one_offset()))));
    }
    if let Some((code, _, _)) = part_of_day(scan.at(at + 1)) {
        return Some((at + 2, Reading::Set(format!("XXXX-XX-XX{code}"))));
    }
    if let Some((unit, false)) = unit(scan.at(at + 1)) {
        return Some((at + 2, Reading::Set(duration(Some(Decimal::ONE), unit))));
    }
    let (end, value) = amount(scan, at + 1)?;
    Some((end, Reading::Set(value)))
}

/// "the third quarter of 2010", "third-quarter", "first quarter".
fn quarter(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let the = usize::from(scan.at(at) == "the");
    let number =
        numeral(scan, at + the).filter(|n| n.kind == NumeralKind::Ordinal && n.value <= Decimal::from(4))?;
    let hyphen = usize::from(scan.at(number.end) == "-");
    let fiscal = usize::from(scan.at(number.end + hyphen) == "fiscal");
    let end = number.end + hyphen + fiscal;
    (scan.at(end) == "quarter").then_some(())?;
    let of = usize::from(scan.at(end + 1) == "of");
    let year = year(scan, end + 1 + of);
    let end = if year.is_some() { end + 2 + of } else { end + 1 };
    Some((end, Reading::Quarter { number: number.value.to_i64()?, year }))
}

/// "the 1990s", "1990s", "summer 2010".
fn decade(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let the = usize::from(scan.at(at) == "the");
    if let Some((code, _)) = season(scan.at(at + the)) {
        let of = usize::from(scan.at(at + the + 1) == "of");
        let year = year(scan, at + the + 1 + of)?;
        return Some((at + the + 2 + of, Reading::Season { code, year: Some(year), to: None }));
    }
    let start = at + the + usize::from(matches!(scan.at(at + the), "early" | "late" | "mid"));
    let digits = scan.at(start).strip_suffix('s')?.trim_end_matches('\'');
    let year: i16 = (digits.len() == 4).then(|| digits.parse().ok())??;
    (year % 10 == 0 && (1000..2200).contains(&year)).then_some((start + 1, Reading::Decade(year / 10)))
}

/// A year by itself, where the words around it show that it is one.
fn lone_year(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let year = year(scan, at)?;
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
            | "fiscal"
            | "for"
            | "to"
            | "and"
            | "("
            | "election"
            | "through"
            | "between"
    );
    let after = scan.at(at + 1);
    let counted = matches!(after, "people" | "percent" | "%" | "per" | "of")
        || scan.tokens.get(at + 1).is_some_and(|_| unit(after).is_some());
    let glued = matches!(before, "$" | "€" | "£" | "#" | "-" | "/" | ".") && scan.joined(at.wrapping_sub(1))
        || after == "-" && scan.joined(at) && scan.at(at + 2).parse::<i32>().is_err();
    let plausible = (1500..2100).contains(&year);
    (plausible && !counted && !glued && (led || (1900..2050).contains(&year) && scan.is_plain_year(at)))
        .then_some((at + 1, Reading::Year(year)))
}

/// Festivals with a day of their own.
fn festival(scan: &Scan, at: usize) -> Option<(usize, Reading)> {
    let two = |month, day| Some((at + 2, Reading::Festival { month, day }));
    match (scan.printed(at), scan.at(at + 1)) {
        ("Christmas", "eve") => two(12, 24),
        ("Christmas", "day") => two(12, 25),
        ("Christmas", _) => Some((at + 1, Reading::Festival { month: 12, day: 25 })),
        ("Halloween", _) => Some((at + 1, Reading::Festival { month: 10, day: 31 })),
        ("New", "year") => Some((
            at + 3,
            Reading::Festival {
                month: if scan.at(at + 2) == "eve" { 12 } else { 1 },
                day: if scan.at(at + 2) == "eve" { 31 } else { 1 },
            },
        )),
        _ => None,
    }
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
