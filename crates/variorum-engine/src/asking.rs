//! "Did they say that?": every stored printing of a quotation in hand, set word by word beside it.

use std::collections::{BTreeMap, BTreeSet};

use variorum_core::apparatus::quotations;
use variorum_core::{
    Annotated, Article, Attribution, AttributionKind, Entity, EntityId, EntityKind, Layers, Passage,
    Quotation, Span, Text, VariantClass, Witness, WitnessId, tokens,
};
use variorum_store::{ArticleKey, Error, Hit, Matter, SearchQuery, Store};

use crate::analysis::blank;
use crate::{Engine, StoryRow};

/// Quotations that are looked at, those with the rarest of the words first.
const CANDIDATES: usize = 160;
/// Speakers that are looked at, those of the nearest quotations first.
const SPEAKERS: usize = 6;
/// Quotations that are named when none is the one in hand.
const NEAR: usize = 5;
/// Shortest word, in characters, that is looked for where longer ones are enough.
const LONG: usize = 4;
/// Fewest longer words that are enough.
const ENOUGH: usize = 3;
/// Words that are looked for: more of a long quotation would find nothing else.
const MOST: usize = 64;

/// What is stored of a quotation in hand.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The utterances that it is a printing of, one for each speaker who is credited; the one of the most
    /// independent origins first.
    pub utterances: Vec<Utterance>,
    /// The nearest quotations, where it is a printing of none.
    pub near: Vec<Hit>,
}

/// What one speaker said.
#[derive(Clone, Debug)]
pub struct Utterance {
    /// Who is credited.
    pub speaker: Option<String>,
    /// How many independent origins print it.
    pub origins: usize,
    /// The printings by their dates, the earliest first; those without date last.
    pub printings: Vec<Printed>,
}

/// One printing.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The key of the article.
    pub key: ArticleKey,
    /// The article at the root of its lineage.
    pub root: ArticleKey,
    /// The article.
    pub article: Article,
    /// The whole of what is credited.
    pub span: Span,
    /// The credited words alone, one span an unbroken stretch.
    pub fragments: Vec<Span>,
    /// Where its words differ from those in hand, in their order.
    pub differences: Vec<Difference>,
}

/// One difference between the words in hand and those that are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind of difference.
    pub class: VariantClass,
    /// The words in hand; empty where it has none.
    pub asked: String,
    /// The printed words; empty where there are none.
    pub printed: String,
}

impl Engine {
    /// Every stored printing of the quotation `words`, by `speaker` if one is named (in part).
    pub fn ask(&self, words: &str, speaker: Option<&str>) -> Result<Asked, Error> {
        let words = words.trim().trim_matches(['"', '“', '”', '«', '»', '‘', '’', ' ']);
        let query = SearchQuery {
            matter: Matter::Quotations,
            words: telling(words),
            any: true,
            speaker: speaker.map(str::to_owned),
            limit: CANDIDATES,
            ..SearchQuery::default()
        };
        let hits = self.search(&query)?.hits;
        let mut utterances = Vec::new();
        for (speaker, hits) in by_speaker(&hits) {
            let articles = first_of_each(&hits);
            let annotated = self.annotated(articles.iter().map(|hit| hit.article.clone()).collect())?;
            utterances.extend(utterance(words, speaker, &hits, &articles, annotated));
        }
        utterances.sort_by_key(|utterance| std::cmp::Reverse((utterance.origins, utterance.printings.len())));
        let near = if utterances.is_empty() { hits.into_iter().take(NEAR).collect() } else { Vec::new() };
        Ok(Asked { utterances, near })
    }

    /// The stored story that `article` is most like, by the words of its headline and its lead.
    pub fn nearest_story(&self, article: &Article) -> Result<Option<StoryRow>, Error> {
        let query = SearchQuery { words: lead(article), any: true, limit: 12, ..SearchQuery::default() };
        let mut votes: BTreeMap<ArticleKey, usize> = BTreeMap::new();
        let hits = self.search(&query)?.hits;
        for (at, hit) in hits.iter().enumerate() {
            if let Some(story) = hit.story {
                *votes.entry(story).or_default() += hits.len() - at;
            }
        }
        let best = votes.into_iter().max_by_key(|(story, votes)| (*votes, std::cmp::Reverse(*story)));
        let Some((story, _)) = best else { return Ok(None) };
        Ok(self.read(|store| store.story(story))?.map(|story| story.row))
    }
}

/// The printings among `hits`, all of `speaker`, that are of the utterance in hand. `articles` has one hit of each
/// article, and `annotated` its layers.
fn utterance(
    words: &str,
    speaker: Option<&str>,
    hits: &[&Hit],
    articles: &[&Hit],
    annotated: Vec<Annotated>,
) -> Option<Utterance> {
    let mut spans: BTreeMap<ArticleKey, Vec<Span>> = BTreeMap::new();
    for hit in hits {
        spans.entry(hit.key).or_default().push(hit.span);
    }
    let found = articles.iter().zip(annotated).map(|(hit, annotated)| {
        let spans = spans.get(&hit.key).map(Vec::as_slice).unwrap_or_default();
        only(annotated, spans)
    });
    let witness = |(at, annotated)| Witness { siglum: at_siglum(at), annotated, compared: true };
    let witnesses: Vec<Witness> =
        std::iter::once(in_hand(words, speaker)).chain(found).enumerate().map(witness).collect();
    let (quotations, _) = quotations::collate(&witnesses);
    let ours = |quotation: &&Quotation| quotation.readings.iter().any(|(witness, _)| witness.0 == 0);
    let quotation = quotations.iter().find(ours)?;
    let mut printings: Vec<Printed> = Vec::new();
    for (witness, attribution) in quotation.readings.iter().filter(|(witness, _)| witness.0 > 0) {
        let hit = articles.get(witness.0 - 1)?;
        let layers = witnesses.get(witness.0)?.annotated.layers();
        let attribution = layers.attributions.get(*attribution)?;
        let content = &attribution.content;
        printings.push(Printed {
            key: hit.key,
            root: hit.root.unwrap_or(hit.key),
            article: hit.article.clone(),
            span: content.iter().copied().reduce(Span::cover)?,
            fragments: content.clone(),
            differences: differences(&witnesses, quotation, *witness),
        });
    }
    // One article may print an utterance in several fragments: they are one printing.
    printings.dedup_by_key(|printed| printed.key);
    let date = |printed: &Printed| printed.article.published.map(|published| published.date());
    printings.sort_by_key(|printed| (date(printed).is_none(), date(printed), printed.key));
    let origins: BTreeSet<ArticleKey> = printings.iter().map(|printed| printed.root).collect();
    let speaker = speaker.map(str::to_owned);
    (!printings.is_empty()).then_some(Utterance { speaker, origins: origins.len(), printings })
}

/// The first hit of each article.
fn first_of_each<'h>(hits: &[&'h Hit]) -> Vec<&'h Hit> {
    let mut seen = BTreeSet::new();
    hits.iter().copied().filter(|hit| seen.insert(hit.key)).collect()
}

/// Words of a headline and a lead that are looked for.
const LEAD: usize = 60;

/// The words by which articles like `article` are looked for: the longer ones of its headline and its lead.
pub(crate) fn lead(article: &Article) -> String {
    let lead: Vec<&str> = article.text.as_str().split_whitespace().take(LEAD).collect();
    telling(&lead.join(" "))
}

/// The words by which quotations are looked for: the longer ones where they are enough.
fn telling(words: &str) -> String {
    // Quotation marks would make phrases.
    let bare = words.replace(['"', '“', '”'], " ");
    let long: Vec<&str> = bare.split_whitespace().filter(|word| word.chars().count() >= LONG).collect();
    let telling = if long.len() >= ENOUGH { long } else { bare.split_whitespace().collect() };
    telling.into_iter().take(MOST).collect::<Vec<_>>().join(" ")
}

/// The hits of each speaker, the speakers of the nearest hits first.
fn by_speaker(hits: &[Hit]) -> Vec<(Option<&str>, Vec<&Hit>)> {
    let mut speakers: Vec<(Option<&str>, Vec<&Hit>)> = Vec::new();
    for hit in hits {
        let speaker = hit.speaker.as_deref();
        match speakers.iter_mut().find(|(held, _)| *held == speaker) {
            Some((_, hits)) => hits.push(hit),
            None => speakers.push((speaker, vec![hit])),
        }
    }
    speakers.truncate(SPEAKERS);
    speakers
}

/// The quotation in hand as an article that quotes the speaker.
fn in_hand(words: &str, speaker: Option<&str>) -> Annotated {
    let text = Text::new(format!("{words}\n{}", speaker.unwrap_or_default()));
    let quoted = text.span(0..words.len()).unwrap_or(text.whole());
    let named = text.span(words.len() + 1..text.len()).filter(|span| !span.is_empty());
    let entity = |span: Span| Entity {
        name: text.slice(span).to_owned(),
        kind: EntityKind::Person,
        aliases: Vec::new(),
        roles: Vec::new(),
        mentions: vec![span],
        adjectival: Vec::new(),
        pronouns: Vec::new(),
        country: None,
        gender: None,
    };
    let attribution = Attribution {
        content: vec![quoted],
        quoted: vec![quoted],
        source: named,
        cue: Vec::new(),
        kind: AttributionKind::Direct,
        speech: true,
        speaker: named.map(|_| EntityId(0)),
        confidence: 1.0,
    };
    let layers = Layers {
        tokens: tokens(&text, text.whole()),
        sentences: std::iter::once(quoted).chain(named).collect(),
        entities: named.into_iter().map(entity).collect(),
        attributions: vec![attribution],
        ..Layers::default()
    };
    let article = Article { id: "in hand".to_owned(), body: text.whole(), text, ..blank() };
    Annotated::new(article, layers)
}

/// `annotated` with those of its attributions alone that stand at `spans`.
fn only(annotated: Annotated, spans: &[Span]) -> Annotated {
    let mut layers = annotated.layers().clone();
    layers.attributions.retain(|attribution| {
        let cover = attribution.content.iter().copied().reduce(Span::cover);
        cover.is_some_and(|cover| spans.contains(&cover))
    });
    Annotated::new(annotated.article().clone(), layers)
}

fn at_siglum(at: usize) -> String {
    format!("W{at}")
}

/// Where `witness` differs from the words in hand, which are the first witness.
fn differences(witnesses: &[Witness], quotation: &Quotation, witness: WitnessId) -> Vec<Difference> {
    let words = |passage: Passage| {
        let annotated = witnesses.get(passage.witness.0).map(|witness| &witness.annotated);
        annotated.map(|annotated| annotated.slice(passage.span).to_owned()).unwrap_or_default()
    };
    let ours = WitnessId(0);
    let read = |variant: &variorum_core::Variant| {
        let (a, b) = (variant.a, variant.b);
        let class = variant.class;
        match (a.witness, b.witness) {
            (x, y) if x == ours && y == witness => {
                Some((a.span, Difference { class, asked: words(a), printed: words(b) }))
            }
            (x, y) if y == ours && x == witness => {
                Some((b.span, Difference { class, asked: words(b), printed: words(a) }))
            }
            _ => None,
        }
    };
    let mut found: Vec<(Span, Difference)> = quotation.variants.iter().filter_map(read).collect();
    found.sort_by_key(|(span, _)| *span);
    found.into_iter().map(|(_, difference)| difference).collect()
}
