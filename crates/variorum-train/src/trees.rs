//! Gradient boosting of decision trees for a yes-or-no question (Friedman 2001), over binned features and
//! grown leaf by leaf as in LightGBM (Ke et al. 2017). Nothing in it is random but what a fixed seed decides.

#![expect(
    clippy::indexing_slicing,
    reason = "a kernel: rows, features and bins are numbers that it counted itself"
)]

/// How trees are grown.
#[derive(Clone, Copy)]
pub(crate) struct Growth {
    /// Trees.
    pub(crate) trees: usize,
    /// Leaves at most in a tree.
    pub(crate) leaves: usize,
    /// Depth at most of a tree.
    pub(crate) depth: usize,
    /// Share of each tree that counts.
    pub(crate) rate: f64,
    /// Rows at least in a leaf.
    pub(crate) rows: usize,
    /// What a leaf's value is drawn to zero by.
    pub(crate) penalty: f64,
    /// One in so many features may be used by a tree.
    pub(crate) one_in: u64,
}

/// A row with its answer and how much it counts.
pub(crate) struct Example {
    pub(crate) row: Vec<f32>,
    pub(crate) yes: bool,
    pub(crate) weight: f64,
}

/// Bins of a feature.
const BINS: usize = 64;

/// Sums of slopes, curvatures and rows in a bin.
#[derive(Clone, Copy, Default)]
struct Sum {
    slope: f64,
    curve: f64,
    rows: usize,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.slope += other.slope;
        self.curve += other.curve;
        self.rows += other.rows;
    }

    fn less(self, other: Self) -> Self {
        Self {
            slope: self.slope - other.slope,
            curve: self.curve - other.curve,
            rows: self.rows - other.rows,
        }
    }

    fn gain(self, penalty: f64) -> f64 {
        self.slope * self.slope / (self.curve + penalty)
    }
}

struct Leaf {
    rows: Vec<u32>,
    sum: Sum,
    depth: usize,
    /// The best split: gain, feature, bin.
    best: Option<(f64, usize, usize)>,
    /// The place of the leaf among the built nodes.
    node: usize,
}

/// A tree while it grows: nodes point at their subtrees.
enum Grown {
    Split { feature: usize, bin: usize, first: usize, second: usize },
    Leaf(f64),
}

struct Booster<'e> {
    examples: &'e [Example],
    growth: Growth,
    /// For each feature the upper edges of its bins.
    edges: Vec<Vec<f32>>,
    /// For each feature the bin of each row.
    bins: Vec<Vec<u8>>,
    scores: Vec<f64>,
    sums: Vec<Sum>,
}

/// Trains on `examples`; the lines of the file that holds the trees.
pub(crate) fn boost(examples: &[Example], growth: Growth) -> String {
    let mut booster = Booster::new(examples, growth);
    let mut file = String::new();
    for number in 0..growth.trees {
        let tree = booster.tree(number as u64);
        file.push_str(&tree.join(" "));
        file.push('\n');
    }
    file
}

impl<'e> Booster<'e> {
    fn new(examples: &'e [Example], growth: Growth) -> Self {
        let width = examples.first().map_or(0, |example| example.row.len());
        let values =
            |feature: usize| examples.iter().map(move |e| e.row.get(feature).copied().unwrap_or(0.0));
        let edges: Vec<Vec<f32>> = (0..width).map(|feature| edges(values(feature).collect())).collect();
        let bins = edges
            .iter()
            .enumerate()
            .map(|(feature, edges)| {
                values(feature).map(|value| edges.partition_point(|edge| *edge <= value) as u8).collect()
            })
            .collect();
        let sums = vec![Sum::default(); examples.len()];
        Self { examples, growth, edges, bins, scores: vec![0.0; examples.len()], sums }
    }

    fn tree(&mut self, number: u64) -> Vec<String> {
        for ((sum, score), example) in self.sums.iter_mut().zip(&self.scores).zip(self.examples) {
            let likely = 1.0 / (1.0 + (-score).exp());
            let miss = f64::from(u8::from(example.yes)) - likely;
            *sum = Sum {
                slope: miss * example.weight,
                curve: likely * (1.0 - likely) * example.weight,
                rows: 1,
            };
        }
        let features: Vec<usize> = (0..self.edges.len())
            .filter(|f| mixed(number << 16 | *f as u64).is_multiple_of(self.growth.one_in))
            .collect();
        let mut grown = vec![Grown::Leaf(0.0)];
        let root = self.leaf((0..self.examples.len() as u32).collect(), 0, 0, &features);
        let mut leaves = vec![root];
        while leaves.len() < self.growth.leaves {
            let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |best| best.0);
            let Some(at) = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b])))
            else {
                break;
            };
            let Some((_, feature, bin)) = leaves[at].best else { break };
            let leaf = leaves.swap_remove(at);
            let column = &self.bins[feature];
            let (less, more): (Vec<u32>, Vec<u32>) =
                leaf.rows.iter().partition(|row| usize::from(column[**row as usize]) <= bin);
            let (first, second) = (grown.len(), grown.len() + 1);
            grown[leaf.node] = Grown::Split { feature, bin, first, second };
            grown.extend([Grown::Leaf(0.0), Grown::Leaf(0.0)]);
            leaves.push(self.leaf(less, leaf.depth + 1, first, &features));
            leaves.push(self.leaf(more, leaf.depth + 1, second, &features));
        }
        for leaf in &leaves {
            let value = self.growth.rate * leaf.sum.slope / (leaf.sum.curve + self.growth.penalty);
            grown[leaf.node] = Grown::Leaf(value);
            leaf.rows.iter().for_each(|row| self.scores[*row as usize] += value);
        }
        let mut tree = Vec::new();
        self.written(&grown, 0, &mut tree);
        tree
    }

    /// Writes a subtree in preorder. Recursion is as deep as a tree may be.
    fn written(&self, grown: &[Grown], at: usize, tree: &mut Vec<String>) {
        match &grown[at] {
            Grown::Leaf(value) => tree.push(format!("={value:.5}")),
            Grown::Split { feature, bin, first, second } => {
                tree.push(format!("{feature}<{}", self.edges[*feature][*bin]));
                self.written(grown, *first, tree);
                self.written(grown, *second, tree);
            }
        }
    }

    fn leaf(&self, rows: Vec<u32>, depth: usize, node: usize, features: &[usize]) -> Leaf {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(self.sums[*row as usize]));
        let mut best: Option<(f64, usize, usize)> = None;
        if depth < self.growth.depth && rows.len() >= 2 * self.growth.rows {
            for feature in features {
                let found = self.split(&rows, sum, *feature);
                if let Some((gain, bin)) = found.filter(|(gain, _)| best.is_none_or(|best| *gain > best.0)) {
                    best = Some((gain, *feature, bin));
                }
            }
        }
        Leaf { rows, sum, depth, best, node }
    }

    /// The best split of a leaf by a feature: the gain and the last bin of the first side.
    fn split(&self, rows: &[u32], all: Sum, feature: usize) -> Option<(f64, usize)> {
        let column = &self.bins[feature];
        let mut bins = [Sum::default(); BINS];
        for row in rows {
            bins[usize::from(column[*row as usize])].add(self.sums[*row as usize]);
        }
        let mut best: Option<(f64, usize)> = None;
        let mut less = Sum::default();
        for (bin, sum) in bins.iter().enumerate().take(self.edges[feature].len()) {
            less.add(*sum);
            let more = all.less(less);
            if less.rows < self.growth.rows || more.rows < self.growth.rows {
                continue;
            }
            let penalty = self.growth.penalty;
            let gain = less.gain(penalty) + more.gain(penalty) - all.gain(penalty);
            if gain > best.map_or(1e-9, |best| best.0) {
                best = Some((gain, bin));
            }
        }
        best
    }
}

/// Edges between bins of about as many rows each; a value on an edge belongs above it.
fn edges(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let distinct = {
        let mut distinct = values.clone();
        distinct.dedup();
        distinct
    };
    let middle = |a: f32, b: f32| ((f64::from(a) + f64::from(b)) / 2.0) as f32;
    let mut edges: Vec<f32> = if distinct.len() <= BINS {
        distinct.windows(2).map(|pair| middle(pair[0], pair[1])).collect()
    } else {
        (1..BINS).map(|bin| values[bin * values.len() / BINS]).collect()
    };
    edges.dedup();
    edges
}

/// SplitMix64: scatters numbers, the same everywhere.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}
