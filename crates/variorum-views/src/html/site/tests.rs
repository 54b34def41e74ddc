//! Every page of the site, whatever is in it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use variorum_core::{Finding, Freshness, Judgement, News, Ruling};

use super::about::{Build, Score, login, message, method};
use super::article::{ArticlePage, LAYERS, Version, article};
use super::state::{Opened, Setting, State, Tab};
use super::*;
use crate::html::tests::{Tag, tags, words};
use crate::html::{Judged, sample};

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
        Opened::Words("A".into(), 0, 5, String::new()),
        Opened::Words("A".into(), 1, 999_999, String::new()),
        Opened::Searched(3, "D".into()),
        Opened::Article("ZZ".into()),
    ];
    let opened = opened.map(|opened| State { opened: Some(opened), single: true, ..State::default() });
    [&tabs[..], &settings[..], &opened[..]].concat()
}

fn narrowed(nasty: &str) -> Narrowed {
    let owned = || nasty.to_owned();
    Narrowed { words: owned(), outlet: owned(), from: owned(), to: owned(), origins: owned(), new: true }
}

fn watch_list(nasty: &str) -> watches::WatchList {
    let owned = || nasty.to_owned();
    let row =
        watches::Summary { number: 1, kind: "pair", title: owned(), seen: 2, new: 1, latest: Some(owned()) };
    watches::WatchList {
        rows: vec![row],
        problem: Some(owned()),
        kind: owned(),
        first: owned(),
        second: owned(),
    }
}

fn watch_log(nasty: &str) -> watches::Log {
    let owned = || nasty.to_owned();
    let seen = watches::Seen {
        seen: owned(),
        new: true,
        outlet: owned(),
        notice: Some(owned()),
        speaker: Some(owned()),
        story: Some(("/story/x".into(), owned())),
        href: "/article/x".into(),
        before: owned(),
        words: owned(),
        after: owned(),
        copies: 2,
        ..watches::Seen::default()
    };
    watches::Log { number: 1, kind: "name", title: owned(), since: Some(owned()), seen: vec![seen], total: 9 }
}

fn settings_of(nasty: &str) -> settings::Settings {
    let owned = || nasty.to_owned();
    let pass = settings::PassRow {
        number: 1,
        name: owned(),
        scope: "read",
        story: Some(("/story/x".into(), owned())),
        made: owned(),
        until: Some(owned()),
        open: true,
    };
    let decision =
        settings::Decision { at: owned(), what: "claim", ruling: owned(), about: owned(), note: owned() };
    let granted = settings::Granted { secret: owned(), link: Some(owned()) };
    settings::Settings { passes: vec![pass], decisions: vec![decision], granted: Some(granted) }
}

/// A judgement on each finding, with `nasty` as its note; every second is dismissed.
fn judgements(nasty: &str, apparatus: &variorum_core::Apparatus) -> Vec<Judgement> {
    let judgement = |(at, finding): (usize, Finding)| Judgement {
        number: at as u64 + 1,
        at: jiff::Timestamp::UNIX_EPOCH,
        kind: finding.kind(),
        ruling: if at % 2 == 0 { Ruling::Dismissed } else { Ruling::Confirmed },
        about: nasty.into(),
        note: nasty.into(),
        places: finding.places(apparatus),
    };
    Finding::all(apparatus).into_iter().enumerate().map(judgement).collect()
}

/// All pages, with `nasty` wherever material or a reader's words stand.
fn pages(nasty: &str, apparatus: &variorum_core::Apparatus) -> Vec<String> {
    let frame = frame(nasty);
    let names: Vec<String> = apparatus.witnesses.iter().map(|_| nasty.to_owned()).collect();
    let homes = [Home::Library(nasty.into(), names), Home::Desk("d".into()), Home::Shared("secret".into())];
    let judged = Judged::of(apparatus, &judgements(nasty, apparatus), true);
    let news = News::of(apparatus, &vec![Freshness::New; apparatus.witnesses.len()]);
    let since = Since { time: nasty.into(), news };
    let judging = Finding::all(apparatus).into_iter().map(|finding| Opened::Judging(finding.mark(apparatus)));
    let deciding = judging.chain([Opened::Judging("0".repeat(16)), Opened::Placing("A".into())]);
    let deciding = deciding.map(|opened| State { opened: Some(opened), ..State::default() });
    let mut pages: Vec<String> = states()
        .into_iter()
        .chain(deciding)
        .flat_map(|state| homes.iter().map(move |home| (state.clone(), home)))
        .map(|(state, home)| {
            let judged = (!matches!(home, Home::Desk(_))).then_some(&judged);
            let (whole, shown, since) = (apparatus, apparatus, Some(&since));
            story(
                &frame,
                &Story { whole, shown, state: &state, home, example: true, judged, since, groups: &groups() },
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
        notice: Some(nasty.into()),
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
        notice: Some(owned()),
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
        notice: Some(owned()),
        copied: 5,
        copy_of: Some(owned()),
    };
    let hit = Hit {
        kind: "article",
        href: "/article/x".into(),
        outlet: owned(),
        title: owned(),
        story: Some(("/story/x".into(), owned())),
        notice: Some(owned()),
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
        front(frame, &Front { narrowed: narrowed(nasty), seen: owned(), ..Front::default() }),
        watches::list(frame, &watch_list(nasty)),
        watches::log(frame, &watch_log(nasty)),
        settings::page(frame, &settings_of(nasty)),
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
        let state =
            State { opened: Some(Opened::Words("A".into(), start, end, String::new())), ..State::default() };
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
    for opened in [
        Opened::Words("A".into(), 5, 4, String::new()),
        Opened::Words("A".into(), 0, 99_999, String::new()),
        Opened::Article("Q".into()),
    ] {
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
fn a_link_for_others_shows_words_and_no_article() {
    let apparatus = sample::apparatus();
    let home = Home::Shared("secret".into());
    let text = &apparatus.witnesses[0].annotated.article().text;
    let last = text.as_str().get(text.len() - 40..).unwrap();
    for opened in [
        Opened::Words("A".into(), 0, text.len(), String::new()),
        Opened::Words("A".into(), text.len() - 40, text.len(), String::new()),
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
