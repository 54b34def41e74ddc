//! A figure as it is compared: its value, what it counts, when, by whom, and what was done to it.

use rust_decimal::Decimal;

use crate::annotated::{Annotated, Attribution, Bound, Figure, FigureKind, Interval, Timex, TimexKind};
use crate::apparatus::claims::{statement, units};
use crate::apparatus::printing::{fold, is_content};
use crate::lemma::lemma;
use crate::text::Span;
use crate::token::TokenKind;

/// A figure as it is compared.
#[derive(PartialEq)]
pub(super) struct Value {
    pub(super) kind: FigureKind,
    /// What is measured, or the unit itself.
    pub(super) dimension: String,
    /// The unit as printed.
    pub(super) unit: String,
    pub(super) interval: Interval,
    /// Whether it is written as one number, and the step that it seems rounded to.
    pub(super) exact: Option<(Decimal, Decimal)>,
    /// Dictionary form of the head noun of what is counted.
    pub(super) head: Option<String>,
    /// When it is said to hold: the times of its own clause, else the last before it.
    pub(super) days: Vec<String>,
    /// Whether its own clause says when.
    pub(super) own_day: bool,
    /// What is said to have been done to it: the verb right before it, or after what it counts.
    pub(super) act: Option<String>,
    /// Whether it is one part of a sum or a ratio ("29 of 34 passes", "two women and one man").
    pub(super) part: bool,
    /// The words that name who says so.
    pub(super) source: Vec<String>,
    /// Whether its sentence has no other figure of its kind.
    pub(super) alone: bool,
    /// When its article was published.
    pub(super) published: Option<jiff::civil::Date>,
    /// Whether it is said to be so still, or so far.
    pub(super) still: bool,
    /// Words that narrow what is counted ("new", "total", "confirmed").
    pub(super) scope: Vec<&'static str>,
    /// Of a share, in whom it was found: the first word that tells after "among".
    pub(super) among: Option<String>,
}

pub(super) fn value(annotated: &Annotated, figure: &Figure) -> Value {
    let unit = figure.unit.clone().unwrap_or_default();
    let convert = |value: Decimal| units::base(&unit, value);
    let bound = |bound: Bound| Bound { value: convert(bound.value).1, ..bound };
    let interval = Interval { lo: figure.interval.lo.map(bound), hi: figure.interval.hi.map(bound) };
    let exact = figure.value.filter(|_| figure.interval.is_exact());
    let counted = figure.of.map(|span| annotated.slice(span));
    let days = days(annotated, figure.span);
    Value {
        kind: figure.kind,
        dimension: convert(Decimal::ONE).0,
        unit: unit.clone(),
        interval,
        exact: exact.map(|value| (convert(value).1, convert(step(value)).1.abs())),
        head: counted.and_then(head),
        own_day: days.1,
        days: days.0,
        act: act(annotated, figure.span),
        part: is_part(annotated, figure.span),
        source: source(annotated, figure.span),
        alone: alone(annotated, figure),
        published: annotated.article().published.map(|published| published.date()),
        still: beside(annotated, figure.span, 4)
            .iter()
            .any(|word| matches!(word.as_str(), "still" | "far" | "now")),
        scope: scope(annotated, figure.span),
        among: (figure.kind == FigureKind::Percent).then(|| among(annotated, figure.span)).flatten(),
    }
}

/// The time that a figure is said to hold for: that of its clause, else the one that the article named
/// last before it, since a narrative stays at its time until it names another.
fn days(annotated: &Annotated, figure: Span) -> (Vec<String>, bool) {
    let dates = annotated.layers().timexes.iter().filter(|timex| {
        let moment = matches!(timex.kind, TimexKind::Date | TimexKind::Time);
        let placed = timex.weekday.is_some() || timex.named().is_some_and(|period| period.start.is_some());
        moment && placed && !timex.span.overlaps(figure) && !is_attributive(annotated, timex)
    });
    let clause = statement(annotated, figure).map(|statement| statement.span);
    let beside = |timex: &Timex| !bracket_between(annotated, timex.span, figure);
    let name = |timex: &Timex| {
        let value = timex.value.as_deref().map(|value| value.split('T').next().unwrap_or(value).to_owned());
        value.unwrap_or_else(|| annotated.slice(timex.span).to_lowercase())
    };
    let own: Vec<String> = dates
        .clone()
        .filter(|timex| clause.is_some_and(|clause| clause.contains(timex.span)) && beside(timex))
        .map(name)
        .collect();
    let before = || dates.clone().take_while(|timex| timex.span.start() < figure.start()).last();
    if own.is_empty() { (before().map(name).into_iter().collect(), false) } else { (own, true) }
}

/// Whether a year is part of a name for something: "the 2012 primary" is no time of its clause.
fn is_attributive(annotated: &Annotated, timex: &Timex) -> bool {
    let year = timex.value.as_deref().is_some_and(|value| value.len() == 4);
    let tokens = &annotated.layers().tokens;
    let next = tokens.get(tokens.partition_point(|token| token.span.start() < timex.span.end()));
    year && next
        .is_some_and(|token| token.kind == TokenKind::Word && is_content(&fold(annotated.slice(token.span))))
}

/// The verb that governs a figure: "killed 48 people", "48 people were killed".
fn act(annotated: &Annotated, figure: Span) -> Option<String> {
    let tokens = &annotated.layers().tokens;
    let word = |at: usize| {
        tokens.get(at).map(|token| annotated.slice(token.span).to_lowercase()).unwrap_or_default()
    };
    let first = tokens.partition_point(|token| token.span.start() < figure.start());
    let verb =
        |word: &str| (word.len() > 4 && word.ends_with("ed") || is_irregular(word)).then(|| lemma(word));
    // "shot down 22 drones", "will cut 1,900 jobs".
    let particle = |word: &str| matches!(word, "down" | "up" | "out" | "off" | "away" | "back");
    let last = first.checked_sub(1)?;
    let governor = if particle(&word(last)) { last.saturating_sub(1) } else { last };
    let led = matches!(
        word(governor.saturating_sub(1)).as_str(),
        "will" | "would" | "to" | "can" | "could" | "may" | "might" | "must" | "should"
    );
    let base = || Some(lemma(&word(governor))).filter(|base| led && base.len() > 2 && base != "have");
    if let Some(before) = verb(&word(governor)).or_else(base) {
        return Some(before);
    }
    let after = tokens.partition_point(|token| token.span.start() < figure.end());
    let passive = |word: &str| {
        matches!(word, "was" | "were" | "is" | "are" | "been" | "being" | "had" | "have" | "has")
    };
    let next = (after..after + 3).find(|at| !passive(&word(*at)))?;
    // "120 houses in the valley were rebuilt".
    let placed = matches!(word(next).as_str(), "in" | "at" | "on" | "from" | "of" | "near").then(|| {
        let ends = |word: &str| matches!(word, "" | "." | "," | ";" | "and" | "that" | "who" | "which");
        let stretch = (next + 1..next + 7).take_while(|at| !ends(&word(*at)));
        stretch.map(|at| at + 1).find(|at| passive(&word(at - 1)) && verb(&word(*at)).is_some())
    });
    verb(&word(placed.flatten().unwrap_or(next)))
}

/// Whether a number stands right beside a figure, joined to it by "of", "and" or a comma.
fn is_part(annotated: &Annotated, figure: Span) -> bool {
    let figures = &annotated.layers().figures;
    let at = figures.partition_point(|other| other.span < figure);
    let joined = |gap: Option<Span>| {
        let gap = gap.map(|gap| annotated.slice(gap).trim().to_lowercase());
        gap.is_some_and(|gap| {
            matches!(
                gap.as_str(),
                "and" | "of" | "of his" | "of her" | "of its" | "of their" | "of the" | ","
            )
        })
    };
    let before = at.checked_sub(1).and_then(|at| figures.get(at)).map(|other| other.span);
    let after = figures.get(at + 1).map(|other| other.span);
    before.is_some_and(|other| joined(other.gap(figure)))
        || after.is_some_and(|other| joined(figure.gap(other)))
}

/// Participles and past forms of harm and its like that do not end in "ed".
fn is_irregular(word: &str) -> bool {
    matches!(
        word,
        "hurt"
            | "dead"
            | "lost"
            | "found"
            | "shot"
            | "hit"
            | "held"
            | "sent"
            | "bought"
            | "sold"
            | "built"
            | "left"
            | "won"
            | "died"
            | "rebuilt"
            | "cut"
            | "took"
            | "made"
            | "gave"
            | "spent"
            | "paid"
    )
}

/// The content words of the source that a figure is credited to.
fn source(annotated: &Annotated, figure: Span) -> Vec<String> {
    let holds = |a: &&Attribution| a.speech && a.content.iter().any(|span| span.contains(figure));
    let around = annotated.layers().attributions.iter().filter(holds);
    let nearest = around.min_by_key(|a| a.content.iter().map(|span| span.len()).sum::<usize>());
    let words = nearest.and_then(|a| a.source).map(|span| annotated.slice(span)).unwrap_or_default();
    let words = words.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| word.len() > 3).map(|word| lemma(&word)).collect()
}

/// Whether the sentence of a figure holds no other of its kind.
fn alone(annotated: &Annotated, figure: &Figure) -> bool {
    let Some(sentence) = annotated.sentence_of(figure.span) else { return true };
    let own = annotated.layers().figures.iter().filter(|f| sentence.contains(f.span));
    own.filter(|f| f.kind == figure.kind && f.unit == figure.unit).count() == 1
}

/// Whether a bracket opens or closes between two spans: what it holds has its own time.
fn bracket_between(annotated: &Annotated, a: Span, b: Span) -> bool {
    let gap = a.gap(b).or_else(|| b.gap(a));
    gap.is_some_and(|gap| annotated.slice(gap).contains(['(', ')', '[', ']']))
}

/// The word that tells after the last "among" of the sentence before a share, else the first one after it.
fn among(annotated: &Annotated, figure: Span) -> Option<String> {
    let sentence = annotated.layers().tokens_in(annotated.sentence_of(figure)?);
    let word = |at: usize| sentence.get(at).map(|token| fold(annotated.slice(token.span)));
    let (mut before, mut after) = (None, None);
    for (at, token) in sentence.iter().enumerate().filter(|(at, _)| word(*at).is_some_and(|w| w == "among")) {
        let told = (at + 1..at + 4).filter_map(word).find(|word| is_content(word));
        match token.span < figure {
            true => before = told,
            false => after = after.or(told),
        }
    }
    before.or(after)
}

/// The narrowing words in a figure and right beside it.
fn scope(annotated: &Annotated, figure: Span) -> Vec<&'static str> {
    let words = beside(annotated, figure, 2);
    SCOPE.iter().filter(|word| words.iter().any(|w| w == *word)).copied().collect()
}

/// The words of a figure with one before it and some after it, in lower case.
fn beside(annotated: &Annotated, figure: Span, after: usize) -> Vec<String> {
    let tokens = &annotated.layers().tokens;
    let start = tokens.partition_point(|token| token.span.start() < figure.start()).saturating_sub(1);
    let end = tokens.partition_point(|token| token.span.start() < figure.end()) + after;
    let near = tokens.get(start..end.min(tokens.len())).unwrap_or_default();
    near.iter().map(|token| annotated.slice(token.span).to_lowercase()).collect()
}

/// Words that narrow what is counted; figures with different ones are not of one thing.
const SCOPE: &[&str] = &[
    "additional",
    "annual",
    "another",
    "confirmed",
    "cumulative",
    "daily",
    "extra",
    "first",
    "further",
    "monthly",
    "new",
    "other",
    "per",
    "suspected",
    "total",
    "weekly",
    "yearly",
];

/// The head noun of "people in the hospital": the last word before the first preposition.
pub(super) fn head(counted: &str) -> Option<String> {
    let before = |word: &&str| {
        !matches!(*word, "of" | "in" | "on" | "from" | "at" | "who" | "that" | "with" | "for" | "to" | "by")
    };
    let last = counted.split_whitespace().take_while(before).last()?;
    let word = lemma(&last.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    Some(match word.as_str() {
        "person" | "people" | "resident" | "man" | "woman" | "civilian" | "individual" => "person".into(),
        _ => word,
    })
}

/// The place of the last digit that is not a rounding zero: 1 for 14, 1000 for 11,000, 0.1 for 2.5.
pub(super) fn step(value: Decimal) -> Decimal {
    let value = value.normalize();
    if value.is_zero() {
        return Decimal::ONE;
    }
    if value.scale() > 0 {
        return Decimal::new(1, value.scale());
    }
    // "ten years" and "twenty" are counted, not rounded.
    if value.abs() <= Decimal::from(20) {
        return Decimal::ONE;
    }
    let mut step = Decimal::ONE;
    while (value % (step * Decimal::TEN)).is_zero() && step < Decimal::from(1_000_000_000_000_u64) {
        step *= Decimal::TEN;
    }
    step
}
