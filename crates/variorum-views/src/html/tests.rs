use std::collections::{BTreeMap, BTreeSet};

use html5gum::{DefaultEmitter, Token, Tokenizer};
use proptest::prelude::*;

use super::{base64, page, sample};

/// Every tag that a page may hold.
const OURS: [&str; 40] = [
    "a",
    "article",
    "aside",
    "b",
    "bdi",
    "blockquote",
    "body",
    "code",
    "del",
    "details",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "header",
    "html",
    "i",
    "ins",
    "li",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "section",
    "span",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

/// A start tag as a browser reads it.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
}

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// The start tags of a page, by the tokenizer of the HTML standard.
pub(super) fn tags(page: &str) -> Vec<Tag> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let tag = |token| match token {
        Token::StartTag(tag) => Some(Tag {
            name: words(&tag.name),
            attributes: tag.attributes.iter().map(|(name, value)| (words(name), words(value))).collect(),
        }),
        Token::Comment(comment) => panic!("a comment: {comment:?}"),
        _ => None,
    };
    Tokenizer::new_with_emitter(page, emitter).filter_map(|Ok(token)| tag(token)).collect()
}

/// What holds of each page, whatever is in it.
#[track_caller]
fn check(page: &str) {
    let tags = tags(page);
    let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id stands twice");
    for tag in &tags {
        assert!(OURS.contains(&tag.name.as_str()), "{tag:?}");
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on") && name != "style" && name != "src", "{tag:?}");
            if name == "href" {
                let inside = value.strip_prefix('#').is_some_and(|id| known.contains(id));
                let lower = value.to_ascii_lowercase();
                let outside = lower.starts_with("http://") || lower.starts_with("https://");
                let nofollow =
                    tag.get("rel").is_some_and(|rel| rel.contains("noopener") && rel.contains("nofollow"));
                assert!(inside || (outside && nofollow), "{tag:?} leads nowhere good");
            }
        }
    }
    assert!(tags.iter().filter(|tag| tag.name == "style").count() <= 1);
}

#[test]
fn every_link_of_the_sample_leads_to_its_words() {
    check(&page(&sample::apparatus()));
    check(&page(&sample::nothing()));
}

#[test]
fn base64_as_the_standard_has_it() {
    for (bytes, expect) in
        [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("\u{3ff}", "z78=")]
    {
        assert_eq!(base64(bytes.as_bytes()), expect);
    }
}

/// The text of a page, with one space for tags and white space, without the style sheet.
pub(super) fn words(page: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut style = false;
    let mut words = String::new();
    for Ok(token) in Tokenizer::new_with_emitter(page, emitter) {
        match token {
            Token::StartTag(tag) => {
                style = &**tag.name == b"style";
                words.push(' ');
            }
            Token::EndTag(_) => {
                style = false;
                words.push(' ');
            }
            Token::String(text) if !style => words.push_str(str::from_utf8(&text).unwrap()),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_sample_shows_what_differs_and_how() {
    let shown = words(&page(&sample::apparatus()));
    for expect in [
        "4 articles 3 independent originals",
        "Not compared: E Halden Courier",
        "Odile Marsh Commander 4 articles, 3 originals · 2 differ",
        "cut, unmarked in C: 7 words A has I am not going to pretend that → C has – nothing",
        "≠ word A has without a → C has with no",
        "same words from two speakers – not the same statement 14 of 16 words",
        "✗ conflict",
        "two exact counts of the same event differ",
        "○ not found",
        "read against the publication date, 4 February 2031",
        "Tuesday, week not known",
        "1 quotation in one article only",
        "By Imke Tarrant",
    ] {
        assert!(shown.contains(expect), "{expect:?} is not in: {shown}");
    }
}

#[test]
fn an_address_of_another_scheme_is_no_link() {
    let page = page(&sample::apparatus());
    assert!(page.contains("href=\"https://gazette.example/rink\""));
    assert!(!page.contains("javascript:"));
}

#[test]
fn hostile_material_stays_text() {
    let long = "x".repeat(10_000);
    for nasty in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg/onload=alert(1)>",
        "</title><script>1</script>",
        "</style><script>1</script>",
        "<!-- <![CDATA[ ]]> --!>",
        "&lt;script&gt; &#60;b&#62; &quot;",
        "javascript:alert(1)",
        "https://x.example/\" onmouseover=\"alert(1)",
        "\u{202e}thgir ot tfel\u{2066}",
        "\0\u{b}\u{1b}[31m",
        long.as_str(),
    ] {
        let page = page(&sample::hostile(nasty, nasty, nasty));
        check(&page);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<svg"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_title_outlet_or_text_yields_a_tag(
        title in "[<>\"'&;/=a-z !\\-]{1,30}",
        outlet in "\\PC{1,20}",
        body in "[<>\"'&/a-z\n ]{0,60}x",
    ) {
        check(&page(&sample::hostile(&title, &outlet, &body)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_alignment_keeps_its_links_and_its_base(
        rows in prop::collection::vec(prop::collection::vec("|[ab]|a b|[.,]", 6), 2..5),
    ) {
        prop_assume!(rows.iter().all(|row| row.iter().any(|cell| !cell.is_empty())));
        let apparatus = sample::aligned(&rows);
        let shown = page(&apparatus);
        check(&shown);
        let base = crate::rows::rows(&apparatus, &apparatus.quotations[0]).unwrap().base;
        let base: String = rows[base.0].concat().split_whitespace().collect();
        let quoted = shown.split("<blockquote>").nth(1).unwrap().split("</blockquote>").next().unwrap();
        prop_assert_eq!(over(quoted), base);
    }
}

/// The words of the base in a quotation: what stands neither under it nor in a note.
fn over(quoted: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut depth, mut words): (Vec<bool>, String) = (Vec::new(), String::new());
    for Ok(token) in Tokenizer::new_with_emitter(quoted, emitter) {
        match token {
            Token::StartTag(tag) => {
                let class = tag.attributes.get(&b"class"[..]).map(|c| String::from_utf8(c.to_vec()).unwrap());
                let aside = class.is_some_and(|c| ["under", "limit", "caret", "break"].contains(&c.as_str()));
                depth.push(aside || depth.last() == Some(&true));
            }
            Token::EndTag(_) => drop(depth.pop()),
            Token::String(text) if depth.last() != Some(&true) => {
                words.push_str(str::from_utf8(&text).unwrap())
            }
            _ => {}
        }
    }
    words.split_whitespace().collect()
}
