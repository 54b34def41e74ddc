//! Quotations: which printings are of one utterance, and where they differ.

use crate::apparatus::{Quotation, SharedWording, Witness};

/// The utterances of the compared witnesses, and the wording that different speakers share.
pub fn collate(_witnesses: &[Witness]) -> (Vec<Quotation>, Vec<SharedWording>) {
    (Vec::new(), Vec::new())
}
