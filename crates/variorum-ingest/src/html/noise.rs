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

/// Whether the element is hidden or is a menu by its role: never text, however much it holds.
pub(super) fn is_hidden(tree: &Tree, at: usize) -> bool {
    let style = || tree.attribute(at, "style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    let role = tree.attribute(at, "role").unwrap_or_default();
    tree.attribute(at, "hidden").is_some()
        || tree.attribute(at, "aria-hidden") == Some("true")
        || ROLES.contains(&role)
        || style().contains("display:none")
        || style().contains("visibility:hidden")
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

/// Whether the names that the page gives the element say that it holds what readers wrote.
pub(super) fn is_comments(tree: &Tree, at: usize) -> bool {
    if matches!(tree.node(at).tag, Tag::Html | Tag::Body | Tag::Article | Tag::Main) {
        return false;
    }
    ["class", "id"].iter().filter_map(|name| tree.attribute(at, name)).any(|names| {
        names.split_whitespace().any(|name| {
            let words = words(name);
            let words = words.trim();
            COMMENT_PHRASES.contains(&words) || COMMENTS.contains(&words)
        })
    })
}

/// Whether the names that the page gives the element say that it stands beside the text.
pub(super) fn is_named_beside(tree: &Tree, at: usize) -> bool {
    if matches!(tree.node(at).tag, Tag::Html | Tag::Body | Tag::Article | Tag::Main) {
        return false;
    }
    ["class", "id"].iter().filter_map(|name| tree.attribute(at, name)).any(|names| {
        names.split_whitespace().any(|name| {
            let words = words(name);
            PHRASES.iter().any(|phrase| words.contains(phrase))
                || words.split(' ').any(|word| WORDS.binary_search(&word).is_ok())
        })
    })
}

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
        assert_eq!(is_named_beside(&Tree::read(page), 1), expect, "{page}");
    }

    #[test]
    fn the_list_is_sorted_for_searching() {
        assert!(WORDS.is_sorted());
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
