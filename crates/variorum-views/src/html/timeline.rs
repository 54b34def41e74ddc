//! Timeline: when what happened, as the articles say, with what each time was read against.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};
use variorum_core::{Moment, Passage, Period, ReadAgainst, Witness, WitnessId};

use super::heading::{day, published};
use super::marks::Page;

/// The section: one row for each time, in order.
pub(super) fn section(page: &mut Page<'_>) -> Markup {
    let moments: Vec<(usize, &Moment)> = page.apparatus.timeline.iter().enumerate().collect();
    part(page, &moments)
}

/// The section with some of the times, which keep their numbers.
pub(super) fn part(page: &mut Page<'_>, moments: &[(usize, &Moment)]) -> Markup {
    let moments: Vec<Markup> = moments.iter().map(|(at, moment)| row(page, *at, moment)).collect();
    html! {
        section.findings #timeline aria-labelledby="timeline-title" {
            h2 #timeline-title { "Timeline" }
            @if moments.is_empty() { p.none { "None found." } }
            @else { ol.timeline { @for moment in moments { (moment) } } }
        }
    }
}

fn row(page: &mut Page<'_>, at: usize, moment: &Moment) -> Markup {
    let sentences: Vec<Markup> = sentences(page, moment).into_iter().map(|s| sentence(page, &s)).collect();
    let against = against(page, moment);
    html! {
        li id={ "m" (at + 1) } .undated[moment.interval.is_none()] {
            h3.when { (when(moment)) }
            ul { @for sentence in sentences { li { (sentence) } } }
            @if let Some(against) = against { p.against { "read against " (against) } }
        }
    }
}

/// A sentence with the times in it, and those who print exactly these words.
struct Source {
    witness: WitnessId,
    before: String,
    at: Passage,
    after: String,
    also: Vec<Passage>,
}

/// The sentences that name the time; equal ones of copies stand once.
fn sentences(page: &Page<'_>, moment: &Moment) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for at in &moment.at {
        let Some(witness) = page.witness(at.witness) else { continue };
        let (before, after) = around(witness, *at);
        let words = page.slice(*at);
        let same = |s: &&mut Source| s.before == before && s.after == after && page.slice(s.at) == words;
        match sources.iter_mut().find(same) {
            Some(source) => source.also.push(*at),
            None => sources.push(Source { witness: at.witness, before, at: *at, after, also: Vec::new() }),
        }
    }
    sources
}

/// The rest of the sentence on both sides, each no longer than a line or two.
fn around(witness: &Witness, at: Passage) -> (String, String) {
    const LONGEST: usize = 110;
    let text = &witness.annotated.article().text;
    let sentence = witness.annotated.sentence_of(at.span).unwrap_or(at.span);
    let side = |range| text.span(range).map_or("", |span| text.slice(span));
    let before = side(sentence.start()..at.span.start());
    let after = side(at.span.end()..sentence.end().max(at.span.end()));
    let (cut, end) = (before.len().saturating_sub(LONGEST), LONGEST.min(after.len()));
    let head = before.get(before.ceil_char_boundary(cut)..).unwrap_or_default();
    let tail = after.get(..after.floor_char_boundary(end)).unwrap_or_default();
    let head =
        if cut > 0 { format!("… {}", head.split_once(' ').map_or(head, |s| s.1)) } else { head.into() };
    let tail = if end < after.len() {
        format!("{} …", tail.rsplit_once(' ').map_or(tail, |s| s.0))
    } else {
        tail.into()
    };
    (head, tail)
}

fn sentence(page: &mut Page<'_>, source: &Source) -> Markup {
    let letters: Vec<Markup> =
        std::iter::once(source.at).chain(source.also.iter().copied()).map(|at| page.siglum_at(at)).collect();
    let words = page.passage(Passage { witness: source.witness, ..source.at });
    html! {
        span.letters { @for letter in letters { (letter) } }
        " " span.sentence { bdi { (source.before) b { (words) } (source.after) } }
    }
}

fn against(page: &mut Page<'_>, moment: &Moment) -> Option<Markup> {
    let first = moment.at.first()?;
    Some(match moment.read_against? {
        ReadAgainst::Published => {
            let date = page.witness(first.witness).and_then(published).map(day);
            html! { "the publication date" @if let Some(date) = date { ", " (date) } }
        }
        ReadAgainst::Timex(span) => {
            let words = page.words(Passage { witness: first.witness, span });
            html! { "“" (words) "”" }
        }
    })
}

/// The time in words where it is known, else its TIMEX3 value.
fn when(moment: &Moment) -> String {
    let value = moment.when.as_deref().unwrap_or_default();
    match (value.parse::<Date>(), moment.interval) {
        (Ok(date), _) if value.len() == 10 => date.strftime("%A, %-d %B %Y").to_string(),
        (_, Some(period)) => period_words(value, period),
        _ => part_of_day(value)
            .or_else(|| weekday(value).map(|name| format!("{name}, week not known")))
            .unwrap_or_else(|| value.to_owned()),
    }
}

fn period_words(value: &str, period: Period) -> String {
    let moment = |time: DateTime| match time.time() == jiff::civil::Time::midnight() {
        true => day(time.date()),
        false => time.strftime("%-d %B %Y, %H:%M").to_string(),
    };
    if value.parse::<DateTime>().is_ok() {
        return period.start.map_or_else(|| value.to_owned(), moment);
    }
    let last = |end: DateTime| match end.time() == jiff::civil::Time::midnight() {
        true => end.date().yesterday().map_or_else(|_| moment(end), day),
        false => moment(end),
    };
    match (period.start, period.end) {
        (Some(start), Some(end)) => whole_units(start, end).unwrap_or_else(|| {
            let (first, last) = (moment(start), last(end));
            if first == last { first } else { format!("{first} – {last}") }
        }),
        (Some(start), None) => format!("from {}", moment(start)),
        (None, Some(end)) => format!("until {}", last(end)),
        (None, None) => value.to_owned(),
    }
}

/// A period of whole years or whole months in words: "1998", "1990 – 1999", "March 2026"; `None` where it has other ends.
fn whole_units(start: DateTime, end: DateTime) -> Option<String> {
    let midnight = jiff::civil::Time::midnight();
    let ends = [start, end];
    if start >= end || ends.iter().any(|end| end.time() != midnight || end.date().day() != 1) {
        return None;
    }
    let (first, last) = (start.date(), end.date().yesterday().ok()?);
    let years = ends.iter().all(|end| end.date().month() == 1);
    let words = |date: Date| date.strftime(if years { "%Y" } else { "%B %Y" }).to_string();
    let (first, last) = (words(first), words(last));
    Some(if first == last { first } else { format!("{first} – {last}") })
}

/// "2024-11-18TEV": a day and a part of it.
fn part_of_day(value: &str) -> Option<String> {
    let (date, part) = value.split_once('T')?;
    let date = date.parse::<Date>().ok()?;
    let part = match part {
        "MO" => "morning",
        "MI" => "midday",
        "AF" => "afternoon",
        "EV" => "evening",
        "NI" => "night",
        "DT" => "daytime",
        _ => return None,
    };
    Some(format!("{}, {part}", date.strftime("%A, %-d %B %Y")))
}

fn weekday(value: &str) -> Option<&'static str> {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let number = value.strip_prefix("XXXX-WXX-")?.get(..1)?.parse::<usize>().ok()?;
    NAMES.get(number.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expect: &str) {
        assert_eq!(period_words(value, Period::of_value(value).unwrap()), expect, "{value}");
    }

    #[test]
    fn a_period_is_named_by_its_largest_whole_unit() {
        check("1998", "1998");
        check("199", "1990 – 1999");
        check("2026-03", "March 2026");
        check("2026-12", "December 2026");
        check("2026-Q1", "January 2026 – March 2026");
        check("2026-W07", "9 February 2026 – 15 February 2026");
        check("2026-02-10", "10 February 2026");
    }
}
