//! Dictionary forms of English words: a table of irregular forms, then rules for regular endings.
//!
//! Table and rules are compiled by hand for this project from general knowledge of English.

use std::borrow::Cow;

/// The dictionary form of `word`, lower case: "visited" and "visits" give "visit". A word that no
/// rule knows comes back in lower case. Applying it twice changes nothing more.
pub fn lemma(word: &str) -> String {
    base(&lowered(word)).into_owned()
}

/// The dictionary form of a `word` in lower case, without a copy where it is the word or the head of it.
pub fn base(word: &str) -> Cow<'_, str> {
    let mut form = Cow::Borrowed(word);
    // A stem can still carry an ending ("meetings"); each step shortens it, so this ends.
    for _ in 0..3 {
        let next = match &form {
            Cow::Borrowed(word) => step(word),
            Cow::Owned(word) => step(word).map(|next| Cow::Owned(next.into_owned())),
        };
        match next {
            Some(next) if next != form => form = next,
            _ => break,
        }
    }
    form
}

/// `word` in lower case, without a copy where it is so already.
pub fn lowered(word: &str) -> Cow<'_, str> {
    let small = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if word.bytes().all(small) { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

/// The form that `word` is made of, by one ending or the table; `None` where it has no other.
fn step(word: &str) -> Option<Cow<'_, str>> {
    if let Some(base) = irregular(word) {
        return Some(Cow::Borrowed(base));
    }
    if !word.is_ascii()
        || word.len() < 4
        || !word.ends_with(['s', 'd', 'g'])
        || BASES.binary_search(&word).is_ok()
    {
        return None;
    }
    plural(word).or_else(|| past_or_participle(word, "ed")).or_else(|| past_or_participle(word, "ing"))
}

fn irregular(word: &str) -> Option<&'static str> {
    let initial = usize::from(word.bytes().next()?.checked_sub(b'a')?);
    if LENGTHS.get(initial)? >> word.len().min(31) & 1 == 0 {
        return None;
    }
    let near = IRREGULAR.get(*BEFORE.get(initial)?..*BEFORE.get(initial + 1)?)?;
    let at = near.binary_search_by_key(&word, |(form, _)| form).ok()?;
    near.get(at).map(|(_, base)| *base)
}

/// For each letter, the rows of the table whose form begins with an earlier one: most words that are
/// read have none of its forms, and are looked for among few.
#[expect(clippy::indexing_slicing, reason = "a constant: an index out of bounds fails the build")]
const BEFORE: [usize; 27] = {
    let mut before = [0; 27];
    let mut at = 0;
    while at < IRREGULAR.len() {
        let mut later = (IRREGULAR[at].0.as_bytes()[0] - b'a') as usize + 1;
        while later < before.len() {
            before[later] += 1;
            later += 1;
        }
        at += 1;
    }
    before
};

/// For each letter, the lengths of the forms that begin with it, as bits.
#[expect(clippy::indexing_slicing, reason = "a constant: an index out of bounds fails the build")]
const LENGTHS: [u32; 26] = {
    let mut lengths = [0; 26];
    let mut at = 0;
    while at < IRREGULAR.len() {
        lengths[(IRREGULAR[at].0.as_bytes()[0] - b'a') as usize] |= 1 << IRREGULAR[at].0.len();
        at += 1;
    }
    lengths
};

/// "cities" → "city", "boxes" → "box", "gates" → "gate".
fn plural(word: &str) -> Option<Cow<'_, str>> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["ss", "us", "is", "ews", "'s"]) {
        return None;
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return (stem.len() > 1).then(|| Cow::Owned(format!("{stem}y")));
    }
    if ends(&["ches", "shes", "xes", "sses", "zzes"]) {
        return word.strip_suffix("es").map(Cow::Borrowed);
    }
    word.strip_suffix('s').map(Cow::Borrowed)
}

/// "stopped" → "stop", "carried" → "carry", "moved" → "move", "opened" → "open".
fn past_or_participle<'a>(word: &'a str, ending: &str) -> Option<Cow<'a, str>> {
    let stem = word.strip_suffix(ending)?;
    if stem.len() < 3 || !stem.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
        return None;
    }
    if ending == "ed"
        && let Some(stem) = stem.strip_suffix('i')
    {
        return Some(Cow::Owned(format!("{stem}y")));
    }
    let mut last = stem.bytes().rev();
    let (z, y, x) = (last.next()?, last.next()?, last.next()?);
    let vowel = |c: u8| matches!(c, b'a' | b'e' | b'i' | b'o' | b'u');
    if z == y && !vowel(z) {
        // "stopped" lost a letter that it won; "called", "missed", "staffed" keep theirs.
        let keeps = matches!(z, b'l' | b's' | b'f' | b'z');
        return Some(Cow::Borrowed(if keeps { stem } else { stem.get(..stem.len() - 1)? }));
    }
    let silent = ["uat", "iat", "creat"].iter().any(|end| stem.ends_with(end))
        || matches!(z, b'v' | b'c' | b'u' | b'z')
        || (z == b's' && (vowel(y) || y == b'r') && !stem.ends_with("us"))
        || (z == b'g' && !stem.ends_with("ing") && !stem.ends_with("ong"))
        || (matches!(z, b'l') && !vowel(y) && y != b'l' && y != b'r' && y != b'w')
        || [
            "at", "ut", "ot", "id", "od", "ad", "ur", "ir", "iz", "ak", "ok", "ik", "ap", "op", "am", "um",
            "im", "in", "an", "it",
        ]
        .iter()
        .any(|end| stem.ends_with(end) && !vowel(x) && SHORT_E.iter().any(|e| stem.ends_with(e)));
    Some(if silent { Cow::Owned(format!("{stem}e")) } else { Cow::Borrowed(stem) })
}

/// Stems' ends after which a silent e was dropped ("dat" of "dated", "clos" is settled above).
const SHORT_E: &[&str] = &[
    "ptur", "ctur", "stat", "creat", "dat", "rat", "cat", "gat", "lat", "nat", "iat", "cid", "vid", "sid",
    "lid", "plod", "rod", "vad", "ad", "par", "sur", "jur", "cur", "par", "quir", "sir", "fir", "hir", "tir",
    "mak", "tak", "strik", "lik", "hop", "cop", "nam", "blam", "sum", "tim", "min", "fin", "lin", "bin",
    "clin", "plan", "unit", "cit", "writ", "vot", "not", "quot", "mot", "ut", "cut", "but",
];

/// Words that look inflected and are not, sorted.
const BASES: &[&str] = &[
    "always",
    "anything",
    "bed",
    "breed",
    "bring",
    "building",
    "bus",
    "business",
    "during",
    "embed",
    "evening",
    "everything",
    "exceed",
    "feed",
    "gas",
    "hundred",
    "indeed",
    "king",
    "lens",
    "meeting",
    "morning",
    "need",
    "news",
    "nothing",
    "perhaps",
    "proceed",
    "red",
    "ring",
    "seed",
    "series",
    "sing",
    "sled",
    "something",
    "speed",
    "spring",
    "string",
    "succeed",
    "thing",
    "united",
    "wedding",
    "weed",
    "wing",
];

/// Irregular forms with their dictionary form, sorted by form.
const IRREGULAR: &[(&str, &str)] = &[
    ("am", "be"),
    ("are", "be"),
    ("ate", "eat"),
    ("became", "become"),
    ("been", "be"),
    ("began", "begin"),
    ("begun", "begin"),
    ("bought", "buy"),
    ("bound", "bind"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("built", "build"),
    ("burnt", "burn"),
    ("came", "come"),
    ("caught", "catch"),
    ("children", "child"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("did", "do"),
    ("does", "do"),
    ("done", "do"),
    ("drank", "drink"),
    ("drawn", "draw"),
    ("drew", "draw"),
    ("driven", "drive"),
    ("drove", "drive"),
    ("dying", "die"),
    ("eaten", "eat"),
    ("fallen", "fall"),
    ("fed", "feed"),
    ("feet", "foot"),
    ("fell", "fall"),
    ("felt", "feel"),
    ("fled", "flee"),
    ("flew", "fly"),
    ("flown", "fly"),
    ("forgot", "forget"),
    ("fought", "fight"),
    ("found", "find"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("gave", "give"),
    ("given", "give"),
    ("goes", "go"),
    ("gone", "go"),
    ("got", "get"),
    ("gotten", "get"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("had", "have"),
    ("has", "have"),
    ("heard", "hear"),
    ("held", "hold"),
    ("hid", "hide"),
    ("hidden", "hide"),
    ("hung", "hang"),
    ("is", "be"),
    ("kept", "keep"),
    ("knew", "know"),
    ("known", "know"),
    ("laid", "lay"),
    ("lay", "lie"),
    ("led", "lead"),
    ("left", "leave"),
    ("lent", "lend"),
    ("lives", "life"),
    ("lost", "lose"),
    ("lying", "lie"),
    ("made", "make"),
    ("meant", "mean"),
    ("men", "man"),
    ("met", "meet"),
    ("mice", "mouse"),
    ("paid", "pay"),
    ("ran", "run"),
    ("risen", "rise"),
    ("rose", "rise"),
    ("said", "say"),
    ("sang", "sing"),
    ("sank", "sink"),
    ("sat", "sit"),
    ("saw", "see"),
    ("seen", "see"),
    ("sent", "send"),
    ("shaken", "shake"),
    ("shook", "shake"),
    ("shot", "shoot"),
    ("shown", "show"),
    ("slept", "sleep"),
    ("sold", "sell"),
    ("sought", "seek"),
    ("spent", "spend"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("stolen", "steal"),
    ("stood", "stand"),
    ("struck", "strike"),
    ("stuck", "stick"),
    ("sunk", "sink"),
    ("swam", "swim"),
    ("swept", "sweep"),
    ("swore", "swear"),
    ("sworn", "swear"),
    ("taken", "take"),
    ("taught", "teach"),
    ("teeth", "tooth"),
    ("thought", "think"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("tied", "tie"),
    ("told", "tell"),
    ("took", "take"),
    ("tore", "tear"),
    ("torn", "tear"),
    ("tying", "tie"),
    ("understood", "understand"),
    ("used", "use"),
    ("using", "use"),
    ("was", "be"),
    ("went", "go"),
    ("were", "be"),
    ("wives", "wife"),
    ("woke", "wake"),
    ("women", "woman"),
    ("won", "win"),
    ("wore", "wear"),
    ("worn", "wear"),
    ("written", "write"),
    ("wrote", "write"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(word: &str, expect: &str) {
        assert_eq!(lemma(word), expect);
    }

    #[test]
    fn regular_and_irregular_forms() {
        for (word, expect) in [
            ("visited", "visit"),
            ("visits", "visit"),
            ("visiting", "visit"),
            ("stopped", "stop"),
            ("called", "call"),
            ("cities", "city"),
            ("boxes", "box"),
            ("gates", "gate"),
            ("carried", "carry"),
            ("moved", "move"),
            ("closed", "close"),
            ("killed", "kill"),
            ("injured", "injure"),
            ("evacuated", "evacuate"),
            ("supplied", "supply"),
            ("sent", "send"),
            ("went", "go"),
            ("women", "woman"),
            ("news", "news"),
            ("impacts", "impact"),
            ("bridges", "bridge"),
            ("opened", "open"),
            ("voted", "vote"),
            ("using", "use"),
        ] {
            check(word, expect);
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(IRREGULAR.is_sorted_by_key(|(form, _)| *form));
        assert!(BASES.is_sorted());
    }

    proptest! {
        #[test]
        fn twice_is_once(word in "[a-z]{1,7}(s|ed|ing|ies|)") {
            prop_assert_eq!(lemma(&lemma(&word)), lemma(&word));
        }
    }
}
