//! What readers decide, watch and hand out.

use super::*;

pub(super) fn judgements_are_kept_and_never_written_over(store: &mut impl Store) {
    let (fire, vote) = (fire(), vote());
    store.add(&[fire.clone(), vote.clone()]).unwrap();
    let place = |entry: &Entry, start: usize, end: usize| {
        let text = &entry.article().text;
        let words = text.as_str()[start..end].to_owned();
        variorum_core::judgement::Place { text: *text.id().as_bytes(), start, end, words }
    };
    let made = |ruling, note: &str, places: Vec<_>| Judgement {
        number: 0,
        at: at(3_000),
        kind: FindingKind::Claim,
        ruling,
        about: "boats".to_owned(),
        note: note.to_owned(),
        places,
    };
    let both = vec![place(&fire, 0, 4), place(&vote, 0, 5)];
    let first = made(Ruling::Confirmed, "heard on the radio", both.clone());
    let second = made(Ruling::SpeakerIs("Ivo Brandt".to_owned()), "", vec![place(&vote, 6, 10)]);
    assert_eq!((store.judge(&first).unwrap(), store.judge(&second).unwrap()), (1, 2));
    let kept = [Judgement { number: 1, ..first }, Judgement { number: 2, ..second }];
    assert_eq!(store.judgements(0, 9).unwrap(), kept);
    assert_eq!(store.judgements(1, 9).unwrap(), kept[1..]);
    let texts = [&fire, &vote].map(|entry| *entry.article().text.id().as_bytes());
    assert_eq!(store.judgements_on(&texts[..1]).unwrap(), kept[..1]);
    assert_eq!(store.judgements_on(&texts).unwrap(), kept);
    let none = made(Ruling::Dismissed, "", Vec::new());
    assert_eq!(store.judge(&none).unwrap_err().kind(), ErrorKind::Query);
    store.forget(&[fire.key(), vote.key()], "", at(4_000)).unwrap();
    let left = store.judgements(0, 9).unwrap();
    assert!(left.iter().flat_map(|judgement| &judgement.places).all(|place| place.words.is_empty()));
    assert_eq!((left[0].note.as_str(), left[0].about.as_str()), ("heard on the radio", ""));
}

pub(super) fn watches_keep_their_numbers(store: &mut impl Store) {
    let pair = Watched::read("pair", " North   Reach", "Dorn").unwrap();
    assert_eq!(pair, Watched::Pair("North Reach".to_owned(), "Dorn".to_owned()));
    for (kind, first) in [("pair", "Dorn"), ("none", "Dorn"), ("words", " \"…\" ")] {
        assert_eq!(Watched::read(kind, first, ""), None, "{kind} {first}");
    }
    let words = Watched::Words("shed fire".to_owned());
    assert_eq!(store.watch(&pair, at(1_000)).unwrap(), 1);
    assert_eq!(store.watch(&words, at(2_000)).unwrap(), 2);
    assert_eq!(store.watch(&pair, at(3_000)).unwrap(), 1, "it is watched already");
    let kept = [(1, 1_000, pair), (2, 2_000, words.clone())];
    let kept = kept.map(|(number, made, of)| Watch { number, made: at(made), of });
    assert_eq!(store.watches().unwrap(), kept);
    assert!(store.unwatch(2).unwrap() && !store.unwatch(2).unwrap());
    assert_eq!(store.watch(&words, at(4_000)).unwrap(), 3, "no number is given twice");
}

pub(super) fn passes_are_granted_and_taken_back(store: &mut impl Store) {
    let pass = |name: &str, digest: u8, scope, until: Option<i64>| Pass {
        number: 0,
        made: at(1_000),
        name: name.to_owned(),
        digest: [digest; 32],
        scope,
        until: until.map(at),
        revoked: None,
    };
    let (reader, link) =
        (pass("reader", 1, Scope::Read, None), pass("for Ada", 2, Scope::Story(fire().key()), Some(2_000)));
    assert_eq!((store.grant(&reader).unwrap(), store.grant(&link).unwrap()), (1, 2));
    assert!(store.grant(&reader).is_err(), "one secret lets in once");
    assert!(store.revoke(1, at(1_500)).unwrap() && !store.revoke(1, at(1_600)).unwrap());
    let passes = store.passes().unwrap();
    assert_eq!(passes[0], Pass { number: 1, revoked: Some(at(1_500)), ..reader });
    assert_eq!(passes[1], Pass { number: 2, ..link });
    let open = |at| passes.iter().map(|pass| pass.is_open(at)).collect::<Vec<_>>();
    assert_eq!((open(at(1_999)), open(at(2_000))), (vec![false, true], vec![false, false]));
}

pub(super) fn a_story_knows_what_came_and_when(store: &mut impl Store) {
    let (fire, vote) = (fire(), Entry { seen: at(2_000), ..vote() });
    store.add(&[fire.clone(), vote.clone()]).unwrap();
    store.settle(&[place(&fire, &fire), place(&vote, &vote)], at(3_000)).unwrap();
    let whys = |why: &str| {
        let mut placed = place(&vote, &vote);
        placed.place.why = why.to_owned();
        placed
    };
    store.settle(&[place(&fire, &fire), whys("another reason")], at(4_000)).unwrap();
    let changed = |store: &dyn Store, after: i64| {
        let order = StoryOrder::Changed;
        let query = StoryQuery { changed_after: Some(at(after)), order, limit: 9, ..StoryQuery::default() };
        let rows = store.stories(&query).unwrap();
        rows.iter().map(|row| (row.id, row.changed)).collect::<Vec<_>>()
    };
    assert_eq!(changed(store, 3_000), [], "another reason is no other content");
    assert_eq!(changed(store, 2_999).len(), 2);
    store.settle(&[place(&fire, &fire), place(&vote, &fire)], at(5_000)).unwrap();
    assert_eq!(changed(store, 4_000), [(fire.key(), at(5_000))]);
    let after = StoryQuery { after: Some((at(5_000), fire.key())), limit: 9, ..StoryQuery::default() };
    assert_eq!(store.stories(&after).unwrap().len(), 0);
    let arrivals = store.arrivals(vote.key()).unwrap();
    let came: Vec<_> = arrivals.iter().map(|arrival| (arrival.key, arrival.seen)).collect();
    assert_eq!(came, [(fire.key(), at(1_000)), (vote.key(), at(2_000))]);
    let latest = SearchQuery { latest: true, limit: 9, ..SearchQuery::default() };
    let found: Vec<_> = store.search(&latest).unwrap().hits.iter().map(|hit| hit.seen).collect();
    assert_eq!(found, [at(2_000), at(1_000)]);
}
