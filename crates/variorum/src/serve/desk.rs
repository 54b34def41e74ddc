//! Comparisons made on the page: kept for a while, in no library.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use variorum_core::Apparatus;

/// Most comparisons that are kept; the oldest goes first.
const KEPT: usize = 32;

/// The comparisons that were made last.
#[derive(Default)]
pub(crate) struct Desk {
    comparisons: Mutex<VecDeque<(String, Arc<Apparatus>)>>,
}

impl Desk {
    /// Keeps a comparison and gives its name, which depends on the texts alone.
    pub(crate) fn keep(&self, apparatus: Apparatus) -> String {
        let mut digest = Sha256::new();
        for witness in &apparatus.witnesses {
            let article = witness.annotated.article();
            digest.update(article.text.id().as_bytes());
            digest.update(article.outlet.as_deref().unwrap_or_default());
            digest.update(article.published.map(variorum_views::json::date).unwrap_or_default());
            digest.update([0]);
        }
        let id: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let mut kept = self.comparisons.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != id);
        kept.push_back((id.clone(), Arc::new(apparatus)));
        while kept.len() > KEPT {
            kept.pop_front();
        }
        id
    }

    /// The comparison of this name, while it is kept.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Apparatus>> {
        let kept = self.comparisons.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == id).map(|(_, apparatus)| Arc::clone(apparatus))
    }
}
