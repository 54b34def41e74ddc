//! Where on the calendar a stretch lies, read against the document date or the time before it.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use variorum_core::{DocumentDate, Period, ReadAgainst, Timex};

use super::amounts::{Amount, moved};
use super::calendar::Unit;
use super::meaning::{Calendar, Clock, From, Toward, YearOf};
use super::resolution::{Anchor, Place, between, midnight};
use super::sets::time;
use super::tense::Tense;

/// The day, or for hours and less the moment, that a distance reaches.
pub(super) fn point(amount: &Amount, at: DateTime) -> Option<Period> {
    match amount.grain() {
        Unit::Second | Unit::Minute | Unit::Hour => between(at, at.checked_add(1.second()).ok()?),
        _ => between(midnight(at.date()), midnight(at.date().tomorrow().ok()?)),
    }
}

/// A calendar stretch.
pub(super) fn calendar(found: &Calendar, anchor: &Anchor) -> Place {
    let today = anchor.today();
    match found {
        Calendar::Day { year, month, day, to } => day_of(*year, *month, *day, *to, anchor),
        Calendar::DayOfMonth { day, weekday, of } => day_number(*day, *weekday, of.as_deref(), anchor),
        Calendar::Weekday { day, to } => weekday(*day, *to, anchor),
        Calendar::WeekdayOf { day, week } => {
            let start = calendar(week, anchor).start().map(|start| start.date());
            let monday = start.and_then(|start| {
                start.checked_sub(i64::from(start.weekday().to_monday_zero_offset()).days()).ok()
            });
            let date = monday
                .and_then(|monday| monday.checked_add(i64::from(day.to_monday_zero_offset()).days()).ok());
            match date {
                Some(date) => Place::read(date.to_string()),
                None => Place::plain(format!("XXXX-WXX-{}", day.to_monday_one_offset())),
            }
        }
        Calendar::Month { year, month, to } => match month_year(*year, *month, *to, anchor) {
            Some(found) => with_year(*year, format!("{found:04}-{month:02}")),
            None => Place::plain(format!("XXXX-{month:02}")),
        },
        Calendar::Year(year) => Place::plain(format!("{year:04}")),
        Calendar::FiscalYear(year) => {
            Place { period: Period::of_value(&format!("{year:04}")), ..Place::plain(format!("FY{year:04}")) }
        }
        Calendar::Decade(decade) => Place::plain(format!("{decade:03}")),
        Calendar::Century(century) => Place::plain(format!("{century:02}")),
        Calendar::Season { code, first, year, to } => match season_year(*year, *first, *to, anchor) {
            Some(found) => with_year(*year, format!("{found:04}-{code}")),
            None => Place::plain(format!("XXXX-{code}")),
        },
        Calendar::Share { unit, number, year } => share(*unit, *number, *year, anchor),
        Calendar::Week { number, year } => match known_year(*year, today).or(today.map(|today| today.year()))
        {
            Some(found) => with_year(*year, format!("{found:04}-W{number:02}")),
            None => Place::plain(format!("XXXX-W{number:02}")),
        },
        Calendar::Around { unit, day } => match calendar(day, anchor).start() {
            Some(start) => Place::read(around(start.date(), *unit)),
            None => Place::plain("XXXX-WXX".to_owned()),
        },
        Calendar::Nth { number, count, unit, of } => nth(*number, *count, *unit, of, anchor),
        Calendar::Shift { unit, by } => shift(*unit, *by, today),
        Calendar::Weekend => match today {
            Some(today) => {
                let early = today.weekday().to_monday_zero_offset() < 3 && !anchor.is_future();
                shift(Unit::Weekend, if early { -1 } else { 0 }, Some(today))
            }
            None => Place::plain("XXXX-WXX-WE".to_owned()),
        },
        Calendar::That { unit } => {
            let previous = anchor.previous(*unit);
            let day = previous.and_then(day_of_timex).or(today);
            let against =
                previous.map_or(ReadAgainst::Published, |previous| ReadAgainst::Timex(previous.span));
            match day {
                Some(day) => Place { against: Some(against), ..Place::plain(at_grain(day, *unit)) },
                None => Place::plain("PAST_REF".to_owned()),
            }
        }
        Calendar::NthWeekday { number, day, of } => {
            let month = calendar(of, anchor).start().map(|start| start.date());
            match month.and_then(|month| month.nth_weekday_of_month(*number, *day).ok()) {
                Some(date) => Place::read(date.to_string()),
                None => Place::plain(format!("XXXX-WXX-{}", day.to_monday_one_offset())),
            }
        }
        Calendar::Compared { year } => compared(*year, anchor),
        Calendar::Distance { amount, back, from } => distance(amount, *back, from, anchor),
        Calendar::Festival { rule, year, to } => {
            let near = today.and_then(|today| rule.day(today.year()));
            let found = known_year(*year, today).or_else(|| directed_year(near?.month(), *to, anchor));
            match found.and_then(|year| rule.day(year)) {
                Some(day) => with_year(*year, day.to_string()),
                None => Place::plain("XXXX-XX-XX".to_owned()),
            }
        }
    }
}

/// A value that was read against the document date where the year does not stand in the text.
fn with_year(year: Option<YearOf>, value: String) -> Place {
    match year {
        Some(YearOf::Number(_)) => Place::plain(value),
        _ => Place::read(value),
    }
}

/// The week or weekend of a day; a Monday is of the weekend before it.
fn around(day: Date, unit: Unit) -> String {
    match unit {
        Unit::Weekend if day.weekday() == Weekday::Monday => at_grain(day.yesterday().unwrap_or(day), unit),
        _ => at_grain(day, unit),
    }
}

fn known_year(year: Option<YearOf>, today: Option<Date>) -> Option<i16> {
    match year? {
        YearOf::Number(year) => Some(year),
        YearOf::Shifted(by) => Some(today?.year() + by),
    }
}

fn day_of(year: Option<YearOf>, month: i8, day: i8, to: Option<Toward>, anchor: &Anchor) -> Place {
    match month_year(year, month, to, anchor) {
        // A day that the nearest year has not (29 February) is of a year that is not known.
        Some(found) if year.is_some() || Date::new(found, month, day).is_ok() => {
            with_year(year, format!("{found:04}-{month:02}-{day:02}"))
        }
        _ => Place::plain(format!("XXXX-{month:02}-{day:02}")),
    }
}

/// The year of a month, by number, direction or the tense.
fn month_year(year: Option<YearOf>, month: i8, to: Option<Toward>, anchor: &Anchor) -> Option<i16> {
    match year {
        Some(_) => known_year(year, anchor.today()),
        None => directed_year(month, to, anchor),
    }
}

/// The year whose `month` lies nearest in the direction, or in that of the tense.
fn directed_year(month: i8, to: Option<Toward>, anchor: &Anchor) -> Option<i16> {
    let today = anchor.today()?;
    let ahead = month - today.month();
    Some(match to {
        Some(Toward::Last | Toward::Before) => today.year() - i16::from(ahead >= 0),
        Some(Toward::Next) => today.year() + i16::from(ahead <= 0),
        Some(Toward::This) => today.year(),
        None => match ahead {
            // What is up to three months ahead is mostly of this year, whatever the tense seems to say.
            4.. if !anchor.is_future() => today.year() - 1,
            ..=-4 if anchor.is_future() => today.year() + 1,
            _ => today.year(),
        },
    })
}

/// The year of a season: of one that goes on or was the last, or the next.
fn season_year(year: Option<YearOf>, first: i8, to: Option<Toward>, anchor: &Anchor) -> Option<i16> {
    let today = anchor.today();
    if year.is_some() {
        return known_year(year, today);
    }
    let today = today?;
    let begun = today.month() >= first;
    let going_on = begun && today.month() < first + 3;
    Some(match to {
        Some(Toward::Last | Toward::Before) => today.year() - i16::from(!begun || going_on),
        Some(Toward::Next) => today.year() + i16::from(begun),
        _ => today.year(),
    })
}

/// A quarter or half: without a year the last that has begun, or the next by the tense.
fn share(unit: Unit, number: i8, year: Option<YearOf>, anchor: &Anchor) -> Place {
    let letter = if unit == Unit::Half { 'H' } else { 'Q' };
    let today = anchor.today();
    let near = || {
        let today = today?;
        let months = if unit == Unit::Half { 6 } else { 3 };
        let present = (today.month() - 1) / months + 1;
        Some(match () {
            // The quarter that ended last is reported on, whatever is expected of the report.
            () if anchor.is_future() => today.year() + i16::from(number < present - 1),
            () => today.year() - i16::from(number > present),
        })
    };
    match known_year(year, today).or_else(near) {
        Some(found) => with_year(year, format!("{found:04}-{letter}{number}")),
        None => Place::plain(format!("XXXX-{letter}{number}")),
    }
}

/// A day by its number: in the month that is named, or the nearest whose weekday fits.
fn day_number(day: i8, weekday: Option<Weekday>, of: Option<&Calendar>, anchor: &Anchor) -> Place {
    let unknown = || Place::plain(format!("XXXX-XX-{day:02}"));
    let Some(today) = anchor.today() else { return unknown() };
    let month = match of {
        Some(of) => calendar(of, anchor).start().map(|start| start.date()),
        None => Some(today),
    };
    let Some(month) = month else { return unknown() };
    let date = |months: i64| {
        let first = month.first_of_month().checked_add(months.months()).ok()?;
        let date = Date::new(first.year(), first.month(), day).ok()?;
        weekday.is_none_or(|weekday| date.weekday() == weekday).then_some(date)
    };
    let found = match (of, weekday) {
        (Some(_), _) => date(0),
        // The nearest month in which the day has that weekday.
        (None, Some(_)) => (0..12).flat_map(|by| [by, -by]).find_map(date),
        (None, None) if anchor.tense == Tense::Past && day > today.day() => date(-1),
        (None, None) if anchor.is_future() && day < today.day() => date(1),
        (None, None) => date(0),
    };
    found.map_or_else(unknown, |date| Place::read(date.to_string()))
}

fn weekday(day: Weekday, to: Option<Toward>, anchor: &Anchor) -> Place {
    let Some(today) = anchor.today() else {
        return Place::plain(format!("XXXX-WXX-{}", day.to_monday_one_offset()));
    };
    let days = i64::from(today.weekday().until(day));
    let in_week = i64::from(day.to_monday_zero_offset()) - i64::from(today.weekday().to_monday_zero_offset());
    let by = match to {
        Some(Toward::Last) if days == 0 => -7,
        Some(Toward::Last) => days - 7,
        // "next Friday" is of the next week.
        Some(Toward::Next) => in_week + 7,
        Some(Toward::Before) => in_week - 7,
        Some(Toward::This) => in_week,
        None if days == 0 => 0,
        None if anchor.is_future() => days,
        None => days - 7,
    };
    let date = today.checked_add(by.days()).ok();
    Place { value: date.map(|date| date.to_string()), against: Some(ReadAgainst::Published), period: None }
}

fn shift(unit: Unit, by: i64, today: Option<Date>) -> Place {
    let Some(today) = today else {
        let unknown = match by {
            0 => "PRESENT_REF",
            ..0 => "PAST_REF",
            _ => "FUTURE_REF",
        };
        return Place::plain(unknown.to_owned());
    };
    let date = moved(midnight(today), unit, by).map(|at| at.date());
    Place {
        value: date.map(|date| at_grain(date, unit)),
        against: Some(ReadAgainst::Published),
        period: None,
    }
}

/// "the third month of 2021": months and days from the start or end, weeks by the rule of ISO 8601.
fn nth(number: i64, count: i64, unit: Unit, of: &Calendar, anchor: &Anchor) -> Place {
    let base = calendar(of, anchor);
    let known = || {
        let period = base.period()?;
        let (first, last) = (period.start?.date(), period.end?.date());
        let week_of = |day: Date| {
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
            // A week belongs to the year or month of its Thursday.
            let thursday = monday.checked_add(3.days()).ok()?;
            monday.checked_add(if thursday < day { 7.days() } else { 0.days() }).ok()
        };
        let start = match unit {
            Unit::Week | Unit::Weekend if number > 0 => {
                week_of(first)?.checked_add((number - 1).weeks()).ok()?
            }
            Unit::Week | Unit::Weekend => week_of(last)?.checked_sub(count.weeks()).ok()?,
            _ if number > 0 => moved(midnight(first), unit, number - 1)?.date(),
            _ => moved(midnight(last), unit, -count)?.date(),
        };
        let end = moved(midnight(start), unit, count)?;
        Some((start, between(midnight(start), end)))
    };
    match known() {
        Some((start, _)) if count == 1 => {
            Place { against: base.against, ..Place::plain(at_grain(start, unit)) }
        }
        Some((_, period)) => {
            Place { value: Some(Amount::of(Some(count.into()), unit).value()), period, against: base.against }
        }
        None => Place::plain("XXXX".to_owned()),
    }
}

/// The quarter that the text reports on, in the year that is compared with it.
fn compared(year: YearOf, anchor: &Anchor) -> Place {
    let today = anchor.today();
    // "the latest quarter" is one that has ended.
    let latest = year == YearOf::Shifted(0);
    let ended = |value: &&str| {
        let end = Period::of_value(value).and_then(|period| period.end);
        end.zip(today).is_some_and(|(end, today)| end.date() <= today)
    };
    if latest && today.is_some() && anchor.reported.filter(ended).is_none() {
        return shift(Unit::Quarter, -1, today);
    }
    let quarter = anchor.reported.and_then(|value| value.split_once('-'));
    let base = quarter.and_then(|(year, _)| year.parse::<i16>().ok()).or(today.map(|today| today.year()));
    let found = match year {
        YearOf::Number(year) => Some(year),
        YearOf::Shifted(by) => base.map(|base| base + by),
    };
    match (found, quarter) {
        (Some(found), Some((_, share))) => with_year(Some(year), format!("{found:04}-{share}")),
        (Some(found), None) => with_year(Some(year), format!("{found:04}")),
        (None, _) => Place::plain("XXXX".to_owned()),
    }
}

/// So long before or after another time: the value keeps the grain of the amount, the period is the day.
fn distance(amount: &Amount, back: bool, from: &From, anchor: &Anchor) -> Place {
    let unknown = || Place::plain(if back { "PAST_REF" } else { "FUTURE_REF" }.to_owned());
    // Beside the figures of a quarter, "a year earlier" is the same quarter of the year before.
    if amount.single() == Some((1, Unit::Year))
        && back
        && matches!(from, From::Now | From::Named)
        && anchor.reported.is_some()
    {
        return compared(YearOf::Shifted(-1), anchor);
    }
    let previous = anchor.previous(amount.grain()).filter(|_| matches!(from, From::Named | From::Beside));
    let published = Some(ReadAgainst::Published);
    let (start, against) = match from {
        From::Now => (anchor.now(), published),
        From::Named | From::Beside => {
            match previous.and_then(|previous| Some((previous.span, day_of_timex(previous)?))) {
                Some((span, day)) => (Some(midnight(day)), Some(ReadAgainst::Timex(span))),
                None => (anchor.now(), published),
            }
        }
        From::Time(time) => {
            let place = calendar(time, anchor);
            (place.start(), place.against)
        }
    };
    let Some(at) = start.and_then(|start| amount.from(start, back)) else { return unknown() };
    let grain = amount.grain();
    let exact = matches!(from, From::Time(_)) || grain == Unit::Day;
    let value = match grain {
        // The hour of publication tells the time only where it is known.
        Unit::Second | Unit::Minute | Unit::Hour
            if matches!(anchor.document, Some(DocumentDate::Time(..))) =>
        {
            let clock = Clock { hour: at.hour(), minute: at.minute(), second: None, sure: true, utc: false };
            at.date().to_string() + &time(&clock)
        }
        Unit::Second | Unit::Minute | Unit::Hour => at.date().to_string(),
        _ if exact => at.date().to_string(),
        grain => at_grain(at.date(), grain),
    };
    Place { value: Some(value), period: point(amount, at), against }
}

/// The day that an expression begins with.
fn day_of_timex(timex: &Timex) -> Option<Date> {
    Some(timex.named()?.start?.date())
}

/// A day, week, month, quarter, year … as TIMEX3 writes it.
pub(super) fn at_grain(date: Date, unit: Unit) -> String {
    let week = date.iso_week_date();
    match unit {
        Unit::Week => format!("{:04}-W{:02}", week.year(), week.week()),
        Unit::Weekend => format!("{:04}-W{:02}-WE", week.year(), week.week()),
        Unit::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Unit::Quarter => format!("{:04}-Q{}", date.year(), (date.month() - 1) / 3 + 1),
        Unit::Half => format!("{:04}-H{}", date.year(), (date.month() - 1) / 6 + 1),
        Unit::Year => format!("{:04}", date.year()),
        Unit::Decade => format!("{:03}", date.year() / 10),
        Unit::Century => format!("{:02}", date.year() / 100),
        _ => date.to_string(),
    }
}
