//! Dates side by side.

use jiff::civil::{DateTime, Weekday};

use crate::annotated::{Annotated, Commitment, EventClass, Timex, TimexKind};
use crate::apparatus::claims::{
    Item, MOST, Standing, distinguish, is_planned, item, sets, statement, two_parties,
};
use crate::apparatus::matter::{KeyKind, Matter, Shared};
use crate::apparatus::printing::fold;
use crate::apparatus::{ClaimSet, Verdict, Witness, WitnessId};
use crate::period::Period;
use crate::text::Span;

/// Least likeness of what two equal times are said of: by itself, of the same event, and where the time
/// lies far from the days of the story, so that it hardly stands twice by chance.
const EQUAL: f32 = 0.14;
const EQUAL_EVENT: f32 = 0.06;
const EQUAL_FAR: f32 = 0.06;
/// The same for times that meet, and for times apart.
const MEET: f32 = 0.26;
const APART_EVENT: f32 = 0.13;
const APART_NAMES: f32 = 0.1;
const APART_NAME: f32 = 0.22;
const APART: f32 = 0.3;
/// Least likeness of two clauses whose dates are in conflict.
const CONFLICT: f32 = 0.45;
/// The same where they have few names in common.
const CONFLICT_LIKE: f32 = 0.55;
/// Days around publication whose dates any article of the story names.
const AROUND: i32 = 10;

/// A date as it is compared.
struct Value {
    start: Option<DateTime>,
    end: Option<DateTime>,
    /// The weekday that it names or, for a day, falls on.
    weekday: Option<Weekday>,
    /// Whether it is written as a weekday or a day of the month.
    is_day: bool,
    /// Whether it is a time of day that names no day.
    bare_clock: bool,
    /// The event words near it, the nearest first.
    events: Vec<Event>,
    negated: bool,
    /// Whether it lies near the day of publication, or no date is known.
    around: bool,
}

/// An event word near a date.
#[derive(Clone, Debug, PartialEq)]
struct Event {
    class: Option<EventClass>,
    lemma: String,
    at: Span,
}

impl Event {
    fn is(&self, other: &Self) -> bool {
        (self.class.is_some() && self.class == other.class) || self.lemma == other.lemma
    }
}

pub(super) fn compare(witnesses: &[Witness], matter: &Matter) -> Vec<ClaimSet> {
    let compared = witnesses.iter().enumerate().filter(|(_, witness)| witness.compared);
    let mut items: Vec<Item<Value>> =
        compared.flat_map(|(at, witness)| of(WitnessId(at), &witness.annotated, matter)).collect();
    distinguish(&mut items, |a, b| relation(a, b) == Relation::Equal);
    let comparable = |a: &Value, b: &Value| relation(a, b) != Relation::Unknown;
    sets(witnesses, &items, comparable, standing, |a, b| relation(a, b) == Relation::Apart)
}

fn of(witness: WitnessId, annotated: &Annotated, matter: &Matter) -> Vec<Item<Value>> {
    let dates = annotated.layers().timexes.iter().filter(|timex| {
        let dated = timex.named().is_some_and(|period| period.start.is_some()) || timex.weekday.is_some();
        matches!(timex.kind, TimexKind::Date | TimexKind::Time) && dated
    });
    let dates = dates.filter(|timex| !annotated.article().is_boilerplate(timex.span));
    let read = |timex: &Timex| {
        let value = value(annotated, timex);
        let said = value.events.first().map(|event| firmness(annotated, event.at));
        let by = statement(annotated, timex.span).and_then(|s| s.by);
        item(matter, witness, annotated, timex.span, value, said.map(|firm| (firm, by)))
    };
    dates.take(MOST).map(read).collect()
}

fn value(annotated: &Annotated, timex: &Timex) -> Value {
    let period = timex.named().unwrap_or(Period { start: None, end: None });
    let day = match (period.start, period.end) {
        (Some(start), Some(end)) if (end.date() - start.date()).get_days() <= 1 => {
            Some(start.date().weekday())
        }
        _ => None,
    };
    let published = annotated.article().published.map(|published| published.date());
    let around = match (period.start, published) {
        (Some(start), Some(published)) => {
            day.is_some()
                && (start.date().duration_since(published).as_hours() / 24).abs() <= i64::from(AROUND)
        }
        _ => period.start.is_none(),
    };
    Value {
        start: period.start,
        end: period.end,
        weekday: day.or(timex.weekday),
        is_day: day.is_some() || timex.weekday.is_some(),
        bare_clock: timex.kind == TimexKind::Time && !names_day(annotated.slice(timex.span)),
        events: events(annotated, timex.span),
        negated: statement(annotated, timex.span).is_some_and(|s| s.negated),
        around,
    }
}

/// Whether an expression names a day and not only a time of day: by a word other than those of the clock.
fn names_day(words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 2);
    words.any(|word| {
        let clock = matches!(
            word.to_lowercase().as_str(),
            "the"
                | "noon"
                | "midnight"
                | "midday"
                | "morning"
                | "afternoon"
                | "evening"
                | "night"
                | "early"
                | "late"
                | "around"
                | "about"
                | "half"
                | "past"
                | "clock"
        );
        !clock && !word.chars().all(char::is_uppercase)
    })
}

/// How far, in bytes, an event word may stand from its date.
const REACH: usize = 90;
/// How much farther a word after the date counts: "met on Monday and said" is about the meeting.
const AFTER: usize = 25;

/// The event words of the sentence near `span`, the nearest first: cues of speech and the predicates
/// of clauses.
fn events(annotated: &Annotated, span: Span) -> Vec<Event> {
    let Some(sentence) = annotated.sentence_of(span) else { return Vec::new() };
    let layers = annotated.layers();
    let cues = layers.attributions.iter().filter(|a| a.speech).flat_map(|a| &a.cue);
    let said = cues.map(|cue| Event { class: Some(EventClass::Say), lemma: "say".into(), at: *cue });
    let done = layers.statements.iter();
    let done = done.map(|s| Event { class: s.class, lemma: s.lemma.clone(), at: s.predicate });
    let far = |event: &Event| match event.at.gap(span) {
        Some(before) => before.len(),
        None => span.gap(event.at).map_or(0, |after| after.len() + AFTER),
    };
    let mut events: Vec<Event> = said.chain(done).filter(|event| sentence.contains(event.at)).collect();
    events.retain(|event| far(event) <= REACH);
    events.sort_by_key(|event| (far(event), event.at));
    events.truncate(3);
    events
}

/// Whether two dates are of one event: the nearest words agree, or any that are no words of speech.
fn same_event(a: &Value, b: &Value) -> bool {
    let nearest = matches!((a.events.first(), b.events.first()), (Some(x), Some(y)) if x.is(y));
    let done = |value: &'_ Value| -> Vec<Event> {
        value.events.iter().filter(|event| event.class != Some(EventClass::Say)).cloned().collect()
    };
    nearest || done(a).iter().any(|x| done(b).iter().any(|y| x.is(y)))
}

/// How firmly the event at `predicate` is said: by the auxiliaries and adverbs right before it.
fn firmness(annotated: &Annotated, predicate: Span) -> Commitment {
    let tokens = &annotated.layers().tokens;
    let at = tokens.partition_point(|token| token.span.start() < predicate.start());
    let before = tokens.get(at.saturating_sub(4)..at).unwrap_or_default().iter().rev();
    let words = before.map(|token| fold(annotated.slice(token.span)));
    let mut words = words.take_while(|word| !matches!(word.as_str(), "," | ";" | ":" | "and" | "that"));
    words
        .find_map(|word| match word.as_str() {
            "will" | "would" | "shall" | "to" | "'ll" => Some(Commitment::Planned),
            "may" | "might" | "could" | "can" => Some(Commitment::Possible),
            "reportedly" | "allegedly" | "apparently" => Some(Commitment::Hedged),
            _ => None,
        })
        .unwrap_or_default()
}

/// How two times stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Equal,
    /// The same weekday, of a week that one of them does not tell.
    SameWeekday,
    /// One lies in the other.
    Within,
    Apart,
    Unknown,
}

fn relation(a: &Value, b: &Value) -> Relation {
    match (a.start, b.start) {
        (Some(x), Some(y)) => match (a.end, b.end) {
            // "since 2000" and "in 2000" begin together.
            (None, _) | (_, None) if x == y => Relation::Equal,
            (None, _) | (_, None) => Relation::Unknown,
            (Some(v), Some(w)) if x.date() == y.date() && v == w => Relation::Equal,
            (Some(v), Some(w)) if x == y && v == w => Relation::Equal,
            (Some(v), Some(w)) if (x <= y && w <= v) || (y <= x && v <= w) => Relation::Within,
            (Some(v), Some(w)) if v <= y || w <= x => Relation::Apart,
            _ => Relation::Unknown,
        },
        _ => match (a.weekday, b.weekday) {
            (Some(x), Some(y)) if x == y => Relation::SameWeekday,
            (Some(_), Some(_)) => Relation::Apart,
            _ => Relation::Unknown,
        },
    }
}

fn standing(a: &Item<Value>, b: &Item<Value>, shared: &Shared) -> Option<Standing> {
    let (x, y) = (&a.value, &b.value);
    let (common, names) = (shared.all(), shared.of(KeyKind::Name));
    let same_event = names > 0 && same_event(x, y);
    let same_day = matches!((x.start, y.start), (Some(s), Some(t)) if s.date() == t.date());
    let far = !x.around && !y.around;
    if common < if far && names > 0 { 1 } else { 2 } {
        return None;
    }
    let equal = match () {
        () if a.distinct && b.distinct && far && names > 0 => 0.0,
        () if far => EQUAL_FAR,
        () if same_event || (names >= 2 && common >= 5) => EQUAL_EVENT,
        () => EQUAL,
    };
    // A bare "7 p.m." is of the day that the article tells last, which may be another.
    let bare = x.bare_clock || y.bare_clock;
    match relation(x, y) {
        Relation::Equal => Some(Standing::new(Verdict::Same, 0.9, equal, "the same date")),
        Relation::SameWeekday => {
            let why = "the same weekday; no publication date tells the week";
            Some(Standing::new(Verdict::Same, 0.8, equal, why))
        }
        Relation::Within if same_day && x.is_day && y.is_day => {
            let why = "one tells the time of the same day";
            let needs = if bare { MEET } else { equal };
            Some(Standing::new(Verdict::MorePrecise, 0.85, needs, why))
        }
        Relation::Within => {
            Some(Standing::new(Verdict::MorePrecise, 0.8, MEET, "one date lies within the other"))
        }
        Relation::Apart if bare => None,
        Relation::Apart => apart(a, b, Ground { same_event, names, common, likeness: shared.likeness }),
        Relation::Unknown => None,
    }
}

/// What two dates have in common besides their values.
struct Ground {
    same_event: bool,
    names: usize,
    common: usize,
    likeness: f32,
}

/// The gate: what may be a conflict, and what explains that two dates lie apart.
fn apart(a: &Item<Value>, b: &Item<Value>, ground: Ground) -> Option<Standing> {
    let (x, y) = (&a.value, &b.value);
    if !(x.is_day && y.is_day) || x.negated != y.negated || ground.names == 0 {
        return None;
    }
    let planned = is_planned(a.commitment) != is_planned(b.commitment);
    if planned && ground.same_event && ground.names >= 2 {
        let why = "a plan and its outcome; a time zone may shift the day";
        return Some(Standing::new(Verdict::Updated, 0.7, EQUAL_EVENT, why));
    }
    if ground.common < 4 {
        return None;
    }
    let needs = match ground.names {
        2.. if ground.same_event => APART_EVENT,
        3.. if ground.common >= 5 => APART_NAMES,
        _ if ground.same_event => APART_NAME,
        _ => APART,
    };
    let tension = |verdict, why| Some(Standing::new(verdict, 0.65, needs, why));
    if planned {
        return tension(Verdict::Updated, "a plan and its outcome; a time zone may shift the day");
    }
    if a.commitment == Commitment::Hedged || b.commitment == Commitment::Hedged {
        return tension(Verdict::Differs, "one of the dates is hedged");
    }
    if two_parties(a, b) {
        return tension(Verdict::Differs, "two parties are credited with the dates");
    }
    let (Some(s), Some(t)) = (x.start, y.start) else {
        return tension(Verdict::Differs, "two weekdays, of weeks that no publication date tells");
    };
    if (s.date() - t.date()).get_days().abs() <= 1 {
        return tension(Verdict::Differs, "a day apart, which a time zone or the hour can explain");
    }
    let much = ground.names >= 2 && ground.common >= 5 && ground.likeness >= CONFLICT;
    if ground.same_event && (much || ground.likeness >= CONFLICT_LIKE) {
        let why = "both dates are stated as exact, of the same event, and lie apart";
        return Some(Standing::new(Verdict::Conflict, 0.8, CONFLICT, why));
    }
    tension(Verdict::Differs, "the dates lie apart; whether they are of the same event is not certain")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn value(start: Option<DateTime>, end: Option<DateTime>, weekday: Option<Weekday>) -> Value {
        Value {
            start,
            end,
            weekday,
            is_day: true,
            bare_clock: false,
            events: Vec::new(),
            negated: false,
            around: true,
        }
    }

    #[track_caller]
    fn check(a: (i16, i8, i8, i8), b: (i16, i8, i8, i8), expect: Relation) {
        let of = |(year, month, day, length): (i16, i8, i8, i8)| {
            let start = date(year, month, day);
            let end = start.saturating_add(jiff::Span::new().days(length)).at(0, 0, 0, 0);
            value(Some(start.at(0, 0, 0, 0)), Some(end), None)
        };
        assert!(relation(&of(a), &of(b)) == expect);
        assert!(relation(&of(b), &of(a)) == expect);
    }

    #[test]
    fn dates_are_equal_within_or_apart() {
        check((2024, 5, 7, 1), (2024, 5, 7, 1), Relation::Equal);
        check((2024, 5, 1, 31), (2024, 5, 7, 1), Relation::Within);
        check((2024, 5, 7, 1), (2024, 5, 10, 1), Relation::Apart);
        check((2024, 5, 7, 3), (2024, 5, 9, 3), Relation::Unknown);
    }

    #[test]
    fn weekdays_stand_where_the_week_is_not_known() {
        let day = |weekday| value(None, None, Some(weekday));
        assert!(relation(&day(Weekday::Monday), &day(Weekday::Monday)) == Relation::SameWeekday);
        assert!(relation(&day(Weekday::Monday), &day(Weekday::Friday)) == Relation::Apart);
    }
}
