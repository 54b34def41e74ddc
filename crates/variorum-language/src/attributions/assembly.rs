//! The credits of an article in order, with what each carries over sentences and paragraphs.

use super::contents::Draft;
use super::judge::{Judge, Verdict};
use super::loose::{Fate, Loose, Read};
use super::model::Model;
use super::reading::{Reading, Tokens};
use super::{Frame, words};
use crate::parts::Part;
use variorum_core::TokenKind;

/// Words of a quotation inside another, at least, that is credited by itself.
const FEWEST_INSIDE: usize = 6;

/// The credits of all paragraphs.
pub(super) fn assemble(frame: &Frame, model: Model<'_>) -> Vec<Draft> {
    let sentences = read(frame, model);
    walk(frame, &sentences, &mut |loose| loose.decide(model).unwrap_or((Fate::Nothing, 0.0)))
}

/// The credits of quotations inside quotations: by a likely cue, to somebody who is named or a third, of more
/// than a phrase. "I said, ‘No’" tells what the speaker says, not what another said.
pub(super) fn quoting(frame: &Frame, model: Model<'_>) -> Vec<Draft> {
    let reading = &frame.reading;
    let third = |at: usize| {
        reading.word(at).is_some_and(|w| {
            w.part == Part::NAME || ["he", "she"].iter().any(|p| w.text.eq_ignore_ascii_case(p))
        })
    };
    let long = |c: &Tokens| {
        let held = reading.quotations_in(c).filter_map(|index| reading.fragments.get(index));
        held.map(|f| reading.words_inside(f).count()).sum::<usize>() >= FEWEST_INSIDE
    };
    let drafts = read(frame, model).into_iter().flat_map(|sentence| sentence.drafts);
    drafts
        .filter(|d| {
            d.speech && d.source.clone().is_some_and(|mut s| s.any(third)) && d.content.iter().any(long)
        })
        .map(|d| Draft { chance: None, ..d })
        .collect()
}

/// The sentences of the paragraphs that the layout does not credit, with what their cues credit.
pub(super) fn read(frame: &Frame, model: Model<'_>) -> Vec<Read> {
    let reading = &frame.reading;
    let mut sentences = Vec::new();
    for (paragraph, tokens) in
        frame.paragraphs.iter().enumerate().filter(|(index, _)| !frame.is_taken(*index))
    {
        for tokens in words::sentences(&reading.words, &reading.fragments, tokens.clone()) {
            let ruled = reading.rule_credits(&tokens);
            let Verdict { drafts, announced, doubtful } =
                Judge { reading, sentence: &tokens, model }.credits(&ruled);
            let alone = free_standing(reading, &tokens).filter(|_| drafts.is_empty());
            sentences.push(Read { tokens, paragraph, drafts, announced, doubtful, alone });
        }
    }
    sentences
}

/// Puts the sentences together; `decide` says what a loose quotation is.
pub(super) fn walk(
    frame: &Frame,
    sentences: &[Read],
    decide: &mut dyn FnMut(&Loose<'_, '_>) -> (Fate, f32),
) -> Vec<Draft> {
    let mut walk =
        Walk { reading: &frame.reading, sentences, drafts: Vec::new(), held: None, opening: Vec::new() };
    let mut by_layout = frame.by_layout.iter().peekable();
    for (at, sentence) in sentences.iter().enumerate() {
        while let Some((_, draft)) = by_layout.next_if(|(paragraph, _)| *paragraph < sentence.paragraph) {
            walk.drafts.push(draft.clone());
            walk.held = None;
        }
        match &sentence.alone {
            Some(alone) => walk.loose(at, alone.clone(), decide),
            None => {
                walk.credited(at, sentence);
                let from = walk.drafts.len();
                for tokens in frame.reading.uncovered(&sentence.tokens, &sentence.drafts) {
                    if !walk.drafts.iter().skip(from).any(|d| covers(d, &tokens)) {
                        walk.loose(at, tokens, decide);
                    }
                }
            }
        }
    }
    walk.drafts.extend(by_layout.map(|(_, draft)| draft.clone()));
    walk.drafts
}

struct Walk<'w, 't> {
    reading: &'w Reading<'t>,
    sentences: &'w [Read],
    drafts: Vec<Draft>,
    /// The draft that spoke last, and the sentence where it did.
    held: Option<(usize, usize)>,
    /// Quotations that begin what the next credit says.
    opening: Vec<Tokens>,
}

impl Walk<'_, '_> {
    fn credited(&mut self, at: usize, sentence: &Read) {
        let quoting = sentence.drafts.iter().position(|d| d.speech && quotes(self.reading, d));
        let speech = quoting.or_else(|| sentence.drafts.iter().position(|d| d.speech));
        if let Some(speech) = speech {
            self.held = Some((self.drafts.len() + speech, at));
        }
        let first = sentence.drafts.iter().position(|d| d.speech);
        for (index, draft) in sentence.drafts.iter().enumerate() {
            let mut draft = draft.clone();
            if Some(index) == first {
                let mut content = std::mem::take(&mut self.opening);
                draft.content.drain(..).for_each(|more| extend(&mut content, more));
                draft.content = content;
            }
            self.drafts.push(draft);
        }
    }

    fn loose(&mut self, at: usize, tokens: Tokens, decide: &mut dyn FnMut(&Loose<'_, '_>) -> (Fate, f32)) {
        let loose = Loose {
            reading: self.reading,
            sentences: self.sentences,
            at,
            tokens: tokens.clone(),
            drafts: &self.drafts,
            held: self.held,
        };
        match decide(&loose) {
            (Fate::Nothing, _) => {}
            (Fate::Opens, _) => self.opening.push(tokens),
            (Fate::Goes(index, from), chance) => {
                if let Some(draft) = self.drafts.get_mut(index) {
                    extend(&mut draft.content, from..tokens.end);
                    draft.chance = draft.chance.map(|held| held * chance);
                }
                self.held = Some((index, at));
            }
            (Fate::Cued(index), chance) => {
                let Some(mut draft) = self.sentences.get(at).and_then(|s| s.doubtful.get(index)).cloned()
                else {
                    return;
                };
                draft.chance = Some(chance);
                if draft.speech {
                    self.held = Some((self.drafts.len(), at));
                }
                self.drafts.push(draft);
            }
            (Fate::Own(source, cue, _), chance) => {
                let draft = loose.draft(source, cue, chance);
                self.held = Some((self.drafts.len(), at));
                self.drafts.push(draft);
            }
        }
    }
}

/// Adds to content what goes on with it, in the order of the text: where nothing stands between, one stretch.
fn extend(content: &mut Vec<Tokens>, more: Tokens) {
    content.push(more);
    content.sort_by_key(|tokens| tokens.start);
    content.dedup_by(|next, held| {
        let joined = next.start <= held.end;
        if joined {
            held.end = held.end.max(next.end);
        }
        joined
    });
}

fn covers(draft: &Draft, tokens: &Tokens) -> bool {
    draft.content.iter().any(|c| c.start <= tokens.start && tokens.end <= c.end)
}

impl Reading<'_> {
    /// The quotations of a sentence that lie in no content.
    pub(super) fn uncovered(&self, sentence: &Tokens, drafts: &[Draft]) -> Vec<Tokens> {
        let mut covered: Vec<Tokens> = drafts.iter().flat_map(|d| d.content.iter().cloned()).collect();
        covered.sort_by_key(|c| (c.start, c.end));
        let (mut reach, mut ahead) = (0, covered.into_iter().peekable());
        let mut found = Vec::new();
        for fragment in self.quotations_in(sentence).filter_map(|index| self.fragments.get(index)) {
            while let Some(content) = ahead.next_if(|c| c.start <= fragment.tokens.start) {
                reach = reach.max(content.end);
            }
            if reach < fragment.tokens.end {
                found.push(fragment.tokens.clone());
            }
        }
        found
    }
}

/// The sentence, if it is nothing but quotations.
fn free_standing(reading: &Reading, sentence: &Tokens) -> Option<Tokens> {
    reading.quotation_opening(sentence.start)?;
    let mut at = sentence.start;
    while at < sentence.end {
        match reading.quotation_at(at) {
            Some(_) => at = reading.skip_quotation(at),
            None if reading.word(at).is_some_and(|w| w.kind == TokenKind::Mark) => at += 1,
            None => return None,
        }
    }
    Some(reading.trim(sentence.clone()))
}

fn quotes(reading: &Reading, draft: &Draft) -> bool {
    draft.content.iter().any(|content| reading.quotations_in(content).next().is_some())
}
