//! `Period`: a stretch of time, and the one that a TIMEX3 value names.

use jiff::civil::{Date, DateTime, ISOWeekDate, Time, Weekday};
use jiff::{Span, ToSpan};

/// A stretch of time, `[start, end)`; a missing end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First moment.
    pub start: Option<DateTime>,
    /// The moment after the last.
    pub end: Option<DateTime>,
}

impl Period {
    /// The stretch that a TIMEX3 value names: a century, decade, year, half, quarter, season, month,
    /// week, weekend, day or time of day. A part of a day ("2024-05-07TEV") names its day, since
    /// writers do not agree on its hours. `None` for durations, sets, references and what is not known
    /// ("XXXX-05-07").
    ///
    /// Values as in ISO-TimeML (ISO 24617-1); seasons are the meteorological ones of the northern half
    /// of the earth.
    pub fn of_value(value: &str) -> Option<Self> {
        if let Some((day, time)) = value.split_once('T') {
            return time_of_day(day.parse().ok()?, time);
        }
        if let Ok(day) = value.parse::<Date>() {
            return Self::from_day(day, 1.day());
        }
        let (year, rest) = value.split_once('-').unwrap_or((value, ""));
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number: i16 = year.parse().ok()?;
        match (year.len(), rest) {
            (2, "") => Self::from_day(Date::new(number.checked_mul(100)?, 1, 1).ok()?, 100.years()),
            (3, "") => Self::from_day(Date::new(number.checked_mul(10)?, 1, 1).ok()?, 10.years()),
            (4, "") => Self::from_day(Date::new(number, 1, 1).ok()?, 1.year()),
            (4, _) => within_year(number, rest),
            _ => None,
        }
    }

    /// The stretch that begins with `day` and lasts `length`.
    fn from_day(day: Date, length: Span) -> Option<Self> {
        let midnight = |date: Date| date.to_datetime(Time::midnight());
        Some(Self { start: Some(midnight(day)), end: day.checked_add(length).ok().map(midnight) })
    }
}

/// "15:00", "15:00:30", "15"; "TEV" and its like are the whole day.
fn time_of_day(day: Date, time: &str) -> Option<Period> {
    if !time.starts_with(|c: char| c.is_ascii_digit()) {
        return Period::from_day(day, 1.day());
    }
    let mut parts = time.trim_end_matches('Z').split(':').map(str::parse::<i8>);
    let hour = parts.next()?.ok()?;
    let (minute, second) = (parts.next().transpose().ok()?, parts.next().transpose().ok()?);
    let length = match (minute, second) {
        (_, Some(_)) => 1.second(),
        (Some(_), None) => 1.minute(),
        (None, None) => 1.hour(),
    };
    let time = Time::new(hour, minute.unwrap_or(0), second.unwrap_or(0), 0).ok()?;
    let start = day.to_datetime(time);
    Some(Period { start: Some(start), end: start.checked_add(length).ok() })
}

/// What stands after the year: a month, week, quarter, half or season.
fn within_year(year: i16, rest: &str) -> Option<Period> {
    let months = |first: i8, count: i64| Period::from_day(Date::new(year, first, 1).ok()?, count.months());
    if let Some(week) = rest.strip_prefix('W').filter(|_| rest != "WI") {
        let (week, end) = week.strip_suffix("-WE").map_or((week, false), |week| (week, true));
        let first = if end { Weekday::Saturday } else { Weekday::Monday };
        let day = ISOWeekDate::new(year, week.parse().ok()?, first).ok()?.date();
        return Period::from_day(day, if end { 2.days() } else { 7.days() });
    }
    match rest {
        "Q1" => months(1, 3),
        "Q2" => months(4, 3),
        "Q3" => months(7, 3),
        "Q4" => months(10, 3),
        "H1" => months(1, 6),
        "H2" => months(7, 6),
        "SP" => months(3, 3),
        "SU" => months(6, 3),
        "FA" => months(9, 3),
        "WI" => months(12, 3),
        month => months(month.parse().ok().filter(|_| month.len() == 2)?, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expect: Option<(&str, &str)>) {
        let found = Period::of_value(value)
            .map(|p| (p.start.unwrap().to_string(), p.end.unwrap().to_string().replace("T00:00:00", "")));
        let expect = expect.map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(found.map(|(a, b)| (a.replace("T00:00:00", ""), b)), expect, "{value}");
    }

    #[test]
    fn values_name_their_stretch() {
        check("20", Some(("2000-01-01", "2100-01-01")));
        check("199", Some(("1990-01-01", "2000-01-01")));
        check("2003", Some(("2003-01-01", "2004-01-01")));
        check("2003-12", Some(("2003-12-01", "2004-01-01")));
        check("2003-Q4", Some(("2003-10-01", "2004-01-01")));
        check("2003-H1", Some(("2003-01-01", "2003-07-01")));
        check("2003-WI", Some(("2003-12-01", "2004-03-01")));
        check("2015-W01", Some(("2014-12-29", "2015-01-05")));
        check("2016-W45-WE", Some(("2016-11-12", "2016-11-14")));
        check("2024-05-07", Some(("2024-05-07", "2024-05-08")));
        check("2024-05-07TEV", Some(("2024-05-07", "2024-05-08")));
        check("2024-05-07T15:00", Some(("2024-05-07T15:00:00", "2024-05-07T15:01:00")));
        check("2024-05-07T15:00Z", Some(("2024-05-07T15:00:00", "2024-05-07T15:01:00")));
        check("2024-05-07T15:00:05", Some(("2024-05-07T15:00:05", "2024-05-07T15:00:06")));
    }

    #[test]
    fn what_names_no_stretch_gives_none() {
        for value in ["XXXX-05-07", "P2Y", "PAST_REF", "2024-13", "2024-02-30", "", "XXXX-WXX-2", "FY2008"] {
            check(value, None);
        }
    }
}
