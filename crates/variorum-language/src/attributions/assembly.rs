//! The credits of an article in order, with what each carries over sentences and paragraphs.

use super::contents::Draft;
use super::judge::Judge;
use super::loose::{Fate, Loose, Read};
use super::model::Model;
use super::reading::{Reading, Tokens};
use super::{Frame, words};
use variorum_core::TokenKind;

/// The credits of all paragraphs.
pub(super) fn assemble(frame: &Frame, model: Model<'_>) -> Vec<Draft> {
    let sentences = read(frame, model);
    walk(frame, &sentences, &mut |loose| loose.decide(model).unwrap_or((Fate::Nothing, 0.0)))
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
            let (drafts, announced) = Judge { reading, sentence: &tokens, model }.credits(&ruled);
            let alone = free_standing(reading, &tokens).filter(|_| drafts.is_empty());
            sentences.push(Read { tokens, paragraph, drafts, announced, alone });
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
                for tokens in uncovered(&frame.reading, sentence) {
                    walk.loose(at, tokens, decide);
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
                content.append(&mut draft.content);
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
            (Fate::Goes(index), chance) => {
                if let Some(draft) = self.drafts.get_mut(index) {
                    draft.content.push(tokens);
                    draft.chance = draft.chance.map(|held| held * chance);
                }
                self.held = Some((index, at));
            }
            (Fate::Own(source, cue, _), chance) => {
                let draft = loose.draft(source, cue, chance);
                self.held = Some((self.drafts.len(), at));
                self.drafts.push(draft);
            }
        }
    }
}

/// The quotations of a sentence that lie in no content.
fn uncovered(reading: &Reading, sentence: &Read) -> Vec<Tokens> {
    let mut covered: Vec<Tokens> = sentence.drafts.iter().flat_map(|d| d.content.iter().cloned()).collect();
    covered.sort_by_key(|c| (c.start, c.end));
    let (mut reach, mut ahead) = (0, covered.into_iter().peekable());
    let mut found = Vec::new();
    for fragment in reading.quotations_in(&sentence.tokens).filter_map(|index| reading.fragments.get(index)) {
        while let Some(content) = ahead.next_if(|c| c.start <= fragment.tokens.start) {
            reach = reach.max(content.end);
        }
        if reach < fragment.tokens.end {
            found.push(fragment.tokens.clone());
        }
    }
    found
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
