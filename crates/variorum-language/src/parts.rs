//! Parts of speech, by a small model that is used in place.
//!
//! Most words have one part of speech whatever stands beside them; a table says which. The others
//! are decided from left to right by an averaged perceptron (Collins, "Discriminative Training Methods
//! for Hidden Markov Models", EMNLP 2002) over hashed features. Both are trained by `variorum-train`.

use variorum_core::TokenKind;

/// A part of speech: the tags of the Penn Treebank, with the finer ones joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part(u8);

/// How many parts of speech there are room for.
pub const PARTS: usize = 32;

#[allow(missing_docs)]
impl Part {
    pub const MARK: Self = Self(0);
    pub const NOUN: Self = Self(1);
    pub const PLURAL: Self = Self(2);
    pub const NAME: Self = Self(3);
    pub const NUMBER: Self = Self(4);
    pub const ADJECTIVE: Self = Self(5);
    pub const ADVERB: Self = Self(6);
    pub const VERB: Self = Self(7);
    pub const PRESENT: Self = Self(8);
    pub const PAST: Self = Self(9);
    pub const PAST_PARTICIPLE: Self = Self(10);
    pub const PARTICIPLE: Self = Self(11);
    pub const PRESENT_S: Self = Self(12);
    pub const MODAL: Self = Self(13);
    pub const DETERMINER: Self = Self(14);
    pub const PRONOUN: Self = Self(15);
    pub const POSSESSIVE: Self = Self(16);
    pub const PREPOSITION: Self = Self(17);
    pub const TO: Self = Self(18);
    pub const RELATIVE: Self = Self(19);
    pub const WHO: Self = Self(20);
    pub const WHEN: Self = Self(21);
    pub const CONJUNCTION: Self = Self(22);
    pub const PARTICLE: Self = Self(23);
    pub const THERE: Self = Self(24);
    pub const OTHER: Self = Self(25);

    /// The part of speech that a tag of the Penn Treebank stands for.
    pub fn named(tag: &str) -> Self {
        match tag {
            "NN" => Self::NOUN,
            "NNS" => Self::PLURAL,
            "NNP" | "NNPS" => Self::NAME,
            "CD" => Self::NUMBER,
            "JJ" | "JJR" | "JJS" | "AFX" => Self::ADJECTIVE,
            "RB" | "RBR" | "RBS" => Self::ADVERB,
            "VB" => Self::VERB,
            "VBP" => Self::PRESENT,
            "VBD" => Self::PAST,
            "VBN" => Self::PAST_PARTICIPLE,
            "VBG" => Self::PARTICIPLE,
            "VBZ" => Self::PRESENT_S,
            "MD" => Self::MODAL,
            "DT" | "PDT" => Self::DETERMINER,
            "PRP" => Self::PRONOUN,
            "PRP$" => Self::POSSESSIVE,
            "IN" => Self::PREPOSITION,
            "TO" => Self::TO,
            "WDT" => Self::RELATIVE,
            "WP" | "WP$" => Self::WHO,
            "WRB" => Self::WHEN,
            "CC" => Self::CONJUNCTION,
            "RP" => Self::PARTICLE,
            "EX" => Self::THERE,
            _ => Self::OTHER,
        }
    }

    /// Its number, below [`PARTS`].
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// The part of speech with this number.
    pub fn new(number: usize) -> Self {
        Self((number % PARTS) as u8)
    }

    /// A form of a verb, modals left out.
    pub fn is_verb(self) -> bool {
        (Self::VERB..=Self::PRESENT_S).contains(&self)
    }

    /// A verb form with tense, modals included.
    pub fn is_finite(self) -> bool {
        matches!(self, Self::PRESENT | Self::PAST | Self::PRESENT_S | Self::MODAL)
    }

    /// What a noun phrase is made of.
    pub fn is_nominal(self) -> bool {
        (Self::NOUN..=Self::ADJECTIVE).contains(&self) || self == Self::DETERMINER || self == Self::POSSESSIVE
    }
}

/// A token as the tagger reads it.
#[derive(Clone, Copy, Debug)]
pub struct Form<'t> {
    /// Its characters.
    pub text: &'t str,
    /// The hash of its characters in lower case.
    pub key: u64,
    /// What it is.
    pub kind: TokenKind,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x100_0000_01b3;

/// FNV-1a over the bytes with ASCII capitals made small.
pub fn key(text: &str) -> u64 {
    text.bytes().fold(SEED, |hash, byte| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(PRIME))
}

/// Mixes `parts` into one hash.
pub(crate) fn mixed(template: u64, parts: &[u64]) -> u64 {
    let mix = |hash: u64, part: &u64| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let mixed = parts.iter().fold(template.wrapping_mul(0xff51_afd7_ed55_8ccd), mix);
    mixed ^ (mixed >> 32)
}

/// Slots of the table of words.
pub const SLOTS: usize = 1 << 15;
/// Rows of hashed features.
pub const ROWS: usize = 1 << 14;
/// Looks at one word.
pub const LOOKS: usize = 17;
/// A word whose slot is taken is sought in no more slots than this.
const PROBES: usize = 16;

/// What the table knows of a word as it is written: its commonest part of speech, whether it has no
/// other, whether it may credit somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known(u8);

impl Known {
    /// Packs what is known.
    pub fn new(part: Part, always: bool, cue: bool) -> Self {
        Self((part.0 + 1) & 0x3f | u8::from(always) << 6 | u8::from(cue) << 7)
    }

    fn part(self) -> Option<Part> {
        (self.0 & 0x3f).checked_sub(1).map(Part)
    }

    fn always(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// Whether the word stands in the table.
    pub fn is_listed(self) -> bool {
        self.0 != 0
    }

    /// Whether the word credits somebody often enough to be looked at.
    pub fn is_cue(self) -> bool {
        self.0 & 0x80 != 0
    }
}

/// The trained tables, read where they lie.
#[derive(Clone, Copy, Debug)]
pub struct Tagger<'m> {
    prints: &'m [u8],
    known: &'m [u8],
    rows: &'m [u8],
}

/// The key of a word as it is written: capitalised words have their own.
pub fn written(form: &Form<'_>) -> u64 {
    if form.text.starts_with(char::is_uppercase) { form.key.rotate_left(17) ^ PRIME } else { form.key }
}

/// Where a key belongs in the table, and the print that stands there.
fn slot(key: u64) -> (usize, u32) {
    let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((spread >> 49) as usize % SLOTS, (spread as u32).max(1))
}

/// Makes the table of words that [`Tagger`] reads: prints as u32 little-endian, then what is known.
pub fn table(words: impl Iterator<Item = (u64, Known)>) -> Vec<u8> {
    let (mut prints, mut known) = (vec![0u32; SLOTS], vec![0u8; SLOTS]);
    for (key, word) in words {
        let (first, print) = slot(key);
        let free = (first..first + PROBES).map(|at| at % SLOTS).find(|at| prints.get(*at) == Some(&0));
        let Some(at) = free else { continue };
        if let (Some(p), Some(k)) = (prints.get_mut(at), known.get_mut(at)) {
            (*p, *k) = (print, word.0);
        }
    }
    prints.iter().flat_map(|print| print.to_le_bytes()).chain(known).collect()
}

impl<'m> Tagger<'m> {
    /// Bytes of the tables in a file.
    pub const SIZE: usize = SLOTS * 5 + ROWS * PARTS;

    /// The tables as they lie in a file; `None` where their length is another.
    pub fn new(tables: &'m [u8]) -> Option<Self> {
        let (prints, rest) = tables.split_at_checked(SLOTS * 4)?;
        let (known, rows) = rest.split_at_checked(SLOTS)?;
        (rows.len() == ROWS * PARTS).then_some(Self { prints, known, rows })
    }

    /// What the table knows of a word.
    pub fn known(&self, form: &Form<'_>) -> Known {
        let (first, print) = slot(written(form));
        for at in (first..first + PROBES).map(|at| at % SLOTS) {
            let here =
                self.prints.get(at * 4..at * 4 + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
            match here {
                Some(here) if here == print => return Known(self.known.get(at).copied().unwrap_or_default()),
                Some(0) | None => break,
                _ => {}
            }
        }
        Known::default()
    }

    /// The part of speech of each word, and what the table knows of it.
    pub fn tag(&self, forms: &[Form<'_>]) -> (Vec<Part>, Vec<Known>) {
        let known: Vec<Known> = forms.iter().map(|form| look_up(self, form)).collect();
        let mut parts = Vec::with_capacity(forms.len());
        for at in 0..forms.len() {
            let part =
                sure(forms, &known, at).unwrap_or_else(|| self.decide(&rows(forms, &known, &parts, at)));
            parts.push(part);
        }
        (parts, known)
    }

    fn decide(&self, rows: &[u32; LOOKS]) -> Part {
        let all: &[[u8; PARTS]] = self.rows.as_chunks().0;
        let mut sum = [0i16; PARTS];
        for row in rows.iter().filter_map(|row| all.get(*row as usize)) {
            for (sum, weight) in sum.iter_mut().zip(row) {
                *sum += i16::from(*weight as i8);
            }
        }
        best(&sum)
    }
}

fn look_up(tagger: &Tagger<'_>, form: &Form<'_>) -> Known {
    match form.kind {
        TokenKind::Mark if form.text != ":" => Known::default(),
        _ => tagger.known(form),
    }
}

/// The part of speech with the greatest score, the first of equals.
pub fn best<S: PartialOrd + Copy>(scores: &[S; PARTS]) -> Part {
    let [first, ..] = scores;
    let (mut best, mut greatest) = (0, *first);
    for (at, score) in scores.iter().enumerate() {
        if *score > greatest {
            (best, greatest) = (at, *score);
        }
    }
    Part::new(best)
}

/// The part of speech of a token that needs no decision.
pub fn sure(forms: &[Form<'_>], known: &[Known], at: usize) -> Option<Part> {
    let form = forms.get(at)?;
    match form.kind {
        TokenKind::Mark => Some(Part::MARK),
        TokenKind::Number => Some(Part::NUMBER),
        TokenKind::Word => known.get(at).filter(|k| k.always()).and_then(|k| k.part()),
    }
}

/// The rows of features of one word, its left neighbours tagged.
pub fn rows(forms: &[Form<'_>], known: &[Known], parts: &[Part], at: usize) -> [u32; LOOKS] {
    let key = |i: Option<usize>| i.and_then(|i| forms.get(i)).map_or(1, |f| f.key);
    let part = |back: usize| at.checked_sub(back).and_then(|i| parts.get(i)).map_or(77, |p| u64::from(p.0));
    let ahead = |by: usize| known.get(at + by).map_or(99, |k| u64::from(k.0 & 0x7f));
    let text = forms.get(at).map_or("", |f| f.text);
    let [two, three] = endings(text);
    let capital = u64::from(text.starts_with(char::is_uppercase));
    let first = at
        .checked_sub(1)
        .and_then(|i| forms.get(i))
        .is_none_or(|f| matches!(f.text, "." | "?" | "!" | "“" | "\"" | ":"));
    let shape = capital | u64::from(first) << 1 | u64::from(text.contains(|c: char| c.is_ascii_digit())) << 2;
    let own = ahead(0);
    let (this, last, next) = (key(Some(at)), key(at.checked_sub(1)), key(Some(at + 1)));
    let looks: [&[u64]; LOOKS] = [
        &[this, capital],
        &[three, capital],
        &[two, shape],
        &[shape, own],
        &[part(1)],
        &[part(1), part(2)],
        &[last],
        &[part(1), this],
        &[next],
        &[ahead(1)],
        &[ahead(1), ahead(2)],
        &[last, this],
        &[this, ahead(1)],
        &[part(1), ahead(1)],
        &[own, part(1)],
        &[key(at.checked_sub(2))],
        &[three, part(1), ahead(1)],
    ];
    let mut rows = [0; LOOKS];
    for (template, (slot, look)) in (1..).zip(rows.iter_mut().zip(looks)) {
        *slot = (mixed(template, look) % ROWS as u64) as u32;
    }
    rows
}

/// The last two and three bytes in lower case, as numbers.
fn endings(text: &str) -> [u64; 2] {
    let mut bytes = text.bytes().rev().map(|b| u64::from(b.to_ascii_lowercase()));
    let mut take = || bytes.next().unwrap_or_default();
    let two = take() | take() << 8;
    [two, two | take() << 16]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form<'_> {
        Form { text, key: key(text), kind: TokenKind::Word }
    }

    #[test]
    fn the_table_knows_words_as_they_are_written() {
        let known = Known::new(Part::PAST, true, true);
        let mut tables = table([(written(&form("said")), known)].into_iter());
        tables.resize(Tagger::SIZE, 0);
        let tagger = Tagger::new(&tables).unwrap();
        assert_eq!(tagger.known(&form("said")), known);
        assert!(known.is_cue() && known.is_listed());
        assert!(!tagger.known(&form("Said")).is_listed());
        assert!(!tagger.known(&form("sad")).is_listed());
        assert_eq!(tagger.tag(&[form("said")]).0, [Part::PAST]);
        assert!(Tagger::new(&tables[1..]).is_none());
    }

    #[test]
    fn keys_forget_case() {
        assert_eq!(key("Said"), key("said"));
        assert_ne!(written(&form("Said")), written(&form("said")));
    }
}
