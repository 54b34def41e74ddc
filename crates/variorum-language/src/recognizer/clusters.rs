//! What is known of words from text without labels: clusters of words that stand in like places, and
//! how the names among them are used.

use super::features::hash;

/// For each word form its cluster among 64, 256 and 1024, and its use in names.
///
/// An open hash table with linear probing: looked up for every word near a capital.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// Hash of the word, then its numbers, zero for none; a hash of zero is an empty slot. The length is
    /// a power of two and at least twice the number of words.
    slots: Vec<(u64, Numbers)>,
}

/// Three clusters, then the use.
pub(super) type Numbers = [u16; 4];

impl Clusters {
    /// Reads lines of word and three numbers, and lines of word and use, set apart by tabs; other lines
    /// are passed over.
    pub fn read(clusters: &str, uses: &str) -> Self {
        let lines = clusters.bytes().chain(uses.bytes()).filter(|byte| *byte == b'\n');
        let mut read = Self { slots: vec![(0, [0; 4]); (2 * lines.count() + 4).next_power_of_two()] };
        for line in clusters.lines() {
            let mut fields = line.split('\t');
            let Some(word) = fields.next() else { continue };
            read.put(word, 0, fields.filter_map(|field| field.parse().ok()).map(|number: u16| number + 1));
        }
        for (word, number) in uses.lines().filter_map(|line| line.split_once('\t')) {
            read.put(word, 3, number.parse().ok().into_iter());
        }
        read
    }

    fn put(&mut self, word: &str, from: usize, numbers: impl Iterator<Item = u16>) {
        let word = hash(word.as_bytes());
        let at = self.place(word);
        if let Some(slot) = self.slots.get_mut(at) {
            slot.0 = word;
            slot.1.iter_mut().skip(from).zip(numbers).for_each(|(slot, number)| *slot = number);
        }
    }

    /// The numbers of the word with this hash, zeros where it is in none.
    pub(super) fn of(&self, word: u64) -> Numbers {
        self.slots.get(self.place(word)).filter(|slot| slot.0 == word).map_or([0; 4], |slot| slot.1)
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
