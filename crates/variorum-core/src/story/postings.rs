//! An inverted index: which articles hold a key, the latest first.
//!
//! Open addressing over chains of postings, so that an insertion costs the same however many there
//! are. Nothing reads it in the order of the table.

/// The articles under each key.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// The place of the latest posting of a key plus one; zero where the slot is free.
    slots: Vec<u32>,
    chain: Vec<Posting>,
    keys: usize,
}

#[derive(Clone, Copy, Debug)]
struct Posting {
    key: u64,
    article: u32,
    /// The place of the posting before it under the same key plus one.
    before: u32,
}

impl Postings {
    /// Adds `article` under `key`.
    pub(super) fn add(&mut self, key: u64, article: u32) {
        if self.keys * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(key);
        let Some(latest) = self.slots.get_mut(slot) else { return };
        self.keys += usize::from(*latest == 0);
        self.chain.push(Posting { key, article, before: *latest });
        *latest = self.chain.len() as u32;
    }

    /// The articles under `key`, the latest first.
    pub(super) fn of(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.slots.get(self.slot(key)).copied().unwrap_or_default();
        std::iter::from_fn(move || {
            let posting = self.posting(at)?;
            at = posting.before;
            Some(posting.article)
        })
    }

    fn posting(&self, place: u32) -> Option<&Posting> {
        self.chain.get(place.checked_sub(1)? as usize)
    }

    /// The slot of `key`, or the free one where it belongs. At least half of the slots are free.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as usize & mask;
        let held = |at: usize| self.posting(self.slots.get(at).copied()?);
        while held(at).is_some_and(|posting| posting.key != key) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![0; size]);
        for latest in old.into_iter().filter(|latest| *latest != 0) {
            let key = self.posting(latest).map_or(0, |posting| posting.key);
            let slot = self.slot(key);
            self.slots.get_mut(slot).into_iter().for_each(|free| *free = latest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_its_articles_the_latest_first() {
        let mut postings = Postings::default();
        assert_eq!(postings.of(7).count(), 0);
        for article in 0..1000 {
            postings.add(u64::from(article % 10), article);
        }
        let found: Vec<u32> = postings.of(7).take(3).collect();
        assert_eq!(found, [997, 987, 977]);
        assert_eq!(postings.of(7).count(), 100);
        assert_eq!(postings.of(10).count(), 0);
    }
}
