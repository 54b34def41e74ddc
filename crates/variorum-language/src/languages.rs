//! Which language a text is in, by its commonest small words.

use variorum_core::{Article, Language, Text, Token, TokenKind};

/// Words that are looked at.
const LOOKED_AT: usize = 400;
/// Small words of another language than English that tell it from English, at least.
const FEWEST: usize = 4;
/// Words from which on a text without small words that are known is in no language that is known.
const ENOUGH: usize = 20;

/// The commonest small words of each language, as the grammars list them.
const SMALL: [(Language, &[&str]); 7] = [
    (
        Language::English,
        &[
            "the", "of", "and", "to", "in", "that", "is", "for", "was", "with", "he", "she", "it", "said",
            "by", "at", "from", "have", "has", "had", "his", "her", "they", "be", "not", "this", "are",
            "were",
        ],
    ),
    (
        Language::French,
        &[
            "le", "la", "les", "des", "du", "de", "et", "est", "une", "un", "dans", "pour", "que", "qui",
            "sur", "avec", "pas", "au", "aux", "il", "elle", "ont", "par", "plus", "ne", "sont", "été",
            "nous",
        ],
    ),
    (
        Language::German,
        &[
            "der", "die", "das", "und", "ist", "nicht", "mit", "für", "von", "auf", "ein", "eine", "dem",
            "den", "des", "zu", "im", "sich", "auch", "er", "sie", "wir", "haben", "wurde", "bei", "nach",
            "sind",
        ],
    ),
    (
        Language::Spanish,
        &[
            "el", "la", "los", "las", "del", "de", "que", "y", "una", "un", "por", "con", "para", "en", "se",
            "no", "es", "al", "lo", "su", "más", "como", "ha", "está", "fue", "son", "pero",
        ],
    ),
    (
        Language::Italian,
        &[
            "il", "la", "che", "di", "della", "del", "per", "con", "una", "un", "gli", "nel", "nella",
            "sono", "è", "non", "ha", "e", "i", "le", "si", "da", "più", "al", "alla", "dei", "anche",
        ],
    ),
    (
        Language::Portuguese,
        &[
            "o", "os", "a", "as", "que", "não", "do", "da", "dos", "das", "em", "uma", "um", "com", "para",
            "são", "é", "ao", "por", "no", "na", "e", "foi", "mais", "de", "se", "pela", "pelo",
        ],
    ),
    (
        Language::Dutch,
        &[
            "de", "het", "een", "van", "en", "dat", "niet", "met", "voor", "is", "op", "zijn", "in", "te",
            "die", "er", "aan", "ook", "bij", "naar", "wordt", "hij", "ze", "heeft", "werd", "uit", "maar",
        ],
    ),
];

/// The language of an article: by its words, and where these do not decide, by what the material says, else
/// English. Texts in other scripts or without any of the small words are in another language.
pub(crate) fn identify(article: &Article, tokens: &[Token]) -> Language {
    let said = article.language.as_deref().map(Language::of_tag);
    let counts = Counts::of(&article.text, tokens);
    let (best, most) = counts.best();
    let of = |language: Language| counts.of_language(language);
    match said {
        Some(said) if most >= FEWEST && most > 2 * of(said) => best,
        Some(said) => said,
        None if counts.foreign_script || counts.words >= ENOUGH && most * 25 < counts.words => {
            Language::Other
        }
        None if best != Language::English && most >= FEWEST && most >= 2 * of(Language::English) => best,
        None => Language::English,
    }
}

struct Counts {
    words: usize,
    small: [usize; SMALL.len()],
    foreign_script: bool,
}

impl Counts {
    fn of(text: &Text, tokens: &[Token]) -> Self {
        let (mut words, mut foreign) = (0, 0);
        let mut small = [0; SMALL.len()];
        for token in tokens.iter().filter(|t| t.kind == TokenKind::Word).take(LOOKED_AT) {
            let word = text.slice(token.span);
            words += 1;
            foreign += usize::from(word.starts_with(|c: char| c.is_alphabetic() && c > '\u{24f}'));
            if word.len() > 8 {
                continue;
            }
            let lower = word.to_lowercase();
            for (count, (_, list)) in small.iter_mut().zip(&SMALL) {
                *count += usize::from(list.contains(&lower.as_str()));
            }
            // Nothing but English looks like this.
            if words == 60 && small.first().is_some_and(|n| *n >= 12) {
                break;
            }
        }
        Self { words, small, foreign_script: words > 0 && foreign * 2 > words }
    }

    fn best(&self) -> (Language, usize) {
        let counts = SMALL.iter().zip(self.small);
        let mut best = (Language::English, 0);
        for ((language, _), count) in counts {
            if count > best.1 {
                best = (*language, count);
            }
        }
        best
    }

    fn of_language(&self, language: Language) -> usize {
        let at = SMALL.iter().position(|(listed, _)| *listed == language);
        at.and_then(|at| self.small.get(at)).copied().unwrap_or_default()
    }
}
