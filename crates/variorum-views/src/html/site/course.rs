//! How a figure went from article to article: its values with what their wording allows, over time.

use jiff::civil::{DateTime, Time};
use maud::{Markup, html};
use rust_decimal::prelude::ToPrimitive;
use variorum_core::{Bound, ClaimSet, DocumentDate, Figure, FigureKind, Passage};

use super::plots::{Axis, tenths};
use crate::html::heading::day;
use crate::html::marks::{Page, excerpt};

/// Figures whose course is drawn on one part of the list.
const MOST: usize = 4;
/// The height of the plot, and the part of it that values take.
const HEIGHT: f64 = 150.0;
const TOP: f64 = 16.0;
const FLOOR: f64 = 118.0;

/// One value of the figure.
struct Point {
    at: Passage,
    time: DateTime,
    value: f64,
    least: Option<f64>,
    most: Option<f64>,
    copy: bool,
}

/// The courses of those figures of a list that were told with several values at several times.
pub(super) fn courses(page: &mut Page<'_>, sets: &[(usize, &ClaimSet)]) -> Markup {
    let told = sets.iter().filter_map(|(at, set)| Some((*at, *set, points(page, set)?)));
    let told: Vec<_> = told.take(MOST).collect();
    let drawn: Vec<Markup> = told.iter().map(|(at, set, points)| course(page, *at, set, points)).collect();
    html! { @for course in drawn { (course) } }
}

/// The values of a figure in the order of their times; `None` where there is no course to see: fewer than two
/// values or times, or units that are not one.
fn points(page: &Page<'_>, set: &ClaimSet) -> Option<Vec<Point>> {
    let mut points = Vec::new();
    let mut units = Vec::new();
    for claim in set.claims() {
        let annotated = &page.witness(claim.at.witness)?.annotated;
        let figures = annotated.layers().figures.iter();
        let figure =
            figures.filter(|f| f.kind != FigureKind::Ordinal).find(|f| f.span.overlaps(claim.at.span))?;
        units.push(figure.unit.as_deref());
        let Some(published) = annotated.article().published else { continue };
        points.extend(point(page, claim.at, figure, published));
    }
    units.dedup();
    points.sort_by(|a: &Point, b| a.time.cmp(&b.time).then(a.at.cmp(&b.at)));
    let (first, last) = (points.first()?, points.last()?);
    let moved = points.iter().any(|point| point.value.total_cmp(&first.value).is_ne());
    (units.len() == 1 && moved && first.time < last.time).then_some(points)
}

fn point(page: &Page<'_>, at: Passage, figure: &Figure, published: DocumentDate) -> Option<Point> {
    let number = |bound: Option<Bound>| bound.and_then(|bound| bound.value.to_f64());
    let (least, most) = (number(figure.interval.lo), number(figure.interval.hi));
    let value = figure.value.and_then(|value| value.to_f64()).or(least).or(most)?;
    let time = match published {
        DocumentDate::Day(day) => day.to_datetime(Time::midnight()),
        DocumentDate::Time(time, _) => time,
    };
    Some(Point { at, time, value, least, most, copy: page.original_of(at.witness).is_some() })
}

fn course(page: &mut Page<'_>, at: usize, set: &ClaimSet, points: &[Point]) -> Markup {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return html! {} };
    let across = Axis::of_times(first.time, last.time, [70.0, 600.0]);
    let ends = points.iter().flat_map(|p| [Some(p.value), p.least, p.most]).flatten();
    let up =
        Axis::of_values(ends.clone().fold(f64::MAX, f64::min), ends.fold(f64::MIN, f64::max), [FLOOR, TOP]);
    let marks: Vec<Markup> = points.iter().map(|point| mark(page, point, &across, &up)).collect();
    let rows: Vec<Markup> = points.iter().map(|point| row(page, point)).collect();
    html! {
        figure.plot {
            figcaption { a href={ "#g" (at + 1) } { bdi { (excerpt(&set.about)) } } }
            svg viewBox={ "0 0 640 " (HEIGHT) } role="group" aria-label="Values over time; the table below says the same" {
                line.axis x1="60" x2="620" y1=(FLOOR + 8.0) y2=(FLOOR + 8.0) {}
                text.tick.end x="54" y=(tenths(up.at(up.most()) + 5.0)) { (shown(up.most())) }
                text.tick.end x="54" y=(tenths(up.at(up.least()) + 5.0)) { (shown(up.least())) }
                @for mark in marks { (mark) }
                text.tick x="60" y=(HEIGHT - 4.0) { (day(first.time.date())) }
                text.tick.end x="620" y=(HEIGHT - 4.0) { (day(last.time.date())) }
            }
            details.figures-of {
                summary { "The same as a table" }
                table {
                    thead { tr { th scope="col" { "Article" } th scope="col" { "Published" } th scope="col" { "Words" } th scope="col" { "Least" } th scope="col" { "Most" } th scope="col" { "Origin" } } }
                    tbody { @for row in rows { (row) } }
                }
            }
        }
    }
}

/// A value with a line over all that its wording allows; one that is open upwards or downwards runs to the edge. Copies
/// come close upon one another, so that their letters stand in the table alone.
fn mark(page: &mut Page<'_>, point: &Point, across: &Axis, up: &Axis) -> Markup {
    let (x, y) = (tenths(across.at_time(point.time)), tenths(up.at(point.value)));
    let [low, high] = [point.least.map_or(FLOOR + 8.0, |v| up.at(v)), point.most.map_or(4.0, |v| up.at(v))];
    let letter = page.witness(point.at.witness).map_or("", |witness| witness.siglum.as_str());
    let label = format!("{letter}: {}, {}", page.slice(point.at), day(point.time.date()));
    let open = point.least.is_none() || point.most.is_none();
    html! {
        a href=[page.words_href(point.at)] aria-label=(label) {
            line.range.open[open] x1=(x) x2=(x) y1=(tenths(low)) y2=(tenths(high)) {}
            circle.dot.copied[point.copy] cx=(x) cy=(y) r="5" { title { (label) } }
            @if !point.copy { text.tick x=(tenths(across.at_time(point.time) + 8.0)) y=(y) { (letter) } }
        }
    }
}

fn row(page: &mut Page<'_>, point: &Point) -> Markup {
    let words = page.words(point.at);
    html! {
        tr {
            th scope="row" { (page.siglum(point.at.witness)) }
            td { (day(point.time.date())) }
            td { (words) }
            td { (point.least.map_or_else(|| "open".to_owned(), shown)) }
            td { (point.most.map_or_else(|| "open".to_owned(), shown)) }
            td { @if let Some(root) = page.original_of(point.at.witness) { "copy of " (page.siglum(root)) } @else { "own" } }
        }
    }
}

/// A number with as few digits as it has.
fn shown(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let digits = format!("{rounded}");
    let (whole, rest) = digits.split_once('.').map_or((digits.as_str(), None), |(w, r)| (w, Some(r)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("−", whole));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{sign}{grouped}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, expect) in [
            (14.0, "14"),
            (11_000.0, "11,000"),
            (1_500_000.0, "1,500,000"),
            (-2_250.5, "−2,250.5"),
            (0.845, "0.85"),
        ] {
            assert_eq!(shown(value), expect);
        }
    }
}
