//! Publication dates as records and pages give them.

mod written;

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::Offset;
use variorum_core::DocumentDate;

pub(crate) use written::{Order, day_in_address, written_day};

/// Reads a day, or a day and time of day with or without zone: ISO 8601 and RFC 3339 with `T` or a
/// space, and RFC 2822. A day stays a day. `None` for anything else.
pub(crate) fn document_date(written: &str) -> Option<DocumentDate> {
    let written = written.trim();
    day(written).or_else(|| time(written)).or_else(|| mail_time(written))
}

fn day(written: &str) -> Option<DocumentDate> {
    (written.len() == 10).then_some(())?;
    written.parse::<Date>().ok().map(DocumentDate::Day)
}

fn time(written: &str) -> Option<DocumentDate> {
    let date = written.get(..10)?.parse::<Date>().ok()?;
    let rest = written.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let (clock, zone) = split_zone(rest.trim());
    let clock = clock.trim_end();
    // Some systems write a colon before the milliseconds.
    let clock = match clock.rmatch_indices(':').next() {
        Some((at, _)) if clock.matches(':').count() == 3 => {
            format!("{}.{}", clock.get(..at)?, clock.get(at + 1..)?)
        }
        _ => clock.to_owned(),
    };
    if !clock.contains(':') {
        return None;
    }
    let time: DateTime = format!("{date}T{clock}").parse().ok()?;
    let offset = match zone {
        None => None,
        Some(zone) => Some(offset(zone)?),
    };
    Some(DocumentDate::Time(time, offset))
}

fn split_zone(clock: &str) -> (&str, Option<&str>) {
    match clock.find(['Z', 'z', '+', '-', 'U', 'G']) {
        Some(at) => (clock.get(..at).unwrap_or(clock), clock.get(at..)),
        None => (clock, None),
    }
}

/// `Z`, `UTC`, `GMT`, `+05:30`, `-0500`, `+02`.
fn offset(zone: &str) -> Option<Offset> {
    if matches!(zone, "Z" | "z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    if !digits.chars().all(|c| c.is_ascii_digit()) || !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4).map_or(Some(0), |m| m.parse().ok())?;
    (minutes < 60).then_some(())?;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

fn mail_time(written: &str) -> Option<DocumentDate> {
    let zoned = rfc2822::parse(written).ok()?;
    Some(DocumentDate::Time(zoned.datetime(), Some(zoned.offset())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expect: &str) {
        let found = match document_date(written) {
            None => "none".to_owned(),
            Some(DocumentDate::Day(day)) => day.to_string(),
            Some(DocumentDate::Time(time, None)) => time.to_string(),
            Some(DocumentDate::Time(time, Some(offset))) => format!("{time} {offset}"),
        };
        assert_eq!(found, expect, "{written}");
    }

    #[test]
    fn days_and_times_stay_what_they_are() {
        check("2011-04-07", "2011-04-07");
        check("2011-04-07 10:30:00", "2011-04-07T10:30:00");
        check("2011-04-07T10:30", "2011-04-07T10:30:00");
        check("2011-04-07T10:30:00Z", "2011-04-07T10:30:00 +00");
        check("2011-04-07T10:30:00:500Z", "2011-04-07T10:30:00.5 +00");
        check("2011-04-07T10:30:00.5-0530", "2011-04-07T10:30:00.5 -05:30");
        check("Thu, 7 Apr 2011 10:30:00 +0200", "2011-04-07T10:30:00 +02");
    }

    #[test]
    fn anything_else_is_no_date() {
        for written in ["", "soon", "2011-04-31", "2011-04", "2011-04-07T", "2011-04-07T25:00", "20110407é0"]
        {
            check(written, "none");
        }
        check("2011-04-07T10:30:00+99:99", "none");
    }
}
