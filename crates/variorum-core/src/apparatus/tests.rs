//! Tests of collation on witnesses that hold nothing but quotations.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::annotated::{Annotated, Attribution, AttributionKind, Entity, EntityId, EntityKind, Layers};
use crate::apparatus::{Quotation, SharedWording, Witness, WitnessId, quotations};
use crate::article::Article;
use crate::source_map::SourceMap;
use crate::text::Text;
use crate::token::tokens;

/// A witness whose every line is a quotation: speaker, bar, words; `¦` in the words interrupts them.
fn witness(lines: &[(&str, &str)]) -> Witness {
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
        id: "x".into(),
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
        kind: EntityKind::Person,
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
}

#[test]
fn other_words_are_another_utterance() {
    check(BRIDGE, "Nobody asked my ferry crews", None);
    check("We went too far with the harbour", "They went far", None);
    check("mistake", "mistake", Some(&[]));
}

#[test]
fn two_speakers_are_never_merged() {
    let talk = "We lost the rope store within twenty minutes, and we were lucky that the wind turned";
    let (found, shared) = collate(&[&[("Ada Voss", talk)], &[("Ivo Brandt", talk)], &[("", talk)]]);
    let with =
        |name: &str| found.iter().find(|q| q.speaker.as_deref() == Some(name)).map(|q| q.readings.clone());
    assert_ne!(with("Ada Voss"), None);
    assert!(found.iter().all(|q| q.readings.len() < 3), "{found:?}");
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

/// What of a collation does not depend on how the witnesses are numbered: each column as sorted words.
fn columns(witnesses: &[Witness], order: &[usize]) -> Vec<Vec<(usize, String)>> {
    let (found, _) = quotations::collate(witnesses);
    let mut all = Vec::new();
    for quotation in found {
        for column in quotation.collation.columns() {
            let readings = column.readings.iter().flat_map(|r| &r.witnesses);
            let named = readings.map(|(w, spans)| {
                let words: Vec<&str> = spans.iter().map(|s| witnesses[w.0].annotated.slice(*s)).collect();
                (order[w.0], words.join(" "))
            });
            let mut named: Vec<(usize, String)> = named.collect();
            named.sort();
            all.push(named);
        }
    }
    all.sort();
    all
}

proptest! {
    #[test]
    fn the_order_of_witnesses_cannot_show(
        words in proptest::collection::vec(proptest::collection::vec("harbour|bridge|closed|spring|ferry|will|not|the", 3..9), 2..5),
        seed in 0usize..24,
    ) {
        let quotes: Vec<String> = words.iter().map(|w| w.join(" ")).collect();
        let mut order: Vec<usize> = (0..quotes.len()).collect();
        let at = seed % order.len();
        order.rotate_left(at);
        let build = |order: &[usize]| order.iter().map(|w| witness(&[("Ada Voss", quotes[*w].as_str())])).collect::<Vec<_>>();
        let straight: Vec<usize> = (0..quotes.len()).collect();
        prop_assert_eq!(columns(&build(&straight), &straight), columns(&build(&order), &order));
    }

    #[test]
    fn every_word_of_a_printing_is_in_its_row(a in "[a-d’ ,.]{1,40}", b in "[a-d’ ,.]{1,40}") {
        let witnesses = [witness(&[("Ada Voss", a.as_str())]), witness(&[("Ada Voss", b.as_str())])];
        let (found, _) = quotations::collate(&witnesses);
        for quotation in &found {
            for (id, _) in &quotation.readings {
                let held = quotation.collation.tokens(*id);
                let expected: Vec<_> = witnesses[id.0].annotated.layers().tokens.iter().map(|t| t.span).collect();
                prop_assert_eq!(held, expected);
            }
        }
        prop_assert!(found.iter().all(|q| q.readings.iter().all(|(w, _)| *w <= WitnessId(1))));
    }
}
