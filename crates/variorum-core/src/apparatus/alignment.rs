//! Alignment: the words of several printings set in columns.

/// Most words of one side that are aligned; what follows stays unaligned, so that time and memory
/// are bounded.
const MOST: usize = 1_500;

/// The places of equal words in `a` and `b`, in order, each place once: a longest common
/// subsequence.
pub fn align(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let (a, b) = (a.get(..MOST).unwrap_or(a), b.get(..MOST).unwrap_or(b));
    let width = b.len() + 1;
    let best = lengths(a, b);
    let at = |i: usize, j: usize| best.get(i * width + j).copied().unwrap_or(0);
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y && at(i, j) == at(i + 1, j + 1) + 1 {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if at(i + 1, j) >= at(i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Row by row, the length of the longest common subsequence of each pair of tails.
fn lengths(a: &[String], b: &[String]) -> Vec<u16> {
    let width = b.len() + 1;
    let mut best = vec![0u16; (a.len() + 1) * width];
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let get = |at: usize| best.get(at).copied().unwrap_or(0);
            let (down, right) = (get((i + 1) * width + j), get(i * width + j + 1));
            let diagonal = if x == y { get((i + 1) * width + j + 1) + 1 } else { 0 };
            if let Some(cell) = best.get_mut(i * width + j) {
                *cell = diagonal.max(down).max(right);
            }
        }
    }
    best
}

/// `word` as compared: lower case, without apostrophes.
pub fn fold(word: &str) -> String {
    word.chars().filter(|c| !crate::token::is_apostrophe(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(fold).collect()
    }

    #[track_caller]
    fn check(a: &str, b: &str, expect: &[(usize, usize)]) {
        assert_eq!(align(&words(a), &words(b)), expect);
    }

    #[test]
    fn equal_words_pair_in_order() {
        check("We will mend it", "we mend it", &[(0, 0), (2, 1), (3, 2)]);
        check("It’s done", "it's not done", &[(0, 0), (1, 2)]);
        check("one two", "", &[]);
    }

    proptest! {
        #[test]
        fn pairs_rise_and_are_equal(a in "[a-c ]{0,30}", b in "[a-c ]{0,30}") {
            let (a, b) = (words(&a), words(&b));
            let pairs = align(&a, &b);
            prop_assert!(pairs.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            prop_assert!(pairs.iter().all(|&(i, j)| a[i] == b[j]));
            prop_assert_eq!(pairs.len(), align(&b, &a).len());
        }
    }
}
