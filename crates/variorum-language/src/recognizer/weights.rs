//! The weights of a model, and the file that holds them.

use crate::recognizer::TAGS;

/// Rows of the hashed feature table.
pub const ROWS: usize = 1 << 19;
/// Scores of a row: one for each tag.
pub const LANES: usize = TAGS;
/// Score of a tag after another, in units of the weights.
pub type Transitions = [[i32; TAGS]; TAGS];

/// Quantised weights.
#[derive(Clone, Debug)]
pub struct Weights {
    rows: Vec<[i8; LANES]>,
    transitions: Transitions,
}

const MAGIC: &[u8; 4] = b"VNM1";

impl Default for Weights {
    /// Weights that know nothing.
    fn default() -> Self {
        Self { rows: vec![[0; LANES]; ROWS], transitions: [[0; TAGS]; TAGS] }
    }
}

impl Weights {
    /// Takes the weights as they are; `rows` beyond [`ROWS`] are dropped, missing ones are zero.
    pub fn new(mut rows: Vec<[i8; LANES]>, transitions: Transitions) -> Self {
        rows.resize(ROWS, [0; LANES]);
        Self { rows, transitions }
    }

    /// The sum of `rows` for each tag.
    pub fn score(&self, rows: &[u32]) -> [i32; LANES] {
        let mut sum = [0; LANES];
        for row in rows.iter().filter_map(|row| self.rows.get(*row as usize)) {
            for (sum, weight) in sum.iter_mut().zip(row) {
                *sum += i32::from(*weight);
            }
        }
        sum
    }

    /// The scores of each tag after each other.
    pub fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    /// The file: magic, transitions as i32, then for each row that is not zero its distance from the
    /// one before as a LEB128 number, a mask of its non-zero lanes, and those; integers little-endian.
    pub fn write(&self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend(self.transitions.iter().flatten().flat_map(|score| score.to_le_bytes()));
        let mut last = 0;
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.iter().any(|w| *w != 0)) {
            leb128(at - last, &mut file);
            last = at;
            let mask = row.iter().enumerate().fold(0u32, |mask, (lane, w)| mask | u32::from(*w != 0) << lane);
            file.extend(mask.to_le_bytes().iter().take(3));
            file.extend(row.iter().filter(|w| **w != 0).flat_map(|w| w.to_le_bytes()));
        }
        file
    }

    /// Reads what [`Weights::write`] made; `None` where it is something else.
    pub fn read(file: &[u8]) -> Option<Self> {
        let mut bytes = file.strip_prefix(MAGIC)?.iter().copied();
        let mut weights = Self::default();
        for score in weights.transitions.iter_mut().flatten() {
            *score = i32::from_le_bytes([bytes.next()?, bytes.next()?, bytes.next()?, bytes.next()?]);
        }
        let mut at = 0;
        while let Some(step) = unleb128(&mut bytes) {
            at += step;
            let mask = u32::from_le_bytes([bytes.next()?, bytes.next()?, bytes.next()?, 0]);
            for (lane, weight) in weights.rows.get_mut(at)?.iter_mut().enumerate() {
                if mask >> lane & 1 == 1 {
                    *weight = i8::from_le_bytes([bytes.next()?]);
                }
            }
        }
        Some(weights)
    }
}

fn leb128(mut number: usize, file: &mut Vec<u8>) {
    while number >= 0x80 {
        file.push((number & 0x7f | 0x80) as u8);
        number >>= 7;
    }
    file.push(number as u8);
}

fn unleb128(bytes: &mut impl Iterator<Item = u8>) -> Option<usize> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = bytes.next()?;
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 || shift > 28 {
            return Some(number);
        }
    }
}
