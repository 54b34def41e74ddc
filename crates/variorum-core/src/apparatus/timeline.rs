//! Timeline: when what happened, as the witnesses say.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::annotated::{Timex, TimexKind};
use crate::apparatus::{Moment, Passage, Witness, WitnessId};

/// The times that the compared witnesses name, in order, each once; those without a known time last.
pub(super) fn find(witnesses: &[Witness]) -> Vec<Moment> {
    type Order = (bool, Option<DateTime>, Option<DateTime>, Option<String>);
    let mut moments: BTreeMap<Order, Moment> = BTreeMap::new();
    for (at, witness) in witnesses.iter().enumerate().filter(|(_, witness)| witness.compared) {
        for timex in witness.annotated.layers().timexes.iter().filter(|timex| is_moment(timex)) {
            let start = timex.interval.and_then(|period| period.start);
            let end = timex.interval.and_then(|period| period.end);
            let moment =
                moments.entry((start.is_none(), start, end, timex.value.clone())).or_insert(Moment {
                    when: timex.value.clone(),
                    interval: timex.interval,
                    read_against: timex.read_against,
                    at: Vec::new(),
                });
            moment.at.push(Passage { witness: WitnessId(at), span: timex.span });
        }
    }
    moments.into_values().collect()
}

/// Whether an expression names a time that can stand on an axis: no duration, no repetition, and
/// either a period or a weekday.
fn is_moment(timex: &Timex) -> bool {
    let placed = timex.named().is_some_and(|period| period.start.is_some()) || timex.weekday.is_some();
    matches!(timex.kind, TimexKind::Date | TimexKind::Time) && placed
}
