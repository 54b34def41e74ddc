//! Changes to inputs, decided by a seed.

/// Longest input in bytes.
const LONGEST: usize = 128 << 10;
/// Changes at most to one input.
const CHANGES: usize = 6;
/// Bytes that readers treat in their own way.
const BYTES: [u8; 20] = [0, 1, 9, 10, 13, 31, 32, 34, 38, 39, 45, 47, 58, 60, 62, 127, 128, 139, 194, 255];

/// Makes inputs out of a pool of others.
pub(crate) struct Mutator {
    state: u64,
    words: &'static [&'static str],
}

impl Mutator {
    /// A maker whose inputs depend on the seed alone; `words` are what the format is written in.
    pub(crate) fn new(seed: u64, words: &'static [&'static str]) -> Self {
        Self { state: seed ^ 0x9e37_79b9_7f4a_7c15, words }
    }

    /// The next input: one of the pool with a few changes.
    pub(crate) fn next(&mut self, pool: &[Vec<u8>]) -> Vec<u8> {
        let mut input = self.one(pool);
        for _ in 0..=self.below(CHANGES) {
            self.change(&mut input, pool);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, pool: &[Vec<u8>]) {
        let at = self.below(input.len() + 1);
        let part = self.range(input.len());
        match self.below(11) {
            0 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
            1 => {
                let odd = BYTES.get(self.below(BYTES.len())).copied().unwrap_or_default();
                if let Some(byte) = input.get_mut(at) {
                    *byte = odd;
                }
            }
            2 => drop(input.drain(part)),
            3 => input.truncate(at),
            4 => insert(input, at, &self.word()),
            5 => {
                let word = self.word();
                drop(input.splice(part, word));
            }
            6 => {
                let copy = input.get(part).unwrap_or_default().to_vec();
                insert(input, at, &copy);
            }
            7 => {
                // A piece many times over finds work that grows with the square of its length.
                let word = self.word();
                let times = 1 << self.below(13);
                insert(input, at, &word.repeat(times.min(LONGEST / word.len().max(1))));
            }
            8 => {
                let copy = input.get(part).unwrap_or_default();
                let times = (LONGEST / 2 / copy.len().max(1)).min(1 << (at % 9));
                let many = copy.repeat(times);
                insert(input, at, &many);
            }
            _ => {
                let other = self.one(pool);
                let range = self.range(other.len());
                insert(input, at, other.get(range).unwrap_or_default());
            }
        }
    }

    fn one(&mut self, pool: &[Vec<u8>]) -> Vec<u8> {
        pool.get(self.below(pool.len())).cloned().unwrap_or_default()
    }

    fn word(&mut self) -> Vec<u8> {
        self.words.get(self.below(self.words.len())).map_or(vec![0xff], |word| word.as_bytes().to_vec())
    }

    /// A range within a length, short ones more often.
    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = 1 << self.below(13);
        start..(start + self.below(most + 1)).min(length)
    }

    /// A number from 0 to below `most`, 0 for 0; SplitMix64 (Steele, Lea and Flood 2014).
    fn below(&mut self, most: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most.max(1) as u64) as usize
    }
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if input.len() + bytes.len() <= LONGEST {
        drop(input.splice(at..at, bytes.iter().copied()));
    }
}

/// A shorter input that still `fails`, by leaving out pieces of halving length.
pub(crate) fn shorten(mut input: Vec<u8>, fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut piece = input.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < input.len() {
            let end = (at + piece).min(input.len());
            let rest = [input.get(..at).unwrap_or_default(), input.get(end..).unwrap_or_default()].concat();
            if fails(&rest) {
                input = rest;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let pool = [b"rain fell".to_vec(), b"snow".to_vec()];
        let inputs = |seed| {
            let mut mutator = Mutator::new(seed, &["hail"]);
            (0..50).map(|_| mutator.next(&pool)).collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        assert!(inputs(3).iter().any(|input| input.windows(4).any(|four| four == b"hail")));
    }

    #[test]
    fn a_shorter_input_still_fails() {
        let shorter = shorten(b"many words and a ! in them".to_vec(), |input| input.contains(&b'!'));
        assert_eq!(shorter, b"!");
    }
}
