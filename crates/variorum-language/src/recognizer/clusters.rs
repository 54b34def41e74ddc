//! What is known of words from text without labels: clusters of words that stand in like places, and
//! how the names among them are used.

use std::borrow::Cow;

use super::features::hash;

/// For each word form its cluster among 64, 256 and 1024, and its use in names.
///
/// An open hash table with linear probing: looked up for every word near a capital.
#[derive(Clone, Debug)]
pub struct Clusters {
    /// Each slot is a little-endian number of 128 bits, in place in the file: the hash of the word, above it
    /// four numbers of 16 bits, zero for none. A hash of zero is an empty slot. The number of slots is a power
    /// of two, and one slot in four at least is empty.
    slots: Cow<'static, [u8]>,
}

/// Three clusters, then the use.
pub(super) type Numbers = [u16; 4];

/// Bytes of a slot.
const SLOT: usize = 16;

impl Clusters {
    /// Takes lines of word and three numbers, and lines of word and use, set apart by tabs; other lines
    /// are passed over.
    pub fn new(clusters: &str, uses: &str) -> Self {
        let mut words: Vec<(u64, Numbers)> = Vec::new();
        for line in clusters.lines() {
            let mut fields = line.split('\t');
            let word = hash(fields.next().unwrap_or_default().as_bytes());
            let mut given = fields.map_while(|field| field.parse::<u16>().ok()).map(|number| number + 1);
            if let (Some(coarse), Some(middle), Some(fine)) = (given.next(), given.next(), given.next()) {
                words.push((word, [coarse, middle, fine, 0]));
            }
        }
        for (word, number) in uses.lines().filter_map(|line| line.split_once('\t')) {
            words.extend(number.parse().ok().map(|number| (hash(word.as_bytes()), [0, 0, 0, number])));
        }
        words.sort_by_key(|word| word.0);
        words.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1.iter_mut().zip(later.1).for_each(|(kept, later)| *kept = later.max(*kept));
            }
            same
        });
        Self::of_words(&words)
    }

    /// `words` hold each hash once.
    fn of_words(words: &[(u64, Numbers)]) -> Self {
        let length = (words.len() * 4 / 3 + 1).next_power_of_two();
        let mut table = Self { slots: Cow::Owned(vec![0; SLOT * length]) };
        for (word, numbers) in words {
            let at = table.place(*word);
            let packed = numbers.iter().rev().fold(0, |packed, number| packed << 16 | u128::from(*number));
            if let Some(slot) = table.slots.to_mut().as_chunks_mut().0.get_mut(at) {
                *slot = (packed << 64 | u128::from(*word)).to_le_bytes();
            }
        }
        table
    }

    /// The table as it stands in a file.
    pub(super) fn write(&self, file: &mut Vec<u8>) {
        file.extend_from_slice(&self.slots);
    }

    /// Takes what [`Clusters::write`] made; `None` where the length is not that of a table.
    pub(super) fn read(file: &'static [u8]) -> Option<Self> {
        let whole = file.len().is_multiple_of(SLOT) && (file.len() / SLOT).is_power_of_two();
        whole.then_some(Self { slots: Cow::Borrowed(file) })
    }

    /// The numbers of the word with this hash, zeros where it is in none.
    pub(super) fn of(&self, word: u64) -> Numbers {
        let slot = self.slot(self.place(word)).filter(|slot| *slot as u64 == word).unwrap_or_default();
        [64, 80, 96, 112].map(|shift| (slot >> shift) as u16)
    }

    fn slot(&self, at: usize) -> Option<u128> {
        self.slots.as_chunks().0.get(at).map(|bytes| u128::from_le_bytes(*bytes))
    }

    /// Where the word stands or would stand.
    fn place(&self, word: u64) -> usize {
        let mask = (self.slots.len() / SLOT).saturating_sub(1);
        let mut at = (word ^ word >> 32) as usize & mask;
        while self.slot(at).is_some_and(|slot| slot as u64 != 0 && slot as u64 != word) {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_their_classes_and_uses() {
        let table = Clusters::new("quay\t1\t2\t3\nno numbers\nharbour\t4\t5\t6", "Okoro\t7\nquay\t8");
        let of = |word: &str| table.of(hash(word.as_bytes()));
        assert_eq!((of("quay"), of("harbour")), ([2, 3, 4, 8], [5, 6, 7, 0]));
        assert_eq!((of("Okoro"), of("elsewhere")), ([0, 0, 0, 7], [0; 4]));
        assert_eq!(Clusters::new("", "").of(1), [0; 4]);
    }
}
