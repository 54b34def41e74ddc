//! Articles as rows: what stands beside the text, in bytes.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use variorum_core::{
    Article, Boilerplate, BoilerplateKind, DocumentDate, Origin, Problem, ProblemKind, RawSpan, Segment,
    SourceMap, Span, Text,
};

use crate::codec::{Reader, Writer};

/// The date as a store writes it: "2026-02-12", "2026-02-12T07:30:00", "2026-02-12T07:30:00+01:00".
pub(crate) fn written(date: DocumentDate) -> String {
    match date {
        DocumentDate::Day(day) => day.to_string(),
        DocumentDate::Time(time, None) => time.to_string(),
        DocumentDate::Time(time, Some(offset)) => {
            let (sign, seconds) = (if offset.seconds() < 0 { '-' } else { '+' }, offset.seconds().abs());
            format!("{time}{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
        }
    }
}

/// Reads what [`written`] made.
pub(crate) fn read_date(written: &str) -> Option<DocumentDate> {
    let Some((day, clock)) = written.split_once('T') else {
        return written.parse::<Date>().ok().map(DocumentDate::Day);
    };
    let Some(sign) = clock.find(['+', '-']) else {
        return written.parse::<DateTime>().ok().map(|time| DocumentDate::Time(time, None));
    };
    let (clock, zone) = clock.split_at_checked(sign)?;
    let time: DateTime = format!("{day}T{clock}").parse().ok()?;
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    let seconds = if zone.starts_with('-') { -seconds } else { seconds };
    Some(DocumentDate::Time(time, Some(Offset::from_seconds(seconds).ok()?)))
}

/// Seconds since 1970 of a date: a day begins at midnight, a time without zone is taken as UTC.
pub(crate) fn seconds(date: DocumentDate) -> i64 {
    let (time, offset) = match date {
        DocumentDate::Day(day) => (day.to_datetime(jiff::civil::Time::midnight()), Offset::UTC),
        DocumentDate::Time(time, offset) => (time, offset.unwrap_or(Offset::UTC)),
    };
    offset.to_timestamp(time).map_or(0, |moment| moment.as_second())
}

/// The names of fields that have evidence: what readers give, in the order in which it is written.
const FIELDS: [&str; 8] =
    ["authors", "credit", "headline", "language", "modified", "outlet", "published", "url"];
const BOILERPLATE: [BoilerplateKind; 6] = [
    BoilerplateKind::Byline,
    BoilerplateKind::Bio,
    BoilerplateKind::Copyright,
    BoilerplateKind::Credit,
    BoilerplateKind::Promo,
    BoilerplateKind::Correction,
];
const PROBLEMS: [ProblemKind; 12] = [
    ProblemKind::Empty,
    ProblemKind::BrokenEncoding,
    ProblemKind::BadDate,
    ProblemKind::DuplicateId,
    ProblemKind::SameText,
    ProblemKind::UnclosedQuotation,
    ProblemKind::TooDeep,
    ProblemKind::Language,
    ProblemKind::OtherStory,
    ProblemKind::NothingToCompare,
    ProblemKind::Unreadable,
    ProblemKind::Internal,
];
const ORIGINS: [Origin; 3] = [Origin::Verbatim, Origin::Decoded, Origin::Inserted];

/// The number of `item` in a list that only grows at its end.
fn number<T: PartialEq>(list: &[T], item: &T) -> u64 {
    list.iter().position(|other| other == item).unwrap_or(list.len()) as u64
}

fn item<T: Copy>(list: &[T], number: u64) -> Option<T> {
    list.get(usize::try_from(number).ok()?).copied()
}

/// What of an article stands beside its text and in no column of its own.
pub(crate) fn layout(article: &Article, with_source: bool) -> Vec<u8> {
    let mut row = Writer::default();
    row.number(u64::from(article.headline_apart)).span(article.body);
    let headline: Vec<Span> = article.headline.into_iter().collect();
    row.list(&headline, |row, span| _ = row.span(*span));
    row.list(&article.block_quotations, |row, span| _ = row.span(*span));
    row.list(&article.boilerplate, |row, b| _ = row.span(b.span).number(number(&BOILERPLATE, &b.kind)));
    row.list(&article.problems, |row, problem| {
        row.number(number(&PROBLEMS, &problem.kind)).bytes(problem.message.as_bytes());
        let span: Vec<Span> = problem.span.into_iter().collect();
        row.list(&span, |row, span| _ = row.span(*span));
    });
    let evidence: Vec<(u64, &String)> = article
        .evidence
        .iter()
        .filter(|(field, _)| FIELDS.contains(field))
        .map(|(field, rule)| (number(&FIELDS, field), rule))
        .collect();
    row.list(&evidence, |row, (field, rule)| _ = row.number(*field).bytes(rule.as_bytes()));
    let segments = if with_source { article.source.segments() } else { &[] };
    row.list(segments, |row, segment| {
        let raw = segment.raw.range();
        row.span(segment.text).number(raw.start as u64).number(raw.len() as u64);
        row.number(number(&ORIGINS, &segment.origin));
    });
    row.finish()
}

/// The columns of an article.
pub(crate) struct Columns {
    pub(crate) id: String,
    pub(crate) file: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) published: Option<String>,
}

/// The article that [`layout`] and the columns describe; `None` where they do not fit its text. Without
/// the `raw` bytes the text is its own original.
pub(crate) fn article(columns: Columns, layout: &[u8], text: Text, raw: Option<&[u8]>) -> Option<Article> {
    let mut row = Reader::new(layout);
    let headline_apart = row.number()? == 1;
    let body = row.span(&text)?;
    let headline = row.list(|row| row.span(&text))?.first().copied();
    let block_quotations = row.list(|row| row.span(&text))?;
    let boilerplate = row
        .list(|row| Some(Boilerplate { span: row.span(&text)?, kind: item(&BOILERPLATE, row.number()?)? }))?;
    let problems = row.list(|row| {
        let kind = item(&PROBLEMS, row.number()?)?;
        let message = row.text()?.to_owned();
        Some(Problem { kind, message, span: row.list(|row| row.span(&text))?.first().copied() })
    })?;
    let evidence = row.list(|row| Some((item(&FIELDS, row.number()?)?, row.text()?.to_owned())))?;
    let segments = row.list(|row| segment(row, &text))?;
    let source = match raw.filter(|_| !segments.is_empty()) {
        Some(raw) => SourceMap::new(&text, raw, segments)?,
        None => SourceMap::identity(&text),
    };
    let published = match columns.published {
        Some(published) => Some(read_date(&published)?),
        None => None,
    };
    Some(Article {
        id: columns.id,
        file: columns.file,
        outlet: columns.outlet,
        url: columns.url,
        language: columns.language,
        published,
        headline,
        body,
        headline_apart,
        source,
        text,
        block_quotations,
        boilerplate,
        evidence: evidence.into_iter().collect::<BTreeMap<_, _>>(),
        problems,
    })
}

fn segment(row: &mut Reader<'_>, text: &Text) -> Option<Segment> {
    let span = row.span(text)?;
    let start = usize::try_from(row.number()?).ok()?;
    let length = usize::try_from(row.number()?).ok()?;
    let raw = RawSpan::new(start..start.checked_add(length)?)?;
    Some(Segment { text: span, raw, origin: item(&ORIGINS, row.number()?)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_it_was_written() {
        for date in
            ["2026-02-12", "2026-02-12T07:30:00", "2026-02-12T07:30:05+05:30", "2026-02-12T00:00:00-08:00"]
        {
            assert_eq!(written(read_date(date).unwrap()), date);
        }
        assert_eq!(read_date("soon"), None);
        assert_eq!(seconds(read_date("1970-01-02T01:00:00+01:00").unwrap()), 86_400);
    }
}
