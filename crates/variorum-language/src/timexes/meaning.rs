//! What time expressions mean by themselves, before they are read against any date.

use jiff::civil::Weekday;

use super::amounts::Amount;
use super::calendar::{Rule, Unit};

/// An expression: its tokens `[start, end)` and what it means.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) meaning: Meaning,
}

/// What an expression means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A point or stretch of the calendar or clock.
    When(When),
    /// From one to the other.
    Range(Box<When>, Box<When>),
    /// "the next three days", "the past few months", "three days starting Monday".
    Run { amount: Amount, ahead: bool, from: Option<Box<When>> },
    /// An amount of time.
    Duration { amount: Amount, reach: Reach },
    /// Something that recurs, by its TIMEX3 value.
    Set(String),
    /// PAST_REF, PRESENT_REF, FUTURE_REF.
    Reference(&'static str),
}

impl Meaning {
    /// Whether it names a quarter of a year by itself.
    pub(super) fn is_quarter(&self) -> bool {
        let Self::When(When { day: Some(day), .. }) = self else { return false };
        matches!(
            day,
            Calendar::Share { unit: Unit::Quarter, .. } | Calendar::Shift { unit: Unit::Quarter, .. }
        )
    }
}

/// What the word before an amount of time makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing: it lasts so long.
    Length,
    /// "in two weeks": a point ahead, unless the clause speaks of the past.
    In,
    /// "within two weeks": the stretch up to it.
    Within,
}

/// A time put together from parts; each may be missing, but not all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct When {
    /// The day, or a longer stretch.
    pub(super) day: Option<Calendar>,
    /// Which end of the day or stretch.
    pub(super) portion: Option<Portion>,
    /// The part of the day.
    pub(super) part: Option<DayPart>,
    /// The time of day.
    pub(super) clock: Option<Clock>,
    /// The time of day at which it ends.
    pub(super) until: Option<Clock>,
    /// On which side of it the time lies.
    pub(super) bound: Bound,
}

/// What the words around a time make of it: "since 2000" begins with it and is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Bound {
    #[default]
    Within,
    Since,
    After,
    Before,
}

/// "early", "mid", "the end of".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Portion {
    Start,
    Middle,
    End,
}

/// A part of the day, as TIMEX3 writes it, with the hours that it is taken to cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DayPart {
    pub(super) code: &'static str,
    pub(super) from: i8,
    pub(super) to: i8,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: Option<i8>,
    /// Whether the half of the day is known.
    pub(super) sure: bool,
    /// Whether it is in universal time.
    pub(super) utc: bool,
}

/// "last", "this", "next".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Toward {
    Last,
    /// "previous": of weekdays, that of the week before.
    Before,
    This,
    Next,
}

/// A year by number or by its distance from the present one ("last year's third quarter").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearOf {
    Number(i16),
    Shifted(i16),
}

/// A day or a longer stretch of the calendar. A missing year or month is the nearest that fits.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Calendar {
    /// A day of a month.
    Day { year: Option<YearOf>, month: i8, day: i8, to: Option<Toward> },
    /// A day by its number, in a month that is named otherwise or not at all; with its weekday.
    DayOfMonth { day: i8, weekday: Option<Weekday>, of: Option<Box<Calendar>> },
    /// A weekday.
    Weekday { day: Weekday, to: Option<Toward> },
    /// A weekday of a week.
    WeekdayOf { day: Weekday, week: Box<Calendar> },
    /// A month.
    Month { year: Option<YearOf>, month: i8, to: Option<Toward> },
    /// A year.
    Year(i16),
    /// The business year of that number.
    FiscalYear(i16),
    /// "the 1990s": the first three digits.
    Decade(i16),
    /// The first two digits.
    Century(i16),
    /// A season.
    Season { code: &'static str, first: i8, year: Option<YearOf>, to: Option<Toward> },
    /// A quarter or half of a year.
    Share { unit: Unit, number: i8, year: Option<YearOf> },
    /// A week by its number in the year (ISO 8601).
    Week { number: i8, year: Option<YearOf> },
    /// The week or weekend of a day.
    Around { unit: Unit, day: Box<Calendar> },
    /// "the third month of 2021"; a negative number counts from the end; `count` of them in a row.
    Nth { number: i64, count: i64, unit: Unit, of: Box<Calendar> },
    /// "the first Monday of next month"; a negative number counts from the end.
    NthWeekday { number: i8, day: Weekday, of: Box<Calendar> },
    /// So many units from now: yesterday is one day back.
    Shift { unit: Unit, by: i64 },
    /// The last weekend or the coming one, whichever is nearer.
    Weekend,
    /// "that year": the unit that the time named before lies in.
    That { unit: Unit },
    /// The period that figures are set beside: "the year-ago quarter", "the 1988 period", "the latest period".
    Compared { year: YearOf },
    /// So long before or after another time.
    Distance { amount: Amount, back: bool, from: From },
    /// A festival.
    Festival { rule: Rule, year: Option<YearOf>, to: Option<Toward> },
}

/// What a distance is counted from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum From {
    /// The document date.
    Now,
    /// The time named before in the text.
    Named,
    /// The same, for "the year before", which is a year whatever is compared.
    Beside,
    /// A time of its own.
    Time(Box<Calendar>),
}
