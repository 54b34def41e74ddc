//! Calendar stretches, a day or longer: "Tuesday", "next week", "the third quarter of 2010", "the weekend",
//! "the day before yesterday", "Easter".

use jiff::civil::Weekday;
use rust_decimal::prelude::ToPrimitive;

use super::amounts::{Amount, amount};
use super::calendar::{FESTIVALS, Unit, is_short, season, tens, unit, weekday};
use super::dates::{
    century_of, date, day_number, directed, is_ordinal, listed, year, year_after, year_in_words,
};
use super::meaning::{Calendar, From, Toward, YearOf};
use crate::numerals::{NumeralKind, Scan, numeral};

/// A form of expression: the token after it and what it means.
type Form = fn(&Scan, usize) -> Option<(usize, Calendar)>;

/// The calendar stretch that begins at `at`: the first form that fits.
pub(super) fn calendar(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    const FORMS: [Form; 15] = [
        named_day,
        date,
        compared,
        nth,
        toward,
        deictic,
        neighbour,
        listed,
        day_of_month,
        share,
        season_of,
        numbered,
        decade,
        festival,
        lone_year,
    ];
    FORMS.iter().find_map(|form| form(scan, at))
}

/// The weekday at `at`. Short forms need a capital, and those that are words or names too need more.
pub(super) fn weekday_at(scan: &Scan, at: usize) -> Option<(Weekday, bool)> {
    let (day, plural) = weekday(scan.at(at))?;
    let short = is_short(scan.at(at));
    let day_follows = || {
        let dot = usize::from(scan.at(at + 1) == ".");
        matches!(scan.at(at + 1), "," | ".") && date(scan, at + 1 + dot).is_some()
            || date(scan, at + 1).is_some()
            || matches!(scan.at(at + 1), "at" | "morning" | "night" | "afternoon" | "evening")
            || day_number(scan, at + 1).is_some()
            || super::clocks::clock(scan, at + 1).is_some()
    };
    let fits = !short
        || scan.is_capital(at)
            && (day_follows()
                || matches!(scan.before(at, 1), "on" | "last" | "next" | "week")
                || matches!(scan.before(at, 1), "or" | "," | "and") && weekday(scan.before(at, 2)).is_some());
    fits.then_some((day, plural))
}

/// "Tuesday", "Tuesday, May 7", "Sunday 31", "Friday the 26th", "Wednesday of next week", "Monday two weeks from now".
fn named_day(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let (day, plural) = weekday_at(scan, at)?;
    if plural {
        return None;
    }
    let end = at + 1 + usize::from(is_short(scan.at(at)) && scan.at(at + 1) == "." && scan.joined(at));
    if scan.line_ends(at) {
        return Some((end, Calendar::Weekday { day, to: None }));
    }
    // "Tuesday, May 7" is the date.
    let comma = end + usize::from(matches!(scan.at(end), "," | "("));
    if let Some((end, date @ Calendar::Day { .. })) = date(scan, comma) {
        return Some((end, date));
    }
    let the = usize::from(scan.at(end) == "the");
    if let Some((after, number)) = day_number(scan, end + the)
        && (is_ordinal(scan, end + the) || number > 12 && the == 0 && scan.at(after) != "-")
        && unit(scan.at(after)).is_none()
        && (the == 1
            || !scan.at(after).starts_with(|c: char| c.is_alphabetic())
            || scan.at(after) == "at"
            || is_ordinal(scan, end))
    {
        return Some((after, Calendar::DayOfMonth { day: number, weekday: Some(day), of: None }));
    }
    let link = usize::from(matches!(scan.at(end), "of" | "in"));
    let week = |found: &(usize, Calendar)| is_week(&found.1);
    let week = toward(scan, end + link)
        .or_else(|| that(scan, end + link))
        .or_else(|| counted(scan, end + link))
        .filter(week);
    match week {
        Some((end, week)) => Some((end, Calendar::WeekdayOf { day, week: Box::new(week) })),
        None => Some((end, Calendar::Weekday { day, to: None })),
    }
}

fn is_week(calendar: &Calendar) -> bool {
    match calendar {
        Calendar::Shift { unit, .. } | Calendar::That { unit } => *unit == Unit::Week,
        Calendar::Distance { amount, .. } => amount.grain() == Unit::Week,
        Calendar::Week { .. } => true,
        _ => false,
    }
}

/// "two weeks from now" after a weekday.
fn counted(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let (end, amount, _) = amount(scan, at)?;
    distance(scan, end, amount)
}

/// "last Monday", "next month", "this summer", "the following day", "this coming Sunday", "next week on Tuesday".
pub(super) fn toward(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(scan.at(at) == "the");
    let twice = usize::from(matches!(
        (scan.at(at + the), scan.at(at + the + 1)),
        ("this", "past" | "coming" | "last" | "next" | "current")
    ));
    let word = scan.at(at + the + twice);
    let toward = match word {
        "previous" => Toward::Before,
        "last" | "past" | "latest" => Toward::Last,
        "next" | "coming" | "following" | "upcoming" => Toward::Next,
        "this" | "current" | "same" => Toward::This,
        _ => return None,
    };
    let kind =
        matches!(scan.at(at + the + twice + 1), "calendar" | "working" | "business" | "fiscal" | "entire");
    let noun = at + the + twice + 1 + usize::from(kind);
    if scan.line_ends(noun - 1) {
        return None;
    }
    if let Some((day, false)) =
        weekday(scan.at(noun)).filter(|_| weekday_at(scan, noun).is_some() || scan.is_capital(noun))
    {
        let to = Some(if twice == 1 && toward == Toward::Next { Toward::This } else { toward });
        // "next Friday 5/12", "this coming Sunday, March eighth" tell the date itself.
        let comma = usize::from(scan.at(noun + 1) == ",");
        if let Some((end, date @ Calendar::Day { .. })) = date(scan, noun + 1 + comma) {
            return Some((end, date));
        }
        return Some((noun + 1, Calendar::Weekday { day, to }));
    }
    if let Some((end, found)) = date(scan, noun).or_else(|| festival(scan, noun))
        && let Some(found) = directed(found, toward)
    {
        return Some((end, found));
    }
    if let Some((code, first)) = season(scan.at(noun)) {
        return Some((noun + 1, Calendar::Season { code, first, year: None, to: Some(toward) }));
    }
    if let Some((end, Calendar::Share { unit, number, year: None })) = share(scan, noun) {
        return Some((end, Calendar::Share { unit, number, year: None }));
    }
    let (unit, plural) = unit(scan.at(noun)).filter(|(unit, _)| *unit > Unit::Minute)?;
    if plural {
        return None;
    }
    let by = match toward {
        Toward::Last | Toward::Before => -1,
        Toward::This => 0,
        Toward::Next => 1,
    };
    let end = noun + 1;
    if word == "same" {
        return Some((end, Calendar::That { unit }));
    }
    // "the next day", "the following week" are counted from the time before, not from now.
    if the == 1 && matches!(word, "next" | "following" | "previous") {
        let amount = Amount::of(Some(1.into()), unit);
        return Some((end, Calendar::Distance { amount, back: by < 0, from: From::Named }));
    }
    let found = Calendar::Shift { unit, by };
    Some(within_week(scan, end, found.clone()).unwrap_or_else(|| of_year(scan, end, found)))
}

/// "next week on Tuesday", "next week Mon": a weekday of the week before it.
fn within_week(scan: &Scan, end: usize, week: Calendar) -> Option<(usize, Calendar)> {
    let on = usize::from(scan.at(end) == "on");
    let (day, plural) = weekday(scan.at(end + on))?;
    let fits = is_week(&week)
        && !plural
        && scan.is_capital(end + on) | !is_short(scan.at(end + on))
        && !scan.line_ends(end);
    fits.then(|| (end + on + 1, Calendar::WeekdayOf { day, week: Box::new(week) }))
}

/// "last year's third quarter": the possessive year with its share, else the year itself.
fn of_year(scan: &Scan, end: usize, found: Calendar) -> (usize, Calendar) {
    if let Calendar::Shift { unit: Unit::Year, by } = found
        && scan.is_possessive(end - 1)
        && let Some((after, share)) = share(scan, end).or_else(|| season_of(scan, end))
    {
        let year = Some(YearOf::Shifted(by as i16));
        match share {
            Calendar::Share { unit, number, year: None } => {
                return (after, Calendar::Share { unit, number, year });
            }
            Calendar::Season { code, first, year: None, .. } => {
                return (after, Calendar::Season { code, first, year, to: None });
            }
            _ => {}
        }
    }
    (end, found)
}

/// "that year", "that weekend", "the week", "the weekend", "the quarter".
pub(super) fn that(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let (unit, plural) = unit(scan.at(at + 1)).filter(|(unit, _)| *unit >= Unit::Day)?;
    if plural || scan.line_ends(at) {
        return None;
    }
    let end = at + 2;
    let found = match (scan.at(at), unit) {
        ("the", Unit::Weekend) => Calendar::Weekend,
        // A quarter that is spoken of is the last one that has been reported.
        ("the", Unit::Quarter) => Calendar::Shift { unit, by: -1 },
        // "the year ended June 30" is a length and no year of the calendar.
        ("the", Unit::Year) if matches!(scan.at(end), "ended" | "ending") => return None,
        ("the", Unit::Day | Unit::Week | Unit::Month | Unit::Year) => Calendar::Shift { unit, by: 0 },
        (
            "that" | "same",
            Unit::Day | Unit::Week | Unit::Weekend | Unit::Month | Unit::Year | Unit::Quarter,
        ) => Calendar::That { unit },
        _ => return None,
    };
    Some((end, found))
}

/// "yesterday", "the day before yesterday", "the day after tomorrow", "the week of April 10".
fn deictic(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let shift = |by| Some((at + 1, Calendar::Shift { unit: Unit::Day, by }));
    match scan.at(at) {
        "today" => return shift(0),
        "yesterday" => return shift(-1),
        "tomorrow" | "tmr" | "tmrw" => return shift(1),
        _ => {}
    }
    let the = usize::from(scan.at(at) == "the");
    let word = scan.at(at + the);
    if word == "week" && the == 1 || matches!(word, "weekend" | "w") {
        let slash = scan.at(at + the + 1) == "/" && scan.at(at + the + 2) == "c";
        let unit = if word == "weekend" { Unit::Weekend } else { Unit::Week };
        let after = at + the + 1;
        let next = match (scan.at(after), scan.at(after + 1)) {
            ("of", "the") => after + 2,
            ("of", _) => after + 1,
            ("starting" | "beginning" | "commencing", "on") => after + 2,
            ("starting" | "beginning" | "commencing", _) => after + 1,
            _ if slash => after + 2,
            _ => return None,
        };
        let (end, day) =
            date(scan, next).or_else(|| festival(scan, next)).or_else(|| day_of_month(scan, next))?;
        let is_day =
            matches!(day, Calendar::Day { .. } | Calendar::Festival { .. } | Calendar::DayOfMonth { .. });
        return is_day.then(|| (end, Calendar::Around { unit, day: Box::new(day) }));
    }
    None
}

/// "the day before", "the day after tomorrow", "the week before", "a day before yesterday".
fn neighbour(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    let the = usize::from(matches!(scan.at(at), "the" | "a" | "one"));
    let unit = match scan.at(at + the) {
        "day" => Unit::Day,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "year" => Unit::Year,
        _ => return None,
    };
    let back = match scan.at(at + the + 1) {
        "before" | "earlier" | "previous" => true,
        "after" => false,
        _ => return None,
    };
    let amount = Amount::of(Some(1.into()), unit);
    let next = at + the + 2;
    let from = calendar(scan, next)
        .filter(|(_, from)| is_day(from) && scan.at(at + the + 1) != "earlier" && !scan.line_ends(next - 1));
    match from {
        Some((end, from)) => {
            Some((end, Calendar::Distance { amount, back, from: From::Time(Box::new(from)) }))
        }
        // "the day after" by itself ends its clause; "the day after he left" names an event.
        None if scan.at(at) == "the" => {
            let alone = scan.ends_clause(next) || scan.at(at + 2) == "before";
            alone.then(|| (next, Calendar::Distance { amount, back, from: From::Beside }))
        }
        None => None,
    }
}

/// Whether the stretch is one day.
pub(super) fn is_day(calendar: &Calendar) -> bool {
    match calendar {
        Calendar::Day { .. }
        | Calendar::DayOfMonth { .. }
        | Calendar::Weekday { .. }
        | Calendar::NthWeekday { .. }
        | Calendar::WeekdayOf { .. }
        | Calendar::Festival { .. } => true,
        Calendar::Shift { unit, .. } | Calendar::That { unit } => *unit == Unit::Day,
        Calendar::Distance { amount, .. } => amount.grain() == Unit::Day,
        Calendar::Nth { unit, count, .. } => *unit == Unit::Day && *count == 1,
        _ => false,
    }
}

/// The distance that the words after an amount make of it: "ago", "from now", "after tomorrow", "later".
pub(super) fn distance(scan: &Scan, end: usize, amount: Amount) -> Option<(usize, Calendar)> {
    let of = |end: usize, back: bool, from: From| {
        Some((end, Calendar::Distance { amount: amount.clone(), back, from }))
    };
    let timed =
        |at: usize| calendar(scan, at).filter(|(_, from)| is_day(from) || matches!(from, Calendar::Year(_)));
    match (scan.at(end), scan.at(end + 1)) {
        ("ago", _) => of(end + 1, true, From::Now),
        ("from" | "after", "now") => of(end + 2, false, From::Now),
        ("hence", _) => of(end + 1, false, From::Now),
        ("earlier", next) if next != "than" => of(end + 1, true, From::Named),
        ("later", _) => of(end + 1, false, From::Named),
        ("from" | "after" | "since" | "before", _) => {
            let back = scan.at(end) == "before";
            let the = if scan.at(end + 1) == "the" && scan.at(end + 2) == "year" { 2 } else { 0 };
            match timed(end + 1 + the) {
                Some((after, from)) => of(after, back, From::Time(Box::new(from))),
                None if back && scan.ends_clause(end + 1) => of(end + 1, back, From::Named),
                None => None,
            }
        }
        _ => None,
    }
}

/// "the 5th", "the 15th day of next month", "the 21st this month".
pub(super) fn day_of_month(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
    if scan.at(at) != "the" || !is_ordinal(scan, at + 1) || scan.line_ends(at) {
        return None;
    }
    let (end, day) = day_number(scan, at + 1)?;
    let named = usize::from(scan.at(end) == "day" && scan.at(end + 1) == "of");
    let of = usize::from(scan.at(end + named) == "of");
    let next = end + named + of;
    let month = toward(scan, next).or_else(|| that(scan, next)).filter(|(_, found)| {
        matches!(found, Calendar::Shift { unit: Unit::Month, .. } | Calendar::That { unit: Unit::Month })
    });
    if let Some((end, month)) = month {
        return Some((end, Calendar::DayOfMonth { day, weekday: None, of: Some(Box::new(month)) }));
    }
    // "the 5th" by itself is a day after "on" and its like, where no noun follows and digits are written.
    let led = matches!(scan.before(at, 1), "on" | "until" | "till" | "by" | "from" | "since" | "before");
    let digits = scan.at(at + 1).starts_with(|c: char| c.is_ascii_digit());
    let alone = scan.ends_clause(end) || matches!(scan.at(end), "at" | "and" | "to" | "in" | "for" | "with");
    (led && digits && alone).then_some((end, Calendar::DayOfMonth { day, weekday: None, of: None }))
}

/// "the third quarter of 2010", "first-half", "Q3 2019", "2019 H2", "the last half of 1989".
fn share(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
fn nth(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
fn compared(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
fn season_of(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
    let named = scan.is_capital(at + the) && the == 0 && scan.before(at, 1) == ""
        || scan.is_capital(at + the + 1) && scan.is_capital(at + the);
    let doubtful = matches!(code, "FA" | "SP") && the == 0 && scan.before(at, 1) != "in";
    (led && !named && !doubtful && scan.at(at + the + 1) != "of").then_some(())?;
    of(at + the + 1, None)
}

/// "week 10", "the week 27 of last year", "the year 2000", "fiscal 1989", "calendar year 2008".
fn numbered(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
fn decade(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
fn festival(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
fn lone_year(scan: &Scan, at: usize) -> Option<(usize, Calendar)> {
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
    );
    let after = scan.at(at + 1);
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
