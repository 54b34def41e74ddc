//! Makes a record of a comparison, and gathers on the way which passages it speaks of.

use std::collections::{BTreeMap, BTreeSet};

use variorum_core::{Apparatus, Passage, SharedWording, Span, Text, Variant, Witness, WitnessId};

use super::{
    Article, At, Capture, Difference, Finding, KIND, Origin, Program, Quotation, Reading, Record, Shared,
    VERSION, Words,
};
use crate::json::attribution_kind;

/// Bytes before and after a passage that are carried with it, at most.
const AROUND: usize = 40;

const NOTHING: Capture = Capture { key: None, seen: None, raw_sha256: None };

impl Record {
    /// The record of a comparison. `captures` are what a store knows of its articles, in the order of their
    /// letters; none for articles that come from no store. The texts go in whole with `full_texts` alone.
    pub fn new(apparatus: &Apparatus, program: Program, captures: &[Capture], full_texts: bool) -> Self {
        let mut maker = Maker { apparatus, asked: BTreeMap::new() };
        let quotations = maker.quotations();
        let shared_wording = apparatus.shared_wording.iter().map(|shared| maker.shared(shared)).collect();
        let findings = maker.findings();
        let origins = maker.origins();
        let captures = captures.iter().chain(std::iter::repeat(&NOTHING));
        let articles = apparatus.witnesses.iter().zip(captures).enumerate();
        let articles =
            articles.map(|(at, (witness, capture))| maker.article(at, witness, capture, full_texts));
        Self {
            v: VERSION,
            kind: KIND.to_owned(),
            program,
            story: apparatus.title().unwrap_or("(no headline)").trim().to_owned(),
            positions: "utf-8 bytes".to_owned(),
            articles: articles.collect(),
            quotations,
            shared_wording,
            findings,
            origins,
            problems: apparatus.problems.iter().map(|problem| problem.message.clone()).collect(),
        }
    }
}

/// Gathers which passages are spoken of, while what speaks of them is made.
struct Maker<'a> {
    apparatus: &'a Apparatus,
    asked: BTreeMap<usize, BTreeSet<Span>>,
}

impl Maker<'_> {
    fn letter(&self, id: WitnessId) -> String {
        self.apparatus.witnesses.get(id.0).map(|witness| witness.siglum.clone()).unwrap_or_default()
    }

    fn at(&mut self, passage: Passage) -> At {
        if !passage.span.is_empty() {
            self.asked.entry(passage.witness.0).or_default().insert(passage.span);
        }
        let (start, end) = (passage.span.start(), passage.span.end());
        At { article: self.letter(passage.witness), start, end }
    }

    fn quotations(&mut self) -> Vec<Quotation> {
        let apparatus = self.apparatus;
        let quotations = apparatus.quotations.iter();
        let quotation = |quotation: &variorum_core::Quotation| Quotation {
            speaker: quotation.speaker.clone(),
            readings: quotation.readings.iter().filter_map(|reading| self.reading(*reading)).collect(),
            variants: quotation.variants.iter().map(|variant| self.difference(variant)).collect(),
        };
        quotations.map(quotation).collect()
    }

    fn reading(&mut self, (witness, at): (WitnessId, usize)) -> Option<Reading> {
        let attribution = self.apparatus.witnesses.get(witness.0)?.annotated.layers().attributions.get(at)?;
        let spans = if attribution.quoted.is_empty() { &attribution.content } else { &attribution.quoted };
        Some(Reading {
            article: self.letter(witness),
            kind: attribution_kind(attribution.kind).to_owned(),
            source: attribution.source.map(|span| self.at(Passage { witness, span })),
            words: spans.iter().map(|span| self.at(Passage { witness, span: *span })).collect(),
        })
    }

    fn difference(&mut self, variant: &Variant) -> Difference {
        Difference { class: variant.class.name().to_owned(), a: self.at(variant.a), b: self.at(variant.b) }
    }

    fn shared(&mut self, shared: &SharedWording) -> Shared {
        let runs = shared.runs.iter().map(|run| {
            let a = self.at(Passage { witness: shared.a.0, span: run.a });
            (a, self.at(Passage { witness: shared.b.0, span: run.b }))
        });
        Shared {
            runs: runs.collect(),
            a: self.speaker(shared.a),
            b: self.speaker(shared.b),
            words: shared.words,
            of: shared.of,
        }
    }

    fn speaker(&self, (witness, at): (WitnessId, usize)) -> Option<String> {
        let annotated = &self.apparatus.witnesses.get(witness.0)?.annotated;
        let speaker = annotated.layers().attributions.get(at)?.speaker?;
        annotated.entity(speaker).map(|entity| entity.name.clone())
    }

    fn findings(&mut self) -> Vec<Finding> {
        let apparatus = self.apparatus;
        let mut findings = Vec::with_capacity(apparatus.claims.len() + apparatus.omissions.len());
        for set in &apparatus.claims {
            findings.push(Finding {
                verdict: set.verdict.name().to_owned(),
                confidence: percent(set.confidence),
                about: set.about.clone(),
                why: set.why.clone(),
                at: set.claims().iter().map(|claim| self.at(claim.at)).collect(),
                not_in: Vec::new(),
            });
        }
        for omission in &apparatus.omissions {
            findings.push(Finding {
                verdict: "not_found_in".to_owned(),
                confidence: percent(omission.confidence),
                about: omission.about.clone(),
                why: omission.why.clone(),
                at: omission.carried().iter().map(|passage| self.at(*passage)).collect(),
                not_in: omission.not_in().iter().map(|id| self.letter(*id)).collect(),
            });
        }
        findings
    }

    /// Copied passages are named by their places alone: their words would be most of the text.
    fn origins(&self) -> Vec<Origin> {
        let at = |member: usize, span: Span| {
            let article = self.letter(WitnessId(member));
            At { article, start: span.start(), end: span.end() }
        };
        let lineages = self.apparatus.story.lineages.iter();
        let origin = |lineage: &variorum_core::Lineage| Origin {
            root: self.letter(WitnessId(lineage.root)),
            members: lineage.members.iter().map(|member| self.letter(WitnessId(*member))).collect(),
            why: lineage.why.clone(),
            copied: lineage
                .reuses
                .iter()
                .map(|reuse| (at(reuse.by, reuse.at), at(reuse.from, reuse.from_at)))
                .collect(),
        };
        lineages.map(origin).collect()
    }

    fn article(&self, at: usize, witness: &Witness, capture: &Capture, full_text: bool) -> Article {
        let article = witness.annotated.article();
        let asked = self.asked.get(&at).cloned().unwrap_or_default();
        Article {
            letter: witness.siglum.clone(),
            id: article.id.clone(),
            key: capture.key.clone(),
            outlet: article.outlet.clone(),
            title: article.headline.map(|span| article.text.slice(span).trim().to_owned()),
            url: article.url.clone(),
            published: article.published.map(crate::json::date),
            language: article.language.clone(),
            evidence: article
                .evidence
                .iter()
                .map(|(field, rule)| ((*field).to_owned(), rule.clone()))
                .collect(),
            seen: capture.seen.clone(),
            text_sha256: article.text.id().to_string(),
            bytes: article.text.len(),
            raw_sha256: capture.raw_sha256.clone(),
            passages: passages(&article.text, &asked),
            text: full_text.then(|| article.text.as_str().to_owned()),
        }
    }
}

fn percent(confidence: f32) -> u8 {
    (confidence.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// The passages at `spans` in the order of the text, each with a little of what stands around it.
fn passages(text: &Text, spans: &BTreeSet<Span>) -> Vec<Words> {
    let whole = text.as_str();
    let words = |span: &Span| {
        let before = whole.ceil_char_boundary(span.start().saturating_sub(AROUND));
        let after = whole.floor_char_boundary((span.end() + AROUND).min(whole.len()));
        Words {
            start: span.start(),
            end: span.end(),
            exact: text.slice(*span).to_owned(),
            prefix: whole.get(before..span.start()).unwrap_or_default().to_owned(),
            suffix: whole.get(span.end()..after).unwrap_or_default().to_owned(),
        }
    };
    spans.iter().map(words).collect()
}
