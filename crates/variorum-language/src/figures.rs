//! Figures: numbers with interval, unit and what they count.
//!
//! A number is a figure with its comparator before it and its unit, container or thing counted after
//! it. Years, dates and times of day are time expressions only; numbers in names ("Title 42") are none.

mod bounds;
mod commitment;
mod counted;
mod currencies;
mod ranges;
mod scores;
mod units;

use rust_decimal::Decimal;
use variorum_core::{Article, Figure, FigureKind, Interval, Layers, Span, TimexKind};

use crate::numerals::{Numeral, NumeralKind, Scan, magnitude, may_begin, numeral};
use units::{measure, time_unit};

/// The figures, with who asserts them and how firmly.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Figure> {
    let tokens = units::unglued(&article.text, &layers.tokens);
    let scan = Scan::new(&article.text, &tokens);
    let mut figures: Vec<Figure> = Vec::new();
    let mut at = 0;
    let dates: Vec<Span> =
        layers.timexes.iter().filter(|t| t.kind != TimexKind::Duration).map(|t| t.span).collect();
    let mut taken =
        dates.into_iter().chain(article.boilerplate.iter().map(|b| b.span)).collect::<Vec<Span>>();
    taken.sort();
    let mut taken = taken.into_iter().peekable();
    while at < scan.len() {
        let Some(token) = scan.tokens.get(at) else { break };
        while taken.next_if(|span| span.end() <= token.span.start()).is_some() {}
        if taken.peek().is_some_and(|span| span.overlaps(token.span)) {
            at += 1;
            continue;
        }
        match figure(&scan, at) {
            Some(draft) => {
                at = draft.end.max(at + 1);
                figures.extend(finish(&scan, draft));
            }
            None => at += 1,
        }
    }
    commitment::assign(article, layers, &scan, &mut figures);
    figures
}

/// A figure in tokens.
struct Draft {
    start: usize,
    number: (usize, usize),
    end: usize,
    value: Option<Decimal>,
    interval: Interval,
    unit: Option<String>,
    kind: FigureKind,
    of: Option<(usize, usize)>,
}

fn finish(scan: &Scan, draft: Draft) -> Option<Figure> {
    Some(Figure {
        span: scan.span(draft.start, draft.end)?,
        number: scan.span(draft.number.0, draft.number.1)?,
        value: draft.value,
        interval: draft.interval,
        unit: draft.unit,
        kind: draft.kind,
        of: draft.of.and_then(|(start, end)| scan.span(start, end)),
        commitment: variorum_core::Commitment::Asserted,
        by: None,
    })
}

/// The figure whose number or currency sign begins at `at`; two bounds in a row ("more than 10 and less
/// than 20") are one.
fn figure(scan: &Scan, at: usize) -> Option<Draft> {
    if !(may_begin(scan, at) || currencies::may_stand_before(scan, at)) {
        return None;
    }
    let draft = single(scan, at)?;
    Some(ranges::with_other_bound(scan, &draft).unwrap_or(draft))
}

/// The figure of one number or one range.
fn single(scan: &Scan, at: usize) -> Option<Draft> {
    let currency = currencies::before(scan, at);
    let start = currency.as_ref().map_or(at, |(_, next)| *next);
    if let Some(draft) = bounded_one(scan, at) {
        return Some(draft);
    }
    if currency.is_none() && is_no_quantity(scan, at) {
        return None;
    }
    let first = numeral(scan, start)?;
    if first.kind == NumeralKind::Ordinal {
        // "of water a second" is a rate.
        let rate = scan.at(at) == "second" && scan.before(at, 1) == "a" && scan.ends_clause(at + 1);
        if rate {
            return None;
        }
        return currency.is_none().then(|| ordinal(scan, at, first));
    }
    let comparator = bounds::before(scan, at);
    let parts = || scores::score(scan, at, first).or_else(|| scores::ratio(scan, at, first));
    let mut draft = match currency.is_none().then(parts).flatten() {
        Some(draft) => draft,
        None => measured(scan, at, start, first, currency.map(|(name, _)| name)),
    };
    if draft.kind == FigureKind::Score {
        return Some(draft);
    }
    let exact = draft.interval.lo == draft.interval.hi;
    let after = bounds::after(scan, draft.end, comparator.map(|(_, comparator)| comparator));
    if let Some(value) = draft.value.filter(|_| exact) {
        let said = after.map(|(_, comparator)| comparator).or(comparator.map(|(_, comparator)| comparator));
        draft.interval = bounds::interval(value, said);
    }
    draft.start = comparator.map_or(draft.start, |(start, _)| start);
    draft.end = after.filter(|_| exact).map_or(draft.end, |(end, _)| end);
    Some(draft)
}

/// "more than an hour", "nearly a year": one of a unit of time, where a comparator makes it a quantity.
fn bounded_one(scan: &Scan, at: usize) -> Option<Draft> {
    let unit = matches!(scan.at(at), "a" | "an").then(|| time_unit(scan.at(at + 1)))??;
    let (start, comparator) = bounds::before(scan, at).filter(|(start, _)| {
        // "spread over a year" is within it.
        at - start > 1 || scan.before(*start, 1) == "for" || matches!(scan.at(*start), "nearly" | "almost")
    })?;
    let singular = !scan.at(at + 1).ends_with('s') && !scan.line_ends(at);
    singular.then(|| Draft {
        start,
        number: (at, at + 1),
        end: at + 2,
        value: Some(Decimal::ONE),
        interval: bounds::interval(Decimal::ONE, Some(comparator)),
        unit: Some(unit.to_owned()),
        kind: FigureKind::Duration,
        of: None,
    })
}

/// A number or a range with what it measures or counts.
fn measured(scan: &Scan, at: usize, start: usize, first: Numeral, currency: Option<String>) -> Draft {
    let (last, lower) =
        ranges::range(scan, start, first).map_or((first, None), |(last, low)| (last, Some(low)));
    let interval = match (lower, first.kind) {
        (Some(low), _) => Interval { lo: Interval::exactly(low).lo, hi: Interval::exactly(last.value).hi },
        (None, NumeralKind::Vague) => bounds::vague(first.value),
        (None, _) => Interval::exactly(first.value),
    };
    let led = lower.is_some() && matches!(scan.before(at, 1), "between" | "from");
    let mut draft = Draft {
        start: if led { at - 1 } else { at },
        number: (start, last.end),
        end: last.end,
        value: (lower.is_none() && first.kind != NumeralKind::Vague).then_some(first.value),
        interval,
        unit: None,
        kind: FigureKind::Number,
        of: None,
    };
    if lower.is_some() || currency.is_some() || !scores::age(scan, at, first, &mut draft) {
        with_unit(scan, &mut draft, currency, first);
    }
    draft
}

/// "third"; of times that something happens, with them: "the first time".
fn ordinal(scan: &Scan, at: usize, first: Numeral) -> Draft {
    let time = scan.at(first.end) == "time" && !scan.line_ends(at);
    let end = first.end + usize::from(time);
    Draft {
        start: at,
        number: (at, first.end),
        end,
        value: Some(first.value),
        interval: Interval::exactly(first.value),
        unit: None,
        kind: FigureKind::Ordinal,
        of: time.then_some((first.end, end)),
    }
}

/// Numbers that measure nothing: parts of names and lists, "one" as a pronoun, glued letters.
fn is_no_quantity(scan: &Scan, at: usize) -> bool {
    let before = scan.before(at, 1);
    let named = matches!(
        before,
        "title"
            | "section"
            | "no"
            | "route"
            | "flight"
            | "article"
            | "chapter"
            | "page"
            | "#"
            | "highway"
            | "interstate"
            | "room"
            | "channel"
            | "type"
            | "class"
            | "level"
            | "phase"
            | "boeing"
            | "airbus"
            | "version"
            | "rule"
            | "line"
            | "number"
            | "covid"
    );
    let glued = at > 0
        && scan.joined(at - 1)
        && matches!(before, "-" | "/" | "." | "#" | "=" | "%")
        && !matches!(scan.before(at, 2), "pre" | "post" | "mid");
    let pronoun = scan.at(at) == "one"
        && !numeral(scan, at).is_some_and(|n| n.kind == NumeralKind::Fraction)
        && !matches!(
            scan.at(at + 1),
            "hundred"
                | "thousand"
                | "million"
                | "billion"
                | "dozen"
                | "person"
                | "man"
                | "woman"
                | "child"
                | "-"
                | "of"
                | "percent"
                | "in"
        )
        && !counted::noun_phrase(scan, at + 1, false)
            .is_some_and(|_| matches!(before, "" | "." | "only" | "just" | "least" | "killed" | "wounded"));
    let pronoun = pronoun
        || scan.at(at) == "one"
            && scan.at(at + 1) == "of"
            && matches!(scan.at(at + 2), "them" | "us" | "you" | "these" | "those");
    let article = matches!(scan.at(at), "a" | "an") && numeral(scan, at).is_none();
    let phone = scan.at(at + 1) == "-"
        && scan.at(at + 3) == "-"
        && scan.at(at + 2).parse::<u32>().is_ok()
        && scan.joined(at);
    named || glued || pronoun || article || phone
}

/// Unit, container or thing counted after the number, and the kind that follows from it.
fn with_unit(scan: &Scan, draft: &mut Draft, currency: Option<String>, first: Numeral) {
    if let Some(name) = currency {
        (draft.kind, draft.unit) = (FigureKind::Money, Some(name));
        // "$300 million dollars" says it twice.
        let again = measure(scan, draft.end).filter(|_| scan.at(draft.end) != "$");
        if let Some((FigureKind::Money, _, end)) = again {
            draft.end = end;
        }
        return;
    }
    let hyphen = usize::from(scan.at(draft.end) == "-" && scan.joined(draft.end));
    if let Some((kind, name, end)) = measure(scan, draft.end + hyphen) {
        (draft.kind, draft.unit, draft.end) = (kind, Some(name), end);
        with_smaller_unit(scan, draft);
        return;
    }
    if let Some(unit) = time_unit(scan.at(draft.end + hyphen)) {
        let end = draft.end + hyphen + 1;
        (draft.kind, draft.unit, draft.end) = (FigureKind::Duration, Some(unit.to_owned()), end);
        return;
    }
    if first.kind == NumeralKind::Vague || scan.at(draft.end) == "of" && first.kind != NumeralKind::Fraction {
        let of = usize::from(scan.at(draft.end) == "of");
        let the = usize::from(
            of == 1 && matches!(scan.at(draft.end + of), "the" | "its" | "their" | "his" | "her"),
        );
        if let Some((start, end)) = counted::noun_phrase(scan, draft.end + of + the, true).filter(|_| of == 1)
        {
            (draft.kind, draft.of, draft.end) = (FigureKind::Count, Some((start, end)), end);
        }
        return;
    }
    let one = first.value == Decimal::ONE;
    if let Some((start, end)) = counted::noun_phrase(scan, draft.end + hyphen, !one) {
        counted_thing(scan, draft, start, end);
    }
}

/// What a smaller unit adds: "15 dollars and 40 cents", "6 feet 2 inches"; or the scale after a code,
/// "75 USD million".
fn with_smaller_unit(scan: &Scan, draft: &mut Draft) {
    let Some(value) = draft.value else { return };
    if draft.kind == FigureKind::Money
        && let Some(scaled) = magnitude(scan.at(draft.end)).and_then(|scale| value.checked_mul(scale))
    {
        (draft.value, draft.interval, draft.end) = (Some(scaled), Interval::exactly(scaled), draft.end + 1);
        return;
    }
    let and = usize::from(scan.at(draft.end) == "and");
    let Some(more) = numeral(scan, draft.end + and).filter(|more| more.kind == NumeralKind::Cardinal) else {
        return;
    };
    let unit = draft.unit.as_deref().unwrap_or_default();
    let (named, parts) = match draft.kind {
        FigureKind::Money => (matches!(scan.at(more.end), "cent" | "cents" | "pence"), Decimal::ONE_HUNDRED),
        _ if unit == "foot" => {
            (matches!(scan.at(more.end), "in" | "inch" | "inches") && and == 0, Decimal::from(12))
        }
        _ => return,
    };
    // "15 dollars 40" says cents without naming them where nothing else is named either.
    let bare =
        draft.kind == FigureKind::Money && scan.ends_clause(more.end) && !scan.line_ends(draft.end - 1);
    if more.value >= parts || more.value < Decimal::ONE || !(named || bare) {
        return;
    }
    let sum = (value + more.value / parts).round_dp(12);
    (draft.value, draft.interval) = (Some(sum), Interval::exactly(sum));
    draft.number.1 = more.end;
    draft.end = more.end + usize::from(named);
}

fn counted_thing(scan: &Scan, draft: &mut Draft, start: usize, end: usize) {
    draft.kind = FigureKind::Count;
    let head = scan.at(end - 1);
    match units::container(head) {
        Some(unit) if scan.at(end) == "of" => {
            draft.unit = Some(unit.to_owned());
            let of = counted::noun_phrase(scan, end + 1, true)
                .or_else(|| counted::noun_phrase(scan, end + 1, false));
            (draft.of, draft.end) = of.map_or((Some((start, end)), end), |(s, e)| (Some((s, e)), e));
        }
        _ => (draft.of, draft.end) = (Some((start, end)), end),
    }
}

#[cfg(test)]
mod tests {
    use variorum_ingest::read_record;

    use crate::annotate;

    /// The figures of `text` as "words: kind lo..hi unit/of".
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let article = read_record(format!("{{\"id\":\"x\",\"text\":\"{text}\"}}").as_bytes()).unwrap();
        let annotated = annotate(article);
        let bound = |b: Option<variorum_core::Bound>| {
            b.map_or(String::new(), |b| {
                format!(
                    "{}{}",
                    b.value.normalize(),
                    if b.open {
                        "!"
                    } else if b.soft {
                        "~"
                    } else {
                        ""
                    }
                )
            })
        };
        let shown = |f: &variorum_core::Figure| {
            let of = f.of.map(|of| annotated.slice(of)).unwrap_or_default();
            format!(
                "{}: {:?} {}..{} {}/{of}",
                annotated.slice(f.span),
                f.kind,
                bound(f.interval.lo),
                bound(f.interval.hi),
                f.unit.as_deref().unwrap_or_default()
            )
        };
        let found: Vec<String> = annotated.layers().figures.iter().map(shown).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn counts_have_bounds_and_things() {
        check(
            "It sent more than 11,000 crates of spare parts.",
            &["more than 11,000 crates of spare parts: Count 11000!.. crate/spare parts"],
        );
        check("Dozens of fishing boats sank.", &["Dozens of fishing boats: Count 24~..99~ /fishing boats"]);
        check("At least 14 people were hurt.", &["At least 14 people: Count 14.. /people"]);
        check("About 200 residents left.", &["About 200 residents: Count 180~..220~ /residents"]);
        check("Between 30 and 40 boats came.", &["Between 30 and 40 boats: Count 30..40 /boats"]);
        check("Up to 60 boats came.", &["Up to 60 boats: Count ..60 /boats"]);
    }

    #[test]
    fn money_percent_and_measures() {
        check("Damage was €2 million.", &["€2 million: Money 2000000..2000000 Euro/"]);
        check("It rose 5.5 percent.", &["5.5 percent: Percent 5.5..5.5 percent/"]);
        check("It lies 20 kilometres away.", &["20 kilometres: Dimension 20..20 kilometer/"]);
        check("It was 5 degrees Celsius.", &["5 degrees Celsius: Temperature 5..5 degree Celsius/"]);
        check("It costs $3 to $5 million.", &["$3 to $5 million: Money 3000000..5000000 Dollar/"]);
    }

    #[test]
    fn bounds_on_both_sides_of_a_number() {
        check("It held over 5 and under 9 boats.", &["over 5 and under 9 boats: Count 5!..9! /boats"]);
        check("It held 40 or more.", &["40 or more: Number 40.. /"]);
        check("It held less than 40 or equal.", &["less than 40 or equal: Number ..40 /"]);
        check("More than 2 in 5 sank.", &["More than 2 in 5: Ratio 0.4!.. /"]);
        check("It holds for x >= 7.", &[">= 7: Number 7.. /"]);
    }

    #[test]
    fn units_stand_apart_or_glued() {
        check("It weighed 80kg.", &["80kg: Dimension 80..80 kilogram/"]);
        check("It cost 90 Swiss francs.", &["90 Swiss francs: Money 90..90 Swiss franc/"]);
        check("It cost C$ 3.5 million.", &["C$ 3.5 million: Money 3500000..3500000 Canadian dollar/"]);
        check("It cost 12 dollars and 30 cents.", &["12 dollars and 30 cents: Money 12.3..12.3 Dollar/"]);
        check("He is 6 feet 3 inches tall.", &["6 feet 3 inches: Dimension 6.25..6.25 foot/"]);
        check("It rose to 31 degrees.", &["31 degrees: Temperature 31..31 degree/"]);
        check("It blew at 90 km/h.", &["90 km/h: Dimension 90..90 kilometer per hour/"]);
        check("She sailed for the first time.", &["first time: Ordinal 1..1 /time"]);
    }

    #[test]
    fn durations_ages_and_scores() {
        check(
            "A two-day visit after 24 years.",
            &["two-day: Duration 2..2 day/", "24 years: Duration 24..24 year/"],
        );
        check("A 24-year-old sailor.", &["24-year-old: Age 24..24 year/"]);
        check("The council voted 7-2 against it.", &["7-2: Score .. /"]);
        check("Three in ten boats leak.", &["Three in ten: Ratio 0.3..0.3 /"]);
    }

    #[test]
    fn one_unit_of_time_is_a_quantity_where_a_comparator_makes_it_one() {
        check("It lasted more than an hour.", &["more than an hour: Duration 1!.. hour/"]);
        check("They met for over an hour.", &["over an hour: Duration 1!.. hour/"]);
        check("The work is spread over a year.", &[]);
        check("It let out 900 tonnes of water a second.", &["900 tonnes: Dimension 900..900 metric ton/"]);
        check("She is one of them.", &[]);
        check("It burned over 16 hectares.", &["over 16 hectares: Dimension 16!.. hectare/"]);
        check("It spread over 16 hectares.", &["16 hectares: Dimension 16..16 hectare/"]);
    }

    #[test]
    fn what_is_no_quantity_is_left_alone() {
        check("Under Title 42 and Section 8 it is barred.", &[]);
        check("It opened in 2003 on May 5.", &[]);
        check("Call 555-123-4567 now.", &[]);
    }
}
