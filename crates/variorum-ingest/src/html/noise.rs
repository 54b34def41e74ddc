//! Elements whose names or roles say that they are not the text: shares, related stories, comments.
//!
//! The word lists are compiled by hand for this project from general knowledge of how pages are made.

use super::tag::Tag;
use super::tree::Tree;

/// Words of a class or an id that name a part beside the text.
const WORDS: [&str; 77] = [
    "ad",
    "ads",
    "adsense",
    "advert",
    "advertisement",
    "advertising",
    "anzeige",
    "banner",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "caption",
    "categories",
    "category",
    "comment",
    "commentlist",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "disqus",
    "donate",
    "donation",
    "facebook",
    "feedback",
    "footer",
    "gallery",
    "keywords",
    "kommentar",
    "kommentare",
    "login",
    "masthead",
    "menu",
    "metadata",
    "modal",
    "nav",
    "navbar",
    "navi",
    "navigation",
    "newsletter",
    "outbrain",
    "pager",
    "pagination",
    "paging",
    "permalink",
    "popular",
    "popup",
    "postmeta",
    "print",
    "promo",
    "promotion",
    "rating",
    "ratings",
    "recommend",
    "recommendations",
    "recommended",
    "related",
    "reply",
    "respond",
    "rss",
    "share",
    "sharedaddy",
    "sharing",
    "shop",
    "sidebar",
    "signup",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tags",
    "teaser",
    "teasers",
    "trending",
];

/// Phrases of a class or an id, words joined with a blank, that name a part beside the text.
const PHRASES: [&str; 13] = [
    "about author",
    "also read",
    "author box",
    "author info",
    "entry meta",
    "meta data",
    "most read",
    "post meta",
    "article meta",
    "read more",
    "read next",
    "screen reader",
    "tag list",
];

const ROLES: [&str; 11] = [
    "navigation",
    "complementary",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "tablist",
];

/// Words of a class or an id that name the text itself; compiled by hand.
const CONTENT: [&str; 12] = [
    "article", "artikel", "beitrag", "body", "content", "entry", "inhalt", "main", "post", "story", "text",
    "texto",
];

/// What the page says of an element by its names, its role and its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// It is hidden or is a menu by its role: never text, however much it holds.
    pub(super) hidden: bool,
    /// It stands beside the text.
    pub(super) beside: bool,
    /// It holds what readers wrote.
    pub(super) comments: bool,
    /// It holds the text.
    pub(super) content: bool,
}

/// What the page says of each of its nodes.
pub(super) fn names(tree: &Tree) -> Vec<Names> {
    let of = |(at, node): (usize, &super::tree::Node)| {
        if node.tag == Tag::Text { Names::default() } else { names_of(tree, at) }
    };
    tree.nodes.iter().enumerate().map(of).collect()
}

fn names_of(tree: &Tree, at: usize) -> Names {
    let mut names = Names { hidden: is_hidden(tree, at), ..Names::default() };
    let whole = matches!(tree.node(at).tag, Tag::Html | Tag::Body | Tag::Article | Tag::Main);
    for name in ["class", "id"].iter().filter_map(|name| tree.attribute(at, name)) {
        for name in name.split_whitespace() {
            let words = words(name);
            let is = |list: &[&str]| words.split(' ').any(|word| list.binary_search(&word).is_ok());
            names.content |= is(&CONTENT);
            names.comments |= !whole && is_comments(words.trim());
            names.beside |= !whole && (is(&WORDS) || PHRASES.iter().any(|phrase| words.contains(phrase)));
        }
    }
    names
}

/// Whether a name says that an element holds what readers wrote.
fn is_comments(words: &str) -> bool {
    COMMENT_PHRASES.contains(&words) || COMMENTS.contains(&words)
}

/// Whether the element is hidden or is a menu by its role: never text, however much it holds.
fn is_hidden(tree: &Tree, at: usize) -> bool {
    let style = tree.attribute(at, "style").map(|style| style.to_ascii_lowercase().replace(' ', ""));
    let role = tree.attribute(at, "role").unwrap_or_default();
    tree.attribute(at, "hidden").is_some()
        || tree.attribute(at, "aria-hidden") == Some("true")
        || ROLES.contains(&role)
        || style.is_some_and(|s| s.contains("display:none") || s.contains("visibility:hidden"))
}

/// Words of a class or an id of an element that holds what readers wrote.
const COMMENTS: [&str; 8] = [
    "commentlist",
    "comments",
    "disqus",
    "kommentare",
    "comentarios",
    "commentaires",
    "commentsection",
    "respond",
];
const COMMENT_PHRASES: [&str; 4] = ["comment list", "comment section", "comment area", "comments list"];

/// The words of a name in lower case, joined with blanks: `relatedPosts-list` is "related posts list".
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for c in name.chars() {
        if c.is_uppercase() && lower {
            words.push(' ');
        }
        lower = c.is_lowercase();
        if c.is_alphabetic() { words.extend(c.to_lowercase()) } else { words.push(' ') }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, expect: bool) {
        assert_eq!(names_of(&Tree::read(page), 1).beside, expect, "{page}");
    }

    #[test]
    fn the_list_is_sorted_for_searching() {
        assert!(WORDS.is_sorted() && CONTENT.is_sorted());
    }

    #[test]
    fn names_say_what_an_element_is() {
        check("<div class='relatedPosts'>", true);
        check("<div class='x post-meta'>", true);
        check("<div id='social_2'>", true);
        check("<div class='download shadow'>", false);
        check("<div class='story-body'>", false);
        check("<main class='has-sidebar'>", false);
    }
}
