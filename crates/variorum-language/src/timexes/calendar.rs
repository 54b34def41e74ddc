//! The calendar: names of days, months, units, parts of the day, seasons and festivals. General tables
//! of English.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::meaning::DayPart;

/// The weekday that `word` names, and whether it is plural. "sat", "sun" and "wed" are words too: see
/// [`is_short`].
pub(super) fn weekday(word: &str) -> Option<(Weekday, bool)> {
    let plural = word.len() > 5 && word.ends_with("days");
    let stem = if plural { word.strip_suffix('s')? } else { word };
    let day = match stem {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    };
    Some((day, plural))
}

/// Whether a name of a weekday is cut short.
pub(super) fn is_short(word: &str) -> bool {
    !word.ends_with("day") && !word.ends_with("days")
}

/// The month that `word` names, 1 to 12, and whether it is cut short.
pub(super) fn month(word: &str) -> Option<(i8, bool)> {
    Some(match word {
        "january" => (1, false),
        "february" => (2, false),
        "march" => (3, false),
        "april" => (4, false),
        "may" => (5, false),
        "june" => (6, false),
        "july" => (7, false),
        "august" => (8, false),
        "september" => (9, false),
        "october" => (10, false),
        "november" => (11, false),
        "december" => (12, false),
        "jan" => (1, true),
        "feb" => (2, true),
        "mar" => (3, true),
        "apr" => (4, true),
        "jun" => (6, true),
        "jul" => (7, true),
        "aug" => (8, true),
        "sep" | "sept" => (9, true),
        "oct" => (10, true),
        "nov" => (11, true),
        "dec" => (12, true),
        _ => return None,
    })
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Workday,
    Day,
    Night,
    Weekend,
    Week,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

/// The unit that `word` names, and whether it is plural.
pub(super) fn unit(word: &str) -> Option<(Unit, bool)> {
    Some(match word {
        "second" => (Unit::Second, false),
        "seconds" | "secs" | "sec" => (Unit::Second, true),
        "minute" | "min" => (Unit::Minute, false),
        "minutes" | "mins" => (Unit::Minute, true),
        "hour" | "hr" => (Unit::Hour, false),
        "hours" | "hrs" => (Unit::Hour, true),
        "day" => (Unit::Day, false),
        "days" => (Unit::Day, true),
        "night" => (Unit::Night, false),
        "nights" => (Unit::Night, true),
        "weekend" => (Unit::Weekend, false),
        "weekends" => (Unit::Weekend, true),
        "week" => (Unit::Week, false),
        "weeks" => (Unit::Week, true),
        "month" => (Unit::Month, false),
        "months" => (Unit::Month, true),
        "quarter" => (Unit::Quarter, false),
        "quarters" => (Unit::Quarter, true),
        "year" | "yr" => (Unit::Year, false),
        "years" | "yrs" => (Unit::Year, true),
        "decade" => (Unit::Decade, false),
        "decades" => (Unit::Decade, true),
        "century" => (Unit::Century, false),
        "centuries" => (Unit::Century, true),
        _ => return None,
    })
}

/// The unit that letters right after digits name: "30min", "2h".
pub(super) fn glued_unit(letters: &str) -> Option<Unit> {
    Some(match letters {
        "h" | "hr" | "hrs" => Unit::Hour,
        "min" | "mins" => Unit::Minute,
        "sec" | "secs" => Unit::Second,
        _ => return unit(letters).filter(|(_, plural)| *plural).map(|(unit, _)| unit),
    })
}

impl Unit {
    /// The letter in a TIMEX3 duration, and whether it stands after a T.
    pub(super) fn code(self) -> (&'static str, bool) {
        match self {
            Self::Second => ("S", true),
            Self::Minute => ("M", true),
            Self::Hour => ("H", true),
            Self::Night => ("NI", true),
            Self::Workday => ("BD", false),
            Self::Day => ("D", false),
            Self::Weekend => ("WE", false),
            Self::Week => ("W", false),
            Self::Month => ("M", false),
            Self::Quarter => ("Q", false),
            Self::Half => ("H", false),
            Self::Year => ("Y", false),
            Self::Decade => ("DE", false),
            Self::Century => ("CE", false),
        }
    }
}

/// The part of the day that `word` names. The hours are those of Microsoft's Recognizers-Text, since
/// writers name no others.
pub(super) fn part_of_day(word: &str) -> Option<DayPart> {
    let part = |code, from, to| Some(DayPart { code, from, to });
    match word {
        "morning" | "mornings" => part("TMO", 8, 12),
        "afternoon" | "afternoons" => part("TAF", 12, 16),
        "evening" | "evenings" => part("TEV", 16, 20),
        "night" | "nights" => part("TNI", 20, 24),
        _ => None,
    }
}

/// The season that `word` names, as TIMEX3 writes it, with its first month.
pub(super) fn season(word: &str) -> Option<(&'static str, i8)> {
    Some(match word {
        "spring" => ("SP", 3),
        "summer" => ("SU", 6),
        "autumn" | "fall" => ("FA", 9),
        "winter" => ("WI", 12),
        _ => return None,
    })
}

/// The decade that a plural of tens names: "nineties".
pub(super) fn tens(word: &str) -> Option<i16> {
    Some(match word {
        "twenties" => 2,
        "thirties" => 3,
        "forties" => 4,
        "fifties" => 5,
        "sixties" => 6,
        "seventies" => 7,
        "eighties" => 8,
        "nineties" => 9,
        _ => return None,
    })
}

/// How the day of a festival follows from its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// A day of a month.
    Fixed(i8, i8),
    /// The nth weekday of a month, from its end where negative, and so many days after it.
    Nth(i8, i8, Weekday, i64),
    /// Days after Easter Sunday of the western churches.
    Easter(i64),
}

/// Festivals as their words in lower case, with the rule of their day. Longer names stand before those
/// that begin like them.
pub(super) const FESTIVALS: [(&[&str], Rule); 42] = [
    (&["christmas", "eve"], Rule::Fixed(12, 24)),
    (&["christmas", "day"], Rule::Fixed(12, 25)),
    (&["christmas"], Rule::Fixed(12, 25)),
    (&["boxing", "day"], Rule::Fixed(12, 26)),
    (&["new", "year", "eve"], Rule::Fixed(12, 31)),
    (&["new", "year", "day"], Rule::Fixed(1, 1)),
    (&["halloween"], Rule::Fixed(10, 31)),
    (&["valentine", "day"], Rule::Fixed(2, 14)),
    (&["st", ".", "patrick", "day"], Rule::Fixed(3, 17)),
    (&["st", "patrick", "day"], Rule::Fixed(3, 17)),
    (&["saint", "patrick", "day"], Rule::Fixed(3, 17)),
    (&["saint", "patrick"], Rule::Fixed(3, 17)),
    (&["independence", "day"], Rule::Fixed(7, 4)),
    (&["bastille", "day"], Rule::Fixed(7, 14)),
    (&["juneteenth"], Rule::Fixed(6, 19)),
    (&["veterans", "day"], Rule::Fixed(11, 11)),
    (&["armistice", "day"], Rule::Fixed(11, 11)),
    (&["may", "day"], Rule::Fixed(5, 1)),
    (&["international", "workers", "'", "day"], Rule::Fixed(5, 1)),
    (&["international", "workers", "’", "day"], Rule::Fixed(5, 1)),
    (&["international", "women", "day"], Rule::Fixed(3, 8)),
    (&["earth", "day"], Rule::Fixed(4, 22)),
    (&["groundhog", "day"], Rule::Fixed(2, 2)),
    (&["thanksgiving", "day"], Rule::Nth(11, 4, Weekday::Thursday, 0)),
    (&["thanksgiving"], Rule::Nth(11, 4, Weekday::Thursday, 0)),
    (&["black", "friday"], Rule::Nth(11, 4, Weekday::Thursday, 1)),
    (&["cyber", "monday"], Rule::Nth(11, 4, Weekday::Thursday, 4)),
    (&["labor", "day"], Rule::Nth(9, 1, Weekday::Monday, 0)),
    (&["labour", "day"], Rule::Fixed(5, 1)),
    (&["memorial", "day"], Rule::Nth(5, -1, Weekday::Monday, 0)),
    (&["martin", "luther", "king", "day"], Rule::Nth(1, 3, Weekday::Monday, 0)),
    (&["columbus", "day"], Rule::Nth(10, 2, Weekday::Monday, 0)),
    (&["mother", "day"], Rule::Nth(5, 2, Weekday::Sunday, 0)),
    (&["father", "day"], Rule::Nth(6, 3, Weekday::Sunday, 0)),
    (&["election", "day"], Rule::Nth(11, 1, Weekday::Monday, 1)),
    (&["easter", "sunday"], Rule::Easter(0)),
    (&["easter", "monday"], Rule::Easter(1)),
    (&["easter"], Rule::Easter(0)),
    (&["good", "friday"], Rule::Easter(-2)),
    (&["palm", "sunday"], Rule::Easter(-7)),
    (&["ash", "wednesday"], Rule::Easter(-46)),
    (&["pentecost"], Rule::Easter(49)),
];

impl Rule {
    /// The day of the festival in `year`.
    pub(super) fn day(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Nth(month, nth, weekday, after) => {
                let day = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?;
                day.checked_add(after.days()).ok()
            }
            Self::Easter(after) => easter(year)?.checked_add(after.days()).ok(),
        }
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(i16::try_from(year).ok()?, (sum / 31) as i8, (sum % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn festivals_have_their_day() {
        let check = |words: &[&str], year: i16, expect: &str| {
            let rule = FESTIVALS.iter().find(|(name, _)| *name == words).unwrap().1;
            assert_eq!(rule.day(year).unwrap().to_string(), expect, "{words:?}");
        };
        check(&["easter"], 2000, "2000-04-23");
        check(&["good", "friday"], 2019, "2019-04-19");
        check(&["thanksgiving"], 1999, "1999-11-25");
        check(&["black", "friday"], 2010, "2010-11-26");
        check(&["election", "day"], 1998, "1998-11-03");
        check(&["memorial", "day"], 2021, "2021-05-31");
    }
}
