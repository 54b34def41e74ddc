//! Dates side by side.

// Long because the gate, what it reads and the tests that hold it are read together.

use jiff::civil::{Date, DateTime, Weekday};

use crate::annotated::{Annotated, Commitment, EventClass, Timex, TimexKind};
use crate::apparatus::claims::{
    Item, MOST, Said, Standing, distinguish, is_planned, item, sets, statement, two_parties,
};
use crate::apparatus::matter::{KeyKind, Matter, Shared};
use crate::apparatus::printing::{fold, is_content};
use crate::apparatus::{ClaimSet, Verdict, Witness, WitnessId};
use crate::lemma::lemma;
use crate::period::Period;
use crate::text::Span;
use crate::token::{Token, TokenKind};

/// Least likeness of what two equal times are said of: by itself, of the same event, and where the time
/// lies far from the days of the story, so that it hardly stands twice by chance.
const EQUAL: f32 = 0.14;
const EQUAL_EVENT: f32 = 0.06;
const EQUAL_FAR: f32 = 0.06;
/// The same for times that meet, and for times apart.
const MEET: f32 = 0.26;
const APART_ONCE: f32 = 0.02;
const APART_NEAREST: f32 = 0.07;
const APART_EVENT: f32 = 0.13;
const APART_NAMES: f32 = 0.1;
const APART_NAME: f32 = 0.22;
const APART: f32 = 0.3;
/// Least likeness of two clauses whose dates are in conflict.
const CONFLICT: f32 = 0.45;
/// The same where they have few names in common.
const CONFLICT_LIKE: f32 = 0.55;
/// The same where they have none.
const UNNAMED: f32 = 0.65;
/// Days around publication whose dates any article of the story names.
const AROUND: i32 = 10;

/// A date as it is compared.
#[derive(PartialEq)]
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
    /// Whether its witness dates no other event of this kind to another day.
    sole: bool,
    /// Its words, folded.
    words: String,
    /// When its article was published.
    published: Option<Date>,
    /// Whether it lies near the day of publication, or no date is known.
    around: bool,
}

/// An event word near a date.
#[derive(Clone, Debug, PartialEq)]
struct Event {
    class: Option<EventClass>,
    lemma: String,
}

impl Event {
    fn is(&self, other: &Self) -> bool {
        (self.class.is_some() && self.class == other.class) || self.lemma == other.lemma
    }

    /// Whether it is more than a word of speech.
    fn happens(&self) -> bool {
        self.class != Some(EventClass::Say)
    }

    /// Whether it tells what happened: more than that somebody spoke, and in a word of the table of events.
    fn tells(&self) -> bool {
        self.class.is_some_and(|class| class != EventClass::Say)
    }
}

pub(super) fn compare(witnesses: &[Witness], matter: &Matter) -> Vec<ClaimSet> {
    let compared = witnesses.iter().enumerate().filter(|(_, witness)| witness.compared);
    let mut items: Vec<Item<Value>> =
        compared.flat_map(|(at, witness)| of(WitnessId(at), &witness.annotated, matter)).collect();
    distinguish(&mut items, |a, b| relation(a, b) == Relation::Equal);
    single_out(&mut items);
    let comparable = |a: &Value, b: &Value| relation(a, b) != Relation::Unknown;
    sets(witnesses, &items, comparable, standing, |a, b| relation(a, b) == Relation::Apart)
}

/// Marks the dates whose event their witness dates but once: what it says of it can be no other occasion.
fn single_out(items: &mut [Item<Value>]) {
    // The items of a witness stand together.
    for own in items.chunk_by_mut(|one, other| one.at.witness == other.at.witness) {
        let sole = |item: &Item<Value>| {
            let Some(event) = item.said.value.events.first().filter(|event| event.tells()) else {
                return false;
            };
            let mut again =
                own.iter().filter(|other| other.said.value.events.first().is_some_and(|e| e.is(event)));
            again.all(|other| relation(&item.said.value, &other.said.value) != Relation::Apart)
        };
        let sole: Vec<bool> = own.iter().map(sole).collect();
        for (item, sole) in own.iter_mut().zip(sole) {
            item.said.value.sole = sole;
        }
    }
}

fn of(witness: WitnessId, annotated: &Annotated, matter: &Matter) -> Vec<Item<Value>> {
    let dates = annotated.layers().timexes.iter().filter(|timex| {
        let dated = timex.named().is_some_and(|period| period.start.is_some()) || timex.weekday.is_some();
        matches!(timex.kind, TimexKind::Date | TimexKind::Time) && dated
    });
    let dates = dates.filter(|timex| !annotated.article().is_boilerplate(timex.span));
    let read = |timex: &Timex| {
        let events = events(annotated, timex.span);
        let said = events.first().map(|(_, at)| firmness(annotated, *at));
        let value = value(annotated, timex, events.into_iter().map(|(event, _)| event).collect());
        let by = statement(annotated, timex.span).and_then(|s| s.by);
        item(matter, witness, annotated, timex.span, value, said.map(|firm| (firm, by)))
    };
    dates.take(MOST).map(read).collect()
}

fn value(annotated: &Annotated, timex: &Timex, events: Vec<Event>) -> Value {
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
        events,
        negated: statement(annotated, timex.span).is_some_and(|s| s.negated),
        sole: false,
        words: fold(annotated.slice(timex.span)),
        published,
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

/// The event words of the sentence near `span` and where they stand, the nearest first: cues of speech and the
/// predicates of clauses.
fn events(annotated: &Annotated, span: Span) -> Vec<(Event, Span)> {
    let Some(sentence) = annotated.sentence_of(span) else { return Vec::new() };
    let layers = annotated.layers();
    let cues = layers.attributions.iter().filter(|a| a.speech).flat_map(|a| &a.cue);
    let said = cues.map(|cue| (Event { class: Some(EventClass::Say), lemma: "say".into() }, *cue));
    let done = layers.statements.iter();
    let done = done.map(|s| (Event { class: s.class, lemma: s.lemma.clone() }, s.predicate));
    let dated = dated_noun(annotated, span);
    let far = |event: &(Event, Span)| match event.1.gap(span) {
        _ if dated.as_ref() == Some(event) => 0,
        Some(before) => before.len(),
        None => span.gap(event.1).map_or(0, |after| after.len() + AFTER),
    };
    let mut events: Vec<(Event, Span)> =
        dated.iter().cloned().chain(said).chain(done).filter(|(_, at)| sentence.contains(*at)).collect();
    events.retain(|event| far(event) <= REACH);
    // A word of speech may tell of an event too: "admitted".
    events.sort_by_key(|event| (far(event), event.1, !event.0.tells()));
    events.truncate(3);
    events
}

/// The noun that a date belongs to, and where it stands: "primary" of "Tuesday's Harbour primary". Its event is the
/// date's own, whatever the verb of the clause.
fn dated_noun(annotated: &Annotated, date: Span) -> Option<(Event, Span)> {
    let tokens = &annotated.layers().tokens;
    let last = tokens.partition_point(|token| token.span.start() < date.end());
    let owner = tokens.get(last.checked_sub(1)?).map(|token| annotated.slice(token.span))?;
    if !owner.ends_with("'s") && !owner.ends_with("’s") {
        return None;
    }
    let content =
        |token: &&Token| token.kind == TokenKind::Word && is_content(&fold(annotated.slice(token.span)));
    let head = tokens.get(last..)?.iter().take(NOUNS).take_while(content).last()?;
    Some((Event { class: None, lemma: lemma(&fold(annotated.slice(head.span))) }, head.span))
}

/// Longest run of nouns that is read after a date.
const NOUNS: usize = 3;

/// Whether two dates are of one event: the nearest words agree, or any that are no words of speech.
fn same_event(a: &Value, b: &Value) -> bool {
    let nearest = matches!((a.events.first(), b.events.first()), (Some(x), Some(y)) if x.is(y));
    let done = |x: &Event| x.happens() && b.events.iter().any(|y| y.happens() && x.is(y));
    nearest || a.events.iter().any(done)
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
            "to" if is_purpose(annotated, at) => None,
            "will" | "would" | "shall" | "to" | "'ll" => Some(Commitment::Planned),
            "may" | "might" | "could" | "can" => Some(Commitment::Possible),
            "reportedly" | "allegedly" | "apparently" => Some(Commitment::Hedged),
            _ => None,
        })
        .unwrap_or_default()
}

/// Whether the infinitive at token `at` tells what something was done for: "went online to express regret".
/// Before it, a finished act stands nearer than a word that plans.
fn is_purpose(annotated: &Annotated, at: usize) -> bool {
    let tokens = &annotated.layers().tokens;
    let before = tokens.get(at.saturating_sub(12)..at).unwrap_or_default().iter().rev();
    let words = before.map(|token| fold(annotated.slice(token.span))).skip_while(|word| word != "to").skip(1);
    let mut words = words.take_while(|word| !matches!(word.as_str(), "." | ";" | ":" | "and" | "that"));
    let plans = |word: &str| {
        matches!(
            word,
            "plan"
                | "plans"
                | "planned"
                | "expected"
                | "scheduled"
                | "set"
                | "due"
                | "wanted"
                | "hoped"
                | "intended"
                | "vowed"
                | "pledged"
                | "agreed"
                | "promised"
                | "is"
                | "are"
                | "was"
                | "were"
                | "will"
                | "would"
        )
    };
    let done = |word: &str| {
        word.len() > 4 && word.ends_with("ed")
            || matches!(
                word,
                "went" | "came" | "took" | "met" | "flew" | "sat" | "stood" | "made" | "held" | "left"
            )
    };
    words
        .find_map(|word| if plans(&word) { Some(false) } else { done(&word).then_some(true) })
        .unwrap_or(false)
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

fn standing(a: &Said<Value>, b: &Said<Value>, shared: &Shared) -> Option<Standing> {
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
fn apart(a: &Said<Value>, b: &Said<Value>, ground: Ground) -> Option<Standing> {
    let (x, y) = (&a.value, &b.value);
    let nearest = matches!((x.events.first(), y.events.first()), (Some(one), Some(other)) if one.is(other));
    // Without a name in common the clauses must be the same but for the date.
    let named = ground.names > 0 || nearest && ground.common >= 3 && ground.likeness >= UNNAMED;
    if !(x.is_day && y.is_day) || x.negated != y.negated || !named {
        return None;
    }
    // The same words, read against two days of publication, are two days only if they are two occasions.
    let same_words = !x.words.is_empty() && x.words == y.words;
    if same_words {
        return None;
    }
    let planned = is_planned(a.commitment) != is_planned(b.commitment);
    if planned && ground.same_event && ground.names >= 2 {
        let why = "a plan and its outcome; a time zone may shift the day";
        return Some(Standing::new(Verdict::Updated, 0.7, EQUAL_EVENT, why));
    }
    // Of an event that both date but once, with a name in common, little else need be.
    let once = nearest && x.sole && y.sole && !planned;
    let few = once || nearest && (ground.names >= 2 || ground.names == 0);
    if ground.common < if few { 2 } else { 4 } {
        return None;
    }
    let needs = match ground.names {
        _ if once => APART_ONCE,
        2.. if nearest => APART_NEAREST,
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
    let printed = x.published.zip(y.published).map_or(0, |(one, other)| (one - other).get_days().abs());
    if printed > 0 && (is_printed_before(x, t) || is_printed_before(y, s)) {
        // What happened after an article was printed is not what it tells of; a plan may have moved.
        let moved = is_planned(a.commitment) && is_planned(b.commitment) && ground.same_event;
        return if moved { tension(Verdict::Updated, "the later article may know more") } else { None };
    }
    let spoken = |value: &Value| !value.events.first().is_some_and(Event::happens);
    if spoken(x) || spoken(y) {
        // People speak on more days than one.
        return if printed <= 1 { tension(Verdict::Differs, UNCERTAIN) } else { None };
    }
    if (s.date() - t.date()).get_days().abs() <= 1 {
        return tension(Verdict::Differs, "a day apart, which a time zone or the hour can explain");
    }
    let much = ground.names >= 2 && ground.common >= 5 && ground.likeness >= CONFLICT;
    if (ground.same_event || nearest) && (much || ground.likeness >= CONFLICT_LIKE) {
        let why = "both dates are stated as exact, of the same event, and lie apart";
        return Some(Standing::new(Verdict::Conflict, 0.8, CONFLICT, why));
    }
    tension(Verdict::Differs, UNCERTAIN)
}

const UNCERTAIN: &str = "the dates lie apart; whether they are of the same event is not certain";

/// Whether the article of a date was published before the day of `at`.
fn is_printed_before(value: &Value, at: DateTime) -> bool {
    value.published.is_some_and(|published| published < at.date())
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
            sole: false,
            words: String::new(),
            published: None,
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

    /// A meeting on a day of May 2024, in an article printed on the 20th.
    fn meeting(day: i8) -> Said<Value> {
        let start = date(2024, 5, day);
        let midnight = |date: Date| Some(date.at(0, 0, 0, 0));
        let mut value = value(midnight(start), midnight(start.tomorrow().unwrap()), None);
        let event = Event { class: Some(EventClass::Meet), lemma: "meet".into() };
        (value.events, value.published) = (vec![event], Some(date(2024, 5, 20)));
        value.words = format!("may {day}");
        Said {
            value,
            profile: Default::default(),
            commitment: Commitment::Asserted,
            by: None,
            nearest: None,
            distinct: true,
        }
    }

    /// The verdict on meetings on 7 and 12 May, the second changed by `change`.
    #[track_caller]
    fn check_gate(change: impl Fn(&mut Said<Value>), expect: Option<Verdict>) {
        let (one, mut other) = (meeting(7), meeting(12));
        change(&mut other);
        let ground = || Ground { same_event: true, names: 2, common: 6, likeness: 0.6 };
        let found = |a, b| apart(a, b, ground()).map(|standing| standing.verdict);
        assert_eq!((found(&one, &other), found(&other, &one)), (expect, expect));
    }

    #[test]
    fn the_gate_lets_a_conflict_through_only_where_nothing_explains_it() {
        check_gate(|_| {}, Some(Verdict::Conflict));
        check_gate(|b| b.commitment = Commitment::Planned, Some(Verdict::Updated));
        check_gate(|b| b.commitment = Commitment::Hedged, Some(Verdict::Differs));
        // The same words in articles of two weeks.
        check_gate(|b| b.value.words = "may 7".into(), None);
        // Printed before the other's day: it tells of another meeting.
        check_gate(|b| b.value.published = Some(date(2024, 5, 6)), None);
        let said = |b: &mut Said<Value>| b.value.events[0].class = Some(EventClass::Say);
        check_gate(said, Some(Verdict::Differs));
        let later = |b: &mut Said<Value>| {
            said(b);
            b.value.published = Some(date(2024, 5, 22));
        };
        check_gate(later, None);
    }

    #[test]
    fn an_event_that_both_date_but_once_needs_little_else() {
        let (mut one, mut other) = (meeting(7), meeting(12));
        let ground = || Ground { same_event: true, names: 1, common: 2, likeness: 0.1 };
        assert!(apart(&one, &other, ground()).is_none());
        (one.value.sole, other.value.sole) = (true, true);
        assert_eq!(apart(&one, &other, ground()).map(|found| found.verdict), Some(Verdict::Differs));
    }

    #[test]
    fn weekdays_stand_where_the_week_is_not_known() {
        let day = |weekday| value(None, None, Some(weekday));
        assert!(relation(&day(Weekday::Monday), &day(Weekday::Monday)) == Relation::SameWeekday);
        assert!(relation(&day(Weekday::Monday), &day(Weekday::Friday)) == Relation::Apart);
    }
}
