//! `News`: what a story has that it had not when a reader last looked. A copy of what was there is no news.

use std::collections::BTreeSet;

use crate::apparatus::{Apparatus, Claim, WitnessId};

/// How an article stands to the time of the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It was there, with this text.
    Known,
    /// It was there with another text.
    Edited,
    /// It came since.
    New,
}

/// What is new in a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Articles that came since and are no copies of what was there.
    pub articles: Vec<WitnessId>,
    /// Copies that came since.
    pub copies: Vec<WitnessId>,
    /// Articles whose text changed.
    pub edited: Vec<WitnessId>,
    /// Outlets that had nothing before.
    pub outlets: BTreeSet<String>,
    /// Quotations that no article had before: places in [`Apparatus::quotations`].
    pub quotations: Vec<usize>,
    /// Claims to which a value came that no article gave before: places in [`Apparatus::claims`].
    pub claims: Vec<usize>,
}

impl News {
    /// What `apparatus` has that is new; `fresh` tells it of each witness.
    pub fn of(apparatus: &Apparatus, fresh: &[Freshness]) -> Self {
        let is = |id: WitnessId, wanted| fresh.get(id.0).copied().unwrap_or(Freshness::Known) == wanted;
        let all = || (0..apparatus.witnesses.len()).map(WitnessId);
        let root = |id: WitnessId| {
            let lineage = apparatus.story.lineages.iter().find(|lineage| lineage.members.contains(&id.0));
            lineage.map_or(id, |lineage| WitnessId(lineage.root))
        };
        let tells = |id: WitnessId| is(id, Freshness::New) && is(root(id), Freshness::New);
        let (articles, copies) = all().filter(|id| is(*id, Freshness::New)).partition(|id| root(*id) == *id);
        let outlet = |id: &WitnessId| {
            apparatus.witnesses.get(id.0).and_then(|witness| witness.annotated.article().outlet.clone())
        };
        let before: BTreeSet<String> =
            all().filter(|id| !is(*id, Freshness::New)).filter_map(|id| outlet(&id)).collect();
        let outlets = all().filter(|id| is(*id, Freshness::New)).filter_map(|id| outlet(&id));
        let quotation = |at: &usize| {
            let readings = apparatus.quotations.get(*at).map(|quotation| quotation.readings.as_slice());
            let readings = readings.unwrap_or_default();
            readings.iter().all(|(id, _)| is(*id, Freshness::New))
                && readings.iter().any(|(id, _)| tells(*id))
        };
        let claim = |at: &usize| {
            let claims = apparatus.claims.get(*at).map(|set| set.claims()).unwrap_or_default();
            let (fresh, known): (Vec<&Claim>, Vec<&Claim>) =
                claims.iter().partition(|claim| is(claim.at.witness, Freshness::New));
            let given = |claim: &&Claim| {
                known.iter().any(|before| value(apparatus, before) == value(apparatus, claim))
            };
            fresh.iter().any(|claim| tells(claim.at.witness) && !given(claim))
        };
        Self {
            articles,
            copies,
            edited: all().filter(|id| is(*id, Freshness::Edited)).collect(),
            outlets: outlets.filter(|outlet| !before.contains(outlet)).collect(),
            quotations: (0..apparatus.quotations.len()).filter(quotation).collect(),
            claims: (0..apparatus.claims.len()).filter(claim).collect(),
        }
    }

    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The value of a claim as it is shown, capitals aside.
fn value(apparatus: &Apparatus, claim: &Claim) -> String {
    let words = apparatus.witnesses.get(claim.at.witness.0).map_or("", |w| w.annotated.slice(claim.at.span));
    let shown = if claim.value.trim().is_empty() { words } else { claim.value.as_str() };
    shown.trim().to_lowercase()
}
