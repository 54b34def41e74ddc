//! Every page of the site, whatever is in it.

mod material;

use std::collections::BTreeMap;

use proptest::prelude::*;
use variorum_core::{Finding, Freshness, Judgement, News, Ruling};

use super::about::{Build, Score, login, message, method};
use super::article::{ArticlePage, LAYERS, Version, article};
use super::state::{Named, Opened, Setting, State, Tab};
use super::*;
use crate::html::tests::{Tag, tags, words};
use crate::html::{Judged, sample};
use material::*;

/// What no page of ours holds: the tags that load, run or embed.
const FOREIGN: [&str; 11] =
    ["iframe", "object", "embed", "img", "video", "audio", "base", "frame", "applet", "source", "style"];

/// What holds of each page, whatever is in it.
#[track_caller]
fn check(page: &str) {
    let tags = tags(page);
    let mut ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
    for tag in &tags {
        assert!(!FOREIGN.contains(&tag.name.as_str()), "{tag:?}");
        let data = tag.get("type") == Some("application/ld+json");
        assert!(tag.name != "script" || data || tag.get("src") == Some("/s.js"), "{tag:?}");
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on") && name != "style" && name != "srcdoc", "{tag:?}");
            if ["href", "action", "formaction"].contains(&name.as_str()) {
                leads_somewhere(tag, value, &ids);
            }
        }
        if let Some(target) = tag.get("for").or(tag.get("aria-labelledby")) {
            assert!(ids.binary_search(&target).is_ok(), "{tag:?} names nothing");
        }
    }
}

#[track_caller]
fn leads_somewhere(tag: &Tag, value: &str, ids: &[&str]) {
    if let Some(id) = value.strip_prefix('#') {
        assert!(ids.binary_search(&id).is_ok(), "{tag:?} leads nowhere");
        return;
    }
    let inside = value.starts_with('?') || (value.starts_with('/') && !value.starts_with("//"));
    let lower = value.to_ascii_lowercase();
    let outside = (lower.starts_with("http://") || lower.starts_with("https://"))
        && tag.get("rel").is_some_and(|rel| rel.contains("noopener") && rel.contains("noreferrer"));
    assert!(inside || outside, "{tag:?} leads nowhere good");
}

#[test]
fn every_page_of_the_sample_leads_somewhere() {
    pages("A plain name", &sample::apparatus()).iter().for_each(|page| check(page));
    pages("A plain name", &sample::nothing()).iter().for_each(|page| check(page));
}

#[test]
fn hostile_material_stays_text_on_every_page() {
    let long = "x".repeat(5_000);
    for nasty in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg/onload=alert(1)>",
        "</title><script>1</script>",
        "<!-- <![CDATA[ ]]> --!>",
        "&lt;script&gt; &#60;b&#62; &quot;",
        "javascript:alert(1)",
        "//evil.example/x",
        "../../..",
        "https://x.example/\" onmouseover=\"alert(1)",
        "\u{202e}thgir ot tfel\u{2066}",
        "\0\u{b}\u{1b}[31m",
        "`**[a](javascript:alert(1))|x|**`",
        long.as_str(),
    ] {
        for page in pages(nasty, &sample::hostile(nasty, nasty, nasty)) {
            check(&page);
            assert!(!page.contains("<script>") && !page.contains("<img"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn no_name_yields_a_tag(nasty in "[<>\"'&;/=a-z !`|*\\[\\]()\\-]{1,24}") {
        pages(&nasty, &sample::hostile(&nasty, &nasty, &nasty)).iter().for_each(|page| check(page));
    }
}

#[test]
fn the_drawer_lights_exactly_the_words_of_its_address() {
    let apparatus = sample::apparatus();
    let text = &apparatus.witnesses[0].annotated.article().text;
    let home = Home::Desk("d".into());
    // Words over the end of a paragraph and over marks light up in several pieces.
    for (start, end) in [(0, 4), (30, 190), (10, 11)] {
        let state = State { opened: Some(Opened::Words("A".into(), start, end)), ..State::default() };
        let drawer = drawer_part(
            &frame(""),
            &Story {
                whole: &apparatus,
                shown: &apparatus,
                state: &state,
                home: &home,
                example: false,
                judged: None,
                since: None,
                groups: &groups(),
            },
        );
        let expect: String = text.slice(text.span(start..end).unwrap()).split_whitespace().collect();
        assert_eq!(lit(&drawer), expect);
    }
}

/// The words in marks that are lit.
fn lit(page: &str) -> String {
    let mut found = String::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("<mark ") {
        let (inner, after) = after.split_once("</mark>").unwrap();
        let (attributes, inner) = inner.split_once('>').unwrap();
        assert!(attributes.contains("lit"), "{attributes}");
        found.push_str(&words(inner));
        rest = after;
    }
    found.split_whitespace().collect()
}

#[test]
fn a_passage_that_is_not_there_is_said_to_be_missing() {
    let apparatus = sample::apparatus();
    let home = Home::Desk("d".into());
    for opened in
        [Opened::Words("A".into(), 5, 4), Opened::Words("A".into(), 0, 99_999), Opened::Article("Q".into())]
    {
        let state = State { opened: Some(opened), ..State::default() };
        let drawer = drawer_part(
            &frame(""),
            &Story {
                whole: &apparatus,
                shown: &apparatus,
                state: &state,
                home: &home,
                example: false,
                judged: None,
                since: None,
                groups: &groups(),
            },
        );
        assert!(words(&drawer).contains("Stale"));
    }
    let page = ArticlePage {
        annotated: &apparatus.witnesses[0].annotated,
        address: "/article/x".into(),
        story: None,
        layers: vec![],
        lit: Some((0, 4)),
        stale: true,
        versions: vec![],
        why: None,
    };
    let shown = article(&frame(""), &page);
    assert!(words(&shown).contains("Stale") && !shown.contains("class=\"lit\""));
}

#[test]
fn the_base_can_be_switched_and_readings_set_in_three_ways() {
    let apparatus = sample::apparatus();
    let home = Home::Desk("d".into());
    let shown = |setting, base: &str| {
        let state = State { setting, base: Some((1, base.into())), ..State::default() };
        words(&story(
            &frame(""),
            &Story {
                whole: &apparatus,
                shown: &apparatus,
                state: &state,
                home: &home,
                example: false,
                judged: None,
                since: None,
                groups: &groups(),
            },
        ))
    };
    assert!(shown(Setting::Apparatus, "C").contains("base C"));
    assert!(shown(Setting::Apparatus, "A").contains("base A"));
    assert!(shown(Setting::SideBySide, "A").contains("[…] not printed"));
    assert!(shown(Setting::Inline, "A").contains("instead of without a"), "{}", shown(Setting::Inline, "A"));
}

#[test]
fn what_was_dismissed_folds_away_and_can_be_seen() {
    let apparatus = sample::apparatus();
    let home = Home::Library("s".into(), vec!["a".into(); apparatus.witnesses.len()]);
    let log = judgements("not the same count", &apparatus);
    let judged = Judged::of(&apparatus, &log, true);
    let (mut state, whole) = (State { tab: Tab::Figures, ..State::default() }, &apparatus);
    let shown = |state: &State, judged| {
        story(
            &frame(""),
            &Story {
                whole,
                shown: whole,
                state,
                home: &home,
                example: false,
                judged,
                since: None,
                groups: &groups(),
            },
        )
    };
    let (with, without) = (shown(&state, Some(&judged)), shown(&state, None));
    assert!(without.contains("id=\"g1\"") && !without.contains("?judge="));
    let (open, folded) = with.split_once("class=\"more dismissed\"").unwrap();
    assert!(
        !open.contains("id=\"g1\"") || judged.on(Finding::Claim(0)).unwrap().0.ruling == Ruling::Confirmed
    );
    assert!(folded.contains("not the same count"), "{folded}");
    // The letters of a part of the articles are no ground to judge on.
    state.only = vec!["A".into(), "B".into()];
    assert!(!shown(&state, Some(&judged)).contains("?judge="));
}

#[test]
fn articles_of_an_address_are_found_by_their_text_when_letters_are_others() {
    let apparatus = sample::apparatus();
    let first = Named::of(&apparatus.witnesses[0]);
    let only = |value: &str| State::parse([("only", value)]).among(&apparatus.witnesses);
    for address in [format!("ZZ-{}", first.text), format!("B-{}.A", first.text)] {
        let state = only(&address);
        assert_eq!((state.only.as_slice(), state.stale), ([first.clone()].as_slice(), false), "{address}");
    }
    let gone = only("A-000000.B");
    assert_eq!((gone.only.len(), gone.stale), (1, true));
    let page = story(
        &frame(""),
        &Story {
            whole: &apparatus,
            shown: &apparatus,
            state: &gone,
            home: &Home::Desk("d".into()),
            example: false,
            judged: None,
            since: None,
            groups: &groups(),
        },
    );
    assert!(page.contains("no longer here (stale)"));
}

#[test]
fn a_link_for_others_shows_words_and_no_article() {
    let apparatus = sample::apparatus();
    let home = Home::Shared("secret".into());
    let text = &apparatus.witnesses[0].annotated.article().text;
    let last = text.as_str().get(text.len() - 40..).unwrap();
    for opened in [
        Opened::Words("A".into(), 0, text.len()),
        Opened::Words("A".into(), text.len() - 40, text.len()),
        Opened::Article("A".into()),
    ] {
        let state = State { opened: Some(opened), ..State::default() };
        let (whole, judged, since) = (&apparatus, None, None);
        let page = story(
            &frame(""),
            &Story {
                whole,
                shown: whole,
                state: &state,
                home: &home,
                example: false,
                judged,
                since,
                groups: &groups(),
            },
        );
        let drawer = page.split_once("id=\"drawer\"").unwrap().1;
        assert!(!words(drawer).contains(last), "the end of the article stands in the drawer");
        assert!(!page.contains("href=\"/article/") && !page.contains("<form method=\"post\""));
        assert!(page.contains("noindex"));
    }
}
