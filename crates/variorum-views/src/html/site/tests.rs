//! Every page of the site, whatever is in it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::about::{Build, Score, login, message, method};
use super::article::{ArticlePage, LAYERS, Version, article};
use super::state::{Opened, Setting, State, Tab};
use super::*;
use crate::html::sample;
use crate::html::tests::{Tag, tags, words};

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

fn groups() -> BTreeMap<String, String> {
    [("veldmoor gazette", "<b>local</b>"), ("the morning ledger", "national")]
        .map(|(o, g)| (o.into(), g.into()))
        .into()
}

fn frame(nasty: &str) -> Frame {
    Frame {
        style: "/s.css".into(),
        script: "/s.js".into(),
        token: "t".into(),
        signed_in: true,
        query: nasty.into(),
        twin: Some(format!("/x.json?q={}", urls::escape(nasty))),
        ..Frame::default()
    }
}

fn states() -> Vec<State> {
    let tabs = Tab::ALL.map(|tab| State { tab, ..State::default() });
    let settings =
        Setting::ALL.map(|setting| State { setting, base: Some((1, "C".into())), ..State::default() });
    let opened = [
        Opened::Article("B".into()),
        Opened::Words("A".into(), 0, 5),
        Opened::Words("A".into(), 1, 999_999),
        Opened::Searched(3, "D".into()),
        Opened::Article("ZZ".into()),
    ];
    let opened = opened.map(|opened| State { opened: Some(opened), single: true, ..State::default() });
    [&tabs[..], &settings[..], &opened[..]].concat()
}

/// All pages, with `nasty` wherever material or a reader's words stand.
fn pages(nasty: &str, apparatus: &variorum_core::Apparatus) -> Vec<String> {
    let frame = frame(nasty);
    let names: Vec<String> = apparatus.witnesses.iter().map(|_| nasty.to_owned()).collect();
    let homes = [Home::Library(nasty.into(), names), Home::Desk("d".into())];
    let mut pages: Vec<String> = states()
        .iter()
        .flat_map(|state| homes.iter().map(move |home| (state, home)))
        .map(|(state, home)| {
            story(
                &frame,
                &Story { whole: apparatus, shown: apparatus, state, home, example: true, groups: &groups() },
            )
        })
        .collect();
    for witness in &apparatus.witnesses {
        let page = ArticlePage {
            annotated: &witness.annotated,
            address: homes[0].article(variorum_core::WitnessId(0), "A"),
            story: Some((homes[0].address(), nasty.into())),
            layers: LAYERS.iter().map(|(name, _)| (*name).to_owned()).collect(),
            lit: Some((0, 3)),
            stale: false,
            versions: vec![Version {
                href: "/article/y".into(),
                seen: nasty.into(),
                current: true,
                shown: false,
            }],
            why: Some(nasty.into()),
        };
        pages.push(article(&frame, &page));
    }
    pages.extend(lists(&frame, nasty));
    pages
}

fn asked(nasty: &str) -> Ask {
    let differences = vec![(variorum_core::VariantClass::Word, nasty.to_owned(), String::new())];
    let printing = AskedPrinting {
        href: "/article/x".into(),
        date: None,
        outlet: nasty.into(),
        words: nasty.into(),
        copy: true,
        differences,
    };
    let statement = AskedStatement { speaker: Some(nasty.into()), origins: 1, printings: vec![printing] };
    Ask { words: nasty.into(), speaker: nasty.into(), statements: vec![statement], near: vec![] }
}

fn lists(frame: &Frame, nasty: &str) -> Vec<String> {
    let owned = || nasty.to_owned();
    let row = StoryRow {
        id: owned(),
        title: owned(),
        outlets: vec![owned()],
        lineages: vec![2, 1],
        conflicts: Some(1),
        differing: Some(2),
        articles: 3,
        origins: 2,
        ..StoryRow::default()
    };
    let printing = Printing {
        date: None,
        outlet: owned(),
        siglum: "A".into(),
        href: "/story/x?at=A-0-1#at".into(),
        words: owned(),
        copy: true,
    };
    let said = Said {
        href: "/story/x#u1".into(),
        story: owned(),
        origins: 1,
        differs: true,
        printings: vec![printing],
    };
    let listed = OutletArticle {
        href: "/article/x".into(),
        title: owned(),
        date: None,
        story: Some(("/story/x".into(), owned())),
        copied: 5,
        copy_of: Some(owned()),
    };
    let hit = Hit {
        kind: "article",
        href: "/article/x".into(),
        outlet: owned(),
        title: owned(),
        story: Some(("/story/x".into(), owned())),
        speaker: Some(owned()),
        before: owned(),
        words: owned(),
        after: owned(),
        ..Hit::default()
    };
    let facet =
        Facet { name: "Outlets", values: vec![(owned(), 2, format!("/search?q={}", urls::escape(nasty)))] };
    let score = Score {
        task: owned(),
        measure: owned(),
        bound: owned(),
        measured: Some(owned()),
        digest: Some(owned()),
    };
    let models = [(owned(), owned())].into();
    let build = Build { version: owned(), commit: Some(owned()), own_models: false, models };
    vec![
        front(
            frame,
            &Front { rows: vec![row], examples: true, next: Some("?skip=1".into()), ..Front::default() },
        ),
        front(frame, &Front::default()),
        speaker(frame, &Speaker { name: owned(), roles: vec![owned()], said: vec![said] }),
        outlet(
            frame,
            &Outlet { name: owned(), total: 9, articles: vec![listed], quoted: vec![(owned(), 2)] },
        ),
        search(frame, &Found { query: owned(), total: 1, hits: vec![hit], facets: vec![facet], next: None }),
        search(frame, &Found { query: owned(), ..Found::default() }),
        compare::compare(frame, &[owned()], true),
        ask(frame, &asked(nasty)),
        ask(
            frame,
            &Ask {
                words: owned(),
                near: vec![(Some(owned()), owned(), owned(), "/article/x".into())],
                ..Ask::default()
            },
        ),
        subscriptions::subscriptions(frame, &followed(nasty)),
        subscriptions::subscriptions(frame, &subscriptions::Subscriptions::default()),
        subscriptions::subscription(frame, &followed_one(nasty)),
        check::check(frame, &checked(nasty)),
        method(frame, nasty, &[score], &build),
        message(frame, nasty, nasty),
        login(frame, Some("No."), nasty),
        about::help(frame),
    ]
}

fn followed(nasty: &str) -> subscriptions::Subscriptions {
    let rows = vec![followed_one(nasty).row, subscriptions::SubscriptionRow::default()];
    subscriptions::Subscriptions { rows, fetches: true, told: Some((true, nasty.to_owned())) }
}

fn followed_one(nasty: &str) -> subscriptions::SubscriptionPage {
    let owned = || nasty.to_owned();
    let lines = vec![(owned(), owned())];
    subscriptions::SubscriptionPage {
        row: subscriptions::SubscriptionRow {
            id: owned(),
            title: Some(owned()),
            address: owned(),
            kind: "feed",
            pages: true,
            failure: Some((owned(), owned())),
            reserved: 2,
            ..subscriptions::SubscriptionRow::default()
        },
        last: Some(subscriptions::Exchanged {
            address: owned(),
            asked: lines.clone(),
            headers: lines,
            ..subscriptions::Exchanged::default()
        }),
        host: Some(subscriptions::HostRules {
            robots: owned(),
            declaration: Some(owned()),
            ..subscriptions::HostRules::default()
        }),
        ..subscriptions::SubscriptionPage::default()
    }
}

fn checked(nasty: &str) -> check::CheckForm {
    let owned = || nasty.to_owned();
    let row = check::CheckedRow { sign: "≠", means: "differs", lines: vec![owned(), owned()] };
    check::CheckForm {
        draft: owned(),
        against: owned(),
        problem: Some(owned()),
        checked: Some(check::Checked {
            title: owned(),
            others: vec![("B".into(), owned())],
            sections: vec![("Quotations", vec![row]), ("Figures", Vec::new())],
            comparison: "/comparison/x".into(),
        }),
    }
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
        let drawer = drawer_part(&Story {
            whole: &apparatus,
            shown: &apparatus,
            state: &state,
            home: &home,
            example: false,
            groups: &BTreeMap::new(),
        });
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
        let drawer = drawer_part(&Story {
            whole: &apparatus,
            shown: &apparatus,
            state: &state,
            home: &home,
            example: false,
            groups: &BTreeMap::new(),
        });
        assert!(words(&drawer).contains("No such words"));
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
                groups: &groups(),
            },
        ))
    };
    assert!(shown(Setting::Apparatus, "C").contains("base C"));
    assert!(shown(Setting::Apparatus, "A").contains("base A"));
    assert!(shown(Setting::SideBySide, "A").contains("[…] not printed"));
    assert!(shown(Setting::Inline, "A").contains("instead of without a"), "{}", shown(Setting::Inline, "A"));
}
