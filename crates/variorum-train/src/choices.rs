//! Decisions between candidates, learned by a log-linear model with AdaGrad.
//!
//! Duchi, Hazan and Singer, "Adaptive Subgradient Methods" (JMLR 2011). Single precision and no
//! function of the machine's library, so that every machine comes to the same weights.

use variorum_language::attributions::{Lesson, SCALE, WEIGHTS, exp};

/// The greatest step.
const RATE: f32 = 0.06;
/// How much a weight shrinks at each step that touches it.
const DECAY: f32 = 4e-5;
/// Rows that fewer candidates have are left at zero.
const RAREST: u32 = 3;
/// One feature in so many is left out at each look, so that the others learn to do without.
const DROPPED: u64 = 3;

/// Weights under training.
pub(crate) struct Choices {
    weights: Vec<f32>,
    sums: Vec<f32>,
    counts: Vec<u32>,
    seed: u64,
}

impl Default for Choices {
    /// Weights of zero.
    fn default() -> Self {
        let zeros = || vec![0.0; WEIGHTS];
        Self { weights: zeros(), sums: zeros(), counts: vec![0; WEIGHTS], seed: 7 }
    }
}

impl Choices {
    /// Counts how common the rows of `lessons` are; those of lessons that were counted before stay.
    pub(crate) fn count<'l>(&mut self, lessons: impl Iterator<Item = &'l Lesson>) {
        for row in lessons.flat_map(|lesson| lesson.candidates.iter().flatten()) {
            self.counts.iter_mut().skip(*row as usize).take(1).for_each(|count| *count += 1);
        }
    }

    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.seed >> 33
    }

    fn kept(&mut self, rows: &[u32]) -> Vec<u32> {
        let common = |row: &u32| self.counts.get(*row as usize).is_some_and(|count| *count >= RAREST);
        let mut kept: Vec<u32> = rows.iter().copied().filter(common).collect();
        kept.retain(|_| !self.random().is_multiple_of(DROPPED));
        kept
    }

    fn score(&self, rows: &[u32]) -> f32 {
        rows.iter().filter_map(|row| self.weights.get(*row as usize)).sum()
    }

    /// One step; whether the right candidate had the greatest score before it.
    pub(crate) fn learn(&mut self, lesson: &Lesson, rate: f32) -> Option<bool> {
        let right = lesson.right?;
        let rows: Vec<Vec<u32>> = lesson.candidates.iter().map(|rows| self.kept(rows)).collect();
        let scores: Vec<f32> = rows.iter().map(|rows| self.score(rows)).collect();
        let greatest = scores.iter().copied().fold(f32::MIN, f32::max);
        let chances: Vec<f32> = scores.iter().map(|score| exp(score - greatest)).collect();
        let sum: f32 = chances.iter().sum();
        for (at, (rows, chance)) in rows.iter().zip(&chances).enumerate() {
            let slope = if at == right { 1.0 } else { 0.0 } - chance / sum;
            for row in rows {
                let pair = (self.weights.get_mut(*row as usize), self.sums.get_mut(*row as usize));
                if let (Some(weight), Some(sum)) = pair {
                    *sum += slope * slope;
                    *weight = *weight * (1.0 - DECAY) + rate * RATE * slope / (sum.sqrt() + 1e-3);
                }
            }
        }
        Some(scores.get(right).is_some_and(|score| *score >= greatest))
    }

    /// The weights in whole numbers of `1 / SCALE`.
    pub(crate) fn quantised(&self) -> Vec<i8> {
        self.weights.iter().map(|weight| (weight * SCALE).round().clamp(-127.0, 127.0) as i8).collect()
    }
}
