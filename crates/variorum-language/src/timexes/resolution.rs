//! What an expression comes to when it is read against the document date or the time before it.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use variorum_core::{DocumentDate, Period, ReadAgainst, Span, Timex, TimexKind};

use crate::timexes::calendar::Unit;
use crate::timexes::grammar::{Reading, Toward};

/// What an expression is read against.
pub(crate) struct Anchor<'a> {
    /// The document date.
    pub(crate) document: Option<DocumentDate>,
    /// The last expression of the same text that names a day.
    pub(crate) previous: Option<&'a Timex>,
    /// Whether the clause speaks of what is to come.
    pub(crate) future: bool,
}

/// Whether a TIMEX3 value names a day.
pub(crate) fn is_day(value: &str) -> bool {
    value.len() >= 10 && value.get(..10).is_some_and(|day| day.parse::<Date>().is_ok())
}

/// The expression with its value, as far as the anchor gives one.
pub(crate) fn resolve(reading: &Reading, span: Span, anchor: &Anchor) -> Timex {
    let kind = match reading {
        Reading::Duration(_) => TimexKind::Duration,
        Reading::Set(_) => TimexKind::Set,
        Reading::Clock { .. }
        | Reading::Offset { part: Some(_), .. }
        | Reading::Weekday { part: Some(_), .. } => TimexKind::Time,
        _ => TimexKind::Date,
    };
    let weekday = match reading {
        Reading::Weekday { day, .. } => Some(*day),
        _ => None,
    };
    let document = anchor.document.map(|d| d.date());
    let (value, against) = value(reading, anchor, document);
    let interval = value.as_deref().and_then(period);
    Timex { span, kind, value, interval, weekday, read_against: against }
}

type Resolved = (Option<String>, Option<ReadAgainst>);

fn value(reading: &Reading, anchor: &Anchor, document: Option<Date>) -> Resolved {
    let plain = |value: String| (Some(value), None);
    let against = |value: String| (Some(value), Some(ReadAgainst::Published));
    match reading {
        Reading::Day { year: Some(year), month, day } => plain(format!("{year:04}-{month:02}-{day:02}")),
        Reading::Day { year: None, month, day } | Reading::Festival { month, day } => {
            match near_year(anchor, document, *month) {
                Some(year) => against(format!("{year:04}-{month:02}-{day:02}")),
                None => plain(format!("XXXX-{month:02}-{day:02}")),
            }
        }
        Reading::Month { year: Some(year), month, .. } => plain(format!("{year:04}-{month:02}")),
        Reading::Month { year: None, month, to } => match directed_year(anchor, document, *month, *to) {
            Some(year) => against(format!("{year:04}-{month:02}")),
            None => plain(format!("XXXX-{month:02}")),
        },
        Reading::Year(year) => plain(format!("{year:04}")),
        Reading::Decade(decade) => plain(format!("{decade:03}")),
        Reading::Weekday { day, to, part } => weekday(*day, *to, part.unwrap_or_default(), anchor, document),
        Reading::Offset { unit, by, part } => offset(*unit, *by, part.unwrap_or_default(), document),
        Reading::Distance { unit, by, back, elsewhere } => {
            distance(*unit, *by, *back, *elsewhere, anchor, document)
        }
        Reading::Season { code, year, to } => {
            let year = year.or_else(|| document.map(|d| d.year() + shift(*to)));
            (
                Some(year.map_or(format!("XXXX-{code}"), |year| format!("{year:04}-{code}"))),
                document.map(|_| ReadAgainst::Published),
            )
        }
        Reading::Quarter { number, year } => match year.or(document.map(|d| d.year())) {
            Some(year) => plain(format!("{year:04}-Q{number}")),
            None => plain(format!("XXXX-Q{number}")),
        },
        Reading::Clock { hour, minute, day } => {
            let (day, from) = match day {
                Some(day) => value(day, anchor, document),
                None => (document.map(|d| d.to_string()), document.map(|_| ReadAgainst::Published)),
            };
            let day = day.filter(|day| is_day(day)).and_then(|day| Some(day.get(..10)?.to_owned()));
            (Some(format!("{}T{hour:02}:{minute:02}", day.as_deref().unwrap_or("XXXX-XX-XX"))), from)
        }
        Reading::Duration(value) | Reading::Set(value) => plain(value.clone()),
        Reading::Reference(value) => plain((*value).to_owned()),
    }
}

fn shift(to: Option<Toward>) -> i16 {
    match to {
        Some(Toward::Last) => -1,
        Some(Toward::Next) => 1,
        _ => 0,
    }
}

/// The year whose `month` lies nearest in the direction of the tense.
fn near_year(anchor: &Anchor, document: Option<Date>, month: i8) -> Option<i16> {
    let today = document?;
    let ahead = month - today.month();
    Some(match ahead {
        // What is up to three months ahead is mostly of this year, whatever the tense seems to say.
        4.. if !anchor.future => today.year() - 1,
        ..=-4 if anchor.future => today.year() + 1,
        _ => today.year(),
    })
}

fn directed_year(anchor: &Anchor, document: Option<Date>, month: i8, to: Option<Toward>) -> Option<i16> {
    let today = document?;
    match to {
        Some(Toward::Last) => Some(today.year() - i16::from(month >= today.month())),
        Some(Toward::Next) => Some(today.year() + i16::from(month <= today.month())),
        Some(Toward::This) => Some(today.year()),
        None => near_year(anchor, document, month),
    }
}

fn weekday(
    day: Weekday,
    to: Option<Toward>,
    part: &str,
    anchor: &Anchor,
    document: Option<Date>,
) -> Resolved {
    let Some(today) = document else {
        return (Some(format!("XXXX-WXX-{}{part}", day.to_monday_one_offset())), None);
    };
    let days = i64::from(today.weekday().until(day));
    let by = match to {
        Some(Toward::Last) if days == 0 => -7,
        Some(Toward::Last) => days - 7,
        Some(Toward::Next) if days == 0 => 7,
        Some(Toward::Next) => days,
        _ if days == 0 => 0,
        _ if anchor.future => days,
        _ => days - 7,
    };
    let date = today.checked_add(by.days()).ok();
    (date.map(|date| format!("{date}{part}")), Some(ReadAgainst::Published))
}

fn offset(unit: Unit, by: i64, part: &str, document: Option<Date>) -> Resolved {
    let Some(today) = document else {
        let unknown = if by == 0 {
            "PRESENT_REF"
        } else if by < 0 {
            "PAST_REF"
        } else {
            "FUTURE_REF"
        };
        return (Some(unknown.to_owned()), None);
    };
    let value = moved(today, unit, by).map(|date| at_grain(date, unit) + part);
    (value, Some(ReadAgainst::Published))
}

fn distance(
    unit: Unit,
    by: Option<i64>,
    back: bool,
    elsewhere: bool,
    anchor: &Anchor,
    document: Option<Date>,
) -> Resolved {
    let unknown = if back { "PAST_REF" } else { "FUTURE_REF" };
    let previous = anchor.previous.filter(|_| elsewhere);
    let day = |timex: &Timex| timex.value.as_deref().and_then(|value| value.get(..10)?.parse::<Date>().ok());
    let from = previous.and_then(day).or(document.filter(|_| !elsewhere));
    let against = match previous {
        Some(previous) => Some(ReadAgainst::Timex(previous.span)),
        None => document.map(|_| ReadAgainst::Published),
    };
    let date = from.zip(by).and_then(|(from, by)| moved(from, unit, if back { -by } else { by }));
    match date {
        Some(date) => (Some(at_grain(date, unit)), against),
        None => (Some(unknown.to_owned()), None),
    }
}

fn moved(date: Date, unit: Unit, by: i64) -> Option<Date> {
    let none = jiff::Span::new();
    let span = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Ok(none),
        Unit::Day | Unit::Night => none.try_days(by),
        Unit::Week | Unit::Weekend => none.try_weeks(by),
        Unit::Month => none.try_months(by),
        Unit::Quarter => none.try_months(by.checked_mul(3)?),
        Unit::Year => none.try_years(by),
        Unit::Decade => none.try_years(by.checked_mul(10)?),
        Unit::Century => none.try_years(by.checked_mul(100)?),
    };
    let span = span.ok()?;
    date.checked_add(span).ok()
}

/// A day, week, month, quarter, year … as TIMEX3 writes it.
fn at_grain(date: Date, unit: Unit) -> String {
    let week = date.iso_week_date();
    match unit {
        Unit::Week => format!("{:04}-W{:02}", week.year(), week.week()),
        Unit::Weekend => format!("{:04}-W{:02}-WE", week.year(), week.week()),
        Unit::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Unit::Quarter => format!("{:04}-Q{}", date.year(), (date.month() - 1) / 3 + 1),
        Unit::Year => format!("{:04}", date.year()),
        Unit::Decade => format!("{:03}", date.year() / 10),
        Unit::Century => format!("{:02}", date.year() / 100),
        _ => date.to_string(),
    }
}

/// The time that a TIMEX3 value covers, where it is a day, month, year or time of day.
fn period(value: &str) -> Option<Period> {
    let midnight = |date: Date| date.to_datetime(Time::midnight());
    let between = |start: DateTime, end: Option<DateTime>| Some(Period { start: Some(start), end });
    if let Some((day, time)) = value.split_once('T') {
        let (hour, minute) = time.split_once(':')?;
        let start = day.parse::<Date>().ok()?.at(hour.parse().ok()?, minute.parse().ok()?, 0, 0);
        return between(start, start.checked_add(1.minute()).ok());
    }
    if let Ok(day) = value.parse::<Date>() {
        return between(midnight(day), day.tomorrow().ok().map(midnight));
    }
    let (year, month) = value.split_once('-').map_or((value, None), |(year, month)| (year, Some(month)));
    let year: i16 = (year.len() == 4).then(|| year.parse().ok())??;
    let start = Date::new(year, month.map_or(Some(1), |m| m.parse().ok())?, 1).ok()?;
    let length = if month.is_some() { 1.month() } else { 1.year() };
    between(midnight(start), start.checked_add(length).ok().map(midnight))
}
