//! The day that a page shows its readers by the headline.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use variorum_core::DocumentDate;

use super::Source;
use crate::html::flow;
use crate::html::tag::Tag;

/// Runs of characters after and before the headline in which the day is looked for.
const AFTER: usize = 30;
const BEFORE: usize = 6;
/// Longest run in bytes that is a line about the article; a longer one is a paragraph, after which the
/// days are those that the article tells of.
const LONGEST: usize = 160;
/// Longest line in bytes that is a day with its label.
const SHORT: usize = 80;

/// Words that say that a day is that of a change, in lower case; compiled by hand from general knowledge.
const CHANGED: [&str; 17] = [
    "updat",
    "modif",
    "changed",
    "aktualisiert",
    "stand:",
    "geändert",
    "änderung",
    "mise à jour",
    "mis à jour",
    "actualizad",
    "atualizad",
    "aggiornat",
    "bijgewerkt",
    "revis",
    "review",
    "päivitetty",
    "uppdaterad",
];

/// A day that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shown {
    /// The day.
    pub(super) day: Date,
    /// The time of day beside it.
    pub(super) clock: Option<Time>,
}

/// The first day by the headline that is not said to be that of a change.
pub(super) fn shown(source: &Source<'_>, headline: usize) -> Option<Shown> {
    let tree = source.tree;
    let is_line = |at: &usize| tree.node(*at).tag == Tag::Text && source.visible(*at);
    let after = (tree.node(headline).end..tree.nodes.len()).filter(is_line).take(AFTER);
    lines(source, after).or_else(|| {
        let before: Vec<usize> = (1..headline).rev().filter(is_line).take(BEFORE).collect();
        lines(source, before.into_iter().rev())
    })
}

/// The first such day in lines that follow each other.
fn lines(source: &Source<'_>, texts: impl Iterator<Item = usize>) -> Option<Shown> {
    let mut label = String::new();
    for at in texts {
        let place = source.tree.node(at).place.clone();
        if place.len() > 2 * LONGEST {
            return None;
        }
        let Some(words) = super::single_spaced(&flow::decoded(source.page, place)) else { continue };
        if words.len() > LONGEST {
            return None;
        }
        let day = source.day(&words).filter(|_| words.len() <= SHORT);
        if let Some(day) = day.filter(|_| !super::times::beside(source, at)) {
            let named = source.tree.attribute(at.saturating_sub(1), "class").unwrap_or_default();
            if ![label.as_str(), &words, named].iter().any(|words| says_changed(words)) {
                return Some(Shown { day: day.date(), clock: clock(&words) });
            }
        }
        label = words;
    }
    None
}

fn says_changed(words: &str) -> bool {
    let low = words.to_lowercase();
    CHANGED.iter().any(|word| low.contains(word))
}

/// A time of day in a line: `7:05 pm`, `19:05`, `19.05 Uhr`.
fn clock(words: &str) -> Option<Time> {
    let low = words.to_lowercase();
    low.match_indices([':', '.', 'h']).find_map(|(at, mark)| {
        let hours = low.get(at.checked_sub(2)?..at).or_else(|| low.get(at - 1..at))?;
        let hours = hours.trim_start_matches(|c: char| !c.is_ascii_digit());
        let minutes = low.get(at + 1..at + 3)?;
        let rest = low.get(at + 3..)?;
        let alone = !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && !low.get(..at)?.trim_end_matches(hours).ends_with(['.', ':', '/']);
        let after = rest.trim_start();
        let said = mark == ":" || after.starts_with("uhr") || (mark == "h" && alone);
        if !alone || !said || hours.is_empty() {
            return None;
        }
        let (hours, minutes): (i8, i8) = (hours.parse().ok()?, minutes.parse().ok()?);
        let half = after.trim_start_matches(['.', ' ']);
        let hours = match hours {
            12 if half.starts_with("am") || half.starts_with("a.m") => 0,
            1..=11 if half.starts_with("pm") || half.starts_with("p.m") => hours + 12,
            _ => hours,
        };
        Time::new(hours, minutes, 0, 0).ok()
    })
}

/// An instant in UTC as the page shows it: in the zone in which it has this day and time of day; as a day
/// where it is a midnight of the day shown, which is how systems keep a day. The instant otherwise.
pub(super) fn as_shown(date: DocumentDate, shown: Shown) -> DocumentDate {
    let DocumentDate::Time(time, Some(Offset::UTC)) = date else { return date };
    let zone = |clock: Time| {
        let seconds = (shown.day.to_datetime(clock) - time).total(jiff::Unit::Second).ok()? as i32;
        // Zones are quarters of an hour apart; the seconds of the time are not shown.
        let offset = (f64::from(seconds) / 900.0).round() as i32 * 900;
        let near = (seconds - offset).abs() < 60 && (-12 * 3600..=14 * 3600).contains(&offset);
        near.then(|| Offset::from_seconds(offset).ok()).flatten()
    };
    if let Some(offset) = shown.clock.and_then(zone) {
        let local = Offset::UTC.to_timestamp(time).map(|instant| offset.to_datetime(instant));
        return local.map_or(date, |local| DocumentDate::Time(local, Some(offset)));
    }
    let midnight = time.minute() == 0 && time.second() == 0 && shown.clock.is_none();
    let is_next = time.date().tomorrow().is_ok_and(|next| next == shown.day) && time.hour() >= 10;
    if midnight && is_next { DocumentDate::Day(shown.day) } else { date }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::document_date;

    #[test]
    fn times_of_day_in_lines() {
        let check = |words: &str, expect: &str| {
            let found = clock(words).map(|time| time.to_string()).unwrap_or_default();
            assert_eq!(found, expect, "{words}");
        };
        check("6 May 2031, 7:05 pm", "19:05:00");
        check("6 May 2031 at 12:30 a.m.", "00:30:00");
        check("06.05.2031 19:05", "19:05:00");
        check("06.05.2031, 19.05 Uhr", "19:05:00");
        check("le 6 mai 2031 à 19h05", "19:05:00");
        check("06.05.2031", "");
        check("6 May 2031", "");
    }

    #[test]
    fn instants_take_the_zone_in_which_they_are_shown() {
        let check = |date: &str, day: &str, clock: Option<&str>, expect: &str| {
            let shown = Shown { day: day.parse().unwrap(), clock: clock.map(|clock| clock.parse().unwrap()) };
            let found = match as_shown(document_date(date).unwrap(), shown) {
                DocumentDate::Day(day) => day.to_string(),
                DocumentDate::Time(time, offset) => format!("{time} {}", offset.unwrap()),
            };
            assert_eq!(found, expect, "{date} {day}");
        };
        check("2031-05-06T22:04:30Z", "2031-05-07", Some("00:04"), "2031-05-07T00:04:30 +02");
        check("2031-05-06T22:04:30Z", "2031-05-07", Some("00:11"), "2031-05-06T22:04:30 +00");
        check("2031-05-06T22:00:00Z", "2031-05-07", None, "2031-05-07");
        check("2031-05-06T07:00:00Z", "2031-05-07", None, "2031-05-06T07:00:00 +00");
        check("2031-05-06T22:04:30Z", "2031-05-07", None, "2031-05-06T22:04:30 +00");
    }
}
