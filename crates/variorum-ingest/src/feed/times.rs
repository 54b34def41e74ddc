//! Dates of every kind that feeds hold.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use variorum_core::DocumentDate;

use crate::dates::{self, Order};

/// Zones by name, in hours; of the names in RFC 822 and those that feeds use.
const ZONES: [(&str, i8); 24] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("AKST", -9),
    ("AKDT", -8),
    ("HST", -10),
    ("WET", 0),
    ("WEST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("MEZ", 1),
    ("MESZ", 2),
    ("EET", 2),
    ("MSK", 3),
    ("JST", 9),
];

/// Year, month, day, hour, minute, second in UTC, day of the week from Monday, day of the year, 0.
pub(super) fn parsed(written: &str) -> Option<[i64; 9]> {
    let utc = in_utc(written.trim())?;
    let date = utc.date();
    Some([
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
        i64::from(utc.hour()),
        i64::from(utc.minute()),
        i64::from(utc.second()),
        i64::from(date.weekday().to_monday_zero_offset()),
        i64::from(date.day_of_year()),
        0,
    ])
}

fn in_utc(written: &str) -> Option<DateTime> {
    match dates::document_date(written).or_else(|| partial(written)) {
        Some(DocumentDate::Day(day)) => Some(day.to_datetime(jiff::civil::Time::midnight())),
        Some(DocumentDate::Time(time, offset)) => shifted(time, offset.unwrap_or(Offset::UTC)),
        None => loose(written),
    }
}

fn shifted(time: DateTime, offset: Offset) -> Option<DateTime> {
    Some(Offset::UTC.to_datetime(offset.to_timestamp(time).ok()?))
}

/// A year, or a year and a month; digits without marks.
fn partial(written: &str) -> Option<DocumentDate> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let plain = written.chars().all(|c| c.is_ascii_digit() || c == '-');
    if !plain {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
    let year = digits.get(..4)?.parse::<i16>().ok()?;
    let (month, day) = match digits.len() {
        4 => (1, 1),
        6 => (part(4..6)?, 1),
        8 => (part(4..6)?, part(6..8)?),
        _ => return None,
    };
    Date::new(year, month, day).ok().map(DocumentDate::Day)
}

/// A day in words or figures, a time of day and a zone, where they can be made out.
fn loose(written: &str) -> Option<DateTime> {
    let bare = written.split_once(',').map_or(written, |(_, rest)| rest);
    let order = Order::MonthFirst;
    let day = dates::written_day(bare, order)
        .or_else(|| dates::written_day(written, order))
        .or_else(|| dates::written_day(&day_and_year(written)?, order))?;
    let clock = written.split([' ', 'T']).find(|word| word.contains(':'));
    let (time, zone) = clock.map_or((None, None), |clock| (time_of(clock), zone_of(written, clock)));
    let time = time.unwrap_or(jiff::civil::Time::midnight());
    shifted(day.to_datetime(time), zone.unwrap_or(Offset::UTC))
}

/// "Sun Jan 4 16:29:06 PST 2031" and "4 Jan 31": the clock left out, the year in full.
fn day_and_year(written: &str) -> Option<String> {
    let words: Vec<&str> =
        written.split_whitespace().filter(|word| !word.contains(':') && zone_named(word).is_none()).collect();
    let year = words.last().filter(|word| word.len() == 2 && word.parse::<u8>().is_ok());
    let first = words.len().saturating_sub(1);
    let (days, last) = words.split_at_checked(first)?;
    Some(format!("{} {}{}", days.join(" "), if year.is_some() { "20" } else { "" }, last.first()?))
}

fn time_of(clock: &str) -> Option<jiff::civil::Time> {
    let digits = clock.split(['Z', '+', '-']).next()?;
    let mut parts =
        digits.split(':').map(|part| part.split('.').next().unwrap_or_default().parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().flatten().unwrap_or_default();
    jiff::civil::Time::new(hour, minute, second.min(59), 0).ok()
}

fn zone_of(written: &str, clock: &str) -> Option<Offset> {
    let after = written.split_once(clock)?.1.split_whitespace().next();
    let tail = clock.find(['+', '-', 'Z']).and_then(|at| clock.get(at..));
    [tail, after].into_iter().flatten().find_map(|zone| {
        let sign = if zone.starts_with('-') { -1 } else { 1 };
        let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
        if zone.starts_with(['+', '-']) && digits.len() == 4 {
            let (hours, minutes) = digits.split_at_checked(2)?;
            let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
            return Offset::from_seconds(sign * seconds).ok();
        }
        zone_named(zone)
    })
}

fn zone_named(word: &str) -> Option<Offset> {
    ZONES.iter().find(|(name, _)| *name == word).map(|(_, hours)| Offset::constant(*hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expect: &str) {
        let found = in_utc(written).map(|time| time.to_string()).unwrap_or_default();
        assert_eq!(found, expect, "{written}");
    }

    #[test]
    fn dates_of_many_kinds() {
        check("2031-01-04T16:29:06-08:00", "2031-01-05T00:29:06");
        check("Sat, 04 Jan 2031 16:29:06 GMT", "2031-01-04T16:29:06");
        check("Sat, 04 Jan 2031 16:29:06 PST", "2031-01-05T00:29:06");
        check("Sat Jan 4 16:29:06 PST 2031", "2031-01-05T00:29:06");
        check("04 Jan 31 16:29 EST", "2031-01-04T21:29:00");
        check("2031", "2031-01-01T00:00:00");
        check("2031-01", "2031-01-01T00:00:00");
        check("20310104", "2031-01-04T00:00:00");
        check("4. Januar 2031", "2031-01-04T00:00:00");
        check("soon", "");
    }
}
