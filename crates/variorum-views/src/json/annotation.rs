//! The form of one annotated article.

use jiff::civil::{DateTime, Time};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use serde_json::Number;
use variorum_core::{
    Annotated, Attribution, AttributionKind, BoilerplateKind, Bound, Commitment, Entity, EntityId,
    EntityKind, Figure, FigureKind, Interval, Period, Problem, Span, Timex, TimexKind,
};

use crate::Offsets;
use crate::json::VERSION;
use crate::positions::{Field, Positions};

/// `[start, end)` in the unit asked for.
pub(super) type Range = [usize; 2];

#[derive(Serialize)]
pub(super) struct Annotation<'a> {
    v: u8,
    id: &'a str,
    #[serde(flatten)]
    layers: Layers<'a>,
}

#[derive(Serialize)]
pub(super) struct Layers<'a> {
    language: Option<&'static str>,
    level: &'static str,
    sentences: Vec<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    title_sentences: Vec<Range>,
    boilerplate: Vec<Boilerplate>,
    entities: Vec<EntityForm<'a>>,
    attributions: Vec<AttributionForm>,
    figures: Vec<FigureForm<'a>>,
    timexes: Vec<TimexForm<'a>>,
    problems: Vec<ProblemForm<'a>>,
}

#[derive(Serialize)]
struct Boilerplate {
    #[serde(flatten)]
    place: Place,
    kind: &'static str,
}

/// A span with the field that it counts in.
#[derive(Serialize)]
pub(super) struct Place {
    #[serde(skip_serializing_if = "is_text")]
    field: &'static str,
    span: Range,
}

#[derive(Serialize)]
struct EntityForm<'a> {
    id: String,
    name: &'a str,
    kind: &'static str,
    aliases: &'a [String],
    roles: Vec<&'a str>,
    mentions: Vec<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    title_mentions: Vec<Range>,
}

#[derive(Serialize)]
struct AttributionForm {
    id: String,
    field: &'static str,
    kind: &'static str,
    speech: bool,
    content: Vec<Range>,
    quoted: Vec<Range>,
    source: Option<Range>,
    cue: Vec<Range>,
    speaker: Option<String>,
    confidence: Number,
}

#[derive(Serialize)]
struct FigureForm<'a> {
    id: String,
    field: &'static str,
    span: Range,
    number: Range,
    value: Option<Number>,
    interval: IntervalForm,
    soft: bool,
    unit: Option<&'a str>,
    kind: &'static str,
    of: Option<&'a str>,
    commitment: &'static str,
    by: Option<String>,
}

#[derive(Serialize)]
struct IntervalForm {
    lo: Option<Number>,
    hi: Option<Number>,
    lo_open: bool,
    hi_open: bool,
}

#[derive(Serialize)]
struct TimexForm<'a> {
    id: String,
    field: &'static str,
    span: Range,
    #[serde(rename = "type")]
    kind: &'static str,
    value: Option<&'a str>,
    interval: Option<PeriodForm>,
}

/// Days where both ends are midnight, moments otherwise; a missing end is null.
pub(super) type PeriodForm = [Option<String>; 2];

#[derive(Serialize)]
pub(super) struct ProblemForm<'a> {
    kind: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place>,
}

impl<'a> Annotation<'a> {
    pub(super) fn new(annotated: &'a Annotated, offsets: Offsets) -> Self {
        let positions = Positions::new(annotated.article(), offsets);
        Self { v: VERSION, id: &annotated.article().id, layers: Layers::new(annotated, &positions) }
    }
}

impl<'a> Layers<'a> {
    pub(super) fn new(annotated: &'a Annotated, positions: &Positions<'a>) -> Self {
        let (article, layers) = (annotated.article(), annotated.layers());
        let entities = layers.entities.iter().enumerate();
        let attributions = layers.attributions.iter().enumerate();
        let figures = layers.figures.iter().enumerate();
        let timexes = layers.timexes.iter().enumerate();
        let boilerplate = article.boilerplate.iter();
        Self {
            language: layers.language.code(),
            level: layers.language.level().name(),
            sentences: ranges(&layers.sentences, Field::Text, positions),
            title_sentences: ranges(&layers.sentences, Field::Title, positions),
            boilerplate: boilerplate
                .map(|b| Boilerplate { place: place(b.span, positions), kind: boilerplate_name(b.kind) })
                .collect(),
            entities: entities.map(|(at, e)| EntityForm::new(at, e, annotated, positions)).collect(),
            attributions: attributions.map(|(at, a)| AttributionForm::new(at, a, positions)).collect(),
            figures: figures.map(|(at, f)| FigureForm::new(at, f, annotated, positions)).collect(),
            timexes: timexes.map(|(at, t)| TimexForm::new(at, t, positions)).collect(),
            problems: article
                .problems
                .iter()
                .chain(&layers.problems)
                .map(|p| problem(p, Some(positions)))
                .collect(),
        }
    }
}

impl<'a> EntityForm<'a> {
    fn new(at: usize, entity: &'a Entity, annotated: &'a Annotated, positions: &Positions) -> Self {
        Self {
            id: entity_id(EntityId(at as u32)),
            name: &entity.name,
            kind: entity_kind(entity.kind),
            aliases: &entity.aliases,
            roles: distinct(entity.roles.iter().map(|span| annotated.slice(*span))),
            mentions: ranges(&entity.mentions, Field::Text, positions),
            title_mentions: ranges(&entity.mentions, Field::Title, positions),
        }
    }
}

impl AttributionForm {
    fn new(at: usize, attribution: &Attribution, positions: &Positions) -> Self {
        let first = attribution.content.first().map_or(Field::Text, |span| positions.of(*span).0);
        let here = |span: Span| {
            Some(positions.of(span)).filter(|(field, _)| *field == first).map(|(_, range)| range)
        };
        Self {
            id: attribution_id(at),
            field: field_name(first),
            kind: attribution_kind(attribution.kind),
            speech: attribution.speech,
            content: attribution.content.iter().filter_map(|span| here(*span)).collect(),
            quoted: attribution.quoted.iter().filter_map(|span| here(*span)).collect(),
            source: attribution.source.and_then(here),
            cue: attribution.cue.iter().filter_map(|span| here(*span)).collect(),
            speaker: attribution.speaker.map(entity_id),
            confidence: share(attribution.confidence),
        }
    }
}

impl<'a> FigureForm<'a> {
    fn new(at: usize, figure: &'a Figure, annotated: &'a Annotated, positions: &Positions) -> Self {
        let (field, span) = positions.of(figure.span);
        Self {
            id: figure_id(at),
            field: field_name(field),
            span,
            number: positions.of(figure.number).1,
            value: figure.value.and_then(number),
            interval: interval(&figure.interval),
            soft: figure.interval.is_soft(),
            unit: figure.unit.as_deref(),
            kind: figure_kind(figure.kind),
            of: figure.of.map(|span| annotated.slice(span)),
            commitment: commitment(figure.commitment),
            by: figure.by.map(entity_id),
        }
    }
}

impl<'a> TimexForm<'a> {
    fn new(at: usize, timex: &'a Timex, positions: &Positions) -> Self {
        let (field, span) = positions.of(timex.span);
        Self {
            id: format!("t{}", at + 1),
            field: field_name(field),
            span,
            kind: timex_kind(timex.kind),
            value: timex.value.as_deref(),
            interval: timex.interval.map(period),
        }
    }
}

impl Place {
    /// The place of a passage whose witness is not there; the core makes none.
    pub(super) fn nowhere() -> Self {
        Self { field: field_name(Field::Text), span: [0, 0] }
    }
}

/// Positions are left out where a problem has none or no single article is meant.
pub(super) fn problem<'a>(problem: &'a Problem, positions: Option<&Positions>) -> ProblemForm<'a> {
    let place = problem.span.and_then(|span| Some(place(span, positions?)));
    ProblemForm { kind: problem.kind.name(), message: &problem.message, place }
}

pub(super) fn place(span: Span, positions: &Positions) -> Place {
    let (field, span) = positions.of(span);
    Place { field: field_name(field), span }
}

pub(super) fn attribution_id(at: usize) -> String {
    format!("q{}", at + 1)
}

pub(super) fn period(period: Period) -> PeriodForm {
    let ends = [period.start, period.end];
    let days = ends.iter().flatten().all(|end| end.time() == Time::midnight());
    ends.map(|end| end.map(|end: DateTime| if days { end.date().to_string() } else { end.to_string() }))
}

/// A share of one with two decimals.
pub(super) fn share(value: f32) -> Number {
    let hundredths = (f64::from(value) * 100.0).round() / 100.0;
    Number::from_f64(hundredths).unwrap_or_else(|| 0.into())
}

fn entity_id(id: EntityId) -> String {
    format!("e{}", id.0 + 1)
}

fn figure_id(at: usize) -> String {
    format!("f{}", at + 1)
}

fn ranges(spans: &[Span], wanted: Field, positions: &Positions) -> Vec<Range> {
    let placed = spans.iter().map(|span| positions.of(*span));
    placed.filter(|(field, _)| *field == wanted).map(|(_, range)| range).collect()
}

fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}

/// A JSON number of up to twelve significant digits; a whole number stays whole.
fn number(value: Decimal) -> Option<Number> {
    let value = value.round_sf(12).unwrap_or(value).normalize();
    match value.to_i64().filter(|whole| Decimal::from(*whole) == value) {
        Some(whole) => Some(whole.into()),
        None => value.to_f64().and_then(Number::from_f64),
    }
}

fn interval(interval: &Interval) -> IntervalForm {
    let open = |bound: Option<Bound>| bound.is_none_or(|bound| bound.open);
    IntervalForm {
        lo: interval.lo.and_then(|bound| number(bound.value)),
        hi: interval.hi.and_then(|bound| number(bound.value)),
        lo_open: open(interval.lo),
        hi_open: open(interval.hi),
    }
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::Text => "text",
        Field::Title => "title",
    }
}

fn is_text(field: &&'static str) -> bool {
    *field == "text"
}

fn boilerplate_name(kind: BoilerplateKind) -> &'static str {
    match kind {
        BoilerplateKind::Byline => "byline",
        BoilerplateKind::Bio => "bio",
        BoilerplateKind::Copyright => "copyright",
        BoilerplateKind::Credit => "credit",
        BoilerplateKind::Promo => "promo",
        BoilerplateKind::Correction => "correction",
    }
}

fn entity_kind(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organization => "organization",
        EntityKind::Place => "place",
        EntityKind::Other => "other",
    }
}

pub(crate) fn attribution_kind(kind: AttributionKind) -> &'static str {
    match kind {
        AttributionKind::Direct => "direct",
        AttributionKind::Mixed => "mixed",
        AttributionKind::Indirect => "indirect",
    }
}

fn figure_kind(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Number => "number",
        FigureKind::Count => "count",
        FigureKind::Money => "money",
        FigureKind::Percent => "percent",
        FigureKind::Ordinal => "ordinal",
        FigureKind::Age => "age",
        FigureKind::Dimension => "dimension",
        FigureKind::Duration => "duration",
        FigureKind::Temperature => "temperature",
        FigureKind::Ratio => "ratio",
        FigureKind::Score => "score",
    }
}

fn commitment(commitment: Commitment) -> &'static str {
    match commitment {
        Commitment::Asserted => "asserted",
        Commitment::Attributed => "attributed",
        Commitment::Hedged => "hedged",
        Commitment::Planned => "planned",
        Commitment::Intended => "intended",
        Commitment::Possible => "possible",
        Commitment::Denied => "denied",
        Commitment::Question => "question",
    }
}

fn timex_kind(kind: TimexKind) -> &'static str {
    match kind {
        TimexKind::Date => "DATE",
        TimexKind::Time => "TIME",
        TimexKind::Duration => "DURATION",
        TimexKind::Set => "SET",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expect: &str) {
        assert_eq!(number(value.parse().unwrap()).unwrap().to_string(), expect);
    }

    #[test]
    fn numbers_keep_twelve_digits_and_stay_whole() {
        check("11000", "11000");
        check("5.50", "5.5");
        check("1234567890123456", "1234567890120000");
        check("0.3333333333333333", "0.333333333333");
    }
}
