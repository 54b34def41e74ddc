//! `Entry`: an article made ready to be stored. Making one is the costly part and can be done in parallel; adding it
//! is left with writing rows.

use std::ops::Range;

use jiff::Timestamp;
use rust_decimal::prelude::ToPrimitive;
use sha2::{Digest, Sha256};
use variorum_core::{Annotated, Article, Attribution, AttributionKind, Bound, EntityId, Figure, Span};

use crate::articles::layout;
use crate::codec::pack;
use crate::terms::{of_words, term};
use crate::{ArticleKey, Ordered, Original};

/// An article with the rows that are derived from its layers.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(crate) key: ArticleKey,
    pub(crate) article: Article,
    pub(crate) source: Option<String>,
    pub(crate) seen: Timestamp,
    /// The characters, packed.
    pub(crate) text: Vec<u8>,
    pub(crate) raw: Option<Packed>,
    pub(crate) layout: Vec<u8>,
    pub(crate) rows: Rows,
}

/// The bytes that an article was read from, ready to be stored.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    pub(crate) digest: [u8; 32],
    pub(crate) bytes: Vec<u8>,
    pub(crate) charset: Option<String>,
    pub(crate) captured: Timestamp,
}

impl Packed {
    fn of(original: Original) -> Self {
        let Original { bytes, charset, captured } = original;
        Self { digest: Sha256::digest(&bytes).into(), bytes: pack(&bytes), charset, captured }
    }
}

/// What is derived from an article and can be made again.
#[derive(Clone, Debug)]
pub struct Derived(pub(crate) Rows);

impl Derived {
    /// Of `annotated`.
    pub fn of(annotated: &Annotated) -> Self {
        Self(Rows::of(annotated))
    }
}

/// The rows that are derived from the layers of an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub(crate) headline: String,
    pub(crate) body: String,
    pub(crate) quotations: Vec<QuotationRow>,
    pub(crate) figures: Vec<FigureRow>,
}

/// One attribution as it is found again.
#[derive(Clone, Debug)]
pub struct QuotationRow {
    /// The whole of what is credited.
    pub span: Span,
    pub(crate) kind: i64,
    /// Who is credited.
    pub speaker: Option<String>,
    /// The terms of the content, and those of the speaker's name and of the words that name the source.
    pub(crate) content: String,
    pub(crate) credited: String,
}

/// One figure as it is found again.
#[derive(Clone, Debug)]
pub struct FigureRow {
    /// The whole expression.
    pub span: Span,
    /// The least value that the wording allows; `None` is unbounded.
    pub least: Option<f64>,
    /// The greatest.
    pub most: Option<f64>,
    /// The number as printed, when it is one.
    pub value: Option<f64>,
    /// The measure or container.
    pub unit: Option<String>,
    /// The words that say what is counted.
    pub counted: Option<String>,
    /// Who says it, when not the article itself.
    pub speaker: Option<String>,
    /// The terms of the expression, of its unit and of what is counted.
    pub(crate) expression: String,
}

impl Entry {
    /// Makes `annotated` ready. `source` names the article wherever its text changes: its address or the id of its
    /// feed entry, see [`crate::source_of`]. `original` is what it was read from, to be kept. `seen` is when it
    /// was first seen.
    pub fn new(
        annotated: &Annotated,
        source: Option<String>,
        original: Option<Original>,
        seen: Timestamp,
    ) -> Self {
        let article = annotated.article().clone();
        Self {
            key: ArticleKey::of(&article, source.as_deref()),
            source,
            seen,
            text: pack(article.text.as_str().as_bytes()),
            layout: layout(&article, original.is_some()),
            raw: original.map(Packed::of),
            rows: Rows::of(annotated),
            article,
        }
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// Its key.
    pub fn key(&self) -> ArticleKey {
        self.key
    }

    /// Where it stands in the order of grouping.
    pub fn ordered(&self) -> Ordered {
        crate::ordered(&self.article, self.seen, self.key)
    }
}

impl QuotationRow {
    /// How the content is given: "direct", "mixed" or "indirect".
    pub fn kind(&self) -> &'static str {
        match self.kind {
            0 => "direct",
            1 => "mixed",
            _ => "indirect",
        }
    }
}

impl Rows {
    pub(crate) fn of(annotated: &Annotated) -> Self {
        let (article, layers) = (annotated.article(), annotated.layers());
        let index = Terms::of(annotated);
        Self {
            headline: article.headline.map(|span| index.line(span).to_owned()).unwrap_or_default(),
            body: index.line(article.body).to_owned(),
            quotations: layers.attributions.iter().filter_map(|a| quotation(annotated, &index, a)).collect(),
            figures: layers.figures.iter().map(|figure| self::figure(annotated, &index, figure)).collect(),
        }
    }
}

/// The terms of the words of an article, made once, one space between them.
struct Terms {
    line: String,
    /// Each word with the place of its term in the line.
    places: Vec<(Span, Range<usize>)>,
}

impl Terms {
    fn of(annotated: &Annotated) -> Self {
        let tokens = &annotated.layers().tokens;
        let length = annotated.article().text.len();
        let mut terms =
            Self { line: String::with_capacity(length), places: Vec::with_capacity(tokens.len()) };
        for token in tokens {
            let Some(term) = term(annotated.slice(token.span)) else { continue };
            if !terms.line.is_empty() {
                terms.line.push(' ');
            }
            let start = terms.line.len();
            terms.line.push_str(&term);
            terms.places.push((token.span, start..terms.line.len()));
        }
        terms
    }

    /// The terms of `within`: what a full-text index is given.
    fn line(&self, within: Span) -> &str {
        let start = self.places.partition_point(|(span, _)| span.start() < within.start());
        let end = self.places.partition_point(|(span, _)| span.end() <= within.end());
        let inside = self.places.get(start..end).unwrap_or_default();
        let (Some((_, first)), Some((_, last))) = (inside.first(), inside.last()) else { return "" };
        self.line.get(first.start..last.end).unwrap_or_default()
    }
}

fn name_of(annotated: &Annotated, entity: Option<EntityId>) -> Option<String> {
    annotated.entity(entity?).map(|entity| entity.name.clone())
}

fn quotation(annotated: &Annotated, index: &Terms, attribution: &Attribution) -> Option<QuotationRow> {
    let content: Vec<&str> = attribution.content.iter().map(|span| index.line(*span)).collect();
    let named = || attribution.source.map(|source| annotated.slice(source).to_owned());
    let speaker = name_of(annotated, attribution.speaker).or_else(named);
    // The whole source is indexed beside the name, so that "the mayor" is found too.
    let source = attribution.source.map(|span| index.line(span)).unwrap_or_default();
    Some(QuotationRow {
        span: attribution.content.iter().copied().reduce(Span::cover)?,
        kind: match attribution.kind {
            AttributionKind::Direct => 0,
            AttributionKind::Mixed => 1,
            AttributionKind::Indirect => 2,
        },
        content: content.join(" "),
        credited: format!("{} {source}", of_words(speaker.as_deref().unwrap_or_default())),
        speaker,
    })
}

fn figure(annotated: &Annotated, index: &Terms, figure: &Figure) -> FigureRow {
    let bound = |bound: Option<Bound>| bound.and_then(|bound| bound.value.to_f64());
    let unit = of_words(figure.unit.as_deref().unwrap_or_default());
    let apart = figure.of.filter(|of| !figure.span.contains(*of));
    let counted = apart.map(|of| index.line(of)).unwrap_or_default();
    FigureRow {
        span: figure.span,
        least: bound(figure.interval.lo),
        most: bound(figure.interval.hi),
        value: figure.value.and_then(|value| value.to_f64()),
        unit: figure.unit.clone(),
        counted: figure.of.map(|of| annotated.slice(of).to_owned()),
        speaker: name_of(annotated, figure.by),
        expression: format!("{} {unit} {counted}", index.line(figure.span)),
    }
}
