//! Calendar stretches, a day or longer: "Tuesday", "next week", "the third quarter of 2010", "the weekend",
//! "the day before yesterday", "Easter".

use jiff::civil::Weekday;

use super::amounts::{Amount, amount};
use super::calendar::{Unit, is_short, season, unit, weekday};
use super::dates::{date, day_number, directed, is_ordinal, listed};
use super::meaning::{Calendar, From, Toward, YearOf};
use super::stretches::{compared, decade, festival, lone_year, nth, numbered, season_of, share};
use crate::numerals::Scan;

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
        // "following Tuesday's vote" is after it.
        "following" if the == 0 && weekday(scan.at(at + 1)).is_some() => return None,
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
            alone.then_some((next, Calendar::Distance { amount, back, from: From::Beside }))
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
