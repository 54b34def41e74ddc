//! What an expression comes to when it is read against the document date or the time before it.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use variorum_core::{DocumentDate, Period, ReadAgainst, Span, Timex, TimexKind};

use super::amounts::{Amount, moved};
use super::calendar::Unit;
use super::grammar::{time, year_of};
use super::meaning::{Bound, Calendar, Clock, From, Meaning, Portion, Reach, Toward, When, YearOf};
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
    fn today(&self) -> Option<Date> {
        self.document.map(|document| document.date())
    }

    /// The moment of publication, as far as it is known.
    fn now(&self) -> Option<DateTime> {
        self.document.map(|document| match document {
            DocumentDate::Day(day) => midnight(day),
            DocumentDate::Time(time, _) => time,
        })
    }

    /// The last expression before that names a day, or with `grain` a stretch no longer than that unit.
    fn previous(&self, grain: Unit) -> Option<&Timex> {
        let longest = match grain {
            Unit::Month => 7,
            Unit::Year | Unit::Decade | Unit::Century => 4,
            _ => 10,
        };
        let fits = |value: &str| is_day(value) || value.len() >= longest && Period::of_value(value).is_some();
        self.before.iter().rev().find(|timex| timex.value.as_deref().is_some_and(fits))
    }

    fn is_future(&self) -> bool {
        self.tense == Tense::Future
    }
}

/// Whether a TIMEX3 value names a day.
pub(super) fn is_day(value: &str) -> bool {
    value.len() >= 10 && value.get(..10).is_some_and(|day| day.parse::<Date>().is_ok())
}

/// A calendar stretch or time as far as it is known.
#[derive(Clone, Debug, Default)]
struct Place {
    /// Its TIMEX3 value.
    value: Option<String>,
    /// What it covers, where that is not what the value names.
    period: Option<Period>,
    against: Option<ReadAgainst>,
}

impl Place {
    /// What is known without any date.
    fn plain(value: String) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// What was read against the document date.
    fn read(value: String) -> Self {
        Self { value: Some(value), against: Some(ReadAgainst::Published), ..Self::default() }
    }

    fn period(&self) -> Option<Period> {
        self.period.or_else(|| Period::of_value(self.value.as_deref()?))
    }

    fn start(&self) -> Option<DateTime> {
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

fn midnight(day: Date) -> DateTime {
    day.at(0, 0, 0, 0)
}

fn between(start: DateTime, end: DateTime) -> Option<Period> {
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
    if year_of(one).is_none() {
        match (&mut full.day, year_of(other)) {
            (
                Some(
                    Calendar::Day { year, .. } | Calendar::Month { year, .. } | Calendar::Share { year, .. },
                ),
                found @ Some(_),
            ) => {
                *year = found;
            }
            _ => {}
        }
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

/// The day, or for hours and less the moment, that a distance reaches.
fn point(amount: &Amount, at: DateTime) -> Option<Period> {
    match amount.grain() {
        Unit::Second | Unit::Minute | Unit::Hour => between(at, at.checked_add(1.second()).ok()?),
        _ => between(midnight(at.date()), midnight(at.date().tomorrow().ok()?)),
    }
}

/// A calendar stretch.
fn calendar(found: &Calendar, anchor: &Anchor) -> Place {
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
fn at_grain(date: Date, unit: Unit) -> String {
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
