//! Times of day: "3 p.m.", "6:30 a.m.", "8.30pm", "15:00 GMT", "half past seven", "noon", "from 3 to 8pm".

use rust_decimal::prelude::ToPrimitive;

use super::meaning::{Clock, DayPart};
use crate::numerals::{NumeralKind, Scan, numeral};

/// The time of day at `at` that shows by itself to be one, with the token after it.
pub(super) fn clock(scan: &Scan, at: usize) -> Option<(usize, Clock)> {
    let (end, clock) = named(scan, at).or_else(|| digits(scan, at)).or_else(|| words(scan, at))?;
    Some(with_zone(scan, end, clock))
}

/// A whole hour without a mark of one, which the words around it must show to be a time of day.
pub(super) fn bare(scan: &Scan, at: usize) -> Option<(usize, Clock)> {
    let number = numeral(scan, at).filter(|n| n.kind == NumeralKind::Cardinal)?;
    let hour = number.value.to_i8().filter(|hour| number.value == (*hour).into())?;
    let plain =
        scan.at(at).len() <= 2 || number.end == at + 1 && scan.at(at).bytes().all(|b| b.is_ascii_lowercase());
    (plain && (1..=24).contains(&hour)).then(|| (number.end, at_hour(hour % 24, 0, hour > 12)))
}

fn at_hour(hour: i8, minute: i8, sure: bool) -> Clock {
    Clock { hour, minute, second: None, sure, utc: false }
}

/// "noon", "midnight".
fn named(scan: &Scan, at: usize) -> Option<(usize, Clock)> {
    let at =
        at + usize::from(matches!((scan.at(at), scan.at(at + 1)), ("12", "noon" | "midnight" | "midday")));
    let hour = match scan.at(at) {
        "noon" | "midday" => 12,
        "midnight" => 0,
        _ => return None,
    };
    Some((at + 1, at_hour(hour, 0, true)))
}

/// The half of the day at `at`: whether it is the second, and the token after it.
fn half(scan: &Scan, at: usize) -> Option<(bool, usize)> {
    match (scan.at(at), scan.at(at + 1)) {
        ("a.m." | "am" | "a.m", _) => Some((false, at + 1)),
        ("p.m." | "pm" | "p.m", _) => Some((true, at + 1)),
        ("a", "m") => Some((false, at + 2)),
        ("p", "m") => Some((true, at + 2)),
        _ => None,
    }
}

/// Times that begin with digits.
fn digits(scan: &Scan, at: usize) -> Option<(usize, Clock)> {
    let word = scan.at(at);
    if !word.starts_with(|c: char| c.is_ascii_digit()) || word.len() > 12 {
        return None;
    }
    let cut = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
    let (number, letters) = word.split_at_checked(cut)?;
    let glued = match letters {
        "" => None,
        "am" | "a" => Some(false),
        "pm" | "p" => Some(true),
        _ => return None,
    };
    // "9a" and "9p" are hours, "150a" is a number of a house.
    if letters.len() == 1 && number.len() > 2 && !number.contains(':') {
        return None;
    }
    let apart = if glued.is_none() { half(scan, at + 1).filter(|_| !scan.line_ends(at)) } else { None };
    let afternoon = glued.or(apart.map(|(afternoon, _)| afternoon));
    let mut end = apart.map_or(at + 1, |(_, end)| end);
    let (hour, minute, second) = fields(number, afternoon.is_some() || number.contains('.'))?;
    let o_clock = afternoon.is_none() && matches!(scan.at(at + 1), "o'clock" | "oclock");
    // "at 17.30" is a time, "at 6.45" as often a rate.
    let pointed = scan.before(at, 1) == "at"
        && number.split_once('.').is_some_and(|(h, m)| m.len() == 2 && matches!(h.parse(), Ok(13..=23)))
        && letters.is_empty();
    let marked = number.contains(':') && !is_ratio(scan, at) || pointed;
    if afternoon.is_none() && !o_clock && !marked {
        return None;
    }
    if o_clock {
        end = half(scan, at + 2).map_or(at + 2, |(_, end)| end);
    }
    let hour = on_half(hour, afternoon)?;
    let sure = afternoon.is_some() || hour > 12 || number.starts_with('0') || hour == 0;
    Some((end, Clock { hour, minute, second, sure, utc: false }))
}

/// "1:1", "3:2": odds and scores have one digit after the colon.
fn is_ratio(scan: &Scan, at: usize) -> bool {
    scan.at(at).split_once(':').is_none_or(|(_, minutes)| minutes.len() < 2)
}

/// Hour, minute and second of "7", "7:56", "7:56:30", "8.30" and, where the half of the day is named, "1140".
fn fields(number: &str, half_named: bool) -> Option<(i8, i8, Option<i8>)> {
    if !half_named && !number.contains(':') {
        return Some((number.parse().ok().filter(|hour| (0..24).contains(hour))?, 0, None));
    }
    if half_named && (3..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()) {
        let (hour, minute) = number.split_at_checked(number.len() - 2)?;
        return in_day(hour.parse().ok()?, minute.parse().ok()?, None);
    }
    let mut parts = number.split([':', '.']);
    let hour = parts.next()?.parse().ok()?;
    let two = |part: Option<&str>| match part {
        None => Some(None),
        Some(part) => (part.len() == 2).then(|| part.parse::<i8>().ok()).flatten().map(Some),
    };
    let (minute, second) = (two(parts.next())?, two(parts.next())?);
    if parts.next().is_some() {
        return None;
    }
    in_day(hour, minute.unwrap_or(0), second)
}

fn in_day(hour: i8, minute: i8, second: Option<i8>) -> Option<(i8, i8, Option<i8>)> {
    let fits =
        (0..24).contains(&hour) && (0..60).contains(&minute) && second.is_none_or(|s| (0..60).contains(&s));
    fits.then_some((hour, minute, second))
}

/// The hour of the day, where the half of the day may be named.
fn on_half(hour: i8, afternoon: Option<bool>) -> Option<i8> {
    match afternoon {
        Some(_) if hour > 12 => (hour < 24 && afternoon == Some(true)).then_some(hour),
        Some(true) if hour < 12 => Some(hour + 12),
        Some(false) if hour == 12 => Some(0),
        _ => Some(hour),
    }
}

/// "half past seven", "ten past 9", "quarter to five", "seven o'clock", "nine thirty", "five-thirty", "six pm".
fn words(scan: &Scan, at: usize) -> Option<(usize, Clock)> {
    let small = |at: usize| bare(scan, at).filter(|(_, clock)| clock.hour <= 12);
    let a = usize::from(matches!(scan.at(at), "a"));
    let quarter = match scan.at(at + a) {
        "quarter" => Some((15, at + a + 1)),
        "half" if a == 0 && scan.at(at + 1) == "past" => Some((30, at + 1)),
        _ => minutes(scan, at),
    };
    let quarter = quarter
        .map(|(minutes, next)| (minutes, next + usize::from(matches!(scan.at(next), "minute" | "minutes"))));
    if let Some((minutes, next)) = quarter
        && let "past" | "to" | "till" = scan.at(next)
        && let Some((end, clock)) = small(next + 1)
        && (scan.at(next) == "past" || minutes == 15)
    {
        let (hour, minute) = match scan.at(next) {
            "past" => (clock.hour, minutes),
            _ => ((clock.hour + 23) % 24, 60 - minutes),
        };
        return Some(halved(scan, end, hour, minute, false));
    }
    if scan.tokens.get(at).is_some_and(|token| token.kind == variorum_core::TokenKind::Number) {
        return None;
    }
    let (next, clock) = small(at)?;
    if matches!(scan.at(next), "o'clock" | "oclock") {
        return Some(halved(scan, next + 1, clock.hour, 0, false));
    }
    let hyphen = usize::from(scan.at(next) == "-");
    if let Some((minute, end)) =
        minutes(scan, next + hyphen).filter(|(minute, _)| matches!(minute, 15 | 30 | 45))
    {
        return Some(halved(scan, end, clock.hour, minute, false));
    }
    half(scan, next)?;
    Some(halved(scan, next, clock.hour, 0, true))
}

/// Minutes below sixty.
fn minutes(scan: &Scan, at: usize) -> Option<(i8, usize)> {
    let number = numeral(scan, at).filter(|n| n.kind == NumeralKind::Cardinal)?;
    let minute = number.value.to_i8().filter(|minute| number.value == (*minute).into())?;
    (1..60).contains(&minute).then_some((minute, number.end))
}

fn halved(scan: &Scan, end: usize, hour: i8, minute: i8, sure: bool) -> (usize, Clock) {
    let half = half(scan, end);
    let hour = on_half(hour, half.map(|(afternoon, _)| afternoon)).unwrap_or(hour);
    (half.map_or(end, |(_, end)| end), at_hour(hour, minute, sure || half.is_some()))
}

/// The zone after a time: its token is part of the expression.
fn with_zone(scan: &Scan, end: usize, clock: Clock) -> (usize, Clock) {
    let known = match scan.printed(end) {
        "GMT" | "UTC" => return (end + 1, Clock { utc: true, ..clock }),
        "EDT" | "EST" | "ET" | "PT" | "PST" | "PDT" | "CT" | "CST" | "CDT" | "MST" | "MDT" | "CET"
        | "CEST" | "BST" | "IST" | "SGT" | "JST" | "MSK" => 1,
        "Eastern" | "Pacific" | "Central" | "Mountain" | "local" => match scan.at(end + 1) {
            "time" => 2,
            "standard" | "daylight" if scan.at(end + 2) == "time" => 3,
            _ => 0,
        },
        name if name.starts_with(char::is_uppercase) && scan.at(end + 1) == "time" => 2,
        _ => 0,
    };
    (end + known, clock)
}

/// The second time of a stretch within a day, read against the first: "3 to 8pm" begins in the afternoon.
pub(super) fn paired(from: Clock, to: Clock) -> (Clock, Clock) {
    let minutes = |clock: &Clock| i32::from(clock.hour) * 60 + i32::from(clock.minute);
    let later = |clock: Clock| Clock { hour: clock.hour + 12, ..clock };
    match (from.sure, to.sure) {
        (false, true) if to.hour >= 12 && from.hour < 12 && minutes(&from) + 12 * 60 < minutes(&to) => {
            (Clock { sure: true, ..later(from) }, to)
        }
        (_, false) if to.hour < 12 && minutes(&to) <= minutes(&from) => (from, later(to)),
        _ => (from, to),
    }
}

/// The time of day as a part of the day shows it: "7" in the evening.
pub(super) fn in_part(clock: Clock, part: DayPart) -> Clock {
    let later = !clock.sure && clock.hour < 12 && part.from >= 12 && !(part.from >= 20 && clock.hour < 5);
    Clock { hour: clock.hour + if later { 12 } else { 0 }, sure: true, ..clock }
}
