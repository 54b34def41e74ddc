//! Figures: numbers with interval, unit and what they count.
//!
//! A number is a figure with its comparator before it and its unit, container or thing counted after
//! it. Years, dates and times of day are time expressions only; numbers in names ("Title 42") are none.

mod bounds;
mod commitment;
mod counted;
mod units;

use rust_decimal::Decimal;
use variorum_core::{Article, Figure, FigureKind, Interval, Layers, Span, TimexKind};

use crate::numerals::{Numeral, NumeralKind, Scan, numeral};
use bounds::Comparator;

/// The figures, with who asserts them and how firmly.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Figure> {
    let scan = Scan::new(&article.text, &layers.tokens);
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

/// The figure whose number or currency sign begins at `at`.
fn figure(scan: &Scan, at: usize) -> Option<Draft> {
    let currency = units::currency_before(scan, at);
    let start = currency.map_or(at, |(_, next)| next);
    if currency.is_none() && is_no_quantity(scan, at) {
        return None;
    }
    let first = numeral(scan, start)?;
    if first.kind == NumeralKind::Ordinal {
        return currency.is_none().then(|| ordinal(at, first));
    }
    if currency.is_none()
        && let Some(draft) = score_or_ratio(scan, at, first).or_else(|| age(scan, at, first))
    {
        return Some(draft);
    }
    let (last, lower) = range(scan, start, first).map_or((first, None), |(last, low)| (last, Some(low)));
    let comparator = bounds::before(scan, at);
    let interval = match (lower, first.kind) {
        (Some(low), _) => Interval { lo: Interval::exactly(low).lo, hi: Interval::exactly(last.value).hi },
        (None, NumeralKind::Vague) => bounds::vague(first.value),
        (None, _) => bounds::interval(first.value, comparator.map(|(_, c)| c)),
    };
    let mut draft = Draft {
        start: comparator.map_or(at, |(start, _)| start),
        number: (start, last.end),
        end: last.end,
        value: (lower.is_none() && first.kind != NumeralKind::Vague).then_some(first.value),
        interval,
        unit: None,
        kind: FigureKind::Number,
        of: None,
    };
    if lower.is_some() && comparator.is_none() && matches!(scan.before(at, 1), "between" | "from") {
        draft.start = at - 1;
    }
    with_unit(scan, &mut draft, currency.map(|(name, _)| name), first);
    let after = bounds::after(scan, draft.end);
    if let (Some((end, comparator)), None) = (after, comparator) {
        draft.end = end;
        draft.interval = bounds::interval(first.value, Some(comparator));
    }
    Some(draft)
}

fn ordinal(at: usize, first: Numeral) -> Draft {
    Draft {
        start: at,
        number: (at, first.end),
        end: first.end,
        value: Some(first.value),
        interval: Interval::exactly(first.value),
        unit: None,
        kind: FigureKind::Ordinal,
        of: None,
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
        && matches!(before, "-" | "/" | "." | "#")
        && !matches!(scan.before(at, 2), "pre" | "post" | "mid");
    let pronoun = scan.at(at) == "one"
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
    let article = matches!(scan.at(at), "a" | "an") && numeral(scan, at).is_none();
    let phone = scan.at(at + 1) == "-"
        && scan.at(at + 3) == "-"
        && scan.at(at + 2).parse::<u32>().is_ok()
        && scan.joined(at);
    named || glued || pronoun || article || phone
}

/// "$3 to $5 million", "between 3 and 5", "1,000-5,000": the upper end and the lower value.
fn range(scan: &Scan, start: usize, first: Numeral) -> Option<(Numeral, Decimal)> {
    let between = scan.before(start, 1) == "between"
        || (scan.before(start, 2) == "between" && units::currency_before(scan, start - 1).is_some());
    let joins = match scan.at(first.end) {
        "to" | "–" | "—" => true,
        "-" => scan.joined(first.end),
        "and" => between,
        _ => false,
    };
    if !joins || first.kind != NumeralKind::Cardinal {
        return None;
    }
    let next = units::currency_before(scan, first.end + 1).map_or(first.end + 1, |(_, next)| next);
    let last = numeral(scan, next).filter(|last| last.kind == NumeralKind::Cardinal)?;
    // "$3 to $5 million": the magnitude is meant for both.
    let scale = [9u32, 6, 3]
        .into_iter()
        .map(|power| Decimal::from(10i64.pow(power)))
        .find(|scale| last.value >= *scale);
    let bare = scan.tokens.get(next).is_some_and(|t| t.kind == variorum_core::TokenKind::Number)
        && last.end > next + 1;
    let low = match scale {
        Some(scale) if bare && first.value < Decimal::from(1000) => first.value.checked_mul(scale)?,
        _ => first.value,
    };
    (low < last.value).then_some((last, low))
}

/// Unit, container or thing counted after the number, and the kind that follows from it.
fn with_unit(scan: &Scan, draft: &mut Draft, currency: Option<&str>, first: Numeral) {
    if let Some(name) = currency {
        (draft.kind, draft.unit) = (FigureKind::Money, Some(name.to_owned()));
        // "$300 million dollars" says it twice.
        if let Some((FigureKind::Money, _, end)) =
            units::measure(scan, draft.end).filter(|_| scan.at(draft.end) != "$")
        {
            draft.end = end;
        }
        return;
    }
    let hyphen = usize::from(scan.at(draft.end) == "-" && scan.joined(draft.end));
    let nationality = usize::from(
        matches!(scan.at(draft.end), "us" | "u.s." | "american" | "canadian" | "australian")
            && scan.at(draft.end + 1).starts_with("dollar"),
    );
    if let Some((kind, name, end)) = units::measure(scan, draft.end + hyphen + nationality) {
        let full = match (nationality, scan.at(draft.end)) {
            (1, "canadian") => "Canadian dollar".to_owned(),
            (1, "australian") => "Australian dollar".to_owned(),
            (1, _) => "United States dollar".to_owned(),
            _ => name,
        };
        (draft.kind, draft.unit, draft.end) = (kind, Some(full), end);
        return;
    }
    let single = |unit: &str| {
        if unit == "centuries" {
            "century".to_owned()
        } else {
            unit.strip_suffix('s').unwrap_or(unit).to_owned()
        }
    };
    if is_time_unit(scan.at(draft.end + hyphen)) {
        let unit = single(scan.at(draft.end + hyphen));
        (draft.kind, draft.unit, draft.end) = (FigureKind::Duration, Some(unit), draft.end + hyphen + 1);
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

fn is_time_unit(word: &str) -> bool {
    matches!(
        word,
        "second"
            | "seconds"
            | "minute"
            | "minutes"
            | "hour"
            | "hours"
            | "day"
            | "days"
            | "week"
            | "weeks"
            | "month"
            | "months"
            | "year"
            | "years"
            | "decade"
            | "decades"
            | "century"
            | "centuries"
            | "night"
            | "nights"
    )
}

/// "5-4", "238 to 193", "three in ten", "7 out of 10".
fn score_or_ratio(scan: &Scan, at: usize, first: Numeral) -> Option<Draft> {
    let digits = |at: usize| scan.tokens.get(at).is_some_and(|t| t.kind == variorum_core::TokenKind::Number);
    let draft = |end: usize, kind, value| Draft {
        start: at,
        number: (at, end),
        end,
        value,
        interval: value.map(Interval::exactly).unwrap_or_default(),
        unit: None,
        kind,
        of: None,
    };
    let dash = matches!(scan.at(first.end), "-" | "–") && first.end == at + 1;
    if dash
        && digits(at)
        && digits(first.end + 1)
        && matches!(
            scan.before(at, 1),
            "by" | "a" | "voted" | "win" | "won" | "lost" | "beat" | "vote" | "the"
        )
    {
        let second = numeral(scan, first.end + 1).filter(|n| {
            n.value < Decimal::from(1000) && first.value < Decimal::from(1000) && n.end == first.end + 2
        })?;
        let measured = units::measure(scan, second.end).is_some() || is_time_unit(scan.at(second.end));
        return (!measured).then(|| draft(second.end, FigureKind::Score, None));
    }
    let skip = match (scan.at(first.end), scan.at(first.end + 1)) {
        ("out", "of") => 2,
        ("in", _) if first.value < Decimal::TEN && first.kind == NumeralKind::Cardinal => 1,
        _ => return None,
    };
    let whole = numeral(scan, first.end + skip).filter(|n| {
        n.kind == NumeralKind::Cardinal && n.value > first.value && n.value <= Decimal::from(1_000_000)
    })?;
    let year = whole.value >= Decimal::from(1000) && skip == 1;
    let value = (first.value / whole.value).round_dp(12);
    (!year && !is_time_unit(scan.at(whole.end))).then(|| draft(whole.end, FigureKind::Ratio, Some(value)))
}

/// "24-year-old", "24 years old", ", 52,".
fn age(scan: &Scan, at: usize, first: Numeral) -> Option<Draft> {
    let hyphen = usize::from(scan.at(first.end) == "-");
    let unit = scan.at(first.end + hyphen);
    let old_hyphen = usize::from(scan.at(first.end + hyphen + 1) == "-");
    let old = first.end + hyphen + 1 + old_hyphen;
    let is_old = matches!(scan.at(old), "old" | "olds") && is_time_unit(unit);
    let between_commas = scan.before(at, 1) == ","
        && matches!(scan.at(first.end), "," | ".")
        && first.end == at + 1
        && first.value < Decimal::from(120)
        && first.value >= Decimal::ONE
        && scan.is_capital(at.wrapping_sub(2))
        && !scan.at(first.end + 1).starts_with(|c: char| c.is_ascii_digit());
    let aged = matches!(scan.before(at, 1), "aged") && first.value < Decimal::from(120);
    let end = if is_old { old + 1 } else { first.end };
    (is_old || between_commas || aged).then(|| Draft {
        start: bounds::before(scan, at).map_or(at, |(start, _)| start),
        number: (at, first.end),
        end,
        value: Some(first.value),
        interval: bounds::interval(
            first.value,
            bounds::before(scan, at).map(|(_, c): (usize, Comparator)| c),
        ),
        unit: Some(if is_old { unit.trim_end_matches('s').to_owned() } else { "year".to_owned() }),
        kind: FigureKind::Age,
        of: None,
    })
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
    fn what_is_no_quantity_is_left_alone() {
        check("Under Title 42 and Section 8 it is barred.", &[]);
        check("It opened in 2003 on May 5.", &[]);
        check("Call 555-123-4567 now.", &[]);
    }
}
