//! What every backend must do. [`run`] tells one story after the other on fresh stores and fails by
//! panicking, so that a backend calls it from one test.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod desk;

use std::path::Path;

use jiff::Timestamp;
use variorum_core::{
    Annotated, Article, Attribution, AttributionKind, Entity, EntityId, EntityKind, Figure, FigureKind,
    FindingKind, Judgement, Layers, Ruling, SourceMap, Text, tokens,
};

use crate::{
    ArticleKey, Derived, Edit, Entry, ErrorKind, FigureQuery, Matter, Original, Pass, Place, Placement,
    Receipt, Scope, SearchQuery, Store, StoryOrder, StoryQuery, Target, Topic, Watch, Watched, source_of,
};

/// Runs the whole suite. `fresh` makes an empty store each time; `folder` is a place for backups.
pub fn run<S: Store>(mut fresh: impl FnMut() -> S, folder: &Path) {
    what_is_added_is_held_once(&mut fresh());
    another_text_of_one_address_is_a_version(&mut fresh());
    stories_are_set_moved_and_logged(&mut fresh());
    what_waits_is_placed_beside_what_stands(&mut fresh());
    words_quotations_and_figures_are_found(&mut fresh());
    names_lead_to_articles(&mut fresh());
    what_is_forgotten_is_gone_and_stays_away(&mut fresh());
    derived_rows_are_made_again(&mut fresh());
    originals_are_kept_read_again_and_let_go(&mut fresh());
    stories_of_one_affair_are_linked(&mut fresh());
    edits_are_kept_in_order(&mut fresh());
    notes_are_written_over_and_taken_away(&mut fresh());
    desk::judgements_are_kept_and_never_written_over(&mut fresh());
    desk::watches_keep_their_numbers(&mut fresh());
    desk::passes_are_granted_and_taken_back(&mut fresh());
    desk::a_story_knows_what_came_and_when(&mut fresh());
    a_backup_is_whole(&mut fresh(), folder);
}

/// An invented article: "HEADLINE\nBODY", in which what stands between “ and ” is said by `speaker`, and
/// each number is a figure.
pub fn entry(id: &str, url: Option<&str>, day: &str, words: &str, speaker: &str) -> Entry {
    let text = Text::new(words);
    let line = words.find('\n').unwrap();
    let article = Article {
        id: id.to_owned(),
        file: None,
        outlet: Some(format!("{id} Gazette")),
        url: url.map(str::to_owned),
        language: Some("en".to_owned()),
        published: crate::articles::read_date(day),
        headline: text.span(0..line),
        body: text.span(line + 1..words.len()).unwrap(),
        headline_apart: true,
        source: SourceMap::identity(&text),
        text: text.clone(),
        block_quotations: Vec::new(),
        boilerplate: Vec::new(),
        evidence: [("headline", "by hand".to_owned())].into(),
        problems: Vec::new(),
    };
    let person = Entity {
        name: speaker.to_owned(),
        kind: EntityKind::Person,
        aliases: Vec::new(),
        roles: Vec::new(),
        mentions: Vec::new(),
        adjectival: Vec::new(),
        pronouns: Vec::new(),
        country: None,
        gender: None,
    };
    let quoted = words
        .find('“')
        .zip(words.find('”'))
        .map(|(open, close)| text.span(open..close + '”'.len_utf8()).unwrap());
    let attribution = |span| Attribution {
        content: vec![span],
        quoted: vec![span],
        source: None,
        cue: Vec::new(),
        kind: AttributionKind::Direct,
        speech: true,
        speaker: Some(EntityId(0)),
        confidence: 1.0,
    };
    let tokens = tokens(&text, text.whole());
    let figure = |span: variorum_core::Span| {
        let value = text.slice(span).parse().ok()?;
        Some(Figure {
            span,
            number: span,
            value: Some(value),
            interval: variorum_core::Interval::exactly(value),
            unit: None,
            kind: FigureKind::Number,
            of: None,
            commitment: variorum_core::Commitment::Asserted,
            by: None,
        })
    };
    let layers = Layers {
        attributions: quoted.into_iter().map(attribution).collect(),
        figures: tokens.iter().filter_map(|token| figure(token.span)).collect(),
        entities: vec![person],
        tokens,
        ..Layers::default()
    };
    let source = source_of(&article, None);
    let original = Original { bytes: words.as_bytes().to_vec(), charset: None, captured: at(1_000) };
    Entry::new(&Annotated::new(article, layers), source, Some(original), at(1_000))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn fire() -> Entry {
    entry(
        "a",
        None,
        "2026-02-12",
        "Shed burns\nFlames took the north shed. “We saved 14 boats,” she said.",
        "Dana Okoro",
    )
}

fn vote() -> Entry {
    entry(
        "b",
        None,
        "2026-02-13T07:30:00+01:00",
        "Marsh vote\nThe council chose the sea over 30 farms.",
        "Clement Rusk",
    )
}

fn what_is_added_is_held_once(store: &mut impl Store) {
    let (fire, vote) = (fire(), vote());
    let keys = [fire.key(), vote.key()];
    assert_eq!(store.known(&keys).unwrap(), [false, false]);
    let receipts = store.add(&[fire.clone(), fire.clone(), vote]).unwrap();
    assert_eq!(receipts, [Receipt::Added(keys[0]), Receipt::Held(keys[0]), Receipt::Added(keys[1])]);
    assert_eq!(store.known(&keys).unwrap(), [true, true]);
    let record = store.article(keys[0]).unwrap().unwrap();
    let (given, held) = (fire.article(), &record.article);
    assert_eq!((&held.id, &held.outlet, held.published), (&given.id, &given.outlet, given.published));
    assert_eq!((&held.text, held.headline, held.body), (&given.text, given.headline, given.body));
    assert_eq!((&held.evidence, held.headline_apart), (&given.evidence, true));
    assert!(record.raw.is_some() && record.current && record.place.is_none());
    let order: Vec<ArticleKey> = store.order().unwrap().iter().map(|ordered| ordered.key).collect();
    assert_eq!(order, keys);
    let counts = store.counts().unwrap();
    assert_eq!((counts.articles, counts.waiting, counts.quotations, counts.figures), (2, 2, 1, 2));
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

fn another_text_of_one_address_is_a_version(store: &mut impl Store) {
    let address = Some("https://gazette.example/fire#top");
    let first = entry("a", address, "2026-02-12", "Shed burns\nTwelve boats were saved.", "Dana Okoro");
    let second = Entry {
        seen: at(2_000),
        ..entry("a", address, "2026-02-12", "Shed burns\nFourteen boats were saved.", "Dana Okoro")
    };
    assert_eq!(store.add(std::slice::from_ref(&first)).unwrap(), [Receipt::Added(first.key())]);
    let receipts = store.add(std::slice::from_ref(&second)).unwrap();
    assert_eq!(receipts, [Receipt::Version { key: second.key(), of: first.key() }]);
    let old = store.article(first.key()).unwrap().unwrap();
    assert!(!old.current, "the later text is current");
    let versions: Vec<(ArticleKey, bool)> = old.versions.iter().map(|v| (v.key, v.current)).collect();
    assert_eq!(versions, [(first.key(), false), (second.key(), true)]);
    assert_eq!(old.article.text, first.article().text, "the old text still resolves");
    assert_eq!(store.order().unwrap().len(), 2);
    assert_eq!(store.superseded().unwrap(), [(first.key(), second.key())].into());
    assert_eq!(store.find("https://gazette.example/fire").unwrap(), second.key());
    let found =
        store.search(&SearchQuery { words: "boats".to_owned(), limit: 9, ..SearchQuery::default() }).unwrap();
    assert_eq!(found.hits.iter().map(|hit| hit.key).collect::<Vec<_>>(), [second.key()]);
}

fn place(of: &Entry, story: &Entry) -> Placement {
    let place =
        Place { story: story.key(), root: of.key(), copied: None, agency: None, why: "by hand".to_owned() };
    Placement { key: of.key(), place }
}

fn stories_are_set_moved_and_logged(store: &mut impl Store) {
    let (fire, vote) = (fire(), vote());
    store.add(&[fire.clone(), vote.clone()]).unwrap();
    let settled = store.settle(&[place(&fire, &fire), place(&vote, &fire)], at(3_000)).unwrap();
    assert_eq!((settled.placed, settled.moved, settled.stories), (2, 0, 1));
    let query = StoryQuery { limit: 9, ..StoryQuery::default() };
    let listed = &store.stories(&query).unwrap()[0];
    assert_eq!((listed.id, listed.articles, listed.origins), (fire.key(), 2, 2));
    assert_eq!(
        (listed.title.as_deref(), listed.first.as_str(), listed.last.as_str()),
        (Some("Shed burns"), "2026-02-12", "2026-02-13")
    );
    assert_eq!(listed.outlets, ["a Gazette", "b Gazette"]);
    let settled = store.settle(&[place(&fire, &fire), place(&vote, &vote)], at(4_000)).unwrap();
    assert_eq!((settled.placed, settled.moved, settled.stories), (0, 1, 2));
    let again = store.settle(&[place(&fire, &fire), place(&vote, &vote)], at(5_000)).unwrap();
    assert_eq!((again.placed, again.moved), (0, 0));
    let moves: Vec<(Option<ArticleKey>, Option<ArticleKey>)> =
        store.history(vote.key()).unwrap().iter().map(|m| (m.from, m.to)).collect();
    assert_eq!(moves, [(None, Some(fire.key())), (Some(fire.key()), Some(vote.key()))]);
    let story = store.story(vote.key()).unwrap().unwrap();
    assert_eq!(story.members, [place(&vote, &vote)]);
    for (query, expect) in [
        (StoryQuery { order: StoryOrder::Newest, ..query.clone() }, vec![vote.key(), fire.key()]),
        (StoryQuery { words: Some("farms".to_owned()), ..query.clone() }, vec![vote.key()]),
        (StoryQuery { outlet: Some("a Gazette".to_owned()), ..query.clone() }, vec![fire.key()]),
        (StoryQuery { until: "2026-02-12".parse().ok(), ..query.clone() }, vec![fire.key()]),
        (StoryQuery { since: "2026-02-13".parse().ok(), ..query.clone() }, vec![vote.key()]),
        (StoryQuery { origins: 2, ..query.clone() }, vec![]),
        (StoryQuery { skip: 1, ..query.clone() }, vec![fire.key()]),
    ] {
        let found: Vec<ArticleKey> = store.stories(&query).unwrap().iter().map(|row| row.id).collect();
        assert_eq!(found, expect, "{query:?}");
    }
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

fn what_waits_is_placed_beside_what_stands(store: &mut impl Store) {
    let url = Some("https://ellery.example/shed");
    let first = entry("a", url, "2026-02-12", "Shed burns\nFlames took the north shed.", "Dana Okoro");
    let second =
        entry("a", url, "2026-02-12T20:00:00+00:00", "Shed burns\nFlames took two sheds.", "Dana Okoro");
    let (vote, rain) =
        (vote(), entry("c", None, "2026-02-11", "Rain\nIt rained for 3 days.", "Clement Rusk"));
    assert_eq!((store.size().unwrap(), store.waiting(9).unwrap()), (0, Vec::new()));
    store.add(&[vote.clone(), first.clone()]).unwrap();
    assert_eq!(store.waiting(9).unwrap(), [(first.ordered(), None), (vote.ordered(), None)]);
    assert_eq!(store.waiting(1).unwrap(), [(first.ordered(), None)]);
    let placed = store.place(&[place(&first, &first)], at(3_000)).unwrap();
    assert_eq!((placed.placed, placed.moved, placed.stories), (1, 0, 1));
    assert_eq!(store.waiting(9).unwrap(), [(vote.ordered(), None)]);
    assert_eq!(store.latest(9).unwrap(), [(first.ordered(), place(&first, &first).place)]);
    // What is placed later moves nothing that stands.
    let placed = store.place(&[place(&vote, &vote)], at(3_500)).unwrap();
    assert_eq!((placed.placed, placed.moved, placed.stories), (1, 0, 2));
    assert_eq!(store.latest(1).unwrap(), [(vote.ordered(), place(&vote, &vote).place)]);
    assert_eq!(store.latest(9).unwrap().len(), 2);
    // A later version waits, and the earlier one leaves when it is placed.
    store.add(&[second.clone(), rain.clone()]).unwrap();
    assert_eq!(store.waiting(9).unwrap(), [(rain.ordered(), None), (second.ordered(), Some(first.key()))]);
    let placed = store.place(&[place(&second, &second), place(&first, &first)], at(4_000)).unwrap();
    assert_eq!((placed.placed, placed.stories), (1, 2));
    assert_eq!(store.history(first.key()).unwrap().last().unwrap().to, None);
    let order: Vec<Placement> = store.placements().unwrap();
    assert_eq!(order, [place(&second, &second), place(&vote, &vote)]);
    // What is forgotten waits no more, and settling all leaves nothing waiting.
    store.forget(&[rain.key()], "a test", at(5_000)).unwrap();
    assert_eq!(store.waiting(9).unwrap(), []);
    let late = entry("d", None, "2026-02-10", "Snow\nIt snowed.", "Clement Rusk");
    store.add(std::slice::from_ref(&late)).unwrap();
    assert_eq!(store.counts().unwrap().waiting, 1);
    let all = [place(&late, &late), place(&second, &second), place(&vote, &vote)];
    store.settle(&all, at(6_000)).unwrap();
    assert_eq!((store.counts().unwrap().waiting, store.waiting(9).unwrap()), (0, Vec::new()));
    assert!(store.size().unwrap() >= 4);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

fn words_quotations_and_figures_are_found(store: &mut impl Store) {
    let (fire, vote) = (fire(), vote());
    store.add(&[fire.clone(), vote.clone()]).unwrap();
    let articles = |words: &str| SearchQuery { words: words.to_owned(), limit: 9, ..SearchQuery::default() };
    let quotations = |words: &str| SearchQuery { matter: Matter::Quotations, ..articles(words) };
    let figures = |least: f64, most: f64, words: &str| SearchQuery {
        matter: Matter::Figures,
        figure: Some(FigureQuery { least, most }),
        ..articles(words)
    };
    let okoro = SearchQuery { speaker: Some("okoro".to_owned()), ..quotations("") };
    for (query, expect) in [
        (articles("flame"), vec!["Flames"]),
        (articles("“north shed”"), vec!["north shed"]),
        (articles("“shed north”"), vec![]),
        (articles("north farms"), vec![]),
        (SearchQuery { any: true, ..articles("north farms") }, vec!["north", "farms"]),
        (SearchQuery { since: "2026-02-13".parse().ok(), ..articles("the") }, vec!["The"]),
        (SearchQuery { outlet: Some("a Gazette".to_owned()), ..articles("") }, vec!["Shed burns"]),
        (articles("\" * NEAR ("), vec![]),
        (quotations("saved boats"), vec!["“We saved 14 boats,”"]),
        (okoro, vec!["“We saved 14 boats,”"]),
        (SearchQuery { speaker: Some("rusk".to_owned()), ..quotations("boats") }, vec![]),
        (figures(10.0, 20.0, ""), vec!["14"]),
        (figures(30.0, 30.0, "30"), vec!["30"]),
        (figures(31.0, 99.0, ""), vec![]),
    ] {
        let found = store.search(&query).unwrap();
        let mut words: Vec<String> =
            found.hits.iter().map(|hit| hit.article.text.slice(hit.span).to_owned()).collect();
        words.sort();
        let mut expect = expect;
        expect.sort_unstable();
        assert_eq!(words, expect, "{query:?}");
        assert_eq!(found.total, words.len(), "{query:?}");
    }
    let nothing = SearchQuery { matter: Matter::Figures, limit: 9, ..SearchQuery::default() };
    assert_eq!(store.search(&nothing).unwrap_err().kind(), ErrorKind::Query);
}

fn names_lead_to_articles(store: &mut impl Store) {
    let (fire, vote) = (fire(), vote());
    store.add(&[fire.clone(), vote.clone()]).unwrap();
    let name = fire.key().to_string();
    for beginning in ["a", &name, &name[..6], &fire.key().whole()] {
        assert_eq!(store.find(beginning).unwrap(), fire.key(), "{beginning}");
    }
    for nothing in ["", "zz", "ffffffffff", &name[..3]] {
        assert_eq!(store.find(nothing).unwrap_err().kind(), ErrorKind::NotFound, "{nothing}");
    }
    let other = entry("a", None, "2026-02-14", "Shed again\nAnother day.", "Dana Okoro");
    store.add(&[other]).unwrap();
    let error = store.find("a").unwrap_err();
    assert!(error.to_string().contains("names several articles"), "{error}");
    let link = Some("https://a.example/rain");
    let (early, late) = (
        entry("early", link, "2026-02-14", "Rain\nIt rained.", "Dana Okoro"),
        entry("late", link, "2026-02-14", "Rain\nIt rained twice.", "Dana Okoro"),
    );
    store.add(std::slice::from_ref(&early)).unwrap();
    store.add(std::slice::from_ref(&late)).unwrap();
    assert_eq!(store.find("early").unwrap(), early.key(), "an earlier version under its own id");
    assert_eq!(store.find("late").unwrap(), late.key());
}

fn notes_are_written_over_and_taken_away(store: &mut impl Store) {
    let some = |name: &str, body: &str| (name.to_owned(), Some(body.to_owned()));
    let is = |store: &dyn Store, kind: &str, expect: &[(&str, &str)]| {
        let notes = store.notes(kind).unwrap();
        let notes: Vec<(&str, &str)> = notes.iter().map(|(n, b)| (n.as_str(), b.as_str())).collect();
        assert_eq!(notes, expect, "{kind}");
    };
    store.note("feed", &[some("b", "2"), some("a", "1")]).unwrap();
    store.note("host", &[some("a", "3")]).unwrap();
    is(store, "feed", &[("a", "1"), ("b", "2")]);
    store.note("feed", &[some("a", "4"), ("b".to_owned(), None), ("c".to_owned(), None)]).unwrap();
    is(store, "feed", &[("a", "4")]);
    is(store, "host", &[("a", "3")]);
    is(store, "none", &[]);
}

fn what_is_forgotten_is_gone_and_stays_away(store: &mut impl Store) {
    let address = Some("https://gazette.example/fire");
    let (fire, vote) =
        (entry("a", address, "2026-02-12", "Shed burns\n“All gone,” she said.", "Dana Okoro"), vote());
    let later = entry("a", address, "2026-02-12", "Shed burns\n“All 9 gone,” she said.", "Dana Okoro");
    store.add(&[fire.clone(), later.clone(), vote.clone()]).unwrap();
    let current = store.find("https://gazette.example/fire").unwrap();
    let standing = if current == fire.key() { &fire } else { &later };
    store.settle(&[place(standing, standing), place(&vote, standing)], at(3_000)).unwrap();
    let named = store.named(&Target::Article(fire.key())).unwrap();
    assert_eq!(named.len(), 2, "all versions are meant");
    assert_eq!(store.named(&Target::Outlet("b Gazette".to_owned())).unwrap(), [vote.key()]);
    assert_eq!(store.forget(&named, "the agency withdrew it", at(4_000)).unwrap(), 2);
    assert_eq!(store.forget(&named, "again", at(5_000)).unwrap(), 0);
    assert!(store.article(fire.key()).unwrap().is_none());
    let gone = SearchQuery { words: "gone".to_owned(), limit: 9, ..SearchQuery::default() };
    assert_eq!(store.search(&gone).unwrap().total, 0);
    assert_eq!(store.search(&SearchQuery { matter: Matter::Quotations, ..gone }).unwrap().total, 0);
    let counts = store.counts().unwrap();
    assert_eq!((counts.articles, counts.versions, counts.withdrawn, counts.quotations), (1, 0, 2, 0));
    for name in ["https://gazette.example/fire", &fire.key().to_string()] {
        let told = store.find(name).unwrap_err().to_string();
        assert!(told.contains("withdrawn on 1970-01-01: the agency withdrew it"), "{told}");
    }
    let changed = entry("a", address, "2026-02-13", "Shed burns\nA third text.", "Dana Okoro");
    let receipts = store.add(&[fire.clone(), changed.clone()]).unwrap();
    assert_eq!(receipts, [Receipt::Withdrawn(fire.key()), Receipt::Withdrawn(changed.key())]);
    store.settle(&[place(&vote, &vote)], at(6_000)).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

fn derived_rows_are_made_again(store: &mut impl Store) {
    let fire = fire();
    store.add(std::slice::from_ref(&fire)).unwrap();
    assert_eq!(store.outdated(false).unwrap(), []);
    assert_eq!(store.outdated(true).unwrap(), [fire.key()]);
    let (article, said, counted) = store.found(fire.key()).unwrap().unwrap();
    assert_eq!((article.text.slice(said[0].span), said[0].kind()), ("“We saved 14 boats,”", "direct"));
    assert_eq!((counted[0].value, said[0].speaker.as_deref()), (Some(14.0), Some("Dana Okoro")));
    let bare = Derived::of(&Annotated::new(article, Layers::default()));
    store.rewrite(&[(fire.key(), bare)]).unwrap();
    let (_, said, counted) = store.found(fire.key()).unwrap().unwrap();
    assert!(said.is_empty() && counted.is_empty());
    let boats = SearchQuery {
        matter: Matter::Quotations,
        words: "boats".to_owned(),
        limit: 9,
        ..SearchQuery::default()
    };
    assert_eq!(store.search(&boats).unwrap().total, 0);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

/// `words` as read from the bytes of `before`.
fn reading(before: &Entry, id: &str, words: &str) -> Entry {
    let mut entry = entry(id, None, "2026-02-12", words, "Dana Okoro");
    entry.raw = before.raw.clone();
    // Where the words stand in the bytes is not what is tested.
    entry.layout = crate::articles::layout(entry.article(), false);
    entry
}

fn originals_are_kept_read_again_and_let_go<S: Store>(store: &mut S) {
    let fire = fire();
    store.add(std::slice::from_ref(&fire)).unwrap();
    let kept = store.original(fire.key()).unwrap().unwrap();
    assert_eq!((kept.bytes.as_slice(), kept.captured), (fire.article().text.as_str().as_bytes(), at(1_000)));
    let digest = store.article(fire.key()).unwrap().unwrap().raw.unwrap();
    assert!(store.has_original(&digest, "a").unwrap() && !store.has_original(&digest, "b").unwrap());
    assert_eq!((store.unread(false).unwrap(), store.unread(true).unwrap()), (vec![], vec![fire.key()]));
    // The same text again renews what stands beside it.
    let mut same = fire.clone();
    same.article.language = Some("de".to_owned());
    assert!(!store.renew(fire.key(), Some(&same)).unwrap());
    assert_eq!(store.article(fire.key()).unwrap().unwrap().article.language.as_deref(), Some("de"));
    // Another text is a later version, and the earlier one stays readable.
    let better = reading(&fire, "a", "Shed burns\nFlames took the north shed. Nobody was hurt.");
    assert!(store.renew(fire.key(), Some(&better)).unwrap());
    let record = store.article(better.key()).unwrap().unwrap();
    assert_eq!((record.versions.len(), record.current, record.seen), (2, true, at(1_000)));
    assert!(!store.article(fire.key()).unwrap().unwrap().current);
    assert_eq!(store.superseded().unwrap().get(&fire.key()), Some(&better.key()));
    assert_eq!(store.unread(true).unwrap(), [better.key()]);
    assert!(!store.renew(better.key(), None).unwrap());
    // Texts stay when their originals go.
    assert_eq!(store.expire(at(1_000)).unwrap(), 0);
    assert_eq!((store.counts().unwrap().originals, store.expire(at(1_001)).unwrap()), (1, 1));
    assert_eq!(store.original(better.key()).unwrap(), None);
    let record = store.article(better.key()).unwrap().unwrap();
    assert!(record.article.text.as_str().ends_with("Nobody was hurt.") && record.raw.is_none());
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

fn stories_of_one_affair_are_linked<S: Store>(store: &mut S) {
    let entries =
        [fire(), entry("b", None, "2026-02-13", "Marsh vote\nThe council chose the sea.", "Clement Rusk")];
    store.add(&entries).unwrap();
    let [one, two] = [entries[0].key(), entries[1].key()];
    let alone = |key: ArticleKey| Placement {
        key,
        place: Place { story: key, root: key, copied: None, agency: None, why: "alone".to_owned() },
    };
    store.settle(&[alone(one), alone(two)], at(2_000)).unwrap();
    assert_eq!(store.related(one).unwrap(), []);
    store.relate(&[Topic { one: two, two: one, likeness: 0.5 }]).unwrap();
    assert_eq!(
        (store.related(one).unwrap(), store.related(two).unwrap()),
        (vec![(two, 0.5)], vec![(one, 0.5)])
    );
    store.relate(&[]).unwrap();
    assert_eq!(store.related(one).unwrap(), []);
}

fn edits_are_kept_in_order(store: &mut impl Store) {
    let (fire, vote) = (fire().key(), vote().key());
    let edits = [Edit::Join(vec![fire, vote]), Edit::Apart(vec![vote]), Edit::Move(vec![vote], fire)];
    edits.iter().for_each(|edit| store.edit(edit, at(3_000)).unwrap());
    assert_eq!(store.edits().unwrap(), edits.map(|edit| (at(3_000), edit)));
    assert_eq!(store.edit(&Edit::Apart(Vec::new()), at(3_000)).unwrap_err().kind(), ErrorKind::Query);
}

fn a_backup_is_whole(store: &mut impl Store, folder: &Path) {
    store.add(&[fire(), vote()]).unwrap();
    let file = folder.join("backup");
    store.backup(&file).unwrap();
    assert!(std::fs::metadata(&file).unwrap().len() > 0);
    assert_eq!(store.backup(&file).unwrap_err().kind(), ErrorKind::Query, "a backup is never written over");
}
