//! Quotations that only the layout shows: a block above the line that names its speaker, a block
//! quotation of the page, a transcript line.

use variorum_core::{Span, TokenKind};

use super::contents::{Draft, Pattern, one};
use super::lexicon::{Class, Ending};
use super::reading::{Reading, Tokens};

/// A speaker line is no longer than this, in tokens.
const LONGEST_LINE: usize = 14;
/// An unmarked block has at least this many words.
const SHORTEST_BLOCK: usize = 10;

/// The credits by layout, and for each paragraph whether one of them took it.
pub(super) fn find(
    reading: &Reading,
    paragraphs: &[Tokens],
    headline: Option<Span>,
    marked: &[Span],
) -> (Vec<(usize, Draft)>, Vec<bool>) {
    let mut blocks = Blocks { reading, paragraphs, taken: vec![false; paragraphs.len()], found: Vec::new() };
    let mut marked = marked.iter().peekable();
    let transcript = blocks.is_transcript();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let Some(span) = reading.span(paragraph) else { continue };
        while marked.peek().is_some_and(|m| m.end() <= span.start()) {
            marked.next();
        }
        if headline.is_some_and(|h| h.overlaps(span)) || blocks.is_taken(index) {
            continue;
        }
        let by_page = marked.peek().is_some_and(|m| m.contains(span));
        if blocks.above_speaker_line(index, by_page) {
            continue;
        }
        if by_page {
            blocks.take_block(index, None);
        } else if transcript {
            blocks.transcript_line(index);
        }
    }
    (blocks.found, blocks.taken)
}

struct Blocks<'r, 't> {
    reading: &'r Reading<'t>,
    paragraphs: &'r [Tokens],
    taken: Vec<bool>,
    found: Vec<(usize, Draft)>,
}

impl Blocks<'_, '_> {
    fn is_taken(&self, index: usize) -> bool {
        self.taken.get(index).copied().unwrap_or_default()
    }

    /// Takes a paragraph of speech when the next one names its speaker and says no more.
    fn above_speaker_line(&mut self, index: usize, by_page: bool) -> bool {
        let (Some(block), Some(line)) = (self.paragraphs.get(index), self.paragraphs.get(index + 1)) else {
            return false;
        };
        let dashed = self.reading.word(line.start).is_some_and(|w| w.is_dash() || w.is_mark("-"));
        let name = line.start + usize::from(dashed)..line.end;
        if !self.names_only(&name) || !(by_page || dashed || self.reads_as_speech(block)) {
            return false;
        }
        self.take_block(index, Some(name));
        if let Some(slot) = self.taken.get_mut(index + 1) {
            *slot = true;
        }
        true
    }

    fn take_block(&mut self, index: usize, source: Option<Tokens>) {
        let Some(block) = self.paragraphs.get(index) else { return };
        let content = self.without_marks(block);
        if let Some(slot) = self.taken.get_mut(index) {
            *slot = true;
        }
        let draft = Draft {
            content: vec![content],
            source,
            cue: Vec::new(),
            speech: true,
            pattern: Pattern::Block,
            lemma: "",
            chance: None,
        };
        self.found.push((index, draft));
    }

    /// A block that also has quotation marks around it is taken without them.
    fn without_marks(&self, block: &Tokens) -> Tokens {
        let whole = self.reading.quotation_opening(block.start).filter(|f| f.tokens.end == block.end);
        whole.map_or(block.clone(), |_| block.start + 1..block.end.max(block.start + 2) - 1)
    }

    /// Names, roles and small words between them; no verb, no final stop.
    fn names_only(&self, line: &Tokens) -> bool {
        let words = || line.clone().filter_map(|i| self.reading.word(i));
        let joins = Class::PREPOSITION | Class::DETERMINER | Class::COORDINATOR;
        let named = words().filter(|w| w.is_capitalised() && w.kind == TokenKind::Word).count();
        let fits = words().all(|w| match w.kind {
            TokenKind::Word => !w.is(Class::AUXILIARY) && (w.is_capitalised() || w.is(joins) || named >= 2),
            TokenKind::Number => false,
            TokenKind::Mark => matches!(w.text, "." | "," | "-" | "(" | ")" | "’" | "'"),
        });
        let verb = words()
            .any(|w| !w.is_capitalised() && w.verb.is_some_and(|v| !v.nominal && v.ending != Ending::Ing));
        let stopped = self.reading.before(line.end).is_some_and(|w| w.is_stop());
        (2..=LONGEST_LINE).contains(&line.len())
            && named >= 2
            && 2 * named >= words().count().saturating_sub(2)
            && fits
            && !verb
            && !stopped
    }

    /// No final stop, no marks, and somebody speaking in it.
    fn reads_as_speech(&self, block: &Tokens) -> bool {
        let open = self.reading.before(block.end).is_some_and(|w| w.kind == TokenKind::Word);
        let spoken = || {
            block.clone().filter_map(|i| self.reading.word(i)).any(|w| {
                matches!(
                    w.text,
                    "I" | "We"
                        | "we"
                        | "You"
                        | "you"
                        | "Our"
                        | "our"
                        | "My"
                        | "my"
                        | "us"
                        | "should"
                        | "must"
                ) || w.text.contains(['’', '\'']) && !w.text.ends_with("s") | w.is(Class::BE)
            })
        };
        open && block.len() >= SHORTEST_BLOCK
            && self.reading.quotation_opening(block.start).is_none()
            && spoken()
    }

    fn is_transcript(&self) -> bool {
        self.paragraphs.iter().filter(|p| self.label(p).is_some()).count() > 2
    }

    /// "NAME:" at the front of a paragraph.
    fn label(&self, paragraph: &Tokens) -> Option<Tokens> {
        let colon = (paragraph.start + 1..paragraph.end.min(paragraph.start + 7))
            .find(|i| self.reading.word(*i).is_some_and(|w| w.is_mark(":")))?;
        let label = paragraph.start..colon;
        let fits = label.clone().filter_map(|i| self.reading.word(i)).all(|w| match w.kind {
            TokenKind::Word => {
                w.text.chars().all(|c| !c.is_lowercase()) || (w.is_capitalised() && label.len() > 1)
            }
            TokenKind::Mark => matches!(w.text, "." | "," | "-"),
            TokenKind::Number => false,
        });
        let quoted = self.reading.quotation_opening(colon + 1).is_some();
        (fits && !quoted && colon + 1 < paragraph.end).then_some(label)
    }

    fn transcript_line(&mut self, index: usize) {
        let Some(paragraph) = self.paragraphs.get(index) else { return };
        let Some(label) = self.label(paragraph) else { return };
        let draft = Draft {
            content: one(label.end + 1..paragraph.end),
            source: Some(label.clone()),
            cue: one(label.end..label.end + 1),
            speech: true,
            pattern: Pattern::Block,
            lemma: ":",
            chance: None,
        };
        if let Some(slot) = self.taken.get_mut(index) {
            *slot = true;
        }
        self.found.push((index, draft));
    }
}
