//! Omissions: what some witnesses carry and others, searched, do not.

use crate::apparatus::{ClaimSet, Omission, Quotation, Witness};

/// What is found in some of the compared witnesses and not in others, most newsworthy first.
pub fn find(_witnesses: &[Witness], _quotations: &[Quotation], _claims: &[ClaimSet]) -> Vec<Omission> {
    Vec::new()
}
