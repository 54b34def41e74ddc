//! Every page, made of whatever is given.

use super::*;

pub(super) fn groups() -> BTreeMap<String, String> {
    [("veldmoor gazette", "<b>local</b>"), ("the morning ledger", "national")]
        .map(|(o, g)| (o.into(), g.into()))
        .into()
}

pub(super) fn frame(nasty: &str) -> Frame {
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

pub(super) fn states() -> Vec<State> {
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

pub(super) fn narrowed(nasty: &str) -> Narrowed {
    let owned = || nasty.to_owned();
    Narrowed { words: owned(), outlet: owned(), from: owned(), to: owned(), origins: owned(), new: true }
}

pub(super) fn watch_list(nasty: &str) -> watches::WatchList {
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

pub(super) fn watch_log(nasty: &str) -> watches::Log {
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

pub(super) fn settings_of(nasty: &str) -> settings::Settings {
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
pub(super) fn judgements(nasty: &str, apparatus: &variorum_core::Apparatus) -> Vec<Judgement> {
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
pub(super) fn pages(nasty: &str, apparatus: &variorum_core::Apparatus) -> Vec<String> {
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

pub(super) fn asked(nasty: &str) -> Ask {
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

pub(super) fn lists(frame: &Frame, nasty: &str) -> Vec<String> {
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

pub(super) fn followed(nasty: &str) -> subscriptions::Subscriptions {
    let rows = vec![followed_one(nasty).row, subscriptions::SubscriptionRow::default()];
    subscriptions::Subscriptions { rows, fetches: true, told: Some((true, nasty.to_owned())) }
}

pub(super) fn followed_one(nasty: &str) -> subscriptions::SubscriptionPage {
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

pub(super) fn checked(nasty: &str) -> check::CheckForm {
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
