//! Boilerplate: bylines, bios, copyright and credit lines; labelled, kept, never analysed.
//!
//! A line is labelled as a whole, by how it begins, ends and where it stands; of a dateline only the
//! agency's mark. What is in doubt is content.

mod tables;

use variorum_core::{Article, Boilerplate, BoilerplateKind, Credit, Span, Text};

use tables::{
    AGENCIES, AUTHOR_VERBS, AUTHORS, CONTRIBUTIONS, CORRECTIONS, CREDITS, FIRST_PRINTED, FURNITURE, LETTERS,
    NETWORKS, PROMOS, SOURCES,
};

/// Longest line in bytes that can be boilerplate; a longer one is a paragraph.
const LONGEST: usize = 400;
/// Lines at the end among which bios and credits stand.
const TAIL: usize = 5;
/// Words at most in a short line.
const SHORT: usize = 25;
/// Bytes before the agency in a dateline: a town, a country and a day.
const DATELINE: usize = 60;

/// Labels what in the body is no content, in the order of the text.
pub(crate) fn label(article: &Article) -> Vec<Boilerplate> {
    let text = &article.text;
    let spans = text.lines(article.body);
    let mut labels = Vec::new();
    for (at, span) in spans.iter().enumerate() {
        let line = Line::new(text, *span, at, spans.len());
        let next = spans.get(at + 1).map(|next| text.slice(*next));
        if let Some(kind) = line.kind(text.slice(article.body), next) {
            labels.push(Boilerplate { span: *span, kind });
        } else if let Some(span) = dateline_credit(text, *span) {
            labels.push(Boilerplate { span, kind: BoilerplateKind::Credit });
        }
    }
    labels
}

/// The first agency that a credit names.
pub(crate) fn credit(article: &Article) -> Option<Credit> {
    let credits = article.boilerplate.iter().filter(|label| label.kind == BoilerplateKind::Credit);
    credits.map(|label| label.span).find_map(|span| {
        let agency = article.text.slice(span).trim_matches(['(', ')', ' ', '.', '-', '—', '–']);
        let known = AGENCIES.contains(&agency) || SOURCES.contains(&agency.to_lowercase().as_str());
        known.then(|| Credit { agency: agency.to_owned(), span })
    })
}

/// A line of the body and where it stands.
struct Line<'t> {
    line: &'t str,
    /// In lower case with straight apostrophes and without leading dashes; empty when too long.
    low: String,
    words: usize,
    first: bool,
    tail: bool,
}

impl<'t> Line<'t> {
    fn new(text: &'t Text, span: Span, at: usize, lines: usize) -> Self {
        let line = text.slice(span);
        let short = if line.len() > LONGEST { "" } else { line };
        let low = short.to_lowercase().replace('’', "'");
        let low = low.trim_start_matches(['—', '–', '-', '•', '*', '_', '>', '▪', '[', ' ']).to_owned();
        let tail = at > 0 && at + TAIL >= lines;
        Self { line: short, low, words: short.split_whitespace().count(), first: at < 2, tail }
    }

    fn kind(&self, body: &str, next: Option<&str>) -> Option<BoilerplateKind> {
        let rules: [(BoilerplateKind, bool); 6] = [
            (BoilerplateKind::Byline, self.is_byline(next)),
            (BoilerplateKind::Copyright, self.is_copyright()),
            (BoilerplateKind::Credit, self.is_credit()),
            (BoilerplateKind::Correction, self.is_correction()),
            (BoilerplateKind::Promo, self.is_promo()),
            (BoilerplateKind::Bio, self.tail && self.is_bio(body)),
        ];
        rules.into_iter().find(|(_, holds)| *holds).map(|(kind, _)| kind)
    }

    fn begins(&self, table: &[&str]) -> bool {
        table.iter().any(|start| self.low.starts_with(start))
    }

    fn is_byline(&self, next: Option<&str>) -> bool {
        let signed = self.line.strip_suffix(['✉', '📧']).is_some_and(|name| is_name(name.trim_end()));
        let bio = next.and_then(|next| next.strip_prefix(self.line)).and_then(after_name);
        signed || (self.first && is_by_names(self.line)) || (self.tail && is_name(self.line) && bio.is_some())
    }

    fn is_copyright(&self) -> bool {
        let year = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        self.low.starts_with('©')
            || self.low.starts_with("copyright ©")
            || self.low.starts_with("copyright (c)")
            || self.low.strip_prefix("(c)").is_some_and(year)
            || (self.words <= SHORT && self.low.strip_prefix("copyright ").is_some_and(year))
            || (self.words <= 8 && self.low.split_once(", copyright ").is_some_and(|(_, rest)| year(rest)))
            || self.low.trim_end_matches('.').ends_with("all rights reserved")
    }

    fn is_credit(&self) -> bool {
        let contribution = self.words <= SHORT
            && CONTRIBUTIONS.iter().any(|end| self.low.trim_end_matches('.').ends_with(end));
        self.begins(&CREDITS)
            || (self.tail && contribution)
            || ((self.tail || self.first) && SOURCES.contains(&self.low.as_str()))
            || (self.words <= 10 && is_picture_credit(&self.low))
            || (self.tail
                && self.words <= SHORT
                && FIRST_PRINTED.iter().any(|start| self.low.starts_with(start)))
    }

    fn is_correction(&self) -> bool {
        self.begins(&CORRECTIONS) && (self.tail || self.words <= SHORT)
    }

    fn is_promo(&self) -> bool {
        let short = self.words <= SHORT;
        (short && self.begins(&PROMOS))
            || FURNITURE.contains(&self.low.trim_end_matches(':'))
            || (short && (is_call_to_follow(&self.low) || is_call_to_sign_up(&self.low)))
    }

    /// Who an author is or what they do, of somebody whom no other line speaks of.
    fn is_bio(&self, body: &str) -> bool {
        let Some((name, rest)) = name_and_rest(self.line) else { return false };
        let author = is_author(rest) || AUTHOR_VERBS.iter().any(|verb| rest.starts_with(verb));
        let surname = name.split_whitespace().next_back().unwrap_or_default();
        let spoken_of = |line: &str| line.contains(surname) && line.split_whitespace().nth(5).is_some();
        author && !body.lines().map(str::trim).any(|line| line != self.line && spoken_of(line))
    }
}

/// "By" and two to eight capitalised words, and no stop at the end.
fn is_by_names(line: &str) -> bool {
    let Some(names) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else { return false };
    let named = |word: &str| word == "and" || word.starts_with(char::is_uppercase);
    let count = names.split_whitespace().count();
    (2..=8).contains(&count) && !names.ends_with(['.', ':', ';', '?']) && names.split_whitespace().all(named)
}

/// Two to four words that begin with a capital and hold letters alone.
fn is_name(line: &str) -> bool {
    let count = line.split_whitespace().count();
    let named = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-'))
    };
    (2..=4).contains(&count) && line.split_whitespace().all(named)
}

/// What follows a name at the start of a bio.
fn after_name(rest: &str) -> Option<&str> {
    rest.strip_prefix(" is ")
        .or_else(|| AUTHOR_VERBS.iter().find_map(|verb| rest.trim_start().strip_prefix(verb)))
}

/// The name that a line begins with, and the words from its verb on.
fn name_and_rest(line: &str) -> Option<(&str, &str)> {
    let verbs = AUTHOR_VERBS.iter().copied().chain(["is ", "was "]);
    let starts = verbs.filter_map(|verb| {
        line.match_indices(verb)
            .map(|(at, _)| at)
            .find(|at| line.get(..*at).is_some_and(|b| b.ends_with(' ')))
    });
    let at = starts.min()?;
    let (name, rest) = line.split_at_checked(at)?;
    is_name(name.trim_end()).then_some((name.trim_end(), rest))
}

/// "is a weather reporter for …": the job soon, and then whom for.
fn is_author(rest: &str) -> bool {
    let job = ["is a ", "is an ", "is the "].iter().find_map(|start| rest.strip_prefix(start));
    let Some(job) = job else { return false };
    let plain = |word: &str| word.trim_matches([',', '.', ';']).to_lowercase();
    let mut words =
        job.split_whitespace().map(plain).take_while(|w| !matches!(w.as_str(), "who" | "whose" | "that"));
    words.by_ref().take(8).any(|word| AUTHORS.contains(&word.as_str()))
        && words.next().is_none_or(|word| {
            matches!(
                word.as_str(),
                "for" | "at" | "with" | "of" | "covering" | "based" | "and" | "who" | "in"
            )
        })
}

/// A whole line in brackets that names a photograph or its agency.
fn is_picture_credit(low: &str) -> bool {
    let Some(inside) = low.strip_prefix('(').and_then(|l| l.trim_end_matches('.').strip_suffix(')')) else {
        return false;
    };
    let agency = |part: &str| SOURCES.contains(&part.trim()) || part.contains("getty images");
    inside.starts_with("photo")
        || inside.starts_with("illustration")
        || inside.split(['/', ':', ',']).any(|part| agency(part) || agency(part.trim_end_matches(" photo")))
}

/// "Follow NAME on Twitter".
fn is_call_to_follow(low: &str) -> bool {
    let called = low.starts_with("follow ") || low.starts_with("you can follow ");
    let network = |word: &str| NETWORKS.contains(&word.trim_matches([',', '.', ':', ';', '!']));
    called
        && (low.contains(" on ") || low.contains(" @"))
        && (low.split_whitespace().any(network) || low.contains('@'))
}

/// "Sign up for daily newsletters", "… delivered to your inbox".
fn is_call_to_sign_up(low: &str) -> bool {
    let letter = LETTERS.iter().any(|letter| low.contains(letter));
    (low.starts_with("sign up for ") && letter) || low.ends_with("delivered to your inbox")
}

/// The "(AP)" of a dateline. Before it stand a place in capitals and perhaps a day; after it a dash.
fn dateline_credit(text: &Text, line: Span) -> Option<Span> {
    let words = text.slice(line);
    let open = words.find('(').filter(|at| *at <= DATELINE)?;
    let close = open + words.get(open..)?.find(')')?;
    let agency = words.get(open + 1..close)?;
    let before = words.get(..open)?.trim_end();
    let after = words.get(close + 1..)?.trim_start();
    let dash = after.starts_with(['-', '–', '—']);
    let place = before.split([',', ' ']).next().unwrap_or_default();
    let capital = place.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-' | '/')) || dash;
    let dateline = before.is_empty() || (dash && capital && before.starts_with(char::is_uppercase));
    let known = AGENCIES.contains(&agency);
    (known && dateline).then(|| text.span(line.start() + open..line.start() + close + 1)).flatten()
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

    #[track_caller]
    fn check_tail(kind: BoilerplateKind, line: &str) {
        check(&format!("Rain fell on the town.\nNobody was hurt.\n{line}"), &[(kind, line)]);
    }

    #[test]
    fn bylines_and_bios() {
        use BoilerplateKind::{Bio, Byline};
        check("By Ada Lorne\nRain fell.", &[(Byline, "By Ada Lorne")]);
        check_tail(Byline, "Ada Lorne ✉");
        check_tail(Bio, "Ada Lorne is a weather reporter for the Ellery Post.");
        check_tail(Bio, "Ada Lorne is the author of two books on rivers.");
        check_tail(Bio, "Ada Lorne covers rivers and dams.");
        let bio = "Ada Lorne writes about rivers.";
        check(&format!("Rain fell.\nAda Lorne\n{bio}"), &[(Byline, "Ada Lorne"), (Bio, bio)]);
    }

    #[test]
    fn credits() {
        let credit = |line| check_tail(BoilerplateKind::Credit, line);
        credit("(Reporting by Ada Lorne; Editing by Tam Ruell)");
        credit("Tam Ruell contributed to this report.");
        credit("— With assistance from Tam Ruell");
        credit("The Associated Press");
        credit("(Ada Lorne/Reuters)");
        check("ELLERY (AP) — Rain fell.", &[(BoilerplateKind::Credit, "(AP)")]);
        check("Ellery, June 3 (Reuters) - Rain fell.", &[(BoilerplateKind::Credit, "(Reuters)")]);
    }

    #[test]
    fn rights_notes_and_promotion() {
        use BoilerplateKind::{Copyright, Correction, Promo};
        check_tail(Copyright, "© 2031 The Ellery Post");
        check_tail(Copyright, "Copyright 2031 The Ellery Post");
        check_tail(Correction, "Correction: An earlier version gave a wrong name.");
        check_tail(Correction, "This story has been updated.");
        check_tail(Promo, "Sign up for our morning letter.");
        check_tail(Promo, "READ MORE: Dam breaks in Sorrel");
        check_tail(Promo, "ALSO READ: Dam breaks in Sorrel");
        check_tail(Promo, "Follow Ada Lorne on Twitter: @lorne");
        check_tail(Promo, "Related: Dam breaks in Sorrel");
        check_tail(Promo, "Advertisement");
        check_tail(Promo, "Sign up for Daily Newsletters");
        check_tail(Promo, "READ MORE:");
    }

    #[test]
    fn content_is_left_alone() {
        check("By Monday the rain had stopped.\nIt was dry.", &[]);
        check("“It rained,” she said.\nMaj. Tam Ruell\nIt stopped.", &[]);
        check("Rain fell.\nAda Lorne is a nurse who worked as a reporter.", &[]);
        check(
            "It rained.\nShe was wet, said Lorne, who saw it.\nAda Lorne is a reporter for the Ellery Post.",
            &[],
        );
        check("Rain fell.\nAll rights of way were closed.", &[]);
        check("Rain fell.\nReporting the flood took days.", &[]);
        check("Rain fell.\nFollow the river on foot.", &[]);
        check("Rain fell.\nSign up for a place on the bus, the mayor said.", &[]);
        check("The club (AP) said rain fell.\nIt stopped.", &[]);
        let long = format!("Related: {}", "the dam broke and the water came down the valley ".repeat(5));
        check(&format!("Rain fell.\n{}", long.trim()), &[]);
    }
}
