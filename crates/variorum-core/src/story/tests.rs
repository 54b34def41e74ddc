//! Tests of grouping on a stream of short invented articles.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::annotated::{Annotated, Layers};
use crate::article::{Article, DocumentDate};
use crate::source_map::SourceMap;
use crate::story::lineages::lineages;
use crate::story::{Grouper, Profile};
use crate::text::Text;
use crate::token::tokens;

pub(super) fn annotated(id: &str, body: &str) -> Annotated {
    let text = Text::new(body);
    let article = Article {
        id: id.into(),
        file: None,
        outlet: None,
        url: None,
        language: None,
        published: Some(DocumentDate::Day(jiff::civil::date(2031, 5, 4))),
        headline: None,
        body: text.whole(),
        headline_apart: false,
        source: SourceMap::identity(&text),
        block_quotations: vec![],
        boilerplate: vec![],
        evidence: BTreeMap::new(),
        problems: vec![],
        text: text.clone(),
    };
    let sentences = text.lines(text.whole());
    Annotated::new(article, Layers { tokens: tokens(&text, text.whole()), sentences, ..Layers::default() })
}

fn profile(id: &str, body: &str) -> Profile {
    Profile::of(&annotated(id, body))
}

const FERRY: &str = "The ferry Marigold sank off Quell Point on Sunday with ninety people on board.\n\
    Divers from Brackwater searched the wreck until dusk while relatives waited at the quay.";
const FERRY_AGAIN: &str = "Relatives gathered at Brackwater after the Marigold went down near Quell Point.\n\
    The ferry was carrying ninety when it sank, and divers are searching its wreck.";
const VOTE: &str = "Councillors in Tallowmere rejected the marsh levy by nine votes to four.\n\
    Farmers had marched through Tallowmere against the levy, which would pay for new sluices.";
const VOTE_AGAIN: &str = "The marsh levy failed in Tallowmere after nine councillors voted against it.\n\
    Sluices that the levy should pay for must wait, to the delight of marching farmers.";
const LONE: &str = "An orchid thought lost has flowered in a greenhouse in Upper Wend, botanists report.";

const ALL: [(&str, &str); 6] = [
    ("ferry", FERRY),
    ("again", FERRY_AGAIN),
    ("copy", FERRY),
    ("vote", VOTE),
    ("failed", VOTE_AGAIN),
    ("lone", LONE),
];

/// The stories as sets of ids, of the articles in the order given.
fn stories(order: &[usize]) -> BTreeSet<BTreeSet<&'static str>> {
    let mut grouper = Grouper::default();
    let given: Vec<(&str, &str)> = order.iter().map(|at| ALL[*at]).collect();
    given.iter().for_each(|(id, body)| drop(grouper.add(profile(id, body))));
    grouper.settle();
    let mut stories: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for (at, (id, _)) in given.iter().enumerate() {
        stories.entry(grouper.place(at).story).or_default().insert(id);
    }
    stories.into_values().collect()
}

#[test]
fn two_events_and_a_lone_article_stand_apart() {
    let expect = [vec!["ferry", "again", "copy"], vec!["vote", "failed"], vec!["lone"]];
    assert_eq!(
        stories(&[0, 1, 2, 3, 4, 5]),
        expect.into_iter().map(|ids| ids.into_iter().collect()).collect()
    );
}

#[test]
fn a_copy_has_its_original_as_root_and_keeps_its_story_when_settled_again() {
    let mut grouper = Grouper::default();
    for (id, body) in ALL {
        grouper.add(profile(id, body));
    }
    grouper.settle();
    let root = grouper.place(2).root;
    assert!(root == 0 || grouper.place(0).root == 2, "one of the equal texts is the original");
    assert_eq!(grouper.place(1).root, 1);
    assert_eq!(grouper.settle(), Vec::<usize>::new());
}

#[test]
fn what_stands_stays_together_and_what_is_new_joins_it() {
    // Somebody set the vote and the orchid together, and the ferry apart from the other report of it.
    let standing = [(FERRY, 7), (FERRY_AGAIN, 8), (VOTE, 9), (LONE, 9)];
    let standing = standing.map(|(body, story)| (profile(&format!("{story}"), body), story));
    let mut grouper = Grouper::among(standing);
    let cut = FERRY.lines().next().unwrap();
    let new = [("failed", VOTE_AGAIN), ("copy", cut), ("rain", "It rained on Ellery for three days.")];
    new.iter().for_each(|(id, body)| drop(grouper.add(profile(id, body))));
    grouper.settle();
    let stories: Vec<u32> = (0..7).map(|at| grouper.place(at).story).collect();
    assert_eq!(stories[2..], [9, 9, 9, stories[0], 10]);
    assert_eq!(grouper.place(5).root, 0);
}

#[test]
fn a_copy_that_stands_apart_from_its_original_is_met_all_the_same() {
    let standing = [(FERRY.lines().next().unwrap(), 1), (FERRY, 2), (VOTE, 3)];
    let standing = standing.map(|(body, story)| (profile(&format!("{story}"), body), story));
    let mut grouper = Grouper::among(standing);
    assert_eq!(grouper.place(0).root, 1);
    grouper.add(profile("again", FERRY_AGAIN));
    grouper.settle();
    assert!([1, 2].contains(&grouper.place(3).story));
}

#[test]
fn a_text_that_many_reprint_stays_one_origin() {
    let mut grouper = Grouper::default();
    for at in 0..60 {
        let body = format!("{FERRY}\nOur own reporter number {at} stood beside gate {} of the quay.", at * 7);
        grouper.add(profile(&format!("outlet {at}"), &body));
    }
    let roots: BTreeSet<usize> = (0..60).map(|at| grouper.place(at).root).collect();
    assert_eq!(roots.len(), 1);
}

/// The lineages of `texts` as the members of each, its root first.
#[track_caller]
fn check_lineages(texts: &[&str], expect: &[&[usize]]) {
    let articles: Vec<Annotated> =
        texts.iter().enumerate().map(|(at, body)| annotated(&format!("a{at}"), body)).collect();
    let roots_first = |members: &[usize]| -> BTreeSet<Vec<usize>> {
        let first = |lineage: crate::story::Lineage| {
            let others = lineage.members.iter().copied().filter(|member| *member != lineage.root);
            std::iter::once(lineage.root).chain(others).collect()
        };
        lineages(&articles, members).into_iter().map(first).collect()
    };
    let members: Vec<usize> = (0..texts.len()).collect();
    let expect: BTreeSet<Vec<usize>> = expect.iter().map(|members| members.to_vec()).collect();
    assert_eq!(roots_first(&members), expect);
    assert_eq!(roots_first(&members.into_iter().rev().collect::<Vec<_>>()), expect);
}

#[test]
fn lineages_join_copies_and_nothing_else() {
    let cut = FERRY.lines().next().unwrap();
    let grown = format!("{FERRY}\n{LONE}");
    check_lineages(&[FERRY, FERRY_AGAIN, VOTE], &[&[0], &[1], &[2]]);
    check_lineages(&[FERRY, VOTE, FERRY], &[&[0, 2], &[1]]);
    check_lineages(&[cut, VOTE, &grown], &[&[2, 0], &[1]]);
    check_lineages(&["Seven dead.", "Seven dead.", "Seven hurt."], &[&[0, 1], &[2]]);
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_show(order in Just((0..ALL.len()).collect::<Vec<usize>>()).prop_shuffle()) {
        prop_assert_eq!(stories(&order), stories(&[0, 1, 2, 3, 4, 5]));
    }
}
