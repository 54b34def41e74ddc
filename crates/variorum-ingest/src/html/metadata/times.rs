//! When a page says that its article was published and changed.

use jiff::civil::Date;
use jiff::tz::Offset;
use variorum_core::DocumentDate;

use super::{Source, shown};
use crate::dates::{self, Order};
use crate::html::tag::Tag;

/// Meta elements that tell the publication, best first; compiled from the vocabularies of Open Graph,
/// Dublin Core, schema.org and the common publishing systems.
const PUBLISHED: [&str; 34] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "article.published",
    "article_date_original",
    "publication_date",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "publish_date",
    "publish-date",
    "publishdate",
    "published_time_telegram",
    "pubdate",
    "pub_date",
    "sailthru.date",
    "parsely-pub-date",
    "parsely-pubdate",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.created",
    "dcterms.date",
    "dc.date",
    "date",
    "date_published",
    "bt:pubdate",
    "published",
    "published-date",
    "article:post_date",
];

/// Meta elements that tell the last change.
const MODIFIED: [&str; 8] = [
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:modified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
];

/// Words of a class or id of an element that holds a day.
const CLASSES: [&str; 14] = [
    "date",
    "datum",
    "fecha",
    "published",
    "pubdate",
    "publish",
    "dateline",
    "timestamp",
    "time",
    "posted",
    "entry-date",
    "postdate",
    "byline",
    "datetime",
];

/// Parts of names that hold a day of something else, or many.
const OTHERS: [&str; 12] = [
    "update",
    "modified",
    "comment",
    "related",
    "sidebar",
    "footer",
    "widget",
    "copyright",
    "recent",
    "teaser",
    "archive",
    "calendar",
];

/// Longest text in bytes in which a day is looked for.
const LONGEST: usize = 160;
/// Bytes at the start of a longer text in which a day can stand before it.
const START: usize = 24;
/// Days at most among which one is chosen.
const MOST: usize = 50;
/// Text nodes after the headline in which a day is looked for.
const NEAR: usize = 40;

/// The publication: dates as they are written with their rule, best first.
pub(super) fn published(
    source: &Source<'_>,
    headline: Option<usize>,
) -> Option<(DocumentDate, &'static str)> {
    let shown = headline.and_then(|at| shown::shown(source, at));
    let told = told(source);
    let (first, shown) = match (told.first(), shown) {
        (Some(first), Some(shown)) => (*first, shown),
        (Some(first), None) => return Some(*first),
        (None, shown) => return found(source, headline, shown),
    };
    let as_shown = |(date, rule): (DocumentDate, &'static str)| (shown::as_shown(date, shown), rule);
    let turned = |date: Date| (date.month(), date.day()) == (shown.day.day(), shown.day.month());
    let is_shown = |date: Date| date == shown.day || (date.year() == shown.day.year() && turned(date));
    let same = told.iter().map(|told| as_shown(*told)).find(|(date, _)| is_shown(date.date()));
    let is_change = modified(source).is_some_and(|(date, _)| date.date() == shown.day);
    // A day before or after is mostly the same time in another zone.
    let other = !is_change && (shown.day - first.0.date()).get_days().abs() > 1;
    same.or(Some(if other { (DocumentDate::Day(shown.day), SHOWN) } else { first }))
}

/// The rule of a day that the page shows.
const SHOWN: &str = "day by the headline";

/// What the page tells machines, best first.
fn told(source: &Source<'_>) -> Vec<(DocumentDate, &'static str)> {
    let read = |written: &str| dates::document_date(written).or_else(|| source.day(written));
    let data = source.data.published.as_deref().and_then(read).map(|date| (date, "JSON-LD datePublished"));
    let named =
        source.metas_with(|name| name.contains("publish") && !OTHERS.iter().any(|w| name.contains(w)));
    let metas = source.metas(&PUBLISHED).map(|(_, date)| date).chain(named);
    let metas = metas.filter_map(|date| Some((read(&date)?, "meta published")));
    let marked = source.marked("datepublished").map(|date| (date, "itemprop datePublished"));
    data.into_iter().chain(metas).chain(marked).collect()
}

/// What is found in the address and in what the reader sees.
fn found(
    source: &Source<'_>,
    headline: Option<usize>,
    shown: Option<shown::Shown>,
) -> Option<(DocumentDate, &'static str)> {
    let rule = |date: Option<DocumentDate>, rule: &'static str| Some((date?, rule));
    let shown = shown.map(|shown| DocumentDate::Day(shown.day));
    rule(address_day(source), "address")
        .or_else(|| rule(shown, SHOWN))
        .or_else(|| rule(time(source, headline, true), "time published"))
        .or_else(|| rule(time(source, headline, false), "time"))
        .or_else(|| rule(named(source), "element named as date"))
        .or_else(|| rule(near_headline(source, headline?), "text near the headline"))
        .or_else(|| rule(time_anywhere(source), "time"))
        .or_else(|| rule(short_text(source), "text"))
        .or_else(|| rule(in_data(source), "data of a script"))
        .or_else(|| modified(source))
}

/// Names under which scripts keep the publication.
const DATA: [&str; 8] = [
    "datePublished",
    "publishedDate",
    "published_at",
    "publishedAt",
    "publish_date",
    "publishDate",
    "publicationDate",
    "date_published",
];
/// Longest date in bytes that follows its name.
const LONGEST_DATE: usize = 60;

/// The date that a script keeps under one of the names.
fn in_data(source: &Source<'_>) -> Option<DocumentDate> {
    let page = source.page;
    DATA.iter().find_map(|name| {
        let written = |at: usize| {
            let rest = page.get(at + name.len()..)?;
            let rest = rest.get(..rest.floor_char_boundary(LONGEST_DATE))?.replace("&quot;", "\"");
            let rest = rest.trim_start_matches(['"', '\'', '\\', ':', '=', ' ']);
            dates::document_date(rest.split(['"', '\'', '\\', ',', '<', '}']).next()?)
        };
        page.match_indices(name).take(MOST).find_map(|(at, _)| written(at))
    })
}

/// Places at most where the same minute and second are looked at.
const MOST_SAME: usize = 500;
/// Bytes before the minutes in an ISO 8601 time: `2031-05-06T07`.
const BEFORE: usize = 13;

/// The same instant with the zone of the newsroom, where the page writes it elsewhere with one. Publishing
/// systems give times in UTC to machines, which is the day before or after for many readers.
pub(super) fn in_local_zone(page: &str, date: DocumentDate) -> DocumentDate {
    let DocumentDate::Time(time, Some(Offset::UTC)) = date else { return date };
    let instant = |date: DocumentDate| match date {
        DocumentDate::Time(time, Some(offset)) => offset.to_timestamp(time).ok(),
        _ => None,
    };
    let clock = format!(":{:02}:{:02}", time.minute(), time.second());
    let part_of_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-');
    let mut written = page.match_indices(clock.as_str()).take(MOST_SAME).filter_map(|(at, _)| {
        let rest = page.get(at..)?;
        let end = rest.find(|c| !part_of_time(c)).unwrap_or(rest.len());
        dates::document_date(page.get(at.checked_sub(BEFORE)?..at + end)?)
    });
    let local = |found: &DocumentDate| {
        matches!(found, DocumentDate::Time(_, Some(offset)) if *offset != Offset::UTC)
            && instant(*found).map(|i| i.as_second()) == instant(date).map(|i| i.as_second())
    };
    written.find(local).unwrap_or(date)
}

/// The last change.
pub(super) fn modified(source: &Source<'_>) -> Option<(DocumentDate, &'static str)> {
    let data = source.data.modified.as_deref().and_then(dates::document_date);
    data.map(|date| (date, "JSON-LD dateModified"))
        .or_else(|| {
            let date = source.metas(&MODIFIED).find_map(|(_, date)| dates::document_date(&date))?;
            Some((date, "meta modified"))
        })
        .or_else(|| Some((source.marked("datemodified")?, "itemprop dateModified")))
}

fn address_day(source: &Source<'_>) -> Option<DocumentDate> {
    dates::day_in_address(&source.url()?.0).map(DocumentDate::Day)
}

/// The `<time>` after the headline, else the first one; of those marked as the publication if asked for.
fn time(source: &Source<'_>, headline: Option<usize>, marked: bool) -> Option<DocumentDate> {
    let tree = source.tree;
    let is_marked = |at: usize| {
        tree.attribute(at, "pubdate").is_some()
            || tree.attribute(at, "class").is_some_and(|c| {
                let c = c.to_ascii_lowercase();
                c.contains("publish") || c.contains("entry-date")
            })
    };
    let is_update = |at: usize| {
        tree.attribute(at, "class").is_some_and(|c| {
            c.to_ascii_lowercase().contains("updated") && !c.to_ascii_lowercase().contains("published")
        })
    };
    let times: Vec<usize> = tree
        .elements(Tag::Time)
        .filter(|at| (!marked || is_marked(*at)) && !is_update(*at) && !beside(source, *at))
        .collect();
    let after = times.iter().filter(|at| Some(**at) > headline);
    after.chain(&times).find_map(|at| source.date_of(*at))
}

fn time_anywhere(source: &Source<'_>) -> Option<DocumentDate> {
    source.tree.elements(Tag::Time).find_map(|at| source.date_of(at))
}

/// The first element whose class or id says that it holds a day.
fn named(source: &Source<'_>) -> Option<DocumentDate> {
    let tree = source.tree;
    let has = |at: usize, words: &[&str]| {
        ["class", "id"].iter().filter_map(|name| tree.attribute(at, name)).any(|value| {
            let value = value.to_ascii_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    let elements = 1..tree.nodes.len();
    elements
        .filter(|at| !matches!(tree.node(*at).tag, Tag::Text | Tag::Meta | Tag::Body | Tag::Html))
        .filter(|at| has(*at, &CLASSES) && !has(*at, &OTHERS) && !beside(source, *at))
        .find_map(|at| source.date_of(at))
}

/// Whether an element stands within comments, other stories or the foot of the page.
pub(super) fn beside(source: &Source<'_>, at: usize) -> bool {
    let mut at = at;
    loop {
        let parent = source.tree.node(at).block;
        if matches!(source.tree.node(parent).tag, Tag::Dropped) && !is_header(source, parent) {
            return true;
        }
        if source.is_named_aside(parent) {
            return true;
        }
        if parent == 0 || parent == at {
            return false;
        }
        at = parent;
    }
}

/// Some pages put the head of the article into an element that holds media elsewhere.
fn is_header(source: &Source<'_>, at: usize) -> bool {
    source.tree.inside(at).any(|inside| source.tree.node(inside).tag == Tag::Title)
}

/// A day in the text just after, else just before, the headline.
fn near_headline(source: &Source<'_>, headline: usize) -> Option<DocumentDate> {
    let tree = source.tree;
    let text = |at: &usize| tree.node(*at).tag == Tag::Text && source.visible(*at);
    let after = (tree.node(headline).end..tree.nodes.len()).filter(text).take(NEAR);
    let before = (1..headline).rev().filter(text).take(NEAR / 2);
    after.chain(before).find_map(|at| source.day(&source.text_of(at)?)).or_else(|| {
        // Day, month and year may be set in elements of their own.
        (tree.node(headline).end..tree.nodes.len())
            .filter(text)
            .take(NEAR)
            .find_map(|at| source.date_of(tree.node(at).block))
    })
}

/// The first day in a short text, of the article's side of the page before all others.
fn short_text(source: &Source<'_>) -> Option<DocumentDate> {
    let tree = source.tree;
    let texts = || (1..tree.nodes.len()).filter(|at| tree.node(*at).tag == Tag::Text && source.visible(*at));
    let dated = |at: usize| Some((at, source.day(&source.text_of(at)?)?));
    let found: Vec<(usize, DocumentDate)> = texts().filter_map(dated).take(MOST).collect();
    let inside = found.iter().find(|(at, _)| !beside(source, *at));
    inside.or(found.first()).map(|(_, day)| *day)
}

impl Source<'_> {
    /// The date of an element: its machine's form, else its words if they are few.
    fn date_of(&self, at: usize) -> Option<DocumentDate> {
        let attribute = |name| dates::document_date(self.tree.attribute(at, name)?);
        attribute("datetime")
            .or_else(|| attribute("content"))
            .or_else(|| attribute("title"))
            .or_else(|| self.day(self.tree.attribute(at, "datetime")?))
            .or_else(|| self.day(&self.words(at, LONGEST)?))
    }

    /// The date of the first element that is marked with this property.
    fn marked(&self, property: &str) -> Option<DocumentDate> {
        let is = |at: &usize| {
            self.tree.attribute(*at, "itemprop").is_some_and(|names| {
                names.split_ascii_whitespace().any(|name| name.eq_ignore_ascii_case(property))
            })
        };
        (1..self.tree.nodes.len()).filter(is).find_map(|at| self.date_of(at))
    }

    /// The day that a short text writes.
    pub(super) fn day(&self, written: &str) -> Option<DocumentDate> {
        if written.len() > LONGEST || !written.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        dates::written_day(written, self.order).map(DocumentDate::Day)
    }

    /// Whether characters are shown as text.
    pub(super) fn visible(&self, at: usize) -> bool {
        !matches!(self.tree.node(self.tree.node(at).block).tag, Tag::Head) && !self.in_script(at)
    }

    fn in_script(&self, at: usize) -> bool {
        let before = self.tree.node(at.saturating_sub(1));
        matches!(before.tag, Tag::Script | Tag::PageTitle) && before.end > at
    }

    /// The words of one run of characters; only the first ones of a long run.
    fn text_of(&self, at: usize) -> Option<String> {
        let place = self.tree.node(at).place.clone();
        let long = place.len() > LONGEST;
        let start = |raw: &str| place.start + raw.floor_char_boundary(START);
        let end = if long { start(self.page.get(place.clone())?) } else { place.end };
        super::single_spaced(&super::flow::decoded(self.page, place.start..end))
    }
}

/// The order of day and month in figures, after the language of the page.
pub(super) fn order_of(language: Option<&str>) -> Order {
    let tag = language.unwrap_or("en").to_ascii_lowercase().replace('_', "-");
    if matches!(tag.as_str(), "en" | "en-us" | "en-ph") { Order::MonthFirst } else { Order::DayFirst }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, expect: &str) {
        let date = dates::document_date("2031-05-07T02:25:54Z").unwrap();
        let DocumentDate::Time(time, Some(offset)) = in_local_zone(page, date) else { panic!("a time") };
        assert_eq!(format!("{time} {offset}"), expect, "{page}");
    }

    #[test]
    fn an_instant_takes_the_zone_that_the_page_writes_it_with() {
        check("<time datetime=\"2031-05-06T21:25:54-05:00\">", "2031-05-06T21:25:54 -05");
        check("{'at':'2031-05-07T04:25:54.120+02:00'}", "2031-05-07T04:25:54.12 +02");
        check("2031-05-06T20:25:54-05:00 2031-05-07T02:25:54 é:25:54", "2031-05-07T02:25:54 +00");
        check("", "2031-05-07T02:25:54 +00");
    }
}
