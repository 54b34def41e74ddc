//! Quotations: which printings are of one utterance, and where they differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::annotated::AttributionKind;
use crate::apparatus::alignment::{align, fold};
use crate::apparatus::{
    Collation, Column, Passage, Quotation, Reading, SharedWording, Variant, Witness, WitnessId, variants,
};
use crate::text::Span;
use crate::token::TokenKind;

/// Most printings of one speaker that are set together: each is held against each.
const MOST_PRINTINGS: usize = 1_000;

/// Most words of one printing that are read.
const MOST_WORDS: usize = 1_500;

/// The utterances of the compared witnesses, and the wording that different speakers share.
///
/// Only printings whose speaker has one and the same name are set together: a wrong merge is worse
/// than a miss.
pub fn collate(witnesses: &[Witness]) -> (Vec<Quotation>, Vec<SharedWording>) {
    let mut by_speaker: BTreeMap<String, Vec<Printing>> = BTreeMap::new();
    for printing in printings(witnesses) {
        by_speaker.entry(fold(&printing.speaker)).or_default().push(printing);
    }
    let mut quotations: Vec<Quotation> = by_speaker
        .into_values()
        .flat_map(|all| utterances(all.into_iter().take(MOST_PRINTINGS)))
        .filter_map(|u| quotation(witnesses, &u))
        .collect();
    quotations.sort_by(|a, b| a.readings.cmp(&b.readings));
    (quotations, Vec::new())
}

/// One attribution with its verbatim words.
struct Printing {
    key: (WitnessId, usize),
    speaker: String,
    spans: Vec<Span>,
    words: Vec<String>,
}

impl Printing {
    fn content(&self) -> BTreeSet<&str> {
        self.words.iter().filter(|w| is_content(w)).map(String::as_str).collect()
    }
}

fn is_content(word: &str) -> bool {
    word.chars().count() > 3
}

fn printings(witnesses: &[Witness]) -> Vec<Printing> {
    let compared = witnesses.iter().enumerate().filter(|(_, witness)| witness.compared);
    compared.flat_map(|(at, witness)| printings_of(WitnessId(at), witness)).collect()
}

fn printings_of(id: WitnessId, witness: &Witness) -> Vec<Printing> {
    let annotated = &witness.annotated;
    let verbatim = annotated.layers().attributions.iter().enumerate();
    let verbatim = verbatim.filter(|(_, a)| a.kind != AttributionKind::Indirect && !a.quoted.is_empty());
    let printing = |(at, a): (usize, &crate::annotated::Attribution)| {
        let speaker = annotated.entity(a.speaker?)?.name.clone();
        let tokens = a.quoted.iter().flat_map(|span| annotated.layers().tokens_in(*span));
        let spans: Vec<Span> =
            tokens.filter(|t| t.kind != TokenKind::Mark).map(|t| t.span).take(MOST_WORDS).collect();
        let words = spans.iter().map(|span| fold(annotated.slice(*span))).collect();
        Some(Printing { key: (id, at), speaker, spans, words })
    };
    verbatim.filter_map(printing).collect()
}

/// The printings of one speaker, set together where they are connected by their wording.
fn utterances(printings: impl Iterator<Item = Printing>) -> Vec<Vec<Printing>> {
    let mut groups: Vec<Vec<Printing>> = Vec::new();
    for printing in printings {
        let (with, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|other| same_wording(&printing, other)));
        groups = apart;
        groups.push(with.into_iter().flatten().chain([printing]).collect());
    }
    groups
}

/// Whether at least two content words, and most words of the shorter, stand in order in both.
fn same_wording(a: &Printing, b: &Printing) -> bool {
    if a.content().intersection(&b.content()).count() < 2 {
        return false;
    }
    let pairs = align(&a.words, &b.words);
    let content = pairs.iter().filter(|(i, _)| a.words.get(*i).is_some_and(|w| is_content(w))).count();
    content >= 2 && pairs.len() * 3 >= a.words.len().min(b.words.len()) * 2
}

fn quotation(witnesses: &[Witness], group: &[Printing]) -> Option<Quotation> {
    let speaker = group.iter().map(|p| p.speaker.clone()).min();
    let mut readings: Vec<_> = group.iter().map(|p| p.key).collect();
    readings.sort();
    let collation = table(group)?;
    Some(Quotation { speaker, readings, collation, variants: differences(witnesses, group) })
}

/// The differences between each two printings of different witnesses, each once.
fn differences(witnesses: &[Witness], group: &[Printing]) -> Vec<Variant> {
    let mut found: BTreeMap<(Passage, Passage), Variant> = BTreeMap::new();
    for a in group {
        for b in group.iter().filter(|b| a.key.0 < b.key.0 && same_wording(a, b)) {
            for variant in difference(witnesses, a, b) {
                found.entry((variant.a, variant.b)).or_insert(variant);
            }
        }
    }
    found.into_values().collect()
}

fn difference(witnesses: &[Witness], a: &Printing, b: &Printing) -> Vec<Variant> {
    let of = |p: &Printing| witnesses.get(p.key.0.0).map(|w| &w.annotated);
    let (Some(in_a), Some(in_b)) = (of(a), of(b)) else { return Vec::new() };
    let pairs = align(&a.words, &b.words);
    let found = variants::between((in_a, &a.spans), (in_b, &b.spans), &pairs);
    let passage = |p: &Printing, span| Passage { witness: p.key.0, span };
    let variant = |(class, at_a, at_b)| Variant { class, a: passage(a, at_a), b: passage(b, at_b) };
    found.into_iter().map(variant).collect()
}

/// A word of a witness and where it stands.
type Word = (Span, String);

/// The columns: one for each word of the longest witness, and one for what others have between.
fn table(group: &[Printing]) -> Option<Collation> {
    let mut rows: BTreeMap<WitnessId, BTreeMap<Span, String>> = BTreeMap::new();
    for printing in group {
        let words = printing.spans.iter().copied().zip(printing.words.iter().cloned());
        rows.entry(printing.key.0).or_default().extend(words);
    }
    let rows: Vec<(WitnessId, Vec<Word>)> =
        rows.into_iter().map(|(id, row)| (id, row.into_iter().collect())).collect();
    let base = words_of(&rows.iter().max_by_key(|(_, row)| row.len())?.1);
    let mut cells: BTreeMap<usize, BTreeMap<WitnessId, Vec<Word>>> = BTreeMap::new();
    for (id, row) in &rows {
        for (column, word) in columns_of(&base, row) {
            cells.entry(column).or_default().entry(*id).or_default().push(word);
        }
    }
    let tokens: Vec<_> = rows.iter().map(|(id, row)| (*id, spans_of(row))).collect();
    Collation::new(cells.into_values().map(column).collect(), &tokens)
}

/// Each word of `row` with its column: odd for a word of `base`, even for a place between two.
fn columns_of(base: &[String], row: &[Word]) -> Vec<(usize, Word)> {
    let places: BTreeMap<usize, usize> = align(&words_of(row), base).into_iter().collect();
    let mut between = 0;
    let mut place = |(at, word): (usize, &Word)| {
        let column = places.get(&at).map(|base| base * 2 + 1);
        between = column.map_or(between, |column| column + 1);
        (column.unwrap_or(between), word.clone())
    };
    row.iter().enumerate().map(&mut place).collect()
}

fn words_of(row: &[Word]) -> Vec<String> {
    row.iter().map(|(_, word)| word.clone()).collect()
}

fn spans_of(row: &[Word]) -> Vec<Span> {
    row.iter().map(|(span, _)| *span).collect()
}

fn column(cells: BTreeMap<WitnessId, Vec<Word>>) -> Column {
    let mut readings: BTreeMap<Vec<String>, Vec<(WitnessId, Vec<Span>)>> = BTreeMap::new();
    for (id, words) in cells {
        readings.entry(words_of(&words)).or_default().push((id, spans_of(&words)));
    }
    let mut readings: Vec<Reading> = readings.into_values().map(|witnesses| Reading { witnesses }).collect();
    readings.sort_by_key(|r| (std::cmp::Reverse(r.witnesses.len()), r.witnesses.first().map(|w| w.0)));
    Column { readings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotated::{Annotated, Attribution, Entity, EntityId, EntityKind, Layers};
    use crate::article::Article;
    use crate::source_map::SourceMap;
    use crate::text::Text;

    fn witness(name: &str, body: &str) -> Witness {
        let text = Text::new(body);
        let whole = text.whole();
        let entity = Entity {
            name: name.into(),
            kind: EntityKind::Person,
            aliases: vec![],
            roles: vec![],
            mentions: vec![],
            adjectival: vec![],
            pronouns: vec![],
            country: None,
            gender: None,
        };
        let said = Attribution {
            content: vec![whole],
            quoted: vec![whole],
            source: None,
            cue: vec![],
            kind: AttributionKind::Direct,
            speech: true,
            speaker: Some(EntityId(0)),
            confidence: 1.0,
        };
        let layers = Layers {
            tokens: crate::token::tokens(&text, whole),
            entities: vec![entity],
            attributions: vec![said],
            ..Layers::default()
        };
        let article = Article {
            id: body.into(),
            file: None,
            outlet: None,
            url: None,
            language: None,
            published: None,
            headline: None,
            body: whole,
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

    /// Speaker and words of two printings, and the classes of their variants, or `None` apart.
    #[track_caller]
    fn check(a: (&str, &str), b: (&str, &str), expect: Option<&[&str]>) {
        let both = [witness(a.0, a.1), witness(b.0, b.1)];
        let (found, _) = collate(&both);
        let together = found.iter().find(|q| q.readings.len() == 2);
        let classes = together.map(|q| q.variants.iter().map(|v| v.class.name()).collect::<Vec<_>>());
        assert_eq!(classes.as_deref(), expect);
    }

    #[test]
    fn printings_of_one_speaker_join_and_differ() {
        let whole = ("Ada Voss", "The harbour bridge will stay closed until spring");
        check(whole, ("Ada Voss", "The harbour bridge will stay closed until spring"), Some(&[]));
        check(whole, ("Ada Voss", "harbour bridge will not stay closed"), Some(&["negation"]));
        check(whole, ("Ada Voss", "The harbour tunnel will stay closed until spring"), Some(&["word"]));
        check(whole, ("Ada Voss", "The harbour bridge closed until spring"), Some(&["silent-cut"]));
        check(whole, ("Ada Voss", "The harbour bridge ... closed until spring"), Some(&["omission"]));
        check(whole, ("Ada Voss", "Nobody asked my ferry crews"), None);
        check(whole, ("Bo Voss", "The harbour bridge will stay closed until spring"), None);
    }

    #[test]
    fn a_text_given_twice_is_said_and_is_one_lineage() {
        let text = ("Ada Voss", "The harbour bridge will stay closed");
        let given = [witness(text.0, text.1), witness("Bo Lind", "Ferries run"), witness(text.0, text.1)];
        let apparatus = crate::apparatus::collate(given.map(|w| w.annotated).to_vec());
        let members: Vec<_> = apparatus.story.lineages.iter().map(|l| l.members.clone()).collect();
        assert_eq!(members, [vec![0, 2], vec![1]]);
        assert_eq!(apparatus.problems[0].message, "C has the same text as A");
    }
}
