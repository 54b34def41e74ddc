//! How the parts of a time expression go together: tokens to parts, parts to an expression.
//!
//! A time is put together from a day or longer stretch, a part of the day and a time of day, in any
//! order, with the small words that join them. Two times with a word between them are a range; an
//! amount of time is a duration, a distance or a run by what stands beside it.

use super::amounts::{Amount, amount};
use super::calendar::{Unit, part_of_day, unit, weekday};
use super::clocks::{bare, clock, in_part, paired};
use super::dates::{day_number, year};
use super::days::{calendar, distance, is_day, that, toward};
use super::lengths::{bare_plural, hyphenated, length, reference, run, spread};
use super::meaning::{Bound, Calendar, DayPart, Found, From, Meaning, Portion, When, YearOf};
use super::sets::set;
use super::triggers::may_begin;
use crate::numerals::Scan;

/// A form of expression: the token after it and what it means.
type Form = fn(&Scan, usize) -> Option<(usize, Meaning)>;

/// The expression that begins at `at`: the first form that fits.
pub(super) fn expression(scan: &Scan, at: usize) -> Option<Found> {
    if !may_begin(scan, at) || is_title(scan, at) {
        return None;
    }
    const FORMS: [Form; 9] = [range, set, run, spread, moment, length, hyphenated, bare_plural, reference];
    let whole = |(end, _): &(usize, Meaning)| !(at..end.saturating_sub(1)).any(|token| scan.line_ends(token));
    let (end, mut meaning) = FORMS.iter().find_map(|form| form(scan, at).filter(whole))?;
    let mut end = end;
    if let Meaning::When(when) = &mut meaning
        && when.bound == Bound::Within
    {
        (end, when.bound) = bound(scan, at, end);
    }
    Some(Found { start: at, end, meaning })
}

/// Whether a capital right after a quotation mark begins the name of a programme or paper: `NBC's "Today"`,
/// "This Week" in its marks; or the word ends a name in capitals ("USA Today").
fn is_title(scan: &Scan, at: usize) -> bool {
    if !scan.is_capital(at) || at == 0 || scan.line_ends(at - 1) {
        return false;
    }
    let is_mark = |at: usize| matches!(scan.at(at), "\"" | "“" | "”" | "``" | "''" | "‘" | "'");
    let week = matches!(scan.at(at), "this") && scan.is_capital(at + 1);
    if is_mark(at - 1) && matches!(scan.at(at), "today" | "tonight" | "this" | "sunday" | "saturday") {
        return is_mark(at + 1) || week && (is_mark(at + 2) || scan.is_capital(at + 2));
    }
    // "Saturday Night Live"; of a time the part of the day has a small letter.
    let part = part_of_day(scan.at(at + 1)).is_some() && scan.is_capital(at + 1);
    if part && weekday(scan.at(at)).is_some() && scan.is_capital(at + 2) {
        return true;
    }
    let capitals = |word: &str| word.len() > 1 && word.chars().all(char::is_uppercase);
    scan.at(at) == "today" && capitals(scan.printed(at - 1))
}

/// One time, or a range that begins with it: "tomorrow at 8 a.m.", "early Tuesday", "the end of 1990", "May to July".
fn moment(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let (end, when) = when(scan, at, Lead::None)?;
    Some(onward(scan, at, end, &when).unwrap_or((end, Meaning::When(when))))
}

/// A time put together from its parts; `lead` tells whether "from" or "between" stands before it.
pub(super) fn when(scan: &Scan, at: usize, lead: Lead) -> Option<(usize, When)> {
    let mut when = When::default();
    let next = portion(scan, at).map_or(at, |(next, portion)| {
        when.portion = Some(portion);
        next
    });
    let about = usize::from(next == at && matches!(scan.at(at), "about" | "around"));
    // "earlier Friday" is Friday; "earlier this week" is one expression.
    if matches!(scan.at(at), "earlier" | "later") && weekday(scan.at(next)).is_some() {
        return None;
    }
    if when.portion.is_some()
        && let Some(part) = part_of_day(scan.at(next)).filter(|_| is_led_part(scan, at))
    {
        when.part = Some(part);
    }
    let mut end = match when.part {
        Some(_) => next + 1,
        None => first(scan, next + about, about == 1, lead, &mut when)?,
    };
    // "early" alone goes with a part of the day or a stretch, not with a time of day.
    if when.portion.is_some() && when.clock.is_some() {
        return None;
    }
    while let Some(next) = more(scan, end, &mut when) {
        end = next;
    }
    settle(&mut when);
    Some((end, when))
}

/// "early", "late", "mid-", "the end of", before a time, with the token after it.
fn portion(scan: &Scan, at: usize) -> Option<(usize, Portion)> {
    let the = usize::from(scan.at(at) == "the");
    let of = scan.at(at + the + 1) == "of";
    let hyphen = usize::from(scan.at(at + the + 1) == "-");
    let portion = match scan.at(at + the) {
        "beginning" | "start" if of => Portion::Start,
        "middle" if of => Portion::Middle,
        "end" | "close" if of => Portion::End,
        "early" | "earlier" => return Some((at + the + 1 + hyphen, Portion::Start)),
        "mid" => return Some((at + the + 1 + hyphen, Portion::Middle)),
        "late" | "later" => return Some((at + the + 1 + hyphen, Portion::End)),
        _ => return None,
    };
    Some((at + the + 2, portion))
}

/// Whether "late afternoon" is a time by the word before it.
fn is_led_part(scan: &Scan, at: usize) -> bool {
    matches!(scan.before(at, 1), "in" | "by" | "until" | "during" | "since" | "from" | "of")
}

/// The first part of a time, which shows by itself to be one.
fn first(scan: &Scan, at: usize, about: bool, lead: Lead, when: &mut When) -> Option<usize> {
    if let Some(end) = hours(scan, at, lead, when) {
        return Some(end);
    }
    if about {
        return None;
    }
    if let Some((end, part)) = bare_part(scan, at, when) {
        when.part = Some(part);
        return Some(end);
    }
    let (end, day) = calendar(scan, at)
        .or_else(|| {
            let (end, amount, _) = amount(scan, at)?;
            distance(scan, end, amount)
        })
        .or_else(|| that(scan, at).filter(|(_, found)| stands_alone(scan, at, found)))?;
    when.day = Some(day);
    Some(end)
}

/// "tonight", "overnight", "this morning", "last night", "the morning of": the part with its day.
fn bare_part(scan: &Scan, at: usize, when: &mut When) -> Option<(usize, DayPart)> {
    let day = |by| Some(Calendar::Shift { unit: Unit::Day, by });
    match scan.at(at) {
        "tonight" | "tonite" => when.day = day(0),
        "overnight" => when.day = day(-1),
        _ => {
            let the = scan.at(at) == "the";
            let following = usize::from(the && matches!(scan.at(at + 1), "next" | "following"));
            if let Some(part) =
                part_of_day(scan.at(at + following + 1)).filter(|_| following == 1 || scan.at(at) == "next")
            {
                let amount = Amount::of(Some(1.into()), Unit::Day);
                when.day = Some(Calendar::Distance { amount, back: false, from: From::Named });
                return Some((at + following + 2, part));
            }
            let lead = usize::from(matches!(scan.at(at), "this" | "last" | "the" | "that"));
            let early = usize::from(portion(scan, at + lead).is_some() && lead == 1);
            let part = part_of_day(scan.at(at + lead + early))?;
            let end = at + lead + early + 1;
            match scan.at(at) {
                "this" => when.day = day(0),
                "last" if part.code == "TNI" || part.code == "TEV" => when.day = day(-1),
                "the" | "that" if the && scan.at(end) == "of" => {}
                // "in the morning", "morning trading": only where it is no part of a name or of night life.
                "the" if scan.before(at, 1) == "in" && !matches!(scan.at(end), "of" | "-") => {}
                _ => return None,
            }
            return Some((end, part));
        }
    }
    Some((at + 1, part_of_day("night")?))
}

/// Whether "the week", "the day", "that year" is a time by itself and not what a clause tells more of.
fn stands_alone(scan: &Scan, at: usize, found: &Calendar) -> bool {
    let next = scan.at(at + 2);
    let told = matches!(next, "of" | "that" | "when" | "before" | "after" | "-" | "'" | "in");
    let before = scan.before(at, 1);
    let day = matches!(found, Calendar::Shift { unit: Unit::Day, .. });
    if day {
        let led = matches!(before, "of" | "in" | "for" | "later" | "earlier" | "end");
        return led && !told;
    }
    !told || next == "in" && !day
}

/// A further part of a time after `end`, with the words that join it; the token after it.
fn more(scan: &Scan, end: usize, when: &mut When) -> Option<usize> {
    if end == 0 || scan.line_ends(end - 1) {
        return None;
    }
    let dayish = when.day.as_ref().is_none_or(is_day);
    if when.clock.is_none()
        && dayish
        && let Some(end) = more_hours(scan, end, when)
    {
        return Some(end);
    }
    if when.part.is_none()
        && dayish
        && let Some((end, part)) = more_part(scan, end, when)
    {
        when.part = Some(part);
        return Some(end);
    }
    if when.day.is_none()
        && when.part.is_none()
        && scan.at(end) == "this"
        && let Some((end, part)) = bare_part(scan, end, when)
    {
        when.part = Some(part);
        return Some(end);
    }
    // "Wednesday evening next week".
    if let (Some(Calendar::Weekday { day, to: None }), Some(_)) = (&when.day, when.part)
        && let Some((end, week @ Calendar::Shift { unit: Unit::Week, .. })) = toward(scan, end)
    {
        when.day = Some(Calendar::WeekdayOf { day: *day, week: Box::new(week) });
        return Some(end);
    }
    if when.day.is_none() {
        // "10:35 a.m. (0735 GMT) Friday".
        let other =
            scan.at(end) == "(" && scan.at(end + 3) == ")" && matches!(scan.at(end + 2), "gmt" | "utc");
        let end = end + if other && when.clock.is_some() { 4 } else { 0 };
        let link = usize::from(matches!(scan.at(end), "on" | "," | "of"));
        let (end, day) = calendar(scan, end + link).filter(|(_, day)| is_day(day))?;
        when.day = Some(day);
        return Some(end);
    }
    None
}

fn more_part(scan: &Scan, end: usize, when: &When) -> Option<(usize, DayPart)> {
    let early = |at: usize| usize::from(matches!(scan.at(at), "early" | "late"));
    let direct = part_of_day(scan.at(end + early(end))).filter(|_| when.day.is_some());
    if let Some(part) = direct {
        return Some((end + early(end) + 1, part));
    }
    let link = match (scan.at(end), scan.at(end + 1)) {
        ("in", "the") => 2,
        ("at", "night") => 1,
        _ => return None,
    };
    let next = end + link + early(end + link);
    part_of_day(scan.at(next)).map(|part| (next + 1, part))
}

/// The word that leads into hours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    None,
    At,
    From,
}

fn more_hours(scan: &Scan, end: usize, when: &mut When) -> Option<usize> {
    let (lead, skip, bound) = match scan.at(end) {
        "at" | "around" | "about" => {
            (Lead::At, 1 + usize::from(matches!(scan.at(end + 1), "around" | "about")), Bound::Within)
        }
        "," if scan.at(end + 1) == "at" => (Lead::At, 2, Bound::Within),
        "," => (Lead::None, 1, Bound::Within),
        "from" | "between" => (Lead::From, 1, Bound::Within),
        "before" | "until" | "till" | "by" => (Lead::None, 1, Bound::Before),
        "after" => (Lead::None, 1, Bound::After),
        "since" => (Lead::None, 1, Bound::Since),
        _ => (Lead::None, 0, Bound::Within),
    };
    let end = hours(scan, end + skip, lead, when)?;
    when.bound = bound;
    Some(end)
}

/// One time of day or a stretch between two: "3 p.m.", "8-9am", "from 7:00 to 8:00pm", "4 in the morning".
fn hours(scan: &Scan, at: usize, lead: Lead, when: &mut When) -> Option<usize> {
    let strict = clock(scan, at);
    let (next, from) = strict.or_else(|| bare(scan, at))?;
    let dash = matches!(scan.at(next), "-" | "–");
    let joint = dash
        || matches!(scan.at(next), "to" | "until" | "till" | "through")
        || lead == Lead::From && scan.at(next) == "and";
    if joint {
        let second = clock(scan, next + 1)
            .map(|found| (found, true))
            .or_else(|| bare(scan, next + 1).map(|found| (found, false)));
        if let Some(((end, to), sure)) = second
            && !scan.line_ends(next)
            && (strict.is_some() || sure || between_shows(scan, end, lead, when))
        {
            let (from, to) = paired(from, to);
            (when.clock, when.until) = (Some(from), Some(to));
            return Some(end);
        }
    }
    if strict.is_some() {
        when.clock = Some(from);
        return Some(next);
    }
    let part = matches!((scan.at(next), scan.at(next + 1)), ("in", "the"))
        && part_of_day(scan.at(next + 2)).is_some()
        || scan.at(next) == "at" && scan.at(next + 1) == "night";
    let timed = lead == Lead::At && (when.day.is_some() || when.part.is_some()) && scan.ends_clause(next);
    (part || timed).then(|| {
        when.clock = Some(from);
        next
    })
}

/// Whether two whole hours are times of day: a part of the day or a day stands beside them.
fn between_shows(scan: &Scan, end: usize, lead: Lead, when: &When) -> bool {
    let part = scan.at(end) == "in" && scan.at(end + 1) == "the" && part_of_day(scan.at(end + 2)).is_some();
    let day = calendar(scan, end).is_some_and(|(_, day)| is_day(&day));
    part || when.part.is_some()
        || lead == Lead::From && (day || when.day.is_some())
        || matches!(scan.at(end), "today" | "yesterday" | "tomorrow")
}

/// What the parts of a time tell of one another: the part of the day tells the half of the clock.
fn settle(when: &mut When) {
    if let (Some(part), Some(clock)) = (when.part, when.clock) {
        let from = in_part(clock, part);
        when.until = when.until.map(|until| in_part(until, part));
        when.clock = Some(from);
    }
}

/// "from Tuesday to Thursday", "between 2007 and 2009", "9 to 12 of June".
fn range(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let lead = matches!(scan.at(at), "from" | "between");
    let start = at + usize::from(lead);
    if let Some(found) = days_of_month(scan, start) {
        return Some(found);
    }
    if !lead || matches!(scan.at(start), "from" | "between" | "a" | "about") {
        return None;
    }
    let (next, from) = when(scan, start, Lead::From).or_else(|| now(scan, start))?;
    // A stretch of hours is a range by itself: "from 3-8pm yesterday".
    if from.until.is_some() {
        return Some((next, Meaning::When(from)));
    }
    onward(scan, at, next, &from)
}

/// The range that a time begins, where a word to join them and another time follow: "May to October 2020".
fn onward(scan: &Scan, at: usize, next: usize, from: &When) -> Option<(usize, Meaning)> {
    let joint = match scan.at(next) {
        "to" | "through" | "thru" | "until" | "till" | "-" | "–" => true,
        "and" => scan.at(at) == "between",
        _ => false,
    };
    if !joint || from.bound != Bound::Within || from.until.is_some() {
        return None;
    }
    let (end, to) = second(scan, next + 1, from)?;
    let lead = matches!(scan.at(at), "from" | "between");
    let dash = matches!(scan.at(next), "-" | "–");
    let alike = kind(from) == kind(&to) && kind(from).is_some();
    let through = matches!(scan.at(next), "through" | "thru") && kind(from).is_some();
    let months = dash && matches!((kind(from), kind(&to)), (Some(2), Some(1)));
    let years = matches!(from.day, Some(Calendar::Year(_))) && !dash;
    let fits = lead || through || months || alike && !years;
    let broken = (at..end - 1).any(|token| scan.line_ends(token));
    (fits && !broken).then(|| (end, Meaning::Range(Box::new(from.clone()), Box::new(to))))
}

/// "now" as an end of a range.
fn now(scan: &Scan, at: usize) -> Option<(usize, When)> {
    let day = Some(Calendar::Shift { unit: Unit::Day, by: 0 });
    (scan.at(at) == "now").then(|| (at + 1, When { day, ..When::default() }))
}

/// The second time of a range: any time, or a day number that goes on the first ("April 9 through 17th").
fn second(scan: &Scan, at: usize, from: &When) -> Option<(usize, When)> {
    let of = |day| When { day: Some(day), ..When::default() };
    if let Some(Calendar::Day { month, year, to, .. }) = from.day
        && from.clock.is_none()
    {
        let the = usize::from(scan.at(at) == "the");
        if let Some((end, day)) = day_number(scan, at + the)
            && super::dates::date(scan, at + the).is_none()
            && unit(scan.at(end)).is_none()
            && scan.at(end) != "/"
        {
            let (end, year) = match super::dates::year_after(scan, end) {
                Some((end, found)) => (end, Some(found)),
                None => (end, year),
            };
            return Some((end, of(Calendar::Day { year, month, day, to })));
        }
    }
    if matches!(from.day, Some(Calendar::Year(_)))
        && let Some(number) = year(scan, at)
        && super::dates::date(scan, at).is_none()
    {
        return Some((at + 1, of(Calendar::Year(number))));
    }
    if scan.at(at) == "date" && scan.at(at - 1) == "to" {
        return Some((at + 1, of(Calendar::Shift { unit: Unit::Day, by: 0 })));
    }
    when(scan, at, Lead::None).or_else(|| now(scan, at))
}

/// "9 to 12 of June", "9th-17th April", "between ninth and seventeenth of April".
fn days_of_month(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let the = usize::from(scan.at(at) == "the");
    let (next, first) = day_number(scan, at + the)?;
    if !matches!(scan.at(next), "to" | "-" | "–" | "and" | "through" | "until")
        || scan.at(next) == "and" && scan.before(at, 1) != "between"
    {
        return None;
    }
    let the = usize::from(scan.at(next + 1) == "the");
    let (_, last) = day_number(scan, next + 1 + the)?;
    let (end, to) = super::dates::date(scan, next + 1 + the)?;
    let Calendar::Day { year, month, day, to: toward } = to else { return None };
    if day != last || first >= last {
        return None;
    }
    let one =
        |day| Box::new(When { day: Some(Calendar::Day { year, month, day, to: toward }), ..When::default() });
    Some((end, Meaning::Range(one(first), one(last))))
}

/// What two times must share to be a range without "from": days, months, years, quarters.
fn kind(when: &When) -> Option<u8> {
    match when.day.as_ref() {
        Some(Calendar::Weekday { .. }) => Some(0),
        Some(Calendar::Day { .. }) => Some(1),
        Some(Calendar::Shift { unit: Unit::Day, .. }) => Some(1),
        Some(Calendar::Month { .. }) => Some(2),
        Some(Calendar::Year(_)) => Some(3),
        Some(Calendar::Share { .. }) => Some(4),
        _ => None,
    }
    .or_else(|| when.clock.map(|_| 5))
}

/// What the words before and after a time make of it, with its end: "since 2000", "2016 and later".
fn bound(scan: &Scan, start: usize, end: usize) -> (usize, Bound) {
    let (before, earlier) = (scan.before(start, 1), scan.before(start, 2));
    let bound = match (before, earlier) {
        ("since", _) | ("starting" | "beginning", _) => Bound::Since,
        ("on" | "from", "starting" | "beginning") => Bound::Since,
        ("as", "early") => Bound::Since,
        ("after", _) | ("than", "later") => Bound::After,
        ("before" | "until" | "till" | "til", _) | ("to", "prior") | ("than", "earlier") => Bound::Before,
        ("as", "late") => Bound::Before,
        _ => match (scan.at(end), scan.at(end + 1)) {
            ("and" | "or", "later" | "after") => return (end + 2, Bound::Since),
            ("onwards" | "onward", _) => return (end + 1, Bound::Since),
            _ => Bound::Within,
        },
    };
    // "no later than" turns the side around.
    let bound = match (bound, scan.before(start, 3)) {
        (Bound::After, "no") if before == "than" => Bound::Before,
        (Bound::Before, "no") if before == "than" => Bound::Since,
        (bound, _) => bound,
    };
    (end, bound)
}

/// The year that a time tells, where it tells one by number.
pub(super) fn year_of(when: &When) -> Option<YearOf> {
    match when.day.as_ref()? {
        Calendar::Day { year, .. } | Calendar::Month { year, .. } | Calendar::Share { year, .. } => *year,
        Calendar::Year(number) => Some(YearOf::Number(*number)),
        _ => None,
    }
}
