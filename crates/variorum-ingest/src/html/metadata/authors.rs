//! Who wrote the article of a page.

use super::people::people;
use super::{Found, Source, single_spaced};
use crate::html::tag::Tag;

/// Meta elements that name authors, best first.
const METAS: [&str; 14] = [
    "author",
    "article:author",
    "og:author",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.personalname",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "authors",
    "article:author_name",
    "cxenseparse:author",
    "og:article:author",
];

/// Labels of the pair of meta elements that describe an author to Twitter.
const WRITTEN_BY: [&str; 10] = [
    "written by",
    "verfasst von",
    "geschrieben von",
    "escrito por",
    "écrit par",
    "scritto da",
    "geschreven door",
    "by",
    "author",
    "autor",
];

/// Words of a class, an id or `rel` of an element that names an author; those before are surer.
const CLASSES: [&str; 10] = [
    "author-name",
    "authorname",
    "byline-name",
    "byline__name",
    "entry-author",
    "post-author",
    "author",
    "byline",
    "autor",
    "writer",
];

/// Longest byline in bytes.
const LONGEST: usize = 120;
/// Text nodes around the headline in which a byline is looked for.
const NEAR: usize = 30;

/// A place to look for authors.
type Rule = fn(&Source<'_>, Option<usize>) -> Vec<String>;

/// The authors with the rule that found them. The name of the outlet is no author where the page
/// knows another.
pub(super) fn authors(
    source: &Source<'_>,
    outlet: Option<&str>,
    headline: Option<usize>,
) -> Found<Vec<String>> {
    let plain = |name: &str| name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let outlet = outlet.map(plain).unwrap_or_default();
    let is_outlet = |name: &String| {
        !outlet.is_empty()
            && (plain(name) == outlet
                || outlet.contains(&plain(name)) && plain(name).len() * 2 > outlet.len())
    };
    // A host is a site, not a person.
    let address =
        |name: &str| !name.contains(' ') && name.contains('.') && name.chars().all(|c| !c.is_uppercase());
    let generic = |name: &String| {
        address(name)
            || matches!(
                name.to_lowercase().as_str(),
                "admin"
                    | "administrator"
                    | "redaktion"
                    | "redaction"
                    | "editorial"
                    | "webmaster"
                    | "redakcja"
            )
    };
    let rules: [(Rule, &'static str); 6] = [
        (|source, _| people(source.data.authors.iter().map(String::as_str)), "JSON-LD author"),
        (|source, _| in_metas(source), "meta author"),
        (|source, _| marked(source), "itemprop author"),
        (|source, _| linked(source), "rel author"),
        (|source, _| named(source), "element named as author"),
        (|source, headline| signed(source, headline), "byline"),
    ];
    let mut second: Found<Vec<String>> = None;
    for (read, rule) in rules {
        let found = read(source, headline);
        let sure: Vec<String> =
            found.iter().filter(|name| !is_outlet(name) && !generic(name)).cloned().collect();
        if !sure.is_empty() {
            return Some((sure, rule));
        }
        if !found.is_empty() {
            second = second.or(Some((found, rule)));
        }
    }
    second
}

fn in_metas(source: &Source<'_>) -> Vec<String> {
    let address = |value: &str| value.contains("://") || value.starts_with('/') || value.contains(".com");
    for name in METAS {
        let values: Vec<String> =
            source.metas(&[name]).map(|(_, value)| value).filter(|v| !address(v)).collect();
        let found = people(values.iter().map(String::as_str));
        if !found.is_empty() {
            return found;
        }
    }
    let value = ["1", "2"].iter().find_map(|number| {
        let label = source.meta(&[&format!("twitter:label{number}")])?.to_lowercase();
        WRITTEN_BY
            .contains(&label.trim_end_matches(':'))
            .then(|| source.meta(&[&format!("twitter:data{number}")]))
            .flatten()
    });
    people(value.as_deref())
}

/// Elements marked `itemprop=author`, of the name in them if one is marked.
fn marked(source: &Source<'_>) -> Vec<String> {
    let tree = source.tree;
    let is = |at: usize, property: &str| {
        tree.attribute(at, "itemprop")
            .is_some_and(|names| names.split_ascii_whitespace().any(|n| n == property))
    };
    let elements = (1..tree.nodes.len()).filter(|at| is(*at, "author") && !in_comment(source, *at));
    let words: Vec<String> = elements
        .take(5)
        .filter_map(|at| {
            let name = tree.inside(at).find(|inside| is(*inside, "name")).unwrap_or(at);
            tree.attribute(name, "content").and_then(single_spaced).or_else(|| source.words(name, LONGEST))
        })
        .collect();
    people(words.iter().map(String::as_str))
}

/// Links `rel=author`.
fn linked(source: &Source<'_>) -> Vec<String> {
    let tree = source.tree;
    let is = |at: &usize| {
        tree.attribute(*at, "rel")
            .is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("author")))
    };
    let mut links = tree.elements(Tag::Anchor).filter(is).filter(|at| !in_comment(source, *at));
    links
        .find_map(|at| Some(people([source.words(at, LONGEST)?.as_str()])).filter(|found| !found.is_empty()))
        .unwrap_or_default()
}

/// The first element whose name says that it holds an author, and whose words can be one.
fn named(source: &Source<'_>) -> Vec<String> {
    let tree = source.tree;
    let value = |at: usize, class: &str| {
        ["class", "id"]
            .iter()
            .filter_map(|name| tree.attribute(at, name))
            .any(|value| value.to_ascii_lowercase().contains(class))
    };
    let usable = |at: &usize| {
        !matches!(tree.node(*at).tag, Tag::Text | Tag::Meta | Tag::Body | Tag::Html | Tag::Link | Tag::Script)
    };
    let elements: Vec<usize> = (1..tree.nodes.len())
        .filter(usable)
        .filter(|at| CLASSES.iter().any(|class| value(*at, class)) && !in_comment(source, *at))
        .take(50)
        .collect();
    CLASSES
        .iter()
        .find_map(|class| {
            elements.iter().filter(|at| value(**at, class)).find_map(|at| {
                let found =
                    source.words(*at, LONGEST).map(|words| people([words.as_str()])).unwrap_or_default();
                (!found.is_empty()).then_some(found)
            })
        })
        .unwrap_or_default()
}

/// "By NAME" in the text around the headline.
fn signed(source: &Source<'_>, headline: Option<usize>) -> Vec<String> {
    let tree = source.tree;
    let Some(headline) = headline else { return Vec::new() };
    let text = |at: &usize| tree.node(*at).tag == Tag::Text;
    let after = (tree.node(headline).end..tree.nodes.len()).filter(text).take(NEAR);
    let before = (1..headline).rev().filter(text).take(5);
    after
        .chain(before)
        .find_map(|at| {
            let place = tree.node(at).place.clone();
            let short = tree.node(at).place.len() <= LONGEST;
            let text = single_spaced(&super::flow::decoded(source.page, place)).filter(|_| short)?;
            let low = text.to_lowercase();
            let label = ["by", "von", "par", "por", "posted by", "written by", "author", "autor"];
            let bare = label.contains(&low.trim_end_matches(':').trim());
            let labelled =
                label.iter().any(|l| low.strip_prefix(l).is_some_and(|rest| rest.starts_with([' ', ':'])));
            let line = if bare { source.words(tree.node(at).block, LONGEST)? } else { text };
            let found = people([line.as_str()]);
            let capital = found.iter().all(|name| {
                name.split(' ').all(|w| w.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()))
            });
            ((bare || labelled) && capital && !found.is_empty()).then_some(found)
        })
        .unwrap_or_default()
}

/// Whether the element stands among comments or other stories.
fn in_comment(source: &Source<'_>, at: usize) -> bool {
    let mut at = at;
    while at > 0 {
        if source.is_named_aside(at) {
            return true;
        }
        at = source.tree.node(at).block;
    }
    false
}
