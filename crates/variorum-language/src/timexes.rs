//! Time expressions with TIMEX3 values.
//!
//! Extents and values follow the TimeML annotation guidelines (TIMEX3; Ferro et al., TIDES 2005):
//! articles and modifiers inside, prepositions outside. A weekday or month without a year is read
//! against the document date, its direction decided by tense; without a document date it stays what
//! it is ("XXXX-WXX-2").

mod amounts;
mod calendar;
mod clocks;
mod dates;
mod days;
mod grammar;
mod lengths;
mod meaning;
mod places;
mod resolution;
mod sets;
mod stretches;
mod tense;
#[cfg(test)]
mod tests;
mod triggers;

use variorum_core::{Article, Layers, Span, Timex};

use crate::numerals::Scan;
use resolution::Anchor;

/// How many expressions back another one is looked for that this one is counted from.
const NEAR: usize = 6;

/// The time expressions, read against the document date.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Timex> {
    let scan = Scan::new(&article.text, &layers.tokens);
    let mut timexes: Vec<Timex> = Vec::new();
    let mut at = 0;
    // The quarter that the text reports on: which expression named it, and its value.
    let mut reported: Option<(usize, String)> = None;
    let mut boilerplate =
        article.boilerplate.iter().map(|b| b.span).collect::<Vec<Span>>().into_iter().peekable();
    while at < scan.len() {
        let Some(found) = grammar::expression(&scan, at) else {
            at += 1;
            continue;
        };
        let Some(span) = scan.span(found.start, found.end) else { break };
        at = found.end.max(at + 1);
        while boilerplate.next_if(|b| b.end() <= span.start()).is_some() {}
        if boilerplate.peek().is_some_and(|b| b.overlaps(span)) {
            continue;
        }
        let anchor = Anchor {
            document: article.published,
            before: timexes.get(timexes.len().saturating_sub(NEAR)..).unwrap_or_default(),
            reported: reported
                .as_ref()
                .filter(|(at, _)| timexes.len() - at <= NEAR)
                .map(|(_, value)| value.as_str()),
            tense: tense::tense(&scan, found.start, found.end),
        };
        let timex = resolution::resolve(&found.meaning, span, &anchor);
        if let Some(value) = timex.value.as_ref().filter(|_| found.meaning.is_quarter()) {
            reported = Some((timexes.len(), value.clone()));
        }
        timexes.push(timex);
    }
    timexes
}
