//! Agency credits: what an article says of the agency that its text came from.

use crate::article::{Article, BoilerplateKind};

/// Agencies by the names that credits give them. Short names count in brackets, bylines and credit
/// lines only, since "AP" and "PA" mean other things elsewhere.
const AGENCIES: &[(&str, &str)] = &[
    ("AFP", "AFP"),
    ("Agence France-Presse", "AFP"),
    ("ANI", "ANI"),
    ("ANSA", "ANSA"),
    ("AP", "AP"),
    ("Associated Press", "AP"),
    ("Australian Associated Press", "AAP"),
    ("AAP", "AAP"),
    ("Canadian Press", "CP"),
    ("CP", "CP"),
    ("dpa", "dpa"),
    ("Deutsche Presse-Agentur", "dpa"),
    ("EFE", "EFE"),
    ("IANS", "IANS"),
    ("Kyodo", "Kyodo"),
    ("PA", "PA"),
    ("PA Media", "PA"),
    ("Press Association", "PA"),
    ("Press Trust of India", "PTI"),
    ("PTI", "PTI"),
    ("Reuters", "Reuters"),
    ("TASS", "TASS"),
    ("UPI", "UPI"),
    ("United Press International", "UPI"),
    ("Xinhua", "Xinhua"),
];
/// Bytes at the start of the body where a dateline can stand.
const DATELINE: usize = 160;
/// Bytes of a line that is a byline or credit and no sentence that names an agency.
const LINE: usize = 200;

/// The agency that `article` credits with its text, unless it is the outlet itself.
pub(super) fn agency(article: &Article) -> Option<&'static str> {
    let found = in_dateline(article).or_else(|| in_credit(article))?;
    let outlet = article.outlet.as_deref().unwrap_or_default().to_lowercase();
    let own = AGENCIES.iter().any(|(name, agency)| {
        let name = name.to_lowercase();
        let compact: String = name.split(' ').collect();
        *agency == found && (outlet == name || outlet.split('.').any(|part| part == name || part == compact))
    });
    (!own).then_some(found)
}

/// "QUELL POINT (AP) —".
fn in_dateline(article: &Article) -> Option<&'static str> {
    let body = article.text.slice(article.body);
    let start = body.get(..body.floor_char_boundary(DATELINE))?;
    let line = start.lines().find(|line| !line.trim().is_empty())?;
    let inside = line.split_once('(')?.1.split_once(')')?;
    let dash = inside.1.trim_start().starts_with(['-', '–', '—']);
    named(inside.0.trim()).filter(|_| dash)
}

fn in_credit(article: &Article) -> Option<&'static str> {
    let lines = article.boilerplate.iter().filter(|boilerplate| {
        matches!(boilerplate.kind, BoilerplateKind::Byline | BoilerplateKind::Credit)
            && boilerplate.span.len() <= LINE
    });
    lines.map(|boilerplate| article.text.slice(boilerplate.span)).find_map(|line| {
        // A contribution or a picture is not the text.
        let lower = line.to_lowercase();
        let part = ["contribut", "photo", "additional", "video", "graphic"].iter().any(|w| lower.contains(w));
        let word = |c: char| !c.is_alphanumeric() && c != ' ' && c != '-';
        let pieces = line.split(word).map(str::trim);
        pieces
            .flat_map(|piece| [Some(piece), piece.strip_prefix("By "), piece.strip_prefix("By The ")])
            .flatten()
            .find_map(|piece| named(piece.strip_prefix("The ").unwrap_or(piece)))
            .filter(|_| !part)
    })
}

fn named(words: &str) -> Option<&'static str> {
    AGENCIES.iter().find(|(name, _)| *name == words).map(|(_, agency)| *agency)
}
