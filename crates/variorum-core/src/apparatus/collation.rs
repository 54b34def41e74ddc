//! `Collation`: the alignment table of one quotation over any number of witnesses.

use crate::apparatus::WitnessId;
use crate::text::Span;

/// An alignment table: columns of readings in the order of the utterance. The readings of a witness,
/// joined across columns, give back its tokens exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collation {
    columns: Vec<Column>,
}

/// One place of the utterance: the readings that the witnesses have there. A witness that has none
/// is in no reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Each distinct reading once, the most attested first, then by its words.
    pub readings: Vec<Reading>,
}

/// One wording at one place, with the witnesses that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Each witness with its tokens here, in order.
    pub witnesses: Vec<(WitnessId, Vec<Span>)>,
}

impl Collation {
    /// Checks that the columns give back `tokens` (per witness, in the order of its text); `None`
    /// otherwise.
    pub fn new(columns: Vec<Column>, tokens: &[(WitnessId, Vec<Span>)]) -> Option<Self> {
        let collation = Self { columns };
        let whole = tokens.iter().all(|(witness, spans)| collation.tokens(*witness) == *spans);
        let known = |w: &WitnessId| tokens.iter().any(|(witness, _)| witness == w);
        let only = collation.columns.iter().flat_map(|c| &c.readings).flat_map(|r| &r.witnesses);
        (whole && only.into_iter().all(|(w, _)| known(w))).then_some(collation)
    }

    /// The columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The tokens of `witness`, joined across columns.
    pub fn tokens(&self, witness: WitnessId) -> Vec<Span> {
        let readings = self.columns.iter().flat_map(|column| &column.readings);
        let here = readings.flat_map(|reading| &reading.witnesses).filter(|(w, _)| *w == witness);
        here.flat_map(|(_, spans)| spans).copied().collect()
    }
}
