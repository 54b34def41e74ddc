//! What makes a page less than a whole article.

use variorum_core::{Article, PageFlag, ProblemKind};

/// Words under which a text is no article.
const SHORT: usize = 50;
/// Words under which the text of a page that is not free is a stub.
const STUB: usize = 200;
/// Words under which talk of consent is all that a page holds.
const ASKING: usize = 250;
/// Words at most in the lines of a list of pages, on average.
const LISTED: usize = 12;
/// Lines at least in a list of pages.
const LINES: usize = 15;

/// Phrases of pages that ask for consent or proof, in lower case; compiled by hand.
const CONSENT: [&str; 14] = [
    "accept all cookies",
    "we use cookies",
    "we and our partners",
    "cookie policy",
    "alle cookies akzeptieren",
    "wir verwenden cookies",
    "nous utilisons des cookies",
    "utilizamos cookies",
    "enable javascript and cookies",
    "are you a robot",
    "verify you are human",
    "checking your browser",
    "access denied",
    "unusual traffic",
];

/// The flags of a page that says it is `paid` or `live`, in their order.
pub(super) fn flags(article: &Article, paid: bool, live: bool) -> Vec<PageFlag> {
    let body = article.text.slice(article.body);
    let words = body.split_whitespace().count();
    let low = if words < ASKING { body.to_lowercase() } else { String::new() };
    let lines = body.lines().count();
    let sentences = body.lines().filter(|line| line.trim_end().ends_with(['.', '!', '?', '”', '"'])).count();
    let broken = article.problems.iter().any(|problem| problem.kind == ProblemKind::BrokenEncoding);
    let rules = [
        (PageFlag::Paywall, paid && words < STUB),
        (PageFlag::Consent, CONSENT.iter().any(|phrase| low.contains(phrase))),
        (PageFlag::LiveBlog, live),
        (PageFlag::IndexPage, lines >= LINES && words < LISTED * lines && 4 * sentences < lines),
        (PageFlag::TooShort, words < SHORT),
        (PageFlag::BrokenEncoding, broken),
    ];
    rules.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect()
}
