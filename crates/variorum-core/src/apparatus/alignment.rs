//! Alignment: which words of two printings stand for one another.
//!
//! Local alignment with affine gaps: Smith and Waterman (J. Mol. Biol. 147, 1981), Gotoh (J. Mol.
//! Biol. 162, 1982). Equal words score by whether they carry matter, so that a lone "the" joins
//! nothing; forms of one word score less; a rewording costs less than two gaps.

use crate::apparatus::printing::Unit;
use crate::lemma::lemma;

/// How two words of one place stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same word.
    Equal,
    /// The two sides of a contraction.
    Contraction,
    /// Forms of one word.
    Inflection,
    /// Neither.
    Other,
}

const CONTENT: i32 = 24;
const FUNCTION: i32 = 12;
const ALIKE: i32 = 14;
const REPLACED: i32 = -10;
const OPEN: i32 = -24;
const EXTEND: i32 = -1;

/// The places of `a` and `b` that stand for one another, both rising, equal words and rewordings
/// alike; none where nothing worth it is common. Swapping the sides swaps the pairs.
pub(super) fn align(a: &[Unit], b: &[Unit]) -> Vec<(usize, usize)> {
    // Of copies all words stand for one another, each for its like.
    if a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.number == y.number) {
        return (0..a.len()).map(|at| (at, at)).collect();
    }
    let forms = || a.iter().map(|unit| &unit.form).cmp(b.iter().map(|unit| &unit.form));
    // The sides take a fixed order, so that ties fall alike whichever comes first.
    if a.len().cmp(&b.len()).then_with(forms).is_lt() {
        local(b, a).into_iter().map(|(i, j)| (j, i)).collect()
    } else {
        local(a, b)
    }
}

/// How `a` and `b` are alike.
pub(super) fn likeness(a: &str, b: &str) -> Likeness {
    if a == b {
        Likeness::Equal
    } else if expands(a, b) || expands(b, a) {
        Likeness::Contraction
    } else if stem(a).is_some_and(|a| Some(a) == stem(b)) {
        Likeness::Inflection
    } else {
        Likeness::Other
    }
}

/// What forms of one word have in common: how it begins, and its dictionary form. None of a word too
/// short to tell.
pub(super) fn stem(form: &str) -> Option<(&str, String)> {
    Some((form.get(..2).filter(|_| form.len() > 2)?, lemma(form)))
}

/// The contracted forms, and what each stands for.
const CONTRACTIONS: &[(&str, &[&str])] = &[
    ("n't", &["not"]),
    ("'s", &["is", "has", "us"]),
    ("'re", &["are"]),
    ("'ve", &["have"]),
    ("'ll", &["will", "shall"]),
    ("'d", &["would", "had"]),
    ("'m", &["am"]),
];

/// Whether `short` is the contracted form of `full`.
fn expands(short: &str, full: &str) -> bool {
    CONTRACTIONS.iter().any(|(contracted, forms)| *contracted == short && forms.contains(&full))
}

/// Whether `form` is a side of a contraction.
pub(super) fn contracts(form: &str) -> bool {
    CONTRACTIONS.iter().any(|(contracted, forms)| *contracted == form || forms.contains(&form))
}

/// Where the best score of a cell came from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Nothing,
    Diagonal,
    GapInB,
    GapInA,
}

/// One cell of the trace: where its best score and those of its two gaps came from.
#[derive(Clone, Copy)]
struct Trace {
    best: From,
    extends_b: bool,
    extends_a: bool,
}

const FAR: i32 = i32::MIN / 2;

/// Every index stays below `a.len() * b.len()`, the size of the trace; printings are capped at two
/// thousand words, so it is at most four million cells.
#[expect(
    clippy::indexing_slicing,
    reason = "the aligner's kernel: all indices are bounded by the lengths above"
)]
fn local(a: &[Unit], b: &[Unit]) -> Vec<(usize, usize)> {
    let width = b.len();
    let mut trace = vec![Trace { best: From::Nothing, extends_b: false, extends_a: false }; a.len() * width];
    let (mut above, mut gap_in_b) = (vec![0; width + 1], vec![FAR; width + 1]);
    let mut top = (0, None);
    for (i, x) in a.iter().enumerate() {
        let (mut diagonal, mut left, mut gap_in_a) = (0, 0, FAR);
        for (j, y) in b.iter().enumerate() {
            let (open_b, more_b) = (above[j + 1] + OPEN, gap_in_b[j + 1] + EXTEND);
            let (open_a, more_a) = (left + OPEN, gap_in_a + EXTEND);
            gap_in_b[j + 1] = open_b.max(more_b);
            gap_in_a = open_a.max(more_a);
            let paired = diagonal + score(x, y);
            let best = paired.max(gap_in_b[j + 1]).max(gap_in_a).max(0);
            let from = match best {
                0 => From::Nothing,
                _ if best == paired => From::Diagonal,
                _ if best == gap_in_b[j + 1] => From::GapInB,
                _ => From::GapInA,
            };
            trace[i * width + j] =
                Trace { best: from, extends_b: more_b > open_b, extends_a: more_a > open_a };
            if best > top.0 {
                top = (best, Some((i, j)));
            }
            diagonal = above[j + 1];
            above[j + 1] = best;
            left = best;
        }
    }
    top.1.map_or(Vec::new(), |end| follow(&trace, width, end))
}

/// The pairs on the way back from `end`. Every index was a cell of the trace going forward.
#[expect(
    clippy::indexing_slicing,
    reason = "the aligner's kernel: it walks cells that the forward pass filled"
)]
fn follow(trace: &[Trace], width: usize, end: (usize, usize)) -> Vec<(usize, usize)> {
    let (mut i, mut j) = (end.0 + 1, end.1 + 1);
    let mut pairs = Vec::new();
    let mut within = From::Diagonal;
    while i > 0 && j > 0 {
        let cell = trace[(i - 1) * width + j - 1];
        let from = if within == From::Diagonal { cell.best } else { within };
        match from {
            From::Nothing => break,
            From::Diagonal => {
                pairs.push((i - 1, j - 1));
                (i, j) = (i - 1, j - 1);
            }
            From::GapInB => {
                within = if cell.extends_b { From::GapInB } else { From::Diagonal };
                i -= 1;
            }
            From::GapInA => {
                within = if cell.extends_a { From::GapInA } else { From::Diagonal };
                j -= 1;
            }
        }
    }
    pairs.reverse();
    pairs
}

/// What it is worth to have `x` stand for `y`. By their numbers, so that a cell costs no look at letters.
fn score(x: &Unit, y: &Unit) -> i32 {
    if x.number == y.number {
        return if x.content { CONTENT } else { FUNCTION };
    }
    let contraction = || expands(&x.form, &y.form) || expands(&y.form, &x.form);
    if x.stem == y.stem || (x.contracts && y.contracts && contraction()) { ALIKE } else { REPLACED }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::apparatus::printing::Forms;

    fn both(a: &str, b: &str) -> (Vec<Unit>, Vec<Unit>) {
        let mut forms = Forms::default();
        let mut units = |words: &str| {
            let words = words.split_whitespace().enumerate();
            words.map(|(token, form)| forms.unit(token, form.to_owned())).collect()
        };
        (units(a), units(b))
    }

    #[track_caller]
    fn check(a: &str, b: &str, expect: &[(usize, usize)]) {
        let (a, b) = both(a, b);
        assert_eq!(align(&a, &b), expect);
    }

    #[test]
    fn words_pair_in_order() {
        check(
            "the quay stays closed today",
            "the quay stays closed today",
            &[(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)],
        );
        check("quay stays closed today", "the quay stays open today", &[(0, 1), (1, 2), (2, 3), (3, 4)]);
        check(
            "old quay stays quite firmly closed today",
            "old quay stays closed today",
            &[(0, 0), (1, 1), (2, 2), (5, 3), (6, 4)],
        );
        check("nothing of it", "some other words", &[]);
    }

    proptest! {
        #[test]
        fn pairs_rise_and_swap_with_the_sides(a in "([a-d]{1,2} ){0,12}", b in "([a-d]{1,2} ){0,12}", same: bool) {
            let b = if same { a.clone() } else { b };
            let (a, b) = both(&a, &b);
            let pairs = align(&a, &b);
            if a.iter().map(|unit| unit.number).eq(b.iter().map(|unit| unit.number)) {
                prop_assert_eq!(&pairs, &local(&a, &b));
            }
            prop_assert!(pairs.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            if a != b {
                let swapped: Vec<_> = align(&b, &a).into_iter().map(|(i, j)| (j, i)).collect();
                prop_assert_eq!(pairs, swapped);
            }
        }
    }
}
