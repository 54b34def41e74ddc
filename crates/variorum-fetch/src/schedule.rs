//! When a subscription is asked next: a pure function of what is known of it, the time, and how the
//! last request came out.

use serde::{Deserialize, Serialize};

use crate::hints::Hints;

/// Bounds of the time between two requests, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Never less than this.
    pub shortest: u32,
    /// As long as nothing is known of how often something new comes.
    pub first: u32,
    /// Never more than this, unless the publisher asks for it.
    pub longest: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { shortest: 15 * 60, first: 3600, longest: 24 * 3600 }
    }
}

/// When a subscription is asked next, and what that was decided from. Times are seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Not before this.
    pub next: i64,
    /// When it last answered well; `None` before the first time.
    pub answered: Option<i64>,
    /// New articles in a second, averaged over some days.
    pub rate: f64,
    /// Failures in a row.
    pub failures: u32,
    /// Whether it is gone for good.
    pub gone: bool,
    /// How often the publisher wants to be asked.
    pub hints: Hints,
}

/// How a request came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answered, with so many new articles.
    Answered {
        /// Articles that were not known.
        new: usize,
        /// What the answer says; `None` where it has no body, so that what was known holds.
        hints: Option<Hints>,
    },
    /// It failed; the publisher may have said for how many seconds to wait.
    Failed {
        /// From `Retry-After`.
        wait: Option<u32>,
    },
    /// It said that it is gone for good.
    Gone,
}

/// Seconds over which the rate is averaged: long enough that nights and weekends do not count much.
const MEMORY: f64 = 3.0 * 86_400.0;
/// Pause after the first failure, in seconds; it doubles with each further one.
const FAILURE: u32 = 5 * 60;
/// Longest wait that a publisher can ask for, in seconds.
pub(crate) const LONGEST_WAIT: u32 = 30 * 86_400;
/// Share of a pause that is added by chance, so that not all subscriptions of a host come at once.
const SPREAD: f64 = 0.1;

impl Schedule {
    /// A subscription that is due at once.
    pub fn new(now: i64) -> Self {
        Self { next: now, ..Self::default() }
    }

    /// Whether it is to be asked now. A time beyond all bounds comes of a clock that was set back.
    pub fn is_due(&self, now: i64) -> bool {
        !self.gone && (self.next <= now || self.next > now + 2 * i64::from(LONGEST_WAIT))
    }

    /// What follows from a request at `now`. `chance` is a number from 0 up to 1.
    #[must_use]
    pub fn after(&self, outcome: Outcome, now: i64, pace: &Pace, chance: f64) -> Self {
        match outcome {
            Outcome::Gone => Self { gone: true, ..*self },
            Outcome::Failed { wait } => self.failed(wait, now, pace, chance),
            Outcome::Answered { new, hints } => self.answered(new, hints, now, pace, chance),
        }
    }

    fn failed(&self, wait: Option<u32>, now: i64, pace: &Pace, chance: f64) -> Self {
        let failures = self.failures.saturating_add(1);
        let doubled = FAILURE.saturating_mul(1u32.checked_shl(failures - 1).unwrap_or(u32::MAX));
        let pause = doubled.clamp(pace.shortest, pace.longest.max(pace.shortest));
        // Failures come in crowds, when a host is down: these are spread further.
        let pause = spread(pause, 5.0 * SPREAD, chance).max(wait.unwrap_or_default().min(LONGEST_WAIT));
        let next = self.hints.permitted(now + i64::from(pause.max(self.hints.pause)));
        Self { failures, next, ..*self }
    }

    fn answered(&self, new: usize, hints: Option<Hints>, now: i64, pace: &Pace, chance: f64) -> Self {
        let hints = hints.unwrap_or(self.hints);
        let rate = self.new_rate(new, now);
        let pause = match self.answered {
            None => pace.first,
            Some(_) => pause_for(rate, pace),
        };
        let pause = spread(pause.max(hints.pause), SPREAD, chance);
        let next = hints.permitted(now + i64::from(pause));
        Self { next, answered: Some(now), rate, failures: 0, gone: false, hints }
    }

    /// The rate with what came since the last answer; the first answer brings what is old.
    fn new_rate(&self, new: usize, now: i64) -> f64 {
        let Some(before) = self.answered else { return 0.0 };
        let elapsed = now.saturating_sub(before).max(1) as f64;
        let weight = 1.0 - (-elapsed / MEMORY).exp();
        self.rate * (1.0 - weight) + new as f64 / elapsed * weight
    }
}

/// The pause in which half an article is to be expected: what is new is seen soon, and what is quiet is left alone.
fn pause_for(rate: f64, pace: &Pace) -> u32 {
    let longest = pace.longest.max(pace.shortest);
    let pause = 0.5 / rate;
    if pause >= f64::from(longest) || rate <= 0.0 {
        return longest;
    }
    // Below `longest` it fits.
    (pause as u32).max(pace.shortest)
}

/// A pause, longer by up to a share of it: never shorter.
fn spread(pause: u32, share: f64, chance: f64) -> u32 {
    let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 0.0 };
    // A share of a number that fits does so too.
    pause.saturating_add((f64::from(pause) * share * chance) as u32)
}

impl Hints {
    /// The first time from `time` on at which the feed may be asked. Where it may never be, its hints
    /// are a slip, and `time` it is.
    pub(crate) fn permitted(&self, time: i64) -> i64 {
        let hour = time.div_euclid(3600);
        let skipped = |hour: i64| {
            let of_day = hour.rem_euclid(24);
            // The first day of 1970 was a Thursday.
            let of_week = (hour.div_euclid(24) + 3).rem_euclid(7);
            self.hours >> of_day & 1 == 1 || self.days >> of_week & 1 == 1
        };
        let free = (hour..hour + 24 * 8).find(|hour| !skipped(*hour));
        free.filter(|free| *free > hour).map_or(time, |free| free * 3600)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 86_400;
    const PACE: Pace = Pace { shortest: 900, first: 3600, longest: 86_400 };

    fn answered(new: usize) -> Outcome {
        Outcome::Answered { new, hints: None }
    }

    /// Answers again and again, with `new` articles each `every` seconds; the last pause in seconds.
    #[track_caller]
    fn check(every: i64, days: i64, at_least: i64, at_most: i64) {
        let (mut schedule, mut seen, mut pause) = (Schedule::new(0), 0, 0);
        while schedule.next < days * DAY {
            let now = schedule.next;
            let new = now / every - seen / every;
            seen = now;
            schedule = schedule.after(answered(usize::try_from(new).unwrap()), now, &PACE, 0.0);
            pause = schedule.next - now;
        }
        assert!((at_least..=at_most).contains(&pause), "one in {every} s: {pause} s");
    }

    #[test]
    fn what_changes_often_is_asked_often() {
        check(60, 7, 900, 900);
        check(3600, 10, 1500, 2100);
        check(6 * 3600, 14, 2 * 3600, 4 * 3600);
        check(30 * DAY, 25, DAY, DAY);
    }

    #[test]
    fn failures_wait_longer_each_time() {
        let mut schedule = Schedule::new(0);
        let mut pauses = Vec::new();
        for _ in 0..12 {
            let now = schedule.next;
            schedule = schedule.after(Outcome::Failed { wait: None }, now, &PACE, 0.0);
            pauses.push(schedule.next - now);
        }
        assert_eq!(pauses, [900, 900, 1200, 2400, 4800, 9600, 19200, 38400, 76800, 86400, 86400, 86400]);
        let well = schedule.after(answered(1), schedule.next, &PACE, 0.0);
        assert_eq!((well.failures, well.next - schedule.next), (0, 3600));
    }

    #[test]
    fn a_publisher_who_asks_to_wait_is_left_alone() {
        let wait =
            |seconds| Schedule::new(0).after(Outcome::Failed { wait: Some(seconds) }, 0, &PACE, 0.0).next;
        assert_eq!(wait(7200), 7200);
        assert_eq!(wait(1), 900);
        assert_eq!(wait(u32::MAX), i64::from(LONGEST_WAIT));
    }

    #[test]
    fn what_is_gone_is_asked_no_more() {
        let gone = Schedule::new(0).after(Outcome::Gone, 0, &PACE, 0.0);
        assert!(!gone.is_due(100 * DAY));
    }

    #[test]
    fn a_clock_that_was_set_back_stops_nothing() {
        let schedule = Schedule::new(1000 * DAY).after(answered(0), 1000 * DAY, &PACE, 0.0);
        assert!(!schedule.is_due(1000 * DAY));
        assert!(schedule.is_due(500 * DAY));
    }

    #[test]
    fn skipped_hours_and_days_are_stepped_over() {
        let hours = |hours: &[u32], time| {
            Hints { hours: hours.iter().fold(0, |a, h| a | 1 << h), ..Hints::default() }.permitted(time)
        };
        assert_eq!(hours(&[], 1800), 1800);
        assert_eq!(hours(&[0], 1800), 3600);
        assert_eq!(hours(&[0, 1, 2], 1800), 3 * 3600);
        assert_eq!(hours(&[23], DAY - 1), DAY);
        let all: Vec<u32> = (0..24).collect();
        assert_eq!(hours(&all, 1800), 1800);
        // 1970 began on a Thursday.
        let days = |days: u8, time| Hints { days, ..Hints::default() }.permitted(time);
        assert_eq!(days(1 << 3, 1800), DAY);
        assert_eq!(days(1 << 4, 1800), 1800);
        assert_eq!(days(0b111_1111, 1800), 1800);
        assert_eq!(days(0b011_1111, 1800), 3 * DAY);
    }

    fn outcomes() -> impl Strategy<Value = Outcome> {
        let hints = (0..200_000u32, any::<u32>(), any::<u8>()).prop_map(|(pause, hours, days)| Hints {
            pause,
            hours: hours & 0xff_ffff,
            days: days & 0x7f,
        });
        prop_oneof![
            (0..500usize, proptest::option::of(hints))
                .prop_map(|(new, hints)| Outcome::Answered { new, hints }),
            proptest::option::of(any::<u32>()).prop_map(|wait| Outcome::Failed { wait }),
        ]
    }

    proptest! {
        /// Whatever happens, nobody is asked earlier than is allowed, and everybody is asked again.
        #[test]
        fn no_request_is_too_early_or_never(steps in prop::collection::vec((outcomes(), 0.0..1.0f64, 0..100_000i64), 1..40)) {
            let mut schedule = Schedule::new(0);
            for (outcome, chance, late) in steps {
                let now = schedule.next + late;
                let after = schedule.after(outcome, now, &PACE, chance);
                prop_assert!(after.next >= now + i64::from(PACE.shortest));
                prop_assert!(after.next >= now + i64::from(after.hints.pause));
                if let Outcome::Failed { wait: Some(wait) } = outcome {
                    prop_assert!(after.next >= now + i64::from(wait.min(LONGEST_WAIT)));
                }
                let bound = 2 * i64::from(PACE.longest.max(after.hints.pause)) + 8 * DAY;
                let wait = if let Outcome::Failed { wait: Some(wait) } = outcome { wait.min(LONGEST_WAIT) } else { 0 };
                prop_assert!(after.next <= now + bound + i64::from(wait));
                prop_assert!(after.rate.is_finite() && after.rate >= 0.0);
                prop_assert!(after.is_due(after.next) && !after.is_due(after.next - 1));
                schedule = after;
            }
        }

        #[test]
        fn more_news_never_means_a_longer_pause(rate in 0.0..1.0f64, more in 0.0..1.0f64) {
            prop_assert!(pause_for(rate + more, &PACE) <= pause_for(rate, &PACE));
        }
    }
}
