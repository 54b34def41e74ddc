//! Names of authors out of bylines and meta elements.

/// Words before a name in a byline, in lower case; compiled by hand from general knowledge.
const LABELS: [&str; 45] = [
    "article by",
    "author",
    "author:",
    "authors:",
    "auteur :",
    "auteur:",
    "autor",
    "autor:",
    "autor/in:",
    "autorin:",
    "by",
    "by:",
    "contributed by",
    "created by",
    "di",
    "door",
    "ein artikel von",
    "ein beitrag von",
    "erstellt von",
    "escrito por",
    "eingestellt von",
    "gepostet von",
    "geschrieben von",
    "guest post by",
    "interview:",
    "par",
    "por",
    "post author",
    "post author:",
    "posted by",
    "posted by:",
    "publicado por",
    "published by",
    "publié par",
    "reported by",
    "story by",
    "submitted by",
    "text:",
    "verfasst von",
    "veröffentlicht von",
    "von",
    "von:",
    "words by",
    "written by",
    "written by:",
];

/// Where a name ends: what follows is a role, an outlet or a day.
const ENDS: [&str; 14] =
    [" | ", " - ", " – ", " — ", " • ", " · ", " (", " [", "\n", " on ", " am ", " for ", " in ", " / "];

/// Words that no name of a person holds, in lower case; compiled by hand.
const NO_NAMES: [&str; 83] = [
    "am",
    "ceo",
    "consultant",
    "expert",
    "founder",
    "head",
    "manager",
    "marketing",
    "officer",
    "president",
    "publiziert",
    "specialist",
    "veröffentlicht",
    "about",
    "ago",
    "all",
    "analyst",
    "article",
    "articles",
    "associate",
    "author",
    "authors",
    "blog",
    "by",
    "category",
    "chief",
    "click",
    "columnist",
    "comment",
    "comments",
    "contributing",
    "contributor",
    "correspondent",
    "dated",
    "director",
    "edit",
    "editor",
    "editor-in-chief",
    "email",
    "facebook",
    "featured",
    "follow",
    "freelance",
    "guest",
    "hours",
    "in",
    "is",
    "journalist",
    "last",
    "leave",
    "minutes",
    "more",
    "news",
    "on",
    "photo",
    "photographer",
    "photos",
    "post",
    "posted",
    "posts",
    "producer",
    "published",
    "read",
    "reading",
    "reporter",
    "senior",
    "share",
    "staff",
    "subscribe",
    "the",
    "this",
    "twitter",
    "uhr",
    "unknown",
    "updated",
    "view",
    "von",
    "website",
    "writer",
    "writes",
    "www",
    "your",
    "kommentare",
];

/// Degrees and titles after a name.
const DEGREES: [&str; 20] = [
    "phd", "ph.d.", "ph.d", "md", "m.d.", "m.d", "rd", "rn", "mba", "jd", "j.d.", "esq", "esq.", "ma", "ms",
    "msc", "dds", "mph", "cpa", "lcsw",
];

/// Longest name in bytes.
const LONGEST: usize = 60;
/// Authors at most.
const MOST: usize = 10;

/// The persons that a byline names: without "By", roles, degrees and days; none twice.
pub(super) fn people<'w>(written: impl IntoIterator<Item = &'w str>) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for line in written {
        for name in names(line) {
            let known = people.iter().any(|other| other.to_lowercase() == name.to_lowercase());
            if !known && people.len() < MOST {
                people.push(name);
            }
        }
    }
    people
}

fn names(line: &str) -> Vec<String> {
    let line = without_label(line.trim());
    let end = ENDS.iter().filter_map(|end| line.find(end)).min().unwrap_or(line.len());
    let line = line.get(..end).unwrap_or(line);
    let mut parts = vec![line];
    for mark in [",", ";", " and ", " & ", " und ", " et ", " with ", " / "] {
        parts = parts.into_iter().flat_map(|part| part.split(mark)).collect();
    }
    parts.into_iter().filter_map(name).collect()
}

/// The line after "By", "Posted by" and the like.
fn without_label(line: &str) -> &str {
    let mut line = line;
    for _ in 0..3 {
        let low = line.to_lowercase();
        let label = LABELS
            .iter()
            .filter(|label| {
                low.strip_prefix(**label)
                    .is_some_and(|rest| rest.starts_with([' ', ':']) || label.ends_with(':'))
            })
            .max_by_key(|label| label.len());
        let Some(label) = label else { break };
        line = line.get(label.len()..).unwrap_or_default().trim_start_matches([' ', ':']);
    }
    line
}

/// One name, if the part can be one: a few words, of which none is a word of the page's furniture.
fn name(part: &str) -> Option<String> {
    let part = without_label(part.trim())
        .trim_matches([' ', '.', ':', '*', '"', '“', '”', '\u{a0}', '-', '|', '>', '@']);
    let part = part.strip_prefix("and ").unwrap_or(part);
    let words: Vec<&str> = part.split_whitespace().collect();
    let plain = |word: &&str| word.trim_matches(['.', ',', ':']).to_lowercase();
    let digits = part.chars().any(|c| c.is_ascii_digit()) && words.len() > 1;
    let degree = words.len() == 1 && DEGREES.contains(&part.to_lowercase().as_str());
    let fits = (1..=5).contains(&words.len())
        && part.len() <= LONGEST
        && part.chars().any(char::is_alphabetic)
        && !part.contains(['@', '{', '}', '<', '>', '=', '?', '!'])
        && !part.contains("://")
        && !part.contains("www.");
    let furniture = words.iter().map(plain).any(|word| NO_NAMES.contains(&word.as_str()));
    let kept: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| words.len() < 3 || !DEGREES.contains(&word.to_lowercase().as_str()))
        .collect();
    (fits && !digits && !degree && !furniture).then(|| kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: &[&str]) {
        assert_eq!(people([line]), expect, "{line}");
    }

    #[test]
    fn bylines_name_persons() {
        check("By Ada Lorne", &["Ada Lorne"]);
        check("Posted by: Ada Lorne on May 5, 2031", &["Ada Lorne"]);
        check("Von Ada Lorne und Tam Ruell", &["Ada Lorne", "Tam Ruell"]);
        check("Ada Lorne, Tam Ruell and Ione Vell", &["Ada Lorne", "Tam Ruell", "Ione Vell"]);
        check("Ada Lorne, MD", &["Ada Lorne"]);
        check("Ada Lorne, Senior Reporter", &["Ada Lorne"]);
        check("Ada Lorne | The Ellery Post", &["Ada Lorne"]);
        check("ABBY LORNE", &["ABBY LORNE"]);
        check("Byron Ruell", &["Byron Ruell"]);
        check("ada77", &["ada77"]);
    }

    #[test]
    fn other_lines_name_nobody() {
        for line in [
            "",
            "By",
            "3 comments",
            "https://ellery.example/ada",
            "ada@ellery.example",
            "Last updated",
            "May 5 2031",
        ] {
            check(line, &[]);
        }
    }
}
