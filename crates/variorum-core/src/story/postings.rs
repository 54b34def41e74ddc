//! An inverted index: which articles hold a key, the latest first.
//!
//! Open addressing over chains of postings, so that an insertion costs the same however many there
//! are. Nothing reads it in the order of the table.

/// The articles under each key.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// A key with the place of its latest posting plus one; zero where the slot is free.
    slots: Vec<(u64, u32)>,
    /// An article, with the place of the posting before it plus one.
    chain: Vec<(u32, u32)>,
    keys: usize,
}

impl Postings {
    /// Adds `article` under `key`.
    pub(super) fn add(&mut self, key: u64, article: u32) {
        if self.keys * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(key);
        let Some((held, latest)) = self.slots.get_mut(slot) else { return };
        self.keys += usize::from(*latest == 0);
        self.chain.push((article, *latest));
        (*held, *latest) = (key, self.chain.len() as u32);
    }

    /// The articles under `key`, the latest first.
    pub(super) fn of(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.slots.get(self.slot(key)).map_or(0, |(_, latest)| *latest);
        std::iter::from_fn(move || {
            let (article, before) = *self.chain.get(at.checked_sub(1)? as usize)?;
            at = before;
            Some(article)
        })
    }

    /// The slot of `key`, or the free one where it belongs. At least half of the slots are free.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as usize & mask;
        while self.slots.get(at).is_some_and(|(held, latest)| *latest != 0 && *held != key) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        for (key, latest) in old.into_iter().filter(|(_, latest)| *latest != 0) {
            let slot = self.slot(key);
            self.slots.get_mut(slot).into_iter().for_each(|free| *free = (key, latest));
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
