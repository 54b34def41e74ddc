//! Lengths of time and runs of it: "three days", "the next two weeks", "for years", "two-day"; and the
//! words that name no certain time.

use super::amounts::{Amount, amount, approximator, count};
use super::calendar::{Unit, unit};
use super::clocks::{bare, clock};
use super::days::distance;
use super::grammar::{Lead, when};
use super::meaning::{Calendar, Meaning, Portion, Reach, When, YearOf};
use crate::numerals::{NumeralKind, Scan, numeral};

/// "the next three days", "the past few months", "10 previous weeks", "three days starting next Monday".
pub(super) fn run(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let rough = approximator(scan, at);
    let the = rough + usize::from(scan.at(at + rough) == "the");
    if let Some(ending) = year_end(scan, at) {
        return Some(ending);
    }
    let this = usize::from(matches!((scan.at(at + the), scan.at(at + the + 1)), ("this", "past" | "coming")));
    if let Some(ahead) = direction(scan.at(at + the + this)) {
        let (end, amount, plural) = amount(scan, at + the + this + 1)?;
        let few = count(scan, at + the + this + 1).is_some();
        // "the next two years or so".
        let so = usize::from(scan.at(end) == "or" && scan.at(end + 1) == "so") * 2;
        return (plural && few && scan.at(end) != "of")
            .then_some((end + so, Meaning::Run { amount, ahead, from: None }));
    }
    if rough > 0 {
        return None;
    }
    let number = numeral(scan, at + the).filter(|n| n.kind == NumeralKind::Cardinal)?;
    if let Some(ahead) = direction(scan.at(number.end)) {
        let (unit, _) = unit(scan.at(number.end + 1)).filter(|(_, plural)| *plural)?;
        return Some((
            number.end + 2,
            Meaning::Run { amount: Amount::of(Some(number.value), unit), ahead, from: None },
        ));
    }
    let (end, amount, _) = amount(scan, at)?;
    let comma = usize::from(scan.at(end) == ",");
    let led = match (scan.at(end + comma), scan.at(end + comma + 1)) {
        ("starting" | "beginning", "from" | "on") => 2,
        ("starting" | "beginning", _) => 1,
        ("from", _) if comma == 1 || amount.grain() < Unit::Workday && clock(scan, end + 1).is_some() => 1,
        _ => return None,
    };
    let (end, from) = when(scan, end + comma + led, Lead::None)?;
    Some((end, Meaning::Run { amount, ahead: true, from: Some(Box::new(from)) }))
}

/// "year-end", "the end of the year", "end of year".
fn year_end(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let the = usize::from(scan.at(at) == "the");
    let hyphen = usize::from(scan.at(at + the + 1) == "-");
    let end = match (scan.at(at + the), scan.at(at + the + 1 + hyphen)) {
        ("year", "end") => at + the + 2 + hyphen,
        ("end", "of") if scan.at(at + the + 2) == "year" => at + the + 3,
        ("eoy", _) => at + the + 1,
        _ => return None,
    };
    // "year-end" is the last day, "the end of the year" its last part.
    if scan.at(at + the) == "year" {
        let year = Some(YearOf::Shifted(if scan.before(at, 1) == "since" { -1 } else { 0 }));
        let day = Some(Calendar::Day { year, month: 12, day: 31, to: None });
        return Some((end, Meaning::When(When { day, ..When::default() })));
    }
    let day = Some(Calendar::Shift { unit: Unit::Year, by: 0 });
    Some((end, Meaning::When(When { day, portion: Some(Portion::End), ..When::default() })))
}

/// Whether the word points ahead or back.
fn direction(word: &str) -> Option<bool> {
    match word {
        "next" | "coming" | "following" | "upcoming" => Some(true),
        "last" | "past" | "previous" | "latest" | "preceding" => Some(false),
        _ => None,
    }
}

/// "half past" and the like are times; an amount with "for" and a start is a stretch: "from 2pm for 2 hours".
pub(super) fn spread(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    (scan.at(at) == "from").then_some(())?;
    let (next, from) = clock(scan, at + 1).or_else(|| bare(scan, at + 1))?;
    let (end, amount, _) = (scan.at(next) == "for").then(|| amount(scan, next + 1))??;
    let from = Some(Box::new(When { clock: Some(from), ..When::default() }));
    (amount.grain() < Unit::Workday).then_some((end, Meaning::Run { amount, ahead: true, from }))
}

/// "three days", "about two weeks", "the first nine months"; with "ago" and its like a distance.
pub(super) fn length(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    // "the year ended June 30" is as long as a year.
    if scan.at(at) == "the" && scan.at(at + 1) == "year" && matches!(scan.at(at + 2), "ended" | "ending") {
        let amount = Amount::of(Some(1.into()), Unit::Year);
        return Some((at + 2, Meaning::Duration { amount, reach: Reach::Length }));
    }
    let rough = approximator(scan, at);
    let the = usize::from(matches!(scan.at(at + rough), "the" | "its" | "another"));
    let nth = the + usize::from(the == 1 && matches!(scan.at(at + rough + 1), "first" | "latest" | "final"));
    let start = at + rough + nth;
    let (end, amount, plural) = amount(scan, start)?;
    if scan.at(end) == "old" {
        return None;
    }
    if the == 0
        && let Some((end, day)) = distance(scan, end, amount.clone())
    {
        return Some((end, Meaning::When(When { day: Some(day), ..When::default() })));
    }
    let single = amount.single();
    // "a second" and "a quarter" are mostly no measures of time; "one night" is an evening out.
    let doubtful = matches!(amount.grain(), Unit::Second | Unit::Quarter | Unit::Night) && !plural;
    if doubtful && !(amount.grain() == Unit::Second && matches!(scan.at(start), "one" | "1"))
        || the == 1 && !plural
        || single.is_none() && the == 1 && scan.at(at + rough + the) != "few"
    {
        return None;
    }
    let reach = match scan.before(at, 1) {
        "in" => Reach::In,
        "within" => Reach::Within,
        _ => Reach::Length,
    };
    Some((end, Meaning::Duration { amount, reach }))
}

/// "two-day", "10-year", "decades-long"; an age ("24-year-old") is a duration too.
pub(super) fn hyphenated(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let found = numeral(scan, at).filter(|n| n.kind == NumeralKind::Cardinal)?;
    let hyphen = scan.at(found.end) == "-" && scan.joined(found.end);
    let (unit, plural) = hyphen.then(|| unit(scan.at(found.end + 1)))??;
    // An age is one expression: "8-month-old".
    let old = scan.at(found.end + 2) == "-" && scan.at(found.end + 3) == "old";
    let end = found.end + 2 + 2 * usize::from(old);
    let amount = Amount::of(Some(found.value), unit);
    (!plural || scan.at(found.end + 2) == "-")
        .then_some((end, Meaning::Duration { amount, reach: Reach::Length }))
}

/// "for weeks", "in recent months", "years ago", "the coming years".
pub(super) fn bare_plural(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let the = usize::from(matches!(scan.at(at), "the"));
    let word = scan.at(at + the);
    let lead = usize::from(matches!(word, "recent" | "past" | "coming" | "future" | "next" | "last"));
    let noun = at + the + lead;
    let (unit, _) = unit(scan.at(noun)).filter(|(unit, plural)| *plural && *unit >= Unit::Hour)?;
    let end = noun + 1;
    if scan.line_ends(at) && end > at + 1 {
        return None;
    }
    let amount = Amount::of(None, unit);
    if lead == 1 {
        if matches!(word, "coming" | "future" | "next") {
            return Some((end, Meaning::Reference("FUTURE_REF")));
        }
        return Some((end, Meaning::Duration { amount, reach: Reach::Length }));
    }
    if the == 0 && matches!(scan.at(end), "ago" | "later" | "earlier") {
        return Some((
            end + 1,
            Meaning::Reference(if scan.at(end) == "later" { "FUTURE_REF" } else { "PAST_REF" }),
        ));
    }
    let led = matches!(scan.before(at, 1), "for" | "in" | "within" | "over" | "after" | "many" | "of")
        && the == 0
        && scan.before(at, 1) != "of";
    (led && !matches!(scan.at(end), "-" | "of"))
        .then_some((end, Meaning::Duration { amount, reach: Reach::Length }))
}

/// "now", "recently", "the future".
pub(super) fn reference(scan: &Scan, at: usize) -> Option<(usize, Meaning)> {
    let of = |end, value| Some((end, Meaning::Reference(value)));
    match (scan.at(at), scan.at(at + 1)) {
        ("right", "now") => of(at + 2, "PRESENT_REF"),
        ("these", "days") => of(at + 2, "PRESENT_REF"),
        ("now" | "currently" | "nowadays", _) => of(at + 1, "PRESENT_REF"),
        ("recently" | "lately", _) => of(at + 1, "PAST_REF"),
        ("recent", noun) if unit(noun).is_none() && noun.starts_with(char::is_alphabetic) => {
            of(at + 1, "PAST_REF")
        }
        ("the", "moment") if scan.before(at, 1) == "at" => of(at + 2, "PRESENT_REF"),
        ("the", "present") if scan.at(at + 2) == "time" => of(at + 3, "PRESENT_REF"),
        ("the", "future") => of(at + 2, "FUTURE_REF"),
        ("the", "near") if matches!(scan.at(at + 2), "future" | "term") => of(at + 3, "FUTURE_REF"),
        ("the", "past") if scan.ends_clause(at + 2) => of(at + 2, "PAST_REF"),
        _ => None,
    }
}
