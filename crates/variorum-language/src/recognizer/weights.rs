//! The weights of a model, and the bytes that hold them.

use std::borrow::Cow;

use crate::recognizer::TAGS;

/// Rows of the hashed feature table.
pub const ROWS: usize = 1 << 19;
/// Scores of a row: one for each tag.
pub const LANES: usize = TAGS;
/// Score of a tag after another, in units of the weights.
pub type Transitions = [[i32; TAGS]; TAGS];

/// Bytes of the transitions in a file.
const HEAD: usize = 4 * TAGS * TAGS;

/// Quantised weights.
#[derive(Clone, Debug)]
pub struct Weights {
    /// [`LANES`] signed bytes for each row, in place in the file: a process that reads one article
    /// touches a small part of them and parses none.
    rows: Cow<'static, [u8]>,
    transitions: Transitions,
}

impl Weights {
    /// Takes the weights as they are; `rows` beyond [`ROWS`] are dropped, missing ones are zero.
    pub fn new(mut rows: Vec<[i8; LANES]>, transitions: Transitions) -> Self {
        rows.resize(ROWS, [0; LANES]);
        let rows = rows.iter().flatten().map(|weight| weight.to_le_bytes()[0]).collect();
        Self { rows: Cow::Owned(rows), transitions }
    }

    /// The sum of `rows` for each tag.
    pub fn score(&self, rows: &[u32]) -> [i32; LANES] {
        let all: &[[u8; LANES]] = self.rows.as_chunks().0;
        // A word has far fewer rows than would overflow sixteen bits, and these are summed at once.
        let mut sum = [0i16; LANES];
        for weights in rows.iter().filter_map(|row| all.get(*row as usize)) {
            for (sum, weight) in sum.iter_mut().zip(weights) {
                *sum = sum.wrapping_add(i16::from(i8::from_le_bytes([*weight])));
            }
        }
        sum.map(i32::from)
    }

    /// The scores of each tag after each other.
    pub fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    /// Appends the transitions as little-endian i32, then all rows as signed bytes.
    pub(super) fn write(&self, file: &mut Vec<u8>) {
        file.extend(self.transitions.iter().flatten().flat_map(|score| score.to_le_bytes()));
        file.extend_from_slice(&self.rows);
    }

    /// Takes what [`Weights::write`] made off the head of `file`, and gives the rest; `None` where
    /// `file` is too short.
    pub(super) fn read(file: &'static [u8]) -> Option<(Self, &'static [u8])> {
        let (head, file) = file.split_at_checked(HEAD)?;
        let (rows, file) = file.split_at_checked(ROWS * LANES)?;
        let mut transitions = [[0; TAGS]; TAGS];
        for (score, bytes) in transitions.iter_mut().flatten().zip(head.as_chunks().0) {
            *score = i32::from_le_bytes(*bytes);
        }
        Some((Self { rows: Cow::Borrowed(rows), transitions }, file))
    }
}
