//! The trained tables of this folder, used where they lie in their file.

use crate::parts::{Tagger, mixed};

/// Weights of hashed features.
pub const WEIGHTS: usize = 1 << 19;
/// Steps of a weight in one.
pub const SCALE: f32 = 32.0;
/// Steps of chance in a curve of confidence.
pub const STEPS: usize = 32;
/// Curves of confidence: direct, mixed, indirect.
pub const CURVES: usize = 3;

const MAGIC: &[u8; 8] = b"VAM1\0\0\0\0";

/// The tables.
#[derive(Clone, Copy, Debug)]
pub struct Model<'m> {
    /// Parts of speech.
    pub tagger: Tagger<'m>,
    weights: &'m [u8],
    curves: &'m [u8],
}

impl<'m> Model<'m> {
    /// Bytes of the file.
    pub const SIZE: usize = MAGIC.len() + Tagger::SIZE + WEIGHTS + CURVES * STEPS;

    /// The model in a file; `None` where it is something else. Nothing is copied.
    pub fn of(file: &'m [u8]) -> Option<Self> {
        let (tagger, rest) = file.strip_prefix(MAGIC)?.split_at_checked(Tagger::SIZE)?;
        let (weights, curves) = rest.split_at_checked(WEIGHTS)?;
        (curves.len() == CURVES * STEPS).then_some(Self { tagger: Tagger::new(tagger)?, weights, curves })
    }

    /// The file of these tables.
    pub fn file(tagger: &[u8], weights: &[i8], curves: &[u8]) -> Vec<u8> {
        let weights = weights.iter().map(|weight| *weight as u8);
        MAGIC.iter().chain(tagger).copied().chain(weights).chain(curves.iter().copied()).collect()
    }

    /// How sure a credit of the `curve`th kind is, to which the decisions gave this `chance`.
    pub(super) fn confidence(&self, curve: usize, chance: f32) -> f32 {
        let at = curve * STEPS + step(chance);
        self.curves.get(at).map_or(0.5, |confidence| f32::from(*confidence) / 255.0)
    }

    fn weight(&self, row: u32) -> i32 {
        self.weights.get(row as usize).map_or(0, |weight| i32::from(*weight as i8))
    }
}

/// The step of a curve that a chance falls on: finer towards one.
pub fn step(chance: f32) -> usize {
    let low = (1.0 - chance).clamp(0.0, 1.0).sqrt();
    ((1.0 - low) * STEPS as f32) as usize % STEPS
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether a word credits somebody.
    Cue,
    /// Where the content before the cue ends, if there is any.
    BeforeEnd,
    /// Where it begins.
    BeforeStart,
    /// Where the content after the cue begins, if there is any.
    AfterStart,
    /// Where it ends.
    AfterEnd,
    /// Who is credited, if anybody.
    Source,
    /// What a quotation by itself belongs to.
    Carry,
}

/// Takes in the features of a candidate.
pub(super) trait Sink {
    /// One feature: its template and what it combines.
    fn see(&mut self, template: u64, parts: &[u64]);
}

/// The sum of the weights of a candidate's features.
pub(super) struct Sum<'m> {
    model: Model<'m>,
    question: u64,
    pub(super) sum: i32,
}

impl<'m> Sum<'m> {
    pub(super) fn new(model: Model<'m>, question: Question) -> Self {
        Self { model, question: question as u64, sum: 0 }
    }
}

impl Sink for Sum<'_> {
    fn see(&mut self, template: u64, parts: &[u64]) {
        self.sum += self.model.weight(row(self.question, template, parts));
    }
}

/// The rows of a candidate's features, to learn from.
pub(super) struct Rows {
    pub(super) question: Question,
    pub(super) rows: Vec<u32>,
}

impl Sink for Rows {
    fn see(&mut self, template: u64, parts: &[u64]) {
        self.rows.push(row(self.question as u64, template, parts));
    }
}

fn row(question: u64, template: u64, parts: &[u64]) -> u32 {
    (mixed((question + 1) << 8 | template, parts) % WEIGHTS as u64) as u32
}

/// The candidate with the greatest score and its chance among all.
pub(super) fn choose(scores: &[i32]) -> Option<(usize, f32)> {
    let (best, greatest) =
        scores.iter().enumerate().max_by_key(|(at, score)| (**score, std::cmp::Reverse(*at)))?;
    let sum: f32 = scores.iter().map(|score| exp((score - greatest) as f32 / SCALE)).sum();
    Some((best, 1.0 / sum))
}

/// e to the power of `x`, kept off zero and infinity: the series on a short interval, squared up, so
/// that every machine comes to the same value.
pub fn exp(x: f32) -> f32 {
    let short = x.clamp(-40.0, 40.0) / 64.0;
    let mut power = 1.0 + short * (1.0 + short * (0.5 + short * (1.0 / 6.0 + short / 24.0)));
    for _ in 0..6 {
        power *= power;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_read_where_it_lies() {
        let mut weights = vec![0; WEIGHTS];
        weights[7] = -3;
        let curves: Vec<u8> = (0..CURVES * STEPS).map(|at| at as u8).collect();
        let file = Model::file(&vec![0; Tagger::SIZE], &weights, &curves);
        let model = Model::of(&file).unwrap();
        assert_eq!((model.weight(7), model.weight(8)), (-3, 0));
        assert_eq!(model.confidence(1, 0.0), STEPS as f32 / 255.0);
        assert!(model.confidence(1, 0.999) > model.confidence(1, 0.9));
        assert!(Model::of(&file[1..]).is_none());
        assert!(Model::of(&file[..file.len() - 1]).is_none());
    }

    #[test]
    fn chances_of_candidates_add_up() {
        assert_eq!(choose(&[]), None);
        let (best, chance) = choose(&[0, 0]).unwrap();
        assert_eq!((best, chance), (0, 0.5));
        let (best, chance) = choose(&[0, 32 * 3]).unwrap();
        assert_eq!(best, 1);
        assert!((chance - 0.9526).abs() < 0.001, "{chance}");
    }
}
