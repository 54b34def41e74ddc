//! Word clusters: words that stand in like places share a number.

use super::features::hash;

/// For each word form its cluster among 64, 256 and 1024.
///
/// An open hash table with linear probing: looked up for every word near a capital.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// Hash of the word, then its numbers from 1; a hash of zero is an empty slot. The length is a
    /// power of two and at least twice the number of words.
    slots: Vec<(u64, [u16; 3])>,
}

impl Clusters {
    /// Reads lines of word and three numbers, set apart by tabs; other lines are passed over.
    pub fn read(table: &str) -> Self {
        let row = |line: &str| {
            let mut fields = line.split('\t');
            let word = hash(fields.next()?.as_bytes());
            let mut number = || fields.next()?.parse::<u16>().ok();
            Some((word, [number()?, number()?, number()?]))
        };
        let lines = table.as_bytes().iter().filter(|byte| **byte == b'\n').count() + 1;
        let mut clusters = Self { slots: vec![(0, [0; 3]); (2 * lines).next_power_of_two()] };
        for (word, numbers) in table.lines().filter_map(row) {
            let at = clusters.place(word);
            if let Some(slot) = clusters.slots.get_mut(at).filter(|slot| slot.0 == 0) {
                *slot = (word, numbers.map(|number| number + 1));
            }
        }
        clusters
    }

    /// The clusters of the word with this hash, zeros where it is in none.
    pub(super) fn of(&self, word: u64) -> [u16; 3] {
        self.slots.get(self.place(word)).filter(|slot| slot.0 == word).map_or([0; 3], |slot| slot.1)
    }

    /// Where the word stands or would stand.
    fn place(&self, word: u64) -> usize {
        let mask = self.slots.len().saturating_sub(1);
        let mut at = (word ^ word >> 32) as usize & mask;
        while self.slots.get(at).is_some_and(|slot| slot.0 != 0 && slot.0 != word) {
            at = (at + 1) & mask;
        }
        at
    }
}
