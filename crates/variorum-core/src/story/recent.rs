//! Which of the latest articles have a term.
//!
//! A term keeps its latest articles side by side and forgets the others, so that neither the memory of
//! a term nor the cost of reading it grows with the archive. Nothing reads it in the order of the table.

/// The latest articles under each term.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    /// Articles of a term that are kept.
    most: usize,
    /// A term with the place of its articles plus one; zero where the slot is free.
    slots: Vec<(u32, u32)>,
    articles: Vec<Vec<u32>>,
}

impl Recent {
    /// Keeps the `most` latest articles of a term.
    pub(super) fn new(most: usize) -> Self {
        Self { most, slots: Vec::new(), articles: Vec::new() }
    }

    /// Adds `article`, which comes after all before it, under `term`.
    pub(super) fn add(&mut self, term: u32, article: u32) {
        if self.articles.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(term);
        let Some((held, place)) = self.slots.get_mut(slot) else { return };
        if *place == 0 {
            self.articles.push(Vec::new());
            (*held, *place) = (term, self.articles.len() as u32);
        }
        let Some(articles) = self.articles.get_mut(*place as usize - 1) else { return };
        // Forgetting is put off until half of them are forgotten at once.
        if articles.len() >= self.most * 2 {
            articles.drain(..articles.len() - self.most);
        }
        articles.push(article);
    }

    /// The latest articles under `term`, in order.
    pub(super) fn of(&self, term: u32) -> &[u32] {
        let place = self.slots.get(self.slot(term)).map_or(0, |(_, place)| *place as usize);
        let articles = place.checked_sub(1).and_then(|at| self.articles.get(at));
        let articles = articles.map_or(&[][..], Vec::as_slice);
        articles.get(articles.len().saturating_sub(self.most)..).unwrap_or_default()
    }

    /// The slot of `term`, or the free one where it belongs. At least half of the slots are free.
    fn slot(&self, term: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = term as usize & mask;
        while self.slots.get(at).is_some_and(|(held, place)| *place != 0 && *held != term) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        for (term, place) in old.into_iter().filter(|(_, place)| *place != 0) {
            let slot = self.slot(term);
            self.slots.get_mut(slot).into_iter().for_each(|free| *free = (term, place));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_gives_its_latest_articles_in_order() {
        let mut recent = Recent::new(3);
        assert!(recent.of(7).is_empty());
        for article in 0..1000 {
            recent.add(article % 100, article);
            recent.add(1000, article);
        }
        assert_eq!(recent.of(7), [707, 807, 907]);
        assert_eq!(recent.of(1000), [997, 998, 999]);
        assert!(recent.of(100).is_empty());
        // What is forgotten is forgotten in time.
        assert!(recent.articles.iter().all(|articles| articles.len() <= 6));
    }
}
