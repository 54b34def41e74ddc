//! A linear-chain conditional random field, trained by AdaGrad.
//!
//! Lafferty, McCallum and Pereira, "Conditional Random Fields" (ICML 2001); Duchi, Hazan and Singer,
//! "Adaptive Subgradient Methods" (JMLR 2011). Only additions, multiplications, divisions and square
//! roots in single precision, so that every machine comes to the same weights.

use variorum_language::recognizer::{LANES, ROWS, TAGS, Tag, Transitions, Weights};

/// A stretch of words to learn from.
pub(crate) struct Example {
    /// The rows of each word.
    pub(crate) rows: Vec<Vec<u32>>,
    /// The right tag of each word.
    pub(crate) gold: Vec<Tag>,
    /// How much it counts: 1 for labels by people.
    pub(crate) weight: f32,
}

/// Rows that fewer words have are left at zero.
const RAREST: u32 = 2;
/// The greatest step.
const RATE: f32 = 0.03;
/// How much a weight shrinks at each step that touches it.
const DECAY: f32 = 5e-6;
/// One feature in so many is left out of each look at a word, so that the others learn to do without.
const DROPPED: u64 = 4;

type Scores = [f32; LANES];

/// Weights under training.
pub(crate) struct Field {
    rows: Vec<Scores>,
    row_sums: Vec<Scores>,
    steps: [Scores; TAGS],
    step_sums: [Scores; TAGS],
    counts: Vec<u32>,
    seed: u64,
}

impl Field {
    /// Weights of zero for the rows that are common in `examples`.
    pub(crate) fn new(examples: &[Example]) -> Self {
        let mut counts = vec![0u32; ROWS];
        for row in examples.iter().flat_map(|e| e.rows.iter().flatten()) {
            counts.iter_mut().skip(*row as usize).take(1).for_each(|count| *count += 1);
        }
        Self {
            rows: vec![[0.0; LANES]; ROWS],
            row_sums: vec![[0.0; LANES]; ROWS],
            steps: [[0.0; LANES]; TAGS],
            step_sums: [[0.0; LANES]; TAGS],
            counts,
            seed: 7,
        }
    }

    /// One pass over `examples` in the given order; the mean log loss of a word.
    pub(crate) fn pass<'a>(&mut self, examples: impl Iterator<Item = &'a Example>, rate: f32) -> f64 {
        let (mut loss, mut words) = (0.0, 0);
        for example in examples {
            loss += f64::from(self.learn(example, rate * RATE));
            words += example.gold.len();
        }
        loss / words.max(1) as f64
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

    /// One step; the log loss before it.
    fn learn(&mut self, example: &Example, rate: f32) -> f32 {
        let rows: Vec<Vec<u32>> = example.rows.iter().map(|rows| self.kept(rows)).collect();
        let scores: Vec<Scores> = rows.iter().map(|rows| self.score(rows)).collect();
        let marginals = Marginals::of(&scores, &self.steps);
        let mut loss = 0.0;
        for ((rows, gold), chances) in rows.iter().zip(&example.gold).zip(&marginals.tags) {
            let mut slope = chances.map(|chance| -chance);
            for (lane, slope) in slope.iter_mut().enumerate().skip(gold.number()).take(1) {
                *slope += 1.0;
                loss += 1.0 - chances.get(lane).copied().unwrap_or_default();
            }
            let slope = slope.map(|slope| slope * example.weight);
            for row in rows {
                let pair = (self.rows.get_mut(*row as usize), self.row_sums.get_mut(*row as usize));
                if let (Some(weights), Some(sums)) = pair {
                    climb(weights, sums, &slope, rate);
                }
            }
        }
        let mut slopes = marginals.steps.map(|row| row.map(|chance| -chance * example.weight));
        for pair in example.gold.windows(2) {
            if let [from, to] = pair
                && let Some(slope) = slopes.get_mut(from.number()).and_then(|row| row.get_mut(to.number()))
            {
                *slope += example.weight;
            }
        }
        for ((weights, sums), slope) in self.steps.iter_mut().zip(&mut self.step_sums).zip(&slopes) {
            climb(weights, sums, slope, rate);
        }
        loss
    }

    fn score(&self, rows: &[u32]) -> Scores {
        let mut sum = [0.0; LANES];
        for row in rows.iter().filter_map(|row| self.rows.get(*row as usize)) {
            sum.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
        }
        sum
    }

    /// The weights in whole numbers of `1 / scale`; what is under half of one is zero.
    pub(crate) fn quantised(&self, scale: f32) -> Weights {
        let whole = |weight: &f32| (weight * scale).round();
        let row = |row: &Scores| row.map(|weight| whole(&weight).clamp(-127.0, 127.0) as i8);
        let mut transitions: Transitions = [[0; TAGS]; TAGS];
        for (to, from) in transitions.iter_mut().zip(&self.steps) {
            to.iter_mut().zip(from).for_each(|(to, weight)| *to = whole(weight) as i32);
        }
        Weights::new(self.rows.iter().map(row).collect(), transitions)
    }
}

/// An AdaGrad step up the slope.
fn climb(weights: &mut Scores, sums: &mut Scores, slope: &Scores, rate: f32) {
    for ((weight, sum), slope) in weights.iter_mut().zip(sums).zip(slope) {
        *sum += slope * slope;
        *weight = *weight * (1.0 - DECAY) + rate * slope / (sum.sqrt() + 1e-3);
    }
}

/// The chance of each tag at each word, and of each tag after each other summed over the words.
struct Marginals {
    tags: Vec<Scores>,
    steps: [Scores; TAGS],
}

impl Marginals {
    /// By the forward and backward recursions, each word's values scaled to sum to one.
    fn of(scores: &[Scores], steps: &[Scores; TAGS]) -> Self {
        let mut moves = *steps;
        for (from, row) in moves.iter_mut().enumerate() {
            for (to, slot) in row.iter_mut().enumerate() {
                *slot = if Tag::new(from).allows(Tag::new(to)) { exp(*slot) } else { 0.0 };
            }
        }
        let local: Vec<Scores> = scores.iter().map(potentials).collect();
        let mut forward: Vec<Scores> = Vec::with_capacity(local.len());
        for here in &local {
            let mut next = [0.0; LANES];
            match forward.last() {
                None => next.iter_mut().enumerate().for_each(|(tag, slot)| {
                    *slot = if Tag::OUTSIDE.allows(Tag::new(tag)) { 1.0 } else { 0.0 };
                }),
                Some(before) => {
                    for (chance, row) in before.iter().zip(&moves) {
                        next.iter_mut().zip(row).for_each(|(slot, step)| *slot += chance * step);
                    }
                }
            }
            next.iter_mut().zip(here).for_each(|(slot, here)| *slot *= here);
            forward.push(to_one(next));
        }
        let mut after: Scores =
            std::array::from_fn(|tag| if Tag::new(tag).allows(Tag::OUTSIDE) { 1.0 } else { 0.0 });
        let mut marginals = Self { tags: vec![[0.0; LANES]; local.len()], steps: [[0.0; LANES]; TAGS] };
        for (at, here) in local.iter().enumerate().rev() {
            let Some(ahead) = forward.get(at) else { break };
            if let Some(slot) = marginals.tags.get_mut(at) {
                let product = std::array::from_fn(|t| at_lane(ahead, t) * at_lane(&after, t));
                *slot = to_one(product);
            }
            let Some(before) = at.checked_sub(1).and_then(|i| forward.get(i)) else { break };
            let inward: Scores = std::array::from_fn(|t| at_lane(here, t) * at_lane(&after, t));
            let mut joint = [[0.0; LANES]; TAGS];
            let mut total = 0.0;
            let mut earlier = [0.0; LANES];
            for (((slot, row), chance), back) in joint.iter_mut().zip(&moves).zip(before).zip(&mut earlier) {
                for ((slot, step), inward) in slot.iter_mut().zip(row).zip(&inward) {
                    let onward = step * inward;
                    *back += onward;
                    *slot = chance * onward;
                    total += *slot;
                }
            }
            for (sum, slot) in marginals.steps.iter_mut().flatten().zip(joint.iter().flatten()) {
                *sum += slot / total;
            }
            after = to_one(earlier);
        }
        marginals
    }
}

fn at_lane(scores: &Scores, lane: usize) -> f32 {
    scores.get(lane).copied().unwrap_or_default()
}

fn to_one(mut scores: Scores) -> Scores {
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
    scores
}

/// The exponentials of scores, the greatest as one.
fn potentials(scores: &Scores) -> Scores {
    let greatest = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.map(|score| exp(score - greatest))
}

/// e to the power of `x`, kept off zero and infinity: the series on a short interval, squared up.
fn exp(x: f32) -> f32 {
    let short = x.clamp(-40.0, 40.0) / 64.0;
    let mut power = 1.0 + short * (1.0 + short * (0.5 + short * (1.0 / 6.0 + short / 24.0)));
    for _ in 0..6 {
        power *= power;
    }
    power
}
