//! `Annotated`: an article with the layers that stand off from its text.

use jiff::civil::Weekday;
use rust_decimal::Decimal;

use crate::article::{Article, Problem};
use crate::language::Language;
use crate::period::Period;
use crate::text::Span;
use crate::token::Token;

/// An article and its layers. Every span resolves in the article's text; each layer is sorted by
/// where it starts.
#[derive(Clone, Debug)]
pub struct Annotated {
    article: Article,
    layers: Layers,
}

/// The layers of one article, as the annotators make them.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The language of the text, which says how much is read of it.
    pub language: Language,
    /// The tokens of the whole text, headline and boilerplate included.
    pub tokens: Vec<Token>,
    /// Sentences of headline and content, boilerplate left out. A headline, a sub-heading and a block
    /// quotation's speaker line are sentences of their own.
    pub sentences: Vec<Span>,
    /// Who and what is named; [`EntityId`] counts into this list.
    pub entities: Vec<Entity>,
    /// Who is credited with which words.
    pub attributions: Vec<Attribution>,
    /// Numbers with their units.
    pub figures: Vec<Figure>,
    /// Time expressions.
    pub timexes: Vec<Timex>,
    /// Clauses read as who did what.
    pub statements: Vec<Statement>,
    /// Flaws in the material.
    pub problems: Vec<Problem>,
}

impl Layers {
    /// The tokens that lie wholly inside `span`.
    pub fn tokens_in(&self, span: Span) -> &[Token] {
        let start = self.tokens.partition_point(|token| token.span.start() < span.start());
        let end = self.tokens.partition_point(|token| token.span.end() <= span.end());
        self.tokens.get(start..end).unwrap_or_default()
    }
}

impl Annotated {
    /// Sorts each layer by start and drops what does not resolve in the text of `article` (an
    /// annotator that took its spans from another text). Entities keep their order, since
    /// [`EntityId`] counts into it; their spans are sorted and checked.
    pub fn new(article: Article, mut layers: Layers) -> Self {
        let text = article.text.clone();
        let whole = |span: &Span| text.get(*span).is_some();
        layers.sentences.retain(whole);
        layers.sentences.sort();
        for entity in &mut layers.entities {
            for spans in
                [&mut entity.mentions, &mut entity.adjectival, &mut entity.pronouns, &mut entity.roles]
            {
                spans.retain(whole);
                spans.sort();
                spans.dedup();
            }
        }
        layers.attributions.retain(|a| a.spans().all(|span| whole(&span)) && !a.content.is_empty());
        layers.attributions.sort_by_key(|a| a.content.first().copied());
        layers.figures.retain(|f| whole(&f.span) && whole(&f.number));
        layers.figures.sort_by_key(|f| f.span);
        layers.timexes.retain(|t| whole(&t.span));
        layers.timexes.sort_by_key(|t| t.span);
        layers.statements.retain(|s| whole(&s.span) && whole(&s.predicate));
        layers.statements.sort_by_key(|s| (s.span, s.predicate));
        Self { article, layers }
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// The layers.
    pub fn layers(&self) -> &Layers {
        &self.layers
    }

    /// The entity that `id` names, or `None` when it names none of this article.
    pub fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.layers.entities.get(id.0 as usize)
    }

    /// The characters of `span`.
    pub fn slice(&self, span: Span) -> &str {
        self.article.text.slice(span)
    }

    /// The sentence that holds the start of `span`.
    pub fn sentence_of(&self, span: Span) -> Option<Span> {
        let after = self.layers.sentences.partition_point(|s| s.start() <= span.start());
        let sentence = *self.layers.sentences.get(after.checked_sub(1)?)?;
        (span.start() < sentence.end()).then_some(sentence)
    }
}

/// Counts into [`Layers::entities`] of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

/// Who or what is named in one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The fullest naming in the text, without title, article or possessive.
    pub name: String,
    /// What kind of thing.
    pub kind: EntityKind,
    /// The other names used in this text.
    pub aliases: Vec<String>,
    /// Titles and roles ("Spokesman", "Maj. Gen.").
    pub roles: Vec<Span>,
    /// Every naming by name, without title, article or possessive.
    pub mentions: Vec<Span>,
    /// Demonyms and adjectives ("Russian").
    pub adjectival: Vec<Span>,
    /// Pronouns that were resolved to it.
    pub pronouns: Vec<Span>,
    /// The country that it is, lies in, or governs ("Kremlin" is of RU), where a table says so.
    pub country: Option<CountryCode>,
    /// For a person, where the text or a table tells.
    pub gender: Option<Gender>,
}

/// ISO 3166-1 alpha-2, upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode(pub [u8; 2]);

/// The gender that pronouns for a person take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Gender {
    Female,
    Male,
}

/// What kind of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EntityKind {
    Person,
    Organization,
    Place,
    Other,
}

/// Words credited to a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The whole credited content, with quotation marks and a leading "that", one span per unbroken
    /// stretch.
    pub content: Vec<Span>,
    /// The verbatim words alone, without marks, one span per unbroken fragment.
    pub quoted: Vec<Span>,
    /// The words that name who is credited.
    pub source: Option<Span>,
    /// The crediting words.
    pub cue: Vec<Span>,
    /// How the content is given.
    pub kind: AttributionKind,
    /// Reported speech or writing; false for stance and evidence ("supports", "figures show").
    pub speech: bool,
    /// Whom the source resolves to.
    pub speaker: Option<EntityId>,
    /// 0 to 1: how sure we are of the whole.
    pub confidence: f32,
}

impl Attribution {
    /// Every span in it.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        let source = self.source.iter();
        self.content.iter().chain(&self.quoted).chain(source).chain(&self.cue).copied()
    }
}

/// How credited content is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributionKind {
    /// Every word stands in quotation marks, or in a block quotation.
    Direct,
    /// Some words do.
    Mixed,
    /// None does.
    Indirect,
}

/// A number in a text, with its unit and what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The whole expression with comparator, number, unit and what is counted.
    pub span: Span,
    /// The number alone.
    pub number: Span,
    /// The number as printed, when it is one ("dozens" has none).
    pub value: Option<Decimal>,
    /// What values the wording allows.
    pub interval: Interval,
    /// Singular English name of the measure or container; `None` for a bare number.
    pub unit: Option<String>,
    /// What kind of number.
    pub kind: FigureKind,
    /// What is counted.
    pub of: Option<Span>,
    /// How firmly it is said.
    pub commitment: Commitment,
    /// Who says it, when not the article itself.
    pub by: Option<EntityId>,
}

/// What kind of number a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FigureKind {
    Number,
    Count,
    Money,
    Percent,
    Ordinal,
    Age,
    Dimension,
    Duration,
    Temperature,
    Ratio,
    Score,
}

/// The values that a wording allows; a missing bound is unbounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// The lower end.
    pub lo: Option<Bound>,
    /// The upper end.
    pub hi: Option<Bound>,
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Where.
    pub value: Decimal,
    /// Whether the value itself is left out.
    pub open: bool,
    /// Whether the end is a reading of a vague wording ("about", "dozens"), never ground for a
    /// conflict.
    pub soft: bool,
}

impl Interval {
    /// The one value `value`.
    pub fn exactly(value: Decimal) -> Self {
        let bound = Bound { value, open: false, soft: false };
        Self { lo: Some(bound), hi: Some(bound) }
    }

    /// Whether either end is a reading of a vague wording.
    pub fn is_soft(&self) -> bool {
        self.lo.iter().chain(&self.hi).any(|bound| bound.soft)
    }

    /// Whether exactly one value is allowed, firmly.
    pub fn is_exact(&self) -> bool {
        matches!((self.lo, self.hi), (Some(lo), Some(hi)) if lo == hi && !lo.open && !lo.soft)
    }

    /// Whether no value is allowed by both.
    pub fn is_disjoint(&self, other: &Interval) -> bool {
        let before = |hi: Option<Bound>, lo: Option<Bound>| match (hi, lo) {
            (Some(hi), Some(lo)) => hi.value < lo.value || (hi.value == lo.value && (hi.open || lo.open)),
            _ => false,
        };
        before(self.hi, other.lo) || before(other.hi, self.lo)
    }
}

/// How firmly something is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Commitment {
    #[default]
    Asserted,
    Attributed,
    Hedged,
    Planned,
    Intended,
    Possible,
    Denied,
    Question,
}

/// A time expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timex {
    /// Articles and modifiers inside, prepositions outside (TimeML).
    pub span: Span,
    /// Its TIMEX3 type.
    pub kind: TimexKind,
    /// TIMEX3 value; "XXXX-WXX-2" for a Tuesday of an unknown week; `None` for a range of two ends.
    pub value: Option<String>,
    /// The time that it covers, where that is known; open to one side after "since", "before" and their
    /// like. Of a range with two ends it reaches from the start of the first to the start of the second;
    /// of a distance ("two weeks ago") it is the day reached.
    pub interval: Option<Period>,
    /// The weekday that it names, whether or not the week is known.
    pub weekday: Option<Weekday>,
    /// What it was read against.
    pub read_against: Option<ReadAgainst>,
}

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "TimeML's own names")]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

impl Timex {
    /// The stretch of calendar that the expression names, whatever stands before it: 2000 for "since
    /// 2000", the month for "two months ago". Where its value names none, what it covers.
    pub fn named(&self) -> Option<Period> {
        self.value.as_deref().and_then(Period::of_value).or(self.interval)
    }
}

/// What a time expression was read against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadAgainst {
    /// The article's publication date.
    Published,
    /// Another time expression of the same text.
    Timex(Span),
}

/// A clause read as who did what: what lets figures and dates of two texts be set side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The clause, as short as it can be.
    pub span: Span,
    /// The verb or noun of the event.
    pub predicate: Span,
    /// Dictionary form of the predicate.
    pub lemma: String,
    /// The class of event, where the predicate is in the table.
    pub class: Option<EventClass>,
    /// Who and what takes part.
    pub participants: Vec<Participant>,
    /// Spans of the figures in the clause.
    pub figures: Vec<Span>,
    /// Spans of the time expressions in the clause.
    pub timexes: Vec<Span>,
    /// Whether it is said not to be so.
    pub negated: bool,
    /// How firmly it is said.
    pub commitment: Commitment,
    /// Who says it, when not the article itself.
    pub by: Option<EntityId>,
}

/// One who takes part in an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// As what.
    pub role: ParticipantRole,
    /// The words that name it.
    pub span: Span,
    /// The entity, where it is one.
    pub entity: Option<EntityId>,
    /// Dictionary form of the head noun, lower case.
    pub head: String,
}

/// As what one takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParticipantRole {
    /// Who does it.
    Agent,
    /// To whom or what it is done.
    Patient,
    /// From, to, in, with: any other.
    Oblique,
}

/// Classes of news events: the key that lets two claims be compared. Labels follow PLOVER where it
/// has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EventClass {
    Visit,
    Meet,
    Say,
    Supply,
    Seek,
    Use,
    Attack,
    Kill,
    Injure,
    Arrest,
    Charge,
    Sentence,
    Sanction,
    Vote,
    Appoint,
    Resign,
    Agree,
    Reject,
    Launch,
    Protest,
    Win,
    Lose,
    Rise,
    Fall,
    Pay,
    Evacuate,
    Disaster,
    Damage,
    Investigate,
    Close,
    Open,
    Move,
    Publish,
    Concede,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn interval(lo: i64, hi: i64, open: bool) -> Interval {
        let bound = |value: i64| Some(Bound { value: value.into(), open, soft: false });
        Interval { lo: bound(lo), hi: bound(hi) }
    }

    proptest! {
        #[test]
        fn disjoint_is_symmetric_and_means_no_common_value(
            a in -9i64..9, b in 0i64..9, c in -9i64..9, d in 0i64..9, open in any::<bool>(),
        ) {
            let (one, two) = (interval(a, a + b, open), interval(c, c + d, false));
            prop_assert_eq!(one.is_disjoint(&two), two.is_disjoint(&one));
            // Halves stand between the integers, so that an open end has a value beside it.
            let within = |i: &Interval, twice: i64| {
                let value = Decimal::from(twice) / Decimal::from(2);
                i.lo.is_none_or(|l| if l.open { value > l.value } else { value >= l.value })
                    && i.hi.is_none_or(|h| if h.open { value < h.value } else { value <= h.value })
            };
            let common = (-40..80).any(|twice| within(&one, twice) && within(&two, twice));
            if common { prop_assert!(!one.is_disjoint(&two)); }
            if one.is_disjoint(&two) { prop_assert!(!common); }
        }
    }
}
