//! Plots, drawn here as SVG. Beside each stands the same in words, for those who cannot see it.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use maud::{Markup, html};
use variorum_core::{Lineage, Moment, WitnessId};

use crate::html::heading::root_first;
use crate::html::marks::{Page, outlet};
use crate::words::count;

/// Who copied from whom: an original on the left, its copies on the right, the line as wide as the share
/// that was copied. Nothing where nobody copied.
pub(super) fn lineages(page: &Page<'_>) -> Markup {
    let copied: Vec<&Lineage> =
        page.apparatus.story.lineages.iter().filter(|l| l.members.len() > 1).collect();
    if copied.is_empty() {
        return html! {};
    }
    const ROW: usize = 34;
    let rows: usize = copied.iter().map(|lineage| lineage.members.len() - 1).sum();
    let height = rows * ROW + 12;
    let mut top = 0;
    let mut groups = Vec::new();
    for lineage in copied {
        groups.push(lineage_of(page, lineage, top * ROW));
        top += lineage.members.len() - 1;
    }
    html! {
        figure.plot {
            svg.copies-plot viewBox={ "0 0 640 " (height) } role="group" aria-label="Originals on the left, their copies on the right. The table below says the same." {
                @for group in groups { (group) }
            }
            (shares(page))
        }
    }
}

fn lineage_of(page: &Page<'_>, lineage: &Lineage, top: usize) -> Markup {
    const ROW: usize = 34;
    let members = root_first(lineage);
    let copies = members.get(1..).unwrap_or_default();
    let middle = top + copies.len() * ROW / 2 + 6;
    let y = |at: usize| top + at * ROW + ROW / 2 + 6;
    html! {
        @for (at, copy) in copies.iter().enumerate() {
            path.flow d={ "M232 " (middle) "C320 " (middle) " 320 " (y(at)) " 408 " (y(at)) }
                stroke-width=(1 + page.copied_share(WitnessId(*copy)) / 12) fill="none" {}
        }
        (node(page, lineage.root, 8, middle, "own"))
        @for (at, copy) in copies.iter().enumerate() { (node(page, *copy, 408, y(at), "copied")) }
    }
}

/// A box of 224 by 26 around the letter and the outlet of an article.
fn node(page: &Page<'_>, member: usize, x: usize, middle: usize, class: &str) -> Markup {
    const LONGEST: usize = 26;
    let Some(witness) = page.witness(WitnessId(member)) else { return html! {} };
    html! {
        a href=(page.article_href(&witness.siglum)) {
            rect class={ "node " (class) } x=(x) y=(middle.saturating_sub(13)) width="224" height="26" rx="4" {}
            text class=(class) x=(x + 10) y=(middle + 5) {
                tspan.letter { (witness.siglum) } "  " (short(outlet(witness), LONGEST))
            }
        }
    }
}

/// The same as a table.
fn shares(page: &Page<'_>) -> Markup {
    let copies = page.apparatus.story.lineages.iter().flat_map(|lineage| {
        lineage
            .members
            .iter()
            .filter(|m| **m != lineage.root)
            .map(move |m| (WitnessId(*m), WitnessId(lineage.root)))
    });
    html! {
        details.figures-of {
            summary { "The same as a table" }
            table {
                thead { tr { th scope="col" { "Copy" } th scope="col" { "Original" } th scope="col" { "Copied text" } } }
                tbody {
                    @for (copy, root) in copies {
                        tr { th scope="row" { (page.siglum(copy)) } td { (page.siglum(root)) } td { (page.copied_share(copy)) " %" } }
                    }
                }
            }
        }
    }
}

/// Where a value stands between two ends of a plot.
pub(super) struct Axis {
    start: DateTime,
    from: f64,
    to: f64,
    ends: [f64; 2],
}

impl Axis {
    /// Seconds from `start` to `end`, drawn between `ends`.
    pub(super) fn of_times(start: DateTime, end: DateTime, ends: [f64; 2]) -> Self {
        Self { start, from: 0.0, to: start.duration_until(end).as_secs_f64(), ends }
    }

    /// Values from `from` to `to`, drawn between `ends`.
    pub(super) fn of_values(from: f64, to: f64, ends: [f64; 2]) -> Self {
        Self { start: DateTime::default(), from, to, ends }
    }

    pub(super) fn least(&self) -> f64 {
        self.from
    }

    pub(super) fn most(&self) -> f64 {
        self.to
    }

    /// The place of `value`; the middle where all values are one.
    pub(super) fn at(&self, value: f64) -> f64 {
        let [first, last] = self.ends;
        let whole = self.to - self.from;
        let share = if whole > 0.0 { ((value - self.from) / whole).clamp(0.0, 1.0) } else { 0.5 };
        first + (last - first) * share
    }

    pub(super) fn at_time(&self, time: DateTime) -> f64 {
        self.at(self.start.duration_until(time).as_secs_f64())
    }
}

/// How many articles each group of outlets has, own and copied. Nothing where no groups are known.
pub(super) fn coverage(page: &Page<'_>, groups: &BTreeMap<String, String>) -> Markup {
    const ROW: usize = 30;
    if groups.is_empty() {
        return html! {};
    }
    let mut counts: BTreeMap<&str, (usize, usize)> =
        groups.values().map(|group| (group.as_str(), (0, 0))).collect();
    for member in &page.apparatus.story.members {
        let id = WitnessId(*member);
        let Some(witness) = page.witness(id) else { continue };
        let group = groups.get(&outlet(witness).to_lowercase()).map_or("in no group", String::as_str);
        let count = counts.entry(group).or_default();
        if page.original_of(id).is_some() { count.1 += 1 } else { count.0 += 1 }
    }
    let widest = counts.values().map(|(own, copied)| own + copied).max().unwrap_or(1).max(1);
    let width = |articles: usize| articles * 380 / widest;
    html! {
        figure.plot {
            figcaption { "Coverage by group of outlets" }
            svg viewBox={ "0 0 640 " (counts.len() * ROW) } role="img" aria-label="Articles of each group; the table below says the same" {
                @for (at, (group, (own, copied))) in counts.iter().enumerate() {
                    text x="0" y=(at * ROW + 20) { (short(group, 26)) }
                    rect.node x="200" y=(at * ROW + 6) width=(width(*own)) height="18" {}
                    rect.node.copied x=(200 + width(*own)) y=(at * ROW + 6) width=(width(*copied)) height="18" {}
                    text.tick x=(208 + width(*own) + width(*copied)) y=(at * ROW + 20) { (own + copied) }
                }
            }
            details.figures-of {
                summary { "The same as a table" }
                table {
                    thead { tr { th scope="col" { "Group" } th scope="col" { "Own" } th scope="col" { "Copies" } } }
                    tbody { @for (group, (own, copied)) in &counts { tr { th scope="row" { bdi { (group) } } td { (own) } td { (copied) } } } }
                }
            }
        }
    }
}

/// At most `longest` characters of a name.
pub(super) fn short(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    name.chars().take(longest - 1).chain(['…']).collect()
}

/// Days around the middle time that stand on the axis; what lies further off is counted at its end.
const SPAN: i64 = 45;

/// The times of the story on one axis, as high as many articles name them. The list below says the same.
pub(super) fn timeline(page: &Page<'_>, listed: &[(usize, &Moment)]) -> Markup {
    let moments = page.apparatus.timeline.iter().enumerate();
    let is_listed = |at: usize| listed.iter().any(|(known, _)| *known == at);
    let mut dated: Vec<(DateTime, usize, usize)> =
        moments.filter_map(|(at, moment)| Some((moment.interval?.start?, moment.at.len(), at))).collect();
    dated.sort();
    let middle = dated.get(dated.len() / 2).map(|moment| moment.0);
    let Some(middle) = middle else { return html! {} };
    let far = |time: DateTime| middle.duration_until(time).as_hours() / 24;
    let earlier = dated.iter().filter(|moment| far(moment.0) < -SPAN).count();
    let later = dated.iter().filter(|moment| far(moment.0) > SPAN).count();
    dated.retain(|moment| far(moment.0).abs() <= SPAN);
    let (Some(first), Some(last)) = (dated.first().map(|d| d.0), dated.last().map(|d| d.0)) else {
        return html! {};
    };
    let whole = first.duration_until(last).as_secs_f64();
    if whole <= 0.0 {
        return html! {};
    }
    let x = |time: DateTime| 20.0 + 600.0 * first.duration_until(time).as_secs_f64() / whole;
    html! {
        figure.plot {
            svg.time-plot viewBox="0 0 640 92" role="group" aria-label={ (count(dated.len(), "time", "times")) " on an axis; the list below says the same" } {
                line.axis x1="20" x2="620" y1="62" y2="62" {}
                @for (time, named, at) in &dated {
                    @if is_listed(*at) {
                        a href={ "#m" (at + 1) } aria-label=(time.date()) { (dot(x(*time), *named, *time)) }
                    } @else { (dot(x(*time), *named, *time)) }
                }
                text.tick x="20" y="84" {
                    @if earlier > 0 { "← " (earlier) " earlier · " }
                    (first.date().strftime("%-d %b %Y").to_string())
                }
                text.tick.end x="620" y="84" {
                    (last.date().strftime("%-d %b %Y").to_string())
                    @if later > 0 { " · " (later) " later →" }
                }
            }
        }
    }
}

/// A time as high as many articles name it.
fn dot(x: f64, named: usize, time: DateTime) -> Markup {
    let (x, y) = (tenths(x), 62 - (8 * named).min(46));
    html! {
        line.stem x1=(x) x2=(x) y1="62" y2=(y) {}
        circle.dot cx=(x) cy=(y) r="5" { title { (time.date()) } }
    }
}

/// A coordinate with one decimal.
pub(super) fn tenths(value: f64) -> String {
    format!("{value:.1}")
}

/// The origins of a story as a small bar for a list: solid for an original, hatched for its copies.
pub(super) fn shape(lineages: &[usize]) -> Markup {
    const MOST: usize = 24;
    html! {
        span.shape aria-hidden="true" {
            @for members in lineages.iter().take(MOST) {
                span { i {} @for _ in 1..(*members).min(9) { i.copied {} } }
            }
            @if lineages.len() > MOST { "…" }
        }
    }
}
