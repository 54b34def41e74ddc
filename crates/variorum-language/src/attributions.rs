//! Attributions: quotation marks, block quotations, cues and sources.
//!
//! The frame is exact: which marks belong together, which sentences and paragraphs a quotation spans.
//! What is decided inside it (which words are cue, source and content) is decided by rules over the
//! tables in `lexicon`.

mod abroad;
mod assembly;
mod blocks;
mod confidence;
mod contents;
mod cues;
mod extents;
mod judge;
mod lessons;
mod lexicon;
mod looks;
mod loose;
mod marks;
mod model;
mod reading;
mod seen;
mod sources;
mod spots;
#[cfg(test)]
mod tests;
mod unattributed;
mod words;

use variorum_core::{Article, Attribution, AttributionKind, Language, Layers, Problem, Span, TokenKind};

use contents::{Draft, Pattern};
use marks::Fragment;
use reading::{Reading, Tokens};

pub use lessons::{Lesson, Marked, crediting_words, lessons, loose_lessons};
pub use model::{CURVES, Model, Question, SCALE, STEPS, WEIGHTS, exp, step};

/// The file of the model that is built in.
pub(crate) static BUILT_IN: &[u8] = include_bytes!("../models/attributions.vam");

/// Who is credited with which words, and the flaws of the marks; the speakers are resolved later.
pub(crate) fn find(article: &Article, layers: &Layers) -> (Vec<Attribution>, Vec<Problem>) {
    match Model::of(BUILT_IN) {
        Some(model) if layers.language == Language::English => {
            let frame = Frame::new(article, layers, model);
            let mut made = frame.attributions(model);
            if let Some(inner) = frame.inner() {
                let drafts = assembly::quoting(&inner, model);
                made.extend(attributions(&inner.reading, &drafts, model));
                made.sort_by_key(|a| a.content.first().map_or(0, |c| c.start()));
            }
            (made, frame.problems)
        }
        _ => abroad::find(article, layers, layers.language),
    }
}

/// The same in English with another model than the one that is built in, without the quotations inside
/// quotations, which the sets that it is trained on do not mark.
pub fn find_with(article: &Article, layers: &Layers, model: Model<'_>) -> (Vec<Attribution>, Vec<Problem>) {
    let frame = Frame::new(article, layers, model);
    (frame.attributions(model), frame.problems)
}

fn attributions(reading: &Reading, drafts: &[Draft], model: Model<'_>) -> Vec<Attribution> {
    let owners = owners(reading, drafts);
    let made = drafts.iter().enumerate();
    made.filter_map(|(i, draft)| attribution(reading, draft, i, &owners, model)).collect()
}

/// What is exact: the words, the marks, the paragraphs, what the layout credits.
struct Frame<'t> {
    reading: Reading<'t>,
    paragraphs: Vec<Tokens>,
    by_layout: Vec<(usize, Draft)>,
    /// For each paragraph, whether the layout credits it.
    taken: Vec<bool>,
    problems: Vec<Problem>,
}

impl<'t> Frame<'t> {
    fn new(article: &'t Article, layers: &Layers, model: Model<'_>) -> Self {
        let paragraphs = words::paragraphs(article, layers);
        let (fragments, problems) = marks::find(&article.text, &layers.tokens, &paragraphs);
        let words = words::words(&article.text, &layers.tokens, Some(model.tagger));
        let reading = Reading::new(words, fragments, paragraphs.first().map_or(0, |p| p.end));
        let (by_layout, taken) =
            blocks::find(&reading, &paragraphs, article.headline, &article.block_quotations);
        Self { reading, paragraphs, by_layout, taken, problems }
    }

    fn attributions(&self, model: Model<'_>) -> Vec<Attribution> {
        attributions(&self.reading, &assembly::assemble(self, model), model)
    }

    /// What stands in quotations that hold others, read as if it were the text: “She told me, ‘Go.’”
    fn inner(&self) -> Option<Self> {
        let fragments = &self.reading.fragments;
        let holding = fragments.windows(2).filter_map(|pair| match pair {
            [outer, inner] if outer.depth == 0 && inner.depth == 1 => Some(self.reading.within(outer)),
            _ => None,
        });
        let paragraphs: Vec<Tokens> = holding.collect();
        if paragraphs.is_empty() {
            return None;
        }
        let inner = fragments.iter().filter(|f| f.depth > 0);
        let inner = inner.map(|f| Fragment { depth: f.depth - 1, ..f.clone() }).collect();
        Some(Self {
            reading: Reading::new(self.reading.words.clone(), inner, 0),
            taken: vec![false; paragraphs.len()],
            paragraphs,
            by_layout: Vec::new(),
            problems: Vec::new(),
        })
    }

    fn is_taken(&self, paragraph: usize) -> bool {
        self.taken.get(paragraph).copied().unwrap_or_default()
    }

    /// The paragraphs that the layout does not credit.
    fn free_paragraphs(&self) -> impl Iterator<Item = &Tokens> {
        self.paragraphs.iter().enumerate().filter(|(index, _)| !self.is_taken(*index)).map(|(_, p)| p)
    }
}

/// For each quotation, the draft that it is the verbatim words of: the innermost speech around it.
fn owners(reading: &Reading, drafts: &[Draft]) -> Vec<Option<usize>> {
    let mut owners: Vec<Option<(bool, usize, usize)>> = vec![None; reading.fragments.len()];
    for (index, draft) in drafts.iter().enumerate() {
        let length = length(draft);
        let rank = (!draft.speech, length, index);
        for fragment in draft.content.iter().flat_map(|c| reading.quotations_in(c)) {
            if let Some(slot) = owners.get_mut(fragment)
                && slot.is_none_or(|held| rank < held)
            {
                *slot = Some(rank);
            }
        }
    }
    owners.into_iter().map(|owner| owner.map(|(_, _, index)| index)).collect()
}

/// Tokens of its content.
fn length(draft: &Draft) -> usize {
    draft.content.iter().map(ExactSizeIterator::len).sum()
}

fn attribution(
    reading: &Reading,
    draft: &Draft,
    index: usize,
    owners: &[Option<usize>],
    model: Model<'_>,
) -> Option<Attribution> {
    let content: Vec<Span> = draft.content.iter().filter_map(|c| reading.span(c)).collect();
    let own = |fragment: &usize| owners.get(*fragment).copied().flatten() == Some(index);
    if draft.pattern == Pattern::Block {
        let source = draft.source.as_ref().and_then(|s| reading.span(s));
        let cue = draft.cue.iter().filter_map(|c| reading.span(c)).collect();
        return (!content.is_empty()).then(|| Attribution {
            quoted: content.clone(),
            content,
            source,
            cue,
            kind: AttributionKind::Direct,
            speech: true,
            speaker: None,
            confidence: confidence::confidence(draft, AttributionKind::Direct, model),
        });
    }
    let held = draft.content.iter().flat_map(|c| reading.quotations_in(c)).filter(own);
    let held = held.filter_map(|f| reading.fragments.get(f)).filter(|f| is_speech(reading, draft, f));
    let quoted: Vec<Span> = held.map(|f| f.inner).collect();
    let kind = kind(reading, draft, &quoted);
    (!content.is_empty()).then(|| Attribution {
        content,
        quoted,
        source: draft.source.as_ref().and_then(|s| reading.span(s)),
        cue: draft.cue.iter().filter_map(|c| reading.span(c)).collect(),
        kind,
        speech: draft.speech,
        speaker: None,
        confidence: confidence::confidence(draft, kind, model),
    })
}

/// Whether a quotation in the content of `draft` is what somebody said, not a title or a term.
fn is_speech(reading: &Reading, draft: &Draft, fragment: &Fragment) -> bool {
    let whole = draft.content.contains(&fragment.tokens);
    let by_verb = matches!(draft.pattern, Pattern::After | Pattern::Inverted | Pattern::FreeStanding);
    (whole && by_verb) || !reading.is_term(fragment) && (draft.speech || fragment.tokens.len() > 5)
}

/// Direct when no word stands outside double marks.
fn kind(reading: &Reading, draft: &Draft, quoted: &[Span]) -> AttributionKind {
    let bare = draft.content.iter().any(|content| {
        let mut at = content.start;
        while at < content.end {
            match reading.quotation_at(at) {
                Some(fragment) if fragment.double => at = fragment.tokens.end,
                None if reading.word(at).is_some_and(|w| w.kind == TokenKind::Mark) => at += 1,
                _ => return true,
            }
        }
        false
    });
    match quoted {
        [] => AttributionKind::Indirect,
        _ if bare => AttributionKind::Mixed,
        _ => AttributionKind::Direct,
    }
}
