//! Variants: the differences between two printings of one utterance.

use crate::annotated::Annotated;
use crate::apparatus::VariantClass;
use crate::text::Span;

/// The differences from `a` to `b`, between words paired by place in the two lists of word spans.
pub fn between(
    a: (&Annotated, &[Span]),
    b: (&Annotated, &[Span]),
    pairs: &[(usize, usize)],
) -> Vec<(VariantClass, Span, Span)> {
    let steps = pairs.windows(2).filter_map(|two| Some((two.first()?, two.last()?)));
    let gap = |(from, to): (&(usize, usize), &(usize, usize))| {
        let (a_side, b_side) = (Side::new(a, from.0, to.0)?, Side::new(b, from.1, to.1)?);
        Some((class(&a_side, &b_side)?, a_side.span, b_side.span))
    };
    steps.filter_map(gap).collect()
}

/// What one printing has between two paired words.
struct Side<'a> {
    span: Span,
    words: Vec<&'a str>,
    /// All characters between the paired words.
    all: &'a str,
}

impl<'a> Side<'a> {
    fn new((annotated, spans): (&'a Annotated, &[Span]), from: usize, to: usize) -> Option<Self> {
        let (before, after) = (*spans.get(from)?, *spans.get(to)?);
        let inside = spans.get(from + 1..to)?;
        let span = inside.iter().copied().reduce(Span::cover).unwrap_or(before.at_end());
        let words = inside.iter().map(|span| annotated.slice(*span)).collect();
        Some(Self { span, words, all: annotated.slice(before.gap(after)?) })
    }

    /// Whether the printing breaks off here: the words on the two sides are separate fragments.
    fn is_broken(&self) -> bool {
        self.all.contains(['"', '“', '”', '\n'])
    }

    fn is_marked(&self) -> bool {
        self.all.contains(['[', ']', '(', '…']) || self.all.contains("...") || self.all.contains(". .")
    }

    fn negations(&self) -> usize {
        self.words.iter().filter(|word| is_negation(word)).count()
    }

    fn has_number(&self) -> bool {
        self.words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    }
}

fn class(a: &Side, b: &Side) -> Option<VariantClass> {
    Some(match (a.words.is_empty(), b.words.is_empty()) {
        (true, true) => return None,
        _ if a.negations() != b.negations() => VariantClass::Negation,
        (true, false) => one_sided(b, a),
        (false, true) => one_sided(a, b),
        _ if a.is_broken() || b.is_broken() => VariantClass::Extent,
        _ if a.has_number() || b.has_number() => VariantClass::Number,
        _ => VariantClass::Word,
    })
}

/// The class where `full` has words and `bare` none.
fn one_sided(full: &Side, bare: &Side) -> VariantClass {
    if full.all.contains('[') {
        VariantClass::Insertion
    } else if bare.is_marked() {
        VariantClass::Omission
    } else if bare.is_broken() || full.is_broken() {
        VariantClass::Extent
    } else {
        VariantClass::SilentCut
    }
}

/// Closed class of English negations, compiled by hand for this project from general knowledge.
fn is_negation(word: &str) -> bool {
    let word = word.to_lowercase().replace('’', "'");
    word.ends_with("n't")
        || matches!(word.as_str(), "not" | "no" | "never" | "none" | "nor" | "neither" | "cannot")
}
