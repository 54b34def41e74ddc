//! What the lead of an article says of its event: where, who, when, how many. By these two look-alike events (two
//! quakes, two trials) are told apart that share the words of their kind.

use crate::annotated::{Annotated, EntityKind, FigureKind, TimexKind};
use crate::period::Period;
use crate::story::terms::fnv;
use crate::text::Span;

/// The slots: places, principals (people and organizations), days, figures.
pub(super) const SLOTS: usize = 4;
const PLACE: usize = 0;
const PRINCIPAL: usize = 1;
const DAY: usize = 2;
const FIGURE: usize = 3;

/// Bytes of body that are its lead.
const LEAD: usize = 500;
/// Longest period that tells when something happened, in days.
const LONGEST: i32 = 7;

/// The event of an article, as its headline and lead tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    /// Numbers that stand for what is named in each slot, sorted.
    slots: [Vec<u64>; SLOTS],
}

/// In which slots two articles both name something, and in which they name nothing in common: a bit a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) known: u8,
    pub(super) apart: u8,
}

impl Event {
    /// Of `annotated`.
    pub(super) fn of(annotated: &Annotated) -> Self {
        let (article, layers) = (annotated.article(), annotated.layers());
        let end = article.body.start() + LEAD;
        let in_lead = |span: &Span| span.start() < end && !article.is_boilerplate(*span);
        let mut slots: [Vec<u64>; SLOTS] = Default::default();
        let mut add = |slot: usize, words: &str| {
            slots.get_mut(slot).into_iter().for_each(|named| named.push(fnv(words.to_lowercase().bytes())));
        };
        for entity in layers.entities.iter().filter(|entity| entity.mentions.iter().any(in_lead)) {
            match entity.kind {
                EntityKind::Place => add(PLACE, &entity.name),
                // A person is "Dana Okoro" in one article and "Okoro" in another.
                EntityKind::Person => add(PRINCIPAL, entity.name.rsplit(' ').next().unwrap_or_default()),
                EntityKind::Organization => add(PRINCIPAL, &entity.name),
                EntityKind::Other => {}
            }
        }
        for figure in layers.figures.iter().filter(|figure| in_lead(&figure.span)) {
            let tells =
                !matches!(figure.kind, FigureKind::Ordinal | FigureKind::Duration | FigureKind::Number);
            if let Some(value) = figure.value.filter(|_| tells) {
                add(FIGURE, &value.normalize().to_string());
            }
        }
        for timex in
            layers.timexes.iter().filter(|timex| timex.kind == TimexKind::Date && in_lead(&timex.span))
        {
            for day in timex.interval.into_iter().flat_map(days) {
                slots.get_mut(DAY).into_iter().for_each(|days| days.push(day));
            }
        }
        for named in &mut slots {
            named.sort_unstable();
            named.dedup();
        }
        Self { slots }
    }

    /// How what they name agrees.
    pub(super) fn compare(&self, other: &Self) -> Match {
        let mut found = Match::default();
        for (slot, (one, two)) in self.slots.iter().zip(&other.slots).enumerate() {
            if !one.is_empty() && !two.is_empty() {
                found.known |= 1 << slot;
                found.apart |= u8::from(!one.iter().any(|named| two.binary_search(named).is_ok())) << slot;
            }
        }
        found
    }
}

/// The days of a period that is not too long.
fn days(period: Period) -> Vec<u64> {
    let Some((start, end)) = period.start.zip(period.end) else { return Vec::new() };
    let (first, last) = (start.date(), end.date());
    let length = first.until(last).map_or(0, |span| span.get_days());
    if length > LONGEST {
        return Vec::new();
    }
    let day = |offset: i32| {
        let day = first.checked_add(jiff::Span::new().days(offset)).ok()?;
        Some(fnv(day.to_string().bytes()))
    };
    (0..length.max(1)).filter_map(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotated::{Commitment, Entity, Figure, Interval, Layers};
    use crate::story::tests::annotated;

    /// The event of a text whose names are given by their kinds and whose numbers are counts.
    fn event(body: &str, named: &[(&str, EntityKind)]) -> Event {
        let article = annotated("q", body).article().clone();
        let span = |words: &str| {
            let at = body.find(words).unwrap();
            article.text.span(at..at + words.len()).unwrap()
        };
        let entity = |(name, kind): &(&str, EntityKind)| Entity {
            name: (*name).to_owned(),
            kind: *kind,
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: vec![span(name)],
            adjectival: Vec::new(),
            pronouns: Vec::new(),
            country: None,
            gender: None,
        };
        let numbers = body.split(' ').filter(|word| word.parse::<u32>().is_ok());
        let figure = |number: &str| Figure {
            span: span(number),
            number: span(number),
            value: number.parse().ok(),
            interval: Interval::exactly(number.parse().unwrap()),
            unit: None,
            kind: FigureKind::Count,
            of: None,
            commitment: Commitment::Asserted,
            by: None,
        };
        let layers = Layers {
            figures: numbers.map(figure).collect(),
            entities: named.iter().map(entity).collect(),
            ..Layers::default()
        };
        Event::of(&Annotated::new(article, layers))
    }

    #[test]
    fn look_alike_events_name_other_places_people_and_figures() {
        use EntityKind::{Person, Place};
        let quake = event(
            "A quake shook Tarrow and 14 people died, Ines Marlow said.",
            &[("Tarrow", Place), ("Ines Marlow", Person)],
        );
        let told_again = event("Marlow of Tarrow counted 14 dead.", &[("Tarrow", Place), ("Marlow", Person)]);
        let other = event(
            "A quake shook Hask and 3 people died, Greta Holm said.",
            &[("Hask", Place), ("Greta Holm", Person)],
        );
        let slots = 1 << PLACE | 1 << PRINCIPAL | 1 << FIGURE;
        assert_eq!(quake.compare(&told_again), Match { known: slots, apart: 0 });
        assert_eq!(quake.compare(&other), Match { known: slots, apart: slots });
        assert_eq!(quake.compare(&event("Rain fell.", &[])), Match::default());
    }

    #[test]
    fn a_long_period_tells_no_day() {
        let period = |value: &str| days(Period::of_value(value).unwrap()).len();
        assert_eq!(
            (period("2026-02-10"), period("2026-W07"), period("2026-02"), period("2026")),
            (1, 7, 0, 0)
        );
        let (week, day) =
            (days(Period::of_value("2026-W07").unwrap()), days(Period::of_value("2026-02-10").unwrap()));
        assert!(week.contains(&day[0]));
    }
}
