//! Amounts of time: "three days", "a few weeks", "2 years 1 month", "an hour and a half".

use jiff::Span;
use jiff::civil::{DateTime, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::calendar::{Unit, glued_unit, unit};
use crate::numerals::{Numeral, NumeralKind, Scan, numeral};

/// How much time: counts of units, the longest first; a count is missing in "a few weeks".
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount(Vec<(Option<Decimal>, Unit)>);

impl Amount {
    /// `count` of one unit; `None` for "a few".
    pub(super) fn of(count: Option<Decimal>, unit: Unit) -> Self {
        Self(vec![(count, unit)])
    }

    /// The TIMEX3 duration: "P3D", "PXW", "P2Y1M21D", "PT1H30M".
    pub(super) fn value(&self) -> String {
        let mut value = "P".to_owned();
        let mut time = false;
        for (count, unit) in &self.0 {
            let (code, after_t) = unit.code();
            if after_t && !time {
                value.push('T');
                time = true;
            }
            // "two decades" are twenty years, one is a decade.
            let (count, code) = match (count, unit) {
                (Some(count), Unit::Decade) if *count > Decimal::ONE => {
                    (Some(count.saturating_mul(10.into())), "Y")
                }
                (Some(count), Unit::Century) => (Some(count.saturating_mul(100.into())), "Y"),
                (count, _) => (*count, code),
            };
            value.push_str(&count.map_or("X".to_owned(), |count| count.normalize().to_string()));
            value.push_str(code);
        }
        value
    }

    /// The shortest unit.
    pub(super) fn grain(&self) -> Unit {
        self.0.iter().map(|(_, unit)| *unit).min().unwrap_or(Unit::Day)
    }

    /// The one unit of "three weeks", with its count.
    pub(super) fn single(&self) -> Option<(i64, Unit)> {
        let [(Some(count), unit)] = self.0.as_slice() else { return None };
        count.is_integer().then(|| count.to_i64()).flatten().map(|count| (count, *unit))
    }

    /// The moment so long before or after `from`; `None` where a count is not known or not whole.
    pub(super) fn from(&self, from: DateTime, back: bool) -> Option<DateTime> {
        let mut at = from;
        for (count, unit) in &self.0 {
            let count = (*count)?;
            // Half an hour is thirty minutes; half a year is no number of days.
            let (count, unit) = match unit {
                Unit::Hour if !count.is_integer() => (count.checked_mul(60.into())?, Unit::Minute),
                unit => (count, *unit),
            };
            if !count.is_integer() {
                return None;
            }
            at = moved(at, unit, if back { -count.to_i64()? } else { count.to_i64()? })?;
        }
        Some(at)
    }
}

/// `by` units after `at`.
pub(super) fn moved(at: DateTime, unit: Unit, by: i64) -> Option<DateTime> {
    let none = Span::new();
    if unit == Unit::Workday {
        return workdays(at, by);
    }
    let span = match unit {
        Unit::Second => none.try_seconds(by),
        Unit::Minute => none.try_minutes(by),
        Unit::Hour => none.try_hours(by),
        Unit::Day | Unit::Night | Unit::Workday => none.try_days(by),
        Unit::Week | Unit::Weekend => none.try_weeks(by),
        Unit::Month => none.try_months(by),
        Unit::Quarter => none.try_months(by.checked_mul(3)?),
        Unit::Half => none.try_months(by.checked_mul(6)?),
        Unit::Year => none.try_years(by),
        Unit::Decade => none.try_years(by.checked_mul(10)?),
        Unit::Century => none.try_years(by.checked_mul(100)?),
    };
    at.checked_add(span.ok()?).ok()
}

/// `by` days after `at`, Saturdays and Sundays not counted; at most a year.
fn workdays(at: DateTime, by: i64) -> Option<DateTime> {
    let (mut day, mut left) = (at, by.abs());
    if left > 366 {
        return None;
    }
    while left > 0 {
        day = day.checked_add(Span::new().days(by.signum())).ok()?;
        left -= i64::from(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    }
    Some(day)
}

/// The amount at `at`, with the token after it and whether its unit is plural or stands for a plural.
pub(super) fn amount(scan: &Scan, at: usize) -> Option<(usize, Amount, bool)> {
    if let Some((count, unit)) = glued(scan.at(at)) {
        return Some((at + 1, Amount::of(Some(count), unit), true));
    }
    let (count, next) = count(scan, at)?;
    let next = next + usize::from(scan.at(next) == "more" || scan.at(next) == "full");
    let work = matches!(scan.at(next), "business" | "working" | "work")
        && matches!(scan.at(next + 1), "day" | "days");
    let next = next + usize::from(work || scan.at(next) == "trading" && scan.at(next + 1) == "days");
    let (first, plural) = unit(scan.at(next))?;
    let first = if work { Unit::Workday } else { first };
    let mut end = next + 1;
    let mut parts = vec![(count, first)];
    if let Some((more, after)) = and_part(scan, end).filter(|_| count.is_some()) {
        (parts, end) = (vec![(count.map(|count| count + more), first)], after);
    }
    // "2 years 1 month 21 days", "1 hour and 30 minutes".
    while let Some((after, count, shorter)) = further(scan, end) {
        if parts.last().is_some_and(|(_, unit)| *unit <= shorter) {
            break;
        }
        parts.push((Some(count), shorter));
        end = after;
    }
    Some((end, Amount(parts), plural))
}

/// A shorter unit that goes on an amount: "21 days", "and 30 minutes".
fn further(scan: &Scan, at: usize) -> Option<(usize, Decimal, Unit)> {
    let and = usize::from(matches!(scan.at(at), "and" | ","));
    let number = numeral(scan, at + and).filter(|n| n.kind == NumeralKind::Cardinal)?;
    let (unit, plural) = unit(scan.at(number.end))?;
    let fits = plural || number.value == Decimal::ONE;
    (fits && !scan.line_ends(at)).then_some((number.end + 1, number.value, unit))
}

/// "and a half", "and a quarter" after the unit.
fn and_part(scan: &Scan, at: usize) -> Option<(Decimal, usize)> {
    let a = usize::from(scan.at(at + 1) == "a");
    match (scan.at(at), scan.at(at + 1 + a)) {
        ("and", "half") => Some((Decimal::new(5, 1), at + 2 + a)),
        ("and", "quarter") if a == 1 => Some((Decimal::new(25, 2), at + 3)),
        _ => None,
    }
}

/// "30min", "2h".
fn glued(word: &str) -> Option<(Decimal, Unit)> {
    let cut = word.find(|c: char| c.is_ascii_alphabetic()).filter(|cut| *cut > 0)?;
    let (digits, letters) = word.split_at_checked(cut)?;
    Some((digits.parse().ok()?, glued_unit(letters)?))
}

/// How many: a number, or `None` for "a few", "several". Of "two to three" the first counts.
pub(super) fn count(scan: &Scan, at: usize) -> Option<(Option<Decimal>, usize)> {
    let vague = |words: usize| Some((None, at + words));
    match (scan.at(at), scan.at(at + 1)) {
        ("a" | "the", "few") => return vague(2),
        ("a", "couple") => return Some((Some(Decimal::TWO), at + 2 + usize::from(scan.at(at + 2) == "of"))),
        ("few" | "several" | "many" | "some", _) => return vague(1),
        ("a" | "an", half) if half != "half" && unit(half).is_some() => {
            return Some((Some(Decimal::ONE), at + 1));
        }
        ("half", "a" | "an") => return Some((Some(Decimal::new(5, 1)), at + 2)),
        _ => {}
    }
    let Numeral { value, end, kind } = numeral(scan, at)?;
    match kind {
        NumeralKind::Cardinal | NumeralKind::Fraction => {
            let other = |at| numeral(scan, at).filter(|n| n.kind == NumeralKind::Cardinal && n.value > value);
            let or = matches!(scan.at(end), "or" | "to" | "-" | "–").then(|| other(end + 1)).flatten();
            // "two quarters" reads as a half.
            if kind == NumeralKind::Fraction && scan.at(end - 1) == "quarters" && end == at + 2 {
                return Some((value.checked_mul(4.into()), at + 1));
            }
            Some((Some(value), or.map_or(end, |or| or.end)))
        }
        NumeralKind::Vague => Some((None, end + usize::from(scan.at(end) == "of"))),
        NumeralKind::Ordinal => None,
    }
}

/// Number of tokens at `at` that make an amount rough or a bound and belong to it: "about", "more than".
pub(super) fn approximator(scan: &Scan, at: usize) -> usize {
    match (scan.at(at), scan.at(at + 1), scan.at(at + 2)) {
        ("no", "more" | "less", "than") => 3,
        ("more" | "less", "than", _) | ("at", "least" | "most", _) | ("up", "to", _) => 2,
        ("just", "over" | "under", _) => 2,
        // "over two weeks" is more than two; "over the last two weeks" is not.
        ("over", next, _) if next != "the" && numeral(scan, at + 1).is_some() => 1,
        ("over", "a" | "an", noun) if scan.before(at, 1) == "for" && unit(noun).is_some() => 1,
        ("about" | "around" | "nearly" | "almost" | "roughly" | "approximately" | "some", ..) => 1,
        _ => 0,
    }
}
