//! What an expression comes to when it is read against the document date or the time before it.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use variorum_core::{DocumentDate, Period, ReadAgainst, Span, Timex, TimexKind};

use super::amounts::{Amount, moved};
use super::calendar::Unit;
use super::grammar::year_of;
use super::meaning::{Bound, Calendar, Clock, Meaning, Portion, Reach, When};
use super::places::{at_grain, calendar, point};
use super::sets::time;
use super::tense::Tense;

/// What an expression is read against.
pub(super) struct Anchor<'a> {
    /// The document date.
    pub(super) document: Option<DocumentDate>,
    /// The expressions before it in the text, as far back as it may be counted from.
    pub(super) before: &'a [Timex],
    /// The value of the quarter that the text last spoke of, not far before.
    pub(super) reported: Option<&'a str>,
    /// The tense of the clause.
    pub(super) tense: Tense,
}

impl Anchor<'_> {
    pub(super) fn today(&self) -> Option<Date> {
        self.document.map(|document| document.date())
    }

    /// The moment of publication, as far as it is known.
    pub(super) fn now(&self) -> Option<DateTime> {
        self.document.map(|document| match document {
            DocumentDate::Day(day) => midnight(day),
            DocumentDate::Time(time, _) => time,
        })
    }

    /// The last expression before that names a day, or with `grain` a stretch no longer than that unit.
    pub(super) fn previous(&self, grain: Unit) -> Option<&Timex> {
        let longest = match grain {
            Unit::Month => 7,
            Unit::Year | Unit::Decade | Unit::Century => 4,
            _ => 10,
        };
        let fits = |value: &str| is_day(value) || value.len() >= longest && Period::of_value(value).is_some();
        self.before.iter().rev().find(|timex| timex.value.as_deref().is_some_and(fits))
    }

    pub(super) fn is_future(&self) -> bool {
        self.tense == Tense::Future
    }
}

/// Whether a TIMEX3 value names a day.
pub(super) fn is_day(value: &str) -> bool {
    value.len() >= 10 && value.get(..10).is_some_and(|day| day.parse::<Date>().is_ok())
}

/// A calendar stretch or time as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// Its TIMEX3 value.
    pub(super) value: Option<String>,
    /// What it covers, where that is not what the value names.
    pub(super) period: Option<Period>,
    pub(super) against: Option<ReadAgainst>,
}

impl Place {
    /// What is known without any date.
    pub(super) fn plain(value: String) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// What was read against the document date.
    pub(super) fn read(value: String) -> Self {
        Self { value: Some(value), against: Some(ReadAgainst::Published), ..Self::default() }
    }

    pub(super) fn period(&self) -> Option<Period> {
        self.period.or_else(|| Period::of_value(self.value.as_deref()?))
    }

    pub(super) fn start(&self) -> Option<DateTime> {
        self.period()?.start
    }
}

/// The expression with its value and interval, as far as the anchor gives them.
pub(super) fn resolve(meaning: &Meaning, span: Span, anchor: &Anchor) -> Timex {
    let kind = match meaning {
        Meaning::Duration { .. } | Meaning::Run { .. } => TimexKind::Duration,
        Meaning::Set(_) => TimexKind::Set,
        Meaning::When(when) if when.clock.is_some() || when.part.is_some() || is_short(when) => {
            TimexKind::Time
        }
        Meaning::When(_) | Meaning::Range(..) | Meaning::Reference(_) => TimexKind::Date,
    };
    let place = match meaning {
        Meaning::When(when) => self::when(when, anchor),
        Meaning::Range(from, to) => range(from, to, anchor),
        Meaning::Run { amount, ahead, from } => run(amount, *ahead, from.as_deref(), anchor),
        Meaning::Duration { amount, reach } => duration(amount, *reach, anchor),
        Meaning::Set(value) => Place::plain(value.clone()),
        Meaning::Reference(value) => Place::plain((*value).to_owned()),
    };
    let weekday = match meaning {
        Meaning::When(When {
            day: Some(Calendar::Weekday { day, .. } | Calendar::WeekdayOf { day, .. }),
            ..
        }) => Some(*day),
        _ => None,
    };
    Timex { span, kind, interval: place.period(), value: place.value, weekday, read_against: place.against }
}

/// Whether the time is a distance in hours or less.
fn is_short(when: &When) -> bool {
    matches!(&when.day, Some(Calendar::Distance { amount, .. }) if amount.grain() < Unit::Workday)
}

pub(super) fn midnight(day: Date) -> DateTime {
    day.at(0, 0, 0, 0)
}

pub(super) fn between(start: DateTime, end: DateTime) -> Option<Period> {
    Some(Period { start: Some(start), end: Some(end) })
}

/// A time with all its parts.
fn when(when: &When, anchor: &Anchor) -> Place {
    let mut place = match &when.day {
        Some(day) => calendar(day, anchor),
        None => match anchor.today() {
            Some(today) => Place::read(today.to_string()),
            None => Place::plain("XXXX-XX-XX".to_owned()),
        },
    };
    let day = place.start().map(|start| start.date());
    let head = place.value.as_deref().map(|value| value.split('T').next().unwrap_or(value).to_owned());
    if let Some(clock) = when.clock {
        let head = head.unwrap_or_else(|| "XXXX-XX-XX".to_owned());
        place.value = Some(head + &time(&clock));
        place.period = None;
        if let (Some(day), Some(until)) = (day, when.until) {
            place.period = stretch(day, clock, until);
            place.value = None;
        }
    } else if let Some(part) = when.part {
        place.value = head.map(|head| head + part.code);
        let hour = |day: Date, hour: i8| midnight(day).checked_add(i64::from(hour).hours()).ok();
        place.period = day.and_then(|day| between(hour(day, part.from)?, hour(day, part.to)?));
    }
    bounded(place, when.bound, when.portion)
}

/// From one time of day to another, on the next day where it is earlier.
fn stretch(day: Date, from: Clock, to: Clock) -> Option<Period> {
    let at = |clock: Clock| Some(day.at(clock.hour.min(23), clock.minute, clock.second.unwrap_or(0), 0));
    let (start, end) = (at(from)?, at(to)?);
    let end = if end < start { end.checked_add(1.day()).ok()? } else { end };
    between(start, end)
}

/// The side of the time that is meant: the value stays, the interval is open to one side.
fn bounded(mut place: Place, bound: Bound, portion: Option<Portion>) -> Place {
    let Some(mut period) = place.period().filter(|_| bound != Bound::Within) else { return place };
    // "since late July" begins in its middle.
    if bound == Bound::Since && portion == Some(Portion::End) {
        period.start = edge(&place, Some(Portion::Middle)).or(period.start);
    }
    // After a time of day is after its first moment, after a day or a year when that is over.
    let timed = place.value.as_deref().is_some_and(|value| value.contains('T'));
    place.period = Some(match bound {
        Bound::After if !timed => Period { start: period.end, end: None },
        Bound::Since | Bound::After | Bound::Within => Period { start: period.start, end: None },
        Bound::Before => Period { start: None, end: period.start },
    });
    place
}

/// A range with two ends: from the start of the first to the start of the second.
fn range(from: &When, to: &When, anchor: &Anchor) -> Place {
    let mut first = when(&inherit(from, to), anchor);
    let mut last = inherit(to, from);
    // "from Monday 9 a.m. to 5 p.m.": the day holds on.
    if last.day.is_none() {
        last.day = from.day.clone();
    }
    let second = when(&last, anchor);
    let ends = edge(&first, from.portion).zip(edge(&second, to.portion));
    let period = ends.and_then(|(start, end)| ordered(start, end, from, to));
    first.value = None;
    Place { value: None, period, against: first.against.or(second.against) }
}

/// The moment that a time is as an end of a range: its start, but the end of "the end of 2008".
fn edge(place: &Place, portion: Option<Portion>) -> Option<DateTime> {
    let period = place.period()?;
    match portion {
        Some(Portion::End) => period.end,
        Some(Portion::Middle) => {
            let half = (period.end?.date() - period.start?.date()).get_days() / 2;
            period.start?.checked_add(i64::from(half).days()).ok()
        }
        _ => period.start,
    }
}

/// A time of a range with what only the other end tells: the year, or the day of a time of day.
fn inherit(one: &When, other: &When) -> When {
    let mut full = one.clone();
    if year_of(one).is_none()
        && let (
            Some(Calendar::Day { year, .. } | Calendar::Month { year, .. } | Calendar::Share { year, .. }),
            found @ Some(_),
        ) = (&mut full.day, year_of(other))
    {
        *year = found;
    }
    full
}

/// The two ends in order: an end that lies before its start is of the next week, month or year.
fn ordered(start: DateTime, end: DateTime, from: &When, to: &When) -> Option<Period> {
    if start <= end {
        return between(start, end);
    }
    let unit = match (&from.day, &to.day) {
        (_, Some(Calendar::Weekday { .. })) => Unit::Week,
        (Some(Calendar::Day { month, .. }), Some(Calendar::Day { month: other, .. })) if month == other => {
            Unit::Month
        }
        (_, Some(Calendar::Day { .. } | Calendar::Month { .. })) => Unit::Year,
        _ => return None,
    };
    // The year that the second end names holds for it, so that the first is of the year before.
    if unit == Unit::Year && year_of(to).is_some() {
        return between(moved(start, unit, -1)?, end);
    }
    between(start, moved(end, unit, 1)?)
}

/// A stretch right before or after now or a time.
fn run(amount: &Amount, ahead: bool, from: Option<&When>, anchor: &Anchor) -> Place {
    let mut place = Place::plain(amount.value());
    let short = amount.grain() < Unit::Workday;
    place.period = match from {
        Some(from) => {
            let start = when(from, anchor).start();
            start.and_then(|start| between(start, amount.from(start, false)?))
        }
        None => anchor.now().and_then(|now| {
            let today = midnight(now.date());
            match amount.single() {
                Some((count, unit @ (Unit::Quarter | Unit::Half))) => {
                    whole_units(now.date(), unit, count, ahead)
                }
                _ if short && ahead => between(now, amount.from(now, false)?),
                _ if short => between(amount.from(now, true)?, now),
                _ if ahead => {
                    let start = today.checked_add(1.day()).ok()?;
                    between(start, amount.from(start, false)?)
                }
                _ => between(amount.from(today, true)?, today),
            }
        }),
    };
    place.against = place.period.map(|_| ReadAgainst::Published);
    place
}

/// So many whole quarters before or after the present one.
fn whole_units(today: Date, unit: Unit, count: i64, ahead: bool) -> Option<Period> {
    let present = Period::of_value(&at_grain(today, unit))?;
    match ahead {
        true => between(present.end?, moved(present.end?, unit, count)?),
        false => between(moved(present.start?, unit, -count)?, present.start?),
    }
}

/// An amount of time; after "in" it reaches a point, after "within" it is the stretch up to it.
fn duration(amount: &Amount, reach: Reach, anchor: &Anchor) -> Place {
    let mut place = Place::plain(amount.value());
    let past = anchor.tense == Tense::Past;
    let now = anchor.now().filter(|_| !past && reach != Reach::Length);
    place.period = now.and_then(|now| match reach {
        Reach::Within => between(now, amount.from(now, false)?),
        _ => point(amount, amount.from(now, false)?),
    });
    place.against = place.period.map(|_| ReadAgainst::Published);
    place
}
