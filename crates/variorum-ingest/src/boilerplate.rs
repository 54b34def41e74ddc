//! Boilerplate: bylines, bios, copyright and credit lines; labelled, kept, never analysed.
//!
//! A line is labelled as a whole, by how it begins and ends; what is in doubt is content. The tables
//! are compiled by hand for this project from general knowledge.

use variorum_core::{Article, Boilerplate, BoilerplateKind, Text};

/// Longest line in bytes that can be boilerplate; a longer one is a paragraph.
const LONGEST: usize = 400;

const AUTHORS: [&str; 7] =
    ["reporter", "correspondent", "editor", "writer", "columnist", "journalist", "contributor"];

const PROMOS: [&str; 12] = [
    "sign up for our ",
    "sign up to our ",
    "subscribe to our ",
    "read more: ",
    "read also: ",
    "also read: ",
    "read next: ",
    "related: ",
    "click here to ",
    "click here for ",
    "follow us on ",
    "share this article",
];

const CORRECTIONS: [&str; 5] = [
    "correction: ",
    "editor's note: this article has been ",
    "editor's note: this story has been ",
    "an earlier version of this ",
    "a previous version of this ",
];

const CREDITS: [&str; 3] = ["reporting by ", "additional reporting by ", "(reporting by "];

/// Labels the lines of the body that are no content.
pub(crate) fn label(article: &Article) -> Vec<Boilerplate> {
    let lines = article.text.lines(article.body);
    let last = lines.len().saturating_sub(1);
    let labelled = |(at, span): (usize, _)| {
        let kind = kind(&article.text, span, at == 0, at > 0 && at + 3 > last)?;
        Some(Boilerplate { span, kind })
    };
    lines.iter().copied().enumerate().filter_map(labelled).collect()
}

fn kind(text: &Text, span: variorum_core::Span, first: bool, late: bool) -> Option<BoilerplateKind> {
    let line = text.slice(span);
    if line.len() > LONGEST {
        return None;
    }
    let low = line.to_lowercase().replace('’', "'");
    let begins = |table: &[&str]| table.iter().any(|start| low.starts_with(start));
    if first && is_byline(line) {
        Some(BoilerplateKind::Byline)
    } else if low.starts_with('©') || low.starts_with("copyright ©") || low.ends_with("all rights reserved.")
    {
        Some(BoilerplateKind::Copyright)
    } else if begins(&CREDITS) || (late && is_contribution(&low)) {
        Some(BoilerplateKind::Credit)
    } else if begins(&CORRECTIONS) {
        Some(BoilerplateKind::Correction)
    } else if begins(&PROMOS) {
        Some(BoilerplateKind::Promo)
    } else {
        (late && is_bio(line)).then_some(BoilerplateKind::Bio)
    }
}

/// "By" and two to six capitalised words, and no stop at the end.
fn is_byline(line: &str) -> bool {
    let Some(names) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else { return false };
    let count = names.split_whitespace().count();
    let named = |word: &str| word == "and" || word.starts_with(char::is_uppercase);
    (2..=6).contains(&count) && !names.ends_with(['.', ':', ';', '?']) && names.split_whitespace().all(named)
}

fn is_contribution(low: &str) -> bool {
    low.split_whitespace().count() <= 20
        && ["contributed to this report.", "contributed to this story.", "contributed to this article."]
            .iter()
            .any(|end| low.ends_with(end))
}

/// "NAME NAME is a … reporter … for …".
fn is_bio(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(" is ") else { return false };
    let named = (2..=4).contains(&name.split_whitespace().count())
        && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let Some(job) = ["a ", "an ", "the "].iter().find_map(|article| rest.strip_prefix(article)) else {
        return false;
    };
    let mut words = job.split_whitespace().map(|word| word.trim_matches(',')).take(12);
    named
        && words.by_ref().take(5).any(|word| AUTHORS.contains(&word))
        && words.next().is_some_and(|word| matches!(word, "for" | "at" | "with" | "covering" | "who"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::read_plain;

    #[track_caller]
    fn check(body: &str, expect: &[(BoilerplateKind, &str)]) {
        let article = read_plain("a", None, format!("Storm hits Ellery\n{body}").as_bytes()).unwrap();
        let found: Vec<_> =
            article.boilerplate.iter().map(|b| (b.kind, article.text.slice(b.span))).collect();
        assert_eq!(found, expect, "{body}");
    }

    #[test]
    fn lines_that_are_no_content() {
        use BoilerplateKind::{Bio, Byline, Copyright, Correction, Credit, Promo};
        check("By Ada Lorne\nRain fell.", &[(Byline, "By Ada Lorne")]);
        check("Rain fell.\n© 2031 The Ellery Post", &[(Copyright, "© 2031 The Ellery Post")]);
        let credit = "(Reporting by Ada Lorne; Editing by Tam Ruell)";
        check(&format!("Rain fell.\n{credit}"), &[(Credit, credit)]);
        let helped = "Tam Ruell contributed to this report.";
        check(&format!("Rain fell.\n{helped}"), &[(Credit, helped)]);
        let bio = "Ada Lorne is a weather reporter for the Ellery Post.";
        check(&format!("Rain fell.\n{bio}"), &[(Bio, bio)]);
        let promo = "Sign up for our morning letter.";
        check(&format!("Rain fell.\n{promo}\nIt stopped."), &[(Promo, promo)]);
        let fix = "Correction: An earlier version gave a wrong name.";
        check(&format!("Rain fell.\n{fix}"), &[(Correction, fix)]);
    }

    #[test]
    fn content_is_left_alone() {
        check("By Monday the rain had stopped.\nIt was dry.", &[]);
        check("“It rained,” she said.\nMaj. Tam Ruell\nIt stopped.", &[]);
        check("Rain fell.\nAda Lorne is a nurse who worked as a reporter.", &[]);
        check("Rain fell.\nAll rights of way were closed.", &[]);
        check("Rain fell.\nReporting the flood took days.", &[]);
    }
}
