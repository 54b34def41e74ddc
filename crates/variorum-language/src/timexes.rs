//! Time expressions with TIMEX3 values.
//!
//! Extents and values follow the TimeML annotation guidelines (TIMEX3; Ferro et al., TIDES 2005):
//! articles and modifiers inside, prepositions outside. A weekday or month without a year is read
//! against the document date, its direction decided by tense; without a document date it stays what
//! it is ("XXXX-WXX-2").

mod calendar;
mod grammar;
mod resolution;

use variorum_core::{Article, Layers, Span, Timex};

use crate::numerals::Scan;
use resolution::Anchor;

/// The time expressions, read against the document date.
pub(crate) fn find(article: &Article, layers: &Layers) -> Vec<Timex> {
    let scan = Scan::new(&article.text, &layers.tokens);
    let mut timexes: Vec<Timex> = Vec::new();
    let mut at = 0;
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
            previous: timexes
                .iter()
                .rev()
                .take(6)
                .find(|t| t.value.as_deref().is_some_and(resolution::is_day)),
            future: is_future(&scan, found.start, found.end),
        };
        timexes.push(resolution::resolve(&found.reading, span, &anchor));
    }
    timexes
}

/// Tokens before and after an expression that are searched for its tense.
const CLAUSE: usize = 14;

/// Whether the clause around the expression speaks of what is to come: the nearest verb decides.
fn is_future(scan: &Scan, start: usize, end: usize) -> bool {
    for back in 1..=CLAUSE.min(start) {
        let at = start - back;
        if scan.line_ends(at) || matches!(scan.at(at), "." | ";" | "?" | "!") {
            break;
        }
        if let Some(future) = tense(scan, at) {
            return future;
        }
    }
    for at in end..(end + CLAUSE).min(scan.len()) {
        if matches!(scan.at(at), "." | ";" | "?" | "!") {
            break;
        }
        if let Some(future) = tense(scan, at) {
            return future;
        }
        if scan.line_ends(at) {
            break;
        }
    }
    false
}

/// What a word tells of the tense; `None` where it is no verb that does.
fn tense(scan: &Scan, at: usize) -> Option<bool> {
    match scan.at(at) {
        "will" | "'ll" | "shall" | "won't" | "expected" | "scheduled" | "plans" | "planned" | "planning"
        | "due" | "set" | "expects" | "upcoming" | "would" | "going" | "slated" => Some(true),
        "was" | "were" | "had" | "did" | "has" | "said" | "says" | "told" | "have" => Some(false),
        word if word.len() > 4 && word.ends_with("ed") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use variorum_ingest::read_record;

    use crate::annotate;

    /// The expressions of `text` as "words = value", read against Wednesday, 8 May 2024.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        check_against(Some("2024-05-08"), text, expect);
    }

    #[track_caller]
    fn check_against(published: Option<&str>, text: &str, expect: &[&str]) {
        let escaped = text.replace('"', "\\\"");
        let date = published.map(|p| format!(",\"published\":\"{p}\"")).unwrap_or_default();
        let article =
            read_record(format!("{{\"id\":\"x\",\"text\":\"{escaped}\"{date}}}").as_bytes()).unwrap();
        let annotated = annotate(article);
        let shown = |t: &variorum_core::Timex| {
            format!("{} = {}", annotated.slice(t.span), t.value.as_deref().unwrap_or("-"))
        };
        let found: Vec<String> = annotated.layers().timexes.iter().map(shown).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn days_are_read_by_tense() {
        check("The dam held on Tuesday.", &["Tuesday = 2024-05-07"]);
        check("The board will meet on Friday.", &["Friday = 2024-05-10"]);
        check("He left early Wednesday.", &["early Wednesday = 2024-05-08"]);
        check("It rained Monday night.", &["Monday night = 2024-05-06TNI"]);
        check("They met last Monday.", &["last Monday = 2024-05-06"]);
        check_against(None, "The dam held on Tuesday.", &["Tuesday = XXXX-WXX-2"]);
    }

    #[test]
    fn dates_months_and_years() {
        check(
            "It opened on March 5, 2003, and closed in June 2010.",
            &["March 5, 2003 = 2003-03-05", "June 2010 = 2010-06"],
        );
        check("The lake froze on 12 January.", &["12 January = 2024-01-12"]);
        check("They met last September.", &["last September = 2023-09"]);
        check("It stands since 2003.", &["2003 = 2003"]);
        check("It was built in the 1990s.", &["the 1990s = 199"]);
        check("They may mend it and march on.", &[]);
        check("The gate closed on 2024-04-30.", &["2024-04-30 = 2024-04-30"]);
    }

    #[test]
    fn what_is_relative_to_the_day() {
        check("She spoke yesterday.", &["yesterday = 2024-05-07"]);
        check(
            "She spoke last week and will speak next month.",
            &["last week = 2024-W18", "next month = 2024-06"],
        );
        check("It closed three days ago.", &["three days ago = 2024-05-05"]);
        check("It closed two years ago.", &["two years ago = 2022"]);
        check("It comes this summer.", &["this summer = 2024-SU"]);
    }

    #[test]
    fn durations_and_sets() {
        check("It took 24 years.", &["24 years = P24Y"]);
        check("A two-day visit.", &["two-day = P2D"]);
        check("It grew over the past few months.", &["the past few months = PXM"]);
        check("It lasted several weeks.", &["several weeks = PXW"]);
        check("Crews come every day.", &["every day = P1D"]);
        check("The talks took two and a half hours.", &["two and a half hours = PT2.5H"]);
    }

    #[test]
    fn times_of_day() {
        check("It began at 3 p.m. on Tuesday.", &["3 p.m. on Tuesday = 2024-05-07T15:00"]);
        check("It began at 6:30 a.m.", &["6:30 a.m. = 2024-05-08T06:30"]);
    }
}
