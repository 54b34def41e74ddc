//! Word clusters: words that stand in like places share a number.

use std::collections::BTreeMap;

/// For each word form its cluster among 64, 256 and 1024.
#[derive(Clone, Debug, Default)]
pub struct Clusters(BTreeMap<Box<str>, [u16; 3]>);

impl Clusters {
    /// Reads lines of word and three numbers, set apart by tabs; other lines are passed over.
    pub fn read(table: &str) -> Self {
        let row = |line: &str| {
            let mut fields = line.split('\t');
            let word = fields.next()?;
            let mut number = || fields.next()?.parse().ok();
            Some((word.into(), [number()?, number()?, number()?]))
        };
        Self(table.lines().filter_map(row).collect())
    }

    /// The clusters of `word`, zeros where it is in none.
    pub fn of(&self, word: &str) -> [u16; 3] {
        self.0.get(word).map_or([0; 3], |numbers| numbers.map(|number| number + 1))
    }
}
