//! Tests of collation on witnesses that hold nothing but quotations.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::annotated::{Annotated, Attribution, AttributionKind, Entity, EntityId, EntityKind, Layers};
use crate::apparatus::{
    Column, Quotation, Reading, SharedWording, Variant, VariantClass, Witness, WitnessId, quotations,
};
use crate::article::Article;
use crate::source_map::SourceMap;
use crate::text::{Span, Text};
use crate::token::tokens;

/// A witness whose every line is a quotation: speaker, bar, words; `¦` in the words interrupts them.
fn witness(lines: &[(&str, &str)]) -> Witness {
    witness_called("x", lines)
}

fn witness_called(id: &str, lines: &[(&str, &str)]) -> Witness {
    let body: Vec<&str> = lines.iter().map(|(_, words)| *words).collect();
    let text = Text::new(body.join("\n"));
    let mut names: Vec<&str> = lines.iter().map(|(name, _)| *name).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    let spans = text.lines(text.whole());
    let attribution = |((name, _), line): (&(&str, &str), &crate::text::Span)| {
        let mut start = line.start();
        let quoted = text.slice(*line).split('¦').filter_map(|part| {
            let span = text.span(start..start + part.len());
            start += part.len() + '¦'.len_utf8();
            span.map(|span| text.trim(span))
        });
        Attribution {
            content: vec![*line],
            quoted: quoted.collect(),
            source: None,
            cue: vec![],
            kind: AttributionKind::Direct,
            speech: true,
            speaker: names.iter().position(|known| known == name).map(|at| EntityId(at as u32)),
            confidence: 1.0,
        }
    };
    let layers = Layers {
        tokens: tokens(&text, text.whole()),
        attributions: lines.iter().zip(&spans).map(attribution).collect(),
        entities: names.iter().map(|name| entity(name)).collect(),
        ..Layers::default()
    };
    let article = Article {
        id: id.into(),
        file: None,
        outlet: None,
        url: None,
        language: None,
        published: None,
        headline: None,
        body: text.whole(),
        headline_apart: false,
        source: SourceMap::identity(&text),
        block_quotations: vec![],
        boilerplate: vec![],
        evidence: BTreeMap::new(),
        problems: vec![],
        text,
    };
    Witness { siglum: String::new(), annotated: Annotated::new(article, layers), compared: true }
}

fn entity(name: &str) -> Entity {
    Entity {
        name: name.into(),
        kind: if name.ends_with("Board") { EntityKind::Organization } else { EntityKind::Person },
        aliases: vec![],
        roles: vec![],
        mentions: vec![],
        adjectival: vec![],
        pronouns: vec![],
        country: None,
        gender: None,
    }
}

fn collate(witnesses: &[&[(&str, &str)]]) -> (Vec<Quotation>, Vec<SharedWording>) {
    let witnesses: Vec<Witness> = witnesses.iter().map(|lines| witness(lines)).collect();
    quotations::collate(&witnesses)
}

/// The variants of two printings by Ada Voss as "class: a|b", or `None` where they are two utterances.
#[track_caller]
fn check(a: &str, b: &str, expect: Option<&[&str]>) {
    let lines = [[("Ada Voss", a)], [("Ada Voss", b)]];
    let witnesses: Vec<Witness> = lines.iter().map(|lines| witness(lines)).collect();
    let (found, _) = quotations::collate(&witnesses);
    let words = |passage: crate::apparatus::Passage| {
        witnesses[passage.witness.0].annotated.slice(passage.span).to_owned()
    };
    let shown = |q: &Quotation| -> Vec<String> {
        q.variants.iter().map(|v| format!("{}: {}|{}", v.class.name(), words(v.a), words(v.b))).collect()
    };
    let together = found.iter().find(|q| q.readings.len() == 2).map(shown);
    assert_eq!(together, expect.map(|expect| expect.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>()));
}

const BRIDGE: &str = "The harbour bridge will stay closed until spring";

#[test]
fn differences_are_told_apart() {
    check(BRIDGE, BRIDGE, Some(&[]));
    check(BRIDGE, "The harbour tunnel will stay closed until spring", Some(&["word: bridge|tunnel"]));
    check(BRIDGE, "The harbour bridges will stay closed until spring", Some(&["inflection: bridge|bridges"]));
    check(BRIDGE, "The harbour bridge will not stay closed until spring", Some(&["negation: |not"]));
    check(BRIDGE, "The harbour bridge closed until spring", Some(&["silent-cut: will stay|"]));
    check(BRIDGE, "The harbour bridge … closed until spring", Some(&["omission: will stay|"]));
    check(
        BRIDGE,
        "The harbour bridge [of Velden] will stay closed until spring",
        Some(&["insertion: |of Velden"]),
    );
    check(
        BRIDGE,
        "The harbour bridge will likely shut until spring",
        Some(&["word: stay|likely", "word: closed|shut"]),
    );
    check(
        "The harbour bridge is shut, but we never closed the ferry for a storm",
        "The harbour bridge is shut, closed the ferry for a storm",
        Some(&["silent-cut: but we never|"]),
    );
    check(
        "It’s not the harbour bridge that we closed",
        "It is not the harbour bridge that we closed",
        Some(&["contraction: It’s|It is"]),
    );
    check(
        "We closed three harbour bridges in spring",
        "We closed four harbour bridges in spring",
        Some(&["number: three|four"]),
    );
    check("We closed three harbour bridges in spring", "We closed 3 harbour bridges in spring", Some(&[]));
    check(
        "We know the non-resident boats leave the harbour today",
        "We know the nonresident boats leave the harbour today",
        Some(&["punctuation: non-resident|nonresident"]),
    );
}

#[test]
fn marks_differ_at_breaks_and_clauses() {
    check(
        "The bridge is closed, but the ferry runs",
        "The bridge is closed. But the ferry runs",
        Some(&["sentence-break: , but|. But"]),
    );
    check(
        "The bridge is closed and the ferry runs",
        "The bridge is closed, and the ferry runs",
        Some(&["punctuation: |,"]),
    );
    check("The bridge is closed - the ferry runs", "The bridge is closed—the ferry runs", Some(&[]));
    check("The bridge is closed,¦ and the ferry runs", "The bridge is closed and the ferry runs", Some(&[]));
}

#[test]
fn extent_is_what_one_prints_around_or_between() {
    check(BRIDGE, "harbour bridge will stay closed", Some(&["extent: The|", "extent: until spring|"]));
    check(
        "The bridge stays closed.¦ The ferry runs twice a day.",
        "The bridge stays closed. We ask for patience. The ferry runs twice a day.",
        Some(&["extent: |We ask for patience"]),
    );
    // The other way round, the unbroken one cuts.
    check(
        "The bridge stays closed.¦ We ask for patience. The ferry runs twice a day.",
        "The bridge stays closed. The ferry runs twice a day.",
        Some(&["silent-cut: We ask for patience|"]),
    );
    // A reworded end of a fragment, whatever fragment follows.
    check(
        "The harbour bridge stays closed until winter,¦ Today",
        "The harbour bridge stays closed until spring",
        Some(&["word: winter|spring", "extent: Today|"]),
    );
}

#[test]
fn other_words_are_another_utterance() {
    check(BRIDGE, "Nobody asked my ferry crews", None);
    check("We went too far with the harbour", "They went far", None);
    check("mistake", "mistake", Some(&[]));
    // Nearly whole, though most of its words carry no matter.
    check(
        "We are only interested in the ferry if we get the grant",
        "We are only interested in the bridge if we get the grant",
        Some(&["word: ferry|bridge"]),
    );
}

#[test]
fn two_speakers_are_never_merged() {
    let talk = "We lost the rope store within twenty minutes, and we were lucky that the wind turned";
    let (found, shared) = collate(&[&[("Ada Voss", talk)], &[("Ivo Brandt", talk)], &[("", talk)]]);
    let with =
        |name: &str| found.iter().find(|q| q.speaker.as_deref() == Some(name)).map(|q| q.readings.clone());
    assert_ne!(with("Ada Voss"), None);
    // The third could be of either, so it is with none.
    assert!(found.iter().all(|q| q.readings.len() == 1), "{found:?}");
    assert_eq!(shared.len(), 1);
    assert_eq!((shared[0].words, shared[0].of), (16, 16));
}

#[test]
fn a_headline_fragment_belongs_to_its_quotation() {
    let (found, _) =
        collate(&[&[("Ada Voss", "stay closed until spring"), ("Ada Voss", BRIDGE)], &[("Voss", BRIDGE)]]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].readings.len(), 3);
    assert_eq!(found[0].speaker.as_deref(), Some("Ada Voss"));
    assert!(found[0].variants.is_empty(), "{:?}", found[0].variants);
}

/// How many quotations two printings of `one` and `other` make, with how much shared wording.
#[track_caller]
fn counts(one: (&str, &str), other: (&str, &str), expect: (usize, usize)) {
    let (found, shared) = collate(&[&[one], &[other]]);
    assert_eq!((found.len(), shared.len()), expect, "{found:?}");
}

#[test]
fn a_body_and_a_person_are_one_by_long_verbatim_identity_alone() {
    let talk = "We lost the rope store within twenty minutes, and we were lucky that the wind turned";
    let near = "We lost the rope store in twenty minutes, and were quite lucky since the wind had turned";
    counts(("Harbour Board", talk), ("Ada Voss", talk), (1, 0));
    counts(("Harbour Board", talk), ("Ada Voss", near), (2, 1));
    counts(("Harbour Board", "lost the rope store"), ("Ada Voss", talk), (2, 0));
    counts(("", near), ("Ada Voss", talk), (2, 0));
    counts(("", "the rope store within twenty minutes, and we were lucky"), ("Ada Voss", talk), (1, 0));
}

/// What is found, in a form that the numbering of the witnesses cannot change: `order` says which
/// witness each number stands for.
fn found_whatever_the_order(lines: &[Vec<Line>], order: &[usize]) -> (Vec<String>, Vec<String>) {
    let witnesses: Vec<Witness> =
        order.iter().map(|at| witness_called(&at.to_string(), &borrowed(&lines[*at]))).collect();
    let (quotations, shared) = quotations::collate(&witnesses);
    let shown = |w: WitnessId, span: Span| format!("{}:{}-{}", order[w.0], span.start(), span.end());
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    let column = |column: &Column| {
        let reading = |r: &Reading| {
            let spans = r.witnesses.iter().flat_map(|(w, spans)| spans.iter().map(|s| shown(*w, *s)));
            sorted(spans.collect()).join(" ")
        };
        column.readings.iter().map(reading).collect::<Vec<_>>().join(" | ")
    };
    let variant = |v: &Variant| {
        let sides = sorted(vec![shown(v.a.witness, v.a.span), shown(v.b.witness, v.b.span)]);
        // What the one omits the other inserts.
        let class = if v.class == VariantClass::Insertion { VariantClass::Omission } else { v.class };
        format!("{} {}", class.name(), sides.join(" "))
    };
    let key = |(w, at): &(WitnessId, usize)| format!("{}.{at}", order[w.0]);
    let quotation = |q: &Quotation| {
        let columns: Vec<String> = q.collation.columns().iter().map(column).collect();
        let readings = sorted(q.readings.iter().map(key).collect());
        let variants = sorted(q.variants.iter().map(variant).collect());
        format!("{:?} {readings:?} {columns:?} {variants:?}", q.speaker)
    };
    let wording =
        |s: &SharedWording| format!("{:?} {} {}", sorted(vec![key(&s.a), key(&s.b)]), s.words, s.of);
    (sorted(quotations.iter().map(quotation).collect()), sorted(shared.iter().map(wording).collect()))
}

/// Speaker and words.
type Line = (String, String);

fn borrowed(lines: &[Line]) -> Vec<(&str, &str)> {
    lines.iter().map(|(speaker, words)| (speaker.as_str(), words.as_str())).collect()
}

/// What everybody says, or part of it.
const SPEECH: &str = "we lost the rope store , and we can't rebuild the harbour wall . But the ferry will not \
    stop while crews clear mud from old streets";

/// Two to four witnesses of a few quotations: stretches of one speech, now and then with another word,
/// so that much is common and much is tied.
fn stories() -> impl Strategy<Value = Vec<Vec<Line>>> {
    let speaker = "Ada Voss|Bo Voss|Voss|Ivo Brandt|Harbour Board|";
    let other = proptest::option::weighted(0.3, (0usize..24, "cannot|can not|can|…|\\[old\\]|storm|not|¦|."));
    let stretch = (0usize..3, 1usize..4, other).prop_map(|(start, more, other)| {
        let mut words: Vec<&str> = SPEECH.split_whitespace().skip(start * 6).take(more * 8).collect();
        let put = other.iter().filter(|(at, _)| *at < words.len()).collect::<Vec<_>>();
        for (at, word) in put {
            words[*at] = word;
        }
        words.join(" ")
    });
    proptest::collection::vec(proptest::collection::vec((speaker, stretch), 1..4), 2..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_order_of_witnesses_cannot_show(lines in stories(), seed in 0usize..24) {
        let straight: Vec<usize> = (0..lines.len()).collect();
        let order = permuted(straight.clone(), seed);
        prop_assert_eq!(found_whatever_the_order(&lines, &straight), found_whatever_the_order(&lines, &order));
    }

    #[test]
    fn different_speakers_are_never_in_one_quotation(lines in stories()) {
        let witnesses: Vec<Witness> = lines.iter().map(|lines| witness(&borrowed(lines))).collect();
        for quotation in quotations::collate(&witnesses).0 {
            let names: BTreeSet<&str> = quotation.readings.iter().map(|(w, at)| lines[w.0][*at].0.as_str()).collect();
            let full = ["Ada Voss", "Bo Voss", "Ivo Brandt"].into_iter().filter(|name| names.contains(name));
            prop_assert!(full.count() <= 1, "{names:?}");
            prop_assert!(!(names.contains("Voss") && names.contains("Ivo Brandt")), "{names:?}");
        }
    }

    #[test]
    fn the_rows_give_back_the_printings(lines in stories()) {
        let witnesses: Vec<Witness> = lines.iter().map(|lines| witness(&borrowed(lines))).collect();
        for quotation in quotations::collate(&witnesses).0 {
            for (id, _) in &quotation.readings {
                let layers = witnesses[id.0].annotated.layers();
                let own = quotation.readings.iter().filter(|(w, _)| w == id);
                let printed = own.map(|(_, at)| {
                    let quoted = layers.attributions[*at].quoted.iter();
                    quoted.flat_map(|span| layers.tokens_in(*span)).map(|token| token.span).collect::<Vec<_>>()
                });
                let mut rest = quotation.collation.tokens(*id);
                // Each printing that is set in the table stands there whole and in order; no other word does.
                for tokens in printed {
                    if let Some(at) = rest.windows(tokens.len()).position(|run| run == tokens) {
                        rest.drain(at..at + tokens.len());
                    } else {
                        prop_assert!(tokens.iter().all(|token| !rest.contains(token)));
                    }
                }
                prop_assert!(rest.is_empty(), "{rest:?}");
                prop_assert!(!quotation.collation.tokens(*id).is_empty());
            }
        }
    }
}

/// The permutation of `items` that `seed` counts.
fn permuted(mut items: Vec<usize>, mut seed: usize) -> Vec<usize> {
    let mut order = Vec::new();
    while !items.is_empty() {
        order.push(items.remove(seed % items.len()));
        seed /= items.len().max(1) + 1;
    }
    order
}
