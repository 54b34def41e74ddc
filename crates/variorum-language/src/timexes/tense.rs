//! The tense of the clause around an expression, which tells a Tuesday to come from the one before.

use crate::numerals::Scan;

/// What a clause speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    /// No verb tells.
    Unknown,
}

/// Tokens before and after an expression that are searched.
const CLAUSE: usize = 22;

/// The tense of the clause around the expression `[start, end)`: a preposition that points ahead decides,
/// else the nearest verb before it, else the nearest after it.
pub(super) fn tense(scan: &Scan, start: usize, end: usize) -> Tense {
    // "Tuesday's vote" is told of by what follows it; what is said before has its own time.
    let owner = end.checked_sub(1).is_some_and(|last| scan.is_possessive(last));
    let deadline = scan.before(start, 1) == "by";
    // What "follows Tuesday's vote" has it behind.
    if owner && matches!(scan.before(start, 1), "after" | "following" | "since") {
        return Tense::Past;
    }
    let before = (1..=CLAUSE.min(start)).map(|back| start - back);
    for at in before.take_while(|_| !owner) {
        if scan.line_ends(at) || matches!(scan.at(at), "." | ";" | "?" | "!") {
            break;
        }
        if let Some(tense) = verb(scan, at) {
            return tense;
        }
    }
    for at in end..(end + CLAUSE).min(scan.len()) {
        if matches!(scan.at(at), "." | ";" | "?" | "!") {
            break;
        }
        // A deadline stays one, whoever is said to have named it: "water by Monday, officials said".
        if deadline && matches!(scan.at(at), "said" | "says" | "told") {
            continue;
        }
        if let Some(tense) = verb(scan, at) {
            return tense;
        }
        if scan.line_ends(at) {
            break;
        }
    }
    if deadline { Tense::Future } else { Tense::Unknown }
}

/// What a word tells of the tense; `None` where it is no verb that does.
fn verb(scan: &Scan, at: usize) -> Option<Tense> {
    let word = scan.at(at);
    match word {
        // "the United States" holds no verb.
        _ if scan.is_capital(at) && !scan.before(at, 1).is_empty() && word.ends_with("ed") => None,
        "must" | "should" if scan.at(at + 1) != "have" => Some(Tense::Future),
        "will" | "'ll" | "shall" | "won't" | "expected" | "scheduled" | "plans" | "planned" | "planning"
        | "expects" | "upcoming" | "would" | "going" | "slated" | "until" | "till" | "starting"
        | "effective" => Some(Tense::Future),
        "due" | "set" if matches!(scan.at(at + 1), "to" | "for" | "on" | "in" | "by" | "at") => {
            Some(Tense::Future)
        }
        "soon" | "early" if scan.before(at, 1) == "as" && scan.at(at + 1) == "as" => Some(Tense::Future),
        "to" if is_ahead(scan, at) => Some(Tense::Future),
        // "will have met" and "to have" say nothing by themselves.
        "have" if matches!(scan.before(at, 1), "will" | "would" | "to" | "can" | "may" | "must" | "'ll") => {
            None
        }
        "was" | "were" | "had" | "did" | "has" | "said" | "says" | "told" | "have" | "met" | "won"
        | "lost" | "went" | "came" | "took" | "made" | "held" | "left" | "began" | "fell" | "rose"
        | "ran" | "saw" | "spoke" | "gave" | "got" | "set" | "sent" | "found" | "died" | "hit" | "led"
        | "shot" | "struck" | "brought" | "built" | "became" | "wrote" | "ago" => Some(Tense::Past),
        _ if word.ends_with("'ll") => Some(Tense::Future),
        _ if word.len() > 4 && word.ends_with("ed") => Some(Tense::Past),
        _ => None,
    }
}

/// Whether the "to" at `at` leads into what is to come: "to meet", "plans to remove", not "to Boston".
fn is_ahead(scan: &Scan, at: usize) -> bool {
    let verb = scan.at(at + 1);
    let usual = matches!(
        verb,
        "meet"
            | "vote"
            | "resume"
            | "begin"
            | "start"
            | "open"
            | "close"
            | "expire"
            | "leave"
            | "arrive"
            | "return"
            | "travel"
            | "visit"
            | "speak"
            | "testify"
            | "appear"
            | "hold"
            | "be"
            | "take"
            | "decide"
            | "announce"
            | "release"
            | "report"
            | "launch"
            | "end"
            | "sign"
            | "play"
            | "face"
            | "discuss"
            | "consider"
            | "attend"
    );
    let intended = matches!(
        scan.before(at, 1),
        "plan"
            | "plans"
            | "planned"
            | "planning"
            | "intend"
            | "intends"
            | "hope"
            | "hopes"
            | "want"
            | "wants"
            | "expect"
            | "expects"
            | "expected"
            | "agree"
            | "agreed"
            | "vow"
            | "vows"
            | "vowed"
            | "pledged"
            | "ready"
            | "prepared"
            | "likely"
            | "scheduled"
            | "supposed"
            | "due"
            | "need"
            | "needs"
    );
    usual || intended && verb.starts_with(|c: char| c.is_ascii_lowercase())
}
