//! The form of one extracted page.

use serde::Serialize;
use std::collections::BTreeMap;
use variorum_core::{Credit, Origin, Page, Segment};

use crate::Offsets;
use crate::json::VERSION;
use crate::json::annotation::{Place, ProblemForm, place, problem};
use crate::json::comparison::published;
use crate::positions::{Field, Positions};

#[derive(Serialize)]
pub(super) struct Extraction<'a> {
    v: u8,
    id: &'a str,
    text: &'a str,
    title: Option<&'a str>,
    authors: &'a [String],
    published: Option<String>,
    modified: Option<String>,
    outlet: Option<&'a str>,
    lang: Option<&'a str>,
    canonical_url: Option<&'a str>,
    credit: Option<CreditForm<'a>>,
    flags: Vec<&'static str>,
    evidence: BTreeMap<&'static str, &'a str>,
    problems: Vec<ProblemForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordPlace<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    map: Option<Vec<SegmentForm>>,
}

/// The record of an archive that holds a page.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RecordPlace<'a> {
    /// The archive.
    pub file: &'a str,
    /// First byte of the record in the archive.
    pub offset: u64,
    /// Bytes of the record in the archive; 0 where it shares a packed member.
    pub length: u64,
    /// When the page was fetched, as the record writes it.
    pub date: Option<&'a str>,
}

#[derive(Serialize)]
struct CreditForm<'a> {
    agency: &'a str,
    #[serde(flatten)]
    place: Place,
}

/// Start and end in the text, start and end in the raw bytes, and how the one came from the other.
type SegmentForm = (usize, usize, usize, usize, &'static str);

impl<'a> Extraction<'a> {
    pub(super) fn new(page: &'a Page, offsets: Offsets, map: bool, record: Option<RecordPlace<'a>>) -> Self {
        let article = &page.article;
        let positions = Positions::new(article, offsets);
        let headline = article.headline.map(|headline| article.text.slice(headline));
        Self {
            v: VERSION,
            id: &article.id,
            text: positions.text(Field::Text),
            title: headline.filter(|_| article.headline_apart),
            authors: &page.authors,
            published: article.published.map(published),
            modified: page.modified.map(published),
            outlet: article.outlet.as_deref(),
            lang: article.language.as_deref(),
            canonical_url: article.url.as_deref(),
            credit: page.credit.as_ref().map(|credit| credit_form(&positions, credit)),
            flags: page.flags.iter().map(|flag| flag.name()).collect(),
            evidence: article.evidence.iter().map(|(field, rule)| (*field, rule.as_str())).collect(),
            problems: article.problems.iter().map(|p| problem(p, Some(&positions))).collect(),
            record,
            map: map.then(|| segments(page, &positions)),
        }
    }
}

fn credit_form<'a>(positions: &Positions<'_>, credit: &'a Credit) -> CreditForm<'a> {
    CreditForm { agency: &credit.agency, place: place(credit.span, positions) }
}

/// The segments of the body: the headline has its own text.
fn segments(page: &Page, positions: &Positions<'_>) -> Vec<SegmentForm> {
    let body = page.article.body;
    let form = |segment: &Segment| {
        let (_, [start, end]) = positions.of(segment.text);
        let raw = segment.raw.range();
        (start, end, raw.start, raw.end, name(segment.origin))
    };
    let segments = page.article.source.segments();
    segments.iter().filter(|segment| body.contains(segment.text)).map(form).collect()
}

fn name(origin: Origin) -> &'static str {
    match origin {
        Origin::Verbatim => "verbatim",
        Origin::Decoded => "decoded",
        Origin::Inserted => "inserted",
    }
}
