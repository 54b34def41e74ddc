//! What a number counts: the noun phrase after it.

use crate::numerals::Scan;

/// The tokens of the noun phrase that starts at `at`: its first and the one after its head. `plural`
/// asks for a plural head, as after any number but one.
pub(super) fn noun_phrase(scan: &Scan, at: usize, plural: bool) -> Option<(usize, usize)> {
    let mut end = at;
    for step in 0..LONGEST {
        let here = at + step;
        if step > 0 && scan.line_ends(here - 1) {
            break;
        }
        let word = scan.at(here);
        let hyphen = word == "-" && scan.joined(here) && step > 0 && scan.joined(here - 1);
        if hyphen {
            continue;
        }
        if stops(word) || !word.chars().next().is_some_and(char::is_alphabetic) {
            break;
        }
        end = here + 1;
        if plural && is_plural(word) && !goes_on(scan, end) {
            return Some((at, end));
        }
        if !plural && !is_adjective(word) && !goes_on(scan, end) {
            return Some((at, end));
        }
    }
    let headed = end > at && (!plural || is_plural(scan.at(end - 1)));
    headed.then_some((at, end))
}

/// Most tokens of a noun phrase that are looked at.
const LONGEST: usize = 6;

/// Whether a further noun follows that the phrase goes on with ("police officers").
fn goes_on(scan: &Scan, at: usize) -> bool {
    let word = scan.at(at);
    !stops(word)
        && is_plural(word)
        && word.chars().next().is_some_and(char::is_lowercase)
        && !scan.line_ends(at.wrapping_sub(1))
        && !is_verb(word)
}

/// Words at which a noun phrase ends: closed classes and common verbs of the news.
fn stops(word: &str) -> bool {
    matches!(
        word,
        "of" | "in"
            | "on"
            | "at"
            | "to"
            | "for"
            | "from"
            | "by"
            | "with"
            | "and"
            | "or"
            | "but"
            | "who"
            | "that"
            | "which"
            | "were"
            | "was"
            | "are"
            | "is"
            | "be"
            | "been"
            | "had"
            | "has"
            | "have"
            | "will"
            | "would"
            | "could"
            | "may"
            | "might"
            | "as"
            | "than"
            | "after"
            | "before"
            | "since"
            | "during"
            | "when"
            | "while"
            | "into"
            | "over"
            | "under"
            | "near"
            | "per"
            | "a"
            | "an"
            | "the"
            | "this"
            | "his"
            | "her"
            | "their"
            | "its"
            | "said"
            | "says"
            | "died"
            | "told"
            | "did"
            | "not"
            | "more"
            | "if"
            | "because"
            | "until"
            | "without"
            | "against"
            | "between"
            | "among"
            | "through"
            | "he"
            | "she"
            | "they"
            | "it"
            | "we"
            | "i"
            | "you"
            | "ago"
            | "later"
            | "earlier"
            | "about"
            | "so"
            | "then"
            | "each"
            | "plus"
            | "minus"
            | "equals"
            | "equal"
    )
}

fn is_verb(word: &str) -> bool {
    matches!(word, "says" | "has" | "is" | "was" | "does" | "comes" | "goes" | "remains" | "needs" | "shows")
}

fn is_adjective(word: &str) -> bool {
    ["al", "ic", "ous", "ful", "ive", "able", "ible", "ed", "new", "old"]
        .iter()
        .any(|ending| word.ends_with(ending))
        || matches!(
            word,
            "more" | "other" | "big" | "large" | "small" | "senior" | "young" | "armed" | "single"
        )
}

/// Whether `word` is a plural noun by its form or by the table.
pub(super) fn is_plural(word: &str) -> bool {
    let irregular = matches!(
        word,
        "people"
            | "men"
            | "women"
            | "children"
            | "police"
            | "aircraft"
            | "troops"
            | "staff"
            | "fish"
            | "sheep"
            | "species"
            | "media"
            | "personnel"
            | "feet"
            | "teeth"
            | "crew"
            | "firemen"
            | "policemen"
            | "businessmen"
            | "fishermen"
    );
    let regular = word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is");
    irregular || regular
}
