//! The sentence of a searched article that is most like a passage it does not carry.

use std::collections::BTreeSet;

use variorum_core::{Annotated, Span, TokenKind, lemma};

/// The sentence of `searched` that has most words and numbers of `passage` of `carrier`, names counting
/// double; `None` when none has any. It is where a reader should look first, and proves nothing.
pub(super) fn sentence(carrier: &Annotated, passage: Span, searched: &Annotated) -> Option<Span> {
    let wanted: BTreeSet<String> = terms(carrier, passage).map(|(term, _)| term).collect();
    let weigh = |sentence: &Span| -> usize {
        let found: BTreeSet<(String, bool)> =
            terms(searched, *sentence).filter(|(term, _)| wanted.contains(term)).collect();
        found.iter().map(|(_, name)| if *name { 2 } else { 1 }).sum()
    };
    let weighed = searched.layers().sentences.iter().map(|sentence| (weigh(sentence), *sentence));
    let best = weighed.max_by_key(|(weight, sentence)| (*weight, std::cmp::Reverse(sentence.start())))?;
    (best.0 > 0).then_some(best.1)
}

/// The words of matter in `span`, in dictionary form, and whether they are written like a name.
fn terms(annotated: &Annotated, span: Span) -> impl Iterator<Item = (String, bool)> + '_ {
    const SHORTEST: usize = 4;
    annotated.layers().tokens_in(span).iter().filter_map(|token| {
        let word = annotated.slice(token.span);
        let long = word.chars().count() >= SHORTEST || word.starts_with(char::is_uppercase);
        match token.kind {
            TokenKind::Number => Some((word.to_owned(), true)),
            TokenKind::Word if long => {
                Some((lemma(&word.to_lowercase()).to_string(), word.starts_with(char::is_uppercase)))
            }
            _ => None,
        }
    })
}
