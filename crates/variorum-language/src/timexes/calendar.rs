//! The calendar: names of days, months, units and parts of the day. General tables of English.

use jiff::civil::Weekday;

/// The weekday that `word` names, and whether it is plural.
pub(super) fn weekday(word: &str) -> Option<(Weekday, bool)> {
    let plural = word.len() > 5 && word.ends_with("days");
    let stem = if plural { word.strip_suffix('s')? } else { word };
    let day = match stem.trim_end_matches('.') {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    };
    Some((day, plural))
}

/// The month that `word` names, 1 to 12, and whether it is cut short.
pub(super) fn month(word: &str) -> Option<(i8, bool)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const SHORT: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let place = |table: &[&str]| table.iter().position(|entry| *entry == word).map(|at| at as i8 + 1);
    place(&MONTHS)
        .map(|at| (at, false))
        .or_else(|| place(&SHORT).map(|at| (at, true)))
        .or((word == "sept").then_some((9, true)))
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// The unit that `word` names, and whether it is plural.
pub(super) fn unit(word: &str) -> Option<(Unit, bool)> {
    let plural = word.ends_with('s') || word == "centuries";
    let unit = match word {
        "second" | "seconds" => Unit::Second,
        "minute" | "minutes" | "min" | "mins" => Unit::Minute,
        "hour" | "hours" => Unit::Hour,
        "day" | "days" => Unit::Day,
        "night" | "nights" => Unit::Night,
        "weekend" | "weekends" => Unit::Weekend,
        "week" | "weeks" => Unit::Week,
        "month" | "months" => Unit::Month,
        "quarter" | "quarters" => Unit::Quarter,
        "year" | "years" | "yrs" | "yr" => Unit::Year,
        "decade" | "decades" => Unit::Decade,
        "century" | "centuries" => Unit::Century,
        _ => return None,
    };
    Some((unit, plural))
}

impl Unit {
    /// The letter in a TIMEX3 duration, and whether it stands after a T.
    pub(super) fn code(self) -> (&'static str, bool) {
        match self {
            Self::Second => ("S", true),
            Self::Minute => ("M", true),
            Self::Hour => ("H", true),
            Self::Night => ("NI", true),
            Self::Day => ("D", false),
            Self::Weekend => ("WE", false),
            Self::Week => ("W", false),
            Self::Month => ("M", false),
            Self::Quarter => ("Q", false),
            Self::Year => ("Y", false),
            Self::Decade => ("DE", false),
            Self::Century => ("CE", false),
        }
    }
}

/// The part of the day that `word` names, as TIMEX3 writes it, with its first and last hour.
pub(super) fn part_of_day(word: &str) -> Option<(&'static str, i8, i8)> {
    Some(match word {
        "morning" | "mornings" => ("TMO", 6, 12),
        "midday" | "noon" => ("T12:00", 12, 13),
        "afternoon" | "afternoons" => ("TAF", 12, 18),
        "evening" | "evenings" => ("TEV", 18, 24),
        "night" | "nights" | "overnight" => ("TNI", 20, 24),
        _ => return None,
    })
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
