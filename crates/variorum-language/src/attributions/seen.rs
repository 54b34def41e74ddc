//! What the decisions see of each token, looked at once: candidates are many, and ask for the same tokens
//! again and again.

use super::marks::Fragment;
use super::words::Word;
use crate::parts::Part;

/// What stands for a quotation as a whole, and for what lies outside the sentence.
pub(super) const QUOTED: u64 = 40;
pub(super) const OUTSIDE: u64 = 41;

/// One token, and how many tokens of some kinds stand before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Its hash, or what stands for a quotation.
    pub(super) key: u64,
    /// Its part of speech, marks told apart, or what stands for a quotation.
    pub(super) part: u64,
    /// The next token at or after it that opens a quotation.
    pub(super) opening: usize,
    /// Verb forms with tense outside quotations before it.
    pub(super) finite: u32,
    /// Commas and dashes outside quotations before it.
    pub(super) commas: u32,
    /// Verb forms with tense of speech before it.
    pub(super) speech: u32,
    /// Opening less closing brackets before it.
    pub(super) brackets: i32,
}

/// What is seen of all `words`, and of the end; `inside` are the quotations that they stand in.
pub(super) fn see(words: &[Word<'_>], fragments: &[Fragment], inside: &[Option<usize>]) -> Vec<Seen> {
    let none = Seen {
        key: OUTSIDE,
        part: OUTSIDE,
        opening: usize::MAX,
        finite: 0,
        commas: 0,
        speech: 0,
        brackets: 0,
    };
    let mut seen = Vec::with_capacity(words.len() + 1);
    let mut before = none;
    for (word, quotation) in words.iter().zip(inside) {
        let quoted = quotation.is_some();
        let (key, part) = if quoted { (QUOTED, QUOTED) } else { (word.key, part(word)) };
        seen.push(Seen { key, part, ..before });
        let finite = word.part.is_finite();
        before.finite += u32::from(finite && !quoted);
        before.commas += u32::from(!quoted && (word.is_mark(",") || word.is_dash()));
        before.speech += u32::from(finite && word.verb.is_some_and(|verb| verb.verb().speech));
        before.brackets += i32::from(word.text == "(") - i32::from(word.text == ")");
    }
    seen.push(before);
    let mut opening = usize::MAX;
    for (at, (seen, quotation)) in seen.iter_mut().zip(inside).enumerate().rev() {
        let fragment = quotation.and_then(|quotation| fragments.get(quotation));
        if fragment.is_some_and(|fragment| fragment.tokens.start == at) {
            opening = at;
        }
        seen.opening = opening;
    }
    seen
}

fn part(word: &Word<'_>) -> u64 {
    match word.part {
        Part::MARK => match word.text {
            "," => 50,
            "." | "?" | "!" => 51,
            ":" => 52,
            ";" => 53,
            "(" | "[" => 54,
            ")" | "]" => 55,
            _ if word.is_dash() => 56,
            "-" => 57,
            _ => 58,
        },
        part => part.number() as u64,
    }
}
