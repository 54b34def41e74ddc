//! Subscriptions, and what hosts ask of programs, as notes in the store.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{from_str, to_string};
use variorum_engine::Engine;
use variorum_fetch::{Host, Subscription};

/// The notes of a store.
pub(crate) struct Ledger<'e>(pub(crate) &'e Engine);

const SUBSCRIPTION: &str = "subscription";
const HOST: &str = "host";

impl Ledger<'_> {
    /// All subscriptions, by id.
    pub(crate) fn subscriptions(&self) -> Result<Vec<Subscription>> {
        self.those(|_, _| true)
    }

    /// Those that are due at `now`, in seconds since 1970. Of the others it is not read what was seen of them, which
    /// is most of what is kept.
    pub(crate) fn due(&self, now: i64) -> Result<Vec<Subscription>> {
        // What cannot be read is told by reading it.
        self.those(|_, body| Subscription::schedule_from_json(body).is_none_or(|next| next.is_due(now)))
    }

    /// The subscriptions whose id and JSON are `wanted`, by id.
    fn those(&self, wanted: impl Fn(&str, &str) -> bool) -> Result<Vec<Subscription>> {
        let notes = self.0.notes(SUBSCRIPTION)?.into_iter().filter(|(id, body)| wanted(id, body));
        let read = |(id, body): (String, String)| {
            let read = Subscription::from_json(&body);
            read.with_context(|| {
                format!(
                    "the note on the subscription {id} cannot be read: `variorum subscriptions remove {id}`"
                )
            })
        };
        notes.map(read).collect()
    }

    pub(crate) fn keep(&self, subscriptions: &[Subscription]) -> Result<()> {
        let notes: Vec<_> = subscriptions.iter().map(|s| (s.id.clone(), Some(s.to_json()))).collect();
        Ok(self.0.note(SUBSCRIPTION, &notes)?)
    }

    /// Keeps what was seen of subscriptions. One that was removed meanwhile stays removed, and what was set anew
    /// meanwhile holds.
    pub(crate) fn keep_looked_at(&self, looked_at: &[Subscription]) -> Result<()> {
        if looked_at.is_empty() {
            return Ok(());
        }
        let looked_at: BTreeMap<&str, &Subscription> = looked_at.iter().map(|s| (s.id.as_str(), s)).collect();
        let mut kept = self.those(|id, _| looked_at.contains_key(id))?;
        for kept in &mut kept {
            if let Some(seen) = looked_at.get(kept.id.as_str()) {
                let (pages, private, mining) = (kept.pages, kept.private && seen.private, kept.mining);
                *kept = (*seen).clone();
                (kept.pages, kept.private, kept.mining) = (pages, private, mining);
            }
        }
        self.keep(&kept)
    }

    pub(crate) fn remove(&self, id: &str) -> Result<()> {
        Ok(self.0.note(SUBSCRIPTION, &[(id.to_owned(), None)])?)
    }

    /// What hosts asked of programs when they were last seen. A note that cannot be read is as good as
    /// none: the host is asked again.
    pub(crate) fn hosts(&self) -> Result<Vec<Host>> {
        let notes = self.0.notes(HOST)?;
        Ok(notes.iter().filter_map(|(_, body)| from_str(body).ok()).collect())
    }

    pub(crate) fn keep_hosts(&self, hosts: &[Host]) -> Result<()> {
        let note = |host: &Host| Ok((host.origin.clone(), Some(to_string(host)?)));
        let notes = hosts.iter().map(note).collect::<Result<Vec<_>>>()?;
        Ok(self.0.note(HOST, &notes)?)
    }
}
