//! A printing: the verbatim words of one attribution, made ready to be set beside others.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotated::{Annotated, AttributionKind, EntityKind};
use crate::apparatus::alignment::{contracts, stem};
use crate::apparatus::{Witness, WitnessId};
use crate::text::Span;
use crate::token::{Token, TokenKind, is_apostrophe};

/// Most words of one printing that are compared; what follows is kept and stays unaligned.
const LONGEST: usize = 2_000;

/// One attribution with its verbatim words.
#[derive(Clone, Debug)]
pub(super) struct Printing {
    /// The witness and the index into its attributions.
    pub(super) key: (WitnessId, usize),
    /// Who is credited, where that is known.
    pub(super) speaker: Option<Credit>,
    /// The words and marks in the order of the text.
    pub(super) tokens: Vec<Word>,
    /// The words as they are compared.
    pub(super) units: Vec<Unit>,
    /// The numbers of their forms, sorted, each with whether it carries matter.
    sorted: Vec<(usize, bool)>,
}

/// Whom a printing credits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Credit {
    /// The fullest name in that article.
    pub(super) name: String,
    /// What kind of entity.
    pub(super) kind: EntityKind,
}

/// A word or mark of a printing.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Where it stands.
    pub(super) span: Span,
    /// As compared.
    pub(super) form: String,
    /// Whether it is a mark.
    pub(super) mark: bool,
    /// Which unbroken fragment of the quotation it stands in.
    pub(super) fragment: usize,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether it stands in the name of an entity.
    pub(super) name: bool,
}

/// A word as it is compared: a contraction is two ("it’s": "it", "'s"), a mark none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Which token it is of.
    pub(super) token: usize,
    /// Lower case, apostrophes alike.
    pub(super) form: String,
    /// Whether it carries matter rather than grammar.
    pub(super) content: bool,
    /// The number of its form: equal numbers are equal forms.
    pub(super) number: usize,
    /// The number of its stem; of a word too short to tell, a number of its own.
    pub(super) stem: usize,
    /// Whether it can be a side of a contraction.
    pub(super) contracts: bool,
}

/// The words of a story by numbers, so that to hold two against each other costs no look at their letters.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Of each form its number, that of its stem, whether it carries matter and whether it contracts.
    known: BTreeMap<String, (usize, usize, bool, bool)>,
    stems: BTreeMap<(String, String), usize>,
}

impl Forms {
    /// The word `form` of token `token`.
    pub(super) fn unit(&mut self, token: usize, form: String) -> Unit {
        let (number, stem, content, contracts) = match self.known.get(&form) {
            Some(known) => *known,
            None => {
                let number = self.known.len();
                let stem = stem(&form).map(|(begins, base)| (begins.to_owned(), base));
                let stem = stem.map_or(number, |stem| *self.stems.entry(stem).or_insert(number));
                let known = (number, stem, is_content(&form), contracts(&form));
                self.known.insert(form.clone(), known);
                known
            }
        };
        Unit { token, form, content, number, stem, contracts }
    }
}

impl Printing {
    /// The printings of a witness; indirect speech has none.
    pub(super) fn of(id: WitnessId, witness: &Witness, forms: &mut Forms) -> Vec<Self> {
        let annotated = &witness.annotated;
        let names = names(annotated);
        let attributions = annotated.layers().attributions.iter().enumerate();
        let verbatim =
            attributions.filter(|(_, a)| a.kind != AttributionKind::Indirect && !a.quoted.is_empty());
        let printing = |(at, a): (usize, &crate::annotated::Attribution)| {
            let speaker = a.speaker.and_then(|id| annotated.entity(id));
            let speaker = speaker.map(|entity| Credit { name: entity.name.clone(), kind: entity.kind });
            let fragments = a.quoted.iter().enumerate();
            let tokens = fragments.flat_map(|(fragment, span)| {
                annotated.layers().tokens_in(*span).iter().map(move |token| (fragment, token))
            });
            let word = |(fragment, token): (usize, &Token)| Word {
                span: token.span,
                form: fold(annotated.slice(token.span)),
                capital: annotated.slice(token.span).starts_with(char::is_uppercase),
                mark: token.kind == TokenKind::Mark,
                fragment,
                name: names.contains(&token.span.start()),
            };
            let tokens: Vec<Word> = tokens.map(word).collect();
            let units = units(&tokens, forms);
            let mut sorted: Vec<_> = units.iter().map(|unit| (unit.number, unit.content)).collect();
            sorted.sort_unstable();
            Self { key: (id, at), speaker, tokens, units, sorted }
        };
        verbatim.map(printing).filter(|printing| !printing.units.is_empty()).collect()
    }

    /// Its words as compared, in one string: equal for printings that differ in typography alone.
    pub(super) fn form(&self) -> String {
        let forms: Vec<&str> = self.units.iter().map(|unit| unit.form.as_str()).collect();
        forms.join(" ")
    }

    /// Which fragment unit `at` stands in.
    pub(super) fn fragment(&self, at: usize) -> Option<usize> {
        Some(self.tokens.get(self.units.get(at)?.token)?.fragment)
    }

    /// How many units stand before unit `at` in its fragment, counted no further than three.
    pub(super) fn before(&self, at: usize) -> usize {
        let within = |by: &usize| at >= *by && self.fragment(at - by) == self.fragment(at);
        (1..=3).take_while(within).count()
    }

    /// How many units stand after unit `at` in its fragment, counted no further than three.
    pub(super) fn after(&self, at: usize) -> usize {
        (1..=3).take_while(|by| self.fragment(at + by) == self.fragment(at)).count()
    }

    /// How many words it has in common with `other`, in whatever order, and how many of them carry matter.
    pub(super) fn common(&self, other: &Self) -> (usize, usize) {
        let (mut all, mut content) = (0, 0);
        let mut rest = other.sorted.iter().peekable();
        for (number, matter) in &self.sorted {
            while rest.next_if(|(other, _)| other < number).is_some() {}
            if rest.next_if(|(other, _)| other == number).is_some() {
                all += 1;
                content += usize::from(*matter);
            }
        }
        (all, content)
    }

    /// Its content words, each once.
    pub(super) fn content(&self) -> BTreeSet<&str> {
        self.units.iter().filter(|unit| unit.content).map(|unit| unit.form.as_str()).collect()
    }
}

/// The first byte of each token in the name of an entity.
fn names(annotated: &Annotated) -> BTreeSet<usize> {
    let mentions = annotated.layers().entities.iter().flat_map(|entity| &entity.mentions);
    mentions
        .flat_map(|mention| annotated.layers().tokens_in(*mention))
        .map(|token| token.span.start())
        .collect()
}

/// `word` as compared: lower case, with one kind of apostrophe, dash and ellipsis.
pub(crate) fn fold(word: &str) -> String {
    match word {
        "…" | "..." | ".." | "...." => return "…".into(),
        "--" | "–" | "—" | "---" => return "–".into(),
        _ => {}
    }
    let plain = |c: char| if is_apostrophe(c) { '\'' } else { c };
    word.chars().map(plain).flat_map(char::to_lowercase).filter(|c| *c != '\u{ad}').collect()
}

fn units(tokens: &[Word], forms: &mut Forms) -> Vec<Unit> {
    let words = tokens.iter().enumerate().filter(|(_, token)| !token.mark);
    let parts = words.flat_map(|(token, word)| parts(&word.form).into_iter().map(move |form| (token, form)));
    parts.take(LONGEST).map(|(token, form)| forms.unit(token, form)).collect()
}

/// The words of a contraction; any other word alone. A general table of English.
fn parts(word: &str) -> Vec<String> {
    let two = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    match word {
        "can't" => return two("can", "n't"),
        "cannot" => return two("can", "not"),
        "won't" => return two("will", "n't"),
        "shan't" => return two("shall", "n't"),
        "ain't" => return two("is", "n't"),
        "let's" => return two("let", "'s"),
        _ => {}
    }
    let ending = ["n't", "'s", "'re", "'ve", "'ll", "'d", "'m"].into_iter();
    let cut = ending
        .filter_map(|ending| Some((word.strip_suffix(ending)?, ending)))
        .find(|(stem, _)| !stem.is_empty());
    match cut {
        Some((stem, ending)) => two(stem, ending),
        None => vec![word.to_owned()],
    }
}

/// Whether `form` carries matter: no article, pronoun, preposition, conjunction or auxiliary.
pub(crate) fn is_content(form: &str) -> bool {
    FUNCTION_WORDS.binary_search(&form).is_err()
        && form.chars().any(|c| c.is_alphanumeric())
        && !form.starts_with('\'')
}

/// Closed classes of English, sorted; compiled by hand for this project from general knowledge.
const FUNCTION_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "but", "by", "can", "could", "did", "do", "does", "doing", "done", "down",
    "for", "from", "get", "go", "going", "got", "had", "has", "have", "having", "he", "her", "here", "him",
    "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "may", "me", "might", "more",
    "most", "much", "must", "my", "n't", "no", "not", "now", "of", "off", "on", "one", "only", "or", "other",
    "our", "out", "over", "really", "shall", "she", "should", "so", "some", "such", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "to", "too", "up", "us", "very",
    "was", "we", "well", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would",
    "you", "your",
];

/// Whether `form` is a number in digits or a number word.
pub(super) fn is_number(form: &str) -> bool {
    form.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&form)
}

/// `form` in digits where it is a small number word: “twenty” and “20” are one number in two styles.
pub(super) fn numeral(form: &str) -> String {
    match NUMBERS.iter().position(|word| *word == form) {
        Some(at) if at <= 20 => at.to_string(),
        Some(at) if at <= 27 => ((at - 18) * 10).to_string(),
        _ => form.replace(',', ""),
    }
}

/// Zero to twenty by their place, then the tens, then the powers.
const NUMBERS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(FUNCTION_WORDS.is_sorted());
    }

    #[track_caller]
    fn check(word: &str, expect: &[&str]) {
        assert_eq!(parts(&fold(word)), expect);
    }

    #[test]
    fn contractions_are_two_words() {
        check("It’s", &["it", "'s"]);
        check("don't", &["do", "n't"]);
        check("won’t", &["will", "n't"]);
        check("we’ve", &["we", "'ve"]);
        check("Harbour", &["harbour"]);
    }
}
