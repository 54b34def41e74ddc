//! A sum of decision trees, as gradient boosting makes it (Friedman 2001), and the file that holds it.
//!
//! The file has one tree a line: its nodes in preorder, parted by blanks. `12<0.5` sends rows whose feature
//! 12 is below 0.5 into the next subtree and the others into the one after it; `=0.031` is a leaf. Lines
//! that start with `#` say where the file is from.

use std::sync::OnceLock;

/// The scorer of blocks, trained by `variorum-train blocks`; `models/MODEL_CARD.md` describes it.
pub const BLOCKS: &str = include_str!("../../models/blocks.trees");

/// Trees whose values add up to a score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    nodes: Vec<Node>,
    roots: Vec<usize>,
}

/// A node of a tree; subtrees are numbers of nodes.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Split { feature: usize, below: f32, otherwise: usize },
    Leaf(f32),
}

impl Forest {
    /// The trained scorer of blocks.
    pub(super) fn trained() -> &'static Self {
        static TRAINED: OnceLock<Forest> = OnceLock::new();
        // A file that is none knows nothing; a test reads the one that is built in.
        TRAINED.get_or_init(|| Self::read(BLOCKS).unwrap_or_default())
    }

    /// Reads a file; `None` where it is none.
    pub fn read(file: &str) -> Option<Self> {
        let mut forest = Self::default();
        for line in file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            forest.roots.push(forest.nodes.len());
            forest.read_tree(line)?;
        }
        Some(forest)
    }

    fn read_tree(&mut self, line: &str) -> Option<()> {
        // Splits whose second subtree is to come.
        let mut open: Vec<usize> = Vec::new();
        let mut closed = false;
        for token in line.split_ascii_whitespace() {
            if closed {
                let split = open.pop()?;
                let here = self.nodes.len();
                if let Some(Node::Split { otherwise, .. }) = self.nodes.get_mut(split) {
                    *otherwise = here;
                }
            }
            closed = token.starts_with('=');
            if let Some(value) = token.strip_prefix('=') {
                self.nodes.push(Node::Leaf(value.parse().ok()?));
            } else {
                let (feature, below) = token.split_once('<')?;
                open.push(self.nodes.len());
                let (feature, below) = (feature.parse().ok()?, below.parse().ok()?);
                self.nodes.push(Node::Split { feature, below, otherwise: 0 });
            }
        }
        (open.is_empty() && closed).then_some(())
    }

    /// The sum of the trees' values for a row; a feature that the row lacks counts as 0.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.roots.iter().map(|root| self.value(*root, row)).sum()
    }

    fn value(&self, root: usize, row: &[f32]) -> f32 {
        let mut at = root;
        loop {
            match self.nodes.get(at) {
                Some(Node::Split { feature, below, otherwise }) => {
                    let less = row.get(*feature).copied().unwrap_or_default() < *below;
                    // The second subtree stands after the first one, so the walk ends.
                    at = if less { at + 1 } else { (*otherwise).max(at + 1) };
                }
                Some(Node::Leaf(value)) => return *value,
                None => return 0.0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read_and_summed() {
        let forest = Forest::read("# made by hand\n0<0.5 =1 1<2 =2 =4\n=0.25\n").unwrap();
        for (row, score) in [([0.0, 9.0], 1.25), ([0.5, 1.0], 2.25), ([1.0, 2.0], 4.25)] {
            assert_eq!(forest.score(&row), score);
        }
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for file in ["0<0.5 =1", "=1 =2", "0 =1 =2", "x<1 =1 =2", "0<1 =1 =2 =3"] {
            assert_eq!(Forest::read(file), None, "{file}");
        }
    }

    #[test]
    fn the_built_in_scorer_is_read() {
        assert!(!Forest::read(BLOCKS).unwrap().roots.is_empty());
    }
}
