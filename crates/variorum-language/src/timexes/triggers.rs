//! The words that a time expression can begin with.

use variorum_core::TokenKind;

use super::calendar::{month, part_of_day, season, tens, weekday};
use crate::numerals::{Scan, is_number_word};

/// Whether a token can begin an expression at all: most cannot, and cost one look.
pub(super) fn may_begin(scan: &Scan, at: usize) -> bool {
    let word = scan.at(at);
    let Some(token) = scan.tokens.get(at) else { return false };
    match token.kind {
        TokenKind::Number => true,
        TokenKind::Mark => matches!(word, "'" | "’" | "‘"),
        TokenKind::Word => {
            is_listed(word)
                || weekday(word).is_some()
                || month(word).is_some()
                || season(word).is_some()
                || part_of_day(word).is_some()
                || tens(word).is_some()
                || word.len() <= 9 && word.ends_with(|c: char| c.is_ascii_digit())
                || is_number_word(word)
        }
    }
}

/// Whether `word` stands among [`WORDS`], looked for among those of its first letter.
fn is_listed(word: &str) -> bool {
    let initial = word.bytes().next().and_then(|byte| byte.checked_sub(b'a')).map(usize::from);
    let ends = initial.and_then(|at| Some((*BEFORE.get(at)?, *BEFORE.get(at + 1)?)));
    let near = ends.and_then(|(start, end)| WORDS.get(start..end)).unwrap_or_default();
    near.binary_search(&word).is_ok()
}

/// For each letter, the words of [`WORDS`] that begin with an earlier one.
#[expect(clippy::indexing_slicing, reason = "a constant: an index out of bounds fails the build")]
const BEFORE: [usize; 27] = {
    let mut before = [0; 27];
    let mut at = 0;
    while at < WORDS.len() {
        let mut later = (WORDS[at].as_bytes()[0] - b'a') as usize + 1;
        while later < before.len() {
            before[later] += 1;
            later += 1;
        }
        at += 1;
    }
    before
};

/// Words that are no number, weekday, month, season or part of the day and begin an expression, sorted.
const WORDS: &[&str] = &[
    "a",
    "about",
    "almost",
    "an",
    "annual",
    "annually",
    "approximately",
    "armistice",
    "around",
    "ash",
    "at",
    "bastille",
    "beginning",
    "between",
    "biweekly",
    "black",
    "boxing",
    "calendar",
    "centuries",
    "christmas",
    "columbus",
    "coming",
    "current",
    "currently",
    "cyber",
    "daily",
    "days",
    "decades",
    "dozens",
    "each",
    "earlier",
    "early",
    "earth",
    "easter",
    "election",
    "end",
    "eoy",
    "every",
    "everyday",
    "father",
    "few",
    "final",
    "fiscal",
    "following",
    "from",
    "future",
    "good",
    "groundhog",
    "half",
    "halloween",
    "hourly",
    "hours",
    "hundreds",
    "independence",
    "international",
    "its",
    "juneteenth",
    "just",
    "labor",
    "labour",
    "last",
    "late",
    "lately",
    "later",
    "latest",
    "less",
    "many",
    "martin",
    "memorial",
    "mid",
    "midday",
    "middle",
    "midnight",
    "millions",
    "minutes",
    "monthly",
    "months",
    "more",
    "mother",
    "nearly",
    "new",
    "next",
    "nightly",
    "no",
    "noon",
    "now",
    "nowadays",
    "once",
    "over",
    "overnight",
    "palm",
    "past",
    "pentecost",
    "previous",
    "prior",
    "q1",
    "q2",
    "q3",
    "q4",
    "quarter",
    "quarterly",
    "recent",
    "recently",
    "right",
    "roughly",
    "saint",
    "same",
    "semiannual",
    "several",
    "some",
    "st",
    "start",
    "tens",
    "thanksgiving",
    "that",
    "the",
    "their",
    "these",
    "this",
    "thousands",
    "tmr",
    "tmrw",
    "today",
    "tomorrow",
    "tonight",
    "tonite",
    "twice",
    "up",
    "upcoming",
    "valentine",
    "veterans",
    "w",
    "week",
    "weekend",
    "weekly",
    "weeks",
    "year",
    "yearly",
    "years",
    "yesterday",
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_sorted() {
        assert!(super::WORDS.is_sorted());
    }
}
