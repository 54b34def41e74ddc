//! Sets: "every day", "each July", "Tuesdays at 9am", "once a week".

use super::amounts::{Amount, amount};
use super::calendar::{month, part_of_day, season, unit, weekday};
use super::clocks::clock;
use super::dates::day_number;
use super::days::weekday_at;
use super::meaning::{Clock, Meaning};
use crate::numerals::{NumeralKind, Scan, numeral};

/// "every day", "daily", "each year", "every other Friday", "Tuesdays at 9am", "once a week", "the 19th of every month".
pub(super) fn set(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let (end, value) = recurring(scan, at)?;
    // "every Monday at 9 a.m."
    let at_link = usize::from(scan.at(end) == "at");
    if value.starts_with("XXXX-W")
        && !value.contains('T')
        && !scan.line_ends(end - 1)
        && let Some((end, clock)) = clock(scan, end + at_link)
    {
        return Some((end, Meaning::Set(value + &time(&clock))));
    }
    Some((end, Meaning::Set(value)))
}

/// A time of day as TIMEX3 writes it, from its T on.
pub(super) fn time(clock: &Clock) -> String {
    let zone = if clock.utc { "Z" } else { "" };
    match clock.second {
        Some(second) => format!("T{:02}:{:02}:{second:02}{zone}", clock.hour, clock.minute),
        None => format!("T{:02}:{:02}{zone}", clock.hour, clock.minute),
    }
}

fn recurring(scan: &Scan, at: usize) -> Option<(usize, String)> {
    let plain = |value: &str| Some((at + 1, value.to_owned()));
    match scan.at(at) {
        "daily" | "everyday" => return plain("P1D"),
        "hourly" => return plain("PT1H"),
        "nightly" => return plain("P1D"),
        "weekly" => return plain("P1W"),
        "biweekly" => return plain("P2W"),
        "monthly" => return plain("P1M"),
        "quarterly" => return plain("P3M"),
        "semiannual" => return plain("P0.5Y"),
        "annual" | "annually" | "yearly" => return plain("P1Y"),
        "once" | "twice" => {
            let (end, amount, _) = amount(scan, at + 1).filter(|_| scan.at(at + 1) == "a")?;
            return Some((end, amount.value()));
        }
        "every" | "each" => {}
        "the" | "on" => return monthly(scan, at + 1),
        _ => {
            return monthly(scan, at).or_else(|| {
                let (day, plural) = weekday_at(scan, at)?;
                let part = part_of_day(scan.at(at + 1)).filter(|_| plural || scan.at(at + 1).ends_with('s'));
                let end = at + 1 + usize::from(part.is_some());
                let code = part.map_or("", |part| part.code);
                (plural || part.is_some())
                    .then(|| (end, format!("XXXX-WXX-{}{code}", day.to_monday_one_offset())))
            });
        }
    }
    let other = usize::from(scan.at(at + 1) == "other");
    let next = at + 1 + other;
    let word = scan.at(next);
    if let Some((day, _)) = weekday(word).filter(|_| weekday_at(scan, next).is_some()) {
        let part = part_of_day(scan.at(next + 1));
        let end = next + 1 + usize::from(part.is_some());
        return Some((
            end,
            format!("XXXX-WXX-{}{}", day.to_monday_one_offset(), part.map_or("", |part| part.code)),
        ));
    }
    if let Some((number, false)) = month(word).filter(|_| scan.is_capital(next)) {
        return Some((next + 1, format!("XXXX-{number:02}")));
    }
    if let Some((code, _)) = season(word) {
        return Some((next + 1, format!("XXXX-{code}")));
    }
    if let Some(part) = part_of_day(word) {
        return Some((next + 1, format!("XXXX-XX-XX{}", part.code)));
    }
    match word {
        "weekend" => return Some((next + 1, "XXXX-WXX-WE".to_owned())),
        "weekday" => return Some((next + 1, "P1WD".to_owned())),
        "quarter" => return Some((next + 1, "P3M".to_owned())),
        _ => {}
    }
    if let Some((unit, false)) = unit(word) {
        let count = if other == 1 { 2 } else { 1 };
        return Some((next + 1, Amount::of(Some(count.into()), unit).value()));
    }
    let number = numeral(scan, next).filter(|n| n.kind == NumeralKind::Cardinal)?;
    let (unit, _) = unit(scan.at(number.end))?;
    Some((number.end + 1, Amount::of(Some(number.value), unit).value()))
}

/// "19th of every month".
fn monthly(scan: &Scan, at: usize) -> Option<(usize, String)> {
    let (end, day) = day_number(scan, at)?;
    let every =
        scan.at(end) == "of" && matches!(scan.at(end + 1), "every" | "each") && scan.at(end + 2) == "month";
    every.then(|| (end + 3, format!("XXXX-XX-{day:02}")))
}
