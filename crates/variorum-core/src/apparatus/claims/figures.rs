//! Figures side by side.

mod reading;

use rust_decimal::Decimal;

use crate::annotated::{Annotated, Commitment, Figure, FigureKind};
use crate::apparatus::claims::{
    Item, MOST, Said, Standing, distinguish, is_planned, item, sets, two_parties,
};
use crate::apparatus::matter::{KeyKind, Matter, Shared};
use crate::apparatus::{ClaimSet, Verdict, Witness, WitnessId};
use reading::{Value, value};

/// Least likeness of what two equal values are said of: by itself, where they count the same, and where
/// the value is one that the story hardly names twice by chance.
const EQUAL: f32 = 0.16;
const SMALL: f32 = 0.2;
const EQUAL_HEAD: f32 = 0.1;
const EQUAL_DISTINCT: f32 = 0.06;

/// The same for values that meet and for values apart; less is enough where they count the same.
const MEET: f32 = 0.26;
const APART: f32 = 0.28;
const HEAD: f32 = 0.13;

/// Likeness of two sentences that are the same but for the value.
const ALIKE: f32 = 0.8;

/// Keys in common that make a sentence the same.
const MANY: usize = 8;

/// Likeness from which few common keys are enough for a conflict.
const LIKE: f32 = 0.5;

/// How far two values may lie apart, as a share, when one was converted and rounded.
const CONVERTED: (i64, u32) = (4, 2);

pub(super) fn compare(witnesses: &[Witness], matter: &Matter) -> Vec<ClaimSet> {
    let compared = witnesses.iter().enumerate().filter(|(_, witness)| witness.compared);
    let mut items: Vec<Item<Value>> =
        compared.flat_map(|(at, witness)| of(WitnessId(at), &witness.annotated, matter)).collect();
    distinguish(&mut items, |a, b| a.dimension == b.dimension && a.interval == b.interval);
    sets(witnesses, &items, comparable, standing, |a, b| {
        a.interval.is_disjoint(&b.interval) && !rounded(a, b)
    })
}

fn of(witness: WitnessId, annotated: &Annotated, matter: &Matter) -> Vec<Item<Value>> {
    let figures = annotated.layers().figures.iter().filter(|figure| figure.kind != FigureKind::Ordinal);
    let figures = figures.filter(|figure| !annotated.article().is_boilerplate(figure.span));
    let read = |figure: &Figure| {
        let said = Some((figure.commitment, figure.by));
        item(matter, witness, annotated, figure.span, value(annotated, figure), said)
    };
    figures.take(MOST).map(read).collect()
}

/// What two figures have in common besides their values.
struct Ground {
    /// Whether both name what is counted, and alike.
    same_head: bool,
    other_head: bool,
    /// Keys around both; and those of them that are no mere words.
    common: usize,
    names: usize,
    /// Of these, the figures.
    figures: usize,
    likeness: f32,
}

impl Ground {
    fn of(a: &Said<Value>, b: &Said<Value>, shared: &Shared) -> Self {
        let same = match (&a.value.head, &b.value.head) {
            (Some(a), Some(b)) => Some(a == b),
            _ => None,
        };
        Self {
            same_head: same == Some(true),
            other_head: same == Some(false) && counts(a.value.kind),
            common: shared.all(),
            names: shared.all() - shared.of(KeyKind::Word),
            figures: shared.of(KeyKind::Figure),
            likeness: shared.likeness,
        }
    }
}

fn standing(a: &Said<Value>, b: &Said<Value>, shared: &Shared) -> Option<Standing> {
    let (x, y) = (&a.value, &b.value);
    let ground = Ground::of(a, b, shared);
    if ground.common < 2 {
        return None;
    }
    if x.interval == y.interval || rounded(x, y) {
        let small = x.exact.is_some_and(|(value, _)| value <= Decimal::TEN);
        let needs = match () {
            // An age is of the person named beside it.
            () if x.kind == FigureKind::Age && ground.names > 0 => 0.0,
            // Other words for what is counted, in the same sentence otherwise: "principles", "pillars".
            () if ground.other_head && ground.names >= 2 && ground.common >= MANY => EQUAL,
            () if ground.other_head => MEET,
            () if a.distinct && b.distinct && !small => EQUAL_DISTINCT,
            () if ground.same_head => EQUAL_HEAD,
            () if small => SMALL,
            () => EQUAL,
        };
        let why = if x.unit == y.unit { "the same value" } else { "the same value in two units" };
        return Some(Standing::new(Verdict::Same, 0.95, needs, why));
    }
    let alike = ground.names > 0 && ground.likeness >= ALIKE;
    if ground.other_head || (!ground.same_head && ground.common < 3 && !alike) {
        return None;
    }
    if !x.interval.is_disjoint(&y.interval) {
        return meeting(x, y, &ground);
    }
    apart(a, b, &ground)
}

/// Whether two figures are credited to sources that have no word in common.
fn two_sources(a: &Value, b: &Value) -> bool {
    !a.source.is_empty() && !b.source.is_empty() && !a.source.iter().any(|word| b.source.contains(word))
}

fn counts(kind: FigureKind) -> bool {
    matches!(kind, FigureKind::Count | FigureKind::Number)
}

/// Whether two figures can be of one thing at all.
fn comparable(a: &Value, b: &Value) -> bool {
    let family = |kind| match kind {
        FigureKind::Number | FigureKind::Count => FigureKind::Count,
        kind => kind,
    };
    let counts = family(a.kind) == FigureKind::Count;
    family(a.kind) == family(b.kind) && (counts || a.dimension == b.dimension) && {
        let dollars = |unit: &str| unit.to_lowercase().contains("dollar");
        a.kind != FigureKind::Money || a.unit == b.unit || (dollars(&a.unit) && dollars(&b.unit))
    }
}

/// Whether two exact numbers are the same but for rounding: one rounds to the other, or they meet
/// after conversion.
fn rounded(a: &Value, b: &Value) -> bool {
    let (Some((x, x_step)), Some((y, y_step))) = (a.exact, b.exact) else { return false };
    let apart = (x - y).abs();
    if a.unit == b.unit {
        apart.is_zero()
    } else {
        apart <= (x_step.max(y_step) / Decimal::TWO).max(x.abs() * Decimal::new(CONVERTED.0, CONVERTED.1))
    }
}

fn meeting(a: &Value, b: &Value, ground: &Ground) -> Option<Standing> {
    let exact = |value: &Value| value.exact.is_some();
    let (verdict, why) = match (exact(a), exact(b)) {
        (true, false) | (false, true) if !a.interval.is_soft() && !b.interval.is_soft() => {
            (Verdict::Compatible, "the exact number lies within the bound that the other gives")
        }
        (true, false) | (false, true) => (Verdict::MorePrecise, "one is exact where the other is vague"),
        _ => (Verdict::Compatible, "both can be true: the ranges meet"),
    };
    Some(Standing::new(verdict, 0.85, if ground.same_head { HEAD } else { MEET }, why))
}

/// Whether what `name` stands for is named in the clause of `by`.
fn held(name: Option<usize>, by: &Said<Value>) -> bool {
    name.is_some_and(|id| by.profile.ids().any(|key| key == id))
}

/// Whether two values that lie apart may be of one thing at all: of one bearer, one act, one whole.
fn of_one_thing(a: &Said<Value>, b: &Said<Value>, ground: &Ground) -> bool {
    let (x, y) = (&a.value, &b.value);
    // A share, a price or a length is of whom or what is named beside it.
    let one_each = x.alone && y.alone && held(a.nearest, b) && held(b.nearest, a);
    // In two sentences that have nearly all in common, it is enough that one names it.
    let one_named = held(a.nearest, b) || held(b.nearest, a);
    let unnamed = a.nearest.is_none() || b.nearest.is_none();
    let same_sentence = ground.names >= 3 && ground.common >= MANY && one_named
        || ground.likeness >= ALIKE && ground.common >= 4 && unnamed;
    if !counts(x.kind) && a.nearest != b.nearest && !one_each && !same_sentence {
        return false;
    }
    if x.part || y.part {
        return false;
    }
    // Those killed are not those wounded, and the shops of one chain not those of another.
    if matches!((&x.act, &y.act), (Some(one), Some(other)) if one != other) {
        return false;
    }
    let other_name = a.nearest != b.nearest && !held(a.nearest, b) && !held(b.nearest, a);
    if a.nearest.is_some() && b.nearest.is_some() && other_name {
        return false;
    }
    // A share among the members of a party is not one among all voters.
    if x.among != y.among {
        return false;
    }
    // Counts apart are of one thing only where both say what they count, and alike.
    if counts(x.kind) && !ground.same_head {
        return false;
    }
    firm(ground) || ground.likeness >= 0.45
}

/// Whether two clauses name somebody in common, and much else.
fn firm(ground: &Ground) -> bool {
    ground.names > 0 && ground.common >= 4
}

/// The gate: what may be a conflict, and what explains that two values lie apart.
fn apart(a: &Said<Value>, b: &Said<Value>, ground: &Ground) -> Option<Standing> {
    if !of_one_thing(a, b, ground) {
        return None;
    }
    let (x, y) = (&a.value, &b.value);
    let needs = if (ground.same_head || !counts(x.kind)) && firm(ground) { HEAD } else { APART };
    let tension = |verdict, why| Some(Standing::new(verdict, 0.7, needs, why));
    let later = matches!((x.published, y.published), (Some(a), Some(b)) if a != b);
    if is_planned(a.commitment) != is_planned(b.commitment) {
        return tension(Verdict::Updated, "a plan and its outcome, or a forecast and a count");
    }
    if (a.commitment == Commitment::Possible) != (b.commitment == Commitment::Possible) {
        return tension(Verdict::Differs, "one of them says only what may be");
    }
    let own = |value: &Value| value.own_day;
    let shared = x.days.iter().filter(|day| y.days.contains(day)).count();
    // "in July from June" and "in July from a year before" share but one of their times.
    let same_day = shared > 0 && (shared == x.days.len() || shared == y.days.len());
    if own(x) && own(y) && !same_day {
        return tension(Verdict::Updated, "they are of different times");
    }
    if x.scope != y.scope {
        return None;
    }
    if x.still || y.still {
        return tension(Verdict::Updated, "one of them says how it stands by then");
    }
    if x.interval.is_soft() || y.interval.is_soft() {
        return tension(Verdict::Differs, "one of them is vague");
    }
    let moves =
        matches!(x.kind, FigureKind::Count | FigureKind::Number | FigureKind::Money | FigureKind::Percent);
    if later && moves {
        return tension(Verdict::Updated, "the later article may know more");
    }
    // Where one of the names stands beside but one of them, much else must be the same.
    let other_holder = |one: &Said<Value>, other| one.nearest.is_some() && !held(one.nearest, other);
    if ground.common < 4 && (other_holder(a, b) || other_holder(b, a)) {
        return None;
    }
    if a.commitment == Commitment::Hedged || b.commitment == Commitment::Hedged {
        return tension(Verdict::Differs, "one of them is hedged");
    }
    if two_parties(a, b) || two_sources(x, y) {
        return tension(Verdict::Differs, "two parties are credited with them");
    }
    let (Some((one, one_step)), Some((other, other_step))) = (x.exact, y.exact) else {
        return tension(Verdict::Differs, "the ranges do not meet");
    };
    if (own(x) || own(y)) && !same_day {
        return tension(Verdict::Differs, "only one of them tells its time");
    }
    if (one - other).abs() <= one_step.max(other_step) / Decimal::TWO {
        return Some(Standing::new(Verdict::Compatible, 0.8, MEET, "one rounds to the other"));
    }
    // In a list of shares or prices, nothing but another common figure shows that the lists are one.
    let listed = !(counts(x.kind) || x.alone && y.alone);
    if listed && (ground.figures == 0 || x.kind == FigureKind::Money) {
        return tension(
            Verdict::Differs,
            "one of them stands in a list; whether they are of the same is not certain",
        );
    }
    let like = ground.common >= 4 && ground.likeness >= LIKE || ground.names > 0 && ground.likeness >= ALIKE;
    let same_thing = counts(x.kind) || ground.common >= 5 || like;
    if same_thing {
        let why = "both are stated as exact, of the same thing and for the same time, and lie apart";
        return Some(Standing::new(Verdict::Conflict, 0.9, needs, why));
    }
    tension(Verdict::Differs, "the numbers lie apart; whether they count the same is not certain")
}

#[cfg(test)]
mod tests {
    use super::reading::{head, step};
    use super::*;
    use crate::annotated::Interval;

    #[track_caller]
    fn check(value: &str, expect: &str) {
        assert_eq!(step(value.parse().unwrap()).to_string(), expect);
    }

    #[test]
    fn the_step_is_the_place_of_the_last_digit_that_tells() {
        check("14", "1");
        check("11000", "1000");
        check("2.5", "0.1");
        check("10", "1");
        check("30", "10");
        check("0", "1");
    }

    fn count(value: i64) -> Said<Value> {
        let value = Decimal::from(value);
        let value = Value {
            kind: FigureKind::Count,
            dimension: String::new(),
            unit: String::new(),
            interval: Interval::exactly(value),
            exact: Some((value, Decimal::ONE)),
            head: Some("person".into()),
            days: Vec::new(),
            own_day: false,
            act: None,
            part: false,
            source: Vec::new(),
            alone: true,
            published: None,
            still: false,
            scope: Vec::new(),
            among: None,
        };
        Said {
            value,
            profile: Default::default(),
            commitment: Commitment::Asserted,
            by: None,
            nearest: None,
            distinct: true,
        }
    }

    /// The verdict on 14 and 23 people when the second is changed by `change`.
    #[track_caller]
    fn check_gate(change: impl Fn(&mut Said<Value>), expect: Option<Verdict>) {
        let (one, mut other) = (count(14), count(23));
        change(&mut other);
        let mut ground = Ground::of(&one, &other, &one.profile.shared(&other.profile));
        (ground.common, ground.names, ground.likeness) = (6, 2, 0.5);
        let found = |a, b| apart(a, b, &ground).map(|standing| standing.verdict);
        assert_eq!((found(&one, &other), found(&other, &one)), (expect, expect));
    }

    #[test]
    fn the_gate_lets_a_conflict_through_only_where_nothing_explains_it() {
        check_gate(|_| {}, Some(Verdict::Conflict));
        check_gate(|b| b.commitment = Commitment::Planned, Some(Verdict::Updated));
        check_gate(|b| b.commitment = Commitment::Hedged, Some(Verdict::Differs));
        check_gate(|b| b.value.still = true, Some(Verdict::Updated));
        let day = |b: &mut Said<Value>| (b.value.days, b.value.own_day) = (vec!["XXXX-WXX-2".into()], true);
        check_gate(day, Some(Verdict::Differs));
        check_gate(|b| b.commitment = Commitment::Possible, Some(Verdict::Updated));
        check_gate(|b| b.value.part = true, None);
        check_gate(|b| b.value.source = vec!["police".into()], Some(Verdict::Conflict));
        check_gate(|b| b.value.scope = vec!["new"], None);
        check_gate(|b| b.value.head = Some("gate".into()), None);
        check_gate(|b| b.value.exact = None, Some(Verdict::Differs));
    }

    #[test]
    fn other_acts_and_other_sources_are_no_conflict() {
        let find = |a: &Said<Value>, b: &Said<Value>| {
            let mut ground = Ground::of(a, b, &a.profile.shared(&b.profile));
            (ground.common, ground.names, ground.likeness) = (6, 2, 0.5);
            apart(a, b, &ground).map(|standing| standing.verdict)
        };
        let (mut one, mut other) = (count(14), count(23));
        (one.value.act, other.value.act) = (Some("kill".into()), Some("wound".into()));
        assert_eq!(find(&one, &other), None);
        other.value.act = Some("kill".into());
        (one.value.source, other.value.source) = (vec!["police".into()], vec!["organiser".into()]);
        assert_eq!(find(&one, &other), Some(Verdict::Differs));
        other.value.source = vec!["police".into(), "chief".into()];
        assert_eq!(find(&one, &other), Some(Verdict::Conflict));
        (one.commitment, other.commitment) = (Commitment::Planned, Commitment::Possible);
        assert_eq!(find(&one, &other), Some(Verdict::Differs));
        (one.commitment, other.commitment) = (Commitment::Asserted, Commitment::Asserted);
        (one.nearest, other.nearest) = (Some(1), Some(2));
        assert_eq!(find(&one, &other), None);
    }

    #[test]
    fn shares_of_two_groups_and_of_two_lists_are_no_conflict() {
        let share = |value| {
            let mut item = count(value);
            (item.value.kind, item.value.head) = (FigureKind::Percent, None);
            item
        };
        let find = |a: &Said<Value>, b: &Said<Value>, figures| {
            let mut ground = Ground::of(a, b, &a.profile.shared(&b.profile));
            (ground.common, ground.names, ground.likeness, ground.figures) = (6, 2, 0.5, figures);
            apart(a, b, &ground).map(|standing| standing.verdict)
        };
        let (one, mut other) = (share(52), share(17));
        assert_eq!(find(&one, &other, 0), Some(Verdict::Conflict));
        other.value.alone = false;
        assert_eq!(find(&one, &other, 0), Some(Verdict::Differs));
        assert_eq!(find(&one, &other, 1), Some(Verdict::Conflict));
        other.value.among = Some("sailor".into());
        assert_eq!(find(&one, &other, 1), None);
    }

    #[test]
    fn heads_are_the_counted_noun() {
        assert_eq!(head("people in hospital").as_deref(), Some("person"));
        assert_eq!(head("conventional weapons").as_deref(), Some("weapon"));
    }
}
